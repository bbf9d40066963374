"""Laws of aggregators: unanimity, range, monotonicity, and that every column counts by its weight."""

from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any, TypeAlias

import numpy as np
from hypothesis import strategies as st

from ii_index._typing import FloatArray
from ii_index.testing.laws.search import EXAMPLES, ask, column, fail, leeway, number, same, search, table
from ii_index.testing.tables import digits
from ii_index.testing.weights import weights

Aggregator: TypeAlias = Callable[[FloatArray, FloatArray], Any]
Question: TypeAlias = tuple[FloatArray, FloatArray]


def check_aggregator(
    fn: Aggregator,
    *,
    strict: bool = True,
    weighted: bool = True,
    missing: bool = False,
    examples: int = EXAMPLES,
) -> None:
    """Assert that an aggregator is unanimous, rewards improvement, and counts every column by its weight.

    1. Where all indicators of a unit have the same value, that is its score.
    2. A score lies between the lowest and the highest value of its unit.
    3. Raising one value never lowers the score of its unit; with ``strict`` it raises it.
    4. A unit has the score it has alone.
    5. Reordering the columns together with their weights changes nothing.
    6. With ``weighted``: a column split into two of the same values, which share its weight, changes nothing, nor
       does a column of weight 0.
    7. With ``missing``: a missing cell is left out, and the weights of the others count as they would without it.

    The maximum and the minimum keep the laws with ``strict=False, weighted=False``, and the weighted median with
    ``strict=False``; what compares the units with each other (TOPSIS, benefit of the doubt) breaks law 4.

    Parameters
    ----------
    fn : callable
        ``fn(values, weights)`` with values (units, indicators) between 1 and 100 and weights (indicators,)
        that sum to 1; it returns scores (units,). The weights are positive but for law 6.
    strict : bool, default True
        Whether every value counts: whoever raises one scores more.
    weighted : bool, default True
        Whether to try law 6.
    missing : bool, default False
        Whether to try law 7; the missing cells are NaN.
    examples : int, default 100
        How many tables to try for each law.

    Raises
    ------
    AssertionError
        Showing the smallest table found that breaks a law, what was expected and what came.

    Examples
    --------
    >>> from ii_index.kernels.aggregation import geometric_mean
    >>> check_aggregator(geometric_mean, missing=True, examples=20)
    """
    search(partial(_is_unanimous, fn), _questions(unanimous=True), examples=examples)
    search(partial(_stays_in_range, fn), _questions(), examples=examples)
    search(partial(_rewards, fn, strict=False), _questions(), _CELLS, examples=examples)
    if strict:
        search(partial(_rewards, fn, strict=True), _questions(), _CELLS, examples=examples)
    search(partial(_takes_each_unit_alone, fn), _questions(), examples=examples)
    search(partial(_ignores_columns, fn), _questions(), st.randoms(use_true_random=False), examples=examples)
    if weighted:
        search(partial(_sees_no_split, fn), _questions(), _CELLS, examples=examples)
        search(partial(_ignores_weightless, fn), _questions(), _CELLS, examples=examples)
    if missing:
        search(partial(_leaves_missing_out, fn), _questions(), _CELLS, examples=examples)


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


def _rewards(fn: Aggregator, question: Question, cell: tuple[int, int, int], *, strict: bool) -> None:
    (values, shares), (unit, indicator, step) = question, cell
    i, j = unit % values.shape[0], indicator % values.shape[1]
    raised = values.copy()
    raised[i, j] = min(values[i, j] + step, 100.0)
    before, after = _scores(fn, question), _scores(fn, (raised, shares))
    fell = after[i] < before[i] - leeway(values)
    idle = strict and raised[i, j] > values[i, j] and not after[i] > before[i]
    if fell or idle:
        fail(
            "The aggregator is not monotone: a value rose and the score fell."
            if fell
            else f"The aggregator does not count x{j + 1} of unit {i + 1}: its value rose and the score stayed.",
            f"unit {i + 1} scores {'no less' if fell else 'more'} with {number(raised[i, j])} in x{j + 1} than with "
            f"{number(values[i, j])}; it went from {number(before[i])} to {number(after[i])}",
            table("values", values),
            table("weights", shares),
            column("scores", before),
            table("raised", raised),
            column("scores", after),
        )


def _takes_each_unit_alone(fn: Aggregator, question: Question) -> None:
    values, shares = question
    scores = _scores(fn, question)
    alone = np.array([_scores(fn, (values[[i]], shares))[0] for i in range(len(values))])
    if not same(scores, alone):
        fail(
            "The score of a unit depends on the others.",
            "the scores that the units have alone, " + ", ".join(map(number, alone)),
            table("values", values),
            table("weights", shares),
            column("scores", scores),
        )


def _ignores_columns(fn: Aggregator, question: Question, order: Random) -> None:
    values, shares = question
    turned = order.sample(range(len(shares)), len(shares))
    _compare(
        fn, question, (values[:, turned], shares[turned]), "The scores depend on the order of the columns."
    )


def _sees_no_split(fn: Aggregator, question: Question, cell: tuple[int, int, int]) -> None:
    (values, shares), (_, indicator, part) = question, cell
    j = indicator % len(shares)
    parts = np.array([part, 101 - part]) / 101 * shares[j]
    split = np.concatenate([values, values[:, [j]]], axis=1), np.concatenate([shares, parts[1:]])
    split[1][j] = parts[0]
    _compare(
        fn,
        question,
        split,
        f"The weights do not count as they stand: x{j + 1} was split into two, with its weight.",
    )


def _ignores_weightless(fn: Aggregator, question: Question, cell: tuple[int, int, int]) -> None:
    (values, shares), (_, _, value) = question, cell
    beside = np.concatenate([values, np.full((len(values), 1), float(value))], axis=1), np.append(shares, 0.0)
    _compare(fn, question, beside, "A column of weight 0 changes the scores.")


def _leaves_missing_out(fn: Aggregator, question: Question, cell: tuple[int, int, int]) -> None:
    (values, shares), (unit, indicator, _) = question, cell
    if len(shares) == 1:
        return
    i, j = unit % len(values), indicator % len(shares)
    gap = values[[i]]
    gap[0, j] = np.nan
    rest = np.delete(shares, j)
    without = np.delete(values[[i]], j, axis=1), rest / rest.sum()
    _compare(fn, without, (gap, shares), f"A missing cell is not left out: here x{j + 1} is missing.")


def _compare(fn: Aggregator, question: Question, changed: Question, what: str) -> None:
    """Fail where two tables that say the same have different scores."""
    before, after = _scores(fn, question), _scores(fn, changed)
    if not same(after, before):
        fail(
            what,
            "the same scores",
            table("values", question[0]),
            table("weights", question[1]),
            column("scores", before),
            table("changed", changed[0]),
            table("weights", changed[1]),
            column("scores", after),
        )
