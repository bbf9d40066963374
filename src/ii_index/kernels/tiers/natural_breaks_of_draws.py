"""Natural breaks of many draws, fast where they are clear, and by the exact routine where they are not.

The same optimum as :func:`ii_index.kernels.tiers.clustering.natural_breaks`, with the draws on the last axis of
every table. The exact routine, :func:`natural_break_labels`, does each step of the dynamic programme as one
operation on a block of draws; the fast one does without keeping the costs of all classes, in single precision,
and in double where a second cut comes within the rounding error of the best one. Where it still does, where scores are
level and where they are missing, the exact one decides.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ii_index._typing import ArrayLike, BoolArray, FloatArray, IntArray, observed
from ii_index.kernels.ranking import TIE
from ii_index.kernels.tiers.clustering import SAME_COST, UNLABELLED, class_starts, natural_breaks

_LABEL_BLOCK = 1024  # draws worked on at once
_MANY = 64  # beyond so many units, draws are cut one by one: no table of units × units


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
    scores = observed(values)
    draws = scores.reshape(-1, scores.shape[-1])
    ordered = np.sort(draws, axis=1)  # NaN last
    starts = class_starts(ordered)
    known = np.count_nonzero(~np.isnan(ordered), axis=1)
    classes = np.minimum(np.count_nonzero(starts, axis=1), k)
    labels = np.zeros(draws.shape, dtype=np.intp)
    for units, cuts in np.unique(np.column_stack([known, classes]), axis=0).tolist():
        alike = np.flatnonzero((known == units) & (classes == cuts))
        if units > _MANY:
            for draw in alike.tolist():
                labels[draw] = natural_breaks(draws[draw], k).labels
            continue
        for block in (alike[at : at + _LABEL_BLOCK] for at in range(0, alike.size, _LABEL_BLOCK)):
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


_COUNTED = 255
"""Units that the smallest integers count."""

Real: TypeAlias = NDArray[np.float32 | np.float64]

BLOCK = 4096
"""Draws worked on at once."""
MOST = 1000
"""Up to so many units, many draws together take less time than one by one, though it grows with their square."""


def tiers_by_natural_breaks(scores: FloatArray, k: int) -> NDArray[np.int8]:
    r"""Cut the scores of every draw into natural classes.

    Parameters
    ----------
    scores : FloatArray, shape (units, draws)
        NaN is a unit without a score.
    k : int
        Number of classes, at most 127; fewer where there are fewer distinct scores.

    Returns
    -------
    NDArray of int8, shape (units, draws)
        1 is the highest class; 0 a unit without a score.

    Raises
    ------
    ValueError
        If k is not positive.

    Notes
    -----
    The cut is that of [1]_: least sum of squared deviations within classes. With squares and sums of centred
    scores kept in double precision, single precision changes the cost of k classes by less than
    :math:`2^{-24} k (4 \sqrt{n} + 8)` of the total sum of squares; a best cut that leads by more is the best. In
    double precision it is the sums that count: each errs by at most :math:`2^{-53} n \sqrt{n}` of the root of that
    total, and the cost of k classes by less than :math:`2^{-53} k (4 n \sqrt{n} + 4 n + 8)` of the total.

    References
    ----------
    .. [1] Fisher, W. D. (1958), Journal of the American Statistical Association 53, 789-798.

    Examples
    --------
    >>> tiers_by_natural_breaks(np.array([[1.0, 1.0], [2.0, 7.0], [8.0, 8.0], [9.0, np.nan]]), 2).tolist()
    [[2, 2], [2, 1], [1, 1], [1, 0]]
    """
    scores = observed(scores)
    units, draws = int(scores.shape[0]), int(scores.shape[1])
    tiers = np.ones(scores.shape, dtype=np.int8)
    undecided: BoolArray = np.ones(draws, dtype=np.bool_)
    if 1 < k < units <= MOST:
        ordered = np.ascontiguousarray(np.sort(scores.T, axis=1).T)  # NaN last
        tolerance = TIE * np.maximum(np.abs(ordered[0]), np.abs(ordered[-1]))
        apart = ordered[1:] - ordered[:-1] > tolerance  # not where one is missing
        distinct = np.logical_and.reduce(apart, axis=0)
        for start in range(0, draws, BLOCK):
            block = slice(start, start + BLOCK)
            limits, certain = clear_limits(ordered[:, block], k)
            undecided[block] = ~(certain & distinct[block])
            for limit in limits:
                tiers[:, block] += scores[:, block] <= limit
        close = np.flatnonzero(undecided & distinct)
        for some in (close[start : start + BLOCK] for start in range(0, len(close), BLOCK)):
            limits, certain = clear_limits(ordered[:, some], k, is_double=True)
            undecided[some] = ~certain
            tiers[:, some] = 1 + (scores[:, some] <= limits[:, np.newaxis]).sum(axis=0, dtype=np.int8)
    if undecided.any():
        labels = natural_break_labels(scores[:, undecided].T, k)
        highest = labels.max(axis=1, keepdims=True) + 1
        tiers[:, undecided] = np.where(labels < 0, 0, highest - labels).T
    return tiers


def clear_limits(ordered: FloatArray, k: int, *, is_double: bool = False) -> tuple[FloatArray, BoolArray]:
    """Find the limits of the best cut in single or double precision, and say where no other cut comes near it.

    Parameters
    ----------
    ordered : FloatArray, shape (units, draws)
        Ascending and distinct in every draw.
    k : int
        At least 2, fewer than the units.
    is_double : bool

    Returns
    -------
    limits : FloatArray, shape (k - 1, draws)
        Highest score of each class but the highest.
    certain : BoolArray, shape (draws,)

    Examples
    --------
    >>> limits, certain = clear_limits(np.array([[1.0, 1.0], [2.0, 2.0], [9.0, 3.0]]), 2)
    >>> limits.tolist(), certain.tolist()
    ([[2.0, 1.0]], [True, False])
    """
    units, draws = int(ordered.shape[0]), int(ordered.shape[1])
    real = np.float64 if is_double else np.float32
    sums, squares = _prefixes(ordered, real)
    beyond = _beyond(sums, squares, k)
    slack = squares[-1] * real(k * _error(units, is_double=is_double) + SAME_COST)
    ends, every = np.arange(1, units, dtype=real)[:, None], np.arange(draws)
    first = np.zeros(draws, dtype=np.intp)
    certain: BoolArray = np.ones(draws, dtype=np.bool_)
    limits = np.empty((k - 1, draws))
    totals, size = np.empty((2, units - 1, draws), dtype=real)
    far, counting = real(np.inf), np.uint8 if units <= _COUNTED else np.intp
    from_last = np.arange(units - 2, -1, -1, dtype=counting)[:, None]
    for cut in range(k - 1):
        np.subtract(ends, first.astype(real), out=size)
        is_after = size > 0
        np.subtract(sums[1:units], sums[first, every], out=totals)
        np.multiply(totals, totals, out=totals)
        np.divide(totals, np.maximum(size, real(1), out=size), out=totals)
        np.subtract(beyond[k - 2 - cut, 1:units], totals, out=totals)
        valid = np.where(is_after, totals, far) if cut else totals
        good = valid <= np.minimum.reduce(valid, axis=0) + slack
        certain &= np.add.reduce(good.view(np.uint8), axis=0, dtype=counting) == 1
        last = units - 2 - np.maximum.reduce(good * from_last, axis=0).astype(np.intp)  # the lowest
        limits[cut] = ordered[last, every]
        first = last + 1
    return limits, certain


def _error(units: int, *, is_double: bool) -> float:
    """Bound the error of the cost of a class, as a share of the total sum of squares."""
    root = float(np.sqrt(units))
    return 2.0**-53 * (4 * units * root + 4 * units + 8) if is_double else 2.0**-24 * (4 * root + 8)


def _prefixes(ordered: FloatArray, real: type[np.float32 | np.float64]) -> tuple[Real, Real]:
    """Sum the first 0, 1, … scores, centred, and their squares; (units + 1, draws)."""
    units, draws = int(ordered.shape[0]), int(ordered.shape[1])
    centred = ordered - np.add.reduce(ordered, axis=0) / units
    sums, squares = np.zeros((2, units + 1, draws), dtype=real)
    total, square, of_squares = np.zeros((3, draws))
    for place, row in enumerate(centred, start=1):  # cumsum along this axis takes three times as long
        total += row
        sums[place] = total
        np.multiply(row, row, out=square)
        of_squares += square
        squares[place] = of_squares
    return sums, squares


def _beyond(sums: Real, squares: Real, k: int) -> Real:
    """Q_i + least cost of cutting the scores from i on into 1, …, k − 1 classes; (classes, units, draws).

    The class from i to before j costs (Q_j − Q_i) − (S_j − S_i)² / (j − i). Q_i leaves the minimum over j, so that
    one subtraction a class and a layer is left.
    """
    units, draws = len(sums) - 1, sums.shape[1]
    share = (1 / np.arange(1.0, units + 1)).astype(sums.dtype)[:, None]
    beyond = np.empty((k - 1, units, draws), dtype=sums.dtype)
    beyond[:, 0] = np.inf
    beyond[1:, units - 1] = np.inf
    np.subtract(sums[units], sums[1:units], out=beyond[0, 1:])
    np.multiply(beyond[0, 1:], beyond[0, 1:], out=beyond[0, 1:])
    np.multiply(beyond[0, 1:], share[units - 2 :: -1], out=beyond[0, 1:])
    np.subtract(squares[units], beyond[0, 1:], out=beyond[0, 1:])
    gains, costs = np.empty((2, units, draws), dtype=sums.dtype)
    for first in range(units - 2, 0, -1):
        rest = units - 1 - first
        gain = np.subtract(sums[first + 1 : units], sums[first], out=gains[:rest])
        np.multiply(gain, gain, out=gain)
        np.multiply(gain, share[:rest], out=gain)
        for layer in range(1, k - 1):
            np.subtract(beyond[layer - 1, first + 1 : units], gain, out=costs[:rest])
            np.minimum.reduce(costs[:rest], axis=0, out=beyond[layer, first])
    return beyond
