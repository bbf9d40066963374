"""A column of cells as an array of numbers: at C speed where all are plain, one by one where they are not."""

from dataclasses import dataclass, field

import numpy as np

from ii_index._typing import BoolArray, FloatArray
from ii_index.io.tables import units
from ii_index.io.tables.grid import Cell, Cells, Numbers, Pieces, shown
from ii_index.io.tables.numbers import Measure, Number, Refusal, as_percent, read


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
    if measure.factor != 1:
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
