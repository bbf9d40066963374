"""Layouts, headers, notes and keys: what a table may look like."""

import numpy as np
import pytest

from ii_index.io.tables import check_table, read_panel
from ii_index.model.framework import Framework
from tests.io.tables.demo import (
    CORRECT,
    DEMO,
    FREE,
    HEADER,
    ROWS,
    cells,
    check,
    codes,
    errors,
    replaced,
    text,
)

TRANSPOSED = "指标,北京,天津,河北,内蒙古,西藏,新疆\n" + "".join(
    f"{HEADER[at]},{','.join(row[at] for row in ROWS)}\n" for at in (1, 2, 3)
)


PAIR = Framework(
    id="pair",
    name="pair",
    reference="tests",
    children=[{"id": "x1", "name": "5G基站数"}, {"id": "x2", "name": "工业APP数"}],
)


def said(reading, code):
    return [finding for finding in reading.findings if finding.code == code]


@pytest.mark.parametrize("word", ["地区", "", "省（区、市）", "各地", "Region", "名称"])
def test_a_column_of_provinces_is_the_units_whatever_heads_it(word):
    assert cells(check(text(ROWS, [word, *HEADER[1:]])).panel) == CORRECT


@pytest.mark.parametrize("corner", ["指标", "地区", "", "项目"])
def test_a_transposed_table_is_turned_and_said(corner):
    reading = check(TRANSPOSED.replace("指标", corner, 1))

    assert cells(reading.panel) == CORRECT
    assert codes(reading) == ["W_TRANSPOSED"]


def test_a_misspelt_province_across_is_unknown_and_not_missing():
    reading = check(TRANSPOSED.replace("新疆", "新彊"))

    assert [(finding.code, finding.row, finding.expected) for finding in errors(reading)] == [
        ("E_UNKNOWN_REGION", 1, "新疆")
    ]


def test_totals_and_places_out_of_scope_across_are_set_aside():
    lines = [f"{line},约9,9" for line in TRANSPOSED.splitlines()]
    lines[0] = lines[0].replace("约9,9", "全国,香港")
    reading = check("\n".join(lines))

    assert cells(reading.panel) == CORRECT
    assert codes(reading) == ["W_ROW_SKIPPED", "W_OUT_OF_SCOPE", "W_TRANSPOSED"]


def test_totals_parts_and_places_out_of_scope_are_set_aside_unread_and_named():
    aside = [
        "全国",
        "合计",
        "东部地区",
        "新疆生产建设兵团",
        "深圳市",
        "其中：大连",
        "#宁波",
        "青岛",
        "香港",
        "中国台湾",
    ]
    reading = check(text([*ROWS, *([name, "约1", "x", "#REF!"] for name in aside)]))

    assert cells(reading.panel) == CORRECT
    assert [finding.found for finding in reading.findings] == aside
    assert codes(reading) == ["W_ROW_SKIPPED"] * 8 + ["W_OUT_OF_SCOPE"] * 2


def test_a_table_of_the_nation_alone_is_national_and_may_be_partial():
    reading = check("地区,年份,5G基站数（万个）\n全国,2021,142.5\n全国,2022,231.2\n", year=None)

    assert reading.panel.is_national
    assert reading.panel.years == (2021, 2022)
    assert reading.panel.indicators == ("x1",)
    assert [finding.column for finding in said(reading, "W_LEAF_ABSENT")] == ["x2", "x3"]


@pytest.mark.parametrize(
    "table",
    [
        "年份,5G基站数,工业APP数,数控化率\n2021,1,2,3\n2022,4,5,6\n",
        "指标,2021,2022\n5G基站数（万个）,1,4\n工业APP数,2,5\n数控化率,3,6\n",
        "指标,单位,2021年,2022年\n5G基站数,万个,1,4\n工业APP数,个,2,5\n数控化率,%,3,6\n",
        "年份,指标,数值\n2021,x1,1\n2021,x2,2\n2021,x3,3\n2022,x1,4\n2022,x2,5\n2022,x3,6\n",
    ],
)
def test_a_table_without_units_is_national(table):
    panel = check(table, year=None).panel

    assert panel.is_national
    assert panel.values[:, 0].tolist() == [[1, 2, 3], [4, 5, 6]]


def test_several_rows_that_nothing_tells_apart_lack_their_units():
    reading = check("5G基站数（万个）,工业APP数,数控化率\n1,2,3\n4,5,6\n")

    assert [(finding.code, finding.column) for finding in errors(reading)] == [("E_MISSING_COLUMN", "unit")]


def test_years_above_the_indicators_hold_to_the_right():
    header = ",2022年,,,2023年,,\n地区,5G基站数,工业APP数,数控化率,5G基站数,工业APP数,数控化率\n"
    table = header + "".join(f"{','.join([*row, *row[1:]])}\n" for row in ROWS)
    panel = check(table, year=None).panel

    assert panel.years == (2022, 2023)
    assert np.array_equal(panel.values[0], panel.values[1])
    assert cells(panel.select(years=[2023])) == CORRECT


def test_years_across_for_the_one_indicator_that_a_title_names():
    table = "5G基站数（万个）,,\n地区,2022年,2023年\n" + "".join(f"{row[0]},1,{row[1]}\n" for row in ROWS)
    only = Framework(
        id="one", name="One", reference="t", units="provinces", children=[DEMO.nodes["x1"].model_dump()]
    )
    reading = check(table, only, year=None, expected_units=["110000"])

    assert reading.panel.values[1, :, 0].tolist() == [12.5, 6.1, 15.3, 5.2, 0.8, 4.4]


GROWTH = Framework(
    id="growth",
    name="growth",
    reference="tests",
    children=[
        {"id": "output", "name": "工业增加值", "unit": "亿元", "aliases": ["工业增加值总量"]},
        {"id": "growth", "name": "工业增加值增速", "unit": "%", "aliases": ["工业增加值（%）"]},
        {"id": "income", "name": "软件收入总量", "unit": "亿元"},
    ],
)


@pytest.mark.parametrize(
    "header",
    [
        "地区,年份,工业增加值,,软件收入,\n,,总量,增速,总量,增速\n",
        "地区,年份,工业增加值,工业增加值,软件收入,软件收入\n地区,年份,总量（亿元）,增速（%）,总量（亿元）,增速\n",
        ",,工业增加值,,软件收入,\n地区,年份,总量,增速,总量,增速\n",
        "地区,年份,工业增加值,,软件收入,\n,,总量,增速,总量,增速\n,,亿元,%,亿元,%\n",
        "地区,年份,一、工业增加值,,二、软件收入,\n,,工业增加值总量,工业增加值增速,软件收入总量,人数\n",
        "地区,年份,工业增加值,,软件收入总量,人数\n,,亿元,%,亿元,人\n",
    ],
)
def test_a_heading_over_several_columns_goes_with_what_stands_below_it(header):
    panel = check(header + "甲,2023,1,2,3,4\n乙,2023,5,6,7,8\n", GROWTH, year=None).panel

    assert panel.values[0].tolist() == [[1, 2, 3], [5, 6, 7]]


def test_dimensions_above_their_indicators_take_no_part_in_their_names():
    table = "地区,年份,总体,,增速,\n,,工业增加值,软件收入总量,工业增加值增速,人数\n甲,2023,1,3,2,4\n乙,2023,5,7,6,8\n"

    assert check(table, GROWTH, year=None).panel.values[0].tolist() == [[1, 2, 3], [5, 6, 7]]


@pytest.mark.parametrize("below", [",万个,个,%", "单位,万个,个,%", "计量单位,万个,个,％"])
def test_units_in_a_row_below_the_names(below):
    header = ["地区", "5G基站数", "工业APP数", f"数控化率\n{below}"]

    assert cells(check(text(ROWS, header)).panel) == CORRECT


def test_a_unit_in_the_header_is_converted_and_said():
    rows = [[row[0], f"{float(row[1]) * 10000:.0f}", *row[2:]] for row in ROWS]
    reading = check(text(rows, ["地区", "5G基站数（个）", *HEADER[2:]]))

    assert cells(reading.panel) == CORRECT
    assert codes(reading) == ["W_UNIT_SCALED"]


def test_one_unit_in_a_title_holds_for_the_columns_that_can_be_in_it():
    bare = ["地区", "5G基站数", "工业APP数（个）", "数控化率"]
    reading = check(
        "单位：个,,,\n" + text([[row[0], f"{float(row[1]) * 1e4:.0f}", *row[2:]] for row in ROWS], bare)
    )

    assert cells(reading.panel) == CORRECT
    assert codes(reading) == ["W_NOTE_SKIPPED", "W_UNIT_SCALED"]


def test_a_whole_column_of_fractions_is_kept_and_said():
    rows = [[*row[:3], f"{float(row[3]) / 100:.3f}"] for row in ROWS]
    reading = check(text(rows))

    assert reading.panel.values[0, :, 2].tolist() == [0.612, 0.587, 0.604, 0.455, 0.201, 0.409]
    assert codes(reading) == ["W_FRACTION_FOR_PERCENT"]


def test_percent_signs_throughout_need_no_warning():
    reading = check(text([[*row[:3], f"{row[3]}%"] for row in ROWS]))

    assert cells(reading.panel) == CORRECT
    assert codes(reading) == []


def test_footnote_marks_come_off_numbers_names_and_headings_and_are_said():
    header = ["地区", "5G基站数（万个）①", "工业APP数*（个）", "关键工序数控化率（注1）"]
    rows = replaced(0, 1, "12.5①")
    rows[5][0] = "新疆*"
    reading = check(text(rows, header))

    assert cells(reading.panel) == CORRECT
    assert codes(reading) == ["W_MARK_STRIPPED"] * 5


def test_titles_notes_blank_lines_repeated_headers_and_numbered_columns_are_no_data():
    lines = [
        "表1  2023年各省指标", "", ",,,单位：见表头", ",".join(HEADER), "甲,1,2,3", *(",".join(row) for row in ROWS[:3]), "",
        ",".join(HEADER), *(",".join(row) for row in ROWS[3:]), "", "注：1.快报数,2.其他,3.更多,4.再来,5.完", "Source: NBS",
    ]  # fmt: skip
    reading = check("\n".join(lines))

    assert cells(reading.panel) == CORRECT
    assert [finding.row for finding in said(reading, "W_NOTE_SKIPPED")] == [1, 3, 5, 10, 15, 16]


def test_columns_that_are_not_used_are_named():
    reading = check(text([[str(at), *row, "好"] for at, row in enumerate(ROWS)], ["", *HEADER, "备注"]))

    assert cells(reading.panel) == CORRECT
    assert [finding.found for finding in said(reading, "W_EXTRA_COLUMN")] == ["", "备注"]


def test_code_and_name_must_be_of_one_unit():
    codes_first = ["地区代码", *HEADER]
    rows = [
        [code, *row]
        for code, row in zip(("110000", "12", "CN-HE", "150000", "540000", "650000"), ROWS, strict=True)
    ]

    assert cells(check(text(rows, codes_first)).panel) == CORRECT
    rows[1][0] = "130000"
    assert [(finding.code, finding.row) for finding in errors(check(text(rows, codes_first)))] == [
        ("E_KEY_CONFLICT", 3)
    ]


def test_a_table_at_the_level_of_dimensions_lacks_a_dimension_and_not_its_leaves():
    tree = Framework(
        id="t", name="t", reference="t",
        children=[{"id": d, "name": d, "children": [{"id": f"{d}{i}", "name": f"{d}{i}"} for i in range(3)]} for d in "pqr"],
    )  # fmt: skip
    whole = check("unit,p,q,r\na,1,2,3\nb,4,5,6\n", tree)

    assert whole.panel.indicators == ("p", "q", "r")
    assert [finding.column for finding in errors(check("unit,p,q\na,1,2\nb,4,5\n", tree))] == ["r"]
    assert [finding.column for finding in errors(check("unit,p0,p1,q,r\na,1,2,3,4\n", tree))] == ["p2"]


@pytest.mark.parametrize(
    "names",
    [
        ["5G基站数（单位：万个）", "工业APP数（计量单位:个）", "关键工序数控化率（％）"],
        ["5G base stations (Unit: 万个)", "工业APP数【单位：个】", "关键工序数控化率（单位：％）"],
        ["5G基站数（单位：万个）①", "工业APP数，单位：个", "关键工序数控化率（Units: percent）"],
    ],
)
def test_a_unit_in_brackets_may_say_that_it_is_one(names):
    assert cells(check(text(header=["地区", *names])).panel) == CORRECT


def test_a_unit_said_in_brackets_is_converted_or_refused_by_its_name():
    (finding,) = errors(check(text(header=["地区", "5G基站数（单位：台套）", *HEADER[2:]])))

    assert (finding.code, finding.found) == ("E_UNIT_UNKNOWN", "台套")
    assert finding.remedy("en").startswith("accepted: 万个, 个")
    scaled = check(text(header=["地区", "5G基站数（单位：个）", *HEADER[2:]]))
    assert codes(scaled) == ["W_UNIT_SCALED"]


def test_a_unit_that_the_framework_does_not_name_leaves_bare_numbers():
    (finding,) = errors(check("unit,x,y\na,5%,1\nb,2,3\n", FREE))

    assert finding.remedy("en") == "accepted: a bare number (the framework names no unit for it)"


EVERY = "".join(f"{name},1\n" for name in HEADER[1:])


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("指标\nNC rate\n", "E_EMPTY"),
        ("指标,合计\n" + EVERY, "E_EMPTY"),
        ("指标,合计\nNC rate\n", "E_MISSING_COLUMN"),
        ("合计,指标\n,NC rate\n", "E_MISSING_COLUMN"),
    ],
)
def test_a_table_without_a_column_of_values_is_refused(table, code):
    assert {finding.code for finding in errors(check(table))} == {code}


def test_a_year_in_a_title_is_not_taken_but_named():
    (finding,) = errors(check("2023年各省指标,,,\n" + text(), year=None))

    assert finding.code == "E_YEAR_UNKNOWN"
    assert "2023" in finding.message("zh")
    assert "2023" in finding.message("en")


def test_a_table_without_a_year_says_its_other_faults_too():
    reading = check(text([*ROWS[:-1], ROWS[0]]), year=None)

    assert {(item.code, item.unit, item.year) for item in errors(reading)} == {
        ("E_YEAR_UNKNOWN", None, None),
        ("E_DUPLICATE_KEY", "110000", None),
        ("E_MISSING_REGION", "650000", None),
    }
    assert not any("0 年" in item.message("zh") or "in 0" in item.message("en") for item in errors(reading))
    assert codes(check(text(ROWS[:-1]), year=None, allow_missing_units=True)) == [
        "E_YEAR_UNKNOWN",
        "W_MISSING_REGION",
    ]


def test_rows_that_are_years_without_their_column_are_no_duplicates():
    assert codes(check(text([row for row in ROWS for _ in range(3)]), year=None)) == ["E_YEAR_UNKNOWN"]


def test_columns_with_and_without_a_year_say_nothing_of_a_year_that_is_not_there():
    reading = check("地区,5G基站数（2022）,工业APP数\n北京,1,2\n北京,1,2\n天津,3,4\n", PAIR, year=None)

    assert [(item.code, item.year) for item in errors(reading)] == [
        ("E_YEAR_UNKNOWN", None),
        ("E_DUPLICATE_KEY", None),
    ]


@pytest.mark.parametrize("year", [23, -5, 0, 99999])
def test_a_year_given_follows_the_rule_of_the_column(year):
    (finding,) = errors(check(text(), year=year))

    assert (finding.code, finding.found) == ("E_BAD_YEAR", str(year))
    assert "2023" in finding.remedy("zh")
    assert "2023" in finding.remedy("en")


def test_a_year_asked_for_must_be_one_of_the_table():
    table = text([[row[0], "2022", *row[1:]] for row in ROWS], ["地区", "年份", *HEADER[1:]])

    assert check(table, year=2022).panel.years == (2022,)
    assert [finding.code for finding in errors(check(table, year=2023))] == ["E_YEAR_ABSENT"]


def test_a_region_absent_in_one_year_is_named_with_the_year():
    rows = [[row[0], year, *row[1:]] for row in ROWS for year in ("2022", "2023")]
    table = text(rows[:-2] + rows[-1:], ["地区", "年份", *HEADER[1:]])

    assert [(item.code, item.unit, item.year) for item in errors(check(table, year=None))] == [
        ("E_MISSING_REGION", "650000", 2022)
    ]
    allowed = check(table, year=None, allow_missing_units=True)
    assert codes(allowed) == ["W_MISSING_REGION"]
    assert np.isnan(allowed.panel.values[0, 5]).all()


@pytest.mark.parametrize(
    "table", ["", "\n\n  \n", ",,,\n,,,\n", ",".join(HEADER) + "\n", "2023年\n" + ",".join(HEADER)]
)
def test_a_table_without_data_is_empty(table):
    assert [finding.code for finding in errors(check(table))] == ["E_EMPTY"]


def test_a_table_without_a_header_lacks_every_column():
    assert {finding.code for finding in errors(check(text(ROWS[1:], ROWS[0])))} == {"E_MISSING_COLUMN"}


def test_free_labels_are_units_as_they_stand():
    reading = check("Company,x,y\nAcme Ltd,1,2%\n北京,3,4%\n110000,5,6%\nTotal,9,9\n注：x,,\n", FREE)

    assert reading.panel.units == ("Acme Ltd", "北京", "110000")
    assert codes(reading) == ["W_ROW_SKIPPED", "W_NOTE_SKIPPED"]


def test_a_free_unit_that_misses_a_year_is_counted():
    reading = check("unit,year,x,y\na,2022,1,2\na,2023,1,2\nb,2023,3,4\n", FREE, year=None)

    assert codes(reading) == ["W_UNBALANCED"]
    assert np.isnan(reading.panel.values[0, 1]).all()


def test_sixty_thousand_distinct_units_are_read():
    lines = "".join(f"firm {at},{at}.5,{at % 90 + 2}\n" for at in range(60_000))
    panel = check("unit,x,y\n" + lines, FREE).panel

    assert len(panel.units) == 60_000
    assert panel.values[0, 59_999].tolist() == [59_999.5, 59_999 % 90 + 2]


FIRMS = Framework(
    id="firms",
    name="firms",
    reference="tests",
    children=[{"id": "x", "name": "output"}, {"id": "y", "name": "staff"}],
)
OF_FIRMS = {(2019, "ACME"): [1, 3], (2019, "BETA"): [2, 4], (2020, "ACME"): [5, 7], (2020, "BETA"): [6, 8]}


@pytest.mark.parametrize(
    "header",
    [
        ",output,,staff,\nyear,ACME,BETA,ACME,BETA\n",
        "year,output,output,staff,staff\n,ACME,BETA,ACME,BETA\n",
        "year,output,,staff,\n,ACME,BETA,ACME,BETA\n",
    ],
)
def test_free_units_below_each_indicator_stand_across_and_are_no_nation(header):
    panel = read_panel(f"{header}2019,1,2,3,4\n2020,5,6,7,8\n".encode(), FIRMS)

    assert {
        (year, unit): panel.values[row, at].tolist()
        for row, year in enumerate(panel.years)
        for at, unit in enumerate(panel.units)
    } == OF_FIRMS


def test_a_heading_above_indicators_that_are_not_known_makes_them_no_units():
    reading = check_table(
        b"firm,year,output,,staff,\n,,ab,cd,ef,gh\nACME,2019,1,2,3,4\nBETA,2019,1,2,3,4\n", FIRMS
    )

    assert reading.panel is None or "ab" not in reading.panel.units


def test_the_corner_above_years_names_the_indicator_of_free_units():
    one = Framework(
        id="one", name="one", reference="tests", children=[{"id": "x", "name": "output", "unit": "万元"}]
    )
    panel = read_panel("output（亿元）,ACME,BETA\n2019,1,2\n2020,5,6\n".encode(), one)

    assert panel.units == ("ACME", "BETA")
    assert panel.values[..., 0].tolist() == [[10000, 20000], [50000, 60000]]


def test_a_year_and_a_unit_of_measurement_may_stand_beside_one_name():
    one = Framework(
        id="one", name="one", reference="tests", children=[{"id": "x", "name": "产值", "unit": "万元"}]
    )
    panel = read_panel("地区,2022年产值（亿元）,产值（万元）2023年\n甲,1,2\n".encode(), one)

    assert panel.years == (2022, 2023)
    assert panel.values[..., 0].tolist() == [[10000], [2]]
    within = read_panel("地区,产值（2022年，亿元）,产值（万元、2023年）\n甲,1,2\n".encode(), one)
    assert (within.years, within.values[..., 0].tolist()) == (panel.years, [[10000], [2]])
    for heading in ("产值{}（亿元）", "产值（亿元）（{}年）", "产值({}年)(亿元)", "产值（{}年、亿元）"):
        dated = read_panel(f"地区,{heading.format(2022)},{heading.format(2023)}\n甲,1,2\n".encode(), one)
        assert (dated.years, dated.values[..., 0].tolist()) == (panel.years, [[10000], [20000]])
    refused = check("地区,产值（2022年，预测）,产值（2023年，上年=100）\n甲,1,2\n", one)
    assert [finding.code for finding in refused.findings] == ["E_UNIT_UNKNOWN", "E_LINKS"]


def test_totals_among_headings_are_of_what_is_measured_where_no_place_stands_across():
    one = Framework(
        id="one",
        name="one",
        reference="tests",
        units="provinces",
        children=[{"id": "x", "name": "企业数 合计"}, {"id": "y", "name": "企业数 #大型"}],
    )
    reading = check("地区,企业数,\n,合计,#大型\n北京,5,1\n天津,6,2\n", one, allow_missing_units=True)

    assert reading.panel.values[0].tolist() == [[5, 1], [6, 2]]


FREE_PAIR = Framework(
    id="free",
    name="free",
    reference="tests",
    children=[{"id": "x", "name": "产值"}, {"id": "y", "name": "专利"}],
)


@pytest.mark.parametrize("lines", ["2022年,,\n", "2022,,\n", "2022年,2022年,2022年\n\n"])
def test_a_year_alone_above_rows_is_theirs(lines):
    table = f"地区,产值,专利\n{lines}甲,1,2\n乙,3,4\n{lines.replace('2022', '2023')}甲,5,6\n乙,7,8\n"
    reading = check(table, FREE_PAIR, year=None)

    assert reading.panel.years == (2022, 2023)
    assert reading.panel.values.tolist() == [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]
    assert codes(reading) == ["W_ROW_SKIPPED"] * 2


@pytest.mark.parametrize(
    "table",
    [
        "地区,产值,专利\n甲,1,2\n2022年,,\n乙,3,4\n",  # rows stand above it
        "地区,产值,专利\n2022年,,\n甲,1,2\n2022年,,\n乙,3,4\n",  # the same again
        "地区,产值,专利\n2022年,1,2\n甲,3,4\n",  # it has values
    ],
)
def test_another_year_in_the_column_of_units_dates_nothing(table):
    assert check(table, FREE_PAIR, year=2020).panel.years == (2020,)


def test_a_row_that_numbers_the_columns_is_no_unit():
    numbered = check("地区,产值,专利\n甲,1,2\n北区,5,6\n南区,7,8\n", FREE_PAIR, year=2023).panel
    named = check("地区,产值,专利\n甲,1,2\n乙,5,6\n", FREE_PAIR, year=2023).panel

    assert (numbered.units, named.units) == (("北区", "南区"), ("甲", "乙"))
    coded = check("地区,代码,产值,专利\n甲,乙,1,2\n北区,01,5,6\n南区,02,7,8\n", FREE_PAIR, year=2023).panel
    assert (coded.units, coded.values[0].tolist()) == (("北区", "南区"), [[5, 6], [7, 8]])


@pytest.mark.parametrize(
    ("header", "first"),
    [
        ('地区 Region,"收入(亿元)\nRevenue (100 million yuan)","专利(件)\nPatents (item)"', 10000),
        ('地区,"收入\nTurnover (100 million yuan)","授权量\nPatents"', 10000),
        ('地区,收入（亿元）Revenue (100 million yuan),"授权量\nPatents"', 10000),
        ("地区,收入（万元）,授权量\nRegion,Turnover (10 thousand yuan),Patents", 1),
        ("地区,甲一,甲二\nregion,x,patents", 1),
    ],
)
def test_a_heading_in_two_languages_is_found_by_either(header, first):
    both = Framework(
        id="both",
        name="both",
        reference="tests",
        children=[{"id": "x", "name": "收入", "unit": "万元"}, {"id": "patents", "name": "Patents"}],
    )
    reading = check(
        f"{header}\n武汉,1,2\n黄石,3,4\n".replace("(件)", "").replace(" (item)", ""), both, year=2023
    )

    assert reading.panel.values[0].tolist() == [[first, 2], [first * 3, 4]]


def test_a_heading_whose_languages_name_two_indicators_is_neither():
    two = Framework(
        id="two",
        name="two",
        reference="tests",
        children=[{"id": "x", "name": "收入（亿元）"}, {"id": "y", "name": "Net profits"}],
    )

    assert check("地区,收入（亿元） Net profits\n武汉,1\n", two, year=2023).panel is None


@pytest.mark.parametrize(
    "rows", ["均值,标准差,N", "count,mean,std,min,25%,50%,75%,max", "平均,CV", "Mean,SD,n"]
)
def test_short_words_beside_rows_of_statistics_are_statistics(rows):
    lines = "".join(f"{word},2,2\n" for word in rows.split(","))

    assert check(f"地区,产值,专利\n武汉,1,2\n黄石,3,4\n{lines}", FREE_PAIR, year=2023).panel.units == (
        "武汉",
        "黄石",
    )


@pytest.mark.parametrize("units", ["Total,N,S,E", "M,N,O,Mean", "count,duke,earl", "SD,SE,合计"])
def test_short_words_that_are_units_stay_units(units):
    lines = "".join(f"{word},{at},2\n" for at, word in enumerate(units.split(",")))
    reading = check(f"地区,产值,专利\n{lines}", FREE_PAIR, year=2023)

    assert reading.panel.units == tuple(
        word for word in units.split(",") if word not in {"Total", "Mean", "合计"}
    )


def test_rows_of_statistics_below_the_units_are_set_aside():
    reading = check(
        "地区,产值,专利\n武汉,1,2\n黄石,3,4\n最大值,3,4\n标准差,1,1\n平均,2,3\n样本数,2,2\nStd. Dev.,1,1\n"
        "样本公司,5,6\nObservatory,7,8\n",
        FREE_PAIR,
        year=2023,
    )

    assert reading.panel.units == ("武汉", "黄石", "样本公司", "Observatory")
    assert codes(reading) == ["W_ROW_SKIPPED"] * 5


@pytest.mark.parametrize("marked", [1, 3])
def test_a_mark_before_the_name_of_a_unit_makes_no_note_of_its_figures(marked):
    names = [f"*{name}" if place < marked else name for place, name in enumerate(["甲县", "乙县", "丙县"])]
    rows = [f"{name},{place},0" for place, name in enumerate(names)]
    lines = ["县,x,y", *rows, "* 初步数,,", "*单位数为12,345", "* 见注：1,2,3", "注,1,2"]
    reading = check_table("\n".join(lines).encode(), FREE, year=2023)

    assert reading.panel.units == tuple(names)
    assert reading.panel.values[0, :, 0].tolist() == [0, 1, 2]
    assert [finding.row for finding in said(reading, "W_NOTE_SKIPPED")] == [5, 6, 7, 8]
