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
        ("mn yuan", "亿元", "0.01"), ("RMB mn", "亿元", "0.01"), ("RMB100m", "亿元", "1"), ("bn. USD", "亿美元", "10"),
        ("US$m", "亿美元", "0.01"), ("US$'000", "万美元", "0.1"), ("trillion yuan", "亿元", "10000"),
        ("'000 persons", "万人", "0.1"), ("’000 persons", "万人", "0.1"), ("000s", "万人", "0.1"),
        ("Person th", "万人", "0.1"), ("persons (thousands)", "万人", "0.1"), ("10 000 yuan", "万元", "1"),
        ("１０ ０００ yuan", "万元", "1"), ("ten thousand persons", "万人", "1"), ("k yuan", "万元", "0.1"),
        ("RMB hundred million", "亿元", "1"), ("thousand tonnes", "万吨", "0.1"), ("10 000 tons", "万吨", "1"),
        ("million RMB yuan", "亿元", "0.01"), ("亿元(人民币)", "亿元", "1"), ("GWh", "亿千瓦时", "0.01"),
        ("sq km", "平方公里", "1"), ("mn tonnes", "万吨", "100"),
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
        ("EUR mn", "亿元"),
        ("HK$ bn", "亿元"),
        ("$ bn", "亿元"),
        ("m", "元"),
        ("0元", "元"),
        ("MB", "GB"),
    ],
)
def test_units_of_different_bases_do_not(stated, wanted):
    assert factor(stated, wanted) is None


@given(*[st.sampled_from(["个", "百个", "千个", "万个", "百万个", "亿个"])] * 2)
def test_there_and_back_is_one(one, other):
    assert factor(one, other) * factor(other, one) == 1


def test_codes_of_countries_are_no_amounts_and_nothing_is_no_unit():
    codes = ("MN", "BN", "TH", "TN", "mn", "Mio", "4th", "000000", "0", "00")

    assert not any(map(is_known, codes))


def test_money_of_other_countries_is_a_unit_that_yuan_are_not():
    others = ("亿欧元", "亿港元", "GBP mn", "JPY bn", "€ mn", "$m")

    assert all(map(is_known, others))
    assert not any(factor(other, "亿元") for other in others)


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
