"""Exports: what COINr demands of its tables, and that nothing is lost on the way to other tools."""

import csv
import io
import shutil
import subprocess
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


@pytest.mark.parametrize("which", ["index", "uneven", "numbered"])
def test_coinr_s_codes_are_text_and_no_column_says_nothing(which, request):
    files = exports.to_coinr(request.getfixturevalue(which))
    data, meta = pd.read_csv(io.BytesIO(files["iData.csv"])), pd.read_csv(io.BytesIO(files["iMeta.csv"]))

    # What R's read.csv would make numbers or logical, check_iData and check_iMeta refuse.
    assert all(isinstance(code, str) and code.isascii() and code[0].isalpha() for code in data["uCode"])
    assert all(isinstance(name, str) for name in data["uName"])
    assert not meta.isna().all().any()
    assert not {*data["uCode"]} & {*data.columns}
    assert data.groupby("Time" if "Time" in data else "uCode").size().min() > 0


@pytest.fixture
def numbered():
    """Units that are called by numbers, one like an indicator; no unit of measurement, no logarithm."""
    framework = Framework(
        id="n", name="N", children=[{"id": "a", "name": "A", "children": [{"id": "v7", "name": "X"}]}]
    )
    return compose(Panel(framework, (2023,), ("7", "08", "9"), np.array([[[1.0], [2.0], [4.0]]])))


@pytest.mark.parametrize(
    "recipe",
    [
        {},
        {"aggregation": "geometric", "normalisation": {"kind": "min_max", "range": (1, 100)}},
        {"normalisation": {"kind": "min_max", "bounds": "year"}},
        {"weighting": "equal", "aggregation": ["arithmetic", "harmonic", "geometric"],
         "normalisation": {"kind": "min_max", "range": (10, 20)}},
    ],
)  # fmt: skip
def test_the_script_prints_our_ranking_in_r(index, recipe, tmp_path):
    if shutil.which("Rscript") is None:
        pytest.skip("there is no R here to run the script with")
    changed = compose(index.panel, index.recipe.replace(**recipe))
    for name, content in exports.to_coinr(changed).items():
        (tmp_path / name).write_bytes(content)
    told = "suppressWarnings(if (!requireNamespace('COINr', quietly = TRUE)) source(commandArgs(TRUE))); source('replay.R')"
    stand_in = Path(__file__).with_name("coinr_stand_in.R")
    done = subprocess.run(
        ["Rscript", "-e", told, stand_in],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    rows = [line.split() for line in done.stdout.splitlines()[1:]]

    ours = changed.frame("ranking")
    assert [int(row[0]) for row in rows] == ours["rank"].tolist()
    assert [float(row[-1]) for row in rows] == pytest.approx(ours["score"].tolist(), abs=1e-4)


def test_a_recipe_that_coinr_has_no_words_for_has_no_script(index):
    changed = compose(index.panel, index.recipe.replace(normalisation="rank"))

    assert set(exports.to_coinr(changed)) == {"iData.csv", "iMeta.csv"}


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
