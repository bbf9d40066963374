"""Stacked bars: how many points of the total each dimension gives (arithmetic means add up)."""

from collections.abc import Iterator

import numpy as np

from ii_index._typing import FloatArray
from ii_index.analysis.tiers import Tiers
from ii_index.construction.results import CompositeIndex
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.table import Table
from ii_index.reporting.charts.paint import distinct_paints
from ii_index.reporting.charts.spec import (
    CHOSEN,
    OUTLINE,
    STEP,
    Row,
    Spec,
    chart,
    painted,
    rows_down,
    values,
)
from ii_index.reporting.document import Chart
from ii_index.reporting.results import ranked_units


def points(index: CompositeIndex, year: int) -> FloatArray:
    """Points that each dimension gives to a unit's total, shape (units, dimensions).

    The local weight times the score, the weights of missing dimensions shared among the others; NaN where the
    dimension or the total has no score.
    """
    row = index.panel.year_index(year)
    scores, totals = index.levels[1][row], index.levels[0][row]
    weights = index.weights.in_year(year).shares(0)
    available = (~np.isnan(scores)) @ weights
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(np.isnan(totals), np.nan, scores * weights / available[:, np.newaxis])


def contributions(tiers: Tiers, table: Table) -> Chart:
    """Draw one stacked bar a unit."""
    index = tiers.index
    dimensions = [index.framework.name_of(node) for node in index.framework.tree.levels[1]]
    paints = distinct_paints(len(dimensions))

    def spec(language: Language) -> Spec:
        zh = language == "zh"
        names = [name.text(language) for name in dimensions]
        return {
            "data": values(_rows(tiers, language), points=2, score=2),
            "params": [CHOSEN],
            "width": "container",
            "height": STEP * len(index.units),
            "mark": {"type": "bar", "height": {"band": 0.8}, "strokeWidth": 1.5},
            "encoding": {
                "y": rows_down(),
                "x": {
                    "field": "points",
                    "type": "quantitative",
                    "title": "对综合得分的贡献（分）" if zh else "Points of the total",
                    "axis": {"tickCount": 5},
                },
                "color": {
                    "field": "dimension",
                    "type": "nominal",
                    "scale": painted(names, paints),
                    "legend": {"title": None, "orient": "top", "columns": 3, "symbolType": "square"},
                },
                "order": {"field": "part", "type": "ordinal"},
                "stroke": OUTLINE,
                "tooltip": [
                    {"field": "label", "title": "地区" if zh else "Unit"},
                    {"field": "dimension", "title": "维度" if zh else "Dimension"},
                    {"field": "points_text", "title": "贡献（分）" if zh else "Points"},
                    {"field": "score_text", "title": "维度得分" if zh else "Its score"},
                ],
            },
        }

    return chart(
        "contributions",
        Name(zh="各维度对综合得分的贡献", en="What each dimension gives to the total"),
        Name(
            zh=f"{tiers.year}年各地区综合得分按{len(dimensions)}个维度分解的堆叠条形图，各段长度等于权重乘以该维度得分。",
            en=f"Stacked bars of the total score in {tiers.year} by {len(dimensions)} "
            f"dimension{'' if len(dimensions) == 1 else 's'}; "
            "a piece is the weight times the dimension's score.",
        ),
        table,
        spec,
        paints,
    )


def _rows(tiers: Tiers, language: Language) -> Iterator[Row]:
    index = tiers.index
    row = index.panel.year_index(tiers.year)
    given = points(index, tiers.year)
    for slot, unit in enumerate(unit for unit in ranked_units(tiers) if unit.score is not None):
        for part, node in enumerate(index.framework.tree.levels[1]):
            value = given[unit.position, part]
            if np.isnan(value):
                continue
            yield {
                "slot": slot,
                "label": unit.name.text(language),
                "code": unit.code,
                "part": part,
                "dimension": index.framework.name_of(node).text(language),
                "points": float(value),
                "score": float(index.levels[1][row, unit.position, part]),
            }
