"""A recipe with an aggregation for each level holds where weight 0, or a table's columns, take the deepest level out."""

import numpy as np
import pytest

import ii_index as ii

LEVELS = ["geometric", "arithmetic", "harmonic"]
DEEP = {
    "id": "p",
    "name": "P",
    "children": [
        {"id": "q", "name": "Q", "children": [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]},
        {"id": "c", "name": "C"},
    ],
}
FLAT = {"id": "r", "name": "R", "children": [{"id": "d", "name": "D"}, {"id": "e", "name": "E"}]}
RECIPE = {"normalisation": {"kind": "min_max", "range": [1, 100]}, "aggregation": LEVELS}
VALUES = np.array([[[1.0, 4, 2, 7, 3], [5, 2, 6, 1, 9], [3, 8, 4, 5, 5], [2, 6, 9, 4, 1]]])
UNITS = tuple("uvwx")


def framework(*children, recipe=RECIPE, **fields):
    return ii.Framework(id="f", name="F", reference="a test", children=children, recipe=recipe, **fields)


def without_deepest():
    """The index as a framework of two levels has it."""
    shallow = {**DEEP, "children": [DEEP["children"][1]]}
    recipe = {**RECIPE, "aggregation": LEVELS[:2]}
    return ii.compose(ii.Panel(framework(shallow, FLAT, recipe=recipe), (2023,), UNITS, VALUES[..., 2:]))


def weightless():
    deep = {**DEEP, "children": [{**DEEP["children"][0], "weight": 0}, {**DEEP["children"][1], "weight": 1}]}
    return ii.compose(ii.Panel(framework(deep, FLAT), (2023,), UNITS, VALUES))


def given_nought():
    panel = ii.Panel(framework(DEEP, FLAT), (2023,), UNITS, VALUES)
    recipe = panel.framework.recipe.replace(weighting={"kind": "given", "local": {"q": 0, "c": 1}})
    return ii.compose(panel, recipe)


def columns_above():
    """A table whose column is the node itself."""
    import pandas as pd

    table = pd.DataFrame(VALUES[0, :, 2:], columns=["q", "d", "e"]).assign(unit=UNITS, year=2023)
    deep = {**DEEP, "children": DEEP["children"][:1]}
    return ii.compose(ii.Panel.from_frame(table, framework(deep, FLAT)))


WAYS = [weightless, given_nought, columns_above]


@pytest.mark.parametrize("way", WAYS)
def test_scores_are_those_of_the_levels_that_are_left_and_the_rest_is_said(way):
    index, expected = way(), without_deepest()

    np.testing.assert_allclose(index.scores(), expected.scores(), rtol=1e-12)
    (note,) = [one for one in index.notes if one.code == "N_MEANS_UNUSED"]
    assert "2 levels are left" in note.message("en")
    assert "harmonic" in note.message("en")
    assert "N_MEANS_UNUSED" not in {one.code for one in expected.notes}


@pytest.mark.parametrize("way", WAYS)
def test_every_question_is_answered_of_the_levels_that_are_left(way, tmp_path):
    from ii_index.analysis.robustness.leave_one_out import leave_one_out
    from ii_index.reporting.report import report

    index, expected = way(), without_deepest()
    drawn = [
        ii.uncertainty(one, draws=50, seed=1, assumptions=ii.Assumptions.weights_only(0.2))
        for one in (index, expected)
    ]

    assert drawn[0].counts.ranks.tolist() == drawn[1].counts.ranks.tolist()
    np.testing.assert_allclose(ii.decompose_level(index).total, expected.scores(), rtol=1e-9)
    assert (
        leave_one_out(index, element="dimension").ranks.tolist()
        == leave_one_out(expected, element="dimension").ranks.tolist()
    )
    document = report(index, ii.tiers(index, k=2), language="en")
    for suffix in ("html", "xlsx", "md"):
        assert document.write(tmp_path / f"report.{suffix}").stat().st_size
    again = ii.compose(index.panel, index.recipe)
    assert again.equals(index)


def test_one_too_many_for_the_whole_framework_is_refused_still():
    recipe = {**RECIPE, "aggregation": [*LEVELS, "arithmetic"]}

    with pytest.raises(ii.FrameworkError, match="E_AGGREGATION_LEVELS"):
        ii.compose(ii.Panel(framework(DEEP, FLAT, recipe=recipe), (2023,), UNITS, VALUES))
