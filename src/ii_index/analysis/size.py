"""How many units a method that compares every one with every other can take."""

from ii_index.errors import DataError, Finding
from ii_index.messages.analysis import BY_PAIRS, INSTEAD

ALL_PAIRS = 5_000
"""Units of which a number for each pair is held: 200 MB a table."""
PAIRS_BY_WEIGHTS = 1 << 25
"""Numbers of a table of units × units × weights, of which several are held: 250 MB each."""
ONE_UNIT_OUT = 1_000
"""Units that are left out one at a time: each is a panel without it."""
TAKEN = 1 << 27
"""Ranks that many units may take in many draws: 2 GB of counts."""


def refuse_draws(units: int, draws: int) -> None:
    """Refuse so many draws of so many units that the ranks they may take do not fit in memory.

    Raises
    ------
    DataError
        The draws that would fit are said.
    """
    if units * min(draws, units) > TAKEN:
        raise DataError(
            Finding("E_TOO_MANY_DRAWS", found=str(draws), details={"units": units, "limit": TAKEN // units})
        )


def refuse_more(units: int, limit: int, task: str) -> None:
    """Refuse more units than a method can take, before memory runs out.

    Parameters
    ----------
    units, limit : int
    task : str
        One of :data:`ii_index.messages.analysis.BY_PAIRS`.

    Raises
    ------
    DataError
        There are more units than the limit; what to do instead is said.
    """
    if units > limit:
        details = {"task": BY_PAIRS[task], "limit": limit, "remedy": INSTEAD[task]}
        raise DataError(Finding("E_TOO_MANY_UNITS", found=str(units), details=details))
