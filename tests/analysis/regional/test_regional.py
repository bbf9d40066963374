"""Regions of the example against the figures of its issue; groups, gaps and neighbours of small panels by hand."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy.integrate import trapezoid

import ii_index as ii
from ii_index.analysis.regional.dynamics import dynamics
from ii_index.analysis.regional.inequality import inequality
from ii_index.analysis.regional.space import space
from ii_index.errors import DataError, UnknownLabelError
from ii_index.io.neighbours import province_neighbours, read_neighbours
from ii_index.kernels.regional import inequality as kernels
from ii_index.model.provinces import IN_SCOPE
from tests.construction.examples import framework, leaf, panel

ROOT = Path(__file__).parents[3]
ESDA = json.loads((ROOT / "tests/golden/space/esda_2_9.json").read_text(encoding="utf-8"))
NAN = np.nan


@pytest.fixture(scope="module")
def provinces():
    return ii.compose(ii.read_panel(ROOT / "examples" / "provinces.csv"))


def small(values, years=(2021, 2022), **recipe):
    made = framework(leaf("a"), units="any")
    return ii.compose(
        panel(made, np.asarray(values, float)[..., None], years),
        ii.Recipe(**{"normalisation": "none", **recipe}),
    )


def test_the_example_has_the_inequality_that_was_computed_independently(provinces):
    found = inequality(provinces)
    gini, theil = found.dagum(2023), found.theil(2023)

    assert gini[:4] == pytest.approx((0.170159, 0.041450, 0.102832, 0.025877), abs=5e-7)
    assert (theil.total, theil.between) == pytest.approx((0.054295, 0.018267), abs=5e-7)
    assert found.table("years").column("cv") == pytest.approx((0.331296, 0.325996, 0.306300), abs=5e-7)
    assert found.beta().slope == pytest.approx(-0.111194, abs=5e-7)
    assert found.most_influential() == "540000"
    assert found.beta(without="540000").slope == pytest.approx(-0.037, abs=5e-4)


def test_figures_of_scores_change_with_range_and_bounds_and_say_so(provinces):
    yearly = ii.compose(
        provinces.panel, provinces.recipe.replace(normalisation={"kind": "min_max", "bounds": "year"})
    )
    shifted = ii.compose(
        provinces.panel, provinces.recipe.replace(normalisation={"kind": "min_max", "range": (40, 100)})
    )

    assert inequality(yearly).dagum(2023).total == pytest.approx(0.199, abs=5e-4)
    assert inequality(shifted).dagum(2023).total == pytest.approx(0.080, abs=5e-4)
    (said,) = inequality(shifted).of.scale_finding()
    assert "40–100" in said.message()
    assert "pooled over years" in said.message()
    assert not inequality(provinces, node="base_stations_5g", raw=True).of.scale_finding()


def test_convergence_with_bounds_of_each_year_is_refused(provinces):
    yearly = ii.compose(
        provinces.panel, provinces.recipe.replace(normalisation={"kind": "min_max", "bounds": "year"})
    )
    found = inequality(yearly)

    with pytest.raises(DataError, match="E_CONVERGENCE_BOUNDS"):
        found.beta()
    assert set(found.table("years").column("sigma")) == {None}
    assert any(note.code == "W_NO_CONVERGENCE" for note in found.notes())


def test_a_zero_has_no_logarithm_and_is_named():
    index = small([[0.0, 2, 4, 9], [1, 2, 4, 9]])

    with pytest.raises(DataError) as refused:
        inequality(index, {"g": "abcd"}).beta()
    assert "for a:" in refused.value.findings[0].message()


def test_own_groups_leave_out_who_is_in_none_and_may_not_overlap():
    index = small([[1.0, 2, 4, 9, 5], [1, 2, 4, 9, NAN]], imputation="renormalise")
    found = inequality(index, {"low": "ab", "high": "de"})

    assert found.dagum(2021)[:4] == kernels.dagum([1, 2, 9, 5], [0, 0, 1, 1])[:4]
    assert found.dagum(2022)[:4] == kernels.dagum([1, 2, 9], [0, 0, 1])[:4]
    assert found.table("years").column("units") == (4, 3)
    assert [note.details["count"] for note in found.notes() if note.code == "N_OUTSIDE_GROUPS"] == [1]
    with pytest.raises(DataError, match="E_GROUPS_OVERLAP"):
        inequality(index, {"one": "ab", "two": "bc"})
    with pytest.raises(UnknownLabelError):
        inequality(index, {"one": ["a", "nobody"]})
    with pytest.raises(DataError, match=r"E_GROUPS_NEEDED.*by=…: \(there are none\)"):
        inequality(index)


def test_theil_in_two_levels_goes_by_groups_inside_groups():
    index = small([[1.0, 2, 4, 9, 5, 7]], years=(2021,))
    found = inequality(
        index, {"west": "abc", "east": "def"}, inner_groups={"w1": "ab", "w2": "c", "e1": "d", "e2": "ef"}
    )
    parts = found.theil_two_levels()

    assert parts == kernels.theil_two_levels([1, 2, 4, 9, 5, 7], [0, 0, 1, 2, 3, 3], [0, 0, 0, 1, 1, 1])
    assert found.table("years").column("theil_inner") == (parts.between_inner,)
    with pytest.raises(DataError, match="E_INNER_GROUPS"):
        inequality(index, {"west": "abc", "east": "def"}, inner_groups={"x": "cd"}).theil_two_levels()


def test_an_indicators_values_are_compared_over_their_denominator():
    made = framework(leaf("a", denominator="pop"), units="any", denominators=[{"id": "pop", "name": "Pop"}])
    values, pop = np.array([[[4.0], [9], [8]]]), np.array([[[2.0], [3], [1]]])
    index = ii.compose(ii.Panel(made, (2021,), ("x", "y", "z"), values, denominators=pop))

    assert inequality(index, {"all": "xyz"}, node="a", raw=True).dagum().total == pytest.approx(
        kernels.gini([2, 3, 8])
    )
    with pytest.raises(UnknownLabelError, match="E_NOT_AN_INDICATOR"):
        inequality(index, {"all": "xyz"}, raw=True)


def test_the_provinces_have_sixty_nine_pairs_of_neighbours_hainan_by_convention():
    table = province_neighbours()

    assert table.units == tuple(sorted(IN_SCOPE))
    assert table.is_symmetric
    assert table.pairs() == 69
    assert table.of(["460000", "440000", "450000"]).tolist() == [[0, 1, 0], [1, 0, 1], [0, 1, 0]]
    assert table.of(IN_SCOPE).sum(axis=1).max() == 8  # Inner Mongolia, Shaanxi


@pytest.mark.parametrize("year", [2021, 2022, 2023])
def test_moran_and_geary_are_those_of_esda(provinces, year):
    book, found = ESDA[str(year)], space(provinces, province_neighbours())
    kept = found.local(year)

    assert provinces.scores(year) == pytest.approx(book["scores"], abs=1e-9)
    assert found.moran(year).statistic == pytest.approx(book["moran"], abs=1e-9)
    assert found.geary(year).statistic == pytest.approx(book["geary"], abs=1e-9)
    assert kept.statistic * 30 / 31 == pytest.approx(book["local"], abs=1e-9)  # esda divides by n − 1
    assert found.moran(year).p_value == pytest.approx(2 * book["p_moran"], abs=0.002)  # esda's is one-sided
    assert np.corrcoef(np.minimum(2 * np.array(book["p_local"]), 1), kept.p_value)[0, 1] > 0.97


def test_units_left_without_neighbours_by_gaps_are_reported():
    rng = np.random.default_rng(0)
    values = rng.uniform(1, 9, (1, 5, 1))
    values[0, 1] = NAN
    made = framework(leaf("a"), units="any")
    index = ii.compose(panel(made, values, (2021,)), ii.Recipe(imputation="renormalise"))
    near = np.zeros((5, 5))
    for one, other in ((0, 1), (1, 2), (2, 3), (3, 4)):
        near[one, other] = near[other, one] = 1
    found = space(index, _of(index, near))

    assert found.islands() == ("a",)
    assert {note.code for note in found.notes()} == {"W_ISLANDS", "N_SPACE_MISSING"}
    assert len(found.table("local").rows) == 3


def _of(index, weights):
    from ii_index.model.names import Name
    from ii_index.model.neighbours import Neighbours

    return Neighbours(index.units, weights, Name(zh="试验", en="a test"))


@pytest.mark.parametrize(
    "text",
    [
        "unit,neighbour\n广东,海南\n海南,广东\n广东,广西\n广西,广东\n",
        "unit,neighbour\n广东省,海南\n450000,440000\n",
        ",广东,海南,广西\n广东,0,1,1\n海南,1,0,0\n广西,1,0,0\n",
    ],
)
def test_a_table_of_neighbours_may_be_pairs_or_a_square(tmp_path, text):
    file = tmp_path / "near.csv"
    file.write_text(text, encoding="utf-8")
    found = read_neighbours(file, IN_SCOPE)

    assert found.of(["440000", "450000", "460000"]).tolist() == [[0, 1, 1], [1, 0, 0], [1, 0, 0]]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("unit,neighbour\n广东,火星\n", "E_NEIGHBOUR_UNIT"),
        ("unit,neighbour\n广东,广东\n", "E_NEIGHBOUR_SELF"),
        (",广东,海南,广西\n广东,0,x,1\n海南,1,0,0\n广西,1,0,0\n", "E_NEIGHBOUR_WEIGHT"),
        ("unit\n广东\n", "E_NEIGHBOUR_TABLE"),
        ("unit,neighbour,weight\n广东,海南,-1\n", "E_NEIGHBOUR_WEIGHT"),
    ],
)
def test_what_is_no_table_of_neighbours_is_refused(tmp_path, text, code):
    file = tmp_path / "near.csv"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(DataError, match=code):
        read_neighbours(file, IN_SCOPE)


SCORES = [[9.0, 8, 5, 4, 1, 0], [9, 4, 5, 8, 1, 0], [9, 4, 5, 8, 0, 1]]


def test_moves_between_tiers_and_ranks_are_those_of_the_years():
    found = dynamics(small(SCORES, (2020, 2021, 2023)), 3, method="quantiles")
    labels = found.labels()
    by_hand = np.zeros((3, 3))
    for before, after in pairwise(labels):
        for one, other in zip(before, after, strict=True):
            by_hand[one - 1, other - 1] += 1

    assert found.counts().tolist() == by_hand.tolist()
    ranks = found.frame("ranks")
    assert ranks.loc["d", ["rank_2020", "rank_2021", "rank_2023", "climb"]].tolist() == [4, 2, 2, 2]
    assert found.frame("mobility").loc["2020–2021", ["climbed", "fell"]].tolist() == [1, 1]
    assert {note.code for note in found.notes()} == {"N_FEW_MOVES", "N_YEARS_APART"}


def test_moves_by_neighbours_add_up_and_need_a_table():
    index = small(SCORES, (2020, 2021, 2022))
    ring = np.roll(np.eye(6), 1, axis=1) + np.roll(np.eye(6), -1, axis=1)
    found = dynamics(index, 2, method="quantiles", neighbours=_of(index, ring))
    labels = found.labels()

    assert found.spatial_counts().sum(axis=0).tolist() == found.counts().tolist()
    means = (labels[0, [1, 2, 3, 4, 5, 0]] + labels[0, [5, 0, 1, 2, 3, 4]]) / 2
    assert found.surroundings()[0].tolist() == np.floor(means + 0.5).astype(int).tolist()
    with pytest.raises(DataError, match="E_NEIGHBOURS_NEEDED"):
        dynamics(index, 2, method="quantiles").table("spatial")
    with pytest.raises(DataError, match="E_ONE_YEAR"):
        dynamics(small(SCORES[:1], (2020,)))


def test_densities_by_year_stand_on_one_grid_and_hold_all_units(provinces):
    found = dynamics(provinces).density(points=401)

    assert len({one.grid.tobytes() for one in found}) == 1
    for one in found:
        assert trapezoid(one.density, one.grid) == pytest.approx(1, abs=5e-3)
