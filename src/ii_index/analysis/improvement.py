"""One unit's indicators raised by some effort, and what then becomes of everybody's score."""

from collections.abc import Callable
from functools import cached_property

import numpy as np

from ii_index._typing import BoolArray, FloatArray
from ii_index.construction.aggregating import climb, means_by_level
from ii_index.construction.methods.weighting import weighting_of, weights_of
from ii_index.construction.normalising import normalise
from ii_index.construction.preparation import denominate, is_logged, prepare_values, within_limits
from ii_index.construction.results import CompositeIndex

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
        self.logged = np.array([is_logged(leaf, index.recipe) for leaf in leaves])
        self.signs = np.array([leaf.sign for leaf in leaves], dtype=np.float64)
        self.sd = _sd(self._scale(self.denominated[self.row]))

    @cached_property
    def movable(self) -> BoolArray:
        """Which indicators the unit has, and differ between units."""
        own = self.denominated[self.row, self.place]
        return np.asarray(~np.isnan(own) & (self.sd > 0))

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
        moved = self._unscale(
            self._scale(self.denominated[self.row, self.place]) + self.signs * self.sd * amounts
        )
        own = self.denominated[self.row, self.place]
        per: FloatArray = np.divide(self.raw(), own, out=np.ones_like(own), where=own != 0)
        return moved * per

    def _frozen(self, steps: FloatArray) -> FloatArray:
        index = self.index
        values = np.repeat(index.prepared.values[np.newaxis], len(steps), axis=0)
        values[:, self.row, self.place] += steps
        scores, _ = normalise(index.panel, values, index.recipe.normalisation, index.fitted)
        return self._totals(scores, index.weights.matrices)

    def _recomputed(self, steps: FloatArray) -> FloatArray:
        index = self.index
        values = np.repeat(self.denominated[np.newaxis], len(steps), axis=0)
        own = self._scale(self.denominated[self.row, self.place])
        values[:, self.row, self.place] = self._unscale(own + steps)
        prepared = prepare_values(index.panel, within_limits(index.panel, values), index.recipe)
        scores, _ = normalise(index.panel, prepared.values, index.recipe.normalisation)
        matrices = index.weights.matrices
        if weighting_of(index.recipe.weighting).from_data:
            matrices = weights_of(index.framework, index.recipe.weighting, prepared.values[0]).matrices
        return self._totals(scores, matrices)

    def _totals(self, scores: FloatArray, matrices: tuple[FloatArray, ...]) -> FloatArray:
        index = self.index
        tree = index.framework.tree
        means = means_by_level(index.recipe, tree)
        levels, _ = climb(scores[:, self.row], matrices, tree, means, index.recipe.imputation)
        return levels[0][..., 0]

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
        """Take logarithms where the recipe does."""
        if not self.logged.any():
            return values
        return np.where(self.logged, np.log(np.where(self.logged, values, 1.0)), values)

    def _unscale(self, values: FloatArray) -> FloatArray:
        return np.where(self.logged, np.exp(np.where(self.logged, values, 0.0)), values)


def _sd(values: FloatArray) -> FloatArray:
    """Return the standard deviation (ddof 1) of each column over what is there; 0 where there is but one."""
    known = ~np.isnan(values)
    count = known.sum(axis=0)
    filled = np.where(known, values, 0.0)
    mean = filled.sum(axis=0) / np.maximum(count, 1)
    squares = (np.where(known, values - mean, 0.0) ** 2).sum(axis=0)
    variance: FloatArray = squares / np.maximum(count - 1, 1)
    return np.sqrt(variance)
