"""The table that data-driven weights start from: checked values, min-max scores, correlations.

Values have shape (units, indicators), results one entry an indicator.
"""

from typing import TypeAlias

import numpy as np

from ii_index._typing import ArrayLike, BoolArray, FloatArray, observed
from ii_index.kernels import portable
from ii_index.kernels.ranking import tie_levels
from ii_index.kernels.ratios import shares

Direction: TypeAlias = ArrayLike | None


def checked(values: ArrayLike, direction: Direction) -> tuple[FloatArray, FloatArray]:
    """Values and signs, refused where no formula could use them; equal values are made the same to the last bit."""
    x = observed(values)
    if x.ndim != 2 or x.shape[0] < 2 or x.shape[1] < 1:
        message = f"values are (units, indicators) with at least two units; got {x.shape}"
        raise ValueError(message)
    refuse(~np.isfinite(x), "weights from data need every cell")
    sign = np.ones(x.shape[1]) if direction is None else observed(direction)
    if sign.shape != (x.shape[1],) or not np.isin(sign, (-1.0, 1.0)).all():
        message = f"direction is +1 or -1 for each of {x.shape[1]} indicators; got {sign.tolist()}"
        raise ValueError(message)
    return tie_levels(x.T).T, sign  # noise in the last bits carries no information


class UnfitColumnsError(ValueError):
    """A formula cannot take some columns; who knows their names can say which.

    Attributes
    ----------
    rule : str
        What the formula needs.
    columns : tuple of int
        Positions of the columns that break it.
    """

    def __init__(self, rule: str, columns: tuple[int, ...]) -> None:
        self.rule, self.columns = rule, columns
        super().__init__(f"{rule}; column{'s' * (len(columns) > 1)} {', '.join(map(str, columns))}")


def refuse(bad: BoolArray, rule: str) -> None:
    """Raise the rule, naming the columns that break it."""
    columns = tuple(np.flatnonzero(bad.any(axis=0)).tolist())
    if columns:
        raise UnfitColumnsError(rule, columns)


def shares_of_information(information: FloatArray, method: str) -> FloatArray:
    """Normalise to sum 1, or say that there is nothing to normalise."""
    if not information.sum() > 0:
        message = f"{method} finds no information: no indicator varies, or none differs from the others"
        raise ValueError(message)
    return shares(information)


def varies(x: FloatArray) -> BoolArray:
    """Tell which columns are not constant."""
    width: FloatArray = np.ptp(x, axis=0)
    return width > 0


def or_one(x: FloatArray) -> FloatArray:
    """Replace zeros by one, for a divisor under a numerator that is zero too."""
    return np.where(x == 0, 1.0, x)


def min_max_scores(x: FloatArray, sign: FloatArray) -> FloatArray:
    """Score from 0 to 1 with direction applied; a constant column scores 0."""
    width: FloatArray = np.ptp(x, axis=0)
    lowest: FloatArray = x.min(axis=0)
    score = (x - lowest) / or_one(width)
    return np.where((sign < 0) & (width > 0), 1 - score, score)


def correlation(x: FloatArray) -> FloatArray:
    """Compute Pearson correlations; 0 with a constant column, 1 on the diagonal."""
    centred = x - x.mean(axis=0)
    lengths: FloatArray = np.sqrt(np.square(centred).sum(axis=0))
    unit: FloatArray = np.where(varies(x), centred / or_one(lengths), 0.0)
    table = portable.matrix_product(unit.T, unit)
    np.fill_diagonal(table, 1.0)
    return table


def divergence(x: FloatArray) -> FloatArray:
    """Compute 1 − E with E the normalised entropy of the units' shares; exactly 0 for a constant column."""
    p = x / or_one(x.sum(axis=0))
    uncertainty: FloatArray = -(p * portable.log(np.where(p > 0, p, 1.0))).sum(axis=0) / portable.log(len(x))
    return np.where(varies(x), np.maximum(1 - uncertainty, 0.0), 0.0)
