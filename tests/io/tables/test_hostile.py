"""Hostile and damaged files: refused within stated limits, and never a traceback."""

import io
import random
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from odf.table import TableCell

from ii_index.errors import DataError, Finding
from ii_index.io.files.limits import LIMITS
from ii_index.io.files.text import read_delimited
from ii_index.io.tables import check_table, match_framework
from ii_index.io.tables.reader import in_order
from tests.io.tables.demo import DEMO, FREE, check, errors, text
from tests.io.tables.test_workbooks import ods, xls, xlsx

SHEET = "xl/worksheets/sheet1.xml"


def with_part(content, name, change):
    """The same package, one part changed or added."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.namelist():
            new.writestr(entry, change(old.read(entry)) if entry == name else old.read(entry))
        if name not in old.namelist():
            new.writestr(name, change(b""))
    return written.getvalue()


def refused(content, framework=DEMO):
    return [finding.code for finding in errors(check(content, framework))]


def bomb(size, block=2**20):
    """A workbook whose sheet unpacks to ``size`` bytes of blanks."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx())) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.namelist():
            if entry != SHEET:
                new.writestr(entry, old.read(entry))
        with new.open(SHEET, "w") as part:
            for _ in range(size // block):
                part.write(b" " * block)
    return written.getvalue()


def test_a_workbook_that_unpacks_to_more_than_the_limit_is_refused_before_it_is_unpacked():
    content = bomb(LIMITS.unpacked + 2**20)
    tracemalloc.start()
    codes = refused(content)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert codes == ["E_TOO_LARGE"]
    assert most < 20 * 2**20


def test_a_suspicious_ratio_is_refused_below_the_limit():
    assert refused(bomb(80 * 2**20)) == ["E_TOO_LARGE"]


def test_a_part_larger_than_it_says_is_refused():
    content = bytearray(bomb(2**20))
    at = -1
    while (at := content.find(b"PK\x01\x02", at + 1)) >= 0:
        length = struct.unpack_from("<H", content, at + 28)[0]
        if content[at + 46 : at + 46 + length] == SHEET.encode():
            content[at + 24 : at + 28] = struct.pack("<I", 500)

    assert refused(bytes(content)) == ["E_TOO_LARGE"]


@pytest.mark.parametrize("quote", ['"', "'"])
def test_a_cell_at_the_far_corner_is_refused_before_the_rectangle_is_made(quote):
    far = f"</row><row r={quote}1048576{quote}><c r={quote}XFD1048576{quote}><v>1</v></c></row></sheetData>".encode()

    assert refused(with_part(xlsx(), SHEET, lambda xml: xml.replace(b"</row></sheetData>", far))) == [
        "E_TOO_LARGE"
    ]


def test_cells_repeated_without_end_are_refused():
    assert refused(
        ods(TableCell(numbercolumnsrepeated="16000", valuetype="float", value="1"), rows=1_000_000)
    ) == ["E_TOO_LARGE"]


def test_one_long_text_in_many_cells_is_refused():
    strings = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
        + b"A" * 2**20
        + b"</t></si></sst>"
    )
    many = b"".join(
        b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (row, row) for row in range(8, 20_000)
    )
    content = with_part(xlsx(), "xl/sharedStrings.xml", lambda _: strings)

    assert refused(
        with_part(content, SHEET, lambda xml: xml.replace(b"</sheetData>", many + b"</sheetData>"))
    ) == ["E_TOO_LARGE"]


def test_links_to_other_files_are_refused():
    assert refused(with_part(xlsx(), "xl/externalLinks/externalLink1.xml", lambda _: b"<externalLink/>")) == [
        "E_EXTERNAL_LINK"
    ]


def test_entities_are_refused():
    declared = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'

    assert refused(with_part(xlsx(), "xl/workbook.xml", lambda xml: declared + xml)) == ["E_WORKBOOK_DAMAGED"]


@pytest.mark.parametrize(
    "content",
    [
        "," * 1_000_000,
        "地区,5G基站数\n" + "," * 1_000_000,
        '地区,5G基站数\n"' + "," * 1_000_000,
        "地区,5G基站数\n北京," + "9" * 1_000_000,
        '地区,5G基站数\n"' + "北" * 1_000_000,
    ],
    ids=["columns", "columns below", "open quote", "digits", "quoted text"],
)
def test_a_line_of_a_million_is_refused(content):
    assert set(refused(content)) <= {
        "E_TOO_LARGE",
        "E_MISSING_COLUMN",
        "E_NOT_NUMBER",
        "E_QUOTES",
        "E_MISSING_REGION",
        "E_DUPLICATE_KEY",
    }
    assert refused(content)


def test_a_limit_is_stated():
    (finding,) = errors(check("," * 100_000))

    assert str(LIMITS.columns) in finding.message("zh")
    assert str(LIMITS.columns) in finding.message("en")


def test_more_findings_than_anyone_reads_are_counted():
    ordered = in_order([Finding("W_EXTRA_COLUMN", row=at) for at in range(LIMITS.findings + 20)])

    assert len(ordered) == LIMITS.findings + 1
    assert ordered[-1].code == "N_MORE_FINDINGS"
    assert "20" in ordered[-1].message("en")


def test_a_file_that_is_not_there_or_a_folder_is_a_finding(tmp_path):
    assert [finding.code for finding in check_table(tmp_path / "no.csv", DEMO).findings] == ["E_FILE_MISSING"]
    assert [finding.code for finding in check_table(tmp_path, DEMO).findings] == ["E_IS_FOLDER"]


SEEDS = [text().encode(), text().encode("gb18030"), text().encode("utf-16"), xlsx(), xls(), ods()]
pieces = st.sampled_from(
    [
        b"",
        b",",
        b"\n",
        b"\r",
        b'"',
        b"\xff",
        b"\x00",
        "北京".encode(),
        "年份".encode(),
        b"2023",
        b"=",
        b"1e999",
    ]
)


@given(st.sampled_from(SEEDS), st.lists(st.tuples(st.floats(0, 1), pieces), max_size=12), st.floats(0.1, 1))
def test_no_damage_breaks_the_reader(seed, changes, kept):
    content = bytearray(seed)
    for place, piece in changes:
        at = int(place * len(content))
        content[at : at + len(piece)] = piece
    reading = check_table(bytes(content[: int(kept * len(content))]), DEMO, year=2023)

    assert reading.panel is not None or errors(reading)
    for finding in reading.findings:
        assert finding.render("zh")
        assert finding.render("en")


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(content):
    reading = check_table(content, DEMO, year=2023)

    assert errors(reading)


WORDS = """
    地区 北京 全国 年份 2023 2023年 指标 数值 单位 5G基站数 x1 x2 万个 % 合计 注：x 12.5 约3 61% — #N/A 其中：大连 香港 Shanxi
    单位：万个 甲 1 (x) 110000
"""
cells = st.sampled_from(["", "NC rate", *WORDS.split()])


@given(st.lists(st.lists(cells, max_size=6), max_size=8), st.sampled_from([DEMO, FREE]), st.booleans())
def test_no_arrangement_of_known_words_breaks_the_reader(rows, framework, fill_down):
    table = "\n".join(",".join(row) for row in rows).encode()
    reading = check_table(table, framework, year=2023, fill_down=fill_down)

    assert reading.panel is not None or errors(reading)
    for finding in reading.findings:
        assert "{" not in finding.render("zh") + finding.render("en")


@given(st.lists(st.lists(cells, max_size=5), max_size=6))
def test_matching_a_framework_names_one_or_refuses(rows):
    table = "\n".join(",".join(row) for row in rows).encode()
    refused: set[str] = set()
    try:
        named = match_framework(table).id
    except DataError as error:
        named, refused = "", {finding.code for finding in error.findings}

    assert named in {"caict-2024", "caict-2024-public"} or refused in ({"E_FRAMEWORK_UNCLEAR"}, {"E_EMPTY"})


def test_random_bytes_in_the_middle_of_the_messy_files_are_survived():
    chance = random.Random(3)
    for path in sorted((Path(__file__).parents[2] / "messy").glob("*.*")):
        for _ in range(20):
            content = bytearray(path.read_bytes())
            for _ in range(chance.randint(1, 9)):
                content[chance.randrange(len(content))] = chance.randrange(256)
            for finding in check_table(bytes(content), DEMO, year=2023).findings:
                assert finding.render("zh")


def test_plain_text_has_room_for_more_cells_than_what_is_held_one_by_one(monkeypatch):
    table = "unit,year,a\n" + "".join(f"firm{at},2023,{at}\n" for at in range(9))
    few = LIMITS._replace(cells=20, numbers=30)
    monkeypatch.setattr("ii_index.io.files.text.LIMITS", few)

    assert len(read_delimited(table, "t.csv", len)) == 10
    for too_many in (table + "firm9,2023,9\n", table.replace("firm1", '"firm1"')):
        with pytest.raises(DataError) as refused:
            read_delimited(too_many, "t.csv", len)
        assert refused.value.findings[0].code == "E_TOO_LARGE"
