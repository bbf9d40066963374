"""A composite index: scores of every node, unit and year, with all that they were made of."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ii_index._typing import FloatArray, IntArray
from ii_index.construction import tables
from ii_index.construction.normalising import Fitted
from ii_index.construction.preparation import Prepared
from ii_index.construction.weights import Weights
from ii_index.errors import Finding, UnknownLabelError
from ii_index.kernels.ranking import competition_ranks
from ii_index.messages import Language
from ii_index.model.framework import Framework
from ii_index.model.node import ROOT
from ii_index.model.panel import Panel
from ii_index.model.recipe import Recipe
from ii_index.model.validation import closest

if TYPE_CHECKING:
    import pandas as pd

LOW_COVERAGE = 2 / 3


@dataclass(frozen=True, eq=False)
class CompositeIndex:
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
        row = self._row(year)
        level, position = self.locate(node)
        return self.levels[level][row, :, position]

    def ranks(self, year: int | None = None, node: str = ROOT) -> IntArray:
        """Return competition ranks in one year, shape (units,); 0 for a unit without a score."""
        return self._ranks[self._row(year)] if node == ROOT else competition_ranks(self.scores(year, node))

    def low_coverage(self, year: int | None = None) -> tuple[str, ...]:
        """Name the units for which less than two thirds of the nested weight is available."""
        available = self.coverage[0][self._row(year), :, 0]
        return tuple(np.array(self.units)[available < LOW_COVERAGE - 1e-9].tolist())

    def locate(self, node: str) -> tuple[int, int]:
        """Return the first level a node stands at and its position there; a tree label is known or refused."""
        tree = self.framework.tree
        for level, ids in enumerate(tree.levels):
            if node in ids:
                return level, ids.index(node)
        known = closest(node, [ROOT, *self.weights.nested])
        raise UnknownLabelError(Finding("E_UNKNOWN_NODE", found=node, details={"node": node, "known": known}))

    def ranking(self, year: int | None = None, language: Language = "en") -> "pd.DataFrame":
        """Return one row a unit by rank: unit, rank, score, the dimensions' scores, coverage; indexed by code."""
        return tables.ranking(self, year).to_frame("code", language)

    def table(self, year: int | None = None, level: int = 1) -> "pd.DataFrame":
        """Return the scores of every node at a level of the tree (0 = total), one row a unit."""
        return tables.scores(self, year, level).to_frame("code").drop(columns="unit")

    def trend(self, language: Language = "en") -> "pd.DataFrame":
        """Return total and dimensions by year, one row a unit and year."""
        return tables.trend(self).to_frame(["code", "year"], language)

    def growth(self, language: Language = "en") -> "pd.DataFrame":
        """Return growth against the year before, as fractions."""
        return tables.growth(self).to_frame(["code", "year"], language)

    def cagr(self, language: Language = "en") -> "pd.DataFrame":
        """Return compound annual growth from the first to the last year, as fractions."""
        return tables.cagr(self).to_frame("code", language)

    def equals(self, other: "CompositeIndex") -> bool:
        """Whether panel, recipe and every score are the same."""
        return (
            self.panel.equals(other.panel)
            and self.recipe == other.recipe
            and len(self.levels) == len(other.levels)
            and all(
                np.array_equal(own, their, equal_nan=True)
                for own, their in zip(self.levels, other.levels, strict=True)
            )
        )

    def _row(self, year: int | None) -> int:
        return len(self.years) - 1 if year is None else self.panel.year_index(year)
