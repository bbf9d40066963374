"""Questionnaires: written for experts, filled as experts fill them, read back with everything that is wrong."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from ii_index.construction.compose import compose
from ii_index.construction.expert_weights.combination import weigh
from ii_index.errors import IIIndexError, WeightsError
from ii_index.io.frameworks import read_framework
from ii_index.io.judgements import read_judgements, to_yaml
from ii_index.io.questionnaires import read_questionnaires
from ii_index.io.questionnaires.layout import (
    FIRST_PAIR,
    HINT,
    META,
    POINT,
    WEIGHT,
    fingerprint,
    labels,
)
from ii_index.io.questionnaires.sheets import open_workbook
from ii_index.io.questionnaires.words import WORDS, scale
from ii_index.io.tables import read_panel
from ii_index.io.weights import read_weights, weights_to_yaml
from ii_index.kernels.weighting import pairwise, pairwise_incomplete
from tests.construction.expert_weights.expert_rounds import TREE
from tests.io.filled_questionnaires import change, fill, nearest, written

CAICT = read_framework("caict-2024")
SMALL = {"root": [3, 2, 1], "a": [3, 2, 1], "b": [2, 1]}


@pytest.fixture
def one(tmp_path):
    """One questionnaire about the small framework, filled consistently."""
    paths, layout = written(TREE, tmp_path / "round", "e1")
    fill(
        paths["e1"],
        layout,
        {node: nearest(weights, "zh") for node, weights in SMALL.items()},
        [[10, 20, 30, 20, 10, 10]],
    )
    return paths["e1"], layout


def faults(path, framework=TREE):
    with pytest.raises(WeightsError) as caught:
        read_questionnaires(path, framework)
    return [finding for finding in caught.value.findings if finding.severity == "error"]


def test_a_filled_questionnaire_says_what_was_answered(one):
    path, layout = one
    found = read_questionnaires(path.parent, TREE)

    assert found.findings == ()
    assert [matrix.node for matrix in found.judgements.matrices] == ["root", "a", "b"]
    assert found.judgements.matrices[0].order == ("a", "b", "c")
    assert found.judgements.matrices[2].upper == ((2.0,),)
    assert found.judgements.allocations[0].leaves == dict(
        zip(layout.points[0].items, [10, 20, 30, 20, 10, 10], strict=True)
    )


def test_pruned_sub_indicators_are_not_asked_about(one):
    path, _ = one
    texts = [str(cell.value) for sheet in openpyxl.load_workbook(path) for row in sheet for cell in row]

    assert "Empty" not in texts


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("over", ["leaves", "parents", "none"])
def test_either_language_and_every_kind_of_points_comes_back(tmp_path, language, over):
    paths, layout = written(TREE, tmp_path, "张三", language=language, over=over)
    points = [[100 / len(table.items)] * len(table.items) for table in layout.points]
    fill(paths["张三"], layout, {"b": [list(scale(language))[4]]}, points, name="张 三")
    found = read_questionnaires(tmp_path, TREE)

    assert found.judgements.matrices[0].upper == ((5.0,),)
    assert found.judgements.panel[0].name == "张 三"
    nodes = [table.node for table in found.judgements.allocations]
    assert nodes == {"leaves": [None], "parents": ["root", "a", "b"], "none": []}[over]


def test_every_text_exists_in_both_languages_and_names_the_same_values():
    assert all(
        "{parent}" in name.zh and "{parent}" in name.en for key, name in WORDS.items() if "{" in name.zh
    )
    assert list(scale("zh").values()) == list(scale("en").values())
    assert len(scale("zh")) == len(set(scale("zh"))) == 17


def test_the_same_questionnaire_is_written_with_the_same_bytes(tmp_path):
    first, _ = written(TREE, tmp_path / "one", "e1")
    again, _ = written(TREE, tmp_path / "two", "e1")

    assert first["e1"].read_bytes() == again["e1"].read_bytes()


def test_existing_files_are_replaced_only_by_force(tmp_path):
    written(TREE, tmp_path, "e1")
    with pytest.raises(IIIndexError) as caught:
        written(TREE, tmp_path, "e1", "e2")

    assert [finding.code for finding in caught.value.findings] == ["E_OUTPUT_EXISTS"]
    assert len(list(tmp_path.iterdir())) == 1
    written(TREE, tmp_path, "e1", force=True)


def test_more_children_than_the_random_index_table_reaches_are_refused(tmp_path):
    wide = type(TREE)(
        id="w", name="W", reference="r", children=[{"id": f"x{i}", "name": f"x{i}"} for i in range(16)]
    )
    with pytest.raises(WeightsError) as caught:
        written(wide, tmp_path, "e1")

    assert [finding.code for finding in caught.value.findings] == ["E_TOO_MANY_TO_COMPARE"]
    assert list(tmp_path.iterdir()) == []
    written(wide, tmp_path, "e1", random_index="donegan_dodd1991")


def test_answers_left_blank_are_allowed_and_said(tmp_path):
    paths, layout = written(TREE, tmp_path, "e1", "e2")
    fill(paths["e1"], layout, {"root": [nearest([3, 2], "zh")[0], None, nearest([2, 1], "zh")[0]]})
    found = read_questionnaires(tmp_path, TREE)

    assert found.judgements.matrices[0].upper == ((2.0, None), (2.0,))
    assert [(answers.expert, answers.answered, answers.asked) for answers in found.answered] == [
        ("e1", 2, 7),
        ("e2", 0, 7),
    ]
    said = [(finding.code, finding.sheet) for finding in found.findings]
    assert said == [
        ("N_SHEET_BLANK", "2 A"),
        ("N_SHEET_BLANK", "3 B"),
        ("N_POINTS_BLANK", "分值"),
        ("W_QUESTIONNAIRE_BLANK", None),
    ]
    assert [expert.id for expert in found.judgements.experts] == ["e1"]


def test_nothing_but_blank_questionnaires_is_refused(tmp_path):
    written(TREE, tmp_path, "e1")

    assert [finding.code for finding in faults(tmp_path)] == ["E_NO_ANSWERS"]


@pytest.mark.parametrize(
    ("address", "value"), [("B5", "c"), ("D6", None), ("G5", "Z"), ("A1", "which?"), ("C4", "my own heading")]
)
def test_a_changed_label_is_refused_with_its_cell(one, address, value):
    path, _ = one
    change(path, "1 综合指数", address, value)
    (fault,) = faults(path)

    assert (fault.code, fault.sheet, fault.cell) == ("E_QUESTIONNAIRE_CHANGED", "1 综合指数", address)


def test_sorted_rows_are_refused_because_answers_would_go_astray(one):
    path, _ = one
    book = openpyxl.load_workbook(path)
    sheet = book["1 综合指数"]
    rows = [[sheet.cell(row, column).value for column in range(2, 5)] for row in (5, 6, 7)]
    for row, cells in zip((5, 6, 7), rows[::-1], strict=True):
        for column, value in enumerate(cells, start=2):
            sheet.cell(row, column).value = value
    book.save(path)

    assert {fault.code for fault in faults(path)} == {"E_QUESTIONNAIRE_CHANGED"}


def test_a_removed_sheet_is_refused(one):
    path, _ = one
    book = openpyxl.load_workbook(path)
    del book["3 B"]
    book.save(path)

    assert ("E_QUESTIONNAIRE_SHEET", "3 B") in [(fault.code, fault.sheet) for fault in faults(path)]


def test_another_version_of_the_framework_is_refused(one):
    path, _ = one
    renamed = TREE.model_dump(exclude_none=True)
    renamed["children"][2]["name"] = {"zh": "改名", "en": "Renamed"}
    newer = type(TREE)(**renamed)

    assert fingerprint(newer) != fingerprint(TREE)
    assert [fault.code for fault in faults(path, newer)] == ["E_QUESTIONNAIRE_VERSION"]
    assert [fault.code for fault in faults(path, CAICT)] == ["E_QUESTIONNAIRE_FRAMEWORK"]


def test_weights_of_the_framework_may_change_without_a_new_questionnaire():
    weighted = TREE.model_dump(exclude_none=True)
    for child, weight in zip(weighted["children"], (1, 2, 3, 4), strict=True):
        child["weight"] = weight

    assert fingerprint(type(TREE)(**weighted)) == fingerprint(TREE)


def test_an_answer_that_is_not_on_the_list_is_refused(one):
    path, _ = one
    change(path, "1 综合指数", "C5", "3")
    change(path, "1 综合指数", "C6", "左边重要得多")
    found = faults(path)

    assert [(fault.code, fault.cell, fault.found) for fault in found] == [
        ("E_ANSWER_NOT_LISTED", "C5", "3"),
        ("E_ANSWER_NOT_LISTED", "C6", "左边重要得多"),
    ]


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ([50, 50, None, None, None, None], None),
        ([50, 40, None, None, None, None], "E_POINTS_BLANK"),
        ([50, -50, 20, 20, 20, 40], "E_POINTS_VALUE"),
        ([50, "about 50", 0, 0, 0, 0], "E_POINTS_VALUE"),
        ([0, 0, 0, 0, 0, 0], "E_ALLOCATION_ZERO"),
        (["50", "50", 0, 0, 0, 0], None),
    ],
)
def test_points_are_read_or_refused_but_never_guessed(one, points, code):
    path, layout = one
    fill(path, layout, {}, [points])
    if code:
        assert [fault.code for fault in faults(path)][:1] == [code]
    else:
        given = read_questionnaires(path, TREE).judgements.allocations[0].leaves
        assert list(given.values()) == [50, 50, 0, 0, 0, 0]


def test_an_expert_who_came_back_twice_is_refused_whatever_the_files_are_called(one):
    path, _ = one
    shutil.copy(path, path.with_name("final (2).xlsx"))
    (fault,) = faults(path.parent)

    assert fault.code == "E_EXPERT_TWICE"
    assert fault.details["expert"] == "e1"


def test_all_faults_of_all_files_come_at_once(tmp_path):
    paths, layout = written(TREE, tmp_path, "e1", "e2", "e3", "e4")
    fill(paths["e1"], layout, {"root": nearest([3, 2, 1], "zh")})
    fill(paths["e2"], layout, {"root": ["much more", None, None]})
    fill(paths["e3"], layout, {"root": nearest([3, 2, 1], "zh")})
    change(paths["e3"], "2 A", "B5", "else")
    paths["e4"].write_bytes(paths["e4"].read_bytes()[:2000])
    (tmp_path / "prices.xlsx").write_bytes(_foreign_workbook())
    (tmp_path / "notes.txt").write_text("hello")
    (tmp_path / "~$tree-e1.xlsx").write_text("lock")
    found = faults(tmp_path)

    assert sorted((fault.code, fault.file.rsplit("/", 1)[-1]) for fault in found) == [
        ("E_ANSWER_NOT_LISTED", "tree-e2.xlsx"),
        ("E_NOT_QUESTIONNAIRE", "prices.xlsx"),
        ("E_QUESTIONNAIRE_CHANGED", "tree-e3.xlsx"),
        ("E_WORKBOOK_DAMAGED", "tree-e4.xlsx"),
    ]


def test_files_that_are_no_workbooks_are_passed_over_and_named(one):
    path, _ = one
    (path.parent / "notes.txt").write_text("hello")
    (path.parent / ".~lock.tree-e1.xlsx#").write_text("lock")
    findings = read_questionnaires(path.parent, TREE).findings

    assert [(finding.code, finding.file.rsplit("/", 1)[-1]) for finding in findings] == [
        ("N_FILE_SKIPPED", "notes.txt")
    ]


def test_an_empty_or_missing_folder_is_refused(tmp_path):
    assert [fault.code for fault in faults(tmp_path)] == ["E_NO_QUESTIONNAIRES"]
    assert [fault.code for fault in faults(tmp_path / "nowhere")] == ["E_FILE_MISSING"]


def test_a_framework_of_ones_own_must_be_named(one):
    path, _ = one

    assert [fault.code for fault in faults(path, None)] == ["E_FRAMEWORK_NEEDED"]


def test_questionnaires_about_different_frameworks_are_refused(tmp_path):
    written(CAICT, tmp_path, "e1")
    written(TREE, tmp_path, "e2")

    assert [fault.code for fault in faults(tmp_path, None)] == ["E_FRAMEWORKS_DIFFER"]


def test_a_meddled_hidden_sheet_is_no_questionnaire(one):
    path, _ = one
    change(path, META, "B4", "not an id!")

    assert [fault.code for fault in faults(path)] == ["E_NOT_QUESTIONNAIRE"]


def test_only_the_yellow_cells_are_unlocked(one):
    path, layout = one
    book = openpyxl.load_workbook(path)
    for sheet, row, column in labels(layout, "e1"):
        assert book[sheet].cell(row + 1, column + 1).protection.locked
    for pairs in layout.pairs:
        assert book[pairs.sheet].protection.sheet
        assert not book[pairs.sheet].cell(FIRST_PAIR + 1, 3).protection.locked


def test_a_name_that_a_spreadsheet_would_run_is_written_as_text(tmp_path):
    armed = TREE.model_dump(exclude_none=True)
    armed["children"][2]["name"] = {"zh": "=1+1", "en": "=cmd()"}
    framework = type(TREE)(**armed)
    paths, layout = written(framework, tmp_path, "e1")
    book = openpyxl.load_workbook(paths["e1"])
    formulas = [cell for row in book[layout.pairs[0].sheet]["B5:D7"] for cell in row if cell.data_type == "f"]

    assert formulas == []
    fill(paths["e1"], layout, {"root": nearest([3, 2, 1], "zh")})
    assert read_questionnaires(tmp_path, framework).judgements.matrices


def test_the_judgements_of_a_round_survive_as_yaml(one, tmp_path):
    path, _ = one
    judgements = read_questionnaires(path, TREE).judgements
    file = tmp_path / "judgements.yaml"
    file.write_text(to_yaml(judgements, "a round"), encoding="utf-8")

    assert read_judgements(file) == judgements


@pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed: live CR not recalculated"
)
def test_an_expert_round_from_questionnaire_to_ranking(tmp_path):
    """Written, filled (one expert inconsistent, one incomplete), recalculated, read back, aggregated, ranked."""
    paths, layout = written(CAICT, tmp_path / "round", "e1", "e2", "e3")
    known = _known_answers(layout)
    for expert, path in paths.items():
        points = [10 if position == 0 else 5 for position in range(19)]
        fill(path, layout, known[expert], [points] if expert != "e3" else None)
    recalculated = tmp_path / "recalculated"
    office = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = ["soffice", office, "--headless", "--convert-to", "xlsx", "--outdir", str(recalculated)]
    subprocess.run([*command, *map(str, paths.values())], check=True, capture_output=True, timeout=300)

    for expert, path in paths.items():
        book = open_workbook(recalculated / path.name)
        for pairs in layout.pairs:
            _live_figures_agree(book, pairs, known[expert][pairs.node])
        total = book.cell(layout.point_sheet, layout.points[0].first + 19, POINT)
        assert total == (100 if expert != "e3" else 0)

    found = read_questionnaires(recalculated)
    assert found.judgements == read_questionnaires(tmp_path / "round").judgements
    result = weigh(found.judgements, CAICT)
    assert {
        finding.details["expert"] for finding in result.findings if finding.code == "W_EXPERT_INCONSISTENT"
    } == {"e2"}
    assert {finding.details["expert"] for finding in result.findings if finding.code == "N_UNANSWERED"} == {
        "e3"
    }
    file = tmp_path / "weights.yaml"
    file.write_text(weights_to_yaml(result, "a round of three", "en"), encoding="utf-8")
    panel = read_panel(PROVINCES, read_framework("caict-2024-public"))
    index = compose(
        panel, panel.framework.recipe.replace(weighting=read_weights(file).model_dump(exclude_none=True))
    )
    assert index.weights.local["foundation"] == pytest.approx(result.weights.local["foundation"], rel=1e-11)
    assert len(index.frame("ranking", 2023)) == 31


PROVINCES = Path(__file__).parents[2] / "examples" / "provinces.csv"


def _known_answers(layout):
    """Answers of e1, consistent; of e2, in a circle at every node; of e3, one pair open where there are six."""
    words = {round(value, 9): text for text, value in scale("zh").items()}
    known = {"e1": {}, "e2": {}, "e3": {}}
    for pairs in layout.pairs:
        n = len(pairs.children)
        weights = np.arange(n, 0, -1.0)
        known["e1"][pairs.node] = nearest(weights, "zh")
        circle = [words[5.0] if (j - i) != n - 1 else words[round(1 / 5, 9)] for i, j in pairs.pairs]
        known["e2"][pairs.node] = circle
        known["e3"][pairs.node] = [
            None if n > 3 and pair == (0, 2) else said
            for pair, said in zip(pairs.pairs, known["e1"][pairs.node], strict=True)
        ]
    return known


def _live_figures_agree(book, pairs, answers):
    """The sheet's CR and weights are those of Python, and its hint stands at the judgement furthest off."""
    numbers = scale("zh")
    matrix = pairwise.from_upper_triangle([numbers[words] if words else np.nan for words in answers])
    n = len(pairs.children)
    live = book.cell(pairs.sheet, FIRST_PAIR + n + 2, WEIGHT)
    weights = [book.cell(pairs.sheet, FIRST_PAIR + item, WEIGHT) for item in range(n)]
    hints = [book.cell(pairs.sheet, FIRST_PAIR + pair, HINT) for pair in range(len(answers))]
    expected = (
        pairwise_incomplete.consistency_ratio(matrix, eigenvalue="harker")
        if None in answers
        else pairwise.consistency_ratio(matrix)
    )

    assert live == pytest.approx(float(expected), abs=1e-12)
    np.testing.assert_allclose(weights, pairwise_incomplete.priorities(matrix), rtol=0, atol=1e-12)
    assert any(hints) == (expected >= 0.10)
    assert (
        book.cell(pairs.sheet, FIRST_PAIR + n + 1, WEIGHT)
        == f"{len(answers) - answers.count(None)} / {len(answers)}"
    )


def _foreign_workbook():
    import io

    stream = io.BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = "prices"
    book.save(stream)
    return stream.getvalue()
