"""Units of measurement: what converts into what, and by what factor."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ii_index.model.units_of_measurement import convertible, factor, is_known, is_share


@pytest.mark.parametrize(
    ("stated", "wanted", "expected"),
    [
        ("个", "万个", "0.0001"), ("亿元", "万元", "10000"), ("百万元", "亿元", "0.01"), ("万", "个", "10000"),
        ("萬個", "万个", "1"), ("％", "%", "1"), ("百分比", "%", "1"), ("‰", "%", "0.1"), ("千米", "公里", "1"),
        ("km", "公里", "1"), ("件/百万人", "件/万人", "0.01"), ("千瓦时", "万千瓦时", "0.0001"), ("亿GB", "万GB", "10000"),
        ("100 million yuan", "亿元", "1"), ("thousand persons", "万人", "0.1"), ("人年", "人年", "1"),
    ],
)  # fmt: skip
def test_units_of_one_base_convert(stated, wanted, expected):
    assert factor(stated, wanted) == Decimal(expected)


@pytest.mark.parametrize(
    ("stated", "wanted"),
    [
        ("台套", "万个"),
        ("万座", "万个"),
        ("万", "%"),
        ("元", "美元"),
        ("见表头", "万个"),
        ("人次", "人"),
        ("MB", "GB"),
    ],
)
def test_units_of_different_bases_do_not(stated, wanted):
    assert factor(stated, wanted) is None


@given(*[st.sampled_from(["个", "百个", "千个", "万个", "百万个", "亿个"])] * 2)
def test_there_and_back_is_one(one, other):
    assert factor(one, other) * factor(other, one) == 1


def test_what_may_be_used_instead_can_be():
    for unit in ("万个", "亿元", "%", "件/万人"):
        assert unit in convertible(unit)
        assert all(factor(other, unit) is not None for other in convertible(unit))


def test_words_that_are_no_units_are_not_known():
    assert [is_known(text) for text in ("万个", "%", "GB", "110000", "2023", "注1", "上年")] == [
        True,
        True,
        True,
        False,
        False,
        False,
        False,
    ]
    assert is_share("%")
    assert not is_share("‰")
    assert not is_share(None)
