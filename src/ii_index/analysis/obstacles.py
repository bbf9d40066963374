"""Obstacle degrees: which indicators keep a unit from the full mark, and how much each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import FloatArray
from ii_index.analysis.coupling import shares_of_the_mark
from ii_index.construction.results import CODE, UNIT, CompositeIndex, node_columns, rows_by_rank
from ii_index.kernels import relations as kernels
from ii_index.kernels.ranking import descending_order
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.table import Cell, Column, Table, chosen

if TYPE_CHECKING:
    import pandas as pd

Tables: TypeAlias = Literal["main", "dimensions", "indicators"]


@dataclass(frozen=True, eq=False)
class Obstacles(Immutable):
    """Obstacle degrees of one year.

    Attributes
    ----------
    index : CompositeIndex
    year : int
    degrees : FloatArray, shape (units, indicators)
        Summing to 1 over what a unit has.
    """

    index: CompositeIndex
    year: int
    degrees: FloatArray

    def table(self, which: Tables = "main", count: int | None = None) -> Table:
        """Return a table.

        Parameters
        ----------
        which : {"main", "dimensions", "indicators"}
            ``main``: each unit's largest obstacles in order. ``dimensions``: sums by dimension. ``indicators``: the
            mean over the units, and for how many an indicator is the largest.
        count : int, optional
            How many obstacles of each unit; by default 5.

        Raises
        ------
        UnknownLabelError
            No such table; an option that the table does not have.
        """
        tables: dict[str, Callable[..., Table]] = {
            "main": self._main,
            "dimensions": self._dimensions,
            "indicators": self._indicators,
        }
        return chosen(tables, which, count=count)

    def frame(
        self, which: Tables = "main", count: int | None = None, *, language: Language = "en"
    ) -> "pd.DataFrame":
        """Return a :meth:`table` as a DataFrame, its columns by key."""
        return self.table(which, count).frame(language)

    def _main(self, count: int = 5) -> Table:
        names = [leaf.name for leaf in self.index.framework.leaves]
        rows: list[tuple[Cell, ...]] = []
        for unit, code in enumerate(self.index.units):
            own = self.degrees[unit]
            places: list[int] = descending_order(own).tolist()
            order = [at for at in places if not np.isnan(own[at])][:count]
            cells: list[Cell] = [cell for at in order for cell in (names[at], float(own[at]))]
            rows.append((code, self.index.panel.unit_name(code), *cells, *[None] * (2 * count - len(cells))))
        columns = [
            column
            for place in range(1, count + 1)
            for column in (
                Column(f"obstacle_{place}", Name(zh=f"第{place}障碍", en=f"Obstacle {place}"), "text"),
                Column(f"degree_{place}", Name(zh=f"第{place}障碍度", en=f"Degree {place}"), "percent", 1),
            )
        ]
        title = Name(zh=f"{self.year}年主要障碍因子", en=f"Main obstacles, {self.year}")
        note = Name(
            zh="障碍度 = w(1 − z)/Σ w(1 − z)，w 为嵌套权重，z 为得分/满分，按该地区已有的指标计算。",
            en="Degree = w (1 − z)/Σ w (1 − z), w the nested weight, z score / full mark, over what the unit has.",
        )
        table = Table("obstacles", title, (CODE, UNIT, *columns), tuple(rows), (note,), index=("code",))
        return rows_by_rank(self.index, table, self.year)

    def _dimensions(self) -> Table:
        parents = _dimension_of_each(self.index)
        held = self.index.framework.tree.levels[1]
        sums = np.stack(
            [np.nansum(self.degrees[:, parents == at], axis=1) for at in range(len(held))], axis=1
        )
        rows = tuple(
            (code, self.index.panel.unit_name(code), *sums[unit].tolist())
            for unit, code in enumerate(self.index.units)
        )
        title = Name(zh=f"{self.year}年各维度障碍度", en=f"Obstacle degrees by dimension, {self.year}")
        columns = (CODE, UNIT, *node_columns(self.index, 1, "percent", 1))
        return rows_by_rank(
            self.index, Table("obstacle_dimensions", title, columns, rows, index=("code",)), self.year
        )

    def _indicators(self) -> Table:
        known = self.degrees[~np.isnan(self.degrees).all(axis=1)]
        means = np.nan_to_num(known).mean(axis=0)
        first = np.bincount(descending_order(known)[:, 0], minlength=known.shape[1])
        leaves = self.index.framework.leaves
        order: list[int] = descending_order(means).tolist()
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (leaves[at].id, leaves[at].name, float(means[at]), int(first[at])) for at in order
        )
        columns = (
            Column("node", Name(zh="编号", en="Id"), "text", shown=False),
            Column("name", Name(zh="指标", en="Indicator"), "text"),
            Column("mean", Name(zh="平均障碍度", en="Mean degree"), "percent", 1),
            Column("largest", Name(zh="为首要障碍的地区数", en="Largest for"), "integer", 0),
        )
        title = Name(zh=f"{self.year}年各指标障碍度", en=f"Obstacle degrees of the indicators, {self.year}")
        return Table("obstacle_indicators", title, columns, rows, index=("node",))


def obstacles(index: CompositeIndex, year: int | None = None) -> Obstacles:
    """Diagnose obstacles: O = w(1 − z)/Σ w(1 − z) with nested weights, over the indicators that a unit has.

    Parameters
    ----------
    index : CompositeIndex
        With scores from 0 to 100.
    year : int, optional
        By default the latest.

    Returns
    -------
    Obstacles

    Raises
    ------
    DataError
        Scores that are no shares of 100.
    """
    row = index.row(year)
    shares = shares_of_the_mark(index, index.normalised[row])
    return Obstacles(index, index.years[row], kernels.obstacles(shares, index.weights.leaf_vector()))


def _dimension_of_each(index: CompositeIndex) -> np.ndarray:
    """Return the place of the dimension above each indicator."""
    tree = index.framework.tree
    above = np.arange(len(tree.levels[1]))
    for level in range(1, tree.depth):
        above = above[tree.parents[level]]
    return above
