"""The laws find planted bugs: those that they do not find are listed here, and right functions keep them."""

from functools import partial

import pytest
from hypothesis import Phase

from ii_index.testing import laws
from ii_index.testing.laws import search
from tests.testing import planted

LISTED = __file__.replace("test_planted.py", "mutants.txt")
CHECKS = {
    "normaliser": partial(laws.check_normaliser, missing=True),
    "aggregator": partial(laws.check_aggregator, missing=True),
    "weighting": laws.check_weighting,
    "ranking": laws.check_ranking,
    "tier rule": laws.check_tier_rule,
    "base-year series": laws.check_base_year_series,
    "nested weights": laws.check_nested_weights,
    "contributions": laws.check_contributions,
    "rubric": partial(laws.check_rubric, questions=planted.QUESTIONS),
    "time consistency": laws.check_time_consistency,
    "imputation": laws.check_imputation,
    "index": partial(laws.check_index, lower_is_better=["x3"]),
}
RIGHT = {
    "normaliser": [planted.min_max],
    "aggregator": [planted.mean],
    "weighting": [planted.of_spread],
    "ranking": [planted.ranks],
    "tier rule": [planted.quantile_tiers, planted.equal_intervals],
    "base-year series": [planted.fixed_base],
    "nested weights": [planted.nested],
    "contributions": [planted.contributions],
    "rubric": [planted.rubric],
    "time consistency": [planted.pooled_years],
    "imputation": [planted.column_means],
    "index": [planted.tool],
}
EXAMPLES = 25
SURVIVORS: set[str] = set()


@pytest.fixture(autouse=True)
def _nobody_reads_the_counterexample(monkeypatch):
    monkeypatch.setattr(search, "PHASES", (Phase.generate,))


def survives(subject, name):
    try:
        CHECKS[subject](planted.PLANTED[subject][name], examples=EXAMPLES)
    except AssertionError:
        return False
    return True


@pytest.mark.parametrize("subject", CHECKS)
def test_planted_bugs_are_found_but_for_those_listed(subject):
    alive = {f"{subject}: {name}" for name in planted.PLANTED[subject] if survives(subject, name)}

    assert alive == {one for one in SURVIVORS if one.startswith(f"{subject}:")}


@pytest.mark.parametrize("subject", CHECKS)
def test_right_functions_keep_the_laws(subject):
    for function in RIGHT[subject]:
        CHECKS[subject](function, examples=EXAMPLES)


def test_the_list_of_mutants_names_every_planted_bug():
    with open(LISTED, encoding="utf-8") as listed:  # noqa: PTH123 - beside this file
        lines = set(listed.read().splitlines())

    assert {f"{subject}: {name}" for subject, bugs in planted.PLANTED.items() for name in bugs} <= lines
