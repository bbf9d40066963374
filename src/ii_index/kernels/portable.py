"""Arithmetic that gives the same bits on every processor.

A matrix product by BLAS adds in the order that suits the processor, and the logarithms, exponentials and
eigenvectors of libraries differ in their last bit from one instruction set to the next. Additions, products,
quotients and square roots do not (IEEE 754). What is published rests on these alone, or, for eigenvectors, on what
is rounded; draws, which are only counted, may keep BLAS.
"""

from math import factorial

import numpy as np

from ii_index._typing import ArrayLike, FloatArray

_SPLIT = 2.0**9 + 1  # Dekker (1971): leaves 53 − 9 bits, a rounding by 5.7e-14 at most
_LN_2_HIGH = 6.93147180369123816490e-01  # 32 bits: a whole number times it is exact (fdlibm, e_log.c)
_LN_2_LOW = 1.90821492927058770002e-10
_ATANH = [1 / (2 * k + 1) for k in range(13)]  # of s²; |s| ≤ 0.172, so that the rest is below 1e-18
_TAYLOR = [1 / factorial(k) for k in range(16)]  # |r| ≤ 0.347


def log(values: ArrayLike) -> FloatArray:
    """Natural logarithm, by the series of 2 artanh((m − 1)/(m + 1)) for x = m 2^e with m near 1.

    Parameters
    ----------
    values : array-like
        Minus infinity for 0, NaN for what is negative or missing.

    Returns
    -------
    ndarray of the same shape
        Right within three units in the last place.

    References
    ----------
    Muller (2016), Elementary Functions: Algorithms and Implementation, 3rd ed., chapter 11.

    Examples
    --------
    >>> log([1.0, 10.0]).round(12).tolist()
    [0.0, 2.302585092994]
    """
    x = np.asarray(values, dtype=np.float64)
    defined = (x > 0) & (x < np.inf)
    mantissa, exponent = np.frexp(np.where(defined, x, 1.0))
    low = mantissa < np.sqrt(0.5)
    m = np.where(low, 2.0 * mantissa, mantissa)
    e = exponent - low.astype(np.float64)
    s = (m - 1.0) / (m + 1.0)
    near = 2.0 * s * _polynomial(_ATANH, s * s)
    result = e * _LN_2_HIGH + (near + e * _LN_2_LOW)
    return np.where(defined, result, np.where(x == 0, -np.inf, np.where(x > 0, x, np.nan)))


def exp(values: ArrayLike) -> FloatArray:
    """Exponential, by the series of e^r for x = n ln 2 + r with r near 0.

    Parameters
    ----------
    values : array-like

    Returns
    -------
    ndarray of the same shape
        Right within two units in the last place; infinite above 709.78.

    References
    ----------
    Muller (2016), Elementary Functions: Algorithms and Implementation, 3rd ed., chapter 11.

    Examples
    --------
    >>> exp([0.0, 1.0]).round(12).tolist()
    [1.0, 2.718281828459]
    """
    x = np.asarray(values, dtype=np.float64)
    known = np.clip(np.where(np.isnan(x), 0.0, x), -800.0, 800.0)
    n = np.rint(known / (_LN_2_HIGH + _LN_2_LOW))
    r = (known - n * _LN_2_HIGH) - n * _LN_2_LOW
    with np.errstate(over="ignore", under="ignore"):
        result = np.ldexp(_polynomial(_TAYLOR, r), n.astype(np.intc))
    return np.where(np.isnan(x), np.nan, result)


def log1p(values: ArrayLike) -> FloatArray:
    """Logarithm of 1 + x that is exact for small x (Kahan's quotient).

    Parameters
    ----------
    values : array-like

    Returns
    -------
    ndarray of the same shape

    Examples
    --------
    >>> float(log1p(1e-20))
    1e-20
    """
    x = np.asarray(values, dtype=np.float64)
    whole = 1.0 + x
    apart = np.where((whole == 1) | np.isinf(whole), 1.0, whole - 1.0)
    return np.where((whole == 1) | (x == np.inf), x, np.where(whole == 0, -np.inf, log(whole) * (x / apart)))


def expm1(values: ArrayLike) -> FloatArray:
    """Exponential minus 1 that is exact for small x (Kahan's quotient).

    Parameters
    ----------
    values : array-like

    Returns
    -------
    ndarray of the same shape

    Examples
    --------
    >>> float(expm1(1e-20)), float(expm1(float("-inf")))
    (1e-20, -1.0)
    """
    x = np.asarray(values, dtype=np.float64)
    power = exp(x)
    plain = (power == 1) | (power == 0) | np.isinf(power) | np.isnan(power)
    logarithm = np.where(plain, 1.0, log(np.where(plain, 1.0, power)))
    safe = np.where(plain, 1.0, x)
    quotient = (power - 1.0) * (safe / np.where(plain, 1.0, logarithm))
    return np.where(power == 1, x, np.where(plain, power - 1.0, quotient))


def _polynomial(coefficients: list[float], x: FloatArray) -> FloatArray:
    """Horner's scheme."""
    total = np.full_like(x, coefficients[-1])
    for coefficient in coefficients[-2::-1]:
        total = total * x + coefficient
    return total


def thirteen_digits(values: ArrayLike) -> FloatArray:
    """Round to 44 bits, which are 13 significant decimal digits.

    Binary, since rounding to decimal digits would itself need a logarithm. What was computed right to the last bit or
    two comes out the same from every processor, except where it lies next to the middle of two results.

    Parameters
    ----------
    values : array-like
        Infinite and missing numbers stay what they are.

    Returns
    -------
    ndarray of the same shape

    References
    ----------
    Dekker (1971), A floating-point technique for extending the available precision, Numerische Mathematik 18.

    Examples
    --------
    >>> import math
    >>> float(thirteen_digits(math.nextafter(0.1, 1)) - thirteen_digits(0.1))
    0.0
    """
    exact = np.asarray(values, dtype=np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        spread = exact * _SPLIT
        rounded = spread - (spread - exact)
    return np.where(np.isfinite(rounded), rounded, exact)


def matrix_product(left: ArrayLike, right: ArrayLike) -> FloatArray:
    """Multiply matrices, adding the products one after the other.

    Parameters
    ----------
    left : array-like of shape (..., n, k)
    right : array-like of shape (..., k, m) or (k,)

    Returns
    -------
    ndarray of shape (..., n, m) or (..., n)

    Notes
    -----
    Needs n · k · m numbers of memory: for tables of units and indicators, not for draws.

    Examples
    --------
    >>> matrix_product([[1.0, 2.0], [3.0, 4.0]], [10.0, 1.0]).tolist()
    [12.0, 34.0]
    """
    first, second = np.asarray(left, dtype=np.float64), np.asarray(right, dtype=np.float64)
    if second.ndim == 1:
        return np.asarray(np.add.reduce(first * second, axis=-1))
    products = first[..., :, :, np.newaxis] * second[..., np.newaxis, :, :]
    return np.asarray(np.add.reduce(products, axis=-2))
