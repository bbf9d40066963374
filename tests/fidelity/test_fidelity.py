"""The fidelity table is up to date, complete, and has no verdict that the figures did not make."""

import re
from dataclasses import replace

import numpy as np
import pytest

from tests.fidelity import caict, huangshi
from tests.fidelity.figures import Published, limit, members, number, read, saying
from tests.fidelity.table import PAGE, VERDICTS, counts, page, parts

pytestmark = pytest.mark.processor


@pytest.fixture(scope="module")
def tables():
    return parts()


@pytest.fixture(scope="module")
def verdicts(tables):
    return {row.published.key: row.verdict for rows in tables.values() for row in rows}


def test_the_page_is_what_the_program_computes(tables):
    assert PAGE.read_text(encoding="utf-8") == page(tables), "`make fidelity` writes it anew"


def test_every_published_figure_has_one_row(tables):
    keys = [row.published.key for rows in tables.values() for row in rows]

    assert len(keys) == len(set(keys))
    assert set(keys) >= read("caict.csv").keys() | read("huangshi.csv").keys()


def test_all_growth_rates_of_caict_are_reproduced(verdicts):
    growth = {key: verdict for key, verdict in verdicts.items() if key.startswith(("growth.", "cagr."))}

    assert len(growth) == 16
    assert set(growth.values()) == {"reproduced"}


def test_of_the_thirty_huangshi_scores_five_are_impossible_and_all_of_infrastructure(verdicts):
    scores = {key: verdict for key, verdict in verdicts.items() if key.startswith("score.")}
    impossible = [key for key, verdict in scores.items() if verdict == "cannot be reproduced"]

    assert len(scores) == 30
    assert len(impossible) == 5
    assert all("基础设施" in key for key in impossible)


def test_all_huangshi_rates_and_totals_are_reproduced(verdicts):
    assert {verdict for key, verdict in verdicts.items() if key.startswith("rate.")} == {"reproduced"}
    totals = [
        verdicts[f"total.{entity}"]
        for entity in (
            "黄石市",
            "新材料产业",
            "电子信息基础产业",
            "智能装备产业",
            "生命健康产业",
            "节能环保产业",
        )
    ]

    assert set(totals) == {"reproduced"}


def test_every_figure_that_cannot_be_had_says_why(tables):
    for rows in tables.values():
        for row in rows:
            assert row.note or row.verdict == "reproduced", row.published.what


def test_every_verdict_is_counted(tables):
    rows = [row for part in tables.values() for row in part]

    assert set(counts(rows)) <= set(VERDICTS)
    assert sum(counts(rows).values()) == len(rows)


@pytest.mark.parametrize("value", [100.0, np.nextafter(100, 0), np.nextafter(100, 200)])
def test_the_last_bit_of_a_number_changes_neither_what_is_shown_nor_the_verdict(value):
    hundred, half = Published("h", "", "", "100"), Published("h", "", "", "85")

    assert (number(hundred, value).computed, number(hundred, value).agrees) == ("100.00", True)
    assert (number(half, value - 15.5).computed, number(half, value - 15.5).agrees) == ("84.50", True)
    assert number(hundred, 100).computed == "100"


def test_a_verdict_follows_from_the_printed_figure():
    """The same computation, another print: reproduced no longer."""
    growth = Published("g", "", "", "29.4%")

    assert number(growth, 29.4479).agrees
    assert not number(replace(growth, printed="29.5%"), 29.4479).agrees
    assert not limit(replace(growth, printed="≥30%"), 29.4479).agrees
    assert not saying(replace(growth, printed="领先"), "未领先").agrees
    assert not members(replace(growth, printed="江苏、广东"), ["江苏", "北京"], "").agrees


def misprinted(figure: Published) -> Published:
    """The figure with its first digit changed, its last member left out, or another word."""
    if not figure.printed:
        return figure
    digit = re.search(r"\d", figure.printed)
    if digit is None:
        members_but_one = figure.printed.rpartition("、")[0]
        return replace(figure, printed=members_but_one or f"非{figure.printed}")
    other = "9" if digit[0] != "9" else "8"
    return replace(figure, printed=figure.printed[: digit.start()] + other + figure.printed[digit.end() :])


@pytest.mark.parametrize(("module", "name"), [(caict, "caict.csv"), (huangshi, "huangshi.csv")])
def test_had_the_documents_printed_other_figures_they_would_not_be_reproduced(module, name):
    published = {key: misprinted(figure) for key, figure in read(name).items()}
    still = [
        row.published.key
        for row in module.rows(published)
        if row.published.key in published and row.verdict == "reproduced"
    ]

    assert still == []
