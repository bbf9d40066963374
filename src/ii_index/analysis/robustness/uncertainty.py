"""How sure each rank and tier is, when weights, methods and data may all be a little different."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import FloatArray, IntArray
from ii_index.analysis.robustness.design import Labels, Plan, make_plan
from ii_index.analysis.robustness.monte_carlo import MILLIONTHS, PAIRED, Counts, KeepGoing, count_above, run
from ii_index.analysis.size import ALL_PAIRS, refuse_draws, refuse_more, refuse_work
from ii_index.analysis.tiers import tier_names
from ii_index.construction.results import CODE, UNIT, CompositeIndex
from ii_index.errors import DataError, Finding, FrameworkError, warn_of
from ii_index.kernels.ratios import ratio
from ii_index.kernels.robustness import rank_statistics
from ii_index.kernels.robustness.taken_ranks import TakenRanks
from ii_index.messages import Language
from ii_index.model.assumptions import Assumptions
from ii_index.model.former_names import Former, formerly
from ii_index.model.names import Name
from ii_index.model.printed_numbers import number_text
from ii_index.model.table import Cell, Column, Table, chosen

if TYPE_CHECKING:
    import pandas as pd


BORDERLINE = 0.8
"""A unit is borderline when no tier has at least this probability."""

Tables: TypeAlias = Literal["intervals", "tiers", "acceptability", "pairwise", "failures"]
Probability = Literal["acceptability", "pairwise", "tier_probabilities"]


@dataclass(frozen=True, eq=False)
class Uncertainty(Immutable):
    """Ranks and tiers over many draws, and the numbers that follow from them.

    Arrays have the order of ``units``; tables have units by rank in the index, then in that order.

    Attributes
    ----------
    index : CompositeIndex
    year : int
    assumptions : Assumptions
    plan : Plan
    units : tuple of str
        Codes of the units studied: those with a score.
    counts : Counts
    wanted : int
        Draws asked for; fewer were made if the run was stopped.
    seed : int
    tier_names : tuple of Name
        Highest first.
    notes : tuple of Finding
    """

    index: CompositeIndex
    year: int
    assumptions: Assumptions
    plan: Plan
    units: tuple[str, ...]
    counts: Counts
    wanted: int
    seed: int
    tier_names: tuple[Name, ...]
    notes: tuple[Finding, ...]

    @property
    def draws(self) -> int:
        """Number of draws made, failed ones included."""
        return self.counts.draws

    @property
    def failed(self) -> int:
        """Number of draws that could not be computed; the probabilities are shares of the others."""
        return self.counts.failed

    @property
    def nominal(self) -> IntArray:
        """Ranks in the index itself, shape (units,)."""
        return self.plan.nominal

    @property
    def nominal_tiers(self) -> IntArray:
        """Tiers in the index itself, 1 the highest, shape (units,)."""
        return self.plan.nominal_tiers

    def quantiles(self, probabilities: tuple[float, ...] = (0.05, 0.25, 0.5, 0.75, 0.95)) -> IntArray:
        """Return quantiles of each unit's rank (inverse distribution function), shape (units, quantiles)."""
        ranks = self.counts.ranks
        if isinstance(ranks, TakenRanks):
            return ranks.quantiles(probabilities)
        return rank_statistics.quantiles_from_counts(ranks[:, 1:], probabilities)

    def mean_ranks(self) -> FloatArray:
        """Return the mean rank of each unit, shape (units,)."""
        ranks = self.counts.ranks
        if isinstance(ranks, TakenRanks):
            return ranks.means()
        return rank_statistics.mean_from_counts(ranks[:, 1:])

    def rank_shift(self) -> float:
        """Return the mean absolute shift of ranks from the index's own, over units and draws."""
        if isinstance(self.counts.ranks, TakenRanks):
            return self.counts.ranks.mean_shift(self.nominal)
        ranks = np.arange(1, len(self.units) + 1)
        shifts = np.abs(ranks[None, :] - self.nominal[:, None])
        counted = self.counts.ranks[:, 1:]
        return float((shifts * counted).sum() / counted.sum())

    def tier_agreement(self) -> float:
        """Return the mean adjusted Rand index of the draws' tiers against the index's own; 1 is the same."""
        return self.counts.agreement / MILLIONTHS / self.counts.succeeded

    def probabilities(self, kind: Probability) -> FloatArray:
        """Return probabilities as an array: of ranks, of being above, or of tiers; shape (units, …).

        Of more than 200 units, who is above whom is counted when it is asked for, by the same draws made again.

        Raises
        ------
        DataError
            More than 5,000 units, of which a number for each pair does not fit in memory.
        """
        counts, of = self._counted(kind)
        return ratio(counts, of)

    def limits(self, kind: Probability, level: float = 0.95) -> tuple[FloatArray, FloatArray]:
        """Return the Monte Carlo error of each probability: Wilson's limits."""
        counts, of = self._counted(kind)
        return rank_statistics.wilson_interval(counts, np.maximum(of, 1), level)

    def entropies(self) -> FloatArray:
        """Return the entropy of each unit's tier in bits: 0 is certain; shape (units,)."""
        return rank_statistics.entropy(self.probabilities("tier_probabilities"))

    @property
    def borderline(self) -> tuple[str, ...]:
        """Codes of the units of which no tier has a probability of at least 0.8."""
        likely = self.probabilities("tier_probabilities").max(axis=1)
        return tuple(
            unit for unit, share in zip(self.units, likely.tolist(), strict=True) if share < BORDERLINE
        )

    def table(
        self, which: Tables = "intervals", *, level: float | None = None, units: Sequence[str] | None = None
    ) -> Table:
        """Return a table.

        Parameters
        ----------
        which : {"intervals", "tiers", "acceptability", "pairwise", "failures"}
            ``intervals``: rank in the index, mean and median rank, quartiles, and the interval that holds the rank
            with the probability ``level``. ``tiers``: tier, most likely tier, each tier's probability with its Monte
            Carlo limits, entropy in bits, borderline. ``acceptability``: P(rank = r), one column a rank. ``pairwise``:
            P(row is above column). ``failures``: combinations that could not be computed, and how often.
        level : float, optional
            Of the intervals; by default 0.90.
        units : sequence of str, optional
            Of ``pairwise``: compare these units, by code or name, with all. Of many units it takes memory for these
            rows alone.

        Raises
        ------
        UnknownLabelError
            No such table, an option that the table does not have, or an unknown unit.
        DataError
            A unit without a score; more than 5,000 units, of which a number for each pair or each rank does not fit
            in memory.
        """
        tables: dict[str, Callable[..., Table]] = {
            "intervals": self._intervals,
            "tiers": self._tiers,
            "acceptability": self._acceptability,
            "pairwise": self._pairwise,
            "failures": self._failures,
        }
        return chosen(tables, which, level=level, units=units)

    def frame(
        self,
        which: Tables = "intervals",
        *,
        level: float | None = None,
        units: Sequence[str] | None = None,
        language: Language = "en",
    ) -> "pd.DataFrame":
        """Return a :meth:`table` as a DataFrame, its columns by key.

        Indexed by unit code, ``failures`` by reason.
        """
        return self.table(which, level=level, units=units).frame(language)

    def _former_intervals(self, level: float = 0.90, language: Language = "en") -> "pd.DataFrame":
        return self._intervals(level).frame(language)

    def _former_acceptability(self) -> "pd.DataFrame":
        return self._acceptability().frame().drop(columns="unit")

    def _former_pairwise(self) -> "pd.DataFrame":
        return self._pairwise().frame().drop(columns="unit")

    def _former_tiers(self) -> "pd.DataFrame":
        import pandas as pd

        names = [name.en for name in self.tier_names]
        shares = self.probabilities("tier_probabilities")
        return pd.DataFrame(shares, index=pd.Index(self.units, name="code"), columns=names)

    def _former_entropy(self) -> "pd.Series[float]":
        import pandas as pd

        return pd.Series(self.entropies(), index=pd.Index(self.units, name="code"), name="entropy")

    interval_table = Former('table("intervals")', lambda self: self._intervals)
    tier_table = Former('table("tiers")', lambda self: self._tiers)
    failure_table = Former('table("failures")', lambda self: self._failures)
    intervals = Former('frame("intervals")', lambda self: self._former_intervals)
    acceptability = Former('frame("acceptability")', _former_acceptability)
    pairwise = Former('frame("pairwise")', _former_pairwise)
    tier_probabilities = Former('frame("tiers")', _former_tiers)
    entropy = Former('frame("tiers")["entropy"]', _former_entropy)

    def equals(self, other: object) -> bool:
        """Whether every count is the same."""
        if not isinstance(other, Uncertainty):
            return False
        own, others = vars(self.counts), vars(other.counts)
        return self.units == other.units and all(_same(own[part], others[part]) for part in own)

    def _intervals(self, level: float = 0.90) -> Table:
        return _interval_table(self, level)

    def _tiers(self) -> Table:
        return _tier_table(self)

    def _acceptability(self) -> Table:
        return _acceptability_table(self)

    def _pairwise(self, units: Sequence[str] | None = None) -> Table:
        return _pairwise_table(self, units)

    def _failures(self) -> Table:
        return _failure_table(self)

    def reasons(self) -> list[str]:
        """Say why draws failed, with the number of each."""
        return [
            f"{self.plan.reason(combination).message()} ({self.counts.failures[combination]})"
            for combination in np.flatnonzero(self.counts.failures).tolist()
        ]

    def above(self, units: Sequence[str]) -> tuple[IntArray, IntArray]:
        """Count how often some units ranked above every other, and how often both had a rank; (asked, units)."""
        places = self.places(units)
        if len(self.units) <= PAIRED:
            return self.counts.above[places], self.counts.meetings[places]
        return count_above(self.plan, (self.wanted, self.counts.draws), self.seed, places)

    def places(self, units: Sequence[str]) -> IntArray:
        """Return the positions of units, by code or name, among those studied, shape (asked,)."""
        return np.array([self._place(unit) for unit in units], dtype=np.intp)

    @cached_property
    def _all_pairs(self) -> tuple[IntArray, IntArray]:
        refuse_more(len(self.units), ALL_PAIRS, "pairwise")
        return self.above(self.units)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {unit: place for place, unit in enumerate(self.units)}

    def _place(self, unit: str) -> int:
        if unit in self._places:
            return self._places[unit]
        code = self.index.units[self.index.panel.unit_index(unit)]
        if code not in self._places:
            details = {"unit_name": self.index.panel.unit_name(code), "years": [self.year]}
            raise DataError(
                Finding("E_UNIT_NOT_SCORED", details={**details, "name": self.index.framework.name})
            )
        return self._places[code]

    def _counted(self, kind: Probability) -> tuple[IntArray, IntArray]:
        counts = self.counts
        match kind:
            case "acceptability":
                refuse_more(len(self.units), ALL_PAIRS, "acceptability")
                ranks = counts.ranks.table() if isinstance(counts.ranks, TakenRanks) else counts.ranks
                return ranks[:, 1:], ranks[:, 1:].sum(axis=1, keepdims=True)
            case "pairwise":
                return self._all_pairs
            case "tier_probabilities":
                return counts.tiers[:, 1:], counts.tiers[:, 1:].sum(axis=1, keepdims=True)


NOMINAL = Column("rank", Name(zh="名次", en="Rank"), "integer", 0)
MEAN = Column("mean", Name(zh="平均名次", en="Mean rank"), decimals=1)
MEDIAN = Column("median", Name(zh="中位名次", en="Median rank"), "integer", 0)
QUARTER = Column("q25", Name(zh="25%分位", en="25 %"), "integer", 0)
THREE_QUARTERS = Column("q75", Name(zh="75%分位", en="75 %"), "integer", 0)
TIER = Column("tier", Name(zh="梯队", en="Tier"), "text")
LIKELY = Column("likely_tier", Name(zh="最可能的梯队", en="Most likely tier"), "text")
PROBABILITY = Column("probability", Name(zh="概率", en="Probability"), "percent", 1)
LOW = Column("probability_low", Name(zh="概率下限", en="Probability, low"), "percent", 1, shown=False)
HIGH = Column("probability_high", Name(zh="概率上限", en="Probability, high"), "percent", 1, shown=False)
ENTROPY = Column("entropy", Name(zh="归属的不确定程度（熵）", en="Entropy, bits"))
IS_BORDERLINE = Column("borderline", Name(zh="临界", en="Borderline"), "text")
REASON = Column("reason", Name(zh="原因", en="Reason"), "text")
DRAWS = Column("draws", Name(zh="次数", en="Draws"), "integer", 0)


def _interval_table(result: Uncertainty, level: float) -> Table:
    """Nominal, mean and median rank, quartiles, and the central interval of a level."""
    tails = ((1 - level) / 2, 0.25, 0.5, 0.75, (1 + level) / 2)
    quantiles, means = result.quantiles(tails), result.mean_ranks()
    columns = (
        CODE,
        UNIT,
        NOMINAL,
        MEAN,
        MEDIAN,
        Column("low", _percentile(tails[0]), "integer", 0),
        QUARTER,
        THREE_QUARTERS,
        Column("high", _percentile(tails[-1]), "integer", 0),
    )
    rows: list[tuple[Cell, ...]] = []
    for unit in _by_rank(result):
        low, first, median, third, high = quantiles[unit].tolist()
        own = (int(result.nominal[unit]), float(means[unit]), median, low, first, third, high)
        rows.append((*_labels(result, unit), *own))
    share = number_text(level, "percent", 0)
    title = Name(
        zh=f"{result.year}年名次及其{share}区间（{result.draws:,}次抽样）",
        en=f"Ranks and their {share} intervals, {result.year} ({result.draws:,} draws)",
    )
    return Table("rank_intervals", title, columns, tuple(rows), index=("code",))


def _acceptability_table(result: Uncertainty) -> Table:
    """P(rank = r)."""
    shares = result.probabilities("acceptability")
    ranks = tuple(
        Column(str(rank), Name(zh=f"第{rank}名", en=f"Rank {rank}"), "percent", 1)
        for rank in range(1, len(result.units) + 1)
    )
    rows = tuple((*_labels(result, unit), *shares[unit].tolist()) for unit in _by_rank(result))
    title = Name(zh="各名次的概率", en="Probability of each rank")
    return Table("acceptability", title, (CODE, UNIT, *ranks), rows, index=("code",))


def _pairwise_table(result: Uncertainty, units: Sequence[str] | None) -> Table:
    """P(row is above column), of some units or all."""
    order: list[int] = _by_rank(result).tolist()
    if units is None:
        asked, shares = order, result.probabilities("pairwise")[order]
    else:
        wanted = set(result.places(units).tolist())
        asked = [unit for unit in order if unit in wanted]
        shares = ratio(*result.above([result.units[unit] for unit in asked]))
    shares[np.arange(len(asked)), asked] = np.nan
    others = tuple(
        Column(result.units[unit], result.index.panel.unit_name(result.units[unit]), "percent", 1)
        for unit in order
    )
    rows = tuple(
        (*_labels(result, unit), *_without_own(own[order].tolist()))
        for unit, own in zip(asked, shares, strict=True)
    )
    title = Name(zh="行地区排在列地区之前的概率", en="Probability that the row is above the column")
    return Table("pairwise", title, (CODE, UNIT, *others), rows, index=("code",))


def _tier_table(result: Uncertainty) -> Table:
    """Tier, most likely tier and its probability with Monte Carlo limits, each tier's probability, entropy."""
    shares, entropies = result.probabilities("tier_probabilities"), result.entropies()
    low, high = result.limits("tier_probabilities")
    borderline = set(result.borderline)
    names = result.tier_names
    by_tier = tuple(
        Column(f"p{number}", Name(zh=f"{name.zh}概率", en=f"P({name.en})"), "percent", 1)
        for number, name in enumerate(names, start=1)
    )
    columns = (CODE, UNIT, NOMINAL, TIER, LIKELY, PROBABILITY, LOW, HIGH, *by_tier, ENTROPY, IS_BORDERLINE)
    flag = Name(zh="是", en="yes")
    rows: list[tuple[Cell, ...]] = []
    for unit in _by_rank(result):
        likely = int(shares[unit].argmax())
        own = int(result.nominal_tiers[unit])
        rows.append(
            (
                *_labels(result, unit),
                int(result.nominal[unit]),
                names[own - 1],
                names[likely],
                float(shares[unit, likely]),
                float(low[unit, likely]),
                float(high[unit, likely]),
                *shares[unit].tolist(),
                float(entropies[unit]),
                flag if result.units[unit] in borderline else None,
            )
        )
    title = Name(zh=f"{result.year}年各梯队的概率", en=f"Probability of each tier, {result.year}")
    return Table("tier_probabilities", title, columns, tuple(rows), index=("code",))


def _failure_table(result: Uncertainty) -> Table:
    """List the combinations that could not be computed."""
    rows: list[tuple[Cell, ...]] = []
    for combination in np.flatnonzero(result.counts.failures).tolist():
        reason = result.plan.reason(combination)
        text = Name(zh=reason.message("zh"), en=reason.message("en"))
        rows.append((text, int(result.counts.failures[combination])))
    return Table(
        "failed_draws",
        Name(zh="失败的抽样", en="Failed draws"),
        (REASON, DRAWS),
        tuple(rows),
        index=("reason",),
    )


def _by_rank(result: Uncertainty) -> IntArray:
    return np.argsort(result.nominal, kind="stable")


def _labels(result: Uncertainty, unit: int) -> tuple[Cell, Cell]:
    code = result.units[unit]
    return code, result.index.panel.unit_name(code)


def _without_own(shares: list[float]) -> list[float | None]:
    return [None if np.isnan(share) else share for share in shares]


def _percentile(probability: float) -> Name:
    share = f"{100 * probability:g}"
    return Name(zh=f"{share}%分位", en=f"{share} %")


@formerly(tiers="with_tiers")
def uncertainty(  # noqa: PLR0913 - what is uncertain, how often, and who does the work
    index: CompositeIndex,
    year: int | None = None,
    *,
    draws: int = 10_000,
    seed: int = 0,
    assumptions: Assumptions | None = None,
    confidence: Labels | None = None,
    with_tiers: bool = True,
    executor: Executor | None = None,
    keep_going: KeepGoing | None = None,
) -> Uncertainty:
    """Recompute the ranking under many draws of its assumptions.

    Parameters
    ----------
    index : CompositeIndex
    year : int, optional
        By default the latest.
    draws : int
    seed : int
        The same seed gives the same result, to the last byte, whatever the executor.
    assumptions : Assumptions, optional
        What is uncertain; by default :meth:`Assumptions.usual` for the index's recipe.
    confidence : array of str, shape (years, units, indicators), optional
        Class of confidence of every cell, where noise goes by class.
    with_tiers : bool
        Whether tiers are cut anew in every draw; the greater part of the work.
    executor : concurrent.futures.Executor, optional
        Who does the work: threads, processes, a cluster. No pool is started otherwise.
    keep_going : callable, optional
        Called after each chunk with the draws made and the draws wanted; where it returns False the result
        rests on the draws made so far, and says so.

    Returns
    -------
    Uncertainty

    Raises
    ------
    DataError
        Fewer than two units with a score, a mix of which every draw fails, or units and draws of which the ranks
        would not fit in memory.
    FrameworkError
        A mix that does not fit the index.
    UnknownLabelError
        A year that the panel does not have.

    Warns
    -----
    IIIndexWarning
        Where draws failed: how many, and why.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 7; Saisana, Saltelli & Tarantola
    (2005), Journal of the Royal Statistical Society A 168, 307-323.

    Examples
    --------
    The second indicator decides between x and y; with weights wrong by at most a quarter, x stays ahead.

    >>> import numpy as np
    >>> from ii_index.construction.compose import compose
    >>> from ii_index.model.framework import Framework
    >>> from ii_index.model.panel import Panel
    >>> leaves = [{"id": "a", "name": "A", "weight": 3}, {"id": "b", "name": "B", "weight": 1}]
    >>> two = Framework(id="two", name="Two indicators", reference="an example", children=leaves)
    >>> index = compose(Panel(two, (2023,), ("x", "y", "z"), np.array([[[3, 1], [2, 3], [1, 2]]])))
    >>> found = uncertainty(index, draws=1000, seed=1, assumptions=Assumptions.weights_only(0.25))
    >>> found.frame("intervals").loc["x", ["low", "high"]].tolist()
    [1, 1]
    """
    year = index.years[-1] if year is None else year
    index.panel.year_index(year)
    mix = Assumptions.usual(index.recipe) if assumptions is None else assumptions
    _check(draws, seed)
    planned = make_plan(index, year, mix, confidence=confidence, with_tiers=with_tiers)
    refuse_work(len(planned.units), len(index.framework.leaves), draws)
    refuse_draws(len(planned.units), draws)
    counts = run(planned.plan, draws, seed, executor=executor, keep_going=keep_going)
    result = Uncertainty(
        index=index,
        year=year,
        assumptions=mix,
        plan=planned.plan,
        units=planned.units,
        counts=counts,
        wanted=draws,
        seed=seed,
        tier_names=tier_names(index.framework, planned.plan.tier_count),
        notes=(*planned.notes, *_interrupted(counts, draws)),
    )
    if counts.failed:
        details = {"draws": counts.draws, "failed": counts.failed, "reasons": result.reasons()}
        if not counts.succeeded:
            raise DataError(Finding("E_ALL_DRAWS_FAILED", details=details))
        warn_of([Finding("W_DRAWS_FAILED", details=details)])
    return result


def _same(own: object, other: object) -> bool:
    if isinstance(own, TakenRanks) and isinstance(other, TakenRanks):
        return own.equals(other)
    return np.array_equal(np.asarray(own), np.asarray(other))


def _check(draws: int, seed: int) -> None:
    faults = [Finding("E_DRAWS", found=str(draws))] if draws < 1 else []
    faults += [Finding("E_SEED", found=str(seed))] if seed < 0 else []
    if faults:
        raise FrameworkError(faults)


def _interrupted(counts: Counts, wanted: int) -> list[Finding]:
    if counts.draws == wanted:
        return []
    return [Finding("N_INTERRUPTED", details={"draws": counts.draws, "wanted": wanted})]
