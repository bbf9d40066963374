"""Which assumption matters: Sobol' indices of the rank shift and of every unit's rank."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import FloatArray
from ii_index.analysis.robustness.design import Labels, Plan, make_plan
from ii_index.analysis.robustness.evaluation import NO_FAILURE, evaluate
from ii_index.analysis.robustness.samples import Sample, columns, sample_at, stream
from ii_index.analysis.size import refuse_work
from ii_index.construction.results import CODE, UNIT, CompositeIndex
from ii_index.errors import DataError, Finding, FrameworkError
from ii_index.kernels.ranking import descending_order
from ii_index.kernels.robustness import rank_statistics, sobol
from ii_index.messages import Language
from ii_index.model.assumptions import Assumptions
from ii_index.model.former_names import Former
from ii_index.model.names import Name
from ii_index.model.table import Cell, Column, Table, chosen

if TYPE_CHECKING:
    import pandas as pd


Tables: TypeAlias = Literal["rank_shift", "units"]


@dataclass(frozen=True, eq=False)
class Sensitivity(Immutable):
    """Sobol' indices of each assumption.

    Outputs are the mean absolute rank shift, then each unit's rank, in the order of ``units``. Tables have what matters
    most first, and units by rank, then in that order.

    Attributes
    ----------
    index : CompositeIndex
    year : int
    assumptions : Assumptions
    factors : tuple of str
        Assumptions that vary.
    units : tuple of str
    samples : int
        N; the index was recomputed N · (assumptions + 2) times.
    failed : int
        Rows of the design left out because one of their recomputations failed.
    first_order, total : FloatArray, shape (factors, 1 + units)
        NaN where the output does not vary.
    first_order_limits, total_limits : FloatArray, shape (factors, 1 + units, 2)
        Bootstrap confidence limits.
    rank_deviations : FloatArray, shape (1 + units,)
        Standard deviation of each output.
    notes : tuple of Finding
    """

    index: CompositeIndex
    year: int
    assumptions: Assumptions
    factors: tuple[str, ...]
    units: tuple[str, ...]
    samples: int
    failed: int
    first_order: FloatArray
    total: FloatArray
    first_order_limits: FloatArray
    total_limits: FloatArray
    rank_deviations: FloatArray
    notes: tuple[Finding, ...]

    def table(self, which: Tables = "rank_shift") -> Table:
        """Return a table.

        Parameters
        ----------
        which : {"rank_shift", "units"}
            ``rank_shift``: indices of the mean absolute rank shift with their limits, one row an assumption.
            ``units``: each unit's total indices and the assumption that moves it most.

        Raises
        ------
        UnknownLabelError
            No such table.
        """
        return chosen({"rank_shift": self._rank_shift, "units": self._units}, which)

    def frame(self, which: Tables = "rank_shift", *, language: Language = "en") -> "pd.DataFrame":
        """Return a :meth:`table` as a DataFrame, its columns by key.

        Indexed by the assumption's name, ``units`` by unit code.
        """
        return self.table(which).frame(language)

    as_table = Former('table("rank_shift")', lambda self: self._rank_shift)
    unit_table = Former('table("units")', lambda self: self._units)
    by_unit = Former('frame("units")', lambda self: self._units().frame)

    def _rank_shift(self) -> Table:
        return _rank_shift_table(self)

    def _units(self) -> Table:
        return _unit_table(self)


FACTORS = {
    "weights": Name(zh="权重", en="Weights"),
    "normalisation": Name(zh="标准化方法", en="Normalisation"),
    "aggregation": Name(zh="合成方法", en="Aggregation"),
    "imputation": Name(zh="缺失值处理", en="Imputation"),
    "treatment": Name(zh="离群值处理", en="Outlier treatment"),
    "tiers": Name(zh="梯队划分方法", en="Tier rule"),
    "noise": Name(zh="数据误差", en="Data noise"),
    "leave_out_indicator": Name(zh="剔除一个指标", en="One indicator left out"),
    "leave_out_dimension": Name(zh="剔除一个维度", en="One dimension left out"),
    "leave_out_unit": Name(zh="剔除一个地区", en="One unit left out"),
}
"""What each assumption is called."""

ASSUMPTION = Column("assumption", Name(zh="假设", en="Assumption"), "text")
FIRST = Column("first_order", Name(zh="一阶指数", en="First order"))
FIRST_LOW = Column("first_order_low", Name(zh="一阶下限", en="First order, low"))
FIRST_HIGH = Column("first_order_high", Name(zh="一阶上限", en="First order, high"))
TOTAL = Column("total", Name(zh="总效应指数", en="Total"))
TOTAL_LOW = Column("total_low", Name(zh="总效应下限", en="Total, low"))
TOTAL_HIGH = Column("total_high", Name(zh="总效应上限", en="Total, high"))
DEVIATION = Column("sd", Name(zh="名次标准差", en="SD of rank"))
MOVER = Column("moved_most_by", Name(zh="主要影响因素", en="Moved most by"), "text")


def _rank_shift_table(which: Sensitivity) -> Table:
    """First-order and total indices of the mean absolute rank shift, with their limits."""
    rows: list[tuple[Cell, ...]] = []
    for place in descending_order(which.total[:, 0]).tolist():
        numbers = (
            which.first_order[place, 0],
            *which.first_order_limits[place, 0],
            which.total[place, 0],
            *which.total_limits[place, 0],
        )
        rows.append((FACTORS[which.factors[place]], *(_number(number) for number in numbers)))
    title = Name(
        zh=f"{which.year}年各假设对名次变动的影响（Sobol' 指数）",
        en=f"What moves ranks: Sobol' indices of the mean absolute rank shift, {which.year}",
    )
    columns = (ASSUMPTION, FIRST, FIRST_LOW, FIRST_HIGH, TOTAL, TOTAL_LOW, TOTAL_HIGH)
    return Table("sensitivity", title, columns, tuple(rows), index=("assumption",))


def _unit_table(which: Sensitivity) -> Table:
    """Total indices of every unit's rank, its standard deviation, and the assumption that moves it most."""
    factors = tuple(Column(factor, FACTORS[factor]) for factor in which.factors)
    rows: list[tuple[Cell, ...]] = []
    ranks = dict(zip(which.index.units, which.index.ranks(which.year).tolist(), strict=True))
    for unit in sorted(which.units, key=ranks.__getitem__):
        place = 1 + which.units.index(unit)
        totals = which.total[:, place]
        most = None if np.isnan(totals).all() else FACTORS[which.factors[descending_order(totals)[0]]]
        spread = float(which.rank_deviations[place])
        numbers = [_number(number) for number in totals.tolist()]
        rows.append((unit, which.index.panel.unit_name(unit), spread, *numbers, most))
    title = Name(
        zh=f"{which.year}年各地区名次受什么影响（总效应指数）",
        en=f"What moves each unit's rank: total Sobol' indices, {which.year}",
    )
    return Table(
        "sensitivity_by_unit", title, (CODE, UNIT, DEVIATION, *factors, MOVER), tuple(rows), index=("code",)
    )


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


BLOCK = 512
"""Rows of the design evaluated at a time."""


def sensitivity(  # noqa: PLR0913 - what is uncertain, and how finely it is tried
    index: CompositeIndex,
    year: int | None = None,
    *,
    samples: int = 1024,
    seed: int = 0,
    assumptions: Assumptions | None = None,
    confidence: Labels | None = None,
    resamples: int = 1000,
) -> Sensitivity:
    """Split the variance of ranks over the assumptions that cause it.

    First order: the part of the variance that an assumption brings alone; total: alone and together with
    others. Quasi-random points; all weights together count as one assumption. The tier rule moves no rank and
    is left out.

    Parameters
    ----------
    index : CompositeIndex
    year : int, optional
        By default the latest.
    samples : int
        N, a power of two; the index is recomputed N · (assumptions + 2) times.
    seed : int
    assumptions : Assumptions, optional
        By default :meth:`Assumptions.usual` for the index's recipe.
    confidence : array of str, shape (years, units, indicators), optional
        Class of confidence of every cell, where noise goes by class.
    resamples : int
        Bootstrap resamples behind the confidence limits.

    Returns
    -------
    Sensitivity

    Raises
    ------
    FrameworkError
        A number of samples that is no power of two, or a mix in which nothing varies.
    DataError
        A mix of which every draw fails.

    References
    ----------
    Saltelli et al. (2010), Computer Physics Communications 181, 259-270; Jansen (1999), ibid. 117, 35-43.

    Examples
    --------
    >>> from ii_index.construction.compose import compose
    >>> from ii_index.model.framework import Framework
    >>> from ii_index.model.panel import Panel
    >>> leaves = [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]
    >>> two = Framework(id="two", name="Two indicators", reference="an example", children=leaves)
    >>> index = compose(Panel(two, (2023,), ("x", "y", "z"), np.array([[[3, 1], [2, 3], [1, 2]]])))
    >>> which = sensitivity(index, samples=64, seed=1, assumptions=Assumptions.weights_only(0.5))
    >>> which.frame().index.tolist()
    ['Weights']
    """
    year = index.years[-1] if year is None else year
    index.panel.year_index(year)
    mix = Assumptions.usual(index.recipe) if assumptions is None else assumptions
    planned = make_plan(index, year, mix, confidence=confidence, with_tiers=False)
    factors = tuple(factor for factor in planned.plan.factors if factor != "tiers")
    _check(samples, seed, factors)
    refuse_work(len(planned.units), len(index.framework.leaves), samples * (len(factors) + 2))
    f_a, f_b, f_ab, failed = _outputs(planned.plan, factors, samples, seed)
    if failed == samples:
        raise DataError(
            Finding("E_ALL_DRAWS_FAILED", details={"draws": samples, "reasons": [], "failed": failed})
        )
    limits = sobol.bootstrap_intervals(f_a, f_b, f_ab, resamples=resamples, seed=seed)
    return Sensitivity(
        index=index,
        year=year,
        assumptions=mix,
        factors=factors,
        units=planned.units,
        samples=samples,
        failed=failed,
        first_order=sobol.first_order(f_a, f_b, f_ab),
        total=sobol.total(f_a, f_b, f_ab),
        first_order_limits=limits.first_order,
        total_limits=limits.total,
        rank_deviations=np.concatenate([f_a, f_b], axis=-1).std(axis=-1),
        notes=planned.notes,
    )


def _check(samples: int, seed: int, factors: tuple[str, ...]) -> None:
    faults: list[Finding] = []
    if samples < 2 or samples & (samples - 1):
        below = max(2, 1 << max(samples, 2).bit_length() - 1)
        faults.append(Finding("E_SAMPLES", found=str(samples), details={"known": [below, 2 * below]}))
    if seed < 0:
        faults.append(Finding("E_SEED", found=str(seed)))
    if not factors:
        faults.append(Finding("E_NOTHING_VARIES"))
    if faults:
        raise FrameworkError(faults)


def _outputs(
    plan: Plan, factors: tuple[str, ...], samples: int, seed: int
) -> tuple[FloatArray, FloatArray, FloatArray, int]:
    """Evaluate the design; return f(A), f(B), (outputs, samples), f(A_B), (factors, outputs, samples), failures."""
    width = sum(columns(plan).values())
    points_a, points_b = sobol.quasi_random(samples, max(width, 1), seed)
    f_a, f_b = (np.empty((1 + plan.units, samples)) for _ in range(2))
    f_ab = np.empty((len(factors), 1 + plan.units, samples))
    for start in range(0, samples, BLOCK):
        rows = slice(start, min(start + BLOCK, samples))
        a, b = _sample(plan, points_a[rows], seed, start, 0), _sample(plan, points_b[rows], seed, start, 1)
        f_a[:, rows], f_b[:, rows] = _output(plan, a), _output(plan, b)
        for place, factor in enumerate(factors):
            f_ab[place, :, rows] = _output(plan, a.with_factor(factor, b))
    whole = ~(np.isnan(f_a[0]) | np.isnan(f_b[0]) | np.isnan(f_ab[:, 0]).any(axis=0))
    return f_a[:, whole], f_b[:, whole], f_ab[..., whole], int((~whole).sum())


def _sample(plan: Plan, points: FloatArray, seed: int, start: int, which: int) -> Sample:
    made = sample_at(plan, points)
    if plan.noise is None:
        return made
    rng = stream(
        seed, 2 * start + which, "noise"
    )  # thousands of cells: quasi-random points have no merit there
    return Sample(made.local, made.choices, rng.standard_normal((made.size, *plan.noise.shape)))


def _output(plan: Plan, sample: Sample) -> FloatArray:
    """Return the mean absolute rank shift and every unit's rank, (1 + units, draws); NaN where a draw failed.

    A unit that is left out keeps its nominal rank: that draw says nothing about it.
    """
    outcome = evaluate(plan, sample)
    ranks = rank_statistics.ranks_of_draws(outcome.scores, plan.full_mark).astype(np.float64)
    ranks = np.where(ranks == 0, plan.nominal[:, None], ranks)
    shift = rank_statistics.mean_absolute_rank_shift(ranks, plan.nominal)
    outputs = np.concatenate([shift[None], ranks])
    outputs[:, outcome.failure != NO_FAILURE] = np.nan
    return outputs
