"""Weights under which a table reproduces published tiers and lists, or the proof that none do."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ii_index as ii
from tests.construction.examples import framework, leaf, panel, parent

TREE = framework(parent("p", leaf("a"), leaf("b")), parent("q", leaf("c"), leaf("d")))
SCORES = [[9, 8, 1, 2], [7, 3, 5, 6], [2, 4, 9, 7], [1, 1, 2, 0], [0, 9, 0, 9]]


def index(values=SCORES, definition=TREE, **steps):
    return ii.compose(panel(definition, values), ii.Recipe(**steps))


def test_a_list_by_total_is_reproduced_by_the_weights_found():
    found = ii.identify_orderings(index(), [{"kind": "top", "units": ["a", "b"]}], level=2)
    totals = index().levels[2][0] @ found.nearest_to_equal

    assert found.feasible
    assert min(totals[:2]) >= max(totals[2:]) - 1e-9


def test_tiers_ask_only_that_higher_tiers_score_no_less():
    tiers = [["a"], ["b", "c"], ["d"]]
    found = ii.identify_orderings(index(), [{"kind": "tiers", "tiers": tiers}], level=2)
    totals = index().levels[2][0] @ found.nearest_to_equal

    assert totals[0] >= totals[1:3].max() - 1e-9
    assert totals[1:3].min() >= totals[3] - 1e-9


def test_a_unit_that_is_worse_everywhere_cannot_come_first():
    """Unit d is beaten by unit b in every indicator: no weights put it above, and the proof says so."""
    found = ii.identify_orderings(index(), [{"kind": "top", "units": ["d"]}], level=2)
    label, multiplier = found.proof[0]

    assert not found.feasible
    assert label.en.startswith("Total: d ≥")
    assert multiplier > 0


def test_a_list_by_one_node_says_nothing_of_the_others():
    found = ii.identify_orderings(
        index(), [{"kind": "top", "node": "q", "units": ["c"], "ordered": True}], level=2
    )

    assert found.feasible
    assert found.bounds[:2, 0] == pytest.approx([0, 0])
    assert found.bounds[:2].sum() > 0.9


def test_an_ordered_list_is_a_ranking():
    values = [[4, 0, 0, 0], [3, 1, 0, 0], [0, 4, 0, 0], [0, 0, 1, 1]]
    claim = {"kind": "top", "units": ["c", "b", "a"], "ordered": True}
    found = ii.identify_orderings(index(values), [claim], level=2)
    totals = index(values).levels[2][0] @ found.nearest_to_equal

    assert totals[2] >= totals[1] - 1e-9
    assert totals[1] >= totals[0] - 1e-9


def test_lists_that_the_free_weights_do_not_enter_are_refused():
    with pytest.raises(ii.UnknownLabelError) as refusal:
        ii.identify_orderings(index(), [{"kind": "top", "node": "q", "units": ["c"]}], level=1)

    assert [finding.code for finding in refusal.value.findings] == ["E_ORDER_LEVEL"]


def test_units_without_a_score_are_refused_by_name():
    values = [list(map(float, row)) for row in SCORES]
    values[2][1] = np.nan
    with pytest.raises(ii.DataError) as refusal:
        ii.identify_orderings(
            index(values, imputation="renormalise"), [{"kind": "top", "units": ["a"]}], level=2
        )

    assert [(finding.unit, finding.column) for finding in refusal.value.findings] == [("c", "b")]


def test_means_that_are_not_arithmetic_are_refused():
    recipe = {"normalisation": {"kind": "min_max", "range": (1, 100)}, "aggregation": "geometric"}
    with pytest.raises(ii.IIIndexError) as refusal:
        ii.identify_orderings(index(**recipe), [{"kind": "top", "units": ["a"]}], level=2)

    assert refusal.value.findings[0].code == "E_ORDER_NEEDS_ARITHMETIC"


def test_unknown_units_are_named_all_at_once():
    with pytest.raises(ii.UnknownLabelError) as refusal:
        ii.identify_orderings(index(), [{"kind": "tiers", "tiers": [["a", "x"], ["y"]]}])

    assert [finding.found for finding in refusal.value.findings] == ["x", "y"]


@settings(max_examples=25)
@given(
    st.lists(st.lists(st.integers(0, 20), min_size=4, max_size=4), min_size=5, max_size=5),
    st.lists(st.integers(1, 20), min_size=4, max_size=4),
)
def test_a_ranking_that_weights_made_is_reproduced_by_weights(values, raw):
    table = np.array(values, dtype=float)
    table[3], table[4] = 0, 20
    made = index(table, normalisation="min_max")
    weights = np.array(raw) / sum(raw)
    order = np.argsort(-(made.levels[2][0] @ weights), kind="stable")
    claim = {"kind": "top", "units": [made.units[unit] for unit in order], "ordered": True}
    found = ii.identify_orderings(made, [claim], level=2)

    assert found.feasible
    assert (found.bounds[:, 0] <= weights + 1e-7).all()
    assert (found.bounds[:, 1] >= weights - 1e-7).all()
