"""What stands below a heading of several columns: a part of it, a year before, or the amount itself."""

import pytest

from ii_index.io.tables import check_table
from ii_index.model.framework import Framework
from tests.io.tables.books import book

TWO = [{"id": "a", "name": "产值", "unit": "亿元"}, {"id": "b", "name": "人口", "unit": "万人"}]
OWN = Framework(id="two", name="Two", reference="tests", units="any", children=TWO)
BARE = Framework(
    id="bare",
    name="Bare",
    reference="tests",
    units="any",
    children=[{"id": leaf["id"], "name": leaf["name"]} for leaf in TWO],
)


def read(one, other, *, merged, unit="", framework=OWN):
    rows = [
        ["地区", f"产值{unit}", None, "人口"],
        [None, one, other, None],
        ["苏州", 1, 2, 3],
        ["南京", 4, 5, 6],
    ]
    if merged is None:
        content = "".join(
            ",".join("" if cell is None else str(cell) for cell in row) + "\n" for row in rows
        ).encode()
    else:
        content = book(rows, ("B1:C1",) if merged else ())
    return check_table(content, framework, year=2023)


def first(reading):
    return reading.panel and reading.panel.values[0, :, 0].tolist()


@pytest.mark.parametrize("merged", [None, True, False])
@pytest.mark.parametrize(
    "names", [("工业", "农业"), ("男", "女"), ("规上", "规下"), ("上年", "人均"), ("上月", "增速")]
)
def test_a_part_or_another_year_below_a_heading_is_never_read_as_it(names, merged):
    reading = read(*names, merged=merged)

    assert reading.panel is None
    assert ("E_MISSING_COLUMN", "a") in {(one.code, one.column) for one in reading.findings}


@pytest.mark.parametrize("merged", [None, True, False])
@pytest.mark.parametrize(
    ("names", "place"),
    [
        (("总量", "增速"), 0),
        (("增速", "总量"), 1),
        (("上年", "本年"), 1),
        (("本月", "本年累计"), 1),
        (("计划", "实际"), 1),
        (("人均", "总量"), 1),
        (("合计", "工业"), 0),
        (("工业", "合计"), 1),
        (("绝对值", "增长（%）"), 0),
        (("Share", "Total"), 1),
    ],
)
def test_the_amount_itself_below_a_heading_is_it_wherever_it_stands(names, place, merged):
    assert first(read(*names, merged=merged)) == ([1, 4] if place == 0 else [2, 5])
    converted = first(read(*names, merged=merged, unit="（万元）"))
    assert converted == pytest.approx([1e-4, 4e-4] if place == 0 else [2e-4, 5e-4])


def test_columns_of_years_of_which_one_states_a_unit_that_is_converted_are_refused():
    head = "地区,2022年产值（万元）,2023年产值{},2022年人口,2023年人口\n苏州,10000,20000,3,4\n"

    def codes(said, framework=OWN):
        return {one.code for one in check_table(head.format(said).encode(), framework).findings}

    assert "E_UNIT_UNSTATED" in codes("")
    assert not {code for code in codes("（万元）") if code.startswith("E_")}
    assert not {code for code in codes("（亿元）") if code.startswith("E_")}
    assert "W_UNIT_NOT_APPLIED" in codes("（亿元）", BARE)
    assert "W_UNIT_NOT_APPLIED" not in codes("（万元）", BARE)
