"""Names at every door: in Chinese or English as well as by id, however typed; and what was perhaps meant."""

import json

import openpyxl
import pytest

from ii_index.io.definitions import example

PROVINCES = example("provinces.csv")
TREE = """
id: own
name: {zh: 自编指数, en: Own index}
units: any
judgements: [{node: 规模 实力, order: [从业 人员, 产值], upper: [[2]]}]
children:
  - id: scale
    name: {zh: 规模实力（总量）, en: Scale}
    aliases: [规模实力]
    children:
      - {id: gdp, name: {zh: 产值, en: Output}}
      - {id: staff, name: {zh: 从业人员, en: Staff}}
  - id: green
    name: {zh: 绿色低碳, en: Green}
    children:
      - {id: energy, name: {zh: 单位能耗, en: Energy}, direction: negative}
      - {id: water, name: {zh: 用水量, en: Water}, direction: negative}
"""
TABLE = "城市,年份,产值,从业人员,单位能耗,用水量\n黄石市,2022,1,5,3,9\n武汉市,2022,9,4,1,8\n宜昌市,2022,5,9,2,2\n荆州市,2022,3,1,9,4\n"
BY_ID = "local: {scale: 60, green: 40, gdp: 1, staff: 3, energy: 2, water: 1}\n"
BY_NAME = {
    "Chinese names": "local: {规模实力（总量）: 60, 绿色低碳: 40, 产值: 1, 从业人员: 3, 单位能耗: 2, 用水量: 1}\n",
    "half-width brackets, spaces, aliases": "local: {规模实力(总量): 60, 绿色 低碳: 40, 产 值: 1, 从业 人员: 3, 单位能耗: 2, 用水量: 1}\n",
    "English names and ids": "local: {Scale: 60, green: 40, OUTPUT: 1, staff: 3, Energy: 2, 用水量: 1}\n",
    "by leaves": "nested: {产值: 15, 从业人员: 45, Energy: 26.666666666666668, water: 13.333333333333334}\n",
}


@pytest.fixture
def own(tmp_path):
    for name, text in (("tree.yaml", TREE), ("t.csv", TABLE), ("id.yaml", BY_ID)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def told(spoken, own, *arguments):
    code, out, err = spoken("rank", own / "t.csv", "--framework", own / "tree.yaml", *arguments, "--json")
    record = json.loads(out)
    return code, record, out + err


def scores(record):
    return {row["unit"]: round(row["score"], 8) for row in record["tables"]["ranking"]}


@pytest.mark.parametrize("how", BY_NAME)
def test_weights_go_by_names_as_by_ids(spoken, own, how):
    (own / "name.yaml").write_text(BY_NAME[how], encoding="utf-8")

    code, record, out = told(spoken, own, "--weights", own / "name.yaml")
    assert code == 0, out
    assert scores(record) == scores(told(spoken, own, "--weights", own / "id.yaml")[1])


def test_a_framework_s_own_judgements_go_by_names(spoken, own):
    by_id = TREE.replace("规模 实力", "scale").replace("[从业 人员, 产值]", "[staff, gdp]")
    (own / "ids.yaml").write_text(by_id, encoding="utf-8")
    before = scores(told(spoken, own)[1])
    (own / "tree.yaml").write_text(by_id, encoding="utf-8")

    assert scores(told(spoken, own)[1]) == before
    assert before["宜昌市"] == pytest.approx(
        0.5 * (200 / 3 + 50 / 3) + 0.5 * (0.5 * 87.5 + 0.5 * 100), abs=1e-7
    )


def test_a_node_that_is_named_twice_is_refused(spoken, own):
    (own / "name.yaml").write_text("local: {规模实力: 60, scale: 50, green: 40}\n", encoding="utf-8")

    assert "E_NODE_NAMED_TWICE" in told(spoken, own, "--weights", own / "name.yaml")[2]


@pytest.mark.parametrize(
    ("language", "wanted"), [("zh", "可能是：绿色低碳（green）"), ("en", "perhaps: green")]
)
def test_what_looks_like_an_unknown_node_is_named_in_the_reader_s_language(spoken, own, language, wanted):
    (own / "name.yaml").write_text("local: {规模实力: 60, 绿色底碳: 40}\n", encoding="utf-8")
    out = told(spoken, own, "--weights", own / "name.yaml", "--lang", language)[2]

    assert wanted in out
    assert "staff" not in out


JUDGED = """framework: {tree}
matrices:
  - {{node: {root}, order: [{scale}, {green}], upper: [[3]]}}
  - {{node: {scale}, order: [{staff}, {gdp}], upper: [[2]]}}
allocations:
  - {{node: {green}, points: {{{energy}: 70, {water}: 30}}}}
"""
IDS = {
    "root": "root",
    "scale": "scale",
    "green": "green",
    "staff": "staff",
    "gdp": "gdp",
    "energy": "energy",
    "water": "water",
}
NAMES = {
    "root": "综合指数",
    "scale": "规模实力(总量)",
    "green": "绿色 低碳",
    "staff": "从业人员",
    "gdp": "Output",
    "energy": "单位能耗",
    "water": "用水量",
}


def test_judgements_and_points_go_by_names_as_by_ids(spoken, own):
    found = []
    for words in (IDS, NAMES):
        (own / "judged.yaml").write_text(JUDGED.format(tree=own / "tree.yaml", **words), encoding="utf-8")
        code, out, err = spoken("weights", own / "judged.yaml", "--framework", own / "tree.yaml", "--json")
        assert code == 0, out + err
        found.append(json.loads(out)["tables"])

    assert found[0] == found[1]


def test_points_that_do_not_fit_are_told_by_name(spoken, own):
    words = {**NAMES, "water": "用水两"}
    (own / "judged.yaml").write_text(JUDGED.format(tree=own / "tree.yaml", **words), encoding="utf-8")
    out = "".join(
        map(str, spoken("weights", own / "judged.yaml", "--framework", own / "tree.yaml", "--lang", "zh"))
    )

    assert "多出用水两；缺少用水量（water）" in out


@pytest.mark.parametrize(
    ("typed", "language", "wanted"),
    [("安微", "zh", "可能是：安徽"), ("安微", "en", "perhaps: Anhui"), ("Guandong", "zh", "可能是：广东")],
)
def test_a_province_misspelt_in_an_option_is_suggested_alone(spoken, typed, language, wanted):
    _, out, err = spoken("explain", PROVINCES, "--unit", typed, "--lang", language)

    assert wanted in out + err
    assert "新疆" not in out + err


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("黄石", "可能是：黄石市"), ("武 汉 市", ""), ("上海", "现有：黄石市、武汉市、宜昌市、荆州市")],
)
def test_a_free_unit_is_found_however_typed_or_suggested(spoken, own, typed, wanted):
    code, out, err = spoken(
        "explain", own / "t.csv", "--framework", own / "tree.yaml", "--unit", typed, "--lang", "zh"
    )

    assert (code == 0) == (not wanted)
    assert wanted in out + err


@pytest.mark.parametrize("claim", ["绿色 低碳 = 40%", "green = 40%", "规模实力(总量) >= Green"])
def test_claims_go_by_names_as_by_ids(spoken, own, claim):
    series = "period,绿色低碳,规模实力(总量),total\n2020,100,100,100\n2021,110,120,116\n2022,120,130,126\n"
    (own / "series.csv").write_text(series, encoding="utf-8")
    code, out, err = spoken(
        "identify", own / "series.csv", "--framework", own / "tree.yaml", "--claim", claim
    )

    assert code == 0, out + err


def test_a_misspelt_command_and_code_are_suggested(spoken):
    assert "rank" in "".join(map(str, spoken("rnak", PROVINCES)))
    assert "E_NOT_NUMBER" in "".join(map(str, spoken("rule", "E_NOT_NUMER")))


def test_weights_can_be_taken_as_a_table_changed_and_given_back(spoken, own):
    for name in ("w.csv", "w.xlsx"):
        code, out, err = spoken(
            "template", "weights", "--framework", own / "tree.yaml", "-o", own / name, "--lang", "zh"
        )
        assert code == 0, out + err

        assert scores(told(spoken, own, "--weights", own / name)[1]) == scores(told(spoken, own)[1])

    text = (own / "w.csv").read_text(encoding="utf-8-sig")
    assert "代码,名称,上级,权重" in text
    changed = text.replace("scale,规模实力（总量）,,50", "scale,规模实力（总量）,,60")
    (own / "w.csv").write_text(changed.replace("green,绿色低碳,,50", "green,绿色低碳,,40"), encoding="utf-8")
    (own / "w.yaml").write_text("local: {scale: 60, green: 40}\n", encoding="utf-8")
    assert scores(told(spoken, own, "--weights", own / "w.csv")[1]) == scores(
        told(spoken, own, "--weights", own / "w.yaml")[1]
    )


def test_nodes_with_weights_but_not_which_weights_are_told_what_to_write(spoken, own):
    (own / "w.yaml").write_text("规模实力: 60\n绿色低碳: 40\n", encoding="utf-8")

    assert "E_WEIGHTS_LOCAL_OR_NESTED" in told(spoken, own, "--weights", own / "w.yaml")[2]


def test_a_table_to_fill_in_has_the_year_that_is_given(spoken, tmp_path):
    assert (
        spoken("template", "table", "--year", 2023, "-o", tmp_path / "t.csv", "-o", tmp_path / "t.xlsx")[0]
        == 0
    )
    rows = (tmp_path / "t.csv").read_text(encoding="utf-8-sig").splitlines()
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets[0]

    assert [row.split(",")[1] for row in rows[1:]] == ["2023"] * 31
    assert [sheet.cell(row, 2).value for row in range(2, 33)] == [2023] * 31


def test_a_text_has_no_sheets_and_the_remedy_says_so(spoken, own):
    assert "去掉 --sheet" in told(spoken, own, "--sheet", "X", "--lang", "zh")[2]


@pytest.mark.parametrize(
    ("typed", "wanted"), [("省 份", ""), ("省分", "可能是：省份"), ("Continent", "现有：省份、大区")]
)
def test_a_column_of_groups_is_found_however_typed_or_suggested(spoken, own, typed, wanted):
    table = "大区,省份,城市,年份,产值,从业人员,单位能耗,用水量\n华东,浙江,杭州市,2022,5,3,1,2\n华东,浙江,宁波市,2022,4,2,2,3\n华东,江苏,苏州市,2022,6,5,3,1\n华中,湖北,武汉市,2022,3,4,2,2\n"
    (own / "t.csv").write_text(table, encoding="utf-8")
    code, out, err = spoken(
        "rank", own / "t.csv", "--framework", own / "tree.yaml", "--by", typed, "--lang", "zh"
    )

    assert (code == 0) == (not wanted), out + err
    assert wanted in out + err


@pytest.mark.parametrize(
    ("command", "by_id", "by_name"),
    [
        (
            "coupling",
            ["--node", "foundation", "--node", "industry"],
            ["--node", "基础 能力", "--node", "产业发展"],
        ),
        ("inequality", ["--node", "foundation"], ["--node", "Foundation"]),
        (
            "shares",
            ["--quotient", "software_revenue", "--quotient", "it_service_revenue"],
            ["--quotient", "软件业务收入", "--quotient", "IT service revenue"],
        ),
    ],
)
def test_options_take_nodes_by_name_as_by_id(spoken, command, by_id, by_name):
    found = [spoken(command, PROVINCES, *options, "--json")[:2] for options in (by_id, by_name)]

    assert found[0] == found[1]
    assert found[0][0] == 0
