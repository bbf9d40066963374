"""Before normalisation: denominate, screen, impute, transform, treat outliers."""

from typing import NamedTuple

import numpy as np

from ii_index._typing import LARGEST, BoolArray, FloatArray
from ii_index.construction.cells import about_all_cells, about_cells
from ii_index.construction.denominating import denominate, divisor_of, undivided
from ii_index.construction.methods.imputation import imputation_for, imputation_of
from ii_index.construction.methods.normalisation import Fitted
from ii_index.construction.methods.treatment import treats_any
from ii_index.construction.screening import screened_out
from ii_index.construction.transforming import bends, fit_goalposts, fit_powers, fitted_by, transformed
from ii_index.construction.treating import fit_treatment, treat
from ii_index.errors import DataError, Finding
from ii_index.model.panel import Panel
from ii_index.model.recipe import Recipe
from ii_index.model.steps.imputation import Imputation


class Prepared(NamedTuple):
    """Values ready to be normalised, and what was done to them.

    Attributes
    ----------
    values : FloatArray, shape (years, units, indicators)
    filled : BoolArray or None
        Cells that imputation fills; None where it fills none. What is filled within a row is filled after
        normalisation and still missing here.
    treated : BoolArray or None
        Cells that outlier treatment changed; None where it changed none.
    found : Fitted
        Powers, goalposts and limits that the preparation took from the data or the framework.
    screened : BoolArray or None, shape (years, units)
        Units that are left out of a year; None where none is.
    untreated : FloatArray or None
        The values before outlier treatment, where the recipe or an indicator asks for any.
    """

    values: FloatArray
    filled: BoolArray | None
    treated: BoolArray | None
    found: Fitted
    screened: BoolArray | None = None
    untreated: FloatArray | None = None


def prepare(panel: Panel, recipe: Recipe, earlier: Fitted | None = None) -> Prepared:
    """Denominate, screen, impute, transform and treat, in this order.

    Parameters
    ----------
    panel : Panel
    recipe : Recipe
    earlier : Fitted, optional
        Powers and limits of an earlier index, used instead of this panel's own.

    Raises
    ------
    DataError
        Values beyond 1e100, missing cells under ``refuse``, cells that imputation cannot fill, denominators or
        logarithms of what is not positive.
    """
    _check_magnitudes(panel)
    try:
        values = denominate(panel)
    except DataError as error:
        raise DataError([*error.findings, *_lacking_denominators(panel, recipe)]) from None
    return prepare_values(panel, values, recipe, earlier)


def _lacking_denominators(panel: Panel, recipe: Recipe) -> list[Finding]:
    """Name the missing denominators too, where missing cells are refused: all of a step's faults at once."""
    return [
        finding
        for position, leaf in enumerate(panel.framework.leaves)
        if leaf.denominator is not None and _refuses(imputation_for(leaf, recipe))
        for finding in about_cells(
            panel, "E_DENOMINATOR", undivided(panel, leaf, position), leaf, divisor_of(panel, leaf)
        )
    ]


def _refuses(step: Imputation) -> bool:
    method = imputation_of(step)
    return not (method.keeps_gaps or method.in_rows or method.fill is not None)


def _check_magnitudes(panel: Panel) -> None:
    """Refuse values and denominators whose products would be no numbers."""
    values = panel.values
    beyond = (
        values.size and max(np.fmax.reduce(values, axis=None), -np.fmin.reduce(values, axis=None)) > LARGEST
    )
    faults = about_all_cells(panel, "E_MAGNITUDE", np.abs(values) > LARGEST) if beyond else []
    for position, item in enumerate(panel.framework.denominators[: panel.denominators.shape[-1]]):
        divisor = panel.denominators[..., position]
        users = [leaf for leaf in panel.framework.leaves if leaf.denominator == item.id]
        faults += about_cells(panel, "E_MAGNITUDE", divisor > LARGEST, users[0], divisor) if users else []
    if faults:
        raise DataError(faults)


def prepare_values(
    panel: Panel, values: FloatArray, recipe: Recipe, earlier: Fitted | None = None
) -> Prepared:
    """Screen, impute, transform and treat a panel's denominated values, or variations of them.

    Parameters
    ----------
    panel : Panel
    values : FloatArray, shape (..., years, units, indicators)
        A leading axis holds variations (draws) whose missing cells are the panel's.
    recipe : Recipe
    earlier : Fitted, optional
        As for :func:`prepare`.
    """
    out = screened_out(panel, values, recipe.screening)
    raw = values if out is None else np.where(out[..., np.newaxis], np.nan, values)
    values, filled = _impute(panel, raw, recipe, out)
    found = _nothing(panel) if earlier is None else earlier
    if bends(panel) or "goalposts" in panel.framework.leaf_fields:
        powers = fit_powers(panel, values, recipe) if earlier is None else earlier.power
        values = transformed(panel, values, recipe, powers)
        found = found if earlier else fitted_by(powers, fit_goalposts(panel, raw, recipe, powers))
    if not treats_any(panel.framework, recipe):
        return Prepared(values, filled, None, found, out)
    found = earlier or fit_treatment(panel, values, recipe, found)
    pulled_in, treated = treat(values, found)
    return Prepared(pulled_in, filled, treated, found, out, values)


def _nothing(panel: Panel) -> Fitted:
    return Fitted.nothing(1, 1, len(panel.framework.leaves))


def _impute(
    panel: Panel, values: FloatArray, recipe: Recipe, out: BoolArray | None
) -> tuple[FloatArray, BoolArray | None]:
    """Fill what each indicator's rule fills, and refuse what it refuses; who is left out stays so."""
    missing = np.isnan(values)
    if out is not None:
        missing &= ~out[..., np.newaxis]
    if not missing.any():
        return values, None
    leaves = panel.framework.leaves
    steps = [imputation_for(leaf, recipe) for leaf in leaves]
    result, marks, faults = values.copy(), np.zeros(values.shape, dtype=np.bool_), np.zeros_like(missing)
    for step in dict.fromkeys(steps):
        method, chosen = imputation_of(step), [place for place, own in enumerate(steps) if own == step]
        holes = missing[..., chosen]
        if method.in_rows:
            marks[..., chosen] = holes
        elif method.fill is not None and holes.any():
            filled, _ = method.fill(panel, values[..., chosen], step)
            result[..., chosen] = np.where(holes, filled, values[..., chosen])
            marks[..., chosen] = holes
            faults[..., chosen] = holes & np.isnan(filled)
    if faults.any():
        raise DataError(_unfillable(panel, recipe, faults))
    refused = missing & np.array([_refuses(step) for step in steps]) & ~_not_begun(panel, values)
    if refused.any():
        raise DataError(_holes(panel, refused))
    return result, _cells_of(panel, marks) if marks.any() else None


def _not_begun(panel: Panel, values: FloatArray) -> BoolArray:
    """Return the cells before the first of an indicator that may begin late."""
    linked = np.array([leaf.start is not None for leaf in panel.framework.leaves])
    begun = np.logical_or.accumulate(~np.isnan(values), axis=-3)
    return np.asarray(~begun & begun[..., -1:, :, :] & linked)


def _cells_of(panel: Panel, marks: BoolArray) -> BoolArray:
    """Return marks without the axis of variations, whose missing cells are the panel's."""
    cells: BoolArray = marks.reshape(-1, *panel.values.shape)[0] if marks.ndim > panel.values.ndim else marks
    return cells


def _unfillable(panel: Panel, recipe: Recipe, faults: BoolArray) -> list[Finding]:
    cells = _cells_of(panel, faults)
    return [
        finding
        for position, leaf in enumerate(panel.framework.leaves)
        for finding in about_cells(
            panel,
            "E_CANNOT_IMPUTE",
            cells[..., position],
            leaf,
            panel.values[..., position],
            kind=imputation_for(leaf, recipe).spoken,
        )
    ]


def _holes(panel: Panel, missing: BoolArray) -> list[Finding]:
    """Name every missing cell, and of those that lack only a denominator that."""
    faults: list[Finding] = []
    cells = _cells_of(panel, missing)
    for position, leaf in enumerate(panel.framework.leaves):
        halves = undivided(panel, leaf, position) & cells[..., position]
        blank = cells[..., position] & ~halves
        faults += about_cells(panel, "E_MISSING_VALUE", blank, leaf, panel.values[..., position])
        if halves.any():
            faults += about_cells(panel, "E_DENOMINATOR", halves, leaf, divisor_of(panel, leaf))
    return faults
