"""The numbers of a frame, put where their keys say; what is no number or is said twice is refused."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ii_index._typing import BoolArray, FloatArray, IntArray
from ii_index.messages.reading import unit_in_year
from ii_index.messages.values import NO_UNIT, NOT_NUMBER
from ii_index.model import units_of_measurement as measures
from ii_index.model.assembly import unit_phrase
from ii_index.model.frame_columns import Measured, numbers, text_of
from ii_index.model.frame_indicators import Spot
from ii_index.model.frame_keys import Keys
from ii_index.model.frame_table import FrameTable
from ii_index.model.numbers import Measure

if TYPE_CHECKING:
    from ii_index.model.frame_columns import Source

_LINES = 10
_BLOCK = 4096


def scatter(
    table: FrameTable, spots: Sequence[Spot], keys: Keys, columns: Sequence[str]
) -> tuple[FloatArray, BoolArray]:
    """Return values, shape (years, units, columns), and which unit-years have a row."""
    shape = (len(keys.years), len(keys.units), len(columns))
    values = np.full(shape, np.nan)
    places = keys.places
    place = np.full(len(table.keep), -1, dtype=np.intp)
    place[keys.rows] = places
    filled = np.zeros(len(keys.years) * len(keys.units), dtype=np.bool_)
    filled[places] = True
    read: list[tuple[int, IntArray, FloatArray]] = []
    _say_repeated(table, spots, keys, columns)
    for spot in spots:
        if spot.column not in columns:
            continue
        rows = keys.rows if spot.rows is None else spot.rows[table.keep[spot.rows]]
        whole = len(rows) == len(table.keep)
        source = table.columns[spot.at] if whole else table.columns[spot.at][_mask(table, rows)]
        at = places if spot.rows is None else place[rows]
        read.append((columns.index(spot.column), at, _numbers(table, spot, source, rows)))
    _fill(values.reshape(-1, len(columns)), read)
    return values, filled.reshape(shape[:2])


def _fill(flat: FloatArray, read: Sequence[tuple[int, IntArray, FloatArray]]) -> None:
    """Put columns in their places, some rows of all at a time: a whole column at once is a new line of cache a row."""
    longest = max((len(places) for _, places, _ in read), default=0)
    for start in range(0, longest, _BLOCK):
        rows = slice(start, start + _BLOCK)
        for column, places, found in read:
            flat[places[rows], column] = found[rows]


def _mask(table: FrameTable, rows: IntArray) -> BoolArray:
    mask = np.zeros(len(table.keep), dtype=np.bool_)
    mask[rows] = True
    return mask


def _numbers(table: FrameTable, spot: Spot, source: "Source", rows: IntArray) -> FloatArray:
    """Return numbers in the framework's unit; what is no finite number is refused, what is odd is said."""
    wanted = table.framework.unit_of(spot.column)
    measure = Measure(wanted, spot.stated, grades=table.framework.grades_of(spot.column))
    if measure.factor is None:
        details = {"convertible": measures.convertible(wanted or "")}
        table.say(
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
        table.say("W_UNIT_SCALED", column=spot.column, found=spot.stated, expected=wanted)
    _say_refused(table, spot.column, read, rows, wanted)
    _say_odd(table, spot.column, read, rows, wanted)
    return read.values


def _say_refused(table: FrameTable, column: str, read: Measured, rows: IntArray, wanted: str | None) -> None:
    def say(place: int) -> None:
        refusal = read.refused[int(read.cells.at[place])]
        details = {
            "why": NOT_NUMBER[refusal.reason],
            "likely": f" ({refusal.expected})" if refusal.expected else "",
            "convertible": measures.convertible(wanted) if wanted else NO_UNIT,
        }
        found = text_of(read.cells.cell(place))
        table.say(
            refusal.code,
            int(rows[place]),
            column=column,
            found=found,
            expected=refusal.expected,
            details=details,
        )

    table.each(read.rows(read.refused), say)


def _say_odd(table: FrameTable, column: str, read: Measured, rows: IntArray, wanted: str | None) -> None:
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
        table.say(code, int(rows[places[0]]), column=column, found=found, expected=expected, details=details)


def _say_repeated(table: FrameTable, spots: Sequence[Spot], keys: Keys, columns: Sequence[str]) -> None:
    """Refuse the rows that say something twice."""
    places = keys.places
    count = len(keys.units) * len(keys.years)
    if table.is_long:
        column = np.full(len(table.keep), -1, dtype=np.intp)
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
        table.say("E_DUPLICATE_KEY", int(keys.rows[at]), unit=unit, year=year, details=details)

    table.each(np.flatnonzero(again), say)
