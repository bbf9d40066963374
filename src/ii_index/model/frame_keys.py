"""Which unit and which year each row of a frame is of, and which groups the units belong to."""

from typing import NamedTuple

import numpy as np

from ii_index._typing import IntArray
from ii_index.messages.reading import SKIPPED, UNIT_COLUMN, seen_years
from ii_index.model import provinces
from ii_index.model.assembly import Roster, free_heading, group_labels, order_units, unit_phrase
from ii_index.model.frame_columns import Coded, text_of
from ii_index.model.frame_table import FrameTable
from ii_index.model.headings import year_of, years_of

_HEADINGS = 20


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


def keys_of(table: FrameTable) -> Keys | None:
    """Return the keys of the rows kept; None where nothing says the unit or the year."""
    units, years = _units(table), _years(table)
    if units is None or years is None:
        return None
    rows = np.flatnonzero(table.keep)
    ordered, unit_at = _ordered(table, units, rows)
    kept_years = np.asarray(years[rows])
    present_years, year_at = np.unique(kept_years, return_inverse=True)
    return Keys(ordered, tuple(present_years.tolist()), unit_at, year_at.reshape(-1), rows)


def _ordered(table: FrameTable, units: Coded, rows: IntArray) -> tuple[tuple[str, ...], IntArray]:
    """Return the units that rows have, in their order, and which of them each row has."""
    if table.framework.units == "any" and len(rows) == len(table.keep) and table.distinct_codes:
        return tuple(units.distinct), units.at
    unit_at, present = _renumbered(units.at[rows], units.distinct)
    ordered = order_units(present, table.framework)
    moved = {unit: at for at, unit in enumerate(ordered)}
    return ordered, np.array([moved[unit] for unit in present], dtype=np.intp)[unit_at]


def _units(table: FrameTable) -> Coded | None:
    """Return the unit code of each row; rows of totals, parts and unknown names are left out."""
    at = table.roles.get("unit")
    if at is None:
        return _nation(table)
    labels = Coded.of(table.columns[at]).texts()
    table.refuse_blank(labels, at)
    roster = Roster.of(labels.distinct, table.framework, table.wanted)
    _refuse_conflicts(table, labels, roster)
    codes = roster.codes_of(labels.distinct)
    table.distinct_codes = codes == labels.distinct
    if None in codes:
        known = labels.spread((code is not None for code in codes), missing=True, dtype=np.bool_)
        rows = table.once(np.flatnonzero(table.keep & ~known), at)
        table.each(rows, lambda row: _leave_out(table, row, labels.cell(row), roster))
        table.keep &= known
    return Coded([code or "" for code in codes], labels.at)


def _refuse_conflicts(table: FrameTable, labels: Coded, roster: Roster) -> None:
    """Refuse rows that name their unit twice and differently, or whose code belongs to the name of another row."""
    for at in table.also:
        again = Coded.of(table.columns[at]).texts()
        others = Roster.of(again.distinct, table.framework, table.wanted)
        one, two = (
            np.array([*(code or "" for code in who.codes_of(names.distinct)), ""])[names.at]
            for who, names in ((roster, labels), (others, again))
        )
        for row in np.flatnonzero(table.keep & (one != "") & (two != "") & (one != two)).tolist():
            _refuse_row(table, row, str(one[row]), found=again.cell(row), expected=labels.cell(row))
    for at in table.related.codes:
        _refuse_two_names(table, labels, Coded.of(table.columns[at]).texts(), roster)


def _refuse_two_names(table: FrameTable, labels: Coded, codes: Coded, roster: Roster) -> None:
    pairs = {*zip(labels.at.tolist(), codes.at.tolist(), strict=True)}
    if len(pairs) == len({code for _, code in pairs}):
        return
    first: dict[str, str] = {}
    for row in np.flatnonzero(table.keep & (codes.at >= 0) & (labels.at >= 0)).tolist():
        label, code = str(labels.cell(row)), str(codes.cell(row))
        name = roster.code_of(label) or label
        if first.setdefault(code, name) != name:
            _refuse_row(table, row, name, found=name, expected=first[code])


def _refuse_row(table: FrameTable, row: int, unit: str, **values: str) -> None:
    table.keep[row] = False
    table.refused.add(unit, unit)
    if table.unfolded is None or row < table.unfolded.height:
        table.say("E_KEY_CONFLICT", row, **values)


def _nation(table: FrameTable) -> Coded | None:
    """Return the nation for every row, where neither a text nor two rows of a year can be units."""
    if table.asked.chosen.unit is not None:
        return None
    years = table.roles.get("year")
    again = years is None or len(Coded.of(table.columns[years]).distinct) < len(table.keep)
    several = len(table.keep) > 1 and again and not table.is_long
    if several or table.candidates:
        table.say_missing("unit", UNIT_COLUMN, table.candidates or table.unused)
        return None
    return Coded([provinces.NATION], np.zeros(len(table.keep), dtype=np.intp))


def _leave_out(table: FrameTable, row: int, label: str, roster: Roster) -> None:
    found = roster.set_aside.get(label)
    if found is None:
        table.refused.add(label)
        expected, details = roster.meant(label, table.framework)
        table.say("E_UNKNOWN_REGION", row, found=label, expected=expected, details=details)
    elif found.status == "unit":
        table.say("W_OUT_OF_SCOPE", row, unit=found.code, found=label)
    else:
        table.say("W_ROW_SKIPPED", row, found=label, details={"why": SKIPPED[found.status]})


def _years(table: FrameTable) -> IntArray | None:
    """Return the year of each row; None where nothing says it."""
    at = table.roles.get("year")
    if at is None:
        if table.asked.chosen.year is not None:
            return None
        if table.asked.year is None:
            table.say("E_YEAR_UNKNOWN", details={"seen": seen_years([])})
            return None
        return np.full(len(table.keep), year_of(table.asked.year) or table.asked.year, dtype=np.intp)
    cells = Coded.of(table.columns[at])
    table.refuse_blank(cells.texts(), at)
    years: IntArray = cells.spread(
        (year or 0 for year in years_of(cells.distinct, _rows_of(cells))), 0, np.intp
    )
    bad = table.once(np.flatnonzero(table.keep & (years == 0)), at)
    if bad.size:
        table.refused.add("")
        column = table.labels[at]
        table.each(
            bad, lambda row: table.say("E_BAD_YEAR", row, column=column, found=text_of(cells.cell(row)))
        )
        table.keep &= years != 0
    return years


def groups_of(table: FrameTable, keys: Keys) -> dict[str, tuple[str, ...]]:
    """Return the groups of the units; where a unit changes its group, the latest year's, and say so."""
    groups: dict[str, tuple[str, ...]] = {}
    for at in table.related.groups:
        heading, labels = free_heading(table.labels[at], groups), Coded.of(table.columns[at]).texts()
        kept = np.where(labels.at < 0, len(labels.distinct), labels.at)[keys.rows]
        texts = [*labels.distinct, ""]
        groups[heading], varying = group_labels(texts, kept, keys.unit_at, keys.year_at, len(keys.units))
        if varying:
            names = [unit_phrase(keys.units[unit]) for unit in varying[:_HEADINGS]]
            table.say("W_GROUP_VARIES", column=heading, details={"names": names, "count": len(varying)})
    return groups


def _rows_of(cells: Coded) -> list[int]:
    """Return how many rows each distinct cell of a column has."""
    counts: list[int] = np.bincount(cells.at[cells.at >= 0], minlength=len(cells.distinct)).tolist()
    return counts


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
