"""Zip packages (XLSX, ODS) opened with care: nothing reads them before what they unpack to is known and checked."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from ii_index.errors import DataError, Finding
from ii_index.io.files.limits import LIMITS

_SUSPECT_SIZE, _SUSPECT_RATIO, _MOST_PARTS = 64 * 2**20, 200, 10_000
_LOCAL_HEADER = 30
_TEXT_PARTS = (".xml", ".rels")


def unpack(content: bytes, file: str) -> dict[str, bytes]:
    """Return the XML parts of a package, each checked against the size and checksum that its entry states.

    Raises
    ------
    DataError
        Not a whole package, beyond the limits, or a part that is larger than it says.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = [entry for entry in package.infolist() if not entry.filename.endswith("/")]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError, struct.error) as error:
        raise DataError(damaged(file, str(error))) from None
    unpacked = sum(entry.file_size for entry in entries)
    bomb = unpacked > _SUSPECT_SIZE and unpacked > _SUSPECT_RATIO * len(content)
    if unpacked > LIMITS.unpacked or bomb or len(entries) > _MOST_PARTS:
        raise DataError(LIMITS.exceeded("unpacked", file))
    return {
        entry.filename: _part(content, entry, file)
        for entry in entries
        if entry.filename.endswith(_TEXT_PARTS)
    }


def _part(content: bytes, entry: zipfile.ZipInfo, file: str) -> bytes:
    """Unpack one part, at most one byte beyond the size that its entry states: more than that is a lie."""
    header = content[entry.header_offset : entry.header_offset + _LOCAL_HEADER]
    if len(header) < _LOCAL_HEADER or entry.flag_bits & 1:
        raise DataError(damaged(file, "encrypted" if entry.flag_bits & 1 else entry.filename))
    start = entry.header_offset + _LOCAL_HEADER + sum(struct.unpack_from("<HH", header, 26))
    packed = content[start : start + entry.compress_size]
    content = packed if entry.compress_type == zipfile.ZIP_STORED else _inflated(packed, entry, file)
    if len(content) > entry.file_size:
        raise DataError(LIMITS.exceeded("unpacked", file))
    if len(content) != entry.file_size or zlib.crc32(content) != entry.CRC:
        raise DataError(damaged(file, entry.filename))
    return content


def _inflated(packed: bytes, entry: zipfile.ZipInfo, file: str) -> bytes:
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise DataError(damaged(file, f"compression {entry.compress_type}"))
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, entry.file_size + 1)
    except zlib.error as error:
        raise DataError(damaged(file, f"{entry.filename}: {error}")) from None


def repack(parts: Mapping[str, bytes]) -> bytes:
    """Return a package of the checked parts alone, uncompressed: what is read next holds nothing else.

    Written by hand, so that what a sheet unpacks to is copied once.
    """
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, content in parts.items():
        path, size = name.encode(), len(content)
        entry = struct.pack(
            "<5H3L2H", 20, _UTF8_NAME, 0, 0, _FIRST_DAY, zlib.crc32(content), size, size, len(path), 0
        )
        head = b"PK\x03\x04" + entry + path
        directory.append(
            b"PK\x01\x02" + struct.pack("<H", 20) + entry + struct.pack("<3H2L", 0, 0, 0, 0, offset) + path
        )
        pieces += [head, content]
        offset += len(head) + size
    index = b"".join(directory)
    end = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, len(directory), len(directory), len(index), offset, 0)
    return b"".join([*pieces, index, end])


_UTF8_NAME, _FIRST_DAY = 0x800, 0x21
"""The flag of names in UTF-8, and 1980-01-01, as the format has them."""


def damaged(file: str, problem: str) -> Finding:
    """Return the finding that a workbook cannot be opened."""
    return Finding("E_WORKBOOK_DAMAGED", file=file, details={"problem": problem[:200]})
