"""Attainment: how much of a target was reached."""

import numpy as np

from ii_index._typing import ArrayLike, FloatArray, observed


def attainment_rate(actual: ArrayLike, target: ArrayLike, base: ArrayLike = 0.0) -> FloatArray:
    """Return the share of the way from the base to the target that was covered: (actual − base) / (target − base).

    Parameters
    ----------
    actual, target, base : array-like
        Broadcast against each other; NaN is unknown. A base of 0 makes it actual / target. Where less is better
        the target lies below the base.

    Returns
    -------
    FloatArray
        1 is the target; NaN where something is unknown.

    Raises
    ------
    ValueError
        If a target equals its base.

    Examples
    --------
    >>> attainment_rate([153.0, 66.0], [152.0, 100.0]).round(4).tolist()
    [1.0066, 0.66]
    >>> float(attainment_rate(85.0, 80.0, base=100.0))
    0.75
    """
    reached, planned, start = np.broadcast_arrays(*(observed(values) for values in (actual, target, base)))
    if (planned == start).any():
        message = "a target must differ from its base"
        raise ValueError(message)
    return np.asarray((reached - start) / (planned - start))


def mean_attainment(rates: ArrayLike, weights: ArrayLike) -> float:
    """Average attainments, each counting at most in full: a target that is exceeded makes up for no other.

    Parameters
    ----------
    rates : array-like, shape (n,)
        NaN is unknown and left out.
    weights : array-like, shape (n,)

    Returns
    -------
    float
        NaN where nothing with a weight is known.

    Examples
    --------
    >>> round(mean_attainment([1.29, 0.66, float("nan")], [1.0, 1.0, 1.0]), 4)
    0.83
    """
    known = observed(rates)
    shares = np.where(np.isnan(known), 0.0, observed(weights))
    total = float(shares.sum())
    return float(np.minimum(np.nan_to_num(known), 1.0) @ shares / total) if total > 0 else float("nan")
