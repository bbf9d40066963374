"""Importance in three numbers, against exact values; and weights that reach a target, as far as there are any."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ii_index.kernels.multivariate import importance as imp
from ii_index.kernels.multivariate.importance_targets import weights_for_importance
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


def by_hand(x, y):
    """A weighted straight line around each unit, the bandwidth by truly leaving units out."""

    def level(at, kept, bandwidth):
        root = np.exp(-((x[kept] - at) ** 2) / (4 * bandwidth**2))
        sides = np.stack([root, root * (x[kept] - at)], axis=1)
        return np.linalg.lstsq(sides, root * y[kept], rcond=None)[0][0]

    units = np.arange(len(x))
    bandwidths = np.diff(np.sort(x)).max() / 2 * np.array([1, 1.1, 1.3, 1.6, 2, 3, 5, 10, 100])
    errors = [sum((y[i] - level(x[i], units != i, b)) ** 2 for i in units) for b in bandwidths]
    best = bandwidths[np.argmin(errors)]
    return best, np.array([level(x[i], units >= 0, best) for i in units]).var() / y.var()


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("waves", [2, 8])
def test_a_wave_is_followed_as_closely_as_the_widest_gap_between_units_lets(seed, waves):
    rng = np.random.default_rng(seed)
    x = rng.random(30) ** 2 * 3
    y = np.sin(waves * x) + 0.3 * rng.normal(size=30) * (waves == 2)

    bandwidth, explained = by_hand(x, y)

    assert bandwidth == np.diff(np.sort(x)).max() / 2
    assert imp.correlation_ratio(x, y) == pytest.approx(explained, rel=1e-9)
    assert imp.correlation_ratio(x - 5, y) == pytest.approx(explained, rel=1e-9)


@pytest.mark.parametrize("seed", [2, 3, 4, 5])
def test_where_no_bend_predicts_a_noisy_line_better_its_ratio_is_the_squared_correlation(seed):
    rng = np.random.default_rng(seed)
    x = rng.random(30) ** 2 * 3
    y = x + rng.normal(size=30)

    assert [imp.correlation_ratio(x, y)] == pytest.approx(imp.squared_correlation(x[:, None], y), abs=2e-4)


def test_a_correlation_ratio_is_at_most_1_although_a_curve_may_swing_more_than_what_it_follows():
    x = np.random.default_rng(0).random(30) ** 2 * 3

    assert by_hand(x, x**2)[1] > 1.001
    assert imp.correlation_ratio(x, x**2) == 1


def test_two_units_are_explained_in_full():
    assert imp.correlation_ratio([1, 5], [3, 2]) == pytest.approx(1)


def test_a_unit_at_the_mean_is_no_sign_of_an_index_that_does_not_vary():
    assert imp.covariance_share([[1, 3], [2, 2], [3, 1]], [0.75, 0.25]).tolist() == [1.5, -0.5]


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

    @pytest.mark.parametrize("seed", [1, 20, 33])
    def test_a_target_of_covariance_shares_is_reached_where_descents_end_with_an_indicator_left_out(
        self, seed
    ):
        rng = np.random.default_rng(seed)
        x, target = rng.standard_normal((40, 12)), rng.random(12) + 0.2

        found = weights_for_importance(x, target, "covariance_share")

        assert found.residual < 1e-6
        assert found.weights.min() > 0.01

    def test_an_indicator_that_does_not_vary_has_no_share_whatever_it_should_have(self):
        x = np.column_stack([table_with(np.eye(2), [1, 1]), np.ones(400)])

        found = weights_for_importance(x, [1, 1, 2], "covariance_share")

        assert found.achieved == pytest.approx([0.5, 0.5, 0], abs=1e-5)
        assert found.residual == pytest.approx(0.5)

    def test_indicators_that_cancel_out_are_no_obstacle(self):
        rise = np.arange(5.0)

        found = weights_for_importance(np.column_stack([rise, -2 * rise]), [1, 0], "covariance_share")

        assert found.achieved == pytest.approx([1, 0], abs=1e-5)

    def test_what_is_achieved_and_how_far_off_it_is_is_that_of_the_weights(self):
        x = table_with([[1, 0.9, 0.3], [0.9, 1, 0.3], [0.3, 0.3, 1]], [1, 1, 1])

        found = weights_for_importance(x, [6, 1, 1])

        importance = imp.importance(x, found.weights, "squared_correlation")
        assert found.achieved == pytest.approx(importance / importance.sum())
        assert found.residual == pytest.approx(np.abs(found.achieved - [0.75, 0.125, 0.125]).max())
        assert found.residual > 0.1

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

    @pytest.mark.parametrize("target", [[4, 1, 0], [1, 1, 1], [9, 4, 3]])
    def test_no_admissible_weights_on_a_grid_come_closer(self, target):
        x, wanted = table_with(np.eye(3), [1, 1, 1]), np.array(target) / np.sum(target)

        found = weights_for_importance(x, target, lowest=0.2)

        grid = [w for w in np.ndindex(21, 21, 21) if sum(w) == 20]
        importance = (0.2 + 0.4 * np.array(grid) / 20) ** 2  # without correlation that of the weights squared
        distances = ((importance / importance.sum(axis=1, keepdims=True) - wanted) ** 2).sum(axis=1)
        assert ((found.achieved - wanted) ** 2).sum() <= distances.min() + 1e-9
        assert found.weights.min() >= 0.2
        assert found.weights.sum() == pytest.approx(1)

    @pytest.mark.parametrize("n", [2, 4])
    def test_where_the_least_weights_use_up_all_there_is_weights_are_equal(self, n):
        found = weights_for_importance(table_with(np.eye(n), np.ones(n)), range(n), lowest=1 / n)

        assert found.weights.tolist() == [1 / n] * n
        assert found.achieved == pytest.approx([1 / n] * n)

    def test_the_correlation_ratio_too_can_be_a_target(self):
        """Where one indicator is the square of another, which their correlation does not see."""
        rng = np.random.default_rng(0)
        half = rng.uniform(-1, 1, 20)
        x = np.stack([half, 2 * half**2 + 0.2 * rng.normal(size=20)], axis=1)

        found = weights_for_importance(x, [3, 1], "correlation_ratio", lowest=0.05)
        out_of_reach = weights_for_importance(x, [0, 1], "correlation_ratio", lowest=0.05)

        importance = imp.importance(x, found.weights, "correlation_ratio")
        assert importance / importance.sum() == pytest.approx([0.75, 0.25], abs=1e-5)
        assert found.weights.sum() == pytest.approx(1)
        assert out_of_reach.weights == pytest.approx([0.05, 0.95])
        assert out_of_reach.weights.min() >= 0.05

    @pytest.mark.parametrize(("target", "lowest"), [([0, 0], 0), ([1, -1], 0), ([1, 1], 0.6), ([1, 1], -0.1)])
    def test_targets_and_bounds_that_make_no_sense_are_refused(self, target, lowest):
        with pytest.raises(ValueError, match=r"target|at least"):
            weights_for_importance(np.eye(2), target, lowest=lowest)
