"""Fuzzy composition, against its definition written out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ii_index.kernels.aggregation.fuzzy import OPERATORS, composition, defuzzify

WEIGHTS = [0.5, 0.3, 0.2]
MEMBERSHIPS = [[0.6, 0.4, 0.0], [0.2, 0.5, 0.3], [0.0, 0.1, 0.9]]
BY_HAND = {
    "weighted_average": [0.36, 0.37, 0.27],
    "max_product": [0.30, 0.20, 0.18],
    "max_min": [0.5, 0.4, 0.3],
    "bounded_sum": [0.7, 0.8, 0.5],
}


@pytest.mark.parametrize("operator", OPERATORS)
def test_each_operator_composes_as_written_out_by_hand(operator):
    assert composition(WEIGHTS, MEMBERSHIPS, operator=operator) == pytest.approx(BY_HAND[operator])


def test_a_bounded_sum_never_exceeds_one():
    assert composition([0.9, 0.9], [[1.0], [1.0]], operator="bounded_sum").tolist() == [1.0]


@pytest.mark.law(examples=200)
@pytest.mark.parametrize("operator", OPERATORS)
@given(rows=arrays(float, (3, 4), elements=st.floats(0, 1)))
def test_more_membership_never_composes_to_less(operator, rows):
    raised = np.minimum(rows + 0.1, 1)

    assert (
        composition(WEIGHTS, raised, operator=operator) >= composition(WEIGHTS, rows, operator=operator)
    ).all()


def test_leading_axes_are_batches():
    batch = np.stack([MEMBERSHIPS, np.flip(MEMBERSHIPS, axis=0)])

    composed = composition(WEIGHTS, batch)

    assert composed.shape == (2, 3)
    assert composed[0] == pytest.approx(BY_HAND["weighted_average"])


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("shape", [(4,), (2, 3)])
def test_evaluations_in_a_stack_of_any_shape_are_composed_one_by_one(operator, shape):
    rng = np.random.default_rng(3)
    weights, memberships = rng.dirichlet(np.ones(5), size=shape), rng.random((*shape, 5, 4))

    together = composition(weights, memberships, operator=operator)

    for place in np.ndindex(shape):
        assert together[place] == pytest.approx(
            composition(weights[place], memberships[place], operator=operator), rel=1e-12
        )


@pytest.mark.parametrize(
    ("composed", "value"), [([2, 1, 1], 3.75), ([0, 0, 0.125], 2), ([0.25, 0.25, 0.5], 3), ([3, 3, 0], 4)]
)
def test_the_value_of_a_vector_does_not_depend_on_its_sum(composed, value):
    assert defuzzify(composed, [5, 3, 2]) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("shape", [(4,), (2, 3)])
def test_vectors_in_a_stack_of_any_shape_are_valued_one_by_one(shape):
    composed = np.random.default_rng(4).random((*shape, 5))

    together = defuzzify(composed, [1, 2, 3, 5, 8])

    for place in np.ndindex(shape):
        assert together[place] == pytest.approx(np.average([1, 2, 3, 5, 8], weights=composed[place]))


@pytest.mark.parametrize("composed", [[0.0, 0.0], [[0.5, 0.5], [0.0, 0.0]]])
def test_a_vector_without_membership_has_no_value(composed):
    with pytest.raises(ValueError, match="zero in every grade"):
        defuzzify(composed, [1, 2])
