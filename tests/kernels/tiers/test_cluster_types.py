"""Clusters on several dimensions: brute force on few units, scipy's linkage, order by mean total."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ii_index.kernels.tiers import cluster_types as c
from ii_index.kernels.tiers.clustering import natural_breaks
from ii_index.testing.tables import digits
from tests.kernels.golden import TIERS

NAN = float("nan")
CLUSTERS = {"k_means": c.k_means, "ward": c.ward}
CORNERS = np.array([[9.0, 9.0], [1.0, 1.0], [9.0, 1.0], [8.0, 9.0], [1.0, 2.0], [8.0, 1.0]])


def within(points, labels):
    return sum(
        ((points[labels == group] - points[labels == group].mean(axis=0)) ** 2).sum()
        for group in set(labels.tolist())
    )


@pytest.mark.parametrize("cluster", CLUSTERS.values(), ids=CLUSTERS)
class TestEitherMethod:
    def test_separate_corners_are_found_and_ordered_by_mean_total(self, cluster):
        assert cluster(CORNERS, 3, CORNERS.sum(axis=1)).tolist() == [2, 0, 1, 2, 0, 1]

    def test_the_order_is_that_of_the_totals_not_of_the_dimensions(self, cluster):
        assert cluster(CORNERS, 3, -CORNERS.sum(axis=1)).tolist() == [0, 2, 1, 0, 2, 1]

    def test_a_unit_with_a_missing_dimension_is_left_out(self, cluster):
        holed = np.vstack([CORNERS, [[NAN, 5.0]]])

        assert cluster(holed, 3, [*CORNERS.sum(axis=1), NAN]).tolist() == [2, 0, 1, 2, 0, 1, -1]

    def test_a_unit_without_a_total_is_left_out_and_makes_no_cluster_the_highest(self, cluster):
        totals = CORNERS.sum(axis=1)
        totals[[1, 4]] = NAN

        assert cluster(CORNERS, 2, totals).tolist() == [1, -1, 0, 1, -1, 0]

    def test_with_fewer_distinct_units_than_clusters_each_is_a_cluster(self, cluster):
        assert cluster([[1.0], [2.0], [1.0]], 5, [1.0, 2.0, 1.0]).tolist() == [0, 1, 0]

    def test_one_unit_is_one_cluster(self, cluster):
        assert cluster([[1.0, 2.0]], 4, [3.0]).tolist() == [0]

    def test_one_cluster_holds_every_unit(self, cluster):
        assert cluster(CORNERS, 1, CORNERS.sum(axis=1)).tolist() == [0] * 6

    @pytest.mark.parametrize(("values", "k"), [([[1.0]], 0), ([[NAN]], 1)])
    def test_there_must_be_a_cluster_and_a_complete_unit(self, cluster, values, k):
        with pytest.raises(ValueError, match="one cluster or more of one complete unit or more"):
            cluster(values, k, [1.0])


@pytest.mark.parametrize("name", TIERS)
def test_k_means_on_one_dimension_is_natural_breaks(name):
    scores = np.array(TIERS[name]["values"])

    labels = c.k_means(scores[:, np.newaxis], 4, scores)

    assert labels.tolist() == natural_breaks(scores, 4).labels.tolist()


@settings(max_examples=25)
@given(drawn=digits(6, 2), spread=st.sampled_from([4, 256]), k=st.integers(1, 3))
def test_no_other_grouping_is_closer_to_its_centres(drawn, spread, k):
    points = (drawn % spread).astype(float)
    every = [within(points, np.array(labels)) for labels in product(range(k), repeat=6)]

    found = c.k_means(points, k, points.sum(axis=1))

    assert within(points, found) == pytest.approx(min(every), abs=1e-9)


def test_the_same_seed_gives_the_same_clusters():
    points = np.random.default_rng(7).random((31, 5))
    totals = points.sum(axis=1)

    first = c.k_means(points, 4, totals, seed=3)

    np.testing.assert_array_equal(c.k_means(points, 4, totals, seed=3), first)


def test_where_groupings_are_as_good_the_seed_decides_and_is_0_unless_told():
    around = np.arange(12) * np.pi / 6
    circle = np.column_stack([np.cos(around), np.sin(around)])
    found = [c.k_means(circle, 2, around, seed=seed).tolist() for seed in range(4)]

    assert c.k_means(circle, 2, around).tolist() == found[0]
    assert found[0] not in found[1:]


def test_a_unit_far_from_two_crowds_is_a_cluster_of_its_own():
    rng = np.random.default_rng(5)
    points = np.vstack([rng.random((300, 2)), rng.random((300, 2)) + np.array([100, 0]), [[108, 0]]])

    assert c.k_means(points, 3, points[:, 0]).tolist() == [0] * 300 + [1] * 300 + [2]


def test_many_crowds_are_all_found():
    crowd = np.repeat(np.arange(16), 3)
    points = np.random.default_rng(6).random((48, 2)) + 1000 * np.column_stack([crowd % 4, crowd // 4])

    assert c.k_means(points, 16, crowd).tolist() == crowd.tolist()


@pytest.mark.parametrize("origin", [0.0, 100.0])
def test_every_unit_is_nearest_to_the_centre_of_its_own_cluster(origin):
    points = np.random.default_rng(8).normal(size=(40, 3)) + origin

    labels = c.k_means(points, 15, points.sum(axis=1))

    centres = np.array([points[labels == group].mean(axis=0) for group in range(15)])
    distances = np.linalg.norm(points[:, None] - centres, axis=-1)
    assert distances.argmin(axis=1).tolist() == labels.tolist()


def test_units_too_close_for_their_squares_are_no_obstacle():
    assert c.k_means([[0.0], [1e-200], [2e-200]], 3, [1.0, 2.0, 3.0]).tolist() == [0, 0, 0]


def test_ward_merges_the_pair_that_adds_least():
    points = np.array([[0.0], [1.0], [3.0], [10.0]])

    assert c.ward(points, 3, points[:, 0]).tolist() == [0, 0, 1, 2]
    assert c.ward(points, 2, points[:, 0]).tolist() == [0, 0, 0, 1]


def test_a_search_that_is_cut_short_still_gives_k_clusters(monkeypatch):
    monkeypatch.setattr(c, "ROUNDS", 1)
    points = np.random.default_rng(7).random((31, 5))

    assert set(c.k_means(points, 4, points.sum(axis=1)).tolist()) == {0, 1, 2, 3}
