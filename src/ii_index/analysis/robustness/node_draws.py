"""Draws where nodes are made each its own way: the tree is climbed by the engine's own operators, for many weights."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import BoolArray, FloatArray, IntArray
from ii_index.construction.nodes import NodeRules, climb_nodes, coverage_of, local_weights

if TYPE_CHECKING:
    from ii_index.analysis.robustness.variants import Variant

TOLERANCE = 1e-9  # of a coverage threshold
CELLS = 1 << 21
"""Scores of a level that are held together."""


@dataclass(frozen=True, eq=False)
class Nodes(Immutable):
    """The tree as levels, beside its rows.

    Attributes
    ----------
    multipliers : dict of str to float
        Of what is summed, multiplied or divided.
    levels, parents
        As :class:`~ii_index.model.tree.Tree` has them.
    places : tuple of tuple of int
        By level, the rows of its nodes in the weight tree.
    """

    multipliers: dict[str, float]
    levels: tuple[tuple[str, ...], ...]
    parents: tuple[IntArray, ...]
    places: tuple[tuple[int, ...], ...]


def drawn_scores(
    nodes: Nodes, variant: "Variant", rules: NodeRules, local: FloatArray, factors: FloatArray | None
) -> FloatArray:
    """Score the units studied under draws of local weights.

    Parameters
    ----------
    nodes : Nodes
    variant : Variant
    rules : NodeRules
    local : FloatArray, shape (nodes, draws)
        Local weights; 0 for what is left out.
    factors : FloatArray, shape (draws, years, units, leaves), or None
        What the data are multiplied by.

    Returns
    -------
    FloatArray, shape (units, draws)
        Infinite in a draw in which a node cannot be made.
    """
    draws = local.shape[1]
    size = max(1, CELLS // variant.whole.size)
    parts: list[FloatArray] = []
    for start in range(0, draws, size):
        rows = slice(start, min(start + size, draws))
        whole = variant.whole if factors is None else variant.noisy(factors[rows])
        parts.append(_some(nodes, variant, rules, local[:, rows], whole))
    return np.concatenate(parts, axis=1)


def _some(
    nodes: Nodes, variant: "Variant", rules: NodeRules, local: FloatArray, whole: FloatArray
) -> FloatArray:
    alone = not rules.of_unit_set  # then other years play no part
    row = 0 if alone else variant.year
    values = whole[..., [variant.year], :, :] if alone else whole
    observed = variant.observed[[variant.year]] if alone else variant.observed
    if values.ndim == 3:
        values = values[np.newaxis]
    shares = _by_level(nodes, local)
    imputation = variant.recipe.imputation
    climbed = climb_nodes(
        values,
        local_weights(rules, shares, nodes.multipliers, nodes.levels),
        rules,
        nodes.parents,
        observed=observed & ~np.isnan(values),
        by_count=imputation.threshold_on("count"),
        drawn=True,
    )
    scores = np.broadcast_to(climbed.levels[0][:, row, :, 0], (local.shape[1], values.shape[2])).copy()
    least = imputation.threshold_on("weight")
    if least and rules.levels[0][0].threshold is None:
        there = (~np.isnan(values[:, row])).astype(np.float64)
        covered = coverage_of(there, [part[:, 0] for part in shares], nodes.parents)[0][..., 0]
        scores[np.broadcast_to(covered, scores.shape) < least - TOLERANCE] = np.nan
    studied = np.where(variant.rows >= 0, scores[:, variant.rows], np.nan)
    for _, mask in climbed.refused:
        studied[_failed(mask, len(studied))] = np.inf
    return studied.T


def _failed(mask: BoolArray, draws: int) -> BoolArray:
    by_draw = mask.reshape(len(mask), -1).any(axis=1)
    return np.broadcast_to(by_draw, (draws,))


def _by_level(nodes: Nodes, local: FloatArray) -> list[FloatArray]:
    """Return the drawn local weights by level, of shape (draws, 1, 1, nodes); a leaf carried down weighs 1."""
    ones = np.ones((1, local.shape[1]))
    rows = np.concatenate([local, ones])
    return [rows[list(places)].T[:, np.newaxis, np.newaxis] for places in nodes.places]


def places_by_level(
    levels: tuple[tuple[str, ...], ...], nodes: tuple[str, ...]
) -> tuple[tuple[int, ...], ...]:
    """Return the rows of the nodes of each level below the root; −1, the last row, for a leaf carried down.

    Examples
    --------
    >>> places_by_level((("root",), ("a", "p"), ("a", "b")), ("a", "p", "b"))
    ((0, 1), (-1, 2))
    """
    return tuple(tuple(_places(levels[level], ids, nodes)) for level, ids in enumerate(levels[1:]))


def _places(above: tuple[str, ...], ids: tuple[str, ...], nodes: tuple[str, ...]) -> Iterator[int]:
    for node in ids:
        yield -1 if node in above else nodes.index(node)


def with_left_out(local: FloatArray, parents: IntArray, kept: BoolArray) -> FloatArray:
    """Give the weight of what a draw leaves out to its siblings; (nodes, draws)."""
    from ii_index.kernels.robustness import sampling

    return local if kept.all() else sampling.without(local, parents, kept)
