"""Tiers with their limits, and the list that sorts itself, with a native chart."""

from ii_index._typing import FloatArray
from ii_index.construction.methods.tier_rules import tier_rule_of
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.reporting.results import ranked_units
from ii_index.reporting.workbook.plan import UNIT_ROW, Plan
from ii_index.reporting.workbook.scores import columns, cut_by_score, orders
from ii_index.reporting.workbook.sheets import Book, Sheet, at, span

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
            zh=f"划分方法：{method.zh}。界限为程序算出的数值，改动权重后不重算；要重新划分请用程序。",
            en=f"Cut by {method.en}. The limits are the program's values and do not follow the weights.",
        ),
        "note",
    )
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
    sheet.page.set_column(0, 3, 18)


def least(scores: FloatArray) -> float:
    """Return the lowest score of a tier."""
    return float(scores.min())


def worst(scores: FloatArray) -> float:
    """Return the highest score of a tier, where lower is better."""
    return float(scores.max())


def write_sorted(sheet: Sheet, scores: Sheet, book: Book, plan: Plan) -> None:
    """Write the units in the order of their live scores, and a bar chart of them."""
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
    )
    sheet.heads(_FIRST - 1, heads)
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
    _chart(sheet, book, plan)
    sheet.page.set_column(1, 1, 16)


def _in_order(plan: Plan, language: Language) -> list[tuple[str, int | None, float | None, int | None]]:
    units = sorted(ranked_units(plan.tiers), key=lambda unit: unit.position)
    placed = sorted(
        zip(orders(plan.index.places(plan.tiers.year).tolist()), units, strict=True), key=lambda pair: pair[0]
    )
    return [
        (unit.name.text(language), unit.rank or None, unit.score, unit.tier or None) for _, unit in placed
    ]


def _chart(sheet: Sheet, book: Book, plan: Plan) -> None:
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
    sheet.page.insert_chart(3, 6, chart)
