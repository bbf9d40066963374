"""Rounded parts that still add up to the whole."""

import numpy as np

from ii_index._typing import ArrayLike, FloatArray, observed


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
