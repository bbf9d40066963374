"""What a normalisation takes from the data: bounds and moments, fitted once and applied anywhere."""

from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from ii_index._typing import ArrayLike, BoolArray, FloatArray, observed

__all__ = ["Bounds", "Moments", "OnConstant", "bounds", "is_constant", "moments"]

Axis: TypeAlias = int | tuple[int, ...]

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
    table = observed(values)
    found = Bounds(
        np.minimum.reduce(table, axis=axis, keepdims=True), np.maximum.reduce(table, axis=axis, keepdims=True)
    )
    if not np.isnan(found.lower).any():
        return found
    # to pass over missing cells takes three times as long as to find that there are none
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
    table = observed(values)
    available = ~np.isnan(table)
    count = np.add.reduce(available, axis=axis, keepdims=True, dtype=np.float64)
    total = np.add.reduce(table, axis=axis, keepdims=True, where=available)
    mean = total / np.where(count > 0, count, np.nan)
    squares = np.add.reduce((table - mean) ** 2, axis=axis, keepdims=True, where=available)
    return Moments(mean, np.sqrt(squares / np.where(count > 1, count - 1, np.nan)))


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


OnConstant: TypeAlias = Literal["refuse", "midpoint"]


def sign_of(direction: ArrayLike) -> FloatArray:
    """Read a direction: 1 where more is better, -1 where less is."""
    sign = observed(direction)
    if not (np.abs(sign) == 1.0).all():
        msg = f"a direction is 1 or -1, not {sign.tolist()}"
        raise ValueError(msg)
    return sign


def refuse(indicators: BoolArray, why: str) -> None:
    """Raise if any indicator (last axis) is marked, naming the positions of all that are."""
    if indicators.any():
        marked = np.flatnonzero(indicators.any(axis=tuple(range(indicators.ndim - 1))))
        msg = f"{why}: indicators {marked.tolist()}"
        raise ValueError(msg)
