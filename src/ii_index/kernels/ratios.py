"""Ratios whose denominator may vanish."""

import numpy as np

from ii_index._typing import ArrayLike, FloatArray


def ratio(part: ArrayLike, whole: ArrayLike, otherwise: float = np.nan) -> FloatArray:
    """Divide where there is something to divide by.

    Parameters
    ----------
    part, whole : array-like
        Broadcast against each other.
    otherwise : float
        Stands where the whole is not positive.

    Returns
    -------
    FloatArray

    Examples
    --------
    >>> ratio([1, 1], [4, 0]).tolist()
    [0.25, nan]
    """
    parts, wholes = np.broadcast_arrays(np.asarray(part, np.float64), np.asarray(whole, np.float64))
    result: FloatArray = np.full(parts.shape, otherwise)
    np.divide(parts, wholes, out=result, where=wholes > 0)
    return result
