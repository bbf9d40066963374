"""Error cells of Excel's binary format (XLS, ET), which the reader of its values leaves blank.

A compound file ([MS-CFB]) holds the stream ``Workbook``, a run of records ([MS-XLS]); each is a type, a length and
its content.
"""

import struct
from collections.abc import Iterator

Errors = list[dict[tuple[int, int], str]]

_BOUND_SHEET, _END, _BOOLEAN_OR_ERROR = 0x85, 0x0A, 0x0205
_FORMULAS = frozenset([0x0006, 0x0206, 0x0406])
_CODES = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_LAST_SECTOR, _SHORT_SECTOR, _ENTRY = 0xFFFFFFFA, 64, 128


def read_errors(content: bytes) -> Errors:
    """Return the error cells of each sheet in the order of the workbook, 0-based; nothing where it is damaged."""
    try:
        stream = _workbook_stream(content)
        starts = [
            struct.unpack_from("<I", body)[0] for kind, body in _records(stream, 0) if kind == _BOUND_SHEET
        ]
        return [dict(_sheet_errors(stream, start)) for start in starts]
    except (struct.error, LookupError, ValueError):
        return []


def _workbook_stream(content: bytes) -> bytes:
    """Return the stream of records; a short one stands in small sectors inside the root's own stream."""
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    directory_start, cutoff, short_table_start = struct.unpack_from("<I4xII", content, 48)
    table = _allocation(content, size)
    directory = _chain(content[size:], size, table, directory_start)
    entries = {name: (start, count) for name, start, count in _entries(directory)}
    start, count = entries.get("Workbook") or entries["Book"]
    if count >= cutoff:
        return _chain(content[size:], size, table, start)[:count]
    short = _chain(content[size:], size, table, entries["Root Entry"][0])
    listed = _chain(content[size:], size, table, short_table_start)
    short_table = [entry for (entry,) in struct.iter_unpack("<I", listed)]
    return _chain(short, _SHORT_SECTOR, short_table, start)[:count]


def _entries(directory: bytes) -> Iterator[tuple[str, int, int]]:
    for at in range(0, len(directory), _ENTRY):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        name = directory[at : at + max(length - 2, 0)].decode("utf-16-le", errors="replace")
        yield name, *struct.unpack_from("<II", directory, at + 116)


def _allocation(content: bytes, size: int) -> list[int]:
    """Return the next sector of each sector; the table's own sectors are listed in the header and in chains."""
    sectors = [sector for sector in struct.unpack_from("<109I", content, 76) if sector < _LAST_SECTOR]
    following, count = struct.unpack_from("<II", content, 68)
    for _ in range(min(count, len(content) // size)):
        listed = struct.unpack_from(f"<{size // 4}I", content, (following + 1) * size)
        sectors += [sector for sector in listed[:-1] if sector < _LAST_SECTOR]
        following = listed[-1]
    return [
        entry
        for sector in sectors
        for entry in struct.unpack_from(f"<{size // 4}I", content, (sector + 1) * size)
    ]


def _chain(sectors: bytes, size: int, table: list[int], sector: int) -> bytes:
    """Join the sectors that a table links, from one on."""
    parts: list[bytes] = []
    while sector < _LAST_SECTOR and len(parts) <= len(table):
        parts.append(sectors[sector * size : (sector + 1) * size])
        sector = table[sector]
    return b"".join(parts)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield records up to the end of the substream."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length
        if kind == _END:
            return


def _sheet_errors(stream: bytes, start: int) -> Iterator[tuple[tuple[int, int], str]]:
    for kind, body in _records(stream, start):
        if kind == _BOOLEAN_OR_ERROR:
            row, column, _, code, is_error = struct.unpack_from("<HHHBB", body)
        elif kind in _FORMULAS:
            row, column, _, result, code, marker = struct.unpack_from("<HHHBxBxxxH", body)
            is_error = result == 2 and marker == 0xFFFF
        else:
            continue
        if is_error and code in _CODES:
            yield (row, column), _CODES[code]
