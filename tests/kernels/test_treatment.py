"""Treatment: scipy's moments, COINr's treated table, and rules worked by hand."""

import numpy as np
import pytest
import scipy.stats
from hypothesis import given

from ii_index.kernels import treatment as t
from ii_index.testing import tables
from tests.kernels.golden import METHOD, coinr, tiny

NAN = float("nan")
FOUR = ["pos", "neg", "outl", "zneg"]


def column(*values):
    return np.array(values, dtype=float)[:, np.newaxis]


class TestMoments:
    def test_skewness_and_kurtosis_are_coinr_s(self):
        expected = coinr("stats", ["Skew", "Kurt"])[[0, 1, 3, 4, 6]]
        values, _ = tiny([*FOUR, "onehot"])

        np.testing.assert_allclose(
            np.stack([t.skewness(values), t.kurtosis(values)], axis=1), expected, rtol=1e-12
        )

    def test_the_exact_values_of_ten_numbers(self):
        case = METHOD["skew_kurt"]
        values = column(*case["x"])

        assert t.skewness(values).item() == pytest.approx(case["G1"], rel=1e-13)
        assert t.kurtosis(values).item() == pytest.approx(case["G2_excess"], rel=1e-13)
        assert t.is_outlying(values).item() is case["flag"]

    @pytest.mark.law
    @given(values=tables(units=7, negative=True))
    def test_moments_are_scipy_s(self, values):
        np.testing.assert_allclose(t.skewness(values), scipy.stats.skew(values, bias=False), atol=1e-9)
        np.testing.assert_allclose(t.kurtosis(values), scipy.stats.kurtosis(values, bias=False), atol=1e-9)

    def test_missing_cells_are_not_counted(self):
        whole, holed = column(1, 2, 3, 9), column(1, NAN, 2, 3, NAN, 9)

        assert t.skewness(holed) == pytest.approx(t.skewness(whole))
        assert t.kurtosis(holed) == pytest.approx(t.kurtosis(whole))

    @pytest.mark.parametrize(
        "values", [column(4, 4, 4, 4), column(0, 0, 0, 0), column(0.3, 0.1 + 0.2, 0.3, 0.3), column(NAN, NAN)]
    )
    def test_what_does_not_vary_has_no_shape(self, values):
        assert np.isnan(t.skewness(values)).all()
        assert np.isnan(t.kurtosis(values)).all()
        assert not t.is_outlying(values).any()

    def test_skewness_takes_three_values_and_kurtosis_four(self):
        assert np.isnan(t.skewness(column(1, 2)))
        assert t.skewness(column(1, 2, 6)).item() == pytest.approx(scipy.stats.skew([1, 2, 6], bias=False))
        assert np.isnan(t.kurtosis(column(1, 2, 6)))

    def test_an_indicator_is_outlying_only_beyond_both_limits(self):
        values = column(*METHOD["skew_kurt"]["x"])
        g1, g2 = t.skewness(values).item(), t.kurtosis(values).item()

        assert not t.is_outlying(values, skewness=g1, kurtosis=0)
        assert not t.is_outlying(values, skewness=0, kurtosis=g2)
        assert t.is_outlying(-values, skewness=g1 - 1e-9, kurtosis=g2 - 1e-9)

    def test_the_limits_are_2_and_3_5(self):
        values = column(1, 2, 3, 4, 50)  # G1 2.22, G2 4.94

        assert t.is_outlying(values)
        assert not t.is_outlying(column(1, 2, 3, 4, 9))  # G1 1.73, G2 3.25

    def test_huge_values_do_not_overflow(self):
        assert t.skewness(column(1e200, 2e200, 9e200)) == pytest.approx(t.skewness(column(1, 2, 9)))


class TestWinsorising:
    def test_one_point_is_pulled_in_as_coinr_does(self):
        values, _ = tiny(FOUR)

        np.testing.assert_array_equal(t.winsorise(values), coinr("treated", FOUR))

    def test_pulling_in_one_point_of_ten_is_enough(self):
        case = METHOD["skew_kurt"]

        treated = t.winsorise(column(*case["x"]))

        assert treated.ravel().tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 9, 9]
        assert t.skewness(treated).item() == pytest.approx(case["after_one_winsor_G1"], rel=1e-12)

    def test_points_are_pulled_in_from_the_side_the_indicator_is_skewed_to(self):
        mirrored = t.winsorise(-column(*METHOD["skew_kurt"]["x"]))

        assert mirrored.ravel().tolist() == [-1, -2, -3, -4, -5, -6, -7, -8, -9, -9]

    def test_an_ordinary_indicator_is_left_alone(self):
        values = column(1, 2, 3, 4, 5)

        np.testing.assert_array_equal(t.winsorise(values), values)

    def test_no_more_points_than_allowed_are_pulled_in(self):
        skewed = column(*range(1, 30), 500, 900, 5000)

        assert t.winsorise(skewed, max_points=1)[-3:].ravel().tolist() == [500, 900, 900]
        assert t.winsorise(skewed, max_points=2)[-3:].ravel().tolist() == [500, 500, 500]
        assert t.winsorise(skewed, max_points=3)[-3:].ravel().tolist() == [29, 29, 29]
        assert not t.is_outlying(t.winsorise(skewed))

    def test_five_points_are_allowed_unless_another_number_is_stated(self):
        leaders = column(*range(100), *range(1000, 1600, 100))

        assert t.winsorise(leaders).max() == 1000
        np.testing.assert_allclose(t.winsorise_then_log(leaders), np.log(leaders + 0.01 * leaders.max()))
        assert t.winsorise(leaders, max_points=6).max() == 99

    def test_pulling_in_ends_as_soon_as_either_limit_is_kept(self):
        values = column(*METHOD["skew_kurt"]["x"])  # after one point G1 is -0.15 and G2 negative

        assert t.winsorise(values, skewness=0.1)[-1] == 9
        assert t.winsorise(values, kurtosis=-5, skewness=0.2)[-1] == 9

    @pytest.mark.parametrize("measure", ["skewness", "kurtosis"])
    def test_an_indicator_that_comes_down_to_a_limit_passes(self, measure):
        values = column(*range(1, 30), 500, 900, 5000)
        once = t.winsorise(values, max_points=1)
        reached = {measure: getattr(t, measure)(once).item()}

        assert once.max() == 900
        np.testing.assert_array_equal(t.winsorise(values, **reached), once)

    def test_the_side_is_that_of_the_skew_however_slight(self):
        values = column(0, 4, 5, 6, 11)  # G1 0.45

        treated = t.winsorise(values, max_points=1, skewness=0.1, kurtosis=-9)

        assert treated.ravel().tolist() == [0, 4, 5, 6, 6]
        logged = t.winsorise_then_log(values, max_points=0, skewness=0.1, kurtosis=-9)
        np.testing.assert_allclose(logged, np.log(values + 0.11))

    def test_the_last_spread_of_an_indicator_is_never_taken_away(self):
        onehot = column(0, 0, 0, 0, 0, 0, 0, 1)

        np.testing.assert_array_equal(t.winsorise(onehot), onehot)

    def test_each_year_is_treated_by_itself_and_missing_cells_stay(self):
        plain, outlying = column(*range(10), NAN), column(*range(9), 500, NAN)

        treated = t.winsorise(np.stack([plain, outlying]))

        np.testing.assert_array_equal(treated, np.stack([plain, column(*range(9), 8, NAN)]))

    def test_the_input_is_left_as_it_was(self):
        values = column(*METHOD["skew_kurt"]["x"])
        before = values.copy()

        t.winsorise(values)
        t.winsorise_then_log(values, max_points=0)

        np.testing.assert_array_equal(values, before)


class TestLogarithm:
    SKEWED = column(*(2.0 ** np.arange(20)))

    def test_an_indicator_that_winsorising_does_not_mend_is_logged_as_it_was(self):
        treated = t.winsorise_then_log(self.SKEWED, max_points=1)

        low, high = self.SKEWED.min(), self.SKEWED.max()
        np.testing.assert_allclose(treated, np.log(self.SKEWED - low + 0.01 * (high - low)))

    def test_an_indicator_skewed_to_the_left_is_logged_from_the_other_end(self):
        treated = t.winsorise_then_log(-self.SKEWED, max_points=1)

        np.testing.assert_allclose(treated, -t.winsorise_then_log(self.SKEWED, max_points=1))

    def test_an_indicator_that_winsorising_mends_is_not_logged(self):
        values, _ = tiny(FOUR)

        np.testing.assert_array_equal(t.winsorise_then_log(values), coinr("treated", FOUR))

    def test_thresholds_of_one_s_own_decide_what_is_logged(self):
        values = column(1, 2, 3, 4, 5, 6, 7, 20)

        mild = t.winsorise_then_log(values, max_points=0, skewness=1, kurtosis=1)

        assert not np.array_equal(mild, values)
        np.testing.assert_array_equal(
            t.winsorise_then_log(values, max_points=0, skewness=1, kurtosis=9), values
        )
        np.testing.assert_array_equal(
            t.winsorise_then_log(values, max_points=0, skewness=9, kurtosis=1), values
        )


class TestStatedTreatment:
    def test_a_stated_number_of_points_is_pulled_in(self):
        values = column(9, 1, 7, NAN, 3, 5)

        np.testing.assert_array_equal(
            t.winsorise_extremes(values, lowest=1, highest=2), column(5, 3, 5, NAN, 3, 5)
        )
        np.testing.assert_array_equal(t.winsorise_extremes(values), values)

    @pytest.mark.parametrize(("lowest", "highest"), [(-1, 0), (0, -1), (2, 1), (0, 3)])
    def test_one_point_of_every_indicator_stays(self, lowest, highest):
        with pytest.raises(ValueError, match="keep one"):
            t.winsorise_extremes([[1, 1], [2, 2], [3, 3], [4, NAN]], lowest=lowest, highest=highest)

    def test_a_single_point_stays(self):
        with pytest.raises(ValueError, match="keep one"):
            t.winsorise_extremes(column(1, NAN), lowest=1)

    def test_what_nobody_has_cannot_be_pulled_in(self):
        assert np.isnan(t.winsorise_extremes(column(NAN), lowest=1, highest=1)).all()

    def test_an_indicator_is_pulled_in_to_its_percentiles(self):
        treated = t.winsorise_percentiles(column(0, 10, NAN, 20, 30, 40), lower=10, upper=90)

        np.testing.assert_allclose(treated, column(4, 10, NAN, 20, 30, 36))

    def test_percentiles_default_to_the_ends(self):
        values = column(3, 1, 2)

        np.testing.assert_array_equal(t.winsorise_percentiles(values), values)

    @pytest.mark.parametrize(("lower", "upper"), [(-1, 50), (60, 50), (50, 101)])
    def test_percentiles_ascend_from_0_to_100(self, lower, upper):
        with pytest.raises(ValueError, match="ascend from 0 to 100"):
            t.winsorise_percentiles(column(1, 2), lower=lower, upper=upper)


@pytest.mark.law
@given(values=tables(units=12, missing=True, negative=True))
def test_treatment_never_reverses_the_order_of_units_nor_fills_a_cell(values):
    for treated in (
        t.winsorise(values),
        t.winsorise_then_log(values, max_points=0, skewness=0.5, kurtosis=0),
    ):
        np.testing.assert_array_equal(np.isnan(treated), np.isnan(values))
        higher = values[:, None] > values[None]
        assert (treated[:, None] >= treated[None])[higher].all()
