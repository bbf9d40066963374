"""Sobol' indices of an index's assumptions, as arrays."""

from dataclasses import dataclass

from ii_index._typing import FloatArray
from ii_index.construction.results import CompositeIndex
from ii_index.errors import Finding
from ii_index.model.assumptions import Assumptions


@dataclass(frozen=True, eq=False)
class SobolIndices:
    """Sobol' indices of each assumption.

    Outputs are the mean absolute rank shift, then each unit's rank.

    Attributes
    ----------
    index : CompositeIndex
    year : int
    assumptions : Assumptions
    factors : tuple of str
        Assumptions that vary.
    units : tuple of str
    samples : int
        N; the index was recomputed N · (assumptions + 2) times.
    failed : int
        Rows of the design left out because one of their recomputations failed.
    first_order, total : FloatArray, shape (factors, 1 + units)
        NaN where the output does not vary.
    first_order_limits, total_limits : FloatArray, shape (factors, 1 + units, 2)
        Bootstrap confidence limits.
    rank_deviations : FloatArray, shape (1 + units,)
        Standard deviation of each output.
    notes : tuple of Finding
    """

    index: CompositeIndex
    year: int
    assumptions: Assumptions
    factors: tuple[str, ...]
    units: tuple[str, ...]
    samples: int
    failed: int
    first_order: FloatArray
    total: FloatArray
    first_order_limits: FloatArray
    total_limits: FloatArray
    rank_deviations: FloatArray
    notes: tuple[Finding, ...]
