"""Months and quarters as periods beside years: whole numbers that know what they are and how they are said."""

import re
from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BeforeValidator

from ii_index.messages import Language, said_in_chinese
from ii_index.model.spelling import fold

MONTHS, QUARTERS = 12, 4


class Period(int):
    """A month (202305) or a quarter (20232): a whole number that ascends with time, printed as 2023-05 or 2023Q2.

    Examples
    --------
    >>> str(Period(202305)), str(Period(20232)), Period(202305) == 202305
    ('2023-05', '2023Q2', True)
    >>> Period(202305).text("zh"), Period(20232).text("zh")
    ('2023年5月', '2023年第2季度')
    """

    @property
    def a_year(self) -> int:
        """How many of its kind a year has: 12 or 4."""
        return MONTHS if self > _QUARTER_MOST else QUARTERS

    @property
    def year(self) -> int:
        """The year it is in."""
        return int(self) // (100 if self.a_year == MONTHS else 10)

    @property
    def number(self) -> int:
        """Which of its kind in its year, from 1."""
        return int(self) % (100 if self.a_year == MONTHS else 10)

    @property
    def count(self) -> int:
        """How many of its kind came before it since year 0: the next one has one more."""
        return self.year * self.a_year + self.number - 1

    def text(self, language: Language) -> str:
        """Return how it is said."""
        return said_in_chinese(f"{self}年") if language == "zh" else str(self)

    def __str__(self) -> str:
        if self.a_year == MONTHS:
            return f"{self.year}-{self.number:02}"
        return f"{self.year}Q{self.number}"

    def __format__(self, spec: str) -> str:
        return int.__format__(self, spec) if spec else str(self)


_QUARTER_MOST = 99_999
_YEARS = range(1900, 2100)


def month(year: int, number: int) -> Period:
    """Return a month of a year."""
    return Period(100 * year + number)


def quarter(year: int, number: int) -> Period:
    """Return a quarter of a year."""
    return Period(10 * year + number)


def as_period(number: int) -> int:
    """Return the month or quarter that a whole number stands for (202305, 20232); any other number as it is.

    Examples
    --------
    >>> [str(as_period(number)) for number in (2023, 202305, 20232, 202313, 20235)]
    ['2023', '2023-05', '2023Q2', '202313', '20235']
    """
    if isinstance(number, Period):
        return number
    if number // 100 in _YEARS and 1 <= number % 100 <= MONTHS:
        return Period(number)
    if number // 10 in _YEARS and 1 <= number % 10 <= QUARTERS:
        return Period(number)
    return number


_Y = r"((?:19|20)\d{2})"
_MONTH = re.compile(
    rf"^{_Y}(?:年(1[0-2]|0?[1-9])月(?:份)?|[-/](1[0-2]|0?[1-9])|m(1[0-2]|0?[1-9])|-m(1[0-2]|0?[1-9])|(1[0-2]|0[1-9])"
    r"|-(1[0-2]|0[1-9])-01(?:[ t]00:00(?::00(?:\.0+)?)?)?)$"
)
_QUARTER = re.compile(
    rf"^{_Y}(?:年?第?([1-4一二三四])季度?|年?-?/? ?q([1-4]))$|^q([1-4])[ /-]?{_Y}$|^([1-4])q[ /-]?{_Y}$"
)
_CHINESE = {"一": 1, "二": 2, "三": 3, "四": 4}


def period_of(label: object) -> Period | None:
    """Read a month or a quarter, however it is spelt; None for anything less certain.

    Examples
    --------
    >>> [str(period_of(label)) for label in ("2023M05", "2023-5", "2023/05", "202305", "2023年5月", "2023-05-01")]
    ['2023-05', '2023-05', '2023-05', '2023-05', '2023-05', '2023-05']
    >>> [str(period_of(label)) for label in ("2023Q2", "2023-Q2", "Q2 2023", "2023年第二季度", "2023年2季度")]
    ['2023Q2', '2023Q2', '2023Q2', '2023Q2', '2023Q2']
    >>> [period_of(label) for label in ("2023", "2023.05", "2023-13", "05/2023")]
    [None, None, None, None]
    """
    if isinstance(label, Period):
        return label
    text = str(label).strip()
    if text.isascii() and not ("19" in text or "20" in text):
        return None
    folded = fold(text).replace(" 00:00:00", "t00:00:00")
    if found := _MONTH.match(folded):
        return month(int(found[1]), int(next(filter(None, found.groups()[1:]))))
    if found := _QUARTER.match(folded):
        parts = [part for part in found.groups() if part]
        year = next(part for part in parts if len(part) == 4)
        number = next(part for part in parts if len(part) == 1)
        return quarter(int(year), _CHINESE.get(number) or int(number))
    return None


def _read(value: object) -> object:
    """Read a period as text; leave everything else to the type."""
    if isinstance(value, str):
        found = period_of(value)
        return value if found is None else int(found)
    return value


Year = Annotated[int, BeforeValidator(_read, json_schema_input_type=int | str)]
"""A year, or a period of one: 2023, ``2023-05``, ``2023Q2``."""


def within(years: Sequence[int], year: int) -> list[int]:
    """Return the positions of a year: itself, or all its periods where a panel has months or quarters.

    Examples
    --------
    >>> within((2022, 2023), 2023), within((Period(20224), Period(20231), Period(20232)), 2023)
    ([1], [1, 2])
    """
    if year in years:
        return [list(years).index(year)]
    return [row for row, own in enumerate(years) if isinstance(own, Period) and own.year == year]


def before(year: int, periods: int = 1) -> int:
    """Return the period so many before, or the year so many before.

    Examples
    --------
    >>> str(before(Period(202301))), str(before(Period(20232), 4)), before(2023)
    ('2022-12', '2022Q2', 2022)
    """
    if not isinstance(year, Period):
        return year - periods
    at = year.count - periods
    return (month if year.a_year == MONTHS else quarter)(at // year.a_year, at % year.a_year + 1)


def elapsed(years: Sequence[int]) -> list[float]:
    """Return times on one scale in years: periods by their share of a year.

    Examples
    --------
    >>> elapsed((2020, 2023)), elapsed((Period(20234), Period(20241)))
    ([2020.0, 2023.0], [2023.75, 2024.0])
    """
    return [own.count / own.a_year if isinstance(own, Period) else float(own) for own in years]


def kind_of(year: Any) -> int:  # noqa: ANN401 - whatever stands for a year
    """Return how many of its kind a year has: 1 for a year itself."""
    return year.a_year if isinstance(year, Period) else 1
