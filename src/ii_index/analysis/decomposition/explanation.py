"""One unit explained: where its score comes from, what it is strong in and lacks, and what comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ii_index._immutable import Immutable
from ii_index.analysis.decomposition.decompose import Decomposition, decompose_gap, decompose_level
from ii_index.analysis.groups import GROUP, RANK_IN_GROUP, SIZE, Groups, groups
from ii_index.analysis.next_tier import NextTier, next_tier, tier_of
from ii_index.analysis.tiers import Tiers, tiers
from ii_index.construction.results import CompositeIndex
from ii_index.model.names import Name
from ii_index.model.table import Column, Table

NODE = Column("node", Name(zh="编号", en="Id"), "text", shown=False)
NAME = Column("name", Name(zh="指标", en="Indicator"), "text")
OWN = Column("score", Name(zh="得分", en="Score"))
TIER_MEAN = Column("tier_mean", Name(zh="本梯队平均", en="Tier mean"))
NATION_MEAN = Column("overall_mean", Name(zh="全体平均", en="Mean of all"))
TO_TIER = Column("points_to_tier", Name(zh="对本梯队（点）", en="Points vs tier"))
TO_NATION = Column("points_to_overall", Name(zh="对全体（点）", en="Points vs all"))
ALL = Name(zh="全体平均", en="mean of all")


@dataclass(frozen=True, eq=False)
class Explanation(Immutable):
    """Everything about one unit in one year.

    Attributes
    ----------
    index : CompositeIndex
    echelons : Tiers
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
    echelons: Tiers
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
        return int(self.echelons.labels[self._place])

    @property
    def score(self) -> float:
        """Its total score."""
        return float(self.index.scores(self.year)[self._place])

    @property
    def rank(self) -> int:
        """Its rank among all units."""
        return int(self.index.ranks(self.year)[self._place])

    def ladder(self) -> Table:
        """Return one row a node: score, and the points it adds to the total."""
        return self.level.ladder()

    def strengths_and_gaps(self) -> Table:
        """Return one row an indicator, from the greatest lead over the mean of all to the greatest lag."""
        leaves = self.index.framework.tree.levels[-1]
        points = self.to_all.parts.points[-1][0]
        order: list[int] = np.argsort(-points, kind="stable").tolist()
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
        note = Name(
            zh="点：该指标使综合得分高于（或低于）平均水平多少。",
            en="Points: how far the indicator puts the total above or below the mean.",
        )
        columns = (NODE, NAME, OWN, TIER_MEAN, NATION_MEAN, TO_TIER, TO_NATION)
        return Table("strengths", title, columns, rows, (note,))

    def standing(self) -> Table:
        """Return one row a group that the unit belongs to: its rank there, and the group's size."""
        ranks = self.regions.ranks()[:, self._place].tolist()
        sizes = self.regions.membership.sum(axis=1).tolist()
        rows = tuple(
            (name, rank, int(size))
            for name, rank, size in zip(self.regions.names, ranks, sizes, strict=True)
            if rank
        )
        title = Name(zh="所在分组内的排名", en="Rank inside its groups")
        return Table("standing", title, (GROUP, RANK_IN_GROUP, SIZE), rows)

    @property
    def _place(self) -> int:
        return self.index.units.index(self.unit)


def explain(
    index: CompositeIndex,
    unit: str,
    year: int | None = None,
    *,
    echelons: Tiers | None = None,
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
    echelons : Tiers, optional
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
    echelons = tiers(index, year) if echelons is None else echelons
    place = index.panel.unit_index(unit)
    code, tier = index.units[place], tier_of(echelons, place)
    level = decompose_level(index, echelons.year, unit=code)
    scored = np.array(index.units)[~np.isnan(index.scores(echelons.year))].tolist()
    name = echelons.names[tier - 1]
    label = Name(zh=f"{name.zh}平均", en=f"mean of {name.en}")
    return Explanation(
        index=index,
        echelons=echelons,
        unit=code,
        year=echelons.year,
        level=level,
        to_tier=decompose_gap(index, code, echelons.members(tier), echelons.year, label=label),
        to_all=decompose_gap(index, code, scored, echelons.year, label=ALL),
        regions=groups(index, echelons.year, own_groups),
        next_tier=next_tier(index, echelons, code),
    )


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
