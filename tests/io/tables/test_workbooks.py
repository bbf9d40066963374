"""Workbooks: sheets, formats, formulas, errors, merged and hidden cells, and files that are not what they say."""

import datetime as dt
import io
import zipfile

import numpy as np
import openpyxl
import pytest
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

import ii_index as ii
from ii_index.io.tables import check_table
from tests.io.tables.demo import CORRECT, DEMO, HEADER, REGIONS, ROWS, cells, check, codes, errors, text
from tests.io.tables.test_messy import FOLDER

NUMBERS = [HEADER, *([row[0], *map(float, row[1:])] for row in ROWS)]


def xlsx(change=lambda book, sheet: None, rows=NUMBERS, title="2023"):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    change(book, sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xls(change=lambda sheet: None):
    book = xlwt.Workbook()
    sheet = book.add_sheet("数据")
    for at, row in enumerate(NUMBERS):
        for column, cell in enumerate(row):
            sheet.write(at, column, cell)
    change(book.add_sheet("空"))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def ods(cell=None, **repeated):
    document = OpenDocumentSpreadsheet()
    table = Table(name="数据")
    for row in NUMBERS:
        line = TableRow()
        for content in row:
            number = isinstance(content, float)
            element = (
                TableCell(valuetype="float", value=str(content)) if number else TableCell(valuetype="string")
            )
            element.addElement(P(text=str(content)))
            line.addElement(element)
        table.addElement(line)
    if cell is not None:
        line = TableRow(numberrowsrepeated=str(repeated.get("rows", 1)))
        cell.addElement(P(text="1"))
        line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def place(finding):
    return finding.code, finding.cell


@pytest.mark.parametrize("content", [xlsx(), xls(), ods()], ids=["xlsx", "xls", "ods"])
def test_every_kind_of_workbook_gives_the_same_table(content):
    assert cells(check(content).panel) == CORRECT


def test_numbers_kept_as_text_are_numbers():
    def texts(_, sheet):
        sheet["B2"], sheet["C2"], sheet["D2"] = "12.5", "3,456", "６１．２"

    assert cells(check(xlsx(texts)).panel) == CORRECT


def test_dates_times_and_logical_values_are_no_numbers():
    def other(_, sheet):
        sheet["B2"], sheet["C2"], sheet["D3"] = dt.date(2023, 12, 5), True, dt.time(12, 30)

    assert [place(finding) for finding in errors(check(xlsx(other)))] == [
        ("E_NOT_NUMBER", "B2"), ("E_NOT_NUMBER", "C2"), ("E_NOT_NUMBER", "D3"),
    ]  # fmt: skip


def test_a_formula_never_calculated_is_no_missing_value():
    def formula(_, sheet):
        sheet["B2"] = "=1+1"

    (finding,) = errors(check(xlsx(formula)))

    assert (place(finding), finding.found) == (("E_FORMULA_NO_VALUE", "B2"), "=1+1")


def error_in_xlsx():
    def change(_, sheet):
        sheet["C3"].value, sheet["C3"].data_type = "#DIV/0!", "e"

    return xlsx(change)


def error_in_xls():
    book = xlwt.Workbook()
    sheet = book.add_sheet("数据")
    for at, row in enumerate(NUMBERS):
        for column, cell in enumerate(row):
            if (at, column) == (2, 2):
                sheet.row(at).set_cell_error(column, "#DIV/0!")
            else:
                sheet.write(at, column, cell)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def error_in_ods():
    content = ods()
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "content.xml":
                part = part.replace(
                    b'office:value-type="float" office:value="1234.5"',
                    b'office:value-type="string" calcext:value-type="error"',
                )
                part = part.replace(b">1234.5<", b">#DIV/0!<").replace(
                    b"<office:document-content",
                    b'<office:document-content xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"',
                    1,
                )
            new.writestr(name, part)
    return written.getvalue()


@pytest.mark.parametrize(
    "content", [error_in_xlsx(), error_in_xls(), error_in_ods()], ids=["xlsx", "xls", "ods"]
)
def test_a_formula_error_is_no_missing_value(content):
    (finding,) = errors(check(content))

    assert (place(finding), finding.found) == (("E_EXCEL_ERROR", "C3"), "#DIV/0!")


def percent(*formatted):
    def change(_, sheet):
        for at in range(2, 8):
            sheet.cell(at, 4).value /= 100
            if at in formatted:
                sheet.cell(at, 4).number_format = "0.0%"

    return change


def test_cells_formatted_as_percent_are_read_as_shown():
    reading = check(xlsx(percent(*range(2, 8))))

    assert cells(reading.panel) == CORRECT
    assert codes(reading) == ["W_PERCENT_FORMAT"]


def test_codes_keep_the_zeros_that_their_format_shows_and_values_stay_what_they_are():
    def change(_, sheet):
        for cell in ("A2", "A3", "A4", "B2", "C3"):
            sheet[cell].number_format = "000000"
        sheet["B3"].number_format = "00"

    rows = [["证券代码", "营收", "利润"], [1, 5, 2], [2333, 1.6, 3], [600000, 7, 4]]
    one = ii.Framework(
        id="one",
        name="One",
        reference="tests",
        children=[{"id": "a", "name": "营收"}, {"id": "b", "name": "利润"}],
    )
    panel = check_table(xlsx(change, rows), one, year=2023).panel

    assert panel.units == ("000001", "002333", "600000")
    assert panel.values[0].tolist() == [[5, 2], [1.6, 3], [7, 4]]


def test_percent_formats_beside_bare_fractions_are_mixed():
    (finding,) = errors(check(xlsx(percent(2, 3, 5, 6, 7))))

    assert (place(finding), finding.found, finding.expected) == (("E_MIXED_PERCENT", "D4"), "0.604", "61.2%")


def test_a_percent_format_on_a_count_is_a_unit_that_cannot_be_converted():
    def change(_, sheet):
        sheet["B2"].number_format = "0%"

    (finding,) = errors(check(xlsx(change)))

    assert (place(finding), finding.found) == (("E_UNIT_UNKNOWN", "B2"), "1250%")


@pytest.mark.parametrize("over", ["B2:B3", "B2:XFD1048576"])
def test_a_value_merged_over_two_regions_belongs_to_neither(over):
    (finding,) = errors(check(xlsx(lambda _, sheet: sheet.merged_cells.add(over))))

    assert place(finding) == ("E_MERGED_VALUE", "B2")


def test_years_merged_above_the_indicators_hold_for_all_below():
    names = ["5G基站数", "工业APP数", "数控化率"]
    rows = [
        ["地区", "2022年", "", "", "2023年", "", ""],
        ["", *names, *names],
        *([*row, *row[1:]] for row in NUMBERS[1:]),
    ]

    def merge(_, sheet):
        for area in ("A1:A2", "B1:D1", "E1:G1"):
            sheet.merge_cells(area)

    panel = check(xlsx(merge, rows), year=None).panel

    assert panel.years == (2022, 2023)
    assert cells(panel.select(years=[2023])) == CORRECT


@pytest.mark.parametrize("last", ["A12:A15", "A12:A1048576"])
def test_a_merge_that_reaches_beyond_the_table_holds_for_the_cells_there_are(last):
    (region, *names), *numbers = NUMBERS
    rows = [[region, "年份", *names]]
    for row in numbers:
        rows += [[row[0], 2022, *row[1:]], ["", 2023, *row[1:]]]

    def merge(_, sheet):
        for top in range(2, len(rows) - 2, 2):
            sheet.merge_cells(f"A{top}:A{top + 1}")
        sheet.merged_cells.add(last)

    panel = check(xlsx(merge, rows), year=None).panel

    assert panel.years == (2022, 2023)
    assert cells(panel.select(years=[2023])) == CORRECT


def second(book, _):
    sheet = book.create_sheet("修订")
    for row in NUMBERS:
        sheet.append(row)


def test_several_tables_are_a_choice_for_the_user():
    (finding,) = errors(check(xlsx(second)))

    assert finding.code == "E_SHEET_AMBIGUOUS"
    assert "2023, 修订" in finding.message("en")
    assert cells(check(xlsx(second), sheet="修订").panel) == CORRECT
    assert [finding.code for finding in errors(check(xlsx(second), sheet="2021"))] == ["E_SHEET_UNKNOWN"]


def test_a_sheet_of_notes_is_no_second_table():
    def notes(book, _):
        sheet = book.create_sheet("说明")
        for row in (
            ["指标", "含义", "来源"],
            ["5G基站数", "a", "b"],
            ["工业APP数", "a", "b"],
            ["数控化率", "a", "b"],
        ):
            sheet.append(row)

    reading = check(xlsx(notes))

    assert cells(reading.panel) == CORRECT
    assert [finding.code for finding in reading.findings] == ["N_SHEET_SKIPPED"]


def test_a_hidden_sheet_is_read_only_when_named():
    def hidden(book, sheet):
        second(book, sheet)
        book["修订"].sheet_state = "hidden"

    assert [finding.code for finding in check(xlsx(hidden)).findings] == ["N_SHEET_SKIPPED"]
    assert cells(check(xlsx(hidden), sheet="修订").panel) == CORRECT


def test_hidden_rows_are_read_and_said():
    def hide(_, sheet):
        sheet.row_dimensions[3].hidden = True

    reading = check(xlsx(hide))

    assert cells(reading.panel) == CORRECT
    assert [(finding.code, finding.row) for finding in reading.findings] == [("N_HIDDEN_ROWS", 3)]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xls", xlsx(), "E_FAKE_XLS"),
        ("a.xls", text().encode(), "E_FAKE_XLS"),
        ("a.xls", b"<html><body><table><tr><td>x</td></tr></table>", "E_FAKE_XLS"),
        ("a.xls", b'<?xml version="1.0"?><Workbook/>', "E_FAKE_XLS"),
        ("a.xls", b"MIME-Version: 1.0\n", "E_FAKE_XLS"),
        ("a.csv", xlsx(), "E_FAKE_XLS"),
        ("a.csv", b"\xef\xbb\xbf<!DOCTYPE html>", "E_FAKE_XLS"),
        ("a.xlsx", text().encode(), "E_FAKE_XLS"),
        ("a.xlsx", xls(), "E_FAKE_XLS"),
        ("a.ods", xlsx(), "E_FAKE_XLS"),
        ("a.xlsx", b"PK\x03\x04" + b"x" * 99, "E_WORKBOOK_DAMAGED"),
        ("a.pdf", b"%PDF-1.7", "E_FILE_TYPE"),
        ("a.yml", b"id: two\nname: Two\n", "E_DEFINITION_AS_TABLE"),
        ("a.json", b'{"id": "two"}', "E_DEFINITION_AS_TABLE"),
        ("a.xls", xls()[:700], "E_WORKBOOK_DAMAGED"),
        ("a.xlsx", xlsx()[:-99], "E_WORKBOOK_DAMAGED"),
        ("a.parquet", b"\x93\x00\x1f" * 99, "E_COLUMNAR_DAMAGED"),
        ("a.arrow", b"\x93\x00\x1f" * 99, "E_COLUMNAR_DAMAGED"),
        ("a.parquet", text().encode(), "E_FAKE_XLS"),
        ("a.xls", xls()[:512] + "EncryptedPackage".encode("utf-16-le") * 9, "E_WORKBOOK_DAMAGED"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(tmp_path, name, content, code):
    path = tmp_path / name
    path.write_bytes(content)
    (finding,) = check_table(path, DEMO, year=2023).findings

    assert finding.code == code
    assert finding.message("zh")


@pytest.mark.parametrize("content", [xlsx(), xls()], ids=["xlsx", "xls"])
def test_et_may_hold_either_kind_of_workbook(tmp_path, content):
    path = tmp_path / "a.et"
    path.write_bytes(content)

    assert check_table(path, DEMO, year=2023, expected_units=REGIONS).panel is not None


def test_a_finding_in_a_workbook_names_sheet_and_cell(tmp_path):
    def change(_, sheet):
        sheet["B4"] = "约5"

    path = tmp_path / "数据.xlsx"
    path.write_bytes(xlsx(change))
    (finding,) = errors(check_table(path, DEMO, year=2023, expected_units=REGIONS))

    assert finding.render("zh").startswith("数据.xlsx:2023!B4  E_NOT_NUMBER  “约5”不是数值 → ")


def test_the_messy_workbooks_are_read_from_bytes_too():
    content = (FOLDER / "45_merged_header.xlsx").read_bytes()

    assert cells(check(content).panel) == CORRECT


@pytest.mark.parametrize("name", ["noise.xlsx", "noise.xls", "noise.et", "noise.ods"])
def test_noise_under_the_name_of_a_workbook_is_damaged_and_no_text(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(bytes(np.random.default_rng(1).integers(0, 256, 3000, dtype=np.uint8)))
    with pytest.raises(ii.DataError) as refusal:
        ii.read_panel(path)

    (finding,) = refusal.value.findings
    assert finding.code == "E_WORKBOOK_DAMAGED"
    assert "已损坏" in finding.render("zh")
    assert "文本" not in finding.render("zh")


def test_the_half_of_a_workbook_is_damaged_and_no_zip_archive(tmp_path):
    path = tmp_path / "half.xlsx"
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as package:
        package.writestr("[Content_Types].xml", "x" * 5000)
    path.write_bytes(whole.getvalue()[:2000])
    with pytest.raises(ii.DataError, match="E_WORKBOOK_DAMAGED"):
        ii.read_panel(path)


def test_a_text_under_the_name_of_a_workbook_is_told_to_be_a_text(tmp_path):
    path = tmp_path / "text.xlsx"
    path.write_bytes("地区,年份\n北京,2023\n".encode("gb18030"))
    with pytest.raises(ii.DataError) as refusal:
        ii.read_panel(path)

    assert [finding.code for finding in refusal.value.findings] == ["E_FAKE_XLS"]
