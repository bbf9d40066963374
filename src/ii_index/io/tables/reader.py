"""Read a grid under a framework: header, keys, values, and everything there is to say about them."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ii_index._typing import FloatArray
from ii_index.errors import DataError, Finding, gathered, warn_of
from ii_index.io.files.grid import Cell, Grid, first_lines, is_blank, text_of
from ii_index.io.files.limits import LIMITS
from ii_index.io.files.open import handed_content, read_bytes, read_grids
from ii_index.io.files.sources import Readable
from ii_index.io.files.text import garbled, original
from ii_index.io.frameworks import builtin_frameworks, framework_and_notes, read_framework
from ii_index.io.tables.body import Body, BodyReader
from ii_index.io.tables.continued import Continued, widened
from ii_index.io.tables.coordinates import UNDATED, Coordinates, Locator
from ii_index.io.tables.coverage import Coverage, all_missing, cover
from ii_index.io.tables.footnotes import with_headed_numbers
from ii_index.io.tables.header import Header, HeaderReader
from ii_index.io.tables.joining import Part, join
from ii_index.io.tables.layout import Layout, lay_out
from ii_index.io.tables.matching import Typed, columns_of, fitting, misfit
from ii_index.io.tables.notes import Noted, are_others, notes_around
from ii_index.io.tables.of_which import with_wholes
from ii_index.io.tables.own_workbook import is_own
from ii_index.io.tables.series_exports import with_series
from ii_index.io.tables.sheets import choose, join_sheets
from ii_index.io.tables.side_by_side import Stacked, stacked
from ii_index.io.tables.split_periods import with_periods
from ii_index.io.tables.values import ValueReader
from ii_index.messages.reading import typed, unit_in_year
from ii_index.model import provinces
from ii_index.model.assembly import (
    Refused,
    Scattered,
    absences,
    apportioned,
    expected_units,
    group_labels,
    missing_columns,
    missing_units,
    scatter,
    unit_phrase,
)
from ii_index.model.framework import Framework
from ii_index.model.headings import fineness, fineness_within, numbers_things, year_of
from ii_index.model.heads import Head
from ii_index.model.identities import aggregates_among, bare
from ii_index.model.node import is_held
from ii_index.model.panel import Panel, noted
from ii_index.model.roles import Chosen

_GARBLED_ROWS = 20


class Options(NamedTuple):
    """What the user says of a table beyond the table itself; see :func:`ii_index.read_panel`."""

    year: int | None = None
    fill_down: bool = False
    expected_units: Sequence[str] | None = None
    allow_missing_units: bool = False
    other_sheets: tuple[str, ...] = ()
    chosen: Chosen = Chosen()
    named_year: int | None = None


class Reading(NamedTuple):
    """A panel, where the table could be read for certain, and everything there is to say about it."""

    panel: Panel | None
    findings: tuple[Finding, ...]

    def noting(self, finding: Finding) -> "Reading":
        """Return the same reading with one more thing said at its end."""
        findings = (*self.findings, finding)
        return Reading(self.panel, findings).with_findings()

    def with_findings(self) -> "Reading":
        """Return the same reading, its panel bearing the findings."""
        return self._replace(panel=self.panel and noted(self.panel, self.findings))


def read_grid(grid: Grid, header_reader: HeaderReader, options: Options) -> Reading:
    """Read one grid under a reader's framework; the panel is None where there is an error among the findings."""
    table = _Table(grid, header_reader, options)
    panel = table.read()
    findings = in_order(table.findings)
    failed = any(finding.severity == "error" for finding in findings)
    return Reading(None if failed or panel is None else noted(panel, findings), findings)


class _Table:
    """One table being read, step by step; findings gather on the way."""

    def __init__(self, grid: Grid, header_reader: HeaderReader, options: Options) -> None:
        self.grid, self.header_reader, self.options = grid, header_reader, options
        self.framework = header_reader.framework
        self.wanted = expected_units(self.framework, options.expected_units)
        self.findings: list[Finding] = []
        self.refused = Refused()

    def say(self, code: str, row: int | None = None, at: int | None = None, **values: object) -> None:
        """Add a finding at a row and a column, 0-based."""
        self.findings.append(self.grid.finding(code, row, at, **values))

    def read(self) -> Panel | None:
        """Return the panel, or None where too little could be read to make one."""
        if self._is_garbled():
            return None
        if self.grid.odd is not None:
            self.findings.append(self.grid.odd)
        header = self.header_reader.find(self.grid)
        if header is None:
            self._without_header()
            return None
        self._say_set_aside(header)
        layout = lay_out(self.grid, header, self.header_reader, self.options.chosen)
        fill_down = self.options.fill_down
        body = BodyReader(self.grid, layout, self.header_reader, self.wanted, fill_down=fill_down).read()
        coverage = cover(self.grid, layout, body, self.framework)
        self.refused = body.refused
        self.findings += [*body.findings, *coverage.findings]
        if not (layout.values and (body.rows.size or body.unsound.size)):
            self._say_empty(header)
            return None
        return self._read_values(layout, body.restricted(coverage.columns), coverage)

    def _say_empty(self, header: Header) -> None:
        """Say that there are no values, unless an error already says why."""
        if not any(finding.severity == "error" for finding in self.findings):
            self.say("E_EMPTY", header.bottom)

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
        heads = [text for text in map(text_of, self.grid.row(first)) if text]
        self.findings += all_missing(
            self.grid, self.framework, missing_columns(self.framework, ()), first, heads
        )

    def _say_set_aside(self, header: Header) -> None:
        """Name the titles above the header, the marks taken off its names, and what is hidden or not read."""
        for at in range(header.top):
            text = " ".join(filter(None, map(text_of, self.grid.row(at))))
            if text:
                self.say("W_NOTE_SKIPPED", at, found=text)
        for head in header.heads:
            if head.mark:
                details = {"count": 1, "lines": [self.grid.lines[head.row]]}
                self.say(
                    "W_MARK_STRIPPED", head.row, head.at, column=head.column, found=head.text, details=details
                )
        if isinstance(self.grid, Stacked):
            self.say("W_SIDE_BY_SIDE", self.grid.header, details={"count": len(self.grid.starts)})
        if isinstance(self.grid, Continued):
            self.say("W_CONTINUED", self.grid.header, details={"lines": list(self.grid.tops)})
        stood = self.grid.source if isinstance(self.grid, Continued) else self.grid
        if rows := stood.hidden_rows:
            details = {"count": len(rows), "lines": first_lines(stood, rows)}
            self.findings.append(stood.finding("N_HIDDEN_ROWS", rows[0], details=details))
        if sheets := self.options.other_sheets:
            self.say("N_SHEET_SKIPPED", details={"sheets": list(sheets)})

    def _read_values(self, layout: Layout, body: Body, coverage: Coverage) -> Panel | None:
        locator = Locator(self.grid, layout, body, self.framework)
        coordinates = locator.locate(
            coverage.columns, self.options.year, self.wanted, self.options.named_year
        )
        self.findings += coordinates.findings
        if not coordinates.heads:
            self._say_empty(layout.header)
            return None
        self._refuse_merged_values(layout, body)
        if layout.transposed:
            self.say("W_TRANSPOSED", layout.header.bottom)
        used = {head.at for head in coordinates.heads}
        unknown = (*layout.extra, *(head for head in layout.values if head.at not in used))
        others = bool(body.strangers) or are_others(self.grid, unknown, body.rows)
        reader = ValueReader(self.grid, self.framework, self._noted(layout, body), others=others)
        values = reader.read(body, coordinates.heads)
        self.findings += reader.findings
        if not coordinates.years or body.needs_units:
            return None
        if np.prod(coordinates.shape) > LIMITS.numbers:
            self.findings.append(LIMITS.exceeded("numbers", self.grid.file, self.grid.sheet))
            return None
        return self._panel(layout, body, coordinates, coverage.framework, values)

    def _noted(self, layout: Layout, body: Body) -> tuple[Noted, ...]:
        """Return what is stated of the unit of all figures: above the header, in it, and around the rows of data."""
        used = np.concatenate((body.rows, body.unsound))
        below = not isinstance(self.grid, Continued)  # there stand the titles of continuations
        return (
            *layout.header.noted,
            *notes_around(self.grid, layout.header.bottom + 1, used, below=below),
        )

    def _refuse_merged_values(self, layout: Layout, body: Body) -> None:
        """Refuse a number merged over several cells: it belongs to none of them for certain."""
        rows, across = set(body.rows.tolist()), {head.at: head for head in layout.values}
        for merge in self.grid.merges:
            covered = [(row, at) for row in merge.rows if row in rows for at in merge.columns if at in across]
            if len(covered) > 1:
                row, at = covered[0]
                found = text_of(self.grid.row(merge.top)[merge.left])
                self.say("E_MERGED_VALUE", row, at, column=across[at].column, found=found)

    def _panel(
        self, layout: Layout, body: Body, coordinates: Coordinates, framework: Framework, values: FloatArray
    ) -> Panel | None:
        scattered = scatter(coordinates.block(values), coordinates.shape)
        if coordinates.dated or not _are_years(coordinates, scattered):
            self._say_repeated(layout, body, coordinates, scattered)
        self._say_missing(coordinates, scattered)
        if not coordinates.dated:
            return None
        values, denominators = apportioned(scattered.values, coordinates.columns, framework)
        values.setflags(write=False)  # the panel keeps what is its own and copies what is not
        panel = Panel(
            framework=framework,
            years=coordinates.years,
            units=coordinates.units,
            values=values,
            denominators=denominators,
            source=self.grid.file,
            groups=self._groups(body, coordinates),
        )
        return self._without_empty_years(panel)

    def _groups(self, body: Body, coordinates: Coordinates) -> dict[str, tuple[str, ...]]:
        """Return the groups of the units; where a unit changes its group, the latest year's, and say so."""
        groups: dict[str, tuple[str, ...]] = {}
        units, years = coordinates.sides["unit"][0], coordinates.sides["year"][0]
        for heading, labels in body.groups.items():
            found, varying = group_labels(labels.values, labels.at, units, years, len(coordinates.units))
            groups[heading] = found
            if varying:
                names = [unit_phrase(coordinates.units[at]) for at in varying[:_NAMED]]
                self.say("W_GROUP_VARIES", column=heading, details={"names": names, "count": len(varying)})
        return groups

    def _without_empty_years(self, panel: Panel) -> Panel:
        """Leave out and name the years without a value, unless that is all of them or the table says no other."""
        holds = np.array([not np.isnan(of_year).all() for of_year in panel.values])
        empty = [year for year, any_value in zip(panel.years, holds.tolist(), strict=True) if not any_value]
        if (
            not empty
            or len(empty) == len(panel.years)
            or any(one.severity == "error" for one in self.findings)
        ):
            return panel
        self.say("W_YEAR_EMPTY", details={"years": empty})
        return panel.select(years=[year for year in panel.years if year not in empty])

    def _say_repeated(
        self, layout: Layout, body: Body, coordinates: Coordinates, scattered: Scattered
    ) -> None:
        if scattered.repeated and (finer := self._names_each_row(layout, body)) is not None:
            head = layout.keys["unit"]
            at = int(body.rows[scattered.repeated[0][0]])
            said = {"unit": head.text, "typed": typed(finer.text)}
            self.say("E_UNIT_REPEATS", at, head.at, found=finer.text, details=said)
            return
        for row, unit, year in scattered.repeated:
            at = int(body.rows[row])
            column = body.indicators[row] if body.indicators else None
            if body.units is None and column:
                self.say("E_DUPLICATE_COLUMN", at, column=column, found=column)
                continue
            dated, code = coordinates.years[year] if body.years else None, coordinates.units[unit]
            details = {"which": unit_in_year(unit_phrase(code), dated)}
            self.say("E_DUPLICATE_KEY", at, column=column, unit=code, year=dated, details=details)

    def _names_each_row(self, layout: Layout, body: Body) -> Head | None:
        """Return the column of numbers or codes that names each row once where the free units do not."""
        if self.framework.units != "any" or "unit" not in layout.keys:
            return None
        others = [labels for labels in (body.years, body.indicators) if labels is not None]
        own = fineness(layout.keys["unit"].text)
        for head in filter(lambda head: numbers_things(head.text), layout.extra):
            if 0 < fineness_within(head.text) <= own:  # numbers of the same units
                continue
            texts = [*map(text_of, self.grid.column(head.at, body.rows))]
            keys = {*zip(texts, *(labels.at.tolist() for labels in others), strict=True)}
            if all(texts) and len(keys) == len(texts):
                return head
        return None

    def _say_missing(self, coordinates: Coordinates, scattered: Scattered) -> None:
        units, years = coordinates.units, coordinates.years
        if units == (provinces.NATION,):
            return
        absent = missing_units(scattered.present, units, years, self.wanted, self.refused)
        absent = [(unit, year) for unit, year in absent if year != UNDATED]
        for code, values in absences(absent, allowed=self.options.allow_missing_units):
            self.say(code, **values)
        if self.framework.units == "any":
            self._say_alike(units, scattered)
        if coordinates.dated and not self.wanted and not scattered.present.all():
            self.say("W_UNBALANCED", details={"count": int(np.count_nonzero(~scattered.present))})

    def _say_alike(self, units: Sequence[str], scattered: Scattered) -> None:
        """Name units that may be one spelt in two ways, for they share no year; and units that may be aggregates."""
        alike: dict[str, list[int]] = {}
        for at in np.flatnonzero(
            ~scattered.present.all(axis=0)
        ).tolist():  # who has every year shares one with all
            alike.setdefault(bare(units[at]), []).append(at)
        for places in alike.values():
            if len(places) > 1 and scattered.present[:, places].sum(axis=1).max() == 1:
                self.say("W_UNITS_ALIKE", details={"names": [units[at] for at in places]})
        if len(units) <= _COUNTRIES and (totals := aggregates_among(units)):
            self.say("N_AGGREGATES", details={"names": totals[:_NAMED], "count": len(totals)})


_NAMED = 20
_COUNTRIES = 500
"""More units than this are no countries, among which aggregates would stand."""


def _are_years(coordinates: Coordinates, scattered: Scattered) -> bool:
    """Whether most units of a table without years stand again and again: one row a year, and the years not said."""
    again = {unit for _, unit, _ in scattered.repeated}
    return 2 * len(again) > len(coordinates.units)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors before warnings, each from the top of the table; what has no row comes last, but for what is basic.

    What has one cause is one finding.
    """

    def place(one: Finding) -> tuple[bool, bool, bool, int]:
        return one.severity != "error", one.code not in _BASIC, one.row is None, one.row or 0

    ordered = gathered(sorted(findings, key=place))
    if len(ordered) <= LIMITS.findings:
        return tuple(ordered)
    left = Finding("N_MORE_FINDINGS", file=ordered[0].file, details={"count": len(ordered) - LIMITS.findings})
    return (*ordered[: LIMITS.findings], left)


_BASIC = frozenset(["E_MISSING_COLUMN", "E_YEAR_UNKNOWN", "E_COLUMN_UNKNOWN"])
"""What must be put right before anything else can be told."""

Source = str | Path | bytes | Readable
"""A path, ``-`` for standard input, a file object, or the content itself."""


def read_panel(  # noqa: PLR0913 - the public contract
    path: Source,
    framework: Framework | str | Path | None = None,
    *,
    year: int | None = None,
    sheet: str | None = None,
    fill_down: bool = False,
    expected_units: Sequence[str] | None = None,
    allow_missing_units: bool = False,
    unit_column: str | None = None,
    year_column: str | None = None,
    group_columns: Sequence[str] = (),
    encoding: str | None = None,
    allow_code: bool = False,
) -> Panel:
    """Read a table: CSV, TSV, TXT, XLSX, XLS, ET or ODS, in any layout of ``docs/reference/tables.md``.

    Parameters
    ----------
    path : str, path, file object or bytes
        A file, ``-`` for standard input, an open file (an upload, a member of an archive), or a file's content; each
        may be packed by gzip.
    framework : Framework, str or path, optional
        A framework, the id of a built-in one, or a YAML file; cut where the table's columns are. By default the
        built-in one that the header fits.
    year : int, optional
        The year of a table that has no years.
    sheet : str, optional
        The sheet of a workbook that has several.
    fill_down : bool
        Whether a blank key repeats the row above.
    expected_units : sequence of str, optional
        The units that must be there, by code or name. By default all 31 for a framework of provinces, and none for a
        national table.
    allow_missing_units : bool
        Whether units that are not there are a warning and no error.
    unit_column, year_column : str, optional
        Headings of the columns of units and years, where what stands in the table does not decide.
    group_columns : sequence of str
        Headings of columns that are groups of the units and nothing else.
    encoding : str, optional
        Of a text that is neither UTF-8 nor GB18030, such as ``windows-1252``.
    allow_code : bool
        Whether functions of its own that a framework's file names may be imported and run.

    Returns
    -------
    Panel
        With the warnings in ``panel.findings``.

    Raises
    ------
    DataError
        What cannot be read for certain: all of it, errors first, then warnings.
    FrameworkError
        No framework of that id, or a file that holds none.
    """
    reading = check_table(
        path,
        framework,
        year=year,
        sheet=sheet,
        fill_down=fill_down,
        expected_units=expected_units,
        allow_missing_units=allow_missing_units,
        unit_column=unit_column,
        year_column=year_column,
        group_columns=group_columns,
        encoding=encoding,
        allow_code=allow_code,
    )
    if reading.panel is None:
        raise DataError(reading.findings)
    warn_of(reading.panel.findings)
    return reading.panel


def check_table(  # noqa: PLR0913 - as read_panel
    path: Source,
    framework: Framework | str | Path | None = None,
    *,
    year: int | None = None,
    sheet: str | None = None,
    fill_down: bool = False,
    expected_units: Sequence[str] | None = None,
    allow_missing_units: bool = False,
    unit_column: str | None = None,
    year_column: str | None = None,
    group_columns: Sequence[str] = (),
    encoding: str | None = None,
    allow_code: bool = False,
    named_year: int | None = None,
) -> Reading:
    """Read a table as :func:`read_panel` does, and return what was found instead of raising it.

    ``named_year`` is the year that the table's name says, taken where the table says none and its titles no other.
    """
    notes: tuple[Finding, ...] = ()
    if isinstance(framework, (str, Path)):
        framework, notes = framework_and_notes(framework, allow_code=allow_code)
    typed = Typed(str(path) if isinstance(path, (str, Path)) else None, sheet, encoding)
    try:
        readers = _readers(framework)
        grids = grids_of(path, sheet, readers, encoding)
        reader = readers[0] if framework else fitting(choose(grids, sheet, readers), readers, typed)
        several = join_sheets(choose(grids, sheet, [reader]), reader)
        meant = several or choose(grids, sheet, [reader], single=True)
    except DataError as error:
        return Reading(None, error.findings)
    own = is_own(grids)
    others = tuple(
        str(grid.sheet) for grid in grids if grid not in meant and not own and (len(grid) or grid.hidden)
    )
    chosen = Chosen(unit_column, year_column, tuple(group_columns))
    options = Options(year, fill_down, expected_units, allow_missing_units, others, chosen, named_year)
    try:
        reading = _read_sheets(several, reader, options) if several else read_grid(meant[0], reader, options)
    except DataError as error:
        return Reading(None, error.findings)
    if own:
        notes = (*notes, Finding("N_OWN_WORKBOOK", file=meant[0].file, sheet=meant[0].sheet))
    for note in notes:
        reading = reading.noting(note)
    if framework is not None:
        return Reading(reading.panel, misfit(meant[0], reader, reading.findings, typed))
    return reading.noting(Finding("N_FRAMEWORK_MATCHED", file=meant[0].file, found=reader.framework.id))


def _read_sheets(grids: Sequence[Grid], reader: HeaderReader, options: Options) -> Reading:
    """Read sheets that are one table together, and join them."""
    readings: list[Reading] = []
    for grid in grids:
        part = HeaderReader(part_for([grid], reader))
        own = options._replace(other_sheets=())
        if named := year_of(grid.sheet):
            own = own._replace(year=None, named_year=named)
        readings.append(read_grid(grid, part, own))
    details = {"sheets": [str(grid.sheet) for grid in grids]}
    findings = [Finding("N_SHEETS_JOINED", file=grids[0].file, details=details)]
    if options.other_sheets:
        details = {"sheets": [*options.other_sheets]}
        findings.append(Finding("N_SHEET_SKIPPED", file=grids[0].file, details=details))
    findings += [finding for reading in readings for finding in reading.findings]
    if any(reading.panel is None for reading in readings):
        return Reading(None, in_order(findings))
    parts = [
        Part(reading.panel, str(grid.sheet))
        for grid, reading in zip(grids, readings, strict=True)
        if reading.panel
    ]
    panel, more = join(parts, reader.framework, grids[0].file, options.year)
    return Reading(panel, in_order([*findings, *more])).with_findings()


def part_for(grids: Iterable[Grid], reader: HeaderReader) -> Framework:
    """Return the framework without the indicators that grids lack; the whole where they have none."""
    whole = reader.framework
    found = frozenset[str]().union(*(columns_of(grid, reader) for grid in grids))
    lacking = {leaf.id for leaf in whole.leaves if not is_held(leaf, found)}
    return whole.without(lacking) if found.intersection(whole.readers) else whole


def match_framework(path: Source, *, sheet: str | None = None) -> Framework:
    """Return the built-in framework that a table's header fits.

    Raises
    ------
    DataError
        The table cannot be opened, or none or several fit.
    """
    readers = _readers(None)
    typed = Typed(str(path) if isinstance(path, (str, Path)) else None, sheet)
    return fitting(choose(grids_of(path, sheet, readers), sheet, readers), readers, typed).framework


def _readers(framework: Framework | None) -> list[HeaderReader]:
    """Return one reader for the framework, or one for each that is built in."""
    known = [framework] if framework else map(read_framework, builtin_frameworks())
    return [*map(HeaderReader, known)]


def grids_of(
    path: Source, sheet: str | None, readers: Sequence[HeaderReader], encoding: str | None = None
) -> list[Grid]:
    """Return the grids of a file or its content as they are read: periods in one column, blocks and parts together."""
    standing = grids_as_they_stand(path, sheet, readers, encoding)
    plain = (with_series(with_headed_numbers(grid), readers) for grid in standing)
    return [widened(stacked(with_wholes(with_periods(grid)))) for grid in plain]


def grids_as_they_stand(
    path: Source, sheet: str | None, readers: Sequence[HeaderReader], encoding: str | None = None
) -> list[Grid]:
    """Return the grids of a file or its content; the delimiter of a text is the one under which readers know most."""
    file, data = read_bytes(path) if isinstance(path, (str, Path)) else handed_content(path)

    def recognise(row: Sequence[Cell]) -> int:
        return max(reader.recognise(row) for reader in readers)

    return read_grids(file, data, recognise, sheet, encoding)
