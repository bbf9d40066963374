"""The table that data-driven weights start from: checked values, min-max scores, correlations.

Values have shape (units, indicators), results one entry an indicator. A missing cell counts nowhere: a column is judged
by the cells it has, a pair of columns by the rows that both have.
"""

from collections.abc import Sequence
from typing import Literal, TypeAlias

import numpy as np

from ii_index._typing import ArrayLike, BoolArray, FloatArray, observed
from ii_index.kernels import portable
from ii_index.kernels.ranking import tie_levels
from ii_index.kernels.ratios import shares

Direction: TypeAlias = ArrayLike | None

Why: TypeAlias = Literal[
    "table",
    "missing",
    "negative",
    "not_positive",
    "no_information",
    "not_determined",
    "pairwise",
    "mixed_signs",
]

_NO_CORRELATION = -1e-10  # an eigenvalue below this is none of a table of correlations
_STILL = 1e-12  # of a column's sum of squares: below, it does not vary over the rows in common


class NoWeightsError(ValueError):
    """What a rule cannot take.

    Parameters
    ----------
    why : str
    message : str
    columns : sequence of int, optional
        The columns at fault, from 0.
    """

    def __init__(self, why: Why, message: str, columns: Sequence[int] = ()) -> None:
        self.why, self.columns = why, tuple(columns)
        named = f"; column{'s' * (len(columns) > 1)} {', '.join(map(str, columns))}" if columns else ""
        super().__init__(message + named)


def checked(values: ArrayLike, direction: Direction) -> tuple[FloatArray, FloatArray]:
    """Values and signs, refused where no formula could use them; equal values are made the same to the last bit."""
    x = observed(values)
    if x.ndim != 2 or x.shape[0] < 2 or x.shape[1] < 1:
        message = f"values are (units, indicators) with at least two units; got {x.shape}"
        raise NoWeightsError("table", message)
    sign = np.ones(x.shape[1]) if direction is None else observed(direction)
    if sign.shape != (x.shape[1],) or not np.isin(sign, (-1.0, 1.0)).all():
        message = f"direction is +1 or -1 for each of {x.shape[1]} indicators; got {sign.tolist()}"
        raise NoWeightsError("table", message)
    return tie_levels(x.T).T, sign  # noise in the last bits carries no information


def complete(values: ArrayLike, direction: Direction) -> tuple[FloatArray, FloatArray]:
    """As :func:`checked`, for formulas that compare whole rows and so need every cell."""
    x, sign = checked(values, direction)
    refuse(np.isnan(x), "missing", "weights from data need every cell")
    return x, sign


def refuse(bad: BoolArray, why: Why, rule: str) -> None:
    """Raise the rule, naming the columns that break it."""
    columns: list[int] = np.flatnonzero(bad.any(axis=0)).tolist()
    if columns:
        raise NoWeightsError(why, rule, columns)


def shares_of_information(information: FloatArray, method: str) -> FloatArray:
    """Normalise to sum 1, or say that there is nothing to normalise."""
    if not information.sum() > 0:
        message = f"{method} finds no information: no indicator varies, or none differs from the others"
        raise NoWeightsError("no_information", message)
    return shares(information)


def counts(x: FloatArray) -> FloatArray:
    """Count the cells of each column; at least 1, for a divisor."""
    cells: FloatArray = (~np.isnan(x)).sum(axis=0, dtype=np.float64)
    return np.maximum(cells, 1.0)


def total(x: FloatArray) -> FloatArray:
    """Add up what each column has."""
    sums: FloatArray = np.where(np.isnan(x), 0.0, x).sum(axis=0)
    return sums


def means(x: FloatArray) -> FloatArray:
    """Return the mean of what each column has; 0 where it has nothing."""
    return total(x) / counts(x)


def lowest(x: FloatArray) -> FloatArray:
    """Return the smallest value of each column; missing where it has none."""
    least: FloatArray = np.fmin.reduce(x, axis=0)
    return least


def highest(x: FloatArray) -> FloatArray:
    """Return the largest value of each column; missing where it has none."""
    most: FloatArray = np.fmax.reduce(x, axis=0)
    return most


def varies(x: FloatArray) -> BoolArray:
    """Tell which columns are not constant."""
    width: FloatArray = highest(x) - lowest(x)
    return width > 0


def or_one(x: FloatArray) -> FloatArray:
    """Replace zeros by one, for a divisor under a numerator that is zero too."""
    return np.where(x == 0, 1.0, x)


def min_max_scores(x: FloatArray, sign: FloatArray) -> FloatArray:
    """Score from 0 to 1 with direction applied; a constant column scores 0."""
    low: FloatArray = lowest(x)
    width: FloatArray = highest(x) - low
    score: FloatArray = (x - low) / or_one(width)
    return np.where((sign < 0) & (width > 0), 1 - score, score)


def correlation(x: FloatArray) -> FloatArray:
    """Compute Pearson correlations over the rows that two columns share; 0 with a constant one, 1 on the diagonal."""
    known = ~np.isnan(x)
    centred: FloatArray = np.where(known, x - means(x), 0.0)
    if known.all():
        lengths: FloatArray = np.sqrt(np.square(centred).sum(axis=0))
        unit: FloatArray = np.where(varies(x), centred / or_one(lengths), 0.0)
        table = portable.matrix_product(unit.T, unit)
    else:
        table = _pairwise(centred, known.astype(np.float64))
    np.fill_diagonal(table, 1.0)
    return table


def _pairwise(centred: FloatArray, known: FloatArray) -> FloatArray:
    """Correlate every pair over its own rows; ``centred`` is 0 where it is not known."""
    product = portable.matrix_product
    shared = np.maximum(product(known.T, known), 1.0)
    sums = product(centred.T, known)  # of i over the rows that j has
    squares = product(np.square(centred).T, known) - np.square(sums) / shared
    spread = np.where(squares > _STILL * np.square(centred).sum(axis=0)[:, np.newaxis], squares, 0.0)
    together = product(centred.T, centred) - sums * sums.T / shared
    scale = np.sqrt(spread * spread.T)
    return np.where(scale > 0, together / or_one(scale), 0.0)


def require_correlations(eigenvalues: FloatArray, x: FloatArray) -> None:
    """Refuse pairwise correlations that no complete table could have."""
    if eigenvalues.min() < _NO_CORRELATION:
        gaps: list[int] = np.flatnonzero(np.isnan(x).any(axis=0)).tolist()
        raise NoWeightsError("pairwise", "correlations over different rows contradict one another", gaps)


def divergence(x: FloatArray) -> FloatArray:
    """Compute 1 − E with E the normalised entropy of the units' shares; exactly 0 for a constant column."""
    p = np.where(np.isnan(x), 0.0, x) / or_one(total(x))
    sums: FloatArray = -(p * portable.log(np.where(p > 0, p, 1.0))).sum(axis=0)
    uncertainty = sums / portable.log(np.maximum(counts(x), 2.0))
    return np.where(varies(x), np.maximum(1 - uncertainty, 0.0), 0.0)
