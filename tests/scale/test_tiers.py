"""Tiers of scores on an engine are those in memory."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ii_index as ii
from ii_index.kernels.tiers import tier_rules
from tests.scale.test_engines import FULL, cluster, many, number, spark

__all__ = ["cluster", "spark"]

pl = pytest.importorskip("polars", reason="polars is not installed")
pytest.importorskip("narwhals", reason="narwhals is not installed")

WORSE = {"better": "lower"}


def framework(**fields: object) -> ii.Framework:
    return ii.Framework.model_validate({
        "id": "one", "name": "One", "reference": "an example",
        "recipe": {"normalisation": "none", "imputation": "renormalise"},
        "children": [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}], **fields,
    })  # fmt: skip


def table(values: np.ndarray, years: int = 1) -> pd.DataFrame:
    """Return a frame of units and years with one indicator that is the score, in no order."""
    units = len(values) // years
    labels = [f"u{unit}" for unit in range(units)] * years
    frame = pd.DataFrame(
        {"unit": labels, "year": np.repeat(np.arange(2020, 2020 + years), units), "a": values, "b": values}
    )
    return frame.sample(frac=1, random_state=3).reset_index(drop=True)


RULES = [
    *(
        {"method": method, "k": k}
        for method in ("natural_breaks", "quantiles", "equal_intervals")
        for k in (1, 2, 3, 5)
    ),
    *({"method": "mean_sd", "k": k} for k in (2, 3, 4)),
    {"method": "thresholds", "thresholds": [-1.0, 2.0, 30.0]},
    {"method": "sizes"},
]
NUMBERS = st.one_of(
    st.integers(-3, 6).map(float),
    st.integers(0, 9).map(lambda i: 0.3 + i * 1e-17),
    st.floats(-50, 50, allow_subnormal=False).map(lambda x: round(x, 3)),
    st.just(float("nan")),
)


def agrees(values, years, rule, better, native, back):  # noqa: PLR0917 - the law's own
    """Check labels, sizes, limits and fit of every year against the tiers in memory."""
    own = framework(better=better)
    frame = table(values, years)
    index = ii.compose(ii.Panel.from_frame(frame, own))
    if rule["method"] == "sizes":
        known = np.count_nonzero(~np.isnan(index.scores(2020)))
        rule = {**rule, "sizes": [known // 3, known - known // 3 - known // 2, known // 2]}
    fitted = ii.scale.fit(native(frame), own)
    scores = ii.scale.apply(native(frame), fitted)
    try:
        wanted = [ii.tiers(index, year, **rule) for year in index.years]
    except ii.IIIndexError:
        try:
            ii.scale.tiers(scores, fitted, **rule)
        except ii.IIIndexError:
            return
        assert any(np.isnan(index.scores(year)).all() for year in index.years)  # another year has scores
        return
    found = ii.scale.tiers(scores, fitted, **rule)
    made = back(found.scores).set_index(["unit", "year"])
    assert found.years == index.years
    assert len(found.names) == max(len(one.names) for one in wanted)
    for row, (year, one) in enumerate(zip(index.years, wanted, strict=True)):
        tiers = np.nan_to_num(number(made.xs(year, level="year").loc[list(index.units)]["tier"]))
        np.testing.assert_array_equal(tiers, one.labels)
        assert [*found.units[row][: len(one.names)]] == [*one.sizes()]
        assert abs(found.goodness_of_variance_fit[row] - one.goodness_of_variance_fit) < 1e-9
        assert found.error[row] == 0
    assert [*made.columns].index("tier") == [*made.columns].index("rank") + 1


def drawn(test):
    """Draw scores of one to three years, and a rule."""
    scores = st.integers(1, 3).flatmap(
        lambda years: st.tuples(
            st.integers(2, 12).flatmap(lambda n: st.lists(NUMBERS, min_size=n * years, max_size=n * years)),
            st.just(years),
        )
    )
    return given(drawn=scores, rule=st.sampled_from(RULES), better=st.sampled_from(["higher", "lower"]))(test)


class TestPolars:
    @many(40)
    @drawn
    def test_tiers_are_those_in_memory(self, drawn, rule, better):
        agrees(
            np.array(drawn[0]),
            drawn[1],
            rule,
            better,
            lambda frame: pl.from_pandas(frame).lazy(),
            lambda lazy: lazy.collect().to_pandas(),
        )


class TestDuckdb:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")

    @many(15)
    @drawn
    def test_tiers_are_those_in_memory(self, drawn, rule, better):
        agrees(
            np.array(drawn[0]), drawn[1], rule, better, self.duckdb.from_df, lambda relation: relation.df()
        )


@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("cluster")
class TestDask:
    @many(2, shrinks=False)
    @drawn
    def test_tiers_are_those_in_memory(self, drawn, rule, better):
        import dask.dataframe as dd

        agrees(
            np.array(drawn[0]),
            drawn[1],
            rule,
            better,
            lambda frame: dd.from_pandas(frame, npartitions=2),
            lambda lazy: lazy.compute(),
        )


@pytest.mark.skipif(not FULL, reason="Spark takes minutes: make engines")
@pytest.mark.filterwarnings("ignore")
class TestSpark:
    @many(1, shrinks=False)
    @drawn
    def test_tiers_are_those_in_memory(self, spark, drawn, rule, better):
        agrees(
            np.array(drawn[0]), drawn[1], rule, better, spark.createDataFrame, lambda lazy: lazy.toPandas()
        )


@pytest.mark.parametrize("law", ["normal", "heavy tail", "two humps"])
def test_beyond_the_sketch_natural_breaks_are_within_their_stated_error_of_the_best(law):
    chance = np.random.default_rng(5)
    values = {
        "normal": chance.normal(50, 10, 60_000),
        "heavy tail": chance.pareto(1.5, 60_000),
        "two humps": np.concatenate([chance.normal(20, 3, 30_000), chance.normal(70, 8, 30_000)]),
    }[law]
    own, frame = framework(), table(values)
    fitted = ii.scale.fit(pl.from_pandas(frame).lazy(), own)
    scores = ii.scale.apply(pl.from_pandas(frame).lazy(), fitted).collect().lazy()
    found = ii.scale.tiers(scores, fitted, 4)
    best = ii.tiers(ii.compose(ii.Panel.from_frame(frame, own)), k=4)
    labels = found.scores.collect()["tier"].to_numpy()
    exact = 1.0 - float(found.goodness_of_variance_fit[0])
    given = tier_rules.goodness_of_variance_fit(found.scores.collect()["score"].to_numpy(), 4 - labels)

    assert abs(float(given) - (1 - exact)) < 1e-9
    assert 0 < found.error[0] < 1e-4
    assert -1e-12 <= best.goodness_of_variance_fit - given <= found.error[0]
    assert "histogram" in found.table().notes[0].en


def test_rules_that_need_more_than_scores_are_refused_by_name():
    own, frame = framework(), table(np.arange(6.0))
    fitted = ii.scale.fit(pl.from_pandas(frame).lazy(), own)
    scores = ii.scale.apply(pl.from_pandas(frame).lazy(), fitted)
    for method in ("k_means", "ward", lambda scores, k: scores):
        with pytest.raises(ii.DataError) as caught:
            ii.scale.tiers(scores, fitted, method=method)
        assert [finding.code for finding in caught.value.findings] == ["E_SCALE_STEP"]
    with pytest.raises(ii.IIIndexError, match="quintiles"):
        ii.scale.tiers(scores, fitted, method="quintiles")


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda scores: scores.drop("rank"), "E_SCALE_COLUMNS"),
        (lambda scores: scores.with_columns(tier=1), "E_SCALE_TWICE"),
        (
            lambda scores: scores.with_columns(rank=None, score=None).cast(
                {"rank": pl.Int64, "score": pl.Float64}
            ),
            "E_SCALE_EMPTY",
        ),
    ],
)
def test_frames_that_are_no_scores_are_refused(spoil, code):
    own, frame = framework(), table(np.arange(6.0))
    fitted = ii.scale.fit(pl.from_pandas(frame).lazy(), own)
    with pytest.raises(ii.DataError) as caught:
        ii.scale.tiers(spoil(ii.scale.apply(pl.from_pandas(frame).lazy(), fitted)), fitted)

    assert [finding.code for finding in caught.value.findings] == [code]


def test_months_have_their_tiers():
    own = framework(tiers=[{"zh": "上", "en": "Upper"}, {"zh": "下", "en": "Lower"}])
    frame = table(np.arange(12.0), 2)
    frame["year"] = frame["year"].map({2020: "2023-05", 2021: "2023-06"})
    fitted = ii.scale.fit(pl.from_pandas(frame).lazy(), own)
    found = ii.scale.tiers(ii.scale.apply(pl.from_pandas(frame).lazy(), fitted), fitted, method="quantiles")

    assert [str(year) for year in found.years] == ["2023-05", "2023-06"]
    assert found.frame()["units"].tolist() == [3, 3, 3, 3]
    assert found.frame()["tier_name"].tolist() == ["Upper", "Lower"] * 2
