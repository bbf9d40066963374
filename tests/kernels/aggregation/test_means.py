"""Aggregation: means worked by hand, and the laws that order them."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ii_index.kernels import aggregation as a
from ii_index.testing import laws, tables, weights
from tests.kernels.golden import METHOD

pytestmark = pytest.mark.processor

NAN = float("nan")
MEANS = {
    "arithmetic": a.arithmetic_mean,
    "geometric": a.geometric_mean,
    "harmonic": a.harmonic_mean,
    "power 2": lambda values, w: a.power_mean(values, w, 2),
    "power -0.5": lambda values, w: a.power_mean(values, w, -0.5),
    "power -inf": lambda values, w: a.power_mean(values, w, -np.inf),
    "power inf": lambda values, w: a.power_mean(values, w, np.inf),
}


class TestFormulas:
    CASE = METHOD["power_means"]
    HALVES = (1.0, 1.0)

    @pytest.mark.parametrize(
        ("key", "exponent"),
        [
            ("arith", 1),
            ("geom", 0),
            ("harm", -1),
            ("quadratic", 2),
            ("min(-inf)", -np.inf),
            ("max(+inf)", np.inf),
        ],
    )
    def test_the_power_mean_holds_every_classical_mean(self, key, exponent):
        assert a.power_mean(self.CASE["x"], self.HALVES, exponent) == pytest.approx(self.CASE[key], rel=1e-14)

    def test_the_classical_means_by_their_own_names(self):
        for mean, key in (
            (a.arithmetic_mean, "arith"),
            (a.geometric_mean, "geom"),
            (a.harmonic_mean, "harm"),
        ):
            assert mean(self.CASE["x"], self.HALVES) == pytest.approx(self.CASE[key], rel=1e-14)

    def test_weights_count_in_proportion(self):
        assert a.arithmetic_mean([10.0, 20.0], [3, 1]) == 12.5
        assert a.geometric_mean([1.0, 16.0], [3, 1]) == pytest.approx(2.0)
        assert a.harmonic_mean([1.0, 4.0], [2, 4]) == pytest.approx(2.0)
        assert a.power_mean([1.0, 7.0], [1, 1], 2) == pytest.approx(5.0)

    def test_a_laspeyres_index_is_the_mean_of_its_relatives(self):
        case = METHOD["laspeyres"]

        assert a.arithmetic_mean(case["relatives"], case["w"]) == pytest.approx(case["index"])

    def test_mazziotta_pareto_penalises_imbalance_or_rewards_it(self):
        case = METHOD["MPI"]

        assert a.mazziotta_pareto(case["z"]) == pytest.approx(case["MPI_minus"], rel=1e-14)
        assert a.mazziotta_pareto(case["z"], penalty=1) == pytest.approx(case["MPI_plus"], rel=1e-14)

    def test_mazziotta_pareto_takes_weights(self):
        doubled = a.mazziotta_pareto([90.0, 120.0], [2, 1])

        assert doubled == pytest.approx(a.mazziotta_pareto([90.0, 90.0, 120.0]), rel=1e-14)

    def test_a_power_mean_near_0_is_the_geometric_mean(self):
        near = a.power_mean([4.0, 9.0], [1, 1], 1e-9)

        assert near == pytest.approx(6.0, rel=1e-8)
        assert near > 6.0

    def test_a_high_power_neither_overflows_nor_loses_the_small_values(self):
        assert a.power_mean([1.0, 100.0], [1, 1], 500) == pytest.approx(100 * 0.5 ** (1 / 500))
        assert a.power_mean([1.0, 100.0], [1, 1], -500) == pytest.approx(2 ** (1 / 500))

    @pytest.mark.parametrize("exponent", [500, -500])
    def test_a_power_mean_grows_with_the_unit_however_high_the_power(self, exponent):
        mean = a.power_mean([1.0, 3.0], [1, 1], exponent)

        for unit in (0.01, 1e-5, 1e5):
            assert a.power_mean([unit, 3 * unit], [1, 1], exponent) == pytest.approx(unit * mean)

    @pytest.mark.parametrize("exponent", [0.5, 2, 10])
    def test_a_power_mean_of_zeros_is_zero_whatever_their_weights(self, exponent):
        for seed in range(40):
            shares = np.random.default_rng(seed).random(20)

            assert a.power_mean(np.zeros((2, 20)), shares, exponent).tolist() == [0, 0]

    def test_a_group_of_small_values_keeps_its_power_mean_beside_a_group_of_large_ones(self):
        both = a.power_mean([1.0, 1.0, 100.0], [[1, 0], [1, 0], [0, 1]], 10)

        assert both.tolist() == pytest.approx([1.0, 100.0])

    def test_zero_is_a_value_for_positive_powers(self):
        assert a.power_mean([0.0, 2.0], [1, 1], 2) == pytest.approx(2**0.5)
        assert a.power_mean([0.0, 0.0], [1, 1], 2) == 0.0
        assert a.power_mean([0.0, 4.0], [1, 1], 0.5) == pytest.approx(1.0)


class TestMissingCells:
    @pytest.mark.parametrize("name", MEANS)
    def test_a_missing_value_leaves_the_others_in_proportion(self, name):
        values = np.array([[4.0, NAN, 9.0], [4.0, 5.0, 9.0]])

        scores = MEANS[name](values, [0.2, 0.5, 0.3])

        assert scores[0] == pytest.approx(MEANS[name]([4.0, 9.0], [0.2, 0.3]))
        assert scores[1] == pytest.approx(MEANS[name]([4.0, 5.0, 9.0], [0.2, 0.5, 0.3]))

    @pytest.mark.parametrize("name", MEANS)
    def test_with_nothing_available_there_is_no_score(self, name):
        scores = MEANS[name]([[NAN, NAN, 3.0], [1.0, 2.0, 3.0]], [1, 1, 0])

        assert np.isnan(scores).tolist() == [True, False]

    def test_mazziotta_pareto_leaves_missing_values_out_of_mean_and_deviation(self):
        scores = a.mazziotta_pareto([[90.0, NAN, 110.0], [NAN, NAN, NAN]])

        assert scores[0] == pytest.approx(a.mazziotta_pareto([90.0, 110.0]))
        assert np.isnan(scores[1])


class TestManyMeansAtOnce:
    @pytest.mark.parametrize("name", [*MEANS, "mazziotta_pareto"])
    def test_a_column_of_weights_is_a_mean(self, name):
        mean = MEANS.get(name, a.mazziotta_pareto)
        values = np.array([[[4.0, 2.0, 9.0], [1.0, NAN, 3.0]]])
        columns = np.array([[0.2, 1.0], [0.5, 0.0], [0.3, 1.0]])

        scores = mean(values, columns)

        assert scores.shape == (1, 2, 2)
        np.testing.assert_allclose(scores, np.stack([mean(values, column) for column in columns.T], axis=-1))


class TestRefusals:
    @pytest.mark.parametrize("wrong", [[0.5, -0.5], [0.5, NAN]])
    def test_weights_are_known_and_not_negative(self, wrong):
        with pytest.raises(ValueError, match="known and not negative"):
            a.arithmetic_mean([1.0, 2.0], wrong)

    @pytest.mark.parametrize("wrong", [[0.0, 0.0], [[1.0, 0.0], [1.0, 0.0]]])
    def test_the_weights_of_a_mean_are_not_all_zero(self, wrong):
        with pytest.raises(ValueError, match="must not all be zero"):
            a.arithmetic_mean([1.0, 2.0], wrong)

    @pytest.mark.parametrize("name", ["geometric", "harmonic", "power -0.5", "power -inf"])
    @pytest.mark.parametrize("value", [0.0, -1.0])
    def test_a_mean_of_ratios_needs_positive_values(self, name, value):
        with pytest.raises(ValueError, match=r"needs positive values; normalise to \[1, 100\]"):
            MEANS[name]([1.0, value], [1, 1])

    def test_a_power_mean_needs_values_that_are_not_negative(self):
        with pytest.raises(ValueError, match="not negative"):
            a.power_mean([1.0, -1.0], [1, 1], 2)

    def test_an_arithmetic_mean_takes_any_value(self):
        assert a.power_mean([1.0, -3.0], [1, 1], 1) == -1.0

    def test_an_exponent_is_a_number(self):
        with pytest.raises(ValueError, match="exponent"):
            a.power_mean([1.0, 2.0], [1, 1], NAN)

    def test_a_mazziotta_pareto_index_needs_a_positive_mean_and_a_sign(self):
        with pytest.raises(ValueError, match="positive mean"):
            a.mazziotta_pareto([[1.0, -1.0], [1.0, 2.0]])
        with pytest.raises(ValueError, match="-1 or 1, not 2"):
            a.mazziotta_pareto([1.0, 2.0], penalty=2)


@pytest.mark.parametrize("name", MEANS)
def test_means_are_unanimous_monotone_and_stay_in_the_range_of_their_inputs(name, examples):
    laws.check_aggregator(MEANS[name], strict="inf" not in name, missing=True, examples=examples)


@pytest.mark.law
@given(values=tables(indicators=4, missing=True), shares=weights(4, positive=True))
def test_harmonic_geometric_arithmetic_and_quadratic_means_ascend(values, shares):
    means = [a.power_mean(values, shares, exponent) for exponent in (-1, 0, 1, 2)]

    for lower, higher in pairwise(means):
        available = ~np.isnan(lower)
        assert (lower <= higher * (1 + 1e-12))[available].all()


@pytest.mark.law
@given(
    values=tables(indicators=4, missing=True), shares=weights(4), factor=st.sampled_from([0.01, 3.0, 100.0])
)
def test_only_the_proportions_of_weights_count(values, shares, factor):
    np.testing.assert_allclose(
        a.arithmetic_mean(values, shares * factor), a.arithmetic_mean(values, shares), rtol=1e-12
    )


@pytest.mark.law
@given(values=tables(indicators=5), shares=weights(5, positive=True))
def test_aggregating_leaves_equals_aggregating_sub_indices(values, shares):
    first, second = shares[:2].sum(), shares[2:].sum()
    for mean in (a.arithmetic_mean, a.geometric_mean, a.harmonic_mean):
        parts = np.stack([mean(values[:, :2], shares[:2]), mean(values[:, 2:], shares[2:])], axis=-1)

        np.testing.assert_allclose(mean(parts, [first, second]), mean(values, shares), rtol=1e-12)


EXACT = {
    **MEANS,
    "power 3": lambda values, w: a.power_mean(values, w, 3),
    "mazziotta_pareto": a.mazziotta_pareto,
}
ANY_WEIGHTS = st.lists(st.floats(1e-3, 1e3), min_size=1, max_size=12)


@pytest.mark.law(examples=200)
@pytest.mark.parametrize("name", EXACT)
@given(value=st.floats(1e-3, 1e6), shares=ANY_WEIGHTS, data=st.data())
def test_children_that_are_equal_give_exactly_that_value(name, value, shares, data):
    """To the last bit: a base year is 100 and not 99.99999999999999, whatever the weights and the gaps."""
    present = data.draw(st.lists(st.booleans(), min_size=len(shares), max_size=len(shares)))
    present[-1] = True
    children = np.where(present, value, NAN)

    assert float(EXACT[name](children, shares)) == value


@pytest.mark.parametrize("name", EXACT)
def test_a_mean_of_many_means_is_each_of_them(name):
    """A level of a tree at once, some children missing, some without weight: as if each mean were taken alone."""
    rng = np.random.default_rng(7)
    values = rng.uniform(1, 100, (2, 5, 7))
    values[0, 1, 2] = values[1, 3, [0, 1, 2]] = NAN
    matrix = np.zeros((7, 3))
    matrix[[0, 1, 2, 3, 4, 5, 6], [0, 0, 0, 1, 2, 2, 2]] = [1, 2, 3, 4, 0, 5, 6]
    values[:, :, 4] = NAN

    together = EXACT[name](values, matrix)

    alone = np.stack([EXACT[name](values, column) for column in matrix.T], axis=-1)
    np.testing.assert_allclose(together, alone, rtol=1e-14)
    assert np.isnan(together[1, 3]).tolist() == [True, False, False]


@pytest.mark.parametrize("name", ["arithmetic", "geometric", "harmonic"])
@pytest.mark.parametrize("weights", [[0.5, 0.5], [0.0, 0.5]])
def test_an_infinite_child_is_refused_whatever_its_weight(name, weights):
    with pytest.raises(ValueError, match="finite"):
        MEANS[name]([np.inf, 1.0], weights)
