"""Every component of page, brief and workbook, kept as it is: a change of any shows itself in the diff of a snapshot."""

import io
import re

import openpyxl
import pytest

from ii_index.analysis.tiers import Tiers
from ii_index.reporting.html.page import page
from ii_index.reporting.report import report
from ii_index.reporting.unit_brief import brief

SECTIONS = [
    "mine",
    "profile",
    "ranking",
    "contributions",
    "heat",
    "table",
    "method",
    "weights",
    "data",
    "version",
]
SHEETS = ["说明", "排序", "各年与变动", "指标与权重", "原始数据", "标准化", "得分与排名", "梯队", "核对"]


@pytest.fixture(scope="module")
def whole(small: Tiers) -> str:
    return page(report(small.index, small, language="zh").document, "zh")


@pytest.fixture(scope="module")
def book(small: Tiers, tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "index.xlsx"
    report(small.index, small, language="zh").write(path)
    return openpyxl.load_workbook(io.BytesIO(path.read_bytes()))


def laid_out(markup: str) -> str:
    """One element a line; digests and version left out."""
    text = re.sub(r"[0-9a-f]{64}|ii-index [\d.]+", "…", markup)
    return re.sub(r"(?<=>)(?=<(?!/))", "\n", text)


def test_the_header_of_the_page(whole, snapshot):
    assert laid_out(whole[whole.index("<header>") : whole.index("</header>")]) == snapshot


@pytest.mark.parametrize("key", SECTIONS)
def test_a_section_of_the_page(whole, key, snapshot):
    start = whole.index(f'<section id="{key}">')

    assert laid_out(whole[start : whole.index("</section>", start)]) == snapshot


def test_the_brief(small, snapshot):
    unit = small.index.units[0]
    made = brief(small.index, unit, small, language="zh").content("html").decode()

    assert laid_out(made[made.index("<body>") :]) == snapshot


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_of_the_workbook(book, name, snapshot):
    sheet = book[name]
    rows = [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows(max_row=12)]
    text = "\n".join(" | ".join(map(str, row)) for row in rows if row)

    assert re.sub(r"[0-9a-f]{64}|ii-index [\d.]+", "…", text) == snapshot
