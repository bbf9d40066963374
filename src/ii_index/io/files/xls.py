"""What the records of Excel's binary format (XLS, ET; [MS-XLS]) say before the compiled reader sees them.

The stream ``Workbook`` of a compound file is a run of records; each is a type, a length and its content. They are
passed once: error cells, which the reader of the values leaves blank, and how far the cells of each sheet reach.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from ii_index.errors import DataError
from ii_index.io.files.compound import Compound
from ii_index.io.files.limits import LIMITS
from ii_index.io.files.zip_packages import damaged

_BOUND_SHEET, _END, _BOOLEAN_OR_ERROR, _STRINGS, _DIMENSIONS = 0x85, 0x0A, 0x0205, 0xFC, 0x0200
_FORMULAS = frozenset([0x0006, 0x0206, 0x0406])
_SEVERAL = frozenset([0x00BD, 0x00BE])  # cells of a row, the last column at the end
_CELLS = frozenset([0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x00D6, *_FORMULAS, *_SEVERAL])
_MOST_ROWS, _MOST_COLUMNS = 65_536, 256
_LEAST_STRING = 3
_HEAD = struct.Struct("<HH")
_LONG_DIMENSIONS, _SHORT_DIMENSIONS = struct.Struct("<IIHH"), struct.Struct("<HHHH")
_CODES = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


@dataclass(slots=True)
class SheetRecords:
    """What the records of one sheet say: its error cells, 0-based, and the rows and columns that its cells span."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict[tuple[int, int], str])
    rows: int = 0
    columns: int = 0


def read_records(content: bytes, file: str) -> list[SheetRecords]:
    """Return what the records of each sheet say, in the order of the workbook.

    Raises
    ------
    DataError
        A damaged container, a record that states more than the file holds, or cells beyond the limits.
    """
    stream = Compound(content, file).stream("Workbook", "Book")
    try:
        sheets = [_sheet(stream, start, file) for start in _starts(stream, file)]
    except struct.error:
        raise DataError(damaged(file, "record")) from None
    if sum(sheet.rows * sheet.columns for sheet in sheets) > LIMITS.cells:
        raise DataError(LIMITS.exceeded("cells", file))
    return sheets


def _starts(stream: bytes, file: str) -> list[int]:
    """Return where each sheet starts, and check how many shared texts are stated."""
    starts: list[int] = []
    for kind, at, _ in _records(stream, 0):
        if kind == _BOUND_SHEET:
            starts.append(struct.unpack_from("<I", stream, at)[0])
        elif kind == _STRINGS and struct.unpack_from("<I", stream, at + 4)[0] > len(stream) // _LEAST_STRING:
            raise DataError(damaged(file, "shared strings"))
    if len(set(starts)) < len(starts) or any(start >= len(stream) for start in starts):
        raise DataError(damaged(file, "sheets"))
    return starts


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Yield type, place and length of the records up to the end of the substream."""
    last = len(stream) - _HEAD.size
    while at <= last:
        kind, length = _HEAD.unpack_from(stream, at)
        at += _HEAD.size
        yield kind, at, length
        at += length
        if kind == _END:
            return


def _sheet(stream: bytes, start: int, file: str) -> SheetRecords:
    found = SheetRecords()
    top, left, bottom, right = _MOST_ROWS, _MOST_COLUMNS, -1, -1
    for kind, at, length in _records(stream, start):
        if kind in _CELLS:
            row, column = _HEAD.unpack_from(stream, at)
            last = _HEAD.unpack_from(stream, at + length - 4)[1] if kind in _SEVERAL else column
            top, bottom = min(top, row), max(bottom, row)
            left, right = min(left, column), max(right, column, last)
            if kind in _FORMULAS or kind == _BOOLEAN_OR_ERROR:
                _note_error(found, stream, kind, at)
        elif kind == _DIMENSIONS:
            _check_dimensions(stream, at, length, file)
    if right >= _MOST_COLUMNS:
        raise DataError(damaged(file, "columns"))
    found.rows, found.columns = max(bottom - top + 1, 0), max(right - left + 1, 0)
    return found


def _check_dimensions(stream: bytes, at: int, length: int, file: str) -> None:
    """Refuse a stated extent that no sheet has: the reader makes room for it."""
    form = _LONG_DIMENSIONS if length >= _LONG_DIMENSIONS.size else _SHORT_DIMENSIONS
    top, bottom, left, right = form.unpack_from(stream, at)
    if bottom > _MOST_ROWS or right > _MOST_COLUMNS or top > bottom or left > right:
        raise DataError(damaged(file, "dimensions"))


def _note_error(found: SheetRecords, stream: bytes, kind: int, at: int) -> None:
    if kind == _BOOLEAN_OR_ERROR:
        row, column, _, code, is_error = struct.unpack_from("<HHHBB", stream, at)
    else:
        row, column, _, result, code, marker = struct.unpack_from("<HHHBxBxxxH", stream, at)
        is_error = result == 2 and marker == 0xFFFF
    if is_error and code in _CODES:
        found.errors[row, column] = _CODES[code]
