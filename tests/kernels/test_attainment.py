"""Rates of attainment against the definition."""

import pytest

from ii_index.kernels.attainment import attainment_rate


def test_the_way_gone_is_a_share_of_the_way_planned():
    assert attainment_rate([110.0, 90.0], 120.0, base=100.0).tolist() == [0.5, -0.5]


def test_a_target_at_its_base_has_no_way_to_go():
    with pytest.raises(ValueError, match="must differ from its base"):
        attainment_rate(1.0, [2.0, 3.0], base=3.0)
