"""Tables printed in blocks side by side are read block after block, and cells are named where they stand."""

from io import BytesIO

import openpyxl
import pytest

from ii_index.io.tables import check_table
from ii_index.io.tables.draft import draft
from ii_index.model.framework import Framework
from tests.io.tables.books import book

TWO = Framework(
    id="two",
    name="Two",
    reference="tests",
    children=[{"id": "a", "name": "企业数", "unit": "个"}, {"id": "b", "name": "占比", "unit": "%"}],
)


def read(table, **options):
    reading = check_table(table.encode() if isinstance(table, str) else table, TWO, year=2023, **options)
    return reading.panel, [
        (one.code, one.cell, one.row) for one in reading.findings if one.severity == "error"
    ]


@pytest.mark.parametrize(
    "table",
    [
        "地区,企业数（个）,占比（%）,地区,企业数（个）,占比（%）\n甲,1,2,丙,5,6\n乙,3,4,,,\n",
        "表3 主要指标,,,,,,\n地区,企业数,占比,,地区,企业数,占比\n,个,%,,,个,%\n甲,1,2,,丙,5,6\n乙,3,4,,,,\n注：初步数,,,,,,\n",
        "地区,企业数,占比,地 区,企业数,占比,地区,企业数,占比\n甲,1,2,乙,3,4,丙,5,6\n",
        ",地区,企业数,占比,地区,企业数,占比\n,甲,1,2,丙,5,6\n,乙,3,4,,,\n",
    ],
)
def test_blocks_are_read_one_below_the_other_and_said(table):
    reading = check_table(table.encode(), TWO, year=2023)

    assert reading.panel is not None
    assert dict(zip(reading.panel.units, reading.panel.values[0].tolist(), strict=True)) == {
        "甲": [1, 2], "乙": [3, 4], "丙": [5, 6],
    }  # fmt: skip
    assert "W_SIDE_BY_SIDE" in [finding.code for finding in reading.findings]


def test_faults_are_named_where_they_stand():
    rows = [
        ["主要指标"],
        ["地区", "企业数", "占比"] * 2,
        ["甲", 1, 2, "丙", "约5", 6],
        ["乙", 3, 4, "丁", 7, "8亿"],
    ]
    _, faults = read(book(rows, ["A1:F1"]))

    assert faults == [("E_NOT_NUMBER", "E3", 3), ("E_UNIT_UNKNOWN", "F4", 4)]
    text = "\n".join(",".join(map(str, row)) for row in rows)
    assert read(text)[1] == faults


def test_percent_formats_and_merged_cells_of_every_block_count():
    whole = openpyxl.Workbook()
    for row in [
        ["区域", "地区", "企业数", "占比"] * 2,
        ["东", "甲", 1, 0.02, "西", "丙", 5, 0.06],
        [None, "乙", 3, 0.04, None, "丁", 7, 0.08],
    ]:
        whole.active.append(row)
    for place in ("D2", "D3", "H2", "H3"):
        whole.active[place].number_format = "0%"
    for merge in ("A2:A3", "E2:E3"):
        whole.active.merge_cells(merge)
    stream = BytesIO()
    whole.save(stream)
    reading = check_table(stream.getvalue(), TWO, year=2023)

    assert reading.panel.values[0].tolist() == [[1, 2], [3, 4], [5, 6], [7, 8]]
    assert reading.panel.groups["区域"] == ("东", "东", "西", "西")


@pytest.mark.parametrize(
    "table",
    [
        "2022年,,,2023年,,\n地区,企业数,占比,地区,企业数,占比\n甲,1,2,甲,5,6\n乙,3,4,乙,7,8\n",  # the same units again
        "地区,企业数,占比,地区,企业数,总数\n甲,1,2,丙,5,6\n",  # other headings
        "企业数,占比,企业数,占比\n1,2,5,6\n",  # no units
    ],
)
def test_other_repeated_headings_are_no_blocks(table):
    assert "W_SIDE_BY_SIDE" not in [
        finding.code for finding in check_table(table.encode(), TWO, year=2023).findings
    ]


def test_a_framework_is_drafted_from_blocks(tmp_path):
    path = tmp_path / "blocks.csv"
    path.write_text("地区,企业数（个）,地区,企业数（个）\n甲,1,丙,5\n乙,3,丁,4\n", encoding="utf-8")
    found = draft(path)

    assert [(column.name, column.unit) for column in found.columns] == [("企业数", "个")]
    assert found.size == 4
    assert not found.problems


YEARS = Framework(
    id="years", name="Years", reference="tests", children=[{"id": "a", "name": "产值", "unit": "亿元"}]
)


@pytest.mark.parametrize(
    ("rows", "merges"),
    [
        ([["产值（亿元）"], ["地区", 2022, 2023] * 2, ["甲", 1, 2, "丙", 5, 6], ["乙", 3, 4]], ["A1:F1"]),
        ([["表3 产值", *[None] * 4, "单位：亿元"], ["地区", 2022, 2023] * 2, ["甲", 1, 2, "丙", 5, 6], ["乙", 3, 4]], []),
    ],
)  # fmt: skip
def test_a_title_over_all_blocks_heads_none_of_them(rows, merges):
    panel = check_table(book(rows, merges), YEARS).panel

    assert panel.years == (2022, 2023)
    assert dict(zip(panel.units, panel.values[..., 0].T.tolist(), strict=True)) == {
        "甲": [1, 2], "乙": [3, 4], "丙": [5, 6],
    }  # fmt: skip


def test_headings_in_two_rows_head_every_block():
    both = Framework(
        id="b", name="B", reference="tests", children=[{"id": "a", "name": "企业情况 数量"}, {"id": "b", "name": "企业情况 占比"}]
    )  # fmt: skip
    rows = [["地区", "企业情况", None] * 2, [None, "数量", "占比"] * 2, ["甲", 1, 2, "丙", 5, 6]]
    panel = check_table(book(rows, ["A1:A2", "B1:C1", "D1:D2", "E1:F1"]), both, year=2023).panel

    assert panel.values[0].tolist() == [[1, 2], [5, 6]]


def test_years_above_blocks_stand_apart_from_them_too():
    table = "2022年,,,2023年,,\n,,,,,\n地区,企业数,占比,地区,企业数,占比\n甲,1,2,丙,5,6\n乙,3,4,丁,7,8\n"

    assert read(table)[0] is None


def test_two_columns_of_one_heading_without_values_between_are_units_and_groups():
    table = "企业,,园区,,\n名称,代码,名称,企业数,占比\n甲,01,东园,1,2\n乙,02,东园,3,4\n丙,03,西园,5,6\n"

    assert read(table)[0].values[0].tolist() == [[1, 2], [3, 4], [5, 6]]


def test_rows_whose_two_columns_of_units_differ_are_refused():
    panel, faults = read("地区,企业数,地区,占比\n甲,1,乙,2\n乙,3,甲,4\n")

    assert panel is None
    assert faults == [("E_KEY_CONFLICT", None, 2), ("E_KEY_CONFLICT", None, 3)]
    assert read("地区,企业数,地区,占比\n甲,1,甲,2\n乙,3,乙,4\n")[0].values[0].tolist() == [[1, 2], [3, 4]]
