"""How indicators become comparable."""

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from ii_index.model.names import Name
from ii_index.model.periods import Year
from ii_index.model.steps.step import Called, Step, shorthand, without_defaults
from ii_index.model.validation import fault

Bounds = Literal["year", "pooled"] | Year


class BaseYear(Step):
    """100 × value / value in the base year.

    Attributes
    ----------
    year
        By default the framework's ``base_year``, else the first year.
    """

    titles: ClassVar = {"base_year": Name(zh="基期指数（基期=100）", en="base-year index (base = 100)")}
    kind: Literal["base_year"]
    year: Year | None = None


class MinMax(Step):
    """(value − min) / (max − min), stretched to ``range``.

    ``bounds``: taken in each ``year``, ``pooled`` over years, or those of one year for all; by default ``year``
    for one year and ``pooled`` for several. ``constant``: ``refuse`` an indicator without spread, or give every
    unit the ``midpoint``.

    Attributes
    ----------
    bounds
        ``year``, ``pooled`` or a year.
    range
        What the worst and the best unit score.
    constant
        What becomes of an indicator without spread.
    centre
        What scores the middle of the range: ``mean`` or a year, whose mean it is; the bounds are then Ref ∓ half the
        range of the data, as of an adjusted Mazziotta–Pareto index, and scores may leave the range.
    """

    titles: ClassVar = {"min_max": Name(zh="最小-最大标准化", en="min-max")}
    kind: Literal["min_max"] = "min_max"
    bounds: Bounds | None = None
    range: tuple[float, float] = (0.0, 100.0)
    constant: Literal["refuse", "midpoint"] = "refuse"
    centre: Literal["mean"] | int | None = None

    @model_serializer(mode="wrap")
    def _as_written(self, usual: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return without_defaults(usual(self), centre=None)

    @model_validator(mode="after")
    def _range_ascends(self) -> Self:
        if not self.range[0] < self.range[1]:
            raise fault("E_RANGE_ORDER", found=str(list(self.range)))
        return self


class Goalposts(Step):
    """(value − lower) / (upper − lower) × 100, with the indicator's own goalposts.

    Attributes
    ----------
    clip
        Whether values beyond a goalpost count as standing on it; else scores may leave 0–100.
    bounds
        Years of which goalposts that are percentiles are taken, as for ``min_max``.
    """

    titles: ClassVar = {"goalposts": Name(zh="目标区间标准化", en="goalposts")}
    kind: Literal["goalposts"]
    clip: bool = False
    bounds: Bounds | None = None


class ZScore(Step):
    """(value − mean) / standard deviation × ``sd`` + ``mean``.

    Attributes
    ----------
    bounds
        Years over which mean and standard deviation are taken, as for ``min_max``.
    mean
        Mean of the scores.
    sd
        Their standard deviation.
    constant
        What becomes of an indicator without spread; ``midpoint`` gives every unit ``mean``.
    divisor
        Of the sum of squares: ``n-1``, or ``n`` as the Mazziotta–Pareto index has it.
    """

    titles: ClassVar = {"z_score": Name(zh="Z 分数", en="z-scores")}
    kind: Literal["z_score"]
    bounds: Bounds | None = None
    mean: float = 0.0
    sd: Annotated[float, Field(gt=0)] = 1.0
    constant: Literal["refuse", "midpoint"] = "refuse"
    divisor: Literal["n-1", "n"] = "n-1"

    @model_serializer(mode="wrap")
    def _as_written(self, usual: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return without_defaults(usual(self), divisor="n-1")


class Ranks(Step):
    """Normalisation by order alone.

    Attributes
    ----------
    kind
        ``rank`` (1 the worst unit), ``percentile_rank`` (100 (r − 1)/(n − 1)) or ``borda`` (units outranked).
    """

    titles: ClassVar = {
        "rank": Name(zh="排名", en="ranks"),
        "percentile_rank": Name(zh="百分位排名", en="percentile ranks"),
        "borda": Name(zh="Borda 计数", en="Borda counts"),
    }
    kind: Literal["rank", "percentile_rank", "borda"]


class Distance(Step):
    """Distance to a reference unit, to the indicator's target, or as a fraction of the maximum.

    Attributes
    ----------
    kind
        What scores 100: the ``reference`` unit, the ``target`` of each indicator, or the best unit.
    reference
        The unit to compare with, for ``distance_to_reference``.
    bounds
        Years over which the worst and the best value are taken, as for ``min_max``.
    cap
        Whether going beyond the target counts as reaching it.
    """

    titles: ClassVar = {
        "distance_to_reference": Name(zh="到参照地区的距离", en="distance to a reference unit"),
        "distance_to_target": Name(zh="到目标的距离", en="distance to target"),
        "fraction_of_max": Name(zh="占最大值比例", en="fraction of the maximum"),
    }
    kind: Literal["distance_to_reference", "distance_to_target", "fraction_of_max"]
    reference: str | None = None
    bounds: Bounds | None = None
    cap: bool = False

    @model_validator(mode="after")
    def _caps_at_a_target(self) -> Self:
        if self.cap and self.kind == "fraction_of_max":
            raise fault("E_CAP_WITHOUT_GOAL")
        return self


class NoNormalisation(Step):
    """The values are scores already."""

    titles: ClassVar = {"none": Name(zh="不标准化", en="none")}
    kind: Literal["none"]


class OwnNormalisation(Called):
    """Indicators become comparable by a function of one's own.

    Attributes
    ----------
    function
        ``(values, direction) -> scores``, higher the better: values and scores of shape (units, indicators), NaN where
        a cell is missing, direction of 1 where more is better and −1 where less is.
    bounds
        Which units it sees together: those of each ``year``, or of all years (``pooled``), as for ``min_max``.
    range
        What its scores are measured on: what ``direction`` and ``output`` of a node above reflect and map.
    """

    bounds: Literal["year", "pooled"] | None = None
    range: tuple[float, float] = (0.0, 100.0)

    @model_validator(mode="after")
    def _range_ascends(self) -> Self:
        if not self.range[0] < self.range[1]:
            raise fault("E_RANGE_ORDER", found=str(list(self.range)))
        return self


Normalisation = Annotated[
    BaseYear | MinMax | Goalposts | ZScore | Ranks | Distance | NoNormalisation | OwnNormalisation,
    Field(discriminator="kind"),
    shorthand,
]
