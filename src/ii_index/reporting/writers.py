"""Write a document to a file; its suffix decides the format."""

import csv
import io
import json
import os
from collections.abc import Iterable
from pathlib import Path

from ii_index.errors import Finding, IIIndexError
from ii_index.io.exports import defused
from ii_index.io.files.atomic import write_bytes
from ii_index.messages import Language
from ii_index.reporting.document import Document
from ii_index.reporting.numbers import snapped


def to_csv(document: Document, language: Language, encoding: str = "utf-8-sig") -> bytes:
    """Render the main table, to 12 digits, headed by its titles; text that a spreadsheet would run is defused."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    table = document.tables[0]
    writer.writerow([defused(column.title.text(language)) for column in table.columns])
    keys = [column.key for column in table.columns]
    for record in table.records(language):
        writer.writerow([defused(snapped(record[key])) for key in keys])
    try:
        return stream.getvalue().encode(encoding)
    except UnicodeEncodeError as error:
        details = {"encoding": encoding}
        found = error.object[error.start]
        raise IIIndexError(Finding("E_OUTPUT_ENCODING", found=found, details=details)) from None


def to_json(document: Document, language: Language) -> bytes:
    """Render everything, to 12 digits."""
    record = snapped(document.record(language))
    return json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False).encode() + b"\n"


SUFFIXES = (".csv", ".json", ".xlsx", ".md", ".html", ".txt")


def check_suffixes(paths: Iterable[Path], also: tuple[str, ...] = ()) -> None:
    """Refuse formats there is no writer for; a command may have some of its own.

    Raises
    ------
    IIIndexError
        Every path at fault.
    """
    known = (*SUFFIXES, *also)
    faults = [_no_format(path, known) for path in paths if path.suffix.lower() not in known]
    if faults:
        raise IIIndexError(faults)


def _no_format(path: Path, known: tuple[str, ...]) -> Finding:
    file, details = str(path), {"known": known}
    if os.path.isdir(path):  # noqa: PTH112 - unlike pathlib's, no error whatever the name
        return Finding("E_OUTPUT_IS_FOLDER", file=file)
    if not path.suffix:
        return Finding("E_OUTPUT_NO_SUFFIX", file=file, details=details)
    return Finding("E_OUTPUT_SUFFIX", file=file, found=path.suffix, details=details)


def write(document: Document, path: Path, language: Language, encoding: str = "utf-8-sig") -> None:
    """Write a document whole or not at all."""
    write_bytes(path, _rendered(document, path.suffix.lower(), language, encoding))


def _rendered(document: Document, suffix: str, language: Language, encoding: str) -> bytes:
    from ii_index.reporting import terminal
    from ii_index.reporting.writers import to_csv, to_json

    match suffix:
        case ".csv":
            return to_csv(document, language, encoding)
        case ".json":
            return to_json(document, language)
        case ".html":
            from ii_index.reporting.html.page import page

            return page(document, language).encode()
        case ".xlsx":
            from ii_index.reporting.workbook.book import workbook

            return workbook(document, language)
        case ".md":
            from ii_index.reporting.markdown import render

            return render(document, language).encode()
        case _:
            return terminal.render(document, language).encode()
