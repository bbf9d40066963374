"""Files and signals: read once, written whole, never over another one unasked, and left cleanly."""

import json
import os
import random
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from ii_index.cli import run
from ii_index.errors import IIIndexError
from ii_index.io.files.atomic import write_bytes
from ii_index.io.files.sources import each_file_once
from ii_index.io.studies import digest, read_study
from ii_index.reporting.studies import study_report, write_study

FRAMEWORK = (
    "id: demo\nname: D\nreference: r\nunits: any\nchildren:\n  - {id: x1, name: A}\n  - {id: x2, name: B}\n"
)
OLD, NEW = "unit,x1,x2\na,1,2\nb,3,4\nc,5,1\nd,4,3\n", "unit,x1,x2\na,9,9\nb,3,4\nc,5,1\nd,4,3\n"
STUDY = "id: s\nframework: fw.yaml\ntable: {path: t.csv, year: 2023}\noutputs: [ranking.csv]\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name, text in (("fw.yaml", FRAMEWORK), ("t.csv", OLD), ("s.yaml", STUDY)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


RANK = ("rank", "t.csv", "--framework", "fw.yaml", "--year", "2023")


@pytest.mark.parametrize("pair", range(100))
def test_of_two_writers_of_one_file_one_wins_and_one_is_told(tmp_path, pair):
    target = tmp_path / "out.csv"
    together = threading.Barrier(2)
    told = []

    def write(content):
        together.wait()
        try:
            write_bytes(target, content, force=False)
        except IIIndexError as error:
            told.append((content, error.findings[0].code))

    writers = [threading.Thread(target=write, args=(f"{pair}-{at}".encode(),)) for at in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert [code for _, code in told] == ["E_OUTPUT_EXISTS"]
    assert target.read_bytes() not in {content for content, _ in told}
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.csv"]


def test_without_links_a_name_is_claimed_before_it_is_filled(tmp_path, monkeypatch):
    def refuse(self, target):
        raise OSError(95, "not supported")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    write_bytes(tmp_path / "a", b"1", force=False)
    with pytest.raises(IIIndexError):
        write_bytes(tmp_path / "a", b"2", force=False)

    assert (tmp_path / "a").read_bytes() == b"1"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a"]


def test_a_file_that_came_during_the_work_is_kept(folder, monkeypatch, capsys):
    from ii_index.reporting import writers

    rendered = writers.to_csv

    def late(*arguments):
        (folder / "out.csv").write_text("mine", encoding="utf-8")
        return rendered(*arguments)

    monkeypatch.setattr(writers, "to_csv", late)

    assert run([*RANK, "-o", "out.csv", "--lang", "en"]) == 1
    assert "E_OUTPUT_EXISTS" in capsys.readouterr().err
    assert (folder / "out.csv").read_text(encoding="utf-8") == "mine"


def test_a_private_result_stays_private(folder):
    (folder / "out.csv").write_text("old", encoding="utf-8")
    (folder / "out.csv").chmod(0o600)

    assert run([*RANK, "-o", "out.csv", "--force"]) == 0
    assert stat.S_IMODE((folder / "out.csv").stat().st_mode) == 0o600
    assert "old" not in (folder / "out.csv").read_text(encoding="utf-8-sig")


def test_a_link_is_written_through_with_force_and_is_in_the_way_without(folder):
    (folder / "real.csv").write_text("old", encoding="utf-8")
    (folder / "link.csv").symlink_to("real.csv")
    (folder / "nowhere.csv").symlink_to("gone.csv")

    assert run([*RANK, "-o", "link.csv"]) == 1
    assert run([*RANK, "-o", "nowhere.csv"]) == 1
    assert run([*RANK, "-o", "link.csv", "--force"]) == 0
    assert (folder / "link.csv").is_symlink()
    assert "old" not in (folder / "real.csv").read_text(encoding="utf-8-sig")


def test_a_manifest_describes_the_data_that_were_computed(folder):
    inputs = read_study(Path("s.yaml"))
    (folder / "t.csv").write_text(NEW, encoding="utf-8")
    write_study(inputs, study_report(inputs), folder / "out")

    manifest = json.loads((folder / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["inputs"]["t.csv"] == digest(OLD.encode())
    assert (folder / "out" / "inputs" / "t.csv").read_text(encoding="utf-8") == OLD
    assert run(["run", "out/manifest.json", "-o", "again", "--strict"]) == 0


def test_a_file_is_read_once_however_it_is_called(folder):
    with each_file_once() as read:
        first = read.content("t.csv", 1000)
        (folder / "t.csv").write_text(NEW, encoding="utf-8")

        assert read.content(folder / "." / "t.csv", 1000) == first
        assert read.digest("t.csv") == digest(OLD.encode())
    with each_file_once() as again:
        assert again.content("t.csv", 1000) == NEW.encode()


def test_a_study_without_force_replaces_nothing_of_its_folder(folder):
    (folder / "out" / "inputs").mkdir(parents=True)
    (folder / "out" / "inputs" / "t.csv").write_text("mine", encoding="utf-8")

    assert run(["run", "s.yaml", "-o", "out"]) == 1
    assert (folder / "out" / "inputs" / "t.csv").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "words", [["demo", "-o"], ["run", "s.yaml", "-o"], ["export", *RANK[1:4], "--to", "flat", "-o"]]
)
def test_a_folder_that_cannot_be_made_is_a_finding(folder, capsys, words):
    assert run([*words, "t.csv/x"]) in {1, 2}
    assert "internal" not in capsys.readouterr().err


def test_a_bug_report_keeps_no_values_and_forgets_after_a_week(folder, monkeypatch, capsys):
    import tempfile

    from ii_index.cli import bug

    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(
        sys, "argv", ["ii-index", "rank", "secret.csv", "--weights=private.yaml", "--lang", "en"]
    )
    old = folder / "ii-index-old.txt"
    old.write_text("x", encoding="utf-8")
    os.utime(old, (0, 0))
    bug.report(ValueError("x"), "en")

    (written,) = folder.glob("ii-index-*.txt")
    said = written.read_text(encoding="utf-8")
    assert "secret" not in said
    assert "private" not in said
    assert "rank" in said
    capsys.readouterr()


def interrupted(after: float, number: str, *words: str) -> tuple[int, str]:
    """Start the program, interrupt it after a while, and return how it ended and what it said."""
    started = subprocess.Popen(
        [sys.executable, "-m", "ii_index.cli", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "II_LANG": "en"},
    )
    time.sleep(after)
    started.send_signal(getattr(__import__("signal"), number))
    _, error = started.communicate(timeout=120)
    return started.returncode, error


@pytest.mark.parametrize("at", range(8))
def test_an_interruption_leaves_cleanly_at_any_moment(folder, at):
    dice = random.Random(at)
    code, said = interrupted(dice.uniform(0.15, 1.0), "SIGINT", *RANK, "-o", "out.csv")

    assert code in {0, 130}
    assert "Traceback" not in said
    assert not [entry for entry in folder.iterdir() if entry.name.startswith(".out")]


@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM"])
def test_a_command_that_is_done_ends_as_it_was_about_to_whenever_it_is_interrupted(folder, number):
    script = (
        "import os, signal\n"
        "from ii_index.cli import main\n"
        "class Last:\n"
        f"    def __del__(self, kill=os.kill, me=os.getpid(), number=signal.{number}):\n"
        "        kill(me, number)\n"
        "last = Last()  # cleared away by the interpreter, after everything of ours\n"
        f"main({[*map(str, RANK), '-o', 'out.csv']!r})\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert ended.returncode == 0
    assert "Traceback" not in ended.stderr
    assert (folder / "out.csv").exists()


def test_a_termination_leaves_cleanly_too(folder):
    code, said = interrupted(0.6, "SIGTERM", "robustness", *RANK[1:], "--draws", "5000000")

    assert code == 143
    assert "Traceback" not in said
