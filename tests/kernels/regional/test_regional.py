"""Regional inequality, convergence, dynamics and space, each against its definition written out."""

from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from ii_index.kernels.regional import convergence, dynamics, inequality, space

VALUES = st.lists(st.integers(0, 60).map(float), min_size=4, max_size=9).filter(lambda y: sum(y) > 0)


def _labels(n, seed=0):
    rng = np.random.default_rng(seed)
    k = min(3, n)
    return np.concatenate([np.arange(k), rng.integers(0, k, n - k)])


@given(VALUES, st.integers(0, 9))
@settings(max_examples=40)
def test_dagums_parts_are_what_the_pairs_of_units_say(values, seed):
    y, labels = np.array(values), _labels(len(values), seed)
    found = inequality.dagum(y, labels)
    n, mean = len(y), y.mean()
    parts = dict.fromkeys(("within", "between", "transvariation"), 0.0)
    for j, h in product(range(labels.max() + 1), repeat=2):
        a, b = y[labels == j], y[labels == h]
        gaps = [u - v for u in a for v in b]
        level = a.mean() + b.mean()
        g = sum(map(abs, gaps)) / (len(a) * len(b) * level) if level else 0.0
        assert found.pairs[j, h] == pytest.approx(g)
        weight = g * len(a) / n * len(b) * b.mean() / (n * mean)
        if j == h:
            parts["within"] += weight
            continue
        up = sum(gap for gap in gaps if gap > 0) / len(gaps)
        down = -sum(gap for gap in gaps if gap < 0) / len(gaps)
        d = abs(up - down) / (up + down) if up + down else 0.0
        assert found.distances[j, h] == pytest.approx(d)
        parts["between"] += weight * d
        parts["transvariation"] += weight * (1 - d)

    assert (found.within, found.between, found.transvariation) == pytest.approx(tuple(parts.values()))
    assert found.total == pytest.approx(inequality.gini(y))


@given(VALUES, st.integers(0, 9))
@settings(max_examples=40)
def test_theils_parts_add_up_in_one_level_and_in_two(values, seed):
    y, labels = np.array(values), _labels(len(values), seed)
    one = inequality.theil_by_groups(y, labels)
    means = np.array([y[labels == j].mean() for j in labels])
    two = inequality.theil_two_levels(y, labels, np.minimum(labels, 1))
    outer = np.array([y[np.minimum(labels, 1) == j].mean() for j in np.minimum(labels, 1)])

    assert inequality.theil(y) == pytest.approx(
        sum(v / y.mean() * np.log(v / y.mean()) for v in y if v) / len(y)
    )
    assert one.between == pytest.approx(
        inequality.theil(means), abs=1e-12
    )  # everybody at the mean of the group
    assert one.total == pytest.approx(inequality.theil(y), abs=1e-12)
    assert two.between_outer == pytest.approx(inequality.theil(outer), abs=1e-12)
    assert two.within + two.between_inner + two.between_outer == pytest.approx(inequality.theil(y), abs=1e-12)


def test_the_scale_does_not_matter_and_a_copy_of_everybody_changes_nothing():
    y = np.array([3.0, 1.0, 8.0, 4.0])
    for measure in (inequality.gini, inequality.theil, inequality.coefficient_of_variation):
        assert measure(y * 17) == pytest.approx(measure(y))
        assert measure(np.tile(y, 2)) == pytest.approx(measure(y))


@pytest.mark.parametrize("wrong", [[1.0, -1.0], [0.0, 0.0], [1.0, np.nan], [[1.0, 2.0]]])
def test_inequality_of_what_is_no_amount_is_refused(wrong):
    with pytest.raises(ValueError, match="inequality is of values"):
        inequality.gini(wrong)


def test_an_inner_group_in_two_outer_ones_is_refused():
    with pytest.raises(ValueError, match=r"\[0\] lie in several"):
        inequality.theil_two_levels([1, 2, 3], [0, 0, 1], [0, 1, 1])
    with pytest.raises(ValueError, match="every group has units"):
        inequality.dagum([1, 2, 3], [0, 2, 2])


def test_beta_is_the_regression_of_scipy_and_hc1_the_sandwich():
    rng = np.random.default_rng(1)
    first = rng.lognormal(3, 0.5, 20)
    last = first**0.8 * rng.lognormal(0.5, 0.1, 20)
    found, robust = convergence.beta(first, last, 3), convergence.beta(first, last, 3, "HC1")
    x, y = np.log(first), np.log(last / first) / 3
    book = stats.linregress(x, y)
    design = np.column_stack([np.ones(20), x])
    bread = np.linalg.inv(design.T @ design)
    residuals = y - design @ (bread @ design.T @ y)
    sandwich = bread @ (design.T @ np.diag(residuals**2) @ design) @ bread * 20 / 18

    assert (found.slope, found.intercept) == pytest.approx((book.slope, book.intercept))
    assert (found.standard_error, found.p_value) == pytest.approx((book.stderr, book.pvalue))
    assert found.r_squared == pytest.approx(book.rvalue**2)
    assert robust.standard_error == pytest.approx(np.sqrt(sandwich[1, 1]))
    assert robust.slope == found.slope
    assert found.speed == pytest.approx(-np.log(1 + 3 * book.slope) / 3)


@pytest.mark.parametrize(
    ("first", "last"), [([1, 2, 0], [1, 1, 1]), ([1, 2, 3], [1, -1, 1]), ([2, 2, 2], [1, 2, 3])]
)
def test_convergence_refuses_zeros_and_starts_that_are_alike(first, last):
    with pytest.raises(ValueError, match=r"logarithms|convergence needs"):
        convergence.beta(first, last, 1)


def test_moves_are_counted_pair_by_pair_and_spatial_ones_add_up_to_them():
    rng = np.random.default_rng(3)
    labels = rng.integers(0, 4, (5, 12))
    around = rng.integers(1, 4, (5, 12))
    counted = np.zeros((3, 3))
    for year, unit in product(range(4), range(12)):
        before, after = labels[year, unit], labels[year + 1, unit]
        if before and after:
            counted[before - 1, after - 1] += 1

    assert dynamics.transitions(labels, 3).tolist() == counted.tolist()
    assert dynamics.spatial_transitions(labels, around, 3).sum(axis=0).tolist() == counted.tolist()
    assert np.isnan(dynamics.probabilities([[0, 0], [1, 1]])[0]).all()


def test_the_density_is_scipys_with_silvermans_bandwidth():
    rng = np.random.default_rng(4)
    y, grid = rng.normal(size=31), np.linspace(-4, 4, 41)
    found = dynamics.kernel_density(y, grid)
    middle = (np.quantile(y, 0.75) - np.quantile(y, 0.25)) / 1.34
    width = 0.9 * min(y.std(ddof=1), middle) * 31**-0.2

    assert found.bandwidth == pytest.approx(width)
    np.testing.assert_allclose(found.density, stats.gaussian_kde(y, width / y.std(ddof=1))(grid))


def _ring(n):
    w = np.zeros((n, n))
    for i in range(n):
        w[i, (i + 1) % n] = w[i, i - 1] = 1
    w[0, 2] = 1  # not symmetric any more
    return space.row_standardised(w)


def test_moran_and_geary_by_their_definitions_over_every_permutation():
    x, w = np.array([1.0, 2.0, 4.0, 8.0, 3.0]), _ring(5)

    def moran(v):
        z = v - v.mean()
        return (
            len(v)
            / w.sum()
            * sum(w[i, j] * z[i] * z[j] for i, j in product(range(5), repeat=2))
            / (z**2).sum()
        )

    def geary(v):
        z = v - v.mean()
        squares = sum(w[i, j] * (v[i] - v[j]) ** 2 for i, j in product(range(5), repeat=2))
        return 4 / (2 * w.sum()) * squares / (z**2).sum()

    every = [np.array(order) for order in permutations(x)]
    for kernel, definition, mean in ((space.moran, moran, -1 / 4), (space.geary, geary, 1.0)):
        found = kernel(x, w, 4_999, 1)
        drawn = np.array([definition(v) for v in every])
        exact = (np.abs(drawn - mean) >= abs(definition(x) - mean) - 1e-12).mean()

        assert found.statistic == pytest.approx(definition(x))
        assert found.expected == pytest.approx(drawn.mean())
        assert found.p_value == pytest.approx(exact, abs=0.03)
        assert kernel(x, w, 4_999, 1) == found


def test_local_morans_average_to_the_global_one_and_p_is_conditional():
    x, w = np.array([1.0, 2.0, 4.0, 8.0, 3.0]), _ring(5)
    found = space.local_moran(x, w, 4_999, 1)
    z = x - x.mean()
    rest = [np.array(order) for order in permutations(np.delete(z, 3))]
    own = z[3] * (w[3] @ z) / (z**2).mean()
    drawn = np.array([z[3] * (np.delete(w[3], 3) @ order) / (z**2).mean() for order in rest])
    exact = (np.abs(drawn - drawn.mean()) >= abs(own - drawn.mean()) - 1e-12).mean()

    assert found.statistic.mean() == pytest.approx(space.moran(x, w, 9).statistic)
    assert found.statistic[3] == pytest.approx(own)
    assert found.p_value[3] == pytest.approx(exact, abs=0.03)


def test_a_unit_without_neighbours_has_no_local_statistic():
    w = _ring(5)
    w[2] = 0

    assert np.isnan(space.local_moran([1, 2, 4, 8, 3], w, 99).statistic[2])
    with pytest.raises(ValueError, match="where there are any"):
        space.moran([1, 2, 3], np.zeros((3, 3)))
    with pytest.raises(ValueError, match="zero diagonal"):
        space.moran([1, 2, 3], np.eye(3))
