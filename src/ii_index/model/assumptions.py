"""What is uncertain about an index: the mix of assumptions that its robustness is tried under."""

from typing import Annotated, Any, Literal, Self, cast

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from ii_index.model.names import Definition, RootDefinition
from ii_index.model.own_functions import OwnFunction
from ii_index.model.ratios import Ratio
from ii_index.model.recipe import Recipe
from ii_index.model.steps.aggregation import Aggregation
from ii_index.model.steps.imputation import Imputation
from ii_index.model.steps.normalisation import Normalisation
from ii_index.model.steps.step import Called, shorthand
from ii_index.model.steps.treatment import Treatment
from ii_index.model.validation import fault


class FixedWeights(Definition):
    """The weights are certain."""

    kind: Literal["fixed"]


class PerturbedWeights(Definition):
    """Each local weight is multiplied by U(1 − amount, 1 + amount), then renormalised within its parent.

    Attributes
    ----------
    amount
        Largest share by which a local weight may change.
    """

    kind: Literal["perturb"] = "perturb"
    amount: Annotated[float, Field(ge=0, lt=1)] = 0.25


class DirichletWeights(Definition):
    """Local weights from Dirichlet(concentration × weight) within each parent: any weights, near these.

    Attributes
    ----------
    concentration
        The larger, the nearer to the weights.
    """

    kind: Literal["dirichlet"]
    concentration: Annotated[float, Field(gt=0)] = 100.0


class ResampledExperts(Definition):
    """Experts drawn with replacement: what another panel of such experts might have said.

    ``experts`` holds each expert's local weights by node id; a node that an expert leaves out keeps the
    index's weight.

    Attributes
    ----------
    experts
        By expert: local weights by node id.
    """

    kind: Literal["experts"]
    experts: Annotated[dict[str, dict[str, Ratio]], Field(min_length=2)]


class RecomputedWeights(Definition):
    """The rule that takes the index's weights from the data weighs the data of each draw anew.

    Noise, a unit left out, another filling or treatment then change the weights too. For weightings from data.
    """

    kind: Literal["recomputed"]


WeightDraws = Annotated[
    FixedWeights | PerturbedWeights | DirichletWeights | ResampledExperts | RecomputedWeights,
    Field(discriminator="kind"),
    shorthand,
]


class BenefitOfTheDoubt(Definition):
    """Every unit judged by the weights of the dimensions that suit it best, within bounds on their shares.

    Attributes
    ----------
    least_share
        Smallest share of a unit's score that a dimension may bring.
    largest_share
        Largest such share.
    """

    kind: Literal["benefit_of_the_doubt"] = "benefit_of_the_doubt"
    least_share: Annotated[float, Field(ge=0, le=1)] = 0.0
    largest_share: Annotated[float, Field(ge=0, le=1)] = 1.0


def _tag(value: object) -> str:
    match value:
        case BenefitOfTheDoubt() | {"kind": "benefit_of_the_doubt" | "benefit-of-the-doubt"}:
            return "benefit"
        case "benefit_of_the_doubt" | "benefit-of-the-doubt":
            return "benefit"
        case _:
            return "means"


AggregationOption = Annotated[
    Annotated[BenefitOfTheDoubt, shorthand, Tag("benefit")] | Annotated[Aggregation, Tag("means")],
    Discriminator(_tag),
]


class OwnTiers(Called):
    """Scores are cut into tiers by a function of one's own.

    Attributes
    ----------
    function
        ``(scores, k) -> labels`` of shape (units,), whole numbers from 0, the lowest tier: scores without gaps, higher
        the better, and how many tiers are wanted.
    """


class TierRule(Definition):
    """A rule that cuts scores into tiers; ``k`` by default as many as the framework names, else four.

    Attributes
    ----------
    kind
        The rule, as for :func:`ii_index.tiers`.
    k
        Number of tiers.
    thresholds
        Lower limits of the tiers above the lowest, for ``thresholds``.
    sizes
        Units wanted in each tier, highest first, for ``sizes``.
    function
        For ``call``, as of :class:`OwnTiers`.
    """

    kind: Literal[
        "natural_breaks", "quantiles", "equal_intervals", "mean_sd", "thresholds", "sizes", "call"
    ] = "natural_breaks"
    k: Annotated[int, Field(ge=1)] | None = None
    thresholds: tuple[float, ...] | None = None
    sizes: tuple[Annotated[int, Field(ge=0)], ...] | None = None
    function: OwnFunction | None = None

    @model_validator(mode="after")
    def _has_its_parameter(self) -> Self:
        parameters = {"thresholds": self.thresholds, "sizes": self.sizes, "call": self.function}
        for kind, given in parameters.items():
            if (self.kind == kind) != (given is not None):
                name = "function" if kind == "call" else kind
                raise fault("E_TIER_RULE_PARAMETER", found=self.kind, parameter=name)
        return self


class Noise(Definition):
    """Every observed cell times exp(sd · N(0, 1)): off by about ``sd`` of itself.

    ``sd`` is one number, or one for each class of confidence that the cells are marked with.

    Attributes
    ----------
    sd
        Standard deviation of the logarithm of the error; one, or by class of confidence.
    """

    sd: Annotated[float, Field(ge=0)] | dict[str, Annotated[float, Field(ge=0)]]


def _as_tuple(value: object) -> object:
    match value:
        case str() | dict() | Definition():
            return [cast("object", value)]
        case _:
            return value


_options = BeforeValidator(_as_tuple)
LeftOut = Literal["indicator", "dimension", "unit"]


_AUDITED = {"arithmetic", "geometric"}


class Assumptions(RootDefinition):
    """What a draw may change. Of several options each is as likely as the others.

    An empty tuple leaves the recipe's own choice. Where the mix holds a mean that needs positive values,
    min-max is on [1, 100] throughout, and the result says so.

    Attributes
    ----------
    weights : WeightDraws
        How the weights are drawn.
    normalisation, aggregation, imputation, treatment : tuple
        Options in the language of the recipe; aggregation also takes ``benefit_of_the_doubt``.
    tiers : tuple of TierRule
        Rules that cut the scores of each draw; natural breaks where there is none.
    noise : Noise or None
        Errors of measurement.
    leave_out : tuple of {"indicator", "dimension", "unit"}
        In each draw nothing or one of each kind is left out, all equally likely.

    Examples
    --------
    >>> mix = Assumptions(weights={"kind": "perturb", "amount": 0.1}, aggregation=["arithmetic", "geometric"])
    >>> mix.varied
    ('weights', 'aggregation')
    """

    weights: WeightDraws = PerturbedWeights()
    normalisation: Annotated[tuple[Normalisation, ...], _options] = ()
    aggregation: Annotated[tuple[AggregationOption, ...], _options] = ()
    imputation: Annotated[tuple[Imputation, ...], _options] = ()
    treatment: Annotated[tuple[Treatment, ...], _options] = ()
    tiers: Annotated[tuple[Annotated[TierRule, shorthand], ...], _options] = ()
    noise: Noise | None = None
    leave_out: Annotated[tuple[LeftOut, ...], _options] = ()

    def __init__(self, /, **fields: Any) -> None:  # noqa: ANN401 - spelt out so that type checkers admit every form
        super().__init__(**fields)

    @classmethod
    def weights_only(cls, amount: float = 0.25) -> "Assumptions":
        """Vary nothing but the weights, each by a share of itself."""
        return cls(weights={"kind": "perturb", "amount": amount})

    @classmethod
    def audit(cls) -> "Assumptions":
        """Return the mix of a usual audit: weights ± 25 %, three normalisations, two means.

        Of the OECD/JRC Handbook's examples (step 7); z-scores around 100 so that geometric means exist.
        """
        return cls(
            normalisation=["min_max", {"kind": "z_score", "mean": 100, "sd": 10}, "rank"],
            aggregation=["arithmetic", "geometric"],
        )

    @classmethod
    def usual(cls, recipe: Recipe) -> "Assumptions":
        """Return the audit's mix for an index whose own methods are among it, else vary the weights only."""
        own = (
            recipe.normalisation.kind == "min_max" and {mean.kind for mean in recipe.aggregation} <= _AUDITED
        )
        return cls.audit() if own else cls.weights_only()

    @property
    def varied(self) -> tuple[str, ...]:
        """Name what differs from draw to draw."""
        weights = () if isinstance(self.weights, (FixedWeights, RecomputedWeights)) else ("weights",)
        choices = tuple(
            name
            for name in ("normalisation", "aggregation", "imputation", "treatment", "tiers")
            if len(getattr(self, name)) > 1
        )
        noise = () if self.noise is None else ("noise",)
        return (*weights, *choices, *noise, *(f"leave_out_{kind}" for kind in self.leave_out))
