"""Every score of the Huangshi report is traced to the answers that print it, or shown to be impossible."""

import csv
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest

from ii_index.analysis.identification.printed_scores import answers_behind
from ii_index.construction.rubric import element_labels, half_up
from tests.golden.huangshi.rubrics import CITY, INDUSTRY

GOLDEN = Path(__file__).parents[2] / "golden" / "huangshi" / "answers_behind.csv"
ROWS = list(csv.DictReader(GOLDEN.read_text(encoding="utf-8").splitlines()))
EVERY_ROW = pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['entity']}-{row['element']}")


def trace(row):
    rubric = CITY if row["entity"] == "黄石市" else INDUSTRY
    element = element_labels(rubric)[row["element"]]
    return answers_behind(Decimal(row["score"]), element, rubric, rate=int(row["rate"]))


def points(solutions):
    return {"".join(str(option.points) for option in solution.options) for solution in solutions}


def recorded(text):
    return set(text.split("|")) - {""}


@EVERY_ROW
def test_a_printed_score_has_the_answers_found_independently(row):
    found = trace(row)

    assert points(found.solutions) == recorded(row["solutions"])
    assert points(found.near_misses) == recorded(row["near_misses"])


def test_of_thirty_printed_scores_fourteen_are_unique_eleven_open_and_five_impossible():
    assert Counter(trace(row).status for row in ROWS) == {"unique": 14, "multiple": 11, "none": 5}


@pytest.mark.parametrize(("score", "neighbours"), [("1.25", {"1.26", "1.17"}), ("1.76", {"1.71", "1.8"})])
def test_an_impossible_score_stands_between_two_attainable_ones(score, neighbours):
    element = element_labels(INDUSTRY)["工业互联网基础设施"]

    found = answers_behind(Decimal(score), element, INDUSTRY)

    assert found.status == "none"
    assert set(found.nearest) == {Fraction(value) for value in neighbours}


@EVERY_ROW
def test_the_solutions_are_those_of_a_full_enumeration(row):
    found = trace(row)
    element = found.element
    mark = Fraction(element.weight) / 10

    def exact(options):
        pairs = zip(element.items, options, strict=True)
        return mark * sum(Fraction(item.weight) / 100 * Fraction(option.points) for item, option in pairs) / 5

    every = list(product(*(item.options for item in element.items)))
    printing = [options for options in every if half_up(exact(options), 2) == found.score]
    with_rate = [options for options in printing if half_up(exact(options) / mark * 100, 0) == found.rate]

    assert [solution.options for solution in found.solutions] == with_rate
    assert found.nearest[0] in {exact(options) for options in every}
