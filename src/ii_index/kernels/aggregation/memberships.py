"""Degrees to which values belong to grades that lie beside one another, for fuzzy comprehensive evaluation."""

import numpy as np

from ii_index._typing import ArrayLike, FloatArray, observed


def memberships(values: ArrayLike, plateaus: ArrayLike) -> FloatArray:
    """Trapezoids, or triangles where a plateau is a point: 1 on a grade's plateau, falling to 0 at the next one's.

    Below the first plateau a value belongs wholly to the first grade, above the last to the last; in between to two
    grades, whose degrees add up to 1.

    Parameters
    ----------
    values : array_like of shape (...)
    plateaus : array_like of shape (grades, 2)
        Lower and upper end of each, ascending; equal ends make a triangle.

    Returns
    -------
    ndarray of shape (..., grades)
        NaN for a missing value.

    Raises
    ------
    ValueError
        Fewer than two grades, or plateaus that do not ascend.

    References
    ----------
    Zadeh (1965), Fuzzy sets, Information and Control 8, 338–353.

    Examples
    --------
    >>> memberships([20.0, 50.0, 65.0], [[0, 40], [60, 60], [80, 100]]).tolist()
    [[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.0, 0.75, 0.25]]
    """
    x, ends = observed(values), observed(plateaus)
    if ends.ndim != 2 or ends.shape[0] < 2 or ends.shape[1] != 2:
        message = f"plateaus are (grades, 2) of two grades or more; got {ends.shape}"
        raise ValueError(message)
    if (ends[:, 0] > ends[:, 1]).any() or not (ends[1:, 0] > ends[:-1, 1]).all():
        message = f"plateaus ascend without touching; got {ends.tolist()}"
        raise ValueError(message)
    steps = ends[1:, 0] - ends[:-1, 1]
    passed: FloatArray = np.clip(
        (x[..., np.newaxis] - ends[:-1, 1]) / steps, 0.0, 1.0
    )  # from each grade to the next
    ones, zeros = np.ones((*x.shape, 1)), np.zeros((*x.shape, 1))
    reached = np.concatenate([ones, passed, zeros], axis=-1)
    degrees: FloatArray = reached[..., :-1] - reached[..., 1:]
    return np.where(np.isnan(x)[..., np.newaxis], np.nan, degrees)
