"""Link in the indicators that begin after the base year: at their parent's value without them, then by own growth."""

from collections.abc import Callable

import numpy as np

from ii_index._typing import BoolArray, FloatArray
from ii_index.construction.methods.normalisation import base_year_of, normalisation_of, step_of
from ii_index.errors import DataError, Finding
from ii_index.model.node import ROOT
from ii_index.model.panel import Panel
from ii_index.model.periods import within
from ii_index.model.recipe import Recipe

Climb = Callable[[FloatArray], tuple[FloatArray, ...]]


def late(panel: Panel, values: FloatArray, recipe: Recipe) -> BoolArray | None:
    """Return which indicators begin late for which units, shape (units, indicators); None where none does.

    Parameters
    ----------
    panel : Panel
    values : FloatArray, shape (years, units, indicators)
        Prepared.
    recipe : Recipe

    Raises
    ------
    DataError
        ``start: linked`` where there is no base year to begin after.
    """
    if "start" not in panel.framework.leaf_fields:
        return None
    marks = np.zeros(values.shape[1:], dtype=np.bool_)
    faults: list[Finding] = []
    for place, leaf in enumerate(panel.framework.leaves):
        if leaf.start is None:
            continue
        step = step_of(leaf, recipe.normalisation)
        if normalisation_of(step).compared_with is None:
            faults.append(
                Finding(
                    "E_START_WITHOUT_BASE", column=leaf.id, details={"name": leaf.name, "kind": step.title}
                )
            )
            continue
        rows = within(panel.years, base_year_of(panel, step))
        there = ~np.isnan(values[..., place])
        marks[:, place] = ~there[rows].all(axis=0) & there.any(axis=0)
    if faults:
        raise DataError(faults)
    return marks if marks.any() else None


def without(values: FloatArray, marks: BoolArray | None) -> FloatArray:
    """Return values without those of indicators that begin late."""
    return values if marks is None else np.where(marks, np.nan, values)


def linked_in(
    panel: Panel, values: FloatArray, scores: FloatArray, marks: BoolArray, climb: Climb
) -> FloatArray:
    """Return scores with the late indicators in: those that begin first come first.

    Parameters
    ----------
    panel : Panel
    values : FloatArray, shape (years, units, indicators)
    scores : FloatArray, of the same shape
        Base-year indices; NaN for late indicators.
    marks : BoolArray, shape (units, indicators)
    climb : callable
        From scores to those of every level, root first.

    Raises
    ------
    DataError
        An indicator none of whose ancestors has a value in the year in which it begins, or whose first is not positive.
    """
    there = ~np.isnan(values) & marks
    first = np.where(there.any(axis=0), there.argmax(axis=0), -1)
    result = scores.copy()
    for row in sorted({*first[first >= 0].tolist()}):
        levels = climb(result)
        for unit, place in np.argwhere((first == row) & marks).tolist():
            start, own = _start(panel, levels, row, unit, place), values[:, unit, place]
            growth = own / own[row] if panel.framework.leaves[place].sign > 0 else own[row] / own
            result[:, unit, place] = start * growth
    return result


def _start(panel: Panel, levels: tuple[FloatArray, ...], row: int, unit: int, place: int) -> float:
    """Return the value of the nearest ancestor that has one without the indicator, in the year in which it begins."""
    framework, leaf = panel.framework, panel.framework.leaves[place]
    above = {child.id: node.id for node in framework.walk() for child in node.children or ()}
    node: str | None = above.get(leaf.id, ROOT)
    while node is not None:
        level = framework.tree.level_of(node)
        score = float(levels[level][row, unit, framework.tree.levels[level].index(node)])
        if not np.isnan(score):
            return score
        node = None if node == ROOT else above.get(node, ROOT)
    details = {"name": leaf.name, "unit_name": panel.unit_name(panel.units[unit])}
    raise DataError(Finding("E_NOTHING_TO_LINK_TO", column=leaf.id, year=panel.years[row], details=details))
