"""Tiers cut anew from the scores of every draw."""

import numpy as np
from numpy.typing import NDArray

from ii_index._typing import FloatArray, IntArray
from ii_index.kernels import tier_rules
from ii_index.kernels.clustering_draws import natural_break_labels
from ii_index.model.assumptions import TierRule


def cut(rule: TierRule, count: int, scores: FloatArray) -> NDArray[np.int8]:
    """Cut scores by one rule; tiers count from the highest.

    Parameters
    ----------
    rule : TierRule
    count : int
        Tiers wanted, where the rule does not say.
    scores : FloatArray, shape (units, draws)

    Returns
    -------
    NDArray of int8, shape (units, draws)
        1 is the highest tier; 0 a unit without a score.
    """
    from_lowest, found = _labels(rule, rule.k or count, np.ascontiguousarray(scores.T))
    tiers = np.where(from_lowest < 0, 0, found - from_lowest)
    return np.ascontiguousarray(tiers.T, dtype=np.int8)


def _labels(rule: TierRule, k: int, scores: FloatArray) -> tuple[IntArray, IntArray | int]:
    """Label from the lowest (0) up, and count the tiers; shape (draws, units)."""
    match rule.kind:
        case "natural_breaks":
            labels = natural_break_labels(scores, k)
            return labels, labels.max(axis=1, keepdims=True) + 1
        case "quantiles":
            return tier_rules.quantiles(scores, k), k
        case "equal_intervals":
            return tier_rules.equal_intervals(scores, k), k
        case "mean_sd":
            return tier_rules.mean_sd(scores, k), k
        case "thresholds":
            limits = rule.thresholds or ()
            return tier_rules.thresholds(scores, limits), len(limits) + 1
        case "sizes":
            sizes = rule.sizes or ()
            return tier_rules.sizes(scores, sizes), len(sizes)
