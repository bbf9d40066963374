"""Best and worst ranks, dominance and stability of an index: certified by the engine itself."""

import numpy as np
import pytest

import ii_index as ii
from ii_index.analysis.robustness.rank_bounds import rank_bounds
from ii_index.analysis.robustness.stability import stability
from ii_index.kernels.robustness.linear_programs import InfeasibleError
from tests.analysis.small_index import UNITS, small_index
from tests.construction.examples import framework, leaf, panel

ONE_MEANS = ["arithmetic", "geometric", "harmonic", {"kind": "power", "exponent": -2}]


def composed(index, local):
    return ii.compose(index.panel, index.recipe.replace(weighting={"kind": "given", "local": local}))


@pytest.mark.parametrize("mean", ONE_MEANS, ids=str)
def test_the_index_under_the_weights_given_has_the_ranks_claimed(mean):
    index = small_index(aggregation=mean, normalisation={"kind": "min_max", "range": (1, 100)})

    bounds = rank_bounds(index, 2023, amount=0.4)

    assert bounds.exact.all()
    for unit in UNITS:
        place = UNITS.index(unit)
        for best, claimed in ((True, bounds.best[place]), (False, bounds.worst[place])):
            again = composed(index, bounds.weights_for(unit, best=best))
            assert again.ranks(2023)[place] == claimed


def test_limits_that_are_stated_narrow_the_ranks_and_are_kept():
    index = small_index()
    wide = rank_bounds(index, 2023, amount=None)

    narrow = rank_bounds(index, 2023, amount=None, limits={"first": (0.45, 0.55), "x7": (0.1, 0.2)})

    assert (narrow.best >= wide.best).all()
    assert (narrow.worst <= wide.worst).all()
    assert (narrow.worst - narrow.best < wide.worst - wide.best).any()
    assert (narrow.dominates | ~wide.dominates).all()
    for unit in UNITS:
        assert 0.45 - 1e-6 <= narrow.weights_for(unit)["first"] <= 0.55 + 1e-6
    assert "limits" in narrow.table().title.en


def test_limits_that_no_weights_meet_are_refused():
    with pytest.raises(InfeasibleError):
        rank_bounds(small_index(), 2023, amount=0.1, limits={"first": (0.9, 1.0)})


def test_only_units_asked_about_are_in_the_table():
    bounds = rank_bounds(small_index(), 2023, units=["c", "a"])

    assert sorted(bounds.frame().index) == ["a", "c"]


def test_dominance_is_being_above_under_every_vertex_of_the_weights():
    flat = ii.compose(panel(framework(leaf("a"), leaf("b")), [[9.0, 9], [3, 3], [5, 2], [0, 0]]))

    bounds = rank_bounds(flat, amount=None)

    assert bounds.dominates.tolist() == [
        [False, True, True, True],
        [False, False, False, True],
        [False, False, False, True],
        [False] * 4,
    ]
    assert bounds.frame()["dominates"].tolist() == [3, 1, 1, 0]


def test_words_say_what_no_weights_can_do():
    bounds = rank_bounds(small_index(), 2023, amount=0.25)

    assert "± 25 %" in bounds.words("c")
    assert bounds.words("c", "zh").startswith("每个权重可偏离自身±25%时")
    assert "any weights" in rank_bounds(small_index(), 2023, amount=None, units=["c"]).words("c")


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"amount": 1.0}, ["E_BOUNDS_AMOUNT"]),
        ({"amount": -0.1, "limits": {"xx": (0, 1)}}, ["E_BOUNDS_AMOUNT", "E_UNKNOWN_NODE"]),
    ],
)
def test_what_makes_no_sense_is_refused_with_every_fault(changes, codes):
    with pytest.raises(ii.FrameworkError) as refused:
        rank_bounds(small_index(), 2023, **changes)

    assert [finding.code for finding in refused.value.findings] == codes


def test_means_that_differ_from_level_to_level_have_no_exact_limits():
    mixed = small_index(
        aggregation=["geometric", "arithmetic", "arithmetic"],
        normalisation={"kind": "min_max", "range": (1, 100)},
    )

    with pytest.raises(ii.FrameworkError, match="differ from level"):
        rank_bounds(mixed, 2023)
    with pytest.raises(ii.FrameworkError, match="differ from level"):
        stability(mixed, 2023)


@pytest.mark.parametrize("holes", [False, True])
def test_ranks_and_tiers_hold_up_to_their_radius(holes):
    index = small_index(holes=holes)
    radius = stability(index, 2023)

    for place, unit in enumerate(UNITS):
        p = radius.rank_radii[place]
        if np.isfinite(p) and p > 1e-6:
            held = rank_bounds(index, 2023, amount=min(0.999 * p, 0.999), units=[unit])
            assert held.best[place] == held.worst[place] == radius.nominal[place]


def test_beyond_its_radius_a_rank_can_change_and_the_rival_is_the_one_that_draws_level():
    index = small_index()
    radius = stability(index, 2023)

    for place, unit in enumerate(UNITS):
        p = radius.rank_radii[place]
        if p < 0.98:
            beyond = rank_bounds(index, 2023, amount=p + 0.01)
            assert beyond.best[place] < beyond.worst[place]
            assert radius.pairs[place, UNITS.index(radius.rivals[place])] == p
        assert unit not in {radius.rivals[place], radius.tier_rivals[place]}
        assert radius.tier_radii[place] >= p


def test_two_indicators_are_level_where_their_weights_say():
    """0.8 w1 + 0.2 = 0.5 at w1 = 3/8: every weight wrong by a quarter."""
    scale = {"kind": "none"}
    index = ii.compose(
        panel(framework(leaf("a"), leaf("b")), [[1.0, 0.2], [0.5, 0.5]]), ii.Recipe(normalisation=scale)
    )

    radius = stability(index)

    assert radius.rank_radii == pytest.approx([0.25, 0.25])
    assert "25.0%" in radius.words("a")
    assert radius.words("b", "zh") == "只要每个权重的误差不超过自身的25.0%，b就保持第2名；最先追平的是a。"


def test_a_rank_that_no_weights_change_has_no_radius():
    flat = ii.compose(panel(framework(leaf("a"), leaf("b")), [[9.0, 9], [3, 1], [1, 3]]))

    radius = stability(flat)

    assert np.isinf(radius.rank_radii[0])
    assert radius.words("a") == "a ranks 1 whatever the weights."
    assert radius.words("a", "zh") == "任何权重下，a都是第1名。"
    assert radius.frame()["rank_radius"].isna().tolist() == [True, False, False]
