"""What becomes of outliers: one record a kind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ii_index._typing import FloatArray
from ii_index.construction.methods import own
from ii_index.model.framework import Framework
from ii_index.model.node import Node
from ii_index.model.recipe import Recipe
from ii_index.model.steps.treatment import (
    NoTreatment,
    OwnTreatment,
    Treatment,
    Winsorise,
    WinsoriseAtPercentiles,
)


@dataclass(frozen=True, eq=False, slots=True)
class TreatmentMethod:
    """A treatment.

    Attributes
    ----------
    reference : str
        Where the rule stands.
    fit : callable or None
        ``(values, step) -> (floor, ceiling, log_from, log_to)``, each of shape (..., 1, indicators), for values of
        shape (..., rows, units, indicators); None changes nothing.
    word : bool
        Whether the command line offers it.
    """

    reference: str
    fit: Callable[[FloatArray, Any], tuple[FloatArray, FloatArray, FloatArray, FloatArray]] | None = None
    word: bool = True


Limits = tuple[FloatArray, FloatArray, FloatArray, FloatArray]


def _winsorise(values: FloatArray, step: Winsorise) -> Limits:
    from ii_index.kernels import treatment

    floor, ceiling = treatment.winsorising_limits(
        values,
        max_points=step.max_points,
        skewness=step.skewness,
        kurtosis=step.kurtosis,
        force=step.force,
    )
    return floor, ceiling, np.full_like(floor, np.nan), np.full_like(floor, np.nan)


def _winsorise_then_log(values: FloatArray, step: Winsorise) -> Limits:
    from ii_index.kernels import treatment

    floor, ceiling, *_ = _winsorise(values, step)
    pulled = np.clip(values, floor, ceiling)
    ends = treatment.logarithm_ends(values, pulled, skewness=step.skewness, kurtosis=step.kurtosis)
    return floor, ceiling, *ends


def _at_percentiles(values: FloatArray, step: WinsoriseAtPercentiles) -> Limits:
    from ii_index.kernels.quantiles import quantile

    floor, ceiling = quantile(values, step.lower / 100), quantile(values, step.upper / 100)
    return floor, ceiling, np.full_like(floor, np.nan), np.full_like(floor, np.nan)


def _by_own_function(values: FloatArray, step: OwnTreatment) -> Limits:
    floor, ceiling = own.limits(step.function, values)
    return floor, ceiling, np.full_like(floor, np.nan), np.full_like(floor, np.nan)


_COIN = "JRC COIN Tool; Becker and others (2022), COINr, Journal of Open Source Software 7(78), 4567"

_HANDBOOK = "OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5"

TREATMENTS: dict[str, TreatmentMethod] = {
    "none": TreatmentMethod("outliers stay as they are"),
    "winsorise": TreatmentMethod(_COIN, _winsorise),
    "winsorise_then_log": TreatmentMethod(_COIN, _winsorise_then_log),
    "winsorise_percentiles": TreatmentMethod(_HANDBOOK, _at_percentiles),
    "call": TreatmentMethod(own.REFERENCE, _by_own_function, word=False),
}


def treatment_for(leaf: Node, recipe: Recipe) -> Treatment:
    """Return how an indicator is treated: as it says, else as the recipe does; constants are left alone."""
    return NoTreatment() if leaf.constant is not None else leaf.treatment or recipe.treatment


def treats(leaf: Node, recipe: Recipe) -> bool:
    """Whether an indicator's outliers may be changed."""
    return treatment_of(treatment_for(leaf, recipe)).fit is not None


def treats_any(framework: Framework, recipe: Recipe) -> bool:
    """Whether any indicator's outliers may be changed; where none has a rule of its own, the recipe's decides."""
    if "treatment" in framework.leaf_fields:
        return any(treats(leaf, recipe) for leaf in framework.leaves)
    return treatment_of(recipe.treatment).fit is not None


def treatment_of(step: Treatment) -> TreatmentMethod:
    """Return the record of a step's kind."""
    return TREATMENTS[step.kind]
