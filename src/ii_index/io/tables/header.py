"""Find the header of a table, and what each column's header says."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise, zip_longest
from typing import NamedTuple

from ii_index.io.files.grid import Cell, Grid, is_blank, text_of
from ii_index.io.tables.notes import Noted, notes_in, one_measure, title_notes
from ii_index.model import units_of_measurement as units
from ii_index.model.framework import Framework
from ii_index.model.heading_measures import (
    group_measure,
    groups,
    measure_stated,
    without_brackets,
    year_headed,
)
from ii_index.model.headings import role_of, year_of
from ii_index.model.heads import Head, HeadReader
from ii_index.model.heads import is_value as says_value
from ii_index.model.spelling import is_figure
from ii_index.model.stated_measures import Stated, is_said_of_all, stated_in

_SEARCHED_ROWS = 60
_NAMED, _PLACED = 10, 1
_SEVERAL = 2
_CODE = re.compile(r"^\d{6}(?:\d{6})?$", re.ASCII)


class Header(NamedTuple):
    """The rows of a header, first and last, one head a column, and what is stated of the unit of all figures."""

    top: int
    bottom: int
    heads: tuple[Head, ...]
    noted: tuple[Noted, ...] = ()

    @property
    def measure(self) -> str | None:
        """The one unit of measurement stated of all figures, where it is one."""
        return one_measure(self.noted)

    @property
    def row(self) -> int:
        """The row that names most indicators, for findings about the header as a whole."""
        rows = [head.row for head in self.heads if head.column] or [self.bottom]
        return max(set(rows), key=rows.count)


class HeaderReader(HeadReader):
    """Finds and reads headers under one framework."""

    def __init__(self, framework: Framework) -> None:
        super().__init__(framework)
        self._worths: dict[str, int] = {}

    def recognise(self, row: Sequence[Cell]) -> int:
        """Count what is known in a row, names of indicators and roles ten times what places and years count."""
        return sum(map(self._worth, row))

    def _worth(self, cell: Cell) -> int:
        text = text_of(cell)
        known = self._worths.get(text)
        if known is None:
            known = self._worths[text] = self._worth_of(text)
        return known

    def _worth_of(self, text: str) -> int:
        if not text or (is_figure(text) and text not in self.names):
            return _PLACED if year_of(text) else 0
        if self.names.find(text) or role_of(text):
            return _NAMED
        return _PLACED if year_headed(text) or self.is_unit(text) or self.place_and_year(text) else 0

    def _has_values(self, row: Sequence[Cell]) -> bool:
        """Whether a row holds values; codes of provinces, which may stand across, are none."""
        return any(
            is_value(cell) and not (_CODE.match(text_of(cell)) and self.is_unit(text_of(cell)))
            for cell in row
        )

    def find(self, grid: Grid) -> Header | None:
        """Return the header; None where no row names anything."""
        rows = _unmerged(grid)
        known = [0 if self._has_values(row) else self.recognise(row) for row in rows]
        likely = [at for at, worth in enumerate(known) if worth]
        if not likely:
            return None
        return self._around(grid, rows, max(likely, key=lambda at: (known[at], -at)))

    def header_at(self, grid: Grid, row: int) -> Header:
        """Return the header around a row that is known to be of it."""
        return self._around(grid, _unmerged(grid), row)

    def _around(self, grid: Grid, rows: list[list[Cell]], best: int) -> Header:
        """Return the header of which one row is the best part."""
        top = self._upwards(rows, best)
        bottom = self._downwards(rows, best, top)
        stack = [_of_columns(row, rows[best]) for row in rows[top : bottom + 1]]
        while len(stack) > 1 and not any(stack[-1]):
            stack.pop()
        heads = self.heads(self._untranslated(stack), top)
        keys = {head.at for head in heads if head.role}
        unnamed = {head.at for head in heads if not head.role and not head.column}
        noted = [note for at in range(top) for note in title_notes(grid, at, rows[at])]
        for at in range(top, bottom + 1):
            if not (states_of_each(rows[at], rows[best]) or _are_labels([*map(text_of, rows[at])])):
                noted += _among_headings(grid, at, rows[at], keys)
        noted += _among_values(grid, heads, unnamed)
        noted += _perhaps_of_more(grid, bottom, stack[-1], heads)
        for offset in range(len(stack) - 1):
            above = [group for group in groups(stack, offset) if unnamed.issuperset(group.columns)]
            for group in above if len({group.measure for group in above}) == 1 else ():
                at, said = top + offset, Stated(group.measure, (group.measure,))
                noted.append(Noted(grid, at, group.columns[0], group.heading, said))
        return Header(top, bottom, heads, tuple(noted))

    def _untranslated(self, stack: list[list[str]]) -> list[list[str]]:
        """Return the rows of a header with each row that says another again in English put into one with it."""
        rows, known = [*stack], False
        for at in range(1, len(rows)):
            pairs = [*zip_longest(rows[at - 1], rows[at], fillvalue="")]
            if _is_translation(pairs, known=known):
                known = True
                rows[at] = [self._either(upper, lower) for upper, lower in pairs]
                rows[at - 1] = []
        return rows

    def _either(self, upper: str, lower: str) -> str:
        """Return the Chinese of two headings of one column, unless only the other names an indicator."""
        return lower if not upper or (self.names.find(lower) and not self.names.find(upper)) else upper

    def _upwards(self, rows: list[list[Cell]], best: int) -> int:
        top, parted = best, False
        for at in range(best - 1, -1, -1):
            row = rows[at]
            if states_only(row):
                top = at if states_of_each(row, rows[best]) and top == at + 1 else top
                parted = True
                continue
            if len({text_of(cell) for cell in row if not is_blank(cell)}) < 2 or self._has_values(row):
                break
            if parted and not any(role_of(text_of(cell)) for cell in row):
                break  # a title
            if self.recognise(row) or self._labels(row, rows[best]) or _measures_groups(row, rows[best]):
                top = at
        return top

    def _downwards(self, rows: list[list[Cell]], best: int, top: int) -> int:
        bottom = best
        keys = [at for at, cell in enumerate(rows[best]) if role_of(text_of(cell)) not in {None, "value"}]
        for at in range(best + 1, len(rows)):
            row = rows[at]
            texts = [_measure_or_text(text_of(cell)) for cell in row]
            if not any(texts) or self._has_values(row):
                break
            if states_only(row):
                bottom = at
                continue
            if any(text and not role_of(text) for text in (texts[key] for key in keys if key < len(texts))):
                break
            measures = all(units.is_known(text) for text in texts if text and not role_of(text))
            if (
                self.recognise(row)
                or measures
                or self._labels(rows[best], row)
                or _is_below(rows[best], row)
                or _is_said_again(rows, at, top)
            ):
                bottom = at
        return bottom

    def _labels(self, upper: Sequence[Cell], lower: Sequence[Cell]) -> bool:
        """Whether free units stand across in one of two rows, and indicators in the other."""
        if self.framework.units != "any":
            return False
        width = max(len(upper), len(lower))
        texts = [[*map(text_of, row), *[""] * (width - len(row))] for row in (upper, lower)]
        return bool(self.labels_beside(texts))


def _is_translation(pairs: Sequence[tuple[str, str]], *, known: bool) -> bool:
    """Whether a row says the one above it in English: so it does for units or years, or ``known`` rows above did."""
    texts = [(upper, lower) for upper, lower in pairs if lower and lower != upper]
    return (
        len(texts) > 1
        and all(upper and lower.isascii() and not upper.isascii() for upper, lower in texts)
        and not all(units.is_known(lower) or year_of(lower) for _, lower in texts)
        and (known or any(role_of(upper) and role_of(upper) == role_of(lower) for upper, lower in texts))
    )


def _is_said_again(rows: Sequence[Sequence[Cell]], at: int, top: int) -> bool:
    """Whether a row says the one above it in English, as another of the header does."""
    texts = [[*map(text_of, row)] for row in rows[top : at + 1]]
    pairs = [[*zip_longest(upper, lower, fillvalue="")] for upper, lower in pairwise(texts)]
    known = any(_is_translation(pair, known=False) for pair in pairs[:-1])
    return bool(pairs) and _is_translation(pairs[-1], known=known)


def _measures_groups(upper: Sequence[Cell], lower: Sequence[Cell]) -> bool:
    """Whether a row above the headings states units of measurement of groups of them, and heads no key."""
    texts = [*map(text_of, upper)]
    keys = [(text, key) for text, key in zip(texts, map(text_of, lower), strict=False) if role_of(key)]
    return any(map(group_measure, texts)) and all(not text or text == key for text, key in keys)


def _is_below(upper: Sequence[Cell], lower: Sequence[Cell]) -> bool:
    """Whether texts stand in twos and more below headings of several columns, merged or blank to the right.

    Below units of measurement, or headings that state them, they may stand one by one.
    """
    above = [text_of(cell) for cell in upper]
    above += [""] * (len(lower) - len(above))
    together, label = Counter[str](), ""
    for text, cell in zip(above, lower, strict=False):
        label = text or label
        if text_of(cell) and text_of(cell) != label and not role_of(label):
            together[label] += 1
    alone = bool(together) and all(units.is_known(label) or group_measure(label) for label in together)
    return alone or any(label and count > 1 for label, count in together.items())


def is_value(cell: Cell) -> bool:
    """Whether a cell is a number, a missing mark or something meant as one; a year is not."""
    return says_value(text_of(cell), cell)


def _among_headings(grid: Grid, row: int, cells: Sequence[Cell], keys: Collection[int]) -> Iterator[Noted]:
    """Yield what a row of headings states of all figures: alone, above or beside a word for keys, or for values."""
    for note in notes_in(grid, row, cells):
        if note.stated.whole or note.at in keys or len(note.stated.measures) > 1:
            yield note
    for at, text in enumerate(map(text_of, cells)):
        said = measure_stated(text) if role_of(text) == "value" else None
        if said and not stated_in(text):
            yield Noted(grid, row, at, text, Stated(said, (said,)))


def _among_values(grid: Grid, heads: Sequence[Head], unnamed: Collection[int]) -> Iterator[Noted]:
    """Yield the one unit of measurement of columns of years or places, whose rows name indicators or nothing does.

    Where some of them lack it, it is perhaps not theirs.
    """
    placed = [head for head in heads if head.at in unnamed and (head.year or head.unit or head.measure)]
    stated = [head for head in placed if head.measure]
    if stated and len({head.measure for head in stated}) == 1:
        said, some = str(stated[0].measure), len(stated) < len(placed)
        yield Noted(grid, stated[0].row, stated[0].at, stated[0].text, Stated(said, (said,)), within=some)


def _perhaps_of_more(grid: Grid, row: int, texts: Sequence[str], heads: Sequence[Head]) -> Iterator[Noted]:
    """Yield the units of measurement of a last row of nothing else that is blank to their right: merged, perhaps."""
    if not all(units.is_known(text) for text in texts if text and not role_of(text)):
        return
    last, bare = -1, {head.at for head in heads if head.column and not head.measure}
    for at, text in enumerate(texts):
        if text:
            last = at
        elif at in bare and last >= 0 and units.is_known(texts[last]):
            yield Noted(grid, row, last, texts[last], Stated(texts[last], (texts[last],)), within=True)


def states_only(row: Sequence[Cell]) -> bool:
    """Whether a row states units of measurement, of all figures or of each column, and no more than that."""
    texts = [text for text in map(text_of, row) if text and not role_of(text)]
    return bool(texts) and all(map(is_said_of_all, texts)) and not _are_labels(texts)


def _are_labels(texts: Sequence[str]) -> bool:
    """Whether texts that begin like units of measurement (``Unit: A/B``, ``Unit: C``) are names: none is known."""
    said = {text for text in texts if is_said_of_all(text)}
    return len(said) >= _SEVERAL and not any(stated.measures for stated in map(stated_in, said) if stated)


def states_of_each(row: Sequence[Cell], headings: Sequence[Cell]) -> bool:
    """Whether a row states several units of measurement, one for each column that is headed and no key."""
    stated = {at: text for at, text in enumerate(map(text_of, row)) if is_said_of_all(text)}
    if len({*stated.values()}) < _SEVERAL:
        return False
    headed = {at for at, text in enumerate(map(text_of, headings)) if text and not role_of(text)}
    return stated.keys() >= headed


def _of_columns(row: Sequence[Cell], headings: Sequence[Cell]) -> list[str]:
    """Return what a row of a header says of its columns: what is said of all figures is left out."""
    each, labels = states_of_each(row, headings), _are_labels([*map(text_of, row)])
    texts: list[str] = []
    for text in map(text_of, row):
        stated = stated_in(text)
        if stated is None or not stated.whole or labels:
            texts.append(_measure_or_text(text))
        else:
            texts.append(stated.measures[0] if each and len(stated.measures) == 1 else "")
    return texts


def _measure_or_text(text: str) -> str:
    """Return a unit of measurement without brackets, nothing for 没有单位; anything else as it is."""
    return "" if text in {"没有单位", "无单位"} else without_brackets(text)


def _unmerged(grid: Grid) -> list[list[Cell]]:
    """Return the first rows, every cell of a merged range with the range's content."""
    rows = grid.head(_SEARCHED_ROWS)
    for merge in grid.merges:
        if merge.top >= len(rows) or merge.left >= len(rows[merge.top]):
            continue
        content = rows[merge.top][merge.left]
        for row in rows[merge.top : merge.bottom + 1]:
            row[merge.left : merge.right + 1] = [content] * (min(merge.right + 1, len(row)) - merge.left)
    return rows
