"""How sure each rank and tier is, when weights, methods and data may all be a little different."""

import warnings
from concurrent.futures import Executor

from ii_index.analysis.robustness.counts import Counts
from ii_index.analysis.robustness.plan import Labels
from ii_index.analysis.robustness.planning import make_plan
from ii_index.analysis.robustness.run import KeepGoing, run
from ii_index.analysis.robustness.uncertain import Uncertainty
from ii_index.analysis.tiers import tier_names
from ii_index.construction.results import CompositeIndex
from ii_index.errors import DataError, Finding, FrameworkError, IIIndexWarning
from ii_index.model.assumptions import Assumptions


def uncertainty(  # noqa: PLR0913 - what is doubted, how often, and who does the work
    index: CompositeIndex,
    year: int | None = None,
    *,
    draws: int = 10_000,
    seed: int = 0,
    assumptions: Assumptions | None = None,
    confidence: Labels | None = None,
    tiers: bool = True,
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
        What is in doubt; by default :meth:`Assumptions.usual` for the index's recipe.
    confidence : array of str, shape (years, units, indicators), optional
        Class of confidence of every cell, where noise goes by class.
    tiers : bool
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
        Fewer than two units with a score, or a mix of which every draw fails.
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
    >>> doubt = uncertainty(index, draws=1000, seed=1, assumptions=Assumptions.weights_only(0.25))
    >>> doubt.intervals().loc["x", ["low", "high"]].tolist()
    [1, 1]
    """
    year = index.years[-1] if year is None else year
    index.panel.year_index(year)
    mix = Assumptions.usual(index.recipe) if assumptions is None else assumptions
    _check(draws, seed)
    planned = make_plan(index, year, mix, confidence=confidence, with_tiers=tiers)
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
        tier_names=tier_names(index, planned.plan.tier_count),
        notes=(*planned.notes, *_interrupted(counts, draws)),
    )
    if counts.failed:
        details = {"draws": counts.draws, "failed": counts.failed, "reasons": result.reasons()}
        if not counts.succeeded:
            raise DataError(Finding("E_ALL_DRAWS_FAILED", details=details))
        warnings.warn(IIIndexWarning(Finding("W_DRAWS_FAILED", details=details).message()), stacklevel=2)
    return result


def _check(draws: int, seed: int) -> None:
    faults = [Finding("E_DRAWS", found=str(draws))] if draws < 1 else []
    faults += [Finding("E_SEED", found=str(seed))] if seed < 0 else []
    if faults:
        raise FrameworkError(faults)


def _interrupted(counts: Counts, wanted: int) -> list[Finding]:
    if counts.draws == wanted:
        return []
    return [Finding("N_INTERRUPTED", details={"draws": counts.draws, "wanted": wanted})]
