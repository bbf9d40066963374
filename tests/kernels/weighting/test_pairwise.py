"""What a comparison matrix must satisfy, whatever its judgements."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ii_index.kernels.weighting import (
    allocations,
    judgement_scales,
    pairwise,
    pairwise_groups,
    pairwise_incomplete,
)
from ii_index.kernels.weighting.pairwise_repair import deviations
from ii_index.kernels.weighting.random_index import random_index
from tests.kernels.ahp_cases import case, numbers
from tests.kernels.judgement_strategies import SCALE, matrices, weight_vectors

TIGHT = {"rtol": 0, "atol": 1e-12}
METHODS = ["eigenvector", "geometric_mean", "column_mean"]
every_method = pytest.mark.parametrize("method", METHODS)


@pytest.mark.parametrize(
    "known", case("analytic_identities")["cases"]["one_dominant"], ids=lambda item: str(item["n"])
)
def test_one_item_that_outweighs_all_others_alike(known):
    weights = pairwise.priorities(numbers(known["rows"]))

    np.testing.assert_allclose(weights[0], known["exact"], **TIGHT)
    np.testing.assert_allclose(weights[0], known["x"] / (known["x"] + known["n"] - 1), **TIGHT)


@pytest.mark.parametrize("known", case("analytic_identities")["cases"]["cyclic_3x3"])
def test_three_items_in_closed_form(known):
    matrix = pairwise.from_upper_triangle([known["a12"], known["a13"], known["a23"]])
    d = np.cbrt(known["a13"] / (known["a12"] * known["a23"]))

    np.testing.assert_allclose(pairwise.principal_eigenvalue(matrix), 1 + d + 1 / d, **TIGHT)
    np.testing.assert_allclose(pairwise.principal_eigenvalue(matrix), known["lambda_max"], **TIGHT)
    np.testing.assert_allclose(pairwise.priorities(matrix), known["weights"], **TIGHT)
    np.testing.assert_allclose(pairwise.consistency_ratio(matrix), known["cr80"], **TIGHT)


def test_half_a_step_of_the_scale_moves_two_weights_by_what_goepel_gives():
    known = case("analytic_identities")["cases"]["weight_uncertainty_2x2"]
    weight = [pairwise.priorities([[1, x], [1 / x, 1]])[0] for x in (2.5, 3, 3.5)]

    np.testing.assert_allclose(weight[1], known["w"], **TIGHT)
    np.testing.assert_allclose(weight[2] - weight[1], known["dw_plus"], **TIGHT)
    np.testing.assert_allclose(weight[1] - weight[0], known["dw_minus"], **TIGHT)


@pytest.mark.law(examples=200)
@every_method
@given(weights=weight_vectors())
def test_a_consistent_matrix_gives_back_its_weights_and_no_inconsistency(method, weights):
    matrix = weights[:, None] / weights[None, :]

    np.testing.assert_allclose(pairwise.priorities(matrix, method), weights, rtol=1e-12)
    assert pairwise.consistency_ratio(matrix) == pytest.approx(0, abs=1e-12)
    assert pairwise.geometric_consistency_index(matrix) == pytest.approx(0, abs=1e-12)
    np.testing.assert_allclose(deviations(matrix), 1, rtol=1e-12)


@pytest.mark.law(examples=200)
@every_method
@given(matrix=matrices(), data=st.data())
def test_weights_follow_the_order_of_the_items(method, matrix, data):
    order = np.array(data.draw(st.permutations(range(len(matrix)))))
    shuffled = matrix[np.ix_(order, order)]

    np.testing.assert_allclose(
        pairwise.priorities(shuffled, method), pairwise.priorities(matrix, method)[order], **TIGHT
    )
    np.testing.assert_allclose(
        pairwise.consistency_ratio(shuffled), pairwise.consistency_ratio(matrix), rtol=1e-11, atol=1e-12
    )


@pytest.mark.law(examples=200)
@every_method
@given(matrix=matrices())
def test_weights_are_positive_and_sum_to_one(method, matrix):
    weights = pairwise.priorities(matrix, method)

    assert (weights > 0).all()
    assert weights.sum() == pytest.approx(1, abs=1e-12)


@pytest.mark.law
@given(matrix=matrices())
def test_the_eigenvector_solves_its_equation_and_the_eigenvalue_is_the_largest(matrix):
    weights, largest = pairwise.priorities(matrix), pairwise.principal_eigenvalue(matrix)
    reference = np.linalg.eigvals(matrix).real.max()

    np.testing.assert_allclose(matrix @ weights, largest * weights, rtol=1e-11)
    assert largest == pytest.approx(reference, rel=1e-11)
    assert largest >= len(matrix) - 1e-12


@pytest.mark.law
@given(matrix=matrices(largest=3))
def test_eigenvector_and_geometric_mean_agree_for_three_items(matrix):
    np.testing.assert_allclose(
        pairwise.priorities(matrix), pairwise.priorities(matrix, "geometric_mean"), rtol=1e-11
    )


@pytest.mark.law
@given(matrix=matrices())
def test_only_the_geometric_mean_inverts_with_the_question(matrix):
    inverse = 1 / pairwise.priorities(matrix.T, "geometric_mean")

    np.testing.assert_allclose(
        inverse / inverse.sum(), pairwise.priorities(matrix, "geometric_mean"), rtol=1e-11
    )


@given(
    st.integers(2, 6).flatmap(lambda n: arrays(float, (5, n * (n - 1) // 2), elements=st.sampled_from(SCALE)))
)
def test_a_batch_gives_what_its_matrices_give_alone(judgements):
    batch = pairwise.from_upper_triangle(judgements)
    together = pairwise.assess(batch)

    for position, matrix in enumerate(batch):
        alone = pairwise.assess(matrix)
        np.testing.assert_allclose(together.priorities[position], alone.priorities, **TIGHT)
        np.testing.assert_allclose(together.consistency_ratio[position], alone.consistency_ratio, **TIGHT)


@pytest.mark.parametrize("n", range(1, 17))
def test_the_number_of_judgements_tells_the_number_of_items(n):
    judgements = np.full((2, n * (n - 1) // 2), 3.0)

    matrices = pairwise.from_upper_triangle(judgements)

    assert matrices.shape == (2, n, n)
    assert (matrices[..., np.tri(n, dtype=bool).T & ~np.eye(n, dtype=bool)] == 3).all()
    assert (matrices[..., np.eye(n, dtype=bool)] == 1).all()


def test_the_upper_triangle_fills_the_matrix_row_by_row():
    matrix = pairwise.from_upper_triangle([2, 3, 4, 5, 6, 7])

    assert matrix[0].tolist() == [1, 2, 3, 4]
    assert matrix[1, 2:].tolist() == [5, 6]
    assert matrix[3].tolist() == [1 / 4, 1 / 6, 1 / 7, 1]


@pytest.mark.parametrize("count", [2, 4, 5, 7, 9, 11])
def test_judgements_that_fill_no_triangle_are_refused(count):
    with pytest.raises(ValueError, match=f"{count} judgements are not the upper triangle"):
        pairwise.from_upper_triangle(np.ones(count))


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        ([[1, 2, 3], [1, 2, 3]], "square"),
        ([[1, -2], [-1 / 2, 1]], r"positive numbers; cell \(0, 1\) holds -2"),
        ([[1, np.nan], [np.nan, 1]], r"positive numbers; cell \(0, 1\) holds nan"),
        ([[1, np.inf], [0, 1]], r"cell \(0, 1\) holds inf"),
        ([[1, 3], [0.3, 1]], r"cell \(0, 1\) holds 3.0 and its mirror 0.3: not reciprocal"),
        ([[2, 3], [1 / 3, 2]], r"cell \(0, 0\) holds 2.0 and its mirror"),
    ],
)
def test_a_matrix_that_is_no_comparison_is_refused_with_the_cell_named(matrix, words):
    with pytest.raises(ValueError, match=words):
        pairwise.priorities(matrix)


@pytest.mark.parametrize(
    ("value", "mirror", "words"),
    [
        (3.0, 0.3, "holds 3.0 and its mirror 0.3: not reciprocal"),
        (0.0, 1.0, "holds 0.0"),
    ],
)
def test_a_fault_in_a_stack_is_found_where_it_is(value, mirror, words):
    stack = np.ones((2, 3, 4, 4))
    stack[1, 0, 1, 3], stack[1, 0, 3, 1] = value, mirror

    with pytest.raises(ValueError, match=rf"cell \(1, 0, 1, 3\) {words}"):
        pairwise.priorities(stack)


def test_a_stack_without_matrices_has_nothing_to_answer():
    found = pairwise.assess(np.ones((0, 3, 3)))

    assert found.priorities.shape == (0, 3)
    assert found.consistency_ratio.shape == (0,)


@every_method
def test_an_assessment_gives_the_priorities_of_the_method_asked_for(method):
    matrix = pairwise.from_upper_triangle([2, 1 / 3, 5, 7, 1 / 2, 9])
    found = pairwise.assess(matrix, method)

    np.testing.assert_allclose(found.priorities, pairwise.priorities(matrix, method), **TIGHT)
    np.testing.assert_allclose(found.eigenvalue, pairwise.principal_eigenvalue(matrix), **TIGHT)


def test_items_far_below_one_other_are_weighed_as_precisely():
    far = 1e6
    matrix = pairwise.from_upper_triangle([far, far, far, far, 9, 1 / 9, 9, 2, 9, 1 / 9])
    weights, largest = pairwise.priorities(matrix), pairwise.principal_eigenvalue(matrix)

    np.testing.assert_allclose(matrix @ weights, largest * weights, rtol=1e-11)


def test_two_items_have_no_index_either_not_even_by_rounding():
    judgements = np.concatenate([np.arange(1, 100), 1 / np.arange(2, 100)])

    assert not pairwise.consistency_index(pairwise.from_upper_triangle(judgements[:, None])).any()


def test_one_and_two_items_are_always_consistent():
    assert pairwise.consistency_ratio([[1.0]]) == 0
    assert pairwise.consistency_ratio([[1, 9], [1 / 9, 1]]) == 0
    assert pairwise.priorities([[1.0]]).tolist() == [1.0]


@pytest.mark.parametrize("shape", [(), (4,), (2, 3)])
@pytest.mark.parametrize("n", [1, 2])
@pytest.mark.parametrize(
    "measure",
    [pairwise.consistency_index, pairwise.consistency_ratio, pairwise.geometric_consistency_index],
)
def test_each_matrix_of_one_or_two_items_has_its_zero(measure, n, shape):
    measured = measure(pairwise.from_upper_triangle(np.full((*shape, n - 1), 5.0)))

    assert measured.shape == shape
    assert not measured.any()


def test_beyond_the_table_only_the_index_can_be_given():
    matrix = np.ones((16, 16))

    assert np.isnan(pairwise.consistency_ratio(matrix, "saaty1980"))
    assert pairwise.consistency_index(matrix) == pytest.approx(0, abs=1e-12)
    assert pairwise.consistency_ratio(matrix, "donegan_dodd1991") == pytest.approx(0, abs=1e-12)


def test_an_unknown_table_lists_those_there_are():
    with pytest.raises(ValueError, match="no random-index table 'saaty'; there are saaty1980, saaty2005"):
        random_index(3, "saaty")


@pytest.mark.parametrize(
    ("use", "words"),
    [
        (
            lambda: pairwise.priorities(np.ones((3, 3)), "mean"),
            "method is one of eigenvector, geometric_mean",
        ),
        (lambda: pairwise_incomplete.priorities(np.ones((3, 3)), "mean"), "method is one of harker"),
        (lambda: pairwise_groups.aggregate_priorities([[1.0]], mean="median"), "mean is one of geometric"),
        (lambda: allocations.average_ratings([[1.0]], "mode"), "how is one of mean, median"),
        (lambda: allocations.combine([1.0], [1.0], mix="sum"), "mix is one of linear, geometric"),
        (lambda: judgement_scales.rescale([1.0], "saaty", 3), "scale is one of linear, power"),
    ],
)
def test_a_choice_that_does_not_exist_lists_those_there_are(use, words):
    with pytest.raises(ValueError, match=words):
        use()


def test_an_eigenvector_cut_short_is_near_and_sums_to_one(monkeypatch):
    matrix = np.array([[1, 2, 5], [1 / 2, 1, 4], [1 / 5, 1 / 4, 1]])
    exact = pairwise.priorities(matrix)
    monkeypatch.setattr("ii_index.kernels.weighting.pairwise._MOST_ROUNDS", 1)

    rough = pairwise.priorities(matrix)

    assert rough.sum() == pytest.approx(1)
    assert rough == pytest.approx(exact, abs=1e-3)


@pytest.mark.parametrize("shape", [(4,), (2, 3)])
@pytest.mark.parametrize(
    "answer",
    [
        *(lambda stack, method=method: pairwise.priorities(stack, method) for method in METHODS),
        pairwise.principal_eigenvalue,
        pairwise.consistency_index,
        pairwise.consistency_ratio,
        pairwise.geometric_consistency_index,
        lambda stack: pairwise.assess(stack).priorities,
        lambda stack: pairwise.assess(stack, "geometric_mean").priorities,
        lambda stack: pairwise.assess(stack, "geometric_mean").eigenvalue,
        lambda stack: pairwise.assess(stack).consistency_ratio,
    ],
)
def test_matrices_in_a_stack_of_any_shape_are_answered_one_by_one(answer, shape):
    rng = np.random.default_rng(7)
    stack = pairwise.from_upper_triangle(rng.choice(SCALE, size=(*shape, 6)))

    together = answer(stack)

    for place in np.ndindex(shape):
        assert together[place] == pytest.approx(answer(stack[place]), rel=1e-12)
