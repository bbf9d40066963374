"""Natural breaks: the classes of one score whose members differ least, found exactly.

NaN is a unit without a score. Equal scores (as
:mod:`ii_index.kernels.ranking` defines them) are never split. Among equally good classifications the one with
the lexicographically smallest upper limits is taken, and the result says that it was not the only one.

The optimum comes from dynamic programming over the sorted scores (Fisher 1958; Jenks 1977). The cost of a
class is its sum of squared deviations, computed from squared differences of pairs: a sum of positive terms,
so that 1,000,000.1 and 1,000,000.2 are told apart as well as 0.1 and 0.2.
"""

from typing import NamedTuple

import numpy as np

from ii_index._typing import ArrayLike, BoolArray, FloatArray, IntArray, observed
from ii_index.kernels.ranking import TIE, boundaries

UNLABELLED = -1
SAME_COST = 1e-12  # two classifications are equally good when they differ by less than this share


class NaturalBreaks(NamedTuple):
    """Classes of one score.

    Attributes
    ----------
    labels : ndarray of int, shape (units,)
        0 for the lowest class; -1 for a unit without a score.
    breaks : ndarray of float, shape (classes,)
        Upper limit of each class, itself a member of it (classes are right-closed); ascending.
    goodness_of_variance_fit : float
        1 - (squared deviations within classes) / (squared deviations from the mean); 1 when nothing varies.
    unique : bool
        Whether no other classification is as good.
    """

    labels: IntArray
    breaks: FloatArray
    goodness_of_variance_fit: float
    unique: bool


def natural_breaks(values: ArrayLike, k: int) -> NaturalBreaks:
    """Cut scores into k classes with the least squared deviation within classes.

    Parameters
    ----------
    values : array-like of shape (units,)
        Scores; NaN is a unit without one.
    k : int
        Number of classes. With fewer distinct scores than k there are as many classes as distinct scores.

    Returns
    -------
    NaturalBreaks
        Labels, upper limits, goodness of variance fit, and whether the optimum is unique.

    Raises
    ------
    ValueError
        If k is not positive or no unit has a score.

    References
    ----------
    Fisher (1958), On grouping for maximum homogeneity, JASA 53; Jenks (1977), Optimal data classification for
    choropleth maps.

    Examples
    --------
    >>> classes = natural_breaks([1, 2, 4, 5, 7, 9, 10, 20], 3)
    >>> classes.labels
    array([0, 0, 0, 0, 1, 1, 1, 2])
    >>> classes.breaks
    array([ 5., 10., 20.])
    >>> round(classes.goodness_of_variance_fit, 6)
    0.942596
    """
    scores = observed(values)
    missing = np.isnan(scores)
    ordered = np.sort(scores[~missing])
    if k < 1 or ordered.size == 0:
        msg = f"one class or more of one score or more, not {k} of {ordered.size}"
        raise ValueError(msg)
    starts = class_starts(ordered)
    classes = min(k, int(np.count_nonzero(starts)))
    costs = _costs(ordered, starts)
    ends, unique = _best_ends(costs, classes)
    breaks = ordered[ends]
    labels = np.searchsorted(breaks, scores)
    labels[missing] = UNLABELLED
    return NaturalBreaks(labels, breaks, _fit(costs, ends, starts), unique)


def class_starts(ordered: FloatArray) -> BoolArray:
    """Find where, in ascending scores, one differs from the score before it.

    Parameters
    ----------
    ordered : ndarray of shape (..., units)
        Ascending scores, NaN last.

    Returns
    -------
    ndarray of bool, shape (..., units)
        True at the first member of each class of equal scores; False at NaN beyond the first place.

    Examples
    --------
    >>> class_starts(np.array([1.0, 1.0, 2.0, 5.0]))
    array([ True, False,  True,  True])
    """
    tolerance = TIE * np.fmax.reduce(np.abs(ordered), axis=-1, keepdims=True)
    starts = np.ones(ordered.shape, dtype=np.bool_)
    starts[..., 1:] = boundaries(ordered[..., ::-1], tolerance)[..., ::-1]
    return starts


def _costs(ordered: FloatArray, starts: BoolArray) -> FloatArray:
    """Squared deviations of each class, (first member, last member); infinite where there is no such class.

    Sum of (x - mean)**2 over a class = sum of (x - y)**2 over its pairs, divided by its size.
    """
    units = ordered.size
    gaps = np.maximum(ordered - ordered[:, np.newaxis], 0.0)  # each pair once: scores ascend
    pairs = np.square(gaps).cumsum(axis=1)[::-1].cumsum(axis=0)[::-1]
    size = np.arange(1.0, units + 1) - np.arange(units)[:, np.newaxis]
    costs = np.full((units, units), np.inf)
    np.divide(pairs, size, out=costs, where=size > 0)
    costs[~starts] = np.inf
    return costs


def _best_ends(costs: FloatArray, classes: int) -> tuple[list[int], bool]:
    """Last member of each class of the best classification, and whether there is no other."""
    tails = [costs[:, -1]]  # tails[q - 1][i]: least cost of cutting the scores from i on into q classes
    for _ in range(classes - 2):
        tails.append(np.minimum.reduce(costs[:, :-1] + tails[-1][1:], axis=1))
    ends: list[int] = []
    unique = True
    for tail in reversed(tails[: classes - 1]):
        totals = costs[ends[-1] + 1 if ends else 0, :-1] + tail[1:]
        good = totals <= totals[totals.argmin()] * (1 + SAME_COST)
        ends.append(int(good.argmax()))
        unique = unique and int(np.count_nonzero(good)) == 1
    return [*ends, len(costs) - 1], unique


def _fit(costs: FloatArray, ends: list[int], starts: BoolArray) -> float:
    if not starts[1:].any():
        return 1.0
    firsts = [0, *[end + 1 for end in ends[:-1]]]
    return float(1.0 - costs[firsts, ends].sum() / costs[0, -1])
