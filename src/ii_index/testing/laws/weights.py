"""Laws of weights themselves."""

import numpy as np

from ii_index._typing import ArrayLike, FloatArray
from ii_index.testing.laws.search import CLOSE, fail, number, table


def weights_sum_to_one(weights: ArrayLike) -> None:
    """Assert that weights sum to 1.

    Parameters
    ----------
    weights : array-like of shape (..., k)
        Each set of weights along the last axis.

    Raises
    ------
    AssertionError
        Showing the weights and their sum.

    Examples
    --------
    >>> weights_sum_to_one([0.5, 0.6])
    Traceback (most recent call last):
        ...
    AssertionError: The weights do not sum to 1.
    ...
    """
    for one in _sets(weights):
        sums_to_one(one)


def weights_are_not_negative(weights: ArrayLike) -> None:
    """Assert that no weight is negative or missing.

    Parameters
    ----------
    weights : array-like of shape (..., k)
        Each set of weights along the last axis.

    Raises
    ------
    AssertionError
        Showing the weights.

    Examples
    --------
    >>> weights_are_not_negative([0.5, 0.5, 0.0])
    """
    for one in _sets(weights):
        is_not_negative(one)


def sums_to_one(weights: FloatArray, *shown: str) -> None:
    """Assert it of one set of weights; show what they were drawn from first."""
    total = float(weights.sum())
    if not abs(total - 1) <= CLOSE:
        fail(
            "The weights do not sum to 1.",
            f"a sum of 1, not {number(total)}",
            *shown,
            table("weights", weights),
        )


def is_not_negative(weights: FloatArray, *shown: str) -> None:
    """Assert it of one set of weights; show what they were drawn from first."""
    if not (weights >= -CLOSE).all():
        fail("A weight is negative or no number.", "weights of 0 or more", *shown, table("weights", weights))


def _sets(weights: ArrayLike) -> FloatArray:
    given = np.atleast_1d(np.asarray(weights, dtype=np.float64))
    return given.reshape(-1, given.shape[-1])
