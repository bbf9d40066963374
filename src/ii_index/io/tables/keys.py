"""Labels of many rows: each distinct one once, and which of them each row has."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from ii_index._typing import BoolArray, IntArray
from ii_index.io.files.grid import Pieces, text_of
from ii_index.model.decimals import WIDEST, Words, words
from ii_index.model.headings import year_of

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
    ends: IntArray = pieces.ends.astype(np.intp)
    lengths = ends - pieces.starts
    if not len(pieces) or lengths.max() > WIDEST:
        return gather(pieces.tolist())
    low = words(pieces.text, ends, lengths)
    high = words(pieces.text, ends - 8, lengths - 8)
    begins = np.ones(len(low), dtype=np.bool_)  # a label that differs from the one above it
    np.not_equal(low[1:], low[:-1], out=begins[1:])
    begins[1:] |= high[1:] != high[:-1]
    low, high = low[begins], high[begins]
    order, new = _sorted(low, high)
    firsts = order[new]
    appearance = np.argsort(firsts)
    rank = np.empty(len(firsts), dtype=np.intp)
    rank[appearance] = np.arange(len(firsts))
    at = np.empty(len(order), dtype=np.intp)
    at[order] = rank[np.cumsum(new) - 1]
    distinct = firsts[appearance]
    return Labels(_texts(low[distinct], high[distinct]), at[np.cumsum(begins) - 1])


def _sorted(low: Words, high: Words) -> tuple[IntArray, BoolArray]:
    """Return the order of labels of two words each, those that are alike as they come, and which differ from before."""
    order = np.lexsort((low, high)) if high.any() else np.argsort(low, kind="stable")
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (np.diff(low[order]) != 0) | (np.diff(high[order]) != 0)
    return order, new


def _texts(low: Words, high: Words) -> list[str]:
    """Return labels of two words each as texts; the zero bytes in front of short ones stand for nothing."""
    lines = np.full((len(low), WIDEST + 1), ord("\n"), dtype=np.uint8)
    lines[:, :WIDEST] = np.stack((high, low), axis=1).astype("<u8").view(np.uint8)
    text: str = lines[lines != 0].tobytes().decode(errors="surrogatepass")
    return text.split("\n")[:-1]


def without_first_days(labels: Labels[str]) -> Labels[str]:
    """Return years that are all written as their first days (2022-01-01), as programs do, as years."""
    dated = [label for label in labels.used() if year_of(label)]
    if not dated or not all(map(_FIRST_DAY.match, dated)):
        return labels
    return labels.map(lambda label: label[:4] if _FIRST_DAY.match(label) else label)


_FIRST_DAY = re.compile(r"^\d{4}-01-01(?:[ T]00:00(?::00(?:\.0+)?)?)?$")


def stripped(labels: Labels[str]) -> Labels[str]:
    """Take white space off the labels, where there is any."""
    return labels.map(text_of) if _OUTER_SPACE.search("\n".join(labels.values)) else labels


_OUTER_SPACE = re.compile(r"^\s|\s$|\u200b|\ufeff", re.MULTILINE)
