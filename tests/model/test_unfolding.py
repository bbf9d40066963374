"""Frames with years, units or indicators across are what they are with one value a row."""

import pandas as pd
import pytest

import ii_index as ii
from ii_index.model.framework import Framework
from tests.model.made_frames import FREE, LEAVES, faults

CUBE = pd.DataFrame(
    [
        (unit, year, name, 10.0 * at + year % 100 + (name == "y"))
        for at, unit in enumerate(["aa", "bb", "cc"])
        for year in (2019, 2020)
        for name in "xy"
    ],
    columns=["unit", "year", "indicator", "value"],
)

PIVOTS = [
    (["unit"], ["indicator", "year"]),
    (["unit"], ["year", "indicator"]),
    (["unit", "indicator"], ["year"]),
    (["year"], ["indicator", "unit"]),
    (["year"], ["unit", "indicator"]),
    (["indicator"], ["unit", "year"]),
    (["indicator", "year"], ["unit"]),
    (["year", "unit"], ["indicator"]),
]


@pytest.mark.parametrize(("down", "across"), PIVOTS)
def test_however_a_table_is_pivoted_it_is_the_same_panel(down, across):
    pivoted = CUBE.pivot(index=down, columns=across, values="value")  # noqa: PD010 - nothing to aggregate
    text = pivoted.reset_index().to_csv(index=False)
    wanted = ii.Panel.from_frame(CUBE, FREE)

    assert ii.Panel.from_frame(pivoted, FREE).equals(wanted)
    assert ii.Panel.from_frame(pivoted.reset_index(), FREE).equals(wanted)
    assert ii.read_panel(text.encode(), FREE).equals(wanted)


ONE = Framework(id="o", name="o", reference="r", units="provinces", children=LEAVES[:1])

TWO_PROVINCES = {"北京市": [1.0, 2.0], "Tianjin": [3.0, 4.0]}

YEARS = [
    [2019, 2020],
    ["2019年", "2020年"],
    pd.PeriodIndex(["2019", "2020"], freq="Y"),
    pd.to_datetime(["2019-12-31", "2020-12-31"]),
]


@pytest.mark.parametrize("years", YEARS, ids=["numbers", "texts", "periods", "days"])
def test_years_in_the_index_or_across_may_be_of_any_type(years):
    down = pd.DataFrame(TWO_PROVINCES, index=years)
    expected = {"expected_units": ["京", "津"]}

    for table in (down, down.rename_axis("year"), down.T):
        panel = ii.Panel.from_frame(table, ONE, **expected)
        assert (panel.units, panel.years) == (("110000", "120000"), (2019, 2020))
        assert panel.values[..., 0].tolist() == [[1, 3], [2, 4]]
        assert "N_INDICATOR_ASSUMED" in {one.code for one in panel.findings}


def test_the_name_of_the_columns_or_the_corner_says_what_a_frame_of_free_units_measures():
    one = Framework(id="o", name="o", reference="r", children=LEAVES[:1])
    table = pd.DataFrame({"year": [2019, 2020], "aa": [1, 2], "bb": [3, 4]})
    for told in (table.rename_axis("甲（个）", axis="columns"), table.rename(columns={"year": "First"})):
        assert ii.Panel.from_frame(told, one).values[..., 0].tolist() == [[1, 3], [2, 4]]

    assert faults(table, one) == [("E_MISSING_COLUMN", None)] + [("W_EXTRA_COLUMN", None)] * 2


def test_a_value_across_is_refused_at_its_row_and_heading():
    table = pd.DataFrame({"unit": ["北京", "天津"], "2019": ["1", "约"], "2020": [1, 2]})
    with pytest.raises(ii.DataError) as caught:
        ii.Panel.from_frame(table, ONE, expected_units=["京", "津"])
    first = caught.value.findings[0]

    assert (first.code, first.row, first.heading) == ("E_NOT_NUMBER", 2, "2019")


ACROSS = pd.DataFrame({"unit": ["北京", "天津"], "2019": [1, 3], "2020": [2, 4]})


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (ACROSS.assign(unit=["北京", None]), ("E_BLANK_KEY", 2)),
        (ACROSS.assign(unit=["北京", "哈哈"]), ("E_UNKNOWN_REGION", 2)),
        (ACROSS.assign(unit=["北京", "北京市"]), ("E_DUPLICATE_KEY", 2)),
        (ACROSS.rename(columns={"2020": "2020*"}), ("E_BAD_YEAR", None)),
        (ACROSS.rename(columns={"2020": "2019年"}), ("E_DUPLICATE_COLUMN", None)),
        (ACROSS.assign(year=2018), ("E_KEY_CONFLICT", None)),
    ],
)
def test_a_fault_of_a_table_with_years_across_is_said_once(table, expected):
    found = faults(table, ONE, expected_units=["京", "津"])

    assert found[0] == expected
    assert len([one for one in found if one == expected]) <= 2
