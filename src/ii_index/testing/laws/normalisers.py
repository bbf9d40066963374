"""Laws of normalisers: bounds, order, direction, units of measurement, each column for itself."""

from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any, TypeAlias

import numpy as np
from hypothesis import strategies as st

from ii_index._typing import FloatArray
from ii_index.testing.laws.search import EXAMPLES, RESCALINGS, ask, fail, leeway, number, same, search, table
from ii_index.testing.tables import directions, tables

Normaliser: TypeAlias = Callable[[FloatArray, FloatArray], Any]
Question: TypeAlias = tuple[FloatArray, FloatArray]

STEPS = (0.1, 1.0, 10.0)  # of the column's range


def check_normaliser(
    fn: Normaliser,
    *,
    bounds: tuple[float, float] | None = (0.0, 1.0),
    missing: bool = False,
    negative: bool = True,
    examples: int = EXAMPLES,
) -> None:
    """Assert that a normaliser keeps its bounds, the order of the units, and ignores the unit of measurement.

    1. Scores are finite and inside the bounds, also for a constant column.
    2. In one table, the better of two values never gets the lower score (whichever direction is better), equal
       values get the same, and the best a higher one than the worst.
    3. Improving one value never lowers its score.
    4. Multiplying one indicator by a positive constant changes nothing.
    5. A column has the scores it has alone, whatever stands beside it.
    6. Reordering the units reorders their scores.
    7. With ``missing``: a column has the scores it has without the units that it misses.

    A ``ValueError`` is a refusal: allowed where a column is constant or a value is not positive, and nowhere
    else.

    Parameters
    ----------
    fn : callable
        ``fn(values, direction)`` with values (units, indicators) and direction (indicators,) of 1 and -1; it
        returns scores of the same shape, higher being better.
    bounds : tuple of float or None, default (0, 1)
        None where scores have no bounds (z-scores).
    missing : bool, default False
        Whether to try missing cells too: they stay missing and do not disturb the rest.
    negative : bool, default True
        Whether to try zero and negative values too, for formulas that are meant for them.
    examples : int, default 100
        How many tables to try for each law.

    Raises
    ------
    AssertionError
        Showing the smallest table found that breaks a law, what was expected and what came.

    Examples
    --------
    >>> from ii_index.kernels.normalisation import min_max
    >>> check_normaliser(min_max, examples=20)
    """
    questions = _questions(missing=missing, negative=negative)
    rising = questions.map(lambda question: (question[0], np.ones_like(question[1])))
    constant = _questions(missing=missing, negative=negative, constant=True)

    search(partial(_keeps_order, fn), rising, examples=examples)
    search(partial(_keeps_order, fn), questions, examples=examples)
    search(partial(_stays_inside, fn, bounds=bounds), questions, examples=examples)
    search(partial(_rewards, fn), questions, _CELLS, examples=examples)
    search(partial(_ignores_unit, fn), questions, st.integers(0, 99), _UNITS, examples=examples)
    search(partial(_ignores_rows, fn), questions, _ORDERS, examples=examples)
    search(partial(_takes_each_column_alone, fn), questions, examples=examples)
    search(partial(_tells_best_from_worst, fn), questions, examples=examples)
    search(partial(_stays_inside, fn, bounds=bounds), constant, examples=examples)


_CELLS = st.tuples(st.integers(0, 99), st.integers(0, 99), st.sampled_from(STEPS))
_UNITS = st.sampled_from(RESCALINGS)
_ORDERS = st.randoms(use_true_random=False)


@st.composite
def _questions(draw: st.DrawFn, *, missing: bool, negative: bool, constant: bool = False) -> Question:
    below_zero = negative and draw(st.booleans())
    values = draw(tables(missing=missing, constant=constant, negative=below_zero))
    return values, draw(directions(values.shape[1]))


def _scores(fn: Normaliser, question: Question) -> FloatArray | None:
    """Ask the normaliser; None where it may refuse."""
    values, direction = question
    scores = ask(fn, values, direction)
    shown = table("values", values, direction)
    if scores is None:
        if _is_ordinary(values):
            fail("The normaliser refuses an ordinary table.", "scores, not a ValueError", shown)
        return None
    if scores.shape != values.shape:
        fail(f"The normaliser changes the shape, to {scores.shape}.", f"{values.shape}, as given", shown)
    unknown = np.isnan(values)
    if not np.isfinite(scores[~unknown]).all():
        expected = "a finite score wherever there is a value (or a ValueError for a constant column)"
        fail("The normaliser gives scores that are no numbers.", expected, shown, table("scores", scores))
    if not np.isnan(scores[unknown]).all():
        fail(
            "The normaliser fills missing cells.",
            "missing cells stay missing",
            shown,
            table("scores", scores),
        )
    return scores


def _is_ordinary(values: FloatArray) -> bool:
    varies = np.fmax.reduce(values, axis=0) > np.fmin.reduce(values, axis=0)
    return bool(varies.all()) and not (values <= 0).any()


def _stays_inside(fn: Normaliser, question: Question, bounds: tuple[float, float] | None) -> None:
    scores = _scores(fn, question)
    if scores is None or bounds is None:
        return
    low, high = bounds
    slack = leeway(np.array(bounds))
    if (scores < low - slack).any() or (scores > high + slack).any():
        fail(
            "The normaliser leaves its bounds.",
            f"every score between {number(low)} and {number(high)}",
            table("values", *question),
            table("scores", scores),
        )


def _keeps_order(fn: Normaliser, question: Question) -> None:
    scores = _scores(fn, question)
    if scores is None:
        return
    values, direction = question
    for j, sign in enumerate(direction.tolist()):
        better = sign * (values[:, np.newaxis, j] - values[:, j]) >= 0
        lower = scores[:, np.newaxis, j] - scores[:, j] < -leeway(scores[:, j])
        broken = np.argwhere(better & lower)
        if len(broken):
            i, k = broken[0].tolist()
            if values[i, j] == values[k, j]:
                _fail_equal(question, scores, (i, k), j)
            fail(
                f"The normaliser {'is not monotone' if sign > 0 else 'ignores or mistakes the direction'}.",
                f"in x{j + 1}, where {'more' if sign > 0 else 'less'} is better, "
                f"{number(values[i, j])} (unit {i + 1}) scores no less than {number(values[k, j])} "
                f"(unit {k + 1}); they scored {number(scores[i, j])} and {number(scores[k, j])}",
                table("values", values, direction),
                table("scores", scores),
            )


def _rewards(fn: Normaliser, question: Question, cell: tuple[int, int, float]) -> None:
    (values, direction), (unit, indicator, step) = question, cell
    i, j = unit % values.shape[0], indicator % values.shape[1]
    improved = values.copy()
    improved[i, j] += direction[j] * step * (np.nanmax(values[:, j]) - np.nanmin(values[:, j]))
    if improved[i, j] <= 0 < values[i, j]:
        improved[i, j] = values[i, j] / 2
    before, after = _scores(fn, question), _scores(fn, (improved, direction))
    if before is None or after is None or not after[i, j] < before[i, j] - leeway(before[:, j]):
        return
    fail(
        "The normaliser is not monotone: a value improved and its score fell.",
        f"unit {i + 1} scores no less in x{j + 1} with {number(improved[i, j])} than with "
        f"{number(values[i, j])}; it went from {number(before[i, j])} to {number(after[i, j])}",
        table("values", values, direction),
        table("scores", before),
        table("improved", improved, direction),
        table("scores", after),
    )


def _fail_equal(question: Question, scores: FloatArray, units: tuple[int, int], indicator: int) -> None:
    one, other = (f"unit {unit + 1}" for unit in units)
    fail(
        "The normaliser gives equal values different scores.",
        f"in x{indicator + 1}, {one} and {other} score the same",
        table("values", *question),
        table("scores", scores),
    )


def _tells_best_from_worst(fn: Normaliser, question: Question) -> None:
    scores = _scores(fn, question)
    if scores is None:
        return
    better = question[0] * question[1]
    for j in range(better.shape[1]):
        best, worst = int(np.nanargmax(better[:, j])), int(np.nanargmin(better[:, j]))
        if not scores[best, j] > scores[worst, j]:
            fail(
                "The normaliser does not tell the best value from the worst.",
                f"in x{j + 1}, unit {best + 1} scores more than unit {worst + 1}",
                table("values", *question),
                table("scores", scores),
            )


def _ignores_unit(fn: Normaliser, question: Question, indicator: int, factor: float) -> None:
    values, direction = question
    j = indicator % values.shape[1]
    rescaled = values.copy()
    rescaled[:, j] *= factor
    before, after = _scores(fn, question), _scores(fn, (rescaled, direction))
    if before is None or after is None or _agree(after, before):
        return
    fail(
        "The normaliser depends on the unit of measurement.",
        f"the same scores when x{j + 1} is multiplied by {number(factor)}",
        table("values", values, direction),
        table("scores", before),
        table("rescaled", rescaled, direction),
        table("scores", after),
    )


def _ignores_rows(fn: Normaliser, question: Question, order: Random) -> None:
    values, direction = question
    turned = order.sample(range(len(values)), len(values))
    before, after = _scores(fn, question), _scores(fn, (values[turned], direction))
    if before is None or after is None or _agree(after, before[turned]):
        return
    fail(
        "The normaliser depends on the order of the units.",
        "each unit's scores as before",
        table("values", values, direction),
        table("scores", before),
        table("reordered", values[turned], direction),
        table("scores", after),
    )


def _takes_each_column_alone(fn: Normaliser, question: Question) -> None:
    """Compare each column with itself alone, and without the cells that are missing."""
    values, direction = question
    scores = _scores(fn, question)
    if scores is None:
        return
    for j in range(values.shape[1]):
        known = ~np.isnan(values[:, j])
        alone = values[known, j : j + 1], direction[j : j + 1]
        expected = _scores(fn, alone)
        found = scores[known, j : j + 1]
        if expected is None or same(found, expected):
            continue
        fail(
            f"The scores of x{j + 1} depend on "
            + ("the columns beside it." if known.all() else "the columns beside it or on missing cells."),
            f"the scores that x{j + 1} has alone",
            table("values", values, direction),
            table("scores", scores),
            table(f"x{j + 1} alone", *alone),
            table("scores", expected),
        )


def _agree(found: FloatArray, expected: FloatArray) -> bool:
    known = ~np.isnan(expected)
    return same(found[known], expected[known])
