"""Do the indicators of each node belong together, and does each matter as its weight says? The auditor's tables."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import FloatArray
from ii_index.analysis.importance import Importance, importance, levels_of
from ii_index.construction.denominating import denominate
from ii_index.construction.preparation import prepare_values
from ii_index.construction.results import CompositeIndex
from ii_index.errors import DataError, Finding
from ii_index.kernels import treatment
from ii_index.kernels.multivariate import coherence as kernel
from ii_index.messages import Language
from ii_index.model.former_names import Former
from ii_index.model.names import Name
from ii_index.model.node import ROOT
from ii_index.model.table import Cell, Column, Table, chosen

if TYPE_CHECKING:
    import pandas as pd

Tables: TypeAlias = Literal["indicators", "correlations", "flagged", "nodes", "importance"]

WEAK, REDUNDANT = 0.3, 0.92
"""Correlations below and above which two siblings hardly belong together, or say the same (JRC's marks)."""

NODE = Column("node", Name(zh="编号", en="Id"), "text", shown=False)
NAME = Column("name", Name(zh="名称", en="Name"), "text")
MISSING = Column("missing", Name(zh="缺失比例", en="Missing"), "percent", 1)
SKEWNESS = Column("skewness", Name(zh="偏度", en="Skewness"))
KURTOSIS = Column("kurtosis", Name(zh="超额峰度", en="Excess kurtosis"))
OUTLYING = Column("outlying", Name(zh="离群", en="Outlying"), "text")
AFTER = Column("skewness_treated", Name(zh="处理后偏度", en="Skewness, treated"))
PARENT = Column("parent", Name(zh="上级", en="Parent"), "text")
FIRST = Column("first", Name(zh="甲", en="First"), "text")
SECOND = Column("second", Name(zh="乙", en="Second"), "text")
PEARSON = Column("pearson", Name(zh="皮尔逊相关", en="Pearson"))
SPEARMAN = Column("spearman", Name(zh="斯皮尔曼秩相关", en="Spearman"))
KENDALL = Column("kendall", Name(zh="肯德尔秩相关", en="Kendall"))
FLAG = Column("flag", Name(zh="提示", en="Flag"), "text")
CHILDREN = Column("children", Name(zh="下级个数", en="Children"), "integer", 0)
COMPLETE = Column("complete_units", Name(zh="数据完整的地区", en="Complete units"), "integer", 0)
ALPHA = Column("alpha", Name(zh="克朗巴哈系数", en="Cronbach's alpha"))
COMPONENT = Column("first_component", Name(zh="第一主成分占比", en="First component"), "percent", 0)
EIGENVALUES = Column("eigenvalues_above_1", Name(zh="大于1的特征值", en="Eigenvalues > 1"), "integer", 0)
KMO = Column("kmo", Name(zh="KMO", en="KMO"))
BARTLETT = Column("bartlett_p", Name(zh="巴特利特检验 p 值", en="Bartlett's p"), decimals=4)

FLAGS = {
    "negative": Name(zh="负相关", en="negative"),
    "weak": Name(zh="相关弱", en="weak"),
    "redundant": Name(zh="重复", en="redundant"),
}


@dataclass(frozen=True, eq=False)
class Coherence(Immutable):
    """The auditor's tables of one year.

    Attributes
    ----------
    index : CompositeIndex
    year : int
    importance : Importance
        Nested weight, covariance share and correlation ratio of every node in the total.
    """

    index: CompositeIndex
    year: int
    importance: Importance

    def table(self, which: Tables = "indicators", *, level: int | None = None) -> Table:
        """Return a table, its rows in the order of the tree.

        Parameters
        ----------
        which : {"indicators", "correlations", "flagged", "nodes", "importance"}
            ``indicators``: missing share, skewness and kurtosis as the data came, and after treatment where they flag
            outliers. ``correlations``: every pair of siblings, in scores (direction applied). ``flagged``: those
            that are negatively, weakly or too strongly correlated. ``nodes``: Cronbach's alpha, principal
            components, KMO and Bartlett's test of every node's children. ``importance``: of the nodes at a level.
        level : int, optional
            Level of the tree, of importance; by default 1, the dimensions.

        Raises
        ------
        UnknownLabelError
            No such table or level; an option that the table does not have.
        """
        tables: dict[str, Callable[..., Table]] = {
            "indicators": self._indicators,
            "correlations": self._correlations,
            "flagged": self._flagged,
            "nodes": self._nodes,
            "importance": self._importance,
        }
        return chosen(tables, which, level=level)

    def frame(
        self, which: Tables = "indicators", *, level: int | None = None, language: Language = "en"
    ) -> "pd.DataFrame":
        """Return a :meth:`table` as a DataFrame, its columns by key.

        Indexed by node, ``correlations`` and ``flagged`` by the names of the pair.
        """
        return self.table(which, level=level).frame(language)

    indicators = Former('table("indicators")', lambda self: self._made[0])
    correlations = Former('table("correlations")', lambda self: self._made[1])
    nodes = Former('table("nodes")', lambda self: self._made[2])
    flagged = Former('frame("flagged")', lambda self: lambda: _flagged_frame(self._made[1]))
    tables = Former("table(which)", lambda self: lambda: (*self._made, *levels_of(self.importance)))

    @cached_property
    def _made(self) -> tuple[Table, Table, Table]:
        index, year = self.index, self.year
        return _indicators(index, year), _correlations(index, year), _nodes(index, year)

    def _indicators(self) -> Table:
        return self._made[0]

    def _correlations(self) -> Table:
        return self._made[1]

    def _flagged(self) -> Table:
        pairs = self._made[1]
        return replace(pairs, key="flagged", rows=tuple(row for row in pairs.rows if row[-1] is not None))

    def _nodes(self) -> Table:
        return self._made[2]

    def _importance(self, level: int = 1) -> Table:
        return self.importance.table(level)


def _flagged_frame(pairs: Table) -> "pd.DataFrame":
    frame = pairs.to_frame()
    return frame[frame["flag"].notna()]


def coherence(index: CompositeIndex, year: int | None = None) -> Coherence:
    """Examine the data behind an index as an auditor does.

    Correlations below 0 (negative), below 0.3 (weak) and above 0.92 (redundant) are flagged, as are
    indicators with a skewness beyond ± 2 and an excess kurtosis above 3.5.

    Parameters
    ----------
    index : CompositeIndex
    year : int, optional
        By default the latest.

    Returns
    -------
    Coherence

    Raises
    ------
    DataError
        Fewer than four units with a score.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, steps 2 and 4; Paruolo, Saisana & Saltelli
    (2013), Journal of the Royal Statistical Society A 176, 609-634.

    Examples
    --------
    >>> from ii_index.construction.compose import compose
    >>> from ii_index.model.framework import Framework
    >>> from ii_index.model.panel import Panel
    >>> leaves = [{"id": "a", "name": "A"}, {"id": "b", "name": "B", "direction": "negative"}]
    >>> two = Framework(id="two", name="Two", reference="an example", children=leaves)
    >>> table = np.array([[[1, 9], [2, 7], [3, 8], [4, 5]]])
    >>> pairs = coherence(compose(Panel(two, (2023,), tuple("wxyz"), table))).frame("correlations")
    >>> pairs["spearman"].round(9).tolist()
    [0.8]
    """
    year = index.years[-1] if year is None else year
    index.panel.year_index(year)
    scored = np.flatnonzero(index.ranks(year) > 0)
    if len(scored) < 4:
        raise DataError(Finding("E_FEW_UNITS", found=str(len(scored)), expected="4"))
    return Coherence(
        index=index,
        year=year,
        importance=importance(index, year),
    )


def _indicators(index: CompositeIndex, year: int) -> Table:
    row = index.panel.year_index(year)
    untreated = index.recipe.replace(treatment="none")
    values = prepare_values(index.panel, denominate(index.panel), untreated).values[row]
    missing = np.isnan(index.panel.values[row]).mean(axis=0)
    skewness, kurtosis = treatment.skewness(values), treatment.kurtosis(values)
    outlying = treatment.is_outlying(values)
    treated = treatment.skewness(treatment.winsorise_then_log(values))
    rows = tuple(
        (
            leaf.id,
            leaf.name,
            float(missing[place]),
            _number(skewness[place]),
            _number(kurtosis[place]),
            Name(zh="是", en="yes") if outlying[place] else None,
            _number(treated[place]) if outlying[place] else None,
        )
        for place, leaf in enumerate(index.framework.leaves)
    )
    title = Name(zh=f"{year}年各指标的分布", en=f"Distribution of each indicator, {year}")
    columns = (NODE, NAME, MISSING, SKEWNESS, KURTOSIS, OUTLYING, AFTER)
    return Table("indicators", title, columns, rows, index=("node",))


def _correlations(index: CompositeIndex, year: int) -> Table:
    rows = [row for parent in parents(index) for row in _pairs(index, year, parent)]
    title = Name(zh=f"{year}年同级指标两两相关", en=f"Correlations among siblings, {year}")
    columns = (PARENT, FIRST, SECOND, PEARSON, SPEARMAN, KENDALL, FLAG)
    return Table("correlations", title, columns, tuple(rows), index=("first", "second"))


def _pairs(index: CompositeIndex, year: int, parent: str) -> Iterator[tuple[Cell, ...]]:
    children = index.framework.tree.children(parent)
    for first, second in combinations(children, 2):
        x, y = index.scores(year, first), index.scores(year, second)
        pearson = kernel.correlation(x, y)
        others = (kernel.correlation(x, y, "spearman"), kernel.correlation(x, y, "kendall"))
        names = (index.framework.name_of(node) for node in (parent, first, second))
        yield (*names, _number(pearson), *(_number(value) for value in others), _flag(pearson))


def _flag(pearson: float) -> Name | None:
    if np.isnan(pearson):
        return None
    if pearson < 0:
        return FLAGS["negative"]
    if pearson < WEAK:
        return FLAGS["weak"]
    return FLAGS["redundant"] if pearson > REDUNDANT else None


def _nodes(index: CompositeIndex, year: int) -> Table:
    rows = tuple(
        (parent, index.framework.name_of(parent), *_statistics(children_scores(index, year, parent)))
        for parent in parents(index)
        if len(index.framework.tree.children(parent)) > 1
    )
    title = Name(zh=f"{year}年各节点的内部一致性", en=f"Internal coherence of each node, {year}")
    columns = (NODE, NAME, CHILDREN, COMPLETE, ALPHA, COMPONENT, EIGENVALUES, KMO, BARTLETT)
    return Table("nodes", title, columns, rows, index=("node",))


def _statistics(scores: FloatArray) -> Sequence[Cell]:
    """Alpha and the factor statistics of complete rows; None where they do not exist."""
    units, children = scores.shape
    spread = units > children and bool((np.ptp(scores, axis=0) > 0).all())
    if not spread:
        return (children, units, None, None, None, None, None)
    matrix = kernel.correlation_matrix(scores)
    eigenvalues = kernel.principal_components(matrix).eigenvalues
    try:
        adequacy: float | None = _number(kernel.kaiser_meyer_olkin(matrix))
        p_value: float | None = kernel.bartlett_sphericity(matrix, units).p_value
    except ValueError:  # one child is a combination of others
        adequacy = p_value = None
    return (
        children,
        units,
        _alpha(scores),
        float(eigenvalues[0] / children),
        int((eigenvalues > 1 + 1e-9).sum()),
        adequacy,
        p_value,
    )


def _alpha(scores: FloatArray) -> float | None:
    try:
        return kernel.cronbach_alpha(scores)
    except ValueError:  # children that cancel out exactly
        return None


def parents(index: CompositeIndex) -> list[str]:
    """Name every node that has children, the root first."""
    tree = index.framework.tree
    nodes = dict.fromkeys(node for ids in tree.levels for node in ids)
    return [node for node in nodes if tree.children(node)]


def children_scores(index: CompositeIndex, year: int, parent: str = ROOT) -> FloatArray:
    """Return the scores of a node's children, (units, children), for the units that have them all."""
    children = index.framework.tree.children(parent)
    scores = np.stack([index.scores(year, child) for child in children], axis=-1)
    return scores[~np.isnan(scores).any(axis=1)]


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
