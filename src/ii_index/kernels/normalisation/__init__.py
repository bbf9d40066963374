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

from ii_index.kernels.normalisation.fitting import Bounds, Moments, OnConstant, bounds, is_constant, moments
from ii_index.kernels.normalisation.linear import adjusted_mazziotta_pareto, goalposts, min_max, z_score
from ii_index.kernels.normalisation.ordinal import borda, percentile_rank, rank
from ii_index.kernels.normalisation.ratio import (
    base_year,
    distance_to_reference,
    distance_to_target,
    fraction_of_max,
)

__all__ = [
    "Bounds",
    "Moments",
    "OnConstant",
    "adjusted_mazziotta_pareto",
    "base_year",
    "borda",
    "bounds",
    "distance_to_reference",
    "distance_to_target",
    "fraction_of_max",
    "goalposts",
    "is_constant",
    "min_max",
    "moments",
    "percentile_rank",
    "rank",
    "z_score",
]
