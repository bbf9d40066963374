"""How many units a method that compares every one with every other can take."""

from ii_index.errors import DataError, Finding, FrameworkError
from ii_index.messages.analysis import BY_PAIRS, INSTEAD

ALL_PAIRS = 5_000
"""Units of which a number for each pair is held: 200 MB a table."""
PAIRS_BY_WEIGHTS = 1 << 25
"""Numbers of a table of units × units × weights, of which several are held: 250 MB each."""
ONE_UNIT_OUT = 1_000
"""Units that are left out one at a time: each is a panel without it."""
TAKEN = 1 << 27
"""Ranks that many units may take in many draws: 2 GB of counts."""

MOST_WORK = 10**12
"""Scores of indicators that draws may ask for: some hours."""
MOST_IN_TIERS = 10**7
"""Tiers × units of the exact rule's table, of which several are held: 80 MB each."""


def refuse_work(units: int, indicators: int, draws: int) -> None:
    """Refuse draws that would take days, before the first is made.

    Raises
    ------
    FrameworkError
        The draws that go are said.
    """
    each = max(units * indicators, 1)
    if draws * each > MOST_WORK:
        details = {"units": units, "indicators": indicators, "limit": MOST_WORK // each}
        raise FrameworkError(Finding("E_TOO_MUCH_WORK", found=f"{draws:.3g}", details=details))


def refuse_tiers(units: int, wanted: int) -> None:
    """Refuse so many tiers of so many units that the table of the exact rule does not fit in memory.

    Raises
    ------
    DataError
        The tiers that fit are said.
    """
    if units * wanted > MOST_IN_TIERS:
        details = {"units": units, "limit": MOST_IN_TIERS // units}
        raise DataError(Finding("E_TIERS_TOO_MANY_CUTS", found=str(wanted), details=details))


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
