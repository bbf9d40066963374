"""The base-year index of the nation, as reports show it."""

from ii_index.construction.compose import compose
from ii_index.construction.results import CompositeIndex
from ii_index.model.panel import Panel
from ii_index.model.recipe import Recipe


def national_recipe(panel: Panel, base_year: int | None = None) -> Recipe:
    """Return the recipe of a national panel; the base year is the framework's by default, else the first."""
    base = base_year or panel.framework.base_year or panel.years[0]
    return Recipe.national(base, imputation=panel.framework.recipe.imputation)


def national_index(panel: Panel, base_year: int | None = None) -> CompositeIndex:
    """Make the index of a national panel as its framework says."""
    return compose(panel, national_recipe(panel, base_year))
