"""Tiers cut anew from the scores of every draw."""

import numpy as np
from numpy.typing import NDArray

from ii_index._typing import FloatArray
from ii_index.kernels.tiers import tier_rules
from ii_index.kernels.tiers.natural_breaks_of_draws import tiers_by_natural_breaks
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
    k = rule.k or count
    if rule.kind == "natural_breaks":
        return tiers_by_natural_breaks(scores, k)
    by_draw = np.ascontiguousarray(scores.T)
    match rule.kind:
        case "quantiles":
            labels, found = tier_rules.quantiles(by_draw, k), k
        case "equal_intervals":
            labels, found = tier_rules.equal_intervals(by_draw, k), k
        case "mean_sd":
            labels, found = tier_rules.mean_sd(by_draw, k), k
        case "thresholds":
            limits = rule.thresholds or ()
            labels, found = tier_rules.thresholds(by_draw, limits), len(limits) + 1
        case "sizes":
            sizes = rule.sizes or ()
            labels, found = tier_rules.sizes(by_draw, sizes), len(sizes)
    tiers = np.where(labels < 0, 0, found - labels)
    return np.ascontiguousarray(tiers.T, dtype=np.int8)
