"""Multipliers against the means themselves; Shapley values against all orders."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ii_index.kernels import aggregation
from ii_index.kernels.decomposition import (
    available_weights,
    mazziotta_pareto_multipliers,
    power_mean_multipliers,
    shapley,
)

SIBLINGS = np.zeros(3, dtype=int)
WEIGHTS = np.array([0.5, 0.3, 0.2])
scores = arrays(np.float64, 3, elements=st.floats(0.01, 1000))
alike = arrays(np.float64, 3, elements=st.floats(10, 100))
exponents = st.one_of(st.sampled_from([1.0, 0.0, -1.0, 2.0, 0.5]), st.floats(0.01, 4), st.floats(-4, -0.01))


def multipliers(start, end, exponent):
    above = [np.full(3, aggregation.power_mean(state, WEIGHTS, exponent)) for state in (start, end)]
    return power_mean_multipliers((start, end), tuple(above), WEIGHTS, exponent)


def gradient(function, at):
    """Central differences."""
    steps = np.diag(1e-6 * at)
    return np.array([(function(at + step) - function(at - step)) / (2 * step.sum()) for step in steps])


def by_all_orders(worths, n):
    effects = np.zeros(n)
    orders = list(permutations(range(n)))
    for order in orders:
        coalition = 0
        for cause in order:
            effects[cause] += worths[coalition | 1 << cause] - worths[coalition]
            coalition |= 1 << cause
    return effects / len(orders)


@pytest.mark.law
@given(scores, scores, exponents)
def test_multipliers_add_up_to_the_change_of_a_power_mean(start, end, exponent):
    change = aggregation.power_mean(end, WEIGHTS, exponent) - aggregation.power_mean(start, WEIGHTS, exponent)

    assert multipliers(start, end, exponent) @ (end - start) == pytest.approx(change, rel=1e-7, abs=1e-7)


@pytest.mark.law
@given(alike, exponents)
def test_multipliers_of_one_state_are_the_partial_derivatives(state, exponent):
    expected = gradient(lambda x: aggregation.power_mean(x, WEIGHTS, exponent), state)

    assert multipliers(state, state, exponent) == pytest.approx(expected, rel=1e-5, abs=1e-6)


@pytest.mark.law
@given(scores, scores, st.sampled_from([-1, 1]))
def test_multipliers_add_up_to_the_change_of_a_mazziotta_pareto_index(start, end, penalty):
    change = np.subtract(
        *(aggregation.mazziotta_pareto(state, WEIGHTS, penalty=penalty) for state in (end, start))
    )
    m = mazziotta_pareto_multipliers((start, end), (WEIGHTS, WEIGHTS), SIBLINGS, penalty)

    assert m @ (end - start) == pytest.approx(change, rel=1e-9, abs=1e-6)


@pytest.mark.law
@given(alike, st.sampled_from([-1, 1]))
def test_multipliers_of_one_state_of_a_mazziotta_pareto_index_are_its_derivatives(state, penalty):
    expected = gradient(lambda x: aggregation.mazziotta_pareto(x, WEIGHTS, penalty=penalty), state)
    m = mazziotta_pareto_multipliers((state, state), (WEIGHTS, WEIGHTS), SIBLINGS, penalty)

    assert m == pytest.approx(expected, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("exponent", [0.001, 0.5, 2, 300])
def test_a_power_mean_may_start_from_zero_and_what_stays_there_adds_nothing(exponent):
    start, end = np.array([0.0, 0.0, 5.0]), np.array([0.0, 4.0, 0.0])
    change = aggregation.power_mean(end, WEIGHTS, exponent) - aggregation.power_mean(start, WEIGHTS, exponent)

    points = multipliers(start, end, exponent) * (end - start)

    assert points[0] == 0
    assert points.sum() == pytest.approx(change)
    assert multipliers(0 * start, 0 * start, exponent).tolist() == [0, 0, 0]


@pytest.mark.parametrize("exponent", [0.0, -1.0, 0.5, 3.0])
def test_a_child_that_does_not_change_has_the_slope_of_the_power_as_its_multiplier(exponent):
    """w f'(x) over what f(M) changes by for each point of M, with f and its derivative written out."""
    start, end = np.array([2.0, 0.25, 5.0]), np.array([2.0, 1.0, 7.0])
    before, after = (aggregation.power_mean(state, WEIGHTS, exponent) for state in (start, end))
    f = np.log if exponent == 0 else lambda x: x**exponent
    derivative = 1 / 2 if exponent == 0 else exponent * 2 ** (exponent - 1)

    expected = 0.5 * derivative / ((f(after) - f(before)) / (after - before))

    assert multipliers(start, end, exponent)[0] == pytest.approx(expected)


@pytest.mark.parametrize("exponent", [0.0, -1.0, 0.5, 3.0, 1e-13])
@pytest.mark.parametrize("unit", [2**-10, 2**10])
def test_multipliers_do_not_depend_on_the_unit_of_the_scores(exponent, unit):
    start, end = np.array([2.0, 0.25, 5.0]), np.array([3.0, 1.0, 5.0])

    assert multipliers(start * unit, end * unit, exponent) == pytest.approx(multipliers(start, end, exponent))


@pytest.mark.parametrize("exponent", [-5000, -300, 300, 5000])
def test_no_exponent_is_too_large_for_scores_up_to_100_or_down_to_a_thousandth(exponent):
    for start, end in ([(90.0, 50.0, 3.0), (70.0, 80.0, 3.0)], [(0.001, 0.004, 0.1), (0.002, 0.001, 0.1)]):
        change = np.subtract(*(aggregation.power_mean(x, WEIGHTS, exponent) for x in (end, start)))

        m = multipliers(np.array(start), np.array(end), exponent)

        assert m @ np.subtract(end, start) == pytest.approx(change, rel=1e-9)


@pytest.mark.parametrize("exponent", [-300.0, 0.0, 1.0, 2.0, 300.0])
def test_a_child_of_weight_0_adds_nothing_however_far_from_its_siblings(exponent):
    mean = np.full(3, 4.0), np.full(3, 8.0)
    scores = np.array([4.0, 4.0, 1e-3]), np.array([8.0, 8.0, 1e3])

    m = power_mean_multipliers(scores, mean, np.array([0.75, 0.25, 0.0]), exponent)

    assert m == pytest.approx([0.75, 0.25, 0.0])


@pytest.mark.parametrize("exponent", [0.0, 1.0, 2.0])
def test_what_is_missing_in_a_state_or_under_a_missing_parent_has_multiplier_0(exponent):
    first = np.array([[3.0, np.nan, 5.0], [1.0, 1.0, 1.0]])
    last = np.array([[4.0, 2.0, np.nan], [2.0, 2.0, 2.0]])
    above = np.array([[4.0] * 3, [np.nan] * 3]), np.array([[4.0] * 3, [2.0] * 3])

    m = power_mean_multipliers((first, last), above, np.tile(WEIGHTS, (2, 1)), exponent)

    assert (m != 0).tolist() == [[True, False, False], [False, False, False]]
    assert not np.isnan(m).any()


def test_units_and_families_side_by_side_are_answered_one_by_one():
    rng = np.random.default_rng(5)
    start, end = rng.uniform(80, 120, (2, 2, 3, 5))
    start[0, 1, 0] = end[1, 2, 4] = np.nan
    parents, families = np.array([0, 0, 2, 2, 2]), [slice(0, 2), slice(2, 5)]
    shares = [
        available_weights(state, np.array([0.5, 0.5, 0.25, 0.5, 0.25]), parents) for state in (start, end)
    ]

    m = mazziotta_pareto_multipliers((start, end), tuple(shares), parents, -1)

    for place in np.ndindex(2, 3):
        for family in families:
            (x, y), (v, w) = ([part[place][family] for part in parts] for parts in ((start, end), shares))
            alone = mazziotta_pareto_multipliers((x, y), (v, w), np.zeros(len(x), dtype=int), -1)
            assert m[place][family] == pytest.approx(alone, rel=1e-12)


def test_mazziotta_pareto_multipliers_of_a_child_whose_sibling_goes_missing():
    # M from 4 to 5 and Q from 20 to 25, so that Q/M moves by (1/4 + 1/5)/2 · 7 − (20 + 25)/2/20 = 0.45 a point
    scores = np.array([2.0, 6.0]), np.array([5.0, np.nan])
    weights = np.array([0.5, 0.5]), np.array([1.0, 0.0])

    lowered, raised = (
        mazziotta_pareto_multipliers(scores, weights, np.array([3, 3]), penalty) for penalty in (-1, 1)
    )

    assert lowered == pytest.approx([0.75 * (2 - 0.45), 0])
    assert raised == pytest.approx([0.75 * 0.45, 0])
    swapped = mazziotta_pareto_multipliers(scores[::-1], weights[::-1], np.array([3, 3]), -1)
    assert swapped == pytest.approx(lowered)


def test_where_only_what_has_no_weight_is_available_a_mazziotta_pareto_index_has_no_multipliers():
    none = np.zeros(2)
    scores = np.array([np.nan, 100.0]), np.array([np.nan, 110.0])

    assert mazziotta_pareto_multipliers(scores, (none, none), np.array([0, 0]), 1).tolist() == [0, 0]


def test_the_weight_of_what_is_missing_goes_to_its_siblings_in_every_unit():
    values = np.array([[1.0, np.nan, 1.0, 1.0], [np.nan, np.nan, 1.0, np.nan]])

    shares = available_weights(values, np.array([0.5, 0.25, 0.75, 1.25]), np.array([0, 0, 4, 4]))

    assert shares.tolist() == [[1, 0, 0.375, 0.625], [0, 0, 1, 0]]


@pytest.mark.law
@given(st.integers(1, 4).flatmap(lambda n: arrays(np.float64, 1 << n, elements=st.floats(-100, 100))))
def test_shapley_values_are_the_average_over_all_orders(worths):
    n = len(worths).bit_length() - 1

    assert shapley(worths) == pytest.approx(by_all_orders(worths, n), abs=1e-9)


@pytest.mark.law
@given(st.integers(1, 5).flatmap(lambda n: arrays(np.float64, 1 << n, elements=st.floats(-100, 100))))
def test_shapley_values_add_up_to_the_whole_change(worths):
    assert shapley(worths).sum() == pytest.approx(worths[-1] - worths[0], abs=1e-9)


def test_shapley_values_of_arrays_are_those_of_their_elements():
    worths = np.random.default_rng(3).normal(size=(8, 2, 4))

    effects = shapley(worths)

    assert effects.shape == (3, 2, 4)
    for place in np.ndindex(2, 4):
        assert effects[:, *place] == pytest.approx(by_all_orders(worths[:, *place], 3))


def test_without_causes_there_are_no_effects():
    assert shapley([7.0]).shape == (0,)
    assert shapley(np.ones((1, 2, 4))).shape == (0, 2, 4)


def test_shapley_values_need_every_combination():
    with pytest.raises(ValueError, match="2\\*\\*n outcomes, not 3"):
        shapley([1.0, 2.0, 3.0])
