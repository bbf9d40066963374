"""The recipe: how an index is made of a panel, each step a closed choice with its parameters."""

from math import isinf, isnan
from typing import Annotated, Any, ClassVar, Literal, Self, cast

from pydantic import (
    AllowInfNan,
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from ii_index.model.names import Definition, Name, RootDefinition
from ii_index.model.own_functions import OwnFunction, is_named
from ii_index.model.periods import Year
from ii_index.model.ratios import Weight
from ii_index.model.validation import fault


def _kind_alone(value: object) -> object:
    """Let ``geometric`` stand for ``{kind: geometric}``, ``min-max`` for ``min_max``; a function for its call."""
    if callable(value) or is_named(value):
        return {"kind": "call", "function": value}
    if isinstance(value, str):
        return {"kind": value.replace("-", "_")}
    if isinstance(value, dict):
        step = cast("dict[str, object]", value)
        kind = step.get("kind")
        return {**step, "kind": kind.replace("-", "_")} if isinstance(kind, str) else step
    return value


def own_or_word(value: object) -> object:
    """Let a function, or its name, stand for its call; other words stay as they are."""
    return _kind_alone(value) if callable(value) or is_named(value) else value


class _Shorthand(BeforeValidator):
    """Lets a step be its kind alone, and says so in the JSON Schema."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [handler(schema), {"type": "string"}]}


shorthand = _Shorthand(_kind_alone)


class Step(Definition):
    """A choice of a recipe: its kind, with the parameters that this kind has.

    What a kind does stands in its record (:mod:`ii_index.construction.methods`); what it is called, here.
    """

    titles: ClassVar[dict[str, Name]] = {}

    @property
    def title(self) -> Name:
        """What the kind is called, in Chinese and English."""
        return self.titles[self.word]

    @property
    def word(self) -> str:
        """What it is called in a line: the kind, of a function its name."""
        kind: str = vars(self)["kind"]  # a field of every kind, each with its own literals
        return kind

    @property
    def spoken(self) -> Name:
        """What a sentence calls the kind: its title in Chinese, in English the word that is typed."""
        return Name(zh=self.title.zh, en=self.word)


class Called(Step):
    """A function that somebody else wrote: named as ``package.module:name`` in a file, handed over in Python.

    A file that names one is read with ``allow_code`` only, as its code runs.

    Attributes
    ----------
    function
        ``package.module:name``, or the function.
    """

    titles: ClassVar = {"call": Name(zh="自有函数", en="own function")}
    kind: Literal["call"]
    function: OwnFunction

    @property
    def title(self) -> Name:
        """What the function is called."""
        return Name(zh=f"自有函数 {self.word}", en=f"own function {self.word}")

    @property
    def word(self) -> str:
        """Module and name of the function."""
        return self.function.label


def _without_defaults(step: dict[str, Any], **defaults: object) -> dict[str, Any]:
    """Leave out what says nothing, so that a recipe reads as it did before there was a choice."""
    said = [field for field in step if field not in defaults or step[field] != defaults[field]]
    return {field: step[field] for field in said}


class ImputationStep(Step):
    """What becomes of missing cells."""

    def threshold_on(self, basis: str) -> float:
        """Smallest share of ``weight`` (or ``count`` of children) with which there is a score; 0 asks for none."""
        del basis
        return 0.0


Weighs = Literal["shares", "multipliers", "nothing"]


class AggregatingStep(Step):
    """How scores become one, and what the weights of what is aggregated are.

    ``shares`` are rescaled over the siblings, ``multipliers`` never; ``nothing`` refuses declared weights.
    """

    weights_are: ClassVar[Weighs] = "shares"


class WeightingStep(Step):
    """Where weights come from."""

    keeps_declared_weights: ClassVar[bool] = False

    @property
    def named(self) -> tuple[str, ...]:
        """Ids of the nodes that are given a weight by name."""
        return ()

    @property
    def from_years(self) -> str | int:
        """The years that the weights come from: ``pooled``, the ``year`` ranked, one of them, or ``none``."""
        return "none"

    def in_year(self, year: int) -> Self:
        """Return the same with the year that is ranked, where the scope is ``year``."""
        del year
        return self


class Refuse(ImputationStep):
    """Every missing cell is listed, and nothing is computed."""

    titles: ClassVar = {"refuse": Name(zh="不补", en="none missing")}
    kind: Literal["refuse"] = "refuse"


class Renormalise(ImputationStep):
    """Weights are renormalised over what is available, at every node.

    A unit is scored when the share of the nested weight (or, with ``basis: count``, of the leaves) available to
    it reaches ``threshold``.

    Attributes
    ----------
    threshold
        Smallest share with which a unit is scored.
    basis
        Share of the nested weight, or of the number of indicators.
    """

    titles: ClassVar = {"renormalise": Name(zh="权重重新归一", en="weights renormalised")}
    kind: Literal["renormalise"] = "renormalise"
    threshold: Annotated[float, Field(ge=0, le=1)] = 0.5
    basis: Literal["weight", "count"] = "weight"

    def threshold_on(self, basis: str) -> float:
        """Smallest share of ``weight`` (or ``count`` of children) with which there is a score; 0 asks for none."""
        return self.threshold if self.basis == basis else 0.0


class Filling(ImputationStep):
    """Missing cells are filled, and every filled cell is marked to the end.

    What is filled is not observed: a unit is scored when the observed share of its nested weight reaches ``threshold``.

    Attributes
    ----------
    threshold
        Smallest observed share of the weight with which a unit is scored.
    """

    threshold: Annotated[float, Field(ge=0, le=1)] = 0.5

    def threshold_on(self, basis: str) -> float:
        """Smallest observed share of ``weight`` with which there is a score; 0 asks for none."""
        return self.threshold if basis == "weight" else 0.0


class Impute(Filling):
    """Missing cells are filled, and every filled cell is marked to the end.

    Attributes
    ----------
    kind
        Of the same year (``mean``, ``median``), or over the unit's years: the last value before (``carry_forward``),
        a straight line between neighbours (``interpolate``).
    threshold
        Smallest observed share of the weight with which a unit is scored.
    """

    titles: ClassVar = {
        "mean": Name(zh="均值", en="mean"),
        "median": Name(zh="中位数", en="median"),
        "carry_forward": Name(zh="沿用上年", en="carried forward"),
        "interpolate": Name(zh="线性插值", en="interpolated"),
    }
    kind: Literal["mean", "median", "carry_forward", "interpolate"]


class ImputeByGroup(Filling):
    """Missing cells are filled from the unit's group in the same year; every filled cell is marked.

    Attributes
    ----------
    kind
        The mean or the median of the group.
    threshold
        Smallest observed share of the weight with which a unit is scored.
    groups
        Heading of the panel's column of groups. By default the regions of provinces, and of other units the
        panel's only column of groups.
    """

    titles: ClassVar = {
        "group_mean": Name(zh="分区均值", en="regional mean"),
        "group_median": Name(zh="分区中位数", en="regional median"),
    }
    kind: Literal["group_mean", "group_median"]
    groups: str | None = None


class ImputeInRow(Filling):
    """Missing cells are filled with the mean of the unit's other normalised indicators under the same parent.

    Bounds and moments are those of the observed cells; every filled cell is marked.

    Attributes
    ----------
    threshold
        Smallest observed share of the weight with which a unit is scored.
    """

    titles: ClassVar = {"row_mean": Name(zh="同级指标均值", en="mean of the siblings")}
    kind: Literal["row_mean"]


class OwnImputation(Called, Filling):
    """Missing cells are filled by a function of one's own; every filled cell is marked.

    Attributes
    ----------
    function
        ``(values) -> values`` of shape (years, units, indicators), NaN where a cell is missing. What it puts there
        is taken; other cells stay as they are.
    threshold
        Smallest observed share of the weight with which a unit is scored.
    """


Imputation = Annotated[
    Refuse | Renormalise | Impute | ImputeByGroup | ImputeInRow | OwnImputation,
    Field(discriminator="kind"),
    shorthand,
]


class Screening(Definition):
    """Units that lack too much are left out of a year before anything is filled or fitted.

    Attributes
    ----------
    available
        Smallest share of the indicators for which a unit has a value.
    nonzero
        Smallest share of its values that are not zero.
    keep
        Units that stay whatever they lack.
    leave_out
        Units that are left out whatever they have.
    """

    available: Annotated[float, Field(ge=0, le=1)] = 0.0
    nonzero: Annotated[float, Field(ge=0, le=1)] = 0.0
    keep: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _says_one_thing_of_a_unit(self) -> Self:
        both = sorted({*self.keep} & {*self.leave_out})
        if both:
            raise fault("E_SCREENED_TWICE", units=both)
        if not (self.available or self.nonzero or self.leave_out):
            raise fault("E_SCREENS_NOTHING")
        return self


class NoTreatment(Step):
    """Outliers stay as they are."""

    titles: ClassVar = {"none": Name(zh="不处理", en="none")}
    kind: Literal["none"] = "none"


class Winsorise(Step):
    """Pull the outermost points in, one at a time, while |G1| > ``skewness`` and G2 > ``kurtosis``.

    Attributes
    ----------
    kind
        ``winsorise_then_log`` takes logarithms of what ``max_points`` points did not cure.
    max_points
        How many points may be pulled in.
    force
        Whether so many points are pulled in, on the side to which the indicator is skewed, whatever the limits say.
    skewness
        An indicator is treated while both limits are exceeded.
    kurtosis
        Excess kurtosis: 0 for a normal distribution.
    """

    titles: ClassVar = {
        "winsorise": Name(zh="缩尾", en="winsorised"),
        "winsorise_then_log": Name(zh="缩尾或取对数", en="winsorised, else logarithm"),
    }
    kind: Literal["winsorise", "winsorise_then_log"]
    max_points: Annotated[int, Field(ge=1)] = 5
    skewness: Annotated[float, Field(gt=0)] = 2.0
    kurtosis: float = 3.5
    force: bool = False


class WinsoriseAtPercentiles(Step):
    """Pull everything beyond two percentiles in to them.

    Attributes
    ----------
    lower
        Percentile of the values, linear between order statistics.
    upper
        Percentile likewise.
    """

    titles: ClassVar = {"winsorise_percentiles": Name(zh="按百分位缩尾", en="winsorised at percentiles")}
    kind: Literal["winsorise_percentiles"]
    lower: Annotated[float, Field(ge=0, le=100)] = 2.5
    upper: Annotated[float, Field(ge=0, le=100)] = 97.5

    @model_validator(mode="after")
    def _ascends(self) -> Self:
        if not self.lower < self.upper:
            raise fault("E_RANGE_ORDER", found=f"[{self.lower:g}, {self.upper:g}]")
        return self


class OwnTreatment(Called):
    """Outliers are pulled in to limits that a function of one's own finds.

    Attributes
    ----------
    function
        ``(values) -> (floor, ceiling)``, each of shape (indicators,), for values of shape (units, indicators), NaN
        where a cell is missing; an infinite limit pulls nothing in.
    """


Treatment = Annotated[
    NoTreatment | Winsorise | WinsoriseAtPercentiles | OwnTreatment, Field(discriminator="kind"), shorthand
]

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
        return _without_defaults(usual(self), centre=None)

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
        return _without_defaults(usual(self), divisor="n-1")


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


class FrameworkWeights(WeightingStep):
    """A framework's declared weights, its judgement matrices, and equal weights where it has neither."""

    titles: ClassVar = {
        "framework": Name(
            zh="指标体系自带（判断矩阵或声明的权重，其余等权）",
            en="the framework's own (judgements or declared, else equal)",
        )
    }
    keeps_declared_weights: ClassVar[bool] = True
    kind: Literal["framework"] = "framework"


class EqualWeights(WeightingStep):
    """The same weight for every child of a node."""

    titles: ClassVar = {"equal": Name(zh="各级等权", en="equal at every node")}
    kind: Literal["equal"]


class GivenWeights(WeightingStep):
    """Weights by node id, relative within the parent (``local``), or of the leaves (``nested``).

    Attributes
    ----------
    local
        By node id, relative to the siblings.
    nested
        By indicator id, over the whole tree.
    origin
        Where they come from; shown with the weights.
    """

    titles: ClassVar = {"given": Name(zh="外部给定", en="given")}
    keeps_declared_weights: ClassVar[bool] = True
    kind: Literal["given"]
    local: dict[str, Weight] | None = None
    nested: dict[str, Weight] | None = None
    origin: str | None = None

    @property
    def named(self) -> tuple[str, ...]:
        """Ids of the nodes that are given a weight by name."""
        return (*(self.local or ()), *(self.nested or ()))

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if (self.local is None) == (self.nested is None):
            raise fault("E_WEIGHTS_LOCAL_OR_NESTED")
        return self


class FromData(WeightingStep):
    """Weights from the data alone; the formulas are those of :mod:`objective_weights`.

    Attributes
    ----------
    within
        ``tree``: all indicators at once. ``parents``: the children of each parent whose children are indicators; other
        parents keep the framework's weights. ``all_parents``: those above too, from the scores of their children.
    scope
        The years that the rule looks at: all ``pooled``, the ``year`` that is ranked, or a year that freezes the
        weights.
    """

    within: Literal["tree", "parents", "all_parents"] = "tree"
    scope: Literal["pooled", "year"] | int = "pooled"

    @property
    def kind_of_rule(self) -> str:
        """The kind, whichever of the classes has it."""
        kind: str = vars(self)["kind"]
        return kind

    @property
    def basis(self) -> Literal["scores", "values"]:
        """What the rule is given."""
        basis: Literal["scores", "values"] = vars(self).get("on", "scores")
        return basis

    @property
    def shifted_by(self) -> float:
        """What is added to every score."""
        return 0.0

    @property
    def from_years(self) -> str | int:
        """The years that the rule looks at."""
        return self.scope

    def in_year(self, year: int) -> Self:
        """Return the same with the year that is ranked, where the scope is ``year``."""
        return self.model_copy(update={"scope": year}) if self.scope == "year" else self


class DataDrivenWeights(FromData):
    """Weights from what scores say together: they need no unit of measurement.

    Attributes
    ----------
    kind
        The rule.
    """

    titles: ClassVar = {
        "critic": Name(zh="CRITIC 法", en="CRITIC"),
        "pca": Name(zh="主成分法", en="principal components"),
        "pca_kaiser": Name(zh="主成分法（特征值≥1）", en="principal components with eigenvalue ≥ 1"),
        "pca_oecd": Name(zh="主成分法（OECD 手册）", en="principal components as in the OECD Handbook"),
        "scatter_degree": Name(zh="纵横向拉开档次法", en="scatter degree over units and years"),
    }
    kind: Literal["critic", "pca", "pca_kaiser", "pca_oecd", "scatter_degree"]


class SpreadWeights(FromData):
    """Weights from the spread of each indicator.

    Attributes
    ----------
    kind
        The rule.
    on
        ``scores``: own min-max scores from 0 to 1, direction applied, whatever the normalisation. ``values``: for
        indicators on a ratio scale without logarithm; deviations and variances want one unit of measurement.
    """

    titles: ClassVar = {
        "standard_deviation": Name(zh="标准差法", en="standard deviation"),
        "coefficient_of_variation": Name(zh="变异系数法", en="coefficient of variation"),
        "cilos": Name(zh="CILOS 法", en="CILOS"),
        "inverse_standard_deviation": Name(zh="标准差倒数法", en="inverse standard deviation"),
        "variance": Name(zh="方差法", en="variance"),
        "gini": Name(zh="基尼系数法", en="Gini"),
        "angle": Name(zh="夹角法", en="angle"),
    }
    kind: Literal[
        "standard_deviation",
        "coefficient_of_variation",
        "cilos",
        "inverse_standard_deviation",
        "variance",
        "gini",
        "angle",
    ]
    on: Literal["scores", "values"] = "scores"


class SharesWeights(FromData):
    """Weights from logarithms of shares or ratios, which want positive numbers.

    Attributes
    ----------
    kind
        The rule.
    on
        As for the spread.
    shift
        Added to every score so that none is 0, by default 0.0001; not for ``values``.
    """

    titles: ClassVar = {
        "entropy": Name(zh="熵权法", en="entropy"),
        "merec": Name(zh="MEREC 法", en="MEREC"),
        "idocriw": Name(zh="IDOCRIW 法", en="IDOCRIW"),
    }
    kind: Literal["entropy", "merec", "idocriw"]
    on: Literal["scores", "values"] = "scores"
    shift: Annotated[float, Field(gt=0, le=1)] | None = None

    @model_validator(mode="after")
    def _values_are_not_shifted(self) -> Self:
        if self.on == "values" and self.shift is not None:
            raise fault("E_WEIGHTS_SHIFT")
        return self

    @property
    def shifted_by(self) -> float:
        """What is added to every score."""
        if self.on == "values":
            return 0.0
        return 1e-4 if self.shift is None else self.shift


class OwnWeights(Called, FromData):
    """Weights from the data by a function of one's own.

    Attributes
    ----------
    function
        ``(values, direction) -> weights`` of shape (indicators,), not negative; they are rescaled to add up to 1.
        Values of shape (units, indicators), NaN where a cell is missing: all years of the scope below one another.
    on
        ``scores``: own min-max scores from 0 to 1, direction applied, so that direction is 1. ``values``: as they are.
    """

    on: Literal["scores", "values"] = "scores"


class CombinedWeights(WeightingStep):
    """Weights from data mixed with experts'.

    Attributes
    ----------
    data
        A rule.
    experts
        ``framework``, ``equal``, or given weights.
    mix
        ``linear`` (1 − α) w + α v, ``geometric`` ∝ w^(1 − α) v^α, ``multiplicative`` ∝ w v, ``game_theory`` the mix
        closest to both in least squares. Of the indicators' weights; within parents, of the local ones.
    alpha
        Share of the experts, by default 0.5; for linear and geometric only.
    """

    MIXES: ClassVar = {
        "linear": Name(zh="线性", en="linear mix"),
        "geometric": Name(zh="几何", en="geometric mix"),
        "multiplicative": Name(zh="乘法", en="multiplicative mix"),
        "game_theory": Name(zh="博弈论", en="game-theoretic mix"),
    }
    titles: ClassVar = {"combined": Name(zh="组合赋权", en="combined")}
    kind: Literal["combined"]
    data: Annotated[DataDrivenWeights | SpreadWeights | SharesWeights, Field(discriminator="kind"), shorthand]
    experts: Annotated[
        FrameworkWeights | EqualWeights | GivenWeights, Field(discriminator="kind"), shorthand
    ] = FrameworkWeights()
    mix: Literal["linear", "geometric", "multiplicative", "game_theory"] = "linear"
    alpha: Annotated[float, Field(ge=0, le=1)] | None = None

    @model_validator(mode="after")
    def _alpha_has_an_effect(self) -> Self:
        if self.alpha is not None and self.mix not in {"linear", "geometric"}:
            raise fault("E_WEIGHTS_ALPHA", mix=self.mix)
        return self

    @property
    def share(self) -> float:
        """Share of the experts."""
        return 0.5 if self.alpha is None else self.alpha

    @property
    def named(self) -> tuple[str, ...]:
        """Ids of the nodes that are given a weight by name."""
        return self.experts.named

    @property
    def from_years(self) -> str | int:
        """The years that the rule looks at."""
        return self.data.scope

    def in_year(self, year: int) -> Self:
        """Return the same with the year that is ranked, where the scope is ``year``."""
        return self.model_copy(update={"data": self.data.in_year(year)})


Weighting = Annotated[
    FrameworkWeights
    | EqualWeights
    | GivenWeights
    | DataDrivenWeights
    | SpreadWeights
    | SharesWeights
    | CombinedWeights
    | OwnWeights,
    Field(discriminator="kind"),
    shorthand,
]


Zeros = Literal["refuse", "zero"]


class Mean(AggregatingStep):
    """Arithmetic, geometric or harmonic weighted mean.

    Attributes
    ----------
    kind
        Geometric and harmonic means need positive scores: ``range: [1, 100]``.
    zeros
        What a score of 0 does to a geometric or harmonic mean: ``refuse`` names the cells, ``zero`` makes the mean 0.
    """

    titles: ClassVar = {
        "arithmetic": Name(zh="加权算术平均", en="weighted arithmetic mean"),
        "geometric": Name(zh="加权几何平均", en="weighted geometric mean"),
        "harmonic": Name(zh="加权调和平均", en="weighted harmonic mean"),
    }
    kind: Literal["arithmetic", "geometric", "harmonic"] = "arithmetic"
    zeros: Zeros = "refuse"

    @model_validator(mode="after")
    def _zeros_matter(self) -> Self:
        if self.kind == "arithmetic" and "zeros" in self.model_fields_set:
            raise fault(
                "E_NO_EFFECT", field="zeros", where=self.kind, takers=["geometric", "harmonic", "power"]
            )
        return self

    @model_serializer(mode="wrap")
    def _as_written(self, usual: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return _without_defaults(usual(self), zeros="refuse")


class PowerMean(AggregatingStep):
    """(Σ w x^p / Σ w)^(1/p).

    Attributes
    ----------
    exponent
        1 is the arithmetic, 0 the geometric, −1 the harmonic mean; ``-.inf`` the smallest score, ``.inf`` the largest.
    zeros
        What a score of 0 does where the exponent is 0 or less, as for a geometric mean.
    """

    titles: ClassVar = {"power": Name(zh="加权幂平均", en="weighted power mean")}
    kind: Literal["power"]
    exponent: Annotated[float, AllowInfNan(allow_inf_nan=True)]
    zeros: Zeros = "refuse"

    @model_validator(mode="after")
    def _exponent_is_a_number(self) -> Self:
        if isnan(self.exponent):
            raise fault("E_EXPONENT", found="nan")
        if "zeros" in self.model_fields_set and self.exponent > 0:
            raise fault(
                "E_NO_EFFECT", field="zeros", where=f"power {self.exponent:g}", takers=["exponent: 0", "-1"]
            )
        return self

    @model_serializer(mode="wrap")
    def _as_written(self, usual: SerializerFunctionWrapHandler) -> dict[str, Any]:
        step = _without_defaults(usual(self), zeros="refuse")
        return {**step, "exponent": f"{self.exponent:g}"} if isinf(self.exponent) else step


class WeightedMedian(AggregatingStep):
    """The lower weighted median: the smallest score at which half of the available weight is reached."""

    titles: ClassVar = {"median": Name(zh="加权中位数", en="weighted median")}
    kind: Literal["median"]


class Extreme(AggregatingStep):
    """The smallest or the largest available score; weights play no part.

    Attributes
    ----------
    kind
        ``minimum`` or ``maximum``.
    """

    titles: ClassVar = {
        "minimum": Name(zh="最小值", en="minimum"),
        "maximum": Name(zh="最大值", en="maximum"),
    }
    weights_are: ClassVar[Weighs] = "nothing"
    kind: Literal["minimum", "maximum"]


class Calculation(AggregatingStep):
    """Sum, product or ratio of scores; weights are multipliers, 1 by default, and never rescaled.

    With the full marks F of the children: sum Σ c·x, product F·Π(c·x/F), ratio F·(c₁x₁/F₁)/(c₂x₂/F₂) of exactly two
    children. Missing where a child is.

    Attributes
    ----------
    kind
        ``sum``, ``product`` or ``ratio``.
    """

    titles: ClassVar = {
        "sum": Name(zh="求和", en="sum"),
        "product": Name(zh="乘积", en="product"),
        "ratio": Name(zh="比值", en="ratio"),
    }
    weights_are: ClassVar[Weighs] = "multipliers"
    kind: Literal["sum", "product", "ratio"]


class MazziottaPareto(AggregatingStep):
    """Mean penalised by the imbalance of what it is made of: M ∓ S²/M.

    The index is defined on indicators of mean 100 and standard deviation 10 (divisor n), the adjusted one on the range
    70–130; the command line brings them with it, a file says them under ``normalisation``.

    Attributes
    ----------
    kind
        The index or the adjusted one: the same formula, of indicators on different scales.
    penalty
        ``downward`` where more of the index is better, ``upward`` where less is.
    """

    titles: ClassVar = {
        "mazziotta_pareto": Name(zh="Mazziotta–Pareto 指数", en="Mazziotta–Pareto index"),
        "adjusted_mazziotta_pareto": Name(
            zh="调整的 Mazziotta–Pareto 指数", en="adjusted Mazziotta–Pareto index"
        ),
    }
    kind: Literal["mazziotta_pareto", "adjusted_mazziotta_pareto"]
    penalty: Literal["downward", "upward"] = "downward"


class Topsis(AggregatingStep):
    """F·d⁻/(d⁺ + d⁻), the distances √Σ(w(x − x±))² to the best and the worst score of each child.

    Attributes
    ----------
    ideal
        ``units``: the best and worst are those of the units, over the years of the bounds; ``scale``: F and 0.
    """

    titles: ClassVar = {"topsis": Name(zh="TOPSIS 贴近度", en="TOPSIS closeness")}
    kind: Literal["topsis"]
    ideal: Literal["units", "scale"] = "units"


class Copeland(AggregatingStep):
    """Majorities won less majorities lost against the other units of the year, on 0–100."""

    titles: ClassVar = {"copeland": Name(zh="Copeland 得分", en="Copeland score")}
    kind: Literal["copeland"]


class OwnBestWeights(AggregatingStep):
    """Every unit judged by the weights of the dimensions that suit it best, within bounds on their shares.

    Attributes
    ----------
    least_share
        Smallest share of a unit's score that a dimension may bring.
    largest_share
        Largest such share.
    """

    titles: ClassVar = {"benefit_of_the_doubt": Name(zh="疑点利益法（BoD）", en="benefit of the doubt")}
    weights_are: ClassVar[Weighs] = "nothing"
    kind: Literal["benefit_of_the_doubt"] = "benefit_of_the_doubt"
    least_share: Annotated[float, Field(ge=0, le=1)] = 0.0
    largest_share: Annotated[float, Field(ge=0, le=1)] = 1.0


class OwnAggregation(Called, AggregatingStep):
    """A function of one's own makes one score of several.

    Attributes
    ----------
    function
        ``(scores, weights) -> score`` of shape (units,): scores of shape (units, k) without gaps, weights of shape (k,)
        that add up to 1. Where a score is missing it is asked for the others, with weights renormalised.
    """


AggregationStep = Annotated[
    Mean
    | PowerMean
    | MazziottaPareto
    | WeightedMedian
    | Extreme
    | Calculation
    | Topsis
    | Copeland
    | OwnBestWeights
    | OwnAggregation,
    Field(discriminator="kind"),
    shorthand,
]


def _one_or_one_a_level(value: object) -> object:
    return list(value) if isinstance(value, (list, tuple)) else [value]  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]


class _OneOrOneALevel(BeforeValidator):
    """Lets one step stand for all levels, and says so in the JSON Schema."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        levels = handler(schema)
        return {"anyOf": [levels, levels["items"]]}


Aggregation = Annotated[tuple[AggregationStep, ...], _OneOrOneALevel(_one_or_one_a_level)]


class Recipe(RootDefinition):
    """Impute, treat, normalise, weight, aggregate: one closed choice a step.

    Each step takes a mapping with ``kind`` and its parameters, or the kind alone.

    Attributes
    ----------
    screening
        Which units lack too much, or have too many zeros, to be in a year at all.
    imputation
        What becomes of missing cells; an indicator may override it.
    treatment
        What becomes of outliers, over the years of the normalisation's bounds; an indicator may override it.
    normalisation
        How indicators become comparable; an indicator may override it.
    weighting
        Where the weights come from.
    aggregation
        One mean for all levels, or a list: one a level, from the root down; a node may override it.

    Examples
    --------
    >>> Recipe(aggregation="geometric").aggregation[0].kind
    'geometric'
    >>> Recipe().replace(normalisation={"kind": "min_max", "range": (1, 100)}).normalisation.range
    (1.0, 100.0)
    """

    screening: Screening | None = None
    imputation: Imputation = Refuse()
    treatment: Treatment = NoTreatment()
    normalisation: Normalisation = MinMax()
    weighting: Weighting = FrameworkWeights()
    aggregation: Aggregation = (Mean(),)

    def __init__(self, /, **steps: Any) -> None:  # noqa: ANN401 - spelt out so that type checkers admit every form
        super().__init__(**steps)

    @classmethod
    def provincial(cls, **steps: Any) -> "Recipe":  # noqa: ANN401 - validated by the model
        """Take min-max over the units and the weighted arithmetic mean: the report's regional index."""
        return cls(**{"normalisation": "min_max", **steps})

    @classmethod
    def national(cls, base_year: int, **steps: Any) -> "Recipe":  # noqa: ANN401 - validated by the model
        """Index to a base year (= 100), then a weighted arithmetic mean: the report's national index."""
        return cls(**{"normalisation": {"kind": "base_year", "year": base_year}, **steps})

    def in_year(self, year: int) -> "Recipe":
        """Return the recipe by which a year is ranked: weights that come from that year name it."""
        return self.replace(weighting=self.weighting.in_year(year))

    def replace(self, **changes: Any) -> "Recipe":  # noqa: ANN401 - validated by the model
        """Return the recipe with some steps changed, validated."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return Recipe(**{**fields, **changes})
