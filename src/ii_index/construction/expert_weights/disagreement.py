"""Who disagrees most with the group, and about what."""

from dataclasses import dataclass

import numpy as np

from ii_index.construction.weights_judged import JudgedNode
from ii_index.kernels import pairwise_groups


@dataclass(frozen=True, slots=True)
class Disagreement:
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
    return sorted(found, key=lambda item: -round(item.factor, 12))
