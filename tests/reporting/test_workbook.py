"""The live workbook: formulas that any spreadsheet knows, with the program's values in them."""

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from pypdf import PdfReader

from ii_index.analysis.robustness.uncertainty import uncertainty
from ii_index.analysis.tiers import tiers
from ii_index.construction.compose import compose
from ii_index.io.definitions import example
from ii_index.io.frameworks import read_framework
from ii_index.io.tables import read_panel
from ii_index.model.framework import Framework
from ii_index.model.panel import Panel
from ii_index.reporting.report import report

# In Excel 97, and so in WPS and LibreOffice too.
OLD = {"ABS", "AND", "COUNT", "COUNTIF", "EXP", "IF", "INDEX", "ISNUMBER", "LN", "MATCH", "MAX", "MIN", "OR",
       "SUMIF", "SUMPRODUCT"}  # fmt: skip
EXACT = 1e-9
RECALCULATE_ON_LOADING = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""


def bytes_of(tiering, tmp_path, language="zh") -> bytes:
    return report(tiering.index, tiering, language=language).write(tmp_path / "index.xlsx").read_bytes()


def opened(content, *, values=False):
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def column(sheet, heading, *, heads, first, count):
    """Cells under a heading."""
    place = next(cell.column for cell in sheet[heads] if cell.value == heading)
    return [sheet.cell(row, place).value for row in range(first, first + count)]


def widths_of(sheet) -> dict[int, float]:
    """Width of each column: openpyxl gives a run of columns under the letter of its first."""
    runs = sheet.column_dimensions.values()
    return {place: run.width for run in runs for place in range(run.min, run.max + 1)}


def results_in(book, units):
    """Total scores (NaN for none), ranks and tiers as the workbook has them."""
    sheet = book["得分与排名"]
    scores = column(sheet, "root", heads=3, first=10, count=units)
    ranks = column(sheet, "排名", heads=4, first=10, count=units)
    live = column(sheet, "梯队（按现有界限）", heads=4, first=10, count=units)
    numbers = np.array([cell if isinstance(cell, (int, float)) else np.nan for cell in scores])
    return numbers, [rank or 0 for rank in ranks], [tier or 0 for tier in live]


@pytest.fixture(scope="module")
def content(tiering, tmp_path_factory) -> bytes:
    return bytes_of(tiering, tmp_path_factory.mktemp("book"))


def test_the_values_shown_before_anything_is_recalculated_are_the_programs(content, provinces, tiering):
    scores, ranks, live = results_in(opened(content, values=True), 31)

    np.testing.assert_allclose(scores, provinces.scores(2023), rtol=0, atol=EXACT)
    assert ranks == provinces.ranks(2023).tolist()
    assert live == tiering.labels.tolist()


def test_every_score_is_a_formula(content):
    sheet = opened(content)["得分与排名"]
    cells = column(sheet, "root", heads=3, first=10, count=31) + column(
        sheet, "排名", heads=4, first=10, count=31
    )

    assert all(str(cell).startswith("=") for cell in cells)


def test_formulas_use_only_functions_that_old_excel_wps_and_libreoffice_know(content, small, tmp_path):
    for book in (opened(content), opened(bytes_of(small, tmp_path))):
        formulas = [cell.value for sheet in book for row in sheet for cell in row if cell.data_type == "f"]
        used = {
            name
            for formula in formulas
            for name in re.findall(r"([A-Z][A-Z.0-9]*)\(", re.sub(r'"[^"]*"', "", formula))
        }

        assert formulas
        assert used <= OLD


def test_the_sheets_are_in_the_language_asked_for(small, tmp_path):
    assert opened(bytes_of(small, tmp_path, "en")).sheetnames == [
        "Notes", "Sorted", "Years", "Weights", "Data", "Normalised", "Scores", "Tiers", "Check"]  # fmt: skip


def test_weights_are_yellow_cells_that_take_no_negative_number(content):
    sheet = opened(content)["指标与权重"]
    (validation,) = sheet.data_validations.dataValidation

    assert sheet["E5"].fill.start_color.rgb == "FFFFF2B3"
    assert (validation.type, validation.operator, validation.formula1) == (
        "decimal",
        "greaterThanOrEqual",
        "0",
    )
    assert "E5" in validation.sqref


def test_the_sorted_list_has_a_chart_of_the_workbooks_own(content):
    charts = [
        name for name in zipfile.ZipFile(io.BytesIO(content)).namelist() if name.startswith("xl/charts/")
    ]

    assert charts == ["xl/charts/chart1.xml"]


def test_the_same_results_give_the_same_bytes(content, tiering, tmp_path):
    assert bytes_of(tiering, tmp_path) == content


def test_names_that_are_formulas_are_text(hostile, tmp_path):
    book = opened(bytes_of(hostile, tmp_path))
    cells = [cell for sheet in book for row in sheet for cell in row if isinstance(cell.value, str)]
    named = [cell for cell in cells if cell.value in {"=cmd()", "=1+1", "@SUM(A1)", "+1", "=cmd().csv"}]

    assert named
    assert all(cell.data_type == "s" for cell in named)


def test_tables_without_an_index_are_written_as_values_and_said_to_be(nation, tmp_path):
    book = opened(report(national=nation, language="en").write(tmp_path / "n.xlsx").read_bytes())
    sheet = book[book.sheetnames[1]]

    assert "no formulas" in sheet["A2"].value
    assert not any(cell.data_type == "f" for page in book for row in page for cell in row)


# ---- LibreOffice -----------------------------------------------------------------------------------------

SOFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Recalculate every formula of a workbook, and write it as something else."""
    profile = tmp_path_factory.mktemp("profile")
    (profile / "user").mkdir()
    (profile / "user/registrymodifications.xcu").write_text(RECALCULATE_ON_LOADING, encoding="utf-8")

    def convert(source: Path, form: str) -> Path:
        target = tmp_path_factory.mktemp("recalculated")
        subprocess.run(
            [SOFFICE, "--headless", f"-env:UserInstallation={profile.as_uri()}", "--convert-to",
             form, "--outdir", target, source],
            check=True, capture_output=True, timeout=240,
        )  # fmt: skip
        return target / source.with_suffix(f".{form.partition(':')[0]}").name

    return convert


@pytest.fixture(scope="module")
def recalculated(office):
    """Recalculate every formula of a workbook, and read it."""
    return lambda source: openpyxl.load_workbook(
        office(source, "xlsx:Calc MS Excel 2007 XML"), data_only=True
    )


@pytest.fixture(scope="module")
def panel():
    return read_panel(example("provinces.csv"), read_framework("caict-2024-public"))


def per_capita():
    return read_panel(example("provinces.csv"), read_framework(example("caict-2024-public-per-capita.yaml")))


RECIPES = {
    "as published": {},
    "geometric, harmonic and arithmetic on [1, 100], bounds of the year, a high threshold": {
        "normalisation": {"kind": "min_max", "range": (1, 100), "bounds": "year"},
        "aggregation": ["geometric", "harmonic", "arithmetic"],
        "imputation": {"kind": "renormalise", "threshold": 0.9},
    },
    "z-scores, power mean and Mazziotta-Pareto, filled and winsorised": {
        "normalisation": {"kind": "z_score", "mean": 100, "sd": 10},
        "aggregation": ["mazziotta_pareto", {"kind": "power", "exponent": 0.5}, "arithmetic"],
        "imputation": "median",
        "treatment": "winsorise",
    },
}


@needs_office
@pytest.mark.parametrize("changes", RECIPES.values(), ids=RECIPES.keys())
def test_an_office_program_recalculates_the_scores_and_ranks_of_the_program(
    panel, changes, recalculated, tmp_path
):
    index = compose(panel, panel.framework.recipe.replace(**changes))
    tiering = tiers(index, 2023)
    bytes_of(tiering, tmp_path)
    book = recalculated(tmp_path / "index.xlsx")
    scores, ranks, live = results_in(book, 31)

    np.testing.assert_allclose(scores, index.scores(2023), rtol=0, atol=EXACT)
    assert ranks == index.ranks(2023).tolist()
    assert live == tiering.labels.tolist()
    assert book["核对"]["A5"].value == "一致"
    assert not [
        cell for sheet in book for row in sheet for cell in row if str(cell.value).startswith(("#", "Err:"))
    ]


@needs_office
def test_of_a_framework_of_one_level_the_list_holds_the_indicators_own_scores(recalculated, tmp_path):
    """What is drafted from a table has one level: its columns were the total, the coverage and the ranks."""
    nan = np.nan
    definition = Framework(
        id="flat", name="Flat", units="any", children=[{"id": key, "name": key.upper()} for key in "abc"]
    )
    values = np.array([[[1, 2, 9], [5, nan, 3], [3, 8, 1], [nan, nan, 2]]], dtype=float)
    own = Panel(definition, (2023,), ("A", "B", "C", "D"), values, source="flat.csv")
    tiering = tiers(compose(own, definition.recipe.replace(imputation="renormalise")), 2023, 2)
    bytes_of(tiering, tmp_path)
    rows = recalculated(tmp_path / "index.xlsx")["排序"].iter_rows(min_row=5, max_row=8, values_only=True)

    index = tiering.index
    for row in rows:
        place = index.units.index(row[1])
        expected = [None if np.isnan(score) else score for score in index.levels[1][0, place]]
        shown = [None if cell in {"", None} else cell for cell in row[6:9]]
        assert shown == [None if score is None else pytest.approx(score, abs=EXACT) for score in expected]


@needs_office
def test_edited_weights_give_what_a_new_run_gives(panel, recalculated, tmp_path):
    index = compose(panel)
    bytes_of(tiers(index, 2023), tmp_path)
    edits = {"foundation": 40.0, "rd_input": 5.0}
    book = openpyxl.load_workbook(tmp_path / "index.xlsx")
    for row in book["指标与权重"].iter_rows(min_row=5):
        if row[0].value in edits:
            row[4].value = edits[row[0].value]
    book.save(tmp_path / "edited.xlsx")
    live = recalculated(tmp_path / "edited.xlsx")
    scores, ranks, _ = results_in(live, 31)
    local = {node: 100 * weight for node, weight in index.weights.local.items()} | edits
    anew = compose(panel, index.recipe.replace(weighting={"kind": "given", "local": local}))

    np.testing.assert_allclose(scores, anew.scores(2023), rtol=0, atol=EXACT)
    assert ranks == anew.ranks(2023).tolist()
    assert "不是100" in live["指标与权重"]["A3"].value
    assert live["核对"]["A5"].value.startswith("不同")
    places = [live["排序"].cell(row, 3).value for row in range(5, 36)]
    assert places == sorted(ranks)
    assert "界限未随之更新" in live["排序"]["A3"].value
    assert live["梯队"]["A3"].value == live["排序"]["A3"].value
    _, _, now = results_in(live, 31)
    moved = [row for row in live["排序"].iter_rows(min_row=5, values_only=True) if row[-1]]
    assert len(moved) == sum(np.array(now) != tiers(index, 2023).labels) > 0


@pytest.fixture(scope="module")
def whole_books(tiering, nation, tmp_path_factory):
    """The workbook with years, draws, the national series and everything, in both languages."""
    draws, folder = uncertainty(tiering.index, 2023, draws=200, seed=1), tmp_path_factory.mktemp("whole")
    return {
        language: report(tiering.index, tiering, draws, national=nation, language=language).write(
            folder / f"{language}.xlsx"
        )
        for language in ("zh", "en")
    }


@pytest.fixture(scope="module")
def printed(whole_books, office):
    """The pages of the whole workbook, in both languages, as they are printed."""
    return {language: PdfReader(office(book, "pdf")).pages for language, book in whole_books.items()}


def size_of_letters(page) -> float:
    """The size, in points, that most of a page is written in."""
    sizes = []

    def note(text, here, placed, _font, size):
        if text.strip():
            sizes.append(round(abs(size * (placed[0] or placed[1]) * here[0]), 1))

    page.extract_text(visitor_text=note)
    return max(set(sizes), key=sizes.count)


@needs_office
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_whole_workbook_prints_on_fewer_than_fifteen_pages_and_no_number_is_too_wide(printed, language):
    assert len(printed[language]) <= 14
    assert not any("##" in page.extract_text() for page in printed[language])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sheet_of_31_provinces_prints_one_page_high_whatever_the_font(whole_books, language):
    sheets = openpyxl.load_workbook(whole_books[language]).worksheets
    pages = [int(sheet.page_setup.fitToWidth or 1) for sheet in sheets]

    assert {sheet.page_setup.fitToHeight for sheet in sheets} <= {None, 1}
    assert sum(pages) <= 14


@needs_office
@pytest.mark.parametrize(("language", "title"), [("zh", "指标与权重"), ("en", "Weights")])
def test_indicators_and_weights_print_legibly_on_two_pages(printed, language, title):
    pages = [page for page in printed[language] if re.search(rf"xlsx\s+{title}\s", page.extract_text())]

    assert len(pages) == 2
    assert min(map(size_of_letters, pages)) >= 6.5


def alignment_of(cell) -> str:
    """Where a cell's text stands: to the right where it is a number and nothing else is said."""
    given = cell.alignment.horizontal
    return given if given not in {None, "general"} else "right" if cell.data_type == "n" else "left"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_heading_over_a_number_stands_to_the_right_as_the_number_does(whole_books, language):
    book = openpyxl.load_workbook(whole_books[language], data_only=True)
    apart = []
    for sheet in book.worksheets[1:]:
        fills = [sheet.cell(row, 1).fill.fgColor.rgb for row in range(1, 15)]
        if "FFE4E7EB" not in fills:
            continue  # headings at the side
        last = max(row for row, fill in enumerate(fills, 1) if fill == "FFE4E7EB")
        apart += [
            (sheet.title, head.value, cell.value)
            for head, cell in zip(sheet[last], sheet[last + 1], strict=True)
            if head.value
            and cell.value is not None
            and cell.data_type == "n"
            and alignment_of(head) != "right"
        ]

    assert apart == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_id_breaks_in_a_word_and_no_bracket_begins_a_line_alone(whole_books, language):
    book = openpyxl.load_workbook(whole_books[language])
    raw, normalised, scores = (
        book[name]
        for name in {"zh": ("原始数据", "标准化", "得分与排名"), "en": ("Data", "Normalised", "Scores")}[
            language
        ]
    )
    ids = [
        cell for sheet in (raw, normalised, scores) for cell in sheet[3] if re.match("[a-z]", str(cell.value))
    ]
    broken = [
        cell.value
        for cell in ids
        if cell.alignment.wrap_text
        or (cell.alignment.textRotation != 90 and len(cell.value) > widths_of(cell.parent)[cell.column])
    ]
    units = [cell.value.split("\n")[-1] for cell in raw[4] if re.search("[（(]", str(cell.value))]

    assert "base_stations_5g" in [cell.value for cell in ids]
    assert broken == []
    assert all(re.fullmatch("（.+）|\\(.+\\)", unit) for unit in units)
    assert len(units) > 20


def test_no_word_of_a_heading_of_the_list_breaks(whole_books):
    sheet = openpyxl.load_workbook(whole_books["en"])["Sorted"]
    widths = widths_of(sheet)
    broken = [
        word for head in sheet[4] for word in str(head.value).split() if 1.1 * len(word) > widths[head.column]
    ]

    assert "Environment" in [head.value for head in sheet[4]]
    assert broken == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_stands_in_a_row_stands_at_its_top(whole_books, language):
    book = openpyxl.load_workbook(whole_books[language])
    sheet = book[{"zh": "指标与权重", "en": "Weights"}[language]]

    assert {
        cell.alignment.vertical
        for row in sheet.iter_rows(min_row=5)
        for cell in row
        if cell.value is not None
    } == {"top"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_only_what_is_wrong_is_red(whole_books, language):
    """A verdict is red by a condition, which a good one does not meet."""
    formulas = openpyxl.load_workbook(whole_books[language])
    shown = openpyxl.load_workbook(whole_books[language], data_only=True)
    red = [
        (cell.coordinate, shown[sheet.title][cell.coordinate].value)
        for sheet in formulas
        for row in sheet.iter_rows()
        for cell in row
        if cell.font.color is not None and cell.font.color.rgb == "FFB42318"
    ]
    verdicts = {"zh": {"指标与权重": "A3", "核对": "A5"}, "en": {"Weights": "A3", "Check": "A5"}}[language]

    assert {value for _, value in red} <= {None, ""}
    for name, place in verdicts.items():
        found = {
            (rule.operator, rule.dxf.font.color.rgb, rule.formula[0])
            for rule in formulas[name].conditional_formatting[place]
        }
        said = shown[name][place].value
        assert found == {("equal", "FF1E7B34", f'"{said}"'), ("notEqual", "FFB42318", f'"{said}"')}


@pytest.mark.parametrize(("language", "name"), [("zh", "指数"), ("en", "Index")])
def test_the_series_of_the_nation_says_whose_indicators_data_and_weights_it_rests_on(
    whole_books, nation, language, name, tmp_path
):
    sheet = openpyxl.load_workbook(whole_books[language])[name]
    said = "".join(str(sheet.cell(row, 1).value or "") for row in range(2, 12)).replace(" ", "")
    path = report(national=nation, language=language).write(tmp_path / "nation.xlsx")
    alone = openpyxl.load_workbook(path)[name]

    for whose in (nation.framework.reference, nation.weights.note):
        assert whose.text(language).replace(" ", "") in said
    assert nation.panel.source in said
    assert nation.panel.source in "".join(str(alone.cell(row, 1).value or "") for row in range(2, 12))


@pytest.mark.parametrize(("language", "name"), [("zh", "2023年结果有多可靠"), ("en", "How sure it is, 2023")])
def test_how_sure_it_is_stands_on_one_sheet_with_no_text_cut(whole_books, language, name):
    sheet = openpyxl.load_workbook(whole_books[language])[name]
    heads = [cell.value for cell in sheet[4]]
    widths = widths_of(sheet)
    cut = [
        cell.coordinate
        for row in sheet.iter_rows(min_row=5, max_row=35)
        for cell in row
        if isinstance(cell.value, str) and widths[cell.column] < len(cell.value)
    ]

    assert len(heads) == len(set(heads)) == 20
    assert cut == []
    assert "200" in sheet.cell(37, 1).value
    assert "1" in sheet.cell(37, 1).value.split("200")[1]  # the seed


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_row_is_as_high_as_its_wrapped_texts(whole_books, language):
    low = []
    for sheet in openpyxl.load_workbook(whole_books[language]):
        widths = widths_of(sheet)
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.alignment.wrap_text:
                    long = sum(2 if letter > "\u2e80" else 1 for letter in cell.value)
                    lines = -(-long // widths.get(cell.column, 8.43))
                    if lines > 1 and (sheet.row_dimensions[cell.row].height or 15) < 13 * lines:
                        low.append((sheet.title, cell.coordinate, cell.value))

    assert low == []


def test_the_english_workbook_has_nothing_in_chinese_but_the_headings_of_the_file(whole_books):
    book = openpyxl.load_workbook(whole_books["en"])
    found = [
        (sheet.title, cell.coordinate, cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if re.search("[\u3400-\u9fff]", f"{cell.value} {sheet.title}")
        and not str(row[0].value).startswith("W_")  # a finding names the column where it is
    ]

    assert found == []


def published_columns(sheet) -> tuple[str, list[list[object]]]:
    """What stands under the heading of the published result, and that heading."""
    heads = [cell.value for cell in sheet[4]]
    first = heads.index("名次比2022年")
    rows = sheet.iter_rows(min_row=5, max_row=35, min_col=first + 1, max_col=first + 4, values_only=True)
    return sheet.cell(3, first + 1).value, [list(row) for row in rows]


@needs_office
def test_what_the_program_found_never_stands_beside_a_changed_list(whole_books, recalculated, tmp_path):
    """Weights of the year, and data of the year before, which move no score of this one."""

    def weights(book):
        next(row for row in book["指标与权重"].iter_rows(min_row=5) if row[1].value == "应用推广")[
            4
        ].value = 60

    def data(book):
        head = [cell.value for cell in book["原始数据"][3]].index("web_pages")
        book["原始数据"].cell(5 + 31, head + 1).value -= 1  # 2022, between the bounds

    says = {}
    for name, edit in (("as it was", None), ("weights", weights), ("data", data)):
        book = openpyxl.load_workbook(whole_books["zh"])
        if edit is not None:
            edit(book)
        book.save(tmp_path / "changed.xlsx")
        says[name] = recalculated(tmp_path / "changed.xlsx")
    heading, cells = published_columns(says["as it was"]["排序"])

    assert heading == "发布结果的（不随权重变动）"
    assert all(isinstance(cell, (int, float)) for row in cells for cell in row)
    assert says["as it was"]["得分与排名"].cell(5, 1).value is None
    for name in ("weights", "data"):
        heading, cells = published_columns(says[name]["排序"])
        assert heading == "发布结果的：已改动，不再适用"
        assert {cell for row in cells for cell in row} == {"—"}
    assert says["data"]["核对"]["A5"].value == "一致"
    assert "已不适用" in [cell.value for cell in says["weights"]["得分与排名"][5]]
    assert "已不适用" not in [cell.value for cell in says["data"]["得分与排名"][5]]


@needs_office
def test_tiers_that_no_limit_of_scores_tells_apart_are_not_shown_beside_changed_scores(
    recalculated, tmp_path
):
    tiering = tiers(own_way(children=pair("q")), 2023)
    turned = tiering.labels.max() + 1 - tiering.labels  # types from clusters need not follow scores
    mixed = replace(tiering, labels=turned)
    bytes_of(mixed, tmp_path)
    book = openpyxl.load_workbook(tmp_path / "index.xlsx")
    book["指标与权重"]["E5"].value = 10
    book.save(tmp_path / "changed.xlsx")
    before, after = (recalculated(tmp_path / name)["排序"] for name in ("index.xlsx", "changed.xlsx"))
    kept, open_ = ([sheet.cell(row, 5).value for row in range(5, 14)] for sheet in (before, after))

    assert all(isinstance(tier, (int, float)) for tier in kept)
    assert set(open_) == {"—"}
    assert {after.cell(row, 6).value or "" for row in range(5, 14)} == {""}


def test_scores_and_ranks_leave_no_row_blank_and_no_number_without_a_name(content, provinces, tiering):
    sheet = opened(content, values=True)["得分与排名"]
    shown = opened(content)["得分与排名"]
    labels = [sheet.cell(row, 2).value for row in range(5, 10)]
    total = provinces.scores(2023)
    place = next(cell.column for cell in sheet[3] if cell.value == "root")

    assert labels == ["同级内权重", "并列容差", "平均", "最高", "最低"]
    assert [sheet.cell(row, place).value for row in (7, 8, 9)] == pytest.approx(
        [total.mean(), total.max(), total.min()], abs=EXACT
    )
    names = column(sheet, "梯队名称", heads=4, first=10, count=31)
    assert names == [tiering.name_of(tier).zh for tier in tiering.labels.tolist()]
    assert shown.cell(10, place).number_format == "0.00"
    assert sheet.cell(10, place).value == pytest.approx(total[0], abs=EXACT)


@needs_office
def test_ratios_ties_leaves_of_several_levels_and_units_without_a_score_recalculate_too(
    small, recalculated, tmp_path
):
    panel = per_capita()
    index = compose(
        panel, panel.framework.recipe.replace(imputation={"kind": "renormalise", "basis": "count"})
    )
    for name, tiering in (("ratios", tiers(index, 2023)), ("small", small)):
        folder = tmp_path / name
        folder.mkdir()
        bytes_of(tiering, folder)
        scores, ranks, live = results_in(recalculated(folder / "index.xlsx"), len(tiering.index.units))

        np.testing.assert_allclose(scores, tiering.index.scores(2023), rtol=0, atol=EXACT)
        assert ranks == tiering.index.ranks(2023).tolist()
        assert live == tiering.labels.tolist()


@needs_office
def test_what_indicators_say_of_their_data_recalculates_too(recalculated, tmp_path):
    """Shared columns, limits, denominators with rules, ideals, transforms, goalposts in the own unit, constants, gaps."""
    post = {"normalisation": "goalposts", "goalposts": ["p10", 90]}
    leaves = [
        {"id": "a", "name": "A", "column": "x", "transform": "square_root", **post},
        {"id": "b", "name": "B", "column": "x", "direction": "moderate", "ideal": [20, 30]},
        {"id": "c", "name": "C", "denominator": "pop", "zero_denominator": "one", "limits": [0.5, 3]},
        {"id": "d", "name": "D", "transform": {"kind": "log", "offset": 1, "base": 10}},
        {"id": "e", "name": "E", "transform": "box_cox", "direction": "negative", "imputation": "median"},
        {"id": "f", "name": "F", "transform": "reciprocal", "imputation": "row_mean"},
        {"id": "g", "name": "G", "constant": 50},
    ]
    definition = Framework(
        id="many", name="Many", reference="a test", format=2, children=leaves,
        denominators=[{"id": "pop", "name": "Population"}],
        recipe={"imputation": {"kind": "mean", "threshold": 0.8}},
    )  # fmt: skip
    rng = np.random.default_rng(11)
    frame = pd.DataFrame({
        "unit": [f"u{at}" for at in range(12)], "year": 2023, "x": rng.uniform(5, 95, 12),
        **{key: np.exp(rng.normal(size=12)) for key in "cdef"}, "pop": [0, *rng.uniform(0.5, 2, 11)],
    })  # fmt: skip
    frame.loc[1, "e"] = frame.loc[2, "f"] = frame.loc[3, "c"] = None
    frame.loc[4, ["c", "d", "e", "f"]] = None
    index = compose(Panel.from_frame(frame, definition))
    tiering = tiers(index, 2023)
    bytes_of(tiering, tmp_path)
    scores, ranks, _ = results_in(recalculated(tmp_path / "index.xlsx"), 12)

    assert np.isnan(index.scores()).tolist() == [False] * 4 + [True] + [False] * 7
    np.testing.assert_allclose(scores, index.scores(), rtol=0, atol=EXACT)
    assert ranks == index.ranks().tolist()


# ---- Nodes made each their own way -----------------------------------------------------------------------


def pair(prefix, *, weights=(3, 1)):
    return [
        {"id": f"{prefix}{place}", "name": f"{prefix} {place}", "weight": weight}
        for place, weight in enumerate(weights)
    ]


def unweighted(prefix):
    return [{"id": f"{prefix}{place}", "name": f"{prefix} {place}"} for place in range(2)]


LIVE = [
    {"id": "g", "name": "G", "aggregation": {"kind": "geometric", "zeros": "zero"}, "children": pair("g")},
    {"id": "h", "name": "H", "aggregation": "harmonic", "direction": "negative", "children": pair("h")},
    {"id": "p", "name": "P", "aggregation": {"kind": "power", "exponent": 2}, "weight": 0.5, "children": pair("p")},
    {"id": "x", "name": "X", "aggregation": "product", "output": {"power": 0.5}, "children": pair("x", weights=(1, 0.5))},
    {"id": "r", "name": "R", "aggregation": "ratio", "children": unweighted("r")},
    {"id": "s", "name": "S", "aggregation": "minimum", "children": unweighted("s")},
    {"id": "l", "name": "L", "aggregation": "maximum", "output": {"complement": True}, "children": unweighted("l")},
    {"id": "m", "name": "M", "aggregation": "adjusted_mazziotta_pareto", "children": pair("m")},
    {"id": "t", "name": "T", "threshold": {"share": "2/3", "basis": "count"}, "children": [*unweighted("t"), {"id": "t2", "name": "t 2"}]},
]  # fmt: skip
PASTED = [
    {"id": "a", "name": "A", "aggregation": "topsis", "weight": 2, "children": pair("a")},
    {"id": "b", "name": "B", "aggregation": "copeland", "weight": 1, "children": pair("b")},
    {"id": "c", "name": "C", "aggregation": "median", "weight": 1, "children": pair("c")},
    {"id": "d", "name": "D", "aggregation": "benefit_of_the_doubt", "weight": 1, "children": unweighted("d")},
    {"id": "e", "name": "E", "weight": 3, "children": pair("e")},
]
OWN_WAYS = {
    "a sum of every operator that a formula knows, rounded": {
        "children": LIVE, "aggregation": "sum", "output": {"scale": 0.01, "decimals": 2}, "ranks": {"decimals": 1},
    },
    "the lowest first, equal scores sharing the mean of their places": {
        "children": pair("q"), "better": "lower", "ranks": {"decimals": 0, "ties": "mean"}, "output": {"scale": 0.1},
    },
    "dense ranks, nodes that no formula knows": {"children": PASTED, "ranks": {"ties": "dense", "decimals": 0}},
}  # fmt: skip


def own_way(**fields):
    framework = Framework(
        id="own", name="Own", reference="a test", recipe={
            "normalisation": {"kind": "min_max", "range": (1, 100)}, "imputation": {"kind": "renormalise", "threshold": 0},
        }, **fields,
    )  # fmt: skip
    values = np.random.default_rng(7).integers(1, 12, (1, 9, len(framework.leaves))).astype(float)
    leaves = [leaf.id for leaf in framework.leaves]
    if "t0" in leaves:
        values[0, 2, leaves.index("t0")] = np.nan
        values[0, 3, [leaves.index("t0"), leaves.index("t1")]] = np.nan
    return compose(Panel(framework, (2023,), tuple(f"u{place}" for place in range(9)), values))


@needs_office
@pytest.mark.parametrize("fields", OWN_WAYS.values(), ids=OWN_WAYS.keys())
def test_nodes_made_their_own_way_recalculate_or_are_marked_as_values(fields, recalculated, tmp_path):
    index = own_way(**fields)
    tiering = tiers(index, 2023)
    bytes_of(tiering, tmp_path)
    book = recalculated(tmp_path / "index.xlsx")
    scores, ranks, live = results_in(book, 9)

    np.testing.assert_allclose(scores, index.scores(2023), rtol=0, atol=EXACT)
    assert ranks == index.ranks(2023).tolist()
    assert live == tiering.labels.tolist()
    assert book["核对"]["A5"].value == "一致"
    headings = [str(cell.value) for cell in book["得分与排名"][4]]
    pasted = {"A", "B", "C", "D"} if fields["children"] is PASTED else set()
    assert {heading.removesuffix("（数值）") for heading in headings if heading.endswith("（数值）")} - {
        "梯队（程序，数值）".removesuffix("（数值）")
    } >= pasted


def test_weights_below_a_value_are_locked_and_multipliers_are_not(tmp_path):
    book = opened(bytes_of(tiers(own_way(children=PASTED), 2023), tmp_path))
    fills = {row[0].value: row[4].fill.fgColor.rgb for row in book["指标与权重"].iter_rows(min_row=5)}

    assert {fills[node] for node in ("a0", "b1", "c0", "d1")} != {fills["e0"]}
    assert fills["a"] == fills["e"] == fills["e0"] == "FFFFF2B3"


def test_every_sheet_prints_as_wide_as_the_paper_and_repeats_its_headings(small, tmp_path):
    for sheet in opened(bytes_of(small, tmp_path, "en")).worksheets:
        assert sheet.page_setup.paperSize == 9
        if sheet.page_setup.fitToWidth not in {None, 1}:  # 1 where it is left out
            assert sheet.page_setup.fitToWidth == 2
            assert sheet.print_title_cols  # what a row is about, again
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert "&P" in sheet.oddFooter.right.text
        if sheet.freeze_panes:
            assert sheet.print_title_rows


def test_the_list_says_all_that_is_known_of_a_unit_on_one_page(content):
    sheet = opened(content, values=True)["排序"]
    heads = [cell.value for cell in sheet[4]]
    row = [cell.value for cell in sheet[17]]

    assert heads[:6] == ["次序", "地区", "排名", "综合得分", "梯队", "梯队名称"]
    assert heads[11:13] == ["名次比2022年", "得分比2022年"]
    assert row[:4] == [13, "陕西", 13, pytest.approx(64.97, abs=0.01)]
    assert row[11] == 1
    assert sheet.auto_filter.ref
    assert sheet.freeze_panes == "C5"


def test_raw_data_have_units_of_measurement_thousands_and_a_filter(content):
    sheet = opened(content)["原始数据"]

    assert "5G基站数\n（万个）" in [cell.value for cell in sheet[4]]
    assert {cell.number_format for cell in sheet[5][3:]} <= {
        "#,##0",
        "#,##0.0",
        "#,##0.00",
        "#,##0.000",
        "#,##0.0000",
    }
    assert sheet.auto_filter.ref.startswith("A4:")
    assert sheet.print_title_cols == "$A:$C"


def test_levels_are_outlined(content):
    book = opened(content)
    weights = book["指标与权重"]

    assert {weights.row_dimensions[row].outlineLevel for row in range(5, 20)} == {0, 1, 2}
    assert any(
        column.outlineLevel and column.hidden for column in book["得分与排名"].column_dimensions.values()
    )
