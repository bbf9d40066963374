"""A year in one column and its month or quarter in another are one column of periods, in files and in frames."""

import pandas as pd
import pytest

import ii_index as ii
from ii_index.io.tables import check_table
from ii_index.model.split_periods import split_of

FRAMEWORK = ii.Framework(id="f", name="F", children=[{"id": "x", "name": "X"}, {"id": "y", "name": "Y"}])
ENGLISH = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
SPELT = {
    "month": [
        [*ENGLISH],
        [name[:3] for name in ENGLISH],
        [str(number) for number in range(1, 13)],
        [f"{number:02}" for number in range(1, 13)],
        [f"{number}月" for number in range(1, 13)],
        [
            f"{name}月"
            for name in ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
        ],
    ],
    "quarter": [
        ["1", "2", "3", "4"],
        ["Q1", "Q2", "Q3", "Q4"],
        ["一季度", "二季度", "三季度", "四季度"],
        ["第1季度", "第2季度", "第3季度", "第4季度"],
    ],
}
HEADS = {"month": ("Month", "月份", "月"), "quarter": ("Quarter", "季度")}
CASES = [(word, spelt, head) for word, ways in SPELT.items() for spelt in ways for head in HEADS[word]]


def table(parts, year_head, part_head, at=2):
    columns = {"unit": [], year_head: [], part_head: [], "x": [], "y": []}
    for place, part in enumerate(parts):
        for unit in ("a", "b"):
            for name, cell in zip(columns, (unit, 2023, part, place, place + 1.5), strict=True):
                columns[name].append(cell)
    frame = pd.DataFrame(columns)
    frame.insert(at, part_head, frame.pop(part_head))
    return frame


def expected(word):
    return tuple(range(202301, 202313)) if word == "month" else (20231, 20232, 20233, 20234)


@pytest.mark.parametrize(("word", "parts", "head"), CASES)
@pytest.mark.parametrize("at", [0, 2, 4])
def test_both_columns_are_read_as_periods_wherever_the_second_stands(tmp_path, word, parts, head, at):
    frame = table(parts, "Year", head, at)
    frame.to_csv(tmp_path / "t.csv", index=False)

    read = ii.read_panel(tmp_path / "t.csv", FRAMEWORK)

    assert read.years == ii.Panel.from_frame(frame, FRAMEWORK).years == expected(word)
    assert {str(type(year).__name__) for year in read.years} == {"Period"}
    assert read.values[3, :, 1].tolist() == [4.5, 4.5]


def test_a_workbook_s_numbers_are_months_too(tmp_path):
    table(range(1, 13), "年份", "月份").to_excel(tmp_path / "t.xlsx", index=False)

    assert ii.read_panel(tmp_path / "t.xlsx", FRAMEWORK).years == expected("month")


def test_a_year_beside_its_months_is_not_guessed_at(tmp_path):
    frame = table([*ENGLISH, "Annual"], "Year", "Month")
    frame.to_csv(tmp_path / "t.csv", index=False)

    for read in (
        lambda: ii.read_panel(tmp_path / "t.csv", FRAMEWORK),
        lambda: ii.Panel.from_frame(frame, FRAMEWORK),
    ):
        with pytest.raises(ii.DataError, match="E_DUPLICATE_KEY"):
            read()


def test_a_column_of_months_alone_or_one_that_holds_periods_stays_what_it_is():
    assert split_of(["unit", "Month", "x"]) is None
    assert split_of(["unit", "Year", "Month", "Quarter"]) is None
    assert split_of(["unit", "year", "x"]) is None


def test_an_error_is_told_where_it_stands_in_the_file(tmp_path):
    frame = table(ENGLISH, "Year", "Month").astype({"x": object})
    frame.loc[4, "x"] = "much"
    frame.to_csv(tmp_path / "t.csv", index=False)

    with pytest.raises(ii.DataError) as caught:
        ii.read_panel(tmp_path / "t.csv", FRAMEWORK)

    assert caught.value.findings[0].row == 6


def test_dates_that_are_all_first_days_of_years_are_years():
    two = ii.Framework(
        id="two",
        name="Two",
        reference="tests",
        children=[{"id": "a", "name": "产值"}, {"id": "b", "name": "专利"}],
    )
    table = "地区,DATE,产值,专利\n甲,{0},1,2\n甲,{1},3,4\n乙,{0},5,6\n乙,{1},7,8\n"
    years = check_table(table.format("2021-01-01", "2022-01-01 00:00:00").encode(), two)
    months = check_table(table.format("2021-01-01", "2021-02-01").encode(), two)

    assert (years.panel.years, months.panel.years) == ((2021, 2022), (202101, 202102))
