"""Consistency of a whole hierarchy: beside the ratio of every node, never instead of it."""

from collections.abc import Sequence

import numpy as np

from ii_index._typing import ArrayLike
from ii_index.kernels.random_index import RandomIndexName, random_index


def total_ranking_ratio(
    weights: ArrayLike, indices: ArrayLike, sizes: Sequence[int], table: RandomIndexName = "saaty1980"
) -> float:
    """CR of a level: Σ w_v CI_v / Σ w_v RI(n_v) over the nodes v above it (层次总排序一致性比率).

    Customary in Chinese reports, and blind: a level at 0.044 can hide a node at 0.229, so every node's own
    ratio is shown as well.

    Parameters
    ----------
    weights : array_like of shape (nodes,)
        Nested weights of the parents.
    indices : array_like of shape (nodes,)
        CI of the judgements below each.
    sizes : sequence of int
        Number of children of each.
    table : str

    Returns
    -------
    float
        0 where no parent has more than two children.

    Examples
    --------
    >>> total_ranking_ratio([0.5, 0.5], [0.058, 0.0], [3, 2])
    0.1
    """
    above = np.asarray(weights, dtype=np.float64)
    expected = float(above @ np.array([random_index(size, table) for size in sizes]))
    inconsistency = float(above @ np.asarray(indices, dtype=np.float64))
    return inconsistency / expected if expected else 0.0
