"""From a path to a grid: what kind of file it is, told by its content, and whether its name agrees."""

import sys
from pathlib import Path

from ii_index.errors import DataError, Finding
from ii_index.io.tables.grid import Grid
from ii_index.io.tables.limits import LIMITS
from ii_index.io.tables.text import Recognise, decode, read_delimited

STDIN = "-"


def read_bytes(path: str | Path) -> tuple[str, bytes]:
    """Return a file's name and content; ``-`` is standard input."""
    if str(path) == STDIN:
        return "<stdin>", _limited(sys.stdin.buffer.read(LIMITS.file + 1), "<stdin>")
    path = Path(path)
    try:
        with path.open("rb") as stream:
            return path.name, _limited(stream.read(LIMITS.file + 1), path.name)
    except FileNotFoundError:
        raise DataError(Finding("E_FILE_MISSING", file=str(path))) from None
    except OSError as error:
        problem = error.strerror or type(error).__name__
        raise DataError(Finding("E_FILE_UNREADABLE", file=str(path), details={"problem": problem})) from None


def _limited(data: bytes, file: str) -> bytes:
    if len(data) > LIMITS.file:
        raise DataError(LIMITS.exceeded("file", file))
    return data


def read_grids(file: str, data: bytes, recognise: Recognise) -> list[Grid]:
    """Return the grids of a file: one of a text, one a sheet of a workbook."""
    return [read_delimited(decode(data, file), file, recognise)]
