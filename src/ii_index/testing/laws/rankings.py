"""Laws of rankings: what they count, ties, and that only the order of scores matters."""

from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any, Literal, TypeAlias

import numpy as np
from hypothesis import strategies as st

from ii_index._typing import FloatArray
from ii_index.testing.laws.search import EXAMPLES, ask, column, fail, same, search
from ii_index.testing.tables import FEW, digits

Ranking: TypeAlias = Callable[[FloatArray], Any]
Ties: TypeAlias = Literal["competition", "dense", "mean"]

MEANT: dict[Ties, str] = {
    "competition": "1 + the number of units that score more: tied units share the first of their places",
    "dense": "1 + the number of different scores above",
    "mean": "the mean of the places that tied units take",
}
STRETCHES = ((2.0, 0.0), (0.5, 64.0), (1024.0, -4096.0))  # exact, so that equal scores stay equal


def check_ranking(fn: Ranking, *, ties: Ties = "competition", examples: int = EXAMPLES) -> None:
    """Assert that a ranking counts who scores more, treats equal scores alike and reads nothing but their order.

    1. The rank of a unit is the one that ``ties`` means; 1 is the highest score.
    2. Reordering the units reorders their ranks.
    3. A positive factor on all scores, or a constant added to all, changes nothing.

    Parameters
    ----------
    fn : callable
        ``fn(scores)`` with scores (units,), higher being better; it returns ranks (units,).
    ties : {'competition', 'dense', 'mean'}, default 'competition'
        Whether 90, 80, 80, 70 have the ranks 1, 2, 2, 4, or 1, 2, 2, 3, or 1, 2.5, 2.5, 4.
    examples : int, default 100
        How many lists of scores to try for each law.

    Raises
    ------
    AssertionError
        Showing the shortest list of scores found that breaks a law, what was expected and what came.

    Examples
    --------
    >>> from ii_index.kernels.ranking import competition_ranks
    >>> check_ranking(competition_ranks, examples=20)
    """
    search(partial(_counts, fn, ties), scores_with_ties(), examples=examples)
    search(partial(_ignores_rows, fn), scores_with_ties(), _ORDERS, examples=examples)
    search(partial(_ignores_scale, fn), scores_with_ties(), st.sampled_from(STRETCHES), examples=examples)


_ORDERS = st.randoms(use_true_random=False)


@st.composite
def scores_with_ties(draw: st.DrawFn, *, least: int = 1, distinct: bool = False) -> FloatArray:
    """Draw scores (units,) between -100 and 155, whole or with eighths, some of them few different ones."""
    size = draw(st.integers(least, 9))
    found = draw(digits(size)) if not distinct else np.array(draw(_different(size)), dtype=np.intp)
    if not distinct and draw(st.booleans()):
        found = found % FEW
    lowest = draw(st.sampled_from((0, -100)))
    return found.astype(np.float64) / draw(st.sampled_from((1, 8))) + lowest


def _different(size: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, 255), min_size=size, max_size=size, unique=True)


def _ranks(fn: Ranking, scores: FloatArray) -> FloatArray:
    found = ask(fn, scores)
    if found is None or found.shape != scores.shape:
        fail(
            "The scores are refused or the ranks have the wrong shape.",
            "one a unit",
            column("scores", scores),
        )
    return found


def _counts(fn: Ranking, ties: Ties, scores: FloatArray) -> None:
    found = _ranks(fn, scores)
    above = (scores > scores[:, np.newaxis]).sum(axis=1)
    level = (scores == scores[:, np.newaxis]).sum(axis=1)
    if ties == "dense":
        above = (np.unique(scores) > scores[:, np.newaxis]).sum(axis=1)
    expected = 1.0 + above + ((level - 1) / 2 if ties == "mean" else 0)
    if not same(found, expected):
        fail(
            "The ranks are not the places of the scores.",
            f"{MEANT[ties]}: {', '.join(f'{rank:g}' for rank in expected)}",
            column("scores", scores),
            column("ranks", found),
        )


def _ignores_rows(fn: Ranking, scores: FloatArray, order: Random) -> None:
    turned = order.sample(range(len(scores)), len(scores))
    _compare(
        "The ranks depend on the order of the units.", fn, scores, scores[turned], _ranks(fn, scores)[turned]
    )


def _ignores_scale(fn: Ranking, scores: FloatArray, stretch: tuple[float, float]) -> None:
    factor, constant = stretch
    what = f"The ranks change when all scores are multiplied by {factor:g} and {constant:g} is added."
    _compare(what, fn, scores, factor * scores + constant, _ranks(fn, scores))


def _compare(what: str, fn: Ranking, scores: FloatArray, changed: FloatArray, expected: FloatArray) -> None:
    found = _ranks(fn, changed)
    if not same(found, expected):
        shown = column("scores", scores), column("changed", changed), column("ranks", found)
        fail(what, f"the ranks {', '.join(f'{rank:g}' for rank in expected)}", *shown)
