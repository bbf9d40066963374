"""Quantiles of what is available: type 7, linear between order statistics, silent about missing cells."""

import numpy as np

from ii_index._typing import ArrayLike, FloatArray, observed


def quantile(values: ArrayLike, share: float, *, axis: int = -2) -> FloatArray:
    """Find the value below which a share of the available values lies.

    With the n available values in ascending order and h = (n - 1) share, the quantile lies the fraction
    h - floor(h) of the way from order statistic floor(h) to the next, counting from 0.

    Parameters
    ----------
    values : array-like of shape (..., units, indicators)
        Missing cells are NaN and are not counted.
    share : float
        Between 0 and 1; 0.5 is the median.
    axis : int, default -2
        The axis of the units, kept at length 1.

    Returns
    -------
    ndarray of shape (..., 1, indicators)
        NaN where nothing is available.

    Raises
    ------
    ValueError
        If the share is not between 0 and 1.

    References
    ----------
    Hyndman & Fan (1996), The American Statistician 50, definition 7.

    Examples
    --------
    >>> quantile([1.0, 2.0, 3.0, 10.0, float("nan")], 0.75, axis=-1)
    array([4.75])
    """
    if not 0 <= share <= 1:
        msg = f"a quantile lies between 0 and 1, not at {share}"
        raise ValueError(msg)
    table = observed(values)
    ordered = np.sort(table, axis=axis)  # NaN last
    last = np.maximum(np.count_nonzero(~np.isnan(table), axis=axis, keepdims=True) - 1, 0)
    place = last * share
    below = np.floor(place).astype(np.intp)
    start: FloatArray = np.take_along_axis(ordered, below, axis=axis)
    end: FloatArray = np.take_along_axis(ordered, np.minimum(below + 1, last), axis=axis)
    return start + (end - start) * (place - below)
