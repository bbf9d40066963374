"""Units of measurement that headings and titles state beside their words: in brackets, behind a separator, or alone."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from ii_index.model import units_of_measurement as units
from ii_index.model.headings import is_harmless, is_years, measure_said, parted, role_of, year_of
from ii_index.model.spelling import CLOSING, OPENING, fold
from ii_index.model.stated_measures import measures_in, stated_in

Stack = Sequence[Sequence[str]]


def states_measure(heading: str) -> bool:
    """Whether a heading states a unit of measurement in brackets at its end."""
    return measure_stated(heading) is not None


def measure_stated(heading: str) -> str | None:
    """Return the unit of measurement in brackets at a heading's end: ``产值（单位：亿元，当年价）``."""
    said = measures_stated(heading)
    return said[0] if len(said) == 1 and units.is_known(said[0]) else None


def measures_stated(heading: str) -> tuple[str, ...]:
    """Return the units of measurement in brackets at a heading's end."""
    bracket = LAST_BRACKET.search(heading)
    said = (measure_said(fold(bracket[1])) or bracket[1]) if bracket else ""
    return (said,) if units.is_known(said) else measures_in(said)


def undated(heading: str) -> str:
    """Return a heading without what its last brackets say of years, or of how figures stand: ``（2023年）``."""
    bracket = LAST_BRACKET.search(heading)
    said = fold(bracket[1]) if bracket else ""
    aside = is_years(said) or year_of(said) or is_harmless(said)
    return heading[: bracket.start()] if bracket and aside else heading


LAST_BRACKET = re.compile(rf"\s*[{OPENING}]([^{OPENING}{CLOSING}]*)[{CLOSING}]\s*$")


def is_measure(text: str) -> bool:
    """Whether what follows a name is a unit of measurement: a known one, no lone letter of its own."""
    return (len(text) > 1 or not text.isascii() or text == "%") and units.is_known(text)


def without_brackets(text: str) -> str:
    """Return a unit of measurement without the brackets around it: ``（亿元）``; anything else as it is.

    ``(unit)`` is 个: without its brackets it would be a word for units that are ranked.
    """
    bracket = LAST_BRACKET.fullmatch(text)
    unit = units.parse(bracket[1]) if bracket and units.is_known(bracket[1]) else None
    if bracket is None or unit is None:
        return text
    return unit.base if role_of(bracket[1]) and unit.scale == 1 else bracket[1]


def year_headed(text: str) -> int | None:
    """Return the year that a heading is of, perhaps with a unit of measurement in brackets: ``2023年（万元）``."""
    if year := year_of(text):
        return year
    bracket = LAST_BRACKET.search(text)
    return year_of(text[: bracket.start()]) if bracket and measure_stated(text) else None


def unit_headed(text: str) -> tuple[str, str | None]:
    """Return the label of a unit that heads a column, and the unit of measurement in brackets behind it.

    Examples
    --------
    >>> unit_headed("江苏（万元）"), unit_headed("江苏（省）")
    (('江苏', '万元'), ('江苏（省）', None))
    """
    measure = measure_stated(text)
    bracket = LAST_BRACKET.search(text) if measure else None
    return (text[: bracket.start()], measure) if bracket and bracket.start() else (text, None)


class Group(NamedTuple):
    """A heading that states a unit of measurement, and the columns with headings of their own that stand below it."""

    heading: str
    measure: str
    columns: list[int]


def groups(stack: Stack, offset: int) -> Iterator[Group]:
    """Yield the groups of columns that a row heads; an empty cell goes on with the text to its left."""
    columns: dict[int, str] = {}
    label = ""
    for at, text in enumerate(stack[offset]):
        label = text or label
        if any(at < len(row) and row[at] not in {"", label} for row in stack[offset + 1 :]):
            columns[at] = label
    for heading, places in groupby(columns, columns.__getitem__):
        if measure := group_measure(heading):
            yield Group(heading, measure, [*places])


def group_measure(heading: str) -> str | None:
    """Return the one unit of measurement that a heading states, beside a name or alone: ``经济（万元）``."""
    stated = stated_in(heading)
    if stated is None:
        heading = undated(heading)
        if is_measure(heading):
            return heading
        return measure_stated(heading) or _measure_behind(heading)
    return stated.measures[0] if len(stated.measures) == 1 and not stated.whole else None


def _measure_behind(heading: str) -> str | None:
    """Return the unit of measurement behind a separator: ``经济/万元``; what figures are divided by is none."""
    if units.is_known(heading):
        return None
    parts = ((name, said.strip()) for mark in "_/-,，:： " for name, said in parted(heading, mark))
    return next((said for name, said in parts if is_measure(said) and not _DIVIDED.search(fold(name))), None)


_DIVIDED = re.compile(r"(?:^|[每按]|\b(?:per|by|of|than)|[\d.])[\d, ]*$")
