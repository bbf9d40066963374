"""Fuzzy comprehensive evaluation of an index: to what degree each unit belongs to each grade."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import FloatArray, IntArray
from ii_index.construction.results import CODE, UNIT, CompositeIndex, rows_by_rank
from ii_index.errors import DataError, Finding
from ii_index.kernels.aggregation.fuzzy import Operator, composition, defuzzify
from ii_index.kernels.aggregation.memberships import memberships
from ii_index.kernels.quantiles import quantile
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.node import ROOT
from ii_index.model.printed_numbers import rounded
from ii_index.model.table import Cell, Column, Table, chosen

if TYPE_CHECKING:
    import pandas as pd

Tables: TypeAlias = Literal["units", "grades"]
Shape: TypeAlias = Literal["triangle", "trapezoid"]

GRADES = (
    Name(zh="优", en="excellent"),
    Name(zh="良", en="good"),
    Name(zh="中", en="fair"),
    Name(zh="差", en="poor"),
)
TITLES = {
    "weighted_average": Name(zh="M(·, +) 加权平均", en="M(·, +) weighted average"),
    "max_product": Name(zh="M(·, ∨) 主因素突出", en="M(·, ∨) max–product"),
    "max_min": Name(zh="M(∧, ∨) 主因素决定", en="M(∧, ∨) max–min"),
    "bounded_sum": Name(zh="M(∧, ⊕) 不均衡平均", en="M(∧, ⊕) bounded sum"),
}


@dataclass(frozen=True, eq=False)
class FuzzyEvaluation(Immutable):
    """Memberships of every unit in every grade, of one year.

    Attributes
    ----------
    index : CompositeIndex
    year : int
    operator : str
    grades : tuple of Name
        Highest first.
    plateaus : FloatArray, shape (indicators, grades, 2)
        Scores between which an indicator belongs wholly to a grade, highest grade first.
    from_data : bool
        Whether the plateaus are quantiles of the scores.
    composed : FloatArray, shape (units, grades)
        B = w ∘ R of the total, not normalised; NaN for a unit without a score.
    """

    index: CompositeIndex
    year: int
    operator: Operator
    grades: tuple[Name, ...]
    plateaus: FloatArray
    from_data: bool
    composed: FloatArray

    def normalised(self) -> FloatArray:
        """Return B with the grades summing to 1, shape (units, grades)."""
        shares: FloatArray = self.composed / self.composed.sum(axis=1, keepdims=True)
        return shares

    def by_maximum(self) -> IntArray:
        """Return the grade of the largest membership, 1 the highest, shape (units,); the higher of equals; 0 none."""
        known = ~np.isnan(self.composed[:, 0])
        largest = np.where(known[:, np.newaxis], self.composed, 0.0)
        near = largest >= largest.max(axis=1, keepdims=True) - 1e-12
        return np.asarray(np.where(known, near.argmax(axis=1) + 1, 0), dtype=np.intp)

    def scores(self) -> FloatArray:
        """Return Σ b v / Σ b with v from 100 for the highest grade to 0 for the lowest, shape (units,)."""
        marks = np.linspace(100.0, 0.0, len(self.grades))
        result = np.full(len(self.composed), np.nan)
        known = ~np.isnan(self.composed[:, 0])
        result[known] = defuzzify(self.composed[known], marks)
        return result

    def table(self, which: Tables = "units") -> Table:
        """Return a table.

        Parameters
        ----------
        which : {"units", "grades"}
            ``units``: one row a unit: memberships, grade by the largest, score. ``grades``: the plateaus of the
            indicators.

        Raises
        ------
        UnknownLabelError
            No such table.
        """
        tables: dict[str, Callable[..., Table]] = {"units": self._units, "grades": self._grades}
        return chosen(tables, which)

    def frame(self, which: Tables = "units", *, language: Language = "en") -> "pd.DataFrame":
        """Return a :meth:`table` as a DataFrame, its columns by key."""
        return self.table(which).frame(language)

    def _units(self) -> Table:
        shares: list[list[float]] = self.normalised().tolist()
        best: list[int] = self.by_maximum().tolist()
        scores: list[float] = self.scores().tolist()
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (
                code,
                self.index.panel.unit_name(code),
                *(None if np.isnan(one) else one for one in shares[unit]),
                self.grades[best[unit] - 1] if best[unit] else None,
                None if np.isnan(scores[unit]) else scores[unit],
            )
            for unit, code in enumerate(self.index.units)
        )
        columns = (
            CODE,
            UNIT,
            *(Column(f"grade_{place}", name, decimals=4) for place, name in enumerate(self.grades, 1)),
            Column("grade", Name(zh="最大隶属等级", en="Grade by maximum"), "text"),
            Column("score", Name(zh="加权得分", en="Weighted score")),
        )
        title = Name(zh=f"{self.year}年模糊综合评价", en=f"Fuzzy comprehensive evaluation, {self.year}")
        how = TITLES[self.operator]
        source = Name(zh="由得分分位数确定", en="from quantiles of the scores") if self.from_data else Name(
            zh="按给定节点", en="as given"
        )  # fmt: skip
        note = Name(
            zh=f"算子：{how.zh}；隶属函数节点{source.zh}；隶属度已归一；得分中最高等级计100、最低计0。",
            en=f"Operator: {how.en}; nodes of the memberships {source.en}; memberships sum to 1; the highest grade "
            "counts 100, the lowest 0.",
        )
        table = Table("fuzzy", title, columns, rows, (note,), index=("code",))
        return rows_by_rank(self.index, table, self.year)

    def _grades(self) -> Table:
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (leaf.id, leaf.name, *(_plateau(float(ends[0]), float(ends[1])) for ends in self.plateaus[place]))
            for place, leaf in enumerate(self.index.framework.leaves)
        )
        columns = (
            Column("node", Name(zh="编号", en="Id"), "text", shown=False),
            Column("name", Name(zh="指标", en="Indicator"), "text"),
            *(Column(f"grade_{place}", name, "text") for place, name in enumerate(self.grades, 1)),
        )
        title = Name(zh="隶属函数的节点（得分）", en="Nodes of the memberships (scores)")
        return Table("fuzzy_grades", title, columns, rows, index=("node",))


def fuzzy_evaluation(  # noqa: PLR0913 - what may be chosen
    index: CompositeIndex,
    year: int | None = None,
    *,
    operator: Operator = "weighted_average",
    grades: Sequence[Name] = GRADES,
    nodes: Sequence[float] | None = None,
    shape: Shape = "triangle",
) -> FuzzyEvaluation:
    """Evaluate an index by grades: memberships of the indicators' scores, composed up the tree.

    Parameters
    ----------
    index : CompositeIndex
    year : int, optional
        By default the latest.
    operator : {"weighted_average", "max_product", "max_min", "bounded_sum"}
        See :func:`ii_index.kernels.aggregation.fuzzy.composition`.
    grades : sequence of Name
        Highest first.
    nodes : sequence of float, optional
        Scores, descending: one a grade for triangles; two a grade, upper and lower end of its plateau, for trapezoids.
        By default each indicator's own quantiles over all years, evenly spaced.
    shape : {"triangle", "trapezoid"}

    Returns
    -------
    FuzzyEvaluation

    Raises
    ------
    DataError
        Nodes that do not descend or are not as many as there are grades, an indicator whose quantiles are equal.

    References
    ----------
    Zadeh (1965), Fuzzy sets; 汪培庄 (1983), 模糊集合论及其应用.
    """
    row = index.row(year)
    plateaus = _plateaus(index, len(grades), nodes, shape)
    leaves = np.stack(
        [
            memberships(index.normalised[row, :, place], plateaus[place, ::-1, ::-1])[:, ::-1]
            for place in range(len(index.framework.leaves))
        ],
        axis=1,
    )
    composed = _climbed(index, leaves, operator)
    composed[np.isnan(index.scores(index.years[row], ROOT))] = np.nan
    return FuzzyEvaluation(
        index, index.years[row], operator, tuple(grades), plateaus, nodes is None, composed
    )


def _climbed(index: CompositeIndex, memberships_of: FloatArray, operator: Operator) -> FloatArray:
    """Compose level by level; what is missing gives its weight to its siblings."""
    tree, below = index.framework.tree, memberships_of
    for level in range(tree.depth - 1, -1, -1):
        matrix = index.weights.matrices[level]
        above = np.full((len(index.units), len(tree.levels[level]), below.shape[-1]), np.nan)
        for place in range(len(tree.levels[level])):
            children = tree.parents[level] == place
            for unit in range(len(index.units)):
                known = children & ~np.isnan(below[unit, :, 0])
                weights = matrix[known, place]
                if weights.sum() > 0:
                    above[unit, place] = composition(
                        weights / weights.sum(), below[unit, known], operator=operator
                    )
        below = above
    return below[:, 0]


def _plateaus(index: CompositeIndex, grades: int, nodes: Sequence[float] | None, shape: Shape) -> FloatArray:
    """Return upper and lower ends, grades descending, of each indicator."""
    leaves = len(index.framework.leaves)
    if nodes is not None:
        given = np.asarray(nodes, dtype=np.float64)
        ends = np.stack([given, given], axis=1) if shape == "triangle" else given.reshape(-1, 2)
        wrong = len(given) != grades * (1 if shape == "triangle" else 2) or not (np.diff(given) <= 0).all()
        if wrong or not (ends[1:, 0] < ends[:-1, 1]).all():
            expected = grades * (1 if shape == "triangle" else 2)
            details = {"expected": expected, "shape": shape}
            raise DataError(Finding("E_FUZZY_NODES", found=str(given.tolist()), details=details))
        return np.broadcast_to(ends, (leaves, grades, 2)).copy()
    count = grades if shape == "triangle" else 2 * grades
    scores = index.normalised.reshape(-1, leaves)
    marks = np.concatenate([quantile(scores, share) for share in np.linspace(1.0, 0.0, count).tolist()])
    ends = np.stack([marks, marks], axis=1) if shape == "triangle" else marks.reshape(grades, 2, leaves)
    plateaus: FloatArray = np.moveaxis(ends, -1, 0)
    alike = [
        index.framework.leaves[place].name
        for place in range(leaves)
        if not (plateaus[place, 1:, 0] < plateaus[place, :-1, 1]).all()
    ]
    if alike:
        raise DataError(Finding("E_FUZZY_QUANTILES", file=index.panel.source, details={"names": alike}))
    return plateaus


def _plateau(upper: float, lower: float) -> str:
    first, last = rounded(upper, 1), rounded(lower, 1)
    return f"{first}" if upper == lower else f"{first}–{last}"
