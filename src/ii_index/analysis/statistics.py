"""Statistics of every indicator, and correlations between any nodes and denominators."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import FloatArray
from ii_index.construction.denominating import denominate
from ii_index.construction.results import CompositeIndex
from ii_index.errors import Finding, UnknownLabelError
from ii_index.kernels import treatment
from ii_index.kernels.multivariate.coherence import correlation, correlation_p_value
from ii_index.kernels.quantiles import quantile
from ii_index.kernels.ranking import descending_order, tie_classes
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.node import ROOT
from ii_index.model.printed_numbers import rounded
from ii_index.model.table import Cell, Column, Table, chosen

if TYPE_CHECKING:
    import pandas as pd

Tables: TypeAlias = Literal["indicators", "correlations", "pairs"]
Method: TypeAlias = Literal["pearson", "spearman", "kendall"]

FEW_VALUES = 0.5
"""Share of one value, or of zeros, from which an indicator is marked."""

_KINDS: tuple[tuple[str, str, str], ...] = (
    ("observed", "观测数", "Observed"),
    ("zeros", "零值", "Zeros"),
    ("distinct", "不同值", "Distinct"),
)
_NUMBERS: tuple[tuple[str, str, str], ...] = (
    ("minimum", "最小值", "Minimum"),
    ("q25", "25%分位", "25 %"),
    ("median", "中位数", "Median"),
    ("q75", "75%分位", "75 %"),
    ("maximum", "最大值", "Maximum"),
    ("mean", "均值", "Mean"),
    ("sd", "标准差", "SD"),
    ("skewness", "偏度", "Skewness"),
    ("kurtosis", "超额峰度", "Kurtosis"),
)
_SHAPES = {"skewness", "kurtosis"}
_FIRST = ("node", "name", "median", "mean", "minimum", "maximum", "sd", "missing", "flags")
"""Columns that a narrow screen keeps."""
FLAGS = {
    "missing": Name(zh="缺失多", en="many missing"),
    "zeros": Name(zh="零值多", en="many zeros"),
    "same": Name(zh="同值多", en="many alike"),
    "outlying": Name(zh="离群", en="outlying"),
    "constant": Name(zh="不变", en="constant"),
}
NODE = Column("node", Name(zh="编号", en="Id"), "text", shown=False)
NAME = Column("name", Name(zh="名称", en="Name"), "text")


METHODS: dict[Method, Name] = {
    "pearson": Name(zh="皮尔逊相关", en="Pearson"),
    "spearman": Name(zh="斯皮尔曼秩相关", en="Spearman"),
    "kendall": Name(zh="肯德尔秩相关", en="Kendall"),
}
"""What each coefficient is called."""


@dataclass(frozen=True, eq=False)
class Statistics(Immutable):
    """Statistics of one year, of values as they came (over their denominators), and correlations of scores.

    Attributes
    ----------
    index : CompositeIndex
    year : int
    """

    index: CompositeIndex
    year: int

    def table(
        self,
        which: Tables = "indicators",
        *,
        first: str | None = None,
        second: str | None = None,
        method: Method | None = None,
    ) -> Table:
        """Return a table.

        Parameters
        ----------
        which : {"indicators", "correlations", "pairs"}
            ``indicators``: counts, quantiles, moments and flags of every indicator. ``correlations``: those of a set of
            columns with another, as a table. ``pairs``: the same one row a pair, with p-values, the strongest first.
        first, second : str, optional
            Sets of columns: ``total``, ``level1``, ``level2`` …, ``indicators`` (scores), ``values`` (raw, over their
            denominators), ``denominators``, or the id of a node: its children. By default the indicators with the
            dimensions.
        method : {"pearson", "spearman", "kendall"}, optional
            By default Pearson's.

        Raises
        ------
        UnknownLabelError
            No such table or set; an option that the table does not have.
        """
        tables: dict[str, Callable[..., Table]] = {
            "indicators": self._indicators,
            "correlations": self._correlations,
            "pairs": self._pairs,
        }
        return chosen(tables, which, first=first, second=second, method=method)

    def frame(
        self,
        which: Tables = "indicators",
        *,
        first: str | None = None,
        second: str | None = None,
        method: Method | None = None,
        language: Language = "en",
    ) -> "pd.DataFrame":
        """Return a :meth:`table` as a DataFrame, its columns by key."""
        return self.table(which, first=first, second=second, method=method).frame(language)

    def columns(self, chosen_set: str) -> tuple[tuple[str, ...], tuple[Name, ...], FloatArray]:
        """Return ids, names and values, shape (units, columns), of a set."""
        index, framework = self.index, self.index.framework
        row = index.row(self.year)
        levels = {f"level{level}": level for level in range(framework.tree.depth + 1)} | {
            "total": 0,
            "indicators": framework.tree.depth,
        }
        if chosen_set == "values":
            leaves = framework.leaves
            ids, names = tuple(leaf.id for leaf in leaves), tuple(leaf.name for leaf in leaves)
            return ids, names, denominate(index.panel)[row]
        if chosen_set == "denominators" and index.panel.denominators.shape[-1]:
            items = framework.denominators[: index.panel.denominators.shape[-1]]
            return (
                tuple(one.id for one in items),
                tuple(one.name for one in items),
                index.panel.denominators[row],
            )
        if chosen_set in levels:
            ids = framework.tree.levels[levels[chosen_set]]
            scores = index.levels[levels[chosen_set]][row]
        elif chosen_set in framework.nodes and framework.tree.children(chosen_set):
            ids = tuple(framework.tree.children(chosen_set))
            scores = np.stack([index.scores(self.year, node) for node in ids], axis=1)
        else:
            known = [*levels, "values", "denominators", *framework.tree.levels[1]]
            raise UnknownLabelError(Finding("E_UNKNOWN_SET", found=chosen_set, details={"known": known}))
        return tuple(ids), tuple(framework.name_of(node) for node in ids), scores

    def _indicators(self) -> Table:
        ids, names, values = self.columns("values")
        rows = tuple(
            (node, name, *_of_column(values[:, at]))
            for at, (node, name) in enumerate(zip(ids, names, strict=True))
        )
        columns = (
            NODE,
            NAME,
            Column("missing", Name(zh="缺失比例", en="Missing"), "percent", 1),
            *(Column(key, Name(zh=zh, en=en), "integer", 0) for key, zh, en in _KINDS),
            Column("same", Name(zh="最多同值占比", en="Most alike"), "percent", 1),
            *(
                Column(key, Name(zh=zh, en=en), "number" if key in _SHAPES else "amount")
                for key, zh, en in _NUMBERS
            ),
            Column("flags", Name(zh="提示", en="Flags"), "text"),
        )
        place = {column.key: at for at, column in enumerate(columns)}
        order = [place[key] for key in (*_FIRST, *(key for key in place if key not in _FIRST))]
        title = Name(zh=f"{self.year}年指标统计", en=f"Statistics of the indicators, {self.year}")
        note = Name(
            zh="原始数值（除以其分母）；标准差除数 n − 1；离群：|偏度|>2 且超额峰度>3.5。",
            en="Values as they came, over their denominators; SD with n − 1; outlying: |skewness| > 2 and excess "
            "kurtosis > 3.5.",
        )
        return Table(
            "statistics",
            title,
            tuple(columns[at] for at in order),
            tuple(tuple(row[at] for at in order) for row in rows),
            (note,),
            index=("node",),
        )

    def correlation(
        self, first: str, second: str, method: Method = "pearson"
    ) -> tuple[FloatArray, FloatArray]:
        """Return the correlations of two sets over the units that have both, and p-values, shape (first, second)."""
        one, other = self.columns(first)[2], self.columns(second)[2]
        table = np.full((one.shape[1], other.shape[1]), np.nan)
        p_values = np.full_like(table, np.nan)
        for at in range(one.shape[1]):
            for place in range(other.shape[1]):
                x, y = one[:, at], other[:, place]
                both = ~np.isnan(x) & ~np.isnan(y)
                if both.sum() > 2:
                    table[at, place] = correlation(x[both], y[both], method)
                    p_values[at, place] = correlation_p_value(x[both], y[both], method)
        return table, p_values

    def _correlations(
        self, first: str = "indicators", second: str = "level1", method: Method = "pearson"
    ) -> Table:
        ids, names, _ = self.columns(first)
        others, titles, _ = self.columns(second)
        found, p_values = self.correlation(first, second, method)
        rows = tuple(
            (
                node,
                name,
                *(_marked(r, p) for r, p in zip(found[at].tolist(), p_values[at].tolist(), strict=True)),
            )
            for at, (node, name) in enumerate(zip(ids, names, strict=True))
        )
        columns = (
            NODE,
            NAME,
            *(Column(node, name, "text") for node, name in zip(others, titles, strict=True)),
        )
        said = METHODS[method]
        title = Name(zh=f"{self.year}年{said.zh}系数", en=f"Correlations ({said.en}), {self.year}")
        note = Name(zh="*** p<0.01，** p<0.05，* p<0.1。", en="*** p < 0.01, ** p < 0.05, * p < 0.1.")
        return Table("correlations", title, columns, rows, (note,), index=("node",))

    def _pairs(self, first: str = "indicators", second: str = "level1", method: Method = "pearson") -> Table:
        ids, names, _ = self.columns(first)
        others, titles, _ = self.columns(second)
        found, p_values = self.correlation(first, second, method)
        pairs = [
            (at, place)
            for at in range(len(ids))
            for place in range(len(others))
            if not (first == second and place <= at) and ids[at] != others[place]
        ]
        order: list[int] = descending_order([abs(found[pair]) for pair in pairs]).tolist()
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (
                ids[at],
                others[place],
                names[at],
                titles[place],
                _number(found[at, place]),
                _number(p_values[at, place]),
            )
            for at, place in (pairs[number] for number in order)
        )
        columns = (
            Column("first", Name(zh="甲编号", en="First id"), "text", shown=False),
            Column("second", Name(zh="乙编号", en="Second id"), "text", shown=False),
            Column("name", Name(zh="甲", en="First"), "text"),
            Column("other", Name(zh="乙", en="Second"), "text"),
            Column("correlation", Name(zh="相关系数", en="Correlation"), decimals=4),
            Column("p_value", Name(zh="p 值", en="p-value"), decimals=4),
        )
        said = METHODS[method]
        title = Name(
            zh=f"{self.year}年{said.zh}系数，由强到弱",
            en=f"Correlations ({said.en}), strongest first, {self.year}",
        )
        return Table("correlation_pairs", title, columns, rows, index=("first", "second"))


def statistics(index: CompositeIndex, year: int | None = None) -> Statistics:
    """Describe the indicators of one year and how nodes and denominators go together.

    Parameters
    ----------
    index : CompositeIndex
    year : int, optional
        By default the latest.

    Returns
    -------
    Statistics
    """
    return Statistics(index, index.years[index.row(year)])


def top(index: CompositeIndex, year: int | None = None, *, count: int = 10, level: int = 1) -> Table:
    """Return the best units of the total and of every node at a level, side by side (TOP10).

    Parameters
    ----------
    index : CompositeIndex
    year : int, optional
        By default the latest.
    count : int, default 10
        Units that tie with the last place stand there too.
    level : int, default 1
        Level of the tree: 1 the dimensions.

    Returns
    -------
    Table
        One row a node and unit.

    Raises
    ------
    UnknownLabelError
        No such year or level.
    """
    tree, shown = index.framework.tree, index.years[index.row(year)]
    if not 1 <= level <= tree.depth:
        details = {"known": list(range(1, tree.depth + 1))}
        raise UnknownLabelError(Finding("E_UNKNOWN_LEVEL", found=str(level), details=details))
    rows: list[tuple[Cell, ...]] = []
    for node in (ROOT, *tree.levels[level]):
        ranks, scores = index.ranks(shown, node), index.scores(shown, node)
        order: list[int] = np.argsort(ranks, kind="stable").tolist()
        for unit in order:
            rank: int | float = ranks[unit].item()  # halves, where ties share the mean of their places
            if 0 < rank <= count:
                code = index.units[unit]
                label = index.panel.unit_name(code)
                name = index.framework.name_of(node)
                rows.append((node, name, rank, code, label, float(scores[unit])))
    columns = (
        NODE,
        Column("name", Name(zh="维度", en="Dimension"), "text"),
        Column("rank", Name(zh="名次", en="Rank"), "integer", 0),
        Column("code", Name(zh="代码", en="Code"), "text", shown=False),
        Column("unit", Name(zh="地区", en="Unit"), "text"),
        Column("score", Name(zh="得分", en="Score")),
    )
    title = Name(zh=f"{shown}年各维度前{count}名", en=f"Top {count} of every dimension, {shown}")
    return Table("top", title, columns, tuple(rows), group="name", index=("node", "code"))


def _of_column(column: FloatArray) -> list[Cell]:
    known = column[~np.isnan(column)]
    missing = 1 - len(known) / len(column)
    if not known.size:
        return [missing, 0, 0, 0, None, *[None] * len(_NUMBERS), FLAGS["missing"]]
    alike = np.bincount(tie_classes(known))[1:]
    share = float(alike.max() / len(known))
    quantiles = [float(quantile(known, at, axis=0)[0]) for at in (0.0, 0.25, 0.5, 0.75, 1.0)]
    moments = [float(known.mean()), float(known.std(ddof=1)) if len(known) > 1 else np.nan, *_shape(known)]
    zeros = int((known == 0).sum())
    marks = {
        "constant": len(alike) == 1,
        "missing": missing > FEW_VALUES,
        "zeros": zeros / len(known) > FEW_VALUES,
        "same": len(alike) > 1 and share > FEW_VALUES,
        "outlying": abs(moments[2]) > 2 and moments[3] > 3.5,
    }
    held = [FLAGS[key] for key, marked in marks.items() if marked]
    flags = Name(zh="、".join(one.zh for one in held), en=", ".join(one.en for one in held)) if held else None
    return [missing, len(known), zeros, len(alike), share, *map(_number, [*quantiles, *moments]), flags]


def _shape(known: FloatArray) -> list[float]:
    if len(known) < 4 or not np.ptp(known) > 0:
        return [float("nan"), float("nan")]
    column = known[:, np.newaxis]
    return [float(np.ravel(treatment.skewness(column))[0]), float(np.ravel(treatment.kurtosis(column))[0])]


def _marked(r: float, p: float) -> str | None:
    if np.isnan(r):
        return None
    stars = "***" if p < 0.01 else "**" if p < 0.05 else "*" if p < 0.1 else ""
    return f"{rounded(r, 3)}{stars}"


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
