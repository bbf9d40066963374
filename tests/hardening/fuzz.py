"""``make fuzz SECONDS=60``: spoilt files for every reader; anything but a result or findings is written down.

Where atheris is installed it searches, led by what it covers; else Hypothesis draws the same edits. Each reader works
in a process of its own, in at most 1 GB and with 10 s an input. What is found is kept in ``corpus/`` and read
by ``test_corpus.py`` ever after.
"""

import faulthandler
import gc
import hashlib
import marshal
import os
import re
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import FrameType, FunctionType
from typing import NoReturn

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from ii_index.errors import IIIndexError
from ii_index.io.files import xls_child, xls_reader
from tests.hardening.names import NAMES
from tests.hardening.readers import Reader, packed, parts_of, readers

CORPUS = Path(__file__).with_name("corpus")
MEMORY, SECONDS_EACH = 2**30, 10
LED_BY = ("ii_index.io", "ii_index.model", "yaml")  # whose branches lead the search of atheris
FIRST_CHECK = {
    "E_YAML", "E_YAML_LIMIT", "E_YAML_KEY", "E_YAML_MERGE", "E_YAML_NUMBER", "E_FILE_EMPTY", "E_ENCODING", "E_FILE_TYPE",
    "E_FAKE_XLS", "E_WORKBOOK_DAMAGED", "E_EMPTY", "E_QUOTES",
}  # fmt: skip
WORDS = [
    b"", b"0", b"-1", b"010", b"1e308", b"1e-320", b"1e999", b"nan", b".inf", b"9" * 400, b"0x_", b"2001-99-99", b"no", b"~",
    b"true", b"[]", b"{}", b"[1, 2]", b"{a: 1}", b"!!int x", b"!!set a", b"<<", b"&a [*a]", b"*a", b"3:1", b"1/0", b"step 1e-320%",
    b"2022..2023", "１２".encode(), "²".encode(), "亿".encode() * 99, "15件/0人".encode(), b"/" * 200, b"(((", b"%", b"\x1b[2J",
    b"\x00", b"\x0b", "\u202e".encode(), b"\xff\xfe", b"'", b'"', b"\n", b"\t", b",", b";", b"A1048577", b"65536",
    *(name.encode(errors="surrogatepass")[:60] for name in NAMES[::9]),
]  # fmt: skip
PLAIN = [
    b"0", b"-1", b"010", b"1e308", b"1e-320", b"1e999", b"nan", b".inf", b"1e20", b"2001-99-99", b"no", b"true", b"[]", b"{}",
    b"[1, 2]", b"{a: 1}", b"3:1", b"1/0", b"step 1e-320%", b"2022..2023", "１２".encode(), "²".encode(), "亿".encode() * 9,
    "15件/0人".encode(), b"/////", b"65536", b"x1", b"x2", b"root", b"log", b"z_score", b"a", b"2023", b"1.5", "北京".encode(),
]  # fmt: skip
TOKEN = re.compile(rb"[\w.\xe3-\xe9\x80-\xbf]+")
EDITS = (*["plain"] * 12, "token", "word", "cut", "double", "flip")
WITHIN = (
    *["record"] * 7,
    "flip",
    "flip",
    "over",
)  # a container of fixed places is not made longer or shorter
CELLS = {
    0x0203,
    0x027E,
    0x00FD,
    0x00BD,
    0x0006,
    0x00FC,
    0x00E5,
    0x0085,
    0x041E,
    0x0200,
}  # records whose content is tried


class HangError(Exception):
    """An input took longer than any may."""


def edited(content: bytes, kind: str, place: float, word: int) -> bytes:
    """Make one edit: mostly of a word, so that what is behind the first check is reached."""
    at = int(place * len(content))
    insert = WORDS[word % len(WORDS)]
    match kind:
        case "plain" | "token":
            insert = PLAIN[word % len(PLAIN)] if kind == "plain" else insert
            found = TOKEN.search(content, at) or TOKEN.search(content)
            return content[: found.start()] + insert + content[found.end() :] if found else content
        case "over":
            return content[:at] + insert[: len(content) - at] + content[at + len(insert) :]
        case "word":
            return content[:at] + insert + content[at:]
        case "cut":
            return content[:at] + content[at + 1 + word % 40 :]
        case "double":
            return content[: at + word % 60] + content[at:]
        case _:
            flipped = bytes([content[at] ^ 1 << word % 8]) if at < len(content) else b""
            return content[:at] + flipped + content[at + 1 :]


@cache
def places_of(content: bytes) -> tuple[int, ...]:
    """Return where the content of the records of an XLS stands that hold cells, texts, sheets and formats."""
    places: list[int] = []
    at = 512
    while at + 4 <= len(content):
        kind, length = struct.unpack_from("<HH", content, at)
        if not kind and not length:
            at += 1
            continue
        if kind in CELLS:
            places += range(at + 4, min(at + 4 + length, len(content)))
        at += 4 + length
    return tuple(places) or (0,)


def in_record(content: bytes, places: Sequence[int], place: float, word: int) -> bytes:
    """Change one byte of a record's content: one bit, or to one of the ends of what a byte can be."""
    at = places[int(place * len(places))]
    changed = (0, 1, 0x7F, 0x80, 0xFF)[word % 5] if word % 3 == 0 else content[at] ^ 1 << word % 8
    return content[:at] + bytes([changed]) + content[at + 1 :]


def spoilt(seed_file: bytes, edits: Sequence[tuple[str, float, int]], part: int) -> bytes:
    """Edit a file, or one part of a package, which is then packed again."""
    parts = parts_of(seed_file)
    name = sorted(parts)[part % len(parts)] if parts else ""
    content = parts[name] if parts else seed_file
    for kind, place, word in edits:
        if kind == "record":
            content = in_record(content, places_of(seed_file), place, word)
        else:
            content = edited(content, kind, place, word)
    return packed({**parts, name: content}) if parts else content


@dataclass
class Tally:
    """What became of the inputs."""

    inputs: int = 0
    beyond: int = 0
    found: list[str] = field(default_factory=list)

    def try_one(self, name: str, reader: Reader, content: bytes, folder: Path) -> None:
        """Read one input; keep it if it ends in anything but a result or findings."""
        self.inputs += 1
        try:
            codes = attempt(reader, content, folder)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            kept = CORPUS / f"{name}-{hashlib.sha256(content).hexdigest()[:10]}{reader.suffix}"
            CORPUS.mkdir(exist_ok=True)
            kept.write_bytes(content)
            self.found.append(f"{kept.name}: {type(error).__name__}: {str(error)[:100]}")
        else:
            self.beyond += not codes & FIRST_CHECK


def attempt(reader: Reader, content: bytes, folder: Path) -> set[str]:
    """Read an input within its time; return the codes of its errors."""
    path = folder / f"input{reader.suffix}"
    path.write_bytes(content)
    signal.signal(signal.SIGALRM, _late)
    signal.setitimer(signal.ITIMER_REAL, SECONDS_EACH)
    try:
        result = reader.read(path)
    except IIIndexError as error:
        return {finding.code for finding in error.findings}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    findings = getattr(result, "findings", ())
    return {finding.code for finding in findings if finding.severity == "error"}


def _late(_number: int, _frame: FrameType | None) -> NoReturn:
    raise HangError


def edits_of(reader: Reader) -> Sequence[str]:
    """Return the edits that suit a reader's files."""
    return WITHIN if reader.suffix == ".xls" else EDITS


def mutants(reader: Reader) -> st.SearchStrategy[bytes]:
    """Draw spoilt files of a reader."""
    edit = st.tuples(
        st.sampled_from(edits_of(reader)), st.floats(0, 1, exclude_max=True), st.integers(0, 4095)
    )
    return st.builds(
        spoilt, st.sampled_from(reader.seeds), st.lists(edit, min_size=1, max_size=4), st.integers(0, 40)
    )


def by_hypothesis(reader: Reader, seconds: float, one: Callable[[bytes], None]) -> None:
    """Draw inputs by Hypothesis until the time is over, 500 a round."""
    end = time.monotonic() + seconds
    number = time.time_ns()
    while time.monotonic() < end:
        number += 1

        @seed(number)
        @settings(
            max_examples=500,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=[*HealthCheck],
        )
        @given(mutants(reader))
        def draw(content: bytes) -> None:
            if time.monotonic() < end:
                one(content)

        draw()


def by_atheris(reader: Reader, seconds: float, one: Callable[[bytes], None], done: Callable[[], int]) -> None:
    """Let atheris search, led by what it covers of the readers: its bytes choose the edits. It ends the process."""
    import atheris

    kinds = edits_of(reader)

    def target(chosen: bytes) -> None:
        if time.monotonic() > end:
            os._exit(done())  # atheris itself would leave without a word
        given_data = atheris.FuzzedDataProvider(chosen)
        file = reader.seeds[given_data.ConsumeIntInRange(0, len(reader.seeds) - 1)]
        part = given_data.ConsumeIntInRange(0, 40)
        edits = [
            (
                kinds[given_data.ConsumeIntInRange(0, len(kinds) - 1)],
                given_data.ConsumeProbability() * 0.999,
                given_data.ConsumeIntInRange(0, 4095),
            )
            for _ in range(given_data.ConsumeIntInRange(1, 4))
        ]
        one(spoilt(file, edits, part))

    for function in gc.get_objects():  # of everything that is loaded it would be minutes
        if isinstance(function, FunctionType) and (function.__module__ or "").startswith(LED_BY):
            atheris.instrument_func(function)
    end = time.monotonic() + seconds
    atheris.Setup([sys.argv[0], "-verbosity=0"], target)
    atheris.Fuzz()


def forked(content: bytes, _file: str, asked: str) -> bytes:
    """Read an XLS in a child as :mod:`ii_index.io.files.xls_reader` does, forked instead of started: ten times as often."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # where the compiled reader writes of its panics
        os.environ["RUST_BACKTRACE"] = "0"
        xls_child.limit(2 * MEMORY)
        with os.fdopen(writing, "wb") as answer:
            answer.write(marshal.dumps(xls_child.answer_to(content, asked)))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        written = answer.read()
    return written if os.waitpid(child, 0)[1] == 0 else b""


def fuzz_one(name: str, seconds: float, engine: str) -> None:
    """Try one reader in this process, and print what became of it."""
    faulthandler.enable()
    xls_reader._from_child = forked  # noqa: SLF001 - the start of a program is not what is searched
    reader = readers()[name]
    resource.setrlimit(resource.RLIMIT_AS, (3 * MEMORY, 3 * MEMORY))
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:

        def one(content: bytes) -> None:
            tally.try_one(name, reader, content, Path(folder))

        def done() -> int:
            shutil.rmtree(folder)
            return say(name, tally)

        if engine == "atheris":
            by_atheris(reader, seconds, one, done)
        by_hypothesis(reader, seconds, one)
    sys.exit(say(name, tally))


def say(name: str, tally: Tally) -> int:
    """Print what became of the inputs of a reader; return 1 where something was found."""
    most = (
        max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        // 1024
    )
    if most * 2**20 > MEMORY:
        tally.found.append(f"{name}: {most} MB")
    share = tally.beyond / max(tally.inputs, 1)
    counted = f"{tally.inputs:9,} inputs  {share:4.0%} past the first check"
    print(f"{name:13} {counted}  {most:4} MB  {len(tally.found)} found")  # noqa: T201
    for line in list({line.partition(": ")[2]: line for line in tally.found}.values())[:20]:
        print("  " + line)  # noqa: T201
    sys.stdout.flush()
    return int(bool(tally.found))


def engine_here() -> str:
    """Return atheris where it is installed, else Hypothesis."""
    from importlib.util import find_spec

    return "atheris" if find_spec("atheris") else "hypothesis"


def main(words: Sequence[str]) -> int:
    """Share the time among the readers, a process each."""
    if words[:1] == ["--one"]:
        fuzz_one(words[1], float(words[2]), words[3])
    seconds = float(words[0]) if words else 60.0
    names = words[1:] or list(readers())
    failed = 0
    for name in names:
        command = [
            sys.executable,
            "-m",
            "tests.hardening.fuzz",
            "--one",
            name,
            str(seconds / len(names)),
            engine_here(),
        ]
        failed += subprocess.run(command, check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
