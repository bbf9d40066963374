"""A unit of measurement that a table states of all its figures is applied, refused, or said not to be applied."""

import pytest

from ii_index.io.tables import check_table
from ii_index.io.tables.draft import draft
from ii_index.model.framework import Framework
from ii_index.model.stated_measures import is_said_of_all, stated_in
from tests.io.tables.books import THREE, book

BODY = "地区,企业数（个）,产值（亿元）,人口\n甲市,1,2,50\n乙市,3,4,60\n"
FIRST = "地区,企业数,产值\n甲市,1,2\n乙市,3,4\n"
MORE = "地区,人口\n甲市,50\n乙市,60\n"
CONVERTED, AS_WRITTEN = [[1, 2, 5], [3, 4, 6]], [[1, 2, 50], [3, 4, 60]]
QUIET = {"W_NOTE_SKIPPED", "W_CONTINUED", "W_ROW_SKIPPED"}


def read(table, framework=THREE):
    content = table.encode() if isinstance(table, str) else table
    reading = check_table(content, framework, year=2023)
    values = reading.panel and reading.panel.values[-1].tolist()
    return values, [one for one in reading.findings if one.code not in QUIET]


def codes(findings):
    return [finding.code for finding in findings]


THOUSANDS = [
    "单位：千人",
    "单位:千人",
    "單位：千人",
    "单 位：千人",
    "（单位：千人）",
    "〔单位：千人〕",
    "[单位：千人]",
    "【计量单位：千人】",
    "（千人）",
    "Unit: thousand persons",
    "(Units: thousand persons)",
    "unit of measurement: thousand persons",
    "计量单位∶千人",
    "单位：千人（年末）",
    "单位：千人，年末数",
    "单位：千人 (1 000 persons)",
    "单位：千人  Unit: 1 000 persons",
    "单位 千人",
    "（计量单位　千人）",
    "千人",
    "in thousands of persons",
]
WITHIN = [
    "表1 单位：千人",
    "表1单位：千人",
    "表1 人口情况（单位：千人）",
    "表1 人口情况(單位:千人)",
    "表1 人口情况〔单位：千人〕",
    "表1（2023年）单位：千人",
    "表1  单位：千人  2023年",
    "表1 人口情况（单位：千人）（2023年）",
    "人口一览表单位：千人",
    "表1 人口情况（单位 千人）",
    "Table 1. Population (Unit: thousand persons)",
]


@pytest.mark.parametrize("title", [*THOUSANDS, *WITHIN])
@pytest.mark.parametrize("row", ["{},,,", ",,,{}", "表1 主要指标,,,{}"])
def test_a_unit_in_a_title_is_applied_and_said(title, row):
    if row.startswith("表1") and title in {"千人", "in thousands of persons"}:
        return  # a word beside a title is not said of all
    values, findings = read(f"{row.format(title)}\n{BODY}")

    assert values == CONVERTED
    assert [(one.code, one.column, one.row) for one in findings] == [("W_UNIT_SCALED", "c", 2)]


@pytest.mark.parametrize("title", [*THOUSANDS[:8], *WITHIN[:5], WITHIN[-1]])
def test_a_unit_in_a_merged_title_and_in_one_of_a_continuation_is_applied_and_said(title):
    rows = [[title, None, None, None], *(line.split(",") for line in BODY.splitlines())]
    numbers = [*rows[:2], *([name, *map(float, cells)] for name, *cells in rows[2:])]

    assert read(book(numbers, ["A1:D1"]))[0] == CONVERTED
    for goes_on in (f"续表 {title}", f"续表,{title}", f"续表\n{title}"):
        values, findings = read(f"{FIRST}{goes_on}\n{MORE}")
        assert (values, codes(findings)) == (CONVERTED, ["W_UNIT_SCALED"])


@pytest.mark.parametrize(
    "table",
    [
        BODY.replace("人口\n", "人口\n（单位：千人）,,,\n"),
        BODY.replace("人口\n", "人口\n,,,单位：千人\n"),
        BODY.replace("人口\n", "人口\n,,,\n单位：千人,,,\n"),
        f"地区,经济,,社会\n（单位：千人）,,,\n{BODY}",
        f"{BODY}单位：千人,,,\n",
        BODY.replace("地区", "地区（单位：千人）"),
        f"表1（单位：千人）,2023年,,\n{BODY}",
        f"表1,,单位：,千人\n{BODY}",
        "地区,企业数,产值,人口\n,（单位：个）,（单位：万元）,（单位：千人）\n甲市,1,20000,50\n乙市,3,40000,60\n",
        ",（单位：个）,（单位：万元）,（单位：千人）\n地区,企业数,产值,人口\n甲市,1,20000,50\n乙市,3,40000,60\n",
        "单位：万元,,,单位：千人\n地区,企业数,产值,人口\n甲市,1,20000,50\n乙市,3,40000,60\n",
        f"{FIRST}续表\n地区,人口\n,（单位：千人）\n甲市,50\n乙市,60\n",
        "地区,企业数,产值\n（单位：万元）,,\n甲市,1,20000\n乙市,3,40000\n续表\n地区,人口\n（单位：千人）,,\n甲市,50\n乙市,60\n",
    ],
)
def test_a_unit_beside_between_or_below_headings_is_applied_and_said(table):
    values, findings = read(table)

    assert values == CONVERTED
    assert {*codes(findings)} == {"W_UNIT_SCALED"}


def test_a_unit_beside_a_word_for_values_or_in_the_title_holds_for_rows():
    one = Framework(
        id="one", name="One", reference="tests", children=[{"id": "c", "name": "人口", "unit": "万人"}]
    )
    for table in (
        "地区,指标,数值（千人）\n",
        "地区,指标,数值（单位：千人）\n",
        "表1 单位：千人,,\n地区,指标,数值\n",
    ):
        values, findings = read(f"{table}甲市,人口,50\n乙市,人口,60\n", one)
        assert (values, codes(findings)) == ([[5], [6]], ["W_UNIT_SCALED"])


MISFITS = [
    "单位：%",
    "表1 单位：%",
    "表1 情况（单位：亩）",
    "Unit: tonnes",
    "单位：人/平方公里",
    "单位：%、亩",
    "（单位：%）",
]


@pytest.mark.parametrize("title", MISFITS)
def test_a_unit_that_fits_no_indicator_without_its_own_is_refused_once_where_it_stands(title):
    (plain,) = read(f"{title}\n{BODY}")[1]
    (more,) = read(f"{FIRST}续表 {title}\n{MORE}")[1]

    assert [(one.code, one.row, one.column, one.expected) for one in (plain, more)] == [
        ("E_UNIT_UNKNOWN", 1, "c", "万人"),
        ("E_UNIT_UNKNOWN", 4, "c", "万人"),
    ]
    assert plain.found == more.found
    assert plain.found in title
    for accepted in plain.remedy("zh").removeprefix("可用：").split("、"):
        assert read(f"单位：{accepted}\n{BODY}")[0] is not None
        assert read(f"{FIRST}续表 单位：{accepted}\n{MORE}")[0] is not None


def test_a_unit_that_fits_none_of_several_indicators_is_one_finding():
    (finding,) = read("单位：%\n地区,企业数,产值,人口\n甲市,1,2,5\n乙市,3,4,6\n")[1]

    assert (finding.code, finding.expected, finding.column) == ("E_UNIT_UNKNOWN", "个 / 亿元 / 万人", None)
    (finding,) = read(
        book([["单位：%"], ["地区", "企业数", "产值", "人口"], ["甲市", 1, 2, 5], ["乙市", 3, 4, 6]])
    )[1]
    assert finding.place().endswith("!A1")


@pytest.mark.parametrize(
    "table",
    [
        f"单位：%\n{BODY.replace('人口', '人口（万人）')}",  # every column states its own
        f"单位：亿元\n{BODY}",  # said again of one
        f"单位：万人\n{BODY}",
        f"单位：万人、亿元、个\n{BODY}",  # the framework's own
        f"填报单位：统计局\n{BODY}",
        f"附表（十）\n{BODY}",
        f"Units\n{BODY}",
        f"{BODY}注：统计单位为法人。\n",
        f"制表单位：统计局\n{BODY}",
        f"单位名称：统计局\n{BODY}",
        f"单位：某某有限公司\n{BODY.replace('人口', '人口（万人）')}",
        f"{FIRST}续表,单位：%\n地区,人口（万人）\n甲市,50\n乙市,60\n",
        f"单位：亿元\n{FIRST}续表\n{MORE}",
    ],
)
def test_what_concerns_no_column_or_says_nothing_new_changes_nothing(table):
    assert read(table) == (AS_WRITTEN, [])


@pytest.mark.parametrize(
    ("table", "found", "example"),
    [
        (f"单位:千人、%\n{BODY}", "千人、%", "人口（千人）"),
        (f"表1 人口（单位：千人，%）\n{BODY}", "千人,%", "人口（千人）"),
        (f"单位：万人、千人\n{BODY}", "万人、千人", "人口（万人）"),
        (f"金额单位：万元  计量单位：千人\n{BODY}", "万元、千人", "人口（千人）"),
        (f"Unit: persons (dozens)\n{BODY}", "persons (dozens)", "人口（万人）"),
        (f"单位：千人 预测\n{BODY}", "千人 预测", "人口（万人）"),
        (f"{BODY}注：人口单位为千人。\n", "千人", "人口（千人）"),
        (f"{BODY}注：人口以千人计。\n", "千人", "人口（千人）"),
        (f"主要指标（亿）\n{BODY}", "亿", "人口（亿）"),
        (f"Main indicators (in thousands)\n{BODY}", "in thousands", "人口（in thousands）"),
        (f"单位：箱\n{BODY}", "箱", "人口（万人）"),
        (f"单位：见表\n{BODY}", "见表", "人口（万人）"),
        (f"单位：千人\n（单位：万人）\n{BODY}", "万人", "人口（万人）"),
        (f"{FIRST}续表 单位：千人和%\n{MORE}", "千人和%", "人口（千人）"),
        (f"{FIRST}续表,单位：箱\n{MORE}", "箱", "人口（万人）"),
    ],
)
def test_what_is_not_certain_is_not_applied_and_said(table, found, example):
    values, (finding,) = read(table)

    assert values == AS_WRITTEN
    assert (finding.code, finding.found) == ("W_UNIT_NOT_APPLIED", found)
    assert example in finding.remedy("zh")
    assert "人口" in finding.message("zh")


def test_a_unit_that_may_be_of_columns_that_the_framework_does_not_know_is_said_and_not_refused():
    beside = "地区,企业数（个）,产值（亿元）,人口,{}\n甲市,1,2,50,4\n乙市,3,4,60,5\n"
    values, findings = read(f"单位：%\n{beside.format('失业率')}")

    assert values == AS_WRITTEN
    assert codes(findings) == ["W_UNIT_NOT_APPLIED", "W_EXTRA_COLUMN"]
    for known in ("失业率（‰）", "序号", "备注"):
        assert "E_UNIT_UNKNOWN" in codes(read(f"单位：%\n{beside.format(known)}")[1])


def test_titles_that_are_no_statement():
    assert not any(
        map(
            stated_in,
            [
                "单位个数",
                "报送单位 个体协会",
                "单位 局",
                "事业单位 个",
                "填报单位：局",
                "本单位:个",
                "单位名称：局",
                "单位",
                "单位：",
                "统计单位：户",
                "opportunity: m",
            ],
        )
    )
    assert is_said_of_all("（单位：亿元）")
    assert not is_said_of_all("表1（单位：亿元）")


def test_a_draft_has_the_unit_within_a_title(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("表1 社会（单位：千人）\n地区,人口\n甲市,50\n乙市,60\n", "utf-8")

    assert [(one.name, one.unit) for one in draft(path).columns] == [("人口", "千人")]
    path.write_text("表1 人口 单位：千人,,\n地区,2022,2023\n甲市,50,51\n乙市,60,61\n", "utf-8")
    assert [(one.name, one.unit) for one in draft(path).columns] == [("人口", "千人")]


HEADED = "地区,企业数,产值,人口\n"
FIGURES = "甲市,1,20000,50\n乙市,3,40000,60\n"
GROUPS = [
    ",,经济（万元）,社会（千人）\n",
    ",,经济（单位：万元）,社会（单位：千人）\n",
    ",,经济，单位：万元,社会，单位：千人\n",
    ",,Economy (10 thousand yuan),Society (thousand persons)\n",
    ",规模（个）,产值（万元）,人口（千人）\n",
    ",,经济 Economy（万元 10 000 yuan）,社会 Society (千人 1 000 persons)\n",
    ",,经济（万元，当年价）,社会（千人）（年末）\n",
    ",,经济/万元,社会/千人\n",
    ",,经济_万元,社会 千人\n",
    ',,"Economy, 10 thousand yuan",Society: thousand persons\n',
]


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("between", ["", ",,当年价,年末\n"])
def test_a_unit_in_a_heading_over_others_is_applied_and_said(group, between):
    values, findings = read(f"{group}{between}{HEADED}{FIGURES}")

    assert values == CONVERTED
    assert {(one.code, one.column) for one in findings} >= {("W_UNIT_SCALED", "b"), ("W_UNIT_SCALED", "c")}


def test_a_unit_over_several_columns_is_of_those_that_it_fits_and_that_have_none():
    rows = [["地区", "规模（万元）", None, None], [None, "企业数", "产值", "人口（千人）"]]
    rows += [["甲市", 1, 20000, 50], ["乙市", 3, 40000, 60]]
    assert read(book(rows, ["A1:A2", "B1:D1"]))[0] == CONVERTED

    nearest = f",规模,经济（万元）,\n,,当年价（亿元）,年末（万人）\n{HEADED}甲市,1,2,5\n乙市,3,4,6\n"
    assert read(nearest) == (CONVERTED, [])


def test_a_unit_over_others_is_of_rates_too_that_can_be_in_it():
    rates = Framework(
        id="rates",
        name="Rates",
        reference="tests",
        children=[
            {"id": "a", "name": "产值", "unit": "亿元"},
            {"id": "b", "name": "人均产值", "unit": "元"},
            {"id": "c", "name": "产值增速", "unit": "%"},
            {"id": "d", "name": "出生率", "unit": "%"},
        ],
    )
    table = "地区,经济（万元）,,,人口变动（‰）\n,产值,人均产值,产值增速,出生率\n甲市,20000,3,5,10\n乙市,40000,4,6,12\n"
    values, findings = read(table, rates)

    assert values == [[2, 30000, 5, 1], [4, 40000, 6, 1.2]]
    assert [one.column for one in findings] == ["a", "b", "d"]


@pytest.mark.parametrize(
    "group",
    [
        ",按面积（平方公里）分组,,\n",
        ",经济（2023年）,,社会（2023年）\n",
        ",万元GDP能耗,,个人\n",
        ",每 万人,,Per 10 000 persons\n",
        ",X/Y,,第 2 类\n",
    ],
)
def test_a_heading_over_others_that_states_no_unit_of_theirs_leaves_them(group):
    assert read(f"{group}{HEADED}甲市,1,2,50\n乙市,3,4,60\n") == (AS_WRITTEN, [])


def test_a_heading_over_others_and_what_stands_below_may_be_said_again_in_english():
    header = "地区,经济（万元）,,社会（千人）\nRegion,Economy (10 000 yuan),,Society (1 000 persons)\n,企业数,产值,人口\n"
    assert read(f"{header},Firms,Output,Population\n{FIGURES}")[0] == CONVERTED
    below = f"{HEADED},(个),(万元),(千人)\n,(unit),(10 000 yuan),(1 000 persons)\n{FIGURES}"
    assert read(below)[0] == CONVERTED
    assert read(f"{HEADED},个 unit,万元 10 000 yuan,千人 1 000 persons\n{FIGURES}")[0] == CONVERTED


def test_a_unit_over_columns_that_it_fits_none_of_is_refused_and_no_unit_is_none():
    refused = read(f",规模,产出（吨）,\n{HEADED}{FIGURES}")[1]
    assert [(one.code, one.column, one.found) for one in refused] == [
        ("E_UNIT_UNKNOWN", "b", "吨"),
        ("E_UNIT_UNKNOWN", "c", "吨"),
    ]
    assert read(f",规模,指标（2023年）,\n{HEADED}{FIGURES}") == ([[1, 20000, 50], [3, 40000, 60]], [])
    assert codes(read(f",数量,规模（单位：万元、千人）,\n{HEADED}{FIGURES}")[1]) == ["W_UNIT_NOT_APPLIED"]


def test_a_unit_over_the_places_of_a_table_that_lies_on_its_side_is_applied():
    rows = [["指标", "2023年（千人）", None], [None, "甲市", "乙市"], ["企业数（个）", 1, 3]]
    rows += [["产值（亿元）", 2, 4], ["人口", 50, 60]]

    assert read(book(rows, ["A1:A2", "B1:C1"]))[0] == CONVERTED
    for content in (
        book(rows, ["A1:A2", "B1:C1"]),
        "\n".join(",".join(str(cell or "") for cell in row) for row in rows),
    ):
        panel = check_table(content if isinstance(content, bytes) else content.encode(), THREE).panel
        assert (panel.units, panel.years, panel.values[0].tolist()) == (("甲市", "乙市"), (2023,), CONVERTED)


OVER_YEARS = [
    "城市,2021年（万元）,2022年（万元）\n",
    "城市,产值,\n,2021年（万元）,2022年（万元）\n",
    "城市,2021,2022\n,万元,万元\n",
    "城市,2021,2022\n,（万元）,（万元）\n",
]


@pytest.mark.parametrize("header", OVER_YEARS)
def test_a_unit_beside_or_below_years_holds_for_their_figures(header):
    one = Framework(
        id="one", name="One", reference="tests", children=[{"id": "b", "name": "产值", "unit": "亿元"}]
    )
    reading = check_table(f"{header}甲市,10000,20000\n乙市,30000,40000\n".encode(), one)

    assert reading.panel.values.tolist() == [[[1], [3]], [[2], [4]]]
    assert "W_UNIT_SCALED" in codes(reading.findings)
    down = "指标,地区,2021年（万元）,2022年（万元）\n产值,甲市,10000,20000\n企业数,甲市,3,4\n".encode()
    both = THREE.without({"c"})
    assert check_table(down, both).panel.values.tolist() == [[[3, 1]], [[4, 2]]]


def test_free_units_below_years_beside_names_of_indicators_are_the_units():
    table = "指标,2022年,,2023年,\n,甲市,乙市,甲市,乙市\n企业数,10,30,1,3\n产值,20,40,2,4\n人口,50,60,5,6\n"
    panel = check_table(table.encode(), THREE).panel

    assert (panel.units, panel.years) == (("甲市", "乙市"), (2022, 2023))
    assert panel.values.tolist() == [[[10, 20, 50], [30, 40, 60]], CONVERTED]


def test_brackets_behind_a_title_are_applied_where_they_fit_and_refuse_nothing():
    values, findings = read(f"表1 主要指标（千人）\n{BODY}")
    assert (values, codes(findings)) == (CONVERTED, ["W_UNIT_SCALED"])

    values, findings = read(f"表1 主要指标（公顷）\n{BODY}")
    assert (values, codes(findings)) == (AS_WRITTEN, ["W_UNIT_NOT_APPLIED"])
    assert read(f"表1 主要指标（2023年）\n{BODY}") == (AS_WRITTEN, [])
    for title in ("表1 人口（千人）（2023年）", "表1,主要指标（千人）,,", "全市（不含农户）（千人）"):
        assert read(f"{title}\n{BODY}")[0] == CONVERTED
    assert read(f"人口（千人）,5000,,\n\n{BODY}") == (AS_WRITTEN, [])  # a figure of its own
    assert read(f"各市情况,,,千人\n{BODY}")[0] == CONVERTED
    assert codes(read(f"各市情况,,,万元、千人\n{BODY}")[1]) == ["W_UNIT_NOT_APPLIED"]
    assert read(f"各市情况,,,2023年\n{BODY}") == (AS_WRITTEN, [])
    (finding,) = read(f"表1 主要指标（万元、千人）\n{BODY}")[1]
    assert (finding.code, finding.found) == ("W_UNIT_NOT_APPLIED", "万元、千人")
    assert read(f"表1 主要指标（万人、亿元、个）\n{BODY}") == (AS_WRITTEN, [])


@pytest.mark.parametrize(
    "title", ["续表 社会（千人）", "续表1（千人）", "续表（千人）", "1-2续表 社会（千人）"]
)
def test_brackets_behind_the_title_of_a_continuation_are_applied_where_they_fit(title):
    assert read(f"{FIRST}{title}\n{MORE}")[0] == CONVERTED
    said = codes(read(f"{FIRST}{title.replace('千人', '公顷')}\n{MORE}")[1])
    assert said == [
        "W_UNIT_NOT_APPLIED" if "社会" in title else "E_UNIT_UNKNOWN"
    ]  # alone it is of all figures


def test_a_draft_has_the_unit_over_its_columns(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f",规模,经济（单位：万元）,社会（千人）\n{HEADED}{FIGURES}", encoding="utf-8")

    assert [one.unit for one in draft(path).columns] == [None, "万元", "千人"]


def test_a_draft_has_the_names_below_units_and_the_units_below_years(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"地区,个,万元,千人\n{HEADED.replace('地区', '')}{FIGURES}", encoding="utf-8")
    assert [(one.name, one.unit) for one in draft(path).columns] == [
        ("企业数", "个"),
        ("产值", "万元"),
        ("人口", "千人"),
    ]
    for header in ("指标,地区,2021年（万元）,2022年（万元）\n", "指标,地区,2021年,2022年\n"):
        path.write_text(
            f"{header}产值,甲市,1,2\n利润,甲市,3,4\n产值,乙市,1,2\n利润,乙市,3,4\n", encoding="utf-8"
        )
        assert ([one.name for one in draft(path).columns], draft(path).problems) == (["产值", "利润"], ())


PAGES = "地区,企业数（个）,产值\n甲市,1,2\n{}\n乙市,3,4\n"


@pytest.mark.parametrize(
    "between", ["单位：万元,,", "续表 单位：万元,,\n地区,企业数（个）,产值", "（单位：万元）,,"]
)
@pytest.mark.parametrize("above", ["", "单位：亿元\n"])
def test_another_unit_among_the_rows_is_said_and_not_applied(above, between):
    values, findings = read(f"{above}{PAGES.format(between)}", THREE.without({"c"}))
    refused = bool(above) and "地区" in between  # a page of its own, with another unit than the first

    assert values == (None if refused else [[1, 2], [3, 4]])
    said = [(one.code, one.found, one.row) for one in findings if one.code != "E_HEADING_CHANGED"]
    assert said == [("W_UNIT_NOT_APPLIED", "万元", 3 + bool(above))]
    assert refused == ("E_HEADING_CHANGED" in codes(findings))


def test_the_same_unit_again_among_the_rows_changes_nothing():
    two = THREE.without({"c"})
    assert read(f"单位：亿元\n{PAGES.format('单位：亿元,,')}", two) == ([[1, 2], [3, 4]], [])
    values, findings = read(f"单位：万元\n{PAGES.format('单位：万元,,')}", two)
    assert (values, codes(findings)) == ([[1, 0.0002], [3, 0.0004]], ["W_UNIT_SCALED"])


def test_a_title_that_says_what_is_100_is_heard():
    refused = read(f"各市指数（上年=100）\n{BODY.replace('人口', '人口（万人）')}".replace("（亿元）", ""))[1]

    assert [(one.code, one.column) for one in refused] == [("E_LINKS", "b")]


def test_a_draft_has_the_unit_that_stands_in_all_cells(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        "地区,产值,专利,面积,人口\n甲,1万亿,2.5万件,3,4万\n乙,3亿元,30万件,4亩,5万\n", encoding="utf-8"
    )

    assert [one.unit for one in draft(path).columns] == ["亿元", "万件", None, None]


def test_an_amount_of_ten_thousand_in_two_cells_is_one():
    assert read(f"Unit: 10,000 persons,,\n{BODY.replace(',50', ',5').replace(',60', ',6')}") == (
        CONVERTED,
        [],
    )


def test_a_statement_that_is_no_unit_is_said_although_a_column_wants_none():
    some = Framework(
        id="some",
        name="Some",
        reference="tests",
        children=[{"id": "a", "name": "企业数"}, {"id": "b", "name": "产值", "unit": "亿元"}],
    )
    assert codes(read(f"单位：见表\n{FIRST}", some)[1]) == ["W_UNIT_NOT_APPLIED"]
    assert codes(read(f"单位：千人\n{FIRST}", some)[1]) == []


@pytest.mark.parametrize("scale", ["Scale", "UNIT_MULT", "PowerCode", "Unit multiplier"])
def test_a_column_of_powers_of_ten_multiplies_the_figures(scale):
    rows = f"Country,Subject Descriptor,Units,{scale},2021,2022\n"
    rows += "A,人口,Persons,{0},40.1,41\nB,人口,Persons,{0},2,3\nA,产值,USD,{1},1,2\nB,产值,USD,{1},3,4\n"
    units = [{"id": "c", "name": "人口", "unit": "万人"}, {"id": "b", "name": "产值", "unit": "million USD"}]
    world = Framework(id="world", name="World", reference="tests", children=units)
    powers = ("6", "9") if "Scale" not in scale and "Power" not in scale else ("Millions", "Billions")
    reading = check_table(rows.format(*powers).encode(), world)

    assert reading.panel.values.tolist() == [[[4010, 1000], [200, 3000]], [[4100, 2000], [300, 4000]]]
    assert "W_EXTRA_COLUMN" not in codes(reading.findings)


OUTPUT = Framework(
    id="output",
    name="Output",
    reference="tests",
    children=[{"id": "b", "name": "产值", "unit": "亿元"}, {"id": "c", "name": "人口", "unit": "万人"}],
)
ONE_OUTPUT = OUTPUT.without({"c"})


@pytest.mark.parametrize(
    ("table", "framework", "values"),
    [
        ("地区,单位,产值,人口\n甲市,万元,10000,5\n乙市,万元,30000,6\n", OUTPUT, [[1, 5], [3, 6]]),
        ("地区,单位,产值,人口\n甲市,万元,10000,5\n乙市,亿元,3,6\n", OUTPUT, [[1, 5], [3, 6]]),
        ("地区,数值,单位\n甲市,10000,万元\n乙市,3,亿元\n", ONE_OUTPUT, [[1], [3]]),
        (
            "地区,产值,单位,人口,单位\n甲市,10000,万元,50,千人\n乙市,30000,万元,60,千人\n",
            OUTPUT,
            [[1, 5], [3, 6]],
        ),
        ("地区,产值（人民币万元）,人口\n甲市,10000,5\n乙市,30000,6\n", OUTPUT, [[1, 5], [3, 6]]),
        ("指标：产值\n地区,2023,单位\n甲市,10000,万元\n乙市,30000,万元\n", ONE_OUTPUT, [[1], [3]]),
        ("地区,Scale,数值（元）\n甲市,Millions,100\n乙市,Millions,300\n", ONE_OUTPUT, [[1], [3]]),
    ],
)
def test_a_unit_in_a_column_of_its_own_holds_for_its_row_and_the_columns_that_it_fits(
    table, framework, values
):
    found, findings = read(table, framework)

    assert found == values
    assert "W_UNIT_SCALED" in codes(findings)


def test_a_unit_in_a_column_that_fits_no_other_is_refused_and_names_there_are_units():
    assert read("地区,单位,产值\n甲市,吨,1\n乙市,吨,3\n", ONE_OUTPUT)[1][0].code == "E_UNIT_UNKNOWN"
    orders = check_table("单位,年份,产值\n甲局,2022,1\n乙局,2022,2\n".encode(), ONE_OUTPUT).panel
    assert orders.units == ("甲局", "乙局")


@pytest.mark.parametrize(
    "table",
    [
        "地区,指标,单位,数值\n甲市,产值,万元,10000\n乙市,产值,亿元,3\n",
        "地区,单位,数值\n甲市,万元,10000\n乙市,亿元,3\n",
    ],
)
def test_several_units_of_an_indicator_without_one_are_said(table):
    none = Framework(id="none", name="None", reference="tests", children=[{"id": "b", "name": "产值"}])
    findings = [one for one in read(table, none)[1] if one.code != "N_INDICATOR_ASSUMED"]

    assert [(one.code, one.found, one.row) for one in findings] == [("W_UNIT_NOT_APPLIED", "万元、亿元", 3)]


def test_a_unit_above_several_columns_is_of_those_that_are_blank_beside_it():
    names = "地区,产值,,人口,\n,万元,,千人,\n,2022,2023,2022,2023\n"
    panel = check_table(f"{names}甲市,10000,20000,50,60\n乙市,30000,40000,70,80\n".encode(), OUTPUT).panel
    assert panel.values.tolist() == [[[1, 5], [3, 7]], [[2, 6], [4, 8]]]

    over = "地区,万元,,千人\n,产值,企业数,人口\n甲市,20000,1,50\n乙市,40000,3,60\n"
    assert read(over)[0] == CONVERTED


def test_a_unit_below_headings_is_perhaps_of_what_is_blank_to_its_right_and_that_is_said():
    both = Framework(
        id="both",
        name="Both",
        reference="tests",
        children=[{"id": "b", "name": "产值", "unit": "亿元"}, {"id": "p", "name": "利润", "unit": "亿元"}],
    )
    values, findings = read("地区,产值,利润\n,万元,\n甲市,10000,2\n乙市,30000,4\n", both)

    assert values == [[1, 2], [3, 4]]
    assert [(one.code, one.found) for one in findings] == [
        ("W_UNIT_SCALED", "万元"),
        ("W_UNIT_NOT_APPLIED", "万元"),
    ]
    rows = [["地区", "产值", "利润"], [None, "万元", None], ["甲市", 10000, 20000], ["乙市", 30000, 40000]]
    assert read(book(rows, ["A1:A2", "B2:C2"]), both)[0] == [[1, 2], [3, 4]]


def test_three_rows_of_headings_of_which_the_last_states_units_or_none():
    table = "Stkcd,Accper,B001\n证券代码,会计期间,产值\n没有单位,没有单位,元\n000001,2022-12-31,1e8\n000002,2022-12-31,2e8\n"
    panel = check_table(table.encode(), ONE_OUTPUT).panel

    assert (panel.units, panel.years, panel.values.tolist()) == (("000001", "000002"), (2022,), [[[1], [2]]])


def test_a_column_headed_as_powers_of_ten_that_holds_none_is_no_unit():
    table = "地区,Scale,指标,数值\n甲市,Large,产值,1\n乙市,Small,产值,3\n"
    assert read(table, ONE_OUTPUT)[0] == [[1], [3]]
    sizes = Framework(
        id="sizes",
        name="Sizes",
        reference="tests",
        children=[{"id": "s", "name": "Scale"}, {"id": "b", "name": "产值"}],
    )
    assert read("地区,Scale,产值\n甲市,3,1\n乙市,6,3\n", sizes)[0] == [[3, 1], [6, 3]]


@pytest.mark.parametrize(
    "said", ["mn yuan", "RMB mn", "RMB m", "mn. yuan", "Yuan mn", "million RMB yuan", "million yuan"]
)
@pytest.mark.parametrize("form", ["产值（{}）", "产值﹙{}﹚", "产值﹝{}﹞", "产值 {}", "产值_{}", "产值, {}"])
def test_an_abbreviated_amount_beside_a_heading_is_applied_in_any_brackets(said, form):
    heading = form.format(said)
    values, findings = read(f'地区,企业数,"{heading}",人口\n甲市,1,200,5\n乙市,3,400,6\n')

    assert values == CONVERTED
    assert [(one.code, one.column) for one in findings] == [("W_UNIT_SCALED", "b")]


@pytest.mark.parametrize(
    "title",
    [
        "Unit: '000 persons",
        "（’000 persons）",
        "﹙千人﹚",
        "﹙单位：千人﹚",
        "〖千人〗",
        "Person th",
        "'000 persons",
    ],
)
def test_an_abbreviated_amount_in_a_title_is_applied(title):
    values, findings = read(f"{title},,,\n{BODY}")

    assert values == CONVERTED
    assert codes(findings) == ["W_UNIT_SCALED"]


@pytest.mark.parametrize("heading", ["产值 EUR mn", "产值（亿港元）", "产值 $m", "产值 亿欧元"])
def test_money_of_another_country_is_refused_and_not_read_as_yuan(heading):
    values, findings = read(f"地区,企业数,{heading},人口\n甲市,1,200,5\n乙市,3,400,6\n")

    assert values is None
    assert [(one.code, one.column) for one in findings] == [("E_UNIT_UNKNOWN", "b")]
