"""How wide the columns of a brief are, and how high its rows: known beforehand, a page is set once and not tried out.

A table whose columns and rows find their own size lays every cell out three times, which is half the time of a page.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from ii_index.reporting.text_widths import EAST, width

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
        if before == " " or ord(before) > EAST or ord(after) > EAST
    ]
    return [text[start:end] for start, end in pairwise([0, *breaks, len(text)])]
