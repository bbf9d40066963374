"""Files are written whole or not at all, and an existing one is replaced only on demand."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from ii_index.errors import Finding, IIIndexError


def distinct(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Leave out paths that lead to the same file as an earlier one."""
    return tuple({_resolved(path): path for path in reversed(tuple(paths))}.values())[::-1]


def refuse_inputs(paths: Iterable[Path], inputs: Iterable[Path]) -> None:
    """Refuse to write over what is read, whatever it is called.

    Raises
    ------
    IIIndexError
        Every path at fault.
    """
    read = [path for path in inputs if is_file(path)]
    faults = [
        Finding("E_OUTPUT_IS_INPUT", file=str(path))
        for path in paths
        if is_file(path) and any(path.samefile(other) for other in read)
    ]
    if faults:
        raise IIIndexError(faults)


def is_file(path: Path) -> bool:
    """Whether a file is there; never an error, whatever the name."""
    try:
        return path.is_file()
    except OSError:  # a name too long, a folder that may not be entered
        return False


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # a name too long, links in a circle
        return path


def refuse_existing(paths: Iterable[Path], *, force: bool) -> None:
    """Refuse, before any work is done, to write where files stand or no folder is.

    Raises
    ------
    IIIndexError
        Every path at fault.
    """
    faults = [fault for path in paths if (fault := _in_the_way(path, force=force))]
    if faults:
        raise IIIndexError(faults)


def refuse_files(folders: Iterable[Path]) -> None:
    """Refuse folders to write into that are files.

    Raises
    ------
    IIIndexError
        Every path at fault.
    """
    faults = [Finding("E_OUTPUT_IS_FILE", file=str(path)) for path in folders if is_file(path)]
    if faults:
        raise IIIndexError(faults)


def _in_the_way(path: Path, *, force: bool) -> Finding | None:
    try:
        if path.is_dir():
            return Finding("E_OUTPUT_IS_FOLDER", file=str(path))
        if path.exists() and not force:
            return Finding("E_OUTPUT_EXISTS", file=str(path))
        if not path.parent.is_dir():
            return Finding("E_OUTPUT_FOLDER", file=str(path), details={"folder": str(path.parent)})
    except OSError as error:
        return _failed(path, error)
    return None


def write_bytes(path: Path, content: bytes) -> None:
    """Write a temporary file beside the target, then rename it.

    Raises
    ------
    IIIndexError
        The system refuses (permissions, a full disk).
    """
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            Path(temporary).chmod(0o666 & ~_umask())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise IIIndexError(_failed(path, error)) from None


def _failed(path: Path, error: OSError) -> Finding:
    return Finding("E_OUTPUT_FAILED", file=str(path), details={"problem": error.strerror or str(error)})


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
