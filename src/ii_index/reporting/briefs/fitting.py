"""How wide the columns of a brief are, and how high its rows: known beforehand, a page is set once and not tried out.

A table whose columns and rows find their own size lays every cell out three times, which is half the time of a page.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

_EAST = 0x2E7F  # East Asian scripts begin after this
# fmt: off
_WIDTHS = (
    23, 33, 48, 56, 56, 93, 68, 28, 34, 34, 47, 56, 28, 35, 28, 40, 56, 56, 56, 56, 56, 56, 56, 56,
    56, 56, 28, 28, 56, 56, 56, 48, 95, 61, 66, 64, 69, 59, 56, 69, 73, 30, 54, 65, 55, 82, 73, 75,
    64, 75, 64, 60, 60, 73, 58, 88, 58, 54, 61, 34, 40, 34, 56, 56, 61, 57, 62, 51, 62, 56, 33, 57,
    61, 28, 28, 56, 29, 93, 61, 61, 62, 62, 39, 47, 38, 61, 53, 81, 50, 53, 48, 34, 27, 34, 56,
)
# fmt: on
"""Hundredths of an em: the characters 32 to 126 in Noto Sans, rounded up."""
_OTHER = 0.66
_CELL, _HEAD = 9.0, 7.5  # points
_LINE, _INSET, _LOW = 11.0, 6.0, 15.5


def fit(
    heads: Sequence[str], rows: Sequence[Sequence[str]], room: float, most: float | None = None
) -> dict[str, Any]:
    """Return the widths of columns and the heights of rows, in points.

    Parameters
    ----------
    heads : sequence of str
    rows : sequence of sequence of str
    room : float
        Of the whole table. The first column takes what the others leave, and breaks into lines there.
    most : float, optional
        The first column is as broad as its texts, up to this; a last column without texts takes the rest.

    Returns
    -------
    dict
        ``widths`` and ``heights``, the head's first.
    """
    columns = list(zip(*rows, strict=True)) or [()] * len(heads)
    wide = [
        max(_HEAD * width(head), *(_CELL * width(cell) for cell in cells), 0.0) + _INSET
        for head, cells in zip(heads, columns, strict=True)
    ]
    first = room - sum(wide[1:]) if most is None else min(wide[0], most)
    heights = [_LOW + _LINE * (_lines(row[0], (first - _INSET) / _CELL) - 1) for row in rows]
    return {"widths": [first, *wide[1:]], "heights": [_LOW, *heights]}


@lru_cache(maxsize=4096)
def width(text: str) -> float:
    """Return how wide a text is at most, in ems of the font of the pages."""
    return sum(map(_of, text))


def _of(character: str) -> float:
    at = ord(character)
    if at > _EAST:
        return 1.0
    return _WIDTHS[at - 32] / 100 if 32 <= at < 32 + len(_WIDTHS) else _OTHER


def _lines(text: str, room: float) -> int:
    """Return in how many lines a text is set: it breaks at spaces and beside every Chinese character."""
    count, used = 1, 0.0
    for piece in _pieces(text):
        needed = width(piece.rstrip())
        if used and used + needed > room:
            count, used = count + 1, 0.0
        count += int(needed / room) if needed > room else 0
        used += width(piece)
    return count


def _pieces(text: str) -> list[str]:
    breaks = [
        at
        for at, (before, after) in enumerate(pairwise(text), 1)
        if before == " " or ord(before) > _EAST or ord(after) > _EAST
    ]
    return [text[start:end] for start, end in pairwise([0, *breaks, len(text)])]
