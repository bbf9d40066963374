"""Which built-in framework fits a table, and what is said where none does."""

import pytest

from ii_index.io.tables import check_table


def only(content):
    (finding,) = check_table(content.encode("utf-8")).findings
    return finding


@pytest.mark.parametrize("content", ["", "\n \n,,\n\t\n", "\ufeff", "\u3000"])
def test_a_blank_file_is_empty_whatever_the_framework(content):
    assert only(content).code == "E_EMPTY"


@pytest.mark.parametrize(
    ("content", "headings"),
    [
        ("2023年数据,,\n地区,甲指标,乙指标\n北京,1,2\n", "地区 | 甲指标 | 乙指标"),
        ("报表,,\n片区,甲指标,乙指标\n东,1,2\n", "片区 | 甲指标 | 乙指标"),
        ("说明\n", "说明"),
    ],
    ids=["known words", "nothing known", "title only"],
)
def test_a_header_that_fits_no_framework_is_shown(content, headings):
    finding = only(content)

    assert (finding.code, finding.found) == ("E_FRAMEWORK_UNCLEAR", headings)
    assert headings.replace(" | ", "、") in finding.message("zh")
    assert headings.replace(" | ", ", ") in finding.message("en")
    assert "caict-2024" in finding.message("en")


def test_a_long_header_is_shown_in_part():
    finding = only(",".join(["片区", "x" * 99, *"abcdefg"]) + "\n东" + ",1" * 8)

    assert "片区、" + "x" * 30 + "…、a、b、c、d……" in finding.message("zh")
    assert "c, d, …)" in finding.message("en")
