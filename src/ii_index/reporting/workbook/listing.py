"""Tiers with their limits, and the list that sorts itself, with a native chart."""

from ii_index._typing import FloatArray
from ii_index.construction.methods.tier_rules import tier_rule_of
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.reporting.results import ranked_units
from ii_index.reporting.workbook import changed
from ii_index.reporting.workbook.plan import UNIT_ROW, Plan, Sheets
from ii_index.reporting.workbook.scores import columns, cut_by_score, orders
from ii_index.reporting.workbook.sheets import Book, Sheet, at, span
from ii_index.reporting.workbook.years import FIRST as FIRST_YEARS
from ii_index.reporting.workbook.years import Beside

_FIRST = 4


def write_tiers(sheet: Sheet, scores: Sheet, check: Sheet, plan: Plan) -> None:
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
    sheet.formula(2, 0, f"={_stale(check, sheet.language)}", "", "alarm")
    heads = (
        Name(zh="梯队", en="Tier"),
        Name(zh="名称", en="Name"),
        Name(zh="最高得分（数值）", en="Highest score (value)")
        if plan.index.framework.better == "lower"
        else Name(zh="最低得分（数值）", en="Lowest score (value)"),
        Name(zh="地区数", en="Units"),
    )
    sheet.heads(_FIRST - 1, heads, numbers=(0, 2, 3))
    column = places.live_tier if cut_by_score(plan) else places.tier
    labels = scores.block(UNIT_ROW, column, plan.last_row, column)
    unit = plan.index.standing_unit[1]
    totals = plan.index.standing_unit[0] * unit * plan.index.standings(plan.scores(0)[:, 0])
    limit = worst if plan.index.framework.better == "lower" else least
    for tier, (name, size) in enumerate(zip(tiers.names, tiers.sizes(), strict=True), 1):
        row = _FIRST + tier - 1
        sheet.number(row, 0, tier, "integer")
        sheet.text(row, 1, name, "after")
        sheet.number(row, 2, limit(totals[tiers.labels == tier]), "value")
        sheet.formula(row, 3, f"=COUNTIF({labels},{at(row, 0)})", size, "integer")
    sheet.columns(0, 3, 18)
    sheet.print_until(_FIRST + len(tiers.names))


_STALE = Name(
    zh="注意：权重或数据已改动，界限未随之更新；改变梯队的地区见“排序”",
    en="Note: weights or data were changed and the limits did not follow; Sorted marks the tiers that changed",
)
_MOVED = Name(zh="按旧界限，待重新划分", en="by the former limits")
_UNKNOWN = Name(zh="待重新划分", en="to be cut anew")
_PUBLISHED = Name(zh="发布结果的（不随权重变动）", en="Of the published result (fixed)")
_OUTDATED = Name(zh="发布结果的：已改动，不再适用", en="Published result: out of date")
_NOTHING = "—"
_WORD = 24  # characters of a column of a dimension whose name is one long word
_GROUP = 52  # characters that the heading over the published columns takes


def _stale(check: Sheet, language: Language) -> str:
    """Return the formula of the alarm: any total is another than the program's."""
    return f'IF({changed.scores_moved(check)},"{_STALE.text(language)}","")'


def least(scores: FloatArray) -> float:
    """Return the lowest score of a tier."""
    return float(scores.min())


def worst(scores: FloatArray) -> float:
    """Return the highest score of a tier, where lower is better."""
    return float(scores.max())


def write_sorted(sheet: Sheet, sheets: Sheets, beside: Beside, book: Book, plan: Plan) -> None:
    """Write the units in the order of their live scores with all that is known of them, and a bar chart of them."""
    places, scores = columns(plan), sheets.scores
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
    last = len(heads) - 1
    sheet.heads(_FIRST - 1, heads, numbers={*range(last)} - {1, 5})
    sheet.formula(2, 0, f"={_stale(sheets.check, sheet.language)}", "", "alarm")
    order = scores.block(UNIT_ROW, places.order, plan.last_row, places.order)
    tier = places.live_tier if cut_by_score(plan) else places.tier
    given = _in_order(plan, sheet.language)
    for place, (unit, rank, score, label) in enumerate(given):
        row = _FIRST + place
        sheet.number(row, 0, place + 1, "integer")
        found = f"MATCH({at(row, 0)},{order},0)"
        wanted = (
            (1, 1, unit, "after"),
            (places.rank, 2, rank, "integer"),
            (places.total, 3, score, "number"),
            (tier, 4, label, "integer" if tier == places.live_tier else "count"),
        )
        for column, target, value, form in wanted:
            looked_up = f"INDEX({scores.block(UNIT_ROW, column, plan.last_row, column)},{found})"
            if column == places.tier:  # the program's, for want of limits to cut by
                looked_up = f'IF({changed.scores_moved(sheets.check)},"{_NOTHING}",{looked_up})'
            sheet.formula(row, target, f"={looked_up}", value, form)
        _further(sheet, sheets, beside, plan, (row, found, place))
    sheet.filtered(_FIRST - 1, 0, _FIRST + plan.units - 1, last)
    sheet.columns(0, last, 10)
    sheet.columns(0, 0, 7)
    sheet.columns(1, 1, 14)
    sheet.columns(2, 2, 7)
    sheet.columns(4, 4, 7)
    for place, node in enumerate(plan.index.framework.tree.levels[1], 6):
        words = plan.index.framework.name_of(node).text(sheet.language).split()
        longest = max((len(word) for word in words if word.isascii()), default=0)
        sheet.columns(place, place, min(_WORD, max(10, 1.2 * longest)))
    widest = max(len(name.text(sheet.language)) for name in plan.tiers.names)
    sheet.columns(5, 5, max(10, widest + 1))
    sheet.columns(last, last, 20)
    _published(sheet, sheets.check, last - len(beside.parts), last - 1)
    sheet.freeze(_FIRST, 2)
    sheet.page.print_area(0, 0, _FIRST + plan.units - 1, last)
    sheet.print_until(_FIRST + plan.units)
    _chart(sheet, book, plan, last + 1)


def _published(sheet: Sheet, check: Sheet, first: int, last: int) -> None:
    """Head the columns that are the program's values: whose they are, and whether they still hold."""
    if last <= first:
        return
    fixed, outdated = _PUBLISHED.text(sheet.language), _OUTDATED.text(sheet.language)
    sheet.columns(first, last, max(10, _GROUP / (last - first + 1)))
    formula = f'=IF({changed.anything_changed(check)},"{outdated}","{fixed}")'
    sheet.group(_FIRST - 2, first, last, formula, fixed)


def _further(sheet: Sheet, sheets: Sheets, beside: Beside, plan: Plan, where: tuple[int, str, int]) -> None:
    """Write name of the tier, dimensions, other years and intervals of the unit of a row."""
    scores, tiers, (row, found, place), places = sheets.scores, sheets.tiers, where, columns(plan)
    unit = orders(plan.index.places(plan.tiers.year).tolist()).index(place + 1)
    label = int(plan.tiers.labels[unit])
    names, own = tiers.block(_FIRST, 1, _FIRST + len(plan.tiers.names) - 1, 1), at(row, 4)
    name = plan.tiers.name_of(label)
    formula = f'=IF(ISNUMBER({own}),INDEX({names},{own}),"")'
    sheet.formula(row, 5, formula, name.text(sheet.language) if name else "", "after")
    dimensions = len(plan.index.framework.tree.levels[1])
    parts, first = sheets.of_dimensions(plan)
    for at_dimension in range(dimensions):
        column = first + at_dimension
        value = float(plan.scores(1)[unit, at_dimension])
        cells = parts.block(UNIT_ROW, column, plan.last_row, column)
        sheet.formula(row, 6 + at_dimension, f"=INDEX({cells},{found})", value, "number")
    for target, (column, part) in enumerate(beside.parts, 6 + dimensions):
        cells = beside.sheet.block(FIRST_YEARS, column, FIRST_YEARS + plan.units - 1, column)
        own_value = f'IF(ISNUMBER(INDEX({cells},{found})),INDEX({cells},{found}),"")'
        formula = f'=IF({changed.anything_changed(sheets.check)},"{_NOTHING}",{own_value})'
        sheet.formula(row, target, formula, part.cells[unit], part.form)
    programs = scores.block(UNIT_ROW, places.tier, plan.last_row, places.tier)
    moved, said = f"{own}<>INDEX({programs},{found})", _MOVED
    if not cut_by_score(plan):
        moved, said = changed.scores_moved(sheets.check), _UNKNOWN
    formula = f'=IF({moved},"{said.text(sheet.language)}","")'
    sheet.formula(row, 6 + dimensions + len(beside.parts), formula, "", "alarm")


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
