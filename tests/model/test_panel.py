"""The panel: labelled, read-only, selected by label."""

import numpy as np
import pytest

import ii_index as ii
from tests.construction.examples import framework, leaf, panel

CELLS = np.arange(12.0).reshape(2, 3, 2)


@pytest.fixture
def three():
    return panel(framework(leaf("x"), leaf("y")), CELLS, years=(2022, 2023))


def test_values_are_a_read_only_copy(three):
    source = CELLS.copy()
    copied = panel(three.framework, source, years=(2022, 2023))
    source[0, 0, 0] = 99

    assert copied.values[0, 0, 0] == 0
    with pytest.raises(ValueError, match="read-only"):
        copied.values[0, 0, 0] = 1


def test_values_of_another_shape_are_refused(three):
    with pytest.raises(ValueError, match=r"\(1, 3, 2\)"):
        ii.Panel(three.framework, (2023,), ("a", "b", "c"), CELLS)


def test_years_and_units_are_selected_by_label_in_the_order_given(three):
    part = three.select(years=[2023], units=["c", "a"])

    assert (part.years, part.units) == ((2023,), ("c", "a"))
    assert part.values.tolist() == [[[10, 11], [6, 7]]]


def test_labels_that_are_not_there_list_those_that_are(three):
    with pytest.raises(ii.UnknownLabelError, match="2022, 2023"):
        three.year_index(2019)
    with pytest.raises(ii.UnknownLabelError, match="a, b, c"):
        three.unit_index("z")


def test_provinces_are_found_by_any_usual_name():
    provinces = framework(leaf("x"), units="provinces")
    two = ii.Panel(provinces, (2023,), ("110000", "340000"), np.zeros((1, 2, 1)))

    assert [two.unit_index(name) for name in ("北京市", "Anhui", "皖", "340000")] == [0, 1, 1, 1]
    assert two.unit_name("340000").zh == "安徽"


def test_a_panel_equals_itself_through_a_frame(three):
    assert ii.Panel.from_frame(three.to_frame(), three.framework).equals(three)
    assert not three.select(years=[2023]).equals(three)


def test_missing_cells_survive_the_frame():
    cells = np.array([[[1.0, np.nan], [3.0, 4.0]]])
    holes = ii.Panel(framework(leaf("x"), leaf("y")), (2023,), ("a", "b"), cells)

    assert ii.Panel.from_frame(holes.to_frame(), holes.framework).equals(holes)


@pytest.mark.parametrize(
    ("years", "units", "expected"),
    [
        ((2021, 2021), ("a", "b"), [("E_PANEL_YEARS", "2021")]),
        ((2022, 2021), ("a", "b"), [("E_PANEL_YEARS", "2021")]),
        ((2021.0, 2022.5), ("a", "b"), [("E_PANEL_YEARS", "2021.0"), ("E_PANEL_YEARS", "2022.5")]),
        (("2021", 2022), ("a", "b"), [("E_PANEL_YEARS", "'2021'")]),
        ((202013, 202014), ("a", "b"), [("E_PANEL_YEARS", "202013"), ("E_PANEL_YEARS", "202014")]),
        ((20200, 20205), ("a", "b"), [("E_PANEL_YEARS", "20200"), ("E_PANEL_YEARS", "20205")]),
        ((202002, 202001), ("a", "b"), [("E_PANEL_YEARS", "2020-01")]),
        ((True, 2022), ("a", "b"), [("E_PANEL_YEARS", "True")]),
        ((2021, 2022), ("x", "x"), [("E_PANEL_UNITS", "'x'")]),
        ((2021, 2022), (" ", 7), [("E_PANEL_UNITS", "' '"), ("E_PANEL_UNITS", "7")]),
        ((2022, 2021), ("x", "x"), [("E_PANEL_UNITS", "'x'"), ("E_PANEL_YEARS", "2021")]),
    ],
)
def test_labels_that_name_nothing_or_the_same_are_refused(three, years, units, expected):
    with pytest.raises(ii.DataError) as caught:
        ii.Panel(three.framework, years, units, np.zeros((2, 2, 2)))

    assert [(finding.code, finding.found) for finding in caught.value.findings] == expected


def test_an_infinite_value_is_refused_with_its_cell(three):
    cells = CELLS.copy()
    cells[1, 2, 0], cells[0, 0, 1] = np.inf, -np.inf

    with pytest.raises(ii.DataError, match="x of c in 2023 is inf") as caught:
        ii.Panel(three.framework, (2022, 2023), ("a", "b", "c"), cells)
    assert [(one.year, one.unit, one.column) for one in caught.value.findings] == [
        (2022, "a", "y"),
        (2023, "c", "x"),
    ]


def test_years_of_numpy_are_years_and_masked_cells_are_missing(three):
    cells = np.ma.masked_equal(CELLS, 5.0)
    read = ii.Panel(three.framework, tuple(np.array([2022, 2023])), ("a", "b", "c"), cells)

    assert [type(year) for year in read.years] == [int, int]
    assert np.argwhere(np.isnan(read.values)).tolist() == [[0, 2, 1]]
