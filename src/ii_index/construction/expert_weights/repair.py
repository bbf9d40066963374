"""Proposals for inconsistent experts: which judgements to revisit, and a repaired round to put before them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ii_index._immutable import Immutable
from ii_index.construction.expert_weights.checking import CONSISTENT
from ii_index.construction.expert_weights.combination import ExpertWeights
from ii_index.construction.expert_weights.judgements import Judged, JudgedNode
from ii_index.kernels.weighting import pairwise_incomplete, pairwise_repair
from ii_index.kernels.weighting.pairwise_repair import Change, Inconsistency, Repair
from ii_index.model.former_names import Former
from ii_index.model.judgements import JudgementMatrix, Judgements


@dataclass(frozen=True, eq=False, slots=True)
class Proposal(Immutable):
    """What one expert might change at one node.

    Attributes
    ----------
    node, expert : str
    children : tuple of str
        What positions in ``inconsistencies`` and ``repair`` refer to.
    ratio : float
        CR as judged.
    inconsistencies : tuple of Inconsistency
        Answered judgements, the one furthest from the rest first.
    repair : Repair
        Xu & Wei's automatic repair of what was answered; open pairs stay open.
    """

    node: str
    expert: str
    children: tuple[str, ...]
    ratio: float
    inconsistencies: tuple[Inconsistency, ...]
    repair: Repair

    doubts = Former("inconsistencies", lambda self: self.inconsistencies)


def propose(weights: ExpertWeights, threshold: float = CONSISTENT) -> tuple[Proposal, ...]:
    """Propose changes to every expert whose judgements at a node reach a CR of ``threshold``.

    Nothing is changed: the proposals are for the experts to accept, node by node.

    Parameters
    ----------
    weights : ExpertWeights
    threshold : float

    Returns
    -------
    tuple of Proposal
    """
    return tuple(
        _proposal(node, expert, judged, weights, threshold)
        for node in weights.nodes
        for expert, judged in zip(node.experts, node.judged, strict=True)
        if judged.ratio >= threshold
    )


def repaired(weights: ExpertWeights, proposals: tuple[Proposal, ...]) -> Judgements:
    """Return the round with every proposed repair in place of what was judged, to be confirmed by its experts."""
    by_place = {(item.node, item.expert): item for item in proposals}
    matrices = tuple(
        _changed(matrix, by_place.get((matrix.node, weights.judgements.expert_of(matrix))))
        for matrix in weights.judgements.matrices
    )
    return weights.judgements.model_copy(update={"matrices": matrices})


def changes(proposals: tuple[Proposal, ...]) -> Iterator[tuple[Proposal, Change]]:
    """Yield every judgement that the repairs change: the log of the proposal."""
    for proposal in proposals:
        for change in proposal.repair.changes:
            yield proposal, change


def _proposal(
    node: JudgedNode, expert: str, judged: Judged, weights: ExpertWeights, threshold: float
) -> Proposal:
    table = weights.rules.random_index
    matrix = pairwise_incomplete.completion(judged.matrix)
    inconsistencies = pairwise_repair.inconsistent_judgements(matrix, table)
    answered = tuple(one for one in inconsistencies if not np.isnan(judged.matrix[one.row, one.column]))
    repair = pairwise_repair.repair(judged.matrix, threshold, random_index=table)
    return Proposal(node.node, expert, node.children, judged.ratio, answered, repair)


def _changed(matrix: JudgementMatrix, proposal: Proposal | None) -> JudgementMatrix:
    if proposal is None:
        return matrix
    places = [proposal.children.index(child) for child in matrix.order]
    rows = tuple(
        tuple(_answer(proposal.repair.matrix[row, column]) for column in places[position + 1 :])
        for position, row in enumerate(places[:-1])
    )
    return matrix.model_copy(update={"upper": rows})


def _answer(judgement: float) -> float | None:
    return None if np.isnan(judgement) else float(judgement)
