"""Exports: what COINr demands of its tables, and that nothing is lost on the way to other tools."""

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ii_index.construction.compose import compose
from ii_index.io import exports
from ii_index.io.definitions import example
from ii_index.io.frameworks import read_framework
from ii_index.io.tables import read_panel
from ii_index.model.framework import Framework
from ii_index.model.panel import Panel

GOLDEN = Path(__file__).parents[1] / "golden/coinr_tiny"
TWELVE_DIGITS = 5e-12


@pytest.fixture(scope="module")
def index():
    return compose(read_panel(example("provinces.csv"), read_framework("caict-2024-public")))


@pytest.fixture(scope="module")
def uneven():
    """A tree whose leaves stand at two levels, with a denominator and ids that R does not take."""
    children = [
        {
            "id": "d",
            "name": "D",
            "children": [{"id": "x-1", "name": "X"}, {"id": "5g", "name": "Y", "unit": "m"}],
        },
        {"id": "指标", "name": "=Z()", "direction": "negative", "denominator": "people"},
    ]
    framework = Framework(
        id="uneven", name="Uneven", reference="a test", children=children,
        denominators=[{"id": "people", "name": "People"}],
    )  # fmt: skip
    values = np.array([[[1.0, 5.0, 3.0], [2.0, np.nan, 1.0], [3.0, 4.0, 2.0]]])
    panel = Panel(framework, (2023,), ("u", "v", "w"), values, np.array([[[10.0], [20.0], [40.0]]]))
    return compose(panel, framework.recipe.replace(imputation="renormalise"))


def rows_of(content: bytes, encoding="utf-8") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(encoding))))


@pytest.mark.parametrize("which", ["index", "uneven"])
def test_coinr_would_accept_the_tree(which, request):
    files = exports.to_coinr(request.getfixturevalue(which))
    meta, data = rows_of(files["iMeta.csv"]), rows_of(files["iData.csv"])
    required = set(rows_of((GOLDEN / "tiny_iMeta.csv").read_bytes())[0])
    nodes = {row["iCode"]: row for row in meta if row["Type"] in {"Indicator", "Aggregate"}}

    # What COINr's check_iMeta and check_iData demand.
    assert required <= set(meta[0])
    assert len({row["iCode"] for row in meta}) == len(meta)
    assert sum(row["Parent"] == "NA" for row in nodes.values()) == 1
    assert all(
        int(nodes[row["Parent"]]["Level"]) == int(row["Level"]) + 1
        for row in nodes.values()
        if row["Parent"] != "NA"
    )
    assert all(row["Level"] == "1" for row in nodes.values() if row["Type"] == "Indicator")
    assert {row["Direction"] for row in nodes.values()} <= {"1", "-1"}
    assert {row["iCode"] for row in meta if row["Type"] in {"Indicator", "Denominator"}} == set(data[0]) - {
        "uCode", "uName", "Time"}  # fmt: skip
    assert all(code.isascii() and code[0].isalpha() for code in nodes)


def test_coinr_gets_the_weights_within_each_parent(index):
    meta = {row["iCode"]: row for row in rows_of(exports.to_coinr(index)["iMeta.csv"])}

    weights = {node: float(meta[node]["Weight"]) for node in index.weights.local}
    assert weights == pytest.approx(dict(index.weights.local), rel=TWELVE_DIGITS)


def test_coinr_gets_every_cell_and_na_where_there_is_none(uneven):
    data = rows_of(exports.to_coinr(uneven)["iData.csv"])

    assert [row["v5g"] for row in data] == ["5.0", "NA", "4.0"]
    assert [row["people"] for row in data] == ["10.0", "20.0", "40.0"]


def test_a_flat_table_has_a_row_a_unit_and_year_and_a_codebook_of_its_columns(index):
    files = exports.to_flat(index)
    data, book = rows_of(files["data.csv"], "utf-8-sig"), rows_of(files["codebook.csv"], "utf-8-sig")

    assert len(data) == 31 * 3
    assert [row["variable"] for row in book] == list(data[0])
    scores = [float(row["score"]) for row in data if row["year"] == "2023"]
    assert scores == pytest.approx(index.scores(2023).tolist(), rel=TWELVE_DIGITS)


def test_names_that_are_formulas_are_defused_in_csv(uneven):
    book = exports.to_flat(uneven)["codebook.csv"].decode("utf-8-sig")

    assert ",=Z()" not in book
    assert "'=Z()" in book


def test_stata_reads_back_every_number_and_label(index):
    content = exports.to_stata(index)
    frame = pd.read_stata(io.BytesIO(content))
    with pd.io.stata.StataReader(io.BytesIO(content)) as reader:
        labels = reader.variable_labels()

    np.testing.assert_array_equal(frame["x_fibre"].to_numpy().reshape(3, 31), index.panel.values[..., 1])
    scores = frame["score"].to_numpy().reshape(3, 31)
    np.testing.assert_allclose(scores, index.levels[0][..., 0], rtol=TWELVE_DIGITS)
    assert labels["s_foundation"] == "基础能力"
    assert frame["unit_zh"].tolist()[0] == "北京"
    assert max(map(len, frame.columns)) <= 32


def test_the_same_index_gives_the_same_bytes(index):
    assert exports.to_stata(index) == exports.to_stata(index)
    assert exports.to_flat(index) == exports.to_flat(index)
