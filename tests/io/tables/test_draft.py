"""A framework drafted from a table: what the headings name, so that the table can be read by it at once."""

import openpyxl
import pytest
import yaml

from ii_index.errors import DataError
from ii_index.io.frameworks import read_framework
from ii_index.io.tables import check_table
from ii_index.io.tables.draft import draft, draft_joined
from ii_index.io.tables.draft_text import to_yaml

CITIES = (
    "省份,城市,年份,地区生产总值（亿元，当年价）,专利_件,1.单位能耗(吨/万元)\n"
    "浙江,杭州,2022,18753,5,0.3\n浙江,宁波,2022,15704,4,\n江苏,苏州,2022,23958,2,0.4\n江苏,南京,2022,16907,8,0.2\n"
)
FEW_CITIES = (  # provinces repeat in one row of three only, and no total names one
    "城市,省份,年份,数字经济产值（亿元）,专利数（件）\n武汉,湖北,2023,120,25\n黄石,湖北,2023,33,5\n长沙,湖南,2023,90,18\n"
    "南昌,江西,2023,60,9\n合肥,安徽,2023,85,30\n合计,,2023,388,87\n"
)
WORLD_BANK = (
    '"Data Source","World Development Indicators",\n\n'
    '"Country Name","Country Code","Indicator Name","Indicator Code","2019","2020",\n'
    '"Peru","PER","Life expectancy at birth, total (years)","SP.DYN.LE00.IN","76.2","74.4",\n'
    '"Chile","CHL","Life expectancy at birth, total (years)","SP.DYN.LE00.IN","80.3","79.3",\n'
)
COINR = "uName,uCode,Group,Time,Area,LPI,Flights\nAustria,AUT,L,2018,83871,4.1,29\nBelgium,BEL,L,2018,30528,4.1,31\nMalta,MLT,S,2018,316,2.8,5\n"


def drafted(tmp_path, text, name="mine.csv"):
    table = tmp_path / name
    table.write_text(text, encoding="utf-8")
    path = tmp_path / "mine.yaml"
    path.write_text(to_yaml(draft(table), "en"), encoding="utf-8")
    return table, path


@pytest.mark.parametrize(
    ("text", "units", "names"),
    [
        (CITIES, ("杭州", "宁波", "苏州", "南京"), ["地区生产总值", "专利", "单位能耗"]),
        (FEW_CITIES, ("武汉", "黄石", "长沙", "南昌", "合肥"), ["数字经济产值", "专利数"]),
        (WORLD_BANK, ("Peru", "Chile"), ["Life expectancy at birth, total (years)"]),
        (COINR, ("Austria", "Belgium", "Malta"), ["LPI", "Flights"]),
        ("指标：年末常住人口(万人)\n地区,2019年,2020年\n北京,2190,2189\n天津,1385,1387\n", ("110000", "120000"), ["年末常住人口"]),
        ("常住人口出生率(‰),北京,天津\n2020,6.9,5.9\n2021,6.3,5.3\n", ("110000", "120000"), ["常住人口出生率"]),
        ("指标,单位,北京,,天津,\n,,2019,2020,2019,2020\n产值,亿元,1,2,3,4\n专利,件,5,6,7,8\n", ("110000", "120000"), ["产值", "专利"]),
        (
            "地区,年份,企业数①（个）,研发经费（万元）²,面积 Ⅳ,①,产出②,产出③\n甲,2023,1,2,3,4,5,6\n乙,2023,2,1,4,3,6,5\n",
            ("甲", "乙"),
            ["企业数", "研发经费", "面积 Ⅳ", "①", "产出②", "产出③"],
        ),
        (
            "地区,年份,增加值（亿元）,增加值（%）,增加值（当年价）\n甲,2023,1,2,3\n乙,2023,2,1,4\n",
            ("甲", "乙"),
            ["增加值（亿元）", "增加值（%）", "增加值（当年价）"],
        ),
        (
            "地区,2022年产值（亿元）,2023年产值（亿元）,2022年产值（%）,2023年产值（%）\n甲,1,2,3,4\n乙,2,1,4,3\n",
            ("甲", "乙"),
            ["产值（亿元）", "产值（%）"],
        ),
        (
            "地区,年份,增加值,,软件收入,\n,,总量（亿元）,增速（%）,总量（亿元）,增速（%）\n甲,2023,1,2,3,4\n乙,2023,2,1,4,3\n",
            ("甲", "乙"),
            ["增加值 总量", "增加值 增速", "软件收入 总量", "软件收入 增速"],
        ),
        (
            "地区,年份,增加值,,基础,\n,,亿元,%,5G基站（个）,光缆（公里）\n甲,2023,1,2,3,4\n乙,2023,2,1,4,3\n",
            ("甲", "乙"),
            ["增加值（亿元）", "增加值（%）", "5G基站", "光缆"],
        ),
        (
            "地区,增加值,,,\n,总量（亿元）,,增速（%）,\n,2022,2023,2022,2023\n甲,1,2,3,4\n乙,2,1,4,3\n",
            ("甲", "乙"),
            ["增加值 总量", "增加值 增速"],
        ),
        (
            "地区,2022年产值（亿元）,2023年产值（亿元）,2023年专利（件）\n甲,1,2,3\n乙,2,1,4\n",
            ("甲", "乙"),
            ["产值", "专利"],
        ),
        ("3-5  各市软件收入\n单位：亿元\n地区,2022,2023\n甲,1,2\n乙,2,1\n", ("甲", "乙"), ["各市软件收入"]),
        (
            "地区,产值（2022年，亿元）,产值（2023年，亿元）,专利（2023年，件）\n甲,1,2,3\n乙,2,1,4\n",
            ("甲", "乙"),
            ["产值", "专利"],
        ),
        (
            "年份,产值（亿元）,,专利（件）,\n,江苏,浙江,江苏,浙江\n2022,1,3,2,4\n2023,5,7,6,8\n",
            ("320000", "330000"),
            ["产值", "专利"],
        ),
        ("地区,产值2022（亿元）,产值2023（亿元）\n甲,1,2\n乙,3,4\n", ("甲", "乙"), ["产值"]),
        ("地区,产值(2022年)(亿元),产值(2023年)(亿元)\n甲,1,2\n乙,3,4\n", ("甲", "乙"), ["产值"]),
        ("产值（亿元）,甲市,乙市\n2022,1,3\n2023,2,4\n", ("甲市", "乙市"), ["产值"]),
        ("国家,FY2022 Output,FY2023 Output\n甲,1,2\n乙,3,4\n", ("甲", "乙"), ["Output"]),
        ("地区,年份,产值,专利\n甲,2023,1万亿,2.5万件\n乙,2023,3亿元,30万件\n", ("甲", "乙"), ["产值", "专利"]),
        ("表1 软件收入,,（单位：亿元）\n地区,2022,2023\n甲,1,2\n乙,2,1\n", ("甲", "乙"), ["软件收入"]),
        ("表3－2 软件收入（2022—2023年）\n单位：亿元\n地区,2022,2023\n甲,1,2\n乙,2,1\n", ("甲", "乙"), ["软件收入"]),
    ],
)  # fmt: skip
def test_a_table_is_read_by_the_framework_drafted_from_it(tmp_path, text, units, names):
    table, path = drafted(tmp_path, text)
    framework = read_framework(path)
    panel = check_table(table, framework, allow_missing_units=True).panel

    assert [leaf.name.zh for leaf in framework.leaves] == names
    assert panel is not None
    assert panel.units == units


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "城市,企业数（个）,,,收入（亿元）,\n,,其中：大型,其中：中型,,#高技术\n甲,9,1,2,30,4\n乙,8,2,1,40,3\n",
            ["企业数", "企业数 其中：大型", "企业数 其中：中型", "收入", "收入 #高技术"],
        ),
        (
            "地区,企业数（个）,,人员（万人）,\n,规上,占比,规上,占比\n甲,1,2,3,4\n乙,2,1,4,3\n",
            ["企业数 规上", "企业数 占比", "人员 规上", "人员 占比"],
        ),
        ("地区,产值,占比\n,（亿元）,(%)\n甲,1,2\n乙,2,1\n", ["产值", "占比"]),
        ("地区,GDP（2020年价，亿元）\n甲,1\n乙,2\n", ["GDP（2020年价，亿元）"]),
        ("序号,地区,产值\n1,甲,3\n2,乙,4\n合计,,7\n", ["产值"]),
        (
            "地区,产值（亿元）,同比增长（%）,专利（件）,同比增长（%）\n甲,1,2,3,4\n乙,5,6,7,8\n",
            ["产值", "产值 同比增长", "专利", "专利 同比增长"],
        ),
        ('地区,"规模以上\n增加值\n（亿元）",增速\n甲,1,2\n乙,3,4\n', ["规模以上增加值", "增速"]),
        (
            '地区 Region,"收入（亿元）\nRevenue (100 million yuan)","企业\nAPP",规上 APP\n甲,1,2,3\n乙,3,4,5\n',
            ["收入", "企业APP", "规上 APP"],
        ),
        (
            "地区,收入,,\nRegion,Revenue,,\n,总量,增速,专利\n,Value,Growth,Patents\n甲,1,2,3\n乙,5,6,7\n",
            ["收入 总量", "收入 增速", "专利"],
        ),
        ("地区,基础,,创新,\n,APP,GPU,R&D,AI\n甲,1,2,3,4\n乙,5,6,7,8\n", ["APP", "GPU", "R&D", "AI"]),
        (
            '地区,"收入（亿元）\nRevenue (100 million yuan)","#工业收入\nRevenue of industry",其中：服务业\n甲,3,2,1\n乙,5,3,2\n',
            ["收入", "收入 #工业收入", "收入 其中：服务业"],
        ),
        ("地区,GDP（亿元）,# firms\n甲,3,2\n乙,5,3\n", ["GDP", "# firms"]),
        ("指标,单位,甲,乙\n产值,亿元,1,2\n专利,件,3,4\n", ["产值", "专利"]),
        ("地区,经济（亿元）,创新（件）\n,产值,专利\n甲,1,2\n乙,3,4\n", ["产值", "专利"]),
        ("指标,甲,乙\n产值（亿元）,1,2\n专利（件）,3,4\n", ["产值", "专利"]),
    ],
)
def test_a_table_without_years_is_read_by_the_framework_drafted_from_it(tmp_path, text, names):
    table, path = drafted(tmp_path, text)
    framework = read_framework(path)
    panel = check_table(table, framework, year=2023).panel

    assert [leaf.name.zh for leaf in framework.leaves] == names
    assert panel.units == ("甲", "乙")


def test_a_draft_has_units_of_measurement_and_says_what_is_to_be_decided(tmp_path):
    _, path = drafted(tmp_path, CITIES)
    text = path.read_text(encoding="utf-8")
    written = yaml.safe_load(text)

    assert [child.get("unit") for child in written["children"]] == ["亿元", "件", "吨/万元"]
    assert text.count("# to be decided") == 3
    assert "missing 1 / 4" in text
    assert "columns that group the units: 省份" in text
    assert written["units"] == "any"


def test_years_that_stand_across_are_no_columns_left_out(tmp_path):
    _, path = drafted(
        tmp_path, "指标：年末常住人口(万人)\n地区,2019年,2020年,备注\n北京,2190,2189,甲\n天津,1385,1387,\n"
    )

    assert "columns left out: 备注\n" in path.read_text(encoding="utf-8")


def workbook(tmp_path, sheets):
    whole = openpyxl.Workbook()
    whole.remove(whole.active)
    for name, rows in sheets.items():
        sheet = whole.create_sheet(name)
        for row in rows:
            sheet.append(row)
    path = tmp_path / "book.xlsx"
    whole.save(path)
    return path


YEARS = [["城市", 2021, 2022], ["甲", 1, 2], ["乙", 3, 4]]


@pytest.mark.parametrize(
    ("sheets", "columns"),
    [
        ({"软件": [["表1 软件业务收入（亿元）"], *YEARS], "5G": [["表2 5G基站（万个）"], *YEARS]}, [("软件业务收入", "亿元"), ("5G基站", "万个")]),
        ({"软件业务收入": YEARS, "5G基站": YEARS}, [("软件业务收入", None), ("5G基站", None)]),
        (
            {
                "基础": [["城市", "年份", "基站（个）"], ["甲", 2022, 1], ["乙", 2022, 2]],
                "创新": [["城市", "年份", "专利（件）"], ["甲", 2022, 1], ["乙", 2022, 2]],
                "说明": [["指标", "含义"], ["专利", "授权量"]],
            },
            [("基站", "个"), ("专利", "件")],
        ),
        (
            {
                "2021年": [["城市", "基站（个）"], ["甲", 1], ["乙", 2]],
                "2022年": [["城市", "基站（个）"], ["甲", 1], ["乙", 2]],
            },
            [("基站", "个")],
        ),
        ({"Sheet1": [["软件业务收入（亿元）"], *YEARS]}, [("软件业务收入", "亿元")]),
        ({"Sheet1": YEARS}, [("book", None)]),
    ],
)  # fmt: skip
def test_sheets_of_one_table_are_drafted_together(tmp_path, sheets, columns):
    found = draft(workbook(tmp_path, sheets))

    assert [(column.name, column.unit) for column in found.columns] == columns
    assert not found.problems
    assert "--sheet" not in found.options


def test_files_of_one_table_are_drafted_together(tmp_path):
    texts = [
        "指标：产值(亿元)\n地区,2022年,2023年\n甲,1,2\n乙,3,4\n",
        "地区,年份,专利（件）\n甲,2023,5\n乙,2023,6\n",
    ]
    paths = [tmp_path / f"{at}.csv" for at in range(2)]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    found = draft_joined(paths)

    assert [(column.name, column.unit, column.missing) for column in found.columns] == [
        ("产值", "亿元", 0),
        ("专利", "件", 2),
    ]
    assert (found.size, found.years, found.problems) == (2, (2022, 2023), ())
    assert f"ii-index rank {paths[0]} {paths[1]} --framework" in to_yaml(
        found, "en", tables=[*map(str, paths)]
    )


def test_sheets_of_other_units_are_not_joined(tmp_path):
    found = draft(
        workbook(
            tmp_path,
            {
                "数据": [["城市", "年份", "基站"], ["甲", 2022, 1], ["乙", 2022, 2]],
                "权重": [["指标", "权重"], ["基站", 1], ["光缆", 2]],
            },
        )
    )

    assert [column.name for column in found.columns] == ["基站"]
    assert found.options == " --sheet 数据"


def test_a_table_without_numbers_drafts_nothing(tmp_path):
    with pytest.raises(DataError, match="E_EMPTY"):
        drafted(tmp_path, "just a line\n")


@pytest.mark.parametrize(
    ("text", "units"),
    [
        (
            "地区,企业数（个）,,人员（万人）,\n,规上,占比,规上,率（%）\n甲,1,2,3,4\n乙,2,1,4,3\n",
            ["个", None, "万人", "%"],
        ),
        ("地区,产值,占比\n,（亿元）,(%)\n甲,1,2\n乙,2,1\n", ["亿元", "%"]),
        ("3-5  各市软件收入\n单位：亿元\n地区,2022,2023\n甲,1,2\n乙,2,1\n", ["亿元"]),
        (
            "主要指标\n单位：亿元\n地区,产值,利润率,企业数,速度（%）\n甲,1,2,3,4\n乙,2,1,4,3\n",
            ["亿元", None, None, "%"],
        ),
        (
            '地区,"收入\nRevenue (item)",产值 million yuan,流量 GB\n甲,1,2,3\n乙,3,4,5\n',
            ["item", "million yuan", "GB"],
        ),
        ("地区,产值,\n,亿元,增速%\n甲,1,2\n乙,2,1\n", ["亿元", "%"]),
        ("地区,收入（亿元）,\n,税收,非税\n甲,1,2\n乙,2,1\n", ["亿元", "亿元"]),
        ("地区,企业（家）,\n,规上,规下\n甲,1,2\n乙,2,1\n", ["家", "家"]),
        ("工业产值（2020年价）\n地区,2022,2023\n甲,1,2\n乙,2,1\n", [None]),
    ],
)
def test_a_draft_has_the_units_of_measurement_that_are_stated_and_no_others(tmp_path, text, units):
    table, _ = drafted(tmp_path, text)

    assert [column.unit for column in draft(table).columns] == units


def test_columns_in_percent_by_their_format_are_so_in_the_draft(tmp_path):
    path = workbook(tmp_path, {"Sheet1": [["地区", "占比"], ["甲", 0.12], ["乙", 0.2]]})
    book = openpyxl.load_workbook(path)
    for place in ("B2", "B3"):
        book.active[place].number_format = "0%"
    book.save(path)
    found = draft(path)

    assert [(column.name, column.unit) for column in found.columns] == [("占比", "%")]
    assert not found.problems


@pytest.mark.parametrize(
    ("second", "together"),
    [
        ([["城市", "年份", "专利"], ["乙市", 2022, 5], ["甲", 2022, 6]], True),  # in another order
        ([["企业", "年份", "专利"], ["子公司", 2022, 5], ["丑公司", 2022, 6]], False),
    ],
)
def test_sheets_of_the_same_units_are_joined_in_whatever_order(tmp_path, second, together):
    first = [["城市", "年份", "基站"], ["甲", 2022, 1], ["乙", 2022, 2]]
    found = draft(workbook(tmp_path, {"一": first, "二": second}))

    assert (len(found.columns) == 2) is together
    assert not found.problems


def test_an_indicator_that_a_table_of_the_nation_lacks_is_missing_in_its_draft(tmp_path):
    table, _ = drafted(tmp_path, "增加值,指标\n面积（m²）,\n年份,黄石\n2022,2\n2023,4\n")

    assert sum(column.missing < column.rows for column in draft(table).columns) == 1


@pytest.mark.parametrize(
    "text",
    [
        "地区,单位,产值,企业数\n甲,万元,1,2\n乙,万元,3,4\n",
        "地区,产值,企业数,单位\n甲,1,2,万元\n乙,3,4,万元\n",
    ],
)
def test_a_draft_has_the_unit_of_a_column_of_units(tmp_path, text):
    table = tmp_path / "a.csv"
    table.write_text(text, encoding="utf-8")

    assert [(one.name, one.unit) for one in draft(table).columns] == [("产值", "万元"), ("企业数", None)]
