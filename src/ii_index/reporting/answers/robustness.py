"""How sure ranks and tiers are, and which assumption matters."""

from collections.abc import Callable
from concurrent.futures import Executor
from typing import TYPE_CHECKING, NamedTuple

from ii_index.errors import Finding
from ii_index.reporting.answers.index import Asked
from ii_index.reporting.document import Document

if TYPE_CHECKING:
    from ii_index.analysis.robustness.design import Labels
    from ii_index.analysis.robustness.monte_carlo import KeepGoing
    from ii_index.analysis.robustness.uncertainty import Uncertainty
    from ii_index.construction.results import CompositeIndex
    from ii_index.model.assumptions import Assumptions
    from ii_index.model.names import Name
    from ii_index.model.table import Table


_MANY = 100
"""Beyond so many units exact limits take minutes, and are found where they are asked for."""


class Trial(NamedTuple):
    """What is uncertain, how often it is drawn, and what is wanted besides the draws.

    Attributes
    ----------
    draws, seed : int
    assumptions : Assumptions or None
        By default those of :func:`~ii_index.analysis.robustness.uncertainty.uncertainty`.
    confidence : Labels or None
        Class of confidence of every cell.
    samples : int
        Of the sensitivity analysis, a power of two; 0: none.
    exact : bool or None
        Whether to find exact limits of ranks, where there are any; None where there are at most 100 units.
    """

    draws: int = 20_000
    seed: int = 0
    assumptions: "Assumptions | None" = None
    confidence: "Labels | None" = None
    samples: int = 1024
    exact: bool | None = None


def robustness(  # noqa: PLR0913 - what is uncertain, who does the work, who looks on
    asked: Asked,
    year: int | None = None,
    *,
    trial: Trial | None = None,
    executor: Executor | None = None,
    advance: Callable[[int], None] = lambda _made: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Document:
    """Say how sure ranks and tiers are: intervals, probabilities, sensitivity, exact best and worst ranks.

    Parameters
    ----------
    asked : Asked
    year : int, optional
        By default the latest.
    trial : Trial, optional
    executor : Executor, optional
        Does the draws; the result does not depend on it.
    advance : callable
        Is told after every batch how many draws are made.
    stopped : callable
        Whether to make do with what there is so far; asked after every batch and before every further table.
    """
    from ii_index.reporting.documents import robustness as documents

    trial = trial or Trial()
    index = asked.index(year)

    def keep_going(made: int, _wanted: int) -> bool:
        advance(made)
        return not stopped()

    result = _draw(index, year, trial, executor, keep_going)
    further: list[Table] = []
    for make in _steps(index, result, trial):
        if stopped():
            break
        further += make()
    return documents.robustness(result, further, _notes(trial, result))


def _draw(
    index: "CompositeIndex",
    year: int | None,
    trial: Trial,
    executor: Executor | None,
    keep_going: "KeepGoing",
) -> "Uncertainty":
    from ii_index.analysis.robustness.uncertainty import uncertainty

    return uncertainty(
        index,
        year,
        draws=trial.draws,
        seed=trial.seed,
        assumptions=trial.assumptions,
        confidence=trial.confidence,
        executor=executor,
        keep_going=keep_going,
    )


def _steps(index: "CompositeIndex", result: "Uncertainty", trial: Trial) -> list[Callable[[], list["Table"]]]:
    """List what makes the other tables, one after another."""
    from ii_index.analysis.robustness.leave_one_out import leave_one_out
    from ii_index.analysis.robustness.rank_bounds import rank_bounds
    from ii_index.analysis.robustness.sensitivity import sensitivity
    from ii_index.analysis.robustness.stability import stability
    from ii_index.analysis.robustness.tier_stability import tier_stability

    year, mix = result.year, result.assumptions

    def which() -> list["Table"]:
        found = sensitivity(
            index,
            year,
            samples=trial.samples,
            seed=trial.seed,
            assumptions=mix,
            confidence=trial.confidence,
        )
        return [found.table("rank_shift"), found.table("units")]

    def exact() -> list["Table"]:
        bounds = rank_bounds(index, year, amount=_amount(mix))
        return [bounds.table(), stability(index, year).table()]

    def tiers() -> list["Table"]:
        return [tier_stability(index, year, seed=trial.seed).table()]

    def without() -> list["Table"]:
        several = len(result.plan.tree.dimensions) > 1
        dimensions = [leave_one_out(index, year, element="dimension").table()] if several else []
        return [*dimensions, leave_one_out(index, year, element="unit").table()]

    steps: list[Callable[[], list[Table]]] = []
    if trial.samples and set(result.plan.factors) - {"tiers"}:
        steps.append(which)
    if _wants_exact(trial, result) and _not_linear(result) is None:
        steps.append(exact)
    return [*steps, tiers, without]


def _notes(trial: Trial, result: "Uncertainty") -> list[Finding]:
    why, units = _not_linear(result), len(result.index.units)
    if why is not None:
        return [] if trial.exact is False else [Finding("N_NO_EXACT_LIMITS", details={"why": why})]
    late = trial.exact is None and not _wants_exact(trial, result)
    return [Finding("N_EXACT_NOT_ASKED", details={"count": units})] if late else []


def _wants_exact(trial: Trial, result: "Uncertainty") -> bool:
    return len(result.index.units) <= _MANY if trial.exact is None else trial.exact


def _amount(mix: "Assumptions") -> float | None:
    """Return the share by which weights may be wrong in the draws, where they have such a limit."""
    from ii_index.model.assumptions import DirichletWeights, PerturbedWeights

    match mix.weights:
        case PerturbedWeights(amount=amount):
            return amount
        case DirichletWeights():
            return None
        case _:
            return 0.25


def _not_linear(result: "Uncertainty") -> "Name | None":
    """Say why weights do not enter the index through one mean, so that there are no exact limits."""
    from ii_index.analysis.robustness.linear_view import not_linear

    return not_linear(result.index, result.year)
