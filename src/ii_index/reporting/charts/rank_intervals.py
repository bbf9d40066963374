"""The interval that holds each unit's rank, with the rank itself."""

from collections.abc import Iterator, Mapping

from ii_index.analysis.tiers import Tiers
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.table import Table
from ii_index.reporting.charts.paint import INK
from ii_index.reporting.charts.spec import CHOSEN, STEP, Row, Spec, chart, rows_down, values
from ii_index.reporting.document import Chart
from ii_index.reporting.results import ranked_units

_EVERY = 12  # ranks that are each on the axis


def rank_intervals(tiers: Tiers, intervals: Mapping[str, tuple[int, int]], table: Table) -> Chart:
    """Draw one line a unit, from the 5 to the 95 % quantile of its rank, and a dot for the rank."""

    def spec(language: Language) -> Spec:
        zh = language == "zh"
        x: Spec = {
            "field": "low",
            "type": "quantitative",
            "title": "名次" if zh else "Rank",
            "scale": {"domain": [0.5, len(intervals) + 0.5], "nice": False, "zero": False},
            "axis": {"values": [*range(1, len(intervals) + 1)]}
            if len(intervals) <= _EVERY
            else {"tickMinStep": 1},
        }
        highlight: Spec = {
            "condition": {"test": "datum.code === chosen", "value": "#d9480f"},
            "value": "#6baed6",
        }
        return {
            "data": values(_rows(tiers, intervals, language)),
            "params": [CHOSEN],
            "width": "container",
            "height": STEP * len(intervals),
            "encoding": {
                "y": rows_down(grid=True),
                "tooltip": [
                    {"field": "label", "title": "地区" if zh else "Unit"},
                    {"field": "rank", "title": "名次" if zh else "Rank"},
                    {"field": "low", "title": "5%分位" if zh else "5 %"},
                    {"field": "high", "title": "95%分位" if zh else "95 %"},
                ],
            },
            "layer": [
                {
                    "mark": {"type": "rule", "strokeWidth": 7, "strokeCap": "round"},
                    "encoding": {"x": x, "x2": {"field": "high"}, "color": highlight},
                },
                {
                    "mark": {"type": "point", "filled": True, "size": 55, "color": INK, "opacity": 1},
                    "encoding": {"x": {**x, "field": "rank"}},
                },
            ],
        }

    widest = max(intervals.values(), key=lambda span: span[1] - span[0])
    return chart(
        "rank_intervals",
        Name(zh="名次及其90%区间", en="Ranks and their 90 % intervals"),
        Name(
            zh=f"{tiers.year}年各地区名次（点）及其90%区间（横线），最宽的区间为第{widest[0]}至第{widest[1]}名。",
            en=f"Ranks in {tiers.year} (dots) and 90 % intervals (lines); "
            f"the widest runs from {widest[0]} to {widest[1]}.",
        ),
        table,
        spec,
    )


def _rows(tiers: Tiers, intervals: Mapping[str, tuple[int, int]], language: Language) -> Iterator[Row]:
    studied = (unit for unit in ranked_units(tiers) if unit.code in intervals)
    for slot, unit in enumerate(studied):
        low, high = intervals[unit.code]
        label = unit.name.text(language)
        yield {"slot": slot, "label": label, "code": unit.code, "rank": unit.rank, "low": low, "high": high}
