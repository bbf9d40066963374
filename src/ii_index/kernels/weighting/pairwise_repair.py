"""Which judgements contradict the rest, and what would reconcile them: proposals, never applied silently."""

import warnings
from typing import NamedTuple

import numpy as np

from ii_index._typing import ArrayLike, FloatArray, observed
from ii_index.kernels.weighting import pairwise, pairwise_incomplete
from ii_index.kernels.weighting.pairwise import consistency_ratio
from ii_index.kernels.weighting.random_index import RandomIndexName

_MOST_ROUNDS = 1_000
_TIE = 1e-9  # a judgement so near 1 prefers neither
_FORMER_NAMES = {"Doubt": "Inconsistency", "doubtful_judgements": "inconsistent_judgements"}


class Inconsistency(NamedTuple):
    """One judgement set against the priorities of the whole matrix.

    Attributes
    ----------
    row, column : int
        The pair, row < column.
    given : float
        a_ij as judged.
    deviation : float
        ε_ij = a_ij w_j / w_i; above 1 the judgement overstates.
    consistent : float
        w_i / w_j, what the priorities of the whole matrix imply.
    without : float
        w_i / w_j of the priorities found without this judgement (Harker 1987); the judgement itself for two
        items, where there is no other.
    ratio_without : float
        CR after replacing the judgement by ``without``.
    """

    row: int
    column: int
    given: float
    deviation: float
    consistent: float
    without: float
    ratio_without: float


class Change(NamedTuple):
    """One judgement changed by a repair: position (row < column), value before, value after."""

    row: int
    column: int
    before: float
    after: float


class Repair(NamedTuple):
    """A proposed matrix and everything that was done to reach it.

    Attributes
    ----------
    matrix : ndarray of shape (n, n)
        NaN where a pair was open.
    ratios : tuple of float
        CR at the start and after each round; never rises for :func:`repair`.
    changes : tuple of Change
        Every judgement that differs between the given and the proposed matrix.
    largest_change, mean_change : float
        δ = max abs(a'_ij − a_ij) and σ = sqrt(Σ (a'_ij − a_ij)²) / n; Xu & Wei call a repair acceptable when
        δ < 2 and σ < 1.
    """

    matrix: FloatArray
    ratios: tuple[float, ...]
    changes: tuple[Change, ...]
    largest_change: float
    mean_change: float


def deviations(matrices: ArrayLike) -> FloatArray:
    """Measure how far each judgement overstates: ε_ij = a_ij w_j / w_i, w the eigenvector (Saaty 2003, EJOR 145).

    Parameters
    ----------
    matrices : array_like of shape (..., n, n)

    Returns
    -------
    ndarray of shape (..., n, n)
        1 everywhere for a consistent matrix.

    Examples
    --------
    >>> deviations([[1, 2, 12], [1 / 2, 1, 3], [1 / 12, 1 / 3, 1]]).round(4)[0].tolist()  # 2^(∓1/3)
    [1.0, 0.7937, 1.2599]
    """
    checked = pairwise.reciprocal(matrices)
    weights = pairwise.priorities(checked)
    return checked * weights[..., None, :] / weights[..., :, None]


def inconsistent_judgements(
    matrix: ArrayLike, random_index: RandomIndexName = "saaty1980"
) -> list[Inconsistency]:
    """All judgements of a matrix, the one furthest from the rest first, with two remedies for each.

    Parameters
    ----------
    matrix : array_like of shape (n, n)
    random_index : str

    Returns
    -------
    list of Inconsistency
        One a pair; judgements that deviate equally stay in reading order.

    Examples
    --------
    >>> worst = inconsistent_judgements([[1, 2, 12], [1 / 2, 1, 3], [1 / 12, 1 / 3, 1]])[0]
    >>> worst.row, worst.column, round(worst.without, 6), round(worst.ratio_without, 6)
    (0, 1, 4.0, 0.0)
    """
    checked = pairwise.reciprocal(matrix)
    weights = pairwise.priorities(checked)
    eps = deviations(checked)
    pairs = _pairs(len(checked))
    without = _reestimates(checked, pairs)
    replaced = np.stack([_with(checked, *pair, value) for pair, value in zip(pairs, without, strict=True)])
    ratios = consistency_ratio(replaced, random_index).tolist()
    inconsistencies = [
        Inconsistency(
            row,
            column,
            given=float(checked[row, column]),
            deviation=float(eps[row, column]),
            consistent=float(weights[row] / weights[column]),
            without=value,
            ratio_without=ratio,
        )
        for (row, column), value, ratio in zip(pairs, without, ratios, strict=True)
    ]
    return sorted(inconsistencies, key=lambda one: -round(abs(float(np.log(one.deviation))), 12))


def circular_triads(matrix: ArrayLike) -> list[tuple[int, int, int]]:
    """Name the items that are preferred in a circle: i to j, j to k, and k to i (Kendall & Babington Smith 1940).

    No priorities agree with such judgements in their order, whatever CR says; and a circle of more than three holds one
    of three where every pair is compared.

    Parameters
    ----------
    matrix : array_like of shape (n, n)
        NaN where a pair was not compared; 1 prefers neither.

    Returns
    -------
    list of tuple of int
        Each circle once, from its first item on, in reading order.

    Examples
    --------
    >>> circular_triads([[1, 2, 1 / 3], [1 / 2, 1, 2], [3, 1 / 2, 1]])
    [(0, 1, 2)]
    >>> circular_triads([[1, 2, 3], [1 / 2, 1, 2], [1 / 3, 1 / 2, 1]])
    []
    """
    preferred = observed(matrix) > 1 + _TIE  # NaN is not
    circles = preferred[:, :, None] & preferred[None, :, :] & preferred.T[:, None, :]
    found = np.argwhere(circles)
    return [(i, j, k) for i, j, k in found.tolist() if i < min(j, k)]


def reestimate(matrix: ArrayLike, row: int, column: int) -> float:
    """Value of one judgement implied by all the others: w_i / w_j without it (Harker 1987).

    Parameters
    ----------
    matrix : array_like of shape (n, n)
    row, column : int

    Returns
    -------
    float
        The judgement itself in a 2 × 2 matrix, where there is no other.

    Examples
    --------
    >>> round(reestimate([[1, 2, 12], [1 / 2, 1, 3], [1 / 12, 1 / 3, 1]], 0, 2), 6)  # 2 · 3
    6.0
    """
    return _reestimates(pairwise.reciprocal(matrix), [(row, column)])[0]


def repair(
    matrix: ArrayLike,
    threshold: float = 0.10,
    keep: float = 0.9,
    random_index: RandomIndexName = "saaty1980",
) -> Repair:
    """Draw all judgements towards the priorities until CR is below the threshold.

    a_ij ← a_ij^κ (w_i / w_j)^(1 − κ) with the eigenvector w of each round: Xu & Wei (1999), EJOR 116,
    443-449, who prove that no round raises CR. Where pairs are open, w and CR are those of the best completion
    (:func:`~ii_index.kernels.weighting.pairwise_incomplete.completion`), the answered judgements move, and open
    pairs stay open: the step that lowers a completion's λ_max lowers that of the best one at least as far.

    Parameters
    ----------
    matrix : array_like of shape (n, n)
        NaN where a pair was not compared; the answered pairs connect all items.
    threshold : float
        CR to fall below.
    keep : float
        κ in (0, 1): how much of each judgement a round keeps.
    random_index : str

    Returns
    -------
    Repair
        With no change where the matrix was consistent enough; ``ratios[-1]`` may still exceed the threshold
        after 1,000 rounds, with κ very near 1.

    Raises
    ------
    ValueError
        κ outside (0, 1), a threshold that is not positive, n beyond the random-index table, or answered pairs that do
        not connect all items.

    Examples
    --------
    >>> proposal = repair([[1, 4, 1], [1 / 4, 1, 3], [1, 1 / 3, 1]])
    >>> proposal.ratios[0] > 0.10 > proposal.ratios[-1]
    True
    """
    given = observed(matrix)
    if not (0 < keep < 1 and threshold > 0):
        message = f"keep must lie in (0, 1) and threshold above 0; got {keep} and {threshold}"
        raise ValueError(message)
    current, (weights, ratio) = given, _assessed(given, random_index)
    ratios = [ratio]
    while ratios[-1] >= threshold and len(ratios) <= _MOST_ROUNDS:
        implied = weights[:, None] / weights[None, :]
        current = current**keep * implied ** (1 - keep)
        weights, ratio = _assessed(current, random_index)
        ratios.append(ratio)
    return _logged(given, current, ratios)


def repair_worst_first(
    matrix: ArrayLike, threshold: float = 0.10, random_index: RandomIndexName = "saaty1980"
) -> Repair:
    """Replace the worst judgement by Harker's re-estimate, again and again, until CR is below the threshold.

    Changes few judgements, each by much; :func:`repair` changes all, each by little. A round may raise CR,
    so no judgement is replaced twice.
    For use from Python: the command line repairs by :func:`repair`.

    Parameters
    ----------
    matrix : array_like of shape (n, n)
    threshold : float
    random_index : str

    Returns
    -------
    Repair
        ``ratios[-1]`` may still exceed the threshold when every judgement has been replaced once.

    Examples
    --------
    >>> round(repair_worst_first([[1, 2, 1], [1 / 2, 1, 3], [1, 1 / 3, 1]]).changes[0].after, 6)  # 1 / 3
    0.333333
    """
    given = pairwise.reciprocal(matrix)
    current, ratios = given, [_assessed(given, random_index)[1]]
    replaced = np.tri(len(given), dtype=bool)
    while ratios[-1] >= threshold and not replaced.all():
        distance = np.where(replaced, -1.0, np.abs(np.log(deviations(current))).round(12))
        row, column = (int(index) for index in np.unravel_index(distance.argmax(), distance.shape))
        replaced[row, column] = True
        current = _with(current, row, column, reestimate(current, row, column))
        ratios.append(_assessed(current, random_index)[1])
    return _logged(given, current, ratios)


def _reestimates(matrix: FloatArray, pairs: list[tuple[int, int]]) -> list[float]:
    """Value of each judgement implied by all the others; itself where there is no other."""
    if len(matrix) < 3:
        return [float(matrix[pair]) for pair in pairs]
    weights = pairwise_incomplete.priorities(np.stack([_with(matrix, *pair, np.nan) for pair in pairs]))
    return [float(row[i] / row[j]) for row, (i, j) in zip(weights, pairs, strict=True)]


def _assessed(matrix: FloatArray, random_index: RandomIndexName) -> tuple[FloatArray, float]:
    """Priorities and CR, those of the best completion where pairs are open."""
    found = pairwise.assess(pairwise_incomplete.completion(matrix), random_index=random_index)
    ratio = float(found.consistency_ratio)
    if np.isnan(matrix).any():
        ratio = float(pairwise_incomplete.consistency_ratio(matrix, random_index))
    if np.isnan(ratio):
        message = f"{random_index} has no random index for {len(matrix)} items: nothing to repair towards"
        raise ValueError(message)
    return found.priorities, ratio


def _logged(given: FloatArray, proposed: FloatArray, ratios: list[float]) -> Repair:
    changes = [
        Change(i, j, float(given[i, j]), float(proposed[i, j]))
        for i, j in _pairs(len(given))
        if not np.isnan(given[i, j]) and proposed[i, j] != given[i, j]
    ]
    difference = np.nan_to_num(proposed - given)
    spread = float(np.sqrt(np.square(difference).sum()) / len(given))
    return Repair(proposed, tuple(ratios), tuple(changes), float(np.abs(difference).max()), spread)


def _pairs(n: int) -> list[tuple[int, int]]:
    return [(row, column) for row in range(n) for column in range(row + 1, n)]


def _with(matrix: FloatArray, row: int, column: int, value: float) -> FloatArray:
    changed = matrix.copy()
    changed[row, column], changed[column, row] = value, 1 / value
    return changed


def __getattr__(name: str) -> object:
    """Answer to a former name for one release."""
    if name not in _FORMER_NAMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    text = f"“{name}” is now “{_FORMER_NAMES[name]}”; the old name goes with the next release"
    warnings.warn(text, DeprecationWarning, stacklevel=2)
    return globals()[_FORMER_NAMES[name]]
