"""Agreement and separation of groupings against exact fractions, and against pairs counted one by one."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ii_index.kernels.tiers import partitions
from ii_index.kernels.tiers.clustering import natural_breaks
from tests.kernels.golden import METHOD

ARI, SILHOUETTE, JENKS = METHOD["ARI"], METHOD["silhouette"], METHOD["jenks"]
groupings = st.integers(2, 8).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(0, 3), min_size=n, max_size=n)] * 2)
)


def by_pairs(a, b):
    """Hubert & Arabie's index from the definition: pairs together in both, in one, in the other."""
    pairs = list(combinations(range(len(a)), 2))
    in_a = [a[i] == a[j] for i, j in pairs]
    in_b = [b[i] == b[j] for i, j in pairs]
    both = sum(x and y for x, y in zip(in_a, in_b, strict=True))
    expected = sum(in_a) * sum(in_b) / len(pairs)
    most = (sum(in_a) + sum(in_b)) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


@pytest.mark.parametrize(("key", "exact"), [("ex1", 4 / 7), ("ex2", 8 / 33)])
def test_the_adjusted_rand_index_is_the_exact_fraction(key, exact):
    assert partitions.adjusted_rand_index(ARI[key]["a"], ARI[key]["b"]) == pytest.approx(exact, abs=1e-15)


@pytest.mark.law(examples=200)
@given(groupings)
def test_the_adjusted_rand_index_counts_pairs(pair):
    assert partitions.adjusted_rand_index(*pair) == pytest.approx(by_pairs(*pair), abs=1e-12)


@pytest.mark.law
@given(groupings)
def test_agreement_is_symmetric_and_ignores_the_names_of_groups(pair):
    a, b = (np.array(side) for side in pair)

    assert partitions.adjusted_rand_index(a, b) == pytest.approx(partitions.adjusted_rand_index(b, a))
    assert partitions.adjusted_rand_index(3 - a, b) == pytest.approx(partitions.adjusted_rand_index(a, b))
    assert partitions.adjusted_rand_index(a, a) == 1


def test_a_batch_of_groupings_is_compared_one_by_one():
    batch = np.random.default_rng(0).integers(0, 4, (5, 2, 10))

    agreements = partitions.adjusted_rand_index(batch, batch[0, 0])

    assert agreements.shape == (5, 2)
    assert agreements[3, 1] == pytest.approx(by_pairs(batch[3, 1], batch[0, 0]))


def test_silhouettes_are_the_exact_ones():
    found = partitions.silhouette(SILHOUETTE["x"], SILHOUETTE["labels"])

    assert found == pytest.approx(SILHOUETTE["s"], abs=1e-15)
    assert found.mean() == pytest.approx(SILHOUETTE["mean"])


def silhouettes_by_definition(points, labels):
    def mean_distance(i, members):
        return sum(np.linalg.norm(points[i] - points[j]) for j in members) / len(members)

    for i, own in enumerate(labels):
        groups = {
            label: [j for j, other in enumerate(labels) if other == label and j != i] for label in labels
        }
        a, b = (
            mean_distance(i, groups.pop(own)),
            min(mean_distance(i, members) for members in groups.values()),
        )
        yield (b - a) / max(a, b)


@pytest.mark.parametrize("dimensions", [1, 2, 5])
def test_silhouettes_follow_their_definition_in_groups_of_any_size(dimensions):
    points = np.random.default_rng(dimensions).random((12, dimensions))
    labels = [4, 7, 4, 1, 1, 4, 4, 7, 4, 1, 4, 7]

    found = partitions.silhouette(points, labels)

    assert found == pytest.approx(list(silhouettes_by_definition(points, labels)), rel=1e-12)


def test_units_that_all_coincide_are_no_closer_to_their_own_group():
    assert partitions.silhouette([5.0, 5.0, 5.0, 5.0], [0, 0, 1, 1]).tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("labels", [[], [0], [3]])
def test_groupings_without_a_pair_agree(labels):
    assert partitions.adjusted_rand_index(np.array(labels, dtype=int), np.zeros(len(labels), dtype=int)) == 1


def test_groups_of_any_number_are_compared():
    assert partitions.adjusted_rand_index([7, 7, 100, 2], [9, 9, 0, 0]) == pytest.approx(4 / 7, abs=1e-15)


def test_a_unit_alone_in_its_group_has_silhouette_0_and_a_misplaced_one_a_negative():
    found = partitions.silhouette([[0.0, 0.0], [0.0, 1.0], [9.0, 9.0], [0.0, 0.5]], [0, 0, 1, 2])

    assert found[2] == 0
    assert found[3] == 0
    assert partitions.silhouette([0, 1, 10, 11, 9], [0, 0, 1, 1, 0])[4] < 0


def test_goodness_of_variance_fit_is_the_published_one():
    assert natural_breaks(JENKS["x"], 4).goodness_of_variance_fit == pytest.approx(JENKS["k4"]["gvf"])


def test_one_group_has_no_silhouette():
    with pytest.raises(ValueError, match="two groups"):
        partitions.silhouette([1.0, 2.0], [0, 0])
