"""Laws of aggregators: unanimity, range, monotonicity."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

import numpy as np
from hypothesis import strategies as st

from ii_index._typing import FloatArray
from ii_index.testing.laws.search import EXAMPLES, ask, column, fail, leeway, number, search, table
from ii_index.testing.tables import digits
from ii_index.testing.weights import weights

Aggregator: TypeAlias = Callable[[FloatArray, FloatArray], Any]
Question: TypeAlias = tuple[FloatArray, FloatArray]


def check_aggregator(fn: Aggregator, *, examples: int = EXAMPLES) -> None:
    """Assert that an aggregator is unanimous, stays in the range of its inputs and rewards improvement.

    1. Where all indicators of a unit have the same value, that is its score.
    2. A score lies between the lowest and the highest value of its unit.
    3. Raising one value never lowers the score of its unit.

    Parameters
    ----------
    fn : callable
        ``fn(values, weights)`` with values (units, indicators) between 1 and 100 and positive weights
        (indicators,) that sum to 1; it returns scores (units,).
    examples : int, default 100
        How many tables to try for each law.

    Raises
    ------
    AssertionError
        Showing the smallest table found that breaks a law, what was expected and what came.

    Examples
    --------
    >>> from ii_index.kernels.aggregation import geometric_mean
    >>> check_aggregator(geometric_mean, examples=20)
    """
    search(partial(_is_unanimous, fn), _questions(unanimous=True), examples=examples)
    search(partial(_stays_in_range, fn), _questions(), examples=examples)
    search(partial(_rewards, fn), _questions(), _CELLS, examples=examples)


_CELLS = st.tuples(st.integers(0, 99), st.integers(0, 99), st.integers(1, 100))


@st.composite
def _questions(draw: st.DrawFn, *, unanimous: bool = False) -> Question:
    shares = draw(weights(positive=True))
    units = draw(st.integers(1, 4))
    width = 1 if unanimous else len(shares)
    values = (draw(digits(units, width)) % 100 + 1).astype(np.float64)
    return np.repeat(values, len(shares) // width, axis=1), shares


def _scores(fn: Aggregator, question: Question) -> FloatArray:
    values, shares = question
    scores = ask(fn, values, shares)
    shown = table("values", values), table("weights", shares)
    if scores is None:
        fail("The aggregator refuses an ordinary table.", "scores, not a ValueError", *shown)
    if scores.shape != values.shape[:1]:
        fail(f"The aggregator gives shape {scores.shape}.", "one score a unit", *shown)
    if not np.isfinite(scores).all():
        fail(
            "The aggregator gives scores that are no numbers.",
            "a number a unit",
            *shown,
            column("scores", scores),
        )
    return scores


def _is_unanimous(fn: Aggregator, question: Question) -> None:
    values, shares = question
    scores = _scores(fn, question)
    if (np.abs(scores - values[:, 0]) > leeway(values)).any():
        fail(
            "The aggregator is not unanimous.",
            "where all indicators agree on a value, that value",
            table("values", values),
            table("weights", shares),
            column("scores", scores),
        )


def _stays_in_range(fn: Aggregator, question: Question) -> None:
    values, shares = question
    scores, slack = _scores(fn, question), leeway(values)
    if (scores < values.min(axis=1) - slack).any() or (scores > values.max(axis=1) + slack).any():
        fail(
            "The aggregator leaves the range of its inputs.",
            "each score between the lowest and the highest value of its unit",
            table("values", values),
            table("weights", shares),
            column("scores", scores),
        )


def _rewards(fn: Aggregator, question: Question, cell: tuple[int, int, int]) -> None:
    (values, shares), (unit, indicator, step) = question, cell
    i, j = unit % values.shape[0], indicator % values.shape[1]
    raised = values.copy()
    raised[i, j] = min(values[i, j] + step, 100.0)
    before, after = _scores(fn, question), _scores(fn, (raised, shares))
    if after[i] < before[i] - leeway(values):
        fail(
            "The aggregator is not monotone: a value rose and the score fell.",
            f"unit {i + 1} scores no less with {number(raised[i, j])} in x{j + 1} than with "
            f"{number(values[i, j])}; it went from {number(before[i])} to {number(after[i])}",
            table("values", values),
            table("weights", shares),
            column("scores", before),
            table("raised", raised),
            column("scores", after),
        )
