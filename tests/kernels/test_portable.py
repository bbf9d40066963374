"""Arithmetic from additions, products, quotients and roots alone, against the standard library's."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ii_index.kernels import portable

pytestmark = pytest.mark.processor

NAN, INF = math.nan, math.inf
SIZES = st.floats(1e-300, 1e300)
SMALL = st.floats(-0.9, 1e6)


@given(SIZES)
def test_logarithms_are_right_to_the_last_bits(x):
    assert float(portable.log(x)) == pytest.approx(math.log(x), rel=1e-15, abs=0)


@given(st.floats(-700, 700))
def test_exponentials_are_right_to_the_last_bits(x):
    assert float(portable.exp(x)) == pytest.approx(math.exp(x), rel=1e-15, abs=0)


@given(SMALL)
def test_logarithms_of_one_and_a_little_keep_the_little(x):
    assert float(portable.log1p(x)) == pytest.approx(math.log1p(x), rel=2e-15, abs=0)


@given(st.floats(-700, 700) | st.floats(-1e-3, 1e-3))
def test_exponentials_less_one_keep_the_little(x):
    assert float(portable.expm1(x)) == pytest.approx(math.expm1(x), rel=2e-15, abs=0)


@pytest.mark.parametrize(
    ("function", "given", "expected"),
    [
        (portable.log, [0.0, 1.0, -1.0, INF, NAN], [-INF, 0.0, NAN, INF, NAN]),
        (portable.exp, [-INF, 0.0, 1000.0, INF, NAN], [0.0, 1.0, INF, INF, NAN]),
        (portable.log1p, [-1.0, 0.0, -2.0, INF, NAN], [-INF, 0.0, NAN, INF, NAN]),
        (portable.expm1, [-INF, 0.0, 1000.0, INF, NAN], [-1.0, 0.0, INF, INF, NAN]),
        (portable.thirteen_digits, [0.0, -2.5, INF, NAN, 1e308], [0.0, -2.5, INF, NAN, 1e308]),
    ],
)
def test_limits_are_what_they_should_be(function, given, expected):
    np.testing.assert_array_equal(function(given), expected)


@given(SIZES, st.integers(-2, 2))
def test_thirteen_digits_are_kept_and_no_more(x, bits):
    """Rounding twice is rounding once; a bit or two of noise moves the result by a step of the 13th digit at most."""
    noisy = x + bits * math.ulp(x)
    rounded = float(portable.thirteen_digits(x))

    assert rounded == pytest.approx(x, rel=6e-14, abs=0)
    assert float(portable.thirteen_digits(rounded)) == rounded
    assert float(portable.thirteen_digits(noisy)) == pytest.approx(rounded, rel=1.2e-13, abs=0)


def test_a_product_of_matrices_is_the_sum_of_products():
    left, right = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], [[1.0, 0.0], [10.0, 1.0], [100.0, 2.0]]

    assert portable.matrix_product(left, right).tolist() == [[321.0, 8.0], [654.0, 17.0]]
    assert portable.matrix_product(left, [1.0, 10.0, 100.0]).tolist() == [321.0, 654.0]
    assert portable.matrix_product([left, left], right).shape == (2, 2, 2)
