"""The page in a real browser: it draws, speaks both languages, re-ranks as the engine does, and asks for nothing."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from ii_index.analysis.tiers import tiers
from ii_index.construction.compose import compose
from ii_index.kernels.ranking import competition_ranks
from ii_index.kernels.tiers.clustering import natural_breaks
from ii_index.model.framework import Framework
from ii_index.model.panel import Panel
from ii_index.model.recipe import Recipe
from ii_index.reporting.report import report
from tests.browser.conftest import DESKTOP, PHONE, set_sliders, settle, speak

SCRIPT = Path(__file__).parents[2] / "src/ii_index/reporting/html/page.js"
EXACT = 1e-9


def shown(page, units):
    """Scores, ranks and tiers of the full table, in the order of the units."""
    script = """() => Object.fromEntries([...document.querySelectorAll("#table-ranking tbody tr")].map((row) =>
        [row.dataset.code, ["score", "rank"].map((key) => row.querySelector(`[data-key=${key}]`).dataset.v)
        .concat(row.querySelector("[data-key=tier_name] [lang=zh-CN]").textContent)]))"""
    rows = page.evaluate(script)
    scores = [float(rows[unit][0] or "nan") for unit in units]
    return (
        np.array(scores),
        [int(float(rows[unit][1] or 0)) for unit in units],
        [rows[unit][2] for unit in units],
    )


def tier_names(tiering):
    return [tiering.name_of(tier).zh if tier else "未分梯队" for tier in tiering.labels.tolist()]


def test_the_page_draws_every_chart_without_a_complaint_and_without_a_request(file, open_page):
    page = open_page(file)
    drawn = page.evaluate(
        "() => [...document.querySelectorAll('.chart')].map((box) => box.querySelectorAll('svg path, svg text').length)"
    )

    assert len(drawn) == 9
    assert min(drawn) > 10
    assert page.complaints == []
    assert page.requests == [file.as_uri()]


def test_nothing_gets_past_the_policy_of_the_page(file, open_page):
    page = open_page(file)
    attempts = page.evaluate("""async () => {
        const blocked = [];
        document.addEventListener("securitypolicyviolation", (event) => blocked.push(event.effectiveDirective));
        try { await fetch("https://example.org/"); } catch (_) { /* blocked */ }
        const image = new Image(); image.src = "https://example.org/x.png"; document.body.append(image);
        const script = document.createElement("script");
        script.textContent = "window.taken = true";
        document.body.append(script);
        await new Promise((done) => setTimeout(done, 300));
        let evaluated = false;
        try { evaluated = new Function("return true")(); } catch (_) { /* blocked */ }
        return { blocked, taken: window.taken === true, evaluated };
    }""")

    assert {"connect-src", "img-src"} <= set(attempts["blocked"])
    assert any(directive.startswith("script-src") for directive in attempts["blocked"])
    assert attempts["taken"] is False
    assert attempts["evaluated"] is False


def test_the_language_switches_every_visible_text(file, open_page):
    page = open_page(file)
    assert "示范引领" in page.inner_text("body")
    page.click("button[data-to=en]")
    page.wait_for_function(
        "() => document.querySelector('#chart-ranking svg').textContent.includes('Guangdong')"
    )
    english = page.inner_text("main")

    assert page.evaluate("document.documentElement.lang") == "en"
    assert "What if the weights were others" in english
    assert not re.search("[一-鿿]", page.inner_text("#ranking"))
    assert page.title().startswith("Industrial Internet")
    assert page.complaints == []


def test_choosing_a_unit_by_tile_bar_table_or_list_shows_its_profile(file, open_page):
    page = open_page(file)
    page.select_option("#pick", "420000")
    assert page.inner_text("[data-chosen-name]") == "湖北"
    page.click("#table-ranking button[data-code='510000']")
    assert page.inner_text("[data-chosen-name]") == "四川"
    tile = page.locator("#chart-map svg text", has_text="青海")
    tile.scroll_into_view_if_needed()
    box = tile.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_function("() => document.querySelector('[data-chosen-name]').textContent === '青海'")

    assert (
        page.eval_on_selector_all("tr.chosen", "rows => new Set(rows.map((row) => row.dataset.code)).size")
        == 1
    )
    assert page.input_value("#pick") == "630000"


def test_the_profile_table_holds_the_chosen_units_scores(file, open_page, index):
    page = open_page(file)
    page.select_option("#pick", "630000")
    own = page.eval_on_selector_all(
        "#table-profile tbody [data-key=own]", "cells => cells.map((cell) => cell.dataset.v)"
    )
    place = index.units.index("630000")

    assert float(own[0]) == pytest.approx(index.scores(2023, "foundation")[place], abs=EXACT)


@pytest.mark.parametrize("points", [(40, 10, 10, 30, 10), (0, 0, 100, 0, 0), (20, 20, 20, 20, 20)])
@pytest.mark.parametrize("mean", ["arithmetic", "geometric"])
def test_moved_sliders_give_the_engines_scores_ranks_and_tiers(file, open_page, index, points, mean):
    page = open_page(file)
    page.check(f"input[name=mean][value={mean}]")
    set_sliders(page, points)
    settle(page)
    scores, ranks, names = shown(page, index.units)
    local = dict(zip(index.framework.tree.levels[1], points, strict=True))
    # Some dimension is 0 in some year, so that a geometric mean needs min-max on [1, 100] (method 2.3).
    span = (0, 100) if mean == "arithmetic" else (1, 100)
    recipe = index.recipe.replace(
        weighting={"kind": "given", "local": local},
        aggregation=[mean, "arithmetic", "arithmetic"],
        normalisation={"kind": "min_max", "range": span},
    )
    engine = compose(index.panel, recipe)

    np.testing.assert_allclose(scores, engine.scores(2023), rtol=0, atol=EXACT)
    assert ranks == engine.ranks(2023).tolist()
    assert names == tier_names(tiers(engine, 2023))
    assert page.complaints == []


def test_a_what_if_says_so_can_be_copied_as_a_recipe_and_taken_back(file, open_page, index):
    page = open_page(file)
    before = shown(page, index.units)
    set_sliders(page, (60,))
    settle(page)
    assert page.is_visible(".banner")
    assert "梯队变动" in page.inner_text("#whatif-status")
    page.click("#copy")
    recipe = Recipe(**yaml.safe_load(page.input_value("#recipe"))["recipe"])
    scores, ranks, _ = shown(page, index.units)
    engine = compose(index.panel, recipe)
    np.testing.assert_allclose(scores, engine.scores(2023), rtol=0, atol=EXACT)
    assert ranks == engine.ranks(2023).tolist()
    page.click("#whatif [data-reset]")
    settle(page)
    after = shown(page, index.units)

    assert not page.is_visible(".banner")
    np.testing.assert_array_equal(before[0], after[0])
    assert before[1:] == after[1:]


OWN_WAYS = {
    "harmonic, squared, the lowest first": {
        "aggregation": "harmonic", "output": {"power": 2, "scale": 0.01}, "better": "lower",
    },
    "zeros, a complement, ranks from whole numbers that tie": {
        "aggregation": {"kind": "geometric", "zeros": "zero"}, "output": {"complement": True, "decimals": 1},
        "ranks": {"decimals": 0, "ties": "mean"},
    },
    "penalised for imbalance, a threshold of its own": {"aggregation": "mazziotta_pareto", "threshold": {"share": 0.7}},
}  # fmt: skip


@pytest.mark.parametrize("fields", OWN_WAYS.values(), ids=OWN_WAYS.keys())
def test_a_total_made_its_own_way_is_made_anew_as_the_engine_does(fields, open_page, tmp_path):
    children = [
        {"id": name, "name": name, "weight": weight} for name, weight in (("a", 2), ("b", 1), ("c", 1))
    ]
    own = Framework(id="own", name="Own", reference="a test", children=children, **fields)
    values = np.array(
        [[[9, 80, 30], [50, 50, 40], [50, 50, 41], [80, 0, 70], [33, 60, np.nan], [70, 41, 90]]]
    )
    recipe = Recipe(normalisation="none", imputation={"kind": "renormalise", "threshold": 0})
    if (
        "aggregation" in fields
        and fields["aggregation"]
        != OWN_WAYS["zeros, a complement, ranks from whole numbers that tie"]["aggregation"]
    ):
        values[0, 3, 1] = 5
    index = compose(Panel(own, (2023,), tuple("uvwxyz"), values), recipe)
    page = open_page(report(index, tiers(index), language="zh").write(tmp_path / "own.html"))
    set_sliders(page, (10, 60, 30))
    scores, ranks, _ = shown(page, index.units)
    given = {"kind": "given", "local": {"a": 10, "b": 60, "c": 30}}
    anew = compose(index.panel, recipe.replace(weighting=given))

    np.testing.assert_allclose(scores, anew.scores(), rtol=0, atol=EXACT)
    assert list(ranks) == np.floor(anew.ranks()).tolist()
    assert page.complaints == []


MULTIPLIED = {
    "a sum of points on a scale of ten": ("sum", {"output": {"power": 0.5, "scale": 0.1}}, (0.5, 3.1, 0)),
    "a product, and how far it is from its full mark": ("product", {"output": {"complement": True}}, (1.5, 0.7, 2)),
    "a product of which the first takes no part": ("product", {}, (0, 0.7, 2)),
    "a ratio whose lowest is the first": ("ratio", {"better": "lower", "output": {"decimals": 1}}, (0.3, 1.7)),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "fields", "points"), MULTIPLIED.values(), ids=MULTIPLIED.keys())
def test_a_sum_a_product_and_a_ratio_are_made_anew_under_other_multipliers(
    kind, fields, points, open_page, tmp_path
):
    parts = [{"id": "b1", "name": "b1", "weight": 0.5}, {"id": "b2", "name": "b2", "weight": 0.3}]
    children = [
        {"id": "a", "name": "a", "weight": 2},
        {"id": "b", "name": "b", "weight": 1, "aggregation": "sum", "children": parts},
        {"id": "c", "name": "c", "weight": 1.25},
    ][: len(points)]
    recipe = {"normalisation": {"kind": "min_max", "range": [1, 10]}, "imputation": "renormalise"}
    own = Framework(id="own", name="Own", children=children, aggregation=kind, recipe=recipe, **fields)
    values = np.random.default_rng(5).uniform(1, 9, (1, 6, len(points) + 1))
    values[0, 2, -1] = np.nan
    index = compose(Panel(own, (2023,), tuple("uvwxyz"), values))
    page = open_page(report(index, tiers(index), language="zh").write(tmp_path / "own.html"))
    published = shown(page, index.units)
    set_sliders(page, points)
    scores, ranks, names = shown(page, index.units)
    given = {"kind": "given", "local": dict(zip("abc", points, strict=False))}
    anew = compose(index.panel, index.recipe.replace(weighting=given))
    page.click("#copy")
    copied = Recipe(**yaml.safe_load(page.input_value("#recipe"))["recipe"])

    np.testing.assert_allclose(published[0], index.scores(), rtol=0, atol=EXACT)
    np.testing.assert_allclose(scores, anew.scores(), rtol=0, atol=EXACT)
    np.testing.assert_array_equal(compose(index.panel, copied).scores(), anew.scores())
    assert ranks == anew.ranks().tolist()
    assert names == tier_names(tiers(anew))
    assert f"× {points[1]:g}" in page.inner_text("#whatif")
    page.click("#whatif [data-reset]")
    settle(page)
    assert shown(page, index.units)[1:] == published[1:]
    assert page.complaints == []


def test_a_dimension_of_weight_zero_is_not_counted_among_those_that_a_unit_must_have(open_page, tmp_path):
    children = [{"id": name, "name": name} for name in "abc"]
    recipe = {"imputation": {"kind": "renormalise", "threshold": 0.7, "basis": "count"}}
    own = Framework(id="own", name="Own", children=children, recipe=recipe)
    values = np.array([[[9, 80, 30], [50, 50, np.nan], [20, 60, 41], [80, np.nan, 70], [33, 60, 20]]])
    index = compose(Panel(own, (2023,), tuple("vwxyz"), values))
    page = open_page(report(index, tiers(index), language="zh").write(tmp_path / "own.html"))
    set_sliders(page, (40, 60, 0))
    given = {"kind": "given", "local": {"a": 40, "b": 60, "c": 0}}
    anew = compose(index.panel, index.recipe.replace(weighting=given))

    assert np.isnan(index.scores()).tolist() == [False, True, False, True, False]
    assert np.isnan(anew.scores()).tolist() == [False, False, False, True, False]
    np.testing.assert_allclose(shown(page, index.units)[0], anew.scores(), rtol=0, atol=EXACT)


def test_weights_that_are_all_zero_change_nothing_and_are_said(file, open_page, index):
    page = open_page(file)
    set_sliders(page, (0, 0, 0, 0, 0))
    scores, _, _ = shown(page, index.units)

    assert "大于零" in page.inner_text("#whatif-status")
    assert np.isfinite(scores).all()


def test_sliders_and_sorting_work_from_the_keyboard(file, open_page):
    page = open_page(file)
    page.focus("#weight-0")
    page.keyboard.press("ArrowRight")
    assert page.is_visible(".banner")
    score = "#table-ranking thead th:nth-child({})".format(
        page.eval_on_selector_all(
            "#table-ranking tbody tr:first-child td",
            "cells => cells.findIndex((c) => c.dataset.key === 'score')",
        )
        + 1
    )
    page.focus(f"{score} button")
    page.keyboard.press("Enter")
    ascending = page.eval_on_selector_all(
        "#table-ranking [data-key=score]", "cells => cells.map((cell) => Number(cell.dataset.v))"
    )

    assert ascending == sorted(ascending)
    assert page.get_attribute(score, "aria-sort") == "ascending"


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_page_fits_the_screen(file, open_page, viewport):
    page = open_page(file, viewport)

    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    widths = page.eval_on_selector_all(
        ".chart svg", "charts => charts.map((chart) => chart.getBoundingClientRect().right)"
    )
    assert max(widths) <= viewport["width"] + 1


def test_the_page_prints_on_a4(file, open_page):
    pdf = open_page(file).pdf(format="A4", prefer_css_page_size=True)
    boxes = {
        tuple(round(float(side)) for side in box.split())
        for box in re.findall(rb"/MediaBox \[([^\]]+)\]", pdf)
    }

    assert pdf.startswith(b"%PDF")
    assert len(boxes) == 1
    assert np.abs(np.array(list(boxes)) - [0, 0, 595.28, 841.89]).max() <= 1  # 210 × 297 mm in points


def test_the_page_prints_on_six_sheets(file, open_page):
    from io import BytesIO

    from pypdf import PdfReader

    pdf = open_page(file).pdf(prefer_css_page_size=True, print_background=True)

    assert len(PdfReader(BytesIO(pdf)).pages) <= 6


def test_a_click_on_the_map_changes_the_figures_beside_it_the_address_and_the_way_back(file, open_page):
    page = open_page(file)
    first = page.inner_text("#headline")
    tile = page.locator("#chart-map svg text", has_text="安徽")
    tile.scroll_into_view_if_needed()
    box = tile.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_function("() => document.querySelector('#headline').textContent.includes('安徽')")
    assert page.is_visible("#headline")
    assert "第9位" in page.inner_text("#cards")
    assert page.evaluate("decodeURIComponent(location.hash)") == "#unit=安徽"
    page.go_back()
    page.wait_for_function("(text) => document.querySelector('#headline').innerText === text", arg=first)
    assert page.complaints == []


@pytest.mark.parametrize("named", ["安徽", "Anhui", "340000"])
def test_an_address_opens_the_page_on_a_unit_by_any_of_its_names(file, browser, named):
    page = browser.new_page(viewport=DESKTOP)
    page.goto(f"{file.as_uri()}#unit={named}&with=浙江")
    page.wait_for_function("() => document.documentElement.dataset.ready === 'yes'")

    assert "安徽" in page.inner_text("#headline")
    assert "浙江" in page.inner_text("#headline-other")
    assert "第5位" in page.inner_text("#cards-other")
    page.close()


def test_an_address_with_nothing_but_a_name_opens_the_page_on_it(file, open_page):
    page = open_page(file, anchor="#安徽")

    assert "安徽" in page.inner_text("#headline")
    page.goto(f"{file.as_uri()}#ranking")  # a section keeps its address
    assert "安徽" in page.inner_text("#headline")


def test_a_unit_without_gaps_says_so(file, open_page):
    page = open_page(file, anchor="#unit=广东")

    assert page.inner_text("#table-gaps tbody") == "无"
    assert page.locator("#table-strengths tbody tr").count() > 1


def test_the_first_screen_answers_where_since_when_why_and_how_sure(file, browser):
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{file.as_uri()}#unit=安徽")
    page.wait_for_function("() => document.documentElement.dataset.ready === 'yes'")
    cards = page.eval_on_selector_all(
        "#cards > div", "boxes => boxes.map((box) => [box.dataset.card, box.getBoundingClientRect().bottom])"
    )

    assert [key for key, _ in cards] == ["rank", "tier", "change", "strong", "weak"]
    assert max(bottom for _, bottom in cards) < 900
    assert page.locator("#chart-map").bounding_box()["y"] < 900
    page.close()


def test_what_is_tried_out_is_said_anew_everywhere_with_the_engines_numbers(file, open_page, index):
    page = open_page(file)
    page.select_option("#pick", "340000")
    set_sliders(page, (0, 0, 0, 0, 100))
    settle(page)
    dimensions = index.framework.tree.levels[1]
    local = {node: float(node == dimensions[-1]) for node in dimensions}
    engine = compose(index.panel, index.recipe.replace(weighting={"kind": "given", "local": local}))
    cut, place = tiers(engine, 2023), index.units.index("340000")
    score, rank = engine.scores(2023)[place], engine.ranks(2023)[place]
    headline = page.inner_text("#headline")
    sizes = "、".join(f"{name.zh}{size}个" for name, size in zip(cut.names, cut.sizes(), strict=True))

    assert headline.startswith("试算")
    assert f"综合得分{score:.1f}" in headline
    assert f"第{rank}位" in headline
    assert cut.name_of(int(cut.labels[place])).zh in headline
    assert sizes in page.inner_text(".chart-ranking figcaption")
    assert sizes in page.get_attribute("#chart-ranking", "aria-label")
    assert not page.is_visible("#way")
    assert page.is_visible(".banner")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    banner = page.locator(".banner").bounding_box()
    assert banner["y"] >= 0
    page.click(".banner [data-reset]")
    settle(page)
    assert not page.inner_text("#headline").startswith("试算")
    assert page.is_visible("#way")


def test_a_table_can_be_searched(file, open_page):
    page = open_page(file)
    page.fill("#search", "安")
    shown_rows = page.eval_on_selector_all(
        "#table-ranking tbody tr", "rows => rows.filter((row) => !row.hidden).map((row) => row.dataset.code)"
    )

    assert shown_rows == ["340000"]


def test_dark_screens_get_a_dark_page(file, browser):
    grounds = set()
    for scheme in ("light", "dark"):
        page = browser.new_page(viewport=DESKTOP, color_scheme=scheme)
        page.goto(file.as_uri())
        grounds.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        page.close()

    assert len(grounds) == 2


def test_what_is_touched_is_large_enough(file, open_page):
    page = open_page(file, PHONE)
    low = page.eval_on_selector_all(
        "a, button, select, summary, input[type=search]",
        "all => all.filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 24)"
        ".map((one) => one.textContent)",
    )

    assert low == []


def test_names_that_are_code_do_nothing(open_page, tmp_path):
    names = (
        "<script>document.title='taken'</script>",
        "<img src=x onerror=\"document.title='taken'\">",
        "=cmd()",
        "丙",
    )
    leaves = [
        {"id": "a", "name": "<b>a</b>"},
        {"id": "b", "name": "</script><script>document.title='taken'</script>"},
    ]
    framework = Framework(id="hostile", name="Index", reference="a test", children=leaves)
    panel = Panel(framework, (2023,), names, np.array([[[1.0, 4.0], [2.0, 3.0], [3.0, 9.0], [4.0, 1.0]]]))
    path = report(compose(panel), language="zh").write(tmp_path / "hostile.html")
    page = open_page(path)
    bar = page.locator("#chart-ranking svg .mark-rect path").first
    bar.hover()
    settle(page)
    set_sliders(page, (90,))
    page.select_option("#pick", names[1])
    settle(page)

    assert page.title() != "taken"
    assert page.inner_text("[data-chosen-name]") == names[1]
    assert page.evaluate("document.images.length") == 0
    assert page.complaints == []


def test_the_engine_of_the_page_agrees_with_the_kernels_on_ties_gaps_and_missing_scores(browser):
    text = SCRIPT.read_text(encoding="utf-8")
    engine = text[text.index("  const TIE = ") : text.index("  function composed(")]
    random = np.random.default_rng(8)
    cases = []
    for size in (1, 2, 3, 5, 8, 13, 31):
        for step in (0.0, 1.0, 5.0):
            scores = random.uniform(-20, 100, size) * 10.0 ** random.integers(-3, 6)
            scores = np.round(scores / step) * step if step else scores
            scores[random.random(size) < 0.15] = np.nan
            if np.isfinite(scores).any():
                cases += [(scores, k) for k in (1, 2, 4, 6)]
    payload = [[[None if np.isnan(s) else s for s in scores.tolist()], k] for scores, k in cases]
    page = browser.new_page()
    answer = "return cases.map(([s, k]) => [ranks(s), naturalBreaks(s, k)]);"
    script = f"(cases) => {{ const lab = null; {engine}; {answer} }}"
    answers = page.evaluate(script, payload)
    page.close()

    assert len(answers) == len(cases) > 70
    for (scores, k), (ranks, labels) in zip(cases, answers, strict=True):
        cut = natural_breaks(scores, k).labels
        expected = np.where(cut < 0, 0, cut.max() + 1 - cut)
        assert ranks == competition_ranks(scores).tolist(), json.dumps([scores.tolist(), k])
        assert labels == expected.tolist(), json.dumps([scores.tolist(), k])


def test_two_regions_all_years_and_the_keyboard_on_one_path_in_the_dark_at_twice_the_size(
    file, browser, index
):
    context = browser.new_context(
        viewport={"width": 640, "height": 450}, device_scale_factor=2, color_scheme="dark"
    )
    page = context.new_page()
    complaints, requests = [], []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(f"{file.as_uri()}#unit=安徽")  # 640 px are the desktop's 1280 at 200 %
    page.wait_for_selector("html[data-ready=yes]", timeout=60_000)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(map(int, re.findall(r"\d+", ground)[:3])) < 64
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    assert {str(year) for year in index.years} <= set(
        page.eval_on_selector_all(
            "#chart-rank_history svg text", "texts => texts.map((text) => text.textContent)"
        )
    )
    legend = "#chart-profile .role-legend-label text"
    assert "对比地区" not in page.locator(legend).all_inner_texts()
    page.focus("#pick-other")
    page.keyboard.press("ArrowDown")  # the first by rank
    page.wait_for_function("() => document.querySelector('#headline-other').textContent.includes('广东')")
    assert page.evaluate("decodeURIComponent(location.hash)") == "#unit=安徽&with=广东"
    page.wait_for_function(
        f"() => [...document.querySelectorAll('{legend}')].some((one) => one.textContent === '对比地区')"
    )
    beside = page.eval_on_selector_all(
        "#table-profile [data-key=other]", "cells => cells.map((cell) => cell.dataset.v)"
    )
    assert float(beside[0]) == pytest.approx(
        index.scores(2023, "foundation")[index.units.index("440000")], abs=EXACT
    )
    assert page.inner_text("#certainty").startswith("在假定范围内")
    assert (complaints, requests[1:]) == ([], [])
    context.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_table_is_saved_as_it_is_shown_and_says_so_when_it_is_tried_out(language, file, open_page, index):
    page = open_page(file)
    speak(page, language)
    with page.expect_download() as waiting:
        page.click("[data-save=ranking]")
    table = pd.read_csv(waiting.value.path(), encoding="utf-8-sig")
    set_sliders(page, (0, 0, 0, 0, 100))
    settle(page)
    with page.expect_download() as again:
        page.click("[data-save=ranking]")
    tried = again.value.suggested_filename
    score = {"zh": "综合得分", "en": "Score"}[language]

    assert len(table) == 31
    np.testing.assert_allclose(table[score], np.sort(index.scores(2023))[::-1], atol=0.005)
    assert tried.endswith({"zh": "-试算.csv", "en": "-what-if.csv"}[language])
    assert tried != waiting.value.suggested_filename
    assert page.complaints == []


def test_no_cell_of_a_saved_table_is_a_formula(open_page, tmp_path):
    leaves = [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]
    framework = Framework(id="hostile", name="Index", reference="a test", children=leaves)
    panel = Panel(
        framework, (2023,), ("=cmd()", "-2+3", '甲"乙,丙'), np.array([[[1.0, 4.0], [2.0, 3.0], [4.0, 1.0]]])
    )
    page = open_page(report(compose(panel), language="zh").write(tmp_path / "hostile.html"))
    with page.expect_download() as waiting:
        page.click("[data-save=ranking]")
    names = pd.read_csv(waiting.value.path(), encoding="utf-8-sig").iloc[:, 0]

    assert set(names) == {"'=cmd()", "'-2+3", '甲"乙,丙'}
