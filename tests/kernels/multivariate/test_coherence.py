"""Coherence statistics against published and exact values, and against SciPy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ii_index.kernels.multivariate import coherence as co
from tests.kernels.golden import METHOD

EQUAL = np.full((3, 3), 0.5) + 0.5 * np.eye(3)
PCA, SHIFT = METHOD["pca_equicorr"], METHOD["rank_shift"]
tables = st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=3, max_size=25)


@pytest.mark.law
@given(tables)
def test_correlations_are_scipys(rows):
    x, y = np.array(rows, dtype=float).T
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        assert np.isnan(co.correlation(x, y))
        return

    assert co.correlation(x, y) == pytest.approx(stats.pearsonr(x, y).statistic, abs=1e-12)
    assert co.correlation(x, y, "spearman") == pytest.approx(stats.spearmanr(x, y).statistic, abs=1e-12)
    assert co.correlation(x, y, "kendall") == pytest.approx(stats.kendalltau(x, y).statistic, abs=1e-12)


def test_rank_correlations_of_the_published_example():
    assert co.correlation(SHIFT["ref"], SHIFT["alt"], "spearman") == pytest.approx(SHIFT["spearman"])
    assert co.correlation(SHIFT["ref"], SHIFT["alt"], "kendall") == pytest.approx(SHIFT["kendall_tau"])


def test_correlations_take_the_cells_that_both_have():
    x, y = [1, 2, 3, 4, np.nan], [2, 1, 4, np.nan, 9]

    assert co.correlation(x, y) == pytest.approx(np.corrcoef([1, 2, 3], [2, 1, 4])[0, 1])
    assert np.isnan(co.correlation([1, 2, np.nan], [1, 2, 3]))


@pytest.mark.parametrize("scale", [1e-200, 1e200])
def test_correlations_survive_huge_and_tiny_units(scale):
    x, y = np.array([1.0, 2, 4, 3]), np.array([2.0, 1, 4, 5])

    assert co.correlation(x * scale, y) == pytest.approx(co.correlation(x, y))
    assert co.correlation(x, y * scale) == pytest.approx(co.correlation(x, y))


def test_a_correlation_matrix_is_symmetric_with_ones_and_blank_for_a_constant_column():
    matrix = co.correlation_matrix([[1, 5, 2], [2, 5, 1], [4, 5, 3]], "spearman")

    assert np.diagonal(matrix).tolist() == [1, 1, 1]
    assert np.array_equal(matrix, matrix.T, equal_nan=True)
    assert np.isnan(matrix[1, [0, 2]]).all()


def test_cronbachs_alpha_is_the_published_fraction():
    assert co.cronbach_alpha(METHOD["cronbach"]["X"]) == pytest.approx(225 / 233, abs=1e-15)


def test_alpha_of_equally_correlated_indicators_is_that_of_spearman_and_brown():
    rng = np.random.default_rng(2)
    raw = rng.standard_normal((50, 3))
    raw -= raw.mean(axis=0)
    x = raw @ np.linalg.inv(np.linalg.cholesky(raw.T @ raw)).T @ np.linalg.cholesky(EQUAL).T

    assert co.cronbach_alpha(x) == pytest.approx(0.75)


def test_components_kmo_and_bartlett_of_equal_correlations_are_the_exact_ones():
    components = co.principal_components(EQUAL)
    test = co.bartlett_sphericity(EQUAL, 31)

    assert components.eigenvalues == pytest.approx(PCA["eigenvalues"], abs=1e-12)
    assert components.eigenvalues[0] / 3 == pytest.approx(PCA["pc1_share"])
    assert co.kaiser_meyer_olkin(EQUAL) == pytest.approx(9 / 13, abs=1e-12)
    assert test.statistic == pytest.approx(PCA["bartlett_chi2"], abs=1e-9)
    assert test.degrees_of_freedom == PCA["df"]
    assert test.p_value == pytest.approx(stats.chi2.sf(PCA["bartlett_chi2"], 3))


@pytest.mark.law
@given(st.integers(0, 2**32))
def test_loadings_give_back_the_correlations(seed):
    x = np.random.default_rng(seed).standard_normal((12, 4))
    matrix = co.correlation_matrix(x)
    loadings = co.principal_components(matrix).loadings

    assert loadings @ loadings.T == pytest.approx(matrix, abs=1e-10)
    assert (loadings.sum(axis=0) >= -1e-12).all()


def test_bartletts_test_rejects_uncorrelated_indicators_as_rarely_as_it_says():
    p_values = []
    for seed in range(400):
        x = np.random.default_rng(seed).standard_normal((60, 4))
        p_values.append(co.bartlett_sphericity(co.correlation_matrix(x), 60).p_value)

    assert 0.02 < np.mean(np.array(p_values) < 0.05) < 0.09


def test_uncorrelated_indicators_have_no_kmo():
    assert np.isnan(co.kaiser_meyer_olkin(np.eye(3)))


@pytest.mark.parametrize(
    ("statistic", "given", "lacking"),
    [
        (co.cronbach_alpha, [[1.0], [2.0]], "needs two indicators and a sum that varies"),
        (co.cronbach_alpha, [[1, -1], [2, -2]], "needs two indicators and a sum that varies"),
        (co.cronbach_alpha, [[1, np.nan], [2, 3]], "without missing cells"),
        (co.cronbach_alpha, [1, 2, 3], "needs a table"),
        (co.kaiser_meyer_olkin, np.ones((2, 2)), "combination of others"),
        (co.kaiser_meyer_olkin, [[1.0, 0.5]], "needs a square matrix"),
        (co.kaiser_meyer_olkin, np.ones((3, 2)), "needs a square matrix"),
        (co.kaiser_meyer_olkin, [1.0, 0.5], "needs a square matrix"),
        (lambda matrix: co.bartlett_sphericity(matrix, 10), [[1.0]], "at least two indicators"),
        (co.principal_components, [[1.0, np.nan], [np.nan, 1.0]], "without missing cells"),
    ],
)
def test_what_has_no_such_statistic_is_refused(statistic, given, lacking):
    with pytest.raises(ValueError, match=lacking):
        statistic(given)


def test_no_rounding_makes_a_correlation_more_than_perfect():
    for seed in range(40):
        x = np.random.default_rng(seed).standard_normal(20)

        assert 1 - 1e-12 <= co.correlation(x, 3 * x + 1) <= 1
        assert -1 <= co.correlation(x, 1 - 3 * x) <= -1 + 1e-12


def test_alpha_of_two_indicators_is_twice_their_correlation_over_one_more():
    assert co.cronbach_alpha([[1, 2], [2, 1], [3, 3]]) == pytest.approx(2 * 0.5 / 1.5)


@pytest.mark.parametrize("r", [-0.9, 0.01, 0.6])
def test_two_indicators_have_a_kmo_of_one_half_however_they_correlate(r):
    assert co.kaiser_meyer_olkin([[1, r], [r, 1]]) == pytest.approx(0.5)


def test_rounding_on_the_diagonal_makes_no_negative_test_statistic():
    test = co.bartlett_sphericity(np.eye(3) * (1 + 2**-52), 50)

    assert (test.statistic, test.p_value) == (0, 1)


@pytest.mark.processor
@pytest.mark.parametrize("method", ["spearman", "kendall"])
def test_values_that_differ_by_rounding_alone_are_ties(method):
    tied, shaken, other = [0.3, 0.3, 0.5, 0.1], [0.1 + 0.2, 0.3, 0.5, 0.1], [1, 2, 3, 4]

    assert co.correlation(shaken, other, method) == co.correlation(tied, other, method)
    assert co.correlation_p_value(shaken, other, method) == co.correlation_p_value(tied, other, method)
    assert np.isnan(co.correlation([0.1 + 0.2, 0.3, 0.3, 0.3], other, method))
