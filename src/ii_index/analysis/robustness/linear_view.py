"""An index seen as linear in its weights, where it is: what exact limits need."""

from dataclasses import dataclass

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import ArrayLike, BoolArray, FloatArray, IntArray
from ii_index.analysis.robustness.design import Plan, make_plan
from ii_index.analysis.robustness.evaluation import TOLERANCE
from ii_index.construction.results import CompositeIndex
from ii_index.errors import Finding, FrameworkError
from ii_index.kernels.robustness import admissible_weights
from ii_index.kernels.robustness.means_of_draws import is_one_mean, linearised
from ii_index.model.assumptions import Assumptions, BenefitOfTheDoubt


@dataclass(frozen=True, eq=False)
class LinearView(Immutable):
    """Values whose weighted sums order the units as the index does.

    Attributes
    ----------
    plan : Plan
        That in which nothing but the weights is uncertain.
    units : tuple of str
    values : FloatArray, shape (units, leaves)
        NaN is a missing cell.
    scores : FloatArray, shape (units,)
        Nominal weighted sums.
    """

    plan: Plan
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

    def _tree(self) -> tuple[FloatArray, IntArray, IntArray]:
        tree = self.plan.tree
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
        Means that differ from level to level.
    """
    index.panel.year_index(year)
    planned = make_plan(index, year, Assumptions.weights_only(0), with_tiers=False)
    means = planned.plan.means[0]
    if isinstance(means, BenefitOfTheDoubt) or not is_one_mean(means):
        faults = [*faults, Finding("E_BOUNDS_NEED_LINEAR")]
    if faults or isinstance(means, BenefitOfTheDoubt):
        raise FrameworkError(faults)
    variant, exponent = planned.plan.variants[0], means[0].exponent
    available = np.zeros(variant.scores.shape, dtype=np.bool_)
    for pattern in variant.patterns:
        available[pattern.units] = pattern.leaves
    sign = -1.0 if exponent < 0 else 1.0  # x ** −1 falls as x rises
    scored = index.ranks(year) > 0
    return LinearView(
        plan=planned.plan,
        units=planned.units,
        values=np.where(available, sign * linearised(variant.scores, exponent), np.nan),
        scores=sign * linearised(index.scores(year)[scored], exponent),
    )
