"""Coupling, obstacles, grades, shares, many methods, statistics: what they say of an index, by hand."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import ii_index as ii
from ii_index.analysis.concentration import concentration
from ii_index.analysis.coupling import coupling
from ii_index.analysis.fuzzy_evaluation import fuzzy_evaluation
from ii_index.analysis.groups import groups, shares_of_values
from ii_index.analysis.many_methods import compare_methods
from ii_index.analysis.obstacles import obstacles
from ii_index.analysis.statistics import statistics, top
from ii_index.errors import DataError, UnknownLabelError
from ii_index.kernels.aggregation.fuzzy import composition
from tests.construction.examples import framework, leaf, panel, parent

ROOT = Path(__file__).parents[2]
NAN = np.nan
TREE = framework(
    parent("p", leaf("a", weight=3), leaf("b", weight=1)), parent("q", leaf("c"), leaf("d")), units="any"
)
VALUES = np.array([[10.0, 40, 70, 20], [90, 60, 30, 80], [50, 80, 60, NAN], [30, 20, 90, 60]])


@pytest.fixture(scope="module")
def index():
    recipe = ii.Recipe(normalisation="none", imputation="renormalise")
    return ii.compose(panel(TREE, np.stack([VALUES, VALUES[::-1]]), (2021, 2022)), recipe)


@pytest.fixture(scope="module")
def provinces():
    return ii.compose(ii.read_panel(ROOT / "examples" / "provinces.csv"))


def test_coupling_of_the_dimensions_uses_their_weights_and_of_two_indices_equal_ones(index):
    found = coupling(index)
    p, q = index.scores(2021, "p") / 100, index.scores(2021, "q") / 100
    c = 2 * np.sqrt(p * q) / (p + q)

    np.testing.assert_allclose(found.coordination()[0], np.sqrt(c * (p + q) / 2))
    assert found.frame("units", 2021)["lagging"].tolist().count("p") == (p < q).sum()
    both = coupling(index, other=index)
    total = index.levels[0][..., 0] / 100
    np.testing.assert_allclose(both.coordination(), np.sqrt(total))
    with pytest.raises(DataError, match="E_COUPLING_SYSTEMS"):
        coupling(index, ["p"])
    with pytest.raises(UnknownLabelError):
        coupling(index, ["p", "nothing"])


def test_scores_without_a_full_mark_have_no_coupling_and_no_obstacles(provinces):
    z = ii.compose(provinces.panel, provinces.recipe.replace(normalisation="z_score"))

    for ask in (coupling, obstacles):
        with pytest.raises(DataError, match="E_NO_FULL_MARK"):
            ask(z)


def test_obstacles_add_up_and_name_the_largest_first(index):
    found = obstacles(index, 2021)
    w = np.array([0.375, 0.125, 0.25, 0.25])
    missing = w * (1 - VALUES / 100)

    np.testing.assert_allclose(found.degrees, missing / np.nansum(missing, axis=1, keepdims=True))
    row = dict(zip(found.table("main").column("code"), found.table("main").rows, strict=True))["a"]
    assert row[2].en == "a"
    sums = found.frame("dimensions").loc["a", ["p", "q"]].sum()
    assert sums == pytest.approx(1)


@pytest.mark.parametrize("operator", ["weighted_average", "max_product", "max_min", "bounded_sum"])
def test_grades_are_composed_up_the_tree_by_every_operator(index, operator):
    found = fuzzy_evaluation(index, 2021, operator=operator, nodes=[90, 60, 40, 10])

    def degrees(z):
        ends = [90, 60, 40, 10]
        return [np.interp(z, ends[::-1], np.eye(4)[place][::-1]) for place in range(4)]

    p = composition([0.75, 0.25], [degrees(10.0), degrees(40.0)], operator=operator)
    q = composition([0.5, 0.5], [degrees(70.0), degrees(20.0)], operator=operator)
    np.testing.assert_allclose(found.composed[0], composition([0.5, 0.5], [p, q], operator=operator))
    alone = composition([1.0], [degrees(60.0)], operator=operator)  # d is missing: c has its weight
    upper = composition([0.75, 0.25], [degrees(50.0), degrees(80.0)], operator=operator)
    np.testing.assert_allclose(found.composed[2], composition([0.5, 0.5], [upper, alone], operator=operator))
    np.testing.assert_allclose(found.normalised().sum(axis=1), 1)


def test_nodes_from_the_data_are_quantiles_and_those_given_must_descend(index, provinces):
    found = fuzzy_evaluation(provinces)
    scores = provinces.normalised.reshape(-1, provinces.normalised.shape[-1])

    np.testing.assert_allclose(found.plateaus[0, :, 0], np.quantile(scores[:, 0], [1, 2 / 3, 1 / 3, 0]))
    for nodes, shape in (
        ([90, 95, 40, 10], "triangle"),
        ([90, 60], "triangle"),
        ([90, 80, 80, 10, 9, 8, 7, 6], "trapezoid"),
    ):
        with pytest.raises(DataError, match="E_FUZZY_NODES"):
            fuzzy_evaluation(index, nodes=nodes, shape=shape)


def test_six_provinces_hold_three_quarters_of_software_and_a_third_of_stations(provinces):
    six = groups(provinces, 2023, {"six": ["北京", "上海", "江苏", "浙江", "山东", "广东"]})
    held = {row[0]: row[2] for row in shares_of_values(six).rows}
    found = concentration(provinces, 2023).frame()

    assert held["base_stations_5g"] == pytest.approx(0.3476, abs=5e-5)
    assert held["software_revenue"] == pytest.approx(0.7650, abs=5e-5)
    shares = provinces.panel.values[-1, :, 0] / provinces.panel.values[-1, :, 0].sum()
    assert found.loc["base_stations_5g", "herfindahl"] == pytest.approx((shares**2).sum())
    assert found.loc["base_stations_5g", "largest_3"] == pytest.approx(np.sort(shares)[-3:].sum())


def test_shares_leave_out_what_does_not_add_up_and_name_it(provinces):
    """Computers per 100 employees and a share in percent; an indicator over a denominator has raw totals."""
    six = groups(provinces, 2023, {"six": ["北京", "上海"]})
    ratios = {"computers_per_100_employees", "ecommerce_firm_share"}
    for table in (shares_of_values(six), concentration(provinces).table("indicators")):
        assert not ratios & set(table.column(table.columns[0].key))
        assert len(table.rows) == 23
        assert "每百人使用计算机数、有电子商务交易活动的企业数比重" in table.notes[0].zh


def test_quotients_want_one_unit_of_measurement(provinces):
    found = concentration(provinces)

    assert len(found.table("quotients", ["it_service_revenue", "software_product_revenue"]).rows) == 31
    for wrong in (["it_service_revenue"], ["it_service_revenue", "base_stations_5g"]):
        with pytest.raises(DataError, match="E_QUOTIENT_UNITS"):
            found.table("quotients", wrong)


def test_the_top_of_every_dimension_is_its_ranking_ties_included(index):
    table = top(index, 2021, count=2)
    rows = [row for row in table.rows if row[0] == "p"]

    assert [row[3] for row in rows] == ["b", "c"]
    assert {row[0] for row in table.rows} == {"root", "p", "q"}
    with pytest.raises(UnknownLabelError):
        top(index, level=9)


def test_the_top_keeps_the_halves_of_places_that_are_shared():
    """Equal scores at the places 2 and 3 have rank 2.5, which was cut to 2."""
    leaves = [{"id": "x", "name": "X"}]
    framework = ii.Framework(id="own", name="Own", units="any", ranks={"ties": "mean"}, children=leaves)
    values = np.array([[[4.0], [2.0], [2.0], [1.0]]])
    shared = ii.compose(ii.Panel(framework, (2021,), ("a", "b", "c", "d"), values), ii.Recipe())

    assert [row[2] for row in top(shared, count=3).rows if row[0] == "root"] == [1.0, 2.5, 2.5]


def test_many_methods_are_those_composed_one_by_one(provinces):
    found = compare_methods(provinces, 2023)
    equal = ii.compose(provinces.panel, provinces.recipe.replace(weighting="equal"))

    assert found.keys[:2] == ("own", "equal")
    assert found.ranks()[1].tolist() == equal.ranks(2023).tolist()
    assert found.correlations()[1, 0] == pytest.approx(stats.spearmanr(*found.scores[:2]).statistic)
    assert set(found.dependent()) == {u for u, s in zip(provinces.units, found.span(), strict=True) if s >= 3}
    assert not found.failed


def test_a_method_that_the_data_do_not_allow_is_named_and_left_out(index):
    found = compare_methods(
        index, 2021, {"fine": index.recipe.replace(weighting="equal"), "log": ii.Recipe()}
    )

    assert found.keys == ("own", "fine")
    assert [note.code for note in found.failed] == ["N_METHOD_LEFT_OUT"]
    assert found.failed[0].details["name"].en == "log"


def test_statistics_of_an_indicator_are_numpys_and_flags_say_what_stands_out():
    column = np.array([0.0, 0, 0, 0, 0, 0, 2, NAN])
    made = framework(leaf("a"), leaf("b"), units="any")
    table = np.column_stack([column, np.arange(8.0)])
    found = statistics(ii.compose(panel(made, table), ii.Recipe(imputation="renormalise"))).frame()
    known = column[:-1]

    assert found.loc["a", ["missing", "zeros", "distinct", "same"]].tolist() == [1 / 8, 6, 2, 6 / 7]
    assert found.loc["a", ["mean", "sd"]].tolist() == pytest.approx([known.mean(), known.std(ddof=1)])
    assert found.loc["b", ["q25", "median"]].tolist() == pytest.approx([1.75, 3.5])
    assert found.loc["a", "flags"] == "many zeros, many alike, outlying"
    assert pd.isna(found.loc["b", "flags"])  # nothing stands out


@pytest.mark.parametrize(
    ("method", "book"),
    [("pearson", stats.pearsonr), ("spearman", stats.spearmanr), ("kendall", stats.kendalltau)],
)
def test_correlations_of_any_two_sets_have_scipys_p_values(provinces, method, book):
    found, p_values = statistics(provinces).correlation("level2", "foundation", method)
    first, second = provinces.levels[2][-1][:, 0], provinces.scores(2023, "platform")
    both = ~np.isnan(first) & ~np.isnan(second)
    at = list(provinces.framework.tree.children("foundation")).index("platform")

    expected = book(first[both], second[both])
    assert (found[0, at], p_values[0, at]) == pytest.approx((expected.statistic, expected.pvalue))


def test_correlations_reach_denominators_and_raw_values_and_list_each_pair_once(index):
    made = framework(
        leaf("a", denominator="pop"), leaf("b"), units="any", denominators=[{"id": "pop", "name": "Pop"}]
    )
    values = np.random.default_rng(1).uniform(1, 2, (1, 9, 2))
    pop = np.random.default_rng(2).uniform(1, 2, (1, 9, 1))
    units = tuple("abcdefghi")
    asked = statistics(ii.compose(ii.Panel(made, (2021,), units, values, denominators=pop)))

    found, _ = asked.correlation("values", "denominators")
    assert found[0, 0] == pytest.approx(np.corrcoef(values[0, :, 0] / pop[0, :, 0], pop[0, :, 0])[0, 1])
    assert len(asked.table("pairs", first="values", second="values").rows) == 1
    with pytest.raises(UnknownLabelError, match="E_UNKNOWN_SET"):
        statistics(index).table("pairs", first="denominators")
