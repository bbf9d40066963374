"""The distance to the next tier: closed forms where there are any, a scan where there are none."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ii_index as ii
from ii_index.analysis.next_tier import next_tier, smallest
from ii_index.io.definitions import example
from tests.construction.examples import framework, leaf, panel, parent

TWO = framework(leaf("a", weight=3), leaf("b", weight=1, direction="negative"))
VALUES = [[0, 10], [2, 8], [4, 6], [10, 0]]  # totals 0, 20, 40, 100


def ladder(definition=TWO, values=VALUES, sizes=(1, 1, 1, 1), **steps):
    index = ii.compose(panel(definition, values), ii.Recipe(**steps))
    return index, ii.tiers(index, method="sizes", sizes=sizes)


def test_the_distance_in_points_is_to_the_lowest_score_of_the_tier_above():
    index, tiering = ladder(values=[*VALUES, [5, 5]], sizes=(1, 2, 1, 1))
    way = next_tier(index, tiering, "b")

    assert (way.tier, way.target, way.points) == (3, pytest.approx(40), pytest.approx(20))
    assert way.points_recut == pytest.approx(20)


def test_one_indicator_alone_covers_the_distance_by_points_over_weight():
    """20 points at weight 3/4 are 26.67 of a range of 10: from 2 to 4.67."""
    way = next_tier(*ladder(), "b")
    sd = np.std([0, 2, 4, 10], ddof=1)

    assert way.needed[0] == pytest.approx([2 + 10 * 20 / 75, 8 - 10 * 20 / 25], abs=1e-9)
    assert way.efforts[0] == pytest.approx([(10 * 20 / 75) / sd, (10 * 20 / 25) / sd])


def test_each_of_the_two_models_says_for_itself_whether_some_unit_has_what_is_needed():
    """Frozen, a must reach 4.67 and d has 10; b must fall to 0, which d has too. Unit c needs more than anyone has."""
    rows = next_tier(*ladder(), "b").table().records()
    assert [row["observed_frozen"] for row in rows] == [True, True]

    way = next_tier(*ladder(), "c")
    for row, at in (
        (row, way.index.panel.indicators.index(row["indicator"])) for row in way.table().records()
    ):
        sign = way.index.framework.leaves[at].sign
        for model, name in enumerate(("frozen", "recomputed")):
            needed = way.needed[model, at]
            has = None if math.isnan(needed) else bool(sign * needed <= sign * way.best[at])
            assert row[f"observed_{name}"] is has
            assert row[f"needed_{name}"] == (pytest.approx(needed) if has else None)


def test_a_value_that_one_model_asks_for_and_no_unit_has_is_no_goal_because_the_other_asks_for_less():
    """Anhui's share of firms with e-commerce: 28.9 with bounds as they are, 22.0 recomputed; the best has 23.6."""
    index = ii.compose(ii.read_panel(example("provinces.csv"), ii.read_framework("caict-2024-public")))
    frame = next_tier(index, ii.tiers(index), "安徽").frame()
    share = frame.loc["ecommerce_firm_share"]

    assert (share["observed_frozen"], share["observed_recomputed"]) == (False, True)
    assert math.isnan(share["needed_frozen"])
    assert share["needed_recomputed"] < share["best"] == pytest.approx(23.6)
    assert not (frame["needed_frozen"] > frame["best"]).any()
    assert not (frame["needed_recomputed"] > frame["best"]).any()


def test_equal_effort_in_all_indicators_needs_the_distance_over_the_sum_of_their_effects():
    way = next_tier(*ladder(), "b")
    per_sd = 75 * np.std([0, 2, 4, 10], ddof=1) / 10 + 25 * np.std([10, 8, 6, 0], ddof=1) / 10

    assert way.equal_effort[0] == pytest.approx(20 / per_sd)


def test_a_unit_that_becomes_the_maximum_moves_the_bounds_of_all():
    """Unit c, at 40, must pass unit d, at 100: beyond a = 10 it is d that falls, because the maximum rises."""
    way = next_tier(*ladder(), "c")
    x = way.needed[1, 0]
    own, others = 75 + 25 * 0.4, 75 * 10 / x + 25

    assert x > 10
    assert own == pytest.approx(others, rel=1e-9)
    assert way.efforts[0, 0] > 0


def test_an_indicator_in_logarithms_is_raised_in_logarithms():
    definition = framework(leaf("a", transform="log"), leaf("b"))
    way = next_tier(*ladder(definition, [[1, 0], [10, 0], [100, 1], [1000, 10]]), "b")
    sd = np.std(np.log([1, 10, 100, 1000]), ddof=1)

    assert way.needed[0, 0] == pytest.approx(10 * math.exp(way.efforts[0, 0] * sd))
    assert way.points == pytest.approx(50 / 3 + 5)
    assert way.needed[0, 0] == pytest.approx(10 * 10 ** (3 * way.points / 50))


def test_a_denominator_is_multiplied_back():
    definition = framework(
        leaf("a", denominator="people"), leaf("b"), denominators=[{"id": "people", "name": "People"}]
    )
    frame = ii.Panel(
        definition,
        (2023,),
        tuple("abcd"),
        np.array([[[0, 0], [4, 2], [12, 4], [30, 10]]], dtype=float),
        np.array([[[1], [2], [3], [3]]], dtype=float),
    )
    index = ii.compose(frame)
    way = next_tier(index, ii.tiers(index, method="sizes", sizes=(1, 1, 1, 1)), "b")

    assert way.values == pytest.approx([4, 2])
    assert way.needed[0, 0] == pytest.approx(4 + 2 * 10 * way.points / 50)


def test_the_highest_tier_has_nothing_above():
    assert next_tier(*ladder(), "d") is None


def test_a_unit_without_a_score_is_refused():
    index, _ = ladder(values=[*VALUES, [math.nan, math.nan]], sizes=(1, 1, 1, 1), imputation="renormalise")
    with pytest.raises(ii.DataError) as refusal:
        next_tier(index, ii.tiers(index), "e")

    assert refusal.value.findings[0].code == "E_UNIT_NOT_SCORED"


def test_missing_indicators_are_no_way_up():
    index, tiering = ladder(values=[[0, 10], [2, math.nan], [4, 6], [10, 0]], imputation="renormalise")
    way = next_tier(index, tiering, "b")

    assert np.isnan(way.efforts[:, 1]).all()
    assert way.cheapest == "a"


@pytest.mark.parametrize("mean", ["geometric", "harmonic", "mazziotta_pareto"])
def test_other_means_reach_the_target_exactly(mean):
    span = {"kind": "min_max", "range": (50, 100)}
    index, tiering = ladder(normalisation=span, aggregation=mean)
    way = next_tier(index, tiering, "b")
    values = index.panel.values.copy()
    values[0, 1, 0] = way.needed[0, 0]
    again = ii.compose(panel(TWO, values[0]), index.recipe, fitted=index.fitted)

    assert again.scores()[1] == pytest.approx(way.target, rel=1e-9)


TREE = framework(parent("p", leaf("a"), leaf("b")), leaf("c"))


@st.composite
def cases(draw):
    table = draw(st.lists(st.lists(st.integers(0, 20), min_size=3, max_size=3), min_size=4, max_size=6))
    return ii.compose(panel(TREE, [*table, [0, 0, 0], [20, 20, 20]]))


@settings(max_examples=25)
@given(cases(), st.integers(0, 3), st.integers(0, 2))
def test_the_effort_found_is_the_first_that_brings_a_higher_tier(index, place, leaf_at):
    """Composed and cut anew at every step of the search below it, and on both sides of it."""
    tiering = ii.tiers(index, k=3)
    way = next_tier(index, tiering, index.units[place])
    if way is None:
        return
    sd = np.std(index.panel.values[0, :, leaf_at], ddof=1)
    effort = way.efforts[1, leaf_at]
    steps = np.arange(1, 65) * 5 / 64
    for amount in steps[~(steps >= effort)]:
        assert tier_after(index, tiering, place, leaf_at, amount * sd) >= way.tier
    if not math.isnan(effort):
        assert tier_after(index, tiering, place, leaf_at, (effort - 1e-6) * sd) >= way.tier
        assert tier_after(index, tiering, place, leaf_at, (effort + 1e-6) * sd) < way.tier


def tier_after(index, tiering, place, leaf_at, rise):
    values = index.panel.values[0].copy()
    values[place, leaf_at] += rise
    return ii.tiers(ii.compose(panel(TREE, values), index.recipe), k=len(tiering.names)).labels[place]


@settings(max_examples=25)
@given(st.lists(st.integers(0, 30), min_size=5, max_size=9, unique=True), st.integers(0, 4))
def test_the_smallest_rise_in_points_is_what_a_scan_finds(totals, place):
    index = ii.compose(panel(framework(leaf("a")), [[total] for total in totals]))
    tiering = ii.tiers(index, k=3)
    way = next_tier(index, tiering, index.units[place])
    if way is None:
        return
    scores = index.scores()
    for rise in np.linspace(0, way.points_recut - 1e-6, 30):
        assert label(scores, place, rise) >= way.tier
    assert label(scores, place, way.points_recut + 1e-6) < way.tier


def label(scores, place, rise):
    risen = scores.copy()
    risen[place] += rise
    labels = ii.clustering.natural_breaks(risen, 3).labels
    return labels.max() - labels[place] + 1


def test_searches_run_side_by_side():
    goals = np.array([0.01, 3.0, 99.0])
    found = smallest(lambda amounts, at: amounts >= goals[at], 3, 10.0)

    assert found == pytest.approx([0.01, 3.0, math.nan], nan_ok=True)


def test_where_less_is_better_what_some_unit_has_is_what_lies_no_lower_than_the_least():
    """Totals 0, 25, 50 and 100 of one indicator: from 10 to 5 some unit has, and no unit has less than 0."""
    definition = framework(leaf("a"), leaf("b"), better="lower")
    index, tiering = ladder(definition, [[0, 0], [2, 3], [5, 5], [10, 10]], sizes=(1, 1, 1, 1))
    way = next_tier(index, tiering, "d")

    assert way.best.tolist() == [0, 0]
    for at in range(2):
        assert bool(way.observed[0, at]) is bool(way.needed[0, at] >= way.best[at])
    assert way.observed[0].all()
    assert way.cheapest in {"a", "b"}
