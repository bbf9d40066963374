"""Pairwise comparison matrices (AHP): priorities and consistency, batched over experts.

A matrix A is positive and reciprocal, a_ji = 1 / a_ij; a_ij says how many times item i outweighs item j. The
last two axes are the items, all leading axes (experts, nodes, draws) are batch. Incomplete matrices: see
:mod:`ii_index.kernels.weighting.pairwise_incomplete`.
"""

from collections.abc import Sequence
from math import isqrt
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from ii_index._typing import ArrayLike, BoolArray, FloatArray, as_read, observed
from ii_index.kernels import portable
from ii_index.kernels.ratios import check_choice, shares
from ii_index.kernels.weighting.random_index import RandomIndexName, random_index

PriorityMethod: TypeAlias = Literal["eigenvector", "geometric_mean", "column_mean"]

_DRAWS = 100_000  # entries: more are draws, which are counted and may differ in the last bit
_MISMATCH = 1e-6  # of a_ij a_ji and 1
_LARGEST = 1e50  # beyond it the powers of the matrix leave the range of floats
_CONVERGED = 1e-5  # a round raises the error to its fourth power: what is left is below 1e-16
_MOST_ROUNDS = 30  # 4^30 power steps


def priorities(matrices: ArrayLike, method: PriorityMethod = "eigenvector") -> FloatArray:
    """Weights of the items of each comparison matrix.

    ``eigenvector``: A w = λ_max w (Saaty 1977, J. Math. Psychology 15, 234-281).
    ``geometric_mean``: w_i ∝ (Π_j a_ij)^(1/n), the log least squares solution (Crawford & Williams 1985,
    J. Math. Psychology 29, 387-405); the same as the eigenvector for n ≤ 3.
    ``column_mean``: mean of the columns, each divided by its sum: the approximation by hand of many textbooks
    (和法). All coincide for consistent matrices.

    Parameters
    ----------
    matrices : array_like of shape (..., n, n)
        Positive reciprocal matrices.
    method : {"eigenvector", "geometric_mean", "column_mean"}

    Returns
    -------
    ndarray of shape (..., n)
        Positive, summing to 1.

    Raises
    ------
    ValueError
        A matrix is not square, not positive or not reciprocal.

    Examples
    --------
    >>> priorities([[1, 2, 6], [1 / 2, 1, 3], [1 / 6, 1 / 3, 1]]).round(6).tolist()
    [0.6, 0.3, 0.1]
    """
    check_choice("method", method, PriorityMethod)
    checked = reciprocal(matrices)
    match method:
        case "eigenvector":
            return principal_pair(checked)[0]
        case "geometric_mean":
            return _row_geometric_means(checked)
        case "column_mean":
            return _column_means(checked)


def principal_eigenvalue(matrices: ArrayLike) -> FloatArray:
    """Largest eigenvalue λ_max of each matrix; n for a consistent one and never less (Saaty 1977).

    Parameters
    ----------
    matrices : array_like of shape (..., n, n)

    Returns
    -------
    ndarray of shape (...)

    Examples
    --------
    >>> principal_eigenvalue([[1, 2, 1], [1 / 2, 1, 3], [1, 1 / 3, 1]]).round(6).item()  # 1 + d + 1/d, d³ = 6
    3.367442
    """
    return principal_pair(reciprocal(matrices))[1]


def consistency_index(matrices: ArrayLike) -> FloatArray:
    """CI = (λ_max − n) / (n − 1); 0 for one or two items (Saaty 1980).

    Parameters
    ----------
    matrices : array_like of shape (..., n, n)

    Returns
    -------
    ndarray of shape (...)
        Zero if and only if the matrix is consistent.

    Examples
    --------
    >>> float(consistency_index([[1, 2, 1], [1 / 2, 1, 3], [1, 1 / 3, 1]]).round(6))  # 0.367442 / 2
    0.183721
    """
    return assess(matrices).consistency_index


def consistency_ratio(matrices: ArrayLike, random_index: RandomIndexName = "saaty1980") -> FloatArray:
    """CR = CI / RI(n), the inconsistency of the judgements against random ones (Saaty 1980).

    Parameters
    ----------
    matrices : array_like of shape (..., n, n)
    random_index : str
        The table RI is taken from; name it beside the ratio.

    Returns
    -------
    ndarray of shape (...)
        0 for n ≤ 2; NaN beyond the largest n of the table, where only CI can be given.

    Examples
    --------
    >>> float(consistency_ratio([[1, 2, 1], [1 / 2, 1, 3], [1, 1 / 3, 1]]).round(6))  # 0.183721 / 0.58
    0.31676
    """
    return assess(matrices, random_index=random_index).consistency_ratio


def geometric_consistency_index(matrices: ArrayLike) -> FloatArray:
    """GCI = 2 / ((n − 1)(n − 2)) Σ_{i<j} ln² (a_ij w_j / w_i) with row-geometric-mean w.

    Aguarón & Moreno-Jiménez (2003), European J. Operational Research 147, 137-145: what log least
    squares leaves unexplained. CR = 0.10 corresponds to 0.3147 (n = 3), 0.3526 (n = 4) and 0.370 (n > 4).

    Parameters
    ----------
    matrices : array_like of shape (..., n, n)

    Returns
    -------
    ndarray of shape (...)
        0 for n ≤ 2.

    Examples
    --------
    >>> float(geometric_consistency_index([[1, 2, 1], [1 / 2, 1, 3], [1, 1 / 3, 1]]).round(6))  # ln²(6) / 3
    1.070134
    """
    logs = np.log(reciprocal(matrices))
    n = logs.shape[-1]
    if n <= 2:
        return np.zeros(logs.shape[:-2])
    means = logs.mean(axis=-1)
    residuals = logs - means[..., :, None] + means[..., None, :]
    index: FloatArray = np.square(residuals).sum(axis=(-2, -1)) / ((n - 1) * (n - 2))
    return index


class Assessment(NamedTuple):
    """All that one pass over the matrices gives.

    Attributes
    ----------
    priorities : ndarray of shape (..., n)
    eigenvalue, consistency_index, consistency_ratio : ndarray of shape (...)
        λ_max, CI and CR; the ratio is NaN beyond the random-index table.
    random_index : str
        The table the ratio was formed with.
    """

    priorities: FloatArray
    eigenvalue: FloatArray
    consistency_index: FloatArray
    consistency_ratio: FloatArray
    random_index: RandomIndexName


def assess(
    matrices: ArrayLike, method: PriorityMethod = "eigenvector", random_index: RandomIndexName = "saaty1980"
) -> Assessment:
    """Priorities and consistency together, for the price of one of them.

    Parameters
    ----------
    matrices : array_like of shape (..., n, n)
    method : {"eigenvector", "geometric_mean", "column_mean"}
        Of the priorities; λ_max, CI and CR are the matrix's own under either.
    random_index : str

    Returns
    -------
    Assessment

    Examples
    --------
    >>> found = assess([[1, 4], [1 / 4, 1]])
    >>> found.priorities.tolist(), found.consistency_ratio.item(), found.random_index
    ([0.8, 0.2], 0.0, 'saaty1980')
    """
    checked = reciprocal(matrices)
    n = checked.shape[-1]
    eigenvector, largest = principal_pair(checked)
    weights = eigenvector if method == "eigenvector" else priorities(checked, method)
    index = index_of_eigenvalue(largest, n)
    return Assessment(weights, largest, index, ratio_of_index(index, n, random_index), random_index)


def from_upper_triangle(judgements: ArrayLike) -> FloatArray:
    """Reciprocal matrices from the judgements above the diagonal, row by row.

    Parameters
    ----------
    judgements : array_like of shape (..., n (n − 1) / 2)
        a_12, a_13, …, a_1n, a_23, …; NaN where a pair was not compared.

    Returns
    -------
    ndarray of shape (..., n, n)

    Raises
    ------
    ValueError
        The number of judgements is not n (n − 1) / 2 for any n.

    Examples
    --------
    >>> from_upper_triangle([2, 6, 4]).tolist()
    [[1.0, 2.0, 6.0], [0.5, 1.0, 4.0], [0.16666666666666666, 0.25, 1.0]]
    """
    upper = observed(judgements)
    pairs = upper.shape[-1]
    n = isqrt(2 * pairs) + 1  # (n − 1)² ≤ n (n − 1) < n²
    if n * (n - 1) // 2 != pairs:
        message = f"{pairs} judgements are not the upper triangle of a matrix (1, 3, 6, 10, 15, … are)"
        raise ValueError(message)
    rows, columns = np.triu_indices(n, 1)
    matrices = np.ones((*upper.shape[:-1], n, n))
    matrices[..., rows, columns] = upper
    matrices[..., columns, rows] = 1 / upper
    return matrices


def index_of_eigenvalue(largest: FloatArray, n: int) -> FloatArray:
    """CI of the largest eigenvalue of n × n matrices; rounding below λ_max = n counts as n."""
    return np.maximum(largest - n, 0) / (n - 1) if n > 2 else np.zeros_like(largest)


def ratio_of_index(index: FloatArray, n: int, table: RandomIndexName, missing: int = 0) -> FloatArray:
    """CR of a consistency index, with RI(n, missing) of the named table."""
    base = random_index(n, table, missing)
    return index / base if base else np.zeros_like(index)


def principal_pair(matrices: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Perron vector (sum 1) and eigenvalue of positive (or irreducible) matrices, by repeated squaring.

    The first column of A^m, m = 4, 16, 64 …, scaled to begin with 1, tends to w / w_1; all entries are
    positive, so nothing cancels. A plain power step at the end wipes out the rounding of the squarings.
    """
    product = np.matmul if matrices.size > _DRAWS else portable.matrix_product
    power = matrices
    column = matrices[..., 0]
    for _ in range(_MOST_ROUNDS):
        power = product(power, power)
        power = product(power, power)
        power /= power[..., :1, :1]  # keeps the numbers near 1
        previous, column = column, power[..., 0]
        if (np.abs(column - previous) < _CONVERGED * column).all():
            break
    image = product(matrices, shares(column)[..., None])[..., 0]
    largest = image.sum(axis=-1)
    return image / largest[..., None], largest


def _row_geometric_means(matrices: FloatArray) -> FloatArray:
    return shares(portable.exp(portable.log(matrices).mean(axis=-1)))


def _column_means(matrices: FloatArray) -> FloatArray:
    totals: FloatArray = matrices.sum(axis=-2, keepdims=True)
    means: FloatArray = (matrices / totals).mean(axis=-1)
    return means


def reciprocal(matrices: ArrayLike) -> FloatArray:
    """Refuse what is not a stack of positive reciprocal matrices."""
    checked = as_read(matrices)
    if checked.ndim < 2 or checked.shape[-1] != checked.shape[-2]:
        message = f"comparison matrices are square, (..., n, n); got {checked.shape}"
        raise ValueError(message)
    usable = (checked > 1 / _LARGEST) & (checked < _LARGEST)
    if not usable.all():
        cell = _first(~usable)
        message = f"judgements are positive numbers; cell {cell} holds {checked[cell]}"
        raise ValueError(message)
    mirrored = np.swapaxes(checked, -1, -2)
    apart = np.abs(checked * mirrored - 1) >= _MISMATCH
    if apart.any():
        cell = _first(apart)
        message = (
            f"cell {cell} holds {checked[cell]} and its mirror {mirrored[cell]}: "
            "not reciprocal (build it with from_upper_triangle)"
        )
        raise ValueError(message)
    return checked


def _first(marked: BoolArray) -> tuple[int, ...]:
    return tuple(np.argwhere(marked)[0].tolist())


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
    above = observed(weights)
    expected = float(above @ np.array([random_index(size, table) for size in sizes]))
    inconsistency = float(above @ observed(indices))
    return inconsistency / expected if expected else 0.0
