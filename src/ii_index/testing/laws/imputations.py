"""Laws of imputations: what was observed stays, and what is filled lies among it."""

from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any, TypeAlias

import numpy as np
from hypothesis import strategies as st

from ii_index._typing import FloatArray
from ii_index.testing.laws.search import EXAMPLES, RESCALINGS, ask, fail, leeway, number, same, search, table
from ii_index.testing.tables import tables

Imputation: TypeAlias = Callable[[FloatArray], Any]


def check_imputation(
    fn: Imputation, *, order: bool = True, inside: bool = True, examples: int = EXAMPLES
) -> None:
    """Assert that an imputation leaves observed cells alone and fills all others plausibly.

    1. Observed cells stay as they are, and no cell stays missing.
    2. With ``inside``: what is filled lies between the lowest and the highest observed value of its column.
    3. Multiplying one column by a positive constant multiplies what is filled in it, and nothing else.
    4. With ``order``: reordering the units reorders the table.

    Parameters
    ----------
    fn : callable
        ``fn(values)`` with positive values (units, indicators), NaN where missing; at least two of a column are
        observed. It returns the table without gaps.
    order : bool, default True
        Whether to try law 4; what carries a value from the row above does not keep it.
    inside : bool, default True
        Whether to try law 2; regressions do not keep it.
    examples : int, default 100
        How many tables to try for each law.

    Raises
    ------
    AssertionError
        Showing the smallest table found that breaks a law, what was expected and what came.

    Examples
    --------
    >>> import numpy as np
    >>> def filled(values):
    ...     return np.where(np.isnan(values), np.nanmean(values, axis=0), values)
    >>> check_imputation(filled, examples=20)
    """
    gaps = tables(missing=True)
    search(partial(_keeps_observed, fn, inside=inside), gaps, examples=examples)
    search(partial(_ignores_measure, fn), gaps, st.tuples(st.integers(0, 99), _MEASURES), examples=examples)
    if order:
        search(partial(_ignores_rows, fn), gaps, st.randoms(use_true_random=False), examples=examples)


_MEASURES = st.sampled_from(RESCALINGS)


def _filled(fn: Imputation, values: FloatArray) -> FloatArray:
    filled = ask(fn, values)
    shown = table("values", values)
    if filled is None or filled.shape != values.shape:
        fail("The table is refused or changes its shape.", "the table without gaps", shown)
    if np.isnan(filled).any():
        fail("Cells stay missing.", "a number in each cell", shown, table("filled", filled))
    return filled


def _keeps_observed(fn: Imputation, values: FloatArray, *, inside: bool) -> None:
    filled, known = _filled(fn, values), ~np.isnan(values)
    shown = table("values", values), table("filled", filled)
    if not (filled[known] == values[known]).all():
        fail("Observed cells change.", "each observed cell as it was", *shown)
    low, high = np.nanmin(values, axis=0), np.nanmax(values, axis=0)
    slack = np.array([leeway(column) * min(1.0, float(np.nanmax(column))) for column in values.T])
    if inside and ((filled < low - slack) | (filled > high + slack)).any():
        expected = "each filled cell between the lowest and the highest observed value of its column"
        fail("A filled cell lies outside what was observed.", expected, *shown)


def _ignores_measure(fn: Imputation, values: FloatArray, measure: tuple[int, float]) -> None:
    place, factor = measure
    factors = np.ones(values.shape[1])
    factors[place % values.shape[1]] = factor
    largest = np.nanmax(np.abs(values), axis=0)
    before, after = _filled(fn, values), _filled(fn, values * factors)
    if not same(after / (largest * factors), before / largest):
        fail(
            "What is filled depends on the unit of measurement.",
            f"x{place % values.shape[1] + 1} multiplied by {number(factor)}, the others as before",
            table("values", values),
            table("filled", before),
            table("rescaled", values * factors),
            table("filled", after),
        )


def _ignores_rows(fn: Imputation, values: FloatArray, order: Random) -> None:
    turned = order.sample(range(len(values)), len(values))
    before, after = _filled(fn, values), _filled(fn, values[turned])
    if not same(after, before[turned]):
        fail(
            "What is filled depends on the order of the units.",
            "the same table, reordered",
            table("values", values),
            table("filled", before),
            table("reordered", values[turned]),
            table("filled", after),
        )
