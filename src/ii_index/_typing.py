"""Array types used by every floor, and how what is given becomes one."""

import sys
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.intp]
BoolArray: TypeAlias = NDArray[np.bool_]

LARGEST = 1e100
"""The largest value, weight, goalpost or limit that is taken: its cube is still a number."""

__all__ = ["LARGEST", "ArrayLike", "BoolArray", "FloatArray", "IntArray", "as_read", "observed"]


def as_read(values: ArrayLike) -> FloatArray:
    """Return numbers as an array; a masked cell is missing, whatever stands under the mask.

    Parameters
    ----------
    values : array-like

    Returns
    -------
    FloatArray
        The array itself where it is one.

    Examples
    --------
    >>> as_read(np.ma.array([1.0, 999.0], mask=[False, True]))
    array([ 1., nan])
    """
    # Whoever has a masked array has imported its module, which takes longer than to rank a table.
    if "numpy.ma" in sys.modules and issubclass(type(values), np.ma.MaskedArray):
        masked: Any = values
        return np.where(np.ma.getmaskarray(masked), np.nan, np.asarray(masked.data, dtype=np.float64))
    return np.asarray(values, dtype=np.float64)


def observed(values: ArrayLike) -> FloatArray:
    """Return observations as :func:`as_read` does; an infinite one is refused.

    Parameters
    ----------
    values : array-like

    Returns
    -------
    FloatArray

    Raises
    ------
    ValueError
        A value is infinite.

    Examples
    --------
    >>> observed([1.0, float("nan")])
    array([ 1., nan])
    >>> observed([1.0, float("inf")])
    Traceback (most recent call last):
    ...
    ValueError: values must be finite, or NaN where missing; infinite at [(1,)]
    """
    table = as_read(values)
    infinite = np.isinf(table)
    if infinite.any():
        places = [tuple(place) for place in np.argwhere(infinite)[:_NAMED].tolist()]
        message = f"values must be finite, or NaN where missing; infinite at {places}"
        raise ValueError(message)
    return table


_NAMED = 5
