"""What draws gave: ranks, tiers, probabilities and their Monte Carlo errors, as arrays."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ii_index._typing import FloatArray, IntArray
from ii_index.analysis.robustness.counts import MILLIONTHS, Counts
from ii_index.analysis.robustness.plan import Plan
from ii_index.construction.results import CompositeIndex
from ii_index.errors import Finding
from ii_index.kernels import rank_statistics
from ii_index.kernels.ratios import ratio
from ii_index.model.assumptions import Assumptions
from ii_index.model.names import Name

BORDERLINE = 0.8
"""A unit is borderline when no tier has at least this probability."""

Probability = Literal["acceptability", "pairwise", "tier_probabilities"]


@dataclass(frozen=True, eq=False)
class Drawn:
    """What draws gave, and the numbers that follow from it.

    Attributes
    ----------
    index : CompositeIndex
    year : int
    assumptions : Assumptions
    plan : Plan
    units : tuple of str
        Codes of the units studied: those with a score.
    counts : Counts
    wanted : int
        Draws asked for; fewer were made if the run was stopped.
    seed : int
    tier_names : tuple of Name
        Highest first.
    notes : tuple of Finding
    """

    index: CompositeIndex
    year: int
    assumptions: Assumptions
    plan: Plan
    units: tuple[str, ...]
    counts: Counts
    wanted: int
    seed: int
    tier_names: tuple[Name, ...]
    notes: tuple[Finding, ...]

    @property
    def draws(self) -> int:
        """Number of draws made, failed ones included."""
        return self.counts.draws

    @property
    def failed(self) -> int:
        """Number of draws that could not be computed; the probabilities are shares of the others."""
        return self.counts.failed

    @property
    def nominal(self) -> IntArray:
        """Ranks in the index itself, shape (units,)."""
        return self.plan.nominal

    @property
    def nominal_tiers(self) -> IntArray:
        """Tiers in the index itself, 1 the highest, shape (units,)."""
        return self.plan.nominal_tiers

    def quantiles(self, probabilities: tuple[float, ...] = (0.05, 0.25, 0.5, 0.75, 0.95)) -> IntArray:
        """Return quantiles of each unit's rank (inverse distribution function), shape (units, quantiles)."""
        return rank_statistics.quantiles_from_counts(self.counts.ranks[:, 1:], probabilities)

    def mean_ranks(self) -> FloatArray:
        """Return the mean rank of each unit, shape (units,)."""
        return rank_statistics.mean_from_counts(self.counts.ranks[:, 1:])

    def rank_shift(self) -> float:
        """Return the mean absolute shift of ranks from the index's own, over units and draws."""
        ranks = np.arange(1, len(self.units) + 1)
        shifts = np.abs(ranks[None, :] - self.nominal[:, None])
        counted = self.counts.ranks[:, 1:]
        return float((shifts * counted).sum() / counted.sum())

    def tier_agreement(self) -> float:
        """Return the mean adjusted Rand index of the draws' tiers against the index's own; 1 is the same."""
        return self.counts.agreement / MILLIONTHS / self.counts.succeeded

    def probabilities(self, kind: Probability) -> FloatArray:
        """Return probabilities as an array: of ranks, of being above, or of tiers; shape (units, …)."""
        counts, of = self._counted(kind)
        return ratio(counts, of)

    def limits(self, kind: Probability, level: float = 0.95) -> tuple[FloatArray, FloatArray]:
        """Return the Monte Carlo error of each probability: Wilson's limits."""
        counts, of = self._counted(kind)
        return rank_statistics.wilson_interval(counts, np.maximum(of, 1), level)

    def entropies(self) -> FloatArray:
        """Return the entropy of each unit's tier in bits: 0 is certain; shape (units,)."""
        return rank_statistics.entropy(self.probabilities("tier_probabilities"))

    @property
    def borderline(self) -> tuple[str, ...]:
        """Codes of the units of which no tier has a probability of at least 0.8."""
        likely = self.probabilities("tier_probabilities").max(axis=1)
        return tuple(
            unit for unit, share in zip(self.units, likely.tolist(), strict=True) if share < BORDERLINE
        )

    def reasons(self) -> list[str]:
        """Say why draws failed, with the number of each."""
        return [
            f"{self.plan.reason(combination).message()} ({self.counts.failures[combination]})"
            for combination in np.flatnonzero(self.counts.failures).tolist()
        ]

    def _counted(self, kind: Probability) -> tuple[IntArray, IntArray]:
        counts = self.counts
        match kind:
            case "acceptability":
                return counts.ranks[:, 1:], counts.ranks[:, 1:].sum(axis=1, keepdims=True)
            case "pairwise":
                return counts.above, counts.meetings
            case "tier_probabilities":
                return counts.tiers[:, 1:], counts.tiers[:, 1:].sum(axis=1, keepdims=True)
