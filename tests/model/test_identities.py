"""What labels of units name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ii_index as ii
from ii_index.io.frameworks import read_framework
from ii_index.model.assembly import Roster
from ii_index.model.frame_columns import text_of
from ii_index.model.identities import identify, may_be_reserved
from ii_index.model.spelling import joined, typeset

FRAMEWORK = read_framework("caict-2024")


@pytest.mark.parametrize(
    ("figure", "status", "code"),
    [
        ("11", "unit", "110000"),
        ("110000", "unit", "110000"),
        ("110000.00", "unit", "110000"),
        ("110000000000", "unit", "110000"),
        ("１１００００", "unit", "110000"),
        ("100000", "nation", "CN"),
        ("000000", "nation", "CN"),
        ("210200", "part", None),
        ("-11", "unknown", None),
        ("11.5", "unknown", None),
        ("0.11", "unknown", None),
    ],
)
def test_a_figure_names_something_only_as_a_code(figure, status, code):
    assert identify(figure, FRAMEWORK) == (status, code)


FREE = ii.Framework(
    id="free", name="Free", reference="test", units="any", children=[{"id": "x", "name": "X"}]
)
PIECES = st.sampled_from(
    [
        *(
            "全",
            "全国",
            "各省平均",
            "总计",
            "小计",
            "Mean",
            "TOTAL",
            "of which",
            "#",
            "-",
            "變異係數",
            "總計",
            "Ｔｏｔａｌ",
        ),
        *("北", "京", "a", "É", "|", " ", "\n", "\u3000", "\u200d"),
    ]
)
LABELS = st.lists(st.lists(PIECES, max_size=4).map("".join).map(text_of), max_size=8)


@given(LABELS)
def test_labels_looked_at_together_are_found_as_one_by_one(labels):
    special = {label for label in labels if label and identify(label, FREE) != ("unit", joined(label))}

    assert special <= {*may_be_reserved(labels)}
    assert may_be_reserved(labels) == [label for label in labels if may_be_reserved([label])]
    assert typeset(labels) == [label for label in labels if joined(label) != label]


@given(LABELS, st.sampled_from([FREE, FRAMEWORK]))
def test_a_roster_settles_every_label_as_identified_alone(labels, framework):
    roster = Roster.of(labels, framework)
    found = {label: identify(label, framework) for label in labels if label}
    others = any(identity.status in {"unit", "unknown"} for identity in found.values())

    assert roster.codes_of(labels) == [roster.code_of(label) for label in labels]
    assert roster.code_of("") is None
    for label, identity in found.items():
        unit = identity.status == "unit" or (identity.status == "nation" and not others)
        assert roster.code_of(label) == (identity.code if unit else None)
        assert (label in roster.set_aside) == (not unit and identity.status != "unknown")
        assert (label in roster.unknown) == (identity.status == "unknown")
