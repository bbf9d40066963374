"""One cell: a number, a missing mark, or a reason."""

from datetime import date, time
from decimal import Decimal
from math import copysign, isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ii_index.io.files.grid import Pieces
from ii_index.io.tables.values import convert
from ii_index.model.decimals import parse
from ii_index.model.numbers import Measure, Number, Refusal, Uncalculated, read

BARE = Measure()


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12.5", 12.5), ("+5", 5), (".5", 0.5), ("5.", 5), ("0", 0), ("1.5E+04", 15000), (3, 3), (2.5, 2.5),
        ("１２．５", 12.5), ("３，４５６", 3456), ("1,234.5", 1234.5), ("12,345,678", 12345678),
        ("1\u00a0234", 1234), ("1\u2009234\u2009567.5", 1234567.5), (" \u300012.5\u200b ", 12.5),
        ("－5.2", -5.2), ("−4.4", -4.4), ("–3", -3), ("(0.8)", -0.8), ("（0.8）", -0.8),
        ("3456①", 3456), ("３４５６①", 3456), ("12.5*", 12.5), ("3456[1]", 3456), ("3456¹", 3456), ("3456（注1）", 3456),
    ],
)  # fmt: skip
def test_a_number_is_read_in_every_admissible_form(cell, value):
    found = read(cell, BARE)

    assert isinstance(found, Number)
    assert found.value == value


@pytest.mark.parametrize(
    "mark",
    [
        "",
        " ",
        "　",
        "—",
        "——",
        "…",
        "……",
        "-",
        "－",
        "–",
        "--",
        "/",
        "NA",
        "N/A",
        "#N/A",
        "暂无",
        "无数据",
        "缺失",
        None,
    ],
)
def test_the_missing_marks_are_a_closed_list(mark):
    assert isnan(read(mark, BARE).value)


@pytest.mark.parametrize(
    "cell",
    [
        "约1000", "300+", "近5万", "1000左右", "100-200", "12月5日", "2023-05-12", "5-Dec", "一百", "½", "Ⅳ", "٣", "1_000",
        "inf", "nan", "NaN", "null", "None", ".", "...", "1e400", "1e-400", "1e999999999999", "1.2.3", "--5", "5-", "(-5)",
        "=1+1", "@x", "'3456", "3456r", "3456#", "¥12", "TRUE", True, date(2023, 12, 5), time(12, 30),
    ],
)  # fmt: skip
def test_what_is_no_number_for_certain_is_refused(cell):
    assert isinstance(read(cell, BARE), Refusal)
    assert read(cell, BARE).code == "E_NOT_NUMBER"


@pytest.mark.parametrize(
    "cell", ["12,5", "1,23", "0,587", "1.234,5", "12,34,567", "1,2345", "1 234", "1'234", "1,234,5"]
)
def test_a_separator_that_may_be_decimal_is_refused(cell):
    assert read(cell, BARE).code == "E_AMBIGUOUS_NUMBER"


def test_a_lone_comma_is_ambiguous_where_semicolons_separate_cells():
    strict = Measure(lone_comma=False)

    assert read("3,456", BARE).value == 3456
    assert read("3,456", strict).code == "E_AMBIGUOUS_NUMBER"
    assert read("1,234,567", strict).value == 1234567
    assert read("3,456.7", strict).value == 3456.7


@pytest.mark.parametrize(
    ("cell", "unit", "value"),
    [
        ("12.5万个", "万个", 12.5), ("12.5万", "万个", 12.5), ("125000个", "万个", 12.5), ("1.2亿", "万个", 12000),
        ("0.3456万", "个", 3456), ("3 万元", "亿元", 0.0003), ("61.2%", "%", 61.2), ("61.2％", "%", 61.2),
        ("612‰", "%", 61.2), ("(5.2%)", "%", -5.2), ("12.5万个*", "万个", 12.5),
    ],
)  # fmt: skip
def test_a_unit_in_a_cell_is_converted_exactly(cell, unit, value):
    assert read(cell, Measure(unit)).value == value


@pytest.mark.parametrize("cell", ["1 234", "12 5个", "1 000万"])
def test_a_second_number_is_no_unit(cell):
    assert isinstance(read(cell, Measure("万个")), Refusal)


@pytest.mark.parametrize(
    ("cell", "unit"), [("12.5台", "万个"), ("12.5%", "万个"), ("3元", "%"), ("5个", None)]
)
def test_a_unit_that_cannot_be_converted_is_refused(cell, unit):
    assert read(cell, Measure(unit)).code == "E_UNIT_UNKNOWN"


@pytest.mark.parametrize("error", ["#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "####"])
def test_excel_errors_are_errors_but_for_the_one_that_says_missing(error):
    assert read(error, BARE).code == "E_EXCEL_ERROR"


def test_a_formula_without_a_result_is_no_missing_value():
    assert read(Uncalculated("=A1"), BARE).code == "E_FORMULA_NO_VALUE"


def test_negative_zero_is_zero():
    assert [copysign(1, read(cell, BARE).value) for cell in ("-0", "(0)", -0.0)] == [1, 1, 1]


decimals = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**14), max_value=10**14, places=4)


@given(decimals)
def test_a_written_decimal_is_the_nearest_float(number):
    assert read(str(number), BARE).value == float(number)


@given(decimals, st.sampled_from(["万", "亿", "千", "百万"]))
def test_scaling_rounds_once(number, multiple):
    factor = {"万": 10**4, "亿": 10**8, "千": 10**3, "百万": 10**6}[multiple]

    assert read(f"{number:f}{multiple}个", Measure("个")).value == float(number * factor)


@given(st.text())
def test_no_text_breaks_the_reader(text):
    found = read(text, Measure("万个"))

    assert isinstance(found, (Number, Refusal))


plain = st.from_regex(r"-?(\d{0,9}\.\d{0,9}|\d{1,17})", fullmatch=True)


@given(
    st.lists(st.one_of(plain, st.text("0123456789.-+eE ,_①", max_size=20), st.text(max_size=4)), min_size=1)
)
def test_reading_many_at_once_is_reading_each(texts):
    texts = [text.replace("\n", "").encode(errors="ignore").decode() for text in texts]
    pieces = Pieces.of(texts)
    values, certain = parse(pieces.text, pieces.starts, pieces.ends)

    for text, value, sure in zip(texts, values.tolist(), certain.tolist(), strict=True):
        if sure:
            assert value == float(Decimal(text))
            assert copysign(1, value) == (1 if value == 0 else copysign(1, float(text)))
    column = convert(texts, BARE)
    for at, text in enumerate(texts):
        alone = read(text, BARE)
        if isinstance(alone, Refusal):
            assert column.refused[at].code == alone.code
        else:
            assert column.values[at] == alone.value or (isnan(column.values[at]) and isnan(alone.value))


def test_plain_decimals_are_recognised_up_to_sixteen_characters():
    texts = [
        "9007199254740991",
        "9007199254740992",
        "0.00000000000001",
        "123456789012345.",
        "12345678.1234567",
        "12345678901234567",
    ]
    pieces = Pieces.of(texts)
    values, certain = parse(pieces.text, pieces.starts, pieces.ends)

    assert certain.tolist() == [True, False, True, True, True, False]
    assert values[certain].tolist() == [
        float(text) for text, sure in zip(texts, certain, strict=True) if sure
    ]


def test_bare_fractions_beside_percent_signs_are_refused_and_nothing_else():
    column = convert(["61.2%", "0.587", "58.7", "0", "—", "-0.2", "5‰"], Measure("%"))

    assert sorted(column.refused) == [1, 5]
    assert {refusal.code for refusal in column.refused.values()} == {"E_MIXED_PERCENT"}


@pytest.mark.parametrize(
    ("text", "unit", "stated"), [("1e308", "元", "亿元"), ("2e300亿元", "元", None), ("1e400", None, None)]
)
def test_a_number_that_its_unit_makes_too_large_is_refused(text, unit, stated):
    assert read(text, Measure(unit, stated)) == Refusal("E_NOT_NUMBER", reason="magnitude")
