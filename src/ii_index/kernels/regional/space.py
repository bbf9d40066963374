"""Whether neighbours are alike: values of shape (units,), weights of shape (units, units) with a zero diagonal."""

from typing import NamedTuple

import numpy as np

from ii_index._typing import ArrayLike, BoolArray, FloatArray, observed
from ii_index.kernels.ratios import ratio


class Global(NamedTuple):
    """A statistic of all units, its mean over all permutations, and how rare it is among those drawn."""

    statistic: float
    expected: float
    p_value: float


class Local(NamedTuple):
    """A statistic of each unit, shape (units,): local Moran's I, the standardised value and its neighbours', p."""

    statistic: FloatArray
    value: FloatArray
    lag: FloatArray
    p_value: FloatArray


def row_standardised(weights: ArrayLike) -> FloatArray:
    """Divide the weights of each unit's neighbours by their sum; a unit without neighbours keeps none.

    Parameters
    ----------
    weights : array_like of shape (units, units)

    Returns
    -------
    ndarray of shape (units, units)

    Examples
    --------
    >>> row_standardised([[0, 1, 1], [1, 0, 0], [0, 0, 0]]).tolist()
    [[0.0, 0.5, 0.5], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    given = observed(weights)
    return ratio(given, given.sum(axis=1, keepdims=True), otherwise=0.0)


def moran(values: ArrayLike, weights: ArrayLike, permutations: int = 9_999, seed: int = 0) -> Global:
    """Moran's I = (n/S0) Σ w_ij z_i z_j / Σ z², with a two-sided permutation test.

    p = (1 + #)/(1 + m) with # the permutations at least as far from the mean −1/(n − 1) as the statistic.

    Parameters
    ----------
    values : array_like of shape (units,)
    weights : array_like of shape (units, units)
        Taken as they are: standardise the rows first.
    permutations : int
    seed : int

    Returns
    -------
    Global

    Raises
    ------
    ValueError
        Values or weights of other shapes, values all alike, or no neighbours at all.

    References
    ----------
    Cliff & Ord (1981), Spatial Processes; Anselin (1995), Geographical Analysis 27, 93–115.

    Examples
    --------
    >>> line = row_standardised([[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 0]])
    >>> round(moran([1, 2, 3, 4], line, permutations=99).statistic, 6)
    0.4
    """
    z, w = _checked(values, weights)
    n, scale = len(z), len(z) / w.sum() / np.square(z).sum()
    statistic = float(scale * (z * (w @ z)).sum())
    drawn = scale * np.array([(x * (w @ x)).sum() for x in _permuted(z, permutations, seed)])
    expected = -1 / (n - 1)
    return Global(statistic, expected, _p_value(statistic, drawn, expected))


def geary(values: ArrayLike, weights: ArrayLike, permutations: int = 9_999, seed: int = 0) -> Global:
    """Geary's C = (n − 1) ΣΣ w_ij (x_i − x_j)² / (2 S0 Σ z²): below 1 neighbours are alike.

    Parameters
    ----------
    values : array_like of shape (units,)
    weights : array_like of shape (units, units)
    permutations : int
    seed : int

    Returns
    -------
    Global

    Raises
    ------
    ValueError
        As :func:`moran`.

    References
    ----------
    Geary (1954), The Incorporated Statistician 5, 115–146.

    Examples
    --------
    >>> line = row_standardised([[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 0]])
    >>> round(geary([1, 2, 3, 4], line, permutations=99).statistic, 6)
    0.3
    """
    z, w = _checked(values, weights)
    scale = (len(z) - 1) / (2 * w.sum() * np.square(z).sum())
    out, into = w.sum(axis=1), w.sum(axis=0)

    def of(x: FloatArray) -> float:
        return float(scale * (((out + into) * np.square(x)).sum() - 2 * (x * (w @ x)).sum()))

    drawn = np.array([of(x) for x in _permuted(z, permutations, seed)])
    return Global(of(z), 1.0, _p_value(of(z), drawn, 1.0))


def local_moran(values: ArrayLike, weights: ArrayLike, permutations: int = 9_999, seed: int = 0) -> Local:
    """Local Moran's I_i = z_i Σ_j w_ij z_j / m₂ with m₂ = Σ z²/n, with conditional permutations, two-sided.

    With rows standardised the mean of the I_i over units with neighbours is the global I. A unit keeps its value while
    the others are permuted; p = (1 + #)/(1 + m), # those at least as far from the conditional mean −z_i²/((n − 1) m₂).

    Parameters
    ----------
    values : array_like of shape (units,)
    weights : array_like of shape (units, units)
    permutations : int
    seed : int

    Returns
    -------
    Local
        NaN for a unit without neighbours.

    Raises
    ------
    ValueError
        As :func:`moran`.

    References
    ----------
    Anselin (1995), Geographical Analysis 27, 93–115.

    Examples
    --------
    >>> line = row_standardised([[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 0]])
    >>> local_moran([1, 2, 3, 4], line, permutations=99).statistic.round(4).tolist()
    [0.6, 0.2, 0.2, 0.6]
    """
    z, w = _checked(values, weights)
    n, m2 = len(z), float(np.square(z).mean())
    lag: FloatArray = w @ z
    statistic = z * lag / m2
    expected = -np.square(z) * w.sum(axis=1) / ((n - 1) * m2)
    generator = np.random.default_rng(seed)
    p_value = np.full(n, np.nan)
    for place in range(n):
        near = np.flatnonzero(w[place])
        if near.size:
            drawn = _conditional(z, w[place, near], place, permutations, generator) * z[place] / m2
            p_value[place] = _p_value(float(statistic[place]), drawn, float(expected[place]))
    alone: BoolArray = w.sum(axis=1) == 0
    deviation = np.sqrt(m2)
    return Local(
        np.where(alone, np.nan, statistic), z / deviation, np.where(alone, np.nan, lag / deviation), p_value
    )


def _conditional(
    z: FloatArray, weights: FloatArray, place: int, permutations: int, generator: np.random.Generator
) -> FloatArray:
    """Draw the lag of a unit from the others' values, without replacement."""
    others = np.delete(z, place)
    keys = generator.random((permutations, len(others)))
    chosen = np.argpartition(keys, len(weights) - 1, axis=1)[:, : len(weights)]
    if np.ptp(weights) > 0:  # weights differ: their order must be a random one too
        chosen = generator.permuted(chosen, axis=1)
    lags: FloatArray = (others[chosen] * weights).sum(axis=1)
    return lags


def _permuted(z: FloatArray, permutations: int, seed: int) -> list[FloatArray]:
    generator = np.random.default_rng(seed)
    return [generator.permutation(z) for _ in range(permutations)]


def _p_value(statistic: float, drawn: FloatArray, expected: float) -> float:
    far = abs(statistic - expected) * (1 - 1e-12)  # the same value comes out of another order of sums
    return float((1 + (np.abs(drawn - expected) >= far).sum()) / (1 + len(drawn)))


def _checked(values: ArrayLike, weights: ArrayLike) -> tuple[FloatArray, FloatArray]:
    x, w = observed(values), observed(weights)
    if w.shape != (len(x), len(x)) or (np.diagonal(w) != 0).any() or not (w >= 0).all() or np.isnan(x).any():
        message = "weights are (units, units), not negative, with a zero diagonal, and every unit has a value"
        raise ValueError(message)
    if not np.ptp(x) > 0 or not w.sum() > 0:
        message = "neighbours are compared where values differ and where there are any"
        raise ValueError(message)
    return x - x.mean(), w
