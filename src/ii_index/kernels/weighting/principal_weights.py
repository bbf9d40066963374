"""Weights from principal components of the indicators, of shape (indicators,).

They say which indicators move together, not which matter (OECD/JRC Handbook 2008, § 6.1): an indicator that
correlates with none gets little weight, and indicators that measure one thing twice are not penalised.
"""

import numpy as np

from ii_index._typing import ArrayLike, BoolArray, FloatArray
from ii_index.kernels.ratios import shares
from ii_index.kernels.weighting.decision_table import Direction, checked, correlation, or_one, varies

_KAISER = 1 - 1e-9  # eigenvalue 1, with room for rounding
_NO_GAIN = 1e-14  # of the varimax criterion in a round; the angles are then right to about 1e-8
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

    Examples
    --------
    >>> pca([[1, 2], [2, 4], [3, 7]]).round(6).tolist()
    [0.5, 0.5]
    """
    varying, _, vectors = _components(values, direction)
    return _spread_out(varying, np.abs(vectors[:, 0]))


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
    varying, eigenvalues, vectors = _components(values, direction)
    kept = eigenvalues >= _KAISER
    return _spread_out(varying, np.abs(vectors[:, kept] @ shares(eigenvalues[kept])))


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
    loadings = vectors[:, kept] * np.sqrt(eigenvalues[kept])
    squared = np.square(varimax(loadings) if rotate else loadings)
    explained: FloatArray = squared.sum(axis=0)
    scaled = squared / explained
    factor = squared.argmax(axis=1)
    return _spread_out(varying, scaled[np.arange(len(scaled)), factor] * shares(explained)[factor])


def varimax(loadings: FloatArray) -> FloatArray:
    """Rotate loadings orthogonally so that the variance of their squares within factors is largest.

    Kaiser (1958), Psychometrika 23, 187-200, with his row normalisation; by singular value decomposition.

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
    lengths = np.sqrt(np.square(loadings).sum(axis=1, keepdims=True))
    rows = loadings / or_one(lengths)
    rotation = np.eye(loadings.shape[1])
    criterion = 0.0
    for _ in range(_MOST_ROUNDS):
        rotated = rows @ rotation
        gradient = rows.T @ (rotated**3 - rotated * np.square(rotated).mean(axis=0))
        left, singular, right = np.linalg.svd(gradient)
        rotation = left @ right
        previous, criterion = criterion, float(singular.sum())
        if criterion < previous * (1 + _NO_GAIN):
            break
    return loadings @ rotation


def _components(values: ArrayLike, direction: Direction) -> tuple[BoolArray, FloatArray, FloatArray]:
    """Which columns vary, and the eigenvalues (largest first) and eigenvectors of their correlations."""
    x, sign = checked(values, direction)
    varying = varies(x)
    if not varying.any():
        message = "PCA finds no information: no indicator varies"
        raise ValueError(message)
    eigenvalues, vectors = np.linalg.eigh(correlation(x[:, varying] * sign[varying]))
    pointed = np.where(vectors.sum(axis=0) < 0, -vectors, vectors)
    return varying, np.maximum(eigenvalues[::-1], 0.0), pointed[:, ::-1]


def _spread_out(varying: BoolArray, information: FloatArray) -> FloatArray:
    weights = np.zeros(len(varying))
    weights[varying] = shares(information)
    return weights
