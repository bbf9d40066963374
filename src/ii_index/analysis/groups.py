"""Groups of units, which may overlap: ranks inside them, their means, gaps between them, and shares of a whole."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import BoolArray, FloatArray, IntArray
from ii_index.analysis.tiers import Tiers
from ii_index.construction.results import CODE, UNIT, CompositeIndex, rank_column
from ii_index.errors import Finding, UnknownLabelError
from ii_index.kernels.ranking import UNRANKED, group_ranks
from ii_index.kernels.ratios import ratio
from ii_index.messages import Language
from ii_index.model.former_names import Former, formerly
from ii_index.model.names import Name
from ii_index.model.node import ROOT, Node
from ii_index.model.provinces import OTHER_GROUPS, REGION_GROUPS
from ii_index.model.table import Cell, Column, Table, chosen

if TYPE_CHECKING:
    import pandas as pd

Tables: TypeAlias = Literal["means", "ranks", "shares_of_values", "shares_of_scores"]

GROUP = Column("group", Name(zh="分组", en="Group"), "text")
SIZE = Column("units", Name(zh="地区数", en="Units"), "integer", 0)
MEAN = Column("mean", Name(zh="平均得分", en="Mean score"))
TO_ALL = Column("gap_to_all", Name(zh="与全体平均之差", en="Gap to the mean of all"))
TO_NEXT = Column("gap_to_next", Name(zh="与下一梯队之差", en="Gap to the next tier"))
LOWEST = Column("lowest", Name(zh="最低", en="Lowest"))
HIGHEST = Column("highest", Name(zh="最高", en="Highest"))
RANK_IN_GROUP = Column("rank_in_group", Name(zh="组内排名", en="Rank in group"), "integer", 0)
RANK = Column("rank", Name(zh="总排名", en="Rank"), "integer", 0)
SCORE = Column("score", Name(zh="得分", en="Score"))
PART = Column("part", Name(zh="编号", en="Id"), "text", shown=False)
PART_NAME = Column("name", Name(zh="项目", en="Part"), "text")


@dataclass(frozen=True, eq=False)
class Groups(Immutable):
    """Scores of one node and year, by groups.

    Arrays have the order of ``names`` and of ``index.units``; tables have groups in the order of ``names``.

    Attributes
    ----------
    index : CompositeIndex
    year : int
    node : str
    names : tuple of Name
    membership : BoolArray, shape (groups, units)
    ordered : bool
        Whether each group stands above the next, as tiers do.
    """

    index: CompositeIndex
    year: int
    node: str
    names: tuple[Name, ...]
    membership: BoolArray
    ordered: bool = False

    @property
    def scores(self) -> FloatArray:
        """The scores of all units, shape (units,)."""
        return self.index.scores(self.year, self.node)

    def ranks(self) -> IntArray:
        """Return competition ranks inside each group, shape (groups, units); 0 outside it or without a score."""
        return group_ranks(self._standings, self.membership)

    @property
    def _standings(self) -> FloatArray:
        return self.index.standings(self.scores) if self.node == ROOT else self.scores

    @property
    def _sign(self) -> float:
        """Minus one where a lower score is better: a gap above 0 is a lead."""
        return self.index.standing_unit[0] if self.node == ROOT else 1.0

    def means(self) -> FloatArray:
        """Return each group's mean score over its scored units, shape (groups,)."""
        return _means(self.scores, self.membership)

    def table(self, which: Tables = "means", *, level: int | None = None) -> Table:
        """Return a table.

        Parameters
        ----------
        which : {"means", "ranks", "shares_of_values", "shares_of_scores"}
            ``means``: one row a group: size, mean, gaps to the mean of all and to the next tier, lowest, highest.
            ``ranks``: one row a group and unit, by rank inside the group, then in the panel's order.
            ``shares_of_values``: one row an indicator: each group's share of the total of raw values.
            ``shares_of_scores``: one row a node of a level: each group's share of the sum of scores.
        level : int, optional
            Level of the tree, of the shares of scores; by default 1, the dimensions.

        Raises
        ------
        UnknownLabelError
            No such table or level; an option that the table does not have.
        """
        tables: dict[str, Callable[..., Table]] = {
            "means": self._means,
            "ranks": self._ranks,
            "shares_of_values": self._shares_of_values,
            "shares_of_scores": self._shares_of_scores,
        }
        return chosen(tables, which, level=level)

    def frame(
        self, which: Tables = "means", *, level: int | None = None, language: Language = "en"
    ) -> "pd.DataFrame":
        """Return a :meth:`table` as a DataFrame, its columns by key.

        Indexed by group; ``ranks`` by group and unit code, the shares by indicator or node.
        """
        return self.table(which, level=level).frame(language)

    as_table = Former('table("means")', lambda self: self._means)
    ranks_as_table = Former('table("ranks")', lambda self: self._ranks)

    def _shares_of_values(self) -> Table:
        return shares_of_values(self)

    def _shares_of_scores(self, level: int = 1) -> Table:
        return shares_of_scores(self, level)

    def _means(self) -> Table:
        means, scores = self.means(), self.scores
        overall = float(np.nanmean(scores))
        ahead = [means - overall, *([means - np.append(means[1:], np.nan)] if self.ordered else [])]
        gaps = [self._sign * gap for gap in ahead]
        rows = tuple(
            (
                name,
                int((inside & ~np.isnan(scores)).sum()),
                *_numbers(means[at], *(gap[at] for gap in gaps), *_range(scores[inside])),
            )
            for at, (name, inside) in enumerate(zip(self.names, self.membership, strict=True))
        )
        next_tier = (TO_NEXT,) if self.ordered else ()
        what = self.index.framework.name_of(self.node)
        title = Name(zh=f"各组{what.zh}，{self.year}年", en=f"{what.en} by group, {self.year}")
        return Table(
            "groups", title, (GROUP, SIZE, MEAN, TO_ALL, *next_tier, LOWEST, HIGHEST), rows, index=("group",)
        )

    def _ranks(self) -> Table:
        overall, inside = self.index.ranks(self.year, self.node), self.ranks()
        rows: list[tuple[Cell, ...]] = []
        for group, name in enumerate(self.names):
            members = np.flatnonzero(inside[group] != UNRANKED)
            order: list[int] = members[np.argsort(inside[group][members], kind="stable")].tolist()
            for unit in order:
                code = self.index.units[unit]
                score = float(self.scores[unit])
                label = self.index.panel.unit_name(code)
                rows.append((name, code, label, int(inside[group, unit]), overall[unit].item(), score))
        title = Name(zh=f"组内排名，{self.year}年", en=f"Ranks inside groups, {self.year}")
        columns = (GROUP, CODE, UNIT, RANK_IN_GROUP, _rank_column(self), SCORE)
        return Table("group_ranks", title, columns, tuple(rows), group="group", index=("group", "code"))


def _rank_column(grouped: Groups) -> Column:
    if grouped.node != ROOT:
        return RANK
    own = rank_column(grouped.index)
    return Column(RANK.key, RANK.title, own.kind, own.decimals)


@formerly(own="own_groups")
def groups(
    index: CompositeIndex,
    year: int | None = None,
    own_groups: Mapping[str, Sequence[str]] | None = None,
    *,
    node: str = ROOT,
    by: str | None = None,
) -> Groups:
    """Put the units of an index into groups.

    Parameters
    ----------
    index : CompositeIndex
    year : int, optional
        By default the latest.
    own_groups : mapping of str to sequence of str, optional
        Groups of one's own, by name; they may overlap. By default the four regions of NBS, 长江流域 and 成渝,
        for an index of provinces, then the columns of groups of its panel; groups without any unit of the index
        are left out.
    node : str, default "root"
    by : str, optional
        Heading of one column of groups of the panel: those and no others.

    Returns
    -------
    Groups

    Raises
    ------
    UnknownLabelError
        Every unit of one's own groups that is not there; a node, a year or a column of groups that is not there.
    TypeError
        Both ``own_groups`` and ``by``.
    """
    year = index.years[-1] if year is None else index.years[index.panel.year_index(year)]
    index.locate(node)
    if own_groups is not None and by is not None:
        message = "groups takes own_groups or by, not both"
        raise TypeError(message)
    if own_groups is not None:
        return Groups(index, year, node, *_own(index, own_groups))
    return Groups(index, year, node, *_known(index, None if by is None else index.panel.grouping(by)))


@formerly(echelons="tiers")
def tier_groups(tiers: Tiers, node: str = ROOT) -> Groups:
    """Return an index's tiers as groups: their means and the gaps between them."""
    membership = tiers.labels == np.arange(1, len(tiers.names) + 1)[:, np.newaxis]
    return Groups(tiers.index, tiers.year, node, tiers.names, membership, ordered=True)


def shares_of_values(grouped: Groups) -> Table:
    """Return each group's share of the total of every indicator, raw values added up over the units.

    "These six hold more than 70 % of the nation" can mean this, of an indicator that is a total; of scores, see
    :func:`shares_of_scores`. Missing values count nothing. Indicators that are ratios are named and left out.
    """
    index = grouped.index
    leaves = index.framework.leaves
    totals = [at for at, leaf in enumerate(leaves) if not is_ratio(leaf)]
    values = index.panel.values[index.panel.year_index(grouped.year)][:, totals]
    parts = [(leaves[at].id, leaves[at].name) for at in totals]
    title = Name(
        zh=f"各组占全部地区原始数值之和的比重，{grouped.year}年",
        en=f"Shares of the groups in the sum of raw values, {grouped.year}",
    )
    return _shares("shares_of_values", title, grouped, parts, values, totals_only(leaves))


def shares_of_scores(grouped: Groups, level: int = 1) -> Table:
    """Return each group's share of the sum of scores, for every node at a level of the tree."""
    index = grouped.index
    depth = index.framework.tree.depth
    if not 0 <= level <= depth:
        details = {"known": list(range(depth + 1))}
        raise UnknownLabelError(Finding("E_UNKNOWN_LEVEL", found=str(level), details=details))
    scores = index.levels[level][index.panel.year_index(grouped.year)]
    parts = [(node, index.framework.name_of(node)) for node in index.framework.tree.levels[level]]
    title = Name(
        zh=f"各组占全部地区得分之和的比重，{grouped.year}年",
        en=f"Shares of the groups in the sum of scores, {grouped.year}",
    )
    return _shares("shares_of_scores", title, grouped, parts, scores)


def is_ratio(leaf: Node) -> bool:
    """Whether the raw values of an indicator do not add up, as its unit of measurement or its name says.

    A percentage, something per something (台/百人, 每百人使用计算机数), a share (比重). One over a denominator does
    add up: its raw values are those before the division.
    """
    said = (leaf.unit or "", leaf.name.zh, leaf.name.en)
    return _OF_UNITS.search(said[0]) is not None or any(_OF_NAMES.search(name) for name in said[1:])


_OF_UNITS = re.compile(r"[%‰/／每]|\bper\b")
_OF_NAMES = re.compile(r"^每|人均|比重|占比|比率|\bper\b")


def totals_only(leaves: Sequence[Node]) -> Name:
    """Say that shares are of totals, and which indicators are therefore left out."""
    ratios = [leaf.name for leaf in leaves if is_ratio(leaf)]
    zh, en = "、".join(one.zh for one in ratios), ", ".join(one.en for one in ratios)
    return Name(
        zh="只有可以相加的总量指标才有比重。" + (f"未列比重、比率等不能相加的指标：{zh}。" if ratios else ""),
        en="Only totals have shares." + (f" Left out, as ratios do not add up: {en}." if ratios else ""),
    )


def _shares(
    key: str,
    title: Name,
    grouped: Groups,
    parts: Sequence[tuple[str, Name]],
    values: FloatArray,
    *notes: Name,
) -> Table:
    known = np.nan_to_num(values)
    held = grouped.membership.astype(np.float64) @ known
    shares = ratio(held, known.sum(axis=0))
    columns = [Column(f"group_{place}", name, "percent", 1) for place, name in enumerate(grouped.names, 1)]
    rows = tuple((part, name, *_numbers(*shares[:, at].tolist())) for at, (part, name) in enumerate(parts))
    return Table(key, title, (PART, PART_NAME, *columns), rows, notes, index=("part",))


def _own(index: CompositeIndex, own: Mapping[str, Sequence[str]]) -> tuple[tuple[Name, ...], BoolArray]:
    membership = np.zeros((len(own), len(index.units)), dtype=np.bool_)
    faults: list[Finding] = []
    for group, units in enumerate(own.values()):
        for unit in units:
            try:
                membership[group, index.panel.unit_index(unit)] = True
            except UnknownLabelError as error:
                faults += error.findings
    if faults:
        raise UnknownLabelError(faults)
    return tuple(Name(zh=name, en=name) for name in own), membership


def _known(index: CompositeIndex, by: str | None) -> tuple[tuple[Name, ...], BoolArray]:
    """Return the regions of provinces and the groups of the panel's columns, or of one column."""
    held = [] if by is not None else [*_regions(index)]
    for heading, labels in index.panel.groups.items():
        if by in {None, heading}:
            held += _of_column(heading, labels, held)
    present = [(name, inside) for name, inside in held if inside.any()]
    names = tuple(name for name, _ in present)
    return names, np.array([inside for _, inside in present], dtype=np.bool_).reshape(-1, len(index.units))


def _regions(index: CompositeIndex) -> Iterator[tuple[Name, BoolArray]]:
    known = [*REGION_GROUPS.values(), *OTHER_GROUPS.values()] if index.framework.units == "provinces" else []
    for group in known:
        yield Name(zh=group.zh, en=group.en), np.isin(index.units, group.units)


def _of_column(
    heading: str, labels: Sequence[str], before: Sequence[tuple[Name, BoolArray]]
) -> list[tuple[Name, BoolArray]]:
    """Return the groups of a column as they come; a label that another group has already bears its heading."""
    found: list[tuple[Name, BoolArray]] = []
    for label in dict.fromkeys(filter(None, labels)):
        inside = np.array([one == label for one in labels], dtype=np.bool_)
        same = [members for name, members in before if label in {name.zh, name.en}]
        if any(np.array_equal(inside, members) for members in same):
            continue
        zh, en = (f"{label}（{heading}）", f"{label} ({heading})") if same else (label, label)
        found.append((Name(zh=zh, en=en), inside))
    return found


def _means(scores: FloatArray, membership: BoolArray) -> FloatArray:
    inside = membership & ~np.isnan(scores)
    return ratio(np.where(inside, scores, 0.0).sum(axis=1), inside.sum(axis=1))


def _range(scores: FloatArray) -> tuple[float, float]:
    known = scores[~np.isnan(scores)]
    return (float(known.min()), float(known.max())) if known.size else (float("nan"), float("nan"))


def _numbers(*values: float) -> list[Cell]:
    return [None if np.isnan(value) else float(value) for value in values]
