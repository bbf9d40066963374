"""What is read, a path or a file object: whether it is there, and its bytes, unpacked, within a limit and once."""

import errno
import gzip
import io
import os
import sys
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from ii_index.errors import DataError, Finding, IIIndexError

STDIN = "-"


class Readable(Protocol):
    """A file object, binary or of text: an upload, a member of an archive, ``io.BytesIO``."""

    def read(self, size: int = ..., /) -> bytes | str:
        """Return at most so many bytes or characters."""
        ...


@contextmanager
def handed(source: str | Path | Readable, limit: int) -> Generator[str | Path, None, None]:
    """Give a path by which what a file object holds is read within the block; a path is given as it is."""
    if isinstance(source, (str, Path)):
        yield source
        return
    with each_file_once() as read:
        yield read.hold(source, limit)


def named_content(source: Readable, limit: int) -> tuple[str, bytes]:
    """Return the name of a file object and its bytes, unpacked: at most one more than ``limit``."""
    name: object = getattr(source, "name", None)
    shown = Path(name).name if isinstance(name, str) else "<file>"
    content = source.read(limit + 1)
    return shown.removesuffix(PACKED), unpacked(
        content.encode() if isinstance(content, str) else content, shown, limit
    )


PACKED = ".gz"
_GZIP = b"\x1f\x8b"


def unpacked(content: bytes, file: str, limit: int) -> bytes:
    """Return the content of a gzip file, at most one byte more than ``limit``; any other as it is.

    Raises
    ------
    DataError
        It begins like one, and cannot be unpacked.
    """
    if not content.startswith(_GZIP):
        return content
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
            return stream.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(Finding("E_FILE_UNREADABLE", file=file, details={"problem": str(error)})) from None


def exists(path: str | Path) -> bool:
    """Whether something is there, or was handed over; never an error, whatever the name."""
    read = _READ.get()
    return (read is not None and read.holds(path)) or os.path.exists(path)  # noqa: PTH110 - pathlib raises where a name is too long


def is_file(path: str | Path) -> bool:
    """Whether a file is there; never an error, whatever the name."""
    return os.path.isfile(path)  # noqa: PTH113 - as above


def is_folder(path: str | Path) -> bool:
    """Whether a folder is there; never an error, whatever the name."""
    return os.path.isdir(path)  # noqa: PTH112 - as above


class ReadOnce:
    """The files read so far, each with the bytes that were computed from."""

    def __init__(self) -> None:
        self._contents: dict[str, bytes] = {}

    def content(self, path: str | Path, limit: int) -> bytes:
        """Return a file's bytes, those of its first reading."""
        place = _place(path)
        if place not in self._contents:
            standard = place == STDIN
            self._contents[place] = _from_standard_input(limit) if standard else _from_disk(Path(path), limit)
        return self._contents[place]

    def hold(self, source: Readable, limit: int) -> Path:
        """Take what a file object holds, and return a path by which it is read; no file lies there."""
        name, content = named_content(source, limit)
        path = Path("<file>") / name
        self._contents[_place(path)] = content
        return path

    def holds(self, path: str | Path) -> bool:
        """Whether something was read from a path, or taken for it."""
        return _place(path) in self._contents

    def digest(self, path: str | Path) -> str | None:
        """Return the SHA-256 of the bytes that were read from a path; None where none were."""
        content = self._contents.get(_place(path))
        return None if content is None else sha256(content).hexdigest()


def _place(path: str | Path) -> str:
    """Return what two names of one place have in common."""
    return STDIN if str(path) == STDIN else os.path.abspath(path)  # noqa: PTH100 - resolves no links


_READ: ContextVar[ReadOnce | None] = ContextVar("files read once", default=None)


@contextmanager
def each_file_once() -> Generator[ReadOnce, None, None]:
    """Read every file once within the block, whoever asks and how often: what is hashed is what was computed from."""
    read = _READ.get() or ReadOnce()
    token = _READ.set(read)
    try:
        yield read
    finally:
        _READ.reset(token)


def content_of(path: str | Path, limit: int) -> bytes:
    """Return the bytes of a file or, for ``-``, of standard input, unpacked: at most one more than ``limit``.

    Raises
    ------
    DataError
        Nothing is there, a folder is, or it cannot be read.
    """
    file = "<stdin>" if str(path) == STDIN else Path(path).name
    return unpacked((_READ.get() or ReadOnce()).content(path, limit), file, limit)


def _from_disk(path: Path, limit: int) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(limit + 1)
    except FileNotFoundError:
        raise DataError(Finding("E_FILE_MISSING", file=str(path))) from None
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from None


def unreadable(path: Path, error: Exception) -> IIIndexError:
    """Return the error that a path cannot be read: a folder, a name too long or of no file, permissions."""
    if is_folder(path):
        return DataError(Finding("E_IS_FOLDER", file=str(path)))
    problem = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return DataError(Finding("E_FILE_UNREADABLE", file=str(path), details={"problem": problem}))


def _from_standard_input(limit: int) -> bytes:
    """Read standard input, which a scheduler may have closed."""
    try:
        return sys.stdin.buffer.read(limit + 1)
    except (AttributeError, OSError, ValueError) as error:  # closed, it is None
        problem = getattr(error, "strerror", None) or os.strerror(errno.EBADF)
        raise DataError(Finding("E_FILE_UNREADABLE", file="<stdin>", details={"problem": problem})) from None
