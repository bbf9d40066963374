"""Comparison matrices with unanswered pairs: priorities, completion, consistency.

An unanswered judgement is NaN (both a_ij and a_ji). Priorities exist, and are unique, if and only if the
answered pairs connect all items (Bozóki, Fülöp & Rónyai 2010, Theorem 4).
"""

from typing import Literal, TypeAlias

import numpy as np

from ii_index._typing import ArrayLike, BoolArray, FloatArray, IntArray, observed
from ii_index.kernels.ratios import check_choice, shares
from ii_index.kernels.weighting.pairwise import (
    index_of_eigenvalue,
    principal_pair,
    ratio_of_index,
    reciprocal,
)
from ii_index.kernels.weighting.random_index import RandomIndexName

IncompleteMethod: TypeAlias = Literal["harker", "log_least_squares"]

_CONVERGED = 1e-14
_MOST_ROUNDS = 1_000


def components(matrix: ArrayLike) -> tuple[tuple[int, ...], ...]:
    """Group the items that the answered pairs connect; one group where priorities exist.

    Parameters
    ----------
    matrix : array_like of shape (n, n)
        NaN where a pair was not compared.

    Returns
    -------
    tuple of tuple of int
        Positions, each group ascending.

    Examples
    --------
    >>> gap = float("nan")
    >>> components([[1, 2, gap, gap], [0.5, 1, gap, gap], [gap, gap, 1, 3], [gap, gap, 1 / 3, 1]])
    ((0, 1), (2, 3))
    """
    reach = _reachable(_answered(matrix))
    return tuple(dict.fromkeys(tuple(np.flatnonzero(row).tolist()) for row in reach))


def unanswered(matrices: ArrayLike) -> int:
    """Count the pairs without a judgement: the same in every matrix of the stack, or an error.

    Parameters
    ----------
    matrices : array_like of shape (..., n, n)

    Returns
    -------
    int

    Raises
    ------
    ValueError
        The matrices lack different numbers of judgements.

    Examples
    --------
    >>> unknown = float("nan")
    >>> unanswered([[1, 2, unknown], [1 / 2, 1, 3], [unknown, 1 / 3, 1]])
    1
    """
    counts = np.unique((~_answered(matrices)).sum(axis=(-2, -1)) // 2)
    if len(counts) > 1:
        message = f"matrices with different numbers of unanswered pairs: {counts.tolist()}"
        raise ValueError(message)
    return int(counts[0]) if len(counts) else 0


def priorities(matrices: ArrayLike, method: IncompleteMethod = "harker") -> FloatArray:
    """Weights of the items of matrices with unanswered pairs.

    ``harker``: principal eigenvector of the matrix with 0 for each unanswered pair and 1 + (unanswered
    pairs of the row) on the diagonal (Harker 1987, Mathematical Modelling 9, 837-848).
    ``log_least_squares``: minimises Σ (ln a_ij − ln w_i + ln w_j)² over the answered pairs; L ln w = row
    sums of ln a_ij with L the Laplacian of the comparison graph (Bozóki et al. 2010, Math. Comput.
    Modelling 52, 318-333). Complete matrices give the eigenvector and the row geometric mean.

    Parameters
    ----------
    matrices : array_like of shape (..., n, n)
        NaN where a pair was not compared.
    method : {"harker", "log_least_squares"}

    Returns
    -------
    ndarray of shape (..., n)
        Positive, summing to 1.

    Raises
    ------
    ValueError
        The answered pairs do not connect all items.

    Examples
    --------
    >>> gap = float("nan")
    >>> chain = [[1, 2, gap], [0.5, 1, 3], [gap, 1 / 3, 1]]
    >>> priorities(chain).round(6).tolist()  # a_13 is implied: 2 · 3
    [0.6, 0.3, 0.1]
    >>> priorities(chain, "log_least_squares").round(6).tolist()
    [0.6, 0.3, 0.1]
    """
    check_choice("method", method, IncompleteMethod)
    checked = _connected(matrices)
    match method:
        case "harker":
            return principal_pair(_harker_matrix(checked))[0]
        case "log_least_squares":
            return _log_least_squares(checked)


def completion(matrices: ArrayLike) -> FloatArray:
    """Fill the unanswered pairs so that λ_max, and with it CI, is as small as it can be.

    At the optimum a_ij = sqrt(w_i v_j / (w_j v_i)) for every unanswered pair, with w and v the right and left
    principal eigenvectors (λ_max is convex in the logarithms; Bozóki, Fülöp & Rónyai 2010). Solved by
    iterating that identity from the log-least-squares completion.

    Parameters
    ----------
    matrices : array_like of shape (..., n, n)
        NaN where a pair was not compared.

    Returns
    -------
    ndarray of shape (..., n, n)
        Reciprocal; answered pairs untouched.

    Examples
    --------
    >>> gap = float("nan")
    >>> completion([[1, 2, gap], [0.5, 1, 3], [gap, 1 / 3, 1]])[0, 2].round(6).item()
    6.0
    """
    checked = _connected(matrices)
    gaps = np.isnan(checked)
    start = _log_least_squares(checked)
    filled = np.where(gaps, start[..., :, None] / start[..., None, :], checked)
    for _ in range(_MOST_ROUNDS if gaps.any() else 0):
        right = principal_pair(filled)[0]
        left = principal_pair(np.swapaxes(filled, -1, -2))[0]
        scale = np.sqrt(right / left)
        proposed = np.where(gaps, scale[..., :, None] / scale[..., None, :], checked)
        change = np.abs(proposed / filled - 1).max()
        filled = proposed
        if change < _CONVERGED:
            break
    return filled


def consistency_ratio(
    matrices: ArrayLike,
    random_index: RandomIndexName = "saaty1980",
    eigenvalue: Literal["completion", "harker"] = "completion",
) -> FloatArray:
    """CR of matrices with m unanswered pairs: CI / RI(n, m).

    RI(n, m) belongs to the λ_max of the best completion, the default; ``harker`` takes that of Harker's
    matrix, which lies close to it and which a spreadsheet can compute.

    Parameters
    ----------
    matrices : array_like of shape (..., n, n)
        NaN where a pair was not compared; the same number in every matrix.
    random_index : str
    eigenvalue : {"completion", "harker"}

    Returns
    -------
    ndarray of shape (...)
        0 for a spanning tree of judgements: nothing can contradict anything.

    Examples
    --------
    >>> gap = float("nan")
    >>> consistency_ratio([[1, 2, gap], [0.5, 1, 3], [gap, 1 / 3, 1]]).item()
    0.0
    """
    checked = _connected(matrices)
    n, missing = checked.shape[-1], unanswered(checked)
    full = completion(checked) if eigenvalue == "completion" else _harker_matrix(checked)
    index = index_of_eigenvalue(principal_pair(full)[1], n)
    return ratio_of_index(index, n, random_index, missing)


def _harker_matrix(matrices: FloatArray) -> FloatArray:
    gaps = np.isnan(matrices)
    known = np.where(gaps, 0.0, matrices)
    open_pairs: IntArray = gaps.sum(axis=-1)
    return known + np.eye(matrices.shape[-1]) * open_pairs[..., None]


def _log_least_squares(matrices: FloatArray) -> FloatArray:
    """Solve the Laplacian system; the added 1 picks the solution with Σ ln w = 0."""
    answered = ~np.isnan(matrices)
    logs = np.log(np.where(answered, matrices, 1.0))
    laplacian: FloatArray = np.eye(matrices.shape[-1]) * answered.sum(axis=-1)[..., None] - answered
    sums: FloatArray = logs.sum(axis=-1)
    solution = np.asarray(np.linalg.solve(laplacian + 1, sums[..., None]), dtype=np.float64)
    return shares(np.exp(solution[..., 0]))


def _connected(matrices: ArrayLike) -> FloatArray:
    """Refuse what is not positive and reciprocal where answered, or does not connect all items."""
    given = observed(matrices)
    answered = _answered(given)
    reciprocal(np.where(answered, given, 1.0))
    apart = ~_reachable(answered).all(axis=(-2, -1))
    if apart.any():
        first = given[apart][0]
        groups = " | ".join(f"{{{', '.join(map(str, group))}}}" for group in components(first))
        message = f"the answered pairs do not connect all items: {groups}"
        raise ValueError(message)
    return given


def _answered(matrices: ArrayLike) -> BoolArray:
    given = observed(matrices)
    return ~(np.isnan(given) & np.isnan(np.swapaxes(given, -1, -2)))


def _reachable(answered: BoolArray) -> BoolArray:
    """Transitive closure, by squaring the adjacency."""
    reach = answered
    for _ in range(answered.shape[-1].bit_length()):
        reach = reach @ reach
    return reach
