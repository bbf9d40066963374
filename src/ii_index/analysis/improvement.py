"""One unit's indicators raised by some effort, and what then becomes of everybody's score."""

from collections.abc import Callable
from functools import cached_property

import numpy as np

from ii_index._typing import BoolArray, FloatArray, IntArray
from ii_index.construction.aggregating import (
    climb,
    climb_by_rules,
    means_by_level,
    multipliers,
)
from ii_index.construction.denominating import denominate, within_limits
from ii_index.construction.linking import late, linked_in, without
from ii_index.construction.methods.data_driven import Material
from ii_index.construction.methods.normalisation import Fitted, normalisation_of, step_of
from ii_index.construction.methods.weighting import weighting_of, weights_of
from ii_index.construction.nodes import NodeRules, climb_nodes, local_weights
from ii_index.construction.normalising import scores_of
from ii_index.construction.preparation import prepare_values
from ii_index.construction.results import CompositeIndex
from ii_index.construction.transforming import is_transformed, transformed, untransformed
from ii_index.construction.weights import Weights

_CELLS = 4_000_000  # of one batch of variations


class Improvement:
    """A unit whose indicators move in their good direction, by standard deviations of the year's cross-section.

    Parameters
    ----------
    index : CompositeIndex
    year : int
    place : int
        Position of the unit.
    """

    def __init__(self, index: CompositeIndex, year: int, place: int) -> None:
        self.index, self.row, self.place = index, index.panel.year_index(year), place
        self.denominated = denominate(index.panel)
        leaves = index.framework.leaves
        self.bent = np.array([is_transformed(leaf, index.recipe) for leaf in leaves])
        powers = index.fitted.power
        self.powers: FloatArray = powers[self.row if len(powers) > 1 else 0, 0]
        self.signs, self.score_signs = good_directions(index)
        ideals = np.array([leaf.best or (np.nan, np.nan) for leaf in leaves])
        self.best_from: FloatArray = ideals[:, 0]
        self.best_to: FloatArray = ideals[:, 1]
        self.ideal: BoolArray = ~np.isnan(self.best_from)

    @cached_property
    def sd(self) -> FloatArray:
        """Standard deviation of each indicator in the year, as transformed."""
        return _sd(self._scale(self.denominated[self.row]))

    @cached_property
    def movable(self) -> BoolArray:
        """Which indicators the unit has, and differ between units."""
        there, own = self.denominated[self.row], self.denominated[self.row, self.place]
        differ = np.fmax.reduce(there, axis=0) > np.fmin.reduce(there, axis=0)
        return np.asarray(~np.isnan(own) & differ & (self.sd > 0 if self.ideal.any() else True))

    def frozen(self, amounts: FloatArray, ways: FloatArray) -> FloatArray:
        """Return the scores of the year, bounds and weights as they are, shape (variations, units).

        Parameters
        ----------
        amounts : FloatArray, shape (variations,)
            In standard deviations.
        ways : FloatArray, shape (variations, indicators)
            1 where a variation moves an indicator.
        """
        return self._batches(self._frozen, amounts, ways)

    def recomputed(self, amounts: FloatArray, ways: FloatArray) -> FloatArray:
        """Return the scores of the year, everything composed anew, shape (variations, units)."""
        one_by_one = weighting_of(self.index.recipe.weighting).from_data
        return self._batches(self._recomputed, amounts, ways, 1 if one_by_one else None)

    def replaced(self, leaves: IntArray, values: FloatArray, chosen: BoolArray) -> FloatArray:
        """Return the unit's totals with values of its own replaced, bounds and weights as they are.

        Parameters
        ----------
        leaves : IntArray, shape (replaced,)
            Positions of the indicators.
        values : FloatArray, shape (replaced,)
            As prepared: transformed and treated.
        chosen : BoolArray, shape (variations, replaced)
            Which of them each variation replaces.

        Returns
        -------
        FloatArray, shape (variations,)
        """
        index = self.index
        prepared = np.repeat(index.prepared.values[np.newaxis], len(chosen), axis=0)
        own = prepared[:, self.row, self.place, leaves]
        prepared[:, self.row, self.place, leaves] = np.where(chosen, values, own)
        scores = self._scores(prepared, index.fitted)
        weights = index.weights.in_year(index.years[self.row])
        if index.rules is None:  # a total is made of the unit's own scores
            return self._totals(scores[:, :, [self.place]], weights)[:, 0]
        return self._totals(scores, weights)[:, self.place]

    def raw(self) -> FloatArray:
        """Return the unit's own values in the framework's units of measurement, shape (indicators,)."""
        own: FloatArray = self.index.panel.values[self.row, self.place]
        return own

    def best(self) -> FloatArray:
        """Return the best value of the year, shape (indicators,)."""
        signed = np.where(
            np.isnan(self.index.panel.values[self.row]),
            -np.inf,
            self.signs * self.index.panel.values[self.row],
        )
        best: FloatArray = self.signs * signed.max(axis=0)
        return best

    def needed(self, amounts: FloatArray) -> FloatArray:
        """Return the unit's values after each indicator moved by its own amount, in units of measurement."""
        moved = self._scale(self.denominated[self.row, self.place]) + self.signs * self.sd * amounts
        moved = self._unscale(np.where(self.ideal, np.maximum(moved, 0.0), moved))
        own = self.denominated[self.row, self.place]
        per: FloatArray = np.divide(self.raw(), own, out=np.ones_like(own), where=own != 0)
        return moved * per

    def _frozen(self, steps: FloatArray) -> FloatArray:
        index = self.index
        values = np.repeat(index.prepared.values[np.newaxis], len(steps), axis=0)
        moved = values[:, self.row, self.place] + steps
        values[:, self.row, self.place] = np.where(self.ideal, np.maximum(moved, 0.0), moved)
        scores = self._scores(values, index.fitted)
        return self._totals(scores, index.weights.in_year(index.years[self.row]))

    def _recomputed(self, steps: FloatArray) -> FloatArray:
        index = self.index
        values = np.repeat(self.denominated[np.newaxis], len(steps), axis=0)
        own = self._scale(self.denominated[self.row, self.place])
        moved = own + steps
        values[:, self.row, self.place] = self._unscale(np.where(self.ideal, np.maximum(moved, 0.0), moved))
        prepared = prepare_values(index.panel, within_limits(index.panel, values), index.recipe)
        scores = self._scores(prepared.values, found=prepared.found)
        weights = index.weights.in_year(index.years[self.row])
        if weighting_of(index.recipe.weighting).from_data:
            weights = self._weighed_anew(prepared.values[0], scores[0])
        return self._totals(scores, weights)

    def _scores(
        self, values: FloatArray, earlier: Fitted | None = None, found: Fitted | None = None
    ) -> FloatArray:
        """Normalise variations of the prepared values, and link in those indicators that begin late."""
        index = self.index
        begun = late(index.panel, values[0], index.recipe)
        scores, _ = scores_of(index.panel, without(values, begun), index.recipe, earlier, found)
        if begun is None:
            return scores
        pairs = zip(values, scores, strict=True)
        return np.array([linked_in(index.panel, *pair, begun, self._climbed) for pair in pairs])

    def _climbed(self, scores: FloatArray) -> tuple[FloatArray, ...]:
        index = self.index
        if index.rules is not None:
            return climb_by_rules(scores, index.rules, index.panel, index.recipe, index.weights)[0]
        tree = index.framework.tree
        means = means_by_level(index.recipe, tree)
        return climb(scores, index.weights.columns, tree, means, index.recipe.imputation)[0]

    def _weighed_anew(self, values: FloatArray, scores: FloatArray) -> Weights:
        index = self.index
        tree = index.framework.tree
        means = means_by_level(index.recipe, tree)

        def climbed(weights: Weights) -> tuple[FloatArray, ...]:
            if index.rules is not None:
                return climb_by_rules(scores, index.rules, index.panel, index.recipe, weights)[0]
            return climb(scores, weights.columns, tree, means, index.recipe.imputation)[0]

        return weights_of(Material(index.panel, index.recipe, values, self.bent.tolist(), climbed))

    def _totals(self, scores: FloatArray, weights: Weights) -> FloatArray:
        index = self.index
        tree = index.framework.tree
        if index.rules is not None:
            return self._totals_by_rules(index.rules, scores, weights)
        means = means_by_level(index.recipe, tree)
        levels, _ = climb(scores[:, self.row], weights.columns, tree, means, index.recipe.imputation)
        return levels[0][..., 0]

    def _totals_by_rules(self, rules: NodeRules, scores: FloatArray, weights: Weights) -> FloatArray:
        """Return the totals of the year where nodes are made each their own way; NaN where one cannot be made."""
        index = self.index
        if index.is_linked:  # a year's total holds the years before it
            return np.array([self._climbed(one)[0][self.row, :, 0] for one in scores])
        tree, alone = index.framework.tree, not rules.of_unit_set
        shares = [weights.shares(level) for level in range(tree.depth)]
        climbed = climb_nodes(
            scores[:, [self.row]] if alone else scores,
            local_weights(rules, shares, multipliers(index.panel, index.recipe), tree.levels),
            rules,
            tree.parents,
        )
        totals: FloatArray = climbed.levels[0][:, 0 if alone else self.row, :, 0]
        return totals

    def _batches(
        self,
        rescore: Callable[[FloatArray], FloatArray],
        amounts: FloatArray,
        ways: FloatArray,
        most: int | None = None,
    ) -> FloatArray:
        steps = amounts[:, np.newaxis] * ways * self.signs * np.where(self.movable, self.sd, 0.0)
        size = most or max(1, _CELLS // self.denominated.size)
        return np.concatenate([rescore(steps[first : first + size]) for first in range(0, len(steps), size)])

    def _scale(self, values: FloatArray) -> FloatArray:
        """Transform as the recipe does."""
        return transformed(self.index.panel, values, self.index.recipe, self.powers)

    def _unscale(self, values: FloatArray) -> FloatArray:
        plain = untransformed(self.index.framework.leaves, self.bent, values, self.powers)
        if not self.ideal.any():
            return plain
        own = self.denominated[self.row, self.place]
        below: FloatArray = self.best_from - values
        above: FloatArray = self.best_to + values
        nearer = np.where(own < self.best_from, below, above)
        return np.where(self.ideal, nearer, plain)


def good_directions(index: CompositeIndex) -> tuple[FloatArray, FloatArray]:
    """Return 1 where a higher value, and where a higher score, makes a better standing, −1 where a lower one does.

    An indicator's own direction, turned by every reflection, complement or division on its way to the total, and by a
    total of which less is better.
    """
    leaves, rules = index.framework.leaves, index.rules
    signs = np.array([leaf.sign for leaf in leaves], dtype=np.float64)
    if rules is None and index.framework.better == "higher":
        return signs, np.ones(len(leaves))
    kept = [normalisation_of(step_of(leaf, index.recipe.normalisation)).keeps_values for leaf in leaves]
    turned = 1.0 if rules is None else rules.turned(index.framework.tree.parents)
    scores: FloatArray = np.ones(len(leaves)) * turned * index.standing_unit[0]
    return np.where(kept, 1.0, signs) * scores, scores


def _sd(values: FloatArray) -> FloatArray:
    """Return the standard deviation (ddof 1) of each column over what is there; 0 where there is but one."""
    known = ~np.isnan(values)
    count = known.sum(axis=0)
    filled = np.where(known, values, 0.0)
    mean = filled.sum(axis=0) / np.maximum(count, 1)
    squares = (np.where(known, values - mean, 0.0) ** 2).sum(axis=0)
    variance: FloatArray = squares / np.maximum(count - 1, 1)
    return np.sqrt(variance)
