"""``regions``, ``dynamics``, ``space``: what they print of the example, and whom they refuse."""

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROVINCES = str(ROOT / "examples/provinces.csv")
QUIET = ("--quiet", "--lang", "en")


def test_regions_prints_the_parts_of_inequality_by_year_and_says_what_they_hang_on(spoken):
    code, out, err = spoken("inequality", PROVINCES, "--lang", "en")

    assert code == 0
    assert "0.170159  0.041450       0.102832        0.025877" in out
    assert "-0.111194" in out
    assert "Without Tibet" in out
    assert "N_SCORES_NO_RATIO_SCALE" in err


def test_regions_of_ones_own_and_of_an_indicators_values(spoken):
    _, out, _ = spoken(
        "inequality", PROVINCES, *QUIET, "--node", "base_stations_5g", "--values",
        "--group", "长三角=上海,江苏,浙江,安徽", "--group", "others=北京,广东,四川",
    )  # fmt: skip

    assert "5G base stations" in out
    assert "长三角" in out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--group", "x=北京", "--group", "y=北京"], 1, "E_GROUPS_OVERLAP"),
        (["--group", "x=火星"], 1, "E_UNKNOWN_UNIT"),
        (["--group", "x"], 2, "--group"),
        (["--inner-group", "x"], 2, "--inner-group"),
        (["--node", "nothing"], 1, "E_UNKNOWN_NODE"),
        (["--values"], 1, "E_NOT_AN_INDICATOR"),
        (["--year", "1999"], 1, "E_YEAR_ABSENT"),
    ],
)
def test_regions_refuses_what_there_is_not(spoken, arguments, code, words):
    found, _, err = spoken("inequality", PROVINCES, *arguments)

    assert found == code
    assert words in err


def test_bounds_of_each_year_give_inequality_without_convergence(spoken):
    code, out, err = spoken("inequality", PROVINCES, "--bounds", "year", "--lang", "en")

    assert code == 0
    assert "β" not in out.split("Framework:")[0].replace("σ", "")
    assert "W_NO_CONVERGENCE" in err


def test_dynamics_prints_transitions_also_by_neighbours(spoken):
    code, out, err = spoken("dynamics", PROVINCES, "--lang", "en")

    assert code == 0
    assert "92.3%" in out
    assert "Transitions by the neighbours' tier" in out
    assert "Silverman" in out
    assert "Hainan with Guangdong" in out
    assert "Traceback" not in err


def test_space_prints_seeded_statistics(spoken):
    code, out, _ = spoken("space", PROVINCES, "--json", "--permutations", "199", "--seed", "7")
    _, again, _ = spoken("space", PROVINCES, "--json", "--permutations", "199", "--seed", "7")
    rows = json.loads(out)["tables"]["space"]

    assert code == 0
    assert out == again
    assert rows[-1]["moran"] == pytest.approx(0.3619950198)
    assert {row["cluster"] for row in json.loads(out)["tables"]["local_space"]} >= {"high–high", None}
