"""The weights that remain when every local weight may be wrong by a share p, and what they can do to scores.

Nodes come parents first and siblings side by side, as in :mod:`ii_index.kernels.robustness.sampling`, and the
admissible weights are exactly those that :func:`~ii_index.kernels.robustness.sampling.perturbed` can draw: each local
weight times its own factor in [1 − p, 1 + p], renormalised within the parent. With ``amount=None`` all weights are
admissible that leave at zero what is zero: those that :func:`~ii_index.kernels.robustness.sampling.dirichlet` can draw.
"""

import numpy as np

from ii_index._typing import ArrayLike, BoolArray, FloatArray, IntArray, observed
from ii_index.kernels.ranking import tie_levels
from ii_index.kernels.ratios import ratio
from ii_index.kernels.robustness.linear_programs import Polytope
from ii_index.kernels.robustness.sampling import families

HALVINGS = 32
"""Steps of bisection: the amounts at which pairs reverse are exact to 2^-32."""


def largest_score(
    values: ArrayLike, local: ArrayLike, parents: ArrayLike, leaves: IntArray, amount: ArrayLike | None
) -> FloatArray:
    r"""Find the largest weighted mean that admissible weights can give.

    Below each parent the weights maximise :math:`\sum w_c u_c v_c / \sum w_c u_c`, a ratio of linear
    functions over a box: the children above some value take the factor 1 + p, those below 1 − p. The tree is
    climbed from the leaves, since weights below different parents are free of each other.

    Parameters
    ----------
    values : array-like, shape (..., leaves)
        NaN is a missing cell: its weight goes to its siblings.
    local : array-like, shape (nodes,)
        Nominal local weights.
    parents : array-like of int, shape (nodes,)
    leaves : IntArray, shape (leaves,)
    amount : array-like, broadcast to shape (...), or None
        p, in [0, 1); None for all weights.

    Returns
    -------
    FloatArray, shape (...)

    Notes
    -----
    Fractional programming over a box: [1]_.

    References
    ----------
    .. [1] Charnes, A. & Cooper, W. W. (1962), Naval Research Logistics Quarterly 9, 181-186.

    Examples
    --------
    Weights of 1/2 that may be wrong by a quarter reach 5/8:

    >>> float(largest_score([1.0, 0.0], [0.5, 0.5], [-1, -1], np.array([0, 1]), 0.25))
    0.625
    """
    return _climb(values, local, parents, leaves, amount)[..., -1]


def smallest_score(
    values: ArrayLike, local: ArrayLike, parents: ArrayLike, leaves: IntArray, amount: ArrayLike | None
) -> FloatArray:
    """Find the smallest weighted mean that admissible weights can give.

    Parameters
    ----------
    values : array-like, shape (..., leaves)
    local : array-like, shape (nodes,)
    parents : array-like of int, shape (nodes,)
    leaves : IntArray, shape (leaves,)
    amount : array-like or None

    Returns
    -------
    FloatArray, shape (...)

    Examples
    --------
    >>> float(smallest_score([1.0, 0.0], [0.5, 0.5], [-1, -1], np.array([0, 1]), 0.25))
    0.375
    """
    return -largest_score(-observed(values), local, parents, leaves, amount)


def largest_filled(
    values: ArrayLike, local: ArrayLike, parents: ArrayLike, leaves: IntArray, amount: ArrayLike | None
) -> FloatArray:
    """Fill missing cells with the largest value that renormalised weights can stand for.

    Giving a missing child's weight to its siblings is the same as filling it with their mean. That mean
    depends on the weights; here it takes its largest value, so that no admissible weights score the unit
    higher than the filled row does.

    Parameters
    ----------
    values : array-like, shape (..., leaves)
        NaN is a missing cell.
    local : array-like, shape (nodes,)
    parents : array-like of int, shape (nodes,)
    leaves : IntArray, shape (leaves,)
    amount : array-like or None

    Returns
    -------
    FloatArray, shape (..., leaves)

    Examples
    --------
    >>> largest_filled([1.0, 0.0, np.nan], [0.4, 0.4, 0.2], [-1] * 3, np.arange(3), 0.25).tolist()
    [1.0, 0.0, 0.625]
    """
    table = observed(values)
    if not np.isnan(table).any():
        return table
    nodes = _climb(table, local, parents, leaves, amount)
    for start, stop, parent in families(parents):
        own = nodes[..., start:stop]
        nodes[..., start:stop] = np.where(np.isnan(own), nodes[..., parent, None], own)
    return nodes[..., leaves]


def differences(
    values: ArrayLike, local: ArrayLike, parents: ArrayLike, leaves: IntArray, amount: ArrayLike | None
) -> tuple[FloatArray, FloatArray]:
    """Find how far each unit can at least and at most be above each other one.

    Parameters
    ----------
    values : array-like, shape (units, leaves)
        NaN is a missing cell. Where one of a pair lacks cells the limits are safe rather than sharp.
    local : array-like, shape (nodes,)
    parents : array-like of int, shape (nodes,)
    leaves : IntArray, shape (leaves,)
    amount : array-like, broadcast to shape (units, units), or None

    Returns
    -------
    tuple of FloatArray, each of shape (units, units)
        Smallest and largest score of unit i minus that of unit j. Where the smallest is positive, i is above
        j whatever the weights: it dominates j.

    Examples
    --------
    >>> low, high = differences([[1.0, 1.0], [0.0, 1.0]], [0.5, 0.5], [-1, -1], np.array([0, 1]), 0.25)
    >>> float(low[0, 1]), float(high[0, 1])
    (0.375, 0.625)
    """
    table = observed(values)
    tree = (local, parents, leaves, amount)
    pairs = (len(table), *table.shape)
    first, second = np.broadcast_to(table[:, None, :], pairs), np.broadcast_to(table, pairs)
    if not np.isnan(table).any():
        gap = first - second
        return smallest_score(gap, *tree), largest_score(gap, *tree)
    low = -largest_filled(-first, *tree) - largest_filled(second, *tree)
    high = largest_filled(first, *tree) + largest_filled(-second, *tree)
    return smallest_score(low, *tree), largest_score(high, *tree)


def reversal_amounts(
    values: ArrayLike, local: ArrayLike, parents: ArrayLike, leaves: IntArray, scores: ArrayLike
) -> FloatArray:
    """Find the smallest p at which each pair of units can change its order.

    Parameters
    ----------
    values : array-like, shape (units, leaves)
    local : array-like, shape (nodes,)
    parents : array-like of int, shape (nodes,)
    leaves : IntArray, shape (leaves,)
    scores : array-like, shape (units,)
        Nominal.

    Returns
    -------
    FloatArray, shape (units, units)
        Symmetric. 0 for equal scores; infinite where no weights bring the two level, and on the diagonal.
        Where one of a pair lacks cells, the pair keeps its order at least up to this p.

    Notes
    -----
    The set of admissible weights grows with p, so that bisection finds the least.

    Examples
    --------
    Scores 0.6 and 0.5 under equal weights are level when the weights are 3/8 and 5/8: (1 − p)/(1 + p) = 3/5.

    >>> leaves, x = np.array([0, 1]), [[1.0, 0.2], [0.5, 0.5]]
    >>> amounts = reversal_amounts(x, [0.5, 0.5], [-1, -1], leaves, [0.6, 0.5])
    >>> round(float(amounts[0, 1]), 6)
    0.25
    """
    nominal = tie_levels(scores)
    is_above = nominal[:, None] > nominal[None, :]
    low, high = np.zeros(is_above.shape), np.ones(is_above.shape)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        reached = differences(values, local, parents, leaves, middle)[0] <= 0
        low, high = np.where(reached, low, middle), np.where(reached, middle, high)
    never = differences(values, local, parents, leaves, None)[0] > 0
    amounts = np.where(never, np.inf, high)
    both_ways = np.where(is_above, amounts, amounts.T)
    both_ways[nominal[:, None] == nominal[None, :]] = 0.0
    np.fill_diagonal(both_ways, np.inf)
    return both_ways


def polytope(local: ArrayLike, parents: ArrayLike, amount: float | None) -> Polytope:
    r"""Write the admissible weights as a polytope.

    Its variables are the nested weight of every node, then one scale a family: children of the family f obey
    :math:`(1 - p) w_c \lambda_f \le x_c \le (1 + p) w_c \lambda_f` and sum to their parent.

    Parameters
    ----------
    local : array-like, shape (nodes,)
    parents : array-like of int, shape (nodes,)
    amount : float or None

    Returns
    -------
    Polytope
        Of nodes + families variables.

    Examples
    --------
    >>> from ii_index.kernels.robustness.linear_programs import extremes
    >>> extremes([[1.0, 0.0, 0.0]], polytope([0.5, 0.5], [-1, -1], 0.25)).round(9).tolist()
    [[0.375, 0.625]]
    """
    weights = observed(local)
    groups = list(families(parents))
    nodes, size = len(weights), len(weights) + len(groups)
    equalities, inequalities = np.zeros((len(groups), size)), np.zeros((2 * nodes, size))
    for family, (start, stop, parent) in enumerate(groups):
        equalities[family, start:stop] = 1.0
        if parent >= 0:
            equalities[family, parent] = -1.0
        if amount is not None:
            inequalities[start:stop, nodes + family] = (1 - amount) * weights[start:stop]
            inequalities[nodes + start : nodes + stop, nodes + family] = -(1 + amount) * weights[start:stop]
    rows = np.arange(nodes)
    inequalities[rows, rows], inequalities[nodes + rows, rows] = -1.0, 1.0
    bounded = amount is not None
    return Polytope(
        lower=np.zeros(size),
        upper=np.concatenate([(weights > 0).astype(np.float64), np.full(len(groups), np.inf)]),
        inequalities=inequalities if bounded else np.empty((0, size)),
        limits=np.zeros(2 * nodes) if bounded else np.empty(0),
        equalities=equalities,
        values=np.array([1.0 if parent < 0 else 0.0 for _, _, parent in groups]),
    )


def _climb(
    values: ArrayLike, local: ArrayLike, parents: ArrayLike, leaves: IntArray, amount: ArrayLike | None
) -> FloatArray:
    """Return the largest mean at every node and, last (where parents are -1), at the root: (..., nodes + 1)."""
    table, weights = observed(values), observed(local)
    nodes: FloatArray = np.full((*table.shape[:-1], len(weights) + 1), np.nan)
    nodes[..., leaves] = table
    for start, stop, parent in reversed(list(families(parents))):
        nodes[..., parent] = _largest_mean(nodes[..., start:stop], weights[start:stop], amount)
    return nodes


def _largest_mean(values: FloatArray, weights: FloatArray, amount: ArrayLike | None) -> FloatArray:
    usable: BoolArray = ~np.isnan(values) & (weights > 0)
    if amount is None:
        largest: FloatArray = np.where(usable, values, -np.inf).max(axis=-1)
        return np.where(usable.any(axis=-1), largest, np.nan)
    share = np.asarray(amount, dtype=np.float64)[..., None]
    lowered: FloatArray = np.where(usable, -values, np.inf)
    order = np.argsort(lowered, axis=-1)
    sorted_values = np.take_along_axis(np.where(usable, values, 0.0), order, axis=-1)
    sorted_weights = np.take_along_axis(np.where(usable, weights, 0.0), order, axis=-1)
    raised = np.cumsum(sorted_weights, axis=-1)
    raised_sum = np.cumsum(sorted_weights * sorted_values, axis=-1)
    whole, whole_sum = raised[..., -1:], raised_sum[..., -1:]
    means = ratio(2 * share * raised_sum + (1 - share) * whole_sum, 2 * share * raised + (1 - share) * whole)
    return np.asarray(means.max(axis=-1))
