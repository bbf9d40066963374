"""Every command that a comment or a docstring tells readers to type runs."""

import re
from pathlib import Path

import pytest

from ii_index.cli import run

ROOT = Path(__file__).parents[2]
TYPED = re.compile(r"(?:`|: )(ii-index [a-z-]+ [^`\n]*examples/[^`\n]+?)(?:`|$)", re.MULTILINE)
PLACES = [
    *sorted((ROOT / "examples").glob("*.yaml")),
    ROOT / "examples" / "SOURCES.md",
    *sorted((ROOT / "src").rglob("*.yaml")),
    *sorted((ROOT / "src").rglob("*.py")),
]
COMMANDS = sorted({
    (place.relative_to(ROOT).as_posix(), command)
    for place in PLACES
    for command in TYPED.findall(place.read_text(encoding="utf-8"))
})  # fmt: skip


def test_there_are_commands_to_try():
    assert any("caict_tiers_claims.yaml" in command for _, command in COMMANDS)
    assert any("caict_top_six_claims.yaml" in command for _, command in COMMANDS)


def copy_examples(folder):
    """Copy the examples into a folder; the study with fewer draws and no pictures."""
    (folder / "examples").mkdir()
    for file in (ROOT / "examples").iterdir():
        if file.is_file():
            content = file.read_bytes()
            if file.name == "study.yaml":
                content = re.sub(rb"draws: \d+", b"draws: 50", re.sub(rb"charts: .*", b"charts: []", content))
            (folder / "examples" / file.name).write_bytes(content)


@pytest.mark.parametrize(("place", "command"), COMMANDS)
def test_a_command_in_a_comment_runs(place, command, tmp_path, monkeypatch, capsys):
    del place
    copy_examples(tmp_path)
    monkeypatch.chdir(tmp_path)

    assert run(command.split()[1:]) == 0, capsys.readouterr().err


def test_the_first_tier_can_be_reproduced_and_all_that_caict_says_cannot(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    arguments = [
        "identify",
        "examples/provinces.csv",
        "--orderings",
        "--missing",
        "mean",
        "--quiet",
        "--json",
        "--claims",
    ]

    assert run([*arguments, "examples/caict_top_six_claims.yaml"]) == 0
    assert '"feasible": true' in capsys.readouterr().out
    assert run([*arguments, "examples/caict_tiers_claims.yaml", "--level", "2"]) == 0
    assert '"feasible": false' in capsys.readouterr().out
