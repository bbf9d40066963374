"""Before normalisation: denominate, impute, transform, treat outliers."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ii_index._typing import LARGEST, BoolArray, FloatArray
from ii_index.construction.methods.imputation import imputation_of
from ii_index.construction.methods.normalisation import normalisation_of, step_of
from ii_index.construction.methods.treatment import treatment_of
from ii_index.errors import DataError, Finding
from ii_index.kernels import portable
from ii_index.model.names import Name
from ii_index.model.node import Node
from ii_index.model.panel import Panel
from ii_index.model.recipe import Imputation, Recipe

_MANY = 5


class Prepared(NamedTuple):
    """Values ready to be normalised, and what was done to them.

    Attributes
    ----------
    values : FloatArray, shape (years, units, indicators)
    filled : BoolArray or None
        Cells that imputation filled; None where it filled none.
    treated : BoolArray or None
        Cells that outlier treatment changed; None where it changed none.
    """

    values: FloatArray
    filled: BoolArray | None
    treated: BoolArray | None


def prepare(panel: Panel, recipe: Recipe) -> Prepared:
    """Denominate, impute, transform and treat, in this order.

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
    return prepare_values(panel, values, recipe)


def _lacking_denominators(panel: Panel, recipe: Recipe) -> list[Finding]:
    """Name the missing denominators too, where missing cells are refused: all of a step's faults at once."""
    method = imputation_of(recipe.imputation)
    if method.keeps_gaps or method.fill is not None:
        return []
    return [
        finding
        for position, leaf in enumerate(panel.framework.leaves)
        if leaf.denominator is not None
        for finding in _cells(
            panel, "E_DENOMINATOR", undivided(panel, leaf, position), leaf, divisor_of(panel, leaf)
        )
    ]


def _check_magnitudes(panel: Panel) -> None:
    """Refuse values and denominators whose products would be no numbers."""
    beyond = np.abs(panel.values) > LARGEST
    faults = _all_cells(panel, "E_MAGNITUDE", beyond) if beyond.any() else []
    for position, item in enumerate(panel.framework.denominators[: panel.denominators.shape[-1]]):
        divisor = panel.denominators[..., position]
        users = [leaf for leaf in panel.framework.leaves if leaf.denominator == item.id]
        faults += _cells(panel, "E_MAGNITUDE", divisor > LARGEST, users[0], divisor) if users else []
    if faults:
        raise DataError(faults)


def prepare_values(panel: Panel, values: FloatArray, recipe: Recipe) -> Prepared:
    """Impute, transform and treat a panel's denominated values, or variations of them.

    Parameters
    ----------
    panel : Panel
    values : FloatArray, shape (..., years, units, indicators)
        A leading axis holds variations (draws) whose missing cells are the panel's.
    recipe : Recipe
    """
    missing = np.isnan(values)
    filled = None
    if missing.any():
        values, filled = _impute(panel, values, missing, recipe.imputation)
    values = _transform(panel, values, recipe)
    treated = None
    if treat := treatment_of(recipe.treatment).treat:
        before, values = values, treat(values, recipe.treatment)
        treated = ~((values == before) | np.isnan(before))
    return Prepared(values, filled, treated)


def denominate(panel: Panel) -> FloatArray:
    """Return the values that indicators speak of: divided where they ask for it, and cut to their limits.

    A cell whose denominator is missing is missing itself. Constants have their number.

    Raises
    ------
    DataError
        Denominators that are zero or negative, where the indicator has no rule for them.
    """
    return within_limits(panel, divided(panel))


def within_limits(panel: Panel, values: FloatArray) -> FloatArray:
    """Cut values, shape (..., indicators), to the limits that indicators declare."""
    if "limits" not in panel.framework.leaf_fields:
        return values
    limits = np.array([leaf.limits or (-np.inf, np.inf) for leaf in panel.framework.leaves])
    return np.clip(values, limits[:, 0], limits[:, 1])


def divided(panel: Panel) -> FloatArray:
    """Return the values by their denominators, before any limit; see :func:`denominate`."""
    if not panel.framework.leaf_fields & {"denominator", "constant"}:
        return panel.values
    values = panel.values.copy()
    faults: list[Finding] = []
    for position, leaf in enumerate(panel.framework.leaves):
        if leaf.constant is not None:
            values[..., position] = leaf.constant
        if leaf.denominator is not None:
            divisor = divisor_of(panel, leaf)
            bad = (divisor <= 0) & ~np.isnan(values[..., position])
            if leaf.zero_denominator is None:
                faults += _cells(panel, "E_DENOMINATOR", bad, leaf, divisor)
            with np.errstate(divide="ignore", invalid="ignore"):
                values[..., position] /= divisor
            values[bad, position] = 1.0 if leaf.zero_denominator == "one" else np.nan
    if faults:
        raise DataError(faults)
    return values


def divisor_of(panel: Panel, leaf: Node) -> FloatArray:
    """Return what an indicator with a denominator is divided by, shape (years, units); NaN where a table has none."""
    declared = [item.id for item in panel.framework.denominators]
    place = declared.index(str(leaf.denominator))
    if place >= panel.denominators.shape[-1]:
        return np.full(panel.values.shape[:2], np.nan)
    whole: FloatArray = panel.denominators[..., place]
    return whole


def undivided(panel: Panel, leaf: Node, position: int) -> BoolArray:
    """Say where an indicator has a value and no denominator to divide it by."""
    if leaf.denominator is None:
        return np.zeros(panel.values.shape[:2], dtype=np.bool_)
    return np.asarray(np.isnan(divisor_of(panel, leaf)) & ~np.isnan(panel.values[..., position]))


def _impute(
    panel: Panel, values: FloatArray, missing: BoolArray, step: Imputation
) -> tuple[FloatArray, BoolArray | None]:
    method = imputation_of(step)
    if method.fill is not None:
        filled, marks = method.fill(panel, values, step)
        if np.isnan(filled).any():
            raise DataError(_all_cells(panel, "E_CANNOT_IMPUTE", np.isnan(filled), kind=step.kind))
        return filled, marks
    if method.keeps_gaps:
        return values, None
    raise DataError(_holes(panel, missing))


def _holes(panel: Panel, missing: BoolArray) -> list[Finding]:
    """Name every missing cell, and of those that lack only a denominator that."""
    faults: list[Finding] = []
    for position, leaf in enumerate(panel.framework.leaves):
        halves = undivided(panel, leaf, position) & missing[..., position]
        faults += _cells(
            panel, "E_MISSING_VALUE", missing[..., position] & ~halves, leaf, panel.values[..., position]
        )
        faults += (
            _cells(panel, "E_DENOMINATOR", halves, leaf, divisor_of(panel, leaf)) if halves.any() else ()
        )
    return faults


def is_logged(leaf: Node, recipe: Recipe) -> bool:
    """Whether an indicator enters as its logarithm.

    A base-year index compares a unit with itself: its relatives are those of the values as they are.
    """
    step = step_of(leaf, recipe.normalisation)
    return leaf.transform == "log" and normalisation_of(step).compared_with is None


def _transform(panel: Panel, values: FloatArray, recipe: Recipe) -> FloatArray:
    leaves = panel.framework.leaves
    if "transform" not in panel.framework.leaf_fields:
        return values
    logged = np.array([is_logged(leaf, recipe) for leaf in leaves])
    logarithm = portable.log if values.ndim == panel.values.ndim else np.log  # draws may be fast
    bad = (values <= 0) & logged
    if bad.any():
        raise DataError(_all_cells(panel, "E_LOG_NOT_POSITIVE", bad))
    result = values.copy()
    result[..., logged] = logarithm(values[..., logged])
    return result


def _all_cells(panel: Panel, code: str, where: BoolArray, **details: str) -> list[Finding]:
    return [
        finding
        for position, leaf in enumerate(panel.framework.leaves)
        for finding in _cells(panel, code, where[..., position], leaf, panel.values[..., position], **details)
    ]


def _cells(
    panel: Panel, code: str, where: BoolArray, leaf: Node, values: FloatArray, **details: str
) -> Iterator[Finding]:
    """One finding a cell of an indicator, by year and unit; one a year where it lacks many units."""
    cells: list[Sequence[int]] = []
    for year in np.flatnonzero(where.any(axis=1)).tolist():
        units = np.flatnonzero(where[year]).tolist()
        if len(units) <= _MANY or code != "E_MISSING_VALUE":
            cells += [(year, unit) for unit in units]
            continue
        names = [panel.unit_name(panel.units[unit]) for unit in units[:_MANY]]
        zh = f"{'、'.join(name.zh for name in names)}等 {len(units)} 个单位"
        en = f"{', '.join(name.en for name in names)} and others ({len(units)} in all)"
        said = {"name": leaf.name, "unit_name": Name(zh=zh, en=en), "count": len(units), **details}
        yield Finding(code, file=panel.source, column=leaf.id, year=panel.years[year], details=said)
    for year, unit in cells:
        value = values[year, unit]
        yield Finding(
            code,
            file=panel.source,
            column=leaf.id,
            unit=panel.units[unit],
            year=panel.years[year],
            found=None if np.isnan(value) else f"{value:.12g}",
            details={"name": leaf.name, "unit_name": panel.unit_name(panel.units[unit]), **details},
        )
