"""The values that indicators speak of: divided by their denominators, cut to their limits; constants."""

import numpy as np

from ii_index._typing import BoolArray, FloatArray
from ii_index.construction.cells import about_cells
from ii_index.construction.chaining import levels_of
from ii_index.errors import DataError, Finding
from ii_index.model.node import Node
from ii_index.model.panel import Panel


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
    if not panel.framework.leaf_fields & {"denominator", "constant", "chain"}:
        return panel.values
    values = panel.values.copy()
    faults: list[Finding] = []
    for position, leaf in enumerate(panel.framework.leaves):
        if leaf.constant is not None:
            values[..., position] = leaf.constant
        if leaf.links is not None:
            values[..., position] = levels_of(panel, leaf, values[..., position])
        if leaf.denominator is not None:
            divisor = divisor_of(panel, leaf)
            bad = (divisor <= 0) & ~np.isnan(values[..., position])
            if leaf.zero_denominator is None:
                faults += about_cells(panel, "E_DENOMINATOR", bad, leaf, divisor)
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
