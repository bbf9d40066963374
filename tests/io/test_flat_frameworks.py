"""A framework kept as a table is the framework that YAML would say."""

import pytest
import xlsxwriter

from ii_index.errors import FrameworkError
from ii_index.io.frameworks import framework_and_notes, read_framework
from ii_index.model.framework import Framework
from ii_index.reporting.documents.framework import framework_tree

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


THESIS = """表1 数字经济发展水平评价指标体系,,,,,
一级指标,二级指标,三级指标,单位,属性,权重
数字基础,硬件设施,光缆密度,公里/平方公里,+,0.1
,,基站数,万个,+,0.2
,软件,软件收入,亿元,正向,0.15
数字产业,产业规模,电信业务量,亿元,+,0.25
,,能耗,吨,-,0.3
"""


def tree(framework):
    """Names with their local weights, parents first."""
    return [(node.name.zh, node.weight) for node in framework.walk()]


def test_a_column_a_level_is_a_tree_and_weights_of_the_whole_add_up(tmp_path):
    found, notes = framework_and_notes(kept(tmp_path, THESIS))

    assert tree(found) == [
        ("数字基础", pytest.approx(0.45)), ("硬件设施", pytest.approx(0.3)), ("光缆密度", 0.1), ("基站数", 0.2),
        ("软件", 0.15), ("软件收入", 0.15),
        ("数字产业", 0.55), ("产业规模", 0.55), ("电信业务量", 0.25), ("能耗", 0.3),
    ]  # fmt: skip
    assert [leaf.direction for leaf in found.leaves] == [*["positive"] * 4, "negative"]
    assert [leaf.unit for leaf in found.leaves] == ["公里/平方公里", "万个", "亿元", "亿元", "吨"]
    assert [note.code for note in notes] == ["N_FLAT_WEIGHTS"]


def test_merged_cells_of_a_workbook_are_blank_cells_of_a_csv(tmp_path):
    path = tmp_path / "thesis.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for at, line in enumerate(THESIS.splitlines()):
            sheet.write_row(at, 0, line.split(","))
        sheet.merge_range(2, 0, 4, 0, "数字基础")
        sheet.merge_range(2, 1, 3, 1, "硬件设施")
        sheet.merge_range(5, 0, 6, 0, "数字产业")

    assert tree(read_framework(path)) == tree(read_framework(kept(tmp_path, THESIS, "thesis.csv")))


@pytest.mark.parametrize(
    "heads", ["准则层,权重,指标层,权重,指标类型", "一级指标,一级权重,二级指标,二级权重,性质", "Level 1,Level 1 weight,Level 2,weight,direction"]
)  # fmt: skip
def test_each_level_may_have_weights_and_a_dimension_the_name_of_its_indicator(tmp_path, heads):
    found, notes = framework_and_notes(
        kept(tmp_path, heads + "\n创新,60,专利,40,正向\n,,创新,60,正向\n绿色,40,能耗,100,逆向\n")
    )

    assert tree(found) == [("创新", 60), ("专利", 40), ("创新", 60), ("绿色", 40), ("能耗", 100)]
    assert [leaf.direction for leaf in found.leaves] == ["positive", "positive", "negative"]
    assert notes == ()


def test_an_upper_name_goes_on_only_while_nothing_to_its_left_is_new(tmp_path):
    text = "一级指标,二级指标,三级指标,权重\n甲,乙,丙,1\n丁,,,7\n,,戊,2\n,壬,癸,3\n己,,,4\n"
    found = read_framework(kept(tmp_path, text))

    assert [(node.id, node.weight) for node in found.walk()] == [
        ("甲", None), ("乙", None), ("丙", 1), ("丁", 7), ("戊", 2), ("壬", None), ("癸", 3), ("己", 4),
    ]  # fmt: skip
    assert [(node.id, [child.id for child in node.children or ()]) for node in found.children] == [
        ("甲", ["乙"]),
        ("丁", ["戊", "壬"]),
        ("己", []),
    ]


def test_a_table_with_one_column_of_a_level_is_no_tree_of_levels(tmp_path):
    found = read_framework(kept(tmp_path, "一级指标,指标,维度\nx,产值,规模\ny,专利,创新\n"))

    assert {leaf.name.zh for leaf in found.leaves} == {"产值", "专利"}


def test_a_table_says_limits_percentiles_and_ideals_of_its_indicators(tmp_path):
    path = tmp_path / "flat.csv"
    path.write_text(
        "格式,2\nid,name,方向,下限,上限,目标值,变换,最低值,最高值,最优值\n"
        "x,X,正向,p5,target,100,log,1,500,\ny,Y,适度,,,,,,,15\n",
        encoding="utf-8",
    )
    x, y = read_framework(path).leaves

    assert (x.goalposts, x.target, x.limits, x.transform.kind) == (("p5", "target"), 100, (1, 500), "log")
    assert (y.direction, y.optimum) == ("moderate", 15)


def test_a_denominator_of_a_table_may_be_named_in_chinese(tmp_path):
    text = "id,name,Type,denominator\na,产值,Indicator,常住人口\npop,常住人口,Denominator,\n"

    assert read_framework(kept(tmp_path, text)).leaves[0].denominator == "pop"


def test_a_denominator_of_yaml_may_be_named_in_chinese(tmp_path):
    text = "id: f\nname: f\nreference: r\ndenominators: [{id: pop, name: 常住人口}]\nchildren: [{id: a, name: 产值, denominator: 常住人口}]\n"

    assert read_framework(kept(tmp_path, text, "mine.yaml")).leaves[0].denominator == "pop"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_direction_is_read_as_the_program_writes_it(tmp_path, language):
    (table, *_) = framework_tree(MEANT).tables
    said = {str(cell.text(language)) for cell in table.column("direction") if cell}
    rows = "".join(f"x{at},X{at},1,{word}\n" for at, word in enumerate(sorted(said)))

    own = read_framework(kept(tmp_path, f"id,name,weight,direction\n{rows}"))
    assert {leaf.direction for leaf in own.leaves} == {"positive", "negative"}
