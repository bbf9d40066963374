"""Transforms of one indicator at a time: all increasing, so that they bend a scale and never turn it.

A value is shifted by an offset first. What a transform is not defined for becomes NaN or infinite: the caller looks.

Source: OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5; Becker et al. (2022), COINr.
"""

import numpy as np

from ii_index._typing import ArrayLike, FloatArray, observed
from ii_index.kernels import portable

POWERS = (-5.0, 5.0)
"""Between which the power of Box and Cox is sought."""
_DECIMALS = 4  # the likelihood is flat at its top: further digits are the processor's
_GOLDEN = (5.0**0.5 - 1.0) / 2.0


def logarithm(
    values: ArrayLike, *, offset: float = 0.0, base: float | None = None, fast: bool = False
) -> FloatArray:
    """Take the logarithm of Y + offset, natural or to a base.

    Parameters
    ----------
    values : array-like
        NaN is a missing cell.
    offset : float, default 0
    base : float, optional
        Above 0 and not 1; by default e.
    fast : bool, default False
        Whether the last bit may be the processor's own, as it may in draws.

    Returns
    -------
    ndarray of the same shape
        Defined where Y + offset > 0.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5.

    Examples
    --------
    >>> logarithm([0.0, 9.0, 99.0], offset=1, base=10).round(12).tolist()
    [0.0, 1.0, 2.0]
    """
    shifted = observed(values) + offset
    with np.errstate(divide="ignore", invalid="ignore"):
        natural = np.log(shifted) if fast else portable.log(shifted)
    return natural if base is None else natural / float(portable.log(base))


def reciprocal(values: ArrayLike, *, offset: float = 0.0) -> FloatArray:
    """Take -1/(Y + offset), which rises with Y.

    Parameters
    ----------
    values : array-like
        NaN is a missing cell.
    offset : float, default 0

    Returns
    -------
    ndarray of the same shape
        Rising where Y + offset > 0.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5.

    Examples
    --------
    >>> reciprocal([1.0, 2.0, 4.0]).tolist()
    [-1.0, -0.5, -0.25]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return -1.0 / (observed(values) + offset)


def square_root(values: ArrayLike, *, offset: float = 0.0) -> FloatArray:
    """Take the square root of Y + offset.

    Parameters
    ----------
    values : array-like
        NaN is a missing cell.
    offset : float, default 0

    Returns
    -------
    ndarray of the same shape
        Defined where Y + offset >= 0.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5.

    Examples
    --------
    >>> square_root([0.0, 9.0]).tolist()
    [0.0, 3.0]
    """
    with np.errstate(invalid="ignore"):
        return np.sqrt(observed(values) + offset)


def box_cox(values: ArrayLike, power: ArrayLike, *, offset: float = 0.0, fast: bool = False) -> FloatArray:
    """Take ((Y + offset)**power - 1)/power, and the natural logarithm where the power is 0.

    Parameters
    ----------
    values : array-like
        NaN is a missing cell.
    power : array-like
        Broadcastable to the values.
    offset : float, default 0
    fast : bool, default False
        As for :func:`logarithm`.

    Returns
    -------
    ndarray of the same shape
        Defined where Y + offset > 0.

    References
    ----------
    Box & Cox (1964), An analysis of transformations, JRSS B 26, 211-252.

    Examples
    --------
    >>> box_cox([1.0, 3.0], 2.0).round(12).tolist(), box_cox([1.0], 0.0).tolist()
    ([0.0, 4.0], [0.0])
    """
    logs = logarithm(values, offset=offset, fast=fast)
    powers = np.broadcast_to(np.asarray(power, dtype=np.float64), logs.shape)
    safe = np.where(powers == 0, 1.0, powers)
    raised = np.exp(safe * logs) if fast else portable.exp(safe * logs)
    return np.where(powers == 0, logs, (raised - 1.0) / safe)


def box_cox_power(values: ArrayLike, *, offset: float = 0.0) -> float:
    """Find the power of Box and Cox that makes values most like a normal sample, by maximum likelihood.

    The profile likelihood -n/2 ln var(y) + (power - 1) sum(ln Y) is searched between -5 and 5 by golden section.

    Parameters
    ----------
    values : array-like
        Any shape; NaN is a missing cell and is not counted.
    offset : float, default 0

    Returns
    -------
    float
        To four decimals; NaN for fewer than three values, equal ones, or values that are not positive.

    References
    ----------
    Box & Cox (1964), An analysis of transformations, JRSS B 26, 215-216.

    Examples
    --------
    >>> box_cox_power(np.exp([-1.0, 0.0, 1.0]))  # logarithms of equal distance
    0.0
    """
    table = observed(values).ravel() + offset
    known = table[~np.isnan(table)]
    if known.size < _FEWEST or not (known > 0).all() or np.ptp(known) <= _NOISE * np.abs(known).max():
        return float("nan")
    logs = portable.log(known)
    logs -= logs.mean()  # of the geometric mean: no power overflows, and the likelihood only shifts
    low, high = POWERS
    while high - low > _CLOSE:
        step = _GOLDEN * (high - low)
        if _likelihood(logs, high - step) < _likelihood(logs, low + step):
            low = high - step
        else:
            high = low + step
    return round((low + high) / 2, _DECIMALS) + 0.0


_FEWEST, _NOISE, _CLOSE = 3, 1e-12, 1e-7


def _likelihood(logs: FloatArray, power: float) -> float:
    """Profile log-likelihood of a power, of values divided by their geometric mean."""
    largest = np.abs(power * logs).max()
    if abs(power) < 1e-9:
        spread = float(logs.var())
    else:
        raised = np.exp(power * logs - largest)
        spread = float(raised.var()) / power**2
    if spread <= 0:
        return -np.inf
    return float(-0.5 * logs.size * (np.log(spread) + (2 * largest if abs(power) >= 1e-9 else 0.0)))


def distance_to_ideal(values: ArrayLike, lower: ArrayLike, upper: ArrayLike) -> FloatArray:
    """Measure how far each value lies outside an ideal interval: max(lower - Y, 0, Y - upper).

    Parameters
    ----------
    values : array-like of shape (..., indicators)
        NaN is a missing cell.
    lower, upper : array-like, shape (indicators,) or scalar
        The interval; equal where one value alone is ideal.

    Returns
    -------
    ndarray of the same shape
        0 inside; less is better.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5 (indicators with an optimum).

    Examples
    --------
    >>> distance_to_ideal([5.0, 15.0, 26.0], 10, 20).tolist()
    [5.0, 0.0, 6.0]
    """
    table = observed(values)
    below: FloatArray = np.asarray(lower, dtype=np.float64) - table
    above: FloatArray = table - np.asarray(upper, dtype=np.float64)
    return np.maximum(np.maximum(below, 0.0), above)
