"""Which years of a panel the scores of one year depend on: holes in the others need not refuse it."""

from dataclasses import replace

import numpy as np

from ii_index._typing import BoolArray
from ii_index.construction.methods.imputation import imputation_of
from ii_index.construction.methods.normalisation import normalisation_of, step_of
from ii_index.construction.methods.treatment import treatment_of
from ii_index.construction.methods.weighting import weighting_of
from ii_index.errors import Finding
from ii_index.model.node import Node
from ii_index.model.panel import Panel
from ii_index.model.recipe import Recipe


def required(panel: Panel, recipe: Recipe, year: int | None = None) -> Panel:
    """Return the panel without the years whose holes would refuse the scores of a year that does not need them.

    Parameters
    ----------
    panel : Panel
    recipe : Recipe
        Where it pools years (bounds, treatment, weights from the data), every year is needed and nothing is left out.
    year : int, optional
        The year whose scores are asked for; by default the latest.

    Returns
    -------
    Panel
        With ``N_YEARS_LEFT_OUT`` among its findings where years were left out.

    Examples
    --------
    >>> from ii_index.model.framework import Framework
    >>> one = Framework(id="one", name="One", reference="an example", children=[{"id": "a", "name": "A"}])
    >>> panel = Panel(one, (2020, 2021), ("x", "y"), np.array([[[1], [np.nan]], [[2], [3]]]))
    >>> yearly = Recipe(normalisation={"kind": "min_max", "bounds": "year"})
    >>> required(panel, yearly).years, required(panel, yearly, 2020).years, required(panel, Recipe()).years
    ((2021,), (2020, 2021), (2020, 2021))
    """
    gaps = imputation_of(recipe.imputation)
    if gaps.fill is not None or gaps.keeps_gaps or not panel.years:
        return panel
    asked = panel.years[-1] if year is None else year
    needed = _needed(panel, recipe, asked)
    if needed is None or asked not in panel.years:
        return panel
    holes = np.asarray(np.isnan(panel.values).any(axis=(1, 2)))
    holes |= _without_spread(panel, recipe)
    kept = [at for at, hole in zip(panel.years, holes.tolist(), strict=True) if at in needed or not hole]
    left = [at for at in panel.years if at not in kept]
    if not left:
        return panel
    details = {"years": left, "year": asked}
    said = Finding("N_YEARS_LEFT_OUT", file=panel.source, details=details)
    return replace(panel.select(years=kept), findings=(*panel.findings, said))


def _without_spread(panel: Panel, recipe: Recipe) -> BoolArray:
    """Return the years in which an indicator with bounds of each year is the same for every unit."""
    steps = [step_of(leaf, recipe.normalisation) for leaf in panel.framework.leaves]
    yearly = [
        normalisation_of(step).fault == "E_CONSTANT_INDICATOR"
        and getattr(step, "bounds", None) == "year"
        and getattr(step, "constant", None) == "refuse"
        for step in steps
    ]
    same = (panel.values == panel.values[:, :1]).all(axis=1) & np.array(yearly, dtype=np.bool_)
    return np.asarray(same.any(axis=1))


def _needed(panel: Panel, recipe: Recipe, asked: int) -> set[int] | None:
    """Return the years that the scores of one depend on; None where that is all of them."""
    if treatment_of(recipe.treatment).treat is not None or weighting_of(recipe.weighting).from_data:
        return None
    needed = {asked}
    for leaf in panel.framework.leaves:
        of_leaf = _of(panel, leaf, recipe)
        if of_leaf is None:
            return None
        needed |= of_leaf
    return needed


def _of(panel: Panel, leaf: Node, recipe: Recipe) -> set[int] | None:
    """Return the years besides its own on which the normalisation of an indicator depends; None for all."""
    step = step_of(leaf, recipe.normalisation)
    method = normalisation_of(step)
    if method.compared_with is not None:
        return {method.compared_with(panel, step)}
    if method.fit is None:
        return set()
    bounds: str | int | None = getattr(step, "bounds", None)
    if bounds == "pooled" or (bounds is None and len(panel.years) > 1):
        return None
    return {bounds} if isinstance(bounds, int) else set()
