"""Charts of many units on paper: their ends, and who was asked for."""

import numpy as np
import pytest

import ii_index as ii
from ii_index.reporting.charts.contributions import contributions
from ii_index.reporting.charts.excerpt import excerpt
from ii_index.reporting.charts.heat import heat
from ii_index.reporting.charts.rank_history import rank_history
from ii_index.reporting.charts.ranking import ranking
from ii_index.reporting.paper import record
from ii_index.reporting.report import report

LEAVES = [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]
NOTHING = ii.Framework(id="two", name="Two", reference="tests", children=LEAVES)


def tiered(units):
    scores = np.arange(units, 0, -1.0)[None, :, None] * [1.0, 2.0]
    panel = ii.Panel(NOTHING, (2023,), tuple(f"u{at:03d}" for at in range(units)), scores)
    return ii.tiers(ii.compose(panel))


def labels(chart):
    """Return the labels of the rows, from the top."""
    rows = chart.spec("en")["data"]["values"]
    return list(dict.fromkeys(row["label"] for row in sorted(rows, key=lambda row: row["slot"])))


@pytest.fixture(scope="module")
def many():
    return tiered(300)


@pytest.mark.parametrize("draw", [ranking, heat, contributions])
def test_the_first_and_the_last_are_drawn_and_it_is_said(many, draw):
    chart = draw(many, many.table())
    cut = excerpt(chart)
    shown = [label for label in labels(cut) if label.startswith("u")]

    assert shown == [f"u{at:03d}" for at in (*range(20), *range(290, 300))]
    assert "first 20 and the last 10 of 300" in cut.description.en
    assert "前20个和后10个，全部300个" in cut.description.zh
    rows = len(labels(cut)) / len(labels(chart))
    assert cut.spec("zh")["height"] == pytest.approx(chart.spec("zh")["height"] * rows)


def test_a_gap_stands_between_them_but_not_in_a_heat_map_where_it_would_be_a_column(many):
    assert labels(excerpt(contributions(many, many.table())))[20].rstrip("\u200b") == "…"
    assert {row["node"] for row in excerpt(heat(many, many.table())).spec("en")["data"]["values"]} == {
        row["node"] for row in heat(many, many.table()).spec("en")["data"]["values"]
    }


def test_the_unit_asked_for_is_drawn_with_its_neighbours_between_two_gaps(many):
    shown = labels(excerpt(contributions(many, many.table()), "u150"))

    assert [label.rstrip("\u200b") for label in shown[20:27]] == [
        "…",
        "u148",
        "u149",
        "u150",
        "u151",
        "u152",
        "…",
    ]
    assert len(set(shown)) == len(shown)


def test_headings_stand_above_the_units_that_are_left(many):
    cut = excerpt(ranking(many, many.table()))
    headed = [row["heading"] for row in cut.spec("en")["data"]["values"] if row.get("heading")]

    assert [row.split(" (")[0] for row in headed] == [many.names[0].en, many.names[-1].en]


def test_up_to_twice_the_provinces_every_unit_is_drawn():
    few = tiered(62)
    chart = ranking(few, few.table())

    assert excerpt(chart) is chart


def test_charts_that_have_no_row_a_unit_stay_whole(provinces):
    tiers = ii.tiers(provinces)
    chart = rank_history(tiers, tiers.table())

    assert excerpt(chart) is chart


def test_paper_draws_the_ends_and_prints_all(many):
    (ranked, *_), *_ = (
        (part["charts"]) for part in record(report(many.index, many, language="en").document, "en")["parts"]
    )

    assert "u019" in ranked["svg"]
    assert "u150" not in ranked["svg"]
    assert "undefined" not in ranked["svg"]
    assert "the table has all" in ranked["said"]
