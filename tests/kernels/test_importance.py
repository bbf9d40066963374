"""Importance in three numbers, against exact values; and weights that reach a target, as far as there are any."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ii_index.kernels import importance as imp
from ii_index.kernels.importance_targets import weights_for_importance
from tests.kernels.golden import METHOD

GAUSSIAN = METHOD["gaussian_main_effect"]
TWO = METHOD["two_indicators_sd_1_2_rho_.5_equal_w"]


def table_with(correlations, deviations, units=400, seed=5):
    """A table whose sample correlations and deviations are exactly these."""
    rng = np.random.default_rng(seed)
    raw = rng.standard_normal((units, len(deviations)))
    raw -= raw.mean(axis=0)
    white = raw @ np.linalg.inv(np.linalg.cholesky(raw.T @ raw / units)).T
    return white @ np.linalg.cholesky(np.asarray(correlations)).T * deviations


def test_covariance_shares_of_correlated_indicators_are_the_exact_ones():
    x = table_with(GAUSSIAN["R"], [1, 1, 1])

    assert imp.covariance_share(x, GAUSSIAN["w"]) == pytest.approx(GAUSSIAN["cov_share"], abs=1e-12)


def test_squared_correlations_are_the_exact_main_effects_of_a_gaussian_model():
    x = table_with(GAUSSIAN["R"], [1, 1, 1])

    assert imp.squared_correlation(x, x @ GAUSSIAN["w"]) == pytest.approx(GAUSSIAN["S"], abs=1e-12)


def test_two_indicators_of_unlike_spread_do_not_matter_as_their_equal_weights_say():
    x = table_with([[1, 0.5], [0.5, 1]], [1, 2])

    assert imp.importance(x, [0.5, 0.5], "squared_correlation") == pytest.approx(TWO["S"], abs=1e-12)
    assert imp.importance(x, [0.5, 0.5], "covariance_share") == pytest.approx(TWO["cov_share"], abs=1e-12)


def test_the_correlation_ratio_over_groups_is_between_over_total_sum_of_squares():
    case = METHOD["correlation_ratio_discrete"]

    assert imp.grouped_correlation_ratio(case["x"], case["y"]) == pytest.approx(14 / 17, abs=1e-15)
    assert imp.squared_correlation(np.transpose([case["x"]]), case["y"]) == pytest.approx(
        [case["pearson_r2"]], abs=1e-15
    )


def test_a_parabola_is_explained_in_full_although_it_has_no_correlation():
    case = METHOD["correlation_ratio_quadratic"]

    assert imp.grouped_correlation_ratio(case["x"], case["y"]) == case["eta2"]
    assert imp.squared_correlation(np.transpose([case["x"]]), case["y"]) == pytest.approx(
        [case["pearson_r2"]]
    )


def test_the_smoothed_correlation_ratio_of_a_gaussian_model_is_near_the_exact_one():
    w, cholesky = np.array(GAUSSIAN["w"]), np.linalg.cholesky(GAUSSIAN["R"])
    estimates = []
    for seed in range(20):
        x = np.random.default_rng(seed).standard_normal((200, 3)) @ cholesky.T
        estimates.append(imp.importance(x, w, "correlation_ratio"))

    error = np.mean(estimates, axis=0) - GAUSSIAN["S"]
    allowed = 4 * np.std(estimates, axis=0) / np.sqrt(20) + 0.01  # chance, and the bias of smoothing
    assert (np.abs(error) < allowed).all()


def test_the_smoothed_correlation_ratio_of_a_line_is_1_and_of_noise_near_0():
    x = np.linspace(0, 1, 60)
    noise = [imp.correlation_ratio(x, np.random.default_rng(s).standard_normal(60)) for s in range(20)]

    assert imp.correlation_ratio(x, 3 - 2 * x) == pytest.approx(1.0)
    assert np.median(noise) < 0.1


@pytest.mark.law
@given(st.integers(0, 2**32), st.sampled_from([0.001, 1.0, 1e6]))
def test_importance_ignores_the_unit_of_the_index_and_where_it_starts(seed, scale):
    x = np.random.default_rng(seed).random((12, 3))
    y = x @ [0.2, 0.3, 0.5]

    assert imp.squared_correlation(x * scale + 7, y) == pytest.approx(imp.squared_correlation(x, y), rel=1e-6)
    assert imp.correlation_ratio(x[:, 0] * scale, y) == pytest.approx(
        imp.correlation_ratio(x[:, 0], y), rel=1e-6
    )


@pytest.mark.law
@given(st.integers(0, 2**32))
def test_covariance_shares_sum_to_one(seed):
    rng = np.random.default_rng(seed)

    assert imp.covariance_share(rng.random((9, 4)), rng.random(4)).sum() == pytest.approx(1)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: imp.covariance_share([[1, 2], [2, 1]], [0.5, 0.5]),
        lambda: imp.correlation_ratio([1, 1, 1], [1, 2, 3]),
        lambda: imp.grouped_correlation_ratio([1, 2], [3, 3]),
    ],
)
def test_where_nothing_varies_there_is_no_importance(ask):
    with pytest.raises(ValueError, match=r"vary|constant"):
        ask()


class TestTargets:
    def test_two_indicators_matter_alike_under_weights_inverse_to_their_deviations(self):
        x = table_with([[1, 0.5], [0.5, 1]], [1, 2])

        found = weights_for_importance(x, [1, 1])

        assert found.weights == pytest.approx([2 / 3, 1 / 3], abs=1e-5)
        assert imp.importance(x, found.weights, "squared_correlation") == pytest.approx(
            [0.75, 0.75], abs=1e-4
        )
        assert found.residual < 1e-5

    @settings(max_examples=40)
    @given(st.integers(0, 2**32))
    def test_any_target_of_covariance_shares_is_reached(self, seed):
        """The weights exist and are unique: risk budgeting (Spinu 2013)."""
        rng = np.random.default_rng(seed)
        x, target = rng.standard_normal((40, 4)), rng.random(4) + 0.2

        found = weights_for_importance(x, target, "covariance_share")

        assert found.residual < 1e-4
        assert imp.covariance_share(x, found.weights) == pytest.approx(target / target.sum(), abs=1e-4)

    def test_the_order_of_the_target_is_the_order_of_the_indicators(self):
        x = table_with(np.eye(3), [1, 1, 1])

        found = weights_for_importance(x, [9, 4, 1])

        assert found.weights == pytest.approx([3 / 6, 2 / 6, 1 / 6], abs=1e-4)

    def test_a_target_out_of_reach_leaves_a_residual_and_no_negative_weight(self):
        x = table_with([[1, 0.95], [0.95, 1]], [1, 1])

        found = weights_for_importance(x, [1, 0])

        assert found.weights.min() >= 0
        assert found.residual > 0.4

    def test_no_weight_falls_below_the_lowest_allowed(self):
        x = table_with(np.eye(3), [1, 1, 1])

        found = weights_for_importance(x, [1, 0, 0], lowest=0.1)

        assert found.weights.min() == pytest.approx(0.1)
        assert found.weights.sum() == pytest.approx(1)

    def test_the_correlation_ratio_too_can_be_a_target(self):
        x = table_with(np.eye(2), [1, 3], units=40)

        found = weights_for_importance(x, [1, 1], "correlation_ratio")

        assert found.residual < 0.02

    @pytest.mark.parametrize(("target", "lowest"), [([0, 0], 0), ([1, -1], 0), ([1, 1], 0.6)])
    def test_targets_and_bounds_that_make_no_sense_are_refused(self, target, lowest):
        with pytest.raises(ValueError, match=r"target|at least"):
            weights_for_importance(np.eye(2), target, lowest=lowest)
