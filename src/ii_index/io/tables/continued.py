"""Grids whose table goes on below with other columns (续表): these are read to the right of the rows they continue."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

import numpy as np

from ii_index.errors import Finding
from ii_index.io.files.grid import Cell, Grid, Merge, Row, Rows, is_blank, letters, text_of
from ii_index.io.tables.header import is_value
from ii_index.model.headings import is_said_of_all, measure_said, role_of
from ii_index.model.spelling import fold

Place: TypeAlias = tuple[int, int]

_HEADER_ROWS = 20
_PRINTED = 5_000
"""Rows of the longest table that is looked through for a continuation: nothing longer is printed on pages."""
_GOES_ON = re.compile(r"[(]?(?:表[\d\-.]*)?[(]?(?:续表|续|接上表|continued)", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Continued(Rows):
    """Parts of a table side by side; cells are named where they stood.

    Attributes
    ----------
    header : int
        Row of the headings.
    tops : tuple of int
        Lines of the headings of the continuations.
    stood : sequence of sequence of (row, column) or None
        Of each cell, where the grid had it, 0-based.
    source : Grid
        The grid as it stood.
    """

    header: int
    tops: tuple[int, ...]
    stood: Sequence[Sequence[Place | None]]
    source: Grid

    def finding(self, code: str, row: int | None = None, at: int | None = None, **values: object) -> Finding:
        """Make a finding at a row and a column of this grid, both 0-based, with the address where the cell stood."""
        place = None if row is None or at is None else self.stood[row][at]
        if place is None:
            return Rows.finding(self, code, row, at, **values)
        found = self.source.finding(code, place[0], place[1], **values)
        return found if found.cell else replace(found, cell=f"{letters(place[1])}{found.row}")


class _Block(NamedTuple):
    """Rows under one row of headings: of titles above it, of the headings, of units, and of notes among these."""

    titles: Sequence[int]
    headings: Sequence[int]
    body: Sequence[int]
    notes: Sequence[int]


class _Part(NamedTuple):
    """Columns of a table: blocks with the same headings, and the row of each unit, or of a unit in a year."""

    blocks: tuple[_Block, ...]
    rows: dict[tuple[str, ...], int]


def widened(grid: Grid) -> Grid:
    """Return the grid with what continues its table below, under other headings, to the right; else as it is.

    Headings begin with the same word for units; a row goes on where its unit, and its year if it has one, stand again.
    A grid is left alone where that is not plain: rows of one unit twice, few units in common, another year in a title,
    one indicator in two parts.
    """
    if len(grid) > _PRINTED:
        return grid
    head = grid.head(_HEADER_ROWS)
    first = next((at for at, row in enumerate(head) if _is_heading(row)), None)
    if first is None:
        return grid
    left = next(at for at, cell in enumerate(head[first]) if not is_blank(cell))
    word, labels = fold(text_of(head[first][left])), grid.column(left, np.arange(len(grid)))
    tops = [
        at
        for at, label in enumerate(labels)
        if at >= first and fold(text_of(label)) == word and _is_heading(grid.row(at))
    ]
    headings = [*dict.fromkeys(_said_by(grid.row(top)[left:]) for top in tops)]
    if len(headings) < 2:
        return grid
    keys, rows = left + _shared(headings), [grid.row(at) for at in range(len(grid))]
    parts = _parts(rows, _blocks(rows, tops, left), range(left, keys))
    return grid if parts is None else _side_by_side(grid, rows, parts, range(left, keys))


def _text(row: Row, at: int) -> str:
    return text_of(row[at]) if at < len(row) else ""


def _is_heading(row: Row) -> bool:
    """Whether a row begins with a word for units and says more, none of it a value."""
    texts = [*filter(None, map(text_of, row))]
    return len(texts) > 1 and role_of(texts[0]) == "unit" and not any(map(is_value, row))


def _said_by(row: Row) -> tuple[str, ...]:
    """Return what a row says, folded, without the blanks at its end."""
    texts = [fold(text_of(cell)) for cell in row]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def _shared(headings: Sequence[tuple[str, ...]]) -> int:
    """Return how many columns of units, years and the like all headings begin with."""
    count = 0
    for texts in zip(*headings, strict=False):
        if len({*texts}) > 1 or not role_of(texts[0]):
            break
        count += 1
    return count


def _blocks(rows: Sequence[Row], tops: Sequence[int], left: int) -> list[_Block]:
    blocks: list[_Block] = []
    labels = [fold(_text(row, left)) for row in rows]
    named = {label for label, row in zip(labels, rows, strict=True) if label and any(map(is_value, row))}
    start = 0
    for top, end in zip(tops, (*tops[1:], len(rows)), strict=True):
        body = [
            at
            for at in range(top + 1, end)
            if not _GOES_ON.match(labels[at]) and (labels[at] in named or any(map(is_value, rows[at])))
        ]
        low = next((at for at in range(top + 1, end) if at in body or labels[at]), end)
        after = len(rows) if end == len(rows) else (body or [low - 1])[-1] + 1
        notes = [at for at in range(low, after) if at not in body]
        blocks.append(_Block(range(start, top), range(top, low), body, notes))
        start = after
    return blocks


def _parts(rows: Sequence[Row], blocks: Sequence[_Block], keys: range) -> list[_Part] | None:
    """Return the parts of the table; None where they are not plainly of the same rows."""
    grouped: dict[tuple[str, ...], list[_Block]] = {}
    for block in blocks:
        grouped.setdefault(_said_by(rows[block.headings[0]][keys.start :]), []).append(block)
    names = [text for texts in grouped for text in texts[len(keys) :] if text]
    years = [{*_YEAR.findall(" ".join(_texts(rows, block.titles)))} for block in blocks]
    if len({*names}) < len(names) or any(found - years[0] for found in years[1:]):
        return None
    parts: list[_Part] = []
    for same in grouped.values():
        found = [
            (tuple(fold(_text(rows[at], key)) for key in keys), at) for block in same for at in block.body
        ]
        units = dict(found)
        if not units or len(units) < len(found) or any("" in unit for unit in units):
            return None
        parts.append(_Part(tuple(same), units))
    first, *later = parts
    return (
        parts
        if all(2 * len(part.rows.keys() & first.rows.keys()) > len(part.rows) for part in later)
        else None
    )


def _texts(rows: Sequence[Row], ats: Iterable[int]) -> Iterator[str]:
    return (text for at in ats for text in map(text_of, rows[at]) if text)


def _side_by_side(grid: Grid, rows: Sequence[Row], parts: Sequence[_Part], keys: range) -> Continued:
    """Put parts beside one another: every cell of the new grid is one of the old, or blank."""
    first, *later = parts
    top = first.blocks[0].headings[0]
    nothing: list[int | None] = [None] * len(later)
    levels = range(max(len(part.blocks[0].headings) for part in parts))
    above = [[at, *nothing] for at in range(top)]
    heads = [
        [next(iter(part.blocks[0].headings[level : level + 1]), None) for part in parts] for level in levels
    ]
    body = {at: [at, *nothing] for block in first.blocks for at in block.notes}
    body |= {at: [at, *(part.rows.get(unit) for part in later)] for unit, at in first.rows.items()}
    others = dict.fromkeys(unit for part in later for unit in part.rows if unit not in first.rows)
    alone = [[None, *(part.rows.get(unit) for part in later)] for unit in others]
    notes = [[at, *nothing] for at in _notes(rows, parts)]
    lines = [*above, *heads, *(body[at] for at in sorted(body)), *alone, *notes]
    columns = [range(keys.stop if place else 0, _width(rows, part)) for place, part in enumerate(parts)]
    stood = [_places(ats, columns, keys) for ats in lines]
    cells = [[None if place is None else _cell(rows, place) for place in row] for row in stood]
    _state_measures(cells[top : top + len(heads)], rows, parts, columns)
    moved = {place: (row, at) for row, places in enumerate(stood) for at, place in enumerate(places) if place}
    return Continued(
        file=grid.file,
        lines=[grid.lines[next(at for at in ats if at is not None)] for ats in lines],
        sheet=grid.sheet,
        merges=tuple(_merges(grid, moved)),
        percents=frozenset(moved[place] for place in grid.percents if place in moved),
        delimiter=grid.delimiter,
        hidden=grid.hidden,
        hidden_rows=tuple(row for row, ats in enumerate(lines) if {*ats} & {*grid.hidden_rows}),
        odd=grid.odd,
        rows=cells,
        header=top,
        tops=tuple(grid.lines[block.headings[0]] for part in later for block in part.blocks),
        stood=stood,
        source=grid,
    )


def _notes(rows: Sequence[Row], parts: Sequence[_Part]) -> Iterator[int]:
    """Yield the rows of continuations that say something of their own, not that the table goes on."""
    known = {*_texts(rows, parts[0].blocks[0].titles)}
    blocks = sorted((block for part in parts for block in part.blocks), key=lambda block: block.headings[0])
    first = parts[0].blocks
    for block in blocks[1:]:
        for at in (*block.titles, *(() if block in first else block.notes)):
            texts = [text for text in _texts(rows, [at]) if text not in known and not is_said_of_all(text)]
            if any(not _GOES_ON.match(fold(text)) for text in texts):
                yield at


def _width(rows: Sequence[Row], part: _Part) -> int:
    return max(len(rows[at]) for block in part.blocks for at in (*block.headings, *block.body))


def _places(ats: Sequence[int | None], columns: Sequence[range], keys: range) -> list[Place | None]:
    """Return where the cells of a row stand; a unit that the first part lacks is named by another."""
    places = [
        None if at is None else (at, column) for at, part in zip(ats, columns, strict=True) for column in part
    ]
    if ats[0] is None:
        other = next(at for at in ats if at is not None)
        places[keys.start : keys.stop] = [(other, key) for key in keys]
    return places


def _cell(rows: Sequence[Row], place: Place) -> Cell:
    row, at = place
    return rows[row][at] if at < len(rows[row]) else None


def _state_measures(
    heads: Sequence[list[Cell]], rows: Sequence[Row], parts: Sequence[_Part], columns: Sequence[range]
) -> None:
    """Write a unit of measurement that is said above a continuation alone into its headings."""
    said = [_measure(rows, part.blocks[0].titles) for part in parts]
    start = 0
    for measure, part in zip(said, columns, strict=True):
        for at in range(start, start + len(part)) if measure and measure != said[0] else ():
            head = next((row for row in reversed(heads) if text_of(row[at])), None)
            if head is not None and not text_of(head[at]).endswith((")", "）")):
                head[at] = f"{text_of(head[at])}（{measure}）"
        start += len(part)


def _measure(rows: Sequence[Row], titles: Sequence[int]) -> str | None:
    """Return the unit of measurement that titles state of all figures."""
    said = [measure_said(fold(text).strip("()")) for text in _texts(rows, titles) if is_said_of_all(text)]
    return said[-1] if said else None


def _merges(grid: Grid, moved: dict[Place, Place]) -> Iterator[Merge]:
    """Yield the merged ranges that are whole in the new grid, where they now stand."""
    for merge in grid.merges:
        corners = moved.get((merge.top, merge.left)), moved.get((merge.bottom, merge.right))
        if corners[0] is not None and corners[1] is not None:
            found = Merge(*corners[0], *corners[1])
            if (len(found.rows), len(found.columns)) == (len(merge.rows), len(merge.columns)):
                yield found
