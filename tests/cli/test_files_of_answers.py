"""What a machine reads of an answer: every node on request, facts as ids and numbers, no indentation."""

import csv
import json
import re

import pytest
from pypdf import PdfReader

from ii_index.io.definitions import example

PROVINCES = example("provinces.csv")


def answer(spoken, *arguments):
    code, out, _ = spoken(*arguments, "--json")
    assert code == 0
    return json.loads(out)


def test_every_node_of_every_unit_is_listed_on_request(spoken):
    levels = answer(spoken, "rank", PROVINCES, "--all-levels")["tables"]["levels"]

    assert len(levels) == 31 * len({row["node"] for row in levels})
    assert {row["level"] for row in levels} == {0, 1, 2, 3}
    assert [row["rank"] for row in levels if row["node"] == "root"] == list(range(1, 32))


def test_facts_are_ids_and_numbers_in_either_language(spoken):
    said = {language: answer(spoken, "--lang", language, "rank", PROVINCES) for language in ("zh", "en")}
    facts = said["zh"]["facts"]

    assert facts == said["en"]["facts"]
    assert said["en"]["texts"]["weights_note"].startswith("The first-level weights are an illustration")
    assert facts["year"] == 2023
    assert sum(facts["weights"].values()) == pytest.approx(1)
    assert sum(facts["tier_sizes"]) == 31
    assert facts["tier_breaks"] == sorted(facts["tier_breaks"], reverse=True)
    assert 0 < facts["consistency_root"]["ratio"] < 0.1
    assert said["zh"]["texts"]["weights"].startswith("基础能力 ")


def test_the_rank_of_a_unit_is_a_number(spoken):
    assert answer(spoken, "explain", PROVINCES, "--unit", "安徽")["facts"]["rank"] == 9


def test_names_in_a_csv_are_not_indented(spoken, tmp_path):
    spoken("--lang", "zh", "explain", PROVINCES, "--unit", "安徽", "-o", tmp_path / "e.csv")
    cells = [
        cell
        for path in tmp_path.iterdir()
        for row in csv.reader(path.read_text("utf-8-sig").splitlines())
        for cell in row
    ]

    assert "网络建设" in cells
    assert not [cell for cell in cells if cell[:1].isspace()]


def test_the_profile_is_of_the_unit_asked_for(spoken, tmp_path):
    code, _, said = spoken("report", PROVINCES, "--unit", "安徽", "-o", tmp_path / "r.md")
    refused, _, fault = spoken("report", PROVINCES, "--unit", "安微", "-o", tmp_path / "s.md")

    assert code == 0, said
    own = (tmp_path / "r.md").read_text(encoding="utf-8")
    assert "65.96" in own[own.index("Why") :]
    assert refused == 1
    assert "Anhui" in fault


def test_what_explains_a_unit_has_its_dot_plot_and_every_table(spoken, tmp_path):
    page, paper = tmp_path / "e.html", tmp_path / "e.pdf"
    code, _, _ = spoken(
        "--lang", "zh", "explain", PROVINCES, "安徽", "--against", "江苏", "-o", page, "-o", paper
    )
    text = page.read_text(encoding="utf-8")

    assert code == 0
    assert re.findall(r'id="chart-([a-z_]+)"', text) == ["profile"]
    assert {"profile", "contributions", "strengths", "feasible_way", "ladder"} <= set(
        re.findall(r'id="table-([a-z_]+)"', text)
    )
    assert "优势指标" not in text  # lists that only a choice of regions fills
    assert "为什么：各维度、优势与短板" in PdfReader(paper).pages[0].extract_text()


def test_a_brief_tells_machines_ids_and_numbers_and_people_words(spoken):
    said = {
        language: answer(spoken, "--lang", language, "brief", PROVINCES, "--unit", "安徽")
        for language in ("zh", "en")
    }
    facts = said["zh"]["facts"]

    assert facts == said["en"]["facts"]
    assert (facts["unit"], facts["rank"], facts["ranked"], facts["tier"]) == ("340000", 9, 31, 2)
    assert (facts["change"]["since"], facts["change"]["cause"]) == (2022, "application")
    assert facts["certainty"]["rank_low"] <= 9 <= facts["certainty"]["rank_high"]
    assert sum(level["points"] for level in facts["way"]["levels"]) == pytest.approx(
        facts["way"]["gain"], rel=0.1
    )
    assert "20,000" in said["en"]["texts"]["certainty"]
