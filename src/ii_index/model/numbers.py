"""Numbers as people write them: read exactly, or refused. A number is never passed through NFKC."""

import re
from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Literal, NamedTuple

from ii_index.model import units_of_measurement as units
from ii_index.model.spelling import FOOTNOTE_MARK, INVISIBLE, fold


class Uncalculated(str):
    """A formula without a stored result, as text."""

    __slots__ = ()


Fault = Literal[
    "E_GRADE_UNKNOWN",
    "E_AMBIGUOUS_NUMBER",
    "E_EXCEL_ERROR",
    "E_FORMULA_NO_VALUE",
    "E_MIXED_PERCENT",
    "E_MOJIBAKE",
    "E_NOT_NUMBER",
    "E_UNIT_UNKNOWN",
]
Reason = Literal["date", "formula", "approximate", "range", "logical", "magnitude"]


class Measure(NamedTuple):
    """What a column's numbers are in.

    ``wanted`` is the framework's unit, ``stated`` the one that stands in the table (None: the framework's);
    ``lone_comma`` says that ``1,234`` can only be a thousands separator. ``grades`` are answers with what they count,
    where the cells are no numbers but answers.
    """

    wanted: str | None = None
    stated: str | None = None
    lone_comma: bool = True
    grades: Mapping[str, float] | None = None

    @property
    def is_plain(self) -> bool:
        """Whether a plain decimal stands for itself."""
        return self.factor == 1 and self.grades is None

    @property
    def factor(self) -> Decimal | None:
        """What a bare number is multiplied by; None where the stated unit cannot be converted."""
        if self.stated is None or self.wanted is None:
            return Decimal(1)
        return units.factor(self.stated, self.wanted)


class Number(NamedTuple):
    """A number read, and what stood beside it: a unit, a footnote mark, a percent sign of a %-column.

    The value of a missing mark is NaN.
    """

    value: float
    unit: str | None = None
    mark: str | None = None
    percent: bool = False
    missing: bool = False

    @property
    def bare(self) -> bool:
        """Whether nothing but a mark stood beside the digits."""
        return self.unit is None and not self.percent and not self.missing


class Refusal(NamedTuple):
    """Why a cell is no number, and what it may have meant."""

    code: Fault
    expected: str | None = None
    reason: Reason | None = None


_CHINESE_MARKS = ["暂无", "无数据", "缺失", "无", "不详", "(空白)", "未统计"]
_AGENCY_MARKS = ["..", "...", ":", ".", "N.A.", "N.A", "X", "NAN", "NULL", "NONE", "<NA>"]
MISSING_MARKS = frozenset(
    ["", "—", "——", "…", "……", "-", "--", "/", "NA", "N/A", "#N/A", *_CHINESE_MARKS, *_AGENCY_MARKS]
)
"""The closed list of marks for a value that is not there; a dash of any length of line counts as one.

Those of the UN, the World Bank and the OECD (``..``), Eurostat (``:``), offices of statistics (``.`` ``x``), and what
programs write (``NaN`` ``null`` ``None``) are among them.
"""

_FLAGGED_MISSING = re.compile(r"^: ?\(?[bcdefinprsuz]{1,3}\)?$")
_LONE_FLAG = re.compile(r"^\(?(?:[bcdefinprsuz]{1,3}|[ajoq]|[a-z](?:, ?[a-z])+)\)?$")
_FLAG = re.compile(
    r"^(?:[bep]| [bcdefinprsuz]{1,3}| ?\((?i:[bcdefinprsuz]{1,3})\)| [ajoq]| ?[a-z](?:, ?[a-z])+)$"
)
"""Flags of Eurostat and the OECD after a number: break in series, confidential, estimated, provisional, revised …

Letters of footnotes, as the United Nations have them: ``18.9 a``, ``18.9 c,d``; not those of units, such as m and t.
"""

_MISSING = Number(float("nan"), missing=True)
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_MINUS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"), "-")
_DASH = dict.fromkeys(map(ord, "\u2015\u2500"), "—")
_READ = {**_WIDTH, **_MINUS, **_DASH, **INVISIBLE}

_BRACKETED = re.compile(r"^\((.+)\)$")
_NUMBER = re.compile(r"^([+-]?)(\d[\d,]*(?:\.\d*)?|\.\d+)([eE][+-]?\d+)?(.*)$", re.ASCII | re.DOTALL)
_PLAIN = re.compile(r"^\d+(\.\d*)?$|^\.\d+$", re.ASCII)
_THOUSANDS = re.compile(r"^[1-9]\d{0,2}(,\d{3})+(\.\d*)?$", re.ASCII)
_LONE_COMMA = re.compile(r"^\d{1,3},\d{3}$", re.ASCII)
_SPACED = re.compile(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3}(?:\D|$))", re.ASCII)
_SEPARATED = r"(?a)^[+-]?\d[\d.,' \u00a0\u2009\u202f]*\d$"
_EXCEL_ERROR = re.compile(r"^#[A-Z_/0]+[!?]$|^#GETTING_DATA$|^#+$")
_APPROXIMATE = (
    r"^(?:约|近|超|超过|大约|逾|不足|至少|[~≈≥≤<>＞＜～])\s*([\d.,]+)"
    r"|^([\d.,]+)\s*(?:\+|余|多|以上|以下|左右|上下)"
)
_DATE = (
    r"^\d{1,4}\s*[年月]\s*\d{0,2}\s*[月日号]?(\s*\d{1,2}\s*[日号])?$|^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|^\d{1,2}[-/]\d{1,2}$"
    r"|^\d{1,2}-[A-Z][a-z]{2}(-\d+)?$|^[A-Z][a-z]{2}-\d{1,4}$|^\d{1,2}:\d{2}"
)
_RANGE = r"^[\d.,]+\s*[-—~～至到]+\s*[\d.,]+\D{0,3}$"


def read(cell: object, measure: Measure) -> Number | Refusal:  # noqa: PLR0911 - a kind of cell a line
    """Read one cell of a file or of a frame; whatever is neither number nor text is refused.

    Examples
    --------
    >>> read("１，２３４．５", Measure()).value, read("(0.8)", Measure()).value
    (1234.5, -0.8)
    >>> read("0.3456万", Measure("个"))
    Number(value=3456.0, unit='万', mark=None, percent=False, missing=False)
    >>> read("约1000", Measure())
    Refusal(code='E_NOT_NUMBER', expected='1000', reason='approximate')
    """
    if measure.grades is not None:
        return _graded(cell, measure.grades)
    match cell:
        case None:
            return _MISSING
        case bool() | date() | time() | timedelta():
            return Refusal("E_NOT_NUMBER", reason="logical" if isinstance(cell, bool) else "date")
        case int() | float() | Decimal():
            return _scaled(Decimal(str(cell)), measure.factor)
        case Uncalculated():
            return Refusal("E_FORMULA_NO_VALUE")
        case str():
            return _read_text(cell, measure)
        case _:
            return Refusal("E_NOT_NUMBER")


def _graded(cell: object, grades: Mapping[str, float]) -> Number | Refusal:
    """Read an answer; a grade may be called what elsewhere marks a missing value (无)."""
    is_number = isinstance(cell, (int, float, Decimal)) and not isinstance(cell, bool)
    text = fold(f"{cell:g}" if is_number else "" if cell is None else str(cell))
    if text in grades:
        return Number(float(grades[text]))
    if text.upper() in MISSING_MARKS or text == "nan":
        return _MISSING
    return Refusal("E_GRADE_UNKNOWN", expected=" / ".join(grades))


def _scaled(number: Decimal, factor: Decimal | None) -> Number | Refusal:
    """Convert and round once; what binary64 cannot hold, before or after, is no number."""
    if not _holds(number):
        return Refusal("E_NOT_NUMBER", reason="magnitude" if number.is_finite() else None)
    scaled = number if factor is None else number * factor
    return Number(_float(scaled)) if _holds(scaled) else Refusal("E_NOT_NUMBER", reason="magnitude")


def _holds(number: Decimal) -> bool:
    return number.is_finite() and (not number or _SMALLEST <= number.copy_abs() <= _LARGEST)


def as_percent(fraction: float, measure: Measure) -> Number | Refusal:
    """Read a percent-formatted cell as it is shown, in a workbook's 15 digits: 0.5870000000000001 is 58.7 %."""
    wanted = measure.wanted or measure.stated
    factor = units.factor("%", wanted) if wanted else None
    if factor is None:
        return Refusal("E_UNIT_UNKNOWN", expected=wanted)
    found = _scaled(Decimal(f"{fraction:.15g}") * 100, factor)
    return found if isinstance(found, Refusal) else found._replace(percent=True)


def _float(number: Decimal) -> float:
    """Round once, and without a negative zero."""
    return float(number) + 0.0


_LARGEST, _SMALLEST, _LONGEST_EXPONENT = Decimal("1.7976931348623157e308"), Decimal("5e-324"), 6


def _read_text(cell: str, measure: Measure) -> Number | Refusal:
    text = cell.translate(_READ).strip()
    if text.upper() in MISSING_MARKS or _FLAGGED_MISSING.match(text):
        return (
            Number(float("nan"), mark=text[1:].strip() or None, missing=True) if text[:1] == ":" else _MISSING
        )
    if "\ufffd" in text or _EXCEL_ERROR.match(text):
        return Refusal("E_MOJIBAKE" if "\ufffd" in text else "E_EXCEL_ERROR")
    bracketed = _BRACKETED.match(text)
    inner = bracketed[1].strip() if bracketed else text
    matched = _NUMBER.match(_SPACED.sub("", inner))
    if matched is None or (bracketed and matched[1]):
        return _refuse(inner)
    amount = _amount(matched[2], measure)
    if isinstance(amount, Refusal):
        return amount
    exponent = matched[3] or ""
    if len(exponent) > _LONGEST_EXPONENT:
        return Refusal("E_NOT_NUMBER", reason="magnitude")
    negative = bracketed or matched[1] == "-"
    return _with_rest(Decimal(f"{'-' if negative else ''}{amount}{exponent}"), matched[4], inner, measure)


def _amount(digits: str, measure: Measure) -> str | Refusal:
    """Take thousands separators out, where they are certain."""
    if _PLAIN.match(digits):
        return digits
    if _THOUSANDS.match(digits) and (measure.lone_comma or not _LONE_COMMA.match(digits)):
        return digits.replace(",", "")
    whole, _, rest = digits.partition(",")
    return Refusal("E_AMBIGUOUS_NUMBER", expected=f"{whole}.{rest}" if rest.isdigit() else None)


def _with_rest(number: Decimal, rest: str, text: str, measure: Measure) -> Number | Refusal:
    """Read what follows the digits: nothing, a footnote mark, a unit of measurement, or both."""
    marked = FOOTNOTE_MARK.search(rest)
    mark = marked[0] if marked else None
    unit = (rest[: marked.start()] if marked else rest).strip()
    if not unit:
        found = _scaled(number, measure.factor)
        return found if isinstance(found, Refusal) else found._replace(mark=mark)
    wanted = measure.wanted or measure.stated
    factor = units.factor(unit, wanted) if wanted and not unit[0].isdigit() else None
    if factor is not None:
        found = _scaled(number, factor)
        percent = units.is_share(unit) and factor == 1
        if isinstance(found, Refusal):
            return found
        return found._replace(unit=None if percent else unit, mark=mark, percent=percent)
    if marked is None and _FLAG.match(rest):
        flagged = _scaled(number, measure.factor)
        return flagged if isinstance(flagged, Refusal) else flagged._replace(mark=unit)
    refused = _refuse(text)
    if refused.reason is None and units.is_known(unit):
        return Refusal("E_UNIT_UNKNOWN", expected=wanted)
    return refused


def _refuse(text: str) -> Refusal:
    """Say why a text is no number, as far as it can be told."""
    if text.startswith(("=", "@")):
        return Refusal("E_NOT_NUMBER", reason="formula")
    if re.match(_DATE, text):
        return Refusal("E_NOT_NUMBER", reason="date")
    if about := re.match(_APPROXIMATE, text):
        return Refusal("E_NOT_NUMBER", expected=about[1] or about[2], reason="approximate")
    if re.match(_RANGE, text):
        return Refusal("E_NOT_NUMBER", reason="range")
    if re.match(_SEPARATED, text) and not re.fullmatch(r"[\d.]+", text):
        return Refusal("E_AMBIGUOUS_NUMBER")
    return Refusal("E_NOT_NUMBER")


def is_flag(text: str) -> bool:
    """Whether a text is what statistical agencies put beside a number: b, (p), bu."""
    return _LONE_FLAG.match(text) is not None
