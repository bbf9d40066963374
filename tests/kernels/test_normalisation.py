"""Normalisation: COINr's values, formulas worked by hand, and laws that hold on any table."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ii_index.kernels import normalisation as n
from ii_index.testing import directions, laws, tables
from tests.kernels.golden import METHOD, VARYING, coinr, tiny

NAN = float("nan")
FITTED_TO_THE_DATA = {
    "min_max": (n.min_max, (0, 1)),
    "z_score": (n.z_score, None),
    "adjusted_mazziotta_pareto": (n.adjusted_mazziotta_pareto, (70, 130)),
    "rank": (n.rank, (1, 7)),
    "borda": (n.borda, (0, 6)),
    "percentile_rank": (n.percentile_rank, (0, 1)),
    "fraction_of_max": (n.fraction_of_max, None),
}


def to_best(values, direction):
    best = np.where(direction > 0, np.nanmax(values, axis=0), np.nanmin(values, axis=0))
    return n.distance_to_reference(values, best, direction)


class TestAgainstCOINr:
    @pytest.mark.parametrize(
        ("name", "formula"),
        [
            ("norm_minmax_0_100", lambda v, d: n.min_max(v, d, target_range=(0, 100))),
            ("norm_zscore_0_1", n.z_score),
            ("norm_rank", n.rank),
            ("norm_borda", n.borda),
            ("norm_prank", n.percentile_rank),
            ("norm_dist2max", to_best),
        ],
    )
    def test_varying_indicators_come_out_as_in_coinr(self, name, formula):
        np.testing.assert_allclose(formula(*tiny(VARYING)), coinr(name, VARYING), rtol=1e-12, atol=1e-15)

    def test_distance_to_reference_is_coinr_s_where_it_is_finite(self):
        columns = ["pos", "neg", "outl", "zneg"]
        values, direction = tiny(columns)

        scores = n.distance_to_reference(values, values[3], direction)

        np.testing.assert_allclose(scores, coinr("norm_dist2ref_i4", columns), rtol=1e-12)

    def test_a_reference_that_is_the_worst_unit_is_refused_where_coinr_divides_by_zero(self):
        values, direction = tiny(["pos", "onehot"])

        with pytest.raises(ValueError, match=r"better than the worst value: indicators \[1\]"):
            n.distance_to_reference(values, values[3], direction)

    def test_fraction_of_max_is_coinr_s_where_more_is_better(self):
        columns = ["pos", "outl", "sparse", "onehot"]

        np.testing.assert_allclose(n.fraction_of_max(*tiny(columns)), coinr("norm_fracmax", columns))

    def test_fraction_of_max_puts_the_best_unit_on_top_where_less_is_better_unlike_coinr(self):
        scores = n.fraction_of_max(*tiny(["neg"]))

        assert scores[:, 0].tolist() == pytest.approx(
            [1 / 5, 1 / 3, NAN, 1, 1 / 9, 1 / 7, 1 / 7, 1 / 2], nan_ok=True
        )


class TestFormulas:
    def test_the_adjusted_mazziotta_pareto_scale_runs_from_70_to_130(self):
        case = METHOD["AMPI_norm"]
        column = [[case["min"]], [case["x"]], [case["max"]]]

        assert n.adjusted_mazziotta_pareto(column)[1, 0] == pytest.approx(case["r_positive"])
        assert n.adjusted_mazziotta_pareto(column, -1)[1, 0] == pytest.approx(case["r_negative"])

    def test_the_reference_of_the_adjusted_mazziotta_pareto_scale_is_100(self):
        scores = n.adjusted_mazziotta_pareto([[10.0], [30.0], [60.0]], reference=30)

        assert scores.ravel().tolist() == pytest.approx([76.0, 100.0, 136.0])

    def test_base_year_relatives_are_those_of_a_laspeyres_index(self):
        case = METHOD["laspeyres"]

        assert n.base_year(case["xt"], case["x0"]).tolist() == pytest.approx(case["relatives"])

    def test_halving_an_indicator_of_which_less_is_better_doubles_its_base_year_index(self):
        assert n.base_year([[4.0], [2.0]], [4.0], -1).ravel().tolist() == [100.0, 200.0]

    def test_goalposts_clip_only_when_asked(self):
        values = [[-10.0], [50.0], [120.0]]

        assert n.goalposts(values, 0, 100).ravel().tolist() == [-0.1, 0.5, 1.2]
        assert n.goalposts(values, 0, 100, clip=True).ravel().tolist() == [0.0, 0.5, 1.0]
        assert n.goalposts(values, 0, 100, -1, clip=True).ravel().tolist() == [1.0, 0.5, 0.0]

    def test_goalposts_stretch_over_a_range(self):
        assert n.goalposts([[25.0]], 0, 100, target_range=(1, 101)).item() == 26.0

    def test_a_target_may_cap_what_goes_beyond_it(self):
        values = [[10.0], [20.0], [40.0]]

        assert n.distance_to_target(values, 30).ravel().tolist() == [0.0, 0.5, 1.5]
        assert n.distance_to_target(values, 30, cap=True).ravel().tolist() == [0.0, 0.5, 1.0]
        assert n.distance_to_target(values, 20, -1).ravel().tolist() == [1.5, 1.0, 0.0]

    def test_z_scores_take_a_centre_and_a_spread(self):
        assert n.z_score([[1.0], [2.0], [3.0]], centre=50, spread=10).ravel().tolist() == [40.0, 50.0, 60.0]


class TestBounds:
    PANEL = np.array([[[0.0], [10.0]], [[5.0], [20.0]]])

    def test_bounds_of_each_year_compare_units_within_the_year(self):
        assert n.min_max(self.PANEL).ravel().tolist() == [0.0, 1.0, 0.0, 1.0]

    def test_pooled_bounds_compare_years(self):
        pooled = n.bounds(self.PANEL, axis=(-3, -2))

        assert n.min_max(self.PANEL, bounds=pooled).ravel().tolist() == [0.0, 0.5, 0.25, 1.0]

    def test_bounds_of_one_year_let_another_leave_the_scale(self):
        first = n.bounds(self.PANEL[:1])

        assert n.min_max(self.PANEL, bounds=first).ravel().tolist() == [0.0, 1.0, 0.5, 2.0]

    def test_fitted_moments_are_reused(self):
        fitted = n.moments(self.PANEL[:1])

        assert n.z_score(
            [[5.0], [5.0 + 50**0.5]], moments=n.Moments(fitted.mean[0], fitted.sd[0])
        ).ravel().tolist() == [0.0, 1.0]

    def test_fitted_bounds_serve_every_formula_that_takes_them(self):
        fitted = n.Bounds(np.array([0.0]), np.array([50.0]))
        column = [[10.0], [20.0]]

        assert n.distance_to_reference(column, 20, bounds=fitted).ravel().tolist() == [0.5, 1.0]
        assert n.distance_to_target(column, 40, bounds=fitted).ravel().tolist() == [0.25, 0.5]
        assert n.fraction_of_max(column, bounds=fitted).ravel().tolist() == [0.2, 0.4]
        assert n.adjusted_mazziotta_pareto(column, bounds=fitted).ravel().tolist() == [82.0, 94.0]

    def test_an_indicator_that_nobody_has_has_no_bounds_and_no_moments(self):
        empty = [[NAN], [NAN]]

        assert all(np.isnan(limit).all() for limit in (*n.bounds(empty), *n.moments(empty)))

    def test_moments_are_those_of_the_available_values(self):
        mean, sd = n.moments([[1.0], [NAN], [3.0]])

        assert (mean.item(), sd.item()) == (2.0, pytest.approx(2**0.5))

    def test_one_value_has_a_mean_and_no_deviation(self):
        mean, sd = n.moments([[5.0], [NAN]])

        assert mean.item() == 5.0
        assert np.isnan(sd.item())


class TestConstantIndicators:
    NOISE = np.array([[1.0, 0.3, 5.0], [2.0, 0.1 + 0.2, 5.0]])

    @pytest.mark.parametrize("formula", [n.min_max, n.z_score, n.adjusted_mazziotta_pareto])
    def test_rounding_noise_is_not_stretched_over_the_scale(self, formula):
        with pytest.raises(ValueError, match=r"no spread to normalise by: indicators \[1, 2\]"):
            formula(self.NOISE)

    def test_a_spread_is_noise_up_to_1e_12_of_the_largest_absolute_value(self):
        for lowest, noise, information in ((1.0, 0.9e-12, 1.1e-12), (-3.0, 2.9e-12, 3.1e-12)):
            columns = [[lowest, lowest], [lowest + noise, lowest + information]]

            assert n.is_constant(n.bounds(columns)).tolist() == [[True, False]]

    def test_a_constant_indicator_may_stand_in_the_middle(self):
        assert (
            n.min_max(self.NOISE, target_range=(1, 100), constant="midpoint")[:, 1:].tolist()
            == [[50.5, 50.5]] * 2
        )
        assert n.z_score(self.NOISE, centre=5, constant="midpoint")[:, 1:].tolist() == [[5.0, 5.0]] * 2

    def test_missing_cells_of_a_constant_indicator_stay_missing(self):
        column = [[3.0], [NAN], [3.0]]

        np.testing.assert_array_equal(n.min_max(column, constant="midpoint"), [[0.5], [NAN], [0.5]])
        np.testing.assert_array_equal(n.z_score(column, constant="midpoint"), [[0.0], [NAN], [0.0]])

    def test_an_indicator_that_nobody_has_is_not_constant(self):
        empty = [[NAN, 1.0], [NAN, 2.0]]

        for formula in (
            n.min_max,
            n.z_score,
            n.adjusted_mazziotta_pareto,
            n.percentile_rank,
            n.fraction_of_max,
        ):
            assert np.isnan(formula(empty)[:, 0]).all()

    def test_a_single_value_has_no_percentile_rank_and_no_z_score(self):
        single = [[1.0, 4.0], [2.0, NAN]]

        with pytest.raises(ValueError, match=r"no percentile rank: indicators \[1\]"):
            n.percentile_rank(single)
        with pytest.raises(ValueError, match=r"indicators \[1\]"):
            n.z_score(single)

    def test_the_spread_of_tiny_values_is_information(self):
        assert n.min_max([[1e-300], [2e-300]]).ravel().tolist() == [0.0, 1.0]

    def test_a_constant_year_is_refused_within_years_only(self):
        panel = np.array([[[1.0], [1.0]], [[1.0], [2.0]]])

        with pytest.raises(ValueError, match="indicators"):
            n.min_max(panel)
        assert n.min_max(panel, bounds=n.bounds(panel, axis=(-3, -2))).ravel().tolist() == [
            0.0,
            0.0,
            0.0,
            1.0,
        ]


class TestRefusals:
    def test_a_direction_is_one_or_minus_one(self):
        with pytest.raises(ValueError, match=r"1 or -1, not \[1.0, 0.0\]"):
            n.min_max([[1.0, 2.0], [3.0, 4.0]], [1, 0])

    @pytest.mark.parametrize(("lower", "upper"), [([0, 5], [1, 5]), ([0, 6], [1, 5]), ([0, NAN], [1, 5])])
    def test_goalposts_ascend(self, lower, upper):
        with pytest.raises(ValueError, match=r"below its upper one: indicators \[1\]"):
            n.goalposts([[1.0, 2.0]], lower, upper)

    def test_scalar_goalposts_that_do_not_ascend_are_refused(self):
        with pytest.raises(ValueError, match="below its upper one"):
            n.goalposts([[1.0, 2.0]], 5, 5)

    @pytest.mark.parametrize(
        ("value", "base", "direction"),
        [(1.0, 0.0, 1), (1.0, -1.0, 1), (1.0, NAN, 1), (0.0, 1.0, -1), (-1.0, 1.0, -1), (1.0, 0.0, -1)],
    )
    def test_a_base_year_needs_positive_values(self, value, base, direction):
        with pytest.raises(ValueError, match=r"positive values: indicators \[1\]"):
            n.base_year([[1.0, value]], [[1.0, base]], direction)

    def test_a_cell_missing_in_both_years_is_missing_in_the_base_year_index(self):
        np.testing.assert_array_equal(n.base_year([[NAN, NAN]], [[NAN, 2.0]]), [[NAN, NAN]])

    def test_zero_in_a_later_year_is_an_index_of_zero_where_more_is_better(self):
        assert n.base_year([[0.0]], [[2.0]]).item() == 0.0

    @pytest.mark.parametrize(("column", "direction"), [([-1.0, 0.0], 1), ([0.0, 1.0], -1), ([-1.0, 1.0], -1)])
    def test_a_fraction_of_the_best_value_needs_a_positive_one(self, column, direction):
        with pytest.raises(ValueError, match=r"positive values: indicators \[0\]"):
            n.fraction_of_max([[value] for value in column], direction)

    @pytest.mark.parametrize(("goal", "direction"), [(10.0, 1), (9.0, 1), (40.0, -1), (NAN, 1)])
    def test_a_goal_no_better_than_the_worst_value_cannot_be_approached(self, goal, direction):
        for formula in (n.distance_to_reference, n.distance_to_target):
            with pytest.raises(ValueError, match="better than the worst value"):
                formula([[10.0], [40.0]], goal, direction)


@pytest.mark.parametrize("name", FITTED_TO_THE_DATA)
def test_normalisers_keep_their_bounds_the_order_and_the_direction_whatever_the_unit(name, examples):
    formula, limits = FITTED_TO_THE_DATA[name]

    laws.check_normaliser(formula, bounds=limits, missing=True, examples=examples)


@pytest.mark.law
@given(values=tables(missing=True, negative=True), data=st.data())
def test_min_max_reaches_both_ends_of_its_range(values, data):
    direction = data.draw(directions(values.shape[1]))

    scores = n.min_max(values, direction, target_range=(1, 100))

    assert np.nanmin(scores, axis=0).tolist() == [1.0] * values.shape[1]
    assert np.nanmax(scores, axis=0).tolist() == [100.0] * values.shape[1]


@pytest.mark.law
@given(values=tables(missing=True, negative=True))
def test_min_max_reversed_is_one_minus_min_max(values):
    np.testing.assert_array_equal(n.min_max(values, -1), 1 - n.min_max(values))


@pytest.mark.law
@given(values=tables(missing=True, negative=True))
def test_z_scores_have_mean_0_and_standard_deviation_1(values):
    mean, sd = n.moments(n.z_score(values))

    np.testing.assert_allclose(mean, 0, atol=1e-12)
    np.testing.assert_allclose(sd, 1)


@pytest.mark.law
@given(values=tables(missing=True))
def test_the_base_year_itself_is_100_for_every_unit(values):
    np.testing.assert_array_equal(n.base_year(values, values), np.where(np.isnan(values), NAN, 100.0))
    np.testing.assert_array_equal(n.base_year(values, values, -1), np.where(np.isnan(values), NAN, 100.0))


@pytest.mark.law
@given(values=tables(missing=True, negative=True))
def test_ranks_count_the_units_that_are_worse(values):
    worse = (values[:, None] > values[None]).sum(axis=1)

    np.testing.assert_array_equal(n.borda(values), np.where(np.isnan(values), NAN, worse))


@pytest.mark.law
@given(values=tables(missing=True, negative=True), data=st.data())
def test_years_in_one_array_are_normalised_as_one_by_one(values, data):
    later = data.draw(tables(units=values.shape[0], indicators=values.shape[1], missing=True, negative=True))
    panel = np.stack([values, later])

    for formula in (n.min_max, n.z_score, n.rank, n.percentile_rank):
        np.testing.assert_array_equal(formula(panel), np.stack([formula(values), formula(later)]))
