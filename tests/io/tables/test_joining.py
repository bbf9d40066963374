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
    with pytest.raises(DataError, match="E_TABLES_CONFLICT"):
        read_joined(files(tmp_path, GDP, PEOPLE, GDP.replace("361", "362")), TWO, allow_missing_units=True)
    with pytest.raises(DataError, match="E_MISSING_COLUMN") as refused:
        read_joined(
            files(tmp_path, GDP, GDP.replace("2020", "2022").replace("2019", "2021")),
            TWO,
            allow_missing_units=True,
        )

    assert [one.column for one in refused.value.findings if one.code == "E_MISSING_COLUMN"] == ["pop"]


def test_a_conflict_is_one_finding_with_its_first_place_both_figures_and_their_number(tmp_path):
    other = GDP.replace("361", "362").replace("353", "355")
    with pytest.raises(DataError) as refused:
        read_joined(files(tmp_path, GDP, PEOPLE, other), TWO, allow_missing_units=True)

    (told,) = [one for one in refused.value.findings if one.code == "E_TABLES_CONFLICT"]
    assert (told.unit, told.year, told.found, told.expected, told.details["count"]) == (
        "110000", 2019, "355", "353", 2,
    )  # fmt: skip


def test_tables_that_say_the_same_of_a_cell_do_not_conflict(tmp_path):
    both = "地区,年份,地区生产总值,年末常住人口\n北京,2020,361,21\n天津,2020,140,13\n"
    joined = read_joined(files(tmp_path, GDP, PEOPLE, both), TWO, allow_missing_units=True)

    assert cells(joined) == cells(read_joined(files(tmp_path, GDP, PEOPLE), TWO, allow_missing_units=True))


AB = Framework(
    id="ab",
    name="ab",
    reference="tests",
    children=[{"id": "a", "name": "alpha"}, {"id": "b", "name": "beta"}],
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("UK", "uk"),
        ("北 京", "北京市"),
        ("Côte d’Ivoire", "Cote d'Ivoire"),
        ("Korea, Rep.", "KOREA REP"),
        ("New York", "New  York"),
    ],
)
def test_a_unit_that_files_spell_differently_is_one_and_both_spellings_are_named(tmp_path, one, other):
    paths = [tmp_path / "one.csv", tmp_path / "other.csv"]
    paths[0].write_text(f'unit,year,alpha\n"{one}",2020,1\nZ,2020,2\n', encoding="utf-8")
    paths[1].write_text(f'unit,year,beta\n"{other}",2020,3\nZ,2020,4\n', encoding="utf-8")
    joined = read_joined(paths, AB)

    assert len(joined.units) == 2
    assert joined.values[0].tolist() == [[1, 3], [2, 4]]
    assert "W_SPELLINGS_JOINED" in {finding.code for finding in joined.findings}


def test_units_that_one_file_tells_apart_stay_apart(tmp_path):
    paths = [tmp_path / "one.csv", tmp_path / "other.csv"]
    paths[0].write_text("unit,year,alpha\nuk,2020,1\nUK,2020,2\n", encoding="utf-8")
    paths[1].write_text("unit,year,beta\nUk,2020,3\nuk,2020,4\nUK,2020,5\n", encoding="utf-8")

    assert read_joined(paths, AB).units == ("uk", "UK", "Uk")


def test_groups_of_all_files_are_kept(tmp_path):
    paths = [tmp_path / "one.csv", tmp_path / "other.csv"]
    paths[0].write_text(
        "Country,Continent,year,alpha\nP,X,2020,1\nQ,X,2020,2\nR,Y,2020,2\n", encoding="utf-8"
    )
    paths[1].write_text("Country,year,beta\nP,2020,1\nQ,2020,2\nS,2020,2\n", encoding="utf-8")

    assert dict(read_joined(paths, AB).groups) == {"Continent": ("X", "X", "Y", "")}


def test_a_file_a_year_without_a_column_of_years_has_the_year_of_its_name(tmp_path):
    for year in (2019, 2021):
        (tmp_path / f"统计_{year}.csv").write_text(f"unit,alpha,beta\nP,{year},1\nQ,2,3\n", encoding="utf-8")
    joined = read_joined(sorted(tmp_path.iterdir()), AB)

    assert joined.years == (2019, 2021)
    assert joined.values[:, 0, 0].tolist() == [2019, 2021]
    assert "N_YEAR_OF_NAME" in {finding.code for finding in joined.findings}
    with pytest.raises(DataError, match="E_YEAR_UNKNOWN"):
        read_panel(tmp_path / "统计_2019.csv", AB)


def test_a_title_that_speaks_of_another_year_than_the_name_leaves_the_year_unknown(tmp_path):
    for year in (2019, 2021):
        text = f"{year - 1}年数据,,\nunit,alpha,beta\nP,{year},1\nQ,2,3\n"
        (tmp_path / f"{year}.csv").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="E_YEAR_UNKNOWN"):
        read_joined(sorted(tmp_path.iterdir()), AB)


def workbook(path, sheets):
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_a_sheet_a_year_is_one_table(tmp_path):
    sheets = {
        str(year): [["unit", "alpha", "beta"], ["P", year, 1], ["Q", 2, 3]] for year in (2019, 2020, 2022)
    }
    sheets["说明"] = [["本表由统计局提供"]]
    panel = read_panel(workbook(tmp_path / "t.xlsx", sheets), AB)

    assert panel.years == (2019, 2020, 2022)
    assert panel.values[:, 0, 0].tolist() == [2019, 2020, 2022]
    assert read_panel(tmp_path / "t.xlsx", AB, year=2020).equals(
        panel
    )  # the year that is asked for, not that of all
    with pytest.raises(DataError, match="E_YEAR_ABSENT"):
        read_panel(tmp_path / "t.xlsx", AB, year=2021)
    assert {"N_SHEETS_JOINED", "N_YEAR_OF_NAME", "N_SHEET_SKIPPED"} <= {
        finding.code for finding in panel.findings
    }


def test_an_indicator_a_sheet_is_one_table(tmp_path):
    sheets = {
        "甲": [["unit", "year", "alpha"], ["P", 2020, 1], ["Q", 2020, 3]],
        "乙": [["unit", "year", "beta"], ["P", 2020, 5], ["R", 2020, 3]],
    }
    panel = read_panel(workbook(tmp_path / "t.xlsx", sheets), AB)

    assert panel.units == ("P", "Q", "R")
    assert panel.values[0, 0].tolist() == [1, 5]


def test_sheets_that_say_the_same_things_are_ambiguous_as_before(tmp_path):
    rows = [["unit", "year", "alpha", "beta"], ["P", 2020, 1, 2], ["Q", 2020, 3, 2]]
    path = workbook(tmp_path / "t.xlsx", {"原始": rows, "修订": rows})
    with pytest.raises(DataError, match="E_SHEET_AMBIGUOUS"):
        read_panel(path, AB)
    assert read_panel(path, AB, sheet="修订").units == ("P", "Q")


def test_a_fault_of_one_sheet_names_its_sheet(tmp_path):
    sheets = {
        str(year): [["unit", "alpha", "beta"], ["P", year, "约1"], ["Q", 2, 3]] for year in (2019, 2020)
    }
    with pytest.raises(DataError) as refused:
        read_panel(workbook(tmp_path / "t.xlsx", sheets), AB)
    assert [one.sheet for one in refused.value.findings if one.code == "E_NOT_NUMBER"] == ["2019", "2020"]


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


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("check", []), ("coherence", []), ("explain", ["--unit", "北京"]), ("robustness", ["--draws", "20"]),
        ("export", ["--to", "flat", "-o", "flat"]), ("report", ["-o", "r.html"]), ("national", []),
    ],
)  # fmt: skip
def test_every_command_that_takes_a_table_takes_several(tmp_path, capsys, monkeypatch, command, options):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "two.yaml").write_text(WORDS, encoding="utf-8")
    exports = [GDP.replace("地区,", "地区,"), PEOPLE]
    if command == "national":
        exports = [
            text.replace("北京市", "全国").replace(text.splitlines()[4] + "\n", "") for text in exports
        ]
    third = "上海市,382,381\n重庆市,250,236\n"
    exports = [
        text.replace("天津市", third.replace("1", str(at)) + "天津市") for at, text in enumerate(exports)
    ]
    paths = map(str, files(tmp_path, *exports))

    code = run([command, *paths, "--framework", "two.yaml", "--allow-missing-units", *options])
    assert code == 0, capsys.readouterr().err
