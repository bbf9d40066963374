"""Which column names the units: by what stands in it, heading words only breaking ties.

A unit is text that stands once a year; a column that goes with it one to one is its code; one that is coarser a group.
"""

from collections.abc import Sequence
from typing import NamedTuple

from ii_index.io.tables.sampling import Columns
from ii_index.model.headings import fineness, is_aside, is_code_word

_MOSTLY = 0.9
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


def free_units(columns: Columns, before: int) -> UnitColumns:
    """Return the column of free units.

    Text comes before figures; of texts the one that repeats least within a year, then a name before a code, then
    the finer word (城市 before 省份), then the left one. ``before`` is the first column of values: text to its left
    needs no heading word.
    """
    marked = columns.with_role("unit")
    words = [at for at in marked if not columns.is_numeric(at)]
    others = [at for at in columns.nameless() if may_name(columns, at)]
    chosen = _finest(columns, words) if words else None
    if others and (chosen is None or _repeats_mostly(columns, chosen)):
        rest = [at for at in others if not _repeats_mostly(columns, at) and not columns.repeats(at)]
        unheaded = [at for at in rest if at < before or (chosen is None and columns.is_once(at))]
        if chosen is not None and _repeats_mostly(columns, chosen) and rest:
            chosen = _finest(columns, rest)
        elif chosen is None and unheaded:
            chosen = _finest(columns, unheaded)
    if chosen is None:
        figures = [at for at in marked if columns.is_numeric(at) and not columns.is_measured(at)]
        if figures and not others:
            chosen = _finest(columns, figures)
    if chosen is None:
        return UnitColumns(candidates=tuple(others))
    return related_to(columns, chosen)


def related_to(columns: Columns, unit: int) -> UnitColumns:
    """Return the column of units with its codes and groups among the other columns of labels."""
    others = [at for at in columns.nameless() if may_name(columns, at)]
    return _related(columns, unit, [at for at in (*columns.with_role("unit"), *others) if at != unit])


def may_name(columns: Columns, at: int) -> bool:
    """Whether a column without a heading word may hold names: text almost everywhere, short, and no remarks."""
    texts = columns.texts(at)
    if not texts or is_aside(columns.heads[at].text) or columns.is_numeric(at):
        return False
    return columns.filled(at) >= _MOSTLY and max(map(len, texts)) <= _LONGEST_NAME


def _repeats_mostly(columns: Columns, at: int) -> bool:
    return 2 * columns.repeats(at) > columns.count


def _finest(columns: Columns, candidates: Sequence[int]) -> int:
    if len(candidates) == 1:
        return candidates[0]
    repeats = {at: columns.repeats(at, candidates) for at in candidates}
    best = min(repeats.values())
    tied = [at for at in candidates if repeats[at] == best]
    names = [at for at in candidates if not is_code_word(columns.heads[at].text)]
    if names and not {*tied} & {*names}:
        near = min(names, key=lambda at: (repeats[at], at))
        if repeats[near] <= best + _TOLERATED * columns.count:
            return near
    return min(
        tied,
        key=lambda at: (is_code_word(columns.heads[at].text), -fineness(columns.heads[at].text), at),
    )


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
    """Whether a column goes one to one with the units; one blank for many of them is so only under a code's heading.

    Merged cells saved as CSV leave a group in its first row only, where it looks like a code.
    """
    of_unit, of_other, _ = columns.pairs(unit, at)
    named = len({*columns.labels(unit)} - {""})
    return of_other >= _MOSTLY * of_unit and (
        of_unit >= _MOSTLY * named or is_code_word(columns.heads[at].text)
    )


def _is_code_but_for_slips(columns: Columns, unit: int, other: int) -> bool:
    """Whether a column headed as codes, of no coarser things, belongs one to one to the units but in one place."""
    heading = columns.heads[other].text
    if not is_code_word(heading) or fineness(heading) not in {0, fineness(columns.heads[unit].text)}:
        return False
    names: dict[str, set[str]] = {}
    for name, code in zip(columns.labels(unit), columns.labels(other), strict=True):
        if name and code:
            names.setdefault(code, set()).add(name)
    slips = sum(len(found) > 1 for found in names.values())
    return len(names) > _SEVERAL and slips <= max(1, _TOLERATED * len(names))
