"""Units of measurement that titles and notes state of all figures: where they stand, and of which columns they hold."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from ii_index._typing import IntArray
from ii_index.errors import Finding
from ii_index.io.files.grid import Cell, Grid, text_of
from ii_index.model import units_of_measurement as units
from ii_index.model.chains import link_said
from ii_index.model.heading_measures import (
    is_measure,
    measures_stated,
    states_measure,
    undated,
    without_brackets,
)
from ii_index.model.headings import is_aside, role_of
from ii_index.model.heads import Head, is_value
from ii_index.model.stated_measures import Stated, announces, is_one, measure_noted, measures_in, stated_in


class Noted(NamedTuple):
    """A unit of measurement stated of all figures: where, in which words, and what they say.

    ``within`` says that it may hold for some figures only: it stands among the rows of data, or in a sentence.
    """

    grid: Grid
    row: int
    at: int
    text: str
    stated: Stated
    within: bool = False


class Bare(NamedTuple):
    """A column of figures, or rows of an indicator, as far as units of measurement are concerned.

    Attributes
    ----------
    column, heading : str
        Id of the indicator, and what the table calls it.
    wanted : str or None
        The framework's unit.
    stated : str or None
        The one beside the heading or in the rows, which holds before any other.
    noted : tuple of Noted
        What is stated of all figures.
    """

    column: str
    heading: str
    wanted: str | None
    stated: str | None
    noted: tuple[Noted, ...]


class Applied(NamedTuple):
    """The unit of measurement that a column has of what is stated of all; what is in doubt about it."""

    measure: str | None = None
    doubt: Noted | None = None


def notes_in(grid: Grid, row: int, cells: Sequence[Cell]) -> Iterator[Noted]:
    """Yield what a row states of all figures; ``单位：`` is completed by the next cell."""
    filled = [(at, text) for at, text in enumerate(map(text_of, cells)) if text]
    seen: set[str] = set()
    for (at, text), (_, after) in pairwise([*filled, (len(cells), "")]):
        said = f"{text} {after}" if after and announces(text) else text
        if _THOUSANDS.search(text) and _REST.match(after):  # 10,000 in two cells
            said = f"{text},{after}"
        stated, noted = stated_in(said), measure_noted(said)
        if noted is not None:
            yield Noted(grid, row, at, said, Stated(noted, (), whole=False), within=True)
        if stated is not None and said not in seen:
            seen.add(said)
            yield Noted(grid, row, at, said, stated)


_THOUSANDS = re.compile(r"[:：]\s*\d{1,3}$")
_REST = re.compile(r"\d{3}\b")


def title_notes(grid: Grid, row: int, cells: Sequence[Cell]) -> Iterator[Noted]:
    """Yield what a row of titles states of all figures, also in brackets, alone or behind words.

    Behind words it may be of something else: it is applied where it fits, and never refused.
    """
    yield from notes_in(grid, row, cells)
    texts = {text: at for at, text in enumerate(map(text_of, cells)) if text}
    for text, at in texts.items() if not any(map(is_value, texts)) else ():
        said = () if stated_in(text) else measures_stated(undated(text))
        own = () if role_of(text) else (text,) if is_measure(text) else measures_in(text)
        said = said or own
        links = len(said) == 1 and link_said(said[0])
        if said and (links or all(map(_may_be_of_figures, said))):
            lone = own and len(texts) == 1 and not text.isascii()
            alone = lone or without_brackets(text) != text
            yield Noted(grid, row, at, text, Stated("、".join(said), said if alone else ()))


def _may_be_of_figures(said: str) -> bool:
    """Whether brackets behind a title state a unit of measurement: 十 may be a number of the table."""
    unit = units.parse(said)
    return is_measure(said) and unit is not None and bool(unit.base or len(said) > 1 or said in "万亿")


def notes_around(grid: Grid, first: int, rows: IntArray, *, below: bool) -> Iterator[Noted]:
    """Yield the units of measurement stated between the header and the first row in use, and ``below`` the last.

    Those among the rows come last. A note that 单位为万元 may be of some columns only.
    """
    if not rows.size:
        return
    start, end = int(rows.min()), int(rows.max()) + 1
    foot = range(end, min(end + _NEAR, len(grid))) if below else ()
    for at in (*range(first, min(first + _NEAR, start)), *foot):
        notes = notes_in(grid, at, grid.row(at))
        yield from (note for note in notes if note.stated.measures or note.within)
    unused = np.setdiff1d(np.arange(start, end), rows)[:_AMONG]
    for at in unused.tolist():
        notes = notes_in(grid, at, grid.row(at))
        yield from (note._replace(within=True) for note in notes if note.stated.measures or note.within)


_NEAR, _AMONG = 20, 1_000


def one_measure(noted: Sequence[Noted]) -> str | None:
    """Return the first unit of measurement that a note states alone; None where each states several, or none."""
    plain = (note.stated.measures for note in noted if not note.within)
    return next((measures[0] for measures in plain if len(measures) == 1), None)


def applied(one: Bare) -> Applied:
    """Return the unit of measurement stated of all that a column can be in: of one statement, if all say the same.

    Of several units in one statement none is taken: which is whose is not said.
    """
    if one.stated is not None:
        return Applied()
    if link := next(filter(None, map(_link, one.noted)), None):
        return Applied(link)
    if one.wanted is None:
        return Applied()
    fitting: list[tuple[str, Noted]] = []
    for note in one.noted:
        fits = [said for said in _said(note) if units.factor(said, one.wanted) is not None]
        if len(_said(note)) < 2:
            fitting += [(said, note) for said in fits]
        elif any(units.factor(said, one.wanted) != 1 for said in fits):
            return Applied(doubt=note)
    factors = {units.factor(said, one.wanted) for said, _ in fitting}
    if len(factors) > 1 or (factors - {1} and all(note.within or _is_bare(note) for _, note in fitting)):
        return Applied(doubt=fitting[-1][1])
    return Applied(fitting[0][0]) if fitting else Applied()


def are_others(grid: Grid, heads: Iterable[Head], rows: IntArray) -> bool:
    """Whether some of the columns that the framework does not know hold figures without a unit of their own."""
    some = rows[:_SAMPLED]
    for head in heads:
        if is_aside(head.text) or states_measure(head.text) or head.measure:
            continue
        texts = [text for text in map(text_of, grid.column(head.at, some)) if text]
        if texts and 2 * sum(map(is_value, texts)) > len(texts):
            return True
    return False


_SAMPLED = 200


def misfits(columns: Sequence[Bare], *, others: bool) -> Iterator[tuple[Noted, Finding]]:
    """Yield what is stated of all figures and holds of none, or is in doubt, and what to say of it.

    A column with a unit of its own is not concerned, but what is stated may repeat its. ``others`` says that there are
    figures of which the framework does not know what they are in: those may be meant.
    """
    for note in dict.fromkeys(note for one in columns for note in one.noted):
        if _link(note):
            continue
        own = [one for one in columns if note in one.noted]
        concerned = [one for one in own if one.stated is None and one.wanted is not None]
        doubtful = [one for one in concerned if applied(one).doubt == note]
        if doubtful:
            yield note, _not_applied(note, doubtful)
        elif concerned and not any(_fits(note, one) for one in own):
            unsure = others or not note.stated.measures
            yield note, (_not_applied if unsure else _refused)(note, concerned)


def _is_bare(note: Noted) -> bool:
    """Whether a title says no more than an amount: ``(thousands)`` may be of some columns."""
    if note.stated.measures:
        return False
    return all((unit := units.parse(one)) is not None and not unit.base for one in _said(note))


def _link(note: Noted) -> str | None:
    """Return what a note says to be 100, if that is the period or the year before."""
    said = _said(note)
    return said[0] if len(said) == 1 and link_said(said[0]) else None


def _said(note: Noted) -> tuple[str, ...]:
    return note.stated.measures or measures_in(note.stated.said) or (note.stated.said,)


def _fits(note: Noted, one: Bare) -> bool:
    wanted = one.wanted
    if wanted is None:
        return all(map(is_one, _said(note)))
    return any(units.factor(said, wanted) is not None for said in _said(note))


def _refused(note: Noted, columns: Sequence[Bare]) -> Finding:
    wanted = _distinct(one.wanted or "" for one in columns)
    ids, headings = _distinct(one.column for one in columns), _distinct(one.heading for one in columns)
    return note.grid.finding(
        "E_UNIT_UNKNOWN",
        note.row,
        note.at,
        column=ids[0] if len(ids) == 1 else None,
        heading=headings[0] if len(ids) == len(headings) == 1 and headings != ids else None,
        found=note.stated.said,
        expected=" / ".join(wanted),
        details={"convertible": _distinct(said for unit in wanted for said in units.convertible(unit))},
    )


def _not_applied(note: Noted, columns: Sequence[Bare]) -> Finding:
    headings = _distinct(one.heading for one in columns)
    wanted = columns[0].wanted or ""
    likely = next((said for said in _said(note) if units.factor(said, wanted) is not None), wanted)
    example = f"{headings[0]}（{likely}）"
    details = {"names": headings, "example": example}
    return note.grid.finding("W_UNIT_NOT_APPLIED", note.row, note.at, found=note.stated.said, details=details)


def _distinct(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
