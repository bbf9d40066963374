"""Stacked bars: how likely each unit is to stand in each tier."""

from collections.abc import Iterator

from ii_index._typing import FloatArray
from ii_index.analysis.tiers import Tiers
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.table import Table
from ii_index.reporting.charts.paint import tier_paints
from ii_index.reporting.charts.spec import (
    CHOSEN,
    STEP,
    Row,
    Spec,
    chart,
    painted,
    rows_down,
    values,
)
from ii_index.reporting.document import Chart
from ii_index.reporting.numbers import rounded
from ii_index.reporting.results import ranked_units


def tier_probabilities(tiers: Tiers, probabilities: FloatArray, table: Table) -> Chart:
    """Draw one stacked bar a unit; ``probabilities`` has shape (units, tiers)."""
    paints = tier_paints(len(tiers.names))

    def spec(language: Language) -> Spec:
        zh = language == "zh"
        names = [name.text(language) for name in tiers.names]
        return {
            "data": values(_rows(tiers, probabilities, language)),
            "params": [CHOSEN],
            "width": "container",
            "height": STEP * len(tiers.labels),
            "mark": {"type": "bar", "height": {"band": 0.8}},
            "encoding": {
                "y": rows_down(),
                "x": {
                    "field": "probability",
                    "type": "quantitative",
                    "title": "概率" if zh else "Probability",
                    "scale": {"domain": [0, 1]},
                    "axis": {"format": ".0%", "tickCount": 5},
                },
                "color": {
                    "field": "tier",
                    "type": "nominal",
                    "scale": painted(names, paints),
                    "legend": {"title": None, "orient": "top", "columns": 2, "symbolType": "square"},
                },
                "order": {"field": "part", "type": "ordinal"},
                "tooltip": [
                    {"field": "label", "title": "地区" if zh else "Unit"},
                    {"field": "tier", "title": "梯队" if zh else "Tier"},
                    {"field": "said", "title": "概率" if zh else "Probability"},
                ],
            },
        }

    return chart(
        "tier_probabilities",
        Name(zh="落入各梯队的概率", en="How likely each tier is"),
        Name(
            zh=f"{tiers.year}年各地区落入各梯队概率的堆叠条形图。",
            en=f"Stacked bars of each unit's probability of every tier in {tiers.year}.",
        ),
        table,
        spec,
        paints,
    )


def _rows(tiers: Tiers, probabilities: FloatArray, language: Language) -> Iterator[Row]:
    for slot, unit in enumerate(unit for unit in ranked_units(tiers) if unit.tier):
        for part, name in enumerate(tiers.names):
            yield {
                "slot": slot,
                "label": unit.name.text(language),
                "code": unit.code,
                "part": part,
                "tier": name.text(language),
                "probability": float(probabilities[unit.position, part]),
                "said": f"{rounded(100 * float(probabilities[unit.position, part]), 1)}%",
            }
