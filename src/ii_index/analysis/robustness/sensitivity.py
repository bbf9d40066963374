"""Which assumption matters: Sobol' indices of the rank shift and of every unit's rank."""

from typing import TYPE_CHECKING

import numpy as np

from ii_index._typing import FloatArray
from ii_index.analysis.robustness import sensitivity_tables as tables
from ii_index.analysis.robustness.evaluation import NO_FAILURE, evaluate
from ii_index.analysis.robustness.plan import Labels, Plan
from ii_index.analysis.robustness.planning import make_plan
from ii_index.analysis.robustness.samples import Sample, columns, sample_at, stream
from ii_index.analysis.robustness.sobol_indices import SobolIndices
from ii_index.construction.results import CompositeIndex
from ii_index.errors import DataError, Finding, FrameworkError
from ii_index.kernels import rank_statistics, sobol
from ii_index.model.assumptions import Assumptions
from ii_index.model.table import Table

if TYPE_CHECKING:
    import pandas as pd

BLOCK = 512
"""Rows of the design evaluated at a time."""


class Sensitivity(SobolIndices):
    """Sobol' indices of each assumption: tables, and the arrays of :class:`SobolIndices`."""

    def as_table(self) -> Table:
        """Return the indices of the mean absolute rank shift, the assumption that matters most first."""
        return tables.rank_shift(self)

    def unit_table(self) -> Table:
        """Return each unit's total indices and the assumption that moves it most."""
        return tables.by_unit(self)

    def table(self) -> "pd.DataFrame":
        """Return the indices of the mean absolute rank shift, one row an assumption."""
        return self.as_table().to_frame("assumption")

    def by_unit(self) -> "pd.DataFrame":
        """Return each unit's total indices, one row a unit."""
        return self.unit_table().to_frame("code")


def sensitivity(  # noqa: PLR0913 - what is doubted, and how finely it is tried
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
    >>> which.table().index.tolist()
    ['Weights']
    """
    year = index.years[-1] if year is None else year
    index.panel.year_index(year)
    mix = Assumptions.usual(index.recipe) if assumptions is None else assumptions
    planned = make_plan(index, year, mix, confidence=confidence, with_tiers=False)
    factors = tuple(factor for factor in planned.plan.factors if factor != "tiers")
    _check(samples, seed, factors)
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
    ranks = rank_statistics.ranks_of_draws(outcome.scores).astype(np.float64)
    ranks = np.where(ranks == 0, plan.nominal[:, None], ranks)
    shift = rank_statistics.mean_absolute_rank_shift(ranks, plan.nominal)
    outputs = np.concatenate([shift[None], ranks])
    outputs[:, outcome.failure != NO_FAILURE] = np.nan
    return outputs
