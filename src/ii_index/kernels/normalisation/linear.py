"""Normalisations that keep the distances between units: min-max, goalposts, z-score, adjusted MPI."""

import numpy as np

from ii_index._typing import ArrayLike, FloatArray, observed
from ii_index.kernels.normalisation import fitting
from ii_index.kernels.normalisation.fitting import (
    NOISE,
    Bounds,
    Moments,
    OnConstant,
    is_constant,
    refuse,
    sign_of,
)

__all__ = ["adjusted_mazziotta_pareto", "goalposts", "min_max", "z_score"]

NO_SPREAD = "a constant indicator has no spread to normalise by"


def min_max(
    values: ArrayLike,
    direction: ArrayLike = 1,
    *,
    bounds: Bounds | None = None,
    target_range: tuple[float, float] = (0.0, 1.0),
    constant: OnConstant = "refuse",
) -> FloatArray:
    """Stretch each indicator over a range: a + (b - a) z with z = (Y - min)/(max - min).

    A negative direction takes 1 - z.

    Parameters
    ----------
    values : array-like of shape (..., units, indicators)
        Missing cells are NaN.
    direction : array-like of {1, -1}, shape (indicators,) or scalar, default 1
        1 where more is better, -1 where less is.
    bounds : Bounds, optional
        Fitted bounds; by default those of the values over the units, year by year. Values beyond fitted
        bounds are not clipped.
    target_range : tuple of float, default (0, 1)
        The range [a, b].
    constant : {"refuse", "midpoint"}, default "refuse"
        What a column without spread becomes.

    Returns
    -------
    ndarray of shape (..., units, indicators)
        Higher is better; missing cells stay NaN.

    Raises
    ------
    ValueError
        If an indicator is constant and ``constant="refuse"``.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5; CAICT (2024), section 2(3)1.

    Examples
    --------
    >>> min_max([[10.0, 1.0], [20.0, 3.0], [50.0, 5.0]], [1, -1])
    array([[0.  , 1.  ],
           [0.25, 0.5 ],
           [1.  , 0.  ]])
    """
    table = observed(values)
    limits = fitting.bounds(table) if bounds is None else bounds
    flat = is_constant(limits)
    if not flat.any():
        return _between(table, limits, direction, target_range)
    if constant == "refuse":
        refuse(flat, NO_SPREAD)
    limits = Bounds(limits.lower, np.where(flat, np.nan, limits.upper))
    scores = _between(table, limits, direction, target_range)
    low, high = target_range
    scores[np.broadcast_to(flat, table.shape) & ~np.isnan(table)] = (low + high) / 2
    return scores


def goalposts(  # noqa: PLR0913 - what the formula takes
    values: ArrayLike,
    lower: ArrayLike,
    upper: ArrayLike,
    direction: ArrayLike = 1,
    *,
    clip: bool = False,
    target_range: tuple[float, float] = (0.0, 1.0),
) -> FloatArray:
    """Place each indicator between two stated values: z = (Y - lower)/(upper - lower).

    A negative direction takes 1 - z. The Human Development Index clips at its goalposts; the Digital Economy
    and Society Index does not.

    Parameters
    ----------
    values : array-like of shape (..., units, indicators)
        Missing cells are NaN.
    lower, upper : array-like, shape (indicators,) or scalar
        The goalposts, in the indicator's own unit; ``lower < upper`` whatever the direction.
    direction : array-like of {1, -1}, shape (indicators,) or scalar, default 1
        1 where more is better, -1 where less is.
    clip : bool, default False
        Whether values beyond a goalpost count as standing on it.
    target_range : tuple of float, default (0, 1)
        What the two goalposts become.

    Returns
    -------
    ndarray of shape (..., units, indicators)
        Higher is better; missing cells stay NaN.

    Raises
    ------
    ValueError
        If a lower goalpost is not below its upper one.

    References
    ----------
    UNDP (2024), Human Development Report, technical note 1.

    Examples
    --------
    Life expectancy between 20 and 85 years:

    >>> goalposts([[72.0], [90.0]], 20, 85, clip=True)
    array([[0.8],
           [1. ]])
    """
    table = observed(values)
    limits = Bounds(observed(lower), observed(upper))
    refuse(~(limits.lower < limits.upper), "a lower goalpost must be below its upper one")
    if clip:
        table = np.clip(table, limits.lower, limits.upper)
    return _between(table, limits, direction, target_range)


def adjusted_mazziotta_pareto(
    values: ArrayLike,
    direction: ArrayLike = 1,
    *,
    reference: ArrayLike | None = None,
    bounds: Bounds | None = None,
) -> FloatArray:
    """Rescale each indicator to 70-130, as the adjusted Mazziotta-Pareto index does.

    r = 60 (Y - Inf)/(Sup - Inf) + 70, with Inf and Sup the bounds; with a reference value,
    Inf, Sup = reference -+ (max - min)/2, so that the reference becomes 100.

    Parameters
    ----------
    values : array-like of shape (..., units, indicators)
        Missing cells are NaN.
    direction : array-like of {1, -1}, shape (indicators,) or scalar, default 1
        1 where more is better, -1 where less is.
    reference : array-like, shape (indicators,) or scalar, optional
        The value of each indicator that becomes 100, such as the national mean.
    bounds : Bounds, optional
        Fitted bounds; by default those of the values over the units.

    Returns
    -------
    ndarray of shape (..., units, indicators)
        Higher is better; aggregate with :func:`ii_index.kernels.aggregation.mazziotta_pareto`.

    Raises
    ------
    ValueError
        If an indicator is constant.

    References
    ----------
    Mazziotta & Pareto (2016), Social Indicators Research 127, equation 3.

    Examples
    --------
    >>> adjusted_mazziotta_pareto([[10.0], [30.0], [60.0]])
    array([[ 70.],
           [ 94.],
           [130.]])
    """
    table = observed(values)
    limits = fitting.bounds(table) if bounds is None else bounds
    refuse(is_constant(limits), NO_SPREAD)
    if reference is not None:
        half = (limits.upper - limits.lower) / 2
        centre = observed(reference)
        limits = Bounds(centre - half, centre + half)
    return _between(table, limits, direction, (70.0, 130.0))


def z_score(  # noqa: PLR0913 - what the formula takes
    values: ArrayLike,
    direction: ArrayLike = 1,
    *,
    moments: Moments | None = None,
    centre: float = 0.0,
    spread: float = 1.0,
    constant: OnConstant = "refuse",
) -> FloatArray:
    """Standardise each indicator: centre + spread (Y - mean)/sd, with ddof 1.

    A negative direction changes the sign of (Y - mean)/sd.

    Parameters
    ----------
    values : array-like of shape (..., units, indicators)
        Missing cells are NaN.
    direction : array-like of {1, -1}, shape (indicators,) or scalar, default 1
        1 where more is better, -1 where less is.
    moments : Moments, optional
        Fitted moments; by default those of the values over the units, year by year.
    centre, spread : float, default 0 and 1
        Mean and standard deviation of the result.
    constant : {"refuse", "midpoint"}, default "refuse"
        What a column without spread becomes; its midpoint is ``centre``.

    Returns
    -------
    ndarray of shape (..., units, indicators)
        Higher is better; missing cells stay NaN.

    Raises
    ------
    ValueError
        If an indicator is constant, or has a single available value, and ``constant="refuse"``.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5.

    Examples
    --------
    >>> z_score([[1.0], [2.0], [3.0]], -1, centre=100, spread=10)
    array([[110.],
           [100.],
           [ 90.]])
    """
    table = observed(values)
    mean, sd = fitting.moments(table) if moments is None else moments
    # NaN is a single value, whose spread is as unknown as a constant column's is zero.
    flat = ~(sd > NOISE * np.abs(mean)) & ~np.isnan(mean)
    if constant == "refuse":
        refuse(flat, NO_SPREAD)
    deviation = np.where(flat, 0.0 * table, (table - mean) / np.where(flat, 1.0, sd))
    return centre + spread * sign_of(direction) * deviation


def _between(
    table: FloatArray, limits: Bounds, direction: ArrayLike, target_range: tuple[float, float]
) -> FloatArray:
    low, high = target_range
    share = table - limits.lower  # and in place from here: tables may have millions of rows
    share /= limits.upper - limits.lower
    sign = sign_of(direction)
    if (sign < 0).any():
        share = np.where(sign < 0, 1.0 - share, share)
    if target_range != (0.0, 1.0):
        share *= high - low
        share += low
    return share
