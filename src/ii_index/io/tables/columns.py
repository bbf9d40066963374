"""What stands in the columns below a header, as far as their roles depend on it."""

import re
from functools import cached_property

import numpy as np

from ii_index._typing import IntArray
from ii_index.io.files.grid import Grid, text_of
from ii_index.io.tables.header import Header, HeaderReader
from ii_index.model import roles

_SAMPLED_ROWS, _FIRST_COLUMNS = 200, 8
NOTE = re.compile(
    r"^\s*(?:[（(]?(?:注|备注|附注|说明|数据来源|资料来源|来源|数据截至|填报|制表)|notes?\b|sources?\b|n\.b\.|[※*①†])",
    re.IGNORECASE,
)
"""How a row of notes begins."""
MARKED = re.compile(r"\s*[※*①†]")
"""How a footnote begins that is no word; names of units may begin so too, and then figures follow."""
COUNTING = frozenset({"", "甲", "乙", "栏次", "序号", "代码"})
"""How a row begins that numbers the columns: 甲 1 2 3."""
STEMS = frozenset("乙丙丁")
"""Beside one of these 甲 is a unit; without them it numbers the columns."""


class Columns(roles.Columns):
    """The columns of a table being laid out: their heads, the roles found so far, and their first cells."""

    def __init__(self, grid: Grid, header: Header, reader: HeaderReader) -> None:
        self.grid, self.reader, self.framework = grid, reader, reader.framework
        self.heads = {head.at: head for head in header.heads}
        self.roles = {head.at: head.role for head in header.heads if head.role}
        self.named = {head.at: head.column for head in header.heads if head.column}
        self.dated = frozenset(head.at for head in header.heads if head.year)
        self.placed = frozenset(head.at for head in header.heads if head.unit)
        first = header.bottom + 1
        self.every = np.arange(first, len(grid))
        self.rows = self.every[:_SAMPLED_ROWS]
        self.count = len(self.every)
        self._texts: dict[int, list[str]] = {}
        self._labels: dict[int, list[str]] = {}

    @cached_property
    def sampled(self) -> int:  # type: ignore[override]  # found when first asked for
        """Number of the first rows that hold more than one of the first cells: notes hold one."""
        filled = np.zeros(len(self.rows), dtype=np.intp)
        for at in self.positions()[:_FIRST_COLUMNS]:
            filled += np.array([bool(text) for text in self._read(at, self.rows)], dtype=np.intp)
        return int(np.count_nonzero(filled > 1)) or len(self.rows)

    def positions(self) -> list[int]:
        """Return the positions of all columns, from the left."""
        return sorted(self.heads)

    def heading(self, at: int) -> str:
        """Return the heading of a column."""
        return self.heads[at].text

    def texts(self, at: int) -> list[str]:
        """Return what stands in the first rows of a column, blanks and notes left out; notes where it holds no more."""
        if at not in self._texts:
            texts = [text for text in self._read(at, self.rows) if text]
            self._texts[at] = [text for text in texts if not NOTE.match(text)] or texts
        return self._texts[at]

    def _read(self, at: int, rows: IntArray) -> list[str]:
        return [*map(text_of, self.grid.column(at, rows))]

    def labels(self, at: int) -> list[str]:
        """Return what stands in all rows of a column; read only where several columns might be the units."""
        if at not in self._labels:
            self._labels[at] = self._read(at, self.every)
        return self._labels[at]

    def is_indicator(self, text: str) -> bool:
        """Whether a text names an indicator."""
        return self.reader.names.find(text) is not None
