"""Tiers cut anew from the scores of every draw."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ii_index._typing import FloatArray
from ii_index.construction.methods.tier_rules import Scored, tier_rule_of
from ii_index.errors import Finding, FrameworkError
from ii_index.model.assumptions import TierRule


def refuse_unfit(rules: Sequence[TierRule], counts: Sequence[int], scores: FloatArray) -> None:
    """Refuse rules that cannot cut the index's own scores.

    Parameters
    ----------
    rules : sequence of TierRule
    counts : sequence of int
        Tiers wanted of each, where it does not say.
    scores : FloatArray, shape (units,)

    Raises
    ------
    FrameworkError
        Every such rule, with its reason.
    """
    findings: list[Finding] = []
    for rule, count in zip(rules, counts, strict=True):
        method = tier_rule_of(rule.kind, rule.function)
        if method.draws is not None:  # takes whatever there is
            continue
        limits: Sequence[float] = getattr(rule, method.parameter) if method.parameter else ()
        try:
            method.cut(Scored(scores, rule.k or count, limits))
        except ValueError as error:
            details = {"method": rule.kind, "reason": str(error)}
            findings.append(Finding("E_TIER_RULE", details=details))
    if findings:
        raise FrameworkError(findings)


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
    method, k = tier_rule_of(rule.kind, rule.function), rule.k or count
    if method.draws is not None:
        return method.draws(scores, k)
    limits: Sequence[float] = getattr(rule, method.parameter) if method.parameter else ()
    labels, found, _ = method.cut(Scored(np.ascontiguousarray(scores.T), k, limits, exact=False))
    tiers = np.where(labels < 0, 0, found - labels)
    return np.ascontiguousarray(tiers.T, dtype=np.int8)
