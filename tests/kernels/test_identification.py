"""What linear programmes say of weights, against enumeration and the definitions."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import brentq

from ii_index.kernels.identification import (
    conflict,
    nearest,
    nearest_by_sum,
    ratio_extremes,
    weight_polytope,
    whole_extremes,
)
from ii_index.kernels.robustness.linear_programs import InfeasibleError, Polytope, simplex

values = arrays(np.float64, (3, 3), elements=st.integers(50, 200).map(float))
raw = st.lists(st.integers(1, 9), min_size=3, max_size=3)


def grid(steps=40):
    """Weights of three components in equal steps."""
    shares = [(a, b, steps - a - b) for a in range(steps + 1) for b in range(steps + 1 - a)]
    return np.array(shares) / steps


def intervals(components, half):
    return np.array([components - half, components + half])


@settings(max_examples=50)
@given(values, raw)
def test_weights_are_possible_exactly_where_intervals_of_products_meet_the_totals(components, chosen):
    """A grid of weights: each is in the polytope if and only if low · w and high · w reach every total."""
    weights = np.array(chosen) / sum(chosen)
    totals = np.floor(components @ weights + 0.5)
    low, high = intervals(components, 0.5)
    polytope = weight_polytope(np.array([low, high]), intervals(totals, 0.5))
    for point in grid(20):
        by_definition = (low @ point <= totals + 0.5 + 1e-9).all() and (
            high @ point >= totals - 0.5 - 1e-9
        ).all()
        inside = (polytope.inequalities @ point <= polytope.limits + 1e-9).all()

        assert inside == by_definition


@settings(max_examples=25)
@given(values, raw)
def test_keeping_products_as_variables_changes_no_bound(components, chosen):
    weights = np.array(chosen) / sum(chosen)
    totals = np.floor(components @ weights + 0.5)
    limits = intervals(components, 0.5), intervals(totals, 0.5)
    without, with_them = weight_polytope(*limits), weight_polytope(*limits, products=[0, 1, 2])
    questions = np.eye(3)

    assert whole_extremes(np.pad(questions, ((0, 0), (0, 9))), with_them, None) == pytest.approx(
        whole_extremes(questions, without, None), abs=1e-7
    )


@pytest.mark.parametrize("products", [[0], [1], [2], [0, 1], [2, 0], [1, 2, 0]])
def test_whichever_products_are_variables_in_whichever_order_no_bound_changes(products):
    components = np.array([[60.0, 100, 180], [120, 80, 90], [200, 70, 110]])
    totals = components @ [0.25, 0.25, 0.5] + 0.25
    limits = intervals(components, 0.5), intervals(totals, 0.5)
    with_them = weight_polytope(*limits, products=products)
    questions = np.eye(with_them.size)[:3]

    assert whole_extremes(questions, with_them, None) == pytest.approx(
        whole_extremes(np.eye(3), weight_polytope(*limits), None), abs=1e-7
    )


def test_products_lie_between_what_the_weights_and_the_total_allow():
    """Components of 90 to 110 and 190 to 210 and a total of 150 to 160: the first weight is 0.3 to 0.6.

    Its product is least at 0.3 · 90 and largest at 0.6 · 110; the second, 150 − 0.6 · 110 to 160 − 0.3 · 90.
    """
    low, high = np.full((3, 2), 0.0), np.full((3, 2), 1000.0)
    low[2], high[2] = [90, 190], [110, 210]
    polytope = weight_polytope(
        np.array([low, high]), np.array([[0.0, 0, 150], [1000, 1000, 160]]), products=[2, 0]
    )
    questions = np.zeros((4, polytope.size))
    questions[0, 0] = questions[1, 2] = questions[2, 3] = 1
    questions[3, 2:4] = 1

    assert whole_extremes(questions, polytope, None) == pytest.approx(
        np.array([[0.3, 0.6], [27, 66], [84, 133], [150, 160]]), abs=1e-7
    )


@settings(max_examples=50)
@given(
    arrays(np.float64, 3, elements=st.floats(-1, 2)), arrays(np.float64, (4, 3), elements=st.floats(-1, 1))
)
def test_the_nearest_point_is_no_further_than_any_of_a_grid(target, rows):
    polytope = simplex(3).require(rows, rows @ np.full(3, 1 / 3) + 0.05)  # holds equal weights
    found = nearest(target, polytope)
    inside = grid()[(grid() @ rows.T <= polytope.limits + 1e-12).all(axis=1)]

    assert found.sum() == pytest.approx(1)
    assert (rows @ found <= polytope.limits + 1e-7).all()
    assert np.linalg.norm(found - target) <= np.linalg.norm(inside - target, axis=1).min() + 1e-7


@pytest.mark.parametrize("upper", [0.3, 1.0])
@pytest.mark.parametrize("distance", [0.5, 20.0])
def test_the_nearest_weights_below_a_bound_are_the_target_shifted_and_clipped(upper, distance):
    """Lagrange: clip(target + shift, 0, upper), the shift being the one by which the weights sum to 1."""
    rng = np.random.default_rng(3)
    for target in rng.normal(size=(8, 6)) * distance:
        shift = brentq(lambda by, to=target: np.clip(to + by, 0, upper).sum() - 1, -200, 200, xtol=1e-13)

        assert nearest(target, simplex(6, upper=upper)) == pytest.approx(
            np.clip(target + shift, 0, upper), abs=1e-7
        )


def test_a_target_inside_is_its_own_nearest_point():
    assert nearest(np.array([0.2, 0.3, 0.5]), simplex(3)) == pytest.approx([0.2, 0.3, 0.5])


def test_the_nearest_multiples_of_a_step_minimise_the_sum_of_distances():
    wider = simplex(2, lower=[0.6, 0.0])
    found = nearest_by_sum(np.array([0.5, 0.5]), wider, np.array([False, False]))

    assert found == pytest.approx([0.6, 0.4])


@pytest.mark.parametrize(
    ("target", "least", "nearest_one"),
    [
        ([0.3, 0.9], 0, [0.25, 1]),
        ([0.4, 0.1], 0, [0.5, 0]),
        ([0.25, 0.75], 0, [0.25, 0.75]),
        ([0.1, 0.1], 1, [0.5, 0.5]),
    ],
)
def test_coordinates_that_need_not_sum_to_one_each_take_their_nearest_quarter(target, least, nearest_one):
    """Two coordinates, each a quarter of a whole number, that sum to at least 0 or exactly to 1 and are alike."""
    quarters = np.hstack([np.eye(2), -np.eye(2) / 4])
    alike = np.array([[1.0, -1, 0, 0], [-1, 1, 0, 0], [-1, -1, 0, 0]]) * least
    polytope = Polytope(np.zeros(4), np.array([1, 1, 4, 4.0]), np.vstack([quarters, -quarters]), np.zeros(4))
    polytope = polytope.require(alike, [0, 0, -least])

    found = nearest_by_sum(np.array(target), polytope, np.array([False, False, True, True]))

    assert found == pytest.approx(nearest_one, abs=1e-6)


@settings(max_examples=50)
@given(arrays(np.float64, 3, elements=st.floats(-5, 5)), arrays(np.float64, 3, elements=st.floats(0.5, 5)))
@example(np.array([6e-8, 0.0, 0.0]), np.ones(3))
def test_ratios_of_linear_functions_are_largest_and_smallest_at_corners(numerator, denominator):
    ratios = numerator / denominator

    assert ratio_extremes(numerator, denominator, simplex(3)) == pytest.approx(
        [ratios.min(), ratios.max()], abs=1e-9
    )


def test_a_ratio_whose_denominator_may_vanish_has_no_bounds():
    found = ratio_extremes(np.array([1.0, 0.0]), np.array([0.0, 1.0]), simplex(2))

    np.testing.assert_array_equal(found, [np.nan, np.nan])


def test_a_ratio_of_whole_numbers_is_that_of_the_best_pair():
    """x / y with x + y ≥ 4, x up to 2.5 and y from 1.5 to 3.5: 1/3 to 1 where both are whole."""
    box = Polytope(np.array([0, 1.5]), np.array([2.5, 3.5])).require([[-1.0, -1.0]], [-4.0])
    x, y = np.eye(2)

    assert ratio_extremes(x, y, box) == pytest.approx([0.5 / 3.5, 2.5 / 1.5], abs=1e-9)
    assert ratio_extremes(x, y, box, np.array([True, True])) == pytest.approx([1 / 3, 1], abs=1e-6)


@settings(max_examples=50)
@given(
    arrays(np.float64, (5, 3), elements=st.floats(-1, 1)), arrays(np.float64, 5, elements=st.floats(-1, 1))
)
def test_a_proof_of_contradiction_holds_for_every_weight(rows, limits):
    """Farkas: y times the conditions is above y times their limits by the relaxation, at the best of corners."""
    amount, multipliers = conflict(simplex(3).require(rows, limits), np.ones(5, dtype=bool))

    assert (multipliers >= -1e-9).all()
    if amount > 1e-9:
        assert multipliers.sum() == pytest.approx(1)
        assert (multipliers @ rows).min() - multipliers @ limits == pytest.approx(amount, abs=1e-7)


def test_only_the_conditions_marked_are_loosened_and_slack_ones_prove_nothing():
    """x + y = 1, x ≤ 0.3 + δ, y ≤ 0.3, x ≤ 0.9: δ is 0.4, by the sum of the first two."""
    tight = simplex(2).require([[1, 0], [0, 1], [1, 0]], [0.3, 0.3, 0.9])

    amount, multipliers = conflict(tight, [True, False, False])

    assert amount == pytest.approx(0.4)
    assert multipliers == pytest.approx([1, 1, 0])


def test_conditions_that_may_not_be_loosened_and_contradict_one_another_are_refused():
    with pytest.raises(InfeasibleError):
        conflict(simplex(2, upper=0.3), np.zeros(0, dtype=bool))


def test_a_ratio_search_cut_short_still_gives_a_ratio_that_is_reached(monkeypatch):
    monkeypatch.setattr("ii_index.kernels.identification._STEPS", 1)

    found = ratio_extremes(np.array([1.0, 0.0]), np.array([1.0, 2.0]), simplex(2))

    assert 0 <= found[0] <= found[1] <= 1


def test_a_search_for_the_nearest_point_cut_short_still_gives_a_point_of_the_polytope(monkeypatch):
    monkeypatch.setattr("ii_index.kernels.identification._MOST_CORNERS", 1)

    found = nearest(np.full(3, 1 / 3), simplex(3, lower=[0.5, 0, 0]))

    assert found.sum() == pytest.approx(1)
    assert found[0] >= 0.5
