"""Who is in the sample, what is filled, what is pulled in: by indicator, by group, within the row, by the years of the bounds."""

import numpy as np
import pandas as pd
import pytest
import scipy.stats

import ii_index as ii


def framework(*leaves, **fields):
    return ii.Framework(id="f", name="F", reference="a test", units="any", children=list(leaves), **fields)


def leaf(name, **fields):
    return {"id": name, "name": name.upper(), **fields}


def panel(definition, years=(2023,), **columns):
    size = len(next(iter(columns.values()))) // len(years)
    units = [f"u{at}" for at in range(size)] * len(years)
    frame = pd.DataFrame({"unit": units, "year": np.repeat(years, size), **columns})
    return ii.Panel.from_frame(frame, definition)


AB = framework(leaf("a"), leaf("b"))
TWELVE = [float(at) for at in range(1, 13)]


def test_what_was_filled_is_not_observed_and_a_unit_without_data_has_no_score():
    index = ii.compose(
        panel(AB, a=[1, 2, None, 4, None], b=[0, 5, 10, None, None]), AB.recipe.replace(imputation="mean")
    )

    assert index.coverage[0][0, :, 0].tolist() == [1, 1, 0.5, 0.5, 0]
    assert np.isnan(index.scores(2023)).tolist() == [False, False, False, False, True]


@pytest.mark.parametrize("imputation", ["mean", "median", "row_mean"])
@pytest.mark.parametrize(("threshold", "scored"), [(0.4, True), (0.4000001, False)])
def test_the_observed_weight_decides_whether_a_unit_is_scored(imputation, threshold, scored):
    uneven = framework(leaf("a", weight=4), leaf("b", weight=6))
    recipe = uneven.recipe.replace(imputation={"kind": imputation, "threshold": threshold})
    index = ii.compose(panel(uneven, a=[1, 2, 5, 4], b=[0, 5, None, 10]), recipe)

    assert bool(np.isfinite(index.scores(2023)[2])) is scored


def test_each_indicator_may_have_a_rule_of_its_own_for_gaps():
    own = framework(
        leaf("a", imputation="median"),
        leaf("b"),
        leaf("c", imputation="refuse"),
        recipe={"imputation": "mean"},
    )
    gaps = {"a": [1, 2, 9, None], "b": [1, 2, 9, None]}
    index = ii.compose(panel(own, **gaps, c=[1, 2, 3, 4]))

    assert index.prepared.values[0, 3, :2].tolist() == [2, 4]
    with pytest.raises(ii.DataError) as refused:
        ii.compose(panel(own, **gaps, c=[1, 2, 3, None]))
    assert [(f.code, f.column) for f in refused.value.findings] == [("E_MISSING_VALUE", "c")]


@pytest.mark.parametrize(("kind", "filled"), [("group_mean", 5.0), ("group_median", 2.0)])
def test_gaps_are_filled_from_the_column_of_groups(kind, filled):
    frame = pd.DataFrame(
        {"unit": list("UVWXYZ"), "area": ["n", "n", "n", "n", "s", "s"], "year": 2023,
         "a": [1, 2, 12, None, 100, 200], "b": [1, 2, 3, 4, 5, 6]}
    )  # fmt: skip
    given = ii.Panel.from_frame(frame, AB, group_columns=["area"])
    index = ii.compose(given, AB.recipe.replace(imputation={"kind": kind, "groups": "area"}))

    assert index.prepared.values[0, 3, 0] == filled


@pytest.mark.parametrize("kind", ["group_mean", "group_median"])
def test_there_is_no_nameless_group_of_all(kind):
    with pytest.raises(ii.DataError) as refused:
        ii.compose(panel(AB, a=[1, 2, None], b=[1, 2, 3]), AB.recipe.replace(imputation=kind))

    assert [finding.code for finding in refused.value.findings] == ["E_NO_GROUPS"]


def test_a_gap_is_filled_within_the_row_from_normalised_siblings_with_bounds_of_observed_cells():
    tree = framework(leaf("p", children=[leaf("a"), leaf("b"), leaf("c")]), leaf("d"))
    index = ii.compose(
        panel(tree, a=[0, 10, None], b=[0, 50, 25], c=[0, 4, 4], d=[0, 1, 0]),
        tree.recipe.replace(imputation="row_mean"),
    )

    assert index.normalised[0, 2].tolist() == [75, 50, 100, 0]  # (50 + 100)/2; d is no sibling
    assert index.prepared.filled[0, 2].tolist() == [True, False, False, False]


def test_a_row_without_siblings_to_fill_from_is_refused():
    tree = framework(leaf("p", children=[leaf("a"), leaf("b")]), leaf("d"))
    with pytest.raises(ii.DataError) as refused:
        ii.compose(
            panel(tree, a=[0, 10, None], b=[0, 50, None], d=[0, 1, 0]),
            tree.recipe.replace(imputation={"kind": "row_mean", "threshold": 0}),
        )

    assert [(f.code, f.unit) for f in refused.value.findings] == [
        ("E_CANNOT_IMPUTE", "u2"), ("E_CANNOT_IMPUTE", "u2"),
    ]  # fmt: skip


def test_units_that_lack_too_much_leave_the_sample_before_anything_is_filled_or_fitted():
    recipe = AB.recipe.replace(imputation="mean", screening={"available": 0.6})
    index = ii.compose(panel(AB, a=[1, 2, None, 3], b=[0, 5, 10000, 10]), recipe)

    assert index.normalised[0, 3].tolist() == [100, 100]  # 10,000 is in no bound
    assert np.isnan(index.scores(2023)).tolist() == [False, False, True, False]
    (said,) = [note for note in index.notes if note.code == "W_SCREENED"]
    assert "u2" in said.render("en")


def test_units_with_too_many_zeros_are_screened_by_declaration_and_kept_by_name():
    given = panel(AB, a=[0, 2, 4], b=[0, 5, 10])
    recipe = AB.recipe.replace(screening={"nonzero": 0.5})

    assert np.isnan(ii.compose(given, recipe).scores(2023)[0])
    kept = ii.compose(given, recipe.replace(screening={"nonzero": 0.5, "keep": ["u0"]}))
    assert kept.scores(2023).tolist() == [0, pytest.approx(50), 100]
    gone = ii.compose(given, recipe.replace(screening={"leave_out": ["u2"]}))
    assert np.isnan(gone.scores(2023)).tolist() == [False, False, True]


@pytest.mark.parametrize("screening", [{}, {"available": 0.5, "keep": ["u0"], "leave_out": ["u0"]}])
def test_a_screening_says_something_and_not_two_things(screening):
    with pytest.raises(ii.FrameworkError):
        AB.recipe.replace(screening=screening)


def test_treatment_follows_the_years_of_the_bounds():
    """Treated over both years together, 500 becomes 12, as the best of the year before: both score 100."""
    one = framework(leaf("a"))
    values = [*TWELVE[:-1], 12.0, *TWELVE[:-1], 500.0]
    pooled = ii.compose(panel(one, (2021, 2022), a=values), one.recipe.replace(treatment="winsorise"))
    yearly = ii.compose(
        panel(one, (2021, 2022), a=values),
        one.recipe.replace(treatment="winsorise", normalisation={"kind": "min_max", "bounds": "year"}),
    )

    assert pooled.normalised[:, -1, 0].tolist() == [100, 100]
    assert pooled.prepared.values[:, -1, 0].tolist() == [12, 12]
    assert yearly.prepared.values[:, -1, 0].tolist() == [12, 11]


def test_treatment_fitted_in_one_year_holds_for_the_others():
    one = framework(leaf("a"))
    values = [*TWELVE[:-1], 500.0, *TWELVE[:-1], 40.0]
    index = ii.compose(
        panel(one, (2021, 2022), a=values),
        one.recipe.replace(treatment="winsorise", normalisation={"kind": "min_max", "bounds": 2021}),
    )

    assert index.prepared.values[:, -1, 0].tolist() == [11, 11]


def test_an_indicator_forbids_its_treatment_or_asks_for_it():
    own = framework(
        leaf("a"),
        leaf("b", treatment="none"),
        leaf("c", treatment={"kind": "winsorise", "max_points": 2, "force": True}),
    )
    tail = [*TWELVE[:-1], 500.0]
    index = ii.compose(
        panel(own, a=tail, b=tail, c=[*TWELVE[:-2], 30.0, 40.0]), own.recipe.replace(treatment="winsorise")
    )

    assert index.prepared.values[0, -1].tolist() == [11, 500, 10]


def test_values_are_pulled_in_to_percentiles_by_declaration():
    one = framework(leaf("a"))
    recipe = one.recipe.replace(treatment={"kind": "winsorise_percentiles", "lower": 10, "upper": 75})
    index = ii.compose(panel(one, a=TWELVE), recipe)

    assert index.prepared.values[0, :, 0] == pytest.approx(
        np.clip(TWELVE, np.percentile(TWELVE, 10), np.percentile(TWELVE, 75))
    )


@pytest.mark.parametrize("kind", ["winsorise", "winsorise_then_log"])
def test_a_year_alone_is_treated_as_ever(kind):
    from ii_index.kernels import treatment

    rng = np.random.default_rng(3)
    values = np.exp(rng.normal(size=(40, 3)) * [1, 2, 4])
    three = framework(leaf("a"), leaf("b"), leaf("c"))
    index = ii.compose(
        panel(three, a=values[:, 0], b=values[:, 1], c=values[:, 2]), three.recipe.replace(treatment=kind)
    )

    assert index.prepared.values[0] == pytest.approx(getattr(treatment, kind)(values))


EVERY_WAY = [
    "mean", "median", "group_mean", "group_median", "row_mean", "carry_forward", "interpolate", "renormalise",
]  # fmt: skip


@pytest.mark.parametrize("imputation", EVERY_WAY)
def test_a_table_with_missing_denominators_goes_through_every_imputation(imputation):
    definition = framework(
        leaf("a", denominator="pop"), leaf("b"), leaf("c"), denominators=[{"id": "pop", "name": "Pop"}]
    )
    frame = pd.DataFrame(
        {"unit": list("UVWX") * 3, "area": list("nnss") * 3, "year": np.repeat([2020, 2021, 2022], 4),
         "a": np.arange(12.0) + 4, "b": np.arange(12.0), "c": np.arange(12.0)[::-1],
         "pop": [2, 2, 2, 2, None, 2, 2, 2, 2, 2, 2, 2]}
    )  # fmt: skip
    given = ii.Panel.from_frame(frame, definition, group_columns=["area"])
    index = ii.compose(given, definition.recipe.replace(imputation=imputation))
    own = {
        "mean": 5.0,
        "median": 5.0,
        "group_mean": 4.5,
        "group_median": 4.5,
        "carry_forward": 2.0,
        "interpolate": 4.0,
    }

    assert np.isfinite(index.scores(2021)).all()
    if imputation in own:
        assert index.prepared.values[1, 0, 0] == own[imputation]


def test_a_table_says_what_was_treated():
    own = framework(leaf("a"), leaf("b", treatment="none"))
    tail = [*TWELVE[:-1], 500.0]
    index = ii.compose(panel(own, a=tail, b=tail), own.recipe.replace(treatment="winsorise"))
    (row,) = index.frame("treatment").reset_index().to_dict("records")

    assert (row["indicator"], row["highest"], row["cells"], row["logarithm"]) == ("a", 11, 1, False)
    assert row["skewness_before"] == pytest.approx(scipy.stats.skew(tail, bias=False))
    assert row["kurtosis_after"] == pytest.approx(scipy.stats.kurtosis([*TWELVE[:-1], 11.0], bias=False))


def test_a_table_says_how_much_data_each_unit_has():
    recipe = AB.recipe.replace(imputation="renormalise", screening={"available": 0.6})
    index = ii.compose(panel(AB, a=[1, 2, None, 0], b=[0, 5, 10, 10]), recipe)
    table = index.frame("availability").reset_index()

    assert table["available"].tolist() == [1, 1, 0.5, 1]
    assert table["nonzero"].tolist() == [0.5, 1, 1, 0.5]
    assert table["left_out"].tolist() == [False, False, True, False]
