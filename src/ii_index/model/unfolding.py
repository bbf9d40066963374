"""A frame whose years, units or indicators stand across, as one that says them in its rows: a row a cell."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ii_index._typing import IntArray
from ii_index.model.frame_columns import Coded
from ii_index.model.headings import Role
from ii_index.model.heads import Head
from ii_index.model.roles import UnitColumns

if TYPE_CHECKING:
    from ii_index.model.frame_columns import Source


class Told(NamedTuple):
    """The columns of a frame and what each is: its role, or that it goes with the units.

    Attributes
    ----------
    labels : list of str
    columns : list of pandas column or Coded
    roles : dict of Role to int
    related : UnitColumns
    also : tuple of int
        Further columns that name the unit.
    """

    labels: list[str]
    columns: list[Any]
    roles: dict[Role, int]
    related: UnitColumns
    also: tuple[int, ...]


class Unfolded(NamedTuple):
    """The columns of a frame that says everything in its rows, and where each row came from.

    Row r is row r modulo ``height`` of the frame, of the column of ``heads[r // height]``.

    Attributes
    ----------
    told : Told
    heads : tuple of Head
    height : int
        Rows of the frame.
    of_rows : frozenset of int
        The keys that say the same in all parts; the others say the same throughout a part.
    """

    told: Told
    heads: tuple[Head, ...]
    height: int
    of_rows: frozenset[int]

    def once(self, rows: IntArray, at: int) -> IntArray:
        """Return those of some rows that say something of a key for the first time."""
        return rows[rows < self.height] if at in self.of_rows else rows[rows % self.height == 0]


def is_across(heads: Sequence[Head], values: Sequence[Head], roles: Mapping[Role, int]) -> bool:
    """Whether columns of values say more than their indicators, or other than their headings do.

    ``heads`` are those of all columns, ``values`` those of values as :func:`ii_index.model.heads.values_of` gives them.
    """
    if roles.keys() >= {"indicator", "value"}:
        return False
    return any(head.year or head.unit or heads[head.at].column is None for head in values)


def unfold(told: Told, height: int, values: Sequence[Head], year: int | None) -> Unfolded:
    """Put the columns of values below each other, with what their rows and their headings say beside them.

    Parameters
    ----------
    told : Told
    height : int
        Rows of the frame.
    values : sequence of Head
        Columns of values with their coordinates.
    year : int or None
        That of columns without one.
    """
    times = len(values)
    keys: dict[Role, int] = {role: at for role, at in told.roles.items() if role != "value"}
    if all(head.column for head in values):
        keys.pop("indicator", None)
    related = told.related
    kept = [*dict.fromkeys((*keys.values(), *told.also, *related.codes, *related.groups))]
    moved = {at: place for place, at in enumerate(kept)}
    labels = [told.labels[at] for at in kept]
    columns: list[Any] = [_tiled(Coded.of(told.columns[at]), times) for at in kept]
    roles: dict[Role, int] = {role: moved[at] for role, at in keys.items()}
    for role, said in _said(values, year).items():
        if role not in roles and any(said) and (role != "year" or all(said)):
            roles[role] = len(columns)
            labels.append(role)
            columns.append(_spread(said, height))
    roles["value"] = len(columns)
    labels.append("value")
    columns.append(_below(told.columns[head.at] for head in values))
    codes, groups = (tuple(moved[at] for at in part) for part in (related.codes, related.groups))
    also = tuple(moved[at] for at in told.also)
    whole = Told(labels, columns, roles, UnitColumns(roles.get("unit"), codes, groups), also)
    return Unfolded(whole, tuple(values), height, frozenset(moved.values()))


def _said(values: Sequence[Head], year: int | None) -> dict[Role, list[object]]:
    """Return what the headings of columns of values say of each role."""
    return {
        "unit": [head.unit for head in values],
        "year": [head.year or year for head in values],
        "indicator": [head.column for head in values],
        "measure": [head.measure for head in values],
    }


def _tiled(cells: Coded, times: int) -> Coded:
    return Coded(cells.distinct, np.tile(cells.at, times))


def _spread(labels: Sequence[object], height: int) -> Coded:
    """Return one label a part, for all rows of the part; None is missing."""
    distinct = [*dict.fromkeys(label for label in labels if label is not None)]
    places = [-1 if label is None else distinct.index(label) for label in labels]
    return Coded(distinct, np.repeat(np.array(places, dtype=np.intp), height))


def _below(columns: "Iterable[Source | Coded]") -> "Source":
    """Put columns below each other; numbers stay numbers."""
    import pandas as pd

    series = [pd.Series(column.array) for column in columns if not isinstance(column, Coded)]
    kinds = {str(one.dtype) for one in series}
    plain = len(kinds) == 1 or all(getattr(one.dtype, "kind", "O") in "iuf" for one in series)
    return pd.concat(series if plain else [one.astype(object) for one in series], ignore_index=True)
