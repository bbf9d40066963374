"""Other years and how sure a rank is, unit by unit: values of the program, beside which the live list stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ii_index.model.names import Name
from ii_index.reporting.results import Results
from ii_index.reporting.sections.uncertainty import rank_intervals
from ii_index.reporting.workbook.plan import Plan
from ii_index.reporting.workbook.sheets import Sheet

FIRST = 4
_NOTE = Name(
    zh="程序计算值，按发布的权重，不随本工作簿中的改动重算。",
    en="Values of the program, by the published weights; they do not follow changes of this workbook.",
)


class Part(NamedTuple):
    """One column: heading, how it is shown, and a cell a unit in the order of the panel."""

    title: Name
    form: str
    cells: list[float | None]


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the live list: where each column is on the sheet of the years."""

    sheet: Sheet
    parts: tuple[tuple[int, Part], ...]


def write(sheet: Sheet, results: Results, plan: Plan) -> Beside:
    """Write scores and ranks of every year, the change since the year before, and the interval of each rank."""
    years = [*_of_years(plan)]
    beside = [*_changes(plan), *_intervals(results, plan)]
    sheet.text(0, 0, Name(zh="各年与变动", en="Years and changes"), "title")
    sheet.text(1, 0, _NOTE, "note")
    heads = (Name(zh="代码", en="Code"), Name(zh="地区", en="Unit"))
    last = 1 + len(years) + len(beside)
    titles = [*heads, *(part.title for part in (*years, *beside))]
    sheet.heads(FIRST - 1, titles, numbers=range(2, last + 1))
    for unit, code in enumerate(plan.index.units):
        sheet.text(FIRST + unit, 0, code)
        sheet.text(FIRST + unit, 1, plan.index.panel.unit_name(code))
    for column, part in enumerate((*years, *beside), 2):
        for unit, cell in enumerate(part.cells):
            sheet.number(FIRST + unit, column, cell, part.form)
    sheet.columns(0, last, 13)
    sheet.filtered(FIRST - 1, 0, FIRST + plan.units - 1, last)
    sheet.freeze(FIRST, 2)
    sheet.print_until(FIRST + plan.units)
    return Beside(sheet, tuple(enumerate(beside, 2 + len(years))))


def _of_years(plan: Plan) -> Iterator[Part]:
    index = plan.index
    for year in index.years:
        ranks, scores = index.ranks(year).tolist(), index.scores(year).tolist()
        yield Part(Name(zh=f"{year}年得分", en=f"Score {year}"), "value2", scores)
        yield Part(Name(zh=f"{year}年排名", en=f"Rank {year}"), "count", [rank or None for rank in ranks])


def _changes(plan: Plan) -> Iterator[Part]:
    index = plan.index
    before = [year for year in index.years if year < plan.tiers.year]
    if not before:
        return
    then, now = index.ranks(before[-1]).tolist(), index.ranks(plan.tiers.year).tolist()
    rose = [old - new if old and new else None for old, new in zip(then, now, strict=True)]
    gained = (index.scores(plan.tiers.year) - index.scores(before[-1])).tolist()
    yield Part(Name(zh=f"名次比{before[-1]}年", en=f"Places won since {before[-1]}"), "rise", rose)
    yield Part(Name(zh=f"得分比{before[-1]}年", en=f"Points since {before[-1]}"), "signed", gained)


def _intervals(results: Results, plan: Plan) -> Iterator[Part]:
    spans = rank_intervals(results)
    if not spans:
        return
    for side, title in enumerate(
        (
            Name(zh="90%区间最好名次", en="90 % interval: best rank"),
            Name(zh="90%区间最差名次", en="90 % interval: worst rank"),
        )
    ):
        cells = [spans[unit][side] if unit in spans else None for unit in plan.index.units]
        yield Part(title, "count", [None if cell is None else float(cell) for cell in cells])
