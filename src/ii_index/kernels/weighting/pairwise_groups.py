"""Several experts: one group matrix or one group priority vector, and how far the experts agree.

The first axis is the experts.
"""

from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from ii_index._typing import ArrayLike, FloatArray, observed
from ii_index.kernels.ranking import tie_levels
from ii_index.kernels.ratios import check_choice, shares

Mean: TypeAlias = Literal["geometric", "arithmetic"]

_LARGEST_JUDGEMENT = 9.0  # Saaty's scale
_LEAST_SHARE = 1e-9  # of the weight: who has less cannot be told from who has none, by entropies of 16 digits


class Concordance(NamedTuple):
    """Kendall's W with its test of no agreement: χ² = m (n − 1) W with n − 1 degrees of freedom."""

    w: float
    chi_square: float
    p_value: float


def aggregate_judgements(matrices: ArrayLike, weights: ArrayLike | None = None) -> FloatArray:
    """AIJ: weighted geometric mean of the experts' judgements, the only one that keeps reciprocity.

    Aczél & Saaty (1983), J. Math. Psychology 27, 93-102; Forman & Peniwati (1998), EJOR 108, 165-169. A
    pair that an expert left open counts those who answered it; a pair nobody answered stays NaN.

    Parameters
    ----------
    matrices : array_like of shape (experts, ..., n, n)
        NaN where an expert left a pair open.
    weights : array_like of shape (experts,), optional
        Equal by default; only their ratios matter.

    Returns
    -------
    ndarray of shape (..., n, n)

    Examples
    --------
    >>> aggregate_judgements([[[1, 2], [1 / 2, 1]], [[1, 8], [1 / 8, 1]]]).tolist()
    [[1.0, 4.0], [0.25, 1.0]]
    """
    given = observed(matrices)
    say = _say(weights, len(given)).reshape(-1, *(1,) * (given.ndim - 1))
    answered = ~np.isnan(given)
    votes = (say * answered).sum(axis=0)
    logs = (say * np.log(np.where(answered, given, 1.0))).sum(axis=0)
    means: FloatArray = np.exp(logs / np.where(votes > 0, votes, np.nan))
    return means


def aggregate_priorities(
    priorities: ArrayLike,
    weights: ArrayLike | None = None,
    mean: Mean = "geometric",
) -> FloatArray:
    """AIP: weighted mean of the experts' priorities, renormalised (Forman & Peniwati 1998).

    Parameters
    ----------
    priorities : array_like of shape (experts, ..., n)
    weights : array_like of shape (experts,), optional
    mean : {"geometric", "arithmetic"}
        The geometric mean of row-geometric-mean priorities is the same as AIJ (Barzilai & Golany 1994).

    Returns
    -------
    ndarray of shape (..., n)

    Examples
    --------
    >>> aggregate_priorities([[0.8, 0.2], [0.5, 0.5]]).round(6).tolist()  # sqrt(0.4) : sqrt(0.1) = 2 : 1
    [0.666667, 0.333333]
    """
    given = observed(priorities)
    say = _say(weights, len(given))
    check_choice("mean", mean, Mean)
    if mean == "arithmetic":
        return shares(np.tensordot(say, given, axes=1))
    return shares(np.exp(np.tensordot(say, np.log(given), axes=1)))


def consensus(
    priorities: ArrayLike, largest: float = _LARGEST_JUDGEMENT, weights: ArrayLike | None = None
) -> float:
    """AHP consensus S*: 1 when all experts give the same priorities, 0 when they differ as much as they can.

    S* = (1/D − c) / (1 − c), with D = exp(H_γ − H_α) the beta diversity (Shannon entropy of the mean
    priorities less the mean of the experts' entropies) and 1/c the largest D that the scale allows: each
    expert preferring one item of their own ``largest`` times to all others. Goepel (2013), Proc. ISAHP;
    (2018), IJAHP 10(3). Experts with weights count by them in both entropies and in the extreme (Jost 2007, Ecology
    88, 2427-2439, of communities of unequal weight).

    Parameters
    ----------
    priorities : array_like of shape (experts, n)
    largest : float
        Largest value of the judgement scale.
    weights : array_like of shape (experts,), optional
        Equal by default; only their ratios matter. Who has less than a billionth of all is left out.

    Returns
    -------
    float
        In [0, 1]; 1 for a single expert.

    Examples
    --------
    >>> round(consensus([[0.6, 0.3, 0.1], [0.5, 0.3, 0.2], [0.2, 0.3, 0.5]]), 4)
    0.7801
    """
    everyone = observed(priorities)
    say = _say(weights, len(everyone))
    heard = say > _LEAST_SHARE
    given, say = everyone[heard], say[heard] / say[heard].sum()
    experts, n = given.shape
    if experts == 1:
        return 1.0
    # more experts than items: the extreme mean is flat, as with one expert an item
    floor = _homogeneity(_most_different(min(experts, n), n, largest), say if experts <= n else None)
    return min(max((_homogeneity(given, say) - floor) / (1 - floor), 0.0), 1.0)


def relative_homogeneity(priorities: ArrayLike) -> float:
    """S = (1/D − 1/d) / (1 − 1/d), blind to the scale of the judgements (Goepel 2018, § 7).

    D can reach d, the smaller of the numbers of experts and of items.
    For use from Python: reports give the homogeneity of :func:`consensus`.

    Parameters
    ----------
    priorities : array_like of shape (experts, n)

    Returns
    -------
    float
        1 when all agree, and for a single expert or item.

    Examples
    --------
    >>> round(relative_homogeneity([[0.6, 0.3, 0.1], [0.5, 0.3, 0.2], [0.2, 0.3, 0.5]]), 4)
    0.8705
    """
    given = observed(priorities)
    most = min(given.shape)
    return 1.0 if most == 1 else (_homogeneity(given) - 1 / most) / (1 - 1 / most)


def kendall_w(ratings: ArrayLike) -> Concordance:
    """Kendall's coefficient of concordance, corrected for ties: W = 12 S / (m² (n³ − n) − m Σ T).

    S is the sum of squared deviations of the rank sums; T = Σ (t³ − t) over an expert's groups of t equal
    ratings (Kendall & Gibbons 1990, ch. 6).

    Parameters
    ----------
    ratings : array_like of shape (experts, items)
        Scores, priorities or points; higher is better.

    Returns
    -------
    Concordance
        W in [0, 1]; NaN where every expert rates all items alike.

    Examples
    --------
    >>> kendall_w([[3, 2, 1], [3, 2, 1]]).w
    1.0
    """
    from scipy import special

    given = tie_levels(ratings)  # noise in the last bits tells no two ratings apart
    m, n = given.shape
    lower = (given[:, :, None] > given[:, None, :]).sum(axis=-1)
    alike = (given[:, :, None] == given[:, None, :]).sum(axis=-1)
    sums = (lower + alike / 2).sum(axis=0)  # of average ranks, each less 1/2
    ties = np.square(alike).sum() - alike.size  # each of t equal ratings brings t² − 1
    room = m**2 * (n**3 - n) - m * ties
    w = float(12 * np.square(sums - sums.mean()).sum() / room) if room else float("nan")
    chi_square = m * (n - 1) * w
    p_value = special.gammaincc((n - 1) / 2, chi_square / 2)  # pyright: ignore[reportUnknownVariableType]
    return Concordance(w, chi_square, float(p_value))  # pyright: ignore[reportUnknownArgumentType]


def coefficient_of_variation(ratings: ArrayLike) -> FloatArray:
    """Divide the standard deviation (ddof 1) of each item's ratings by their mean.

    In Delphi rounds agreement is usually called sufficient below 0.25.

    Parameters
    ----------
    ratings : array_like of shape (experts, ...)
        At least two experts.

    Returns
    -------
    ndarray of shape (...)

    Examples
    --------
    >>> coefficient_of_variation([[1.0], [3.0]]).round(6).tolist()  # sqrt(2) / 2
    [0.707107]
    """
    given = observed(ratings)
    ratio: FloatArray = given.std(axis=0, ddof=1) / given.mean(axis=0)
    return ratio


def disagreements(matrices: ArrayLike, group: ArrayLike) -> FloatArray:
    """How many times each expert's judgement exceeds the group's: a_ij / g_ij.

    Parameters
    ----------
    matrices : array_like of shape (experts, n, n)
        NaN where an expert left a pair open.
    group : array_like of shape (n, n)

    Returns
    -------
    ndarray of shape (experts, n, n)
        1 where the expert agrees; 2 and 1/2 are equally far from it.

    Examples
    --------
    >>> disagreements([[[1, 2], [1 / 2, 1]]], [[1, 4], [1 / 4, 1]]).tolist()
    [[[1.0, 0.5], [2.0, 1.0]]]
    """
    return observed(matrices) / observed(group)


def _say(weights: ArrayLike | None, experts: int) -> FloatArray:
    """Shares of the experts in the group."""
    if weights is None:
        return np.full(experts, 1 / experts)
    say = observed(weights)
    if say.shape != (experts,) or not (say >= 0).all() or not say.sum() > 0:
        message = f"weights of {experts} experts are that many non-negative numbers, not all zero; got {say}"
        raise ValueError(message)
    return shares(say)


def _homogeneity(priorities: FloatArray, say: FloatArray | None = None) -> float:
    """1 / D = exp(H_α − H_γ): mean entropy of the experts' priorities against that of their mean."""
    mean = np.average(priorities, axis=0, weights=say)
    return float(np.exp(np.average(_entropy(priorities), weights=say) - _entropy(mean)))


def _entropy(shares_: FloatArray) -> FloatArray:
    """Shannon entropy over the last axis, with 0 ln 0 = 0."""
    logs = np.log(np.where(shares_ > 0, shares_, 1.0))
    total: FloatArray = -(shares_ * logs).sum(axis=-1)
    return total


def _most_different(experts: int, n: int, largest: float) -> FloatArray:
    """Priorities of experts each of whom prefers one item of their own ``largest`` times to all others."""
    return shares(np.ones((experts, n)) + (largest - 1) * np.eye(experts, n))
