"""Grids whose cells are read elsewhere than they stood, and are named where they stood."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from ii_index.errors import Finding
from ii_index.io.files.grid import Grid, Rows, letters

Place: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Moved(Rows):
    """Cells in another order than the grid had them.

    Attributes
    ----------
    stood : sequence of sequence of (row, column) or None
        Of each cell, where the grid had it, 0-based.
    source : Grid
        The grid as it stood.
    """

    stood: Sequence[Sequence[Place | None]]
    source: Grid

    def line(self, row: int, at: int) -> int:
        """Return the physical line where a cell stood, else where its row did."""
        place = self._place(row, at)
        return self.lines[row] if place is None else self.source.line(*place)

    def _place(self, row: int, at: int) -> Place | None:
        places = self.stood[row]
        return places[at] if at < len(places) else None

    def finding(self, code: str, row: int | None = None, at: int | None = None, **values: object) -> Finding:
        """Make a finding at a row and a column of this grid, both 0-based, with the address where the cell stood."""
        place = None if row is None or at is None else self._place(row, at)
        if place is None:  # a unit that a part lacks has no cell there
            return Rows.finding(self, code, row, None, **values)
        found = self.source.finding(code, place[0], place[1], **values)
        return found if found.cell else replace(found, cell=f"{letters(place[1])}{found.row}")
