"""A DataFrame gets the checks that a file gets."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ii_index as ii
from ii_index.model.framework import Framework
from ii_index.model.provinces import IN_SCOPE

LEAVES = [
    {"id": "x", "name": {"zh": "甲", "en": "First"}, "unit": "个"},
    {"id": "y", "name": "y", "aliases": ["乙"]},
]
FREE = Framework(id="f", name="f", reference="r", children=LEAVES)
PROVINCES = Framework(id="p", name="p", reference="r", units="provinces", children=LEAVES)


def frame(**columns):
    return pd.DataFrame({"unit": ["a", "b"], "year": 2023, "x": [1.0, 2.0], "y": [3.0, 4.0], **columns})


def faults(table, framework=FREE, **options):
    with pytest.raises(ii.DataError) as caught:
        ii.Panel.from_frame(table, framework, **options)
    return [(finding.code, finding.row) for finding in caught.value.findings]


@given(
    st.lists(st.text("abc", min_size=1), min_size=1, max_size=4, unique=True),
    st.lists(st.integers(1990, 2030), min_size=1, max_size=3, unique=True),
    st.data(),
)
def test_to_frame_and_back_is_the_same_panel(units, years, data):
    numbers = st.floats(allow_infinity=False) | st.just(float("nan"))
    count = len(units) * len(years) * 2
    cells = data.draw(st.lists(numbers, min_size=count, max_size=count))
    values = np.array(cells).reshape(len(years), len(units), 2)
    panel = ii.Panel(FREE, tuple(sorted(years)), tuple(units), values)

    assert ii.Panel.from_frame(panel.to_frame(), FREE).equals(panel)
    assert ii.Panel.from_frame(panel.to_frame().reset_index(), FREE).equals(panel)


def test_columns_match_by_id_name_or_alias():
    table = frame().rename(columns={"unit": "地区", "year": "年份", "x": "甲（个）", "y": "乙"})

    assert ii.Panel.from_frame(table, FREE).equals(ii.Panel.from_frame(frame(), FREE))


def test_a_long_frame_is_read_like_a_wide_one():
    long = frame().melt(["unit", "year"], var_name="indicator", value_name="value")

    assert ii.Panel.from_frame(long, FREE).equals(ii.Panel.from_frame(frame(), FREE))
    assert ("E_DUPLICATE_KEY", 3) in faults(pd.concat([long, long.head(1)]))


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


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (frame(x=[1.0, float("inf")]), [("E_NOT_NUMBER", 2)]),
        (frame(x=["1", "约2"]), [("E_NOT_NUMBER", 1), ("E_NOT_NUMBER", 2)]),
        (frame(x=[True, False]), [("E_NOT_NUMBER", 1), ("E_NOT_NUMBER", 2)]),
        (frame(unit=["a", "a"]), [("E_DUPLICATE_KEY", 2)]),
        (frame(unit=["a", None]), [("E_BLANK_KEY", 2)]),
        (frame(year=[2023, 23]), [("E_BAD_YEAR", 2)]),
        (frame(甲=[1, 2]), [("E_DUPLICATE_COLUMN", None)]),
        (frame().drop(columns="y"), [("E_MISSING_COLUMN", None)]),
        (frame().drop(columns="year"), [("E_YEAR_UNKNOWN", None)]),
        (frame().drop(columns=["year", "unit"]), [("E_MISSING_COLUMN", None), ("E_YEAR_UNKNOWN", None)]),
        (frame().rename(columns={"x": "甲（万个）"}), [("E_UNIT_UNKNOWN", None), ("E_MISSING_COLUMN", None)]),
        (frame().head(0), [("E_EMPTY", None)]),
    ],
)
def test_a_fault_is_refused_at_its_row(table, expected):
    assert faults(table) == expected


def test_a_frame_without_years_takes_the_one_given():
    assert ii.Panel.from_frame(frame().drop(columns="year"), FREE, year=2023).years == (2023,)


def test_a_national_frame_may_be_partial():
    table = pd.DataFrame({"year": [2021, 2022], "x": [1.0, 2.0]})
    panel = ii.Panel.from_frame(table, PROVINCES)

    assert panel.is_national
    assert panel.indicators == ("x",)


def test_missing_marks_of_pandas_are_missing():
    table = frame(x=pd.array([1, None], dtype="Int64"), y=[None, 2.0])
    panel = ii.Panel.from_frame(table, FREE)

    assert np.isnan(panel.values[0]).tolist() == [[False, True], [True, False]]
