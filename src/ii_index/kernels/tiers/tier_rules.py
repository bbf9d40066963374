"""Rules that cut one score into tiers, besides natural breaks: quantiles, intervals, deviations, fixed cuts.

Scores have shape ``(..., units)``; NaN is a unit without a score. Labels count from 0, the lowest tier; -1 is
a unit without a score. Equal scores (as :mod:`ii_index.kernels.ranking` defines them) are never split. A tier
may be empty: a rule that finds nobody above its highest cut says so by leaving the highest label out.
"""

from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from ii_index._typing import ArrayLike, FloatArray, IntArray, observed
from ii_index.kernels.normalisation import bounds, moments
from ii_index.kernels.quantiles import quantile
from ii_index.kernels.ranking import TIE, UNRANKED, competition_ranks, tie_levels
from ii_index.kernels.ratios import ratio
from ii_index.kernels.tiers.clustering import UNLABELLED

DEVIATIONS = {2: (0.0,), 3: (-1.0, 1.0), 4: (-1.0, 0.0, 1.0)}


def quantiles(scores: ArrayLike, k: int) -> IntArray:
    """Cut at the k-quantiles (type 7); a score on a cut belongs to the tier below it.

    Parameters
    ----------
    scores : array-like of shape (..., units)
        Higher is better; NaN is a unit without a score.
    k : int
        Number of tiers.

    Returns
    -------
    ndarray of int, shape (..., units)
        0 for the lowest tier, -1 for a unit without a score.

    Raises
    ------
    ValueError
        If k is not positive.

    References
    ----------
    Hyndman & Fan (1996), The American Statistician 50, definition 7.

    Examples
    --------
    >>> quantiles([10.0, 20.0, 30.0, 40.0], 2)
    array([0, 0, 1, 1])
    """
    _check(k)
    table = observed(scores)
    return _above(table, [quantile(table, cut / k, axis=-1) for cut in range(1, k)])


def equal_intervals(scores: ArrayLike, k: int) -> IntArray:
    """Cut the range of the scores into k equal parts; a score on a cut belongs to the tier below it.

    Parameters
    ----------
    scores : array-like of shape (..., units)
        Higher is better; NaN is a unit without a score.
    k : int
        Number of tiers.

    Returns
    -------
    ndarray of int, shape (..., units)
        0 for the lowest tier, -1 for a unit without a score.

    Raises
    ------
    ValueError
        If k is not positive.

    Examples
    --------
    >>> equal_intervals([0.0, 50.0, 51.0, 100.0], 2)
    array([0, 0, 1, 1])
    """
    _check(k)
    table = observed(scores)
    lower, upper = bounds(table, axis=-1)
    return _above(table, [lower + (upper - lower) * (cut / k) for cut in range(1, k)])


def mean_sd(scores: ArrayLike, k: int = 4) -> IntArray:
    """Cut at the mean and one standard deviation (ddof 1) to either side; cuts belong to the tier below.

    Parameters
    ----------
    scores : array-like of shape (..., units)
        Higher is better; NaN is a unit without a score.
    k : {4, 3, 2}, default 4
        Four tiers: mean - sd, mean, mean + sd; three: mean - sd, mean + sd; two: the mean.

    Returns
    -------
    ndarray of int, shape (..., units)
        0 for the lowest tier, -1 for a unit without a score.

    Raises
    ------
    ValueError
        If k is not 2, 3 or 4.

    Examples
    --------
    >>> mean_sd([0.0, 40.0, 50.0, 60.0, 100.0])
    array([0, 1, 1, 2, 3])
    """
    if k not in DEVIATIONS:
        msg = f"the mean and standard deviation make 2, 3 or 4 tiers, not {k}"
        raise ValueError(msg)
    table = observed(scores)
    mean, sd = moments(table, axis=-1)
    sd = np.where(np.isnan(sd), 0.0, sd)  # a single score has no deviation
    return _above(table, [mean + sd * deviation for deviation in DEVIATIONS[k]])


def thresholds(scores: ArrayLike, lower_limits: ArrayLike) -> IntArray:
    """Cut at stated scores; a score on a threshold has reached it.

    Parameters
    ----------
    scores : array-like of shape (..., units)
        Higher is better; NaN is a unit without a score.
    lower_limits : array-like of shape (k - 1,)
        Lowest score of each tier above the lowest one, ascending.

    Returns
    -------
    ndarray of int, shape (..., units)
        0 for the lowest tier, -1 for a unit without a score.

    Raises
    ------
    ValueError
        If the thresholds do not ascend.

    Examples
    --------
    >>> thresholds([59.9, 60.0, 80.0, 95.0], [60.0, 80.0])
    array([0, 1, 2, 2])
    """
    limits = observed(lower_limits)
    if not (limits[:-1] < limits[1:]).all() or np.isnan(limits).any():
        msg = f"thresholds ascend; these do not: {limits.tolist()}"
        raise ValueError(msg)
    table = observed(scores)
    levels, tolerance = tie_levels(table), _tolerance(table)
    labels = np.zeros(table.shape, dtype=np.intp)
    for limit in limits.tolist():
        labels += levels >= limit - tolerance
    labels[np.isnan(table)] = UNLABELLED
    return labels


def sizes(scores: ArrayLike, wanted: Sequence[int], *, exact: bool = True) -> IntArray:
    """Cut into tiers of stated sizes; a cut between equal scores moves to their nearer end.

    When both ends of the equal scores are as near, the cut moves upward: they fall into the lower tier.

    Parameters
    ----------
    scores : array-like of shape (..., units)
        Higher is better; NaN is a unit without a score.
    wanted : sequence of int
        Units wanted in each tier, the highest tier first; together as many as have a score.
    exact : bool
        False lets the lowest tier have what is left, as in a draw in which a unit has no score.

    Returns
    -------
    ndarray of int, shape (..., units)
        0 for the lowest tier, -1 for a unit without a score.

    Raises
    ------
    ValueError
        If a size is negative or the sizes do not add up to the units with a score.

    Examples
    --------
    >>> sizes([90.0, 80.0, 80.0, 80.0, 10.0], [2, 3])
    array([1, 0, 0, 0, 0])
    """
    table = observed(scores)
    known = np.asarray(np.count_nonzero(~np.isnan(table), axis=-1))
    if any(size < 0 for size in wanted) or (exact and (known != sum(wanted)).any()):
        msg = f"tiers of {list(wanted)} units do not add up to {np.unique(known).tolist()} units with a score"
        raise ValueError(msg)
    ahead = competition_ranks(table) - 1  # units before the first of each class of equal scores
    behind = known[..., np.newaxis] + 1 - competition_ranks(-table)
    labels = np.zeros(table.shape, dtype=np.intp)
    for cut in accumulate(wanted[:-1]):
        labels += behind - cut < cut - ahead  # more than half of the class stands above the cut
    labels[ahead + 1 == UNRANKED] = UNLABELLED
    return labels


def goodness_of_variance_fit(scores: ArrayLike, labels: ArrayLike) -> FloatArray:
    """Say how much of the scores' variance lies between tiers: 1 - SS within tiers / SS about the mean.

    Parameters
    ----------
    scores : array-like of shape (..., units)
        NaN is a unit without a score.
    labels : array-like of int, shape (..., units)
        As any rule gives them; a unit in no tier (-1) counts nowhere.

    Returns
    -------
    ndarray of shape (...)
        1 where no score differs from another.

    References
    ----------
    Jenks (1977), Optimal data classification for choropleth maps.

    Examples
    --------
    >>> float(goodness_of_variance_fit([1.0, 3.0, 8.0, 10.0], [0, 0, 1, 1]).round(4))
    0.9245
    """
    tiers = np.asarray(labels)
    table = np.where(tiers > UNLABELLED, observed(scores), np.nan)
    centred = table - moments(table, axis=-1).mean
    total = np.nansum(centred**2, axis=-1)
    within = np.zeros(table.shape[:-1])
    for tier in range(int(tiers.max(initial=UNLABELLED)) + 1):
        members = np.where(tiers == tier, centred, np.nan)
        within += np.nansum((members - moments(members, axis=-1).mean) ** 2, axis=-1)
    lower, upper = bounds(table, axis=-1)
    varies = (upper - lower > _tolerance(table))[..., 0]
    return np.where(varies, 1.0 - ratio(within, total), 1.0)


def upper_limits(scores: ArrayLike, labels: ArrayLike, k: int) -> FloatArray:
    """Find the highest score of each tier.

    Parameters
    ----------
    scores : array-like of shape (units,)
        NaN is a unit without a score.
    labels : array-like of int, shape (units,)
        As any rule gives them.
    k : int
        Number of tiers.

    Returns
    -------
    ndarray of shape (k,)
        From the lowest tier up; NaN for an empty one.

    Examples
    --------
    >>> upper_limits([1.0, 3.0, 8.0], [0, 0, 2], 3)
    array([ 3., nan,  8.])
    """
    table, tiers = observed(scores), np.asarray(labels)
    limits = np.full(k, np.nan)
    np.fmax.at(limits, tiers[tiers > UNLABELLED], table[tiers > UNLABELLED])
    return limits


def _check(k: int) -> None:
    if k < 1:
        msg = f"scores are cut into one tier or more, not {k}"
        raise ValueError(msg)


def _tolerance(table: FloatArray) -> FloatArray:
    return np.asarray(TIE * np.fmax.reduce(np.abs(table), axis=-1, keepdims=True, initial=0.0))


def _above(table: FloatArray, cuts: Sequence[FloatArray]) -> IntArray:
    """Count the cuts below each score; a score equal to a cut is not above it."""
    levels, tolerance = tie_levels(table), _tolerance(table)
    labels = np.zeros(table.shape, dtype=np.intp)
    for cut in cuts:
        labels += levels > cut + tolerance
    labels[np.isnan(table)] = UNLABELLED
    return labels
