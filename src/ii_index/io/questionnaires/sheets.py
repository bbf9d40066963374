"""The cells of a questionnaire that came back, from any spreadsheet program."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ii_index.errors import Finding, IIIndexError, WeightsError
from ii_index.io.files.grid import Cell, Grid, Row
from ii_index.io.files.open import read_bytes, read_grids
from ii_index.io.questionnaires.layout import FORMAT, META

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".et", ".ods")
EXPERT_ID = r"[^\W_][\w.\-]*"
_KEYS = {"format", "framework", "fingerprint", "expert", "language", "allocations"}


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheets of one questionnaire, and what its hidden sheet says."""

    file: str
    meta: Mapping[str, str]
    grids: Mapping[str, Grid]

    def cell(self, sheet: str, row: int, column: int) -> Cell:
        """Return what a cell holds, both positions 0-based; None beyond the edge."""
        grid = self.grids[sheet]
        cells: Row = grid.row(row) if row < len(grid) else ()
        return cells[column] if column < len(cells) else None


def open_workbook(path: Path) -> Sheets:
    """Open a questionnaire.

    Raises
    ------
    IIIndexError
        No workbook, damaged, or none of ours.
    """
    _, content = read_bytes(path)
    file = str(path)
    hidden = {grid.sheet: grid for grid in read_grids(file, content, lambda _: 0, META)}
    meta = _meta(hidden[META]) if META in hidden else {}
    if not (meta.keys() >= _KEYS and re.fullmatch(EXPERT_ID, meta["expert"])):
        raise WeightsError(Finding("E_NOT_QUESTIONNAIRE", file=file))
    if meta["format"] != FORMAT:
        raise WeightsError(
            Finding("E_QUESTIONNAIRE_FORMAT", file=file, found=meta["format"], expected=FORMAT)
        )
    grids = {str(grid.sheet): grid for grid in read_grids(file, content, lambda _: 0)}
    return Sheets(file, meta, grids)


def is_questionnaire(path: Path) -> bool:
    """Whether a workbook is one of ours, or cannot be opened, which is said when it is read."""
    try:
        open_workbook(path)
    except IIIndexError as error:
        return all(finding.code != "E_NOT_QUESTIONNAIRE" for finding in error.findings)
    return True


def text_of(cell: Cell) -> str:
    """Return the text of a cell, without the blanks around it."""
    return "" if cell is None else str(cell).strip()


def _meta(grid: Grid) -> dict[str, str]:
    rows = [list(grid.row(row)) for row in range(len(grid))]
    return {text_of(row[0]): text_of(row[1]) for row in rows if len(row) > 1}
