"""Whatever admissible form a table is written in, the same numbers are read."""

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from ii_index.io.tables import check_table
from tests.io.tables.demo import DEMO, cells, errors
from tests.io.tables.forms import contents, forms, written


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_a_table_in_any_admissible_form_is_read_back(data):
    content = data.draw(contents())
    form = data.draw(forms(len(content.years)))
    table = written(content, form)
    year = content.years[0] if len(content.years) == 1 else None
    note(repr(table))
    reading = check_table(table, DEMO, year=year, expected_units=content.units)

    assert errors(reading) == []
    assert reading.panel is not None
    held = {
        year for (year, _, _), number in content.cells.items() if number is not None
    }  # others are left out
    assert (set(reading.panel.units), set(reading.panel.years)) == (
        set(content.units),
        held or set(content.years),
    )
    assert cells(reading.panel) == {
        place: float(number) for place, number in content.cells.items() if number is not None
    }


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_warnings_name_what_was_set_aside_converted_or_missing(data):
    content = data.draw(contents())
    form = data.draw(forms(len(content.years)))
    year = content.years[0] if len(content.years) == 1 else None
    table = written(content, form)
    note(repr(table))
    reading = check_table(table, DEMO, year=year, expected_units=content.units)
    said = {finding.code for finding in reading.findings}
    wide = form.layout.startswith("wide")

    assert ("W_NOTE_SKIPPED" in said) == bool(form.titles or form.notes)
    assert ("W_UNIT_SCALED" in said) == form.scaled
    assert ("W_MISSING_VALUES" in said) == (None in content.cells.values())
    assert ("W_ROW_SKIPPED" in said) == (form.totals and wide)
    assert ("W_TRANSPOSED" in said) == form.layout.startswith("transposed")
