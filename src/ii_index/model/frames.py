"""From a DataFrame to the parts of a panel, with the checks that a file gets.

Keys are told apart once each, and values are put where their keys say: no row order and no version of pandas can move
a value to another cell.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ii_index._typing import BoolArray, FloatArray, IntArray
from ii_index.errors import DataError, Finding, gathered
from ii_index.messages import Bilingual
from ii_index.messages.reading import (
    NONE,
    SKIPPED,
    UNIT_COLUMN,
    did_you_mean,
    seen_years,
    unit_in_year,
)
from ii_index.messages.values import NO_UNIT, NOT_NUMBER
from ii_index.model import provinces, roles
from ii_index.model import units_of_measurement as measures
from ii_index.model.assembly import (
    Refused,
    Roster,
    absences,
    apportioned,
    columns_of,
    expected_units,
    free_heading,
    group_labels,
    missing_columns,
    missing_units,
    order_units,
    unit_phrase,
)
from ii_index.model.chains import link_said
from ii_index.model.frame_columns import Coded, Measured, as_pandas, is_numeric, numbers, text_of
from ii_index.model.framework import Framework
from ii_index.model.headings import Role, role_of, year_of, years_in, years_of
from ii_index.model.heads import Head, HeadReader, only_indicator, values_of
from ii_index.model.numbers import Measure
from ii_index.model.roles import Chosen, UnitColumns, settle
from ii_index.model.split_periods import split_of
from ii_index.model.unfolding import Told, Unfolded, is_across, unfold

if TYPE_CHECKING:
    from ii_index.model.frame_columns import Source

FRAME = "DataFrame"
"""What stands for the file in findings about a frame; ``row`` counts its rows from 1."""

_FINDINGS = 100_000
_NAMED, _LINES, _HEADINGS = 8, 10, 20
_SAMPLED = 200


class Asked(NamedTuple):
    """What the caller says of a frame beyond the frame itself; see :meth:`ii_index.Panel.from_frame`."""

    year: int | None = None
    chosen: Chosen = Chosen()
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
    groups: dict[str, tuple[str, ...]]


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
    table = _Table(_with_periods(as_pandas(frame)), framework, asked)
    parts = table.read()
    if parts is None or any(finding.severity == "error" for finding in table.findings):
        raise DataError(gathered(sorted(table.findings, key=lambda one: one.severity != "error")))
    return replace(parts, findings=tuple(gathered(parts.findings)))


def _with_periods(frame: Any) -> Any:  # noqa: ANN401 - a pandas frame
    """Put periods into the column of years, where another column holds the month or the quarter."""
    found = split_of(list(frame.columns)) if frame.columns.nlevels == 1 else None
    if found is None:
        return frame
    cells = (frame.iloc[:, at].tolist() for at in (found.year, found.part))
    periods = found.joined(list(zip(*cells, strict=True)))
    if periods is None:
        return frame
    joined = frame.copy()
    joined.isetitem(found.year, [None if period is None else str(period) for period in periods])
    return joined.iloc[:, [at for at in range(joined.shape[1]) if at != found.part]]


class _Table:
    """One frame being read, step by step; findings gather on the way."""

    def __init__(self, frame: Any, framework: Framework, asked: Asked) -> None:  # noqa: ANN401 - a pandas frame
        reader = HeadReader(framework)
        self.framework, self.names, self.asked = framework, reader.names, asked
        self.wanted = expected_units(framework, asked.expected_units)
        labels, columns, stack = _with_index(frame)
        self.labels: list[str] = labels
        self.columns: list[Any] = columns
        self.heads = reader.heads(stack) if self.labels else ()
        self.keep = np.ones(len(frame), dtype=np.bool_)
        self.refused = Refused()
        self.findings: list[Finding] = []
        self.related: UnitColumns = UnitColumns()
        self.also: tuple[int, ...] = ()
        self.unfolded: Unfolded | None = None
        found = _Columns(self)
        self.roles: dict[Role, int] = self._roles(found)
        self.candidates = [self.labels[at] for at in self.related.candidates]
        self.unused = self._unused()
        self._unfold(found, [*_texts(stack), *_axis_names(frame)])
        self._distinct_codes = False

    def say(self, code: str, row: int | None = None, **values: Any) -> None:  # noqa: ANN401 - a finding's fields
        """Add a finding at a row, 0-based; of a frame with years or units across, also under which heading."""
        if row is not None and self.unfolded is not None:
            part, row = divmod(row, self.unfolded.height)
            if values.get("column") in self.framework.readers:
                values = {"heading": self.unfolded.heads[part].text, **values}
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
        national = bool(found) and keys is not None and keys.units == (provinces.NATION,)
        if national:
            cut = cut.without({leaf.id for leaf in cut.leaves if {leaf.reads, leaf.denominator} & {*lacking}})
        for column in lacking:
            self._say_missing_column(column, national=national)
        if not self.keep.any() and not self.findings:
            self.say("E_EMPTY")
        if keys is None or not len(keys.rows) or not spots or (lacking and not national):
            return None
        columns = columns_of(cut, found)
        values, present = self._scatter(spots, keys, columns)
        if not national:
            self._say_missing_units(keys, present)
        groups = self._groups(keys)
        given, denominators = apportioned(values, columns, cut)
        given.setflags(write=False)
        return Parts(cut, keys.years, keys.units, given, denominators, tuple(self.findings), groups)

    # --- which column is what

    @cached_property
    def _is_long(self) -> bool:
        return self.roles.keys() >= {"indicator", "value"}

    def _roles(self, columns: "_Columns") -> dict[Role, int]:
        """Return the column of each role: as asked, by what stands in it, or by its heading."""
        chosen = self.asked.chosen
        unknown = [
            name for name in (chosen.unit, chosen.year, *chosen.groups) if name and name not in self.labels
        ]
        for name in unknown:
            details = {"known": [label for label in self.labels if label][:_HEADINGS] or NONE}
            self.say("E_COLUMN_UNKNOWN", found=name, details=details)
        if unknown:
            return columns.found()
        asked: tuple[tuple[Role, str | None], ...] = (("unit", chosen.unit), ("year", chosen.year))
        for role, label in asked:
            if label is not None:
                columns.give(self.labels.index(label), role)
        picked = tuple(map(self.labels.index, chosen.groups))
        for at in picked:
            columns.roles.pop(at, None)
        related = settle(columns, chosen)
        self.related = related._replace(groups=picked or related.groups)
        if self.framework.units == "provinces":
            self.also = tuple(at for at in columns.with_role("unit")[1:] if at not in self.related.groups)
        self._say_related(columns.with_role("unit"))
        return columns.found()

    def _say_related(self, units: Sequence[int]) -> None:
        """Name the codes and groups of the units, where there are any."""
        codes, groups = (
            [self.labels[at] or "—" for at in part] for part in (self.related.codes, self.related.groups)
        )
        if units and (codes or groups):
            details = {"codes": codes or NONE, "groups": groups or NONE}
            self.say("N_UNIT_COLUMN", found=self.labels[units[0]] or "—", details=details)

    def _unfold(self, columns: "_Columns", texts: Sequence[str]) -> None:
        """Put years, units or the one indicator that stand across into rows; name the columns that are left over."""
        values, stated = values_of(
            columns, self.heads, {*self.roles}, lambda: only_indicator(texts, self.names, self.framework)
        )
        if stated.said is not None:
            self.unused.insert(0, stated.said)
        if not len(self.keep) or not is_across(self.heads, values, self.roles):
            return
        if "unit" in self.roles:
            values = tuple(head._replace(unit=None) for head in values)
        self._say_left_over(values)
        if any(head.unit for head in values):
            self.say("W_TRANSPOSED")
        if stated.assumed is not None:
            details = {"name": self.framework.heading_of(stated.assumed)}
            self.say("N_INDICATOR_ASSUMED", column=stated.assumed, details=details)
        values = self._distinct(values)
        told = Told(self.labels, self.columns, self.roles, self.related, self.also)
        self.unfolded = unfold(told, len(self.keep), values, self.asked.year)
        told = self.unfolded.told
        self.labels, self.columns, self.roles = told.labels, told.columns, told.roles
        self.related, self.also = told.related, told.also
        self.keep = np.ones(self.unfolded.height * len(values), dtype=np.bool_)
        self.__dict__.pop("_told", None)

    def _say_left_over(self, values: Sequence[Head]) -> None:
        """Name the columns that are neither keys nor values: misspelt provinces and years among them."""
        used = {head.at for head in values} | self._told
        across = self.framework.units == "provinces" and any(head.unit for head in values)
        dated = any(head.year for head in values)
        for at, label in enumerate(self.labels):
            if at in used or not label:
                continue
            names = provinces.nearest(label) if across else ()
            if names:
                self.refused.add(label)
                details = {"likely": did_you_mean(names)}
                self.say("E_UNKNOWN_REGION", found=label, expected=" / ".join(names), details=details)
            else:
                self.say(
                    "E_BAD_YEAR" if dated and years_in(label) else "W_EXTRA_COLUMN", column=label, found=label
                )

    def _distinct(self, values: Sequence[Head]) -> tuple[Head, ...]:
        """Refuse columns of values that say the same twice, or another year than their rows."""
        seen: dict[tuple[str | None, int | None, str | None], Head] = {}
        for head in values:
            if head.year and "year" in self.roles:
                expected = self.labels[self.roles["year"]]
                self.say("E_KEY_CONFLICT", column=head.column, found=head.text, expected=expected)
            key = (head.column, head.year, head.unit)
            if (first := seen.setdefault(key, head)) is head:
                continue
            found = head.text or str(head.year)
            self.say(
                "E_DUPLICATE_COLUMN", column=head.column or found, found=found, details={"first": first.text}
            )
        return tuple(seen.values())

    def _wide(self) -> Iterator[Spot]:
        """Yield the columns of indicators, each once; name the others."""
        found: dict[str, int] = {}
        for at, label in enumerate(self.labels):
            spot = (
                None
                if at in self._told
                else self._spot(self.heads[at].text or label, at, self.heads[at].measure)
            )
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
            if other not in self._told:
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

    def _spot(self, label: str, at: int, measure: str | None = None) -> Spot | None:
        """Return what a heading or a row's label names; say so where it names nothing."""
        named = self.names.find(label)
        if named is None:
            self.say("W_EXTRA_COLUMN", column=label, found=label)
            return None
        wanted, beside = self._unit_of(named.column), named.beside or measure
        if said := link_said(beside):
            own = self.framework.links_of(named.column)
            if own is None or own.kind != said:
                self.say("E_LINKS", column=named.column, found=beside, details={"chain": said})
                return None
            return Spot(named.column, at)
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
            self._say_missing(column, name, self.unused)

    def _say_missing(self, column: str, name: Bilingual, unused: Sequence[str]) -> None:
        self.say(
            "E_MISSING_COLUMN", column=column, details={"name": name, "unused": [*unused][:_NAMED] or NONE}
        )

    @cached_property
    def _told(self) -> frozenset[int]:
        """The columns that have a role, or go with the units."""
        return frozenset((*self.roles.values(), *self.also, *self.related.codes, *self.related.groups))

    def _unused(self) -> list[str]:
        used = self._told
        return [
            label
            for at, (label, head) in enumerate(zip(self.labels, self.heads, strict=True))
            if head.column is None and at not in used
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
        self._refuse_conflicts(labels, roster)
        codes = [*map(roster.codes.get, labels.distinct)]
        self._distinct_codes = codes == labels.distinct
        if None in codes:
            known = labels.spread((code is not None for code in codes), missing=True, dtype=np.bool_)
            rows = self._once(np.flatnonzero(self.keep & ~known), at)
            self.each(rows, lambda row: self._leave_out(row, labels.cell(row), roster))
            self.keep &= known
        return Coded([code or "" for code in codes], labels.at)

    def _refuse_conflicts(self, labels: Coded, roster: Roster) -> None:
        """Refuse rows that name their unit twice and differently, or whose code belongs to the name of another row."""
        for at in self.also:
            again = Coded.of(self.columns[at]).texts()
            others = Roster.of(again.distinct, self.framework, self.wanted).codes
            one = np.array([*(roster.codes.get(label, "") for label in labels.distinct), ""])[labels.at]
            two = np.array([*(others.get(label, "") for label in again.distinct), ""])[again.at]
            for row in np.flatnonzero(self.keep & (one != "") & (two != "") & (one != two)).tolist():
                self._refuse_row(row, str(one[row]), found=again.cell(row), expected=labels.cell(row))
        for at in self.related.codes:
            self._refuse_two_names(labels, Coded.of(self.columns[at]).texts(), roster)

    def _refuse_two_names(self, labels: Coded, codes: Coded, roster: Roster) -> None:
        pairs = {*zip(labels.at.tolist(), codes.at.tolist(), strict=True)}
        if len(pairs) == len({code for _, code in pairs}):
            return
        first: dict[str, str] = {}
        for row in np.flatnonzero(self.keep & (codes.at >= 0) & (labels.at >= 0)).tolist():
            label, code = str(labels.cell(row)), str(codes.cell(row))
            name = roster.codes.get(label, label)
            if first.setdefault(code, name) != name:
                self._refuse_row(row, name, found=name, expected=first[code])

    def _refuse_row(self, row: int, unit: str, **values: str) -> None:
        self.keep[row] = False
        self.refused.add(unit, unit)
        if self.unfolded is None or row < self.unfolded.height:
            self.say("E_KEY_CONFLICT", row, **values)

    def _once(self, rows: IntArray, at: int) -> IntArray:
        """Return the rows in which a key's column says something for the first time."""
        return rows if self.unfolded is None else self.unfolded.once(rows, at)

    def _nation(self) -> Coded | None:
        """Return the nation for every row, where neither a text nor two rows of a year can be units."""
        if self.asked.chosen.unit is not None:
            return None
        years = self.roles.get("year")
        again = years is None or len(Coded.of(self.columns[years]).distinct) < len(self.keep)
        several = len(self.keep) > 1 and again and not self._is_long
        if several or self.candidates:
            self._say_missing("unit", UNIT_COLUMN, self.candidates or self.unused)
            return None
        return Coded([provinces.NATION], np.zeros(len(self.keep), dtype=np.intp))

    def _groups(self, keys: Keys) -> dict[str, tuple[str, ...]]:
        """Return the groups of the units; where a unit changes its group, the latest year's, and say so."""
        groups: dict[str, tuple[str, ...]] = {}
        for at in self.related.groups:
            heading, labels = free_heading(self.labels[at], groups), Coded.of(self.columns[at]).texts()
            kept = np.where(labels.at < 0, len(labels.distinct), labels.at)[keys.rows]
            texts = [*labels.distinct, ""]
            groups[heading], varying = group_labels(texts, kept, keys.unit_at, keys.year_at, len(keys.units))
            if varying:
                names = [unit_phrase(keys.units[unit]) for unit in varying[:_HEADINGS]]
                self.say("W_GROUP_VARIES", column=heading, details={"names": names, "count": len(varying)})
        return groups

    def _refuse_blank(self, labels: Coded, at: int) -> None:
        blank = labels.at < 0
        if not blank.any():
            return
        self.each(
            self._once(np.flatnonzero(self.keep & blank), at),
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
            if self.asked.chosen.year is not None:
                return None
            if self.asked.year is None:
                self.say("E_YEAR_UNKNOWN", details={"seen": seen_years([])})
                return None
            return np.full(len(self.keep), year_of(self.asked.year) or self.asked.year, dtype=np.intp)
        cells = Coded.of(self.columns[at])
        self._refuse_blank(cells.texts(), at)
        years: IntArray = cells.spread(
            (year or 0 for year in years_of(cells.distinct, _rows_of(cells))), 0, np.intp
        )
        bad = self._once(np.flatnonzero(self.keep & (years == 0)), at)
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
        measure = Measure(wanted, spot.stated, grades=self.framework.grades_of(spot.column))
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


class _Columns(roles.Columns):
    """The columns of a frame whose roles are being found."""

    def __init__(self, table: _Table) -> None:
        self.table, self.framework = table, table.framework
        self.named = {head.at: head.column for head in table.heads if head.column}
        self.roles: dict[int, Role] = {head.at: head.role for head in table.heads if head.role}
        self.dated = frozenset(head.at for head in table.heads if head.year)
        self.placed = frozenset(head.at for head in table.heads if head.unit)
        self.count = len(table.keep)
        self.sampled = min(self.count, _SAMPLED)

    def found(self) -> dict[Role, int]:
        """Return the first column of each role."""
        return {role: self.with_role(role)[0] for role in dict.fromkeys(self.roles.values())}

    def positions(self) -> Sequence[int]:
        """Return the positions of all columns, from the left."""
        return range(len(self.table.labels))

    def heading(self, at: int) -> str:
        """Return the heading of a column."""
        return self.table.labels[at]

    def texts(self, at: int) -> list[str]:
        """Return what stands in the first rows of a column, blanks left out."""
        column = self.table.columns[at]
        cells = column[np.arange(len(column)) < _SAMPLED]
        return [text for text in map(text_of, cells[~cells.isna()].tolist()) if text]

    def labels(self, at: int) -> list[str]:
        """Return what stands in all rows of a column."""
        coded = Coded.of(self.table.columns[at]).texts()
        texts = [*coded.distinct, ""]
        return [texts[place] for place in coded.at.tolist()]

    def is_indicator(self, text: str) -> bool:
        """Whether a text names an indicator."""
        return self.table.names.find(text) is not None


def _with_index(frame: Any) -> tuple[list[str], list[Any], list[list[str]]]:  # noqa: ANN401 - a pandas frame
    """Return headings and columns, those of the index first: where it has names, or may be the units or the years.

    Third, the texts of the headings, a row a level: the names of the index stand in the last.
    """
    stack: list[list[str]] = [
        [*map(_heading, frame.columns.get_level_values(level))] for level in range(frame.columns.nlevels)
    ]
    headings = [*map(_joined, zip(*stack, strict=True))]
    columns = [frame.iloc[:, at] for at in range(frame.shape[1])]
    levels = [frame.index.get_level_values(at) for at in range(frame.index.nlevels)]
    nameless = not any(name is not None for name in frame.index.names)
    counted = len(levels) == 1 and is_numeric(levels[0]) and not _are_years(levels[0])
    if nameless and (counted or "unit" in map(role_of, headings)):
        return headings, columns, stack
    names = ["" if level.name is None else _heading(level.name) for level in levels]
    above = [[*[""] * len(names), *row] for row in stack[:-1]]
    return [*names, *headings], [*levels, *columns], [*above, [*names, *stack[-1]]]


def _joined(texts: Sequence[str]) -> str:
    """Return the levels of a heading as one text, each once."""
    return " ".join(dict.fromkeys(text for text in texts if text))


def _heading(label: object) -> str:
    """Return a heading as text: a date as its day, whatever stands for nothing as nothing."""
    if hasattr(label, "strftime") and hasattr(label, "hour"):
        return f"{label:%Y-%m-%d}" if label == label else ""  # noqa: PLR0124 - not a time
    return "" if label is None or label != label else str(label)  # noqa: PLR0124 - not a number


def _are_years(index: Any) -> bool:  # noqa: ANN401 - a pandas index
    return bool(len(index)) and all(map(year_of, (index[0], index[-1])))


def _texts(stack: Sequence[Sequence[str]]) -> list[str]:
    return [text for row in stack for text in row if text]


def _axis_names(frame: Any) -> list[str]:  # noqa: ANN401 - a pandas frame
    return [str(name) for name in frame.columns.names if name is not None]


def _rows_of(cells: Coded) -> list[int]:
    """Return how many rows each distinct cell of a column has."""
    counts: list[int] = np.bincount(cells.at[cells.at >= 0], minlength=len(cells.distinct)).tolist()
    return counts


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
