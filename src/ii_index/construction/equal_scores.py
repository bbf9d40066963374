"""Scores that are equal by definition are equal in every output: what rounding left between them goes."""

from itertools import pairwise

import numpy as np

from ii_index._typing import FloatArray
from ii_index.construction.methods.normalisation import normalisation_of, step_of
from ii_index.construction.nodes import NodeRules
from ii_index.kernels.ranking import levelled
from ii_index.model.framework import Framework
from ii_index.model.recipe import Recipe


def full_mark(framework: Framework, recipe: Recipe, rules: NodeRules | None = None) -> float:
    """Return the full mark of a framework's total: the largest of its indicators' scales.

    Where nodes are made each their own way, the smallest of theirs.
    """
    if rules is not None:
        marks = [abs(rule.made.full) for level in rules.levels for rule in level]
        return min(marks)
    steps = [recipe.normalisation]
    if framework.leaf_fields & {"normalisation", "constant"}:
        steps = [step_of(leaf, recipe.normalisation) for leaf in framework.leaves]
    return max(normalisation_of(step).full_mark(step) for step in steps)


def level_equals(levels: tuple[FloatArray, ...], mark: float) -> tuple[FloatArray, ...]:
    """Give units of one class of equal scores the same score, at every node that is made of others.

    Parameters
    ----------
    levels : tuple of FloatArray, shape (years, units, nodes)
        As :func:`~ii_index.construction.aggregating.climb` gives them.
    mark : float
        The full mark.
    """
    *made, indicators = levels
    nodes = np.concatenate(made, axis=-1).transpose(2, 0, 1)
    tied = levelled(nodes, mark)
    if tied is nodes:
        return levels
    scores, starts = tied.transpose(1, 2, 0), np.cumsum([0, *(level.shape[-1] for level in made)]).tolist()
    return (*(scores[..., a:b] for a, b in pairwise(starts)), indicators)
