"""Weights of a framework from a round of experts: judgements at each parent, then allocations mixed in."""

from collections.abc import Sequence
from dataclasses import dataclass

from ii_index.construction.weights import Consistency, Weights, framework_weights, from_local, nested_weights
from ii_index.construction.weights_allocated import Allocated, allocate
from ii_index.construction.weights_checked import check
from ii_index.construction.weights_findings import about_node, about_round, beyond_scale
from ii_index.construction.weights_judged import JudgedNode, judge_node
from ii_index.construction.weights_rules import WeightRules
from ii_index.errors import Finding, WeightsError
from ii_index.kernels import allocations
from ii_index.model.framework import Framework
from ii_index.model.judgements import Judgements
from ii_index.model.node import ROOT


@dataclass(frozen=True, eq=False, slots=True)
class ExpertWeights:
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
