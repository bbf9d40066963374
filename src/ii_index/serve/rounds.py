"""Rounds of experts, kept in SQLite: an answer that was acknowledged is on the disk."""

import json
import secrets
import sqlite3
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from ii_index.errors import Finding, IIIndexError
from ii_index.messages.reading import Phrase

FILE = "rounds.sqlite"
_WAIT = 15.0
_TABLES = """
CREATE TABLE IF NOT EXISTS rounds (
  id INTEGER PRIMARY KEY, opener TEXT UNIQUE NOT NULL, title TEXT NOT NULL, asks TEXT NOT NULL, nodes TEXT NOT NULL,
  begun REAL NOT NULL, closed REAL);
CREATE TABLE IF NOT EXISTS experts (
  id INTEGER PRIMARY KEY, round INTEGER NOT NULL REFERENCES rounds(id), place INTEGER NOT NULL, name TEXT NOT NULL,
  code TEXT UNIQUE, browser TEXT UNIQUE, UNIQUE (round, place));
CREATE TABLE IF NOT EXISTS judgements (
  expert INTEGER NOT NULL REFERENCES experts(id), node TEXT NOT NULL, first TEXT NOT NULL, second TEXT NOT NULL,
  answer REAL, at REAL NOT NULL, PRIMARY KEY (expert, node, first, second));
CREATE TABLE IF NOT EXISTS points (
  expert INTEGER NOT NULL REFERENCES experts(id), item TEXT NOT NULL, given REAL, at REAL NOT NULL,
  PRIMARY KEY (expert, item));
"""
_MOST_EXPERTS = 200
_LARGEST_ANSWER = 9
_ROUNDED = 1e-6


@dataclass(frozen=True, slots=True)
class Round:
    """A round as it was begun.

    Attributes
    ----------
    number : int
    title : str
    asks : str
        ``pairs``, ``points`` or ``both``.
    nodes : dict
        What :func:`ii_index.serve.tasks.nodes_of` gives of the framework.
    closed : bool
    """

    number: int
    title: str
    asks: str
    nodes: dict[str, Any]
    closed: bool

    @property
    def parents(self) -> dict[str, list[str]]:
        """Children by parent, where pairs are asked for."""
        return self.nodes["parents"] if self.asks in {"pairs", "both"} else {}

    @property
    def items(self) -> list[str]:
        """What points are given to, where they are asked for."""
        return self.nodes["leaves"] if self.asks in {"points", "both"} else []

    @property
    def questions(self) -> int:
        """How many pairs there are."""
        return sum(len(children) * (len(children) - 1) // 2 for children in self.parents.values())


@dataclass(frozen=True, slots=True)
class Expert:
    """Someone asked in a round, and what they answered so far."""

    number: int
    round: int
    place: int
    name: str
    begun: bool
    judgements: dict[tuple[str, str, str], float]
    points: dict[str, float]


class Rounds:
    """All rounds, in a folder that the user names."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise self._failed(error) from None
        with self._open() as base:
            base.executescript(_TABLES)
        self.path.chmod(0o600)

    @contextmanager
    def _open(self) -> Generator[sqlite3.Connection]:
        """Open the file: what is committed is written through to the disk before anybody is told.

        Raises
        ------
        IIIndexError
            It cannot be opened or written, or is no such file.
        """
        try:
            base = sqlite3.connect(self.path, timeout=_WAIT, isolation_level=None)
            try:
                base.execute("PRAGMA journal_mode=WAL")
                base.execute("PRAGMA synchronous=FULL")
                base.execute("PRAGMA foreign_keys=ON")
                yield base
            finally:
                base.close()
        except sqlite3.Error as error:
            raise self._failed(error) from None

    def _failed(self, error: Exception) -> IIIndexError:
        details = {"problem": getattr(error, "strerror", None) or str(error)}
        return IIIndexError(Finding("E_SERVE_STORE", file=str(self.path), details=details))

    def begin(
        self, title: str, asks: str, nodes: dict[str, Any], names: Sequence[str]
    ) -> tuple[str, list[tuple[str, str]]]:
        """Begin a round: return the key that opens it, and the name and the code of each expert."""
        opener = secrets.token_urlsafe(24)
        links = [(name, secrets.token_urlsafe(18)) for name in names[:_MOST_EXPERTS]]
        with self._open() as base:
            base.execute("BEGIN IMMEDIATE")
            row = (_hash(opener), title, asks, json.dumps(nodes, ensure_ascii=False), time.time())
            number = base.execute(
                "INSERT INTO rounds (opener, title, asks, nodes, begun) VALUES (?, ?, ?, ?, ?)", row
            ).lastrowid
            base.executemany(
                "INSERT INTO experts (round, place, name, code) VALUES (?, ?, ?, ?)",
                [(number, place, name, _hash(code)) for place, (name, code) in enumerate(links, start=1)],
            )
            base.execute("COMMIT")
        return opener, links

    def opened(self, opener: str) -> Round:
        """Return the round that a key opens.

        Raises
        ------
        IIIndexError
            There is none.
        """
        return self._round("opener = ?", _hash(opener))

    def round_of(self, expert: Expert) -> Round:
        """Return the round of an expert."""
        return self._round("id = ?", expert.round)

    def _round(self, where: str, value: object) -> Round:
        with self._open() as base:
            row = base.execute(
                f"SELECT id, title, asks, nodes, closed FROM rounds WHERE {where}",  # noqa: S608 - a text of ours
                (value,),
            ).fetchone()
        if row is None:
            raise IIIndexError(Finding("E_ROUND_LINK"))
        return Round(row[0], row[1], row[2], json.loads(row[3]), row[4] is not None)

    def is_fresh(self, code: str) -> bool:
        """Whether a link has not been used yet."""
        with self._open() as base:
            return base.execute("SELECT 1 FROM experts WHERE code = ?", (_hash(code),)).fetchone() is not None

    def enter(self, code: str) -> str:
        """Use a link up: return what the expert's browser keeps in its place.

        Raises
        ------
        IIIndexError
            It was used before, or never was one.
        """
        browser = secrets.token_urlsafe(24)
        with self._open() as base:
            used = base.execute(
                "UPDATE experts SET code = NULL, browser = ? WHERE code = ?", (_hash(browser), _hash(code))
            )
            if used.rowcount != 1:
                raise IIIndexError(Finding("E_ROUND_LINK"))
        return browser

    def renew(self, round_: Round, place: int) -> str:
        """Make a new link for an expert of a round; the former browser and link no longer open anything.

        Raises
        ------
        IIIndexError
            There is no such expert.
        """
        code = secrets.token_urlsafe(18)
        with self._open() as base:
            made = base.execute(
                "UPDATE experts SET code = ?, browser = NULL WHERE round = ? AND place = ?",
                (_hash(code), round_.number, place),
            )
            if made.rowcount != 1:
                raise IIIndexError(Finding("E_ROUND_LINK"))
        return code

    def close(self, round_: Round, *, closed: bool) -> None:
        """Take no more answers, or take them again."""
        with self._open() as base:
            at = time.time() if closed else None
            base.execute("UPDATE rounds SET closed = ? WHERE id = ?", (at, round_.number))

    def expert(self, browser: str) -> Expert:
        """Return the expert of a browser.

        Raises
        ------
        IIIndexError
            The browser is nobody's.
        """
        found = self._experts("browser = ?", _hash(browser))
        if not found:
            raise IIIndexError(Finding("E_ROUND_LINK"))
        return found[0]

    def experts(self, round_: Round) -> list[Expert]:
        """Return everyone asked in a round."""
        return self._experts("round = ?", round_.number)

    def _experts(self, where: str, value: object) -> list[Expert]:
        with self._open() as base:
            rows = base.execute(
                f"SELECT id, round, place, name, code IS NULL FROM experts WHERE {where} ORDER BY place",  # noqa: S608 - a text of ours
                (value,),
            ).fetchall()
            return [
                Expert(number, of, place, name, bool(used), *self._said(base, number))
                for number, of, place, name, used in rows
            ]

    @staticmethod
    def _said(
        base: sqlite3.Connection, number: int
    ) -> tuple[dict[tuple[str, str, str], float], dict[str, float]]:
        judged = base.execute(
            "SELECT node, first, second, answer FROM judgements WHERE expert = ? AND answer IS NOT NULL",
            (number,),
        ).fetchall()
        given = base.execute(
            "SELECT item, given FROM points WHERE expert = ? AND given IS NOT NULL", (number,)
        ).fetchall()
        return {(node, first, second): answer for node, first, second, answer in judged}, dict(given)

    def judge(self, expert: Expert, round_: Round, pair: tuple[str, str, str], answer: float | None) -> None:
        """Keep a judgement about a pair; None takes it back. When this returns, it is on the disk.

        Raises
        ------
        IIIndexError
            The round is closed, there is no such pair, or no such answer.
        """
        node, first, second = pair
        children = round_.parents.get(node, [])
        self._refuse_closed(round_)
        if not (first in children and second in children and children.index(first) < children.index(second)):
            raise _unfit("pair")
        if answer is not None and not 1 / _LARGEST_ANSWER - 1e-9 <= answer <= _LARGEST_ANSWER:
            raise _unfit("answer")
        with self._open() as base:
            base.execute(
                "INSERT INTO judgements VALUES (?, ?, ?, ?, ?, ?) "
                "ON CONFLICT DO UPDATE SET answer = excluded.answer, at = excluded.at",
                (expert.number, node, first, second, answer, time.time()),
            )

    def give(self, expert: Expert, round_: Round, item: str, points: float | None) -> None:
        """Keep the points of an item; None takes them back. When this returns, they are on the disk.

        Raises
        ------
        IIIndexError
            The round is closed, there is no such item, or the points are not from 0 to 100.
        """
        self._refuse_closed(round_)
        if item not in round_.items:
            raise _unfit("item")
        if points is not None and not 0 <= points <= 100:
            raise _unfit("points")
        with self._open() as base:
            base.execute(
                "INSERT INTO points VALUES (?, ?, ?, ?) "
                "ON CONFLICT DO UPDATE SET given = excluded.given, at = excluded.at",
                (expert.number, item, points, time.time()),
            )

    def _refuse_closed(self, round_: Round) -> None:
        with self._open() as base:
            (closed,) = base.execute("SELECT closed FROM rounds WHERE id = ?", (round_.number,)).fetchone()
        if closed is not None:
            raise _unfit("closed")

    def content(self) -> bytes:
        """Return everything as the content of another such file, while the server goes on."""
        with self._open() as base:
            copy = sqlite3.connect(":memory:")
            try:
                base.backup(copy)
                return copy.serialize()
            finally:
                copy.close()


_UNFIT = {
    "pair": Phrase("没有这一对指标", "there is no such pair"),
    "answer": Phrase("判断应在1/9与9之间", "a judgement lies between 1/9 and 9"),
    "item": Phrase("没有这一项", "there is no such item"),
    "points": Phrase("分值应在0与100之间", "points lie between 0 and 100"),
    "closed": Phrase("本轮已结束", "the round is closed"),
}


def _unfit(problem: str) -> IIIndexError:
    return IIIndexError(Finding("E_ROUND_ANSWER", details={"problem": _UNFIT[problem]}))


def _hash(secret: str) -> str:
    """Keep no secret that opens anything, only what tells it."""
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


def upper_of(expert: Expert, node: str, order: Sequence[str]) -> list[list[float | None]]:
    """Return the rows above the diagonal of one expert's matrix; None where nothing was answered."""
    return [
        [expert.judgements.get((node, first, second)) for second in order[at + 1 :]]
        for at, first in enumerate(order[:-1])
    ]


def has_shared_out(expert: Expert) -> bool:
    """Whether all 100 points are given: what is blank then has none."""
    return abs(sum(expert.points.values()) - 100) <= _ROUNDED


def unfinished(round_: Round, experts: Sequence[Expert]) -> list[Finding]:
    """Name those whose points do not count yet."""
    names = [one.name for one in experts if one.points and not has_shared_out(one)]
    return [Finding("N_ROUND_POINTS", details={"names": names})] if names and round_.items else []


def judgements_of(round_: Round, experts: Sequence[Expert]) -> dict[str, Any]:
    """Return a round as ``ii-index schema judgements`` describes it: whoever answered, and what.

    Raises
    ------
    IIIndexError
        Nobody answered.
    """
    matrices: list[dict[str, Any]] = [
        {"node": node, "expert": f"e{one.place}", "order": order, "upper": upper_of(one, node, order)}
        for one in experts
        for node, order in round_.parents.items()
        if any(key[0] == node for key in one.judgements)
    ]
    allocations: list[dict[str, Any]] = [
        {
            "expert": f"e{one.place}",
            "leaves": {item: one.points.get(item, 0.0) for item in round_.items},
        }
        for one in experts
        if has_shared_out(one)
    ]
    spoke = {entry["expert"] for entry in [*matrices, *allocations]}
    if not spoke:
        raise IIIndexError(Finding("E_ROUND_EMPTY"))
    named = [{"id": f"e{one.place}", "name": one.name} for one in experts if f"e{one.place}" in spoke]
    found = {"framework": round_.nodes["id"], "experts": named, "matrices": matrices}
    return {**found, "allocations": allocations} if allocations else found
