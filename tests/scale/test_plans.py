"""What an engine is asked does not outgrow the tree: no formula is written into another as often as it is read.

A planner moves a filter by a computed column down through every step, and writes the step's formula wherever the
condition reads its column. Sizes are lengths of the engines' own texts.
"""

import contextlib
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import ii_index as ii
from tests.scale.test_engines import FULL, spark

__all__ = ["spark"]

narwhals = pytest.importorskip("narwhals", reason="narwhals is not installed")

POSITIVE = {"kind": "min_max", "range": [1, 100]}
BY_YEAR = {"kind": "min_max", "bounds": "year"}
MEANS = ["arithmetic", "geometric", "harmonic", "mazziotta_pareto"]


def chain(depth: int) -> ii.Framework:
    """Return a framework of as many levels, each of an indicator and the level below."""
    node: dict[str, Any] = {"id": f"x{depth}", "name": f"X{depth}"}
    for level in range(depth, 0, -1):
        beside = {"id": f"x{level - 1}", "name": f"X{level - 1}"}
        node = {"id": f"g{level}", "name": f"G{level}", "children": [node, beside]}
    return ii.Framework.model_validate(
        {"id": "chain", "name": "Chain", "reference": "an example", "children": node["children"]}
    )


def recipe(normalisation: object, aggregation: object) -> ii.Recipe:
    return ii.Recipe.model_validate(
        {
            "imputation": {"kind": "renormalise", "threshold": 0.5, "basis": "count"},
            "normalisation": normalisation,
            "aggregation": aggregation,
        }
    )


def table(framework: ii.Framework) -> pd.DataFrame:
    """Return a frame of eight units in two years, with gaps."""
    chance = np.random.default_rng(2)
    frame = pd.DataFrame({"unit": [f"u{i}" for i in range(8)] * 2, "year": [2020] * 8 + [2021] * 8})
    for at, leaf in enumerate(framework.leaves):
        frame[leaf.id] = chance.uniform(1, 9, 16)
        frame.loc[at % 16, leaf.id] = np.nan
    return frame


@pytest.fixture
def asked(monkeypatch) -> list[Any]:
    """Return the frames that an engine is asked for, as they are asked for."""
    frames: list[Any] = []
    collect = narwhals.LazyFrame.collect

    def kept(self: Any, *given: Any, **named: Any) -> Any:
        frames.append(self.to_native())
        return collect(self, *given, **named)

    monkeypatch.setattr(narwhals.LazyFrame, "collect", kept)
    return frames


@pytest.mark.parametrize("mean", MEANS, ids=str)
@pytest.mark.parametrize("normalisation", [BY_YEAR, "percentile_rank"], ids=str)
def test_duckdb_plans_what_a_fit_asks_in_steps(asked, normalisation, mean):
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")

    def size(depth: int) -> int:
        framework, own = chain(depth), recipe(normalisation, mean)
        asked.clear()
        with contextlib.suppress(ii.DataError):  # what is refused is told with examples, which are looked for
            ii.scale.fit(duckdb.from_df(table(framework)), framework, own)
        return sum(len(relation.explain()) for relation in asked)

    assert grows_with_the_tree(size, 1, 2, 3)


def grows_with_the_tree(size: Callable[[int], int], *depths: int) -> bool:
    """Whether the second half of the levels adds no more than steps through columns do, which is twice the first's."""
    low, middle, high = map(size, depths)
    return high - middle < 2 * (middle - low)


@pytest.mark.skipif(not FULL, reason="Spark takes minutes: make engines")
@pytest.mark.filterwarnings("ignore")
class TestSpark:
    @pytest.mark.parametrize("mean", ["arithmetic", "geometric"])
    def test_scores_that_a_user_filters_are_planned_as_they_are(self, spark, tmp_path, mean):
        def size(depth: int) -> int:
            framework, place = chain(depth), str(tmp_path / f"{depth}.parquet")
            table(framework).to_parquet(place)  # of rows in memory the planner computes what it can
            scores = ii.scale.score(spark.read.parquet(place), framework, recipe(POSITIVE, mean))
            some = scores.filter("score > 50 and refused = 0 and g2 > 20").select("unit")
            return len(some._jdf.queryExecution().optimizedPlan().toJSON())  # noqa: SLF001 - Spark shows plans to Java only

        assert grows_with_the_tree(size, 2, 3, 4)

    def test_what_a_fit_refuses_is_planned_as_it_is(self, spark):
        framework = chain(4)
        with pytest.raises(ii.DataError, match="E_SCALE_REFUSED"):  # the worst has a score of 0
            ii.scale.fit(
                spark.createDataFrame(table(framework)), framework, recipe("percentile_rank", "geometric")
            )

    def test_a_filter_by_year_reaches_the_file(self, spark, tmp_path):
        framework, place = chain(2), str(tmp_path / "rows.parquet")
        table(framework).to_parquet(place)
        scores = ii.scale.score(spark.read.parquet(place), framework, recipe(POSITIVE, "geometric"))
        plan = scores.filter("year = 2021")._jdf.queryExecution().executedPlan().toString()  # noqa: SLF001 - as above

        assert re.search(r"PushedFilters: \[[^\]]*EqualTo\(year,2021\)", plan)
