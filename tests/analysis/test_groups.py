"""Groups, overlapping or not: ranks inside them, means, gaps, and shares of a whole."""

import math

import numpy as np
import pytest

import ii_index as ii
from ii_index.analysis.groups import groups, shares_of_scores, shares_of_values, tier_groups
from tests.construction.examples import framework, leaf, panel

ONE = framework(leaf("a"))
VALUES = [[10], [20], [30], [60]]
OWN = {"lower": ["a", "b"], "odd": ["a", "c"]}


@pytest.fixture
def index():
    return ii.compose(panel(ONE, VALUES))


def provinces(count=31):
    from ii_index.model.provinces import IN_SCOPE

    definition = ii.Framework(id="p", name="P", reference="-", units="provinces", children=[leaf("a")])
    codes = IN_SCOPE[:count]
    return ii.compose(ii.Panel(definition, (2023,), codes, np.arange(len(codes), dtype=float)[None, :, None]))


def test_a_unit_has_a_rank_in_every_group_it_belongs_to(index):
    assert groups(index, own_groups=OWN).ranks().tolist() == [[2, 1, 0, 0], [2, 0, 1, 0]]


def test_means_and_gaps_are_over_the_members(index):
    table = groups(index, own_groups=OWN).frame()

    assert table["mean"].to_list() == [10, 20]
    assert table["gap_to_all"].to_list() == [10 - 40, 20 - 40]
    assert table[["lowest", "highest"]].to_numpy().tolist() == [[0, 20], [0, 40]]


def test_provinces_fall_into_the_four_regions_and_the_overlapping_groups():
    found = groups(provinces())

    assert [name.zh for name in found.names] == ["东部", "中部", "西部", "东北", "长江流域", "成渝"]
    assert found.membership[:4].sum(axis=0).tolist() == [1] * 31
    assert found.membership[4:].sum(axis=0).max() == 2


def test_groups_without_any_unit_are_left_out():
    assert [name.zh for name in groups(provinces(3)).names] == ["东部"]


def test_units_without_a_score_are_in_no_mean(index):
    scored = ii.compose(panel(ONE, [*VALUES, [math.nan]]), ii.Recipe(imputation="renormalise"))

    assert groups(scored, own_groups={"all": list("abcde")}).means() == pytest.approx([40])
    assert groups(scored, own_groups={"all": list("abcde")}).table().column("units") == (4,)


def test_tiers_are_groups_with_a_gap_to_the_next(index):
    found = tier_groups(ii.tiers(index, method="sizes", sizes=(1, 2, 1)))

    assert found.table().column("gap_to_next") == (70, 30, None)


def test_shares_of_values_are_shares_of_raw_totals(index):
    table = shares_of_values(tier_groups(ii.tiers(index, method="sizes", sizes=(1, 3))))

    assert table.rows[0][2:] == pytest.approx((0.5, 0.5))


def test_shares_of_scores_are_shares_of_the_sum_of_scores(index):
    table = shares_of_scores(groups(index, own_groups=OWN), level=1)

    assert table.rows[0][2:] == pytest.approx((20 / 160, 40 / 160))


def test_units_of_own_groups_that_are_not_there_are_named_all_at_once(index):
    with pytest.raises(ii.UnknownLabelError) as refusal:
        groups(index, own_groups={"one": ["a", "x"], "two": ["y"]})

    assert [finding.found for finding in refusal.value.findings] == ["x", "y"]


def test_the_long_table_ranks_units_inside_each_group(index):
    rows = groups(index, own_groups=OWN).table("ranks").rows

    assert [(str(row[0]), row[1], row[3], row[4]) for row in rows] == [
        ("lower", "b", 1, 3),
        ("lower", "a", 2, 4),
        ("odd", "c", 1, 2),
        ("odd", "a", 2, 4),
    ]
