"""Normalisations that keep the order of the units only: rank, Borda, percentile rank."""

import numpy as np

from ii_index._typing import ArrayLike, FloatArray, observed
from ii_index.kernels.normalisation.fitting import UNITS, refuse, sign_of
from ii_index.kernels.ranking import UNRANKED, competition_ranks

__all__ = ["borda", "percentile_rank", "rank"]


def rank(values: ArrayLike, direction: ArrayLike = 1) -> FloatArray:
    """Replace each value by its rank from the worst (1) upwards; equal values share the lower rank.

    Values are equal by the rule of :mod:`ii_index.kernels.ranking`: noise in the last bits of a quotient does not rank.

    Parameters
    ----------
    values : array-like of shape (..., units, indicators)
        Missing cells are NaN and are not counted.
    direction : array-like of {1, -1}, shape (indicators,) or scalar, default 1
        1 where more is better, -1 where less is.

    Returns
    -------
    ndarray of shape (..., units, indicators)
        Higher is better; missing cells stay NaN.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5, table 3.

    Examples
    --------
    >>> rank([[7.0], [9.0], [7.0], [8.0]]).ravel()
    array([1., 4., 1., 3.])
    """
    table = observed(values) * sign_of(direction)
    from_the_worst = competition_ranks(np.moveaxis(-table, UNITS, -1))
    ranks = np.moveaxis(from_the_worst, -1, UNITS).astype(np.float64)
    return np.where(ranks == UNRANKED, np.nan, ranks)


def borda(values: ArrayLike, direction: ArrayLike = 1) -> FloatArray:
    """Give each unit the number of units it beats: rank - 1.

    Parameters
    ----------
    values : array-like of shape (..., units, indicators)
        Missing cells are NaN and are not counted.
    direction : array-like of {1, -1}, shape (indicators,) or scalar, default 1
        1 where more is better, -1 where less is.

    Returns
    -------
    ndarray of shape (..., units, indicators)
        Higher is better; missing cells stay NaN.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 6 (non-compensatory approaches).

    Examples
    --------
    >>> borda([[7.0], [9.0], [7.0], [8.0]]).ravel()
    array([0., 3., 0., 2.])
    """
    return rank(values, direction) - 1


def percentile_rank(values: ArrayLike, direction: ArrayLike = 1) -> FloatArray:
    """Give each unit the share of the other units it beats: (rank - 1)/(n - 1).

    Parameters
    ----------
    values : array-like of shape (..., units, indicators)
        Missing cells are NaN; n counts the available ones.
    direction : array-like of {1, -1}, shape (indicators,) or scalar, default 1
        1 where more is better, -1 where less is.

    Returns
    -------
    ndarray of shape (..., units, indicators)
        Between 0 and 1, higher is better; missing cells stay NaN.

    Raises
    ------
    ValueError
        If an indicator has a single available value, which has nothing to be compared with.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5, table 3.

    Examples
    --------
    >>> percentile_rank([[7.0], [9.0], [7.0], [8.0], [6.0]]).ravel()
    array([0.25, 1.  , 0.25, 0.75, 0.  ])
    """
    beaten = borda(values, direction)
    others: FloatArray = np.add.reduce(~np.isnan(beaten), axis=UNITS, keepdims=True, dtype=np.float64) - 1
    refuse(others == 0, "a single value has no percentile rank")
    return beaten / np.abs(others)  # nothing available: others is -1 and every cell NaN
