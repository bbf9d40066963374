"""How numbers are shown, on screen and in every file: by the rule of :mod:`ii_index.model.printed_numbers`."""

from decimal import Decimal
from typing import Any

from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.printed_numbers import DIGITS, rounded, twelve_digits
from ii_index.model.table import Cell, Column

__all__ = ["MISSING", "rounded", "shown", "snapped", "twelve_digits"]

MISSING = "—"


def snapped(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Snap every float in a cell, a list or a mapping to 12 significant digits.

    Examples
    --------
    >>> snapped({"score": 99.99999999999999, "rank": 1, "shares": [1 / 3, None, "a"]})
    {'score': 100.0, 'rank': 1, 'shares': [0.333333333333, None, 'a']}
    """
    match value:
        case float():
            return twelve_digits(value)
        case dict():
            return {key: snapped(entry) for key, entry in value.items()}  # pyright: ignore[reportUnknownVariableType]
        case list() | tuple():
            return [snapped(entry) for entry in value]  # pyright: ignore[reportUnknownVariableType]
        case _:
            return value


def shown(cell: Cell, column: Column, language: Language) -> str:
    """Return the text of a cell as people see it."""
    match cell:
        case None:
            return MISSING
        case Name():
            return cell.text(language)
        case str():
            return cell
        case bool():
            return {"zh": ("否", "是"), "en": ("no", "yes")}[language][cell]
        case _:
            return _number(cell, column)


def _number(cell: float, column: Column) -> str:
    match column.kind:
        case "percent":
            return f"{rounded(float(Decimal(f'{cell:.{DIGITS}g}') * 100), column.decimals)}%"
        case "number":
            return f"{rounded(cell, column.decimals)}"
        case _:
            return str(cell)
