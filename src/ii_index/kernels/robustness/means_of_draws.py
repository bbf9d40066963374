"""Weighted means of fixed or drawn scores under drawn weights, with the draws on the last axis.

A mean of means of one kind is that mean of the leaves under nested weights: then one matrix product serves
all draws. Means that differ from level to level are climbed family by family.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ii_index._typing import ArrayLike, FloatArray, IntArray, observed
from ii_index.kernels.robustness.sampling import families


class Step(NamedTuple):
    """A mean: the power mean of an exponent (1 arithmetic, 0 geometric, −1 harmonic), or Mazziotta–Pareto.

    ``penalty`` is −1 or 1 for Mazziotta–Pareto (downward, upward), and 0 for a power mean.
    """

    exponent: float = 1.0
    penalty: int = 0


def is_one_mean(steps: Sequence[Step]) -> bool:
    """Whether all levels take the same power mean, so that it collapses to the leaves.

    Parameters
    ----------
    steps : sequence of Step

    Returns
    -------
    bool

    Examples
    --------
    >>> is_one_mean([Step(0.0), Step(0.0)]), is_one_mean([Step(1.0), Step(0.0)])
    (True, False)
    """
    return len(set(steps)) == 1 and steps[0].penalty == 0


def linearised(values: FloatArray, exponent: float) -> FloatArray:
    """Map scores to where a power mean is a weighted sum: x, ln x or x^p.

    Parameters
    ----------
    values : FloatArray
    exponent : float

    Returns
    -------
    FloatArray
        NaN where the mean is not defined: for a value that is not positive, unless the mean is arithmetic
        (or, for a positive exponent, for a negative value).

    Examples
    --------
    >>> linearised(np.array([2.0, 0.0]), -1.0).tolist()
    [0.5, nan]
    """
    if exponent == 1:
        return values
    defined = values >= 0 if exponent > 0 else values > 0
    safe = np.where(defined, values, 1.0)
    mapped = np.log(safe) if exponent == 0 else safe**exponent
    return np.where(defined, mapped, np.nan)


def delinearised(sums: FloatArray, exponent: float) -> FloatArray:
    """Map weighted sums of :func:`linearised` scores back to scores.

    Parameters
    ----------
    sums : FloatArray
    exponent : float

    Returns
    -------
    FloatArray

    Examples
    --------
    >>> delinearised(np.array([0.5]), -1.0).tolist()
    [2.0]
    """
    if exponent == 1:
        return sums
    return np.asarray(np.exp(sums) if exponent == 0 else sums ** (1 / exponent))


def nested_mean(values: FloatArray, nested: FloatArray, exponent: float = 1.0) -> FloatArray:
    r"""Power mean of the leaves under nested weights, :math:`(\sum_l w_l x_l^p)^{1/p}`.

    Parameters
    ----------
    values : FloatArray, shape (units, leaves) or (draws, units, leaves)
        No missing cells where a weight is positive; where it is zero, any finite number.
    nested : FloatArray, shape (leaves, draws)
    exponent : float

    Returns
    -------
    FloatArray, shape (units, draws)

    Notes
    -----
    Source: [1]_, ch. 2: power means compose.

    References
    ----------
    .. [1] Hardy, G. H., Littlewood, J. E. & Pólya, G. (1934), Inequalities.

    Examples
    --------
    >>> nested_mean(np.array([[4.0, 9.0]]), np.array([[0.5], [0.5]]), 0.0).round(12).tolist()
    [[6.0]]
    """
    table = linearised(observed(values), exponent)
    if table.ndim == 2:
        return delinearised(table @ nested, exponent)
    return delinearised((table @ nested.T[:, :, None])[:, :, 0].T, exponent)


def tree_mean(
    values: FloatArray, local: FloatArray, parents: ArrayLike, leaves: IntArray, steps: Sequence[Step]
) -> FloatArray:
    """Climb the tree with a mean of its own at each level.

    Parameters
    ----------
    values : FloatArray, shape (units, leaves) or (draws, units, leaves)
        No missing cells where a weight is positive; where it is zero, any finite number.
    local : FloatArray, shape (nodes, draws)
        Nodes come parents first and siblings side by side; weights sum to 1 within a family, or are all zero.
    parents : array-like of int, shape (nodes,)
    leaves : IntArray, shape (leaves,)
    steps : sequence of Step
        By level, the root's mean first.

    Returns
    -------
    FloatArray, shape (units, draws)
        NaN where a mean is not defined.

    Examples
    --------
    Geometric mean at the root of two dimensions, arithmetic below: √(5 · 20).

    >>> x, w = np.array([[4.0, 6.0, 20.0]]), np.array([[0.5], [0.5], [0.5], [0.5]])
    >>> tree_mean(x, w, [-1, -1, 0, 0], np.array([2, 3, 1]), [Step(0.0), Step(1.0)]).round(12).tolist()
    [[10.0]]
    """
    scores: dict[int, FloatArray] = {}
    values = observed(values)
    last = values[:, :, None] if values.ndim == 2 else np.moveaxis(values, 0, -1)
    for position, row in enumerate(leaves.tolist()):
        scores[row] = last[:, position]
    depths = _depths(parents)
    for start, stop, parent in reversed(list(families(parents))):
        children = [scores.pop(row) for row in range(start, stop)]
        scores[parent] = _mean(children, local[start:stop], steps[depths[start]])
    return scores[-1]


def _depths(parents: ArrayLike) -> list[int]:
    """Return the level of each node's parent: 0 under the root."""
    depths: list[int] = []
    rows: list[int] = np.asarray(parents, dtype=np.intp).tolist()
    for parent in rows:
        depths.append(0 if parent < 0 else depths[parent] + 1)
    return depths


def _mean(children: list[FloatArray], weights: FloatArray, step: Step) -> FloatArray:
    if step.penalty:
        mean = _weighted_sum(children, weights)
        variance = _weighted_sum([(child - mean) ** 2 for child in children], weights)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(mean > 0, mean + step.penalty * variance / mean, np.nan)
    mapped = [linearised(child, step.exponent) for child in children]
    return delinearised(_weighted_sum(mapped, weights), step.exponent)


def _weighted_sum(children: list[FloatArray], weights: FloatArray) -> FloatArray:
    """Sum over what has a weight: a child without one may be undefined."""
    total = np.zeros(np.broadcast_shapes(children[0].shape, weights[0].shape))
    for child, weight in zip(children, weights, strict=True):
        if weight.any():
            total += np.where(weight > 0, child * weight, 0.0)
    return total
