"""Judgement matrices assessed, alone and as a group, at each node of a framework."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import BoolArray, FloatArray
from ii_index.construction.expert_weights.checking import WeightRules
from ii_index.kernels.weighting import judgement_scales, pairwise, pairwise_groups, pairwise_incomplete
from ii_index.kernels.weighting.pairwise_groups import Concordance, Mean
from ii_index.kernels.weighting.pairwise_incomplete import IncompleteMethod
from ii_index.model.framework import Framework
from ii_index.model.judgements import JudgementMatrix, Judgements


@dataclass(frozen=True, eq=False, slots=True)
class Judged(Immutable):
    """One comparison matrix, an expert's or the group's, and what it says.

    Attributes
    ----------
    matrix : FloatArray, shape (n, n)
        On the scale chosen; NaN where a pair was not compared.
    priorities : FloatArray or None, shape (n,)
        None where the answered pairs do not connect all children.
    unanswered : int
    eigenvalue, index, ratio : float
        λ_max, CI, CR (of the best completion where pairs are open); the ratio is NaN beyond the random-index
        table, all three where there are no priorities.
    geometric_index : float
        GCI; NaN where pairs are open.
    """

    matrix: FloatArray
    priorities: FloatArray | None
    unanswered: int
    eigenvalue: float
    index: float
    ratio: float
    geometric_index: float


@dataclass(frozen=True, eq=False, slots=True)
class JudgedNode(Immutable):
    """The judgements about the children of one node.

    Attributes
    ----------
    node : str
    children : tuple of str
        In the order of the matrices.
    experts : tuple of str
    judged : tuple of Judged
        One an expert.
    included : tuple of bool
        Who counts in the group.
    group : Judged
        The geometric mean of the included experts' judgements, with the group's priorities.
    consensus : float
        Goepel's S* of the included experts who answered enough, by their weights.
    concordance : Concordance
        Kendall's W of their rankings.
    """

    node: str
    children: tuple[str, ...]
    experts: tuple[str, ...]
    judged: tuple[Judged, ...]
    included: tuple[bool, ...]
    group: Judged
    consensus: float
    concordance: Concordance

    @property
    def local(self) -> dict[str, float]:
        """The group's priorities by child."""
        if self.group.priorities is None:
            return {}
        return dict(zip(self.children, self.group.priorities.tolist(), strict=True))


def judge_node(judgements: Judgements, node: str, framework: Framework, rules: WeightRules) -> JudgedNode:
    """Assess every expert at a node, then the group of those who count.

    The group has no priorities where nobody counts, or where what they answered does not connect the children.
    """
    entries = [entry for entry in judgements.matrices if entry.node == node]
    experts = tuple(judgements.expert_of(entry) for entry in entries)
    compared = set(entries[0].order)
    children = tuple(child.id for child in framework.children_of(node) or () if child.id in compared)
    stack = _stack(entries, children, rules)
    judged = assess_all(stack, rules)
    included = tuple(_counts(item, rules) for item in judged)
    say = {expert.id: expert.weight for expert in judgements.panel}
    weights = np.array([say[expert] for expert in experts])
    group = _group(stack, judged, np.array(included), weights, rules)
    counted = [
        (item.priorities, weight)
        for item, weight, counts in zip(judged, weights.tolist(), included, strict=True)
        if counts and item.priorities is not None
    ]
    ranked = [voice for voice, _ in counted]
    return JudgedNode(
        node=node,
        children=children,
        experts=experts,
        judged=judged,
        included=included,
        group=group,
        consensus=pairwise_groups.consensus(ranked, weights=[weight for _, weight in counted])
        if ranked
        else _NAN,
        concordance=pairwise_groups.kendall_w(ranked) if len(ranked) > 1 else _NO_CONCORDANCE,
    )


def assess_all(stack: FloatArray, rules: WeightRules) -> tuple[Judged, ...]:
    """Find priorities and consistency of matrices (experts, n, n), complete or not."""
    complete = np.isfinite(stack.reshape(len(stack), -1)).all(axis=1)
    found = pairwise.assess(stack[complete], rules.method, rules.random_index)
    geometric = pairwise.geometric_consistency_index(stack[complete])
    rows = zip(
        stack[complete],
        found.priorities,
        found.eigenvalue.tolist(),
        found.consistency_index.tolist(),
        found.consistency_ratio.tolist(),
        geometric.tolist(),
        strict=True,
    )
    assessed = (Judged(matrix, weights, 0, *figures) for matrix, weights, *figures in rows)
    return tuple(
        _assess_incomplete(matrix, rules) if np.isnan(matrix).any() else next(assessed) for matrix in stack
    )


def _assess_incomplete(matrix: FloatArray, rules: WeightRules) -> Judged:
    unanswered = pairwise_incomplete.unanswered(matrix)
    if len(pairwise_incomplete.components(matrix)) > 1:
        return Judged(matrix, None, unanswered, _NAN, _NAN, _NAN, _NAN)
    way: IncompleteMethod = "harker" if rules.method == "eigenvector" else "log_least_squares"
    largest = pairwise.principal_eigenvalue(pairwise_incomplete.completion(matrix))
    index = float(pairwise.index_of_eigenvalue(largest, len(matrix)))
    return Judged(
        matrix,
        pairwise_incomplete.priorities(matrix, way),
        unanswered,
        float(largest),
        index,
        float(pairwise_incomplete.consistency_ratio(matrix, rules.random_index)),
        _NAN,
    )


def _group(
    stack: FloatArray, judged: Sequence[Judged], included: BoolArray, weights: FloatArray, rules: WeightRules
) -> Judged:
    if not included.any():
        nobody: FloatArray = np.where(np.eye(stack.shape[-1], dtype=bool), 1.0, np.nan)
        return assess_all(nobody[None], rules)[0]
    matrix = pairwise_groups.aggregate_judgements(stack[included], weights[included])
    (group,) = assess_all(matrix[None], rules)
    if rules.group == "judgements":
        return group
    voices = np.array([item.priorities for item, counts in zip(judged, included, strict=True) if counts])
    mean: Mean = "geometric" if rules.group == "priorities" else "arithmetic"
    return replace(group, priorities=pairwise_groups.aggregate_priorities(voices, weights[included], mean))


def _counts(judged: Judged, rules: WeightRules) -> bool:
    """Whether an expert counts: consistent enough, and for AIP with priorities of their own."""
    if rules.exclude_from is not None and judged.ratio >= rules.exclude_from:
        return False
    return judged.priorities is not None or rules.group == "judgements"


def _stack(entries: Sequence[JudgementMatrix], children: tuple[str, ...], rules: WeightRules) -> FloatArray:
    """Put all matrices on the scale chosen and into one order of the children; NaN where a pair is open."""
    answers = np.array([entry.answers for entry in entries], dtype=np.float64)
    stack = pairwise.from_upper_triangle(judgement_scales.rescale(answers, rules.scale, len(children)))
    for position, entry in enumerate(entries):
        if entry.order != children:
            order = [entry.order.index(child) for child in children]
            stack[position] = stack[position][np.ix_(order, order)]
    return stack


_NAN = float("nan")
_NO_CONCORDANCE = Concordance(_NAN, _NAN, _NAN)
