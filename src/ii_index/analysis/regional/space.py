"""Whether neighbours score alike: Moran's I and Geary's C of every year, and the clusters of one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import BoolArray, FloatArray
from ii_index.analysis.regional.partition import Compared, compared
from ii_index.construction.results import CODE, UNIT, YEAR, CompositeIndex, rows_by_rank
from ii_index.errors import DataError, Finding
from ii_index.kernels.regional import space as kernels
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.neighbours import Neighbours
from ii_index.model.node import ROOT
from ii_index.model.table import Cell, Column, Table, chosen

if TYPE_CHECKING:
    import pandas as pd

Tables: TypeAlias = Literal["global", "local"]

LEVEL = 0.05
CLUSTERS = {
    (True, True): Name(zh="高—高", en="high–high"),
    (True, False): Name(zh="高—低", en="high–low"),
    (False, True): Name(zh="低—高", en="low–high"),
    (False, False): Name(zh="低—低", en="low–low"),
}
"""By whether a unit, and its neighbours, are above the mean."""

QUADRANT = Column("quadrant", Name(zh="象限", en="Quadrant"), "text")


@dataclass(frozen=True, eq=False)
class Space(Immutable):
    """Spatial association of a node's scores, or of an indicator's values.

    Attributes
    ----------
    of : Compared
    neighbours : Neighbours
    permutations : int
    seed : int
    """

    of: Compared
    neighbours: Neighbours
    permutations: int
    seed: int

    @property
    def index(self) -> CompositeIndex:
        """The index that is looked at."""
        return self.of.index

    def moran(self, year: int | None = None) -> kernels.Global:
        """Return global Moran's I of a year."""
        values, weights, _ = self._of_year(year)
        return kernels.moran(values, weights, self.permutations, self.seed)

    def geary(self, year: int | None = None) -> kernels.Global:
        """Return Geary's C of a year."""
        values, weights, _ = self._of_year(year)
        return kernels.geary(values, weights, self.permutations, self.seed)

    def local(self, year: int | None = None) -> kernels.Local:
        """Return local Moran's I of a year, of the units that have a value and a neighbour, in the panel's order."""
        values, weights, _ = self._of_year(year)
        return kernels.local_moran(values, weights, self.permutations, self.seed)

    def known(self, year: int | None = None) -> tuple[str, ...]:
        """Name the units that the local statistics are of, in their order."""
        return tuple(np.array(self.index.units)[self._of_year(year)[2]].tolist())

    def islands(self, year: int | None = None) -> tuple[str, ...]:
        """Name the units with a value but without a neighbour that has one."""
        known = ~np.isnan(self.of.series[self.index.row(year)])
        weights = self.neighbours.of(self.index.units) * known
        alone = known & ~(weights.sum(axis=1) > 0)
        return tuple(np.array(self.index.units)[alone].tolist())

    def table(self, which: Tables = "global", year: int | None = None) -> Table:
        """Return a table.

        Parameters
        ----------
        which : {"global", "local"}
            ``global``: one row a year: Moran's I and Geary's C, what each is without association, p. ``local``: one row
            a unit: standardised value, its neighbours' mean, local I, p, quadrant, cluster.
        year : int, optional
            Of the local table; by default the latest.

        Raises
        ------
        UnknownLabelError
            No such table or year; an option that the table does not have.
        """
        tables: dict[str, Callable[..., Table]] = {"global": self._global, "local": self._local}
        return chosen(tables, which, year=year)

    def frame(
        self, which: Tables = "global", year: int | None = None, *, language: Language = "en"
    ) -> "pd.DataFrame":
        """Return a :meth:`table` as a DataFrame, its columns by key."""
        return self.table(which, year).frame(language)

    def notes(self) -> tuple[Finding, ...]:
        """Return what goes with the figures: units without a value, or without a neighbour."""
        found: list[Finding] = []
        for year in self.index.years:
            alone = [self.index.panel.unit_name(unit) for unit in self.islands(year)]
            if alone:
                found.append(Finding("W_ISLANDS", year=year, details={"names": alone, "count": len(alone)}))
            gone = int(np.isnan(self.of.series[self.index.row(year)]).sum())
            if gone:
                found.append(Finding("N_SPACE_MISSING", year=year, details={"count": gone}))
        return tuple(found)

    def _of_year(self, year: int | None) -> tuple[FloatArray, FloatArray, BoolArray]:
        """Return the values of units with a neighbour, row-standardised weights between them, and which these are."""
        row = self.index.row(year)
        values = self.of.series[row]
        kept: BoolArray = np.asarray(~np.isnan(values) & ~np.isin(self.index.units, self.islands(year)))
        weights = kernels.row_standardised(self.neighbours.of(self.index.units)[np.ix_(kept, kept)])
        if kept.sum() < 3 or not np.ptp(values[kept]) > 0 or not weights.sum() > 0:
            raise DataError(
                Finding("E_NO_NEIGHBOURS", file=self.index.panel.source, year=self.index.years[row])
            )
        return values[kept], weights, kept

    def _global(self) -> Table:
        rows: list[tuple[Cell, ...]] = []
        for year in self.index.years:
            moran, geary, count = self.moran(year), self.geary(year), len(self._of_year(year)[0])
            rows.append((year, count, *moran, *geary))
        columns = (
            YEAR,
            Column("units", Name(zh="地区数", en="Units"), "integer", 0),
            Column("moran", Name(zh="莫兰指数", en="Moran's I"), "number", 4),
            Column("moran_expected", Name(zh="期望", en="Expected"), "number", 4),
            Column("moran_p", Name(zh="p 值", en="p-value"), "number", 4),
            Column("geary", Name(zh="吉尔里指数", en="Geary's C"), "number", 4),
            Column("geary_expected", Name(zh="期望", en="Expected"), "number", 4),
            Column("geary_p", Name(zh="p 值", en="p-value"), "number", 4),
        )
        name = self.of.name
        title = Name(zh=f"“{name.zh}”的空间自相关", en=f"Spatial autocorrelation of {name.en}")
        return Table("space", title, columns, tuple(rows), (self._how(),), index=("year",))

    def _local(self, year: int | None = None) -> Table:
        found, kept = self.local(year), self._of_year(year)[2]
        units = np.flatnonzero(kept).tolist()
        rows = tuple(
            (
                self.index.units[unit],
                self.index.panel.unit_name(self.index.units[unit]),
                float(found.value[at]),
                float(found.lag[at]),
                float(found.statistic[at]),
                float(found.p_value[at]),
                CLUSTERS[bool(found.value[at] > 0), bool(found.lag[at] > 0)],
                CLUSTERS[bool(found.value[at] > 0), bool(found.lag[at] > 0)]
                if found.p_value[at] <= LEVEL
                else None,
            )
            for at, unit in enumerate(units)
        )
        columns = (
            CODE,
            UNIT,
            Column("value", Name(zh="标准化值", en="Standardised"), "number", 4),
            Column("lag", Name(zh="邻居均值", en="Neighbours"), "number", 4),
            Column("local_moran", Name(zh="局部 I", en="Local I"), "number", 4),
            Column("p_value", Name(zh="p 值", en="p-value"), "number", 4),
            QUADRANT,
            Column("cluster", Name(zh="聚集（p≤0.05）", en="Cluster (p ≤ 0.05)"), "text"),
        )
        shown = self.index.years[self.index.row(year)]
        title = Name(zh=f"局部空间自相关，{shown}年", en=f"Local spatial association, {shown}")
        note = Name(
            zh="p 值逐个地区检验，未作多重比较校正。",
            en="p-values are of each unit, not corrected for their number.",
        )
        table = Table("local_space", title, columns, rows, (self._how(), note), index=("code",))
        return rows_by_rank(self.index, table, year)

    def _how(self) -> Name:
        source = self.neighbours.source
        return Name(
            zh=f"邻居：{source.zh}；权重按行标准化；{self.permutations}次随机排列，种子{self.seed}，双侧。",
            en=f"Neighbours: {source.en}; rows standardised; {self.permutations} permutations, seed {self.seed}, "
            "two-sided.",
        )


def space(  # noqa: PLR0913 - what may be asked
    index: CompositeIndex,
    neighbours: Neighbours,
    *,
    node: str = ROOT,
    raw: bool = False,
    permutations: int = 9_999,
    seed: int = 0,
) -> Space:
    """Ask whether neighbours are alike.

    Parameters
    ----------
    index : CompositeIndex
    neighbours : Neighbours
        :func:`~ii_index.io.neighbours.province_neighbours`, or a table of one's own.
    node : str, default "root"
    raw : bool, default False
        The values of an indicator instead of scores.
    permutations : int
    seed : int
        The same seed gives the same p-values.

    Returns
    -------
    Space

    Raises
    ------
    UnknownLabelError
        A node that is not there.
    DataError
        None of the units has a neighbour.

    References
    ----------
    Cliff & Ord (1981), Spatial Processes; Geary (1954); Anselin (1995), Geographical Analysis 27, 93–115.
    """
    if not neighbours.of(index.units).sum() > 0:
        raise DataError(Finding("E_NO_NEIGHBOURS", file=index.panel.source, year=index.years[-1]))
    return Space(compared(index, node, raw=raw), neighbours, permutations, seed)
