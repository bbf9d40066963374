"""The tables of tests/foreign: forms of other offices and programs, each read exactly or refused for its reason."""

import json
from pathlib import Path

import pytest

from ii_index.cli import run
from ii_index.io.frameworks import read_framework
from ii_index.io.tables import check_table
from tests.io.tables.demo import cells, errors

FOLDER = Path(__file__).parents[2] / "foreign"
CASES = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))["cases"]


def cases(wanted):
    chosen = [case for case in CASES if wanted(case["expect"])]
    return pytest.mark.parametrize("case", chosen, ids=[case["file"] for case in chosen])


def read(case):
    return check_table(FOLDER / case["file"], read_framework(FOLDER / case["framework"]), **case["options"])


@cases(lambda expect: "table" in expect)
def test_a_foreign_table_is_read_exactly(case):
    panel, expect = read(case).panel, case["expect"]
    names = {"Alland": "AA", "Belland": "BB"} if "or" in expect else {}
    expected = {
        (row["year"], row["region"], name): value
        for row in expect["table"]
        for name, value in row.items()
        if name not in {"year", "region"} and value is not None
    }

    assert panel is not None
    found = {(year, names.get(unit, unit), name): value for (year, unit, name), value in cells(panel).items()}
    assert found == pytest.approx(expected)
    assert {*expect["warnings"]} <= {finding.code for finding in read(case).findings}


@cases(lambda expect: expect["status"] == "refused" and "or" not in expect)
def test_a_foreign_table_is_refused_for_its_reason(case):
    reading, expect = read(case), case["expect"]
    found = {finding.code for finding in errors(reading)}

    assert reading.panel is None
    assert {*expect["codes"]} <= found
    assert found.isdisjoint(expect.get("not_codes", ()))
    if "columns" in expect:
        assert [finding.column for finding in errors(reading) if finding.code in expect["codes"]] == expect[
            "columns"
        ]


@cases(lambda expect: "or" in expect and expect["status"] == "refused")
def test_a_foreign_country_is_not_taken_for_china(case):
    panel = read(case).panel

    assert panel is None or panel.units == ("Alland",)


@cases(lambda expect: expect.get("command") == "rank")
def test_a_year_is_ranked_whatever_the_others_lack(case, capsys):
    expect, options = case["expect"], case["options"]
    words = ["rank", str(FOLDER / case["file"]), "--framework", str(FOLDER / case["framework"])]
    words += ["--year", str(expect["year"])]
    words += ["--bounds", expect["bounds"]] if "bounds" in expect else []
    words += ["--allow-missing-units"] if options.get("allow_missing_units") else []

    assert run(words) == 0
    assert capsys.readouterr().out
