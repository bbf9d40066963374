"""Judgement scales: what number stands for a verbal judgement of 1 (equal) to 9 (extreme).

Goepel (2018), Comparison of judgment scales of the AHP, Int. J. Information Technology & Decision Making
18(2), 445-463, Table 1. Random-index tables are simulated on Saaty's linear scale: a CR on another scale is
not comparable with its thresholds.
"""

from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias

import numpy as np

from ii_index._typing import ArrayLike, FloatArray, observed
from ii_index.kernels.ratios import check_choice

Scale: TypeAlias = Literal[
    "linear",
    "power",
    "root",
    "geometric",
    "logarithmic",
    "inverse_linear",
    "balanced",
    "generalised_balanced",
]
LARGEST = 9.0

_FORMULAS: Mapping[str, Callable[[FloatArray, int], FloatArray]] = {
    "power": lambda x, _: np.square(x),
    "root": lambda x, _: np.sqrt(x),
    "geometric": lambda x, _: np.exp2(x - 1),
    "logarithmic": lambda x, _: np.log2(x + 1),
    "inverse_linear": lambda x, _: 9 / (10 - x),
    "balanced": lambda x, _: (0.45 + 0.05 * x) / (0.55 - 0.05 * x),
    "generalised_balanced": lambda x, n: (9 + (n - 1) * x) / (9 + n - x),
}


def rescale(judgements: ArrayLike, scale: Scale, items: int) -> FloatArray:
    """Replace judgements on the linear 1 to 9 scale by the numbers of another scale.

    A judgement below 1 is the reciprocal of its mirror's. With x ≥ 1: ``linear`` x; ``power`` x²; ``root``
    √x;
    ``geometric`` 2^(x − 1); ``logarithmic`` log₂(x + 1); ``inverse_linear`` 9 / (10 − x); ``balanced``
    (0.45 + 0.05 x) / (0.55 − 0.05 x), evenly spaced weights for two items (Salo & Hämäläinen 1997);
    ``generalised_balanced`` (9 + (n − 1) x) / (9 + n − x), the same for n items.

    Parameters
    ----------
    judgements : array_like
        Positive, any shape; NaN where a pair was not compared.
    scale : str
    items : int
        Number n of items compared, for ``generalised_balanced``.

    Returns
    -------
    ndarray of the same shape

    Raises
    ------
    ValueError
        A judgement beyond 1/9 to 9 on any scale but the linear one.

    Examples
    --------
    >>> rescale([3, 1 / 3, 1], "geometric", 3).tolist()
    [4.0, 0.25, 1.0]
    >>> rescale([9], "balanced", 2).round(6).tolist()
    [9.0]
    """
    check_choice("scale", scale, Scale)
    given = observed(judgements)
    if scale == "linear":
        return given
    x = np.maximum(given, 1 / given)
    if (x > LARGEST * (1 + 1e-9)).any():
        message = f"the {scale} scale is defined for judgements from 1/9 to 9"
        raise ValueError(message)
    value = _FORMULAS[scale](x, items)
    return np.where(given >= 1, value, 1 / value)
