"""Laws of priorities drawn from judgement matrices."""

from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any, TypeAlias

import numpy as np
from hypothesis import strategies as st

from ii_index._typing import FloatArray
from ii_index.testing.judgements import judgement_matrices
from ii_index.testing.laws.search import EXAMPLES, ask, fail, same, search, table
from ii_index.testing.laws.weights import is_not_negative, sums_to_one

Priorities: TypeAlias = Callable[[FloatArray], Any]


def check_priorities(fn: Priorities, *, examples: int = EXAMPLES) -> None:
    """Assert that priorities are weights, fit a consistent matrix, and ignore the order of what is compared.

    Parameters
    ----------
    fn : callable
        ``fn(matrix)`` with a positive reciprocal matrix (n, n); it returns priorities (n,).
    examples : int, default 100
        How many matrices to try for each law.

    Raises
    ------
    AssertionError
        Showing the smallest matrix found that breaks a law, what was expected and what came.

    Examples
    --------
    >>> from ii_index.kernels.weighting.pairwise import priorities
    >>> check_priorities(priorities, examples=20)
    """
    matrices = judgement_matrices()
    search(partial(_gives_weights, fn), matrices, examples=examples)
    search(partial(_fits, fn), judgement_matrices(consistent=True), examples=examples)
    search(
        partial(_ignores_order, fn),
        matrices,
        st.randoms(use_true_random=False),
        examples=examples,
    )


def _priorities(fn: Priorities, matrix: FloatArray) -> FloatArray:
    found = ask(fn, matrix)
    if found is None or found.shape != matrix.shape[:1]:
        fail("The priorities are refused or have the wrong shape.", "one a row", table("judgements", matrix))
    return found


def _gives_weights(fn: Priorities, matrix: FloatArray) -> None:
    found = _priorities(fn, matrix)
    shown = table("judgements", matrix)
    is_not_negative(found, shown)
    sums_to_one(found, shown)


def _fits(fn: Priorities, matrix: FloatArray) -> None:
    found, expected = _priorities(fn, matrix), matrix[:, 0] / matrix[:, 0].sum()
    if not same(found, expected):
        fail(
            "The priorities do not fit a consistent matrix.",
            f"{', '.join(f'{share:.6g}' for share in expected)}, whose ratios are the judgements",
            table("judgements", matrix),
            table("priorities", found),
        )


def _ignores_order(fn: Priorities, matrix: FloatArray, order: Random) -> None:
    turned = order.sample(range(len(matrix)), len(matrix))
    before, after = _priorities(fn, matrix), _priorities(fn, matrix[np.ix_(turned, turned)])
    if not same(after, before[turned]):
        fail(
            "The priorities depend on the order of what is compared.",
            f"the same priorities in the order {', '.join(f'x{j + 1}' for j in turned)}",
            table("judgements", matrix),
            table("priorities", before),
            table("reordered", matrix[np.ix_(turned, turned)]),
            table("priorities", after),
        )
