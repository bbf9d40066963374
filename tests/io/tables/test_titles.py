"""A title that names the one indicator of a table, and of which units it is: 各市产值（亿元）."""

import pytest

from ii_index.io.tables import check_table
from ii_index.model.framework import Framework

OUTPUT = {"id": "a", "name": {"zh": "产值", "en": "Output"}, "unit": "亿元"}


def framework(units="any", *more):
    return Framework(id="one", name="One", reference="tests", units=units, children=[OUTPUT, *more])


def read(table, own=None):
    reading = check_table(table.encode(), own or framework(), allow_missing_units=True)
    values = reading.panel and reading.panel.values[:, :, 0].tolist()
    return values, {one.code for one in reading.findings}


DOWN = "年份,苏州,南京\n2022,10000,20000\n2023,30000,40000\n"
ACROSS = "城市,2022,2023\n苏州,10000,30000\n南京,20000,40000\n"
TITLES = [
    "各市产值（万元）",
    "表3-1 各市产值（万元）",
    "江苏省各市产值（万元）",
    "各市产值（2022—2023年）（万元）",
    "2022-2023年各市产值（万元）",
    "历年各市的产值(万元)",
    "分地区产值﹙万元﹚",
    "主要城市产值（万元）",
    "各设区市历年产值（单位：万元）",
    "Output by city (10 000 yuan)",
    "Table 1. Output by city, 2022-2023 (10 000 yuan)",
]


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("body", [DOWN, ACROSS])
def test_a_title_of_all_units_names_the_indicator_and_its_unit(title, body):
    values, codes = read(f'"{title}",,\n{body}')

    assert values == [[1, 2], [3, 4]]
    assert "W_UNIT_SCALED" in codes
    assert not codes & {"N_INDICATOR_ASSUMED", "W_UNIT_NOT_APPLIED"}


@pytest.mark.parametrize("body", [DOWN, ACROSS, DOWN.replace("苏州", "江苏").replace("南京", "浙江")])
@pytest.mark.parametrize(
    "title",
    [
        "各市人口（万人）",
        "各市人均产值（元）",
        "各市产值构成（%）",
        "各市产值及利润（万元）",
        "各市工业产值（万元）",
    ],
)
def test_a_title_that_names_something_else_is_never_read_as_the_only_indicator(title, body):
    own = framework("provinces" if "江苏" in body else "any")
    values, codes = read(f"{title},,\n{body}", own)

    assert values is None
    assert "E_MISSING_COLUMN" in codes


def test_without_a_title_units_across_below_years_are_not_taken_for_the_only_indicator():
    assert read(DOWN)[0] is None
    assert read(f"各市主要情况,,\n{DOWN}")[0] is None


def test_a_title_that_says_nothing_of_an_indicator_leaves_the_only_one_assumed():
    values, codes = read(f"各市主要指标（万元）,,\n{ACROSS}")

    assert values == [[1, 2], [3, 4]]
    assert "N_INDICATOR_ASSUMED" in codes


def test_of_several_indicators_the_one_of_the_title_is_read_and_the_others_are_missing():
    reading = check_table(
        f"各市产值（万元）,,\n{DOWN}".encode(), framework("any", {"id": "b", "name": "人口"})
    )

    assert [(one.code, one.column) for one in reading.findings if one.severity == "error"] == [
        ("E_MISSING_COLUMN", "b")
    ]
