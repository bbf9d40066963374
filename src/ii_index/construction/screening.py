"""Leave out of a year the units that lack too much of it, before anything is filled or fitted."""

import numpy as np

from ii_index._typing import BoolArray, FloatArray
from ii_index.model.panel import Panel
from ii_index.model.steps.screening import Screening


def shares_of(values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the share of a unit's indicators that it has, and of those the share that are not zero.

    Parameters
    ----------
    values : FloatArray, shape (..., units, indicators)

    Returns
    -------
    available, nonzero : FloatArray, shape (..., units)
        A unit with nothing has no zeros either: 0 and 1.
    """
    there = ~np.isnan(values)
    count = there.sum(axis=-1)
    zeros = (values == 0).sum(axis=-1)
    return count / values.shape[-1], 1.0 - zeros / np.maximum(count, 1)


def screened_out(panel: Panel, values: FloatArray, screening: Screening | None) -> BoolArray | None:
    """Return which units are left out of which years, shape (years, units); None where none is.

    Parameters
    ----------
    panel : Panel
    values : FloatArray, shape (..., years, units, indicators)
        Divided, nothing filled. Constants are nothing that a unit has.
    screening : Screening or None

    Raises
    ------
    UnknownLabelError
        A unit that is not in the panel.
    """
    if screening is None:
        return None
    read = [leaf.reads is not None for leaf in panel.framework.leaves]
    nominal = values.reshape(-1, *values.shape[-3:])[0][..., read]
    available, nonzero = shares_of(nominal)
    out = (available < screening.available - _TOLERANCE) | (nonzero < screening.nonzero - _TOLERANCE)
    for unit in screening.keep:
        out[:, panel.unit_index(unit)] = False
    for unit in screening.leave_out:
        out[:, panel.unit_index(unit)] = True
    return out if out.any() else None


_TOLERANCE = 1e-9
