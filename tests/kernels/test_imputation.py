"""Imputation: each rule on a case worked by hand; what was there is never touched."""

import numpy as np
import pytest
from hypothesis import given

from ii_index.kernels import imputation as i
from ii_index.testing import tables

NAN = float("nan")
YEARS = [2019, 2020, 2023]


def years(*values):
    """One unit, one indicator, several years."""
    return np.array(values)[:, np.newaxis, np.newaxis]


def test_the_mean_of_the_units_of_the_same_year_is_filled_in():
    panel = [[[1.0], [NAN], [5.0]], [[10.0], [20.0], [NAN]]]

    filled, marks = i.mean(panel)

    assert filled[..., 0].tolist() == [[1.0, 3.0, 5.0], [10.0, 20.0, 15.0]]
    assert marks[..., 0].tolist() == [[False, True, False], [False, False, True]]


def test_the_median_is_not_moved_by_an_outlier():
    assert i.median([[1.0], [NAN], [2.0], [900.0]])[0].ravel().tolist() == [1.0, 2.0, 2.0, 900.0]
    assert i.median([[1.0], [NAN], [2.0]])[0].ravel().tolist() == [1.0, 1.5, 2.0]


def test_the_mean_of_the_own_group_is_filled_in():
    filled, marks = i.group_mean([[1.0], [NAN], [3.0], [50.0], [NAN], [9.0]], ["e", "e", "e", "w", "w", "c"])

    assert filled.ravel().tolist() == [1.0, 2.0, 3.0, 50.0, 50.0, 9.0]
    assert marks.ravel().tolist() == [False, True, False, False, True, False]


def test_what_nobody_in_the_group_has_stays_missing():
    filled, marks = i.group_mean([[1.0], [NAN]], ["east", "west"])

    np.testing.assert_array_equal(filled, [[1.0], [NAN]])
    assert not marks.any()


@pytest.mark.parametrize("groups", [["east"], ["east", "west", "west"], [["east", "west"]]])
def test_there_is_one_group_a_unit(groups):
    with pytest.raises(ValueError, match="2 units need as many groups"):
        i.group_mean([[1.0], [2.0]], groups)


@pytest.mark.parametrize("rule", [i.mean, i.median])
def test_what_nobody_has_stays_missing(rule):
    filled, marks = rule([[NAN, 1.0], [NAN, NAN]])

    np.testing.assert_array_equal(filled, [[NAN, 1.0], [NAN, 1.0]])
    assert marks.tolist() == [[False, False], [False, True]]


def test_the_latest_earlier_value_is_carried_forward_and_never_back():
    filled, marks = i.carry_forward(years(NAN, 1.0, NAN, NAN, 4.0, NAN))

    np.testing.assert_array_equal(filled.ravel(), [NAN, 1.0, 1.0, 1.0, 4.0, 4.0])
    assert marks.ravel().tolist() == [False, False, True, True, False, True]


def test_the_value_of_the_first_year_is_carried_forward():
    assert i.carry_forward(years(1.0, NAN))[0].ravel().tolist() == [1.0, 1.0]


def test_gaps_are_bridged_in_proportion_to_the_years_elapsed():
    filled, marks = i.interpolate(years(1.0, NAN, 9.0), YEARS)

    assert filled.ravel().tolist() == [1.0, 3.0, 9.0]
    assert marks.ravel().tolist() == [False, True, False]


def test_nothing_is_extrapolated():
    filled, marks = i.interpolate(years(NAN, 1.0, NAN), YEARS)

    np.testing.assert_array_equal(filled.ravel(), [NAN, 1.0, NAN])
    assert not marks.any()


def test_a_gap_of_several_years_is_one_straight_line():
    filled, _ = i.interpolate(years(2.0, NAN, NAN, 8.0), [2020, 2021, 2022, 2023])

    assert filled.ravel().tolist() == [2.0, 4.0, 6.0, 8.0]


def test_each_gap_is_bridged_between_its_own_neighbours():
    filled, _ = i.interpolate(years(0.0, NAN, 4.0, NAN, 0.0, 7.0, NAN), range(2017, 2024))

    np.testing.assert_array_equal(filled.ravel(), [0, 2, 4, 2, 0, 7, NAN])


def test_one_year_has_nothing_to_interpolate_or_carry():
    for filled, marks in (i.interpolate(years(NAN), [2020]), i.carry_forward(years(NAN))):
        assert np.isnan(filled).all()
        assert not marks.any()


@pytest.mark.parametrize("wrong", [[2020, 2021], [2019, 2023, 2020], [2019, 2019, 2020]])
def test_years_ascend_and_are_as_many_as_the_values(wrong):
    with pytest.raises(ValueError, match="3 ascending years"):
        i.interpolate(years(1.0, NAN, 9.0), wrong)


@pytest.mark.law
@given(values=tables(units=12, missing=True, negative=True))
def test_every_filled_cell_is_marked_and_no_other_is_touched(values):
    panel = values.reshape(3, 4, -1)
    rules = {
        "mean": i.mean,
        "median": i.median,
        "group_mean": lambda table: i.group_mean(table, ["a", "a", "b", "b"]),
        "carry_forward": i.carry_forward,
        "interpolate": lambda table: i.interpolate(table, YEARS),
    }
    for rule in rules.values():
        filled, marks = rule(panel)

        np.testing.assert_array_equal(np.where(marks, NAN, filled), panel)
        np.testing.assert_array_equal(marks, np.isnan(panel) & ~np.isnan(filled))


@pytest.mark.law(examples=200)
@given(values=tables(units=8, missing=True, negative=True))
def test_interpolation_stays_between_its_two_neighbours(values):
    panel = values.reshape(4, 2, -1)

    filled, marks = i.interpolate(panel, [2019, 2020, 2022, 2023])

    low, high = np.fmin.reduce(panel, axis=0), np.fmax.reduce(panel, axis=0)
    assert ((filled >= low) & (filled <= high))[marks].all()
