"""What a cell of a frame may be, and which number it is."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import ii_index as ii
from ii_index.model.framework import Framework
from tests.model.made_frames import FREE, faults, frame

WRITTEN = [
    "1.41", " 2 ", "１，２３４．５", "1,234", "(0.8)", "−3", "1e-3", "12.5①", "0.3456万", "—", "暂无", "N/A", "",
    "约1000", "12,5", "3-5", "#REF!", "=A1", "2023年3月", "1e400", "TRUE", "5亿元", "0x10", "1_000", "nan", "inf",
]  # fmt: skip


@pytest.mark.parametrize("text", WRITTEN)
def test_text_in_a_frame_is_read_or_refused_as_in_a_file(text):
    table = frame(x=[text, "7"])
    found = []
    for read in (
        lambda: ii.Panel.from_frame(table, FREE),
        lambda: ii.read_panel(table.to_csv(index=False).encode(), FREE),
    ):
        try:
            panel = read()
        except ii.DataError as error:
            found.append(
                [(one.code, one.found, one.hint) for one in error.findings if one.severity == "error"]
            )
        else:
            oddities = [one.code for one in panel.findings if one.code != "W_MISSING_VALUES"]
            found.append((panel.values[0, :, 0].tolist().__repr__(), oddities))

    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (Decimal("1.41"), 1.41),
        (Decimal("1E+2"), 100.0),
        (Decimal(10**400), None),
        (Decimal("Infinity"), None),
        (Fraction(1, 4), 0.25),
        (np.int64(3), 3.0),
        (np.float32(0.5), 0.5),
        (np.True_, None),
        (pd.Timestamp(2023, 1, 1), None),
        ([1.0], None),
        (1 + 0j, None),
        (2**60 + 1, float(2**60)),
    ],
)
def test_a_cell_of_any_type_is_a_number_or_refused(cell, value):
    table = frame(x=pd.Series([cell, None], dtype=object))

    if value is None:
        assert faults(table) == [("E_NOT_NUMBER", 1)]
    else:
        assert ii.Panel.from_frame(table, FREE).values[0, 0, 0] == value


def test_one_and_true_in_one_column_are_told_apart():
    assert faults(frame(x=pd.Series([1, True], dtype=object))) == [("E_NOT_NUMBER", 2)]


def test_a_share_beside_bare_fractions_is_refused():
    share = Framework(id="f", name="f", reference="r", children=[{"id": "x", "name": "x", "unit": "%"}])

    assert faults(frame(x=["58.7%", "0.6"])[["unit", "year", "x"]], share) == [("E_MIXED_PERCENT", 2)]


def test_a_heading_or_a_column_of_units_says_what_values_are_in():
    wide = ii.Panel.from_frame(frame().rename(columns={"x": "甲（万个）"}), FREE)
    long = pd.DataFrame(
        {
            "unit": ["a", "b", "a", "b"],
            "year": 2023,
            "indicator": ["x", "x", "y", "y"],
            "uom": ["万个", None, None, None],
            "value": [1.0, 2.0, 3.0, 4.0],
        }
    )
    mixed = ii.Panel.from_frame(long, FREE)

    assert wide.values[0, :, 0].tolist() == [10000, 20000]
    assert mixed.values[0, :, 0].tolist() == [10000, 2]
    assert [one.code for one in (*wide.findings, *mixed.findings)] == ["W_UNIT_SCALED"] * 2
    assert faults(long.assign(uom="万元"))[0] == ("E_UNIT_UNKNOWN", 1)


def test_the_same_values_in_any_type_of_column_are_the_same_panel():
    wanted = ii.Panel.from_frame(frame(), FREE)
    kinds = ["float32", "Float64", "Int64", "int8", "uint16", "category", "object"]

    for kind in kinds:
        table = frame().astype({"x": kind, "unit": "category"})
        assert ii.Panel.from_frame(table, FREE).equals(wanted), kind


def test_missing_marks_of_pandas_are_missing():
    table = frame(x=pd.array([1, None], dtype="Int64"), y=[None, 2.0])
    panel = ii.Panel.from_frame(table, FREE)

    assert np.isnan(panel.values[0]).tolist() == [[False, True], [True, False]]


def test_a_unit_in_an_upper_level_of_the_columns_is_applied_as_in_a_file():
    leaves = [{"id": "gdp", "name": "GDP", "unit": "亿元"}, {"id": "people", "name": "人口", "unit": "万人"}]
    framework = Framework(id="two", name="Two", reference="tests", units="any", children=leaves)
    columns = pd.MultiIndex.from_tuples([("经济（万元）", "gdp"), ("社会，单位：千人", "people")])
    table = pd.DataFrame(
        [[20000.0, 50.0], [40000.0, 60.0]], index=pd.Index(["a", "b"], name="unit"), columns=columns
    )

    panel = ii.Panel.from_frame(table, framework, year=2023)

    np.testing.assert_allclose(panel.values[0], [[2, 5], [4, 6]], rtol=1e-12)
    assert [one.code for one in panel.findings] == ["W_UNIT_SCALED"] * 2
