"""``regions``, ``dynamics``, ``space``: what they print of the example, and whom they refuse."""

import itertools
import json
import math
from pathlib import Path

import pytest

from ii_index.model.provinces import REGION_GROUPS

ROOT = Path(__file__).parents[2]
PROVINCES = str(ROOT / "examples/provinces.csv")
QUIET = ("--quiet", "--lang", "en")


def test_regions_prints_the_parts_of_inequality_by_year_and_says_what_they_hang_on(spoken):
    code, out, err = spoken("inequality", PROVINCES, "--lang", "en")

    assert code == 0
    assert "0.170159  0.041450       0.102832        0.025877" in out
    assert "−0.111194" in out
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


def _by_definition(scores, groups):
    """Dagum's parts and Theil's of one year, pair by pair and unit by unit."""
    n, mean = len(scores), sum(scores.values()) / len(scores)
    parts = dict.fromkeys(("within", "between", "transvariation"), 0.0)
    for first, second in itertools.combinations_with_replacement(sorted(groups), 2):
        a, b = ([scores[unit] for unit in groups[name]] for name in (first, second))
        ma, mb = sum(a) / len(a), sum(b) / len(b)
        gaps = sum(abs(x - y) for x in a for y in b)
        if first == second:
            parts["within"] += gaps / (2 * n * n * mean)
            continue
        up = sum(max(x - y, 0) if ma >= mb else max(y - x, 0) for x in a for y in b)
        share = (2 * up - gaps) / gaps
        parts["between"] += 2 * gaps * share / (2 * n * n * mean)
        parts["transvariation"] += 2 * gaps * (1 - share) / (2 * n * n * mean)
    theil = sum(score / mean * math.log(score / mean) for score in scores.values()) / n
    sizes = [(len(one), sum(scores[unit] for unit in one) / len(one) / mean) for one in groups.values()]
    between = sum(size / n * ratio * math.log(ratio) for size, ratio in sizes)
    spread = math.sqrt(sum((score - mean) ** 2 for score in scores.values()) / n) / mean
    return {"gini": sum(parts.values()), **parts, "theil": theil, "theil_between": between, "cv": spread}


def test_what_inequality_prints_of_the_example_is_what_the_scores_that_rank_prints_say(spoken):
    """The figures of the issue, each by a command, each again from its definition."""
    _, ranked, _ = spoken("rank", PROVINCES, "--all-years", "--json", "--quiet")
    _, answered, _ = spoken("inequality", PROVINCES, "--json", "--quiet")
    rows, tables = json.loads(ranked)["tables"]["rankings"], json.loads(answered)["tables"]
    printed = {row["year"]: row for row in tables["inequality"]}
    by_year = {year: {row["code"]: row["score"] for row in rows if row["year"] == year} for year in printed}
    groups = {name: group.units for name, group in REGION_GROUPS.items()}

    assert sorted(map(len, groups.values())) == [3, 6, 10, 12]
    for year, scores in by_year.items():
        own = _by_definition(scores, groups)
        assert {name: printed[year][name] for name in own} == pytest.approx(own, abs=1e-9)
    figures = [
        printed[2023][name]
        for name in ("gini", "within", "between", "transvariation", "theil", "theil_between")
    ]
    assert figures == pytest.approx([0.170159, 0.041450, 0.102832, 0.025877, 0.054295, 0.018267], abs=5e-7)
    assert [printed[year]["cv"] for year in (2021, 2022, 2023)] == pytest.approx(
        [0.331296, 0.325996, 0.306300], abs=5e-7
    )

    start = {unit: math.log(score) for unit, score in by_year[2021].items()}
    growth = {unit: math.log(by_year[2023][unit] / score) / 2 for unit, score in by_year[2021].items()}
    centre, slow = sum(start.values()) / 31, sum(growth.values()) / 31
    slope = sum((start[unit] - centre) * (growth[unit] - slow) for unit in start) / sum(
        (one - centre) ** 2 for one in start.values()
    )
    assert tables["convergence"][0]["beta"] == pytest.approx(slope, abs=1e-9)
    assert slope == pytest.approx(-0.111194, abs=5e-7)
