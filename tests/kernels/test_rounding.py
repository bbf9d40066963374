"""Rounded parts that add up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ii_index.kernels.rounding import largest_remainder

parts = arrays(float, st.integers(1, 30), elements=st.floats(0, 1)).filter(lambda given: given.sum() > 0.01)


@pytest.mark.law
@given(shares=parts, decimals=st.integers(0, 4))
def test_rounded_parts_add_up_and_none_moves_by_a_whole_unit(shares, decimals):
    rounded = largest_remainder(shares, 100, decimals)

    assert round(sum(rounded), 8) == 100
    assert (np.abs(rounded - 100 * shares / shares.sum()) < 10.0**-decimals + 1e-9).all()


@pytest.mark.law
@given(shares=parts)
def test_a_larger_part_is_never_printed_smaller(shares):
    rounded = largest_remainder(shares, 100, 1)

    assert (np.diff(rounded[np.argsort(shares, kind="stable")]) >= -0.1 - 1e-9).all()
    larger = shares[:, None] > shares[None, :] + 1e-6
    assert (rounded[:, None] >= rounded[None, :] - 1e-9)[larger].all()


def test_what_is_exact_already_stays():
    assert largest_remainder([0.2, 0.3, 0.5]).tolist() == [20, 30, 50]
    assert largest_remainder([0.3333, 0.6667], decimals=2).tolist() == [33.33, 66.67]


def test_the_missing_units_go_to_the_largest_remainders_and_the_first_among_equals():
    assert largest_remainder([70.4, 29.6], decimals=0).tolist() == [70, 30]
    assert largest_remainder([29.4, 40.3, 30.3], decimals=0).tolist() == [30, 40, 30]
    assert largest_remainder([1, 1, 1], 10, 0).tolist() == [4, 3, 3]
