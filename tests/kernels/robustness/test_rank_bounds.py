"""Exact best and worst ranks, against every cell of the weight triangle in exact fractions."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from ii_index.kernels.robustness.linear_programs import InfeasibleError, simplex
from ii_index.kernels.robustness.rank_bounds import Gaps, rank_bounds

small = hnp.arrays(np.int64, st.tuples(st.integers(2, 4), st.just(3)), elements=st.integers(0, 6))


def gaps_of(values):
    rows = np.asarray(values, dtype=float)[:, None] - np.asarray(values, dtype=float)[None]
    return Gaps(rows, rows, rows.min(axis=-1), rows.max(axis=-1))


def corners(values):
    """Corners of the cells into which ties cut the triangle of three weights, in fractions."""
    lines = [tuple(int(v) for v in a - b) for a, b in combinations(values, 2)]
    lines = [line for line in lines if any(line)] + [(1, 0, 0), (0, 1, 0), (0, 0, 1)]
    found = set()
    for (a, b, c), (d, e, f) in combinations(lines, 2):
        cross = (b * f - c * e, c * d - a * f, a * e - b * d)
        total = sum(cross)
        if total:
            point = tuple(Fraction(x, total) for x in cross)
            if min(point) >= 0:
                found.add(point)
    return sorted(found)


def ranks_everywhere(values):
    """Ranks at the corners, and in the middle of every pair and triple of them: every cell is met."""
    points = corners(values)
    groups = [group for size in (1, 2, 3) for group in combinations(points, size)]
    for group in groups:
        weights = [sum(axis, Fraction(0)) / len(group) for axis in zip(*group, strict=True)]
        scores = [sum((int(v) * w for v, w in zip(row, weights, strict=True)), Fraction(0)) for row in values]
        yield [1 + sum(other > own for other in scores) for own in scores]


@settings(max_examples=60, deadline=None)
@given(small)
def test_best_and_worst_ranks_are_those_of_the_cells_of_the_weight_triangle(values):
    ranks = np.array(list(ranks_everywhere(values)))

    bounds = rank_bounds(gaps_of(values), simplex(3))

    assert bounds.best.tolist() == ranks.min(axis=0).tolist()
    assert bounds.worst.tolist() == ranks.max(axis=0).tolist()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32))
def test_the_weights_given_reach_the_ranks_claimed_and_no_draw_goes_beyond(seed):
    rng = np.random.default_rng(seed)
    values = rng.random((8, 5))
    bounds = rank_bounds(gaps_of(values), simplex(5, lower=0.05))

    for unit in range(8):
        for weights, claimed in (
            (bounds.best_weights[unit], bounds.best[unit]),
            (bounds.worst_weights[unit], bounds.worst[unit]),
        ):
            scores = values @ weights
            assert weights.min() >= 0.05 - 1e-6
            assert 1 + (scores > scores[unit] + 1e-7).sum() == claimed
    drawn = values @ (0.05 + 0.75 * rng.dirichlet(np.ones(5), 2000)).T
    ranks = 1 + (drawn[None] > drawn[:, None]).sum(axis=1)
    assert (ranks.min(axis=1) >= bounds.best).all()
    assert (ranks.max(axis=1) <= bounds.worst).all()


def test_a_dominated_unit_is_never_above_its_dominator():
    bounds = rank_bounds(gaps_of([[3, 3], [2, 2], [5, 0]]), simplex(2))

    assert bounds.best.tolist() == [1, 2, 1]
    assert bounds.worst.tolist() == [2, 3, 3]


def test_of_opposite_units_one_half_is_above_whatever_the_weights():
    """Pairs (k, −1) and (−k, 1) around the origin: each has one above it, but for the weights that level a pair.

    So the origin is behind 6 of 12, or behind 5 with a pair level; a level pair does not count as above.
    """
    ratios = np.array([1, 2, 3, 5, 7, 9])
    one_way = np.column_stack([ratios, -np.ones(6)])
    values = np.vstack([[0, 0], one_way, -one_way])

    bounds = rank_bounds(gaps_of(values), simplex(2), np.array([0]))

    assert (bounds.best.tolist(), bounds.worst.tolist()) == ([6], [7])
    assert ((values @ bounds.best_weights[0]) > 1e-9).sum() == 5
    assert ((values @ bounds.worst_weights[0]) > 1e-9).sum() == 6


@pytest.mark.parametrize("scale", [1.0, 1e6, 1e-6])
@pytest.mark.parametrize(("gap", "rank"), [(0.8e-7, 1), (1.5e-7, 2)])
def test_gaps_below_a_ten_millionth_of_the_largest_are_ties(scale, gap, rank):
    values = np.array([[1.0, 1.0], [1 - gap, 1 - gap], [0, 0]]) * scale

    bounds = rank_bounds(gaps_of(values), simplex(2))

    assert bounds.best.tolist() == bounds.worst.tolist() == [1, rank, 3]


def test_fixed_weights_leave_one_rank():
    fixed = simplex(2, lower=[0.5, 0.5], upper=[0.5, 0.5])
    values = np.array([[4.0, 1], [1, 3], [3, 3]])
    rows = values[:, None] - values[None]
    exact = rows @ [0.5, 0.5]

    bounds = rank_bounds(Gaps(rows, rows, exact, exact), fixed)

    assert bounds.best.tolist() == bounds.worst.tolist() == [2, 3, 1]


def test_only_the_units_asked_about_are_bounded():
    bounds = rank_bounds(gaps_of([[1, 0], [0, 1], [2, 2]]), simplex(2), np.array([2, 0]))

    assert bounds.best.tolist() == [1, 2]
    assert bounds.best_weights.shape == (2, 2)


def test_an_empty_set_of_weights_is_refused():
    with pytest.raises(InfeasibleError):
        rank_bounds(gaps_of([[1, 0], [0, 1]]), simplex(2, upper=0.3))


def test_a_search_that_never_settles_says_so(monkeypatch):
    monkeypatch.setattr("ii_index.kernels.robustness.rank_bounds.MOST_CUTS", 0)

    with pytest.raises(ArithmeticError, match="ties could not be told from gaps"):
        rank_bounds(gaps_of([[3, 0, 0], [0, 3, 0], [0, 0, 3]]), simplex(3))


def test_bounds_looser_than_what_the_rows_reach_do_no_harm():
    """Two equal units, said to differ by up to 1 either way: neither is ever above the other."""
    rows = np.zeros((2, 2, 3))
    loose = np.array([[0.0, 1.0], [1.0, 0.0]])

    bounds = rank_bounds(Gaps(rows, rows, -loose, loose), simplex(3))

    assert (bounds.best.tolist(), bounds.worst.tolist()) == ([1, 1], [1, 1])
