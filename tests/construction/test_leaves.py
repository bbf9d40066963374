"""What an indicator may say of its data: the column it reads, a constant, limits, a denominator that fails it."""

import numpy as np
import pandas as pd
import pytest

import ii_index as ii

POPULATION = [{"id": "pop", "name": "Population"}]


def framework(*leaves, **fields):
    return ii.Framework(id="f", name="F", reference="a test", units="any", children=list(leaves), **fields)


def leaf(name, **fields):
    return {"id": name, "name": name.upper(), **fields}


def frame(**columns):
    size = len(next(iter(columns.values())))
    return pd.DataFrame({"unit": list("UVWXYZ")[:size], "year": 2023, **columns})


def raw(definition, **columns):
    """Values as indicators speak of them, one list an indicator."""
    index = ii.compose(ii.Panel.from_frame(frame(**columns), definition), definition.recipe)
    return index.prepared.values[0].T.tolist(), [note.code for note in index.notes]


PLAIN = {"recipe": {"normalisation": "none"}}


def test_several_indicators_read_one_column():
    both = framework(leaf("high", column="share"), leaf("low", column="share", direction="negative"))
    index = ii.compose(ii.Panel.from_frame(frame(share=[0, 25, 100]), both))

    assert index.normalised[0].T.tolist() == [[0, 25, 100], [100, 75, 0]]


def test_an_indicator_may_read_a_column_that_others_are_divided_by():
    definition = framework(
        leaf("size", column="pop"), leaf("x", denominator="pop"), denominators=POPULATION, **PLAIN
    )

    assert raw(definition, x=[6, 8], pop=[2, 4])[0] == [[2, 4], [3, 2]]


def test_a_table_need_not_hold_a_constant_which_is_not_normalised():
    definition = framework(leaf("x"), leaf("c", constant=40))
    index = ii.compose(ii.Panel.from_frame(frame(x=[1, 2, 3]), definition))

    assert index.normalised[0].T.tolist() == [[0, 50, 100], [40, 40, 40]]
    assert index.scores(2023).tolist() == [20, 45, 70]


def test_a_file_reads_shared_columns_and_constants_like_a_frame(tmp_path):
    definition = framework(
        leaf("a", column="share"), leaf("b", column="share", denominator="pop"), leaf("c", constant=1),
        denominators=POPULATION, **PLAIN,
    )  # fmt: skip
    columns = {"share": [1.0, 3.0], "pop": [2.0, 4.0]}
    path = tmp_path / "t.csv"
    frame(**columns).to_csv(path, index=False)

    read = ii.read_panel(path, definition)

    assert read.values[0].T.tolist() == [[1, 3], [1, 3], [1, 1]]
    assert read.equals(ii.Panel.from_frame(read.to_frame(), definition))


def test_a_missing_shared_column_is_named_once():
    definition = framework(leaf("a", column="share"), leaf("b", column="share"), leaf("x"))
    with pytest.raises(ii.DataError) as refused:
        ii.Panel.from_frame(frame(x=[1, 2]), definition)

    assert [(f.code, f.column) for f in refused.value.findings] == [("E_MISSING_COLUMN", "share")]


def test_limits_cut_raw_values_after_division_and_before_the_logarithm():
    definition = framework(
        leaf("x", denominator="pop", limits=[1, 10], transform="log"), denominators=POPULATION, **PLAIN
    )
    values, notes = raw(definition, x=[0.5, 4, 40], pop=[1, 2, 2])

    assert values[0] == pytest.approx([0, np.log(2), np.log(10)])
    assert notes.count("N_LIMITED") == 1


@pytest.mark.parametrize(("rule", "expected"), [("missing", None), ("one", 1.0)])
def test_a_denominator_that_is_not_positive_follows_the_indicator_s_rule(rule, expected):
    definition = framework(
        leaf("x", denominator="pop", zero_denominator=rule), denominators=POPULATION,
        recipe={"normalisation": "none", "imputation": {"kind": "renormalise", "threshold": 0}},
    )  # fmt: skip
    values, notes = raw(definition, x=[6, 8, 9], pop=[2, 0, 3])

    assert [None if np.isnan(value) else value for value in values[0]] == [3, expected, 3]
    assert "N_ZERO_DENOMINATOR" in notes


@pytest.mark.parametrize("imputation", ["refuse", "renormalise", "mean", "median"])
def test_without_a_rule_a_zero_denominator_is_refused_whatever_becomes_of_gaps(imputation):
    definition = framework(leaf("x", denominator="pop"), leaf("y"), denominators=POPULATION)
    panel = ii.Panel.from_frame(frame(x=[6, 8, 9], y=[1, 2, 3], pop=[2, 0, 3]), definition)
    with pytest.raises(ii.DataError) as refused:
        ii.compose(panel, definition.recipe.replace(imputation=imputation))

    assert [(f.code, f.unit) for f in refused.value.findings] == [("E_DENOMINATOR", "V")]


@pytest.mark.parametrize(("imputation", "filled"), [("mean", 4.0), ("median", 4.0), ("renormalise", None)])
def test_a_missing_denominator_makes_a_missing_cell_and_the_recipe_says_what_becomes_of_it(
    imputation, filled
):
    definition = framework(leaf("x", denominator="pop"), leaf("y"), denominators=POPULATION)
    panel = ii.Panel.from_frame(frame(x=[6, 8, 10], y=[1, 2, 3], pop=[2, None, 2]), definition)
    index = ii.compose(panel, definition.recipe.replace(imputation=imputation))
    cell = index.prepared.values[0, 1, 0]

    assert (None if np.isnan(cell) else cell) == filled
    assert "N_NO_DENOMINATOR" in [note.code for note in index.notes]


def test_under_refuse_a_missing_denominator_is_named_as_one():
    definition = framework(leaf("x", denominator="pop"), leaf("y"), denominators=POPULATION)
    panel = ii.Panel.from_frame(frame(x=[6, 8, None], y=[1, 2, 3], pop=[2, None, 2]), definition)
    with pytest.raises(ii.DataError) as refused:
        ii.compose(panel)

    assert [(f.code, f.unit) for f in refused.value.findings] == [
        ("E_MISSING_VALUE", "W"), ("E_DENOMINATOR", "V"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("node", "code"),
    [
        (leaf("p", column="x", children=[leaf("x")]), "E_FIELD_OF_LEAF"),
        (leaf("p", limits=[0, 1], children=[leaf("x")]), "E_FIELD_OF_LEAF"),
        (leaf("p", constant=1, children=[leaf("x")]), "E_FIELD_OF_LEAF"),
        (leaf("x", constant=1, direction="negative"), "E_FIELD_OF_COLUMN"),
        (leaf("x", constant=1, column="y"), "E_FIELD_OF_COLUMN"),
        (leaf("x", zero_denominator="one"), "E_FIELD_NEEDS"),
        (leaf("x", limits=[3, 1]), "E_LIMITS_ORDER"),
    ],
)
def test_a_field_that_would_have_no_effect_is_refused(node, code):
    with pytest.raises(ii.FrameworkError) as refused:
        framework(node)

    assert [finding.code for finding in refused.value.findings] == [code]


def test_a_column_is_an_indicator_s_in_one_unit_of_measurement():
    parent = leaf("p", children=[leaf("x")])
    with pytest.raises(ii.FrameworkError, match="p"):
        framework(parent, leaf("y", column="p"))
    with pytest.raises(ii.FrameworkError, match="万元"):
        framework(leaf("a", column="x", unit="万元"), leaf("b", column="x", unit="亿元"))


def test_indicators_of_one_column_share_its_noise_and_a_constant_has_none():
    """Twins in opposite directions on one column leave every unit's mean as it is, whatever the error of the column."""
    twins = framework(
        leaf("up", column="x"), leaf("down", column="x", direction="negative"), leaf("c", constant=50)
    )
    index = ii.compose(ii.Panel.from_frame(frame(x=[1.0, 2.0, 4.0]), twins))
    said = ii.uncertainty(
        index, assumptions=ii.Assumptions(weights={"kind": "fixed"}, noise={"sd": 0.2}), draws=40, seed=1
    )

    assert np.ptp(said.mean_ranks()) == 0


GRADES = {"A": 5, "B": 3, "无": 0, 2: 2}


def test_ordinal_answers_count_what_the_indicator_says(tmp_path):
    definition = framework(leaf("x", recode=GRADES), **PLAIN)
    path = tmp_path / "t.csv"
    path.write_text("unit,year,x\nU,2023,A\nV,2023,b\nW,2023,无\nX,2023,2\n", encoding="utf-8")

    assert ii.read_panel(path, definition).values[0, :, 0].tolist() == [5, 3, 0, 2]
    assert raw(definition, x=["A", " b ", "无", 2])[0] == [[5, 3, 0, 2]]
    assert raw(definition, x=[2, 2, 2, 2])[0] == [[2, 2, 2, 2]]


def test_an_answer_that_is_none_of_the_indicator_s_is_refused(tmp_path):
    definition = framework(leaf("x", recode=GRADES))
    path = tmp_path / "t.csv"
    path.write_text("unit,year,x\nU,2023,A\nV,2023,C\nW,2023,5\n", encoding="utf-8")
    for read in (lambda: ii.read_panel(path, definition), lambda: raw(definition, x=["A", "C", 5])):
        with pytest.raises(ii.DataError) as refused:
            read()
        errors = [finding for finding in refused.value.findings if finding.severity == "error"]
        assert [(one.code, one.found) for one in errors] == [
            ("E_GRADE_UNKNOWN", "C"),
            ("E_GRADE_UNKNOWN", "5"),
        ]


def test_a_column_is_recoded_in_one_way():
    with pytest.raises(ii.FrameworkError) as refused:
        framework(leaf("a", column="x", recode={"A": 1}), leaf("b", column="x", recode={"A": 2}))

    assert [finding.code for finding in refused.value.findings] == ["E_COLUMN_RECODED"]
