"""A dot plot: one unit's scores in every dimension and sub-indicator against its tier and the nation."""

from collections.abc import Iterator

import numpy as np

from ii_index.analysis.tiers import Tiers
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.table import Table
from ii_index.reporting.charts.paint import ACCENT, INK, LINE, MUTED
from ii_index.reporting.charts.spec import Row, Spec, chart, rows_down, values
from ii_index.reporting.document import Chart
from ii_index.reporting.words import parts_named

SERIES = (
    Name(zh="所选地区", en="Chosen unit"),
    Name(zh="同梯队平均", en="Mean of its tier"),
    Name(zh="全部地区平均", en="Mean of all units"),
    Name(zh="对比地区", en="Unit beside it"),
)
_COLOURS = (ACCENT, "#08519c", INK, "#009e73")
_DIMENSION, _CHILD = 0xE400, 0xE000  # private use: first characters of labels, cut off before they are shown
_IS_DIMENSION = f"datum.value >= '{chr(_DIMENSION)}'"
_SHAPES = ("circle", "diamond", "square", "triangle-up")


def nodes(tiers: Tiers) -> list[tuple[str, int, int]]:
    """Return dimensions, each followed by its children: node id, level, position at the level."""
    tree = tiers.index.framework.tree
    listed: list[tuple[str, int, int]] = []
    for place, dimension in enumerate(tree.levels[1]):
        listed.append((dimension, 1, place))
        listed += [(child, 2, tree.levels[2].index(child)) for child in tree.children(dimension)]
    return listed


def profile(tiers: Tiers, unit: str, table: Table) -> Chart:
    """Draw one unit's profile."""
    name, parts = tiers.index.panel.unit_name(unit), parts_named(tiers.index.framework.tree.depth)

    def spec(language: Language) -> Spec:
        zh = language == "zh"
        names = [series.text(language) for series in SERIES]
        x: Spec = {
            "field": "score",
            "type": "quantitative",
            "title": "得分" if zh else "Score",
            "scale": {"zero": True, "nice": True},
            "axis": {"tickCount": 5},
        }
        by_series: Spec = {
            "field": "series",
            "type": "nominal",
            "legend": {"title": None, "orient": "top", "columns": 2},
        }
        return {
            "data": values(_rows(tiers, unit, language), score=2),
            "width": "container",
            "height": 23 * len(nodes(tiers)),
            "encoding": {
                "y": rows_down(
                    grid=True,
                    labelExpr="slice(datum.value, 1)",
                    labelColor={"condition": {"test": _IS_DIMENSION, "value": INK}, "value": MUTED},
                    labelFontSize={"condition": {"test": _IS_DIMENSION, "value": 14}, "value": 13},
                    labelFontWeight={"condition": {"test": _IS_DIMENSION, "value": 600}, "value": "normal"},
                )
            },
            "layer": [
                {
                    "mark": {"type": "rule", "color": LINE, "strokeWidth": 2},
                    "encoding": {
                        "x": {
                            "field": "score",
                            "aggregate": "min",
                            "type": "quantitative",
                            "title": x["title"],
                        },
                        "x2": {"field": "score", "aggregate": "max"},
                    },
                },
                {
                    "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1, "strokeWidth": 2},
                    "encoding": {
                        "x": x,
                        "color": {**by_series, "scale": {"domain": names, "range": list(_COLOURS)}},
                        "shape": {**by_series, "scale": {"domain": names, "range": list(_SHAPES)}},
                        "tooltip": [
                            {"field": "name", "title": "指标" if zh else "Node"},
                            {"field": "series", "title": "对象" if zh else "Of"},
                            {"field": "score_text", "title": "得分" if zh else "Score"},
                        ],
                    },
                },
            ],
        }

    return chart(
        "profile",
        Name(zh=f"{name.zh}：与同梯队和全部地区比较", en=f"{name.en} against its tier and all units"),
        Name(
            zh=f"所选地区各{parts.zh}得分的点图，与同梯队平均、全部地区平均比较。",
            en=f"Dots of the chosen unit's scores: {parts.en}, with the means of its tier and of all units.",
        ),
        table,
        spec,
    )


def _rows(tiers: Tiers, unit: str, language: Language) -> Iterator[Row]:
    index = tiers.index
    row, own = index.panel.year_index(tiers.year), index.panel.unit_index(unit)
    in_tier = (tiers.labels == tiers.labels[own]) & (tiers.labels > 0)
    groups = (np.arange(len(index.units)) == own, in_tier, tiers.labels > 0)
    for slot, (node, level, position) in enumerate(nodes(tiers)):
        scores = index.levels[level][row, :, position]
        for series, group in zip(SERIES, groups, strict=False):
            chosen = scores[group & ~np.isnan(scores)]
            if chosen.size:
                yield node_row(tiers, slot, node, level, language) | {
                    "series": series.text(language),
                    "score": float(chosen.mean()),
                }


def node_row(tiers: Tiers, slot: int, node: str, level: int, language: Language) -> dict[str, str | int]:
    """Label one node; names may repeat in a tree, so an invisible first character keeps labels apart."""
    name = tiers.index.framework.name_of(node).text(language)
    mark = chr((_DIMENSION if level == 1 else _CHILD) + slot)
    return {"slot": slot, "label": f"{mark}{name}", "name": name}
