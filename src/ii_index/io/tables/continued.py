"""Grids whose table goes on below with other columns (续表): these are read to the right of the rows they continue."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile, pairwise, takewhile, zip_longest
from typing import NamedTuple

import numpy as np

from ii_index.io.files.grid import Cell, Grid, Merge, Row, is_blank, text_of
from ii_index.io.tables.columns import COUNTING, NOTE, STEMS
from ii_index.io.tables.header import is_value, states_of_each, states_only
from ii_index.io.tables.moved import Moved, Place
from ii_index.io.tables.notes import Noted, notes_in, title_notes
from ii_index.model.headings import is_aside, role_of, unnumbered
from ii_index.model.identities import is_part
from ii_index.model.spelling import fold, is_figure
from ii_index.model.stated_measures import is_said_of_all
from ii_index.model.units_of_measurement import is_known

_HEADER_ROWS = 20
_PRINTED = 5_000
"""Rows of the longest table that is looked through for a continuation: nothing longer is printed on pages."""
_GOES_ON = re.compile(
    r"[(]?(?:附?表\s*[\d\-.]*|table\s*[\d\-.]*)?\s*[(]?(?:续表?|接上表|continued)\s*(?:[(]?[\d一二三四五六七八九十]+)?[)]*",
    re.IGNORECASE,
)
_SAYS_SO = re.compile(r"(?:^|[\s(（\d])续|续表|接上表|\bcont(?:inued|['’]d|\.)", re.IGNORECASE)
_SENTENCE = re.compile(r"[。；;]$")
_IS_YEAR = re.compile(r"^\s*(?:19|20)\d\d\s*年?度?\s*$")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Continued(Moved):
    """Parts of a table side by side; cells are named where they stood.

    Attributes
    ----------
    header : int
        Row of the headings.
    tops : tuple of int
        Lines of the headings of the continuations.
    noted : mapping of int to tuple of Noted
        By column, the unit of measurement stated above a continuation, which holds for it alone.
    """

    header: int
    tops: tuple[int, ...]
    noted: Mapping[int, tuple[Noted, ...]]


class _Block(NamedTuple):
    """Rows under one row of headings: of titles above it, of the headings, of units, and of notes among these."""

    titles: Sequence[int]
    headings: Sequence[int]
    body: Sequence[int]
    notes: Sequence[int]


class _Part(NamedTuple):
    """Columns of a table: blocks with the same headings, the row of each unit, or of a unit in a year, and measure."""

    blocks: tuple[_Block, ...]
    rows: dict[tuple[str, ...], int]
    measure: Noted | None

    @property
    def headings(self) -> Sequence[int]:
        """Rows of the headings where they first stand."""
        return self.blocks[0].headings


def noted_at(grid: Grid, at: int, above: tuple[Noted, ...]) -> tuple[Noted, ...]:
    """Return what is stated of the unit of measurement of a column: of a continuation, by its own title."""
    return grid.noted.get(at, above) if isinstance(grid, Continued) else above


def widened(grid: Grid) -> Grid:
    """Return the grid with what continues its table below, under other headings, to the right; else as it is.

    Headings begin with the same word for units; a row goes on where its unit, and its year if it has one, stand again.
    A grid is left alone where that is not plain: rows of one unit twice, few units in common, another year or a title
    of its own above, a unit of measurement that changes from page to page, one indicator in two parts.
    """
    if len(grid) > _PRINTED:
        return grid
    head = grid.head(_HEADER_ROWS)
    first = next((at for at, row in enumerate(head) if _is_heading(row)), None)
    if first is None:
        return grid
    left = next(at for at, cell in enumerate(head[first]) if role_of(text_of(cell)) == "unit")
    word, labels = fold(text_of(head[first][left])), grid.column(left, np.arange(len(grid)))
    alike = [
        at
        for at, label in enumerate(labels)
        if at >= first and fold(text_of(label)) == word and _is_heading(grid.row(at))
    ]
    # headings of two rows may say the word for units in both
    tops = [at for at in alike if at - 1 not in alike]
    if len(tops) < 2:
        return grid
    rows = [grid.row(at) for at in range(len(grid))]
    keys = range(left, left + _shared([*{_said_by(rows[top][left:]) for top in tops}]))
    parts = _parts(grid, rows, _blocks(rows, tops, left), keys)
    found = _side_by_side(grid, rows, parts, keys) if parts else None
    return grid if found is None else found


def _text(row: Row, at: int) -> str:
    return text_of(row[at]) if at < len(row) else ""


def _is_heading(row: Row) -> bool:
    """Whether a row begins with a word for units, perhaps behind that for numbers of rows, and says no value."""
    said = [text for text in map(text_of, row) if text]
    texts = [*dropwhile(is_aside, said)]
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
    valued = [any(map(is_value, row)) and not _GOES_ON.fullmatch(labels[at]) for at, row in enumerate(rows)]
    ends = (*tops[1:], len(rows))
    numbers = _numberings(rows, [range(top + 1, end) for top, end in zip(tops, ends, strict=True)], left)
    named = {label for at, label in enumerate(labels) if label and valued[at]}
    start = 0
    for top, end in zip(tops, ends, strict=True):
        within = [at for at in range(top + 1, end) if at not in numbers]
        body = [at for at in within if valued[at] or labels[at] in named]
        stating = {
            at
            for at in range(top + 1, end)
            if states_only(rows[at]) and not states_of_each(rows[at], rows[top])
        }
        low = next(
            (
                at
                for at in range(top + 1, end)
                if at in body or not (at in stating or _may_be_of_headings(rows[at], left))
            ),
            end,
        )
        while low - 1 in stating:
            low -= 1
        after = len(rows) if end == len(rows) else (body or [low - 1])[-1] + 1
        headings = [at for at in range(top, low) if at not in stating]
        notes = [
            at
            for at in range(top + 1, after)
            if at not in {*headings, *body} and not (blocks and at in numbers)
        ]
        blocks.append(_Block(range(start, top), headings, body, notes))
        start = after
    return blocks


def _may_be_of_headings(row: Row, left: int) -> bool:
    """Whether a row below headings may be of them: it has no label, or says more beside it, and none is a value."""
    said = len([*filter(None, map(text_of, row))])
    return not any(map(is_value, row)) and (said > 1 or not _text(row, left))


def _numberings(rows: Sequence[Row], spans: Sequence[range], left: int) -> frozenset[int]:
    """Return the rows that number columns below headings: 甲 1 2, then 甲 3 or again 甲 1."""
    labels = {_text(row, left) for row in rows}
    found: dict[int, int] = {}
    for span in spans:
        at = next((at for at in span if any(map(is_value, rows[at]))), None)
        if at is None or not (_text(rows[at], left) in COUNTING or _text(rows[at], left).isdecimal()):
            continue
        texts = [text for text in map(text_of, rows[at][left + 1 :]) if text and text not in COUNTING]
        if all(text.isdecimal() for text in texts):
            counted = [*map(int, texts)]
            if counted and counted == [*range(counted[0], counted[0] + len(counted))]:
                found[at] = len(counted)
    is_plain = max(found.values(), default=0) > 1 and not labels & STEMS
    return frozenset(found) if is_plain else frozenset()


def _parts(grid: Grid, rows: Sequence[Row], blocks: Sequence[_Block], keys: range) -> list[_Part] | None:
    """Return the parts of the table; None where they are not plainly of the same rows."""
    grouped: dict[tuple[tuple[str, ...], ...], list[_Block]] = {}
    for block in blocks:
        grouped.setdefault(_names(rows, block, keys), []).append(block)
    names = [name for found in grouped for name in {*found} if name and not is_aside(name[-1])]
    dated = any(role_of(_text(rows[blocks[0].headings[0]], key)) == "year" for key in keys)
    if (
        len(grouped) < 2
        or len({*names}) < len(names)
        or not all(_is_title_of_more(rows, block, blocks[0]) for block in blocks[1:])
        or not (dated or _are_of_one_year(rows, blocks))
    ):
        return None
    parts = [_part(grid, rows, same, keys) for same in grouped.values()]
    found = [part for part in parts if part is not None]
    if len(found) < len(parts):
        return None
    first, *later = found
    common = all(2 * len(part.rows.keys() & first.rows.keys()) > len(part.rows) for part in later)
    return found if common else None


def _part(grid: Grid, rows: Sequence[Row], blocks: Sequence[_Block], keys: range) -> _Part | None:
    """Return blocks of the same headings as one; None where their units or units of measurement are in doubt."""
    units: dict[tuple[str, ...], int] = {}
    measures = [(_measure(grid, rows, block), _stated(rows, block, keys)) for block in blocks]
    measure = measures[0][0]
    for title, stated in measures[1:]:
        if (title and (measure is None or title.stated.said != measure.stated.said)) or (
            any(stated) and stated != measures[0][1]
        ):
            return None
    for block in blocks:
        above = ""
        for at in block.body:
            unit = tuple(fold(_text(rows[at], key)) for key in keys)
            if is_part(unit[0]):  # 其中 is of what stands above, and may stand below each
                unit = (*unit, above)
            else:
                above = unit[0]
            if unit in units or "" in unit[: len(keys)]:
                return None
            units[unit] = at
    return _Part(tuple(blocks), units, measure) if units else None


def _names(rows: Sequence[Row], block: _Block, keys: range) -> tuple[tuple[str, ...], ...]:
    """Return what the headings of each column say, from above, but for units of measurement in rows of their own."""
    return tuple(
        tuple(text for text in texts if text and not is_known(text)) or tuple(text for text in texts if text)
        for texts in _stacks(rows, block, keys)
    )


def _stated(rows: Sequence[Row], block: _Block, keys: range) -> tuple[str, ...]:
    """Return the unit of measurement that stands in a row of its own above each column; blank where none does."""
    return tuple(next(filter(is_known, filter(None, texts[1:])), "") for texts in _stacks(rows, block, keys))


def _stacks(rows: Sequence[Row], block: _Block, keys: range) -> list[list[str]]:
    """Return the headings of each column, what stands above several columns carried to the right."""
    said = [_said_by(rows[at][keys.stop :]) for at in block.headings]
    stacks = [[*texts] for texts in zip_longest(*said, fillvalue="")]
    for left, texts in pairwise(stacks):
        if not texts[0] and any(texts):
            texts[0] = left[0]
    return stacks


def _is_title_of_more(rows: Sequence[Row], block: _Block, first: _Block) -> bool:
    """Whether what stands above headings says that a table goes on, or nothing of its own: notes, a number, the same.

    比上年增长（%） above the headings says what all figures below are.
    """
    known = {*map(fold, _texts(rows, first.titles))}
    said = [at for at in block.titles if any(map(_SAYS_SO.search, _texts(rows, [at])))]
    above = block.titles[block.titles.index(said[-1]) :] if said else block.titles  # notes stand before 续表
    return all(
        fold(text) in known
        or is_figure(text)
        or is_said_of_all(text)
        or unnumbered(text) != text
        or any(pattern.search(text) for pattern in (_SAYS_SO, NOTE, _SENTENCE, _IS_YEAR))
        for text in _texts(rows, above)
    )


def _are_of_one_year(rows: Sequence[Row], blocks: Sequence[_Block]) -> bool:
    """Whether titles, and what stands alone among the units, name no other year than the first of them do."""
    first, *later = [
        {
            *_YEAR.findall(
                " ".join(text for text in _texts(rows, (*block.titles, *block.notes)) if not NOTE.match(text))
            )
        }
        for block in blocks
    ]
    return all(not found or found == first for found in later)


def _texts(rows: Sequence[Row], ats: Iterable[int]) -> Iterator[str]:
    return (text for at in ats for text in map(text_of, rows[at]) if text)


def _measure(grid: Grid, rows: Sequence[Row], block: _Block) -> Noted | None:
    """Return the unit of measurement that is stated of all figures, above the headings or next below them."""
    below = takewhile(lambda at: at < min(block.body, default=0), block.notes)
    said = [note for at in block.titles for note in title_notes(grid, at, _without_goes_on(rows[at]))]
    said += [note for at in below for note in notes_in(grid, at, _without_goes_on(rows[at]))]
    return next((note for note in reversed(said) if note.stated.measures), said[-1] if said else None)


def _without_goes_on(row: Row) -> list[str]:
    """Return the texts of a row without 续表, which may stand before others in one word."""
    texts = [*map(text_of, row)]
    found = [_GOES_ON.match(fold(text)) for text in texts]
    return [
        fold(text)[goes_on.end() :] if goes_on else text for text, goes_on in zip(texts, found, strict=True)
    ]


def _side_by_side(grid: Grid, rows: Sequence[Row], parts: Sequence[_Part], keys: range) -> Continued | None:
    """Put parts beside one another, every cell one of the old or blank; None where merged values would part."""
    first, *later = parts
    top = first.headings[0]
    nothing: list[int | None] = [None] * len(later)
    above: list[list[int | None]] = [[at, *nothing] for at in range(top)]
    heads = _levels(rows, parts, keys.start)
    body = {at: [at, *nothing] for block in first.blocks for at in block.notes}
    body |= {at: [at, *(part.rows.get(unit) for part in later)] for unit, at in first.rows.items()}
    others = dict.fromkeys(unit for part in later for unit in part.rows if unit not in first.rows)
    alone = [[None, *(part.rows.get(unit) for part in later)] for unit in others]
    notes = [*_notes(rows, parts)]
    lines: list[list[int | None]] = [*above, *heads, *(body[at] for at in sorted(body)), *alone]
    columns = [range(keys.stop if place else 0, _width(rows, part)) for place, part in enumerate(parts)]
    stood = [_places(ats, columns, keys) for ats in lines]
    for at, places in enumerate(stood[:top]):  # 单位：亿元 may stand to the right of the first part
        beyond = range(len(columns[0]), len(rows[at]))
        places.extend((at, column) for column in beyond if not is_blank(rows[at][column]))
    cells = [[None if place is None else _cell(rows, place) for place in row] for row in stood]
    moved = {place: (row, at) for row, places in enumerate(stood) for at, place in enumerate(places) if place}
    if any(_breaks(merge, moved, range(top + len(heads), len(lines)), keys.stop) for merge in grid.merges):
        return None
    first_rows = [next(at for at in ats if at is not None) for ats in lines] + [at for at, _ in notes]
    return Continued(
        file=grid.file,
        lines=[grid.lines[row] for row in first_rows],
        sheet=grid.sheet,
        merges=tuple(filter(None, (_merged(merge, moved) for merge in grid.merges))),
        percents=frozenset(moved[place] for place in grid.percents if place in moved),
        delimiter=grid.delimiter,
        hidden=grid.hidden,
        hidden_rows=tuple(row for row, ats in enumerate(lines) if {*ats} & {*grid.hidden_rows}),
        odd=grid.odd,
        rows=[*cells, *([*[None] * keys.start, text] for _, text in notes)],
        header=top,
        tops=tuple(sorted(grid.lines[block.headings[0]] for part in later for block in part.blocks)),
        stood=[*stood, *([(at, keys.start)] * (keys.start + 1) for at, _ in notes)],
        noted=dict(_noted_by_column(parts, columns)),
        source=grid,
    )


def _levels(rows: Sequence[Row], parts: Sequence[_Part], left: int) -> list[list[int | None]]:
    """Return the rows of headings of all parts; rows with a label, such as 计量单位, beside those with the same."""
    order: list[tuple[str, int]] = []
    labelled: list[dict[tuple[str, int], int]] = []
    for part in parts:
        labels = [fold(_text(rows[at], left)) for at in part.headings]
        counted = [(label, labels[:place].count(label)) for place, label in enumerate(labels)]
        labelled.append(dict(zip(counted, part.headings, strict=True)))
    for own in sorted(labelled, key=len, reverse=True):
        place = 0
        for level in own:
            if level not in order:
                order.insert(place, level)
            place = order.index(level) + 1
    return [[own.get(level) for own in labelled] for level in order]


def _notes(rows: Sequence[Row], parts: Sequence[_Part]) -> Iterator[tuple[int, str]]:
    """Yield the rows of continuations that say something of their own, not that the table goes on, and what."""
    known = {*_texts(rows, parts[0].blocks[0].titles)}
    blocks = sorted((block for part in parts for block in part.blocks), key=lambda block: block.headings[0])
    first = parts[0].blocks
    for block in blocks[1:]:
        for at in (*block.titles, *(() if block in first else block.notes)):
            texts = [
                text
                for text in _texts(rows, [at])
                if text not in known
                and not _GOES_ON.fullmatch(fold(text))
                and not is_said_of_all(*_without_goes_on([text]))
            ]
            if texts:
                yield at, " ".join(texts)


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


def _noted_by_column(
    parts: Sequence[_Part], columns: Sequence[range]
) -> Iterator[tuple[int, tuple[Noted, ...]]]:
    """Yield the columns of continuations with a unit of measurement stated above them alone, and that unit."""
    start = 0
    for part, across in zip(parts, columns, strict=True):
        if start and part.measure:
            yield from ((at, (part.measure,)) for at in range(start, start + len(across)))
        start += len(across)


def _merged(merge: Merge, moved: Mapping[Place, Place]) -> Merge | None:
    """Return where a merged range now stands; None where it is not whole."""
    first, last = moved.get((merge.top, merge.left)), moved.get((merge.bottom, merge.right))
    if first is None or last is None:
        return None
    found = Merge(*first, *last)
    return found if (len(found.rows), len(found.columns)) == (len(merge.rows), len(merge.columns)) else None


def _breaks(merge: Merge, moved: Mapping[Place, Place], body: range, first: int) -> bool:
    """Whether a merged range of several values would no longer be one, so that it could not be said of it."""
    places = [moved[row, at] for row in merge.rows for at in merge.columns if (row, at) in moved]
    values = [(row, at) for row, at in places if row in body and at >= first]
    return len(values) > 1 and _merged(merge, moved) is None
