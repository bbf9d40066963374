"""Normalise every indicator as the recipe, or the indicator itself, says; and keep what was fitted."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ii_index._typing import FloatArray
from ii_index.errors import DataError, Finding
from ii_index.kernels import normalisation as kernels
from ii_index.kernels.normalisation import Bounds, Moments
from ii_index.model.node import Node
from ii_index.model.panel import Panel
from ii_index.model.recipe import (
    BaseYear,
    Distance,
    Goalposts,
    MinMax,
    NoNormalisation,
    Normalisation,
    Ranks,
    ZScore,
)

_FULL = 100.0  # scores are 0–100 where the formula's are 0–1
_FAULTS = {
    "base_year": "E_BASE_YEAR_VALUE",
    "min_max": "E_CONSTANT_INDICATOR",
    "z_score": "E_CONSTANT_INDICATOR",
    "percentile_rank": "E_SINGLE_VALUE",
    "distance_to_reference": "E_GOAL_OUT_OF_REACH",
    "distance_to_target": "E_GOAL_OUT_OF_REACH",
    "fraction_of_max": "E_NOT_POSITIVE",
}


class Fitted(NamedTuple):
    """What normalisation took from the data, to be used again on other data.

    Attributes
    ----------
    lower, upper : FloatArray, shape (years or 1, 1, indicators)
        Bounds of the transformed values; NaN where the normalisation takes none.
    mean, sd : FloatArray, shape (years or 1, 1, indicators)
        Moments likewise.
    """

    lower: FloatArray
    upper: FloatArray
    mean: FloatArray
    sd: FloatArray

    def columns(self, positions: Sequence[int]) -> "Fitted":
        """Return what belongs to some indicators."""
        return Fitted(*(part[..., positions] for part in self._parts()))

    def year(self, row: int) -> "Fitted":
        """Return what belongs to one year."""
        return Fitted(*(part[[row]] if len(part) > 1 else part for part in self._parts()))

    def _parts(self) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        return self.lower, self.upper, self.mean, self.sd


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
        Every indicator that the formula cannot take, with its year.
    """
    leaves = panel.framework.leaves
    if "normalisation" not in panel.framework.leaf_fields:
        fitted = earlier or _fit(panel, values, default)
        return _apply(panel, values, default, leaves, fitted), fitted
    scores = np.empty_like(values)
    fitted = Fitted(*(np.full((*values.shape[:-2], 1, len(leaves)), np.nan) for _ in range(4)))
    for step in dict.fromkeys(leaf.normalisation or default for leaf in leaves):
        chosen = [i for i, leaf in enumerate(leaves) if (leaf.normalisation or default) == step]
        part = values[..., chosen]
        own = earlier.columns(chosen) if earlier else _fit(panel, part, step)
        scores[..., chosen] = _apply(panel, part, step, [leaves[i] for i in chosen], own)
        for whole, piece in zip(
            (fitted.lower, fitted.upper, fitted.mean, fitted.sd),
            (own.lower, own.upper, own.mean, own.sd),
            strict=True,
        ):
            whole[..., chosen] = piece
    return scores, fitted


def leaves_bounds_open(step: Normalisation, years: int) -> bool:
    """Whether several years are pooled because the recipe left it open."""
    return isinstance(step, MinMax | ZScore | Distance) and step.bounds is None and years > 1


def _fit(panel: Panel, values: FloatArray, step: Normalisation) -> Fitted:
    blank = np.full((1, 1, values.shape[-1]), np.nan)
    if not isinstance(step, MinMax | ZScore | Distance):
        return Fitted(blank, blank, blank, blank)
    chosen = step.bounds or ("year" if len(panel.years) == 1 else "pooled")
    sample = values if isinstance(chosen, str) else values[..., [panel.year_index(chosen)], :, :]
    axis = (-3, -2) if chosen == "pooled" else -2
    if isinstance(step, ZScore):
        return Fitted(blank, blank, *kernels.moments(sample, axis=axis))
    return Fitted(*kernels.bounds(sample, axis=axis), blank, blank)


def _apply(
    panel: Panel, values: FloatArray, step: Normalisation, leaves: Sequence[Node], fitted: Fitted
) -> FloatArray:
    """Apply one formula to its indicators; on refusal find every one that it refuses, year by year."""
    unfit = _undefined(panel, step, leaves)
    if unfit:
        raise DataError(unfit)
    try:
        return _formula(panel, values, step, leaves, fitted)
    except ValueError:
        raise DataError(_refusals(panel, values, step, leaves, fitted)) from None


def _formula(  # noqa: PLR0911 - one return a choice
    panel: Panel, values: FloatArray, step: Normalisation, leaves: Sequence[Node], fitted: Fitted
) -> FloatArray:
    turned = "direction" in panel.framework.leaf_fields
    signs = np.array([leaf.sign for leaf in leaves]) if turned else np.ones(len(leaves))
    bounds = Bounds(fitted.lower, fitted.upper)
    match step:
        case MinMax():
            return kernels.min_max(
                values, signs, bounds=bounds, target_range=step.range, constant=step.constant
            )
        case BaseYear():
            base = values[..., [panel.year_index(base_year_of(panel, step))], :, :]
            return kernels.base_year(values, base, signs)
        case Goalposts():
            lower, upper = np.array([leaf.goalposts for leaf in leaves], dtype=np.float64).T
            return kernels.goalposts(values, lower, upper, signs, clip=step.clip, target_range=(0.0, _FULL))
        case ZScore():
            moments = Moments(fitted.mean, fitted.sd)
            return kernels.z_score(values, signs, moments=moments, centre=step.mean, spread=step.sd)
        case Ranks():
            return _by_rank(values, signs, step)
        case Distance():
            return _FULL * _by_distance(panel, values, signs, step, leaves, bounds)
        case NoNormalisation():
            return values


def _by_rank(values: FloatArray, signs: FloatArray, step: Ranks) -> FloatArray:
    match step.kind:
        case "rank":
            return kernels.rank(values, signs)
        case "borda":
            return kernels.borda(values, signs)
        case "percentile_rank":
            return _FULL * kernels.percentile_rank(values, signs)


def _by_distance(  # noqa: PLR0913, PLR0917 - what the three formulas take
    panel: Panel,
    values: FloatArray,
    signs: FloatArray,
    step: Distance,
    leaves: Sequence[Node],
    bounds: Bounds,
) -> FloatArray:
    match step.kind:
        case "distance_to_reference":
            reference = values[..., [panel.unit_index(step.reference or "")], :]
            return kernels.distance_to_reference(values, reference, signs, bounds=bounds)
        case "distance_to_target":
            targets = np.array([leaf.target for leaf in leaves], dtype=np.float64)
            return kernels.distance_to_target(values, targets, signs, bounds=bounds)
        case "fraction_of_max":
            return kernels.fraction_of_max(values, signs, bounds=bounds)


def base_year_of(panel: Panel, step: Normalisation) -> int:
    """Return the year that is 100: the recipe's, else the framework's, else the first."""
    chosen = step.year if isinstance(step, BaseYear) else None
    return chosen or panel.framework.base_year or panel.years[0]


def _undefined(panel: Panel, step: Normalisation, leaves: Sequence[Node]) -> list[Finding]:
    """Find what a formula needs and the framework or the recipe does not say."""
    if isinstance(step, Goalposts):
        return [_about(panel, "E_NO_GOALPOSTS", leaf) for leaf in leaves if leaf.goalposts is None]
    if isinstance(step, Distance) and step.kind == "distance_to_target":
        return [_about(panel, "E_NO_TARGET", leaf) for leaf in leaves if leaf.target is None]
    if isinstance(step, Distance) and step.kind == "distance_to_reference" and step.reference is None:
        return [Finding("E_NO_REFERENCE", file=panel.source)]
    if isinstance(step, BaseYear) and (base := base_year_of(panel, step)) not in panel.years:
        return [Finding("E_NO_BASE_YEAR", file=panel.source, found=str(base), details={"known": panel.years})]
    return []


def _refusals(
    panel: Panel, values: FloatArray, step: Normalisation, leaves: Sequence[Node], fitted: Fitted
) -> list[Finding]:
    findings: list[Finding] = []
    for position, leaf in enumerate(leaves):
        column = values[..., [position]]
        try:
            _formula(panel, column, step, [leaf], fitted.columns([position]))
        except ValueError:
            years = _years_refused(panel, column, step, leaf, fitted.columns([position]))
            findings.append(_about(panel, _FAULTS[step.kind], leaf, years=years))
    return findings


def _years_refused(
    panel: Panel, column: FloatArray, step: Normalisation, leaf: Node, fitted: Fitted
) -> list[int]:
    """Name the years at fault where each year has bounds of its own."""
    if len(fitted.lower) == len(fitted.mean) == 1:
        return list(panel.years)
    refused: list[int] = []
    for row, year in enumerate(panel.years):
        try:
            _formula(panel, column[[row]], step, [leaf], fitted.year(row))
        except ValueError:
            refused.append(year)
    return refused


def _about(panel: Panel, code: str, leaf: Node, **details: object) -> Finding:
    return Finding(code, file=panel.source, column=leaf.id, details={"name": leaf.name, **details})
