"""Weights of a framework: declared, judged, given, equal."""

import pandas as pd
import pytest

import ii_index as ii
from tests.construction.examples import framework, leaf, panel, parent

DEFAULT = [[1, "1/2", "1/2", "1/2"], [1, "1/2", 1], ["1/2", 1], [1]]
ORDER = ["a", "b", "c", "d", "e"]


def judged():
    return framework(
        *(leaf(node) for node in ORDER), judgements=[{"node": "root", "order": ORDER, "upper": DEFAULT}]
    )


def weights(definition, weighting="framework"):
    table = [[float(i + j) for j in range(len(definition.leaves))] for i in range(3)]
    return ii.compose(panel(definition, table), ii.Recipe.provincial(weighting=weighting)).weights


def test_the_default_judgements_have_the_priorities_and_the_consistency_that_were_published_with_them():
    result = weights(judged())

    assert [round(result.local[node], 4) for node in ORDER] == [0.1270, 0.1676, 0.1925, 0.2918, 0.2211]
    assert round(result.consistency["root"].ratio, 4) == 0.0216
    assert result.consistency["root"].random_index == "saaty1980"


def test_a_pruned_child_gives_its_weight_to_its_siblings_in_proportion():
    whole, part = weights(judged()), weights(judged().without({"a"}))

    assert part.local == pytest.approx({node: whole.local[node] / (1 - whole.local["a"]) for node in "bcde"})


def test_declared_weights_are_relative_within_the_parent():
    result = weights(
        framework(parent("A", leaf("a1", weight=2), leaf("a2", weight=6), weight=30), leaf("b", weight=10))
    )

    assert result.local == pytest.approx({"A": 0.75, "b": 0.25, "a1": 0.25, "a2": 0.75})
    assert result.nested == pytest.approx({"A": 0.75, "b": 0.25, "a1": 0.1875, "a2": 0.5625})


def test_siblings_of_which_one_has_no_weight_are_refused():
    with pytest.raises(ii.WeightsError) as caught:
        weights(framework(leaf("a", weight=1), leaf("b")))

    assert [(finding.code, finding.column) for finding in caught.value.findings] == [
        ("E_WEIGHT_MISSING", "b")
    ]


def test_local_weights_may_be_given_for_one_parent_and_left_to_the_framework_elsewhere():
    definition = framework(parent("A", leaf("a1", weight=1), leaf("a2", weight=3)), parent("B", leaf("b1")))
    result = weights(definition, {"kind": "given", "local": {"A": 20, "B": 80}})

    assert result.nested == pytest.approx({"A": 0.2, "B": 0.8, "a1": 0.05, "a2": 0.15, "b1": 0.8})


def test_nested_weights_of_the_leaves_add_up_to_their_parents():
    definition = framework(parent("A", leaf("a1"), leaf("a2")), parent("B", leaf("b1")))
    result = weights(definition, {"kind": "given", "nested": {"a1": 10, "a2": 30, "b1": 60}})

    assert result.nested == pytest.approx({"A": 0.4, "B": 0.6, "a1": 0.1, "a2": 0.3, "b1": 0.6})
    assert result.local == pytest.approx({"A": 0.4, "B": 0.6, "a1": 0.25, "a2": 0.75, "b1": 1.0})


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"local": {"a": 1, "typo": 1}}, "E_UNKNOWN_NODE"),
        ({"local": {"a": 1}}, "E_WEIGHT_MISSING"),
        ({"local": {"a": 0, "b": 0}}, "E_WEIGHTS_ZERO"),
        ({"nested": {"a": 1}}, "E_WEIGHT_MISSING"),
        ({"nested": {"a": 0, "b": 0}}, "E_WEIGHTS_ZERO"),
    ],
)
def test_weights_that_do_not_fit_the_framework_are_refused(given, code):
    with pytest.raises(ii.WeightsError) as caught:
        weights(framework(leaf("a"), leaf("b")), {"kind": "given", **given})

    assert code in {finding.code for finding in caught.value.findings}


def test_weights_below_the_cut_are_told_and_not_used():
    definition = framework(parent("A", leaf("a1"), leaf("a2")), leaf("b"))
    frame = pd.DataFrame({"unit": ["x", "y"], "year": 2023, "A": [1.0, 2.0], "b": [3.0, 1.0]})
    given = {"kind": "given", "local": {"A": 3, "b": 1, "a1": 1, "a2": 2}}

    index = ii.compose(ii.Panel.from_frame(frame, definition), ii.Recipe(weighting=given))

    assert dict(index.weights.nested) == {"A": 0.75, "b": 0.25}
    assert [note.details["nodes"] for note in index.notes if note.code == "N_WEIGHTS_UNUSED"] == [
        ["a1", "a2"]
    ]


def test_equal_weights_are_equal_at_every_node():
    result = weights(framework(parent("A", leaf("a1", weight=9), leaf("a2", weight=1)), leaf("b")), "equal")

    assert result.nested == pytest.approx({"A": 0.5, "b": 0.5, "a1": 0.25, "a2": 0.25})
