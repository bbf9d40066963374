"""Tables of answers, degrees and printed scores are read to the line, or refused with every fault."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from ii_index.errors import DataError
from ii_index.io.rubrics import read_rubric, score_entities, score_fuzzy, score_rubric, trace

EXAMPLES = Path(__file__).parents[2] / "examples"
CITY, INDUSTRY = read_rubric("huangshi-city-2022"), read_rubric("huangshi-industry-2022")


@pytest.fixture
def written(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "answers.csv"
        path.write_text(text, encoding=encoding)
        return path

    return write


def faults(error):
    return [(finding.code, finding.row, finding.column or finding.found) for finding in error.value.findings]


def test_the_bundled_industry_scores_six_as_the_report_prints(tmp_path):
    (result,) = score_entities(EXAMPLES / "huangshi_industry_answers.csv", INDUSTRY)

    assert result.entity == "智能装备产业"
    assert result.total == Decimal("6.00")


def test_the_bundled_city_differs_from_the_report_by_its_impossible_score_only():
    (result,) = score_entities(EXAMPLES / "huangshi_city_answers.csv", CITY)
    printed = trace(EXAMPLES / "huangshi_city_published.csv", CITY)

    differing = [
        part.element.id
        for part, (_, item) in zip(result.elements, printed, strict=True)
        if part.score != item.score
    ]
    assert (
        differing == [item.element.id for _, item in printed if item.status == "none"] == ["infrastructure"]
    )


def test_all_thirty_printed_scores_are_traced():
    found = trace(EXAMPLES / "huangshi_city_published.csv", CITY)
    found += trace(EXAMPLES / "huangshi_industry_published.csv", INDUSTRY)

    assert Counter(item.status for _, item in found) == {"unique": 14, "multiple": 11, "none": 5}


def test_a_mapping_is_scored_by_a_built_in_id():
    answers = {item.id: item.options[0].grade.zh for item in CITY.items}

    assert score_rubric(answers, "huangshi-city-2022").total == Decimal("9.88")


def test_several_entities_are_scored_apart_in_gb18030_with_tabs(written):
    rows = [
        f"{who}\t{item.name.zh}\t{grade}"
        for who, grade in (("甲", "A"), ("乙", "不符合"))
        for item in CITY.items
    ]

    results = score_entities(written("\n".join(["对象\t指标\t答案", *rows]), "gb18030"), CITY)

    assert [(result.entity, result.total) for result in results] == [
        ("甲", Decimal("9.88")),
        ("乙", Decimal(0)),
    ]


def test_every_fault_of_a_table_of_answers_is_placed_in_its_line(written):
    lines = [f"{item.name.zh},A" for item in CITY.items[:-1]]
    lines[2] = "解决方案供应商体量,很多"
    lines.append("网络体系,A")
    lines.append("支持政策量,B")

    with pytest.raises(DataError) as error:
        score_entities(written("\n".join(["指标,答案", *lines])), CITY)

    assert faults(error) == [
        ("E_ANSWER_GRADE", 4, "解决方案供应商体量"),
        ("E_ANSWER_UNKNOWN", 16, "网络体系"),
        ("E_ANSWER_DUPLICATE", 17, "支持政策量"),
        ("E_ANSWER_MISSING", None, "工业互联网产业协会、公共服务平台增量"),
    ]


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "指标\n甲\n"])
def test_a_table_without_the_columns_needed_is_refused(written, text):
    with pytest.raises(DataError) as error:
        score_entities(written(text), CITY)

    assert [finding.code for finding in error.value.findings] == ["E_ANSWERS_COLUMNS"]


def test_every_fault_of_a_table_of_printed_scores_is_placed_in_its_line(written):
    lines = ["要素,得分,得分率", "企业发展基础,2.5,74", "生态,0.7,46", "工业互联网产业政策,x,1"]
    lines += ["工业互联网人力资源,0.6,400", "工业互联网产业生态,0.77,51%"]

    with pytest.raises(DataError) as error:
        trace(written("\n".join(lines)), CITY)

    assert faults(error) == [
        ("E_PRINTED_SCORE", 2, "企业发展基础"),
        ("E_PRINTED_ELEMENT", 3, "生态"),
        ("E_PRINTED_SCORE", 4, "工业互联网产业政策"),
        ("E_PRINTED_SCORE", 5, "工业互联网人力资源"),
    ]


def test_degrees_are_read_a_column_a_grade(written):
    rows = [f"{item.id},1,0" if item.id != "security" else "security,0.5,0.5" for item in CITY.items]

    result = score_fuzzy(written("\n".join(["item,A,none", *rows])), CITY, "weighted_average")

    assert result.scores == pytest.approx([2.0, 2.79, 2.0, 1.5, 1.5])


def test_degrees_that_are_no_numbers_or_do_not_add_up_are_placed_in_their_line(written):
    rows = [f"{item.name.zh},1,0" for item in CITY.items]
    rows[1] = f"{CITY.items[1].name.zh},0.4,0.4"
    path = written("\n".join(["指标,A,不符合", *rows]))
    rows[1] = f"{CITY.items[1].name.zh},约0.4,0.6"
    worse = "\n".join(["指标,A,不符合", *rows])

    with pytest.raises(DataError) as error:
        score_fuzzy(path, CITY, "max_min")
    assert faults(error) == [("E_MEMBERSHIP", 3, "规上工业制造业企业体量")]
    with pytest.raises(DataError) as error:
        score_fuzzy(written(worse), CITY, "max_min")
    assert faults(error) == [("E_MEMBERSHIP", 3, "规上工业制造业企业体量")]
