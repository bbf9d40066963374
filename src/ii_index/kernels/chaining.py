"""Chaining: links (previous = 100) become levels.

Links have shape ``(..., periods, units)``; NaN is a missing link.
"""

import numpy as np

from ii_index._typing import ArrayLike, FloatArray, observed

PERIODS = -2


def chained(links: ArrayLike, base: int) -> FloatArray:
    """Chain links to levels: L = 100 in the base, L_t = L_{t-1} x_t/100 after it, backwards by division.

    Parameters
    ----------
    links : array-like of shape (..., periods, units)
        100 says that nothing changed on the period before. Positive.
    base : int
        Position of the period that is 100; its own link is not needed for what comes after.

    Returns
    -------
    ndarray of the same shape
        From a missing link on levels are missing: after it forwards, before it backwards.

    References
    ----------
    IMF (2020), Consumer Price Index Manual: Concepts and Methods, chapter 9 (chaining).

    Examples
    --------
    >>> chained([[103.0], [110.0], [120.0]], 0).ravel().round(6).tolist()
    [100.0, 110.0, 132.0]
    >>> chained([[103.0], [110.0], [120.0]], 2).ravel().round(6).tolist()
    [75.757576, 83.333333, 100.0]
    """
    table = observed(links)
    levels = np.full(table.shape, np.nan)
    levels[..., base, :] = 100.0
    for at in range(base + 1, table.shape[PERIODS]):
        levels[..., at, :] = levels[..., at - 1, :] * table[..., at, :] / 100.0
    for at in range(base - 1, -1, -1):
        levels[..., at, :] = levels[..., at + 1, :] / (table[..., at + 1, :] / 100.0)
    return levels
