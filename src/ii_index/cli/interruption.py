"""Ctrl-C as a wish: what was done so far is still shown."""

import signal
import threading
from types import FrameType, TracebackType
from typing import Self


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
