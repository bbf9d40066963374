"""``make kills``: writers killed and interrupted at random moments; no file is partial, and no traceback is shown.

``python -m tests.hardening.kills 300 100``: so many kills and interruptions. A file that a killed command left under
its final name is compared with that of an undisturbed run, byte by byte.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

TABLE = Path(__file__).parents[2] / "examples" / "provinces.csv"
STUDY = "id: s\nframework: caict-2024-public\ntable: provinces.csv\noutputs: [ranking.csv, ranking.json, report.md]\n"
WRITERS: Mapping[str, tuple[str, ...]] = {
    "rank": ("rank", "provinces.csv", "-o", "out/r.csv", "-o", "out/r.json", "-o", "out/r.xlsx"),
    "report": ("report", "provinces.csv", "-o", "out/r.html", "-o", "out/r.md"),
    "study": ("run", "s.yaml", "-o", "out"),
    "questionnaire": ("questionnaire", "new", "caict-2024", "--experts", "3", "-o", "out"),
    "export": ("export", "provinces.csv", "--to", "flat", "-o", "out"),
    "template": ("template", "table", "-o", "out/t.xlsx"),
    "check": ("check", "provinces.csv", "-o", "out/f.json"),
}


def started(folder: Path, words: tuple[str, ...]) -> "subprocess.Popen[str]":
    """Start the program in a folder of its own, fresh."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "out").mkdir(parents=True)
    shutil.copy(TABLE, folder / "provinces.csv")
    (folder / "s.yaml").write_text(STUDY, encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, "-m", "ii_index.cli", *words],
        cwd=folder,
        env={**os.environ, "II_LANG": "en"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def written(folder: Path) -> dict[str, bytes]:
    """Return every file under its final name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in (folder / "out").rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


def whole(folder: Path, words: tuple[str, ...]) -> tuple[dict[str, bytes], float]:
    """Return what an undisturbed run writes, and how long it takes."""
    start = time.monotonic()
    ran = started(folder, words)
    _, said = ran.communicate()
    if ran.returncode:
        raise RuntimeError(said)
    return written(folder), time.monotonic() - start


def hit(folder: Path, words: tuple[str, ...], after: float, number: signal.Signals) -> tuple[int, str]:
    """Run a command, send it a signal after a while, and return how it ended and what it said."""
    ran = started(folder, words)
    time.sleep(after)
    ran.send_signal(number)
    _, said = ran.communicate()
    return ran.returncode, said


def kills(count: int, seed: int = 1, names: tuple[str, ...] = tuple(WRITERS)) -> Counter[str]:
    """Kill writers, most of them about when they write; return what was found."""
    dice = random.Random(seed)
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as place:
        full = {name: whole(Path(place) / name, WRITERS[name]) for name in names}
        for at in range(count):
            name = names[at % len(names)]
            expected, seconds = full[name]
            after = dice.uniform(0.6, 1.05) * seconds if dice.random() < 2 / 3 else dice.uniform(0, seconds)
            code, _ = hit(Path(place) / name, WRITERS[name], after, signal.SIGKILL)
            found["killed" if code < 0 else "finished before"] += 1
            for path, content in written(Path(place) / name).items():
                if path.endswith("manifest.json"):
                    continue  # it names the machine's state; compared by its own tests
                found["whole files"] += content == expected[path]
                found["partial"] += content != expected[path]
    return found


def interruptions(count: int, seed: int = 1) -> Counter[str]:
    """Interrupt commands from their first import on; return their exit codes and how many showed a traceback."""
    dice = random.Random(seed)
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as place:
        _, seconds = whole(Path(place) / "rank", WRITERS["rank"])
        for _ in range(count):
            after = dice.uniform(_awake(Path(place) / "rank"), seconds)
            code, said = hit(Path(place) / "rank", WRITERS["rank"], after, signal.SIGINT)
            found[f"exit {code}"] += 1
            found["traceback"] += "Traceback" in said
    return found


def _awake(folder: Path) -> float:
    """Return how long the interpreter itself takes to start: before that nothing of ours has run."""
    start = time.monotonic()
    subprocess.run([sys.executable, "-c", "import ii_index.cli.interruption"], cwd=folder, check=True)
    return 1.2 * (time.monotonic() - start)


if __name__ == "__main__":
    wanted = [int(word) for word in sys.argv[1:]] or [300, 100]
    killed = kills(wanted[0])
    print("kills:", dict(killed))  # noqa: T201 - a command
    stopped = interruptions(wanted[1] if len(wanted) > 1 else 100)
    print("interruptions:", dict(stopped))  # noqa: T201 - a command
    sys.exit(killed["partial"] > 0 or stopped["traceback"] > 0)
