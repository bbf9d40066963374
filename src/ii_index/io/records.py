"""Small tables with known column headings: answers, printed scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ii_index.errors import DataError, Finding
from ii_index.io.files.grid import Cell, is_blank, text_of
from ii_index.io.files.open import read_bytes, read_grids
from ii_index.model.spelling import fold

HEADINGS: dict[str, tuple[str, ...]] = {
    "entity": ("对象", "地区", "产业", "entity"),
    "item": ("指标", "二级要素", "item"),
    "answer": ("答案", "等级", "answer"),
    "element": ("要素", "一级要素", "element"),
    "score": ("得分", "score"),
    "rate": ("得分率(%)", "得分率", "rate(%)", "rate"),
}
_KEYS = {fold(heading): key for key, headings in HEADINGS.items() for heading in headings}


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a table.

    Attributes
    ----------
    file : str
    line : int
        Physical line of the file, 1-based.
    known : mapping
        Cells under known headings, by key.
    others : mapping
        The other cells, by heading.
    """

    file: str
    line: int
    known: Mapping[str, str]
    others: Mapping[str, str]

    def finding(self, code: str, **values: Any) -> Finding:  # noqa: ANN401 - a finding's own fields
        """Make a finding about this row."""
        return Finding(code, file=self.file, row=self.line, unit=self.known.get("entity") or None, **values)


def read_records(path: Path, required: Sequence[str]) -> list[Record]:
    """Read a table whose first row names its columns; ``-`` is standard input.

    Raises
    ------
    DataError
        No such file, not readable, or a required column is not there.
    """
    file, content = read_bytes(path)
    grid = read_grids(file, content, _recognised)[0]
    rows = [(grid.lines[at], [text_of(cell) for cell in grid.row(at)]) for at in range(len(grid))]
    filled = [(line, row) for line, row in rows if not all(map(is_blank, row))]
    headings = filled[0][1] if filled else []
    keys = [_KEYS.get(fold(heading)) for heading in headings]
    lacking = [key for key in required if key not in keys]
    if lacking:
        expected = ", ".join("/".join((HEADINGS[key][0], HEADINGS[key][-1])) for key in lacking)
        found = ", ".join(filter(None, headings))
        raise DataError(Finding("E_ANSWERS_COLUMNS", file=file, row=1, found=found, expected=expected))
    return [Record(file, line, *_sorted(row, headings, keys)) for line, row in filled[1:]]


def _sorted(
    row: Sequence[str], headings: Sequence[str], keys: Sequence[str | None]
) -> tuple[dict[str, str], dict[str, str]]:
    """Part a row's cells into those under known headings, by key, and the others, by heading."""
    cells = [*row, *[""] * (len(headings) - len(row))]
    known = {key: cell for key, cell in zip(keys, cells, strict=False) if key is not None}
    triples = zip(headings, keys, cells, strict=False)
    return known, {heading: cell for heading, key, cell in triples if key is None and heading}


def _recognised(row: Sequence[Cell]) -> int:
    return sum(fold(text_of(cell)) in _KEYS for cell in row)
