"""Encodings by rule, not by guess."""

import codecs

from ii_index.errors import DataError, Finding

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(content: bytes, file: str) -> str:
    """Decode by rule: the byte-order mark, else strict UTF-8, else strict GB18030, else an error."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strict(content[len(mark) :], (encoding,), file)
    return _strict(content, ("utf-8", "gb18030"), file)


def _strict(content: bytes, encodings: tuple[str, ...], file: str) -> str:
    furthest = -1
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            furthest = max(furthest, error.start)
            continue
        if "\0" in text:
            furthest = content.index(b"\0")
            break
        return text
    row = len((content[:furthest] + b".").splitlines())
    found = content[furthest : furthest + 4].hex(" ")
    raise DataError(
        Finding("E_ENCODING", file=file, row=row, found=found, details={"tried": list(encodings)})
    )
