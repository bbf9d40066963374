"""What a class of neighbouring scores costs: its sum of squared deviations, from sums kept once.

With :math:`S_j` and :math:`Q_j` the sums of the first j scores and of their squares, the class from i to before j
costs :math:`Q_j - Q_i - (S_j - S_i)^2 / (j - i)`. Such differences of large sums lose digits. Therefore the sums

* are of scores measured from the median score, and start there, growing to both sides: an outlier does not touch
  the classes between it and the median;
* are held in two parts, as twice as many digits (Ogita, Rump & Oishi 2005, SIAM J. Sci. Comput. 26, algorithms
  TwoSum, TwoProduct and Sum2).

The leading parts alone give every cost quickly, with a known error; both give it to the last digits.
"""

from typing import NamedTuple

import numpy as np

from ii_index._typing import BoolArray, FloatArray, IntArray

_UNIT = 2.0**-53  # relative error of one operation
_SPLIT = 2.0**27 + 1.0


class Twofold(NamedTuple):
    """Numbers of twice as many digits: a leading part, and what it leaves."""

    lead: FloatArray
    rest: FloatArray


class ClassCosts:
    """Costs of classes of ascending scores; a class holds all units of a score, or none.

    Costs are in units of a power of two, so that no square overflows.

    Parameters
    ----------
    ordered : ndarray of shape (units,)
        Ascending, none missing, at least one.
    starts : ndarray of bool, shape (units,)
        Where a score differs from the one before it; True at the first.
    counts : ndarray of int, shape (units,), optional
        How many units each stands for, all of them different; by default one.

    Attributes
    ----------
    levels : int
        Number of different scores, numbered from 0, the lowest.
    places : ndarray of int, shape (levels + 1,)
        First unit of each level, and the number of units.

    Examples
    --------
    >>> costs = ClassCosts(np.array([1.0, 2.0, 2.0, 6.0]), np.array([True, True, False, True]))
    >>> two_lowest, all_three = costs.exact(np.array([0, 0]), np.array([2, 3])).tolist()
    >>> round(two_lowest / all_three, 12)  # (2/3) / (59/4)
    0.045197740113
    """

    def __init__(self, ordered: FloatArray, starts: BoolArray, counts: IntArray | None = None) -> None:
        rows: IntArray = np.append(np.flatnonzero(starts), len(ordered))
        self.levels = len(rows) - 1
        scaled = np.ldexp(ordered, -int(np.frexp(np.abs(ordered[[0, -1]]).max())[1]))
        middle = len(ordered) // 2
        scores = _sum(scaled, -scaled[middle])
        squares = _square(scores)
        self.places: IntArray = rows
        distances = np.abs(scores.lead)
        if counts is not None:
            self.places = np.append(0, np.cumsum(counts))
            scores, squares = _times(scores, counts), _times(squares, counts)
        self.sums = _prefixes(scores, middle, rows)
        self.squares = _prefixes(squares, middle, rows)
        inside = np.minimum(rows, len(ordered) - 1)
        self._reach = np.maximum(distances[np.maximum(rows - 1, 0)], distances[inside])

    def exact(self, first: IntArray, end: IntArray) -> FloatArray:
        """Return the cost of each class, from a level to before another, to about the last digit."""
        size = (self.places[end] - self.places[first]).astype(np.float64)
        total = _difference(self.sums, end, first)
        squared, squares = _square(total), _difference(self.squares, end, first)
        times = _product(squares.lead, size)
        left = _sum(times.lead, -squared.lead)
        left.rest[:] += times.rest + squares.rest * size - squared.rest
        return np.asarray(np.maximum((left.lead + left.rest) / size, 0.0))

    def slack(self, first: IntArray, end: IntArray) -> FloatArray:
        """Bound how far two costs between these levels may be misjudged by the leading parts together.

        Sums and their squares grow with the distance from the median, so that the outer ends bound what lies
        between: rounding leaves at most 4 units of the squares and 9 of (largest distance × largest sum) a cost.
        """
        squares = np.maximum(np.abs(self.squares.lead[first]), np.abs(self.squares.lead[end]))
        sums = np.maximum(np.abs(self.sums.lead[first]), np.abs(self.sums.lead[end]))
        reach = np.maximum(self._reach[first], self._reach[end])
        return np.asarray(32 * _UNIT * (squares + reach * sums))


def _prefixes(terms: Twofold, middle: int, places: IntArray) -> Twofold:
    """Sum the terms from the middle to each place; negative below it."""
    after = _accumulated(terms.lead[middle:], terms.rest[middle:])
    before = _accumulated(terms.lead[:middle][::-1], terms.rest[:middle][::-1])
    lead, rest = (
        np.concatenate([-low[:0:-1], high])[places] for low, high in zip(before, after, strict=True)
    )
    return Twofold(lead, rest)


def _accumulated(lead: FloatArray, rest: FloatArray) -> Twofold:
    """Sum the first 0, 1, … terms; what each addition rounds off is summed beside (Sum2)."""
    sums = np.zeros(len(lead) + 1)
    np.cumsum(lead, out=sums[1:])
    errors = np.zeros(len(lead) + 1)
    errors[1:] = rest
    errors[1:] += _sum(sums[:-1], lead, sums[1:]).rest
    np.cumsum(errors, out=errors)
    return _sum(sums, errors)


def _difference(sums: Twofold, end: IntArray, first: IntArray) -> Twofold:
    difference = _sum(sums.lead[end], -sums.lead[first])
    return _sum(difference.lead, difference.rest + (sums.rest[end] - sums.rest[first]))


def _sum(augend: FloatArray, addend: FloatArray, total: FloatArray | None = None) -> Twofold:
    """Add, and say what rounding left: TwoSum (Knuth)."""
    total = augend + addend if total is None else total
    part = total - augend
    return Twofold(total, (augend - (total - part)) + (addend - part))


def _product(left: FloatArray, right: FloatArray) -> Twofold:
    """Multiply, and say what rounding left: TwoProduct (Dekker)."""
    product = left * right
    high, right_high = _upper(left), _upper(right)
    low, right_low = left - high, right - right_high
    rest = low * right_low - (((product - high * right_high) - low * right_high) - high * right_low)
    return Twofold(product, rest)


def _square(numbers: Twofold) -> Twofold:
    square = _product(numbers.lead, numbers.lead)
    return Twofold(square.lead, square.rest + 2.0 * numbers.lead * numbers.rest)


def _times(numbers: Twofold, counts: IntArray) -> Twofold:
    times = _product(numbers.lead, counts.astype(np.float64))
    return Twofold(times.lead, times.rest + numbers.rest * counts)


def _upper(numbers: FloatArray) -> FloatArray:
    """Return the upper half of the digits (Veltkamp)."""
    scaled = _SPLIT * numbers
    return np.asarray(scaled - (scaled - numbers))
