"""Series of links are chained, late indicators linked in: levels by the definition, refused where they mean nothing."""

import numpy as np
import pandas as pd
import pytest

import ii_index as ii


def framework(*leaves, **fields):
    return ii.Framework(id="f", name="F", reference="a test", units="any", children=list(leaves), **fields)


def leaf(name, **fields):
    return {"id": name, "name": name.upper(), **fields}


def frame(years, units=("X",), **columns):
    index = pd.MultiIndex.from_product([years, units], names=["year", "unit"])
    return pd.DataFrame(columns, index=index).reset_index()


NATIONAL = ii.Recipe.national(2020)


@pytest.mark.parametrize(
    "said", [{"chain": "previous_year"}, {"unit": "上年=100"}, {"chain": "previous_period"}]
)
def test_links_are_chained_from_the_base(said):
    """1.10 × 1.20 = 1.32."""
    definition = framework(leaf("a", **said))
    index = ii.compose(
        ii.Panel.from_frame(frame([2020, 2021, 2022], a=[103, 110, 120]), definition), NATIONAL
    )

    assert index.scores(2022).tolist() == pytest.approx([132])


def test_levels_before_the_base_come_by_division():
    definition = framework(leaf("a", chain="previous_year"), base_year=2021)
    index = ii.compose(
        ii.Panel.from_frame(frame([2020, 2021, 2022], a=[103, 110, 120]), definition),
        ii.Recipe.national(2021),
    )

    assert index.normalised[:, 0, 0] == pytest.approx([100 / 1.1, 100, 120])


def test_from_a_missing_link_on_levels_are_missing():
    definition = framework(leaf("a", chain="previous_year"), leaf("b"))
    recipe = NATIONAL.replace(imputation="renormalise")
    years = [2020, 2021, 2022, 2023]
    holes = ii.Panel.from_frame(frame(years, a=[100, 110, None, 120], b=[1, 1, 1, 1]), definition)
    skipped = ii.Panel.from_frame(frame([2020, 2021, 2023], a=[100, 110, 120], b=[1, 1, 1]), definition)

    assert np.isnan(ii.compose(holes, recipe).normalised[:, 0, 0]).tolist() == [False, False, True, True]
    assert np.isnan(ii.compose(skipped, recipe).normalised[:, 0, 0]).tolist() == [False, False, True]


def months(count, first=2020):
    return [f"{first + at // 12}-{at % 12 + 1:02}" for at in range(count)]


def test_monthly_links_on_the_year_before_are_chained_month_by_month():
    links = [100.0] * 12 + [110.0] * 12 + [120.0, 50.0]
    definition = framework(leaf("a", chain="previous_year"))
    index = ii.compose(ii.Panel.from_frame(frame(months(26), a=links), definition), NATIONAL)

    assert index.normalised[:, 0, 0] == pytest.approx([100.0] * 12 + [110.0] * 12 + [132.0, 55.0])


def test_monthly_links_on_the_year_before_need_the_months_of_the_base():
    definition = framework(leaf("a", chain="previous_year"))
    panel = ii.Panel.from_frame(frame(months(20)[3:], a=[100.0] * 17), definition)
    with pytest.raises(ii.DataError) as refused:
        ii.compose(panel, ii.Recipe.national("2020-04"))

    assert [finding.code for finding in refused.value.findings] == ["E_CHAIN_BASE"]


def test_chained_levels_do_not_compare_units_but_their_growth_does():
    cells = frame([2020, 2021], ("X", "Y", "Z"), a=[100, 100, 100, 103, 110, 117])
    levels, growth = (
        framework(leaf("a", chain="previous_year")),
        framework(leaf("a", chain={"kind": "previous_year", "as": "growth"})),
    )
    with pytest.raises(ii.DataError) as refused:
        ii.compose(ii.Panel.from_frame(cells, levels))

    assert [finding.code for finding in refused.value.findings] == ["E_CHAIN_ACROSS"]
    index = ii.compose(ii.Panel.from_frame(cells, growth))
    assert index.prepared.values[1, :, 0].tolist() == [3, 10, 17]


def test_a_rate_of_growth_is_no_link():
    definition = framework(leaf("a", chain="previous_year"))
    with pytest.raises(ii.DataError) as refused:
        ii.compose(ii.Panel.from_frame(frame([2020, 2021], a=[100, -3]), definition), NATIONAL)

    assert [(f.code, f.year) for f in refused.value.findings] == [("E_LINK_NOT_POSITIVE", 2021)]


@pytest.mark.parametrize(
    "heading", ["a（上年=100）", "a(上年＝100)", "a（上年同期=100）", "A (previous year = 100)"]
)
def test_a_heading_that_says_so_is_refused_unless_the_framework_knows(tmp_path, heading):
    path = tmp_path / "t.csv"
    path.write_text(f"年份,{heading}\n2020,100\n2021,110\n2022,120\n", encoding="utf-8")
    with pytest.raises(ii.DataError) as refused:
        ii.read_panel(path, framework(leaf("a")))

    assert "E_LINKS" in {finding.code for finding in refused.value.findings}
    known = ii.read_panel(path, framework(leaf("a", chain="previous_year")))
    assert ii.compose(known, NATIONAL).scores(2022).tolist() == pytest.approx([132])
    data = pd.DataFrame({"年份": [2020, 2021], heading: [100, 110]})
    with pytest.raises(ii.DataError):
        ii.Panel.from_frame(data, framework(leaf("a")))


def test_a_title_that_says_so_holds_for_all_columns(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("单位：上年=100\n年份,a,b\n2020,100,1\n2021,110,2\n", encoding="utf-8")
    with pytest.raises(ii.DataError) as refused:
        ii.read_panel(path, framework(leaf("a"), leaf("b")))

    assert [f.code for f in refused.value.findings if f.severity == "error"] == ["E_LINKS", "E_LINKS"]


def test_an_indicator_that_begins_after_the_base_starts_at_its_parent_s_value_without_it():
    """In 2021 the others stand at (150 + 130)/2 = 140: there the new one begins, and goes on by its own growth."""
    definition = framework(leaf("a"), leaf("b"), leaf("new", start="linked"))
    cells = frame([2020, 2021, 2022], a=[10, 15, 20], b=[10, 13, 13], new=[None, 7, 14])
    index = ii.compose(ii.Panel.from_frame(cells, definition), NATIONAL)

    assert index.normalised[:, 0, 2].tolist() == [pytest.approx(x, nan_ok=True) for x in (np.nan, 140, 280)]
    assert index.levels[0][:, 0, 0] == pytest.approx([100, 140, (200 + 130 + 280) / 3])


def test_one_that_is_alone_under_its_parent_starts_where_the_next_node_above_stands():
    definition = framework(leaf("a"), leaf("p", children=[leaf("new", start="linked", direction="negative")]))
    cells = frame([2020, 2021, 2022], a=[10, 15, 20], new=[None, 8, 4])
    index = ii.compose(ii.Panel.from_frame(cells, definition), NATIONAL)

    assert index.normalised[1:, 0, 1].tolist() == pytest.approx([150, 300])


def test_to_begin_late_needs_a_base_year():
    definition = framework(leaf("a"), leaf("new", start="linked"))
    panel = ii.Panel.from_frame(
        frame([2020, 2021], ("X", "Y"), a=[1, 2, 3, 4], new=[None, None, 1, 2]), definition
    )
    with pytest.raises(ii.DataError) as refused:
        ii.compose(panel)

    assert [finding.code for finding in refused.value.findings] == ["E_START_WITHOUT_BASE"]


@pytest.mark.parametrize("base", [2020, 2021, 2022])
def test_a_base_that_is_missing_is_said_whichever_year_it_is(base):
    values = {2020: [1.0, 2.0], 2021: [1.5, 2.0], 2022: [2.0, 2.0]}
    values[base][0] = np.nan
    table = frame(
        [2020, 2021, 2022], **{name: [values[year][at] for year in values] for at, name in enumerate("ab")}
    )
    panel = ii.Panel.from_frame(table, framework(leaf("a"), leaf("b")))

    with pytest.raises(ii.DataError) as caught:
        ii.compose(panel, ii.Recipe.national(base).replace(imputation="renormalise"))
    assert [(found.code, found.column) for found in caught.value.findings] == [("E_BASE_YEAR_VALUE", "a")]
