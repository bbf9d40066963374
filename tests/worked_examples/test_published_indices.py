"""Indices that others published, rebuilt from a framework file alone. Data and licences: data/SOURCES.md."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

import ii_index as ii
from ii_index.cli import run
from ii_index.model.framework import Framework

HERE = Path(__file__).parent


def from_the_shell(capsys, *command):
    """What the program prints as JSON, asked as a user asks it."""
    code = run([*map(str, command), "--all-years", "--lang", "en", "--json"])
    printed = capsys.readouterr()
    assert code == 0, printed.err
    return pd.DataFrame(json.loads(printed.out)["tables"]["rankings"])


def framework(name):
    return Framework(**yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8")))


def panel(definition, frame, unit, year):
    """A panel of a complete table, without the reader: frame rows are (unit, year)."""
    ids = [leaf.id for leaf in definition.leaves]
    wide = frame.pivot_table(index=year, columns=unit, values=ids, sort=True)
    values = np.stack([wide[leaf].to_numpy() for leaf in ids], axis=-1)
    return ii.Panel(definition, tuple(wide.index), tuple(wide[ids[0]].columns), values)


def test_the_human_development_index_is_rebuilt_to_its_three_decimals():
    table = pd.read_csv(HERE / "data/hdi.csv")
    definition = framework("hdi")
    matched = 0
    for year, rows in table.groupby("year"):
        index = ii.compose(panel(definition, rows, "iso3", "year"))
        published = rows.set_index("iso3")["hdi"].loc[list(index.units)]
        matched += int((np.abs(index.scores(year) - published.to_numpy()) < 1e-9).sum())

    assert matched == len(table) == 1076


def test_desi_2022_is_rebuilt_at_every_node_for_six_years():
    table = pd.read_csv(HERE / "data/desi2022.csv")
    published = pd.read_csv(HERE / "data/desi2022_published.csv").set_index(["year", "country"])
    index = ii.compose(panel(framework("desi2022"), table, "country", "year"))
    worst = 0.0
    for node in published.columns:
        ours = {"DESI": "root"}.get(node, f"dim{node}" if len(node) == 1 else node)
        for year in index.years:
            expected = published.loc[year, node].loc[list(index.units)].to_numpy()
            worst = max(worst, np.abs(index.scores(year, ours) - expected).max())

    assert len(index.years) == 6
    assert worst < 1e-10


@pytest.mark.parametrize(
    ("sector", "label"), [("rural", "Rural"), ("urban", "Urban"), ("combined", "Rural+Urban")]
)
def test_india_s_consumer_price_index_is_rebuilt_from_its_subgroups(sector, label):
    table = pd.read_csv(HERE / "data/india_cpi2012.csv")
    table = table[table.Sector == label].assign(
        month=lambda rows: rows.Year.astype(str) + " " + rows.Month, one=2012
    )
    if sector == "urban":
        table = table[table.month != "2022 November"]  # the printed 174.1 is a misprint: its parts give 175.0
    table["Housing"] = pd.to_numeric(table["Housing"], errors="coerce")
    definition = framework(f"india_cpi_{sector}")
    columns = {leaf.name.en: leaf.id for leaf in definition.leaves}
    complete = table.rename(columns=columns).dropna(subset=[*columns.values(), "General index"])
    index = ii.compose(panel(definition, complete, "month", "one"))
    expected = complete.set_index("month")["General index"].loc[list(index.units)].to_numpy()

    assert len(index.units) > 100
    assert np.abs(index.scores() - expected).max() < 0.10


def test_the_human_development_index_comes_from_the_shell_as_published(capsys):
    table = pd.read_csv(HERE / "data/hdi.csv")
    ours = from_the_shell(capsys, "rank", HERE / "data/hdi.csv", "--framework", HERE / "hdi.yaml")
    scored = ours.dropna(subset="score").set_index(["code", "year"])["score"]
    published = table.set_index(["country", "year"])["hdi"]

    assert len(scored) == 1076
    assert (scored.sort_index() - published.sort_index()).abs().max() < 1e-9
    assert len((HERE / "hdi.yaml").read_text(encoding="utf-8").splitlines()) <= 30


def test_desi_comes_from_the_shell_as_published(capsys):
    published = pd.read_csv(HERE / "data/desi2022_published.csv").set_index(["country", "year"])
    ours = from_the_shell(capsys, "rank", HERE / "data/desi2022.csv", "--framework", HERE / "desi2022.yaml")
    ours = ours.set_index(["code", "year"]).sort_index()

    assert len(ours) == 168
    columns = {"score": "DESI", **{f"dim{place}": str(place) for place in range(1, 5)}}
    for mine, theirs in columns.items():
        assert (ours[mine] - published[theirs].sort_index()).abs().max() < 1e-9


@pytest.mark.parametrize(
    ("sector", "label"), [("rural", "Rural"), ("urban", "Urban"), ("combined", "Rural+Urban")]
)
def test_india_s_consumer_price_index_comes_from_the_shell_month_by_month(capsys, sector, label):
    definition = HERE / f"india_cpi_{sector}.yaml"
    ours = from_the_shell(
        capsys, "rank", HERE / "data/india_cpi2012.csv", "--framework", definition, "--unit-column", "Sector"
    )
    ours = ours[ours.unit == label].dropna(subset="score").set_index("year")["score"]
    table = pd.read_csv(HERE / "data/india_cpi2012.csv").query("Sector == @label")
    months = pd.to_datetime(table.Year.astype(str) + table.Month, format="%Y%B")
    published = table.set_axis(months.dt.strftime("%Y%m").astype(int), axis=0)["General index"]
    if sector == "urban":
        ours = ours.drop(202211, errors="ignore")  # the printed 174.1 is a misprint: its parts give 175.0

    assert len(ours) >= 130
    assert (ours - published.loc[ours.index]).abs().max() < 0.10
