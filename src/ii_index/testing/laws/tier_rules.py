"""Laws of tier rules: higher scores stand no lower, equal scores stand together."""

from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any, TypeAlias

import numpy as np
from hypothesis import strategies as st

from ii_index._typing import FloatArray
from ii_index.testing.laws.rankings import STRETCHES, scores_with_ties
from ii_index.testing.laws.search import EXAMPLES, ask, column, fail, same, search

TierRule: TypeAlias = Callable[[FloatArray, int], Any]


def check_tier_rule(fn: TierRule, *, tiers: int = 3, stretch: bool = True, examples: int = EXAMPLES) -> None:
    """Assert that a tier rule keeps the order of the scores, treats equal ones alike and cuts them at all.

    1. Labels are whole numbers from 0 (the lowest tier) to k - 1.
    2. Who scores more is in no lower tier, who scores the same in the same one.
    3. Where all scores differ, the highest and the lowest are in different tiers.
    4. Reordering the units reorders their tiers.
    5. With ``stretch``: a positive factor on all scores, or a constant added to all, changes nothing.

    A ``ValueError`` is a refusal: allowed where there are fewer different scores than tiers, and nowhere else.

    Parameters
    ----------
    fn : callable
        ``fn(scores, k)`` with scores (units,); it returns labels (units,).
    tiers : int, default 3
        How many tiers to ask for, 2 or more.
    stretch : bool, default True
        Whether to try law 5; stated thresholds do not keep it.
    examples : int, default 100
        How many lists of scores to try for each law.

    Raises
    ------
    AssertionError
        Showing the shortest list of scores found that breaks a law, what was expected and what came.

    Examples
    --------
    >>> from ii_index.kernels.tiers.tier_rules import quantiles
    >>> check_tier_rule(quantiles, examples=20)
    """
    rule = partial(_labels, fn, tiers)
    search(partial(_keeps_order, rule), scores_with_ties(), examples=examples)
    search(partial(_cuts, rule), scores_with_ties(least=tiers, distinct=True), examples=examples)
    search(partial(_ignores_rows, rule), scores_with_ties(), _ORDERS, examples=examples)
    if stretch:
        search(
            partial(_ignores_scale, rule), scores_with_ties(), st.sampled_from(STRETCHES), examples=examples
        )


Rule: TypeAlias = Callable[[FloatArray], FloatArray | None]

_ORDERS = st.randoms(use_true_random=False)


def _labels(fn: TierRule, tiers: int, scores: FloatArray) -> FloatArray | None:
    def cut(given: FloatArray) -> object:
        return fn(given, tiers)

    labels = ask(cut, scores)
    shown = column("scores", scores)
    if labels is None:
        if len(np.unique(scores)) >= tiers:
            fail("The tier rule refuses ordinary scores.", f"{tiers} tiers, not a ValueError", shown)
        return None
    if labels.shape != scores.shape or not np.isin(labels, np.arange(tiers)).all():
        found = column("tiers", labels) if labels.ndim == 1 else f"shape {labels.shape}"
        fail("The labels are not tiers.", f"one of 0 to {tiers - 1} a unit", shown, found)
    return labels


def _keeps_order(rule: Rule, scores: FloatArray) -> None:
    labels = rule(scores)
    if labels is None:
        return
    broken = np.argwhere((scores[:, np.newaxis] >= scores) & (labels[:, np.newaxis] < labels))
    if len(broken):
        i, k = broken[0].tolist()
        equal = scores[i] == scores[k]
        fail(
            "Equal scores are in different tiers." if equal else "A higher score is in a lower tier.",
            f"unit {i + 1} in {'the' if equal else 'no lower than the'} tier of unit {k + 1}",
            column("scores", scores),
            column("tiers", labels),
        )


def _cuts(rule: Rule, scores: FloatArray) -> None:
    labels = rule(scores)
    if labels is not None and labels[scores.argmax()] == labels[scores.argmin()]:
        fail(
            "The tier rule does not cut.",
            "the highest and the lowest score in different tiers",
            column("scores", scores),
            column("tiers", labels),
        )


def _ignores_rows(rule: Rule, scores: FloatArray, order: Random) -> None:
    turned = order.sample(range(len(scores)), len(scores))
    before = rule(scores)
    expected = None if before is None else before[turned]
    _compare("The tiers depend on the order of the units.", rule, scores[turned], expected)


def _ignores_scale(rule: Rule, scores: FloatArray, stretch: tuple[float, float]) -> None:
    factor, constant = stretch
    what = f"The tiers change when all scores are multiplied by {factor:g} and {constant:g} is added."
    _compare(what, rule, factor * scores + constant, rule(scores))


def _compare(what: str, rule: Rule, changed: FloatArray, expected: FloatArray | None) -> None:
    found = rule(changed)
    if found is None or expected is None or same(found, expected):
        return
    fail(
        what,
        f"the tiers {', '.join(f'{label:g}' for label in expected)}",
        column("changed scores", changed),
        column("tiers", found),
    )
