"""Experts' points, Delphi ratings, and mixing weight vectors."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ii_index.kernels.weighting import allocations
from ii_index.kernels.weighting.pairwise_groups import coefficient_of_variation, kendall_w

TIGHT = {"rtol": 0, "atol": 1e-9}
GOLDEN = Path(__file__).parents[2] / "golden" / "weights"
DELPHI = json.loads((GOLDEN / "delphi_kendall_w.json").read_text(encoding="utf-8"))
MIXES = json.loads((GOLDEN / "combination.json").read_text(encoding="utf-8"))
AHP, EXPERTS = MIXES["w_ahp"], MIXES["w_expert"]


@pytest.mark.parametrize(
    ("key", "how"),
    [
        ("weights_mean_score", "mean"),
        ("weights_trimmed_drop_min_max", "trimmed_mean"),
        ("weights_median", "median"),
    ],
)
def test_weights_from_delphi_ratings(key, how):
    np.testing.assert_allclose(
        allocations.average_ratings(DELPHI["ratings"], how), DELPHI["computed"][key], **TIGHT
    )


def test_points_are_rescaled_before_they_are_averaged():
    expected = DELPHI["computed"]["weights_row_normalised_then_mean"]

    np.testing.assert_allclose(allocations.average(DELPHI["ratings"]), expected, **TIGHT)


def test_dispersion_and_concordance_of_a_delphi_round():
    ratings, computed = DELPHI["ratings"], DELPHI["computed"]
    found = kendall_w(ratings)

    np.testing.assert_allclose(coefficient_of_variation(ratings), computed["cv"], **TIGHT)
    assert found.w == pytest.approx(computed["kendall_w_tie_corrected"], abs=1e-9)
    assert found.chi_square == pytest.approx(computed["chi2"], abs=1e-9)
    assert found.p_value == pytest.approx(computed["p"], abs=1e-12)


@pytest.mark.processor
def test_ratings_that_differ_by_rounding_alone_are_ties():
    tied = [[0.3, 0.3, 0.4], [0.2, 0.4, 0.4]]
    shaken = [[0.1 + 0.2, 0.3, 0.4], [0.2, 0.4, 0.1 * 4 + 2.0**-54]]

    assert np.array(shaken).tolist() != tied
    assert kendall_w(shaken).w == kendall_w(tied).w
    assert kendall_w(tied).w == pytest.approx(12 * 4.5 / (4 * 24 - 2 * 12))  # rank sums 2.5, 4, 5.5


@pytest.mark.parametrize("share", MIXES["computed"]["linear"])
def test_linear_combination_with_the_experts_share(share):
    mixed = allocations.combine(AHP, EXPERTS, alpha=1 - float(share))

    np.testing.assert_allclose(mixed, MIXES["computed"]["linear"][share], **TIGHT)


@pytest.mark.parametrize(
    ("key", "mix"),
    [
        ("geometric_min_relative_entropy", lambda: allocations.combine(AHP, EXPERTS, 0.5, "geometric")),
        ("geometric_alpha_0_7", lambda: allocations.combine(AHP, EXPERTS, 0.3, "geometric")),
        ("multiplicative", lambda: allocations.multiply(AHP, EXPERTS)),
    ],
)
def test_other_combinations(key, mix):
    np.testing.assert_allclose(mix(), MIXES["computed"][key], **TIGHT)


def test_the_game_theory_combination():
    expected = MIXES["computed"]["game_theory"]["weights"]

    np.testing.assert_allclose(allocations.game_theory(AHP, EXPERTS), expected, **TIGHT)


weights = arrays(float, 4, elements=st.floats(0, 1)).filter(lambda points: points.sum() > 0.1)


@pytest.mark.law(examples=200)
@pytest.mark.parametrize("mix", ["linear", "geometric"])
@given(first=weights, second=weights, alpha=st.floats(0, 1))
def test_mixed_weights_lie_between_and_sum_to_one(mix, first, second, alpha):
    if mix == "geometric" and not (first * second).any() and 0 < alpha < 1:
        return
    mixed = allocations.combine(first, second, alpha, mix)

    assert mixed.sum() == pytest.approx(1, abs=1e-12)
    assert (mixed >= 0).all()
    if mix == "linear":
        both = [first / first.sum(), second / second.sum()]
        assert (mixed >= np.min(both, axis=0) - 1e-12).all()
        assert (mixed <= np.max(both, axis=0) + 1e-12).all()


@pytest.mark.law
@given(
    points=arrays(float, (5, 3), elements=st.floats(1, 100)),
    how=st.sampled_from(["mean", "median", "trimmed_mean"]),
)
def test_group_points_do_not_depend_on_how_many_points_each_expert_had(points, how):
    rescaled = points * np.array([[1], [2], [10], [0.1], [7]])

    np.testing.assert_allclose(
        allocations.average(rescaled, how), allocations.average(points, how), rtol=1e-9
    )


@pytest.mark.parametrize(
    "points", [[-1, 2], [0, 0], [np.nan, 1], [[1, 2], [0, 0]], [[1, 2], [-1, 3]], [[1, 2], [np.nan, 1]]]
)
def test_points_that_are_no_allocation_are_refused(points):
    with pytest.raises(ValueError, match="points are non-negative"):
        allocations.rescale(points)


def test_a_share_outside_zero_to_one_is_refused():
    with pytest.raises(ValueError, match=r"alpha is a share between 0 and 1; got 1\.5"):
        allocations.combine([1], [1], 1.5)


@pytest.mark.parametrize(("experts", "trim", "needed"), [(2, 1, 3), (3, 2, 5), (4, 2, 5), (6, 3, 7)])
def test_a_trimmed_mean_needs_someone_left(experts, trim, needed):
    with pytest.raises(ValueError, match=f"the {trim} highest and lowest needs at least {needed} experts"):
        allocations.average(np.ones((experts, 2)), "trimmed_mean", trim=trim)


def test_fewer_than_no_experts_cannot_be_left_out():
    with pytest.raises(ValueError, match="without the -1 highest"):
        allocations.average(np.ones((5, 2)), "trimmed_mean", trim=-1)


@pytest.mark.parametrize("trim", [1, 2, 3])
def test_where_one_expert_is_left_the_trimmed_mean_is_the_median(trim):
    ratings = np.random.default_rng(trim).integers(1, 10, size=(2 * trim + 1, 4))

    trimmed = allocations.average_ratings(ratings, "trimmed_mean", trim=trim)

    assert trimmed == pytest.approx(allocations.average_ratings(ratings, "median"), rel=1e-12)


def test_where_nobody_is_left_out_the_trimmed_mean_is_the_mean():
    ratings = [[1, 2], [8, 3], [6, 4]]

    trimmed = allocations.average_ratings(ratings, "trimmed_mean", trim=0)

    assert trimmed == pytest.approx([15 / 24, 9 / 24], rel=1e-12)


def test_a_trimmed_mean_leaves_one_out_at_each_end_where_nothing_is_said():
    points = [[1, 9], [4, 6], [8, 2]]

    for use in (allocations.average, allocations.average_ratings):
        assert use(points, "trimmed_mean") == pytest.approx([0.4, 0.6], rel=1e-12)


@pytest.mark.parametrize("mix", ["linear", "geometric"])
def test_both_count_alike_in_a_mix_where_nothing_is_said(mix):
    mixed = allocations.combine([0.8, 0.2], [0.2, 0.8], mix=mix)

    assert mixed == pytest.approx([0.5, 0.5], rel=1e-12)


def test_the_share_of_the_experts_is_that_of_the_second_weights():
    assert allocations.combine([1, 0], [0, 1], 0.25) == pytest.approx([0.75, 0.25], rel=1e-12)


def test_a_median_counts_every_expert_once():
    with pytest.raises(ValueError, match="a median counts every expert once"):
        allocations.average([[1, 1], [1, 1]], "median", weights=[1, 2])


def test_a_geometric_mix_of_weights_with_nothing_in_common_is_refused():
    with pytest.raises(ValueError, match="not all zero"):
        allocations.combine([1, 0], [0, 1], 0.5, "geometric")


def test_mixing_weights_that_agree_changes_nothing():
    assert allocations.game_theory([0.5, 0.3, 0.2], [5, 3, 2]).tolist() == [0.5, 0.3, 0.2]
