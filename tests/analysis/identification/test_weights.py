"""Weights that nobody published: CAICT's dimensions, India's CPI groups blind, and sets that are empty."""

import csv
import itertools
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import ii_index as ii

DIMENSIONS = ["foundation", "innovation", "industry", "application", "environment"]
YEARS = [2020, 2021, 2022, 2023]
TOTALS = [100, 139, 179, 235]
COMPONENTS = pd.DataFrame(
    [[100] * 5, [152, 146, 127, 142, 134], [234, 163, 164, 162, 195], [311, 211, 216, 182, 296]],
    index=YEARS,
    columns=DIMENSIONS,
)
INDIA = Path(__file__).parents[2] / "worked_examples/data/india_cpi2012.csv"
GROUPS = {  # MoSPI, CPI: Changes in the Revised Series (Base 2012=100), 2015: per cent, rural, urban, combined
    "Food and beverages": (54.18, 36.29, 45.86),
    "Pan, tobacco and intoxicants": (3.26, 1.36, 2.38),
    "Clothing and footwear": (7.36, 5.57, 6.53),
    "Housing": (0.0, 21.67, 10.07),
    "Fuel and light": (7.94, 5.58, 6.84),
    "Miscellaneous": (27.26, 29.53, 28.31),
}
SECTORS = ["Rural", "Urban", "Rural+Urban"]


def caict(*claims, totals=TOTALS):
    return ii.identify_weights(totals, COMPONENTS, half_width=0.5, claims=claims)


def loosened(found, amount):
    """The same conditions with the totals' half-widths widened."""
    conditions = found.conditions
    limits = conditions.polytope.limits + np.where(conditions.soft, amount, 0.0)
    return replace(conditions, polytope=replace(conditions.polytope, limits=limits))


def india(sector):
    """Totals and groups of a sector; Urban 2022-11 is mistyped in the source (174.1, its groups imply 175.0)."""
    with INDIA.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["Sector"] == sector]
    groups = [group for group in GROUPS if not (sector == "Rural" and group == "Housing")]
    labels = [f"{row['Year']}-{row['Month']}" for row in rows]
    table = pd.DataFrame(
        [[_number(row[group]) for group in groups] for row in rows], index=labels, columns=groups
    )
    totals = pd.Series([_number(row["General index"]) for row in rows], index=labels)
    if sector == "Urban":
        totals["2022-November"] = math.nan
    return totals, table


def _number(text):
    return float(text) if text not in {"", "NA"} else math.nan


def test_caicts_printed_numbers_bound_its_weights():
    """Method, section 7: no claim."""
    found = caict()

    assert found.feasible
    expected = [[1.06, 23.54], [0, 42.75], [0, 49.22], [0, 55.51], [0, 46.17]]
    assert 100 * found.bounds == pytest.approx(np.array(expected), abs=0.01)


def test_equal_weights_do_not_give_caicts_totals():
    found = caict()

    assert not found.equal_is_possible
    assert COMPONENTS.mean(axis=1).round(1).to_list() == [100, 140.2, 183.6, 243.2]


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (
            "foundation 2022..2023 = 17.3%",
            [[12.16, 13.01], [0, 33.31], [8.96, 31.92], [14.49, 44.64], [17.49, 27.23]],
        ),
        (
            "foundation 2020..2023 = 17.3%",
            [[10.97, 11.17], [0, 29.53], [5.99, 27.33], [20.28, 48.18], [21.9, 30.09]],
        ),
    ],
)
def test_the_two_readings_of_caicts_claim_bound_its_weights_further(claim, expected):
    """Method, section 7: 17.3 % as a share of the last increment, or of the change since 2020."""
    assert 100 * caict(claim).bounds == pytest.approx(np.array(expected), abs=0.01)


def test_a_claim_computed_from_printed_numbers_leaves_almost_one_weight():
    found = caict("foundation 2022..2023 = 17.3% printed")

    assert 100 * found.bounds[0] == pytest.approx([12.55, 12.62], abs=0.01)
    assert found.bounds[0] == pytest.approx([0.1725 * 56 / 77, 0.1735 * 56 / 77])


def test_totals_that_no_weights_give_are_said_to_be_impossible_and_by_how_much():
    found = caict(totals=[100, 135, 183, 231])

    assert not found.feasible
    assert found.relaxation == pytest.approx(0.6541, abs=1e-4)
    assert not np.isnan(loosened(found, found.relaxation * 1.0001).bounds()).any()
    assert np.isnan(loosened(found, found.relaxation * 0.9999).bounds()).all()
    assert np.isnan(found.bounds).all()
    assert found.nearest_to_equal is None


def test_the_proof_of_impossibility_names_the_totals_that_contradict_one_another():
    """Farkas: the named conditions, times their multipliers, cannot hold for any weights."""
    found = caict(totals=[100, 135, 183, 231])
    multipliers = dict(zip([label.en for label, _ in found.proof], [y for _, y in found.proof], strict=True))
    rows = {
        "total of 2021 ≤ 135.5": COMPONENTS.loc[2021] - 0.5,
        "total of 2022 ≥ 182.5": -(COMPONENTS.loc[2022] + 0.5),
        "total of 2023 ≤ 231.5": COMPONENTS.loc[2023] - 0.5,
    }
    limits = {"total of 2021 ≤ 135.5": 135.5, "total of 2022 ≥ 182.5": -182.5, "total of 2023 ≤ 231.5": 231.5}

    assert multipliers.keys() == rows.keys()
    combined = sum(multipliers[name] * rows[name] for name in rows)
    smallest_left = combined.min()  # any weights are an average of the columns
    assert smallest_left - sum(multipliers[name] * limits[name] for name in rows) == pytest.approx(
        found.relaxation, abs=1e-6
    )


@pytest.mark.parametrize("sector", SECTORS)
def test_indias_published_group_weights_lie_inside_the_bounds_found_blind(sector):
    totals, table = india(sector)
    found = ii.identify_weights(totals, table, half_width=0.05)
    published = [GROUPS[group][SECTORS.index(sector)] / 100 for group in table.columns]

    assert found.feasible
    assert len(found.series.periods) == 131 - (sector == "Urban")
    for (low, high), weight in zip(found.bounds, published, strict=True):
        assert low <= weight <= high
    assert (found.bounds[:, 1] - found.bounds[:, 0]).max() < 0.04


def test_indias_totals_shifted_by_three_tenths_are_impossible():
    totals, table = india("Rural+Urban")
    found = ii.identify_weights(totals + 0.3, table, half_width=0.05)

    assert not found.feasible
    assert found.relaxation == pytest.approx(0.0916, abs=1e-4)


def test_months_without_a_total_are_left_out_and_named():
    found = ii.identify_weights(*india("Rural"), half_width=0.05)

    assert [finding.code for finding in found.series.findings] == ["W_PERIOD_INCOMPLETE"]
    assert found.series.findings[0].details["periods"] == ["2020-April", "2020-May"]


def test_weights_known_to_be_multiples_of_a_step_are_those_that_counting_finds():
    """Every combination of multiples of 5 % whose totals print right, the components being exact."""
    exact = ii.identify_weights(TOTALS, COMPONENTS, half_width=[0, 0.5, 0.5, 0.5], claims=["step 5%"])
    counted = [
        np.array(parts) / 20
        for parts in itertools.product(range(21), repeat=5)
        if sum(parts) == 20 and _possible(np.array(parts) / 20)
    ]

    assert exact.bounds == pytest.approx(
        np.column_stack([np.min(counted, axis=0), np.max(counted, axis=0)]), abs=1e-9
    )


def _possible(weights):
    """Whether some values that print like the components have means that print like the totals."""
    low = (COMPONENTS.loc[2021:].to_numpy() - 0.5) @ weights
    high = (COMPONENTS.loc[2021:].to_numpy() + 0.5) @ weights
    return bool(
        (low <= np.array(TOTALS[1:]) + 0.5 + 1e-9).all() and (high >= np.array(TOTALS[1:]) - 0.5 - 1e-9).all()
    )


def test_an_ordering_and_a_known_weight_narrow_the_set():
    found = caict("foundation = 12.7%", "application >= environment >= industry")

    assert found.bounds[0] == pytest.approx([0.1265, 0.1275])
    assert found.bounds[2, 1] <= found.bounds[4, 1] <= found.bounds[3, 1]


def test_claims_that_contradict_themselves_are_beyond_any_relaxation():
    found = caict("foundation = 30%", "foundation = 40%")

    assert not found.feasible
    assert found.relaxation == math.inf


def test_a_contribution_can_be_asked_of_the_whole_set():
    points, shares = caict("foundation 2022..2023 = 17.3%").contributions(2022, 2023)

    assert shares[0] == pytest.approx([0.1725, 0.1735])
    assert points[0] == pytest.approx([0.1725 * 55, 0.1735 * 57])


def test_a_linear_question_of_the_weights_has_bounds():
    low, high = caict().question(
        {"foundation": 1, "innovation": 1, "industry": 1, "application": 1, "environment": 1}
    )

    assert (low, high) == pytest.approx((1, 1))


def test_the_member_nearest_to_equal_weights_is_no_further_than_any_other():
    """A convex set: the plane through the member, square to its distance, has the whole set on one side."""
    found = caict("foundation 2022..2023 = 17.3%")
    outwards = found.nearest_to_equal - 0.2

    assert found.nearest_to_equal.sum() == pytest.approx(1)
    assert found.conditions.extremes([outwards])[0][0] == pytest.approx(outwards @ found.nearest_to_equal)
    assert loosened(found, 0).nearest(found.nearest_to_equal) == pytest.approx(found.nearest_to_equal)


@settings(max_examples=50)
@given(
    arrays(np.float64, (4, 3), elements=st.integers(80, 300).map(float)),
    st.lists(st.integers(1, 20), min_size=3, max_size=3),
)
def test_the_weights_that_made_a_series_lie_inside_its_bounds(components, raw):
    """Totals made with known weights and printed as integers identify a set that holds those weights."""
    weights = np.array(raw) / sum(raw)
    totals = np.floor(components @ weights + 0.5)
    found = ii.identify_weights(totals, components, half_width=0.5)

    assert found.feasible
    assert (found.bounds[:, 0] <= weights + 1e-9).all()
    assert (found.bounds[:, 1] >= weights - 1e-9).all()


@pytest.mark.parametrize(
    ("totals", "components", "code"),
    [
        ([1, 2], [[1, 2]], "E_SERIES_SHAPE"),
        ([1], [1, 2], "E_SERIES_SHAPE"),
        ([math.nan], [[1, 2]], "E_SERIES_EMPTY"),
        ([math.inf], [[1, 2]], "E_SERIES_NUMBERS"),
    ],
)
def test_numbers_that_are_no_series_are_refused(totals, components, code):
    with pytest.raises(ii.DataError) as refusal:
        ii.identify_weights(totals, components, half_width=0.5)

    assert [finding.code for finding in refusal.value.findings] == [code]


def test_claims_about_what_is_not_there_are_refused_all_at_once():
    with pytest.raises(ii.UnknownLabelError) as refusal:
        caict("fundation = 20%", "innovation 2019..2023 = 5%")

    codes = [finding.code for finding in refusal.value.findings]
    assert codes == ["E_UNKNOWN_COMPONENT", "E_UNKNOWN_PERIOD"]
    assert refusal.value.findings[0].details["known"][0].id == "foundation"


@pytest.mark.parametrize(
    "claim", ["about a fifth", {"kind": "step", "step": "7%"}, {"kind": "weight", "of": "a"}]
)
def test_claims_that_cannot_be_read_are_refused(claim):
    with pytest.raises(ii.FrameworkError):
        caict(claim)


def test_every_table_says_that_these_are_not_the_publishers_weights():
    note = caict().table().notes[0]

    assert "never the publisher's weights" in note.en
    assert "不是发布机构的权重" in note.zh
