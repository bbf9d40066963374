"""Weights from the data alone: reference cases, and what every method must satisfy."""

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ii_index.kernels.weighting import decision_table
from ii_index.kernels.weighting import objective_weights as methods
from ii_index.kernels.weighting.principal_weights import pointing_back, varimax

pytestmark = pytest.mark.processor

GOLDEN = Path(__file__).parents[2] / "golden" / "weights"
CASES = {
    name: json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    for name in (
        "critic_diakoulaki1995",
        "entropy_elsayed2017",
        "prov31x19_minmax",
        "prov31x19_one_negative",
        "std_jahan_edwards2013",
    )
}
GOLDEN_METHODS = {
    "entropy": methods.entropy,
    "entropy_minmax_shift_1e4": methods.entropy_of_min_max,
    "critic": methods.critic,
    "critic_all_benefit": lambda values, _: methods.critic(values),
    "std_raw": methods.standard_deviation_of_values,
    "std_minmax": methods.standard_deviation,
    "var_minmax": methods.variance,
    "cv": methods.coefficient_of_variation,
    "gini": methods.gini,
    "cilos": methods.cilos,
    "idocriw": methods.idocriw,
    "merec": methods.merec,
    "angle": methods.angle,
    "pca_pc1": methods.pca,
    "pca_cn_kaiser": methods.pca_kaiser,
    "pca_oecd_varimax": methods.pca_oecd,
    "pca_oecd_unrotated": lambda values, direction: methods.pca_oecd(values, direction, rotate=False),
}
PUBLIC = {name: getattr(methods, name) for name in methods.__all__}


def refused(expected):
    return expected is None or expected[0] is None


CELLS = [(case, key) for case in CASES for key in GOLDEN_METHODS]


@pytest.mark.parametrize(
    ("case", "key"), [cell for cell in CELLS if not refused(CASES[cell[0]]["computed"][cell[1]])]
)
def test_weights_of_the_reference_cases(case, key):
    book = CASES[case]
    weights = GOLDEN_METHODS[key](np.array(book["matrix"]), book["types"])

    # The reference stops rotating when the criterion stands still: right to the root of a float's precision.
    allowed = 1e-7 if key == "pca_oecd_varimax" else 1e-9
    np.testing.assert_allclose(weights, book["computed"][key], rtol=0, atol=allowed)


@pytest.mark.parametrize(
    ("case", "key"), [cell for cell in CELLS if refused(CASES[cell[0]]["computed"][cell[1]])]
)
def test_formulas_that_cannot_take_the_values_refuse_them_by_column(case, key):
    values = np.array(CASES[case]["matrix"])
    limit = 0 if key == "merec" else -1e-300
    first = np.flatnonzero((values <= limit).any(axis=0))[0]

    with pytest.raises(ValueError, match=rf"columns? {first}\b"):
        GOLDEN_METHODS[key](values, CASES[case]["types"])


@pytest.mark.parametrize("case", ["critic_diakoulaki1995", "entropy_elsayed2017", "std_jahan_edwards2013"])
def test_weights_as_published(case):
    book = CASES[case]
    tolerance = 0.5 * 10.0 ** -book["published_decimals"]

    for key, printed in book["published"].items():
        assert book["published_check"][key]["agrees"]
        weights = GOLDEN_METHODS[key](np.array(book["matrix"]), book["types"])
        np.testing.assert_allclose(weights, printed, atol=tolerance * 1.01)


def test_a_direction_changes_critic():
    book = CASES["prov31x19_one_negative"]
    honoured = methods.critic(book["matrix"], book["types"])

    assert np.abs(honoured - methods.critic(book["matrix"])).max() > 0.06


tables = arrays(
    float, st.tuples(st.integers(3, 8), st.integers(2, 5)), elements=st.integers(1, 1000).map(float)
)
every_method = pytest.mark.parametrize("name", PUBLIC)


def weigh(name, values, direction=None):
    """Weights, or None where the method says that the values leave it nothing to go by."""
    try:
        return PUBLIC[name](values, direction)
    except ValueError as refusal:
        if any(words in str(refusal) for words in ("finds no information", "not determined", "mixed signs")):
            return None
        raise


@pytest.mark.law(examples=200)
@every_method
@given(values=tables, data=st.data())
def test_weights_are_not_negative_and_sum_to_one(name, values, data):
    direction = data.draw(arrays(float, values.shape[1], elements=st.sampled_from([-1.0, 1.0])))
    weights = weigh(name, values, direction)

    if weights is not None:
        assert (weights >= 0).all()
        assert weights.sum() == pytest.approx(1, abs=1e-12)


@every_method
@given(values=tables, order=st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_the_order_of_units_does_not_matter(name, values, order):
    rows = list(range(len(values)))
    order.shuffle(rows)
    weights, shuffled = weigh(name, values), weigh(name, values[rows])

    if weights is not None and name not in {
        "cilos",
        "idocriw",
        "pca",
        "pca_kaiser",
        "pca_oecd",
        "scatter_degree",
    }:  # ties
        np.testing.assert_allclose(shuffled, weights, atol=1e-9)


@every_method
def test_a_constant_indicator_gets_nothing_and_spoils_nothing(name):
    rng = np.random.default_rng(3)
    values = rng.uniform(1, 2, (12, 4))
    values[:, 2] = 7.0
    weights = PUBLIC[name](values, [1, -1, 1, 1])

    assert np.isfinite(weights).all()
    assert weights.sum() == pytest.approx(1, abs=1e-12)
    assert weights[2] == (0 if name != "equal" else 0.25)


@every_method
def test_where_nothing_varies_there_is_nothing_to_weigh(name):
    if name == "equal":
        assert methods.equal(np.ones((4, 3))).tolist() == [1 / 3] * 3
        return
    with pytest.raises(ValueError, match="no information"):
        PUBLIC[name](np.ones((4, 3)))


WHOLE_ROWS = ["merec", "cilos", "idocriw", "scatter_degree"]
BY_COLUMN = sorted(PUBLIC.keys() - {*WHOLE_ROWS, "critic", "pca", "pca_kaiser", "pca_oecd", "equal"})


@pytest.mark.parametrize("name", WHOLE_ROWS)
def test_methods_that_compare_rows_refuse_a_missing_cell_by_column(name):
    with pytest.raises(ValueError, match="weights from data need every cell; column 1"):
        PUBLIC[name]([[1, 2], [2, np.nan], [3, 1]])


@pytest.mark.parametrize("name", BY_COLUMN)
def test_a_column_with_gaps_is_judged_by_the_cells_it_has(name):
    """Information of a column does not depend on the others: pairs of columns without gaps show each share."""
    full = np.random.default_rng(5).uniform(1, 9, (9, 3))
    gaps = full.copy()
    gaps[[1, 4], 1] = np.nan
    weights = PUBLIC[name](gaps, [1, -1, 1])
    short = full[~np.isnan(gaps[:, 1])]
    with_first = PUBLIC[name](np.column_stack([short[:, 1], short[:, 1]]), [-1, -1])
    alone = PUBLIC[name](full[:, [0, 2]], [1, 1])

    assert with_first.tolist() == pytest.approx([0.5, 0.5])
    assert weights[0] / weights[2] == pytest.approx(alone[0] / alone[1], rel=1e-12)
    assert weights[1] / weights[0] == pytest.approx(
        _information(name, short[:, 1], -1) / _information(name, full[:, 0], 1)
    )


def _information(name, x, sign):
    """The definition of each rule for one column without gaps."""
    z = (x - x.min()) / np.ptp(x)
    z = z if sign > 0 else 1 - z
    shifted = z + 1e-4

    def divergence(v):
        return 1 + (v / v.sum() * np.log(v / v.sum())).sum() / np.log(len(v))

    return {
        "angle": lambda: np.arccos(x.sum() / np.sqrt(len(x) * (x**2).sum())),
        "coefficient_of_variation": lambda: x.std() / x.mean(),
        "entropy": lambda: divergence(x),
        "entropy_of_min_max": lambda: divergence(shifted),
        "gini": lambda: np.abs(x[:, None] - x).sum() / (2 * len(x) ** 2 * x.mean()),
        "inverse_standard_deviation": lambda: 1 / x.std(),
        "standard_deviation": z.std,
        "standard_deviation_of_values": x.std,
        "variance": z.var,
        "variance_of_values": x.var,
    }[name]()


def test_a_correlation_is_taken_over_the_rows_that_both_columns_have():
    x = np.random.default_rng(8).normal(size=(11, 3))
    x[[2, 5], 0] = np.nan
    x[[5, 7, 9], 2] = np.nan
    expected = np.eye(3)
    for i, j in combinations(range(3), 2):
        both = ~np.isnan(x[:, i]) & ~np.isnan(x[:, j])
        expected[i, j] = expected[j, i] = np.corrcoef(x[both, i], x[both, j])[0, 1]

    np.testing.assert_allclose(decision_table.correlation(x), expected, atol=1e-12)
    scores = (x - np.nanmin(x, axis=0)) / (np.nanmax(x, axis=0) - np.nanmin(x, axis=0))
    information = np.nanstd(scores, axis=0) * (1 - expected).sum(axis=1)
    np.testing.assert_allclose(methods.critic(x), information / information.sum(), atol=1e-12)


def test_correlations_that_no_table_could_have_are_refused_with_the_columns_that_lack_cells():
    x = np.full((9, 3), np.nan)
    x[0:3, [0, 1]] = [[0, 0], [1, 1], [2, 2]]
    x[3:6, [1, 2]] = [[0, 0], [1, 1], [2, 2]]
    x[6:9, [0, 2]] = [[0, 2], [1, 1], [2, 0]]  # a moves with b, b with c, and a against c

    with pytest.raises(ValueError, match="contradict one another; columns 0, 1, 2"):
        methods.pca(x)


def test_the_scatter_degree_by_its_definition():
    rng = np.random.default_rng(2)
    panel = rng.uniform(1, 2, (3, 8, 1)) + rng.uniform(0, 0.3, (3, 8, 4)) + np.arange(3).reshape(3, 1, 1)
    h = np.zeros((4, 4))
    for year in panel:
        z = (year - year.mean(axis=0)) / year.std(axis=0)
        h += z.T @ z
    vector = np.abs(np.linalg.eigh(h)[1][:, -1])

    np.testing.assert_allclose(methods.scatter_degree(panel), vector / vector.sum(), atol=1e-12)
    np.testing.assert_allclose(
        methods.scatter_degree(panel * [1, 10, 100, 0.1]), vector / vector.sum(), atol=1e-12
    )
    turned = methods.scatter_degree(panel * [1, 1, -1, 1], [1, 1, -1, 1])
    np.testing.assert_allclose(turned, vector / vector.sum(), atol=1e-12)


def test_the_scatter_degree_refuses_an_indicator_that_contradicts_the_others():
    with pytest.raises(ValueError, match="mixed signs; column 2"):
        methods.scatter_degree([[1, 2, 9], [2, 4, 7], [3, 7, 5], [4, 8, 1]])


def test_pca_tells_which_loadings_point_back():
    values = [[1, 2, 9], [2, 4, 7], [3, 7, 5], [4, 8, 1]]

    assert pointing_back(values).tolist() == [False, False, True]
    assert pointing_back(values, [1, 1, -1]).tolist() == [False, False, False]
    assert pointing_back(values, kaiser=True).tolist() == [False, False, True]


def test_inverse_deviations_drop_a_constant_first():
    weights = methods.inverse_standard_deviation([[1, 2, 7], [3, 2, 8], [5, 2, 9]])  # deviations 2 : 0 : 1

    assert weights.tolist() == pytest.approx([1 / 3, 0, 2 / 3])


@every_method
@pytest.mark.parametrize("direction", [[1], [1, 0], [1, 2]])
def test_a_direction_is_plus_or_minus_one_for_each_indicator(name, direction):
    with pytest.raises(ValueError, match="direction is"):
        PUBLIC[name]([[1, 2], [2, 3]], direction)


@every_method
def test_one_unit_is_no_table(name):
    with pytest.raises(ValueError, match="at least two units"):
        PUBLIC[name]([[1, 2]])


@pytest.mark.parametrize(
    "name",
    ["critic", "standard_deviation", "variance", "entropy_of_min_max", "pca", "pca_kaiser", "pca_oecd"],
)
@given(values=tables)
@settings(max_examples=25)
def test_methods_on_scores_ignore_the_unit_of_measurement(name, values):
    if (np.ptp(values, axis=0) == 0).any():
        return
    weights, rescaled = weigh(name, values), weigh(name, values * 1000 + 7)

    if weights is not None and name in {"critic", "standard_deviation", "variance", "entropy_of_min_max"}:
        np.testing.assert_allclose(rescaled, weights, atol=1e-6)


@pytest.mark.parametrize("name", ["entropy", "coefficient_of_variation", "gini", "angle", "merec"])
@given(values=tables)
@settings(max_examples=25)
def test_methods_on_ratios_ignore_the_scale_but_not_the_zero_point(name, values):
    weights, rescaled = weigh(name, values), weigh(name, values * 1000)

    if weights is not None:
        np.testing.assert_allclose(rescaled, weights, atol=1e-9)


def test_entropy_by_its_definition():
    values = np.array([[1.0, 2.0], [3.0, 2.5], [4.0, 9.0]])
    shares = values / values.sum(axis=0)
    information = 1 + (shares * np.log(shares)).sum(axis=0) / np.log(3)

    np.testing.assert_allclose(methods.entropy(values), information / information.sum(), rtol=1e-12)


MIXED = np.array([[1.0, 8.0, 3.0], [2.0, 4.0, 5.0], [4.0, 2.0, 5.0], [3.0, 1.0, 2.0]])
TURNED = [1, -1, 1]


def test_merec_by_its_definition():
    n = 3
    best = [[1 / x, y / 8, 2 / z] for x, y, z in MIXED]  # N: min/x, and x/max where less is better

    def performance(row, without=None):
        return np.log(1 + sum(abs(np.log(row[j])) for j in range(n) if j != without) / n)

    effects = [sum(abs(performance(row, j) - performance(row)) for row in best) for j in range(n)]

    np.testing.assert_allclose(methods.merec(MIXED, TURNED), np.array(effects) / sum(effects), rtol=1e-12)


def test_cilos_by_its_definition():
    gains = MIXED.copy()
    gains[:, 1] = gains[:, 1].min() / gains[:, 1]
    r = gains / gains.sum(axis=0)
    a = np.array([r[r[:, i] == r[:, i].max()].mean(axis=0) for i in range(3)])  # two units share the best z
    p = np.array([[(a[j, j] - a[i, j]) / a[j, j] for j in range(3)] for i in range(3)])
    weights = methods.cilos(MIXED, TURNED)

    np.testing.assert_allclose(p @ weights, p.sum(axis=0) * weights, atol=1e-14)
    both = methods.entropy(MIXED) * weights
    np.testing.assert_allclose(methods.idocriw(MIXED, TURNED), both / both.sum(), rtol=1e-12)


def test_cilos_of_two_weighs_each_by_what_its_best_unit_loses_on_the_other():
    # at the best of x, y falls from 8 to 2 (3/4); at the best of y, x falls from 4 to 3 (1/4)
    assert methods.cilos([[4, 2], [3, 8]]).tolist() == pytest.approx([0.75, 0.25])


def test_cilos_takes_zeros_only_where_more_is_better():
    values = [[0.0, 3.0], [2.0, 0.0], [1.0, 1.0]]

    assert methods.cilos(values).sum() == pytest.approx(1)
    with pytest.raises(ValueError, match="positive values where less is better; column 1"):
        methods.cilos(values, [1, -1])


def test_perfectly_agreeing_indicators_leave_critic_nothing_to_weigh():
    with pytest.raises(ValueError, match="CRITIC finds no information"):
        methods.critic([[1, 10], [2, 20], [3, 30]])


def test_a_unit_that_is_best_everywhere_leaves_cilos_undetermined():
    with pytest.raises(ValueError, match="the same unit is best"):
        methods.cilos([[9, 9, 9], [1, 2, 3], [2, 1, 1]])


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("without_loadings", [[], [2, 5]])
def test_varimax_finds_no_worse_a_rotation_than_any_angle_tried(seed, without_loadings):
    loadings = np.random.default_rng(seed).uniform(-1, 1, (6, 2))
    lengths = np.sqrt(np.square(loadings).sum(axis=1, keepdims=True))
    loadings[without_loadings] = 0

    def spread(rotated):
        return np.square(rotated / lengths).var(axis=0).sum()

    def turned(angle):
        return loadings @ np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])

    best = max(spread(turned(angle)) for angle in np.linspace(0, np.pi / 2, 721))
    found = varimax(loadings)

    np.testing.assert_allclose(np.square(found).sum(axis=1), np.square(loadings).sum(axis=1), atol=1e-9)
    assert spread(found) >= best


def test_one_indicator_takes_all_the_weight_of_critic():
    assert methods.critic([[1.0], [2.0], [4.0]]).tolist() == [1.0]


@pytest.mark.parametrize("name", ["standard_deviation_of_values", "coefficient_of_variation", "gini"])
def test_two_columns_weigh_as_their_spreads_do(name):
    """0, 2, 4 and 3, 3, 6: deviations 2 and √3, means 2 and 4, mean differences 16/9 and 12/9."""
    spreads = {
        "standard_deviation_of_values": (2, 3**0.5),
        "coefficient_of_variation": (1, 3**0.5 / 4),
        "gini": (16 / 9 / 2, 12 / 9 / 4),
    }[name]

    weights = PUBLIC[name]([[0, 3], [2, 3], [4, 6]])

    assert weights[0] / weights[1] == pytest.approx(spreads[0] / spreads[1])


def test_a_column_hardly_apart_from_the_equal_one_has_an_angle():
    for seed in range(40):
        values = np.ones((20, 2))
        values[0, 0] = 5
        values[:, 1] += np.random.default_rng(seed).random(20) * 1e-9

        assert methods.angle(values) == pytest.approx([1, 0], abs=1e-6)


ONE_CONSTANT = np.array([[5.0, 1.0, 9.0], [5.0, 3.0, 5.0], [5.0, 2.0, 7.0]])


def test_a_constant_column_scores_0_in_either_direction():
    assert decision_table.min_max_scores(ONE_CONSTANT, np.array([-1, 1, -1])).tolist() == [
        [0, 0, 0],
        [0, 1, 1],
        [0, 0.5, 0.5],
    ]


def test_a_constant_column_correlates_with_itself_alone():
    np.testing.assert_allclose(
        decision_table.correlation(ONE_CONSTANT), [[1, 0, 0], [0, 1, -1], [0, -1, 1]], atol=1e-15
    )


def test_a_constant_column_diverges_from_nothing():
    assert decision_table.divergence(ONE_CONSTANT)[0] == 0
    assert (decision_table.divergence(ONE_CONSTANT)[1:] > 0).all()


NOISY = {
    "0.1 + 0.2": [0.1 + 0.2, 0.3, 0.3],
    "quotients": [0.7 / 2.1, 1 / 3, 0.1 / 0.3],
    "large": [1e9, np.nextafter(1e9, 2e9), 1e9],
}
UNDETERMINED = {
    "two columns": [[1, 1], [1, -1], [-1, 1], [-1, -1]],
    "three columns": [[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]],
    "two pairs": [[1, 1, 1, 1], [1, 1, -1, -1], [-1, -1, 1, 1], [-1, -1, -1, -1]],
}


@pytest.mark.parametrize("name", [name for name in PUBLIC if name != "equal"])
@pytest.mark.parametrize("noise", NOISY)
def test_a_column_constant_but_for_its_last_bits_weighs_nothing(name, noise):
    values = np.column_stack([NOISY[noise], [1.0, 2.0, 4.0], [9.0, 1.0, 2.0]])

    if name == "scatter_degree":
        values[:, 2] = [1.0, 2.0, 9.0]  # it refuses what contradicts

    weights = PUBLIC[name](values)

    assert weights[0] == 0
    assert weights.sum() == pytest.approx(1)


def test_units_tied_for_best_but_for_the_last_bit_are_tied_for_cilos():
    exact = np.array([[0.3, 2.0, 5.0], [0.3, 1.0, 6.0], [0.1, 3.0, 1.0]])
    noisy = exact.copy()
    noisy[0, 0] = 0.1 + 0.2

    assert methods.cilos(noisy) == pytest.approx(methods.cilos(exact), rel=1e-9)


@pytest.mark.parametrize("name", ["pca", "pca_kaiser"])
@pytest.mark.parametrize("case", UNDETERMINED)
def test_components_that_any_mixture_could_replace_are_refused(name, case):
    with pytest.raises(ValueError, match="not determined"):
        PUBLIC[name](np.array(UNDETERMINED[case], dtype=float))


@pytest.mark.parametrize("case", UNDETERMINED)
def test_rotated_components_need_no_order_among_equals(case):
    values = np.array(UNDETERMINED[case], dtype=float)

    assert methods.pca_oecd(values) == pytest.approx(np.full(values.shape[1], 1 / values.shape[1]))


def test_varimax_leaves_no_plane_in_which_another_angle_is_better():
    """Kaiser's criterion, tried at small angles either way in every plane of two factors."""
    rng = np.random.default_rng(4)
    loadings = rng.normal(size=(9, 4))
    rotated = varimax(loadings)
    lengths = np.linalg.norm(loadings, axis=1, keepdims=True)

    def criterion(table):
        squared = np.square(table / lengths)
        return np.square(squared).mean(axis=0).sum() - np.square(squared.mean(axis=0)).sum()

    assert np.linalg.norm(rotated, axis=1) == pytest.approx(lengths[:, 0])
    assert rotated @ rotated.T == pytest.approx(loadings @ loadings.T)
    assert criterion(rotated) > criterion(loadings)
    for first, second in combinations(range(4), 2):
        for angle in (-0.01, 0.01, np.pi / 4):
            tried = rotated.copy()
            cosine, sine = np.cos(angle), np.sin(angle)
            tried[:, first] = cosine * rotated[:, first] + sine * rotated[:, second]
            tried[:, second] = cosine * rotated[:, second] - sine * rotated[:, first]
            assert criterion(tried) <= criterion(rotated) + 1e-15
