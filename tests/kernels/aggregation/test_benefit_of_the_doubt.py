"""Benefit of the doubt, against exact fractions and the best of all shares."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ii_index.kernels.aggregation.benefit_of_the_doubt import benefit_among, benefit_of_the_doubt
from tests.kernels.golden import METHOD

BOD = METHOD["BoD"]
NAMES = tuple(BOD["points"])
POINTS = np.array([BOD["points"][name] for name in NAMES], dtype=float)


def best_by_shares(table, low, high):
    """Scores of two dimensions, the first having a share between two limits.

    A share a means weights s a / x_1 and s (1 - a) / x_2; no unit is above 1 for s = 1 / max (a y_1 / x_1 +
    (1 - a) y_2 / x_2). That maximum of straight lines is least at a limit or where two of them cross.
    """
    for own in table:
        ends = table / own
        slopes, starts = ends[:, 0] - ends[:, 1], ends[:, 1]
        crossings = [
            (starts[j] - starts[i]) / (slopes[i] - slopes[j])
            for i, j in combinations(range(len(table)), 2)
            if slopes[i] != slopes[j]
        ]
        shares = [low, high, *(a for a in crossings if low < a < high)]
        yield 1 / min((slopes * a + starts).max() for a in shares)


def test_scores_are_the_exact_fractions():
    assert benefit_of_the_doubt(POINTS) == pytest.approx([BOD["score"][name] for name in NAMES], abs=1e-9)


@settings(max_examples=25)
@given(st.integers(0, 2**32))
def test_no_unit_gains_by_another_choice_of_weights(seed):
    rng = np.random.default_rng(seed)
    x = rng.random((6, 3)) + 0.05
    scores = benefit_of_the_doubt(x)
    w = rng.dirichlet(np.ones(3), 300)
    tried = x @ w.T / (x @ w.T).max(axis=0)

    assert (tried.max(axis=1) <= scores + 1e-7).all()
    assert scores.max() == pytest.approx(1)


@pytest.mark.parametrize(
    ("bounds", "first"),
    [
        ({}, (0, 1)),
        ({"least_share": 0.25}, (0.25, 0.75)),
        ({"largest_share": 0.6}, (0.4, 0.6)),
        ({"least_share": [0.7, 0]}, (0.7, 1)),
        ({"least_share": [0, 0.7]}, (0, 0.3)),
        ({"largest_share": [0.2, 1]}, (0, 0.2)),
        ({"largest_share": [1, 0.2]}, (0.8, 1)),
        ({"least_share": [0.1, 0.2], "largest_share": [0.75, 0.5]}, (0.5, 0.75)),
        ({"least_share": 0.5, "largest_share": 0.5}, (0.5, 0.5)),
        ({"least_share": [0.25, 0.75]}, (0.25, 0.25)),
        ({"largest_share": [0.25, 0.75]}, (0.25, 0.25)),
    ],
)
def test_every_unit_has_the_best_score_that_shares_within_their_bounds_give(bounds, first):
    assert benefit_of_the_doubt(POINTS, **bounds) == pytest.approx(
        list(best_by_shares(POINTS, *first)), rel=1e-9
    )


def test_a_unit_may_have_nothing_in_a_dimension():
    """Weights of at most 1/4 and 1/2, both at once: 2/4 + 1/2 = 1."""
    assert benefit_of_the_doubt([[4, 0], [2, 1], [0, 2], [1, 1]]) == pytest.approx([1, 1, 1, 0.75])


@pytest.mark.parametrize(
    ("table", "shares"),
    [
        ([[1, -1], [1, 1]], {}),
        ([[0, 0], [1, 1]], {}),
        ([[1, np.nan], [1, 1]], {}),
        ([[1, 1], [1, 2]], {"least_share": 0.6}),
        ([[1, 1], [1, 2]], {"largest_share": 0.4}),
        ([[1, 1], [1, 2]], {"least_share": [0.6, 0], "largest_share": [0.5, 1]}),
    ],
)
def test_negative_values_empty_units_and_impossible_shares_are_refused(table, shares):
    with pytest.raises(ValueError, match=r"needs|no shares"):
        benefit_of_the_doubt(table, **shares)


@pytest.mark.parametrize("shape", [(1, 1), (2, 3), (7, 2), (12, 4), (31, 3), (40, 6)])
@pytest.mark.parametrize("kind", ["tied", "apart"])
def test_the_best_weights_are_those_of_a_linear_programme_a_unit(shape, kind):
    from scipy.optimize import linprog

    rng = np.random.default_rng(shape[0])
    values = (
        rng.integers(0, 5, shape)
        if kind == "tied"
        else rng.uniform(0.1, 9, shape) * 10.0 ** np.arange(shape[1])
    )
    values = values[values.any(axis=1)].astype(float)
    shares = values / np.where(values.any(axis=0), values.max(axis=0), 1.0)
    best = [-linprog(-own, A_ub=shares, b_ub=np.ones(len(shares))).fun for own in shares]

    assert benefit_of_the_doubt(values) == pytest.approx(best, abs=1e-9)


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.integers(0, 8), st.integers(1, 4), st.booleans())
def test_a_row_among_others_is_scored_as_one_unit_of_them_all(seed, count, dimensions, tied):
    rng = np.random.default_rng(seed)
    table = (
        rng.integers(0, 4, (count + 3, dimensions)).astype(float)
        if tied
        else rng.random((count + 3, dimensions))
    )
    rows, others = table[:3][table[:3].any(axis=1)], table[3:]
    counted = others[others.any(axis=1)]
    for bounds in ({}, {"least_share": 0.2 / dimensions}):
        alone = [benefit_of_the_doubt(np.vstack([row, counted]), **bounds)[0] for row in rows]

        assert benefit_among(rows, others, **bounds) == pytest.approx(alone, abs=1e-9)
