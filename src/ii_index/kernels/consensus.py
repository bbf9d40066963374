"""One ranking of several: ranks of shape (methods, units), 1 the best, every unit ranked by every method."""

import numpy as np

from ii_index._typing import ArrayLike, FloatArray, observed


def borda(ranks: ArrayLike) -> FloatArray:
    """Count over the methods how many units each outranks, ties as one half.

    Parameters
    ----------
    ranks : array_like of shape (methods, units)

    Returns
    -------
    ndarray of shape (units,)
        Higher is better.

    References
    ----------
    de Borda (1781), Mémoire sur les élections au scrutin.

    Examples
    --------
    >>> borda([[1, 2, 3], [1, 3, 2], [2, 1, 3]]).tolist()
    [5.0, 3.0, 1.0]
    """
    won, tied = _duels(ranks)
    points: FloatArray = (won + tied / 2).sum(axis=(0, 2))
    return points


def mean_ranks(ranks: ArrayLike) -> FloatArray:
    """Average the ranks, ties at the mean of the places they share.

    Parameters
    ----------
    ranks : array_like of shape (methods, units)

    Returns
    -------
    ndarray of shape (units,)
        Lower is better.

    Examples
    --------
    >>> mean_ranks([[1, 1, 3], [1, 2, 3]]).tolist()
    [1.25, 1.75, 3.0]
    """
    won, tied = _duels(ranks)
    units = won.shape[-1]
    places: FloatArray = units - won.sum(axis=2) - tied.sum(axis=2) / 2
    return np.asarray(places.mean(axis=0))


def copeland(ranks: ArrayLike) -> FloatArray:
    """Count the units each beats by a majority of the methods, less those that beat it.

    Parameters
    ----------
    ranks : array_like of shape (methods, units)

    Returns
    -------
    ndarray of shape (units,)
        Higher is better.

    References
    ----------
    Copeland (1951), A reasonable social welfare function.

    Examples
    --------
    >>> copeland([[1, 2, 3], [1, 3, 2], [2, 1, 3]]).tolist()
    [2.0, 0.0, -2.0]
    """
    won, _ = _duels(ranks)
    votes: FloatArray = won.sum(axis=0)
    return np.asarray(np.sign(votes - votes.T).sum(axis=1))


def _duels(ranks: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Say by method who outranks whom, and who ties with whom else."""
    given = observed(ranks)
    won = (given[:, :, np.newaxis] < given[:, np.newaxis, :]).astype(np.float64)
    tied = (given[:, :, np.newaxis] == given[:, np.newaxis, :]) & ~np.eye(given.shape[1], dtype=np.bool_)
    return won, tied.astype(np.float64)
