"""Judgements against the best and the worst, assessed one by one, and their experts' weights as a group's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import FloatArray
from ii_index.construction.expert_weights.checking import WeightRules
from ii_index.errors import Finding
from ii_index.kernels.weighting import best_worst, pairwise_groups
from ii_index.model.best_worst import BestWorstJudgement
from ii_index.model.framework import Framework
from ii_index.model.judgements import Judgements
from ii_index.model.printed_numbers import rounded


@dataclass(frozen=True, eq=False, slots=True)
class BestWorstJudged(Immutable):
    """What one expert says about the children of one node.

    Attributes
    ----------
    expert, best, worst : str
    priorities : FloatArray, shape (n,)
        In the order of the node's children.
    deviation : float
        ξ of the linear model.
    ratio, limit : float
        The consistency ratio of the judgements, and the largest that is acceptable.
    furthest : str
        The child whose two judgements contradict the best against the worst most.
    included : bool
        Whether the expert counts.
    """

    expert: str
    best: str
    worst: str
    priorities: FloatArray
    deviation: float
    ratio: float
    limit: float
    furthest: str
    included: bool


@dataclass(frozen=True, eq=False, slots=True)
class BestWorstNode(Immutable):
    """The children of one node, by experts who named a best and a worst one.

    Attributes
    ----------
    node : str
    children : tuple of str
    judged : tuple of BestWorstJudged
        One an expert.
    local : dict of str to float
        The group's weights by child: the mean of the experts' that count, by their weights; empty where nobody counts.
    """

    node: str
    children: tuple[str, ...]
    judged: tuple[BestWorstJudged, ...]
    local: dict[str, float]

    @property
    def ratio(self) -> float:
        """The highest consistency ratio of those who count."""
        return max((one.ratio for one in self.judged if one.included), default=float("nan"))

    @property
    def limit(self) -> float:
        """What the highest ratio is held against: the limit of that expert."""
        counted = [one for one in self.judged if one.included]
        return max(counted, key=lambda one: one.ratio).limit if counted else float("nan")


def judge_best_worst(
    judgements: Judgements, node: str, framework: Framework, rules: WeightRules
) -> BestWorstNode:
    """Weigh the children of a node by the linear model, expert by expert, then by their mean.

    Parameters
    ----------
    judgements : Judgements
        Nodes by id.
    node : str
    framework : Framework
    rules : WeightRules
        ``group="priorities"`` takes the geometric mean of the experts' weights, everything else the arithmetic one:
        judgements against different best items have no mean.
    """
    entries = [entry for entry in judgements.best_worst if entry.node == node]
    compared = set(entries[0].order)
    children = tuple(child.id for child in framework.children_of(node) or () if child.id in compared)
    judged = tuple(
        judge_one(entry, children, judgements.expert_of(entry), rules.exclude_from) for entry in entries
    )
    say = {expert.id: expert.weight for expert in judgements.panel}
    counted = [one for one in judged if one.included]
    if not counted:
        return BestWorstNode(node, children, judged, {})
    voices = np.stack([one.priorities for one in counted])
    mean: pairwise_groups.Mean = "geometric" if rules.group == "priorities" else "arithmetic"
    with np.errstate(divide="ignore"):  # a weight of 0 is 0 in a geometric mean
        group = pairwise_groups.aggregate_priorities(voices, [say[one.expert] for one in counted], mean)
    return BestWorstNode(node, children, judged, dict(zip(children, group.tolist(), strict=True)))


def judge_one(
    said: BestWorstJudgement, children: Sequence[str], expert: str = "", exclude_from: float | None = None
) -> BestWorstJudged:
    """Weigh children as one expert judged them."""
    from_best = [said.best_to_others[child] for child in children]
    to_worst = [said.others_to_worst[child] for child in children]
    found = best_worst.best_worst(from_best, to_worst)
    contradictions = best_worst.contradictions(from_best, to_worst)
    return BestWorstJudged(
        expert=expert,
        best=said.best,
        worst=said.worst,
        priorities=found.weights,
        deviation=found.deviation,
        ratio=found.consistency_ratio,
        limit=best_worst.consistency_limit(len(children), said.best_to_others[said.worst]),
        furthest=children[int(np.argmax(np.round(contradictions, 12)))],
        included=exclude_from is None or found.consistency_ratio < exclude_from,
    )


def about_best_worst(node: BestWorstNode, framework: Framework, rules: WeightRules) -> Iterator[Finding]:
    """Yield what is wrong or worth knowing about the judgements at one node."""
    name = framework.name_of(node.node)
    if not node.local:
        experts = [one.expert for one in node.judged]
        yield Finding("E_NOBODY_COUNTS", column=node.node, details={"node": name, "experts": experts})
        return
    for one in node.judged:
        details = {"expert": one.expert, "node": name, "ratio": str(rounded(one.ratio, 4))}
        if not one.included:
            details |= {"limit": f"{rules.exclude_from:g}", "random_index": ""}
            yield Finding("W_EXPERT_EXCLUDED", column=node.node, details=details)
        elif one.ratio > one.limit:
            details |= {"limit": str(rounded(one.limit, 4)), "child": framework.name_of(one.furthest)}
            yield Finding("W_BEST_WORST_EXPERT", column=node.node, details=details)
    if rules.group == "judgements" and sum(one.included for one in node.judged) > 1:
        yield Finding("N_BEST_WORST_GROUP", column=node.node, details={"node": name})
