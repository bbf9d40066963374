"""What no admissible weights can change, as arrays."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from ii_index._typing import BoolArray, FloatArray, IntArray
from ii_index.construction.results import CompositeIndex

Limits: TypeAlias = Mapping[str, tuple[float, float]]


@dataclass(frozen=True, eq=False)
class RankLimits:
    """Best and worst rank of every unit over all admissible weights.

    Attributes
    ----------
    index : CompositeIndex
    year : int
    amount : float or None
        Share by which each local weight may be wrong; None: any weights.
    limits : Mapping of str to (float, float), or None
        Limits of nested weights by node id, where such were stated.
    units : tuple of str
    nominal : IntArray, shape (units,)
    best, worst : IntArray, shape (units,)
        No admissible weights rank a unit better or worse. 0 where a unit was not asked about.
    best_attained, worst_attained : IntArray, shape (units,)
        Ranks under the weights found. They equal ``best`` and ``worst`` unless units lack cells: then the
        limits are safe and may not be sharp.
    best_weights, worst_weights : FloatArray, shape (units, nodes)
        Local weights under which these ranks occur.
    nodes : tuple of str
    dominates : BoolArray, shape (units, units)
        Whether i is above j under all admissible weights.
    """

    index: CompositeIndex
    year: int
    amount: float | None
    limits: Limits | None
    units: tuple[str, ...]
    nominal: IntArray
    best: IntArray
    worst: IntArray
    best_attained: IntArray
    worst_attained: IntArray
    best_weights: FloatArray
    worst_weights: FloatArray
    nodes: tuple[str, ...]
    dominates: BoolArray

    @property
    def exact(self) -> BoolArray:
        """Whether weights were found that reach both limits, shape (units,)."""
        both = (self.best == self.best_attained) & (self.worst == self.worst_attained)
        return np.asarray(both & (self.best > 0))


@dataclass(frozen=True, eq=False)
class Radii:
    """Smallest errors of the weights that alter ranks and tiers.

    Attributes
    ----------
    index : CompositeIndex
    year : int
    units : tuple of str
    nominal : IntArray, shape (units,)
    rank_radii : FloatArray, shape (units,)
        As long as every local weight is wrong by less than this share of itself, the rank stays; infinite
        where no weights change it. For a unit that lacks cells, or has a rival that does: at least this
        share.
    rivals : tuple of (str or None)
        Who is first to draw level.
    tiers : IntArray, shape (units,)
        1 is the highest.
    tier_radii : FloatArray, shape (units,)
        Likewise until the unit draws level with a member of another tier, the sizes of the tiers being kept.
    tier_rivals : tuple of (str or None)
    pairs : FloatArray, shape (units, units)
        Smallest share at which each pair can change its order.
    """

    index: CompositeIndex
    year: int
    units: tuple[str, ...]
    nominal: IntArray
    rank_radii: FloatArray
    rivals: tuple[str | None, ...]
    tiers: IntArray
    tier_radii: FloatArray
    tier_rivals: tuple[str | None, ...]
    pairs: FloatArray
