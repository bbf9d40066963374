"""Ranks of draws and what is counted of them, against the definition and against loops."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from ii_index.kernels.ranking import competition_ranks
from ii_index.kernels.robustness import rank_statistics as rs
from tests.kernels.golden import METHOD

CASE = METHOD["rank_shift"]


@st.composite
def scores_of_draws(draw):
    """Scores with many ties, near ties and missing units; (units, draws)."""
    shape = draw(st.tuples(st.integers(2, 9), st.integers(1, 12)))
    base = draw(hnp.arrays(np.float64, shape, elements=st.integers(-4, 4).map(float)))
    nudge = draw(hnp.arrays(np.float64, shape, elements=st.sampled_from([0.0, 1e-14, 1e-3])))
    missing = draw(hnp.arrays(np.bool_, shape, elements=st.booleans()))
    return np.where(missing & draw(st.booleans()), np.nan, base + nudge)


@pytest.mark.law(examples=200)
@given(scores_of_draws())
def test_ranks_of_draws_are_competition_ranks_draw_by_draw(scores):
    assert np.array_equal(rs.ranks_of_draws(scores), competition_ranks(scores.T).T)


def test_ranks_of_more_units_than_are_compared_pair_by_pair_are_the_same():
    scores = np.random.default_rng(3).integers(0, 500, (300, 40)).astype(float)

    assert np.array_equal(rs.ranks_of_draws(scores), competition_ranks(scores.T).T)
    assert rs.ranks_of_draws(scores).dtype == np.uint16


@pytest.mark.law(examples=200)
@given(scores_of_draws())
def test_pairs_and_meetings_are_counted_as_a_loop_counts_them(scores):
    ranks = rs.ranks_of_draws(scores)
    units = range(len(ranks))
    above = [[sum(0 < a < b for a, b in zip(ranks[i], ranks[j], strict=True)) for j in units] for i in units]
    met = [
        [sum(a > 0 and b > 0 for a, b in zip(ranks[i], ranks[j], strict=True)) for j in units] for i in units
    ]

    assert rs.pairwise_counts(ranks).tolist() == above
    assert rs.meetings(ranks).tolist() == met


def test_rank_counts_hold_one_row_a_unit_and_the_draws_without_a_rank_in_front():
    ranks = np.array([[1, 2, 0], [2, 1, 1]], dtype=np.uint8)

    assert rs.rank_counts(ranks).tolist() == [[1, 1, 1], [0, 2, 1]]


@pytest.mark.law
@given(st.lists(st.integers(1, 9), min_size=1, max_size=200), st.sampled_from([0.05, 0.25, 0.5, 0.75, 0.95]))
def test_quantiles_from_counts_are_numpys_inverse_distribution_function(ranks, probability):
    counts = np.bincount(ranks, minlength=10)[1:]

    assert rs.quantiles_from_counts(counts, [probability])[0] == np.quantile(
        ranks, probability, method="inverted_cdf"
    )


def test_quantiles_and_mean_of_no_draws_are_none():
    assert rs.quantiles_from_counts([0, 0], [0.5]).tolist() == [0]
    assert np.isnan(rs.mean_from_counts([0, 0]))


def test_mean_absolute_rank_shift_is_the_published_value():
    assert rs.mean_absolute_rank_shift(CASE["alt"], CASE["ref"]) == pytest.approx(CASE["R_S"], abs=1e-15)


def test_a_wilson_interval_is_where_the_score_test_just_does_not_reject():
    low, high = rs.wilson_interval(13, 40)

    for p in (low, high):
        z = abs(13 / 40 - p) / np.sqrt(p * (1 - p) / 40)
        assert z == pytest.approx(1.959963984540054)


def test_wilson_intervals_cover_the_true_probability_as_often_as_they_say():
    rng = np.random.default_rng(11)
    for p in (0.02, 0.3, 0.8):
        counts = rng.binomial(500, p, size=4000)
        low, high = rs.wilson_interval(counts, 500)
        covered = ((low <= p) & (p <= high)).mean()

        assert 0.93 < covered < 0.975


def test_entropy_of_a_certain_tier_is_0_and_of_four_equal_ones_2_bits():
    assert rs.entropy([[1, 0, 0, 0], [0.25] * 4]).tolist() == [0.0, 2.0]


def test_units_are_counted_in_their_groups_and_nowhere_if_they_have_none():
    assert rs.member_counts(np.array([[0, 2, -1], [1, 1, 1]]), 3).tolist() == [[1, 0, 1], [0, 3, 0]]


def test_without_ties_every_draw_counts_for_one_of_two():
    ranks = np.array([[1, 2, 1], [2, 1, 3], [3, 3, 2]], dtype=np.uint8)

    assert rs.pairwise_counts(ranks).tolist() == [[0, 2, 3], [1, 0, 2], [0, 1, 0]]


def test_a_chain_of_near_ties_in_one_draw_ends_at_the_tolerance_and_leaves_the_others_alone():
    chain = np.array([1, 1 - 0.6e-12, 1 - 1.2e-12])

    ranks = rs.ranks_of_draws(np.stack([chain, [3, 2, 1], [1, 2, 2]], axis=1))

    assert ranks.tolist() == [[1, 1, 3], [1, 2, 1], [3, 3, 1]]


@pytest.mark.parametrize(("units", "kind"), [(64, np.uint8), (255, np.uint8), (256, np.uint16)])
def test_ranks_take_the_smallest_type_that_holds_them_and_pairs_are_told_apart_in_it(units, kind):
    scores = np.random.default_rng(5).random((units, 2))
    scores[7, 1] = np.nan
    ranks = rs.ranks_of_draws(scores)

    assert ranks.dtype == kind
    assert ranks[:, 0].max() == units
    assert np.array_equal(rs.pairwise_counts(ranks), (scores[:, None] > scores[None]).sum(axis=-1))


def test_a_rank_that_nobody_takes_is_counted_too():
    assert rs.rank_counts(np.array([[1, 1], [1, 1]], dtype=np.uint8)).tolist() == [[0, 2, 0], [0, 2, 0]]


def test_units_that_never_have_a_rank_never_meet():
    ranks = np.zeros((2, 3), dtype=np.uint8)

    assert rs.meetings(ranks).tolist() == rs.pairwise_counts(ranks).tolist() == [[0, 0], [0, 0]]


def test_quantiles_means_and_entropies_of_a_table_are_those_of_its_rows():
    counts = np.random.default_rng(8).integers(0, 9, (2, 3, 5))
    levels = [0.05, 0.5, 0.95]
    for place in np.ndindex(2, 3):
        row = counts[place]

        assert rs.quantiles_from_counts(counts, levels)[place].tolist() == [
            rs.quantiles_from_counts(row, [level]).item() for level in levels
        ]
        assert rs.mean_from_counts(counts)[place] == pytest.approx((row @ [1, 2, 3, 4, 5]) / row.sum())
        assert rs.entropy(counts / 16)[place] == pytest.approx(rs.entropy(row / 16))


def test_shifts_of_many_ranks_are_those_of_each():
    ranks = np.random.default_rng(9).integers(1, 6, (5, 2, 3))
    reference = np.array([3, 1, 2, 5, 4])

    shifts = rs.mean_absolute_rank_shift(ranks, reference)

    assert shifts.shape == (2, 3)
    for first, second in np.ndindex(2, 3):
        assert shifts[first, second] == pytest.approx(abs(ranks[:, first, second] - reference).sum() / 5)


def test_wilson_intervals_of_never_and_always_reach_0_and_1_exactly():
    draws = np.arange(1, 60)
    squared = 1.959963984540054**2

    low, high = rs.wilson_interval(0, draws)
    assert (low == 0).all()
    assert high == pytest.approx(squared / (draws + squared))

    low, high = rs.wilson_interval(draws, draws)
    assert low == pytest.approx(draws / (draws + squared))
    assert (high == 1).all()
