"""The page: one file, no network, nothing from data can run, a table for every chart."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from ii_index.construction.rubric import score_answers
from ii_index.io.rubrics import read_rubric
from ii_index.reporting.report import report

LIMIT = 1_600_000


class Elements(HTMLParser):
    """Every element of a page with its attributes, and the text of scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        if self.found and self.found[-1][0] in {"script", "style"}:
            self.texts.append((self.found[-1][0], data))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def page_of(made, tmp_path) -> str:
    return made.write(tmp_path / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def whole(provinces, tiering, nation):
    return report(provinces, tiering, national=nation, language="zh")


@pytest.fixture(scope="module")
def page(whole, tmp_path_factory) -> str:
    return page_of(whole, tmp_path_factory.mktemp("page"))


def test_the_page_is_one_file_of_at_most_a_megabyte_and_a_half(page):
    assert len(page.encode()) <= LIMIT


def test_nothing_in_the_page_names_another_file_or_address(page):
    elements = Elements(page)
    addressed = [
        (tag, name, value)
        for tag, attributes in elements.found
        for name, value in attributes.items()
        if name in {"src", "href", "action", "data", "poster", "srcset"}
    ]

    assert addressed
    assert all(tag == "a" and value.startswith("#") for tag, _, value in addressed)


def test_the_policy_forbids_everything_but_the_scripts_and_styles_of_the_page_by_their_hashes(page):
    elements = Elements(page)
    (policy,) = [
        item["content"]
        for item in elements.all("meta")
        if item.get("http-equiv") == "Content-Security-Policy"
    ]
    directives = {part.split()[0]: part.split()[1:] for part in policy.split(";")}
    kinds = [item.get("type") for item in elements.all("script")]

    assert directives["default-src"] == ["'none'"]
    assert all(re.fullmatch(r"'sha256-[A-Za-z0-9+/=]+'", source) for source in directives["script-src"])
    assert "unsafe" not in policy
    scripts = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    assert [hashed(script) for script in scripts] == directives["script-src"]
    assert [
        hashed(style) for style in re.findall(r"<style>(.*?)</style>", page, flags=re.DOTALL)
    ] == directives["style-src"]
    assert kinds.count("application/json") == 1
    assert len(kinds) == len(scripts) + 1


def hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_every_chart_has_a_description_and_a_table(whole, page):
    elements = Elements(page)
    charts = [item for item in elements.all("div") if item.get("role") == "img"]
    tables = [item["id"] for item in elements.all("table")]

    assert [item["id"] for item in charts] == [f"chart-{key}" for key in whole.charts]
    assert all(item["aria-label"] for item in charts)
    assert len(tables) == len(set(tables))
    assert (
        page.count("<figure") == page.count("<figcaption") == page.count("<details><summary>") == len(charts)
    )


def test_headings_go_down_one_level_at_a_time(page):
    levels = [int(tag[1]) for tag, _ in Elements(page).found if re.fullmatch(r"h[1-6]", tag)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


def test_every_identifier_is_used_once(page):
    identifiers = [
        item["id"]
        for _, item in Elements(page).found
        if "id" in item and not item["id"].startswith(("tier", "part"))
    ]

    assert len(identifiers) == len(set(identifiers))


def test_every_text_in_chinese_stands_there_in_english_too(page):
    elements = Elements(page)
    languages = [item.get("lang") for item in elements.all("span")]

    assert languages.count("zh-CN") == languages.count("en") > 100


def test_the_page_says_what_the_result_rests_on(page):
    for words in (
        "判断矩阵",
        "0.0216",
        "caict-2024-public",
        "ii-index 0.",
        "并非信通院的权重",
        "W_MISSING_VALUES",
        "SHA-256",
    ):
        assert words in page


def test_names_that_are_code_stay_names(hostile, tmp_path):
    page = page_of(report(hostile.index, hostile), tmp_path)
    elements = Elements(page)

    assert "<script>document" not in page
    assert elements.all("img") == []
    assert len(elements.all("script")) == 3
    assert elements.all("b") == []


def test_the_data_of_the_page_hold_no_number_that_is_not_one(hostile, tmp_path):
    page = page_of(report(hostile.index, hostile), tmp_path)
    (block,) = re.findall(
        r'<script type="application/json" id="page-data">(.*?)</script>', page, flags=re.DOTALL
    )
    data = json.loads(block, parse_constant=pytest.fail)

    assert data["lab"]["units"][3]["scores"] == [0.0, None]


def test_the_same_results_give_the_same_bytes(small, tmp_path):
    one, other = (page_of(report(small.index, small), tmp_path) for _ in range(2))

    assert one == other


def test_a_unit_without_a_score_is_shown_as_such(small, tmp_path):
    page = page_of(report(small.index, small), tmp_path)

    assert re.search(r'<tr data-code="E">.*?—.*?</tr>', page)


def test_rubric_results_have_charts_of_scores_and_of_losses(tmp_path):
    rubric = read_rubric("huangshi-city-2022")
    answers = {item.id: item.options[0].grade.zh for item in rubric.items}
    scores = [score_answers(answers, rubric, entity=name) for name in ("甲市", "乙市")]
    made = report(rubrics=scores, language="zh")

    assert list(made.charts) == ["rubric_scores", "rubric_losses_1", "rubric_losses_2"]
    assert "甲市" in page_of(made, tmp_path)


def test_a_framework_of_other_units_has_no_map_of_china(small):
    assert "map" not in report(small.index, small).charts


def test_a_notebook_shows_the_page_in_a_frame_and_a_chart_as_a_picture(small):
    made = report(small.index, small)

    assert made._repr_html_().startswith('<iframe srcdoc="&lt;!DOCTYPE html&gt;')
    assert made.charts["ranking"]._repr_svg_().startswith("<svg")


def test_the_example_page_in_the_docs_is_small_enough_and_holds_the_engines_scores(provinces):
    page = (Path(__file__).parents[2] / "docs/report.html").read_text(encoding="utf-8")
    (block,) = re.findall(
        r'<script type="application/json" id="page-data">(.*?)</script>', page, flags=re.DOTALL
    )
    scores = [unit["score"] for unit in json.loads(block)["lab"]["units"]]

    assert len(page.encode()) <= LIMIT
    assert scores == pytest.approx(provinces.scores(2023).tolist(), abs=1e-9)


def test_the_national_figure_says_that_it_is_of_another_index(page):
    (card,) = re.findall(r"<div><dt>(?:(?!</div>).)*全国综合指数(?:(?!</div>).)*</div>", page)

    assert "另一指数（caict_published.csv），与地区得分不可比" in card


def test_weights_are_a_tree_of_names_without_ids(page):
    table = page[page.index('id="table-weights"') :].partition("</table>")[0]

    assert "base_stations_5g" not in table
    assert "\u3000\u30005G基站数" in table
    assert "\u3000网络建设" in table
    assert "Saaty (1980)" in table
