"""Lines of the base-year series, labelled where they end; labels move apart rather than overlap."""

from collections.abc import Iterator, Sequence

import numpy as np

from ii_index._typing import FloatArray
from ii_index.construction.methods.normalisation import base_year_of
from ii_index.construction.results import CompositeIndex
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.node import ROOT
from ii_index.model.table import Table
from ii_index.reporting.charts.paint import INK, LINE, distinct_paints
from ii_index.reporting.charts.spec import Row, Spec, chart, values
from ii_index.reporting.document import Chart
from ii_index.reporting.numbers import MISSING, rounded

_HEIGHT = 320
_LABEL = 17  # pixels from one label to the next
_DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 2], [1, 3])


def series(index: CompositeIndex, table: Table) -> Chart:
    """Draw the total and the dimensions of the first unit over the years."""
    nodes = (ROOT, *index.framework.tree.levels[1])
    names = [index.framework.name_of(node) for node in nodes]
    colours = [INK, *(paint.base for paint in distinct_paints(len(names) - 1))]
    scores = np.array([[index.scores(year, node)[0] for year in index.years] for node in nodes])
    low, high = float(np.nanmin(scores)), float(np.nanmax(scores))
    margin = (high - low) * 0.06 or 1.0

    def spec(language: Language) -> Spec:
        labels = [name.text(language) for name in names]
        colour: Spec = {
            "field": "name",
            "type": "nominal",
            "legend": None,
            "scale": {"domain": labels, "range": colours},
        }
        dashes = [_DASHES[place % len(_DASHES)] for place in range(len(labels))]
        x: Spec = {
            "field": "year",
            "type": "quantitative",
            "title": None,
            "axis": {"values": list(index.years), "format": "d", "grid": False},
            "scale": {"domain": [index.years[0], index.years[-1]], "nice": False},
        }
        y: Spec = {
            "field": "value",
            "type": "quantitative",
            "title": "指数" if language == "zh" else "Index",
            "scale": {"domain": [low - margin, high + margin], "nice": False, "zero": False},
            "axis": {"tickCount": 6},
        }
        tooltip = [
            {"field": "name", "title": "指数" if language == "zh" else "Index"},
            {"field": "year", "title": "年份" if language == "zh" else "Year"},
            {"field": "value_text", "title": "值" if language == "zh" else "Value"},
        ]
        ends = _ends(labels, index.years, scores, (low - margin, high + margin))
        last: Spec = {"x": {"value": "width"}}
        return {
            "width": "container",
            "height": _HEIGHT,
            "layer": [
                {
                    "data": values(_points(labels, index.years, scores), value=2),
                    "mark": {"type": "line", "strokeWidth": 2.2, "point": {"size": 46}},
                    "encoding": {
                        "x": x,
                        "y": y,
                        "color": colour,
                        "strokeDash": {**colour, "scale": {"domain": labels, "range": dashes}},
                        "strokeWidth": {
                            "condition": {"test": {"field": "name", "equal": labels[0]}, "value": 4},
                            "value": 2.2,
                        },
                        "tooltip": tooltip,
                    },
                },
                {
                    "data": values(ends, "ends"),
                    "mark": {"type": "rule", "color": LINE, "xOffset": 6, "x2Offset": 16, "clip": False},
                    "encoding": {**last, "x2": {"value": "width"}, "y": y, "y2": {"field": "at"}},
                },
                {
                    "data": values(ends, "labels"),
                    "mark": {"type": "text", "align": "left", "dx": 20, "baseline": "middle", "clip": False},
                    "encoding": {**last, "y": {**y, "field": "at"}, "text": {"field": "label"}},
                },
            ],
        }

    first, last = (MISSING if np.isnan(total) else rounded(total, 1) for total in scores[0, [0, -1]])
    unit, base = index.panel.unit_name(index.units[0]), base_year_of(index.panel, index.recipe.normalisation)
    return chart(
        "series",
        Name(zh=f"{unit.zh}综合指数与分项指数", en=f"Total and dimensions, {unit.en}"),
        Name(
            zh=f"{index.years[0]}至{index.years[-1]}年指数折线图（{base}年=100），综合指数由{first}变为{last}。",
            en=f"Lines of the index from {index.years[0]} to {index.years[-1]} ({base} = 100); the total goes from "
            f"{first} to {last}.",
        ),
        table,
        spec,
    )


def apart(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move positions as little as need be so that neighbours are a gap apart, inside the limits.

    Examples
    --------
    >>> apart([10.0, 11.0, 30.0], 5.0, 0.0, 40.0)
    [8.0, 13.0, 30.0]
    """
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    groups: list[list[float]] = []  # [sum of wanted centres, size]
    for place in order:
        groups.append([wanted[place], 1])
        while len(groups) > 1 and _start(groups[-1], gap) < _start(groups[-2], gap) + gap * groups[-2][1]:
            total, size = groups.pop()
            groups[-1][0] += total
            groups[-1][1] += size
    placed = [_start(group, gap) + gap * n for group in groups for n in range(int(group[1]))]
    placed = _inside(placed, gap, low, high)
    result = [0.0] * len(wanted)
    for place, position in zip(order, placed, strict=True):
        result[place] = position
    return result


def _start(group: list[float], gap: float) -> float:
    return group[0] / group[1] - gap * (group[1] - 1) / 2


def _inside(placed: list[float], gap: float, low: float, high: float) -> list[float]:
    floor = low
    for n, position in enumerate(placed):
        placed[n] = max(position, floor)
        floor = placed[n] + gap
    ceiling = high
    for n in range(len(placed) - 1, -1, -1):
        placed[n] = min(placed[n], ceiling)
        ceiling = placed[n] - gap
    return placed


def _points(labels: Sequence[str], years: Sequence[int], scores: FloatArray) -> Iterator[Row]:
    for label, line in zip(labels, scores.tolist(), strict=True):
        for year, value in zip(years, line, strict=True):
            yield {"name": label, "year": year, "value": value}


def _ends(
    labels: Sequence[str], years: Sequence[int], scores: FloatArray, domain: tuple[float, float]
) -> list[Row]:
    """Label each line with its last value, and with its year where that is not the last."""
    there = ~np.isnan(scores)
    lines = np.flatnonzero(there.any(axis=1))
    last: list[int] = (len(years) - 1 - np.argmax(there[lines, ::-1], axis=1)).tolist()
    wanted = scores[lines, last].tolist()
    gap = _LABEL * (domain[1] - domain[0]) / _HEIGHT
    placed = apart(wanted, gap, domain[0], domain[1])
    ended = ["" if years[place] == years[-1] else f" ({years[place]})" for place in last]
    return [
        {"label": f"{labels[line]} {rounded(value, 1)}{when}", "value": value, "at": at}
        for line, value, when, at in zip(lines.tolist(), wanted, ended, placed, strict=True)
    ]
