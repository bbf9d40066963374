"""Aggregation: normalised indicators and their weights become one score.

Values have shape ``(..., k)`` and NaN is a missing cell: it is left out and the weights of the others are
renormalised; a score with nothing available is NaN. Weights have shape ``(k,)`` for one mean, giving
``(...)``, or ``(k, m)``, a column of weights for each of m means (a whole level of a tree), giving
``(..., m)``.

Every mean is anchored: it is the first available child and what the others deviate from it, so that equal children
give exactly their value (a base year is exactly 100). Sums are taken child by child, in the same order on every
processor; draws have means of their own (:mod:`ii_index.kernels.robustness.means_of_draws`).

Source of the formulas: OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 6.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np

from ii_index._typing import ArrayLike, FloatArray, IntArray, as_read, observed
from ii_index.kernels import portable

__all__ = [
    "Shares",
    "arithmetic_mean",
    "geometric_mean",
    "harmonic_mean",
    "mazziotta_pareto",
    "power_mean",
    "shares_of",
]


class Shares(NamedTuple):
    """Weights of one mean or of several, checked and taken apart: which children enter which mean, with how much.

    Attributes
    ----------
    weights : FloatArray, shape (k,) or (k, m)
        As they were given.
    children : IntArray, shape (most, m)
        Positions of the children of each mean that have a weight; where there are fewer than the most, the first again.
    counted : FloatArray, shape (most, m, 1)
        Their weights; 0 fills up.
    total : FloatArray, shape (m, 1)
        Sum of the weights of each mean.
    """

    weights: FloatArray
    children: IntArray
    counted: FloatArray
    total: FloatArray


def shares_of(weights: ArrayLike | Shares) -> Shares:
    """Check weights, and find who enters which mean; once for all means that are taken under them.

    Parameters
    ----------
    weights : array-like of shape (k,) or (k, m), or Shares
        Non-negative; need not sum to 1.

    Returns
    -------
    Shares
        What is given, where it is one.

    Raises
    ------
    ValueError
        If a weight is negative or missing, or all weights of a mean are zero.

    Examples
    --------
    >>> shares_of([[0.5, 0.0], [0.5, 0.0], [0.0, 1.0]]).children.tolist()
    [[0, 2], [1, 2]]
    """
    if isinstance(weights, Shares):
        return weights
    given = _weights(weights)
    children, counted = _children(given.reshape(len(given), -1))
    w = counted[..., np.newaxis]
    shares = Shares(given, children, w, np.add.reduce(w, axis=0))
    for array in shares[1:]:
        array.setflags(write=False)
    return shares


def arithmetic_mean(values: ArrayLike, weights: ArrayLike | Shares) -> FloatArray:
    """Average with weights: sum(w x) / sum(w), as b + sum(w (x - b)) / sum(w) with b the first child.

    Fully compensatory.

    Parameters
    ----------
    values : array-like of shape (..., k)
        Normalised values; missing cells are NaN and are left out.
    weights : array-like of shape (k,) or (k, m), or Shares
        Non-negative; need not sum to 1.

    Returns
    -------
    ndarray of shape (...) or (..., m)
        NaN where no value with a positive weight is available.

    Raises
    ------
    ValueError
        If a weight is negative or missing, all weights of a mean are zero, or a value is infinite.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 6; CAICT (2024), section 2(3)3.

    Examples
    --------
    >>> arithmetic_mean([[150.0, 110.0, 200.0], [100.0, float("nan"), 100.0]], [0.5, 0.3, 0.2])
    array([148., 100.])
    """
    return _anchored(as_read(values), weights, np.subtract, np.add)


def geometric_mean(values: ArrayLike, weights: ArrayLike | Shares) -> FloatArray:
    """Multiply with weights as exponents: exp(sum(w ln x) / sum(w)); partly compensatory.

    Parameters
    ----------
    values : array-like of shape (..., k)
        Positive normalised values; missing cells are NaN and are left out.
    weights : array-like of shape (k,) or (k, m), or Shares
        Non-negative; need not sum to 1.

    Returns
    -------
    ndarray of shape (...) or (..., m)
        NaN where no value with a positive weight is available.

    Raises
    ------
    ValueError
        If a value is not positive (normalise to [1, 100] instead), or as :func:`arithmetic_mean`.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 6.

    Examples
    --------
    >>> float(geometric_mean([4.0, 9.0], [1.0, 1.0]).round(12))
    6.0
    """
    return _anchored(
        _positive(values, "geometric"),
        weights,
        lambda x, first: portable.log(x / first),
        lambda first, logarithms: first * portable.exp(logarithms),
    )


def harmonic_mean(values: ArrayLike, weights: ArrayLike | Shares) -> FloatArray:
    """Average the reciprocals: sum(w) / sum(w/x); the least compensatory of the three classical means.

    Parameters
    ----------
    values : array-like of shape (..., k)
        Positive normalised values; missing cells are NaN and are left out.
    weights : array-like of shape (k,) or (k, m), or Shares
        Non-negative; need not sum to 1.

    Returns
    -------
    ndarray of shape (...) or (..., m)
        NaN where no value with a positive weight is available.

    Raises
    ------
    ValueError
        If a value is not positive (normalise to [1, 100] instead), or as :func:`arithmetic_mean`.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 6.

    Examples
    --------
    >>> float(harmonic_mean([3.0, 6.0], [1.0, 1.0]).round(12))
    4.0
    """
    return _anchored(
        _positive(values, "harmonic"),
        weights,
        lambda x, first: first / x - 1.0,
        lambda first, reciprocals: first / (1.0 + reciprocals),
    )


def power_mean(values: ArrayLike, weights: ArrayLike | Shares, exponent: float) -> FloatArray:
    """Average the powers: (sum(w x**p) / sum(w)) ** (1/p); the smaller p, the less compensatory.

    p = 1 is the arithmetic mean, 0 the geometric, -1 the harmonic; minus and plus infinity are the smallest
    and the largest value.

    Parameters
    ----------
    values : array-like of shape (..., k)
        Normalised values, non-negative (positive for p <= 0, any for p = 1); missing cells are left out.
    weights : array-like of shape (k,) or (k, m), or Shares
        Non-negative; need not sum to 1.
    exponent : float
        The p of the formula.

    Returns
    -------
    ndarray of shape (...) or (..., m)
        NaN where no value with a positive weight is available.

    Raises
    ------
    ValueError
        If a value has no such power, or as :func:`arithmetic_mean`.

    References
    ----------
    Hardy, Littlewood & Polya (1934), Inequalities, chapter 2.

    Examples
    --------
    >>> float(power_mean([4.0, 9.0], [1.0, 1.0], 2).round(6))
    6.964194
    """
    if np.isnan(exponent):
        msg = "the exponent of a power mean is a number"
        raise ValueError(msg)
    if exponent == 1:
        return arithmetic_mean(values, weights)
    if exponent == 0:
        return geometric_mean(values, weights)
    table = _positive(values, "power") if exponent < 0 else _non_negative(values)
    return _each_column(table, shares_of(weights).weights, lambda part, w: _power_mean(part, w, exponent))


def mazziotta_pareto(
    values: ArrayLike, weights: ArrayLike | Shares | None = None, *, penalty: Literal[-1, 1] = -1
) -> FloatArray:
    """Average and penalise imbalance: M + penalty S cv, with cv = S/M and the population deviation S.

    Parameters
    ----------
    values : array-like of shape (..., k)
        Values around 100, as the method standardises them; missing cells are NaN and are left out.
    weights : array-like of shape (k,) or (k, m), or Shares, optional
        Non-negative; equal by default. They enter both M and S.
    penalty : {-1, 1}, default -1
        -1 lowers the score of an unbalanced unit (higher is better); 1 raises it (a deprivation index).

    Returns
    -------
    ndarray of shape (...) or (..., m)
        NaN where no value with a positive weight is available.

    Raises
    ------
    ValueError
        If a mean is not positive, or as :func:`arithmetic_mean`.

    References
    ----------
    Mazziotta & Pareto (2013), Rivista Italiana di Economia Demografia e Statistica 67(2).

    Examples
    --------
    >>> float(mazziotta_pareto([90.0, 110.0, 100.0]).round(6))
    99.333333
    """
    if penalty not in (-1, 1):
        msg = f"the penalty of a Mazziotta-Pareto index is -1 or 1, not {penalty}"
        raise ValueError(msg)
    table = observed(values)
    shares = np.ones(table.shape[-1]) if weights is None else shares_of(weights).weights
    return _each_column(table, shares, lambda part, w: _mazziotta_pareto(part, w, penalty))


def _mazziotta_pareto(table: FloatArray, weights: FloatArray, penalty: int) -> FloatArray:
    mean = arithmetic_mean(table, weights)
    if (mean <= 0).any():
        msg = "a Mazziotta-Pareto index needs a positive mean"
        raise ValueError(msg)
    variance = arithmetic_mean((table - mean[..., np.newaxis]) ** 2, weights)
    return mean + penalty * variance / mean


def _power_mean(table: FloatArray, weights: FloatArray, exponent: float) -> FloatArray:
    counted = table[..., weights > 0]
    largest = exponent > 0
    extreme = (np.fmax if largest else np.fmin).reduce(counted, axis=-1)
    if np.isinf(exponent):
        return np.asarray(extreme)
    # Relative to the extreme value no power overflows; expm1 and log1p keep exponents near 0 exact.
    scale = np.where(extreme > 0, extreme, 1.0)
    logarithms = portable.log(counted / scale[..., np.newaxis])  # ln 0 = -inf, whose positive powers are 0
    powers = arithmetic_mean(portable.expm1(exponent * logarithms), weights[weights > 0])
    return np.asarray(extreme * portable.exp(portable.log1p(np.maximum(powers, -1.0)) / exponent))


def _anchored(
    table: FloatArray,
    weights: ArrayLike | Shares,
    apart: Callable[[FloatArray, FloatArray], FloatArray],
    joined: Callable[[FloatArray, FloatArray], FloatArray],
) -> FloatArray:
    """Join the first available child of each mean with the average of how far the children are apart from it."""
    shares = shares_of(weights)
    complete = bool(np.isfinite(table).all())
    if not complete:
        observed(table)
    mean, rows = _joined if complete else _joined_of_available, table.reshape(-1, table.shape[-1])
    if len(rows) <= _AT_ONCE:
        means = mean(rows, shares, apart, joined).T
    else:
        means = np.empty((len(rows), len(shares.total)))
        for start in range(0, len(rows), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            means[part] = mean(rows[part], shares, apart, joined).T
    return means.reshape((*table.shape[:-1], *shares.weights.shape[1:]))


_AT_ONCE = 4096
"""Rows whose means are made together: they stay near the processor."""


def _joined(
    rows: FloatArray,
    shares: Shares,
    apart: Callable[[FloatArray, FloatArray], FloatArray],
    joined: Callable[[FloatArray, FloatArray], FloatArray],
) -> FloatArray:
    """Return the means of rows from which nothing is missing, shape (means, rows)."""
    x = _by_child(rows, shares)
    deviations = apart(x, x[0])
    return joined(x[0], np.add.reduce(shares.counted * deviations, axis=0) / shares.total)


def _joined_of_available(
    rows: FloatArray,
    shares: Shares,
    apart: Callable[[FloatArray, FloatArray], FloatArray],
    joined: Callable[[FloatArray, FloatArray], FloatArray],
) -> FloatArray:
    """Return the means of what each row has, the weights of what it lacks renormalised, shape (means, rows)."""
    x = _by_child(rows, shares)
    if np.isfinite(x).all():  # what is missing has no weight
        return _joined(rows, shares, apart, joined)
    available = (shares.counted > 0) & ~np.isnan(x)
    w = np.where(available, shares.counted, 0.0)
    first = np.take_along_axis(x, available.argmax(axis=0)[np.newaxis], axis=0)[0]
    deviations = np.where(available, apart(x, first), 0.0)
    with np.errstate(invalid="ignore"):  # 0 / 0: nothing is available, and first is NaN
        return joined(first, np.add.reduce(w * deviations, axis=0) / np.add.reduce(w, axis=0))


def _by_child(rows: FloatArray, shares: Shares) -> FloatArray:
    """Return the children's values, shape (children of a mean, means, rows): sums then go child by child."""
    return np.ascontiguousarray(rows.T).take(shares.children, axis=0)


def _children(shares: FloatArray) -> tuple[IntArray, FloatArray]:
    """Return which children have a weight in each mean, shape (most, means), and how much; 0 fills up."""
    if shares.shape[1] == 1:
        chosen = shares[:, 0].nonzero()[0]
        return chosen[:, np.newaxis], shares[chosen]
    means, children = shares.T.nonzero()
    number = np.bincount(means, minlength=shares.shape[1])
    place = np.arange(len(means)) - np.repeat(number.cumsum() - number, number)
    chosen = np.zeros((number.max(), len(number)), dtype=np.intp)
    chosen[:] = children[number.cumsum() - number]
    chosen[place, means] = children
    counted = np.zeros(chosen.shape)
    counted[place, means] = shares[children, means]
    return chosen, counted


def _each_column(
    table: FloatArray, weights: FloatArray, mean: Callable[[FloatArray, FloatArray], FloatArray]
) -> FloatArray:
    if weights.ndim == 1:
        return mean(table, weights)
    return np.stack([mean(table, column) for column in weights.T], axis=-1)


def _weights(weights: ArrayLike) -> FloatArray:
    shares = observed(weights)
    if not (shares >= 0).all():
        msg = "weights must be known and not negative"
        raise ValueError(msg)
    if not shares.any(axis=0).all():
        msg = "the weights of a mean must not all be zero"
        raise ValueError(msg)
    return shares


def _positive(values: ArrayLike, mean: str) -> FloatArray:
    table = observed(values)
    if (table <= 0).any():
        msg = f"a {mean} mean needs positive values; normalise to [1, 100]"
        raise ValueError(msg)
    return table


def _non_negative(values: ArrayLike) -> FloatArray:
    table = observed(values)
    if (table < 0).any():
        msg = "a power mean needs values that are not negative"
        raise ValueError(msg)
    return table
