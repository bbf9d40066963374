"""What a report is made of."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from ii_index._immutable import Immutable
from ii_index.analysis.tiers import Tiers
from ii_index.construction.compose import compose
from ii_index.construction.results import CompositeIndex, decimals_of
from ii_index.model.names import Name
from ii_index.model.panel import Panel
from ii_index.model.recipe import Recipe

_USUAL, _WIDE = 2, 10

if TYPE_CHECKING:
    from ii_index.analysis.robustness.uncertainty import Uncertainty
    from ii_index.construction.rubric import RubricScore


@dataclass(frozen=True, eq=False, slots=True)
class Results(Immutable):
    """The results that a page, a workbook or a set of charts shows.

    Attributes
    ----------
    index : CompositeIndex or None
    tiers : Tiers or None
        Of the year that is shown.
    uncertainty : Uncertainty or None
        How sure ranks and tiers are.
    national : CompositeIndex or None
        The base-year series of the nation.
    rubrics : tuple of RubricScore
    inputs : dict of str to str
        SHA-256 of each file read, by file name.
    unit : str or None
        Code of the unit that page and profile begin with; by default the first by rank.
    made : date or None
        The day, to be shown; None where the same inputs must give the same bytes on any day.
    """

    index: "CompositeIndex | None" = None
    tiers: "Tiers | None" = None
    uncertainty: "Uncertainty | None" = None
    national: "CompositeIndex | None" = None
    rubrics: "tuple[RubricScore, ...]" = ()
    inputs: dict[str, str] = field(default_factory=dict[str, str])
    made: "date | None" = None
    unit: str | None = None

    def of_the_nation(self) -> "Results":
        """Return the nation's series alone."""
        return Results(national=self.national, inputs=self.inputs, made=self.made)

    @property
    def first(self) -> str | None:
        """Code of the unit that page and profile begin with."""
        return self.unit or (ranked_units(self.tiers)[0].code if self.tiers is not None else None)


def national_recipe(panel: Panel, base_year: int | None = None) -> Recipe:
    """Return the recipe of a national panel; the base year is the framework's by default, else the first."""
    base = base_year or panel.framework.base_year or panel.years[0]
    return Recipe.national(base, imputation=panel.framework.recipe.imputation)


def national_index(panel: Panel, base_year: int | None = None) -> CompositeIndex:
    """Make the index of a national panel as its framework says."""
    return compose(panel, national_recipe(panel, base_year))


NO_TIER = Name(zh="未分梯队", en="No tier")


@dataclass(frozen=True, slots=True)
class RankedUnit:
    """Where one unit stands; ``position`` is its place in the panel, rank and tier 0 where it has no score."""

    position: int
    code: str
    name: Name
    score: float | None
    rank: int
    tier: int


def ranked_units(tiers: Tiers) -> tuple[RankedUnit, ...]:
    """Return every unit of the year of the tiers, in the order shown."""
    index = tiers.index
    scores, ranks = index.scores(tiers.year).tolist(), index.ranks(tiers.year).tolist()
    rows = [
        RankedUnit(position, code, index.panel.unit_name(code), score if rank else None, rank, tier)
        for position, (code, score, rank, tier) in enumerate(
            zip(index.units, scores, ranks, tiers.labels.tolist(), strict=True)
        )
    ]
    return tuple(sorted(rows, key=lambda row: (row.tier == 0, row.tier, row.rank, row.position)))


def by_tier(rows: tuple[RankedUnit, ...], tiers: Tiers) -> Iterator[tuple[int, Name, list[RankedUnit]]]:
    """Yield each tier that has units, highest first: number (0 no tier), name, units."""
    for tier, members in groupby(rows, key=lambda row: row.tier):
        yield tier, tiers.name_of(tier) or NO_TIER, list(members)


def short_decimals(index: CompositeIndex) -> int:
    """Return the decimals of totals, and of points of them, in sentences and pictures: more where totals are close.

    What the framework declares, else one where totals differ by 10 and more over all years, two by 1, else three.
    """
    known = decimals_of(index, usual=1)
    totals = index.levels[0][~np.isnan(index.levels[0])]
    spread = float(np.ptp(totals)) if totals.size else 0.0
    if decimals_of(index) != _USUAL or not spread:
        return known
    return max(known, 1 if spread >= _WIDE else 2 if spread >= 1 else 3)
