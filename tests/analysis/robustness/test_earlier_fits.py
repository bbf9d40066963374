"""An index on the bounds of an earlier one keeps them in every draw, and in what others are compared with."""

import numpy as np
import pytest

import ii_index as ii
from ii_index.model.assumptions import Assumptions
from tests.construction.examples import framework, leaf, panel

TWO = framework(leaf("a", weight=0.45), leaf("b", weight=0.55))
UNITS = ("x", "y", "z")
NOW = [[10.0, 0.0], [0.0, 10.0], [5.0, 5.0]]
EARLIER = [[10.0, 0.0], [0.0, 100.0], [5.0, 5.0]]


@pytest.fixture
def own():
    return ii.compose(panel(TWO, NOW, units=UNITS))


@pytest.fixture
def index(own):
    """By its own bounds y leads, by the earlier ones x."""
    earlier = ii.compose(panel(TWO, EARLIER, units=UNITS))
    return ii.compose(own.panel, fitted=earlier.fitted)


def test_the_earlier_bounds_turn_the_order(own, index):
    assert own.ranks(2023).tolist() == [3, 1, 2]
    assert index.ranks(2023).tolist() == [1, 3, 2]


@pytest.mark.parametrize(
    "mix",
    [
        {"weights": "fixed", "noise": {"sd": 0.001}},
        {"weights": "fixed", "leave_out": "unit"},
        {"weights": "fixed", "imputation": ["refuse", "median"]},
        {"weights": "fixed", "tiers": ["natural_breaks", "quantiles"]},
    ],
)
def test_draws_keep_the_earlier_bounds(index, mix):
    found = ii.uncertainty(index, draws=300, seed=1, assumptions=Assumptions(**mix))

    there = found.counts.ranks[:, 1:].sum(axis=1)
    assert found.counts.ranks[0, 1] == there[0]
    assert "N_FITTED_ANEW" not in [note.code for note in found.notes]


def test_what_has_other_bounds_is_fitted_to_the_table_and_told(index):
    found = ii.uncertainty(
        index, draws=300, seed=1, assumptions=Assumptions(normalisation=["min_max", "z_score"])
    )

    assert "N_FITTED_ANEW" in [note.code for note in found.notes]


def test_weights_from_noisy_data_are_of_scores_on_the_earlier_bounds(index):
    spread = ii.compose(index.panel, ii.Recipe(weighting="standard_deviation"), fitted=index.fitted)
    mix = Assumptions(weights="recomputed", noise={"sd": 1e-6})

    found = ii.uncertainty(spread, draws=50, seed=1, assumptions=mix)

    first = np.argmax(spread.ranks(2023) == 1)
    assert found.counts.ranks[first, 1] == 50


def test_leaving_a_unit_out_moves_no_bound(index):
    assert ii.leave_one_out(index, element="unit").frame()["largest_shift"].tolist() == [0, 0, 0]


def test_new_bounds_are_a_cause_of_a_shift(own, index):
    found = ii.compare(own, index)

    assert found.scores == pytest.approx(np.array([own.scores(2023), index.scores(2023)]))
    assert found.score_effects[2] == pytest.approx(found.scores[1] - found.scores[0])
    assert not found.score_effects[:2].any()
