"""Indices that others published, rebuilt from a framework file alone. Data and licences: data/SOURCES.md."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

import ii_index as ii
from ii_index.model.framework import Framework

HERE = Path(__file__).parent


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
        rounded = (index.scores(year) / 100).round(3)
        matched += int((np.abs(rounded - published.to_numpy()) < 1e-9).sum())

    assert matched == len(table) == 1076


def test_desi_2022_is_rebuilt_at_every_node_for_six_years():
    table = pd.read_csv(HERE / "data/desi2022.csv")
    published = pd.read_csv(HERE / "data/desi2022_published.csv").set_index(["year", "country"])
    table["year"] = table["year"].str[1:].astype(int)
    index = ii.compose(panel(framework("desi2022"), table, "country", "year"))
    worst = 0.0
    for node in published.columns:
        ours = {"DESI": "root"}.get(node, f"dim{node}" if len(node) == 1 else node)
        for year in index.years:
            expected = published.loc[f"y{year}", node].loc[list(index.units)].to_numpy()
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
