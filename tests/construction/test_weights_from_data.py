"""Weights from data name the indicators that they cannot take, and say where a component is no overall measure."""

import numpy as np
import pytest

import ii_index as ii
from ii_index.model.assumptions import Assumptions
from ii_index.model.framework import Framework


def composed(columns, **recipe):
    leaves = [{"id": name, "name": f"Name of {name}"} for name in columns]
    framework = Framework(id="f", name="F", reference="r", children=leaves)
    values = np.array([*columns.values()], dtype=float).T[np.newaxis]
    return ii.compose(
        ii.Panel(framework, (2023,), tuple("uvwxyz"[: values.shape[1]]), values), ii.Recipe(**recipe)
    )


def test_the_indicator_that_a_rule_cannot_take_is_named():
    with pytest.raises(ii.WeightsError) as caught:
        composed({"a": [1, 2, 3], "b": [-1, 2, 3], "c": [3, -2, 1]}, weighting="entropy")

    assert [(one.code, one.column) for one in caught.value.findings] == [
        ("E_INDICATOR_WEIGHTS", "b"),
        ("E_INDICATOR_WEIGHTS", "c"),
    ]
    assert "Name of b" in str(caught.value)


def test_a_first_component_of_mixed_signs_is_said_and_names_the_minority():
    mixed = composed({"a": [1, 2, 3, 4], "b": [2, 3, 5, 6], "c": [9, 7, 3, 1]}, weighting="pca")
    together = composed({"a": [1, 2, 3, 4], "b": [2, 3, 5, 6], "c": [1, 3, 7, 9]}, weighting="pca")

    assert [one.details["names"][0].en for one in mixed.notes if one.code == "W_COMPONENT_MIXED"] == [
        "Name of c"
    ]
    assert "W_COMPONENT_MIXED" not in {one.code for one in together.notes}


def test_components_that_explain_equally_much_are_refused():
    with pytest.raises(ii.WeightsError, match="explain equally much"):
        composed({"a": [1, 1, -1, -1], "b": [1, -1, 1, -1]}, weighting="pca")


SIZES = {"kind": "sizes", "sizes": [2, 4]}


def test_tiers_of_stated_sizes_are_cut_in_draws_that_leave_a_unit_out():
    index = composed({"a": [1, 2, 3, 4, 5, 6], "b": [6, 1, 5, 2, 4, 3]})

    drawn = ii.uncertainty(index, draws=60, assumptions=Assumptions(tiers=[SIZES], leave_out=["unit"]))

    left_out = drawn.counts.ranks[:, 0]
    assert left_out.sum() > 0
    assert (drawn.counts.tiers[:, 0] == left_out).all()
    assert drawn.counts.tiers[:, 1].sum() == 2 * 60  # the top tier keeps its size


def test_sizes_that_do_not_add_up_are_refused_before_the_draws():
    index = composed({"a": [1, 2, 3, 4, 5, 6], "b": [6, 1, 5, 2, 4, 3]})

    with pytest.raises(ii.IIIndexError) as caught:
        ii.uncertainty(index, draws=10, assumptions=Assumptions(tiers=[{"kind": "sizes", "sizes": [2, 3]}]))

    assert [one.code for one in caught.value.findings] == ["E_TIER_RULE"]
