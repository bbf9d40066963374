"""After ``pip install``: examples to follow the docs with, versions to report, completion, and what is missing said first."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ii_index import __version__
from ii_index.cli import completion, run
from ii_index.reporting import extras

ROOT = Path(__file__).parents[2]


@pytest.fixture
def core_alone(monkeypatch):
    """Let no library of an extra be found."""
    monkeypatch.setattr(extras, "find_spec", lambda _: None)


def test_the_examples_are_copied_so_that_the_tutorial_can_be_followed(spoken, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, printed, said = spoken("examples")

    assert (code, printed) == (0, "")
    copied = {path.name for path in (tmp_path / "examples").iterdir()}
    assert copied == {path.name for path in (ROOT / "examples").iterdir() if path.is_file()}
    assert said.count("→") == len(copied)
    assert spoken("rank", "examples/provinces.csv", "--quiet")[0] == 0


def test_examples_of_ones_own_are_not_replaced(spoken, tmp_path):
    (tmp_path / "provinces.csv").write_text("mine")
    code, _, said = spoken("examples", tmp_path, "--lang", "en")

    assert code == 1
    assert "provinces.csv  E_OUTPUT_EXISTS" in said
    assert [path.name for path in tmp_path.iterdir()] == ["provinces.csv"]
    assert spoken("examples", tmp_path, "--force", "--quiet")[0] == 0


@pytest.mark.parametrize("order", [("--version", "--verbose"), ("--verbose", "--version")])
def test_a_report_of_a_bug_has_its_versions(spoken, order):
    code, printed, _ = spoken(*order)

    assert code == 0
    assert printed.startswith(f"ii-index {__version__}\nPython {sys.version.split()[0]}")
    for library in ("numpy", "scipy", "pandas", "pydantic"):
        assert f"\n{library} " in printed


def test_verbose_without_version_has_no_effect_and_is_refused(spoken):
    code, _, said = spoken("--verbose", "rank", "--lang", "en")

    assert code == 2
    assert "--verbose goes with --version" in said


@pytest.mark.parametrize("shell", completion.SHELLS)
def test_each_shell_has_its_script(spoken, shell):
    code, printed, _ = spoken("completion", shell)

    assert code == 0
    assert f"{completion.VARIABLE}={shell}_complete" in printed


@pytest.mark.parametrize(
    ("typed", "expected"), [("ii-index ra", "plain,rank"), ("ii-index rank --frame", "plain,--framework")]
)
def test_words_are_completed(typed, expected, monkeypatch, capsys):
    monkeypatch.setenv(completion.VARIABLE, "bash_complete")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(typed.count(" ")))

    assert run([]) == 0
    assert capsys.readouterr().out.splitlines() == [expected]


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_bash_takes_the_script(spoken):
    _, script, _ = spoken("completion", "bash")
    done = subprocess.run(["bash", "-n"], input=script, encoding="utf-8", capture_output=True, check=False)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "typed",
    [
        ("demo", "-o", "{out}"),
        ("run", ROOT / "examples" / "study.yaml", "-o", "{out}"),
        ("brief", ROOT / "examples" / "provinces.csv", "--unit", "安徽", "-o", "{out}.pdf"),
        ("brief", ROOT / "examples" / "provinces.csv", "--each", "-o", "{out}"),
    ],
    ids=["demo", "run", "brief", "briefs"],
)
def test_a_missing_extra_is_told_before_the_work_begins(spoken, core_alone, typed, tmp_path):
    out = tmp_path / "out"
    code, printed, said = spoken(*(str(word).format(out=out) for word in typed), "--lang", "en")

    assert code == 1
    assert "pip install 'ii-index[report]'" in said
    assert not printed
    assert not [*tmp_path.iterdir()]


def test_what_needs_no_extra_asks_for_none(spoken, core_alone, tmp_path):
    table = ROOT / "examples" / "provinces.csv"

    assert (
        spoken("brief", table, "--unit", "安徽", "-o", tmp_path / "a.md", "--draws", "20", "--quiet")[0] == 0
    )
    assert spoken("rank", table, "-o", tmp_path / "r.csv", "--quiet")[0] == 0
