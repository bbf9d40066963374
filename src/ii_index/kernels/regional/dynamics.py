"""Dynamics of units from year to year: transitions between tiers, mobility, the density of scores."""

from typing import NamedTuple

import numpy as np

from ii_index._typing import ArrayLike, FloatArray, IntArray, observed
from ii_index.kernels.quantiles import quantile
from ii_index.kernels.ratios import ratio


class Density(NamedTuple):
    """A density on a grid, and the bandwidth it was made with."""

    grid: FloatArray
    density: FloatArray
    bandwidth: float


def transitions(labels: ArrayLike, tiers: int, step: int = 1) -> IntArray:
    """Count the moves from tier to tier, over all years.

    Parameters
    ----------
    labels : array_like of int, shape (years, units)
        1 is the highest tier; 0 a unit without one, which counts in no move.
    tiers : int
        How many tiers there are.
    step : int
        Years (rows) from the start of a move to its end.

    Returns
    -------
    ndarray of int, shape (tiers, tiers)
        From the tier of the row to that of the column.

    Examples
    --------
    >>> transitions([[1, 2, 2], [1, 1, 2], [1, 1, 2]], 2).tolist()
    [[3, 0], [1, 2]]
    """
    states = np.asarray(labels, dtype=np.intp)
    before, after = states[:-step], states[step:]
    both = (before > 0) & (after > 0)
    counts = np.zeros((tiers, tiers), dtype=np.intp)
    np.add.at(counts, (before[both] - 1, after[both] - 1), 1)
    return counts


def spatial_transitions(labels: ArrayLike, surroundings: ArrayLike, tiers: int, step: int = 1) -> IntArray:
    """Count the moves by the tier of the neighbours at their start.

    Parameters
    ----------
    labels : array_like of int, shape (years, units)
    surroundings : array_like of int, shape (years, units)
        The tier of each unit's neighbours; 0 for a unit without any.
    tiers : int
    step : int

    Returns
    -------
    ndarray of int, shape (tiers, tiers, tiers)
        By the neighbours' tier, then from row to column.

    References
    ----------
    Rey (2001), Geographical Analysis 33, 194–214.

    Examples
    --------
    >>> spatial_transitions([[1, 2], [1, 1]], [[2, 1], [1, 1]], 2).tolist()
    [[[0, 0], [1, 0]], [[1, 0], [0, 0]]]
    """
    around = np.asarray(surroundings, dtype=np.intp)
    states = np.asarray(labels, dtype=np.intp)
    by_tier = [transitions_from(states, around[:-step] == tier, tiers, step) for tier in range(1, tiers + 1)]
    return np.stack(by_tier)


def transitions_from(labels: IntArray, counted: ArrayLike, tiers: int, step: int = 1) -> IntArray:
    """Count the moves of some starts only.

    Parameters
    ----------
    labels : ndarray of int, shape (years, units)
    counted : array_like of bool, shape (years − step, units)
    tiers : int
    step : int

    Returns
    -------
    ndarray of int, shape (tiers, tiers)

    Examples
    --------
    >>> transitions_from(np.array([[1, 2], [1, 1]]), [[True, False]], 2).tolist()
    [[1, 0], [0, 0]]
    """
    chosen = np.asarray(counted, dtype=np.bool_)
    counts = np.zeros((tiers, tiers), dtype=np.intp)
    for before, after, keep in zip(labels[:-step], labels[step:], chosen, strict=True):
        counts += transitions(np.stack([before[keep], after[keep]]), tiers)
    return counts


def probabilities(counts: ArrayLike) -> FloatArray:
    """Divide the moves from a tier by all moves from it.

    Parameters
    ----------
    counts : array_like of shape (..., tiers, tiers)

    Returns
    -------
    ndarray of the same shape
        NaN in the row of a tier that nobody left from.

    Examples
    --------
    >>> probabilities([[3, 1], [0, 2]]).tolist()
    [[0.75, 0.25], [0.0, 1.0]]
    """
    moves = observed(counts)
    return ratio(moves, moves.sum(axis=-1, keepdims=True))


def mobility(table: ArrayLike) -> float:
    """Shorrocks' index (k − trace P)/(k − 1): 0 where nobody moves, 1 where the start tells nothing.

    Parameters
    ----------
    table : array_like of shape (tiers, tiers)
        Transition probabilities; tiers that nobody started from are left out.

    Returns
    -------
    float
        NaN with fewer than two tiers.

    References
    ----------
    Shorrocks (1978), Econometrica 46, 1013–1024.

    Examples
    --------
    >>> mobility([[0.5, 0.5], [0.5, 0.5]]), mobility([[1, 0], [0, 1]])
    (1.0, 0.0)
    """
    stay = np.diagonal(observed(table))
    known = stay[~np.isnan(stay)]
    return float((len(known) - known.sum()) / (len(known) - 1)) if len(known) > 1 else float("nan")


def silverman(values: ArrayLike) -> float:
    """Silverman's bandwidth 0.9 min(s, IQR/1.34) n^(−1/5); s alone where half of the values are alike.

    Parameters
    ----------
    values : array_like of shape (units,)

    Returns
    -------
    float

    Raises
    ------
    ValueError
        Fewer than two values, or nothing but equal ones.

    References
    ----------
    Silverman (1986), Density Estimation for Statistics and Data Analysis, eq. 3.31.

    Examples
    --------
    >>> round(silverman([1, 2, 3, 4]), 4)  # 0.9 · 1.1194 · 4^(−1/5)
    0.7635
    """
    y = observed(values)
    spread = float(y.std(ddof=1)) if len(y) > 1 else 0.0
    if not spread > 0:
        message = "a density needs two different values"
        raise ValueError(message)
    middle = float((quantile(y, 0.75, axis=0) - quantile(y, 0.25, axis=0))[0]) / 1.34
    return float(0.9 * (min(spread, middle) if middle > 0 else spread) * len(y) ** -0.2)


def kernel_density(values: ArrayLike, grid: ArrayLike, bandwidth: float | None = None) -> Density:
    """Gaussian kernel density of values on a grid.

    Parameters
    ----------
    values : array_like of shape (units,)
    grid : array_like of shape (points,)
    bandwidth : float, optional
        By default :func:`silverman`'s.

    Returns
    -------
    Density

    Raises
    ------
    ValueError
        As :func:`silverman`.

    Examples
    --------
    >>> round(float(kernel_density([0, 2], [1.0], 1.0).density[0]), 6)  # the normal density at 1
    0.241971
    """
    y, points = observed(values), observed(grid)
    width = silverman(y) if bandwidth is None else bandwidth
    distances = (points[:, np.newaxis] - y) / width
    density: FloatArray = np.exp(-np.square(distances) / 2).mean(axis=1) / (width * np.sqrt(2 * np.pi))
    return Density(points, density, width)
