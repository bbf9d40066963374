"""The best-worst method: every item compared with the best one and with the worst one, 2 n − 3 judgements in all."""

from typing import NamedTuple

import numpy as np

from ii_index._typing import ArrayLike, FloatArray, observed
from ii_index.kernels.robustness.linear_programs import Polytope, minimise

__all__ = ["BestWorst", "best_worst", "consistency_limit", "consistency_ratio", "contradictions"]

_MISMATCH = 1e-9

_LIMITS = (  # Liang, Brunelli & Rezaei (2020): a row a value of the best against the worst, a column a number of items
    (0.1667, 0.1667, 0.1667, 0.1667, 0.1667, 0.1667, 0.1667),
    (0.1121, 0.1529, 0.1898, 0.2206, 0.2527, 0.2577, 0.2683),
    (0.1354, 0.1994, 0.2306, 0.2546, 0.2716, 0.2844, 0.2960),
    (0.1330, 0.1990, 0.2643, 0.3044, 0.3144, 0.3221, 0.3262),
    (0.1294, 0.2457, 0.2819, 0.3029, 0.3144, 0.3251, 0.3403),
    (0.1309, 0.2521, 0.2958, 0.3154, 0.3408, 0.3620, 0.3657),
    (0.1359, 0.2681, 0.3062, 0.3337, 0.3517, 0.3620, 0.3662),
)
_LEAST, _MOST = 3, 9


class BestWorst(NamedTuple):
    """Weights by the best-worst method.

    Attributes
    ----------
    weights : ndarray of shape (n,)
        Not negative, summing to 1.
    deviation : float
        ξ, the largest of all deviations abs(w_B − a_Bj w_j) and abs(w_j − a_jW w_W); 0 where nothing contradicts.
    consistency_ratio : float
        That of the judgements themselves (:func:`consistency_ratio`).
    """

    weights: FloatArray
    deviation: float
    consistency_ratio: float


def best_worst(best_to_others: ArrayLike, others_to_worst: ArrayLike) -> BestWorst:
    r"""Find the weights of which the judgements against the best and the worst item deviate least.

    .. math:: \min_w \max_j \{ |w_B - a_{Bj} w_j|, |w_j - a_{jW} w_W| \}, \quad \sum_j w_j = 1, \; w \ge 0

    Parameters
    ----------
    best_to_others : array_like of shape (n,)
        a_Bj, how many times the best item outweighs each; 1 for itself, and for that item alone or its equals.
    others_to_worst : array_like of shape (n,)
        a_jW, how many times each outweighs the worst item; 1 for itself.

    Returns
    -------
    BestWorst

    Raises
    ------
    ValueError
        Fewer than two items, a judgement below 1, no item that is the best or the worst, or two values for the best
        against the worst.

    Notes
    -----
    Source: the linear model of [1]_, whose solution is unique.

    References
    ----------
    .. [1] Rezaei, J. (2016), Best-worst multi-criteria decision-making method: some properties and a linear model.
       Omega 64, 126-130.

    Examples
    --------
    >>> found = best_worst([1, 2, 6], [6, 3, 1])  # 6 : 3 : 1
    >>> found.weights.round(6).tolist(), round(found.deviation, 6), found.consistency_ratio
    ([0.6, 0.3, 0.1], 0.0, 0.0)
    """
    from_best, to_worst, best, worst = _checked(best_to_others, others_to_worst)
    n = len(from_best)
    identity = np.eye(n)
    differences = np.vstack(
        [identity[best] - from_best[:, None] * identity, identity - to_worst[:, None] * identity[worst]]
    )
    limited = np.vstack([np.column_stack([sign * differences, -np.ones(2 * n)]) for sign in (1, -1)])
    weights = Polytope(
        lower=np.zeros(n + 1),
        upper=np.append(np.ones(n), np.inf),
        inequalities=limited,
        limits=np.zeros(4 * n),
        equalities=np.append(np.ones(n), 0.0)[None],
        values=np.ones(1),
    )
    *found, deviation = minimise(np.append(np.zeros(n), 1.0), weights).tolist()
    ratio = consistency_ratio(best_to_others, others_to_worst)
    return BestWorst(np.array(found), max(deviation, 0.0), ratio)


def consistency_ratio(best_to_others: ArrayLike, others_to_worst: ArrayLike) -> float:
    """CR of the judgements themselves: max_j abs(a_Bj a_jW − a_BW) / (a_BW² − a_BW).

    Known as soon as they are given, and comparable between numbers of items. Liang, Brunelli & Rezaei (2020), Omega 96,
    102175, who tabulate what is acceptable (:func:`consistency_limit`).

    Parameters
    ----------
    best_to_others, others_to_worst : array_like of shape (n,)
        As for :func:`best_worst`.

    Returns
    -------
    float
        0 where every item's two judgements multiply to that of the best against the worst; at most 1 where no judgement
        exceeds it.

    Examples
    --------
    >>> consistency_ratio([1, 4, 4], [4, 2, 1])  # 4 · 2 against 4
    0.3333333333333333
    """
    return float(contradictions(best_to_others, others_to_worst).max())


def contradictions(best_to_others: ArrayLike, others_to_worst: ArrayLike) -> FloatArray:
    """Return what every item's two judgements contradict: the consistency ratio is the largest of them.

    Parameters
    ----------
    best_to_others, others_to_worst : array_like of shape (n,)
        As for :func:`best_worst`.

    Returns
    -------
    ndarray of shape (n,)
        abs(a_Bj a_jW − a_BW) / (a_BW² − a_BW); 0 for the best and the worst item.

    Examples
    --------
    >>> contradictions([1, 4, 2, 4], [4, 2, 2, 1]).round(4).tolist()  # 4 · 2, 2 · 2 against 4
    [0.0, 0.3333, 0.0, 0.0]
    """
    from_best, to_worst, _, worst = _checked(best_to_others, others_to_worst)
    span = float(from_best[worst])
    if span == 1:
        return np.zeros(len(from_best))
    return np.abs(from_best * to_worst - span) / (span**2 - span)


def consistency_limit(items: int, span: float) -> float:
    """Return the largest acceptable consistency ratio: the threshold tabulated by Liang, Brunelli & Rezaei (2020).

    Parameters
    ----------
    items : int
        Number of items; below 3 and above 9 the table's first and last column.
    span : float
        a_BW, how many times the best outweighs the worst, rounded; below 3 and above 9 the first and last row.

    Returns
    -------
    float

    Examples
    --------
    >>> consistency_limit(5, 8)
    0.2958
    """
    row = min(max(round(span), _LEAST), _MOST) - _LEAST
    return _LIMITS[row][min(max(items, _LEAST), _MOST) - _LEAST]


def _checked(
    best_to_others: ArrayLike, others_to_worst: ArrayLike
) -> tuple[FloatArray, FloatArray, int, int]:
    """Return both rows of judgements, and the positions of the best and of the worst item."""
    from_best, to_worst = observed(best_to_others), observed(others_to_worst)
    if from_best.shape != to_worst.shape or from_best.ndim != 1 or len(from_best) < 2:
        message = f"two rows of as many judgements, two or more; got {from_best.shape} and {to_worst.shape}"
        raise ValueError(message)
    if not ((from_best >= 1).all() and (to_worst >= 1).all()):
        message = "nothing outweighs the best item, and the worst item nothing: judgements are 1 or more"
        raise ValueError(message)
    if not ((from_best == 1).any() and (to_worst == 1).any()):
        message = "one item is the best and one the worst: 1 against itself"
        raise ValueError(message)
    best = int(np.argmax(np.where(from_best == 1, to_worst, 0)))
    worst = int(np.argmax(np.where(to_worst == 1, from_best, 0)))
    if abs(from_best[worst] - to_worst[best]) > _MISMATCH * from_best[worst]:
        message = f"the best against the worst is given twice, {from_best[worst]:g} and {to_worst[best]:g}"
        raise ValueError(message)
    return from_best, to_worst, best, worst
