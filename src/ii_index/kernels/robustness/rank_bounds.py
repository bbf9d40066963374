"""The best and the worst rank that a unit can have under any admissible weights: exact, not sampled."""

from typing import NamedTuple

import numpy as np

from ii_index._typing import BoolArray, FloatArray, IntArray
from ii_index.kernels.robustness.linear_programs import Polytope, feasible_point, minimise

TIE = 1e-7
"""Gaps below this share of the largest gap are ties: finer than the solver's own precision is not
knowable."""

MOST_CUTS = 200


class RankBounds(NamedTuple):
    """Best and worst ranks, (units,), and points of the polytope at which they occur, (units, variables)."""

    best: IntArray
    worst: IntArray
    best_weights: FloatArray
    worst_weights: FloatArray


class Gaps(NamedTuple):
    """How unit i stands to unit j under admissible weights.

    ``upper[i, j]`` and ``lower[i, j]``, shape (units, units, variables), are rows whose products with the
    weights enclose the score of i minus that of j (the same row where neither lacks cells); ``largest`` and
    ``smallest`` are their extremes over the polytope, shape (units, units).
    """

    lower: FloatArray
    upper: FloatArray
    smallest: FloatArray
    largest: FloatArray


def rank_bounds(gaps: Gaps, polytope: Polytope, units: IntArray | None = None) -> RankBounds:
    r"""Find the best and the worst rank of every unit over a polytope of weights.

    The best rank of unit i is one more than the smallest number of units above it,

    .. math:: \min \sum_j y_j \quad \text{with} \quad (x_j - x_i) \cdot w \le M_j y_j, \; y_j \in \{0, 1\},

    :math:`M_j` the largest value of the left side; the worst rank likewise, with ties not counted as above.
    Units that are above or below whatever the weights need no variable.

    Parameters
    ----------
    gaps : Gaps
    polytope : Polytope
    units : IntArray, optional
        Which units to bound; by default all.

    Returns
    -------
    RankBounds

    Notes
    -----
    Mixed-integer programme as in the efficiency analysis of [1]_. Each optimum is confirmed by a linear
    programme that widens the gaps; an optimum of ties that cannot be widened is cut off and the search goes
    on.

    References
    ----------
    .. [1] Salo, A. & Punkka, A. (2011), Management Science 57, 200-214.

    Examples
    --------
    Three units, any weights: the balanced one is never first, and always second.

    >>> from ii_index.kernels.robustness.linear_programs import simplex
    >>> x = np.array([[1.0, 0.0], [0.4, 0.4], [0.0, 1.0]])
    >>> rows = x[:, None] - x[None]
    >>> bounds = rank_bounds(Gaps(rows, rows, rows.min(axis=-1), rows.max(axis=-1)), simplex(2))
    >>> bounds.best.tolist(), bounds.worst.tolist()
    ([1, 2, 1], [3, 3, 3])
    """
    asked: list[int] = (np.arange(len(gaps.largest)) if units is None else units).tolist()
    best = [_best(unit, gaps, polytope) for unit in asked]
    worst = [_worst(unit, gaps, polytope) for unit in asked]
    return RankBounds(
        np.array([rank for rank, _ in best]),
        np.array([rank for rank, _ in worst]),
        np.stack([weights for _, weights in best]),
        np.stack([weights for _, weights in worst]),
    )


def _best(unit: int, gaps: Gaps, polytope: Polytope) -> tuple[int, FloatArray]:
    """Let as many as possible not be above, the unit's own gaps being taken at their largest."""
    sure, undecided = _sort_out(unit, gaps)
    rows, least = gaps.upper[unit, undecided], gaps.smallest[unit, undecided]
    weights, held = _hold_most(rows, least, polytope, at_least=-TIE * _scale(gaps))
    return 1 + sure + len(undecided) - held, weights


def _worst(unit: int, gaps: Gaps, polytope: Polytope) -> tuple[int, FloatArray]:
    """Let as many as possible be above, the unit's own gaps being taken at their smallest."""
    sure, undecided = _sort_out(unit, gaps)
    rows, least = -gaps.lower[unit, undecided], -gaps.largest[unit, undecided]
    weights, held = _hold_most(rows, least, polytope, at_least=TIE * _scale(gaps))
    return 1 + sure + held, weights


def _sort_out(unit: int, gaps: Gaps) -> tuple[int, IntArray]:
    """Count the units surely above, and find those that may be above or not."""
    tie = TIE * _scale(gaps)
    above = gaps.largest[unit] < -tie
    undecided = ~above & (gaps.smallest[unit] < -tie)
    undecided[unit] = False
    return int(above.sum()), np.flatnonzero(undecided)


def _scale(gaps: Gaps) -> float:
    return float(gaps.largest.max())


def _hold_most(
    rows: FloatArray, least: FloatArray, polytope: Polytope, *, at_least: float
) -> tuple[FloatArray, int]:
    """Find weights under which as many of ``rows @ w >= 0`` hold as can, each by the margin ``at_least``.

    Switch z_j is 1 where row j must hold: rows_j · w ≥ least_j (1 − z_j), least_j being its smallest value.
    """
    count, size = rows.shape
    if not count:
        return feasible_point(polytope), 0
    switched = polytope.extended(np.zeros(count), np.ones(count))
    programme = switched.require(np.hstack([-rows, -np.diag(least)]), -least)
    switches: BoolArray = np.repeat([False, True], [size, count])
    objective = -switches.astype(np.float64)
    for _ in range(MOST_CUTS):
        held: BoolArray = minimise(objective, programme, switches)[size:] > 0.5
        weights, margin = _spread(rows[held], polytope)
        if margin >= at_least:
            return weights, int(held.sum())
        programme = programme.require(np.append(np.zeros(size), held), int(held.sum()) - 1)
    message = "ties could not be told from gaps"
    raise ArithmeticError(message)


def _spread(rows: FloatArray, polytope: Polytope) -> tuple[FloatArray, float]:
    """Find the weights that keep the smallest of ``rows @ w`` as large as can be, and that margin."""
    if not len(rows):
        return feasible_point(polytope), np.inf
    margin = np.append(np.zeros(polytope.size), 1.0)
    room = polytope.extended([-np.inf], [np.abs(rows).max()])
    room = room.require(np.hstack([-rows, np.ones((len(rows), 1))]), np.zeros(len(rows)))
    weights = feasible_point(room, -margin)[:-1]
    return weights, float((rows @ weights).min())
