"""Points of every node of the tree: multipliers down from one node, amounts times multipliers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import BoolArray, FloatArray, IntArray
from ii_index.analysis.decomposition.node_contributions import ADDS_UP, Seen, Splitter
from ii_index.construction.aggregating import means_by_level
from ii_index.construction.methods.aggregation import aggregation_of
from ii_index.construction.methods.normalisation import Fitted
from ii_index.construction.nodes import NodeRule
from ii_index.construction.normalising import scores_of
from ii_index.construction.results import CompositeIndex
from ii_index.kernels import decomposition as kernels
from ii_index.kernels.decomposition import available_weights
from ii_index.model.steps.aggregation import AggregationStep
from ii_index.model.tree import Tree


@dataclass(frozen=True, slots=True, eq=False)
class Contributions(Immutable):
    """What the nodes add, in points of the node that is split; arrays by level of the whole tree.

    Attributes
    ----------
    points : tuple of FloatArray, shape (units, nodes of the level)
        Of each node; 0 outside the node that is split. A parent's points are the sum of its children's and of
        its own coverage term.
    coverage : tuple of FloatArray, same shapes
        Points that come of a change in what is available right below a node.
    bounds : tuple of FloatArray, same shapes
        Those of a node's points that come of bounds that moved.
    constant : tuple of FloatArray, same shapes, or ()
        Points of a node that are no child's: its full mark, its map, its rounding, what it has at the mean of all.
    reweighted : tuple of FloatArray, same shapes, or ()
        Points that come of a change of the weights right below a node.
    """

    points: tuple[FloatArray, ...]
    coverage: tuple[FloatArray, ...]
    bounds: tuple[FloatArray, ...]
    constant: tuple[FloatArray, ...] = ()
    reweighted: tuple[FloatArray, ...] = ()

    def averaged(self) -> "Contributions":
        """Return the average over the first axis, kept as an axis of one."""
        return self._each(lambda part: part.mean(axis=0, keepdims=True))

    def times(self, sign: float) -> "Contributions":
        """Return all points times a number."""
        return self if sign == 1 else self._each(lambda part: sign * part)

    def _each(self, change: Callable[[FloatArray], FloatArray]) -> "Contributions":
        kinds = (self.points, self.coverage, self.bounds, self.constant, self.reweighted)
        return Contributions(*(tuple(change(part) for part in parts) for parts in kinds))


def contributions(  # noqa: PLR0913, PLR0917 - what is split, between what
    index: CompositeIndex,
    start: tuple[FloatArray, ...] | None,
    end: tuple[FloatArray, ...],
    node: str,
    seen: Seen,
    moved: FloatArray | None = None,
) -> Contributions:
    """Split a node's change over everything below it.

    Parameters
    ----------
    index : CompositeIndex
        Gives tree, weights and means.
    start, end : tuple of FloatArray, shape (units, nodes of the level)
        Scores in the two states by level of the tree; without ``start`` the level of ``end`` is split.
    node : str
    seen : Seen
        Whose states these are, and of when.
    moved : FloatArray, shape (units, indicators), optional
        What moving bounds add to each indicator's score.
    """
    if index.rules is not None:
        return _by_rules(Splitter(index, index.rules, start, end, seen), node, moved)
    tree = index.framework.tree
    first = end if start is None else start
    means = means_by_level(index.recipe, tree)
    top, position = index.locate(node)
    nested = np.zeros(end[top].shape)
    nested[:, position] = 1.0
    blank = [np.zeros(level.shape) for level in end[:top]]
    points, coverage = [*blank, nested * _amounts(start, end, top)], [*blank]
    for level in range(top, tree.depth):
        pair = (first[level], first[level + 1]), (end[level], end[level + 1])
        weights = _local_weights(index, level)
        own = nested[:, tree.parents[level]] * _multipliers(*pair, weights, tree.parents[level], means[level])
        points.append(own * _amounts(start, end, level + 1))
        coverage.append(
            _remainder(points[level], points[level + 1], tree, level, _differs(*pair, tree, level))
        )
        nested = own
    coverage.append(np.zeros(end[-1].shape))
    bounds = _sums(tree, nested * (np.zeros(end[-1].shape) if moved is None else moved))
    return Contributions(tuple(points), tuple(coverage), bounds)


def _by_rules(splitter: Splitter, node: str, moved: FloatArray | None) -> Contributions:
    """Go down from a node, each time splitting one among its children."""
    index, start, end = splitter.index, splitter.start, splitter.end
    tree = index.framework.tree
    top, position = index.locate(node)
    points, coverage, constant, reweighted = ([np.zeros(level.shape) for level in end] for _ in range(4))
    factors = [np.zeros(level.shape) for level in end]
    points[top][:, position] = _amounts(start, end, top)[:, position]
    factors[top][:, position] = 1.0
    for level in range(top, tree.depth):
        amounts = _amounts(start, end, level + 1)
        for place in range(len(tree.levels[level])):
            below = np.flatnonzero(tree.parents[level] == place).tolist()
            if tree.carried[level][place]:
                points[level + 1][:, below[0]] = points[level][:, place]
                factors[level + 1][:, below[0]] = factors[level][:, place]
        for rule in splitter.rules.levels[level]:
            factor = factors[level][:, rule.place]
            if not factor.any():
                continue
            split = splitter.split(rule)
            at = list(rule.children)
            own = factor[:, np.newaxis] * split.points
            points[level + 1][:, at] = own
            factors[level + 1][:, at] = ratio_or_none(own, amounts[:, at])
            rest = points[level][:, rule.place] - own.sum(axis=1)
            rest = np.where(np.abs(rest) <= ADDS_UP * abs(splitter.rules.levels[top][0].made.full), 0.0, rest)
            _set_apart(splitter, rule, rest, (coverage, constant, reweighted))
    shift = np.zeros(end[-1].shape) if moved is None else moved
    bounds = _sums(tree, factors[-1] * shift)
    return Contributions(tuple(points), tuple(coverage), bounds, tuple(constant), tuple(reweighted))


def ratio_or_none(points: FloatArray, amounts: FloatArray) -> FloatArray:
    """Return points per unit of an amount; 0 where there is no amount to go on with.

    Examples
    --------
    >>> ratio_or_none(np.array([3.0, 2.0]), np.array([-1.5, 0.0])).tolist()
    [-2.0, 0.0]
    """
    return np.divide(points, amounts, out=np.zeros_like(points), where=amounts != 0)


def _set_apart(
    splitter: Splitter, rule: NodeRule, rest: FloatArray, parts: tuple[list[FloatArray], ...]
) -> None:
    """Put what is no child's where it belongs: availability, weights, or the node's own constant."""
    coverage, constant, reweighted = parts
    at = list(rule.children)
    if splitter.start is None:
        constant[rule.level][:, rule.place] = rest
        return
    before, after = splitter.start[rule.level + 1][:, at], splitter.end[rule.level + 1][:, at]
    differs = (np.isnan(before) != np.isnan(after)).any(axis=1)
    coverage[rule.level][:, rule.place] = np.where(differs, rest, 0.0)
    others = reweighted if splitter.weights_changed(rule) else constant
    others[rule.level][:, rule.place] = np.where(differs, 0.0, rest)


def bounds_effect(index: CompositeIndex, start: int, end: int) -> FloatArray | None:
    """Find what moving bounds add to each indicator's score between two years (two-player Shapley).

    Parameters
    ----------
    index : CompositeIndex
    start, end : int
        Positions of the years.

    Returns
    -------
    FloatArray of shape (units, indicators), or None
        None where no bounds move.
    """
    fitted = index.fitted
    moving = _moving(fitted, start, end)
    if not moving.any():
        return None
    rows = np.arange(len(index.years))
    rows[[start, end]] = end, start
    values = index.prepared.values
    swapped = np.where(moving, values[rows], values)
    scores, _ = scores_of(index.panel, swapped, index.recipe, fitted)
    own = index.normalised
    # worths by causes changed: none, the data, the bounds, both
    worths = [own[start], scores[start], scores[end], own[end]]
    effect = kernels.shapley(worths)[1]
    return np.where(moving, np.nan_to_num(effect), 0.0)


def _moving(fitted: Fitted, start: int, end: int) -> BoolArray:
    """Whether an indicator's bounds or moments differ between two years, shape (indicators,)."""
    moving = np.zeros(fitted.lower.shape[-1], dtype=np.bool_)
    for part in (fitted.lower, fitted.upper, fitted.mean, fitted.sd):
        if len(part) > 1:
            moving |= ((part[start] != part[end]) & ~np.isnan(part[start]))[0]
    return moving


def _amounts(start: tuple[FloatArray, ...] | None, end: tuple[FloatArray, ...], level: int) -> FloatArray:
    """Return what each node changed by (or its level), 0 where it is missing in either state."""
    return np.nan_to_num(end[level] if start is None else end[level] - start[level])


def _local_weights(index: CompositeIndex, level: int) -> FloatArray:
    parents = index.framework.tree.parents[level]
    return index.weights.matrices[level][np.arange(len(parents)), parents]


def _multipliers(
    first: tuple[FloatArray, FloatArray],
    last: tuple[FloatArray, FloatArray],
    weights: FloatArray,
    parents: IntArray,
    step: AggregationStep,
) -> FloatArray:
    children = first[1], last[1]
    shares = available_weights(first[1], weights, parents), available_weights(last[1], weights, parents)
    mean = aggregation_of(step).drawn(step)
    assert mean is not None  # noqa: S101 - all else goes by rules
    if mean.penalty:
        penalty: Literal[-1, 1] = -1 if mean.penalty < 0 else 1
        return kernels.mazziotta_pareto_multipliers(children, shares, parents, penalty)
    above = first[0][:, parents], last[0][:, parents]
    midpoint = (shares[0] + shares[1]) / 2
    return kernels.power_mean_multipliers(children, above, midpoint, mean.exponent)


def _differs(
    first: tuple[FloatArray, FloatArray], last: tuple[FloatArray, FloatArray], tree: Tree, level: int
) -> BoolArray:
    """Whether what is available right below a node is not the same in both states."""
    changed = (np.isnan(first[1]) != np.isnan(last[1])).astype(np.float64)
    return _to_parents(changed, tree, level) > 0


def _remainder(
    above: FloatArray, below: FloatArray, tree: Tree, level: int, differs: BoolArray
) -> FloatArray:
    return np.where(differs, above - _to_parents(below, tree, level), 0.0)


def _to_parents(values: FloatArray, tree: Tree, level: int) -> FloatArray:
    """Sum the nodes of level + 1 by parent."""
    return np.add.reduceat(values, np.flatnonzero(np.diff(tree.parents[level], prepend=-1)), axis=-1)


def _sums(tree: Tree, leaves: FloatArray) -> tuple[FloatArray, ...]:
    """Sum the leaves below every node, by level."""
    levels = [leaves]
    for level in range(tree.depth - 1, -1, -1):
        levels.insert(0, _to_parents(levels[0], tree, level))
    return tuple(levels)
