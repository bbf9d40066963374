"""How sure the rank of a unit among millions is: draws on a sample of the others, and what the sample may be off by."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import BoolArray, FloatArray, IntArray
from ii_index.analysis.robustness.design import Plan, make_plan
from ii_index.analysis.robustness.evaluation import NO_FAILURE
from ii_index.analysis.robustness.monte_carlo import outcomes
from ii_index.analysis.robustness.uncertainty import MEDIAN, NOMINAL
from ii_index.analysis.size import refuse_work
from ii_index.construction.compose import compose
from ii_index.construction.methods.normalisation import Fitted, step_of
from ii_index.construction.methods.weighting import weighting_of
from ii_index.construction.results import UNIT
from ii_index.errors import DataError, Finding, FrameworkError, warn_of
from ii_index.kernels.ranking import TIE
from ii_index.kernels.robustness.sampling import chunks
from ii_index.messages import Language
from ii_index.model.assumptions import Assumptions, BenefitOfTheDoubt
from ii_index.model.framework import Framework
from ii_index.model.names import Name
from ii_index.model.panel import Panel
from ii_index.model.recipe import Recipe
from ii_index.model.table import Cell, Column, Table
from ii_index.scale.applying import apply_opened, framework_of, recipe_of
from ii_index.scale.by_year import YEAR
from ii_index.scale.coverage import STEPS, require_covered
from ii_index.scale.frames import Opened, opened
from ii_index.scale.installed import narwhals
from ii_index.scale.rows import ORDINAL
from ii_index.scale.tiering import ONE, RANK, Scores

if TYPE_CHECKING:
    import pandas as pd

LEAST, MOST = 100, 200_000
"""Rows of a sample."""

NEAR = 40
"""The error of an end is that of the draws beside it: of a fortieth of all to either side, since one tells it badly."""

ERROR = Column("error", Name(zh="抽样误差", en="Sampling error"), "number", 1)


@dataclass(frozen=True, eq=False)
class RankIntervals(Immutable):
    """Ranks of some units among all of a year, over draws of the assumptions.

    Attributes
    ----------
    units : tuple of str
    year : int
    population, sampled : int
        Units with a score, and how many of them stand for all.
    nominal : IntArray, shape (units,)
        Their ranks, exactly.
    ranks : FloatArray, shape (units, draws)
        Estimated in every draw; NaN where the unit has none.
    errors : FloatArray, shape (units, draws)
        Standard errors of these by the sampling.
    draws, failed : int
    """

    units: tuple[str, ...]
    year: int
    population: int
    sampled: int
    nominal: IntArray
    ranks: FloatArray
    errors: FloatArray
    draws: int
    failed: int

    def table(self, *, level: float = 0.90) -> Table:
        """Return a row a unit: its rank, the median and the interval that holds it with a probability, and the error.

        The error is the standard error, by the sampling, of that end of the interval which is less sure.

        Parameters
        ----------
        level : float
        """
        tails = ((1 - level) / 2, 0.5, (1 + level) / 2)
        low, high = (
            Column(key, Name(zh=f"{100 * tail:g}%分位", en=f"{100 * tail:g} %"), "integer", 0)
            for key, tail in (("low", tails[0]), ("high", tails[-1]))
        )
        rows: list[tuple[Cell, ...]] = []
        for place, unit in enumerate(self.units):
            ends, errors = self._ends(place, tails)
            rows.append((unit, int(self.nominal[place]), *(ends[i] for i in (1, 0, 2)), errors))
        title = Name(
            zh=f"{self.year}年名次及其{100 * level:g}%区间（共{self.population}个单位，{self.draws}次抽样）",
            en=f"Ranks and {100 * level:g} % intervals, {self.year} ({self.population:,} units, {self.draws:,} draws)",
        )
        note = Name(
            zh=f"名次区间由 {self.sampled} 个单位的分层样本估计；抽样误差是区间两端中较大的标准误差",
            en=f"from a stratified sample of {self.sampled:,} units; error: the larger standard error of the ends",
        )
        notes = (note,) if self.sampled < self.population else ()
        return Table(
            "rank_intervals",
            title,
            (UNIT, NOMINAL, MEDIAN, low, high, ERROR),
            tuple(rows),
            notes,
            index=("unit",),
        )

    def frame(self, *, level: float = 0.90, language: Language = "en") -> "pd.DataFrame":
        """Return :meth:`table` as a DataFrame indexed by unit, its columns by key."""
        return self.table(level=level).frame(language)

    def _ends(self, place: int, tails: Sequence[float]) -> tuple[list[int | None], float | None]:
        """Return quantiles of a unit's ranks (inverse distribution function), and the larger error of the outer."""
        known = np.flatnonzero(~np.isnan(self.ranks[place]))
        if not known.size:
            return [None] * len(tails), None
        order = known[np.argsort(self.ranks[place, known], kind="stable")]
        at = [max(int(np.ceil(tail * len(order) - 1e-9)) - 1, 0) for tail in tails]
        near = max(len(order) // NEAR, 1)
        squares = self.errors[place, order] ** 2
        errors = [np.sqrt(squares[max(one - near, 0) : one + near + 1].mean()) for one in (at[0], at[-1])]
        return [round(float(self.ranks[place, order[one]])) for one in at], float(max(errors))


def rank_intervals(  # noqa: PLR0913 - whose ranks, what is uncertain, how often, who does the work
    frame: object,
    fitted: Fitted,
    units: Sequence[str],
    *,
    year: int | None = None,
    draws: int = 1_000,
    seed: int = 0,
    sample: int = 20_000,
    assumptions: Assumptions | None = None,
    executor: Executor | None = None,
    unit_column: str | None = None,
    year_column: str | None = None,
) -> RankIntervals:
    """Estimate how the ranks of some units among all vary with the weights and other assumptions.

    The ranks themselves are exact. In every draw the units and a sample of the others are scored by the bounds of the
    fit, and the sample tells how many of all are ahead: it is taken by rank, all of the first and the last, thinner
    towards the middle, so that the error is small beside the rank.

    Parameters
    ----------
    frame : duckdb relation, polars LazyFrame or DataFrame, Spark or Dask DataFrame, pyarrow Table or Dataset
        The indicators, as for :func:`fit`.
    fitted : Fitted
        As for :func:`apply`.
    units : sequence of str
        Labels as they stand in the table.
    year : int, optional
        By default the latest.
    draws : int
    seed : int
        Of sample and draws; the same seed gives the same result, whatever the executor.
    sample : int
        Other units that stand for all; where there are no more, the result is exact.
    assumptions : Assumptions, optional
        By default weights off by up to a quarter. Weights, means and what is left out may vary.
    executor : concurrent.futures.Executor, optional
        As for :func:`ii_index.uncertainty`; of Spark: :class:`SparkExecutor`.
    unit_column, year_column : str, optional
        As for :func:`fit`.

    Returns
    -------
    RankIntervals

    Raises
    ------
    DataError
        Units that have not one row with a score; steps and assumptions that need more than the fit and a sample.

    References
    ----------
    Cochran (1977), Sampling Techniques, 3rd edition, chapter 5: stratified sampling.
    """
    framework = framework_of(fitted)
    recipe = recipe_of(fitted)
    mix = Assumptions.weights_only() if assumptions is None else assumptions
    require_covered(framework, recipe, fitting=False)
    _require_sampled(framework, recipe, mix)
    _check(draws, seed, sample)
    source = opened(frame, framework, unit_column=unit_column, year_column=year_column)
    warn_of(source.findings)
    chosen = _Population(source, fitted, year).chosen([*dict.fromkeys(units)], sample, seed)
    refuse_work(len(chosen.rows), len(framework.leaves), draws)
    plan, places = _plan(chosen, framework, fitted, mix)
    strata = Strata.of(chosen, places)
    parts = _parts(plan, strata, draws, seed, executor)
    ranks, errors = (np.concatenate(part, axis=1) for part in zip(*parts, strict=True))
    return RankIntervals(
        units=chosen.units,
        year=chosen.year,
        population=chosen.population,
        sampled=len(chosen.rows),
        nominal=strata.nominal[strata.wanted],
        ranks=np.clip(ranks, 1, chosen.population),
        errors=errors,
        draws=draws,
        failed=draws - int(ranks.shape[1]),
    )


def _check(draws: int, seed: int, sample: int) -> None:
    faults = [Finding("E_DRAWS", found=str(draws))] if draws < 1 else []
    faults += [Finding("E_SEED", found=str(seed))] if seed < 0 else []
    if not LEAST <= sample <= MOST:
        faults.append(Finding("E_SCALE_SAMPLE", found=str(sample), details={"least": LEAST, "most": MOST}))
    if faults:
        raise FrameworkError(faults)


def _require_sampled(framework: Framework, recipe: Recipe, mix: Assumptions) -> None:
    """Refuse in one finding what a sample of the rows does not tell."""
    kinds = {step_of(leaf, recipe.normalisation).kind for leaf in framework.leaves}
    named = [
        (Name(
            zh="各省的名次区间（数据不多，用 ii.uncertainty）",
            en="rank intervals of provinces (which are few: ii.uncertainty)",
        ), framework.units != "any"),
        (Name(zh="名次类标准化与基年", en="ordinal normalisations and base years"), kinds & {*ORDINAL, "base_year"}),
        (Name(zh="用均值填补", en="filling with means"),
         recipe.imputation.kind == "mean" or "imputation" in framework.leaf_fields),
        (Name(zh="抽样误差（noise）", en="noise"), mix.noise is not None),
        (Name(zh="剔除单位", en="leaving units out"), "unit" in mix.leave_out),
        (Name(zh="由数据重算的权重", en="weights recomputed from the data"), mix.weights.kind == "recomputed"),
        (Name(zh="疑惑受益法", en="the benefit of the doubt"),
         any(isinstance(one, BenefitOfTheDoubt) for one in mix.aggregation)),
        *((Name(zh=f"另选{STEPS[step].zh}", en=f"other choices of {STEPS[step].en}"), bool(getattr(mix, step)))
          for step in ("imputation", "treatment", "normalisation")),
    ]  # fmt: skip
    found = [name for name, is_asked in named if is_asked]
    if found:
        steps = Name(zh="、".join(name.zh for name in found), en=", ".join(name.en for name in found))
        raise DataError(Finding("E_SCALE_STEP", details={"steps": steps}))


def _native(frame: Any) -> Any:  # noqa: ANN401 - a frame of any engine
    return frame.to_native()


@dataclass(frozen=True, eq=False, slots=True)
class Chosen:
    """Rows that stand for all.

    Attributes
    ----------
    rows : DataFrame
        Indicators under their headings, ranks, strata; the units asked for first.
    units : tuple of str
    year : int
    population : int
    sizes : IntArray, shape (strata,)
        Units of each stratum; the first is that of the units asked for.
    read : Headings
    """

    rows: "pd.DataFrame"
    units: tuple[str, ...]
    year: int
    population: int
    sizes: IntArray
    read: Any


class _Population:
    """Rows of one year that have a rank, on their engine."""

    def __init__(self, source: Opened, fitted: Fitted, year: int | None) -> None:
        self.read = source.read
        kept = [*dict.fromkeys(source.read.columns.values())]
        native = replace(source, home=_native)
        self.scores = Scores(apply_opened(native, fitted, nodes=(), keep=kept), 1.0)
        self.spread = self.scores.spread()
        if year is not None and year not in self.spread.years:
            details = {"known": [*self.spread.years]}
            raise DataError(Finding("E_YEAR_ABSENT", found=str(year), details=details))
        self.year = self.spread.years[-1] if year is None else year

    def chosen(self, units: Sequence[str], sample: int, seed: int) -> Chosen:
        """Take the rows of some units, and a sample of the others."""
        import pandas as pd

        nw, heading = narwhals(), self.read.unit
        population = int(self.spread.n[self.spread.years.index(self.year)])
        wanted = self._collected(nw.col(heading).cast(nw.String).is_in([*units]))
        found = wanted[heading].astype(str).tolist()
        bad = [unit for unit in units if found.count(unit) != 1]
        if bad:
            raise DataError(Finding("E_SCALE_UNITS", details={"names": bad, "year": self.year}))
        wanted = wanted.set_index(wanted[heading].astype(str)).loc[[*units]].reset_index(drop=True)
        others = population - len(units)
        edges = edges_of(others) if others > sample else np.array([0, others])
        takes = allotted(np.diff(edges), sample)
        chance = np.random.default_rng([seed, 2])
        drawn: list[IntArray] = [
            start + chance.choice(size, take, replace=False)
            for start, size, take in zip(edges[:-1], np.diff(edges), takes, strict=True)
        ]
        places = 1 + np.sort(np.concatenate(drawn))  # strata stand one after another
        rest = self._placed(units, None if others <= sample else places.tolist())
        told: IntArray = rest["__place"].to_numpy(np.int64)
        stratum = np.searchsorted(edges, told, side="left")
        rows = pd.concat([wanted.assign(__stratum=0), rest.assign(__stratum=stratum)], ignore_index=True)
        sizes = np.append(len(units), np.diff(edges)).astype(np.intp)
        return Chosen(rows, tuple(units), self.year, population, sizes, self.read)

    def _mine(self, frame: Any, test: Any) -> Any:  # noqa: ANN401 - of any engine
        nw = narwhals()
        made = nw.from_native(frame).with_columns(**self.scores.stage())
        return made.filter((nw.col(YEAR) == int(self.year)) & (nw.col(ONE) == 1) & test)

    def _collected(self, test: Any) -> "pd.DataFrame":  # noqa: ANN401 - an expression
        found: pd.DataFrame
        if self.scores.engine == "dask":
            found = self._of_parts(test).compute()
        else:
            found = self._mine(self.scores.frame, test).collect().to_pandas()
        return found

    def _of_parts(self, test: Any) -> Any:  # noqa: ANN401 - a Dask frame of those that pass
        def made(part: Any) -> Any:  # noqa: ANN401 - a pandas frame
            return self._mine(part, test).to_native()

        meta = made(self.scores.frame._meta_nonempty).iloc[:0]  # noqa: SLF001 - Dask's own way to know the columns
        return self.scores.frame.map_partitions(made, meta=meta)

    def _placed(self, but: Sequence[str], places: Sequence[int] | None) -> "pd.DataFrame":
        """Return all other rows, or those of some places in the order of rank and label."""
        nw, unit = narwhals(), self.read.unit
        others = ~nw.col(unit).cast(nw.String).is_in([*but])
        if self.scores.engine == "dask":
            whole = self._of_parts(others).repartition(npartitions=1)

            def taken(part: Any) -> Any:  # noqa: ANN401 - a pandas frame
                part = part.sort_values([RANK, unit], kind="stable")
                part = part.assign(__place=np.arange(1, len(part) + 1))
                return part if places is None else part[part["__place"].isin(places)]

            meta = taken(whole._meta)  # noqa: SLF001 - Dask's own way to know the columns
            found: pd.DataFrame = whole.map_partitions(taken, meta=meta).compute()
            return found
        frame = self._mine(self.scores.frame, others)
        place = nw.col(RANK).cum_count().over(YEAR, order_by=[RANK, unit])
        frame = frame.with_columns(__place=place)
        if places is not None:
            frame = frame.filter(nw.col("__place").is_in([*places]))
        placed: pd.DataFrame = frame.collect().to_pandas()
        return placed.sort_values("__place", ignore_index=True)


def edges_of(size: int) -> IntArray:
    """Return the edges of strata of places: each twice as wide as the one before, from both ends to the middle.

    Examples
    --------
    >>> edges_of(20).tolist()
    [0, 1, 3, 7, 10, 13, 17, 19, 20]
    """
    half = [2**power - 1 for power in range(int(size).bit_length()) if 2**power - 1 < size / 2]
    return np.unique([*half, size // 2, *(size - edge for edge in half)])


def allotted(sizes: IntArray, sample: int) -> IntArray:
    """Share a sample among strata: as many of each, all of those that have fewer.

    Examples
    --------
    >>> allotted(np.array([1, 2, 50, 60]), 23).tolist()
    [1, 2, 10, 10]
    """
    takes, left = np.zeros(len(sizes), dtype=np.intp), int(sample)
    for rank, place in enumerate(np.argsort(sizes, kind="stable").tolist()):
        takes[place] = min(int(sizes[place]), max(left // (len(sizes) - rank), 2))
        left -= int(takes[place])
    return takes


@dataclass(frozen=True, eq=False)
class Strata(Immutable):
    """Whom each row stands for; rows in the order of strata.

    Attributes
    ----------
    order : IntArray, shape (rows,)
        Place of each among the units of the plan.
    starts : IntArray, shape (strata,)
        Its first row.
    weight : FloatArray, shape (strata,)
        Units that a row stands for.
    variance : FloatArray, shape (strata,)
        What the spread in a stratum is multiplied by.
    nominal : IntArray, shape (rows,)
    wanted : IntArray, shape (units,)
        Rows of the units asked for.
    """

    order: IntArray
    starts: IntArray
    weight: FloatArray
    variance: FloatArray
    nominal: IntArray
    wanted: IntArray

    @classmethod
    def of(cls, chosen: Chosen, places: IntArray) -> "Strata":
        """Return the strata of rows, whose places in the plan are told."""
        stratum = chosen.rows["__stratum"].to_numpy(np.intp)
        rows = np.argsort(stratum, kind="stable")
        own, starts, taken = np.unique(stratum[rows], return_index=True, return_counts=True)
        size = chosen.sizes[own].astype(np.float64)
        spread = size**2 * (1 - taken / size) / np.maximum(taken - 1, 1)
        nominal = chosen.rows[RANK].to_numpy(np.float64).astype(np.intp)[rows]
        return cls(
            places[rows], starts.astype(np.intp), size / taken, spread, nominal, np.arange(len(chosen.units))
        )


def _plan(chosen: Chosen, framework: Framework, fitted: Fitted, mix: Assumptions) -> tuple[Plan, IntArray]:
    """Return what draws need of the rows in memory, and the place of each row among the units of the plan."""
    import warnings

    import pandas as pd

    recipe = recipe_of(fitted)
    if weighting_of(recipe.weighting).from_data:
        recipe = recipe.replace(weighting={"kind": "given", "local": dict(fitted.local or {})})
    read = chosen.read
    labels = [f"row {row}" for row in range(len(chosen.rows))]
    rows: Any = chosen.rows
    cells: dict[str, FloatArray] = {
        heading: rows[heading].to_numpy(np.float64) for heading in dict.fromkeys(read.columns.values())
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what is to be said of columns was said of all rows
        panel = Panel.from_frame(
            pd.DataFrame({"unit": labels, **cells}), framework, year=chosen.year, unit_column="unit"
        )
        index = compose(panel, recipe, fitted=fitted)
    planned = make_plan(index, chosen.year, mix, with_tiers=False)
    place = {unit: at for at, unit in enumerate(planned.units)}
    return planned.plan, np.array([place[label] for label in labels], dtype=np.intp)


def _parts(
    plan: Plan, strata: Strata, draws: int, seed: int, executor: Executor | None
) -> Iterator[tuple[FloatArray, FloatArray]]:
    todo = [(plan, strata, seed, chunk, size) for chunk, size in chunks(draws)]
    if executor is None:
        yield from (estimate_chunk(*each) for each in todo)
        return
    for future in [executor.submit(estimate_chunk, *each) for each in todo]:
        yield future.result()


def estimate_chunk(
    plan: Plan, strata: Strata, seed: int, chunk: int, size: int
) -> tuple[FloatArray, FloatArray]:
    """Draw one chunk and estimate the ranks asked for, and their standard errors, shape (units, draws) both.

    Of each stratum is counted who is ahead of a unit in the draw and was not, and who was and is not: what is
    estimated is the change from the rank, which is known.

    Parameters
    ----------
    plan : Plan
    strata : Strata
    seed, chunk, size : int
        As of :func:`ii_index.analysis.robustness.monte_carlo.outcomes`.
    """
    made = [
        _estimated(plan, strata, outcome.scores[:, outcome.failure == NO_FAILURE])
        for outcome, _ in outcomes(plan, seed, chunk, size)
    ]
    ranks, errors = (np.concatenate(part, axis=1) for part in zip(*made, strict=True))
    return ranks, errors


def _estimated(plan: Plan, strata: Strata, scores: FloatArray) -> tuple[FloatArray, FloatArray]:
    scores = scores[strata.order]
    tolerance = TIE * np.fmax.reduce(np.abs(scores), axis=0, initial=plan.full_mark)
    ranks, errors = np.empty((2, len(strata.wanted), scores.shape[1]))
    counted = np.diff(np.append(strata.starts, len(scores)))[:, None]
    for place, row in enumerate(strata.wanted.tolist()):
        ahead: BoolArray = scores > scores[row] + tolerance
        before: BoolArray = (strata.nominal < strata.nominal[row])[:, None]
        came = np.add.reduceat(ahead & ~before, strata.starts, axis=0, dtype=np.intp)
        went = np.add.reduceat(before & ~ahead, strata.starts, axis=0, dtype=np.intp)
        net, moved = (came - went) / counted, (came + went) / counted
        size = strata.weight * counted[:, 0]
        ranks[place] = strata.nominal[row] + size @ net
        errors[place] = np.sqrt(strata.variance @ np.maximum(moved - net**2, 0.0))
        lost = np.isnan(scores[row])
        ranks[place, lost] = errors[place, lost] = np.nan
    return ranks, errors
