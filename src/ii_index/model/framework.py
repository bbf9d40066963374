"""The framework: a tree of dimensions, sub-indicators and indicators, of any depth and shape."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, cast

import numpy as np
from pydantic import BeforeValidator, PrivateAttr, model_validator

from ii_index._typing import FloatArray
from ii_index.errors import Finding
from ii_index.model.best_worst import BestWorstJudgement
from ii_index.model.chains import Chain
from ii_index.model.column_names import with_ids
from ii_index.model.names import Definition, Name, NameGiven, RootDefinition
from ii_index.model.nearest import Labelled, suggest
from ii_index.model.node import BELOW, ROOT, Identifier, Node, NodeGiven, cut, without
from ii_index.model.notebook import html_table
from ii_index.model.outputs import NodeThreshold, Output, RankRule
from ii_index.model.periods import Year
from ii_index.model.ratios import Ratio
from ii_index.model.recipe import Recipe
from ii_index.model.spelling import compact, fold
from ii_index.model.steps.aggregation import AggregationStep
from ii_index.model.tree import Tree, grow
from ii_index.model.validation import fault

_NONE_DECLARED = Name(zh="尚未声明任何分母", en="none is declared")
TOTAL = Name(zh="综合指数", en="Total")


def _in_own_unit(leaf: Node, field: str) -> str:
    """Return what a file of format 1 meant, in the indicator's own unit: it knew natural logarithms alone."""
    from math import exp

    given = leaf.goalposts if field == "goalposts" else (leaf.target,)
    own = [
        f"{exp(post):.12g}" if isinstance(post, float) and post < _LARGEST_LOG else str(post)
        for post in given or ()
    ]
    return f"[{', '.join(own)}]" if field == "goalposts" else own[0]


_LARGEST_LOG = 230.0  # e to it is about 1e100, as large as a definition's numbers may be


def _labelled(node: Node) -> Labelled:
    return Labelled(node.id, node.name.zh, node.name.en, node.aliases)


def _levels(node: Node, level: int = 1) -> Iterator[tuple[Node, int]]:
    """Yield a node and all below it with their levels, parents first."""
    yield node, level
    for child in node.children or ():
        yield from _levels(child, level + 1)


def _row(node: Node, level: int) -> list[str]:
    weight = "" if node.weight is None else "by year" if isinstance(node.weight, dict) else f"{node.weight:g}"
    direction = node.direction if node.children is None else ""
    return [str(level), node.id, node.name.en, weight, direction, node.unit or ""]


class NodeJudgement(Definition):
    """A judgement matrix that belongs to the framework: the children of one node, compared pairwise.

    Attributes
    ----------
    node
        The parent whose children are compared; ``root`` for the dimensions.
    order
        Its children, in the order of the rows.
    upper
        Rows above the diagonal, such as ``[[1, 1/2], [3]]``: row i, column j says how much more i weighs than
        j.
    note
        Where the judgements come from; shown with the weights.
    """

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
    """A column that indicators are divided by, such as population or GDP.

    Attributes
    ----------
    id
        What an indicator's ``denominator`` names.
    name
        Shown to people; column headers match it too.
    unit
        Unit of measurement.
    aliases
        Further headers that mean this column.
    """

    id: Identifier
    name: Name
    unit: str | None = None
    aliases: tuple[str, ...] = ()


def _nothing_of_a_blank(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


class Framework(RootDefinition):
    """What is measured: the tree, its names, directions, sources, and the recipe it asks for.

    Levels count from the root (0 = total). A leaf may sit at any level.

    Attributes
    ----------
    id
        Short name.
    name
        Title of every output.
    reference
        Where the framework is published, a text or one a language; one's own index needs none.
    base_year
        The year that is 100 in a base-year index.
    units
        ``provinces``: the 31 provinces, by any usual name; ``any``: free labels, such as countries or firms.
    tiers
        Names of the tiers, highest first.
    recipe
        How the index is made unless a study or an option says otherwise.
    aggregation
        How the dimensions become the total; by default as the recipe says.
    threshold
        Share of the dimensions that must be observed for a total, such as ``2/3``.
    output
        A map of the total: scale, offset, power, complement, decimals.
    better
        ``lower`` ranks the smallest total first; the scores stay.
    ranks
        How the total is ranked: from so many decimals, and what equal scores share.
    denominators
        Columns that indicators are divided by.
    judgements
        Judgement matrices; a parent that has one takes its priorities as weights.
    best_worst
        The same by the best-worst method: the children compared with the best and the worst of them.
    weights_note
        What the weights are and are not; shown with every output.
    format
        2 says that goalposts and targets of transformed indicators are in the indicator's own unit. A file that has
        any must say so; those written before had them transformed.
    children
        The dimensions, or the indicators of a flat framework.
    """

    id: Identifier
    name: Name
    reference: Annotated[Name | None, BeforeValidator(_nothing_of_a_blank)] = None
    base_year: Year | None = None
    units: Literal["provinces", "any"] = "any"
    tiers: tuple[Name, ...] = ()
    recipe: Recipe = Recipe()
    aggregation: AggregationStep | None = None
    threshold: NodeThreshold | None = None
    output: Output | None = None
    better: Literal["higher", "lower"] = "higher"
    ranks: RankRule = RankRule()
    denominators: tuple[Denominator, ...] = ()
    judgements: tuple[NodeJudgement, ...] = ()
    best_worst: tuple[BestWorstJudgement, ...] = ()
    weights_note: Name | None = None
    format: Literal[1, 2] = 1
    children: tuple[Node, ...]
    _cut_off: frozenset[str] = PrivateAttr(default=frozenset())
    _cut_labels: frozenset[str] = PrivateAttr(default=frozenset())
    _depth: int = PrivateAttr(default=0)

    if TYPE_CHECKING:  # every form that is taken

        def __init__(  # noqa: PLR0913 - its fields
            self,
            *,
            id: str,  # noqa: A002 - the field's name
            name: NameGiven,
            children: Sequence[NodeGiven],
            reference: str = "",
            base_year: int | None = None,
            units: Literal["provinces", "any"] = "any",
            tiers: Sequence[NameGiven] = (),
            recipe: Recipe | Mapping[str, Any] = ...,
            denominators: Sequence[Denominator | Mapping[str, Any]] = (),
            **fields: Any,  # noqa: ANN401
        ) -> None: ...

    @model_validator(mode="before")
    @classmethod
    def _names_become_ids(cls, value: object) -> object:
        return with_ids(cast("dict[str, object]", value)) if isinstance(value, dict) else value

    @model_validator(mode="after")
    def _is_one_coherent_tree(self) -> Self:
        ids = [node.id for node in self.walk()] + [item.id for item in self.denominators] + [ROOT]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise fault("E_DUPLICATE_ID", ids=twice)
        if not self.leaves:
            raise fault("E_NO_INDICATOR")
        self._check_denominators()
        self._check_columns()
        self._check_format()
        self._check_judgements()
        self._check_aggregates()
        return self

    def _check_denominators(self) -> None:
        declared = [Labelled(one.id, one.name.zh, one.name.en, one.aliases) for one in self.denominators]
        for leaf in self.leaves:
            if leaf.denominator is not None and leaf.denominator not in {one.id for one in declared}:
                known = suggest(leaf.denominator, declared) if declared else _NONE_DECLARED
                raise fault("E_UNKNOWN_DENOMINATOR", node=leaf.id, denominator=leaf.denominator, known=known)

    def _check_columns(self) -> None:
        """Refuse a column that is a parent's, and units of measurement that one column cannot be in together."""
        units: dict[str, str] = {}
        for leaf in self.leaves:
            if leaf.column in self.nodes and self.nodes[str(leaf.column)].children is not None:
                raise fault("E_COLUMN_OF_PARENT", node=leaf.id, column=leaf.column)
            if leaf.reads is not None and any(
                other.recode != leaf.recode for other in self.readers[leaf.reads]
            ):
                raise fault("E_COLUMN_RECODED", node=leaf.id, column=leaf.reads)
            if leaf.reads is None or leaf.unit is None:
                continue
            other = units.setdefault(leaf.reads, leaf.unit)
            if other != leaf.unit:
                raise fault("E_COLUMN_UNITS", node=leaf.id, column=leaf.reads, units=[other, leaf.unit])

    def _check_format(self) -> None:
        """Refuse goalposts of transformed indicators in a file that may mean them transformed, as files once did."""
        if self.format > 1:
            return
        for leaf in self.leaves:
            given = [name for name in ("goalposts", "target") if getattr(leaf, name) is not None]
            if leaf.transform is not None and given:
                raise fault(
                    "E_FORMAT", node=leaf.id, lines=[f"{name}: {_in_own_unit(leaf, name)}" for name in given]
                )

    def _check_judgements(self) -> None:
        judgements: tuple[NodeJudgement | BestWorstJudgement, ...] = (*self.judgements, *self.best_worst)
        for judgement in judgements:
            node = self.find(judgement.node)
            known = None if node is None else self.children_of(node)
            if known is None:
                raise fault("E_UNKNOWN_NODE", node=judgement.node, known=suggest(judgement.node, self.labels))
            if sorted(self.ids_of(judgement.order)) != sorted(child.id for child in known):
                raise fault(
                    "E_JUDGEMENT_ORDER",
                    node=judgement.node,
                    found=list(judgement.order),
                    known=[_labelled(child) for child in known],
                )
        places = [self.find(item.node) for item in judgements]
        twice = [node for node in places if places.count(node) > 1]
        if twice:
            raise fault("E_JUDGED_TWO_WAYS", node=twice[0])

    def _check_aggregates(self) -> None:
        """Refuse weights that an aggregation would not look at, and ratios of more or fewer than two."""
        judged = {item.node for item in self.judgements} | {item.node for item in self.best_worst}
        own = [(ROOT, self.aggregation, self.children)]
        own += [(node.id, node.aggregation, node.children or ()) for node in self.walk()]
        for parent, step, children in own:
            if step is None or not children:
                continue
            weighted = [child.id for child in children if child.weight is not None]
            if step.weights_are == "nothing" and (weighted or parent in judged):
                raise fault("E_WEIGHTS_NOT_USED", node=parent, kind=step.kind, nodes=weighted or [parent])
            if step.weights_are == "multipliers" and parent in judged:
                raise fault("E_WEIGHTS_NOT_USED", node=parent, kind=step.kind, nodes=[parent])
            if step.kind == "ratio" and len(children) != 2:
                raise fault("E_RATIO_OF_TWO", node=parent, found=len(children))

    def _repr_html_(self) -> str:
        """Show the tree in a notebook."""
        heads = ["Level", "Id", "Name", "Weight", "Direction", "Unit"]
        rows = (_row(node, level) for child in self.children for node, level in _levels(child))
        title = f"{self.name.en} ({self.id}): {len(self.leaves)} indicators"
        return html_table(title, heads, rows, len(self.nodes))

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

    @cached_property
    def signs(self) -> FloatArray:
        """1 for every indicator of which more is better, −1 for the others; read-only."""
        signs = np.array([leaf.sign for leaf in self.leaves], dtype=np.float64)
        signs.setflags(write=False)
        return signs

    @cached_property
    def readers(self) -> dict[str, tuple[Node, ...]]:
        """The indicators that read each column of a table, by column; those that are constants read none."""
        found: dict[str, list[Node]] = {}
        for leaf in self.leaves:
            if leaf.reads is not None:
                found.setdefault(leaf.reads, []).append(leaf)
        return {column: tuple(leaves) for column, leaves in found.items()}

    def unit_of(self, column: str) -> str | None:
        """Return the unit of measurement that the values of a column are wanted in."""
        declared = {item.id: item.unit for item in self.denominators}
        own = [leaf.unit for leaf in self.readers.get(column, ()) if leaf.unit is not None]
        if own or column in declared:
            return own[0] if own else declared[column]
        return self.nodes[column].unit if column in self.nodes else None

    def grades_of(self, column: str) -> dict[str, float] | None:
        """Return what the answers in a column count, where its indicators recode them."""
        recode = next((leaf.recode for leaf in self.readers.get(column, ()) if leaf.recode), None)
        return recode and {fold(answer): worth for answer, worth in recode.items()}

    def links_of(self, column: str) -> Chain | None:
        """Return how the figures of a column are links of a chain, where its indicators say so."""
        return next((leaf.links for leaf in self.readers.get(column, ()) if leaf.links), None)

    def heading_of(self, column: str) -> Name:
        """Return what a column is called: as the indicator of its id is, or as it is headed itself."""
        declared = {item.id: item.name for item in self.denominators}
        if column in declared:
            return declared[column]
        own = [leaf for leaf in self.readers.get(column, ()) if leaf.column is None]
        if own or column not in self.readers:
            return self.name_of(own[0].id if own else column)
        return Name(zh=column, en=column)

    @cached_property
    def leaf_fields(self) -> frozenset[str]:
        """Fields that some indicator sets; what none sets needs no look at each of them.

        A unit of measurement that makes figures links of a chain sets ``chain``.
        """
        chained = {"chain"} if any(leaf.links for leaf in self.leaves) else set[str]()
        return frozenset({field for leaf in self.leaves for field in leaf.model_fields_set} | chained)

    @cached_property
    def tree(self) -> Tree:
        """The levels of the tree as positions, without what has no indicator."""
        return grow(self.children, self._depth)

    @cached_property
    def makes_nodes_its_own_way(self) -> bool:
        """Whether some node is made otherwise than the recipe says for its level; then each is looked at alone."""
        own = (self.aggregation, self.threshold, self.output)
        return any(field is not None for field in own) or any(
            node.children is not None
            and (node.direction == "negative" or any(getattr(node, field) is not None for field in BELOW))
            for node in self.nodes.values()
        )

    @cached_property
    def weights_change(self) -> bool:
        """Whether some node's weight is given by year."""
        return any(isinstance(node.weight, dict) for node in self.nodes.values())

    @cached_property
    def has_weightless(self) -> bool:
        """Whether some node declares the weight 0."""
        return any(node.weight == 0 or isinstance(node.weight, dict) for node in self.nodes.values())

    @property
    def last_change(self) -> int:
        """The latest year that a weight is given for; 0 where none is given by year."""
        return max(
            (year for node in self.walk() if isinstance(node.weight, dict) for year in node.weight), default=0
        )

    def in_year(self, year: int) -> "Framework":
        """Return the framework with the weights of one year; NaN before the first year that is named."""
        return self._with(tuple(child.in_year(year) for child in self.children))

    @property
    def cut_off(self) -> frozenset[str]:
        """Ids of the nodes that the whole framework has and this one, cut where the columns are, has not."""
        return self._cut_off

    def children_of(self, node: str) -> tuple[Node, ...] | None:
        """Return the children of a node (``root`` for the top); None where there is no such parent."""
        if node == ROOT:
            return self.children
        return self.nodes[node].children if node in self.nodes else None

    @cached_property
    def judged(self) -> dict[str, NodeJudgement]:
        """The judgement matrices by the id of the parent, their orders in ids."""
        return {
            node: item.model_copy(update={"node": node, "order": tuple(self.ids_of(item.order))})
            for item in self.judgements
            if (node := self.find(item.node)) is not None
        }

    @cached_property
    def judged_best_worst(self) -> dict[str, BestWorstJudgement]:
        """The judgements against the best and the worst, by the id of the parent, their children by id."""
        return {
            node: item.named(dict(zip(names, (node, *self.ids_of(item.order)), strict=True)))
            for item in self.best_worst
            for names in [(item.node, *item.order)]
            if (node := self.find(item.node)) is not None
        }

    @cached_property
    def labels(self) -> list[Labelled]:
        """Every node by id and names, for suggestions."""
        return [_labelled(node) for node in self.walk()]

    @cached_property
    def _ids(self) -> dict[str, str | None]:
        """The id of each way to write a node; None where several are written so."""
        found: dict[str, str | None] = {}
        for item in (*self.labels, Labelled(ROOT, TOTAL.zh, TOTAL.en)):
            for form in map(compact, (item.id, item.zh, item.en, *item.aliases)):
                found[form] = item.id if found.get(form, item.id) == item.id else None
        return found

    def find(self, label: str) -> str | None:
        """Return the id of the node that a label names, by id or by a name in either language; None where none does.

        Width, case and white space do not matter. A name that several nodes have names none of them.
        """
        return label if label in self.nodes or label == ROOT else self._ids.get(compact(label))

    def ids_of(self, labels: Iterable[str]) -> list[str]:
        """Return the ids that labels name; those that name nothing stay as they are."""
        return [self.find(label) or label for label in labels]

    def is_cut_off(self, label: str) -> bool:
        """Whether a label names a node that the whole framework has, and this one, cut to the columns, has not."""
        return label in self._cut_off or compact(label) in self._cut_labels

    def unknown_node(self, label: str) -> Finding:
        """Make the finding that a label names no node, with those that look like it."""
        details = {"node": label, "known": suggest(label, self.labels)}
        return Finding("E_UNKNOWN_NODE", column=label, details=details)

    def name_of(self, node: str) -> Name:
        """Return the name of a node; ``root`` is the index itself."""
        return TOTAL if node == ROOT else self.nodes[node].name

    def cut(self, columns: Collection[str]) -> "Framework":
        """Cut the tree where the columns are.

        A node whose children are all covered keeps them; else it becomes a leaf if it is itself a column; else
        what is not covered is left as it is, for the caller to find missing.
        """
        children = tuple(cut(child, frozenset(columns)) for child in self.children)
        return self if children == self.children else self._with(children)

    def without(self, leaves: Collection[str]) -> "Framework":
        """Remove leaves; a parent left empty is pruned and named like one that defines no indicator."""
        children = tuple(
            without(child, frozenset(leaves)) for child in self.children if child.id not in leaves
        )
        return self._with(children)

    def _with(self, children: tuple[Node, ...]) -> "Framework":
        kept = {node.id for child in children for node in child.walk() if node.children is not None} | {ROOT}
        judgements = tuple(item for item in self.judgements if self.find(item.node) in kept)
        best_worst = tuple(item for item in self.best_worst if self.find(item.node) in kept)
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        smaller = Framework.model_construct(
            None,
            **{**fields, "children": children, "judgements": judgements, "best_worst": best_worst},
        )
        gone = [item for item in self.labels if item.id not in smaller.nodes]
        smaller._cut_off = self._cut_off | {item.id for item in gone}  # noqa: SLF001 - its own class
        names = {compact(form) for item in gone for form in (item.zh, item.en, *item.aliases)}
        smaller._cut_labels = self._cut_labels | names  # noqa: SLF001 - its own class
        whole = self.tree.depth + self.tree.cut_off
        if whole > grow(children).depth:
            smaller._depth = whole  # noqa: SLF001 - its own class
        return smaller
