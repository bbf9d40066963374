"""Aggregations: one record a kind."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal, TypeAlias

import numpy as np

from ii_index._typing import BoolArray, FloatArray
from ii_index.construction.methods import own
from ii_index.construction.methods.marks import Marks, common
from ii_index.construction.methods.normalisation import normalisation_of
from ii_index.kernels import aggregation as kernels
from ii_index.kernels.aggregation import operators
from ii_index.kernels.robustness.means_of_draws import Step as DrawnMean
from ii_index.model.names import Name
from ii_index.model.steps.aggregation import AggregationStep, MazziottaPareto, PowerMean
from ii_index.model.steps.normalisation import MinMax, Normalisation, ZScore

Scope: TypeAlias = Literal["pooled", "year"] | int
ZERO = 1e-12
"""Of a full mark: a score as small counts as zero."""


@dataclass(frozen=True, eq=False, slots=True)
class Siblings:
    """What one node is made of.

    Attributes
    ----------
    values : FloatArray, shape (..., units, k)
        Scores of the children, NaN where one is missing; an axis of years before the units, where there is one.
    weights : FloatArray, shape (k,), or (..., 1, k) for every year or draw
        Shares or multipliers; 0 where a child takes no part.
    step : AggregationStep
    marks : sequence of Marks
        Scales of the children.
    scope : {"pooled", "year"} or int
        Years over which the best and the worst are taken; a number is the position of one.
    drawn : bool
        Whether weights are drawn: then sums may be taken in any order.
    """

    values: FloatArray
    weights: FloatArray
    step: Any
    marks: Sequence[Marks]
    scope: Scope = "pooled"
    drawn: bool = False

    @property
    def full(self) -> FloatArray:
        """Full marks of the children, shape (k,)."""
        return np.array([mark.full for mark in self.marks])

    @property
    def part(self) -> BoolArray:
        """Which children have a weight and a score."""
        return operators.taking_part(self.values, self.weights)

    def each_year(self, mean: Callable[[FloatArray, FloatArray], FloatArray]) -> FloatArray:
        """Take a mean that knows one set of weights, or one a year."""
        if self.weights.ndim == 1:
            return mean(self.values, self.weights)
        return np.stack([mean(part, w[0]) for part, w in zip(self.values, self.weights, strict=True)])


Apply = Callable[[FloatArray, FloatArray | kernels.Shares, Any], FloatArray]
Combine = Callable[[Siblings], FloatArray]
Refuses = Callable[[Siblings], BoolArray | None]


def _takes_all(siblings: Siblings) -> None:
    del siblings


def _same_marks(siblings: Siblings) -> Marks:
    """Return the children's scale; where they have several, from 0 to the mean of their full marks."""
    shared = common(siblings.marks)
    if shared is not None:
        return shared
    shares = siblings.weights / siblings.weights.sum()
    kind: Literal["values", "range"] = "values" if _are_values(siblings.marks) else "range"
    return Marks(float(siblings.full @ shares), 0.0, kind)


def _first_marks(siblings: Siblings) -> Marks:
    kind: Literal["values", "range"] = "values" if _are_values(siblings.marks) else "range"
    return Marks(siblings.marks[0].full, 0.0, kind)


def _sum_marks(siblings: Siblings) -> Marks:
    shared = common(siblings.marks)
    full = float(siblings.full @ siblings.weights)
    if shared is None:
        return Marks(full, 0.0, "values" if _are_values(siblings.marks) else "range")
    if shared.kind == "centred":
        return Marks(full, shared.low * float(siblings.weights.sum()), "centred")
    return Marks(full, shared.low * float(siblings.weights.sum()), shared.kind)


def _are_values(marks: Sequence[Marks]) -> bool:
    return any(mark.kind == "values" for mark in marks)


@dataclass(frozen=True, eq=False, slots=True)
class AggregationMethod:
    """An aggregation.

    Attributes
    ----------
    combine : callable
        ``siblings -> scores`` of shape (..., units): under one set of weights, or one a year or draw.
    reference : str
        Where the formula stands.
    apply : callable or None
        ``(scores, weights, step) -> score`` of a mean: scores of shape (..., k), NaN left out and the other weights
        renormalised; weights of shape (k,) or (k, m), a whole level; ValueError for scores it cannot take.
    drawn : callable
        ``step -> DrawnMean``: the same mean as the draws and the decomposition take it; None where it is no such mean.
    refuses : callable
        ``siblings -> mask`` of the scores that it cannot take; None where it takes all.
    marks : callable
        ``siblings -> Marks``, the scale of the result.
    normalisation : Normalisation or None
        What the indicators are normalised by in the paper that defines it; the command line brings it.
    needs_positive : bool
        Whether it exists only for positive scores.
    is_linear : bool
        Whether the total is a weighted sum of what it is made of, so that contributions are shares of it.
    has_power_form : bool
        Whether it is a power mean, for which exact rank bounds exist.
    of_unit_set : bool
        Whether a unit's score depends on the other units' scores.
    needs_all : bool
        Whether a unit that lacks a child has no score, however much of the weight it has.
    of_two : bool
        Whether it takes exactly two children.
    exponent : float or None
        Of a power mean, where its kind says which.
    is_sum : bool
        Whether each child adds its score times its multiplier.
    signs : callable or None
        ``children -> exponents`` of a product of powers, which logarithms make a sum of.
    among : callable or None
        ``(siblings, values of all) -> scores`` where best and worst are those of other values than the siblings'.
    alone : callable or None
        ``(scores, scores of the others, step) -> scores``, shapes (rows, children), (units, children) and (rows,):
        what one unit would get for each row of scores while all others are as they are, where that is quicker than
        to make everybody's anew.
    fault : str
        Code of the finding for scores that it refuses.
    word : bool
        Whether the command line offers it.
    on_page : bool
        Whether the page's what-if takes it for the dimensions.
    formula : callable or None
        ``step -> (outer, inner)``, the workbook's formula: ``outer`` holds ``{arithmetic}`` and ``{mean}``, the
        weighted mean of ``inner``, in which ``{cell}`` is a score; and ``{sum}``, ``{product}``, ``{first}``,
        ``{second}``, ``{smallest}``, ``{largest}``, ``{full}`` for what is no mean.
    no_formula : Name or None
        Why there is none.
    """

    combine: Combine
    reference: str
    apply: Apply | None = None
    drawn: Callable[[Any], DrawnMean | None] = lambda step: None  # noqa: ARG005 - no mean that draws know
    refuses: Refuses = _takes_all
    marks: Callable[[Siblings], Marks] = _same_marks
    normalisation: Normalisation | None = None
    needs_positive: bool = True
    is_linear: bool = False
    has_power_form: bool = False
    of_unit_set: bool = False
    needs_all: bool = False
    of_two: bool = False
    is_sum: bool = False
    exponent: float | None = None
    signs: Callable[[int], FloatArray] | None = None
    among: Callable[[Siblings, FloatArray], FloatArray] | None = None
    alone: Callable[[FloatArray, FloatArray, Any], FloatArray] | None = None
    fault: str = "E_MEAN_NOT_POSITIVE"
    word: bool = True
    on_page: bool = False
    formula: Callable[[Any], tuple[str, str]] | None = None
    no_formula: Name | None = None

    @staticmethod
    def penalty_of(step: Any) -> Literal[-1, 1]:  # noqa: ANN401 - its record knows the kind
        """Return the sign of the penalty of a Mazziotta–Pareto index."""
        return _penalty(step)


def _power_combined(siblings: Siblings, exponent: float) -> FloatArray:
    if np.isinf(exponent):
        return _extremes(siblings, largest=exponent > 0)
    values, makes_zero = siblings.values, None
    if exponent <= 0 and siblings.step.zeros == "zero":
        small = siblings.part & (np.abs(values) <= ZERO * siblings.full)
        makes_zero = small.any(axis=-1)
        values = np.where(small, 1.0, values)
    elif exponent > 0 and exponent != 1:
        values = _not_below_zero(siblings)
    if siblings.drawn:
        mean = operators.drawn_mean(values, siblings.weights, exponent)
    else:
        part = Siblings(values, siblings.weights, siblings.step, siblings.marks)
        mean = part.each_year(lambda scores, weights: _of_those_weighted(scores, weights, exponent))
    return mean if makes_zero is None else np.where(makes_zero, 0.0, mean)


def _of_those_weighted(scores: FloatArray, weights: FloatArray, exponent: float) -> FloatArray:
    """Take a power mean of the children with a weight: the others may have no such power."""
    counted = weights > 0
    return kernels.power_mean(scores[..., counted], weights[counted], exponent)


def _no_power(siblings: Siblings, exponent: float) -> BoolArray | None:
    if exponent == 1 or np.isinf(exponent):
        return None
    least = ZERO * siblings.full
    if exponent > 0 or siblings.step.zeros == "zero":
        return siblings.part & (siblings.values < -least)
    return siblings.part & (siblings.values <= least)


def _not_below_zero(siblings: Siblings) -> FloatArray:
    """Return the scores, 0 where rounding alone put one below it: what is not refused is taken."""
    values = siblings.values
    return np.where((values < 0) & (values >= -ZERO * siblings.full), 0.0, values)


def _extremes(siblings: Siblings, *, largest: bool) -> FloatArray:
    return operators.extreme(siblings.values, siblings.weights, largest=largest)


def _weighted_median(siblings: Siblings) -> FloatArray:
    return operators.lower_median(siblings.values, siblings.weights)


def _summed(siblings: Siblings) -> FloatArray:
    return operators.multiplied_sum(siblings.values, siblings.weights)


def _product(siblings: Siblings) -> FloatArray:
    shares = siblings.values / siblings.full
    return siblings.marks[0].full * operators.multiplied_product(shares, siblings.weights)


def _ratio(siblings: Siblings) -> FloatArray:
    """Divide; without one of the two there is no ratio."""
    shares = siblings.values / siblings.full
    whole = (siblings.weights > 0).all(axis=-1)
    made = siblings.marks[0].full * operators.multiplied_ratio(shares, siblings.weights)
    return np.where(whole, made, np.nan)


def _nothing_to_divide_by(siblings: Siblings) -> BoolArray:
    second = np.arange(len(siblings.full)) == 1
    return np.asarray(siblings.part & second & (siblings.values <= ZERO * siblings.full))


def _mazziotta_combined(siblings: Siblings) -> FloatArray:
    penalty = _penalty(siblings.step)
    if not siblings.drawn:
        return siblings.each_year(
            lambda scores, weights: kernels.mazziotta_pareto(
                scores[..., weights > 0], weights[weights > 0], penalty=penalty
            )
        )
    mean = operators.drawn_mean(siblings.values, siblings.weights, 1)
    squares = operators.drawn_mean((siblings.values - mean[..., np.newaxis]) ** 2, siblings.weights, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(mean > 0, mean + penalty * squares / mean, np.nan)


def _mean_not_positive(siblings: Siblings) -> BoolArray:
    mean = operators.drawn_mean(siblings.values, siblings.weights, 1)
    return np.asarray(siblings.part & (mean <= 0)[..., np.newaxis])


def _best_and_worst(siblings: Siblings, values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the ideal and the anti-ideal score of every child over the years of the bounds."""
    if siblings.step.ideal == "scale":
        return siblings.full, np.array([mark.low if mark.kind == "range" else 0.0 for mark in siblings.marks])
    axis = -2 if siblings.scope == "year" else (-3, -2)
    if isinstance(siblings.scope, int):
        values = values[..., [siblings.scope], :, :]
    if values.ndim == 2:
        axis = -2
    return np.fmax.reduce(values, axis=axis, keepdims=True), np.fmin.reduce(values, axis=axis, keepdims=True)


def _topsis(siblings: Siblings, everybody: FloatArray) -> FloatArray:
    best, worst = _best_and_worst(siblings, everybody)
    close = operators.topsis(siblings.values, siblings.weights, best, worst)
    return siblings.marks[0].full * close


def _copeland(siblings: Siblings) -> FloatArray:
    return 100.0 * operators.copeland(siblings.values, siblings.weights)


def _own_best(siblings: Siblings) -> FloatArray:
    """Score every year's units by their own best weights; a unit that lacks a child is left out."""
    shape = np.broadcast_shapes(
        siblings.values.shape, (*siblings.weights.shape[:-1], siblings.values.shape[-1])
    )
    kept = np.broadcast_to(siblings.weights > 0, shape)[..., 0, :].reshape(-1, shape[-1])
    tables = np.broadcast_to(_not_below_zero(siblings), shape).reshape(-1, *shape[-2:])
    made: dict[bytes, FloatArray] = {}
    rows: list[FloatArray] = []
    for table, counted in zip(tables, kept, strict=True):
        key = table.tobytes() + counted.tobytes()
        if key not in made:
            made[key] = _own_best_of(table[:, counted], siblings.step)
        rows.append(made[key])
    return 100.0 * np.array(rows).reshape(shape[:-1])


def _own_best_of(table: FloatArray, step: Any) -> FloatArray:  # noqa: ANN401 - its record knows the kind
    from ii_index.kernels.aggregation.benefit_of_the_doubt import benefit_of_the_doubt

    scores = np.where(np.isnan(table).any(axis=-1), np.nan, 0.0)
    judged = (scores == 0) & table.any(axis=-1)
    if judged.any():
        scores[judged] = benefit_of_the_doubt(
            table[judged], least_share=step.least_share, largest_share=step.largest_share
        )
    return scores


def _own_best_alone(values: FloatArray, others: FloatArray, step: Any) -> FloatArray:  # noqa: ANN401 - its record knows the kind
    from ii_index.kernels.aggregation.benefit_of_the_doubt import benefit_among

    scores = np.where(np.isnan(values).any(axis=-1), np.nan, 0.0)
    judged = (scores == 0) & (values > 0).any(axis=-1)
    if judged.any():
        scores[judged] = 100.0 * benefit_among(
            np.maximum(values[judged], 0.0),
            np.maximum(others[~np.isnan(others).any(axis=-1)], 0.0),
            least_share=step.least_share,
            largest_share=step.largest_share,
        )
    return scores


def _by_own_function(siblings: Siblings) -> FloatArray:
    values, weights = siblings.values, siblings.weights
    function, tried = siblings.step.function, not siblings.drawn
    if weights.ndim == 1:
        return own.aggregated(function, values, weights, tried=tried)
    shape = np.broadcast_shapes(values.shape, (*weights.shape[:-1], values.shape[-1]))
    tables = np.broadcast_to(values, shape).reshape(-1, *shape[-2:])
    shares = np.broadcast_to(weights[..., :1, :], (*shape[:-2], 1, shape[-1])).reshape(-1, shape[-1])
    made = [own.aggregated(function, *pair, tried=tried) for pair in zip(tables, shares, strict=True)]
    return np.array(made).reshape(shape[:-1])


def _below_zero(siblings: Siblings) -> BoolArray:
    return np.asarray(siblings.part & (siblings.values < -ZERO * siblings.full))


def _power(scores: FloatArray, weights: FloatArray | kernels.Shares, step: PowerMean) -> FloatArray:
    return kernels.power_mean(scores, weights, step.exponent)


def _if_refused(step: Any, exponent: float) -> DrawnMean | None:  # noqa: ANN401 - each record knows its own kind
    """Return the mean as draws take it; none where a zero makes it zero, or it is an extreme."""
    return None if step.zeros == "zero" or np.isinf(exponent) else DrawnMean(exponent)


def _power_formula(step: PowerMean) -> tuple[str, str]:
    if np.isinf(step.exponent):
        return ("{largest}" if step.exponent > 0 else "{smallest}"), "{cell}"
    if step.exponent == 0:
        return _or_zero(step, _GEOMETRIC)
    return _or_zero(step, (f"({{mean}})^{1 / step.exponent!r}", f"{{cell}}^{step.exponent!r}"))


def _or_zero(step: Any, formula: tuple[str, str]) -> tuple[str, str]:  # noqa: ANN401 - each record knows its own kind
    """Let a zero among the scores make the mean zero, where the step says so."""
    outer, inner = formula
    if step.zeros != "zero" or (step.kind == "power" and step.exponent > 0):
        return formula
    return f"IF({{zeros}}>0,0,{outer})", inner


def _penalty(step: MazziottaPareto) -> Literal[-1, 1]:
    return -1 if step.penalty == "downward" else 1


def _mazziotta_pareto(
    scores: FloatArray, weights: FloatArray | kernels.Shares, step: MazziottaPareto
) -> FloatArray:
    return kernels.mazziotta_pareto(scores, weights, penalty=_penalty(step))


def _mazziotta_pareto_formula(step: MazziottaPareto) -> tuple[str, str]:
    sign = "-" if step.penalty == "downward" else "+"
    return f"{{arithmetic}}{sign}{{mean}}/({{arithmetic}})", "({cell}-{arithmetic})^2"


_HANDBOOK = "OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 6"
_GEOMETRIC = "EXP({mean})", "LN({cell})"
_UNIT_SET = Name(
    zh="得分取决于其余全部地区，一个单元格的公式写不出", en="the score depends on every other unit's cells"
)
_SORTED = Name(
    zh="加权中位数须先排序，一个单元格的公式写不出", en="a weighted median needs the scores sorted"
)
_mazziotta = AggregationMethod(
    combine=_mazziotta_combined,
    apply=_mazziotta_pareto,
    reference="Mazziotta and Pareto (2013), Rivista Italiana di Economia Demografia e Statistica 67(2)",
    drawn=lambda step: DrawnMean(penalty=_penalty(step)),
    normalisation=ZScore(kind="z_score", mean=100, sd=10, divisor="n"),
    refuses=_mean_not_positive,
    fault="E_MPI_NOT_POSITIVE",
    formula=_mazziotta_pareto_formula,
)

AGGREGATIONS: dict[str, AggregationMethod] = {
    "arithmetic": AggregationMethod(
        combine=partial(_power_combined, exponent=1.0),
        exponent=1.0,
        apply=lambda scores, weights, _: kernels.arithmetic_mean(scores, weights),
        reference=_HANDBOOK,
        drawn=lambda _: DrawnMean(1.0),
        needs_positive=False,
        is_linear=True,
        has_power_form=True,
        on_page=True,
        formula=lambda _: ("{arithmetic}", "{cell}"),
    ),
    "geometric": AggregationMethod(
        combine=partial(_power_combined, exponent=0.0),
        exponent=0.0,
        apply=lambda scores, weights, _: kernels.geometric_mean(scores, weights),
        reference=_HANDBOOK,
        drawn=lambda step: _if_refused(step, 0.0),
        refuses=partial(_no_power, exponent=0.0),
        has_power_form=True,
        on_page=True,
        formula=lambda step: _or_zero(step, _GEOMETRIC),
    ),
    "harmonic": AggregationMethod(
        combine=partial(_power_combined, exponent=-1.0),
        exponent=-1.0,
        apply=lambda scores, weights, _: kernels.harmonic_mean(scores, weights),
        reference=_HANDBOOK,
        drawn=lambda step: _if_refused(step, -1.0),
        refuses=partial(_no_power, exponent=-1.0),
        has_power_form=True,
        formula=lambda step: _or_zero(step, ("1/({mean})", "1/{cell}")),
    ),
    "mazziotta_pareto": _mazziotta,
    "adjusted_mazziotta_pareto": replace(
        _mazziotta,
        normalisation=MinMax(range=(70, 130), centre="mean"),
        fault="E_AMPI_NOT_POSITIVE",
        reference="Mazziotta and Pareto (2016), Social Indicators Research 127, 983–1003",
    ),
    "median": AggregationMethod(
        combine=_weighted_median,
        reference="the lower weighted median, Edgeworth (1888)",
        needs_positive=False,
        no_formula=_SORTED,
    ),
    "minimum": AggregationMethod(
        combine=partial(_extremes, largest=False),
        reference=_HANDBOOK,
        needs_positive=False,
        formula=lambda _: ("{smallest}", "{cell}"),
    ),
    "maximum": AggregationMethod(
        combine=partial(_extremes, largest=True),
        reference=_HANDBOOK,
        needs_positive=False,
        formula=lambda _: ("{largest}", "{cell}"),
    ),
    "sum": AggregationMethod(
        combine=_summed,
        marks=_sum_marks,
        is_sum=True,
        needs_all=True,
        reference=_HANDBOOK,
        needs_positive=False,
        formula=lambda _: ("{sum}", "{cell}"),
    ),
    "product": AggregationMethod(
        combine=_product,
        needs_all=True,
        marks=_first_marks,
        signs=np.ones,
        reference=_HANDBOOK,
        needs_positive=False,
        formula=lambda _: ("{full}*{product}", "{cell}"),
    ),
    "ratio": AggregationMethod(
        combine=_ratio,
        marks=_first_marks,
        reference="UNDP, Human Development Report, technical note 3",
        needs_positive=False,
        refuses=_nothing_to_divide_by,
        needs_all=True,
        of_two=True,
        signs=lambda children: np.array([1.0, -1.0])[:children],
        fault="E_RATIO_NOT_POSITIVE",
        word=False,
        formula=lambda _: ("{full}*{first}/{second}", "{cell}"),
    ),
    "topsis": AggregationMethod(
        combine=lambda siblings: _topsis(siblings, siblings.values),
        among=_topsis,
        marks=lambda siblings: Marks(siblings.marks[0].full),
        reference="Hwang and Yoon (1981), Multiple Attribute Decision Making",
        needs_positive=False,
        of_unit_set=True,
        no_formula=_UNIT_SET,
    ),
    "copeland": AggregationMethod(
        combine=_copeland,
        marks=lambda siblings: Marks(),  # noqa: ARG005 - as every scale is asked
        reference="Copeland (1951); " + _HANDBOOK,
        needs_positive=False,
        of_unit_set=True,
        no_formula=_UNIT_SET,
    ),
    "benefit_of_the_doubt": AggregationMethod(
        combine=_own_best,
        alone=_own_best_alone,
        needs_all=True,
        marks=lambda siblings: Marks(),  # noqa: ARG005 - as every scale is asked
        reference="Melyn and Moesen (1991); Cherchye and others (2008), J. Oper. Res. Soc. 59, 239–251",
        needs_positive=False,
        of_unit_set=True,
        refuses=_below_zero,
        fault="E_BELOW_ZERO",
        no_formula=_UNIT_SET,
    ),
    "power": AggregationMethod(
        combine=lambda siblings: _power_combined(siblings, siblings.step.exponent),
        apply=_power,
        reference=_HANDBOOK,
        drawn=lambda step: _if_refused(step, step.exponent),
        refuses=lambda siblings: _no_power(siblings, siblings.step.exponent),
        has_power_form=True,
        word=False,
        formula=_power_formula,
    ),
    "call": AggregationMethod(
        combine=_by_own_function,
        reference=own.REFERENCE,
        needs_positive=False,
        word=False,
        no_formula=own.NO_FORMULA,
    ),
}
"""By kind; those that the command line offers come in the order in which it offers them."""


def brought_by(method: AggregationMethod, own: Normalisation) -> Normalisation:
    """Return the normalisation that an aggregation brings: its paper's, or the own one on a positive scale."""
    if method.normalisation is not None:
        return method.normalisation
    return normalisation_of(own).on_positive_scale(own) if method.needs_positive else own


def aggregation_of(step: AggregationStep) -> AggregationMethod:
    """Return the record of a step's kind."""
    return AGGREGATIONS[step.kind]
