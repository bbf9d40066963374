"""Natural breaks: every partition tried in exact fractions, published optima, and a thousand draws at once."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ii_index.kernels.tiers.clustering import natural_breaks
from ii_index.kernels.tiers.natural_breaks_of_draws import natural_break_labels
from ii_index.testing.tables import digits
from tests.kernels.golden import METHOD, TIERS, tier_cases

NAN = float("nan")
SPREADS = st.sampled_from([4, 16, 256])


def squares(members):
    mean = Fraction(sum(members), len(members))
    return sum((value - mean) ** 2 for value in members)


def every_partition(values, k):
    """Cost and upper limits of each way to cut the distinct values into k classes."""
    distinct = sorted(set(values))
    for cuts in combinations(distinct[:-1], min(k, len(distinct)) - 1):
        uppers = (*cuts, distinct[-1])
        lowers = (distinct[0] - 1, *cuts)
        classes = [[v for v in values if low < v <= high] for low, high in zip(lowers, uppers, strict=True)]
        yield sum(map(squares, classes)), uppers


def scores(units):
    """Whole scores, of few values or many."""
    return st.tuples(digits(units), SPREADS).map(lambda drawn: (drawn[0] % drawn[1]).tolist())


@pytest.mark.law
@given(values=st.integers(1, 9).flatmap(scores), k=st.integers(1, 5))
def test_no_other_partition_is_better_and_ties_go_to_the_smallest_upper_limits(values, k):
    partitions = list(every_partition(values, k))
    least = min(cost for cost, _ in partitions)
    best = [uppers for cost, uppers in partitions if cost == least]

    found = natural_breaks(values, k)

    assert found.breaks.tolist() == list(min(best))
    assert found.unique is (len(best) == 1)
    assert found.labels.tolist() == [sum(value > upper for upper in min(best)) for value in values]
    total = squares(values)
    assert found.goodness_of_variance_fit == pytest.approx(
        float(1 - least / total) if total else 1.0, abs=1e-12
    )


@pytest.mark.parametrize(("name", "k"), tier_cases())
def test_published_scores_are_cut_at_their_optimum(name, k):
    case = TIERS[name]
    optima = case[f"k{k}"]["optimal"]

    found = natural_breaks(case["values"], k)

    assert found.breaks.tolist() == min(optimum["upper"] for optimum in optima)
    assert found.labels.tolist() == optima[0]["labels"]
    assert found.goodness_of_variance_fit == pytest.approx(optima[0]["gvf"], abs=1e-12)
    assert found.unique is (len(optima) == 1)


@pytest.mark.parametrize("k", [2, 3, 4])
def test_eight_numbers_are_cut_as_by_hand(k):
    case = METHOD["jenks"]

    found = natural_breaks(case["x"], k)

    assert found.breaks.tolist() == [members[-1] for members in case[f"k{k}"]["classes"]]
    assert found.goodness_of_variance_fit == pytest.approx(case[f"k{k}"]["gvf"], rel=1e-12)


def test_equally_spaced_scores_have_four_optima_and_say_so():
    found = natural_breaks(np.arange(1, 32), 4)

    assert found.breaks.tolist() == [7, 15, 23, 31]
    assert not found.unique


def test_equal_scores_are_never_split_nor_is_rounding_noise():
    found = natural_breaks([0.3, 0.1 + 0.2, 0.7, 0.8], 4)

    assert found.labels.tolist() == [0, 0, 1, 2]
    assert natural_break_labels([[0.3, 0.1 + 0.2, 0.7, 0.8]], 4).tolist() == [[0, 0, 1, 2]]


def test_noise_is_measured_by_the_largest_score_on_either_side_of_zero():
    for values in ([0.0, 0.3, 0.1 + 0.2], [-0.3, -0.1 - 0.2, 0.0], [1e-3, 1.0, 1.0 + 5e-13]):
        found = natural_breaks(values, 3)

        assert len(found.breaks) == 2
        assert natural_break_labels(values, 3).tolist() == found.labels.tolist()


def test_scores_that_are_all_equal_make_one_class_that_fits():
    found = natural_breaks([0.3, 0.1 + 0.2, 0.3], 2)

    assert found.labels.tolist() == [0, 0, 0]
    assert found.goodness_of_variance_fit == 1.0
    assert found.unique


def test_one_class_of_different_scores_explains_nothing():
    assert natural_breaks([1.0, 2.0], 1).goodness_of_variance_fit == 0.0


def test_units_without_a_score_are_left_out():
    found = natural_breaks([NAN, 1.0, 9.0, NAN, 2.0], 2)

    assert found.labels.tolist() == [-1, 0, 1, -1, 0]


def test_small_differences_beside_an_outlier_are_seen():
    values = [0.0, 1.0, 5.0, 6.0, 1e9]

    assert natural_breaks(values, 3).labels.tolist() == [0, 0, 1, 1, 2]
    assert natural_break_labels(values, 3).tolist() == [0, 0, 1, 1, 2]


@pytest.mark.parametrize(("values", "k"), [([1.0, 2.0], 0), ([NAN, NAN], 2), ([], 2)])
def test_there_must_be_a_score_and_a_class(values, k):
    with pytest.raises(ValueError, match="one class or more of one score or more"):
        natural_breaks(values, k)


def test_draws_need_a_class():
    with pytest.raises(ValueError, match="not 0"):
        natural_break_labels([[1.0, 2.0]], 0)


@pytest.mark.law
@given(drawn=digits(40, 8), spread=SPREADS, gaps=digits(40, 8), k=st.integers(1, 5))
def test_draws_are_cut_as_one_by_one(drawn, spread, gaps, k):
    draws = np.where(gaps % 8 == 7, NAN, drawn % spread / 10)

    labels = natural_break_labels(draws, k)

    for row, found in zip(draws, labels, strict=True):
        alone = np.full(8, -1) if np.isnan(row).all() else natural_breaks(row, k).labels
        np.testing.assert_array_equal(found, alone)


def test_more_draws_than_a_block_are_cut_as_one_by_one():
    draws = np.random.default_rng(2023).normal(50, 15, size=(1500, 31))

    labels = natural_break_labels(draws.reshape(3, 500, 31), 4).reshape(1500, 31)

    for row in (0, 1, 1023, 1024, 1499):
        np.testing.assert_array_equal(labels[row], natural_breaks(draws[row], 4).labels)


def test_a_result_cannot_be_changed():
    with pytest.raises(AttributeError):
        natural_breaks([1.0, 2.0], 2).unique = False
