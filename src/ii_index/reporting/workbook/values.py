"""A table as values."""

from ii_index.model.names import Name
from ii_index.model.table import Cell, Column, Table
from ii_index.reporting.workbook.sheets import Book, Sheet

_SAID = Name(zh="本表为程序算出的数值，不含公式。", en="Values of the program; no formulas.")
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def write(book: Book, table: Table) -> Sheet:
    """Write a table on a sheet of its own, titled with its heading."""
    title = Name(zh=_sheet_name(table.title.zh), en=_sheet_name(table.title.en))
    sheet = book.sheet(title)
    sheet.text(0, 0, table.title, "title")
    sheet.text(1, 0, _SAID, "note")
    sheet.heads(3, [column.title for column in table.columns])
    for row, record in enumerate(table.rows, 4):
        for place, (cell, column) in enumerate(zip(record, table.columns, strict=True)):
            _cell(sheet, row, place, cell, column)
    sheet.page.set_column(0, len(table.columns), 14)
    sheet.page.freeze_panes(4, 0)
    return sheet


def _cell(sheet: Sheet, row: int, place: int, cell: Cell, column: Column) -> None:
    match cell:
        case None:
            return
        case bool() | int() | float():
            form = {"percent": "percent", "integer": "integer"}.get(column.kind, "number")
            sheet.number(row, place, float(cell), form)
        case _:
            sheet.text(row, place, cell)


def _sheet_name(title: str) -> str:
    """At most 31 characters, none that Excel forbids."""
    return title.translate(_FORBIDDEN).strip()[:31] or "table"
