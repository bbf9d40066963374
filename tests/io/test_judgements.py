"""Files of judgements and of weights, as people write them."""

import io
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given

from ii_index.construction.expert_weights.combination import weigh
from ii_index.construction.weights import given_weights
from ii_index.errors import FrameworkError
from ii_index.io.judgements import read_judgements, to_yaml
from ii_index.io.weights import read_weights, weights_to_yaml
from tests.construction.expert_weights.expert_rounds import TREE, matrix, rounds, said

WRITTEN = """
framework: tree
experts: [{id: e1, weight: 2}, {id: 张三}]
matrices:
  - node: root          # the parent whose children are compared
    expert: e1
    order: [a, b, c]
    upper: [[1/3, ?], [？]]
  - {node: b, expert: 张三, order: [b1, b2], upper: [[0.25]]}
allocations:
  - {expert: 张三, node: root, points: {a: 20, b: 30, c: 50}}
"""


def read(text, tmp_path):
    path = tmp_path / "judgements.yaml"
    path.write_text(text, encoding="utf-8")
    return read_judgements(path)


def test_fractions_and_bare_question_marks_are_read_as_written(tmp_path):
    judgements = read(WRITTEN, tmp_path)

    assert judgements.matrices[0].upper == ((1 / 3, None), (None,))
    assert judgements.matrices[1].upper == ((0.25,),)
    assert [(expert.id, expert.weight) for expert in judgements.panel] == [("e1", 2), ("张三", 1)]
    assert judgements.allocations[0].points == {"a": 20, "b": 30, "c": 50}


def test_judgements_come_from_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(WRITTEN.encode())))

    assert len(read_judgements("-").matrices) == 2


@given(rounds())
def test_what_is_written_is_read_back(judgements):
    monkey = pytest.MonkeyPatch()
    with monkey.context() as patch:
        patch.setattr(
            sys, "stdin", io.TextIOWrapper(io.BytesIO(to_yaml(judgements, "a comment\n？ [?]").encode()))
        )
        assert read_judgements("-") == judgements


@pytest.mark.parametrize(
    ("value", "written"),
    [(3.0, "3"), (1 / 3, "1/3"), (1.0, "1"), (1 / 7, "1/7"), (2.5, "2.5"), (None, "'?'")],
)
def test_a_judgement_is_written_as_people_do(value, written):
    text = to_yaml(said(matrix("b", [[value]])))

    assert f"upper: [[{written}]]" in text


def test_every_fault_is_named_with_its_place(tmp_path):
    broken = """
framework: tree
matrices:
  - {node: root, order: [a, b, c], upper: [[two, 1], [-1]]}
  - {node: b, order: [b1, b2], upper: [[1, 2]], experts: e1}
"""
    with pytest.raises(FrameworkError) as caught:
        read(broken, tmp_path)

    assert [(finding.code, finding.column) for finding in caught.value.findings] == [
        ("E_JUDGEMENT_VALUE", "matrices.0.upper.0.0"),
        ("E_FIELD_VALUE", "matrices.0.upper.1.0"),
        ("E_FIELD_UNKNOWN", "matrices.1.experts"),
    ]
    assert all(finding.file.endswith("judgements.yaml") for finding in caught.value.findings)


@given(rounds())
def test_a_weights_file_gives_the_same_weights_back(judgements):
    result = weigh(judgements, TREE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "weights.yaml"
        path.write_text(weights_to_yaml(result, "it's: a round", "en"), encoding="utf-8")
        given_back = read_weights(path)

    assert given_back.origin == "it's: a round"
    assert given_weights(TREE, given_back).nested == pytest.approx(
        dict(result.weights.nested), rel=1e-11
    )  # written to 12 digits


def test_a_weights_file_shows_each_printed_weight_once(tmp_path):
    result = weigh(read(WRITTEN.replace("?", "1").replace("？", "3"), tmp_path), TREE)
    text = weights_to_yaml(result, "round", "en")

    assert [line.split(":")[0].strip() for line in text.splitlines()] == [
        "origin",
        "local",
        "a",
        "b",
        "c",
        "a1",
        "a2",
        "a3",
        "b1",
        "b2",
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("framework: tree\nmatrices: []", "E_JUDGEMENTS_NOT_WEIGHTS"),
        ("- 1\n- 2", "E_FIELD_VALUE"),
        ("local: {a: 1}\nnested: {a: 1}", "E_WEIGHTS_LOCAL_OR_NESTED"),
        ("local: {a: -1}", "E_FIELD_VALUE"),
        ("locl: {a: 1}", "E_FIELD_UNKNOWN"),
        ("origin: a survey", "E_WEIGHTS_LOCAL_OR_NESTED"),
        ("a: 60\nb: 40", "E_WEIGHTS_LOCAL_OR_NESTED"),
        ("local: [", "E_YAML"),
    ],
)
def test_what_is_no_weights_file_is_refused(tmp_path, text, code):
    path = tmp_path / "weights.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FrameworkError) as caught:
        read_weights(path)

    assert code in [finding.code for finding in caught.value.findings]
