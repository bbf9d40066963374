"""Markdown: the report as text, with nothing in it that data could turn into markup."""

import re

from ii_index.reporting.report import report


def text_of(made, tmp_path) -> str:
    return made.write(tmp_path / "report.md").read_text(encoding="utf-8")


def test_the_report_of_a_small_index_reads_so(small, snapshot, tmp_path):
    text = text_of(report(small.index, small, language="zh"), tmp_path)

    assert re.sub(r"[0-9a-f]{64}|ii-index [\d.]+", "…", text) == snapshot


def test_names_cannot_open_tags_tables_or_emphasis(hostile, tmp_path):
    text = text_of(report(hostile.index, hostile), tmp_path)

    assert not re.search(r"(?<!\\)<", text)
    assert r"a\|b\*c\*" in text


def test_every_row_of_a_table_has_the_cells_of_its_head(hostile, provinces, tiering, tmp_path):
    for made in (report(hostile.index, hostile), report(provinces, tiering)):
        blocks = re.findall(r"(?:^\|.*\|$\n?)+", text_of(made, tmp_path), flags=re.MULTILINE)
        for block in blocks:
            cells = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}

            assert len(cells) == 1
