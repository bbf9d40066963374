"""Exports of series, one a column below its name, frequency, unit and source: Wind, iFinD, CEIC."""

import datetime as dt
import io

import openpyxl
import pytest

from ii_index.io.tables import check_table
from ii_index.io.tables.draft import draft
from ii_index.model.framework import Framework

LEAVES = [
    {"id": "ent", "name": "规模以上工业企业数", "unit": "个"},
    {"id": "gdp", "name": {"zh": "地区生产总值", "en": "GDP"}, "unit": "亿元"},
]


def framework(units):
    return Framework(id="two", name="Two", reference="tests", units=units, children=LEAVES)


def read(content, units="provinces", own=None):
    table = content.encode() if isinstance(content, str) else content
    reading = check_table(table, own or framework(units), allow_missing_units=True)
    cells = {}
    if panel := reading.panel:
        for year, block in zip(panel.years, panel.values, strict=True):
            for unit, row in zip(panel.units, block.tolist(), strict=True):
                cells[panel.unit_name(unit).zh if units == "provinces" else unit, str(year)] = row
    return cells, {one.code: one for one in reading.findings}


def wind(names, frequency="年", measures="个 个 万元 亿元", dates=("2021-12-31", "2022-12-31")):
    count = len(names)
    rows = [
        ["指标名称", *names],
        ["频率", *[frequency] * count],
        ["单位", *measures.split()],
        ["来源", *["国家统计局"] * count],
        ["指标ID", *[f"M{at}" for at in range(count)]],
        [dates[0], "100", "200", "1000", "20"],
        [dates[1], "110", "210", "1100", "21"],
        ["数据来源：Wind"],
    ]
    return "".join(",".join(row) + "\n" for row in rows)


NAMES = ["江苏:规模以上工业企业数", "浙江:规模以上工业企业数", "江苏:地区生产总值", "浙江:地区生产总值"]
WANTED = {
    ("江苏", "2021"): [100, 0.1],
    ("浙江", "2021"): [200, 20],
    ("江苏", "2022"): [110, 0.11],
    ("浙江", "2022"): [210, 21],
}


@pytest.mark.parametrize("units", ["provinces", "any"])
@pytest.mark.parametrize("names", [NAMES, [name.replace(":", "：") for name in NAMES]])
@pytest.mark.parametrize("turned", [False, True])
def test_names_of_unit_and_indicator_are_told_apart_and_each_series_is_in_its_own_unit(units, names, turned):
    if turned:
        names = [":".join(reversed(name.replace("：", ":").split(":"))) for name in names]

    cells, found = read(wind(names), units)

    assert cells == WANTED
    assert found["W_UNIT_SCALED"].cell == "D6"


@pytest.mark.parametrize(
    "dates", [("2021", "2022"), ("2021年", "2022年"), ("12/2021", "12/2022"), ("2021/6/30", "2022/6/30")]
)
def test_a_date_of_a_yearly_series_is_its_year(dates):
    assert read(wind(NAMES, dates=dates))[0] == WANTED


def test_dates_of_quarters_and_months_are_these():
    for frequency, dates in (("季", ("2021Q3", "2021Q4")), ("月", ("2021-09", "2021-12"))):
        cells, _ = read(wind(NAMES, frequency, dates=("2021-09-30", "2021-12-31")))
        assert {date for _, date in cells} == {*dates}


def test_sheets_of_an_export_are_joined():
    whole = openpyxl.Workbook()
    whole.remove(whole.active)
    for sheet, (first, second), measure in (("企业", NAMES[:2], "个"), ("产值", NAMES[2:], "万元")):
        page = whole.create_sheet(sheet)
        for row in (
            ["指标名称", first, second],
            ["频率", "年", "年"],
            ["单位", measure, measure],
            ["来源", "局", "局"],
        ):
            page.append(row)
        page.append([dt.date(2021, 12, 31), 10000, 20000])
    stream = io.BytesIO()
    whole.save(stream)

    cells, _ = read(stream.getvalue())

    assert cells == {("江苏", "2021"): [10000, 1], ("浙江", "2021"): [20000, 2]}


CEIC = """,CN: GDP: Jiangsu,CN: GDP: Zhejiang
Region,China,China
Subnational,Jiangsu,Zhejiang
Frequency,"Annual, ending ""Dec"" of each year",Annual
Unit,RMB mn,RMB bn
Source,National Bureau of Statistics,National Bureau of Statistics
Status,Active,Active
Series ID,1234567,1234568
SR Code,SR1,SR2
First Obs. Date,12/1990,12/1990
Last Obs. Date,12/2022,12/2022
12/2021,100,2
12/2022,110,3
"""


@pytest.mark.parametrize("units", ["provinces", "any"])
@pytest.mark.parametrize("lacking", ["Frequency", "SR Code", "First Obs.", "Subnational"])
def test_an_export_that_names_its_units_in_a_row_of_their_own_is_read_by_that(units, lacking):
    one = Framework(id="one", name="One", reference="tests", units=units, children=LEAVES[1:])
    lines = [line for line in CEIC.splitlines(keepends=True) if not line.startswith(lacking)]
    dates = "".join(lines).replace("12/2021", "2021").replace("12/2022,1", "2022,1")

    cells, found = read(dates, units, one)

    if lacking == "Subnational":  # all are called China, twice a year: never one for the other
        assert found["E_DUPLICATE_KEY"] if "E_DUPLICATE_KEY" in found else found["E_MISSING_COLUMN"]
        assert not cells
        return
    names = ("江苏", "浙江") if units == "provinces" else ("Jiangsu", "Zhejiang")
    assert cells == {
        (names[0], "2021"): [1],
        (names[1], "2021"): [20],
        (names[0], "2022"): [1.1],
        (names[1], "2022"): [30],
    }


def test_a_part_of_an_indicator_is_not_the_indicator():
    names = [name.replace("地区生产总值", "地区生产总值:第二产业") for name in NAMES]

    cells, found = read(wind(names))

    assert not cells
    assert "E_MISSING_COLUMN" in found or "E_FRAMEWORK_MISFIT" in found


def test_series_of_different_frequencies_are_not_mixed():
    table = wind(NAMES).replace("频率,年,年,年,年", "频率,年,年,季,季")

    cells, found = read(table)

    assert not cells
    assert "E_BAD_YEAR" in found


def test_an_ordinary_table_that_begins_with_indicators_is_left_alone():
    cells, found = read("指标,单位,2021,2022\n规模以上工业企业数,个,1,2\n地区生产总值,万元,30000,40000\n")

    assert cells == {("全国", "2021"): [1, 3], ("全国", "2022"): [2, 4]}
    assert not {code for code in found if code.startswith("E_")}


def test_a_draft_of_an_export_names_indicators_without_their_units(tmp_path):
    path = tmp_path / "wind.csv"
    path.write_text(wind(NAMES), "utf-8")

    found = draft(path)

    assert found.provinces
    assert not found.problems
    assert [one.name for one in found.columns] == ["规模以上工业企业数", "地区生产总值"]
