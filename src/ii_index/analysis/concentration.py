"""How concentrated each indicator is in few units, and which units specialise in what."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import BoolArray, FloatArray
from ii_index.analysis.groups import is_ratio, totals_only
from ii_index.construction.results import CODE, UNIT, CompositeIndex, rows_by_rank
from ii_index.errors import DataError, Finding, UnknownLabelError
from ii_index.kernels import relations as kernels
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.table import Cell, Column, Table, chosen

if TYPE_CHECKING:
    import pandas as pd

Tables: TypeAlias = Literal["indicators", "quotients"]

FIRST = (1, 3, 6)
"""Shares of the largest so many units."""


@dataclass(frozen=True, eq=False)
class Concentration(Immutable):
    """Shares of the units in the sum of each indicator's raw values, in one year.

    Attributes
    ----------
    index : CompositeIndex
    year : int
    """

    index: CompositeIndex
    year: int

    @property
    def values(self) -> FloatArray:
        """Raw values, shape (units, indicators)."""
        values: FloatArray = self.index.panel.values[self.index.panel.year_index(self.year)]
        return values

    def herfindahl(self) -> FloatArray:
        """Return Σ s² of every indicator, shape (indicators,); NaN where values are negative."""
        fit: BoolArray = np.asarray(~(self.values < 0).any(axis=0))
        result = np.full(len(fit), np.nan)
        result[fit] = kernels.herfindahl(self.values[:, fit])
        return result

    def table(self, which: Tables = "indicators", indicators: Sequence[str] | None = None) -> Table:
        """Return a table.

        Parameters
        ----------
        which : {"indicators", "quotients"}
            ``indicators``: Herfindahl index and shares of the largest units. ``quotients``: location quotients of each
            unit among indicators in one unit of measurement.
        indicators : sequence of str, optional
            Of the quotients: two or more; by default all.

        Raises
        ------
        UnknownLabelError
            No such table or indicator; an option that the table does not have.
        DataError
            Quotients of indicators in several units of measurement, or of fewer than two.
        """
        tables: dict[str, Callable[..., Table]] = {
            "indicators": self._indicators,
            "quotients": self._quotients,
        }
        return chosen(tables, which, indicators=indicators)

    def frame(
        self,
        which: Tables = "indicators",
        indicators: Sequence[str] | None = None,
        *,
        language: Language = "en",
    ) -> "pd.DataFrame":
        """Return a :meth:`table` as a DataFrame, its columns by key."""
        return self.table(which, indicators).frame(language)

    def _indicators(self) -> Table:
        known = np.nan_to_num(self.values)
        total = known.sum(axis=0)
        largest = np.cumsum(-np.sort(-known, axis=0), axis=0)
        index = self.herfindahl().tolist()
        rows: list[tuple[Cell, ...]] = []
        leaves = self.index.framework.leaves
        for place, leaf in enumerate(leaves):
            if is_ratio(leaf):
                continue
            whole = not np.isnan(index[place]) and total[place] > 0
            firsts = [
                float(largest[min(n, len(known)) - 1, place] / total[place]) if whole else None for n in FIRST
            ]
            rows.append((leaf.id, leaf.name, float(index[place]) if whole else None, *firsts))
        columns = (
            Column("node", Name(zh="编号", en="Id"), "text", shown=False),
            Column("name", Name(zh="指标", en="Indicator"), "text"),
            Column("herfindahl", Name(zh="赫芬达尔指数", en="Herfindahl"), decimals=4),
            *(
                Column(f"largest_{n}", Name(zh=f"前{n}位占比", en=f"Largest {n}"), "percent", 1)
                for n in FIRST
            ),
        )
        title = Name(zh=f"{self.year}年各指标的集中度", en=f"Concentration of the indicators, {self.year}")
        return Table("concentration", title, columns, tuple(rows), (totals_only(leaves),), index=("node",))

    def _quotients(self, indicators: Sequence[str] | None = None) -> Table:
        ids = list(self.index.panel.indicators)
        indicators = ids if indicators is None else indicators
        unknown = [one for one in indicators if one not in ids]
        if unknown:
            raise UnknownLabelError(
                Finding("E_NOT_AN_INDICATOR", column=one, details={"known": ids}) for one in unknown
            )
        leaves = [self.index.framework.leaves[ids.index(one)] for one in indicators]
        units = list(dict.fromkeys(leaf.unit or "–" for leaf in leaves))
        if len(leaves) < 2 or len(units) > 1:
            raise DataError(Finding("E_QUOTIENT_UNITS", details={"count": len(leaves), "units": units}))
        amounts = self.values[:, [ids.index(one) for one in indicators]]
        if (amounts < 0).any():
            raise DataError(Finding("E_QUOTIENT_NEGATIVE", file=self.index.panel.source, year=self.year))
        found = kernels.location_quotients(amounts)
        rows = tuple(
            (
                code,
                self.index.panel.unit_name(code),
                *(None if np.isnan(one) else one for one in found[unit].tolist()),
            )
            for unit, code in enumerate(self.index.units)
        )
        title = Name(zh=f"{self.year}年区位商", en=f"Location quotients, {self.year}")
        columns = (CODE, UNIT, *(Column(leaf.id, leaf.name) for leaf in leaves))
        return rows_by_rank(self.index, Table("quotients", title, columns, rows, index=("code",)), self.year)


def concentration(index: CompositeIndex, year: int | None = None) -> Concentration:
    """Ask how concentrated the indicators are.

    Parameters
    ----------
    index : CompositeIndex
    year : int, optional
        By default the latest.

    Returns
    -------
    Concentration
    """
    return Concentration(index, index.years[index.row(year)])
