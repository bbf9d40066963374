"""What a caller from Python is told: warnings once, in Python's words, texts that do not grow with the data."""

import inspect
import io
import re
import warnings
from dataclasses import fields

import numpy as np
import pandas as pd
import pytest

import ii_index as ii
from ii_index._arguments import ARGUMENTS, in_python
from ii_index.messages import MOST_LISTED, catalogue
from tests.construction.examples import framework, leaf

TREE = framework(leaf("x"), leaf("y"))
OPTION = re.compile(r"--[a-z][a-z-]*")


def table(units=3, **columns):
    labels = [f"unit {number}" for number in range(units)]
    values = np.arange(1.0, units + 1)
    return pd.DataFrame({"unit": labels, "year": 2023, "x": values, "y": values**2, **columns})


def test_a_finding_is_a_warning_at_the_line_that_called():
    with pytest.warns(ii.IIIndexWarning, match="W_EXTRA_COLUMN.*“z” is not used") as told:
        ii.Panel.from_frame(table(z=1), TREE)
    with pytest.warns(ii.IIIndexWarning, match="W_EXTRA_COLUMN") as read:
        ii.read_panel(io.StringIO(table(z=1).to_csv(index=False)), TREE)

    assert {one.filename for one in (*told, *read)} == {__file__}


def test_a_loop_is_warned_once_and_many_of_a_kind_are_one_warning():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        for _ in range(20):
            ii.Panel.from_frame(table(z=1, v=2, w=3), TREE)

    assert [str(one.message) for one in caught if "and 2 more of the kind" in str(one.message)] == [
        str(one.message) for one in caught
    ]
    assert len(caught) == 1


def test_who_asks_the_library_to_compose_many_times_is_not_warned_of_each():
    index = ii.compose(ii.Panel.from_frame(table(8), TREE))
    with warnings.catch_warnings():
        warnings.simplefilter("error", ii.IIIndexWarning)
        ii.compare_methods(index)


def test_a_former_name_in_a_loop_warns_once():
    index = ii.compose(ii.Panel.from_frame(table(), TREE))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        for _ in range(20):
            index.trend()

    assert len(caught) == 1


def test_remedies_speak_of_arguments_that_exist():
    with pytest.raises(ii.DataError, match="year=2023") as refusal:
        ii.Panel.from_frame(table().drop(columns="year"), TREE)
    assert "--year" not in str(refusal.value)
    assert "--year 2023" in refusal.value.render("en")  # as the command line says it

    public = [getattr(ii, name) for name in ii.__all__]
    known = {name for one in public if inspect.isfunction(one) for name in inspect.signature(one).parameters}
    known |= {
        name
        for one in (ii.Panel.from_frame, ii.Recipe.national)
        for name in inspect.signature(one).parameters
    }
    known |= {field.name for field in fields(ii.WeightRules)} | {*ii.Recipe.model_fields, "indicators"}
    named = {name for said in ARGUMENTS.values() for name in re.findall(r"(\w+)=", said)}
    assert named <= known | {"range", "bounds", "threshold", "kind", "encoding"}


def test_an_option_that_has_an_argument_is_named_by_some_text_and_said_as_it():
    texts = [text for message in catalogue().values() for text in (message.remedy_en, message.remedy_zh)]
    named = {option for text in texts for option in OPTION.findall(text)}

    assert {*ARGUMENTS} - named <= {"--year-column", "--unit-column", "--group-column", "--input-encoding"}
    assert not any(OPTION.search(in_python(f"use {option} x")) for option in ARGUMENTS)
    assert in_python("use --port 8001") == "use --port 8001", "no function has it"


@pytest.mark.parametrize(
    "fault",
    [
        lambda: ii.Panel.from_frame(table(20_000, x=["abc"] * 20_000), TREE),
        lambda: ii.compose(ii.Panel.from_frame(table(20_000, x=[1.0] + [None] * 19_999), TREE)),
        lambda: ii.compose(ii.Panel.from_frame(table(20_000), TREE)).panel.unit_index("nobody"),
        lambda: ii.Panel.from_frame(pd.concat([table(5_000)] * 2), TREE),
        lambda: ii.Panel.from_frame(
            table(**{f"column {at}": 1 for at in range(2_000)}).drop(columns="y"), TREE
        ),
        lambda: ii.compose(ii.Panel.from_frame(table(900), TREE)).table("nothing"),
    ],
)
def test_the_text_of_an_error_does_not_grow_with_the_data(fault):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(ii.IIIndexError) as refusal:
            fault()

    assert len(str(refusal.value)) < 6_000
    assert refusal.value.findings


def test_a_long_list_in_a_sentence_is_counted():
    found = ii.Finding("E_UNKNOWN_TABLE", found="x", details={"known": [f"t{at}" for at in range(500)]})

    assert f"t{MOST_LISTED - 1}, … 500 in all" in found.render("en")
    assert "……共500项" in found.render("zh")


def test_ranks_and_tiers_are_whole_numbers_whatever_is_missing():
    tree = framework(leaf("x"), leaf("y"), recipe={"imputation": {"kind": "renormalise", "threshold": 1}})
    whole = ii.compose(ii.Panel.from_frame(table(6), tree))
    holed = ii.compose(ii.Panel.from_frame(table(6, y=[None, 2, 3, 4, 5, 6]), tree))

    for index in (whole, holed):
        assert str(index.frame()["rank"].dtype) == "Int64"
        assert str(ii.tiers(index, k=2).frame()["tier"].dtype) == "Int64"
    assert holed.frame()["rank"].isna().sum() == 1


def test_results_join_with_the_table_they_were_made_of():
    frame = pd.concat([table(), table().assign(year=2024)])
    panel = ii.Panel.from_frame(frame, TREE)
    joined = ii.compose(panel).frame("trend").join(panel.to_frame().add_suffix("_raw"))

    assert panel.to_frame().index.names == ["code", "year"] == joined.index.names
    assert len(joined) == 6
    assert joined["x_raw"].notna().all()


def test_a_large_result_says_itself_in_a_line_and_shows_a_screen():
    panel = ii.Panel.from_frame(table(20_000), TREE)
    index = ii.compose(panel)

    for one in (panel, index, index.table(), index.framework, index.recipe):
        assert len(repr(one)) <= 2_000
    for one in (panel, index, index.table(), index.framework):
        assert len(one._repr_html_()) < 30_000
    assert "20000 rows, the first 60 shown" in index._repr_html_()
    assert "2023" in index._repr_html_()


def test_the_testing_kit_is_found_where_the_package_is():
    assert ii.testing.__name__ == "ii_index.testing"
