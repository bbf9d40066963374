"""Weights of a framework from a round of experts: judgements at each parent, then allocations mixed in."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import FloatArray
from ii_index.construction.expert_weights.checking import WeightRules, check, items_of
from ii_index.construction.expert_weights.disagreement import about_node, about_round, beyond_scale
from ii_index.construction.expert_weights.judgements import JudgedNode, judge_node
from ii_index.construction.weights import Consistency, Weights, framework_weights, from_local, nested_weights
from ii_index.errors import Finding, WeightsError
from ii_index.kernels.weighting import allocations, pairwise_groups
from ii_index.kernels.weighting.pairwise_groups import Concordance
from ii_index.model.framework import Framework
from ii_index.model.judgements import Judgements
from ii_index.model.node import ROOT


@dataclass(frozen=True, eq=False, slots=True)
class Allocated(Immutable):
    """The allocations over one set of items.

    Attributes
    ----------
    node : str or None
        The parent whose children were given points; None for all indicators at once.
    items : tuple of str
    experts : tuple of str
    shares : FloatArray, shape (experts, items)
        Each expert's points, rescaled to sum to 1.
    group : FloatArray, shape (items,)
    dispersion : FloatArray, shape (items,)
        Coefficient of variation of the experts' shares; NaN for a single expert.
    concordance : Concordance
        Kendall's W of the experts' rankings; NaN for a single expert.
    """

    node: str | None
    items: tuple[str, ...]
    experts: tuple[str, ...]
    shares: FloatArray
    group: FloatArray
    dispersion: FloatArray
    concordance: Concordance

    @property
    def weights(self) -> dict[str, float]:
        """The group's weights by item."""
        return dict(zip(self.items, self.group.tolist(), strict=True))


def allocate(judgements: Judgements, framework: Framework, rules: WeightRules) -> tuple[Allocated, ...]:
    """Average the experts' allocations, table by table."""
    targets = dict.fromkeys(table.node for table in judgements.allocations)
    return tuple(_allocated(judgements, target, framework, rules) for target in targets)


def _allocated(
    judgements: Judgements, target: str | None, framework: Framework, rules: WeightRules
) -> Allocated:
    tables = [table for table in judgements.allocations if table.node == target]
    items = items_of(tables[0], framework)
    experts = tuple(judgements.expert_of(table) for table in tables)
    say = {expert.id: expert.weight for expert in judgements.panel}
    shares = allocations.rescale([[table.shares[item] for item in items] for table in tables])
    weights = [say[expert] for expert in experts]
    alone = len(tables) == 1
    nan = np.full(len(items), np.nan)
    return Allocated(
        node=target,
        items=items,
        experts=experts,
        shares=shares,
        group=shares[0] if alone else _average(shares, weights, rules),
        dispersion=nan if alone else _variation(shares),
        concordance=Concordance(*[float("nan")] * 3) if alone else pairwise_groups.kendall_w(shares),
    )


def _average(shares: FloatArray, weights: list[float], rules: WeightRules) -> FloatArray:
    try:
        return allocations.average(shares, rules.average, weights if rules.average == "mean" else None)
    except ValueError:  # too few to trim, or a median of nothing but zeros
        details = {"count": len(shares), "average": rules.average}
        raise WeightsError(Finding("E_CANNOT_AVERAGE", details=details)) from None


def _variation(shares: FloatArray) -> FloatArray:
    """Coefficient of variation; 0 where everyone gave nothing."""
    given: FloatArray = shares.sum(axis=0)
    return np.where(given > 0, pairwise_groups.coefficient_of_variation(shares + (given == 0)), 0.0)


@dataclass(frozen=True, eq=False, slots=True)
class ExpertWeights(Immutable):
    """Weights that experts made, with everything they were made of.

    Attributes
    ----------
    framework : Framework
    judgements : Judgements
    rules : WeightRules
    nodes : tuple of JudgedNode
        Parents whose children were compared, from the root down.
    allocated : tuple of Allocated
    judged : Weights
        From the judgements alone (the framework's own where nobody judged).
    allocation : Weights or None
        From the allocations (the judgements' where a parent got none); None without allocations.
    alpha : float
        Share of the allocations in ``weights``: 0 without any, 1 with nothing else.
    weights : Weights
        The result.
    findings : tuple of Finding
        Warnings and notices.
    """

    framework: Framework
    judgements: Judgements
    rules: WeightRules
    nodes: tuple[JudgedNode, ...]
    allocated: tuple[Allocated, ...]
    judged: Weights
    allocation: Weights | None
    alpha: float
    weights: Weights
    findings: tuple[Finding, ...]


def weigh(judgements: Judgements, framework: Framework, rules: WeightRules | None = None) -> ExpertWeights:
    """Make weights of a round of experts.

    At each parent the judgements give local weights; their product along the path gives the indicators' nested
    weights; the experts' allocations are mixed in there with share ``alpha``; parents weigh the sum of what is
    below them.

    Parameters
    ----------
    judgements : Judgements
    framework : Framework
    rules : WeightRules, optional

    Returns
    -------
    ExpertWeights

    Raises
    ------
    WeightsError
        Everything that does not fit the framework; parents where no expert counts, or whose answered pairs do
        not connect the children.
    """
    chosen = rules or WeightRules()
    findings = [*check(judgements, framework), *beyond_scale(judgements, chosen)]
    _refuse(findings)
    judged_nodes = dict.fromkeys(matrix.node for matrix in judgements.matrices)
    nodes = tuple(
        judge_node(judgements, node, framework, chosen)
        for node in (ROOT, *framework.nodes)
        if node in judged_nodes and node not in framework.tree.pruned
    )
    for node in nodes:
        findings += about_node(node, framework, chosen)
    _refuse(findings)
    judged = _judged_weights(nodes, framework, chosen)
    allocated = allocate(judgements, framework, chosen)
    allocation = _allocation_weights(allocated, judged, framework)
    alpha = chosen.alpha if allocation is not None and nodes else float(allocation is not None)
    weights = judged if allocation is None else _mixed(judged, allocation, alpha, framework, chosen)
    findings += about_round(nodes, framework)
    return ExpertWeights(
        framework, judgements, chosen, nodes, allocated, judged, allocation, alpha, weights, tuple(findings)
    )


def _judged_weights(nodes: Sequence[JudgedNode], framework: Framework, rules: WeightRules) -> Weights:
    """Local weights: the group's where it judged, else the framework's own."""
    own = framework_weights(framework)
    local, consistency = dict(own.local), dict(own.consistency)
    for node in nodes:
        kept = {child: node.local[child] for child in framework.tree.children(node.node)}
        total = sum(kept.values())
        local |= {child: weight / total for child, weight in kept.items()}
        consistency[node.node] = Consistency(node.group.ratio, node.group.index, rules.random_index)
    return from_local(framework.tree, local, "judgements", consistency)


def _allocation_weights(
    allocated: Sequence[Allocated], judged: Weights, framework: Framework
) -> Weights | None:
    if not allocated:
        return None
    if allocated[0].node is None:
        return nested_weights(framework, allocated[0].weights, "allocations")
    local = dict(judged.local)
    for table in allocated:
        local |= table.weights
    return from_local(framework.tree, local, "allocations")


def _mixed(
    judged: Weights, allocation: Weights, alpha: float, framework: Framework, rules: WeightRules
) -> Weights:
    """Mix on the indicators' nested weights; parents weigh the sum of theirs."""
    leaves = framework.tree.levels[-1]
    try:
        mixed = allocations.combine(judged.leaf_vector(), allocation.leaf_vector(), alpha, rules.mix)
    except ValueError:
        raise WeightsError(Finding("E_NOTHING_IN_COMMON")) from None
    nested = dict(zip(leaves, mixed.tolist(), strict=True))
    weights = nested_weights(framework, nested, "judgements")
    return from_local(framework.tree, weights.local, "judgements", judged.consistency if alpha < 1 else {})


def _refuse(findings: Sequence[Finding]) -> None:
    if any(finding.severity == "error" for finding in findings):
        raise WeightsError(findings)
