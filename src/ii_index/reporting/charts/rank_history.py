"""Lines of the rank by year, the chosen unit's in front."""

from collections.abc import Iterator
from math import ceil

from ii_index.analysis.tiers import Tiers
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.table import Table
from ii_index.reporting.charts.paint import ACCENT, LINE, MUTED
from ii_index.reporting.charts.spec import CHOSEN, Row, Spec, beside, chart, values
from ii_index.reporting.document import Chart
from ii_index.reporting.results import ranked_units

_IS_CHOSEN = "datum.code === chosen"
_STEP = 16
_MOST = 60  # lines that have room for a name at their end


def rank_history(tiers: Tiers, table: Table) -> Chart:
    """Draw one line a unit over all years, the best rank on top."""
    years = [str(year) for year in tiers.index.years]
    lowest = max(ceil(tiers.index.ranks(year).max()) for year in tiers.index.years)
    room = max(1, ceil(lowest / _MOST))  # for the first rank's figure below the years

    def spec(language: Language) -> Spec:
        zh = language == "zh"
        named = len(tiers.index.units) <= _MOST
        names = (tiers.index.panel.unit_name(code).text(language) for code in tiers.index.units)
        end = beside(names if named else ())
        x: Spec = {
            "field": "year",
            "type": "ordinal",
            "title": None,
            "scale": {"type": "point", "domain": years, "padding": 0, "range": [24, end]},
            "axis": {"labelAngle": 0, "orient": "top", "domain": False, "ticks": False},
        }
        y: Spec = {
            "field": "rank",
            "type": "quantitative",
            "title": "名次" if zh else "Rank",
            "scale": {"reverse": True, "zero": False, "nice": False, "domain": [1 - room, lowest + 1]},
            "axis": {"values": [1, *range(5, lowest + 1, 5)], "grid": False, "domain": False},
        }
        line: Spec = {
            "x": x,
            "y": y,
            "detail": {"field": "code"},
            "color": {"condition": {"test": _IS_CHOSEN, "value": ACCENT}, "value": LINE},
            "strokeWidth": {"condition": {"test": _IS_CHOSEN, "value": 3.5}, "value": 1.2},
        }
        tooltip = [
            {"field": "label", "title": "地区" if zh else "Unit"},
            {"field": "year", "title": "年份" if zh else "Year"},
            {"field": "rank", "title": "名次" if zh else "Rank"},
            {"field": "score_text", "title": "得分" if zh else "Score"},
        ]
        name: Spec = {
            "mark": {"type": "text", "align": "left", "dx": 8, "fontSize": 13},
            "transform": [{"filter": f"datum.year === '{years[-1]}'"}],
            "encoding": {
                "x": x,
                "y": y,
                "text": {"field": "label"},
                "color": {"condition": {"test": _IS_CHOSEN, "value": ACCENT}, "value": MUTED},
            },
        }
        chosen: Spec = {
            "transform": [{"filter": _IS_CHOSEN}],
            "layer": [
                {"mark": {"type": "line", "color": ACCENT, "strokeWidth": 3.5}, "encoding": {"x": x, "y": y}},
                {
                    "mark": {"type": "text", "dy": -12, "fontSize": 13, "fontWeight": 600, "color": ACCENT},
                    "encoding": {"x": x, "y": y, "text": {"field": "rank"}},
                },
            ],
        }
        return {
            "data": values(_rows(tiers, language), score=1),
            "params": [CHOSEN],
            "width": "container",
            "height": max(240, min(lowest, _MOST) * _STEP),
            "layer": [
                {"mark": {"type": "line"}, "encoding": line},
                {
                    "mark": {"type": "point", "filled": True, "size": 55, "opacity": 1},
                    "encoding": {**{key: line[key] for key in ("x", "y", "color")}, "tooltip": tooltip},
                },
                chosen,
                *([name] if named else []),
            ],
        }

    return chart(
        "rank_history",
        Name(zh="历年名次", en="Rank by year"),
        Name(
            zh=f"{years[0]}至{years[-1]}年各地区名次的折线图，名次高者在上。",
            en=f"Lines of the rank from {years[0]} to {years[-1]}, the best on top.",
        ),
        table,
        spec,
    )


def _rows(tiers: Tiers, language: Language) -> Iterator[Row]:
    index = tiers.index
    for unit in ranked_units(tiers):
        for year in index.years:
            rank = index.ranks(year)[unit.position].item()
            if rank:
                yield {
                    "year": str(year),
                    "rank": rank,
                    "score": float(index.scores(year)[unit.position]),
                    "code": unit.code,
                    "label": unit.name.text(language),
                }
