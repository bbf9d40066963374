"""Bars of the total score, grouped by tier, with the 90 % interval of the rank where it is known."""

from collections.abc import Collection, Iterator, Mapping

from ii_index.analysis.tiers import Tiers
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.table import Table
from ii_index.reporting.charts.paint import Paint, tier_paints
from ii_index.reporting.charts.spec import (
    CHOSEN,
    OUTLINE,
    STEP,
    Row,
    Spec,
    beside,
    chart,
    plain,
    rows_down,
    values,
)
from ii_index.reporting.document import Chart
from ii_index.reporting.numbers import figure
from ii_index.reporting.results import RankedUnit, by_tier, ranked_units, short_decimals

ZERO_WIDTH = "\u200b"
_BORDERLINE = Name(zh="  临界", en="  borderline")
Intervals = Mapping[str, tuple[int, int]]


def ranking(
    tiers: Tiers, table: Table, intervals: Intervals | None = None, borderline: Collection[str] = ()
) -> Chart:
    """Draw one bar a unit; ``intervals`` holds the 5 and 95 % quantiles of the rank by unit.

    Units that are ``borderline`` (no tier is sure) say so.
    """
    paints = tier_paints(len(tiers.names))

    def spec(language: Language) -> Spec:
        names = [name.text(language) for name in tiers.names]
        rows = list(_rows(tiers, language, intervals or {}, borderline))
        end = beside(str(row["text"]) for row in rows)
        return {
            "data": values(rows, score=max(2, short_decimals(tiers.index))),
            "params": [CHOSEN],
            "width": "container",
            "height": STEP * (len(tiers.labels) + len(names)),
            "encoding": {
                "y": rows_down(labelExpr=f"datum.value[0] === '{ZERO_WIDTH}' ? '' : datum.value"),
            },
            "layer": [_bars(names, paints, language, end), _scores(), _headings()],
        }

    return chart(
        "ranking",
        Name(zh="综合得分（按梯队分组）", en="Total score, grouped by tier"),
        _description(tiers, intervals=bool(intervals), borderline=bool(borderline)),
        table,
        spec,
    )


def _rows(
    tiers: Tiers, language: Language, intervals: Intervals, borderline: Collection[str]
) -> Iterator[Row]:
    slot = 0
    for tier, name, members in by_tier(ranked_units(tiers), tiers):
        heading = (
            f"{name.text(language)}（{len(members)}）" if language == "zh" else f"{name.en} ({len(members)})"
        )
        yield {"slot": slot, "label": ZERO_WIDTH * (slot + 1), "heading": heading, "code": None, "text": ""}
        for place, unit in enumerate(members, slot + 1):
            yield {
                "slot": place,
                "label": unit.name.text(language),
                "heading": "",
                "code": unit.code,
                "score": unit.score,
                "rank": unit.rank or None,
                "tier": name.text(language) if tier else None,
                "text": _text(unit, intervals, short_decimals(tiers.index), language)
                + (_BORDERLINE.text(language) if unit.code in borderline else ""),
            }
        slot += len(members) + 1


def _text(unit: RankedUnit, intervals: Intervals, decimals: int, language: Language) -> str:
    if unit.score is None:
        return ""
    score = figure(unit.score, decimals)
    if unit.code not in intervals:
        return score
    low, high = intervals[unit.code]
    dash = "—" if language == "zh" else "–"
    return f"{score}  [{low}]" if low == high else f"{score}  [{low}{dash}{high}]"


def _bars(names: list[str], paints: tuple[Paint, ...], language: Language, end: Spec) -> Spec:
    zh = language == "zh"
    return {
        "mark": {"type": "bar", "height": {"band": 0.78}, "strokeWidth": 2},
        "encoding": {
            "x": {
                "field": "score",
                "type": "quantitative",
                "title": "综合得分" if zh else "Total score",
                "scale": {"zero": True, "nice": True, "range": [0, end]},
                "axis": {"tickCount": 5},
            },
            "color": {"field": "tier", "type": "nominal", "legend": None, "scale": plain(names, paints)},
            "stroke": OUTLINE,
            "tooltip": [
                {"field": "label", "title": "地区" if zh else "Unit"},
                {"field": "tier", "title": "梯队" if zh else "Tier"},
                {"field": "rank", "title": "排名" if zh else "Rank"},
                {"field": "score_text", "title": "综合得分" if zh else "Total score"},
            ],
        },
    }


def _scores() -> Spec:
    """Write the score to the right of its bar; where that goes to the left, beside its foot and not upon it."""
    return {
        "transform": [{"calculate": "max(datum.score, 0)", "as": "end"}],
        "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 13},
        "encoding": {
            "x": {"field": "end", "type": "quantitative"},
            "text": {"field": "text"},
        },
    }


def _headings() -> Spec:
    return {
        "mark": {"type": "text", "align": "left", "dx": 2, "dy": 2, "fontSize": 13, "fontWeight": 600},
        "encoding": {"x": {"value": 0}, "text": {"field": "heading"}},
    }


def _description(tiers: Tiers, *, intervals: bool, borderline: bool) -> Name:
    grouped = list(by_tier(ranked_units(tiers), tiers))
    zh = "、".join(f"{name.zh}{len(members)}个" for _, name, members in grouped)
    en = ", ".join(f"{name.en}: {len(members)}" for _, name, members in grouped)
    tail_zh, tail_en = (
        ("，方括号内为名次的90%区间", "; brackets hold the 90 % interval of the rank")
        if intervals
        else ("", "")
    )
    if borderline:
        tail_zh += "；“临界”：任何梯队概率都不足80%"
        tail_en += "; borderline: no tier reaches 80 %"
    return Name(
        zh=f"{tiers.year}年各地区综合得分的条形图，按梯队分组：{zh}{tail_zh}。",
        en=f"Bars of the total score in {tiers.year}, grouped by tier ({en}){tail_en}.",
    )
