"""``weights``, ``questionnaire`` and ``template judgements``: what they print, write and refuse."""

import json
from pathlib import Path

import pytest
import yaml

PROVINCES = Path(__file__).parents[2] / "examples" / "provinces.csv"
ROUND = """
framework: caict-2024
experts: [{id: e1}, {id: e2}]
matrices:
  - node: root
    expert: e1
    order: [foundation, innovation, industry, application, environment]
    upper: [[1, 1/2, 1/2, 1/2], [1, 1/2, 1], [1/2, 1], [1]]
  - node: root
    expert: e2
    order: [foundation, innovation, industry, application, environment]
    upper: [[9, 1/9, 9, 1/9], [9, 1/9, ?], [9, 1], [1]]
  - {node: innovation, expert: e1, order: [rd_input, innovation_output, innovation_carriers], upper: [[5, 1/5], [5]]}
allocations:
  - {expert: e1, node: root, points: {foundation: 20, innovation: 20, industry: 20, application: 20, environment: 20}}
"""


@pytest.fixture(autouse=True)
def judgements(monkeypatch, tmp_path):
    """Work in a folder of its own with a file of judgements."""
    monkeypatch.chdir(tmp_path)
    Path("judgements.yaml").write_text(ROUND, encoding="utf-8")


def tables(spoken, *arguments):
    code, out, _ = spoken(*arguments, "--json")
    assert code == 0
    return json.loads(out)["tables"]


def test_weights_prints_every_node_every_expert_and_what_to_revisit(spoken):
    code, out, err = spoken("weights", "judgements.yaml")

    assert code == 0
    assert "saaty1980: Saaty, T.L. (1980)" in out
    for heading in ("Consistency of every node", "Every expert", "Judgements to revisit", "Proposed repair"):
        assert heading in out
    assert "W_EXPERT_INCONSISTENT" in err
    assert "N_UNANSWERED" in err


def test_the_ratio_of_every_node_is_given_with_its_table(spoken):
    found = tables(spoken, "weights", "judgements.yaml")

    assert [(row["id"], row["experts"]) for row in found["nodes"]] == [("root", "2/2"), ("innovation", "1/1")]
    assert all(row["ratio"] > 0 for row in found["nodes"])
    assert {row["expert"]: round(row["ratio"], 4) for row in found["experts"][:1]} == {"e1": 0.0216}


def test_weights_written_are_local_weights_of_every_node(spoken):
    spoken("weights", "judgements.yaml", "-o", "weights.yaml")
    written = yaml.safe_load(Path("weights.yaml").read_text(encoding="utf-8"))

    assert sum(
        written["local"][node]
        for node in ("foundation", "innovation", "industry", "application", "environment")
    ) == pytest.approx(1)
    assert len(written["local"]) == 24
    assert "RI Saaty (1980)" in written["origin"]
    assert "alpha 0.5" in written["origin"]


def test_rank_uses_the_weights_written_and_names_their_origin(spoken):
    spoken("weights", "judgements.yaml", "-o", "weights.yaml")
    code, out, _ = spoken("rank", PROVINCES, "--weights", "weights.yaml")
    foundation = yaml.safe_load(Path("weights.yaml").read_text(encoding="utf-8"))["local"]["foundation"]

    assert code == 0
    assert "RI Saaty (1980)" in out
    assert f"Foundation {100 * foundation:.1f}" in out


def test_a_repair_is_written_apart_and_marked_as_unconfirmed(spoken):
    code, _, err = spoken("weights", "judgements.yaml", "--repair", "proposal.yaml", "-o", "weights.yaml")
    text = Path("proposal.yaml").read_text(encoding="utf-8")
    again = tables(spoken, "weights", "proposal.yaml", "--quiet")

    assert code == 0
    assert "proposal.yaml" in err
    assert text.startswith("# Proposed by Xu & Wei's (1999) automatic repair; not confirmed")
    assert next(row for row in again["nodes"] if row["id"] == "innovation")["ratio"] < 0.10
    assert yaml.safe_load(text.replace("?", "~"))["matrices"][0]["upper"] == [
        [1, "1/2", "1/2", "1/2"],
        [1, "1/2", 1],
        ["1/2", 1],
        [1],
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--repair", "proposal.txt"), "--repair takes a .yaml file"),
        (("--repair", "p.yaml", "--scale", "geometric"), "linear scale"),
        (("--alpha", "2"), "--alpha"),
        (("--method", "mean"), "--method"),
    ],
)
def test_wrong_usage_is_told(spoken, arguments, words):
    code, _, err = spoken("weights", "judgements.yaml", *arguments)

    assert code == 2
    assert words in err


def test_an_existing_file_is_kept_without_force(spoken):
    Path("weights.yaml").write_text("mine", encoding="utf-8")
    code, _, err = spoken("weights", "judgements.yaml", "-o", "weights.yaml")

    assert code == 1
    assert "E_OUTPUT_EXISTS" in err
    assert Path("weights.yaml").read_text(encoding="utf-8") == "mine"


def test_strict_makes_an_inconsistent_expert_an_error(spoken):
    code, out, err = spoken("weights", "judgements.yaml", "--strict")

    assert (code, out) == (1, "")
    assert "W_EXPERT_INCONSISTENT" in err


def test_every_choice_of_the_command_line_gives_weights(spoken):
    for arguments in (
        ("--method", "geometric-mean"),
        ("--group", "priorities"),
        ("--random-index", "alonso_lamata2006"),
        ("--scale", "generalised-balanced"),
        ("--allocations", "median"),
        ("--alpha", "0.3", "--mix", "geometric"),
    ):
        found = tables(spoken, "weights", "judgements.yaml", *arguments)
        assert sum(row["nested"] for row in found["weights"] if row["level"] == 1) == pytest.approx(1)


def test_judgements_do_not_pass_for_weights(spoken):
    code, _, err = spoken("rank", PROVINCES, "--weights", "judgements.yaml")

    assert code == 1
    assert "E_JUDGEMENTS_NOT_WEIGHTS" in err


def test_the_template_of_judgements_is_read_as_it_stands(spoken):
    for language in ("zh", "en"):
        assert spoken("template", "judgements", "-o", f"{language}.yaml", "--lang", language)[0] == 0
        found = tables(spoken, "weights", f"{language}.yaml")
        assert all(row["ratio"] == 0 for row in found["nodes"])


def test_questionnaires_are_written_and_read_back(spoken):
    code, out, _ = spoken(
        "questionnaire", "new", "caict-2024", "-o", "round", "--expert", "张三", "--expert", "b.2"
    )
    blank, _, err = spoken("questionnaire", "read", "round")

    assert code == 0
    assert out.split() == [str(Path("round") / f"caict-2024-{expert}.xlsx") for expert in ("张三", "b.2")]
    assert blank == 1
    assert "E_NO_ANSWERS" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "give --experts N"),
        (("--experts", "2", "--expert", "x"), "give --experts N"),
        (("--expert", "a b"), "letters, digits"),
        (("--expert", "x", "--expert", "x"), "named twice"),
        (("--experts", "0"), "--experts"),
    ],
)
def test_experts_are_given_one_way(spoken, arguments, words):
    code, _, err = spoken("questionnaire", "new", "caict-2024", "-o", "round", *arguments)

    assert code == 2
    assert words in err
    assert not Path("round").exists()


def test_a_round_is_written_as_a_file_of_judgements(spoken):
    from ii_index.io.frameworks import read_framework
    from tests.io.filled_questionnaires import fill, nearest, written

    paths, layout = written(read_framework("caict-2024"), Path("round"), "e1", "e2", language="en")
    for path in paths.values():
        fill(path, layout, {"root": nearest([5, 4, 3, 2, 1], "en")}, [[10, *[5] * 18]])
    code, out, _ = spoken("questionnaire", "read", "round", "-o", "round.yaml")
    from_file = tables(spoken, "weights", "round.yaml")
    from_folder = tables(spoken, "weights", "round")

    assert code == 0
    assert "38" in out
    assert from_file == from_folder


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "arguments", [("weights",), ("questionnaire",), ("questionnaire", "new"), ("questionnaire", "read")]
)
def test_help_speaks_the_language_asked_for(spoken, arguments, language):
    code, out, _ = spoken(*arguments, "--help", "--lang", language)

    assert code == 0
    assert ("用法" in out) == (language == "zh")


def test_judgements_may_name_a_framework_file_beside_them(spoken):
    from tests.construction.expert_weights.expert_rounds import TREE

    Path("project").mkdir()
    definition = TREE.model_dump(exclude_none=True, include={"id", "name", "reference", "children"})
    Path("project/tree.yaml").write_text(yaml.safe_dump(definition), encoding="utf-8")
    said = "framework: tree.yaml\nmatrices: [{node: b, order: [b1, b2], upper: [[3]]}]\n"
    Path("project/said.yaml").write_text(said, encoding="utf-8")
    code, out, err = spoken("weights", "project/said.yaml")

    assert code == 0
    assert "W_JUDGEMENTS_FRAMEWORK" not in err
    assert "75.00%" in out
