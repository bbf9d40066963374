"""Several experts: aggregation and agreement."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ii_index.kernels.weighting import pairwise, pairwise_groups
from tests.kernels.ahp_cases import case
from tests.kernels.judgement_strategies import matrices

TIGHT = {"rtol": 0, "atol": 1e-12}
CITY = case("group_ahpsurvey_city200")
RAW = np.array(CITY["raw"], dtype=float)
EXPERTS = pairwise.from_upper_triangle(np.where(RAW < 0, -RAW, 1 / RAW))
COMPUTED = CITY["computed"]
GROUP = pairwise_groups.aggregate_judgements(EXPERTS)


def test_the_group_matrix_of_200_experts():
    np.testing.assert_allclose(GROUP, COMPUTED["aij_matrix"], rtol=1e-12)
    np.testing.assert_allclose(GROUP, CITY["published"]["aij_geometric_matrix_printed"], atol=6e-3)


@pytest.mark.parametrize("method", ["eigenvector", "geometric_mean"])
def test_priorities_of_the_group_matrix(method):
    np.testing.assert_allclose(pairwise.priorities(GROUP, method), COMPUTED[f"aij_{method}"], **TIGHT)


def test_the_group_matrix_has_its_own_consistency():
    for table, ratio in COMPUTED["aij_cr"].items():
        assert pairwise.consistency_ratio(GROUP, table) == pytest.approx(ratio, abs=1e-12)
    assert pairwise.geometric_consistency_index(GROUP) == pytest.approx(COMPUTED["aij_gci"], abs=1e-12)


@pytest.mark.parametrize(
    ("key", "method", "mean"),
    [
        ("aip_arith_of_eigenvector", "eigenvector", "arithmetic"),
        ("aip_geo_of_eigenvector", "eigenvector", "geometric"),
        ("aip_arith_of_geomean", "geometric_mean", "arithmetic"),
        ("aip_geo_of_geomean", "geometric_mean", "geometric"),
        ("aip_arith_of_colmean", "column_mean", "arithmetic"),
    ],
)
def test_group_priorities_of_200_experts(key, method, mean):
    priorities = pairwise.priorities(EXPERTS, method)

    np.testing.assert_allclose(
        pairwise_groups.aggregate_priorities(priorities, mean=mean), COMPUTED[key], **TIGHT
    )


def test_what_ahpsurvey_prints_about_the_200_experts():
    by_column = pairwise.priorities(EXPERTS, "column_mean")
    ratios = pairwise.consistency_index(EXPERTS) / CITY["published"]["ri"]

    np.testing.assert_allclose(by_column.mean(axis=0), CITY["published"]["aip_arith_of_colmean"], atol=6e-5)
    np.testing.assert_allclose(by_column.std(axis=0, ddof=1), COMPUTED["aip_sd_of_colmean"], **TIGHT)
    np.testing.assert_allclose(ratios, COMPUTED["cr_individual"], rtol=1e-6)
    assert (ratios <= 0.1).sum() == CITY["published"]["cr_le_0_1"] == COMPUTED["cr_le_0_1"]


def test_the_group_without_its_inconsistent_experts():
    kept = EXPERTS[np.array(COMPUTED["cr_individual"]) <= 0.1]
    weights = pairwise.priorities(pairwise_groups.aggregate_judgements(kept))

    np.testing.assert_allclose(weights, COMPUTED["weights_cr_filtered_aij_eigenvector"], **TIGHT)


def test_consensus_of_the_200_experts():
    priorities = pairwise.priorities(EXPERTS)

    assert pairwise_groups.consensus(priorities) == pytest.approx(COMPUTED["consensus_goepel"], abs=1e-12)
    assert pairwise_groups.relative_homogeneity(priorities) == pytest.approx(
        COMPUTED["relative_homogeneity"], abs=1e-12
    )


@pytest.mark.parametrize(
    "known", case("analytic_identities")["cases"]["consensus"], ids=lambda item: item["case"]
)
def test_consensus_in_cases_with_a_known_answer(known):
    assert pairwise_groups.consensus(known["P"]) == pytest.approx(known["S"], abs=1e-12)
    if "relative_homogeneity" in known:
        found = pairwise_groups.relative_homogeneity(known["P"])
        assert found == pytest.approx(known["relative_homogeneity"], abs=1e-12)


@pytest.mark.law
@given(st.integers(1, 5).flatmap(lambda experts: matrices(smallest=2, largest=6, experts=experts)))
def test_both_ways_to_a_group_meet_in_geometric_means(experts):
    priorities = pairwise.priorities(experts, "geometric_mean")
    group = pairwise_groups.aggregate_judgements(experts)

    np.testing.assert_allclose(
        pairwise.priorities(group, "geometric_mean"),
        pairwise_groups.aggregate_priorities(priorities),
        **TIGHT,
    )


@pytest.mark.law
@given(matrices(smallest=2, largest=6, experts=3))
def test_an_expert_with_all_the_weight_is_the_group(experts):
    weights = [0, 5, 0]

    np.testing.assert_allclose(pairwise_groups.aggregate_judgements(experts, weights), experts[1], rtol=1e-12)
    priorities = pairwise.priorities(experts)
    np.testing.assert_allclose(
        pairwise_groups.aggregate_priorities(priorities, weights), priorities[1], **TIGHT
    )


@pytest.mark.law
@given(matrices(smallest=2, largest=6, experts=4))
def test_consensus_lies_between_none_and_all(experts):
    priorities = pairwise.priorities(experts)

    assert 0 <= pairwise_groups.consensus(priorities) <= 1
    assert pairwise_groups.consensus(np.repeat(priorities[:1], 4, axis=0)) == pytest.approx(1, abs=1e-12)


def test_two_opposite_experts_make_a_group_of_equals():
    matrix = pairwise.from_upper_triangle([3, 5, 2])

    np.testing.assert_allclose(pairwise_groups.aggregate_judgements([matrix, matrix.T]), 1, rtol=1e-12)


def test_a_pair_left_open_counts_those_who_answered():
    gap = np.nan
    answers = [[[1, 2], [1 / 2, 1]], [[1, gap], [gap, 1]], [[1, 8], [1 / 8, 1]]]

    assert pairwise_groups.aggregate_judgements(answers, [1, 100, 1]).tolist() == [[1, 4], [1 / 4, 1]]
    assert np.isnan(pairwise_groups.aggregate_judgements(answers[1:2])[0, 1])


@pytest.mark.parametrize("weights", [[0.75, 0.25], [3, 1], [0.3, 0.1]])
def test_only_the_ratio_of_the_experts_weights_matters(weights):
    first, second = [[1, 2], [1 / 2, 1]], [[1, 32], [1 / 32, 1]]
    priorities = [[2 / 3, 1 / 3], [32 / 33, 1 / 33]]

    group = pairwise_groups.aggregate_judgements([first, second], weights)

    np.testing.assert_allclose(group, [[1, 4], [1 / 4, 1]], rtol=1e-12)  # 2^(3/4) · 32^(1/4)
    np.testing.assert_allclose(
        pairwise_groups.aggregate_priorities(priorities, weights), [4 / 5, 1 / 5], rtol=1e-12
    )


def test_disagreement_points_at_the_expert_and_the_judgement():
    calm = pairwise.from_upper_triangle([2, 4, 2])
    odd = pairwise.from_upper_triangle([2, 4, 1 / 9])
    ratio = pairwise_groups.disagreements([calm, calm, odd], calm)

    assert np.unravel_index(np.abs(np.log(ratio)).argmax(), ratio.shape)[0] == 2
    assert ratio[2, 1, 2] == pytest.approx(1 / 18)
    assert (ratio[:2] == 1).all()


@pytest.mark.parametrize("weights", [[1, -1], [2, -1], [0, 0], [1, 1, 1]])
def test_weights_of_experts_that_make_no_group_are_refused(weights):
    with pytest.raises(ValueError, match="weights of 2 experts"):
        pairwise_groups.aggregate_judgements(np.ones((2, 3, 3)), weights)


@pytest.mark.law
@given(st.lists(st.lists(st.integers(1, 5), min_size=4, max_size=4), min_size=2, max_size=6))
def test_kendalls_w_is_friedmans_statistic_rescaled(ratings):
    if any(len(set(row)) == 1 for row in ratings):
        return  # SciPy gives no statistic where everyone rates everything alike
    found = pairwise_groups.kendall_w(ratings)
    friedman = stats.friedmanchisquare(*np.array(ratings, dtype=float).T)

    assert found.chi_square == pytest.approx(friedman.statistic, rel=1e-9, abs=1e-9)
    assert found.p_value == pytest.approx(friedman.pvalue, rel=1e-9, abs=1e-12)
    assert found.w == pytest.approx(friedman.statistic / (3 * len(ratings)), rel=1e-9, abs=1e-9)


def test_experts_who_rate_everything_alike_agree_about_nothing():
    assert np.isnan(pairwise_groups.kendall_w([[1, 1, 1], [2, 2, 2]]).w)


def test_one_expert_agrees_with_himself():
    assert pairwise_groups.consensus([[0.6, 0.3, 0.1]]) == 1.0
    assert pairwise_groups.relative_homogeneity([[0.6, 0.3, 0.1]]) == 1.0


def test_about_one_item_all_experts_agree():
    assert pairwise_groups.relative_homogeneity([[1.0], [1.0], [1.0]]) == 1.0


def test_experts_who_want_nothing_of_what_the_others_want_have_no_consensus():
    assert pairwise_groups.relative_homogeneity(np.eye(2)) == pytest.approx(0, abs=1e-12)
    assert pairwise_groups.relative_homogeneity(np.eye(3, 4)) == pytest.approx(0, abs=1e-12)
    assert pairwise_groups.consensus(np.eye(3)) == 0


def test_no_rounding_lifts_full_agreement_above_one():
    rows = np.random.default_rng(5).dirichlet(np.ones(4), size=200)

    found = [pairwise_groups.consensus(np.tile(row, (experts, 1))) for row in rows for experts in (2, 3, 7)]

    assert max(found) <= 1
    assert min(found) == pytest.approx(1, abs=1e-12)


def test_experts_of_one_weight_agree_as_without_weights():
    priorities = pairwise.priorities(EXPERTS)
    alone = pairwise_groups.consensus(priorities)

    assert pairwise_groups.consensus(priorities, weights=np.full(200, 3.0)) == pytest.approx(alone, abs=1e-12)


def test_weights_count_in_the_mean_and_in_the_extreme():
    """By the definition, entropies from SciPy: two experts, the second counts twice."""
    voices, weights = np.array([[0.6, 0.3, 0.1], [0.2, 0.3, 0.5]]), np.array([1 / 3, 2 / 3])
    extremes = np.array([[9, 1, 1], [1, 9, 1]]) / 11

    def homogeneity(rows):
        return np.exp(weights @ stats.entropy(rows, axis=1) - stats.entropy(weights @ rows))

    expected = (homogeneity(voices) - homogeneity(extremes)) / (1 - homogeneity(extremes))

    assert pairwise_groups.consensus(voices, weights=[2, 4]) == pytest.approx(expected, abs=1e-12)
    assert pairwise_groups.consensus(extremes, weights=[1, 2]) == pytest.approx(0, abs=1e-12)


def test_an_expert_without_weight_is_not_asked():
    voices = [[0.6, 0.3, 0.1], [0.2, 0.3, 0.5], [0.1, 0.1, 0.8]]

    assert pairwise_groups.consensus(voices, weights=[1, 1, 0]) == pairwise_groups.consensus(voices[:2])
    assert pairwise_groups.consensus(voices, weights=[0, 3, 0]) == 1


@pytest.mark.parametrize("rest", [0.0, 1.0, 1e-3])
def test_experts_of_next_to_no_weight_do_not_make_a_group(rest):
    alone = [[0.75, 0.25], [0.1, 0.9]]

    assert pairwise_groups.consensus(alone, weights=[1e20, rest]) == 1.0
