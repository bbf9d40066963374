"""Whatever a user writes ends in 0, 1 or 2 and in a sentence, never in “an internal error”."""

import subprocess
import sys
from pathlib import Path

import pytest

from ii_index.cli import run
from ii_index.errors import IIIndexError
from ii_index.io.definitions import read_text
from ii_index.io.files import open as opening

FRAMEWORK = (
    "id: demo\nname: D\nreference: r\nunits: any\nchildren:\n  - {id: x1, name: A%s}\n  - {id: x2, name: B}\n"
)
TABLE = "unit,x1,x2\na,1,2\nb,3,4\nc,5,1\n"
LONG = "x" * 300


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "fw.yaml").write_text(FRAMEWORK % "", encoding="utf-8")
    (tmp_path / "unit.yaml").write_text(FRAMEWORK % ", unit: 件/人", encoding="utf-8")
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


PLAIN = ("--framework", "fw.yaml", "--year", "2023")

CELLS = [
    "5 " + "/".join(["台"] * 500),
    "1" + "亿" * 5000,
    "15件/0人",
    "1e400",
    "1.7e308万",
    "²",
    "9" * 5000,
    "1/" * 3000,
]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("cell", CELLS, ids=range(len(CELLS)))
def test_a_cell_is_a_number_or_a_finding(folder, capsys, cell, language):
    (folder / "t.csv").write_text(f"unit,x1,x2\na,{cell},2\nb,3,4\nc,5,1\n", encoding="utf-8")

    assert run(["rank", "t.csv", "--framework", "unit.yaml", "--year", "2023", "--lang", language]) == 1
    assert "E_" in capsys.readouterr().err


@pytest.mark.parametrize(
    "head", ["x1(件/0万人)", "x1(" + "/".join(["台"] * 400) + ")", "x1(" + "亿" * 9000 + ")"], ids=range(3)
)
def test_a_heading_states_a_unit_or_is_refused(folder, head):
    (folder / "t.csv").write_text(TABLE.replace("x1", head), encoding="utf-8")

    assert run(["rank", "t.csv", "--framework", "unit.yaml", "--year", "2023"]) in {0, 1}


CLAIMS = [
    "step 1e-320%",
    "step nan%",
    "step 1e999999999%",
    "x1 = 1e400",
    "x1 2022..2023 = 1e-999999%",
    "step inf",
    "step 1e-320",
]


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_states_a_number_or_is_refused(folder, claim):
    (folder / "s.csv").write_text("year,total,x1,x2\n2022,10,10,10\n2023,12,13,11\n", encoding="utf-8")

    assert run(["identify", "s.csv", "--framework", "fw.yaml", "--claim", claim]) == 1


JUDGEMENTS = [
    f'"1{"0" * 400}/3"',
    '"1e999999999"',
    "9999999999e999",
    '"1/1e400"',
    "3:0",
    '"٣/٠"',
    '"nan"',
    "1:2:3",
]


@pytest.mark.parametrize("judgement", JUDGEMENTS)
def test_a_judgement_is_a_number_a_ratio_or_refused(folder, judgement):
    text = f"framework: fw.yaml\nmatrices:\n  - {{node: root, order: [x1, x2], upper: [[{judgement}]]}}\n"
    (folder / "j.yaml").write_text(text, encoding="utf-8")

    assert run(["weights", "j.yaml"]) == 1


def test_a_judgement_may_be_a_ratio(folder, capsys):
    text = "framework: fw.yaml\nmatrices:\n  - {node: root, order: [x1, x2], upper: [[3:1]]}\n"
    (folder / "j.yaml").write_text(text, encoding="utf-8")

    assert run(["weights", "j.yaml"]) == 0
    assert "75.00" in capsys.readouterr().out


NAMES = [
    ("rank", f"{LONG}.csv", *PLAIN),
    ("rank", "t.csv", "--framework", f"{LONG}.yaml", "--year", "2023"),
    ("rank", "t.csv", "--framework", f"{LONG}.csv", "--year", "2023"),
    ("rank", "t.csv", *PLAIN, "--weights", f"{LONG}.yaml"),
    ("rank", "t.csv", *PLAIN, "--weights", LONG),
    ("rank", "t.csv", *PLAIN, "-o", f"{LONG}.csv"),
    ("rank", "t.csv", *PLAIN, "-o", "t.csv/x.csv"),
    ("identify", "t.csv", "--framework", "fw.yaml", "--claims", f"{LONG}.yaml"),
    ("robustness", "t.csv", *PLAIN, "--assumptions", f"{LONG}.yaml"),
    ("weights", LONG),
    ("weights", f"{LONG}.xlsx"),
    ("rubric", LONG, "--rubric", f"{LONG}.yaml"),
    ("questionnaire", "read", LONG),
    ("questionnaire", "new", "fw.yaml", "--experts", "1", "-o", f"t.csv/{LONG}"),
    ("questionnaire", "new", "fw.yaml", "--experts", "1", "-o", LONG),
    ("run", f"{LONG}.yaml"),
    ("run", "s.yaml", "-o", LONG),
    ("run", "s.yaml", "-o", "t.csv/out"),
    ("run", "long.yaml"),
    ("report", "t.csv", *PLAIN, "--charts", "t.csv/c"),
    ("export", "t.csv", *PLAIN, "--to", "flat", "-o", "t.csv/e"),
    ("rank", "t.csv", "--framework", "a\0b.yaml", "--year", "2023"),
]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("words", NAMES, ids=range(len(NAMES)))
def test_a_name_that_no_file_can_have_is_a_finding(folder, capsys, words, language):
    (folder / "s.yaml").write_text(
        "id: s\nframework: fw.yaml\ntable: {path: t.csv, year: 2023}\noutputs: [ranking.csv]\n",
        encoding="utf-8",
    )
    (folder / "long.yaml").write_text(f"id: s\nframework: {LONG}.yaml\ntable: t.csv\n", encoding="utf-8")

    assert run([*words, "--lang", language]) in {1, 2}
    assert "internal" not in capsys.readouterr().err


WORK = [
    ("robustness", "t.csv", *PLAIN, "--draws", "1" + "0" * 20),
    ("report", "t.csv", *PLAIN, "--draws", "1" + "0" * 40, "-o", "r.html"),
    ("run", "s.yaml"),
]


@pytest.mark.parametrize("words", WORK, ids=range(len(WORK)))
def test_work_of_years_is_refused_before_it_starts(folder, capsys, words):
    text = "id: s\nframework: fw.yaml\ntable: {path: t.csv, year: 2023}\nrobustness: {draws: 100000000000000000000}\n"
    (folder / "s.yaml").write_text(text, encoding="utf-8")

    assert run(list(words)) == 1
    assert "E_TOO_MUCH_WORK" in capsys.readouterr().err


@pytest.mark.parametrize("number", ["inf", "nan", "-inf", "1e999"])
@pytest.mark.parametrize("option", ["--half-width", "--threshold", "--range"])
def test_a_number_of_an_option_is_finite(folder, number, option):
    words = [option, number, "1"] if option == "--range" else [option, number]

    assert run(["identify" if option == "--half-width" else "rank", "t.csv", *PLAIN, *words]) == 2


def program(*words, **streams):
    command = [sys.executable, "-m", "ii_index.cli", *words, "--lang", "en"]
    return subprocess.run(
        command, capture_output="stdout" not in streams, check=False, timeout=120, **streams
    )


def test_closed_standard_input_is_a_finding(folder):
    closed = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m ii_index.cli rank - --framework fw.yaml --year 2023 <&-"],
        capture_output=True,
        check=False,
        timeout=120,
    )

    assert closed.returncode == 1
    assert b"E_FILE_UNREADABLE" in closed.stderr


def test_a_reader_that_has_heard_enough_is_no_problem(folder):
    script = f"set -o pipefail; {sys.executable} -m ii_index.cli schema framework | true"

    assert subprocess.run(["bash", "-c", script], check=False, timeout=120).returncode == 0


def test_a_full_disk_is_a_finding(folder):
    with Path("/dev/full").open("wb") as full:
        done = program("rank", "t.csv", *PLAIN, stdout=full, stderr=subprocess.PIPE)

    assert done.returncode == 1
    assert b"E_OUTPUT_FAILED" in done.stderr


def test_more_than_a_table_may_hold_is_not_read_from_standard_input(monkeypatch):
    monkeypatch.setattr(opening, "LIMITS", opening.LIMITS._replace(file=1000))
    with Path("/dev/zero").open("rb") as endless:
        monkeypatch.setattr("sys.stdin", type("Input", (), {"buffer": endless}))
        with pytest.raises(IIIndexError) as caught:
            opening.read_bytes("-")

    assert caught.value.findings[0].code == "E_TOO_LARGE"


def test_an_endless_definition_is_refused_after_its_limit():
    with pytest.raises(IIIndexError) as caught:
        read_text(Path("/dev/zero"))

    assert caught.value.findings[0].code == "E_YAML_LIMIT"
