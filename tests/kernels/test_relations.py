"""Coupling, obstacles, grey relation, shares, memberships and consensus against their definitions."""

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ii_index.kernels import consensus, relations
from ii_index.kernels.aggregation.memberships import memberships
from ii_index.kernels.ranking import competition_ranks

SYSTEMS = st.lists(st.integers(0, 100).map(lambda u: u / 100), min_size=2, max_size=6)


@given(SYSTEMS)
@settings(max_examples=60)
def test_every_form_of_coupling_is_its_formula_lies_in_0_1_and_is_1_for_equals(scores):
    u, k = np.array(scores), len(scores)
    if u.sum() == 0:
        assert relations.coupling(u) == 0
        return
    geometric = k * np.prod(u) ** (1 / k) / u.sum()
    squared = (np.prod(u) / (u.sum() / k) ** k) ** k
    apart = sum(abs(a - b) for a, b in combinations(scores, 2)) / (k * (k - 1) / 2)
    dispersion = np.sqrt((1 - apart) * np.prod(u / u.max()) ** (1 / (k - 1)))

    for variant, value in (("geometric", geometric), ("squared", squared), ("dispersion", dispersion)):
        assert relations.coupling(u, variant) == pytest.approx(min(value, 1), abs=1e-12)
        assert relations.coupling(np.full(k, 0.3), variant) == pytest.approx(1)
    assert relations.coordination(u) == pytest.approx(np.sqrt(min(geometric, 1) * u.mean()), abs=1e-12)


def test_a_system_at_zero_gives_no_coupling_and_a_missing_one_no_answer():
    found = relations.coupling([[0.0, 0.9, 0.9], [np.nan, 0.5, 0.5]])

    assert found[0] == 0
    assert np.isnan(found[1])
    with pytest.raises(ValueError, match="from 0 to 1"):
        relations.coupling([0.5, 1.2])
    with pytest.raises(ValueError, match="two systems"):
        relations.coupling([[0.5]])


def test_levels_change_at_the_tenths_whatever_the_last_bit():
    edges = np.arange(1, 10) / 10

    assert relations.coordination_levels(edges).tolist() == list(range(2, 11))
    assert relations.coordination_levels(np.nextafter(edges, 0)).tolist() == list(range(2, 11))
    assert relations.coordination_levels(edges - 1e-6).tolist() == list(range(1, 10))


def test_obstacles_share_what_is_missing_and_leave_out_what_is_not_there():
    found = relations.obstacles([[0.5, 0.9, np.nan], [1.0, 1.0, 1.0]], [0.4, 0.4, 0.2])

    np.testing.assert_allclose(found[0], [0.2 / 0.24, 0.04 / 0.24, np.nan])
    assert np.isnan(found[1]).all()


def test_grey_grades_are_dengs():
    u = np.array([[0.2, 0.9], [0.8, 0.1], [0.5, 0.5]])
    w = [0.3, 0.7]
    gap = u.max(axis=0) - u
    expected = [
        sum(w[j] * (gap.min() + 0.5 * gap.max()) / (gap[i, j] + 0.5 * gap.max()) for j in range(2))
        for i in range(3)
    ]

    np.testing.assert_allclose(relations.grey_relation(u, w), expected)
    np.testing.assert_allclose(relations.grey_relation(u[np.newaxis], w)[0], expected)


def test_quotients_and_herfindahl_by_hand():
    values = np.array([[30.0, 10], [10, 10], [10, 30]])

    assert relations.location_quotients(values)[0].tolist() == pytest.approx([0.75 / 0.5, 0.25 / 0.5])
    assert relations.herfindahl(values).tolist() == pytest.approx([0.36 + 0.04 + 0.04] * 2)
    with pytest.raises(ValueError, match="not negative"):
        relations.herfindahl([[1, -1]])


@given(st.floats(-50, 150))
def test_memberships_of_neighbouring_grades_add_up_to_one(value):
    degrees = memberships(value, [[0, 20], [40, 60], [80, 80]])

    assert degrees.sum() == pytest.approx(1)
    assert (degrees >= 0).all()
    assert (degrees > 0).sum() <= 2


@pytest.mark.parametrize("wrong", [[[0, 1]], [[0, 2], [1, 3]], [[1, 0], [2, 3]], [0, 1]])
def test_grades_that_overlap_have_no_memberships(wrong):
    with pytest.raises(ValueError, match="plateaus"):
        memberships(1.0, wrong)


def test_consensus_counts_duels():
    rng = np.random.default_rng(3)
    ranks = competition_ranks(rng.integers(0, 5, (4, 6)).astype(float))
    points = np.zeros(6)
    duels = np.zeros(6)
    for one, other in permutations(range(6), 2):
        won, lost = (ranks[:, one] < ranks[:, other]).sum(), (ranks[:, one] > ranks[:, other]).sum()
        points[one] += won + (4 - won - lost) / 2
        duels[one] += np.sign(won - lost)
    places = [[(row < r).sum() + ((row == r).sum() + 1) / 2 for r in row] for row in ranks]

    assert consensus.borda(ranks).tolist() == points.tolist()
    assert consensus.copeland(ranks).tolist() == duels.tolist()
    assert consensus.mean_ranks(ranks).tolist() == pytest.approx(np.mean(places, axis=0).tolist())
