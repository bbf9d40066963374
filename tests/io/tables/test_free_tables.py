"""Whatever form a table of free units comes in, the same numbers are read, or the remedy of its refusal reads them."""

import re

import pytest
from hypothesis import HealthCheck, example, given, note

from ii_index.io.tables import check_table
from tests.io.tables.free_tables import FREE, HEADINGS, Table, encodable, rows_of, tables, written

BESIDE = ("wide", "long", "years across", "years above")  # layouts in which groups stand beside the units


def followed(table, content):
    """Read a table; where it is refused, do what the remedies say, to the letter, and read it again."""
    options = {}
    for _ in range(3):
        reading = check_table(content, FREE, **options)
        more = {}
        for finding in reading.findings:
            if finding.severity != "error":
                continue
            if named := re.search(r"--input-encoding ([\w-]+)", finding.hint):
                more["encoding"] = named[1]
            if finding.code == "E_YEAR_UNKNOWN" and not table.dated:
                assert "--year" in finding.hint
                more["year"] = table.years[0]
        if not more.keys() - options.keys():
            return reading
        options |= more
    return reading


NUMBERED = Table(
    units=("大理", "汕头", "南京", "苏州", "无锡"),
    years=(1995,),
    cells={(1995, unit, leaf): "1" for unit in ("大理", "汕头", "南京", "苏州", "无锡") for leaf in HEADINGS},
    script="chinese",
    layout="years above",
    heads={"out": "out", "pat": "pat", "rate": "rate"},
    unit_head="firm_id",
    year_head="Year",
    code_head=None,
    groups={"Region": ("North", "North", "South", "高", "低")},
    aside=None,
    spelt="{}",
    blank="",
    flags={},
    title=None,
    notes=(),
    total=None,
    encoding="utf-8",
    delimiter=",",
    form="csv",
)
"""A column of groups headed by a word for units, of which one stands twice, beside units headed as numbers."""


@pytest.mark.law(examples=150, suppress=[HealthCheck.too_slow, HealthCheck.data_too_large])
@example(NUMBERED)
@given(tables())
def test_a_table_of_free_units_is_read_as_it_was_written_or_its_remedy_reads_it(drawn):
    table = encodable(drawn)
    for row in rows_of(table):
        note(row)
    reading = followed(table, written(table))
    panel = reading.panel

    assert panel is not None, [finding.render() for finding in reading.findings]
    found = {
        (year, unit, leaf): panel.values[row, at, place]
        for row, year in enumerate(panel.years)
        for at, unit in enumerate(panel.units)
        for place, leaf in enumerate(panel.indicators)
        if panel.values[row, at, place] == panel.values[row, at, place]
    }
    assert found == table.number_of
    assert set(panel.units) == set(table.units)
    if table.layout in BESIDE:
        assert dict(panel.groups) == table.groups
