"""A frame being read: its headings and columns, the rows that are kept, and what was found on the way."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from ii_index._typing import IntArray
from ii_index.errors import Finding
from ii_index.messages import Bilingual
from ii_index.messages.reading import NONE
from ii_index.model.assembly import Refused, expected_units
from ii_index.model.frame_columns import Coded, is_numeric
from ii_index.model.framework import Framework
from ii_index.model.headings import Role, role_of, year_of
from ii_index.model.heads import HeadReader
from ii_index.model.roles import Chosen, UnitColumns
from ii_index.model.unfolding import Unfolded

FRAME = "DataFrame"
"""What stands for the file in findings about a frame; ``row`` counts its rows from 1."""

_FINDINGS = 100_000
_NAMED = 8


class Asked(NamedTuple):
    """What the caller says of a frame beyond the frame itself; see :meth:`ii_index.Panel.from_frame`."""

    year: int | None = None
    chosen: Chosen = Chosen()
    expected_units: Sequence[str] | None = None
    allow_missing: bool = False


class FrameTable:
    """One frame being read, step by step; findings gather on the way.

    Attributes
    ----------
    labels, columns, heads : sequences, one a column
        Headings as texts, what stands below, and what the heading says.
    texts : list of str
        All that stands above the columns, and the names of the axes.
    roles : dict of Role to int
        The column of each role; ``related`` and ``also`` are the columns that go with the units.
    candidates, unused : list of str
        Headings that may name the units, and those that nothing was made of.
    keep : BoolArray, shape (rows,)
    unfolded : Unfolded or None
        Where each row came from, of a frame with years, units or indicators across.
    """

    def __init__(self, frame: Any, framework: Framework, asked: Asked) -> None:  # noqa: ANN401 - a pandas frame
        reader = HeadReader(framework)
        self.framework, self.names, self.asked = framework, reader.names, asked
        self.wanted = expected_units(framework, asked.expected_units)
        labels, columns, stack = _with_index(frame)
        self.labels: list[str] = labels
        self.columns: list[Any] = columns
        self.heads = reader.heads(stack) if self.labels else ()
        self.keep = np.ones(len(frame), dtype=np.bool_)
        self.refused = Refused()
        self.findings: list[Finding] = []
        self.related: UnitColumns = UnitColumns()
        self.also: tuple[int, ...] = ()
        self.unfolded: Unfolded | None = None
        self.roles: dict[Role, int] = {}
        self.candidates: list[str] = []
        self.unused: list[str] = []
        self.texts = [*_texts(stack), *_axis_names(frame)]
        self.distinct_codes = False

    def say(self, code: str, row: int | None = None, **values: Any) -> None:  # noqa: ANN401 - a finding's fields
        """Add a finding at a row, 0-based; of a frame with years or units across, also under which heading."""
        if row is not None and self.unfolded is not None:
            part, row = divmod(row, self.unfolded.height)
            if values.get("column") in self.framework.readers:
                values = {"heading": self.unfolded.heads[part].text, **values}
        self.findings.append(Finding(code, file=FRAME, row=None if row is None else row + 1, **values))

    def each(self, rows: IntArray, say: Callable[[int], None]) -> None:
        """Say something of each row, as far as anybody would read."""
        room = max(_FINDINGS - len(self.findings), 0)
        for row in rows[:room].tolist():
            say(row)
        if len(rows) > room:
            self.say("N_MORE_FINDINGS", details={"count": len(rows) - room})

    def once(self, rows: IntArray, at: int) -> IntArray:
        """Return the rows in which a key's column says something for the first time."""
        return rows if self.unfolded is None else self.unfolded.once(rows, at)

    def refuse_blank(self, labels: Coded, at: int) -> None:
        """Refuse the rows in which a key is blank."""
        blank = labels.at < 0
        if not blank.any():
            return
        self.each(
            self.once(np.flatnonzero(self.keep & blank), at),
            lambda row: self.say("E_BLANK_KEY", row, column=self.labels[at]),
        )
        self.keep &= ~blank
        self.refused.add("")

    def say_missing(self, column: str, name: Bilingual, unused: Sequence[str]) -> None:
        """Refuse a frame without a column, and name those that it may be."""
        self.say(
            "E_MISSING_COLUMN", column=column, details={"name": name, "unused": [*unused][:_NAMED] or NONE}
        )

    @cached_property
    def is_long(self) -> bool:
        """Whether rows say which indicator their value is of."""
        return self.roles.keys() >= {"indicator", "value"}

    @cached_property
    def told(self) -> frozenset[int]:
        """The columns that have a role, or go with the units."""
        return frozenset((*self.roles.values(), *self.also, *self.related.codes, *self.related.groups))


def _with_index(frame: Any) -> tuple[list[str], list[Any], list[list[str]]]:  # noqa: ANN401 - a pandas frame
    """Return headings and columns, those of the index first: where it has names, or may be the units or the years.

    Third, the texts of the headings, a row a level: the names of the index stand in the last.
    """
    stack: list[list[str]] = [
        [*map(_heading, frame.columns.get_level_values(level))] for level in range(frame.columns.nlevels)
    ]
    headings = [*map(_joined, zip(*stack, strict=True))]
    columns = [frame.iloc[:, at] for at in range(frame.shape[1])]
    levels = [frame.index.get_level_values(at) for at in range(frame.index.nlevels)]
    nameless = not any(name is not None for name in frame.index.names)
    counted = len(levels) == 1 and is_numeric(levels[0]) and not _are_years(levels[0])
    if nameless and (counted or "unit" in map(role_of, headings)):
        return headings, columns, stack
    names = ["" if level.name is None else _heading(level.name) for level in levels]
    above = [[*[""] * len(names), *row] for row in stack[:-1]]
    return [*names, *headings], [*levels, *columns], [*above, [*names, *stack[-1]]]


def _joined(texts: Sequence[str]) -> str:
    """Return the levels of a heading as one text, each once."""
    return " ".join(dict.fromkeys(text for text in texts if text))


def _heading(label: Any) -> str:  # noqa: ANN401 - whatever labels a column
    """Return a heading as text: a date as its day, whatever stands for nothing as nothing."""
    if hasattr(label, "strftime") and hasattr(label, "hour"):
        return str(label.strftime("%Y-%m-%d")) if label == label else ""  # noqa: PLR0124 - not a time
    return "" if label is None or label != label else str(label)  # noqa: PLR0124 - not a number


def _are_years(index: Any) -> bool:  # noqa: ANN401 - a pandas index
    return bool(len(index)) and all(map(year_of, (index[0], index[-1])))


def _texts(stack: Sequence[Sequence[str]]) -> list[str]:
    return [text for row in stack for text in row if text]


def _axis_names(frame: Any) -> list[str]:  # noqa: ANN401 - a pandas frame
    return [str(name) for name in frame.columns.names if name is not None]
