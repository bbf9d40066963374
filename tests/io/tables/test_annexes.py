"""Annexes of the United Nations, with letters beside numbers, and what pivot tables and Eurostat write."""

import numpy as np
import pytest

from ii_index.io.tables import check_table
from ii_index.io.tables.draft import definition, draft
from ii_index.model.framework import Framework
from tests.io.tables.books import book

ANNEX = [
    ["Table 1. Human Development Index and its components"],
    [],
    [None, None, "HDI", None, "Life expectancy at birth", None, "Mean years of schooling", None, "GNI rank minus HDI rank", None, "HDI rank"],
    [None, None, "Value", None, "(years)", None, "(years)"],
    ["HDI rank", "Country", 2023, None, 2023, "a", 2023, "a", 2023, "b", 2022],
    ["Very high human development"],
    [1, "Iceland", 0.972, None, 82.7, None, 13.9, "d", 12, None, 3],
    [2, "Norway", 0.970, None, 83.3, "c,d", 13.1, "e", 0, None, 1],
    ["High human development"],
    [5, "Peru", 0.794, None, "..", None, 10.2, None, 3, None, 80],
    [],
    ["Notes"],
    ["a", "Data refer to 2023 or the most recent year available."],
    ["b", "Based on countries for which a value is calculated."],
    ["Definitions"],
]  # fmt: skip
MERGES = ("C3:D3", "E3:F3", "G3:H3", "I3:J3", "C4:D4", "E4:F4", "G4:H4")
NAMES = ["HDI", "Life expectancy at birth", "Mean years of schooling"]
WANTED = {"Iceland": [0.972, 82.7, 13.9], "Norway": [0.970, 83.3, 13.1], "Peru": [0.794, None, 10.2]}


def cells(panel):
    return {
        unit: [None if np.isnan(value) else value for value in row]
        for unit, row in zip(panel.units, panel.values[-1].tolist(), strict=True)
    }


@pytest.mark.parametrize("merges", [MERGES, MERGES[:4], ("C3:D3", "E3:H3", "I3:J3")])
def test_letters_under_a_merged_heading_are_no_second_column_of_its_numbers(merges):
    rows = [[*row] for row in ANNEX]
    if len(merges) == 3:  # one heading over two numbers, and letters beside both
        rows[2][4], rows[2][6] = "Life", None
        rows[3][4], rows[3][6] = "Life expectancy at birth", "Mean years of schooling"
    leaves = [{"id": f"x{at}", "name": name} for at, name in enumerate(NAMES)]
    own = Framework(id="hdi", name="HDI", reference="tests", units="any", children=leaves)

    reading = check_table(book(rows, merges), own)

    assert [one for one in reading.findings if one.severity == "error"] == []
    assert cells(reading.panel) == WANTED
    assert reading.panel.years == (2023,)


def test_the_draft_of_an_annex_leaves_ranks_out_and_is_read_as_it_says(tmp_path):
    path = tmp_path / "annex.xlsx"
    path.write_bytes(book(ANNEX, MERGES))

    found = draft(path)

    assert [one.name for one in found.columns] == NAMES
    assert not found.problems
    reading = check_table(path, Framework.model_validate(definition(found)))
    assert cells(reading.panel) == WANTED


def test_a_second_column_of_numbers_under_a_merged_heading_stays_refused():
    rows = [[*row] for row in ANNEX]
    for row in rows[6:10:1]:
        if len(row) > 3:
            row[3] = 0.5
    leaves = [{"id": f"x{at}", "name": name} for at, name in enumerate(NAMES)]
    own = Framework(id="hdi", name="HDI", reference="tests", units="any", children=leaves)

    assert check_table(book(rows, MERGES), own).panel is None


FLAT = """HDI rank,Country,HDI,,Life expectancy at birth (years),,Mean years of schooling (years),
1,Iceland,0.972,,82.7,c,13.9,d
2,Norway,0.970,,83.3,,13.1,e
3,Peru,0.794,,77.7,f,10.2,a
"""


def test_columns_of_letters_below_no_heading_are_neither_groups_nor_codes(tmp_path):
    path = tmp_path / "flat.csv"
    path.write_text(FLAT, "utf-8")

    found = draft(path)

    assert (found.codes, found.groups, found.unit) == ((), (), "Country")
    assert len(found.columns) == 3
    assert not found.problems


def test_letters_of_footnotes_behind_numbers_are_taken_off_and_those_of_units_are_not(tmp_path):
    path = tmp_path / "inline.csv"
    text = "Country,HDI,Life expectancy (years)\nIceland,0.972,82.7 a\nNorway,0.970,83.3 c,d\nPeru,0.794,77.7 q\n"
    path.write_text(text.replace("83.3 c,d", '"83.3 c,d"'), "utf-8")

    found = draft(path)
    assert [one.name for one in found.columns] == ["HDI", "Life expectancy (years)"]
    assert found.codes == ()

    own = Framework.model_validate(definition(found))
    assert cells(check_table(path, own, year=2023).panel)["Norway"] == [0.970, 83.3]
    for unit in ("82.7 m", "82.7 t", "82.7 k", "82.7m"):
        path.write_text(text.replace("82.7 a", unit).replace("83.3 c,d", "83.3"), "utf-8")
        assert check_table(path, own, year=2023).panel is None


TWO = [{"id": "a", "name": "产值", "unit": "亿元"}, {"id": "b", "name": "人口", "unit": "万人"}]


@pytest.mark.parametrize("before", ["求和项:", "求和项：", "Sum of ", "平均值项:", "Average of "])
@pytest.mark.parametrize("corner", ["行标签", "Row Labels"])
def test_names_that_a_pivot_table_makes_are_those_of_what_it_adds_up(before, corner):
    own = Framework(id="two", name="Two", reference="tests", units="any", children=TWO)
    table = f"{corner},{before}产值,{before}人口（千人）\n苏州,1,20\n南京,3,40\n总计,4,60\n"

    reading = check_table(table.encode(), own, year=2023)

    assert cells(reading.panel) == {"苏州": [1, 2], "南京": [3, 4]}


def test_a_count_of_a_pivot_table_is_not_what_it_counts_and_its_corner_says_what_it_holds():
    one = Framework(id="one", name="One", reference="tests", units="any", children=TWO[:1])
    across = "{}:{},列标签,,\n行标签,2021,2022,总计\n苏州,1,2,3\n南京,3,4,7\n总计,4,6,10\n"

    assert cells(check_table(across.format("求和项", "产值").encode(), one).panel) == {
        "苏州": [2],
        "南京": [4],
    }
    for says in (("计数项", "产值"), ("求和项", "人口")):
        reading = check_table(across.format(*says).encode(), one)
        assert reading.panel is None or "N_INDICATOR_ASSUMED" not in {x.code for x in reading.findings}
        if says[1] == "人口":
            assert reading.panel is None
    assert check_table("行标签,计数项:产值\n苏州,1\n南京,3\n".encode(), one, year=2023).panel is None


def test_the_unit_of_eurostat_is_of_measurement_and_never_what_is_ranked():
    one = Framework(
        id="one", name="One", reference="tests", units="any", children=[{"id": "r", "name": "Rate"}]
    )
    head = "DATAFLOW,freq,unit,geo,TIME_PERIOD,OBS_VALUE\n"
    row = "ESTAT:X,A,{},{},2021,{}\n"
    single = head + row.format("PC", "DE", 3) + row.format("PC", "FR", 7)
    mixed = head + row.format("PC", "DE", 3) + row.format("THS", "DE", 3100)

    assert cells(check_table(single.encode(), one).panel) == {"DE": [3], "FR": [7]}
    assert check_table(mixed.encode(), one).panel is None


GROWTH = ["增长（%）", "比上年增长（%）", "同比增长%", "增速", "占比（%）", "比上年±%", "Growth (%)"]


@pytest.mark.parametrize("label", GROWTH)
@pytest.mark.parametrize("units", ["any", "provinces"])
def test_rows_of_changes_and_shares_below_units_are_no_units(label, units):
    own = Framework(id="two", name="Two", reference="tests", units=units, children=TWO)
    names = ("江苏", "浙江") if units == "provinces" else ("增城", "比亚迪")
    table = f"地区,产值,人口\n{names[0]},10,20\n{label},5,6\n{names[1]},30,40\n{label},7,8\n"

    reading = check_table(table.encode(), own, year=2023, allow_missing_units=True)

    assert list(cells(reading.panel).values()) == [[10, 20], [30, 40]]
    assert [one.row for one in reading.findings if one.code == "W_ROW_SKIPPED"] == [3, 5]


def test_codes_of_indicators_beside_their_names_are_no_provinces():
    own = Framework(id="two", name="Two", reference="tests", units="provinces", children=TWO)
    table = "指标名称,计量单位,代码,2022年,2023年\n产值,万元,01,10000,20000\n人口,千人,02,30,40\n"

    panel = check_table(table.encode(), own).panel

    assert panel.values.tolist() == [[[1, 3]], [[2, 4]]]
    both = "指标名称,代码,2022年\n产值,320000,1\n产值,330000,2\n人口,320000,3\n人口,330000,4\n"
    panel = check_table(both.encode(), own, allow_missing_units=True).panel
    assert panel.units == ("320000", "330000")
