"""Convergence: whether the gaps between units of shape (units,) close over time."""

from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from ii_index._typing import ArrayLike, FloatArray, observed
from ii_index.kernels import portable

Errors: TypeAlias = Literal["classical", "HC1"]


class Beta(NamedTuple):
    """The regression of growth on the level at the start.

    Attributes
    ----------
    slope, intercept : float
        A negative slope: who starts lower grows faster.
    standard_error, t, p_value : float
        Of the slope; p two-sided, by Student's t with n − 2 degrees of freedom.
    r_squared : float
    speed : float
        −ln(1 + β T)/T, the share of the gap that closes in a year; NaN where 1 + β T is not positive.
    units : int
    """

    slope: float
    intercept: float
    standard_error: float
    t: float
    p_value: float
    r_squared: float
    speed: float
    units: int


def sigma(values: ArrayLike) -> float:
    """Return σ, the standard deviation of ln y, with divisor n.

    Parameters
    ----------
    values : array_like of shape (units,)

    Returns
    -------
    float

    Raises
    ------
    ValueError
        Missing values, or values that are not positive.

    References
    ----------
    Barro & Sala-i-Martin (1992), Journal of Political Economy 100, 223–251.

    Examples
    --------
    >>> sigma([2, 2]), round(sigma([1, 7.38905609893065]), 6)
    (0.0, 1.0)
    """
    return float(_logarithms(values).std())


def beta(first: ArrayLike, last: ArrayLike, years: float, errors: Errors = "classical") -> Beta:
    """Fit β, least squares of ln(y_T/y_0)/T on ln y_0.

    Parameters
    ----------
    first, last : array_like of shape (units,)
        At the start and at the end.
    years : float
        T, from start to end: 2 from 2021 to 2023.
    errors : {"classical", "HC1"}
        ``HC1`` allows for unequal variances (White, with n/(n − 2)).

    Returns
    -------
    Beta

    Raises
    ------
    ValueError
        Missing values, values that are not positive, fewer than three units, or a start that is the same for all.

    References
    ----------
    Barro & Sala-i-Martin (1992), Journal of Political Economy 100, 223–251; MacKinnon & White (1985), Journal of
    Econometrics 29, 305–325.

    Examples
    --------
    >>> round(beta([1, 2, 4], [2, 2.5, 4.2], 2).slope, 4)
    -0.2324
    """
    from scipy import stats

    x, end = _logarithms(first), _logarithms(last)
    y = (end - x) / years
    n = len(x)
    spread = float(np.square(x - x.mean()).sum())
    if n < 3 or not spread > 0:
        message = "convergence needs three units or more that do not start alike"
        raise ValueError(message)
    slope = float(((x - x.mean()) * (y - y.mean())).sum() / spread)
    intercept = float(y.mean() - slope * x.mean())
    residuals = y - intercept - slope * x
    error = _error(x - x.mean(), residuals, spread, errors)
    t = slope / error if error > 0 else np.copysign(np.inf, slope)
    total = float(np.square(y - y.mean()).sum())
    remaining = 1 + slope * years
    return Beta(
        slope=slope,
        intercept=intercept,
        standard_error=error,
        t=float(t),
        p_value=float(2 * stats.t.sf(abs(t), n - 2)),
        r_squared=1 - float(np.square(residuals).sum()) / total if total > 0 else float("nan"),
        speed=-float(portable.log(remaining)) / years if remaining > 0 else float("nan"),
        units=n,
    )


def _error(centred: FloatArray, residuals: FloatArray, spread: float, errors: Errors) -> float:
    n = len(centred)
    if errors == "HC1":
        return float(np.sqrt(n / (n - 2) * (np.square(centred) * np.square(residuals)).sum()) / spread)
    return float(np.sqrt(np.square(residuals).sum() / (n - 2) / spread))


def _logarithms(values: ArrayLike) -> FloatArray:
    y = observed(values)
    if y.ndim != 1 or not (y > 0).all():
        message = "logarithms are of positive values of shape (units,)"
        raise ValueError(message)
    return portable.log(y)
