"""One fault in a correct table gives exactly that finding, at its place, and no follow-up."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.io.tables.demo import HEADER, REGIONS, ROWS, check, errors, replaced, text

places = st.tuples(st.integers(0, 5), st.integers(1, 3))
INDICATORS = ("", "x1", "x2", "x3")
TYPOS = ["新彊", "北京省", "Shan xi", "Sichaun", "未知地区", "杭州市", "110101", "广东（不含深圳）"]


@given(
    places,
    st.sampled_from(
        [
            *[
                (cell, "E_NOT_NUMBER")
                for cell in ("约1000", "300+", "12月5日", "一百", "1e400", "inf", "=A1", "1.2.3")
            ],
            *[(cell, "E_EXCEL_ERROR") for cell in ("#DIV/0!", "#REF!", "#VALUE!")],
            *[(cell, "E_AMBIGUOUS_NUMBER") for cell in ("1 234", "1'234")],
            *[(cell, "E_UNIT_UNKNOWN") for cell in ("12台", "3亿元")],
        ]
    ),
)
def test_a_cell_that_is_no_number(place, planted):
    row, column = place
    cell, code = planted
    (finding,) = errors(check(text(replaced(row, column, cell))))

    assert (finding.code, finding.row, finding.column) == (code, row + 2, INDICATORS[column])
    assert finding.found == cell


@given(st.integers(0, 5), st.sampled_from(TYPOS))
def test_an_unknown_region_is_not_also_missing(row, name):
    (finding,) = errors(check(text(replaced(row, 0, name))))

    assert (finding.code, finding.row, finding.found) == ("E_UNKNOWN_REGION", row + 2, name)


@given(st.integers(0, 5))
def test_a_blank_region_is_not_also_missing(row):
    (finding,) = errors(check(text(replaced(row, 0, ""))))

    assert (finding.code, finding.row) == ("E_BLANK_KEY", row + 2)


@given(st.integers(0, 5), st.integers(0, 6))
def test_a_region_twice(row, place):
    rows = list(ROWS)
    rows.insert(place, ROWS[row])
    second = max(index for index, cells in enumerate(rows) if cells[0] == ROWS[row][0])
    (finding,) = errors(check(text(rows)))

    assert (finding.code, finding.row, finding.unit) == ("E_DUPLICATE_KEY", second + 2, REGIONS[row])


@given(st.integers(0, 5))
def test_a_region_left_out(row):
    (finding,) = errors(check(text([cells for at, cells in enumerate(ROWS) if at != row])))

    assert (finding.code, finding.row, finding.unit) == ("E_MISSING_REGION", None, REGIONS[row])


@given(st.integers(0, 5), st.integers(1, 3))
def test_a_row_too_long(row, extra):
    rows = [cells + ["9"] * extra * (at == row) for at, cells in enumerate(ROWS)]
    (finding,) = errors(check(text(rows)))

    assert (finding.code, finding.row, finding.unit) == ("E_RAGGED_ROW", row + 2, REGIONS[row])


@given(
    st.integers(0, 5),
    st.sampled_from(["23", "2023Q1", "2023-06-30", "2023年上半年", "二三年", "2022/23", "1899", "2100", "x"]),
)
def test_a_bad_year(row, year):
    rows = [[cells[0], year if at == row else "2023", *cells[1:]] for at, cells in enumerate(ROWS)]
    (finding,) = errors(check(text(rows, ["地区", "年份", *HEADER[1:]]), year=None))

    assert (finding.code, finding.row, finding.found) == ("E_BAD_YEAR", row + 2, year)


@given(st.integers(1, 3))
def test_a_column_left_out(column):
    kept = [at for at in range(4) if at != column]
    table = text([[row[at] for at in kept] for row in ROWS], [HEADER[at] for at in kept])
    (finding,) = errors(check(table))

    assert (finding.code, finding.row, finding.column) == ("E_MISSING_COLUMN", 1, INDICATORS[column])


@pytest.mark.parametrize(("alias", "column"), [("5G基站", "x1"), ("X2", "x2"), ("NC rate", "x3")])
def test_a_column_twice(alias, column):
    (finding,) = errors(check(text([[*row, row[1]] for row in ROWS], [*HEADER, alias])))

    assert (finding.code, finding.row, finding.column) == ("E_DUPLICATE_COLUMN", 1, column)


@pytest.mark.parametrize(("column", "unit"), [(1, "台套"), (2, "万元"), (3, "分")])
def test_a_unit_in_the_header_that_cannot_be_converted(column, unit):
    header = list(HEADER)
    header[column] = f"{HEADER[column].partition('（')[0]}（{unit}）"
    (finding,) = errors(check(text(ROWS, header)))

    assert (finding.code, finding.row, finding.column) == ("E_UNIT_UNKNOWN", 1, INDICATORS[column])
    assert finding.found == unit


def test_a_fraction_among_percent_signs():
    rows = [[*row[:3], f"{row[3]}%"] for row in ROWS]
    rows[3][3] = "0.455"
    (finding,) = errors(check(text(rows)))

    assert (finding.code, finding.row, finding.column, finding.found) == ("E_MIXED_PERCENT", 5, "x3", "0.455")


def test_every_fault_is_found_at_once_in_the_order_of_the_rows():
    rows = [
        ["北京", "约1000", "300+", "61.2"],
        ["天津", "", "inf", "58.7"],
        ["河北", "#REF!", "980", "12 5"],
        ["", "5.2", "310", "45.5"],
        ["西臧", "0.8", "约2", "20.1"],
        ["北京", "4.4", "205", "40.9"],
    ]
    found = [(finding.code, finding.row) for finding in errors(check(text(rows)))]

    assert found == [
        ("E_NOT_NUMBER", 2),
        ("E_NOT_NUMBER", 2),
        ("E_NOT_NUMBER", 3),
        ("E_EXCEL_ERROR", 4),
        ("E_AMBIGUOUS_NUMBER", 4),
        ("E_BLANK_KEY", 5),
        ("E_UNKNOWN_REGION", 6),
        ("E_NOT_NUMBER", 6),
        ("E_DUPLICATE_KEY", 7),
    ]


def test_many_faults_of_one_cause_are_one_finding_with_their_number_and_first_places():
    rows = [[f"{name}{at}", *cells] for at in range(200) for name, *cells in ROWS[:1]]
    rows += [["北京", "约1", "约2", "约3"] for _ in range(100)]
    found = errors(check(text(rows), expected_units=["110000"]))
    counts = {(item.code, item.column): item.details.get("count") for item in found}

    assert counts["E_NOT_NUMBER", "x1"] == counts["E_NOT_NUMBER", "x2"] == counts["E_NOT_NUMBER", "x3"] == 100
    assert counts["E_DUPLICATE_KEY", None] == 99
    (told,) = [item for item in found if (item.code, item.column) == ("E_NOT_NUMBER", "x2")]
    assert told.row == 202
    assert "100 such: rows 202, 203, 204" in told.message("en")
    assert "共 100 处：第 202、203、204" in told.message("zh")


@pytest.mark.parametrize("count", [20, 21])
def test_as_few_as_anyone_reads_are_named_one_by_one(count):
    rows = [["北京", f"约{at}", "1", "1"] for at in range(count)]
    found = [
        item for item in errors(check(text(rows), expected_units=["110000"])) if item.code == "E_NOT_NUMBER"
    ]

    assert len(found) == (count if count == 20 else 1)


def test_labels_that_each_resemble_a_name_are_each_named():
    wrong = ["新彊", "西臧", "广冬", "湖比", "江西省省", "Sichaun", "Hubie"]
    found = errors(check(text([[name, "1", "2", "3"] for name in wrong * 4]), expected_units=["110000"]))

    assert sum(item.code == "E_UNKNOWN_REGION" and bool(item.expected) for item in found) > 20


def test_the_order_of_rows_does_not_matter():
    shuffled = random.Random(1).sample(ROWS, len(ROWS))

    assert check(text(shuffled)).panel.equals(check(text()).panel)
