"""Grids whose table is printed in blocks side by side, to save paper: the blocks are read one below the other."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import starmap

from ii_index.errors import Finding
from ii_index.io.files.grid import Cell, Grid, Merge, Row, Rows, is_blank, letters, text_of
from ii_index.model.headings import role_of
from ii_index.model.heads import is_value
from ii_index.model.spelling import fold
from ii_index.model.stated_measures import is_said_of_all

_HEADER_ROWS = 20


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stacked(Rows):
    """Blocks one below the other; cells are named where they stood.

    Attributes
    ----------
    header : int
        Row of the headings.
    starts : tuple of int
        First column of each block.
    shifts : sequence of int
        By row, how many columns to the right its cells stood.
    """

    header: int
    starts: tuple[int, ...]
    shifts: Sequence[int]

    def finding(self, code: str, row: int | None = None, at: int | None = None, **values: object) -> Finding:
        """Make a finding at a row and a column of this grid, both 0-based, with the address where the cell stood."""
        found = Rows.finding(self, code, row, at, **values)
        if at is None or row is None:
            return found
        return replace(found, cell=f"{letters(at + self.shifts[row])}{found.row}")


def stacked(grid: Grid) -> Grid:
    """Return the grid with blocks of the same headings one below the other; without such blocks, as it is.

    Every block has a column of units. Where something stands above each of them, such as a year, they are left alone;
    ``单位：亿元`` beside a title is said of all.
    """
    rows = grid.head(_HEADER_ROWS)
    for at, row in enumerate(rows):
        starts = _starts([*map(text_of, row)])
        if starts and not any(_are_headed(above, starts) for above in rows[:at]):
            return _stacked(grid, at, starts)
    return grid


def _starts(texts: Sequence[str]) -> tuple[int, ...]:
    """Return where blocks of the same headings begin, each with a column of units; none where it is one table."""
    first = next((text for text in texts if text), "")
    starts = [at for at, text in enumerate(texts) if first and fold(text) == fold(first)]
    if len(starts) < 2:
        return ()
    ends = [*starts[1:], len(texts)]
    blocks = [_trimmed(texts[start:end]) for start, end in zip(starts, ends, strict=True)]
    if any(block != blocks[0] for block in blocks):
        return ()
    headed = "unit" in map(role_of, blocks[0])
    return tuple(starts) if headed and len({*blocks[0]}) == len(blocks[0]) > 1 else ()


def _trimmed(texts: Sequence[str]) -> list[str]:
    """Return the texts, folded, without the blanks at their end."""
    folded = [*map(fold, texts)]
    while folded and not folded[-1]:
        folded.pop()
    return folded


def _are_headed(above: Row, starts: Sequence[int]) -> bool:
    """Whether something stands above each block that is not said of all."""
    return all(any(map(_is_own, block)) for block in _blocks(above, starts))


def _is_own(cell: Cell) -> bool:
    text = text_of(cell)
    return bool(text) and not is_said_of_all(text)


def _blocks(row: Row, starts: Sequence[int]) -> Iterator[Row]:
    for start, end in zip(starts, (*starts[1:], None), strict=True):
        yield row[start:end]


def _stacked(grid: Grid, header: int, starts: tuple[int, ...]) -> Stacked:
    below = [[*_blocks(grid.row(at), starts)] for at in range(header, len(grid))]
    heading = next((at for at, blocks in enumerate(below) if at and not _are_headings(blocks)), len(below))
    places = [(at, 0) for at in range(header)]
    rows = [grid.row(at) for at, _ in places]
    for block, start in enumerate(starts):
        for at, blocks in enumerate(below):
            if block == 0 or (at >= heading and not all(map(is_blank, blocks[block]))):
                rows.append(blocks[block])
                places.append((header + at, start))
    new = {place: row for row, place in enumerate(places)}

    def moved(row: int, at: int) -> tuple[int, int] | None:
        """Return where a cell now stands; None where it is of headings that are not repeated."""
        start = 0 if row < header else starts[max(bisect_right(starts, at) - 1, 0)]
        return (new[row, start], at - start) if (row, start) in new else None

    def merged(merge: Merge) -> Merge | None:
        """Return where a merged range now stands; a title over all blocks stands over the first."""
        first, last = moved(merge.top, merge.left), moved(merge.bottom, merge.right)
        if first is None or last is None:
            return None
        right = min(last[1], starts[1] - starts[0] - 1) if merge.top < header else last[1]
        return Merge(*first, last[0], right) if first[0] <= last[0] and first[1] <= right else None

    return Stacked(
        file=grid.file,
        lines=[grid.lines[at] for at, _ in places],
        sheet=grid.sheet,
        merges=tuple(filter(None, map(merged, grid.merges))),
        percents=frozenset(filter(None, starmap(moved, grid.percents))),
        delimiter=grid.delimiter,
        hidden=grid.hidden,
        hidden_rows=tuple(row for row, (at, _) in enumerate(places) if at in grid.hidden_rows),
        odd=grid.odd,
        rows=rows,
        header=header,
        starts=starts,
        shifts=[start for _, start in places],
    )


def _are_headings(blocks: Sequence[Row]) -> bool:
    """Whether the blocks of a row say the same, and no values: such as units of measurement below the headings."""
    texts = [_trimmed([*map(text_of, block)]) for block in blocks]
    return bool(texts[0]) and all(block == texts[0] for block in texts) and not any(map(is_value, texts[0]))
