"""The doors: read a table, check it, or ask which framework it fits."""

from collections.abc import Sequence
from pathlib import Path

from ii_index.errors import DataError, Finding
from ii_index.io.frameworks import builtin_frameworks, read_framework
from ii_index.io.tables.files import read_bytes, read_grids
from ii_index.io.tables.grid import Grid
from ii_index.io.tables.header import HeaderReader
from ii_index.io.tables.matching import fitting
from ii_index.io.tables.reader import Options, Reading, read_grid
from ii_index.io.tables.sheets import choose
from ii_index.model.framework import Framework
from ii_index.model.panel import Panel

Source = str | Path | bytes
"""A path, ``-`` for standard input, or the content itself."""


def read_panel(  # noqa: PLR0913 - the public contract
    path: Source,
    framework: Framework | str | Path | None = None,
    *,
    year: int | None = None,
    sheet: str | None = None,
    fill_down: bool = False,
    expected_units: Sequence[str] | None = None,
    allow_missing_units: bool = False,
) -> Panel:
    """Read a table: CSV, TSV, TXT, XLSX, XLS, ET or ODS, in any layout of ``docs/reference/tables.md``.

    Parameters
    ----------
    path : str, path or bytes
        A file, ``-`` for standard input, or a file's content.
    framework : Framework, str or path, optional
        A framework, the id of a built-in one, or a YAML file; cut where the table's columns are. By default the
        built-in one that the header fits.
    year : int, optional
        The year of a table that has no years.
    sheet : str, optional
        The sheet of a workbook that has several.
    fill_down : bool
        Whether a blank key repeats the row above.
    expected_units : sequence of str, optional
        The units that must be there, by code or name. By default all 31 for a framework of provinces, and none for a
        national table.
    allow_missing_units : bool
        Whether units that are not there are a warning and no error.

    Returns
    -------
    Panel
        With the warnings in ``panel.findings``.

    Raises
    ------
    DataError
        What cannot be read for certain: all of it, errors first, then warnings.
    FrameworkError
        No framework of that id, or a file that holds none.
    """
    reading = check_table(
        path,
        framework,
        year=year,
        sheet=sheet,
        fill_down=fill_down,
        expected_units=expected_units,
        allow_missing_units=allow_missing_units,
    )
    if reading.panel is None:
        raise DataError(reading.findings)
    return reading.panel


def check_table(  # noqa: PLR0913 - as read_panel
    path: Source,
    framework: Framework | str | Path | None = None,
    *,
    year: int | None = None,
    sheet: str | None = None,
    fill_down: bool = False,
    expected_units: Sequence[str] | None = None,
    allow_missing_units: bool = False,
) -> Reading:
    """Read a table as :func:`read_panel` does, and return what was found instead of raising it."""
    if isinstance(framework, (str, Path)):
        framework = read_framework(framework)
    try:
        readers = _readers(framework)
        grids = _grids(path, sheet, readers)
        reader = readers[0] if framework else fitting(choose(grids, sheet, readers), readers)
        (grid,) = choose(grids, sheet, [reader], single=True)
    except DataError as error:
        return Reading(None, error.findings)
    others = tuple(str(other.sheet) for other in grids if other is not grid and (len(other) or other.hidden))
    options = Options(year, fill_down, expected_units, allow_missing_units, others)
    reading = read_grid(grid, reader, options)
    if framework is not None:
        return reading
    return reading.noting(Finding("N_FRAMEWORK_MATCHED", file=grid.file, found=reader.framework.id))


def match_framework(path: Source, *, sheet: str | None = None) -> Framework:
    """Return the built-in framework that a table's header fits.

    Raises
    ------
    DataError
        The table cannot be opened, or none or several fit.
    """
    readers = _readers(None)
    return fitting(choose(_grids(path, sheet, readers), sheet, readers), readers).framework


def _readers(framework: Framework | None) -> list[HeaderReader]:
    """Return one reader for the framework, or one for each that is built in."""
    known = [framework] if framework else map(read_framework, builtin_frameworks())
    return [*map(HeaderReader, known)]


def _grids(path: Source, sheet: str | None, readers: Sequence[HeaderReader]) -> list[Grid]:
    file, data = ("<stdin>", path) if isinstance(path, bytes) else read_bytes(path)
    return read_grids(file, data, lambda row: max(reader.recognise(row) for reader in readers), sheet)
