"""Tier rules: cuts in exact fractions, ties kept together, draws cut as one by one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ii_index.kernels.tiers import tier_rules as t
from ii_index.kernels.tiers.clustering import natural_breaks
from ii_index.testing import tables
from tests.kernels.golden import TIERS, tier_cases

NAN = float("nan")
RULES = {
    "quantiles": lambda scores: t.quantiles(scores, 4),
    "equal_intervals": lambda scores: t.equal_intervals(scores, 4),
    "mean_sd": t.mean_sd,
    "thresholds": lambda scores: t.thresholds(scores, [1.0, 20.0]),
}


@pytest.mark.parametrize(("name", "k"), tier_cases())
@pytest.mark.parametrize(("rule", "key"), [(t.quantiles, "quantile"), (t.equal_intervals, "equal_interval")])
def test_scores_are_cut_where_exact_fractions_cut_them(name, k, rule, key):
    values, expected = TIERS[name]["values"], TIERS[name][f"k{k}"][key]

    labels = rule(values, k)

    assert labels.tolist() == expected["labels"]
    assert t.goodness_of_variance_fit(values, labels) == pytest.approx(expected["gvf"], abs=1e-12)


@pytest.mark.parametrize("name", [name for name, case in TIERS.items() if "mean_sd" in case["k4"]])
def test_the_mean_and_one_standard_deviation_to_either_side_make_four_tiers(name):
    assert t.mean_sd(TIERS[name]["values"]).tolist() == TIERS[name]["k4"]["mean_sd"]["labels"]


class TestMeanAndDeviation:
    SCORES = (0.0, 40.0, 50.0, 60.0, 100.0)  # mean 50, sd 36.06

    def test_two_tiers_are_cut_at_the_mean(self):
        assert t.mean_sd(self.SCORES, 2).tolist() == [0, 0, 0, 1, 1]

    def test_three_tiers_are_cut_at_one_deviation(self):
        assert t.mean_sd(self.SCORES, 3).tolist() == [0, 1, 1, 1, 2]

    @pytest.mark.parametrize("k", [1, 5])
    def test_there_are_no_other_numbers_of_tiers(self, k):
        with pytest.raises(ValueError, match="2, 3 or 4 tiers"):
            t.mean_sd(self.SCORES, k)

    def test_a_single_score_is_not_above_itself(self):
        assert t.mean_sd([NAN, 7.0]).tolist() == [-1, 0]


class TestThresholds:
    def test_a_score_on_a_threshold_has_reached_it(self):
        assert t.thresholds([59.99, 60.0, 79.0, 80.0, NAN], [60, 80]).tolist() == [0, 1, 1, 2, -1]

    def test_rounding_noise_below_a_threshold_has_reached_it_too(self):
        assert t.thresholds([0.3, 1.0], [0.1 + 0.2]).tolist() == [1, 1]

    def test_zero_is_a_threshold_like_any_other(self):
        assert t.thresholds([0.0, 0.0], [0.0]).tolist() == [1, 1]

    def test_nobody_may_reach_the_highest(self):
        assert t.thresholds([10.0, 65.0], [60, 80]).tolist() == [0, 1]

    @pytest.mark.parametrize("limits", [[80, 60], [60, 60], [60, NAN], [NAN], [50, 80, 60]])
    def test_thresholds_ascend(self, limits):
        with pytest.raises(ValueError, match="thresholds ascend"):
            t.thresholds([1.0], limits)

    def test_no_threshold_makes_one_tier(self):
        assert t.thresholds([1.0, NAN], []).tolist() == [0, -1]


class TestSizes:
    def test_tiers_have_the_sizes_asked_for_highest_first(self):
        assert t.sizes([10.0, 50.0, 30.0, NAN, 40.0, 20.0], [1, 3, 1]).tolist() == [0, 2, 1, -1, 1, 1]

    def test_a_cut_between_equals_moves_to_their_nearer_end(self):
        assert t.sizes([9.0, 5.0, 5.0, 5.0, 1.0], [2, 3]).tolist() == [1, 0, 0, 0, 0]
        assert t.sizes([9.0, 5.0, 5.0, 5.0, 1.0], [3, 2]).tolist() == [1, 1, 1, 1, 0]

    def test_a_cut_in_the_middle_of_equals_moves_upward(self):
        assert t.sizes([9.0, 5.0, 5.0, 1.0], [2, 2]).tolist() == [1, 0, 0, 0]

    def test_equals_at_the_top_can_empty_the_highest_tier(self):
        assert t.sizes([5.0, 5.0, 5.0, 1.0], [1, 3]).tolist() == [0, 0, 0, 0]

    def test_a_tier_may_be_wanted_empty(self):
        assert t.sizes([3.0, 2.0, 1.0], [0, 1, 2]).tolist() == [1, 0, 0]

    @pytest.mark.parametrize("wanted", [[1, 1], [2, 2], [4, -1], []])
    def test_sizes_add_up_to_the_units_with_a_score(self, wanted):
        with pytest.raises(ValueError, match=r"do not add up to \[3\] units"):
            t.sizes([3.0, 2.0, 1.0, NAN], wanted)

    def test_sizes_must_fit_every_draw(self):
        with pytest.raises(ValueError, match=r"do not add up to \[2, 3\] units"):
            t.sizes([[3.0, 2.0, 1.0], [3.0, 2.0, NAN]], [1, 2])

    @pytest.mark.law
    @given(table=tables(units=6, indicators=3), first=st.integers(0, 6))
    def test_every_cut_is_as_near_to_the_wanted_one_as_ties_allow(self, table, first):
        for scores, labels in zip(table.T, t.sizes(table.T, [first, 6 - first]), strict=True):
            boundaries = {int((scores > score).sum()) for score in scores} | {6}
            nearest = min(boundaries, key=lambda cut: (abs(cut - first), cut))

            assert labels.sum() == nearest
            assert labels.tolist() == ((scores[:, None] < scores).sum(axis=1) < nearest).astype(int).tolist()


@pytest.mark.parametrize("rule", [t.quantiles, t.equal_intervals])
def test_there_must_be_a_tier(rule):
    assert rule([1.0, 2.0, NAN], 1).tolist() == [0, 0, -1]
    with pytest.raises(ValueError, match="not 0"):
        rule([1.0], 0)


@pytest.mark.parametrize("rule", [t.quantiles, t.equal_intervals])
def test_scores_that_are_all_zero_stand_on_every_cut(rule):
    assert rule([0.0, 0.0], 2).tolist() == [0, 0]


@pytest.mark.parametrize("scale", [1e9, 1e-9, 1e-14])
def test_noise_is_noise_and_a_difference_a_difference_on_any_scale(scale):
    noisy, limit = np.array([0.3, 0.1 + 0.2, 0.2, 1.0]) * scale, (0.1 + 0.2) * scale

    assert t.thresholds(noisy, [limit]).tolist() == [1, 1, 0, 1]
    assert t.quantiles(noisy, 4).tolist() == [1, 1, 0, 3]


@pytest.mark.parametrize("name", RULES)
def test_rounding_noise_is_never_cut(name):
    noisy = np.array([0.0, 0.3, 0.1 + 0.2, 0.3, 0.6])

    labels = RULES[name](noisy * 10)

    assert len(set(labels[1:4].tolist())) == 1


@pytest.mark.law(examples=200)
@pytest.mark.parametrize("name", RULES)
@given(table=tables(missing=True, negative=True))
def test_a_higher_score_is_never_in_a_lower_tier_and_draws_are_cut_as_one_by_one(name, table):
    draws = table.T

    labels = RULES[name](draws)

    np.testing.assert_array_equal(labels, np.stack([RULES[name](scores) for scores in draws]))
    np.testing.assert_array_equal(labels == -1, np.isnan(draws))
    higher = draws[:, :, None] > draws[:, None]
    assert (labels[:, :, None] >= labels[:, None])[higher].all()


class TestFit:
    def test_the_fit_is_that_of_natural_breaks(self):
        scores = TIERS["prov_right_skew"]["values"]
        found = natural_breaks(scores, 4)

        fit = t.goodness_of_variance_fit(scores, found.labels)

        assert fit == pytest.approx(found.goodness_of_variance_fit, rel=1e-12)

    def test_draws_have_a_fit_each_and_units_without_a_score_none(self):
        scores = [[1.0, 3.0, 8.0, 10.0, NAN], [5.0, 5.0, 5.0, 5.0, NAN], [1.0, 3.0, 8.0, 10.0, NAN]]
        labels = [[0, 0, 1, 1, -1], [0, 0, 1, 1, -1], [0, 0, 0, 0, -1]]

        assert t.goodness_of_variance_fit(scores, labels).tolist() == pytest.approx([1 - 4 / 53, 1.0, 0.0])

    @pytest.mark.parametrize("score", [0.0, 5.0])
    def test_scores_that_do_not_differ_fit(self, score):
        assert t.goodness_of_variance_fit([score, score], [0, 0]) == 1

    def test_a_scored_unit_in_no_tier_counts_nowhere(self):
        assert t.goodness_of_variance_fit([1.0, 3.0, 90.0, 8.0, 10.0], [0, 0, -1, 1, 1]) == pytest.approx(
            1 - 4 / 53
        )

    def test_draws_in_a_stack_of_any_shape_fit_one_by_one(self):
        scores = np.random.default_rng(4).random((2, 3, 7))
        labels = t.quantiles(scores, 3)

        fits = t.goodness_of_variance_fit(scores, labels)

        alone = [
            [
                1 - sum(row[own == tier].var() * sum(own == tier) for tier in range(3)) / (row.var() * 7)
                for row, own in zip(*table, strict=True)
            ]
            for table in zip(scores, labels, strict=True)
        ]
        assert fits == pytest.approx(np.array(alone), rel=1e-12)

    def test_limits_are_the_highest_score_of_each_tier(self):
        found = t.upper_limits([3.0, 9.0, 5.0, NAN], [0, 2, 0, -1], 3)

        np.testing.assert_array_equal(found, [5.0, NAN, 9.0])
