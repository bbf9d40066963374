"""Natural breaks: every partition tried in exact fractions, the costs of all pairs, published optima, many draws."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ii_index.kernels.ranking import competition_ranks
from ii_index.kernels.tiers.class_costs import ClassCosts
from ii_index.kernels.tiers.clustering import (
    SAME_COST,
    class_starts,
    natural_breaks,
    natural_breaks_of_counts,
)
from ii_index.kernels.tiers.natural_breaks_of_draws import natural_break_labels, tiers_by_natural_breaks
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


@pytest.mark.parametrize("gaps", [[0.6], [0.6, 0.0, 0.3], [0.4, 0.9, 1.4], [0.0, 1.1]])
@pytest.mark.parametrize("missing", [0, 3])
def test_units_of_one_rank_are_in_one_class_where_small_gaps_add_up(gaps, missing):
    steps = np.resize(gaps, 40) * 1e-12
    scores = np.concatenate([1 - steps.cumsum(), [0.5, 0.2], np.full(missing, np.nan)])
    ranks = competition_ranks(scores)

    alone = [natural_breaks(scores, k).labels for k in (2, 5, 30)]
    drawn = [natural_break_labels(np.stack([scores, scores[::-1]]), k)[0] for k in (2, 5, 30)]
    columns = [tiers_by_natural_breaks(scores[:, np.newaxis], k)[:, 0] for k in (2, 5, 30)]

    for labels in (*alone, *drawn, *columns):
        assert len(set(zip(ranks.tolist(), labels.tolist(), strict=True))) == len(set(ranks.tolist()))
    for one, other in zip(alone, drawn, strict=True):
        np.testing.assert_array_equal(one, other)


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


@given(
    values=st.lists(
        st.integers(-40, 40).map(lambda tenths: tenths / 10), min_size=1, max_size=12, unique=True
    ),
    counts=st.lists(st.integers(1, 9), min_size=12, max_size=12),
    k=st.integers(1, 5),
)
def test_scores_of_many_units_are_cut_as_the_units_are(values, counts, k):
    ordered, units = np.sort(values), np.array(counts[: len(values)])
    cut, whole = natural_breaks_of_counts(ordered, units, k), natural_breaks(np.repeat(ordered, units), k)

    assert np.repeat(cut.labels, units).tolist() == whole.labels.tolist()
    assert cut.breaks.tolist() == whole.breaks.tolist()
    assert cut.unique == whole.unique
    assert cut.goodness_of_variance_fit == pytest.approx(whole.goodness_of_variance_fit, abs=1e-12)


def test_draws_need_a_class():
    with pytest.raises(ValueError, match="not 0"):
        natural_break_labels([[1.0, 2.0]], 0)


@pytest.mark.law(examples=200)
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


def by_the_costs_of_all_classes(values, k):
    """Upper limits, fit and uniqueness from a table of units × units: squared differences of pairs, nothing lost."""
    ordered = np.sort(values)
    starts, units = class_starts(ordered), len(ordered)
    classes = min(k, np.count_nonzero(starts))
    gaps = np.maximum(ordered - ordered[:, np.newaxis], 0.0)
    pairs = np.square(gaps).cumsum(axis=1)[::-1].cumsum(axis=0)[::-1]
    size = np.arange(1.0, units + 1) - np.arange(units)[:, np.newaxis]
    costs = np.divide(pairs, size, out=np.full((units, units), np.inf), where=size > 0)
    costs[~starts] = np.inf
    tails = [costs[:, -1]]
    for _ in range(classes - 2):
        tails.append(np.minimum.reduce(costs[:, :-1] + tails[-1][1:], axis=1))
    ends, unique, least = [], True, costs[0, -1]
    for tail in reversed(tails[: classes - 1]):
        totals = costs[ends[-1] + 1 if ends else 0, :-1] + tail[1:]
        good = totals <= totals.min() * (1 + SAME_COST)
        least = least if ends else totals.min()
        ends.append(int(good.argmax()))
        unique = unique and int(np.count_nonzero(good)) == 1
    fit = 1 - least / costs[0, -1] if starts[1:].any() else 1.0
    return ordered[[*ends, units - 1]], fit, unique


SHAPES = {
    "spread": lambda rng, n: rng.normal(50, 15, n),
    "even": lambda rng, n: rng.permutation(n) * 0.1,
    "even, far from zero": lambda rng, n: 1e6 + rng.permutation(n) * 0.1,
    "far from zero": lambda rng, n: 1e9 + rng.uniform(0, 100, n),
    "few different": lambda rng, n: rng.integers(0, 10, n) / 10,
    "tied by threes": lambda rng, n: rng.integers(0, n // 3 + 1, n) * 1.0,
    "equal but for rounding": lambda rng, n: (
        rng.choice(rng.random(n // 3 + 1), n) * (1 + rng.normal(0, 1e-14, n))
    ),
    "clustered": lambda rng, n: rng.choice([0.0, 1e6, -1e6], n) + rng.normal(0, 0.01, n),
    "symmetric": lambda rng, n: np.outer([1, -1], rng.random(n // 2 + 1)).ravel(),
    "skewed": lambda rng, n: rng.lognormal(0, 3, n),
    "beside outliers": lambda rng, n: np.append(rng.random(n), [1e9, 1e9 + 1, 1e9 + 3, -1e9]),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("units", [2, 9, 31, 160, 161, 162, 400])
def test_cuts_are_those_of_the_table_of_all_classes(shape, units):
    values = shape(np.random.default_rng(units), units)

    for k in range(1, 7):
        found = natural_breaks(values, k)

        breaks, fit, unique = by_the_costs_of_all_classes(values, k)
        assert found.breaks.tolist() == breaks.tolist()
        assert found.unique is unique
        assert found.goodness_of_variance_fit == pytest.approx(fit, abs=1e-12)
        assert found.labels.tolist() == [np.count_nonzero(value > breaks) for value in values]


@pytest.mark.law(examples=200)
@given(
    drawn=digits(220, 2),
    spread=st.sampled_from([12, 200, 1000, 2**16]),
    offset=st.sampled_from([0, 7, 10**6]),
)
def test_more_scores_than_are_looked_at_together_are_cut_as_by_the_table(drawn, spread, offset):
    values = (offset + drawn @ [256, 1] % spread) / 10

    found = natural_breaks(values, 4)

    breaks, _, unique = by_the_costs_of_all_classes(values, 4)
    assert found.breaks.tolist() == breaks.tolist()
    assert found.unique is unique


@pytest.mark.law(examples=200)
@given(drawn=digits(9), scale=st.sampled_from([1e-200, 1.0, 3e7, 1e290]), outlier=st.sampled_from([0, 10**9]))
def test_the_cost_of_every_class_is_that_of_exact_fractions(drawn, scale, outlier):
    levels = np.unique(np.append(drawn, outlier)).astype(np.float64) * scale
    costs = ClassCosts(levels, np.ones(len(levels), dtype=np.bool_))
    first, end = np.triu_indices(len(levels) + 1, 1)

    found = costs.exact(first, end)

    exact = [squares([Fraction(value) for value in levels[i:j]]) for i, j in zip(first, end, strict=True)]
    whole = found[(first == 0) & (end == len(levels))][0]
    expected = [float(cost / (max(exact) or 1)) * whole for cost in exact]
    assert found == pytest.approx(expected, rel=1e-13, abs=1e-29 * whole)


def test_scores_whose_squares_no_number_can_hold_are_cut():
    assert natural_breaks([-8e307, 8e307, 7.5e307], 2).labels.tolist() == [0, 1, 1]
    assert natural_breaks([0.0, 5e-324, 1.0], 2).labels.tolist() == [0, 0, 1]


def test_ten_thousand_scores_have_breaks_halfway_between_the_means_of_their_classes():
    """A necessary condition of the optimum (Lloyd): each score lies nearest to the mean of its own class."""
    values = np.random.default_rng(3).lognormal(size=10_000)

    found = natural_breaks(values, 5)

    means = np.array([values[found.labels == label].mean() for label in range(5)])
    assert (np.abs(values[:, np.newaxis] - means).argmin(axis=1) == found.labels).all()
    assert found.unique
