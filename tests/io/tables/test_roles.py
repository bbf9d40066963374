"""Which column is the unit, its code, its group, the year: told by what stands in the table, not by headings alone."""

import pytest

from ii_index.io.tables import check_table
from ii_index.model.framework import Framework
from tests.io.tables.demo import cells, codes, errors

TWO = Framework(
    id="two",
    name="Two",
    reference="tests",
    children=[{"id": "a", "name": "alpha"}, {"id": "b", "name": "beta"}],
)
LIFE = Framework(
    id="life", name="Life", reference="tests", children=[{"id": "le", "name": "Life expectancy"}]
)
OUTPUT = Framework(
    id="output",
    name="产值专利",
    reference="tests",
    units="provinces",
    children=[{"id": "a", "name": "产值", "unit": "亿元"}, {"id": "b", "name": "专利", "unit": "件"}],
)
GDP = Framework(
    id="gdp",
    name="GDP",
    reference="tests",
    units="provinces",
    children=[{"id": "gdp", "name": "地区生产总值", "unit": "亿元"}],
)


def read(text, framework=TWO, **options):
    return check_table(text.encode(), framework, allow_missing_units=True, **options)


def units(text, framework=TWO, **options):
    panel = read(text, framework, **options).panel
    return panel and panel.units


@pytest.mark.parametrize(
    "head",
    [
        "Nation,Region", "country,continent", "Country name,Regional indicator", "Economy,Area", "GEO_LABEL,GEO",
        "Entity,Code", "uName,uCode", "名称,编码", "企业名称,行业", "城市,省份", "股票简称,股票代码", "Country or region,x",
    ],
)  # fmt: skip
@pytest.mark.parametrize("turned", [False, True])
def test_of_two_columns_of_text_the_finer_names_the_units_in_either_order(head, turned):
    first, second = head.split(",")
    rows = [("Anna", "North"), ("Berta", "North"), ("Cilli", "South")]
    if turned:
        first, second, rows = second, first, [(b, a) for a, b in rows]
    lines = [f"{first},{second},Year,alpha,beta", *(f"{a},{b},2020,1,2" for a, b in rows)]

    assert units("\n".join(lines)) == ("Anna", "Berta", "Cilli")


def test_a_code_goes_with_its_name_and_the_name_is_the_unit():
    found = units("code,name,year,alpha,beta\nA1,First,2020,1,2\nA2,Second,2020,3,4\n")

    assert found == ("First", "Second")


def test_the_columns_that_were_not_chosen_are_named_in_one_notice():
    text = "省份,城市,城市代码,年份,alpha,beta\n浙江,杭州,330100,2020,1,2\n浙江,宁波,330200,2020,3,4\n江苏,苏州,320500,2020,3,4\n"
    (notice,) = [one for one in read(text).findings if one.code == "N_UNIT_COLUMN"]

    assert notice.found == "城市"
    assert "城市代码" in notice.render("zh")
    assert "省份" in notice.render("zh")


def test_a_code_of_two_names_is_a_conflict_where_it_stands():
    text = "country,code,year,alpha,beta\nA,AA,2020,1,2\nB,BB,2020,3,4\nC,CC,2020,3,4\nD,BB,2021,3,4\nA,AA,2021,1,2\n"
    (finding,) = errors(read(text))

    assert (finding.code, finding.row, finding.found, finding.expected) == ("E_KEY_CONFLICT", 5, "D", "B")


def test_a_unit_twice_in_a_year_is_refused_though_a_group_or_a_remark_would_tell_the_rows_apart():
    grouped = "country,region,year,alpha,beta\nA,E,2020,1,2\nA,E,2020,3,4\nB,F,2020,3,4\nC,F,2020,3,4\n"
    remarked = "unit,year,alpha,beta,remark\nA,2020,1,2,x\nA,2020,3,4,y\nB,2020,3,4,z\n"

    assert [finding.code for finding in errors(read(grouped))] == ["E_DUPLICATE_KEY"]
    assert [finding.code for finding in errors(read(remarked))] == ["E_DUPLICATE_KEY"]


@pytest.mark.parametrize(
    "heading", ["firm_id", "Company ID", "企业编号", "firm_name", "样本企业", "Enterprise"]
)
@pytest.mark.parametrize("group", ["Region", "地区", "省份"])
@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (1, 0, 2, 3, 4), (1, 2, 3, 4, 0)])
def test_a_label_twice_is_a_group_where_another_heading_speaks_of_finer_units(heading, group, order):
    rows = [
        [heading, group, "year", "alpha", "beta"],
        *([unit, label, "2020", "1", "2"] for unit, label in zip("ABCDE", "NNSTU", strict=True)),
    ]
    text = "\n".join(",".join(row[at] for at in order) for row in rows)

    assert read(text).panel.units == (*"ABCDE",)
    assert read(text).panel.groups == {group: (*"NNSTU",)}


@pytest.mark.parametrize("heading", ["firm_id", "Company ID", "企业编号", "企业代码", "School No."])
@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (1, 0, 2, 3, 4), (1, 2, 3, 4, 0)])
def test_numbers_headed_as_those_of_finer_units_are_the_units_where_a_label_stands_twice(heading, order):
    numbers = ("101", "102", "103", "1104", "1105")
    rows = [
        [heading, "Region", "year", "alpha", "beta"],
        *([unit, label, "2020", "1", "2"] for unit, label in zip(numbers, "NNSTU", strict=True)),
    ]
    text = "\n".join(",".join(row[at] for at in order) for row in rows)

    assert read(text).panel.units == numbers
    assert read(text).panel.groups == {"Region": (*"NNSTU",)}
    named = "\n".join(
        f"{line},{name}" for line, name in zip(text.split("\n"), ["firm", *"ABCDE"], strict=True)
    )
    assert read(named).panel.units == (*"ABCDE",)


@pytest.mark.parametrize("heading", ["firms", "企业", "规上企业数", "no", "region_id", "area"])
def test_other_numbers_do_not_tell_apart_a_label_that_stands_twice(heading):
    text = f"{heading},Region,year,alpha,beta\n1,N,2020,1,2\n2,N,2020,1,2\n3,S,2020,1,2\n4,T,2020,1,2\n"

    assert [finding.code for finding in errors(read(text))] == ["E_DUPLICATE_KEY"]


def test_codes_of_firms_are_the_units_and_what_repeats_beside_them_a_group():
    text = "证券代码,所属行业,年份,alpha,beta\n000001,银行,2022,1,2\n000002,地产,2022,3,4\n600000,银行,2022,5,6\n"

    assert read(text).panel.units == ("000001", "000002", "600000")
    assert read(text).panel.groups == {"所属行业": ("银行", "地产", "银行")}


@pytest.mark.parametrize("heading", ["manager", "contact_name", "region_id", "负责人", "id"])
def test_a_label_twice_is_a_unit_twice_where_no_other_heading_speaks_of_finer_units(heading):
    text = f"{heading},Region,year,alpha,beta\nA,N,2020,1,2\nB,N,2020,1,2\nC,S,2020,1,2\nD,T,2020,1,2\n"

    assert [finding.code for finding in errors(read(text))] == ["E_DUPLICATE_KEY"]


def test_numbers_name_units_only_where_no_text_does():
    assert units("firm,year,alpha,beta\n1,2020,1,2\n2,2020,3,4\n") == ("1", "2")
    assert units("Area,land,year,alpha,beta\n83,A,2020,1,2\n30,B,2020,3,4\n") == ("A", "B")


def test_a_table_without_units_is_the_nations_only_where_nothing_else_could_name_them():
    national = "年份,产值,专利\n2019,1,2\n2020,3,4\n"
    numbered = "province_id,年份,产值,专利\n1,2019,1,2\n2,2019,3,4\n1,2020,1,2\n2,2020,3,4\n"
    named = "年份,产值,专利,辖区\n2019,1,2,甲\n2020,3,4,乙\n"

    assert units(national, OUTPUT) == ("CN",)
    for text, column in ((numbered, "province_id"), (named, "辖区")):
        finding = errors(read(text, OUTPUT))[0]
        assert (finding.code, finding.column) == ("E_MISSING_COLUMN", "unit")
        assert f"{column} (if one of them names the units, say so with --unit-column)" in finding.render("en")


def test_the_remedy_of_a_missing_unit_works_when_followed():
    text = "辖区,子区,年份,alpha,beta\n甲,乙,2019,1,2\n丙,丁,2019,3,4\n"

    assert units(text, unit_column="子区") == ("乙", "丁")
    assert codes(read(text, unit_column="不存在")) == ["E_COLUMN_UNKNOWN"]


def test_the_year_and_groups_are_those_that_are_named():
    text = "unit,era,kind,alpha,beta\nA,2019,p,1,2\nB,2019,q,3,4\n"
    panel = read(text, year_column="era", group_columns=["kind"]).panel

    assert panel is not None
    assert panel.years == (2019,)
    assert "W_EXTRA_COLUMN" not in codes(read(text, year_column="era", group_columns=["kind"]))


def test_groups_of_provinces_do_not_stand_in_for_provinces():
    text = "区域,地区,年份,产值,专利\n东部,北京,2020,1,2\n东部,天津,2020,3,4\n西部,四川,2020,3,4\n"

    assert units(text, OUTPUT) == ("110000", "120000", "510000")


@pytest.mark.parametrize(
    "heading",
    [
        "产值_亿元", "产值-亿元", "产值 亿元", "产值亿元", "产值（亿元，当年价）", "产值（当年价）（亿元）", "1.产值(亿元)",
        "一、产值（亿元）", "（一）产值", "产值/亿元", "产值[亿元]", "产值：亿元",
    ],
)  # fmt: skip
def test_an_indicator_is_known_by_its_name_however_its_unit_and_number_stand(heading):
    panel = read(f"地区,年份,{heading},专利\n北京,2020,1,2\n天津,2020,3,4\n", OUTPUT).panel

    assert panel is not None
    assert cells(panel)[2020, "110000", "a"] == 1


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("产值（2015=100）", "E_UNIT_UNKNOWN"),
        ("产值（亿元，可比价）", "E_UNIT_UNKNOWN"),
        ("产值（预测）", "E_UNIT_UNKNOWN"),
        ("产值（上年=100）", "E_LINKS"),
        ("产值（上月=100）", "E_LINKS"),
    ],
)
def test_what_changes_the_meaning_of_figures_is_refused_and_never_dropped(heading, code):
    reading = read(f"地区,年份,{heading},专利\n北京,2020,1,2\n天津,2020,3,4\n", OUTPUT)

    assert reading.panel is None
    assert code in codes(reading)


@pytest.mark.parametrize("heading", ["产值_增长率", "产值同比", "产值指数", "产值2"])
def test_another_indicator_with_the_name_inside_its_own_is_another(heading):
    reading = read(f"地区,年份,{heading},专利\n北京,2020,1,2\n天津,2020,3,4\n", OUTPUT)

    assert [(one.code, one.column) for one in errors(reading)] == [("E_MISSING_COLUMN", "a")]


def test_a_title_names_the_indicator_and_its_unit_and_what_it_does_not_name_is_not_assumed():
    told = "指标：{}\n地区,2019年,2020年\n北京,101,102\n天津,103,104\n"
    scaled = read(told.format("地区生产总值(万元)"), GDP)
    other = read(told.format("年末常住人口(万人)"), GDP)
    growth = read(told.format("地区生产总值(上年=100)"), GDP)

    assert scaled.panel is not None
    assert cells(scaled.panel)[2019, "110000", "gdp"] == pytest.approx(0.0101)
    assert [finding.code for finding in errors(other)] == ["E_MISSING_COLUMN"]
    assert "年末常住人口(万人)" in errors(other)[0].render("zh")
    assert {finding.code for finding in errors(growth)} == {"E_LINKS"}


def test_where_nothing_names_the_indicator_the_only_one_is_assumed_and_said():
    reading = read("地区,2019年,2020年\n北京,101,102\n天津,103,104\n", GDP)

    assert reading.panel is not None
    assert "N_INDICATOR_ASSUMED" in {finding.code for finding in reading.findings}


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("country,X2019,X2020\nA,1,2\nB,2,3\n", (2019, 2020)),
        ("country,2019 [YR2019],2020 [YR2020]\nA,1,2\nB,2,3\n", (2019, 2020)),
        ("country,le_1990,le_1991\nA,1,2\nB,2,3\n", (1990, 1991)),
        ("country,1990 le,1991 le\nA,1,2\nB,2,3\n", (1990, 1991)),
        ("unit,geo\\TIME_PERIOD\t2019 \t2020 \nYR,A\t1 \t2 b\nYR,B\t2 p\t3 \n", (2019, 2020)),
        ("LOCATION,INDICATOR,TIME_PERIOD,OBS_VALUE\nA,le,2019,1\nB,le,2019,2\nA,le,2020,2\nB,le,2020,3\n", (2019, 2020)),
    ],
)  # fmt: skip
def test_years_are_read_as_agencies_write_them(text, years):
    panel = read(text, LIFE).panel

    assert panel is not None
    assert panel.units == ("A", "B")
    assert cells(panel) == {
        (years[0], "A", "le"): 1, (years[0], "B", "le"): 2, (years[1], "A", "le"): 2, (years[1], "B", "le"): 3,
    }  # fmt: skip


def test_a_year_that_is_an_estimate_is_refused_and_not_lost():
    (finding,) = errors(read("地区,2019(预计),2020\n北京,101,102\n天津,103,104\n", GDP))

    assert (finding.code, finding.found) == ("E_BAD_YEAR", "2019(预计)")


def test_units_over_years_and_years_over_units_are_one_table():
    one = "指标,北京,,天津,\n,2019,2020,2019,2020\n产值,1,2,3,4\n专利,5,6,7,8\n"
    other = "指标,2019,,2020,\n,北京,天津,北京,天津\n产值,1,3,2,4\n专利,5,7,6,8\n"
    first, second = read(one, OUTPUT).panel, read(other, OUTPUT).panel

    assert first is not None
    assert second is not None
    assert cells(first) == cells(second)


def test_notes_headings_and_totals_are_set_aside_for_free_units_too():
    text = (
        "Rank,Country,alpha,beta\n,HIGH DEVELOPMENT,,\n1,A,1,2\n2,B,2,3\n,LOW,,\n3,C,3,4\n,Total,6,9\n,Average,2,3\n"
        ",a. Data refer to 2019,,\nMain sources,,,\n"
    )
    reading = read(text, year=2019)

    assert reading.panel is not None
    assert reading.panel.units == ("A", "B", "C")
    said = [(finding.code, finding.found) for finding in reading.findings if finding.severity == "warning"]
    assert [found for code, found in said if code == "W_ROW_SKIPPED"] == [
        "HIGH DEVELOPMENT",
        "LOW",
        "Total",
        "Average",
    ]
    assert [found for code, found in said if code == "W_NOTE_SKIPPED"] == [
        "a. Data refer to 2019",
        "Main sources",
    ]


def test_a_unit_that_lacks_the_only_value_of_its_row_stays_a_unit():
    assert units("country,Life expectancy\nA,1\nB,\nC,\n", LIFE, year=2020) == ("A", "B", "C")


def test_one_name_spelt_in_two_ways_over_the_years_is_pointed_out_and_two_in_one_year_are_two():
    apart = "unit,year,alpha,beta\nuk,2019,1,2\nUK,2020,2,3\nB,2019,1,2\nB,2020,2,3\n"
    together = "unit,year,alpha,beta\n吉林,2019,1,2\n吉林市,2019,2,3\n"

    assert "W_UNITS_ALIKE" in codes(read(apart))
    assert "W_UNITS_ALIKE" not in codes(read(together))


def test_aggregates_among_countries_are_pointed_out_once():
    text = "country,year,alpha,beta\nWorld,2019,1,2\nHigh income,2019,2,3\nPeru,2019,2,3\n"
    (notice,) = [one for one in read(text).findings if one.code == "N_AGGREGATES"]

    assert "World, High income" in notice.render("en")
    assert "Peru" not in notice.render("en")


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["江苏省", "南京市", "苏州市", "无锡市"], ["江苏省"]),
        (["广西", "南宁", "柳州", "桂林"], ["广西"]),
        (["北京", "上海", "南京", "苏州", "杭州"], []),
        (["吉林", "长春", "四平"], []),
        (["河北省", "北京市", "天津市"], []),
    ],
)
def test_a_province_among_its_cities_is_pointed_out_and_cities_that_are_provinces_are_not(names, told):
    text = "地区,year,alpha,beta\n" + "".join(f"{name},2019,{at},{at}\n" for at, name in enumerate(names, 1))
    said = [one.details["names"] for one in read(text).findings if one.code == "N_AGGREGATES"]

    assert said == ([told] if told else [])


def test_a_year_without_a_value_is_left_out_and_named():
    reading = read("地区,2020年,2021年\n北京,101,\n天津,103,\n", GDP)

    assert reading.panel is not None
    assert reading.panel.years == (2020,)
    assert "W_YEAR_EMPTY" in codes(reading)


def test_many_unused_columns_are_one_finding():
    extra = [f"z{at}" for at in range(40)]
    text = (
        ",".join(["unit", "year", "alpha", "beta", *extra])
        + "\n"
        + ",".join(["A", "2020", *["1"] * 42])
        + "\n"
    )
    (finding,) = [one for one in read(text).findings if one.code == "W_EXTRA_COLUMN"]

    assert "z0" in str(finding.found)
    assert "(40)" in str(finding.found)


def test_a_total_that_stands_in_the_column_of_its_group_is_set_aside_and_a_blank_unit_is_not():
    text = "省份,城市,年份,alpha,beta\n浙江,杭州,2022,1,2\n浙江,宁波,2022,3,4\n浙江合计,,2022,4,6\n江苏,苏州,2022,3,4\n"

    assert codes(read(text)) == ["W_ROW_SKIPPED"]
    assert codes(read(text.replace("浙江合计", "浙江")))[0] == "E_BLANK_KEY"


@pytest.mark.parametrize("heading", ["项目编号", "合同号", "Project ID", "批准号"])
@pytest.mark.parametrize("year", ["", "年份,"])
def test_where_units_repeat_the_column_of_numbers_that_tells_rows_apart_is_offered_and_works(heading, year):
    of = "2020," if year else ""
    rows = [("1", "江苏", "1,2"), ("2", "江苏", "3,4"), ("3", "浙江", "5,6"), ("4", "浙江", "7,8")]
    text = f"{heading},省份,{year}alpha,beta\n" + "".join(f"{a},{b},{of}{c}\n" for a, b, c in rows)
    options = {} if year else {"year": 2020}

    (finding,) = [one for one in read(text, **options).findings if one.severity == "error"]
    assert (finding.code, finding.found) == ("E_UNIT_REPEATS", heading)
    assert f"--unit-column {heading}" in finding.render(
        "en"
    ) or f'--unit-column "{heading}"' in finding.render("en")

    panel = read(text, unit_column=heading, **options).panel
    assert panel is not None
    assert panel.units == ("1", "2", "3", "4")
    assert panel.values[0].tolist() == [[1, 2], [3, 4], [5, 6], [7, 8]]


@pytest.mark.parametrize("heading", ["序号", "No", "数量", "编号（重复）"])
def test_numbers_of_rows_and_numbers_that_repeat_are_not_offered(heading):
    last = "1" if "重复" in heading else "3"
    text = f"{heading},省份,年份,alpha,beta\n1,江苏,2020,1,2\n2,江苏,2020,3,4\n{last},浙江,2020,5,6\n"

    assert "E_UNIT_REPEATS" not in codes(read(text))
    assert "E_DUPLICATE_KEY" in codes(read(text))
