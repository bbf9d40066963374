"""What is said of weights that change by year: those of the year that is shown, and when they changed."""

import numpy as np

import ii_index as ii
from ii_index.model.framework import Framework
from ii_index.model.panel import Panel
from ii_index.reporting.documents import ranking
from ii_index.reporting.markdown import render
from ii_index.reporting.report import report
from ii_index.reporting.results import national_index

CHILDREN = [
    {"id": "a", "name": {"zh": "甲", "en": "A"}, "weight": {2016: 60, 2019: 20}},
    {"id": "b", "name": {"zh": "乙", "en": "B"}, "weight": {2016: 40, 2019: 80}},
]
YEARS = (2016, 2018, 2019)


def panel(values, units):
    made = Framework(id="own", name="Own", units="any", children=CHILDREN)
    return Panel(made, YEARS, units, np.array(values, dtype=float), source="own.csv")


def said(document, key):
    return next(fact for fact in document.facts if fact.key == key)


def test_weights_and_coverage_that_are_told_are_those_of_the_year_that_is_ranked():
    values = [[[1, 2], [3, 1], [2, 3]], [[1, 1], [3, 2], [2, 3]], [[1, np.nan], [3, 2], [2, 1]]]
    index = ii.compose(
        panel(values, ("X", "Y", "Z")), ii.Recipe(imputation={"kind": "renormalise", "threshold": 0})
    )
    for year, weights, coverage in (
        (2018, "A 60.0, B 40.0", "all of the weight"),
        (2019, "A 20.0, B 80.0", "at least 20% of the weight"),
    ):
        tiers = ii.tiers(index, year, k=2)
        document = ranking.ranking(index, tiers)
        assert said(document, "weights").value.en == weights
        assert coverage in said(document, "coverage").value.en
        table = render(report(index, tiers, language="en").document, "en")
        assert f"| A | 1 | {weights[2:4]}.00% |" in table


def test_a_series_linked_where_weights_change_says_which_weights_hold_from_when():
    """Of the base year 2018 the total of 2019 is 0.2 · 120 + 0.8 · 150 = 144."""
    index = national_index(panel([[[10, 10]], [[10, 20]], [[12, 30]]], ("China",)), 2018)
    assert index.scores(2019).tolist() == [144]
    weights = said(ranking.national(index), "weights").value

    assert weights.en == "from 2016: A 60.0, B 40.0; from 2019: A 20.0, B 80.0, linked where they change"
    assert weights.zh == "2016年起：甲 60.0，乙 40.0；2019年起：甲 20.0，乙 80.0，指数在权重变动处链接"


def test_the_picture_of_a_series_says_which_year_is_100():
    index = national_index(panel([[[10, 10]], [[10, 20]], [[12, 30]]], ("China",)), 2018)

    assert "from 2016 to 2019 (2018 = 100)" in report(national=index).charts["series"].chart.description.en
