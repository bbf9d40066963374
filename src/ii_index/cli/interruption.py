"""Ctrl-C: at once and without a word too many; or, where much was done already, as a wish to see it."""

import atexit
import os
import signal
import sys
import threading
from types import FrameType, TracebackType
from typing import NoReturn, Self

INTERRUPTED, TERMINATED = 130, 143
_TEXTS = {"zh": "已中断", "en": "Interrupted"}


def is_the_program() -> bool:
    """Whether this process is ``ii-index`` itself, and not a program that imports it."""
    return any("ii-index" in word or "ii_index" in word for word in sys.orig_argv[:4])


def leave_when_interrupted(language: str) -> None:
    """Leave at once when interrupted, whatever is being done, the import of a library included.

    An exception would be raised in the middle of other people's code, which may print it, turn it into another one, or
    swallow it. What is half written is removed, and processes that were started are ended.
    """
    text = f"{_TEXTS[language]}\n".encode()

    def leave(number: int, _frame: FrameType | None) -> NoReturn:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _tidy()
        if number == signal.SIGINT:
            _say(text)
        os._exit(INTERRUPTED if number == signal.SIGINT else TERMINATED)

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, leave)
        signal.signal(signal.SIGTERM, leave)
        atexit.unregister(_finish_in_peace)
        atexit.register(_finish_in_peace)  # first to be registered, so last to be called


def _finish_in_peace() -> None:
    """Let a program whose work is done end as it was about to.

    The interpreter clears itself away last, for a fifth of the time of a small ranking, and puts handlers of signals
    back to what kills; only what is ignored stays ignored.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def _tidy() -> None:
    """Ask only modules that are there already: importing one here would be another interruption."""
    remove_unfinished = getattr(sys.modules.get("ii_index.io.files.atomic"), "remove_unfinished", None)
    if remove_unfinished is not None:
        remove_unfinished()
    active_children = getattr(sys.modules.get("multiprocessing"), "active_children", None)
    for child in active_children() if active_children is not None else ():
        child.kill()


def _say(text: bytes) -> None:
    try:
        os.write(2, text)
    except OSError:  # nobody listens
        return


class Interruption:
    """Notes the first Ctrl-C instead of breaking off; the second one breaks off as usual.

    Attributes
    ----------
    happened : bool
    """

    def __init__(self) -> None:
        self.happened = False
        self._earlier: object = None

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._earlier = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._earlier is not None:
            signal.signal(signal.SIGINT, self._earlier)  # type: ignore[arg-type] # as signal gave it

    def _note(self, _signal: int, _frame: FrameType | None) -> None:
        if self.happened:
            raise KeyboardInterrupt
        self.happened = True
