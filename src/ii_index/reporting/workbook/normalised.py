"""Normalised indicators of the year shown, by formula; what no formula stands for is a value, and said to be."""

import numpy as np

from ii_index.construction.methods.normalisation import normalisation_of, step_of
from ii_index.model.names import Name
from ii_index.model.node import Node
from ii_index.model.steps.normalisation import Normalisation
from ii_index.reporting.workbook import weights
from ii_index.reporting.workbook.data import column_range
from ii_index.reporting.workbook.plan import (
    DIRECTION,
    FIRST_LEAF,
    FIRST_NODE,
    IDS,
    LOCAL,
    LOWER,
    NAMES,
    NESTED,
    UNIT_ROW,
    UPPER,
    Plan,
    with_reasons,
)
from ii_index.reporting.workbook.sheets import USUAL, Sheet, at

_WIDTH = 12
_WIDE = 14  # columns that a page can hold and be read
_ROWS = {
    IDS: Name(zh="编号", en="Id"),
    NAMES: Name(zh="名称", en="Name"),
    LOCAL: Name(zh="同级内权重", en="Weight within its parent"),
    NESTED: Name(zh="全局权重", en="Nested weight"),
    DIRECTION: Name(zh="方向", en="Direction"),
    LOWER: Name(zh="下限（或均值）", en="Lower bound (or mean)"),
    UPPER: Name(zh="上限（或标准差）", en="Upper bound (or standard deviation)"),
}


def write(sheet: Sheet, source: Sheet, weight_sheet: Sheet, plan: Plan) -> None:
    """Write the sheet of normalised indicators."""
    index = plan.index
    sheet.text(0, 0, Name(zh=f"标准化（{plan.tiers.year}年）", en=f"Normalised, {plan.tiers.year}"), "title")
    sheet.text(
        1,
        0,
        with_reasons(
            Name(
                zh="褐色数字为程序计算值，其余为公式。",
                en="Brown numbers are the program's values; the rest are formulas.",
            ),
            _values(plan),
        ),
        "note",
    )
    for row, label in _ROWS.items():
        sheet.text(row, 1, label, "head")
    sheet.ids(IDS, plan.leaves, _WIDTH, FIRST_NODE)
    for unit, code in enumerate(index.units):
        sheet.text(UNIT_ROW + unit, 0, code)
        sheet.text(UNIT_ROW + unit, 1, index.panel.unit_name(code))
    for place, leaf in enumerate(index.framework.leaves):
        _head(sheet, weight_sheet, plan, place, leaf)
        _column(sheet, source, plan, place, leaf)
    sheet.codes(index.units, USUAL)
    sheet.columns(1, 1, 22)
    sheet.columns(FIRST_NODE, FIRST_NODE + len(plan.leaves), _WIDTH)
    sheet.freeze(UNIT_ROW, FIRST_NODE)
    if len(plan.leaves) > _WIDE:
        sheet.print_beside(FIRST_NODE, UNIT_ROW + plan.units)
    else:
        sheet.print_until(UNIT_ROW + plan.units)


def _values(plan: Plan) -> list[tuple[Name, Name]]:
    """Return the indicators whose scores are written as values, each with the reason."""
    steps = [(leaf, step_of(leaf, plan.index.recipe.normalisation)) for leaf in plan.index.framework.leaves]
    reasons = [(leaf.name, normalisation_of(step).no_formula) for leaf, step in steps]
    return [(name, reason) for name, reason in reasons if reason is not None]


def _head(sheet: Sheet, weight_sheet: Sheet, plan: Plan, place: int, leaf: Node) -> None:
    index, column = plan.index, FIRST_NODE + place
    sheet.text(NAMES, column, leaf.name, "head_of_numbers")
    key = at(IDS, column, fix_row=True)
    parent = index.framework.tree.parents[-1][place]
    if index.framework.tree.carried[-1][parent]:
        sheet.number(LOCAL, column, 1.0, "percent")
    else:
        local = weights.lookup(weight_sheet, index, weights.LOCAL, key)
        sheet.formula(LOCAL, column, f"={local}", plan.weights.local[leaf.id], "percent")
    nested = weights.lookup(weight_sheet, index, weights.NESTED, key)
    sheet.formula(NESTED, column, f"={nested}", plan.weights.nested[leaf.id], "percent")
    sheet.number(DIRECTION, column, leaf.sign, "direction")


def _column(sheet: Sheet, source: Sheet, plan: Plan, place: int, leaf: Node) -> None:
    step = step_of(leaf, plan.index.recipe.normalisation)
    _bounds(sheet, source, plan, place)
    column = FIRST_NODE + place
    low, high = at(LOWER, column, fix_row=True), at(UPPER, column, fix_row=True)
    written = normalisation_of(step).formula
    template = written(step, leaf.sign) if written else None
    scores = plan.scores(len(plan.index.levels) - 1)[:, place]
    for unit in range(plan.units):
        cell = source.cell(plan.data_row(plan.row, unit), FIRST_LEAF + place)
        base = source.cell(plan.data_row(_base_row(plan, step), unit), FIRST_LEAF + place)
        value = plan.bent(leaf, place, cell, plan.row)
        formula = template and template.format(value=f"({value})", base=base, low=low, high=high)
        if formula is None or _filled_in_row(plan, unit, place):
            sheet.number(UNIT_ROW + unit, column, float(scores[unit]), "value2")
        else:
            sheet.formula(
                UNIT_ROW + unit, column, f'=IF(ISNUMBER({cell}),{formula},"")', float(scores[unit]), "number"
            )


def _filled_in_row(plan: Plan, unit: int, place: int) -> bool:
    """Whether a score was filled from the unit's others: there is no value that a formula could start from."""
    row = plan.row
    score = plan.index.levels[-1][row, unit, place]
    return bool(np.isnan(plan.index.prepared.values[row, unit, place]) and not np.isnan(score))


def _bounds(sheet: Sheet, source: Sheet, plan: Plan, place: int) -> None:
    """Bounds by MIN and MAX where they are those of the data; else (frozen, goalposts, moments) as values."""
    fitted, leaf = plan.index.fitted, plan.index.framework.leaves[place]
    column = FIRST_NODE + place
    step = step_of(leaf, plan.index.recipe.normalisation)
    method = normalisation_of(step)
    if method.limits == "moments":
        pair = (_of_year(fitted.mean, plan.row, place), _of_year(fitted.sd, plan.row, place))
    else:
        pair = (_of_year(fitted.lower, plan.row, place), _of_year(fitted.upper, plan.row, place))
    years = _years_of_bounds(plan, step)
    if method.formula and method.limits == "bounds" and _same(plan, place, years, pair):
        cells = source.reference + column_range(plan, place, years)
        for row, function, value in ((LOWER, "MIN", pair[0]), (UPPER, "MAX", pair[1])):
            formula = "=" + plan.bent(leaf, place, f"{function}({cells})", plan.row)
            sheet.formula(row, column, formula, value)
        return
    for row, value in ((LOWER, pair[0]), (UPPER, pair[1])):
        sheet.number(row, column, value, "value")


def _years_of_bounds(plan: Plan, step: Normalisation) -> range:
    years = len(plan.index.years)
    match getattr(step, "bounds", None):
        case int(year):
            row = plan.index.panel.year_index(year)
            return range(row, row + 1)
        case "year":
            return range(plan.row, plan.row + 1)
        case _:
            return range(years)


def _same(plan: Plan, place: int, years: range, pair: tuple[float, float]) -> bool:
    """Whether the bounds used are those of these data (an index with frozen bounds uses others)."""
    own = plan.index.prepared.values[years.start : years.stop, :, place]
    there = own[~np.isnan(own)]
    return bool(there.size and there.min() == pair[0] and there.max() == pair[1])


def _of_year(part: np.ndarray, row: int, place: int) -> float:
    return float(part[row if len(part) > 1 else 0, 0, place])


def _base_row(plan: Plan, step: Normalisation) -> int:
    compared_with = normalisation_of(step).compared_with
    if compared_with is None:
        return plan.row
    return plan.index.panel.year_index(compared_with(plan.index.panel, step))
