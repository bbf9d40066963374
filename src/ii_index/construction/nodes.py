"""How each node is made of its children: operator, weights, scale, reflection, map and threshold, worked out once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ii_index._typing import BoolArray, FloatArray, IntArray
from ii_index.construction.methods.aggregation import AggregationMethod, Scope, Siblings, aggregation_of
from ii_index.construction.methods.marks import Marks, map_of
from ii_index.construction.methods.normalisation import normalisation_of, step_of
from ii_index.errors import Finding, FrameworkError
from ii_index.kernels.ratios import ratio
from ii_index.model.framework import Framework
from ii_index.model.node import ROOT
from ii_index.model.outputs import Output, Threshold
from ii_index.model.periods import within
from ii_index.model.recipe import Recipe
from ii_index.model.steps.aggregation import AggregationStep

TOLERANCE = 1e-9  # of a threshold


@dataclass(frozen=True, eq=False, slots=True)
class NodeRule:
    """How one node is made.

    Attributes
    ----------
    node : str
    level : int
        Its level; the children stand one below.
    place : int
        Its position there.
    children : tuple of int
        Positions of the children at the level below.
    step : AggregationStep
    marks : tuple of Marks
        Scales of the children.
    raw : Marks
        Scale of what the operator gives.
    made : Marks
        Scale of the node's score: reflected and mapped.
    reflected : bool
    output : Output or None
    threshold : Threshold or None
    linked : tuple of int
        Positions of the base year, where the series is linked at every change of weights; else empty.
    """

    node: str
    level: int
    place: int
    children: tuple[int, ...]
    step: AggregationStep
    marks: tuple[Marks, ...]
    raw: Marks
    made: Marks
    reflected: bool = False
    output: Output | None = None
    threshold: Threshold | None = None
    linked: tuple[int, ...] = ()

    @property
    def method(self) -> AggregationMethod:
        """The record of the operator."""
        return aggregation_of(self.step)

    @property
    def is_mapped(self) -> bool:
        """Whether the score is not what the operator gives."""
        return self.reflected or self.output is not None

    def siblings(
        self, below: FloatArray, weights: FloatArray, scope: Scope, *, drawn: bool = False
    ) -> Siblings:
        """Return the children as the operator takes them."""
        at = list(self.children)
        own = weights[..., at]
        return Siblings(below[..., at], own, self.step, self.marks, scope, drawn)

    def combined(self, siblings: Siblings) -> FloatArray:
        """Return what the operator gives; of base-year indices whose weights change by year, a series linked there."""
        raw = self.method.combine(siblings)
        by_year = siblings.weights.ndim > 2 and len(siblings.weights) > 1 and not siblings.drawn
        return self._linked(siblings, raw) if self.linked and by_year else raw

    def _linked(self, siblings: Siblings, raw: FloatArray) -> FloatArray:
        """Let new weights change growth from their year on, and no level: 100 in the base year."""
        values, weights = siblings.values, siblings.weights
        made = raw.copy()
        for row in range(1, len(weights)):
            if np.allclose(weights[row], weights[row - 1], rtol=1e-12, atol=0):
                continue
            before = replace(siblings, values=values[row - 1 : row], weights=weights[row : row + 1])
            link = ratio(made[row - 1], self.method.combine(before)[0], np.nan)
            made[row:] = raw[row:] * np.where(np.isnan(link), 1.0, link)
        base = list(self.linked)
        level = ratio(raw[base].mean(axis=0), made[base].mean(axis=0), np.nan)
        return made * np.where(np.isnan(level), 1.0, level)

    def finished(self, scores: FloatArray, *, round_off: bool = True) -> FloatArray:
        """Reflect and map what the operator gives."""
        if self.reflected:
            scores = self.raw.reflected(scores)
        if self.output is None:
            return scores
        return map_of(self.output, self.raw, scores, round_off=round_off)


@dataclass(frozen=True, eq=False, slots=True)
class NodeRules:
    """How every node is made, where some are made otherwise than the recipe says for their level.

    Attributes
    ----------
    levels : tuple of tuple of NodeRule
        By level, the root first; a leaf that is carried down has no rule.
    scope : {"pooled", "year"} or int
        Years over which best and worst are taken.
    """

    levels: tuple[tuple[NodeRule, ...], ...]
    scope: Scope

    def of(self, node: str) -> NodeRule:
        """Return the rule of a node with children."""
        return next(rule for level in self.levels for rule in level if rule.node == node)

    def __iter__(self) -> Iterator[NodeRule]:
        return (rule for level in self.levels for rule in level)

    def turned(self, parents: Sequence[IntArray]) -> FloatArray:
        """Return −1 for the indicators whose higher scores make a lower total, 1 for the others.

        Parameters
        ----------
        parents : sequence of IntArray
            As :attr:`Tree.parents`.
        """
        signs = np.ones(1)
        for level, above in enumerate(parents):
            below = signs[above]
            for rule in self.levels[level]:
                falls = rule.reflected != (rule.output is not None and rule.output.complement)
                own = (
                    np.ones(len(rule.children))
                    if rule.method.signs is None
                    else rule.method.signs(len(rule.children))
                )
                below[list(rule.children)] *= own * (-1.0 if falls else 1.0)
            signs = below
        return signs

    @property
    def of_unit_set(self) -> tuple[NodeRule, ...]:
        """Those whose score depends on the other units."""
        return tuple(rule for rule in self if rule.method.of_unit_set)


def steps_of(framework: Framework, means: Sequence[AggregationStep]) -> dict[str, AggregationStep]:
    """Return the step of every node with children: its own, else that of its level."""
    tree = framework.tree
    steps: dict[str, AggregationStep] = {}
    for level, ids in enumerate(tree.levels[:-1]):
        for place, node in enumerate(ids):
            if not tree.carried[level][place]:
                own = framework.aggregation if node == ROOT else framework.nodes[node].aggregation
                steps[node] = own or means[level]
    return steps


def is_plain(framework: Framework, means: Sequence[AggregationStep]) -> bool:
    """Whether every level is made by one mean, as the recipe says, and nothing else happens at a node."""
    if framework.makes_nodes_its_own_way or framework.weights_change:
        return False
    return all(aggregation_of(step).drawn(step) is not None for step in means)


def node_rules(
    framework: Framework, recipe: Recipe, means: Sequence[AggregationStep], years: Sequence[int], units: int
) -> NodeRules | None:
    """Work out how every node is made.

    Parameters
    ----------
    framework : Framework
    recipe : Recipe
    means : sequence of AggregationStep
        By level, as :func:`~ii_index.construction.aggregating.means_by_level` gives them.
    years : sequence of int
    units : int
        How many there are: the full mark of ranks.

    Returns
    -------
    NodeRules or None
        None where every level has one mean and nothing else happens at a node.

    Raises
    ------
    FrameworkError
        A reflection of values that have no scale, a ratio of more or fewer than two.
    """
    return None if is_plain(framework, means) else rules_of_levels(framework, recipe, means, years, units)


def rules_of_levels(
    framework: Framework, recipe: Recipe, means: Sequence[AggregationStep], years: Sequence[int], units: int
) -> NodeRules:
    """Work out how every node is made, as :func:`node_rules`, also where every level has one mean."""
    tree, steps = framework.tree, steps_of(framework, means)
    marks: dict[str, Marks] = {}
    for leaf in framework.leaves:
        step = step_of(leaf, recipe.normalisation)
        marks[leaf.id] = normalisation_of(step).marks(step, units)
    multipliers = multipliers_of(framework, recipe, steps)
    faults: list[Finding] = []
    levels: list[tuple[NodeRule, ...]] = []
    for level in range(tree.depth - 1, -1, -1):
        rules: list[NodeRule] = []
        for place, node in enumerate(tree.levels[level]):
            if tree.carried[level][place]:
                continue
            children = tuple(np.flatnonzero(tree.parents[level] == place).tolist())
            below = tuple(marks[tree.levels[level + 1][child]] for child in children)
            weights = np.array([multipliers.get(tree.levels[level + 1][child], 1.0) for child in children])
            rule = _rule(framework, steps[node], (node, level, place), children, below, weights)
            faults += [*_faults(rule), *_changing(framework, rule)]
            marks[node] = rule.made
            rules.append(rule)
        levels.insert(0, tuple(rules))
    if faults:
        raise FrameworkError(faults)
    base = _base_of_links(framework, recipe, years)
    linked = (tuple(_linked_at(rule, base) for rule in rules) for rules in levels)
    return NodeRules(tuple(linked) if base else tuple(levels), _scope(recipe, years))


def _base_of_links(framework: Framework, recipe: Recipe, years: Sequence[int]) -> tuple[int, ...]:
    """Return the positions of the base year, where base-year indices meet weights that change by year."""
    step = recipe.normalisation
    if not framework.weights_change or normalisation_of(step).compared_with is None:
        return ()
    own: int | None = getattr(step, "year", None)
    return tuple(within(years, own or framework.base_year or years[0]))


def _linked_at(rule: NodeRule, base: tuple[int, ...]) -> NodeRule:
    """Link means of base-year indices; sums and ratios have multipliers that do not change."""
    of_base = rule.raw.kind == "base" and rule.step.weights_are == "shares"
    return replace(rule, linked=base) if of_base else rule


def _rule(  # noqa: PLR0913, PLR0917 - what a rule is made of
    framework: Framework,
    step: AggregationStep,
    where: tuple[str, int, int],
    children: tuple[int, ...],
    marks: tuple[Marks, ...],
    weights: FloatArray,
) -> NodeRule:
    node, level, place = where
    declared = framework if node == ROOT else framework.nodes[node]
    reflected = node != ROOT and framework.nodes[node].direction == "negative"
    blank = np.full((1, len(children)), np.nan)
    raw = aggregation_of(step).marks(Siblings(blank, weights, step, marks))
    made = raw if declared.output is None else raw.mapped(declared.output)
    return NodeRule(
        node, level, place, children, step, marks, raw, made, reflected, declared.output, declared.threshold
    )


def _faults(rule: NodeRule) -> list[Finding]:
    faults: list[Finding] = []
    if rule.reflected and rule.raw.kind == "values":
        faults.append(Finding("E_NOTHING_TO_REFLECT", column=rule.node, details={"node": rule.node}))
    if rule.method.of_two and len(rule.children) != 2:
        details = {"node": rule.node, "found": len(rule.children)}
        faults.append(Finding("E_RATIO_OF_TWO", column=rule.node, details=details))
    return faults


def _changing(framework: Framework, rule: NodeRule) -> list[Finding]:
    """Refuse multipliers that change by year: the full mark would change with them."""
    if rule.step.weights_are != "multipliers":
        return []
    children = [framework.nodes[child] for child in framework.tree.children(rule.node)]
    names = [child.name for child in children if isinstance(child.weight, dict)]
    details = {"node": rule.node, "kind": rule.step.title, "names": names}
    return [Finding("E_MULTIPLIERS_BY_YEAR", column=rule.node, details=details)] if names else []


def multipliers_of(
    framework: Framework, recipe: Recipe, steps: Mapping[str, AggregationStep]
) -> dict[str, float]:
    """Return the multipliers of what is summed, multiplied or divided: given, declared, else 1."""
    given: Mapping[str, float] = getattr(recipe.weighting, "local", None) or {}
    found: dict[str, float] = {}
    for parent, step in steps.items():
        if step.weights_are != "multipliers":
            continue
        for child in framework.tree.children(parent):
            declared = framework.nodes[child].weight
            own = declared if isinstance(declared, float) else 1.0
            found[child] = given.get(child, own)
    return found


def _scope(recipe: Recipe, years: Sequence[int]) -> Scope:
    """Return the years of the bounds, as for the indicators; a year becomes its position."""
    bounds: str | int | None = getattr(recipe.normalisation, "bounds", None)
    if isinstance(bounds, int):
        return list(years).index(bounds)
    return "year" if bounds == "year" or len(years) == 1 else "pooled"


@dataclass(frozen=True, eq=False, slots=True)
class Climbed:
    """What climbing the tree gave.

    Attributes
    ----------
    levels : tuple of FloatArray, shape (..., units, nodes of the level)
        Scores by level, the root first; ``levels[-1]`` the indicators'.
    refused : tuple of (NodeRule, BoolArray)
        Where a node's operator could not take its children, shape (..., units, k), or its map its score, (..., units).
    """

    levels: tuple[FloatArray, ...]
    refused: tuple[tuple[NodeRule, BoolArray], ...]


def climb_nodes(  # noqa: PLR0913 - what scores are made of
    scores: FloatArray,
    local: Sequence[FloatArray],
    rules: NodeRules,
    parents: Sequence[IntArray],
    *,
    observed: BoolArray | None = None,
    by_count: float = 0.0,
    drawn: bool = False,
) -> Climbed:
    """Make every node of its children, as its rule says.

    Parameters
    ----------
    scores : FloatArray, shape (..., units, indicators)
        NaN where one is missing.
    local : sequence of FloatArray
        By level, shares or multipliers of the nodes of the level below: of shape (nodes,), or (..., 1, nodes) for
        years or draws; 0 takes a node out.
    rules : NodeRules
    parents : sequence of IntArray
        As :attr:`Tree.parents`.
    observed : BoolArray, shape (..., units, indicators), optional
        Cells that are neither missing nor filled; by default those with a score.
    by_count : float
        Share of its children that a node without a threshold of its own must have.
    drawn : bool
        Whether the weights are drawn.
    """
    levels = [scores]
    refused: list[tuple[NodeRule, BoolArray]] = []
    there = ~np.isnan(scores) if observed is None else observed
    for level in range(len(parents) - 1, -1, -1):
        below, weights = levels[0], local[level]
        shape = (*np.broadcast_shapes(below.shape[:-1], weights.shape[:-1] or (1,)), _count(parents, level))
        above, seen = np.full(shape, np.nan), np.zeros(shape, dtype=np.bool_)
        own = {rule.place: rule for rule in rules.levels[level]}
        for place in range(shape[-1]):
            if place not in own:  # a leaf carried down
                child = int(np.flatnonzero(parents[level] == place)[0])
                above[..., place], seen[..., place] = below[..., child], there[..., child]
                continue
            rule = own[place]
            siblings = rule.siblings(below, weights, rules.scope, drawn=drawn)
            made, bad = _made(rule, siblings)
            refused += [(rule, mask) for mask in bad]
            seen[..., place] = _is_seen(rule, there[..., list(rule.children)], siblings.weights, by_count)
            needs = rule.threshold is not None or by_count > 0
            above[..., place] = np.where(seen[..., place], made, np.nan) if needs else made
            seen[..., place] &= ~np.isnan(above[..., place])
        levels.insert(0, above)
        there = seen
    return Climbed(tuple(levels), tuple(refused))


def _count(parents: Sequence[IntArray], level: int) -> int:
    return int(parents[level].max()) + 1


def _made(rule: NodeRule, siblings: Siblings) -> tuple[FloatArray, list[BoolArray]]:
    """Return a node's scores, and masks of what its operator or map cannot take."""
    bad = rule.method.refuses(siblings)
    masks = [] if bad is None or not bad.any() else [bad]
    if bad is not None and masks:  # the others are made all the same
        siblings = replace(
            siblings, values=np.where(bad.any(axis=-1, keepdims=True), np.nan, siblings.values)
        )
    raw = rule.combined(siblings)
    made = rule.finished(raw)
    lost = np.isnan(made) & ~np.isnan(raw)
    return made, [*masks, lost] if lost.any() else masks


def _is_seen(rule: NodeRule, there: BoolArray, weights: FloatArray, by_count: float) -> BoolArray:
    """Whether enough of a node's children is observed; without a threshold, whether anything is."""
    shares = np.where(there & (weights > 0), weights, 0.0)
    if rule.threshold is None:
        least = by_count
        share = _share(shares > 0, weights > 0)
    else:
        least = rule.threshold.share
        by_weight = rule.threshold.basis == "weight"
        share = _share(shares, weights) if by_weight else _share(shares > 0, weights > 0)
    return np.asarray((share > 0) & (share >= least - TOLERANCE))


def _share(part: np.ndarray, whole: np.ndarray) -> FloatArray:
    return ratio(part.sum(axis=-1), whole.sum(axis=-1), 0.0)


def coverage_of(
    there: FloatArray, shares: Sequence[FloatArray], parents: Sequence[IntArray]
) -> tuple[FloatArray, ...]:
    """Return the share of the weight below each node that is there, by level.

    Parameters
    ----------
    there : FloatArray, shape (..., units, indicators)
        1 where an indicator is, else 0.
    shares : sequence of FloatArray
        By level, local weights of the nodes of the level below, of shape (nodes,) or (..., 1, nodes).
    parents : sequence of IntArray
    """
    levels = [there]
    for level in range(len(parents) - 1, -1, -1):
        member: FloatArray = np.eye(_count(parents, level))[parents[level]]
        levels.insert(0, (levels[0] * shares[level]) @ member)
    return tuple(levels)


def local_weights(
    rules: NodeRules,
    shares: Sequence[FloatArray],
    multipliers: Mapping[str, float],
    levels: Sequence[Sequence[str]],
) -> list[FloatArray]:
    """Return what the operators take for weights: shares, multipliers, or 1 where they look at neither.

    Parameters
    ----------
    rules : NodeRules
    shares : sequence of FloatArray
        By level, the weights of the nodes of the level below; 0 takes a node out.
    multipliers : mapping of str to float
        By node.
    levels : sequence of sequence of str
        Ids by level.
    """
    made = [np.array(part, dtype=np.float64) for part in shares]
    for rule in rules:
        role = rule.step.weights_are
        if role == "shares":
            continue
        at = list(rule.children)
        ids = [levels[rule.level + 1][child] for child in at]
        own = np.array([multipliers.get(node, 1.0) if role == "multipliers" else 1.0 for node in ids])
        made[rule.level][..., at] = np.where(made[rule.level][..., at] > 0, own, 0.0)
    return made
