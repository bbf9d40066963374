"""What COINr calls the steps that its functions repeat; none of the others is written for it.

References
----------
Becker et al. (2022), Journal of Open Source Software 7(78), 4567; COINr's manual of ``Normalise`` and ``Aggregate``.
"""

from typing import NamedTuple

from ii_index.construction.methods.imputation import imputation_of
from ii_index.construction.methods.treatment import treatment_of
from ii_index.model.recipe import Recipe
from ii_index.model.steps.aggregation import AggregationStep
from ii_index.model.steps.normalisation import MinMax, Normalisation

_MEANS = {"arithmetic": "a_amean", "geometric": "a_gmean", "harmonic": "a_hmean"}


class MinMaxForCoinr(NamedTuple):
    """Arguments of COINr's ``n_minmax``: the range, and whether every year has bounds of its own."""

    low: float
    high: float
    by_year: bool


def normalisation_for_coinr(step: Normalisation) -> MinMaxForCoinr | None:
    """Return what COINr is to be told of a normalisation; None where it has no such one."""
    if not isinstance(step, MinMax) or step.bounds not in {None, "pooled", "year"}:
        return None
    return MinMaxForCoinr(*step.range, by_year=step.bounds == "year")


def mean_for_coinr(step: AggregationStep) -> str | None:
    """Return COINr's function for an aggregation; None where it has none that is the same."""
    return _MEANS.get(step.kind)


def unrepeated_preparation(recipe: Recipe) -> list[str]:
    """Name the steps before normalisation that COINr is not asked to repeat."""
    gaps = imputation_of(recipe.imputation)
    found = [f"imputation: {recipe.imputation.kind}"] if gaps.fill is not None or gaps.in_rows else []
    if treatment_of(recipe.treatment).fit is not None:
        found.append(f"treatment: {recipe.treatment.kind}")
    return found
