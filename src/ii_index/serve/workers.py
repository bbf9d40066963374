"""Processes that answer: a few, kept warm, each with limits of time and memory; one that fails is replaced."""

import asyncio
import contextlib
import os
import queue
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import CancelledError, ThreadPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import parent_process
from typing import Any

from ii_index.errors import Finding, IIIndexError
from ii_index.serve.settings import Limits

_SPAWN = get_context("spawn")
TASKS = "ii_index.serve.tasks"
_MEGABYTE = 2**20


class BusyError(IIIndexError):
    """As much is being done as may be."""


class Process:
    """One process that does one thing after another, as it is told through a pipe."""

    def __init__(self, limits: Limits, nice: int = 0, tasks: str = TASKS) -> None:
        self._limits = limits
        self._pipe, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=work, args=(theirs, limits.memory, nice, tasks), daemon=True)
        self._process.start()
        theirs.close()

    def ask(
        self,
        task: str,
        given: dict[str, Any],
        seconds: int,
        heard: Callable[[int], None] = lambda _made: None,
    ) -> Any:  # noqa: ANN401 - whatever the task gives
        """Have a task done, and tell ``heard`` how far it is.

        Raises
        ------
        IIIndexError
            What the task raises; or the process ended, or was ended after so many seconds.
        """
        from time import monotonic

        end = monotonic() + seconds
        try:
            self._pipe.send((task, given))
            while self._pipe.poll(max(0.0, end - monotonic())):
                kind, value = self._pipe.recv()
                if kind == "made":
                    heard(value)
                    continue
                if kind == "findings":
                    raise IIIndexError(value)
                if kind == "bug":
                    raise RuntimeError(value)
                return value
        except (EOFError, OSError):
            details = {"limit": self._limits.memory // _MEGABYTE}
            self.end()
            raise IIIndexError(Finding("E_SERVE_MEMORY", details=details)) from None
        self.end()
        raise IIIndexError(Finding("E_SERVE_TIME", details={"limit": seconds}))

    @property
    def lives(self) -> bool:
        """Whether it can be asked again."""
        return self._process.is_alive()

    def kill(self) -> None:
        """End it at once, from any thread; whoever asked it hears that nothing more will come."""
        with contextlib.suppress(OSError, ValueError):
            self._process.kill()

    def end(self) -> None:
        """End it, and clear away what it leaves."""
        self.kill()
        self._process.join(5)
        self._pipe.close()


class Workers:
    """The processes that answer, and the threads that wait for them."""

    def __init__(self, limits: Limits, tasks: str = TASKS) -> None:
        self._limits, self._tasks = limits, tasks
        self._threads = ThreadPoolExecutor(limits.workers, "answers")
        self._idle: queue.SimpleQueue[Process | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._asked = 0
        self._closed = False
        self._living: set[Process] = set()
        for _ in range(limits.workers):
            self._idle.put(None)

    def warm(self) -> None:
        """Start the processes before they are needed; what takes seconds, one after another, so that others answer."""
        for _ in range(self._limits.workers):
            self._threads.submit(self._do, "ready", {})
        threading.Thread(target=self._warm_pages, daemon=True).start()

    def _warm_pages(self) -> None:
        for _ in range(self._limits.workers):
            with contextlib.suppress(RuntimeError, CancelledError, IIIndexError):  # closed meanwhile
                self._threads.submit(self._do, "ready_pages", {}).result()

    async def ask(self, task: str, **given: Any) -> Any:  # noqa: ANN401 - whatever the task takes and gives
        """Have a task of :mod:`ii_index.serve.tasks` done.

        Raises
        ------
        BusyError
            Too many wait already.
        IIIndexError
            What the task raises, or a limit that it met.
        """
        with self._lock:
            if self._asked >= self._limits.workers + self._limits.waiting:
                raise BusyError(Finding("E_SERVE_BUSY"))
            self._asked += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, self._do, task, given)
        finally:
            with self._lock:
                self._asked -= 1

    def _do(self, task: str, given: dict[str, Any]) -> Any:  # noqa: ANN401 - as above
        process = self._idle.get()
        try:
            if process is None or not process.lives:
                process = self._started()
            return process.ask(task, given, self._limits.seconds)
        finally:
            kept = process if process is not None and process.lives and not self._closed else None
            self._idle.put(kept)  # first: a place that is not given back is waited for by all who come after
            if kept is None and process is not None:
                self._living.discard(process)
                process.end()

    def _started(self) -> Process:
        with self._lock:
            if self._closed:
                raise BusyError(Finding("E_SERVE_BUSY"))
            process = Process(self._limits, tasks=self._tasks)
            self._living.add(process)
            return process

    def close(self) -> None:
        """End all processes, those that are at work too."""
        with self._lock:
            self._closed = True
            living = [*self._living]
        self._threads.shutdown(wait=False, cancel_futures=True)
        for process in living:
            process.kill()
        self._threads.shutdown(wait=True)
        for process in living:
            process.end()


def work(pipe: Connection, memory: int, nice: int, module: str) -> None:
    """Do what comes through the pipe, a task of a module each, until nothing more can come."""
    _bound(memory, nice)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    tasks = import_module(module)
    while True:
        try:
            name, given = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(_done(tasks, name, given, pipe))


def _done(tasks: Any, name: str, given: dict[str, Any], pipe: Connection) -> tuple[str, Any]:  # noqa: ANN401 - a module
    """Do one task; what the user got wrong comes back as findings."""
    if name in tasks.LONG:

        def made(count: int) -> None:
            pipe.send(("made", count))

        given = {**given, "made": made}
    try:
        return "done", getattr(tasks, name)(**given)
    except IIIndexError as error:
        return "findings", error.findings
    except MemoryError:
        os._exit(1)  # what is left of memory is not to be trusted
    except Exception as error:  # noqa: BLE001 - a bug ends its request, not the process; its text may hold data
        return "bug", f"{place_of(error)} in {name}"


def place_of(error: BaseException) -> str:
    """Name an error and the line of ours where it was raised, without its text."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "ii_index" in frame.filename] or frames
    return f"{type(error).__name__} at {os.path.basename(ours[-1].filename)}:{ours[-1].lineno}"  # noqa: PTH119 - a text


def _bound(memory: int, nice: int) -> None:
    """Bound memory, be nice, and leave Ctrl-C to whoever started this process."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if nice and hasattr(os, "nice"):
        os.nice(nice)
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    for kind, most in ((resource.RLIMIT_DATA, memory), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def _end_with_parent() -> None:
    """End when the server does, however it does."""
    from multiprocessing.connection import wait

    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
