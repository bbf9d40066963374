"""What one browser brought, apart from all others: a cookie that cannot be guessed, a folder that ends with it."""

import os
import secrets
import shutil
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ii_index.errors import Finding, IIIndexError
from ii_index.messages import Language
from ii_index.serve.given import Given
from ii_index.serve.jobs import Job, Jobs
from ii_index.serve.settings import Limits
from ii_index.serve.workers import BusyError

COOKIE = "ii_session"
_PREFIX = "ii-index-serve-"
_SUFFIXES = (".csv", ".tsv", ".txt", ".tab", ".xlsx", ".xlsm", ".xls", ".et", ".ods")
_DEFINITIONS = (".yaml", ".yml", ".csv", ".tsv", ".txt", ".xlsx", ".xls", ".et", ".ods")
_LONGEST_NAME = 120


@dataclass(eq=False, slots=True)
class Session:
    """One browser's table, choices and jobs.

    Attributes
    ----------
    key, mark : str
        The cookie; what every form of the session bears.
    folder : Path
        Made with the first file.
    language : str or None
        Chosen by the reader.
    name : str
        What the user calls the table.
    table, weights : Path or None
    framework : str, Path or None
    framework_name, weights_name : str
    reading, words, cut : dict
        How the table is read, the recipe's words, how tiers are cut.
    year : int or None
    jobs : dict of str to Job
        By what they are for.
    rounds : dict of str to str
        Titles of the rounds that were opened here, by the key that opens them.
    kept : dict
        Answers to questions about the table as it is.
    """

    key: str
    folder: Path
    mark: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    language: Language | None = None
    seen: float = field(default_factory=time.monotonic)
    name: str = ""
    table: Path | None = None
    framework: str | Path | None = None
    framework_name: str = ""
    weights: Path | None = None
    weights_name: str = ""
    reading: dict[str, Any] = field(default_factory=dict[str, Any])
    words: dict[str, Any] = field(default_factory=dict[str, Any])
    cut: dict[str, Any] = field(default_factory=dict[str, Any])
    year: int | None = None
    preset: str = ""
    jobs: dict[str, Job] = field(default_factory=dict[str, Job])
    rounds: dict[str, str] = field(default_factory=dict[str, str])
    kept: dict[str, Any] = field(default_factory=dict[str, Any])

    def given(self) -> Given:
        """Return what is asked of the table as things stand.

        Raises
        ------
        IIIndexError
            There is no table.
        """
        if self.table is None:
            raise IIIndexError(Finding("E_SERVE_NO_TABLE"))
        return Given(
            self.table,
            self.name,
            self.framework,
            self.weights,
            dict(self.reading),
            dict(self.words),
            self.year,
            self.cut.get("tiers"),
            self.cut.get("tier_method") or "natural-breaks",
        )

    def put(self, stem: str, suffix: str, content: bytes) -> Path:
        """Put a file into the folder, under a name of ours."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        path = self.folder / f"{stem}{suffix}"
        path.write_bytes(content)
        return path

    def take_table(self, name: str, content: bytes) -> None:
        """Take another table; what was chosen for the one before is forgotten with it."""
        self.table = self.put("table", suffix_of(name, _SUFFIXES), content)
        self.name = plain_name(name)
        self.framework, self.framework_name, self.year = None, "", None
        self.reading, self.words, self.cut, self.preset = {}, {}, {}, ""
        self.weights, self.weights_name = None, ""
        self.changed()

    def correct_table(self, suffix: str, content: bytes) -> None:
        """Take the same table with cells corrected."""
        self.table = self.put("table", suffix, content)
        self.name = str(Path(self.name).with_suffix(suffix))
        self.changed()

    def take_framework(self, name: str, content: bytes) -> None:
        """Take a framework of the user's own."""
        self.framework = self.put("framework", suffix_of(name, _DEFINITIONS, ".yaml"), content)
        self.framework_name = plain_name(name)
        self.changed()

    def take_weights(self, name: str, content: bytes) -> None:
        """Take a weights file."""
        self.weights = self.put("weights", suffix_of(name, _DEFINITIONS, ".yaml"), content)
        self.weights_name = plain_name(name)
        self.words.pop("weights", None)
        self.changed()

    def drop_weights(self) -> None:
        """Go back to weights that a word names."""
        self.weights, self.weights_name = None, ""
        self.changed()

    def changed(self) -> None:
        """Forget answers to questions about how things were."""
        self.kept.clear()
        for job in self.jobs.values():
            job.drop()
        self.jobs.clear()


def plain_name(name: str) -> str:
    r"""Return the name of a file as it is shown: the last part, in one line, not too long.

    Examples
    --------
    >>> plain_name("C:\\data\\省份.xlsx"), plain_name("../../etc/passwd")
    ('省份.xlsx', 'passwd')
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign for sign in last if sign.isprintable()).strip()
    return kept[-_LONGEST_NAME:] or "table"


def suffix_of(name: str, known: tuple[str, ...], default: str = "") -> str:
    """Return the suffix of a name where it is one that is known, else none: content decides then.

    Examples
    --------
    >>> suffix_of("a.XLSX", (".xlsx",)), suffix_of("a.exe", (".xlsx",))
    ('.xlsx', '')
    """
    suffix = "." + plain_name(name).rpartition(".")[2].lower()
    return suffix if suffix in known else default


class Sessions:
    """All sessions of a server, in one folder that ends with it."""

    def __init__(self, limits: Limits, jobs: Jobs) -> None:
        _clear_left_over()
        self._limits, self._jobs = limits, jobs
        self._lock = threading.Lock()
        self._all: dict[str, Session] = {}
        self.folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))

    def find(self, key: str | None) -> Session | None:
        """Return the session of a cookie, if it is still there."""
        with self._lock:
            self._end_idle()
            session = self._all.get(key or "")
            if session is not None:
                session.seen = time.monotonic()
            return session

    def begin(self) -> Session:
        """Begin a session.

        Raises
        ------
        BusyError
            There are as many as may be, and each holds a table.
        """
        with self._lock:
            self._make_room()
            key = secrets.token_urlsafe(32)
            session = Session(key, self.folder / secrets.token_hex(16))
            self._all[key] = session
            return session

    def end(self, session: Session) -> None:
        """End a session, with its files and its jobs."""
        with self._lock:
            self._end(session)

    def close(self) -> None:
        """End all of them."""
        with self._lock:
            for session in [*self._all.values()]:
                self._end(session)
        shutil.rmtree(self.folder, ignore_errors=True)

    def tidy(self) -> None:
        """End those that nobody has used for long."""
        with self._lock:
            self._end_idle()

    def _end(self, session: Session) -> None:
        self._all.pop(session.key, None)
        for job in session.jobs.values():
            self._jobs.forget(job)
        shutil.rmtree(session.folder, ignore_errors=True)

    def _end_idle(self) -> None:
        now = time.monotonic()
        for session in [*self._all.values()]:
            if now - session.seen > self._limits.idle:
                self._end(session)

    def _make_room(self) -> None:
        self._end_idle()
        if len(self._all) < self._limits.sessions:
            return
        empty = [one for one in self._all.values() if one.table is None and not one.rounds]
        if not empty:
            raise BusyError(Finding("E_SERVE_BUSY"))
        self._end(min(empty, key=lambda one: one.seen))


def _clear_left_over() -> None:
    """Remove what servers left that were ended too abruptly to do so themselves."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        number = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if number.isdecimal() and not _is_running(int(number)) and folder.is_dir():
            shutil.rmtree(folder, ignore_errors=True)


def _is_running(process: int) -> bool:
    if os.name == "nt":  # there the question would be a Ctrl-C
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
