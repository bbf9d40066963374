"""Normalise every indicator as the recipe, or the indicator itself, says; and keep what was fitted."""

from collections.abc import Sequence

import numpy as np

from ii_index._typing import FloatArray
from ii_index.construction.methods.normalisation import Fitted, Indicators, normalisation_of, step_of
from ii_index.errors import DataError, Finding
from ii_index.model.panel import Panel
from ii_index.model.recipe import Normalisation


def normalise(
    panel: Panel, values: FloatArray, default: Normalisation, earlier: Fitted | None = None
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
    if not panel.framework.leaf_fields & {"normalisation", "constant"}:
        fitted = earlier or _fit(panel, values, default)
        return _apply(values, Indicators(panel, default, leaves, fitted)), fitted
    scores = np.empty_like(values)
    fitted = Fitted.nothing(*values.shape[:-2], 1, len(leaves))
    for step in dict.fromkeys(step_of(leaf, default) for leaf in leaves):
        chosen = [i for i, leaf in enumerate(leaves) if step_of(leaf, default) == step]
        part = values[..., chosen]
        own = earlier.columns(chosen) if earlier else _fit(panel, part, step)
        scores[..., chosen] = _apply(part, Indicators(panel, step, [leaves[i] for i in chosen], own))
        for whole, piece in zip(fitted, own, strict=True):
            whole[..., chosen] = piece
    return scores, fitted


def leaves_bounds_open(step: Normalisation, years: int) -> bool:
    """Whether several years are pooled because the recipe left it open."""
    return years > 1 and normalisation_of(step).fit is not None and getattr(step, "bounds", None) is None


def _fit(panel: Panel, values: FloatArray, step: Normalisation) -> Fitted:
    fit = normalisation_of(step).fit
    if fit is None:
        return Fitted.nothing(1, 1, values.shape[-1])
    chosen: str | int = getattr(step, "bounds", None) or ("year" if len(panel.years) == 1 else "pooled")
    sample = values if isinstance(chosen, str) else values[..., [panel.year_index(chosen)], :, :]
    return fit(sample, (-3, -2) if chosen == "pooled" else -2)


def _apply(values: FloatArray, indicators: Indicators) -> FloatArray:
    """Apply one formula to its indicators; on refusal find every one that it refuses, year by year."""
    unfit = normalisation_of(indicators.step).needs(indicators)
    if unfit:
        raise DataError(unfit)
    try:
        return _scores(values, indicators)
    except ValueError:
        raise DataError(_refusals(values, indicators)) from None


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
            findings.append(alone.about(fault, leaf, years=years, kind=step.kind))
    return findings or [Finding(fault, file=panel.source, details={"kind": step.kind, "years": panel.years})]


def _refuses(values: FloatArray, indicators: Indicators) -> bool:
    try:
        _scores(values, indicators)
    except ValueError:
        return True
    return False


def _years_refused(column: FloatArray, alone: Indicators) -> Sequence[int]:
    """Name the years at fault where each year has bounds of its own."""
    panel, fitted = alone.panel, alone.fitted
    if len(fitted.lower) == len(fitted.mean) == 1:
        return panel.years
    return [
        year
        for row, year in enumerate(panel.years)
        if _refuses(column[[row]], Indicators(panel, alone.step, alone.leaves, fitted.year(row)))
    ]
