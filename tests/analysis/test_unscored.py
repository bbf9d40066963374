"""A unit without a score is told why: too little of its data is there, or a node takes it only with all its parts."""

import numpy as np
import pytest

import ii_index as ii
from ii_index.analysis.unscored import lacking_parts
from ii_index.construction.methods.aggregation import AGGREGATIONS
from ii_index.reporting.documents.ranking import index_findings

GROUP = {"id": "p", "name": "P", "children": [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]}
OTHER = {"id": "c", "name": "C"}
VALUES = [[1, 9, 4], [2, 5, 6], [3, np.nan, 5], [np.nan, np.nan, 3]]


def index_of(aggregation, values=VALUES, imputation="renormalise"):
    recipe = {
        "normalisation": {"kind": "min_max", "range": [1, 100]},
        "imputation": imputation,
        "aggregation": aggregation,
    }
    framework = ii.Framework(id="f", name="F", reference="a test", children=[GROUP, OTHER], recipe=recipe)
    return ii.compose(ii.Panel(framework, (2023,), tuple("uvwx"), np.array([values], dtype=float)))


def said(index):
    findings = index_findings(index, ii.tiers(index, k=2))
    return {one.code: one for one in findings}


@pytest.mark.parametrize("kind", [kind for kind in AGGREGATIONS if kind not in {"call", "power"}])
def test_a_record_says_whether_a_unit_needs_all_its_parts(kind):
    leaves = {"id": "f", "name": "F", "reference": "a test", "children": GROUP["children"]}
    recipe = {
        "normalisation": {"kind": "min_max", "range": [70, 130]},
        "imputation": {"kind": "renormalise", "threshold": 0},
    }
    framework = ii.Framework(**leaves, aggregation={"kind": kind}, recipe=recipe)
    values = np.array([[[1.0, 9], [2, 5], [3, np.nan], [2, 7]]])
    index = ii.compose(ii.Panel(framework, (2023,), tuple("uvwx"), values))

    assert bool(np.isnan(index.scores()[2])) == AGGREGATIONS[kind].needs_all
    assert [one.unit for one in lacking_parts(index)] == (["w"] if AGGREGATIONS[kind].needs_all else [])


@pytest.mark.parametrize(
    ("aggregation", "lacking"),
    [
        ("benefit_of_the_doubt", {"w": ("b",), "x": ("a", "b")}),
        (["benefit_of_the_doubt", "arithmetic"], {"x": ("a", "b")}),
        (["arithmetic", "benefit_of_the_doubt"], {}),  # the total passes over the dimension
        ("arithmetic", {}),
    ],
)
def test_the_cells_that_a_unit_lacks_are_named(aggregation, lacking):
    index = index_of(aggregation, imputation={"kind": "renormalise", "threshold": 0})

    assert {one.unit: one.cells for one in lacking_parts(index)} == lacking


def test_who_lacks_a_part_is_told_from_who_lacks_weight():
    index = index_of("benefit_of_the_doubt")
    found = said(index)["W_PARTS_MISSING"].render("en")

    assert (
        "benefit of the doubt takes a unit only with all its parts; not scored: w lacks B; x lacks A, B"
        in found
    )
    assert "W_NOT_SCORED" not in said(index)
    few = index_of("arithmetic", imputation={"kind": "renormalise", "threshold": 0.9})
    assert "w, x: less of the weight" in said(few)["W_NOT_SCORED"].render("en")
    assert "W_PARTS_MISSING" not in said(few)


@pytest.mark.parametrize("remedy", ["values", "filled", "average"])
def test_the_remedies_give_every_unit_a_score(remedy):
    words = said(index_of("benefit_of_the_doubt"))["W_PARTS_MISSING"].remedy("en")
    assert {"values": "supply", "filled": "imputation: mean", "average": "arithmetic"}[remedy] in words
    whole = [[1, 9, 4], [2, 5, 6], [3, 4, 5], [1, 2, 3]]
    one_short = [*whole[:3], [np.nan, 2, 3]]
    index = {
        "values": lambda: index_of("benefit_of_the_doubt", whole),
        "filled": lambda: index_of("benefit_of_the_doubt", imputation="mean"),
        "average": lambda: index_of(["benefit_of_the_doubt", "arithmetic"], one_short),
    }[remedy]()

    assert not np.isnan(index.scores()).any()
    assert "W_PARTS_MISSING" not in said(index)
