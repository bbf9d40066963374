"""What stands in the columns below a header, as far as their roles depend on it."""

import re
from collections.abc import Callable, Sequence

import numpy as np

from ii_index._typing import IntArray
from ii_index.io.files.grid import Grid, text_of
from ii_index.io.tables.header import Header, HeaderReader
from ii_index.model.headings import Role
from ii_index.model.identities import identify
from ii_index.model.spelling import is_figure

_SAMPLED_ROWS = 200
NOTE = re.compile(
    r"^\s*(?:[（(]?(?:注|备注|附注|说明|数据来源|资料来源|来源|数据截至|填报|制表)|notes?\b|sources?\b|n\.b\.|[※*①†])",
    re.IGNORECASE,
)
"""How a row of notes begins."""


class Columns:
    """The columns of a table being laid out: their heads, the roles found so far, and their first cells."""

    def __init__(self, grid: Grid, header: Header, reader: HeaderReader) -> None:
        self.grid, self.reader = grid, reader
        self.heads = {head.at: head for head in header.heads}
        self.roles: dict[int, Role] = {head.at: head.role for head in header.heads if head.role}
        first = header.bottom + 1
        self.every = np.arange(first, len(grid))
        self.rows = self.every[:_SAMPLED_ROWS]
        self._texts: dict[int, list[str]] = {}
        self._labels: dict[int, list[str]] = {}

    @property
    def count(self) -> int:
        """Number of rows below the header."""
        return len(self.every)

    def texts(self, at: int) -> list[str]:
        """Return what stands in the first rows of a column, blanks and notes left out."""
        if at not in self._texts:
            self._texts[at] = [text for text in self._read(at, self.rows) if text and not NOTE.match(text)]
        return self._texts[at]

    def _read(self, at: int, rows: IntArray) -> list[str]:
        return [*map(text_of, self.grid.column(at, rows))]

    def labels(self, at: int) -> list[str]:
        """Return what stands in all rows of a column; read only where several columns might be the units."""
        if at not in self._labels:
            self._labels[at] = self._read(at, self.every)
        return self._labels[at]

    def mostly(self, at: int, test: Callable[[str], object]) -> bool:
        """Whether more than half of a column passes a test."""
        texts = self.texts(at)
        margin = len(texts)  # by how much the passes could still outnumber the failures
        for text in texts:
            if not test(text):
                margin -= 2
                if margin <= 0:
                    break
        return margin > 0

    def with_role(self, role: Role) -> list[int]:
        """Return the columns that have a role, from the left."""
        return sorted(at for at, found in self.roles.items() if found == role)

    def give(self, at: int, role: Role) -> None:
        """Give a role to one column and take it from all others."""
        for other in self.with_role(role):
            del self.roles[other]
        self.roles[at] = role

    def nameless(self) -> list[int]:
        """Return the columns that no name, role, year or unit marks, from the left."""
        heads = (head for head in self.heads.values() if head.at not in self.roles)
        return sorted(head.at for head in heads if not (head.column or head.year or head.unit))

    def is_unit(self, text: str) -> bool:
        """Whether a text is a province, the nation, a total or a part; never so where units are free."""
        framework = self.reader.framework
        return framework.units == "provinces" and identify(text, framework).status not in {"unknown", "blank"}

    def is_place(self, text: str) -> bool:
        """Whether a text is a province or the nation; never so where units are free."""
        framework = self.reader.framework
        return framework.units == "provinces" and identify(text, framework).status in {"unit", "nation"}

    def is_indicator(self, text: str) -> bool:
        """Whether a text names an indicator."""
        return self.reader.names.find(text) is not None

    def is_numeric(self, at: int) -> bool:
        """Whether a column mostly holds figures."""
        return self.mostly(at, is_figure)

    def is_measured(self, at: int) -> bool:
        """Whether figures are measurements rather than numbers of things: decimals, or an area."""
        heading = self.heads[at].text.strip().lower()
        return heading in {"area", "面积"} or any(
            "." in text.rstrip("0").rstrip(".") for text in self.texts(at)
        )

    def filled(self, at: int) -> float:
        """Return the share of the first rows in which a column holds something."""
        return len(self.texts(at)) / max(len(self.rows), 1)

    def is_once(self, at: int) -> bool:
        """Whether a column's labels stand several times, each, as units do over years, or there are no years."""
        texts = self.texts(at)
        return not self.with_role("year") or len({*texts}) < len(texts)

    def repeats(self, at: int, among: Sequence[int] = ()) -> int:
        """Return how many rows repeat a label of a column in the same year, for the same indicator.

        With ``among``, only rows count in which two of these columns hold something: a note stands in one.
        """
        labels = self.labels(at)
        keys = [self.labels(key) for role in ("year", "indicator") for key in self.with_role(role)]
        others = [self.labels(other) for other in among]
        places = [row for row in range(len(labels)) if sum(bool(texts[row]) for texts in others) > 1]
        if not places:
            places = [row for row in range(len(labels)) if labels[row]]
        seen = {(labels[row], *(texts[row] for texts in keys)) for row in places if labels[row]}
        return len(places) - len(seen)

    def pairs(self, one: int, other: int) -> tuple[int, int, int]:
        """Return the numbers of labels of two columns, and of pairs of them, where both hold something."""
        found = {pair for pair in zip(self.labels(one), self.labels(other), strict=True) if all(pair)}
        return len({first for first, _ in found}), len({second for _, second in found}), len(found)
