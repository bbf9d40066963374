"""Matrices with pairs left open."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from ii_index.kernels.weighting import pairwise, pairwise_incomplete
from tests.kernels.ahp_cases import case, numbers
from tests.kernels.judgement_strategies import SCALE, incomplete_matrices, matrices, weight_vectors

TIGHT = {"rtol": 0, "atol": 1e-12}
BOZOKI = case("bozoki2010_incomplete_4x4")
MATRIX = numbers(BOZOKI["matrix"])


def test_harkers_weights_of_the_published_example():
    np.testing.assert_allclose(
        pairwise_incomplete.priorities(MATRIX, "harker"), BOZOKI["computed"]["harker"]["weights"], **TIGHT
    )


def test_log_least_squares_of_the_published_example():
    expected = BOZOKI["computed"]["llsm"]
    weights = pairwise_incomplete.priorities(MATRIX, "log_least_squares")

    np.testing.assert_allclose(weights, expected["weights"], **TIGHT)
    np.testing.assert_allclose(weights[2] / weights[3], expected["completion"]["2,3"], **TIGHT)


def test_the_best_completion_of_the_published_example():
    expected = BOZOKI["computed"]["eig_completion"]
    filled = pairwise_incomplete.completion(MATRIX)

    np.testing.assert_allclose(filled, expected["matrix"], **TIGHT)
    np.testing.assert_allclose(filled[2, 3], np.sqrt(8 / 15), **TIGHT)
    assert filled[2, 3] == pytest.approx(BOZOKI["published"]["completion"]["2,3"], abs=1e-6)
    np.testing.assert_allclose(pairwise.priorities(filled), expected["weights"], **TIGHT)
    np.testing.assert_allclose(pairwise.principal_eigenvalue(filled), expected["lambda_max"], **TIGHT)
    np.testing.assert_allclose(pairwise.consistency_index(filled), expected["ci"], **TIGHT)


def test_the_published_weights_and_ratio_with_the_complete_random_index():
    filled = pairwise_incomplete.completion(MATRIX)

    np.testing.assert_allclose(pairwise.priorities(filled), BOZOKI["published"]["ahpy"]["weights"], atol=5e-5)
    assert round(float(pairwise.consistency_ratio(filled, "donegan_dodd1991")), 4) == 0.0372


def test_the_ratio_of_an_incomplete_matrix_uses_the_incomplete_random_index():
    ratio = pairwise_incomplete.consistency_ratio(MATRIX, "alonso_lamata2006")
    index = BOZOKI["computed"]["eig_completion"]["ci"]

    np.testing.assert_allclose(ratio, index / (0.8815 * (1 - 2 / 6)), **TIGHT)


def test_a_disconnected_comparison_graph_is_refused_with_its_parts():
    matrix = numbers(case("incomplete_disconnected_4x4")["matrix"])

    assert pairwise_incomplete.components(matrix) == ((0, 1), (2, 3))
    for use in (
        pairwise_incomplete.priorities,
        pairwise_incomplete.completion,
        pairwise_incomplete.consistency_ratio,
    ):
        with pytest.raises(ValueError, match=r"do not connect all items: \{0, 1\} \| \{2, 3\}"):
            use(matrix)


def test_one_disconnected_matrix_in_a_batch_is_refused():
    apart = numbers(case("incomplete_disconnected_4x4")["matrix"])

    with pytest.raises(ValueError, match="do not connect"):
        pairwise_incomplete.priorities(np.stack([np.ones((4, 4)), apart]))


def test_half_an_answer_is_refused():
    with pytest.raises(ValueError, match="positive numbers"):
        pairwise_incomplete.priorities([[1, np.nan], [2, 1]])


def test_a_ratio_is_not_formed_over_matrices_with_different_gaps():
    with pytest.raises(ValueError, match=r"different numbers of unanswered pairs: \[0, 1\]"):
        pairwise_incomplete.consistency_ratio(np.stack([MATRIX, np.ones((4, 4))]))


@pytest.mark.law
@given(matrices(smallest=2))
def test_complete_matrices_give_the_usual_priorities(matrix):
    np.testing.assert_allclose(
        pairwise_incomplete.priorities(matrix, "harker"), pairwise.priorities(matrix), **TIGHT
    )
    np.testing.assert_allclose(
        pairwise_incomplete.priorities(matrix, "log_least_squares"),
        pairwise.priorities(matrix, "geometric_mean"),
        **TIGHT,
    )
    np.testing.assert_allclose(
        pairwise_incomplete.consistency_ratio(matrix), pairwise.consistency_ratio(matrix), **TIGHT
    )


@pytest.mark.law(examples=200)
@given(weights=weight_vectors(smallest=3, largest=7), data=st.data())
def test_consistent_answers_give_back_the_weights_however_many_are_missing(weights, data):
    gaps = np.isnan(
        data.draw(incomplete_matrices(largest=len(weights)).filter(lambda m: len(m) == len(weights)))
    )
    matrix = np.where(gaps, np.nan, weights[:, None] / weights[None, :])

    for method in ("harker", "log_least_squares"):
        np.testing.assert_allclose(pairwise_incomplete.priorities(matrix, method), weights, rtol=1e-9)
    assert pairwise_incomplete.consistency_ratio(matrix) == pytest.approx(0, abs=1e-9)


@given(incomplete_matrices(largest=5))
@settings(max_examples=15)
def test_no_other_completion_is_more_consistent(matrix):
    gaps = np.argwhere(np.triu(np.isnan(matrix)))
    filled = pairwise_incomplete.completion(matrix)

    def largest(logs):
        tried = matrix.copy()
        for (row, column), log in zip(gaps, logs, strict=True):
            tried[row, column], tried[column, row] = np.exp(log), np.exp(-log)
        return np.linalg.eigvals(tried).real.max()

    if not len(gaps):
        return
    searched = optimize.minimize(largest, np.zeros(len(gaps)), method="Nelder-Mead", options={"xatol": 1e-8})
    assert pairwise.principal_eigenvalue(filled) <= searched.fun + 1e-9
    np.testing.assert_array_equal(filled[~np.isnan(matrix)], matrix[~np.isnan(matrix)])


@pytest.mark.law(examples=200)
@given(incomplete_matrices())
def test_harkers_eigenvalue_is_never_below_the_best_completions(matrix):
    best = pairwise_incomplete.consistency_ratio(matrix)
    harker = pairwise_incomplete.consistency_ratio(matrix, eigenvalue="harker")

    assert harker >= best - 1e-9


@pytest.mark.parametrize("shape", [(4,), (2, 3)])
@pytest.mark.parametrize(
    "answer",
    [
        pairwise_incomplete.priorities,
        lambda stack: pairwise_incomplete.priorities(stack, "log_least_squares"),
        pairwise_incomplete.completion,
        pairwise_incomplete.consistency_ratio,
        lambda stack: pairwise_incomplete.consistency_ratio(stack, eigenvalue="harker"),
    ],
)
def test_matrices_in_a_stack_of_any_shape_are_answered_one_by_one(answer, shape):
    rng = np.random.default_rng(7)
    stack = pairwise.from_upper_triangle(rng.choice(SCALE, size=(*shape, 10)))
    for row, column in ((0, 1), (2, 4)):
        stack[..., row, column] = stack[..., column, row] = np.nan

    together = answer(stack)

    for place in np.ndindex(shape):
        assert together[place] == pytest.approx(answer(stack[place]), rel=1e-9)


def chain(n):
    """Each item twice the next; no other pair is answered."""
    steps = np.subtract.outer(np.arange(n), np.arange(n))
    return np.where(abs(steps) <= 1, 2.0**-steps, np.nan)


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 6, 9, 10, 17])
@pytest.mark.parametrize("method", ["harker", "log_least_squares"])
def test_a_chain_of_answers_connects_all_items_also_in_a_stack(n, method):
    halves = 0.5 ** np.arange(n)
    stack = np.broadcast_to(chain(n), (2, 1, n, n))

    assert pairwise_incomplete.components(chain(n)) == (tuple(range(n)),)
    np.testing.assert_allclose(
        pairwise_incomplete.priorities(stack, method),
        np.broadcast_to(halves / halves.sum(), (2, 1, n)),
        rtol=1e-9,
    )


def test_a_chain_with_a_link_missing_falls_into_two():
    matrix = chain(9)
    matrix[3, 4] = matrix[4, 3] = np.nan

    assert pairwise_incomplete.components(matrix) == ((0, 1, 2, 3), (4, 5, 6, 7, 8))


@pytest.mark.parametrize("eigenvalue", ["completion", "harker"])
@pytest.mark.parametrize("n", [2, 3, 7, 15])
def test_a_tree_of_answers_contradicts_nothing(n, eigenvalue):
    stack = np.stack([chain(n), chain(n).T])

    assert pairwise_incomplete.consistency_ratio(stack, eigenvalue=eigenvalue).tolist() == [0, 0]


def test_beyond_the_table_there_is_no_ratio_of_a_tree_either():
    assert np.isnan(pairwise_incomplete.consistency_ratio(chain(16)))


def test_a_stack_without_matrices_has_nothing_to_answer():
    empty = np.ones((0, 3, 3))

    assert pairwise_incomplete.unanswered(empty) == 0
    assert pairwise_incomplete.completion(empty).shape == (0, 3, 3)
    assert pairwise_incomplete.priorities(empty).shape == (0, 3)
    assert pairwise_incomplete.consistency_ratio(empty).shape == (0,)
