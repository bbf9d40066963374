"""How many units a method that compares every one with every other can take."""

from typing import Literal, TypeAlias

from ii_index.errors import DataError, Finding
from ii_index.messages.analysis import BY_PAIRS, INSTEAD

ByPairs: TypeAlias = Literal[
    "ward", "acceptability", "pairwise", "rank_bounds", "stability", "leave_one_unit_out"
]

ALL_PAIRS = 5_000
"""Units of which a number for each pair is held: 200 MB a table."""
WARD = 10_000
"""Units that Ward's method takes: 400 MB of distances."""


def refuse_more(units: int, limit: int, task: ByPairs) -> None:
    """Refuse more units than a method can take, before memory runs out.

    Raises
    ------
    DataError
        There are more units than the limit; what to do instead is said.
    """
    if units > limit:
        details = {"task": BY_PAIRS[task], "limit": limit, "remedy": INSTEAD[task]}
        raise DataError(Finding("E_TOO_MANY_UNITS", found=str(units), details=details))
