"""What is asked first of one unit: where it stands, since when, why, and how sure that is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import IntArray
from ii_index.analysis.decomposition.contributions import bounds_effect, contributions
from ii_index.analysis.decomposition.decompose import Decomposition, decompose
from ii_index.analysis.decomposition.node_contributions import Seen
from ii_index.analysis.feasible import FeasibleWay, feasible_way
from ii_index.analysis.next_tier import tier_of
from ii_index.analysis.tiers import Tiers
from ii_index.construction.results import CompositeIndex
from ii_index.errors import DataError
from ii_index.kernels.ranking import competition_ranks, descending_order
from ii_index.model.node import ROOT

if TYPE_CHECKING:
    from ii_index.analysis.robustness.uncertainty import Uncertainty

_LOW, _HIGH = 0.05, 0.95
_AT_ONCE = 100_000  # gaps between a unit and another that are split at once


class Certainty(NamedTuple):
    """How sure a rank and a tier are.

    Attributes
    ----------
    low, high : int
        5 and 95 % quantiles of the rank under perturbed weights and methods: not a confidence interval.
    tier : float
        Share of the draws in which the unit is in the tier that the index gives it.
    likeliest : int
        The tier in which it is most often, 1 the highest.
    share : float
        Of the draws, in that one.
    """

    low: int
    high: int
    tier: float
    likeliest: int
    share: float


class Change(NamedTuple):
    """What became of a unit since an earlier year.

    Attributes
    ----------
    since : int
        The year before that has a score.
    ranks : int or float
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
    ranks: int | float
    points: float
    comparable: bool
    cause: str | None
    cause_points: float


class Part(NamedTuple):
    """One node's lead over the mean of all units, in points of the total: w(s − s̄), turned where less is better."""

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
    rank : int or float
        A half where ties share the mean of their places.
    scored, sharing : int
        How many units have a rank, and how many this one.
    tier : int
        1 the highest.
    score : float
    history : tuple of (int, int or float, float)
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
    rank: int | float
    scored: int
    sharing: int
    tier: int
    score: float
    history: tuple[tuple[int, int | float, float], ...]
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

    def rank_in(self, node: str) -> int:
        """Return its rank in a node below the total, 1 where the score serves the total best; 0 without a score.

        Where a lower total is better, or an operator turns a node's score on its way there, the lowest score is first.
        """
        index, tree = self.index, self.index.framework.tree
        level, at = index.locate(node)
        turned = 1.0 if index.rules is None else float(index.rules.turned(tree.parents[:level])[at])
        better = index.standing_unit[0] * turned > 0
        ranks = index.ranks(self.year, node) if better else competition_ranks(-index.scores(self.year, node))
        return int(ranks[index.units.index(self.unit)])

    def way(self) -> FeasibleWay | None:
        """Return a way into the tier above within what others have reached; None in the highest."""
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
    return next(unit_profiles(index, tiers, [unit], uncertainty))


def unit_profiles(
    index: CompositeIndex, tiers: Tiers, units: Sequence[str], uncertainty: "Uncertainty | None" = None
) -> Iterator[UnitProfile]:
    """Say of several units what :func:`unit_profile` says of one; many are split at once.

    Parameters
    ----------
    index : CompositeIndex
    tiers : Tiers
        Of the index; name the year.
    units : sequence of str
        Codes or any usual names.
    uncertainty : Uncertainty, optional
        Of the index and year.

    Yields
    ------
    UnitProfile
        In the order of the units.
    """
    places = [index.panel.unit_index(unit) for unit in units]
    rivals = np.flatnonzero(~np.isnan(index.scores(tiers.year)))
    many = max(1, _AT_ONCE // max(len(rivals), 1))
    for start in range(0, len(places), many):
        yield from _profiles(tiers, places[start : start + many], rivals, uncertainty)


def _profiles(
    tiers: Tiers, places: list[int], rivals: IntArray, uncertainty: "Uncertainty | None"
) -> Iterator[UnitProfile]:
    index, year = tiers.index, tiers.year
    standing = [tier_of(tiers, place) for place in places]
    ranks, scores = index.ranks(year), index.scores(year)
    leads, splits = _leads(index, places, rivals, year), _splits(index, places, year)
    for place, tier, own in zip(places, standing, leads, strict=True):
        code = index.units[place]
        yield UnitProfile(
            index=index,
            tiers=tiers,
            unit=code,
            rank=_whole(ranks[place]),
            scored=int((ranks > 0).sum()),
            sharing=int((ranks == ranks[place]).sum()),
            tier=tier,
            score=float(scores[place]),
            history=tuple(_history(index, place)),
            change=_change(index, place, year, splits),
            certainty=None if uncertainty is None else _certainty(uncertainty, code, tier),
            leads=own,
        )


def _whole(rank: np.number) -> int | float:
    """Return a rank as a whole number; a half as it is."""
    return int(rank) if rank == int(rank) else float(rank)


def _history(index: CompositeIndex, place: int) -> list[tuple[int, int | float, float]]:
    every = [
        (year, _whole(index.ranks(year)[place]), float(index.scores(year)[place])) for year in index.years
    ]
    return [(year, rank, score) for year, rank, score in every if rank]


def _before(index: CompositeIndex, place: int, year: int) -> tuple[int, int | float, float] | None:
    """Return the year before that has a score, with rank and score; None where there is none."""
    before = [past for past in _history(index, place) if past[0] < year]
    return before[-1] if before else None


def _splits(index: CompositeIndex, places: list[int], year: int) -> dict[int, Decomposition]:
    """Return the change of all these units since each year that one of them is compared with."""
    pasts = [past[0] for place in places if (past := _before(index, place, year))]
    only = index.units[places[0]] if len(places) == 1 else None
    return {since: decompose(index, since, year, unit=only) for since in dict.fromkeys(pasts)}


def _change(
    index: CompositeIndex, place: int, year: int, splits: Mapping[int, Decomposition]
) -> Change | None:
    past = _before(index, place, year)
    if past is None:
        return None
    (since, rank, score), row = past, index.panel.year_index
    split = splits[since]
    at = split.units.index(index.units[place])
    points = {part: float(split.points_of(part)[at]) for part in split.children()}
    total = float(index.scores(year)[place]) - score
    first = int(descending_order(np.sign(total) * np.array([*points.values()]))[0])
    cause = [*points][first] if total else None
    return Change(
        since=since,
        ranks=_whole(rank - index.ranks(year)[place]),
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
    own, most = float(shares[tier - 1]) if tier <= len(shares) else 0.0, int(np.argmax(shares))
    return Certainty(low, high, own, most + 1, float(shares[most]))


def _leads(index: CompositeIndex, places: list[int], rivals: IntArray, year: int) -> list[tuple[Part, ...]]:
    """Return each unit's leads over the mean of all, indicator by indicator: the average of its gaps to every one."""
    row = index.panel.year_index(year)
    scores = tuple(level[row] for level in index.levels)
    own, theirs = np.repeat(places, len(rivals)), np.tile(rivals, len(places))
    start, end = (tuple(level[rows] for level in scores) for rows in (theirs, own))
    try:
        parts = contributions(index, start, end, ROOT, Seen(own, (row, row)))
    except DataError:
        return [() for _ in places]
    shape = (len(places), len(rivals), -1)
    points = index.standing_unit[0] * parts.points[-1].reshape(shape).mean(axis=1)
    leaves, known = index.framework.tree.levels[-1], ~np.isnan(scores[-1][places])
    orders = descending_order(points).tolist()
    return [
        tuple(Part(leaves[at], float(mine[at])) for at in order if there[at])
        for order, mine, there in zip(orders, points, known, strict=True)
    ]
