"""Where a question names nodes, their names serve as their ids do."""

import numpy as np
import pytest

import ii_index as ii
from ii_index.analysis.identification.orderings import identify_orderings
from ii_index.analysis.robustness.rank_bounds import rank_bounds
from ii_index.construction.compose import compose
from ii_index.model.assumptions import Assumptions
from ii_index.model.framework import Framework
from ii_index.model.panel import Panel

UNITS = ("x", "y", "z", "w")


@pytest.fixture(scope="module")
def index():
    children = [
        {"id": "scale", "name": {"zh": "规模实力", "en": "Scale"}, "children": [
            {"id": "gdp", "name": {"zh": "产值", "en": "Output"}}, {"id": "staff", "name": {"zh": "人员", "en": "Staff"}}]},
        {"id": "green", "name": {"zh": "绿色低碳", "en": "Green"}, "children": [
            {"id": "energy", "name": {"zh": "能耗", "en": "Energy"}}, {"id": "water", "name": {"zh": "用水", "en": "Water"}}]},
    ]  # fmt: skip
    values = np.array([[[1.0, 5, 3, 9], [9, 4, 1, 8], [5, 9, 2, 2], [3, 1, 9, 4]]])
    return compose(Panel(Framework(id="own", name="own", children=children), (2022,), UNITS, values))


def test_limits_of_weights(index):
    by_id = rank_bounds(index, amount=None, limits={"scale": (0.2, 0.4), "gdp": (0.0, 0.1)})
    by_name = rank_bounds(index, amount=None, limits={"规模 实力": (0.2, 0.4), "OUTPUT": (0.0, 0.1)})

    assert by_name.frame().equals(by_id.frame())


def test_who_is_on_top_of_a_node(index):
    claims = [{"kind": "top", "units": ["y"], "node": node} for node in ("scale", "规模实力")]
    by_id, by_name = (identify_orderings(index, [claim], level=2) for claim in claims)

    np.testing.assert_allclose(by_name.bounds, by_id.bounds)


def test_weights_that_experts_gave(index):
    def drawn(*names):
        experts = {"a": {names[0]: 0.7, names[1]: 0.3}, "b": {names[0]: 0.2, names[1]: 0.8}}
        return ii.uncertainty(
            index, assumptions=Assumptions(weights={"kind": "experts", "experts": experts}), draws=200, seed=1
        )

    assert drawn("规模实力", "Green").frame().equals(drawn("scale", "green").frame())


def test_an_unknown_node_of_an_expert_is_named_with_what_looks_like_it(index):
    experts = {"a": {"规模势力": 0.7, "green": 0.3}, "b": {"scale": 0.2, "green": 0.8}}
    with pytest.raises(ii.FrameworkError) as refused:
        ii.uncertainty(
            index, assumptions=Assumptions(weights={"kind": "experts", "experts": experts}), draws=10
        )

    assert refused.value.findings[0].remedy("zh") == "可能是：规模实力（scale）"
