"""Normalisations that measure against something: a reference unit, a target, the best value, a base year."""

import numpy as np

from ii_index._typing import ArrayLike, FloatArray, observed
from ii_index.kernels.normalisation import fitting
from ii_index.kernels.normalisation.fitting import Bounds, refuse, sign_of

__all__ = ["base_year", "distance_to_reference", "distance_to_target", "fraction_of_max"]


def distance_to_reference(
    values: ArrayLike,
    reference: ArrayLike,
    direction: ArrayLike = 1,
    *,
    bounds: Bounds | None = None,
) -> FloatArray:
    """Measure how far each unit has come from the worst value to a reference unit: the reference scores 1.

    z = (Y - worst)/(reference - worst), with worst = min, or max where less is better. With the best unit as
    reference this is :func:`min_max`.

    Parameters
    ----------
    values : array-like of shape (..., units, indicators)
        Missing cells are NaN.
    reference : array-like, shape (indicators,) or broadcastable to the values
        The reference unit's values.
    direction : array-like of {1, -1}, shape (indicators,) or scalar, default 1
        1 where more is better, -1 where less is.
    bounds : Bounds, optional
        Fitted bounds; by default those of the values over the units.

    Returns
    -------
    ndarray of shape (..., units, indicators)
        0 for the worst, 1 for the reference, above 1 for units beyond it.

    Raises
    ------
    ValueError
        If a reference is missing or is itself the worst value (COINr returns infinities there).

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5, table 3; COINr ``n_dist2ref``.

    Examples
    --------
    >>> distance_to_reference([[10.0], [20.0], [40.0], [80.0]], [40.0]).ravel()
    array([0.        , 0.33333333, 1.        , 2.33333333])
    """
    table = observed(values)
    limits = fitting.bounds(table) if bounds is None else bounds
    return _share_of_the_way(table, observed(reference), limits, direction)


def distance_to_target(
    values: ArrayLike,
    target: ArrayLike,
    direction: ArrayLike = 1,
    *,
    bounds: Bounds | None = None,
    cap: bool = False,
) -> FloatArray:
    """Measure how far each unit has come from the worst value to a target: the target scores 1.

    z = (Y - worst)/(target - worst), with worst = min, or max where less is better.

    Parameters
    ----------
    values : array-like of shape (..., units, indicators)
        Missing cells are NaN.
    target : array-like, shape (indicators,) or scalar
        The target, in the indicator's own unit.
    direction : array-like of {1, -1}, shape (indicators,) or scalar, default 1
        1 where more is better, -1 where less is.
    bounds : Bounds, optional
        Fitted bounds; by default those of the values over the units.
    cap : bool, default False
        Whether going beyond the target counts as reaching it.

    Returns
    -------
    ndarray of shape (..., units, indicators)
        0 for the worst, 1 at the target, above 1 beyond it unless capped.

    Raises
    ------
    ValueError
        If a target is missing or is no better than the worst value.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5, table 3; COINr ``n_dist2targ``.

    Examples
    --------
    >>> distance_to_target([[10.0], [20.0], [40.0]], [30.0], cap=True).ravel()
    array([0. , 0.5, 1. ])
    """
    table = observed(values)
    limits = fitting.bounds(table) if bounds is None else bounds
    share = _share_of_the_way(table, observed(target), limits, direction)
    return np.minimum(share, 1.0) if cap else share


def fraction_of_max(
    values: ArrayLike,
    direction: ArrayLike = 1,
    *,
    bounds: Bounds | None = None,
) -> FloatArray:
    """Divide by the best value: Y/max, or min/Y where less is better.

    COINr changes the sign of negative indicators first and so divides by the smallest, which puts the worst
    unit on top; here the best unit scores 1 in either direction.

    Parameters
    ----------
    values : array-like of shape (..., units, indicators)
        Missing cells are NaN.
    direction : array-like of {1, -1}, shape (indicators,) or scalar, default 1
        1 where more is better, -1 where less is.
    bounds : Bounds, optional
        Fitted bounds; by default those of the values over the units.

    Returns
    -------
    ndarray of shape (..., units, indicators)
        Higher is better; missing cells stay NaN.

    Raises
    ------
    ValueError
        If the maximum is not positive or, where less is better, any value is not.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5, table 3 (distance to the leader).

    Examples
    --------
    >>> fraction_of_max([[10.0, 2.0], [40.0, 1.0]], [1, -1])
    array([[0.25, 0.5 ],
           [1.  , 1.  ]])
    """
    table = observed(values)
    lower, upper = fitting.bounds(table) if bounds is None else bounds
    less_is_better = np.broadcast_to(sign_of(direction) < 0, table.shape)
    divisor = np.where(less_is_better, table, upper)
    refuse(divisor <= 0, "a fraction of the best value needs positive values")
    return np.where(less_is_better, lower, table) / divisor


def base_year(values: ArrayLike, base_values: ArrayLike, direction: ArrayLike = 1) -> FloatArray:
    """Index each value to its unit's own base year: 100 Y/Y0, or 100 Y0/Y where less is better.

    Parameters
    ----------
    values : array-like of shape (..., units, indicators)
        Missing cells are NaN.
    base_values : array-like of shape (units, indicators)
        The base year's values.
    direction : array-like of {1, -1}, shape (indicators,) or scalar, default 1
        1 where more is better, -1 where less is.

    Returns
    -------
    ndarray of shape (..., units, indicators)
        100 in the base year, higher is better; missing cells stay NaN.

    Raises
    ------
    ValueError
        If a base value is missing or not positive or, where less is better, a value is not positive.

    References
    ----------
    CAICT (2024), section 2(3)1.

    Examples
    --------
    >>> base_year([[75.0, 220.0, 16.0]], [[50.0, 200.0, 8.0]])
    array([[150., 110., 200.]])
    """
    table = observed(values)
    base = np.broadcast_to(observed(base_values), table.shape)
    less_is_better = np.broadcast_to(sign_of(direction) < 0, table.shape)
    forbidden = ~np.isnan(table) & (~(base > 0) | (less_is_better & ~(table > 0)))
    refuse(forbidden, "base-year indexing needs positive values")
    return 100.0 * (np.where(less_is_better, base, table) / np.where(less_is_better, table, base))


def _share_of_the_way(
    table: FloatArray, goal: FloatArray, limits: Bounds, direction: ArrayLike
) -> FloatArray:
    sign = sign_of(direction)
    worst = np.where(sign > 0, limits.lower, limits.upper)
    way = goal - worst
    unreachable = ~(sign * way > 0) & ~np.isnan(worst)
    refuse(unreachable, "the goal must be known and better than the worst value")
    return (table - worst) / way
