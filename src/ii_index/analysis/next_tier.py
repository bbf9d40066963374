"""How far it is to the next tier, and what would cover the distance: one indicator, or all of them a little."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import BoolArray, FloatArray, IntArray
from ii_index.analysis.improvement import Improvement, good_directions
from ii_index.analysis.robustness.tier_cut import cut
from ii_index.analysis.tiers import Tiers
from ii_index.construction.methods.tier_rules import tier_rule_of
from ii_index.construction.results import CompositeIndex
from ii_index.errors import DataError, Finding
from ii_index.kernels.ranking import TIE, descending_order
from ii_index.messages import Language
from ii_index.model.assumptions import OwnTiers, TierRule
from ii_index.model.former_names import Former, formerly
from ii_index.model.names import Name
from ii_index.model.table import Cell, Column, Table

if TYPE_CHECKING:
    import pandas as pd

MOST = 5.0
"""Efforts beyond so many standard deviations are not looked for."""
_STEPS = 64
_HALVINGS = 40

INDICATOR = Column("indicator", Name(zh="编号", en="Id"), "text", shown=False)
NAME = Column("name", Name(zh="指标", en="Indicator"), "text")
MEASURE = Column("measure", Name(zh="单位", en="Unit"), "text")
NOW = Column("value", Name(zh="现值", en="Now"), "amount")
BEST = Column("best", Name(zh="最优值", en="Best"), "amount")
NEEDED = Column("needed_frozen", Name(zh="需达到", en="Needed"), "amount")
EFFORT = Column("effort_frozen", Name(zh="标准差", en="in sd"))
NEEDED_ANEW = Column("needed_recomputed", Name(zh="重新测算：需达到", en="Recomputed: needed"), "amount")
EFFORT_ANEW = Column("effort_recomputed", Name(zh="重新测算：标准差", en="Recomputed: in sd"))
OBSERVED = Column("observed_frozen", Name(zh="已有地区达到", en="Some unit has it"), "text", shown=False)
OBSERVED_ANEW = Column(
    "observed_recomputed",
    Name(zh="重新测算：已有地区达到", en="Recomputed: some unit has it"),
    "text",
    shown=False,
)


@dataclass(frozen=True, eq=False)
class NextTier(Immutable):
    """The distance of a unit to the tier above, and the ways to cover it.

    Frozen: cuts and bounds stay, the unit reaches the lowest score of the tier above. Recomputed: bounds, scores
    of all units and cuts follow the unit's own change, until its tier is a higher one.

    Attributes
    ----------
    index : CompositeIndex
    year : int
    unit : str
    tier : int
    above : Name
        Name of the tier above.
    target : float
        Lowest score of the tier above; the highest where lower is better.
    points : float
        How far the own score is from it.
    points_recut : float
        The smallest rise of the total, all else equal, that brings a higher tier when the scores are cut anew;
        NaN where the rule does not cut scores by themselves.
    best, values : FloatArray, shape (indicators,)
        Best value of the year and the unit's own, in the framework's units of measurement.
    efforts : FloatArray, shape (2, indicators)
        Smallest change of one indicator, in standard deviations of the year's cross-section (of logarithms where
        the indicator enters as one), frozen and recomputed; NaN where 5 do not suffice or the value is missing.
    needed : FloatArray, shape (2, indicators)
        The values that takes.
    equal_effort : FloatArray, shape (2,)
        The same for all indicators at once, each by as many of its own standard deviations.
    """

    index: CompositeIndex
    year: int
    unit: str
    tier: int
    above: Name
    target: float
    points: float
    points_recut: float
    best: FloatArray
    values: FloatArray
    efforts: FloatArray
    needed: FloatArray
    equal_effort: FloatArray

    @property
    def observed(self) -> BoolArray:
        """Whether some unit has what is needed, or better, shape (2, indicators)."""
        better, _ = good_directions(self.index)
        return np.asarray(better * self.needed <= better * self.best)

    @property
    def cheapest(self) -> str | None:
        """The indicator that takes the smallest effort, recomputed or else frozen, to what some unit has.

        None where what is needed of any one lies beyond the best of the year.
        """
        for efforts in np.where(self.observed, self.efforts, np.nan)[::-1]:
            if not np.isnan(efforts).all():
                return self.index.panel.indicators[int(descending_order(-efforts)[0])]
        return None

    def table(self) -> Table:
        """Return one row an indicator: first those of which some unit has what is needed, the smallest effort first.

        What is needed stands there only where some unit has it: beyond the best of the year, ``needed`` is an
        extrapolation and no goal.
        """
        leaves = self.index.framework.leaves
        observed = self.observed
        order: list[int] = np.lexsort((self.efforts[0], self.efforts[1], ~observed.any(axis=0))).tolist()
        goals = np.where(observed, self.needed, np.nan)
        suffice = ~np.isnan(self.efforts)
        rows = tuple(
            (
                leaves[at].id,
                leaves[at].name,
                leaves[at].unit or "",
                *_numbers(
                    self.values[at],
                    self.best[at],
                    goals[0, at],
                    self.efforts[0, at],
                    goals[1, at],
                    self.efforts[1, at],
                ),
                *(bool(observed[model, at]) if suffice[model, at] else None for model in range(2)),
            )
            for at in order
        )
        title = Name(
            zh=f"单靠一项指标进入{self.above.zh}需达到的数值",
            en=f"What one indicator alone must reach for {self.above.en}",
        )
        efforts = (NEEDED, EFFORT, NEEDED_ANEW, EFFORT_ANEW)
        columns = (INDICATOR, NAME, MEASURE, NOW, BEST, *efforts, OBSERVED, OBSERVED_ANEW)
        return Table("ways_up", title, columns, rows, (_NOTE,), index=("indicator",))

    def frame(self, *, language: Language = "en") -> "pd.DataFrame":
        """Return :meth:`table` as a DataFrame indexed by indicator, its columns by key."""
        return self.table().frame(language)

    as_table = Former("table()", lambda self: self.table)


_NOTE = Name(
    zh="前一组数字中分界与上下限不变；后一组随该地区变动重新测算。“需达到”为“—”的，所需数值超出当年最优值（此时仍列出标准差），"
    "或5个标准差仍不够，或该地区缺数据。标准差按当年各地区计（取对数的指标按对数计）。",
    en="First with cuts and bounds as they are, then with everything recomputed. Needed is — where it lies beyond the "
    "best of the year (the sd are given all the same), where 5 sd do not suffice, or the value is missing. "
    "Standard deviations of the year's cross-section (of logarithms where the indicator enters as one).",
)


def tier_of(tiers: Tiers, place: int) -> int:
    """Return the tier of the unit at a place, or raise DataError that says why it has none."""
    tier = int(tiers.labels[place])
    if tier == 0:
        index = tiers.index
        missing = "E_UNIT_NOT_SCORED" if np.isnan(index.scores(tiers.year)[place]) else "E_UNIT_NO_TIER"
        code = index.units[place]
        details = {
            "unit_name": index.panel.unit_name(code),
            "years": [tiers.year],
            "name": index.framework.name_of("root"),
        }
        raise DataError(Finding(missing, unit=code, details=details))
    return tier


@formerly(echelons="tiers")
def next_tier(index: CompositeIndex, tiers: Tiers, unit: str) -> NextTier | None:
    """Find how far a unit is from the tier above, and the cheapest ways there.

    Parameters
    ----------
    index : CompositeIndex
    tiers : Tiers
        Of the index; its rule cuts anew.
    unit : str

    Returns
    -------
    NextTier or None
        None for a unit of the highest tier.

    Raises
    ------
    UnknownLabelError
        No such unit.
    DataError
        The unit has no score or no tier.

    Notes
    -----
    Efforts are exact to 2⁻⁴⁰ of a step of 5/64 standard deviations, in which they are looked for by bisection.
    Frozen, a greater effort never does less. Recomputed it can: a unit that becomes the maximum lowers others'
    scores, and cuts follow them. A higher tier that is lost again within one step can be missed.
    """
    place = index.panel.unit_index(unit)
    code, tier = index.units[place], tier_of(tiers, place)
    if tier == 1:
        return None
    scores = index.standings(index.scores(tiers.year))
    target = float(scores[tiers.labels == tier - 1].min())
    sign, unit_of_standing = index.standing_unit
    improvement = Improvement(index, tiers.year, place)
    rule, floor = cut_rule(tiers), target - TIE * abs(target)
    frozen = _efforts(
        improvement,
        lambda amounts, ways: index.standings(improvement.frozen(amounts, ways))[:, place] >= floor,
    )
    anew = np.full(len(frozen), np.nan)
    if rule is not None:
        count = len(tiers.names)
        anew = _efforts(
            improvement,
            lambda amounts, ways: (
                cut(rule, count, index.standings(improvement.recomputed(amounts, ways)).T)[place] < tier
            ),
        )
    return NextTier(
        index=index,
        year=tiers.year,
        unit=code,
        tier=tier,
        above=tiers.names[tier - 2],
        target=sign * unit_of_standing * target,
        points=unit_of_standing * (target - float(scores[place])),
        points_recut=unit_of_standing * _recut(rule, tiers, scores, place),
        best=improvement.best(),
        values=improvement.raw(),
        efforts=np.array([frozen[:-1], anew[:-1]]),
        needed=np.array([improvement.needed(frozen[:-1]), improvement.needed(anew[:-1])]),
        equal_effort=np.array([frozen[-1], anew[-1]]),
    )


def smallest(
    reached: Callable[[FloatArray, IntArray], BoolArray], count: int, most: float = MOST
) -> FloatArray:
    """Find for several searches at once the smallest amount at which each one's condition comes true.

    The first of 64 equal steps at which it is true, then bisection within that step.

    Parameters
    ----------
    reached : callable
        Amounts and the positions of the searches they belong to, both of shape (n,), to truth values.
    count : int
        Number of searches.
    most : float
        NaN where the condition is true at none of the steps up to here.

    Returns
    -------
    FloatArray, shape (count,)

    Examples
    --------
    >>> goals = np.array([0.3, 5.0, 100.0])
    >>> smallest(lambda amounts, at: amounts >= goals[at], 3).round(9).tolist()
    [0.3, 5.0, nan]
    """
    high = np.full(count, np.nan)
    for step in range(1, _STEPS + 1):
        open_ = np.flatnonzero(np.isnan(high))
        if not len(open_):
            break
        amounts = np.full(len(open_), most * step / _STEPS)
        high[open_[reached(amounts, open_)]] = most * step / _STEPS
    found = np.flatnonzero(~np.isnan(high))
    low = high - most / _STEPS
    for _ in range(_HALVINGS if len(found) else 0):
        middle = (low[found] + high[found]) / 2
        there = reached(middle, found)
        low[found], high[found] = np.where(there, low[found], middle), np.where(there, middle, high[found])
    return high


def _efforts(improvement: Improvement, reached: Callable[[FloatArray, FloatArray], BoolArray]) -> FloatArray:
    """Efforts of each indicator alone, and of all at once; NaN for an indicator that cannot move."""
    ways = np.vstack([np.diag(improvement.movable), improvement.movable]).astype(np.float64)
    possible = ways[ways.any(axis=1)]
    efforts = np.full(len(ways), np.nan)
    efforts[ways.any(axis=1)] = smallest(lambda amounts, at: reached(amounts, possible[at]), len(possible))
    return efforts


def _recut(rule: TierRule | None, tiers: Tiers, scores: FloatArray, place: int) -> float:
    """Find the smallest rise of one score, the others staying, at which the cut puts it into a higher tier."""
    if rule is None:
        return float("nan")
    tier, k = tiers.labels[place], len(tiers.names)

    def reached(rises: FloatArray, _: IntArray) -> BoolArray:
        risen = np.repeat(scores[:, np.newaxis], len(rises), axis=1)
        risen[place] += rises
        return np.asarray(cut(rule, k, risen)[place] < tier)

    room = float(np.nanmax(scores) - scores[place])
    return float(smallest(reached, 1, 2 * room)[0]) if room > 0 else float("nan")


def cut_rule(tiers: Tiers) -> TierRule | None:
    """Return the rule as one that cuts scores by themselves; None where it does not, or its limits are not known."""
    method = tier_rule_of(tiers.method)
    if method.by_profile or method.parameter == "thresholds":
        return None
    size = {"sizes": tiers.sizes()} if method.parameter else {"k": len(tiers.names)}
    if isinstance(tiers.method, OwnTiers):
        return TierRule(kind="call", function=tiers.method.function, k=len(tiers.names))
    return TierRule.model_validate({"kind": tiers.method, **size})


def _numbers(*values: float) -> list[Cell]:
    return [None if np.isnan(value) else float(value) for value in values]
