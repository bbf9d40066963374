"""Long work: each job a process of its own, with progress, to be cancelled, and forgotten with its owner."""

import secrets
import shutil
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from ii_index.errors import Finding, IIIndexError
from ii_index.serve.settings import Limits
from ii_index.serve.workers import BusyError, Process

State = Literal["waiting", "running", "done", "failed", "cancelled"]
_NICE = 5


@dataclass(eq=False, slots=True)
class Job:
    """One piece of long work.

    Attributes
    ----------
    key : str
        Not to be guessed.
    task : str
    wanted : int
        How much is to be made in all.
    made : int
    state : {"waiting", "running", "done", "failed", "cancelled"}
    result : object
        What the task gave, once it is done.
    findings : tuple of Finding
        Why it failed.
    began : float
    process : Process or None
    folder : Path or None
        Of its own, with what it reads.
    """

    task: str
    wanted: int
    key: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    made: int = 0
    state: State = "waiting"
    result: Any = None
    findings: tuple[Finding, ...] = ()
    began: float = field(default_factory=time.monotonic)
    process: Process | None = None
    folder: Path | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.state in {"done", "failed", "cancelled"}

    def drop(self) -> None:
        """End it, and forget what it made."""
        self.state, self.result = "cancelled", None
        if self.process is not None:
            self.process.kill()

    def clear(self) -> None:
        """Remove its folder."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)

    def advance(self, made: int) -> None:
        """Note how far it is."""
        self.made = made


class Jobs:
    """All jobs of a server, a few at once."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._places = threading.Semaphore(limits.jobs)
        self._lock = threading.Lock()
        self._all: dict[str, Job] = {}

    def start(self, task: str, wanted: int, folder: Path | None = None, **given: Any) -> Job:  # noqa: ANN401 - whatever the task takes
        """Begin a job, or have it wait for its turn; a ``folder`` of its own is removed with its end.

        Raises
        ------
        BusyError
            Too many wait already.
        """
        job = Job(task, wanted, folder=folder)
        with self._lock:
            self._forget_old()
            open_jobs = sum(not other.ended for other in self._all.values())
            if open_jobs >= self._limits.jobs + self._limits.jobs_waiting:
                raise BusyError(Finding("E_SERVE_BUSY"))
            self._all[job.key] = job
        threading.Thread(target=self._run, args=(job, given), daemon=True).start()
        return job

    def find(self, key: str) -> Job:
        """Return a job by its key.

        Raises
        ------
        IIIndexError
            There is none.
        """
        job = self._all.get(key)
        if job is None:
            raise IIIndexError(Finding("E_SERVE_UNKNOWN", found=key[:40]))
        return job

    def cancel(self, job: Job) -> None:
        """End a job at once."""
        with self._lock:
            if job.ended:
                return
            job.state = "cancelled"
            process = job.process
        if process is not None:
            process.kill()

    def forget(self, job: Job) -> None:
        """End a job and drop what it made."""
        self.cancel(job)
        self._all.pop(job.key, None)

    def close(self) -> None:
        """End all of them."""
        for job in [*self._all.values()]:
            self.forget(job)

    def _forget_old(self) -> None:
        now = time.monotonic()
        old = [key for key, job in self._all.items() if job.ended and now - job.began > self._limits.idle]
        for key in old:
            del self._all[key]

    def _run(self, job: Job, given: dict[str, Any]) -> None:
        with self._places:
            with self._lock:
                if job.ended:
                    job.clear()
                    return
                job.process, job.state = Process(self._limits, _NICE), "running"
            try:
                result = job.process.ask(job.task, given, self._limits.job_seconds, job.advance)
            except IIIndexError as error:
                self._end(job, "failed", findings=error.findings)
            else:
                self._end(job, "done", result=result)
            finally:
                job.process.end()
                job.clear()

    def _end(self, job: Job, state: State, result: Any = None, findings: tuple[Finding, ...] = ()) -> None:  # noqa: ANN401 - of the task
        with self._lock:
            if not job.ended:
                job.result, job.findings, job.state = result, findings, state
