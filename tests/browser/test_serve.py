"""The program in a real browser: from a messy table to a brief on paper, a round of three experts, two users."""

import io
import os
import re
import shutil
import subprocess
import sys

import pytest
from pypdf import PdfReader

from tests.serve.conftest import ROOT
from tests.serve.test_pages import messy

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright drives the browser")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium to open pages in")


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A server as a user starts it."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    rounds = tmp_path_factory.mktemp("rounds")
    process = subprocess.Popen(
        [sys.executable, "-m", "ii_index.cli", "serve", "--port", "0", "--rounds", str(rounds), "--lang", "zh"],
        env=environment, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    yield re.search(r"http://[\d.:]+", process.stderr.readline())[0]
    process.terminate()
    process.communicate(timeout=120)


@pytest.fixture(scope="module")
def chromium():
    with sync_api.sync_playwright() as play:
        arguments = ["--no-sandbox", "--disable-background-networking"]
        opened = play.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield opened
        opened.close()


class Seen:
    """A browser of one user: its page, and what went wrong or elsewhere on the way."""

    def __init__(self, chromium, address, **settings):
        self.context = chromium.new_context(accept_downloads=True, **settings)
        self.context.set_default_timeout(180_000)
        self.page = self.context.new_page()
        self.address, self.wrong = address, []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)
        self.page.on("request", self._elsewhere)

    def _elsewhere(self, request):
        if not request.url.startswith((self.address, "data:", "blob:", "about:")):
            self.wrong.append(request.url)

    def go(self, path):
        self.page.goto(self.address + path)

    def follow(self, link):
        """Click what leads to another page and wait for the whole of it: a page half read has half its fields."""
        with self.page.expect_navigation():
            link.click()

    def fits(self):
        """Whether nothing of the page stands beside the screen."""
        return self.page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


@pytest.fixture
def user(chromium, address):
    seen = Seen(chromium, address, viewport={"width": 1280, "height": 900})
    yield seen
    seen.context.close()
    assert seen.wrong == []


def test_a_messy_chinese_table_becomes_a_brief_on_paper(user, tmp_path):
    page = user.page
    (tmp_path / "各省指标.csv").write_bytes(messy())
    user.go("/")
    page.set_input_files("#table", tmp_path / "各省指标.csv")
    user.follow(page.get_by_role("button", name="上传并检查"))
    assert "不能读取：错误3项" in page.get_by_role("status").inner_text()

    for cell, text in {"C6": "9.2", "E8": "12.5", "A33": "新疆"}.items():
        page.locator(f'input[name="cell-{cell}"]').fill(text)
    user.follow(page.get_by_role("button", name="更正并重新检查"))
    page.get_by_text("可以读取：31个地区").wait_for()
    user.follow(page.get_by_role("link", name="下一步：选择方法"))
    user.follow(page.get_by_role("button", name="等权"))
    page.locator(".ranking table").wait_for()
    report = page.frame_locator("iframe.report")
    report.get_by_role("button", name="English").click()
    report.locator('html[data-lang="en"]').wait_for()

    user.follow(page.get_by_role("link", name="地区", exact=True))
    page.locator("select[name=unit]").select_option(label="安徽")
    user.follow(page.get_by_role("button", name="显示"))
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 PDF").click()
    assert download.value.suggested_filename == "安徽.pdf"
    text = PdfReader(io.BytesIO(download.value.path().read_bytes())).pages[0].extract_text()
    assert "安徽" in text


def test_draws_show_their_progress_and_are_cancelled(user):
    page = user.page
    user.go("/")
    user.follow(page.get_by_role("button", name="省级示例"))
    user.follow(page.get_by_role("link", name="可靠性"))
    page.get_by_label("抽样次数").fill("4000000")
    user.follow(page.get_by_role("button", name="开始抽样"))
    while page.locator("progress").evaluate("bar => bar.value") == 0:
        page.wait_for_timeout(200)
    user.follow(page.get_by_role("button", name="取消"))

    assert "已取消" in page.get_by_role("status").inner_text()


def test_a_wrong_file_is_told_what_it_is(user, tmp_path):
    (tmp_path / "报告.xlsx").write_bytes(b"%PDF-1.7 nothing")
    user.go("/")
    user.page.set_input_files("#table", tmp_path / "报告.xlsx")
    user.follow(user.page.get_by_role("button", name="上传并检查"))

    assert "PDF" in user.page.locator(".kind.error").first.inner_text()


def test_three_experts_in_three_browsers_make_the_weights_of_a_ranking(user, chromium, address):
    page = user.page
    user.go("/")
    user.follow(page.get_by_role("button", name="省级示例"))
    user.follow(page.get_by_role("link", name="专家"))
    page.get_by_label("指标体系").select_option("caict-2024")
    page.get_by_label("两者都问").check()
    page.get_by_label("专家，每行一位").fill("张教授\n李研究员\n王主任")
    user.follow(page.get_by_role("button", name="开始并生成链接"))
    links = [field.input_value() for field in page.locator("input.link").all()]
    round_address = page.locator(".address").inner_text()
    assert len(links) == 3

    for link in links:
        expert = Seen(chromium, address, viewport={"width": 390, "height": 800})
        expert.page.goto(link)
        expert.follow(expert.page.get_by_role("button", name="开始作答"))
        root = expert.page.locator("section.parent").first
        answers = ["1/3 右边稍微重要", "1/5 右边明显重要", *["1 同等重要"] * 8]
        for select, answer in zip(root.locator("select").all(), answers, strict=True):
            select.select_option(label=answer)
        expert.page.get_by_text("✓ 已保存").wait_for()
        assert re.match(r"CR 0\.\d{4}", root.locator(".ratio").inner_text())
        points = expert.page.locator(".point input")
        points.nth(0).fill("60")
        assert "还差 40" in expert.page.locator(".total").inner_text()
        points.nth(1).fill("40")
        assert "合计正好 100" in expert.page.locator(".total").inner_text()
        expert.page.keyboard.press("Tab")
        expert.page.get_by_text("✓ 已保存").wait_for()
        assert expert.fits()
        assert expert.wrong == []
        expert.context.close()

    user.go(round_address)
    assert page.locator("tbody tr", has_text="10 / 38").count() == 3
    assert page.locator("tbody tr", has_text="100 / 100").count() == 3
    user.follow(page.get_by_role("button", name="汇总并用于当前数据表"))
    page.locator(".ranking table").wait_for()


def test_every_page_fits_a_telephone_and_is_reached_by_the_keyboard(user, chromium, address):
    phone = Seen(chromium, address, viewport={"width": 390, "height": 844}, has_touch=True)
    phone.go("/")
    phone.follow(phone.page.get_by_role("button", name="省级示例"))
    for path in (
        "/",
        "/check",
        "/method",
        "/result",
        "/sure",
        "/regions",
        "/files",
        "/experts",
        "/framework",
        "/api/docs",
    ):
        phone.go(path)
        assert phone.fits(), path
        assert phone.page.locator("h1").count() == 1
    assert phone.wrong == []
    phone.context.close()

    page = user.page
    user.go("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "省级示例":
            break
    page.keyboard.press("Enter")
    page.get_by_text("可以读取：31个地区").wait_for()


def test_two_users_at_once_see_their_own_tables(user, chromium, address, tmp_path):
    other = Seen(chromium, address)
    for seen, name in ((user, "甲.csv"), (other, "乙.csv")):
        (tmp_path / name).write_bytes(messy())
        seen.go("/")
        seen.page.set_input_files("#table", tmp_path / name)
        seen.follow(seen.page.get_by_role("button", name="上传并检查"))
    user.go("/")
    other.go("/")

    assert "甲.csv" in user.page.locator("main").inner_text()
    assert "甲.csv" not in other.page.content()
    assert other.wrong == []
    other.context.close()
