"""Compound files ([MS-CFB]), the container of XLS and ET: sectors chained by tables, walked and bounded.

What a file states of itself (successors, sizes, positions) is believed only within the file: a chain that leaves it or
comes back to a sector is damage. A reader that believes it may take all memory of the machine.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from ii_index.errors import DataError
from ii_index.io.files.zip_packages import damaged

_LAST_SECTOR, _SHORT_SECTOR, _ENTRY, _HEADER = 0xFFFFFFFA, 64, 128, 512
_SECTOR_SIZES = (9, 12)
_STORAGES = frozenset([1, 5])
_STREAM, _ROOT = 2, 5
_MOST_ENTRIES = 100_000


class _Entry(NamedTuple):
    """A name of the directory: what it is, where its stream starts, how long it is."""

    name: str
    kind: int
    start: int
    size: int


class Compound:
    """A compound file of which every chain was walked.

    Parameters
    ----------
    content : bytes
    file : str

    Raises
    ------
    DataError
        A chain leaves the file or goes in a circle; a stream is longer than the file.
    """

    def __init__(self, content: bytes, file: str) -> None:
        self._file = file
        try:
            self._open(content)
        except (struct.error, LookupError):
            raise DataError(damaged(self._file, "directory")) from None

    def _open(self, content: bytes) -> None:
        shift = struct.unpack_from("<H", content, 30)[0]
        if shift not in _SECTOR_SIZES:
            raise DataError(damaged(self._file, "sector size"))
        self._size = 1 << shift
        self._body = content[self._size :]
        self._count = -(-len(self._body) // self._size)
        directory, self._cutoff, short_table = struct.unpack_from("<I4xII", content, 48)
        self._table = self._allocation(content)
        self._entries = tuple(self._listed(self._joined(directory)))
        root = next((entry for entry in self._entries if entry.kind == _ROOT), None)
        self._short = self._joined(root.start) if root is not None and root.size else b""
        listed = self._joined(short_table)
        self._short_table = struct.unpack(f"<{len(listed) // 4}I", listed[: len(listed) // 4 * 4])
        self._check_streams(len(content))

    def _check_streams(self, size: int) -> None:
        """Walk the chain of every stream; together they hold no more than the file, but for a broken end."""
        walked = 0
        for entry in self._entries:
            if entry.kind != _STREAM or not entry.size:
                continue
            if entry.size > size:
                raise DataError(damaged(self._file, "stream size"))
            short = entry.size < self._cutoff
            walked += len(self._chain(entry.start, short=short)) * (_SHORT_SECTOR if short else self._size)
        if walked > 2 * size + _HEADER:
            raise DataError(damaged(self._file, "shared sectors"))

    def stream(self, *names: str) -> bytes:
        """Return the first stream of these names; a short one stands in small sectors inside the root's own."""
        found = next((entry for name in names for entry in self._entries if entry.name == name), None)
        if found is None:
            raise DataError(damaged(self._file, " / ".join(names)))
        return self._joined(found.start, short=found.size < self._cutoff)[: found.size]

    def _allocation(self, content: bytes) -> tuple[int, ...]:
        """Return the next sector of each sector; the table's own sectors are listed in the header and in a chain."""
        sectors = [sector for sector in struct.unpack_from("<109I", content, 76) if sector < _LAST_SECTOR]
        following, count = struct.unpack_from("<II", content, 68)
        for _ in range(min(count, self._count)):
            listed = struct.unpack(f"<{self._size // 4}I", self._sector(following))
            sectors += [sector for sector in listed[:-1] if sector < _LAST_SECTOR]
            following = listed[-1]
        if len(set(sectors)) < len(sectors) or len(sectors) > self._count:
            raise DataError(damaged(self._file, "allocation table"))
        table = b"".join(map(self._sector, sectors))
        return struct.unpack(f"<{len(table) // 4}I", table)

    def _sector(self, at: int) -> bytes:
        """Return one sector; the last one of a file may be cut short."""
        if at >= self._count:
            raise DataError(damaged(self._file, "sector"))
        found = self._body[at * self._size : (at + 1) * self._size]
        return found.ljust(self._size, b"\0")

    def _chain(self, start: int, *, short: bool = False) -> list[int]:
        """Return the sectors that a table links, from one on."""
        table, most = (
            (self._short_table, -(-len(self._short) // _SHORT_SECTOR))
            if short
            else (self._table, self._count)
        )
        found: list[int] = []
        at = start
        while at < _LAST_SECTOR:
            if at >= most or at >= len(table) or len(found) > most:
                raise DataError(damaged(self._file, "chain"))
            found.append(at)
            at = table[at]
        if len(set(found)) < len(found):
            raise DataError(damaged(self._file, "chain"))
        return found

    def _joined(self, start: int, *, short: bool = False) -> bytes:
        sectors, size = (self._short, _SHORT_SECTOR) if short else (self._body, self._size)
        return b"".join(sectors[at * size : (at + 1) * size] for at in self._chain(start, short=short))

    def _listed(self, directory: bytes) -> Iterator[_Entry]:
        for at in range(0, min(len(directory), _MOST_ENTRIES * _ENTRY) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            name = directory[at : at + min(max(length - 2, 0), 64)].decode("utf-16-le", errors="replace")
            yield _Entry(name, kind, *struct.unpack_from("<II", directory, at + 116))
