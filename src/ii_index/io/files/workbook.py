"""From a workbook to grids, one a sheet: XLSX, XLS, ET and ODS through calamine, after the package was checked."""

import gc
import io
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, TypeVar, cast

from ii_index._visible import is_visible, visible
from ii_index.errors import DataError, Finding
from ii_index.io.files import ods, xls
from ii_index.io.files.grid import Cell, Grid, Merge, Row, Rows, is_blank, said_of
from ii_index.io.files.limits import LIMITS
from ii_index.io.files.xls_reader import read_sheets
from ii_index.io.files.xlsx import Package, SheetNotes
from ii_index.io.files.zip_packages import damaged, repack, unpack
from ii_index.model.numbers import Uncalculated

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook


T = TypeVar("T")
Range = tuple[tuple[int, int], tuple[int, int]]


def read_xlsx(content: bytes, file: str, sheet: str | None) -> list[Grid]:
    """Return the sheets of an XLSX workbook.

    Raises
    ------
    DataError
        Damaged, too large, or linked to other files.
    """
    package = Package(unpack(content, file), file)
    if package.links:
        raise DataError(Finding("E_EXTERNAL_LINK", file=file, details={"count": len(package.links)}))
    _check_strings(package, file)

    return list(_grids(repack(package.parts), file, sheet, lambda name, _: package.notes(name)))


def read_ods(content: bytes, file: str, sheet: str | None) -> list[Grid]:
    """Return the sheets of an OpenDocument spreadsheet."""
    errors = ods.read_errors(unpack(content, file).get("content.xml", b""), file)
    return list(_grids(content, file, sheet, lambda name, _: SheetNotes(errors=errors.get(name, {}))))


def read_xls(content: bytes, file: str, sheet: str | None) -> list[Grid]:
    """Return the sheets of a workbook in Excel's binary format, XLS or ET."""
    records = xls.read_records(content, file)
    grids: list[Grid] = []
    for at, read in enumerate(read_sheets(content, file, sheet)):
        if read is None:
            continue
        if read.hidden:
            grids.append(_hidden(file, read.name))
            continue
        notes = SheetNotes(errors=records[at].errors) if at < len(records) else SheetNotes()
        grids.append(_noted(file, read.name, read.rows, read.merges, notes))
    return grids


def _check_strings(package: Package, file: str) -> None:
    """Refuse shared strings that would be copied into more cells than memory holds."""
    strings = package.parts.get("xl/sharedStrings.xml", b"")
    longest = max(map(len, strings.split(b"</si>")), default=0)
    sheets = [content for name, content in package.parts.items() if name.startswith("xl/worksheets/")]
    if longest * sum(map(len, sheets)) // 16 > LIMITS.unpacked * 16:
        used = sum(content.count(b't="s"') for content in sheets)
        if longest * used > LIMITS.unpacked:
            raise DataError(LIMITS.exceeded("unpacked", file))


def _grids(
    content: bytes, file: str, sheet: str | None, notes: Callable[[str, int], SheetNotes]
) -> Iterator[Grid]:
    """Yield the sheets; those that are hidden and not asked for without their rows."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum, load_workbook  # pyright: ignore[reportUnknownVariableType]

    workbook: CalamineWorkbook = _guarded(file, lambda: load_workbook(io.BytesIO(content)))  # pyright: ignore[reportUnknownLambdaType]
    for at, metadata in enumerate(workbook.sheets_metadata):
        if metadata.typ != SheetTypeEnum.WorkSheet:
            continue
        hidden = metadata.visible != SheetVisibleEnum.Visible
        if metadata.name != sheet and (hidden or sheet is not None):
            yield _hidden(file, metadata.name)
            continue
        said = notes(metadata.name, at)
        yield _grid(file, _guarded(file, partial(workbook.get_sheet_by_name, metadata.name)), said)


def _grid(file: str, sheet: "CalamineSheet", notes: SheetNotes) -> Rows:
    if sheet.total_height * sheet.total_width > LIMITS.cells:
        raise DataError(LIMITS.exceeded("cells", file, sheet.name))
    with _uncollected():
        rows = cast("list[list[Cell]]", _guarded(file, partial(sheet.to_python, skip_empty_area=False)))
    return _noted(file, sheet.name, rows, sheet.merged_cell_ranges or (), notes)


def _hidden(file: str, name: str) -> Rows:
    return Rows(file=file, sheet=name, lines=(), rows=(), hidden=True)


def _noted(file: str, name: str, rows: list[list[Cell]], merges: Iterable[Range], notes: SheetNotes) -> Rows:
    """Put what the values do not tell into the rows: zeros before codes, formulas without a result, errors.

    Odd characters are shown.
    """
    odd = [text for text in _texts(rows) if not is_visible(text)] if notes.may_be_odd else []
    if odd:
        rows = [[visible(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    for (row, column), digits in notes.padded.items():
        cell = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
        if isinstance(cell, (int, float)) and 0 < cell < 10 ** (digits - 1) and cell == int(cell):
            rows[row][column] = str(int(cell)).zfill(digits)
    for (row, column), formula in notes.uncalculated.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = Uncalculated(formula)
    for (row, column), error in notes.errors.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = error
    return Rows(
        file=file,
        sheet=name,
        lines=range(1, len(rows) + 1),
        rows=rows,
        odd=said_of(odd, file, name) if odd else None,
        merges=tuple(_within(rows, merges)),
        percents=frozenset(notes.percents),
        hidden_rows=tuple(
            row for row in notes.hidden_rows if row < len(rows) and not _is_blank_row(rows[row])
        ),
    )


def _within(rows: list[list[Cell]], merges: Iterable[Range]) -> Iterator[Merge]:
    """Yield merged ranges as far as there are cells: people merge whole columns, and damage states any range."""
    width = max(map(len, rows), default=0)
    for (top, left), (bottom, right) in merges:
        if top < len(rows) and left < len(rows[top]):
            yield Merge(top, left, min(bottom, len(rows) - 1), min(right, width - 1))


@contextmanager
def _uncollected() -> Generator[None, None, None]:
    """Let no garbage be looked for while rows are made: there is none, and each look goes through all of them."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


_NUMBERS = frozenset([float, int])


def _texts(rows: Iterable[Row]) -> Iterator[str]:
    """Yield the texts of a sheet; a row of numbers has none."""
    for row in rows:
        if not _NUMBERS.issuperset(map(type, row)):
            yield from (cell for cell in row if type(cell) is str)


def _is_blank_row(row: Sequence[Cell]) -> bool:
    return all(map(is_blank, row))


def _guarded(file: str, action: Callable[[], T]) -> T:
    """Run a step of calamine; whatever goes wrong there, a panic included, is a damaged workbook."""
    try:
        return action()
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # noqa: BLE001 - pyo3's PanicException derives from BaseException
        raise DataError(damaged(file, str(error))) from None
