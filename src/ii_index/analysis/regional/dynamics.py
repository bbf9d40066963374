"""How units move over the years: between tiers, in rank, and as a whole distribution."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import FloatArray, IntArray
from ii_index.analysis.tiers import TierMethod, Tiers, tier_names, tiers
from ii_index.construction.results import CODE, UNIT, CompositeIndex, rows_by_rank
from ii_index.errors import DataError, Finding
from ii_index.kernels.multivariate.coherence import correlation
from ii_index.kernels.ranking import UNRANKED
from ii_index.kernels.regional import dynamics as kernels
from ii_index.kernels.regional.space import row_standardised
from ii_index.messages import Language
from ii_index.model.assumptions import OwnTiers
from ii_index.model.names import Name
from ii_index.model.neighbours import Neighbours
from ii_index.model.node import ROOT
from ii_index.model.printed_numbers import number_text, rounded
from ii_index.model.table import Cell, Column, Table, chosen

if TYPE_CHECKING:
    import pandas as pd

Tables: TypeAlias = Literal["transitions", "spatial", "mobility", "ranks", "density"]

FEW = 5
"""Fewer starts than this say little of a tier; its row is marked."""

POINTS = 26

START = Column("start", Name(zh="起始梯队", en="From tier"), "text")
AROUND = Column("around", Name(zh="邻居梯队", en="Neighbours' tier"), "text")
STARTS = Column("starts", Name(zh="次数", en="Starts"), "integer", 0)
MARKED = Column("few", Name(zh="样本少", en="Few"), "text")


@dataclass(frozen=True, eq=False)
class Dynamics(Immutable):
    """Units over the years; tiers are cut anew in every year.

    Attributes
    ----------
    index : CompositeIndex
    tiers : tuple of Tiers
        One a year.
    neighbours : Neighbours or None
        For moves by the neighbours' tier.
    """

    index: CompositeIndex
    tiers: tuple[Tiers, ...]
    neighbours: Neighbours | None = None

    @property
    def names(self) -> tuple[Name, ...]:
        """The tiers, highest first: as many as the year with most of them has."""
        return tier_names(self.index.framework, max(len(one.names) for one in self.tiers))

    def labels(self) -> IntArray:
        """Return the tier of each unit by year, shape (years, units); 1 the highest, 0 none."""
        return np.stack([one.labels for one in self.tiers])

    def counts(self) -> IntArray:
        """Return how often units moved from tier to tier, shape (tiers, tiers)."""
        return kernels.transitions(self.labels(), len(self.names))

    def probabilities(self) -> FloatArray:
        """Return the share of the moves from each tier, shape (tiers, tiers); NaN for a tier nobody started from."""
        return kernels.probabilities(self.counts())

    def surroundings(self) -> IntArray:
        """Return the mean tier of the neighbours, halves to the lower tier, shape (years, units); 0 without any.

        Raises
        ------
        DataError
            There is no table of neighbours.
        """
        if self.neighbours is None:
            raise DataError(Finding("E_NEIGHBOURS_NEEDED"))
        labels = self.labels()
        weights = self.neighbours.of(self.index.units)
        means: list[FloatArray] = []
        for year in labels:
            known = row_standardised(weights * (year > 0))
            mean = known @ year
            means.append(np.where(known.sum(axis=1) > 0, np.floor(mean + 0.5 + 1e-9), 0.0))
        return np.asarray(np.stack(means), dtype=np.intp)

    def spatial_counts(self) -> IntArray:
        """Return the moves by the neighbours' tier at their start, shape (tiers, tiers, tiers)."""
        return kernels.spatial_transitions(self.labels(), self.surroundings(), len(self.names))

    def table(
        self, which: Tables = "transitions", node: str | None = None, points: int | None = None
    ) -> Table:
        """Return a table.

        Parameters
        ----------
        which : {"transitions", "spatial", "mobility", "ranks", "density"}
            ``transitions``: one row a tier: starts, and the share that went to each tier. ``spatial``: the same by the
            neighbours' tier. ``mobility``: one row a pair of years: who climbed and fell, correlations of the rankings.
            ``ranks``: one row a unit: rank by year, change, span. ``density``: the scores' density by year.
        node : str, optional
            Of the density; by default the total.
        points : int, optional
            How many points of the density; by default 26.

        Raises
        ------
        UnknownLabelError
            No such table or node; an option that the table does not have.
        DataError
            Moves by neighbours without a table of these.
        """
        tables: dict[str, Callable[..., Table]] = {
            "transitions": self._transitions,
            "spatial": self._spatial,
            "mobility": self._mobility,
            "ranks": self._ranks,
            "density": self._density,
        }
        return chosen(tables, which, node=node, points=points)

    def frame(
        self,
        which: Tables = "transitions",
        node: str | None = None,
        points: int | None = None,
        *,
        language: Language = "en",
    ) -> "pd.DataFrame":
        """Return a :meth:`table` as a DataFrame, its columns by key."""
        return self.table(which, node, points).frame(language)

    def mobility(self) -> float:
        """Return Shorrocks' index of the transitions: 0 where nobody moves."""
        return kernels.mobility(self.probabilities())

    def notes(self) -> tuple[Finding, ...]:
        """Return what goes with the figures: tiers with few starts, years that are not consecutive."""
        few = [
            self.names[tier] for tier, starts in enumerate(self.counts().sum(axis=1).tolist()) if starts < FEW
        ]
        found = [Finding("N_FEW_MOVES", details={"names": few, "limit": FEW})] if few else []
        apart = [f"{a}–{b}" for a, b in pairwise(self.index.years) if b - a != 1]
        return (*found, *([Finding("N_YEARS_APART", details={"years": apart})] if apart else []))

    def _to_columns(self) -> tuple[Column, ...]:
        return tuple(
            Column(f"to_{place}", Name(zh=f"到{name.zh}", en=f"To {name.en}"), "percent", 1)
            for place, name in enumerate(self.names, 1)
        )

    def _rows(self, counts: IntArray) -> list[tuple[Cell, ...]]:
        shares = kernels.probabilities(counts)
        few = Name(zh=f"少于{FEW}次", en=f"under {FEW}")
        return [
            (name, int(row.sum()), *_cells(shares[place]), few if row.sum() < FEW else None)
            for place, (name, row) in enumerate(zip(self.names, counts, strict=True))
        ]

    def _transitions(self) -> Table:
        first, last = self.index.years[0], self.index.years[-1]
        title = Name(zh=f"梯队转移概率，{first}—{last}年", en=f"Transitions between tiers, {first}–{last}")
        moves = number_text(self.mobility(), "number", 3)
        note = Name(
            zh=f"流动性指数（Shorrocks）{moves}：0为无人变动。梯队逐年重新划分。",
            en=f"Shorrocks' mobility {moves}: 0 where nobody moves. Tiers are cut anew in every year.",
        )
        notes = () if np.isnan(self.mobility()) else (note,)
        columns = (START, STARTS, *self._to_columns(), MARKED)
        return Table("transitions", title, columns, tuple(self._rows(self.counts())), notes, index=("start",))

    def _spatial(self) -> Table:
        counts = self.spatial_counts()
        rows = tuple(
            (name, *row) for name, table in zip(self.names, counts, strict=True) for row in self._rows(table)
        )
        title = Name(zh="按邻居梯队的梯队转移概率", en="Transitions by the neighbours' tier")
        source = self.neighbours.source if self.neighbours else Name(zh="", en="")
        how = Name(
            zh=f"邻居梯队为各邻居梯队的均值四舍五入。邻居：{source.zh}。",
            en=f"The neighbours' tier is the rounded mean of theirs. Neighbours: {source.en}.",
        )
        columns = (AROUND, START, STARTS, *self._to_columns(), MARKED)
        return Table(
            "spatial_transitions", title, columns, rows, (how,), group="around", index=("around", "start")
        )

    def _mobility(self) -> Table:
        rows = tuple(self._of_pair(before, after) for before, after in pairwise(self.index.years))
        columns = (
            Column("years", Name(zh="年份", en="Years"), "text"),
            *(
                Column(key, Name(zh=zh, en=en), "integer", 0)
                for key, zh, en in (
                    ("climbed", "名次上升", "Climbed"),
                    ("fell", "名次下降", "Fell"),
                    ("tier_up", "梯队上升", "Tier up"),
                    ("tier_down", "梯队下降", "Tier down"),
                )
            ),
            Column("mean_shift", Name(zh="平均名次变动", en="Mean shift of rank")),
            Column("spearman", Name(zh="斯皮尔曼秩相关", en="Spearman"), "number", 4),
            Column("kendall", Name(zh="肯德尔秩相关（τ-b）", en="Kendall τ-b"), "number", 4),
        )
        title = Name(zh="名次与梯队的变动", en="Moves of rank and tier")
        return Table("mobility", title, columns, rows, index=("years",))

    def _of_pair(self, before: int, after: int) -> tuple[Cell, ...]:
        first, second = self.index.ranks(before), self.index.ranks(after)
        both = (first != UNRANKED) & (second != UNRANKED)
        moved = second[both] - first[both]
        labels = self.labels()
        old, new = labels[self.index.row(before)], labels[self.index.row(after)]
        held = (old > 0) & (new > 0)
        scores = [self.index.scores(year)[both] for year in (before, after)]
        return (
            Name(zh=f"{before}—{after}", en=f"{before}–{after}"),
            int((moved < 0).sum()),
            int((moved > 0).sum()),
            int((new[held] < old[held]).sum()),
            int((new[held] > old[held]).sum()),
            *_cells(np.array([np.abs(moved).mean() if moved.size else np.nan])),
            *_cells(np.array([correlation(scores[0], scores[1], "spearman")])),
            *_cells(np.array([correlation(scores[0], scores[1], "kendall")])),
        )

    def _ranks(self) -> Table:
        ranks = np.stack([self.index.ranks(year) for year in self.index.years])
        rows: list[tuple[Cell, ...]] = []
        for unit, code in enumerate(self.index.units):
            known = [rank for rank in ranks[:, unit].tolist() if rank]
            change = ranks[0, unit] - ranks[-1, unit] if ranks[0, unit] and ranks[-1, unit] else None
            rows.append((
                code,
                self.index.panel.unit_name(code),
                *(rank or None for rank in ranks[:, unit].tolist()),
                None if change is None else int(change),
                max(known) - min(known) if known else None,
            ))  # fmt: skip
        columns = (
            CODE,
            UNIT,
            *(
                Column(f"rank_{year}", Name(zh=f"{year}年", en=str(year)), "integer", 0)
                for year in self.index.years
            ),
            Column("climb", Name(zh="上升名次", en="Places climbed"), "integer", 0),
            Column("span", Name(zh="名次跨度", en="Span of ranks"), "integer", 0),
        )
        table = Table(
            "rank_changes", Name(zh="各年名次", en="Ranks by year"), columns, tuple(rows), index=("code",)
        )
        return rows_by_rank(self.index, table)

    def density(self, node: str | None = None, points: int = POINTS) -> tuple[kernels.Density | None, ...]:
        """Return the density of a node's scores in each year on one grid; None for a year in which all are alike."""
        scores = [self.index.scores(year, node or ROOT) for year in self.index.years]
        known = [values[~np.isnan(values)] for values in scores]
        widths = [_bandwidth(values) for values in known]
        reach = 3 * max((width for width in widths if width is not None), default=0.0)
        every = np.concatenate(known)
        if not every.size:
            raise DataError(Finding("E_NO_SCORES", file=self.index.panel.source, year=self.index.years[-1]))
        low, high = float(every.min()) - reach, float(every.max()) + reach
        grid: FloatArray = np.linspace(low, high, points)
        return tuple(
            None if width is None else kernels.kernel_density(values, grid, width)
            for values, width in zip(known, widths, strict=True)
        )

    def _density(self, node: str | None = None, points: int = POINTS) -> Table:
        found = self.density(node, points)
        grid = next((one.grid for one in found if one is not None), np.zeros(0))
        columns = (
            Column("score", Name(zh="得分", en="Score")),
            *(
                Column(f"density_{year}", Name(zh=f"{year}年", en=str(year)), "number", 5)
                for year in self.index.years
            ),
        )
        rows = tuple(
            (score, *(None if one is None else float(one.density[at]) for one in found))
            for at, score in enumerate(grid.tolist())
        )
        name = self.index.framework.name_of(node or ROOT)
        title = Name(zh=f"“{name.zh}”得分的核密度", en=f"Kernel density of {name.en}")
        widths = ", ".join(
            f"{year} {rounded(one.bandwidth, 3)}"
            for year, one in zip(self.index.years, found, strict=True)
            if one
        )
        note = Name(
            zh=f"高斯核，Silverman 带宽：{widths}。", en=f"Gaussian kernel, Silverman's bandwidth: {widths}."
        )
        return Table("density", title, columns, rows, (note,), index=("score",))


def dynamics(
    index: CompositeIndex,
    k: int | None = None,
    *,
    method: TierMethod | OwnTiers = "natural_breaks",
    neighbours: Neighbours | None = None,
) -> Dynamics:
    """Follow the units of an index over its years.

    Parameters
    ----------
    index : CompositeIndex
        Of two years or more.
    k : int, optional
        Number of tiers, as for :func:`~ii_index.tiers`; they are cut in each year.
    method : str
        A rule of :func:`~ii_index.tiers` without a further parameter.
    neighbours : Neighbours, optional
        For moves by the neighbours' tier.

    Returns
    -------
    Dynamics

    Raises
    ------
    DataError
        One year only.
    IIIndexError
        As :func:`~ii_index.tiers`.

    References
    ----------
    Quah (1993), European Economic Review 37, 426–434; Rey (2001), Geographical Analysis 33, 194–214.
    """
    if len(index.years) < 2:
        raise DataError(Finding("E_ONE_YEAR", file=index.panel.source))
    cuts = tuple(tiers(index, year, k, method=method) for year in index.years)
    return Dynamics(index, cuts, neighbours)


def _bandwidth(values: FloatArray) -> float | None:
    try:
        return kernels.silverman(values)
    except ValueError:
        return None


def _cells(values: FloatArray) -> list[Cell]:
    return [None if np.isnan(value) else float(value) for value in values.tolist()]
