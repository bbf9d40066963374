"""How scores become one: a mean, a sum or another rule for each level of the tree."""

from math import isinf, isnan
from typing import Annotated, Any, ClassVar, Literal, Self

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

from ii_index.model.names import Name
from ii_index.model.steps.step import Called, Step, shorthand, without_defaults
from ii_index.model.validation import fault

Weighs = Literal["shares", "multipliers", "nothing"]


class AggregatingStep(Step):
    """How scores become one, and what the weights of what is aggregated are.

    ``shares`` are rescaled over the siblings, ``multipliers`` never; ``nothing`` refuses declared weights.
    """

    weights_are: ClassVar[Weighs] = "shares"


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
        return without_defaults(usual(self), zeros="refuse")


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
        step = without_defaults(usual(self), zeros="refuse")
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
