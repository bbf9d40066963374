"""The weights that numbers printed with rounding leave possible: exactly a linear programme.

Unknown are the weights w and the true components s; their products p = w s make the system linear. A component
printed as ŝ with half-width h says w (ŝ − h) ≤ p ≤ w (ŝ + h), a total T̂ − h ≤ sum(p) ≤ T̂ + h.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ii_index._typing import ArrayLike, BoolArray, FloatArray, observed
from ii_index.kernels.robustness.linear_programs import InfeasibleError, Polytope, minimise, simplex

_SETTLED = 1e-13
_STEPS = 50
_MOST_CORNERS = 1000


def weight_polytope(components: FloatArray, totals: FloatArray, products: Sequence[int] = ()) -> Polytope:
    """Return the weights under which means of the components can be the totals.

    Parameters
    ----------
    components : FloatArray, shape (2, periods, k)
        Smallest and largest value that each printed component stands for.
    totals : FloatArray, shape (2, periods)
        The same of the totals.
    products : sequence of int
        Periods whose products p are kept as variables, for questions about them; elsewhere they are eliminated,
        which loses nothing: sum(w · low) ≤ largest total, sum(w · high) ≥ smallest total.

    Returns
    -------
    Polytope
        Variables: k weights, then k products for each period asked for. The first 2 · periods inequalities are
        those of the totals: each period's upper, then its lower limit.

    Examples
    --------
    Components 100 and 200 and a total of 150, all exact: equal weights.

    >>> both = np.array([[[100.0, 200.0]]] * 2)
    >>> minimise([1.0, 0.0], weight_polytope(both, np.array([[150.0], [150.0]]))).tolist()
    [0.5, 0.5]
    """
    (low, high), totals = observed(components), observed(totals)
    periods, k = low.shape
    size = k * (1 + len(products))
    rows = np.zeros((2 * periods, size))
    rows[::2, :k], rows[1::2, :k] = low, -high
    bounds: list[FloatArray] = []
    for place, period in enumerate(products):
        own = slice(k * (1 + place), k * (2 + place))
        rows[2 * period : 2 * period + 2] = 0.0
        rows[2 * period, own], rows[2 * period + 1, own] = 1.0, -1.0
        pair = np.zeros((2 * k, size))
        pair[:k, :k], pair[:k, own] = np.diag(low[period]), -np.eye(k)
        pair[k:, :k], pair[k:, own] = -np.diag(high[period]), np.eye(k)
        bounds.append(pair)
    limits = np.column_stack([totals[1], -totals[0]]).ravel()
    weights = simplex(k)
    polytope = weights.extended(np.zeros(size - k), np.full(size - k, np.inf)) if products else weights
    polytope = polytope.require(rows, limits)
    return polytope.require(np.concatenate(bounds), np.zeros(2 * k * len(products))) if products else polytope


def whole_extremes(questions: ArrayLike, polytope: Polytope, whole: BoolArray | None) -> FloatArray:
    """Find the smallest and largest value of linear functions, some variables being whole numbers.

    Parameters
    ----------
    questions : array-like, shape (questions, size)
    polytope : Polytope
    whole : BoolArray of shape (size,), or None

    Returns
    -------
    FloatArray, shape (questions, 2)

    Raises
    ------
    InfeasibleError
        No point satisfies all conditions.

    Examples
    --------
    >>> whole_extremes([[1.0, 0.0]], simplex(2, upper=0.8), None).round(12).tolist()
    [[0.2, 0.8]]
    """
    rows = observed(questions).reshape(-1, polytope.size)
    pairs = [[row @ minimise(cost, polytope, whole) for cost in (row, -row)] for row in rows]
    return np.array(pairs, dtype=np.float64).reshape(-1, 2)


def ratio_extremes(
    numerator: FloatArray, denominator: FloatArray, polytope: Polytope, whole: BoolArray | None = None
) -> FloatArray:
    """Find the smallest and largest ratio of two linear functions over a polytope.

    Parameters
    ----------
    numerator, denominator : FloatArray, shape (size,)
    polytope : Polytope
    whole : BoolArray of shape (size,), optional
        Which variables are whole numbers.

    Returns
    -------
    FloatArray, shape (2,)
        NaN where the denominator is not positive everywhere.

    Raises
    ------
    InfeasibleError
        No point satisfies all conditions.

    Notes
    -----
    Each step maximises numerator − λ denominator and takes the ratio reached as the next λ [1]_.

    References
    ----------
    .. [1] Dinkelbach, W. (1967), Management Science 13, 492-498.

    Examples
    --------
    w_1 / (w_1 + 2 w_2) over two weights that sum to 1:

    >>> ratio_extremes(np.array([1.0, 0.0]), np.array([1.0, 2.0]), simplex(2)).tolist()
    [0.0, 1.0]
    """
    if denominator @ minimise(denominator, polytope, whole) <= 0:
        return np.full(2, np.nan)
    least = -_largest_ratio(-numerator, denominator, polytope, whole)
    return np.array([least, _largest_ratio(numerator, denominator, polytope, whole)]) + 0.0


def _largest_ratio(
    numerator: FloatArray, denominator: FloatArray, polytope: Polytope, whole: BoolArray | None
) -> float:
    ratio = -np.inf
    objective = -numerator
    for _ in range(_STEPS):
        point = minimise(objective, polytope, whole)
        reached = float(numerator @ point / (denominator @ point))
        if reached <= ratio:
            break
        ratio, objective = reached, reached * denominator - numerator
    return ratio


def nearest(target: FloatArray, polytope: Polytope) -> FloatArray:
    """Find the point of a polytope whose first coordinates are nearest to a target, in Euclidean distance.

    Parameters
    ----------
    target : FloatArray, shape (k,)
    polytope : Polytope
        Bounded in the first k coordinates.

    Returns
    -------
    FloatArray, shape (k,)

    Raises
    ------
    InfeasibleError
        No point satisfies all conditions.

    Notes
    -----
    Wolfe's algorithm [1]_: the nearest point of the hull of a few vertices, and the vertex that lies furthest in
    the direction of the target from there, by a linear programme, until no vertex lies further.

    References
    ----------
    .. [1] Wolfe, P. (1976), Finding the nearest point in a polytope, Mathematical Programming 11, 128-149.

    Examples
    --------
    >>> nearest(np.full(3, 1 / 3), simplex(3, lower=[0.5, 0, 0])).round(12).tolist()
    [0.5, 0.25, 0.25]
    """
    target = observed(target)
    beyond = np.zeros(polytope.size - len(target))

    def furthest(direction: FloatArray) -> FloatArray:
        return minimise(np.concatenate([direction, beyond]), polytope)[: len(target)] - target

    corners = furthest(np.zeros(len(target)))[np.newaxis]
    shares = np.ones(1)
    for _ in range(_MOST_CORNERS):
        point = shares @ corners
        corner = furthest(point)
        if point @ (point - corner) <= _SETTLED * max(1.0, float(point @ point)):
            break
        corners, shares = _nearest_of_hull(np.vstack([corners, corner]), np.append(shares, 0.0))
    point = shares @ corners + target
    return np.where(np.abs(point) < _SETTLED, 0.0, point)


def _nearest_of_hull(corners: FloatArray, shares: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Move to the point of the corners' hull nearest to 0, dropping corners that it does not need."""
    while True:
        affine = _nearest_of_plane(corners)
        outside = affine < 0
        if not outside.any():
            return corners, affine
        step = (shares[outside] / (shares[outside] - affine[outside])).min()
        shares = shares + step * (affine - shares)
        kept = shares > _SETTLED
        corners, shares = corners[kept], shares[kept]


def _nearest_of_plane(corners: FloatArray) -> FloatArray:
    """Shares, summing to 1 and perhaps negative, of the point nearest to 0 on the plane through corners."""
    count = len(corners)
    system = np.ones((count + 1, count + 1))
    system[:count, :count], system[count, count] = corners @ corners.T, 0.0
    shares = np.linalg.lstsq(system, np.append(np.zeros(count), 1.0), rcond=None)[0]
    return np.asarray(shares[:count], dtype=np.float64)


def nearest_by_sum(target: FloatArray, polytope: Polytope, whole: BoolArray) -> FloatArray:
    """Find a point whose first coordinates have the smallest sum of distances to a target, by whole numbers.

    Parameters
    ----------
    target : FloatArray, shape (k,)
    polytope : Polytope
    whole : BoolArray, shape (size,)
        Which variables are whole numbers.

    Returns
    -------
    FloatArray, shape (k,)

    Raises
    ------
    InfeasibleError
        No point satisfies all conditions.

    Examples
    --------
    >>> nearest_by_sum(np.array([0.5, 0.5]), simplex(2, upper=[1, 0.4]), np.array([False, False])).tolist()
    [0.6, 0.4]
    """
    target = observed(target)
    k = len(target)
    wider = polytope.extended(np.zeros(k), np.full(k, np.inf))
    rows = np.zeros((2 * k, wider.size))
    rows[:k, :k], rows[k:, :k] = np.eye(k), -np.eye(k)
    rows[:k, -k:] = rows[k:, -k:] = -np.eye(k)
    apart = wider.require(rows, np.append(target, -target))
    goal = np.append(np.zeros(polytope.size), np.ones(k))
    return minimise(goal, apart, np.append(whole, np.zeros(k, dtype=np.bool_)))[:k]


def conflict(polytope: Polytope, relaxed: ArrayLike) -> tuple[float, FloatArray]:
    """Find by how much inequalities must be loosened, and which of them contradict one another.

    Parameters
    ----------
    polytope : Polytope
    relaxed : array-like of bool, shape (m,)
        Which inequalities are loosened: A x ≤ b + δ.

    Returns
    -------
    relaxation : float
        The smallest δ ≥ 0.
    multipliers : FloatArray, shape (m,)
        y ≥ 0 of the dual programme: the sum of the inequalities, each times its y, can hold only once they are
        loosened by δ. By Farkas' lemma this proves that they contradict one another where δ > 0.

    Raises
    ------
    InfeasibleError
        No δ helps: the inequalities that are not loosened contradict one another.

    Examples
    --------
    >>> tight = simplex(2).require(np.eye(2), [0.3, 0.3])
    >>> delta, y = conflict(tight, [True, True])
    >>> round(delta, 12), y.round(12).tolist()
    (0.2, [0.5, 0.5])
    """
    from scipy.optimize import linprog

    wider = polytope.extended([0.0], [np.inf])
    rows = wider.inequalities.copy()
    rows[:, -1] = -np.asarray(relaxed, dtype=np.float64)
    wider = replace(wider, inequalities=rows)
    result = linprog(
        np.append(np.zeros(polytope.size), 1.0),
        A_ub=wider.inequalities,
        b_ub=wider.limits,
        A_eq=wider.equalities,
        b_eq=wider.values,
        bounds=list(zip(wider.lower.tolist(), wider.upper.tolist(), strict=True)),
        method="highs",
    )
    if result.x is None:
        message = "no point satisfies the conditions that are not loosened"
        raise InfeasibleError(message)
    return float(result.x[-1]), -np.asarray(result.ineqlin.marginals, dtype=np.float64)
