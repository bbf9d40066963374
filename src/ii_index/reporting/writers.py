"""Write a document to a file; its suffix decides the format."""

import csv
import io
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from ii_index.errors import Finding, IIIndexError
from ii_index.io.exports import defused
from ii_index.io.files.atomic import refuse_existing, write_bytes
from ii_index.messages import Language
from ii_index.model.names import Name
from ii_index.model.table import Column, Table
from ii_index.reporting.document import Document
from ii_index.reporting.numbers import fact_text, snapped
from ii_index.reporting.provenance import with_provenance


def to_csv(table: Table, language: Language, encoding: str = "utf-8-sig") -> bytes:
    """Render a table, to 12 digits, headed by its titles; text that a spreadsheet would run is defused."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
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


SUFFIXES = (".csv", ".json", ".xlsx", ".md", ".html", ".pdf", ".txt")


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


def write(
    document: Document, path: Path, language: Language, encoding: str = "utf-8-sig", *, force: bool = True
) -> tuple[Path, ...]:
    """Write a document, each file whole or not at all; return what was written.

    Parameters
    ----------
    document : Document
    path : Path
        Its suffix decides the format.
    language : {"zh", "en"}
    encoding : str
        Of CSV.
    force : bool
        Whether existing files may be replaced.

    Raises
    ------
    IIIndexError
        A file that is there already, or cannot be written.
    """
    contents = files(document, path, language, encoding)
    refuse_existing([further for further in contents if further != path], force=force)
    for file, content in contents.items():
        write_bytes(file, content, force=force)
    return tuple(contents)


def files(
    document: Document, path: Path, language: Language, encoding: str = "utf-8-sig"
) -> dict[Path, bytes]:
    """Render a document to the contents of files by path.

    A CSV holds one table: the main one has the name given, each other stands beside it as ``name.table.csv``, and
    ``name.about.csv`` says what they are and where they come from.
    """
    if path.suffix.lower() != ".csv":
        return {path: _rendered(document, path.suffix.lower(), language)}
    tables = (*document.tables, *_about(document))
    return {file: to_csv(table, language, encoding) for file, table in _beside(path, tables).items()}


def _about(document: Document) -> Iterator[Table]:
    """Yield the table of what is to be known of a document, its origin first; none where nothing is."""
    if document.results is None and not document.facts:
        return
    rows = [
        (fact.label, Name(zh=fact_text(fact.value, "zh"), en=fact_text(fact.value, "en")))
        for fact in with_provenance(document)
    ]
    yield Table("about", Name(zh="说明", en="About"), _ABOUT, ((_TITLE, document.title), *rows))


_TITLE = Name(zh="标题", en="Title")
_ABOUT = (
    Column("item", Name(zh="项目", en="Item"), "text"),
    Column("text", Name(zh="内容", en="Text"), "text"),
)


def _beside(path: Path, tables: Iterable[Table]) -> dict[Path, Table]:
    """Give the first table the path itself, and the others names of their own."""
    named: dict[Path, Table] = {}
    for table in tables:
        file = path.with_name(f"{path.stem}.{table.key}{path.suffix}") if named else path
        count = 2
        while file in named:
            file = path.with_name(f"{path.stem}.{table.key}_{count}{path.suffix}")
            count += 1
        named[file] = table
    return named


def _rendered(document: Document, suffix: str, language: Language) -> bytes:
    match suffix:
        case ".json":
            return to_json(document, language)
        case ".xlsx":
            from ii_index.reporting.workbook.book import workbook

            return workbook(document, language)
        case ".pdf":
            from ii_index.reporting.paper import pages

            return pages(document, language)
        case _:
            return _text(document, suffix, language).encode()


def _text(document: Document, suffix: str, language: Language) -> str:
    match suffix:
        case ".html":
            from ii_index.reporting.html.page import page

            return page(document, language)
        case ".md":
            from ii_index.reporting.markdown import render

            return render(document, language)
        case _:
            from ii_index.reporting import terminal

            return terminal.render(document, language)
