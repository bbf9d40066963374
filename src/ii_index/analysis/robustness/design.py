"""Everything that draws need, worked out once: variants of the data, weights, means, what may be left out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ii_index._typing import BoolArray, FloatArray, IntArray
from ii_index.analysis.robustness.variants import Variant
from ii_index.analysis.robustness.weight_tree import WeightTree
from ii_index.errors import Finding
from ii_index.kernels.means_of_draws import Step
from ii_index.model.assumptions import (
    BenefitOfTheDoubt,
    FixedWeights,
    TierRule,
    WeightDraws,
)

Means = tuple[Step, ...]
Labels = NDArray[np.str_]

CHOICES = ("imputation", "treatment", "normalisation", "leave_out_unit")
"""What makes a variant, in the order of :attr:`Plan.variants`' axes."""


@dataclass(frozen=True, eq=False)
class Plan:
    """What every draw works on: a value, the same in every process.

    Attributes
    ----------
    tree : WeightTree
    weights : WeightDraws
    expert_weights : FloatArray or None, shape (experts, nodes)
    options : dict of str to int
        How many options each choice has; a choice of one is none.
    variants : tuple of Variant
        By :data:`CHOICES`, the last axis fastest.
    means : tuple of Means or BenefitOfTheDoubt
        Options of aggregation.
    fixed : dict of int to FloatArray
        Scores that no weights change (benefit of the doubt), by combination.
    left_out : BoolArray, shape (options, nodes)
        Nodes that stay, for each pair of an indicator and a dimension left out.
    tier_rules : tuple of TierRule
    tier_count : int
    noise : FloatArray or None, shape (years, units of the panel, leaves)
        Standard deviation of the logarithm of every cell.
    with_tiers : bool
        Whether tiers are cut in every draw.
    nominal : IntArray, shape (units,)
        Ranks in the index itself.
    nominal_tiers : IntArray, shape (units,)
        Its tiers by the first rule; 1 is the highest.
    """

    tree: WeightTree
    weights: WeightDraws
    expert_weights: FloatArray | None
    options: dict[str, int]
    variants: tuple[Variant, ...]
    means: tuple[Means | BenefitOfTheDoubt, ...]
    fixed: dict[int, FloatArray]
    left_out: BoolArray
    tier_rules: tuple[TierRule, ...]
    tier_count: int
    noise: FloatArray | None
    with_tiers: bool
    nominal: IntArray
    nominal_tiers: IntArray

    @property
    def units(self) -> int:
        """Number of units studied."""
        return len(self.nominal)

    @property
    def factors(self) -> tuple[str, ...]:
        """Name what differs from draw to draw."""
        weights = () if isinstance(self.weights, FixedWeights) else ("weights",)
        noise = () if self.noise is None else ("noise",)
        return (*weights, *(name for name, count in self.options.items() if count > 1), *noise)

    def combination(self, choices: dict[str, IntArray], size: int) -> IntArray:
        """Return, for every draw, the number of its combination of variant and mean."""
        number = np.zeros(size, dtype=np.intp)
        for name in (*CHOICES, "aggregation"):
            number *= self.options[name]
            number += choices.get(name, 0)
        return number

    def reason(self, combination: int) -> Finding:
        """Say why a combination cannot be computed."""
        place, option = divmod(combination, len(self.means))
        failure = self.variants[place].failure
        return failure or Finding("E_COMBINATION", details=self._described(place, option))

    def _described(self, place: int, option: int) -> dict[str, str]:
        means = self.means[option]
        recipe = self.variants[place].recipe
        kind = means.kind if isinstance(means, BenefitOfTheDoubt) else "+".join(map(_name_of, means))
        return {"normalisation": recipe.normalisation.kind, "aggregation": kind}


@dataclass(frozen=True, eq=False)
class Planned:
    """A plan, the codes of the units it studies, and what its reader must know."""

    plan: Plan
    units: tuple[str, ...]
    notes: tuple[Finding, ...]


def _name_of(step: Step) -> str:
    if step.penalty:
        return "mazziotta_pareto"
    known = {1.0: "arithmetic", 0.0: "geometric", -1.0: "harmonic"}
    return known.get(step.exponent, f"power({step.exponent:g})")
