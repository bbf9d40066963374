"""Files are written whole or not at all, and an existing one is replaced only on demand."""

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from ii_index.errors import Finding, IIIndexError
from ii_index.io.files.sources import is_file


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


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):  # a name too long or of no file, links in a circle
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
        if os.path.lexists(path) and not force:  # a link that leads nowhere is something too
            return Finding("E_OUTPUT_EXISTS", file=str(path))
        if not path.parent.is_dir():
            return Finding("E_OUTPUT_FOLDER", file=str(path), details={"folder": str(path.parent)})
    except (OSError, ValueError) as error:
        return _failed(path, error)
    return None


def make_folder(path: Path) -> None:
    """Make a folder, and those that it is in, where there is none.

    Raises
    ------
    IIIndexError
        The system refuses: permissions, a name too long, a file in the way.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise IIIndexError(_failed(path, error)) from None


def write_bytes(path: Path, content: bytes, *, force: bool) -> None:
    """Write a temporary file beside the target, then give it its name; an existing file only with ``force``.

    A file that is replaced keeps its mode, and a link goes on leading to the file it leads to.

    Raises
    ------
    IIIndexError
        A file stands there, perhaps since a moment ago; or the system refuses (permissions, a full disk).
    """
    try:
        target = Path(os.path.realpath(path)) if force else path
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:_SHORT]}.", dir=target.parent)
        _UNFINISHED.add(temporary)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            Path(temporary).chmod(_mode(target))
            _name(Path(temporary), target, force=force)
        finally:
            Path(temporary).unlink(missing_ok=True)
            _UNFINISHED.discard(temporary)
    except FileExistsError:
        raise IIIndexError(Finding("E_OUTPUT_EXISTS", file=str(path))) from None
    except (OSError, ValueError) as error:
        raise IIIndexError(_failed(path, error)) from None


def written_by(path: Path, write: Callable[[Path], None], *, force: bool) -> None:
    """Let another program write a file, or a folder of files, under a temporary name, then give it its own.

    Parameters
    ----------
    path : Path
    write : callable
        Given the temporary name, under which nothing stands yet.
    force : bool
        Whether what stands there may be replaced.

    Raises
    ------
    IIIndexError
        Something stands there, or the system refuses.
    """
    holder = Path(tempfile.mkdtemp(prefix=f".{path.name[:_SHORT]}.", dir=path.parent))
    made = holder / f"scores{path.suffix}"
    try:
        write(made)
        if path.is_dir() and force:
            path.rename(holder / "before")  # removed with what was temporary
        if made.is_dir() or force:
            made.rename(path)  # fails where a file, or a folder with something in it, stands
        else:
            _link(made, path)
    except (FileExistsError, NotADirectoryError):
        raise IIIndexError(Finding("E_OUTPUT_EXISTS", file=str(path))) from None
    except OSError as error:
        if path.exists() and not force:
            raise IIIndexError(Finding("E_OUTPUT_EXISTS", file=str(path))) from None
        raise IIIndexError(_failed(path, error)) from None
    finally:
        shutil.rmtree(holder, ignore_errors=True)


_SHORT = 40  # of a name: with what is added it must not become longer than a file system takes
_UNFINISHED: set[str] = set()  # temporary files of this process, for whoever must leave at once


def remove_unfinished() -> None:
    """Remove what is half written; only to be called by a process that ends."""
    for temporary in tuple(_UNFINISHED):
        Path(temporary).unlink(missing_ok=True)


def _name(temporary: Path, target: Path, *, force: bool) -> None:
    """Give a file its name: without ``force`` one that nothing has, which the system decides, not a look before."""
    if force:
        temporary.replace(target)
    elif os.name == "nt":
        temporary.rename(target)  # fails there where something stands
    else:
        _link(temporary, target)


def _link(temporary: Path, target: Path) -> None:
    try:
        target.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError:  # a file system without links: claim the name, then fill it
        target.touch(exist_ok=False)
        temporary.replace(target)


def _mode(target: Path) -> int:
    """Return the mode of the file that is replaced, else that of a new one."""
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except OSError:
        return 0o666 & ~_umask()


def _failed(path: Path, error: Exception) -> Finding:
    problem = getattr(error, "strerror", None) or str(error)
    return Finding("E_OUTPUT_FAILED", file=str(path), details={"problem": problem})


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
