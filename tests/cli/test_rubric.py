"""``ii-index rubric`` scores, traces and refuses, in both languages, as text and as JSON."""

import json
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
INDUSTRY = ["--rubric", "huangshi-industry-2022"]


def test_the_industry_of_the_example_scores_six(spoken):
    code, out, _ = spoken("rubric", EXAMPLES / "huangshi_industry_answers.csv", *INDUSTRY, "--json")

    scores = json.loads(out)["tables"]["scores"]
    assert code == 0
    assert [row["score"] for row in scores] == [1.24, 1.89, 1.2, 0.9, 0.77, 6.0]
    assert [row["rate"] for row in scores] == [0.62, 0.63, 0.6, 0.6, 0.51, 0.6]


def test_the_city_is_compared_with_the_mean_of_cities(spoken):
    code, out, _ = spoken(
        "rubric", EXAMPLES / "huangshi_city_answers.csv", "--rubric", "huangshi-city-2022", "--lang", "zh"
    )

    assert code == 0
    assert "全国地级市平均" in out
    assert "0.74" in out


def test_printed_scores_are_traced_to_their_answers(spoken):
    code, out, _ = spoken(
        "rubric", EXAMPLES / "huangshi_industry_published.csv", *INDUSTRY, "--inverse", "--json"
    )

    summary = json.loads(out)["tables"]["summary"]
    assert code == 0
    assert {row["status"]: row["count"] for row in summary} == {"impossible": 4, "unique": 10, "several": 11}


def test_a_filled_template_is_read_back(spoken, tmp_path):
    empty = tmp_path / "answers.csv"
    assert spoken("template", "rubric", "-o", empty)[0] == 0
    heading, *rows = empty.read_text(encoding="utf-8-sig").splitlines()
    filled = tmp_path / "filled.csv"
    answered = [row.replace(",,", ",A,") for row in (row.removeprefix(",") for row in rows)]
    filled.write_text("\n".join([heading.split(",", 1)[1], *answered]), encoding="utf-8")

    code, out, err = spoken("rubric", filled, "--rubric", "huangshi-city-2022", "--json")

    assert (code, err) == (0, "")
    assert json.loads(out)["tables"]["scores"][-1]["score"] == 9.88


def test_degrees_of_membership_are_scored_by_the_operator_asked_for(spoken, tmp_path):
    from tests.golden.huangshi.rubrics import CITY

    path = tmp_path / "degrees.csv"
    path.write_text(
        "item,A,none\n" + "".join(f"{item.id},0.5,0.5\n" for item in CITY.items), encoding="utf-8"
    )

    code, out, _ = spoken(
        "rubric", path, "--rubric", "huangshi-city-2022", "--fuzzy", "weighted-average", "--json"
    )

    assert code == 0
    assert json.loads(out)["tables"]["memberships"][-1]["score"] == pytest.approx(4.94)


def test_every_fault_is_printed_and_nothing_else(spoken, tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("指标,答案\n龙头工业制造业企业体量,很多\n", encoding="utf-8")

    code, out, err = spoken("rubric", path, *INDUSTRY, "--lang", "zh")

    assert (code, out) == (1, "")
    assert "E_ANSWER_GRADE" in err
    assert err.count("E_ANSWER_MISSING") == 14


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["rubric", "none.csv", *INDUSTRY], 1),
        (["rubric", "none.csv", "--rubric", "huangshi"], 1),
        (["rubric", "none.csv"], 2),
        (["rubric", "none.csv", *INDUSTRY, "--inverse", "--fuzzy", "max-min"], 2),
    ],
)
def test_what_cannot_be_done_ends_with_its_exit_code(spoken, arguments, code):
    assert spoken(*arguments)[0] == code
