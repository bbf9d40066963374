"""Which column is what: unit, code, group, year, indicator, value, unit of measurement.

What stands in a column decides, heading words only break ties. A unit is text that stands once a year; a column that
goes with it one to one is its code; one that is coarser a group. Files and frames are read by these same rules.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

from ii_index.model import units_of_measurement as units
from ii_index.model.framework import Framework
from ii_index.model.headings import (
    Role,
    fineness,
    fineness_within,
    is_aside,
    is_code_word,
    numbers_units,
    year_of,
)
from ii_index.model.identities import identify
from ii_index.model.numbers import MISSING_MARKS, Measure, Number, read
from ii_index.model.spelling import compact, is_figure

_MOSTLY, _HALF = 0.9, 0.5
_LONGEST_NAME = 60
_TOLERATED, _SEVERAL = 0.05, 2


class UnitColumns(NamedTuple):
    """The column of units, by position, with the columns that go with it.

    Attributes
    ----------
    unit : int or None
    codes : tuple of int
        One to one with the units.
    groups : tuple of int
        Coarser than the units.
    candidates : tuple of int
        Where no column is certain: those that might hold units.
    """

    unit: int | None = None
    codes: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    candidates: tuple[int, ...] = ()


class Chosen(NamedTuple):
    """The columns that the user names by their headings."""

    unit: str | None = None
    year: str | None = None
    groups: tuple[str, ...] = ()


class Columns(Protocol):
    """Columns of a table whose roles are being found: their headings, and what stands below.

    Attributes
    ----------
    framework : Framework
    roles : dict of int to Role
        By position, as far as they are known.
    named : dict of int to str
        Columns headed by indicators, and their ids.
    dated, placed : frozenset of int
        Columns headed by years, and by units.
    count : int
        Number of rows.
    sampled : int
        Number of rows of :meth:`texts` that hold more than one cell.
    """

    framework: Framework
    roles: dict[int, Role]
    named: dict[int, str]
    dated: frozenset[int] = frozenset()
    placed: frozenset[int] = frozenset()
    count: int
    sampled: int

    def positions(self) -> Sequence[int]:
        """Return the positions of all columns, from the left."""
        ...

    def heading(self, at: int) -> str:
        """Return the heading of a column."""
        ...

    def texts(self, at: int) -> list[str]:
        """Return what stands in the first rows of a column, blanks and notes left out."""
        ...

    def labels(self, at: int) -> list[str]:
        """Return what stands in all rows of a column; asked only where several columns might be the units."""
        ...

    def is_indicator(self, text: str) -> bool:
        """Whether a text names an indicator."""
        ...

    def mostly(self, at: int, test: Callable[[str], object]) -> bool:
        """Whether more than half of a column passes a test."""
        texts = self.texts(at)
        margin = len(texts)  # by how much the passes could still outnumber the failures
        for text in texts:
            if not test(text):
                margin -= 2
                if margin <= 0:
                    break
        return margin > 0

    def with_role(self, role: Role) -> list[int]:
        """Return the columns that have a role, from the left."""
        return sorted(at for at, found in self.roles.items() if found == role)

    def give(self, at: int, role: Role) -> None:
        """Give a role to one column and take it from all others."""
        for other in self.with_role(role):
            del self.roles[other]
        self.roles[at] = role

    def nameless(self) -> list[int]:
        """Return the columns that no name, role, year or unit marks, from the left."""
        marked = {*self.roles, *self.named, *self.dated, *self.placed}
        return [at for at in self.positions() if at not in marked]

    def is_unit(self, text: str) -> bool:
        """Whether a text is a province, the nation, a total or a part; never so where units are free."""
        provincial = self.framework.units == "provinces"
        return provincial and identify(text, self.framework).status not in {"unknown", "blank"}

    def is_place(self, text: str) -> bool:
        """Whether a text is a province or the nation; never so where units are free."""
        provincial = self.framework.units == "provinces"
        return provincial and identify(text, self.framework).status in {"unit", "nation"}

    def is_numeric(self, at: int) -> bool:
        """Whether a column mostly holds figures."""
        return self.mostly(at, is_figure)

    def is_measured(self, at: int) -> bool:
        """Whether figures are measurements rather than numbers of things: decimals, or an area."""
        return self.heading(at).strip().lower() in {"area", "面积"} or any(
            "." in text.rstrip("0").rstrip(".") for text in self.texts(at)
        )

    def holds_values(self, at: int) -> bool:
        """Whether a column mostly holds numbers, plain or flagged, or marks of what is missing."""
        return self.mostly(at, _is_value) or (
            any(map(is_figure, self.texts(at)))
            and self.mostly(at, lambda text: _is_value(text) or text.upper() in MISSING_MARKS)
        )

    def filled(self, at: int) -> float:
        """Return the share of the first rows in which a column holds something; rows of one text are notes."""
        return min(len(self.texts(at)) / max(self.sampled, 1), 1.0)

    def is_once(self, at: int) -> bool:
        """Whether a column's labels stand several times, each, as units do over years, or there are no years."""
        texts = self.texts(at)
        return not self.with_role("year") or len({*texts}) < len(texts)

    def repeats(self, at: int, among: Sequence[int] = ()) -> int:
        """Return how many rows repeat a label of a column in the same year, for the same indicator.

        With ``among``, only rows count in which two of these columns hold something: a note stands in one.
        """
        labels = self.labels(at)
        keys = [self.labels(key) for role in ("year", "indicator") for key in self.with_role(role)]
        others = [self.labels(other) for other in among]
        places = [row for row in range(len(labels)) if sum(bool(texts[row]) for texts in others) > 1]
        if not places:
            places = [row for row in range(len(labels)) if labels[row]]
        seen = {(labels[row], *(texts[row] for texts in keys)) for row in places if labels[row]}
        return len(places) - len(seen)

    def pairs(self, one: int, other: int) -> tuple[int, int, int]:
        """Return the numbers of labels of two columns, and of pairs of them, where both hold something."""
        found = {pair for pair in zip(self.labels(one), self.labels(other), strict=True) if all(pair)}
        return len({first for first, _ in found}), len({second for _, second in found}), len(found)


def settle(columns: Columns, chosen: Chosen) -> UnitColumns:
    """Find the role of every column, and return the column of units with what goes with it.

    ``chosen`` says which columns the user has named; their roles are given already.
    """
    _settle_measures(columns)
    _settle_indicator(columns)
    _settle_year(columns, chosen)
    return _settle_unit(columns, chosen)


def _settle_measures(columns: Columns) -> None:
    """Tell by content: 单位 heads units of measurement, or units; ``unit`` the other way round."""
    for at in columns.with_role("measure"):
        if _says_indicator(columns, at):
            columns.roles[at] = "indicator"
            continue
        if columns.mostly(at, columns.is_unit) or (
            not columns.with_role("unit")
            and not columns.with_role("indicator")
            and not columns.mostly(at, units.is_known)
        ):
            columns.roles[at] = "unit"
    sdmx = any(compact(columns.heading(at)) == "obsvalue" for at in columns.with_role("value"))
    for at in columns.with_role("unit")[:]:
        of_sdmx = sdmx and compact(columns.heading(at)) == "unit"  # geo says which unit, unit in what
        if len(columns.with_role("unit")) > 1 and (of_sdmx or columns.mostly(at, units.is_known)):
            columns.roles[at] = "measure"


def _says_indicator(columns: Columns, at: int) -> bool:
    """Whether a column headed ``Measure``, which names a unit of measurement or an indicator, names an indicator."""
    if compact(columns.heading(at)) != "measure" or columns.mostly(at, units.is_known):
        return False
    others = [other for other in columns.with_role("measure") if other != at]
    return columns.mostly(at, columns.is_indicator) or (bool(others) and not columns.named)


def _settle_indicator(columns: Columns) -> None:
    """Take a column of indicators' names as their key, whatever heads it: 地区 in a transposed table's corner.

    Of several headed as indicators (name and code) the one whose names are known.
    """
    marked = columns.with_role("indicator")
    if marked:
        known = [at for at in marked if columns.mostly(at, columns.is_indicator)]
        if (
            not known and not columns.named
        ):  # the series' name stands below another heading: SeriesDescription, Subject
            known = [at for at in columns.nameless() if columns.mostly(at, columns.is_indicator)]
        columns.give(
            (known or sorted(marked, key=lambda at: columns.mostly(at, _CODE.match)))[0], "indicator"
        )
        return
    if columns.named:
        return
    candidates = (*columns.with_role("unit"), *columns.nameless())
    found = next((at for at in candidates if columns.mostly(at, columns.is_indicator)), None)
    if found is not None:
        columns.roles[found] = "indicator"


def _settle_unit(columns: Columns, chosen: Chosen) -> UnitColumns:
    """Find the column of units: provinces by what they are called, free labels by how they stand."""
    if chosen.unit is not None:
        return related_to(columns, columns.with_role("unit")[0])
    if columns.framework.units == "any":
        return _settle_free_unit(columns)
    places = {at: columns.mostly(at, columns.is_place) for at in columns.with_role("unit")}
    for at in [at for at, found in places.items() if not found and _numbers_indicators(columns, at)]:
        del columns.roles[at], places[at]
    if columns.placed:
        for at in [at for at, found in places.items() if not found and columns.texts(at)]:
            del columns.roles[at]
        return UnitColumns()
    return _settle_provinces(columns, places)


def _numbers_indicators(columns: Columns, at: int) -> bool:
    """Whether a column headed as codes holds those of the indicators that another names: 指标名称, 代码, 2022年."""
    named = columns.with_role("indicator")
    if not named or not is_code_word(columns.heading(at)):
        return False
    of_code, of_name, pairs = columns.pairs(at, named[0])
    return of_code == of_name == pairs


def _settle_provinces(columns: Columns, places: Mapping[int, bool]) -> UnitColumns:
    """Find the column of provinces, given which columns headed as units mostly hold them; others may be groups."""
    candidates = columns.nameless()
    if not any(places.values()):
        found = next((at for at in candidates if columns.mostly(at, columns.is_unit)), None)
        if found is not None:
            columns.give(found, "unit")
    elif not all(places.values()):
        for at in [at for at, found in places.items() if not found]:
            del columns.roles[at]
    if named := columns.with_role("unit"):
        groups = related_to(columns, named[0]).groups
        return UnitColumns(groups=tuple(at for at in groups if not columns.mostly(at, columns.is_place)))
    if columns.with_role("indicator"):
        return UnitColumns()
    return UnitColumns(candidates=tuple(at for at in candidates if may_name(columns, at)))


def _settle_free_unit(columns: Columns) -> UnitColumns:
    values = [*columns.named, *columns.dated, *columns.with_role("value")]
    related = free_units(columns, min(values, default=0))
    if related.unit is not None:
        columns.give(related.unit, "unit")
    return related


def _settle_year(columns: Columns, chosen: Chosen) -> None:
    """Find the years: below a heading word, or where a column holds nothing else and units stand across."""
    if chosen.year is not None:
        return
    if (corner := _corner(columns)) is not None:
        columns.give(corner, "year")
    marked = columns.with_role("year")
    if len(marked) > 1:
        years = [at for at in marked if columns.mostly(at, year_of)]
        columns.give((years or marked)[0], "year")
    if marked:
        return
    for at in columns.positions() if columns.placed else columns.nameless():
        texts = columns.texts(at)
        unheaded = columns.placed or not columns.heading(at)
        if unheaded and at not in columns.placed and texts and all(map(year_of, texts)):
            columns.give(at, "year")
            return


def _corner(columns: Columns) -> int | None:
    """Return a first column of years headed by the one indicator of a table whose free units stand across."""
    if columns.framework.units != "any" or [*columns.named] != [0] or columns.roles or columns.dated:
        return None
    texts, others = columns.texts(0), columns.nameless()
    across = (
        len(others) >= _SEVERAL
        and all(map(columns.holds_values, others))
        and all(map(columns.heading, others))
    )
    return 0 if across and texts and all(map(year_of, texts)) else None


def free_units(columns: Columns, before: int) -> UnitColumns:
    """Return the column of free units.

    Text comes before figures, unless these are headed as numbers of finer units (``firm_id``); of texts the one that
    repeats least within a year, then a name before a code, then the finer word (城市 before 省份), then the left one.
    ``before`` is the first column of values: text to its left needs no heading word. A column that repeats gives way
    to one that does not and whose heading speaks of finer units.
    """
    marked = columns.with_role("unit")
    words = [at for at in marked if not columns.is_numeric(at)]
    others = [at for at in columns.nameless() if may_name(columns, at)]
    chosen = _finest(columns, words) if words else None
    finer = [
        at
        for at in others
        if chosen is not None
        and (at < before or _speaks_of_finer(columns, at, chosen))
        and _is_finer(columns, at, chosen)
    ]
    if not finer and chosen is not None:
        finer = [at for at in (*marked, *columns.nameless()) if _numbers_finer(columns, at, chosen)]
    if finer:
        chosen = _finest(columns, finer)
    elif others and (chosen is None or _repeats_mostly(columns, chosen)):
        rest = [at for at in others if not _repeats_mostly(columns, at) and not columns.repeats(at)]
        unheaded = [at for at in rest if at < before or (chosen is None and columns.is_once(at))]
        if chosen is not None and _repeats_mostly(columns, chosen) and rest:
            chosen = _finest(columns, rest)
        elif chosen is None and unheaded:
            chosen = _finest(columns, unheaded)
    if chosen is not None and is_code_word(columns.heading(chosen)):
        chosen = next((at for at in others if at < before and _is_named_by(columns, chosen, at)), chosen)
    if chosen is None:
        figures = [at for at in marked if columns.is_numeric(at) and not columns.is_measured(at)]
        if figures and all(map(columns.repeats, others)):
            chosen = _finest(columns, figures)
    if chosen is None:
        return UnitColumns(candidates=tuple(others))
    return related_to(columns, chosen)


def _is_finer(columns: Columns, at: int, chosen: int) -> bool:
    """Whether a column names each row once where a column headed as units repeats, and is of one of these each.

    A label that stands once too often may be a slip of the units, unless the other heading speaks of finer ones.
    """
    fewest = 1 if _speaks_of_finer(columns, at, chosen) else max(_SEVERAL, _TOLERATED * columns.count)
    if columns.repeats(chosen) < fewest or columns.repeats(at):
        return False
    own, of_chosen, pairs = columns.pairs(at, chosen)
    return own == pairs > of_chosen


def _speaks_of_finer(columns: Columns, at: int, chosen: int) -> bool:
    """Whether a heading speaks of units finer than another's: ``firm_id`` beside ``Region``."""
    return fineness_within(columns.heading(at)) > max(1, fineness(columns.heading(chosen)))


def _numbers_finer(columns: Columns, at: int, chosen: int) -> bool:
    """Whether whole numbers headed as those of finer units name each row once: ``firm_id`` beside ``Region``."""
    return (
        numbers_units(columns.heading(at))
        and _speaks_of_finer(columns, at, chosen)
        and columns.is_numeric(at)
        and not columns.is_measured(at)
        and _is_finer(columns, at, chosen)
    )


def _is_named_by(columns: Columns, code: int, at: int) -> bool:
    """Whether a column that no word heads holds the names to codes: one to one with them."""
    if is_code_word(columns.heading(at)):
        return False
    of_code, of_name, pairs = columns.pairs(code, at)
    return of_code == of_name == pairs >= _SEVERAL


def related_to(columns: Columns, unit: int) -> UnitColumns:
    """Return the column of units with its codes and groups among the other columns of labels."""
    others = [at for at in columns.nameless() if may_name(columns, at, _HALF)]
    return _related(columns, unit, [at for at in (*columns.with_role("unit"), *others) if at != unit])


def may_name(columns: Columns, at: int, filled: float = _MOSTLY) -> bool:
    """Whether a column without a heading word may hold names: text almost everywhere, short, and no remarks."""
    texts = columns.texts(at)
    if not texts or is_aside(columns.heading(at)) or columns.holds_values(at):
        return False
    if columns.mostly(at, _DECIMAL.match) or _are_footnotes(columns, at):
        return False
    return columns.filled(at) >= filled and max(map(len, texts)) <= _LONGEST_NAME


def _are_footnotes(columns: Columns, at: int) -> bool:
    """Whether a column without a heading holds letters beside numbers, as footnotes of these."""
    return (
        not columns.heading(at)
        and at - 1 in columns.positions()
        and all(map(_LETTERS.match, columns.texts(at)))
        and columns.holds_values(at - 1)
    )


def _repeats_mostly(columns: Columns, at: int) -> bool:
    return 2 * columns.repeats(at) > columns.count


def _finest(columns: Columns, candidates: Sequence[int]) -> int:
    if len(candidates) == 1:
        return candidates[0]
    repeats = {at: columns.repeats(at, candidates) for at in candidates}
    best = min(repeats.values())
    tied = [at for at in candidates if repeats[at] == best]
    names = [at for at in candidates if not is_code_word(columns.heading(at))]
    if names and not {*tied} & {*names}:
        near = min(names, key=lambda at: (repeats[at], at))
        if repeats[near] <= best + _TOLERATED * columns.count:
            return near
    return min(tied, key=lambda at: _tie(columns, at))


def _tie(columns: Columns, at: int) -> tuple[bool, bool, bool, int, int]:
    """Order columns that repeat as little: names before codes, full before merged, then by heading words."""
    heading, merged = columns.heading(at), columns.filled(at) < _MOSTLY
    return columns.mostly(at, _CODE.match), is_code_word(heading), merged, -fineness(heading), at


_DECIMAL = re.compile(r"^\d+\.\d+\D{0,6}$", re.ASCII)
_LETTERS = re.compile(r"^\(?[a-z](?:[,;\s]+[a-z])*\)?$")
_CODE = re.compile(r"^[A-Z0-9_.\-]{1,8}$")


def _is_value(text: str) -> bool:
    if is_figure(text):
        return True
    if text.isalpha():
        return len(text) > 1 and text.upper() in MISSING_MARKS
    return isinstance(read(text, Measure()), Number)


def _related(columns: Columns, unit: int, others: Sequence[int]) -> UnitColumns:
    """Sort the other columns of labels into codes and groups; what varies within a unit is neither."""
    codes: list[int] = []
    groups: list[int] = []
    for at in dict.fromkeys(others):
        of_unit, of_other, pairs = columns.pairs(unit, at)
        if of_other < _SEVERAL or pairs > of_unit * (1 + _TOLERATED) + 1:
            continue
        if columns.is_numeric(at) and columns.is_measured(at):
            continue
        if _is_code(columns, at, unit) or _is_code_but_for_slips(columns, unit, at):
            codes.append(at)
        elif not columns.is_numeric(at):
            groups.append(at)
    return UnitColumns(unit, tuple(codes), tuple(groups))


def _is_code(columns: Columns, at: int, unit: int) -> bool:
    """Whether a column goes one to one with the units; blanks and slips it may have only under a code's heading.

    Merged cells saved as CSV leave a group in its first row only, where it looks like a code.
    """
    if (
        fineness(columns.heading(at)) == 1
        and not is_code_word(columns.heading(at))
        and not columns.is_numeric(at)
    ):
        return False  # a region that has one unit is a region all the same
    of_unit, of_other, pairs = columns.pairs(unit, at)
    if pairs > of_unit and not is_code_word(columns.heading(at)):
        return False
    named = len({*columns.labels(unit)} - {""})
    return of_other >= _MOSTLY * of_unit and (of_unit >= _MOSTLY * named or is_code_word(columns.heading(at)))


def _is_code_but_for_slips(columns: Columns, unit: int, other: int) -> bool:
    """Whether a column headed as codes, of no coarser things, belongs one to one to the units but in one place."""
    heading = columns.heading(other)
    if not is_code_word(heading) or fineness(heading) not in {0, fineness(columns.heading(unit))}:
        return False
    names: dict[str, set[str]] = {}
    for name, code in zip(columns.labels(unit), columns.labels(other), strict=True):
        if name and code:
            names.setdefault(code, set()).add(name)
    slips = sum(len(found) > 1 for found in names.values())
    return len(names) > _SEVERAL and slips <= max(1, _TOLERATED * len(names))
