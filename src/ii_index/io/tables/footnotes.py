"""Columns of footnote letters beside numbers, under one merged heading with them: the heading is that of the numbers.

The United Nations' annexes print them so. The letters stay where they stand, below no heading.
"""

import re
from collections.abc import Iterator

import numpy as np

from ii_index.io.files.grid import Cell, Grid, Rows, text_of
from ii_index.io.tables.header import is_value

_HEADER_ROWS = 20
_PRINTED = 5_000
"""Rows of the longest table that is looked through: nothing longer is printed."""
_LETTERS = re.compile(r"^\(?[a-z](?:[,;\s]+[a-z])*\)?$")


def with_headed_numbers(grid: Grid) -> Grid:
    """Return the grid with merged headings over numbers only, where letters or nothing stand below the other cells."""
    if len(grid) > _PRINTED or not any(merge.top < _HEADER_ROWS for merge in grid.merges):
        return grid
    first = next((at for at in range(len(grid)) if any(map(is_value, grid.row(at)))), len(grid))
    beside = {*_beside_numbers(grid, first)}
    return _headed(grid, first, beside) if beside else grid


def _beside_numbers(grid: Grid, first: int) -> Iterator[int]:
    """Yield the columns under merged headings, but for the first of each, that hold letters and no more."""
    rows = np.arange(len(grid))
    for merge in grid.merges:
        if merge.bottom >= first or merge.top >= _HEADER_ROWS:
            continue
        for at in merge.columns[1:]:
            texts = [text_of(cell) for cell in grid.column(at, rows[merge.bottom + 1 :])]
            numbered = any(map(is_value, grid.column(at - 1, rows[first:])))
            if numbered and all(not text or _LETTERS.match(text) for text in texts):
                yield at


def _headed(grid: Grid, first: int, beside: set[int]) -> Rows:
    rows: list[list[Cell]] = [[*grid.row(at)] for at in range(len(grid))]
    kept = [merge for merge in grid.merges if merge.bottom >= first or beside.isdisjoint(merge.columns)]
    for merge in grid.merges:
        if merge in kept:
            continue
        content = rows[merge.top][merge.left]
        for row in rows[merge.top : merge.bottom + 1]:
            row.extend([None] * (merge.right + 1 - len(row)))
            row[merge.left : merge.right + 1] = [content] * len(merge.columns)
    for row in rows[:first]:
        for at in beside:
            if at < len(row):
                row[at] = None
    return Rows(
        file=grid.file, lines=grid.lines, sheet=grid.sheet, merges=tuple(kept), percents=grid.percents,
        delimiter=grid.delimiter, hidden=grid.hidden, hidden_rows=grid.hidden_rows, odd=grid.odd, rows=rows,
    )  # fmt: skip
