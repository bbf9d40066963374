"""Normalisation: indicators on different scales become comparable, and more is always better.

Values have shape ``(..., units, indicators)``; NaN is a missing cell and stays one. Whatever a formula
takes from the data (bounds, moments) is fitted by one function and applied by another, so that bounds may
come from one year, from all years pooled, or from an earlier panel.

Source of the formulas: OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5, table 3.
"""

from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from ii_index._typing import ArrayLike, BoolArray, FloatArray

Axis: TypeAlias = int | tuple[int, ...]
OnConstant: TypeAlias = Literal["refuse", "midpoint"]

UNITS = -2
NOISE = 1e-12  # a spread below this share of the largest absolute value is rounding, not information


class Bounds(NamedTuple):
    """Lowest and highest value of each indicator, kept broadcastable to the values they came from."""

    lower: FloatArray
    upper: FloatArray


class Moments(NamedTuple):
    """Mean and standard deviation (ddof 1) of each indicator, broadcastable to the values they came from."""

    mean: FloatArray
    sd: FloatArray


def bounds(values: ArrayLike, *, axis: Axis = UNITS) -> Bounds:
    """Find the lowest and the highest available value of each indicator.

    Parameters
    ----------
    values : array-like of shape (..., units, indicators)
        Missing cells are NaN.
    axis : int or tuple of int, default -2
        ``-2`` gives bounds within each year; ``(-3, -2)`` pools the years.

    Returns
    -------
    Bounds
        ``lower`` and ``upper`` with the reduced axes kept at length 1; NaN where nothing is available.

    Examples
    --------
    >>> bounds([[1.0, 5.0], [3.0, float("nan")]]).upper
    array([[3., 5.]])
    """
    table = np.asarray(values, dtype=np.float64)
    return Bounds(
        np.fmin.reduce(table, axis=axis, keepdims=True), np.fmax.reduce(table, axis=axis, keepdims=True)
    )


def moments(values: ArrayLike, *, axis: Axis = UNITS) -> Moments:
    """Find the mean and the standard deviation (ddof 1) of the available values of each indicator.

    Parameters
    ----------
    values : array-like of shape (..., units, indicators)
        Missing cells are NaN.
    axis : int or tuple of int, default -2
        ``-2`` gives moments within each year; ``(-3, -2)`` pools the years.

    Returns
    -------
    Moments
        Reduced axes kept at length 1; the mean is NaN where nothing is available, the deviation where fewer
        than two values are.

    Examples
    --------
    >>> moments([[1.0], [2.0], [3.0]])
    Moments(mean=array([[2.]]), sd=array([[1.]]))
    """
    table = np.asarray(values, dtype=np.float64)
    available = ~np.isnan(table)
    count = available.sum(axis=axis, keepdims=True)
    total = np.where(available, table, 0.0).sum(axis=axis, keepdims=True)
    mean = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    squares = np.where(available, (table - mean) ** 2, 0.0).sum(axis=axis, keepdims=True)
    variance = np.divide(squares, count - 1, out=np.full(total.shape, np.nan), where=count > 1)
    return Moments(mean, np.sqrt(variance))


def is_constant(limits: Bounds) -> BoolArray:
    """Say which indicators do not vary: their spread is at most 1e-12 of their largest absolute value.

    The tolerance keeps rounding noise (10/100 against 3/30) from being stretched over the whole scale.

    Parameters
    ----------
    limits : Bounds
        As :func:`bounds` gives them.

    Returns
    -------
    ndarray of bool
        False where nothing is available.

    Examples
    --------
    >>> is_constant(bounds([[1.0, 0.1 + 0.2], [2.0, 0.3]]))
    array([[False,  True]])
    """
    lower, upper = limits
    return upper - lower <= NOISE * np.maximum(np.abs(lower), np.abs(upper))


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
    table = np.asarray(values, dtype=np.float64)
    limits = _bounds_of(table) if bounds is None else bounds
    flat = is_constant(limits)
    if flat.any():
        _refuse_constant(flat, constant)
        limits = Bounds(limits.lower, np.where(flat, np.nan, limits.upper))
    scores = _between(table, limits, direction, target_range)
    if flat.any():
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
    table = np.asarray(values, dtype=np.float64)
    limits = Bounds(np.asarray(lower, dtype=np.float64), np.asarray(upper, dtype=np.float64))
    if not (limits.lower < limits.upper).all():
        msg = f"each lower goalpost must be below its upper one; lower {lower}, upper {upper}"
        raise ValueError(msg)
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
    table = np.asarray(values, dtype=np.float64)
    limits = _bounds_of(table) if bounds is None else bounds
    _refuse_constant(is_constant(limits), "refuse")
    if reference is not None:
        half = (limits.upper - limits.lower) / 2
        centre = np.asarray(reference, dtype=np.float64)
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
    table = np.asarray(values, dtype=np.float64)
    mean, sd = _moments_of(table) if moments is None else moments
    # NaN is a single value, whose spread is as unknown as a constant column's is zero.
    flat = ~(sd > NOISE * np.abs(mean)) & ~np.isnan(mean)
    if flat.any():
        _refuse_constant(flat, constant)
    deviation = np.where(flat, 0.0 * table, (table - mean) / np.where(flat, 1.0, sd))
    return centre + spread * _sign(direction) * deviation


def rank(values: ArrayLike, direction: ArrayLike = 1) -> FloatArray:
    """Replace each value by its rank from the worst (1) upwards; equal values share the lower rank.

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
    table = np.asarray(values, dtype=np.float64) * _sign(direction)
    order = np.argsort(table, axis=UNITS, kind="stable")  # NaN last
    ascending = np.take_along_axis(table, order, axis=UNITS)
    place = np.arange(1.0, table.shape[UNITS] + 1)[:, np.newaxis]
    starts = np.broadcast_to(place, table.shape).copy()
    starts[..., 1:, :][ascending[..., 1:, :] == ascending[..., :-1, :]] = 0.0
    ranks = np.empty_like(table)
    np.put_along_axis(ranks, order, np.maximum.accumulate(starts, axis=UNITS), axis=UNITS)
    ranks[np.isnan(table)] = np.nan
    return ranks


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
    others = (~np.isnan(beaten)).sum(axis=UNITS, keepdims=True) - 1
    if (others == 0).any():
        msg = f"a single value has no percentile rank: indicators {_indices(others == 0)}"
        raise ValueError(msg)
    return beaten / np.abs(others)  # nothing available: others is -1 and every cell NaN


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
    table = np.asarray(values, dtype=np.float64)
    limits = _bounds_of(table) if bounds is None else bounds
    return _share_of_the_way(table, np.asarray(reference, dtype=np.float64), limits, direction)


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
    table = np.asarray(values, dtype=np.float64)
    limits = _bounds_of(table) if bounds is None else bounds
    share = _share_of_the_way(table, np.asarray(target, dtype=np.float64), limits, direction)
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
    table = np.asarray(values, dtype=np.float64)
    lower, upper = _bounds_of(table) if bounds is None else bounds
    less_is_better = np.broadcast_to(_sign(direction) < 0, table.shape)
    divisor = np.where(less_is_better, table, upper)
    if (divisor <= 0).any():
        bad = (divisor <= 0).any(axis=UNITS, keepdims=True)
        msg = f"a fraction of the best value needs positive values: indicators {_indices(bad)}"
        raise ValueError(msg)
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
    table = np.asarray(values, dtype=np.float64)
    base = np.broadcast_to(np.asarray(base_values, dtype=np.float64), table.shape)
    less_is_better = np.broadcast_to(_sign(direction) < 0, table.shape)
    forbidden = ~np.isnan(table) & (~(base > 0) | (less_is_better & ~(table > 0)))
    if forbidden.any():
        bad = forbidden.any(axis=UNITS, keepdims=True)
        msg = f"base-year indexing needs positive values: indicators {_indices(bad)}"
        raise ValueError(msg)
    return 100.0 * np.where(less_is_better, base, table) / np.where(less_is_better, table, base)


_bounds_of = bounds
_moments_of = moments


def _sign(direction: ArrayLike) -> FloatArray:
    sign = np.asarray(direction, dtype=np.float64)
    if not (np.abs(sign) == 1.0).all():
        msg = f"a direction is 1 or -1, not {direction}"
        raise ValueError(msg)
    return sign


def _between(
    table: FloatArray, limits: Bounds, direction: ArrayLike, target_range: tuple[float, float]
) -> FloatArray:
    low, high = target_range
    share = (table - limits.lower) / (limits.upper - limits.lower)
    sign = _sign(direction)
    if (sign < 0).any():
        share = np.where(sign < 0, 1.0 - share, share)
    if target_range == (0.0, 1.0):
        return share
    return low + (high - low) * share


def _share_of_the_way(
    table: FloatArray, goal: FloatArray, limits: Bounds, direction: ArrayLike
) -> FloatArray:
    sign = _sign(direction)
    worst = np.where(sign > 0, limits.lower, limits.upper)
    way = goal - worst
    unreachable = ~(sign * way > 0) & ~np.isnan(worst)
    if unreachable.any():
        msg = f"the goal must be known and better than the worst value: indicators {_indices(unreachable)}"
        raise ValueError(msg)
    return (table - worst) / way


def _refuse_constant(flat: BoolArray, constant: OnConstant) -> None:
    if constant == "refuse" and flat.any():
        msg = f"constant indicators cannot be normalised: {_indices(flat)}"
        raise ValueError(msg)


def _indices(columns: BoolArray) -> list[int]:
    """Positions on the last axis at which anything is true."""
    return [int(j) for j in np.flatnonzero(columns.reshape(-1, columns.shape[-1]).any(axis=0))]
