"""Natural breaks: the classes of one score whose members differ least, found exactly.

NaN is a unit without a score. Equal scores (as
:mod:`ii_index.kernels.ranking` defines them) are never split. Among equally good classifications the one with
the lexicographically smallest upper limits is taken, and the result says that it was not the only one.

The optimum comes from dynamic programming over the sorted scores (Fisher 1958; Jenks 1977), in time k n log n and
memory k n (:mod:`ii_index.kernels.tiers.divide_and_conquer`), so that a million units are cut as exactly as 31.
"""

from typing import NamedTuple

import numpy as np

from ii_index._typing import ArrayLike, BoolArray, FloatArray, IntArray, observed
from ii_index.kernels.ranking import TIE, boundaries
from ii_index.kernels.tiers.class_costs import ClassCosts
from ii_index.kernels.tiers.divide_and_conquer import Ends, cheapest_tails, contenders

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
    costs = ClassCosts(ordered, starts)
    cuts, unique = _best_cuts(costs, min(k, costs.levels))
    breaks = ordered[costs.places[cuts[1:]] - 1]
    labels = np.searchsorted(breaks, scores)
    labels[missing] = UNLABELLED
    return NaturalBreaks(labels, breaks, _fit(costs, cuts), unique)


def natural_breaks_of_counts(values: ArrayLike, counts: ArrayLike, k: int) -> NaturalBreaks:
    """Cut different scores, each of so many units, as :func:`natural_breaks` cuts the units.

    Parameters
    ----------
    values : array-like of shape (scores,)
        Ascending, all different, none missing.
    counts : array-like of int, shape (scores,)
        Units of each score, at least one.
    k : int

    Returns
    -------
    NaturalBreaks
        A label a score.

    Raises
    ------
    ValueError
        If k is not positive or there is no score.

    Examples
    --------
    >>> natural_breaks_of_counts([1.0, 2.0, 6.0, 7.0], [1, 1, 1, 9], 2).labels
    array([0, 0, 1, 1])
    """
    scores, units = observed(values), np.asarray(counts, dtype=np.intp)
    if k < 1 or scores.size == 0:
        msg = f"one class or more of one score or more, not {k} of {scores.size}"
        raise ValueError(msg)
    costs = ClassCosts(scores, np.ones(len(scores), dtype=np.bool_), units)
    cuts, unique = _best_cuts(costs, min(k, costs.levels))
    labels = np.repeat(np.arange(len(cuts) - 1), np.diff(cuts))
    return NaturalBreaks(labels, scores[cuts[1:] - 1], _fit(costs, cuts), unique)


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


def _best_cuts(costs: ClassCosts, classes: int) -> tuple[IntArray, bool]:
    """Where each class of the best classification starts, and the end; whether there is no other."""
    cuts = [0]
    unique = True
    for tail in reversed(cheapest_tails(costs, classes)):
        first = np.array([cuts[-1]])
        last = np.flatnonzero(np.isfinite(tail))[-1:]
        found = contenders(costs, tail, Ends(first, first + 1, last), SAME_COST)
        good = found.end[found.total <= found.total.min() * (1 + SAME_COST)]
        cuts.append(int(good[0]))
        unique = unique and len(good) == 1
    return np.array([*cuts, costs.levels]), unique


def _fit(costs: ClassCosts, cuts: IntArray) -> float:
    if costs.levels == 1:
        return 1.0
    return float(1.0 - costs.exact(cuts[:-1], cuts[1:]).sum() / costs.exact(cuts[:1], cuts[-1:])[0])
