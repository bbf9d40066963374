"""Means under drawn weights: the engine's own means, draw by draw."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ii_index.kernels import aggregation
from ii_index.kernels.robustness import means_of_draws as md
from ii_index.kernels.robustness import sampling

PARENTS = np.array([-1, -1, 0, 0, 0, 1, 1])
LEAVES = np.array([2, 3, 4, 5, 6])
STEPS = [
    md.Step(1.0),
    md.Step(0.0),
    md.Step(-1.0),
    md.Step(2.0),
    md.Step(0.5),
    md.Step(penalty=-1),
    md.Step(penalty=1),
]


def engine_mean(values, weights, step):
    if step.penalty:
        return aggregation.mazziotta_pareto(values, weights, penalty=step.penalty)
    return aggregation.power_mean(values, weights, step.exponent)


def case(seed):
    rng = np.random.default_rng(seed)
    values = rng.random((4, 5)) * 50 + 50  # a penalty leaves them positive
    local = sampling.perturbed(
        np.array([0.4, 0.6, 0.2, 0.3, 0.5, 0.9, 0.1]), PARENTS, 0.5, rng.random((7, 3))
    )
    return values, local


@pytest.mark.law
@given(st.integers(0, 2**32), st.sampled_from(STEPS), st.sampled_from(STEPS))
def test_a_tree_of_means_is_the_engines_means_one_after_another(seed, top, below):
    values, local = case(seed)

    scores = md.tree_mean(values, local, PARENTS, LEAVES, [top, below])

    for draw in range(3):
        w = local[:, draw]
        dimensions = np.stack(
            [engine_mean(values[:, :3], w[2:5], below), engine_mean(values[:, 3:], w[5:], below)], axis=-1
        )
        assert scores[:, draw] == pytest.approx(engine_mean(dimensions, w[:2], top), rel=1e-9)


@pytest.mark.law
@given(st.integers(0, 2**32), st.sampled_from([1.0, 0.0, -1.0, 2.0, -0.5]))
def test_one_mean_at_all_levels_is_that_mean_of_the_leaves(seed, exponent):
    values, local = case(seed)
    nested = sampling.nested_weights(local, PARENTS, LEAVES)
    steps = [md.Step(exponent)] * 2

    assert md.is_one_mean(steps)
    assert md.nested_mean(values, nested, exponent) == pytest.approx(
        md.tree_mean(values, local, PARENTS, LEAVES, steps), rel=1e-9
    )


def test_a_means_own_penalty_does_not_collapse():
    assert not md.is_one_mean([md.Step(penalty=-1)] * 2)


@pytest.mark.parametrize("steps", [[md.Step(1.0)] * 2, [md.Step(0.0), md.Step(1.0)]])
def test_scores_that_differ_from_draw_to_draw_are_averaged_draw_by_draw(steps):
    values, local = case(1)
    noisy = np.stack([values, values * 1.1, values[::-1]])
    scores = md.tree_mean(noisy, local, PARENTS, LEAVES, steps)

    for draw in range(3):
        alone = md.tree_mean(noisy[draw], local[:, [draw]], PARENTS, LEAVES, steps)
        assert scores[:, draw] == pytest.approx(alone[:, 0])
    if md.is_one_mean(steps):
        nested = sampling.nested_weights(local, PARENTS, LEAVES)
        assert md.nested_mean(noisy, nested, steps[0].exponent) == pytest.approx(scores)


def test_what_has_no_weight_may_be_undefined():
    values = np.array([[0.0, 4.0, 9.0]])
    local = np.array([[0.0], [0.5], [0.5]])

    score = md.tree_mean(values, local, [-1] * 3, np.arange(3), [md.Step(0.0)])

    assert score.item() == pytest.approx(6.0)


@pytest.mark.parametrize(("value", "exponent"), [(0.0, 0.0), (-1.0, 0.0), (0.0, -1.0), (-1.0, 2.0)])
def test_a_mean_of_what_it_is_not_defined_for_is_nan(value, exponent):
    scores = md.nested_mean(np.array([[value, 1.0]]), np.array([[0.5], [0.5]]), exponent)

    assert np.isnan(scores).all()


def test_a_mean_is_arithmetic_unless_another_is_asked_for():
    values, halves = np.array([[4.0, 8.0]]), np.array([[0.5], [0.5]])

    assert md.nested_mean(values, halves).item() == 6.0
    assert md.tree_mean(values, halves, [-1, -1], np.arange(2), [md.Step()]).item() == 6.0


@pytest.mark.parametrize(("penalty", "one"), [(0, True), (1, False), (-1, False)])
def test_a_single_level_is_one_mean_unless_it_is_penalised(penalty, one):
    assert md.is_one_mean([md.Step(penalty=penalty)]) is one


@pytest.mark.parametrize(
    ("exponent", "expected"),
    [
        (1.0, [-1.0, 0.0, 0.25, 1.0, 4.0]),
        (2.0, [np.nan, 0.0, 0.0625, 1.0, 16.0]),
        (0.5, [np.nan, 0.0, 0.5, 1.0, 2.0]),
        (0.0, [np.nan, np.nan, np.log(0.25), 0.0, np.log(4)]),
        (-1.0, [np.nan, np.nan, 4.0, 1.0, 0.25]),
    ],
)
def test_scores_are_mapped_where_their_mean_is_defined_and_back_again(exponent, expected):
    scores = np.array([-1.0, 0.0, 0.25, 1.0, 4.0])

    mapped = md.linearised(scores, exponent)

    assert mapped.tolist() == pytest.approx(expected, nan_ok=True)
    back = md.delinearised(mapped[~np.isnan(mapped)], exponent)
    assert back.tolist() == pytest.approx(scores[~np.isnan(expected)].tolist())


def test_each_of_three_levels_has_its_own_mean():
    """(2, 8) arithmetic 5; with 20 geometric 10; with 40 harmonic 16."""
    parents, leaves = [-1, -1, 0, 0, 2, 2], np.array([4, 5, 3, 1])
    steps = [md.Step(-1.0), md.Step(0.0), md.Step(1.0)]

    score = md.tree_mean(np.array([[2.0, 8.0, 20.0, 40.0]]), np.full((6, 1), 0.5), parents, leaves, steps)

    assert score.item() == pytest.approx(16.0)


def test_an_only_child_is_its_parent():
    score = md.tree_mean(np.array([[3.0]]), np.ones((2, 2)), [-1, 0], np.array([1]), [md.Step(0.0)] * 2)

    assert score == pytest.approx(np.full((1, 2), 3.0))


@pytest.mark.parametrize(
    ("values", "expected"), [([0.25, 0.75], 0.5 - 0.0625 / 0.5), ([-1.0, 1.0], np.nan), ([-3.0, 1.0], np.nan)]
)
def test_a_penalised_mean_needs_to_be_positive_and_no_more(values, expected):
    halves = np.array([[0.5], [0.5]])

    score = md.tree_mean(np.array([values]), halves, [-1, -1], np.arange(2), [md.Step(penalty=-1)])

    assert score.item() == pytest.approx(expected, nan_ok=True)


def test_what_has_no_weight_in_one_draw_may_be_undefined_there_and_nowhere_else():
    values, local = np.array([[0.0, 4.0, 9.0]]), np.array([[0.0, 0.5], [0.5, 0.25], [0.5, 0.25]])

    scores = md.tree_mean(values, local, [-1] * 3, np.arange(3), [md.Step(0.0)])

    assert scores[0].tolist() == pytest.approx([6.0, np.nan], nan_ok=True)
