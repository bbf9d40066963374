"""The tables of tests/messy: each read exactly, or refused with its code at its place."""

import json
from pathlib import Path

import pytest

from ii_index.io.tables import check_table
from tests.io.tables.demo import DEMO, cells, errors

FOLDER = Path(__file__).parents[2] / "messy"
MANIFEST = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
INDICATORS = [item["code"] for item in MANIFEST["indicators"]]


def cases(status):
    chosen = [case for case in MANIFEST["cases"] if case["expect"]["status"] == status]
    return pytest.mark.parametrize("case", chosen, ids=[case["file"] for case in chosen])


def read(case):
    options = {**case["options"], "expected_units": MANIFEST["expected_regions"]}
    return check_table(FOLDER / case["file"], DEMO, **options)


@cases("ok")
def test_a_table_is_read_exactly(case):
    reading = read(case)
    expected = {
        (row["year"], row["region"], name): row[name]
        for row in case["expect"]["table"]
        for name in INDICATORS
        if row[name] is not None
    }

    assert reading.panel is not None
    assert cells(reading.panel) == pytest.approx(expected, abs=MANIFEST["float_tolerance"])


@cases("ok")
def test_a_table_that_is_read_carries_its_warnings_and_no_others(case):
    warned = {finding.code for finding in read(case).findings if finding.severity == "warning"}

    assert warned == set(case["expect"]["warnings"])


@cases("error")
def test_a_table_is_refused_with_its_code_at_its_place(case):
    first = errors(read(case))[0]
    where = case["expect"]["where"] or {}

    assert first.code == case["expect"]["code"]
    assert first.row == where.get("line")
    assert first.column == where.get("column", first.column)


@cases("error")
def test_every_finding_says_what_and_what_to_do_in_both_languages(case):
    for finding in errors(read(case)):
        assert finding.remedy("zh")
        assert finding.remedy("en")
        assert "{" not in finding.render("zh") + finding.render("en")


def test_each_blank_key_is_named_and_fill_down_repeats_the_region_above():
    path = FOLDER / "39_blank_key_filldown.csv"
    refused = check_table(path, DEMO, expected_units=MANIFEST["expected_regions"])
    filled = check_table(path, DEMO, expected_units=MANIFEST["expected_regions"], fill_down=True)

    assert [finding.row for finding in errors(refused)] == [3, 4, 6, 7, 9, 10, 12, 13, 15, 16, 18, 19]
    assert filled.panel is not None
    assert [finding.code for finding in filled.findings] == ["W_FILLED_DOWN"]
    merged = check_table(FOLDER / "49_merged_keys.xlsx", DEMO, expected_units=MANIFEST["expected_regions"])
    assert filled.panel.equals(merged.panel)
