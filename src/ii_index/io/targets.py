"""Read a plan: a row a target, a group of targets, or a part of a printed figure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ii_index.errors import DataError, Finding
from ii_index.io.files.grid import Cell, Grid, is_blank, text_of
from ii_index.io.files.open import handed_content, read_bytes, read_grids
from ii_index.io.files.sources import Readable
from ii_index.model import numbers
from ii_index.model.spelling import fold
from ii_index.model.targets import Direction, Target

HEADINGS: dict[str, tuple[str, ...]] = {
    "id": ("编号", "id"),
    "name": ("名称", "指标", "项目", "name", "indicator"),
    "parent": ("上级", "分组", "parent", "group"),
    "target": ("计划", "目标", "target", "planned"),
    "actual": ("实际", "完成", "actual"),
    "base": ("基期", "起点", "base"),
    "unit": ("单位", "unit"),
    "direction": ("方向", "direction"),
    "weight": ("权重", "weight"),
    "due": ("期限", "目标年份", "due"),
    "as_of": ("截至", "日期", "as of", "as_of", "date"),
    "status": ("状态", "status"),
    "part_of": ("属于", "part of", "part_of"),
    "source": ("来源", "出处", "source"),
}
_KEYS = {fold(heading): key for key, headings in HEADINGS.items() for heading in headings}
_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?")
_DIRECTIONS: dict[str, Direction] = {
    "": "positive", "正": "positive", "positive": "positive", "负": "negative", "negative": "negative",
}  # fmt: skip


def read_targets(path: str | Path | Readable, sheet: str | None = None) -> tuple[Target, ...]:
    """Read a plan from a table.

    Columns: 编号 id, 名称 name, 上级 parent, 计划 target, 实际 actual; and where there are such: 基期 base, 单位 unit,
    方向 direction, 权重 weight, 期限 due, 截至 as of, 状态 status, 属于 part of, 来源 source.

    Parameters
    ----------
    path : str, path or file object
        ``-`` is standard input.
    sheet : str, optional

    Returns
    -------
    tuple of Target

    Raises
    ------
    DataError
        Every fault of the table.
    """
    file, content = read_bytes(path) if isinstance(path, (str, Path)) else handed_content(path)
    grid = read_grids(file, content, _recognised, sheet)[0]
    top = max(range(min(len(grid), 50)), key=lambda at: (_recognised(grid.row(at)), -at), default=0)
    heads = [_KEYS.get(fold(text_of(cell))) for cell in grid.row(top)] if len(grid) else []
    lacking = [key for key in ("id", "name", "target", "actual") if key not in heads]
    if lacking:
        found = ", ".join(filter(None, map(text_of, grid.row(top)))) if len(grid) else ""
        known = ["/".join((HEADINGS[key][0], HEADINGS[key][-1])) for key in lacking]
        raise DataError(Finding("E_TARGET_COLUMNS", file=file, found=found, details={"known": known}))
    reader = _Reader(grid, {key: at for at, key in enumerate(heads) if key})
    targets = [reader.target(at) for at in range(top + 1, len(grid)) if not all(map(is_blank, grid.row(at)))]
    if reader.faults:
        raise DataError(reader.faults)
    return tuple(targets)


@dataclass
class _Reader:
    """Reads rows, and gathers what is wrong with them."""

    grid: Grid
    columns: dict[str, int]

    def __post_init__(self) -> None:
        self.faults: list[Finding] = []

    def target(self, row: int) -> Target:
        name = self._text(row, "id")
        if name is None:
            self._fault("E_TARGET_ID", row, "id", "")
        return Target(
            id=name or "",
            name=self._text(row, "name") or name or "",
            parent=self._text(row, "parent"),
            target=self._number(row, "target"),
            actual=self._number(row, "actual"),
            base=self._number(row, "base"),
            unit=self._text(row, "unit"),
            direction=self._direction(row),
            weight=1.0 if (weight := self._number(row, "weight")) is None else weight,
            due=self._date(row, "due"),
            as_of=self._date(row, "as_of"),
            status=self._text(row, "status"),
            part_of=self._text(row, "part_of"),
            source=self._text(row, "source"),
            row=self.grid.lines[row],
        )

    def _cell(self, row: int, key: str) -> Cell:
        at, cells = self.columns.get(key), self.grid.row(row)
        return None if at is None or at >= len(cells) else cells[at]

    def _text(self, row: int, key: str) -> str | None:
        return text_of(self._cell(row, key)) or None

    def _number(self, row: int, key: str) -> float | None:
        number = numbers.read(self._cell(row, key), numbers.Measure())
        if isinstance(number, numbers.Number) and (number.bare or number.missing):
            return None if number.missing else number.value
        self._fault("E_TARGET_NUMBER", row, key, text_of(self._cell(row, key)))
        return None

    def _date(self, row: int, key: str) -> str | None:
        text = self._text(row, key)
        if text is None:
            return None
        matched = _DATE.fullmatch(text.removesuffix(" 00:00:00"))
        if matched is None:
            self._fault("E_TARGET_DATE", row, key, text)
            return None
        year, month, day = matched.groups()
        return "-".join([year, *(part.zfill(2) for part in (month, day) if part)])

    def _direction(self, row: int) -> Direction:
        text = (self._text(row, "direction") or "").lower()
        if text not in _DIRECTIONS:
            self._fault("E_TARGET_DIRECTION", row, "direction", text)
        return _DIRECTIONS.get(text, "positive")

    def _fault(self, code: str, row: int, key: str, found: str) -> None:
        self.faults.append(
            self.grid.finding(code, row, self.columns.get(key), column=HEADINGS[key][0], found=found)
        )


def _recognised(row: Sequence[Cell]) -> int:
    return sum(fold(text_of(cell)) in _KEYS for cell in row)
