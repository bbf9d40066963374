"""Scores of every node, unit and year, with all that they were made of."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ii_index._typing import FloatArray, IntArray
from ii_index.construction.normalising import Fitted
from ii_index.construction.preparation import Prepared
from ii_index.construction.weights import Weights
from ii_index.errors import Finding, UnknownLabelError
from ii_index.kernels.ranking import competition_ranks
from ii_index.model.framework import Framework
from ii_index.model.node import ROOT
from ii_index.model.panel import Panel
from ii_index.model.recipe import Recipe
from ii_index.model.validation import closest

LOW_COVERAGE = 2 / 3


@dataclass(frozen=True, eq=False)
class Scores:
    """Scores and what they were made of; nothing here is computed twice.

    Attributes
    ----------
    panel : Panel
    recipe : Recipe
    weights : Weights
    prepared : Prepared
        Values after imputation, transformation and treatment.
    fitted : Fitted
        Bounds or moments of the normalisation, in transformed units.
    levels : tuple of FloatArray, shape (years, units, nodes of the level)
        Scores by level of the tree; ``levels[0]`` is the total, ``levels[-1]`` the normalised indicators.
    coverage : tuple of FloatArray
        Share of the nested weight available below each node, same shapes.
    notes : tuple of Finding
        What a reader of the result must know.
    """

    panel: Panel
    recipe: Recipe
    weights: Weights
    prepared: Prepared
    fitted: Fitted
    levels: tuple[FloatArray, ...]
    coverage: tuple[FloatArray, ...]
    notes: tuple[Finding, ...]

    def __post_init__(self) -> None:
        for array in (*self.levels, *self.coverage):
            array.setflags(write=False)

    @property
    def framework(self) -> Framework:
        """The framework, cut where the panel's columns are."""
        return self.panel.framework

    @property
    def years(self) -> tuple[int, ...]:
        """The years, ascending."""
        return self.panel.years

    @property
    def units(self) -> tuple[str, ...]:
        """The unit codes."""
        return self.panel.units

    @property
    def normalised(self) -> FloatArray:
        """Normalised indicators, shape (years, units, indicators)."""
        return self.levels[-1]

    @cached_property
    def _ranks(self) -> IntArray:
        return competition_ranks(self.levels[0][..., 0])

    def scores(self, year: int | None = None, node: str = ROOT) -> FloatArray:
        """Return a node's scores in one year (by default the latest), shape (units,); NaN is not scored."""
        row = self.row(year)
        level, position = self.locate(node)
        return self.levels[level][row, :, position]

    def ranks(self, year: int | None = None, node: str = ROOT) -> IntArray:
        """Return competition ranks in one year, shape (units,); 0 for a unit without a score."""
        return self._ranks[self.row(year)] if node == ROOT else competition_ranks(self.scores(year, node))

    def low_coverage(self, year: int | None = None) -> tuple[str, ...]:
        """Name the units for which less than two thirds of the nested weight is available."""
        available = self.coverage[0][self.row(year), :, 0]
        return tuple(np.array(self.units)[available < LOW_COVERAGE - 1e-9].tolist())

    def locate(self, node: str) -> tuple[int, int]:
        """Return the first level a node stands at and its position there; a tree label is known or refused."""
        tree = self.framework.tree
        for level, ids in enumerate(tree.levels):
            if node in ids:
                return level, ids.index(node)
        known = closest(node, [ROOT, *self.weights.nested])
        raise UnknownLabelError(Finding("E_UNKNOWN_NODE", found=node, details={"node": node, "known": known}))

    def row(self, year: int | None) -> int:
        """Return the position of a year, by default the latest."""
        return len(self.years) - 1 if year is None else self.panel.year_index(year)
