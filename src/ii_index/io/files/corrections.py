"""A table with some of its cells changed: what a person corrects where a finding stands."""

import csv
import io
import re
from collections.abc import Mapping, Sequence

from ii_index.errors import DataError, Finding
from ii_index.io.files.grid import Grid, letters, text_of
from ii_index.io.files.open import kind_of

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,15})?")
SUFFIXES = {"text": ".csv", "XLSX": ".xlsx"}


def can_be_corrected(content: bytes) -> bool:
    """Whether cells of such a file can be changed here: a text or an XLSX workbook.

    Examples
    --------
    >>> can_be_corrected("地区,x".encode()), can_be_corrected(b"%PDF-1.7")
    (True, False)
    """
    return kind_of(content) in SUFFIXES


def corrected(content: bytes, grid: Grid, corrections: Mapping[str, str]) -> tuple[str, bytes]:
    """Return the suffix and the content of a table with some cells changed.

    Parameters
    ----------
    content : bytes
        The file.
    grid : Grid
        What was read of it: the sheet whose cells are changed.
    corrections : mapping of str to str
        New texts by address, such as ``C7``: the letters of the column, the physical line.

    Returns
    -------
    tuple of str and bytes
        A text comes back as CSV in UTF-8; a workbook keeps its other sheets and its formats, and the values of its
        formulas stand in their place.

    Raises
    ------
    DataError
        Another kind of file, a place beyond the table, or a merged cell.
    """
    kind = kind_of(content)
    if kind not in SUFFIXES:
        raise DataError(_refused(grid, cell) for cell in corrections)
    places = {cell: _place(grid, cell) for cell in corrections}
    changed = _workbook(content, grid, corrections) if kind == "XLSX" else _text(grid, corrections, places)
    return SUFFIXES[kind], changed


def _refused(grid: Grid, cell: str) -> Finding:
    return Finding("E_CORRECTION_PLACE", file=grid.file, sheet=grid.sheet, cell=cell[:12])


def _place(grid: Grid, cell: str) -> tuple[int, int]:
    """Return the row and the column of an address, 0-based."""
    found = _ADDRESS.fullmatch(cell)
    widths = max(grid.widths().tolist(), default=0)
    columns = {letters(at): at for at in range(widths)}
    lines = {line: at for at, line in enumerate(grid.lines)}
    if not found or found[1] not in columns or int(found[2]) not in lines:
        raise DataError(_refused(grid, cell))
    return lines[int(found[2])], columns[found[1]]


def _text(grid: Grid, corrections: Mapping[str, str], places: Mapping[str, tuple[int, int]]) -> bytes:
    rows = [[text_of(cell) for cell in row] for row in grid.head(len(grid))]
    for cell, text in corrections.items():
        row, column = places[cell]
        rows[row] += [""] * (column + 1 - len(rows[row]))
        rows[row][column] = text
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerows(_in_lines(grid.lines, rows))
    return stream.getvalue().encode("utf-8-sig", errors="replace")


def _in_lines(lines: Sequence[int], rows: Sequence[list[str]]) -> list[list[str]]:
    """Put rows on their lines again, so that places stay what they were; a row of several lines keeps its first."""
    found: list[list[str]] = []
    for line, row in zip(lines, rows, strict=True):
        found += [[]] * (line - 1 - len(found))
        found.append(row)
    return found


def _workbook(content: bytes, grid: Grid, corrections: Mapping[str, str]) -> bytes:
    from openpyxl import load_workbook
    from openpyxl.cell import MergedCell

    book = load_workbook(io.BytesIO(content), data_only=True)
    sheet = book[grid.sheet] if grid.sheet in book.sheetnames else book.worksheets[0]
    for cell, text in corrections.items():
        target = sheet[cell]
        if isinstance(target, MergedCell):
            raise DataError(_refused(grid, cell))
        plain = text.strip()
        target.value = float(plain) if _NUMBER.fullmatch(plain) else (plain or None)
        if isinstance(target.value, str):
            target.data_type = "s"  # never a formula
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
