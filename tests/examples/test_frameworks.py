"""The built-in frameworks hold CAICT's tree, and state their own choices."""

from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from ii_index.model.framework import Framework

EXAMPLES = Path(__file__).parents[2] / "examples"
# CAICT 2024, Table 1.
TABLE_1 = {
    "基础能力": ["网络建设", "平台培育", "安全感知", "数据管理", "标识建设"],
    "技术创新": ["研发投入", "创新成果", "创新载体"],
    "产业发展": ["产业规模", "产业结构", "产业质量", "产业活跃度"],
    "应用推广": ["标杆打造", "推广普及", "应用水平"],
    "发展环境": ["政策规划", "资金支持", "人才培养", "生态建设"],
}
RATIOS = {"computers_per_100_employees", "ecommerce_firm_share"}


def load(path):
    return Framework(**yaml.safe_load(path.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def caict():
    return load(files("ii_index") / "frameworks" / "caict-2024.yaml")


@pytest.fixture(scope="module")
def public():
    return load(files("ii_index") / "frameworks" / "caict-2024-public.yaml")


@pytest.fixture(scope="module")
def per_head():
    return load(EXAMPLES / "caict-2024-public-per-capita.yaml")


def two_levels(framework):
    return {
        dimension.name.zh: [child.name.zh for child in dimension.children] for dimension in framework.children
    }


def test_both_frameworks_hold_the_report_s_table_1(caict, public):
    assert two_levels(caict) == TABLE_1
    assert two_levels(public) == TABLE_1


def test_both_frameworks_name_their_nodes_alike(caict, public):
    assert all(public.nodes[key].name == node.name for key, node in caict.nodes.items())


def test_three_sub_indicators_have_no_public_statistics(public):
    assert {key for key, node in public.nodes.items() if node.children == ()} == {
        "benchmarks",
        "policy",
        "ecosystem",
    }


def test_every_total_is_taken_in_logarithms_and_every_ratio_as_it_is(public):
    assert {leaf.id for leaf in public.leaves if leaf.transform is None} == RATIOS


def test_every_indicator_states_its_unit_source_and_caveat(public):
    assert all(leaf.unit and leaf.source and leaf.note for leaf in public.leaves)


def test_the_columns_of_the_example_are_the_framework_s_names_and_units(public, provinces):
    columns = [f"{item.name.zh}({item.unit})" for item in (*public.leaves, *public.denominators)]

    assert list(provinces[0]) == ["地区", "年份", *columns]


def test_no_name_or_alias_stands_for_two_columns(public):
    named = [*public.walk(), *public.denominators]
    labels = [label for item in named for label in {item.id, item.name.zh, item.name.en, *item.aliases}]

    assert sorted(labels) == sorted(set(labels))


def test_the_per_head_framework_differs_only_in_how_totals_are_scaled(public, per_head):
    def neutral(leaf):
        return leaf.model_copy(update={"transform": None, "denominator": None})

    assert [neutral(leaf) for leaf in per_head.leaves] == [neutral(leaf) for leaf in public.leaves]
    assert {leaf.id for leaf in per_head.leaves if leaf.denominator is None} == RATIOS
    assert all(leaf.transform is None for leaf in per_head.leaves)


def test_the_weights_say_that_they_are_not_the_publisher_s(caict, public):
    for framework in (caict, public):
        assert "并非信通院的权重" in framework.weights_note.zh
        assert "not CAICT's weights" in framework.weights_note.en


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("caict-2024*.yaml")), ids=lambda path: path.stem)
def test_a_reference_is_in_each_language_alone(path):
    reference = load(path).reference

    assert not any("\u4e00" <= character <= "\u9fff" for character in reference.en)
    assert "Third-level" not in reference.zh
