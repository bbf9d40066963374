"""Grids whose months or quarters stand beside a column of years: both are read as one column of periods."""

from collections.abc import Sequence

from ii_index.io.files.grid import Cell, Grid, Rows
from ii_index.model.split_periods import Split, split_of

_HEADER_ROWS = 20


def with_periods(grid: Grid) -> Grid:
    """Return the grid with periods in its column of years, where another column holds the month or the quarter.

    Rows and columns stay where they are: the second column is left blank. A grid in which some row says no period is
    returned as it is.
    """
    for at, labels in enumerate(grid.head(_HEADER_ROWS)):
        found = split_of(labels)
        if found is not None:
            return _joined(grid, at, found) or grid
    return grid


def _joined(grid: Grid, header: int, found: Split) -> Grid | None:
    below = [list(grid.row(at)) for at in range(header + 1, len(grid))]
    periods = found.joined([(_cell(row, found.year), _cell(row, found.part)) for row in below])
    if periods is None:
        return None
    rows: list[Sequence[Cell]] = [grid.row(at) for at in range(header)]
    head = list(grid.row(header))
    head[found.part] = None
    rows.append(head)
    for row, period in zip(below, periods, strict=True):
        if period is not None:
            row[found.year], row[found.part] = str(period), None
        rows.append(row)
    return Rows(
        file=grid.file, lines=grid.lines, sheet=grid.sheet, merges=grid.merges, percents=grid.percents,
        delimiter=grid.delimiter, hidden=grid.hidden, hidden_rows=grid.hidden_rows, odd=grid.odd, rows=rows,
    )  # fmt: skip


def _cell(row: Sequence[Cell], at: int) -> Cell:
    return row[at] if at < len(row) else None
