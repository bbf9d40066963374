"""Only the years that the asked scores depend on must be whole."""

import numpy as np
import pytest

from ii_index.construction.compose import compose
from ii_index.construction.required import required
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
        Recipe(),
        Recipe(normalisation={"kind": "z_score", "bounds": "pooled"}),
        Recipe(normalisation={"kind": "min_max", "bounds": 2020}),
        Recipe(normalisation={"kind": "min_max", "bounds": "year"}, weighting="entropy"),
        Recipe(treatment="winsorise"),
    ],
)
def test_a_hole_that_the_scores_depend_on_refuses_them(recipe):
    with pytest.raises(DataError) as refused:
        compose(required(PANEL, recipe, 2021), recipe)

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
