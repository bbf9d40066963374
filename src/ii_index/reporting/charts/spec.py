"""What the specifications have in common."""

import json
from collections.abc import Callable, Iterable, Mapping
from math import ceil, isnan
from typing import Any, TypeAlias

from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.table import Table
from ii_index.reporting.charts.paint import INK, LINE, MUTED, Paint, patterns
from ii_index.reporting.document import Chart
from ii_index.reporting.numbers import MISSING, rounded
from ii_index.reporting.text_widths import width

Spec: TypeAlias = dict[str, Any]
Row: TypeAlias = Mapping[str, str | int | float | bool | None]
FONTS = "'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
STEP = 21
_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"

CONFIG: Spec = {
    "font": FONTS,
    "aria": False,
    "background": "transparent",
    "axis": {
        "labelColor": INK,
        "titleColor": MUTED,
        "titleFontWeight": "normal",
        "gridColor": "#eef1f4",
        "domainColor": LINE,
        "tickColor": LINE,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "labelLimit": 170,
    },
    "legend": {
        "labelColor": INK,
        "titleColor": MUTED,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "labelLimit": 220,
        "symbolSize": 140,
        "symbolStrokeWidth": 0,
    },
    "view": {"stroke": None},
    "text": {"color": INK, "fontSize": 13},
}


def chart(
    key: str,
    title: Name,
    description: Name,
    table: Table,
    spec: Callable[[Language], Spec],
    *paints: tuple[Paint, ...],
) -> Chart:
    """Freeze a chart: its specification in both languages, and the patterns it paints with."""
    texts = {language: frozen(spec(language)) for language in ("zh", "en")}
    return Chart(key, title, description, table, texts["zh"], texts["en"], patterns(*paints))


def frozen(spec: Spec) -> str:
    """Return a specification as JSON; NaN has no place in it."""
    whole = {
        "$schema": _SCHEMA,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": CONFIG,
        **spec,
    }
    return json.dumps(whole, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def values(rows: Iterable[Row], name: str = "rows", **decimals: int) -> Spec:
    """Return inline data with a name, by which a page replaces it; NaN is null, a gap in a line.

    A field whose decimals are given has its text in the field ``<field>_text``: what a picture says is rounded by
    the project's rule, not by the library that draws it.
    """
    return {"name": name, "values": [_datum(row, decimals) for row in rows]}


def _datum(row: Row, decimals: Mapping[str, int]) -> Spec:
    texts = {f"{field}_text": said(row.get(field), places) for field, places in decimals.items()}
    return {key: _short(cell) for key, cell in row.items()} | texts


def said(cell: str | float | None, decimals: int) -> str:
    """Return the text of a number."""
    return MISSING if cell is None or isinstance(cell, str) or isnan(cell) else str(rounded(cell, decimals))


def _short(cell: str | float | None) -> str | float | None:
    """Six decimals are more than a picture shows; the tables hold the rest."""
    if not isinstance(cell, float):
        return cell
    return None if isnan(cell) else float(rounded(cell, 6))


def beside(texts: Iterable[str], size: float = 13) -> Spec:
    """Return where a horizontal axis ends, such that texts written at the end of marks have room, in any font."""
    room = ceil(1.12 * size * max(map(width, texts), default=0)) + 12
    return {"expr": f"width - {room}"}


def in_order(field: str = "slot") -> Spec:
    """Sort a discrete axis by a field of the data."""
    return {"field": field, "op": "min", "order": "ascending"}


def rows_down(**axis: object) -> Spec:
    """Return a vertical axis of labels, one row of the data below the other; without ticks, else as ``axis`` says."""
    labels: Spec = {"ticks": False, "domain": False, **axis}
    return {"field": "label", "type": "nominal", "sort": in_order(), "title": None, "axis": labels}


def painted(names: Iterable[str], paints: tuple[Paint, ...]) -> Spec:
    """Return the scale from names to patterns."""
    return {"domain": list(names), "range": [paint.fill for paint in paints]}


def plain(names: Iterable[str], paints: tuple[Paint, ...]) -> Spec:
    """Return the scale from names to base colours, where something else than colour tells them apart as well."""
    return {"domain": list(names), "range": [paint.base for paint in paints]}


CHOSEN: Spec = {"name": "chosen", "value": ""}
"""The unit a reader chose: its code."""

OUTLINE: Spec = {
    "condition": {"test": "datum.code !== null && datum.code === chosen", "value": "#d9480f"},
    "value": None,
}
"""Stroke that shows the chosen unit."""
