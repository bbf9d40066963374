"""Periods that stand in two columns: the year in one, its month or quarter in another."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ii_index.model.headings import role_of, year_of
from ii_index.model.periods import MONTHS, QUARTERS, Period, month, quarter
from ii_index.model.spelling import compact, fold

_MONTH_WORDS = frozenset(map(compact, ("month", "months", "mon", "月份", "月", "月度", "统计月份")))
_QUARTER_WORDS = frozenset(map(compact, ("quarter", "quarters", "qtr", "季度", "季", "季别", "统计季度")))
_ENGLISH = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_CHINESE = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]


def _names(word: str, count: int) -> dict[str, int]:
    """Return how the parts of a year are written, folded: 5, 05, 5.0, 五月, q2, 第二季度."""
    found: dict[str, int] = {}
    for number in range(1, count + 1):
        digits = (str(number), f"{number:02}", f"{number}.0", _CHINESE[number - 1])
        if word == "month":
            english = _ENGLISH[number - 1]
            forms = [
                *digits,
                *(f"{form}月" for form in digits),
                f"m{number}",
                f"m{number:02}",
                english,
                english[:3],
            ]
            forms += [f"{english[:3]}."] + (["sept"] if number == 9 else [])
        else:
            roman = ("i", "ii", "iii", "iv")[number - 1]
            tails = ("季", "季度")
            forms = [*digits, f"q{number}", f"{number}q", roman]
            forms += [f"{head}{form}{tail}" for head in ("", "第") for form in digits for tail in tails]
        found |= dict.fromkeys(map(fold, forms), number)
    return found


_PARTS = {"month": _names("month", MONTHS), "quarter": _names("quarter", QUARTERS)}


class Split(NamedTuple):
    """Where the two columns stand, by position, and which part of a year the second holds."""

    year: int
    part: int
    word: str

    def joined(self, rows: Sequence[tuple[object, object]]) -> list[Period | None] | None:
        """Return the period of each row, None where both cells are blank; None where a row says no period.

        Parameters
        ----------
        rows : sequence of pairs
            The cells of year and part.
        """
        periods: list[Period | None] = []
        for row in rows:
            period = _period(self.word, *row)
            if isinstance(period, bool):
                return None
            periods.append(period)
        return periods if any(periods) else None


def split_of(labels: Sequence[object]) -> Split | None:
    """Find a column of years and one of months or quarters among headings; None unless there is just one of each.

    Examples
    --------
    >>> split_of(["Sector", "Year", "Month", "Rice"])
    Split(year=1, part=2, word='month')
    >>> split_of(["地区", "年份", "季度"]), split_of(["month", "rice"])
    (Split(year=1, part=2, word='quarter'), None)
    """
    parts = [*_parts(labels)]
    placed = {at for at, _ in parts}
    years = [
        at for at, label in enumerate(labels) if at not in placed and role_of(str(label or "")) == "year"
    ]
    return Split(years[0], *parts[0]) if len(parts) == len(years) == 1 else None


def _parts(labels: Sequence[object]) -> Iterator[tuple[int, str]]:
    for at, label in enumerate(labels):
        key = compact(str(label or ""))
        if key in _MONTH_WORDS or key in _QUARTER_WORDS:
            yield at, "month" if key in _MONTH_WORDS else "quarter"


def _period(word: str, year: object, part: object) -> Period | bool | None:
    """Return the period that two cells say; None where both are blank, False where they say none."""
    texts = ["" if cell is None or str(cell) == "nan" else fold(str(cell)) for cell in (year, part)]
    if not any(texts):
        return None
    found, number = year_of(year), _PARTS[word].get(texts[1])
    if found is None or isinstance(found, Period) or number is None:
        return False
    return month(found, number) if word == "month" else quarter(found, number)
