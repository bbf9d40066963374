"""Both languages say the same: no page exists in one only, none is changed in one only."""

import json
import re

import pytest

from tests.docs.pairs import digest, fault, kept, pairs, said

PAIRS = pairs()
CONSOLE = "```console\n$ ii-index demo\n{}\n```\n"


@pytest.mark.parametrize("name", PAIRS)
def test_the_two_languages_of_a_page_are_in_step(name):
    assert fault(name, PAIRS[name], kept().get(name, [])) is None


def test_no_pair_is_kept_that_is_no_more():
    assert kept().keys() - PAIRS.keys() == set()


@pytest.fixture
def pair(tmp_path):
    pages = (tmp_path / "page.md", tmp_path / "page.zh.md")
    pages[0].write_text("# Ranks\n\nTies share a rank.\n\n" + CONSOLE.format("1"), encoding="utf-8")
    pages[1].write_text("# 排名\n\n并列者名次相同。\n\n" + CONSOLE.format("1"), encoding="utf-8")
    before = [(digest(pages[0]), digest(pages[1]))]

    def after(page, old, new):
        text = pages[page].read_text(encoding="utf-8").replace(old, new)
        pages[page].write_text(text, encoding="utf-8")
        return fault("page.md", pages, before)

    return after


def test_a_page_changed_in_one_language_only_is_named(pair):
    assert pair(0, "share", "never share").startswith("page.md changed and page.zh.md did not")
    assert pair(0, "never share", "share") is None
    assert pair(1, "相同", "不同").startswith("page.zh.md changed and page.md did not")


def test_both_changed_asks_to_be_read(pair):
    pair(0, "share", "never share")

    assert "both languages changed" in pair(1, "相同", "不同")


def test_an_output_that_the_program_writes_is_no_change_of_the_page(pair):
    assert pair(0, "\n1\n", "\n2\n") is None


def test_a_command_or_a_heading_in_one_language_only_is_a_fault(pair):
    assert "headings or blocks" in pair(1, "# 排名\n", "# 排名\n\n## 并列\n")


def test_a_page_that_is_missing_is_named(tmp_path):
    (tmp_path / "page.md").write_text("# Ranks\n", encoding="utf-8")

    assert fault("page.md", (tmp_path / "page.md", tmp_path / "page.zh.md"), []) == "page.zh.md is missing"


@pytest.mark.parametrize("name", [name for name in PAIRS if name.endswith(".ipynb")])
def test_both_languages_of_a_notebook_run_the_same_code(name):
    def code(path):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        return [source.replace('"zh"', '"en"').replace("zh=", "en=") for source in sources]

    english, chinese = (code(path) for path in PAIRS[name])

    assert english == chinese


@pytest.mark.parametrize("name", PAIRS)
def test_a_chinese_page_leads_to_chinese_pages(name):
    chinese = PAIRS[name][1]
    links = [link.split("#")[0] for link in re.findall(r"(?<!English)\]\(([^)\s]+\.md)[)#]", said(chinese))]
    english = [link for link in links if (chinese.parent / link.replace(".md", ".zh.md")).is_file()]

    assert english == []
