"""The page's script against the engine, for every operator and map of a node: the same scores and ranks, or one reason."""

import os
import shutil
from pathlib import Path

import numpy as np
import pytest

import ii_index as ii
from ii_index.reporting.html import lab
from tests.analysis.test_node_operators import COMBINATIONS, MAPS, index_of

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
if CHROMIUM is None:
    pytest.skip("no Chromium is installed", allow_module_level=True)
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

SCRIPT = Path(__file__).parents[2] / "src/ii_index/reporting/html/page.js"
POINTS = (1.5, 0.5)  # of the dimensions: shares, or multipliers
WITHOUT_WEIGHTS = {"minimum", "maximum", "benefit_of_the_doubt"}
NOT_IN_THE_PAGE = {"median", "topsis", "copeland", "call"} | WITHOUT_WEIGHTS


@pytest.fixture(scope="module")
def indexes():
    """One index for every operator at the total or below it, under every map."""
    return [index_of(operator, place, MAPS[mapped]) for operator, place, mapped in COMBINATIONS]


@pytest.fixture(scope="module")
def tried(indexes):
    """What the page's script makes of each index it offers to try out: scores and ranks."""
    text = SCRIPT.read_text(encoding="utf-8")
    engine = text[text.index("  const TIE = ") : text.index("  const published = ")]
    data = [lab.lab(ii.tiers(index, 2023)) for index in indexes if lab.offers(index)]
    made = f"(lab) => {{ {engine}; const now = composed(points, lab.mean); return [now.scores, now.ranks]; }}"
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"], env={**os.environ})
        answers = browser.new_page().evaluate(f"([labs, points]) => labs.map({made})", [data, POINTS])
        browser.close()
    return answers


def test_whatever_the_page_offers_to_try_out_has_the_scores_and_ranks_of_a_new_run(indexes, tried):
    offered = [index for index in indexes if lab.offers(index)]

    assert len(offered) == len(tried) > 80
    for index, (scores, ranks) in zip(offered, tried, strict=True):
        dimensions = index.framework.tree.levels[1]
        given = {"kind": "given", "local": dict(zip(dimensions, POINTS, strict=True))}
        anew = ii.compose(index.panel, index.recipe.replace(weighting=given))
        said = f"{index.total_step!r} {index.framework.output!r}"

        np.testing.assert_allclose(
            np.array(scores, dtype=float), anew.scores(2023), rtol=1e-12, atol=1e-9, err_msg=said
        )
        assert ranks == anew.ranks(2023).tolist(), said


def test_what_it_does_not_offer_has_one_reason_in_both_languages(indexes):
    refused = [index for index in indexes if not lab.offers(index)]

    assert {index.total_step.kind for index in refused} <= NOT_IN_THE_PAGE
    for index in refused:
        why = lab.why_not(index)
        assert why is not None
        assert why.zh != why.en
    assert all(lab.why_not(index) is None for index in indexes if lab.offers(index))
