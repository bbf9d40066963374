"""Coupling coordination: how well the dimensions of an index, or two indices, develop together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import FloatArray, IntArray
from ii_index.construction.results import CODE, UNIT, YEAR, CompositeIndex, rows_by_rank
from ii_index.errors import DataError, Finding
from ii_index.kernels import relations as kernels
from ii_index.kernels.ranking import descending_order
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.node import ROOT
from ii_index.model.table import Cell, Column, Table, chosen

if TYPE_CHECKING:
    import pandas as pd

Tables: TypeAlias = Literal["units", "years", "levels"]

LEVELS = (
    Name(zh="极度失调", en="extreme imbalance"),
    Name(zh="严重失调", en="serious imbalance"),
    Name(zh="中度失调", en="moderate imbalance"),
    Name(zh="轻度失调", en="slight imbalance"),
    Name(zh="濒临失调", en="near imbalance"),
    Name(zh="勉强协调", en="barely coordinated"),
    Name(zh="初级协调", en="primary coordination"),
    Name(zh="中级协调", en="intermediate coordination"),
    Name(zh="良好协调", en="good coordination"),
    Name(zh="优质协调", en="quality coordination"),
)
"""By tenths of D, from below 0.1 to 0.9 and above."""

VARIANTS = {
    "geometric": Name(zh="几何（C = k(ΠU)^(1/k)/ΣU）", en="geometric (C = k(ΠU)^(1/k)/ΣU)"),
    "squared": Name(zh="旧式（C = [ΠU/(ΣU/k)^k]^k）", en="old form (C = [ΠU/(ΣU/k)^k]^k)"),
    "dispersion": Name(zh="修正（离散度）", en="corrected (dispersion)"),
}

COUPLED = Column("coupling", Name(zh="耦合度 C", en="Coupling C"), decimals=4)
TOGETHER = Column("development", Name(zh="综合发展 T", en="Development T"), decimals=4)
DEGREE = Column("coordination", Name(zh="耦合协调度 D", en="Coordination D"), decimals=4)
LEVEL = Column("level", Name(zh="等级", en="Level"), "text")
LAGGING = Column("lagging", Name(zh="滞后系统", en="Lagging"), "text")


@dataclass(frozen=True, eq=False)
class CouplingCoordination(Immutable):
    """Coupling, development and coordination of every unit and year.

    Attributes
    ----------
    index : CompositeIndex
        Names units and years.
    systems : tuple of Name
    shares : FloatArray, shape (years, units, systems)
        Scores over the full mark.
    weights : FloatArray, shape (systems,)
    variant : str
    """

    index: CompositeIndex
    systems: tuple[Name, ...]
    shares: FloatArray
    weights: FloatArray
    variant: kernels.Coupling

    def coupling(self) -> FloatArray:
        """Return C, shape (years, units)."""
        return kernels.coupling(self.shares, self.variant)

    def development(self) -> FloatArray:
        """Return T, shape (years, units)."""
        together: FloatArray = (self.shares * self.weights / self.weights.sum()).sum(axis=-1)
        return together

    def coordination(self) -> FloatArray:
        """Return D, shape (years, units)."""
        return kernels.coordination(self.shares, self.weights, self.variant)

    def levels(self) -> IntArray:
        """Return the level of each, 1 the lowest to 10, shape (years, units); 0 without a degree."""
        return kernels.coordination_levels(self.coordination())

    def table(self, which: Tables = "units", year: int | None = None) -> Table:
        """Return a table.

        Parameters
        ----------
        which : {"units", "years", "levels"}
            ``units``: one row a unit in one year. ``years``: D by year. ``levels``: how many units stand at each level.
        year : int, optional
            Of the units; by default the latest.

        Raises
        ------
        UnknownLabelError
            No such table or year; an option that the table does not have.
        """
        tables: dict[str, Callable[..., Table]] = {
            "units": self._units,
            "years": self._years,
            "levels": self._levels,
        }
        return chosen(tables, which, year=year)

    def frame(
        self, which: Tables = "units", year: int | None = None, *, language: Language = "en"
    ) -> "pd.DataFrame":
        """Return a :meth:`table` as a DataFrame, its columns by key."""
        return self.table(which, year).frame(language)

    def _units(self, year: int | None = None) -> Table:
        row = self.index.row(year)
        degrees: FloatArray = self.coordination()[row]
        levels: list[int] = self.levels()[row].tolist()
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (
                self.index.units[unit],
                self.index.panel.unit_name(self.index.units[unit]),
                *(_number(float(series[row, unit])) for series in (self.coupling(), self.development())),
                _number(float(degrees[unit])),
                LEVELS[levels[unit] - 1] if levels[unit] else None,
                self._lagging(row, unit),
            )
            for unit in range(len(self.index.units))
        )
        shown = self.index.years[row]
        names = Name(
            zh="、".join(one.zh for one in self.systems), en=", ".join(one.en for one in self.systems)
        )
        title = Name(
            zh=f"{shown}年耦合协调度：{names.zh}", en=f"Coupling coordination of {names.en}, {shown}"
        )
        variant = VARIANTS[self.variant]
        note = Name(
            zh=f"U = 得分/满分；D = √(C·T)，T 为各系统的加权平均；C 的形式：{variant.zh}；按十分位分十级。",
            en=f"U = score / full mark; D = √(C T), T the weighted mean; C: {variant.en}; ten levels by tenths.",
        )
        columns = (CODE, UNIT, COUPLED, TOGETHER, DEGREE, LEVEL, LAGGING)
        table = Table("coupling", title, columns, rows, (note,), index=("code",))
        return rows_by_rank(self.index, table, year)

    def _lagging(self, row: int, unit: int) -> Name | None:
        own: FloatArray = self.shares[row, unit]
        return (
            None
            if np.isnan(own).any() or not np.ptp(own) > 0
            else self.systems[int(descending_order(-own)[0])]
        )

    def _years(self) -> Table:
        degrees = self.coordination()
        rows = tuple(
            (
                code,
                self.index.panel.unit_name(code),
                *(_number(float(value)) for value in degrees[:, unit].tolist()),
            )
            for unit, code in enumerate(self.index.units)
        )
        columns = tuple(
            Column(f"d_{year}", Name(zh=f"{year}年", en=str(year)), decimals=4) for year in self.index.years
        )
        title = Name(zh="各年耦合协调度", en="Coupling coordination by year")
        return rows_by_rank(
            self.index, Table("coupling_years", title, (CODE, UNIT, *columns), rows, index=("code",))
        )

    def _levels(self) -> Table:
        levels = self.levels()
        held = [level for level in range(kernels.LEVELS, 0, -1) if (levels == level).any()]
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (year, *(int((levels[row] == level).sum()) for level in held))
            for row, year in enumerate(self.index.years)
        )
        columns = (YEAR, *(Column(f"level_{level}", LEVELS[level - 1], "integer", 0) for level in held))
        title = Name(zh="各等级的地区数", en="Units at each level")
        return Table("coupling_levels", title, columns, rows, index=("year",))


def coupling(
    index: CompositeIndex,
    nodes: Sequence[str] | None = None,
    *,
    variant: kernels.Coupling = "geometric",
    other: CompositeIndex | None = None,
) -> CouplingCoordination:
    """Work out how well systems develop together.

    Parameters
    ----------
    index : CompositeIndex
    nodes : sequence of str, optional
        Two nodes or more; by default the dimensions, weighted as in the index.
    variant : {"geometric", "squared", "dispersion"}
        Of the coupling degree; see :func:`ii_index.kernels.relations.coupling`.
    other : CompositeIndex, optional
        Another index: its total beside that of ``index``, with equal weights, on the years and units of both.

    Returns
    -------
    CouplingCoordination

    Raises
    ------
    DataError
        Scores that are no shares of 100, fewer than two systems, no years or units in common.
    UnknownLabelError
        A node that is not there.
    """
    if other is not None:
        return _of_two(index, other, variant)
    ids = list(index.framework.tree.levels[1]) if nodes is None else list(nodes)
    if len(set(ids)) < 2:
        raise DataError(Finding("E_COUPLING_SYSTEMS", details={"count": len(set(ids))}))
    places = [index.locate(node) for node in ids]
    scores = np.stack([index.levels[level][..., place] for level, place in places], axis=-1)
    names = tuple(index.framework.name_of(node) for node in ids)
    weights = np.array([index.weights.local[node] for node in ids]) if nodes is None else np.ones(len(ids))
    return CouplingCoordination(index, names, shares_of_the_mark(index, scores), weights, variant)


def shares_of_the_mark(index: CompositeIndex, scores: FloatArray) -> FloatArray:
    """Return scores as shares of the full mark 100; refuse those that are none."""
    shares = scores / 100.0
    known = shares[~np.isnan(shares)]
    if ((known < -1e-12) | (known > 1 + 1e-12)).any():
        details = {"normalisation": index.recipe.normalisation.title}
        raise DataError(Finding("E_NO_FULL_MARK", file=index.panel.source, details=details))
    return np.clip(shares, 0.0, 1.0)


def _of_two(index: CompositeIndex, other: CompositeIndex, variant: kernels.Coupling) -> CouplingCoordination:
    years = [year for year in index.years if year in other.years]
    units = [unit for unit in index.units if unit in other.units]
    if not years or not units:
        raise DataError(Finding("E_COUPLING_APART", file=other.panel.source))
    first, second = (
        np.stack([
            one.scores(year, ROOT)[[one.panel.unit_index(unit) for unit in index.units if unit in other.units]]
            for year in years
        ])
        for one in (index, other)
    )  # fmt: skip
    shares = np.full((len(index.years), len(index.units), 2), np.nan)
    rows = [index.row(year) for year in years]
    columns = [index.panel.unit_index(unit) for unit in units]
    pair = np.stack([shares_of_the_mark(index, first), shares_of_the_mark(other, second)], axis=-1)
    shares[np.ix_(rows, columns)] = pair
    names = (index.framework.name, other.framework.name)
    return CouplingCoordination(index, names, shares, np.ones(2), variant)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else value
