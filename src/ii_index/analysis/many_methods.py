"""Many methods at once: ranks side by side, how alike they are, what they agree on, and about whom they do not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import BoolArray, FloatArray, IntArray
from ii_index.construction.compose import compose
from ii_index.construction.results import CODE, UNIT, CompositeIndex
from ii_index.errors import DataError, Finding, IIIndexError
from ii_index.kernels import consensus, relations
from ii_index.kernels.multivariate.coherence import correlation
from ii_index.kernels.ranking import competition_ranks
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.recipe import Recipe
from ii_index.model.table import Cell, Column, Table, chosen
from ii_index.model.usual_changes import USUAL

if TYPE_CHECKING:
    import pandas as pd

Tables: TypeAlias = Literal["ranks", "correlations", "consensus", "methods"]

OWN = Name(zh="本方案", en="own recipe")
GREY = Name(zh="灰色关联", en="grey relation")


@dataclass(frozen=True, eq=False)
class ManyMethods(Immutable):
    """One year under several methods.

    Arrays have the order of ``keys`` and of ``index.units``.

    Attributes
    ----------
    index : CompositeIndex
        By the recipe of its own.
    year : int
    keys : tuple of str
    names : tuple of Name
    scores : FloatArray, shape (methods, units)
        On each method's own scale; higher is better.
    failed : tuple of Finding
        Methods that cannot be applied, and why.
    """

    index: CompositeIndex
    year: int
    keys: tuple[str, ...]
    names: tuple[Name, ...]
    scores: FloatArray
    failed: tuple[Finding, ...]

    def ranks(self) -> IntArray:
        """Return competition ranks, shape (methods, units); 0 without a score."""
        return competition_ranks(self.scores)

    def compared(self) -> BoolArray:
        """Return which units have a score by every method, shape (units,)."""
        return np.asarray(~np.isnan(self.scores).any(axis=0))

    def correlations(self, method: Literal["spearman", "kendall"] = "spearman") -> FloatArray:
        """Return the correlations of the rankings, shape (methods, methods)."""
        known = self.scores[:, self.compared()]
        table = np.ones((len(known), len(known)))
        for first in range(len(known)):
            for second in range(first):
                table[first, second] = table[second, first] = correlation(known[first], known[second], method)
        return table

    def span(self) -> IntArray:
        """Return the worst less the best rank of each unit over the methods, shape (units,)."""
        ranks = self.ranks()
        return np.asarray(ranks.max(axis=0) - ranks.min(axis=0))

    def table(self, which: Tables = "ranks") -> Table:
        """Return a table.

        Parameters
        ----------
        which : {"ranks", "correlations", "consensus", "methods"}
            ``ranks``: one row a unit, one column a method, and the span. ``correlations``: Spearman's of the rankings.
            ``consensus``: one ranking of all, by Borda, mean rank and Copeland. ``methods``: how each differs from the
            index's own.

        Raises
        ------
        UnknownLabelError
            No such table.
        """
        tables: dict[str, Callable[..., Table]] = {
            "ranks": self._ranks,
            "correlations": self._correlations,
            "consensus": self._consensus,
            "methods": self._methods,
        }
        return chosen(tables, which)

    def frame(self, which: Tables = "ranks", *, language: Language = "en") -> "pd.DataFrame":
        """Return a :meth:`table` as a DataFrame, its columns by key."""
        return self.table(which).frame(language)

    def dependent(self, places: int = 3) -> tuple[str, ...]:
        """Name the units whose rank moves by this many places or more, from the most."""
        span = np.where(self.compared(), self.span(), 0)
        order: list[int] = np.argsort(-span, kind="stable").tolist()
        return tuple(self.index.units[unit] for unit in order if span[unit] >= places)

    def _ranks(self) -> Table:
        ranks, span, compared = self.ranks(), self.span(), self.compared()
        rows = tuple(
            (
                self.index.units[unit],
                self.index.panel.unit_name(self.index.units[unit]),
                *(rank or None for rank in ranks[:, unit].tolist()),
                int(span[unit]) if compared[unit] else None,
            )
            for unit in self._order(ranks[0])
        )
        columns = (
            CODE,
            UNIT,
            *(Column(key, name, "integer", 0) for key, name in zip(self.keys, self.names, strict=True)),
            Column("span", Name(zh="名次跨度", en="Span"), "integer", 0),
        )
        title = Name(zh=f"{self.year}年各方法的名次", en=f"Ranks by method, {self.year}")
        note = Name(
            zh="跨度为各方法最差与最好名次之差：越大，该地区的名次越取决于方法。",
            en="The span is the worst less the best rank: the larger, the more a unit's rank hangs on the method.",
        )
        return Table("methods", title, columns, rows, (note,), index=("code",))

    def _correlations(self) -> Table:
        found = self.correlations()
        rows = tuple(
            (key, name, *found[at].tolist())
            for at, (key, name) in enumerate(zip(self.keys, self.names, strict=True))
        )
        columns = (
            Column("method", Name(zh="编号", en="Id"), "text", shown=False),
            Column("name", Name(zh="方法", en="Method"), "text"),
            *(Column(key, name, decimals=3) for key, name in zip(self.keys, self.names, strict=True)),
        )
        title = Name(zh="各方法名次的斯皮尔曼秩相关", en="Correlation of the rankings (Spearman)")
        return Table("method_correlations", title, columns, rows, index=("method",))

    def _consensus(self) -> Table:
        compared = np.flatnonzero(self.compared())
        ranks = competition_ranks(self.scores[:, compared])
        points, means, duels = consensus.borda(ranks), consensus.mean_ranks(ranks), consensus.copeland(ranks)
        order = np.lexsort((compared, -points)).tolist()
        by = [competition_ranks(series) for series in (points, -means, duels)]
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (
                self.index.units[compared[at]],
                self.index.panel.unit_name(self.index.units[compared[at]]),
                *(int(one[at]) for one in by),
                float(points[at]),
                float(means[at]),
                float(duels[at]),
                int(ranks[:, at].min()),
                int(ranks[:, at].max()),
            )
            for at in order
        )
        columns = (
            CODE,
            UNIT,
            Column("rank_borda", Name(zh="Borda 名次", en="By Borda"), "integer", 0),
            Column("rank_mean", Name(zh="平均名次法", en="By mean rank"), "integer", 0),
            Column("rank_copeland", Name(zh="Copeland 名次", en="By Copeland"), "integer", 0),
            Column("borda", Name(zh="Borda 分", en="Borda"), decimals=1),
            Column("mean_rank", Name(zh="平均名次", en="Mean rank")),
            Column("copeland", Name(zh="Copeland 分", en="Copeland"), decimals=0),
            Column("best", Name(zh="最好", en="Best"), "integer", 0),
            Column("worst", Name(zh="最差", en="Worst"), "integer", 0),
        )
        title = Name(zh=f"{self.year}年各方法的共识", en=f"What the methods agree on, {self.year}")
        return Table("consensus", title, columns, rows, index=("code",))

    def _methods(self) -> Table:
        compared = self.compared()
        ranks = self.ranks()
        rows = tuple(
            (
                key,
                name,
                correlation(self.scores[0, compared], self.scores[at, compared], "spearman"),
                correlation(self.scores[0, compared], self.scores[at, compared], "kendall"),
                float(np.abs(ranks[at] - ranks[0])[compared].mean()),
                int(np.abs(ranks[at] - ranks[0])[compared].max()),
            )
            for at, (key, name) in enumerate(zip(self.keys, self.names, strict=True))
        )
        columns = (
            Column("method", Name(zh="编号", en="Id"), "text", shown=False),
            Column("name", Name(zh="方法", en="Method"), "text"),
            Column("spearman", Name(zh="斯皮尔曼秩相关", en="Spearman"), decimals=4),
            Column("kendall", Name(zh="肯德尔秩相关（τ-b）", en="Kendall τ-b"), decimals=4),
            Column("mean_shift", Name(zh="平均名次变动", en="Mean shift")),
            Column("largest_shift", Name(zh="最大名次变动", en="Largest shift"), "integer", 0),
        )
        title = Name(zh="与本方案相比", en="Against the recipe of its own")
        return Table("method_shifts", title, columns, rows, index=("method",))

    def _order(self, ranks: IntArray) -> list[int]:
        order: list[int] = np.argsort(np.where(ranks == 0, len(ranks) + 1, ranks), kind="stable").tolist()
        return order


def compare_methods(
    index: CompositeIndex,
    year: int | None = None,
    recipes: Mapping[str, Recipe] | None = None,
) -> ManyMethods:
    """Compose an index by many methods and compare the rankings of one year.

    Parameters
    ----------
    index : CompositeIndex
    year : int, optional
        By default the latest.
    recipes : mapping of str to Recipe, optional
        By name; by default the index's own recipe with another weighting, normalisation or mean
        (:data:`~ii_index.model.usual_changes.USUAL`), and the grey relational grade of its scores.

    Returns
    -------
    ManyMethods

    Raises
    ------
    DataError
        Fewer than two methods can be applied.
    """
    row = index.row(year)
    shown = index.years[row]
    found: dict[str, tuple[Name, FloatArray]] = {"own": (OWN, index.scores(shown))}
    failed: list[Finding] = []
    asked = (
        _usual(index)
        if recipes is None
        else {key: (Name(zh=key, en=key), one) for key, one in recipes.items()}
    )
    for key, (name, recipe) in asked.items():
        try:
            found[key] = (name, compose(index.panel, recipe).scores(shown))
        except IIIndexError as error:
            reason = Name(zh=error.findings[0].message("zh"), en=error.findings[0].message("en"))
            failed.append(Finding("N_METHOD_LEFT_OUT", details={"name": name, "reason": reason}))
    if recipes is None:
        grade = relations.grey_relation(index.normalised, index.weights.leaf_vector())[row]
        found["grey"] = (GREY, np.where(np.isnan(index.scores(shown)), np.nan, grade))
    if len(found) < 2:
        raise DataError(failed)
    scores = np.stack([one for _, one in found.values()])
    names = tuple(name for name, _ in found.values())
    return ManyMethods(index, shown, tuple(found), names, scores, tuple(failed))


def _usual(index: CompositeIndex) -> dict[str, tuple[Name, Recipe]]:
    """Return the usual changes that do change the recipe."""
    changed = {key: (name, index.recipe.replace(**steps)) for key, (name, steps) in USUAL.items()}
    return {key: (name, recipe) for key, (name, recipe) in changed.items() if recipe != index.recipe}
