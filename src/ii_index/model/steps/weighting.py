"""Where the weights come from: experts, data, or both."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from ii_index.model.names import Name
from ii_index.model.ratios import Weight
from ii_index.model.steps.step import Called, Step, shorthand
from ii_index.model.validation import fault


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

    @property
    def looks_at_parents(self) -> bool:
        """Whether the scores of parents, and so the aggregation below them, make a part of the weights."""
        return False

    def in_year(self, year: int) -> Self:
        """Return the same with the year that is ranked, where the scope is ``year``."""
        del year
        return self


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

    @property
    def looks_at_parents(self) -> bool:
        """Whether parents are weighted by their own scores."""
        return self.within == "all_parents"

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
    def looks_at_parents(self) -> bool:
        """Whether the rule for the data does."""
        return self.data.looks_at_parents

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
