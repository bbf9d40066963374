"""Which assumption moves the ranks: Sobol' indices as bars."""

from collections.abc import Sequence

from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.table import Table
from ii_index.reporting.charts.spec import Row, Spec, chart, in_order, values
from ii_index.reporting.document import Chart


def sensitivity_bars(
    names: Sequence[Name], first: Sequence[float], total: Sequence[float], table: Table
) -> Chart:
    """Draw two bars an assumption: what it does alone, and together with the others."""

    def spec(language: Language) -> Spec:
        zh = language == "zh"
        kinds = (
            ("单独（一阶）", "连同交互（总）") if zh else ("alone (first order)", "with interactions (total)")
        )
        rows: list[Row] = [
            {
                "slot": place,
                "name": name.text(language),
                "kind": kinds[which],
                "value": max(float(value[place]), 0.0),
            }
            for place, name in enumerate(names)
            for which, value in enumerate((first, total))
        ]
        return {
            "data": values(rows),
            "width": "container",
            "height": {"step": 14},
            "mark": {"type": "bar"},
            "encoding": {
                "y": {"field": "name", "type": "nominal", "sort": in_order(), "title": None},
                "yOffset": {"field": "kind", "type": "nominal", "sort": list(kinds)},
                "x": {"field": "value", "type": "quantitative", "title": "方差占比" if zh else "Share of variance"},
                "color": {"field": "kind", "type": "nominal", "sort": list(kinds),
                          "scale": {"range": ["#08519c", "#9ecae1"]}, "legend": {"title": None, "orient": "top"}},
                "tooltip": [{"field": "name"}, {"field": "kind"}, {"field": "value", "format": ".3f"}],
            },
        }  # fmt: skip

    title = Name(zh="哪项假设最影响名次", en="Which assumption moves the ranks")
    sentence = Name(
        zh="各项假设的 Sobol' 指数：单独的影响与连同交互的影响。",
        en="Sobol' indices of each assumption: alone, and with its interactions.",
    )
    return chart("sensitivity", title, sentence, table, spec)
