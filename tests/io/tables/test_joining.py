"""Several tables joined on unit and year: one indicator a file, or one year a file."""

import pytest

from ii_index.cli import run
from ii_index.errors import DataError
from ii_index.io.tables import read_joined, read_panel
from ii_index.model.framework import Framework
from tests.io.tables.demo import cells

WORDS = """
id: two
name: 两项
reference: tests
units: provinces
children:
- {id: gdp, name: 地区生产总值, unit: 亿元}
- {id: pop, name: 年末常住人口, unit: 万人}
"""
TWO = Framework(
    id="two",
    name="两项",
    reference="tests",
    units="provinces",
    children=[
        {"id": "gdp", "name": "地区生产总值", "unit": "亿元"},
        {"id": "pop", "name": "年末常住人口", "unit": "万人"},
    ],
)
EXPORT = "数据库：分省年度数据\n指标：{}\n地区,2020年,2019年\n北京市,{},{}\n天津市,{},{}\n数据来源：示例\n"
GDP, PEOPLE = (
    EXPORT.format("地区生产总值(亿元)", 361, 353, 140, 141),
    EXPORT.format("年末常住人口(万人)", 21, 22, 13, 14),
)


def files(tmp_path, *texts):
    paths = [tmp_path / f"{at}.csv" for at in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="gb18030")
    return paths


def test_two_exports_of_one_indicator_each_are_one_table(tmp_path):
    joined = read_joined(files(tmp_path, PEOPLE, GDP), TWO, allow_missing_units=True)
    wide = "地区,年份,地区生产总值,年末常住人口\n北京,2019,353,22\n北京,2020,361,21\n天津,2019,141,14\n天津,2020,140,13\n"

    assert cells(joined) == cells(read_panel(wide.encode(), TWO, allow_missing_units=True))


def test_a_file_a_year_is_one_table(tmp_path):
    years = [
        f"地区,年份,地区生产总值,年末常住人口\n北京,{year},{year},1\n天津,{year},2,3\n"
        for year in (2019, 2020)
    ]
    joined = read_joined(files(tmp_path, *years), TWO, allow_missing_units=True)

    assert joined.years == (2019, 2020)
    assert cells(joined)[2020, "110000", "gdp"] == 2020


def test_a_cell_in_two_files_is_refused_and_so_is_an_indicator_in_none(tmp_path):
    with pytest.raises(DataError, match="E_DUPLICATE_COLUMN"):
        read_joined(files(tmp_path, GDP, PEOPLE, GDP.replace("361", "362")), TWO, allow_missing_units=True)
    with pytest.raises(DataError, match="E_MISSING_COLUMN") as refused:
        read_joined(
            files(tmp_path, GDP, GDP.replace("2020", "2022").replace("2019", "2021")),
            TWO,
            allow_missing_units=True,
        )

    assert [one.column for one in refused.value.findings if one.code == "E_MISSING_COLUMN"] == ["pop"]


def test_a_unit_that_one_file_lacks_has_missing_cells_and_that_is_said(tmp_path):
    fewer = PEOPLE.replace("天津市,13,14\n", "")
    joined = read_joined(files(tmp_path, GDP, fewer), TWO, allow_missing_units=True)

    assert (2019, "120000", "pop") not in cells(joined)
    assert "W_UNBALANCED" in {finding.code for finding in joined.findings}


def test_rank_takes_several_tables(tmp_path, capsys):
    framework = tmp_path / "two.yaml"
    framework.write_text(WORDS, encoding="utf-8")
    paths = map(str, files(tmp_path, GDP, PEOPLE))

    assert run(["rank", *paths, "--framework", str(framework), "--allow-missing-units", "--lang", "zh"]) == 0
    assert "北京" in capsys.readouterr().out
