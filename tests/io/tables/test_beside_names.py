"""What stands beside the name of an indicator and is no unit of measurement says what is meant: 产值（工业） is not 产值."""

import itertools

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


BARE = Framework(
    id="bare",
    name="Bare",
    reference="tests",
    units="any",
    children=[{"id": "a", "name": "产值"}, {"id": "b", "name": "人口"}],
)


def read(name, form, framework=TWO):
    reading = check_table(FORMS[form].format(name).encode(), framework, year=2023)
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


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("framework", [TWO, BARE], ids=["units", "no units"])
@pytest.mark.parametrize(
    "name",
    [
        "产值/人口",
        "产值:工业",
        "产值|工业",
        "产值/GDP",
        "产值（增长率）",
        "产值（排名）",
        "产值（占比）",
        "产值 rank",
        "产值 growth rate",
        "产值（位次）",
    ],
)
def test_a_ratio_a_rank_or_a_change_is_not_what_it_is_made_of_though_no_unit_is_wanted(name, form, framework):
    values, codes = read(name, form, framework)

    assert values is None
    assert codes & {"E_UNIT_UNKNOWN", "E_MISSING_COLUMN"}


@pytest.mark.parametrize(
    "name", ["产值/亿元", "产值（箱）", "产值（百万卢布）", "产值, total", "产值 Output value", "产值（%）"]
)
def test_units_of_measurement_and_translations_beside_a_name_are_passed_over_where_no_unit_is_wanted(name):
    reading = check_table(f'地区,"{name}",人口\n苏州,1,3\n南京,2,4\n'.encode(), BARE, year=2023)

    assert reading.panel is not None
    assert reading.panel.values[0].tolist() == [[1, 3], [2, 4]]


def test_a_name_that_is_a_rate_itself_may_be_said_again_in_english():
    own = Framework(
        id="one", name="One", reference="tests", units="any", children=[{"id": "a", "name": "增长率"}]
    )
    reading = check_table("地区,增长率 growth rate\n苏州,1\n南京,2\n".encode(), own, year=2023)

    assert reading.panel is not None


LATIN = [{"id": "a", "name": "alpha", "unit": "亿元"}, {"id": "b", "name": "beta", "unit": "个"}]


@pytest.mark.parametrize("bare", [False, True])
def test_units_across_that_are_called_unit_are_no_units_of_measurement(bare):
    leaves = [{key: leaf[key] for key in ("id", "name")} for leaf in LATIN] if bare else LATIN
    own = Framework(id="latin", name="Latin", reference="tests", units="any", children=leaves)
    names = ("Unit: A/B", "Unit: C/D")
    over = f"year,{names[0]},,{names[1]},\n,a,b,a,b\n2020,1,2,3,4\n2021,5,6,7,8\n"
    below = f"year,a,,b,\n,{','.join(names * 2)}\n2020,1,3,2,4\n2021,5,7,6,8\n"

    for table in (over, below):
        reading = check_table(table.encode(), own)
        assert reading.panel is not None
        assert reading.panel.units == names
        assert reading.panel.values.tolist() == [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]


def test_one_group_called_by_its_indicators_changes_no_figure():
    for unit, turned in itertools.product(("Unit: A/B", "Unit: B"), (False, True)):
        own = Framework(id="latin", name="Latin", reference="tests", units="any", children=LATIN)
        head = f"name,{unit},\n,{'b,a' if turned else 'a,b'}\n"
        reading = check_table(f"{head}X,1,2\nY,3,4\n".encode(), own, year=2020)
        assert reading.panel is not None
        assert reading.panel.values[0].tolist() == ([[2, 1], [4, 3]] if turned else [[1, 2], [3, 4]])
