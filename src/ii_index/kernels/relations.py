"""What scores say of one another: coupling, obstacles, grey relation, concentration.

Scores are shares u of a full mark, in [0, 1].
"""

from typing import Literal, TypeAlias

import numpy as np

from ii_index._typing import ArrayLike, FloatArray, IntArray, observed
from ii_index.kernels import portable
from ii_index.kernels.ratios import check_choice, ratio

Coupling: TypeAlias = Literal["geometric", "squared", "dispersion"]

LEVELS = 10


def coupling(scores: ArrayLike, variant: Coupling = "geometric") -> FloatArray:
    """Coupling degree C of k systems: 1 where all score alike, towards 0 the further apart.

    ``geometric``: C = k (Π u)^(1/k) / Σ u. ``squared``: C = [Π u / (Σ u / k)^k]^k, an old form whose values crowd near
    1 and near 0. ``dispersion``: C = √(1 − mean of |u_i − u_j| over pairs) (Π u_i / max u)^(1/(2(k − 1))).

    Parameters
    ----------
    scores : array_like of shape (..., systems)
        In [0, 1]; two systems or more.
    variant : {"geometric", "squared", "dispersion"}

    Returns
    -------
    ndarray of shape (...)
        In [0, 1]; 0 where a system scores 0, NaN where one is missing.

    Raises
    ------
    ValueError
        Scores outside [0, 1], or one system only.

    References
    ----------
    丛晓男 (2019), 耦合度模型的形式、性质及在地理学中的若干误用, 经济地理 39(4), 18–25, on the forms; 王淑佳等 (2021),
    国内耦合协调度模型的误区及修正, 自然资源学报 36(3), 793–810, on the dispersion.

    Examples
    --------
    >>> coupling([0.5, 0.5]).item(), round(coupling([0.9, 0.1]).item(), 6)
    (1.0, 0.6)
    >>> round(coupling([0.9, 0.1], "squared").item(), 6), round(coupling([0.9, 0.1], "dispersion").item(), 6)
    (0.1296, 0.149071)
    """
    check_choice("variant", variant, Coupling)
    u = _systems(scores)
    k = u.shape[-1]
    product: FloatArray = u.prod(axis=-1)
    total: FloatArray = u.sum(axis=-1)
    match variant:
        case "geometric":
            degree = ratio(k * _root(product, k), total, otherwise=0.0)
        case "squared":
            degree = ratio(product, (total / k) ** k, otherwise=0.0) ** k
        case "dispersion":
            largest: FloatArray = u.max(axis=-1, keepdims=True)
            relative: FloatArray = ratio(u, largest, otherwise=0.0).prod(axis=-1)
            apart = np.abs(u[..., :, np.newaxis] - u[..., np.newaxis, :]).sum(axis=(-2, -1)) / (k * (k - 1))
            degree = np.sqrt(np.maximum(1 - apart, 0.0) * _root(relative, k - 1))
    return np.where(np.isnan(total), np.nan, np.minimum(degree, 1.0))


def coordination(
    scores: ArrayLike, weights: ArrayLike | None = None, variant: Coupling = "geometric"
) -> FloatArray:
    """Coupling coordination D = √(C T), with T = Σ w u the development of the systems together.

    Parameters
    ----------
    scores : array_like of shape (..., systems)
    weights : array_like of shape (systems,), optional
        Equal by default; only their ratios matter.
    variant : {"geometric", "squared", "dispersion"}
        Of C.

    Returns
    -------
    ndarray of shape (...)

    Raises
    ------
    ValueError
        As :func:`coupling`, or weights that are negative or all zero.

    Examples
    --------
    >>> coordination([0.25, 0.25]).item()
    0.5
    """
    u = _systems(scores)
    w = np.ones(u.shape[-1]) if weights is None else observed(weights)
    if w.shape != u.shape[-1:] or not (w >= 0).all() or not w.sum() > 0:
        message = f"weights are one a system, not negative and not all zero; got {w.tolist()}"
        raise ValueError(message)
    together: FloatArray = (u * (w / w.sum())).sum(axis=-1)
    return np.sqrt(coupling(u, variant) * together)


def coordination_levels(degrees: ArrayLike) -> IntArray:
    """Enumerate the ten levels by tenths, 1 below 0.1 to 10 from 0.9 on; 0 without a degree.

    Parameters
    ----------
    degrees : array_like

    Returns
    -------
    ndarray of int, of the same shape

    Examples
    --------
    >>> coordination_levels([0.05, 0.1, 0.95, 1.0, float("nan")]).tolist()
    [1, 2, 10, 10, 0]
    """
    d = observed(degrees)
    tenths = np.floor(np.where(np.isnan(d), 0.0, d) * LEVELS + 1e-9) + 1
    return np.asarray(np.where(np.isnan(d), 0, np.clip(tenths, 1, LEVELS)), dtype=np.intp)


def obstacles(scores: ArrayLike, weights: ArrayLike) -> FloatArray:
    """Obstacle degree O = w (1 − u) / Σ w (1 − u): each indicator's share of what is missing to the full mark.

    Parameters
    ----------
    scores : array_like of shape (..., indicators)
        In [0, 1]; a missing one has no part, and the others share all.
    weights : array_like of shape (indicators,)

    Returns
    -------
    ndarray of the same shape
        Summing to 1 over what is there; NaN where nothing is missing to the full mark.

    Raises
    ------
    ValueError
        Scores outside [0, 1], or negative weights.

    Examples
    --------
    >>> obstacles([0.5, 0.9], [0.4, 0.6]).round(4).tolist()  # 0.2 : 0.06
    [0.7692, 0.2308]
    """
    u, w = _within(scores), observed(weights)
    if not (w >= 0).all():
        message = "weights are not negative"
        raise ValueError(message)
    missing = w * (1 - u)
    total: FloatArray = np.nansum(missing, axis=-1, keepdims=True)
    return np.where(np.isnan(u), np.nan, ratio(missing, total))


def grey_relation(scores: ArrayLike, weights: ArrayLike, resolution: float = 0.5) -> FloatArray:
    """Grey relational grade to the best of each indicator: Σ w γ, γ = (Δmin + ρ Δmax)/(Δ + ρ Δmax).

    Δ is the distance to the best score of the indicator; Δmin and Δmax are over all units and indicators given.

    Parameters
    ----------
    scores : array_like of shape (..., indicators)
        Leading axes are years and units; a missing score has no part, and the weights of the others are renormalised.
    weights : array_like of shape (indicators,)
    resolution : float
        ρ.

    Returns
    -------
    ndarray of shape (...)

    Raises
    ------
    ValueError
        ρ that is not positive, or scores that are all alike.

    References
    ----------
    Deng (1982), Systems & Control Letters 1, 288–294; (1989), The Journal of Grey System 1, 1–24.

    Examples
    --------
    >>> grey_relation([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]], [0.5, 0.5]).round(4).tolist()
    [0.6667, 0.6667, 1.0]
    """
    u, w = observed(scores), observed(weights)
    best = np.fmax.reduce(u.reshape(-1, u.shape[-1]), axis=0)
    distances: FloatArray = best - u
    least, most = float(np.nanmin(distances)), float(np.nanmax(distances))
    if not resolution > 0 or not most > 0:
        message = "grey relation needs a positive resolution and scores that differ"
        raise ValueError(message)
    grades = (least + resolution * most) / (distances + resolution * most)
    known = ~np.isnan(grades)
    return ratio((np.where(known, grades, 0.0) * w).sum(axis=-1), (known * w).sum(axis=-1))


def location_quotients(values: ArrayLike) -> FloatArray:
    """Location quotient: a unit's share of an activity over its share of all activities.

    Parameters
    ----------
    values : array_like of shape (units, activities)
        Amounts in one unit of measurement, such as revenue by industry.

    Returns
    -------
    ndarray of the same shape
        Above 1: the unit specialises in the activity.

    Examples
    --------
    >>> location_quotients([[3, 1], [1, 3]]).tolist()
    [[1.5, 0.5], [0.5, 1.5]]
    """
    amounts = _amounts(values)
    own = ratio(amounts, np.nansum(amounts, axis=1, keepdims=True))
    all_units = np.nansum(amounts, axis=0) / np.nansum(amounts)
    return ratio(own, all_units)


def herfindahl(values: ArrayLike) -> FloatArray:
    """Herfindahl index Σ s² of the units' shares: 1/n where all hold alike, 1 where one holds everything.

    Parameters
    ----------
    values : array_like of shape (units, activities)
        Missing cells hold nothing.

    Returns
    -------
    ndarray of shape (activities,)

    References
    ----------
    Hirschman (1945), National Power and the Structure of Foreign Trade.

    Examples
    --------
    >>> herfindahl([[1, 4], [1, 0]]).tolist()
    [0.5, 1.0]
    """
    amounts = _amounts(values)
    held: FloatArray = ratio(np.nan_to_num(amounts), np.nansum(amounts, axis=0))
    return np.asarray(np.square(held).sum(axis=0))


def _amounts(values: ArrayLike) -> FloatArray:
    amounts = observed(values)
    if amounts.ndim != 2 or not (np.nan_to_num(amounts) >= 0).all():
        message = "shares are of amounts (units, activities) that are not negative"
        raise ValueError(message)
    return amounts


def _systems(scores: ArrayLike) -> FloatArray:
    u = _within(scores)
    if u.shape[-1] < 2:
        message = "coupling is of two systems or more"
        raise ValueError(message)
    return u


def _within(scores: ArrayLike) -> FloatArray:
    """Refuse scores that are no shares of a full mark; rounding beyond it counts as on it."""
    u = observed(scores)
    known = u[~np.isnan(u)]
    if ((known < -1e-12) | (known > 1 + 1e-12)).any():
        message = "scores are shares of a full mark, from 0 to 1"
        raise ValueError(message)
    return np.clip(u, 0.0, 1.0)


def _root(product: FloatArray, k: int) -> FloatArray:
    """Take the k-th root; 0 of 0."""
    if k == 1:
        return product
    if k == 2:
        return np.sqrt(product)
    logs = portable.log(np.where(product > 0, product, 1.0))
    return np.where(
        product > 0,
        portable.thirteen_digits(portable.exp(logs / k)),
        np.where(np.isnan(product), np.nan, 0.0),
    )
