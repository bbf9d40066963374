"""What weights that may be wrong by a share can do, against linear programmes and against draws."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ii_index.kernels.robustness import admissible_weights as aw
from ii_index.kernels.robustness import linear_programs, sampling

PARENTS = np.array([-1, -1, 0, 0, 0, 1, 1, 3, 3])
LEAVES = np.array([2, 7, 8, 4, 5, 6])
seeds = st.integers(0, 2**32)
amounts = st.sampled_from([0.0, 0.1, 0.25, 0.6, 0.95, None])


def case(seed, units=4, *, holes=False):
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 10, (units, 6)).astype(float)
    if holes:
        values[rng.random((units, 6)) < 0.25] = np.nan
        values[:, 0] = rng.integers(0, 10, units)  # every unit keeps a cell
    local = sampling.share_among_siblings(rng.random((9, 1)) + 0.2, PARENTS)[:, 0]
    return values, local


def drawn_scores(values, local, amount, seed, draws=200):
    """Score every unit under drawn weights, renormalised over the cells it has."""
    rng = np.random.default_rng(seed)
    if amount is None:
        drawn = sampling.dirichlet(local, PARENTS, 4.0, draws, rng)
    else:
        drawn = sampling.perturbed(local, PARENTS, amount, rng.random((9, draws)))
    return np.stack([_score(row, drawn) for row in values])


def _score(row, drawn):
    there = np.zeros(9, dtype=bool)
    there[LEAVES] = ~np.isnan(row)
    there[3] = there[7] or there[8]
    there[[0, 1]] = [there[2] or there[3] or there[4], there[5] or there[6]]
    nested = sampling.nested_weights(sampling.without(drawn, PARENTS, there), PARENTS, LEAVES)
    return np.nan_to_num(row) @ nested


@settings(max_examples=40)
@given(seeds, amounts)
def test_the_largest_score_is_the_optimum_of_the_linear_programme(seed, amount):
    values, local = case(seed, units=1)
    polytope = aw.polytope(local, PARENTS, amount)
    question = np.zeros(polytope.size)
    question[LEAVES] = values[0]

    smallest, largest = linear_programs.extremes([question], polytope)[0]

    assert aw.largest_score(values[0], local, PARENTS, LEAVES, amount) == pytest.approx(largest, abs=1e-5)
    assert aw.smallest_score(values[0], local, PARENTS, LEAVES, amount) == pytest.approx(smallest, abs=1e-5)


@pytest.mark.parametrize("amount", [np.array([[0, 0.25, 0.5], [0.75, 0.25, 0.9]]), None])
def test_the_largest_score_is_that_of_some_weights_raised_and_the_rest_lowered(amount):
    """Each weight is (1 + p) or (1 − p) times its own, cells that are missing and weights of 0 left aside."""
    values = np.array(
        [
            [[4.0, 1, 3, 9], [2, 0, 5, 9], [1, np.nan, 3, 9]],
            [[np.nan, -2, 4, -9], [-1, -2, -3, -9], [3, np.nan, np.nan, 9]],
        ]
    )
    local = np.array([0.5, 0.25, 0.25, 0.0])

    found = aw.largest_score(values, local, [-1] * 4, np.arange(4), amount)

    for place in np.ndindex(2, 3):
        there = ~np.isnan(values[place]) & (local > 0)
        row, own = values[place][there], local[there]
        if amount is None:
            best = row.max()
        else:
            signs = np.array(list(product([-1, 1], repeat=len(row))))
            tried = own * (1 + amount[place] * signs)
            best = (tried @ row / tried.sum(axis=1)).max()
        assert found[place] == pytest.approx(best, rel=1e-12)


@pytest.mark.law(examples=200)
@given(seeds, amounts, st.booleans())
def test_drawn_scores_lie_between_the_smallest_and_the_largest(seed, amount, holes):
    values, local = case(seed, holes=holes)
    scores = drawn_scores(values, local, amount, seed)

    assert (scores.max(axis=1) <= aw.largest_score(values, local, PARENTS, LEAVES, amount) + 1e-9).all()
    assert (scores.min(axis=1) >= aw.smallest_score(values, local, PARENTS, LEAVES, amount) - 1e-9).all()


@pytest.mark.law
@given(seeds, amounts, st.booleans())
def test_drawn_differences_lie_between_their_limits_also_where_cells_are_missing(seed, amount, holes):
    values, local = case(seed, holes=holes)
    scores = drawn_scores(values, local, amount, seed)
    gaps = scores[:, None] - scores[None]

    smallest, largest = aw.differences(values, local, PARENTS, LEAVES, amount)

    assert (gaps.min(axis=-1) >= smallest - 1e-9).all()
    assert (gaps.max(axis=-1) <= largest + 1e-9).all()


@pytest.mark.law
@given(seeds)
def test_wider_weights_never_narrows_the_limits(seed):
    values, local = case(seed)
    limits = [aw.differences(values, local, PARENTS, LEAVES, p) for p in (0.0, 0.2, 0.6, None)]

    for (low, high), (lower, higher) in pairwise(limits):
        assert (lower <= low + 1e-9).all()
        assert (higher >= high - 1e-9).all()


@pytest.mark.law
@given(seeds, st.booleans())
def test_with_certain_weights_the_limits_are_the_nominal_difference(seed, holes):
    values, local = case(seed, holes=holes)
    scores = drawn_scores(values, local, 0.0, seed, draws=1)[:, 0]

    smallest, largest = aw.differences(values, local, PARENTS, LEAVES, 0.0)

    assert smallest == pytest.approx(scores[:, None] - scores[None], abs=1e-9)
    assert largest == pytest.approx(smallest, abs=1e-9)


@pytest.mark.law(examples=200)
@given(seeds)
def test_pairs_keep_their_order_below_the_reversal_amount_and_can_lose_it_above(seed):
    values, local = case(seed)
    scores = drawn_scores(values, local, 0.0, seed, draws=1)[:, 0]

    reversal = aw.reversal_amounts(values, local, PARENTS, LEAVES, scores)

    above = scores[:, None] > scores[None] + 1e-9
    finite = above & np.isfinite(reversal)
    just_below = np.clip(np.where(finite, reversal, 0.5) - 1e-6, 0, None)
    just_above = np.clip(np.where(finite, reversal, 0.5) + 1e-6, None, 1 - 1e-12)
    assert (aw.differences(values, local, PARENTS, LEAVES, just_below)[0][finite] > -1e-9).all()
    assert (aw.differences(values, local, PARENTS, LEAVES, just_above)[0][finite] < 1e-4).all()
    assert (aw.differences(values, local, PARENTS, LEAVES, None)[0][above & np.isinf(reversal)] > -1e-9).all()


def test_two_indicators_swap_where_their_weights_say():
    """Scores 0.8 w1 + 0.2 and 0.5 are level at w1 = 3/8: (1 − p)/(1 + p) = 3/5, p = 1/4."""
    reversal = aw.reversal_amounts(
        [[1.0, 0.2], [0.5, 0.5]], [0.5, 0.5], [-1, -1], np.array([0, 1]), [0.6, 0.5]
    )

    assert reversal[0, 1] == pytest.approx(0.25, abs=1e-9)
    assert reversal[1, 0] == reversal[0, 1]


@pytest.mark.parametrize(
    ("first", "second", "amount"),
    [
        ([3, 0], [0, 1], 0.5),  # 3 (1 − p) = 1 + p
        ([7, 0], [0, 1], 0.75),
        ([2, 0], [1, 0], 1.0),  # level only where the first weight vanishes
    ],
)
def test_the_amount_at_which_a_pair_is_just_level_is_the_reversal_amount(first, second, amount):
    values = np.array([first, second], dtype=float)

    reversal = aw.reversal_amounts(values, [0.5, 0.5], [-1, -1], np.arange(2), values.mean(axis=1))

    assert reversal.tolist() == [[np.inf, amount], [amount, np.inf]]


def test_equal_scores_need_no_error_to_change_their_order_and_dominated_units_never_do():
    local, leaves = [0.5, 0.5], np.array([0, 1])

    reversal = aw.reversal_amounts(
        [[2.0, 2.0], [1.0, 1.0], [1.0, 1.0]], local, [-1, -1], leaves, [2.0, 1.0, 1.0]
    )

    assert reversal.tolist() == [[np.inf] * 3, [np.inf, np.inf, 0], [np.inf, 0, np.inf]]


@settings(max_examples=40)
@given(seeds, st.sampled_from([0.1, 0.5, None]))
def test_every_drawn_weight_lies_in_the_polytope(seed, amount):
    _, local = case(seed)
    rng = np.random.default_rng(seed)
    if amount is None:
        drawn = sampling.dirichlet(local, PARENTS, 4.0, 20, rng)
    else:
        drawn = sampling.perturbed(local, PARENTS, amount, rng.random((9, 20)))
    nested = sampling.nested_weights(drawn, PARENTS, np.arange(9))
    polytope = aw.polytope(local, PARENTS, amount)

    for point in nested.T:
        pinned = polytope.require(
            np.vstack([np.eye(polytope.size)[:9], -np.eye(polytope.size)[:9]]),
            [
                *(point + 1e-9),
                *(1e-9 - point),
            ],
        )
        linear_programs.feasible_point(pinned)  # raises if there is none


def test_a_unit_without_any_cell_has_no_limits():
    empty = np.full((1, 6), np.nan)
    _, local = case(0)

    assert np.isnan(aw.largest_score(empty, local, PARENTS, LEAVES, 0.2)).all()
    assert np.isnan(aw.largest_score(empty, local, PARENTS, LEAVES, None)).all()


def test_a_missing_cell_takes_the_largest_value_of_its_own_parent_or_the_next_one_above():
    """A leaf of its own beside a branch of two, weights of 1/2 that may be wrong by a quarter: 5/8 at most."""
    table = np.array(
        [[0, 1, np.nan], [1, np.nan, np.nan], [np.nan, 1, 0], [np.nan, np.nan, 2], [0, 2, 3], [np.nan] * 3]
    )

    filled = aw.largest_filled(table, [0.5] * 4, [-1, -1, 0, 0], np.array([1, 2, 3]), 0.25)

    np.testing.assert_array_equal(
        filled, [[0, 1, 1], [1, 1, 1], [0.625, 1, 0], [2, 2, 2], [0, 2, 3], [np.nan] * 3]
    )


@pytest.mark.parametrize("amount", [0.25, None])
def test_a_weight_of_zero_stays_zero(amount):
    polytope = aw.polytope([0.5, 0.5, 0.0], [-1] * 3, amount)
    low, high = (0, 1) if amount is None else (0.375, 0.625)

    assert linear_programs.extremes(np.eye(polytope.size)[:3], polytope) == pytest.approx(
        np.array([[low, high], [low, high], [0, 0]]), abs=1e-9
    )


def test_where_nothing_is_missing_nothing_is_filled():
    row = [1.0, 0.0]

    assert aw.largest_filled(row, [0.5, 0.5], [-1, -1], np.arange(2), 0.25).tolist() == row
