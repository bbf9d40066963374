"""How much each part of a mean adds to its change, its gap or its level; and Shapley values.

A parent's score is a mean of its children's. Between two states (two years, two units) every child gets a
multiplier m such that sum(m · change of the child) = change of the parent: exactly, where the weights are
the same in both states; what remains otherwise comes of a change in what is available. Multipliers multiply
down a tree. Where the two states are one they are the partial derivatives, and sum(m · child) = parent,
because every mean used here is homogeneous (Euler).

Arrays have shape ``(..., k)``: the k children of a level, siblings side by side.
"""

from typing import Literal

import numpy as np

from ii_index._typing import ArrayLike, FloatArray, IntArray, observed
from ii_index.kernels.ratios import ratio


def available_weights(values: FloatArray, weights: FloatArray, parents: IntArray) -> FloatArray:
    """Share the weight of each parent out among its available children.

    Parameters
    ----------
    values : FloatArray, shape (..., k)
        NaN where a child is missing.
    weights : FloatArray, shape (k,)
    parents : IntArray, shape (k,)
        Position of each child's parent, ascending.

    Returns
    -------
    FloatArray, shape (..., k)
        0 where a child is missing.

    Examples
    --------
    >>> available_weights(np.array([1.0, np.nan, 1.0]), np.array([0.5, 0.25, 0.25]), np.array([0, 0, 0]))
    array([0.66666667, 0.        , 0.33333333])
    """
    known = np.where(np.isnan(observed(values)), 0.0, observed(weights))
    whole = _sibling_sums(known, parents)
    return np.divide(known, whole, out=np.zeros_like(known), where=whole > 0)


def power_mean_multipliers(
    children: tuple[FloatArray, FloatArray],
    above: tuple[FloatArray, FloatArray],
    weights: FloatArray,
    exponent: float,
) -> FloatArray:
    """Return what a point of each child's change adds to a weighted power mean.

    For the mean M = f⁻¹(sum(w f(x))) with f(x) = x^p, or ln x for p = 0::

        m = w · [(f(x_1) − f(x_0)) / (x_1 − x_0)] / [(f(M_1) − f(M_0)) / (M_1 − M_0)]

    p = 1: the weight itself. p = 0: w · L(M_0, M_1) / L(x_0, x_1) with the logarithmic mean L, which is the
    additive LMDI-I [2]_.

    Parameters
    ----------
    children, above : pair of FloatArray, shape (..., k)
        Each child's score, and its parent's, in the two states; NaN where missing.
    weights : FloatArray, shape (..., k)
        The average over the two states of the weights among what is available (Bennet's midpoint [1]_).
    exponent : float
        The p of the mean: 1 arithmetic, 0 geometric, −1 harmonic.

    Returns
    -------
    FloatArray, shape (..., k)
        0 where a child or its parent is missing in either state.

    References
    ----------
    .. [1] Bennet, T. L. (1920), Journal of the Royal Statistical Society 83, 455-462.
    .. [2] Ang, B. W. (2004), Energy Policy 32, 1131-1139.

    Examples
    --------
    Both children double, so the geometric mean does; each adds half of its rise from 6 to 12.

    >>> start, end = np.array([4.0, 9.0]), np.array([8.0, 18.0])
    >>> above = np.array([6.0, 6.0]), np.array([12.0, 12.0])
    >>> m = power_mean_multipliers((start, end), above, np.array([0.5, 0.5]), 0)
    >>> (m * (end - start)).round(12).tolist()
    [3.0, 3.0]
    """
    children, above = _pair(children), _pair(above)
    weights = observed(weights)
    counted = ~np.isnan([*children, *above]).any(axis=0) & (weights > 0)
    if exponent == 1:
        return np.where(counted, weights, 0.0)
    below, slope = _relative_slope(*children, exponent)
    over, slope_over = _relative_slope(*above, exponent)
    moves = counted & (below > 0) & (over > 0)
    size = np.divide(below, over, out=np.ones_like(below), where=moves)
    return np.where(moves, weights * (slope / slope_over) * size ** (exponent - 1), 0.0)


def logarithmic_mean(first: FloatArray, last: FloatArray) -> FloatArray:
    """Take the logarithmic mean (b − a)/(ln b − ln a) of positive numbers; a where both are one.

    Parameters
    ----------
    first, last : FloatArray
        Positive: a and b, of one shape; NaN where missing.

    Returns
    -------
    FloatArray
        Of the same shape; NaN where either is missing.

    Examples
    --------
    From 6 to 12 it is 6/ln 2.

    >>> logarithmic_mean(np.array([6.0, 2.0]), np.array([12.0, 2.0])).round(6).tolist()
    [8.65617, 2.0]
    """
    first, last = observed(first), observed(last)
    steps = np.log1p((last - first) / first)
    return first * np.divide(np.expm1(steps), steps, out=np.ones_like(steps), where=steps != 0)


def mazziotta_pareto_multipliers(
    children: tuple[FloatArray, FloatArray],
    weights: tuple[FloatArray, FloatArray],
    parents: IntArray,
    penalty: Literal[-1, 1],
) -> FloatArray:
    """Return what a point of each child's change adds to a Mazziotta-Pareto index.

    With M = sum(w x) and Q = sum(w x²) the index is 2M − Q/M, or Q/M where imbalance raises it. Q/M changes
    by mean(1/M) · ΔQ − mean(Q) · ΔM / (M_0 M_1), and both ΔM and ΔQ are sums over the children.

    Parameters
    ----------
    children : pair of FloatArray, shape (..., k)
        Each child's score in the two states; NaN where missing.
    weights : pair of FloatArray, shape (..., k)
        Weights among what is available in the two states.
    parents : IntArray, shape (k,)
    penalty : {-1, 1}
        -1 lowers the score of an unbalanced unit, 1 raises it.

    Returns
    -------
    FloatArray, shape (..., k)
        0 where a child is missing in either state.

    Examples
    --------
    >>> start, end = np.array([90.0, 110.0]), np.array([100.0, 100.0])
    >>> half = np.array([0.5, 0.5])
    >>> m = mazziotta_pareto_multipliers((start, end), (half, half), np.array([0, 0]), -1)
    >>> float((m * (end - start)).sum())  # from 100 − 10²/100 to 100
    1.0
    """
    children, weights = _pair(children), _pair(weights)
    first, last = (np.nan_to_num(scores) for scores in children)
    mean_0, mean_1 = _sibling_sums(weights[0] * first, parents), _sibling_sums(weights[1] * last, parents)
    square_0 = _sibling_sums(weights[0] * first**2, parents)
    square_1 = _sibling_sums(weights[1] * last**2, parents)
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = (1 / mean_0 + 1 / mean_1) / 2 * (first + last) - (square_0 + square_1) / (2 * mean_0 * mean_1)
    known = ~np.isnan(children).any(axis=0) & np.isfinite(slope)
    midpoint = (weights[0] + weights[1]) / 2
    return np.where(known, midpoint * (2 - slope if penalty == -1 else slope), 0.0)


def shapley(worths: ArrayLike) -> FloatArray:
    """Share a change out among its causes: each one's average marginal effect over all orders.

    Parameters
    ----------
    worths : array-like, shape (2**n, ...)
        ``worths[c]``: the outcome when the causes whose bits are set in c have changed; ``worths[0]`` is the
        outcome before, the last one after.

    Returns
    -------
    FloatArray, shape (n, ...)
        Effects; their sum is ``worths[-1] − worths[0]``.

    Raises
    ------
    ValueError
        If the number of outcomes is not a power of two.

    References
    ----------
    Shapley (1953), in Contributions to the Theory of Games II, 307-317; Shorrocks (2013), Journal of Economic
    Inequality 11, 99-126.

    Examples
    --------
    A rectangle grows from 1 × 1 to 2 × 3; width then adds 2 and length 3.

    >>> shapley([1.0, 2.0, 3.0, 6.0]).tolist()
    [2.0, 3.0]
    """
    table = observed(worths)
    n = len(table).bit_length() - 1
    if len(table) != 1 << n:
        message = f"Shapley values need 2**n outcomes, not {len(table)}"
        raise ValueError(message)
    return np.array([_average_effect(table, cause, n) for cause in range(n)]).reshape(n, *table.shape[1:])


def _average_effect(table: FloatArray, cause: int, n: int) -> FloatArray:
    from math import comb

    effect = np.zeros(table.shape[1:])
    for coalition in range(1 << n):
        if not coalition >> cause & 1:
            share = 1 / (n * comb(n - 1, coalition.bit_count()))
            effect += share * (table[coalition | 1 << cause] - table[coalition])
    return effect


def _relative_slope(start: FloatArray, end: FloatArray, exponent: float) -> tuple[FloatArray, FloatArray]:
    """Return a base c, and (f(b) − f(a)) / (b − a) / c^(p − 1) for f(x) = (x^p − 1) / p or its limit ln x.

    Also where a = b. The base is the state with the larger power, so that no power overflows; the logarithm of
    the ratio to it loses no digits where a is close to b.
    """
    base, other = np.maximum(start, end), np.minimum(start, end)
    if exponent <= 0:
        base, other = other, base
    with np.errstate(divide="ignore"):  # ln 0 = −inf: expm1 makes −1 of it
        log_ratio = np.log1p(ratio(other - base, base))
    powers = log_ratio if exponent == 0 else np.expm1(exponent * log_ratio) / exponent
    return base, np.divide(powers, np.expm1(log_ratio), out=np.ones_like(base), where=log_ratio != 0)


def _pair(arrays: tuple[FloatArray, FloatArray]) -> tuple[FloatArray, FloatArray]:
    first, last = arrays
    return observed(first), observed(last)


def _sibling_sums(values: FloatArray, parents: IntArray) -> FloatArray:
    """Sum over siblings, given back to each of them; shape (..., k)."""
    _, starts, sizes = np.unique(parents, return_index=True, return_counts=True)
    return np.repeat(np.add.reduceat(values, starts, axis=-1), sizes, axis=-1)


def growth(values: ArrayLike, axis: int = 0) -> FloatArray:
    """Growth against the period before: X_t / X_{t−1} − 1.

    Parameters
    ----------
    values : array-like of shape (..., periods, ...)
        Positive levels; NaN is a missing one.
    axis : int, default 0
        The axis of the periods.

    Returns
    -------
    ndarray of shape (..., periods - 1, ...)
        One period shorter; fractions (0.29 is 29 %); NaN where the period before is missing or not positive.

    Examples
    --------
    >>> growth([100.0, 152.0, 234.0]).round(4)
    array([0.52  , 0.5395])
    """
    levels = np.moveaxis(observed(values), axis, 0)
    return np.moveaxis(ratio(levels[1:], levels[:-1]) - 1, 0, axis)


def compound_growth(first: ArrayLike, last: ArrayLike, periods: float) -> FloatArray:
    """Compound annual growth rate: (X_T / X_0)^(1/T) − 1.

    Parameters
    ----------
    first, last : array-like
        Levels at the start and the end, positive.
    periods : float
        Number of periods between them, positive.

    Returns
    -------
    ndarray, shape of ``first`` and ``last`` broadcast
        Fractions; NaN where the first level is missing or not positive, or the last is negative after more than one
        period.

    Raises
    ------
    ValueError
        If ``periods`` is not positive.

    Examples
    --------
    >>> float(compound_growth(100, 235, 3).round(4))
    0.3295
    """
    if not periods > 0:
        message = f"growth needs a positive number of periods, not {periods}"
        raise ValueError(message)
    factor = ratio(last, first)
    if periods != 1:
        factor = np.where(factor < 0, np.nan, factor)
    growths: FloatArray = factor ** (1 / periods) - 1
    return growths
