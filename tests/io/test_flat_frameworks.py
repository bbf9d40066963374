"""A framework kept as a table is the framework that YAML would say."""

import pytest
import xlsxwriter

from ii_index.errors import FrameworkError
from ii_index.io.frameworks import read_framework
from ii_index.model.framework import Framework

TABLE = """units,provinces
出处,自编
id,name,parent,weight,direction,unit,aliases
base,基础能力,,60,,,
stations,基站,base,1,正向,万个,5G基站；5G
energy,单位能耗,base,3,负向,吨/万元,
market,市场,,40,,,
firms,企业,market,,+,家,
"""
MEANT = Framework(
    id="mine",
    name="mine",
    reference="自编",
    units="provinces",
    children=[
        {
            "id": "base",
            "name": "基础能力",
            "weight": 60,
            "children": [
                {"id": "stations", "name": "基站", "weight": 1, "direction": "positive", "unit": "万个", "aliases": ["5G基站", "5G"]},
                {"id": "energy", "name": "单位能耗", "weight": 3, "direction": "negative", "unit": "吨/万元"},
            ],
        },
        {"id": "market", "name": "市场", "weight": 40, "children": [{"id": "firms", "name": "企业", "direction": "positive", "unit": "家"}]},
    ],
)  # fmt: skip


def kept(tmp_path, text, name="mine.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_is_the_framework_that_it_says(tmp_path):
    assert read_framework(kept(tmp_path, TABLE)) == MEANT


def test_a_workbook_is_read_like_a_csv(tmp_path):
    path = tmp_path / "mine.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for at, line in enumerate(TABLE.splitlines()):
            sheet.write_row(at, 0, line.split(","))

    assert read_framework(path) == MEANT


def test_the_order_of_rows_and_parents_by_name_do_not_matter(tmp_path):
    head, rows = TABLE.splitlines()[:3], TABLE.splitlines()[3:]
    turned = "\n".join([*head, *(rows[1:3] + rows[:1]), *rows[3:]]).replace(
        "energy,单位能耗,base", "energy,单位能耗,基础能力"
    )

    assert read_framework(kept(tmp_path, turned)) == MEANT


def test_dimensions_may_be_known_by_name_alone(tmp_path):
    found = read_framework(kept(tmp_path, "指标,维度,单位\n产值,规模,亿元\n专利,创新,件\n企业,规模,家\n"))

    assert [(node.name.zh, [leaf.name.zh for leaf in node.children or ()]) for node in found.children] == [
        ("创新", ["专利"]),
        ("规模", ["产值", "企业"]),
    ]


def test_coinr_s_imeta_gives_its_tree(tmp_path):
    meta = (
        "Level,iCode,iName,Direction,Weight,Unit,Type,Parent\n1,LPI,Logistics,1,1,Score,Indicator,Physical\n"
        "1,CO2,Emissions,-1,2,t,Indicator,Physical\n2,Physical,Physical,1,1,Score,Aggregate,Index\n"
        "3,Index,Connectivity,1,1,Score,Aggregate,\n,Area,Land area,,,km2,Denominator,\n,Reg,Region,,,,Group,\n"
    )
    found = read_framework(kept(tmp_path, meta))

    assert found.name.en == "Connectivity"
    assert [node.id for node in found.walk()] == ["Physical", "LPI", "CO2"]
    assert [leaf.direction for leaf in found.leaves] == ["positive", "negative"]
    assert [leaf.weight for leaf in found.leaves] == [1, 2]
    assert [item.id for item in found.denominators] == ["Area"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("地区,年份,产值\n北京,2020,1\n", "E_FLAT_FRAMEWORK"),
        ("id,name,parent\na,A,\nb,B,a\nc,C,nowhere\n", "E_FLAT_PARENT"),
        ("id,name,parent\na,A,\nb,B,c\nc,C,b\n", "E_FLAT_CIRCLE"),
    ],
)
def test_a_table_that_is_no_tree_is_refused(tmp_path, text, code):
    with pytest.raises(FrameworkError, match=code):
        read_framework(kept(tmp_path, text))
