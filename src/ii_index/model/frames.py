"""From a DataFrame to the parts of a panel, with the checks that a file gets.

Keys are told apart once each, and values are put where their keys say: no row order and no version of pandas can move
a value to another cell.
"""

from dataclasses import dataclass, replace
from typing import Any

from ii_index._typing import BoolArray, FloatArray
from ii_index.errors import DataError, Finding, gathered
from ii_index.model import provinces
from ii_index.model.assembly import absences, apportioned, columns_of, missing_columns, missing_units
from ii_index.model.frame_columns import as_pandas
from ii_index.model.frame_indicators import spots_of
from ii_index.model.frame_keys import Keys, groups_of, keys_of
from ii_index.model.frame_roles import assign_roles
from ii_index.model.frame_table import Asked, FrameTable
from ii_index.model.frame_values import scatter
from ii_index.model.framework import Framework
from ii_index.model.split_periods import split_of


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


def parts_of(frame: object, framework: Framework, asked: Asked) -> Parts:
    """Return the parts of the panel that a frame holds; raise DataError with every fault."""
    table = FrameTable(_with_periods(as_pandas(frame)), framework, asked)
    assign_roles(table)
    parts = _read(table)
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


def _read(table: FrameTable) -> Parts | None:
    """Return the parts, or None where too little could be read."""
    spots = spots_of(table)
    keys = keys_of(table)
    found = {spot.column for spot in spots}
    cut, lacking = table.framework.cut(found), missing_columns(table.framework, found)
    national = bool(found) and keys is not None and keys.units == (provinces.NATION,)
    if national:
        cut = cut.without({leaf.id for leaf in cut.leaves if {leaf.reads, leaf.denominator} & {*lacking}})
    for column in lacking:
        _say_missing_column(table, column, national=national)
    if not table.keep.any() and not table.findings:
        table.say("E_EMPTY")
    if keys is None or not len(keys.rows) or not spots or (lacking and not national):
        return None
    columns = columns_of(cut, found)
    values, present = scatter(table, spots, keys, columns)
    if not national:
        _say_missing_units(table, keys, present)
    groups = groups_of(table, keys)
    given, denominators = apportioned(values, columns, cut)
    given.setflags(write=False)
    return Parts(cut, keys.years, keys.units, given, denominators, tuple(table.findings), groups)


def _say_missing_column(table: FrameTable, column: str, *, national: bool) -> None:
    name = table.framework.heading_of(column)
    if national:
        table.say("W_LEAF_ABSENT", column=column, details={"name": name})
    else:
        table.say_missing(column, name, table.unused)


def _say_missing_units(table: FrameTable, keys: Keys, present: BoolArray) -> None:
    absent = missing_units(present, keys.units, keys.years, table.wanted, table.refused)
    for code, values in absences(absent, allowed=table.asked.allow_missing):
        table.say(code, **values)
