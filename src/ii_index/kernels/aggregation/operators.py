"""What makes a node of its children beside the means: under one set of weights, or under a set a draw.

Values have shape ``(..., units, k)``, NaN where a child is missing. Weights have shape ``(..., k)`` and broadcast
against the values: ``(k,)`` for one set, ``(draws, 1, k)`` for draws; a child of weight 0 takes no part. Results have
shape ``(..., units)``. An infinite number is refused, and a masked one is missing; what else an operator cannot take
gives NaN, and the caller says so.
"""

import numpy as np

from ii_index._typing import BoolArray, FloatArray, observed
from ii_index.kernels import portable
from ii_index.kernels.ranking import tie_classes
from ii_index.kernels.ratios import ratio

HALF = 0.5 - 1e-12


def taking_part(values: FloatArray, weights: FloatArray) -> BoolArray:
    """Say which children have a weight and a value; broadcast shape.

    Parameters
    ----------
    values : FloatArray, shape (..., units, k)
    weights : FloatArray, shape (..., k)

    Returns
    -------
    BoolArray, shape (..., units, k)

    Examples
    --------
    >>> taking_part(np.array([[1.0, np.nan, 3.0]]), np.array([0.5, 0.5, 0.0])).tolist()
    [[True, False, False]]
    """
    return _there(observed(values), observed(weights))


def _there(values: FloatArray, weights: FloatArray) -> BoolArray:
    return np.asarray((weights > 0) & ~np.isnan(values))


def drawn_mean(values: FloatArray, weights: FloatArray, exponent: float) -> FloatArray:
    """Average the powers under many sets of weights: (Σ w x^p / Σ w)^(1/p) over what is there.

    Parameters
    ----------
    values : FloatArray, shape (..., units, k)
    weights : FloatArray, shape (..., k)
    exponent : float
        1 arithmetic, 0 geometric, −1 harmonic; infinite: the extremes.

    Returns
    -------
    FloatArray, shape (..., units)
        NaN where nothing is there, or a value has no such power.

    Examples
    --------
    >>> drawn_mean(np.array([[4.0, 9.0]]), np.array([[[1.0, 1.0]], [[1.0, 0.0]]]), 0).round(9).tolist()
    [[6.0], [4.0]]
    """
    values, weights = observed(values), observed(weights)
    if np.isinf(exponent):
        return extreme(values, weights, largest=exponent > 0)
    part = _there(values, weights)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        mapped = values if exponent == 1 else np.log(values) if exponent == 0 else values**exponent
        shares = np.where(part, weights, 0.0)
        mean: FloatArray = np.where(part, mapped * shares, 0.0).sum(axis=-1) / shares.sum(axis=-1)
        back = mean if exponent == 1 else np.exp(mean) if exponent == 0 else mean ** (1 / exponent)
    fits = values > 0 if exponent <= 0 else values >= 0
    undefined = False if exponent == 1 else (part & ~fits).any(axis=-1)
    return np.where(undefined, np.nan, back)


def extreme(values: FloatArray, weights: FloatArray, *, largest: bool) -> FloatArray:
    """Take the smallest or the largest value that is there.

    Parameters
    ----------
    values : FloatArray, shape (..., units, k)
    weights : FloatArray, shape (..., k)
    largest : bool
        Whether the largest is taken.

    Returns
    -------
    FloatArray, shape (..., units)
        NaN where nothing is there.

    Examples
    --------
    >>> extreme(np.array([[4.0, np.nan, 9.0]]), np.ones(3), largest=False).tolist()
    [4.0]
    """
    values, weights = observed(values), observed(weights)
    kept: FloatArray = np.where(_there(values, weights), values, np.nan)
    return np.asarray((np.fmax if largest else np.fmin).reduce(kept, axis=-1))


def lower_median(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Take the smallest value at which half of the weight that is there is reached.

    Parameters
    ----------
    values : FloatArray, shape (..., units, k)
    weights : FloatArray, shape (..., k)

    Returns
    -------
    FloatArray, shape (..., units)
        NaN where nothing is there.

    Examples
    --------
    >>> lower_median(np.array([[1.0, 2.0, 3.0, 4.0], [1.0, 2.0, 3.0, np.nan]]), np.ones(4)).tolist()
    [2.0, 2.0]
    >>> lower_median(np.array([[1.0, 2.0, 3.0]]), np.array([1.0, 1.0, 3.0])).tolist()
    [3.0]
    """
    values, weights = observed(values), observed(weights)
    shares = np.where(_there(values, weights), weights, 0.0)
    table = np.where(shares > 0, values, np.nan)
    order = np.argsort(table, axis=-1, kind="stable")  # NaN last
    ascending: FloatArray = np.take_along_axis(table, order, axis=-1)
    reached: FloatArray = np.cumsum(np.take_along_axis(shares, order, axis=-1), axis=-1)
    first = (reached >= HALF * reached[..., -1:]).argmax(axis=-1)
    return np.take_along_axis(ascending, first[..., np.newaxis], axis=-1)[..., 0]


def multiplied_sum(values: FloatArray, multipliers: FloatArray) -> FloatArray:
    """Add c·x; missing where a child with a multiplier is.

    Parameters
    ----------
    values : FloatArray, shape (..., units, k)
    multipliers : FloatArray, shape (..., k)

    Returns
    -------
    FloatArray, shape (..., units)

    Examples
    --------
    >>> multiplied_sum(np.array([[1.0, 2.0], [1.0, np.nan]]), np.array([1.0, 3.0])).tolist()
    [7.0, nan]
    """
    values, multipliers = observed(values), observed(multipliers)
    return np.asarray(np.where(multipliers > 0, values * multipliers, 0.0).sum(axis=-1))


def multiplied_product(values: FloatArray, multipliers: FloatArray) -> FloatArray:
    """Multiply c·x, children of multiplier 0 left out; missing where another is.

    Parameters
    ----------
    values : FloatArray, shape (..., units, k)
    multipliers : FloatArray, shape (..., k)

    Returns
    -------
    FloatArray, shape (..., units)

    Examples
    --------
    >>> multiplied_product(np.array([[0.5, 0.4]]), np.array([1.0, 2.0])).tolist()
    [0.4]
    """
    values, multipliers = observed(values), observed(multipliers)
    return np.asarray(np.where(multipliers > 0, values * multipliers, 1.0).prod(axis=-1))


def multiplied_ratio(values: FloatArray, multipliers: FloatArray) -> FloatArray:
    """Divide the first child by the second, each times its multiplier; NaN where the second is not positive.

    Parameters
    ----------
    values : FloatArray, shape (..., units, 2)
    multipliers : FloatArray, shape (..., 2)

    Returns
    -------
    FloatArray, shape (..., units)

    Examples
    --------
    >>> multiplied_ratio(np.array([[1.0, 4.0], [1.0, 0.0]]), np.array([1.0, 1.0])).tolist()
    [0.25, nan]
    """
    scaled = observed(values) * observed(multipliers)
    return ratio(scaled[..., 0], scaled[..., 1])


def topsis(values: FloatArray, weights: FloatArray, best: FloatArray, worst: FloatArray) -> FloatArray:
    """Say how close units are to the best: d⁻/(d⁺ + d⁻), d± = √Σ(w (x − x±))² over the children that are there.

    Parameters
    ----------
    values : FloatArray, shape (..., units, k)
    weights : FloatArray, shape (..., k)
    best, worst : FloatArray, broadcast to values
        Ideal and anti-ideal score of each child.

    Returns
    -------
    FloatArray, shape (..., units)
        In 0–1; NaN where nothing is there; ½ where best and worst are one.

    References
    ----------
    Hwang & Yoon (1981), Multiple Attribute Decision Making.

    Examples
    --------
    >>> x = np.array([[1.0, 0.0], [0.0, 0.0], [1.0, 1.0]])
    >>> topsis(x, np.array([0.75, 0.25]), np.ones(2), np.zeros(2)).tolist()
    [0.75, 0.0, 1.0]
    """
    values, weights = observed(values), observed(weights)
    best, worst = observed(best), observed(worst)
    part = _there(values, weights)
    far = [
        np.sqrt(np.where(part, (weights * (values - ideal)) ** 2, 0.0).sum(axis=-1))
        for ideal in (best, worst)
    ]
    whole: FloatArray = far[0] + far[1]
    close = np.divide(far[1], whole, out=np.full(whole.shape, 0.5), where=whole > 0)
    return np.where(part.any(axis=-1), close, np.nan)


def copeland(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Majorities won less majorities lost, mapped to 0–1: (s + n − 1)/(2(n − 1)).

    A unit wins against another where the weight of the children in which it is ahead, and half of that of those in
    which both are equal, is more than half of the weight of the children that both have. Row by row: memory grows with
    the number of units, not with its square.

    Parameters
    ----------
    values : FloatArray, shape (..., units, k)
    weights : FloatArray, shape (..., k)

    Returns
    -------
    FloatArray, shape (..., units)
        NaN where a unit has nothing; ½ for a unit alone.

    References
    ----------
    Copeland (1951); OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 6.

    Examples
    --------
    >>> x = np.array([[3.0, 1.0, 2.0], [2.0, 2.0, 1.0], [1.0, 3.0, np.nan]])
    >>> copeland(x, np.array([0.5, 0.25, 0.25])).tolist()
    [1.0, 0.5, 0.0]
    """
    values, weights = observed(values), observed(weights)
    shape = np.broadcast_shapes(values.shape, (*weights.shape[:-1], values.shape[-1]))
    tables = np.broadcast_to(values, shape).reshape(-1, *shape[-2:])
    shares = np.broadcast_to(weights, shape)[..., 0, :].reshape(-1, shape[-1])
    scores = np.empty(tables.shape[:-1])
    at_once = max(1, _PAIRS // max(shape[-2] ** 2, 1))
    for first in range(0, len(tables), at_once):
        some = slice(first, first + at_once)
        classes = tie_classes(tables[some].swapaxes(-1, -2)).astype(
            np.float64
        )  # equal scores compare as equal
        classes[classes == 0] = np.nan
        scores[some] = _copeland(classes, shares[some])
    return scores.reshape(shape[:-1])


_PAIRS = 100_000  # comparisons at once: what a cache holds


def _copeland(classes: FloatArray, shares: FloatArray) -> FloatArray:
    """Score some tables: classes of shape (tables, k, units), 1 the highest, shares of shape (tables, k)."""
    tables, children, units = classes.shape
    there = ((shares[..., np.newaxis] > 0) & ~np.isnan(classes)).any(axis=1)
    counts = there.sum(axis=-1, keepdims=True)
    least = 2e-12 * shares.sum(axis=-1)[:, np.newaxis, np.newaxis]
    won, rows = np.empty((tables, units)), max(1, _PAIRS // max(tables * units, 1))
    for first in range(0, units, rows):
        some = slice(first, first + rows)
        ahead = np.zeros((tables, *won[0, some].shape, units))
        for child in range(children):
            # class 1 is the highest: a rival behind has a larger one
            signs = np.sign(classes[:, child, np.newaxis, :] - classes[:, child, some, np.newaxis])
            ahead += np.where(np.isnan(signs), 0.0, signs) * shares[:, child, np.newaxis, np.newaxis]
        won[:, some] = np.sign(np.where(np.abs(ahead) > least, ahead, 0.0)).sum(axis=-1)
    share = np.divide(won + counts - 1, 2.0 * (counts - 1), out=np.full(won.shape, 0.5), where=counts > 1)
    return np.where(there, share, np.nan)


def power_of_share(shares: FloatArray, exponent: float) -> FloatArray:
    """Raise a share of a full mark to a power, the same on every processor; NaN where there is none.

    Parameters
    ----------
    shares : FloatArray
    exponent : float
        Positive.

    Returns
    -------
    FloatArray
        Of the same shape; NaN below 0 unless the exponent is 1 or 2.

    Examples
    --------
    >>> power_of_share(np.array([0.25, -0.5]), 0.5).tolist(), power_of_share(np.array([-0.5]), 2.0).tolist()
    ([0.5, nan], [0.25])
    """
    shares = observed(shares)
    if exponent == 1:
        return shares
    if exponent == 2:
        return shares * shares
    positive = np.where(shares >= 0, shares, np.nan)
    if exponent == 0.5:
        return np.sqrt(positive)
    powers = portable.exp(exponent * portable.log(np.where(positive > 0, positive, 1.0)))
    return np.where(positive > 0, powers, positive)
