"""Weights of a framework from a round of experts: judgements at each parent, then allocations mixed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import FloatArray
from ii_index.construction.expert_weights.best_worst import (
    BestWorstNode,
    about_best_worst,
    judge_best_worst,
)
from ii_index.construction.expert_weights.checking import WeightRules, check, in_ids, items_of
from ii_index.construction.expert_weights.disagreement import about_node, about_round, beyond_scale
from ii_index.construction.expert_weights.judgements import Judged, JudgedNode, judge_node
from ii_index.construction.weights import (
    Consistency,
    Weights,
    framework_weights,
    from_local,
    nested_weights,
    published,
)
from ii_index.errors import Finding, WeightsError
from ii_index.kernels.weighting import allocations, pairwise_groups
from ii_index.kernels.weighting.pairwise_groups import Concordance
from ii_index.messages import Language
from ii_index.model.framework import Framework
from ii_index.model.judgements import Judgements
from ii_index.model.names import Name
from ii_index.model.node import ROOT
from ii_index.model.printed_numbers import rounded
from ii_index.model.table import Column, Table, chosen

if TYPE_CHECKING:
    import pandas as pd

Tables: TypeAlias = Literal["weights", "nodes", "experts", "allocations", "best_worst"]

NODE = Column("node", Name(zh="节点", en="Node"), "text")
EXPERT = Column("expert", Name(zh="专家", en="Expert"), "text")
_INDENT = "　"
_NAN = float("nan")


@dataclass(frozen=True, eq=False, slots=True)
class Allocated(Immutable):
    """The allocations over one set of items.

    Attributes
    ----------
    node : str or None
        The parent whose children were given points; None for all indicators at once.
    items : tuple of str
    experts : tuple of str
    shares : FloatArray, shape (experts, items)
        Each expert's points, rescaled to sum to 1.
    group : FloatArray, shape (items,)
    dispersion : FloatArray, shape (items,)
        Coefficient of variation of the experts' shares; NaN for a single expert.
    concordance : Concordance
        Kendall's W of the experts' rankings; NaN for a single expert.
    """

    node: str | None
    items: tuple[str, ...]
    experts: tuple[str, ...]
    shares: FloatArray
    group: FloatArray
    dispersion: FloatArray
    concordance: Concordance

    @property
    def weights(self) -> dict[str, float]:
        """The group's weights by item."""
        return dict(zip(self.items, self.group.tolist(), strict=True))


def allocate(judgements: Judgements, framework: Framework, rules: WeightRules) -> tuple[Allocated, ...]:
    """Average the experts' allocations, table by table."""
    targets = dict.fromkeys(table.node for table in judgements.allocations)
    return tuple(_allocated(judgements, target, framework, rules) for target in targets)


def _allocated(
    judgements: Judgements, target: str | None, framework: Framework, rules: WeightRules
) -> Allocated:
    tables = [table for table in judgements.allocations if table.node == target]
    items = items_of(tables[0], framework)
    experts = tuple(judgements.expert_of(table) for table in tables)
    say = {expert.id: expert.weight for expert in judgements.panel}
    shares = allocations.rescale([[table.shares[item] for item in items] for table in tables])
    weights = [say[expert] for expert in experts]
    alone = len(tables) == 1
    nan = np.full(len(items), np.nan)
    return Allocated(
        node=target,
        items=items,
        experts=experts,
        shares=shares,
        group=shares[0] if alone else _average(shares, weights, rules),
        dispersion=nan if alone else _variation(shares),
        concordance=Concordance(*[float("nan")] * 3) if alone else pairwise_groups.kendall_w(shares),
    )


def _average(shares: FloatArray, weights: list[float], rules: WeightRules) -> FloatArray:
    try:
        return allocations.average(shares, rules.average, weights if rules.average == "mean" else None)
    except ValueError:  # too few to trim, or a median of nothing but zeros
        details = {"count": len(shares), "average": rules.average}
        raise WeightsError(Finding("E_CANNOT_AVERAGE", details=details)) from None


def _variation(shares: FloatArray) -> FloatArray:
    """Coefficient of variation; 0 where everyone gave nothing."""
    given: FloatArray = shares.sum(axis=0)
    return np.where(given > 0, pairwise_groups.coefficient_of_variation(shares + (given == 0)), 0.0)


@dataclass(frozen=True, eq=False, slots=True)
class ExpertWeights(Immutable):
    """Weights that experts made, with everything they were made of.

    Attributes
    ----------
    framework : Framework
    judgements : Judgements
    rules : WeightRules
    nodes : tuple of JudgedNode
        Parents whose children were compared, from the root down.
    allocated : tuple of Allocated
    judged : Weights
        From the judgements alone (the framework's own where nobody judged).
    allocation : Weights or None
        From the allocations (the judgements' where a parent got none); None without allocations.
    alpha : float
        Share of the allocations in ``weights``: 0 without any, 1 with nothing else.
    weights : Weights
        The result.
    findings : tuple of Finding
        Warnings and notices.
    best_worst : tuple of BestWorstNode
        Parents whose children were compared with the best and the worst of them, from the root down.
    """

    framework: Framework
    judgements: Judgements
    rules: WeightRules
    nodes: tuple[JudgedNode, ...]
    allocated: tuple[Allocated, ...]
    judged: Weights
    allocation: Weights | None
    alpha: float
    weights: Weights
    findings: tuple[Finding, ...]
    best_worst: tuple[BestWorstNode, ...] = ()

    @property
    def is_judged(self) -> bool:
        """Whether children of some parent were compared."""
        return bool(self.nodes or self.best_worst)

    def table(self, which: Tables = "weights") -> Table:
        """Return a table.

        Parameters
        ----------
        which : {"weights", "nodes", "experts", "allocations", "best_worst"}
            ``weights``: one row a node of the tree, parents first: local, published and nested weight, and what
            judgements and allocations each gave. ``nodes``: one row a parent whose children were compared:
            consistency and agreement. ``experts``: one row a parent and expert. ``allocations``: one row an item
            that was given points. ``best_worst``: one row a parent and expert who named a best and a worst child.

        Raises
        ------
        UnknownLabelError
            No such table.
        """
        tables = {
            "weights": self._weights,
            "nodes": self._nodes,
            "experts": self._experts,
            "allocations": self._allocations,
            "best_worst": self._best_worst,
        }
        return chosen(tables, which)

    def frame(self, which: Tables = "weights", *, language: Language = "en") -> "pd.DataFrame":
        """Return a :meth:`table` as a DataFrame, its columns by key.

        Indexed by node; ``experts`` and ``best_worst`` by the node's name and the expert, ``allocations`` by the item's
        name.
        """
        return self.table(which).frame(language)

    def _weights(self) -> Table:
        return _weights_table(self)

    def _nodes(self) -> Table:
        return _nodes_table(self)

    def _experts(self) -> Table:
        return _experts_table(self)

    def _allocations(self) -> Table:
        return _allocations_table(self)

    def _best_worst(self) -> Table:
        return _best_worst_table(self)


def weigh(judgements: Judgements, framework: Framework, rules: WeightRules | None = None) -> ExpertWeights:
    """Make weights of a round of experts.

    At each parent the judgements give local weights; their product along the path gives the indicators' nested
    weights; the experts' allocations are mixed in there with share ``alpha``; parents weigh the sum of what is
    below them.

    Parameters
    ----------
    judgements : Judgements
    framework : Framework
    rules : WeightRules, optional

    Returns
    -------
    ExpertWeights

    Raises
    ------
    WeightsError
        Everything that does not fit the framework; parents where no expert counts, or whose answered pairs do
        not connect the children.
    """
    settled = rules or WeightRules()
    judgements = in_ids(judgements, framework)
    findings = [*check(judgements, framework), *beyond_scale(judgements, settled)]
    _refuse(findings)
    parents = [node for node in (ROOT, *framework.nodes) if node not in framework.tree.pruned]
    by_matrix = {matrix.node for matrix in judgements.matrices}
    nodes = tuple(judge_node(judgements, node, framework, settled) for node in parents if node in by_matrix)
    by_extremes = {said.node for said in judgements.best_worst}
    extremes = tuple(
        judge_best_worst(judgements, node, framework, settled) for node in parents if node in by_extremes
    )
    for node in nodes:
        findings += about_node(node, framework, settled)
    for extreme in extremes:
        findings += about_best_worst(extreme, framework, settled)
    _refuse(findings)
    judged = _judged_weights(nodes, extremes, framework, settled)
    allocated = allocate(judgements, framework, settled)
    allocation = _allocation_weights(allocated, judged, framework)
    alpha = settled.alpha if allocation is not None and (nodes or extremes) else float(allocation is not None)
    weights = judged if allocation is None else _mixed(judged, allocation, alpha, framework, settled)
    findings += about_round(nodes, framework, [node.node for node in extremes])
    return ExpertWeights(
        framework,
        judgements,
        settled,
        nodes,
        allocated,
        judged,
        allocation,
        alpha,
        weights,
        tuple(findings),
        extremes,
    )


def _judged_weights(
    nodes: Sequence[JudgedNode], extremes: Sequence[BestWorstNode], framework: Framework, rules: WeightRules
) -> Weights:
    """Local weights: the group's where it judged, else the framework's own."""
    own = framework_weights(framework)
    local, consistency = dict(own.local), dict(own.consistency)
    judged: tuple[JudgedNode | BestWorstNode, ...] = (*nodes, *extremes)
    for node in judged:
        kept = {child: node.local[child] for child in framework.tree.children(node.node)}
        total = sum(kept.values())
        if not total > 0:
            details = {"parent": framework.name_of(node.node)}
            raise WeightsError(Finding("E_WEIGHTS_ZERO", details=details))
        local |= {child: weight / total for child, weight in kept.items()}
        consistency[node.node] = (
            Consistency(node.group.ratio, node.group.index, rules.random_index)
            if isinstance(node, JudgedNode)
            else Consistency(node.ratio, _NAN, None, node.limit)
        )
    return from_local(framework.tree, local, "judgements", consistency)


def _allocation_weights(
    allocated: Sequence[Allocated], judged: Weights, framework: Framework
) -> Weights | None:
    if not allocated:
        return None
    if allocated[0].node is None:
        return nested_weights(framework, allocated[0].weights, "allocations")
    local = dict(judged.local)
    for table in allocated:
        local |= table.weights
    return from_local(framework.tree, local, "allocations")


def _mixed(
    judged: Weights, allocation: Weights, alpha: float, framework: Framework, rules: WeightRules
) -> Weights:
    """Mix on the indicators' nested weights; parents weigh the sum of theirs."""
    leaves = framework.tree.levels[-1]
    try:
        mixed = allocations.combine(judged.leaf_vector(), allocation.leaf_vector(), alpha, rules.mix)
    except ValueError:
        raise WeightsError(Finding("E_NOTHING_IN_COMMON")) from None
    nested = dict(zip(leaves, mixed.tolist(), strict=True))
    weights = nested_weights(framework, nested, "judgements")
    return from_local(framework.tree, weights.local, "judgements", judged.consistency if alpha < 1 else {})


def _refuse(findings: Sequence[Finding]) -> None:
    if any(finding.severity == "error" for finding in findings):
        raise WeightsError(findings)


def _weights_table(weights: ExpertWeights) -> Table:
    framework, tree = weights.framework, weights.framework.tree
    printed = {
        node: value for level in published(weights.weights, framework) for node, value in level.items()
    }
    both = weights.allocation is not None and weights.is_judged
    rows = tuple(
        (
            level,
            node.id,
            _indented(node.name, level),
            weights.weights.local[node.id],
            printed[node.id],
            weights.judged.nested[node.id],
            weights.allocation.nested[node.id] if weights.allocation else None,
            weights.weights.nested[node.id],
        )
        for node in framework.walk()
        if node.id in weights.weights.nested
        for level in [tree.level_of(node.id)]
    )
    columns = (
        Column("level", Name(zh="级", en="Level"), "integer", 0),
        Column("id", Name(zh="标识", en="Id"), "text", shown=False),
        Column("name", Name(zh="指标", en="Indicator"), "text"),
        Column("local", Name(zh="级内权重", en="Local weight"), "percent", 2),
        Column("published", Name(zh="权重（每级合计100）", en="Weight (each level totals 100)"), "number", 2),
        Column("judged", Name(zh="其中：判断", en="Judgements"), "percent", 2, shown=both),
        Column("allocated", Name(zh="其中：分值", en="Allocations"), "percent", 2, shown=both),
        Column("nested", Name(zh="全局权重", en="Nested weight"), "percent", 4, shown=False),
    )
    note = Name(
        zh="每级各自按最大余数法舍入到合计100；计算用未舍入的权重。",
        en="Each level is rounded by itself to total 100 (largest remainder); computation uses unrounded weights.",
    )
    return Table("weights", Name(zh="权重", en="Weights"), columns, rows, (note,), index=("id",))


def _nodes_table(weights: ExpertWeights) -> Table:
    rows = tuple(
        (
            weights.framework.name_of(node.node),
            node.node,
            len(node.children),
            f"{sum(node.included)}/{len(node.experts)}",
            _number(node.group.eigenvalue),
            _number(node.group.index),
            _number(node.group.ratio),
            _number(
                max(
                    (judged.ratio for judged in node.judged if not isnan(judged.ratio)),
                    default=node.group.ratio,
                )
            ),
            _number(node.group.geometric_index),
            node.group.unanswered,
            node.consensus if len(node.experts) > 1 else None,
            _number(node.concordance.w),
            _number(node.concordance.p_value),
        )
        for node in weights.nodes
    )
    columns = (
        NODE,
        Column("id", Name(zh="标识", en="Id"), "text", shown=False),
        Column("children", Name(zh="下级", en="Children"), "integer", 0),
        Column("experts", Name(zh="计入/专家", en="Counted/experts"), "text"),
        Column("eigenvalue", Name(zh="λmax", en="λmax"), "number", 4),
        Column("index", Name(zh="CI", en="CI"), "number", 4),
        Column("ratio", Name(zh="CR", en="CR"), "number", 4),
        Column("highest_ratio", Name(zh="专家最高 CR", en="Highest CR"), "number", 4),
        Column("geometric_index", Name(zh="GCI", en="GCI"), "number", 4),
        Column("unanswered", Name(zh="未答", en="Open"), "integer", 0),
        Column("consensus", Name(zh="共识度 S*", en="Consensus S*"), "percent", 1),
        Column("kendall_w", Name(zh="肯德尔 W", en="Kendall W"), "number", 3),
        Column("p_value", Name(zh="p", en="p"), "number", 4),
    )
    note = Name(
        zh=f"CR 为群组矩阵（判断的几何平均）的一致性比率，RI 表：{weights.rules.random_index}。",
        en=f"CR is the group matrix's (geometric mean of the judgements); RI table: {weights.rules.random_index}.",
    )
    title = Name(zh="各节点一致性", en="Consistency of every node")
    return Table("nodes", title, columns, rows, (note,), index=("id",))


def _experts_table(weights: ExpertWeights) -> Table:
    rows = tuple(
        (
            weights.framework.name_of(node.node),
            expert,
            _number(judged.ratio),
            judged.unanswered,
            counts,
            _shares(judged, node.children, weights),
        )
        for node in weights.nodes
        for expert, judged, counts in zip(node.experts, node.judged, node.included, strict=True)
    )
    columns = (
        NODE,
        EXPERT,
        Column("ratio", Name(zh="CR", en="CR"), "number", 4),
        Column("unanswered", Name(zh="未答", en="Open"), "integer", 0),
        Column("counted", Name(zh="计入", en="Counted"), "text"),
        Column("priorities", Name(zh="权重（%）", en="Priorities (%)"), "text"),
    )
    return Table(
        "experts", Name(zh="各专家", en="Every expert"), columns, rows, group="node", index=("node", "expert")
    )


def _best_worst_table(weights: ExpertWeights) -> Table:
    name = weights.framework.name_of
    rows = tuple(
        (
            name(node.node),
            one.expert,
            name(one.best),
            name(one.worst),
            one.deviation,
            one.ratio,
            one.limit,
            one.included,
            _listed(one.priorities, node.children, weights),
        )
        for node in weights.best_worst
        for one in node.judged
    )
    columns = (
        NODE,
        EXPERT,
        Column("best", Name(zh="最优", en="Best"), "text"),
        Column("worst", Name(zh="最劣", en="Worst"), "text"),
        Column("deviation", Name(zh="ξ", en="ξ"), "number", 4),
        Column("ratio", Name(zh="CR", en="CR"), "number", 4),
        Column("limit", Name(zh="CR 上限", en="CR limit"), "number", 4),
        Column("counted", Name(zh="计入", en="Counted"), "text"),
        Column("priorities", Name(zh="权重（%）", en="Priorities (%)"), "text"),
    )
    note = Name(
        zh="线性模型（Rezaei 2016）；CR 与上限见 Liang、Brunelli 和 Rezaei（2020）。",
        en="Linear model (Rezaei 2016); CR of the judgements and its limit by Liang, Brunelli & Rezaei (2020).",
    )
    title = Name(zh="最优最劣法", en="Best-worst method")
    return Table("best_worst", title, columns, rows, (note,), group="node", index=("node", "expert"))


def _allocations_table(weights: ExpertWeights) -> Table:
    rows = tuple(
        (
            weights.framework.name_of(item),
            float(table.group[position]),
            float(table.shares[:, position].min()),
            float(table.shares[:, position].max()),
            _number(float(table.dispersion[position])),
            len(table.experts),
            _number(table.concordance.w),
        )
        for table in weights.allocated
        for position, item in enumerate(table.items)
    )
    columns = (
        Column("item", Name(zh="指标", en="Item"), "text"),
        Column("share", Name(zh="群组", en="Group"), "percent", 2),
        Column("lowest", Name(zh="最低", en="Lowest"), "percent", 2),
        Column("highest", Name(zh="最高", en="Highest"), "percent", 2),
        Column("variation", Name(zh="变异系数", en="Coefficient of variation"), "number", 3),
        Column("experts", Name(zh="专家数", en="Experts"), "integer", 0),
        Column("kendall_w", Name(zh="肯德尔 W", en="Kendall W"), "number", 3, shown=False),
    )
    return Table("allocations", Name(zh="专家分值", en="Allocations"), columns, rows, index=("item",))


def _shares(judged: Judged, children: Sequence[str], weights: ExpertWeights) -> Name | None:
    return None if judged.priorities is None else _listed(judged.priorities, children, weights)


def _listed(priorities: FloatArray, children: Sequence[str], weights: ExpertWeights) -> Name:
    named = [
        (weights.framework.name_of(child), share)
        for child, share in zip(children, priorities.tolist(), strict=True)
    ]
    return Name(
        zh="，".join(f"{name.zh} {rounded(100 * share, 1)}" for name, share in named),
        en=", ".join(f"{name.en} {rounded(100 * share, 1)}" for name, share in named),
    )


def _indented(name: Name, level: int) -> Name:
    indent = _INDENT * (level - 1)
    return Name(zh=indent + name.zh, en=indent + name.en)


def _number(value: float) -> float | None:
    return None if isnan(value) else value
