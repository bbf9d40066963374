"""What is taken for a frame, and what is refused."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ii_index as ii
from ii_index.model.frame_columns import Coded, text_of, texts_of
from tests.model.made_frames import FREE, frame


def arrow_frames():
    pyarrow = pytest.importorskip("pyarrow", exc_type=ImportError)
    yield pyarrow.Table.from_pandas(frame(y=["3", None]))
    try:
        import polars
    except ImportError:
        return
    yield polars.DataFrame({"unit": ["a", "b"], "year": 2023, "x": [1.0, 2.0], "y": ["3", None]})
    decimal = polars.Series([Decimal("3.00"), None])
    category = polars.Series(["a", "b"], dtype=polars.Categorical)
    yield polars.DataFrame({"unit": category, "year": 2023, "x": [1, 2], "y": decimal})


def test_frames_with_an_arrow_stream_are_taken():
    wanted = ii.Panel.from_frame(frame(y=[3.0, None]), FREE)

    for table in arrow_frames():
        assert ii.Panel.from_frame(table, FREE).equals(wanted)


def test_without_pyarrow_an_arrow_stream_is_refused_with_the_way(monkeypatch):
    class Stream:
        def __arrow_c_stream__(self, requested_schema=None):
            raise NotImplementedError

    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)

    with pytest.raises(ii.DataError, match="pip install pyarrow"):
        ii.Panel.from_frame(Stream(), FREE)


@pytest.mark.parametrize("given", [{"unit": ["a"]}, [1, 2], "table.csv", None])
def test_what_is_no_frame_is_refused_by_its_type(given):
    with pytest.raises(TypeError, match=type(given).__name__):
        ii.Panel.from_frame(given, FREE)


@given(st.lists(st.integers(-3, 3)), st.sampled_from(["int64", "int8", "object", "Int64"]))
def test_whole_numbers_are_coded_in_the_order_of_their_rows_however_they_are_stored(cells, dtype):
    coded = Coded.of(pd.Series(cells, dtype=dtype))

    assert coded.distinct == [*dict.fromkeys(cells)]
    assert [coded.cell(row) for row in range(len(cells))] == cells
    assert all(type(cell) is int for cell in coded.distinct)


@given(
    st.lists(
        st.one_of(st.text(" \u3000a\n北", max_size=4), st.sampled_from([3.0, 2.5, np.str_(" b ")])),
        max_size=5,
    )
)
def test_labels_are_texts_together_as_alone(cells):
    assert texts_of(cells) == [*map(text_of, cells)]
