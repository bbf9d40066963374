"""Text on its way to a spreadsheet."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def defused(cell: object) -> object:
    """Put an apostrophe before text that a spreadsheet would take for a formula.

    Examples
    --------
    >>> defused("=cmd()"), defused(-1.5)
    ("'=cmd()", -1.5)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell
