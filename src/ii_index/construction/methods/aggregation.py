"""Aggregations: one record a kind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ii_index._typing import FloatArray
from ii_index.kernels import aggregation as kernels
from ii_index.kernels.robustness.means_of_draws import Step as DrawnMean
from ii_index.model.names import Name
from ii_index.model.recipe import AggregationStep, MazziottaPareto, PowerMean

Apply = Callable[[FloatArray, FloatArray, Any], FloatArray]


@dataclass(frozen=True, eq=False, slots=True)
class AggregationMethod:
    """An aggregation.

    Attributes
    ----------
    apply : callable
        ``(scores, weights, step) -> score``: scores of shape (..., k), NaN left out and the other weights
        renormalised; weights of shape (k,) or (k, m); ValueError for scores it cannot take.
    reference : str
        Where the formula stands.
    drawn : callable
        ``step -> DrawnMean``: the same mean as the draws and the decomposition take it.
    needs_positive : bool
        Whether it exists only for positive scores.
    is_linear : bool
        Whether the total is a weighted sum of what it is made of, so that contributions are shares of it.
    has_power_form : bool
        Whether it is a power mean, for which exact rank bounds exist.
    fault : str
        Code of the finding for scores that it refuses.
    word : bool
        Whether the command line offers it.
    on_page : bool
        Whether the page's what-if takes it for the dimensions.
    formula : callable or None
        ``step -> (outer, inner)``, the workbook's formula: ``outer`` holds ``{arithmetic}`` and ``{mean}``, the
        weighted mean of ``inner``, in which ``{cell}`` is a score.
    no_formula : Name or None
        Why there is none.
    """

    apply: Apply
    reference: str
    drawn: Callable[[Any], DrawnMean]
    needs_positive: bool = True
    is_linear: bool = False
    has_power_form: bool = True
    fault: str = "E_MEAN_NOT_POSITIVE"
    word: bool = True
    on_page: bool = False
    formula: Callable[[Any], tuple[str, str]] | None = None
    no_formula: Name | None = None


def _power(scores: FloatArray, weights: FloatArray, step: PowerMean) -> FloatArray:
    return kernels.power_mean(scores, weights, step.exponent)


def _power_formula(step: PowerMean) -> tuple[str, str]:
    if step.exponent == 0:
        return _GEOMETRIC
    return f"({{mean}})^{1 / step.exponent!r}", f"{{cell}}^{step.exponent!r}"


def _penalty(step: MazziottaPareto) -> int:
    return -1 if step.penalty == "downward" else 1


def _mazziotta_pareto(scores: FloatArray, weights: FloatArray, step: MazziottaPareto) -> FloatArray:
    return kernels.mazziotta_pareto(scores, weights, penalty=-1 if step.penalty == "downward" else 1)


def _mazziotta_pareto_formula(step: MazziottaPareto) -> tuple[str, str]:
    sign = "-" if step.penalty == "downward" else "+"
    return f"{{arithmetic}}{sign}{{mean}}/({{arithmetic}})", "({cell}-{arithmetic})^2"


_HANDBOOK = "OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 6"
_GEOMETRIC = "EXP({mean})", "LN({cell})"

AGGREGATIONS: dict[str, AggregationMethod] = {
    "arithmetic": AggregationMethod(
        apply=lambda scores, weights, _: kernels.arithmetic_mean(scores, weights),
        reference=_HANDBOOK,
        drawn=lambda _: DrawnMean(1.0),
        needs_positive=False,
        is_linear=True,
        on_page=True,
        formula=lambda _: ("{arithmetic}", "{cell}"),
    ),
    "geometric": AggregationMethod(
        apply=lambda scores, weights, _: kernels.geometric_mean(scores, weights),
        reference=_HANDBOOK,
        drawn=lambda _: DrawnMean(0.0),
        on_page=True,
        formula=lambda _: _GEOMETRIC,
    ),
    "harmonic": AggregationMethod(
        apply=lambda scores, weights, _: kernels.harmonic_mean(scores, weights),
        reference=_HANDBOOK,
        drawn=lambda _: DrawnMean(-1.0),
        formula=lambda _: ("1/({mean})", "1/{cell}"),
    ),
    "mazziotta_pareto": AggregationMethod(
        apply=_mazziotta_pareto,
        reference="Mazziotta and Pareto (2016), Social Indicators Research 127, 983–1003",
        drawn=lambda step: DrawnMean(penalty=_penalty(step)),
        has_power_form=False,
        formula=_mazziotta_pareto_formula,
    ),
    "power": AggregationMethod(
        apply=_power,
        reference=_HANDBOOK,
        drawn=lambda step: DrawnMean(step.exponent),
        word=False,
        formula=_power_formula,
    ),
}
"""By kind; those that the command line offers come in the order in which it offers them."""


def aggregation_of(step: AggregationStep) -> AggregationMethod:
    """Return the record of a step's kind."""
    return AGGREGATIONS[step.kind]
