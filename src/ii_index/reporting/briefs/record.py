"""A brief in one language, every figure as text: what each form of it shows."""

from math import ceil
from typing import Any

from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.units_of_measurement import in_english
from ii_index.reporting.briefs.content import Brief, Row, Step, Strength
from ii_index.reporting.briefs.fitting import fit
from ii_index.reporting.charts.paint import tier_paints
from ii_index.reporting.numbers import MISSING, figure
from ii_index.reporting.text_widths import width

_LONG = 11
_COUNT = "number"
_LETTER, _GAP, _TREND = 7.5, 2.0, 120.0
"""Points: of a letter in the trend, between two labels, from the first year to the last."""
_FULL = (1.0, 10.0, 100.0)
_PAGE, _HALF, _NAME = 504.0, 244.0, 150.0
"""Points: of a table as broad as the page, of one of two beside each other, of a name that leaves room for a chart."""
WAY = Name(zh="不超过各地区已有水平的提升路径", en="A way up within what others have reached")
"""What the way is, and no more: whether a unit can go it is for those to judge who know the unit."""
ALONE_LESS = Name(zh="单独可降低（分）", en="Points less")
_WORDS = {
    "colon": Name(zh="：", en=": "),
    "stands": Name(zh="所处位置：全部得分", en="Where it stands: all scores"),
    "years": Name(zh="历年名次", en="Rank by year"),
    "dimensions": Name(zh="各维度：与本梯队和全体比较", en="Dimensions, against its tier and all"),
    "own": Name(zh="本地", en="own"),
    "tier_mean": Name(zh="本梯队平均", en="tier mean"),
    "all_mean": Name(zh="全体平均", en="mean of all"),
    "strengths": Name(zh="优势指标", en="Strengths"),
    "gaps": Name(zh="短板指标", en="Gaps"),
    "nothing": Name(zh="无", en="none"),
    "way": WAY,
    "certainty": Name(zh="结果有多可靠", en="How sure it is"),
}
_HEADS = {
    "dimension_heads": (
        Name(zh="维度", en="Dimension"),
        Name(zh="得分", en="Score"),
        Name(zh="名次", en="Rank"),
        Name(zh="本梯队平均", en="Tier mean"),
        Name(zh="全体平均", en="Mean of all"),
    ),
    "strength_heads": (
        Name(zh="指标", en="Indicator"),
        Name(zh="数值", en="Value"),
        Name(zh="名次", en="Rank"),
        Name(zh="分", en="Points"),
    ),
    "step_heads": (
        Name(zh="指标", en="Indicator"),
        Name(zh="现值", en="Now"),
        Name(zh="达到", en="To reach"),
        Name(zh="已达到的地区", en="Reached by"),
        Name(zh="单独可提高（分）", en="Points"),
    ),
}


def record(brief: Brief, language: Language) -> dict[str, Any]:
    """Return everything a brief shows, in one language, as JSON holds it."""
    index = brief.title.text(language).replace(brief.name.text(language), "", 1).lstrip("：: ")
    scores = [dot.score for dot in brief.strip]
    words: dict[str, Any] = {key: name.text(language) for key, name in _WORDS.items()}
    words |= {key: [name.text(language) for name in names] for key, names in _HEADS.items()}
    if brief.lower:
        words["step_heads"][-1] = ALONE_LESS.text(language)
    parts = {
        "dimensions": [_dimension(row, language, brief.decimals) for row in brief.dimensions],
        "strengths": [strength_row(row, language) for row in brief.strengths],
        "gaps": [strength_row(row, language) for row in brief.gaps],
        "steps": [_step(row, language) for row in brief.steps],
    }
    return {
        "lang": language,
        "title": brief.title.text(language),
        "index": index,
        "name": brief.name.text(language),
        "headline": brief.headline.text(language),
        "cards": [
            {
                "label": card.label.text(language),
                "figure": card.figure.text(language),
                "long": width(card.figure.text(language)) > _LONG,
                "beside": card.beside.text(language) if card.beside else None,
            }
            for card in brief.cards
        ],
        "span": _span(min(scores), max(scores), brief.decimals),
        "strip": [
            {
                "score": dot.score,
                "tier": dot.tier,
                "mine": dot.mine,
                "label": f"{dot.name.text(language)} {figure(dot.score, brief.decimals)}",
            }
            for dot in brief.strip
        ],
        "tiers": [name.text(language) for name in brief.tiers],
        "paints": [paint.base for paint in tier_paints(len(brief.tiers))],
        "history": _history(brief, language),
        "full": _full(brief.dimensions),
        "way": brief.way.text(language),
        "certainty": brief.certainty.text(language),
        "notes": [note.text(language) for note in brief.notes],
        "origin": [
            {"label": fact.label.text(language), "value": _value(fact.value, language)}
            for fact in brief.origin
        ],
        "words": words,
        **parts,
        "fit": _fitted(words, parts),
    }


def _history(brief: Brief, language: Language) -> list[dict[str, Any]]:
    """Return rank by year, shown from the last year back as often as texts have room beside each other."""
    years = [
        {"year": str(year), "rank": rank, "label": f"第{rank}位" if language == "zh" else f"{rank}"}
        for year, rank, _ in brief.history
    ]
    broadest = max((width(str(past[key])) for past in years for key in ("year", "label")), default=0.0)
    every = max(1, ceil((broadest * _LETTER + _GAP) * (len(years) - 1) / _TREND))
    return [past | {"shown": (len(years) - 1 - at) % every == 0} for at, past in enumerate(years)]


def _span(low: float, high: float, decimals: int) -> dict[str, Any]:
    return {"low": low, "high": high, "low_text": figure(low, decimals), "high_text": figure(high, decimals)}


def _full(rows: tuple[Row, ...]) -> dict[str, Any]:
    """Return the ends of the scale of the dimensions: 0 to 1, 10 or 100, further where scores are beyond."""
    numbers = [value for row in rows for value in (row.score, row.tier, row.all) if value is not None]
    low, top = min(0.0, *numbers), max(0.0, *numbers)
    high = top if low < 0 else next((full for full in _FULL if top <= full), top)
    return _span(low, high, 1 if low < 0 else 0)


def _dimension(row: Row, language: Language, decimals: int) -> dict[str, Any]:
    numbers = [row.score, row.tier, row.all]
    texts = [MISSING if value is None else figure(value, decimals) for value in numbers]
    cells = [row.name.text(language), texts[0], str(row.rank or MISSING), *texts[1:]]
    return {"cells": cells, "score": row.score, "tier": row.tier, "all": row.all}


def strength_row(row: Strength, language: Language) -> list[str]:
    """Return name, value with its unit, rank and points of an indicator, as texts."""
    name, (value,) = measured(row.name, row.unit, (row.value,), language)
    return [name, value, str(row.rank or MISSING), row.points]


def _step(row: Step, language: Language) -> list[str]:
    name, (now, goal) = measured(row.name, row.unit, (row.now, row.goal), language)
    return [name, now, goal + beside(row.times, language), row.example.text(language), row.points]


def beside(remark: str, language: Language) -> str:
    """Return a remark as it stands behind a figure, which the reader's language sets off; nothing for none."""
    return "" if not remark else f"（{remark}）" if language == "zh" else f" {remark}"


def measured(
    name: Name, unit: str, numbers: tuple[str, ...], language: Language
) -> tuple[str, tuple[str, ...]]:
    """Return a name and numbers with their unit: beside each number in Chinese, in English once, after the name."""
    if language == "zh" or unit in {"%", "‰"}:
        gap = " " if unit[:1].isascii() and unit[:1].isalpha() else ""
        return name.text(language), tuple(f"{number}{gap}{unit}" for number in numbers)
    said = in_english(unit) if unit else _COUNT
    return name.en if said == _COUNT else f"{name.en} ({said})", numbers


def _fitted(words: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
    """Return the sizes of the four tables on paper."""
    names = [row["cells"] for row in parts["dimensions"]]
    return {
        "dimensions": fit([*words["dimension_heads"]], names, _PAGE, _NAME),
        "strengths": fit(words["strength_heads"], parts["strengths"], _HALF),
        "gaps": fit(words["strength_heads"], parts["gaps"], _HALF),
        "steps": fit(words["step_heads"], parts["steps"], _PAGE),
    }


def _value(value: object, language: Language) -> str:
    return value.text(language) if isinstance(value, Name) else str(value)
