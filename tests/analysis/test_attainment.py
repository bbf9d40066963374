"""Plan against actual: the three municipal documents, and everything that can be wrong with a plan."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ii_index as ii
from ii_index.kernels.attainment import attainment_rate, mean_attainment
from ii_index.model.targets import Target

EXAMPLE = Path(__file__).parents[2] / "examples" / "attainment.csv"


@pytest.fixture(scope="module")
def example():
    return ii.attainment(ii.read_targets(EXAMPLE))


def test_the_completion_that_huangshi_printed_is_reproduced(example):
    """001: 152 planned and 153 done; 100 projects planned, 129 under way, 66 finished: 66 % of the target."""
    assert example.rates["诊断服务"] == pytest.approx(153 / 152)
    assert example.rates["在建项目"] == pytest.approx(1.29)
    assert example.rates["完成项目"] == pytest.approx(0.66)
    assert example.statuses["诊断服务"] == "attained"
    assert example.statuses["完成项目"] == "under_way"


def test_an_exceeded_target_makes_up_for_no_other(example):
    assert example.rates["黄石2021"] == pytest.approx((1 + 1 + 0.66) / 3)


def test_parts_that_do_not_add_up_to_their_printed_total_are_a_finding(example):
    """001: 24 + 31 + 72 = 127, printed as 129."""
    (finding,) = example.findings

    assert (finding.code, finding.column, finding.row, finding.found) == (
        "W_PARTS_DO_NOT_ADD_UP",
        "在建项目",
        4,
        "129",
    )
    assert (finding.details["sum"], finding.details["difference"]) == ("127", "2")


def test_targets_without_a_figure_are_said_to_have_none(example):
    assert example.statuses["标杆企业"] == "no_figure"
    assert math.isnan(example.rates["六安2025"])
    assert example.known["黄石2023"] == pytest.approx(0.5)


def test_the_way_from_a_base_is_what_counts():
    plan = [Target("energy", "Energy per unit of output", base=100, target=80, actual=85)]

    assert ii.attainment(plan).rates["energy"] == pytest.approx(0.75)


def test_where_less_is_better_and_no_base_is_known_the_ratio_turns_round():
    plan = [Target("delay", "Delay", target=10, actual=20, direction="negative")]

    assert ii.attainment(plan).rates["delay"] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("actual", "as_of", "due", "status"),
    [
        (5, "2023-12-31", "2023", "missed"),
        (5, "2023-06", "2023", "under_way"),
        (5, "2022", "2023-06-30", "under_way"),
        (5, None, "2023", "below"),
        (10, "2022", "2023", "attained"),
        (None, None, "2023", "no_figure"),
    ],
)
def test_the_state_follows_from_figures_and_dates(actual, as_of, due, status):
    plan = [Target("a", "A", target=10, actual=actual, as_of=as_of, due=due)]

    assert ii.attainment(plan).statuses["a"] == status


def test_a_target_reported_as_done_that_is_not_is_a_finding():
    found = ii.attainment([Target("a", "A", target=10, actual=5, status="已完成")])

    assert [finding.code for finding in found.findings] == ["W_STATUS_DISAGREES"]


def test_groups_weigh_their_targets():
    plan = [
        Target("g", "Group"),
        Target("a", "A", parent="g", target=10, actual=5, weight=3),
        Target("b", "B", parent="g", target=10, actual=10, weight=1),
    ]
    found = ii.attainment(plan)

    assert found.rates["g"] == pytest.approx((3 * 0.5 + 1) / 4)
    assert found.total == found.rates["g"]


def test_everything_wrong_with_a_plan_is_said_at_once():
    plan = [
        Target("a", "A", target=1, parent="a"),
        Target("b", "B", target=0),
        Target("b", "B again", target=1, weight=-1),
        Target("c", "C", target=1, parent="nowhere"),
    ]
    with pytest.raises(ii.DataError) as refusal:
        ii.attainment(plan)

    assert {finding.code for finding in refusal.value.findings} == {
        "E_TARGET_IS_GROUP",
        "E_TARGET_LOOP",
        "E_TARGET_IS_BASE",
        "E_TARGET_TWICE",
        "E_TARGET_WEIGHT",
        "E_TARGET_UNKNOWN",
    }


def test_a_table_of_targets_is_refused_with_every_cell_at_fault(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text("编号,名称,计划,实际,期限,方向\na,A,约100,3,去年,正\n,B,1,1,2023,侧\n", encoding="utf-8")
    with pytest.raises(ii.DataError) as refusal:
        ii.read_targets(path)

    assert [(finding.code, finding.row) for finding in refusal.value.findings] == [
        ("E_TARGET_NUMBER", 2),
        ("E_TARGET_DATE", 2),
        ("E_TARGET_ID", 3),
        ("E_TARGET_DIRECTION", 3),
    ]


def test_a_table_without_the_columns_is_refused(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text("编号,名称,数量\na,A,1\n", encoding="utf-8")
    with pytest.raises(ii.DataError) as refusal:
        ii.read_targets(path)

    assert [finding.code for finding in refusal.value.findings] == ["E_TARGET_COLUMNS"]
    assert refusal.value.findings[0].details["known"] == ["计划/planned", "实际/actual"]


def test_dates_are_read_in_the_usual_forms(tmp_path):
    path = tmp_path / "plan.csv"
    rows = ["2023", "2023年", "2023-6", "2023年6月", "2023/6/5", "2023年6月5日"]
    lines = [f"a{at},A,1,1,{text}" for at, text in enumerate(rows)]
    path.write_text("\n".join(["id,name,target,actual,due", *lines]), encoding="utf-8")

    assert [target.due for target in ii.read_targets(path)] == [
        "2023",
        "2023",
        "2023-06",
        "2023-06",
        "2023-06-05",
        "2023-06-05",
    ]


def test_a_target_that_equals_its_base_has_no_rate():
    with pytest.raises(ValueError, match="differ from its base"):
        attainment_rate(1.0, 5.0, base=5.0)


rates = st.lists(st.floats(0, 3), min_size=1, max_size=6)


@pytest.mark.law
@given(rates, st.data())
def test_the_mean_attainment_lies_between_none_and_all_and_rises_with_each(values, data):
    weights = data.draw(st.lists(st.floats(0.1, 5), min_size=len(values), max_size=len(values)))
    at = data.draw(st.integers(0, len(values) - 1))
    before = mean_attainment(values, weights)
    values[at] += 0.5

    assert 0 <= before <= 1 + 1e-12
    assert mean_attainment(values, weights) >= before - 1e-12
