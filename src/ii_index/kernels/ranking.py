"""Ranks from scores: competition ranks ("1224"), the classes of equal scores behind them, ranks in groups.

Scores have shape ``(..., units)``; higher is better. Scores are taken unrounded. From the highest score down, a unit
joins the class of the one above when its gap to the first of that class is at most 1e-12 of the full mark or of the
largest absolute score, whichever is larger: rounding noise must not rank, and no chain of small gaps makes equals of
what differs. This is the one rule of ties: for ranks, ordinal normalisations, weights from data, tiers and draws.
"""

import numpy as np

from ii_index._typing import ArrayLike, BoolArray, FloatArray, IntArray, observed

TIE = 1e-12
UNRANKED = 0
_MANY = 4096


def competition_ranks(scores: ArrayLike, full_mark: float = 0.0) -> IntArray:
    """Rank units from 1 (highest score); equal scores share the better rank, the next one skips ("1224").

    Parameters
    ----------
    scores : array-like of shape (..., units)
        Higher is better; NaN is a unit without a score.
    full_mark : float
        Of the scale, for the tolerance of ties.

    Returns
    -------
    ndarray of int, shape (..., units)
        0 for a unit without a score.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators; COINr ``rank_df`` (minimum ties).

    Examples
    --------
    >>> competition_ranks([70.0, 90.0, 70.0, 60.0, float("nan")])
    array([2, 1, 2, 4, 0])
    """
    order, starts = _descending(scores, full_mark)
    places = np.arange(1, order.shape[-1] + 1, dtype=np.intp)
    return _scatter(np.maximum.accumulate(np.where(starts, places, UNRANKED), axis=-1), order, scores)


def tie_classes(scores: ArrayLike) -> IntArray:
    """Enumerate the classes of equal scores from 1 (highest), without gaps ("1223").

    Parameters
    ----------
    scores : array-like of shape (..., units)
        Higher is better; NaN is a unit without a score.

    Returns
    -------
    ndarray of int, shape (..., units)
        0 for a unit without a score.

    Examples
    --------
    >>> tie_classes([70.0, 90.0, 70.0, 60.0])
    array([2, 1, 2, 3])
    """
    order, starts = _descending(scores)
    return _scatter(np.cumsum(starts, axis=-1, dtype=np.intp), order, scores)


def group_ranks(scores: ArrayLike, membership: ArrayLike) -> IntArray:
    """Rank units inside groups, which may overlap; ties are those of the whole set of units.

    Parameters
    ----------
    scores : array-like of shape (..., units)
        Higher is better; NaN is a unit without a score.
    membership : array-like of bool, shape (groups, units)
        Which units belong to which group.

    Returns
    -------
    ndarray of int, shape (..., groups, units)
        0 for a unit outside the group or without a score.

    Examples
    --------
    >>> group_ranks([70.0, 90.0, 60.0], [[True, False, True], [True, True, False]])
    array([[1, 0, 2],
           [2, 1, 0]])
    """
    classes = tie_classes(scores)[..., np.newaxis, :]
    inside = np.asarray(membership, dtype=np.bool_) & (classes != UNRANKED)
    return competition_ranks(np.where(inside, -classes, np.nan))


def tie_levels(scores: ArrayLike, full_mark: float = 0.0) -> FloatArray:
    """Replace each score by the highest of its class of equal scores, so that equals compare as equal.

    Parameters
    ----------
    scores : array-like of shape (..., units)
        NaN is a unit without a score.
    full_mark : float
        Of the scale: where all scores are near 0, as of z-scores that cancel, what is left of them is noise.

    Returns
    -------
    ndarray of float, shape (..., units)
        NaN for a unit without a score.

    Examples
    --------
    >>> levels = tie_levels([0.1 + 0.2, 0.3, 0.7])
    >>> bool(levels[0] == levels[1])
    True
    """
    table = observed(scores)
    levels = levelled(table, full_mark)
    return table.copy() if levels is table else levels


def descending_order(scores: ArrayLike) -> IntArray:
    """Order from the highest score down; equal scores stay as they were given, those without one come last.

    What is listed in it, or is its first, does not hang on rounding noise.

    Parameters
    ----------
    scores : array-like of shape (..., units)
        NaN is a unit without a score.

    Returns
    -------
    ndarray of int, shape (..., units)
        Positions, as :func:`numpy.argsort` gives them.

    Examples
    --------
    >>> descending_order([0.3, 0.7, 0.1 + 0.2, float("nan"), 0.9])
    array([4, 1, 0, 2, 3])
    """
    return np.argsort(-tie_levels(scores), axis=-1, kind="stable")


def levelled(scores: ArrayLike, full_mark: float = 0.0) -> FloatArray:
    """Replace scores as :func:`tie_levels` does; where no two are near each other, return them themselves.

    Parameters
    ----------
    scores : array-like of shape (..., units)
        NaN is a unit without a score.
    full_mark : float

    Returns
    -------
    FloatArray, shape (..., units)

    Examples
    --------
    >>> apart = np.array([0.2, 0.3, 0.7])
    >>> levelled(apart) is apart
    True
    """
    table = observed(scores)
    ordered = np.sort(table, axis=-1)  # NaN last
    gaps: FloatArray = ordered[..., 1:] - ordered[..., :-1]
    near = (gaps > 0) & (gaps <= _tolerance(table, full_mark))
    if not near.any():
        return table
    return (
        _levelled(table, full_mark)
        if table.shape[-1] <= _MANY
        else _levelled_few(table, ordered, near, full_mark)
    )


def _levelled(table: FloatArray, full_mark: float) -> FloatArray:
    order, starts = _descending(table, full_mark)
    places = np.arange(table.shape[-1], dtype=np.intp)
    leaders: IntArray = np.maximum.accumulate(np.where(starts, places, 0), axis=-1)
    levels = np.empty_like(table)
    ordered = np.take_along_axis(table, order, axis=-1)
    np.put_along_axis(levels, order, np.take_along_axis(ordered, leaders, axis=-1), axis=-1)
    levels[np.isnan(table)] = np.nan
    return levels


def _levelled_few(table: FloatArray, ordered: FloatArray, near: BoolArray, full_mark: float) -> FloatArray:
    """Level long rows, of which few scores are near another: those alone are looked at."""
    levels = table.copy()
    rows, tolerance = levels.reshape(-1, levels.shape[-1]), _tolerance(table, full_mark).reshape(-1)
    neighbours, ascending = near.reshape(len(rows), -1), ordered.reshape(rows.shape)
    for row in np.flatnonzero(neighbours.any(axis=-1)).tolist():
        below = np.flatnonzero(neighbours[row])
        values: FloatArray = np.unique(ascending[row, np.append(below, below + 1)])
        apart = boundaries(values[np.newaxis, ::-1], tolerance[np.newaxis, [row]])[0, ::-1]
        heads = np.append(np.flatnonzero(apart), len(values) - 1)
        leaders = values[heads[np.searchsorted(heads, np.arange(len(values)))]]
        found: IntArray = np.searchsorted(values, np.asarray(rows[row], dtype=np.float64))
        place = np.minimum(found, len(values) - 1)
        rows[row] = np.where(values[place] == rows[row], leaders[place], rows[row])
    return levels


def _tolerance(table: FloatArray, full_mark: float) -> FloatArray:
    highest = np.fmax.reduce(table, axis=-1, keepdims=True, initial=full_mark)
    lowest = np.fmin.reduce(table, axis=-1, keepdims=True, initial=-full_mark)
    return TIE * np.maximum(highest, -lowest)


def _descending(scores: ArrayLike, full_mark: float = 0.0) -> tuple[IntArray, BoolArray]:
    """Order of the units from the highest score, and where in it a new class starts."""
    table = observed(scores)
    order = np.argsort(-table, axis=-1)  # NaN last
    ordered: FloatArray = np.take_along_axis(table, order, axis=-1)
    tolerance = _tolerance(table, full_mark)
    starts = np.ones(table.shape, dtype=np.bool_)
    starts[..., 1:] = boundaries(ordered, tolerance)
    return order, starts


def boundaries(descending: FloatArray, tolerance: FloatArray) -> BoolArray:
    """Find where, from the highest score down, a new class of equal scores begins.

    Parameters
    ----------
    descending : ndarray of shape (..., units)
        NaN first or last.
    tolerance : ndarray of shape (..., 1)
        The largest gap between a score and the first of its class.

    Returns
    -------
    ndarray of bool, shape (..., units - 1)
        Between each score and the next.

    Examples
    --------
    >>> boundaries(np.array([1.0, 0.95, 0.9, 0.5]), np.array([0.07])).tolist()
    [False, True, True]
    """
    above, below = descending[..., :-1], descending[..., 1:]
    apart: BoolArray = above - below > tolerance
    chained = (~apart & (above > below)).any(axis=-1)  # gaps that may add up
    if chained.any():
        scores, gap = descending[chained], np.broadcast_to(tolerance, (*chained.shape, 1))[chained]
        far = _far_from_the_first(scores, apart[chained], gap)
        if far.any():
            rows = np.array(chained)
            rows[chained] = far
            apart[rows] = _apart_from_the_first(scores[far], gap[far])
    return apart


def _far_from_the_first(descending: FloatArray, apart: BoolArray, tolerance: FloatArray) -> BoolArray:
    """Say in which rows small gaps do add up: a score is too far from the first since the last large gap."""
    starts = np.ones(descending.shape, dtype=np.bool_)
    starts[:, 1:] = apart | np.isnan(descending[:, :-1])
    places = np.arange(descending.shape[1], dtype=np.intp)
    leaders: IntArray = np.maximum.accumulate(np.where(starts, places, 0), axis=1)
    first: FloatArray = np.take_along_axis(descending, leaders, axis=1)
    return np.asarray((first - descending > tolerance).any(axis=1))


def _apart_from_the_first(descending: FloatArray, tolerance: FloatArray) -> BoolArray:
    first = descending[:, 0]
    apart = np.empty((len(descending), descending.shape[1] - 1), dtype=np.bool_)
    for place in range(1, descending.shape[1]):
        score = descending[:, place]
        apart[:, place - 1] = first - score > tolerance[:, 0]
        first = np.where(apart[:, place - 1] | np.isnan(first), score, first)
    return apart


def _scatter(ranks: IntArray, order: IntArray, scores: ArrayLike) -> IntArray:
    """Put ranks back in the order of the units; a unit without a score gets none."""
    result = np.empty(order.shape, dtype=np.intp)
    np.put_along_axis(result, order, ranks, axis=-1)
    result[np.isnan(observed(scores))] = UNRANKED
    return result
