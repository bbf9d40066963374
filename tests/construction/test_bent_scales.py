"""Directions, transforms and goalposts speak of raw values; what is taken from the data follows the recipe's years."""

import math

import numpy as np
import pandas as pd
import pytest
import scipy.stats

import ii_index as ii
from ii_index.construction.methods.transforms import transform_of


def framework(*leaves, **fields):
    return ii.Framework(
        id="f", name="F", reference="a test", units="any", format=2, children=list(leaves), **fields
    )


def leaf(name, **fields):
    return {"id": name, "name": name.upper(), **fields}


def composed(definition, years=(2023,), **columns):
    """One row a unit in the first year, then in the next."""
    size = len(next(iter(columns.values()))) // len(years)
    units = [f"u{at}" for at in range(size)] * len(years)
    frame = pd.DataFrame({"unit": units, "year": np.repeat(years, size), **columns})
    return ii.compose(ii.Panel.from_frame(frame, definition))


X = [1.0, 3.0, 4.0, 9.0, 20.0, 100.0]


@pytest.mark.parametrize(
    ("transform", "expected"),
    [
        ("log", np.log(X)),
        ({"kind": "log", "offset": 1, "base": 10}, np.log10(np.add(X, 1))),
        ("reciprocal", -1 / np.array(X)),
        ({"kind": "square_root", "offset": -1}, np.sqrt(np.subtract(X, 1))),
        ({"kind": "box_cox", "power": 0.25}, scipy.stats.boxcox(X, 0.25)),
        ({"kind": "box_cox", "power": 0}, np.log(X)),
        ("box_cox", scipy.stats.boxcox(X, round(scipy.stats.boxcox_normmax(X, method="mle"), 4))),
    ],
    ids=str,
)
def test_a_transform_is_increasing_and_as_defined(transform, expected):
    index = composed(framework(leaf("x", transform=transform), recipe={"normalisation": "none"}), x=X)

    assert index.prepared.values[0, :, 0] == pytest.approx(expected, rel=1e-9)
    assert (np.diff(index.prepared.values[0, :, 0]) > 0).all()


@pytest.mark.parametrize(
    "transform",
    ["log", "reciprocal", "square_root", "box_cox", {"kind": "log", "offset": 2, "base": 10}],
    ids=str,
)
def test_a_transform_can_be_undone(transform):
    node = framework(leaf("x", transform=transform)).leaves[0]
    method, power = transform_of(node.transform), np.array(0.3)
    bent = method.apply(np.array(X), node.transform, power, fast=False)

    assert method.undo(bent, node.transform, power) == pytest.approx(X, rel=1e-12)


@pytest.mark.parametrize(
    ("transform", "value"),
    [
        ("log", 0),
        ("reciprocal", 0),
        ("reciprocal", -2),
        ("square_root", -1),
        ({"kind": "log", "offset": 1}, -1),
    ],
    ids=str,
)
def test_a_value_without_a_transform_is_refused_by_name(transform, value):
    with pytest.raises(ii.DataError) as refused:
        composed(framework(leaf("x", transform=transform)), x=[value, 2, 3])

    (said,) = refused.value.findings
    assert (said.code in {"E_LOG_NOT_POSITIVE", "E_TRANSFORM_DOMAIN"}, said.unit, said.column) == (
        True,
        "u0",
        "x",
    )


def test_goalposts_of_a_transformed_indicator_are_in_its_own_unit():
    """HDR technical note 1: (ln Y - ln 100)/(ln 75,000 - ln 100)."""
    definition = framework(
        leaf("income", transform="log", goalposts=[100, 75000]), recipe={"normalisation": "goalposts"}
    )
    index = composed(definition, income=[5465.617791, 100, 75000])

    assert index.normalised[0, :, 0] == pytest.approx([100 * math.log(54.65617791) / math.log(750), 0, 100])


def test_a_file_without_a_format_that_has_such_goalposts_is_refused_with_the_converted_line():
    node = leaf("income", transform="log", goalposts=[4.605170185988092, 11.225243392518447])
    with pytest.raises(ii.FrameworkError) as refused:
        ii.Framework(id="f", name="F", reference="r", children=[node])

    (said,) = refused.value.findings
    assert said.code == "E_FORMAT"
    assert "goalposts: [100, 75000]" in said.render("en")
    assert "goalposts: [100, 75000]" in said.render("zh")


def test_percentile_goalposts_are_those_of_the_observed_values_before_the_transform():
    values = [1.0, 2.0, 4.0, 8.0, None, 1000.0]
    definition = framework(
        leaf("x", transform="log", goalposts=["p25", "target"], target=8),
        recipe={"normalisation": {"kind": "goalposts", "clip": True}, "imputation": "mean"},
    )
    index = composed(definition, x=values)
    low = np.log(np.percentile([1, 2, 4, 8, 1000], 25))
    expected = np.clip((np.log([1, 2, 4, 8, 203, 1000]) - low) / (np.log(8) - low), 0, 1) * 100

    assert index.normalised[0, :, 0] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("bounds", "lows"), [("year", [1.75, 17.5]), ("pooled", [2.5, 2.5]), (2021, [17.5, 17.5])]
)
def test_percentile_goalposts_follow_the_years_of_the_bounds(bounds, lows):
    first, second = [1.0, 2.0, 3.0, 4.0], [10.0, 20.0, 30.0, 40.0]
    definition = framework(
        leaf("x", goalposts=["p25", "p100"]),
        recipe={"normalisation": {"kind": "goalposts", "bounds": bounds}},
    )
    index = composed(definition, (2020, 2021), x=[*first, *second])
    pooled = np.percentile([*first, *second], 25)
    lows = [pooled, pooled] if bounds == "pooled" else lows

    for row, (values, low) in enumerate(zip((first, second), lows, strict=True)):
        top = max(second) if bounds != "year" else max(values)
        assert index.normalised[row, :, 0] == pytest.approx((np.array(values) - low) / (top - low) * 100)


def test_a_negative_indicator_has_its_target_first():
    definition = framework(
        leaf("x", direction="negative", goalposts=["target", "p100"], target=2),
        recipe={"normalisation": "goalposts"},
    )

    assert composed(definition, x=[2, 4, 10]).normalised[0, :, 0].tolist() == pytest.approx([100, 75, 0])


def test_frozen_percentiles_and_powers_score_new_values_as_the_earlier_index_did():
    definition = framework(
        leaf("x", transform="box_cox", goalposts=["p10", "p90"]), recipe={"normalisation": "goalposts"}
    )
    old = composed(definition, x=X)
    frame = pd.DataFrame({"unit": ["a", "b"], "year": 2024, "x": [4.0, 500.0]})
    new = ii.compose(ii.Panel.from_frame(frame, definition), fitted=old.fitted)

    assert new.normalised[0, 0, 0] == pytest.approx(old.normalised[0, 2, 0])


@pytest.mark.parametrize(
    ("ideal", "distances"),
    [({"optimum": 15}, [10, 5, 0, 5, 15]), ({"ideal": [10, 20]}, [5, 0, 0, 0, 10])],
    ids=str,
)
def test_a_moderate_indicator_is_best_at_its_ideal_and_worst_furthest_from_it(ideal, distances):
    values = [5.0, 10.0, 15.0, 20.0, 30.0]
    index = composed(framework(leaf("x", direction="moderate", **ideal)), x=values)

    assert index.normalised[0, :, 0] == pytest.approx(100 * (1 - np.array(distances) / max(distances)))


def test_the_ideal_scores_full_even_where_no_unit_reaches_it():
    index = composed(framework(leaf("x", direction="moderate", optimum=0)), x=[2.0, 4.0, -8.0])

    assert index.normalised[0, :, 0].tolist() == [75, 50, 0]


def test_under_other_normalisers_the_distance_is_a_negative_indicator():
    moderate = composed(
        framework(leaf("x", direction="moderate", optimum=3), recipe={"normalisation": "z_score"}), x=X
    )
    negative = composed(
        framework(leaf("x", direction="negative"), recipe={"normalisation": "z_score"}),
        x=np.abs(np.array(X) - 3),
    )

    assert moderate.normalised == pytest.approx(negative.normalised)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"direction": "moderate"}, "E_NO_IDEAL"),
        ({"direction": "moderate", "optimum": 1, "ideal": [0, 2]}, "E_NO_IDEAL"),
        ({"direction": "moderate", "optimum": 1, "transform": "log"}, "E_MODERATE_WITH"),
        ({"direction": "moderate", "optimum": 1, "goalposts": [0, 2]}, "E_MODERATE_WITH"),
        ({"optimum": 1}, "E_FIELD_NEEDS"),
        ({"goalposts": [1, "target"]}, "E_FIELD_NEEDS"),
        ({"goalposts": ["p90", "p10"]}, "E_GOALPOSTS_ORDER"),
        ({"goalposts": [5, "target"], "target": 4}, "E_GOALPOSTS_ORDER"),
        ({"goalposts": ["p101", 3]}, "E_FIELD_VALUE"),
        ({"transform": {"kind": "log", "base": 1}}, "E_LOG_BASE"),
        ({"imputation": {"kind": "mean", "threshold": 0.2}}, "E_FIELD_OF_RECIPE"),
    ],
    ids=str,
)
def test_what_an_indicator_cannot_mean_is_refused(fields, code):
    with pytest.raises(ii.FrameworkError) as refused:
        framework(leaf("x", **fields))

    assert code in {finding.code for finding in refused.value.findings}


@pytest.mark.parametrize(
    "normalisation", [{"kind": "base_year", "year": 2023}, "goalposts", "distance_to_target"]
)
def test_a_moderate_indicator_is_refused_where_a_distance_means_nothing(normalisation):
    with pytest.raises(ii.DataError) as refused:
        composed(
            framework(leaf("x", direction="moderate", optimum=3), recipe={"normalisation": normalisation}),
            x=X,
        )

    assert {finding.code for finding in refused.value.findings} <= {
        "E_MODERATE",
        "E_NO_GOALPOSTS",
        "E_NO_TARGET",
    }


@pytest.mark.parametrize("normalisation", ["fraction_of_max", "distance_to_target"])
def test_fractions_and_distances_of_logarithms_are_refused(normalisation):
    definition = framework(leaf("x", transform="log", target=200), recipe={"normalisation": normalisation})
    with pytest.raises(ii.DataError) as refused:
        composed(definition, x=X)

    assert [finding.code for finding in refused.value.findings] == ["E_TRANSFORMED"]


def test_going_beyond_a_capped_target_counts_as_reaching_it():
    definition = framework(
        leaf("x", target=4), recipe={"normalisation": {"kind": "distance_to_target", "cap": True}}
    )

    assert composed(definition, x=[1, 2.5, 4, 9]).normalised[0, :, 0].tolist() == [0, 50, 100, 100]


@pytest.mark.law
@pytest.mark.parametrize("transform", [None, "log", "square_root", "reciprocal", "box_cox"])
@pytest.mark.parametrize(
    "normalisation", ["min_max", "z_score", "rank", "percentile_rank", "borda", "goalposts"]
)
@pytest.mark.parametrize("factor", [1e-4, 3.0, 1e5])
def test_scores_do_not_depend_on_the_unit_of_measurement(transform, normalisation, factor):
    rng = np.random.default_rng(7)
    values = np.exp(rng.normal(size=20))
    fields = {"transform": transform} if transform else {}
    definition = framework(
        leaf("x", goalposts=["p5", "p95"], **fields), recipe={"normalisation": normalisation}
    )

    assert composed(definition, x=values * factor).normalised == pytest.approx(
        composed(definition, x=values).normalised, rel=2e-3, abs=2e-3
    )


def test_an_indicator_constant_in_the_year_of_the_bounds_is_refused_for_that_year_alone():
    definition = framework(leaf("x"), recipe={"normalisation": {"kind": "min_max", "bounds": 2021}})
    with pytest.raises(ii.DataError) as refused:
        composed(definition, (2021, 2022), x=[1, 1, 10, 3])

    (said,) = refused.value.findings
    assert said.details["years"] == [2021]
