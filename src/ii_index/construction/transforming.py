"""Bend what indicators measure: logarithms and their kin, distances from an ideal; and goalposts with them."""

from collections.abc import Sequence

import numpy as np

from ii_index._typing import BoolArray, FloatArray
from ii_index.construction.cells import about_cells
from ii_index.construction.methods.normalisation import Fitted, normalisation_of, sample_of, step_of
from ii_index.construction.methods.transforms import estimates_power, power_of, transform_of
from ii_index.errors import DataError, Finding
from ii_index.kernels.quantiles import quantile
from ii_index.kernels.transforms import box_cox_power, distance_to_ideal
from ii_index.model.node import Node
from ii_index.model.panel import Panel
from ii_index.model.recipe import Recipe
from ii_index.model.transforms import percentile_of


def is_transformed(leaf: Node, recipe: Recipe) -> bool:
    """Whether an indicator enters transformed.

    A base-year index compares a unit with itself: its relatives are those of the values as they are.
    """
    step = step_of(leaf, recipe.normalisation)
    return leaf.transform is not None and normalisation_of(step).compared_with is None


def bends(panel: Panel) -> bool:
    """Whether any indicator has a transform or an ideal."""
    return bool(panel.framework.leaf_fields & {"transform", "optimum", "ideal"})


def fit_powers(panel: Panel, values: FloatArray, recipe: Recipe) -> FloatArray:
    """Return the power of each Box-Cox transform, stated or estimated, shape (..., years or 1, 1, indicators)."""
    leaves = panel.framework.leaves
    powers = np.full((*values.shape[:-2], 1, len(leaves)), np.nan)
    for place, leaf in enumerate(leaves):
        if leaf.transform is None:
            continue
        powers[..., place] = power_of(leaf.transform)
        if estimates_power(leaf.transform) and is_transformed(leaf, recipe):
            sample = sample_of(panel, values[..., [place]], step_of(leaf, recipe.normalisation))
            flat = sample.reshape(-1, sample.shape[-2])
            found = [box_cox_power(row, offset=leaf.transform.offset) for row in flat]
            powers[..., 0, place] = np.reshape(found, sample.shape[:-2])
    return powers


def transformed(panel: Panel, values: FloatArray, recipe: Recipe, powers: FloatArray) -> FloatArray:
    """Return values as they enter treatment and normalisation.

    Parameters
    ----------
    panel : Panel
    values : FloatArray, shape (..., years, units, indicators)
        Divided and filled.
    recipe : Recipe
    powers : FloatArray, shape (..., years or 1, 1, indicators)
        As :func:`fit_powers` gives them.

    Raises
    ------
    DataError
        Every value that a transform is not defined for.
    """
    if not bends(panel):
        return values
    faults: list[Finding] = []
    result, fast = values.copy(), values.ndim > panel.values.ndim  # the last bit of draws does not matter
    for place, leaf in enumerate(panel.framework.leaves):
        own = values[..., place]
        if leaf.best is not None:
            result[..., place] = distance_to_ideal(own, *leaf.best)
        if leaf.transform is None or not is_transformed(leaf, recipe):
            continue
        method = transform_of(leaf.transform)
        with np.errstate(all="ignore"):
            bent = method.apply(own, leaf.transform, powers[..., place], fast)
        bad = np.asarray(~np.isfinite(bent) & ~np.isnan(own))
        if bad.any():
            where: BoolArray = np.asarray(bad.reshape(-1, *bad.shape[-2:]).any(axis=0))
            kind = leaf.transform.title
            faults += about_cells(panel, method.fault, where, leaf, panel.values[..., place], kind=kind)
        result[..., place] = bent
    if faults:
        raise DataError(faults)
    return result


def with_one_power(panel: Panel, values: FloatArray, recipe: Recipe, powers: FloatArray) -> FloatArray:
    """Return transformed values that compare across years: a power that was estimated in each is estimated over all.

    Parameters
    ----------
    panel : Panel
    values : FloatArray, shape (years, units, indicators)
        Transformed.
    recipe : Recipe
    powers : FloatArray, shape (years or 1, 1, indicators)
        By which they were.
    """
    result = values
    for place, leaf in enumerate(panel.framework.leaves):
        step, own = leaf.transform, powers[..., place]
        if step is None or not is_transformed(leaf, recipe) or not estimates_power(step) or np.ptp(own) == 0:
            continue
        method = transform_of(step)
        plain = method.undo(values[..., place], step, own)
        power = np.full_like(own, box_cox_power(plain.reshape(-1), offset=step.offset))
        result = np.array(result)
        result[..., place] = method.apply(plain, step, power, False)  # noqa: FBT003 - nominal
    return result


def untransformed(
    leaves: Sequence[Node], bent: BoolArray, values: FloatArray, powers: FloatArray
) -> FloatArray:
    """Undo the transforms of marked indicators, shape (..., indicators); powers of the same last axis."""
    if not bent.any():
        return values
    result = values.copy()
    for place in np.flatnonzero(bent).tolist():
        step = leaves[place].transform
        if step is not None:
            result[..., place] = transform_of(step).undo(values[..., place], step, powers[..., place])
    return result


def fit_goalposts(
    panel: Panel, raw: FloatArray, recipe: Recipe, powers: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the goalposts of each indicator as they stand beside its transformed values.

    Percentiles are those of the observed values, over the years of the normalisation's bounds.

    Parameters
    ----------
    panel : Panel
    raw : FloatArray, shape (..., years, units, indicators)
        Divided, nothing filled.
    recipe : Recipe
    powers : FloatArray
        As :func:`fit_powers` gives them.

    Returns
    -------
    lower, upper : FloatArray, shape (..., years or 1, 1, indicators)
        NaN for an indicator without.
    """
    posts = np.full((2, *raw.shape[:-2], 1, raw.shape[-1]), np.nan)
    for place, leaf in enumerate(panel.framework.leaves):
        for side, post in enumerate(leaf.goalposts or ()):
            if (percent := percentile_of(post)) is not None:
                sample = sample_of(panel, raw[..., [place]], step_of(leaf, recipe.normalisation))
                own = quantile(sample, percent / 100)[..., 0]
            else:
                own = np.asarray(leaf.target if post == "target" else post, dtype=np.float64)
            posts[side, ..., place] = _bent(leaf, recipe, own, powers[..., place])
    return posts[0], posts[1]


def _bent(leaf: Node, recipe: Recipe, values: FloatArray, power: FloatArray) -> FloatArray:
    """Transform goalposts; one that the transform is not defined for stays NaN."""
    if leaf.transform is None or not is_transformed(leaf, recipe):
        return values
    with np.errstate(all="ignore"):
        bent = transform_of(leaf.transform).apply(values, leaf.transform, power, False)  # noqa: FBT003 - nominal
    return np.where(np.isfinite(bent), bent, np.nan)


def fitted_by(powers: FloatArray, posts: tuple[FloatArray, FloatArray]) -> Fitted:
    """Return what the preparation took from the data so far."""
    return Fitted.nothing(*powers.shape)._replace(power=powers, lower=posts[0], upper=posts[1])
