"""Ranks that were taken, against the table of all ranks."""

import numpy as np
import pytest
from hypothesis import given

from ii_index.kernels.robustness import rank_statistics as rs
from ii_index.kernels.robustness.taken_ranks import taken_ranks
from ii_index.testing.tables import digits

LEVELS = (0.0, 0.05, 0.5, 0.95, 1.0)


@pytest.mark.law
@given(drawn=digits(6, 9))
def test_counts_quantiles_and_means_are_those_of_the_table(drawn):
    ranks = (drawn % 7).astype(np.uint8)  # 0 is no rank
    table = rs.rank_counts(ranks)

    taken = taken_ranks(ranks)

    assert taken.table().tolist() == table.tolist()
    assert taken.quantiles(LEVELS).tolist() == rs.quantiles_from_counts(table[:, 1:], LEVELS).tolist()
    assert taken.means() == pytest.approx(rs.mean_from_counts(table[:, 1:]), nan_ok=True)


@pytest.mark.law
@given(drawn=digits(5, 8))
def test_chunks_add_up_to_the_whole(drawn):
    ranks = (drawn % 6).astype(np.uint8)

    added = taken_ranks(ranks[:, :3]) + taken_ranks(ranks[:, 3:]) + taken_ranks(ranks[:, :0])

    assert added.equals(taken_ranks(ranks))
    assert not added.equals(taken_ranks(ranks[:, 1:]))


def test_the_mean_shift_counts_every_draw_of_every_unit_with_a_rank():
    ranks = np.array([[1, 2, 2, 0], [2, 1, 1, 1]], dtype=np.uint8)

    assert taken_ranks(ranks).mean_shift(np.array([1, 2])) == pytest.approx((2 + 3) / 7)


@pytest.mark.law
@given(drawn=digits(6, 9))
def test_who_is_above_whom_is_the_same_for_some_units_as_for_all(drawn):
    ranks = (drawn % 7).astype(np.uint8)

    above, met = rs.counts_above(ranks, np.array([4, 0]))

    assert above.tolist() == rs.pairwise_counts(ranks)[[4, 0]].tolist()
    assert met.tolist() == rs.meetings(ranks)[[4, 0]].tolist()


def test_units_beyond_those_compared_in_pairs_are_counted_by_group_alike():
    labels = np.random.default_rng(1).integers(-1, 3, size=(rs.COMPARED + 1, 40)).astype(np.int8)

    counts = rs.member_counts(labels, 3)

    assert counts[:60].tolist() == rs.member_counts(labels[:60], 3).tolist()
