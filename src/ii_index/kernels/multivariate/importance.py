"""How much an indicator matters, in three numbers that are not the same.

Its *nested weight* is what it was given. Its *covariance share* is its part of the variance of the index.
Its *correlation ratio* is the part of that variance which would vanish if it were known: what a reader of the
index takes importance to mean (Paruolo, Saisana & Saltelli 2013).
"""

from typing import Literal, TypeAlias

import numpy as np

from ii_index._typing import ArrayLike, FloatArray, observed
from ii_index.kernels.ratios import ratio

Measure: TypeAlias = Literal["covariance_share", "squared_correlation", "correlation_ratio"]

BANDWIDTHS = 25
"""Bandwidths tried, evenly on a log scale between the smallest that is usable and the whole range."""


def covariance_share(values: ArrayLike, weights: ArrayLike) -> FloatArray:
    r"""Share of each indicator in the variance of their weighted sum.

    .. math:: e_i = w_i \operatorname{cov}(x_i, y) / \operatorname{var}(y), \quad y = \sum_i w_i x_i

    Parameters
    ----------
    values : array-like, shape (units, indicators)
    weights : array-like, shape (indicators,)

    Returns
    -------
    FloatArray, shape (indicators,)
        Sums to 1; negative where an indicator works against the index.

    Raises
    ------
    ValueError
        The weighted sum does not vary.

    Notes
    -----
    Euler's decomposition of a homogeneous function, here the standard deviation [1]_.

    References
    ----------
    .. [1] Tasche, D. (1999), Risk contributions and performance measurement. Technische Universität München.

    Examples
    --------
    >>> covariance_share([[1, 0], [-1, 0], [0, 1], [0, -1]], [0.5, 0.5]).tolist()
    [0.5, 0.5]
    """
    table, weight = observed(values), observed(weights)
    deviations = table - table.mean(axis=0)
    index = deviations @ weight
    if not index.any():
        message = "the index does not vary: nothing to share"
        raise ValueError(message)
    return ratio(weight * (deviations.T @ index), index @ index)


def squared_correlation(values: ArrayLike, index: ArrayLike) -> FloatArray:
    """Squared Pearson correlation of each indicator with the index: the linear correlation ratio.

    Parameters
    ----------
    values : array-like, shape (units, indicators)
    index : array-like, shape (units,)

    Returns
    -------
    FloatArray, shape (indicators,)
        In [0, 1]; NaN for a constant indicator.

    Notes
    -----
    Source: [1]_, equation 6.

    References
    ----------
    .. [1] Paruolo, P., Saisana, M. & Saltelli, A. (2013), Journal of the Royal Statistical Society A
       176, 609-634.

    Examples
    --------
    >>> squared_correlation([[1], [1], [2], [2], [3], [3]], [1, 3, 2, 4, 6, 8]).round(4).tolist()
    [0.7353]
    """
    table, result = observed(values), observed(index)
    deviations, of_index = table - table.mean(axis=0), result - result.mean()
    return ratio((deviations.T @ of_index) ** 2, (deviations**2).sum(axis=0) * (of_index @ of_index))


def grouped_correlation_ratio(groups: ArrayLike, index: ArrayLike) -> float:
    r"""Correlation ratio of the index on a discrete variable: variance between groups over variance.

    For use from Python: indicators are taken to be continuous, see :func:`correlation_ratio`.

    .. math:: \eta^2 = \sum_g n_g (\bar y_g - \bar y)^2 / \sum_i (y_i - \bar y)^2

    Parameters
    ----------
    groups : array-like, shape (units,)
        Units with the same value form a group.
    index : array-like, shape (units,)

    Returns
    -------
    float
        In [0, 1].

    Notes
    -----
    Source: [1]_.

    References
    ----------
    .. [1] Pearson, K. (1905), On the general theory of skew correlation. Drapers' Company Research Memoirs.

    Examples
    --------
    >>> round(grouped_correlation_ratio([1, 1, 2, 2, 3, 3], [1, 3, 2, 4, 6, 8]) * 17, 12)
    14.0
    """
    result = observed(index)
    _, group = np.unique(np.asarray(groups), return_inverse=True)
    means = np.bincount(group, weights=result) / np.bincount(group)
    return _explained(means[group], result)


def correlation_ratio(values: ArrayLike, index: ArrayLike) -> float:
    r"""Correlation ratio of the index on one indicator.

    .. math:: S = \operatorname{var} E(y \mid x) / \operatorname{var} y

    The conditional mean is a local-linear regression with Gaussian weights; its bandwidth is the one with the
    smallest leave-one-out error.

    Parameters
    ----------
    values : array-like, shape (units,)
    index : array-like, shape (units,)

    Returns
    -------
    float
        In [0, 1]; the estimated curve's variance is not allowed to exceed that of the index.

    Raises
    ------
    ValueError
        The indicator is constant.

    Notes
    -----
    Source: [1]_, sections 3.2 and 4; smoother of [2]_, section 2.3.

    References
    ----------
    .. [1] Paruolo, P., Saisana, M. & Saltelli, A. (2013), Journal of the Royal Statistical Society A
       176, 609-634.
    .. [2] Fan, J. & Gijbels, I. (1996), Local Polynomial Modelling and Its Applications.

    Examples
    --------
    A parabola has no correlation with x, and depends on it entirely:

    >>> x = np.linspace(-1, 1, 41)
    >>> round(correlation_ratio(x, x**2), 2)
    1.0
    """
    x, y = observed(values), observed(index)
    if not np.ptp(x) > 0:
        message = "a constant indicator has no correlation ratio"
        raise ValueError(message)
    return min(_explained(_best_curve(x, y), y), 1.0)


def importance(values: ArrayLike, weights: ArrayLike, measure: Measure) -> FloatArray:
    """Measure the importance of each indicator in the weighted sum of all.

    Parameters
    ----------
    values : array-like, shape (units, indicators)
    weights : array-like, shape (indicators,)
    measure : {"covariance_share", "squared_correlation", "correlation_ratio"}

    Returns
    -------
    FloatArray, shape (indicators,)

    Examples
    --------
    >>> importance([[1, 0], [-1, 0], [0, 1], [0, -1]], [0.5, 0.5], "squared_correlation").tolist()
    [0.5, 0.5]
    """
    table = observed(values)
    index = table @ observed(weights)
    match measure:
        case "covariance_share":
            return covariance_share(table, weights)
        case "squared_correlation":
            return squared_correlation(table, index)
        case "correlation_ratio":
            return np.array([correlation_ratio(column, index) for column in table.T])


def _explained(curve: FloatArray, result: FloatArray) -> float:
    if not np.ptp(result) > 0:
        message = "the index does not vary: nothing to explain"
        raise ValueError(message)
    return float(((curve - curve.mean()) ** 2).sum() / ((result - result.mean()) ** 2).sum())


def _best_curve(x: FloatArray, y: FloatArray) -> FloatArray:
    """Fit the local-linear curve whose leave-one-out error is smallest; of equals the smoothest."""
    # Narrower than half the widest gap, a unit far from all others would stand alone.
    narrowest = float(np.diff(np.unique(x)).max()) / 2
    widest = 10 * float(np.ptp(x))
    curves: list[FloatArray] = []
    errors: list[float] = []
    for bandwidth in np.geomspace(widest, narrowest, BANDWIDTHS):
        smoother = _local_linear(x, bandwidth)
        curve = smoother @ y
        leverage = np.maximum(1 - np.diagonal(smoother), 1e-12)
        curves.append(curve)
        errors.append(float((((y - curve) / leverage) ** 2).mean()))
    return curves[int(np.argmin(errors))]


def _local_linear(x: FloatArray, bandwidth: float) -> FloatArray:
    """Return the matrix that maps observations to the local-linear fit (Fan & Gijbels 1996, 2.3)."""
    distance = x[None, :] - x[:, None]
    kernel = np.exp(-0.5 * (distance / bandwidth) ** 2)
    s0, s1, s2 = (np.sum(kernel * distance**power, axis=1, keepdims=True) for power in range(3))
    return np.asarray(kernel * (s2 - distance * s1) / (s0 * s2 - s1**2))
