"""Growth: against CAICT's published rates, and by definition."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ii_index.kernels.decomposition import compound_growth, growth

FOUNDATION = [100.0, 152.0, 234.0, 311.0]  # CAICT 2024, figure 3


def test_published_growth_rates_are_those_of_the_published_indices():
    assert (100 * growth(FOUNDATION)).round(1).tolist() == [52.0, 53.9, 32.9]


def test_the_published_compound_growth():
    assert round(100 * float(compound_growth(100, 235, 3)), 2) == 32.95


@given(st.lists(st.floats(0.1, 1e6), min_size=2, max_size=6))
def test_compounding_the_growth_rates_gives_the_last_level(levels):
    assert levels[0] * np.prod(1 + growth(levels)) == pytest.approx(levels[-1])


@given(st.floats(0.1, 1e6), st.floats(0.1, 1e6), st.integers(1, 30))
def test_compound_growth_applied_every_year_gives_the_last_level(first, last, years):
    assert first * (1 + compound_growth(first, last, years)) ** years == pytest.approx(last)


def test_growth_from_nothing_or_from_a_missing_level_is_missing():
    assert np.isnan(growth([0.0, 5.0, np.nan, 7.0])).tolist() == [True, True, True]
    assert np.isnan(compound_growth(0, 5, 1))


def test_the_axis_of_the_periods_may_be_any():
    assert growth([[1.0, 2.0], [10.0, 5.0]], axis=1).tolist() == [[1.0], [-0.5]]


@pytest.mark.parametrize("periods", [0, -1, float("nan")])
def test_growth_over_no_time_is_refused(periods):
    with pytest.raises(ValueError, match="positive number of periods"):
        compound_growth(1, 2, periods)
