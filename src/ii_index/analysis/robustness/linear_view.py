"""An index seen as linear in its weights, where it is: what exact limits need."""

from dataclasses import dataclass

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import ArrayLike, BoolArray, FloatArray, IntArray
from ii_index.analysis.robustness.design import Plan, make_plan
from ii_index.analysis.robustness.evaluation import TOLERANCE
from ii_index.analysis.robustness.weight_tree import WeightTree
from ii_index.construction.aggregating import means_by_level
from ii_index.construction.methods.aggregation import aggregation_of
from ii_index.construction.nodes import NodeRule
from ii_index.construction.results import CompositeIndex
from ii_index.errors import Finding, FrameworkError
from ii_index.kernels.ratios import ratio
from ii_index.kernels.robustness import admissible_weights
from ii_index.kernels.robustness.means_of_draws import linearised
from ii_index.model.assumptions import Assumptions
from ii_index.model.names import Name
from ii_index.model.node import ROOT


@dataclass(frozen=True, eq=False)
class LinearView(Immutable):
    """Values whose weighted sums order the units as the index does.

    Attributes
    ----------
    plan : Plan
        That in which nothing but the weights is uncertain.
    tree : WeightTree
        Down to the nodes that the values are of: the indicators, or nodes in whose making no weight is uncertain.
    units : tuple of str
    values : FloatArray, shape (units, leaves of the tree)
        NaN is a missing cell.
    scores : FloatArray, shape (units,)
        Nominal weighted sums.
    """

    plan: Plan
    tree: WeightTree
    units: tuple[str, ...]
    values: FloatArray
    scores: FloatArray

    def enclosing(self, amount: ArrayLike | None) -> tuple[FloatArray, FloatArray]:
        """Return values without holes between which the units' scores lie; the values themselves if complete."""
        lower = -admissible_weights.largest_filled(-self.values, *self._tree(), amount)
        return lower, admissible_weights.largest_filled(self.values, *self._tree(), amount)

    def differences(self, amount: ArrayLike | None) -> tuple[FloatArray, FloatArray]:
        """Return how far unit i can at least and at most be above j, each of shape (units, units)."""
        return admissible_weights.differences(self.values, *self._tree(), amount)

    def may_lose_score(self, amount: ArrayLike | None) -> BoolArray:
        """Say which units some admissible weights leave with too little data, shape (units,)."""
        there = (~np.isnan(self.values)).astype(np.float64)
        least = admissible_weights.smallest_score(there, *self._tree(), amount)
        return np.asarray(least < self.plan.variants[0].threshold - TOLERANCE)

    def reversal_amounts(self) -> FloatArray:
        """Return the smallest share of error at which each pair can change its order, (units, units)."""
        return admissible_weights.reversal_amounts(self.values, *self._tree(), self.scores)

    def whole(self, local: FloatArray) -> FloatArray:
        """Return local weights of all nodes, those below the values at their own, (nodes of the plan, draws)."""
        full: FloatArray = np.repeat(self.plan.tree.local[:, None], local.shape[1], axis=1)
        full[[self.plan.tree.nodes.index(node) for node in self.tree.nodes]] = local
        return full

    def _tree(self) -> tuple[FloatArray, IntArray, IntArray]:
        tree = self.tree
        return tree.local, tree.parents, tree.leaves


def linear_view(index: CompositeIndex, year: int, faults: list[Finding]) -> LinearView:
    """See an index as linear in its weights.

    Parameters
    ----------
    index : CompositeIndex
    year : int
    faults : list of Finding
        What the caller found already: raised together with what is found here.

    Raises
    ------
    FrameworkError
        Weights that enter the total in any other way than through one mean: ``E_BOUNDS_NEED_LINEAR`` says which.
    """
    index.panel.year_index(year)
    why = not_linear(index, year)
    if why is not None:
        faults = [*faults, Finding("E_BOUNDS_NEED_LINEAR", details={"why": why})]
    if faults:
        raise FrameworkError(faults)
    planned = make_plan(index, year, Assumptions.weights_only(0), with_tiers=False)
    form = _form(index)
    tree = planned.plan.tree.down_to(form.leaves)
    scored = index.ranks(year) > 0
    row = index.row(year)
    made = np.stack([index.levels[level][row][scored, place] for level, place in form.columns], axis=-1)
    turned = form.sign * (-1.0 if planned.plan.lower else 1.0)
    sign = -turned if form.exponent < 0 else turned  # x ** −1 falls as x rises
    values = sign * linearised(made, form.exponent)
    nominal = _nominal(index, values, tree, row, scored, sign, form)
    return LinearView(plan=planned.plan, tree=tree, units=planned.units, values=values, scores=nominal)


def _nominal(  # noqa: PLR0913, PLR0917 - where nominal sums come from
    index: CompositeIndex,
    values: FloatArray,
    tree: WeightTree,
    row: int,
    scored: BoolArray,
    sign: float,
    form: "_Form",
) -> FloatArray:
    if index.rules is None:
        return sign * linearised(index.levels[0][row][scored, 0], form.exponent)
    nested = tree.nested()[tree.leaves]
    there = ~np.isnan(values)
    return ratio(np.where(there, values * nested, 0.0).sum(axis=1), (there * nested).sum(axis=1))


@dataclass(frozen=True, slots=True)
class _Form:
    """One mean, of what it is, and whether the total falls as it rises."""

    exponent: float
    leaves: tuple[str, ...]
    columns: tuple[tuple[int, int], ...]
    sign: float


def not_linear(index: CompositeIndex, year: int) -> Name | None:
    """Say why the order of the units is not linear in the weights; None where it is.

    It is where the weights enter through one node that is a monotone map of a linear form: an arithmetic mean, a
    geometric one in logarithms, a power mean in powers, down to nodes in whose own making no weight is doubted.
    """
    if index.framework.ranks.decimals is not None:
        return Name(zh="名次取自四舍五入后的得分", en="ranks are those of rounded scores")
    means = means_by_level(index.recipe, index.framework.tree)
    rules = index.rules
    if rules is None:
        steps = [aggregation_of(step).drawn(step) for step in means]
        one = len(set(steps)) == 1 and steps[0] is not None and steps[0].penalty == 0
        return None if one else _MEANS_DIFFER
    if index.is_linked:
        return Name(
            zh="各年权重不同，序列在权重变动处链接", en="the series are linked where weights change by year"
        )
    return _of_total(rules.levels[0][0]) or _inside(index, year)


def _of_total(top: NodeRule) -> Name | None:
    """Say why the total itself is no monotone map of a linear form."""
    mean = top.method.drawn(top.step)
    if mean is None or mean.penalty or not top.method.has_power_form:
        kind = top.step.title
        return Name(zh=f"综合指数由“{kind.zh}”得出", en=f"the total is made by the {kind.en}")
    if top.output is not None and top.output.decimals is not None:
        return Name(zh="综合指数经四舍五入", en="the total is rounded")
    if top.threshold is not None:
        return Name(zh="综合指数有数据门槛", en="the total has a threshold of its own")
    return None


def _inside(index: CompositeIndex, year: int) -> Name | None:
    """Say through which other node weights enter as well, or that some unit lacks one."""
    inner = [rule for node in _form(index).leaves for rule in _below(index, node)]
    weighing = [rule for rule in inner if rule.step.weights_are == "shares" and len(rule.children) > 1]
    if weighing:
        name = index.framework.name_of(weighing[0].node)
        return Name(
            zh=f"“{name.zh}”之内的权重另经“{weighing[0].step.title.zh}”进入",
            en=f"weights also enter through {name.en} ({weighing[0].step.title.en})",
        )
    row = index.row(year)
    if any(np.isnan(index.levels[level][row, :, place]).any() for level, place in _form(index).columns):
        return Name(zh="有节点缺少得分", en="some units lack a node")
    return None


_MEANS_DIFFER = Name(zh="各级的平均方法不同", en="means differ from level to level")


def _form(index: CompositeIndex) -> _Form:
    """Follow the mean of the total down as far as it goes."""
    tree, rules = index.framework.tree, index.rules
    if rules is None:
        step = means_by_level(index.recipe, tree)[0]
        mean = aggregation_of(step).drawn(step)
        assert mean is not None  # noqa: S101 - the caller's condition
        leaves = tree.levels[-1]
        return _Form(mean.exponent, leaves, tuple((tree.depth, at) for at in range(len(leaves))), 1.0)
    top = rules.levels[0][0]
    mean = top.method.drawn(top.step)
    assert mean is not None  # noqa: S101 - the caller's condition
    found: list[str] = []
    todo = list(tree.children(ROOT))
    by_node = {rule.node: rule for rule in rules}
    while todo:
        node = todo.pop(0)
        rule = by_node.get(node)
        same = rule is not None and rule.method.drawn(rule.step) == mean
        if rule is not None and same and not rule.is_mapped and rule.threshold is None:
            todo = [*tree.children(node), *todo]
        else:
            found.append(node)
    falls = top.output is not None and top.output.complement
    return _Form(
        mean.exponent, tuple(found), tuple(index.locate(node) for node in found), -1.0 if falls else 1.0
    )


def _below(index: CompositeIndex, node: str) -> list[NodeRule]:
    """Return the rules of a node and of all below it."""
    assert index.rules is not None  # noqa: S101 - the caller's condition
    inside = {node}
    for child in index.framework.nodes[node].walk():
        inside.add(child.id)
    return [rule for rule in index.rules if rule.node in inside]
