"""Numbers rounded half up, and rounded parts that still add up to the whole."""

import numpy as np

from ii_index._typing import ArrayLike, FloatArray, observed

SNAPPED = 12

_UNSURE = 1e-11
"""Of a number: nearer to a half, snapping may take it over."""


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
    table = observed(values)
    counted = np.abs(table) * 10.0**decimals
    made = np.asarray(np.floor(counted + 0.5))
    unsure = np.abs(counted - made) >= 0.5 - _UNSURE * counted
    if unsure.any():
        made[unsure] = [_half_up(size, decimals) for size in np.abs(table[unsure]).tolist()]
    return np.asarray(np.where(table < 0, 0.0 - made, made))


def _half_up(size: float, decimals: int) -> float:
    """Do so with the decimal digits of one number, which snapping may take over a half."""
    mantissa, exponent = f"{size:.{SNAPPED - 1}e}".split("e")
    dropped = SNAPPED - 1 - int(exponent) - decimals
    whole = int(mantissa.replace(".", ""))
    if dropped <= 0:
        return float(f"{whole}e{-dropped}")
    unit = 10 ** min(dropped, SNAPPED + 1)
    return float((2 * whole + unit) // (2 * unit))


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
