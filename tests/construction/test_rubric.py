"""A rubric turns answers into the scores that the Huangshi report prints."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ii_index.construction.rubric import half_up, score_answers
from ii_index.errors import DataError, FrameworkError
from ii_index.model.rubric import Rubric
from tests.golden.huangshi.rubrics import CITY, INDUSTRY


def best(item):
    return max(item.options, key=lambda option: option.points).grade.zh


def answers_of(rubric, choose=best):
    return {item.id: choose(item) for item in rubric.items}


def faults(answers, rubric):
    with pytest.raises(DataError) as caught:
        score_answers(answers, rubric)
    return {(finding.code, finding.column or finding.found) for finding in caught.value.findings}


def test_the_industry_that_can_be_reproduced_in_full_scores_six():
    # 智能装备产业: 1.24 1.89 1.2 0.9 0.77, rates 62 63 60 60 51, total 6.
    grades = "A C 不符合 B A A 不符合 B B B B B 不符合 A C".split()  # noqa: SIM905
    answers = dict(zip((item.id for item in INDUSTRY.items), grades, strict=True))

    result = score_answers(answers, INDUSTRY)

    assert [str(part.score) for part in result.elements] == ["1.24", "1.89", "1.20", "0.90", "0.77"]
    assert [part.rate for part in result.elements] == [62, 63, 60, 60, 51]
    assert [part.loss for part in result.elements] == [38, 37, 40, 40, 49]
    assert result.total == Decimal(6)
    assert result.exact == Fraction("5.995")


def test_scores_are_rounded_half_up_where_binary_floats_round_down():
    answers = {**answers_of(CITY), "pilots": "不符合", "patents": "A", "associations": "C"}

    ecosystem = score_answers(answers, CITY).elements[-1]

    assert ecosystem.exact == Fraction("0.765")
    assert ecosystem.score == Decimal("0.77")


def test_full_marks_are_two_eighty_eight_in_infrastructure_since_security_tops_at_three_points():
    result = score_answers(answers_of(CITY), CITY)

    assert [str(part.score) for part in result.elements] == ["2.00", "2.88", "2.00", "1.50", "1.50"]
    assert result.elements[1].rate == 96


def test_a_total_is_compared_with_the_national_mean():
    result = score_answers({item.id: "不符合" for item in CITY.items}, CITY)

    assert result.total == 0
    assert result.benchmark_gap == Decimal("-5.37")


def test_a_rubric_without_benchmark_compares_with_nothing():
    assert score_answers(answers_of(INDUSTRY), INDUSTRY).benchmark_gap is None


def test_an_item_is_named_by_id_or_either_name_in_any_width():
    by_id = answers_of(CITY)
    by_name = {item.name.zh: best(item).lower() for item in CITY.items}
    by_english = {f" {item.name.en.upper()} ": "Ａ" for item in CITY.items}

    assert score_answers(by_id, CITY) == score_answers(by_name, CITY) == score_answers(by_english, CITY)


@pytest.mark.parametrize(
    ("item", "number", "grade"),
    [
        ("leading_firms", 2, "B"),
        ("leading_firms", "3", "A"),
        ("large_firms", 3000, "B"),
        ("large_firms", "781", "C"),
        ("large_firms", 0, "不符合"),
        ("policy_count", 3, "B"),
        ("policy_count", 2, "C"),
        ("specialists", "4.9%", "不符合"),
        ("specialists", "5％", "C"),
        ("patents", 0, "C"),
        ("patents", 10, "B"),
    ],
)
def test_a_number_falls_into_the_band_that_the_reading_gives_it(item, number, grade):
    by_number = score_answers({**answers_of(CITY), item: number}, CITY)
    by_grade = score_answers({**answers_of(CITY), item: grade}, CITY)

    assert by_number == by_grade


def test_every_fault_of_the_answers_is_listed_at_once():
    answers = answers_of(CITY)
    del answers["users"]
    answers |= {
        "network": "约10个",
        "platform": "3",
        "security": "",
        "data": "-1",
        "网络": "A",
        "政策科学性": "A",
    }
    answers |= {"patents": "-1", "pilots": "NaN"}

    assert faults(answers, CITY) == {
        ("E_ANSWER_MISSING", "专业领域人才结构"),
        ("E_ANSWER_GRADE", "工业互联网网络体系发展"),
        ("E_ANSWER_GRADE", "工业互联网平台体系发展"),
        ("E_ANSWER_MISSING", "工业互联网安全体系发展"),
        ("E_ANSWER_GRADE", "工业互联网数据体系发展"),
        ("E_ANSWER_GRADE", "工业互联网相关发明专利授权增量"),
        ("E_ANSWER_GRADE", "工业互联网试点示范项目增量"),
        ("E_ANSWER_UNKNOWN", "网络"),
        ("E_ANSWER_DUPLICATE", "政策科学性"),
    }


def test_the_table_has_a_row_an_element_and_the_total():
    table = score_answers(answers_of(CITY), CITY).frame(language="zh")

    assert list(table.index) == [*(element.name.zh for element in CITY.elements), "综合得分"]
    assert table["rate"].tolist() == [1.0, 0.96, 1.0, 1.0, 1.0, 0.99]
    assert table["score"].tolist()[-1] == 9.88


@given(st.fractions(0, 10), st.integers(0, 4))
def test_half_up_is_within_half_a_last_place_and_takes_ties_up(value, decimals):
    gap = Fraction(half_up(value, decimals)) - value
    half = Fraction(1, 2 * 10**decimals)

    assert -half < gap <= half


@pytest.mark.law(examples=200)
@given(st.data())
def test_a_better_answer_never_lowers_a_score(data):
    low = {item.id: data.draw(st.sampled_from(item.options)) for item in CITY.items}
    raised = data.draw(st.sampled_from(CITY.items))
    better = [option for option in raised.options if option.points >= low[raised.id].points]
    high = {**low, raised.id: data.draw(st.sampled_from(better))}

    before, after = (
        score_answers({key: option.grade.zh for key, option in answers.items()}, CITY)
        for answers in (low, high)
    )

    assert after.exact >= before.exact
    assert after.total >= before.total


@pytest.mark.law
@given(st.data())
def test_a_score_is_the_weighted_mean_of_the_points(data):
    chosen = {item.id: data.draw(st.sampled_from(item.options)) for item in CITY.items}

    result = score_answers({key: option.grade.zh for key, option in chosen.items()}, CITY)

    by_hand = sum(
        element.weight * item.weight * chosen[item.id].points
        for element in CITY.elements
        for item in element.items
    )
    assert result.exact == Fraction(by_hand) / 100 / 100 / 5 * 10


def test_both_files_together_record_all_twenty_six_ambiguities():
    cases = {entry.case for rubric in (CITY, INDUSTRY) for entry in rubric.all_ambiguities()} - {None}

    assert cases == set(range(1, 27))


def test_both_annexes_weigh_alike():
    def weights(rubric):
        return {part.id: part.weight for element in rubric.elements for part in (element, *element.items)}

    assert weights(CITY) == weights(INDUSTRY)
    assert [int(element.weight) for element in CITY.elements] == [20, 30, 20, 15, 15]


def small(**changes):
    options = [{"grade": "A", "points": 5, "at_least": 1}, {"grade": "none", "points": 0}]
    item = {"id": "i", "name": "I", "weight": 100, "options": options} | changes
    element = {"id": "e", "name": "E", "weight": 100, "items": [item]}
    return Rubric(id="r", name="R", reference="a test", elements=[element])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"weight": 90}, "E_RUBRIC_WEIGHTS"),
        ({"id": "e"}, "E_RUBRIC_DUPLICATE_ID"),
        ({"options": [{"grade": "A", "points": 5}, {"grade": "A", "points": 0}]}, "E_RUBRIC_GRADES"),
        ({"options": [{"grade": "A", "points": 6}, {"grade": "B", "points": 0}]}, "E_RUBRIC_POINTS"),
        (
            {
                "options": [
                    {"grade": "A", "points": 5, "at_least": 1},
                    {"grade": "B", "points": 0, "at_least": 1},
                ]
            },
            "E_RUBRIC_BANDS",
        ),
    ],
)
def test_a_rubric_that_contradicts_itself_is_refused(changes, code):
    with pytest.raises(FrameworkError) as caught:
        small(**changes)

    assert [finding.code for finding in caught.value.findings] == [code]
