"""Quantiles against numpy's, which warns about missing columns."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ii_index.kernels.quantiles import quantile
from ii_index.testing import tables


@pytest.mark.law
@given(values=tables(missing=True, negative=True), share=st.floats(0, 1))
def test_quantiles_are_numpy_s_of_what_is_available(values, share):
    expected = np.nanquantile(values, share, axis=0, keepdims=True)

    scale = np.nanmax(np.abs(values), initial=0.0)  # what rounding leaves is a share of the largest value
    np.testing.assert_allclose(quantile(values, share), expected, rtol=1e-12, atol=1e-14 * scale)


def test_an_indicator_that_nobody_has_has_no_quantile():
    assert np.isnan(quantile([[np.nan], [np.nan]], 0.5)).all()


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_quantile_lies_between_0_and_1(share):
    with pytest.raises(ValueError, match="between 0 and 1"):
        quantile([[1.0]], share)


def test_the_ends_are_the_smallest_and_the_largest_value():
    assert quantile([3.0, 1.0, 2.0], 0, axis=-1).tolist() == [1.0]
    assert quantile([3.0, 1.0, 2.0], 1, axis=-1).tolist() == [3.0]


def test_a_single_value_is_its_own_quantile():
    assert quantile([np.nan, 3.0], 0.9, axis=-1).tolist() == [3.0]
