"""The site: each page in its place, links that hold, notebooks that run, a search that finds Chinese."""

import json
import re

import pytest

from tests.docs.documents import ROOT
from tests.docs.website import checking, notebooks
from tests.docs.website.pages import DOCS, contents, sources
from tests.docs.website.staging import Stage

NOTEBOOKS = sorted((DOCS / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def stages(tmp_path_factory):
    found = {}
    for language in ("zh", "en"):
        stage = Stage(language, tmp_path_factory.mktemp(language))
        stage.fill(run_notebooks=False)
        found[language] = stage
    return found


def test_every_page_stands_in_one_section():
    places = list(sources())
    in_sections = [page for _, pages in contents(places) for page in pages]

    assert sorted(in_sections) == sorted(set(places) - {"index"})


def test_both_sites_have_the_same_pages(stages):
    pages = {
        language: {path.relative_to(stage.folder) for path in stage.folder.rglob("*.md")}
        for language, stage in stages.items()
    }

    assert pages["zh"] == pages["en"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_link_of_a_page_leads_to_a_page_or_file_of_the_site(stages, language):
    stage = stages[language]
    broken = [
        f"{page.name}: {target}"
        for page in stage.folder.rglob("*.md")
        for target in re.findall(
            r"\]\((?!\w+:)([^)#\s]+)", re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)
        )
        if not (page.parent / target).exists()
    ]

    assert broken == []
    assert all(path.is_file() for path in stage.files)


def test_a_page_that_exists_in_english_only_says_so_in_the_chinese_site(stages):
    page = stages["zh"].folder / "reference" / "recipe.md"

    assert "只有英文" in page.read_text(encoding="utf-8")
    assert "只有英文" not in (stages["zh"].folder / "index.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_is_kept_without_outputs(path):
    assert list(notebooks.stripped(path)) == []


@pytest.mark.parametrize("path", NOTEBOOKS[::2], ids=lambda path: path.name)
def test_a_notebook_runs_from_top_to_bottom(path):
    pytest.importorskip("IPython", reason="notebooks run where the `docs` extra is installed")
    code = [cell for cell in notebooks.cells(path) if cell.kind == "code"]

    assert len(notebooks.executed(path)) == len(code)


def test_a_cell_that_fails_is_named(tmp_path):
    pytest.importorskip("IPython", reason="notebooks run where the `docs` extra is installed")
    cell = {"cell_type": "code", "source": ["1 / 0"], "outputs": []}
    path = tmp_path / "wrong.ipynb"
    path.write_text(json.dumps({"cells": [cell]}), encoding="utf-8")

    with pytest.raises(RuntimeError, match=r"wrong\.ipynb: ZeroDivisionError"):
        notebooks.executed(path)


def test_what_a_cell_shows_becomes_part_of_its_page(tmp_path):
    pytest.importorskip("IPython", reason="notebooks run where the `docs` extra is installed")
    cells = [
        {"cell_type": "markdown", "source": ["# Two\n"]},
        {"cell_type": "code", "source": ["print('one')\n", "1 + 1"], "outputs": []},
    ]
    path = tmp_path / "two.ipynb"
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")

    page = notebooks.as_page(path, tmp_path)

    assert page.startswith("# Two\n")
    assert page.endswith("```python\nprint('one')\n1 + 1\n```\n\n```text\none\n```\n\n```text\n2\n```\n")


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<a href="gone.html">x</a>', "leads nowhere: gone.html"),
        ('<a href="#gone">x</a>', "no such anchor: #gone"),
        (
            '<script src="https://cdn.example/x.js"></script>',
            "fetched from elsewhere: https://cdn.example/x.js",
        ),
        ('<a href="https://example.org">x</a><p id="here"></p><a href="#here">y</a>', None),
    ],
)
def test_a_link_that_leads_nowhere_or_fetches_from_elsewhere_is_found(tmp_path, body, fault):
    (tmp_path / "page.html").write_text(f"<html>{body}</html>", encoding="utf-8")

    assert list(checking.faults(tmp_path)) == ([f"page.html: {fault}"] if fault else [])


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("面板熵权法与层次分析法", "熵权法"),
        ("一致性比率 CR（综合指数）", "一致性比率"),
        ("Alternatives added later can cause rank reversals", "rank reversal"),
        ("R&D经费", "经费"),
    ],
)
def test_the_search_finds_the_words_of_both_languages(text, question):
    pytest.importorskip("sphinx", reason="the site is built where the `docs` extra is installed")
    from tests.docs.website.search import EveryTwoCharacters

    language = EveryTwoCharacters({})
    words = {language.stem(word) for word in language.split(text)}
    pieces = re.findall(r"[㐀-鿿]+|\w+", question)
    pairs = [piece[at : at + 2] for piece in pieces if piece[0] >= "㐀" for at in range(len(piece) - 1)]
    asked = pairs or pieces

    assert {language.stem(word) for word in asked} <= words
    assert "权权" not in words


def test_the_pictures_of_the_home_page_name_the_tiers_that_the_program_finds():
    pytest.importorskip("vl_convert", reason="charts are drawn where the `report` extra is installed")
    from tests.docs.website.pictures import FOLDER, pictures

    def texts(svg):
        return re.findall(r"<text[^>]*>([^<]+)</text>", svg)

    for name, made in pictures().items():
        assert texts((FOLDER / name).read_text(encoding="utf-8")) == texts(made), (
            "`python -m tests.docs.website.pictures` draws them anew"
        )


def test_both_home_pages_show_the_pictures():
    for name in ("index.md", "index.zh.md"):
        for picture in re.findall(r"\((images/[^)]+)\)", (ROOT / "docs" / name).read_text(encoding="utf-8")):
            assert (DOCS / picture).exists()
