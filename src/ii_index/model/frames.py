"""From a DataFrame to the parts of a panel, with the checks that a file gets."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, nan
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from ii_index._typing import FloatArray
from ii_index.errors import DataError, Finding
from ii_index.messages.reading import (
    NONE,
    SKIPPED,
    UNIT_COLUMN,
    did_you_mean,
    seen_years,
    unit_in_year,
)
from ii_index.messages.values import NOT_NUMBER
from ii_index.model import provinces
from ii_index.model.assembly import (
    Block,
    Refused,
    Roster,
    Scattered,
    absences,
    expected_units,
    missing_columns,
    missing_units,
    order_units,
    scatter,
    unit_phrase,
)
from ii_index.model.framework import Framework
from ii_index.model.headings import Names, Role, role_of, year_of

if TYPE_CHECKING:
    import pandas as pd

FRAME = "DataFrame"
"""What stands for the file in findings about a frame; ``row`` counts its rows from 1."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a panel is made of."""

    framework: Framework
    years: tuple[int, ...]
    units: tuple[str, ...]
    values: FloatArray
    denominators: FloatArray
    findings: tuple[Finding, ...]


def parts_of(
    frame: "pd.DataFrame",
    framework: Framework,
    year: int | None,
    units: Sequence[str] | None,
    *,
    allow_missing: bool,
) -> Parts:
    """Return the parts of the panel that a frame holds; raise DataError with every fault."""
    table = _Table(frame, framework)
    parts = table.read(year, expected_units(framework, units), allow_missing=allow_missing)
    if parts is None or any(finding.severity == "error" for finding in table.findings):
        raise DataError(sorted(table.findings, key=lambda one: one.severity != "error"))
    return parts


class _Table:
    """One frame being read, step by step; findings gather on the way."""

    def __init__(self, frame: "pd.DataFrame", framework: Framework) -> None:
        self.framework, self.names = framework, Names(framework)
        self.frame = _wide(frame.reset_index() if any(frame.index.names) else frame)
        self.roles = _roles(self.frame)
        self.keep = np.ones(len(self.frame), dtype=np.bool_)
        self.refused = Refused()
        self.findings: list[Finding] = []

    def say(self, code: str, row: int | None = None, **values: Any) -> None:  # noqa: ANN401 - a finding's fields
        """Add a finding at a row, 0-based."""
        self.findings.append(Finding(code, file=FRAME, row=None if row is None else row + 1, **values))

    def read(self, year: int | None, wanted: Sequence[str], *, allow_missing: bool) -> Parts | None:
        """Return the parts, or None where too little could be read."""
        found = self._columns()
        labels, years = self._units(wanted), self._years(year)
        cut, lacking = self.framework.cut(found), missing_columns(self.framework, found)
        national = set(labels) == {provinces.NATION}
        if national:
            cut = cut.without({leaf.id for leaf in cut.leaves if {leaf.id, leaf.denominator} & {*lacking}})
        for column in lacking:
            self._say_missing_column(column, national=national)
        if not self.keep.any() and not self.findings:
            self.say("E_EMPTY")
        if (lacking and not national) or not self.keep.any() or years is None:
            return None
        declared = [item.id for item in cut.denominators]
        leaves = [leaf.id for leaf in cut.leaves]
        columns = [*leaves, *(declared if found.keys() & {*declared} else ())]
        values = np.column_stack([self._numbers(column, found.get(column)) for column in columns])
        present_units = order_units(
            (labels[row] for row in np.flatnonzero(self.keep).tolist()), self.framework
        )
        present_years = tuple(sorted({years[row] for row in np.flatnonzero(self.keep).tolist()}))
        scattered = self._scatter(values, labels, years, present_units, present_years)
        if not national:
            self._say_missing_units(
                scattered, present_units, present_years, wanted, allow_missing=allow_missing
            )
        return Parts(
            cut,
            present_years,
            present_units,
            scattered.values[..., : len(leaves)],
            scattered.values[..., len(leaves) :],
            tuple(self.findings),
        )

    def _columns(self) -> dict[str, int]:
        """Return the position of each column that the framework knows, by id."""
        found: dict[str, int] = {}
        for at, label in enumerate(map(str, self.frame.columns)):
            named = self.names.find(label)
            if at in self.roles.values() and not named:
                continue
            if named is None or (named.beside and named.beside != self._unit_of(named.column)):
                code = "W_EXTRA_COLUMN" if named is None else "E_UNIT_UNKNOWN"
                unit = named and self._unit_of(named.column)
                beside = named.beside if named else label
                self.say(
                    code, column=label, found=beside, expected=unit, details={"convertible": unit or NONE}
                )
            elif named.column in found:
                self.say("E_DUPLICATE_COLUMN", column=named.column, found=label)
            else:
                found[named.column] = at
        return found

    def _unit_of(self, column: str) -> str | None:
        declared = {item.id: item.unit for item in self.framework.denominators}
        return declared[column] if column in declared else self.framework.nodes[column].unit

    def _units(self, wanted: Sequence[str]) -> list[str]:
        """Return the unit code of each row, empty for those left out."""
        at = self.roles.get("unit")
        if at is None:
            if len(self.frame) > 1 and "year" not in self.roles:
                self.say("E_MISSING_COLUMN", column="unit", details={"name": UNIT_COLUMN, "unused": NONE})
            return [provinces.NATION] * len(self.frame)
        labels = [_text(cell) for cell in _cells(self.frame.iloc[:, at])]
        roster = Roster.of(labels, self.framework, wanted)
        for row, label in enumerate(labels):
            if label not in roster.codes:
                self._leave_out(row, label, roster)
        return [roster.codes.get(label, "") for label in labels]

    def _leave_out(self, row: int, label: str, roster: Roster) -> None:
        self.keep[row] = False
        found = roster.set_aside.get(label)
        if not label:
            self.refused.add("")
            self.say("E_BLANK_KEY", row, column=str(self.frame.columns[self.roles["unit"]]))
        elif found is None:
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

    def _years(self, year: int | None) -> list[int] | None:
        """Return the year of each row; None where nothing says it."""
        at = self.roles.get("year")
        if at is None:
            if year is None:
                self.say("E_YEAR_UNKNOWN", details={"seen": seen_years([])})
            return None if year is None else [year] * len(self.frame)
        cells = _cells(self.frame.iloc[:, at])
        years = [year_of(cell) or 0 for cell in cells]
        for row in np.flatnonzero(self.keep & (np.array(years) == 0)).tolist():
            self.keep[row] = False
            self.refused.add("")
            self.say("E_BAD_YEAR", row, column=str(self.frame.columns[at]), found=_text(cells[row]))
        return years

    def _say_missing_column(self, column: str, *, national: bool) -> None:
        declared = {item.id: item.name for item in self.framework.denominators}
        name = declared.get(column) or self.framework.name_of(column)
        code = "W_LEAF_ABSENT" if national else "E_MISSING_COLUMN"
        self.say(code, column=column, details={"name": name, "unused": NONE})

    def _numbers(self, column: str, at: int | None) -> FloatArray:
        """Return one column's numbers, NaN where missing; what is no finite number is refused."""
        if at is None:
            return np.full(len(self.frame), np.nan)
        cells = _cells(self.frame.iloc[:, at])
        numbers = np.array([_number(cell) for cell in cells], dtype=np.float64)
        for row in np.flatnonzero(self.keep & np.isinf(numbers)).tolist():
            numbers[row] = np.nan
            self.say(
                "E_NOT_NUMBER", row, column=column, found=_text(cells[row]), details={"why": NOT_NUMBER[None]}
            )
        return numbers

    def _scatter(
        self,
        values: FloatArray,
        labels: list[str],
        years: list[int],
        units: tuple[str, ...],
        all_years: tuple[int, ...],
    ) -> Scattered:
        rows = np.flatnonzero(self.keep)
        unit_at, year_at = (
            {unit: at for at, unit in enumerate(units)},
            {year: at for at, year in enumerate(all_years)},
        )
        width: int = values.shape[1]
        none = np.zeros(width, dtype=np.intp)
        block = Block(
            values[rows],
            (np.array([unit_at[labels[row]] for row in rows.tolist()], dtype=np.intp), none),
            (np.array([year_at[years[row]] for row in rows.tolist()], dtype=np.intp), none),
            (np.zeros(len(rows), dtype=np.intp), np.arange(width, dtype=np.intp)),
        )
        scattered = scatter(block, (len(all_years), len(units), width))
        for row, unit, year in scattered.repeated:
            which = unit_in_year(unit_phrase(units[unit]), all_years[year])
            details = {"which": which}
            self.say(
                "E_DUPLICATE_KEY", int(rows[row]), unit=units[unit], year=all_years[year], details=details
            )
        return scattered

    def _say_missing_units(
        self,
        scattered: Scattered,
        units: Sequence[str],
        years: Sequence[int],
        wanted: Sequence[str],
        *,
        allow_missing: bool,
    ) -> None:
        absent = missing_units(scattered.present, units, years, wanted, self.refused)
        for code, values in absences(absent, allowed=allow_missing):
            self.say(code, **values)


def _roles(frame: "pd.DataFrame") -> dict[Role, int]:
    """Return the first column of each role."""
    found: dict[Role, int] = {}
    for at, label in enumerate(frame.columns):
        if role := role_of(str(label)):
            found.setdefault(role, at)
    return found


def _wide(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return a long frame (one value a row) with one column an indicator; a wide one as it is."""
    roles = _roles(frame)
    if not roles.keys() >= {"indicator", "value"}:
        return frame
    keys = [frame.columns[roles[role]] for role in ("unit", "year") if role in roles]
    count = frame.groupby([*keys, frame.columns[roles["indicator"]]], sort=False, dropna=False).cumcount()
    long = frame.assign(**{_REPEAT: count}).set_index([*keys, _REPEAT, frame.columns[roles["indicator"]]])
    return long[frame.columns[roles["value"]]].unstack(sort=False).reset_index().drop(columns=_REPEAT)  # noqa: PD010


_REPEAT = "_repeat"


def _cells(column: "pd.Series[Any]") -> list[object]:
    """Return the cells of a column, None for whatever pandas calls missing."""
    return [
        None if missing else cell
        for cell, missing in zip(column.tolist(), column.isna().tolist(), strict=True)
    ]


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def _number(cell: object) -> float:
    """Return a number, NaN for a missing cell, infinity for anything else."""
    if cell is None:
        return nan
    logical = isinstance(cell, (bool, np.bool_))
    return float(cell) if isinstance(cell, Real) and not logical else inf
