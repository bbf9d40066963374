"""The framework tree: what it accepts, how it is cut, what it says of its faults."""

import pytest

import ii_index as ii
from tests.construction.examples import framework, leaf, parent

TREE = framework(
    parent("A", leaf("a1"), leaf("a2")),
    parent("B", parent("B1", leaf("b11"), leaf("b12")), leaf("b2")),
    parent("empty"),
)


def refused(*children, **fields):
    with pytest.raises(ii.FrameworkError) as caught:
        framework(*children, **fields)
    return caught.value.findings


def test_levels_count_from_the_root_and_carry_shallow_leaves_down():
    assert TREE.tree.levels == (
        ("root",),
        ("A", "B"),
        ("a1", "a2", "B1", "b2"),
        ("a1", "a2", "b11", "b12", "b2"),
    )
    assert TREE.tree.pruned == ("empty",)
    assert TREE.tree.children("B") == ("B1", "b2")
    assert TREE.tree.children("a1") == ()


@pytest.mark.parametrize(
    ("columns", "leaves"),
    [
        ({"A", "B"}, ["A", "B"]),
        ({"a1", "a2", "B"}, ["a1", "a2", "B"]),
        ({"a1", "a2", "b11", "b12", "b2", "A", "B"}, ["a1", "a2", "b11", "b12", "b2"]),
        ({"A", "a1", "B"}, ["A", "B"]),  # a1 alone does not cover A
        ({"A", "B1", "b2"}, ["A", "B1", "b2"]),
        ({"a1"}, ["a1", "a2", "b11", "b12", "b2"]),  # what nothing covers stays, to be found missing
    ],
)
def test_the_tree_is_cut_where_the_columns_are(columns, leaves):
    assert [node.id for node in TREE.cut(columns).leaves] == leaves


def test_cutting_where_it_is_cut_already_changes_nothing():
    assert TREE.cut({"a1", "a2", "b11", "b12", "b2"}) is TREE
    assert TREE.cut({"A", "B"}).cut({"A", "B"}) == TREE.cut({"A", "B"})


def test_a_parent_left_without_leaves_is_pruned_like_one_that_had_none():
    assert TREE.without({"a1", "a2"}).tree.pruned == ("A", "empty")


def test_judgements_below_a_cut_are_dropped_and_those_above_kept():
    judged = framework(
        parent("A", leaf("a1"), leaf("a2")),
        parent("B", leaf("b1"), leaf("b2")),
        judgements=[
            {"node": "root", "order": ["A", "B"], "upper": [[3]]},
            {"node": "A", "order": ["a1", "a2"], "upper": [["1/5"]]},
        ],
    )

    assert [item.node for item in judged.cut({"A", "B"}).judgements] == ["root"]
    assert judged.judgements[1].upper == ((0.2,),)


def test_every_fault_of_a_definition_is_said_at_once_with_its_path():
    findings = refused({"id": "a b", "name": "A", "direction": "up", "wieght": 3}, {"name": "no id"})

    assert sorted((finding.code, finding.column) for finding in findings) == [
        ("E_FIELD_MISSING", "children.1.id"),
        ("E_FIELD_UNKNOWN", "children.0.wieght"),
        ("E_FIELD_VALUE", "children.0.direction"),
        ("E_FIELD_VALUE", "children.0.id"),
    ]


@pytest.mark.parametrize(
    ("children", "fields", "code"),
    [
        ([leaf("a"), leaf("a")], {}, "E_DUPLICATE_ID"),
        ([leaf("root")], {}, "E_DUPLICATE_ID"),
        ([parent("A")], {}, "E_NO_INDICATOR"),
        ([leaf("a", denominator="population")], {}, "E_UNKNOWN_DENOMINATOR"),
        ([leaf("a", goalposts=[5, 5])], {}, "E_GOALPOSTS_ORDER"),
        (
            [leaf("a"), leaf("b")],
            {"judgements": [{"node": "x", "order": ["a", "b"], "upper": [[1]]}]},
            "E_UNKNOWN_NODE",
        ),
        (
            [leaf("a"), leaf("b")],
            {"judgements": [{"node": "root", "order": ["a", "c"], "upper": [[1]]}]},
            "E_JUDGEMENT_ORDER",
        ),
        (
            [leaf("a"), leaf("b")],
            {"judgements": [{"node": "root", "order": ["a", "b"], "upper": [[1, 2]]}]},
            "E_JUDGEMENT_SHAPE",
        ),
        ([leaf("a", weight=-1)], {}, "E_FIELD_VALUE"),
        ([leaf("a", weight=float("nan"))], {}, "E_FIELD_VALUE"),
        ([leaf("a")], {"recipe": {"aggregation": "mode"}}, "E_FIELD_VALUE"),
    ],
)
def test_incoherent_definitions_are_refused(children, fields, code):
    assert code in {finding.code for finding in refused(*children, **fields)}


def test_faults_of_a_mapping_s_keys_are_told_apart_whatever_the_keys():
    with pytest.raises(ii.FrameworkError) as caught:
        ii.Recipe(weighting={"kind": "given", "local": {"A": -1, "B": -1, "list one": -1, "int": -1}})

    paths = [finding.column for finding in caught.value.findings]
    assert paths == [f"weighting.given.local.{key}" for key in ("A", "B", "list one", "int")]


def test_faults_are_said_in_both_languages():
    (finding,) = refused(leaf("a"), leaf("a"))

    assert "重复" in finding.message("zh")
    assert "more than once" in finding.message("en")


def test_a_name_may_be_one_string_or_one_language():
    definition = framework({"id": "a", "name": {"zh": "甲"}}, leaf("b"))

    assert definition.name_of("a").en == "甲"
    assert definition.name_of("b").text("zh") == "b"
    assert definition.name_of("root").text("zh") == "综合指数"


def test_a_framework_cannot_be_changed():
    with pytest.raises(Exception, match="frozen"):
        TREE.id = "other"


@pytest.mark.parametrize("name", ["caict-2024", "caict-2024-public"])
def test_built_in_frameworks_have_caict_s_tree(name):
    definition = ii.read_framework(name)

    assert [child.name.zh for child in definition.children] == [
        "基础能力",
        "技术创新",
        "产业发展",
        "应用推广",
        "发展环境",
    ]
    assert [len(child.children) for child in definition.children] == [5, 3, 4, 3, 4]
    assert [tier.zh for tier in definition.tiers] == ["示范引领", "快速崛起", "后发追赶", "孕育起步"]


@pytest.mark.parametrize(
    ("normalisation", "path", "en", "zh"),
    [
        ({"bounds": "foo"}, "min_max.bounds", "year, pooled | a whole number", "year、pooled | 整数"),
        ({"range": [1, 2, 3]}, "min_max.range", "2 items or fewer", "至多 2 项"),
        ({"range": [1]}, "min_max.range.1", "", ""),
        ({"range": ["a", 2]}, "min_max.range.0", "a number", "数值"),
        ({"constant": "perhaps"}, "min_max.constant", "refuse, midpoint", "refuse、midpoint"),
    ],
)
def test_what_a_field_takes_is_said_once_and_in_both_languages(normalisation, path, en, zh):
    (finding,) = refused(leaf("a"), leaf("b"), recipe={"normalisation": {"kind": "min_max", **normalisation}})

    assert finding.column == f"normalisation.{path}"
    if en:
        assert finding.remedy("en") == f"expected: {en}"
        assert finding.remedy("zh") == f"应为：{zh}"
        assert finding.record()["expected"] == en


PEOPLE = {"id": "pop", "name": {"zh": "年末常住人口", "en": "Population"}, "aliases": ["常住人口"]}


@pytest.mark.parametrize("named", ["pop", "年末常住人口", " 年末 常住人口", "population", "常住人口"])
def test_a_denominator_may_be_named_by_id_name_or_alias(named):
    found = framework(parent("A", leaf("a", denominator=named)), denominators=[PEOPLE])

    assert found.leaves[0].denominator == "pop"


def test_an_indicator_may_read_the_column_that_another_ones_name_says():
    first, second = {"id": "a", "name": "工业产值"}, {"id": "b", "name": "其增速", "column": "工业产值"}
    third = {"id": "c", "name": "再一个", "column": "其增速"}
    found = framework(first, second, third)

    assert [one.reads for one in found.leaves] == ["a", "a", "a"]
    assert framework(first, {"id": "b", "name": "b", "column": "a"}).leaves[1].reads == "a"


def test_a_name_that_two_denominators_have_names_neither_and_what_is_near_is_said():
    twins = [{**PEOPLE, "id": one} for one in ("p1", "p2")]
    (ambiguous,) = refused(leaf("a", denominator="年末常住人口"), denominators=twins)
    (unknown,) = refused(leaf("a", denominator="年末常住人囗"), denominators=[PEOPLE])
    (nothing,) = refused(leaf("a", denominator="人口"))

    assert {one.code for one in (ambiguous, unknown, nothing)} == {"E_UNKNOWN_DENOMINATOR"}
    assert "年末常住人口" in unknown.remedy("zh")
    assert "none is declared" in nothing.remedy("en")
