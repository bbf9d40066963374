"""Scores by tag: a second grouping of the same indicators, which may overlap."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import FloatArray, IntArray
from ii_index.construction.aggregating import means_by_level, weighted_mean
from ii_index.construction.results import CODE, UNIT, CompositeIndex, rows_by_rank
from ii_index.errors import Finding, FrameworkError
from ii_index.kernels.ranking import competition_ranks
from ii_index.messages import Language
from ii_index.model.former_names import Former
from ii_index.model.names import Name
from ii_index.model.table import Cell, Column, Table

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class TagScores(Immutable):
    """Scores over the indicators of each tag.

    Arrays have the order of ``index.units``; tables have units by the rank of their total, then in that order.

    Attributes
    ----------
    index : CompositeIndex
    tags : tuple of str
        In the order in which the framework first names them.
    scores : FloatArray, shape (years, units, tags)
        NaN where none of a tag's indicators is available.
    indicators : tuple of tuple of str
        Those of each tag.
    """

    index: CompositeIndex
    tags: tuple[str, ...]
    scores: FloatArray
    indicators: tuple[tuple[str, ...], ...]

    def table(self, year: int | None = None) -> Table:
        """Return one row a unit: score and rank by each tag; by default of the latest year."""
        return rows_by_rank(self.index, self._in_order_of_units(year), year)

    def frame(self, year: int | None = None, *, language: Language = "en") -> "pd.DataFrame":
        """Return :meth:`table` as a DataFrame indexed by unit code, its columns by key."""
        return self.table(year).frame(language)

    as_table = Former("table()", lambda self: self._in_order_of_units)

    def _in_order_of_units(self, year: int | None = None) -> Table:
        row = len(self.index.years) - 1 if year is None else self.index.panel.year_index(year)
        scores = self.scores[row]
        ranks = competition_ranks(scores.T).T
        rank = Name(zh="排名", en="rank")
        columns = [
            column
            for tag in self.tags
            for column in (
                Column(tag, Name(zh=tag, en=tag)),
                Column(f"{tag}_rank", Name(zh=f"{tag}{rank.zh}", en=f"{tag} {rank.en}"), "integer", 0),
            )
        ]
        rows = tuple(
            (code, self.index.panel.unit_name(code), *_pairs(scores[unit], ranks[unit]))
            for unit, code in enumerate(self.index.units)
        )
        title = Name(
            zh=f"各标签得分，{self.index.years[row]}年", en=f"Scores by tag, {self.index.years[row]}"
        )
        return Table("tags", title, (CODE, UNIT, *columns), rows, index=("code",))


def tag_scores(index: CompositeIndex) -> TagScores:
    """Score every unit over the indicators of each tag.

    A tag's score is the mean, of the kind that makes the total, of its indicators' normalised scores; they weigh
    as they do in the total, renormalised over the tag. An indicator with several tags counts in each.

    Parameters
    ----------
    index : CompositeIndex

    Returns
    -------
    TagScores

    Raises
    ------
    FrameworkError
        No indicator of the framework has a tag.

    Examples
    --------
    >>> from ii_index.construction.compose import compose
    >>> from ii_index.model.framework import Framework
    >>> from ii_index.model.panel import Panel
    >>> leaves = [{"id": "a", "name": "A", "tags": ["支撑力"]}, {"id": "b", "name": "B", "tags": ["支撑力", "链接力"]}]
    >>> two = Framework(id="two", name="Two", reference="an example", children=leaves)
    >>> index = compose(Panel(two, (2023,), ("x", "y"), np.array([[[1.0, 2.0], [3.0, 1.0]]])))
    >>> tag_scores(index).scores[0].tolist()
    [[50.0, 100.0], [50.0, 0.0]]
    """
    leaves = index.framework.leaves
    tags = tuple(dict.fromkeys(tag for leaf in leaves for tag in leaf.tags))
    if not tags:
        raise FrameworkError(Finding("E_NO_TAGS", found=index.framework.id))
    member = np.array([[tag in leaf.tags for tag in tags] for leaf in leaves], dtype=np.float64)
    weights = member * index.weights.leaf_vector()[:, np.newaxis]
    weights = np.where(weights.any(axis=0), weights, member)  # a tag whose indicators all weigh nothing
    return TagScores(
        index=index,
        tags=tags,
        scores=weighted_mean(
            index.normalised, weights, means_by_level(index.recipe, index.framework.tree)[0]
        ),
        indicators=tuple(tuple(leaf.id for leaf in leaves if tag in leaf.tags) for tag in tags),
    )


def _pairs(scores: FloatArray, ranks: IntArray) -> list[Cell]:
    cells: list[Cell] = []
    for score, rank in zip(scores.tolist(), ranks.tolist(), strict=True):
        cells += [None if np.isnan(score) else score, int(rank) or None]
    return cells
