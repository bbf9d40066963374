"""The best cut of many scores into classes: dynamic programming in time k n log n and memory k n.

The first class of the best cut of the scores from i on ends no earlier the later i is (the costs obey the
quadrangle inequality, as any sum of squared deviations of sorted scores does). Once the ends for every second
score are known, those for the scores between are looked for between them: each halving looks at about n ends.

Every end is judged by the leading parts of the costs; those that come within the error of the least are judged again by
both parts. Rounding can so neither choose a worse cut nor hide an equally good one.

References
----------
Grønlund, Larsen, Mathiasen, Nielsen, Schneider & Song (2017), Fast exact k-means, k-medians and Bregman
divergence clustering in 1D, arXiv:1701.07204; Wang & Song (2011), Ckmeans.1d.dp, The R Journal 3/2.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ii_index._typing import FloatArray, IntArray
from ii_index.kernels.tiers.class_costs import ClassCosts

_AT_ONCE = 1 << 15
"""Ends judged together: what the processor's cache holds."""
_FEW = 160
"""Up to so many scores, all ends of all of them are looked at together."""


class Ends(NamedTuple):
    """Where first classes may end, from several levels on.

    Attributes
    ----------
    first : IntArray, shape (rows,)
        Level at which the class starts.
    low, high : IntArray, shape (rows,)
        Levels before which it may end, from ``low`` to ``high``.
    """

    first: IntArray
    low: IntArray
    high: IntArray


class Contenders(NamedTuple):
    """Ends that may be the best: row of each, end, cost of the class and the rest after it."""

    row: IntArray
    end: IntArray
    total: FloatArray


def cheapest_tails(costs: ClassCosts, classes: int) -> list[FloatArray]:
    """Find the least cost of cutting the scores from each level on into 1, 2, … classes.

    Parameters
    ----------
    costs : ClassCosts
    classes : int
        At most as many as levels.

    Returns
    -------
    list of FloatArray, shape (levels + 1,)
        For 1, …, ``classes`` - 1 classes; infinite where fewer levels are left than classes.

    Examples
    --------
    >>> scores = np.array([1.0, 2.0, 8.0, 9.0])
    >>> one, two = cheapest_tails(ClassCosts(scores, np.ones(4, dtype=bool)), 3)
    >>> (one / two[0]).round(9).tolist()  # 50, 28.67, 0.5, 0 over 0.5 + 0.5
    [50.0, 28.666666667, 0.5, 0.0, inf]
    """
    every = np.arange(costs.levels)
    tail = np.full(costs.levels + 1, np.inf)
    tails: list[FloatArray] = []
    for more in range(classes - 1):
        if more:
            tail = _one_class_more(costs, tail, costs.levels - more)
        else:
            tail[:-1] = costs.exact(every, np.full_like(every, costs.levels))
        tails.append(tail)
    return tails


def contenders(costs: ClassCosts, tail: FloatArray, ends: Ends, share: float = 0.0) -> Contenders:
    """Find the ends whose total may be the least of their row, or within a share of it; totals are exact.

    Parameters
    ----------
    costs : ClassCosts
    tail : FloatArray, shape (levels + 1,)
        Least cost of what follows; finite where a class may end.
    ends : Ends
    share : float

    Returns
    -------
    Contenders
        By row, ends ascending; the least of every row is among them.

    Examples
    --------
    >>> costs = ClassCosts(np.array([1.0, 2.0, 8.0, 9.0]), np.ones(4, dtype=bool))
    >>> (one,) = cheapest_tails(costs, 2)
    >>> contenders(costs, one, Ends(np.array([0]), np.array([1]), np.array([3]))).end.tolist()  # 1, 2 | 8, 9
    [2]
    """
    lengths: IntArray = ends.high - ends.low + 1
    offsets = np.cumsum(lengths) - lengths
    end: IntArray = np.arange(int(lengths.sum())) + np.repeat(ends.low - offsets, lengths)
    gain = costs.sums.lead[end]
    gain -= np.repeat(costs.sums.lead[ends.first], lengths)
    gain *= gain
    gain /= costs.places[end] - np.repeat(costs.places[ends.first], lengths)
    totals = costs.squares.lead[end]
    totals += tail[end]
    totals -= gain
    least = np.minimum.reduceat(totals, offsets)
    above = costs.squares.lead[ends.first]
    rounding = costs.slack(ends.first, ends.high) + 2.0**-48 * tail[ends.low]
    limit = least + share * np.abs(least - above) + rounding
    near = np.flatnonzero(totals <= np.repeat(limit, lengths))
    row = np.searchsorted(offsets, near, side="right") - 1
    exact = costs.exact(ends.first[row], end[near]) + tail[end[near]]
    return Contenders(row, end[near], exact)


def _one_class_more(costs: ClassCosts, tail: FloatArray, last: int) -> FloatArray:
    """Least cost with one class before the tail, which starts at the ``last`` level at the latest."""
    longer = np.full_like(tail, np.inf)
    best = np.empty(last, dtype=np.intp)
    stride = 1 if last <= _FEW else 1 << (last.bit_length() - 1)
    first = np.arange(0, last, stride)
    rows = Ends(first, first + 1, np.full_like(first, last))
    while True:
        for part in _parts(rows):
            found = contenders(costs, tail, part)
            at = np.flatnonzero(np.diff(found.row, prepend=-1))
            least = np.minimum.reduceat(found.total, at)
            longer[part.first] = least
            is_least = np.flatnonzero(found.total == least[found.row])
            best[part.first] = found.end[is_least[np.diff(found.row[is_least], prepend=-1) > 0]]
        if stride == 1:
            return longer
        best[::stride] = np.maximum.accumulate(best[::stride])  # equally good ones may be found in any order
        stride //= 2
        first = np.arange(stride, last, 2 * stride)
        above = first + stride
        high = np.where(above < last, best[np.minimum(above, last - 1)], last)
        rows = Ends(first, np.maximum(best[first - stride], first + 1), high)


def _parts(rows: Ends) -> Iterator[Ends]:
    """Split the rows so that a part has few ends, or is one row."""
    reached = np.cumsum(rows.high - rows.low + 1)
    cuts = np.flatnonzero(np.diff(reached // _AT_ONCE)) + 1
    for start, stop in zip([0, *cuts.tolist()], [*cuts.tolist(), len(reached)], strict=True):
        yield Ends(rows.first[start:stop], rows.low[start:stop], rows.high[start:stop])
