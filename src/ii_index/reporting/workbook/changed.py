"""Whether weights or data were changed since the program wrote them, and so whether its own values still hold."""

from ii_index.reporting.workbook.sheets import Sheet

SCORES = (2, 2)  # where the sheet that checks has the largest difference of scores
DATA = (2, 7)  # and the number of columns of data that were changed
_NOTABLE = "1E-6"


def scores_moved(check: Sheet) -> str:
    """Return the condition that a total is another than the program's."""
    return f"{_fixed(check, SCORES)}>{_NOTABLE}"


def anything_changed(check: Sheet) -> str:
    """Return the condition that a total is another, or data are, of any year."""
    return f"OR({scores_moved(check)},{_fixed(check, DATA)}>0)"


def _fixed(check: Sheet, place: tuple[int, int]) -> str:
    return check.cell(*place, fix_row=True, fix_column=True)
