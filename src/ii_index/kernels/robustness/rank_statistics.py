"""What many draws say about ranks: counts, quantiles, probabilities and their Monte Carlo errors.

Arrays of draws are ``(units, draws)``: a row a unit, so that one unit is compared with another along
contiguous memory. Counts are integers, so that chunks add up to the same total in whatever order they come.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ii_index._typing import ArrayLike, FloatArray, IntArray, observed
from ii_index.kernels.ranking import TIE, UNRANKED, competition_ranks, tie_levels
from ii_index.kernels.ratios import ratio

COMPARED = 64
"""Up to so many units, comparing all pairs is faster than sorting."""


def ranks_of_draws(scores: FloatArray, full_mark: float = 0.0) -> NDArray[np.unsignedinteger]:
    """Rank the units in every draw: competition ranks, as :func:`~ii_index.ranking.competition_ranks`.

    Parameters
    ----------
    scores : FloatArray, shape (units, draws)
        Higher is better; NaN is a unit without a score.
    full_mark : float
        Of the scale, for the tolerance of ties.

    Returns
    -------
    NDArray of unsigned integers, shape (units, draws)
        In the smallest type that holds them; 0 for a unit without a score.

    Notes
    -----
    A rank is one more than the number of units above. That is counted by comparing every unit with all,
    without sorting. Where no two units are tied, or nearly, the counts are 0, 1, …, n − 1; draws whose counts
    sum to less go through the general routine.

    Examples
    --------
    >>> ranks_of_draws(np.array([[70.0, 1.0], [90.0, 2.0], [70.0, np.nan]])).tolist()
    [[2, 2], [1, 1], [2, 0]]
    """
    scores = observed(scores)
    units = len(scores)
    if units > COMPARED:
        return np.ascontiguousarray(competition_ranks(scores.T, full_mark).T.astype(_smallest_type(units)))
    level = scores + TIE * np.fmax.reduce(np.abs(scores), axis=0, initial=full_mark)
    ranks = np.empty(scores.shape, dtype=np.uint8)
    for unit in range(units):
        np.add.reduce((scores > level[unit]).view(np.uint8), axis=0, dtype=np.uint8, out=ranks[unit])
    ranks += 1
    ranks[np.isnan(scores)] = UNRANKED
    tied = _has_tie(ranks)
    if tied.any():
        ranks[:, tied] = competition_ranks(scores[:, tied].T, full_mark).T
    return ranks


def level_ties(scores: FloatArray, ranks: NDArray[np.unsignedinteger], full_mark: float = 0.0) -> FloatArray:
    """Give the units that a draw ties the same score in it, so that whatever is made of the scores ties them too.

    Parameters
    ----------
    scores : FloatArray, shape (units, draws)
    ranks : NDArray of unsigned integers, shape (units, draws)
        As :func:`ranks_of_draws` gives them.
    full_mark : float
        Of the scale, for the tolerance of ties.

    Returns
    -------
    FloatArray, shape (units, draws)
        The scores themselves where no draw ties any.

    Examples
    --------
    >>> scores = np.array([[0.1 + 0.2], [0.3], [0.7]])
    >>> level_ties(scores, ranks_of_draws(scores))[:, 0].tolist()
    [0.30000000000000004, 0.30000000000000004, 0.7]
    """
    tied = _has_tie(ranks)
    if not tied.any():
        return scores
    levelled = observed(scores).copy()
    levelled[:, tied] = tie_levels(levelled[:, tied].T, full_mark).T
    return levelled


def rank_counts(ranks: NDArray[np.unsignedinteger]) -> IntArray:
    """Count how often each unit has each rank.

    Parameters
    ----------
    ranks : NDArray of unsigned integers, shape (units, draws)
        1 is best, 0 a unit without a rank.

    Returns
    -------
    IntArray, shape (units, units + 1)
        Column r is rank r; column 0 the draws in which the unit has none.

    Examples
    --------
    >>> rank_counts(np.array([[1, 1, 2], [2, 2, 1]], dtype=np.uint8)).tolist()
    [[0, 2, 1], [0, 1, 2]]
    """
    units = len(ranks)
    return np.stack([np.bincount(row, minlength=units + 1) for row in ranks])


def pairwise_counts(ranks: NDArray[np.unsignedinteger]) -> IntArray:
    """Count how often unit i is above unit j.

    Parameters
    ----------
    ranks : NDArray of unsigned integers, shape (units, draws)
        1 is best, 0 a unit without a rank: it is neither above nor below.

    Returns
    -------
    IntArray, shape (units, units)
        ``[i, j]`` counts the draws in which i ranks strictly better than j.

    Examples
    --------
    >>> pairwise_counts(np.array([[1, 1, 2], [2, 1, 1]], dtype=np.uint8)).tolist()
    [[0, 1], [1, 0]]
    """
    units, draws = ranks.shape
    better = np.empty(draws, dtype=np.bool_)
    counts = np.zeros((units, units), dtype=np.intp)
    if not (_has_tie(ranks).any() or (ranks == UNRANKED).any()):
        for first in range(units):
            for second in range(first + 1, units):
                np.less(ranks[first], ranks[second], out=better)
                counts[first, second] = np.count_nonzero(better)
                counts[second, first] = draws - counts[first, second]
        return counts
    places = np.where(ranks == UNRANKED, np.iinfo(ranks.dtype).max, ranks)
    for first in range(units):
        for second in range(units):
            np.less(places[first], places[second], out=better)
            better &= ranks[second] != UNRANKED
            counts[first, second] = np.count_nonzero(better)
    return counts


def counts_above(ranks: NDArray[np.unsignedinteger], rows: IntArray) -> tuple[IntArray, IntArray]:
    """Count how often some units are above every other, and how often both have a rank.

    Parameters
    ----------
    ranks : NDArray of unsigned integers, shape (units, draws)
        1 is best, 0 a unit without a rank: it is neither above nor below.
    rows : IntArray, shape (rows,)
        The units asked about.

    Returns
    -------
    above, meetings : IntArray, shape (rows, units)

    Examples
    --------
    >>> above, met = counts_above(np.array([[1, 1, 0], [2, 1, 1]], dtype=np.uint8), np.array([1]))
    >>> above.tolist(), met.tolist()
    ([[0, 0]], [[2, 3]])
    """
    ranked = ranks != UNRANKED
    places = np.where(ranked, ranks, np.iinfo(ranks.dtype).max)
    above = np.empty((len(rows), len(ranks)), dtype=np.intp)
    for row, unit in enumerate(rows.tolist()):
        above[row] = np.count_nonzero((places[unit] < places) & ranked, axis=1)
    present = ranked.astype(np.float64)
    return above, np.asarray(present[rows] @ present.T, dtype=np.intp)


def meetings(ranks: NDArray[np.unsignedinteger]) -> IntArray:
    """Count the draws in which both units of a pair have a rank.

    Parameters
    ----------
    ranks : NDArray of unsigned integers, shape (units, draws)

    Returns
    -------
    IntArray, shape (units, units)

    Examples
    --------
    >>> meetings(np.array([[1, 1, 0], [2, 1, 1]], dtype=np.uint8)).tolist()
    [[2, 2], [2, 3]]
    """
    units, draws = ranks.shape
    if (ranks != UNRANKED).all():
        return np.full((units, units), draws, dtype=np.intp)
    present = (ranks != UNRANKED).astype(np.float64)
    return np.asarray(present @ present.T, dtype=np.intp)


def quantiles_from_counts(counts: ArrayLike, probabilities: ArrayLike) -> IntArray:
    r"""Quantiles of ranks by the inverse of their empirical distribution function.

    .. math:: Q(p) = \min \{ r : \#\{\text{ranks} \le r\} \ge p N \}

    Parameters
    ----------
    counts : array-like of int, shape (..., ranks)
        How often rank 1, 2, … was taken.
    probabilities : array-like, shape (quantiles,)

    Returns
    -------
    IntArray, shape (..., quantiles)
        Ranks, from 1; 0 where there is no count at all.

    Notes
    -----
    Type 1 of [1]_: always a rank that was taken, and exact from counts alone.

    References
    ----------
    .. [1] Hyndman, R. & Fan, Y. (1996), The American Statistician 50, 361-365.

    Examples
    --------
    >>> quantiles_from_counts([5, 90, 5], [0.05, 0.5, 0.951]).tolist()
    [1, 2, 3]
    """
    cumulative = np.cumsum(np.asarray(counts), axis=-1)
    total = cumulative[..., -1:]
    needed = np.maximum(np.ceil(observed(probabilities) * total * (1 - 1e-12)), 1)
    reached = cumulative[..., None, :] >= needed[..., :, None]
    return np.where(total > 0, np.argmax(reached, axis=-1) + 1, 0)


def mean_from_counts(counts: ArrayLike) -> FloatArray:
    """Mean rank from counts.

    Parameters
    ----------
    counts : array-like of int, shape (..., ranks)
        How often rank 1, 2, … was taken.

    Returns
    -------
    FloatArray, shape (...)
        NaN where there is no count at all.

    Examples
    --------
    >>> float(mean_from_counts([1, 2, 1]))
    2.0
    """
    table = np.asarray(counts, dtype=np.float64)
    ranks = np.arange(1.0, table.shape[-1] + 1)
    return ratio(table @ ranks, table.sum(axis=-1))


def mean_absolute_rank_shift(ranks: ArrayLike, reference: ArrayLike) -> FloatArray:
    r"""Average shift of ranks from a reference: :math:`\bar R_S = \frac{1}{n} \sum_i |r_i - r_{i,ref}|`.

    Parameters
    ----------
    ranks : array-like, shape (units, ...)
    reference : array-like, shape (units,)

    Returns
    -------
    FloatArray, shape (...)

    Notes
    -----
    Source: [1]_, equation 8 of the chapter on uncertainty analysis.

    References
    ----------
    .. [1] Saisana, M., Saltelli, A. & Tarantola, S. (2005), Journal of the Royal Statistical Society A 168,
       307-323.

    Examples
    --------
    >>> float(mean_absolute_rank_shift([2, 1, 3, 5, 4], [1, 2, 3, 4, 5]))
    0.8
    """
    table, nominal = observed(ranks), observed(reference)
    return np.asarray(np.abs(table.T - nominal).mean(axis=-1).T)


def wilson_interval(
    counts: ArrayLike, draws: ArrayLike, level: float = 0.95
) -> tuple[FloatArray, FloatArray]:
    r"""Confidence interval of a probability estimated by a count: Wilson's score interval.

    .. math:: \frac{\hat p + z^2/2N \pm z \sqrt{\hat p (1 - \hat p)/N + z^2/4N^2}}{1 + z^2/N}

    Parameters
    ----------
    counts : array-like of int
    draws : array-like of int
        N, broadcast against ``counts``.
    level : float
        Such as 0.95.

    Returns
    -------
    tuple of FloatArray
        Lower and upper limits, in [0, 1]; also at a count of 0 the upper one is not 0.

    References
    ----------
    .. [1] Wilson, E. B. (1927), Journal of the American Statistical Association 22, 209-212.

    Examples
    --------
    >>> low, high = wilson_interval(0, 100)
    >>> float(low), round(float(high), 4)
    (0.0, 0.037)
    """
    from scipy.special import ndtri

    total = np.asarray(draws, dtype=np.float64)
    share = np.asarray(counts) / total
    squared = ndtri(0.5 + level / 2) ** 2 / total
    centre = share + squared / 2
    half = np.sqrt(squared * share * (1 - share) + squared**2 / 4)
    low = np.where(share == 0, 0.0, (centre - half) / (1 + squared))
    high = np.where(share == 1, 1.0, (centre + half) / (1 + squared))
    return low, high


def entropy(probabilities: ArrayLike) -> FloatArray:
    r"""Shannon entropy in bits, :math:`-\sum_t p_t \log_2 p_t`: 0 where the tier is certain.

    Parameters
    ----------
    probabilities : array-like, shape (..., tiers)

    Returns
    -------
    FloatArray, shape (...)

    Examples
    --------
    >>> entropy([[1.0, 0.0], [0.5, 0.5]]).tolist()
    [0.0, 1.0]
    """
    table = observed(probabilities)
    logs = np.log2(table, out=np.zeros_like(table), where=table > 0)
    return np.asarray(0.0 - (table * logs).sum(axis=-1))


def member_counts(labels: NDArray[np.integer], groups: int) -> IntArray:
    """Count how often each unit falls into each group.

    Parameters
    ----------
    labels : NDArray of integers, shape (units, draws)
        0 … groups − 1; negative for a unit without one.
    groups : int

    Returns
    -------
    IntArray, shape (units, groups)

    Examples
    --------
    >>> member_counts(np.array([[0, 1, 1], [0, 0, -1]]), 2).tolist()
    [[1, 2], [2, 0]]
    """
    if len(labels) > COMPARED:
        return np.stack([np.count_nonzero(labels == group, axis=1) for group in range(groups)], axis=1)
    return np.array([[np.count_nonzero(row == group) for group in range(groups)] for row in labels])


def _smallest_type(units: int) -> type[np.unsignedinteger]:
    """Return the smallest type of unsigned integer that holds all ranks."""
    types: Sequence[type[np.unsignedinteger]] = (np.uint8, np.uint16, np.uint32)
    return next(kind for kind in types if np.iinfo(kind).max >= units)


def _has_tie(ranks: NDArray[np.unsignedinteger]) -> NDArray[np.bool_]:
    """Whether ranks are shared in a draw: then they sum to less than 1 + 2 + … up to the units ranked."""
    ranked = np.count_nonzero(ranks, axis=0)
    return np.asarray(ranks.sum(axis=0, dtype=np.intp) < ranked * (ranked + 1) // 2)
