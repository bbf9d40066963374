"""What stands beside the name of an indicator and is no unit of measurement says what is meant: 产值（工业） is not 产值."""

import pytest

from ii_index.io.tables import check_table
from ii_index.model.framework import Framework

TWO = Framework(
    id="two",
    name="Two",
    reference="tests",
    units="any",
    children=[{"id": "a", "name": "产值", "unit": "亿元"}, {"id": "b", "name": "人口", "unit": "万人"}],
)
FORMS = {
    "a column of units": "指标,单位,苏州,南京\n{},亿元,1,2\n人口,万人,3,4\n",
    "a long table": "地区,指标,单位,数值\n苏州,{0},亿元,1\n苏州,人口,万人,3\n南京,{0},亿元,2\n南京,人口,万人,4\n",
    "headings": "地区,{},人口\n苏州,1,3\n南京,2,4\n",
}


def read(name, form):
    reading = check_table(FORMS[form].format(name).encode(), TWO, year=2023)
    return reading.panel and reading.panel.values[0].tolist(), {one.code for one in reading.findings}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["产值（工业）", "产值:工业", "产值（预测）", "产值（可比价）"])
def test_a_part_or_a_kind_of_an_indicator_is_not_read_as_it_whatever_unit_stands_in_a_column(name, form):
    values, codes = read(name, form)

    assert values is None
    assert codes & {"E_UNIT_UNKNOWN", "E_MISSING_COLUMN"}


@pytest.mark.parametrize("form", FORMS)
def test_figures_of_which_the_year_before_is_100_are_refused_whatever_unit_stands_in_a_column(form):
    assert "E_LINKS" in read("产值（上年=100）", form)[1]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "name", ["产值", "产值（亿元）", "产值（当年价）", "产值（现价）", "产值（2023年）", "产值①", "产值（1）"]
)
def test_what_leaves_figures_what_they_are_is_passed_over(name, form):
    assert read(name, form)[0] == [[1, 3], [2, 4]]
