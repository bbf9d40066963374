"""Read a grid under a framework: header, keys, values, and everything there is to say about them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ii_index._typing import FloatArray, IntArray
from ii_index.errors import Finding
from ii_index.io.tables.body import Body, BodyReader
from ii_index.io.tables.coordinates import Coordinates, Locator
from ii_index.io.tables.grid import Grid, is_blank, text_of
from ii_index.io.tables.header import Head, Header, Reader
from ii_index.io.tables.layout import Layout, lay_out
from ii_index.io.tables.limits import LIMITS
from ii_index.io.tables.mojibake import garbled, original
from ii_index.io.tables.values import Series, ValueReader
from ii_index.messages.reading import Phrase
from ii_index.model import provinces
from ii_index.model.assembly import (
    NATION,
    Refused,
    Scattered,
    expected_units,
    missing_columns,
    missing_units,
    scatter,
)
from ii_index.model.framework import Framework
from ii_index.model.names import Name
from ii_index.model.panel import Panel

_GARBLED_ROWS = 20


@dataclass(frozen=True, slots=True)
class Options:
    """What the user says of a table beyond the table itself; see :func:`ii_index.read_panel`."""

    year: int | None = None
    fill_down: bool = False
    expected_units: Sequence[str] | None = None
    allow_missing_units: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A panel, where the table could be read for certain, and everything there is to say about it."""

    panel: Panel | None
    findings: tuple[Finding, ...]


def read_grid(grid: Grid, framework: Framework, options: Options) -> Reading:
    """Read one grid; the panel is None where there is an error among the findings."""
    table = _Table(grid, framework, options)
    panel = table.read()
    findings = _in_order(table.findings)
    failed = any(finding.severity == "error" for finding in findings)
    return Reading(None if failed or panel is None else replace(panel, findings=findings), findings)


class _Table:
    """One table being read, step by step; findings gather on the way."""

    def __init__(self, grid: Grid, framework: Framework, options: Options) -> None:
        self.grid, self.framework, self.options = grid, framework, options
        self.reader = Reader(framework)
        self.wanted = expected_units(framework, options.expected_units)
        self.findings: list[Finding] = []
        self.refused = Refused()

    def say(self, code: str, row: int | None = None, at: int | None = None, **values: object) -> None:
        """Add a finding at a row and a column, 0-based."""
        self.findings.append(self.grid.finding(code, row, at, **values))

    def read(self) -> Panel | None:
        """Return the panel, or None where too little could be read to make one."""
        if self._is_garbled():
            return None
        header = self.reader.find(self.grid)
        if header is None:
            self._without_header()
            return None
        layout = lay_out(self.grid, header, self.reader)
        self._say_titles(header)
        body = BodyReader(
            self.grid, layout, self.reader, self.wanted, fill_down=self.options.fill_down
        ).read()
        self.findings += body.findings
        self.refused = body.refused
        cut = self._cut(layout, body)
        if not body.rows.size or not layout.values:
            self._say_empty(header, body)
            return None
        return self._read_values(layout, body, cut)

    def _read_values(self, layout: Layout, body: Body, cut: Framework) -> Panel | None:
        columns = self._columns(layout, body, cut)
        body = body.restricted(columns)
        coordinates = Locator(self.grid, layout, body, self.framework).locate(
            columns, self.options.year, self.wanted
        )
        self.findings += coordinates.findings
        self._refuse_merged_values(layout, body)
        if layout.transposed:
            self.say("W_TRANSPOSED", layout.header.bottom)
        values = self._values(body, coordinates)
        if not coordinates.years:
            return None
        return self._panel(layout, body, coordinates, cut, values)

    def _say_empty(self, header: Header, body: Body) -> None:
        if not body.rows.size and not any(finding.severity == "error" for finding in body.findings):
            self.say("E_EMPTY", header.bottom)

    @staticmethod
    def _columns(layout: Layout, body: Body, cut: Framework) -> tuple[str, ...]:
        """Return the leaves, and the denominators where the table has any."""
        found = {head.column for head in layout.values} | set(body.indicators or ())
        declared = [item.id for item in cut.denominators]
        return (*(leaf.id for leaf in cut.leaves), *(declared if found.intersection(declared) else ()))

    def _is_garbled(self) -> bool:
        for at, row in enumerate(self.grid.head(_GARBLED_ROWS)):
            if text := garbled(row):
                self.say("E_MOJIBAKE", at, found=text, expected=original(text))
                return True
        return False

    def _without_header(self) -> None:
        first = next((at for at in range(len(self.grid)) if not all(map(is_blank, self.grid.row(at)))), None)
        if first is None:
            self.say("E_EMPTY")
            return
        self._lack(
            missing_columns(self.framework, ()), first, [text_of(cell) for cell in self.grid.row(first)]
        )

    def _say_titles(self, header: Header) -> None:
        for at in range(header.top):
            text = " ".join(filter(None, map(text_of, self.grid.row(at))))
            if text:
                self.say("W_NOTE_SKIPPED", at, found=text)

    def _cut(self, layout: Layout, body: Body) -> Framework:
        """Cut the framework where the columns are; say what is lacking and what is too much.

        A national table may cover a part of the tree: the rest is pruned and named.
        """
        found = {head.column for head in layout.values if head.column} | set(body.indicators or ())
        cut = self.framework.cut(found)
        lacking = missing_columns(self.framework, found)
        if lacking and found and _is_national(layout, body):
            for column in lacking:
                self.say("W_LEAF_ABSENT", layout.header.row, column=column, details=self._name(column))
            absent = {leaf.id for leaf in cut.leaves if leaf.id not in found or leaf.denominator in lacking}
            cut = cut.without(absent)
        else:
            self._lack(lacking, layout.header.row, [head.text for head in layout.extra])
        for head in layout.extra:
            self._say_extra(layout, head)
        return cut

    def _say_extra(self, layout: Layout, head: Head) -> None:
        """Say that a column is not used; among provinces standing across, a misspelt one is an unknown region."""
        suggestions = provinces.nearest(head.text) if layout.transposed else ()
        if suggestions and self.framework.units == "provinces":
            expected = " / ".join(suggestions)
            self.say("E_UNKNOWN_REGION", head.row, head.at, found=head.text, expected=expected)
            self.refused.add(head.text)
        else:
            self.say("W_EXTRA_COLUMN", head.row, head.at, column=head.text, found=head.text)

    def _lack(self, columns: Sequence[str], row: int, unused: Sequence[str]) -> None:
        known = [text for text in unused if text]
        for column in columns:
            self.say(
                "E_MISSING_COLUMN", row, column=column, details={**self._name(column), "unused": known[:8]}
            )

    def _name(self, column: str) -> dict[str, Name]:
        declared = {item.id: item.name for item in self.framework.denominators}
        return {"name": declared.get(column) or self.framework.name_of(column)}

    def _refuse_merged_values(self, layout: Layout, body: Body) -> None:
        """A number merged over several cells belongs to none of them for certain."""
        rows, across = set(body.rows.tolist()), {head.at: head for head in layout.values}
        for merge in self.grid.merges:
            covered = [(row, at) for row in range(merge.top, merge.bottom + 1) if row in rows for at in across
                       if merge.left <= at <= merge.right]  # fmt: skip
            if len(covered) > 1:
                row, at = covered[0]
                self.say(
                    "E_MERGED_VALUE", row, at, column=across[at].column, found=text_of(self.grid.row(row)[at])
                )

    def _values(self, body: Body, coordinates: Coordinates) -> FloatArray:
        reader = ValueReader(self.grid, self.framework)
        values = np.full((len(body.rows), len(coordinates.heads)), np.nan)
        for series, rows, heads in _series(body, coordinates):
            values[np.ix_(rows, heads)] = reader.read(series)
        self.findings += reader.findings
        return values

    def _panel(
        self, layout: Layout, body: Body, coordinates: Coordinates, cut: Framework, values: FloatArray
    ) -> Panel | None:
        if np.prod(coordinates.shape) > LIMITS.cells:
            self.findings.append(LIMITS.exceeded("cells", self.grid.file, self.grid.sheet))
            return None
        scattered = scatter(coordinates.block(values), coordinates.shape)
        self._say_repeated(body, coordinates, scattered)
        self._say_missing(body, coordinates, scattered)
        leaves = len(cut.leaves)
        return Panel(
            framework=cut,
            years=coordinates.years,
            units=coordinates.units,
            values=scattered.values[..., :leaves],
            denominators=scattered.values[..., leaves:],
            source=self.grid.file,
        )

    def _say_repeated(self, body: Body, coordinates: Coordinates, scattered: Scattered) -> None:
        for row, unit, year in scattered.repeated:
            at = int(body.rows[row])
            column = body.indicators[row] if body.indicators else None
            if body.units is None and column:
                self.say("E_DUPLICATE_COLUMN", at, column=column, found=column)
                continue
            said = coordinates.years[year] if body.years else None
            code = coordinates.units[unit]
            self.say("E_DUPLICATE_KEY", at, column=column, unit=code, year=said, found=_unit_name(code).zh)

    def _say_missing(self, body: Body, coordinates: Coordinates, scattered: Scattered) -> None:
        if coordinates.units == (NATION,):
            return
        code = "W_MISSING_REGION" if self.options.allow_missing_units else "E_MISSING_REGION"
        units, years = coordinates.units, coordinates.years
        for unit, year in missing_units(scattered.present, units, years, self.wanted, self.refused):
            self.say(code, unit=unit, year=year, details={"name": _unit_name(unit)})
        if not self.wanted and not scattered.present.all():
            count = int(np.count_nonzero(~scattered.present))
            self.say("W_UNBALANCED", details={"count": count})


def _unit_name(unit: str) -> Phrase:
    known = provinces.PROVINCES.get(unit)
    return Phrase(known.zh, known.en) if known else Phrase(unit, unit)


def _is_national(layout: Layout, body: Body) -> bool:
    if body.units is not None:
        return bool(body.units) and set(body.units) == {NATION}
    if layout.transposed:
        return False
    return True


def _series(body: Body, coordinates: Coordinates) -> Iterator[tuple[Series, IntArray, IntArray]]:
    """Yield every run of cells of one indicator and unit of measurement, with its rows and heads."""
    heads = coordinates.heads
    if body.indicators is None:
        rows = np.arange(len(body.rows))
        for at, head in enumerate(heads):
            yield Series(str(head.column), head.measure, (head,), body.rows), rows, np.array([at])
        return
    groups: dict[tuple[str, str | None], list[int]] = {}
    measures = body.measures or [None] * len(body.rows)
    for row, key in enumerate(zip(body.indicators, measures, strict=True)):
        groups.setdefault(key, []).append(row)
    for (column, measure), members in groups.items():
        rows = np.array(members)
        yield Series(column, measure, heads, body.rows[rows]), rows, np.arange(len(heads))


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors before warnings, each from the top of the table; what has no row comes last."""
    ordered = sorted(findings, key=lambda one: (one.severity != "error", one.row is None, one.row or 0))
    if len(ordered) <= LIMITS.findings:
        return tuple(ordered)
    left = Finding("N_MORE_FINDINGS", file=ordered[0].file, details={"count": len(ordered) - LIMITS.findings})
    return (*ordered[: LIMITS.findings], left)
