"""How scores are cut into tiers: one record a rule."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ii_index._typing import FloatArray, IntArray
from ii_index.construction.methods import own
from ii_index.kernels.tiers import cluster_types, tier_rules
from ii_index.kernels.tiers.clustering import natural_breaks
from ii_index.kernels.tiers.natural_breaks_of_draws import tiers_by_natural_breaks
from ii_index.model.assumptions import OwnTiers
from ii_index.model.names import Name
from ii_index.model.own_functions import OwnFunction

Parameter = Literal["thresholds", "sizes"]


@dataclass(frozen=True, eq=False, slots=True)
class Scored:
    """What a rule cuts.

    Attributes
    ----------
    scores : FloatArray, shape (..., units)
        Totals; NaN where a unit has none.
    k : int
        Tiers wanted.
    limits : sequence of numbers
        The rule's parameter where it has one: thresholds or sizes.
    profiles : FloatArray or None, shape (units, dimensions)
        Scores of the dimensions.
    exact : bool
        Whether sizes must add up to the units with a score; in a draw a unit may have none.
    """

    scores: FloatArray
    k: int
    limits: Sequence[Any] = ()
    profiles: FloatArray | None = None
    exact: bool = True


@dataclass(frozen=True, eq=False, slots=True)
class TierRuleMethod:
    """A rule that cuts units into tiers.

    Attributes
    ----------
    title : Name
    cut : callable
        ``scored -> (labels, tiers, unique)``: 0 the lowest tier, −1 without a score; how many tiers were made;
        whether no other cut is as good. ValueError for what the rule cannot cut.
    reference : str
        Where the rule stands.
    parameter : {"thresholds", "sizes"} or None
        What the rule needs beside, or instead of, the number of tiers.
    by_profile : bool
        Whether it looks at the dimensions, so that scores alone do not tell the tier.
    draws : callable or None
        A faster ``(scores of shape (units, draws), k) -> tiers``, 1 the highest and 0 without a score, where there
        is one.
    most_units : int or None
        How many units it can take, where it compares every one with every other.
    word : bool
        Whether the command line offers it.
    """

    title: Name
    cut: Callable[[Scored], tuple[IntArray, int, bool]]
    reference: str
    parameter: Parameter | None = None
    by_profile: bool = False
    draws: Callable[[FloatArray, int], NDArray[np.int8]] | None = None
    most_units: int | None = None
    word: bool = True


def _natural_breaks(scored: Scored) -> tuple[IntArray, int, bool]:
    cut = natural_breaks(scored.scores, scored.k)
    return cut.labels, len(cut.breaks), cut.unique


def _profiles(scored: Scored) -> FloatArray:
    if scored.profiles is None:
        raise ValueError(scored.k)
    return scored.profiles


def _k_means(scored: Scored) -> tuple[IntArray, int, bool]:
    labels = cluster_types.k_means(_profiles(scored), scored.k, scored.scores)
    return labels, int(labels.max()) + 1, True


def _ward(scored: Scored) -> tuple[IntArray, int, bool]:
    labels = cluster_types.ward(_profiles(scored), scored.k, scored.scores)
    return labels, int(labels.max()) + 1, True


TIER_RULES: dict[str, TierRuleMethod] = {
    "natural_breaks": TierRuleMethod(
        Name(zh="自然断点（Fisher–Jenks，精确最优）", en="natural breaks (Fisher–Jenks, exact)"),
        _natural_breaks,
        "Fisher (1958), J. Am. Stat. Assoc. 53, 789–798; Jenks (1977)",
        draws=tiers_by_natural_breaks,
    ),
    "quantiles": TierRuleMethod(
        Name(zh="分位数", en="quantiles"),
        lambda scored: (tier_rules.quantiles(scored.scores, scored.k), scored.k, True),
        "equal numbers of units",
    ),
    "equal_intervals": TierRuleMethod(
        Name(zh="等间距", en="equal intervals"),
        lambda scored: (tier_rules.equal_intervals(scored.scores, scored.k), scored.k, True),
        "equal widths between the lowest and the highest score",
    ),
    "mean_sd": TierRuleMethod(
        Name(zh="均值±1个标准差", en="mean and mean ± 1 standard deviation"),
        lambda scored: (tier_rules.mean_sd(scored.scores, scored.k), scored.k, True),
        "limits at the mean and one standard deviation from it",
    ),
    "k_means": TierRuleMethod(
        Name(zh="k-均值聚类（各维度）", en="k-means on the dimensions"),
        _k_means,
        "Lloyd (1982), IEEE Trans. Inf. Theory 28, 129–137",
        by_profile=True,
    ),
    "ward": TierRuleMethod(
        Name(zh="Ward 聚类（各维度）", en="Ward's method on the dimensions"),
        _ward,
        "Ward (1963), J. Am. Stat. Assoc. 58, 236–244",
        by_profile=True,
        most_units=10_000,  # 400 MB of distances
    ),
    "thresholds": TierRuleMethod(
        Name(zh="固定界限", en="fixed thresholds"),
        lambda scored: (tier_rules.thresholds(scored.scores, scored.limits), len(scored.limits) + 1, True),
        "limits given",
        parameter="thresholds",
        word=False,
    ),
    "sizes": TierRuleMethod(
        Name(zh="固定数量", en="fixed sizes"),
        lambda scored: (
            tier_rules.sizes(scored.scores, scored.limits, exact=scored.exact),
            len(scored.limits),
            True,
        ),
        "numbers of units given",
        parameter="sizes",
        word=False,
    ),
}
"""By kind; those that the command line offers come in the order in which it offers them."""


def tier_rule_of(rule: str | OwnTiers, function: OwnFunction | None = None) -> TierRuleMethod:
    """Return the record of a rule by its kind, or one of a function of one's own."""
    if isinstance(rule, OwnTiers):
        return tier_rule_of(rule.kind, rule.function)
    if function is None:
        return TIER_RULES[rule]
    title = Name(zh=f"自有函数 {function.label}", en=f"own function {function.label}")
    return TierRuleMethod(title, partial(_by_own_function, function), own.REFERENCE, word=False)


def _by_own_function(function: OwnFunction, scored: Scored) -> tuple[IntArray, int, bool]:
    rows = scored.scores.reshape(-1, scored.scores.shape[-1])
    cuts = [own.cut(function, row, scored.k) for row in rows]
    found = [int(labels.max()) + 1 for labels in cuts]
    if scored.scores.ndim == 1:
        return cuts[0], found[0], True
    # of draws: tiers count from the highest, so that a draw with fewer leaves its lowest empty
    shifted = [
        np.where(labels < 0, -1, labels + scored.k - tiers) for labels, tiers in zip(cuts, found, strict=True)
    ]
    return np.array(shifted), scored.k, True
