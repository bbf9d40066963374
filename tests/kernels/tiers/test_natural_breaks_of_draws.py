"""Natural breaks of draws are those of the exact routine, however close a second cut comes."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from ii_index.kernels.tiers import natural_breaks_of_draws as fast
from ii_index.kernels.tiers.natural_breaks_of_draws import natural_break_labels
from tests.kernels.golden import METHOD


def exact(scores, k):
    labels = natural_break_labels(scores.T, k)
    return np.where(labels < 0, 0, labels.max(axis=1, keepdims=True) + 1 - labels).T


@st.composite
def draws_of_scores(draw):
    """Whole numbers, so that cuts tie; nudged a little or much; some missing; on any scale."""
    shape = draw(st.tuples(st.integers(2, 12), st.integers(1, 6)))
    whole = draw(hnp.arrays(np.float64, shape, elements=st.integers(0, 20).map(float)))
    nudge = draw(st.sampled_from([0.0, 1e-13, 1e-9, 1e-6, 1e-3])) * np.random.default_rng(0).random(shape)
    missing = draw(hnp.arrays(np.bool_, shape, elements=st.booleans())) & draw(st.booleans())
    scale, origin = draw(st.sampled_from([(1.0, 0.0), (1e-6, 3.0), (1e9, -1e9)]))
    return np.where(missing, np.nan, (whole + nudge) * scale + origin)


@pytest.mark.law(examples=200)
@given(draws_of_scores(), st.integers(1, 6))
def test_the_cut_is_that_of_the_exact_routine(scores, k):
    assert np.array_equal(fast.tiers_by_natural_breaks(scores, k), exact(scores, k))


@pytest.mark.parametrize("units", [5, 31, 120])
@pytest.mark.parametrize("k", [2, 4, 6])
def test_so_it_is_for_many_random_draws_of_few_and_many_units(units, k):
    rng = np.random.default_rng(units * k)
    scores = rng.random((units, 3000)) + np.linspace(0, 2, units)[:, None] * rng.random(3000)

    assert np.array_equal(fast.tiers_by_natural_breaks(scores, k), exact(scores, k))


def test_nearly_all_ordinary_draws_are_decided_fast_and_cuts_that_tie_are_not():
    scores = np.sort(np.random.default_rng(1).random((31, 2000)), axis=0)
    tied = np.repeat(np.arange(1.0, 32)[:, None], 2, axis=1)  # 1 … 31: four best cuts

    assert fast.clear_limits(scores, 4)[1].mean() > 0.9
    assert not fast.clear_limits(tied, 4)[1].any()


def test_draws_of_hundreds_of_units_are_decided_in_double_precision_where_single_is_too_coarse():
    scores = np.sort(np.random.default_rng(1).normal(50, 15, (300, 400)), axis=0)

    assert fast.clear_limits(scores, 4)[1].mean() < 0.9
    limits, certain = fast.clear_limits(scores, 4, is_double=True)
    assert certain.all()
    assert np.array_equal(1 + (scores <= limits[:, None]).sum(axis=0), exact(scores, 4))


def test_in_double_precision_a_cut_is_clear_when_it_leads_by_more_than_its_sums_may_lose():
    units, k, step = 5, 2, 2**45
    nudges = np.unique(np.geomspace(1, 2**20, 300).astype(int))
    scores = np.arange(float(units))[:, None] * step + np.zeros(len(nudges))
    scores[-1] += nudges  # parts two cuts that tie
    total, ahead = (np.array(part) for part in zip(*map(exact_costs, scores.T), strict=True))
    lost = 2.0**-53 * k * (4 * units * np.sqrt(units) + 4 * units + 8) + 1e-12
    lead = ahead / total / lost

    certain = fast.clear_limits(scores, k, is_double=True)[1]

    assert certain[lead > 1.15].all()
    assert not certain[lead < 0.85].any()
    assert lead.min() < 0.85
    assert lead.max() > 1.15


def exact_costs(scores):
    """Total sum of squares of whole numbers, and by how much the best cut into two classes is ahead."""
    whole = [Fraction(int(score)) for score in scores]
    costs = sorted(cost(whole[:at]) + cost(whole[at:]) for at in range(1, len(whole)))
    return float(cost(whole)), float(costs[1] - costs[0])


def cost(members):
    mean = sum(members) / len(members)
    return sum((member - mean) ** 2 for member in members)


def test_scores_level_but_for_rounding_noise_are_one_class_however_they_lie():
    noisy = [[0.3, 0.3, 0.1 + 0.2], [1.0, 1.0 + 1e-13, 1.0 + 5e-13], [-7.0, -7.0 + 2e-12, -7.0 + 3e-12]]
    scores = np.array([*noisy, [1.0, 2.0, 8.0]]).T

    assert fast.tiers_by_natural_breaks(scores, 2).T.tolist() == [[1, 1, 1]] * 3 + [[2, 2, 1]]


def test_draws_far_from_zero_are_cut_where_they_would_be_cut_near_it_and_as_fast():
    scores = np.sort(np.random.default_rng(2).integers(1, 2**20, (31, 500)) / 1024, axis=0)

    limits, certain = fast.clear_limits(scores + 2.0**20, 4)

    assert certain.mean() > 0.9
    assert np.array_equal((limits - 2.0**20)[:, certain], fast.clear_limits(scores, 4)[0][:, certain])


def test_a_mean_that_is_itself_rounded_moves_no_cut():
    even = 1e9 + np.array([[0.0], [0.003], [0.006]])  # hardly apart enough not to be level
    scores = even + np.random.default_rng(3).uniform(-1e-6, 1e-6, (3, 3000))

    assert np.array_equal(fast.tiers_by_natural_breaks(scores, 2), exact(scores, 2))


def costs_of_every_cut(scores, k):
    """Sum of squared deviations within k classes of each draw, (cuts, draws)."""
    return np.array(
        [
            sum(part.var(axis=0) * len(part) for part in np.split(scores, cut))
            for cut in combinations(range(1, len(scores)), k - 1)
        ]
    )


@pytest.mark.parametrize(("units", "k"), [(3, 2), (5, 2), (8, 3), (101, 2)])
def test_a_cut_is_clear_when_it_leads_by_more_than_single_precision_may_lose(units, k):
    scores = np.arange(float(units))[:, None] + np.zeros(500)
    scores[-1] += np.geomspace(1e-7, 10, 500)  # parts two cuts that tie
    best, second = np.sort(costs_of_every_cut(scores, k), axis=0)[:2]
    lost = 2.0**-24 * k * (4 * np.sqrt(units) + 8) * scores.var(axis=0) * units
    lead = (second - best) / lost

    certain = fast.clear_limits(scores, k)[1]

    assert certain[lead > 1.15].all()
    assert not certain[lead < 0.85].any()
    assert lead.min() < 0.85
    assert lead.max() > 1.15


def test_the_published_example():
    case = METHOD["jenks"]
    scores = np.array(case["x"], dtype=float)

    tiers = fast.tiers_by_natural_breaks(scores[:, None], 4)[:, 0]

    found = [scores[tiers == tier].tolist() for tier in (4, 3, 2, 1)]
    assert found == case["k4"]["classes"]


def test_no_classes_are_refused():
    with pytest.raises(ValueError, match="not 0"):
        fast.tiers_by_natural_breaks(np.ones((2, 2)), 0)
