"""Units as every part of a report shows them: by tier, then by rank, those without a score last."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from ii_index.analysis.tiers import Tiers
from ii_index.model.names import Name

NO_TIER = Name(zh="未分梯队", en="No tier")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one unit stands; ``position`` is its place in the panel, rank and tier 0 where it has no score."""

    position: int
    code: str
    name: Name
    score: float | None
    rank: int
    tier: int


def standings(echelons: Tiers) -> tuple[Standing, ...]:
    """Return every unit of the year of the tiers, in the order shown."""
    index = echelons.index
    scores, ranks = index.scores(echelons.year).tolist(), index.ranks(echelons.year).tolist()
    rows = [
        Standing(position, code, index.panel.unit_name(code), score if rank else None, rank, tier)
        for position, (code, score, rank, tier) in enumerate(
            zip(index.units, scores, ranks, echelons.labels.tolist(), strict=True)
        )
    ]
    return tuple(sorted(rows, key=lambda row: (row.tier == 0, row.tier, row.rank, row.position)))


def by_tier(rows: tuple[Standing, ...], echelons: Tiers) -> Iterator[tuple[int, Name, list[Standing]]]:
    """Yield each tier that has units, highest first: number (0 no tier), name, units."""
    for tier, members in groupby(rows, key=lambda row: row.tier):
        yield tier, echelons.name_of(tier) or NO_TIER, list(members)
