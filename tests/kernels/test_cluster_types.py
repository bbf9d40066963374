"""Clusters on several dimensions: brute force on few units, scipy's linkage, order by mean total."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ii_index.kernels import cluster_types as c
from ii_index.kernels.clustering import natural_breaks
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

    def test_with_fewer_distinct_units_than_clusters_each_is_a_cluster(self, cluster):
        assert cluster([[1.0], [2.0], [1.0]], 5, [1.0, 2.0, 1.0]).tolist() == [0, 1, 0]

    def test_one_unit_is_one_cluster(self, cluster):
        assert cluster([[1.0, 2.0]], 4, [3.0]).tolist() == [0]

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


def test_ward_merges_the_pair_that_adds_least():
    points = np.array([[0.0], [1.0], [3.0], [10.0]])

    assert c.ward(points, 3, points[:, 0]).tolist() == [0, 0, 1, 2]
    assert c.ward(points, 2, points[:, 0]).tolist() == [0, 0, 0, 1]


def test_a_search_that_is_cut_short_still_gives_k_clusters(monkeypatch):
    monkeypatch.setattr(c, "ROUNDS", 1)
    points = np.random.default_rng(7).random((31, 5))

    assert set(c.k_means(points, 4, points.sum(axis=1)).tolist()) == {0, 1, 2, 3}
