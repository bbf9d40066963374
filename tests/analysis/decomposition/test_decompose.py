"""Contributions to a level, a change and a gap: hand-worked cases, and additivity as a law."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ii_index as ii
from tests.construction.examples import framework, leaf, panel, parent

TREE = framework(
    parent("p", leaf("a", weight=3), leaf("b", weight=1, direction="negative"), weight=2),
    parent("q", parent("r", leaf("c"), leaf("d")), leaf("e"), weight=1),
    leaf("f", weight=1),
)
YEARS = (2022, 2023)
MEANS = ["arithmetic", "geometric", "harmonic", "mazziotta_pareto", {"kind": "power", "exponent": 3}]


def parts_of(split):
    """The children of the node that is split, and what availability adds."""
    return sum(split.points_of(child) for child in split.children()) + split.coverage_of(split.node)


def national(values, definition=None):
    definition = definition or framework(leaf("a", weight=3), leaf("b", weight=1))
    return ii.compose(panel(definition, values, years=YEARS, units=("CN",)), ii.Recipe.national(2022))


def test_the_contributions_of_a_laspeyres_index_are_those_of_the_textbook():
    """Golden: relatives 150, 110, 200 with weights 0.5, 0.3, 0.2 add 25, 3 and 20 points to 148."""
    definition = framework(leaf("a", weight=0.5), leaf("b", weight=0.3), leaf("c", weight=0.2))
    change = ii.decompose(national([[[50, 200, 8]], [[75, 220, 16]]], definition), 2022, 2023)

    assert change.frame()["points"].to_list() == pytest.approx([25, 3, 20])
    assert change.frame()["share"].to_list() == pytest.approx([25 / 48, 3 / 48, 20 / 48])
    assert change.total == pytest.approx([48])


def test_a_geometric_mean_is_split_by_logarithms():
    """LMDI: the logarithmic mean of the total, times weight, times the logarithm of the part's ratio."""
    definition = framework(leaf("a", weight=3), leaf("b", weight=1))
    recipe = ii.Recipe.national(2022, aggregation="geometric")
    index = ii.compose(panel(definition, [[[10, 10]], [[20, 80]]], years=YEARS, units=("CN",)), recipe)
    change = ii.decompose(index, 2022, 2023)
    end = 100 * 2**0.75 * 8**0.25
    logarithmic_mean = (end - 100) / math.log(end / 100)

    assert change.points_of("a")[0] == pytest.approx(logarithmic_mean * 0.75 * math.log(2))
    assert change.points_of("b")[0] == pytest.approx(logarithmic_mean * 0.25 * math.log(8))


def test_a_cell_that_appears_counts_as_availability_not_as_change():
    """Weights 3/4 and 1/4, then all on the first: midpoint 7/8, and the rest is coverage (Bennet)."""
    definition = framework(leaf("a", weight=3), leaf("b", weight=1))
    values = [[[10, 40], [0, 0], [100, 100]], [[20, math.nan], [0, 0], [100, 100]]]
    index = ii.compose(panel(definition, values, years=YEARS), ii.Recipe(imputation="renormalise"))
    change = ii.decompose(index, 2022, 2023, unit="a")

    assert change.points_of("a")[0] == pytest.approx(7 / 8 * 10)
    assert change.points_of("b")[0] == 0
    assert change.coverage_of("root")[0] == pytest.approx(20 - 17.5 - 7 / 8 * 10)
    assert change.frame().index.to_list() == ["a", "b", "root:availability"]


def test_data_and_moving_bounds_are_told_apart():
    """A value stays at 40 while the maximum goes from 100 to 200: its 20 points lost are the bounds'."""
    definition = framework(leaf("a"))
    values = [[[40], [0], [100]], [[40], [0], [200]]]
    recipe = ii.Recipe(normalisation={"kind": "min_max", "bounds": "year"})
    change = ii.decompose(ii.compose(panel(definition, values, years=YEARS), recipe), 2022, 2023)

    assert change.bounds_of("root") == pytest.approx([-20, 0, -75])
    assert change.points_of("root") - change.bounds_of("root") == pytest.approx([0, 0, 75])


def test_bounds_pooled_over_years_do_not_move():
    values = [[[40], [0], [100]], [[40], [0], [200]]]
    change = ii.decompose(ii.compose(panel(framework(leaf("a")), values, years=YEARS)), 2022, 2023)

    assert not change.bounds_of("root").any()
    assert "bounds_points" not in change.frame()


def test_a_level_is_split_by_weight_times_score():
    definition = framework(leaf("a", weight=3), leaf("b", weight=1))
    index = ii.compose(panel(definition, [[50, 80], [0, 0], [100, 100]]))

    assert ii.decompose_level(index, unit="a").frame()["points"].to_list() == pytest.approx([37.5, 20])


def test_a_gap_to_a_group_is_the_gap_to_its_mean():
    definition = framework(leaf("a", weight=3), leaf("b", weight=1))
    index = ii.compose(panel(definition, [[50, 80], [0, 0], [100, 100], [30, 50]]))
    gap = ii.decompose_gap(index, "a", ["b", "c", "d"])

    assert gap.start[0][0, 0] == pytest.approx((0 + 100 + 35) / 3)
    assert gap.points_of("a")[0] == pytest.approx(0.75 * (50 - 130 / 3))


def test_every_level_of_the_tree_is_in_the_ladder():
    index = ii.compose(panel(TREE, np.arange(24.0).reshape(4, 6)))
    ladder = ii.decompose_level(index, unit="c").table("ladder")

    assert ladder.column("node") == ("p", "a", "b", "q", "r", "c", "d", "e", "f")


def test_asking_for_the_parts_of_an_indicator_is_refused():
    index = ii.compose(panel(TREE, np.arange(24.0).reshape(4, 6)))

    with pytest.raises(ii.UnknownLabelError) as refusal:
        ii.decompose_level(index, node="f")

    assert [finding.code for finding in refusal.value.findings] == ["E_NODE_HAS_NO_PARTS"]


def test_a_unit_without_a_score_is_refused_by_name_and_year():
    values = np.arange(1.0, 49.0).reshape(2, 4, 6)
    values[1, 1] = math.nan
    index = ii.compose(panel(TREE, values, years=YEARS), ii.Recipe(imputation="renormalise"))

    with pytest.raises(ii.DataError) as refusal:
        ii.decompose(index, 2022, 2023, unit="b")

    assert refusal.value.findings[0].unit == "b"
    assert refusal.value.findings[0].details["years"] == [2023]
    assert ii.decompose(index, 2022, 2023).units == ("a", "c", "d")


@st.composite
def indices(draw):
    """An index over two years with any mean, bounds of its own each year or pooled, and holes."""
    cells = st.one_of(st.integers(0, 20).map(float), st.just(math.nan))
    table = draw(st.lists(st.lists(cells, min_size=6, max_size=6), min_size=8, max_size=8))
    values = np.array(table).reshape(2, 4, 6)
    values[:, 2], values[:, 3] = 0, 10  # a spread in every column and year
    span = {"kind": "min_max", "range": (50, 100), "bounds": draw(st.sampled_from(["year", "pooled"]))}
    recipe = ii.Recipe(
        imputation={"kind": "renormalise", "threshold": 0.0},
        normalisation=span,
        aggregation=draw(st.sampled_from(MEANS)),
    )
    return ii.compose(panel(TREE, values, years=YEARS), recipe)


def check_additivity(split):
    tree = split.index.framework.tree
    for node in {node for ids in tree.levels for node in ids if tree.children(node)}:
        below = sum(split.points_of(child) for child in tree.children(node))

        np.testing.assert_allclose(below + split.coverage_of(node), split.points_of(node), atol=1e-8)


@pytest.mark.law(examples=200)
@given(indices())
def test_contributions_to_a_change_add_up_at_every_node(index):
    change = ii.decompose(index, 2022, 2023)

    check_additivity(change)
    np.testing.assert_allclose(change.total, change.end[0][:, 0] - change.start[0][:, 0])


@pytest.mark.law(examples=200)
@given(indices())
def test_contributions_to_a_level_add_up_at_every_node(index):
    level = ii.decompose_level(index, 2023)

    check_additivity(level)
    np.testing.assert_allclose(level.total, level.end[0][:, 0])


@pytest.mark.law(examples=200)
@given(indices(), st.sampled_from("cd"))
def test_contributions_to_a_gap_add_up_at_every_node(index, unit):
    """Units c and d are the minimum and the maximum of many columns."""
    check_additivity(ii.decompose_gap(index, unit, list("abcd"), 2022))


@pytest.mark.law(examples=200)
@given(indices())
def test_a_change_backwards_is_the_change_forwards_with_the_other_sign(index):
    forwards, backwards = ii.decompose(index, 2022, 2023), ii.decompose(index, 2023, 2022)
    for there, back in zip(forwards.parts.points, backwards.parts.points, strict=True):
        np.testing.assert_allclose(there, -back, atol=1e-8)
    for there, back in zip(forwards.parts.bounds, backwards.parts.bounds, strict=True):
        np.testing.assert_allclose(there, -back, atol=1e-8)


@pytest.mark.law(examples=200)
@given(indices())
def test_where_the_data_stand_still_all_of_a_change_comes_of_the_bounds(index):
    """Year 2023 gets the data of 2022 for two units; only the others move, and with them the bounds."""
    values = index.panel.values.copy()
    values[1, :2] = values[0, :2]
    values[1, 3] = 25
    recipe = index.recipe.replace(normalisation={"kind": "min_max", "range": (50, 100), "bounds": "year"})
    change = ii.decompose(ii.compose(panel(TREE, values, years=YEARS), recipe), 2022, 2023)
    still = np.isin(change.units, ["a", "b"])

    np.testing.assert_allclose(change.points_of("root")[still], change.bounds_of("root")[still], atol=1e-8)
