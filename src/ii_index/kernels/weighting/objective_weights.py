"""Weights from the data alone, of shape (indicators,), from values of shape (units, indicators).

Every function takes ``direction`` (+1 more is better, −1 less is better, one an indicator; +1 by default). A missing
cell (NaN) is left out: a column is judged by the cells it has, a correlation by the rows that both columns have;
MEREC, CILOS, IDOCRIW and the scatter degree compare whole rows and refuse gaps. A constant indicator carries no
information: its weight is 0 and the others' stay finite. Where nothing varies, or the method's own formula is 0 / 0,
there is a ``NoWeightsError`` (a ``ValueError``); where a formula needs non-negative or positive values, it names the
column (0-based).

"Min-max" is (x − min)/(max − min), 1 − that for a negative direction, 0 for a constant column.
"""

import numpy as np

from ii_index._typing import ArrayLike, FloatArray
from ii_index.kernels import portable
from ii_index.kernels.weighting.decision_table import (
    Direction,
    checked,
    correlation,
    counts,
    divergence,
    means,
    min_max_scores,
    or_one,
    refuse,
    shares_of_information,
    total,
    varies,
)
from ii_index.kernels.weighting.principal_weights import pca, pca_kaiser, pca_oecd, scatter_degree
from ii_index.kernels.weighting.removal_weights import cilos, idocriw, merec

__all__ = [
    "angle",
    "cilos",
    "coefficient_of_variation",
    "critic",
    "entropy",
    "entropy_of_min_max",
    "equal",
    "gini",
    "idocriw",
    "inverse_standard_deviation",
    "merec",
    "pca",
    "pca_kaiser",
    "pca_oecd",
    "scatter_degree",
    "standard_deviation",
    "standard_deviation_of_values",
    "variance",
    "variance_of_values",
]

_NOTHING = 1e-12  # below this, a difference between columns is rounding


def equal(values: ArrayLike, direction: Direction = None) -> FloatArray:
    """Give each of n indicators 1 / n.

    Parameters
    ----------
    values : array_like of shape (units, indicators)
    direction : array_like of shape (indicators,), optional
        Without effect.

    Returns
    -------
    ndarray of shape (indicators,)

    Raises
    ------
    ValueError
        Fewer than two units, or a direction other than ±1.

    Examples
    --------
    >>> equal([[1, 2], [3, 4]]).tolist()
    [0.5, 0.5]
    """
    n: int = checked(values, direction)[0].shape[1]
    return np.full(n, 1 / n)


def entropy(values: ArrayLike, direction: Direction = None, shift: float = 0.0) -> FloatArray:
    """Entropy weights: w ∝ 1 − E, E = −Σ p ln p / ln m with p the shares of the m cells and 0 ln 0 = 0.

    Zeleny (1982), Multiple Criteria Decision Making, ch. 7. On the values as given, which must not be
    negative: the weights depend on the zero point, and a few large units dominate them.

    Parameters
    ----------
    values : array_like of shape (units, indicators)
    direction : array_like of shape (indicators,), optional
        Without effect; :func:`entropy_of_min_max` honours it.
    shift : float
        Added to every value first.

    Returns
    -------
    ndarray of shape (indicators,)

    Raises
    ------
    ValueError
        Fewer than two units, a direction other than ±1, negative values, or no indicator
        that varies.

    Examples
    --------
    >>> entropy([[1, 1, 0], [1, 3, 2]]).round(4).tolist()  # E = 1, 0.8113, 0
    [0.0, 0.1588, 0.8412]
    """
    x, _ = checked(values, direction)
    refuse(x < 0, "negative", "entropy needs values that are not negative")
    return shares_of_information(divergence(x + shift), "entropy")


def entropy_of_min_max(values: ArrayLike, direction: Direction = None, shift: float = 1e-4) -> FloatArray:
    """Entropy weights of min-max scores plus a small shift, as Chinese papers usually compute them.

    Parameters
    ----------
    values : array_like of shape (units, indicators)
    direction : array_like of shape (indicators,), optional
    shift : float
        Added to every score so that none is 0; the weights depend on it.

    Returns
    -------
    ndarray of shape (indicators,)

    Raises
    ------
    ValueError
        Fewer than two units, a direction other than ±1, or no indicator that varies.

    Examples
    --------
    >>> entropy_of_min_max([[1, 5], [2, 6]]).tolist()
    [0.5, 0.5]
    """
    x, sign = checked(values, direction)
    return shares_of_information(divergence(min_max_scores(x, sign) + shift), "entropy")


def critic(values: ArrayLike, direction: Direction = None) -> FloatArray:
    """Spread times conflict: w_j ∝ σ_j Σ_k (1 − r_jk) on min-max scores.

    Diakoulaki, Mavrotas & Papayannakis (1995), Computers & Operations Research 22(7), 763-770. Direction
    decides the signs of the correlations; a constant indicator has r = 0.

    Parameters
    ----------
    values : array_like of shape (units, indicators)
    direction : array_like of shape (indicators,), optional

    Returns
    -------
    ndarray of shape (indicators,)

    Raises
    ------
    ValueError
        Fewer than two units, a direction other than ±1, or no indicator that varies or that
        differs from the others.

    Examples
    --------
    >>> critic([[0, 0], [1, 1]], direction=[1, -1]).tolist()
    [0.5, 0.5]
    """
    x, sign = checked(values, direction)
    if x.shape[1] == 1:
        return np.ones(1)
    scores = min_max_scores(x, sign)
    conflict = 1 - correlation(scores)
    conflict[conflict < _NOTHING] = 0.0
    return shares_of_information(_spread(scores) * conflict.sum(axis=1), "CRITIC")


def standard_deviation(values: ArrayLike, direction: Direction = None) -> FloatArray:
    """Weigh by the standard deviation (ddof 1) of min-max scores.

    Parameters
    ----------
    values : array_like of shape (units, indicators)
    direction : array_like of shape (indicators,), optional
        Without effect on a spread.

    Returns
    -------
    ndarray of shape (indicators,)

    Raises
    ------
    ValueError
        Fewer than two units, a direction other than ±1, or no indicator that varies.

    References
    ----------
    Diakoulaki, Mavrotas & Papayannakis (1995), Computers & Operations Research 22(7), 763-770.

    Examples
    --------
    >>> standard_deviation([[0, 0], [1, 4], [0, 4]]).tolist()
    [0.5, 0.5]
    """
    x, sign = checked(values, direction)
    return shares_of_information(_spread(min_max_scores(x, sign)), "the standard deviation")


def inverse_standard_deviation(values: ArrayLike, direction: Direction = None) -> FloatArray:
    """Weigh by 1 / standard deviation of the values, so that a step of one deviation counts alike everywhere.

    The World Economic Forum and Kyodo's gender index weigh so within each sub-index. A constant indicator
    is dropped first.

    Parameters
    ----------
    values : array_like of shape (units, indicators)
    direction : array_like of shape (indicators,), optional
        Without effect on a spread.

    Returns
    -------
    ndarray of shape (indicators,)

    Raises
    ------
    ValueError
        Fewer than two units, a direction other than ±1, or no indicator that varies.

    References
    ----------
    World Economic Forum (2023), Global Gender Gap Report, methodology.

    Examples
    --------
    >>> inverse_standard_deviation([[0, 0], [1, 4], [0, 4]]).round(6).tolist()
    [0.8, 0.2]
    """
    x, _ = checked(values, direction)
    spread = _spread(x)
    return shares_of_information(np.where(spread > 0, 1 / or_one(spread), 0.0), "the standard deviation")


def standard_deviation_of_values(values: ArrayLike, direction: Direction = None) -> FloatArray:
    """Weigh by the standard deviation (ddof 1) of the values as given; for indicators in one unit only.

    Parameters
    ----------
    values : array_like of shape (units, indicators)
    direction : array_like of shape (indicators,), optional
        Without effect on a spread.

    Returns
    -------
    ndarray of shape (indicators,)

    Raises
    ------
    ValueError
        Fewer than two units, a direction other than ±1, or no indicator that varies.

    Examples
    --------
    >>> standard_deviation_of_values([[0, 0], [1, 4], [0, 4]]).round(6).tolist()
    [0.2, 0.8]
    """
    x, _ = checked(values, direction)
    return shares_of_information(_spread(x), "the standard deviation")


def variance(values: ArrayLike, direction: Direction = None) -> FloatArray:
    """Weigh by the variance (ddof 0) of min-max scores.

    Parameters
    ----------
    values : array_like of shape (units, indicators)
    direction : array_like of shape (indicators,), optional
        Without effect on a spread.

    Returns
    -------
    ndarray of shape (indicators,)

    Raises
    ------
    ValueError
        Fewer than two units, a direction other than ±1, or no indicator that varies.

    References
    ----------
    Rao & Patel (2010), Materials & Design 31(10), 4738-4747.

    Examples
    --------
    >>> variance([[0, 0], [1, 4], [0, 4]]).tolist()
    [0.5, 0.5]
    """
    x, sign = checked(values, direction)
    return shares_of_information(np.square(_spread(min_max_scores(x, sign))), "the variance")


def variance_of_values(values: ArrayLike, direction: Direction = None) -> FloatArray:
    """Weigh by the variance (ddof 0) of the values as given; for indicators in one unit only.

    Parameters
    ----------
    values : array_like of shape (units, indicators)
    direction : array_like of shape (indicators,), optional
        Without effect on a spread.

    Returns
    -------
    ndarray of shape (indicators,)

    Raises
    ------
    ValueError
        Fewer than two units, a direction other than ±1, or no indicator that varies.

    Examples
    --------
    >>> variance_of_values([[0, 0], [1, 4], [0, 4]]).round(6).tolist()
    [0.058824, 0.941176]
    """
    x, _ = checked(values, direction)
    return shares_of_information(np.square(_spread(x)), "the variance")


def coefficient_of_variation(values: ArrayLike, direction: Direction = None) -> FloatArray:
    """Weigh by standard deviation (ddof 1) / mean of the values as given, which must not be negative.

    Parameters
    ----------
    values : array_like of shape (units, indicators)
    direction : array_like of shape (indicators,), optional
        Without effect on a spread.

    Returns
    -------
    ndarray of shape (indicators,)

    Raises
    ------
    ValueError
        Fewer than two units, a direction other than ±1, negative values, or no indicator
        that varies.

    Examples
    --------
    >>> coefficient_of_variation([[1, 2], [3, 10]]).round(6).tolist()  # √2/2 : √32/6 = 3 : 4
    [0.428571, 0.571429]
    """
    x, _ = checked(values, direction)
    refuse(x < 0, "negative", "the coefficient of variation needs values that are not negative")
    return shares_of_information(_spread(x) / or_one(means(x)), "the coefficient of variation")


def gini(values: ArrayLike, direction: Direction = None) -> FloatArray:
    """Weigh by the Gini coefficient Σ_ij |x_i − x_j| / (2 m² mean) of values that must not be negative.

    Parameters
    ----------
    values : array_like of shape (units, indicators)
    direction : array_like of shape (indicators,), optional
        Without effect on a spread.

    Returns
    -------
    ndarray of shape (indicators,)

    Raises
    ------
    ValueError
        Fewer than two units, a direction other than ±1, negative values, or no indicator
        that varies.

    Examples
    --------
    >>> gini([[0, 1], [1, 1]]).tolist()
    [1.0, 0.0]
    """
    x, _ = checked(values, direction)
    refuse(x < 0, "negative", "the Gini coefficient needs values that are not negative")
    m, rows = counts(x), np.arange(1.0, len(x) + 1)[:, np.newaxis]
    places = np.where(rows <= m, 2 * rows - m - 1, 0.0)  # Σ_ij |x_i − x_j| = 2 Σ place · sorted x
    differences = total(np.sort(x, axis=0) * places)  # missing cells come last
    relative = differences / (or_one(means(x)) * np.square(m))
    return shares_of_information(np.where(varies(x), relative, 0.0), "Gini")


def angle(values: ArrayLike, direction: Direction = None) -> FloatArray:
    """Weigh by the angle between a column's shares and the column of equal shares (Shuai et al. 2012).

    Parameters
    ----------
    values : array_like of shape (units, indicators)
        Not negative.
    direction : array_like of shape (indicators,), optional
        Without effect on a spread.

    Returns
    -------
    ndarray of shape (indicators,)

    Raises
    ------
    ValueError
        Fewer than two units, a direction other than ±1, negative values, or no indicator
        that varies.

    Examples
    --------
    >>> angle([[0, 1], [1, 1]]).tolist()  # 45° and 0°
    [1.0, 0.0]
    """
    x, _ = checked(values, direction)
    refuse(x < 0, "negative", "the angle needs values that are not negative")
    lengths = np.sqrt(counts(x) * total(np.square(x)))
    cosines = np.minimum(total(x) / or_one(lengths), 1.0)
    return shares_of_information(
        np.where(varies(x), portable.thirteen_digits(np.arccos(cosines)), 0.0), "the angle"
    )


def _spread(x: FloatArray) -> FloatArray:
    """Return standard deviations, 0 for a constant column; their shares are the same whatever the ddof."""
    deviation: FloatArray = np.sqrt(means(np.square(x - means(x))))
    return np.where(varies(x), deviation, 0.0)
