"""Ranks: minimum ties on unrounded scores, rounding noise apart."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ii_index.kernels import ranking as r
from ii_index.testing import tables
from tests.kernels.golden import FOLDER, coinr

pytestmark = pytest.mark.processor

NAN = float("nan")
NODES = ["T", "A", "B", "neg", "pos", "outl", "sparse", "zneg"]


def test_ranks_of_every_node_are_coinr_s():
    units = pd.read_csv(FOLDER / "coinr_tiny" / "coin6_aggregated.csv", index_col=0).index
    expected = pd.read_csv(FOLDER / "coinr_tiny" / "coin6_ranks.csv", index_col=0).loc[units, NODES]

    ranks = r.competition_ranks(coinr("coin6_aggregated", NODES).T).T

    assert ranks.tolist() == expected.fillna(0).to_numpy(dtype=int).tolist()


def test_equal_scores_share_the_better_rank_and_the_next_one_skips():
    assert r.competition_ranks([5.0, 7.0, 5.0, 9.0, 1.0]).tolist() == [3, 2, 3, 1, 5]


def test_a_unit_without_a_score_has_rank_0_and_takes_no_place():
    assert r.competition_ranks([NAN, 7.0, NAN, 9.0]).tolist() == [0, 2, 0, 1]
    assert r.tie_classes([NAN, 7.0, NAN, 9.0]).tolist() == [0, 2, 0, 1]
    assert r.competition_ranks([NAN, NAN]).tolist() == [0, 0]


def test_rounding_noise_does_not_rank():
    assert r.competition_ranks([0.1 + 0.2, 0.3, 0.2]).tolist() == [1, 1, 3]


def test_the_tolerance_is_a_1e_12th_of_the_largest_absolute_score():
    assert r.competition_ranks([-1000.0, 0.0, 1e-9]).tolist() == [3, 1, 1]
    assert r.competition_ranks([-1000.0, 0.0, 1.01e-9]).tolist() == [3, 2, 1]
    assert r.competition_ranks([0.0, 1e-9]).tolist() == [2, 1]


def test_a_class_reaches_no_further_than_the_tolerance_from_its_first_member():
    """Gaps of 0.9e-9 beside a tolerance of 1e-9: pairs from the top, not one chain of equals."""
    chain = 1000 + np.arange(4) * 0.9e-9

    assert r.competition_ranks(chain).tolist() == [3, 3, 1, 1]
    assert np.unique(r.tie_levels(chain)).tolist() == [chain[1], chain[3]]


def test_a_chain_of_small_gaps_in_one_row_leaves_the_other_rows_alone():
    chain = 1000 + np.array([0, 0.9e-9, 1.8e-9, NAN])

    assert r.competition_ranks([chain, [4, 3, 3, 1]]).tolist() == [[3, 1, 1, 0], [1, 2, 2, 4]]


def test_tie_classes_leave_no_gaps():
    assert r.tie_classes([5.0, 7.0, 5.0, 9.0, 1.0]).tolist() == [3, 2, 3, 1, 4]


def test_tie_levels_make_equals_equal():
    levels = r.tie_levels([0.3, NAN, 0.1 + 0.2, 0.2])

    np.testing.assert_array_equal(levels, [0.1 + 0.2, NAN, 0.1 + 0.2, 0.2])


CELLS = st.one_of(st.integers(-40, 40).map(lambda number: number / 8), st.just(float("nan")))


@pytest.mark.processor
@pytest.mark.law
@given(
    values=st.lists(CELLS, max_size=12),
    noise=st.lists(st.sampled_from([-1, 0, 1]), min_size=12, max_size=12),
)
def test_what_is_listed_from_the_greatest_down_stays_in_its_place_under_noise_in_the_last_bit(values, noise):
    given = np.array(values)
    shaken = given * (1 + 2.0**-52 * np.array(noise[: len(given)]))
    order = r.descending_order(given).tolist()
    expected = sorted(
        range(len(values)), key=lambda at: (np.isnan(values[at]), -np.nan_to_num(values[at]), at)
    )

    assert order == expected
    assert r.descending_order(shaken).tolist() == order


def test_groups_may_overlap_and_have_ranks_of_their_own():
    scores = [50.0, 40.0, 40.0, NAN, 10.0]
    east, river = [True, False, True, True, False], [False, True, True, False, True]

    assert r.group_ranks(scores, [east, river]).tolist() == [[1, 0, 2, 0, 0], [0, 1, 1, 0, 3]]


def test_ties_inside_a_group_are_those_of_the_whole_set():
    scores = [1000.0, 1e-9, 0.0]

    assert r.group_ranks(scores, [[False, True, True]]).tolist() == [[0, 1, 1]]


def test_groups_are_ranked_in_every_draw():
    scores = [[3.0, 2.0, 1.0], [1.0, 2.0, 3.0]]

    assert r.group_ranks(scores, [[True, False, True]]).tolist() == [[[1, 0, 2]], [[2, 0, 1]]]


@pytest.mark.law
@given(table=tables(indicators=1, missing=True, negative=True))
def test_a_rank_is_one_more_than_the_number_of_better_units(table):
    scores = table[:, 0]

    better = (scores[None] > scores[:, None]).sum(axis=1)

    assert r.competition_ranks(scores).tolist() == np.where(np.isnan(scores), 0, better + 1).tolist()


@pytest.mark.law
@given(table=tables(missing=True, negative=True), order=st.randoms(use_true_random=False))
def test_ranks_ignore_the_order_of_provinces(table, order):
    turned = order.sample(range(len(table)), len(table))

    for rank in (r.competition_ranks, r.tie_classes, r.tie_levels):
        np.testing.assert_array_equal(rank(table.T[:, turned]), rank(table.T)[:, turned])


@pytest.mark.law
@given(table=tables(missing=True, negative=True))
def test_draws_are_ranked_as_one_by_one(table):
    draws = table.T

    for rank in (r.competition_ranks, r.tie_classes, r.tie_levels):
        np.testing.assert_array_equal(rank(draws), np.stack([rank(scores) for scores in draws]))


@pytest.mark.law
@given(table=tables(indicators=1, missing=True, negative=True))
def test_the_whole_is_the_group_of_all(table):
    scores = table[:, 0]

    assert r.group_ranks(scores, np.ones((1, len(scores)))).tolist() == [r.competition_ranks(scores).tolist()]
