"""Where each value belongs: the units, years and indicators of a table, and the position of every row and column."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ii_index._typing import FloatArray, IntArray
from ii_index.errors import Finding
from ii_index.io.files.grid import Grid, text_of
from ii_index.io.tables.body import Body
from ii_index.io.tables.keys import Labels
from ii_index.io.tables.layout import Layout
from ii_index.messages.reading import SKIPPED, seen_years, unit_in_year
from ii_index.model import provinces
from ii_index.model.assembly import Block, Roster, order_units, unit_phrase
from ii_index.model.framework import Framework
from ii_index.model.headings import year_of, years_in
from ii_index.model.heads import Head

UNDATED = 0
"""Stands for a year that is not known, so that keys and units can be checked all the same; never said."""


@dataclass(slots=True, eq=False)
class Coordinates:
    """Labels of a panel to be, and the position that each row and each column of values gives.

    Attributes
    ----------
    columns : tuple of str
        The leaves of the cut framework, then its denominators where the table has any.
    units : tuple of str
    years : tuple of int
    dated : bool
        Whether the years of all values are known; else :data:`UNDATED` stands for what is not.
    heads : tuple of Head
        The columns of values in use.
    findings : list of Finding
    """

    columns: tuple[str, ...]
    units: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    heads: tuple[Head, ...] = ()
    findings: list[Finding] = field(default_factory=list[Finding])
    dated: bool = True
    sides: dict[str, tuple[IntArray, IntArray]] = field(default_factory=dict[str, tuple[IntArray, IntArray]])

    @property
    def shape(self) -> tuple[int, int, int]:
        """Years, units, columns."""
        return len(self.years), len(self.units), len(self.columns)

    def block(self, values: FloatArray) -> Block:
        """Return values, shape (rows, heads), with their places."""
        return Block(values, self.sides["unit"], self.sides["year"], self.sides["column"])


class Locator:
    """Works out the coordinates of one table."""

    def __init__(self, grid: Grid, layout: Layout, body: Body, framework: Framework) -> None:
        self.grid, self.layout, self.body, self.framework = grid, layout, body, framework
        self.findings: list[Finding] = []

    def locate(
        self, columns: Sequence[str], year: int | None, wanted: Sequence[str], named: int | None = None
    ) -> Coordinates:
        """Return the coordinates of every row and column of values.

        ``year`` is that of a table without any; ``named`` that of its name, where nothing says another.
        """
        if year is None and named is not None and self._is_undated() and not {*self._seen()} - {named}:
            self.findings.append(self.grid.finding("N_YEAR_OF_NAME", found=str(named)))
            year = named
        codes = self._codes(wanted)
        heads = self._distinct([head for head in self.layout.values if head.at in codes], codes, columns)
        years, dated = self._years(heads, year)
        labels = [*(self.body.units.used() if self.body.units else ()), *(codes[head.at] for head in heads)]
        units = order_units(filter(None, labels), self.framework) or (provinces.NATION,)
        found = Coordinates(tuple(columns), units, years, tuple(heads), self.findings, dated)
        undated = year if dated else UNDATED
        found.sides = {
            "unit": self._sides(units, self.body.units, [codes[head.at] for head in heads]),
            "year": self._sides(years, self.body.years, [head.year or undated for head in heads]),
            "column": self._sides(found.columns, self.body.indicators, [head.column for head in heads]),
        }
        return found

    def _codes(self, wanted: Sequence[str]) -> dict[int, str | None]:
        """Return the unit of each column of values; columns of totals, parts and others out of scope are left out."""
        labels = [head.unit for head in self.layout.values if head.unit]
        roster = Roster.of(labels, self.framework, wanted)
        codes: dict[int, str | None] = {}
        for head in self.layout.values:
            if head.unit is None:
                codes[head.at] = None
            elif (code := roster.code_of(head.unit)) is not None:
                codes[head.at] = code
            else:
                identity = roster.set_aside[head.unit]
                out = identity.status == "unit"
                said, details = (
                    ("W_OUT_OF_SCOPE", {}) if out else ("W_ROW_SKIPPED", {"why": SKIPPED[identity.status]})
                )
                self._say(said, head, unit=identity.code if out else None, found=head.unit, details=details)
        return codes

    def _distinct(
        self, heads: Sequence[Head], codes: dict[int, str | None], columns: Sequence[str]
    ) -> list[Head]:
        """Leave out columns of indicators that the cut does not use, and refuse those that say the same twice."""
        seen: dict[tuple[str | None, int | None, str | None], Head] = {}
        for head in heads:
            if head.column and head.column not in columns:
                self._say("W_EXTRA_COLUMN", head, column=head.column, found=head.text)
                continue
            key = (head.column, head.year, codes[head.at])
            if key not in seen:
                seen[key] = head
                continue
            self._say_twice(head, seen[key], codes[head.at])
        return list(seen.values())

    def _say_twice(self, head: Head, first: Head, unit: str | None) -> None:
        details = {"first": first.text}
        if head.column or not unit:
            found = head.text or str(head.year)
            self._say("E_DUPLICATE_COLUMN", head, column=head.column or found, found=found, details=details)
        else:
            which = {"which": unit_in_year(unit_phrase(unit), head.year)}
            self._say("E_DUPLICATE_KEY", head, unit=unit, year=head.year, found=head.text, details=which)

    def _years(self, heads: Sequence[Head], year: int | None) -> tuple[tuple[int, ...], bool]:
        """Return the years of rows and columns, or the one given to a table without any; and whether that is all."""
        years = {head.year for head in heads if head.year}
        if self.body.years:
            for head in heads if years else ():
                self._say_two_years(head)
            years.update(self.body.years.used())
        nowhere = self.body.years is None and not all(head.year for head in heads)
        dated = not nowhere or (year is not None and year_of(year) is not None)
        if not dated:
            bad = self.grid.finding("E_BAD_YEAR", found=str(year))
            self.findings.append(self._year_unknown() if year is None else bad)
            years.add(UNDATED)
        elif nowhere and year is not None:
            years.add(year)
        elif year is not None and years and year not in years:
            details = {"known": sorted(years)}
            self.findings.append(self.grid.finding("E_YEAR_ABSENT", found=str(year), details=details))
        return tuple(sorted(years)), dated

    def _year_unknown(self) -> Finding:
        """Name the years that title and sheet speak of: a yearbook of 2023 may hold 2022, so none is assumed."""
        named = [year for text in (self.grid.sheet or "", self.grid.file) for year in years_in(text)]
        return self.grid.finding(
            "E_YEAR_UNKNOWN", details={"seen": seen_years(sorted({*self._seen(), *named}))}
        )

    def _seen(self) -> list[int]:
        """Return the years that the titles speak of."""
        titles = [text_of(cell) for at in range(self.layout.header.bottom + 1) for cell in self.grid.row(at)]
        return [year for text in titles for year in years_in(text)]

    def _is_undated(self) -> bool:
        return self.body.years is None and not any(head.year for head in self.layout.values)

    def _sides(
        self, labels: Sequence[object], rows: Labels[Any] | None, across: Iterable[object]
    ) -> tuple[IntArray, IntArray]:
        """Return the positions of rows and columns among labels; 0 for the side that does not say it."""
        position = {label: at for at, label in enumerate(labels)}
        if rows is not None:
            values = np.array([position.get(label, 0) for label in rows.values], dtype=np.intp)
            return values[rows.at], np.zeros(len(list(across)), dtype=np.intp)
        heads = np.array([position.get(label, 0) for label in across], dtype=np.intp)
        return np.zeros(len(self.body.rows), dtype=np.intp), heads

    def _say_two_years(self, head: Head) -> None:
        if head.year:
            expected = self.layout.keys["year"].text
            self._say("E_KEY_CONFLICT", head, column=head.column, found=head.text, expected=expected)

    def _say(self, code: str, head: Head, **values: object) -> None:
        self.findings.append(self.grid.finding(code, head.row, head.at, **values))
