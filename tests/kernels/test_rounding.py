"""Numbers rounded as they are printed, and rounded parts that add up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ii_index.kernels.rounding import half_up, largest_remainder
from ii_index.model.printed_numbers import rounded as printed

parts = arrays(float, st.integers(1, 30), elements=st.floats(0, 1)).filter(lambda given: given.sum() > 0.01)


def near_halves(digits, places, bits):
    """A number that ends with a half at some decimal, a last bit more or less."""
    half = (digits + 0.5) / 10.0**places
    return float(half * (1 + bits * 2**-52))


ANY = st.floats(-1e100, 1e100) | st.builds(
    near_halves, st.integers(-(10**13), 10**13), st.integers(0, 15), st.integers(-3, 3)
)


@pytest.mark.law
@given(st.lists(ANY | st.floats(-1e6, 1e6), min_size=1, max_size=30), st.integers(0, 10))
def test_arrays_are_rounded_as_every_single_number_is_printed(numbers, decimals):
    assert half_up(numbers, decimals).tolist() == [
        float(printed(one, decimals).scaleb(decimals)) for one in numbers
    ]


def test_halves_of_the_twelfth_digit_huge_tiny_and_negative_zeros_are_rounded_as_printed():
    numbers = [732723.4999995, 0.4999999999995, 123456789012.5, 2.1285238644641028e16, 99999999999.95, -0.004]
    numbers += [9.999999999995, 1e99, -1e99, 5e-324, 0.0, -0.0, 1.005, 5.1249999999999991]
    for decimals in range(8):
        made = half_up(numbers, decimals)

        assert made.tolist() == [float(printed(one, decimals).scaleb(decimals)) for one in numbers]
        assert not np.signbit(made[made == 0]).any()
    assert np.isnan(half_up([float("nan")])).all()
    assert float(half_up(0.125, 2)) == 13  # a single number, too


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
