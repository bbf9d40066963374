"""Headings that stand again among the rows, as on every printed page: the same, or not quite the same."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from ii_index.io.files.grid import Cell, Grid, text_of
from ii_index.io.tables.columns import COUNTING, STEMS
from ii_index.io.tables.draft_names import split
from ii_index.io.tables.header import Header, is_value
from ii_index.io.tables.notes import notes_in
from ii_index.model import units_of_measurement as units
from ii_index.model.heading_measures import measure_stated, without_brackets
from ii_index.model.headings import role_of, year_of
from ii_index.model.spelling import compact, is_figure

_ABOVE = 3


class Again(NamedTuple):
    """Headings that stand again, and the first that is not as above: in which row and column, and what stood there."""

    row: int
    at: int | None = None
    found: str = ""
    expected: str = ""


class _Said(NamedTuple):
    """What a heading says: a name, or a word for any year or unit of measurement, and which that is."""

    name: str
    measure: str | None = None
    year: int | None = None


def said_again(grid: Grid, row: int, header: Header) -> Again | None:
    """Return where a row says the headings again, perhaps with other measures, years or order; else None."""
    texts = [*map(text_of, grid.row(row))]
    if sum(map(bool, texts)) < 2 or any(is_figure(text) and not year_of(text) for text in texts):
        return None
    for at in range(header.top, header.bottom + 1):
        above = [*map(text_of, grid.row(at))]
        pairs = [pair for pair in zip_longest(texts, above, fillvalue="") if any(pair)]
        if all(_said(found).name == _said(stood).name for found, stood in pairs):
            places = range(max(len(texts), len(above)))
            differing = (place for place in places if not _agree(_at(texts, place), _at(above, place)))
            place = next(differing, None)
            if place is None:
                return _under_another_measure(grid, row, header) or Again(row)
            return Again(row, place, _at(texts, place), _at(above, place))
    return _in_another_order(row, texts, header)


def _at(texts: Sequence[str], place: int) -> str:
    return texts[place] if place < len(texts) else ""


def _said(text: str) -> _Said:
    """Return what a heading says; a year and a unit of measurement alone are each as good as any other."""
    if year := year_of(text):
        return _Said("\0year", year=year)
    if role := role_of(text):  # 城市 may be said for 地区
        return _Said(f"\0{role}", measure_stated(text))
    bare = without_brackets(text)
    if units.is_known(bare):
        return _Said("\0measure", bare)
    name, measure = split(text)
    return _Said(compact(name), measure)


def _agree(found: str, stood: str) -> bool:
    """Whether two headings say the same, however they are spelt."""
    one, other = _said(found), _said(stood)
    if one.measure and other.measure:
        return one.name == other.name and units.factor(one.measure, other.measure) == 1
    return one == other


def _in_another_order(row: int, texts: Sequence[str], header: Header) -> Again | None:
    """Return where a row holds the headings of the columns in another order."""
    stood = {head.at: head.text for head in header.heads if head.text}
    names = {_said(text).name for text in stood.values()}
    if {_said(text).name for text in texts if text} != names or not any(map(role_of, texts)):
        return None
    place = next(at for at, text in enumerate(texts) if _said(text).name != _said(stood.get(at, "")).name)
    return Again(row, place, texts[place], stood.get(place, ""))


def _under_another_measure(grid: Grid, row: int, header: Header) -> Again | None:
    """Return what the rows above repeated headings state of all figures, where it is not what the first ones state."""
    first = [measure for note in header.noted for measure in note.stated.measures]
    for at in range(row - 1, max(row - 1 - _ABOVE, header.bottom), -1):
        cells: Sequence[Cell] = grid.row(at)
        if any(map(is_value, cells)):
            return None
        for note in notes_in(grid, at, cells):
            said = note.stated.measures
            if said and first and not any(units.factor(one, other) == 1 for one in said for other in first):
                return Again(at, note.at, note.text, "、".join(dict.fromkeys(first)))
    return None


def numbers_columns(texts: Sequence[str]) -> bool:
    """Whether a row numbers the columns: 甲 1 2 3, or 甲 乙 1 2 3."""
    first, *rest = texts
    while rest and rest[0] in STEMS:
        rest.pop(0)
    while rest and not rest[-1]:  # beside columns that go on below, which number themselves
        rest.pop()
    wanted = [str(count) for count in range(1, len(rest) + 1)]
    return len(rest) > 1 and first in COUNTING and rest == wanted
