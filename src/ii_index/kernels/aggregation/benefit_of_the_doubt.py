"""Benefit of the doubt: every unit judged by the weights that suit it best."""

from itertools import combinations
from math import comb

import numpy as np

from ii_index._typing import ArrayLike, FloatArray, IntArray, observed
from ii_index.kernels.robustness.linear_programs import Polytope, feasible_point

_MOST_CORNERS = 20_000
_MOST_COMPARED = 500  # units, each with every other
_PARALLEL = 1e-10  # of shares: sides that meet at no corner, or only at one that others are as good as
_SLACK = 1e-12


def benefit_of_the_doubt(
    values: ArrayLike, *, least_share: ArrayLike = 0.0, largest_share: ArrayLike = 1.0
) -> FloatArray:
    r"""Score each unit by its own best weights, under which no unit may score above 1.

    .. math:: s_i = \max_{w \ge 0} \sum_d w_d x_{id} \quad \text{with} \quad \sum_d w_d x_{jd} \le 1
       \; \text{for all } j

    and, with bounds on shares, :math:`l_d s_i \le w_d x_{id} \le u_d s_i`.

    Parameters
    ----------
    values : array-like, shape (units, dimensions)
        Not negative, and not zero throughout for any unit.
    least_share, largest_share : array-like, broadcast to shape (dimensions,)
        Smallest and largest share that a dimension may have in a unit's own score.

    Returns
    -------
    FloatArray, shape (units,)
        In (0, 1]; 1 for every unit that no other weights would put below another.

    Raises
    ------
    ValueError
        Negative values, a unit with nothing but zeros, or bounds on shares that none satisfy.

    Notes
    -----
    Source: [1]_; bounds on shares of [2]_.

    References
    ----------
    .. [1] Melyn, W. & Moesen, W. (1991), Towards a synthetic indicator of macroeconomic performance.
       KU Leuven.
    .. [2] Cherchye, L. et al. (2008), Journal of the Operational Research Society 59, 239-251.

    Examples
    --------
    >>> x = [[4, 1], [1, 4], [2, 2], [3, 3], [2, 1], [1, 3]]
    >>> (benefit_of_the_doubt(x) * 9).round(9).tolist()
    [9.0, 9.0, 6.0, 9.0, 5.0, 7.0]
    """
    table = observed(values)
    if not (table >= 0).all() or not table.any(axis=1).all():
        message = "benefit of the doubt needs values that are not negative, and not all zero for a unit"
        raise ValueError(message)
    least, largest = _shares(int(table.shape[1]), least_share, largest_share)
    if (least == 0).all() and (largest == 1).all():
        corners = _corners(table)
        if corners is not None:
            best: FloatArray = np.minimum((table @ corners.T).max(axis=1), 1.0)
            return best
    common = _weights(table)
    return np.array([_own_best(own, common, least, largest) for own in table])


def benefit_among(
    values: ArrayLike, others: ArrayLike, *, least_share: ArrayLike = 0.0, largest_share: ArrayLike = 1.0
) -> FloatArray:
    """Score rows as :func:`benefit_of_the_doubt` would score each if it alone stood beside the others.

    What weights the others allow is found once for all rows.

    Parameters
    ----------
    values : array-like, shape (rows, dimensions)
        Not negative, and not zero throughout for any row.
    others : array-like, shape (units, dimensions)
        Not negative; units with nothing but zeros limit no weights.
    least_share, largest_share : array-like, broadcast to shape (dimensions,)
        Smallest and largest share that a dimension may have in a row's own score.

    Returns
    -------
    FloatArray, shape (rows,)

    Raises
    ------
    ValueError
        As :func:`benefit_of_the_doubt`.

    References
    ----------
    Melyn, W. & Moesen, W. (1991), Towards a synthetic indicator of macroeconomic performance. KU Leuven.

    Examples
    --------
    >>> benefit_among([[2, 2], [9, 9]], [[4, 1], [1, 4], [3, 3]]).round(9).tolist()
    [0.666666667, 1.0]
    """
    table, beside = observed(values), observed(others)
    if not (table >= 0).all() or not table.any(axis=1).all() or not (beside >= 0).all():
        message = "benefit of the doubt needs values that are not negative, and not all zero for a unit"
        raise ValueError(message)
    beside = beside[beside.any(axis=1)]
    least, largest = _shares(int(table.shape[1]), least_share, largest_share)
    free = (least == 0).all() and (largest == 1).all()
    if free and not len(beside):
        return np.ones(len(table))
    corners = _corners(beside) if free else None
    if corners is not None:
        unlimited = (table[:, ~beside.any(axis=0)] > 0).any(
            axis=1
        )  # of which none of the others has anything
        return np.where(unlimited, 1.0, np.minimum((table @ corners.T).max(axis=1), 1.0))
    return np.array([_own_best(row, _weights(np.vstack([row, beside])), least, largest) for row in table])


def _shares(
    dimensions: int, least_share: ArrayLike, largest_share: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Return the bounds of each dimension's share; refuse bounds that no shares meet."""
    least = np.full(dimensions, least_share, dtype=np.float64)
    largest = np.full(dimensions, largest_share, dtype=np.float64)
    if least.sum() > 1 or largest.sum() < 1 or (least > largest).any():
        message = "no shares lie within their bounds and sum to 1"
        raise ValueError(message)
    return least, largest


def _weights(table: FloatArray) -> Polytope:
    """Return the weights under which no unit scores above 1."""
    units, dimensions = int(table.shape[0]), int(table.shape[1])
    return Polytope(np.zeros(dimensions), np.full(dimensions, np.inf), table, np.ones(units))


def _corners(table: FloatArray) -> FloatArray | None:
    """Return the corners of the weights under which no unit scores above 1, where there are few enough to list.

    The best weights of every unit are one of them: a few small systems of equations serve all units at once.
    """
    scale = table.max(axis=0)
    used = scale > 0
    shares = np.unique(table[:, used] / scale[used], axis=0)
    if len(shares) > _MOST_COMPARED:
        return None
    ahead = (shares[:, np.newaxis] >= shares).all(axis=-1) & ~np.eye(len(shares), dtype=np.bool_)
    edges = shares[~ahead.any(axis=0)]  # a unit that another is ahead of limits no weights
    dimensions = int(edges.shape[1])
    if comb(len(edges) + dimensions, dimensions) > _MOST_CORNERS:
        return None
    sides = np.concatenate([edges, np.eye(dimensions)])
    ends = np.concatenate([np.ones(len(edges)), np.zeros(dimensions)])
    meeting: list[tuple[int, ...]] = list(combinations(range(len(sides)), dimensions))
    chosen: IntArray = np.array(meeting, dtype=np.int64)
    systems = sides[chosen]
    meet = np.abs(np.linalg.det(systems)) > _PARALLEL
    found = np.linalg.solve(systems[meet], ends[chosen[meet]][..., np.newaxis])[..., 0]
    allowed = (found >= -_SLACK).all(axis=1) & (found @ edges.T <= 1 + _SLACK).all(axis=1)
    corners = np.zeros((int(allowed.sum()), table.shape[1]))
    corners[:, used] = np.maximum(found[allowed], 0.0) / scale[used]
    return corners


def _own_best(own: FloatArray, common: Polytope, least: FloatArray, largest: FloatArray) -> float:
    shares = np.diag(own)
    rows = np.concatenate([np.outer(least, own) - shares, shares - np.outer(largest, own)])
    return float(own @ feasible_point(common.require(rows, np.zeros(len(rows))), -own))
