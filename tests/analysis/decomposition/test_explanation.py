"""One unit explained, on a small table and on the example of 31 provinces."""

import math

import pytest

import ii_index as ii
from tests.construction.examples import framework, leaf, panel, parent

TREE = framework(parent("p", leaf("a"), leaf("b")), leaf("c"))
VALUES = [[9, 8, 1], [7, 3, 5], [2, 4, 9], [1, 1, 2], [0, 9, 0]]


@pytest.fixture
def index():
    return ii.compose(panel(TREE, VALUES))


def test_the_ladder_adds_up_to_the_score(index):
    found = ii.explain(index, "b")
    ladder = found.table("ladder")
    top = [row for row in ladder.records() if row["level"] == 1]

    assert sum(row["points"] for row in top) == pytest.approx(found.score)
    assert sum(row["share"] for row in top) == pytest.approx(1)


def test_strengths_come_first_and_add_up_to_the_gap(index):
    found = ii.explain(index, "b")
    points = found.table("strengths").column("points_to_overall")

    assert list(points) == sorted(points, reverse=True)
    assert sum(points) == pytest.approx(found.score - index.scores().mean())


def test_a_scored_unit_in_no_tier_is_refused_but_counts_among_all():
    holed = ii.compose(panel(TREE, [*VALUES, [5, 5, math.nan]]), ii.Recipe(imputation="renormalise"))
    tiering = ii.tiers(holed, k=2, method="ward")

    with pytest.raises(ii.DataError) as refusal:
        ii.explain(holed, "f", tiers=tiering)
    assert refusal.value.findings[0].code == "E_UNIT_NO_TIER"
    points = ii.explain(holed, "b", tiers=tiering).to_all.frame()["points"]
    assert points.sum() == pytest.approx(holed.scores()[1] - holed.scores().mean())


def test_a_unit_is_compared_with_its_own_tier(index):
    tiering = ii.tiers(index, method="sizes", sizes=(2, 3))
    found = ii.explain(index, "d", tiers=tiering)
    members = tiering.members(2)
    mean = sum(index.scores()[index.units.index(unit)] for unit in members) / len(members)

    assert sum(found.table("strengths").column("points_to_tier")) == pytest.approx(found.score - mean)


def test_its_rank_in_every_group_is_listed(index):
    found = ii.explain(index, "b", own_groups={"first": ["a", "b"], "others": ["c", "d"]})

    assert [(str(row[0]), row[1], row[2]) for row in found.table("standing").rows] == [("first", 1, 2)]


def test_the_best_unit_has_no_tier_above(index):
    leader = index.units[int(index.scores().argmax())]

    assert ii.explain(index, leader).next_tier is None


def test_an_unknown_unit_is_refused_with_those_there_are(index):
    with pytest.raises(ii.UnknownLabelError, match="there are: a, b, c, d, e"):
        ii.explain(index, "z")
