"""Aggregation: several scores become one.

Values have shape ``(..., k)``; NaN is left out and the other weights are renormalised.

Source of the formulas: OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 6.
"""

from ii_index.kernels.aggregation.means import (
    arithmetic_mean,
    geometric_mean,
    harmonic_mean,
    mazziotta_pareto,
    power_mean,
)

__all__ = ["arithmetic_mean", "geometric_mean", "harmonic_mean", "mazziotta_pareto", "power_mean"]
