"""Only the years that the asked scores depend on must be whole."""

import numpy as np
import pytest

from ii_index.construction.compose import compose
from ii_index.construction.required import compose_for, required
from ii_index.errors import DataError
from ii_index.model.framework import Framework
from ii_index.model.panel import Panel
from ii_index.model.recipe import Recipe

TWO = Framework(
    id="two", name="Two", reference="tests", children=[{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]
)
NAN = np.nan
PANEL = Panel(
    TWO,
    (2019, 2020, 2021),
    ("x", "y", "z"),
    np.array([
        [[1.0, 2], [3, 4], [2, 9]],
        [[1.0, NAN], [3, 4], [2, 9]],
        [[1.0, 3], [3, 4], [2, 9]],
    ]),
)  # fmt: skip


@pytest.mark.parametrize(
    "normalisation",
    [{"kind": "min_max", "bounds": "year"}, {"kind": "min_max", "bounds": 2021}, "rank", "none", "base_year"],
)
@pytest.mark.parametrize("year", [2019, 2021])
def test_a_hole_of_a_year_that_is_not_needed_changes_no_score(normalisation, year):
    recipe = Recipe(normalisation=normalisation)
    found = compose(required(PANEL, recipe, year), recipe)
    filled = PANEL.values.copy()
    filled[1, 0, 1] = 7
    whole = compose(Panel(TWO, PANEL.years, PANEL.units, filled), recipe)

    assert found.panel.years == (2019, 2021)
    assert found.scores(year) == pytest.approx(whole.scores(year))
    (said,) = found.panel.findings
    assert said.code == "N_YEARS_LEFT_OUT"
    assert "2020" in said.render("zh")


def test_treatment_within_each_year_needs_no_other_year():
    recipe = Recipe(normalisation={"kind": "min_max", "bounds": "year"}, treatment="winsorise")

    assert compose(required(PANEL, recipe, 2021), recipe).years == (2019, 2021)


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(normalisation={"kind": "min_max", "bounds": 2020}),
        Recipe(weighting="entropy"),
        Recipe(normalisation={"kind": "min_max", "bounds": "year"}, weighting="entropy"),
    ],
)
def test_a_hole_that_the_scores_depend_on_refuses_them(recipe):
    with pytest.raises(DataError) as refused:
        compose_for(PANEL, recipe, 2021)

    assert [(one.code, one.year, one.unit) for one in refused.value.findings] == [
        ("E_MISSING_VALUE", 2020, "x")
    ]


def test_a_hole_of_the_asked_year_is_named_and_those_of_other_years_are_not():
    values = PANEL.values.copy()
    values[2, 1, 0] = NAN
    panel, recipe = Panel(TWO, PANEL.years, PANEL.units, values), Recipe(normalisation="rank")
    with pytest.raises(DataError) as refused:
        compose(required(panel, recipe, 2021), recipe)

    assert [(one.year, one.unit) for one in refused.value.findings] == [(2021, "y")]


def test_many_holes_of_one_year_are_one_finding():
    units = tuple(f"u{at}" for at in range(30))
    panel = Panel(TWO, (2020,), units, np.full((1, 30, 2), NAN))
    with pytest.raises(DataError) as refused:
        compose(panel)

    assert [one.column for one in refused.value.findings] == ["a", "b"]
    assert "30 in all" in refused.value.findings[0].render("en")


def test_an_indicator_without_spread_in_another_year_does_not_refuse_this_one():
    values = np.array([[[1.0, 2], [1, 4]], [[1.0, 3], [3, 4]]])
    panel = Panel(TWO, (2020, 2021), ("x", "y"), values)
    yearly = Recipe(normalisation={"kind": "min_max", "bounds": "year"})

    assert compose(required(panel, yearly, 2021), yearly).scores(2021) == pytest.approx([0, 100])
    with pytest.raises(DataError, match="E_CONSTANT_INDICATOR"):
        compose(required(panel, yearly, 2020), yearly)


@pytest.mark.parametrize("bounds", [None, "pooled"])
def test_with_pooled_bounds_a_hole_costs_its_cell_and_the_cells_there_are_set_the_bounds(bounds):
    values = PANEL.values.copy()
    values[1, 1] = 10, 12  # the highest of all stand in the year of the hole
    panel = Panel(TWO, PANEL.years, PANEL.units, values)
    recipe = Recipe(normalisation={"kind": "min_max", "bounds": bounds})
    found = compose_for(panel, recipe, 2021)
    first = (np.array([1, 3, 2]) - 1) / (10 - 1) * 100
    second = (np.array([3, 4, 9]) - 2) / (12 - 2) * 100

    assert found.scores(2021) == pytest.approx((first + second) / 2)
    assert found.years == (2019, 2021)
    (said,) = found.panel.findings
    assert (said.code, said.details["years"], said.details["count"]) == ("W_BOUNDS_OF_OBSERVED", [2020], 1)


def test_the_moments_of_pooled_years_are_those_of_the_cells_there_are():
    recipe = Recipe(normalisation={"kind": "z_score", "bounds": "pooled"})
    found = compose_for(PANEL, recipe, 2019)
    cells = PANEL.values[..., 1].ravel()
    cells = cells[~np.isnan(cells)]

    assert found.fitted.mean[0, 0, 1] == pytest.approx(cells.mean())


def test_a_hole_of_the_asked_year_is_refused_with_pooled_bounds_too_and_no_other_is_listed():
    with pytest.raises(DataError) as refused:
        compose_for(PANEL, Recipe(), 2020)
    assert [(one.year, one.unit) for one in refused.value.findings] == [(2020, "x")]

    values = PANEL.values.copy()
    values[0, 1, 0] = NAN
    with pytest.raises(DataError) as refused:
        compose_for(Panel(TWO, PANEL.years, PANEL.units, values), Recipe(), 2020)
    assert [(one.year, one.unit) for one in refused.value.findings] == [(2020, "x")]


def test_a_whole_panel_is_the_same_index_whichever_year_is_asked_for():
    whole = PANEL.select(years=[2019, 2021])

    assert compose_for(whole, Recipe(), 2019).equals(compose(whole, Recipe()))


def test_an_indicator_with_bounds_of_each_year_keeps_those_of_its_years():
    yearly = {"id": "b", "name": "B", "normalisation": {"kind": "min_max", "bounds": "year"}}
    mixed = Framework(id="two", name="Two", reference="tests", children=[{"id": "a", "name": "A"}, yearly])
    found = compose_for(Panel(mixed, PANEL.years, PANEL.units, PANEL.values), Recipe(), 2021)
    filled = np.where(
        np.isnan(PANEL.values), 4, PANEL.values
    )  # changes no bounds of other years, nor pooled ones of a
    whole = compose(Panel(mixed, PANEL.years, PANEL.units, filled), Recipe())

    assert found.scores(2021) == pytest.approx(whole.scores(2021))
