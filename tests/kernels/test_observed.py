"""What kernels take for a value: a masked cell is missing, an infinite one is none."""

import numpy as np
import pytest

from ii_index.kernels import attainment, decomposition, imputation, quantiles, ranking, rounding, treatment
from ii_index.kernels.aggregation import means
from ii_index.kernels.normalisation import fitting, linear, ordinal, ratio
from ii_index.kernels.tiers import clustering, tier_rules
from ii_index.kernels.weighting import objective_weights

TABLE = np.array([[1.0, 5.0], [2.0, 3.0], [4.0, 8.0], [7.0, 6.0]])
HALF = [0.5, 0.5]
OF_A_TABLE = {
    "min_max": linear.min_max,
    "z_score": linear.z_score,
    "goalposts": lambda table: linear.goalposts(table, [0, 0], [10, 10]),
    "bounds": lambda table: np.stack(fitting.bounds(table)),
    "moments": lambda table: np.stack(fitting.moments(table)),
    "ranks": ordinal.rank,
    "fraction of the maximum": ratio.fraction_of_max,
    "mean of the column": lambda table: imputation.mean(table)[0],
    "skewness": treatment.skewness,
    "kurtosis": treatment.kurtosis,
    "winsorise": treatment.winsorise,
    "quantiles": lambda table: quantiles.quantile(table, 0.5, axis=0),
    "arithmetic mean": lambda table: means.arithmetic_mean(table, HALF),
    "geometric mean": lambda table: means.geometric_mean(table, HALF),
    "growth": decomposition.growth,
    "attainment": lambda table: attainment.attainment_rate(table, 10.0),
}
OF_SCORES = {
    "competition ranks": ranking.competition_ranks,
    "tie classes": ranking.tie_classes,
    "equal intervals": lambda scores: tier_rules.equal_intervals(scores, 2),
    "quantile tiers": lambda scores: tier_rules.quantiles(scores, 2),
}
REFUSING_ALSO_WHAT_IS_MISSING = {
    "entropy": objective_weights.entropy,
    "critic": objective_weights.critic,
    "natural breaks": lambda table: clustering.natural_breaks(table[:, 0], 2),
    "shares": lambda table: rounding.largest_remainder(table[:, 0], 1),
}


def alike(one, other):
    return np.array_equal(np.asarray(one, dtype=float), np.asarray(other, dtype=float), equal_nan=True)


@pytest.mark.parametrize("name", OF_A_TABLE)
def test_a_masked_cell_of_a_table_is_missing_and_never_its_hidden_value(name):
    hidden = np.ma.array(TABLE, mask=np.zeros(TABLE.shape, dtype=bool))
    hidden[2, 0] = 999.0
    hidden[2, 0] = np.ma.masked
    missing = TABLE.copy()
    missing[2, 0] = np.nan

    assert alike(OF_A_TABLE[name](hidden), OF_A_TABLE[name](missing))


@pytest.mark.parametrize("name", OF_SCORES)
def test_a_masked_score_is_missing(name):
    scores, missing = np.ma.masked_equal([3.0, 999.0, 1.0, 2.0], 999.0), [3.0, np.nan, 1.0, 2.0]

    assert alike(OF_SCORES[name](scores), OF_SCORES[name](missing))


@pytest.mark.parametrize("infinite", [np.inf, -np.inf])
@pytest.mark.parametrize("name", [*OF_A_TABLE, *OF_SCORES, *REFUSING_ALSO_WHAT_IS_MISSING])
def test_an_infinite_value_is_refused_and_named(name, infinite):
    table = TABLE.copy()
    table[2, 0] = infinite
    kernel = {**OF_A_TABLE, **OF_SCORES, **REFUSING_ALSO_WHAT_IS_MISSING}[name]

    with pytest.raises(ValueError, match=r"finite.*2"):
        kernel(table[:, 0] if name in OF_SCORES else table)


def test_what_ends_below_zero_has_no_compound_growth():
    rates = decomposition.compound_growth([100.0, 100.0, 100.0], [-100.0, 0.0, 121.0], 2)

    assert np.isnan(rates[0])
    assert rates[1:] == pytest.approx([-1.0, 0.1])
    assert decomposition.compound_growth(100.0, -50.0, 1) == pytest.approx(-1.5)
