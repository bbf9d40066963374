"""Inconsistent judgements and the repairs proposed for them."""

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from ii_index.kernels.weighting import pairwise
from ii_index.kernels.weighting.pairwise_repair import (
    circular_triads,
    inconsistent_judgements,
    reestimate,
    repair,
    repair_worst_first,
)
from tests.kernels.ahp_cases import case, numbers
from tests.kernels.judgement_strategies import matrices

TIGHT = {"rtol": 0, "atol": 1e-12}
HOUSE = case("saaty2003_house_consistency_repair")
MATRIX = numbers(HOUSE["matrix"])
COMPUTED, PUBLISHED = HOUSE["computed"], HOUSE["published"]


def test_the_worst_judgements_of_saatys_house():
    inconsistencies = inconsistent_judgements(MATRIX)[: len(COMPUTED["worst"])]

    assert (inconsistencies[0].row, inconsistencies[0].column) == tuple(PUBLISHED["worst_pair"])
    for one, expected in zip(inconsistencies, COMPUTED["worst"], strict=True):
        assert (one.row, one.column, one.given) == (expected["i"], expected["j"], expected["a_ij"])
        assert one.deviation == pytest.approx(expected["eps"], abs=1e-12)
        assert one.consistent == pytest.approx(expected["suggested"], abs=1e-12)


def test_harkers_reestimate_of_the_worst_judgement():
    expected = COMPUTED["harker"]
    value = reestimate(MATRIX, 2, 6)
    repaired = MATRIX.copy()
    repaired[2, 6], repaired[6, 2] = value, 1 / value

    assert value == pytest.approx(expected["new"], abs=1e-12)
    assert value == pytest.approx(PUBLISHED["replacement"], abs=5e-4)
    np.testing.assert_allclose(pairwise.priorities(repaired), expected["weights_after"], **TIGHT)
    np.testing.assert_allclose(pairwise.principal_eigenvalue(repaired), expected["lambda_max_after"], **TIGHT)
    ratio = pairwise.consistency_ratio(repaired)
    assert ratio == pytest.approx(expected["cr_after"]["saaty1980"], abs=1e-12)
    index = float(pairwise.consistency_index(repaired))
    assert index / PUBLISHED["cr_after_ri"] == pytest.approx(PUBLISHED["cr_after"], abs=5e-5)


def test_saatys_own_change_of_the_worst_judgement():
    expected = COMPUTED["set_to_one_half"]
    changed = MATRIX.copy()
    changed[2, 6], changed[6, 2] = 1 / 2, 2

    np.testing.assert_allclose(pairwise.priorities(changed), expected["weights"], **TIGHT)
    np.testing.assert_allclose(
        pairwise.priorities(changed), PUBLISHED["after_setting_a37_to_one_half"]["weights"], atol=5e-4
    )
    assert pairwise.consistency_ratio(changed) == pytest.approx(expected["cr_saaty1980"], abs=1e-12)


@pytest.mark.parametrize("keep", ["0.98", "0.9", "0.7", "0.5"])
def test_xu_and_weis_repair_of_saatys_house(keep):
    expected = COMPUTED["xu_wei1999"][keep]
    proposal = repair(MATRIX, keep=float(keep))

    assert len(proposal.ratios) - 1 == expected["iterations"]
    assert proposal.ratios[-1] == pytest.approx(expected["cr"], abs=1e-12)
    np.testing.assert_allclose(proposal.matrix, expected["matrix"], **TIGHT)
    np.testing.assert_allclose(pairwise.priorities(proposal.matrix), expected["w"], **TIGHT)
    np.testing.assert_allclose(
        pairwise.principal_eigenvalue(proposal.matrix), expected["lambda_max"], **TIGHT
    )
    assert proposal.largest_change == pytest.approx(expected["delta"], abs=1e-12)
    assert proposal.mean_change == pytest.approx(expected["sigma"], abs=1e-12)


def test_replacing_the_worst_judgement_first_needs_one_step():
    proposal = repair_worst_first(MATRIX)

    assert len(proposal.changes) == len(COMPUTED["auto_harker_saaty1980"]["steps"]) == 1
    step = COMPUTED["auto_harker_saaty1980"]["steps"][0]
    assert proposal.changes[0] == pytest.approx((step["i"], step["j"], step["old"], step["new"]), abs=1e-12)
    assert proposal.ratios[-1] == pytest.approx(step["cr_after"], abs=1e-12)


def test_which_single_change_helps_most():
    by_ratio = sorted(inconsistent_judgements(MATRIX), key=lambda one: one.ratio_without)

    for one, expected in zip(by_ratio, COMPUTED["single_change_ranked_by_cr"], strict=False):
        assert (one.row, one.column) == (expected["i"], expected["j"])
        assert one.without == pytest.approx(expected["new"], abs=1e-12)
        assert one.ratio_without == pytest.approx(expected["cr"], abs=1e-12)


@pytest.mark.law
@given(matrices(smallest=3, largest=7))
def test_the_default_repair_never_raises_the_ratio_and_stops_below_the_threshold(matrix):
    proposal = repair(matrix)

    assert all(
        later <= earlier + 1e-12 for earlier, later in zip(proposal.ratios, proposal.ratios[1:], strict=False)
    )
    assert proposal.ratios[-1] < 0.10
    np.testing.assert_allclose(proposal.matrix * proposal.matrix.T, 1, rtol=1e-12)


@pytest.mark.law(examples=200)
@given(matrices(smallest=3, largest=6))
def test_the_log_of_a_repair_retraces_it(matrix):
    for proposal in (repair(matrix), repair_worst_first(matrix)):
        rebuilt = matrix.copy()
        for change in proposal.changes:
            assert rebuilt[change.row, change.column] == change.before
            rebuilt[change.row, change.column] = change.after
            rebuilt[change.column, change.row] = 1 / change.after

        np.testing.assert_allclose(rebuilt, proposal.matrix, rtol=1e-12)


def test_a_consistent_matrix_is_left_alone():
    proposal = repair([[1, 2, 6], [1 / 2, 1, 3], [1 / 6, 1 / 3, 1]])

    assert proposal.changes == ()
    assert len(proposal.ratios) == 1


CYCLE = pairwise.from_upper_triangle([9, 1 / 9, 5, 7, 1 / 3, 9])


@pytest.mark.parametrize("mend", [repair, repair_worst_first])
def test_a_ratio_at_the_threshold_is_not_yet_below_it(mend):
    ratio = float(pairwise.consistency_ratio(CYCLE))
    proposal = mend(CYCLE, ratio)

    assert proposal.ratios[0] == ratio
    assert proposal.ratios[-1] < ratio
    assert mend(CYCLE, ratio * (1 + 1e-9)).changes == ()


def test_a_repair_by_tiny_steps_ends_after_a_thousand():
    proposal = repair(CYCLE, keep=1 - 1e-9)

    assert len(proposal.ratios) == 1 + 1000
    assert 0.10 < proposal.ratios[-1] < proposal.ratios[0]


def test_no_judgement_is_replaced_twice():
    proposal = repair_worst_first(CYCLE, threshold=1e-9)

    assert len(proposal.ratios) == 1 + 6
    assert proposal.ratios[-1] > 1e-9


def test_of_three_judgements_each_is_implied_by_the_other_two():
    matrix = pairwise.from_upper_triangle([2, 12, 3])

    assert reestimate(matrix, 0, 2) == pytest.approx(6, rel=1e-12)
    assert reestimate(matrix, 2, 1) == pytest.approx(2 / 12, rel=1e-12)


def test_two_items_leave_nothing_to_revisit():
    (one,) = inconsistent_judgements([[1, 5], [1 / 5, 1]])

    assert one.without == one.given == 5
    assert one.ratio_without == 0


@pytest.mark.parametrize(("keep", "threshold"), [(0, 0.1), (1, 0.1), (0.9, 0)])
def test_a_repair_that_could_not_end_is_refused(keep, threshold):
    with pytest.raises(ValueError, match="keep must lie in"):
        repair(MATRIX, threshold, keep)


def test_beyond_the_random_index_table_there_is_nothing_to_repair_towards():
    with pytest.raises(ValueError, match="no random index for 16 items"):
        repair(np.ones((16, 16)))


OPEN = pairwise.from_upper_triangle([2, 3, 1 / 5, 1, 1 / 4, 6, np.nan, 7, 1, 1 / 3])


def least_eigenvalue(matrix):
    """The smallest λ_max over all values of the one open pair, looked for along a line."""
    (row, column), *_ = np.argwhere(np.isnan(matrix))

    def largest(log):
        filled = matrix.copy()
        filled[row, column], filled[column, row] = np.exp(log), np.exp(-log)
        return np.linalg.eigvals(filled).real.max()

    return optimize.minimize_scalar(largest, bounds=(-9, 9), method="bounded", options={"xatol": 1e-12}).fun


def test_open_pairs_stay_open_and_the_answered_ones_are_repaired():
    """λ_max by a search along the line of the open pair."""
    proposal = repair(OPEN)
    index = (least_eigenvalue(proposal.matrix) - 5) / 4

    assert proposal.ratios[0] == pytest.approx(0.8304, abs=5e-5)
    assert np.array_equal(np.isnan(proposal.matrix), np.isnan(OPEN))
    assert len(proposal.changes) == 9
    assert proposal.ratios[-1] < 0.10
    assert index / proposal.ratios[-1] == pytest.approx((least_eigenvalue(OPEN) - 5) / 4 / proposal.ratios[0])
    assert all(later < earlier for earlier, later in zip(proposal.ratios, proposal.ratios[1:], strict=False))
    assert proposal.largest_change == pytest.approx(np.nanmax(np.abs(proposal.matrix - OPEN)))


def test_judgements_that_do_not_connect_all_items_cannot_be_repaired():
    with pytest.raises(ValueError, match="do not connect all items"):
        repair(pairwise.from_upper_triangle([np.nan, np.nan, 3]))


@pytest.mark.law
@given(
    st.integers(3, 6).flatmap(
        lambda n: st.lists(
            st.sampled_from([3.0, 1 / 3, 1.0, np.nan]), min_size=n * (n - 1) // 2, max_size=n * (n - 1) // 2
        )
    )
)
def test_circles_are_those_that_a_search_finds(upper):
    matrix = pairwise.from_upper_triangle(upper)
    expected = [
        (first, *others)
        for trio in combinations(range(len(matrix)), 3)
        for first, *others in permutations(trio)
        if first == trio[0]
        and all(matrix[a, b] > 1 for a, b in zip((first, *others), (*others, first), strict=True))
    ]

    assert sorted(circular_triads(matrix)) == sorted(expected)


@pytest.mark.law
@given(st.lists(st.sampled_from([2.0, 1 / 2]), min_size=15, max_size=15))
def test_the_number_of_circles_is_that_of_kendall_and_babington_smith(upper):
    """n (n − 1) (2 n − 1) / 12 − Σ s² / 2, s the numbers of items that each item is preferred to."""
    matrix = pairwise.from_upper_triangle(upper)
    wins = (matrix > 1).sum(axis=1)

    assert len(circular_triads(matrix)) == 6 * 5 * 11 / 12 - np.square(wins).sum() / 2
