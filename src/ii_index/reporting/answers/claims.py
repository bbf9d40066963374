"""What published figures say: of weights that nobody published, and of plans."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ii_index.reporting.answers.index import Asked
from ii_index.reporting.document import Document
from ii_index.reporting.documents import analysis

if TYPE_CHECKING:
    from ii_index.model.claims import Claim
    from ii_index.model.series import PublishedSeries
    from ii_index.model.targets import Target


def weights_of_series(series: "PublishedSeries", claims: "Sequence[Claim]") -> Document:
    """Bound unpublished weights by printed totals and components."""
    from ii_index.analysis.identification.weights import identify_series

    return analysis.identification(identify_series(series, claims))


def weights_of_orderings(
    asked: Asked, claims: "Sequence[Claim]", year: int | None = None, *, level: int = 1
) -> Document:
    """Bound unpublished weights by units' values and published tiers or lists."""
    from ii_index.analysis.identification.orderings import identify_orderings

    return analysis.identification(identify_orderings(asked.index(), claims, year, level=level))


def attainment(targets: "Sequence[Target]") -> Document:
    """Compare a plan with what became of it."""
    from ii_index.analysis.attainment import attainment as compared

    return analysis.plan(compared(targets))
