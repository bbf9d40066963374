"""What the server may do, and how much of it."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from ii_index.messages import Language

LEAST_TOKEN = 12
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Limits:
    """Largest sizes and longest times.

    Attributes
    ----------
    body : int
        Bytes of one request.
    seconds, job_seconds : int
        Of one answer; of one long job.
    memory : int
        Bytes that one process which computes may have.
    workers, jobs : int
        Processes for answers, and for long jobs, at once.
    waiting, jobs_waiting : int
        How many more may wait for each.
    idle : int
        Seconds after which a session without requests ends with all its files.
    sessions : int
        Sessions at once.
    draws : int
        Draws of one job.
    """

    body: int = 32 * 2**20
    seconds: int = 120
    job_seconds: int = 1800
    memory: int = 2 * 2**30
    workers: int = field(default_factory=lambda: max(2, min(8, os.cpu_count() or 2)))
    jobs: int = 2
    waiting: int = 200
    jobs_waiting: int = 20
    idle: int = 7200
    sessions: int = 500
    draws: int = 5_000_000


@dataclass(frozen=True, slots=True)
class Settings:
    """How a server is started.

    Attributes
    ----------
    language : {"zh", "en"}
        Of a browser that has not chosen.
    token : str or None
        What opens the pages and the interface; None where only this machine is served.
    root_path : str
        Under which a proxy shows the server, such as ``/index``.
    rounds : Path or None
        Folder of the rounds of experts.
    secure : bool
        Whether cookies go over HTTPS alone.
    limits : Limits
    warm : bool
        Whether to have everything ready before anybody asks.
    """

    language: Language = "en"
    token: str | None = None
    root_path: str = ""
    rounds: Path | None = None
    secure: bool = False
    limits: Limits = Limits()
    warm: bool = True
