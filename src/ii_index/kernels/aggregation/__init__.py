"""Aggregation: several scores become one.

Values have shape ``(..., k)``; NaN is left out and the other weights are renormalised.

``means``
    Weighted means under given weights: arithmetic, geometric, harmonic, power, Mazziotta–Pareto.
``operators``
    Median, sum, product, ratio, extremes, TOPSIS, Copeland; means under a set of weights a draw.
``benefit_of_the_doubt``
    Every unit under the weights that suit it best.
``fuzzy``, ``memberships``
    Weights composed with degrees of membership; to what degree a value belongs to each grade.

Source of the formulas: OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 6.
"""

from ii_index.kernels.aggregation import means
from ii_index.kernels.aggregation.means import *  # noqa: F403 - the module says what it publishes

__all__: list[str] = []
__all__ += means.__all__
