"""Sobol' indices: how much of a result's variance each assumption brings, alone and with the others.

Samples come as ``f(A)``, ``f(B)`` and, for each assumption i, ``f(A_B^i)``: A with the columns of i taken
from B. An assumption may have several columns (all weights, say): its index is then that of the whole group.
"""

from typing import NamedTuple

import numpy as np

from ii_index._typing import ArrayLike, FloatArray, observed
from ii_index.kernels.ratios import ratio


class Intervals(NamedTuple):
    """Confidence limits of first-order and total indices, each of shape (assumptions, ..., 2)."""

    first_order: FloatArray
    total: FloatArray


def quasi_random(samples: int, columns: int, seed: int) -> tuple[FloatArray, FloatArray]:
    """Return two matrices A and B of quasi-random numbers: the halves of one scrambled Sobol' sequence.

    Parameters
    ----------
    samples : int
        N, a power of two: only then is the sequence balanced.
    columns : int
        Of each matrix; at most 10,600.
    seed : int

    Returns
    -------
    tuple of FloatArray, each of shape (samples, columns)
        In (0, 1).

    Raises
    ------
    ValueError
        ``samples`` is not a power of two.

    Notes
    -----
    Source: [1]_; scrambling of [2]_.

    References
    ----------
    .. [1] Saltelli, A. et al. (2010), Computer Physics Communications 181, 259-270.
    .. [2] Owen, A. B. (1998), Journal of Complexity 14, 466-489.

    Examples
    --------
    >>> a, b = quasi_random(8, 2, seed=1)
    >>> sorted((a[:, 0] * 8).astype(int).tolist())
    [0, 1, 2, 3, 4, 5, 6, 7]
    """
    from scipy.stats import qmc

    if samples < 1 or samples & (samples - 1):
        message = f"the number of samples must be a power of two, not {samples}"
        raise ValueError(message)
    points = qmc.Sobol(2 * columns, scramble=True, rng=np.random.default_rng(seed)).random(samples)
    inside = np.maximum(points, 2.0**-53)  # scipy draws from [0, 1)
    return inside[:, :columns], inside[:, columns:]


def first_order(f_a: ArrayLike, f_b: ArrayLike, f_ab: ArrayLike) -> FloatArray:
    r"""First-order index of each assumption: the variance it brings alone.

    .. math:: S_i = \frac{1}{N V} \sum_n f(B)_n \bigl( f(A_B^i)_n - f(A)_n \bigr)

    with f centred first, and V the variance of f(A) and f(B) together (ddof 0).

    Parameters
    ----------
    f_a, f_b : array-like, shape (..., samples)
    f_ab : array-like, shape (assumptions, ..., samples)

    Returns
    -------
    FloatArray, shape (assumptions, ...)
        NaN where f does not vary.

    Notes
    -----
    Source: [1]_, Table 2, row (b). Uncentred, its error grows with the mean of f.

    References
    ----------
    .. [1] Saltelli, A. et al. (2010), Computer Physics Communications 181, 259-270.

    Examples
    --------
    f = x + 2 y on all 16 combinations of 0 and 1 for A = (x, y) and B = (u, v): the variances are 1/4 and 1.

    >>> x, y, u, v = np.indices((2, 2, 2, 2)).reshape(4, 16)
    >>> first_order(x + 2 * y, u + 2 * v, [u + 2 * y, x + 2 * v]).tolist()
    [0.2, 0.8]
    """
    a, b, ab = _centred(f_a, f_b, f_ab)
    return ratio((b * (ab - a)).mean(axis=-1), _variance(a, b))


def total(f_a: ArrayLike, f_b: ArrayLike, f_ab: ArrayLike) -> FloatArray:
    r"""Total index of each assumption: the variance it brings alone and together with others.

    .. math:: T_i = \frac{1}{2 N V} \sum_n \bigl( f(A)_n - f(A_B^i)_n \bigr)^2

    Parameters
    ----------
    f_a, f_b : array-like, shape (..., samples)
    f_ab : array-like, shape (assumptions, ..., samples)

    Returns
    -------
    FloatArray, shape (assumptions, ...)
        NaN where f does not vary.

    Notes
    -----
    Source: [1]_; Table 2, row (f) of [2]_.

    References
    ----------
    .. [1] Jansen, M. J. W. (1999), Computer Physics Communications 117, 35-43.
    .. [2] Saltelli, A. et al. (2010), Computer Physics Communications 181, 259-270.

    Examples
    --------
    >>> total([0.0, 2.0], [0.0, 2.0], [[0.0, 2.0], [2.0, 0.0]]).tolist()
    [0.0, 2.0]
    """
    a, b, ab = _centred(f_a, f_b, f_ab)
    return ratio(((a - ab) ** 2).mean(axis=-1) / 2, _variance(a, b))


def bootstrap_intervals(  # noqa: PLR0913 - three samples, and how to resample them
    f_a: ArrayLike,
    f_b: ArrayLike,
    f_ab: ArrayLike,
    *,
    resamples: int = 1000,
    level: float = 0.95,
    seed: int = 0,
) -> Intervals:
    """Percentile bootstrap of both indices over the samples.

    Parameters
    ----------
    f_a, f_b : array-like, shape (..., samples)
    f_ab : array-like, shape (assumptions, ..., samples)
    resamples : int
    level : float
    seed : int

    Returns
    -------
    Intervals

    Notes
    -----
    Source: [1]_. Rows are resampled as if drawn at random; quasi-random rows err less than that, so that for
    them the intervals are on the safe side.

    References
    ----------
    .. [1] Archer, G. E. B., Saltelli, A. & Sobol', I. M. (1997), Journal of Statistical Computation and
       Simulation 58, 99-120.

    Examples
    --------
    >>> f = np.array([0.0, 1.0, 2.0, 3.0])
    >>> bootstrap_intervals(f, f[::-1], [f], resamples=50, seed=1).total.tolist()
    [[0.0, 0.0]]
    """
    a, b, ab = _centred(f_a, f_b, f_ab)
    samples = a.shape[-1]
    times = np.random.default_rng(seed).multinomial(samples, np.full(samples, 1 / samples), size=resamples)
    mean = (times / samples).T
    centre = (a @ mean + b @ mean) / 2
    spread = (a**2 @ mean + b**2 @ mean) / 2 - centre**2
    moved = ab - a
    first = (b * moved) @ mean - centre * (moved @ mean)
    both_tails = [(1 - level) / 2, (1 + level) / 2]

    def limits(part: FloatArray) -> FloatArray:
        return np.moveaxis(np.quantile(ratio(part, spread), both_tails, axis=-1), 0, -1)

    return Intervals(limits(first), limits((moved**2 @ mean) / 2))


def _centred(f_a: ArrayLike, f_b: ArrayLike, f_ab: ArrayLike) -> tuple[FloatArray, FloatArray, FloatArray]:
    a, b, ab = (observed(f) for f in (f_a, f_b, f_ab))
    centre = (a.mean(axis=-1, keepdims=True) + b.mean(axis=-1, keepdims=True)) / 2
    return a - centre, b - centre, ab - centre


def _variance(a: FloatArray, b: FloatArray) -> FloatArray:
    return np.asarray(np.concatenate([a, b], axis=-1).var(axis=-1))
