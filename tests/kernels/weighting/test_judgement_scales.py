"""Other scales than 1 to 9."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ii_index.kernels.weighting.judgement_scales import rescale

SCALES = [
    "linear",
    "power",
    "root",
    "geometric",
    "logarithmic",
    "inverse_linear",
    "balanced",
    "generalised_balanced",
]
every_scale = pytest.mark.parametrize("scale", SCALES)


@pytest.mark.parametrize(
    ("scale", "value"),
    [
        ("linear", 9),
        ("power", 81),
        ("root", 3),
        ("geometric", 256),
        ("logarithmic", np.log2(10)),
        ("inverse_linear", 9),
        ("balanced", 9),
        ("generalised_balanced", 9),
    ],
)
def test_extreme_importance_on_each_scale(scale, value):
    assert rescale([9.0], scale, 2)[0] == pytest.approx(value)


@pytest.mark.law(examples=200)
@every_scale
@given(x=st.floats(1, 9), n=st.integers(2, 9))
def test_every_scale_is_reciprocal_and_starts_at_equality(scale, x, n):
    up, down, equal = rescale([x, 1 / x, 1.0], scale, n)

    assert up * down == pytest.approx(1, rel=1e-9)
    assert equal == pytest.approx(1)
    assert up >= 1 - 1e-12


@every_scale
def test_every_scale_grows_with_the_judgement(scale):
    assert (np.diff(rescale(np.arange(1.0, 10.0), scale, 4)) > 0).all()


def test_the_balanced_scale_spaces_the_weights_of_two_items_evenly():
    ratios = rescale(np.arange(1.0, 10.0), "balanced", 2)

    np.testing.assert_allclose(np.diff(ratios / (1 + ratios)), 0.05)


@pytest.mark.parametrize("n", [2, 5, 9])
def test_the_generalised_balanced_scale_does_so_for_one_item_against_n_minus_one_equals(n):
    ratios = rescale(np.arange(1.0, 10.0), "generalised_balanced", n)
    weights = ratios / (ratios + n - 1)

    np.testing.assert_allclose(np.diff(weights), (9 / (n + 8) - 1 / n) / 8, rtol=1e-9)


def test_an_open_pair_stays_open():
    assert np.isnan(rescale([np.nan, 2.0], "power", 3)[0])


def test_the_linear_scale_goes_beyond_nine():
    assert rescale([12.0, 1 / 12], "linear", 3).tolist() == [12.0, 1 / 12]


@pytest.mark.parametrize("scale", SCALES[1:])
@pytest.mark.parametrize("judgements", [[12.0], [1 / 12], [2.0, 9.001], [[1.0, 3.0], [np.nan, 1 / 9.001]]])
def test_no_other_scale_does(scale, judgements):
    with pytest.raises(ValueError, match=f"the {scale} scale is defined for judgements from 1/9 to 9"):
        rescale(judgements, scale, 3)


@every_scale
def test_a_ninth_that_rounding_puts_below_one_ninth_is_a_ninth(scale):
    low = np.nextafter(1 / 9, 0)

    np.testing.assert_allclose(rescale([low, 1 / low], scale, 3), rescale([1 / 9, 9], scale, 3), rtol=1e-12)
