"""A composite index: its scores, and the windows through which they are looked at."""

from typing import TYPE_CHECKING

import numpy as np

from ii_index.construction import tables
from ii_index.construction.scores import Scores
from ii_index.messages import Language

if TYPE_CHECKING:
    import pandas as pd


class CompositeIndex(Scores):
    """Scores and what they were made of, as DataFrames; nothing here is computed twice.

    See :class:`~ii_index.construction.scores.Scores` for the attributes: ``panel``, ``recipe``, ``weights``,
    ``prepared``, ``fitted``, ``levels``, ``coverage``, ``notes``.
    """

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

    def _repr_html_(self) -> str:
        """Show the latest ranking in a notebook."""
        return self.ranking().to_html(float_format="{:.2f}".format)

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
