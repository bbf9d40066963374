"""Imputation: missing cells are filled by a stated rule, and every filled cell is marked.

Values have shape ``(..., units, indicators)``, or ``(..., years, units, indicators)`` where a rule looks
along the years; NaN is a missing cell. Each rule returns the filled values and a mask of the cells it filled.
What a rule cannot know it leaves missing.

Source of the rules: OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 3.
"""

from collections.abc import Callable

import numpy as np

from ii_index._typing import ArrayLike, BoolArray, FloatArray, IntArray, observed
from ii_index.kernels.quantiles import quantile

UNITS = -2
YEARS = -3


def mean(values: ArrayLike) -> tuple[FloatArray, BoolArray]:
    """Fill with the mean of the units that have a value, in the same year.

    Parameters
    ----------
    values : array-like of shape (..., units, indicators)
        Missing cells are NaN.

    Returns
    -------
    values, filled : ndarray of float, ndarray of bool
        An indicator that nobody has stays missing.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 3 (unconditional mean).

    Examples
    --------
    >>> mean([[1.0], [float("nan")], [5.0]])[0].ravel()
    array([1., 3., 5.])
    """
    table = observed(values)
    return _filled(table, _mean(table, ~np.isnan(table)))


def median(values: ArrayLike) -> tuple[FloatArray, BoolArray]:
    """Fill with the median of the units that have a value, in the same year.

    Parameters
    ----------
    values : array-like of shape (..., units, indicators)
        Missing cells are NaN.

    Returns
    -------
    values, filled : ndarray of float, ndarray of bool
        An indicator that nobody has stays missing.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 3 (unconditional median).

    Examples
    --------
    >>> median([[1.0], [float("nan")], [2.0], [9.0]])[0].ravel()
    array([1., 2., 2., 9.])
    """
    table = observed(values)
    return _filled(table, quantile(table, 0.5))


def group_mean(values: ArrayLike, groups: ArrayLike) -> tuple[FloatArray, BoolArray]:
    """Fill with the mean of the units of the same group that have a value, in the same year.

    Parameters
    ----------
    values : array-like of shape (..., units, indicators)
        Missing cells are NaN.
    groups : array-like of shape (units,)
        The group of each unit, any label.

    Returns
    -------
    values, filled : ndarray of float, ndarray of bool
        An indicator that nobody in the group has stays missing there.

    Raises
    ------
    ValueError
        If there is not one group a unit.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 3 (conditional mean).

    Examples
    --------
    >>> group_mean([[1.0], [float("nan")], [9.0]], ["east", "east", "west"])[0].ravel()
    array([1., 1., 9.])
    """
    return _filled_by_group(values, groups, lambda part: _mean(part, ~np.isnan(part)))


def group_median(values: ArrayLike, groups: ArrayLike) -> tuple[FloatArray, BoolArray]:
    """Fill with the median of the units of the same group that have a value, in the same year.

    Parameters
    ----------
    values : array-like of shape (..., units, indicators)
        Missing cells are NaN.
    groups : array-like of shape (units,)
        The group of each unit, any label.

    Returns
    -------
    values, filled : ndarray of float, ndarray of bool
        An indicator that nobody in the group has stays missing there.

    Raises
    ------
    ValueError
        If there is not one group a unit.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 3 (conditional median).

    Examples
    --------
    >>> group_median([[1.0], [float("nan")], [2.0], [9.0], [8.0]], ["a", "a", "a", "a", "b"])[0].ravel()
    array([1., 2., 2., 9., 8.])
    """
    return _filled_by_group(values, groups, lambda part: quantile(part, 0.5))


def row_mean(scores: ArrayLike, siblings: ArrayLike) -> tuple[FloatArray, BoolArray]:
    """Fill with the mean of the normalised scores that the unit has in the same year of the indicator's siblings.

    Parameters
    ----------
    scores : array-like of shape (..., indicators)
        Normalised, so that they may be averaged; missing cells are NaN.
    siblings : array-like of bool, shape (indicators, indicators)
        Which indicators (columns) stand for each (row).

    Returns
    -------
    scores, filled : ndarray of float, ndarray of bool
        A cell none of whose siblings is there stays missing.

    References
    ----------
    Becker et al. (2022), COINr, ``Impute`` by rows.

    Examples
    --------
    >>> row_mean([[10.0, float("nan"), 20.0]], [[0, 1, 1], [1, 0, 1], [1, 1, 0]])[0]
    array([[10., 15., 20.]])
    """
    table = observed(scores)
    stands = np.asarray(siblings, dtype=np.float64)
    there = (~np.isnan(table)).astype(np.float64)
    count = (there[..., np.newaxis, :] * stands).sum(axis=-1)
    total = (np.nan_to_num(table)[..., np.newaxis, :] * stands).sum(axis=-1)
    return _filled(table, total / np.where(count > 0, count, np.nan))


def carry_forward(values: ArrayLike) -> tuple[FloatArray, BoolArray]:
    """Fill with the unit's own latest earlier value.

    Parameters
    ----------
    values : array-like of shape (..., years, units, indicators)
        Years ascending; missing cells are NaN.

    Returns
    -------
    values, filled : ndarray of float, ndarray of bool
        Cells before a unit's first value stay missing.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 3 (cold deck).

    Examples
    --------
    >>> carry_forward([[[1.0]], [[float("nan")]], [[float("nan")]], [[4.0]]])[0].ravel()
    array([1., 1., 1., 4.])
    """
    table = observed(values)
    latest, _ = _neighbours(table)
    return _filled(table, np.take_along_axis(table, latest, axis=YEARS))


def interpolate(values: ArrayLike, years: ArrayLike) -> tuple[FloatArray, BoolArray]:
    """Fill on the straight line between the unit's values before and after; nothing is extrapolated.

    Parameters
    ----------
    values : array-like of shape (..., years, units, indicators)
        Missing cells are NaN.
    years : array-like of shape (years,)
        Ascending; gaps between them count.

    Returns
    -------
    values, filled : ndarray of float, ndarray of bool
        Cells before a unit's first and after its last value stay missing.

    Raises
    ------
    ValueError
        If the years do not ascend or are not as many as the values'.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 3.

    Examples
    --------
    >>> interpolate([[[1.0]], [[float("nan")]], [[4.0]]], [2020, 2021, 2023])[0].ravel()
    array([1., 2., 4.])
    """
    table = observed(values)
    times = observed(years)
    if times.shape != table.shape[YEARS:UNITS] or not (np.diff(times) > 0).all():
        msg = f"{table.shape[YEARS]} ascending years are needed, not {times.tolist()}"
        raise ValueError(msg)
    before, after = _neighbours(table)
    elapsed = times[:, np.newaxis, np.newaxis] - times[before]
    span = np.where(after > before, times[after] - times[before], 1.0)
    start, end = (np.take_along_axis(table, at, axis=YEARS) for at in (before, after))
    return _filled(table, start + (end - start) * (elapsed / span))


def _filled_by_group(
    values: ArrayLike, groups: ArrayLike, middle: Callable[[FloatArray], FloatArray]
) -> tuple[FloatArray, BoolArray]:
    table = observed(values)
    labels = np.asarray(groups)
    if labels.shape != table.shape[UNITS:-1]:
        msg = f"{table.shape[UNITS]} units need as many groups, not {labels.size}"
        raise ValueError(msg)
    fill = np.empty_like(table)
    for label in np.unique(labels):
        members = labels == label
        fill[..., members, :] = middle(table[..., members, :])
    return _filled(table, fill)


def _mean(table: FloatArray, available: BoolArray) -> FloatArray:
    count = np.add.reduce(available, axis=UNITS, keepdims=True, dtype=np.float64)
    total = np.add.reduce(table, axis=UNITS, keepdims=True, where=available)
    return total / np.where(count > 0, count, np.nan)


def _filled(table: FloatArray, fill: FloatArray) -> tuple[FloatArray, BoolArray]:
    missing = np.isnan(table)
    return np.where(missing, fill, table), missing & ~np.isnan(fill)


def _neighbours(table: FloatArray) -> tuple[IntArray, IntArray]:
    """Positions of the last year so far with a value and of the next one.

    Where there is none, the first and the last year stand in: they are missing themselves.
    """
    last = table.shape[YEARS] - 1
    place = np.arange(last + 1, dtype=np.intp)[:, np.newaxis, np.newaxis]
    known = ~np.isnan(table)
    before = np.maximum.accumulate(np.where(known, place, 0), axis=YEARS)
    upwards = np.flip(np.where(known, place, last), axis=YEARS)
    return before, np.flip(np.minimum.accumulate(upwards, axis=YEARS), axis=YEARS)
