"""The page of the bundled example in a real browser, and what it complains of or asks for."""

import os
import shutil
from pathlib import Path

import pytest

from ii_index.analysis.robustness.uncertainty import uncertainty
from ii_index.analysis.tiers import tiers
from ii_index.construction.compose import compose
from ii_index.io.definitions import example
from ii_index.io.frameworks import read_framework
from ii_index.io.tables import read_panel
from ii_index.reporting.report import report
from ii_index.reporting.results import national_index

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def index():
    return compose(read_panel(example("provinces.csv"), read_framework("caict-2024-public")))


@pytest.fixture(scope="module")
def file(index, tmp_path_factory) -> Path:
    nation = national_index(read_panel(example("caict_published.csv"), read_framework("caict-2024")))
    result = uncertainty(index, 2023, draws=200, seed=1)
    made = report(index, tiers(index), result, national=nation, language="zh")
    return made.write(tmp_path_factory.mktemp("page") / "report.html")


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"], env={**os.environ})
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser):
    """Open a file; collect whatever the page complains of or asks for."""
    contexts = []

    def open_file(path: Path, viewport=DESKTOP, anchor=""):
        context = browser.new_context(viewport=viewport)
        contexts.append(context)
        page = context.new_page()
        page.complaints, page.requests = [], []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda request: page.requests.append(request.url))
        page.goto(path.as_uri() + anchor)
        page.wait_for_selector("html[data-ready=yes]", timeout=60_000)
        return page

    yield open_file
    for context in contexts:
        context.close()


def speak(page, language):
    """Switch the language, and wait until the charts speak it."""
    page.click(f"button[data-to={language}]")
    settle(page)


def settle(page):
    """Wait until the charts stand still."""
    page.evaluate("() => new Promise((done) => setTimeout(done, 400))")


def set_sliders(page, points):
    for place, value in enumerate(points):
        page.evaluate(
            "([place, value]) => { const slider = document.getElementById(`weight-${place}`);"
            " slider.value = value; slider.dispatchEvent(new Event('input', {bubbles: true})); }",
            [place, value],
        )
