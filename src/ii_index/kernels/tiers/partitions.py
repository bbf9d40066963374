"""How alike two groupings are, and how well a grouping separates."""

import numpy as np

from ii_index._typing import ArrayLike, FloatArray, observed
from ii_index.kernels.ratios import ratio

_AT_ONCE = 1 << 21
"""Differences of pairs worked on together."""


def adjusted_rand_index(labels: ArrayLike, reference: ArrayLike) -> FloatArray:
    r"""Measure the agreement of two groupings over pairs of units, corrected for chance: adjusted Rand index.

    .. math:: \frac{\sum \binom{n_{ij}}{2} - E}
       {\frac12 \bigl( \sum \binom{a_i}{2} + \sum \binom{b_j}{2} \bigr) - E},
       \quad E = \sum \binom{a_i}{2} \sum \binom{b_j}{2} \Big/ \binom{n}{2}

    Parameters
    ----------
    labels : array-like of int, shape (..., units)
        Not negative.
    reference : array-like of int, shape (units,)
        Not negative.

    Returns
    -------
    FloatArray, shape (...)
        1 for the same grouping, about 0 for a random one; 1 where both put all units together, or all apart.

    Notes
    -----
    Source: [1]_, equation 5.

    References
    ----------
    .. [1] Hubert, L. & Arabie, P. (1985), Journal of Classification 2, 193-218.

    Examples
    --------
    >>> round(float(adjusted_rand_index([0, 0, 1, 2], [0, 0, 1, 1])) * 7, 12)
    4.0
    """
    groups, fixed = np.asarray(labels), np.asarray(reference)
    units = len(fixed)
    by_unit = np.moveaxis(groups, -1, 0)  # draws side by side: counting is adding rows
    given = [np.flatnonzero(fixed == group) for group in np.unique(fixed)]
    together, in_own = np.zeros(groups.shape[:-1]), np.zeros(groups.shape[:-1])
    for group in range(int(groups.max(initial=-1)) + 1):
        members = (by_unit == group).view(np.uint8)
        size = np.zeros(groups.shape[:-1])
        for rows in given:
            shared = np.add.reduce(members[rows], axis=0, dtype=_counter(len(rows)))
            together += _pairs(shared.astype(np.float64))
            size += shared
        in_own += _pairs(size)
    in_given = sum(len(rows) * (len(rows) - 1) / 2 for rows in given)
    expected = ratio(in_own * in_given, units * (units - 1) / 2)  # NaN where there is no pair
    most = (in_own + in_given) / 2
    return ratio(together - expected, most - expected, otherwise=1.0)


def silhouette(values: ArrayLike, labels: ArrayLike) -> FloatArray:
    r"""Silhouette of each unit: how much closer its own group is than the nearest other.

    .. math:: s_i = (b_i - a_i) / \max(a_i, b_i)

    with :math:`a_i` the mean distance to the others of its group and :math:`b_i` the smallest mean distance
    to another group.

    Parameters
    ----------
    values : array-like, shape (units,) or (units, dimensions)
        Euclidean distances are taken.
    labels : array-like of int, shape (units,)
        At least two groups.

    Returns
    -------
    FloatArray, shape (units,)
        In [−1, 1]; 0 for a unit alone in its group.

    Raises
    ------
    ValueError
        Fewer than two groups.

    Notes
    -----
    Source: [1]_.

    References
    ----------
    .. [1] Rousseeuw, P. J. (1987), Journal of Computational and Applied Mathematics 20, 53-65.

    Examples
    --------
    >>> silhouette([0, 1, 10, 11], [0, 0, 1, 1]).round(4).tolist()
    [0.9048, 0.8947, 0.8947, 0.9048]
    """
    points = observed(values)
    points = points[:, None] if points.ndim == 1 else points
    _, group = np.unique(np.asarray(labels), return_inverse=True)
    members = np.eye(group.max() + 1)[group]
    sizes = members.sum(axis=0)
    if len(sizes) < 2:
        message = "a silhouette needs at least two groups"
        raise ValueError(message)
    together = max(1, _AT_ONCE // points.size)  # never all pairs: units may be many
    distances = np.concatenate(
        [
            np.sqrt(((points[start : start + together, None] - points[None]) ** 2).sum(axis=-1)) @ members
            for start in range(0, len(points), together)
        ]
    )
    rows = np.arange(len(points))
    companions = sizes[group] - 1
    within = distances[rows, group] / np.maximum(companions, 1)
    others = distances / sizes
    others[rows, group] = np.inf
    nearest = others.min(axis=1)
    widest = np.maximum(within, nearest)
    return np.where(companions > 0, ratio(nearest - within, widest, otherwise=0.0), 0.0)


def _counter(most: int) -> type[np.unsignedinteger]:
    """Return the type that counts so many; the smallest adds many at a time."""
    return np.uint8 if most <= np.iinfo(np.uint8).max else np.uint64


def _pairs(counts: FloatArray) -> FloatArray:
    return counts * (counts - 1) / 2
