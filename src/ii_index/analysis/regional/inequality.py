"""Regional inequality, year by year: how much lies within regions, between them, and in their overlap."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import FloatArray, IntArray
from ii_index.analysis.regional.partition import OUTSIDE, Compared, Partition, compared, partition
from ii_index.construction.results import YEAR, CompositeIndex
from ii_index.errors import DataError, Finding
from ii_index.kernels.regional import convergence as converging
from ii_index.kernels.regional import inequality as kernels
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.node import ROOT
from ii_index.model.table import Cell, Column, Table, chosen

if TYPE_CHECKING:
    import pandas as pd

Tables: TypeAlias = Literal["years", "pairs", "groups", "convergence"]

_D = 6  # decimals shown


def _measure(key: str, zh: str, en: str) -> Column:
    return Column(key, Name(zh=zh, en=en), "number", _D)


GROUP = Column("group", Name(zh="分组", en="Group"), "text")
OTHER = Column("other", Name(zh="另一组", en="Other group"), "text")
UNITS = Column("units", Name(zh="地区数", en="Units"), "integer", 0)
_YEARS = (
    YEAR,
    UNITS,
    _measure("gini", "基尼系数", "Gini"),
    _measure("within", "组内", "Within"),
    _measure("between", "组间净值", "Between (net)"),
    _measure("transvariation", "超变密度", "Transvariation"),
    _measure("theil", "泰尔指数", "Theil"),
    _measure("theil_within", "泰尔：组内", "Theil within"),
    _measure("theil_between", "泰尔：组间", "Theil between"),
    _measure("cv", "变异系数", "CV"),
    _measure("sigma", "σ（对数标准差）", "σ (sd of logs)"),
)


@dataclass(frozen=True, eq=False)
class Inequality(Immutable):
    """Inequality of a node's scores, or of an indicator's values, between units and groups of units.

    Attributes
    ----------
    of : Compared
    groups : Partition
    inner : Partition or None
        Groups inside the groups, for Theil's index in two levels.
    """

    of: Compared
    groups: Partition
    inner: Partition | None = None

    @property
    def index(self) -> CompositeIndex:
        """The index that is looked at."""
        return self.of.index

    def dagum(self, year: int | None = None) -> kernels.Dagum:
        """Return the Gini coefficient of a year and its parts; groups without units in that year are left out."""
        values, labels, _ = self._of_year(year)
        return kernels.dagum(values, labels)

    def theil(self, year: int | None = None) -> kernels.Theil:
        """Return Theil's index of a year and its parts."""
        values, labels, _ = self._of_year(year)
        return kernels.theil_by_groups(values, labels)

    def theil_two_levels(self, year: int | None = None) -> kernels.TheilTwoLevels:
        """Return Theil's index of a year inside the inner groups, between them, and between the groups.

        Raises
        ------
        DataError
            There are no inner groups, or one lies in several groups.
        """
        if self.inner is None:
            raise DataError(Finding("E_INNER_GROUPS"))
        row = self.index.row(year)
        values = self.of.series[row]
        known = self.groups.inside(values) & self.inner.inside(values)
        inner, outer = _from_zero(self.inner.labels[known])[0], _from_zero(self.groups.labels[known])[0]
        try:
            return kernels.theil_two_levels(values[known], inner, outer)
        except ValueError:
            raise DataError(Finding("E_INNER_GROUPS")) from None

    def beta(
        self,
        first: int | None = None,
        last: int | None = None,
        *,
        errors: converging.Errors = "classical",
        without: str | None = None,
    ) -> converging.Beta:
        """Return β convergence from one year (by default the first) to another (by default the latest).

        Raises
        ------
        DataError
            Bounds of each year, values that are not positive, or fewer than three units.
        """
        start, end, known = self._start_and_end(first, last)
        if without is not None:
            known = known & (np.arange(len(known)) != self.index.panel.unit_index(without))
        years = self._years(first, last)
        try:
            return converging.beta(start[known], end[known], years[1] - years[0], errors)
        except ValueError:
            raise DataError(Finding("E_CONVERGENCE_NONE", file=self.index.panel.source)) from None

    def table(self, which: Tables = "years", year: int | None = None) -> Table:
        """Return a table.

        Parameters
        ----------
        which : {"years", "pairs", "groups", "convergence"}
            ``years``: one row a year: Gini and its parts, Theil and its, coefficient of variation, σ.
            ``pairs``: Gini and distance of every two groups in a year. ``groups``: each group's mean and inequality.
            ``convergence``: β of all units, and without the one whose absence moves it most.
        year : int, optional
            Of pairs and groups; by default the latest.

        Raises
        ------
        UnknownLabelError
            No such table or year; an option that the table does not have.
        DataError
            Convergence of scores whose bounds change from year to year.
        """
        tables: dict[str, Callable[..., Table]] = {
            "years": self._by_year,
            "pairs": self._pairs,
            "groups": self._groups,
            "convergence": self._convergence,
        }
        return chosen(tables, which, year=year)

    def frame(
        self, which: Tables = "years", year: int | None = None, *, language: Language = "en"
    ) -> "pd.DataFrame":
        """Return a :meth:`table` as a DataFrame, its columns by key."""
        return self.table(which, year).frame(language)

    def notes(self) -> tuple[Finding, ...]:
        """Return what goes with the figures: the scale of scores, who was left out, why there is no convergence."""
        found = [*self.of.scale_finding()]
        outside = [unit for unit, label in zip(self.index.units, self.groups.labels.tolist(), strict=True)
                   if label == OUTSIDE]  # fmt: skip
        if outside:
            names = [self.index.panel.unit_name(unit) for unit in outside]
            found.append(Finding("N_OUTSIDE_GROUPS", details={"count": len(names), "names": names}))
        if fault := self.no_convergence():
            found.append(fault)
        return tuple(found)

    def no_convergence(self) -> Finding | None:
        """Return why years cannot be compared, if they cannot."""
        if len(self.index.years) < 2:
            return Finding(
                "N_NO_CONVERGENCE", details={"reason": Name(zh="只有一年", en="there is one year only")}
            )
        try:
            self.beta()
        except DataError as error:
            fault = error.findings[0]
            return Finding(
                "W_NO_CONVERGENCE", details={"reason": Name(zh=fault.message("zh"), en=fault.message("en"))}
            )
        return None

    def _of_year(self, year: int | None) -> tuple[FloatArray, IntArray, list[int]]:
        """Return values and labels of the units that have both, and which groups these are."""
        row = self.index.row(year)
        values = self.of.series[row]
        known = self.groups.inside(values)
        if not known.any() or (values[known] < 0).any() or not values[known].sum() > 0:
            details = {"name": self.of.name}
            raise DataError(Finding("E_INEQUALITY_NEGATIVE", year=self.index.years[row], details=details))
        labels, present = _from_zero(self.groups.labels[known])
        return values[known], labels, present

    def _by_year(self) -> Table:
        rows = tuple(self._row(year) for year in self.index.years)
        name = self.of.name
        title = Name(zh=f"“{name.zh}”的地区差异", en=f"Regional inequality of {name.en}")
        columns: tuple[Column, ...] = _YEARS
        if self.inner is not None:
            more = (_measure("theil_inner", "泰尔：次级组间", "Theil between inner groups"),)
            columns = (*_YEARS[:8], *more, *_YEARS[8:])
        return Table("inequality", title, columns, rows, index=("year",))

    def _row(self, year: int) -> tuple[Cell, ...]:
        values, labels, _ = self._of_year(year)
        gini, theil = kernels.dagum(values, labels), kernels.theil_by_groups(values, labels)
        parts: list[Cell] = [theil.within, theil.between]
        if self.inner is not None:
            two = self.theil_two_levels(year)
            parts = [two.within, two.between_inner, two.between_outer]
        cv = kernels.coefficient_of_variation(values)
        return (year, len(values), *gini[:4], theil.total, *parts, cv, self._sigma(values))

    def _sigma(self, values: FloatArray) -> float | None:
        try:
            self.of.require_same_bounds()
        except DataError:
            return None
        return converging.sigma(values) if (values > 0).all() else None

    def _pairs(self, year: int | None = None) -> Table:
        found = self.dagum(year)
        names = [self.groups.names[group] for group in self._of_year(year)[2]]
        rows = tuple(
            (names[j], names[h], float(found.pairs[j, h]), float(found.distances[j, h]))
            for j in range(len(names))
            for h in range(j + 1, len(names))
        )
        shown = self.index.years[self.index.row(year)]
        title = Name(zh=f"{shown}年两两分组之间", en=f"Between every two groups, {shown}")
        columns = (
            GROUP,
            OTHER,
            _measure("gini", "组间基尼系数", "Gini between"),
            _measure("distance", "相对丰裕度 D", "Distance D"),
        )
        return Table("pairs", title, columns, rows, index=("group", "other"))

    def _groups(self, year: int | None = None) -> Table:
        values, labels, present = self._of_year(year)
        gini, theil = kernels.dagum(values, labels), kernels.theil_by_groups(values, labels)
        rows = tuple(
            (
                self.groups.names[group],
                int((labels == place).sum()),
                float(values[labels == place].mean()),
                float(theil.shares[place]),
                float(gini.pairs[place, place]),
                float(theil.groups[place]),
            )
            for place, group in enumerate(present)
        )
        shown = self.index.years[self.index.row(year)]
        title = Name(zh=f"{shown}年各组", en=f"Each group, {shown}")
        columns = (
            GROUP,
            UNITS,
            Column("mean", Name(zh="均值", en="Mean")),
            Column("share", Name(zh="占总和的比重", en="Share of the sum"), "percent", 1),
            _measure("gini", "组内基尼系数", "Gini"),
            _measure("theil", "组内泰尔指数", "Theil"),
        )
        return Table("inequality_groups", title, columns, rows, index=("group",))

    def _convergence(self) -> Table:
        years = self._years(None, None)
        rows = [self._beta_row("all", Name(zh="全部地区", en="All units"), self.beta())]
        if (moved := self.most_influential()) is not None:
            name = self.index.panel.unit_name(moved)
            label = Name(zh=f"不含{name.zh}", en=f"Without {name.en}")
            rows.append(self._beta_row(moved, label, self.beta(without=moved)))
        columns = (
            Column("without", Name(zh="编号", en="Id"), "text", shown=False),
            Column("units_of", Name(zh="范围", en="Units"), "text"),
            UNITS,
            _measure("beta", "β", "β"),
            _measure("standard_error", "标准误", "Standard error"),
            Column("t", Name(zh="t", en="t"), "number", 3),
            Column("p_value", Name(zh="p 值", en="p-value"), "number", 4),
            Column("r_squared", Name(zh="R²", en="R²"), "number", 4),
            Column("speed", Name(zh="收敛速度", en="Speed"), "percent", 2),
        )
        title = Name(zh=f"β 收敛，{years[0]}—{years[1]}年", en=f"β convergence, {years[0]}–{years[1]}")
        note = Name(
            zh="ln（末年/首年）/T 对 ln 首年的最小二乘；标准误为经典形式。",
            en="Least squares of ln(last/first)/T on ln first; classical standard errors.",
        )
        return Table("convergence", title, columns, tuple(rows), (note,), index=("without",))

    def most_influential(self) -> str | None:
        """Return the unit without which β is furthest from what it is."""
        known = np.flatnonzero(self._start_and_end(None, None)[2]).tolist()
        if len(known) < 4:
            return None
        whole = self.beta().slope
        moved = [abs(self.beta(without=self.index.units[unit]).slope - whole) for unit in known]
        return self.index.units[known[int(np.argmax(np.round(moved, 12)))]]

    @staticmethod
    def _beta_row(code: str, label: Name, found: converging.Beta) -> tuple[Cell, ...]:
        numbers = (found.slope, found.standard_error, found.t, found.p_value, found.r_squared, found.speed)
        return (code, label, found.units, *(None if np.isnan(one) else one for one in numbers))

    def _years(self, first: int | None, last: int | None) -> tuple[int, int]:
        start = self.index.years[0] if first is None else first
        end = self.index.years[-1] if last is None else last
        if not start < end:
            raise DataError(Finding("E_CONVERGENCE_YEARS", details={"first": start, "last": end}))
        return start, end

    def _start_and_end(
        self, first: int | None, last: int | None
    ) -> tuple[FloatArray, FloatArray, np.ndarray]:
        years = self._years(first, last)
        self.of.require_same_bounds()
        start, end = (self.of.series[self.index.panel.year_index(year)] for year in years)
        known = self.groups.inside(start) & ~np.isnan(end)
        bad = known & ~((start > 0) & (end > 0))
        if bad.any():
            names = [
                self.index.panel.unit_name(self.index.units[unit]) for unit in np.flatnonzero(bad).tolist()
            ]
            raise DataError(Finding("E_CONVERGENCE_ZERO", details={"names": names, "name": self.of.name}))
        return start, end, known


def inequality(  # noqa: PLR0913 - what may be asked
    index: CompositeIndex,
    own_groups: Mapping[str, Sequence[str]] | None = None,
    *,
    by: str | None = None,
    inner_groups: Mapping[str, Sequence[str]] | None = None,
    node: str = ROOT,
    raw: bool = False,
) -> Inequality:
    """Measure how unequal units are, within groups and between them.

    Parameters
    ----------
    index : CompositeIndex
        Of one year or several.
    own_groups : mapping of str to sequence of str, optional
        Groups of one's own that do not overlap; by default the four regions of NBS, for provinces.
    by : str, optional
        Heading of a column of groups in the table, instead of groups of one's own.
    inner_groups : mapping of str to sequence of str, optional
        Groups inside the groups, for Theil's index in two levels.
    node : str, default "root"
    raw : bool, default False
        The values of an indicator instead of scores.

    Returns
    -------
    Inequality

    Raises
    ------
    DataError
        Groups that overlap, or no groups at all.
    UnknownLabelError
        A unit or a node that is not there.

    References
    ----------
    Dagum (1997), Empirical Economics 22, 515–531; Theil (1967); Barro & Sala-i-Martin (1992).
    """
    of = compared(index, node, raw=raw)
    inner = partition(index, inner_groups) if inner_groups is not None else None
    return Inequality(of, partition(index, own_groups, by), inner)


def _from_zero(labels: IntArray) -> tuple[IntArray, list[int]]:
    """Renumber the groups that are there from 0, and say which they are."""
    present, numbered = np.unique(labels, return_inverse=True)
    return np.asarray(numbered, dtype=np.intp), present.tolist()
