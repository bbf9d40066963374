"""One unit explained: where its score comes from, what it is strong in and lacks, and what comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from ii_index._immutable import Immutable
from ii_index.analysis.decomposition.decompose import Decomposition, decompose_gap, decompose_level
from ii_index.analysis.groups import GROUP, RANK_IN_GROUP, SIZE, Groups, groups
from ii_index.analysis.next_tier import NextTier, next_tier, tier_of
from ii_index.analysis.tiers import Tiers
from ii_index.analysis.tiers import tiers as cut_tiers
from ii_index.construction.results import CompositeIndex
from ii_index.kernels.ranking import descending_order
from ii_index.messages import Language
from ii_index.model.former_names import Former, formerly
from ii_index.model.names import Name
from ii_index.model.table import Column, Table, chosen

if TYPE_CHECKING:
    import pandas as pd

Tables = Literal["ladder", "strengths", "standing"]

NODE = Column("node", Name(zh="编号", en="Id"), "text", shown=False)
NAME = Column("name", Name(zh="指标", en="Indicator"), "text")
OWN = Column("score", Name(zh="得分", en="Score"))
TIER_MEAN = Column("tier_mean", Name(zh="本梯队平均", en="Tier mean"))
NATION_MEAN = Column("overall_mean", Name(zh="全体平均", en="Mean of all"))
TO_TIER = Column("points_to_tier", Name(zh="对本梯队（分）", en="Points vs tier"))
TO_NATION = Column("points_to_overall", Name(zh="对全体（分）", en="Points vs all"))
ALL = Name(zh="全体平均", en="mean of all")
_POINTS = Name(
    zh="分：该指标使综合得分高于（或低于）平均水平多少。",
    en="Points: how far the indicator puts the total above or below the mean.",
)
_POINTS_OF_LESS = Name(
    zh="分：得分越低越好；该指标使综合得分优于（+，低于）或劣于（−，高于）平均水平多少。",
    en="Points: less is better; how far the indicator puts the total below (+, better) or above (−, worse) the mean.",
)


@dataclass(frozen=True, eq=False)
class Explanation(Immutable):
    """Everything about one unit in one year.

    Attributes
    ----------
    index : CompositeIndex
    tiers : Tiers
    unit : str
    year : int
    level : Decomposition
        What makes up its score.
    to_tier, to_all : Decomposition
        Its gap to the mean of its tier, and of all units; above 0 it is ahead.
    regions : Groups
        The groups with their ranks.
    next_tier : NextTier or None
        The distance to the tier above; None in the highest.
    """

    index: CompositeIndex
    tiers: Tiers
    unit: str
    year: int
    level: Decomposition
    to_tier: Decomposition
    to_all: Decomposition
    regions: Groups
    next_tier: NextTier | None

    @property
    def tier(self) -> int:
        """Its tier, 1 the highest."""
        return int(self.tiers.labels[self._place])

    @property
    def score(self) -> float:
        """Its total score."""
        return float(self.index.scores(self.year)[self._place])

    @property
    def rank(self) -> int | float:
        """Its rank among all units; a half where ties share the mean of their places."""
        rank: int | float = self.index.ranks(self.year)[self._place].item()
        return rank

    def table(self, which: Tables = "ladder") -> Table:
        """Return a table.

        Parameters
        ----------
        which : {"ladder", "strengths", "standing"}
            ``ladder``: one row a node, parents first: score, and the points it adds to the total. ``strengths``: one
            row an indicator, from the greatest lead over the mean of all to the greatest lag. ``standing``: one row
            a group that the unit belongs to: its rank there, and the group's size.

        Raises
        ------
        UnknownLabelError
            No such table.
        """
        return chosen(
            {"ladder": self._ladder, "strengths": self._strengths, "standing": self._standing}, which
        )

    def frame(self, which: Tables = "ladder", *, language: Language = "en") -> "pd.DataFrame":
        """Return a :meth:`table` as a DataFrame, indexed by node, ``standing`` by group; columns by key."""
        return self.table(which).frame(language)

    echelons = Former("tiers", lambda self: self.tiers)
    ladder = Former('table("ladder")', lambda self: self._ladder)
    strengths_and_gaps = Former('table("strengths")', lambda self: self._strengths)
    standing = Former('table("standing")', lambda self: self._standing)

    def _ladder(self) -> Table:
        return self.level.table("ladder")

    def _strengths(self) -> Table:
        leaves = self.index.framework.tree.levels[-1]
        points = self.to_all.parts.points[-1][0]
        order: list[int] = descending_order(points).tolist()
        rows = tuple(
            (
                leaves[at],
                self.index.framework.name_of(leaves[at]),
                _number(self.level.end[-1][0, at]),
                _number(self.to_tier.start[-1][0, at]),
                _number(self.to_all.start[-1][0, at]),
                float(self.to_tier.parts.points[-1][0, at]),
                float(points[at]),
            )
            for at in order
        )
        title = Name(zh="优势与短板", en="Strengths and gaps")
        note = _POINTS if self.index.standing_unit[0] > 0 else _POINTS_OF_LESS
        columns = (NODE, NAME, OWN, TIER_MEAN, NATION_MEAN, TO_TIER, TO_NATION)
        return Table("strengths", title, columns, rows, (note,), index=("node",))

    def _standing(self) -> Table:
        ranks = self.regions.ranks()[:, self._place].tolist()
        sizes = self.regions.membership.sum(axis=1).tolist()
        rows = tuple(
            (name, rank, int(size))
            for name, rank, size in zip(self.regions.names, ranks, sizes, strict=True)
            if rank
        )
        title = Name(zh="所在分组内的排名", en="Rank inside its groups")
        return Table("standing", title, (GROUP, RANK_IN_GROUP, SIZE), rows, index=("group",))

    @property
    def _place(self) -> int:
        return self.index.units.index(self.unit)


@formerly(echelons="tiers")
def explain(
    index: CompositeIndex,
    unit: str,
    year: int | None = None,
    *,
    tiers: Tiers | None = None,
    own_groups: Mapping[str, Sequence[str]] | None = None,
) -> Explanation:
    """Explain one unit's score, standing and prospects.

    Parameters
    ----------
    index : CompositeIndex
    unit : str
        Code or any usual name.
    year : int, optional
        By default that of the tiers, else the latest.
    tiers : Tiers, optional
        By default :func:`ii_index.tiers` of that year.
    own_groups : mapping, optional
        As for :func:`ii_index.groups`.

    Returns
    -------
    Explanation

    Raises
    ------
    UnknownLabelError
        No such unit or year.
    DataError
        The unit has no score or no tier.
    """
    tiering = cut_tiers(index, year) if tiers is None else tiers
    place = index.panel.unit_index(unit)
    code, tier = index.units[place], tier_of(tiering, place)
    level = decompose_level(index, tiering.year, unit=code)
    scored = np.array(index.units)[~np.isnan(index.scores(tiering.year))].tolist()
    name = tiering.names[tier - 1]
    label = Name(zh=f"{name.zh}平均", en=f"mean of {name.en}")
    return Explanation(
        index=index,
        tiers=tiering,
        unit=code,
        year=tiering.year,
        level=level,
        to_tier=decompose_gap(index, code, tiering.members(tier), tiering.year, label=label),
        to_all=decompose_gap(index, code, scored, tiering.year, label=ALL),
        regions=groups(index, tiering.year, own_groups),
        next_tier=next_tier(index, tiering, code),
    )


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
