"""Best and worst beside judgement matrices: in a round of experts, in a framework, and what is refused by name."""

from dataclasses import replace

import numpy as np
import pytest

import ii_index as ii
from ii_index.construction.expert_weights.checking import WeightRules
from ii_index.construction.expert_weights.combination import weigh
from ii_index.construction.expert_weights.repair import propose, repaired
from ii_index.construction.weights import framework_weights
from ii_index.errors import FrameworkError, WeightsError
from ii_index.io.judgements import read_judgements, to_yaml
from ii_index.model.judgements import Judgements
from ii_index.reporting.documents.expert_weights import expert_weights, origin
from tests.construction.expert_weights.expert_rounds import TREE, leaf, matrix

FIRST = {"best_to_others": {"a": 1, "b": 2, "c": 6}, "others_to_worst": {"a": 6, "b": 3, "c": 1}}
SECOND = {"best_to_others": {"a": 8, "b": 2, "c": 1}, "others_to_worst": {"a": 1, "b": 5, "c": 8}}
CONTRARY = {"best_to_others": {"a": 1, "b": 4, "c": 4}, "others_to_worst": {"a": 4, "b": 2, "c": 1}}


def said(*entries, **fields):
    best_worst = [{"node": "root", "expert": f"e{at}", **entry} for at, entry in enumerate(entries, start=1)]
    return Judgements(framework="tree", best_worst=best_worst, **fields)


def local(found):
    return [found.weights.local[child] for child in "abc"]


def test_judgements_that_agree_give_their_ratios():
    found = weigh(said(FIRST), TREE)

    assert local(found) == pytest.approx([0.6, 0.3, 0.1])
    assert found.weights.consistency["root"].ratio == 0
    assert found.weights.consistency["root"].random_index is None
    assert found.weights.consistency["root"].passes
    assert not [note for note in found.findings if note.severity != "notice"]


def test_a_group_is_the_mean_of_its_experts_by_their_weights():
    both = said(FIRST, SECOND, experts=[{"id": "e1", "weight": 3}, {"id": "e2"}])
    first, second = np.array([0.6, 0.3, 0.1]), np.array([4, 18, 34]) / 56
    found = weigh(both, TREE)
    product = first**0.75 * second**0.25

    assert local(found) == pytest.approx(0.75 * first + 0.25 * second)
    assert [note.code for note in found.findings if note.code.endswith("GROUP")] == ["N_BEST_WORST_GROUP"]
    geometric = weigh(both, TREE, WeightRules(group="priorities"))
    assert local(geometric) == pytest.approx(product / product.sum())
    assert not [note for note in geometric.findings if note.code.endswith("GROUP")]


def test_an_expert_above_the_limit_is_named_with_the_item_that_contradicts():
    (warning,) = [note for note in weigh(said(CONTRARY), TREE).findings if note.severity == "warning"]

    assert warning.code == "W_BEST_WORST_EXPERT"
    assert "0.3333" in warning.message()
    assert "0.1121" in warning.message()
    assert "B contradicts most" in warning.message()


def test_an_expert_may_be_left_out_by_the_ratio():
    found = weigh(said(FIRST, CONTRARY), TREE, WeightRules(exclude_from=0.2))

    assert local(found) == pytest.approx([0.6, 0.3, 0.1])
    assert [note.code for note in found.findings if note.severity == "warning"] == ["W_EXPERT_EXCLUDED"]
    with pytest.raises(WeightsError, match="E_NOBODY_COUNTS"):
        weigh(said(CONTRARY), TREE, WeightRules(exclude_from=0.2))


def test_one_node_may_be_judged_by_extremes_and_another_by_pairs():
    judgements = said(FIRST, matrices=[matrix("a", [[2, 4], [2]])])
    found = weigh(judgements, TREE)

    assert found.weights.nested["a1"] == pytest.approx(0.6 * 4 / 7)
    assert [table.key for table in expert_weights(found).tables][:4] == [
        "weights",
        "nodes",
        "experts",
        "best_worst",
    ]
    assert "N_ONLY_ALLOCATIONS" not in {note.code for note in found.findings}


def test_points_are_mixed_in_as_with_matrices():
    points = {"a1": 20, "a2": 20, "a3": 20, "b1": 10, "b2": 10, "c": 20}
    mixed = weigh(
        said(FIRST, allocations=[{"expert": "e1", "leaves": points}]), TREE, WeightRules(alpha=0.25)
    )

    assert mixed.weights.nested["c"] == pytest.approx(0.75 * 0.1 + 0.25 * 0.2)


def test_children_may_be_called_by_name_and_the_file_is_written_back(tmp_path):
    named = {key: {name.upper(): value for name, value in row.items()} for key, row in FIRST.items()}
    found = weigh(said(named), TREE)
    (tmp_path / "again.yaml").write_text(to_yaml(repaired(found, propose(found))), encoding="utf-8")

    assert local(found) == pytest.approx([0.6, 0.3, 0.1])
    assert local(weigh(read_judgements(tmp_path / "again.yaml"), TREE)) == pytest.approx([0.6, 0.3, 0.1])


def test_the_table_and_the_origin_say_how_the_weights_came_about():
    found = weigh(said(FIRST, CONTRARY), TREE)
    frame = found.frame("best_worst")

    assert frame["best"].astype(str).tolist() == ["A", "A"]
    assert frame["worst"].astype(str).tolist() == ["c", "c"]
    assert frame["ratio"].tolist() == pytest.approx([0, 1 / 3])
    assert "linear model (Rezaei 2016), weighted arithmetic mean" in origin(found).en
    assert "CR Total 0.3333 (limit 0.1121)" in origin(found).en


@pytest.mark.parametrize(
    ("first", "second", "code", "words"),
    [
        ({"a": 1, "b": 2}, {"a": 2, "c": 1}, "E_BEST_WORST_ITEMS", "b, c"),
        ({"a": 1, "b": 0.5, "c": 2}, {"a": 2, "b": 1, "c": 1}, "E_BEST_WORST_BELOW", "b"),
        ({"a": 2, "b": 2, "c": 3}, {"a": 3, "b": 2, "c": 1}, "E_BEST_WORST_ONE", "best_to_others"),
        ({"a": 1, "b": 2, "c": 3}, {"a": 3, "b": 2, "c": 2}, "E_BEST_WORST_ONE", "others_to_worst"),
        ({"a": 1, "b": 2, "c": 3}, {"a": 4, "b": 2, "c": 1}, "E_BEST_WORST_TWICE", "3 and 4"),
    ],
)
def test_judgements_that_name_no_best_and_no_worst_are_refused_by_name(tmp_path, first, second, code, words):
    file = tmp_path / "judgements.yaml"
    file.write_text(
        f"framework: tree\nbest_worst:\n  - {{node: root, best_to_others: {first}, others_to_worst: {second}}}\n"
        .replace("'", ""),
        encoding="utf-8",
    )  # fmt: skip
    with pytest.raises(FrameworkError) as refused:
        read_judgements(file)
    (fault,) = refused.value.findings

    assert fault.code == code
    assert words in fault.message()


@pytest.mark.parametrize(
    ("judgements", "rules", "code"),
    [
        (said({**FIRST, "node": "nowhere"}), WeightRules(), "E_UNKNOWN_NODE"),
        (
            said({key: {"a": row["a"], "c": row["c"]} for key, row in FIRST.items()}),
            WeightRules(),
            "E_JUDGEMENT_ORDER",
        ),
        (said(FIRST), WeightRules(scale="balanced"), "E_BEST_WORST_SCALE"),
    ],
)
def test_what_does_not_fit_the_framework_is_refused(judgements, rules, code):
    with pytest.raises(WeightsError, match=code):
        weigh(judgements, TREE, rules)


@pytest.mark.parametrize(
    "fields",
    [
        {"matrices": [matrix("root", [[1, 1], [1]], "e2")]},
        {"best_worst": [{"node": "root", "expert": "e1", **FIRST}] * 2},
    ],
)
def test_a_node_is_judged_one_way_and_once_by_an_expert(fields):
    given = {"best_worst": [{"node": "root", "expert": "e1", **FIRST}], **fields}
    with pytest.raises(FrameworkError, match="E_JUDGED_TW"):
        Judgements(framework="tree", **given)


def test_a_judgement_above_nine_is_said():
    far = {"best_to_others": {"a": 1, "b": 3, "c": 12}, "others_to_worst": {"a": 12, "b": 4, "c": 1}}

    assert "W_BEYOND_SCALE" in {note.code for note in weigh(said(far), TREE).findings}


def framework(**fields):
    return ii.Framework(id="f", name="F", children=[leaf("a"), leaf("b"), leaf("c")], **fields)


def test_a_framework_may_hold_them_where_it_holds_matrices():
    own = framework(best_worst=[{"node": "root", **FIRST}])
    table = np.array([[[1.0, 2, 3], [2, 1, 5], [3, 5, 1]]])
    index = ii.compose(ii.Panel(own, (2023,), ("u", "v", "w"), table))

    assert framework_weights(own).local == pytest.approx({"a": 0.6, "b": 0.3, "c": 0.1})
    assert index.scores(2023)[2] == pytest.approx(90)
    assert [index.weights.local[one] for one in "ab"] == pytest.approx([0.6, 0.3])


def test_without_a_column_the_rest_keep_their_proportions():
    own = framework(best_worst=[{"node": "root", **FIRST}]).without(["b"])

    assert framework_weights(own).local == pytest.approx({"a": 6 / 7, "c": 1 / 7})


def test_a_framework_that_contradicts_itself_is_warned_of():
    own = framework(best_worst=[{"node": "root", **CONTRARY}])
    consistency = framework_weights(own).consistency["root"]

    assert not consistency.passes
    assert replace(consistency, ratio=0.1121).passes


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"best_worst": [{"node": "nowhere", **FIRST}]}, "E_UNKNOWN_NODE"),
        (
            {
                "best_worst": [
                    {"node": "root", "best_to_others": {"a": 1, "b": 2}, "others_to_worst": {"a": 2, "b": 1}}
                ]
            },
            "E_JUDGEMENT_ORDER",
        ),
        (
            {
                "best_worst": [{"node": "root", **FIRST}],
                "judgements": [{"node": "root", "order": ["a", "b", "c"], "upper": [[1, 1], [1]]}],
            },
            "E_JUDGED_TWO_WAYS",
        ),
        ({"best_worst": [{"node": "root", **FIRST}], "aggregation": "minimum"}, "E_WEIGHTS_NOT_USED"),
    ],
)
def test_a_framework_refuses_what_does_not_fit(fields, code):
    with pytest.raises(FrameworkError, match=code):
        framework(**fields)
