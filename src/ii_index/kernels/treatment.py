r"""Treatment of outliers: skewness, excess kurtosis, winsorising, and the logarithm when that is not enough.

Values have shape ``(..., units, indicators)``; NaN is a missing cell and stays one. Each leading slice (year)
is treated by itself: to treat years alike, lay them out as one longer axis of units.

An indicator is outlying when \|G1\| > 2 and G2 > 3.5 (JRC's rule). The points furthest out are then pulled in
to the nearest value that stays, one more at a time, until the indicator passes.

Source: OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 3; Becker et al. (2022), COINr.
"""

from collections.abc import Iterator

import numpy as np

from ii_index._typing import ArrayLike, BoolArray, FloatArray, observed
from ii_index.kernels.quantiles import quantile

UNITS = -2
NOISE = 1e-12  # a deviation below this share of the largest absolute value is rounding, not information
LOG_OFFSET = 0.01  # of the range: what the lowest value becomes before its logarithm is taken (COINr)


def skewness(values: ArrayLike) -> FloatArray:
    """Measure the sample skewness G1 of each indicator.

    G1 = n / ((n - 1)(n - 2)) sum(((Y - mean)/sd)**3), with ddof 1.

    Parameters
    ----------
    values : array-like of shape (..., units, indicators)
        Missing cells are NaN and are not counted.

    Returns
    -------
    ndarray of shape (..., indicators)
        NaN for a constant indicator or fewer than three values.

    References
    ----------
    Joanes & Gill (1998), The Statistician 47, 183-189.

    Examples
    --------
    >>> skewness([[1.0], [2.0], [3.0], [4.0], [50.0]]).round(4)
    array([2.2206])
    """
    return _shape(observed(values))[0]


def kurtosis(values: ArrayLike) -> FloatArray:
    """Measure the sample excess kurtosis G2 of each indicator; 0 for a normal distribution.

    G2 = n(n + 1)/((n - 1)(n - 2)(n - 3)) sum(((Y - mean)/sd)**4) - 3(n - 1)**2/((n - 2)(n - 3)), with ddof 1.

    Parameters
    ----------
    values : array-like of shape (..., units, indicators)
        Missing cells are NaN and are not counted.

    Returns
    -------
    ndarray of shape (..., indicators)
        NaN for a constant indicator or fewer than four values.

    References
    ----------
    Joanes & Gill (1998), The Statistician 47, 183-189.

    Examples
    --------
    >>> kurtosis([[1.0], [2.0], [3.0], [4.0], [50.0]]).round(4)
    array([4.9449])
    """
    return _shape(observed(values))[1]


def is_outlying(values: ArrayLike, *, skewness: float = 2.0, kurtosis: float = 3.5) -> BoolArray:
    r"""Say which indicators are so skewed and so peaked that a few units dominate them.

    Parameters
    ----------
    values : array-like of shape (..., units, indicators)
        Missing cells are NaN.
    skewness, kurtosis : float, default 2 and 3.5
        Outlying where \|G1\| and G2 exceed both.

    Returns
    -------
    ndarray of bool, shape (..., indicators)
        False where G1 or G2 cannot be computed.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 3; COINr ``check_SkewKurt``.

    Examples
    --------
    >>> is_outlying([[1.0], [2.0], [3.0], [4.0], [50.0]])
    array([ True])
    """
    g1, g2 = _shape(observed(values))
    return (np.abs(g1) > skewness) & (g2 > kurtosis)


def winsorise(
    values: ArrayLike, *, max_points: int = 5, skewness: float = 2.0, kurtosis: float = 3.5
) -> FloatArray:
    """Pull in the outermost points of outlying indicators, one more at a time, until they pass.

    A point is pulled in from the side the indicator is skewed to, to the nearest value that stays; the last
    spread of an indicator is never taken away.

    Parameters
    ----------
    values : array-like of shape (..., units, indicators)
        Missing cells are NaN.
    max_points : int, default 5
        At most this many points; an indicator that does not pass keeps them pulled in.
    skewness, kurtosis : float, default 2 and 3.5
        As for :func:`is_outlying`.

    Returns
    -------
    ndarray of shape (..., units, indicators)
        Missing cells stay NaN.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 3; COINr ``winsorise``.

    Examples
    --------
    >>> winsorise([[1.0], [2.0], [3.0], [4.0], [50.0]]).ravel()
    array([1., 2., 3., 4., 4.])
    """
    table = observed(values)
    limits = winsorising_limits(table, max_points=max_points, skewness=skewness, kurtosis=kurtosis)
    return np.clip(table, *limits)


def winsorise_then_log(
    values: ArrayLike, *, max_points: int = 5, skewness: float = 2.0, kurtosis: float = 3.5
) -> FloatArray:
    """Winsorise outlying indicators; take the logarithm of those that do not pass, as they were before.

    The logarithm is ln(Y - min + 0.01 (max - min)), mirrored where the indicator is skewed to the left, so
    that it is always increasing; its unit is no longer the indicator's, so goalposts no longer apply.

    Parameters
    ----------
    values : array-like of shape (..., units, indicators)
        Missing cells are NaN.
    max_points : int, default 5
        At most this many points are pulled in.
    skewness, kurtosis : float, default 2 and 3.5
        As for :func:`is_outlying`.

    Returns
    -------
    ndarray of shape (..., units, indicators)
        Missing cells stay NaN.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 3; COINr ``Treat`` and ``log_CT``.

    Examples
    --------
    >>> winsorise_then_log([[1.0], [2.0], [3.0], [4.0], [50.0]], max_points=0).ravel().round(3)
    array([-0.713,  0.399,  0.912,  1.25 ,  3.902])
    """
    original = observed(values)
    treated = winsorise(original, max_points=max_points, skewness=skewness, kurtosis=kurtosis)
    ends = logarithm_ends(original, treated, skewness=skewness, kurtosis=kurtosis)
    return np.where(np.isnan(ends[0]), treated, logarithm_between(original, *ends))


def winsorising_limits(
    values: ArrayLike,
    *,
    max_points: int = 5,
    skewness: float = 2.0,
    kurtosis: float = 3.5,
    force: bool = False,
) -> tuple[FloatArray, FloatArray]:
    """Find what :func:`winsorise` pulls outlying indicators in to.

    Parameters
    ----------
    values : array-like of shape (..., units, indicators)
        Missing cells are NaN.
    max_points : int, default 5
        At most this many points; where forced, exactly as many, while spread remains.
    skewness, kurtosis : float, default 2 and 3.5
        As for :func:`is_outlying`.
    force : bool, default False
        Whether points are pulled in whatever skewness and kurtosis are.

    Returns
    -------
    lowest, highest : ndarray of shape (..., 1, indicators)
        Infinite on a side where nothing is pulled in.

    References
    ----------
    Becker et al. (2022), COINr, ``winsorise`` (``force_win``).

    Examples
    --------
    >>> [limit.item() for limit in winsorising_limits([[1.0], [2.0], [3.0], [4.0], [50.0]])]
    [-inf, 4.0]
    """
    table = observed(values)
    outlying = is_outlying(table, skewness=skewness, kurtosis=kurtosis)
    lowest = np.full((*outlying.shape[:-1], 1, outlying.shape[-1]), -np.inf)
    highest = np.full(lowest.shape, np.inf)
    for *slices, units, indicator in _columns(np.ones_like(outlying) if force else outlying):
        column = table[(*slices, units, indicator)]
        limits = _limits(column, max_points, skewness, kurtosis, force=force)
        lowest[(*slices, 0, indicator)], highest[(*slices, 0, indicator)] = limits
    return lowest, highest


def logarithm_ends(
    values: ArrayLike, treated: ArrayLike, *, skewness: float = 2.0, kurtosis: float = 3.5
) -> tuple[FloatArray, FloatArray]:
    """Find between what values the logarithm of :func:`winsorise_then_log` is taken.

    Parameters
    ----------
    values, treated : array-like of shape (..., units, indicators)
        As they came, and winsorised.
    skewness, kurtosis : float, default 2 and 3.5
        As for :func:`is_outlying`.

    Returns
    -------
    start, end : ndarray of shape (..., 1, indicators)
        The lowest and the highest value, or the reverse where the indicator is skewed to the left; NaN where
        winsorising sufficed.

    References
    ----------
    Becker et al. (2022), COINr, ``log_CT``.

    Examples
    --------
    >>> start, end = logarithm_ends([[1.0], [2.0], [3.0], [4.0], [50.0]], [[1.0], [2.0], [3.0], [4.0], [50.0]])
    >>> start.item(), end.item()
    (1.0, 50.0)
    """
    table = observed(values)
    still = is_outlying(treated, skewness=skewness, kurtosis=kurtosis)[..., np.newaxis, :]
    lowest = np.fmin.reduce(table, axis=UNITS, keepdims=True)
    highest = np.fmax.reduce(table, axis=UNITS, keepdims=True)
    right = (_shape(table)[0] > 0)[..., np.newaxis, :]
    start, end = np.where(right, lowest, highest), np.where(right, highest, lowest)
    return np.where(still, start, np.nan), np.where(still, end, np.nan)


def logarithm_between(values: ArrayLike, start: ArrayLike, end: ArrayLike) -> FloatArray:
    """Take ln(Y - start + 0.01 (end - start)) where start < end, and mirrored where start > end.

    Parameters
    ----------
    values : array-like of shape (..., units, indicators)
        Missing cells are NaN.
    start, end : array-like
        As :func:`logarithm_ends` gives them.

    Returns
    -------
    ndarray of shape (..., units, indicators)
        Increasing; NaN where the ends are, and below the start by more than a hundredth of the range.

    References
    ----------
    Becker et al. (2022), COINr, ``log_CT``.

    Examples
    --------
    >>> logarithm_between([[1.0], [51.0]], 1.0, 101.0).round(3).ravel()
    array([0.   , 3.932])
    """
    first, last = np.asarray(start, dtype=np.float64), np.asarray(end, dtype=np.float64)
    sign = np.where(first <= last, 1.0, -1.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return sign * np.log(sign * (observed(values) - first) + LOG_OFFSET * np.abs(last - first))


def winsorise_extremes(values: ArrayLike, *, lowest: int = 0, highest: int = 0) -> FloatArray:
    """Pull in a stated number of points of every indicator.

    For use from Python: a recipe winsorises only where skewness and kurtosis ask for it.

    Parameters
    ----------
    values : array-like of shape (..., units, indicators)
        Missing cells are NaN and are not counted.
    lowest, highest : int, default 0
        How many of the lowest (highest) points become equal to the next one.

    Returns
    -------
    ndarray of shape (..., units, indicators)
        Missing cells stay NaN.

    Raises
    ------
    ValueError
        If a number is negative or no point of an indicator would be left to stay.

    References
    ----------
    Dixon (1960), Simplified estimation from censored normal samples, Ann. Math. Stat. 31.

    Examples
    --------
    >>> winsorise_extremes([[1.0], [2.0], [3.0], [50.0]], lowest=1, highest=1).ravel()
    array([2., 2., 3., 3.])
    """
    table = observed(values)
    count = np.count_nonzero(~np.isnan(table), axis=UNITS, keepdims=True)
    if min(lowest, highest) < 0 or ((count > 0) & (lowest + highest >= count)).any():
        msg = f"cannot pull in {lowest} lowest and {highest} highest points and keep one"
        raise ValueError(msg)
    ordered = np.sort(table, axis=UNITS)  # NaN last
    last = np.maximum(count - 1 - highest, 0)
    first = np.where(count > 0, lowest, 0)
    limits = [np.take_along_axis(ordered, place, axis=UNITS) for place in (first, last)]
    return np.minimum(np.maximum(table, limits[0]), limits[1])


def winsorise_percentiles(values: ArrayLike, *, lower: float = 0.0, upper: float = 100.0) -> FloatArray:
    """Pull every indicator in to two of its percentiles (type 7, linear between order statistics).

    Parameters
    ----------
    values : array-like of shape (..., units, indicators)
        Missing cells are NaN and are not counted.
    lower, upper : float, default 0 and 100
        Percentiles between 0 and 100.

    Returns
    -------
    ndarray of shape (..., units, indicators)
        Missing cells stay NaN.

    Raises
    ------
    ValueError
        If not 0 <= lower <= upper <= 100.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5 (trimming at percentiles).
    Hyndman & Fan (1996), The American Statistician 50, definition 7.

    Examples
    --------
    >>> winsorise_percentiles([[0.0], [10.0], [20.0], [30.0], [40.0]], lower=25, upper=80).ravel()
    array([10., 10., 20., 30., 32.])
    """
    if not 0 <= lower <= upper <= 100:
        msg = f"percentiles ascend from 0 to 100, not {lower} to {upper}"
        raise ValueError(msg)
    table = observed(values)
    low, high = (quantile(table, percent / 100) for percent in (lower, upper))
    return np.minimum(np.maximum(table, low), high)


def _columns(marked: BoolArray) -> Iterator[tuple[int | slice, ...]]:
    """Index of each marked indicator's units."""
    places: list[list[int]] = np.argwhere(marked).tolist()
    for *slices, indicator in places:
        yield (*slices, slice(None), indicator)


def _limits(
    column: FloatArray, max_points: int, skewness: float, kurtosis: float, *, force: bool
) -> tuple[float, float]:
    """Return what one indicator's outermost points are pulled in to, one more at a time."""
    ordered = np.sort(column[~np.isnan(column)])
    low, high = 0, ordered.size - 1
    treated = column
    while low + ordered.size - 1 - high < max_points:
        g1, g2 = (float(moment[0]) for moment in _shape(treated[:, np.newaxis]))
        if np.isnan(g1) or not (force or (abs(g1) > skewness and g2 > kurtosis)):
            break
        step = (low, high - 1) if g1 > 0 else (low + 1, high)
        if ordered[step[0]] == ordered[step[1]]:
            break
        low, high = step
        treated = np.clip(column, ordered[low], ordered[high])
    highest = float(ordered[high]) if high < ordered.size - 1 else np.inf
    return float(ordered[low]) if low else -np.inf, highest


def _shape(table: FloatArray) -> tuple[FloatArray, FloatArray]:
    """G1 and G2 of each indicator."""
    available = ~np.isnan(table)
    n = np.add.reduce(available, axis=UNITS, keepdims=True, dtype=np.float64)
    n = np.where(n > 2, n, np.nan)
    largest = np.fmax.reduce(np.abs(table), axis=UNITS, keepdims=True)
    relative = table / np.where(largest > 0, largest, 1.0)  # no power of it overflows
    deviation = relative - np.add.reduce(relative, axis=UNITS, keepdims=True, where=available) / n
    sd = np.sqrt(np.add.reduce(deviation**2, axis=UNITS, keepdims=True, where=available) / (n - 1))
    z = deviation / np.where(sd > NOISE, sd, np.nan)
    third, fourth = (np.add.reduce(z**power, axis=UNITS, where=available) for power in (3, 4))
    n = n[..., 0, :]
    g1 = n / ((n - 1) * (n - 2)) * third
    n = np.where(n > 3, n, np.nan)
    g2 = n * (n + 1) / ((n - 1) * (n - 2) * (n - 3)) * fourth - 3 * (n - 1) ** 2 / ((n - 2) * (n - 3))
    return g1, g2
