"""A decomposition: points of every node, and the tables that show them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from ii_index._typing import FloatArray
from ii_index.analysis.contributions import Contributions
from ii_index.construction.results import CompositeIndex
from ii_index.construction.tables import CODE, UNIT
from ii_index.model.names import Name
from ii_index.model.table import Cell, Column, Table

if TYPE_CHECKING:
    import pandas as pd

NODE = Column("node", Name(zh="节点", en="Node"), "text", shown=False)
NAME = Column("name", Name(zh="指标", en="Part"), "text")
LEVEL = Column("level", Name(zh="级", en="Level"), "integer", 0, shown=False)
POINTS = Column("points", Name(zh="贡献（点）", en="Points"))
SHARE = Column("share", Name(zh="贡献率", en="Share"), "percent", 1)
OF_DATA = Column("data_points", Name(zh="其中：数据", en="of which data"))
OF_BOUNDS = Column("bounds_points", Name(zh="其中：上下限变动", en="of which moving bounds"))
AVAILABILITY = Name(zh="可用数据变化", en="Change in what is available")

Kind = Literal["level", "change", "gap"]


@dataclass(frozen=True, eq=False)
class Decomposition:
    """A node's level, change or gap, split over everything below it.

    Attributes
    ----------
    index : CompositeIndex
    kind : {"level", "change", "gap"}
    node : str
        The node whose score is split.
    units : tuple of str
        Codes, the first axis of every array.
    start, end : tuple of FloatArray, shape (units, nodes of the level)
        Scores in the two states, by level of the whole tree. Of a gap: those compared with (their mean), and
        the unit. Of a level both are the same.
    parts : Contributions
    labels : tuple of Name
        What the two states are called.
    """

    index: CompositeIndex
    kind: Kind
    node: str
    units: tuple[str, ...]
    start: tuple[FloatArray, ...]
    end: tuple[FloatArray, ...]
    parts: Contributions
    labels: tuple[Name, Name]

    @property
    def total(self) -> FloatArray:
        """What is split: the node's level, change or gap, shape (units,)."""
        return self.points_of(self.node)

    def points_of(self, node: str) -> FloatArray:
        """Return the points that a node adds to the total, shape (units,)."""
        return self._pick(self.parts.points, node)

    def coverage_of(self, node: str) -> FloatArray:
        """Return the points that come of a change in what is available right below a node, shape (units,)."""
        return self._pick(self.parts.coverage, node)

    def bounds_of(self, node: str) -> FloatArray:
        """Return those of a node's points that come of bounds that moved, shape (units,)."""
        return self._pick(self.parts.bounds, node)

    def children(self) -> tuple[str, ...]:
        """Return the parts that the node itself is made of."""
        return self.index.framework.tree.children(self.node)

    def as_table(self) -> Table:
        """Return one row a child of the node (and unit): scores, points, share of the total."""
        return _children_table(self)

    def ladder(self) -> Table:
        """Return one row a node of the whole tree below, parents first."""
        return _ladder_table(self)

    def table(self) -> "pd.DataFrame":
        """Return :meth:`as_table` as a DataFrame, indexed by node, or by unit code and node."""
        return self.as_table().to_frame("node" if len(self.units) == 1 else ["code", "node"])

    def _pick(self, levels: tuple[FloatArray, ...], node: str) -> FloatArray:
        level, position = self.index.locate(node)
        return levels[level][..., position]


def _children_table(parts: Decomposition) -> Table:
    """One row a child of the node that is split, and unit; a row for availability where it changed."""
    rows: list[tuple[Cell, ...]] = []
    for unit in range(len(parts.units)):
        rows += [_row(parts, unit, node) for node in parts.children()]
        rows += _coverage_rows(parts, unit, parts.node)
    return Table("contributions", _title(parts), _columns(parts), tuple(rows), _notes(parts))


def _ladder_table(parts: Decomposition) -> Table:
    """One row a node below the one that is split, parents first, indented by level."""
    rows: list[tuple[Cell, ...]] = []
    for unit in range(len(parts.units)):
        rows += _descend(parts, unit, parts.node, 0)
    return Table("ladder", _title(parts), _columns(parts), tuple(rows), _notes(parts))


def _descend(parts: Decomposition, unit: int, node: str, depth: int) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    for child in parts.index.framework.tree.children(node):
        rows.append(_row(parts, unit, child, depth))
        rows += _descend(parts, unit, child, depth + 1)
    return rows + _coverage_rows(parts, unit, node, depth)


def _columns(parts: Decomposition) -> tuple[Column, ...]:
    start, end = parts.labels
    unit = Column(UNIT.key, UNIT.title, UNIT.kind, shown=len(parts.units) > 1)
    scores = (
        (Column("score", Name(zh="得分", en="Score")),)
        if parts.kind == "level"
        else (Column("start", start), Column("end", end))
    )
    split = (OF_DATA, OF_BOUNDS) if _bounds_move(parts) else ()
    return CODE, unit, NODE, LEVEL, NAME, *scores, POINTS, SHARE, *split


def _row(parts: Decomposition, unit: int, node: str, depth: int = 0) -> tuple[Cell, ...]:
    level, position = parts.index.locate(node)
    scores = [_number(parts.start[level][unit, position]), _number(parts.end[level][unit, position])]
    name = _indented(parts.index.framework.name_of(node), depth)
    points, bounds = float(parts.points_of(node)[unit]), float(parts.bounds_of(node)[unit])
    split = (points - bounds, bounds) if _bounds_move(parts) else ()
    shown = scores[1:] if parts.kind == "level" else scores
    return *_labels(parts, unit), node, level, name, *shown, points, _share(parts, unit, points), *split


def _coverage_rows(parts: Decomposition, unit: int, node: str, depth: int = 0) -> list[tuple[Cell, ...]]:
    points = float(parts.coverage_of(node)[unit])
    if points == 0:
        return []
    scores: tuple[Cell, ...] = (None,) if parts.kind == "level" else (None, None)
    split = (points, 0.0) if _bounds_move(parts) else ()
    level = parts.index.locate(node)[0] + 1
    share = _share(parts, unit, points)
    name = _indented(AVAILABILITY, depth)
    return [(*_labels(parts, unit), f"{node}:availability", level, name, *scores, points, share, *split)]


def _labels(parts: Decomposition, unit: int) -> tuple[Cell, Cell]:
    code = parts.units[unit]
    return code, parts.index.panel.unit_name(code)


def _share(parts: Decomposition, unit: int, points: float) -> float | None:
    """Share of the total; none where there is nothing to share."""
    total = float(parts.total[unit])
    return points / total if total else None


def _bounds_move(parts: Decomposition) -> bool:
    return bool(parts.parts.bounds[0].any() or parts.parts.bounds[-1].any())


def _title(parts: Decomposition) -> Name:
    name = parts.index.framework.name_of(parts.node)
    start, end = parts.labels
    match parts.kind:
        case "level":
            return Name(zh=f"{end.zh}{name.zh}得分构成", en=f"What makes up the {name.en} of {end.en}")
        case "change":
            return Name(
                zh=f"{name.zh}变动的来源：{start.zh}至{end.zh}",
                en=f"Contributions to the change of {name.en}, {start.en} to {end.en}",
            )
        case "gap":
            return Name(
                zh=f"{name.zh}差距的来源：{end.zh}对{start.zh}",
                en=f"Contributions to the gap in {name.en}: {end.en} against {start.en}",
            )


def _notes(parts: Decomposition) -> tuple[Name, ...]:
    name = parts.index.framework.name_of(parts.node)
    zh = {"level": "得分", "change": "变动", "gap": "差距"}[parts.kind]
    en = {"level": "score", "change": "change", "gap": "gap"}[parts.kind]
    return (Name(zh=f"各项贡献之和等于{name.zh}的{zh}。", en=f"The points add up to the {en} of {name.en}."),)


def _indented(name: Name, depth: int) -> Name:
    return Name(zh="　" * depth + name.zh, en="  " * depth + name.en) if depth else name


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
