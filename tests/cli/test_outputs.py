"""Outputs never replace inputs, are written once, and are told what they lack."""

import shutil
from pathlib import Path

import pytest

from ii_index.cli import run

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def table(tmp_path):
    return Path(shutil.copy(EXAMPLES / "provinces.csv", tmp_path / "y.csv"))


@pytest.fixture
def refused(capsys):
    """Run a command that fails; give its standard error."""

    def call(*arguments, code=1):
        assert run([str(argument) for argument in arguments]) == code
        return capsys.readouterr().err

    return call


def test_the_table_is_not_replaced_even_by_force(refused, table, tmp_path):
    before = table.read_bytes()
    link = tmp_path / "link.csv"
    link.symlink_to(table)

    for output in (table, tmp_path / "." / "y.csv", link):
        assert "E_OUTPUT_IS_INPUT" in refused("rank", table, "-o", output, "--force")
    assert "输入文件" in refused("rank", table, "-o", table, "--lang", "zh")
    assert table.read_bytes() == before


@pytest.mark.parametrize("option", ["--framework", "--weights"])
def test_other_inputs_are_not_replaced_either(refused, table, tmp_path, option):
    other = tmp_path / "other.json"
    other.write_text("{}", encoding="utf-8")

    assert "E_OUTPUT_IS_INPUT" in refused("rank", table, option, other, "-o", other, "--force")


def test_an_export_into_the_folder_of_its_table_spares_the_table(refused, table):
    data = table.rename(table.with_name("data.csv"))
    before = data.read_bytes()

    assert "E_OUTPUT_IS_INPUT" in refused("export", data, "--to", "flat", "-o", data.parent, "--force")
    assert data.read_bytes() == before


def test_what_a_study_names_is_not_replaced(refused, table, tmp_path):
    study = tmp_path / "study.yaml"
    study.write_text(
        "id: s\ntable: y.csv\nframework: caict-2024-public\noutputs: [y.csv]\n", encoding="utf-8"
    )

    assert "E_OUTPUT_IS_INPUT" in refused("report", study, "-o", table, "--force")
    assert "E_OUTPUT_IS_INPUT" in refused("run", study, "-o", tmp_path, "--force")


def test_questionnaires_and_judgements_are_not_replaced(refused, tmp_path):
    folder = tmp_path / "round"
    run(["questionnaire", "new", "caict-2024", "-o", str(folder), "--experts", "1"])
    (one,) = folder.iterdir()
    said = tmp_path / "said.yaml"
    run(["template", "judgements", "-o", str(said)])

    for command in (["questionnaire", "read"], ["weights"]):
        assert "E_OUTPUT_IS_INPUT" in refused(*command, folder, "-o", one, "--force")
    assert "E_OUTPUT_IS_INPUT" in refused("weights", said, "--repair", said, "--force")
    new = tmp_path / "new.yaml"
    assert "--repair" in refused("weights", said, "--repair", new, "-o", new, code=2)


def test_an_output_given_twice_is_written_once(capsys, table, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert run(["rank", str(table), "-o", "r.csv", "-o", "./r.csv", "-o", str(tmp_path / "r.csv")]) == 0
    assert capsys.readouterr().err.count("→ r.csv") == 1


@pytest.mark.parametrize(
    ("output", "code", "words"),
    [
        ("r4", "E_OUTPUT_NO_SUFFIX", ".csv"),
        ("-", "E_OUTPUT_NO_SUFFIX", "without -o"),
        ("", "E_OUTPUT_IS_FOLDER", ""),
        (EXAMPLES, "E_OUTPUT_IS_FOLDER", "examples"),
        ("r.docx", "E_OUTPUT_SUFFIX", ".docx"),
        ("r" * 300 + ".csv", "E_OUTPUT_FAILED", "long"),
        ("r" * 300, "E_OUTPUT_NO_SUFFIX", ""),
    ],
)
def test_what_an_output_lacks_is_said(refused, table, output, code, words):
    said = refused("rank", table, "-o", output, "--lang", "en")

    assert code in said
    assert words in said
