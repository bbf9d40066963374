"""Find the header of a table, and what each column's header says."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from ii_index.io.files.grid import Cell, Grid, is_blank, text_of
from ii_index.model import units_of_measurement as units
from ii_index.model.chains import link_said
from ii_index.model.framework import Framework
from ii_index.model.headings import Named, Names, Role, label_and_year, measure_said, role_of, year_of
from ii_index.model.identities import identify
from ii_index.model.numbers import MISSING_MARKS, Measure, Number, read
from ii_index.model.spelling import fold, is_figure

_SEARCHED_ROWS = 60
_NAMED, _PLACED = 10, 1
_CODE = re.compile(r"^\d{6}(?:\d{6})?$", re.ASCII)


class Head(NamedTuple):
    """What the header says of one column.

    Attributes
    ----------
    at : int
        Position of the column.
    row : int
        Row in which its name stands.
    text : str
        The name as it stands.
    role : Role or None
        Of a key column.
    column : str or None
        Id of the indicator or denominator.
    year : int or None
    unit : str or None
        Label of a unit (a transposed table).
    measure : str or None
        Unit of measurement.
    mark : str or None
        Footnote mark taken off the name.
    """

    at: int
    row: int
    text: str = ""
    role: Role | None = None
    column: str | None = None
    year: int | None = None
    unit: str | None = None
    measure: str | None = None
    mark: str | None = None


class Header(NamedTuple):
    """The rows of a header, first and last, one head a column, and the one unit of measurement that a title names."""

    top: int
    bottom: int
    heads: tuple[Head, ...]
    measure: str | None = None

    @property
    def row(self) -> int:
        """The row that names most indicators, for findings about the header as a whole."""
        rows = [head.row for head in self.heads if head.column] or [self.bottom]
        return max(set(rows), key=rows.count)


class HeaderReader:
    """Reads header cells under one framework."""

    def __init__(self, framework: Framework) -> None:
        self.framework = framework
        self.names = Names(framework, is_measure)
        self._worths: dict[str, int] = {}

    def recognise(self, row: Sequence[Cell]) -> int:
        """Count what is known in a row, names of indicators and roles ten times what places and years count."""
        return sum(map(self._worth, row))

    def _worth(self, cell: Cell) -> int:
        text = text_of(cell)
        known = self._worths.get(text)
        if known is None:
            known = self._worths[text] = self._worth_of(text)
        return known

    def _worth_of(self, text: str) -> int:
        if not text or (is_figure(text) and text not in self.names):
            return _PLACED if year_of(text) else 0
        if self.names.find(text) or role_of(text):
            return _NAMED
        return _PLACED if year_of(text) or self._is_unit(text) or self.place_and_year(text) else 0

    def place_and_year(self, text: str) -> tuple[str, int] | None:
        """Return the place and the year of ``北京2019``; None where a text is not both."""
        dated = label_and_year(text)
        return dated if dated and self._is_unit(dated[0]) else None

    def _is_unit(self, text: str) -> bool:
        return self.framework.units == "provinces" and identify(text, self.framework).status in {
            "unit",
            "nation",
        }

    def _has_values(self, row: Sequence[Cell]) -> bool:
        """Whether a row holds values; codes of provinces, which may stand across, are none."""
        return any(
            is_value(cell) and not (_CODE.match(text_of(cell)) and self._is_unit(text_of(cell)))
            for cell in row
        )

    def find(self, grid: Grid) -> Header | None:
        """Return the header; None where no row names anything."""
        rows = _unmerged(grid)
        known = [0 if self._has_values(row) else self.recognise(row) for row in rows]
        likely = [at for at, worth in enumerate(known) if worth]
        if not likely:
            return None
        return self._around(rows, max(likely, key=lambda at: (known[at], -at)))

    def header_at(self, grid: Grid, row: int) -> Header:
        """Return the header around a row that is known to be of it."""
        return self._around(_unmerged(grid), row)

    def _around(self, rows: list[list[Cell]], best: int) -> Header:
        """Return the header of which one row is the best part."""
        top, bottom = self._upwards(rows, best), self._downwards(rows, best)
        stack = rows[top : bottom + 1]
        heads = [self._head(at, top, [_cell(row, at) for row in stack]) for at in range(max(map(len, stack)))]
        measure = next(filter(None, map(_noted_measure, chain(*rows[: bottom + 1]))), None)
        return Header(top, bottom, tuple(self._spread(stack, heads)), measure)

    def _upwards(self, rows: list[list[Cell]], best: int) -> int:
        top = best
        for at in range(best - 1, -1, -1):
            row = rows[at]
            if len({text_of(cell) for cell in row if not is_blank(cell)}) < 2 or self._has_values(row):
                break
            if self.recognise(row):
                top = at
        return top

    def _downwards(self, rows: list[list[Cell]], best: int) -> int:
        bottom = best
        keys = [at for at, cell in enumerate(rows[best]) if role_of(text_of(cell))]
        for at in range(best + 1, len(rows)):
            row = rows[at]
            texts = [text_of(cell) for cell in row]
            if not any(texts) or self._has_values(row):
                break
            if any(text and not role_of(text) for text in (texts[key] for key in keys if key < len(texts))):
                break
            if self.recognise(row) or all(
                units.is_known(text) for text in texts if text and not role_of(text)
            ):
                bottom = at
        return bottom

    def _head(self, at: int, top: int, cells: list[Cell]) -> Head:
        """Read one column's header cells, the lowest name first."""
        head = Head(at, top + len(cells) - 1)
        texts = [(top + offset, text_of(cell)) for offset, cell in enumerate(cells)]
        for row, text in reversed(texts):
            if not text:
                continue
            if named := self.names.find(text):
                year = year_of(named.beside) if named.beside else None
                measure = None if year else named.beside
                head = head._replace(
                    row=row, text=text, column=named.column, year=year, measure=measure, mark=named.mark
                )
                break
            role = role_of(text)
            if role == "value" and self._is_named_above(cells[: row - top]):
                continue
            if role:
                return head._replace(row=row, text=text, role=role)
            head = head if head.text else head._replace(row=row, text=text)
        others = [text for row, text in texts if text and (row != head.row or not head.column)]
        year = head.year or next(filter(None, map(year_of, others)), None)
        unit = next((text for text in others if self._is_place(text)), None)
        if not (year or unit) and (both := next(filter(None, map(self.place_and_year, others)), None)):
            unit, year = both
        measure = head.measure or next(
            (text for text in others if head.column and units.is_known(text)), None
        )
        return head._replace(year=year, unit=unit, measure=measure)

    def _is_named_above(self, cells: Sequence[Cell]) -> bool:
        """Whether an indicator is named above the word 数值, which then says no more than that."""
        return any(self.names.find(text) for text in map(text_of, cells) if text)

    def _is_place(self, text: str) -> bool:
        status = identify(text, self.framework).status
        return self.framework.units == "provinces" and status not in {"unknown", "blank"}

    def _spread(self, stack: list[list[Cell]], heads: list[Head]) -> Iterator[Head]:
        """Let a year, a unit or an indicator above several cells hold for the nameless cells to its right."""
        years: dict[int, int | None] = {}
        places: dict[int, str | None] = {}
        names: dict[int, Named | None] = {}
        for offset, row in enumerate(stack[:-1]):
            year, place, named = None, None, None
            for at, cell in enumerate(row):
                text = text_of(cell)
                if text:
                    year = year_of(text)
                    place = text if self._is_place(text) else None
                    named = self.names.find(text)
                below = any(not is_blank(_cell(lower, at)) for lower in stack[offset + 1 :])
                if below:
                    years[at] = years.get(at) or year
                    places[at] = places.get(at) or place
                    names[at] = names.get(at) or named
        if self.framework.units == "any":
            places = _above_years(stack, heads)
        for head in heads:
            if head.column is None and not (head.year or head.unit):
                yield head
                continue
            found = head._replace(year=head.year or years.get(head.at), unit=head.unit or places.get(head.at))
            above = names.get(head.at) if head.column is None else None
            yield (
                found._replace(column=above.column, measure=found.measure or above.beside) if above else found
            )


def _above_years(stack: Sequence[Sequence[Cell]], heads: Sequence[Head]) -> dict[int, str | None]:
    """Return the free label above each year, where the same years stand again below several: units over years."""
    years = [head.year for head in heads if head.year and head.column is None]
    if len({*years}) == len(years):
        return {}
    bottom = {at: text_of(cell) for at, cell in enumerate(stack[-1])}
    places: dict[int, str | None] = {}
    for row in stack[:-1]:
        label = None
        for head in heads:
            text = text_of(_cell(row, head.at))
            if text:
                label = None if role_of(text) or year_of(text) else text
            if head.year and head.column is None and year_of(bottom.get(head.at, "")):
                places[head.at] = places.get(head.at) or label
    return places


def is_value(cell: Cell) -> bool:
    """Whether a cell is a number, a missing mark or something meant as one; a year is not."""
    text = text_of(cell)
    if not text or year_of(text):
        return False
    if is_figure(text):
        return True
    if text.isalpha():
        return len(text) > 1 and text.upper() in MISSING_MARKS
    found = read(cell, Measure())
    return isinstance(found, Number) or found.code != "E_NOT_NUMBER" or found.reason is not None


def is_measure(text: str) -> bool:
    """Whether what follows a name is a unit of measurement: a known one, no lone letter of its own."""
    return (len(text) > 1 or not text.isascii() or text == "%") and units.is_known(text)


def _noted_measure(cell: Cell) -> str | None:
    """Return the unit of ``单位：万元``; None for lists of several, and for what is no unit."""
    said = measure_said(fold(text_of(cell)).strip("()"))
    return said if said and (units.is_known(said) or link_said(said)) else None


def _unmerged(grid: Grid) -> list[list[Cell]]:
    """Return the first rows, every cell of a merged range with the range's content."""
    rows = grid.head(_SEARCHED_ROWS)
    for merge in grid.merges:
        if merge.top >= len(rows) or merge.left >= len(rows[merge.top]):
            continue
        content = rows[merge.top][merge.left]
        for row in rows[merge.top : merge.bottom + 1]:
            row[merge.left : merge.right + 1] = [content] * (min(merge.right + 1, len(row)) - merge.left)
    return rows


def _cell(row: Sequence[Cell], at: int) -> Cell:
    return row[at] if at < len(row) else None
