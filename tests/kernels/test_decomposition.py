"""Multipliers against the means themselves; Shapley values against all orders."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ii_index.kernels import aggregation
from ii_index.kernels.decomposition import mazziotta_pareto_multipliers, power_mean_multipliers, shapley

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


def test_a_power_mean_may_start_from_zero():
    start, end = np.array([0.0, 0.0, 5.0]), np.array([0.0, 4.0, 0.0])
    change = aggregation.power_mean(end, WEIGHTS, 2) - aggregation.power_mean(start, WEIGHTS, 2)

    assert multipliers(start, end, 2) @ (end - start) == pytest.approx(change)


@pytest.mark.law
@given(st.integers(1, 4).flatmap(lambda n: arrays(np.float64, 1 << n, elements=st.floats(-100, 100))))
def test_shapley_values_are_the_average_over_all_orders(worths):
    n = len(worths).bit_length() - 1

    assert shapley(worths) == pytest.approx(by_all_orders(worths, n), abs=1e-9)


@pytest.mark.law
@given(st.integers(1, 5).flatmap(lambda n: arrays(np.float64, 1 << n, elements=st.floats(-100, 100))))
def test_shapley_values_add_up_to_the_whole_change(worths):
    assert shapley(worths).sum() == pytest.approx(worths[-1] - worths[0], abs=1e-9)


def test_shapley_values_need_every_combination():
    with pytest.raises(ValueError, match="2\\*\\*n outcomes, not 3"):
        shapley([1.0, 2.0, 3.0])
