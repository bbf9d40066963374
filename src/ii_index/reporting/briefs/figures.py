"""What a brief says, as ids and numbers for machines."""

from collections.abc import Iterable

import numpy as np

from ii_index.analysis.feasible import FeasibleWay
from ii_index.analysis.unit_profile import Part, UnitProfile
from ii_index.reporting.document import Data


def figures_of(
    profile: UnitProfile, strengths: Iterable[Part], gaps: Iterable[Part], way: FeasibleWay | None
) -> dict[str, Data]:
    """Return where a unit stands, what became of it, why, and how sure that is: ids and numbers, tier 1 the highest.

    Without draws there is no certainty, in the highest tier no way up, in the first year no change: each is None.
    """
    change, sure = profile.change, profile.certainty
    return {
        "unit": profile.unit,
        "year": profile.year,
        "score": profile.score,
        "rank": profile.rank,
        "ranked": profile.scored,
        "tier": profile.tier,
        "change": None if change is None else change._asdict(),
        "strengths": [_part(profile, part) for part in strengths],
        "gaps": [_part(profile, part) for part in gaps],
        "way": None if way is None else _way(way),
        "certainty": None
        if sure is None
        else {"rank_low": sure.low, "rank_high": sure.high, "tier": sure.tier},
    }


def _way(way: FeasibleWay) -> Data:
    return {
        "distance": way.distance,
        "gain": way.gain,
        "reached": way.needed is not None,
        "levels": [lift._asdict() for lift in way.combination],
    }


def _part(profile: UnitProfile, part: Part) -> Data:
    index, panel = profile.index, profile.index.panel
    place, at = index.units.index(profile.unit), panel.indicators.index(part.node)
    value = float(panel.values[panel.year_index(profile.year), place, at])
    return {
        "indicator": part.node,
        "value": None if np.isnan(value) else value,
        "rank": profile.rank_in(part.node) or None,
        "points": part.points,
    }
