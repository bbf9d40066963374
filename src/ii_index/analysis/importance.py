"""How much each node matters in the total, in three numbers; and weights that make it matter as much as wanted."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import FloatArray
from ii_index.construction.results import CompositeIndex
from ii_index.errors import DataError, Finding, FrameworkError, UnknownLabelError
from ii_index.kernels.multivariate import importance as kernel
from ii_index.kernels.multivariate.importance_targets import weights_for_importance
from ii_index.messages import Language
from ii_index.model.former_names import Former
from ii_index.model.names import Name
from ii_index.model.node import ROOT
from ii_index.model.printed_numbers import number_text
from ii_index.model.table import Cell, Column, Table

if TYPE_CHECKING:
    import pandas as pd

NODE = Column("node", Name(zh="编号", en="Id"), "text", shown=False)
NAME = Column("name", Name(zh="名称", en="Name"), "text")
NESTED = Column("nested_weight", Name(zh="名义权重", en="Nested weight"), "percent", 1)
SHARE = Column("covariance_share", Name(zh="方差贡献份额", en="Covariance share"), "percent", 1)
RATIO = Column("correlation_ratio", Name(zh="相关比", en="Correlation ratio"))
TARGET = Column("target", Name(zh="目标重要性", en="Target importance"), "percent", 1)
WEIGHT = Column("weight", Name(zh="现权重", en="Weight"), "percent", 1)
OPTIMISED = Column("optimised_weight", Name(zh="优化权重", en="Optimised weight"), "percent", 1)
ACHIEVED = Column("achieved", Name(zh="实现的重要性", en="Achieved importance"), "percent", 1)


@dataclass(frozen=True, eq=False)
class Importance(Immutable):
    """Three numbers for every node: what it was given, its part of the variance, and what knowing it tells.

    Attributes
    ----------
    index : CompositeIndex
    year : int
    """

    index: CompositeIndex
    year: int

    def table(self, level: int = 1) -> Table:
        """Return the three numbers of the nodes at a level (1 = dimensions), one row a node in the tree's order.

        Raises
        ------
        UnknownLabelError
            No such level below the root.
        """
        levels = self._levels
        if not 1 <= level <= len(levels):
            details = {"known": list(range(1, len(levels) + 1))}
            raise UnknownLabelError(Finding("E_UNKNOWN_LEVEL", found=str(level), details=details))
        return levels[level - 1]

    def frame(self, level: int = 1, *, language: Language = "en") -> "pd.DataFrame":
        """Return :meth:`table` as a DataFrame indexed by node, its columns by key."""
        return self.table(level).frame(language)

    levels = Former("table(level)", lambda self: self._levels)
    tables = Former("table(level)", lambda self: lambda: self._levels)

    @cached_property
    def _levels(self) -> tuple[Table, ...]:
        depth = self.index.framework.tree.depth
        return tuple(_level(self.index, self.year, level) for level in range(1, depth + 1))


@dataclass(frozen=True, eq=False)
class TargetedWeights(Immutable):
    """Local weights of a node's children under which their importance comes closest to a target.

    Attributes
    ----------
    index : CompositeIndex
    year : int
    node : str
    measure : str
    children : tuple of str
    target, achieved : FloatArray, shape (children,)
        Shares of importance, summing to 1.
    weights : FloatArray, shape (children,)
    residual : float
        Largest distance between achieved and target; well above 0, no admissible weights reach it.
    """

    index: CompositeIndex
    year: int
    node: str
    measure: kernel.Measure
    children: tuple[str, ...]
    target: FloatArray
    achieved: FloatArray
    weights: FloatArray
    residual: float

    def local(self) -> dict[str, float]:
        """Return the weights by node id, as a recipe's ``given`` weighting takes them."""
        return dict(zip(self.children, self.weights.tolist(), strict=True))

    def table(self) -> Table:
        """Return target, present and optimised weight and achieved importance, one row a child."""
        own = self.index.weights.local
        rows = tuple(
            (
                child,
                self.index.framework.name_of(child),
                float(self.target[place]),
                own[child],
                float(self.weights[place]),
                float(self.achieved[place]),
            )
            for place, child in enumerate(self.children)
        )
        residual = number_text(self.residual, "percent", 1)
        title = Name(
            zh=f"使重要性接近目标的权重（最大偏差{residual}）",
            en=f"Weights that bring importance to its target (largest residual {residual})",
        )
        return Table(
            "targeted_weights",
            title,
            (NODE, NAME, TARGET, WEIGHT, OPTIMISED, ACHIEVED),
            rows,
            index=("node",),
        )

    def frame(self, *, language: Language = "en") -> "pd.DataFrame":
        """Return :meth:`table` as a DataFrame indexed by node, its columns by key."""
        return self.table().frame(language)

    as_table = Former("table()", lambda self: self.table)


def levels_of(found: Importance) -> tuple[Table, ...]:
    """Return the tables of all levels below the root."""
    return tuple(found.table(level) for level in range(1, found.index.framework.tree.depth + 1))


def importance(index: CompositeIndex, year: int | None = None) -> Importance:
    """Measure how much every node matters in the total.

    The nested weight is what the node was given. The covariance share is its part of the variance of the
    total: it exists where all means are arithmetic, and sums to 1 over a level. The correlation ratio is the
    part of that variance which knowing the node explains. Units count that have every cell of the level.

    Parameters
    ----------
    index : CompositeIndex
    year : int, optional
        By default the latest.

    Returns
    -------
    Importance

    References
    ----------
    Paruolo, Saisana & Saltelli (2013), Journal of the Royal Statistical Society A 176, 609-634.

    Examples
    --------
    >>> from ii_index.construction.compose import compose
    >>> from ii_index.model.framework import Framework
    >>> from ii_index.model.panel import Panel
    >>> leaves = [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]
    >>> two = Framework(id="two", name="Two", reference="an example", children=leaves)
    >>> index = compose(Panel(two, (2023,), tuple("wxyz"), np.array([[[1, 1], [1, 3], [3, 1], [3, 3]]])))
    >>> importance(index).frame()["covariance_share"].round(9).tolist()
    [0.5, 0.5]
    """
    year = index.years[-1] if year is None else year
    index.panel.year_index(year)
    return Importance(index, year)


def weights_for_target(  # noqa: PLR0913 - what is wanted, of whom
    index: CompositeIndex,
    year: int | None = None,
    *,
    target: Mapping[str, float],
    node: str = ROOT,
    measure: kernel.Measure = "squared_correlation",
    lowest: float = 0.0,
) -> TargetedWeights:
    """Find weights of a node's children under which they matter as much as wanted.

    Parameters
    ----------
    index : CompositeIndex
        Arithmetic mean at the node.
    year : int, optional
        By default the latest.
    target : Mapping of str to float
        Wanted importance by node id, relative to each other.
    node : str
        Whose children are weighted; by default the root's dimensions.
    measure : {"squared_correlation", "covariance_share", "correlation_ratio"}
    lowest : float
        No weight falls below it.

    Returns
    -------
    TargetedWeights
        Its ``residual`` says how far from the target the best weights remain.

    Raises
    ------
    FrameworkError
        A target that is not one number, 0 or more, for each child.
    DataError
        Fewer than three units that have every child, or a child without spread.

    References
    ----------
    Becker, Saisana, Paruolo & Vandecasteele (2017), Ecological Indicators 80, 12-22.

    Examples
    --------
    >>> from ii_index.construction.compose import compose
    >>> from ii_index.model.framework import Framework
    >>> from ii_index.model.panel import Panel
    >>> leaves = [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]
    >>> two = Framework(id="two", name="Two", reference="an example", children=leaves)
    >>> index = compose(Panel(two, (2023,), tuple("wxyz"), np.array([[[1, 1], [1, 3], [3, 1], [3, 3]]])))
    >>> weights_for_target(index, target={"a": 4, "b": 1}).weights.round(4).tolist()
    [0.6667, 0.3333]
    """
    year = index.years[-1] if year is None else year
    index.locate(node)
    children = index.framework.tree.children(node)
    if not children:
        name = index.framework.name_of(node)
        raise FrameworkError(Finding("E_NODE_HAS_NO_PARTS", details={"node": name}))
    wanted = _wanted(children, target)
    scores = np.stack([index.scores(year, child) for child in children], axis=-1)
    scores = scores[~np.isnan(scores).any(axis=1)]
    if len(scores) < 3:
        raise DataError(Finding("E_FEW_UNITS", found=str(len(scores)), expected="3"))
    if not (np.ptp(scores, axis=0) > 0).all():
        flat = [child for child, column in zip(children, scores.T, strict=True) if not np.ptp(column) > 0]
        raise DataError([Finding("E_NO_SPREAD", column=child) for child in flat])
    found = weights_for_importance(scores, wanted, measure, lowest=lowest)
    return TargetedWeights(
        index=index,
        year=year,
        node=node,
        measure=measure,
        children=children,
        target=wanted / wanted.sum(),
        achieved=found.achieved,
        weights=found.weights,
        residual=found.residual,
    )


def _wanted(children: tuple[str, ...], target: Mapping[str, float]) -> FloatArray:
    fits = set(target) == set(children) and all(value >= 0 for value in target.values())
    if not fits or not any(target.values()):
        details = {"given": [f"{node}={value:g}" for node, value in target.items()]}
        raise FrameworkError(
            Finding("E_TARGET_IMPORTANCE", found=", ".join(details["given"]), expected=", ".join(children))
        )
    return np.array([target[child] for child in children], dtype=np.float64)


def _level(index: CompositeIndex, year: int, level: int) -> Table:
    row = index.panel.year_index(year)
    nodes = index.framework.tree.levels[level]
    scores, total = index.levels[level][row], index.levels[0][row, :, 0]
    complete = ~(np.isnan(scores).any(axis=1) | np.isnan(total))
    scores, total = scores[complete], total[complete]
    nested = np.array([index.weights.in_year(year).nested[node] for node in nodes])
    shares = _covariance_shares(index, scores, nested)
    rows: list[tuple[Cell, ...]] = []
    for place, node in enumerate(nodes):
        share = None if shares is None else float(shares[place])
        ratio = _correlation_ratio(scores[:, place], total)
        rows.append((node, index.framework.name_of(node), float(nested[place]), share, ratio))
    title = Name(
        zh=f"{year}年第{level}级各项在综合指数中的重要性（{len(scores)}个数据完整的地区）",
        en=f"Importance of level {level} in the total, {year} ({len(scores)} complete units)",
    )
    return Table(
        f"importance_{level}", title, (NODE, NAME, NESTED, SHARE, RATIO), tuple(rows), index=("node",)
    )


def _covariance_shares(index: CompositeIndex, scores: FloatArray, nested: FloatArray) -> FloatArray | None:
    if not index.is_linear:
        return None
    if len(scores) < 2 or not np.ptp(scores @ nested) > 0:
        return None
    return kernel.covariance_share(scores, nested)


def _correlation_ratio(scores: FloatArray, total: FloatArray) -> float | None:
    if len(scores) < 4 or not (np.ptp(scores) > 0 and np.ptp(total) > 0):
        return None
    return kernel.correlation_ratio(scores, total)
