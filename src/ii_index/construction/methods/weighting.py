"""Where weights come from: one record a kind."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from ii_index._typing import FloatArray
from ii_index.construction.weights import (
    Weights,
    equal_weights,
    framework_weights,
    given_weights,
    nested_weights,
)
from ii_index.errors import Finding, WeightsError
from ii_index.model.framework import Framework
from ii_index.model.recipe import Weighting

Weigh = Callable[[Framework, Any, FloatArray], Weights]


@dataclass(frozen=True, eq=False, slots=True)
class WeightingMethod:
    """A weighting.

    Attributes
    ----------
    weigh : callable
        ``(framework, step, values) -> Weights``; values are prepared, of shape (years, units, indicators).
    reference : str
        Where the rule stands.
    from_data : bool
        Whether the weights change with the values.
    is_own : bool
        Whether they are the framework's, so that a study need not name them.
    is_declared : bool
        Whether weights that the framework declares enter, by year where it gives them by year.
    word : bool
        Whether the command line offers it by its name.
    """

    weigh: Weigh
    reference: str
    from_data: bool = False
    is_own: bool = False
    is_declared: bool = False
    word: bool = True


def data_driven(rule: str, reference: str) -> WeightingMethod:
    """Make a record of a rule of :mod:`~ii_index.kernels.weighting.objective_weights`, over all years together."""

    def weigh(framework: Framework, step: Any, values: FloatArray) -> Weights:  # noqa: ANN401 - its kind is enough
        from ii_index.kernels.weighting import objective_weights

        table = values.reshape(-1, values.shape[-1])
        direction = np.array([leaf.sign for leaf in framework.leaves])
        try:
            vector: FloatArray = getattr(objective_weights, rule)(table, direction=direction)
        except ValueError as error:
            details = {"kind": step.kind, "reason": str(error)}
            raise WeightsError(Finding("E_WEIGHTS_FROM_DATA", details=details)) from None
        ids = [leaf.id for leaf in framework.leaves]
        return nested_weights(framework, dict(zip(ids, vector.tolist(), strict=True)), step.kind)

    return WeightingMethod(weigh, reference, from_data=True)


WEIGHTINGS: dict[str, WeightingMethod] = {
    "framework": WeightingMethod(
        lambda framework, step, values: framework_weights(framework),  # noqa: ARG005 - as every weighting is asked
        "the framework's reference",
        is_own=True,
        is_declared=True,
    ),
    "equal": WeightingMethod(
        lambda framework, step, values: equal_weights(framework),  # noqa: ARG005 - as every weighting is asked
        "OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 6",
    ),
    "entropy": data_driven("entropy", "Zeleny (1982), Multiple Criteria Decision Making"),
    "critic": data_driven(
        "critic", "Diakoulaki and others (1995), Computers & Operations Research 22, 763–770"
    ),
    "standard_deviation": data_driven(
        "standard_deviation", "Rao and Patel (2010), Materials & Design 31, 4738–4747"
    ),
    "coefficient_of_variation": data_driven("coefficient_of_variation", "standard deviation over mean"),
    "pca": data_driven("pca", "OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 6"),
    "merec": data_driven("merec", "Keshavarz-Ghorabaee and others (2021), Symmetry 13, 525"),
    "cilos": data_driven(
        "cilos", "Zavadskas and Podvezko (2016), Int. J. Inf. Technol. Decis. Mak. 15, 267–283"
    ),
    "idocriw": data_driven(
        "idocriw", "Zavadskas and Podvezko (2016), Int. J. Inf. Technol. Decis. Mak. 15, 267–283"
    ),
    "given": WeightingMethod(
        lambda framework, step, values: given_weights(framework, step),  # noqa: ARG005 - as every weighting is asked
        "whoever gives them",
        is_declared=True,
        word=False,
    ),
}
"""By kind; those that the command line offers come in the order in which it offers them."""


def weighting_of(step: Weighting) -> WeightingMethod:
    """Return the record of a step's kind."""
    return WEIGHTINGS[step.kind]


def weights_of(
    framework: Framework, weighting: Weighting, values: FloatArray, years: Sequence[int] = ()
) -> Weights:
    """Return the weights a recipe asks for.

    Parameters
    ----------
    framework : Framework
    weighting : Weighting
    values : FloatArray, shape (years, units, indicators)
        Prepared values, for weights that come from the data.
    years : sequence of int
        Years of the values; where the framework gives weights by year, each has its own.

    Raises
    ------
    WeightsError
        Weights that do not fit the framework, or values that the rule cannot take.
    """
    method = weighting_of(weighting)
    if not framework.weights_change or not method.is_declared:
        return method.weigh(framework, weighting, values)
    by_year: dict[int, Weights] = {}
    faults: list[Finding] = []
    for year in years:
        try:
            by_year[year] = method.weigh(framework.in_year(year), weighting, values)
        except WeightsError as error:
            faults += [replace(finding, year=year) for finding in error.findings]
    if faults:
        raise WeightsError(faults)
    return replace(by_year[years[-1]], by_year=MappingProxyType(by_year))
