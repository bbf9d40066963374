"""Units that stand across, each with a unit of measurement of its own behind its name."""

import pandas as pd
import pytest

from ii_index.io.tables import check_table
from ii_index.model.framework import Framework
from ii_index.model.panel import Panel

LEAVES = [
    {"id": "a", "name": "产值", "unit": "亿元"},
    {"id": "b", "name": "利润", "unit": "亿元"},
    {"id": "c", "name": "人口", "unit": "万人"},
]


def framework(units, leaves=LEAVES):
    return Framework(id="f", name="F", reference="tests", units=units, children=leaves)


def read(table, units, leaves=LEAVES, **options):
    reading = check_table(table.encode(), framework(units, leaves), allow_missing_units=True, **options)
    cells = {}
    if panel := reading.panel:
        for year, block in zip(panel.years, panel.values, strict=True):
            for unit, row in zip(panel.units, block.tolist(), strict=True):
                cells[panel.unit_name(unit).zh if units == "provinces" else unit, year] = row
    return cells, [finding.code for finding in reading.findings]


NAMES = {"provinces": ("江苏", "浙江"), "any": ("苏州", "南京")}


@pytest.mark.parametrize("corner", ["省份", "指标", "项目", "城市"])
@pytest.mark.parametrize("units", NAMES)
def test_each_unit_across_is_converted_from_its_own_measure_and_keeps_its_name(corner, units):
    one, other = NAMES[units]
    table = f"{corner},{one}（万元）,{other}（亿元）\n产值,10000,2\n利润,5000,3\n人口（千人）,70,80\n"

    cells, codes = read(table, units, year=2023)

    assert cells == {(one, 2023): [1, 0.5, 7], (other, 2023): [2, 3, 8]}
    assert codes.count("W_UNIT_SCALED") == 3


@pytest.mark.parametrize("units", NAMES)
def test_what_a_row_says_of_its_measure_holds_before_what_heads_the_column(units):
    one, other = NAMES[units]
    table = f"指标,单位,{one}（万元）,{other}（亿元）\n产值,亿元,1,2\n利润,,5000,3\n人口,千人,70,80\n"

    cells, _ = read(table, units, year=2023)

    assert cells == {(one, 2023): [1, 0.5, 7], (other, 2023): [2, 3, 8]}


@pytest.mark.parametrize("units", NAMES)
def test_years_down_and_units_across_with_a_measure_each_are_converted(units):
    one, other = NAMES[units]
    table = f"产值\n年份,{one}（万元）,{other}（亿元）\n2022,10000,2\n2023,20000,3\n"

    cells, _ = read(table, units, LEAVES[:1])

    assert cells == {(one, 2022): [1], (one, 2023): [2], (other, 2022): [2], (other, 2023): [3]}


@pytest.mark.parametrize("units", NAMES)
@pytest.mark.parametrize("below", ["2022,2023,2022,2023", "产值,利润,产值,利润"])
def test_a_measure_behind_a_unit_above_several_columns_holds_for_these(units, below):
    one, other = NAMES[units]
    corner = "指标" if "2022" in below else "年份"
    rows = "产值,10000,20000,1,2\n" if "2022" in below else "2022,10000,20000,1,2\n"
    table = f"{corner},{one}（万元）,,{other}（亿元）,\n,{below}\n{rows}"

    cells, _ = read(table, units, LEAVES[: 1 if "2022" in below else 2])

    if "2022" in below:
        assert cells == {(one, 2022): [1], (one, 2023): [2], (other, 2022): [1], (other, 2023): [2]}
    else:
        assert cells == {(one, 2022): [1, 2], (other, 2022): [1, 2]}


def test_years_across_are_converted_from_the_measure_of_each():
    cells, _ = read("指标,2022年（万元）,2023年（亿元）\n产值,10000,2\n人口,3,4\n", "provinces")

    assert cells == {("全国", 2022): [1, 3], ("全国", 2023): [2, 4]}


@pytest.mark.parametrize(
    "header", ["指标,苏州（万元）,南京", "指标,江苏（万元）,浙江", "指标,2022年（万元）,2023年"]
)
def test_a_measure_of_some_columns_only_is_asked_for_at_the_others(header):
    units, options = ("any" if "苏州" in header else "provinces"), {} if "年" in header else {"year": 2023}

    cells, codes = read(f"{header}\n产值,10000,2\n", units, LEAVES[:1], **options)

    assert not cells
    assert "E_UNIT_UNSTATED" in codes
    assert read(f"{header}（亿元）\n产值,10000,2\n", units, LEAVES[:1], **options)[0]
    assert read(f"{header.replace('万元', '亿元')}\n产值,1,2\n", units, LEAVES[:1], **options)[0]


def test_a_measure_that_no_indicator_can_be_in_is_refused():
    cells, codes = read("指标,江苏（吨）,浙江（千吨）\n产值,1,2\n人口,3,4\n", "provinces", year=2023)

    assert not cells
    assert "E_UNIT_UNKNOWN" in codes


def test_brackets_that_hold_no_measure_stay_part_of_the_name():
    cells, _ = read("指标,苏州（市）,南京（省会）\n产值,1,2\n", "any", LEAVES[:1], year=2023)

    assert cells == {("苏州（市）", 2023): [1], ("南京（省会）", 2023): [2]}


@pytest.mark.parametrize("units", NAMES)
def test_a_frame_with_a_measure_behind_each_unit_is_read_as_a_file_is(units):
    one, other = NAMES[units]
    frame = pd.DataFrame(
        {"指标": ["产值", "利润"], f"{one}（万元）": [10000, 5000], f"{other}（亿元）": [2, 3]}
    )

    panel = Panel.from_frame(frame, framework(units, LEAVES[:2]), year=2023, allow_missing_units=True)

    assert panel.values[0].tolist() == [[1, 0.5], [2, 3]]
