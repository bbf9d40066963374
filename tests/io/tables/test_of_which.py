"""Rows of parts (其中) are named with the row above, where one name stands for several."""

import pytest

from ii_index.io.tables import check_table
from ii_index.io.tables.draft import draft
from ii_index.model.framework import Framework

FOUR = Framework(
    id="four",
    name="Four",
    reference="tests",
    children=[
        {"id": "a", "name": "工业增加值", "unit": "亿元"},
        {"id": "b", "name": "工业增加值 其中：高技术", "unit": "亿元"},
        {"id": "c", "name": "出口额", "unit": "亿元"},
        {"id": "d", "name": "出口额 其中：高技术", "unit": "亿元"},
    ],
)
WANTED = {"甲市": [1, 2, 3, 4], "乙市": [5, 6, 7, 8]}


def read(table, framework=FOUR):
    reading = check_table(table.encode(), framework, year=2023)
    return reading.panel, [one.code for one in reading.findings if one.severity == "error"]


@pytest.mark.parametrize(
    "table",
    [
        "指标,甲市,乙市\n工业增加值(亿元),1,5\n其中：高技术,2,6\n出口额(亿元),3,7\n其中：高技术,4,8\n",
        "指标,甲市,乙市\n工业增加值,1,5\n其中：轻工,9,9\n其中：高技术,2,6\n出口额,3,7\n\n其中：高技术,4,8\n",
        "指标,甲市,乙市\n工业增加值(亿元),1,5\n其中：高技术(万元),20000,60000\n出口额,3,7\n其中：高技术,4,8\n",
        "指标,计量单位,甲市,乙市\n工业增加值,万元,10000,50000\n其中：高技术,,20000,60000\n出口额,亿元,3,7\n其中：高技术,万元,40000,80000\n",
        "地区,指标,2023\n甲市,工业增加值,1\n,其中：高技术,2\n,出口额,3\n,其中：高技术,4\n乙市,工业增加值,5\n,其中：高技术,6\n,出口额,7\n,其中：高技术,8\n",
    ],
)
def test_a_part_is_of_the_row_above_and_in_its_unit_of_measurement(table):
    reading = check_table(table.encode(), FOUR, year=2023, fill_down=True)

    assert [one.code for one in reading.findings if one.severity == "error"] == []
    panel = reading.panel
    assert dict(zip(panel.units, panel.values[-1].tolist(), strict=True)) == WANTED


def test_a_draft_names_parts_as_headings_of_parts_are_named(tmp_path):
    down, across = tmp_path / "down.csv", tmp_path / "across.csv"
    down.write_text(
        "指标,甲市,乙市\n工业增加值(亿元),1,5\n其中：高技术,2,6\n出口额(万元),3,7\n其中：高技术,4,8\n",
        "utf-8",
    )
    across.write_text(
        "地区,工业增加值(亿元),其中：高技术,出口额(万元),其中：高技术\n甲市,1,2,3,4\n乙市,5,6,7,8\n", "utf-8"
    )

    found = [(one.name, one.unit) for one in draft(down).columns]
    assert found == [(one.name, one.unit) for one in draft(across).columns]
    assert found[1::2] == [("工业增加值 其中：高技术", "亿元"), ("出口额 其中：高技术", "万元")]


ONE = Framework(id="one", name="One", reference="tests", children=[{"id": "h", "name": "其中：高技术"}])


@pytest.mark.parametrize(
    "table",
    [
        "指标,甲市,乙市\n工业增加值,1,5\n其中：高技术,2,6\n出口额,3,7\n",
        "地区,指标,2023\n甲市,工业增加值,1\n甲市,其中：高技术,2\n乙市,出口额,3\n乙市,其中：高技术,6\n",
    ],
)
def test_a_name_that_stands_once_is_read_as_it_is(table):
    panel, errors = read(table, ONE)

    assert errors == []
    assert panel.values[-1].ravel().tolist() == [2, 6]


@pytest.mark.parametrize(
    "table",
    [
        "指标,甲市,乙市\n工业增加值,1,5\n其中：高技术,2,6\n其中：高技术,2,6\n",  # twice of one row
        "指标,甲市,乙市\n其中：高技术,2,6\n出口额,3,7\n其中：高技术,2,6\n",  # once of none
    ],
)
def test_what_the_rows_above_do_not_tell_apart_is_refused(table):
    assert read(table, ONE)[1] == ["E_DUPLICATE_COLUMN"]
