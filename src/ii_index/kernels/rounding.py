"""Numbers rounded half up, and rounded parts that still add up to the whole."""

import numpy as np

from ii_index._typing import ArrayLike, FloatArray, observed

SNAPPED = 12


def half_up(values: ArrayLike, decimals: int = 0) -> FloatArray:
    """Snap numbers to 12 significant digits, then round half up, and count in units of the last decimal.

    Parameters
    ----------
    values : array_like
        NaN stays.
    decimals : int

    Returns
    -------
    ndarray of the same shape
        Whole numbers: divide by 10^decimals for the rounded ones.

    Examples
    --------
    >>> half_up([0.4785, 0.47849999999999998, 0.47849, -0.0005], 3).tolist()
    [479.0, 479.0, 478.0, -1.0]
    """
    counted = observed(values) * 10.0**decimals
    size = np.abs(counted)
    digits = np.zeros(size.shape, dtype=np.intp)
    known = (size > 0) & np.isfinite(size)
    digits[known] = np.floor(np.log10(size[known])).astype(np.intp)
    unit = 10.0 ** np.clip(SNAPPED - 1 - digits, 0, 300)
    snapped = np.where(size < 10.0**SNAPPED, np.rint(size * unit) / unit, size)
    return np.asarray(np.sign(counted) * np.floor(snapped + 0.5) + 0.0)


def largest_remainder(parts: ArrayLike, total: float = 100.0, decimals: int = 2) -> FloatArray:
    """Shares of a total, rounded so that they sum to it exactly (Hamilton's method).

    Every part is rounded down; the units of the last decimal that are missing go to the largest remainders,
    the first in order among equals. No part moves by a whole unit of the last decimal.

    Parameters
    ----------
    parts : array_like of shape (n,)
        Not negative, not all zero.
    total : float
    decimals : int

    Returns
    -------
    ndarray of shape (n,)

    Examples
    --------
    >>> largest_remainder([1, 1, 1]).tolist()
    [33.34, 33.33, 33.33]
    """
    given = observed(parts)
    units = 10**decimals
    exact = given / given.sum() * total * units
    down: FloatArray = np.floor(exact.round(6))  # 33.33 may come out as 33.329999999999998
    missing = round(total * units) - int(down.sum())
    first = np.argsort(-(exact - down).round(6), kind="stable")[:missing]
    down[first] += 1.0
    return down / float(units)
