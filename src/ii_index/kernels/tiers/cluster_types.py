"""Clusters of units by several dimensions at once: k-means and Ward.

Such clusters are types, not slices of a ranking: a unit may stand in a higher cluster than another with a
higher total. They are numbered by their mean total score, 0 the lowest.
"""

from collections.abc import Callable

import numpy as np

from ii_index._typing import ArrayLike, BoolArray, FloatArray, IntArray, observed
from ii_index.kernels.tiers.clustering import UNLABELLED

RESTARTS = 200
ROUNDS = 300
_AT_ONCE = 1 << 21
"""Numbers of all starts improved together: what memory holds for many units."""
SAME_COST = 1e-9  # solutions whose costs differ by less than this share are the same


def k_means(values: ArrayLike, k: int, totals: ArrayLike, *, seed: int = 0) -> IntArray:
    """Group units around k centres with the least squared distance to them.

    Lloyd's algorithm from 200 k-means++ starts, of which the best solution is kept; the same seed gives the
    same clusters.

    Parameters
    ----------
    values : array-like of shape (units, dimensions)
        On one scale; a unit with a missing dimension is left out.
    k : int
        Number of clusters; with fewer distinct units, as many as those.
    totals : array-like of shape (units,)
        Scores that order the clusters; a unit without one is left out.
    seed : int, default 0
        Of the starts.

    Returns
    -------
    ndarray of int, shape (units,)
        0 for the cluster with the lowest mean total; -1 for a unit left out.

    Raises
    ------
    ValueError
        If k is not positive or no unit is complete.

    References
    ----------
    Lloyd (1982), IEEE Trans. Inf. Theory 28; Arthur & Vassilvitskii (2007), k-means++, SODA.

    Examples
    --------
    >>> k_means([[1, 1], [1, 2], [9, 9], [9, 8]], 2, totals=[1, 1.5, 9, 8.5])
    array([0, 0, 1, 1])
    """
    return _by_clusters(values, k, totals, lambda points, groups: _lloyd(points, groups, seed))


def ward(values: ArrayLike, k: int, totals: ArrayLike) -> IntArray:
    """Merge the pair of clusters whose union adds least squared deviation, until k are left.

    Parameters
    ----------
    values : array-like of shape (units, dimensions)
        On one scale; a unit with a missing dimension is left out.
    k : int
        Number of clusters; with fewer distinct units, as many as those.
    totals : array-like of shape (units,)
        Scores that order the clusters; a unit without one is left out.

    Returns
    -------
    ndarray of int, shape (units,)
        0 for the cluster with the lowest mean total; -1 for a unit left out.

    Raises
    ------
    ValueError
        If k is not positive or no unit is complete.

    References
    ----------
    Ward (1963), Hierarchical grouping to optimize an objective function, JASA 58.

    Examples
    --------
    >>> ward([[1, 1], [1, 2], [9, 9], [9, 8]], 2, totals=[1, 1.5, 9, 8.5])
    array([0, 0, 1, 1])
    """
    return _by_clusters(values, k, totals, _merge)


def _by_clusters(
    values: ArrayLike, k: int, totals: ArrayLike, cluster: Callable[[FloatArray, int], IntArray]
) -> IntArray:
    table, scores = observed(values), observed(totals)
    complete = ~(np.isnan(table).any(axis=1) | np.isnan(scores))
    if k < 1 or not complete.any():
        msg = f"one cluster or more of one complete unit or more, not {k} of {np.count_nonzero(complete)}"
        raise ValueError(msg)
    points = table[complete]
    found = cluster(points, min(k, len(np.unique(points, axis=0))))
    means = [scores[complete][found == group].mean() for group in range(found.max() + 1)]
    place = np.empty(len(means), dtype=np.intp)
    place[np.argsort(means, kind="stable")] = np.arange(len(means))
    labels = np.full(len(table), UNLABELLED, dtype=np.intp)
    labels[complete] = place[found]
    return labels


def _merge(points: FloatArray, k: int) -> IntArray:
    if len(points) == 1:
        return np.zeros(1, dtype=np.intp)
    from scipy.cluster.hierarchy import cut_tree, linkage

    return np.asarray(cut_tree(linkage(points, method="ward"), n_clusters=[k])[:, 0], dtype=np.intp)


def _lloyd(points: FloatArray, k: int, seed: int) -> IntArray:
    """Improve all starts until none changes; keep the cheapest, the first among equals."""
    generator = np.random.default_rng(seed)
    first = generator.integers(len(points), size=RESTARTS)
    wanted = generator.random((k - 1, RESTARTS))
    together = max(1, _AT_ONCE // points.size)
    cheapest: list[tuple[float, IntArray]] = []  # each cheaper than those before it
    for start in range(0, RESTARTS, together):
        block = slice(start, start + together)
        costs, labels = _improved(points, _starts(points, first[block], wanted[:, block]))
        for cost, label in zip(costs.tolist(), labels, strict=True):
            if not cheapest or cost < cheapest[-1][0]:
                cheapest.append((cost, label.copy()))
    enough = cheapest[-1][0] * (1 + SAME_COST)
    best = next(label for cost, label in cheapest if cost <= enough)
    return np.unique(best, return_inverse=True)[1]


def _improved(points: FloatArray, centres: FloatArray) -> tuple[FloatArray, IntArray]:
    """Move centres (restarts, k, dimensions) until no unit changes sides; return costs and labels."""
    labels: IntArray = _nearest(points, centres)
    clusters: IntArray = np.arange(centres.shape[1], dtype=np.intp)
    for _ in range(ROUNDS):
        inside: BoolArray = labels[:, :, np.newaxis] == clusters
        members = inside.astype(np.float64)
        sizes: FloatArray = members.sum(axis=1)[..., np.newaxis]
        sums: FloatArray = np.swapaxes(members, 1, 2) @ points
        np.divide(sums, sizes, out=centres, where=sizes > 0)  # an emptied cluster keeps its centre
        improved = _nearest(points, centres)
        if np.array_equal(improved, labels):
            break
        labels = improved
    own = np.take_along_axis(centres, labels[..., np.newaxis], axis=1)
    return ((points - own) ** 2).sum(axis=(1, 2)), labels


def _starts(points: FloatArray, first: IntArray, wanted: FloatArray) -> FloatArray:
    """Start by k-means++: each next centre is a unit drawn in proportion to its squared distance from those chosen.

    ``wanted`` are the draws, in [0, 1), of shape (k - 1, restarts).
    """
    chosen = [first]
    distance = _squares(points, points[first])
    for drawn in wanted:
        shares = np.cumsum(distance, axis=1)
        following = (shares[:, :-1] <= drawn[:, np.newaxis] * shares[:, -1:]).sum(axis=1)
        distance = np.minimum(distance, _squares(points, points[following]))
        chosen.append(following)
    return points[np.column_stack(chosen)]


def _nearest(points: FloatArray, centres: FloatArray) -> IntArray:
    """Nearest of the centres (restarts, k, dimensions) to each point, (restarts, units)."""
    distances = [_squares(points, centres[:, group]) for group in range(centres.shape[1])]
    nearest: IntArray = np.argmin(np.stack(distances), axis=0)
    return nearest


def _squares(points: FloatArray, centre: FloatArray) -> FloatArray:
    """Squared distance of each point from one centre a restart, (restarts, units)."""
    gap = points - centre[:, np.newaxis]
    squares: FloatArray = np.einsum("rud,rud->ru", gap, gap)
    return squares
