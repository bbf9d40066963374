"""Tiers of scores on an engine: the last rank of each tier is taken from the data, and every row is told its tier.

Ranks are those of :func:`ii_index.scale.apply`, so that equal scores are never split.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import FloatArray, IntArray
from ii_index.analysis.tiers import (
    TIER,
    TIER_NAME,
    TierMethod,
    rule_asked,
    tier_names,
    tiers_wanted,
)
from ii_index.construction.methods.normalisation import Fitted
from ii_index.construction.methods.tier_rules import tier_rule_of
from ii_index.construction.results import YEAR as YEAR_SHOWN
from ii_index.errors import DataError, Finding, IIIndexError
from ii_index.kernels.ranking import TIE
from ii_index.kernels.tiers.clustering import natural_breaks_of_counts
from ii_index.kernels.tiers.tier_rules import DEVIATIONS
from ii_index.messages import Language
from ii_index.model.assumptions import OwnTiers
from ii_index.model.names import Name
from ii_index.model.table import Cell, Column, Table
from ii_index.scale.applying import framework_of
from ii_index.scale.by_year import YEAR, ByYear, Stage, Step, staged
from ii_index.scale.frames import engine_of, lazily, numeric_columns, year_of_rows
from ii_index.scale.grouping import grouped
from ii_index.scale.installed import narwhals
from ii_index.scale.keys import years_by_label

if TYPE_CHECKING:
    import pandas as pd

CELLS = 1 << 14
"""A sketch has so many cells of equal numbers of ranks, cut further by as many of equal width."""

UNITS = Column("units", Name(zh="单位数", en="Units"), "integer", 0)
LOWEST = Column("lowest", Name(zh="最低得分", en="Lowest score"))
HIGHEST = Column("highest", Name(zh="最高得分", en="Highest score"))


@dataclass(frozen=True, eq=False)
class EngineTiers(Immutable):
    """Tiers of every year's scores.

    Attributes
    ----------
    method : str
    years : tuple of int
    names : tuple of Name
        Highest first.
    last : IntArray, shape (years, tiers - 1)
        Rank of the last of each tier but the lowest.
    units : IntArray, shape (years, tiers)
    lowest, highest : FloatArray, shape (years, tiers)
        Scores; NaN for an empty tier.
    goodness_of_variance_fit : FloatArray, shape (years,)
        1 − squared deviations within tiers / squared deviations from the mean.
    error : FloatArray, shape (years,)
        How much better the best cut's goodness of variance fit may be at most: 0 where the cut is exact.
    """

    method: TierMethod
    years: tuple[int, ...]
    names: tuple[Name, ...]
    last: IntArray
    units: IntArray
    lowest: FloatArray
    highest: FloatArray
    goodness_of_variance_fit: FloatArray
    error: FloatArray
    source: "Scores" = field(repr=False)

    @property
    def scores(self) -> Any:  # noqa: ANN401 - a frame of the kind given
        """The scores with a column ``tier`` after their rank, 1 the highest, lazily, in the frame's own kind."""
        return self.source.with_tiers(self.years, self.last)

    def table(self) -> Table:
        """Return a row a year and tier: how many units it has, and its lowest and highest score."""
        columns = (YEAR_SHOWN, TIER, TIER_NAME, UNITS, LOWEST, HIGHEST)
        rows: list[tuple[Cell, ...]] = []
        for row, year in enumerate(self.years):
            for tier, name in enumerate(self.names):
                ends = (float(ends[row, tier]) for ends in (self.lowest, self.highest))
                shown = [None if np.isnan(end) else end for end in ends]
                rows.append((year, tier + 1, name, int(self.units[row, tier]), *shown))
        title = Name(zh="梯队", en="Tiers")
        return Table("tiers", title, columns, tuple(rows), self._notes(), index=("year", "tier"))

    def frame(self, *, language: Language = "en") -> "pd.DataFrame":
        """Return :meth:`table` as a DataFrame indexed by year and tier, its columns by key."""
        return self.table().frame(language)

    def _notes(self) -> tuple[Name, ...]:
        if not self.error.any():
            return ()
        most = f"{float(self.error.max()):.1g}"
        return (
            Name(
                zh=f"自然断点由得分的直方图求得：方差拟合优度与最优划分相差不超过 {most}",
                en=f"natural breaks of a histogram: the goodness of variance fit is within {most} of the best",
            ),
        )


def tiers(  # noqa: PLR0913 - each rule has its parameter
    scores: object,
    fitted: Fitted,
    k: int | None = None,
    *,
    method: TierMethod = "natural_breaks",
    thresholds: Sequence[float] | None = None,
    sizes: Sequence[int] | None = None,
) -> EngineTiers:
    """Cut scores on an engine into tiers, each year by itself.

    The scores are gone through three or four times: what made them lazily is best written, or kept, before.

    Parameters
    ----------
    scores : duckdb relation, polars LazyFrame or DataFrame, Spark or Dask DataFrame, pyarrow Table or Dataset
        As :func:`apply` gives them: of all units, with their ranks.
    fitted : Fitted
        What made them.
    k : int, optional
        As for :func:`ii_index.tiers`, as are the following.
    method : {"natural_breaks", "quantiles", "equal_intervals", "mean_sd", "thresholds", "sizes"}
        Natural breaks are exact where a year has at most 16,384 scores; of more they are those of a histogram, and
        the result has its ``error``.
    thresholds : sequence of float, optional
    sizes : sequence of int, optional

    Returns
    -------
    EngineTiers
        ``.scores`` is the frame with a column ``tier``, ``.table()`` the limits of the tiers.

    Raises
    ------
    DataError
        Rules that need more than the scores; a frame without scores.
    IIIndexError
        As for :func:`ii_index.tiers`.

    References
    ----------
    Fisher (1958), J. Am. Stat. Assoc. 53, 789–798; Jenks (1977).
    """
    framework = framework_of(fitted)
    asked = rule_asked(method)
    rule = tier_rule_of(asked)
    if rule.by_profile or isinstance(asked, OwnTiers):
        steps = Name(zh=f"梯队划分“{rule.title.zh}”", en=f"tiers by {rule.title.en}")
        raise DataError(Finding("E_SCALE_STEP", details={"steps": steps}))
    sign = -1.0 if framework.better == "lower" else 1.0
    turned = thresholds if thresholds is None else [sign * limit for limit in thresholds][:: int(sign)]
    limits = {"thresholds": turned, "sizes": sizes}[rule.parameter] if rule.parameter else None
    source = Scores(scores, sign)
    spread = source.spread()
    wanted = tiers_wanted(framework, int(spread.rows.max()), k, rule, limits)
    try:
        cut = CUTS[method](Cutting(source, spread, wanted, limits or ()))
    except ValueError as error:
        raise IIIndexError(Finding("E_TIER_RULE", details={"method": method, "reason": str(error)})) from None
    return _described(source, spread, cut, tier_names(framework, cut.found), method)


@dataclass(frozen=True, eq=False, slots=True)
class Spread:
    """By year: how many rows and scores, the least and the largest of what is ranked, and the tolerance of ties."""

    years: tuple[int, ...]
    rows: IntArray
    n: IntArray
    lower: FloatArray
    upper: FloatArray

    @property
    def tolerance(self) -> FloatArray:
        """The gap up to which scores are equal, shape (years,)."""
        return TIE * np.maximum(np.abs(self.lower), np.abs(self.upper))

    @property
    def middle(self) -> FloatArray:
        """What squares are taken around, so that they keep their digits."""
        return (self.lower + self.upper) / 2


W, RANK, ONE = "__w", "__rank", "__one"


class Scores:
    """A frame of scores: where its years and ranks stand; ``__w`` is what is ranked, higher the better."""

    def __init__(self, given: object, sign: float) -> None:
        self.sign = sign
        self.engine, self.frame, self.home = engine_of(given)
        columns = numeric_columns(self.engine, self.frame)
        lacking = [name for name in ("score", "rank") if not columns.get(name)]
        if lacking or len(columns) < 4:
            raise DataError(
                Finding("E_SCALE_COLUMNS", details={"names": lacking or ["year"], "known": [*columns]})
            )
        if "tier" in columns:
            raise DataError(Finding("E_SCALE_TWICE", details={"names": ["tier"]}))
        self.columns, self.year = [*columns], [*columns][1]
        self.labels: Mapping[str, int] | None = None
        if not columns[self.year]:
            self.labels = years_by_label(
                lazily(self.frame) if self.engine == "dask" else self.frame, self.year
            )

    def stage(self) -> Stage:
        """Return year, rank and what is ranked as columns."""
        nw = narwhals()
        return {
            YEAR: year_of_rows(self.year, self.labels, 0),
            W: nw.col("score").cast(nw.Float64) * self.sign,
            RANK: nw.col("rank").cast(nw.Float64),
            ONE: nw.when(~nw.col("rank").is_null()).then(nw.lit(1)).otherwise(nw.lit(0)),
        }

    def grouped(self, steps: Sequence[Step], by: Sequence[str], asked: Mapping[str, Any]) -> "pd.DataFrame":
        """Group the rows; see :func:`ii_index.scale.grouping.grouped`."""
        if not asked:
            import pandas as pd

            return pd.DataFrame(columns=[*by])
        return grouped(self.frame, [self.stage(), *steps], by, asked)

    def spread(self) -> Spread:
        """Ask for the number and the range of the scores.

        Raises
        ------
        DataError
            No row has a score.
        """
        nw = narwhals()
        found = self.grouped(
            [{"__lo": nw.col(W), "__hi": nw.col(W), "__all": nw.lit(1)}],
            [YEAR],
            {ONE: "sum", "__all": "sum", "__lo": "min", "__hi": "max"},
        )
        found = found[found[ONE] > 0]
        if not len(found):
            raise DataError(Finding("E_SCALE_EMPTY"))
        known = {
            int(number): number for number in (self.labels or {}).values()
        }  # months and quarters among them
        years = tuple(known.get(int(year), int(year)) for year in found[YEAR])
        rows, n, lower, upper = (found[name].to_numpy() for name in ("__all", ONE, "__lo", "__hi"))
        return Spread(
            years, rows.astype(np.intp), n.astype(np.intp), lower.astype(float), upper.astype(float)
        )

    def with_tiers(self, years: Sequence[int], last: IntArray) -> Any:  # noqa: ANN401 - a frame of the kind given
        """Return the frame with a column ``tier`` after the rank."""
        steps = [self.stage(), *tier_steps(years, last)]
        shown: list[Any] = [*self.columns]
        shown.insert(shown.index("rank") + 1, "tier")

        def made(frame: Any) -> Any:  # noqa: ANN401 - a frame of any engine
            return staged(narwhals().from_native(frame), steps).select(*shown)

        def of_part(part: Any) -> Any:  # noqa: ANN401 - a pandas frame
            return made(part).to_native().astype({"tier": "Int64"})

        if self.engine != "dask":
            return self.home(made(self.frame))
        meta = of_part(self.frame._meta_nonempty).iloc[:0]  # noqa: SLF001 - Dask's own way to know the columns
        return self.frame.map_partitions(of_part, meta=meta)


def tier_steps(years: Sequence[int], last: IntArray) -> list[Step]:
    """Return what makes a column ``tier`` of ranks: one more for every tier whose last rank is before."""
    nw, numbers = narwhals(), ByYear("__e", years)
    tier = nw.lit(1)
    for ends in last.T.astype(np.float64):
        tier = tier + nw.when(nw.col(RANK) > numbers.of(ends)).then(nw.lit(1)).otherwise(nw.lit(0))
    return [numbers, {"tier": nw.when(nw.col(ONE) == 1).then(tier)}]


@dataclass(frozen=True, eq=False, slots=True)
class Cutting:
    """Scores that are cut, into how many tiers, at what limits."""

    source: Scores
    spread: Spread
    k: int
    limits: Sequence[Any]

    def reached(self, cuts: FloatArray, *, at: bool = False) -> IntArray:
        """Return the last rank above each cut, shape (years, cuts), from ascending cuts; ``at``: or on it.

        Cuts have shape (years, cuts) or (cuts,), in the scale of what is ranked.
        """
        nw, spread = narwhals(), self.spread
        cuts = np.broadcast_to(cuts, (len(spread.years), np.shape(cuts)[-1]))
        ends = cuts + spread.tolerance[:, None] * (-1.0 if at else 1.0)
        numbers, stage = ByYear("__l", spread.years), Stage()
        for place, end in enumerate(ends.T):
            above = nw.col(W) >= numbers.of(end) if at else nw.col(W) > numbers.of(end)
            stage[f"__k{place}"] = nw.when(above).then(nw.col(RANK))
        return self.last_of(self.source.grouped([numbers, stage], [YEAR], dict.fromkeys(stage, "max")))[
            :, ::-1
        ]

    def last_of(self, found: "pd.DataFrame") -> IntArray:
        """Return what was asked for as whole numbers, shape (years, asked); 0 where there is none."""
        own = found.set_index(YEAR).reindex(self.spread.years)
        whole: IntArray = np.nan_to_num(own.to_numpy(np.float64)).astype(np.intp)
        return whole


@dataclass(frozen=True, eq=False, slots=True)
class Cut:
    """The last rank of each tier but the lowest, shape (years, tiers − 1), and what the best may lead by."""

    last: IntArray
    error: FloatArray | None = None

    @property
    def found(self) -> int:
        """Number of tiers."""
        return int(self.last.shape[1]) + 1


def _quantiles(cutting: Cutting) -> Cut:
    """Ask for the scores around each cut by their ranks: of the place p from the top, the least with a rank up to p."""
    nw, spread, k = narwhals(), cutting.spread, cutting.k
    place = (spread.n - 1)[:, None] * (np.arange(1, k) / k)
    below = np.floor(place).astype(np.intp)
    numbers, stage = ByYear("__l", spread.years), Stage()
    for at, ranks in enumerate(
        np.concatenate([spread.n[:, None] - below, np.maximum(spread.n[:, None] - below - 1, 1)], axis=1).T
    ):
        stage[f"__k{at}"] = nw.when(nw.col(RANK) <= numbers.of(ranks.astype(np.float64))).then(nw.col(W))
    found = cutting.source.grouped([numbers, stage], [YEAR], dict.fromkeys(stage, "min"))
    start, end = np.split(found.set_index(YEAR).reindex(spread.years).to_numpy(np.float64), 2, axis=1)
    return Cut(cutting.reached(start + (end - start) * (place - below)))


def _equal_intervals(cutting: Cutting) -> Cut:
    lower, upper = cutting.spread.lower[:, None], cutting.spread.upper[:, None]
    return Cut(cutting.reached(lower + (upper - lower) * (np.arange(1, cutting.k) / cutting.k)))


def _mean_sd(cutting: Cutting) -> Cut:
    if cutting.k not in DEVIATIONS:
        msg = f"the mean and standard deviation make 2, 3 or 4 tiers, not {cutting.k}"
        raise ValueError(msg)
    spread = cutting.spread
    found = cutting.source.grouped(_moments(spread), [YEAR], {"__d": "sum", "__dd": "sum"})
    sums, squares = found.set_index(YEAR).reindex(spread.years).to_numpy(np.float64).T
    sd = np.sqrt(np.maximum(squares - sums**2 / spread.n, 0) / np.maximum(spread.n - 1, 1))
    mean = spread.middle + sums / spread.n
    return Cut(cutting.reached(mean[:, None] + sd[:, None] * np.array(DEVIATIONS[cutting.k])))


def _moments(spread: Spread) -> list[Step]:
    """Return distances from the middle of the range, and their squares, as columns."""
    nw, numbers = narwhals(), ByYear("__m", spread.years)
    distance = nw.col(W) - numbers.of(spread.middle)
    return [numbers, {"__d": distance, "__dd": distance * distance}]


def _thresholds(cutting: Cutting) -> Cut:
    limits = np.array(cutting.limits, dtype=np.float64)
    if not (limits[:-1] < limits[1:]).all() or np.isnan(limits).any():
        msg = f"thresholds ascend; these do not: {limits.tolist()}"
        raise ValueError(msg)
    return Cut(cutting.reached(limits, at=True))


def _sizes(cutting: Cutting) -> Cut:
    """Cut at stated numbers of units; of equals across a cut, those above it are kept if they are the more."""
    nw, spread, wanted = narwhals(), cutting.spread, [*cutting.limits]
    if any(size < 0 for size in wanted) or (spread.n != sum(wanted)).any():
        msg = f"tiers of {wanted} units do not add up to {np.unique(spread.n).tolist()} units with a score"
        raise ValueError(msg)
    cuts = np.cumsum(wanted[:-1])
    stage = Stage()
    for at, cut in enumerate(cuts.tolist()):
        stage[f"__k{at}"] = nw.when(nw.col(RANK) <= cut).then(nw.col(RANK))
        stage[f"__j{at}"] = nw.when(nw.col(RANK) > cut).then(nw.col(RANK))
    asked: dict[str, Any] = {name: "max" if name.startswith("__k") else "min" for name in stage}
    found = cutting.last_of(cutting.source.grouped([stage], [YEAR], asked))
    first, after = found[:, ::2], found[:, 1::2]
    ahead, behind = first - 1, np.where(after > 0, after - 1, spread.n[:, None])
    inside = behind - cuts < cuts - ahead
    return Cut(np.where(first == 0, 0, np.where(inside, behind, ahead)))


def _natural_breaks(cutting: Cutting) -> Cut:
    """Cut cells of neighbouring scores: each class of equals where they fit, else a histogram by rank and by score."""
    cells = _cells(cutting)
    spread, years = cutting.spread, cutting.spread.years
    parts = [_year_cut(cells[cells[YEAR] == year], cutting.k) for year in years]
    most = max(len(last) for last, _ in parts)
    last = np.array(
        [[*ends, *[int(n)] * (most - len(ends))] for (ends, _), n in zip(parts, spread.n, strict=True)]
    )
    return Cut(last.reshape(len(years), most).astype(np.intp), np.array([error for _, error in parts]))


def _cells(cutting: Cutting) -> "pd.DataFrame":
    nw, spread = narwhals(), cutting.spread
    numbers, n = ByYear("__m", spread.years), spread.n.astype(np.float64)
    share = np.where(n > CELLS, CELLS / n, 1.0)
    width = np.where(n > CELLS, np.maximum(spread.upper - spread.lower, 0.0) / CELLS, 0.0)
    slope = np.divide(1.0, width, out=np.zeros_like(width), where=width > 0)
    by_rank = ((nw.col(RANK) - 1.0) * numbers.of(share)).floor()
    by_score = ((nw.col(W) - numbers.of(spread.lower)) * numbers.of(slope)).floor()
    ranked = nw.col(ONE) == 1
    stage = {
        "__a": nw.when(ranked).then(by_rank),
        "__b": nw.when(ranked).then(by_score),
        "__lo": nw.col(W),
        "__hi": nw.col(W),
        "__sum": nw.col(W),
    }
    asked: dict[str, Any] = {ONE: "sum", "__sum": "sum", "__lo": "min", "__hi": "max", RANK: "max"}
    return cutting.source.grouped([numbers, stage], [YEAR, "__a", "__b"], asked)


def _year_cut(cells: "pd.DataFrame", k: int) -> tuple[list[int], float]:
    """Cut one year's cells; return the last ranks and what the best goodness of variance fit may be more.

    Every cell is as its mean. Let d² be the squares within the tiers of the best cut of the means, W those within
    cells, and V the most that lie in k − 1 cells, which is all that a cut of the scores can split. Distances to
    what is constant within tiers are seminorms: no cut has less than (d − √V)² + W − V, and this one d² + W.
    """
    cells = cells.sort_values("__lo")
    counts = cells[ONE].to_numpy(np.intp)
    means = np.clip(cells["__sum"].to_numpy(np.float64) / counts, cells["__lo"], cells["__hi"]).to_numpy()
    means = np.maximum.accumulate(means)
    cut = natural_breaks_of_counts(means, counts, k)
    inner = counts * (cells["__hi"] - cells["__lo"]).to_numpy(np.float64) ** 2 / 4  # at most
    split = float(np.sort(inner)[::-1][: max(k - 1, 0)].sum())
    centre = float((means * counts).sum() / counts.sum())
    whole = float((counts * (means - centre) ** 2).sum())
    within = whole * max(1.0 - cut.goodness_of_variance_fit, 0.0)
    error = 0.0
    if (
        whole > 0
        and (cells["__hi"] - cells["__lo"]).max() > TIE * cells[["__lo", "__hi"]].abs().to_numpy().max()
    ):
        error = min(2.0 * float(np.sqrt(within * split)), within + split) / whole
    ranks = cells[RANK].to_numpy(np.float64)
    tiers_found = int(cut.labels.max()) + 1
    ends = [int(ranks[cut.labels >= label].max()) for label in range(tiers_found - 1, 0, -1)]
    return ends, error


CUTS = {
    "natural_breaks": _natural_breaks,
    "quantiles": _quantiles,
    "equal_intervals": _equal_intervals,
    "mean_sd": _mean_sd,
    "thresholds": _thresholds,
    "sizes": _sizes,
}
"""By kind, how scores are cut on an engine; the other rules need more than the scores."""


def _described(
    source: Scores, spread: Spread, cut: Cut, names: tuple[Name, ...], method: TierMethod
) -> EngineTiers:
    """Count the tiers and find their ends."""
    nw, years = narwhals(), spread.years
    ends = {"__lo": nw.col("score"), "__hi": nw.col("score")}
    steps = [*_moments(spread), *tier_steps(years, cut.last), ends]
    asked: dict[str, Any] = {ONE: "sum", "__lo": "min", "__hi": "max", "__d": "sum", "__dd": "sum"}
    found = source.grouped(steps, [YEAR, "tier"], asked)
    shape = len(years), cut.found
    rows = found[YEAR].map({int(year): row for row, year in enumerate(years)}).to_numpy(np.intp)
    columns = found["tier"].to_numpy(np.intp) - 1

    def placed(name: str, blank: float) -> FloatArray:
        whole = np.full(shape, blank)
        whole[rows, columns] = found[name].to_numpy(np.float64)
        return whole

    units, sums, squares = placed(ONE, 0.0), placed("__d", 0.0), placed("__dd", 0.0)
    between = np.divide(sums**2, units, out=np.zeros(shape), where=units > 0).sum(axis=1)
    mean = sums.sum(axis=1) ** 2 / units.sum(axis=1)
    total = squares.sum(axis=1) - mean
    varies = spread.upper - spread.lower > spread.tolerance
    fit = np.where(varies, np.divide(between - mean, total, out=np.ones(len(years)), where=varies), 1.0)
    return EngineTiers(
        method=method,
        years=years,
        names=names,
        last=cut.last,
        units=units.astype(np.intp),
        lowest=placed("__lo", np.nan),
        highest=placed("__hi", np.nan),
        goodness_of_variance_fit=fit,
        error=np.zeros(len(years)) if cut.error is None else cut.error,
        source=source,
    )
