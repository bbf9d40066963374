"""A node of the framework tree: dimension, sub-indicator or indicator."""

from collections.abc import Iterator, Mapping, Sequence
from math import nan
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, TypeAlias

from pydantic import BeforeValidator, Field, model_validator

from ii_index.model.chains import Chain, Chained, link_said
from ii_index.model.names import Definition, Name, NameGiven
from ii_index.model.outputs import NodeThreshold, Output
from ii_index.model.ratios import Weight
from ii_index.model.steps.aggregation import AggregationStep
from ii_index.model.steps.imputation import Imputation
from ii_index.model.steps.normalisation import Normalisation
from ii_index.model.steps.treatment import Treatment
from ii_index.model.transforms import Post, Transform, percentile_of
from ii_index.model.validation import fault

Direction = Literal["positive", "negative", "moderate"]
Identifier = Annotated[str, Field(pattern=r"^[^\W_][\w.\-]*$")]

ROOT = "root"
BELOW = ("aggregation", "threshold", "output")
"""Fields that only a node with children has."""
OF_EVERY_NODE = ("id", "name", "weight", "children", "aliases", "direction", "tags", "source", "note", *BELOW)
"""Fields that have an effect on a node with children; the others are for indicators."""


def _texts(value: object) -> object:
    """Let an answer that is a number stand for its text."""
    if isinstance(value, dict):
        return {f"{key:g}" if isinstance(key, (int, float)) else key: item for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType]
    return value


class Node(Definition):
    """A dimension, a sub-indicator or an indicator.

    A node without ``children`` is a leaf and stands for a column of data. ``children: []`` says that the
    framework defines no indicator below it: it is pruned before weighting, and named.

    Attributes
    ----------
    id
        Unique in the framework; column headers and weights refer to it.
    name
        Shown to people; column headers match it too.
    weight
        Relative to the siblings' weights, a number or a ratio (``2:1``): all siblings have one or none has. Under a
        sum, product or ratio a multiplier, 1 where it is left out. A mapping from years gives weights that hold until
        the next year named. 0 takes the node out of the index.
    children
        The nodes below; left out for an indicator.
    aggregation
        How the children become this node's score; by default as the recipe says for its level.
    threshold
        Share of the children that must be observed, such as ``2/3``.
    output
        A map of the score: scale, offset, power, complement, decimals.
    aliases
        Further headers that mean this node.
    unit
        Unit of measurement, such as ``万个``; values in a multiple of it are converted, with a warning.
    direction
        Whether more is better (``positive``), less (``negative``), or what lies nearest to an ``optimum`` or an
        ``ideal`` interval (``moderate``): then the distance from it enters as a negative indicator. A node with
        children is reflected within its range.
    optimum
        The best value of a moderate indicator.
    ideal
        The interval within which a moderate indicator is best.
    goalposts
        Lower and upper goalpost, in the unit of measurement, also where there is a ``transform`` (``format: 2``).
        Each a number, ``target``, or a percentile of the observed values such as ``p2.5``.
    target
        The value that scores 100 under ``distance_to_target``, or where ``goalposts`` say ``target``; in the unit of
        measurement.
    denominator
        A column under ``denominators``, by id or name, that the values are divided by; where it is missing, so is the
        indicator.
    zero_denominator
        What becomes of a cell whose denominator is zero or negative: ``missing``, or ``one`` (nothing to be divided
        counts as parity). Otherwise such a cell is refused.
    column
        The column that the indicator reads, by default its own: an id, or another indicator's name; several indicators
        may read one.
    constant
        A number that every unit has: the indicator reads no column and is not normalised.
    recode
        What ordinal answers count, such as ``{A: 5, B: 3, C: 2, 无: 0}``: the cells are answers, and others are
        refused.
    chain
        What a series of links has for 100: ``previous_year`` (上年=100) or ``previous_period`` (环比). Links are
        chained to an index, or with ``as: growth`` taken as growth in percent. A ``unit`` that says so will do.
    start
        ``linked``: the indicator may begin after the base year of a base-year index. It starts at its parent's value
        without it and goes on by its own growth.
    limits
        Lowest and highest value: values beyond are cut to them, after division and before the transform, and counted.
    transform
        ``log``: the natural logarithm of the values, which must be positive; or ``reciprocal`` (−1/x),
        ``square_root``, ``box_cox``, each with an ``offset``. Not taken in a base-year index.
    normalisation
        Overrides the recipe's normalisation for this indicator.
    treatment
        Overrides the recipe's treatment: ``none`` forbids any, ``{kind: winsorise, force: true}`` asks for it.
    imputation
        Overrides what the recipe does with missing cells; thresholds are the recipe's.
    tags
        Groups across the tree; they may overlap.
    source
        Where the data come from.
    note
        Anything a reader should know, shown with the framework.
    """

    id: Identifier
    name: Name
    weight: Weight | dict[int, Weight] | None = None
    children: tuple["Node", ...] | None = None
    aggregation: AggregationStep | None = None
    threshold: NodeThreshold | None = None
    output: Output | None = None
    aliases: tuple[str, ...] = ()
    unit: str | None = None
    direction: Direction = "positive"
    optimum: float | None = None
    ideal: tuple[float, float] | None = None
    goalposts: tuple[Post, Post] | None = None
    target: float | None = None
    denominator: str | None = None
    zero_denominator: Literal["missing", "one"] | None = None
    column: Identifier | None = None
    constant: float | None = None
    recode: Annotated[dict[str, float], BeforeValidator(_texts), Field(min_length=1)] | None = None
    chain: Chained | None = None
    start: Literal["linked"] | None = None
    limits: tuple[float, float] | None = None
    transform: Transform | None = None
    normalisation: Normalisation | None = None
    treatment: Treatment | None = None
    imputation: Imputation | None = None
    tags: tuple[str, ...] = ()
    source: str | None = None
    note: Name | None = None

    if TYPE_CHECKING:  # every form that is taken; pydantic says whether a field exists

        def __init__(  # noqa: PLR0913 - its fields
            self,
            *,
            id: str,  # noqa: A002 - the field's name
            name: NameGiven,
            children: "Sequence[NodeGiven] | None" = None,
            weight: float | str | Mapping[int, float | str] | None = None,
            direction: Direction = "positive",
            unit: str | None = None,
            aliases: Sequence[str] = (),
            tags: Sequence[str] = (),
            **fields: Any,  # noqa: ANN401
        ) -> None: ...

    @model_validator(mode="after")
    def _goalposts_ascend(self) -> Self:
        if self.goalposts is None:
            return self
        if "target" in self.goalposts and self.target is None:
            raise fault("E_FIELD_NEEDS", node=self.id, field="goalposts: target", needs="target")
        if _descend(*self.goalposts, self.target):
            raise fault("E_GOALPOSTS_ORDER", node=self.id, found=str(list(self.goalposts)))
        return self

    @model_validator(mode="after")
    def _every_field_has_an_effect(self) -> Self:
        """Refuse what only an indicator has on a parent, and what only a parent has on an indicator."""
        if self.children is None:
            without = [field for field in BELOW if getattr(self, field) is not None]
        else:
            without = sorted(self.model_fields_set - {*OF_EVERY_NODE})
            without += ["direction: moderate"] if self.direction == "moderate" else []
        if without:
            code = "E_FIELD_OF_PARENT" if self.children is None else "E_FIELD_OF_LEAF"
            raise fault(code, node=self.id, fields=without)
        if self.output is not None and self.output.complement and self.direction == "negative":
            raise fault("E_REFLECTED_TWICE", node=self.id)
        return self

    @model_validator(mode="after")
    def _a_moderate_indicator_has_an_ideal(self) -> Self:
        moderate, given = self.direction == "moderate", [self.optimum, self.ideal].count(None) < 2
        if moderate and [self.optimum, self.ideal].count(None) != 1:
            raise fault("E_NO_IDEAL", node=self.id)
        if given and not moderate:
            field = "optimum" if self.ideal is None else "ideal"
            raise fault("E_FIELD_NEEDS", node=self.id, field=field, needs="direction: moderate")
        if self.ideal is not None and not self.ideal[0] < self.ideal[1]:
            raise fault("E_LIMITS_ORDER", node=self.id, found=str(list(self.ideal)))
        unused = [name for name in ("goalposts", "target", "transform") if getattr(self, name) is not None]
        if moderate and unused:
            raise fault("E_MODERATE_WITH", node=self.id, fields=unused)
        return self

    @property
    def links(self) -> Chain | None:
        """How the indicator's figures are links of a chain: as it says, or as its unit of measurement does."""
        said = link_said(self.unit)
        return self.chain or (Chain(kind=said) if said else None)

    @property
    def best(self) -> tuple[float, float] | None:
        """The interval in which a moderate indicator is best; None for any other."""
        return self.ideal if self.optimum is None else (self.optimum, self.optimum)

    @model_validator(mode="after")
    def _fields_have_an_effect(self) -> Self:
        unused = sorted(_NOT_OF_CONSTANTS & self.model_fields_set) if self.constant is not None else []
        if unused:
            raise fault("E_FIELD_OF_COLUMN", node=self.id, fields=unused)
        if self.zero_denominator and self.denominator is None:
            raise fault("E_FIELD_NEEDS", node=self.id, field="zero_denominator", needs="denominator")
        if self.chain is not None and self.denominator is not None:
            raise fault("E_CHAIN_DIVIDED", node=self.id)
        thresholds = {"threshold", "basis"} & (self.imputation.model_fields_set if self.imputation else set())
        if thresholds:
            raise fault("E_FIELD_OF_RECIPE", node=self.id, fields=sorted(thresholds))
        if self.limits is not None and not self.limits[0] < self.limits[1]:
            raise fault("E_LIMITS_ORDER", node=self.id, found=str(list(self.limits)))
        return self

    @property
    def reads(self) -> str | None:
        """The column of a table that holds its values; None where it is a constant."""
        return None if self.constant is not None else self.column or self.id

    @property
    def sign(self) -> int:
        """+1 where more is better, −1 where less is; a moderate indicator's distance from its ideal is better less."""
        return 1 if self.direction == "positive" else -1

    def weight_in(self, year: int) -> float | None:
        """Return the declared weight of a year: that of the latest year named up to it; NaN before the first."""
        if not isinstance(self.weight, dict):
            return self.weight
        named = [named for named in self.weight if named <= year]
        return self.weight[max(named)] if named else nan

    def in_year(self, year: int) -> "Node":
        """Return the node and all below it with the weights of one year."""
        below = None if self.children is None else tuple(child.in_year(year) for child in self.children)
        return self.model_copy(update={"children": below, "weight": self.weight_in(year)})

    def walk(self) -> Iterator["Node"]:
        """Yield this node and all below it, parents first."""
        yield self
        for child in self.children or ():
            yield from child.walk()


NodeGiven: TypeAlias = Node | Mapping[str, Any]
"""A node, or its fields by name."""


def _descend(lower: float | str, upper: float | str, target: float | None) -> bool:
    """Whether two goalposts are known not to ascend: those that are percentiles depend on the data."""
    first, last = (target if post == "target" else post for post in (lower, upper))
    percentiles = percentile_of(lower), percentile_of(upper)
    if None not in percentiles:
        return not percentiles[0] < percentiles[1]  # type: ignore[operator]
    known = isinstance(first, float) and isinstance(last, float)
    return known and not first < last  # type: ignore[operator]


_NOT_OF_CONSTANTS = frozenset({
    "column", "aliases", "direction", "goalposts", "target", "denominator", "transform", "limits",
    "treatment", "imputation",
    "chain", "start", "recode",
})  # fmt: skip


def is_held(node: Node, columns: frozenset[str]) -> bool:
    """Whether columns hold what a node reads; a constant reads nothing."""
    return node.reads is None or node.reads in columns


def covered(node: Node, columns: frozenset[str]) -> bool:
    """Whether columns hold a node: itself, or everything below it that has data."""
    if node.children is None:
        return is_held(node, columns)
    if node.id in columns or not node.children:
        return node.id in columns
    return _covered_below(node, columns)


def cut(node: Node, columns: frozenset[str]) -> Node:
    """Make a leaf of every node that is a column and whose children are not all covered."""
    if not node.children:
        return _as_a_column(node) if node.id in columns else node
    if node.id in columns and not _covered_below(node, columns):
        return _as_a_column(node)
    below = tuple(cut(child, columns) for child in node.children)
    return node if below == node.children else node.model_copy(update={"children": below})


def _as_a_column(node: Node) -> Node:
    """Make an indicator of a parent: what makes it of its children is of no use then."""
    return node.model_copy(update={"children": None, **dict.fromkeys(BELOW)})


def without(node: Node, leaves: frozenset[str]) -> Node:
    """Remove leaves below a node."""
    if node.children is None:
        return node
    kept = tuple(without(child, leaves) for child in node.children if child.id not in leaves)
    return node if kept == node.children else node.model_copy(update={"children": kept})


def _covered_below(node: Node, columns: frozenset[str]) -> bool:
    return all(child.children == () or covered(child, columns) for child in node.children or ())
