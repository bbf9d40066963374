"""Laws of trees of weights, and of what explains a change by its parts."""

from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any, TypeAlias

import numpy as np
from hypothesis import strategies as st

from ii_index._typing import FloatArray, IntArray
from ii_index.testing.laws.search import CLOSE, EXAMPLES, ask, fail, number, same, search, table
from ii_index.testing.tables import digits
from ii_index.testing.weights import weights

Nesting: TypeAlias = Callable[[IntArray, FloatArray], Any]
Contributions: TypeAlias = Callable[[FloatArray, FloatArray, FloatArray], Any]
Aggregator: TypeAlias = Callable[[FloatArray, FloatArray], Any]
Tree: TypeAlias = tuple[IntArray, FloatArray]
Change: TypeAlias = tuple[FloatArray, FloatArray, FloatArray]


def check_nested_weights(fn: Nesting, *, examples: int = EXAMPLES) -> None:
    """Assert that weights of a tree are those of its flattening: shares of the parent, multiplied down the tree.

    1. The children of a node together weigh as much as it; those at the top together 1.
    2. Within a parent, weights are as the local ones.
    3. Multiplying the local weights of one parent's children by a constant changes nothing.

    Parameters
    ----------
    fn : callable
        ``fn(parents, local)``, where ``parents`` (nodes,) holds each node's row of its parent, or -1 at the top
        (a parent stands before its children), and ``local`` (nodes,) positive weights, relative within the
        parent; it returns nested weights (nodes,).
    examples : int, default 100
        How many trees to try for each law.

    Raises
    ------
    AssertionError
        Showing the smallest tree found that breaks a law, what was expected and what came.

    Examples
    --------
    >>> def nested(parents, local):
    ...     found = np.zeros(len(local))
    ...     for row, parent in enumerate(parents):
    ...         share = local[row] / local[parents == parent].sum()
    ...         found[row] = share * (1 if parent < 0 else found[parent])
    ...     return found
    >>> check_nested_weights(nested, examples=20)
    """
    search(partial(_adds_up, fn), _trees(), examples=examples)
    search(partial(_ignores_the_sum, fn), _trees(), st.sampled_from((0.01, 3.0, 100.0)), examples=examples)


@st.composite
def _trees(draw: st.DrawFn) -> Tree:
    size = draw(st.integers(1, 8))
    parents = [-1] + [draw(st.integers(-1, row - 1)) for row in range(1, size)]
    return np.array(parents, dtype=np.intp), draw(digits(size)).astype(np.float64) + 1


def _nested(fn: Nesting, tree: Tree) -> FloatArray:
    found = ask(fn, *tree)
    if found is None or found.shape != tree[1].shape:
        fail("The tree is refused or the weights have the wrong shape.", "one weight a node", *_tree(tree))
    return found


def _tree(tree: Tree) -> tuple[str, str]:
    parents = ["the top" if parent < 0 else f"x{parent + 1}" for parent in tree[0].tolist()]
    hangs = ", ".join(f"x{row} under {parent}" for row, parent in enumerate(parents, 1))
    return f"tree: {hangs}", table("local weights", tree[1])


def _adds_up(fn: Nesting, tree: Tree) -> None:
    parents, local = tree
    found = _nested(fn, tree)
    for parent in np.unique(parents).tolist():
        children = parents == parent
        whole = 1.0 if parent < 0 else float(found[parent])
        shown = *_tree(tree), table("nested weights", found)
        names = ", ".join(f"x{row + 1}" for row in np.flatnonzero(children))
        if not abs(found[children].sum() - whole) <= CLOSE:
            fail(
                "The children do not weigh as much as their parent.",
                f"{names} together {number(whole)}",
                *shown,
            )
        expected = whole * local[children] / local[children].sum()
        if not same(found[children], expected):
            told = ", ".join(map(number, expected))
            fail("Within a parent the weights are not as the local ones.", f"{names}: {told}", *shown)


def _ignores_the_sum(fn: Nesting, tree: Tree, factor: float) -> None:
    parents, local = tree
    parent = parents[-1]
    scaled = np.where(parents == parent, local * factor, local)
    before, after = _nested(fn, tree), _nested(fn, (parents, scaled))
    if not same(after, before):
        fail(
            "The weights depend on the sum of local weights.",
            f"the same when those beside x{len(local)} are multiplied by {number(factor)}",
            *_tree(tree),
            table("nested weights", before),
            table("then", after),
        )


def _mean(values: FloatArray, shares: FloatArray) -> FloatArray:
    return np.asarray(values @ shares / shares.sum())


def check_contributions(
    fn: Contributions, *, aggregator: Aggregator = _mean, examples: int = EXAMPLES
) -> None:
    """Assert that contributions add up to the change that they explain.

    1. They sum to the aggregate after minus the aggregate before.
    2. What has not changed contributes nothing.
    3. Reordering the indicators reorders them.

    Parameters
    ----------
    fn : callable
        ``fn(before, after, weights)``, each (indicators,), values between 1 and 100 and positive weights that
        sum to 1; it returns contributions (indicators,).
    aggregator : callable, optional
        ``aggregator(values, weights)`` with values (units, indicators), as for :func:`check_aggregator`; the
        weighted arithmetic mean by default.
    examples : int, default 100
        How many changes to try for each law.

    Raises
    ------
    AssertionError
        Showing the smallest change found that breaks a law, what was expected and what came.

    Examples
    --------
    >>> check_contributions(lambda before, after, weights: weights * (after - before), examples=20)
    """
    search(partial(_sums_to_the_change, fn, aggregator), _changes(), examples=examples)
    search(partial(_leaves_the_unchanged, fn), _changes(), examples=examples)
    search(partial(_ignores_order, fn), _changes(), st.randoms(use_true_random=False), examples=examples)


@st.composite
def _changes(draw: st.DrawFn) -> Change:
    shares = draw(weights(positive=True))
    before, after = (draw(digits(2, len(shares))) % 100 + 1).astype(np.float64)
    return before, after, shares


def _parts(fn: Contributions, change: Change) -> FloatArray:
    found = ask(fn, *change)
    if found is None or found.shape != change[0].shape or not np.isfinite(found).all():
        fail(
            "The change is refused, or its parts are not one number an indicator.",
            "one each",
            *_change(change),
        )
    return found


def _change(change: Change) -> tuple[str, ...]:
    return tuple(map(table, ("before", "after", "weights"), change))


def _sums_to_the_change(fn: Contributions, aggregator: Aggregator, change: Change) -> None:
    before, after, shares = change
    found = _parts(fn, change)
    totals = np.asarray(aggregator(np.stack([before, after]), shares), dtype=np.float64)
    if not abs(found.sum() - (totals[1] - totals[0])) <= CLOSE * 100:
        expected = f"a sum of {number(totals[1])} - {number(totals[0])}, not {number(found.sum())}"
        shown = *_change(change), table("contributions", found)
        fail("The contributions do not sum to the change.", expected, *shown)


def _leaves_the_unchanged(fn: Contributions, change: Change) -> None:
    before, after, shares = change
    still = before, np.concatenate([before[:1], after[1:]]), shares
    found = _parts(fn, still)
    if not abs(found[0]) <= CLOSE * 100:
        shown = *_change(still), table("contributions", found)
        fail("What has not changed contributes.", "0 for x1", *shown)


def _ignores_order(fn: Contributions, change: Change, order: Random) -> None:
    turned = order.sample(range(len(change[0])), len(change[0]))
    before, after, shares = change
    found, again = _parts(fn, change), _parts(fn, (before[turned], after[turned], shares[turned]))
    if not same(again, found[turned]):
        fail(
            "The contributions depend on the order of the indicators.",
            f"the same in the order {', '.join(f'x{j + 1}' for j in turned)}",
            *_change(change),
            table("contributions", found),
            table("reordered", again),
        )
