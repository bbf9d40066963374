"""What functions that users wrote do on the units' own data: whether a score falls where something improves."""

from collections.abc import Iterator

import numpy as np

from ii_index._typing import FloatArray
from ii_index.construction.methods.normalisation import step_of
from ii_index.construction.nodes import NodeRule, NodeRules
from ii_index.construction.weights import Weights
from ii_index.errors import Finding
from ii_index.model.names import Name
from ii_index.model.panel import Panel
from ii_index.model.recipe import Recipe
from ii_index.model.steps.step import Called

_STEP = 0.01  # of the full mark
_LEEWAY = 1e-9


def own_notes(  # noqa: PLR0913, PLR0917 - what a score is made of
    panel: Panel,
    recipe: Recipe,
    values: FloatArray,
    levels: tuple[FloatArray, ...],
    rules: NodeRules | None,
    weights: Weights,
) -> Iterator[Finding]:
    """Yield a finding for every function of one's own by which a better value gets a lower score.

    Parameters
    ----------
    panel : Panel
    recipe : Recipe
    values : FloatArray, shape (years, units, indicators)
        Prepared.
    levels : tuple of FloatArray
        Scores by level, the indicators' last.
    rules : NodeRules or None
    weights : Weights
    """
    falls: dict[str, list[Name]] = {}
    some = isinstance(recipe.normalisation, Called) or "normalisation" in panel.framework.leaf_fields
    for place, leaf in enumerate(panel.framework.leaves if some else ()):
        step = step_of(leaf, recipe.normalisation)
        if isinstance(step, Called) and _falls(leaf.sign * values[..., place], levels[-1][..., place]):
            falls.setdefault(step.function.label, []).append(leaf.name)
    for rule in rules or ():
        if isinstance(rule.step, Called):
            for child in _against(rule, levels, weights):
                node = panel.framework.tree.levels[rule.level + 1][child]
                falls.setdefault(rule.step.function.label, []).append(panel.framework.name_of(node))
    for function, names in falls.items():
        details = {"function": function, "names": list(dict.fromkeys(names))}
        yield Finding("W_OWN_NOT_MONOTONE", file=panel.source, details=details)


def _falls(values: FloatArray, scores: FloatArray) -> bool:
    """Whether, among the units of a year, a higher value has a lower score."""
    for column, score in zip(values, scores, strict=True):
        order = np.argsort(column, kind="stable")  # NaN last
        rises, gains = np.diff(column[order]), np.diff(score[order])
        leeway = _LEEWAY * max(1.0, float(np.nanmax(np.abs(score), initial=0.0)))
        if ((rises > 0) & (gains < -leeway)).any():
            return True
    return False


def _against(rule: NodeRule, levels: tuple[FloatArray, ...], weights: Weights) -> list[int]:
    """Return the children whose rise lowers the node's score somewhere."""
    below, own = levels[rule.level + 1], weights.shares(rule.level)
    before = rule.method.combine(rule.siblings(below, own, "pooled", drawn=True))
    found: list[int] = []
    for child, mark in zip(rule.children, rule.marks, strict=True):
        raised = below.copy()
        raised[..., child] += _STEP * abs(mark.full)
        after = rule.method.combine(rule.siblings(raised, own, "pooled", drawn=True))
        if (after < before - _LEEWAY * max(1.0, abs(mark.full))).any():
            found.append(child)
    return found
