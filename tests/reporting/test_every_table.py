"""What a file holds: every table of a result, where it comes from, and the day it was made."""

import csv
import io
import itertools
import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from ii_index.io.definitions import example
from ii_index.io.frameworks import read_framework
from ii_index.io.tables import read_panel
from ii_index.model.names import Name
from ii_index.reporting.answers.index import (
    Asked,
    coherence,
    compare,
    explain,
    national,
    rank,
    rank_all_years,
)
from ii_index.reporting.answers.regions import dynamics, inequality, space
from ii_index.reporting.answers.relations import methods, obstacles, shares, statistics
from ii_index.reporting.answers.reports import report
from ii_index.reporting.answers.robustness import Trial, robustness
from ii_index.reporting.document import Document, Fact
from ii_index.reporting.html.page import page
from ii_index.reporting.markdown import escaped, render
from ii_index.reporting.numbers import fact_text
from ii_index.reporting.paper import record
from ii_index.reporting.results import national_recipe
from ii_index.reporting.writers import files

NOT_THEIRS = "非信通院所用指标"
ANSWERS = {
    "rank": rank,
    "rank --all-levels": lambda asked: rank(asked, all_levels=True),
    "rank --all-years": rank_all_years,
    "robustness": lambda asked: robustness(asked, trial=Trial(draws=20, samples=0)),
    "explain": lambda asked: explain(asked, "340000"),
    "compare": lambda asked: compare(asked, asked),
    "coherence": coherence,
    "inequality": inequality,
    "space": space,
}


@pytest.fixture(scope="module")
def asked(provinces) -> Asked:
    return Asked(provinces.panel, provinces.recipe)


@pytest.fixture(scope="module", params=[*ANSWERS, "national"])
def document(request, asked):
    if request.param == "national":
        nation = read_panel(example("caict_published.csv"), read_framework("caict-2024"))
        return national(Asked(nation, national_recipe(nation)))
    return ANSWERS[request.param](asked)


def heads(table) -> list[str]:
    return [column.title.zh for column in table.columns if column.shown]


def test_markdown_holds_every_table_and_fact(document):
    text = render(document, "zh")

    for table in document.tables:
        assert f"| {' | '.join(map(escaped, heads(table)))} |" in text or set(heads(table)) <= headed(text)
    for fact in document.facts:
        assert escaped(fact.label.zh) in text


def headed(text: str) -> set[str]:
    lines = text.splitlines()
    rows = [line for line, below in itertools.pairwise(lines) if below.startswith("| ---")]
    return {cell.strip() for row in rows for cell in row.strip("|").split(" | ")}


def test_a_page_holds_every_table_and_fact(document):
    text = page(document, "zh")

    assert {table.key for table in document.tables} <= set(re.findall(r'\bid="table-([^"]+)"', text))
    assert all(fact.label.zh in text for fact in document.facts)


def test_paper_holds_every_table_and_fact(document):
    parts = record(document, "zh")["parts"]
    shown = [set(one["heads"]) for part in parts for one in part["tables"]]

    assert all(any(set(heads(table)) <= one for one in shown) for table in document.tables)
    assert {fact.label.zh for fact in document.facts} <= {
        one["label"] for part in parts for one in part["facts"]
    }


def test_a_live_workbook_holds_the_tables_beside_the_list(asked):
    made = rank(asked, all_levels=True)
    (content,) = files(made, Path("index.xlsx"), "zh").values()

    assert made.tables[1].title.zh in openpyxl.load_workbook(io.BytesIO(content), read_only=True).sheetnames


def test_every_file_says_whose_indicators_these_are(document):
    published = document.results is not None and document.results.national is not None
    on_paper = record(document, "zh")["caveat"] + "".join(map(str, document.facts))

    for text in (render(document, "zh"), page(document, "zh"), on_paper):
        assert (NOT_THEIRS in text) == (not published)  # a published series is its publisher's


def test_counts_among_facts_are_whole(asked):
    made = compare(asked, asked)

    for text in (render(made, "zh"), page(made, "zh"), str(record(made, "zh"))):
        assert "31.0000" not in text


def test_a_dated_report_bears_its_day_in_every_file(asked):
    made = report(asked, language="zh").dated(date(2026, 3, 1))

    for name in ("x.md", "x.html", "x.xlsx"):
        (content,) = files(made.document, Path(name), "zh").values()
        text = content.decode() if name != "x.xlsx" else _strings(content)
        assert "2026-03-01" in text, name
    assert "2026-03-01" in record(made.document, "zh")["foot"]
    assert "2026-03-01" in made.charts["ranking"].foot


def _strings(content: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return "\n".join(str(cell) for row in book["说明"].iter_rows(values_only=True) for cell in row)


def test_markdown_in_chinese_has_chinese_brackets_and_colons(asked):
    text = render(rank(asked), "zh")

    assert "31/31（" in text
    assert not re.search(r"[\u4e00-\u9fff]: |\d \([\u4e00-\u9fff]", text)


def test_a_csv_is_accompanied_by_what_it_is_and_where_it_comes_from(document):
    about = files(document.dated(date(2026, 1, 2)), Path("x.csv"), "zh")[Path("x.about.csv")]
    _, title, *rows = csv.reader(io.StringIO(about.decode("utf-8-sig")))
    published = document.results is not None and document.results.national is not None

    assert title == ["标题", document.title.zh]
    assert any(".csv" in text for _, text in rows)
    assert any(text.startswith("2026-01-02，ii-index") for _, text in rows)
    assert any(NOT_THEIRS in text for _, text in rows) == (not published)
    assert {fact_text(fact.value, "zh") for fact in document.facts} <= {text for _, text in rows}
    assert len({label for label, _ in rows}) == len(rows)


def test_a_workbook_says_each_fact_once(asked):
    (content,) = files(rank(asked), Path("index.xlsx"), "zh").values()
    notes = openpyxl.load_workbook(io.BytesIO(content), read_only=True)["说明"].iter_rows(values_only=True)
    said = [row for row in notes if row[1] is not None and not str(row[0]).startswith(("W_", "N_"))]

    assert len({label for label, _ in said}) == len(said)
    assert {fact_text(fact.value, "zh") for fact in rank(asked).facts} <= {
        f"{text:.4f}" if isinstance(text, float) else str(text) for _, text in said
    }


def test_counts_that_are_alike_are_all_said():
    facts = (Fact("a", Name(zh="甲", en="A"), 31), Fact("b", Name(zh="乙", en="B"), 31))
    about = files(Document(Name(zh="题", en="T"), (), facts), Path("x.csv"), "en")

    assert b"A,31\r\nB,31" in b"".join(about.values())


@pytest.mark.parametrize("answer", [obstacles, shares, statistics, methods, dynamics, coherence])
def test_a_csv_names_each_column_once_and_holds_numbers_as_numbers(asked, answer):
    for file, content in files(answer(asked), Path("x.csv"), "zh").items():
        heads, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
        assert len({*heads}) == len(heads), file.name
        if "about" not in file.name:
            assert not any(re.search(r"^'[-+]\d|\d%$|^−", cell) for row in rows for cell in row), file.name
