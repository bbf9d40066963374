"""The program of the child that reads one XLS workbook: it imports the compiled reader and nothing of ours.

Started as ``python -I -S xls_child.py FOLDER SHEET BYTES``: the folder that holds the reader, the sheet asked for (or
nothing), and how much memory it may take. The workbook comes on standard input; what it holds goes, marshalled, to
standard output. Should the reader abort, loop or ask for all memory, this process ends and no other.
"""

import io
import marshal
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

_PLAIN = {str, float, int, bool, type(None)}
_SECONDS = 60


def limit(size: int) -> None:
    """Bound memory and time, where the platform can."""
    try:
        import resource
        import signal
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_AS, size),
        (resource.RLIMIT_CPU, _SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):  # already lower, or not to be set
            continue
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it decides


def plain(cell: object) -> object:
    """Return a cell as marshal takes it: dates and times as their parts."""
    match cell:
        case datetime():
            return "datetime", (*cell.timetuple()[:6], cell.microsecond)
        case date():
            return "date", (cell.year, cell.month, cell.day)
        case time():
            return "time", (cell.hour, cell.minute, cell.second, cell.microsecond)
        case timedelta():
            return "timedelta", (cell.days, cell.seconds, cell.microseconds)
        case _:
            return cell if type(cell) in _PLAIN else str(cell)


def sheets(content: bytes, asked: str) -> list[Any]:
    """Read the worksheets that are asked for: name, whether hidden, rows, merged ranges; None for other sheets."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum, load_workbook  # pyright: ignore[reportUnknownVariableType]

    workbook = load_workbook(io.BytesIO(content))
    found: list[Any] = []
    for metadata in workbook.sheets_metadata:
        if metadata.typ != SheetTypeEnum.WorkSheet:
            found.append(None)
            continue
        hidden = metadata.visible != SheetVisibleEnum.Visible
        if metadata.name != asked and (hidden or asked):
            found.append((metadata.name, True, [], []))
            continue
        sheet = workbook.get_sheet_by_name(metadata.name)
        rows = [
            row if set(map(type, row)) <= _PLAIN else list(map(plain, row))
            for row in sheet.to_python(skip_empty_area=False)
        ]
        found.append((metadata.name, False, rows, list(sheet.merged_cell_ranges or ())))
    return found


def answer_to(content: bytes, asked: str) -> tuple[bool, list[Any] | str]:
    """Return whether it was read, and what was read or what went wrong."""
    try:
        return True, sheets(content, asked)
    except BaseException as error:  # noqa: BLE001 - a panic of the reader is no Exception
        return False, str(error)[:200] or type(error).__name__


def main() -> None:
    """Read, and say what was read or what went wrong."""
    folder, asked, size = sys.argv[1:]
    limit(int(size))
    sys.path.insert(0, folder)
    sys.stdout.buffer.write(marshal.dumps(answer_to(sys.stdin.buffer.read(), asked)))


if __name__ == "__main__":
    main()
