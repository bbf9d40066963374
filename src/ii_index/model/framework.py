"""The framework: a tree of dimensions, sub-indicators and indicators, of any depth and shape."""

from collections.abc import Collection, Iterator
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from ii_index.model.names import Definition, Name, RootDefinition
from ii_index.model.recipe import Normalisation, Recipe
from ii_index.model.validation import closest, fault

Direction = Literal["positive", "negative"]
Identifier = Annotated[str, Field(pattern=r"^[^\W_][\w.\-]*$")]

ROOT = "root"


def _ratio(value: object) -> object:
    """Read ``1/3`` as written in a judgement matrix."""
    if isinstance(value, str):
        try:
            return float(Fraction(value.strip()))
        except (ValueError, ZeroDivisionError):
            return value
    return value


Ratio = Annotated[float, BeforeValidator(_ratio), Field(gt=0)]


class Node(Definition):
    """A dimension, a sub-indicator or an indicator.

    A node without ``children`` is a leaf and stands for a column of data. ``children: []`` says that the
    framework defines no indicator below it: it is pruned before weighting, and named.
    """

    id: Identifier
    name: Name
    weight: Annotated[float, Field(ge=0)] | None = None
    children: tuple["Node", ...] | None = None
    aliases: tuple[str, ...] = ()
    unit: str | None = None
    direction: Direction = "positive"
    goalposts: tuple[float, float] | None = None
    target: float | None = None
    denominator: str | None = None
    transform: Literal["log"] | None = None
    normalisation: Normalisation | None = None
    tags: tuple[str, ...] = ()
    source: str | None = None
    note: Name | None = None

    @model_validator(mode="after")
    def _goalposts_ascend(self) -> Self:
        if self.goalposts is not None and not self.goalposts[0] < self.goalposts[1]:
            raise fault("E_GOALPOSTS_ORDER", node=self.id, found=str(list(self.goalposts)))
        return self

    @property
    def sign(self) -> int:
        """+1 where more is better, −1 where less is."""
        return 1 if self.direction == "positive" else -1

    def walk(self) -> Iterator["Node"]:
        """Yield this node and all below it, parents first."""
        yield self
        for child in self.children or ():
            yield from child.walk()


class NodeJudgement(Definition):
    """A judgement matrix that belongs to the framework: the children of one node, compared pairwise."""

    node: str
    order: tuple[str, ...]
    upper: tuple[tuple[Ratio, ...], ...]
    note: Name | None = None

    @model_validator(mode="after")
    def _is_an_upper_triangle(self) -> Self:
        lengths = list(range(len(self.order) - 1, 0, -1))
        if [len(row) for row in self.upper] != lengths:
            raise fault("E_JUDGEMENT_SHAPE", node=self.node, expected=len(lengths), lengths=lengths)
        return self


class Denominator(Definition):
    """A column that indicators are divided by, such as population or GDP."""

    id: Identifier
    name: Name
    unit: str | None = None
    aliases: tuple[str, ...] = ()


class Framework(RootDefinition):
    """What is measured: the tree, its names, directions, sources, and the recipe it asks for.

    Levels count from the root (0 = total). A leaf may sit at any level.
    """

    id: Identifier
    name: Name
    reference: str
    base_year: int | None = None
    units: Literal["provinces", "any"] = "any"
    tiers: tuple[Name, ...] = ()
    recipe: Recipe = Recipe()
    denominators: tuple[Denominator, ...] = ()
    judgements: tuple[NodeJudgement, ...] = ()
    weights_note: Name | None = None
    children: tuple[Node, ...]

    @model_validator(mode="after")
    def _is_one_coherent_tree(self) -> Self:
        ids = [node.id for node in self.walk()] + [item.id for item in self.denominators] + [ROOT]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise fault("E_DUPLICATE_ID", ids=twice)
        if not self.leaves:
            raise fault("E_NO_INDICATOR")
        self._check_denominators()
        self._check_judgements()
        return self

    def _check_denominators(self) -> None:
        declared = [item.id for item in self.denominators]
        for leaf in self.leaves:
            if leaf.denominator is not None and leaf.denominator not in declared:
                raise fault(
                    "E_UNKNOWN_DENOMINATOR", node=leaf.id, denominator=leaf.denominator, known=declared
                )

    def _check_judgements(self) -> None:
        for judgement in self.judgements:
            known = self.children_of(judgement.node)
            if known is None:
                raise fault("E_UNKNOWN_NODE", node=judgement.node, known=closest(judgement.node, list(self.nodes)))
            if sorted(judgement.order) != sorted(child.id for child in known):
                raise fault(
                    "E_JUDGEMENT_ORDER",
                    node=judgement.node,
                    found=list(judgement.order),
                    known=[child.id for child in known],
                )

    def walk(self) -> Iterator[Node]:
        """Yield every node of the tree except the root, parents first."""
        for child in self.children:
            yield from child.walk()

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """Every node by id, parents first."""
        return {node.id: node for node in self.walk()}

    @cached_property
    def leaves(self) -> tuple[Node, ...]:
        """The indicators, in the order of the tree."""
        return tuple(node for node in self.walk() if node.children is None)

    def children_of(self, node: str) -> tuple[Node, ...] | None:
        """Return the children of a node (``root`` for the top); None where there is no such parent."""
        if node == ROOT:
            return self.children
        return self.nodes[node].children if node in self.nodes else None

    def name_of(self, node: str) -> Name:
        """Return the name of a node; ``root`` is the index itself."""
        return TOTAL if node == ROOT else self.nodes[node].name

    def cut(self, columns: Collection[str]) -> "Framework":
        """Cut the tree where the columns are.

        A node whose children are all covered keeps them; else it becomes a leaf if it is itself a column; else
        what is not covered is left as it is, for the caller to find missing.
        """
        children = tuple(_cut(child, frozenset(columns)) for child in self.children)
        return self if children == self.children else self._with(children)

    def without(self, leaves: Collection[str]) -> "Framework":
        """Remove leaves; a parent left empty is pruned and named like one that defines no indicator."""
        children = tuple(_without(child, frozenset(leaves)) for child in self.children if child.id not in leaves)
        return self._with(children)

    def _with(self, children: tuple[Node, ...]) -> "Framework":
        kept = {node.id for child in children for node in child.walk() if node.children is not None} | {ROOT}
        judgements = tuple(item for item in self.judgements if item.node in kept)
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return Framework.model_construct(**{**fields, "children": children, "judgements": judgements})


TOTAL = Name(zh="综合指数", en="Total")


def _covered(node: Node, columns: frozenset[str]) -> bool:
    if node.children is None:
        return node.id in columns
    return node.id in columns or (bool(node.children) and all(_covered(child, columns) or child.children == () for child in node.children))


def _cut(node: Node, columns: frozenset[str]) -> Node:
    if not node.children:
        return node.model_copy(update={"children": None}) if node.id in columns else node
    below = tuple(_cut(child, columns) for child in node.children)
    if node.id in columns and not all(_covered(child, columns) or child.children == () for child in node.children):
        return node.model_copy(update={"children": None})
    return node if below == node.children else node.model_copy(update={"children": below})


def _without(node: Node, leaves: frozenset[str]) -> Node:
    if node.children is None:
        return node
    kept = tuple(_without(child, leaves) for child in node.children if child.id not in leaves)
    return node if kept == node.children else node.model_copy(update={"children": kept})
