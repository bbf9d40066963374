"""A workbook to fill in: one row a unit, one column an indicator, with what may be entered and what each column is."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeAlias

from ii_index.messages import Language
from ii_index.model import provinces
from ii_index.model.framework import Framework
from ii_index.model.node import Node
from ii_index.model.numbers import MISSING_MARKS

_Book: TypeAlias = Any
_Sheet: TypeAlias = Any
"""XlsxWriter has no types."""

_SPARE_ROWS, _YEARS = 200, (1900, 2099)
_TEXTS: dict[str, tuple[str, str]] = {
    "data": ("数据", "Data"),
    "notes": ("说明", "Notes"),
    "unit": ("地区", "Region"),
    "year": ("年份", "Year"),
    "column": ("列", "Heading"),
    "measure": ("计量单位", "Measured in"),
    "direction": ("方向", "Direction"),
    "source": ("来源", "Source"),
    "comment": ("备注", "Note"),
    "positive": ("越大越好", "positive"),
    "negative": ("越小越好", "negative"),
    "moderate": ("适度", "moderate"),
    "number": ("请输入数值", "enter a number"),
    "choose": ("请从列表中选择", "choose from the list"),
    "years": ("请输入四位年份", "enter a year of four digits"),
    "missing": ("没有数据请留空，或写", "leave a cell blank where there is no value, or write"),
}


def table_workbook(framework: Framework, language: Language, year: int | None = None) -> bytes:
    """Return an XLSX workbook that :func:`ii_index.read_panel` reads once it is filled in.

    The year stands beside every province, where one is given. Units come from a list, years and values must be
    numbers; a second sheet says what each column is.
    """
    import xlsxwriter  # type: ignore[import-untyped]

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"created": _CREATED})  # pyright: ignore[reportUnknownMemberType]
        _Template(book, framework, language, year).write()
    return stream.getvalue()


_CREATED = datetime(2024, 1, 1)  # noqa: DTZ001 - a workbook knows no time zone; fixed, for the same bytes again


def _as_headed(leaf: Node, framework: Framework) -> Node:
    """Return a column's first indicator under the name and unit of the column."""
    key = str(leaf.reads)
    headed = {"name": framework.heading_of(key), "unit": framework.unit_of(key)}
    return leaf if leaf.column is None else leaf.model_copy(update=headed)


class _Template:
    def __init__(self, book: _Book, framework: Framework, language: Language, year: int | None) -> None:
        self.book, self.framework, self.language, self.year = book, framework, language, year
        self.texts = {key: pair[0 if language == "zh" else 1] for key, pair in _TEXTS.items()}
        own = {leaf.reads: leaf for leaf in reversed(framework.leaves) if leaf.reads}
        self.columns: Sequence[Any] = (
            *(_as_headed(own[key], framework) for key in framework.readers),
            *(item for item in framework.denominators if item.id not in framework.readers),
        )
        self.head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#EAF1F8", "border": 1}
        )

    def write(self) -> None:
        """Write both sheets."""
        self._data(self.book.add_worksheet(self.texts["data"]))
        self._notes(self.book.add_worksheet(self.texts["notes"]))

    def _data(self, sheet: _Sheet) -> None:
        headings = [self.texts["unit"], self.texts["year"], *map(self._heading, self.columns)]
        for at, heading in enumerate(headings):
            sheet.write_string(0, at, heading, self.head)
        sheet.set_column(0, len(headings) - 1, 14)
        sheet.set_row(0, 48)
        sheet.freeze_panes(1, 2)
        names = self._unit_names()
        for row, name in enumerate(names, 1):
            sheet.write_string(row, 0, name)
            if self.year is not None:
                sheet.write_number(row, 1, self.year)
        self._validate(sheet, max(len(names), _SPARE_ROWS), names)

    def _validate(self, sheet: _Sheet, last: int, names: Sequence[str]) -> None:
        texts = self.texts
        if names:
            source = f"='{texts['notes']}'!$H$2:$H${len(names) + 1}"
            sheet.data_validation(
                1, 0, last, 0, {"validate": "list", "source": source, "error_message": texts["choose"]}
            )
        rule = {"validate": "integer", "criteria": "between", "minimum": _YEARS[0], "maximum": _YEARS[1]}
        sheet.data_validation(1, 1, last, 1, {**rule, "error_message": texts["years"]})
        rule = {"validate": "decimal", "criteria": "between", "minimum": -1e300, "maximum": 1e300}
        options = {**rule, "error_type": "warning", "error_message": texts["number"]}
        sheet.data_validation(1, 2, last, 1 + len(self.columns), options)

    def _notes(self, sheet: _Sheet) -> None:
        texts = self.texts
        titles = ("column", "measure", "direction", "source", "comment")
        for at, key in enumerate(titles):
            sheet.write_string(0, at, texts[key], self.head)
        for row, column in enumerate(self.columns, 1):
            note = getattr(column, "note", None)
            direction = texts[column.direction] if hasattr(column, "direction") else ""
            cells = (
                self._heading(column),
                column.unit,
                direction,
                getattr(column, "source", None),
                note and note.text(self.language),
            )
            for at, cell in enumerate(cells):
                sheet.write_string(row, at, cell or "")
        marks = "  ".join(sorted(mark for mark in MISSING_MARKS if mark))
        sheet.write_string(len(self.columns) + 2, 0, f"{texts['missing']} {marks}")
        for row, name in enumerate(self._unit_names(), 1):
            sheet.write_string(row, 7, name)
        sheet.set_column(0, 0, 32)
        sheet.set_column(3, 4, 48)

    def _heading(self, column: Any) -> str:  # noqa: ANN401 - a node or a denominator
        name = column.name.text(self.language)
        if column.unit is None:
            return str(name)
        return f"{name}（{column.unit}）" if self.language == "zh" else f"{name} ({column.unit})"

    def _unit_names(self) -> list[str]:
        if self.framework.units == "any":
            return []
        known = map(provinces.PROVINCES.__getitem__, provinces.IN_SCOPE)
        return [item.zh if self.language == "zh" else item.en for item in known]
