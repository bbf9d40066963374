"""Laws of a whole tool, whoever wrote it: a table in, a ranking out."""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from hypothesis import strategies as st

from ii_index._typing import FloatArray
from ii_index.testing.laws.search import EXAMPLES, RESCALINGS, fail, number, search
from ii_index.testing.tables import tables

if TYPE_CHECKING:
    from pandas import DataFrame

Tool: TypeAlias = Callable[["DataFrame"], Any]
Ranks: TypeAlias = dict[str, float]

COLUMNS = ("x1", "x2", "x3")


def check_index(  # noqa: PLR0913 - what a tool may declare
    fn: Tool,
    *,
    columns: Sequence[str] = COLUMNS,
    lower_is_better: Collection[str] = (),
    strict: bool = True,
    unit: bool = True,
    examples: int = EXAMPLES,
) -> None:
    """Assert that a tool ranks every unit, by what is in the table and by nothing else.

    1. Each unit has one rank, between 1 and their number, and the table stays as it was.
    2. Who is as good in every column ranks no worse, and who is the same in all ranks the same.
    3. With ``strict``: who is better in one column and the same in the others ranks better.
    4. Reordering the rows or the columns, or renaming the units, changes nobody's rank.
    5. With ``unit``: multiplying one column by a positive constant changes nothing.

    Whether a unit that is added turns two others round is no fault of most methods, only to be known:
    :func:`find_rank_reversal` looks for it.

    Parameters
    ----------
    fn : callable
        ``fn(frame)`` with a DataFrame of one row a unit (its index, texts) and positive numbers; it returns ranks
        by unit, 1 being the best: a Series, a dict, or a DataFrame with a column ``rank``.
    columns : sequence of str, default ('x1', 'x2', 'x3')
        Of the frame, as the tool expects them.
    lower_is_better : collection of str, optional
        Those of which less is better, as the tool has it.
    strict, unit : bool, default True
        Whether to try laws 3 and 5.
    examples : int, default 100
        How many tables to try for each law.

    Raises
    ------
    AssertionError
        Showing the smallest table found that breaks a law, what was expected and what came.

    Examples
    --------
    >>> def tool(frame):
    ...     shares = (frame / frame.max()).mean(axis=1)
    ...     return shares.round(9).rank(ascending=False, method="min")
    >>> check_index(tool, examples=20)
    """
    signs = np.array([-1.0 if name in lower_is_better else 1.0 for name in columns])
    frames = _frames(tuple(columns))
    search(partial(_keeps_dominance, fn, signs, strict=strict), frames, _CELLS, examples=examples)
    search(partial(_ignores_rows, fn), frames, _ORDERS, examples=examples)
    search(partial(_ignores_columns, fn), frames, _ORDERS, examples=examples)
    search(partial(_ignores_names, fn), frames, _ORDERS, examples=examples)
    if unit:
        search(partial(_ignores_unit, fn), frames, _CELLS, st.sampled_from(RESCALINGS), examples=examples)


def find_rank_reversal(fn: Tool, *, columns: Sequence[str] = COLUMNS, examples: int = EXAMPLES) -> str | None:
    """Look for a table in which a unit that is added turns two others round.

    Parameters
    ----------
    fn : callable
        As for :func:`check_index`.
    columns : sequence of str, default ('x1', 'x2', 'x3')
        Of the frame, as the tool expects them.
    examples : int, default 100
        How many tables to try.

    Returns
    -------
    str or None
        The smallest table found, as a person reads it, and which two units were turned round; None where none was
        found, which is no proof that there is none.

    Examples
    --------
    >>> def by_fixed_bounds(frame):
    ...     return frame.mean(axis=1).rank(ascending=False, method="min")
    >>> find_rank_reversal(by_fixed_bounds, examples=20)
    >>> def by_shares_of_the_largest(frame):
    ...     return (frame / frame.max()).mean(axis=1).round(9).rank(ascending=False, method="min")
    >>> print(find_rank_reversal(by_shares_of_the_largest).splitlines()[0])
    A unit that is added turns two others round.
    """
    try:
        search(partial(_keeps_pairs, fn), _frames(tuple(columns)), examples=examples)
    except AssertionError as found:
        return str(found)
    return None


_CELLS = st.tuples(st.integers(0, 99), st.integers(0, 99))
_ORDERS = st.randoms(use_true_random=False)


def _frames(columns: tuple[str, ...]) -> st.SearchStrategy["DataFrame"]:
    """Draw frames of three to six units."""
    sizes = st.integers(3, 6)
    drawn = sizes.flatmap(lambda units: tables(units=units, indicators=len(columns)))
    return drawn.map(lambda values: _frame(values, columns))


def _frame(values: FloatArray, columns: tuple[str, ...]) -> "DataFrame":
    import pandas as pd

    units = [f"unit {number}" for number in range(1, len(values) + 1)]
    return pd.DataFrame(values, index=pd.Index(units, name="unit"), columns=list(columns))


def _ranks(fn: Tool, frame: "DataFrame") -> Ranks:
    given = frame.copy(deep=True)
    answer = fn(given)
    if not given.equals(frame):
        fail("The tool changes the table it is given.", "the table as it was", _shown("table", frame))
    ranks = _by_unit(answer)
    units = sorted(str(unit) for unit in frame.index)
    shown = _shown("table", frame), _told("ranks", ranks)
    if sorted(ranks) != units:
        fail("The tool does not rank each unit once.", f"a rank for {', '.join(units)}", *shown)
    if not all(1 <= rank <= len(units) for rank in ranks.values()):
        fail("A rank is none.", f"a number between 1 and {len(units)}", *shown)
    return ranks


def _by_unit(answer: Any) -> Ranks:  # noqa: ANN401 - whatever the tool returns
    column = answer["rank"] if hasattr(answer, "columns") else answer
    pairs = [(str(unit), float(rank)) for unit, rank in column.items()]
    ranks = dict(pairs)
    if len(ranks) != len(pairs):
        fail("The tool ranks a unit twice.", "one rank a unit", _told("ranks", ranks))
    return ranks


def _shown(title: str, frame: "DataFrame") -> str:
    return f"{title}\n{frame.rename_axis(None).to_string(float_format=number)}"


def _told(title: str, ranks: Ranks) -> str:
    return f"{title}: " + ", ".join(f"{unit} {rank:g}" for unit, rank in ranks.items())


def _keeps_dominance(
    fn: Tool, signs: FloatArray, frame: "DataFrame", cell: tuple[int, int], *, strict: bool
) -> None:
    """Rank a table to which a copy of one unit was added, and one that is better in one column."""
    values = np.asarray(frame.to_numpy(), dtype=np.float64)
    i, j = cell[0] % len(values), cell[1] % values.shape[1]
    better = values[i].copy()
    better[j] = np.ptp(values[:, j]) + better[j] if signs[j] > 0 else better[j] / 2
    wider = _frame(np.vstack([values, values[i], better]), tuple(frame.columns))
    ranks = _ranks(fn, wider)
    places, shown = np.array(list(map(ranks.__getitem__, wider.index))), _shown("table", wider)
    rows = np.asarray(wider.to_numpy(), dtype=np.float64) * signs
    no_worse = (rows[:, np.newaxis] >= rows).all(axis=2)
    for one, other in np.argwhere(no_worse & (places[:, np.newaxis] > places)).tolist():
        what = "Who is as good in every column ranks worse."
        fail(what, f"unit {one + 1} no worse than unit {other + 1}", shown, _told("ranks", ranks))
    if strict and not places[-1] < places[-2]:
        what = f"The tool does not count {frame.columns[j]}."
        expected = f"unit {len(rows)}, better in it and else the same, before unit {len(rows) - 1}"
        fail(what, expected, shown, _told("ranks", ranks))


def _ignores_rows(fn: Tool, frame: "DataFrame", order: Random) -> None:
    turned = frame.loc[order.sample([*frame.index], len(frame))]
    _compare("The ranks depend on the order of the rows.", fn, frame, turned, _ranks(fn, frame))


def _ignores_columns(fn: Tool, frame: "DataFrame", order: Random) -> None:
    turned = frame[order.sample([*frame.columns], frame.shape[1])]
    _compare("The ranks depend on the order of the columns.", fn, frame, turned, _ranks(fn, frame))


def _ignores_names(fn: Tool, frame: "DataFrame", order: Random) -> None:
    """Give the units each other's names."""
    names = dict(zip(frame.index, order.sample([*frame.index], len(frame)), strict=True))
    expected = {names[unit]: rank for unit, rank in _ranks(fn, frame).items()}
    _compare("The ranks depend on the names of the units.", fn, frame, frame.rename(index=names), expected)


def _ignores_unit(fn: Tool, frame: "DataFrame", cell: tuple[int, int], factor: float) -> None:
    name = frame.columns[cell[1] % frame.shape[1]]
    rescaled = frame.assign(**{name: frame[name] * factor})
    what = f"The ranks depend on the unit of measurement: {name} was multiplied by {number(factor)}."
    _compare(what, fn, frame, rescaled, _ranks(fn, frame))


def _compare(what: str, fn: Tool, frame: "DataFrame", changed: "DataFrame", expected: Ranks) -> None:
    found = _ranks(fn, changed)
    if found != expected:
        shown = _shown("table", frame), _shown("changed", changed), _told("ranks", found)
        fail(what, _told("ranks", expected), *shown)


def _keeps_pairs(fn: Tool, frame: "DataFrame") -> None:
    before, after = _ranks(fn, frame.iloc[:-1]), _ranks(fn, frame)
    for one in before:
        for other in before:
            if before[one] < before[other] and after[one] > after[other]:
                fail(
                    "A unit that is added turns two others round.",
                    f"{one} before {other} with {frame.index[-1]} as without",
                    _shown("table", frame),
                    _told("without the last unit", before),
                    _told("with it", after),
                )
