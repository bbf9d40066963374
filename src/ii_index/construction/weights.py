"""Weights of a framework's nodes: local within the parent, nested along the path from the root."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import isnan
from types import MappingProxyType

import numpy as np

from ii_index._immutable import Immutable
from ii_index._once import once
from ii_index._typing import FloatArray
from ii_index.errors import Finding, WeightsError
from ii_index.kernels.aggregation import Shares, shares_of
from ii_index.kernels.rounding import largest_remainder
from ii_index.kernels.weighting import best_worst, pairwise
from ii_index.kernels.weighting.random_index import RandomIndexName
from ii_index.model.best_worst import BestWorstJudgement
from ii_index.model.framework import Framework, NodeJudgement
from ii_index.model.names import Name
from ii_index.model.node import ROOT, Node
from ii_index.model.recipe import Recipe
from ii_index.model.steps.weighting import GivenWeights
from ii_index.model.tree import Tree


@dataclass(frozen=True, slots=True)
class Consistency(Immutable):
    """How consistent the judgements at one node are; the random-index table is named with the ratio.

    Attributes
    ----------
    ratio : float
        CR; that of the judgements themselves where the best-worst method was used.
    index : float
        CI; NaN for the best-worst method.
    random_index : str or None
        None for the best-worst method, whose ratio needs none.
    limit : float
        CR of a matrix is to be below it, that of the best-worst method at most this.
    """

    ratio: float
    index: float
    random_index: RandomIndexName | None
    limit: float = 0.10

    @property
    def passes(self) -> bool:
        """Whether the judgements are consistent enough."""
        return self.ratio <= self.limit if self.random_index is None else not self.ratio >= self.limit


@dataclass(frozen=True, eq=False)
class Weights(Immutable):
    """The weights an index was made with.

    Attributes
    ----------
    local : Mapping of str to float
        Weight of every node within its parent; siblings sum to 1.
    nested : Mapping of str to float
        Product of local weights along the path from the root; the leaves sum to 1.
    matrices : tuple of FloatArray
        ``matrices[l]``, shape (nodes of level l + 1, nodes of level l): the local weights as the means of level l
        use them, one column a parent.
    consistency : Mapping of str to Consistency
        By node whose children were judged pairwise.
    kind : str
        The recipe's choice of weighting.
    note : Name or None
        Where the weights come from, in words.
    findings : tuple of Finding
        What a reader of them must know.
    by_year : Mapping of int to Weights
        The weights of each year, where the framework gives them by year; these are then the latest year's.
    """

    local: Mapping[str, float]
    nested: Mapping[str, float]
    matrices: tuple[FloatArray, ...]
    consistency: Mapping[str, Consistency]
    kind: str
    note: Name | None = None
    findings: tuple[Finding, ...] = ()
    by_year: Mapping[int, "Weights"] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def columns(self) -> tuple[Shares, ...]:
        """The matrices, checked and taken apart once for all means."""
        return tuple(map(shares_of, self.matrices))

    def in_year(self, year: int) -> "Weights":
        """Return the weights of one year, where they change; else these."""
        return self.by_year.get(year, self)

    def shares(self, level: int) -> FloatArray:
        """Return the local weights of the nodes of level + 1, in its order; a leaf carried down weighs 1."""
        return np.asarray(self.matrices[level].sum(axis=1))

    def with_findings(self, findings: Iterable[Finding]) -> "Weights":
        """Return the same weights with what is to be said of them."""
        return replace(self, findings=tuple(findings))

    def leaf_vector(self) -> FloatArray:
        """Nested weights of the leaves, shape (indicators,)."""
        vector = np.ones(1)
        for matrix in self.matrices:
            vector = matrix @ vector
        return vector


@once
def framework_weights(framework: Framework) -> Weights:
    """Weights as the framework declares them.

    At each node: the children's declared weights (of the latest year, where they are given by year), else the
    priorities of its judgement matrix (principal eigenvector), or its weights by the best-worst method, else equal.
    What was pruned gives its weight to its siblings in proportion.

    Parameters
    ----------
    framework : Framework

    Returns
    -------
    Weights

    Raises
    ------
    WeightsError
        Siblings of which only some declare a weight, or whose weights are all zero.
    """
    framework = framework.in_year(framework.last_change) if framework.weights_change else framework
    judgements = framework.judged
    local: dict[str, float] = {}
    consistency: dict[str, Consistency] = {}
    faults: list[Finding] = []
    for parent in _parents(framework.tree):
        children = framework.children_of(parent) or ()
        raw: dict[str, float] = {child.id: child.weight for child in children if child.weight is not None}  # type: ignore[misc]
        if isnan(sum(raw.values())):
            faults += _before_the_first(raw)
        if framework.makes_nodes_its_own_way and _are_multipliers(framework, parent):
            raw = {child.id: raw.get(child.id, 1.0) for child in children}
        elif raw:
            faults += _incomplete(parent, children, raw)
        elif parent in judgements:
            raw, consistency[parent] = _judged(judgements[parent])
        elif parent in framework.judged_best_worst:
            raw, consistency[parent] = _best_worst(framework.judged_best_worst[parent])
        else:
            raw = {child.id: 1.0 for child in children}
        local |= _shares(framework.tree, parent, raw, faults)
    if faults:
        raise WeightsError(faults)
    return from_local(framework.tree, local, "framework", consistency, framework.weights_note)


def weightless(framework: Framework, recipe: Recipe) -> frozenset[str]:
    """Name the indicators that a declared or given weight of 0 takes out of the index.

    Weights from the data, and equal ones, take nothing out; where nothing would be left, nothing is.
    """
    own = recipe.weighting.keeps_declared_weights and framework.has_weightless
    if not (own or recipe.weighting.named):
        return frozenset()
    local: Mapping[str, float] = getattr(recipe.weighting, "local", None) or {}
    nested: Mapping[str, float] = getattr(recipe.weighting, "nested", None) or {}
    out = {leaf.id for leaf in framework.leaves if nested.get(leaf.id, 1.0) == 0}
    for node in framework.walk() if own or local else ():
        declared = node.weight if own and node.id not in local else None
        by_year = tuple(declared.values()) if isinstance(declared, dict) else (declared,)
        if local.get(node.id, 1.0) == 0 or not any(weight is None or weight > 0 for weight in by_year):
            out |= {below.id for below in node.walk() if below.children is None}
    left = {leaf.id for leaf in framework.leaves} - out
    return frozenset(out) if left else frozenset()


@once
def equal_weights(framework: Framework) -> Weights:
    """Give every child of a node the same weight."""
    tree = framework.tree
    local = {
        child: 1 / len(siblings)
        for parent in _parents(tree)
        for siblings in [tree.children(parent)]
        for child in siblings
    }
    return from_local(tree, local, "equal")


def given_weights(framework: Framework, given: GivenWeights) -> Weights:
    """Weights that someone hands over, by node id.

    ``local`` weights are relative within the parent; a parent none of whose children are named keeps the
    framework's own. ``nested`` weights name every leaf; a parent's weight is the sum of its leaves'.

    Raises
    ------
    WeightsError
        Unknown nodes, siblings of which only some are named, leaves without a weight, nothing but zeros.
    """
    if given.nested is not None:
        return nested_weights(framework, given.nested, "given")
    named, faults = by_id(given.local or {}, framework)
    own = framework_weights(framework)
    local = dict(own.local)
    consistency = dict(own.consistency)
    for parent in _parents(framework.tree):
        siblings = framework.tree.children(parent)
        raw = {child: named[child] for child in siblings if child in named}
        if not raw:
            continue
        faults += [
            Finding("E_WEIGHT_MISSING", column=child, details={"parent": parent})
            for child in siblings
            if child not in raw
        ]
        local |= _shares(framework.tree, parent, raw, faults)
        consistency.pop(parent, None)
    if faults:
        raise WeightsError(faults)
    note = Name(zh=given.origin, en=given.origin) if given.origin else None
    return from_local(framework.tree, local, "given", consistency, note)


def nested_weights(
    framework: Framework, nested: Mapping[str, float], kind: str, note: Name | None = None
) -> Weights:
    """Weights of the leaves, rescaled to sum to 1; parents' weights are sums.

    Below a parent whose leaves all weigh nothing, local weights are equal (they decide nothing).
    """
    tree = framework.tree
    leaves = tree.levels[-1]
    nested, faults = by_id(nested, framework)
    faults += [
        Finding("E_WEIGHT_MISSING", column=leaf, details={"parent": ROOT})
        for leaf in leaves
        if leaf not in nested
    ]
    total = sum(nested.get(leaf, 0.0) for leaf in leaves)
    if not faults and not total > 0:
        faults.append(Finding("E_WEIGHTS_ZERO", details={"parent": ROOT}))
    if faults:
        raise WeightsError(faults)
    sums = _sums(tree, np.array([nested[leaf] / total for leaf in leaves]))
    local: dict[str, float] = {}
    for parent in _parents(tree):
        siblings = tree.children(parent)
        whole = sums[parent]
        local |= {child: sums[child] / whole if whole > 0 else 1 / len(siblings) for child in siblings}
    return from_local(tree, local, kind, note=note)


def from_local(
    tree: Tree,
    local: Mapping[str, float],
    kind: str,
    consistency: Mapping[str, Consistency] | None = None,
    note: Name | None = None,
) -> Weights:
    """Nest local weights that already sum to 1 within each parent."""
    nested = {ROOT: 1.0}
    matrices: list[FloatArray] = []
    for level, parents in enumerate(tree.parents):
        above, below = tree.levels[level], tree.levels[level + 1]
        shares: list[float] = []
        for node, parent in zip(below, parents.tolist(), strict=True):
            if node == above[parent]:  # a leaf carried down
                shares.append(1.0)
            else:
                shares.append(local[node])
                nested[node] = nested[above[parent]] * local[node]
        matrix = np.zeros((len(below), len(above)))
        matrix[np.arange(len(below)), parents] = shares
        matrix.setflags(write=False)
        matrices.append(matrix)
    del nested[ROOT]
    return Weights(
        local=MappingProxyType(dict(local)),
        nested=MappingProxyType(nested),
        matrices=tuple(matrices),
        consistency=MappingProxyType(dict(consistency or {})),
        kind=kind,
        note=note,
    )


def _parents(tree: Tree) -> list[str]:
    return [
        node
        for level, ids in enumerate(tree.levels[:-1])
        for position, node in enumerate(ids)
        if not tree.carried[level][position]
    ]


def _judged(judgement: NodeJudgement) -> tuple[dict[str, float], Consistency]:
    matrix = pairwise.from_upper_triangle([ratio for row in judgement.upper for ratio in row])
    weights = pairwise.priorities(matrix)
    consistency = Consistency(
        ratio=float(pairwise.consistency_ratio(matrix)),
        index=float(pairwise.consistency_index(matrix)),
        random_index="saaty1980",
    )
    return dict(zip(judgement.order, weights.tolist(), strict=True)), consistency


def _best_worst(said: BestWorstJudgement) -> tuple[dict[str, float], Consistency]:
    from_best = list(said.best_to_others.values())
    found = best_worst.best_worst(from_best, [said.others_to_worst[item] for item in said.order])
    limit = best_worst.consistency_limit(len(said.order), said.best_to_others[said.worst])
    consistency = Consistency(found.consistency_ratio, float("nan"), None, limit)
    return dict(zip(said.order, found.weights.tolist(), strict=True)), consistency


def _shares(tree: Tree, parent: str, raw: Mapping[str, float], faults: list[Finding]) -> dict[str, float]:
    """Renormalise over the children that were kept."""
    kept = {child: raw.get(child, 0.0) for child in tree.children(parent)}
    total = sum(kept.values())
    if total > 0:
        return {child: weight / total for child, weight in kept.items()}
    faults.append(Finding("E_WEIGHTS_ZERO", details={"parent": parent}))
    return dict.fromkeys(kept, 1 / len(kept))


def _are_multipliers(framework: Framework, parent: str) -> bool:
    step = framework.aggregation if parent == ROOT else framework.nodes[parent].aggregation
    return step is not None and step.weights_are == "multipliers"


def _before_the_first(raw: dict[str, float]) -> list[Finding]:
    """Name the nodes whose weights by year begin later, and let them weigh 1 for what follows."""
    late = [node for node, weight in raw.items() if isnan(weight)]
    raw |= dict.fromkeys(late, 1.0)
    return [Finding("E_WEIGHTS_BEGIN_LATER", column=node, details={"node": node}) for node in late]


def _incomplete(parent: str, children: tuple[Node, ...], raw: Mapping[str, float]) -> list[Finding]:
    return [
        Finding("E_WEIGHT_MISSING", column=child.id, details={"parent": parent})
        for child in children
        if child.id not in raw
    ]


def by_id(named: Mapping[str, float], framework: Framework) -> tuple[dict[str, float], list[Finding]]:
    """Return what is given to nodes by id, however they are named; and a finding of each that names none, or again.

    Names of nodes that a framework cut where the columns are no longer has are kept as they are: they decide nothing.
    """
    found: dict[str, float] = {}
    faults: list[Finding] = []
    for label, given in named.items():
        node = framework.find(label)
        if node is None:
            if not framework.is_cut_off(label):
                faults.append(framework.unknown_node(label))
        elif node in found:
            faults.append(Finding("E_NODE_NAMED_TWICE", column=label, details={"node": node, "label": label}))
        else:
            found[node] = given
    return found, faults


def _sums(tree: Tree, leaves: FloatArray) -> dict[str, float]:
    """Weight of every node: the sum of its leaves'."""
    sums: dict[str, float] = {}
    weights = leaves
    for level in range(tree.depth, -1, -1):
        sums |= dict(zip(tree.levels[level], weights.tolist(), strict=True))
        if level:
            totals = np.bincount(tree.parents[level - 1], weights, len(tree.levels[level - 1]))
            weights = totals.astype(np.float64)
    return sums


def published(weights: Weights, framework: Framework, decimals: int = 2) -> list[Mapping[str, float]]:
    """Round the nested weights of each level so that they total 100 exactly (largest remainder).

    A parent's printed weight may differ from the sum of its children's by some units of the last decimal: each
    level is rounded by itself. Indices are computed from the unrounded weights.

    Parameters
    ----------
    weights : Weights
    framework : Framework
    decimals : int

    Returns
    -------
    list of mapping
        One a level below the root, from node id to its weight out of 100; a leaf above the deepest level stands
        in every level below it.
    """
    return [
        dict(
            zip(
                level,
                largest_remainder([weights.nested[node] for node in level], 100, decimals).tolist(),
                strict=True,
            )
        )
        for level in framework.tree.levels[1:]
    ]
