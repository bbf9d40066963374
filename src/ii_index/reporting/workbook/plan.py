"""Where everything stands in the live workbook, worked out once before anything is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ii_index._typing import FloatArray
from ii_index.analysis.tiers import Tiers
from ii_index.construction.aggregating import means_by_level
from ii_index.construction.methods.transforms import transform_of
from ii_index.construction.methods.treatment import treats
from ii_index.construction.nodes import NodeRule
from ii_index.construction.results import CompositeIndex
from ii_index.construction.transforming import is_transformed
from ii_index.construction.weights import Weights
from ii_index.model.names import Name
from ii_index.model.node import Node
from ii_index.model.steps.aggregation import AggregationStep
from ii_index.reporting.workbook.sheets import Sheet

DATA_ROW = 4  # first row of raw and prepared data
UNIT_ROW = 9  # first row of units where the index is worked out
IDS, NAMES, LOCAL, NESTED, DIRECTION, LOWER, UPPER = 2, 3, 4, 5, 6, 7, 8  # header rows there
FIRST_LEAF = 3  # column of the first indicator in data sheets (code, unit, year before it)
FIRST_NODE = 2  # column of the first node where the index is worked out (code, unit before it)


@dataclass(frozen=True, eq=False)
class Plan:
    """Shorthand for what the sheets need of the results."""

    tiers: Tiers

    @property
    def index(self) -> CompositeIndex:
        """The index."""
        return self.tiers.index

    @property
    def row(self) -> int:
        """Position of the year shown."""
        return self.index.panel.year_index(self.tiers.year)

    @property
    def units(self) -> int:
        """Number of units."""
        return len(self.index.units)

    @property
    def leaves(self) -> tuple[str, ...]:
        """Ids of the indicators."""
        return self.index.framework.tree.levels[-1]

    @property
    def last_row(self) -> int:
        """Last row of units where the index is worked out."""
        return UNIT_ROW + self.units - 1

    @property
    def means(self) -> tuple[AggregationStep, ...]:
        """The mean that makes each level."""
        return means_by_level(self.index.recipe, self.index.framework.tree)

    @property
    def weights(self) -> Weights:
        """The weights of the year shown."""
        return self.index.weights.in_year(self.tiers.year)

    def rule(self, node: str) -> NodeRule | None:
        """Return how a node is made, where nodes are made each its own way."""
        rules = self.index.rules
        return None if rules is None else next((rule for rule in rules if rule.node == node), None)

    def is_live(self, rule: NodeRule) -> bool:
        """Whether a formula can make the node: its operator has one, and its threshold sees the cells that count."""
        seen = rule.threshold is None or self.index.prepared.filled is None
        return rule.method.formula is not None and seen and not (rule.linked and self.index.is_linked)

    @cached_property
    def locked(self) -> frozenset[str]:
        """Nodes whose weights no formula follows: those below a node that is written as a value."""
        pasted = [rule.node for rule in self.index.rules or () if not self.is_live(rule)]
        framework = self.index.framework
        below = [
            inner.id
            for node in pasted
            for child in framework.children_of(node) or ()
            for inner in child.walk()
        ]
        return frozenset(below)

    @property
    def is_prepared(self) -> bool:
        """Whether anything happens to the data before logarithms and normalisation."""
        prepared = self.index.prepared
        return (
            any(leaf.denominator or leaf.limits or leaf.best for leaf in self.index.framework.leaves)
            or prepared.filled is not None
            or prepared.screened is not None
            or any(self.is_treated(leaf) for leaf in self.index.framework.leaves)
        )

    def is_treated(self, leaf: Node) -> bool:
        """Whether an indicator's values are written as the program treated them: transformed already."""
        return treats(leaf, self.index.recipe)

    def bends(self, leaf: Node) -> bool:
        """Whether the workbook takes an indicator's transform itself."""
        return is_transformed(leaf, self.index.recipe) and not self.is_treated(leaf)

    def bent(self, leaf: Node, place: int, cell: str, row: int) -> str:
        """Return the formula of a cell as its indicator enters normalisation, in the year of a row."""
        if leaf.transform is None or not self.bends(leaf):
            return cell
        powers = self.index.fitted.power
        power = float(powers[row if len(powers) > 1 else 0, 0, place])
        return transform_of(leaf.transform).formula(leaf.transform, power).replace("{value}", cell)

    def scores(self, level: int) -> FloatArray:
        """Scores of a level in the year shown, shape (units, nodes)."""
        whole: FloatArray = self.index.levels[level][self.row]
        return whole

    def column_of_level(self, level: int) -> int:
        """First column of a level: indicators on their own sheet, deeper levels before higher ones on the other."""
        tree = self.index.framework.tree
        deeper = range(level + 1, tree.depth)
        return FIRST_NODE + sum(len(tree.levels[other]) for other in deeper)

    def data_row(self, year: int, unit: int) -> int:
        """Row of a year and a unit in the data sheets."""
        return DATA_ROW + year * self.units + unit

    def unscored(self) -> list[int]:
        """Positions of the units without a total."""
        return np.flatnonzero(np.isnan(self.scores(0)[:, 0])).tolist()


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheets that the list looks things up in."""

    scores: Sheet
    normalised: Sheet
    tiers: Sheet
    check: Sheet

    def of_dimensions(self, plan: Plan) -> tuple[Sheet, int]:
        """Return the sheet of the dimensions' scores and its first column: where they are indicators, their own."""
        if plan.index.framework.tree.depth == 1:
            return self.normalised, FIRST_NODE
        return self.scores, plan.column_of_level(1)


def with_reasons(note: Name, values: Sequence[tuple[Name, Name]]) -> Name:
    """Add to a sheet's note what stands on it as values, and why."""
    for reason in dict.fromkeys(reason for _, reason in values):
        names = [name for name, why in values if why == reason]
        note = Name(
            zh=f"{note.zh}以数值写出的有{'、'.join(name.zh for name in names)}：{reason.zh}。",
            en=f"{note.en} Values: {', '.join(name.en for name in names)} ({reason.en}).",
        )
    return note
