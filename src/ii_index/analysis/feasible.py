"""What others have reached already: the fewest indicators at the level of the tier above that lift a unit into it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import BoolArray, FloatArray, IntArray
from ii_index.analysis.improvement import Improvement
from ii_index.analysis.next_tier import tier_of
from ii_index.analysis.tiers import Tiers
from ii_index.construction.results import CompositeIndex
from ii_index.kernels.ranking import TIE, descending_order
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.table import Column, Table

if TYPE_CHECKING:
    import pandas as pd

INDICATOR = Column("indicator", Name(zh="编号", en="Id"), "text", shown=False)
NAME = Column("name", Name(zh="指标", en="Indicator"), "text")
MEASURE = Column("measure", Name(zh="单位", en="Unit"), "text")
NOW = Column("value", Name(zh="现值", en="Now"), "amount")
GOAL = Column("goal", Name(zh="上一梯队的中位水平", en="Median of the tier above"), "amount")
TIMES = Column("times", Name(zh="为现值的倍数", en="Times the present value"), decimals=1)
EXAMPLE = Column("example", Name(zh="已达到的地区", en="Reached by"), "text")
POINTS = Column("points", Name(zh="可提高（分）", en="Points gained"))
POINTS_LESS = Column("points", Name(zh="可降低（分）", en="Points less"))
FAR = 3
"""A level more than so many times the present value, or less than its inverse, is no work of one year."""


class Lift(NamedTuple):
    """One indicator at the median level of the tier above, alone.

    Attributes
    ----------
    indicator : str
    value, goal : float
        The unit's own, and the one to reach, in the framework's unit of measurement.
    example : str
        Code of the unit of the tier above that has this level.
    points : float
        What the total gains by this one alone.
    """

    indicator: str
    value: float
    goal: float
    example: str
    points: float

    @property
    def times(self) -> float | None:
        """What the level is of the present value, as a multiple; None unless both are above 0."""
        return self.goal / self.value if self.value > 0 and self.goal > 0 else None

    @property
    def is_far(self) -> bool:
        """Whether the level is more than :data:`FAR` times the present value, or less than its inverse."""
        return self.times is not None and not 1 / FAR <= self.times <= FAR


@dataclass(frozen=True, eq=False)
class FeasibleWay(Immutable):
    """A combination of indicators, each at a level that the middle of the tier above has reached.

    Bounds, weights and cuts stay. The lower median of the tier above is a value that one of its units has, so that
    nothing beyond what was observed is asked for. That is all it promises: whether a unit can get there, and in how
    many years, it does not know; see :attr:`Lift.times`.

    Attributes
    ----------
    index : CompositeIndex
    year : int
    unit : str
    above : Name
        Name of the tier above.
    distance : float
        Points from the unit's total to that of the last of the tier above.
    lifts : tuple of Lift
        By points gained, the most first; only indicators in which the unit is behind that level. Where a lower total is
        better, points gained are points less.
    needed : int or None
        How many of the first of them together reach the tier above; None where all of them do not.
    gain : float
        What these together (all, where they do not suffice) add to the total.
    """

    index: CompositeIndex
    year: int
    unit: str
    above: Name
    distance: float
    lifts: tuple[Lift, ...]
    needed: int | None
    gain: float

    @property
    def combination(self) -> tuple[Lift, ...]:
        """The indicators of the combination; all that gain where these do not suffice."""
        return self.lifts[: self.needed]

    def table(self) -> Table:
        """Return one row an indicator of the combination, the largest gain first."""
        leaves = {leaf.id: leaf for leaf in self.index.framework.leaves}
        rows = tuple(
            (
                lift.indicator,
                leaves[lift.indicator].name,
                leaves[lift.indicator].unit or "",
                lift.value,
                lift.goal,
                lift.times,
                self.index.panel.unit_name(lift.example),
                lift.points,
            )
            for lift in self.combination
        )
        title = Name(
            zh=f"进入{self.above.zh}的一条路径：各项不超过该梯队已有地区的水平",
            en=f"A way into {self.above.en}, within what some of its units have reached",
        )
        points = POINTS if self.index.standing_unit[0] > 0 else POINTS_LESS
        columns = (INDICATOR, NAME, MEASURE, NOW, GOAL, TIMES, EXAMPLE, points)
        return Table("feasible_way", title, columns, rows, (self._said(),), index=("indicator",))

    def frame(self, *, language: Language = "en") -> "pd.DataFrame":
        """Return :meth:`table` as a DataFrame indexed by indicator, its columns by key."""
        return self.table().frame(language)

    def _said(self) -> Name:
        if self.needed is None:
            said = Name(
                zh="全部落后指标都达到这一水平，仍不足以进入上一梯队。上下限、权重与分界不变。",
                en="All of them together do not reach the tier above. Bounds, weights and cuts as they are.",
            )
        else:
            said = Name(
                zh="这些指标同时达到所列水平即可进入上一梯队（上下限、权重与分界不变）。",
                en="Together they reach the tier above (bounds, weights and cuts as they are).",
            )
        return Name(zh=f"{said.zh}{self.effort.zh}", en=f"{said.en}{self.effort.en}")

    @property
    def effort(self) -> Name:
        """A sentence on how many of the levels are far from the present value; empty where none is."""
        far = sum(lift.is_far for lift in self.combination)
        return Name(
            zh=f"其中{far}项与现值相差{FAR}倍以上，并非一年可及。" if far else "",
            en=f" More than {FAR} times away: {far} of them, not a year's work." if far else "",
        )


def feasible_way(index: CompositeIndex, tiers: Tiers, unit: str) -> FeasibleWay | None:
    """Find the fewest indicators that, at the median level of the tier above, lift a unit into it.

    Parameters
    ----------
    index : CompositeIndex
    tiers : Tiers
        Of the index.
    unit : str
        Code or any usual name.

    Returns
    -------
    FeasibleWay or None
        None for a unit of the highest tier.

    Raises
    ------
    UnknownLabelError
        No such unit.
    DataError
        The unit has no score or no tier.

    Notes
    -----
    Indicators are taken in the order of what each gains alone. For an arithmetic mean that is the fewest; for other
    means it is the usual greedy choice.
    """
    place = index.panel.unit_index(unit)
    tier = tier_of(tiers, place)
    if tier == 1:
        return None
    above = np.flatnonzero(tiers.labels == tier - 1)
    standings = index.standings(index.scores(tiers.year))
    target = float(standings[above].min())
    improvement = Improvement(index, tiers.year, place)
    behind, examples = _behind(index, improvement, above)
    gains, _ = _gains(improvement, behind, examples[behind], np.eye(len(behind), dtype=np.bool_))
    order = descending_order(gains)[: int((gains > 0).sum())]
    behind, gains = behind[order], gains[order]
    ladder = np.tri(len(behind), dtype=np.bool_)
    together, reached = _gains(improvement, behind, examples[behind], ladder)
    enough = np.flatnonzero(reached >= target - TIE * abs(target))
    needed = int(enough[0]) + 1 if len(enough) else None
    last = (needed or len(behind)) - 1
    return FeasibleWay(
        index=index,
        year=tiers.year,
        unit=index.units[place],
        above=tiers.names[tier - 2],
        distance=index.standing_unit[1] * (target - float(standings[place])),
        lifts=tuple(
            _lift(index, improvement, int(leaf), int(examples[leaf]), float(points))
            for leaf, points in zip(behind.tolist(), gains.tolist(), strict=True)
        ),
        needed=needed,
        gain=float(together[last]) if len(behind) else 0.0,
    )


def _behind(index: CompositeIndex, improvement: Improvement, above: IntArray) -> tuple[IntArray, IntArray]:
    """Return the indicators in which the unit is behind the lower median of the tier above, and whose that is."""
    scores = improvement.score_signs * index.levels[-1][improvement.row]
    order = descending_order(-scores[above].T).T
    known: IntArray = (~np.isnan(scores[above])).sum(axis=0)
    middle = np.maximum(known - 1, 0) // 2
    examples: IntArray = above[np.take_along_axis(order, middle[np.newaxis], axis=0)[0]]
    goals = scores[examples, np.arange(scores.shape[1])]
    behind = improvement.movable & (known > 0) & (goals > scores[improvement.place])
    return np.flatnonzero(behind), examples


def _gains(
    improvement: Improvement, leaves: IntArray, examples: IntArray, chosen: BoolArray
) -> tuple[FloatArray, FloatArray]:
    """Return what the total gains when the chosen indicators take their examples' values, and what it is ranked by.

    A gain is towards the better: of a total of which less is better, what it falls. Both of shape (variations,).
    """
    if not len(leaves):
        return np.zeros(0), np.zeros(0)
    levels = improvement.index.prepared.values[improvement.row, examples, leaves]
    totals = improvement.replaced(leaves, levels, chosen)
    index = improvement.index
    own = float(index.scores(index.years[improvement.row])[improvement.place])
    return index.standing_unit[0] * (totals - own), index.standings(totals)


def _lift(index: CompositeIndex, improvement: Improvement, leaf: int, example: int, points: float) -> Lift:
    own = float(index.panel.values[improvement.row, improvement.place, leaf])
    level = float(improvement.denominated[improvement.row, example, leaf])
    per = float(improvement.denominated[improvement.row, improvement.place, leaf])
    scale = own / per if per else 1.0
    return Lift(index.panel.indicators[leaf], own, level * scale, index.units[example], points)
