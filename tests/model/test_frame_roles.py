"""Each column of a frame is what its heading, its texts or the caller say."""

import pytest

import ii_index as ii
from tests.model.made_frames import FREE, PROVINCES, faults, frame


@pytest.mark.parametrize(
    ("heading", "fault"),
    [("firm_id", ("E_MISSING_COLUMN", None)), ("地市", ("E_UNKNOWN_REGION", 1))],  # a word for units says so
)
def test_a_column_of_texts_is_the_units_and_never_the_nation(heading, fault):
    table = frame().rename(columns={"unit": heading})

    assert ii.Panel.from_frame(table, FREE).units == ("a", "b")
    assert ii.Panel.from_frame(table.set_index(heading).rename_axis(None), FREE).units == ("a", "b")
    assert faults(table.assign(year=[2022, 2023]), PROVINCES)[0] == fault


def test_the_caller_may_say_which_column_holds_units_and_years():
    table = frame().rename(columns={"unit": "firm_id", "year": "season"})[["x", "y", "season", "firm_id"]]
    panel = ii.Panel.from_frame(table, FREE, unit_column="firm_id", year_column="season")

    assert panel.equals(ii.Panel.from_frame(frame(), FREE))
    with pytest.raises(ii.DataError, match="company"):
        ii.Panel.from_frame(table, FREE, unit_column="company", year=2023)
    with pytest.warns(DeprecationWarning, match="unit_column"):
        ii.Panel.from_frame(table, FREE, unit="firm_id", year_column="season")


def test_an_index_without_names_may_hold_units_and_years():
    plain = frame().set_index(["unit", "year"])
    bare = plain.rename_axis([None, None])

    assert ii.Panel.from_frame(bare, FREE).equals(ii.Panel.from_frame(plain, FREE))


def test_columns_match_by_id_name_or_alias():
    table = frame().rename(columns={"unit": "地区", "year": "年份", "x": "甲（个）", "y": "乙"})

    assert ii.Panel.from_frame(table, FREE).equals(ii.Panel.from_frame(frame(), FREE))
