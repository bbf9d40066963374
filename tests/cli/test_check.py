"""``check``, ``rule`` and the table template: what they print, write and refuse."""

import io
import json
import sys
from pathlib import Path

import openpyxl
import pytest

from ii_index.messages import catalogue

ROOT = Path(__file__).parents[2]
PROVINCES = str(ROOT / "examples/provinces.csv")


@pytest.fixture
def faulty(tmp_path):
    """A table of 500 faults: 100 rows of five estimates."""
    rows = "".join(f"{2000 + at},约1,约2,约3,约4,约5\n" for at in range(100))
    path = tmp_path / "faulty.csv"
    path.write_text("年份,基础能力,技术创新,产业发展,应用推广,发展环境\n" + rows, encoding="utf-8")
    return path


def test_a_readable_table_is_said_to_be_and_passes(spoken):
    code, out, err = spoken("check", PROVINCES)

    assert (code, err) == (0, "")
    assert "31 units × 3 years × 25 indicators" in out
    assert "W_MISSING_VALUES" in out


def test_warnings_are_errors_when_strict_and_unsaid_when_quiet(spoken):
    code, said, _ = spoken("check", PROVINCES, "--strict", "--lang", "en")
    assert (code, said.splitlines()[-1]) == (1, "warnings count as errors (--strict)")
    assert "W_" not in spoken("check", PROVINCES, "--quiet")[1]


def test_five_hundred_faults_of_five_causes_are_five_findings_with_their_number(spoken, faulty):
    code, out, _ = spoken("check", faulty)

    assert code == 1
    assert out.count("is not a number (100 such: rows 2, 3, 4") == 5
    assert "errors: 5" in out
    code, out, _ = spoken("check", faulty, "--json")
    record = json.loads(out)
    assert code == 1
    assert (record["readable"], len(record["findings"])) == (False, 6)
    assert record["findings"][0]["hint"]


def test_findings_are_written_as_a_table(spoken, faulty, tmp_path):
    for suffix in ("md", "csv", "json", "xlsx"):
        path = tmp_path / f"findings.{suffix}"
        code, _, _ = spoken("check", faulty, "-o", path, "--lang", "zh")

        assert code == 1
        assert path.stat().st_size > 500
    assert "约1" in (tmp_path / "findings.md").read_text(encoding="utf-8")


def test_a_table_may_come_from_standard_input(spoken, monkeypatch):
    class Piped:
        buffer = io.BytesIO(Path(PROVINCES).read_bytes())

    monkeypatch.setattr(sys, "stdin", Piped)

    assert spoken("check", "-", "--framework", "caict-2024-public")[0] == 0


def test_a_file_that_is_not_there_is_a_finding(spoken, tmp_path):
    code, out, err = spoken("check", tmp_path / "none.csv")

    assert (code, err) == (1, "")
    assert "E_FILE_MISSING" in out


def test_a_table_that_fits_no_framework_says_which_are_nearest(spoken, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    code, out, _ = spoken("check", path)

    assert code == 1
    assert "E_FRAMEWORK_UNCLEAR" in out
    assert "caict-2024" in out


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_rule_can_be_explained(spoken, language):
    for code in catalogue():
        assert spoken("rule", code, "--lang", language)[1].startswith(code)
    assert len(spoken("rule", "--lang", language)[1].splitlines()) > len(catalogue())


def test_a_code_that_does_not_exist_is_met_with_one_that_does(spoken):
    code, _, err = spoken("rule", "E_NOTNUMBER")

    assert code == 1
    assert "E_NOT_NUMBER" in err


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_form_reads_back_once_it_is_filled_in(spoken, tmp_path, language):
    form, filled = tmp_path / "form.xlsx", tmp_path / "filled.xlsx"

    assert spoken("template", "table", "-o", form, "--lang", language)[0] == 0
    book = openpyxl.load_workbook(form)
    sheet = book.worksheets[0]
    assert len(sheet.data_validations.dataValidation) == 3
    for row in sheet.iter_rows(min_row=2, max_row=32, min_col=2, max_col=sheet.max_column):
        row[0].value = 2023
        for at, cell in enumerate(row[1:], 1):
            cell.value = at * 3.5
    book.save(filled)
    code, out, _ = spoken("check", filled, "--framework", "caict-2024-public", "--quiet")
    assert code == 0
    assert "31 units × 1 years × 25 indicators" in out
