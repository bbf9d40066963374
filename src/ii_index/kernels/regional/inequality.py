"""Inequality of values of shape (units,), also by groups that do not overlap: labels of shape (units,) from 0.

Every unit counts once, whatever its size. Values are on a ratio scale and not negative.
"""

from typing import NamedTuple

import numpy as np

from ii_index._typing import ArrayLike, BoolArray, FloatArray, IntArray, observed
from ii_index.kernels import portable
from ii_index.kernels.ratios import ratio


class Dagum(NamedTuple):
    """Gini coefficient and its parts.

    Attributes
    ----------
    total, within, between, transvariation : float
        ``total`` is the sum of the other three.
    pairs : ndarray of shape (groups, groups)
        G_jh; on the diagonal each group's own Gini coefficient.
    distances : ndarray of shape (groups, groups)
        D_jh, the relative economic affluence: 1 where the groups do not overlap; 0 on the diagonal.
    """

    total: float
    within: float
    between: float
    transvariation: float
    pairs: FloatArray
    distances: FloatArray


class Theil(NamedTuple):
    """Theil's index and its parts.

    Attributes
    ----------
    total, within, between : float
        ``total`` is the sum of the other two.
    groups : ndarray of shape (groups,)
        Each group's own index.
    shares : ndarray of shape (groups,)
        Each group's share of the sum of values.
    """

    total: float
    within: float
    between: float
    groups: FloatArray
    shares: FloatArray


class TheilTwoLevels(NamedTuple):
    """Theil's index in two levels: inside the inner groups, between them inside the outer ones, between these."""

    total: float
    within: float
    between_inner: float
    between_outer: float


def gini(values: ArrayLike) -> float:
    """Gini coefficient ΣΣ|y_i − y_j| / (2 n² μ).

    Parameters
    ----------
    values : array_like of shape (units,)

    Returns
    -------
    float

    Raises
    ------
    ValueError
        Missing or negative values, or nothing but zeros.

    References
    ----------
    Gini (1912), Variabilità e mutabilità.

    Examples
    --------
    >>> gini([1, 3])
    0.25
    """
    y = _checked(values)
    return float(np.abs(y[:, np.newaxis] - y).sum() / (2 * len(y) ** 2 * y.mean()))


def dagum(values: ArrayLike, labels: ArrayLike) -> Dagum:
    """Gini coefficient within groups, between groups net of overlap, and of their overlap (transvariation).

    G_jh = ΣΣ|y_j − y_h| / (n_j n_h (μ_j + μ_h)); D = (d − p)/(d + p) with d the mean of y_j − y_h where it is
    positive and p where it is negative, the group of the larger mean first. Within: Σ G_jj p_j s_j; between and
    transvariation: Σ G_jh (p_j s_h + p_h s_j) times D and 1 − D; p shares of units, s shares of the sum.

    Parameters
    ----------
    values : array_like of shape (units,)
    labels : array_like of int, shape (units,)
        The group of each unit, from 0.

    Returns
    -------
    Dagum

    Raises
    ------
    ValueError
        Missing or negative values, nothing but zeros, or a group without units.

    References
    ----------
    Dagum (1997), Empirical Economics 22, 515–531.

    Examples
    --------
    >>> parts = dagum([1, 3, 3, 5], [0, 0, 1, 1])
    >>> [round(float(part), 4) for part in parts[:4]]  # 3 is in both groups, and none lies on the wrong side
    [0.25, 0.0833, 0.1667, 0.0]
    """
    y = _checked(values)
    members = _members(labels, y)
    count = members.sum(axis=1)
    total_of = members.astype(np.float64) @ y
    p, s = count / len(y), total_of / y.sum()
    differences = y[:, np.newaxis] - y
    up = _sums(members, np.maximum(differences, 0.0))  # of j above h
    absolute = up + up.T
    level = np.add.outer(total_of / count, total_of / count)
    pairs = ratio(absolute, np.outer(count, count) * level, otherwise=0.0)
    distances = np.abs(ratio(up - up.T, absolute, otherwise=0.0))
    weights = np.outer(p, s)
    within = float((np.diagonal(pairs) * np.diagonal(weights)).sum())
    across = np.triu(pairs * (weights + weights.T), 1)
    between, transvariation = float((across * distances).sum()), float((across * (1 - distances)).sum())
    return Dagum(within + between + transvariation, within, between, transvariation, pairs, distances)


def theil(values: ArrayLike) -> float:
    """Theil's index T = mean((y/μ) ln(y/μ)), with 0 ln 0 = 0.

    Parameters
    ----------
    values : array_like of shape (units,)

    Returns
    -------
    float
        0 where all are alike, ln n where one holds everything.

    Raises
    ------
    ValueError
        Missing or negative values, or nothing but zeros.

    References
    ----------
    Theil (1967), Economics and Information Theory.

    Examples
    --------
    >>> round(theil([0, 1]), 6)  # ln 2
    0.693147
    """
    return _theil(_checked(values))


def theil_by_groups(values: ArrayLike, labels: ArrayLike) -> Theil:
    """Theil's index within and between groups: T = Σ s_j T_j + Σ s_j ln(μ_j/μ).

    Parameters
    ----------
    values : array_like of shape (units,)
    labels : array_like of int, shape (units,)

    Returns
    -------
    Theil

    Raises
    ------
    ValueError
        As :func:`dagum`.

    Examples
    --------
    >>> parts = theil_by_groups([1, 1, 3, 3], [0, 0, 1, 1])
    >>> parts.within, round(parts.between, 6) == round(theil([1, 3]), 6)
    (0.0, True)
    """
    y = _checked(values)
    members = _members(labels, y)
    shares = members.astype(np.float64) @ y / y.sum()
    groups = np.array([_theil(y[inside]) if y[inside].sum() > 0 else 0.0 for inside in members])
    relative = shares / (members.sum(axis=1) / len(y))  # μ_j / μ
    between = shares * portable.log(np.where(relative > 0, relative, 1.0))
    within = float((shares * groups).sum())
    return Theil(within + float(between.sum()), within, float(between.sum()), groups, shares)


def theil_two_levels(values: ArrayLike, inner: ArrayLike, outer: ArrayLike) -> TheilTwoLevels:
    """Theil's index of units in inner groups in outer groups, such as cities in provinces in regions.

    Parameters
    ----------
    values : array_like of shape (units,)
    inner : array_like of int, shape (units,)
    outer : array_like of int, shape (units,)
        The same for all units of an inner group.

    Returns
    -------
    TheilTwoLevels

    Raises
    ------
    ValueError
        As :func:`dagum`, or an inner group that lies in several outer ones.

    References
    ----------
    Akita (2003), Annals of Regional Science 37, 55–77.

    Examples
    --------
    >>> parts = theil_two_levels([1, 1, 2, 2, 6, 6], [0, 0, 1, 1, 2, 2], [0, 0, 0, 0, 1, 1])
    >>> parts.within, round(parts.between_inner + parts.between_outer - parts.total, 12)
    (0.0, 0.0)
    """
    first, second = np.asarray(inner, dtype=np.intp), np.asarray(outer, dtype=np.intp)
    crossing = [group for group in np.unique(first).tolist() if np.unique(second[first == group]).size > 1]
    if crossing:
        message = f"an inner group lies in one outer group; {crossing} lie in several"
        raise ValueError(message)
    whole, above = theil_by_groups(values, first), theil_by_groups(values, second)
    return TheilTwoLevels(whole.total, whole.within, whole.between - above.between, above.between)


def coefficient_of_variation(values: ArrayLike) -> float:
    """Divide the standard deviation, with divisor n, by the mean.

    Parameters
    ----------
    values : array_like of shape (units,)

    Returns
    -------
    float

    Raises
    ------
    ValueError
        Missing or negative values, or nothing but zeros.

    Examples
    --------
    >>> coefficient_of_variation([1, 3])
    0.5
    """
    y = _checked(values)
    return float(y.std() / y.mean())


def _checked(values: ArrayLike) -> FloatArray:
    y = observed(values)
    if y.ndim != 1 or not (y >= 0).all() or not y.sum() > 0:
        message = "inequality is of values of shape (units,) that are not negative and not all zero"
        raise ValueError(message)
    return y


def _members(labels: ArrayLike, y: FloatArray) -> BoolArray:
    groups: IntArray = np.asarray(labels, dtype=np.intp)
    members: BoolArray = np.asarray(groups == np.arange(groups.max() + 1)[:, np.newaxis], dtype=np.bool_)
    if groups.shape != y.shape or groups.min() < 0 or not members.any(axis=1).all():
        message = "labels are one an unit, from 0, and every group has units"
        raise ValueError(message)
    return members


def _sums(members: BoolArray, table: FloatArray) -> FloatArray:
    """Add up a table of units against units by groups, in a fixed order."""
    inside = members.astype(np.float64)
    rows = np.stack([table[member].sum(axis=0) for member in members])
    return portable.matrix_product(rows, inside.T)


def _theil(y: FloatArray) -> float:
    relative = y / y.mean()
    return float((relative * portable.log(np.where(relative > 0, relative, 1.0))).mean())
