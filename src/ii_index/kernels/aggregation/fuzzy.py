"""Fuzzy comprehensive evaluation: composing weights with a membership matrix."""

from typing import Literal, TypeAlias, get_args

import numpy as np

from ii_index._typing import ArrayLike, FloatArray, observed

Operator: TypeAlias = Literal["weighted_average", "max_product", "max_min", "bounded_sum"]
OPERATORS: tuple[Operator, ...] = get_args(Operator)


def composition(
    weights: ArrayLike, memberships: ArrayLike, *, operator: Operator = "weighted_average"
) -> FloatArray:
    r"""Compose weights w and memberships R into one vector over the grades, B = w ∘ R.

    ======================  =========================  ==================================================
    operator                b_j                        in the Chinese literature
    ======================  =========================  ==================================================
    ``weighted_average``    Σ_i w_i r_ij               M(·, +): every item counts by its weight
    ``max_product``         max_i w_i r_ij             M(·, ∨): the main item decides
    ``max_min``             max_i min(w_i, r_ij)       M(∧, ∨), Zadeh's max–min
    ``bounded_sum``         min(1, Σ_i min(w_i, r_ij)) M(∧, ⊕)
    ======================  =========================  ==================================================

    Parameters
    ----------
    weights : array_like of shape (..., n_items)
        Non-negative, adding up to 1.
    memberships : array_like of shape (..., n_items, n_grades)
        Degrees between 0 and 1.
    operator : {"weighted_average", "max_product", "max_min", "bounded_sum"}

    Returns
    -------
    numpy.ndarray of shape (..., n_grades)
        Not normalised.

    References
    ----------
    Zadeh, L. A. (1973). Outline of a new approach to the analysis of complex systems and decision processes.
    IEEE Transactions on Systems, Man, and Cybernetics, SMC-3(1), 28–44 (max–min composition).

    Examples
    --------
    >>> composition([0.6, 0.4], [[0.5, 0.5, 0.0], [0.0, 0.25, 0.75]])
    array([0.3, 0.4, 0.3])
    >>> composition([0.6, 0.4], [[0.5, 0.5, 0.0], [0.0, 0.25, 0.75]], operator="max_min")
    array([0.5, 0.5, 0.4])
    """
    w: FloatArray = observed(weights)[..., np.newaxis]
    r: FloatArray = observed(memberships)
    match operator:
        case "weighted_average":
            return np.asarray((w * r).sum(axis=-2))
        case "max_product":
            return np.asarray((w * r).max(axis=-2))
        case "max_min":
            return np.asarray(np.minimum(w, r).max(axis=-2))
        case "bounded_sum":
            return np.asarray(np.minimum(np.minimum(w, r).sum(axis=-2), 1.0))


def defuzzify(composed: ArrayLike, values: ArrayLike) -> FloatArray:
    """Weigh the values of the grades by a composed vector, Σ b_j v_j / Σ b_j.

    Parameters
    ----------
    composed : array_like of shape (..., n_grades)
        Non-negative, with a positive sum.
    values : array_like of shape (n_grades,)

    Returns
    -------
    numpy.ndarray of shape (...)

    Raises
    ------
    ValueError
        A composed vector that is zero in every grade.

    Examples
    --------
    >>> float(defuzzify([0.5, 0.25, 0.25], [5, 3, 2]))
    3.75
    """
    b = observed(composed)
    total = b.sum(axis=-1)
    if (total <= 0).any():
        message = "a composed vector is zero in every grade"
        raise ValueError(message)
    return np.asarray((b * observed(values)).sum(axis=-1) / total, dtype=np.float64)
