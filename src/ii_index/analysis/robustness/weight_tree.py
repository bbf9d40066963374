"""The framework's tree as rows: what the kernels of drawn weights work on."""

from dataclasses import dataclass

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import BoolArray, FloatArray, IntArray
from ii_index.construction.results import CompositeIndex
from ii_index.kernels.robustness.sampling import families


@dataclass(frozen=True, eq=False)
class WeightTree(Immutable):
    """Every node but the root, parents first and siblings side by side.

    Attributes
    ----------
    nodes : tuple of str
    local : FloatArray, shape (nodes,)
        Nominal local weights.
    parents : IntArray, shape (nodes,)
        Row of the parent; −1 under the root.
    leaves : IntArray, shape (leaves,)
        Rows of the leaves, in the order of the panel's last axis.
    """

    nodes: tuple[str, ...]
    local: FloatArray
    parents: IntArray
    leaves: IntArray

    @property
    def dimensions(self) -> IntArray:
        """Rows of the nodes under the root."""
        return np.flatnonzero(self.parents < 0)

    def nested(self) -> FloatArray:
        """Return the nominal nested weight of every node."""
        nested = self.local.copy()
        for start, stop, parent in families(self.parents):
            if parent >= 0:
                nested[start:stop] *= nested[parent]
        return nested

    def kept(self, leaves: BoolArray, least_share: float = 0.0) -> BoolArray:
        """Say which nodes have something to be made of.

        Parameters
        ----------
        leaves : BoolArray, shape (..., leaves)
            Which leaves there are.
        least_share : float
            Share of its children that a node must have.

        Returns
        -------
        BoolArray, shape (..., nodes)
        """
        there = np.zeros((*leaves.shape[:-1], len(self.nodes)), dtype=np.bool_)
        there[..., self.leaves] = leaves
        for start, stop, parent in reversed(list(families(self.parents))):
            if parent >= 0:
                share = there[..., start:stop].mean(axis=-1)
                there[..., parent] = (share > 0) & (share >= least_share - 1e-9)
        return there

    def down_to(self, leaves: tuple[str, ...]) -> "WeightTree":
        """Return the tree cut below some nodes, which become its leaves."""
        rows: list[int] = self.leaves.tolist()
        if leaves == tuple(self.nodes[row] for row in rows):
            return self
        ends = [self.nodes.index(leaf) for leaf in leaves]
        kept: list[int] = []
        for row, parent in enumerate(self.parents.tolist()):
            if parent < 0 or (parent in kept and parent not in ends):
                kept.append(row)
        place = {row: at for at, row in enumerate(kept)}
        return WeightTree(
            nodes=tuple(self.nodes[row] for row in kept),
            local=self.local[kept],
            parents=np.array([place.get(int(self.parents[row]), -1) for row in kept], dtype=np.intp),
            leaves=np.array([place[row] for row in ends], dtype=np.intp),
        )

    def below(self, node: int) -> BoolArray:
        """Say which leaves stand below a node, or are it."""
        under = np.zeros(len(self.nodes), dtype=np.bool_)
        under[node] = True
        for start, stop, parent in families(self.parents):
            if parent >= 0 and under[parent]:
                under[start:stop] = True
        return under[self.leaves]


def weight_tree(index: CompositeIndex, year: int | None = None) -> WeightTree:
    """Return the tree of an index with its local weights of a year, by default the latest."""
    weights = index.weights.in_year(index.years[-1] if year is None else year)
    levels = index.framework.tree.levels
    parents_by_level = index.framework.tree.parents
    rows: dict[str, int] = {}
    parents: list[int] = []
    for level, ids in enumerate(levels[1:]):
        for position, node in enumerate(ids):
            if node not in rows:  # a leaf carried down stands in every level below its own
                above = levels[level][int(parents_by_level[level][position])]
                parents.append(rows[above] if level else -1)
                rows[node] = len(rows)
    return WeightTree(
        nodes=tuple(rows),
        local=np.array([weights.local[node] for node in rows]),
        parents=np.array(parents, dtype=np.intp),
        leaves=np.array([rows[leaf] for leaf in levels[-1]], dtype=np.intp),
    )
