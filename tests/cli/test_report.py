"""``report``, ``export``, ``template study`` and the files by suffix: what is written, and what is refused."""

import json
from pathlib import Path

import pytest

from ii_index.cli import run

ROOT = Path(__file__).parents[2]
PROVINCES = str(ROOT / "examples/provinces.csv")
PUBLISHED = str(ROOT / "examples/caict_published.csv")
ANSWERS = str(ROOT / "examples/huangshi_city_answers.csv")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("II_LANG", "en")


def test_report_writes_page_workbook_and_charts(tmp_path):
    arguments = ["-o", "report.html", "-o", "index.xlsx", "--charts", "charts", "--national", PUBLISHED]

    assert run(["report", PROVINCES, *arguments, "--quiet"]) == 0
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert (tmp_path / "index.xlsx").read_bytes().startswith(b"PK")
    names = {path.stem for path in (tmp_path / "charts").iterdir()}
    assert names >= {"series", "ranking", "map", "contributions", "profile", "heat"}
    assert (tmp_path / "charts/map.png").read_bytes().startswith(b"\x89PNG")


def test_report_with_draws_shows_how_sure_the_ranks_are(tmp_path):
    assert run(["report", PROVINCES, "--draws", "100", "--seed", "1", "-o", "report.md", "--quiet"]) == 0
    assert "100 draws" in (tmp_path / "report.md").read_text(encoding="utf-8")


def test_report_without_a_place_to_write_is_wrong_usage(capsys):
    assert run(["report", PROVINCES]) == 2
    assert "--charts" in capsys.readouterr().err


def test_report_replaces_nothing_unless_told_to(tmp_path, capsys):
    (tmp_path / "report.html").write_text("mine", encoding="utf-8")

    assert run(["report", PROVINCES, "-o", "report.html"]) == 1
    assert "E_OUTPUT_EXISTS" in capsys.readouterr().err
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "arguments",
    [
        ["rank", PROVINCES],
        ["national", PUBLISHED, "--framework", "caict-2024"],
        ["rubric", ANSWERS, "--rubric", "huangshi-city-2022"],
    ],
)
def test_every_command_writes_pages_workbooks_and_markdown_by_suffix(arguments, tmp_path):
    outputs = ["out.html", "out.xlsx", "out.md"]
    assert run([*arguments, "--quiet", *(word for name in outputs for word in ("-o", name))]) == 0
    assert all((tmp_path / name).stat().st_size > 500 for name in outputs)


@pytest.mark.parametrize(
    ("to", "names"),
    [
        ("coinr", {"iData.csv", "iMeta.csv", "replay.R"}),
        ("stata", {"data.dta"}),
        ("flat", {"data.csv", "codebook.csv"}),
    ],
)
def test_export_writes_for_other_tools(to, names, tmp_path, capsys):
    assert run(["export", PROVINCES, "--to", to, "-o", "out", "--quiet"]) == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == names
    assert run(["export", PROVINCES, "--to", to, "-o", "out", "--quiet"]) == 1
    assert "E_OUTPUT_EXISTS" in capsys.readouterr().err


def test_a_study_to_start_from_is_printed_or_written(tmp_path, capsys):
    assert run(["template", "study"]) == 0
    printed = capsys.readouterr().out
    assert run(["template", "study", "-o", "study.yaml", "--quiet"]) == 0
    assert (tmp_path / "study.yaml").read_text(encoding="utf-8") == printed


def test_the_demo_ends_with_the_page_and_the_workbook(tmp_path):
    assert run(["demo", "-o", "out", "--quiet"]) == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "ranking.csv", "ranking.about.csv", "ranking.json", "report.html", "index.xlsx"}  # fmt: skip


def test_a_report_takes_the_recipe_s_options(tmp_path):
    assert (
        run(["report", PROVINCES, "--normalise", "rank", "--tiers", "3", "-o", "report.json", "--quiet"]) == 0
    )
    assert run(["rank", PROVINCES, "--normalise", "rank", "--tiers", "3", "-o", "rank.json", "--quiet"]) == 0
    report, rank = (json.loads((tmp_path / f"{name}.json").read_text("utf-8")) for name in ("report", "rank"))
    assert [row["score"] for row in report["tables"]["ranking"]] == [
        row["score"] for row in rank["tables"]["ranking"]
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["study.yaml", "--weights", "equal"], "a study says these itself: --weights"),
        (["study.yaml", "--seed", "0", "--fill-down"], "a study says these itself: --fill-down, --seed"),
        ([PUBLISHED, "--tiers", "4"], "not for a national table, which is indexed to a base year: --tiers"),
    ],
)
def test_a_report_refuses_options_that_would_change_nothing(arguments, said, capsys):
    assert run(["report", *arguments, "-o", "report.md"]) == 2
    assert said in capsys.readouterr().err


@pytest.fixture
def gap(tmp_path):
    lines = Path(PUBLISHED).read_text("utf-8-sig").splitlines()
    lines[-1] = lines[-1].rpartition(",")[0] + ","
    (tmp_path / "gap.csv").write_text("\n".join(lines), "utf-8")
    return "gap.csv"


def test_a_national_report_fills_gaps_as_asked(gap, capsys):
    assert run(["report", gap, "-o", "report.md"]) == 1
    assert "--missing renormalise" in capsys.readouterr().err
    assert run(["report", gap, "--missing", "renormalise", "-o", "report.md", "--quiet"]) == 0


def test_a_national_report_shows_a_total_that_cannot_be_had_as_missing(gap, tmp_path):
    options = ("--missing", "renormalise", "--threshold", "1", "--charts", "charts", "--quiet")

    assert run(["report", gap, *options, "-o", "report.html", "-o", "report.md"]) == 0
    assert "NaN" not in (tmp_path / "report.md").read_text("utf-8")
    drawn = (tmp_path / "charts/series.svg").read_text("utf-8")
    assert "NaN" not in drawn
    assert "(2022)" in drawn  # the line ends there and says so


def test_a_report_answers_a_machine_with_the_files_it_wrote_and_what_is_to_be_said(spoken, tmp_path):
    path = tmp_path / "x.md"
    code, out, err = spoken("report", PROVINCES, "--draws", 0, "-o", path, "--json")
    answer = json.loads(out)

    assert code == 0
    assert [row["file"] for row in answer["tables"]["files"]] == [str(path)]
    assert "W_MISSING_VALUES" in {finding["code"] for finding in answer["findings"]}
    assert "W_" not in err
