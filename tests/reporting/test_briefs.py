"""Briefs: one page for every unit, in both languages, with nothing cut off and nothing run."""

import io
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from html import unescape

import numpy as np
import pytest

from ii_index.analysis.robustness.uncertainty import uncertainty
from ii_index.analysis.unit_profile import unit_profile
from ii_index.errors import IIIndexError
from ii_index.reporting.briefs.content import brief_of
from ii_index.reporting.briefs.documents import document
from ii_index.reporting.briefs.record import record
from ii_index.reporting.results import Results
from ii_index.reporting.unit_brief import UnitBrief, brief, file_names, write_each

MARGIN = 0.045  # of the width of the page that stays white on either side


@pytest.fixture(scope="module")
def results(provinces, tiering):
    drawn = uncertainty(provinces, tiering.year, draws=300, seed=1)
    return Results(provinces, tiering, drawn, made=date(2026, 1, 2))


@pytest.fixture(scope="module")
def briefs(results):
    return [
        brief_of(unit_profile(results.index, results.tiers, unit, results.uncertainty), results)
        for unit in results.index.units
    ]


def pixels(content):
    from PIL import Image

    return np.asarray(Image.open(io.BytesIO(content)).convert("L"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_brief_is_one_page_and_no_line_runs_over_its_edge(briefs, language):
    from ii_index.reporting.typesetting import typeset
    from ii_index.reporting.unit_brief import _TEMPLATE

    for one in briefs:
        (page,) = typeset(_TEMPLATE, record(one, language), "png", ppi=50)
        ink = pixels(page) < 250
        edge = int(ink.shape[1] * MARGIN)
        assert not ink[:, :edge].any(), one.name
        assert not ink[:, -edge:].any(), one.name
        assert ink.any()


def test_the_pdf_has_one_page_with_its_fonts_and_its_text(briefs):
    from pypdf import PdfReader

    anhui = next(one for one in briefs if one.name.zh == "安徽")
    read = PdfReader(io.BytesIO(UnitBrief(anhui, "zh").content("pdf")))
    (page,) = read.pages
    text = "".join(page.extract_text().split())
    assert "居第9位" in text
    assert "不是置信区间" in text
    for font in page["/Resources"]["/Font"].values():
        (descendant,) = font.get_object()["/DescendantFonts"]
        assert {"/FontFile3", "/FontFile2"} & descendant.get_object()["/FontDescriptor"].keys()


def test_the_same_results_give_the_same_bytes(briefs):
    one = UnitBrief(briefs[0], "zh")
    assert one.content("pdf") == one.content("pdf")


def test_a_brief_says_rank_tier_change_strengths_way_and_certainty(briefs, provinces):
    anhui = next(one for one in briefs if one.name.zh == "安徽")
    assert anhui.headline.zh == (
        "2023年安徽综合得分70.5，在31个地区中居第9位，属“快速崛起”梯队；名次与2022年持平，得分提高2.1分。"
    )
    assert [card.key for card in anhui.cards] == ["rank", "tier", "change", "strong", "weak"]
    assert anhui.strengths[0].name.en == "Local fiscal expenditure on science and technology"
    assert "以下6项指标同时达到该梯队的中位水平" in anhui.way.zh
    assert "300次" in anhui.certainty.zh
    assert {fact.key for fact in anhui.origin} == {"reference", "weights_origin", "data", "sources", "made"}
    assert "2026-01-02" in anhui.origin[-1].value.zh


def test_a_brief_says_what_data_are_missing(briefs):
    said = {brief.name.zh: brief.certainty for brief in briefs}

    assert "缺5项指标（信息技术服务收入、信息安全收入、软件业务收入等），数据覆盖率82.9%" in said["西藏"].zh
    assert "82.9 % of the weight" in said["西藏"].en
    assert "缺" not in said["安徽"].zh


def test_a_level_many_times_the_present_value_says_so_beside_it(briefs):
    mongolia = next(one for one in briefs if one.name.zh == "内蒙古")
    for language, behind in (("zh", "（×335）"), ("en", " ×335")):
        rows = record(mongolia, language)["steps"]
        assert any(goal.endswith(behind) for _, _, goal, *_ in rows)
        assert not any("×" in goal for _, _, goal, *_ in rows if goal.startswith("155"))
        (table,) = (table for table in document(mongolia).tables if table.key == "feasible_way")
        assert "×335" in table.column("times")
    assert "并非一年可及" in mongolia.way.zh
    assert "not a year's work" in mongolia.way.en


def test_signs_are_those_of_people(briefs):
    moved = {one.name.zh: one.headline.zh for one in briefs}
    assert "上升1位" in moved["陕西"]
    assert "下降1位" in moved["重庆"]


def test_a_score_that_fell_is_not_said_to_have_grown(small):
    years = small.index.years
    assert len(years) > 0
    for unit, tier in zip(small.index.units, small.labels, strict=True):
        if tier:
            text = brief(small.index, unit, small).brief
            assert "提高-" not in text.headline.zh
            assert "降低-" not in text.headline.zh


def test_without_draws_the_brief_says_that_this_is_open(small):
    one = brief(small.index, small.members(1)[0], small)
    assert "不详" in one.brief.certainty.zh
    assert "highest tier" in one.brief.way.en


def test_pages_are_set_from_many_threads(briefs):
    alone = [UnitBrief(one, "zh").content("pdf") for one in briefs[:4]]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda one: UnitBrief(one, "zh").content("pdf"), briefs[:4])) == alone


@pytest.mark.parametrize("language", ["zh", "en"])
def test_rows_and_columns_have_room_for_their_texts(briefs, language):
    """The oracle is the font itself: no number breaks, and no name takes more lines than its row is high."""
    from PIL import ImageFont

    from ii_index.reporting.charts.still import font_file

    font = ImageFont.truetype(str(font_file()), 1000)
    for one in briefs:
        made = record(one, language)
        for key in ("strengths", "gaps", "steps"):
            widths, heights = made["fit"][key].values()
            for row, high in zip(made[key], heights[1:], strict=True):
                needed = [9 * font.getlength(cell) / 1000 for cell in row]
                assert all(
                    text <= wide - 6 + 0.1 for text, wide in zip(needed[1:], widths[1:], strict=True)
                ), row
                assert needed[0] <= (widths[0] - 6) * ((high - 15.5) / 11 + 1), row


def test_english_readers_get_units_in_english_and_nothing_that_is_nothing(briefs):
    for one in briefs:
        made = record(one, "en")
        rows = [*made["strengths"], *made["gaps"], *made["steps"]]
        assert not any("\u4e00" <= sign <= "\u9fff" for row in rows for cell in row for sign in cell)
        assert not any(row[-1] in {"0.0", "−0.0"} for row in [*made["strengths"], *made["gaps"]])


def test_names_that_are_code_stay_text(hostile):
    for unit in hostile.index.units[:3]:
        page = brief(hostile.index, unit, hostile).content("html")
        assert b"<script" not in page
        assert b"<img" not in page
        paper = brief(hostile.index, unit, hostile).content("pdf")
        assert b"/JavaScript" not in paper


def test_html_runs_no_script_and_makes_no_request(small):
    page = brief(small.index, small.members(1)[0], small, language="zh").content("html").decode()
    assert "<script" not in page
    assert "default-src 'none'" in unescape(page)
    assert page.count("http") == page.count("http-equiv")


def test_files_are_named_for_the_units_and_never_twice(briefs):
    names = file_names([(one.unit, one.name) for one in (*briefs[:2], briefs[0])], "pdf", "zh")
    assert names == ["北京.pdf", "天津.pdf", f"北京 {briefs[0].unit}.pdf"]


def test_a_file_is_written_by_its_suffix_and_others_are_refused(briefs, tmp_path):
    one = UnitBrief(briefs[0], "zh")
    for name in ("a.pdf", "a.png", "a.html", "a.md", "a.csv", "a.json", "a.txt", "a.xlsx"):
        assert one.write(tmp_path / name).stat().st_size > 100
    assert json.loads((tmp_path / "a.json").read_text())["title"] == briefs[0].headline.zh
    with pytest.raises(IIIndexError) as told:
        one.write(tmp_path / "a.docy")
    assert told.value.findings[0].code == "E_OUTPUT_SUFFIX"


def test_files_set_side_by_side_are_those_set_one_by_one(briefs, tmp_path):
    files = [(tmp_path / f"{one.unit}.pdf", one) for one in briefs[:9]]
    assert list(write_each(files, "zh")) == [path for path, _ in files]
    for path, one in files:
        assert path.read_bytes() == UnitBrief(one, "zh").content("pdf"), path.name


def test_a_file_that_cannot_be_written_is_told(briefs, tmp_path):
    with pytest.raises(IIIndexError, match="away"):
        list(
            write_each([(tmp_path / "here.md", briefs[0]), (tmp_path / "away" / "there.md", briefs[1])], "zh")
        )
    assert (tmp_path / "here.md").exists()
