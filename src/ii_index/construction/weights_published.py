"""Weights as reports print them: rounded, and adding up to 100 at every level."""

from collections.abc import Mapping

from ii_index.construction.weights import Weights
from ii_index.kernels.rounding import largest_remainder
from ii_index.model.framework import Framework


def published(weights: Weights, framework: Framework, decimals: int = 2) -> list[Mapping[str, float]]:
    """Round the nested weights of each level so that they total 100 exactly (largest remainder).

    A parent's printed weight may differ from the sum of its children's by some units of the last decimal: each
    level is rounded by itself. Indices are computed from the unrounded weights.

    Parameters
    ----------
    weights : Weights
    framework : Framework
    decimals : int

    Returns
    -------
    list of mapping
        One a level below the root, from node id to its weight out of 100; a leaf above the deepest level stands
        in every level below it.
    """
    return [
        dict(
            zip(
                level,
                largest_remainder([weights.nested[node] for node in level], 100, decimals).tolist(),
                strict=True,
            )
        )
        for level in framework.tree.levels[1:]
    ]
