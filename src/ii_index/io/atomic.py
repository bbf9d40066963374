"""Files are written whole or not at all, and an existing one is replaced only on demand."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from ii_index.errors import Finding, IIIndexError


def refuse_existing(paths: Iterable[Path], *, force: bool) -> None:
    """Refuse, before any work is done, to write where files stand or no folder is.

    Raises
    ------
    IIIndexError
        Every path at fault.
    """
    faults: list[Finding] = []
    for path in paths:
        if path.is_dir():
            faults.append(Finding("E_OUTPUT_IS_FOLDER", file=str(path)))
        elif path.exists() and not force:
            faults.append(Finding("E_OUTPUT_EXISTS", file=str(path)))
        elif not path.parent.is_dir():
            faults.append(Finding("E_OUTPUT_FOLDER", file=str(path), details={"folder": str(path.parent)}))
    if faults:
        raise IIIndexError(faults)


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
        details = {"problem": error.strerror or str(error)}
        raise IIIndexError(Finding("E_OUTPUT_FAILED", file=str(path), details=details)) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
