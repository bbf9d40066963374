"""Tables that go on below with other columns are read as one, and cells are named where they stand."""

from io import BytesIO

import openpyxl
import pytest

from ii_index.io.tables import check_table
from ii_index.io.tables.draft import draft
from tests.io.tables.books import THREE, book

WANTED = {"甲市": [1, 2, 5], "乙市": [3, 4, 6]}


def read(table):
    reading = check_table(table.encode() if isinstance(table, str) else table, THREE, year=2023)
    said = [(one.code, one.cell, one.row) for one in reading.findings if one.severity == "error"]
    return reading.panel, said, [finding.code for finding in reading.findings]


def values(panel):
    return dict(zip(panel.units, panel.values[-1].tolist(), strict=True))


@pytest.mark.parametrize(
    "table",
    [
        "地区,企业数,产值\n甲市,1,2\n乙市,3,4\n地区,人口\n甲市,5\n乙市,6\n",
        "表1 指标,,\n地区,企业数（个）,产值（亿元）\n甲市,1,2\n乙市,3,4\n续表,,\n地 区,人口（万人）\n乙 市,6,\n甲市,5,\n注：初步数,,\n",
        "地区,企业数,产值\n,个,亿元\n甲市,1,2\n乙市,3,4\n,,\n表1（续）,,\n地区,人口,\n,千人,\n甲市,50,\n乙市,60,\n",
        "地区,企业数\n甲市,1\n乙市,3\n续表1\n地区,产值\n甲市,2\n乙市,4\n续表2\n地区,人口\n甲市,5\n乙市,6\n",
        "指标,单位：亿元,\n地区,产值\n甲市,2\n乙市,4\n续表,单位：千人\n地区,人口\n甲市,50\n乙市,60\n续表,单位：个\n地区,企业数\n甲市,1\n乙市,3\n",
        "地区,企业数,产值\n甲市,1,2\n地区,企业数,产值\n乙市,3,4\n地区,人口\n甲市,5\n地区,人口\n乙市,6\n",
        "地区,年份,企业数,产值\n甲市,2022,9,9\n甲市,2023,1,2\n乙市,2023,3,4\n续表\n地区,年份,人口\n甲市,2022,9\n甲市,2023,5\n乙市,2023,6\n",
        "地区,企业数,产值\n全市,4,6\n甲市,1,2\n乙市,3,4\n续表\n地区,人口\n全市,11\n甲市,5\n乙市,6\n",
        # a unit of measurement stated to the right of the first part; in one cell with 续表; of several; below headings
        "表1,,,单位：万元\n地区,产值\n甲市,20000\n乙市,40000\n续表\n地区,企业数,人口（万人）\n甲市,1,5\n乙市,3,6\n",
        "地区,企业数,产值\n甲市,1,2\n乙市,3,4\n续表 单位：千人\n地区,人口\n甲市,50\n乙市,60\n",
        "地区,企业数,产值\n甲市,1,2\n乙市,3,4\n续表,单位：万人、亿元\n地区,人口\n甲市,5\n乙市,6\n",
        "地区,企业数,产值\n甲市,1,2\n乙市,3,4\n续表\n地区,人口\n（单位：千人）\n甲市,50\n乙市,60\n",
        "表1（合）,单位：亿元\n地区,产值\n甲市,2\n乙市,4\n表1（续）,单位：千人\n地区,企业数（个）,人口\n甲市,1,50\n乙市,3,60\n",
        # rows of headings with labels, in two languages, that number columns, with one group above all
        "地区,企业数,产值\n计量单位,个,亿元\n甲市,1,2\n乙市,3,4\n续表\n地区,人口\n计量单位,千人\n甲市,50\n乙市,60\n",
        "地区,企业数,产值\n甲市,1,2\n乙市,3,4\n续表,单位：亿元\n地区,人口\n,千人\n甲市,50\n乙市,60\n",
        "地区,企业数,产值\nRegion,Firms,Output\n甲市,1,2\n乙市,3,4\n续表\n地区,人口\nRegion,People\n甲市,5\n乙市,6\n",
        "地区,企业数,产值\n甲,1,2\n甲市,1,2\n乙市,3,4\n续表\n地区,人口\n甲,1\n甲市,5\n乙市,6\n",
        "地区,主要指标,\n,企业数,产值\n甲市,1,2\n乙市,3,4\n续表\n地区,主要指标\n,人口\n甲市,5\n乙市,6\n",
        "地区,工业,工业\n地区,企业数,产值\n甲市,1,2\n乙市,3,4\n续表\n地区,社会\n地区,人口\n甲市,5\n乙市,6\n",
        # columns beside the units and the indicators; parts of units; notes of several lines between
        "序号,地区,企业数,产值,备注\n1,甲市,1,2,\n2,乙市,3,4,\n续表\n序号,地区,人口,备注\n1,甲市,5,\n2,乙市,6,\n",
        "地区,企业数,产值\n甲市,1,2\n其中：市区,1,1\n乙市,3,4\n其中：市区,1,1\n续表\n地区,人口\n甲市,5\n其中：市区,1\n乙市,6\n其中：市区,1\n",
        "地区,企业数,产值\n甲市,1,2\n乙市,3,4\n注：1.初步数\n口径见说明\n续表\n地区,人口\n甲市,5\n乙市,6\n",
    ],
)
def test_parts_are_read_as_one_table_and_said(table):
    panel, errors, codes = read(table)

    assert errors == []
    assert values(panel) == WANTED
    assert "W_CONTINUED" in codes


def test_headings_of_two_rows_beside_one_and_merged_cells():
    rows = [
        ["地区", "工业", None],
        [None, "企业数", "产值"],
        ["甲市", 1, 2],
        ["乙市", 3, 4],
        ["续表"],
        ["地区", "人口"],
        ["甲市", 5],
        ["乙市", 6],
    ]
    panel, errors, _ = read(book(rows, ["B1:C1", "A1:A2"]))

    assert errors == []
    assert values(panel) == WANTED


def test_faults_are_named_where_they_stand():
    rows = [
        ["地区", "企业数", "产值"],
        ["甲市", 1, 2],
        ["乙市", 3, 4],
        ["续表"],
        ["地区", "人口"],
        ["甲市", "约五"],
        ["乙市", 6],
    ]

    assert read(book(rows))[1] == [("E_NOT_NUMBER", "B6", 6)]


def test_what_stands_in_a_continuation_is_named_by_its_own_row():
    rows = [
        ["地区", "企业数", "产值"],
        ["甲市", 1, 2],
        ["乙市", 3, 4],
        ["地区", "人口"],
        ["乙市", 6, 9],
        ["甲市", "…"],
    ]
    stream = BytesIO(book(rows))
    whole = openpyxl.load_workbook(stream)
    whole.active.row_dimensions[5].hidden = True
    whole.save(stream)

    found = {one.code: one for one in check_table(stream.getvalue(), THREE, year=2023).findings}
    assert found["N_HIDDEN_ROWS"].row == 5
    assert found["W_MISSING_VALUES"].cell == "B6"
    assert found["W_MISSING_VALUES"].details["lines"] == [6]
    assert found["E_RAGGED_ROW"].cell == "C5"


def test_a_unit_whose_name_begins_as_a_continuation_does():
    panel, errors, _ = read(
        "企业,企业数,产值\n甲市,1,2\n乙市,3,4\n续航科技,7,8\n续表\n企业,人口\n甲市,5\n乙市,6\n续航科技,9\n"
    )

    assert errors == []
    assert values(panel) == {**WANTED, "续航科技": [7, 8, 9]}


def test_a_unit_that_one_part_lacks_is_missing_there():
    reading = check_table(
        "地区,企业数,产值\n甲市,1,2\n乙市,3,4\n地区,人口\n甲市,5\n丙市,7\n乙市,6\n".encode(), THREE, year=2023
    )

    assert str(values(reading.panel)["丙市"]) == "[nan, nan, 7.0]"
    missing = [(one.row, one.cell) for one in reading.findings if one.code == "W_MISSING_VALUES"]
    assert missing == [(6, None), (6, None)]  # no cell of that row is of these columns


@pytest.mark.parametrize(
    "table",
    [
        "2022年\n地区,企业数,产值\n甲市,1,2\n乙市,3,4\n2023年\n地区,人口\n甲市,5\n乙市,6\n",  # of another year
        "2022-2023年\n地区,企业数,产值\n甲市,1,2\n乙市,3,4\n2022年\n地区,人口\n甲市,5\n乙市,6\n",  # of one of two
        "地区,企业数,产值\n2023年\n甲市,1,2\n乙市,3,4\n续表\n地区,人口\n2022年\n甲市,5\n乙市,6\n",  # below headings
        "地区,企业数,产值\n甲市,1,2\n乙市,3,4\n比上年增长（%）\n地区,人口\n甲市,5\n乙市,6\n",  # of changes
        "全市\n地区,企业数,产值\n甲市,1,2\n乙市,3,4\n市辖区\n地区,人口\n甲市,5\n乙市,6\n",  # of parts of the units
        # a unit of measurement that changes from page to page, above or below the headings
        "地区,企业数,产值\n甲市,1,2\n乙市,3,4\n续表,单位：万人\n地区,人口\n甲市,5\n续表,单位：千人\n地区,人口\n乙市,60\n",
        "地区,企业数,产值\n,个,亿元\n甲市,1,2\n地区,企业数,产值\n,个,万元\n乙市,3,40000\n地区,人口\n甲市,5\n乙市,6\n",
        "地区,企业数,产值\n甲市,1,2\n乙市,3,4\n地区,人口\n丙市,5\n丁市,6\n",  # of other units
        "地区,企业数,产值\n甲市,1,2\n乙市,3,4\n地区,人口\n甲市,5\n甲市,6\n",  # one unit twice
        "地区,企业数,产值\n甲市,1,2\n乙市,3,4\n地区,产值,人口\n甲市,2,5\n乙市,4,6\n",  # one indicator twice
    ],
)
def test_what_is_not_plainly_a_continuation_is_left_alone(table):
    _, errors, codes = read(table)

    assert errors
    assert "W_CONTINUED" not in codes


def test_merged_values_that_would_part_are_left_alone():
    rows = [
        ["地区", "企业数", "产值"],
        ["甲市", 1, 2],
        ["乙市", 3, 4],
        ["地区", "人口"],
        ["乙市", 6],
        ["甲市", 5],
    ]
    _, errors, codes = read(book(rows, ["B5:B6"]))

    assert errors
    assert "W_CONTINUED" not in codes


def test_repeated_headings_are_of_one_part():
    panel, errors, codes = read("地区,企业数,产值,人口\n甲市,1,2,5\n地区,企业数,产值,人口\n乙市,3,4,6\n")

    assert errors == []
    assert values(panel) == WANTED
    assert "W_CONTINUED" not in codes


def test_a_draft_has_the_indicators_of_all_parts(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(
        "地区,企业数（个）\n甲市,1\n乙市,3\n续表,单位：万人\n地区,人口\n甲市,5\n乙市,6\n", "utf-8"
    )

    found = draft(path)
    assert [(one.name, one.unit) for one in found.columns] == [("企业数", "个"), ("人口", "万人")]
