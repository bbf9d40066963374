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


SEVERAL = Framework(
    id="several",
    name="Several",
    reference="tests",
    units="any",
    children=[
        {"id": "a", "name": "产值", "unit": "亿元"},
        {"id": "b", "name": "其中：高技术", "unit": "亿元"},
        {"id": "c", "name": "其中：增长率", "unit": "%"},
        {"id": "d", "name": "人口", "unit": "万人"},
    ],
)


@pytest.mark.parametrize("corner", ["指标", "项目"])
@pytest.mark.parametrize("whole", ["产值（万元）", "产值(万元)", "一、产值﹙万元﹚", "产值［万元］"])
def test_a_part_that_stands_once_is_in_the_unit_of_the_row_above_unless_it_is_a_rate(corner, whole):
    table = f"{corner},甲市,乙市\n{whole},10000,20000\n其中：高技术,5000,6000\n其中：增长率,5,6\n人口,7,8\n"

    panel, errors = read(table, SEVERAL)

    assert not errors
    assert panel.values[-1].tolist() == [[1, 0.5, 5, 7], [2, 0.6, 6, 8]]


def test_a_part_whose_unit_is_blank_in_its_column_is_in_that_of_the_row_above():
    table = "指标,单位,甲市,乙市\n产值,万元,10000,20000\n其中：高技术,,5000,6000\n其中：增长率,,5,6\n人口,千人,70,80\n"

    panel, errors = read(table, SEVERAL)

    assert not errors
    assert panel.values[-1].tolist() == [[1, 0.5, 5, 7], [2, 0.6, 6, 8]]


def test_a_part_that_states_its_own_unit_is_in_that():
    table = "指标,甲市,乙市\n产值（万元）,10000,20000\n其中：高技术（亿元）,5,6\n其中：增长率,5,6\n人口,7,8\n"

    assert read(table, SEVERAL)[0].values[-1].tolist() == [[1, 5, 5, 7], [2, 6, 6, 8]]


def test_a_blank_unit_below_another_is_asked_for_and_below_the_wanted_one_is_none_of_anyones_business():
    two = Framework(
        id="two",
        name="Two",
        reference="tests",
        units="any",
        children=[{"id": "a", "name": "产值", "unit": "亿元"}, {"id": "b", "name": "利润", "unit": "亿元"}],
    )

    def said(unit):
        table = f"指标,单位,甲市,乙市\n产值,{unit},10000,20000\n利润,,5,6\n"
        reading = check_table(table.encode(), two, year=2023)
        return [(one.column, one.found) for one in reading.findings if one.code == "W_UNIT_NOT_APPLIED"]

    assert said("万元") == [("b", "万元")]
    assert said("亿元") == []


def test_rows_without_a_unit_among_rows_of_their_indicator_that_state_one_are_refused():
    two = Framework(
        id="two",
        name="Two",
        reference="tests",
        units="any",
        children=[{"id": "a", "name": "产值", "unit": "亿元"}, {"id": "b", "name": "人口", "unit": "万人"}],
    )

    def errors(first, second):
        table = f"地区,产值,单位,人口\n甲市,10000,{first},1\n乙市,20000,{second},2\n"
        found = check_table(table.encode(), two, year=2023).findings
        return [(one.code, one.column, one.row) for one in found if one.severity == "error"]

    assert errors("万元", "") == [("E_UNIT_UNSTATED", "a", 3)]
    assert errors("", "万元") == [("E_UNIT_UNSTATED", "a", 2)]
    assert errors("亿元", "") == errors("万元", "万元") == errors("万元", "亿元") == []
