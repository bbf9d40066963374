"""Who disagrees most with the group, and about what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ii_index._immutable import Immutable
from ii_index.construction.expert_weights.checking import CONSISTENT, STRICTER, WeightRules
from ii_index.construction.expert_weights.judgements import Judged, JudgedNode
from ii_index.errors import Finding
from ii_index.kernels.ranking import descending_order
from ii_index.kernels.weighting import pairwise_groups, pairwise_incomplete
from ii_index.kernels.weighting.judgement_scales import LARGEST
from ii_index.kernels.weighting.pairwise_repair import circular_triads
from ii_index.model.framework import Framework
from ii_index.model.judgements import Judgements
from ii_index.model.names import Name
from ii_index.model.node import ROOT
from ii_index.model.printed_numbers import rounded

_MOST_CIRCLES = 3


@dataclass(frozen=True, slots=True)
class Disagreement(Immutable):
    """One expert's judgement beside the group's.

    Attributes
    ----------
    node, expert : str
    first, second : str
        The children compared.
    judged, group : float
        How many times the first outweighs the second.
    factor : float
        How far apart the two are, as a factor of at least 1.
    """

    node: str
    expert: str
    first: str
    second: str
    judged: float
    group: float
    factor: float


def disagreements(node: JudgedNode) -> list[Disagreement]:
    """List all answered judgements of a node, the one furthest from the group's first.

    Parameters
    ----------
    node : JudgedNode

    Returns
    -------
    list of Disagreement
        Those of excluded experts too; none where a single expert judged.
    """
    if len(node.experts) == 1:
        return []
    matrices = np.stack([item.matrix for item in node.judged])
    factors = np.exp(np.abs(np.log(pairwise_groups.disagreements(matrices, node.group.matrix))))
    found = [
        Disagreement(
            node.node,
            expert,
            node.children[row],
            node.children[column],
            float(matrices[position, row, column]),
            float(node.group.matrix[row, column]),
            float(factors[position, row, column]),
        )
        for position, expert in enumerate(node.experts)
        for row, column in zip(*np.triu_indices(len(node.children), 1), strict=True)
        if not np.isnan(factors[position, row, column])
    ]
    return [found[at] for at in descending_order([item.factor for item in found])]


def about_node(node: JudgedNode, framework: Framework, rules: WeightRules) -> Iterator[Finding]:
    """Yield what is wrong or worth knowing about the judgements at one node."""
    name = framework.name_of(node.node)
    if not any(node.included):
        details = {"node": name, "experts": list(node.experts)}
        yield Finding("E_NOBODY_COUNTS", column=node.node, details=details)
        return
    if node.group.priorities is None:
        yield Finding(
            "E_DISCONNECTED", column=node.node, details={"node": name, "groups": _parts(node, framework)}
        )
        return
    for expert, judged, counts in zip(node.experts, node.judged, node.included, strict=True):
        code = _about_expert(judged, counts=counts, alone=len(node.experts) == 1)
        if code:
            details = {"expert": expert, "node": name, "ratio": str(rounded(judged.ratio, 4))}
            limit = f"{rules.exclude_from:g}" if rules.exclude_from is not None else ""
            details |= {"limit": limit, "random_index": rules.random_index}
            yield Finding(code, column=node.node, details=details)
    code = _about_group(node)
    if code:
        threshold = STRICTER.get(len(node.children), CONSISTENT)
        details = {"node": name, "ratio": str(rounded(node.group.ratio, 4)), "limit": f"{threshold:g}"}
        details |= {"count": str(len(node.children)), "random_index": rules.random_index}
        yield Finding(code, column=node.node, details=details)


def about_round(
    nodes: Sequence[JudgedNode], framework: Framework, others: Sequence[str] = ()
) -> Iterator[Finding]:
    """Yield what is worth knowing about the round: the parents that nobody judged, and who prefers in circles.

    ``others`` are parents that were judged otherwise than by matrices.
    """
    if not (nodes or others):
        yield Finding("N_ONLY_ALLOCATIONS")
        return
    seen = {item.node for item in nodes} | {*others} | set(framework.tree.pruned)
    parents = [node for node in (ROOT, *framework.nodes) if framework.children_of(node) and node not in seen]
    unjudged = [node for node in parents if len(framework.tree.children(node)) > 1]
    if unjudged:
        yield Finding("N_NOT_JUDGED", details={"nodes": [framework.name_of(node) for node in unjudged]})
    for node in nodes:
        for expert, judged in zip(node.experts, node.judged, strict=True):
            yield from _circles(expert, judged, node, framework)


def beyond_scale(judgements: Judgements, rules: WeightRules) -> Iterator[Finding]:
    """Yield the judgements that a scale other than the linear one does not define."""
    if rules.scale == "linear":
        return
    for node in dict.fromkeys(said.node for said in judgements.best_worst):
        yield Finding("E_BEST_WORST_SCALE", column=node, found=rules.scale, details={"node": node})
    for matrix in judgements.matrices:
        answers = np.array([answer for answer in matrix.answers if answer is not None])
        if (np.maximum(answers, 1 / answers) > LARGEST * (1 + 1e-9)).any():
            details = {"expert": judgements.expert_of(matrix), "scale": rules.scale}
            yield Finding("E_SCALE_RANGE", column=matrix.node, details=details)


def _about_expert(judged: Judged, *, counts: bool, alone: bool) -> str | None:
    if judged.priorities is None:
        return "N_EXPERT_PART" if counts else "W_EXPERT_DISCONNECTED"
    if not counts:
        return "W_EXPERT_EXCLUDED"
    return "W_EXPERT_INCONSISTENT" if judged.ratio >= CONSISTENT and not alone else None


def _circles(expert: str, judged: Judged, node: JudgedNode, framework: Framework) -> Iterator[Finding]:
    """Name the three-way circles of an expert's preferences; the first few of many."""
    triads = circular_triads(judged.matrix)
    if triads:
        shown = [
            _around([framework.name_of(node.children[at]) for at in one]) for one in triads[:_MOST_CIRCLES]
        ]
        names = Name(zh="；".join(name.zh for name in shown), en="; ".join(name.en for name in shown))
        details = {
            "expert": expert,
            "node": framework.name_of(node.node),
            "count": len(triads),
            "circles": names,
        }
        yield Finding("W_CIRCULAR", column=node.node, details=details)


def _around(names: Sequence[Name]) -> Name:
    back = [*names, names[0]]
    return Name(zh=" > ".join(name.zh for name in back), en=" > ".join(name.en for name in back))


def _about_group(node: JudgedNode) -> str | None:
    if np.isnan(node.group.ratio):
        return "N_NO_RANDOM_INDEX"
    if node.group.ratio >= CONSISTENT:
        return "W_INCONSISTENT"
    return "N_STRICTER" if node.group.ratio >= STRICTER.get(len(node.children), CONSISTENT) else None


def _parts(node: JudgedNode, framework: Framework) -> Name:
    """Name the children that the answered pairs connect, group by group."""
    groups = [
        [framework.name_of(node.children[item]) for item in group]
        for group in pairwise_incomplete.components(node.group.matrix)
    ]
    return Name(
        zh=" | ".join("、".join(name.zh for name in group) for group in groups),
        en=" | ".join(", ".join(name.en for name in group) for group in groups),
    )
