"""XLS workbooks through the compiled reader, in a small process of its own.

The reader trusts what a file states; where that is wrong it may abort the process that it is in, or take all of its
memory. So it gets one, with limits of memory and time. It needs neither a pool nor a ``__main__`` guard, and may be
called from threads.
"""

import marshal
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple, cast

from ii_index.errors import DataError
from ii_index.io.files.grid import Cell
from ii_index.io.files.zip_packages import damaged

_CHILD = Path(__file__).with_name("xls_child.py")
_MEMORY, _SECONDS = 1536 * 2**20, 120
_KINDS: dict[str, Any] = {"datetime": datetime, "date": date, "time": time, "timedelta": timedelta}


class SheetRead(NamedTuple):
    """A worksheet as the reader gives it; one that is hidden and not asked for has no rows."""

    name: str
    hidden: bool
    rows: list[list[Cell]]
    merges: list[tuple[tuple[int, int], tuple[int, int]]]


def read_sheets(content: bytes, file: str, asked: str | None) -> list[SheetRead | None]:
    """Read the sheets of a workbook, in its order; None for those that hold no cells.

    Raises
    ------
    DataError
        The reader cannot open it, or gave up.
    """
    read, answer = _answer(_from_child(content, file, asked or ""), file)
    if not read:
        raise DataError(damaged(file, str(answer)))
    return [None if sheet is None else _sheet(*sheet) for sheet in cast("list[Any]", answer)]


def _from_child(content: bytes, file: str, asked: str) -> bytes:
    command = [sys.executable, "-I", "-S", str(_CHILD), _folder(), asked, str(_MEMORY + 4 * len(content))]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, started without a shell
            command,
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise DataError(damaged(file, f"> {_SECONDS} s")) from None
    except OSError as error:
        raise DataError(damaged(file, error.strerror or str(error))) from None
    return done.stdout if done.returncode == 0 else b""


def _folder() -> str:
    """Return the folder that holds the compiled reader, without importing it here."""
    found = find_spec("python_calamine")
    return str(Path(found.origin).parents[1]) if found is not None and found.origin else ""


def _answer(written: bytes, file: str) -> tuple[bool, object]:
    """Return what the child said; one that was ended, or aborted, said nothing."""
    try:
        read, answer = marshal.loads(written)  # noqa: S302 - written by our own child
    except (EOFError, ValueError, TypeError):
        raise DataError(damaged(file, "the reader gave up")) from None
    return read, answer


def _sheet(name: str, hidden: bool, rows: list[list[Any]], merges: list[Any]) -> SheetRead:  # noqa: FBT001 - as it came
    for row in rows:
        for at, cell in enumerate(row):
            if type(cell) is tuple:
                kind, parts = cast("tuple[str, tuple[int, ...]]", cell)
                row[at] = _KINDS[kind](*parts)
    return SheetRead(name, hidden, rows, merges)
