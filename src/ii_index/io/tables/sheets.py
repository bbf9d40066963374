"""Which sheets of a workbook are the table."""

from collections.abc import Sequence

from ii_index.errors import DataError, Finding
from ii_index.io.files.grid import Grid
from ii_index.io.flat_frameworks import is_tree
from ii_index.io.tables.header import HeaderReader
from ii_index.io.tables.matching import columns_of
from ii_index.io.tables.own_workbook import own_table
from ii_index.messages.reading import NO_SHEETS
from ii_index.model.headings import year_of


def join_sheets(grids: Sequence[Grid], reader: HeaderReader) -> list[Grid]:
    """Return several sheets that are one table together, else none: a year a sheet, or other indicators in each."""
    if len(grids) < 2:
        return []
    years = [year_of(grid.sheet) for grid in grids]
    if all(years) and len({*years}) == len(years):
        return [*grids]
    columns = [columns_of(grid, reader) for grid in grids]
    apart = sum(map(len, columns)) == len(frozenset[str]().union(*columns))
    return [*grids] if apart and all(columns) else []


def choose(
    grids: Sequence[Grid], sheet: str | None, readers: Sequence[HeaderReader], *, single: bool = False
) -> list[Grid]:
    """Return the grids that may be meant; with ``single``, the one that is, or an error.

    A named sheet is meant. Of a workbook that this program wrote it is the data; a sheet that holds a framework is
    none. Else those that are visible and have more than half as many indicators as the one with most; where none has
    any, those that are not empty.
    """
    if (own := own_table(grids, sheet)) is not None:
        return [own]
    if len(grids) == 1 and sheet in {None, grids[0].sheet}:
        return list(grids)
    file, names = grids[0].file, [grid.sheet or "" for grid in grids]
    if sheet is not None:
        if sheet not in names:
            details = {"sheets": [name for name in names if name] or NO_SHEETS}
            raise DataError(Finding("E_SHEET_UNKNOWN", file=file, found=sheet, details=details))
        return [grids[names.index(sheet)]]
    visible = [grid for grid in grids if len(grid) and not grid.hidden]
    visible = [grid for grid in visible if not is_tree(grid)] or visible
    columns = [max(len(columns_of(grid, reader)) for reader in readers) for grid in visible]
    most = max(columns, default=0)
    likely = [grid for grid, count in zip(visible, columns, strict=True) if count * 2 > most] or visible
    if single and len(likely) != 1:
        if not likely:
            raise DataError(Finding("E_EMPTY", file=file))
        details = {"sheets": [str(grid.sheet) for grid in likely]}
        raise DataError(Finding("E_SHEET_AMBIGUOUS", file=file, details=details))
    return likely
