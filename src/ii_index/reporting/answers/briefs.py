"""One page a unit, the draws shared by all of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from ii_index.analysis.unit_profile import unit_profiles
from ii_index.errors import Finding
from ii_index.model.assumptions import OwnTiers
from ii_index.model.names import Name
from ii_index.reporting.answers.index import Asked, drawn_as, tiering
from ii_index.reporting.briefs.content import Brief, brief_of
from ii_index.reporting.provenance import provenance
from ii_index.reporting.results import Results


@dataclass(frozen=True, eq=False, slots=True)
class Briefs:
    """The briefs of an index: made one by one, when they are asked for."""

    results: Results
    units: tuple[str, ...]
    findings: tuple[Finding, ...]

    def named(self) -> list[tuple[str, Name]]:
        """Return code and name of each unit, without making its brief."""
        index = self.results.index
        return [] if index is None else [(unit, index.panel.unit_name(unit)) for unit in self.units]

    def __iter__(self) -> Iterator[Brief]:
        """Yield the briefs in the order of the units."""
        index, tiers = self.results.index, self.results.tiers
        if index is None or tiers is None:
            return
        origin = provenance(self.results)
        for profile in unit_profiles(index, tiers, self.units, self.results.uncertainty):
            yield brief_of(profile, self.results, origin)


def briefs(  # noqa: PLR0913 - whose, of when, by which rules
    asked: Asked,
    unit: str | None = None,
    year: int | None = None,
    *,
    tiers: int | None = None,
    tier_method: str | OwnTiers = "natural-breaks",
    draws: int = 20_000,
    seed: int = 0,
    made: date | None = None,
) -> Briefs:
    """Make the brief of one unit, or of each that has a tier.

    Parameters
    ----------
    asked : Asked
    unit : str, optional
        Name or code; by default every unit with a score and a tier, the others are named among the findings.
    year : int, optional
        By default the latest.
    tiers : int, optional
    tier_method : str or OwnTiers
        As for :func:`ii_index.reporting.answers.index.rank`.
    draws : int
        How many; 0 for none.
    seed : int
    made : date, optional
        The day that the pages bear.
    """
    from ii_index.reporting.documents.ranking import index_findings

    index = asked.index_of(year)
    tiered = tiering(index, year, tiers, tier_method)
    uncertainty, asked_for = None, tiers is not None or tier_method != "natural-breaks"
    if draws:
        from ii_index.analysis.robustness.uncertainty import uncertainty as draw

        uncertainty = draw(
            index, tiered.year, draws=draws, seed=seed, assumptions=drawn_as(tiered, asked=asked_for)
        )
    with_tier = np.array(index.units)[tiered.labels > 0].tolist()
    units = (index.units[index.panel.unit_index(unit)],) if unit is not None else tuple(with_tier)
    results = Results(index=index, tiers=tiered, uncertainty=uncertainty, made=made)
    return Briefs(results, units, index_findings(index, tiered))
