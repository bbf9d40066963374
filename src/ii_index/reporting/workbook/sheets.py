"""Writing cells: text is always text, formulas carry the program's value, formats are named."""

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell  # type: ignore[import-untyped]

from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.units_of_measurement import in_english
from ii_index.reporting.numbers import twelve_digits

_LINE, _EAST_LINE = 14, 17  # points; fonts of Chinese are higher
_EAST = "\u2e80"
_MOST = 24  # lines of a row; Excel allows no more than 409 points
_SMALL = 4.8  # points of a letter of an id
_LONGEST_CODE = 26
USUAL = 8.43  # characters of a column whose width nobody set
_A4 = 9  # the number of the paper
_HIGH = 45  # rows that a page can hold and be read
_DIRECTIONS = {"zh": ("越大越好", "越小越好"), "en": ("positive", "negative")}
_WORDS = r"[\u2e80-\uffff][，。；：、）》”]*|[^\s\u2e80-\uffff]+\s*|\s+"  # Chinese breaks after any character
_RISKY = ("=", "+", "-", "@", "\t", "\r")
_CREATED = datetime(2024, 1, 1)  # noqa: DTZ001 - a workbook knows no time zone; fixed, for the same bytes again
_BROWN, _GREY = "#7b341e", "#cbd2d9"  # values of the program; borders
_HEAD: dict[str, Any] = {
    "bold": True,
    "bg_color": "#e4e7eb",
    "text_wrap": True,
    "valign": "top",
    "border": 1,
    "border_color": _GREY,
}
_ID = _HEAD | {"bold": False, "text_wrap": False, "font_size": 8, "valign": "bottom"}
_CELLS: dict[str, dict[str, Any]] = {
    "text": {},
    "after": {"align": "left", "indent": 1},  # text that follows a number, which ends where it begins
    "left": {"num_format": "General", "align": "left"},
    "wrapped": {"text_wrap": True},
    "wrapped_after": {"text_wrap": True, "align": "left", "indent": 1},
    "risky": {"quote_prefix": True},
    "number": {"num_format": "0.00"},
    "exact": {"num_format": "0.0000"},
    "plain": {"num_format": "General"},
    "integer": {"num_format": "0"},
    "percent": {"num_format": "0.00%"},
    "tiny": {"num_format": "0.0E+00"},
    "input": {"bg_color": "#fff2b3", "num_format": "0.00", "border": 1, "border_color": _GREY},
    "filled": {"bg_color": "#fde3cf", "num_format": "General"},
    "value": {"font_color": _BROWN, "num_format": "0.0000"},
    "value2": {"font_color": _BROWN, "num_format": "0.00"},
    "signed": {"font_color": _BROWN, "num_format": "+0.00;-0.00;0.00", "align": "right"},
    "move": {"num_format": '"↓"0;"↑"0;0'},
    "rise": {"font_color": _BROWN, "num_format": '"↑"0;"↓"0;0', "align": "right"},
    "thousands0": {"num_format": "#,##0"},
    **{f"thousands{places}": {"num_format": f"#,##0.{'0' * places}"} for places in range(1, 5)},
    "count": {"font_color": _BROWN, "num_format": "0", "align": "right"},
    "alarm": {"bold": True, "font_color": "#b42318"},
}
_FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "note": {"italic": True, "font_color": "#52606d"},
    "head": _HEAD,
    "head_of_numbers": _HEAD | {"align": "right"},
    "group": _HEAD | {"text_wrap": False, "align": "center", "font_color": _BROWN},
    "id": _ID,
    "id_of_numbers": _ID | {"align": "right"},
    "id_upright": _ID | {"rotation": 90, "align": "right"},
    **{name: {"valign": "top"} | form for name, form in _CELLS.items()},
}
_IF: dict[str, dict[str, Any]] = {
    "bad": {"bold": True, "font_color": "#b42318"},
    "fine": {"font_color": "#1e7b34"},
    "outdated": {"font_color": "#9aa5b1", "font_strikeout": True},
    "without": {"num_format": '"—"'},
}
"""How a cell looks on a condition; what is left out stays as it is."""


class Book:
    """A workbook being written, in one language."""

    def __init__(self, language: Language, title: Name) -> None:
        self.language: Language = language
        self._stream = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._workbook: Any = Workbook(self._stream, options)
        self._workbook.set_properties({"title": title.text(language), "created": _CREATED})
        self._workbook.set_calc_mode("auto")
        positive, negative = _DIRECTIONS[language]
        forms = {**_FORMATS, "direction": {"num_format": f'"{positive}";"{negative}"', "valign": "top"}}
        self._sheets: list[Sheet] = []
        self._formats = {
            name: self._workbook.add_format(settings) for name, settings in (forms | _IF).items()
        }

    def sheet(self, name: Name) -> "Sheet":
        """Add a sheet that prints as wide as the paper, with its name and pages at the foot."""
        page = self._workbook.add_worksheet(name.text(self.language))
        page.set_landscape()
        page.set_paper(_A4)
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.25, right=0.25, top=0.3, bottom=0.5)
        page.set_footer("&L&8&F  &A&R&8&P / &N")
        sheet = Sheet(page, self._formats, self.language)
        self._sheets.append(sheet)
        return sheet

    def chart(self, kind: str) -> Any:  # noqa: ANN401 - XlsxWriter's own
        """Make a native chart."""
        return self._workbook.add_chart({"type": kind})

    def content(self) -> bytes:
        """Close the workbook and return its bytes."""
        for sheet in self._sheets:
            sheet.settle()
        self._workbook.close()
        return self._stream.getvalue()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook."""

    page: Any
    formats: dict[str, Any]
    language: Language
    _widths: dict[int, float] = field(default_factory=dict[int, float])
    _wrapped: dict[int, list[tuple[int, str, bool]]] = field(
        default_factory=dict[int, list[tuple[int, str, bool]]]
    )
    _levels: dict[int, int] = field(default_factory=dict[int, int])
    _least: dict[int, int] = field(default_factory=dict[int, int])

    def columns(self, first: int, last: int, width: float, **options: Any) -> None:  # noqa: ANN401 - XlsxWriter's own
        """Set the width of columns, in characters."""
        self.page.set_column(first, last, width, None, options)
        self._widths.update(dict.fromkeys(range(first, last + 1), width))

    def folded(self, row: int, level: int) -> None:
        """Put a row on a level of the outline."""
        self._levels[row] = level

    def settle(self) -> None:
        """Make every row as high as its wrapped texts need: not every program that opens a workbook does."""
        for row in self._wrapped.keys() | self._levels.keys() | self._least.keys():
            texts = self._wrapped.get(row, ())
            most = max(
                (_lines(text, self._widths.get(at, USUAL), bold) for at, text, bold in texts), default=1
            )
            east = any(letter > _EAST for _, text, _ in texts for letter in text)
            height = (_EAST_LINE if east else _LINE) * min(most, _MOST) if most > 1 else None
            height = max(self._least.get(row, 0), height or 0) or None
            self.page.set_row(row, height, None, {"level": self._levels.get(row, 0)})

    def freeze(self, row: int, column: int = 0) -> None:
        """Keep the rows above and the columns before in view, and repeat the rows on every page."""
        self.page.freeze_panes(row, column)
        self.page.repeat_rows(0, row - 1)

    def filtered(self, first_row: int, first: int, last_row: int, last: int) -> None:
        """Put a filter on a table, whose headings are the first row."""
        self.page.autofilter(first_row, first, last_row, last)

    def print_until(self, last_row: int, most: int = _HIGH) -> None:
        """Print one page high, whatever the font, where a page can hold the rows; else as high as it gets."""
        self._print(1, last_row, most)

    def print_beside(self, columns: int, last_row: int, most: int = _HIGH) -> None:
        """Print likewise on two pages side by side, each with the first columns again."""
        self._print(2, last_row, most)
        self.page.repeat_columns(0, columns - 1)

    def _print(self, wide: int, last_row: int, most: int) -> None:
        self.page.fit_to_pages(wide, 1 if last_row < most else 0)

    def upright(self) -> None:
        """Print on paper that is higher than wide: for tables with many rows."""
        self.page.set_portrait()

    @property
    def reference(self) -> str:
        """The sheet as a formula names it."""
        return "'" + str(self.page.get_name()).replace("'", "''") + "'!"

    def text(self, row: int, column: int, text: Name | str | None, form: str = "text") -> None:
        """Write text as text, whatever it begins with."""
        words = text.text(self.language) if isinstance(text, Name) else text or ""
        if form in {"head", "head_of_numbers", "wrapped", "wrapped_after"}:
            self._wrapped.setdefault(row, []).append((column, words, form.startswith("head")))
        risky = form in {"text", "after"} and words.startswith(_RISKY)
        self.page.write_string(row, column, words, self.formats["risky" if risky else form])

    def number(self, row: int, column: int, value: float | None, form: str = "plain") -> None:
        """Write a number; nothing where there is none."""
        if value is None or value != value:  # noqa: PLR0124 - NaN is not itself
            self.page.write_blank(row, column, None, self.formats[form])
        else:
            self.page.write_number(row, column, _written(value, form), self.formats[form])

    def formula(
        self, row: int, column: int, formula: str, value: float | str | None, form: str = "exact"
    ) -> None:
        """Write a formula with the value it has; no value is an empty text, as the formula gives."""
        known = "" if value is None or value != value else _written(value, form)  # noqa: PLR0124 - NaN
        self.page.write_formula(row, column, formula, self.formats[form], known)

    def heads(
        self, row: int, texts: Iterable[Name | str], column: int = 0, *, numbers: Iterable[int] = ()
    ) -> None:
        """Write a row of column headings, those above numbers to the right as the numbers are."""
        right = frozenset(numbers)
        for place, text in enumerate(texts, column):
            self.text(row, place, text, "head_of_numbers" if place in right else "head")

    def ids(self, row: int, ids: Iterable[str], width: float, column: int = 0) -> None:
        """Write a row of ids, small; upright where one is longer than its column, for an id has nowhere to break."""
        for place, key in enumerate(ids, column):
            upright = len(key) > width
            self.text(row, place, key, "id_upright" if upright else "id_of_numbers")
            if upright:
                self._least[row] = max(self._least.get(row, 0), ceil(_SMALL * len(key)) + 8)

    def group(self, row: int, first: int, last: int, formula: str, value: str) -> None:
        """Write a heading over several columns, by formula."""
        self.page.merge_range(row, first, row, last, "", self.formats["group"])
        self.formula(row, first, formula, value, "group")

    def verdict(self, row: int, column: int, formula: str, fine: str) -> None:
        """Write a verdict: green where all is fine, red where it is not."""
        self.formula(row, column, formula, fine, "text")
        for criterion, form in (("==", "fine"), ("!=", "bad")):
            rule = {"type": "cell", "criteria": criterion, "value": f'"{fine}"', "format": self.formats[form]}
            self.page.conditional_format(row, column, row, column, rule)

    def bad_if(self, row: int, column: int, condition: str) -> None:
        """Make a cell red as soon as a formula about this sheet holds."""
        rule = {"type": "formula", "criteria": f"={condition}", "format": self.formats["bad"]}
        self.page.conditional_format(row, column, row, column, rule)

    def outdated(self, first_row: int, first: int, last_row: int, last: int, condition: str) -> None:
        """Strike through and grey the cells of a range as soon as a formula about this sheet holds."""
        rule = {"type": "formula", "criteria": f"={condition}", "format": self.formats["outdated"]}
        self.page.conditional_format(first_row, first, last_row, last, rule)

    def without(self, first_row: int, first: int, last_row: int, last: int, condition: str) -> None:
        """Show a dash in the cells of a range for which a formula about this sheet holds."""
        rule = {"type": "formula", "criteria": f"={condition}", "format": self.formats["without"]}
        self.page.conditional_format(first_row, first, last_row, last, rule)

    def codes(self, codes: Iterable[str], least: float) -> None:
        """Make the first column so wide that no code runs into what stands beside it."""
        self.columns(0, 0, min(_LONGEST_CODE, max(least, *map(long, codes), 0)))

    def lines(self, row: int, text: str, width: float) -> int:
        """Write a note on as many rows as it takes in a width; return the row after it."""
        for line in _broken(text, width):
            self.text(row, 0, line, "note")
            row += 1
        return row

    def cell(self, row: int, column: int, *, fix_row: bool = False, fix_column: bool = False) -> str:
        """Address of a cell, with the sheet."""
        return self.reference + at(row, column, fix_row=fix_row, fix_column=fix_column)

    def block(self, first_row: int, first: int, last_row: int, last: int) -> str:
        """Address of a fixed range, with the sheet."""
        return self.reference + span(first_row, first, last_row, last)


def measure(unit: str | None) -> Name | None:
    """Return a unit of measurement in both languages."""
    return Name(zh=unit, en=in_english(unit)) if unit else None


def _lines(text: str, width: float, bold: bool) -> int:  # noqa: FBT001 - how it is written
    """Count the lines of a wrapped text, with room to spare: fonts differ.

    Examples
    --------
    >>> _lines("网页数", 12, True), _lines("industrial_rd_expenditure", 14, True), _lines("a few words", 30, False)
    (1, 3, 1)
    """
    if "\n" in text:
        return sum(_lines(line, width, bold) for line in text.split("\n"))
    room, lines, used = width / (1.12 if bold else 1.0), 0, 0.0
    for word in re.findall(r"[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+", text):
        whole = long(word.rstrip())
        if not lines or used + whole > room:
            lines, used = lines + max(1, ceil(whole / room)), 0.0
        used += long(word)
    return max(lines, 1)


def _broken(text: str, width: float) -> list[str]:
    """Break a text into lines; none begins with a closing mark.

    Examples
    --------
    >>> _broken("a few words", 6), _broken("全国指数。各年", 8)
    (['a few', 'words'], ['全国指', '数。各年'])
    """
    lines = [""]
    for word in re.findall(_WORDS, text):
        if lines[-1] and long(lines[-1] + word.rstrip()) > width:
            lines.append("")
        lines[-1] += word
    return [line.strip() for line in lines if line.strip()]


def long(text: str) -> int:
    """Return how wide a text is, in characters of which Chinese takes two."""
    return sum(2 if letter > _EAST else 1 for letter in text)


def _written(value: Any, form: str) -> Any:  # noqa: ANN401 - a number or text
    """Snap what was computed to 12 digits; what was read is written as it is."""
    return value if form == "plain" or isinstance(value, str) else twelve_digits(value)


def at(row: int, column: int, *, fix_row: bool = False, fix_column: bool = False) -> str:
    """Address of a cell.

    Examples
    --------
    >>> at(3, 2), at(3, 2, fix_row=True)
    ('C4', 'C$4')
    """
    return str(xl_rowcol_to_cell(row, column, fix_row, fix_column))


def span(first_row: int, first: int, last_row: int, last: int) -> str:
    """Address of a fixed range.

    Examples
    --------
    >>> span(3, 2, 5, 2)
    '$C$4:$C$6'
    """
    return f"{at(first_row, first, fix_row=True, fix_column=True)}:{at(last_row, last, fix_row=True, fix_column=True)}"


def across(row: int, first: int, last: int, *, fix_row: bool = False) -> str:
    """Address of part of a row, its columns fixed.

    Examples
    --------
    >>> across(3, 2, 4), across(3, 2, 4, fix_row=True)
    ('$C4:$E4', '$C$4:$E$4')
    """
    line = f"${row + 1}" if fix_row else str(row + 1)
    return f"${xl_col_to_name(first)}{line}:${xl_col_to_name(last)}{line}"
