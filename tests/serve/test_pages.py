"""Every page: from a messy table to its files."""

import io
import json
import re
import time
import zipfile

from pypdf import PdfReader

from ii_index.cli import run
from tests.serve.conftest import PROVINCES

OWN = "城市,年份,甲,乙\nA市,2023,1,2\nB市,2023,3,1\nC市,2023,2,5\nD市,2023,9,4\nE市,2023,4,7\n"


def messy():
    """One year of the provinces in GB18030 with a title, an estimate, a doubtful comma and a misspelt name."""
    lines = PROVINCES.read_text(encoding="utf-8-sig").splitlines()
    rows = [line.split(",") for line in lines[1:] if line.split(",")[1] == "2023"]
    rows[3][2] = "约9.2"
    rows[5][4] = '"12,5"'
    for row in rows:
        row[0] = "新彊" if row[0] == "新疆" else row[0]
    table = ["2023年各省指标", lines[0], *map(",".join, rows), "注：公开统计"]
    return "\n".join(table).encode("gb18030")


def wait(browser, what):
    for _ in range(3000):
        said = browser.get(f"/jobs/{what}").json()
        if said["ended"]:
            return said
        time.sleep(0.1)
    raise AssertionError(said)


def test_a_first_visitor_is_asked_for_a_table_and_sees_no_later_step(browser):
    page = browser.get("/").text

    assert "把数据表拖到这里" in page
    assert 'href="/result"' not in page
    for path in ("/check", "/framework", "/method", "/result", "/sure", "/regions", "/files"):
        assert browser.client.get(path, follow_redirects=False).headers["location"] == "/"


def test_a_messy_table_is_refused_with_each_fault_at_its_cell(browser):
    page = browser.bring("2023年.csv", messy()).text

    assert "不能读取：错误3项" in page
    assert re.search(r'id="cell-C6" class="error".*?约9.2', page)
    assert re.search(r'id="cell-E8" class="error".*?12,5', page)
    assert re.search(r'id="cell-A33" class="error".*?新彊', page)
    assert "是否为 新疆？" in page


def test_cells_corrected_in_the_page_make_the_table_readable_and_can_be_downloaded(browser):
    browser.bring("2023年.csv", messy())
    changes = {"C6": "9.2", "E8": "12.5", "A33": "新疆"}
    sent = {f"cell-{cell}": text for cell, text in changes.items()} | {"cell-B6": "2023", "before-B6": "2023"}
    page = browser.post("/correct", sent).text

    assert "可以读取：31个地区" in page
    table = browser.get("/files/table")
    assert "filename*=UTF-8''2023%E5%B9%B4.csv" in table.headers["content-disposition"]
    assert "新疆" in table.content.decode("utf-8-sig")
    again = browser.bring("again.csv", table.content).text
    assert "可以读取：31个地区" in again


def test_a_table_that_no_framework_fits_gets_a_draft_that_is_edited_in_the_page(browser):
    page = browser.bring("own.csv", OWN.encode()).text
    assert "由此表起草指标体系" in page

    draft = browser.get("/framework").text
    assert 'name="name-0" value="甲"' in draft
    rows = {
        "rows": "4", "title": "我的指数", "units": "any",
        "id-0": "甲", "name-0": "甲", "direction-0": "positive", "parent-0": "规模", "weight-0": "",
        "id-1": "乙", "name-1": "乙", "direction-1": "negative", "unit-1": "个", "weight-1": "30",
        "name-2": "规模", "weight-2": "70", "direction-2": "",
    }  # fmt: skip
    checked = browser.post("/framework", rows)
    assert "可以读取：5个地区" in checked.text
    result = browser.get("/result").text
    assert "我的指数" in result
    ranking = json.loads(browser.get("/files/report.json").content)
    best = ranking["tables"]["ranking"][0]
    assert best["unit"] == "D市"  # the largest 甲, which weighs 70


def test_a_draft_that_cannot_stand_is_shown_again_as_it_was_typed(browser):
    browser.bring("own.csv", OWN.encode())
    answer = browser.post("/framework", {"rows": "1", "name-0": "甲", "id-0": "甲", "weight-0": "-3"})

    assert answer.status_code == 422
    assert 'value="-3"' in answer.text
    assert "错误" in answer.text


def test_presets_change_the_ranking_and_the_national_one_is_refused_for_provinces(with_provinces):
    def first_scores():
        record = json.loads(with_provinces.get("/files/report.json").content)
        return [row["score"] for row in record["tables"]["ranking"][:3]]

    with_provinces.post("/preset", {"preset": "provincial"})
    own = first_scores()
    with_provinces.post("/preset", {"preset": "equal"})

    assert first_scores() != own
    refused = with_provinces.post("/preset", {"preset": "national"})
    assert refused.status_code == 422
    assert "不适用于这张数据表" in refused.text


def test_the_nations_table_gives_its_series(browser):
    browser.post("/example", {"which": "china"})

    assert "定基指数" in browser.get("/method").text
    page = browser.post("/preset", {"preset": "national"})
    assert page.status_code == 200
    assert "142.73" in page.text
    assert "没有名次可言" in browser.get("/sure").text
    refused = browser.post("/method", {"normalise": "z-score"})
    assert refused.status_code == 422
    assert "以基期为100合成" in refused.text


def test_a_choice_without_effect_is_refused_and_the_former_method_holds(with_provinces):
    with_provinces.post("/method", {"weights": "equal"})
    refused = with_provinces.post("/method", {"normalise": "rank", "low": "1", "high": "100"})

    assert refused.status_code == 422
    assert "range" in refused.text
    assert re.search(r'value="equal" selected', with_provinces.get("/method").text)


def test_every_number_typed_wrongly_is_named(with_provinces):
    refused = with_provinces.post("/method", {"threshold": "viel", "tiers": "0", "power": "nan"})

    assert refused.status_code == 422
    assert "threshold" in refused.text
    assert with_provinces.post("/method", {"year": "20x3"}).status_code == 422


def test_a_weights_file_is_used(with_provinces):
    weights = b"local: {foundation: 1, innovation: 0, industry: 0, application: 0, environment: 0}"
    page = with_provinces.post("/method", {}, {"weights_file": ("w.yaml", weights)})

    assert page.status_code == 200
    rows = json.loads(with_provinces.get("/files/report.json").content)["tables"]["ranking"]
    assert all(abs(row["score"] - row["foundation"]) < 1e-9 for row in rows)
    assert "w.yaml" in with_provinces.get("/method").text


def test_the_result_embeds_the_report_apart_from_everything_else(with_provinces):
    page = with_provinces.get("/result").text
    report = with_provinces.get("/files/report.html?inline=true")

    assert 'sandbox="allow-scripts"' in page
    assert report.headers["content-security-policy"].startswith("sandbox allow-scripts")
    assert "结果有多可靠" in report.text


def test_draws_are_a_job_whose_result_is_shown(with_provinces):
    with_provinces.post("/sure", {"draws": "300", "seed": "5"})
    said = wait(with_provinces, "sure")

    assert said == {"state": "done", "made": 300, "wanted": 300, "ended": True}
    assert "排名有多可靠" in with_provinces.get("/sure").text


def test_a_job_is_cancelled_at_once(with_provinces):
    with_provinces.post("/sure", {"draws": "5000000"})
    page = with_provinces.post("/jobs/sure/cancel").text

    assert "已取消" in page
    assert with_provinces.get("/jobs/sure").json()["state"] == "cancelled"


def test_more_draws_than_may_be_are_refused(with_provinces):
    assert with_provinces.post("/sure", {"draws": "100000000000"}).status_code == 422


def test_a_unit_has_its_brief_on_paper_and_beside_another(with_provinces):
    page = with_provinces.get("/regions?unit=340000&other=330000").text
    brief = with_provinces.get("/brief.pdf?unit=340000")

    assert "浙江" in page
    assert "安徽" in PdfReader(io.BytesIO(brief.content)).pages[0].extract_text()
    assert "%E5%AE%89%E5%BE%BD.pdf" in brief.headers["content-disposition"]
    assert with_provinces.get("/brief.pdf?unit=nowhere").status_code == 422


def test_files_are_what_they_are_called(with_provinces):
    starts = {"xlsx": b"PK", "csv": "\ufeff".encode(), "json": b"{", "html": b"<!DOCTYPE", "md": b"#"}
    for form, start in starts.items():
        assert with_provinces.get(f"/files/report.{form}").content.startswith(start), form
    assert with_provinces.get("/files/report.exe").status_code == 404


def test_a_study_is_run_again_by_the_command_line_to_the_same_printed_digits(with_provinces, tmp_path):
    with_provinces.post("/method", {"weights": "critic", "missing": "median", "aggregate": "geometric",
                                    "normalise": "min-max", "low": "1", "high": "100", "tiers": "3", "year": "2022"})  # fmt: skip
    served = with_provinces.get("/files/report.csv").content
    with zipfile.ZipFile(io.BytesIO(with_provinces.get("/files/study.zip").content)) as study:
        study.extractall(tmp_path)
    text = (tmp_path / "study.yaml").read_text(encoding="utf-8")
    quick = text.replace("robustness:", "# robustness:") + 'outputs: ["ranking.csv"]\n'
    (tmp_path / "study.yaml").write_text(quick, encoding="utf-8")

    assert run(["run", str(tmp_path / "study.yaml"), "-o", str(tmp_path / "out"), "--quiet"]) == 0
    assert (tmp_path / "out" / "ranking.csv").read_bytes() == served


def test_a_study_of_an_edited_framework_carries_it(browser, tmp_path):
    browser.bring("own.csv", OWN.encode())
    browser.post("/framework", {"rows": "2", "title": "我的指数", "id-0": "甲", "name-0": "甲", "direction-0": "positive",
                                "id-1": "乙", "name-1": "乙", "direction-1": "negative"})  # fmt: skip
    served = browser.get("/files/report.csv").content
    with zipfile.ZipFile(io.BytesIO(browser.get("/files/study.zip").content)) as study:
        study.extractall(tmp_path)
    text = (tmp_path / "study.yaml").read_text(encoding="utf-8").replace("robustness:", "# robustness:")
    (tmp_path / "study.yaml").write_text(text + 'outputs: ["ranking.csv"]\n', encoding="utf-8")

    assert run(["run", str(tmp_path / "study.yaml"), "-o", str(tmp_path / "out"), "--quiet"]) == 0
    assert (tmp_path / "out" / "ranking.csv").read_bytes() == served


def test_a_reader_chooses_the_language(with_provinces):
    assert "Notices and warnings" in with_provinces.get("/result?lang=en").text
    assert "Choose the method" in with_provinces.get("/method").text
    assert "选择方法" in with_provinces.get("/method?lang=zh").text


def test_a_sheet_year_and_absent_units_can_be_said(browser):
    text = "地区,5G基站数(万个)\n北京,3\n上海,4\n天津,5\n"
    page = browser.bring("three.csv", text.encode(), framework="caict-2024-public").text
    assert "不能读取" in page

    page = browser.post("/reading", {"year": "2023", "allow_missing_units": "on", "sheet": ""}).text
    assert "caict-2024-public" in page
    assert 'name="year" value="2023"' in page


def test_a_nations_study_is_run_again_to_the_same_printed_digits(browser, tmp_path):
    browser.post("/example", {"which": "china"})
    served = browser.get("/files/report.csv").content
    with zipfile.ZipFile(io.BytesIO(browser.get("/files/study.zip").content)) as study:
        study.extractall(tmp_path)
    text = (tmp_path / "study.yaml").read_text(encoding="utf-8")
    (tmp_path / "study.yaml").write_text(text + 'outputs: ["ranking.csv"]\n', encoding="utf-8")

    assert run(["run", str(tmp_path / "study.yaml"), "-o", str(tmp_path / "out"), "--quiet"]) == 0
    assert (tmp_path / "out" / "ranking.csv").read_bytes() == served
