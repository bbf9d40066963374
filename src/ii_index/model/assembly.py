"""From cells with labels to a panel: every unit named, none twice, none missing, and every fault said.

Shared by the file reader and by :meth:`ii_index.Panel.from_frame`.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from ii_index._typing import BoolArray, FloatArray, IntArray
from ii_index.messages.reading import Phrase, did_you_mean, in_year, of_other_units, unit_in_year
from ii_index.model import provinces
from ii_index.model.framework import Framework
from ii_index.model.identities import Identity, identify, may_be_reserved, statistics_among
from ii_index.model.node import Node, is_held
from ii_index.model.spelling import joined, typeset

_STRANGERS, _LOOKED_AT = 3, 20
"""So many labels at least, and how many of them are looked at, to tell that a table is not of provinces."""


@dataclass(slots=True, eq=False)
class Roster:
    """The units that labels name, and which labels name none.

    Attributes
    ----------
    named : dict of str to str
        Unit code by label; a free label that is its own code is not in it.
    set_aside : dict of str to Identity
        Labels of totals, parts and units out of scope.
    unknown : tuple of str
    free : bool
        Whether every other label is its own code.
    """

    named: dict[str, str] = field(default_factory=dict[str, str])
    set_aside: dict[str, Identity] = field(default_factory=dict[str, Identity])
    unknown: tuple[str, ...] = ()
    free: bool = False

    @classmethod
    def of(cls, labels: Iterable[str], framework: Framework, wanted: Iterable[str] = ()) -> "Roster":
        """Tell units from totals, parts and unknown names.

        The nation is a unit when there is no other, else a total. ``wanted`` codes are in scope whatever they are.
        """
        names = [*filter(None, labels)]
        free = framework.units == "any"
        asked = may_be_reserved(names) if free else names
        found = {label: identify(label, framework) for label in asked}
        totals = [label for label, identity in found.items() if identity.status == "total"]
        if free and totals:
            found |= dict.fromkeys(statistics_among(names, totals), Identity("total"))
        others = any(label not in found or found[label].status in {"unit", "unknown"} for label in names)
        roster = cls(
            {label: joined(label) for label in typeset(names)} if free else {},
            unknown=tuple(label for label, identity in found.items() if identity.status == "unknown"),
            free=free,
        )
        roster._place(found, frozenset((*provinces.IN_SCOPE, *wanted)), others=others)
        return roster

    def _place(self, found: dict[str, Identity], scope: frozenset[str], *, others: bool) -> None:
        """Put each label where it belongs; the nation is a unit where there are no others."""
        for label, identity in found.items():
            if identity.status == "unit" and (self.free or identity.code in scope):
                self.named[label] = str(identity.code)
            elif identity.status == "nation" and not others:
                self.named[label] = provinces.NATION
            elif identity.status != "unknown":
                self.named.pop(label, None)
                self.set_aside[label] = identity

    def code_of(self, label: str) -> str | None:
        """Return the code of the unit that a label names, None where it names none."""
        if label in self.named:
            return self.named[label]
        return label if self.free and label and label not in self.set_aside else None

    @property
    def strangers(self) -> bool:
        """Whether the labels are names of something else: none is known, and few resemble a name that is."""
        if self.named or len(self.unknown) < _STRANGERS:
            return False
        some = self.unknown[:_LOOKED_AT]
        return 2 * sum(bool(provinces.nearest(label)) for label in some) < len(some)

    def meant(self, label: str, framework: Framework) -> tuple[str | None, dict[str, object]]:
        """Return what an unknown label may mean, and what its finding says: where none is known, of other units."""
        strangers = self.strangers
        names = () if strangers else provinces.nearest(label)
        instead = of_other_units(framework.id if strangers else None)
        said: dict[str, object] = {
            "likely": did_you_mean(names),
            "instead": instead,
            "together": strangers,
        }
        return " / ".join(names) or None, said

    def codes_of(self, labels: list[str]) -> list[str | None]:
        """Return the code of each label."""
        if self.free and not self.named and not self.set_aside and "" not in labels:
            return [*labels]
        return [*map(self.code_of, labels)]


@dataclass(slots=True, eq=False)
class Refused:
    """The units whose rows were refused, as far as they can be told: nothing more is said about them.

    Each refused row is the set of units that it may be: the one it names, or those that its label resembles.
    """

    rows: list[frozenset[str]] = field(default_factory=list[frozenset[str]])

    def add(self, label: str, code: str | None = None) -> None:
        """Note a refused row by its code, or by what its label resembles."""
        meant = {code} if code else {provinces.resolve(name) for name in provinces.nearest(label)}
        self.rows.append(frozenset(unit for unit in meant if unit))

    def units(self) -> frozenset[str]:
        """Return every unit that a refused row may be."""
        return frozenset[str]().union(*self.rows)

    def may_be_any(self, absent: Collection[str]) -> bool:
        """Whether some row resembles no absent unit, and so may be any of them."""
        return any(row.isdisjoint(absent) for row in self.rows)


def expected_units(framework: Framework, units: Sequence[str] | None) -> tuple[str, ...]:
    """Return the codes of the units a table must have: all 31 of a framework of provinces unless told otherwise."""
    if units is None:
        return provinces.IN_SCOPE if framework.units == "provinces" else ()
    return tuple(identify(str(unit), framework).code or str(unit) for unit in units)


def unit_phrase(unit: str) -> Phrase:
    """Return a unit's short name; a free label is its own name."""
    known = provinces.PROVINCES.get(unit)
    return Phrase(known.zh, known.en) if known else Phrase(unit, unit)


def order_units(units: Iterable[str], framework: Framework) -> tuple[str, ...]:
    """Return units once each: provinces in code order, free labels as they came."""
    found = dict.fromkeys(units)
    return tuple(sorted(found) if framework.units == "provinces" else found)


def free_heading(heading: str, taken: Collection[str]) -> str:
    """Return a heading for a column of groups that no other has."""
    name, count = heading or "group", 1
    while name in taken:
        count += 1
        name = f"{heading or 'group'} {count}"
    return name


def group_labels(
    labels: Sequence[str], at: IntArray, units: IntArray, years: IntArray, count: int
) -> tuple[tuple[str, ...], list[int]]:
    """Return each unit's group, that of the latest year it has one in, and the units that have had several.

    Parameters
    ----------
    labels : sequence of str
    at, units, years : IntArray, shape (rows,)
        Positions of each row's label, unit and year.
    count : int
        How many units there are.

    Examples
    --------
    >>> group_labels(["low", "high"], np.array([0, 1, 0]), np.array([0, 0, 1]), np.array([0, 1, 1]), 3)
    (('high', 'low', ''), [0])
    """
    names = [*labels, ""]
    present = np.array([bool(label) for label in names], dtype=np.bool_)[at]
    order = np.flatnonzero(present)
    order = order[np.argsort(years[order], kind="stable")]
    latest = np.full(count, len(labels), dtype=np.intp)
    latest[units[order]] = at[order]
    varying: list[int] = np.unique(units[order][latest[units[order]] != at[order]]).tolist()
    return tuple(names[place] for place in latest.tolist()), varying


class Block(NamedTuple):
    """A rectangle of values and what its rows and columns name.

    Positions in ``units``, ``years`` and ``columns`` of the panel to be; 0 where the other side says it, so that the
    two add up.

    Attributes
    ----------
    values : FloatArray, shape (rows, columns)
    units, years, columns : pair of IntArray, shapes (rows,) and (columns,)
    """

    values: FloatArray
    units: tuple[IntArray, IntArray]
    years: tuple[IntArray, IntArray]
    columns: tuple[IntArray, IntArray]

    def places(self, shape: tuple[int, int, int]) -> tuple[IntArray, IntArray]:
        """Return what rows and columns add to the flat place of a value in (years, units, columns)."""
        _, units, columns = shape
        strides = (units * columns, columns, 1)
        sides = zip(self.years, self.units, self.columns, strict=True)
        rows, across = (
            sum(part * stride for part, stride in zip(parts, strides, strict=True)) for parts in sides
        )
        return np.asarray(rows), np.asarray(across)


class Scattered(NamedTuple):
    """Values in their places.

    Attributes
    ----------
    values : FloatArray, shape (years, units, columns)
        NaN where there was no cell.
    present : BoolArray, shape (years, units)
        Whether there was a row.
    repeated : list of (row, unit, year)
        Rows of the block that name a place already filled.
    """

    values: FloatArray
    present: BoolArray
    repeated: list[tuple[int, int, int]]


def scatter(block: Block, shape: tuple[int, int, int]) -> Scattered:
    """Put every value in its place, and find the rows that say something twice."""
    rows, across = block.places(shape)
    if (whole_rows := _scatter_rows(block, rows, across, shape)) is not None:
        return whole_rows
    values = np.full(int(np.prod(shape)), np.nan)
    filled = np.zeros(values.shape, dtype=np.bool_)
    for at, offset in enumerate(across.tolist()):
        places = rows + offset
        values[places] = block.values[:, at]
        filled[places] = True
    present = np.asarray(filled.reshape(shape).any(axis=-1))
    whole = np.count_nonzero(filled) == block.values.size
    repeated = [] if whole else list(_repeated(rows, across, shape))
    return Scattered(values.reshape(shape), present, repeated)


def _scatter_rows(
    block: Block, rows: IntArray, across: IntArray, shape: tuple[int, int, int]
) -> Scattered | None:
    """Put whole rows in their places; None where a row's values are of several units or years, or one row says more."""
    years, units, columns = shape
    if not np.array_equal(across, np.arange(columns)) or (rows % columns).any():
        return None
    places = rows // columns
    present = np.zeros(years * units, dtype=np.bool_)
    present[places] = True
    if np.count_nonzero(present) < len(rows):
        return None
    values = np.full(shape, np.nan)
    values.reshape(-1, columns)[places] = block.values
    return Scattered(values, present.reshape(years, units), [])


def _repeated(
    rows: IntArray, across: IntArray, shape: tuple[int, int, int]
) -> Iterator[tuple[int, int, int]]:
    """Yield each row that fills a place again, with the unit and year of its first such place."""
    flat = (rows[:, np.newaxis] + across).ravel()
    _, first = np.unique(flat, return_index=True)
    again = np.ones(flat.size, dtype=np.bool_)
    again[first] = False
    found, at = np.unique(np.flatnonzero(again) // len(across), return_index=True)
    year, unit, _ = np.unravel_index(flat[np.flatnonzero(again)[at]], shape)
    yield from zip(found.tolist(), unit.tolist(), year.tolist(), strict=True)


def missing_units(
    present: BoolArray, units: Sequence[str], years: Sequence[int], expected: Sequence[str], refused: Refused
) -> list[tuple[str, int | None]]:
    """Return the expected units that are absent: with None from every year, else with the year.

    Nothing is said of a unit whose row was refused, nor of any while a refused row may be any of them.
    """
    if not expected:
        return []
    position = {unit: at for at, unit in enumerate(units)}
    absent: list[tuple[str, int | None]] = [(unit, None) for unit in expected if unit not in position]
    for unit in expected:
        if unit in position:
            absent += [(unit, years[at]) for at in np.flatnonzero(~present[:, position[unit]]).tolist()]
    if refused.may_be_any({unit for unit, _ in absent}):
        return []
    reported = refused.units()
    return [(unit, year) for unit, year in absent if unit not in reported]


def absences(
    absent: Iterable[tuple[str, int | None]], *, allowed: bool
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a code and the values of a finding: an error for each absent unit, or one warning a year for all."""
    if not allowed:
        for unit, year in absent:
            which = unit_in_year(unit_phrase(unit), year)
            yield "E_MISSING_REGION", {"unit": unit, "year": year, "details": {"which": which}}
        return
    years: dict[int | None, list[Phrase]] = {}
    for unit, year in absent:
        years.setdefault(year, []).append(unit_phrase(unit))
    for year, names in years.items():
        details = {"count": len(names), "names": names, "when": in_year(year)}
        yield "W_MISSING_REGION", {"year": year, "details": details}


def columns_of(framework: Framework, found: Collection[str]) -> tuple[str, ...]:
    """Return the columns that a cut framework reads, each once: indicators', then denominators' if a table has any."""
    declared = [item.id for item in framework.denominators]
    return tuple(dict.fromkeys((*framework.readers, *(declared if {*declared} & {*found} else ()))))


def apportioned(
    values: FloatArray, columns: Sequence[str], framework: Framework
) -> tuple[FloatArray, FloatArray]:
    """Share the columns of a table out to the indicators that read them, and to the denominators.

    Parameters
    ----------
    values : FloatArray, shape (years, units, columns)
    columns : sequence of str
        As :func:`columns_of` gives them.
    framework : Framework
        Cut where the columns are.

    Returns
    -------
    values : FloatArray, shape (years, units, indicators)
        Constants have their number in every cell.
    denominators : FloatArray, shape (years, units, denominators or 0)
    """
    leaves, declared = framework.leaves, [item.id for item in framework.denominators]
    divisors = values[..., [columns.index(name) for name in declared if name in columns]]
    if tuple(leaf.id for leaf in leaves) == tuple(columns[: len(leaves)]):
        return values[..., : len(leaves)] if declared else values, divisors
    own = np.empty((*values.shape[:-1], len(leaves)))
    for place, leaf in enumerate(leaves):
        own[..., place] = leaf.constant if leaf.reads is None else values[..., columns.index(leaf.reads)]
    return own, divisors


def missing_columns(framework: Framework, found: Iterable[str]) -> list[str]:
    """Return what a table lacks: leaves, or the node itself where none of its leaves is there but its siblings are.

    Examples
    --------
    A table of dimension scores that lacks one dimension lacks that dimension, not the leaves below it.
    """
    columns = frozenset(found)
    needed = {leaf.denominator for leaf in framework.cut(columns).leaves if leaf.denominator}
    lacking = list(dict.fromkeys(_lacking(framework.children, columns)))
    return lacking + [item.id for item in framework.denominators if item.id in needed - columns]


def _lacking(siblings: Sequence[Node], columns: frozenset[str]) -> Iterator[str]:
    whole = any(node.reads in columns for node in siblings)
    for node in siblings:
        if is_held(node, columns) or node.children == ():
            continue
        below = any(item.reads in columns for item in node.walk())
        if node.children is None or (whole and not below):
            yield node.reads or node.id
        else:
            yield from _lacking(node.children, columns)
