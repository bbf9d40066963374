"""Ranks of draws and what is counted of them, against the definition and against loops."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from ii_index.kernels import rank_statistics as rs
from ii_index.kernels.ranking import competition_ranks
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


@pytest.mark.law
@given(scores_of_draws())
def test_ranks_of_draws_are_competition_ranks_draw_by_draw(scores):
    assert np.array_equal(rs.ranks_of_draws(scores), competition_ranks(scores.T).T)


def test_ranks_of_more_units_than_are_compared_pair_by_pair_are_the_same():
    scores = np.random.default_rng(3).integers(0, 500, (300, 40)).astype(float)

    assert np.array_equal(rs.ranks_of_draws(scores), competition_ranks(scores.T).T)
    assert rs.ranks_of_draws(scores).dtype == np.uint16


@pytest.mark.law
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
