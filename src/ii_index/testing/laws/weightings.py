"""Laws of weightings drawn from data: weights that are weights, whatever the order of columns and units."""

from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any, TypeAlias

import numpy as np
from hypothesis import strategies as st

from ii_index._typing import FloatArray
from ii_index.testing.laws.search import CLOSE, EXAMPLES, ask, fail, same, search, table
from ii_index.testing.laws.weights import is_not_negative, sums_to_one
from ii_index.testing.tables import directions, tables

Weighting: TypeAlias = Callable[[FloatArray, FloatArray], Any]
Question: TypeAlias = tuple[FloatArray, FloatArray]


def check_weighting(fn: Weighting, *, mirror: bool = False, examples: int = EXAMPLES) -> None:
    """Assert that a weighting gives weights, and the same ones whatever the order of its columns and units.

    1. Weights are one a column, finite, not negative, and sum to 1, also beside a constant column.
    2. Reordering the columns reorders the weights; reordering the units changes nothing.
    3. With ``mirror``: an indicator of which less is better has the weight of its mirror image (max + min - Y)
       of which more is better. CRITIC and deviations of min-max keep this; entropy of raw values does not.

    A ``ValueError`` is a refusal: allowed where a column is constant or repeats another (correlation 1 or -1),
    where one unit is best in two columns and where a value is not positive, and nowhere else.

    Parameters
    ----------
    fn : callable
        ``fn(values, direction)`` with values (units, indicators) and direction (indicators,) of 1 and -1; it
        returns weights (indicators,).
    mirror : bool, default False
        Whether to try law 3.
    examples : int, default 100
        How many tables to try for each law.

    Raises
    ------
    AssertionError
        Showing the smallest table found that breaks a law, what was expected and what came.

    Examples
    --------
    >>> from ii_index.kernels.weighting.objective_weights import critic
    >>> check_weighting(critic, mirror=True, examples=20)
    """
    questions, constant = _questions(), _questions(constant=True)
    search(partial(_gives_weights, fn), questions, examples=examples)
    search(partial(_ignores_columns, fn), questions, _ORDERS, examples=examples)
    search(partial(_ignores_units, fn), questions, _ORDERS, examples=examples)
    search(partial(_gives_weights, fn), constant, examples=examples)
    if mirror:
        search(partial(_sees_the_mirror_image, fn), questions, examples=examples)


_ORDERS = st.randoms(use_true_random=False)


@st.composite
def _questions(draw: st.DrawFn, *, constant: bool = False) -> Question:
    """Tables of four units or more, of which some hold a zero, as every min-max table does."""
    rows, columns = draw(st.integers(4, 7)), draw(st.integers(2, 4))
    values = draw(tables(units=rows, indicators=columns, constant=constant))
    if draw(st.booleans()):
        values = values - values.min(axis=0)
    return values, draw(directions(columns))


def _weights(fn: Weighting, question: Question) -> FloatArray | None:
    """Ask the weighting; None where it may refuse."""
    values, direction = question
    weights = ask(fn, values, direction)
    shown = table("values", values, direction)
    if weights is None:
        if _is_ordinary(values * direction) and (values > 0).all():
            fail("The weighting refuses an ordinary table.", "weights, not a ValueError", shown)
        return None
    if weights.shape != values.shape[1:]:
        fail(f"The weighting gives shape {weights.shape}.", "one weight a column", shown)
    return weights


def _is_ordinary(better: FloatArray) -> bool:
    """Whether every column varies, none repeats what another says, and no unit is best in two of them."""
    if (better.max(axis=0) <= better.min(axis=0)).any():
        return False
    correlations = np.abs(np.corrcoef(better, rowvar=False)) - np.eye(better.shape[1])
    best = better == better.max(axis=0)
    return bool((correlations < 1 - CLOSE).all()) and not (best.sum(axis=1) > 1).any()


def _gives_weights(fn: Weighting, question: Question) -> None:
    weights = _weights(fn, question)
    if weights is None:
        return
    shown = table("values", *question)
    is_not_negative(weights, shown)
    sums_to_one(weights, shown)


def _ignores_columns(fn: Weighting, question: Question, order: Random) -> None:
    values, direction = question
    turned = order.sample(range(len(direction)), len(direction))
    before, after = _weights(fn, question), _weights(fn, (values[:, turned], direction[turned]))
    if before is None or after is None or same(after, before[turned]):
        return
    fail(
        "The weights depend on the order of the columns.",
        f"the same weights in the order {', '.join(f'x{j + 1}' for j in turned)}",
        table("values", values, direction),
        table("weights", before),
        table("reordered", values[:, turned], direction[turned]),
        table("weights", after),
    )


def _ignores_units(fn: Weighting, question: Question, order: Random) -> None:
    values, direction = question
    turned = order.sample(range(len(values)), len(values))
    before, after = _weights(fn, question), _weights(fn, (values[turned], direction))
    if before is None or after is None or same(after, before):
        return
    fail(
        "The weights depend on the order of the units.",
        "the same weights",
        table("values", values, direction),
        table("weights", before),
        table("reordered", values[turned], direction),
        table("weights", after),
    )


def _sees_the_mirror_image(fn: Weighting, question: Question) -> None:
    values, direction = question
    mirrored = np.where(direction > 0, values, values.max(axis=0) + values.min(axis=0) - values)
    upward = np.ones_like(direction)
    before, after = _weights(fn, question), _weights(fn, (mirrored, upward))
    if before is None or after is None or same(after, before):
        return
    fail(
        "The weighting ignores the direction.",
        "the same weights when every indicator of which less is better is replaced by its mirror image",
        table("values", values, direction),
        table("weights", before),
        table("mirrored", mirrored, upward),
        table("weights", after),
    )
