"""A brief as tables: for the screen, Markdown, CSV and JSON."""

from collections.abc import Iterable
from math import isnan

from ii_index.model.names import Name
from ii_index.model.table import Cell, Column, Table
from ii_index.reporting.briefs.content import Brief
from ii_index.reporting.briefs.record import ALONE_LESS, WAY
from ii_index.reporting.document import Document, Fact

_NAME = Column("name", Name(zh="指标", en="Indicator"), "text")
_RANK = Column("rank", Name(zh="名次", en="Rank"), "integer", 0)
_VALUE = Column("value", Name(zh="数值", en="Value"), "amount", 0)
_TIMES = Column("times", Name(zh="相当于现值", en="Times now"), "text")
_ALONE = Name(zh="单独可提高（分）", en="Points, alone")
_MEASURE = Column("measure", Name(zh="单位", en="Unit"), "text")


def document(brief: Brief) -> Document:
    """Return a brief as a document, its headline first."""
    said = (
        Fact("way", Name(zh="提升路径", en="The way up"), brief.way),
        Fact("certainty", Name(zh="可靠程度", en="How sure"), brief.certainty),
    )
    return Document(
        title=brief.headline,
        tables=(_cards(brief), _dimensions(brief), *_strengths(brief), *_steps(brief)),
        facts=(*said, *brief.origin),
        figures=tuple(Fact(key, brief.title, None, data) for key, data in brief.figures.items()),
    )


def _cards(brief: Brief) -> Table:
    columns = (
        Column("what", Name(zh="要点", en="In short"), "text"),
        Column("figure", Name(zh="结果", en="Result"), "text"),
        Column("beside", Name(zh="说明", en="Beside"), "text"),
    )
    rows = tuple((card.label, card.figure, card.beside) for card in brief.cards)
    return Table("in_short", brief.title, columns, rows)


def _dimensions(brief: Brief) -> Table:
    columns = (
        Column("dimension", Name(zh="维度", en="Dimension"), "text"),
        Column("score", Name(zh="得分", en="Score"), decimals=brief.decimals),
        _RANK,
        Column("tier_mean", Name(zh="本梯队平均", en="Tier mean"), decimals=brief.decimals),
        Column("overall_mean", Name(zh="全体平均", en="Mean of all"), decimals=brief.decimals),
    )
    rows = tuple((row.name, row.score, row.rank or None, row.tier, row.all) for row in brief.dimensions)
    return Table("dimensions", Name(zh="各维度", en="Dimensions"), columns, rows)


def _strengths(brief: Brief) -> Iterable[Table]:
    points = Column("points", Name(zh="分", en="Points"), "gain", brief.decimals)
    for key, title, parts in (
        ("strengths", Name(zh="优势指标", en="Strengths"), brief.strengths),
        ("gaps", Name(zh="短板指标", en="Gaps"), brief.gaps),
    ):
        rows = tuple(
            (part.name, _number(part.numbers[0]), part.unit, part.rank or None, part.numbers[1])
            for part in parts
        )
        if rows:
            notes = brief.notes[-1:] if brief.lower else ()
            yield Table(key, title, (_NAME, _VALUE, _MEASURE, _RANK, points), rows, notes)


def _steps(brief: Brief) -> Iterable[Table]:
    far = any(step.times for step in brief.steps)
    columns = (
        _NAME,
        _MEASURE,
        Column("now", Name(zh="现值", en="Now"), "amount", 0),
        Column("goal", Name(zh="达到", en="To reach"), "amount", 0),
        *([_TIMES] if far else ()),
        Column("example", Name(zh="已达到的地区", en="Reached by"), "text"),
        Column("points", ALONE_LESS if brief.lower else _ALONE, "gain", brief.decimals),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            step.name,
            step.unit,
            *map(_number, step.numbers[:2]),
            *([step.times or None] if far else ()),
            step.example,
            step.numbers[2],
        )
        for step in brief.steps
    )
    if rows:
        yield Table("feasible_way", WAY, columns, rows)


def _number(value: float) -> float | None:
    return None if isnan(value) else value
