"""What is asked first of one unit: where it stands, since when, why, and how sure that is."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ii_index._immutable import Immutable
from ii_index.analysis.decomposition.contributions import bounds_effect
from ii_index.analysis.decomposition.decompose import decompose, decompose_gap
from ii_index.analysis.feasible import FeasibleWay, feasible_way
from ii_index.analysis.next_tier import tier_of
from ii_index.analysis.tiers import Tiers
from ii_index.construction.results import CompositeIndex
from ii_index.errors import DataError
from ii_index.kernels.ranking import descending_order

if TYPE_CHECKING:
    from ii_index.analysis.robustness.uncertainty import Uncertainty

_LOW, _HIGH = 0.05, 0.95


class Certainty(NamedTuple):
    """How sure a rank and a tier are.

    Attributes
    ----------
    low, high : int
        5 and 95 % quantiles of the rank under perturbed weights and methods: not a confidence interval.
    tier : float
        Share of the draws in which the unit is in the tier that the index gives it.
    """

    low: int
    high: int
    tier: float


class Change(NamedTuple):
    """What became of a unit since an earlier year.

    Attributes
    ----------
    since : int
        The year before that has a score.
    ranks : int
        Places won; below 0 places lost.
    points : float
        Change of the total.
    comparable : bool
        Whether one scale holds for both years; where bounds move with the year, points are no progress.
    cause : str or None
        The part of the total that adds most in the direction of the change; None where nothing changed.
    cause_points : float
        What it adds.
    """

    since: int
    ranks: int
    points: float
    comparable: bool
    cause: str | None
    cause_points: float


class Part(NamedTuple):
    """One node's lead over the mean of all units, in points of the total: w(s − s̄)."""

    node: str
    points: float


@dataclass(frozen=True, eq=False)
class UnitProfile(Immutable):
    """Where one unit stands in one year.

    Attributes
    ----------
    index : CompositeIndex
    tiers : Tiers
    unit : str
    rank, scored : int
        Its rank among so many units that have one.
    tier : int
        1 the highest.
    score : float
    history : tuple of (int, int, float)
        Year, rank and score of every year in which it has one.
    change : Change or None
        None where no earlier year has a score.
    certainty : Certainty or None
        None where no draws were made.
    leads : tuple of Part
        Every indicator that the unit has, the greatest lead first; of no use where contributions do not add up.
    """

    index: CompositeIndex
    tiers: Tiers
    unit: str
    rank: int
    scored: int
    tier: int
    score: float
    history: tuple[tuple[int, int, float], ...]
    change: Change | None
    certainty: Certainty | None
    leads: tuple[Part, ...]

    @property
    def year(self) -> int:
        """The year of the tiers."""
        return self.tiers.year

    def strongest(self, count: int = 3) -> tuple[Part, ...]:
        """Return the indicators that put the total furthest above the mean of all, the greatest first."""
        return tuple(part for part in self.leads[:count] if part.points > 0)

    def weakest(self, count: int = 3) -> tuple[Part, ...]:
        """Return the indicators that put the total furthest below the mean of all, the greatest first."""
        return tuple(part for part in reversed(self.leads[-count:]) if part.points < 0)

    def way(self) -> FeasibleWay | None:
        """Return the feasible way into the tier above; None in the highest."""
        return feasible_way(self.index, self.tiers, self.unit)


def unit_profile(
    index: CompositeIndex, tiers: Tiers, unit: str, uncertainty: "Uncertainty | None" = None
) -> UnitProfile:
    """Say where a unit stands, what became of it, why, and how sure that is.

    Parameters
    ----------
    index : CompositeIndex
    tiers : Tiers
        Of the index; name the year.
    unit : str
        Code or any usual name.
    uncertainty : Uncertainty, optional
        Of the index and year.

    Returns
    -------
    UnitProfile

    Raises
    ------
    UnknownLabelError
        No such unit.
    DataError
        The unit has no score or no tier.
    """
    place = index.panel.unit_index(unit)
    tier, code = tier_of(tiers, place), index.units[place]
    ranks = index.ranks(tiers.year)
    return UnitProfile(
        index=index,
        tiers=tiers,
        unit=code,
        rank=int(ranks[place]),
        scored=int((ranks > 0).sum()),
        tier=tier,
        score=float(index.scores(tiers.year)[place]),
        history=tuple(_history(index, place)),
        change=_change(index, place, tiers.year),
        certainty=None if uncertainty is None else _certainty(uncertainty, code, tier),
        leads=_leads(index, code, tiers.year),
    )


def _history(index: CompositeIndex, place: int) -> list[tuple[int, int, float]]:
    every = [(year, int(index.ranks(year)[place]), float(index.scores(year)[place])) for year in index.years]
    return [(year, rank, score) for year, rank, score in every if rank]


def _change(index: CompositeIndex, place: int, year: int) -> Change | None:
    before = [past for past in _history(index, place) if past[0] < year]
    if not before:
        return None
    since, rank, score = before[-1]
    code, row = index.units[place], index.panel.year_index
    split = decompose(index, since, year, unit=code)
    points = {part: float(split.points_of(part)[0]) for part in split.children()}
    total = float(index.scores(year)[place]) - score
    first = descending_order(np.sign(total) * np.array([*points.values()]))[0]
    cause = [*points][first] if total else None
    return Change(
        since=since,
        ranks=rank - int(index.ranks(year)[place]),
        points=total,
        comparable=bounds_effect(index, row(since), row(year)) is None,
        cause=cause,
        cause_points=points[cause] if cause else 0.0,
    )


def _certainty(uncertainty: "Uncertainty", code: str, tier: int) -> Certainty | None:
    if code not in uncertainty.units:
        return None
    place = uncertainty.units.index(code)
    low, high = uncertainty.quantiles((_LOW, _HIGH))[place].tolist()
    shares = uncertainty.probabilities("tier_probabilities")[place]
    return Certainty(low, high, float(shares[tier - 1]) if tier <= len(shares) else float("nan"))


def _leads(index: CompositeIndex, code: str, year: int) -> tuple[Part, ...]:
    scored = np.array(index.units)[~np.isnan(index.scores(year))].tolist()
    try:
        gap = decompose_gap(index, code, scored, year)
    except DataError:
        return ()
    points = gap.parts.points[-1][0]
    own = index.levels[-1][index.panel.year_index(year), index.units.index(code)]
    order: list[int] = [at for at in descending_order(points).tolist() if not np.isnan(own[at])]
    leaves = index.framework.tree.levels[-1]
    return tuple(Part(leaves[at], float(points[at])) for at in order)
