"""Normalisations: one record a kind."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

import numpy as np

from ii_index._typing import FloatArray
from ii_index.construction.methods import own
from ii_index.construction.methods.marks import Marks
from ii_index.errors import Finding
from ii_index.kernels import normalisation as kernels
from ii_index.kernels.normalisation import Bounds, Moments
from ii_index.model.framework import Framework
from ii_index.model.names import Name
from ii_index.model.node import Node
from ii_index.model.panel import Panel
from ii_index.model.periods import within
from ii_index.model.recipe import Recipe
from ii_index.model.steps.normalisation import (
    Goalposts,
    MinMax,
    NoNormalisation,
    Normalisation,
    OwnNormalisation,
    ZScore,
)

_FULL = 100.0  # scores are 0–100 where the formula's are 0–1
POSITIVE_RANGE = (1.0, _FULL)
"""The range of min-max that means of positive values need."""

Axis = int | tuple[int, ...]


class Fitted(NamedTuple):
    """What normalisation took from the data, to be used again on other data.

    Attributes
    ----------
    lower, upper : FloatArray, shape (years or 1, 1, indicators)
        Bounds of the transformed values; NaN where the normalisation takes none.
    mean, sd : FloatArray, shape (years or 1, 1, indicators)
        Moments likewise.
    power : FloatArray, likewise
        Of a Box-Cox transform.
    floor, ceiling : FloatArray, likewise
        What outlier treatment pulled in to; infinite on a side where to nothing.
    log_from, log_to : FloatArray, likewise
        Between what treatment took logarithms; NaN where it took none.
    indicators : tuple of str
        Ids of the indicators, in the order of the last axis.
    kinds : tuple of str
        The normalisation of each.
    years : tuple of int
        The year of each row where every year has its own; empty where one row serves all.
    framework : Framework or None
        What was fitted: with the recipe and the weights it is all that scores other rows (:mod:`ii_index.scale`).
    recipe : Recipe or None
    local : Mapping of str to float or None
        The weight of every node within its parent, as found from the data where the recipe takes them from there.
    """

    lower: FloatArray
    upper: FloatArray
    mean: FloatArray
    sd: FloatArray
    power: FloatArray
    floor: FloatArray
    ceiling: FloatArray
    log_from: FloatArray
    log_to: FloatArray
    indicators: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    framework: Framework | None = None
    recipe: Recipe | None = None
    local: Mapping[str, float] | None = None

    @property
    def numbers(self) -> tuple[FloatArray, ...]:
        """The arrays, without what they are of."""
        return tuple(getattr(self, name) for name in self._fields if name not in _LABELS)

    @classmethod
    def of(cls, numbers: Iterable[FloatArray]) -> "Fitted":
        """Return a fit that does not say of what it is."""
        given: tuple[Any, ...] = tuple(numbers)
        return cls(*given)

    @classmethod
    def nothing(cls, *shape: int) -> "Fitted":
        """Return the fit of a method that takes nothing from the data."""
        return cls.of(np.full((len(cls._fields) - len(_LABELS), *shape), np.nan))

    def after(self, preparation: "Fitted") -> "Fitted":
        """Return the fit with what the preparation before it found."""
        return preparation._replace(lower=self.lower, upper=self.upper, mean=self.mean, sd=self.sd)

    def columns(self, positions: Sequence[int]) -> "Fitted":
        """Return what belongs to some indicators."""
        if len(positions) == self.lower.shape[-1] and list(positions) == list(range(len(positions))):
            return self
        return Fitted.of(part[..., positions] for part in self.numbers)

    def year(self, row: int) -> "Fitted":
        """Return what belongs to one year."""
        return self.rows([row])

    def rows(self, rows: Sequence[int]) -> "Fitted":
        """Return what belongs to some years; one row that serves all years belongs to each."""
        return Fitted.of(part[rows] if len(part) > 1 else part for part in self.numbers)


_LABELS = ("indicators", "kinds", "years", "framework", "recipe", "local")  # the last fields of Fitted


@dataclass(frozen=True, eq=False, slots=True)
class Indicators:
    """The indicators that one step normalises, and what a formula may ask of them.

    Attributes
    ----------
    panel : Panel
    step : Normalisation
        The kind with its parameters.
    leaves : sequence of Node
        As many as the values have columns.
    fitted : Fitted
    """

    panel: Panel
    step: Any
    leaves: Sequence[Node]
    fitted: Fitted

    @property
    def signs(self) -> FloatArray:
        """1 where more is better, −1 where less is; shape (indicators,)."""
        if self.leaves is self.panel.framework.leaves:
            return self.panel.framework.signs
        return np.array([leaf.sign for leaf in self.leaves])

    @property
    def bounds(self) -> Bounds:
        """The fitted bounds."""
        return Bounds(self.fitted.lower, self.fitted.upper)

    @property
    def moments(self) -> Moments:
        """The fitted moments."""
        return Moments(self.fitted.mean, self.fitted.sd)

    def about(self, code: str, leaf: Node, **details: object) -> Finding:
        """Return a finding about one of them."""
        return Finding(code, file=self.panel.source, column=leaf.id, details={"name": leaf.name, **details})


Apply = Callable[[FloatArray, Indicators], FloatArray]
Needs = Callable[[Indicators], list[Finding]]
Refit = Callable[[Fitted, FloatArray, Any, Callable[[int], FloatArray]], Fitted]
Limits = Literal["bounds", "moments", "goalposts", "none"]


def _needs_nothing(indicators: Indicators) -> list[Finding]:
    del indicators
    return []


def _as_it_is(step: Any) -> Normalisation:  # noqa: ANN401 - each record knows its own kind
    same: Normalisation = step
    return same


@dataclass(frozen=True, eq=False, slots=True)
class NormalisationMethod:
    """A normalisation.

    Attributes
    ----------
    apply : callable
        ``(values, indicators) -> scores`` of the same shape, higher the better; ValueError for what the formula
        cannot take.
    reference : str
        Where the formula stands.
    scale : {"ratio", "interval", "ordinal"}
        The scale of measurement that values need.
    fit : callable or None
        ``(values, axis) -> Fitted`` of the years that the step's ``bounds`` name; None takes nothing from the data.
    refit : callable or None
        ``(fitted, sample, step, of_year) -> Fitted``, what the step's parameters make of the fit.
    needs : callable
        Findings for what the formula needs and the framework or the recipe does not say.
    fault : str
        Code of the finding for an indicator that the formula refuses.
    word : bool
        Whether the command line offers it; what has a parameter without a default is for files.
    compared_with : callable or None
        ``(panel, step) -> year`` with whose values the formula compares; such an indicator needs no logarithm.
    limits : {"bounds", "moments", "goalposts", "none"}
        What the workbook shows as limits.
    formula : callable or None
        ``(step, sign) -> text`` of the workbook's formula, with ``{value} {base} {low} {high}`` for cells.
    no_formula : Name or None
        Why there is none.
    keeps_values : bool
        Whether scores are the values themselves, unit of measurement and direction included.
    marks : callable
        ``(step, units) -> Marks``, the scale of the scores.
    full_mark : callable
        ``step -> float``, the largest score of the scale: of it the tolerance of ties is a share.
    on_positive_scale : callable
        The same step with positive scores only, where its parameters allow it.
    from_ideal : bool
        Whether the best bound of a moderate indicator is its ideal, whether or not a unit reaches it.
    """

    apply: Apply
    reference: str
    scale: Literal["ratio", "interval", "ordinal"] = "interval"
    fit: Callable[[FloatArray, Axis], Fitted] | None = None
    refit: Refit | None = None
    needs: Needs = _needs_nothing
    fault: str = "E_NOT_NORMALISED"
    word: bool = True
    compared_with: Callable[[Panel, Any], int] | None = None
    limits: Limits = "none"
    formula: Callable[[Any, int], str] | None = None
    no_formula: Name | None = None
    keeps_values: bool = False
    marks: Callable[[Any, int], Marks] = lambda step, units: Marks()  # noqa: ARG005 - most scores are on 0–100
    full_mark: Callable[[Any], float] = lambda step: _FULL  # noqa: ARG005 - as every scale is asked
    on_positive_scale: Callable[[Any], Normalisation] = _as_it_is
    from_ideal: bool = False


def _fit_bounds(values: FloatArray, axis: Axis) -> Fitted:
    lower, upper = kernels.bounds(values, axis=axis)
    blank = np.full((1, 1, values.shape[-1]), np.nan)
    return Fitted.of([lower, upper, *[blank] * (len(Fitted._fields) - len(_LABELS) - 2)])


def _fit_moments(values: FloatArray, axis: Axis) -> Fitted:
    mean, sd = kernels.moments(values, axis=axis)
    return Fitted.nothing(1, 1, values.shape[-1])._replace(mean=mean, sd=sd)


def _centred(
    fitted: Fitted, sample: FloatArray, step: MinMax, of_year: Callable[[int], FloatArray]
) -> Fitted:
    """Put the mean of the sample, or of a year, into the middle of the bounds."""
    if step.centre is None:
        return fitted
    reference = kernels.moments(sample if step.centre == "mean" else of_year(step.centre)).mean
    half = (fitted.upper - fitted.lower) / 2
    return fitted._replace(lower=reference - half, upper=reference + half)


def _by_n(fitted: Fitted, sample: FloatArray, step: ZScore, of_year: Callable[[int], FloatArray]) -> Fitted:
    """Divide the sum of squares by n where the step says so."""
    del of_year
    if step.divisor == "n-1":
        return fitted
    count = np.add.reduce(~np.isnan(sample), axis=-2, keepdims=True, dtype=np.float64)
    return fitted._replace(sd=fitted.sd * np.sqrt((count - 1) / np.maximum(count, 1)))


def base_year_of(panel: Panel, step: Any) -> int:  # noqa: ANN401 - a base year where the step has one
    """Return the year that is 100: the recipe's, else the framework's, else the first."""
    return getattr(step, "year", None) or panel.framework.base_year or panel.years[0]


def _base_year(values: FloatArray, indicators: Indicators) -> FloatArray:
    rows = within(indicators.panel.years, base_year_of(indicators.panel, indicators.step))
    base = values[..., rows, :, :]
    if len(rows) > 1:
        base = base.sum(axis=-3, keepdims=True) / len(rows)
    return kernels.base_year(values, base, indicators.signs)


def _has_base_year(indicators: Indicators) -> list[Finding]:
    panel, base = indicators.panel, base_year_of(indicators.panel, indicators.step)
    if within(panel.years, base):
        return _are_not(indicators, moderate=True)
    return [Finding("E_NO_BASE_YEAR", file=panel.source, found=str(base), details={"known": panel.years})]


def _min_max(values: FloatArray, indicators: Indicators) -> FloatArray:
    step: MinMax = indicators.step
    return kernels.min_max(
        values,
        indicators.signs,
        bounds=indicators.bounds,
        target_range=step.range,
        constant=step.constant,
    )


def _marks_of_range(step: MinMax | OwnNormalisation, units: int) -> Marks:
    del units
    return Marks(step.range[1], step.range[0])


def _share(sign: int) -> str:
    return "({value}-{low})/({high}-{low})" if sign > 0 else "({high}-{value})/({high}-{low})"


def _min_max_formula(step: MinMax, sign: int) -> str:
    first, last = step.range
    stretched = f"{first!r}+{last - first!r}*{_share(sign)}"
    if step.constant == "refuse":
        return stretched
    return f"IF({{high}}={{low}},{(first + last) / 2!r},{stretched})"


def _min_max_above_zero(step: MinMax) -> MinMax:
    return step if step.range[0] > 0 else step.model_copy(update={"range": POSITIVE_RANGE})


def _goalposts(values: FloatArray, indicators: Indicators) -> FloatArray:
    step: Goalposts = indicators.step
    return kernels.goalposts(
        values, *indicators.bounds, indicators.signs, clip=step.clip, target_range=(0.0, _FULL)
    )


def _have_goalposts(indicators: Indicators) -> list[Finding]:
    """Refuse an indicator without goalposts, and goalposts that are none once percentiles and logarithms are known."""
    lower, upper = indicators.bounds
    faults: list[Finding] = []
    for place, leaf in enumerate(indicators.leaves):
        if leaf.goalposts is None:
            faults.append(indicators.about("E_NO_GOALPOSTS", leaf))
        elif not (lower[..., place] < upper[..., place]).all():
            faults.append(indicators.about("E_GOALPOSTS_OF_DATA", leaf, goalposts=list(leaf.goalposts)))
    return faults + _are_not(indicators, moderate=True)


def _z_score(values: FloatArray, indicators: Indicators) -> FloatArray:
    step: ZScore = indicators.step
    return kernels.z_score(
        values,
        indicators.signs,
        moments=indicators.moments,
        centre=step.mean,
        spread=step.sd,
        constant=step.constant,
    )


def _z_score_formula(step: ZScore, sign: int) -> str:
    spread = f"{step.mean!r}+{sign * step.sd!r}*({{value}}-{{low}})/{{high}}"
    return spread if step.constant == "refuse" else f"IF({{high}}=0,{step.mean!r},{spread})"


def _distance_to_reference(values: FloatArray, indicators: Indicators) -> FloatArray:
    reference = values[..., [indicators.panel.unit_index(indicators.step.reference)], :]
    share = kernels.distance_to_reference(values, reference, indicators.signs, bounds=indicators.bounds)
    return _FULL * (np.minimum(share, 1.0) if indicators.step.cap else share)


def _has_reference(indicators: Indicators) -> list[Finding]:
    if indicators.step.reference is not None:
        return _are_not(indicators, transformed=True)
    return [Finding("E_NO_REFERENCE", file=indicators.panel.source)]


def _distance_to_target(values: FloatArray, indicators: Indicators) -> FloatArray:
    targets = np.array([leaf.target for leaf in indicators.leaves], dtype=np.float64)
    return _FULL * kernels.distance_to_target(
        values, targets, indicators.signs, bounds=indicators.bounds, cap=indicators.step.cap
    )


def _have_targets(indicators: Indicators) -> list[Finding]:
    lacking = [indicators.about("E_NO_TARGET", leaf) for leaf in indicators.leaves if leaf.target is None]
    return lacking or _are_not(indicators, moderate=True, transformed=True)


def _are_not(indicators: Indicators, *, moderate: bool = False, transformed: bool = False) -> list[Finding]:
    """Refuse the indicators that a formula cannot take: those with an ideal, or those on a logarithm's scale."""
    kind = indicators.step.title
    return [
        indicators.about("E_MODERATE" if leaf.best else "E_TRANSFORMED", leaf, kind=kind)
        for leaf in indicators.leaves
        if (moderate and leaf.best is not None) or (transformed and leaf.transform is not None)
    ]


def _are_not_transformed(indicators: Indicators) -> list[Finding]:
    return _are_not(indicators, transformed=True)


def _fraction_of_max(values: FloatArray, indicators: Indicators) -> FloatArray:
    return _FULL * kernels.fraction_of_max(values, indicators.signs, bounds=indicators.bounds)


def _by_own_function(values: FloatArray, indicators: Indicators) -> FloatArray:
    step: OwnNormalisation = indicators.step
    pooled = scope_of(indicators.panel, step) == "pooled"
    return own.normalised(step.function, values, indicators.signs, together=pooled)


_HANDBOOK = "OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5, table 3"
_ORDER = Name(
    zh="名次取决于其余全部地区，一个单元格的公式写不出", en="a rank depends on every other unit's cell"
)
_DISTANCE = Name(
    zh="距离取决于参照地区或目标，工作簿不另设单元格", en="the reference or target has no cell of its own"
)
_fitted_by_bounds = NormalisationMethod(
    apply=_min_max,
    reference=_HANDBOOK,
    fit=_fit_bounds,
    limits="bounds",
    fault="E_CONSTANT_INDICATOR",
    refit=_centred,
    formula=_min_max_formula,
    marks=_marks_of_range,
    full_mark=lambda step: max(map(abs, step.range)),
    on_positive_scale=_min_max_above_zero,
    from_ideal=True,
)


def _hundred(step: object, units: int) -> Marks:  # noqa: ARG001 - as every scale is asked
    return Marks()


def _of_hundred(step: object) -> float:  # noqa: ARG001 - as every scale is asked
    return _FULL


_by_distance = replace(
    _fitted_by_bounds,
    fault="E_GOAL_OUT_OF_REACH",
    formula=None,
    no_formula=_DISTANCE,
    refit=None,
    marks=_hundred,
    full_mark=_of_hundred,
    on_positive_scale=_as_it_is,
    from_ideal=False,
)

NORMALISATIONS: dict[str, NormalisationMethod] = {
    "min_max": _fitted_by_bounds,
    "z_score": NormalisationMethod(
        apply=_z_score,
        reference=_HANDBOOK,
        fit=_fit_moments,
        refit=_by_n,
        limits="moments",
        fault="E_CONSTANT_INDICATOR",
        formula=_z_score_formula,
        marks=lambda step, units: Marks(step.mean if step.mean > 0 else 1.0, step.mean, "centred"),  # noqa: ARG005 - as every scale is asked
        full_mark=lambda step: max(abs(step.mean), step.sd),
    ),
    "rank": NormalisationMethod(
        apply=lambda values, indicators: kernels.rank(values, indicators.signs),
        reference=_HANDBOOK,
        scale="ordinal",
        no_formula=_ORDER,
        marks=lambda step, units: Marks(float(units), 1.0),  # noqa: ARG005 - as every scale is asked
    ),
    "percentile_rank": NormalisationMethod(
        apply=lambda values, indicators: _FULL * kernels.percentile_rank(values, indicators.signs),
        reference=_HANDBOOK,
        scale="ordinal",
        fault="E_SINGLE_VALUE",
        no_formula=_ORDER,
    ),
    "borda": NormalisationMethod(
        apply=lambda values, indicators: kernels.borda(values, indicators.signs),
        reference=_HANDBOOK,
        scale="ordinal",
        no_formula=_ORDER,
        marks=lambda step, units: Marks(max(units - 1.0, 1.0)),  # noqa: ARG005 - as every scale is asked
    ),
    "goalposts": NormalisationMethod(
        apply=_goalposts,
        reference="UNDP, Human Development Report, technical note 1",
        needs=_have_goalposts,
        limits="goalposts",
        formula=lambda step, sign: (
            f"100*MAX(0,MIN(1,{_share(sign)}))" if step.clip else f"100*{_share(sign)}"
        ),
    ),
    "distance_to_target": replace(_by_distance, apply=_distance_to_target, needs=_have_targets),
    "fraction_of_max": replace(
        _by_distance,
        apply=_fraction_of_max,
        scale="ratio",
        needs=_are_not_transformed,
        fault="E_NOT_POSITIVE",
    ),
    "none": NormalisationMethod(
        apply=lambda values, _: values,
        reference="the values are scores already",
        formula=lambda step, sign: "{value}",  # noqa: ARG005 - as every formula is asked
        keeps_values=True,
        marks=lambda step, units: Marks(1.0, 0.0, "values"),  # noqa: ARG005 - as every scale is asked
        full_mark=lambda step: 1.0,  # noqa: ARG005 - as every scale is asked
    ),
    "distance_to_reference": replace(
        _by_distance, apply=_distance_to_reference, needs=_has_reference, word=False
    ),
    "base_year": NormalisationMethod(
        apply=_base_year,
        reference="CAICT (2024), section 3.1; OECD/JRC (2008), Handbook, step 5",
        scale="ratio",
        needs=_has_base_year,
        fault="E_BASE_YEAR_VALUE",
        word=False,
        compared_with=base_year_of,
        marks=lambda step, units: Marks(_FULL, 0.0, "base"),  # noqa: ARG005 - as every scale is asked
        formula=lambda step, sign: "100*{value}/{base}" if sign > 0 else "100*{base}/{value}",  # noqa: ARG005 - as every formula is asked
    ),
    "call": NormalisationMethod(
        apply=_by_own_function,
        reference=own.REFERENCE,
        word=False,
        no_formula=own.NO_FORMULA,
        marks=_marks_of_range,
        full_mark=lambda step: max(map(abs, step.range)),
    ),
}
"""By kind; those that the command line offers come in the order in which it offers them."""


_UNTOUCHED = NoNormalisation(kind="none")


def step_of(leaf: Node, default: Normalisation) -> Normalisation:
    """Return how an indicator is normalised: as it says, else as the recipe does; a constant is the score itself."""
    return leaf.normalisation or (default if leaf.constant is None else _UNTOUCHED)


def scope_of(panel: Panel, step: Normalisation) -> str | int:
    """Return the years over which a step takes what it takes from the data: ``year``, ``pooled``, or one for all.

    What goes by order alone looks at each year by itself.
    """
    stated: str | int | None = getattr(step, "bounds", None)
    if stated is not None:
        return stated
    return "year" if len(panel.years) == 1 or normalisation_of(step).scale == "ordinal" else "pooled"


def sample_of(panel: Panel, values: FloatArray, step: Normalisation) -> FloatArray:
    """Return the values of the years that a step looks at, one row a fit.

    Parameters
    ----------
    panel : Panel
    values : FloatArray, shape (..., years, units, indicators)
    step : Normalisation

    Returns
    -------
    FloatArray, shape (..., years or 1, values in the row, indicators)
    """
    scope = scope_of(panel, step)
    if scope == "year":
        return values
    if scope == "pooled":
        return values.reshape(*values.shape[:-3], 1, -1, values.shape[-1])
    rows = within(panel.years, int(scope)) or [panel.year_index(int(scope))]
    chosen = values[..., rows, :, :]
    return chosen.reshape(*values.shape[:-3], 1, -1, values.shape[-1])


def normalisation_of(step: Normalisation) -> NormalisationMethod:
    """Return the record of a step's kind."""
    return NORMALISATIONS[step.kind]
