"""One unit: its standing, its change and its certainty, and a way up that others have gone."""

import numpy as np
import pytest

from ii_index.analysis.decomposition.decompose import decompose_gap
from ii_index.analysis.feasible import feasible_way
from ii_index.analysis.robustness.uncertainty import uncertainty
from ii_index.analysis.tiers import tiers
from ii_index.analysis.unit_profile import unit_profile, unit_profiles
from ii_index.construction.compose import compose
from ii_index.errors import DataError, UnknownLabelError
from ii_index.io.definitions import example
from ii_index.io.frameworks import read_framework
from ii_index.io.tables import read_panel
from ii_index.model.framework import Framework
from ii_index.model.outputs import Output, RankRule
from ii_index.model.panel import Panel


@pytest.fixture(scope="module")
def provinces():
    return compose(read_panel(example("provinces.csv"), read_framework("caict-2024-public")))


@pytest.fixture(scope="module")
def tiering(provinces):
    return tiers(provinces)


def with_levels(index, way, count):
    """Compose a panel anew in which the unit has the first levels of the way."""
    panel = index.panel
    values = panel.values.copy()
    row, place = panel.year_index(way.year), panel.units.index(way.unit)
    for lift in way.lifts[:count]:
        values[row, place, panel.indicators.index(lift.indicator)] = lift.goal
    changed = Panel(panel.framework, panel.years, panel.units, values, denominators=panel.denominators)
    return float(compose(changed, index.recipe).scores(way.year)[place])


def moves_bounds(index, unit):
    """Whether a unit alone is the lowest in some indicator: when it rises, the lower bound does."""
    values = index.panel.values
    others = np.delete(values, index.panel.units.index(unit), axis=1)
    return bool((np.nanmin(others, axis=(0, 1)) > np.nanmin(values, axis=(0, 1))).any())


def test_the_combination_reaches_the_tier_above_when_all_is_composed_anew(provinces, tiering):
    # Levels that others have leave the pooled bounds where they are: composing anew is an oracle of its own.
    scores, compared = provinces.scores(tiering.year), 0
    for unit in provinces.units:
        way = feasible_way(provinces, tiering, unit)
        if way is None or moves_bounds(provinces, unit):
            continue
        compared += 1
        own = float(scores[provinces.units.index(unit)])
        assert way.needed is not None
        assert with_levels(provinces, way, way.needed) >= own + way.distance - 1e-9
        assert with_levels(provinces, way, way.needed - 1) < own + way.distance - 1e-9
        assert with_levels(provinces, way, way.needed) == pytest.approx(own + way.gain, abs=1e-9)
    assert compared >= 20


def test_every_level_asked_for_is_one_that_a_unit_of_the_tier_above_has(provinces, tiering):
    way = feasible_way(provinces, tiering, "安徽")
    panel = provinces.panel
    row = panel.year_index(tiering.year)
    for lift in way.lifts:
        at = panel.indicators.index(lift.indicator)
        assert tiering.labels[panel.units.index(lift.example)] == 1
        assert lift.goal == pytest.approx(panel.values[row, panel.units.index(lift.example), at], rel=1e-12)
        best = np.nanmax(panel.values[row, :, at] * panel.framework.leaves[at].sign)
        assert lift.goal * panel.framework.leaves[at].sign <= best


def test_a_way_within_what_others_have_reached_says_how_many_times_the_present_value_that_is(
    provinces, tiering
):
    """Inner Mongolia's software revenue of 94,200 would have to be Shaanxi's 23,008,900: 244 times as much."""
    way = feasible_way(provinces, tiering, "内蒙古")
    table = way.table()
    times = dict(zip(table.column("indicator"), table.column("times"), strict=True))
    far = [lift for lift in way.combination if lift.goal > 3 * lift.value]

    assert times["software_revenue"] == pytest.approx(23_008_900 / 94_200, rel=1e-3)
    assert f"More than 3 times away: {len(far)} of them" in table.notes[0].en
    assert f"其中{len(far)}项与现值相差3倍以上" in table.notes[0].zh
    assert "可行" not in table.title.zh + table.notes[0].zh
    assert "easible" not in table.title.en + table.notes[0].en


def test_the_highest_tier_needs_no_way(provinces, tiering):
    assert feasible_way(provinces, tiering, "广东") is None


def test_a_way_that_does_not_suffice_says_so(small_index):
    index, cut = small_index
    way = feasible_way(index, cut, "low")
    assert way.needed is None
    assert len(way.combination) == len(way.lifts)
    assert "do not reach" in way.table().notes[0].en


@pytest.fixture
def small_index():
    """Two units above of which each is best in one indicator: the lower medians together fall short of both."""
    from ii_index.model.framework import Framework

    leaves = [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]
    framework = Framework(id="two", name="Two", reference="a test", children=leaves)
    values = np.array([[[10.0, 3.0], [3.0, 10.0], [0.0, 2.9], [2.9, 0.0]]])
    index = compose(Panel(framework, (2023,), ("p", "q", "low", "other"), values))
    return index, tiers(index, 2023, 2)


def test_a_change_is_the_difference_of_ranks_and_scores_and_its_cause_the_largest_part(provinces, tiering):
    for unit in provinces.units:
        place = provinces.units.index(unit)
        change = unit_profile(provinces, tiering, unit).change
        before, after = provinces.ranks(2022)[place], provinces.ranks(2023)[place]
        assert change.ranks == before - after
        assert change.points == pytest.approx(provinces.scores(2023)[place] - provinces.scores(2022)[place])
        weights = provinces.weights.matrices[0][:, 0]
        moved = provinces.levels[1][-1, place] - provinces.levels[1][-2, place]
        dimensions = provinces.framework.tree.levels[1]
        assert change.cause == dimensions[int(np.argmax(weights * moved * np.sign(change.points)))]
        assert change.comparable


def test_bounds_of_each_year_make_points_no_progress(provinces):
    yearly = compose(
        provinces.panel, provinces.recipe.replace(normalisation={"kind": "min_max", "bounds": "year"})
    )
    assert not unit_profile(yearly, tiers(yearly), "安徽").change.comparable


def test_leads_add_up_to_the_gap_to_the_mean(provinces):
    filled = compose(provinces.panel, provinces.recipe.replace(imputation="median"))
    profile = unit_profile(filled, tiers(filled), "安徽")
    gap = profile.score - float(np.nanmean(filled.scores(2023)))
    assert sum(part.points for part in profile.leads) == pytest.approx(gap, abs=1e-9)
    assert profile.strongest(1)[0].points == max(part.points for part in profile.leads)
    assert profile.weakest(1)[0].points == min(part.points for part in profile.leads)


def test_certainty_is_read_off_the_draws(provinces, tiering):
    drawn = uncertainty(provinces, 2023, draws=500, seed=1)
    profile = unit_profile(provinces, tiering, "上海", drawn)
    place = drawn.units.index(profile.unit)
    assert (profile.certainty.low, profile.certainty.high) == tuple(drawn.quantiles((0.05, 0.95))[place])
    assert profile.certainty.tier == drawn.probabilities("tier_probabilities")[place, profile.tier - 1]
    assert unit_profile(provinces, tiering, "上海").certainty is None


def test_one_year_has_no_change(provinces):
    last = compose(provinces.panel.select(years=[2023]), provinces.recipe)
    profile = unit_profile(last, tiers(last), "安徽")
    assert profile.change is None
    assert len(profile.history) == 1


def test_unknown_units_and_units_without_a_score_are_told(provinces, tiering):
    with pytest.raises(UnknownLabelError):
        unit_profile(provinces, tiering, "安微省省")
    values = provinces.panel.values.copy()
    values[:, 0] = np.nan
    panel = Panel(provinces.framework, provinces.years, provinces.units, values)
    index = compose(panel, provinces.recipe)
    with pytest.raises(DataError) as told:
        unit_profile(index, tiers(index), "北京")
    assert [finding.code for finding in told.value.findings] == ["E_UNIT_NOT_SCORED"]


def upside_down(index, **fields):
    """The same index told as a distance from 100: less is better, everything else is the same."""
    fields = {"output": Output(complement=True), "better": "lower", **fields}
    framework = Framework(
        **{**{name: getattr(index.framework, name) for name in Framework.model_fields}, **fields}
    )
    panel = index.panel
    return compose(
        Panel(framework, panel.years, panel.units, panel.values, denominators=panel.denominators),
        index.recipe,
    )


def test_where_less_is_better_the_way_is_the_same(provinces, tiering):
    mirrored = upside_down(provinces)
    cut = tiers(mirrored, tiering.year)
    assert cut.labels.tolist() == tiering.labels.tolist()

    for unit in ("安徽", "贵州", "西藏", "江西"):
        way, same = feasible_way(provinces, tiering, unit), feasible_way(mirrored, cut, unit)

        assert [lift.indicator for lift in same.lifts] == [lift.indicator for lift in way.lifts]
        assert same.needed == way.needed
        assert same.distance == pytest.approx(way.distance, abs=1e-9)
        assert same.gain == pytest.approx(way.gain, abs=1e-9)


def test_a_way_ends_where_rounded_scores_reach_the_tier(provinces):
    rounded = upside_down(provinces, ranks=RankRule(decimals=0))
    cut = tiers(rounded)

    way = feasible_way(rounded, cut, "安徽")

    assert way.distance == int(way.distance) > 0
    scores = np.floor(rounded.scores(cut.year) + 0.5)
    place = rounded.panel.unit_index("安徽")
    goal = scores[cut.labels == cut.labels[place] - 1].max()
    assert np.floor(with_levels(rounded, way, way.needed) + 0.5) <= goal
    assert np.floor(with_levels(rounded, way, way.needed - 1) + 0.5) > goal


@pytest.mark.parametrize("at_once", [1, 40, 100_000])
def test_many_units_at_once_are_said_what_each_is_said_alone(provinces, tiering, at_once, monkeypatch):
    monkeypatch.setattr("ii_index.analysis.unit_profile._AT_ONCE", at_once)
    made = list(unit_profiles(provinces, tiering, provinces.units))

    assert [one.unit for one in made] == list(provinces.units)
    for one in made:
        alone = unit_profile(provinces, tiering, one.unit)
        gap = decompose_gap(provinces, one.unit, list(provinces.units), 2023)
        assert one.change[:2] == alone.change[:2]
        assert one.change.cause == alone.change.cause
        assert one.change.cause_points == pytest.approx(alone.change.cause_points, abs=1e-9)
        for part in one.leads:
            assert part.points == pytest.approx(float(gap.points_of(part.node)[0]), abs=1e-9)
