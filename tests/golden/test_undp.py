"""Indices that UNDP publishes, each stated in one framework file, against what was published.

The tables are read from ``../shared/golden/indices`` (UNDP, Human Development Report 2021/22, CC BY 3.0 IGO) where that
is there; nothing of it is kept here.
"""

import csv
from pathlib import Path

import numpy as np
import pytest

import ii_index as ii

TABLES = Path(__file__).parents[3] / "shared" / "golden" / "indices"
TABLES = TABLES if TABLES.exists() else Path(__file__).parents[4] / "shared" / "golden" / "indices"
FRAMEWORKS = Path(__file__).parent / "undp"

pytestmark = pytest.mark.skipif(not TABLES.exists(), reason=f"no published tables in {TABLES}")


def published(folder, column="score"):
    with (TABLES / folder / "expected.csv").open(encoding="utf-8") as lines:
        return {
            (row["unit"], int(row.get("year") or 2021)): float(row[column])
            for row in csv.DictReader(lines)
            if row[column]
        }


def composed(folder, framework):
    table = TABLES / folder / "table.csv"
    year = None if ",year," in table.read_text(encoding="utf-8").split("\n")[0] else 2021
    return ii.compose(ii.read_panel(table, ii.read_framework(FRAMEWORKS / f"{framework}.yaml"), year=year))


def far_apart(index, expected):
    """Largest difference between an index and what was published, and how many were compared."""
    own = {
        (unit, year): score
        for year in index.years
        for unit, score in zip(index.units, index.scores(year).tolist(), strict=True)
    }
    single = len(index.years) == 1
    gaps = [
        abs(own[unit, index.years[0] if single else year] - score) for (unit, year), score in expected.items()
    ]
    return max(gaps), len(gaps)


@pytest.mark.parametrize(
    ("folder", "framework", "tolerance", "count"),
    [
        ("hdi_2021", "hdi", 1e-9, 191),
        ("ihdi_2021", "ihdi", 1e-9, 156),
        ("gdi_2021", "gdi", 1e-9, 172),
        ("undp_gii_2021", "gii", 1e-9, 170),
        ("phdi_2021", "phdi", 1e-9, 155),
        ("coef_ineq_2021", "coefficient-of-inequality", 1e-7, 156),
    ],
)
def test_a_framework_file_gives_the_scores_that_were_published(folder, framework, tolerance, count):
    index = composed(folder, framework)
    largest, compared = far_apart(index, published(folder))

    assert compared == count
    assert largest <= tolerance


def test_ranks_from_three_decimals_are_the_published_ones():
    index, expected = composed("hdi_2021", "hdi"), published("hdi_2021", "rank")
    own = dict(zip(index.units, index.ranks().tolist(), strict=True))

    assert [own[unit] for unit, _ in expected] == list(expected.values())


def test_the_least_unequal_country_comes_first():
    index = composed("coef_ineq_2021", "coefficient-of-inequality")

    assert index.frame()["score"].is_monotonic_increasing
    assert index.ranks()[np.argmin(index.scores())] == 1


@pytest.mark.parametrize("framework", sorted(path.stem for path in FRAMEWORKS.glob("*.yaml")))
def test_a_published_index_takes_thirty_short_lines_or_a_line_a_node_and_fifteen_more(framework):
    lines = (FRAMEWORKS / f"{framework}.yaml").read_text(encoding="utf-8").splitlines()
    nodes = len(ii.read_framework(FRAMEWORKS / f"{framework}.yaml").nodes)

    assert len(lines) <= max(30, nodes + 15)
    assert max(map(len, lines)) < 120
