"""Weights from data when the data are uncertain: when they can be taken anew in every draw, and when they are held."""

from collections.abc import Iterator

from ii_index.construction.methods.weighting import weighting_of
from ii_index.construction.results import CompositeIndex
from ii_index.errors import Finding
from ii_index.model.assumptions import Assumptions, BenefitOfTheDoubt, RecomputedWeights


def unfit(index: CompositeIndex, assumptions: Assumptions) -> Iterator[Finding]:
    """Yield why weights cannot be taken anew from the data of every draw.

    Parameters
    ----------
    index : CompositeIndex
    assumptions : Assumptions
    """
    if not isinstance(assumptions.weights, RecomputedWeights):
        return
    step = index.recipe.weighting
    if not weighting_of(step).from_data:
        yield Finding("E_RECOMPUTED_WEIGHTS", details={"title": step.title})
        return
    for part in ("indicator", "dimension"):
        if part in assumptions.leave_out:
            yield Finding("E_RECOMPUTED_WITH", found=f"leave_out: {part}")
    if any(isinstance(option, BenefitOfTheDoubt) for option in assumptions.aggregation):
        yield Finding("E_RECOMPUTED_WITH", found="aggregation: benefit_of_the_doubt")
    if assumptions.aggregation and step.looks_at_parents:
        yield Finding("E_RECOMPUTED_WITH", found="aggregation (within: all_parents)")
    if not _changes_data(assumptions):
        yield Finding("E_RECOMPUTED_NOTHING")


def held(index: CompositeIndex, assumptions: Assumptions) -> Iterator[Finding]:
    """Say that weights from data stay as they are while the data change."""
    if (
        _changes_data(assumptions)
        and weighting_of(index.recipe.weighting).from_data
        and not isinstance(assumptions.weights, RecomputedWeights)
    ):
        yield Finding("N_WEIGHTS_HELD", details={"title": index.recipe.weighting.title})


def _changes_data(assumptions: Assumptions) -> bool:
    """Whether draws differ in what a rule for weights is given."""
    return bool(
        assumptions.noise
        or "unit" in assumptions.leave_out
        or assumptions.imputation
        or assumptions.treatment
    )
