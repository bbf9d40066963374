"""Points that experts hand out, and their combination with other weights.

The last axis is the items; experts come first.
"""

from typing import Literal, TypeAlias

import numpy as np

from ii_index._typing import ArrayLike, FloatArray, observed
from ii_index.kernels.ratios import check_choice, shares

Average: TypeAlias = Literal["mean", "median", "trimmed_mean"]
Mix: TypeAlias = Literal["linear", "geometric"]


def rescale(points: ArrayLike) -> FloatArray:
    """Points divided by each expert's total.

    Parameters
    ----------
    points : array_like of shape (..., items)

    Returns
    -------
    ndarray of shape (..., items)
        Summing to 1.

    Raises
    ------
    ValueError
        A negative or missing point, or an expert who gives none at all.

    Examples
    --------
    >>> rescale([30, 20, 30]).tolist()
    [0.375, 0.25, 0.375]
    """
    given = observed(points)
    if not (given >= 0).all() or not (given.sum(axis=-1) > 0).all():
        message = "points are non-negative numbers, not all zero for any expert"
        raise ValueError(message)
    return shares(given)


def average(
    points: ArrayLike, how: Average = "mean", weights: ArrayLike | None = None, trim: int = 1
) -> FloatArray:
    """Group weights from allocations: each expert's points are rescaled, then averaged item by item.

    Parameters
    ----------
    points : array_like of shape (experts, items)
    how : {"mean", "median", "trimmed_mean"}
    weights : array_like of shape (experts,), optional
        Of the experts; for the mean only.
    trim : int
        How many of the highest and of the lowest shares a trimmed mean leaves out of each item.

    Returns
    -------
    ndarray of shape (items,)

    Raises
    ------
    ValueError
        Expert weights with a median or trimmed mean, or fewer than 2 · trim + 1 experts.

    Examples
    --------
    >>> average([[50, 50], [20, 80]]).tolist()
    [0.35, 0.65]
    >>> average([[50, 50], [20, 80], [40, 60]], "median").tolist()
    [0.4, 0.6]
    """
    return average_ratings(rescale(points), how, weights, trim)


def average_ratings(
    ratings: ArrayLike, how: Average = "mean", weights: ArrayLike | None = None, trim: int = 1
) -> FloatArray:
    """Group weights from ratings on a common scale (1 to 10, say), as in Delphi rounds: averaged as they are.

    Parameters
    ----------
    ratings : array_like of shape (experts, items)
    how : {"mean", "median", "trimmed_mean"}
    weights : array_like of shape (experts,), optional
    trim : int

    Returns
    -------
    ndarray of shape (items,)

    Raises
    ------
    ValueError
        As :func:`average`, or ratings that are negative or all zero.

    Examples
    --------
    >>> average_ratings([[9, 3], [7, 5]]).round(6).tolist()  # 8 : 4
    [0.666667, 0.333333]
    """
    check_choice("how", how, Average)
    given = observed(ratings)
    if how != "mean" and weights is not None:
        message = f"a {how} counts every expert once; weights of experts go with the mean"
        raise ValueError(message)
    match how:
        case "mean":
            say = np.ones(len(given)) if weights is None else observed(weights)
            return rescale(say @ given)
        case "median":
            return rescale(np.median(given, axis=0))
        case "trimmed_mean":
            return rescale(_trimmed(given, trim))


def combine(weights: ArrayLike, experts: ArrayLike, alpha: float = 0.5, mix: Mix = "linear") -> FloatArray:
    """Mix two weight vectors; ``alpha`` is the share of the experts' allocation.

    ``linear``: (1 − α) w + α v. ``geometric``: ∝ w^(1 − α) v^α; at α = 1/2 it minimises the sum of relative
    entropies to both.

    Parameters
    ----------
    weights : array_like of shape (..., items)
        Such as AHP's nested leaf weights.
    experts : array_like of shape (..., items)
    alpha : float
        In [0, 1].
    mix : {"linear", "geometric"}

    Returns
    -------
    ndarray of shape (..., items)
        Summing to 1.

    Raises
    ------
    ValueError
        α outside [0, 1], or a geometric mix that leaves every item without weight.

    Examples
    --------
    >>> combine([0.6, 0.4], [0.2, 0.8], alpha=0.25).round(6).tolist()
    [0.5, 0.5]
    """
    check_choice("mix", mix, Mix)
    if not 0 <= alpha <= 1:
        message = f"alpha is a share between 0 and 1; got {alpha}"
        raise ValueError(message)
    first, second = rescale(weights), rescale(experts)
    match mix:
        case "linear":
            return shares((1 - alpha) * first + alpha * second)
        case "geometric":
            return rescale(first ** (1 - alpha) * second**alpha)


def multiply(weights: ArrayLike, others: ArrayLike) -> FloatArray:
    """∝ w · v: multiplicative synthesis, which exaggerates whatever both favour.

    Parameters
    ----------
    weights, others : array_like of shape (..., items)

    Returns
    -------
    ndarray of shape (..., items)

    Raises
    ------
    ValueError
        As :func:`rescale`, or two vectors that share no item.

    Examples
    --------
    >>> multiply([0.5, 0.5], [0.2, 0.8]).tolist()
    [0.2, 0.8]
    """
    return rescale(rescale(weights) * rescale(others))


def game_theory(weights: ArrayLike, others: ArrayLike) -> FloatArray:
    """Mix α₁ w + α₂ v closest to both in least squares, usual in Chinese practice (博弈论组合赋权).

    For use from Python: no recipe mixes so.

    α solves [[w·w, w·v], [v·w, v·v]] α = [w·w, v·v]; absolute values, normalised.

    Parameters
    ----------
    weights, others : array_like of shape (items,)

    Returns
    -------
    ndarray of shape (items,)

    Raises
    ------
    ValueError
        As :func:`rescale`.

    Examples
    --------
    >>> game_theory([0.6, 0.4], [0.4, 0.6]).round(6).tolist()
    [0.5, 0.5]
    """
    first, second = rescale(weights), rescale(others)
    if np.allclose(first, second, rtol=0, atol=1e-12):
        return first
    inner = np.array([[first @ first, first @ second], [second @ first, second @ second]])
    shares_of_each = np.abs(np.linalg.solve(inner, np.diagonal(inner)))
    return rescale(shares(shares_of_each) @ np.stack([first, second]))


def _trimmed(given: FloatArray, trim: int) -> FloatArray:
    if trim < 0 or len(given) <= 2 * trim:
        message = f"a mean without the {trim} highest and lowest needs at least {2 * trim + 1} experts"
        raise ValueError(message)
    ordered = np.sort(given, axis=0)
    trimmed: FloatArray = ordered[trim : len(given) - trim].mean(axis=0)
    return trimmed
