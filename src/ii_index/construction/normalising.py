"""Normalise every indicator as the recipe, or the indicator itself, says; and keep what was fitted."""

from collections.abc import Sequence

import numpy as np

from ii_index._typing import FloatArray
from ii_index.construction.cells import about_all_cells
from ii_index.construction.chaining import compares_units
from ii_index.construction.denominating import denominate
from ii_index.construction.methods.imputation import imputation_for, imputation_of
from ii_index.construction.methods.normalisation import (
    Fitted,
    Indicators,
    normalisation_of,
    sample_of,
    scope_of,
    step_of,
)
from ii_index.construction.transforming import fit_goalposts, fit_powers, fitted_by
from ii_index.errors import DataError, Finding
from ii_index.kernels.imputation import row_mean
from ii_index.model.node import ROOT
from ii_index.model.panel import Panel
from ii_index.model.recipe import Recipe
from ii_index.model.steps.imputation import ImputeInRow
from ii_index.model.steps.normalisation import Normalisation


def scores_of(
    panel: Panel,
    values: FloatArray,
    recipe: Recipe,
    earlier: Fitted | None = None,
    found: Fitted | None = None,
) -> tuple[FloatArray, Fitted]:
    """Normalise as a recipe says, and fill what it fills within the row; as :func:`normalise` otherwise."""
    scores, fitted = normalise(panel, values, recipe.normalisation, earlier, found)
    return _filled_in_rows(panel, scores, recipe), fitted


def _filled_in_rows(panel: Panel, scores: FloatArray, recipe: Recipe) -> FloatArray:
    """Fill gaps with the mean of the unit's other scores under the same parent; who has none of any is left."""
    leaves = panel.framework.leaves
    own = "imputation" in panel.framework.leaf_fields
    if not (own or imputation_of(recipe.imputation).in_rows):
        return scores
    in_rows = np.array([imputation_of(imputation_for(leaf, recipe)).in_rows for leaf in leaves])
    gaps = np.isnan(scores) & in_rows
    if not gaps.any():
        return scores
    parents = {child.id: node.id for node in panel.framework.walk() for child in node.children or ()}
    above = np.array([parents.get(leaf.id, ROOT) for leaf in leaves])
    filled, _ = row_mean(scores, (above[:, np.newaxis] == above) & ~np.eye(len(leaves), dtype=np.bool_))
    whole = ~np.isnan(scores).all(axis=-1, keepdims=True)  # who has nothing was left out, or is not scored
    open_cells = gaps & np.isnan(filled) & whole
    if open_cells.any():
        cells = open_cells.reshape(-1, *panel.values.shape)[0]
        raise DataError(
            about_all_cells(panel, "E_CANNOT_IMPUTE", cells, kind=ImputeInRow(kind="row_mean").spoken)
        )
    return np.where(gaps, filled, scores)


def normalise(
    panel: Panel,
    values: FloatArray,
    default: Normalisation,
    earlier: Fitted | None = None,
    found: Fitted | None = None,
) -> tuple[FloatArray, Fitted]:
    """Normalise a panel's prepared values; higher is better, 0–100 where the formula gives 0–1.

    Parameters
    ----------
    panel : Panel
    values : FloatArray, shape (..., years, units, indicators)
        Denominated, imputed, transformed and treated; a leading axis holds draws.
    default : Normalisation
        For every indicator that names none of its own.
    earlier : Fitted, optional
        Bounds and moments of an earlier index, used instead of this panel's own.
    found : Fitted, optional
        What the preparation found: goalposts beside transformed values, powers and limits.

    Returns
    -------
    scores : FloatArray, of the same shape
    fitted : Fitted

    Raises
    ------
    DataError
        Every indicator that the formula cannot take, or gives no number for, with its year.
    """
    leaves = panel.framework.leaves
    everything = range(len(leaves))
    if not panel.framework.leaf_fields & {"normalisation", "constant"}:
        fitted = _own(panel, values, (default, everything), earlier, found)
        return _apply(values, Indicators(panel, default, leaves, fitted)), fitted
    scores = np.empty_like(values)
    fitted = Fitted.nothing(*values.shape[:-2], 1, len(leaves))
    for step in dict.fromkeys(step_of(leaf, default) for leaf in leaves):
        chosen = [i for i in everything if step_of(leaves[i], default) == step]
        part = values[..., chosen]
        own = _own(panel, part, (step, chosen), earlier, found)
        scores[..., chosen] = _apply(part, Indicators(panel, step, [leaves[i] for i in chosen], own))
        for whole, piece in zip(fitted.numbers, own.numbers, strict=True):
            whole[..., chosen] = piece
    return scores, fitted


def _own(
    panel: Panel,
    values: FloatArray,
    what: tuple[Normalisation, Sequence[int]],
    earlier: Fitted | None,
    found: Fitted | None,
) -> Fitted:
    """Return what a step takes from the data, or took from earlier ones, for the indicators it normalises."""
    step, chosen = what
    if normalisation_of(step).limits == "goalposts":
        return (found or earlier or _goalposts(panel, step)).columns(chosen)
    if earlier is not None:
        return earlier.columns(chosen)
    fitted = _fit(panel, values, step, chosen)
    return fitted if found is None else fitted.after(found.columns(chosen))


def _goalposts(panel: Panel, step: Normalisation) -> Fitted:
    """Return the goalposts where no preparation found them."""
    recipe, raw = Recipe(normalisation=step), denominate(panel)
    powers = fit_powers(panel, raw, recipe)
    return fitted_by(powers, fit_goalposts(panel, raw, recipe, powers))


def leaves_bounds_open(step: Normalisation, years: int) -> bool:
    """Whether several years are pooled because the recipe left it open."""
    return years > 1 and normalisation_of(step).fit is not None and getattr(step, "bounds", None) is None


def _fit(panel: Panel, values: FloatArray, step: Normalisation, chosen: Sequence[int]) -> Fitted:
    method = normalisation_of(step)
    if method.fit is None:
        return Fitted.nothing(1, 1, values.shape[-1])
    sample = sample_of(panel, values, step)
    fitted = method.fit(sample, -2)
    if method.refit is not None:
        fitted = method.refit(fitted, sample, step, lambda year: values[..., [panel.year_index(year)], :, :])
    if not (method.from_ideal and panel.framework.leaf_fields & {"optimum", "ideal"}):
        return fitted
    ideal = np.array([panel.framework.leaves[place].best is not None for place in chosen])
    return fitted._replace(lower=np.where(ideal & ~np.isnan(fitted.lower), 0.0, fitted.lower))


def _apply(values: FloatArray, indicators: Indicators) -> FloatArray:
    """Apply one formula to its indicators; on refusal find every one that it refuses, year by year."""
    unfit = [*normalisation_of(indicators.step).needs(indicators), *_chained(indicators)]
    if unfit:
        raise DataError(unfit)
    try:
        return _scores(values, indicators)
    except ValueError:
        raise DataError(_refusals(values, indicators)) from None


def _chained(indicators: Indicators) -> list[Finding]:
    """Refuse chained levels where units are compared: all are 100 in the base year, however far apart they are."""
    panel, method = indicators.panel, normalisation_of(indicators.step)
    if "chain" not in panel.framework.leaf_fields:
        return []
    if method.compared_with is not None or method.keeps_values or len(panel.units) == 1:
        return []
    return [
        indicators.about("E_CHAIN_ACROSS", leaf, kind=indicators.step.title)
        for leaf in indicators.leaves
        if not compares_units(leaf.links)
    ]


def _scores(values: FloatArray, indicators: Indicators) -> FloatArray:
    """Return the formula's scores; a value without one is a refusal, whatever the formula says of it."""
    with np.errstate(divide="ignore", invalid="ignore"):
        scores = normalisation_of(indicators.step).apply(values, indicators)
    if not np.array_equal(np.isfinite(scores), np.isfinite(values)):
        raise ValueError(indicators.step.kind)
    return scores


def _refusals(values: FloatArray, indicators: Indicators) -> list[Finding]:
    panel, step, fault = indicators.panel, indicators.step, normalisation_of(indicators.step).fault
    findings: list[Finding] = []
    for position, leaf in enumerate(indicators.leaves):
        alone = Indicators(panel, step, [leaf], indicators.fitted.columns([position]))
        if _refuses(values[..., [position]], alone):
            years = _years_refused(values[..., [position]], alone)
            findings.append(alone.about(fault, leaf, years=years, kind=step.spoken))
    return findings or [
        Finding(fault, file=panel.source, details={"kind": step.spoken, "years": panel.years})
    ]


def _refuses(values: FloatArray, indicators: Indicators) -> bool:
    try:
        _scores(values, indicators)
    except ValueError:
        return True
    return False


def _years_refused(column: FloatArray, alone: Indicators) -> Sequence[int]:
    """Name the years at fault where each year stands alone, with bounds of its own or none."""
    panel, fitted = alone.panel, alone.fitted
    scope = scope_of(panel, alone.step)
    if isinstance(scope, int):
        return [scope]
    if normalisation_of(alone.step).compared_with is not None:  # no year can be looked at without its base
        return panel.years
    one = len(fitted.lower) == len(fitted.mean) == 1
    if one and normalisation_of(alone.step).fit is not None:
        return panel.years
    found = [
        year
        for row, year in enumerate(panel.years)
        if _refuses(
            column[[row]], alone if one else Indicators(panel, alone.step, alone.leaves, fitted.year(row))
        )
    ]
    return found or panel.years
