"""Indicators that begin after the base year are linked in under every question of robustness, as in the index."""

import numpy as np
import pytest

import ii_index as ii
from ii_index.analysis.decomposition.explanation import explain
from ii_index.analysis.next_tier import next_tier
from ii_index.analysis.robustness.leave_one_out import leave_one_out
from ii_index.analysis.robustness.rank_bounds import rank_bounds
from ii_index.analysis.robustness.sensitivity import sensitivity
from ii_index.analysis.robustness.uncertainty import uncertainty

UNITS, YEARS = tuple("uvwxyz"), (2020, 2021, 2022, 2023)


@pytest.fixture(scope="module")
def index():
    late = {"id": "late", "name": "Late", "start": "linked"}
    parent = {"id": "p", "name": "P", "children": [{"id": "b", "name": "B"}, late]}
    own = ii.Framework(
        id="f", name="F", children=[{"id": "a", "name": "A"}, parent],
        recipe={"normalisation": {"kind": "base_year", "year": 2020}},
    )  # fmt: skip
    values = np.random.default_rng(0).uniform(50, 150, (4, 6, 3))
    values[:2, :, 2] = np.nan
    return ii.compose(ii.Panel(own, YEARS, UNITS, values))


@pytest.mark.parametrize(
    "mix",
    [
        {"weights": "fixed"},
        {"weights": "fixed", "noise": {"sd": 1e-12}},
        {"weights": {"kind": "perturb", "amount": 0}},
    ],
    ids=["nothing", "no noise", "no weight"],
)
def test_draws_that_change_nothing_rank_as_the_index_does(index, mix):
    drawn = uncertainty(index, 2023, draws=3, seed=1, assumptions=ii.Assumptions(**mix))

    assert drawn.mean_ranks().tolist() == index.places(2023).tolist()
    assert not drawn.notes


def test_a_unit_left_out_leaves_the_others_as_a_panel_without_it(index):
    ranks = leave_one_out(index, 2023, element="unit").ranks

    smaller = ii.compose(index.panel.select(units=UNITS[1:]))
    assert ranks[0, 1:].tolist() == smaller.places(2023).tolist()


def test_exact_limits_hold_every_draw(index):
    limits = rank_bounds(index, 2023, amount=0.3)
    drawn = uncertainty(index, 2023, draws=300, seed=2, assumptions=ii.Assumptions.weights_only(0.3))
    taken = drawn.frame("acceptability")

    for unit, code in enumerate(UNITS):
        ranks = np.flatnonzero(taken.loc[code].drop("unit").to_numpy(dtype=float) > 0) + 1
        assert limits.best[unit] <= ranks.min()
        assert ranks.max() <= limits.worst[unit]


def test_the_other_questions_are_answered(index):
    cut = ii.tiers(index, 2023, 3)

    assert (
        sensitivity(index, 2023, samples=8, seed=1, assumptions=ii.Assumptions.weights_only())
        .frame()
        .shape[0]
    )
    for unit in UNITS:
        assert explain(index, unit, 2023).score == index.scores(2023)[UNITS.index(unit)]
    lowest = UNITS[int(np.argmin(index.scores(2023)))]
    assert next_tier(index, cut, lowest).points > 0


def test_a_normalisation_without_a_base_year_is_said_to_fail(index):
    mix = ii.Assumptions(weights="fixed", normalisation=["base_year", "min_max"])
    with pytest.warns(UserWarning, match="start: linked"):
        uncertainty(index, 2023, draws=20, seed=1, assumptions=mix)
