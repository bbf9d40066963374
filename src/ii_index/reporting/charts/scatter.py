"""Points of units: two columns against each other, one column as dots, Moran's scatter, distributions."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ii_index._typing import FloatArray
from ii_index.kernels.ranking import descending_order
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.table import Table
from ii_index.reporting.charts.paint import ACCENT, INK, LINE
from ii_index.reporting.charts.spec import CHOSEN, Row, Spec, chart, in_order, rows_down, values
from ii_index.reporting.document import Chart

_POINT = "#4f9bcb"
_HEIGHT = 360
_COLOUR: Spec = {
    "condition": [
        {"test": "datum.code === chosen", "value": "#d9480f"},
        {"test": "datum.marked", "value": ACCENT},
    ],
    "value": _POINT,
}


class Points(NamedTuple):
    """Units that are points, by code and name, and the codes of those that bear their names."""

    units: tuple[tuple[str, Name], ...]
    marked: tuple[str, ...] = ()


def scatter(  # noqa: PLR0913, PLR0917 - what is drawn and what it is called
    key: str,
    title: Name,
    points: Points,
    pair: tuple[FloatArray, FloatArray],
    axes: tuple[Name, Name],
    table: Table,
    *,
    slope: float | None = None,
) -> Chart:
    """Draw units by two columns; with a ``slope``, lines cross at 0 and one rises by it there (Moran's scatter)."""

    def spec(language: Language) -> Spec:
        layers: list[Spec] = []
        if slope is not None:
            ends = [float(np.nanmin(pair[0])), float(np.nanmax(pair[0]))]
            line = [{"x": end, "y": slope * end} for end in ends]
            both = {axis: {"field": axis, "type": "quantitative"} for axis in ("x", "y")}
            layers += [
                {
                    "data": values([{axis: 0.0}], f"zero_{axis}"),
                    "mark": {"type": "rule", "color": LINE},
                    "encoding": {axis: both[axis]},
                }
                for axis in ("x", "y")
            ]
            dashed: Spec = {"type": "line", "color": INK, "strokeDash": [4, 3]}
            layers.append({"data": values(line, "line"), "mark": dashed, "encoding": both})
        place: Spec = {
            axis: {
                "field": axis,
                "type": "quantitative",
                "title": name.text(language),
                "scale": {"zero": False},
            }
            for axis, name in zip(("x", "y"), axes, strict=True)
        }
        tooltip = [
            {"field": "label", "title": "地区" if language == "zh" else "Unit"},
            {"field": "x"},
            {"field": "y"},
        ]
        layers += [
            {"mark": {"type": "point", "filled": True, "size": 55, "opacity": 0.9},
             "encoding": {**place, "color": _COLOUR, "tooltip": tooltip}},
            {"transform": [{"filter": "datum.marked || datum.code === chosen"}],
             "mark": {"type": "text", "dy": -9, "fontSize": 11},
             "encoding": {**place, "text": {"field": "label"}}},
        ]  # fmt: skip
        rows = values(_rows(points, pair, language))
        return {"data": rows, "params": [CHOSEN], "width": "container", "height": _HEIGHT, "layer": layers}

    sentence = Name(
        zh=f"{title.zh}：每点为一个地区，横轴{axes[0].zh}，纵轴{axes[1].zh}。",
        en=f"{title.en}: a point a unit, {axes[0].en} across, {axes[1].en} upwards.",
    )
    return chart(key, title, sentence, table, spec)


def dots(title: Name, points: Points, numbers: FloatArray, table: Table) -> Chart:
    """Draw one column as dots, the largest first, with the mean and the median."""
    units = points.units
    order: list[int] = descending_order(numbers).tolist()
    known = numbers[~np.isnan(numbers)]
    lines = (
        (float(known.mean()), Name(zh="均值", en="Mean")),
        (float(np.median(known)), Name(zh="中位数", en="Median")),
    )

    def spec(language: Language) -> Spec:
        x: Spec = {"field": "x", "type": "quantitative", "title": title.text(language)}
        rows: list[Row] = [
            {"slot": slot, "label": units[at][1].text(language), "code": units[at][0], "x": float(numbers[at]),
             "marked": units[at][0] in points.marked}
            for slot, at in enumerate(order) if not np.isnan(numbers[at])
        ]  # fmt: skip
        return {
            "data": values(rows),
            "params": [CHOSEN],
            "width": "container",
            "height": 16 * len(rows),
            "layer": [
                {"data": values([{"x": at, "said": name.text(language)} for at, name in lines], "lines"),
                 "mark": {"type": "rule", "strokeDash": [4, 3], "color": INK},
                 "encoding": {"x": x, "tooltip": [{"field": "said"}, {"field": "x"}]}},
                *[
                    {"data": values([{"x": at, "said": name.text(language)}], f"line{place}"),
                     "mark": {"type": "text", "align": side, "dx": -4 if side == "right" else 4, "baseline": "top",
                              "fontSize": 11, "color": INK},
                     "encoding": {"x": x, "y": {"value": 2}, "text": {"field": "said"}}}
                    for place, ((at, name), side) in enumerate(zip(sorted(lines, key=lambda line: line[0]),
                                                                   ("right", "left"), strict=True))
                ],
                {"mark": {"type": "point", "filled": True, "size": 50},
                 "encoding": {"x": x, "y": rows_down(grid=True), "color": _COLOUR}},
            ],
        }  # fmt: skip

    sentence = Name(
        zh=f"{title.zh}：每点为一个地区，由大到小；虚线为均值与中位数。",
        en=f"{title.en}: a dot a unit, the largest first; dashed lines are mean and median.",
    )
    return chart("dots", title, sentence, table, spec)


def distributions(names: Sequence[Name], scores: FloatArray, title: Name, table: Table) -> Chart:
    """Draw the spread of every indicator's scores: a box, its median, and whiskers to the outermost."""

    def spec(language: Language) -> Spec:
        rows: list[Row] = [
            {"slot": place, "name": f"{chr(0xE000 + place)}{name.text(language)}", "score": float(score)}
            for place, name in enumerate(names)
            for score in scores[:, place]
            if not np.isnan(score)
        ]
        return {
            "data": values(rows),
            "width": "container",
            "height": 18 * len(names),
            "mark": {"type": "boxplot", "extent": "min-max", "size": 10, "color": _POINT},
            "encoding": {
                "x": {"field": "score", "type": "quantitative", "title": "得分" if language == "zh" else "Score"},
                "y": {"field": "name", "type": "nominal", "sort": in_order(), "title": None,
                      "axis": {"labelExpr": "slice(datum.value, 1)", "labelLimit": 260}},
            },
        }  # fmt: skip

    sentence = Name(
        zh=f"{title.zh}：箱体为中间一半，竖线为中位数，须至最小与最大。",
        en=f"{title.en}: boxes hold the middle half, lines are medians, whiskers end at the outermost.",
    )
    return chart("distributions", title, sentence, table, spec)


def _rows(points: Points, pair: tuple[FloatArray, FloatArray], language: Language) -> Iterator[Row]:
    for at, (code, name) in enumerate(points.units):
        x, y = float(pair[0][at]), float(pair[1][at])
        if not np.isnan(x) and not np.isnan(y):
            yield {
                "code": code,
                "label": name.text(language),
                "x": x,
                "y": y,
                "marked": code in points.marked,
            }
