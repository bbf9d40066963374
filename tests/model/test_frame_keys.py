"""Each row of a frame is of one unit and one year."""

import pandas as pd

import ii_index as ii
from ii_index.model.provinces import IN_SCOPE
from tests.model.made_frames import FREE, PROVINCES, faults, frame


def test_rows_that_nothing_tells_apart_are_said_once():
    table = pd.DataFrame({"year": [2021, 2021, 2022, 2022], "x": 1.0, "y": 2.0})

    assert faults(table) == [("E_MISSING_COLUMN", None)]


def test_provinces_in_any_form_become_their_codes():
    table = pd.DataFrame(
        {"region": ["北京市", "Tianjin", "全国"], "year": "2023年", "x": [1, 2, 3], "y": [1, 2, 3]}
    )
    panel = ii.Panel.from_frame(table, PROVINCES, expected_units=["京", "120000"])

    assert panel.units == ("110000", "120000")
    assert [finding.code for finding in panel.findings] == ["W_ROW_SKIPPED"]


def test_all_31_provinces_are_expected_unless_told_otherwise():
    table = pd.DataFrame({"unit": IN_SCOPE[:-1], "year": 2023, "x": 1.0, "y": 2.0})

    assert faults(table, PROVINCES) == [("E_MISSING_REGION", None)]
    allowed = ii.Panel.from_frame(table, PROVINCES, allow_missing_units=True)
    assert [finding.code for finding in allowed.findings] == ["W_MISSING_REGION"]


def test_a_frame_without_years_takes_the_one_given():
    assert ii.Panel.from_frame(frame().drop(columns="year"), FREE, year=2023).years == (2023,)


def test_a_national_frame_may_be_partial():
    table = pd.DataFrame({"year": [2021, 2022], "x": [1.0, 2.0]})
    panel = ii.Panel.from_frame(table, PROVINCES)

    assert panel.is_national
    assert panel.indicators == ("x",)
