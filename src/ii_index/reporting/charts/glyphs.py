"""Which characters a font has: read from its cmap table, so that no chart shows empty boxes in silence."""

import struct
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from ii_index.errors import Finding, IIIndexError

_INVISIBLE = {"\u200b", "\n"}
_LABEL_MARKS = range(0xE000, 0xF8FF)  # private use: keeps labels apart and is cut off before it is shown


def require(characters: Iterable[str], font: Path) -> None:
    """Refuse characters that a font lacks.

    Raises
    ------
    IIIndexError
        All of them.
    """
    wanted = {
        character
        for character in characters
        if character not in _INVISIBLE and ord(character) not in _LABEL_MARKS
    }
    lacking = sorted(character for character in wanted if ord(character) not in characters_of(font))
    if lacking:
        shown = [f"{character} (U+{ord(character):04X})" for character in lacking]
        raise IIIndexError(
            Finding("E_FONT_LACKS", found="".join(lacking), details={"characters": shown, "font": font.name})
        )


@cache
def characters_of(font: Path) -> frozenset[int]:
    """Return the code points of a font file (the first font of a collection).

    Raises
    ------
    ValueError
        A font without a character map of format 12 or 4.
    """
    content = font.read_bytes()
    start = struct.unpack_from(">I", content, 12)[0] if content[:4] == b"ttcf" else 0
    tables: int = struct.unpack_from(">H", content, start + 4)[0]
    for place in range(tables):
        tag, _, offset, _ = struct.unpack_from(">4sIII", content, start + 12 + 16 * place)
        if tag == b"cmap":
            return _mapped(content, offset)
    message = f"{font.name} has no character map"
    raise ValueError(message)


def _mapped(content: bytes, cmap: int) -> frozenset[int]:
    count: int = struct.unpack_from(">H", content, cmap + 2)[0]
    offsets = [struct.unpack_from(">I", content, cmap + 8 + 8 * place)[0] for place in range(count)]
    found: set[int] = set()
    for offset in offsets:
        table = cmap + offset
        match struct.unpack_from(">H", content, table)[0]:
            case 12:
                found |= _segments_12(content, table)
            case 4:
                found |= _segments_4(content, table)
            case _:
                continue
    return frozenset(found)


def _segments_12(content: bytes, table: int) -> set[int]:
    groups: int = struct.unpack_from(">I", content, table + 12)[0]
    pairs = (struct.unpack_from(">II", content, table + 16 + 12 * group) for group in range(groups))
    return {code for first, last in pairs for code in range(first, last + 1)}


def _segments_4(content: bytes, table: int) -> set[int]:
    count: int = struct.unpack_from(">H", content, table + 6)[0] // 2
    lasts = struct.unpack_from(f">{count}H", content, table + 14)
    firsts = struct.unpack_from(f">{count}H", content, table + 16 + 2 * count)
    return {
        code
        for first, last in zip(firsts, lasts, strict=True)
        if first != 0xFFFF
        for code in range(first, last + 1)
    }
