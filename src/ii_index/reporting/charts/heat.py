"""A heat map of units and sub-indicators, or indicators; cells without data are crossed out."""

from collections.abc import Iterator

import numpy as np

from ii_index._typing import FloatArray
from ii_index.analysis.tiers import Tiers
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.table import Table
from ii_index.reporting.charts.paint import INK, MUTED, OUTSIDE
from ii_index.reporting.charts.spec import CHOSEN, STEP, Row, Spec, chart, in_order, rows_down, values
from ii_index.reporting.document import Chart
from ii_index.reporting.numbers import figure
from ii_index.reporting.results import ranked_units

_NUMBERED = 24  # columns that have room for a number
_WIDE, _NARROW = 10, 2  # spreads of scores that whole numbers show, and one decimal


def level_shown(tiers: Tiers) -> int:
    """Sub-indicators; dimensions where the tree has no more."""
    return min(2, tiers.index.framework.tree.depth)


def heat(tiers: Tiers, table: Table) -> Chart:
    """Draw one cell a unit and sub-indicator; and indicator, where the tree has no more than these."""
    decimals = _decimals(_scores(tiers))
    leaves = level_shown(tiers) == tiers.index.framework.tree.depth
    part_zh, part = ("指标", "indicator") if leaves else ("分项指标", "sub-indicator")

    def spec(language: Language) -> Spec:
        zh = language == "zh"
        tooltip = [
            {"field": "label", "title": "地区" if zh else "Unit"},
            {"field": "name", "title": "指标" if zh else part.capitalize()},
            {"field": "score_text", "title": "得分" if zh else "Score"},
        ]
        colour: Spec = {
            "field": "score",
            "type": "quantitative",
            "scale": {"scheme": "blues"},
            "legend": {"title": "得分" if zh else "Score", "orient": "top", "gradientLength": 160},
        }
        return {
            "data": values(_rows(tiers, language, decimals), score=decimals + 1),
            "params": [CHOSEN],
            "width": "container",
            "height": STEP * len(tiers.labels),
            "encoding": {
                "x": {
                    "field": "node",
                    "type": "nominal",
                    "sort": in_order("part"),
                    "title": None,
                    "axis": {
                        "labelAngle": -90,
                        "labelExpr": "slice(datum.value, 1)",
                        "orient": "top",
                        "labelLimit": 150,
                    },
                },
                "y": rows_down(),
                "tooltip": tooltip,
            },
            "layer": [
                {
                    "transform": [{"filter": "!isValid(datum.score)"}],
                    "mark": {"type": "rect", "fill": OUTSIDE},
                },
                {
                    "transform": [{"filter": "!isValid(datum.score)"}],
                    "mark": {"type": "text", "text": "×", "color": MUTED},
                },
                {
                    "transform": [{"filter": "isValid(datum.score)"}],
                    "mark": {"type": "rect"},
                    "encoding": {"color": colour},
                },
                *(
                    [_numbers()]
                    if len(tiers.index.framework.tree.levels[level_shown(tiers)]) <= _NUMBERED
                    else []
                ),
                {
                    "transform": [{"filter": "datum.code === chosen"}],
                    "mark": {"type": "rect", "fillOpacity": 0, "stroke": "#d9480f", "strokeWidth": 1.5},
                },
            ],
        }

    return chart(
        "heat",
        Name(zh=f"{part_zh}得分热力图" if leaves else "分项得分热力图", en=f"Scores of the {part}s"),
        Name(
            zh=f"{tiers.year}年各地区{part_zh}得分的热力图，颜色越深得分越高，叉号表示没有数据。",
            en=f"A heat map of {part} scores in {tiers.year}: the darker the higher; a cross means no data.",
        ),
        table,
        spec,
    )


def _numbers() -> Spec:
    """Write the score into its cell, light on dark."""
    ink: Spec = {"condition": {"test": "datum.share > 0.55", "value": "#ffffff"}, "value": INK}
    return {
        "transform": [{"filter": "isValid(datum.score)"}],
        "mark": {"type": "text", "fontSize": 13},
        "encoding": {"text": {"field": "shown"}, "color": ink},
    }


def _scores(tiers: Tiers) -> FloatArray:
    scores: FloatArray = tiers.index.levels[level_shown(tiers)][tiers.index.panel.year_index(tiers.year)]
    return scores


def _decimals(scores: FloatArray) -> int:
    """Return the decimals of the scores in cells: none where they differ by 10 and more, one by 2, else two."""
    spread = float(np.nanmax(scores) - np.nanmin(scores))
    return 0 if spread >= _WIDE else 1 if spread >= _NARROW else 2


def _rows(tiers: Tiers, language: Language, decimals: int) -> Iterator[Row]:
    index = tiers.index
    level = level_shown(tiers)
    scores = _scores(tiers)
    low, high = float(np.nanmin(scores)), float(np.nanmax(scores))
    for slot, unit in enumerate(ranked_units(tiers)):
        for part, node in enumerate(index.framework.tree.levels[level]):
            score = float(scores[unit.position, part])
            name = index.framework.name_of(node).text(language)
            yield {
                "slot": slot,
                "label": unit.name.text(language),
                "code": unit.code,
                "part": part,
                "node": f"{chr(0xE000 + part)}{name}",
                "name": name,
                "score": None if np.isnan(score) else score,
                "shown": None if np.isnan(score) else figure(score, decimals),
                "share": None if np.isnan(score) else (score - low) / ((high - low) or 1.0),
            }
