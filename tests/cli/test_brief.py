"""``brief``: one unit or each of them, and what is refused."""

import json
from pathlib import Path

import pytest

import ii_index as ii
from ii_index.cli import run
from ii_index.model.assumptions import Assumptions

ROOT = Path(__file__).parents[2]
PROVINCES = str(ROOT / "examples/provinces.csv")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("II_LANG", "zh")


def test_one_unit_is_shown_and_written(tmp_path, capsys):
    assert run(["brief", PROVINCES, "--unit", "安徽", "-o", "安徽.pdf", "--draws", "200"]) == 0
    assert (tmp_path / "安徽.pdf").read_bytes().startswith(b"%PDF")
    assert capsys.readouterr().out.startswith("2023年安徽综合得分70.5，在31个地区中居第9位")


def test_in_files_of_data_the_numbers_of_a_brief_are_numbers(tmp_path):
    """What is read on paper as +2.1, −1,234 and ×6 is there to be computed with."""
    import pandas as pd

    assert run(["brief", PROVINCES, "--unit", "安徽", "-o", "b.csv", "-o", "b.json", "--draws", "0"]) == 0
    figures = json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))["facts"]
    for key in ("strengths", "gaps"):
        table = pd.read_csv(tmp_path / f"b.{key}.csv")
        assert table["分"].tolist() == [part["points"] for part in figures[key]]
        assert table["数值"].tolist() == [part["value"] for part in figures[key]]
    way = pd.read_csv(tmp_path / "b.feasible_way.csv")
    levels = figures["way"]["levels"][: len(way)]
    assert way["现值"].tolist() == [level["value"] for level in levels]
    assert way["达到"].tolist() == [level["goal"] for level in levels]
    about = pd.read_csv(tmp_path / "b.about.csv")
    assert about["项目"].is_unique


def test_each_unit_has_a_file_in_the_folder(tmp_path, capsys):
    assert run(["brief", PROVINCES, "--each", "-o", "briefs", "--format", "md", "--draws", "0"]) == 0
    assert len(list((tmp_path / "briefs").glob("*.md"))) == 31
    assert run(["brief", PROVINCES, "--each", "-o", "briefs", "--format", "md", "--draws", "0"]) == 1
    assert "E_OUTPUT_EXISTS" in capsys.readouterr().err
    arguments = ["brief", PROVINCES, "--each", "-o", "briefs", "--format", "md", "--draws", "0", "--force"]
    assert run(arguments) == 0


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ([], "--unit"),
        (["--unit", "安徽", "--each", "-o", "x"], "--unit"),
        (["--each"], "-o"),
        (["--unit", "安徽", "--format", "md"], "--format"),
    ],
)
def test_wrong_usage_is_told(arguments, word, capsys):
    assert run(["brief", PROVINCES, *arguments]) == 2
    assert word in capsys.readouterr().err


def test_a_file_in_place_of_the_folder_is_refused(tmp_path, capsys):
    (tmp_path / "briefs").write_text("mine")
    assert run(["brief", PROVINCES, "--each", "-o", "briefs"]) == 1
    assert "E_OUTPUT_IS_FILE" in capsys.readouterr().err


def test_a_format_without_a_writer_is_refused(capsys):
    assert run(["brief", PROVINCES, "--unit", "安徽", "-o", "a.docy"]) == 1
    assert "E_OUTPUT_SUFFIX" in capsys.readouterr().err


def test_json_holds_everything(capsys):
    assert run(["brief", PROVINCES, "--unit", "安徽", "--json", "--draws", "0"]) == 0
    assert set(json.loads(capsys.readouterr().out)["tables"]) >= {"in_short", "dimensions", "feasible_way"}


def test_the_draws_are_cut_into_as_many_tiers_as_were_asked_for(tmp_path):
    """Of two tiers; the probability told was that of the first or second of four."""
    index = ii.compose(ii.read_panel(PROVINCES, ii.read_framework("caict-2024-public")))
    two = {"tiers": [{"kind": "natural_breaks", "k": 2}]}
    mix = Assumptions.model_validate({**Assumptions.usual(index.recipe).model_dump(), **two})
    drawn = ii.uncertainty(index, 2023, draws=300, seed=0, assumptions=mix)
    for unit in ("安徽", "贵州"):
        arguments = ["brief", PROVINCES, "--unit", unit, "--tiers", "2", "--draws", "300"]
        assert run([*arguments, "-o", f"{unit}.json"]) == 0
        facts = json.loads((tmp_path / f"{unit}.json").read_text(encoding="utf-8"))["facts"]
        place = drawn.units.index(index.units[index.panel.unit_index(unit)])
        expected = drawn.probabilities("tier_probabilities")[place]
        assert len(expected) == 2
        assert facts["certainty"]["tier"] == pytest.approx(expected[facts["tier"] - 1])
