"""Weights by what is lost without an indicator or its optimum, of shape (indicators,)."""

import numpy as np

from ii_index._typing import ArrayLike, FloatArray
from ii_index.kernels import portable
from ii_index.kernels.weighting.decision_table import (
    Direction,
    NoWeightsError,
    complete,
    divergence,
    or_one,
    refuse,
    shares_of_information,
    varies,
)

_NOTHING = 1e-12  # a singular value below this share of the largest is zero


def merec(values: ArrayLike, direction: Direction = None, shift: float = 0.0) -> FloatArray:
    """Weigh by how much the performance of the units changes when an indicator is removed.

    N = min/x (positive direction) or x/max (negative), S = ln(1 + mean |ln N|), S' the same without the
    indicator but still divided by n, w ∝ Σ |S' − S|. Keshavarz-Ghorabaee et al. (2021), Symmetry 13(4), 525.

    Parameters
    ----------
    values : array_like of shape (units, indicators)
        Positive.
    direction : array_like of shape (indicators,), optional
    shift : float
        Added to every value first.

    Returns
    -------
    ndarray of shape (indicators,)

    Raises
    ------
    ValueError
        Missing cells, fewer than two units, a direction other than ±1, values that are not positive, or no
        indicator that varies.

    Examples
    --------
    >>> merec([[1, 2], [2, 2]]).tolist()
    [1.0, 0.0]
    """
    x, sign = complete(values, direction)
    x = x + shift
    refuse(x <= 0, "not_positive", "MEREC needs positive values")
    lowest: FloatArray = x.min(axis=0)
    highest: FloatArray = x.max(axis=0)
    logs = np.abs(portable.log(np.where(sign > 0, lowest / x, x / highest)))
    total: FloatArray = logs.sum(axis=1, keepdims=True)
    n = x.shape[1]
    effect: FloatArray = np.abs(portable.log1p((total - logs) / n) - portable.log1p(total / n)).sum(axis=0)
    return shares_of_information(effect, "MEREC")


def cilos(values: ArrayLike, direction: Direction = None) -> FloatArray:
    """Weights by the impact of losing an indicator's optimum while another is at its own.

    Negative columns become min/x; R holds column shares; A the rows of R where each column is largest (where
    several units tie, the mean of their rows: a choice, so that the order of the units does not matter); P =
    (diag A − A) / diag A by column; the weights are the null vector of P − diag(column sums of P).
    Zavadskas & Podvezko (2016), Int. J. Information Technology & Decision Making 15(2), 267-283.

    Parameters
    ----------
    values : array_like of shape (units, indicators)
        Not negative; positive where the direction is negative.
    direction : array_like of shape (indicators,), optional

    Returns
    -------
    ndarray of shape (indicators,)

    Raises
    ------
    ValueError
        Also where the same unit is best on several indicators in such a way that the null vector is not
        unique.

    Examples
    --------
    >>> cilos([[1, 2], [2, 1]]).round(6).tolist()
    [0.5, 0.5]
    """
    x, sign = complete(values, direction)
    refuse(x < 0, "negative", "CILOS needs values that are not negative")
    refuse((x <= 0) & (sign < 0), "not_positive", "CILOS needs positive values where less is better")
    varying = varies(x)
    weights = np.zeros(x.shape[1])
    weights[varying] = _least_impact(np.where(sign > 0, x, 1 / or_one(x))[:, varying])
    return shares_of_information(weights, "CILOS")


def idocriw(values: ArrayLike, direction: Direction = None, shift: float = 0.0) -> FloatArray:
    """Entropy weights times CILOS weights, renormalised (Zavadskas & Podvezko 2016).

    Parameters
    ----------
    values : array_like of shape (units, indicators)
        Not negative; positive where the direction is negative.
    direction : array_like of shape (indicators,), optional
    shift : float
        Added to every value before its entropy is taken.

    Returns
    -------
    ndarray of shape (indicators,)

    Raises
    ------
    ValueError
        As :func:`ii_index.kernels.weighting.objective_weights.entropy` and :func:`cilos`.

    Examples
    --------
    >>> idocriw([[1, 2], [2, 1]]).round(6).tolist()
    [0.5, 0.5]
    """
    x, _ = complete(values, direction)
    return shares_of_information(divergence(x + shift) * cilos(x, direction), "IDOCRIW")


def _least_impact(x: FloatArray) -> FloatArray:
    """Null vector of the CILOS system over columns that vary, or an error where it is not unique.

    The scale of a column cancels: neither its sum nor its minimum is divided by or multiplied with.
    """
    n: int = x.shape[1]
    if n < 2:
        return np.ones(n)
    top = (x == x.max(axis=0)).astype(np.float64)
    best = (
        portable.matrix_product(top.T, x) / top.sum(axis=0)[:, np.newaxis]
    )  # units tied for best: their mean row
    loss = 1 - best / np.diagonal(best)
    _, singular, vectors = np.linalg.svd(loss - np.diag(loss.sum(axis=0)))
    if not singular[-2] > _NOTHING * singular[0]:
        message = "CILOS is not determined: the same unit is best on several indicators"
        raise NoWeightsError("not_determined", message)
    return portable.thirteen_digits(np.abs(vectors[-1]))
