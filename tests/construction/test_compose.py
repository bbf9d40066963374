"""The engine: what a panel and a recipe make."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import ii_index as ii
from ii_index.reporting.documents.ranking import ranking
from tests.construction.examples import framework, leaf, panel, parent

NAN = float("nan")
TWO_BY_TWO = framework(
    parent("A", leaf("a1"), leaf("a2"), weight=3), parent("B", leaf("b1"), leaf("b2"), weight=1)
)
UNEVEN = framework(
    leaf("x", weight=1),
    parent("Y", leaf("y1", weight=2), parent("Z", leaf("z1"), leaf("z2"), weight=1), weight=1),
)


def tables(units=6, indicators=4, low=-1e6, high=1e6):
    cells = st.floats(low, high, allow_subnormal=False)
    return arrays.arrays(float, (units, indicators), elements=cells).filter(
        lambda table: (np.ptp(table, axis=0) > 1e-3).all()
    )


def test_a_total_is_the_weighted_mean_of_its_dimensions():
    index = ii.compose(panel(TWO_BY_TWO, [[0, 0, 0, 0], [1, 0, 1, 1], [2, 1, 2, 2]]))

    assert index.scores(node="A").tolist() == [0, 25, 100]
    assert index.scores(node="B").tolist() == [0, 50, 100]
    assert index.scores().tolist() == [0, 0.75 * 25 + 0.25 * 50, 100]


def test_a_shallow_leaf_is_carried_down_to_the_deeper_levels():
    index = ii.compose(panel(UNEVEN, [[0, 0, 0, 0], [10, 0, 10, 0], [10, 10, 10, 10]]))

    assert index.framework.tree.levels == (("root",), ("x", "Y"), ("x", "y1", "Z"), ("x", "y1", "z1", "z2"))
    assert index.scores(node="Z").tolist() == [0, 50, 100]
    assert index.scores(node="Y") == pytest.approx([0, 50 / 3, 100])
    assert index.scores() == pytest.approx([0, 0.5 * 100 + 0.5 * 50 / 3, 100])
    assert index.weights.nested == pytest.approx(
        {"x": 1 / 2, "Y": 1 / 2, "y1": 1 / 3, "Z": 1 / 6, "z1": 1 / 12, "z2": 1 / 12}
    )


@given(tables())
def test_aggregating_leaves_equals_aggregating_sub_indices(table):
    index = ii.compose(panel(TWO_BY_TWO, table))
    leaves = np.array([index.weights.nested[node] for node in index.panel.indicators])

    assert index.scores() == pytest.approx(index.normalised[0] @ leaves, abs=1e-9)


@given(tables(), st.floats(1e-3, 1e3), st.floats(-1e3, 1e3))
def test_scores_ignore_the_unit_of_measurement(table, scale, shift):
    index = ii.compose(panel(TWO_BY_TWO, table))
    other = ii.compose(panel(TWO_BY_TWO, table * scale + shift))

    assert other.scores() == pytest.approx(index.scores(), abs=1e-4)


@given(tables(), st.permutations(range(6)))
def test_ranks_ignore_the_order_of_units(table, order):
    ranks = ii.compose(panel(TWO_BY_TWO, table)).ranks()
    shuffled = ii.compose(panel(TWO_BY_TWO, table[order])).ranks()

    assert shuffled.tolist() == ranks[order].tolist()


@given(tables(), st.integers(0, 5), st.integers(0, 3), st.floats(0, 1e6))
def test_raising_one_indicator_never_lowers_its_unit_s_score_between_frozen_bounds(
    table, unit, indicator, gain
):
    index = ii.compose(panel(TWO_BY_TWO, table))
    raised = table.copy()
    raised[unit, indicator] += gain
    again = ii.compose(panel(TWO_BY_TWO, raised), fitted=index.fitted)

    assert again.scores()[unit] >= index.scores()[unit] - 1e-9


@given(tables(low=1, high=1e3))
def test_the_geometric_total_never_exceeds_the_arithmetic(table):
    recipe = ii.Recipe.provincial(normalisation={"kind": "min_max", "range": (1, 100)})
    arithmetic = ii.compose(panel(TWO_BY_TWO, table), recipe).scores()
    geometric = ii.compose(panel(TWO_BY_TWO, table), recipe.replace(aggregation="geometric")).scores()

    assert (geometric <= arithmetic + 1e-9).all()


@given(tables())
def test_composing_an_index_s_own_panel_and_recipe_gives_the_index(table):
    index = ii.compose(panel(TWO_BY_TWO, table))

    assert ii.compose(index.panel, index.recipe).equals(index)


def test_a_negative_direction_turns_the_score_around():
    definition = framework(leaf("good"), leaf("bad", direction="negative"))
    index = ii.compose(panel(definition, [[0, 0], [5, 5], [10, 10]]))

    assert index.normalised[0].tolist() == [[0, 100], [50, 50], [100, 0]]


def test_the_base_year_is_100_and_falls_count_as_gains_where_less_is_better():
    definition = framework(leaf("up", weight=1), leaf("down", weight=1, direction="negative"))
    index = ii.compose(
        panel(definition, [[[50, 8]], [[75, 4]]], years=(2020, 2021)), ii.Recipe.national(2020)
    )

    assert index.scores(2020).tolist() == [100]
    assert index.normalised[1].tolist() == [[150, 200]]


def test_a_laspeyres_index_is_the_weighted_mean_of_relatives():
    definition = framework(leaf("a", weight=0.5), leaf("b", weight=0.3), leaf("c", weight=0.2))
    index = ii.compose(
        panel(definition, [[[50, 200, 8]], [[75, 220, 16]]], years=(0, 1)), ii.Recipe.national(0)
    )

    assert index.normalised[1, 0] == pytest.approx([150, 110, 200])
    assert index.scores(1) == pytest.approx([148.0])  # golden: method_values.json, laspeyres


def test_with_several_years_bounds_are_pooled_and_the_index_says_so():
    definition = framework(leaf("a"))
    index = ii.compose(panel(definition, [[[0], [5]], [[5], [10]]], years=(2022, 2023)))

    assert index.normalised[..., 0].tolist() == [[0, 50], [50, 100]]
    assert [note.code for note in index.notes] == ["N_BOUNDS_POOLED"]


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [("year", [[0, 100], [0, 100]]), ("pooled", [[0, 50], [50, 100]]), (2022, [[0, 100], [100, 200]])],
)
def test_bounds_may_be_those_of_each_year_of_all_years_or_of_one(bounds, expected):
    definition = framework(leaf("a"))
    recipe = ii.Recipe.provincial(normalisation={"kind": "min_max", "bounds": bounds})
    index = ii.compose(panel(definition, [[[0], [5]], [[5], [10]]], years=(2022, 2023)), recipe)

    assert index.normalised[..., 0].tolist() == expected


def test_bounds_fitted_on_one_panel_serve_another():
    definition = framework(leaf("a"), leaf("b"))
    first = ii.compose(panel(definition, [[0, 0], [10, 4]], years=(2021,)))
    later = ii.compose(panel(definition, [[5, 2], [20, 4]], years=(2023,)), fitted=first.fitted)

    assert later.normalised[0].tolist() == [[50, 50], [200, 100]]


def test_bounds_of_a_year_that_is_not_there_list_those_that_are():
    recipe = ii.Recipe.provincial(normalisation={"kind": "min_max", "bounds": 2019})
    with pytest.raises(ii.UnknownLabelError, match="it has 2023"):
        ii.compose(panel(framework(leaf("a")), [[1], [2]]), recipe)


def test_missing_cells_are_all_listed_and_nothing_is_computed():
    with pytest.raises(ii.DataError) as caught:
        ii.compose(panel(TWO_BY_TWO, [[1, NAN, 3, 4], [2, 3, NAN, 5], [0, 0, 0, 0]]))

    places = [(finding.code, finding.unit, finding.column) for finding in caught.value.findings]
    assert places == [("E_MISSING_VALUE", "a", "a2"), ("E_MISSING_VALUE", "b", "b1")]


def test_renormalising_gives_a_missing_cell_s_weight_to_its_siblings():
    table = [[0, 0, 0, 0], [10, NAN, 5, 10], [10, 10, 10, NAN], [NAN, NAN, NAN, 10]]
    index = ii.compose(panel(TWO_BY_TWO, table), ii.Recipe.provincial(imputation="renormalise"))

    assert index.scores(node="A")[1] == 100
    assert index.scores(node="B")[1] == 75
    assert index.scores()[1] == pytest.approx(0.75 * 100 + 0.25 * 75)
    assert index.coverage[0][0, :, 0].tolist() == [1, 0.625, 0.875, 0.125]
    assert np.isnan(index.scores()[3])  # an eighth of the weight is below the threshold of one half
    assert index.ranks().tolist() == [3, 2, 1, 0]
    assert index.low_coverage() == ("b", "d")


def test_the_threshold_is_met_when_it_is_met_exactly():
    definition = framework(*(leaf(f"x{i}", weight=0.1) for i in range(10)))
    table = np.vstack([np.zeros(10), np.ones(10), [1] * 5 + [NAN] * 5])
    index = ii.compose(panel(definition, table), ii.Recipe.provincial(imputation="renormalise"))

    assert index.scores()[2] == 100


def test_a_constant_indicator_is_refused_by_name_and_year():
    definition = framework(leaf("same"), leaf("other"))
    recipe = ii.Recipe.provincial(normalisation={"kind": "min_max", "bounds": "year"})
    with pytest.raises(ii.DataError) as caught:
        ii.compose(panel(definition, [[[1, 1], [2, 2]], [[3, 1], [3, 2]]], years=(2022, 2023)), recipe)

    (finding,) = caught.value.findings
    assert (finding.code, finding.column, finding.details["years"]) == (
        "E_CONSTANT_INDICATOR",
        "same",
        [2023],
    )


def test_a_constant_indicator_may_be_given_the_midpoint():
    recipe = ii.Recipe.provincial(normalisation={"kind": "min_max", "constant": "midpoint"})
    index = ii.compose(panel(framework(leaf("same"), leaf("other")), [[7, 0], [7, 1]]), recipe)

    assert index.normalised[0].tolist() == [[50, 0], [50, 100]]


def test_a_logarithm_of_what_is_not_positive_is_refused_by_name():
    definition = framework(leaf("total", transform="log"), leaf("ratio"))
    with pytest.raises(ii.DataError) as caught:
        ii.compose(panel(definition, [[0, 0], [-1, 1], [2, 2]]))

    assert [(f.code, f.unit, f.found) for f in caught.value.findings] == [
        ("E_LOG_NOT_POSITIVE", "a", "0"),
        ("E_LOG_NOT_POSITIVE", "b", "-1"),
    ]


def test_an_indicator_is_divided_by_its_denominator():
    definition = framework(
        leaf("x", denominator="population"), denominators=[{"id": "population", "name": "Population"}]
    )
    cells = np.array([[[10.0], [10.0], [30.0]]])
    divisors = np.array([[[10.0], [5.0], [10.0]]])
    index = ii.compose(ii.Panel(definition, (2023,), ("a", "b", "c"), cells, divisors))

    assert index.normalised[0, :, 0].tolist() == [0, 50, 100]


def test_a_denominator_that_is_missing_or_zero_is_refused():
    definition = framework(
        leaf("x", denominator="population"), denominators=[{"id": "population", "name": "Population"}]
    )
    divisors = np.array([[[0.0], [NAN], [10.0]]])
    with pytest.raises(ii.DataError) as caught:
        ii.compose(ii.Panel(definition, (2023,), ("a", "b", "c"), np.ones((1, 3, 1)), divisors))

    assert [finding.code for finding in caught.value.findings] == ["E_DENOMINATOR", "E_DENOMINATOR"]


def test_the_remedy_of_a_geometric_mean_of_zeros_is_named():
    with pytest.raises(ii.DataError, match=r"1, 100"):
        ii.compose(
            panel(TWO_BY_TWO, [[0, 1, 0, 1], [1, 0, 1, 0]]), ii.Recipe.provincial(aggregation="geometric")
        )


def test_each_level_may_have_a_mean_of_its_own():
    recipe = ii.Recipe.provincial(normalisation="none", aggregation=["geometric", "arithmetic"])
    index = ii.compose(panel(TWO_BY_TWO, [[4, 6, 20, 60]]), recipe)

    assert index.scores()[0] == pytest.approx(5**0.75 * 40**0.25)


def test_as_many_means_as_levels_or_one():
    with pytest.raises(ii.FrameworkError, match="2 levels"):
        ii.compose(panel(TWO_BY_TWO, [[1, 2, 3, 4]]), ii.Recipe.provincial(aggregation=["arithmetic"] * 3))


def test_a_sub_indicator_without_indicators_is_pruned_and_named():
    definition = framework(parent("A", leaf("a1"), weight=1), parent("empty", weight=3))
    index = ii.compose(panel(definition, [[0], [1]]))

    assert index.weights.local == {"A": 1.0, "a1": 1.0}
    assert [(note.code, note.column) for note in index.notes] == [("N_PRUNED", "empty")]


def test_an_indicator_may_have_a_normalisation_of_its_own():
    definition = framework(leaf("free"), leaf("fixed", normalisation="goalposts", goalposts=[0, 200]))
    index = ii.compose(panel(definition, [[1, 50], [3, 150]]))

    assert index.normalised[0].tolist() == [[0, 25], [100, 75]]


def test_goalposts_that_are_not_there_are_asked_for_by_name():
    with pytest.raises(ii.DataError) as caught:
        ii.compose(
            panel(framework(leaf("a"), leaf("b")), [[1, 2]]), ii.Recipe.provincial(normalisation="goalposts")
        )

    assert [(finding.code, finding.column) for finding in caught.value.findings] == [
        ("E_NO_GOALPOSTS", "a"),
        ("E_NO_GOALPOSTS", "b"),
    ]


def test_results_cannot_be_changed():
    index = ii.compose(panel(TWO_BY_TWO, [[0, 0, 0, 0], [1, 1, 1, 1]]))

    with pytest.raises(ValueError, match="read-only"):
        index.levels[0][0, 0, 0] = 1


def test_a_ranking_is_ordered_by_rank_with_unscored_units_last():
    table = [[0, 0, 0, 0], [1, 1, 1, 1], [NAN, NAN, NAN, 1], [1, 1, 1, 1]]
    frame = ii.compose(panel(TWO_BY_TWO, table), ii.Recipe.provincial(imputation="renormalise")).frame()

    assert list(frame.index) == ["b", "d", "a", "c"]
    assert frame["rank"].tolist()[:3] == [1, 1, 3]
    assert frame["rank"].isna().tolist() == [False, False, False, True]
    assert list(frame.columns) == ["unit", "rank", "score", "A", "B", "coverage"]


def test_what_was_done_to_the_data_is_said_by_indicator():
    table = [[1, 5, NAN], [2, NAN, NAN], [3, 7, NAN], [4, 9, NAN]]
    definition = framework(leaf("a"), leaf("b"), leaf("c"))
    index = ii.compose(panel(definition, table), ii.Recipe.provincial(imputation="renormalise"))

    assert [(note.code, note.column) for note in index.notes] == [("W_EMPTY_INDICATOR", "c")]

    filled = ii.compose(
        panel(definition.without({"c"}), [row[:2] for row in table]),
        ii.Recipe.provincial(imputation="median"),
    )

    assert [(note.code, note.column, note.details["count"]) for note in filled.notes] == [
        ("N_FILLED", "b", 1)
    ]
    assert filled.prepared.values[0, :, 1].tolist() == [5, 7, 7, 9]


def test_goalposts_in_another_unit_than_the_data_are_noticed():
    logarithms = [4.605, 11.225]  # of 100 and 75,000
    definition = framework(leaf("income", transform="log", goalposts=logarithms), format=2)
    index = ii.compose(panel(definition, [[2000], [50000]]), ii.Recipe.provincial(normalisation="goalposts"))

    assert [note.code for note in index.notes] == ["W_OUTSIDE_GOALPOSTS"]


def test_a_base_year_index_takes_relatives_of_values_not_of_their_logarithms():
    definition = framework(leaf("total", transform="log"))
    index = ii.compose(panel(definition, [[[50]], [[100]]], years=(2020, 2021)), ii.Recipe.national(2020))

    assert index.scores(2021).tolist() == [200]
    assert [note.code for note in index.notes] == ["N_NOT_LOGGED"]


@pytest.mark.parametrize(
    ("leaves", "codes"),
    [
        ([leaf("a", unit="%"), leaf("b", unit="%"), leaf("c")], []),
        ([leaf("a", unit="%"), leaf("b", unit="km")], ["W_UNITS_MIXED"]),
        ([leaf("a", unit="%"), leaf("b", unit="km", normalisation="min_max")], []),
        ([leaf("a"), leaf("b", direction="negative")], ["W_NOT_TURNED"]),
    ],
)
def test_values_taken_as_they_are_must_be_on_one_scale(leaves, codes):
    index = ii.compose(
        panel(framework(*leaves), [[1] * len(leaves), [2] * len(leaves)]), ii.Recipe(normalisation="none")
    )

    assert [note.code for note in index.notes] == codes


def test_a_base_year_that_is_not_there_is_told_with_the_years_that_are():
    series = panel(framework(leaf("x")), [[[1.0]], [[2.0]]], years=(2021, 2022))

    with pytest.raises(ii.DataError) as refusal:
        ii.compose(series, ii.Recipe.national(2020))
    finding = refusal.value.findings[0]
    assert (finding.code, finding.found, finding.details["known"]) == ("E_NO_BASE_YEAR", "2020", (2021, 2022))


def test_growth_on_the_year_before_needs_the_year_before():
    series = panel(framework(leaf("x")), [[[1.0]], [[2.0]], [[3.0]]], years=(2020, 2021, 2023))

    table = ii.compose(series, ii.Recipe.national(2020)).frame("growth")

    assert table["total"].tolist() == pytest.approx([1.0, NAN], nan_ok=True)


def test_only_a_panel_can_be_composed():
    with pytest.raises(TypeError, match=r"a Panel, not dict: see Panel\.from_frame"):
        ii.compose({})


def test_one_unit_alone_is_ranked_with_a_warning():
    index = ii.compose(panel(framework(leaf("x")), [[[1.0]], [[2.0]]], years=(2020, 2021)))

    assert "W_ONE_UNIT" in [finding.code for finding in ranking(index, ii.tiers(index)).findings]


def test_what_cannot_be_computed_with_is_refused_and_never_warned_of():
    definition = framework(leaf("a"), leaf("b"))

    with pytest.raises(ii.DataError) as caught:
        ii.compose(panel(definition, [[1, 1e308], [-1e308, 2]]))
    assert [(one.code, one.unit, one.column) for one in caught.value.findings] == [
        ("E_MAGNITUDE", "b", "a"),
        ("E_MAGNITUDE", "a", "b"),
    ]
    with pytest.raises(ii.DataError, match="E_ARITHMETIC"):
        ii.compose(
            panel(definition, [[[1e-300, 1]], [[1e99, 1]]], years=(2020, 2021)), ii.Recipe.national(2020)
        )
    assert ii.compose(panel(definition, [[1, 1e99], [2, -1e99]])).scores(2023) == pytest.approx([50, 50])


@pytest.mark.parametrize("field", [{"weight": 1e300}, {"goalposts": [0, 1e200]}, {"target": -1e101}])
def test_a_framework_holds_only_numbers_that_can_be_computed_with(field):
    with pytest.raises(ii.FrameworkError, match="E_TOO_LARGE_NUMBER"):
        framework(leaf("a", **field))


def test_a_recipe_holds_only_numbers_that_can_be_computed_with():
    with pytest.raises(ii.FrameworkError, match="E_TOO_LARGE_NUMBER"):
        ii.Recipe(normalisation={"kind": "min_max", "range": [0, 1e300]})


def test_a_component_that_ends_below_zero_has_no_compound_growth():
    index = ii.compose(
        panel(framework(leaf("a")), [[[100]], [[-100]], [[-100]]], years=(2020, 2021, 2022)),
        ii.Recipe.national(2020),
    )

    assert index.frame("cagr").isna()[["total", "a"]].all(axis=None)
