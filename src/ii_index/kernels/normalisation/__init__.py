"""Normalisation: indicators on different scales become comparable, and more is always better.

Values have shape ``(..., units, indicators)``; NaN is a missing cell and stays one. Whatever a formula
takes from the data (bounds, moments) is fitted by one function and applied by another, so that bounds may
come from one year, from all years pooled, or from an earlier panel.

``fitting``
    What is taken from the data: bounds and moments.
``linear``
    Distances between units kept: min-max, goalposts, z-scores, adjusted Mazziotta–Pareto.
``ordinal``
    Order only: ranks, Borda, percentile ranks.
``ratio``
    Against something: a reference, a target, the best, a base year.

Source of the formulas: OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5, table 3.
"""

from ii_index.kernels.normalisation import fitting, linear, ordinal, ratio
from ii_index.kernels.normalisation.fitting import *  # noqa: F403 - each module says what it publishes
from ii_index.kernels.normalisation.linear import *  # noqa: F403
from ii_index.kernels.normalisation.ordinal import *  # noqa: F403
from ii_index.kernels.normalisation.ratio import *  # noqa: F403

__all__: list[str] = []
__all__ += fitting.__all__
__all__ += linear.__all__
__all__ += ordinal.__all__
__all__ += ratio.__all__
