"""Densities of scores by year, one ridge above the other."""

from collections.abc import Sequence

from ii_index.kernels.regional.dynamics import Density
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.table import Table
from ii_index.reporting.charts.spec import Row, Spec, chart, values
from ii_index.reporting.document import Chart

_STEP, _OVERLAP = 70, 1.6


def ridges(years: Sequence[int], found: Sequence[Density | None], name: Name, table: Table) -> Chart:
    """Draw one ridge a year, the latest at the bottom; years in which all units are alike have none."""
    highest = max((float(one.density.max()) for one in found if one is not None), default=1.0)
    title = Name(zh=f"“{name.zh}”得分的核密度", en=f"Kernel density of {name.en}")

    def spec(language: Language) -> Spec:
        rows: list[Row] = [
            {"year": str(year), "score": score, "low": -place, "high": -place + _OVERLAP * value / highest}
            for place, (year, one) in enumerate(zip(years, found, strict=True))
            if one is not None
            for score, value in zip(one.grid.tolist(), one.density.tolist(), strict=True)
        ]
        labels = ", ".join(f"'{-place}': '{year}'" for place, year in enumerate(years))
        return {
            "data": values(rows),
            "width": "container",
            "height": _STEP * (len(years) + 1),
            "mark": {"type": "area", "line": {"color": "#08519c"}, "color": "#9ecae1", "opacity": 0.7},
            "encoding": {
                "x": {"field": "score", "type": "quantitative", "title": "得分" if language == "zh" else "Score",
                      "scale": {"zero": False, "nice": False}},
                "y": {"field": "high", "type": "quantitative", "title": None,
                      "axis": {"values": [-place for place in range(len(years))], "ticks": False, "domain": False,
                               "labelExpr": f"{{{labels}}}[datum.value]"}},
                "y2": {"field": "low"},
                "detail": {"field": "year", "type": "nominal"},
                "tooltip": [{"field": "year", "title": "年份" if language == "zh" else "Year"}],
            },
        }  # fmt: skip

    sentence = Name(
        zh=f"{title.zh}，每年一条，自上而下由早到晚；峰越高，得分在该处的地区越集中。",
        en=f"{title.en}, one ridge a year from the first at the top; a peak is where many units score.",
    )
    return chart("density", title, sentence, table, spec)
