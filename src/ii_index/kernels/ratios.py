"""Ratios whose denominator may vanish."""

from typing import Any, get_args

import numpy as np

from ii_index._typing import ArrayLike, FloatArray, as_read, observed


def ratio(part: ArrayLike, whole: ArrayLike, otherwise: float = np.nan) -> FloatArray:
    """Divide where there is something to divide by.

    Parameters
    ----------
    part, whole : array-like
        Broadcast against each other.
    otherwise : float
        Stands where the whole is not positive.

    Returns
    -------
    FloatArray

    Examples
    --------
    >>> ratio([1, 1], [4, 0]).tolist()
    [0.25, nan]
    """
    parts, wholes = np.broadcast_arrays(as_read(part), as_read(whole))
    result: FloatArray = np.full(parts.shape, otherwise)
    np.divide(parts, wholes, out=result, where=wholes > 0)
    return result


def shares(parts: FloatArray) -> FloatArray:
    """Divide by the sum over the last axis.

    Parameters
    ----------
    parts : ndarray of shape (..., n)
        Not negative, not all zero.

    Returns
    -------
    ndarray of shape (..., n)

    Examples
    --------
    >>> import numpy as np
    >>> shares(np.array([1.0, 3.0])).tolist()
    [0.25, 0.75]
    """
    parts = observed(parts)
    total: FloatArray = parts.sum(axis=-1, keepdims=True)
    return parts / total


def check_choice(name: str, value: object, choice: Any) -> None:  # noqa: ANN401 - a Literal is a special form
    """Refuse a value that is none of a Literal's, listing those there are.

    Parameters
    ----------
    name : str
        Of the parameter.
    value : object
    choice : Literal

    Raises
    ------
    ValueError
        The value is none of them.

    Examples
    --------
    >>> from typing import Literal
    >>> check_choice("method", "mean", Literal["median", "mode"])
    Traceback (most recent call last):
    ...
    ValueError: method is one of median, mode; got 'mean'
    """
    if value not in get_args(choice):
        message = f"{name} is one of {', '.join(get_args(choice))}; got {value!r}"
        raise ValueError(message)
