"""Which years of a panel the scores of one year depend on: holes in the others need not refuse it."""

from dataclasses import replace

import numpy as np

from ii_index._typing import BoolArray
from ii_index.construction.compose import compose
from ii_index.construction.denominating import denominate
from ii_index.construction.earlier_fits import labelled
from ii_index.construction.methods.imputation import imputation_for, imputation_of
from ii_index.construction.methods.normalisation import Fitted, normalisation_of, scope_of, step_of
from ii_index.construction.methods.transforms import estimates_power
from ii_index.construction.methods.treatment import treats
from ii_index.construction.methods.weighting import weighting_of
from ii_index.construction.results import CompositeIndex
from ii_index.construction.transforming import is_transformed
from ii_index.errors import Finding
from ii_index.model.node import Node
from ii_index.model.panel import Panel
from ii_index.model.periods import within
from ii_index.model.recipe import Recipe
from ii_index.model.transforms import percentile_of


def compose_for(panel: Panel, recipe: Recipe, year: int | None = None) -> CompositeIndex:
    """Make the index that the scores of a year are of, without the years that it can do without.

    Where bounds pool the years, a hole of another year costs its cell: the cells that are there set the bounds, and
    its year gets no scores.

    Parameters
    ----------
    panel : Panel
    recipe : Recipe
    year : int, optional
        The year whose scores are asked for; by default the latest.

    Returns
    -------
    CompositeIndex
        With ``N_YEARS_LEFT_OUT`` or ``W_BOUNDS_OF_OBSERVED`` among its panel's findings where years were left out.

    Raises
    ------
    DataError, WeightsError
        As for :func:`ii_index.compose`; of missing cells, those that the scores depend on.

    Examples
    --------
    >>> from ii_index.model.framework import Framework
    >>> one = Framework(id="one", name="One", reference="an example", children=[{"id": "a", "name": "A"}])
    >>> panel = Panel(one, (2020, 2021), ("x", "y"), np.array([[[0], [np.nan]], [[2], [4]]]))
    >>> compose_for(panel, Recipe()).scores(2021)
    array([ 50., 100.])
    """
    kept = required(panel, recipe, year)
    asked = kept.years[-1] if year is None and kept.years else year
    missing = np.isnan(denominate(kept))
    holes = np.asarray(missing.any(axis=(1, 2)))
    left = [at for at, hole in zip(kept.years, holes.tolist(), strict=True) if hole and at != asked]
    if not left or asked not in kept.years or not _pools_bounds_only(kept, recipe):
        return compose(kept, recipe)
    years = [at for at in kept.years if at not in left]
    fitted = _of_observed(kept, recipe)
    rows = [kept.year_index(at) for at in years]
    of_years = Fitted.of(part[rows] if len(part) > 1 else part for part in fitted.numbers)
    count = int(missing[[kept.year_index(at) for at in left]].sum())
    said = Finding("W_BOUNDS_OF_OBSERVED", file=kept.source, details={"years": left, "count": count})
    whole = kept.select(years=years)
    whole = replace(whole, findings=(*whole.findings, said))
    return compose(whole, recipe, fitted=labelled(of_years, whole, recipe))


def _pools_bounds_only(panel: Panel, recipe: Recipe) -> bool:
    """Whether missing cells are refused, and other years matter for nothing but what is fitted to all of them."""
    own = any(leaf.imputation is not None for leaf in panel.framework.leaves)
    if own or weighting_of(recipe.weighting).from_data or not _refuses_holes(panel, recipe):
        return False
    return not any(
        normalisation_of(step).compared_with
        or isinstance(scope_of(panel, step), int)
        or _looks_at_data(leaf, recipe)
        for leaf in panel.framework.leaves
        for step in [step_of(leaf, recipe.normalisation)]
    )


def _refuses_holes(panel: Panel, recipe: Recipe) -> bool:
    """Whether a missing cell of any indicator refuses the scores."""
    gaps = [imputation_of(imputation_for(leaf, recipe)) for leaf in panel.framework.leaves]
    return not any(way.fill is not None or way.keeps_gaps or way.in_rows for way in gaps)


def _of_observed(panel: Panel, recipe: Recipe) -> Fitted:
    """Return what is fitted to the cells that are there."""
    return compose(panel, recipe.replace(imputation={"kind": "renormalise", "threshold": 0})).fitted


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
    if not _refuses_holes(panel, recipe) or not panel.years:
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
    weighed = recipe.weighting.from_years
    linked = (
        panel.framework.weights_change and normalisation_of(recipe.normalisation).compared_with is not None
    )
    if weighed == "pooled" or linked:
        return None
    needed = {asked, weighed} if isinstance(weighed, int) else {asked}
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
        return {panel.years[row] for row in within(panel.years, method.compared_with(panel, step))}
    if not (method.fit is not None or treats(leaf, recipe) or _looks_at_data(leaf, recipe)):
        return set()
    scope = scope_of(panel, step)
    if scope == "pooled":
        return None
    return {panel.years[row] for row in within(panel.years, int(scope))} if scope != "year" else set()


def _looks_at_data(leaf: Node, recipe: Recipe) -> bool:
    """Whether goalposts or a transform of an indicator are taken from the data."""
    percentiles = any(percentile_of(post) is not None for post in leaf.goalposts or ())
    bent = leaf.transform is not None and is_transformed(leaf, recipe) and estimates_power(leaf.transform)
    return percentiles or bent
