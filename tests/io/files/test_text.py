"""Bytes into cells: encodings by rule, delimiters by what the header says, quotes, and physical lines."""

import csv
import io

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

import ii_index as ii
from ii_index.io.files.grid import PackedText
from ii_index.io.files.limits import LIMITS
from ii_index.io.files.text import original, read_delimited
from ii_index.io.tables import check_table
from tests.io.tables.demo import CORRECT, FREE, HEADER, ROWS, cells, check, errors, replaced, text

RARE = "注：䶮、𠮷、㐂为生僻字"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-32"])
def test_an_encoding_is_known_by_rule(encoding):
    assert cells(check(text().encode(encoding)).panel) == CORRECT


@pytest.mark.parametrize(("mark", "encoding"), [(b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le")])
def test_either_order_of_bytes_is_told_by_its_mark(mark, encoding):
    assert cells(check(mark + text().encode(encoding)).panel) == CORRECT


def test_characters_that_only_gb18030_has_are_read():
    reading = check((text() + RARE).encode("gb18030"))

    assert cells(reading.panel) == CORRECT
    assert reading.findings[0].found == RARE


@pytest.mark.parametrize(
    ("content", "row"),
    [
        (text().encode() + b"\xff\xfe\xff\xff", 8),
        (text().encode("utf-16-le"), 1),
        (b"a,b\n1,\x00\n", 2),
        (bytes(range(1, 256)), 3),
    ],
)
def test_bytes_in_no_encoding_are_refused_with_their_line(content, row):
    (finding,) = errors(check(content))

    assert (finding.code, finding.row) == ("E_ENCODING", row)


def test_text_saved_in_the_wrong_encoding_is_told_from_text():
    garbled = text().encode().decode("gb18030", errors="replace")
    (finding,) = errors(check(garbled.encode()))

    assert (finding.code, finding.row, finding.expected) == ("E_MOJIBAKE", 1, "地区")
    assert original("地区".encode().decode("cp1252")) == "地区"
    assert original("工业".encode().decode("latin-1")) == "工业"
    assert [original(word) for row in [HEADER, *ROWS] for word in row] == [None] * 28


def test_one_lost_character_is_refused_where_it_stands():
    (finding,) = errors(check(text(replaced(2, 1, "12.\ufffd5"))))

    assert (finding.code, finding.row, finding.column) == ("E_MOJIBAKE", 4, "x1")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_lines_and_cells_may_end_in_any_usual_way(newline, mark):
    assert cells(check(text(mark=mark).replace("\n", newline)).panel) == CORRECT


def test_tabs_separate_though_numbers_hold_commas():
    rows = [[row[0], row[1], f"{float(row[2]) * 1000:,.0f}", row[3]] for row in ROWS]
    panel = check(text(rows, mark="\t")).panel

    assert panel.values[0, 0, 1] == 3_456_000


def test_a_finding_names_the_physical_line_after_a_quoted_line_break():
    header = '"地\n区","5G基站数\n（万个）",工业APP数,数控化率\n'
    (finding,) = errors(check(header + text(replaced(2, 1, "约5")).partition("\n")[2]))

    assert finding.row == 6


def test_quotes_inside_quotes_are_read_and_an_open_one_is_refused():
    title = '"各省""主要""指标",,,\n'

    assert check(title + text()).findings[0].found == '各省"主要"指标'
    (finding,) = errors(check(text(replaced(0, 0, '"北京'))))
    assert (finding.code, finding.row) == ("E_QUOTES", 2)


def test_a_short_row_lacks_its_last_values():
    reading = check(text([ROWS[0][:2], *ROWS[1:]]))

    assert [(finding.code, finding.column) for finding in reading.findings] == [
        ("W_MISSING_VALUES", "x2"),
        ("W_MISSING_VALUES", "x3"),
    ]


def test_quoted_and_plain_text_are_read_alike():
    quoted = "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in [HEADER, *ROWS])

    assert check(quoted).panel.equals(check(text()).panel)


def test_a_framework_may_be_named_by_its_id():
    table = "地区,基础能力,技术创新,产业发展,应用推广,发展环境\n北京,1,2,3,4,5\n上海,2,3,4,5,6\n".encode()

    panel = ii.read_panel(table, "caict-2024", year=2023, allow_missing_units=True)

    assert panel.framework.id == "caict-2024"
    with pytest.raises(ii.FrameworkError, match="E_UNKNOWN_FRAMEWORK"):
        ii.read_panel(table, "caict-2025", year=2023)


def small_pieces(monkeypatch):
    """Pack every quoted text, a few cells at a time."""
    monkeypatch.setattr("ii_index.io.files.text.LIMITS", LIMITS._replace(piece=0))
    monkeypatch.setattr("ii_index.io.files.text._PIECE", 3)
    monkeypatch.setattr("ii_index.io.files.text._PIECE_OF_TEXT", 5)
    monkeypatch.setattr("ii_index.io.files.grid._BLOCK", 7)
    monkeypatch.setattr("ii_index.io.files.grid._AT_ONCE", 4)
    monkeypatch.setattr("ii_index.io.files.open._PIECE", 3)


CELLS = st.sampled_from(
    ["", "北京", "12.5", "-3", "1,234", 'a "b"', "two\nlines", "1e3", " 7 ", "São", "\u241f", "x" * 40]
)


@pytest.mark.law(examples=300, suppress=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=12))
def test_a_text_read_in_pieces_is_the_grid_that_is_read_at_once(monkeypatch, rows):
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(rows)
    text = stream.getvalue()
    whole = read_delimited(text, "a.csv", lambda _: 0)
    with monkeypatch.context() as patched:
        small_pieces(patched)
        packed = read_delimited(text, "a.csv", lambda _: 0)
        every = np.arange(len(whole))
        width = int(whole.widths().max())

        assert isinstance(packed, PackedText)
        assert [packed.row(at) for at in range(len(packed))] == [[*whole.row(at)] for at in range(len(whole))]
        assert packed.widths().tolist() == whole.widths().tolist()
        assert [*packed.lines] == [*whole.lines]
        for at in range(width):
            assert [*packed.column(at, every)] == [cell or "" for cell in whole.column(at, every)]
            assert [*packed.column(at, every[1::2])] == [cell or "" for cell in whole.column(at, every[1::2])]


TABLE = 'country,year,x,y\nPeru,2020,1.5,2\nChile,2020,-3,4e2\n"Korea, Rep.",2020,about,7\nPeru,2021,,8\nChile,2021,1,234\n'


@pytest.mark.parametrize(
    "text", [TABLE, TABLE.replace('"Korea, Rep."', "Korea"), TABLE.replace("1,234", '1,"2,34"')]
)
def test_a_table_read_in_pieces_has_the_panel_and_the_findings_of_one_read_at_once(monkeypatch, text):
    content = text.encode()
    whole = check_table(content, FREE)
    small_pieces(monkeypatch)
    packed = check_table(content, FREE)

    assert [one.render() for one in packed.findings] == [one.render() for one in whole.findings]
    assert (packed.panel is None) == (whole.panel is None)


def test_quotes_that_do_not_match_are_refused_in_a_text_read_in_pieces(monkeypatch):
    small_pieces(monkeypatch)
    (finding,) = errors(check_table(b'country,year,x,y\n"a",2020,1,2\n"b,2020,3,4\n', FREE))

    assert (finding.code, finding.row) == ("E_QUOTES", 3)


def test_packed_cells_count_as_numbers_against_the_limit(monkeypatch):
    small_pieces(monkeypatch)
    monkeypatch.setattr("ii_index.io.files.text.LIMITS", LIMITS._replace(piece=0, numbers=8))

    assert [
        one.code for one in errors(check_table(b'country,year,x,y\n"a",2020,1,2\n"b",2020,3,4\n', FREE))
    ] == ["E_TOO_LARGE"]
