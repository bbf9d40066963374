"""Fuzzy comprehensive evaluation agrees with the rubric on crisp answers, and keeps degrees in order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ii_index.construction.fuzzy_rubric import score_memberships
from ii_index.construction.rubric import score_answers
from ii_index.errors import DataError
from ii_index.kernels.aggregation.fuzzy import OPERATORS
from tests.golden.huangshi.rubrics import CITY, INDUSTRY


def crisp(rubric, choose):
    return {item.id: {choose(item).grade.zh: 1.0} for item in rubric.items}


@pytest.mark.law(examples=200)
@given(st.data())
def test_crisp_degrees_give_back_the_rubric_s_score(data):
    chosen = {item.id: data.draw(st.sampled_from(item.options)).grade.zh for item in CITY.items}

    fuzzy = score_memberships({key: {grade: 1.0} for key, grade in chosen.items()}, CITY)
    rubric = score_answers(chosen, CITY)

    assert fuzzy.total == pytest.approx(float(rubric.exact), abs=1e-12)
    assert fuzzy.scores == pytest.approx([float(part.exact) for part in rubric.elements], abs=1e-12)


@pytest.mark.parametrize("operator", OPERATORS)
def test_unanimous_answers_score_the_same_by_every_operator(operator):
    def grade_b_or_best(item):
        return next((option for option in item.options if option.grade.zh == "B"), item.options[0])

    result = score_memberships(crisp(INDUSTRY, grade_b_or_best), INDUSTRY, operator=operator)

    # Every item of policy is answered B: 3 of 5 points, whatever the operator.
    assert result.scores[2] == pytest.approx(1.2)


def test_opinions_split_between_grades_score_between_them():
    split = {item.id: {"A": 0.5, "不符合": 0.5} for item in CITY.items}

    result = score_memberships(split, CITY)

    # Security has at most 3 points: half of (5·0.9 + 3·0.1)/5 of the mark of 3.
    assert result.scores == pytest.approx([1.0, 1.44, 1.0, 0.75, 0.75])
    assert result.frame(language="zh").shape == (6, 5)
    assert result.total == pytest.approx(4.94)


def test_degrees_out_of_order_and_items_unanswered_are_listed_at_once():
    memberships = crisp(CITY, lambda item: item.options[0])
    del memberships["users"]
    memberships |= {
        "network": {"A": 0.7, "B": 0.7},
        "platform": {"优": 1.0},
        "security": {"A": -1.0, "none": 2.0},
    }

    with pytest.raises(DataError) as caught:
        score_memberships(memberships, CITY)

    assert [(finding.code, finding.column) for finding in caught.value.findings] == [
        ("E_MEMBERSHIP", "工业互联网网络体系发展"),
        ("E_MEMBERSHIP", "工业互联网平台体系发展"),
        ("E_MEMBERSHIP", "工业互联网安全体系发展"),
        ("E_ANSWER_MISSING", "专业领域人才结构"),
    ]
