"""Linear programmes over a polytope of weights: how large or small a linear question can become."""

from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from itertools import count

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import ArrayLike, FloatArray, IntArray, observed


class InfeasibleError(ValueError):
    """No point satisfies all conditions."""


class UnboundedError(ValueError):
    """The objective has no smallest value."""


@dataclass(frozen=True, eq=False)
class Polytope(Immutable):
    """Points x with A x ≤ b, C x = d and lower ≤ x ≤ upper.

    Attributes
    ----------
    lower, upper : FloatArray, shape (k,)
        Either may be infinite.
    inequalities : FloatArray, shape (m, k)
        A.
    limits : FloatArray, shape (m,)
        b.
    equalities : FloatArray, shape (e, k)
        C.
    values : FloatArray, shape (e,)
        d.
    """

    lower: FloatArray
    upper: FloatArray
    inequalities: FloatArray = field(default_factory=lambda: np.empty((0, 0)))
    limits: FloatArray = field(default_factory=lambda: np.empty(0))
    equalities: FloatArray = field(default_factory=lambda: np.empty((0, 0)))
    values: FloatArray = field(default_factory=lambda: np.empty(0))

    @property
    def size(self) -> int:
        """Number of variables."""
        return len(self.lower)

    def require(self, rows: ArrayLike, limits: ArrayLike) -> "Polytope":
        """Return the part of the polytope in which also ``rows @ x <= limits``."""
        more = np.asarray(rows, dtype=np.float64).reshape(-1, self.size)
        return Polytope(
            self.lower,
            self.upper,
            np.concatenate([self.inequalities.reshape(-1, self.size), more]),
            np.append(self.limits, limits),
            self.equalities,
            self.values,
        )

    def extended(self, lower: ArrayLike, upper: ArrayLike) -> "Polytope":
        """Return the polytope with further variables, free of the others, between their own bounds."""
        more = np.asarray(lower, dtype=np.float64)
        beside = ((0, 0), (0, len(more)))
        return Polytope(
            np.append(self.lower, more),
            np.append(self.upper, upper),
            np.pad(self.inequalities.reshape(-1, self.size), beside),
            self.limits,
            np.pad(self.equalities.reshape(-1, self.size), beside),
            self.values,
        )


def simplex(size: int, lower: ArrayLike = 0.0, upper: ArrayLike = 1.0) -> Polytope:
    """Return all weights that sum to 1, within bounds of their own.

    Parameters
    ----------
    size : int
    lower, upper : array-like, broadcast to shape (size,)

    Returns
    -------
    Polytope

    Examples
    --------
    >>> extremes([[1.0, 0.0, 0.0]], simplex(3, lower=0.2)).round(12).tolist()
    [[0.2, 0.6]]
    """
    low, high = (np.array(np.broadcast_to(np.asarray(v, dtype=np.float64), size)) for v in (lower, upper))
    return Polytope(low, high, equalities=np.ones((1, size)), values=np.ones(1))


def extremes(questions: ArrayLike, polytope: Polytope) -> FloatArray:
    """Find the smallest and the largest value of linear functions over a polytope.

    Parameters
    ----------
    questions : array-like, shape (questions, k)
        One row of coefficients a function.
    polytope : Polytope

    Returns
    -------
    FloatArray, shape (questions, 2)
        Minimum and maximum; infinite where the polytope does not bound them.

    Raises
    ------
    InfeasibleError
        The polytope is empty.

    Notes
    -----
    Two linear programmes a question, by HiGHS [1]_.

    References
    ----------
    .. [1] Huangfu, Q. & Hall, J. A. J. (2018), Mathematical Programming Computation 10, 119-142.

    Examples
    --------
    >>> extremes([[1.0, 2.0], [1.0, 1.0]], simplex(2)).tolist()
    [[1.0, 2.0], [1.0, 1.0]]
    """
    rows = observed(questions)
    return np.column_stack([smallest(rows, polytope), -smallest(-rows, polytope)])


def smallest(questions: ArrayLike, polytope: Polytope) -> FloatArray:
    """Find the smallest value of linear functions over a polytope.

    Parameters
    ----------
    questions : array-like, shape (questions, k)
    polytope : Polytope

    Returns
    -------
    FloatArray, shape (questions,)
        Minus infinity where the polytope does not bound a function.

    Raises
    ------
    InfeasibleError
        The polytope is empty.

    Examples
    --------
    >>> smallest([[1.0, 2.0]], simplex(2)).tolist()
    [1.0]
    """
    rows = observed(questions).reshape(-1, polytope.size)
    return np.array([_least(row, polytope) for row in rows], dtype=np.float64)


def feasible_point(polytope: Polytope, objective: ArrayLike | None = None) -> FloatArray:
    """Find a point of the polytope, the one with the smallest objective if there is one.

    Parameters
    ----------
    polytope : Polytope
    objective : array-like, shape (k,), optional

    Returns
    -------
    FloatArray, shape (k,)

    Raises
    ------
    InfeasibleError
        The polytope is empty.
    UnboundedError
        The objective has no smallest value.

    Examples
    --------
    >>> feasible_point(simplex(2), [1.0, 2.0]).tolist()
    [1.0, 0.0]
    """
    return minimise(np.zeros(polytope.size) if objective is None else objective, polytope)


def smallest_relaxation(polytope: Polytope, relaxed: ArrayLike) -> float:
    """Find by how much inequalities must be loosened, all alike, for the polytope to have a point.

    For use from Python; :func:`ii_index.kernels.identification.conflict`, which commands use, also gives the proof.

    Parameters
    ----------
    polytope : Polytope
    relaxed : array-like of bool, shape (m,)
        Which inequalities are loosened: A x ≤ b + δ.

    Returns
    -------
    float
        The smallest δ ≥ 0; 0 where the polytope is not empty.

    Raises
    ------
    InfeasibleError
        No δ helps: the other conditions contradict each other.

    Examples
    --------
    x + y = 1 with x and y at most 0.3:

    >>> tight = simplex(2).require(np.eye(2), [0.3, 0.3])
    >>> round(smallest_relaxation(tight, [True, True]), 12)
    0.2
    """
    wider = polytope.extended([0.0], [np.inf])
    loosened = replace(wider, inequalities=wider.inequalities.copy())
    loosened.inequalities[:, -1] = -np.asarray(relaxed, dtype=np.float64)
    return float(feasible_point(loosened, np.append(np.zeros(polytope.size), 1.0))[-1])


def minimise(objective: ArrayLike, polytope: Polytope, whole: ArrayLike | None = None) -> FloatArray:
    """Minimise a linear function over a polytope, some variables being whole numbers.

    Parameters
    ----------
    objective : array-like, shape (k,)
    polytope : Polytope
    whole : array-like of bool, shape (k,), optional
        Which variables are whole numbers.

    Returns
    -------
    FloatArray, shape (k,)
        A point with the smallest objective.

    Raises
    ------
    InfeasibleError
        The polytope is empty.
    UnboundedError
        The objective has no smallest value.
    ArithmeticError
        The solver gave up.

    Examples
    --------
    >>> box = Polytope(np.zeros(2), np.full(2, 1.5))
    >>> minimise([-1.0, -1.0], box, whole=[True, False]).tolist()
    [1.0, 1.5]
    """
    cost = observed(objective)
    cost = cost / (np.abs(cost).max(initial=0.0) or 1.0)  # the solver's tolerances are absolute
    status, point = _solved(cost, polytope) if whole is None else _solved_whole(cost, polytope, whole)
    if point is not None:
        return np.asarray(point, dtype=np.float64) + 0.0
    if status == _UNBOUNDED or (status == _EITHER and cost.any()):
        minimise(np.zeros_like(cost), polytope, whole)  # raises if the polytope is empty
        if np.isfinite([polytope.lower, polytope.upper]).all():
            raise ArithmeticError(_UNSOLVED)
        message = "the objective has no smallest value over the polytope"
        raise UnboundedError(message)
    if status in {_INFEASIBLE, _EITHER}:
        message = "no point satisfies all conditions"
        raise InfeasibleError(message)
    raise ArithmeticError(_UNSOLVED)


def _scaled(rows: FloatArray, limits: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Divide each condition by its largest coefficient: the solver's tolerances are absolute."""
    largest = np.abs(rows).max(axis=1, initial=0.0)
    largest[largest < _NOTHING] = 1.0
    return rows / largest[:, None], limits / largest


def _solved(cost: FloatArray, polytope: Polytope, *, presolve: bool = True) -> tuple[int, FloatArray | None]:
    """Solve a linear programme by the dual simplex method, a thousand times as exactly as by default."""
    from scipy.optimize import linprog

    rows, limits = _scaled(polytope.inequalities, polytope.limits)
    equal, values = _scaled(polytope.equalities, polytope.values)
    result = linprog(
        cost,
        rows if rows.size else None,
        limits if rows.size else None,
        equal if equal.size else None,
        values if equal.size else None,
        [*zip(polytope.lower.tolist(), polytope.upper.tolist(), strict=True)],
        method="highs-ds",
        options={
            "presolve": presolve,
            "primal_feasibility_tolerance": _EXACT,
            "dual_feasibility_tolerance": _EXACT,
        },
    )
    if presolve and result.status == _INFEASIBLE:  # to the presolver some unbounded programmes look empty
        return _solved(cost, polytope, presolve=False)
    return result.status, result.x


def _solved_whole(cost: FloatArray, polytope: Polytope, whole: ArrayLike) -> tuple[int, FloatArray | None]:
    """Solve a programme in which some variables are whole numbers: branch and bound, best bound first.

    Our own, not ``scipy.optimize.milp``: HiGHS 1.12 prints amid the host's standard output while it searches,
    whatever its options (jump-dev/HiGHS.jl#312), and calls whole what is so to six digits.
    """
    places = np.flatnonzero(np.asarray(whole, dtype=np.bool_))
    grain = _grain(cost, places)
    ages = count(0, -1)  # of equal bounds the youngest branch first
    best: FloatArray | None = None
    least = np.inf
    branches = [(-np.inf, next(ages), _rounded_inwards(polytope, places))]
    for _ in range(_MOST_BRANCHES):
        if not branches or branches[0][0] >= least - _ALIKE:
            return (_INFEASIBLE if best is None else _SOLVED), best
        branch = heappop(branches)[-1]
        status, point = _solved(cost, branch, presolve=False)
        if point is None:
            if status == _INFEASIBLE:
                continue
            return status, None
        found = _made_whole(cost, branch, point, places)
        if found is not None and cost @ found < least:
            best, least = found, float(cost @ found)
        if found is None or cost @ found > cost @ point + _ALIKE:
            bound = _next_multiple(float(cost @ point), grain)
            for half in _halves(branch, point, places):
                heappush(branches, (bound, next(ages), half))
    return _GAVE_UP, None


def _rounded_inwards(polytope: Polytope, places: IntArray) -> Polytope:
    """Let the bounds of whole numbers be whole."""
    lower, upper = polytope.lower.copy(), polytope.upper.copy()
    lower[places], upper[places] = np.ceil(lower[places] - _WHOLE), np.floor(upper[places] + _WHOLE)
    return replace(polytope, lower=lower, upper=upper)


def _grain(cost: FloatArray, places: IntArray) -> float:
    """Find what every value of an objective that counts is a multiple of; 0 where it does not count."""
    counted = np.abs(cost[places][cost[places] != 0])
    if not len(counted) or np.ptp(counted) > _ALIKE or np.count_nonzero(cost) > len(counted):
        return 0.0
    return float(counted[0])


def _next_multiple(value: float, grain: float) -> float:
    return grain * float(np.ceil(value / grain - _WHOLE)) if grain else value


def _made_whole(cost: FloatArray, branch: Polytope, point: FloatArray, places: IntArray) -> FloatArray | None:
    """Return the best point whose whole numbers are those that a point has but for the solver's last digits."""
    rounded = np.round(point[places])
    apart = np.abs(point[places] - rounded).max(initial=0.0)
    if apart == 0:
        return point
    if apart > _WHOLE:
        return None
    lower, upper = branch.lower.copy(), branch.upper.copy()
    lower[places] = upper[places] = rounded
    return _solved(cost, replace(branch, lower=lower, upper=upper), presolve=False)[1]


def _halves(branch: Polytope, point: FloatArray, places: IntArray) -> tuple[Polytope, Polytope]:
    """Split a branch at the number furthest from whole, the half nearer to it last."""
    place = places[np.abs(point[places] - np.round(point[places])).argmax()]
    below, above = branch.upper.copy(), branch.lower.copy()
    below[place], above[place] = np.floor(point[place]), np.floor(point[place]) + 1
    low, high = replace(branch, upper=below), replace(branch, lower=above)
    return (low, high) if point[place] - below[place] >= 0.5 else (high, low)


_EXACT = 1e-10
_ALIKE = 1e-9
_WHOLE = 1e-6
_NOTHING = 1e-100
_MOST_BRANCHES = 100_000
_SOLVED, _GAVE_UP, _INFEASIBLE, _UNBOUNDED, _EITHER = 0, 1, 2, 3, 4
_UNSOLVED = "the solver could not tell: the conditions are numerically too hard"


def _least(row: FloatArray, polytope: Polytope) -> float:
    try:
        return float(row @ minimise(row, polytope))
    except UnboundedError:
        return -np.inf
