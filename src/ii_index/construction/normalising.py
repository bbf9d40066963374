"""Normalise every indicator as the recipe, or the indicator itself, says; and keep what was fitted."""

from collections.abc import Iterator, Sequence

import numpy as np

from ii_index._typing import FloatArray
from ii_index.construction.methods.normalisation import Fitted, Indicators, normalisation_of
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
        Bounds and moments of an earlier index, used instead of this panel's own: those of the same indicators and
        years, wherever they stand in it.

    Returns
    -------
    scores : FloatArray, of the same shape
    fitted : Fitted

    Raises
    ------
    DataError
        Every indicator that the formula cannot take, or gives no number for, with its year; or that was not
        fitted, or for another normalisation or other years.
    """
    leaves = panel.framework.leaves
    earlier = earlier and _aligned(panel, default, earlier)
    if "normalisation" not in panel.framework.leaf_fields:
        fitted = earlier or _fit(panel, values, default)
        scores = _apply(values, Indicators(panel, default, leaves, fitted))
        return scores, _labelled(panel, fitted, (default.kind,) * len(leaves))
    scores = np.empty_like(values)
    fitted = Fitted.nothing(*values.shape[:-2], 1, len(leaves))
    for step in dict.fromkeys(leaf.normalisation or default for leaf in leaves):
        chosen = [i for i, leaf in enumerate(leaves) if (leaf.normalisation or default) == step]
        part = values[..., chosen]
        own = earlier.columns(chosen) if earlier else _fit(panel, part, step)
        scores[..., chosen] = _apply(part, Indicators(panel, step, [leaves[i] for i in chosen], own))
        for whole, piece in zip(fitted.numbers, own.numbers, strict=True):
            whole[..., chosen] = piece
    return scores, _labelled(panel, fitted, tuple((leaf.normalisation or default).kind for leaf in leaves))


def _labelled(panel: Panel, fitted: Fitted, kinds: tuple[str, ...]) -> Fitted:
    """Say whose bounds and moments they are."""
    by_year = max(map(len, fitted.numbers)) > 1
    return fitted._replace(indicators=panel.indicators, kinds=kinds, years=panel.years if by_year else ())


def _aligned(panel: Panel, default: Normalisation, earlier: Fitted) -> Fitted:
    """Take of an earlier fit what belongs to a panel's indicators and years, or refuse it."""
    findings = [*_not_fitted(panel, default, earlier)]
    if earlier.years and (unknown := [year for year in panel.years if year not in earlier.years]):
        details = {"years": unknown, "known": list(earlier.years)}
        findings.append(Finding("E_FITTED_YEARS", file=panel.source, details=details))
    if findings:
        raise DataError(findings)
    if earlier.years and earlier.years != panel.years:
        earlier = earlier.rows([earlier.years.index(year) for year in panel.years])._replace(
            indicators=earlier.indicators
        )
    if earlier.indicators == panel.indicators:
        return earlier
    return earlier.of(panel.indicators)


def _not_fitted(panel: Panel, default: Normalisation, earlier: Fitted) -> Iterator[Finding]:
    """Name the indicators that an earlier fit does not have, or has for another normalisation."""
    kinds = dict(zip(earlier.indicators, earlier.kinds, strict=True))
    for leaf in panel.framework.leaves:
        step = leaf.normalisation or default
        if normalisation_of(step).fit is None:
            continue
        about = {"name": leaf.name, "kind": step.kind}
        if leaf.id not in kinds:
            yield Finding("E_FITTED_INDICATOR", file=panel.source, column=leaf.id, details=about)
        elif kinds[leaf.id] != step.kind:
            details = {**about, "other": kinds[leaf.id]}
            yield Finding("E_FITTED_KIND", file=panel.source, column=leaf.id, details=details)


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
        if _refuses(column[[row]], Indicators(panel, alone.step, alone.leaves, fitted.rows([row])))
    ]
