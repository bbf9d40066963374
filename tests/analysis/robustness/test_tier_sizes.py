"""Tiers of stated sizes in draws: what is left is the lowest tier's; sizes that do not add up are refused at once."""

import numpy as np
import pytest

import ii_index as ii
from ii_index.model.assumptions import Assumptions
from ii_index.model.framework import Framework


def composed(columns):
    leaves = [{"id": name, "name": name} for name in columns]
    framework = Framework(id="f", name="F", reference="r", children=leaves)
    values = np.array([*columns.values()], dtype=float).T[np.newaxis]
    return ii.compose(ii.Panel(framework, (2023,), tuple("uvwxyz"), values))


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
