"""Parts of a whole."""

from ii_index._typing import FloatArray


def shares(parts: FloatArray) -> FloatArray:
    """Divide by the sum over the last axis.

    Parameters
    ----------
    parts : ndarray of shape (..., n)
        Not negative, not all zero.

    Returns
    -------
    ndarray of shape (..., n)

    Examples
    --------
    >>> import numpy as np
    >>> shares(np.array([1.0, 3.0])).tolist()
    [0.25, 0.75]
    """
    total: FloatArray = parts.sum(axis=-1, keepdims=True)
    return parts / total
