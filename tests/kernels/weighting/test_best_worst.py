"""The best-worst method, against weights that are known and against a search."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ii_index.kernels.weighting.best_worst import (
    best_worst,
    consistency_limit,
    consistency_ratio,
    contradictions,
)

TWO_TO_NINE = st.integers(2, 9)


def largest_deviation(weights, from_best, to_worst):
    """By the definition, for weights of shape (..., n); the best comes first, the worst last."""
    against_best = np.abs(weights[..., [0]] - np.asarray(from_best) * weights)
    against_worst = np.abs(weights - np.asarray(to_worst) * weights[..., [-1]])
    return np.maximum(against_best, against_worst).max(axis=-1)


@st.composite
def judgements(draw):
    """The first item is the best, the last the worst, and nothing lies beyond them."""
    span = draw(TWO_TO_NINE)
    inside = st.tuples(st.integers(1, span), st.integers(1, span)).filter(
        lambda pair: set(pair) != {1, span}  # it would be the best or the worst as well
    )
    between = draw(st.lists(inside, max_size=4))
    first, second = ([pair[side] for pair in between] for side in (0, 1))
    return np.array([1.0, *first, span]), np.array([float(span), *second, 1.0])


@pytest.mark.parametrize("weights", [[6, 3, 1], [8, 4, 2, 1], [9, 9, 3, 1, 1], [2, 1], [1, 1, 1]])
def test_consistent_judgements_give_back_the_weights_they_came_from(weights):
    known = np.array(weights, dtype=float)
    found = best_worst(known[0] / known, known / known[-1])

    assert found.weights == pytest.approx(known / known.sum(), abs=1e-12)
    assert found.deviation == pytest.approx(0, abs=1e-12)
    assert found.consistency_ratio == 0


def test_the_order_of_the_items_does_not_matter():
    from_best, to_worst = np.array([1.0, 2, 3, 8, 4]), np.array([8.0, 5, 2, 1, 3])
    order = [3, 0, 4, 1, 2]

    turned = best_worst(from_best[order], to_worst[order])

    assert turned.weights == pytest.approx(best_worst(from_best, to_worst).weights[order], abs=1e-9)


def test_two_contradicting_judgements_share_the_error():
    """The middle item is a quarter of the best and twice the worst, of which the best is four times."""
    found = best_worst([1, 4, 4], [4, 2, 1])
    around = np.abs(found.weights + np.random.default_rng(1).normal(0, 0.01, (20_000, 3)))
    others = largest_deviation(
        around / around.sum(axis=1, keepdims=True), np.array([1, 4, 4]), np.array([4, 2, 1])
    )

    assert found.deviation == pytest.approx(largest_deviation(found.weights, [1, 4, 4], [4, 2, 1]))
    assert others.min() >= found.deviation
    assert found.consistency_ratio == pytest.approx(4 / 12)


def test_the_car_of_rezaei_2015():
    """Quality, price, comfort, safety, style: .2105, .4211, .1053, .2105, .0526."""
    found = best_worst([2, 1, 4, 2, 8], [4, 8, 2, 4, 1])

    assert found.weights.round(4).tolist() == [0.2105, 0.4211, 0.1053, 0.2105, 0.0526]
    assert found.consistency_ratio == 0


def test_three_modes_of_transport_by_hand():
    """Load flexibility, accessibility, cost: where w = (4, 18, 34)/56, three deviations are 2/56 and none can shrink."""
    found = best_worst([8, 2, 1], [1, 5, 8])

    assert found.weights == pytest.approx(np.array([4, 18, 34]) / 56)
    assert found.deviation == pytest.approx(2 / 56)


def test_the_item_that_contradicts_most_makes_the_ratio():
    each = contradictions([1, 3, 2, 6], [6, 4, 3, 1])

    assert each == pytest.approx([0, (12 - 6) / 30, 0, 0])
    assert consistency_ratio([1, 3, 2, 6], [6, 4, 3, 1]) == pytest.approx(each.max())


@pytest.mark.parametrize(
    ("items", "span", "limit"),
    [
        (3, 3, 0.1667),
        (9, 9, 0.3662),
        (5, 8, 0.2958),
        (4, 6, 0.1990),
        (2, 2, 0.1667),
        (12, 30, 0.3662),
        (6, 4.4, 0.2206),
    ],
)
def test_limits_are_those_of_liang_and_others_2020(items, span, limit):
    assert consistency_limit(items, span) == limit


@pytest.mark.law(examples=200)
@given(judgements(), st.integers(0, 2**32 - 1))
def test_no_other_weights_deviate_less(said, seed):
    found = best_worst(*said)
    rng = np.random.default_rng(seed)
    near = np.abs(found.weights + rng.normal(0, 0.02, (500, len(found.weights))))
    others = np.vstack(
        [near / near.sum(axis=1, keepdims=True), rng.dirichlet(np.ones(len(found.weights)), 500)]
    )

    assert found.weights.sum() == pytest.approx(1)
    assert (found.weights >= 0).all()
    assert found.deviation == pytest.approx(largest_deviation(found.weights, *said), abs=1e-9)
    assert largest_deviation(others, *said).min() >= found.deviation - 1e-9
    assert 0 <= found.consistency_ratio <= 1


@pytest.mark.parametrize(
    ("from_best", "to_worst", "message"),
    [
        ([1], [1], "two or more"),
        ([1, 2, 3], [3, 1], "as many judgements"),
        ([1, 0.5, 3], [3, 2, 1], "1 or more"),
        ([1, 2, 3], [3, np.nan, 1], "1 or more"),
        ([2, 2, 3], [3, 2, 1], "is the best"),
        ([1, 2, 3], [3, 2, 2], "is the best"),
        ([1, 2, 3], [4, 2, 1], "given twice, 3 and 4"),
    ],
)
def test_judgements_that_name_no_best_and_no_worst_item_are_refused(from_best, to_worst, message):
    for question in (best_worst, consistency_ratio):
        with pytest.raises(ValueError, match=message):
            question(from_best, to_worst)
