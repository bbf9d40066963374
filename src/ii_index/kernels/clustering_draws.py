"""Natural breaks of many sets of scores at once, for Monte Carlo studies.

The same optimum as :func:`ii_index.kernels.clustering.natural_breaks`, with the draws on the last axis of
every table: each step of the dynamic programme is one operation on a block of draws.
"""

import numpy as np

from ii_index._typing import ArrayLike, BoolArray, FloatArray, IntArray
from ii_index.kernels.clustering import SAME_COST, UNLABELLED, class_starts

BLOCK = 1024  # draws worked on at once


def natural_break_labels(values: ArrayLike, k: int) -> IntArray:
    """Cut each set of scores into k natural classes and label its units.

    Parameters
    ----------
    values : array-like of shape (..., units)
        Scores; NaN is a unit without one.
    k : int
        Number of classes.

    Returns
    -------
    ndarray of int, shape (..., units)
        0 for the lowest class of its set; -1 for a unit without a score.

    Raises
    ------
    ValueError
        If k is not positive.

    Examples
    --------
    >>> natural_break_labels([[1, 2, 8, 9], [1, 7, 8, 9]], 2)
    array([[0, 0, 1, 1],
           [0, 1, 1, 1]])
    """
    if k < 1:
        msg = f"scores are cut into one class or more, not {k}"
        raise ValueError(msg)
    scores = np.asarray(values, dtype=np.float64)
    draws = scores.reshape(-1, scores.shape[-1])
    ordered = np.sort(draws, axis=1)  # NaN last
    starts = class_starts(ordered)
    known = np.count_nonzero(~np.isnan(ordered), axis=1)
    classes = np.minimum(np.count_nonzero(starts, axis=1), k)
    labels = np.zeros(draws.shape, dtype=np.intp)
    for units, cuts in np.unique(np.column_stack([known, classes]), axis=0).tolist():
        alike = np.flatnonzero((known == units) & (classes == cuts))
        for block in (alike[at : at + BLOCK] for at in range(0, alike.size, BLOCK)):
            for limit in _inner_limits(ordered[block, :units].T, starts[block, :units].T, cuts):
                labels[block] += draws[block] > limit[:, np.newaxis]
    labels[np.isnan(draws)] = UNLABELLED
    return labels.reshape(scores.shape)


def _inner_limits(ordered: FloatArray, starts: BoolArray, classes: int) -> FloatArray:
    """Upper limits of all classes but the highest, (classes - 1, draws), from scores (units, draws)."""
    columns = np.ascontiguousarray(ordered)
    costs, tails = _tables(columns, starts, classes)
    draws = np.arange(columns.shape[1], dtype=np.intp)
    first = np.zeros(columns.shape[1], dtype=np.intp)
    limits = np.empty((max(classes - 1, 0), columns.shape[1]))
    for cut in range(classes - 1):
        totals = costs[first, :-1, draws] + tails[classes - 2 - cut, 1:-1].T
        good = totals <= totals.min(axis=1, keepdims=True) * (1 + SAME_COST)
        last = good.argmax(axis=1)
        limits[cut] = columns[last, draws]
        first = last + 1
    return limits


def _tables(ordered: FloatArray, starts: BoolArray, classes: int) -> tuple[FloatArray, FloatArray]:
    """Cost of each class, (first, last, draws), and least cost of each tail, (classes, first, draws).

    A class grows by one score at its lower end: its pairs gain the squared differences to that score.
    """
    units, draws = ordered.shape
    costs = np.full((units, units, draws), np.inf)
    tails = np.full((classes, units + 1, draws), np.inf)
    pairs = np.zeros((units, draws))
    size = np.arange(1.0, units + 1)[:, np.newaxis]
    for first in range(units - 1, -1, -1):
        gains = (ordered[first:] - ordered[first]) ** 2
        for row in range(1, units - first):
            gains[row] += gains[row - 1]  # cumsum along this axis takes three times as long
        pairs[first:] += gains
        row_costs = np.divide(pairs[first:], size[: units - first], out=costs[first, first:])
        row_costs[:, ~starts[first]] = np.inf
        tails[0, first] = row_costs[-1]
        for more in range(1, classes - 1):
            tails[more, first] = (row_costs + tails[more - 1, first + 1 :]).min(axis=0)
    return costs, tails
