"""A table of numbers as coloured cells: correlations, transitions between tiers."""

from collections.abc import Iterator

from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.printed_numbers import number_text
from ii_index.model.table import Table
from ii_index.reporting.charts.paint import INK
from ii_index.reporting.charts.spec import Row, Spec, chart, in_order, values
from ii_index.reporting.document import Chart

_CELL = 26
_LIGHT = "#ffffff"
_DARK = "#08519c"


Heads = tuple[tuple[Name, ...], tuple[Name, ...]]
Cells = list[list[float | None]]


def correlation_map(heads: Heads, cells: Cells, table: Table) -> Chart:
    """Draw correlations from −1 to 1, rows against columns; the figures too where there is room."""
    sentence = Name(
        zh=f"{table.title.zh}：蓝为正，红为负，颜色越深越强。",
        en=f"{table.title.en}: blue is positive, red negative, the darker the stronger.",
    )
    return _matrix(sentence, heads, cells, table, {"domain": [-1, 1], "scheme": "redblue"}, ("number", 2))


def transition_map(names: tuple[Name, ...], shares: Cells, table: Table) -> Chart:
    """Draw the share of the moves from each tier (row) to each (column)."""
    sentence = Name(
        zh=f"{table.title.zh}：行为起始梯队，列为到达梯队，颜色越深比例越高。",
        en=f"{table.title.en}: rows are where units start, columns where they end; the darker the larger the share.",
    )
    return _matrix(
        sentence,
        (names, names),
        shares,
        table,
        {"domain": [0, 1], "range": [_LIGHT, _DARK], "interpolate": "rgb"},
        ("percent", 0),
    )


def _matrix(  # noqa: PLR0913, PLR0917 - one drawing for two subjects
    sentence: Name, heads: Heads, cells: Cells, table: Table, scale: Spec, form: tuple[str, int]
) -> Chart:
    names, others = heads
    dark = max(abs(end) for end in scale["domain"]) * 0.6

    def spec(language: Language) -> Spec:
        across: Spec = {"labelAngle": -60, "orient": "top", "ticks": False, "domain": False}
        return {
            "data": values(_rows(names, others, cells, form, language)),
            "width": _CELL * len(others) if len(others) > 12 else "container",
            "height": max(_CELL * len(names), 3 * _CELL),
            "encoding": {
                "x": {"field": "to", "type": "nominal", "sort": in_order("column"), "title": None,
                      "axis": {**across, "labelExpr": "slice(datum.value, 1)"}},
                "y": {"field": "from", "type": "nominal", "sort": in_order("slot"), "title": None,
                      "axis": {"ticks": False, "domain": False, "labelExpr": "slice(datum.value, 1)"}},
                "tooltip": [{"field": "said"}, {"field": "printed"}],
            },
            "layer": [
                {"mark": {"type": "rect"}, "encoding": {"color": {"field": "value", "type": "quantitative",
                 "scale": scale, "legend": None}}},
                {"transform": [{"filter": "isValid(datum.value)"}],
                 "mark": {"type": "text", "fontSize": 10},
                 "encoding": {
                     "text": {"field": "printed"},
                     "color": {"condition": {"test": f"abs(datum.value) > {dark}", "value": _LIGHT}, "value": INK},
                 }},
            ] if len(others) <= 12 else [
                {"mark": {"type": "rect"}, "encoding": {"color": {"field": "value", "type": "quantitative",
                 "scale": scale, "legend": {"title": None, "orient": "bottom"}}}},
            ],
        }  # fmt: skip

    return chart(table.key, table.title, sentence, table, spec)


def _rows(
    names: tuple[Name, ...],
    others: tuple[Name, ...],
    cells: list[list[float | None]],
    form: tuple[str, int],
    language: Language,
) -> Iterator[Row]:
    """Give labels a first letter of their own: equal names are two rows all the same."""
    for slot, name in enumerate(names):
        for column, other in enumerate(others):
            own, their = name.text(language), other.text(language)
            yield {
                "slot": slot,
                "column": column,
                "from": f"{chr(0xE000 + slot)}{own}",
                "to": f"{chr(0xE000 + column)}{their}",
                "said": f"{own} → {their}",
                "value": (cell := cells[slot][column]),
                "printed": None if cell is None else number_text(cell, *form).replace("-", "−"),
            }
