"""Tiers of an index."""

import numpy as np
import pytest

import ii_index as ii
from tests.construction.examples import framework, leaf, panel

SCORES = [1.0, 2, 4, 5, 7, 9, 10, 20]
NAMES = [
    {"zh": "示范引领", "en": "Leaders"},
    {"zh": "快速崛起", "en": "Risers"},
    {"zh": "后发追赶", "en": "Catch-ups"},
]


def index(scores=SCORES, **fields):
    definition = framework(
        leaf("score"), recipe={"normalisation": "none", "imputation": "renormalise"}, **fields
    )
    return ii.compose(panel(definition, np.array(scores)[:, np.newaxis]))


def test_natural_breaks_give_the_highest_tier_number_one():
    tiers = ii.tiers(index(), k=3)  # golden: method_values.json, jenks, k3

    assert tiers.labels.tolist() == [3, 3, 3, 3, 2, 2, 2, 1]
    assert tiers.breaks.tolist() == [20, 10, 5]
    assert tiers.goodness_of_variance_fit == pytest.approx(0.9425962165688193)
    assert tiers.sizes() == (1, 3, 4)


def test_there_are_as_many_tiers_as_the_framework_names_and_four_without():
    assert len(ii.tiers(index(tiers=NAMES)).names) == 3
    assert [name.en for name in ii.tiers(index()).names] == ["Tier 1", "Tier 2", "Tier 3", "Tier 4"]


def test_fewer_distinct_scores_than_tiers_are_named_from_the_top_down():
    tiers = ii.tiers(index([1, 1, 5], tiers=NAMES))

    assert tiers.labels.tolist() == [2, 2, 1]
    assert [name.en for name in tiers.names] == ["Leaders", "Risers"]


def test_a_unit_without_a_score_has_no_tier():
    tiers = ii.tiers(index([1, float("nan"), 5, 9]), k=2)

    assert tiers.labels[1] == 0
    assert tiers.frame()["tier_name"].isna().tolist() == [False, False, False, True]


def test_a_year_without_scores_has_no_tiers():
    with pytest.raises(ii.DataError, match="no unit has a score in 2023"):
        ii.tiers(index([float("nan")] * 3))


def test_equally_good_cuts_are_said():
    assert not ii.tiers(index(range(1, 7)), k=4).unique


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("quantiles", [2, 2, 2, 2, 1, 1, 1, 1]),
        ("equal_intervals", [2, 2, 2, 2, 2, 2, 2, 1]),
        ("mean_sd", [2, 2, 2, 2, 2, 1, 1, 1]),
        ("k_means", [2, 2, 2, 2, 2, 2, 2, 1]),
        ("ward", [2, 2, 2, 2, 2, 2, 2, 1]),
    ],
)
def test_every_rule_numbers_tiers_from_the_highest(method, expected):
    assert ii.tiers(index(), k=2, method=method).labels.tolist() == expected


def test_fixed_thresholds_and_sizes():
    assert ii.tiers(index(), method="thresholds", thresholds=[5, 10]).labels.tolist() == [
        3,
        3,
        3,
        2,
        2,
        2,
        1,
        1,
    ]
    assert ii.tiers(index(), method="sizes", sizes=[1, 2, 5]).labels.tolist() == [3, 3, 3, 3, 3, 2, 2, 1]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"method": "sizes"}, "E_TIER_PARAMETER"),
        ({"method": "sizes", "sizes": [1, 2]}, "E_TIER_RULE"),
        ({"method": "thresholds", "thresholds": [9, 3]}, "E_TIER_RULE"),
        ({"k": 0}, "E_TIER_COUNT"),
        ({"k": 9}, "E_TIERS_TOO_MANY"),
        ({"k": 8, "method": "mean_sd"}, "E_TIER_RULE"),
        ({"method": "jenks"}, "E_TIER_METHOD"),
    ],
)
def test_rules_that_cannot_be_followed_are_refused(options, code):
    with pytest.raises(ii.IIIndexError) as caught:
        ii.tiers(index(), **options)

    assert [finding.code for finding in caught.value.findings] == [code]
