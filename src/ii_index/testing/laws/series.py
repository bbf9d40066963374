"""Laws of what runs over years: indices on a base year, and scores that years share."""

from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any, TypeAlias

import numpy as np
from hypothesis import strategies as st

from ii_index._typing import FloatArray
from ii_index.testing.laws.search import EXAMPLES, RESCALINGS, ask, fail, number, same, search, table
from ii_index.testing.tables import digits, directions, tables

Series: TypeAlias = Callable[[FloatArray, int], Any]
YearlyScores: TypeAlias = Callable[[FloatArray, FloatArray], Any]
Question: TypeAlias = tuple[FloatArray, FloatArray]


def check_base_year_series(fn: Series, *, proportional: bool = True, examples: int = EXAMPLES) -> None:
    """Assert that an index on a base year begins at 100, moves as the values do, and can be put on another base.

    1. Every column is 100 in the base year.
    2. With ``proportional``: it moves as the value does, Y/Y0.
    3. On another base it is the same series times a constant (circularity).
    4. A unit of measurement or currency of one column changes nothing, nor does what stands beside a column.

    Parameters
    ----------
    fn : callable
        ``fn(values, base)`` with positive values (years, columns) and the row of the base year; it returns an
        index of the same shape.
    proportional : bool, default True
        Whether to try law 2; an index of which less is better (100 Y0/Y) does not keep it.
    examples : int, default 100
        How many tables to try for each law.

    Raises
    ------
    AssertionError
        Showing the smallest table found that breaks a law, what was expected and what came.

    Examples
    --------
    >>> check_base_year_series(lambda values, base: 100 * values / values[base], examples=20)
    """
    search(partial(_is_100_in_its_base, fn, proportional=proportional), _years(), _PLACES, examples=examples)
    search(partial(_can_change_base, fn), _years(), _PLACES, _PLACES, examples=examples)
    search(partial(_ignores_measure, fn), _years(), _PLACES, st.sampled_from(RESCALINGS), examples=examples)


_PLACES = st.integers(0, 99)


@st.composite
def _years(draw: st.DrawFn) -> FloatArray:
    return draw(digits(draw(st.integers(2, 5)), draw(st.integers(1, 3)))).astype(np.float64) + 1


def _index(fn: Series, values: FloatArray, base: int) -> FloatArray:
    def on_base(given: FloatArray) -> object:
        return fn(given, base)

    found = ask(on_base, values)
    if found is None or found.shape != values.shape or not np.isfinite(found).all():
        shown = table("values", values)
        fail("The series is refused, or is not one number a value.", "an index of the same shape", shown)
    return found


def _shown(values: FloatArray, base: int, found: FloatArray) -> tuple[str, str]:
    return table("values", values), table(f"base {base + 1}", found)


def _is_100_in_its_base(fn: Series, values: FloatArray, place: int, *, proportional: bool) -> None:
    base = place % len(values)
    found = _index(fn, values, base)
    if not same(found[base], 100.0 + 0.0 * values[base]):
        fail("The index is not 100 in its base year.", f"100 in row {base + 1}", *_shown(values, base, found))
    if proportional and not same(found, 100 * values / values[base]):
        expected = f"100 times each value divided by that of row {base + 1}"
        fail("The index does not move as the values do.", expected, *_shown(values, base, found))


def _can_change_base(fn: Series, values: FloatArray, place: int, other: int) -> None:
    base, another = place % len(values), other % len(values)
    found, rebased = _index(fn, values, base), _index(fn, values, another)
    if not same(rebased, 100 * found / found[another]):
        fail(
            "The series on another base is another series.",
            f"that of base {base + 1} divided by its row {another + 1}, times 100",
            *_shown(values, base, found),
            table(f"base {another + 1}", rebased),
        )


def _ignores_measure(fn: Series, values: FloatArray, place: int, factor: float) -> None:
    base = place % len(values)
    rescaled = values.copy()
    rescaled[:, 0] *= factor
    found, again = _index(fn, values, base), _index(fn, rescaled, base)
    alone = _index(fn, values[:, :1], base)
    if not (same(again, found) and same(alone, found[:, :1])):
        fail(
            "The series depends on the unit of measurement, or on the columns beside it.",
            f"the same index when x1 is multiplied by {number(factor)}, and for x1 alone",
            *_shown(values, base, found),
            table("rescaled", again),
            table("alone", alone),
        )


def check_time_consistency(fn: YearlyScores, *, examples: int = EXAMPLES) -> None:
    """Assert that scores of several years can be compared: a year inside the bounds changes no earlier score.

    1. A year added at the end, whose values lie between the lowest and the highest seen, changes no earlier score.
    2. Who has the same values in two years has the same score in both.

    Bounds pooled over years keep this. Bounds, ranks or moments by year break the second law; ranks and z-scores
    of all years together break the first.

    Parameters
    ----------
    fn : callable
        ``fn(values, direction)`` with values (years, units, indicators) and direction (indicators,) of 1 and -1;
        it returns scores (years, units) or (years, units, indicators).
    examples : int, default 100
        How many tables to try for each law.

    Raises
    ------
    AssertionError
        Showing the smallest table found that breaks a law, what was expected and what came; units follow each
        other year by year.

    Examples
    --------
    >>> from ii_index.kernels.normalisation import min_max
    >>> def pooled(values, direction):
    ...     flat = values.reshape(-1, values.shape[-1])
    ...     return min_max(flat, direction).reshape(values.shape)
    >>> check_time_consistency(pooled, examples=20)
    """
    search(partial(_keeps_earlier_scores, fn), _panels(), _ORDERS, examples=examples)
    search(partial(_ignores_the_year, fn), _panels(), examples=examples)


_ORDERS = st.randoms(use_true_random=False)


@st.composite
def _panels(draw: st.DrawFn) -> Question:
    """Two years of three or four units, of which the last has in both the first values of the first."""
    units, indicators = draw(st.integers(2, 3)), draw(st.integers(1, 3))
    values = draw(tables(units=2 * units, indicators=indicators)).reshape(2, units, indicators)
    spread = np.concatenate([values, np.repeat(values[:1, :1], 2, axis=0)], axis=1)
    return spread, draw(directions(indicators))


def _yearly(fn: YearlyScores, question: Question) -> FloatArray:
    values, direction = question
    found = ask(fn, values, direction)
    if found is None or found.shape[:2] != values.shape[:2] or not np.isfinite(found).all():
        shown = table("values", values.reshape(-1, values.shape[-1]), direction)
        fail(
            "The table is refused, or the scores are not one a year and unit.", "scores (years, units)", shown
        )
    return found


def _keeps_earlier_scores(fn: YearlyScores, question: Question, order: Random) -> None:
    values, direction = question
    rows = values.reshape(-1, values.shape[-1])
    year = np.stack(
        [rows[order.sample(range(len(rows)), values.shape[1]), j] for j in range(rows.shape[1])], axis=1
    )
    longer = np.concatenate([values, year[np.newaxis]])
    before, after = _yearly(fn, question), _yearly(fn, (longer, direction))
    if not same(after[: len(values)], before):
        fail(
            "A year inside the bounds changes earlier scores.",
            "the earlier scores as they were",
            table("values", rows, direction),
            table("scores", before.reshape(len(rows), -1)),
            table("with a year", longer.reshape(-1, rows.shape[1]), direction),
            table("scores", after.reshape(len(longer) * values.shape[1], -1)),
        )


def _ignores_the_year(fn: YearlyScores, question: Question) -> None:
    values, direction = question
    scores = _yearly(fn, question)
    if not same(scores[1, -1], scores[0, -1]):
        rows = values.reshape(-1, values.shape[-1])
        fail(
            "The same values score differently in two years.",
            f"unit {values.shape[1]} of the first year and of the second (the last row) score the same",
            table("values", rows, direction),
            table("scores", scores.reshape(len(rows), -1)),
        )
