"""The same recipe on an engine gives what it gives in memory."""

import os
import shutil
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import ii_index as ii
from ii_index import scale
from ii_index.errors import IIIndexError
from ii_index.model.panel import Panel
from ii_index.testing.panels import panels

pytest.importorskip("narwhals", reason="narwhals is not installed")

FULL = bool(os.environ.get("II_ENGINES"))  # make engines
Native = Callable[[pd.DataFrame], Any]
Back = Callable[[Any], pd.DataFrame]


def many(examples: int, *, shrinks: bool = True) -> settings:
    """Few examples while working, fifteen times as many in ``make engines``; on clusters shrinking takes too long."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
    return settings(
        max_examples=examples * (15 if FULL else 1),
        deadline=None,
        phases=[phase for phase in Phase if shrinks or phase not in {Phase.shrink, Phase.explain}],
        derandomize=True,
        suppress_health_check=slow,
    )


NORMALISATIONS = [
    {"kind": "min_max"},
    {"kind": "min_max", "bounds": "year", "constant": "midpoint"},
    {"kind": "min_max", "range": [1, 100], "constant": "midpoint"},
    {"kind": "min_max", "bounds": 2020, "range": [70, 130], "centre": "mean"},
    {"kind": "z_score", "constant": "midpoint"},
    {"kind": "z_score", "mean": 100, "sd": 10, "divisor": "n", "bounds": "year"},
    {"kind": "fraction_of_max"},
]
WINDOWS = [
    {"kind": "rank"},
    {"kind": "percentile_rank"},
    {"kind": "borda"},
    {"kind": "base_year", "year": 2020},
]
TREATMENTS = [{"kind": "none"}, {"kind": "winsorise_percentiles", "lower": 10, "upper": 80}]
IMPUTATIONS = [
    {"kind": "refuse"},
    {"kind": "mean"},
    {"kind": "renormalise"},
    {"kind": "renormalise", "threshold": 0.7},
    {"kind": "renormalise", "threshold": 0.6, "basis": "count"},
]
MEANS = [
    "arithmetic", "geometric", "harmonic", {"kind": "power", "exponent": 2}, {"kind": "power", "exponent": -0.5},
    {"kind": "geometric", "zeros": "zero"}, "mazziotta_pareto", "minimum", "maximum", "sum", "product",
]  # fmt: skip
WEIGHTINGS = [
    "framework", "equal", "entropy", "critic", "standard_deviation", "variance", "coefficient_of_variation",
    {"kind": "standard_deviation", "within": "parents"},
]  # fmt: skip


@st.composite
def recipes(draw: st.DrawFn, *, windows: bool) -> ii.Recipe:
    """Draw a recipe of steps that an engine is told of."""
    normalisations = [*NORMALISATIONS, *WINDOWS] if windows else NORMALISATIONS
    return ii.Recipe.model_validate({
        "imputation": draw(st.sampled_from(IMPUTATIONS)),
        "treatment": draw(st.sampled_from(TREATMENTS)) if windows else "none",
        "normalisation": draw(st.sampled_from(normalisations)),
        "aggregation": draw(st.sampled_from(MEANS)),
        "weighting": draw(st.sampled_from(WEIGHTINGS)),
    })  # fmt: skip


def frame_of(panel: Panel) -> pd.DataFrame:
    """Return a panel as a frame of rows in no order."""
    return (
        panel.to_frame()
        .reset_index(names=["unit", "year"])
        .sample(frac=1, random_state=7)
        .reset_index(drop=True)
    )


def agrees(panel: Panel, recipe: ii.Recipe, native: Native, back: Back) -> None:
    """Check scores, coverage and ranks against ``compose``; what it refuses, an engine refuses too."""
    try:
        index = ii.compose(panel, recipe)
    except IIIndexError:
        with pytest.raises(IIIndexError):
            scale.score(native(frame_of(panel)), panel.framework, recipe)
        return
    frame = native(frame_of(panel))
    try:
        fitted = scale.fit(frame, panel.framework, recipe)
    except ii.DataError as error:  # correlations of columns with gaps, and ranks that are multiplied, by name
        gaps = np.isnan(panel.values).any() and recipe.weighting.kind == "critic"
        assert gaps or recipe.normalisation.kind in {"rank", "borda"}
        assert [finding.code for finding in error.findings] == ["E_SCALE_STEP"]
        return
    for scored in (scale.apply(frame, fitted), scale.score(frame, panel.framework, recipe)):
        equals(index, panel, back(scored).set_index(["unit", "year"]))


def equals(index: Any, panel: Panel, made: pd.DataFrame) -> None:
    """Check a frame of scores against an index in memory."""
    assert len(made) == len(panel.units) * len(panel.years)
    inner = [node.id for node in index.framework.walk() if node.children]
    for row, year in enumerate(panel.years):
        own = made.xs(year, level="year").loc[list(panel.units)]
        for node, column in [("root", "score"), *((node, node) for node in inner)]:
            wanted = index.scores(year, node)
            largest = max(100.0, np.nanmax(np.abs(wanted), initial=0.0))
            np.testing.assert_allclose(number(own[column]), wanted, rtol=0, atol=1e-12 * largest)
        np.testing.assert_allclose(number(own["coverage"]), index.coverage[0][row, :, 0], atol=1e-12)
        np.testing.assert_array_equal(np.nan_to_num(number(own["rank"])), index.ranks(year))
        assert not number(own["refused"]).any()


def number(column: Any) -> np.ndarray:
    """Return a column as numbers, NaN where it is missing."""
    return pd.to_numeric(column).to_numpy(dtype=np.float64, na_value=np.nan)


def drawn() -> st.SearchStrategy[Panel]:
    """Draw panels with gaps, ties, both directions and columns of very different scales."""
    return panels(missing=True)


class TestDuckdb:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")

    @many(8)
    @given(panel=drawn(), recipe=recipes(windows=True))
    def test_scores_are_those_of_compose(self, panel, recipe):
        agrees(panel, recipe, self.duckdb.from_df, lambda relation: relation.df())


class TestPolars:
    polars = pytest.importorskip("polars", reason="polars is not installed")

    @many(12)
    @given(panel=drawn(), recipe=recipes(windows=True))
    def test_scores_are_those_of_compose(self, panel, recipe):
        agrees(
            panel,
            recipe,
            lambda frame: self.polars.from_pandas(frame).lazy(),
            lambda lazy: lazy.collect().to_pandas(),
        )


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed", reason="dask is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        workers = distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, memory_limit=None
        )
        with workers, distributed.Client(workers) as client:
            yield client


@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("cluster")
class TestDask:
    @many(6, shrinks=False)
    @given(panel=drawn(), recipe=recipes(windows=False))
    def test_scores_are_those_of_compose(self, panel, recipe):
        import dask.dataframe as dd

        agrees(panel, recipe, lambda frame: dd.from_pandas(frame, npartitions=2), lambda lazy: lazy.compute())


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    if shutil.which("java") is None:
        pytest.skip("Java is not installed, which Spark runs on")
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
        warnings.simplefilter("ignore")
        patch.setenv(
            "PYSPARK_PYTHON", sys.executable
        )  # Spark's workers would take the first python3 of the path
        builder = sql.SparkSession.builder.master(os.environ.get("II_SPARK_MASTER", "local[2]"))
        for name, value in {
            "spark.sql.shuffle.partitions": "2",
            "spark.ui.enabled": "false",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.memory": "3g",  # hundreds of plans in one session
            "spark.sql.ui.retainedExecutions": "1",
            "spark.ui.retainedJobs": "1",
            "spark.ui.retainedStages": "1",
            "spark.sql.codegen.wholeStage": "false",  # plans of a minute's life are not worth compiling
        }.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        yield session
        session.stop()


@pytest.mark.skipif(not FULL, reason="Spark takes minutes: make engines")
@pytest.mark.filterwarnings("ignore")
class TestSpark:
    @many(2, shrinks=False)
    @given(panel=drawn(), recipe=recipes(windows=FULL).filter(lambda recipe: recipe.treatment.kind == "none"))
    def test_scores_are_those_of_compose(self, spark, panel, recipe):
        agrees(panel, recipe, spark.createDataFrame, lambda lazy: lazy.toPandas())
