"""What a report and a study may be asked besides: each question is a section, its charts draw in both languages."""

import json
from itertools import product
from typing import get_args

import numpy as np
import pytest

import ii_index as ii
from ii_index.errors import IIIndexError
from ii_index.model.study import Question
from ii_index.reporting.charts import still
from ii_index.reporting.questions import ANSWERS, sections
from ii_index.reporting.report import report

CHARTS = {
    "framework": ["framework_weights"],
    "statistics": ["correlations", "distributions", "dots", "scatter"],
    "dynamics": ["transitions", "density"],
    "space": ["moran"],
    "methods": ["method_correlations"],
}


@pytest.fixture(scope="module")
def answered(provinces, tiering):
    """Every answer but the sampled one, once."""
    del provinces
    return {name: ANSWERS[name](tiering) for name in ANSWERS if name != "sensitivity"}


def test_every_question_that_a_study_may_name_has_an_answer():
    assert set(ANSWERS) == set(get_args(Question))


@pytest.mark.parametrize("name", [name for name in ANSWERS if name != "sensitivity"])
def test_an_answer_is_a_section_with_tables_and_the_charts_of_its_subject(answered, name):
    document = answered[name]
    (section,) = document.sections

    assert section.key == name
    assert document.tables
    assert [chart.table.title.en for chart in document.charts] == [
        chart.table.title.en for chart in section.charts
    ]
    assert len(document.charts) == len(CHARTS.get(name, []))
    keys = [table.key for table in section.tables] + [chart.table.key for chart in section.charts]
    assert {table.key for table in document.tables} <= set(keys)


@pytest.mark.parametrize(("name", "language"), list(product(CHARTS, ["zh", "en"])))
def test_the_charts_draw_in_both_languages_and_hold_no_nan(answered, name, language):
    for chart in answered[name].charts:
        drawn = still.svg(chart, language)

        assert drawn.startswith("<svg")
        assert "NaN" not in json.dumps(chart.spec(language))


def test_the_rings_of_the_framework_close_and_are_as_wide_as_nested_weights(answered, provinces):
    (chart,) = answered["framework"].charts
    rows = chart.spec("en")["data"]["values"]
    outer = max(row["outer"] for row in rows)
    rim = [row for row in rows if row["outer"] == outer]

    assert sum(row["weight"] for row in rim) == pytest.approx(1, abs=1e-4)
    assert max(row["end"] for row in rim) == pytest.approx(2 * np.pi, abs=1e-4)
    named = {row["name"]: row["weight"] for row in rim}
    leaf = provinces.framework.leaves[0]
    assert named[leaf.name.en] == pytest.approx(provinces.weights.nested[leaf.id], abs=1e-6)


def test_morans_line_rises_by_the_statistic(answered):
    (chart,) = answered["space"].charts
    (line,) = [
        layer["data"]["values"]
        for layer in chart.spec("en")["layer"]
        if layer.get("data", {}).get("name") == "line"
    ]

    assert (line[1]["y"] - line[0]["y"]) / (line[1]["x"] - line[0]["x"]) == pytest.approx(0.361995, abs=1e-4)


def test_a_report_shows_what_it_is_asked_between_the_results_and_the_method(provinces, tiering, tmp_path):
    made = report(provinces, tiering, questions=["top", "inequality"])
    page = made.write(tmp_path / "r.html").read_text(encoding="utf-8")
    text = made.write(tmp_path / "r.md").read_text(encoding="utf-8")

    assert (
        page.index('id="table"')
        < page.index('id="top"')
        < page.index('id="inequality"')
        < page.index('id="method"')
    )
    assert "0.170159" in text
    assert any(finding.code == "N_SCORES_NO_RATIO_SCALE" for finding in made.document.findings)
    with pytest.raises(IIIndexError, match="E_UNKNOWN_QUESTION"):
        report(provinces, tiering, questions=["weather"])


def test_sensitivity_is_drawn_as_two_bars_an_assumption(tiering):
    from ii_index.reporting.documents.relations import sensitivity

    found = ii.sensitivity(tiering.index, tiering.year, samples=16, seed=1, resamples=10)
    (chart,) = sensitivity(found).charts

    assert len(chart.spec("en")["data"]["values"]) == 2 * len(found.factors)


def test_sections_say_once_what_they_found(tiering):
    _, findings = sections(tiering, ["coupling", "coupling"])

    assert not findings
