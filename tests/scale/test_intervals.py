"""Intervals of ranks among all units, from a sample, and draws made by clusters."""

import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest

import ii_index as ii
from ii_index.kernels.robustness.sampling import CHUNK
from ii_index.scale.intervals import allotted, edges_of
from tests.scale.test_engines import FULL, cluster, spark

__all__ = ["cluster", "spark"]

pl = pytest.importorskip("polars", reason="polars is not installed")
pytest.importorskip("narwhals", reason="narwhals is not installed")

FIRMS = ii.Framework.model_validate({
    "id": "firms", "name": "Firms", "reference": "an example",
    "recipe": {"imputation": "renormalise", "normalisation": {"kind": "min_max", "bounds": "year"}},
    "children": [
        {"id": "d", "name": "D", "weight": 3, "children": [{"id": "a", "name": "A", "weight": 2}, {"id": "b", "name": "B", "weight": 1}]},
        {"id": "c", "name": "C", "weight": 2, "direction": "negative"},
    ],
})  # fmt: skip


def firms(units: int, seed: int = 1) -> pd.DataFrame:
    """Return a frame of two years with gaps and ties."""
    chance = np.random.default_rng(seed)
    values = chance.normal(size=(2 * units, 3)).round(2) + np.array([3.0, 0.0, 1.0])
    frame = pd.DataFrame(values, columns=["a", "b", "c"])
    frame.loc[chance.random(2 * units) < 0.05, "b"] = np.nan
    frame.insert(0, "firm", [f"firm {i}" for i in range(units)] * 2)
    frame.insert(1, "year", [2022] * units + [2023] * units)
    return frame.sample(frac=1, random_state=2).reset_index(drop=True)


def lazy(frame: pd.DataFrame):
    return pl.from_pandas(frame).lazy()


UNITS = ["firm 3", "firm 14", "firm 15", "firm 92"]
MIX = ii.Assumptions(
    weights={"kind": "perturb", "amount": 0.4},
    aggregation=["arithmetic", {"kind": "power", "exponent": 2}],
    leave_out="indicator",
)


def test_where_the_sample_has_all_the_intervals_are_those_of_the_index_in_memory():
    frame = firms(150)
    index = ii.compose(ii.Panel.from_frame(frame, FIRMS))
    wanted = ii.uncertainty(index, draws=400, seed=5, assumptions=MIX, with_tiers=False)
    found = ii.scale.rank_intervals(lazy(frame), index.fitted, UNITS, draws=400, seed=5, assumptions=MIX)
    table = wanted.frame("intervals").loc[UNITS]

    assert found.population == found.sampled == 150
    assert found.nominal.tolist() == table["rank"].tolist()
    np.testing.assert_array_equal(found.frame()[["median", "low", "high"]], table[["median", "low", "high"]])
    assert (found.errors == 0).all()
    assert found.table().notes == ()


def test_of_a_sample_the_stated_error_is_how_far_estimates_lie_from_what_all_units_tell():
    frame = firms(4000)
    fitted = ii.scale.fit(lazy(frame), FIRMS)
    units = [f"firm {i}" for i in range(0, 4000, 133)]
    options = {"draws": 20, "seed": 3, "assumptions": ii.Assumptions.weights_only(0.5)}
    missed, stated, ends = [], [], []
    for seed in range(6):
        options["seed"] = seed
        rough = ii.scale.rank_intervals(lazy(frame), fitted, units, sample=500, **options)
        exact = ii.scale.rank_intervals(lazy(frame), fitted, units, **options)
        assert rough.nominal.tolist() == exact.nominal.tolist()
        missed.append(rough.ranks - exact.ranks)
        stated.append(rough.errors)
        off = (rough.frame()[["low", "high"]] - exact.frame()[["low", "high"]]).abs().max(axis=1)
        ends.append(off <= 2 * rough.frame()["error"] + 1)
    spread = np.sqrt(np.mean(np.square(missed)) / np.mean(np.square(stated)))

    assert rough.sampled < 600
    assert 0.8 < spread < 1.25
    assert np.mean(ends) > 0.9
    assert "stratified sample" in rough.table().notes[0].en


@pytest.mark.parametrize("engine", ["duckdb", "dask"])
@pytest.mark.filterwarnings("ignore")
def test_the_same_seed_takes_the_same_sample_on_every_engine(engine):
    frame = firms(900)
    made = ii.scale.rank_intervals(
        lazy(frame), ii.scale.fit(lazy(frame), FIRMS), UNITS, year=2022, draws=50, sample=120
    )
    if engine == "duckdb":
        native = pytest.importorskip("duckdb", reason="duckdb is not installed").from_df(frame)
    else:
        native = pytest.importorskip("dask.dataframe", reason="dask is not installed").from_pandas(
            frame, npartitions=3
        )
    other = ii.scale.rank_intervals(
        native, ii.scale.fit(native, FIRMS), UNITS, year=2022, draws=50, sample=120
    )

    pd.testing.assert_frame_equal(other.frame(), made.frame())
    np.testing.assert_allclose(other.ranks, made.ranks)


@pytest.mark.parametrize("weighting", ["framework", "entropy"])
def test_last_years_bounds_and_weights_score_the_sample(weighting):
    recipe = FIRMS.recipe.replace(normalisation={"kind": "min_max", "bounds": "pooled"}, weighting=weighting)
    fitted = (
        ii.scale.fit(lazy(firms(500, seed=8)), FIRMS, recipe)
        if weighting == "framework"
        else ii.scale.fit(lazy(firms(500, seed=8).fillna(0)), FIRMS, recipe)
    )
    later = firms(500)
    scores = ii.scale.apply(lazy(later), fitted).collect().to_pandas().set_index(["firm", "year"])
    found = ii.scale.rank_intervals(
        lazy(later), fitted, UNITS, draws=1, sample=100, assumptions=ii.Assumptions(weights={"kind": "fixed"})
    )

    assert (
        found.ranks[:, 0].tolist()
        == found.nominal.tolist()
        == scores.loc[[(unit, 2023) for unit in UNITS], "rank"].tolist()
    )
    assert (found.errors == 0).all()


def test_what_a_sample_does_not_tell_is_refused_in_one_finding():
    frame = firms(200)
    fitted = ii.scale.fit(lazy(frame), FIRMS)
    mix = ii.Assumptions(normalisation=["min_max", "z_score"], noise={"sd": 0.1}, leave_out="unit")
    with pytest.raises(ii.DataError) as caught:
        ii.scale.rank_intervals(lazy(frame), fitted, UNITS, assumptions=mix)

    (finding,) = caught.value.findings
    assert finding.code == "E_SCALE_STEP"
    assert all(word in finding.message("en") for word in ("normalisation", "noise", "leaving units out"))


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"units": ["firm 3", "nobody"]}, "E_SCALE_UNITS"),
        ({"units": UNITS, "year": 1999}, "E_YEAR_ABSENT"),
        ({"units": UNITS, "draws": 0}, "E_DRAWS"),
        ({"units": UNITS, "seed": -1}, "E_SEED"),
        ({"units": UNITS, "sample": 3}, "E_SCALE_SAMPLE"),
    ],
)
def test_what_cannot_be_asked_is_a_finding(options, code):
    frame = firms(200)
    with pytest.raises(ii.IIIndexError) as caught:
        ii.scale.rank_intervals(lazy(frame), ii.scale.fit(lazy(frame), FIRMS), **options)

    assert [finding.code for finding in caught.value.findings] == [code]


def test_strata_hold_every_place_once_and_samples_their_share():
    for size in (1, 2, 3, 10, 1000, 12345):
        edges = edges_of(size)
        assert edges[0] == 0
        assert edges[-1] == size
        assert (np.diff(edges) > 0).all()
        takes = allotted(np.diff(edges), 200)
        assert (takes <= np.diff(edges)).all()
        assert takes.sum() >= min(200, size) * 0.9


def study(executor=None):
    """Count draws of a panel in memory, and estimate ranks of a sample: all that an executor does."""
    frame = firms(60)
    index = ii.compose(ii.Panel.from_frame(frame, FIRMS))
    counts = ii.uncertainty(index, draws=2 * CHUNK + 5, seed=7, assumptions=MIX, executor=executor).counts
    more = firms(400)
    found = ii.scale.rank_intervals(
        lazy(more), ii.scale.fit(lazy(more), FIRMS), UNITS, draws=CHUNK + 9, sample=100, executor=executor
    )
    return [np.asarray(part).tobytes() for part in (*vars(counts).values(), found.ranks, found.errors)]


def test_threads_give_the_same_bytes():
    with ThreadPoolExecutor(3) as threads:
        assert study(threads) == study()


@pytest.mark.filterwarnings("ignore")
def test_a_dask_cluster_gives_the_same_bytes(cluster):
    assert study(cluster.get_executor()) == study()


def fails(number: int) -> int:
    """Fail as a draw may."""
    raise ValueError(number)


@pytest.mark.skipif(not FULL, reason="Spark takes minutes: make engines")
@pytest.mark.filterwarnings("ignore")
class TestSpark:
    def test_a_spark_cluster_gives_the_same_bytes(self, spark):
        with ii.scale.SparkExecutor(spark) as executor:
            assert study(executor) == study()

    def test_a_call_that_fails_raises_what_it_raised_and_the_others_go_on(self, spark):
        with ii.scale.SparkExecutor(spark) as executor:
            bad, good = executor.submit(fails, 3), executor.submit(abs, -4)

            assert good.result() == 4
            with pytest.raises(ValueError, match="3"):
                bad.result()
        with pytest.raises(RuntimeError):
            executor.submit(abs, 1)


def test_a_session_of_queries_alone_is_refused():
    pytest.importorskip("pyspark", reason="pyspark is not installed")

    class Connect:
        @property
        def sparkContext(self):  # noqa: N802 - Spark's name
            raise NotImplementedError

    with pytest.raises(ii.DataError, match="E_SCALE_CONNECT"), warnings.catch_warnings():
        ii.scale.SparkExecutor(Connect())
