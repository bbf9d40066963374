"""From a DataFrame to the parts of a panel, with the checks that a file gets.

Keys are told apart once each, and values are put where their keys say: no row order and no version of pandas can move
a value to another cell.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ii_index._typing import BoolArray, FloatArray, IntArray
from ii_index.errors import DataError, Finding
from ii_index.messages import Bilingual
from ii_index.messages.reading import (
    NONE,
    SKIPPED,
    UNIT_COLUMN,
    YEAR_COLUMN,
    did_you_mean,
    seen_years,
    unit_in_year,
)
from ii_index.messages.values import NO_UNIT, NOT_NUMBER
from ii_index.model import provinces
from ii_index.model import units_of_measurement as measures
from ii_index.model.assembly import (
    Refused,
    Roster,
    absences,
    apportioned,
    columns_of,
    expected_units,
    missing_columns,
    missing_units,
    order_units,
    unit_phrase,
)
from ii_index.model.frame_columns import Coded, Measured, as_pandas, is_numeric, numbers, text_of
from ii_index.model.framework import Framework
from ii_index.model.headings import Names, Role, role_of, year_of
from ii_index.model.identities import identify
from ii_index.model.numbers import Measure

if TYPE_CHECKING:
    from ii_index.model.frame_columns import Source

FRAME = "DataFrame"
"""What stands for the file in findings about a frame; ``row`` counts its rows from 1."""

_FINDINGS = 100_000
_NAMED, _LINES = 8, 10
_SAMPLED = 200


class Asked(NamedTuple):
    """What the caller says of a frame beyond the frame itself; see :meth:`ii_index.Panel.from_frame`."""

    year: int | None = None
    unit: str | None = None
    year_column: str | None = None
    expected_units: Sequence[str] | None = None
    allow_missing: bool = False


@dataclass(frozen=True, slots=True)
class Parts:
    """What a panel is made of."""

    framework: Framework
    years: tuple[int, ...]
    units: tuple[str, ...]
    values: FloatArray
    denominators: FloatArray
    findings: tuple[Finding, ...]


class Spot(NamedTuple):
    """Where an indicator's values stand: a column, and in a long frame some of its rows; and what they are in."""

    column: str
    at: int
    stated: str | None = None
    rows: IntArray | None = None


class Keys(NamedTuple):
    """The key of each row that is kept.

    Attributes
    ----------
    units, years : tuple
    unit_at, year_at : IntArray, shape (kept rows,)
    rows : IntArray, shape (kept rows,)
    """

    units: tuple[str, ...]
    years: tuple[int, ...]
    unit_at: IntArray
    year_at: IntArray
    rows: IntArray

    @property
    def places(self) -> IntArray:
        """Flat place in (years, units) of each row."""
        return self.year_at * len(self.units) + self.unit_at


def parts_of(frame: object, framework: Framework, asked: Asked) -> Parts:
    """Return the parts of the panel that a frame holds; raise DataError with every fault."""
    table = _Table(as_pandas(frame), framework, asked)
    parts = table.read()
    if parts is None or any(finding.severity == "error" for finding in table.findings):
        raise DataError(sorted(table.findings, key=lambda one: one.severity != "error"))
    return parts


class _Table:
    """One frame being read, step by step; findings gather on the way."""

    def __init__(self, frame: Any, framework: Framework, asked: Asked) -> None:  # noqa: ANN401 - a pandas frame
        self.framework, self.names, self.asked = framework, Names(framework), asked
        self.wanted = expected_units(framework, asked.expected_units)
        self.labels, self.columns = _with_index(frame)
        self.keep = np.ones(len(frame), dtype=np.bool_)
        self.refused = Refused()
        self.findings: list[Finding] = []
        self.roles = self._roles()
        self._distinct_codes = False

    def say(self, code: str, row: int | None = None, **values: Any) -> None:  # noqa: ANN401 - a finding's fields
        """Add a finding at a row, 0-based."""
        self.findings.append(Finding(code, file=FRAME, row=None if row is None else row + 1, **values))

    def each(self, rows: IntArray, say: Callable[[int], None]) -> None:
        """Say something of each row, as far as anybody would read."""
        room = max(_FINDINGS - len(self.findings), 0)
        for row in rows[:room].tolist():
            say(row)
        if len(rows) > room:
            self.say("N_MORE_FINDINGS", details={"count": len(rows) - room})

    def read(self) -> Parts | None:
        """Return the parts, or None where too little could be read."""
        spots = [*self._long()] if self._is_long else [*self._wide()]
        keys = self._keys()
        found = {spot.column for spot in spots}
        cut, lacking = self.framework.cut(found), missing_columns(self.framework, found)
        national = keys is not None and keys.units == (provinces.NATION,)
        if national:
            cut = cut.without({leaf.id for leaf in cut.leaves if {leaf.reads, leaf.denominator} & {*lacking}})
        for column in lacking:
            self._say_missing_column(column, national=national)
        if not self.keep.any() and not self.findings:
            self.say("E_EMPTY")
        if keys is None or not len(keys.rows) or (lacking and not national):
            return None
        columns = columns_of(cut, found)
        values, present = self._scatter(spots, keys, columns)
        if not national:
            self._say_missing_units(keys, present)
        given, denominators = apportioned(values, columns, cut)
        given.setflags(write=False)
        return Parts(cut, keys.years, keys.units, given, denominators, tuple(self.findings))

    # --- which column is what

    @cached_property
    def _is_long(self) -> bool:
        return self.roles.keys() >= {"indicator", "value"}

    @cached_property
    def _named(self) -> list[str | None]:
        """The id of the indicator that each column is named after."""
        found = map(self.names.find, self.labels)
        return [named.column if named else None for named in found]

    def _roles(self) -> dict[Role, int]:
        """Return the column of each role: as asked, by its heading, or by what stands in it."""
        roles: dict[Role, int] = {}
        asked: tuple[tuple[Role, str | None, Bilingual], ...] = (
            ("unit", self.asked.unit, UNIT_COLUMN),
            ("year", self.asked.year_column, YEAR_COLUMN),
        )
        for role, label, name in asked:
            if label is not None and label in self.labels:
                roles[role] = self.labels.index(label)
            elif label is not None:
                self._say_missing(label, name, self.labels)
        for at, label in enumerate(self.labels):
            if (found := role_of(label)) and at not in roles.values():
                roles.setdefault(found, at)
        self._settle_measure(roles)
        self._settle_unit(roles)
        self._settle_year(roles)
        return roles

    def _settle_measure(self, roles: dict[Role, int]) -> None:
        """Tell by content: 单位 heads units of measurement, or units."""
        at = roles.get("measure")
        if at is None or "unit" in roles or self.asked.unit is not None:
            return
        if self._mostly(at, self._is_province) or not self._mostly(at, measures.is_known):
            roles["unit"] = roles.pop("measure")

    def _settle_unit(self, roles: dict[Role, int]) -> None:
        """Take a column of provinces as the units; where units are free, the first of texts before all indicators."""
        free = self.framework.units == "any"
        nameless = [at for at, named in enumerate(self._named) if named is None and at not in roles.values()]
        first = next((at for at, named in enumerate(self._named) if named), len(self.labels))
        candidates = [at for at in nameless if at < first][:1] if free else nameless
        test = _is_free_label if free else self._is_province
        found = [at for at in candidates if self._mostly(at, test)]
        if found and "unit" not in roles and self.asked.unit is None:
            roles["unit"] = found[0]

    def _settle_year(self, roles: dict[Role, int]) -> None:
        """Take a level of the index that has no name and holds nothing but years."""
        nameless = [at for at, label in enumerate(self.labels) if not label and at not in roles.values()]
        texts = {at: self._first_texts(at) for at in nameless}
        found = [at for at in nameless if texts[at] and all(map(year_of, texts[at]))]
        if found and "year" not in roles and self.asked.year_column is None:
            roles["year"] = found[0]

    def _mostly(self, at: int, test: Callable[[str], object]) -> bool:
        """Whether more than half of the first cells of a column pass a test."""
        texts = self._first_texts(at)
        return 2 * sum(bool(test(text)) for text in texts) > len(texts)

    def _first_texts(self, at: int) -> list[str]:
        column = self.columns[at]
        cells = column[np.arange(len(column)) < _SAMPLED]
        return [text_of(cell) for cell in cells[~cells.isna()].tolist()]

    def _is_province(self, text: str) -> bool:
        status = identify(text, self.framework).status
        return self.framework.units == "provinces" and status not in {"unknown", "blank"}

    def _wide(self) -> Iterator[Spot]:
        """Yield the columns of indicators, each once; name the others."""
        found: dict[str, int] = {}
        for at, label in enumerate(self.labels):
            spot = None if at in self.roles.values() else self._spot(label, at)
            if spot is None:
                continue
            if spot.column in found:
                self.say("E_DUPLICATE_COLUMN", column=spot.column, found=label)
                continue
            found[spot.column] = at
            yield spot

    def _long(self) -> Iterator[Spot]:
        """Yield the rows of each indicator in each unit of measurement; leave the rows of others out."""
        at, value = self.roles["indicator"], self.roles["value"]
        for other, label in enumerate(self.labels):
            if other not in self.roles.values():
                self.say("W_EXTRA_COLUMN", column=label, found=label)
        labels = Coded.of(self.columns[at]).texts()
        self._refuse_blank(labels, at)
        stated = Coded.of(self.columns[self.roles["measure"]]).texts() if "measure" in self.roles else None
        known = [self._spot(label, value) for label in labels.distinct]
        unknown = np.array([spot is None for spot in [*known, None]], dtype=np.bool_)
        self.keep &= ~unknown[labels.at]
        codes = labels.at if stated is None else labels.at * (len(stated.distinct) + 1) + stated.at + 1
        for code, rows in _groups(codes, self.keep):
            which, measure = (code, 0) if stated is None else divmod(code, len(stated.distinct) + 1)
            spot = known[which]
            if spot is not None:
                own = stated.distinct[measure - 1] if stated is not None and measure else spot.stated
                yield spot._replace(stated=own, rows=rows)

    def _spot(self, label: str, at: int) -> Spot | None:
        """Return what a heading or a row's label names; say so where it names nothing."""
        named = self.names.find(label)
        if named is None:
            self.say("W_EXTRA_COLUMN", column=label, found=label)
            return None
        wanted, beside = self._unit_of(named.column), named.beside
        if beside is None or beside == wanted:
            return Spot(named.column, at)
        if wanted is None or measures.factor(beside, wanted) is None:
            details = {"convertible": measures.convertible(wanted) if wanted else NO_UNIT}
            self.say("E_UNIT_UNKNOWN", column=label, found=beside, expected=wanted, details=details)
            return None
        return Spot(named.column, at, beside)

    def _unit_of(self, column: str) -> str | None:
        return self.framework.unit_of(column)

    def _say_missing_column(self, column: str, *, national: bool) -> None:
        name = self.framework.heading_of(column)
        if national:
            self.say("W_LEAF_ABSENT", column=column, details={"name": name})
        else:
            self._say_missing(column, name, self._unused())

    def _say_missing(self, column: str, name: Bilingual, unused: Sequence[str]) -> None:
        self.say(
            "E_MISSING_COLUMN", column=column, details={"name": name, "unused": [*unused][:_NAMED] or NONE}
        )

    def _unused(self) -> list[str]:
        used = self.roles.values()
        return [
            label
            for at, (label, named) in enumerate(zip(self.labels, self._named, strict=True))
            if named is None and at not in used
        ]

    # --- keys

    def _keys(self) -> Keys | None:
        """Return the keys of the rows kept; None where nothing says the unit or the year."""
        units, years = self._units(), self._years()
        if units is None or years is None:
            return None
        rows = np.flatnonzero(self.keep)
        ordered, unit_at = self._ordered(units, rows)
        kept_years = np.asarray(years[rows])
        present_years, year_at = np.unique(kept_years, return_inverse=True)
        return Keys(ordered, tuple(present_years.tolist()), unit_at, year_at.reshape(-1), rows)

    def _ordered(self, units: Coded, rows: IntArray) -> tuple[tuple[str, ...], IntArray]:
        """Return the units that rows have, in their order, and which of them each row has."""
        if self.framework.units == "any" and len(rows) == len(self.keep) and self._distinct_codes:
            return tuple(units.distinct), units.at
        unit_at, present = _renumbered(units.at[rows], units.distinct)
        ordered = order_units(present, self.framework)
        moved = {unit: at for at, unit in enumerate(ordered)}
        return ordered, np.array([moved[unit] for unit in present], dtype=np.intp)[unit_at]

    def _units(self) -> Coded | None:
        """Return the unit code of each row; rows of totals, parts and unknown names are left out."""
        at = self.roles.get("unit")
        if at is None:
            return self._nation()
        labels = Coded.of(self.columns[at]).texts()
        self._refuse_blank(labels, at)
        roster = Roster.of(labels.distinct, self.framework, self.wanted)
        codes = [*map(roster.codes.get, labels.distinct)]
        self._distinct_codes = codes == labels.distinct
        if None in codes:
            known = labels.spread((code is not None for code in codes), missing=True, dtype=np.bool_)
            self.each(
                np.flatnonzero(self.keep & ~known), lambda row: self._leave_out(row, labels.cell(row), roster)
            )
            self.keep &= known
        return Coded([code or "" for code in codes], labels.at)

    def _nation(self) -> Coded | None:
        """Return the nation for every row, where neither a text nor two rows of a year can be units."""
        if self.asked.unit is not None:
            return None
        years = self.roles.get("year")
        again = years is None or len(set(self.columns[years].tolist())) < len(self.keep)
        several = len(self.keep) > 1 and again and not self._is_long
        texts = [at for at in range(len(self.labels)) if self.labels[at] in {*self._unused()}]
        texts = [at for at in texts if not is_numeric(self.columns[at]) and self._mostly(at, _is_free_label)]
        if several or texts:
            self._say_missing("unit", UNIT_COLUMN, self._unused())
            return None
        return Coded([provinces.NATION], np.zeros(len(self.keep), dtype=np.intp))

    def _refuse_blank(self, labels: Coded, at: int) -> None:
        blank = labels.at < 0
        if not blank.any():
            return
        self.each(
            np.flatnonzero(self.keep & blank),
            lambda row: self.say("E_BLANK_KEY", row, column=self.labels[at]),
        )
        self.keep &= ~blank
        self.refused.add("")

    def _leave_out(self, row: int, label: str, roster: Roster) -> None:
        found = roster.set_aside.get(label)
        if found is None:
            self.refused.add(label)
            names = provinces.nearest(label)
            details = {"likely": did_you_mean(names)}
            self.say(
                "E_UNKNOWN_REGION", row, found=label, expected=" / ".join(names) or None, details=details
            )
        elif found.status == "unit":
            self.say("W_OUT_OF_SCOPE", row, unit=found.code, found=label)
        else:
            self.say("W_ROW_SKIPPED", row, found=label, details={"why": SKIPPED[found.status]})

    def _years(self) -> IntArray | None:
        """Return the year of each row; None where nothing says it."""
        at = self.roles.get("year")
        if at is None:
            if self.asked.year_column is not None:
                return None
            if self.asked.year is None:
                self.say("E_YEAR_UNKNOWN", details={"seen": seen_years([])})
                return None
            return np.full(len(self.keep), self.asked.year, dtype=np.intp)
        cells = Coded.of(self.columns[at])
        self._refuse_blank(cells.texts(), at)
        years: IntArray = cells.spread((year_of(cell) or 0 for cell in cells.distinct), 0, np.intp)
        bad = np.flatnonzero(self.keep & (years == 0))
        if bad.size:
            self.refused.add("")
            column = self.labels[at]
            self.each(
                bad, lambda row: self.say("E_BAD_YEAR", row, column=column, found=text_of(cells.cell(row)))
            )
            self.keep &= years != 0
        return years

    # --- values

    def _scatter(
        self, spots: Sequence[Spot], keys: Keys, columns: Sequence[str]
    ) -> tuple[FloatArray, BoolArray]:
        """Return values, shape (years, units, columns), and which unit-years have a row."""
        shape = (len(keys.years), len(keys.units), len(columns))
        values = np.full(shape, np.nan)
        flat = values.reshape(-1, len(columns))
        place = np.full(len(self.keep), -1, dtype=np.intp)
        place[keys.rows] = keys.places
        filled = np.zeros(len(flat), dtype=np.bool_)
        filled[keys.places] = True
        self._say_repeated(spots, keys, columns)
        for spot in spots:
            if spot.column not in columns:
                continue
            rows = keys.rows if spot.rows is None else spot.rows[self.keep[spot.rows]]
            whole = len(rows) == len(self.keep)
            source = self.columns[spot.at] if whole else self.columns[spot.at][self._mask(rows)]
            flat[place[rows], columns.index(spot.column)] = self._numbers(spot, source, rows)
        return values, filled.reshape(shape[:2])

    def _mask(self, rows: IntArray) -> BoolArray:
        mask = np.zeros(len(self.keep), dtype=np.bool_)
        mask[rows] = True
        return mask

    def _numbers(self, spot: Spot, source: "Source", rows: IntArray) -> FloatArray:
        """Return numbers in the framework's unit; what is no finite number is refused, what is odd is said."""
        wanted = self._unit_of(spot.column)
        measure = Measure(wanted, spot.stated)
        if measure.factor is None:
            details = {"convertible": measures.convertible(wanted or "")}
            self.say(
                "E_UNIT_UNKNOWN",
                int(rows[0]),
                column=spot.column,
                found=spot.stated,
                expected=wanted,
                details=details,
            )
            return np.full(len(rows), np.nan)
        read = numbers(source, measure)
        if measure.factor != 1:
            self.say("W_UNIT_SCALED", column=spot.column, found=spot.stated, expected=wanted)
        self._say_refused(spot.column, read, rows, wanted)
        self._say_odd(spot.column, read, rows, wanted)
        return read.values

    def _say_refused(self, column: str, read: Measured, rows: IntArray, wanted: str | None) -> None:
        def say(place: int) -> None:
            refusal = read.refused[int(read.cells.at[place])]
            details = {
                "why": NOT_NUMBER[refusal.reason],
                "likely": f" ({refusal.expected})" if refusal.expected else "",
                "convertible": measures.convertible(wanted) if wanted else NO_UNIT,
            }
            found = text_of(read.cells.cell(place))
            self.say(
                refusal.code,
                int(rows[place]),
                column=column,
                found=found,
                expected=refusal.expected,
                details=details,
            )

        self.each(read.rows(read.refused), say)

    def _say_odd(self, column: str, read: Measured, rows: IntArray, wanted: str | None) -> None:
        """Name the cells that carried a footnote mark or a unit of their own, once a column."""
        for code, which, expected in (
            ("W_MARK_STRIPPED", [at for at, number in read.odd.items() if number.mark], None),
            ("W_UNIT_IN_CELL", [at for at, number in read.odd.items() if number.unit], wanted),
        ):
            places = read.rows(which)
            if not places.size:
                continue
            lines: list[int | str] = [int(rows[place]) + 1 for place in places[:_LINES].tolist()]
            details = {"count": len(places), "lines": [*lines, "…"] if len(places) > _LINES else lines}
            found = text_of(read.cells.cell(int(places[0])))
            self.say(
                code, int(rows[places[0]]), column=column, found=found, expected=expected, details=details
            )

    def _say_repeated(self, spots: Sequence[Spot], keys: Keys, columns: Sequence[str]) -> None:
        """Refuse the rows that say something twice."""
        places = keys.places
        count = len(keys.units) * len(keys.years)
        if self._is_long:
            column = np.full(len(self.keep), -1, dtype=np.intp)
            for spot in spots:
                if spot.rows is not None and spot.column in columns:
                    column[spot.rows] = columns.index(spot.column)
            places = places * (len(columns) + 1) + column[keys.rows] + 1
            count *= len(columns) + 1
        first = np.zeros(count, dtype=np.bool_)
        first[places] = True
        if np.count_nonzero(first) == len(places):
            return
        again = np.ones(len(places), dtype=np.bool_)
        again[np.unique(places, return_index=True)[1]] = False

        def say(at: int) -> None:
            unit, year = keys.units[int(keys.unit_at[at])], keys.years[int(keys.year_at[at])]
            details = {"which": unit_in_year(unit_phrase(unit), year)}
            self.say("E_DUPLICATE_KEY", int(keys.rows[at]), unit=unit, year=year, details=details)

        self.each(np.flatnonzero(again), say)

    def _say_missing_units(self, keys: Keys, present: BoolArray) -> None:
        absent = missing_units(present, keys.units, keys.years, self.wanted, self.refused)
        for code, values in absences(absent, allowed=self.asked.allow_missing):
            self.say(code, **values)


def _with_index(frame: Any) -> tuple[list[str], list[Any]]:  # noqa: ANN401 - a pandas frame
    """Return headings and columns, those of the index first: where it has names, or may be the units."""
    headings = [*map(str, frame.columns)]
    columns = [frame.iloc[:, at] for at in range(frame.shape[1])]
    levels = [frame.index.get_level_values(at) for at in range(frame.index.nlevels)]
    nameless = not any(name is not None for name in frame.index.names)
    counted = len(levels) == 1 and is_numeric(levels[0])
    if nameless and (counted or "unit" in map(role_of, headings)):
        return headings, columns
    names = ["" if level.name is None else str(level.name) for level in levels]
    return [*names, *headings], [*levels, *columns]


def _is_free_label(text: str) -> bool:
    return not text.replace(".", "", 1).lstrip("-").isdigit()


def _groups(codes: IntArray, keep: BoolArray) -> Iterator[tuple[int, IntArray]]:
    """Yield each code with the kept rows that have it."""
    rows = np.flatnonzero(keep)
    order = rows[np.argsort(codes[rows], kind="stable")]
    starts = np.flatnonzero(np.diff(codes[order], prepend=-2))
    yield from ((int(codes[group[0]]), group) for group in np.split(order, starts[1:]) if group.size)


def _renumbered(at: IntArray, distinct: list[str]) -> tuple[IntArray, list[str]]:
    """Return positions among the labels that rows have, as they come; two spellings of a unit are one."""
    counts = np.bincount(at, minlength=len(distinct)) if at.size else np.zeros(len(distinct), dtype=np.intp)
    used = np.flatnonzero(counts)
    first = np.full(len(distinct), len(at), dtype=np.intp)
    np.minimum.at(first, at, np.arange(len(at)))
    used = used[np.argsort(first[used])]
    position: dict[str, int] = {}
    moved = np.zeros(len(distinct), dtype=np.intp)
    labels: list[int] = used.tolist()
    moved[used] = [position.setdefault(distinct[label], len(position)) for label in labels]
    return moved[at], list(position)
