"""Where a level, a change or a gap comes from: points of every node of the tree, adding up exactly."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import FloatArray, IntArray
from ii_index.analysis.decomposition.contributions import Contributions, bounds_effect, contributions
from ii_index.analysis.decomposition.node_contributions import Seen
from ii_index.construction.methods.normalisation import normalisation_of
from ii_index.construction.results import CODE, UNIT, CompositeIndex
from ii_index.errors import DataError, Finding, UnknownLabelError
from ii_index.kernels.ranking import competition_ranks
from ii_index.kernels.ratios import ratio
from ii_index.messages import Language
from ii_index.model.former_names import Former
from ii_index.model.names import Name
from ii_index.model.node import ROOT
from ii_index.model.table import Cell, Column, Table, chosen

if TYPE_CHECKING:
    import pandas as pd


NODE = Column("node", Name(zh="节点", en="Node"), "text", shown=False)
NAME = Column("name", Name(zh="指标", en="Part"), "text")
LEVEL = Column("level", Name(zh="级", en="Level"), "integer", 0, shown=False)
POINTS = Column("points", Name(zh="贡献（分）", en="Points"))
INDEX_POINTS = POINTS._replace(title=Name(zh="贡献（点）", en="Points"))
SHARE = Column("share", Name(zh="贡献率", en="Share"), "percent", 1)
OF_DATA = Column("data_points", Name(zh="其中：数据", en="of which data"))
OF_BOUNDS = Column("bounds_points", Name(zh="其中：上下限变动", en="of which moving bounds"))
CONSTANT = Name(
    zh="常数项（满分、映射、取整或全体平均处）", en="Constant (full mark, map, rounding, mean of all)"
)
REWEIGHTED = Name(zh="权重变化", en="Weights changed")
AVAILABILITY = Name(zh="可用数据变化", en="Change in what is available")

Kind = Literal["level", "change", "gap"]
Tables = Literal["contributions", "ladder"]


@dataclass(frozen=True, eq=False)
class Decomposition(Immutable):
    """A node's level, change or gap, split over everything below it.

    Arrays have the order of ``units``; tables have units by rank in the later state, then in that order.

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
        """What is split: the level, change or gap (above 0 a lead, also where lower is better), shape (units,)."""
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

    def table(self, which: Tables = "contributions") -> Table:
        """Return scores, points and shares of the total.

        Parameters
        ----------
        which : {"contributions", "ladder"}
            ``contributions``: one row a child of the node (and unit), in the order of the tree. ``ladder``: one row a
            node of the whole tree below, parents first.

        Raises
        ------
        UnknownLabelError
            No such table.
        """
        return chosen({"contributions": self._contributions, "ladder": self._ladder}, which)

    def frame(self, which: Tables = "contributions", *, language: Language = "en") -> "pd.DataFrame":
        """Return a :meth:`table` as a DataFrame, indexed by node, or by unit code and node; columns by key."""
        return self.table(which).frame(language)

    as_table = Former('table("contributions")', lambda self: self._former_contributions)
    ladder = Former('table("ladder")', lambda self: self._former_ladder)

    def _contributions(self) -> Table:
        return _children_table(self, _by_rank(self))

    def _ladder(self) -> Table:
        return _ladder_table(self, _by_rank(self))

    def _former_contributions(self) -> Table:
        return _children_table(self, range(len(self.units)))

    def _former_ladder(self) -> Table:
        return _ladder_table(self, range(len(self.units)))

    def _pick(self, levels: tuple[FloatArray, ...], node: str) -> FloatArray:
        level, position = self.index.locate(node)
        return levels[level][..., position]


def _children_table(parts: Decomposition, units: Iterable[int]) -> Table:
    """One row a child of the node that is split, and unit; a row for availability where it changed."""
    rows: list[tuple[Cell, ...]] = []
    for unit in units:
        rows += [_row(parts, unit, node) for node in parts.children()]
        rows += _coverage_rows(parts, unit, parts.node)
    return Table(
        "contributions", _title(parts), _columns(parts), tuple(rows), _notes(parts), index=_index(parts)
    )


def _ladder_table(parts: Decomposition, units: Iterable[int]) -> Table:
    """One row a node below the one that is split, parents first, indented by level."""
    rows: list[tuple[Cell, ...]] = []
    for unit in units:
        rows += _descend(parts, unit, parts.node, 0)
    return Table("ladder", _title(parts), _columns(parts), tuple(rows), _notes(parts), index=_index(parts))


def _descend(parts: Decomposition, unit: int, node: str, depth: int) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    for child in parts.index.framework.tree.children(node):
        rows.append(_row(parts, unit, child, depth))
        rows += _descend(parts, unit, child, depth + 1)
    return rows + _coverage_rows(parts, unit, node, depth)


def _by_rank(parts: Decomposition) -> list[int]:
    """Positions of the units by the total of the later state; those without one last."""
    ranks = competition_ranks(parts.index.standings(parts.end[0][:, 0]))
    order: list[int] = np.argsort(np.where(ranks == 0, len(ranks) + 1, ranks), kind="stable").tolist()
    return order


def _index(parts: Decomposition) -> tuple[str, ...]:
    return (NODE.key,) if len(parts.units) == 1 else (CODE.key, NODE.key)


def _columns(parts: Decomposition) -> tuple[Column, ...]:
    start, end = parts.labels
    unit = Column(UNIT.key, UNIT.title, UNIT.kind, shown=len(parts.units) > 1)
    scores = (
        (Column("score", Name(zh="得分", en="Score")),)
        if parts.kind == "level"
        else (Column("start", start), Column("end", end))
    )
    split = (OF_DATA, OF_BOUNDS) if _bounds_move(parts) else ()
    series = normalisation_of(parts.index.recipe.normalisation).compared_with is not None
    return CODE, unit, NODE, LEVEL, NAME, *scores, INDEX_POINTS if series else POINTS, SHARE, *split


def _row(parts: Decomposition, unit: int, node: str, depth: int = 0) -> tuple[Cell, ...]:
    level, position = parts.index.locate(node)
    scores = [_number(parts.start[level][unit, position]), _number(parts.end[level][unit, position])]
    name = _indented(parts.index.framework.name_of(node), depth)
    points, bounds = float(parts.points_of(node)[unit]), float(parts.bounds_of(node)[unit])
    split = (points - bounds, bounds) if _bounds_move(parts) else ()
    shown = scores[1:] if parts.kind == "level" else scores
    return *_labels(parts, unit), node, level, name, *shown, points, _share(parts, unit, points), *split


def _coverage_rows(parts: Decomposition, unit: int, node: str, depth: int = 0) -> list[tuple[Cell, ...]]:
    """Return rows for what is no child's: availability, weights that changed, the node's own constant."""
    apart = (
        ("availability", AVAILABILITY, parts.parts.coverage),
        ("weights", REWEIGHTED, parts.parts.reweighted),
        ("constant", CONSTANT, parts.parts.constant),
    )
    rows: list[tuple[Cell, ...]] = []
    for key, name, levels in apart:
        if levels:
            level, position = parts.index.locate(node)
            rows += _row_apart(parts, unit, (node, key, name), float(levels[level][unit, position]), depth)
    return rows


def _row_apart(
    parts: Decomposition, unit: int, what: tuple[str, str, Name], points: float, depth: int
) -> list[tuple[Cell, ...]]:
    node, key, title = what
    if points == 0:
        return []
    scores: tuple[Cell, ...] = (None,) if parts.kind == "level" else (None, None)
    split = (points, 0.0) if _bounds_move(parts) else ()
    level = parts.index.locate(node)[0] + 1
    share = _share(parts, unit, points)
    name = _indented(title, depth)
    return [(*_labels(parts, unit), f"{node}:{key}", level, name, *scores, points, share, *split)]


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


def decompose(
    index: CompositeIndex, start_year: int, end_year: int, *, unit: str | None = None, node: str = ROOT
) -> Decomposition:
    """Split a node's change between two years over everything below it.

    Arithmetic mean: w · (end − start) points a child; where what is available differs, the midpoint of the
    weights, and what then remains is a coverage term (Bennet). Geometric mean: logarithmic-mean weights
    (LMDI); other means likewise. Where the bounds of the normalisation move from year to year, the part of
    each contribution that comes of them is told apart (two-player Shapley on each indicator).

    Parameters
    ----------
    index : CompositeIndex
    start_year, end_year : int
    unit : str, optional
        Code or any usual name; by default every unit that has a score in both years.
    node : str, default "root"

    Returns
    -------
    Decomposition

    Raises
    ------
    UnknownLabelError
        A year, unit or node that does not exist, or a node that has no parts.
    DataError
        The unit has no score in one of the years.

    References
    ----------
    Bennet (1920), Journal of the Royal Statistical Society 83, 455-462; Ang (2004), Energy Policy 32,
    1131-1139; Shapley (1953).

    Examples
    --------
    >>> import numpy as np
    >>> from ii_index.construction.compose import compose
    >>> from ii_index.model.framework import Framework
    >>> from ii_index.model.panel import Panel
    >>> from ii_index.model.recipe import Recipe
    >>> leaves = [{"id": "a", "name": "A", "weight": 3}, {"id": "b", "name": "B", "weight": 1}]
    >>> two = Framework(id="two", name="Two", reference="an example", children=leaves)
    >>> china = Panel(two, (2022, 2023), ("CN",), np.array([[[10.0, 4.0]], [[11.0, 6.0]]]))
    >>> change = decompose(compose(china, Recipe.national(2022)), 2022, 2023)
    >>> [float(change.points_of(part)[0].round(9)) for part in ("a", "b", "root")]
    [7.5, 12.5, 20.0]
    """
    rows = [index.panel.year_index(year) for year in (start_year, end_year)]
    start, end = (tuple(level[row] for level in index.levels) for row in rows)
    chosen = _scored(index, (start, end), (start_year, end_year), unit, node)
    start, end = _rows(start, chosen), _rows(end, chosen)
    effect = bounds_effect(index, *rows)
    return Decomposition(
        index=index,
        kind="change",
        node=node,
        units=_codes(index, chosen),
        start=start,
        end=end,
        parts=contributions(
            index,
            start,
            end,
            node,
            Seen(chosen, (rows[0], rows[1])),
            None if effect is None else effect[chosen],
        ),
        labels=(_year(start_year), _year(end_year)),
    )


def decompose_level(
    index: CompositeIndex, year: int | None = None, *, unit: str | None = None, node: str = ROOT
) -> Decomposition:
    """Split a node's score over everything below it.

    Each node gets its score times the partial derivative of the total: w · score for arithmetic means. These
    add up for the other means as well, because they are homogeneous (Euler).

    Parameters
    ----------
    index : CompositeIndex
    year : int, optional
        By default the latest.
    unit : str, optional
        By default every unit that has a score.
    node : str, default "root"

    Returns
    -------
    Decomposition

    Raises
    ------
    UnknownLabelError, DataError
        As :func:`decompose`.
    """
    year = index.years[-1] if year is None else year
    row = index.panel.year_index(year)
    scores = tuple(level[row] for level in index.levels)
    chosen = _scored(index, (scores,), (year,), unit, node)
    scores = _rows(scores, chosen)
    return Decomposition(
        index=index,
        kind="level",
        node=node,
        units=_codes(index, chosen),
        start=scores,
        end=scores,
        parts=contributions(index, None, scores, node, Seen(chosen, (row, row))),
        labels=(_year(year), _year(year)),
    )


def decompose_gap(  # noqa: PLR0913 - whom, against whom, when, of what
    index: CompositeIndex,
    unit: str,
    others: str | Sequence[str],
    year: int | None = None,
    *,
    node: str = ROOT,
    label: Name | None = None,
) -> Decomposition:
    """Split the gap between a unit and another, or the mean of several, over everything below a node.

    Against several, each node's points are the average of its points against every one of them: they add up
    to the gap to the mean whatever the aggregation.

    Parameters
    ----------
    index : CompositeIndex
    unit : str
        Positive points speak for it.
    others : str or sequence of str
        Those without a score are left out.
    year : int, optional
        By default the latest.
    node : str, default "root"
    label : Name, optional
        What the others are called, such as their tier.

    Returns
    -------
    Decomposition

    Raises
    ------
    UnknownLabelError, DataError
        As :func:`decompose`.
    """
    year = index.years[-1] if year is None else year
    row = index.panel.year_index(year)
    scores = tuple(level[row] for level in index.levels)
    names = [others] if isinstance(others, str) else list(others)
    rivals = np.array([index.panel.unit_index(name) for name in names], dtype=np.intp)
    level, position = index.locate(node)
    if len(rivals) > 1:
        rivals = rivals[~np.isnan(scores[level][rivals, position])]
    chosen = _scored(index, (scores,), (year,), unit, node)
    for name in names if len(rivals) < 2 else ():
        _scored(index, (scores,), (year,), name, node)
    theirs, own = _rows(scores, rivals), _rows(scores, np.repeat(chosen, len(rivals)))
    code = index.units[int(chosen[0])]
    return Decomposition(
        index=index,
        kind="gap",
        node=node,
        units=(code,),
        start=tuple(_mean(part) for part in theirs),
        end=_rows(scores, chosen),
        parts=contributions(index, theirs, own, node, Seen(np.repeat(chosen, len(rivals)), (row, row)))
        .averaged()
        .times(index.standing_unit[0]),
        labels=(label or _names(index, rivals), index.panel.unit_name(code)),
    )


def _scored(
    index: CompositeIndex,
    states: tuple[tuple[FloatArray, ...], ...],
    years: tuple[int, ...],
    unit: str | None,
    node: str,
) -> IntArray:
    """Positions of the units to split: the one asked for, which must have a score, or all that have."""
    level, position = index.locate(node)
    if not index.framework.tree.children(node):
        raise UnknownLabelError(Finding("E_NODE_HAS_NO_PARTS", found=node, details={"node": node}))
    known = ~np.isnan([state[level][:, position] for state in states])
    if unit is None:
        return np.flatnonzero(known.all(axis=0))
    row = index.panel.unit_index(unit)
    missing = [year for year, has in zip(years, known[:, row].tolist(), strict=True) if not has]
    if missing:
        name = index.panel.unit_name(index.units[row])
        details = {"unit_name": name, "years": missing, "name": index.framework.name_of(node)}
        raise DataError(Finding("E_UNIT_NOT_SCORED", unit=index.units[row], details=details))
    return np.array([row], dtype=np.intp)


def _rows(levels: tuple[FloatArray, ...], rows: IntArray) -> tuple[FloatArray, ...]:
    return tuple(level[rows] for level in levels)


def _mean(scores: FloatArray) -> FloatArray:
    """Mean over the first axis of what is there, kept as an axis of one."""
    known = ~np.isnan(scores)
    count = known.sum(axis=0, keepdims=True)
    total = np.where(known, scores, 0.0).sum(axis=0, keepdims=True)
    return ratio(total, count)


def _codes(index: CompositeIndex, rows: IntArray) -> tuple[str, ...]:
    return tuple(np.array(index.units)[rows].tolist())


def _year(year: int) -> Name:
    return Name(zh=f"{year}年", en=str(year))


def _names(index: CompositeIndex, rows: IntArray) -> Name:
    names = [index.panel.unit_name(code) for code in _codes(index, rows)]
    if len(names) == 1:
        return names[0]
    return Name(zh=f"{len(names)}个地区平均", en=f"mean of {len(names)} units")
