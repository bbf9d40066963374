"""Several files as one table: each read with what it has of the framework, then joined."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ii_index.errors import DataError, Finding
from ii_index.io.files.sources import each_file_once
from ii_index.io.frameworks import framework_and_notes
from ii_index.io.tables.header import HeaderReader
from ii_index.io.tables.joining import Part, join
from ii_index.io.tables.reader import Reading, check_table, grids_of, in_order, match_framework, part_for
from ii_index.model.framework import Framework
from ii_index.model.headings import years_in
from ii_index.model.panel import Panel


def read_joined(
    paths: Sequence[str | Path],
    framework: Framework | str | Path | None = None,
    **options: Any,  # noqa: ANN401 - those of read_panel
) -> Panel:
    """Read several tables under one framework, each with what it has of it, as one panel.

    Parameters
    ----------
    paths : sequence of str or path
        A table without years has the year that its file's name says, where each name says another.
    framework : Framework, str or path, optional
        By default the built-in one that the first table fits.
    **options
        Of :func:`ii_index.read_panel`, for every table.

    Returns
    -------
    Panel
        Of all units and years that a table has; a cell that no table has is missing.

    Raises
    ------
    DataError
        Every fault of every table; an indicator that none has; a cell of which two tables say different things.
    """
    reading = check_joined(paths, framework, **options)
    if reading.panel is None:
        raise DataError(reading.findings)
    return reading.panel


def check_joined(
    paths: Sequence[str | Path],
    framework: Framework | str | Path | None = None,
    **options: Any,  # noqa: ANN401 - those of read_panel
) -> Reading:
    """Read several tables as :func:`read_joined` does, and return what was found instead of raising it."""
    with each_file_once():
        return _check_joined(paths, framework, options)


def sides(
    paths: Sequence[Path],
    framework: Framework | str | Path | None = None,
    **options: Any,  # noqa: ANN401 - as above
) -> tuple[Sequence[Path], Sequence[Path]]:
    """Tell an older and a newer table from tables that are parts of one, which then is both.

    Two tables are an older and a newer one, unless each holds indicators of the framework that the other lacks and
    they have none in common; one, and three or more, are parts of one.

    Parameters
    ----------
    paths : sequence of path
    framework : Framework, str or path, optional
        By default the built-in one that the first table fits.
    **options
        ``sheet``, ``encoding`` and ``allow_code`` of :func:`ii_index.read_panel`.
    """
    if len(paths) != 2:
        return paths, paths
    with each_file_once():
        try:
            whole, _ = _whole(paths, framework, options)
            first, second = (set(_framework_of(path, whole, options).readers) for path in paths)
        except DataError:  # said when they are read
            return paths[:1], paths[1:]
    return (paths[:1], paths[1:]) if first & second else (paths, paths)


def _whole(
    paths: Sequence[str | Path], framework: Framework | str | Path | None, options: dict[str, Any]
) -> tuple[Framework, tuple[Finding, ...]]:
    known = framework or match_framework(paths[0], sheet=options.get("sheet"))
    if isinstance(known, Framework):
        return known, ()
    return framework_and_notes(known, allow_code=options.get("allow_code", False))


def _check_joined(
    paths: Sequence[str | Path], framework: Framework | str | Path | None, options: dict[str, Any]
) -> Reading:
    try:
        whole, notes = _whole(paths, framework, options)
        parts = [_framework_of(path, whole, options) for path in paths]
    except DataError as error:
        return Reading(None, error.findings)
    years = _years_of_names(paths)
    own: dict[str, Any] = {**options, "year": None} if all(years) else options
    readings = [
        check_table(path, part, named_year=year, **own)
        for path, part, year in zip(paths, parts, years, strict=True)
    ]
    findings = [*notes, *(finding for reading in readings for finding in reading.findings)]
    panels = [reading.panel for reading in readings if reading.panel is not None]
    if len(panels) < len(paths):
        return Reading(None, in_order(findings))
    named = [Part(panel, str(panel.source)) for panel in panels]
    joined, more = join(named, whole, " + ".join(part.name for part in named), options.get("year"))
    findings = [*in_order([*findings, *more])]
    return Reading(joined, tuple(findings)).with_findings()


def _framework_of(path: str | Path, whole: Framework, options: dict[str, Any]) -> Framework:
    """Return the framework without the indicators that a table lacks."""
    reader = HeaderReader(whole)
    return part_for(grids_of(path, options.get("sheet"), [reader], options.get("encoding")), reader)


def _years_of_names(paths: Sequence[str | Path]) -> list[int | None]:
    """Return the year that each file's name says, where all names say one and no two the same."""
    found = [years_in(Path(path).stem) for path in paths]
    single = [years[0] for years in found if len(years) == 1]
    return [*single] if len({*single}) == len(paths) else [None] * len(paths)
