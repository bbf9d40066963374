"""How numbers are shown, on screen and in every file: by the rule of :mod:`ii_index.model.printed_numbers`."""

from decimal import Decimal
from typing import Any

from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.printed_numbers import MISSING, by_size, number_text, rounded, twelve_digits
from ii_index.model.table import Cell, Column
from ii_index.model.units_of_measurement import in_english

__all__ = [
    "MISSING",
    "by_size",
    "fact_text",
    "rounded",
    "share",
    "shown",
    "signed",
    "snapped",
    "twelve_digits",
]


_FACT = Column("fact", Name(zh="", en=""), decimals=4)
_COUNT = _FACT._replace(kind="integer", decimals=0)

_MEASURES = frozenset({"measure", "measured"})
"""Columns of units of measurement, which English readers get in English; files of data keep the framework's."""


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
            return in_english(cell) if language == "en" and column.key in _MEASURES else cell
        case bool():
            return {"zh": ("否", "是"), "en": ("no", "yes")}[language][cell]
        case _:
            return number_text(cell, column.kind, column.decimals)


def fact_text(cell: Cell, language: Language) -> str:
    """Return the text of a fact's value: a count whole, another number to four decimals.

    Examples
    --------
    >>> fact_text(31, "zh"), fact_text(0.99916, "zh")
    ('31', '0.9992')
    """
    return shown(cell, _COUNT if isinstance(cell, int) else _FACT, language)


def share(value: float, decimals: int = 1) -> str:
    """Return a fraction in percent, such that only all is 100 % and only nothing is 0 %.

    Examples
    --------
    >>> share(0.99695), share(0.99999), share(1.0), share(0.00001), share(0.5)
    ('99.7%', '>99.9%', '100%', '<0.1%', '50.0%')
    """
    least = Decimal(1).scaleb(-decimals)
    number = rounded(100 * value, decimals)
    if twelve_digits(value) in {0.0, 1.0}:
        return f"{rounded(100 * value, 0)}%"
    if number in {0, 100}:
        return f"<{least}%" if number == 0 else f">{100 - least}%"
    return f"{number}%"


def figure(value: float, decimals: int) -> str:
    """Return a number with a true minus, and no sign above zero.

    Examples
    --------
    >>> figure(2.11, 1), figure(-0.32, 1), figure(0.01, 1)
    ('2.1', '−0.3', '0.0')
    """
    return signed(value, decimals).removeprefix("+")


def signed(value: float, decimals: int) -> str:
    """Return a number with its sign, a true minus.

    Examples
    --------
    >>> signed(2.11, 1), signed(-0.32, 1), signed(0.01, 1)
    ('+2.1', '−0.3', '0.0')
    """
    number = rounded(value, decimals)
    return f"+{number}" if number > 0 else f"−{-number}" if number < 0 else f"{number}"
