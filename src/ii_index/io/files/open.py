"""From a path to a grid: what kind of file it is, told by its content, and whether its name agrees."""

import codecs
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import numpy as np

from ii_index._visible import is_visible, visible
from ii_index.errors import DataError, Finding
from ii_index.io.files.encodings import decode
from ii_index.io.files.grid import Grid, said_of
from ii_index.io.files.limits import LIMITS
from ii_index.io.files.sources import PACKED, STDIN, Readable, content_of, named_content, unpacked
from ii_index.io.files.text import Recognise, original, read_delimited
from ii_index.messages.reading import KINDS, Phrase


def read_bytes(path: str | Path) -> tuple[str, bytes]:
    """Return a file's name and content, unpacked; ``-`` is standard input."""
    file = "<stdin>" if str(path) == STDIN else Path(path).name.removesuffix(PACKED)
    return file, _limited(content_of(path, LIMITS.file), file)


def handed_content(source: bytes | Readable) -> tuple[str, bytes]:
    """Return the name and the content, unpacked, of bytes or of a file object."""
    if not isinstance(source, bytes):
        file, content = named_content(source, LIMITS.file)
        return file, _limited(content, file)
    return "<stdin>", _limited(unpacked(source, "<stdin>", LIMITS.file), "<stdin>")


def _limited(content: bytes, file: str) -> bytes:
    if len(content) > LIMITS.file:
        raise DataError(LIMITS.exceeded("file", file))
    return content


def read_grids(
    file: str, content: bytes, recognise: Recognise, sheet: str | None = None, encoding: str | None = None
) -> list[Grid]:
    """Return the grids of a file: one of a text, one a sheet of a workbook; ``encoding`` is that of a text.

    Raises
    ------
    DataError
        What the file holds is not what its name says, or cannot be opened.
    """
    kind = kind_of(content)
    if kind == "XLS" and _ENCRYPTED in content:
        raise DataError(Finding("E_WORKBOOK_DAMAGED", file=file, details={"problem": _ENCRYPTED_SAID}))
    suffix = Path(file).suffix.lower()
    if kind not in _AGREES.get(suffix, _READABLE):
        if suffix in _BINARY_SUFFIXES and _is_damaged(content, kind):
            raise DataError(_damaged(file, _BINARY_SUFFIXES[suffix]))
        code = "E_FAKE_XLS" if suffix in _AGREES else "E_FILE_TYPE"
        details = {"known": sorted(_AGREES), "kind": KINDS[kind]}
        raise DataError(Finding(code, file=file, found=kind, expected=suffix, details=details))
    if kind == "text" and suffix in _DEFINITIONS:
        raise DataError(Finding("E_DEFINITION_AS_TABLE", file=file))
    match kind:
        case "XLSX" | "XLS" | "ODS":
            from ii_index.io.files import workbook

            read = {"XLSX": workbook.read_xlsx, "XLS": workbook.read_xls, "ODS": workbook.read_ods}[kind]
            grids = read(content, file, sheet)
        case "PARQUET" | "ARROW":
            from ii_index.io.files.columnar import as_text

            text = as_text(content, file, kind)
            grids = [_delimited(text.decode(), text, file, recognise)]
        case _:
            grids = [_delimited(decode(content, file, encoding), content, file, recognise)]
    if not grids:
        raise DataError(Finding("E_EMPTY", file=file))
    return grids


def _delimited(text: str, content: bytes, file: str, recognise: Recognise) -> Grid:
    """Split a text into cells, its odd characters shown; a garbled one is left for the reader to name."""
    if (text.isascii() and _has_no_controls(content)) or is_visible(text) or _is_garbled(text):
        return read_delimited(text, file, recognise)
    return replace(read_delimited(visible(text), file, recognise), odd=said_of(text.split("\n"), file))


def _has_no_controls(content: bytes) -> bool:
    """Whether every control character is a line break or a tab: counted at once, for large tables of numbers."""
    controls = 0
    for start in range(0, len(content), _PIECE):
        data = np.frombuffer(content, np.uint8, min(_PIECE, len(content) - start), start)
        controls += int(np.count_nonzero(data < ord(" "))) - int(np.count_nonzero(data == ord("\n")))
    harmless = sum(content.count(one) for one in (b"\r", b"\t") if one in content)
    return controls == harmless and b"\x7f" not in content


_PIECE = 2**22


def _is_garbled(text: str) -> bool:
    lines = [line for line in text.split("\n", _LINES)[:_LINES] if not is_visible(line)]
    return any(original(cell) for line in lines for cell in re.split(r"[,;\t]", line))


_LINES = 20

Kind = Literal["text", "HTML", "XML", "XLSX", "XLSB", "XLS", "ODS", "ZIP", "PDF", "PARQUET", "ARROW"]

_READABLE: frozenset[Kind] = frozenset(["text", "XLSX", "XLS", "ODS", "PARQUET", "ARROW"])
_TEXT: frozenset[Kind] = frozenset(["text"])
_AGREES: Mapping[str, frozenset[Kind]] = MappingProxyType(
    {
        **dict.fromkeys((".csv", ".tsv", ".txt", ".tab"), _TEXT),
        **dict.fromkeys((".xlsx", ".xlsm"), frozenset[Kind](["XLSX"])),
        ".xls": frozenset[Kind](["XLS"]),
        ".et": frozenset[Kind](["XLS", "XLSX"]),
        ".ods": frozenset[Kind](["ODS"]),
        **dict.fromkeys((".parquet", ".pq"), frozenset[Kind](["PARQUET"])),
        **dict.fromkeys((".arrow", ".feather"), frozenset[Kind](["ARROW"])),
    }
)
_DEFINITIONS = frozenset({".yaml", ".yml", ".json"})
_BINARY: Mapping[bytes, Kind] = MappingProxyType(
    {b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "XLS", b"%PDF": "PDF", b"PAR1": "PARQUET", b"ARROW1": "ARROW"}
)
_BINARY_SUFFIXES: Mapping[str, Kind] = MappingProxyType(
    {suffix: min(kinds) for suffix, kinds in _AGREES.items() if kinds != _TEXT}
)
_BYTE_ORDER = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f]")
_END_OF_PACKAGE = b"PK\x05\x06"
_NO_WORKBOOK = Phrase("文件已损坏，或不是工作簿", "it is damaged, or no workbook")
_NO_COLUMNS = Phrase("文件开头没有这种文件的标记", "it does not begin as such a file does")
_ENCRYPTED_SAID = Phrase("已加密", "encrypted")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MARKUP = re.compile(
    rb"^\s*(?:<!--.*?-->\s*)?<(!doctype html|html|head|body|table|meta|\?xml)", re.IGNORECASE | re.DOTALL
)


def kind_of(content: bytes) -> Kind:
    """Tell what a file holds from its first bytes, and a package from its parts."""
    for start, kind in _BINARY.items():
        if content.startswith(start):
            return kind
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_package(content)
    head = content[:1024].lstrip(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip(b"\xff\xfe")
    if markup := _MARKUP.match(head):
        return "XML" if markup[1].startswith(b"?") and b"<html" not in head.lower() else "HTML"
    return "HTML" if head.upper().startswith(b"MIME-VERSION") else "text"


def _is_damaged(content: bytes, kind: Kind) -> bool:
    """Whether this is neither a text under a wrong name nor a whole package: noise, or the half of a file.

    A text says its encoding, or holds no control characters; a package ends with the list of its parts.
    """
    if kind == "ZIP":
        return _END_OF_PACKAGE not in content
    return kind == "text" and not content.startswith(_BYTE_ORDER) and _CONTROL.search(content) is not None


def _damaged(file: str, wanted: Kind) -> Finding:
    if wanted in {"PARQUET", "ARROW"}:
        details = {"kind": wanted.title(), "problem": _NO_COLUMNS}
        return Finding("E_COLUMNAR_DAMAGED", file=file, details=details)
    return Finding("E_WORKBOOK_DAMAGED", file=file, details={"problem": _NO_WORKBOOK})


def _kind_of_package(content: bytes) -> Kind:
    if b"xl/workbook.bin" in content:
        return "XLSB"
    if b"xl/workbook.xml" in content:
        return "XLSX"
    return "ODS" if b"opendocument.spreadsheet" in content[:4096] else "ZIP"
