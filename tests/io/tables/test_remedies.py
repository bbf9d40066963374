"""Every remedy of reading, followed to the letter, leads to a table that is read; or it is said why no program can follow it.

Each case is an input with the fault, the words of the remedy that are followed, and the input or the option that follows
them. A code without a case or a reason fails.
"""

import io
import json
import zipfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
import openpyxl
import pytest

import ii_index as ii
from ii_index.errors import Finding, IIIndexError
from ii_index.io.frameworks import framework_and_notes
from ii_index.io.tables import check_joined, check_table
from ii_index.io.weights import read_weights
from ii_index.messages import files as of_files
from ii_index.messages import framework as of_frameworks
from ii_index.messages import reading as of_reading
from ii_index.messages import values as of_values
from ii_index.reporting.documents.findings import known_codes

TWO = {
    "id": "two",
    "name": "Two",
    "reference": "tests",
    "children": [{"id": "a", "name": "alpha"}, {"id": "b", "name": "beta"}],
}
SHARE = {
    **TWO,
    "children": [{"id": "a", "name": "alpha", "unit": "%"}, {"id": "b", "name": "beta", "unit": "万元"}],
}
PLACES = {**TWO, "units": "provinces"}
ONE = {**TWO, "children": [{"id": "a", "name": "alpha"}]}
GRADED = {
    **TWO,
    "children": [{"id": "a", "name": "alpha", "recode": {"low": 0, "high": 1}}, {"id": "b", "name": "beta"}],
}
CHAINED = {
    **TWO,
    "children": [
        {"id": "a", "name": "alpha", "chain": {"kind": "previous_year"}},
        {"id": "b", "name": "beta"},
    ],
}
HEAD = "country,year,alpha,beta\n"
FIRMS = f"{HEAD}Peru,2020,1,2\nChile,2020,3,4\n"
PROJECTS = (
    "项目编号,省份,alpha,beta,year\n1,江苏,1,2,2020\n2,江苏,3,4,2020\n3,浙江,5,6,2020\n4,浙江,7,8,2020\n"
)
HEAD_OF_PAGE = "country,year,alpha,beta"
FIRST_PAGE = f"{HEAD_OF_PAGE}（万元）\nBolivia,2020,1,2\nChile,2020,3,4\n"
BEIJING = ["京"]


class Try(NamedTuple):
    """An input and how it is read: a text, bytes or a workbook, under a framework, with options."""

    content: object
    framework: dict = TWO
    options: dict = {}  # noqa: RUF012 - never changed
    name: str = "table.csv"

    def codes(self, folder: Path) -> dict[str, Finding]:
        """The findings by code, errors or not."""
        contents = self.content if isinstance(self.content, list) else [(self.name, self.content)]
        paths = []
        for name, content in contents:
            paths.append(folder / name)
            paths[-1].write_bytes(content.encode() if isinstance(content, str) else content)
        known = ii.Framework(**self.framework) if self.framework else None
        if len(paths) > 1:
            reading = check_joined(paths, known, **self.options)
        else:
            reading = check_table(paths[0], known, **self.options)
        return {one.code: one for one in reading.findings}


def table(content: object, framework: dict = TWO, name: str = "table.csv", **options: object) -> Try:
    return Try(content, framework, options, name)


def book(sheets: dict[str, list[list[object]]], change=lambda book: None) -> bytes:
    """A workbook of sheets of rows."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    change(made)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


ROWS = [["country", "year", "alpha", "beta"], ["Peru", 2020, 1, 2], ["Chile", 2020, 3, 4]]


def linked() -> bytes:
    """A workbook with a link to another file."""
    stream = io.BytesIO(book({"data": ROWS}))
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
    return stream.getvalue()


def merged(made: openpyxl.Workbook) -> None:
    made["data"].merge_cells("C2:C3")


def percents(made: openpyxl.Workbook) -> None:
    made["data"]["C2"].number_format = made["data"]["C3"].number_format = "0%"


def hidden(made: openpyxl.Workbook) -> None:
    made["data"].row_dimensions[3].hidden = True


def other(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


LONG = "unit,year,indicator,value\nPeru,2020,alpha,1\nPeru,2020,beta,2\n"
CASES: dict[str, tuple[Try, Try, str]] = {
    "E_ENCODING": (
        table("country,year,alpha,beta\nTürkiye,2020,1,2\nMéxico,2020,2,3\n".encode("latin-1")),
        table(
            "country,year,alpha,beta\nTürkiye,2020,1,2\nMéxico,2020,2,3\n".encode("latin-1"),
            encoding="windows-1252",
        ),
        "--input-encoding windows-1252",
    ),
    "E_ENCODING_UNKNOWN": (table(FIRMS, encoding="ansi9"), table(FIRMS, encoding="utf-8"), "utf-8"),
    "E_MOJIBAKE": (
        table("鍦板尯,year,alpha,beta\nPeru,2020,1,2\n"),
        table("地区,year,alpha,beta\nPeru,2020,1,2\n"),
        "it may have read “地区”",
    ),
    "E_QUOTES": (table(other(FIRMS, "Peru", '"Peru')), table(FIRMS), "remove the double quotes"),
    "E_EMPTY": (table(HEAD), table(FIRMS), "put at least one row below the header"),
    "E_FAKE_XLS": (table(FIRMS, name="t.xls"), table(FIRMS, name="t.csv"), "CSV UTF-8"),
    "E_FILE_TYPE": (table(b"%PDF-1.7", name="t.dat"), table(FIRMS, name="t.csv"), ".csv"),
    "E_DEFINITION_AS_TABLE": (
        table("id: two\nname: Two\n", name="t.yaml"),
        table(FIRMS, name="t.csv"),
        "give a framework with --framework",
    ),
    "E_WORKBOOK_DAMAGED": (
        table(book({"data": ROWS})[:-400], name="t.xlsx"),
        table(book({"data": ROWS}), name="t.xlsx"),
        "save it again",
    ),
    "E_EXTERNAL_LINK": (
        table(linked(), name="t.xlsx"),
        table(book({"data": ROWS}), name="t.xlsx"),
        "keep the values",
    ),
    "E_SHEET_AMBIGUOUS": (
        table(book({"one": ROWS, "two": ROWS}), name="t.xlsx"),
        table(book({"one": ROWS, "two": ROWS}), name="t.xlsx", sheet="two"),
        "--sheet",
    ),
    "E_SHEET_UNKNOWN": (
        table(book({"one": ROWS}), name="t.xlsx", sheet="none"),
        table(book({"one": ROWS}), name="t.xlsx", sheet="one"),
        "there are: one",
    ),
    "N_SHEET_SKIPPED": (
        table(book({"one": ROWS, "notes": [["of this file"]]}), name="t.xlsx"),
        table(book({"one": ROWS}), name="t.xlsx"),
        "sheet",
    ),
    "N_HIDDEN_ROWS": (
        table(book({"data": ROWS}, hidden), name="t.xlsx"),
        table(book({"data": ROWS[:2]}), name="t.xlsx"),
        "delete rows that are not meant",
    ),
    "E_MISSING_COLUMN": (
        table(other(FIRMS, "beta", "bet")),
        table(FIRMS),
        "add it; columns that were not recognised: bet",
    ),
    "E_COLUMN_UNKNOWN": (
        table(FIRMS, unit_column="nation"),
        table(FIRMS, unit_column="country"),
        "there are: country",
    ),
    "W_GROUP_VARIES": (
        table(
            "country,group,year,alpha,beta\nP,X,2020,1,2\nQ,Y,2020,1,2\nR,Y,2020,1,3\nP,Y,2021,1,2\nQ,Y,2021,1,2\nR,X,2021,1,3\n",
            group_columns=["group"],
        ),
        table(
            "country,group 2020,group 2021,year,alpha,beta\nP,X,Y,2020,1,2\nQ,Y,Y,2020,1,2\nR,Y,X,2020,1,3\n"
            "P,X,Y,2021,1,2\nQ,Y,Y,2021,1,2\nR,Y,X,2021,1,3\n",
            group_columns=["group 2020", "group 2021"],
        ),
        "give the groups of each year a column of its own",
    ),
    "N_INDICATOR_ASSUMED": (
        table("country,2020,2021\nPeru,1,2\nChile,3,4\n", ONE),
        table("指标：alpha,,\ncountry,2020,2021\nPeru,1,2\nChile,3,4\n", ONE),
        "write the indicator's name into the table",
    ),
    "W_EXTRA_COLUMN": (
        table(other(FIRMS, "beta\n", "beta,Gamma rays\n").replace("2\n", "2,5\n").replace("4\n", "4,5\n")),
        table(
            other(FIRMS, "beta\n", "beta,Gamma rays\n").replace("2\n", "2,5\n").replace("4\n", "4,5\n"),
            {**TWO, "children": [*TWO["children"], {"id": "g", "name": "g", "aliases": ["Gamma rays"]}]},
        ),
        "add an alias to the framework",
    ),
    "E_DUPLICATE_COLUMN": (
        table("country,year,alpha,beta,Beta\nPeru,2020,1,2,2\n"),
        table("country,year,alpha,beta\nPeru,2020,1,2\n"),
        "keep one of them",
    ),
    "E_TABLES_CONFLICT": (
        Try([("a.csv", FIRMS), ("b.csv", "country,year,beta\nPeru,2020,9\nChile,2020,4\n")]),
        Try(
            [
                ("a.csv", "country,year,alpha\nPeru,2020,1\nChile,2020,3\n"),
                ("b.csv", "country,year,beta\nPeru,2020,9\nChile,2020,4\n"),
            ]
        ),
        "keep the column in one of the tables",
    ),
    "W_SPELLINGS_JOINED": (
        Try(
            [
                ("a.csv", "city,year,alpha\n南京市,2020,1\n苏州市,2020,3\n"),
                ("b.csv", "city,year,beta\n南京,2020,1\n苏州,2020,3\n"),
            ]
        ),
        Try(
            [
                ("a.csv", "city,year,alpha\n南京市,2020,1\n苏州市,2020,3\n"),
                ("b.csv", "city,year,beta\n江宁,2020,1\n昆山,2020,3\n"),
            ]
        ),
        "rename those that are not the same",
    ),
    "N_SHEETS_JOINED": (
        table(
            book(
                {
                    "2020": [["country", "alpha", "beta"], *([row[0], *row[2:]] for row in ROWS[1:])],
                    "2021": [["country", "alpha", "beta"], *([row[0], *row[2:]] for row in ROWS[1:])],
                }
            ),
            name="t.xlsx",
        ),
        table(
            book(
                {
                    "2020": [["country", "alpha", "beta"], *([row[0], *row[2:]] for row in ROWS[1:])],
                    "2021": [["country", "alpha", "beta"], *([row[0], *row[2:]] for row in ROWS[1:])],
                }
            ),
            name="t.xlsx",
            sheet="2021",
            year=2021,
        ),
        "name one with --sheet",
    ),
    "N_YEAR_OF_NAME": (
        Try(
            [("d2020.csv", "country,alpha,beta\nPeru,1,2\n"), ("d2021.csv", "country,alpha,beta\nPeru,1,2\n")]
        ),
        Try(
            [
                ("d2020.csv", "country,year,alpha,beta\nPeru,2020,1,2\n"),
                ("d2021.csv", "country,year,alpha,beta\nPeru,2021,1,2\n"),
            ]
        ),
        "add a column of years",
    ),
    "E_DUPLICATE_KEY": (
        table(other(FIRMS, "Chile", "Peru")),
        table(f"{HEAD}Peru,2020,1,2\n"),
        "keep one of the rows",
    ),
    "E_KEY_CONFLICT": (
        table("地区,代码,year,alpha,beta\n北京,120000,2020,1,2\n", PLACES, expected_units=BEIJING),
        table("地区,代码,year,alpha,beta\n北京,110000,2020,1,2\n", PLACES, expected_units=BEIJING),
        "check the name and the code",
    ),
    "E_MISSING_REGION": (
        table("地区,year,alpha,beta\n北京,2020,1,2\n", PLACES, expected_units=["京", "津"]),
        table("地区,year,alpha,beta\n北京,2020,1,2\n天津,2020,,\n", PLACES, expected_units=["京", "津"]),
        "add the row (its values may be blank)",
    ),
    "W_UNITS_ALIKE": (
        table("city,year,alpha,beta\n南京市,2020,1,2\n南京,2021,3,4\n苏州,2020,1,2\n苏州,2021,1,2\n"),
        table("city,year,alpha,beta\n南京,2020,1,2\n南京,2021,3,4\n苏州,2020,1,2\n苏州,2021,1,2\n"),
        "spell it in one way",
    ),
    "N_AGGREGATES": (
        table(f"{HEAD}Peru,2020,1,2\nChile,2020,3,4\nHigh income,2020,5,6\n"),
        table(FIRMS),
        "delete the rows that are not meant",
    ),
    "E_UNKNOWN_REGION": (
        table("地区,year,alpha,beta\n北亰,2020,1,2\n", PLACES, expected_units=BEIJING),
        table("地区,year,alpha,beta\n北京,2020,1,2\n", PLACES, expected_units=BEIJING),
        "write a usual name or code",
    ),
    "E_BLANK_KEY": (
        table(f"{HEAD}Peru,2020,1,2\n,2021,3,4\n"),
        table(f"{HEAD}Peru,2020,1,2\n,2021,3,4\n", fill_down=True),
        "--fill-down repeats the row above",
    ),
    "E_LINKS": (
        table("country,year,alpha（上年=100）,beta\nPeru,2020,101,2\nPeru,2021,102,2\n"),
        table("country,year,alpha（上年=100）,beta\nPeru,2020,101,2\nPeru,2021,102,2\n", CHAINED),
        "give the indicator chain: previous_year",
    ),
    "E_BAD_YEAR": (
        table(other(FIRMS, "Peru,2020", "Peru,20")),
        table(FIRMS),
        "write four digits, such as 2023",
    ),
    "E_YEAR_UNKNOWN": (
        table("country,alpha,beta\nPeru,1,2\n"),
        table("country,alpha,beta\nPeru,1,2\n", year=2023),
        "--year 2023",
    ),
    "E_YEAR_ABSENT": (table(FIRMS, year=2019), table(FIRMS, year=2020), "it has 2020"),
    "E_RAGGED_ROW": (
        table(other(FIRMS, "Peru,2020,1,2", "Peru,2020,1,234,2")),
        table(other(FIRMS, "Peru,2020,1,2", 'Peru,2020,"1,234",2')),
        "put quotes around numbers with commas",
    ),
    "E_GRADE_UNKNOWN": (
        table(f"{HEAD}Peru,2020,lo,2\nChile,2020,high,1\n", GRADED),
        table(f"{HEAD}Peru,2020,low,2\nChile,2020,high,1\n", GRADED),
        "write one of low",
    ),
    "E_NOT_NUMBER": (
        table(other(FIRMS, ",1,", ",about,")),
        table(other(FIRMS, ",1,", ",,")),
        "leave the cell blank",
    ),
    "E_AMBIGUOUS_NUMBER": (
        table('country,year,alpha,beta\nPeru,2020,"12,5",2\n'),
        table("country,year,alpha,beta\nPeru,2020,12.5,2\n"),
        "write it without separators",
    ),
    "E_EXCEL_ERROR": (
        table(other(FIRMS, ",1,", ",#REF!,")),
        table(other(FIRMS, ",1,", ",,")),
        "leave the cell blank",
    ),
    "E_FORMULA_NO_VALUE": (
        table(book({"data": [*ROWS, ["Bolivia", 2020, "=1+1", 2]]}), name="t.xlsx"),
        table(book({"data": [*ROWS, ["Bolivia", 2020, 2, 2]]}), name="t.xlsx"),
        "so that the formula is calculated",
    ),
    "E_HEADING_CHANGED": (
        table(f"{FIRST_PAGE}{HEAD_OF_PAGE}（亿元）\nPeru,2020,5,6\n", SHARE),
        table([("A.csv", FIRST_PAGE), ("B.csv", f"{HEAD_OF_PAGE}（亿元）\nPeru,2020,5,6\n")], SHARE),
        "save the rows from this page on, with their headings, as a file of their own and read both",
    ),
    "E_UNIT_REPEATS": (
        table(PROJECTS),
        table(PROJECTS, unit_column="项目编号"),
        "--unit-column 项目编号",
    ),
    "E_MERGED_VALUE": (
        table(book({"data": ROWS}, merged), name="t.xlsx"),
        table(book({"data": ROWS}), name="t.xlsx"),
        "unmerge the cells and write each value",
    ),
    "E_MIXED_PERCENT": (
        table(f"{HEAD}Peru,2020,58.7%,2\nChile,2020,0.6,1\n", SHARE),
        table(f"{HEAD}Peru,2020,58.7%,2\nChile,2020,60%,1\n", SHARE),
        "write the whole column as percentages",
    ),
    "E_UNIT_UNKNOWN": (
        table(other(FIRMS, "beta", "beta（吨）"), SHARE),
        table(other(FIRMS, "beta", "beta（亿元）"), SHARE),
        "亿元",
    ),
    "E_UNIT_UNSTATED": (
        table("country,year,alpha,beta,measure\nPeru,2020,1,2,亿元\nChile,2020,3,4,\n", SHARE),
        table("country,year,alpha,beta,measure\nPeru,2020,1,2,亿元\nChile,2020,3,4,亿元\n", SHARE),
        "write the unit here too: in the column of units",
    ),
    "W_UNIT_NOT_APPLIED": (
        table(f"单位：万元、亿元\n{FIRMS}", SHARE),
        table(f"单位：万元、亿元\n{other(FIRMS, 'beta', 'beta（万元）')}", SHARE),
        "beta（万元）",
    ),
    "W_UNPRINTABLE": (table(other(FIRMS, "Peru", "Pe\x07ru")), table(FIRMS), "check where they come from"),
    "W_FRACTION_FOR_PERCENT": (
        table(f"{HEAD}Peru,2020,0.5,2\nChile,2020,0.6,1\n", SHARE),
        table(f"{HEAD}Peru,2020,50,2\nChile,2020,60,1\n", SHARE),
        "multiply them by 100",
    ),
}


def leaf(**fields: object) -> dict:
    """The framework whose first indicator has these fields."""
    return {**TWO, "children": [{**TWO["children"][0], **fields}, TWO["children"][1]]}


def below(**fields: object) -> dict:
    """The framework whose two indicators stand below one node with these fields."""
    return {**TWO, "children": [{"id": "p", "name": "P", **fields, "children": TWO["children"]}]}


def recipe(**steps: object) -> dict:
    return {**TWO, "recipe": steps}


def both(first: dict, second: dict, names: tuple[str, str] = ("alpha", "beta")) -> dict:
    """The framework with these two indicators."""
    return {
        **TWO,
        "children": [{"id": "a", "name": names[0], **first}, {"id": "b", "name": names[1], **second}],
    }


def recoded(answers: str) -> str:
    """The framework, in YAML, whose first indicator counts these answers."""
    return (
        "id: two\nname: Two\nreference: tests\nchildren:\n"
        f"- {{id: a, name: alpha, recode: {answers}}}\n- {{id: b, name: beta}}\n"
    )


LISTED = "id,name,weight\na,alpha,1\nb,beta,2\n"
FRAMEWORKS: dict[str, tuple[object, object, str]] = {
    "E_FIELD_MISSING": ({key: TWO[key] for key in ("id", "reference", "children")}, TWO, "add the field"),
    "E_FIELD_UNKNOWN": (leaf(wieght=1), leaf(weight=1), "check the spelling"),
    "E_FIELD_VALUE": (leaf(direction="up"), leaf(direction="positive"), "positive"),
    "E_DUPLICATE_ID": (both({}, {"id": "a"}), both({}, {"id": "c"}), "give every node an id of its own"),
    "E_NO_EFFECT": (
        {**TWO, "aggregation": {"kind": "arithmetic", "zeros": "zero"}},
        {**TWO, "aggregation": "arithmetic"},
        "leave the field out",
    ),
    "E_EXPONENT": (
        recipe(aggregation={"kind": "power", "exponent": float("nan")}),
        recipe(aggregation={"kind": "power", "exponent": float("inf")}),
        ".inf",
    ),
    "E_FIELD_OF_PARENT": (leaf(aggregation="sum"), below(aggregation="sum"), "move it to a node above"),
    "E_REFLECTED_TWICE": (
        below(direction="negative", output={"complement": True}),
        below(direction="negative"),
        "keep one of them",
    ),
    "E_WEIGHTS_NOT_USED": (
        {**leaf(weight=1), "aggregation": "minimum"},
        {**TWO, "aggregation": "minimum"},
        "leave them out",
    ),
    "E_RATIO_OF_TWO": (
        {**TWO, "aggregation": "ratio", "children": [*TWO["children"], {"id": "c", "name": "c"}]},
        {**TWO, "aggregation": "ratio"},
        "the first is divided by the second",
    ),
    "E_TOO_LARGE_NUMBER": (leaf(target=1e300), leaf(target=1e99), "check its magnitude"),
    "E_UNKNOWN_NODE": (
        {**below(), "judgements": [{"node": "q", "order": ["a", "b"], "upper": [[1]]}]},
        {**below(), "judgements": [{"node": "p", "order": ["a", "b"], "upper": [[1]]}]},
        "there are: p",
    ),
    "E_UNKNOWN_DENOMINATOR": (
        leaf(denominator="people"),
        {**leaf(denominator="people"), "denominators": [{"id": "people", "name": "People"}]},
        "declare it under denominators",
    ),
    "E_JUDGEMENT_SHAPE": (
        {**TWO, "judgements": [{"node": "root", "order": ["a", "b"], "upper": [[1, 2]]}]},
        {**TWO, "judgements": [{"node": "root", "order": ["a", "b"], "upper": [[1]]}]},
        "fill the upper triangle row by row",
    ),
    "E_JUDGEMENT_ORDER": (
        {**TWO, "judgements": [{"node": "root", "order": ["a", "c"], "upper": [[1]]}]},
        {**TWO, "judgements": [{"node": "root", "order": ["a", "b"], "upper": [[1]]}]},
        "order must list exactly the children",
    ),
    "E_NO_INDICATOR": (
        {**TWO, "children": [{"id": "p", "name": "P", "children": []}]},
        {**TWO, "children": [{"id": "p", "name": "P", "children": [{"id": "a", "name": "a"}]}]},
        "define at least one leaf",
    ),
    "E_FIELD_OF_RECIPE": (
        leaf(imputation={"kind": "mean", "threshold": 0.2}),
        recipe(imputation={"kind": "mean", "threshold": 0.2}),
        "write it under the recipe's imputation",
    ),
    "E_SCREENED_TWICE": (
        recipe(screening={"available": 0.5, "keep": ["x"], "leave_out": ["x"]}),
        recipe(screening={"available": 0.5, "keep": ["x"]}),
        "name each under one of them",
    ),
    "E_SCREENS_NOTHING": (
        recipe(screening={"keep": ["x"]}),
        recipe(screening={"available": 0.5}),
        "give available",
    ),
    "E_CAP_WITHOUT_GOAL": (
        recipe(normalisation={"kind": "fraction_of_max", "cap": True}),
        recipe(normalisation={"kind": "fraction_of_max"}),
        "leave out cap",
    ),
    "E_CHAIN_DIVIDED": (
        {**leaf(chain="previous_year", denominator="d"), "denominators": [{"id": "d", "name": "d"}]},
        {**leaf(denominator="d"), "denominators": [{"id": "d", "name": "d"}]},
        "leave out denominator or chain",
    ),
    "E_COLUMN_RECODED": (
        both({"column": "c", "recode": {"low": 0}}, {"column": "c", "recode": {"low": 1}}),
        both({"column": "c", "recode": {"low": 0}}, {"column": "c", "recode": {"low": 0}}),
        "give them the same recode",
    ),
    "E_FORMAT": (
        leaf(transform="log", goalposts=[0, 1]),
        {**leaf(transform="log", goalposts=[1, 2.718281828]), "format": 2},
        "write format: 2 at the top",
    ),
    "E_NO_IDEAL": (leaf(direction="moderate"), leaf(direction="moderate", ideal=[10, 20]), "ideal: [10, 20]"),
    "E_MODERATE_WITH": (
        leaf(direction="moderate", optimum=15, target=3),
        leaf(direction="moderate", optimum=15),
        "leave them out",
    ),
    "E_LOG_BASE": (
        leaf(transform={"kind": "log", "base": 1}),
        leaf(transform={"kind": "log", "base": 2}),
        "write 10, 2",
    ),
    "E_FIELD_OF_LEAF": (below(unit="kg"), leaf(unit="kg"), "write them on the indicators below it"),
    "E_FIELD_OF_COLUMN": (leaf(constant=1, target=1), leaf(constant=1), "leave them out"),
    "E_FIELD_NEEDS": (leaf(optimum=3), leaf(optimum=3, direction="moderate"), "give direction: moderate"),
    "E_LIMITS_ORDER": (leaf(limits=[3, 1]), leaf(limits=[1, 3]), "write [lowest, highest]"),
    "E_COLUMN_OF_PARENT": (
        {**TWO, "children": [*below()["children"], {"id": "c", "name": "c", "column": "p"}]},
        {**TWO, "children": [*below()["children"], {"id": "c", "name": "c", "column": "a"}]},
        "read the column of an indicator",
    ),
    "E_COLUMN_UNITS": (
        both({"column": "c", "unit": "万元"}, {"column": "c", "unit": "亿元"}),
        both({"column": "c", "unit": "万元"}, {"column": "c", "unit": "万元"}),
        "give them the same unit",
    ),
    "E_GOALPOSTS_ORDER": (leaf(goalposts=[5, 1]), leaf(goalposts=[1, 5]), "write [lower, upper]"),
    "E_RANGE_ORDER": (
        recipe(normalisation={"kind": "min_max", "range": [100, 1]}),
        recipe(normalisation={"kind": "min_max", "range": [1, 100]}),
        "write [lower, upper]",
    ),
    "E_FLAT_FRAMEWORK": ("x,y\n1,2\n", LISTED, "head its columns id, name"),
    "N_FLAT_LEFT_OUT": (
        "id,name,gewicht\na,alpha,1\nb,beta,2\n",
        LISTED,
        "head a column that is needed id, name, parent, weight",
    ),
    "E_FLAT_PARENT": (
        "id,name,parent\na,A,\nb,B,a\nc,C,nowhere\n",
        "id,name,parent\na,A,\nb,B,a\nc,C,a\n",
        "there are: a",
    ),
    "E_FLAT_CIRCLE": (
        "id,name,parent\na,alpha,b\nb,beta,a\nc,gamma,\n",
        "id,name,parent\na,alpha,b\nb,beta,\nc,gamma,\n",
        "correct the column parent",
    ),
    "N_FLAT_WEIGHTS": (
        "一级指标,二级指标,权重\n甲,子,0.3\n甲,丑,0.3\n乙,寅,0.4\n",
        "id,name,parent,weight\n甲,甲,,60\n乙,乙,,40\n子,子,甲,30\n丑,丑,甲,30\n寅,寅,乙,40\n",
        "write the parents' weights too",
    ),
    "E_FILE_EMPTY": ("", TWO, "fill it in"),
    "E_YAML": ("id: [a", TWO, "check indentation, colons and quotes"),
    "E_YAML_KEY": (recoded("{? [low] : 0}"), recoded("{'[low]': 0}"), "put it in quotes"),
    "E_YAML_MERGE": (recoded("{<<: 0}"), recoded("{'<<': 0}"), "a key that is << goes in quotes"),
    "E_YAML_NUMBER": (recoded("{low: " + "9" * 5000 + "}"), recoded("{low: 99}"), "write a shorter number"),
    "E_YAML_LIMIT": ("id: " + "[" * 500 + "]" * 500, TWO, "may have at most"),
}


def panel(years=(2020,), units=("p", "q"), **fields: object) -> ii.Panel:
    count = len(years) * len(units) * 2
    values = fields.pop("values", np.arange(count, dtype=float).reshape(len(years), len(units), 2))
    return ii.Panel(ii.Framework(**TWO), years, units, values, **fields)


def weighted(local: dict[str, float]) -> ii.Recipe:
    return ii.Recipe(weighting={"kind": "given", "local": local})


def kept(folder: Path, text: str) -> Path:
    path = folder / "weights.csv"
    path.write_text(text, encoding="utf-8")
    return path


CALLS = {
    "E_PANEL_UNITS": (lambda _: panel(units=("p", "")), lambda _: panel(units=("p", "q")), "not blank"),
    "E_PANEL_YEARS": (lambda _: panel(years=(2021, 2020)), lambda _: panel(years=(2020, 2021)), "ascending"),
    "E_PERIODS_MIXED": (
        lambda _: panel(years=(2020, 202_105)),
        lambda _: panel(years=(202_104, 202_105)),
        "one kind of period in each",
    ),
    "E_PANEL_GROUPS": (
        lambda _: panel(groups={"G": ("x",)}),
        lambda _: panel(groups={"G": ("x", "")}),
        "a blank one for a unit in no group",
    ),
    "E_PANEL_SHAPE": (lambda _: panel(values=np.ones((1, 3, 2))), lambda _: panel(), "(1, 2, 2)"),
    "E_NOT_FINITE": (
        lambda _: panel(values=np.full((1, 2, 2), np.inf)),
        lambda _: panel(values=np.full((1, 2, 2), np.nan)),
        "or NaN where there is none",
    ),
    "E_UNKNOWN_FRAMEWORK": (
        lambda _: ii.read_framework("caict-2042"),
        lambda _: ii.read_framework("caict-2024"),
        "caict-2024",
    ),
    "E_IS_FOLDER": (
        lambda _: ii.read_panel(Path(__file__).parent),
        lambda _: ii.read_panel(FIRMS.encode(), ii.Framework(**TWO)),
        "name a file in it",
    ),
    "E_FRAMEWORK_UNCLEAR": (
        lambda _: ii.read_panel(FIRMS.encode()),
        lambda _: ii.read_panel(FIRMS.encode(), ii.Framework(**TWO)),
        "--framework",
    ),
    "E_FRAMEWORK_MISFIT": (
        lambda _: ii.read_panel(
            FIRMS.encode(), ii.Framework(**both({"id": "y"}, {"id": "z"}, ("psi", "zeta")))
        ),
        lambda _: ii.read_panel(FIRMS.encode(), ii.Framework(**TWO)),
        "name another framework with --framework",
    ),
    "E_FILE_MISSING": (
        lambda _: ii.read_panel("no such file.csv"),
        lambda _: ii.read_panel(FIRMS.encode(), ii.Framework(**TWO)),
        "check the path",
    ),
    "E_NODE_NAMED_TWICE": (
        lambda _: ii.compose(panel(), weighted({"a": 1, "alpha": 2, "b": 1})),
        lambda _: ii.compose(panel(), weighted({"a": 1, "b": 1})),
        "keep one of the two",
    ),
    "E_WEIGHTS_TABLE": (
        lambda folder: read_weights(kept(folder, "id,w8\na,1\nb,2\n")),
        lambda folder: read_weights(kept(folder, "id,weight\na,1\nb,2\n")),
        "head one column id or name and one weight",
    ),
    "E_UNKNOWN_CODE": (
        lambda _: known_codes("E_QUOTE"),
        lambda _: known_codes("E_QUOTES"),
        "nearest to it: E_QUOTES",
    ),
}


def made(normalisation: object, aggregation: str) -> ii.CompositeIndex:
    return ii.compose(panel(), ii.Recipe(normalisation=normalisation, aggregation=aggregation))


INDICES = {
    "E_MEAN_NOT_POSITIVE": (
        lambda _: made("min_max", "geometric"),
        lambda _: made({"kind": "min_max", "range": [1, 100]}, "geometric"),
        "normalise by min-max to range: [1, 100]",
    ),
    "E_MPI_NOT_POSITIVE": (
        lambda _: made("z_score", "mazziotta_pareto"),
        lambda _: made({"kind": "z_score", "mean": 100, "sd": 10, "divisor": "n"}, "mazziotta_pareto"),
        "normalisation: {kind: z_score, mean: 100, sd: 10, divisor: n}",
    ),
    "E_AMPI_NOT_POSITIVE": (
        lambda _: made("min_max", "adjusted_mazziotta_pareto"),
        lambda _: made(
            {"kind": "min_max", "range": [70, 130], "centre": "mean"}, "adjusted_mazziotta_pareto"
        ),
        "normalisation: {kind: min_max, range: [70, 130], centre: mean}",
    ),
}
"""Remedies of what is no table: an index that some scores do not make."""
ELSEWHERE = {
    "E_TOO_LARGE": "a file beyond the limits takes minutes; tests/io/tables/test_hostile.py lowers them and follows",
    "E_SHEET_COMPUTED": "followed in tests/cli/test_reading_back.py: --sheet with the sheet it names",
    "E_SHEET_OF_RESULTS": "followed in tests/cli/test_reading_back.py: the workbook written again by rank",
    "N_OWN_WORKBOOK": "followed in tests/cli/test_reading_back.py: --weights with the workbook",
    "N_UNIT_COLUMN": "said whichever column is taken; tests/io/tables/test_roles.py: --unit-column decides",
    "E_MULTIPLIERS_BY_YEAR": "followed in tests/construction/test_nodes.py, for it is found when the index is made",
    "E_NOTHING_TO_REFLECT": "followed in tests/construction/test_nodes.py, for it is found when the index is made",
    "E_COLUMNAR_DAMAGED": "followed in tests/cli/test_rank_on_engines.py: the whole file is read",
    "E_TABLE_NOT_DEFINITION": "followed in tests/cli/test_questions.py: the command that it names ranks the table",
}
"""Remedies that are followed by a test elsewhere."""
BY_PEOPLE = {
    "E_NO_ARROW": "installs a library",
    "E_FILE_UNREADABLE": "permissions of the system",
}
"""Remedies that no program can follow."""


def every_code() -> list[str]:
    """The codes of reading that name a remedy."""
    messages = {**of_files.MESSAGES, **of_reading.MESSAGES, **of_values.MESSAGES, **of_frameworks.MESSAGES}
    return [code for code, message in messages.items() if message.remedy_en]


@pytest.mark.parametrize("code", CASES)
def test_the_remedy_followed_to_the_letter_reads_the_table(code, tmp_path):
    before, after, words = CASES[code]
    for part in ("before", "after"):
        (tmp_path / part).mkdir()
    refused, read = before.codes(tmp_path / "before"), after.codes(tmp_path / "after")

    assert code in refused
    assert words in refused[code].remedy("en")
    assert code not in read
    assert not [one.render() for one in read.values() if one.severity == "error"]


def said_of(content: object, folder: Path) -> dict[str, Finding]:
    """What is said of a framework: a table, YAML, or fields."""
    flat = isinstance(content, str) and "," in content.split("\n")[0] and ":" not in content.split("\n")[0]
    path = folder / ("framework.csv" if flat else "framework.yaml")
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    path.write_text(text.replace("NaN", ".nan").replace("Infinity", ".inf"), encoding="utf-8")
    try:
        _, findings = framework_and_notes(path)
    except IIIndexError as error:
        findings = error.findings
    return {one.code: one for one in findings}


@pytest.mark.parametrize("code", FRAMEWORKS)
def test_the_remedy_followed_to_the_letter_reads_the_framework(code, tmp_path):
    before, after, words = FRAMEWORKS[code]
    refused, read = said_of(before, tmp_path), said_of(after, tmp_path)

    assert code in refused
    assert words in refused[code].remedy("en")
    assert code not in read
    assert not [one.render() for one in read.values() if one.severity == "error"]


@pytest.mark.parametrize("code", [*CALLS, *INDICES])
def test_the_remedy_followed_to_the_letter_answers_the_call(code, tmp_path):
    before, after, words = {**CALLS, **INDICES}[code]
    with pytest.raises(IIIndexError) as refused:
        before(tmp_path)
    told = {one.code: one for one in refused.value.findings}

    assert words in told[code].remedy("en")
    after(tmp_path)


def test_every_remedy_of_reading_is_followed_or_it_is_said_where_or_why_not():
    tried = [*CASES, *FRAMEWORKS, *CALLS, *ELSEWHERE, *BY_PEOPLE]

    assert len(tried) == len(set(tried))
    assert sorted(every_code()) == sorted(tried)


@pytest.mark.parametrize("code", ELSEWHERE)
def test_what_is_followed_elsewhere_is(code):
    file = next(
        part
        for part in ELSEWHERE[code].replace(":", " ").replace(",", " ").replace(";", " ").split()
        if part.endswith(".py")
    )
    text = (Path(__file__).parents[3] / file).read_text(encoding="utf-8")

    assert code in text or code in {"N_OWN_WORKBOOK", "N_UNIT_COLUMN"}
