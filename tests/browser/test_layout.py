"""What the eye meets: charts as wide as their boxes, texts that are not cut, words that are whole, sheets of paper."""

import re
import unicodedata
from io import BytesIO

import pytest
from pypdf import PdfReader

from ii_index.analysis.tiers import tiers
from ii_index.reporting.unit_brief import brief
from tests.browser.conftest import DESKTOP, PHONE, speak

PAGE = (297 - 13 - 15) * 96 / 25.4  # pixels of A4 between the margins of the page
CUT = """() => [...document.querySelectorAll(".chart")].flatMap((box) => {
    const svg = box.querySelector("svg"), edge = svg.getBoundingClientRect(), found = [];
    if (Math.abs(edge.width - box.clientWidth) > 2 && Number(svg.getAttribute("width")) < box.clientWidth - 2)
        found.push([box.id, "narrow", edge.width, box.clientWidth]);
    svg.querySelectorAll("text").forEach((text) => {
        const at = text.getBoundingClientRect();
        if (at.width && (at.right > edge.right + 1 || at.left < edge.left - 1)) found.push([box.id, text.textContent]);
    });
    return found;
})"""
BROKEN = """(where) => [...document.querySelectorAll(where)].filter((one) => one.checkVisibility() && one.clientWidth > 1).flatMap((one) => {
    const walker = document.createTreeWalker(one, NodeFilter.SHOW_TEXT), found = [];
    while (walker.nextNode()) {
        const node = walker.currentNode;
        if (!node.parentElement.checkVisibility()) continue;
        for (const word of node.data.matchAll(/[A-Za-z][A-Za-z]+|[+−-]?[\\d.,]+%?/g)) {
            const range = document.createRange();
            range.setStart(node, word.index);
            range.setEnd(node, word.index + word[0].length);
            if (new Set([...range.getClientRects()].filter((at) => at.width).map((at) => Math.round(at.top))).size > 1)
                found.push(word[0]);
        }
    }
    return found;
})"""
PARTS = "p, li, dt, dd, h1, h2, h3, caption, figcaption, tbody tr, .cards > div"
PRINTED = """(where) => [...document.querySelectorAll(where)].filter((one) => one.checkVisibility() && one.clientWidth > 1 && one.innerText.trim())
    .map((one) => ({
        text: one.innerText, kind: one.tagName, high: one.getBoundingClientRect().height,
        inside: getComputedStyle(one).breakInside,
    }))"""


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_charts_are_as_wide_as_their_boxes_and_none_of_their_texts_is_cut(
    language, viewport, file, open_page
):
    page = open_page(file, viewport, anchor="#unit=安徽&with=浙江")
    speak(page, language)

    assert page.evaluate(CUT) == []


def test_a_page_that_opens_in_english_has_charts_as_wide_as_their_boxes(file, open_page, tmp_path):
    english = tmp_path / "english.html"
    text = file.read_text(encoding="utf-8").replace(
        'lang="zh-CN" data-lang="zh"', 'lang="en" data-lang="en"', 1
    )
    english.write_text(text, encoding="utf-8")

    assert open_page(english).evaluate(CUT) == []


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_word_and_no_number_of_a_heading_a_card_or_a_table_is_broken(viewport, file, open_page):
    page = open_page(file, viewport, anchor="#unit=浙江&with=安徽")
    speak(page, "en")
    page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")

    assert page.evaluate(BROKEN, "h1, h2, h3, nav, th, .cards, #table-ranking td, .halves td") == []


@pytest.mark.parametrize("width", [390, 900, 1280])
def test_nor_is_one_of_a_brief(width, index, browser, tmp_path):
    cut = tiers(index, 2023)
    page = browser.new_page(viewport={"width": width, "height": 800})
    for code in ("330000", "340000", "540000"):
        path = brief(index, code, cut, language="en").write(tmp_path / f"{code}.html")
        page.goto(path.as_uri())
        assert page.evaluate(BROKEN, "h1, h2, .cards, th, td") == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def _words(text):
    """Words and numbers of a text; a font's ligatures and its one glyph of several dashes count as what they stand for."""
    plain = re.sub("[\u2010-\u2015]", "-", unicodedata.normalize("NFKC", text))
    return set(re.findall(r"[^\s/|]+", plain))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_prints_on_six_sheets_and_nothing_is_cut_between_them(language, file, open_page):
    page = open_page(file, anchor="#unit=安徽")
    speak(page, language)
    pages = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True, print_background=True))).pages
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 1016})  # A4 between the margins
    page.evaluate("() => document.querySelectorAll('details.folded').forEach((one) => { one.open = true; })")
    parts = page.evaluate(PRINTED, PARTS)
    figures = page.evaluate(PRINTED, "figure")
    sheets = [_words(sheet.extract_text()) for sheet in pages]
    parted = {part["text"]: min(len(_words(part["text"]) - sheet) for sheet in sheets) for part in parts}
    cut = [
        text for text, missing in parted.items() if missing > 1
    ]  # one word may be broken at the end of a line

    assert len(pages) <= 6
    assert len(parts) > 90
    assert {part["inside"] for part in (*parts, *figures)} == {"avoid"}
    assert max(part["high"] for part in (*parts, *figures)) < PAGE
    if language == "en":  # a machine without a Chinese font prints boxes, which have no text
        assert cut == []
