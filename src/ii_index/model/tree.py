"""The shape of a framework's tree as positions, worked out once per framework.

Levels count from the root (0 = total). A leaf that sits above the deepest level is carried down, so that every
level holds a column for everything the level above is made of.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import BoolArray, IntArray
from ii_index.model.node import ROOT, Node


@dataclass(frozen=True, eq=False)
class Tree(Immutable):
    """Positions of the nodes at each level.

    Attributes
    ----------
    levels : tuple of tuple of str
        Node ids at each level, ``("root",)`` first, siblings side by side; the last level is the leaves in the
        order of the panel's last axis.
    parents : tuple of IntArray
        ``parents[l][i]`` is the position at level l of the parent of node i of level l + 1 (a carried leaf is
        its own parent).
    carried : tuple of BoolArray
        ``carried[l][i]`` says that node i of level l is a leaf carried down to level l + 1.
    pruned : tuple of str
        Parents for which the framework defines no indicator.
    cut_off : int
        Levels below the deepest that the framework had before it was cut, or nodes were taken out.
    """

    levels: tuple[tuple[str, ...], ...]
    parents: tuple[IntArray, ...]
    carried: tuple[BoolArray, ...]
    pruned: tuple[str, ...]
    cut_off: int = 0

    @property
    def depth(self) -> int:
        """Number of levels below the root."""
        return len(self.levels) - 1

    def level_of(self, node: str) -> int:
        """Return the first level a node stands at."""
        return next(level for level, ids in enumerate(self.levels) if node in ids)

    def children(self, node: str) -> tuple[str, ...]:
        """Return the children that were kept; none for a leaf."""
        return self._families[node]

    @cached_property
    def _families(self) -> dict[str, tuple[str, ...]]:
        """Children of every node, looked up once a tree and not once a question."""
        families: dict[str, list[str]] = {node: [] for ids in self.levels for node in ids}
        for level, parents in enumerate(self.parents):
            for child, parent in zip(self.levels[level + 1], parents.tolist(), strict=True):
                if not self.carried[level][parent]:
                    families[self.levels[level][parent]].append(child)
        return {node: tuple(children) for node, children in families.items()}


def grow(children: tuple[Node, ...], depth: int = 0) -> Tree:
    """Work out the tree below the root; ``depth`` is what it had before it was cut."""
    level: list[Node | None] = [None]
    ids: list[tuple[str, ...]] = [(ROOT,)]
    parents: list[IntArray] = []
    carried: list[BoolArray] = []
    while any(node is None or node.children is not None for node in level):
        kept = [_kept(children if node is None else node) for node in level]
        carried.append(np.array([node is not None and node.children is None for node in level]))
        parents.append(np.repeat(np.arange(len(level)), [len(siblings) for siblings in kept]))
        level = [child for siblings in kept for child in siblings]
        ids.append(tuple(node.id for node in level if node is not None))
    cut_off = max(depth - len(parents), 0)
    return Tree(tuple(ids), tuple(parents), tuple(carried), _pruned(children), cut_off)


def _kept(node: Node | tuple[Node, ...]) -> list[Node]:
    """Return the children that have data, or a leaf itself: it is carried down."""
    siblings = node if isinstance(node, tuple) else (node,) if node.children is None else node.children
    return [child for child in siblings if _has_leaf(child)]


def _has_leaf(node: Node) -> bool:
    return node.children is None or any(_has_leaf(child) for child in node.children)


def _pruned(children: tuple[Node, ...]) -> tuple[str, ...]:
    """Name the topmost parents without any indicator."""
    found: list[str] = []
    for child in children:
        found += _pruned(child.children or ()) if _has_leaf(child) else [child.id]
    return tuple(found)
