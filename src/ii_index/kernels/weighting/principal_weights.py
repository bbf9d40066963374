"""Weights from principal components of the indicators, of shape (indicators,).

They say which indicators move together, not which matter (OECD/JRC Handbook 2008, § 6.1): an indicator that
correlates with none gets little weight, and indicators that measure one thing twice are not penalised.
"""

from itertools import combinations

import numpy as np

from ii_index._typing import ArrayLike, BoolArray, FloatArray, observed
from ii_index.kernels import portable
from ii_index.kernels.ratios import shares
from ii_index.kernels.weighting.decision_table import (
    Direction,
    NoWeightsError,
    checked,
    complete,
    correlation,
    or_one,
    require_correlations,
    varies,
)

_KAISER = 1 - 1e-9  # eigenvalue 1, with room for rounding
_SETTLED = 1e-13  # the sine of an angle; the criterion is flat at its optimum and would stop at 1e-8
_NO_ANGLE = 1e-12
_SAME = 1e-9  # eigenvalues closer than this share have no components of their own
_MOST_ROUNDS = 1_000


def pca(values: ArrayLike, direction: Direction = None) -> FloatArray:
    """Weigh by |first eigenvector| of the correlation matrix.

    Parameters
    ----------
    values : array_like of shape (units, indicators)
    direction : array_like of shape (indicators,), optional
        Without effect on absolute loadings.

    Returns
    -------
    ndarray of shape (indicators,)
        0 for a constant indicator.

    Raises
    ------
    ValueError
        No indicator that varies, correlations over different rows that contradict one another, or two largest
        eigenvalues that are equal: then any mixture of two components is a first component.

    Examples
    --------
    >>> pca([[1, 2], [2, 4], [3, 7]]).round(6).tolist()
    [0.5, 0.5]
    """
    varying, loadings = _first(values, direction)
    return _spread_out(varying, np.abs(loadings))


def pca_kaiser(values: ArrayLike, direction: Direction = None) -> FloatArray:
    """Weigh by |Σ_f share_f · eigenvector_f| over components with eigenvalue ≥ 1, usual in Chinese papers.

    The sign of an eigenvector is arbitrary; here each points where its loadings sum to a positive number.

    Parameters
    ----------
    values : array_like of shape (units, indicators)
    direction : array_like of shape (indicators,), optional

    Returns
    -------
    ndarray of shape (indicators,)

    Examples
    --------
    >>> pca_kaiser([[1, 2], [2, 4], [3, 7]]).round(6).tolist()
    [0.5, 0.5]
    """
    varying, loadings = _above_one(values, direction)
    return _spread_out(varying, np.abs(loadings))


def pca_oecd(values: ArrayLike, direction: Direction = None, *, rotate: bool = True) -> FloatArray:
    """Follow the Handbook, § 6.1: squared loadings scaled within each factor, each indicator at its largest.

    Components with eigenvalue ≥ 1, varimax-rotated; each indicator takes its largest scaled squared loading,
    times the share of the variance that its factor explains (Nicoletti, Scarpetta & Boylaud 2000).

    Parameters
    ----------
    values : array_like of shape (units, indicators)
    direction : array_like of shape (indicators,), optional
        Without effect on squared loadings.
    rotate : bool
        False leaves the components unrotated.

    Returns
    -------
    ndarray of shape (indicators,)

    Examples
    --------
    >>> pca_oecd([[1, 2], [2, 4], [3, 7]]).round(6).tolist()
    [0.5, 0.5]
    """
    varying, eigenvalues, vectors = _components(values, direction)
    kept = eigenvalues >= _KAISER
    if not rotate:
        _require_distinct(eigenvalues[kept])
    loadings = vectors[:, kept] * np.sqrt(eigenvalues[kept])
    squared = np.square(varimax(loadings) if rotate else loadings)
    explained: FloatArray = squared.sum(axis=0)
    scaled = squared / explained
    largest = squared >= squared.max(axis=1, keepdims=True) * (1 - _SAME)
    return _spread_out(varying, np.where(largest, scaled * shares(explained), 0.0).max(axis=1))


def pointing_back(values: ArrayLike, direction: Direction = None, *, kaiser: bool = False) -> BoolArray:
    """Tell which indicators load against the others, so that the absolute value of :func:`pca` hides a sign.

    Parameters
    ----------
    values : array_like of shape (units, indicators)
    direction : array_like of shape (indicators,), optional
    kaiser : bool
        Of :func:`pca_kaiser` instead.

    Returns
    -------
    ndarray of bool, shape (indicators,)

    Examples
    --------
    >>> pointing_back([[1, 2, 9], [2, 4, 7], [3, 7, 5]]).tolist()
    [False, False, True]
    """
    varying, loadings = _above_one(values, direction) if kaiser else _first(values, direction)
    against = np.zeros(len(varying), dtype=np.bool_)
    against[varying] = loadings < -_SAME
    return against


def scatter_degree(values: ArrayLike, direction: Direction = None) -> FloatArray:
    """Draw the units apart as far as possible over all years: 纵横向拉开档次法.

    The first eigenvector of H = Σ_t Z_tᵀ Z_t, Z_t the indicators of year t standardised over its units, maximises the
    sum of squared scores.

    Parameters
    ----------
    values : array_like of shape (years, units, indicators) or (units, indicators)
        A row that lacks a cell is to be left out by the caller; rows of missing cells only are passed over.
    direction : array_like of shape (indicators,), optional

    Returns
    -------
    ndarray of shape (indicators,)

    Raises
    ------
    ValueError
        Missing cells, no indicator that varies, two largest eigenvalues that are equal, or an eigenvector of mixed
        signs: indicators that contradict the others have no positive weight.

    References
    ----------
    郭亚军 (2002), 一种新的动态综合评价方法, 管理科学学报 5(2), 49–54.

    Examples
    --------
    >>> scatter_degree([[[1, 2], [2, 4], [3, 7]], [[2, 2], [2, 5], [5, 9]]]).round(6).tolist()
    [0.5, 0.5]
    """
    panel = observed(values)
    years = panel if panel.ndim == 3 else panel[np.newaxis]
    tables = [complete(year[~np.isnan(year).all(axis=1)], direction) for year in years]
    moments = np.sum([_moments(x * sign) for x, sign in tables], axis=0)
    varying = np.diagonal(moments) > 0
    if not varying.any():
        raise NoWeightsError("no_information", "the scatter degree finds no information: no indicator varies")
    eigenvalues, vectors = _decomposed(moments[np.ix_(varying, varying)])
    _require_distinct(eigenvalues[:2])
    against = np.flatnonzero(varying)[vectors[:, 0] < -_SAME].tolist()
    if against:
        raise NoWeightsError("mixed_signs", "the scatter degree has mixed signs", against)
    return _spread_out(varying, np.maximum(vectors[:, 0], 0.0))


def _moments(x: FloatArray) -> FloatArray:
    """Zᵀ Z of the columns standardised with divisor n; 0 for a constant one."""
    return len(x) * correlation(x) * np.outer(varies(x), varies(x))


def varimax(loadings: FloatArray) -> FloatArray:
    """Rotate loadings orthogonally so that the variance of their squares within factors is largest.

    Kaiser (1958), Psychometrika 23, 187-200, with his row normalisation and his rotations of two factors at a time.

    Parameters
    ----------
    loadings : ndarray of shape (indicators, factors)

    Returns
    -------
    ndarray of shape (indicators, factors)

    Examples
    --------
    >>> import numpy as np
    >>> mixed = np.array([[1.0, 1.0], [1.0, -1.0]]) / np.sqrt(2)
    >>> np.square(varimax(mixed)).round(6).sum(axis=0).tolist()
    [1.0, 1.0]
    """
    loadings = observed(loadings)
    lengths = np.sqrt(np.square(loadings).sum(axis=1, keepdims=True))
    rows: FloatArray = loadings / or_one(lengths)
    pairs = list(combinations(range(loadings.shape[1]), 2))
    for _ in range(_MOST_ROUNDS):
        turned = [_turn(rows, first, second) for first, second in pairs]
        if not any(turned):
            break
    turned_back: FloatArray = rows * lengths
    return turned_back


def _turn(rows: FloatArray, first: int, second: int) -> bool:
    """Rotate two factors in their plane by Kaiser's angle, in place, and say whether there was anything to turn.

    Of four times the angle, sine and cosine are known; halved twice by square roots alone.
    """
    x, y = rows[:, first].copy(), rows[:, second].copy()
    u, v = x * x - y * y, 2 * x * y
    sine = 2 * (u * v).sum() - 2 * u.sum() * v.sum() / len(rows)
    cosine = (u * u - v * v).sum() - (u.sum() ** 2 - v.sum() ** 2) / len(rows)
    length = np.sqrt(sine * sine + cosine * cosine)
    if length <= _NO_ANGLE * len(rows):  # no angle is better than another
        return False
    for _ in range(2):
        sine, cosine = sine / length, cosine / length
        half = np.sqrt((1 + abs(cosine)) / 2)
        other = sine / (2 * half)
        sine, cosine = (other, half) if cosine >= 0 else (np.copysign(half, sine), abs(other))
        length = np.sqrt(sine * sine + cosine * cosine)
    if abs(sine) < _SETTLED:
        return False
    rows[:, first], rows[:, second] = x * cosine + y * sine, y * cosine - x * sine
    return True


def _first(values: ArrayLike, direction: Direction) -> tuple[BoolArray, FloatArray]:
    """Which columns vary, and their loadings on the first component."""
    varying, eigenvalues, vectors = _components(values, direction)
    _require_distinct(eigenvalues[:2])
    return varying, vectors[:, 0]


def _above_one(values: ArrayLike, direction: Direction) -> tuple[BoolArray, FloatArray]:
    """Which columns vary, and the mean of their loadings on components with eigenvalue ≥ 1, by variance."""
    varying, eigenvalues, vectors = _components(values, direction)
    kept = eigenvalues >= _KAISER
    _require_distinct(eigenvalues[kept])
    return varying, portable.matrix_product(vectors[:, kept], shares(eigenvalues[kept]))


def _components(values: ArrayLike, direction: Direction) -> tuple[BoolArray, FloatArray, FloatArray]:
    """Which columns vary, and the eigenvalues (largest first) and eigenvectors of their correlations."""
    x, sign = checked(values, direction)
    varying = varies(x)
    if not varying.any():
        message = "PCA finds no information: no indicator varies"
        raise NoWeightsError("no_information", message)
    eigenvalues, vectors = _decomposed(correlation(x[:, varying] * sign[varying]))
    require_correlations(eigenvalues, x)
    return varying, np.maximum(eigenvalues, 0.0), vectors


def _decomposed(symmetric: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Eigenvalues, largest first, and eigenvectors, each pointing where its entries sum to a positive number."""
    eigenvalues, vectors = map(portable.thirteen_digits, np.linalg.eigh(symmetric))
    pointed = np.where(vectors.sum(axis=0) < 0, -vectors, vectors)
    return eigenvalues[::-1], pointed[:, ::-1]


def _require_distinct(eigenvalues: FloatArray) -> None:
    """Refuse components that are any directions of a plane: they would depend on the order of the indicators."""
    if (eigenvalues[:-1] - eigenvalues[1:] <= _SAME * eigenvalues[:-1]).any():
        message = (
            "PCA is not determined: components explain equally much, so that any mixture of them would do"
        )
        raise NoWeightsError("not_determined", message)


def _spread_out(varying: BoolArray, information: FloatArray) -> FloatArray:
    weights = np.zeros(len(varying))
    weights[varying] = shares(information)
    return weights
