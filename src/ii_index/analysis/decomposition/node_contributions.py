"""Points of every node where nodes are made each its own way: split one node among its children, then go down.

Means, sums: multipliers, as for levels of one mean. Products and ratios of positive scores: logarithmic means (LMDI);
a level is then split from the full mark. All else: exact Shapley values, between two states, or from the mean of all
units. What a map, a rounding, the full mark or the mean adds is no child's, and stands apart.
"""

from dataclasses import dataclass

import numpy as np

from ii_index._typing import FloatArray, IntArray
from ii_index.construction.aggregating import multipliers, shares_by_level
from ii_index.construction.methods.aggregation import Siblings
from ii_index.construction.nodes import NodeRule, NodeRules, local_weights
from ii_index.construction.results import CompositeIndex
from ii_index.errors import DataError, Finding
from ii_index.kernels import decomposition as kernels
from ii_index.kernels.decomposition import available_weights
from ii_index.kernels.ratios import ratio

MOST = 12
"""Shapley values of more children are refused: each child doubles the work."""

ADDS_UP = 1e-9
"""Of a full mark: what is left over and smaller is rounding noise."""


@dataclass(frozen=True, eq=False, slots=True)
class Seen:
    """Whose states are split, and when.

    Attributes
    ----------
    rows : IntArray, shape (rows,)
        Positions of the units among the index's.
    years : tuple of int
        Positions of the years of the two states.
    """

    rows: IntArray
    years: tuple[int, int]


@dataclass(frozen=True, eq=False, slots=True)
class Split:
    """How one node is split, all of shape (rows, children) or (rows,).

    Attributes
    ----------
    points : FloatArray
        Of the children, in points of the node's own amount.
    rest : FloatArray
        The node's amount less the children's points.
    """

    points: FloatArray
    rest: FloatArray


class Splitter:
    """Splits the nodes of an index that has rules.

    Parameters
    ----------
    index : CompositeIndex
    rules : NodeRules
    start : tuple of FloatArray, shape (rows, nodes of the level), or None
        Scores in the first state; None splits the level of ``end``.
    end : tuple of FloatArray
    seen : Seen
    """

    def __init__(
        self,
        index: CompositeIndex,
        rules: NodeRules,
        start: tuple[FloatArray, ...] | None,
        end: tuple[FloatArray, ...],
        seen: Seen,
    ) -> None:
        self.index, self.rules, self.seen = index, rules, seen
        self.start, self.end = start, end
        tree, declared = index.framework.tree, multipliers(index.panel, index.recipe)
        self.weights = [
            local_weights(
                rules,
                shares_by_level(index.weights.in_year(index.years[year]), (), tree),
                declared,
                tree.levels,
            )
            for year in seen.years
        ]

    def split(self, rule: NodeRule) -> Split:
        """Split the amount of one node among its children."""
        at = list(rule.children)
        last = self.end[rule.level + 1][:, at]
        first = last if self.start is None else self.start[rule.level + 1][:, at]
        weights = self.weights[0][rule.level][at], self.weights[1][rule.level][at]
        raw = self._raw(rule, first, weights[0], 0), self._raw(rule, last, weights[1], 1)
        points = self._points(rule, (first, last), weights, raw)
        points *= self._slope(rule, raw)[:, np.newaxis]
        known = ~(np.isnan(first) | np.isnan(last))
        points = np.where(known, np.nan_to_num(points), 0.0)
        rest = self._amount(rule) - points.sum(axis=1)
        small = np.abs(rest) <= ADDS_UP * max(abs(rule.made.full), 1e-300)
        return Split(points, np.where(small, 0.0, rest))

    def weights_changed(self, rule: NodeRule) -> bool:
        """Whether the children had other weights in the first state."""
        at = list(rule.children)
        return not np.allclose(
            self.weights[0][rule.level][at], self.weights[1][rule.level][at], rtol=1e-12, atol=0
        )

    def _amount(self, rule: NodeRule) -> FloatArray:
        own = self.end[rule.level][:, rule.place]
        return np.nan_to_num(own if self.start is None else own - self.start[rule.level][:, rule.place])

    def _raw(self, rule: NodeRule, children: FloatArray, weights: FloatArray, state: int) -> FloatArray:
        """Return what the operator gives, before reflection and map."""
        if not rule.is_mapped:
            levels = self.end if state or self.start is None else self.start
            return levels[rule.level][:, rule.place]
        return self._worth(rule, children, weights, state)

    def _points(
        self,
        rule: NodeRule,
        children: tuple[FloatArray, FloatArray],
        weights: tuple[FloatArray, FloatArray],
        raw: tuple[FloatArray, FloatArray],
    ) -> FloatArray:
        """Return the children's points in the operator's own result."""
        single = np.zeros(len(weights[0]), dtype=np.intp)
        moved = children[1] if self.start is None else children[1] - children[0]
        mean = rule.method.drawn(rule.step)
        if mean is not None:
            shares = tuple(
                available_weights(part, w, single) for part, w in zip(children, weights, strict=True)
            )
            if mean.penalty:
                penalty = rule.method.penalty_of(rule.step)
                return moved * kernels.mazziotta_pareto_multipliers(
                    children, (shares[0], shares[1]), single, penalty
                )
            above = tuple(np.repeat(one[:, np.newaxis], len(single), axis=1) for one in raw)
            middle = (shares[0] + shares[1]) / 2
            return moved * kernels.power_mean_multipliers(
                children, (above[0], above[1]), middle, mean.exponent
            )
        if rule.method.is_sum:
            return moved * (weights[0] + weights[1]) / 2
        signs = rule.method.signs
        if signs is not None:
            exponents = signs(len(single))
            return self._logarithmic(rule, children, weights, raw, exponents)
        return self._shapley(rule, children, weights)

    def _logarithmic(
        self,
        rule: NodeRule,
        children: tuple[FloatArray, FloatArray],
        weights: tuple[FloatArray, FloatArray],
        raw: tuple[FloatArray, FloatArray],
        exponents: FloatArray,
    ) -> FloatArray:
        """Split a product of powers by logarithmic means; where a score is not positive, by Shapley values."""
        counted = weights[1] > 0
        full = np.array([mark.full for mark in rule.marks])
        if self.start is None:  # from the full mark
            before, first = np.full_like(raw[1], rule.raw.full), np.ones_like(children[1])
            last = children[1] * weights[1] / full
        else:
            before, first, last = raw[0], children[0], children[1]
        positive = ((first > 0) & (last > 0) | ~counted).all(axis=1) & (before > 0) & (raw[1] > 0)
        safe = [np.where(positive[:, np.newaxis] & counted, part, 1.0) for part in (first, last)]
        scale = kernels.logarithmic_mean(np.where(positive, before, 1.0), np.where(positive, raw[1], 1.0))
        points = scale[:, np.newaxis] * exponents * np.log(safe[1] / safe[0])
        if positive.all():
            return points
        return np.where(positive[:, np.newaxis], points, self._shapley(rule, children, weights))

    def _shapley(
        self, rule: NodeRule, children: tuple[FloatArray, FloatArray], weights: tuple[FloatArray, FloatArray]
    ) -> FloatArray:
        """Give each child its average marginal effect: between the states, or from the mean of all units."""
        counted = np.flatnonzero(weights[1] > 0)
        if len(counted) > MOST:
            name = self.index.framework.name_of(rule.node)
            details = {"node": name, "count": len(counted), "most": MOST}
            raise DataError(Finding("E_TOO_MANY_TO_SPLIT", column=rule.node, details=details))
        first = self._means(rule, children[1]) if self.start is None else children[0]
        first = np.where(np.isnan(first) | np.isnan(children[1]), children[1], first)
        mixes = np.repeat(first[np.newaxis], 1 << len(counted), axis=0)
        for coalition, mixed in enumerate(mixes):
            changed = [int(child) for place, child in enumerate(counted) if coalition >> place & 1]
            mixed[:, changed] = children[1][:, changed]
        points = np.zeros(children[1].shape)
        points[:, counted] = kernels.shapley(np.nan_to_num(self._worths(rule, mixes, weights[1]))).T
        return points

    def _worths(self, rule: NodeRule, mixes: FloatArray, weights: FloatArray) -> FloatArray:
        """Return :meth:`_worth` of several mixes of scores, shape (mixes, rows, children), in the second state."""
        alone = rule.method.alone
        if alone is None:
            return np.array([self._worth(rule, mixed, weights, 1) for mixed in mixes])
        counted = weights > 0
        everybody = self.index.levels[rule.level + 1][self.seen.years[1]][:, list(rule.children)][:, counted]
        made = np.empty(mixes.shape[:2])
        for unit in np.unique(self.seen.rows).tolist():
            rows = self.seen.rows == unit
            own = mixes[:, rows][..., counted]
            scores = alone(own.reshape(-1, own.shape[-1]), np.delete(everybody, unit, axis=0), rule.step)
            made[:, rows] = scores.reshape(own.shape[:2])
        return made

    def _means(self, rule: NodeRule, like: FloatArray) -> FloatArray:
        """Return the mean of all units' scores of each child, a row for each row."""
        everybody = self.index.levels[rule.level + 1][self.seen.years[1]][:, list(rule.children)]
        known = ~np.isnan(everybody)
        mean = ratio(np.where(known, everybody, 0.0).sum(axis=0), known.sum(axis=0))
        return np.broadcast_to(mean, like.shape).copy()

    def _worth(self, rule: NodeRule, children: FloatArray, weights: FloatArray, state: int) -> FloatArray:
        """Return what the operator makes of other scores of the children, all other units being as they are."""
        if not rule.method.of_unit_set:
            siblings = Siblings(children, weights, rule.step, rule.marks, "year", drawn=True)
            return rule.method.combine(siblings)
        whole = self.index.levels[rule.level + 1][..., list(rule.children)]
        year = self.seen.years[state]
        if self.rules.scope == "year" or rule.method.among is None:  # no other year has a part in it
            whole, year = whole[[year]], 0
        made: list[float] = []
        for row, unit in enumerate(self.seen.rows.tolist()):
            table = whole.copy()
            table[year, unit] = children[row]
            made.append(float(self._in_place(rule, whole, table, weights)[year, unit]))
        return np.array(made)

    def _in_place(
        self, rule: NodeRule, whole: FloatArray, table: FloatArray, weights: FloatArray
    ) -> FloatArray:
        siblings = Siblings(table, weights, rule.step, rule.marks, self.rules.scope, drawn=True)
        among = rule.method.among
        if among is None:
            return rule.method.combine(siblings)
        return among(siblings, whole)

    def _links(self, rule: NodeRule) -> FloatArray:
        """Return what linking multiplies the operator's result by, the mean of both states."""
        at = list(rule.children)
        found: list[FloatArray] = []
        for state, levels in enumerate((self.start, self.end)):
            if levels is None:
                continue
            plain = self._worth(
                rule, levels[rule.level + 1][:, at], self.weights[state][rule.level][at], state
            )
            found.append(ratio(levels[rule.level][:, rule.place], plain, 1.0))
        mean: FloatArray = np.mean(found, axis=0)
        return mean

    def _slope(self, rule: NodeRule, raw: tuple[FloatArray, FloatArray]) -> FloatArray:
        """Return the points of the node's score that a point of the operator's result makes."""
        if rule.linked:
            return self._links(rule)
        turned = -1.0 if rule.reflected else 1.0
        output = rule.output
        if output is not None and output.complement:
            turned = -turned
        scale = 1.0 if output is None else output.scale
        bent = (output is not None and output.power != 1) or (rule.reflected and rule.raw.kind == "base")
        if not bent:
            return np.full(len(raw[1]), turned * scale)
        made = rule.finished(raw[1], round_off=False)
        if self.start is None:
            offset = 0.0 if output is None else output.offset
            return np.nan_to_num(turned * ratio(np.abs(made - offset), np.abs(raw[1]), 0.0))
        change, moved = made - rule.finished(raw[0], round_off=False), raw[1] - raw[0]
        return np.divide(change, moved, out=np.zeros_like(moved), where=np.abs(moved) > 0)
