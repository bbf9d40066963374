"""Judgements kept as a survey table or as whole matrices: read as they are kept, or refused by cell."""

import openpyxl
import pytest

from ii_index.construction.expert_weights.combination import weigh
from ii_index.errors import FrameworkError, IIIndexError, WeightsError
from ii_index.io.judgement_tables import read_judgement_tables
from ii_index.io.judgements import read_judgements
from tests.construction.expert_weights.expert_rounds import TREE


def survey(tmp_path, text, name="survey.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_judgement_tables(path, TREE)


def workbook(tmp_path, **sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "matrices.xlsx")
    return read_judgement_tables(tmp_path / "matrices.xlsx", TREE)


def faults(action):
    with pytest.raises(IIIndexError) as refused:
        action()
    return [(one.code, one.row, one.found) for one in refused.value.findings if one.severity == "error"]


def codes(found):
    return [finding.code for finding in found.findings]


@pytest.mark.parametrize(
    "heading",
    [
        "who,a_b,a_c,b_c",
        "who,A vs B,A vs. c,B vs c",
        "who,A:B,A：c,B:c",
        "who,a/b,a - c,b|c",
        "姓名,a对b,a对c,b对c",
    ],
)
def test_headings_name_two_children_however_they_are_parted(tmp_path, heading):
    """a outweighs b twice and c six times, b outweighs c three times: 6 : 3 : 1."""
    found = survey(tmp_path, f"{heading}\n张三,2,6,3\n")
    weights = weigh(found.judgements, TREE).weights.local

    assert codes(found) == []
    assert [weights[child] for child in "abc"] == pytest.approx([0.6, 0.3, 0.1])
    assert found.judgements.experts[0].id == "张三"


def test_pairs_may_be_turned_and_stand_in_any_order(tmp_path):
    found = survey(tmp_path, "b_a,c_b,who,c_a\n1/2,1/3,x,1/6\n")

    assert found.judgements.matrices[0].upper == ((2, pytest.approx(6)), (pytest.approx(3),))


def test_a_negative_code_is_a_reciprocal_and_is_said(tmp_path):
    found = survey(tmp_path, "who,a_b,a_c,b_c\n1,-3,−1,2\n")

    assert found.judgements.matrices[0].answers == (pytest.approx(1 / 3), 1, 2)
    assert codes(found) == ["N_NEGATIVE_CODES"]


def test_respondents_have_weights_and_several_parents_have_columns(tmp_path):
    found = survey(tmp_path, "id;weight;a1_a2;b1_b2;a1_a3\n7;2;3;1;\nMs Li;1;?;5;4\n")
    first, second = found.judgements.experts

    assert (first.id, first.weight, first.name) == ("e7", 2, "7")
    assert (second.id, second.name) == ("e2", "Ms Li")
    assert [(one.node, one.expert, one.answers) for one in found.judgements.matrices] == [
        ("a", "e7", (3, None, None)),
        ("b", "e7", (1,)),
        ("a", "e2", (None, 4, None)),
        ("b", "e2", (5,)),
    ]


def test_what_is_no_pair_is_named(tmp_path):
    found = survey(tmp_path, "who,a_b,a_c,b_c,remark,a_a1\nx,1,1,1,late,3\n")

    assert [(one.code, one.found) for one in found.findings] == [
        ("W_EXTRA_COLUMN", "remark"),
        ("W_EXTRA_COLUMN", "a_a1"),
    ]


def test_every_cell_that_is_no_judgement_is_refused_by_its_place(tmp_path):
    table = "who,weight,a_b,a_c,b_c\nx,1,much,0,-0.5\ny,none,1,1,1\n"

    assert faults(lambda: survey(tmp_path, table)) == [
        ("E_JUDGEMENT_VALUE", 2, "much"),
        ("E_JUDGEMENT_VALUE", 2, "0"),
        ("E_JUDGEMENT_VALUE", 2, "-0.5"),
        ("E_JUDGEMENT_VALUE", 3, "none"),
    ]


def test_a_respondent_who_comes_twice_is_refused(tmp_path):
    assert faults(lambda: survey(tmp_path, "who,a_b,a_c,b_c\nx,1,1,1\nx,2,2,2\n"))[0][0] == "E_JUDGED_TWICE"


def test_a_table_that_compares_nothing_says_what_could_be_compared(tmp_path):
    with pytest.raises(WeightsError) as refused:
        survey(tmp_path, "unit,score\nx,1\n")

    (finding,) = refused.value.findings
    assert finding.code == "E_NO_COMPARISONS"
    assert "a, b, c" in finding.hint


WHOLE = [["", "A", "B", "c"], ["A", 1, 2, 6], ["B", 0.5, 1, 3], ["c", 0.17, 0.333, 1]]


def test_a_matrix_a_sheet_and_the_sheet_is_the_expert(tmp_path):
    """1/6 was typed 0.17 and 1/3 0.333: the larger of two mirrored judgements is the one that was meant."""
    turned = [
        ["Judgements"],
        [],
        ["", "c", "B", "A"],
        ["A", 6, 2, 1],
        ["c", 1, "1/3", None],
        ["B", 3, 1, None],
    ]
    found = workbook(tmp_path, wang=WHOLE, li=turned, notes=[["made in May"]])
    upper = {one.expert: (one.order, one.answers) for one in found.judgements.matrices}

    assert upper["wang"] == (("a", "b", "c"), (2, 6, 3))
    assert upper["li"] == (
        ("c", "b", "a"),
        (pytest.approx(1 / 3), pytest.approx(1 / 6), pytest.approx(1 / 2)),
    )
    assert weigh(found.judgements, TREE).weights.local["a"] == pytest.approx(0.6)
    assert codes(found) == ["N_NOTHING_COMPARED"]


def test_a_matrix_whose_halves_contradict_each_other_is_refused(tmp_path):
    wrong = [["", "A", "B"], ["A", 1, 3], ["B", 3, 1]]

    assert faults(lambda: workbook(tmp_path, x=wrong))[0][0] == "E_NOT_RECIPROCAL"
    assert (
        faults(lambda: workbook(tmp_path, x=[["", "A", "B"], ["A", 1, 3], ["c", 3, 1]]))[0][0]
        == "E_NOT_SQUARE"
    )


def test_a_whole_matrix_in_yaml_is_taken_for_its_upper_half(tmp_path):
    path = tmp_path / "whole.yaml"
    rows = "[[1, 2, 6], [1/2, 1, 3], [0.17, ?, 1]]"
    path.write_text(
        f"framework: tree\nmatrices:\n  - {{node: root, order: [a, b, c], upper: {rows}}}\n", encoding="utf-8"
    )
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(path.read_text(encoding="utf-8").replace("0.17", "6"), encoding="utf-8")

    assert read_judgements(path).matrices[0].answers == (2, 6, 3)
    with pytest.raises(FrameworkError, match=r"E_NOT_RECIPROCAL.*\(1, 3\): 6, \(3, 1\): 6"):
        read_judgements(wrong)


def test_a_table_needs_to_be_told_whose_children_it_compares(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text("who,a_b,a_c,b_c\nx,2,6,3\n", encoding="utf-8")

    assert faults(lambda: read_judgements(path)) == [("E_COMPARISONS_OF_WHAT", None, None)]
    assert read_judgements(path, TREE).matrices[0].answers == (2, 6, 3)


@pytest.mark.parametrize("framework", [None, TREE])
def test_a_table_of_data_is_told_for_what_it_is_and_not_for_comparisons(tmp_path, framework):
    path = tmp_path / "data.csv"
    path.write_text("地区,年份,a,b\n北京,2023,1,2\n", encoding="utf-8")
    wide = tmp_path / "wide.csv"
    wide.write_text("地区,2022年,2023年\n北京,1,2\n", encoding="utf-8")

    for one in (path, wide):
        assert faults(lambda one=one: read_judgements(one, framework)) == [
            ("E_DATA_NOT_COMPARISONS", None, None)
        ]


EXTREMES = "who,best vs a,best vs b,best vs c,a vs worst,b vs worst,c vs worst"


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        (EXTREMES, "x,1,2,6,6,3,1"),
        (EXTREMES, "x,,2,6,6,3,"),
        ("姓名,最优:a,最优:b,最优:c,a:最劣,b:最劣,c:最劣", "甲,1,2,6,6,3,"),
        ("c/worst,b/worst,a/worst,who,best/c,best/a,best/b", "1,3,6,x,6,1,2"),
    ],
)
def test_columns_may_compare_with_the_best_and_the_worst(tmp_path, heading, row):
    found = survey(tmp_path, f"{heading}\n{row}\n")
    weights = weigh(found.judgements, TREE).weights.local

    assert [weights[child] for child in "abc"] == pytest.approx([0.6, 0.3, 0.1])


def test_respondents_differ_in_what_is_best_and_pairs_may_stand_beside(tmp_path):
    found = survey(
        tmp_path, f"{EXTREMES},a1_a2,a1_a3,a2_a3\nx,1,2,6,6,3,1,2,4,2\ny,8,2,1,1,5,8,2,4,2\nz,,,,,,,1,1,1\n"
    )

    assert [(one.best, one.worst) for one in found.judgements.best_worst] == [("a", "c"), ("c", "a")]
    assert [one.expert for one in found.judgements.matrices] == ["x", "y", "z"]
    assert weigh(found.judgements, TREE).weights.local["a1"] > 0.4


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("x,,2,,6,3,1", "E_BEST_WORST_OPEN"),
        ("x,1,2,6,6,,1", "E_BEST_WORST_OPEN"),
        ("x,1,two,6,6,3,1", "E_JUDGEMENT_VALUE"),
    ],
)
def test_an_open_comparison_with_an_extreme_is_refused_by_its_row(tmp_path, row, code):
    found = faults(lambda: survey(tmp_path, f"{EXTREMES}\n{row}\n"))

    assert (code, 2) in {(name, place) for name, place, _ in found}
