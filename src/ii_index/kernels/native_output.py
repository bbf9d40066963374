"""Keep what native solvers print out of a program's output."""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from threading import Lock

_ONE_AT_A_TIME = Lock()


@contextmanager
def unheard() -> Generator[None]:
    """Discard what native code writes to standard output meanwhile.

    HiGHS 1.12 prints a line while it solves integer programmes that no option silences
    (jump-dev/HiGHS.jl#312); it would stand amid a command's JSON.

    Yields
    ------
    None
    """
    with _ONE_AT_A_TIME:
        try:
            kept = os.dup(1)
        except OSError:  # there is no standard output to protect
            yield
            return
        sys.stdout.flush()
        nothing = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nothing, 1)
            yield
        finally:
            _flush_native()
            os.dup2(kept, 1)
            os.close(kept)
            os.close(nothing)


def _flush_native() -> None:
    """Empty C's own buffer, where the platform lets us reach it."""
    import ctypes

    with suppress(OSError, TypeError, AttributeError):
        ctypes.CDLL(None).fflush(None)
