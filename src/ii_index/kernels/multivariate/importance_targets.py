"""Weights under which indicators matter as much as they are meant to, as far as such weights exist."""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import numpy as np

from ii_index._typing import ArrayLike, FloatArray, observed
from ii_index.kernels.multivariate.importance import Measure, importance

Distance: TypeAlias = Callable[[FloatArray], float]

NOISE = 1e-7
TINY = float(np.finfo(np.float64).tiny)


class OptimisedWeights(NamedTuple):
    """Weights, the importance they bring (summing to 1), and its largest distance to the target."""

    weights: FloatArray
    achieved: FloatArray
    residual: float


def weights_for_importance(
    values: ArrayLike, target: ArrayLike, measure: Measure = "squared_correlation", *, lowest: float = 0.0
) -> OptimisedWeights:
    r"""Find weights whose shares of importance come closest to a target.

    .. math:: \min_w \sum_i \Bigl( \frac{S_i(w)}{\sum_j S_j(w)} - t_i \Bigr)^2,
       \quad w_i \ge w_{min}, \sum w_i = 1

    Parameters
    ----------
    values : array-like, shape (units, indicators)
    target : array-like, shape (indicators,)
        Wanted importance, relative to the others.
    measure : {"covariance_share", "squared_correlation", "correlation_ratio"}
    lowest : float
        No weight falls below it.

    Returns
    -------
    OptimisedWeights
        In the order of the indicators. A residual well above 0 says that no admissible weights reach the
        target: correlated indicators cannot be made to matter apart.

    Raises
    ------
    ValueError
        A target that is negative or zero throughout, or more least weight than there is.

    Notes
    -----
    Source: [1]_. Sequential quadratic programming from the equal weights, from the target itself and from the
    weights whose covariance shares are the target, a convex problem [2]_; the correlation ratio, which is not
    smooth, is then followed from there, and by simplex search.

    References
    ----------
    .. [1] Becker, W., Saisana, M., Paruolo, P. & Vandecasteele, I. (2017), Ecological Indicators 80, 12-22.
    .. [2] Spinu, F. (2013), An algorithm for computing risk parity weights. SSRN 2297383.

    Examples
    --------
    Two indicators with deviations 1 and 2, made to matter alike:

    >>> x = np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]]) * [1.0, 2.0]
    >>> weights_for_importance(x, [1, 1]).weights.round(4).tolist()
    [0.6667, 0.3333]
    """
    table, wanted = observed(values), observed(target)
    if not (wanted >= 0).all() or not wanted.any():
        message = "target importance must not be negative, and not all zero"
        raise ValueError(message)
    if not 0 <= lowest * len(wanted) <= 1:
        message = f"{len(wanted)} weights cannot all be at least {lowest}"
        raise ValueError(message)
    wanted = wanted / wanted.sum()

    def distance(weights: FloatArray, by: Measure = measure) -> float:
        return float(((_shares(table, weights, by) - wanted) ** 2).sum())

    def imbalance(weights: FloatArray) -> float:
        """Smallest where the covariance shares are the wanted ones."""
        deviation = max(float((table @ weights).std()), TINY)
        return float(np.log(deviation) - wanted @ np.log(np.maximum(weights, NOISE)))

    smooth: Measure = "squared_correlation" if measure == "correlation_ratio" else measure
    equal = np.full(len(wanted), 1 / len(wanted))
    starts = [equal, _admissible(wanted, lowest)]
    if np.ptp(table, axis=0).all():  # of what does not vary no share can be had
        starts.append(_descend(imbalance, equal, lowest))
    found = [_descend(lambda weights: distance(weights, smooth), start, lowest) for start in starts]
    if measure != smooth:
        found += [_descend(distance, start, lowest) for start in found]
        found.append(_search(distance, min(found, key=distance), lowest))
    best = min(found, key=distance)
    achieved = _shares(table, best, measure)
    return OptimisedWeights(best, achieved, float(np.abs(achieved - wanted).max()))


def _shares(table: FloatArray, weights: FloatArray, measure: Measure) -> FloatArray:
    numbers = importance(table, weights, measure)
    return np.asarray(numbers / numbers.sum())


def _descend(distance: Distance, start: FloatArray, lowest: float) -> FloatArray:
    from scipy.optimize import LinearConstraint, minimize

    def objective(weights: FloatArray) -> float:
        return 1e4 * distance(weights / weights.sum())

    result = minimize(
        objective,
        start,
        method="SLSQP",
        bounds=[(lowest, 1.0)] * len(start),
        constraints=LinearConstraint(np.ones((1, len(start))), 1.0, 1.0),
        options={"maxiter": 500, "ftol": 1e-14},
    )
    return _admissible(np.asarray(result.x), lowest)


def _search(distance: Distance, start: FloatArray, lowest: float) -> FloatArray:
    from scipy.optimize import minimize

    def objective(weights: FloatArray) -> float:
        return distance(_admissible(weights, lowest))

    result = minimize(
        objective,
        start,
        method="Nelder-Mead",
        options={"maxiter": 200 * len(start), "xatol": 1e-6, "fatol": 1e-10},
    )
    return _admissible(np.asarray(result.x), lowest)


def _admissible(weights: FloatArray, lowest: float) -> FloatArray:
    """Bring weights to sum to 1 with none below the lowest; what is but the optimiser's noise is nothing."""
    above = np.where(weights - lowest > NOISE, weights - lowest, 0.0)
    spare = 1 - lowest * len(weights)
    return lowest + above * (spare / above.sum()) if above.any() else np.full(len(weights), 1 / len(weights))
