"""The values of a table: numbers in the framework's units, and a finding for every cell that is none."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple, cast

import numpy as np

from ii_index._typing import BoolArray, FloatArray, IntArray
from ii_index.errors import Finding
from ii_index.io.files.grid import Cell, Cells, Grid, Numbers, Pieces, shown, shown_lines
from ii_index.io.tables.body import Body
from ii_index.io.tables.continued import noted_at
from ii_index.io.tables.keys import Labels, gather
from ii_index.io.tables.notes import Bare, Noted, applied, misfits
from ii_index.messages.values import NO_UNIT, NOT_NUMBER
from ii_index.model import units_of_measurement as units
from ii_index.model.chains import link_said
from ii_index.model.framework import Framework
from ii_index.model.heads import Head
from ii_index.model.numbers import Measure, Number, Refusal, as_percent, read


@dataclass(slots=True, eq=False)
class Column:
    """Numbers of one indicator, and by position what was odd about some of them."""

    values: FloatArray
    refused: dict[int, Refusal] = field(default_factory=dict[int, Refusal])
    read: dict[int, Number] = field(default_factory=dict[int, Number])


def convert(cells: Cells, measure: Measure, percents: frozenset[int] = frozenset()) -> Column:
    """Read the cells of one indicator.

    Plain decimals are read all at once; what is left one by one, each distinct text once. ``read`` keeps those that
    carried a unit, a mark or a percent sign; ``percents`` are the positions of percent-formatted cells.
    """
    values, plain = _plain(cells)
    if not measure.is_plain:
        plain[:] = False
    for at in percents:
        plain[at] = False
    column = Column(values)
    if not plain.all():
        _one_by_one(column, cells, np.flatnonzero(~plain).tolist(), measure, percents)
        _refuse_mixed(column, cells, percents)
    return column


def _plain(cells: Cells) -> tuple[FloatArray, BoolArray]:
    """Return the numbers, and which cells were plain ones."""
    if isinstance(cells, (Pieces, Numbers)):
        return cells.decimals()
    kinds = set(map(type, cells))
    if kinds <= {float, int}:
        values = np.fromiter(cells, np.float64, len(cells)) + 0.0
        return values, np.isfinite(values)
    if kinds == {str} and (pieces := Pieces.of(cells)):  # type: ignore[arg-type]  # just checked
        return pieces.decimals()
    return np.full(len(cells), np.nan), np.zeros(len(cells), dtype=np.bool_)


def _one_by_one(
    column: Column, cells: Cells, places: list[int], measure: Measure, percents: frozenset[int]
) -> None:
    known: dict[tuple[type, Cell], Number | Refusal] = {}
    for at in places:
        cell = cells[at]
        if at in percents and isinstance(cell, (float, int)):
            found = as_percent(cell, measure)
        else:
            key = (type(cell), cell)
            found = known.get(key) or known.setdefault(key, read(cell, measure))
        if isinstance(found, Refusal):
            column.refused[at] = found
            column.values[at] = np.nan
            continue
        column.values[at] = found.value
        if found.unit or found.mark or found.percent:
            column.read[at] = found


def _refuse_mixed(column: Column, cells: Cells, percents: frozenset[int]) -> None:
    """Refuse bare fractions beside percent signs: 0.587 may be 0.587 % or 58.7 %."""
    signed = [at for at, number in column.read.items() if number.percent]
    if not signed:
        return
    example = shown(cells[signed[0]], percent=signed[0] in percents)
    for at in np.flatnonzero((np.abs(column.values) <= 1) & (column.values != 0)).tolist():
        number = column.read.get(at)
        if number is None or number.bare:
            column.values[at] = np.nan
            column.refused[at] = Refusal("E_MIXED_PERCENT", expected=example)


def fractions(values: FloatArray, unit: str | None) -> bool:
    """Whether a whole column of a %-unit lies in 0..1, zeros aside."""
    if not units.is_share(unit):
        return False
    present = values[~np.isnan(values)]
    return bool(present.size and (present > 0).any() and (present >= 0).all() and (present <= 1).all())


class Series(NamedTuple):
    """The cells of one indicator in one unit of measurement: some columns of some rows.

    Attributes
    ----------
    column : str
        Id of the indicator or denominator.
    heading : str
        What the table calls it.
    stated : str or None
        Unit of measurement that the table states.
    heads : tuple of Head
    rows : IntArray
        Rows of the grid.
    sound : int
        How many of them, from the first, are used; the others are checked for errors only.
    """

    column: str
    heading: str
    stated: str | None
    heads: tuple[Head, ...]
    rows: IntArray
    sound: int


class ValueReader:
    """Reads series of a grid and gathers the findings."""

    def __init__(
        self, grid: Grid, framework: Framework, noted: tuple[Noted, ...] = (), *, others: bool = False
    ) -> None:
        self.grid = grid
        self.noted, self.others = noted, others
        self._refused_notes: frozenset[Noted] = frozenset()
        self.framework = framework
        self.findings: list[Finding] = []
        columns = (
            *(node.reads or node.id for node in framework.walk()),
            *(item.id for item in framework.denominators),
        )
        self.units = {column: framework.unit_of(column) for column in dict.fromkeys(columns)}

    def read(self, body: Body, heads: Sequence[Head]) -> FloatArray:
        """Return the numbers of all rows, shape (rows, heads); NaN where missing or refused."""
        said = body.measures.used() if body.indicators is None and body.measures else [None]
        if body.indicators is None and body.measures and len(said) > 1:
            return self._read_by_measures(body, body.measures, heads)
        if body.indicators is None:
            rows = np.concatenate((body.rows, body.unsound)) if body.unsound.size else body.rows
            cells = self.grid.columns([head.at for head in heads], rows)
            every = [
                Series(
                    str(head.column),
                    head.text,
                    self._stated(head, said[0], heads),
                    (head,),
                    rows,
                    len(body.rows),
                )
                for head in heads
            ]
            self._settle_noted(every)
            self._say_mixed(every)
            self._say_unstated([(series, rows) for series in every])
            found = [
                self._read(series, own)[: len(body.rows), 0] for series, own in zip(every, cells, strict=True)
            ]
            return _side_by_side(found, len(body.rows))
        values = np.empty((len(body.rows), len(heads)), order="F")
        by_rows = [*_by_rows(body, heads)]
        wanted = {self.units[series.column] for series, _ in by_rows}
        named = [
            (part, rows, places)
            for series, rows in by_rows
            for part, places in self._by_heads(series, wanted)
        ]
        self._settle_noted([series for series, _, _ in named])
        self._say_mixed([series for series, _, _ in named])
        if body.measures is not None:
            self._say_unstated([(series, rows) for series, rows, _ in named], body.measures)
        for series, rows, places in named:
            cells = self.grid.columns([head.at for head in series.heads], series.rows)
            numbers = self._read(series, cells[0] if len(cells) == 1 else [*chain(*cells)])
            values[rows[:, np.newaxis], places] = numbers
        return values

    def _by_heads(self, series: Series, every: Collection[str | None]) -> Iterator[tuple[Series, list[int]]]:
        """Yield the columns of an indicator's rows by the unit of measurement that heads them: ``江苏（万元）``.

        What the rows say of themselves holds before. An indicator that cannot be in it is left, if another can:
        ``every`` are the units of measurement that are wanted.
        """
        said = {head.measure: list[int]() for head in series.heads}
        for place, head in enumerate(series.heads):
            said[head.measure].append(place)
        if series.stated is not None or said.keys() == {None}:
            yield series, [*range(len(series.heads))]
            return
        for measure, places in said.items():
            heads = tuple(series.heads[place] for place in places)
            fits = {
                wanted for wanted in every if wanted is None or (measure and units.factor(measure, wanted))
            }
            stated = measure if self.units[series.column] in fits or not fits else None
            yield series._replace(stated=stated, heads=heads), places

    def _read_by_measures(
        self, body: Body, measures: Labels[str | None], heads: Sequence[Head]
    ) -> FloatArray:
        """Return the numbers of rows each of which states a unit of measurement, in a column of their own."""
        values = np.empty((len(body.rows), len(heads)), order="F")
        found: list[tuple[Series, IntArray, int]] = []
        for number, said in enumerate(measures.values):
            rows = np.flatnonzero(measures.at == number)
            for place, head in enumerate(heads if rows.size else ()):
                stated = self._stated(head, said, heads)
                own = Series(str(head.column), head.text, stated, (head,), body.rows[rows], len(rows))
                found.append((own, rows, place))
        self._settle_noted([series for series, _, _ in found])
        self._say_mixed([series for series, _, _ in found])
        self._say_unstated([(series, rows) for series, rows, _ in found], measures)
        for series, rows, place in found:
            (cells,) = self.grid.columns([series.heads[0].at], series.rows)
            values[rows, place] = self._read(series, cells)[:, 0]
        return values

    def _say_mixed(self, every: Sequence[Series]) -> None:
        """Name indicators without a unit of their own whose rows state several."""
        said: dict[str, dict[object, Series]] = {}
        for series in every:
            unit = units.parse(series.stated) if series.stated and self.units[series.column] is None else None
            if unit is not None:
                said.setdefault(series.column, {}).setdefault(unit, series)
        for found in said.values():
            first, *others = found.values()
            for other in others[:1]:
                details = {"names": [first.heading], "example": f"{first.heading}（{first.stated}）"}
                shown = "、".join(str(one.stated) for one in found.values())
                row, head = self._place(other, 0)
                self._find("W_UNIT_NOT_APPLIED", row, head.at, other, found=shown, details=details)

    def _say_unstated(
        self, every: Sequence[tuple[Series, IntArray]], measures: Labels[str | None] | None = None
    ) -> None:
        """Refuse figures without a unit of measurement beside others of their indicator in another than is wanted.

        Where ``measures`` of rows have it above, of another indicator, it is said that these are not taken to be in it.
        """
        stated: dict[str, str] = {}
        for series, _ in every:
            if series.stated and units.factor(series.stated, self.units[series.column] or "") != 1:
                stated.setdefault(series.column, series.stated)
        for series, rows in every:
            wanted = self.units[series.column]
            if series.stated or wanted is None or applied(self._bare(series)).measure is not None:
                continue
            near = stated.get(series.column) or (_nearest(measures, int(rows[0])) if measures else None)
            if near is None or units.factor(near, wanted) in {None, 1}:
                continue
            row, head = self._place(series, 0)
            details = {"names": [series.heading], "example": f"{series.heading}（{near}）"}
            code = "E_UNIT_UNSTATED" if series.column in stated else "W_UNIT_NOT_APPLIED"
            self._find(code, row, head.at, series, found=near, expected=wanted, details=details)

    def _stated(self, head: Head, said: str | None, heads: Sequence[Head]) -> str | None:
        """Return the unit of measurement of a column: its own, or the one that rows state if it can be in it.

        Where none can, it is of all, to be refused.
        """
        wanted = self.units[str(head.column)]
        if head.measure or not said or not units.is_known(said):
            return head.measure
        if wanted is None:
            return said if len(heads) == 1 else None
        others = {self.units[str(other.column)] for other in heads if other.measure is None}
        fits = {unit for unit in others if unit and units.factor(said, unit) is not None}
        return said if wanted in fits or not fits else None

    def _read(self, series: Series, cells: Cells) -> FloatArray:
        """Return the numbers of a series, shape (rows, heads)."""
        shape = (len(series.rows), len(series.heads))
        if not self._refused_notes.isdisjoint(self._bare(series).noted) and series.stated is None:
            return np.full(shape, np.nan)
        measure = self._measure(series)
        if measure.factor is None:
            self._unit_unknown(series, measure)
            return np.full(shape, np.nan)
        percents = self._percents(series)
        column = convert(cells, measure, percents)
        self._report(series, column, measure, percents, cells)
        return column.values.reshape(shape[::-1]).T

    def _measure(self, series: Series) -> Measure:
        """Say what the numbers are in: as header or row has it, else as a title has it for all that can be."""
        wanted = self.units[series.column]
        stated = series.stated
        noted = applied(self._bare(series)).measure
        said = link_said(stated) or (link_said(noted) if stated is None else None)
        if said is not None:
            self._refuse_links(series, said, stated or noted)
            return Measure(lone_comma=self.grid.delimiter != ";")
        stated = noted if stated is None else stated
        grades = self.framework.grades_of(series.column)
        return Measure(wanted, stated, lone_comma=self.grid.delimiter != ";", grades=grades)

    def _bare(self, series: Series) -> Bare:
        noted = noted_at(self.grid, series.heads[0].at, self.noted)
        wanted = self.units[series.column]
        return Bare(series.column, series.heading, wanted, series.stated, noted)

    def _settle_noted(self, every: Sequence[Series]) -> None:
        """Refuse what is stated of all figures where it holds of none, and say where it is not applied."""
        figures = [self._bare(series) for series in every if self.framework.grades_of(series.column) is None]
        found = [*misfits(figures, others=self.others)]
        self.findings += [finding for _, finding in found]
        self._refused_notes = frozenset(note for note, finding in found if finding.severity == "error")

    def _refuse_links(self, series: Series, said: str, found: str | None) -> None:
        """Refuse figures whose base is the year or the period before, where the framework takes them for levels."""
        own = self.framework.links_of(series.column)
        if own is None or own.kind != said:
            details = {"chain": said}
            self._find(
                "E_LINKS", series.heads[0].row, series.heads[0].at, series, found=found, details=details
            )

    def _percents(self, series: Series) -> frozenset[int]:
        """Return the positions of the cells shown with a percent sign by their format."""
        if not self.grid.percents:
            return frozenset()
        places = self._places(series)
        return frozenset(at for at, place in enumerate(places) if place in self.grid.percents)

    def _places(self, series: Series) -> Iterator[tuple[int, int]]:
        return ((row, head.at) for head in series.heads for row in series.rows.tolist())

    def _place(self, series: Series, at: int) -> tuple[int, Head]:
        across, down = divmod(at, len(series.rows))
        return int(series.rows[down]), series.heads[across]

    def _unit_unknown(self, series: Series, measure: Measure) -> None:
        wanted = measure.wanted or ""
        first = series.heads[0]
        in_header = first.measure == series.stated and first.column == series.column
        row = first.row if in_header else int(series.rows[0])
        details = {"convertible": units.convertible(wanted)}
        self._find(
            "E_UNIT_UNKNOWN", row, first.at, series, found=series.stated, expected=wanted, details=details
        )

    def _report(
        self, series: Series, column: Column, measure: Measure, percents: frozenset[int], cells: Cells
    ) -> None:
        for at, refusal in sorted(column.refused.items()):
            self._refused(series, at, refusal, shown(cells[at], percent=at in percents))
        first, used = series.heads[0], series.sound * len(series.heads)
        values, odd = column.values[:used], {at: number for at, number in column.read.items() if at < used}
        missing = [at for at in np.flatnonzero(np.isnan(values)).tolist() if at not in column.refused]
        if measure.factor != 1:
            row = first.row if first.column else int(series.rows[0])
            self._find("W_UNIT_SCALED", row, first.at, series, found=measure.stated, expected=measure.wanted)
        self._warn("W_MISSING_VALUES", series, missing, cells)
        self._warn("W_MARK_STRIPPED", series, [at for at, number in odd.items() if number.mark], cells)
        in_unit = [at for at, number in odd.items() if number.unit]
        self._warn("W_UNIT_IN_CELL", series, in_unit, cells, expected=measure.wanted or measure.stated)
        formatted = [at for at in sorted(percents) if at < used and at not in column.refused]
        self._warn("W_PERCENT_FORMAT", series, formatted, cells)
        if not odd and not percents and fractions(values, measure.wanted):
            row, head = self._place(series, 0)
            self._find("W_FRACTION_FOR_PERCENT", row, head.at, series, expected="%")

    def _refused(self, series: Series, at: int, refusal: Refusal, found: str) -> None:
        row, head = self._place(series, at)
        wanted = self.units[series.column] or series.stated
        likely = f" ({refusal.expected})" if refusal.expected else ""
        details = {
            "why": NOT_NUMBER[refusal.reason],
            "likely": likely,
            "convertible": units.convertible(wanted) if wanted else NO_UNIT,
        }
        self._find(
            refusal.code, row, head.at, series, found=found, expected=refusal.expected, details=details
        )

    def _warn(
        self, code: str, series: Series, at: Sequence[int], cells: Cells, expected: str | None = None
    ) -> None:
        if at:
            row, head = self._place(series, at[0])
            details = {"count": len(at), "lines": self._lines(series, at)}
            self._find(
                code,
                row,
                head.at,
                series,
                found=shown(cells[at[0]], percent=code == "W_PERCENT_FORMAT"),
                expected=expected,
                details=details,
            )

    def _lines(self, series: Series, at: Iterable[int]) -> list[int | str]:
        places = (self._place(series, place) for place in at)
        return shown_lines(self.grid.line(row, head.at) for row, head in places)

    def _find(self, code: str, row: int, at: int, series: Series, **values: object) -> None:
        heading = series.heading if series.heading != series.column else None
        self.findings.append(
            self.grid.finding(code, row, at, column=series.column, heading=heading, **values)
        )


def _nearest(measures: Labels[str | None], row: int) -> str | None:
    """Return the unit of measurement that a row above states, the nearest first; else one below."""
    order = (*range(row - 1, -1, -1), *range(row + 1, len(measures)))
    return next(filter(None, (measures[other] for other in order)), None)


def _side_by_side(columns: Sequence[FloatArray], rows: int) -> FloatArray:
    """Return columns as one array: the one that they are of, where they are its columns one after the other."""
    whole = _root(columns[0]) if columns else None
    if whole is not None and whole.shape == (rows, len(columns)):
        own = [_place(whole[:, at]) for at in range(len(columns))]
        if own == [*map(_place, columns)]:
            return whole
    values = np.empty((rows, len(columns)), order="F")
    for at, column in enumerate(columns):
        values[:, at] = column
    return values


def _place(array: FloatArray) -> tuple[object, ...]:
    """Say where in memory an array lies."""
    return array.__array_interface__["data"], array.strides, array.shape


def _root(array: FloatArray) -> FloatArray | None:
    """Return the array that another one is a part of; None where that is none."""
    base: Any = array
    while getattr(base, "base", None) is not None:
        base = base.base
    return cast("FloatArray", base) if issubclass(type(base), np.ndarray) else None


def _by_rows(body: Body, heads: Sequence[Head]) -> Iterator[tuple[Series, IntArray]]:
    """Yield the rows of each indicator in each unit of measurement, where rows name their indicators."""
    indicators = body.indicators or gather(list[str]())
    unstated: list[str | None] = [None]
    measures = body.measures or Labels(unstated, np.zeros(len(indicators), dtype=np.intp))
    keys: list[tuple[int, int]] = [*zip(indicators.at.tolist(), measures.at.tolist(), strict=True)]
    pairs = gather(keys)
    for number, (indicator, measure) in enumerate(pairs.values):
        rows = np.flatnonzero(pairs.at == number)
        column, stated = indicators.values[indicator], measures.values[measure]
        yield Series(column, body.headings[column], stated, tuple(heads), body.rows[rows], len(rows)), rows
