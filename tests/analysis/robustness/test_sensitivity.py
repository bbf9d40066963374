"""Which assumption matters: indices that must be 0, 1 or equal, and honest refusals."""

import numpy as np
import pytest

import ii_index as ii
from ii_index.analysis.robustness.sensitivity import sensitivity
from ii_index.model.assumptions import Assumptions
from tests.analysis.small_index import UNITS, WEIGHTS_ONLY, small_index
from tests.construction.examples import framework, leaf, panel

MIX = Assumptions(
    normalisation=["min_max", {"kind": "z_score", "mean": 100, "sd": 10}, "rank"],
    aggregation=["arithmetic", "geometric"],
)


def test_an_assumption_that_changes_nothing_has_index_0():
    mix = Assumptions(
        treatment=["none", {"kind": "winsorise", "skewness": 99}], normalisation=["min_max", "rank"]
    )

    which = sensitivity(small_index(), samples=256, seed=1, assumptions=mix)

    at = which.factors.index("treatment")
    assert (which.total[at, 0], which.first_order[at, 0]) == (0, 0)
    assert (which.total_limits[at, 0] == 0).all()


def test_the_only_assumption_brings_all_the_variance():
    which = sensitivity(small_index(), samples=2**13, seed=1, assumptions=WEIGHTS_ONLY)

    moves = which.rank_deviations > 0
    assert moves.sum() > 5
    assert which.total[0, moves] == pytest.approx(1, abs=0.06)
    assert which.first_order[0, moves] == pytest.approx(1, abs=0.06)


def test_indices_of_a_choice_are_those_of_its_average_over_the_other_choice():
    """Two choices, nothing else: first order and total follow from the six shifts themselves."""
    mix = Assumptions(weights="fixed", normalisation=MIX.normalisation, aggregation=MIX.aggregation)
    index = small_index()
    which = sensitivity(index, samples=2**13, seed=1, assumptions=mix)

    shifts = np.empty((3, 2))
    for row, normalisation in enumerate(({"kind": "min_max", "range": (1, 100)}, *MIX.normalisation[1:])):
        for column, aggregation in enumerate(MIX.aggregation):
            again = ii.compose(
                index.panel, index.recipe.replace(normalisation=normalisation, aggregation=aggregation)
            )
            shifts[row, column] = np.abs(again.ranks(2023) - index.ranks(2023)).mean()
    by_normalisation, by_aggregation = shifts.mean(axis=1).var(), shifts.mean(axis=0).var()

    first = np.array([by_normalisation, by_aggregation]) / shifts.var()
    assert which.first_order[:, 0] == pytest.approx(first, abs=0.02)
    assert which.total[:, 0] == pytest.approx(1 - first[::-1], abs=0.02)


def test_what_matters_most_comes_first_and_every_unit_names_what_moves_it():
    which = sensitivity(small_index(), samples=256, seed=1, assumptions=MIX)

    assert which.frame()["total"].is_monotonic_decreasing
    assert which.frame("units").index.tolist() == [UNITS[i] for i in np.argsort(small_index().ranks(2023))]
    assert set(which.frame("units")["moved_most_by"].dropna()) <= {"Weights", "Normalisation", "Aggregation"}


def test_the_same_seed_gives_the_same_bytes():
    one, two, other = (sensitivity(small_index(), samples=128, seed=s, assumptions=MIX) for s in (0, 0, 1))

    assert one.total.tobytes() == two.total.tobytes()
    assert one.total_limits.tobytes() == two.total_limits.tobytes()
    assert one.total.tobytes() != other.total.tobytes()


def test_noise_in_the_data_is_an_assumption_like_others():
    mix = Assumptions(noise={"sd": 0.3}, weights={"kind": "perturb", "amount": 0.01})

    which = sensitivity(small_index(), samples=256, seed=1, assumptions=mix)

    assert which.frame()["total"].idxmax() == "Data noise"


def test_a_unit_that_never_moves_has_no_index():
    far = ii.compose(panel(framework(leaf("a"), leaf("b")), [[9.0, 9], [2, 1], [1, 2], [0, 0]]))

    which = sensitivity(far, samples=64, seed=1, assumptions=WEIGHTS_ONLY)

    assert np.isnan(which.total[0, [1, 4]]).all()
    assert (
        which.frame("units").loc["a", "moved_most_by"] is None
        or which.frame("units")["moved_most_by"].isna()["a"]
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"samples": 1000}, "E_SAMPLES"),
        ({"seed": -5}, "E_SEED"),
        (
            {"assumptions": Assumptions(weights="fixed", tiers=["natural_breaks", "quantiles"])},
            "E_NOTHING_VARIES",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(changes, code):
    with pytest.raises(ii.FrameworkError) as refused:
        sensitivity(small_index(), **({"samples": 64, "assumptions": WEIGHTS_ONLY} | changes))

    assert [finding.code for finding in refused.value.findings] == [code]
    if code == "E_SAMPLES":
        assert "512, 1024" in str(refused.value)


def test_rows_whose_recomputation_fails_are_counted_and_a_mix_that_always_fails_is_refused():
    half = Assumptions(normalisation=["min_max", "z_score"], aggregation=["arithmetic", "geometric"])
    assert 0 < sensitivity(small_index(), samples=64, assumptions=half).failed < 64

    with pytest.raises(ii.DataError):
        sensitivity(
            small_index(),
            samples=64,
            assumptions=Assumptions(normalisation="z_score", aggregation="geometric"),
        )
