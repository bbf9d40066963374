"""What a report is made of."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ii_index.analysis.robustness.uncertain import Uncertainty
    from ii_index.analysis.tiers import Tiers
    from ii_index.construction.results import CompositeIndex
    from ii_index.construction.rubric import RubricScore


@dataclass(frozen=True, eq=False, slots=True)
class Results:
    """The results that a page, a workbook or a set of charts shows.

    Attributes
    ----------
    index : CompositeIndex or None
    echelons : Tiers or None
        Of the year that is shown.
    doubt : Uncertainty or None
        How sure ranks and tiers are.
    national : CompositeIndex or None
        The base-year series of the nation.
    rubrics : tuple of RubricScore
    inputs : dict of str to str
        SHA-256 of each file read, by file name.
    """

    index: "CompositeIndex | None" = None
    echelons: "Tiers | None" = None
    doubt: "Uncertainty | None" = None
    national: "CompositeIndex | None" = None
    rubrics: "tuple[RubricScore, ...]" = ()
    inputs: dict[str, str] = field(default_factory=dict[str, str])
