"""Which built-in framework a table's header fits, where none was named."""

from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import NamedTuple

from ii_index.errors import DataError, Finding
from ii_index.io.files.grid import Grid, text_of
from ii_index.io.tables.header import HeaderReader
from ii_index.io.tables.layout import lay_out
from ii_index.messages.reading import drafting, nearest_to
from ii_index.model.assembly import missing_columns


class Typed(NamedTuple):
    """How the user named the table, for a command that can be typed as it stands."""

    path: str | None = None
    sheet: str | None = None
    encoding: str | None = None


def fitting(
    grids: Iterable[Grid], readers: Sequence[HeaderReader], typed: Typed | None = None
) -> HeaderReader:
    """Return the reader under whose framework the header has the columns.

    One that lacks no column comes before one that does; then the one with most columns. Frameworks that fit through
    the same columns are the same tree there, and the first is taken.

    Raises
    ------
    DataError
        None fits, or several do through different columns, or there is nothing.
    """
    grids = list(grids)
    ranked = [_fit(_columns(grids, reader), reader) for reader in readers]
    best = max((fit.whole, len(fit.columns)) for fit in ranked)
    found = [fit for fit in ranked if (fit.whole, len(fit.columns)) == best]
    if best[1] < 2 or len({fit.columns for fit in found}) > 1:
        ranked.sort(key=lambda fit: (not fit.whole, -len(fit.columns)))
        raise DataError(_unclear(grids, [fit.reader for fit in ranked], typed or Typed()))
    return found[0].reader


def misfit(
    grid: Grid, reader: HeaderReader, findings: Sequence[Finding], typed: Typed
) -> tuple[Finding, ...]:
    """Say in one finding that a table has none of a framework's columns; else leave the findings as they are."""
    leaves = {*reader.framework.nodes}
    missing = [one for one in findings if one.code == "E_MISSING_COLUMN" and one.column in leaves]
    if len(missing) < 2 or reader.find(grid) is None or columns_of(grid, reader):
        return tuple(findings)
    header = _header_row(grid, [reader])
    names = [reader.framework.name_of(one.column or "") for one in missing]
    details = {
        "framework": reader.framework.id,
        "wanted": names[:_SHOWN],
        "headings": header[:_SHOWN],
        "draft": drafting(*typed),
    }
    said = Finding(
        "E_FRAMEWORK_MISFIT", file=grid.file, sheet=grid.sheet, found=" | ".join(header), details=details
    )
    others = [one for one in findings if one not in missing and one.code != "W_EXTRA_COLUMN"]
    return (said, *others)


_SHOWN = 6


def _unclear(grids: Sequence[Grid], readers: Sequence[HeaderReader], typed: Typed) -> Finding:
    """Name the nearest frameworks, and the headings as they stand; a file that is blank has none."""
    rows = [row for grid in grids if (row := _header_row(grid, readers))]
    file = grids[0].file if grids else None
    if not rows:
        return Finding("E_EMPTY", file=file)
    headings = max(rows, key=lambda row: max(reader.recognise(row) for reader in readers))
    details = {
        "known": nearest_to([reader.framework.id for reader in readers], headings),
        "draft": drafting(*typed),
    }
    return Finding("E_FRAMEWORK_UNCLEAR", file=file, found=" | ".join(headings), details=details)


def _header_row(grid: Grid, readers: Sequence[HeaderReader]) -> list[str]:
    """Return the texts of the row most like a header, else of the first that is no title; none where all is blank."""
    header = next((header for reader in readers if (header := reader.find(grid))), None)
    rows = chain([header.row] if header else (), range(len(grid)))
    texts = ([text for text in map(text_of, grid.row(at)) if text] for at in rows)
    present = [*islice(filter(None, texts), _TITLES)]
    return next((row for row in present if len(row) > 1), present[0] if present else [])


_TITLES = 20
"""Rows within which a title is followed by a header."""


class _Fit(NamedTuple):
    columns: frozenset[str]
    whole: bool
    reader: HeaderReader


def _fit(columns: frozenset[str], reader: HeaderReader) -> _Fit:
    return _Fit(columns, not missing_columns(reader.framework, columns), reader)


def _columns(grids: Sequence[Grid], reader: HeaderReader) -> frozenset[str]:
    """Return the columns of a framework that the best of the grids has."""
    return max((columns_of(grid, reader) for grid in grids), key=len, default=frozenset[str]())


def columns_of(grid: Grid, reader: HeaderReader) -> frozenset[str]:
    """Return the indicators of the reader's framework for which a grid has values, by id."""
    header = reader.find(grid)
    if header is None:
        return frozenset()
    layout = lay_out(grid, header, reader)
    if not layout.values:
        return frozenset()
    found = {head.column for head in layout.values if head.column}
    found |= {named.column for text in layout.indicators if (named := reader.names.find(text))}
    declared = {item.id for item in reader.framework.denominators}
    return frozenset(found - declared)
