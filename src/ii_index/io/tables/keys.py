"""Labels of many rows: each distinct one once, and which of them each row has."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from ii_index._typing import BoolArray, IntArray
from ii_index.io.files.grid import Pieces
from ii_index.model.decimals import WIDEST, words

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True, eq=False)
class Labels(Generic[T]):
    """One label a row.

    Attributes
    ----------
    values : list
        Labels in the order of their first rows; all that rows have, and perhaps more.
    at : IntArray, shape (rows,)
        Position in ``values`` of each row's label.
    """

    values: list[T]
    at: IntArray

    def __len__(self) -> int:
        return len(self.at)

    def __getitem__(self, row: int) -> T:
        return self.values[int(self.at[row])]

    def used(self) -> list[T]:
        """Return the distinct labels that rows have."""
        counts = np.bincount(self.at, minlength=len(self.values))
        return [label for label, count in zip(self.values, counts.tolist(), strict=True) if count]

    def where(self, test: Callable[[T], object]) -> BoolArray:
        """Return which rows' labels pass a test."""
        passes = np.array([bool(test(label)) for label in self.values], dtype=np.bool_)
        return passes[self.at] if passes.size else np.zeros(len(self.at), dtype=np.bool_)

    def map(self, change: Callable[[T], U]) -> "Labels[U]":
        """Return the labels, each changed."""
        return Labels([change(label) for label in self.values], self.at)

    def chosen(self, rows: IntArray | BoolArray) -> "Labels[T]":
        """Return the labels of some rows."""
        return Labels(self.values, self.at[rows])

    def filled_down(self, blank: BoolArray) -> "Labels[T]":
        """Return each blank label replaced by the last one above that is not."""
        source = np.maximum.accumulate(np.where(blank, 0, np.arange(len(self.at))))
        return Labels(self.values, self.at[source])


def gather(labels: Iterable[T]) -> Labels[T]:
    """Return labels as they come, row by row."""
    position: dict[T, int] = {}
    at = [position.setdefault(label, len(position)) for label in labels]
    return Labels(list(position), np.array(at, dtype=np.intp))


def gather_pieces(pieces: Pieces) -> Labels[str]:
    """Return labels from their places in a text: short ones compared as two words of eight bytes."""
    lengths = pieces.ends - pieces.starts
    if not len(pieces) or lengths.max() > WIDEST:
        return gather(pieces.tolist())
    low = words(pieces.text, pieces.ends, lengths)
    high = words(pieces.text, pieces.ends - 8, lengths - 8)
    order = np.lexsort((low, high)) if high.any() else np.argsort(low, kind="stable")
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (np.diff(low[order]) != 0) | (np.diff(high[order]) != 0)
    firsts = order[new]
    appearance = np.argsort(firsts)
    rank = np.empty(len(firsts), dtype=np.intp)
    rank[appearance] = np.arange(len(firsts))
    at = np.empty(len(order), dtype=np.intp)
    at[order] = rank[np.cumsum(new) - 1]
    distinct = firsts[appearance]
    values = Pieces(pieces.text, pieces.starts[distinct], pieces.ends[distinct]).tolist()
    return Labels(values, at)
