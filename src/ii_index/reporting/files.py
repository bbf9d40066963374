"""A document as a file: the suffix decides the format."""

import csv
import io
import json

from ii_index.errors import Finding, IIIndexError
from ii_index.io.spreadsheet_text import defused
from ii_index.messages import Language
from ii_index.reporting.document import Document


def to_csv(document: Document, language: Language, encoding: str = "utf-8-sig") -> bytes:
    """Render the main table, unrounded, headed by its titles; text that a spreadsheet would run is defused."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    table = document.tables[0]
    writer.writerow([defused(column.title.text(language)) for column in table.columns])
    keys = [column.key for column in table.columns]
    for record in table.records(language):
        writer.writerow([defused(record[key]) for key in keys])
    try:
        return stream.getvalue().encode(encoding)
    except UnicodeEncodeError as error:
        details = {"encoding": encoding}
        found = error.object[error.start]
        raise IIIndexError(Finding("E_OUTPUT_ENCODING", found=found, details=details)) from None


def to_json(document: Document, language: Language) -> bytes:
    """Render everything, unrounded."""
    return (
        json.dumps(document.record(language), ensure_ascii=False, indent=2, allow_nan=False).encode() + b"\n"
    )
