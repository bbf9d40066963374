"""Laws of weightings drawn from data: weights that are weights, whatever the order, the unit, the sense of columns."""

from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any, TypeAlias

import numpy as np
from hypothesis import strategies as st

from ii_index._typing import FloatArray
from ii_index.model.former_names import formerly
from ii_index.testing.laws.search import CLOSE, EXAMPLES, RESCALINGS, ask, fail, number, same, search, table
from ii_index.testing.laws.weights import is_not_negative, sums_to_one
from ii_index.testing.tables import directions, tables

Weighting: TypeAlias = Callable[[FloatArray, FloatArray], Any]
Question: TypeAlias = tuple[FloatArray, FloatArray]


@formerly(mirror="reflection")
def check_weighting(
    fn: Weighting, *, order: bool = True, unit: bool = True, reflection: bool = True, examples: int = EXAMPLES
) -> None:
    """Assert that a weighting gives weights, whatever the order, the unit of measurement and the sense of a column.

    1. Weights are one a column, finite, not negative, and sum to 1, also beside a constant column.
    2. With ``order``: reordering the columns reorders the weights; reordering the units changes nothing.
    3. With ``unit``: multiplying one column by a positive constant changes nothing.
    4. With ``reflection``: an indicator of which less is better has the weight of its mirror image
       (max + min - Y) of which more is better.

    What comes from min-max scores (the default of this package) keeps all four. Entropy, Gini and the coefficient
    of variation of raw values do not keep the fourth, deviations of raw values not the third: whoever means them
    says so by ``reflection=False`` or ``unit=False``.

    A ``ValueError`` is a refusal: allowed where a column is constant or repeats another (correlation 1 or -1),
    where one unit is best in two columns and where a value is not positive, and nowhere else.

    Parameters
    ----------
    fn : callable
        ``fn(values, direction)`` with values (units, indicators) and direction (indicators,) of 1 and -1; it
        returns weights (indicators,).
    order, unit, reflection : bool, default True
        Whether to try laws 2, 3 and 4. ``mirror`` is the former name of ``reflection``.
    examples : int, default 100
        How many tables to try for each law.

    Raises
    ------
    AssertionError
        Showing the smallest table found that breaks a law, what was expected and what came.

    Examples
    --------
    >>> from ii_index.kernels.weighting.objective_weights import critic
    >>> check_weighting(critic, examples=20)
    """
    questions, constant = _questions(), _questions(constant=True)
    search(partial(_gives_weights, fn), questions, examples=examples)
    search(partial(_gives_weights, fn), constant, examples=examples)
    if order:
        search(partial(_ignores_columns, fn), questions, _ORDERS, examples=examples)
        search(partial(_ignores_units, fn), questions, _ORDERS, examples=examples)
    if unit:
        search(partial(_ignores_measure, fn), questions, _MEASURES, examples=examples)
    if reflection:
        search(partial(_sees_the_mirror_image, fn), questions, examples=examples)


_ORDERS = st.randoms(use_true_random=False)
_MEASURES = st.tuples(st.integers(0, 99), st.sampled_from(RESCALINGS))


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


def _ignores_measure(fn: Weighting, question: Question, measure: tuple[int, float]) -> None:
    (values, direction), (indicator, factor) = question, measure
    j = indicator % len(direction)
    rescaled = values * np.where(np.arange(len(direction)) == j, factor, 1.0)
    before, after = _weights(fn, question), _weights(fn, (rescaled, direction))
    if before is None or after is None or same(after, before):
        return
    fail(
        "The weights depend on the unit of measurement.",
        f"the same weights when x{j + 1} is multiplied by {number(factor)}",
        table("values", values, direction),
        table("weights", before),
        table("rescaled", rescaled, direction),
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
