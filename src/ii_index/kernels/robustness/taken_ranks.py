"""How often each of many units had each rank, without a table of units × units: the ranks taken alone."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ii_index._typing import ArrayLike, FloatArray, IntArray
from ii_index.kernels.ranking import UNRANKED
from ii_index.kernels.ratios import ratio


@dataclass(frozen=True, eq=False)
class TakenRanks:
    """Counts of the ranks that units took; of no more pairs than units × draws.

    Attributes
    ----------
    units : int
    keys : NDArray of int64, shape (taken,)
        unit × (units + 1) + rank, ascending; rank 0 is none.
    counts : IntArray, shape (taken,)
    """

    units: int
    keys: NDArray[np.int64]
    counts: IntArray

    def __add__(self, other: "TakenRanks") -> "TakenRanks":
        keys, place = np.unique(np.concatenate([self.keys, other.keys]), return_inverse=True)
        counts = np.zeros(len(keys), dtype=np.intp)
        counts[place[: len(self.keys)]] = self.counts
        counts[place[len(self.keys) :]] += other.counts
        return TakenRanks(self.units, keys, counts)

    def equals(self, other: "TakenRanks") -> bool:
        """Whether every count is the same."""
        return np.array_equal(self.keys, other.keys) and np.array_equal(self.counts, other.counts)

    def table(self) -> IntArray:
        """Return the counts as :func:`~ii_index.kernels.robustness.rank_statistics.rank_counts` does."""
        table = np.zeros((self.units, self.units + 1), dtype=np.intp)
        table.ravel()[self.keys] = self.counts
        return table

    def quantiles(self, probabilities: ArrayLike) -> IntArray:
        """Return quantiles of each unit's rank by the inverse of its distribution function, (units, quantiles)."""
        unit, rank, counts = self._ranked()
        reached = np.cumsum(counts)
        totals = np.bincount(unit, counts, self.units).astype(np.intp)
        before = np.concatenate([[0], np.cumsum(totals)[:-1]])
        needed = np.ceil(np.asarray(probabilities) * totals[:, np.newaxis] * (1 - 1e-12)).astype(np.intp)
        wanted = before[:, np.newaxis] + np.maximum(needed, 1)
        place = np.minimum(np.searchsorted(reached, wanted), max(len(rank) - 1, 0))
        ranks = rank[place] if len(rank) else np.zeros(place.shape, dtype=np.intp)
        return np.where(totals[:, np.newaxis] > 0, ranks, 0)

    def means(self) -> FloatArray:
        """Return the mean rank of each unit, (units,); NaN where it never had one."""
        unit, rank, counts = self._ranked()
        return ratio(np.bincount(unit, counts * rank, self.units), np.bincount(unit, counts, self.units))

    def mean_shift(self, nominal: IntArray) -> float:
        """Return the mean absolute shift from nominal ranks, over units and draws."""
        unit, rank, counts = self._ranked()
        return float((np.abs(rank - nominal[unit]) * counts).sum() / counts.sum())

    def _ranked(self) -> tuple[IntArray, IntArray, IntArray]:
        unit, rank = np.divmod(self.keys, self.units + 1)
        has = rank != UNRANKED
        return unit[has], rank[has], self.counts[has]


def taken_ranks(ranks: NDArray[np.unsignedinteger]) -> TakenRanks:
    """Count how often each unit has each rank it takes.

    Parameters
    ----------
    ranks : NDArray of unsigned integers, shape (units, draws)
        1 is best, 0 a unit without a rank.

    Returns
    -------
    TakenRanks

    Examples
    --------
    >>> taken = taken_ranks(np.array([[1, 1, 2], [2, 2, 1]], dtype=np.uint8))
    >>> taken.table().tolist()
    [[0, 2, 1], [0, 1, 2]]
    >>> taken.quantiles([0.5]).tolist()
    [[1], [2]]
    """
    units, draws = ranks.shape
    ordered = np.sort(ranks, axis=1)
    starts = np.ones(ordered.shape, dtype=np.bool_)
    np.not_equal(ordered[:, 1:], ordered[:, :-1], out=starts[:, 1:])
    at = np.flatnonzero(starts)
    unit = at // max(draws, 1)
    keys = unit.astype(np.int64) * (units + 1) + ordered.ravel()[at]
    return TakenRanks(units, keys, np.diff(at, append=ordered.size))
