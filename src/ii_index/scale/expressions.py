"""The one compiler: a framework and a recipe as narwhals expressions, which every engine takes.

Columns that it makes are named ``__`` with a letter and a position: ``__c`` cells as numbers, ``__r`` values divided
and cut to their limits, ``__p`` prepared, ``__s`` normalised, ``__n`` nodes (level and place), ``__t`` whether enough
of a node is observed. They come in stages: what one makes, the next reads.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ii_index._typing import FloatArray
from ii_index.construction.aggregating import means_by_level
from ii_index.construction.methods.imputation import imputation_for, imputation_of
from ii_index.construction.methods.normalisation import Fitted, step_of
from ii_index.construction.nodes import (
    NodeRule,
    NodeRules,
    local_weights,
    multipliers_of,
    rules_of_levels,
    steps_of,
)
from ii_index.construction.transforming import is_transformed
from ii_index.construction.weights import Weights, from_local
from ii_index.model.framework import Framework
from ii_index.model.node import Node
from ii_index.model.periods import Period
from ii_index.model.recipe import Recipe
from ii_index.scale.by_year import YEAR, ByYear, Expr, Stage, Step
from ii_index.scale.columns import Headings
from ii_index.scale.frames import year_of_rows
from ii_index.scale.installed import narwhals
from ii_index.scale.leaves import LINEAR, NORMALISED, Leaf, between, transformed
from ii_index.scale.nodes import Made, NodeContext, made

UNIT, REFUSED, SCORE, COVERAGE = "__unit", "__refused", "__score", "__coverage"
BEYOND = 1e100


@dataclass(frozen=True, slots=True)
class Seen:
    """What a fit saw of the cells of the very frame that is scored, so that they need not be looked at again.

    Attributes
    ----------
    sound : bool
        Whether all are missing or numbers that are not beyond all bounds; else the others are looked for in each row.
    full : frozenset of int
        Positions of the indicators that have a prepared value in every row.
    years : bool
        Whether every year of the frame is one of the fit.
    """

    sound: bool = False
    full: frozenset[int] = frozenset()
    years: bool = False


@dataclass(frozen=True, eq=False)
class Plan:
    """What is to be made of the columns of a frame.

    Attributes
    ----------
    recipe : Recipe
    read : Headings
        Which column is what, and the framework cut where the columns are.
    labels : Mapping of str to int or None
        Year or period by label, where years are texts or dates.
    alone : int
        The year of a frame that has none.
    seen : Seen
    """

    recipe: Recipe
    read: Headings
    labels: Mapping[str, int] | None = None
    alone: int = 0
    seen: Seen = Seen()

    @property
    def framework(self) -> Framework:
        """The framework as the columns have it."""
        return self.read.framework

    @property
    def columns(self) -> Mapping[str, str]:
        """Heading by what indicators and denominators read."""
        return self.read.columns

    @property
    def unit(self) -> str:
        """Heading of the units."""
        return self.read.unit

    @property
    def year(self) -> str | None:
        """Heading of the years; None where there is no such column."""
        return self.read.year

    def shown_year(self) -> Expr:
        """Return the year as results have it: a number, a month or quarter as text."""
        nw = narwhals()
        shown = nw.col(YEAR)
        periods = {number for number in (self.labels or {}).values() if isinstance(number, Period)}
        if not periods:
            return shown
        text: Expr = nw.lit(None, dtype=nw.String)
        for period in sorted(periods):
            text = nw.when(shown == int(period)).then(nw.lit(str(period))).otherwise(text)
        return text

    @cached_property
    def leaves(self) -> tuple[Node, ...]:
        """The indicators."""
        return self.framework.leaves

    def cells(self) -> Stage:
        """Return units, years and cells as numbers; what is no number is missing."""
        nw = narwhals()
        year = year_of_rows(self.year, self.labels, self.alone)
        stage: Stage = {UNIT: nw.col(self.unit), YEAR: year}
        for at, (key, heading) in enumerate(self.columns.items()):
            cell = nw.col(heading).cast(nw.Float64)
            factor = self.read.factors.get(key)
            number = cell if factor is None else cell * factor
            stage[f"__c{at}"] = number if self.seen.sound else nw.when(~cell.is_nan()).then(number)
        return stage

    def _cell(self, key: str) -> Expr:
        return narwhals().col(f"__c{[*self.columns].index(key)}")

    def values(self) -> Stage:
        """Return what indicators speak of: divided, and cut to their limits."""
        return {f"__r{at}": self._value(leaf) for at, leaf in enumerate(self.leaves)}

    def _value(self, leaf: Node) -> Expr:
        nw = narwhals()
        if leaf.constant is not None:
            return nw.lit(float(leaf.constant))
        x = self._cell(str(leaf.reads))
        if leaf.denominator is not None:
            divisor = self._cell(leaf.denominator)
            quotient = nw.when(divisor > 0).then(x / divisor)
            one = nw.when((divisor <= 0) & ~x.is_null()).then(nw.lit(1.0)).otherwise(quotient)
            x = one if leaf.zero_denominator == "one" else quotient
        if leaf.limits is None:
            return x
        cut = between(x, float(leaf.limits[0]), float(leaf.limits[1]))
        return nw.when(x.abs() <= BEYOND).then(cut).otherwise(x)  # what is infinite is refused, not cut

    def fills(self) -> tuple[int, ...]:
        """Return the positions of the indicators whose gaps are filled."""
        return tuple(
            at
            for at, leaf in enumerate(self.leaves)
            if imputation_of(imputation_for(leaf, self.recipe)).fill is not None
        )

    def refuses_gaps(self, leaf: Node) -> bool:
        """Whether a missing cell of an indicator is refused."""
        method = imputation_of(imputation_for(leaf, self.recipe))
        return not method.keeps_gaps

    def bad_divisor(self, leaf: Node) -> Expr | None:
        """Return where an indicator has a value and a denominator that it cannot be divided by."""
        if leaf.denominator is None or leaf.zero_denominator is not None:
            return None
        return (self._cell(leaf.denominator) <= 0) & ~self._cell(str(leaf.reads)).is_null()

    def bent(
        self, filled: Mapping[int, tuple[Sequence[int], FloatArray]], powers: FloatArray
    ) -> tuple[Step, ...]:
        """Return values filled and transformed, ``__p``.

        Parameters
        ----------
        filled : mapping of int to (years, FloatArray)
            By position, what gaps are filled with in each year.
        powers : FloatArray, shape (indicators,)
            Of Box-Cox transforms.
        """
        nw, stage = narwhals(), Stage()
        fills = ByYear("__f", next((years for years, _ in filled.values()), ()))
        for at, leaf in enumerate(self.leaves):
            x = nw.col(f"__r{at}")
            if at in filled:
                x = nw.when(x.is_null()).then(fills.of(filled[at][1])).otherwise(x)
            if leaf.best is not None:
                low, high = map(float, leaf.best)
                inside = nw.when(x.is_null()).then(x).otherwise(nw.lit(0.0))
                x = (
                    nw.when(x < low)
                    .then(low - x)
                    .otherwise(nw.when(x > high).then(x - high).otherwise(inside))
                )
            if is_transformed(leaf, self.recipe):
                x = transformed(leaf, x, float(powers[at]))
            stage[f"__p{at}"] = x
        return fills, stage

    def pulled(self, fitted: Fitted, years: Sequence[int]) -> tuple[Step, ...]:
        """Return prepared values pulled in to fitted limits."""
        nw, stage, limits = narwhals(), Stage(), ByYear("__h", years, self.seen.years)
        for at in range(len(self.leaves)):
            x = nw.col(f"__p{at}")
            floor, ceiling = fitted.floor[:, 0, at], fitted.ceiling[:, 0, at]
            if np.isfinite(floor).any():
                low = limits.of(np.where(np.isfinite(floor), floor, -BEYOND))
                x = nw.when(x < low).then(low).otherwise(x)
            if np.isfinite(ceiling).any():
                high = limits.of(np.where(np.isfinite(ceiling), ceiling, BEYOND))
                x = nw.when(x > high).then(high).otherwise(x)
            if np.isfinite(floor).any() or np.isfinite(ceiling).any():
                stage[f"__p{at}"] = x
        return limits, stage


@dataclass(frozen=True, eq=False)
class Scoring:
    """How prepared values become scores: a plan with what was fitted.

    Attributes
    ----------
    plan : Plan
    fitted : Fitted
    """

    plan: Plan
    fitted: Fitted

    @cached_property
    def years(self) -> Sequence[int]:
        """The year of each row of the fit."""
        return self.fitted.years

    @cached_property
    def rules(self) -> NodeRules:
        """How every node is made."""
        means = means_by_level(self.plan.recipe, self.plan.framework.tree)
        bounds = getattr(
            self.plan.recipe.normalisation, "bounds", None
        )  # a year is a place among those there are
        years = (bounds if isinstance(bounds, int) else 0,)
        return rules_of_levels(self.plan.framework, self.plan.recipe, means, years, 1)

    @cached_property
    def weights(self) -> Weights:
        """The weights of the fit."""
        kind = self.plan.recipe.weighting.kind
        return from_local(self.plan.framework.tree, dict(self.fitted.local or {}), kind)

    def _leaf(self, at: int, numbers: ByYear) -> Leaf:
        """Return an indicator as its normalisation sees it."""
        node = self.plan.leaves[at]
        return Leaf(node, at, step_of(node, self.plan.recipe.normalisation), self.fitted, numbers)

    def kinds(self) -> tuple[str, ...]:
        """Return the normalisation of each indicator."""
        steps = (step_of(leaf, self.plan.recipe.normalisation) for leaf in self.plan.leaves)
        return tuple(str(step.kind) for step in steps)

    def normalised(self) -> tuple[Step, ...]:
        """Return the indicators' scores, what is no number missing."""
        nw, stage = narwhals(), Stage()
        numbers = ByYear("__q", self.years, self.plan.seen.years)
        for at, kind in enumerate(self.kinds()):
            score = NORMALISED[kind](self._leaf(at, numbers))
            may_overflow = kind in {"fraction_of_max", "base_year"}
            stage[f"__s{at}"] = nw.when(score.abs() < BEYOND).then(score) if may_overflow else score
        return numbers, stage

    def faults(self) -> Expr:
        """Return how many cells of a row are refused: missing, infinite, or with a value that has no score."""
        nw, count = narwhals(), None
        for at, leaf in enumerate(self.plan.leaves):
            value, score = nw.col(f"__r{at}"), nw.col(f"__s{at}")
            bad = (score.is_null() & ~value.is_null()) | (value.abs() > BEYOND)
            if self.plan.refuses_gaps(leaf):
                bad = score.is_null() | (value.abs() > BEYOND)
            divisor = self.plan.bad_divisor(leaf)
            if divisor is not None:
                bad |= divisor
            one = nw.when(bad).then(nw.lit(1)).otherwise(nw.lit(0))
            count = one if count is None else count + one
        return count

    def stages(self) -> Iterator[Stage]:
        """Yield the stages from normalised scores to the total, its coverage and what a row is refused for.

        What :meth:`constants` knows has no column.
        """
        nw = narwhals()
        tree = self.plan.framework.tree
        depth, leaves = tree.depth, tree.levels[-1]
        order = [node.id for node in self.plan.leaves]
        refused: Stage = {REFUSED: nw.lit(0) if self._seldom_faulty else self.faults()}
        yield (refused if self.may_refuse else {}) | {
            f"__n{depth}_{place}": nw.col(f"__s{order.index(node)}") for place, node in enumerate(leaves)
        }
        coverage: Stage = {} if self._complete else {COVERAGE: self._coverage(leaves)}
        for level in range(depth - 1, -1, -1):
            *before, last = self._level(level)
            yield from before
            yield last | coverage
            coverage = {}
        if self.may_refuse and self._seldom_faulty:
            sound = nw.when(self._sound()).then(nw.lit(0)).otherwise(self.faults())
            yield {REFUSED: nw.col(REFUSED) + sound}
        yield {SCORE: self._total()}

    def constants(self) -> Stage:
        """Return what is known to be the same in every row."""
        nw = narwhals()
        known: Stage = {} if self.may_refuse else {REFUSED: nw.lit(0)}
        return known | ({COVERAGE: nw.lit(1.0)} if self._complete else {})

    @cached_property
    def may_refuse(self) -> bool:
        """Whether a row may have cells that are refused: of a frame that was fitted, what its fit did not look at."""
        if not self.plan.seen.sound:
            return True
        maps = [rule.output for rule in self.rules if rule.output is not None]
        looked_at = self._linear and all(output.power in {1, 2} for output in maps)
        return not (looked_at or self.needs_row_check)

    @cached_property
    def _linear(self) -> bool:
        """Whether every indicator that has a value has a score."""
        numbers, _ = self.normalised()
        return {*self.kinds()} <= LINEAR and isinstance(numbers, ByYear) and numbers.whole

    @cached_property
    def _full(self) -> frozenset[int]:
        """The positions of the indicators that have a score in every row."""
        return self.plan.seen.full if self._linear else frozenset()

    @cached_property
    def _everywhere(self) -> list[list[bool]]:
        """Whether each node of each level is known to have a score in every row."""
        tree, order = self.plan.framework.tree, [node.id for node in self.plan.leaves]
        found = [[order.index(node) in self._full for node in tree.levels[-1]]]
        for level in range(tree.depth - 1, -1, -1):
            own = {rule.place: rule for rule in self.rules.levels[level]}
            made = [
                all(found[0][child] for child in np.flatnonzero(tree.parents[level] == place).tolist())
                and (place not in own or _is_defined(own[place]))
                for place in range(len(tree.levels[level]))
            ]
            found.insert(0, made)
        return found

    @cached_property
    def _complete(self) -> bool:
        """Whether nothing is lacking where a row has a score."""
        return self._whole or len(self._full) == len(self.plan.leaves)

    @cached_property
    def _seldom_faulty(self) -> bool:
        """Whether a row with a total and no value beyond all bounds has no fault, so that most need no count."""
        leaves = self.plan.leaves
        plain = self._linear and not any(
            is_transformed(leaf, self.plan.recipe) or self.plan.bad_divisor(leaf) is not None
            for leaf in leaves
        )
        if self._whole:  # a gap leaves no total
            return plain and all(rule.step.kind in {"arithmetic", "sum"} for rule in self.rules)
        return plain and not any(self.plan.refuses_gaps(leaf) for leaf in leaves)

    def _sound(self) -> Expr:
        nw = narwhals()
        values = [nw.col(f"__r{at}") for at in range(len(self.plan.leaves))]
        if len(values) == 1:  # Spark compares no value with itself
            return ~nw.col("__n0_0").is_null() & (values[0].abs() <= BEYOND)
        largest, least = nw.max_horizontal(*values), nw.min_horizontal(*values)
        return ~nw.col("__n0_0").is_null() & (largest <= BEYOND) & (least >= -BEYOND)

    def _seen(self, at: int) -> Expr:
        """Return whether an indicator has a score that nothing filled, as 1 or 0."""
        nw = narwhals()
        if at in self._full:
            return nw.lit(1.0)
        lacking = nw.col(f"__s{at}").is_null()
        if at in self.plan.fills():
            lacking |= nw.col(f"__r{at}").is_null()
        return nw.when(lacking).then(nw.lit(0.0)).otherwise(nw.lit(1.0))

    def _coverage(self, leaves: Sequence[str]) -> Expr:
        order = [node.id for node in self.plan.leaves]
        parts = [self._seen(order.index(node)) * float(self.weights.nested[node]) for node in leaves]
        return _total(parts)

    @cached_property
    def _whole(self) -> bool:
        """Whether a unit with a score has all its cells."""
        return all(self.plan.refuses_gaps(leaf) for leaf in self.plan.leaves) and not self.plan.fills()

    @cached_property
    def _local(self) -> list[FloatArray]:
        tree = self.plan.framework.tree
        means = means_by_level(self.plan.recipe, tree)
        multipliers = multipliers_of(
            self.plan.framework, self.plan.recipe, steps_of(self.plan.framework, means)
        )
        shares = [self.weights.shares(level) for level in range(tree.depth)]
        return local_weights(self.rules, shares, multipliers, tree.levels)

    def _level(self, level: int) -> Iterator[Stage]:
        """Yield the stages that make the nodes of one level of the one below."""
        nw, tree = narwhals(), self.plan.framework.tree
        own = {rule.place: rule for rule in self.rules.levels[level]}
        second, before = Stage(), list[Stage]()
        bad: list[Expr] = []
        least = self.plan.recipe.imputation.threshold_on("count")
        for place in range(len(tree.levels[level])):
            name = f"__n{level}_{place}"
            if place not in own:
                child = int(np.flatnonzero(tree.parents[level] == place)[0])
                second[name] = nw.col(f"__n{level + 1}_{child}")
                second[f"__t{level}_{place}"] = self._there(level + 1, child)
                continue
            rule = own[place]
            context = NodeContext(
                rule,
                [nw.col(f"__n{level + 1}_{child}") for child in rule.children],
                [float(self._local[level][child]) for child in rule.children],
                [self._there(level + 1, child) for child in rule.children],
                gaps=not (self._whole or all(self._everywhere[level + 1][child] for child in rule.children)),
                least=least,
                name=name,
            )
            part: Made = made(context)
            before += [Stage() for _ in range(len(part.before) - len(before))]
            for at, columns in enumerate(part.before):
                before[at] |= columns
            second[name] = part.score
            second[f"__t{level}_{place}"] = part.seen
            bad += part.refused
        yield from before
        counted = bool(bad) and self.may_refuse
        yield {**second, REFUSED: _total([nw.col(REFUSED), *bad])} if counted else second

    def _there(self, level: int, place: int) -> Expr:
        tree = self.plan.framework.tree
        if level < tree.depth:
            return narwhals().col(f"__t{level}_{place}")
        order = [node.id for node in self.plan.leaves]
        return self._seen(order.index(tree.levels[-1][place]))

    def _total(self) -> Expr:
        nw, total = narwhals(), narwhals().col("__n0_0")
        if self.may_refuse:
            total = nw.when(nw.col(REFUSED) == 0).then(total)
        share = self.plan.recipe.imputation.threshold_on("weight")
        if share and self.plan.framework.threshold is None and not self._complete:
            total = nw.when(nw.col(COVERAGE) >= share - 1e-9).then(total)
        return total

    @property
    def needs_row_check(self) -> bool:
        """Whether a row may be refused for what bounds do not tell."""
        plain = all(kind not in {"base_year", "fraction_of_max"} for kind in self.kinds())
        return not plain or any(rule.step.kind not in {"arithmetic", "sum"} for rule in self.rules)


def _is_defined(rule: NodeRule) -> bool:
    """Whether a node has a score whatever those of its children are."""
    return rule.step.kind in {"arithmetic", "sum"} and (rule.output is None or rule.output.power in {1, 2})


def _total(parts: Sequence[Expr]) -> Expr:
    whole = parts[0]
    for part in parts[1:]:
        whole += part
    return whole


def full_scale(scoring: Scoring) -> float:
    """Return the full mark of the total, of which the tolerance of ties is a share."""
    from ii_index.construction.equal_scores import full_mark

    plain = not scoring.plan.framework.makes_nodes_its_own_way and all(
        rule.method.drawn(rule.step) is not None for rule in scoring.rules
    )
    return full_mark(scoring.plan.framework, scoring.plan.recipe, None if plain else scoring.rules)
