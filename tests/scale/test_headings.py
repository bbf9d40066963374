"""An engine reads headings, units and years by the rules of the reader in memory."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import ii_index as ii
from ii_index.model import provinces

pl = pytest.importorskip("polars", reason="polars is not installed")
duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")

EXAMPLE = Path(__file__).parents[2] / "examples" / "provinces.csv"
CAICT = "caict-2024-public"


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return pd.read_csv(EXAMPLE, encoding="utf-8-sig")


@pytest.fixture(scope="module")
def index():
    return ii.compose(ii.read_panel(EXAMPLE, CAICT))


def scored(rows, framework: ii.Framework):
    """Score rows with what is fitted on them."""
    return ii.scale.apply(rows, ii.scale.fit(rows, framework))


def agrees(made: pd.DataFrame, index) -> None:
    """Check scores, coverage and ranks of every row against the index in memory."""
    made = made.set_index([made["地区"].map(provinces.resolve), made["年份"].astype(int)])
    assert len(made) == 93
    for row, year in enumerate(index.years):
        own = made.xs(year, level=1).loc[list(index.units)]
        np.testing.assert_allclose(own["score"], index.scores(year), rtol=0, atol=1e-10)
        np.testing.assert_allclose(own["coverage"], index.coverage[0][row, :, 0], atol=1e-12)
        np.testing.assert_array_equal(own["rank"], index.ranks(year))


@pytest.mark.parametrize("engine", ["duckdb", "polars", "dask"])
@pytest.mark.filterwarnings("ignore")  # of Dask and what it calls
def test_the_example_with_chinese_headings_is_ranked_as_in_memory(spoken, engine, tmp_path, index):
    pytest.importorskip(engine, reason=f"{engine} is not installed")
    out = tmp_path / "scores.parquet"
    code, _, err = spoken("rank", EXAMPLE, "--framework", CAICT, "--engine", engine, "-o", out)

    assert code == 0, err
    assert "W_" not in err
    agrees(pd.read_parquet(out), index)


@pytest.mark.parametrize("form", ["parquet", "folder", "duckdb"])
def test_parquet_folders_and_tables_of_a_database_may_have_chinese_headings(
    spoken, form, tmp_path, table, index
):
    source, options = tmp_path / "省份", []
    if form == "parquet":
        source = source.with_suffix(".parquet")
        table.to_parquet(source)
    elif form == "folder":
        source.mkdir()
        table[:50].to_parquet(source / "一.parquet")
        table[50:].to_parquet(source / "二.parquet")
    else:
        source, options = source.with_suffix(".duckdb"), ["--table", "各省"]
        with duckdb.connect(source) as connection:
            connection.from_df(table).create("各省")
    out = tmp_path / "scores.parquet"
    code, _, err = spoken("rank", source, *options, "--framework", CAICT, "--engine", "duckdb", "-o", out)

    assert code == 0, err
    agrees(pd.read_parquet(out), index)


def test_units_of_measurement_in_headings_years_as_texts_and_rows_of_totals_are_read_as_in_memory(
    table, index
):
    nation = table[table["年份"] == 2023].head(1).assign(地区="全国")
    nation.iloc[:, 2:] *= 1000
    told = pd.concat([table, nation])
    wealthy = "地区生产总值(亿元)", "工业增加值(亿元)"
    for name in wealthy:
        told[name] *= 10_000
    told = told.rename(columns={name: name.replace("亿元", "万元") for name in wealthy})
    told["年份"] = told["年份"].astype(str) + "年"
    rows = pl.from_pandas(told).lazy()
    framework = ii.read_framework(CAICT)
    with pytest.warns(ii.IIIndexWarning) as warned:
        made = scored(rows, framework).collect().to_pandas()

    agrees(made, index)
    said = " ".join(str(one.message) for one in warned)
    assert "W_UNIT_SCALED" in said
    assert "W_SCALE_SKIPPED" in said


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda table: table.drop(columns="网页数(万个)"), "E_SCALE_COLUMNS"),
        (lambda table: table.rename(columns={"网页数(万个)": "网页数(亩)"}), "E_UNIT_UNKNOWN"),
        (lambda table: table.assign(网页数=1.0), "E_DUPLICATE_COLUMN"),
        (lambda table: table.replace({"地区": {"北京": "燕京"}}), "E_UNKNOWN_REGION"),
        (lambda table: table.iloc[1:], "E_MISSING_REGION"),
        (lambda table: pd.concat([table, table[:1].assign(地区="北京市")]), "E_DUPLICATE_KEY"),
        (lambda table: table.assign(年份="去年"), "E_BAD_YEAR"),
    ],
)
def test_what_the_reader_in_memory_refuses_an_engine_refuses_by_the_same_name(table, spoil, code):
    with pytest.raises(ii.DataError) as caught:
        ii.scale.fit(pl.from_pandas(spoil(table)).lazy(), ii.read_framework(CAICT))

    assert code in [finding.code for finding in caught.value.findings]


def test_a_total_among_firms_moves_no_bounds():
    framework = ii.Framework.model_validate({
        "id": "one", "name": "One", "reference": "an example", "children": [{"id": "a", "name": "产值", "unit": "万元"}],
    })  # fmt: skip
    firms = pd.DataFrame({
        "企业名称": ["甲", "乙", "合计", "全友家居"], "月份": ["2023-05"] * 4, "产值（亿元）": [1.0, 3.0, 9.0, 5.0],
    })  # fmt: skip
    with pytest.warns(ii.IIIndexWarning):
        made = scored(duckdb.from_df(firms), framework).df().set_index("企业名称")

    assert made["score"].to_dict() == {"甲": 0.0, "乙": 50.0, "全友家居": 100.0}
    assert {*made["月份"]} == {"2023-05"}


def test_the_year_that_is_asked_for_is_shown_and_one_that_is_not_there_is_refused(spoken):
    common = ["rank", EXAMPLE, "--framework", CAICT, "--engine", "polars"]
    first = json.loads(spoken(*common, "--year", "2021", "--json")[1])["tables"]["ranking"]
    code, _, err = spoken(*common, "--year", "1999")

    assert first != json.loads(spoken(*common, "--json")[1])["tables"]["ranking"]
    assert code == 1
    assert "E_YEAR_ABSENT" in err
