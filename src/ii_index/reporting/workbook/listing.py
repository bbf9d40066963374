"""Tiers with their limits, and the list that sorts itself, with a native chart."""

import numpy as np

from ii_index._typing import FloatArray
from ii_index.construction.methods.tier_rules import tier_rule_of
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.reporting.results import ranked_units
from ii_index.reporting.workbook.plan import UNIT_ROW, Plan
from ii_index.reporting.workbook.scores import columns, cut_by_score, orders
from ii_index.reporting.workbook.sheets import Book, Sheet, at, span
from ii_index.reporting.workbook.years import FIRST as FIRST_YEARS
from ii_index.reporting.workbook.years import Beside

_FIRST = 4


def write_tiers(sheet: Sheet, scores: Sheet, plan: Plan) -> None:
    """Write number, name, lowest score (a value) and size of each tier."""
    tiers, places = plan.tiers, columns(plan)
    method = tier_rule_of(tiers.method).title
    sheet.text(0, 0, Name(zh="梯队", en="Tiers"), "title")
    sheet.text(
        1,
        0,
        Name(
            zh=f"划分方法：{method.zh}。界限为程序计算值，改动权重后不重算；要重新划分请用程序。",
            en=f"Cut by {method.en}. The limits are the program's values and do not follow the weights.",
        ),
        "note",
    )
    sheet.formula(2, 0, f"={stale(scores, plan, sheet.language)}", "", "alarm")
    heads = (
        Name(zh="梯队", en="Tier"),
        Name(zh="名称", en="Name"),
        Name(zh="最高得分（数值）", en="Highest score (value)")
        if plan.index.framework.better == "lower"
        else Name(zh="最低得分（数值）", en="Lowest score (value)"),
        Name(zh="地区数", en="Units"),
    )
    sheet.heads(_FIRST - 1, heads)
    column = places.live_tier if cut_by_score(plan) else places.tier
    labels = scores.block(UNIT_ROW, column, plan.last_row, column)
    unit = plan.index.standing_unit[1]
    totals = plan.index.standing_unit[0] * unit * plan.index.standings(plan.scores(0)[:, 0])
    limit = worst if plan.index.framework.better == "lower" else least
    for tier, (name, size) in enumerate(zip(tiers.names, tiers.sizes(), strict=True), 1):
        row = _FIRST + tier - 1
        sheet.number(row, 0, tier, "integer")
        sheet.text(row, 1, name)
        sheet.number(row, 2, limit(totals[tiers.labels == tier]), "value")
        sheet.formula(row, 3, f"=COUNTIF({labels},{at(row, 0)})", size, "integer")
    sheet.columns(0, 3, 18)


_STALE = Name(
    zh="注意：权重或数据已改动，界限未随之更新；改变梯队的地区见“排序”",
    en="Note: weights or data were changed and the limits did not follow; Sorted marks the tiers that changed",
)
_MOVED = Name(zh="按旧界限，待重新划分", en="by the former limits")


def stale(scores: Sheet, plan: Plan, language: Language) -> str:
    """Return the formula of the alarm: any total is another than the program's."""
    total = columns(plan).total
    cells = scores.block(UNIT_ROW, total, plan.last_row, total)
    sums = float(np.nansum(plan.scores(0)[:, 0]))
    return f'IF(ABS(SUMPRODUCT({cells})-{sums!r})>1E-6,"{_STALE.text(language)}","")'


def least(scores: FloatArray) -> float:
    """Return the lowest score of a tier."""
    return float(scores.min())


def worst(scores: FloatArray) -> float:
    """Return the highest score of a tier, where lower is better."""
    return float(scores.max())


def write_sorted(  # noqa: PLR0913, PLR0917 - the sheets it looks things up in
    sheet: Sheet, scores: Sheet, tiers: Sheet, beside: Beside, book: Book, plan: Plan
) -> None:
    """Write the units in the order of their live scores with all that is known of them, and a bar chart of them."""
    places = columns(plan)
    sheet.text(0, 0, Name(zh="排序（随权重即时变动）", en="Sorted, live"), "title")
    sheet.text(
        1, 0, Name(zh="同分者按原表先后排列。", en="Equal scores keep the order of the table."), "note"
    )
    heads = (
        Name(zh="次序", en="Place"),
        Name(zh="地区", en="Unit"),
        Name(zh="排名", en="Rank"),
        Name(zh="综合得分", en="Total score"),
        Name(zh="梯队", en="Tier"),
        Name(zh="梯队名称", en="Name of the tier"),
        *(plan.index.framework.name_of(node) for node in plan.index.framework.tree.levels[1]),
        *(part.title for _, part in beside.parts),
        Name(zh="梯队提示", en="About the tier"),
    )
    sheet.heads(_FIRST - 1, heads)
    sheet.formula(2, 0, f"={stale(scores, plan, sheet.language)}", "", "alarm")
    order = scores.block(UNIT_ROW, places.order, plan.last_row, places.order)
    tier = places.live_tier if cut_by_score(plan) else places.tier
    given = _in_order(plan, sheet.language)
    for place, (unit, rank, score, label) in enumerate(given):
        row = _FIRST + place
        sheet.number(row, 0, place + 1, "integer")
        found = f"MATCH({at(row, 0)},{order},0)"
        wanted = (
            (1, 1, unit, "text"),
            (places.rank, 2, rank, "integer"),
            (places.total, 3, score, "number"),
            (tier, 4, label, "integer"),
        )
        for column, target, value, form in wanted:
            cells = scores.block(UNIT_ROW, column, plan.last_row, column)
            sheet.formula(row, target, f"=INDEX({cells},{found})", value, form)
        _further(sheet, (scores, tiers), beside, plan, (row, found, place))
    last = len(heads) - 1
    sheet.filtered(_FIRST - 1, 0, _FIRST + plan.units - 1, last)
    sheet.columns(0, last, 10)
    sheet.columns(1, 1, 14)
    widest = max(len(name.text(sheet.language)) for name in plan.tiers.names)
    sheet.columns(5, 5, max(10, widest + 1))
    sheet.columns(last, last, 18)
    sheet.freeze(_FIRST, 2)
    sheet.page.print_area(0, 0, _FIRST + plan.units - 1, last)
    _chart(sheet, book, plan, last + 1)


def _further(
    sheet: Sheet, looked_up: tuple[Sheet, Sheet], beside: Beside, plan: Plan, where: tuple[int, str, int]
) -> None:
    """Write name of the tier, dimensions, other years and intervals of the unit of a row."""
    (scores, tiers), (row, found, place), places = looked_up, where, columns(plan)
    unit = orders(plan.index.places(plan.tiers.year).tolist()).index(place + 1)
    label = int(plan.tiers.labels[unit])
    names, own = tiers.block(_FIRST, 1, _FIRST + len(plan.tiers.names) - 1, 1), at(row, 4)
    name = plan.tiers.name_of(label)
    formula = f'=IF(ISNUMBER({own}),INDEX({names},{own}),"")'
    sheet.formula(row, 5, formula, name.text(sheet.language) if name else "", "text")
    dimensions = len(plan.index.framework.tree.levels[1])
    for at_dimension in range(dimensions):
        column = plan.column_of_level(1) + at_dimension
        value = float(plan.scores(1)[unit, at_dimension])
        cells = scores.block(UNIT_ROW, column, plan.last_row, column)
        sheet.formula(row, 6 + at_dimension, f"=INDEX({cells},{found})", value, "number")
    for target, (column, part) in enumerate(beside.parts, 6 + dimensions):
        cells = beside.sheet.block(FIRST_YEARS, column, FIRST_YEARS + plan.units - 1, column)
        formula = f'=IF(ISNUMBER(INDEX({cells},{found})),INDEX({cells},{found}),"")'
        sheet.formula(row, target, formula, part.cells[unit], part.form)
    programs = scores.block(UNIT_ROW, places.tier, plan.last_row, places.tier)
    live = own if cut_by_score(plan) else f"INDEX({programs},{found})"
    said = f'=IF({live}<>INDEX({programs},{found}),"{_MOVED.text(sheet.language)}","")'
    sheet.formula(row, 6 + dimensions + len(beside.parts), said, "", "alarm")


def _in_order(plan: Plan, language: Language) -> list[tuple[str, int | None, float | None, int | None]]:
    units = sorted(ranked_units(plan.tiers), key=lambda unit: unit.position)
    placed = sorted(
        zip(orders(plan.index.places(plan.tiers.year).tolist()), units, strict=True), key=lambda pair: pair[0]
    )
    return [
        (unit.name.text(language), unit.rank or None, unit.score, unit.tier or None) for _, unit in placed
    ]


def _chart(sheet: Sheet, book: Book, plan: Plan, columns_taken: int) -> None:
    last = _FIRST + plan.units - 1
    chart = book.chart("bar")
    chart.add_series(
        {
            "name": Name(zh="综合得分", en="Total score").text(sheet.language),
            "categories": "=" + sheet.reference + span(_FIRST, 1, last, 1),
            "values": "=" + sheet.reference + span(_FIRST, 3, last, 3),
            "fill": {"color": "#2171b5"},
            "gap": 40,
        }
    )
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
    chart.set_x_axis({"major_gridlines": {"visible": True, "line": {"color": "#e4e7eb"}}})
    chart.set_legend({"none": True})
    chart.set_size({"width": 560, "height": 60 + 20 * plan.units})
    sheet.page.insert_chart(_FIRST - 1, columns_taken + 1, chart)
