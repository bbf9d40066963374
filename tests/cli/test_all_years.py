"""All years in one run and one file: what each year says by itself, and the way from the first to the last."""

import csv
import json

import pytest

TABLE = """unit,year,x,y
A,2021,1,40
B,2021,2,10
C,2021,3,20
D,2021,9,30
A,2022,8,35
B,2022,2,12
C,2022,3,
D,2022,5,30
A,2023,9,40
B,2023,1,10
C,2023,3,20
D,2023,7,50
"""
FRAMEWORK = """
id: two
name: Two
recipe: {imputation: {kind: renormalise, threshold: 0.9}}
children: [{id: x, name: X}, {id: y, name: Y}]
"""


@pytest.fixture
def asked(tmp_path):
    (tmp_path / "data.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "two.yaml").write_text(FRAMEWORK, encoding="utf-8")
    return ("rank", tmp_path / "data.csv", "--framework", tmp_path / "two.yaml", "--lang", "en", "--tiers", 2)


def records(spoken, *command):
    code, out, err = spoken(*command, "--json")
    assert code == 0, err
    return json.loads(out)["tables"]


WEIGHTS = [(), ("--weights", "{kind: entropy, scope: year}"), ("--bounds", "year")]


@pytest.mark.parametrize("how", WEIGHTS, ids=["plain", "weights of each year", "bounds of each year"])
def test_each_year_is_ranked_as_by_itself(spoken, asked, how):
    together = records(spoken, *asked, *how, "--all-years")["rankings"]

    for year in (2021, 2022, 2023):
        alone = records(spoken, *asked, *how, "--year", year)["ranking"]
        mine = [
            {key: cell for key, cell in row.items() if key != "year"}
            for row in together
            if row["year"] == year
        ]
        assert mine == alone


def test_changes_are_told_from_the_first_to_the_last_year(spoken, asked):
    tables = records(spoken, *asked, "--all-years")
    rows = {row["code"]: row for row in tables["changes"]}
    ranks = {(row["code"], row["year"]): row["rank"] for row in tables["rankings"]}

    assert rows.keys() == set("ABCD")
    for code, row in rows.items():
        own = [ranks[code, year] for year in (2021, 2022, 2023)]
        assert row["rank_change"] == own[0] - own[2]
        known = [rank for rank in own if rank is not None]
        assert (row["rank_best"], row["rank_worst"]) == (min(known), max(known))
    assert ranks["C", 2022] is None  # half of its weight is missing


def test_one_file_of_numbers_holds_every_year(spoken, asked, tmp_path):
    code, _, _ = spoken(
        *asked,
        "--all-years",
        "-o",
        tmp_path / "all.csv",
        "-o",
        tmp_path / "all.xlsx",
        "-o",
        tmp_path / "all.md",
    )

    with (tmp_path / "all.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert code == 0
    assert [row["Year"] for row in rows] == [year for year in ("2021", "2022", "2023") for _ in range(4)]
    assert {"2021", "2022", "2023"} <= set((tmp_path / "all.md").read_text("utf-8").replace("|", " ").split())


def test_one_year_has_no_changes(spoken, asked, tmp_path):
    (tmp_path / "data.csv").write_text("\n".join(TABLE.splitlines()[:5]), encoding="utf-8")

    assert records(spoken, *asked, "--all-years").keys() == {"rankings"}


@pytest.mark.parametrize("beside", [("--year", 2022), ("--by", "group")])
def test_options_of_one_year_are_refused_beside_it(spoken, asked, beside):
    code, _, err = spoken(*asked, "--all-years", *beside)

    assert code == 2
    assert beside[0] in err
