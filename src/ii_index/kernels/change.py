"""Change over time: growth rates and compound annual growth."""

import numpy as np

from ii_index._typing import ArrayLike, FloatArray
from ii_index.kernels.ratios import ratio


def growth(values: ArrayLike, axis: int = 0) -> FloatArray:
    """Growth against the period before: X_t / X_{t−1} − 1.

    Parameters
    ----------
    values : array-like of shape (..., periods, ...)
        Positive levels; NaN is a missing one.
    axis : int, default 0
        The axis of the periods.

    Returns
    -------
    ndarray of shape (..., periods - 1, ...)
        One period shorter; fractions (0.29 is 29 %); NaN where the period before is missing or not positive.

    Examples
    --------
    >>> growth([100.0, 152.0, 234.0]).round(4)
    array([0.52  , 0.5395])
    """
    levels = np.moveaxis(np.asarray(values, dtype=np.float64), axis, 0)
    return np.moveaxis(ratio(levels[1:], levels[:-1]) - 1, 0, axis)


def compound_growth(first: ArrayLike, last: ArrayLike, periods: float) -> FloatArray:
    """Compound annual growth rate: (X_T / X_0)^(1/T) − 1.

    Parameters
    ----------
    first, last : array-like
        Levels at the start and the end, positive.
    periods : float
        Number of periods between them, positive.

    Returns
    -------
    ndarray, shape of ``first`` and ``last`` broadcast
        Fractions; NaN where the first level is missing or not positive.

    Raises
    ------
    ValueError
        If ``periods`` is not positive.

    Examples
    --------
    >>> float(compound_growth(100, 235, 3).round(4))
    0.3295
    """
    if not periods > 0:
        message = f"growth needs a positive number of periods, not {periods}"
        raise ValueError(message)
    growths: FloatArray = ratio(last, first) ** (1 / periods) - 1
    return growths
