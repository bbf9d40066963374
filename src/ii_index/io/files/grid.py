"""A grid of cells as the file holds it: nothing interpreted, every place known."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import chain
from operator import itemgetter
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ii_index._typing import BoolArray, FloatArray, IntArray
from ii_index._visible import is_visible, odd_characters, visible
from ii_index.errors import Finding
from ii_index.model import decimals
from ii_index.model.decimals import WIDEST, Bytes
from ii_index.model.spelling import BLANKS

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta | None
Row: TypeAlias = Sequence[Cell]


class Merge(NamedTuple):
    """A merged range: first and last row and column, 0-based, inclusive."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def rows(self) -> range:
        """The rows it covers."""
        return range(self.top, self.bottom + 1)

    @property
    def columns(self) -> range:
        """The columns it covers."""
        return range(self.left, self.right + 1)


Marks: TypeAlias = NDArray[np.int32]
"""Places in a text, of which limits allow less than 2³¹ bytes."""


def marked(text: Bytes, *ends: str) -> Marks:
    """Return where some characters stand in a text that begins with room, and before them the end of that room."""
    found = [np.array([WIDEST - 1], dtype=np.int32)]
    for start in range(0, len(text), _BLOCK):
        part = text[start : start + _BLOCK]
        is_end = part == ord(ends[0])
        for other in ends[1:]:
            is_end |= part == ord(other)
        places = np.flatnonzero(is_end)
        places += start
        found.append(places.astype(np.int32))
    return np.concatenate(found)


_BLOCK = 2**22
"""Bytes that are searched at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Cells of a column as places in a text, so that numbers need not become Python strings first."""

    text: Bytes
    before: Marks
    ends: Marks
    parsed: tuple[FloatArray, BoolArray] | None = None

    @property
    def starts(self) -> IntArray:
        """Where the cells start: a byte behind what is before them."""
        return self.before + np.intp(1)

    def decimals(self) -> tuple[FloatArray, BoolArray]:
        """Return the plain decimals among them, and which are."""
        return self.parsed or decimals.parse(self.text, self.starts, self.ends.astype(np.intp))

    @classmethod
    def of(cls, cells: Sequence[str]) -> "Pieces | None":
        """Join cells into one text; None where one of them holds a line break."""
        encoded = (" " * WIDEST + "\n".join(cells) + "\n").encode(errors="surrogatepass")
        text = np.frombuffer(encoded, dtype=np.uint8)
        marks = marked(text, "\n")
        if len(marks) != len(cells) + 1:
            return None
        return cls(text, marks[:-1], marks[1:])

    def __len__(self) -> int:
        return len(self.ends)

    def __iter__(self) -> Iterator[str]:
        return iter(self.tolist())

    def __getitem__(self, at: int) -> str:
        return self.text[self.before[at] + 1 : self.ends[at]].tobytes().decode(errors="surrogatepass")

    def tolist(self) -> list[str]:
        """Return every cell as a string."""
        if not len(self):
            return []
        starts = self.starts
        first, last = int(starts.min()), int(self.ends.max())
        if last - first > _SPARSE * len(self):
            return [self[at] for at in range(len(self))]
        region = self.text[first:last].tobytes()
        pairs = zip((starts - first).tolist(), (self.ends - first).tolist(), strict=True)
        if region.isascii():
            whole = region.decode("ascii")
            return [whole[start:end] for start, end in pairs]
        return [region[start:end].decode(errors="surrogatepass") for start, end in pairs]


_ASCII = 127
_SPARSE = 400
"""Bytes a cell beyond which it is quicker to decode cells one by one than the text between them."""


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """Cells of a column that are all numbers."""

    values: FloatArray

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[float]:
        return iter(self.values.tolist())

    def __getitem__(self, at: int) -> float:
        return float(self.values[at])

    def decimals(self) -> tuple[FloatArray, BoolArray]:
        """Return the numbers, negative zeros as zeros, and which are finite."""
        return self.values + 0.0, np.isfinite(self.values)


Cells: TypeAlias = Sequence[Cell] | Pieces | Numbers


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grid(ABC):
    """Rows of cells with their physical lines.

    Attributes
    ----------
    file, sheet : str or None
    lines : sequence of int
        Physical line of each row, 1-based.
    merges : tuple of Merge
        Merged cells of a workbook.
    percents : frozenset of (row, column)
        Cells whose number format shows a percent sign, 0-based.
    delimiter : str or None
        What separates the cells of a text; None for a workbook.
    hidden : bool
        Whether the sheet is hidden.
    hidden_rows : tuple of int
        Rows with content that are hidden, 0-based.
    odd : Finding or None
        What was said of characters that were made visible.
    """

    file: str
    lines: Sequence[int]
    sheet: str | None = None
    merges: tuple[Merge, ...] = ()
    percents: frozenset[tuple[int, int]] = field(default_factory=frozenset[tuple[int, int]])
    delimiter: str | None = None
    hidden: bool = False
    hidden_rows: tuple[int, ...] = ()
    odd: Finding | None = None

    @abstractmethod
    def __len__(self) -> int:
        """Return the number of rows."""

    @abstractmethod
    def row(self, at: int) -> Row:
        """Return the cells of one row."""

    @abstractmethod
    def column(self, at: int, rows: IntArray) -> Cells:
        """Return the cells of one column in some rows; None beyond a row's end."""

    def columns(self, ats: Sequence[int], rows: IntArray) -> list[Cells]:
        """Return the cells of several columns in some rows."""
        return [self.column(at, rows) for at in ats]

    @abstractmethod
    def widths(self) -> IntArray:
        """Return the number of cells of each row."""

    def head(self, count: int) -> list[list[Cell]]:
        """Return the first rows."""
        return [list(self.row(at)) for at in range(min(count, len(self)))]

    def line(self, row: int, at: int) -> int:  # noqa: ARG002 - parts of a row may have stood elsewhere
        """Return the physical line where a cell stands."""
        return self.lines[row]

    def finding(self, code: str, row: int | None = None, at: int | None = None, **values: object) -> Finding:
        """Make a finding at a row and a column of this grid, both 0-based."""
        line = None if row is None else self.lines[row]
        cell = None if at is None or line is None or self.delimiter else f"{letters(at)}{line}"
        return Finding(code, file=self.file, sheet=self.sheet, row=line, cell=cell, **values)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows(Grid):
    """A grid held row by row, of any width each."""

    rows: Sequence[Row]

    def __len__(self) -> int:
        return len(self.rows)

    def row(self, at: int) -> Row:
        """Return the cells of one row."""
        return self.rows[at]

    def column(self, at: int, rows: IntArray) -> list[Cell]:
        """Return the cells of one column in some rows; None beyond a row's end."""
        chosen = self._chosen(rows)
        try:
            return [*map(itemgetter(at), chosen)]
        except IndexError:
            return [row[at] if at < len(row) else None for row in chosen]

    def _chosen(self, rows: IntArray) -> Sequence[Row]:
        if len(rows) == len(self.rows):
            return self.rows
        places: list[int] = rows.tolist()
        return [self.rows[row] for row in places]

    def columns(self, ats: Sequence[int], rows: IntArray) -> list[Cells]:
        """Return the cells of several columns in some rows, read as one block where all are numbers."""
        chosen = self._chosen(rows)
        block = _block(chosen, ats)
        if block is not None:
            return [Numbers(block[:, at]) for at in range(len(ats))]
        part = Rows(file=self.file, lines=(), rows=chosen)
        every = np.arange(len(chosen))
        return [part.column(at, every) for at in ats]

    def widths(self) -> IntArray:
        """Return the number of cells of each row."""
        return np.fromiter(map(len, self.rows), dtype=np.intp, count=len(self.rows))


def _block(rows: Sequence[Row], ats: Sequence[int]) -> FloatArray | None:
    """Return neighbouring columns as one array, or None where a cell is no number."""
    first, last = ats[0], ats[-1] + 1
    if list(ats) != list(range(first, last)) or min(map(len, rows), default=0) < last:
        return None
    cells = [*chain.from_iterable(map(itemgetter(slice(first, last)), rows))]
    if not set(map(type, cells)) <= {float, int}:
        return None
    return np.asfortranarray(np.fromiter(cells, np.float64, len(cells)).reshape(len(rows), len(ats)))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlainText(Grid):
    """A delimited text without quotes, as many cells in every line: places in the text, and no strings yet.

    Cell ``at`` of ``row`` is number ``row × width + at``; the cell of a number ends at ``marks[number + 1]`` and starts
    a byte behind ``marks[number]``.
    """

    text: Bytes
    marks: Marks
    width: int

    def __len__(self) -> int:
        return (len(self.marks) - 1) // self.width

    def row(self, at: int) -> list[str]:
        """Return the cells of one row."""
        start, end = int(self.marks[at * self.width]) + 1, int(self.marks[(at + 1) * self.width])
        return self.text[start:end].tobytes().decode(errors="surrogatepass").split(self.delimiter)

    def column(self, at: int, rows: IntArray) -> Pieces:
        """Return the cells of one column in some rows."""
        chosen = _as_slice(rows)
        return Pieces(self.text, self._before[chosen, at], self._ends[chosen, at])

    @property
    def _before(self) -> Marks:
        return self.marks[:-1].reshape(-1, self.width)

    @property
    def _ends(self) -> Marks:
        return self.marks[1:].reshape(-1, self.width)

    def columns(self, ats: Sequence[int], rows: IntArray) -> list[Cells]:
        """Return the cells of several columns in some rows, their plain decimals read row by row, many at once."""
        values = np.empty((len(rows), len(ats)), order="F")
        plain = np.empty(values.shape, dtype=np.bool_, order="F")
        across, step = _as_slice(np.array(ats, dtype=np.intp)), max(_AT_ONCE // max(len(ats), 1), 1)
        for first in range(0, len(rows), step):
            part = _as_slice(rows[first : first + step])
            before, ends = self._before[part][:, across], self._ends[part][:, across]
            found = decimals.parse(self.text, before.ravel() + np.intp(1), ends.ravel().astype(np.intp))
            values[first : first + step], plain[first : first + step] = (
                one.reshape(ends.shape) for one in found
            )
        chosen = _as_slice(rows)
        return [
            Pieces(
                self.text,
                self._before[chosen, at],
                self._ends[chosen, at],
                (values[:, place], plain[:, place]),
            )
            for place, at in enumerate(ats)
        ]

    def widths(self) -> IntArray:
        """Return the number of cells of each row."""
        return np.full(len(self), self.width)


_AT_ONCE = 2**18
"""Cells whose decimals are read at once: what that takes beside the text and the numbers is a few megabytes."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PackedText(Grid):
    """Cells of rows of any width, packed one after the other with a byte between them that stands in none.

    The cells of a row are numbers ``firsts[row]`` to ``firsts[row + 1]``, marked as in :class:`PlainText`; the last
    cell of all is blank, and stands for those beyond a row's end.
    """

    text: Bytes
    marks: Marks
    firsts: IntArray

    def __len__(self) -> int:
        return len(self.firsts) - 1

    def row(self, at: int) -> list[str]:
        """Return the cells of one row."""
        first, last = int(self.firsts[at]), int(self.firsts[at + 1])
        start, end = int(self.marks[first]) + 1, int(self.marks[last])
        text = self.text[start:end].tobytes().decode(errors="surrogatepass")
        return text.split(BETWEEN) if last > first else []

    def column(self, at: int, rows: IntArray) -> Pieces:
        """Return the cells of one column in some rows, blank beyond a row's end."""
        cells = self.firsts[rows] + at
        beyond = cells >= self.firsts[rows + 1]
        cells[beyond] = len(self.marks) - 2
        return Pieces(self.text, self.marks[cells], self.marks[cells + 1])

    def widths(self) -> IntArray:
        """Return the number of cells of each row."""
        return np.diff(self.firsts)


BETWEEN = "\x1f"
"""Stands between packed cells: a control character, which no text that is read still holds."""


def letters(column: int | None) -> str:
    """Return a column's letters, 0-based: 0 is A, 26 is AA."""
    name, left = "", -1 if column is None else column
    while left >= 0:
        left, rest = divmod(left, 26)
        name, left = chr(65 + rest) + name, left - 1
    return name


def _as_slice(rows: IntArray) -> slice | IntArray:
    """Return consecutive rows as a slice, which copies nothing."""
    whole = rows.size > 0 and int(rows[-1]) - int(rows[0]) == rows.size - 1
    return slice(int(rows[0]), int(rows[-1]) + 1) if whole else rows


def first_lines(grid: Grid, rows: Iterable[int]) -> list[int | str]:
    """Return the lines of the first few rows, and an ellipsis for the rest."""
    return shown_lines(grid.lines[row] for row in rows)


def shown_lines(found: Iterable[int]) -> list[int | str]:
    """Return the first few of some lines, and an ellipsis for the rest."""
    lines = sorted({*found})
    return [*lines[:_LINES_SHOWN], "…"] if len(lines) > _LINES_SHOWN else [*lines]


_LINES_SHOWN = 10


def text_of(cell: Cell) -> str:
    """Return a cell as text without white space around it; a whole number without its ``.0``."""
    match cell:
        case None:
            return ""
        case str():
            return cell.strip(BLANKS)
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case _:
            return str(cell)


def shown(cell: Cell, *, percent: bool = False) -> str:
    """Return a cell as a person sees it: in a workbook's 15 digits, and as a percentage where its format says so."""
    if isinstance(cell, float):
        return f"{cell * 100:.15g}%" if percent else f"{cell:.15g}"
    return text_of(cell)


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds nothing but white space."""
    return cell is None or (isinstance(cell, str) and not cell.strip(BLANKS))


def blanks(cells: Cells) -> list[int]:
    """Return the positions of the blank cells of a column."""
    if isinstance(cells, Numbers):
        return []
    if isinstance(cells, Pieces):
        first = cells.text[cells.starts]  # of an empty cell the delimiter behind it
        likely = (cells.ends == cells.starts) | (first <= ord(" ")) | (first > _ASCII)
        return [at for at in np.flatnonzero(likely).tolist() if is_blank(cells[at])]
    return [at for at, cell in enumerate(cells) if cell is None or (isinstance(cell, str) and is_blank(cell))]


def said_of(texts: Iterable[str], file: str, sheet: str | None = None) -> Finding:
    """Say of texts that their odd characters were made visible."""
    odd = [text for text in texts if not is_visible(text)]
    details = {"count": len(odd), "characters": odd_characters("".join(odd))}
    return Finding("W_UNPRINTABLE", file=file, sheet=sheet, found=visible(odd[0])[:60], details=details)
