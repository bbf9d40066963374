"""Headings that stand again in the middle of a sheet, as every printed page has them."""

import pytest

from ii_index.io.tables import check_table
from ii_index.model.framework import Framework

LEAVES = [{"id": "a", "name": "产值", "unit": "亿元"}, {"id": "b", "name": "企业数", "unit": "个"}]
TWO = Framework(id="two", name="Two", reference="tests", units="any", children=LEAVES)
ONE = Framework(id="one", name="One", reference="tests", units="any", children=LEAVES[:1])


def read(table, framework=TWO, **options):
    reading = check_table(table.encode(), framework, **options)
    changed = [one for one in reading.findings if one.code == "E_HEADING_CHANGED"]
    values = reading.panel and dict(zip(reading.panel.units, reading.panel.values[-1].tolist(), strict=True))
    errors = {one.code for one in reading.findings if one.severity == "error"}
    return values, errors, [(one.row, one.found, one.expected) for one in changed]


FIRST = "地区,产值（万元）,企业数（个）\n甲市,10000,1\n乙市,20000,2\n"
SECOND = "丙市,30000,3\n丁市,40000,4\n"
WHOLE = {"甲市": [1, 1], "乙市": [2, 2], "丙市": [3, 3], "丁市": [4, 4]}


@pytest.mark.parametrize(
    "again",
    [
        "地区,产值（万元）,企业数（个）",
        "地区,产值(万元),企业数(个)",
        "地 区,产值 （万 元）,企业数（个）",
        "城市,产值（万元）,企业数（个）",
        "地区,产值_万元,企业数（个）",
        "地区,产值（10 000 yuan）,企业数（个）",
    ],
)
def test_the_same_headings_on_the_next_page_are_set_aside_however_they_are_spelt(again):
    values, errors, _ = read(f"{FIRST}{again}\n{SECOND}", year=2023)

    assert not errors
    assert values == WHOLE


@pytest.mark.parametrize(
    ("again", "found", "expected"),
    [
        ("地区,产值（亿元）,企业数（个）", "产值（亿元）", "产值（万元）"),
        ("地区,产值(亿元),企业数（个）", "产值(亿元)", "产值（万元）"),
        ("地区,产值,企业数（个）", "产值", "产值（万元）"),
        ("地区,产值（万元）,企业数（万个）", "企业数（万个）", "企业数（个）"),
        ("地区,企业数（个）,产值（万元）", "企业数（个）", "产值（万元）"),
    ],
)
def test_a_page_in_another_unit_or_order_is_refused_by_name_and_once(again, found, expected):
    values, errors, changed = read(f"{FIRST}{again}\n{SECOND}{again}\n戊市,5,5\n", year=2023)

    assert values is None
    assert errors == {"E_HEADING_CHANGED"}
    assert changed == [(4, found, expected)]


@pytest.mark.parametrize(
    ("table", "framework", "row"),
    [
        ("地区,指标,数值（万元）\n甲市,产值,1\n地区,指标,数值（亿元）\n乙市,产值,3\n", ONE, 3),
        ("地区,2022年（万元）\n甲市,1\n乙市,2\n地区,2022年（亿元）\n丙市,3\n", ONE, 4),
        ("地区,2019,2020\n甲市,1,2\n乙市,3,4\n地区,2021,2022\n丙市,3,4\n", ONE, 4),
        ("地区,产值,企业数\n,万元,个\n甲市,1,1\n乙市,2,2\n地区,产值,企业数\n,亿元,个\n丙市,3,3\n", TWO, 6),
        (
            "单位：万元\n地区,产值,企业数\n甲市,1,1\n乙市,2,2\n单位：亿元\n地区,产值,企业数\n丙市,3,3\n",
            TWO,
            5,
        ),
        (
            "地区,年份,产值（万元）,企业数\n甲市,2022,1,1\n地区,年份,产值（亿元）,企业数\n乙市,2022,1,1\n",
            TWO,
            3,
        ),
    ],
)
def test_a_changed_page_is_refused_in_every_layout(table, framework, row):
    values, errors, changed = read(table, framework)

    assert values is None
    assert "E_HEADING_CHANGED" in errors
    assert [line for line, _, _ in changed] == [row]


def test_the_same_unit_stated_above_every_page_is_applied_to_all():
    page = "单位：万元\n地区,产值,企业数\n"
    values, errors, _ = read(f"{page}甲市,10000,1\n乙市,20000,2\n{page}{SECOND}", year=2023)

    assert not errors
    assert values == WHOLE


def test_a_unit_called_as_its_column_is_headed_is_a_unit_all_the_same():
    values, errors, _ = read("地区,产值,企业数\n地区,1,2\n乙市,3,4\n", year=2023)

    assert not errors
    assert values == {"地区": [1, 2], "乙市": [3, 4]}
