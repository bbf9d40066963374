"""Functions of one's own from the shell: asked for first, found beside the file, named everywhere, the same again."""

import json
import sys
from zipfile import ZipFile

import pytest

MODULE = """
import numpy as np

def best_is_hundred(values, direction):
    return 100 * values / values.max(axis=0)

def even(scores, weights):
    return scores.mean(axis=1)

def halves(scores, k):
    return (scores > np.median(scores)).astype(int)

NOT_ONE = 3
"""
TABLE = "unit,year,x,y\n甲,2023,1,4\n乙,2023,2,6\n丙,2023,4,5\n丁,2023,3,1\n"
FRAMEWORK = """
id: mine
name: Mine
recipe: {normalisation: {kind: call, function: "MODULE:best_is_hundred"}}
aggregation: {kind: call, function: "MODULE:even"}
children: [{id: x, name: X}, {id: y, name: Y}]
"""
STUDY = """
id: try
framework: mine.yaml
table: data.csv
recipe: {normalisation: "MODULE:best_is_hundred"}
tiers: {method: {kind: call, function: "MODULE:halves"}, k: 2}
outputs: [report.html, index.xlsx, ranking.json]
"""


@pytest.fixture
def folder(tmp_path, monkeypatch, request):
    """Three files that name functions of a module beside them, which goes again afterwards."""
    name = "own_" + "".join(character for character in request.node.name if character.isalnum())[:40]
    texts = {f"{name}.py": MODULE, "data.csv": TABLE, "mine.yaml": FRAMEWORK, "study.yaml": STUDY}
    for file, text in texts.items():
        (tmp_path / file).write_text(text.replace("MODULE", name), encoding="utf-8")
    monkeypatch.setattr(sys, "path", [*sys.path])
    yield tmp_path
    sys.modules.pop(name, None)


def test_a_framework_of_others_asks_before_its_code_runs(spoken, folder):
    code, out, err = spoken("rank", folder / "data.csv", "--framework", folder / "mine.yaml", "--lang", "en")

    assert (code, out) == (1, "")
    assert err.count("E_CODE_NOT_ALLOWED") == 1
    assert "--allow-code" in err
    assert not [name for name in sys.modules if name.startswith("own_")]


def test_once_allowed_it_is_found_beside_the_file_and_named_in_every_output(spoken, folder):
    files = [folder / f"out.{suffix}" for suffix in ("json", "xlsx", "md", "html")]
    outputs = [word for file in files[:3] for word in ("-o", file)]
    options = ("--framework", folder / "mine.yaml", "--allow-code", "--lang", "en", "--tiers", 2)

    code, out, _ = spoken("rank", folder / "data.csv", *options, *outputs)
    spoken("report", folder / "data.csv", *options, "-o", files[3])

    assert code == 0
    assert "own function own_" in out
    with ZipFile(files[1]) as book:
        texts = [book.read(name).decode() for name in book.namelist() if name.endswith(".xml")]
    for written in (
        files[0].read_text("utf-8"),
        "".join(texts),
        files[2].read_text("utf-8").replace("\\", ""),
        files[3].read_text("utf-8"),
    ):
        assert ":best_is_hundred" in written
        assert ":even" in written


def test_words_name_functions_too(spoken, folder, monkeypatch):
    monkeypatch.chdir(folder)
    (module,) = folder.glob("own_*.py")
    plain = folder / "plain.yaml"
    plain.write_text("id: p\nname: P\nchildren: [{id: x, name: X}, {id: y, name: Y}]\n", encoding="utf-8")
    words = ("--normalise", f"{module.stem}:best_is_hundred", "--aggregate", f"{module.stem}:even")
    tiers = ("--tier-method", f"{module.stem}:halves", "--tiers", 2)
    command = ("rank", "data.csv", "--framework", "plain.yaml", *words, *tiers, "--lang", "en")

    assert spoken(*command)[0] == 1
    code, out, _ = spoken(*command, "--allow-code")
    assert code == 0
    assert out.count(f"own function {module.stem}:") == 3


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("no_such_module_at_all:f", "no module"),
        ("MODULE:missing", "has no missing"),
        ("MODULE:NOT_ONE", "no function"),
    ],
)
def test_what_cannot_be_had_is_one_finding_that_says_why(spoken, folder, said, why):
    (module,) = folder.glob("own_*.py")
    text = (folder / "mine.yaml").read_text("utf-8")
    wrong = folder / "wrong.yaml"
    wrong.write_text(
        text.replace(f"{module.stem}:even", said.replace("MODULE", module.stem)), encoding="utf-8"
    )

    code, _, err = spoken("rank", folder / "data.csv", "--framework", wrong, "--allow-code", "--lang", "en")

    assert code == 1
    assert err.count("E_OWN_NOT_FOUND") == 1
    assert why in err


def test_a_module_that_fails_on_import_is_one_finding(spoken, folder):
    (module,) = folder.glob("own_*.py")
    module.write_text("raise RuntimeError('not today')", encoding="utf-8")

    code, _, err = spoken("rank", folder / "data.csv", "--framework", folder / "mine.yaml", "--allow-code")

    assert code == 1
    assert "RuntimeError: not today" in err


def test_another_module_of_the_same_name_is_never_taken_for_it(spoken, folder):
    options = ("--framework", folder / "mine.yaml", "--allow-code", "--lang", "en")
    assert spoken("rank", folder / "data.csv", *options)[0] == 0
    (module,) = folder.glob("own_*.py")
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / module.name).write_text(MODULE.replace("mean", "max"), encoding="utf-8")
    (elsewhere / "mine.yaml").write_text((folder / "mine.yaml").read_text("utf-8"), encoding="utf-8")

    code, _, err = spoken(
        "rank", folder / "data.csv", "--framework", elsewhere / "mine.yaml", "--allow-code", "--lang", "en"
    )

    assert code == 1
    assert "loaded already" in err


def test_a_study_keeps_its_module_and_runs_again_from_its_manifest(spoken, folder):
    first, again = folder / "out", folder / "again"
    assert spoken("run", folder / "study.yaml", "-o", first)[0] == 1
    assert spoken("run", folder / "study.yaml", "-o", first, "--allow-code")[0] == 0
    (module,) = folder.glob("own_*.py")
    manifest = json.loads((first / "manifest.json").read_text("utf-8"))

    assert manifest["functions"].keys() == {
        f"{module.stem}:{name}" for name in ("best_is_hundred", "even", "halves")
    }
    assert manifest["inputs"][module.name] in manifest["functions"].values()
    code, _, err = spoken("run", first / "manifest.json", "-o", again, "--allow-code", "--lang", "en")
    assert code == 0
    assert "N_STUDY_SAME" in err


@pytest.mark.parametrize(
    "command",
    [
        ("frameworks", "mine.yaml"),
        ("template", "table", "--framework", "mine.yaml"),
        ("template", "weights", "--framework", "mine.yaml"),
        ("check", "data.csv", "--framework", "mine.yaml"),
        ("coherence", "data.csv", "--framework", "mine.yaml"),
        ("explain", "data.csv", "甲", "--framework", "mine.yaml"),
    ],
    ids=lambda one: "-".join(one[:2]),
)
def test_every_command_that_reads_a_framework_asks(spoken, folder, monkeypatch, command):
    monkeypatch.chdir(folder)

    code, _, err = spoken(*command)
    assert code == 1
    assert "E_CODE_NOT_ALLOWED" in err
    assert spoken(*command, "--allow-code")[0] == 0


def test_a_manifest_says_its_format_and_one_of_a_later_format_is_refused(spoken, folder):
    out = folder / "out"
    assert spoken("run", folder / "study.yaml", "-o", out, "--allow-code")[0] == 0
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert manifest["format"] == 2
    (out / "manifest.json").write_text(json.dumps({**manifest, "format": 3}), encoding="utf-8")

    code, _, err = spoken("run", out / "manifest.json", "-o", folder / "again", "--allow-code")

    assert code == 1
    assert "E_MANIFEST_FORMAT" in err
