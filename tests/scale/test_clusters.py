"""Clusters of several workers, and workers that are killed in the middle."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import ii_index as ii
from tests.scale.clusters import kill, standalone, wait_for
from tests.scale.test_engines import FULL, cluster
from tests.scale.test_intervals import FIRMS, firms, lazy

__all__ = ["cluster"]

pytest.importorskip("polars", reason="polars is not installed")
HEAVY = pytest.mark.skipif(not FULL, reason="a Spark cluster takes minutes: make engines")


def agrees(made: pd.DataFrame, frame: pd.DataFrame) -> None:
    """Check a table of scores against those of polars, which a law holds against ``compose``."""
    wanted = ii.scale.apply(lazy(frame), ii.scale.fit(lazy(frame), FIRMS)).collect().to_pandas()
    made, wanted = (
        one.astype({"rank": float}).sort_values(["year", "firm"], ignore_index=True) for one in (made, wanted)
    )
    assert len(made) == len(wanted)
    assert made["rank"].equals(wanted["rank"])
    np.testing.assert_allclose(made["score"], wanted["score"], atol=1e-10)


def test_what_is_written_has_a_suffix_that_says_what(tmp_path):
    frame = firms(20)
    scores = ii.scale.apply(lazy(frame), ii.scale.fit(lazy(frame), FIRMS))
    with pytest.raises(ii.DataError, match="E_OUTPUT_SUFFIX"):
        ii.scale.write(scores, tmp_path / "scores")
    ii.scale.write(scores, tmp_path / "scores.parquet")
    with pytest.raises(ii.IIIndexError, match="E_OUTPUT_EXISTS"):
        ii.scale.write(scores, tmp_path / "scores.parquet")
    ii.scale.write(scores.collect().to_arrow(), tmp_path / "scores.csv")

    agrees(pd.read_parquet(tmp_path / "scores.parquet"), frame)
    agrees(pd.read_csv(tmp_path / "scores.csv"), frame)


class Slow:
    """Partitions that take a while, and say on which worker."""

    def __init__(self, folder) -> None:
        self.folder = folder

    def __call__(self, part: pd.DataFrame) -> pd.DataFrame:
        (self.folder / f"{time.time_ns()} {os.getpid()}").touch()
        time.sleep(0.3)
        return part


class Deadly(Slow):
    """Partitions that end their worker, whoever takes them."""

    def __call__(self, part: pd.DataFrame) -> pd.DataFrame:
        super().__call__(part)
        os._exit(1)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("cluster")
class TestDask:
    def test_a_worker_killed_in_the_middle_leaves_the_scores_right(self, tmp_path):
        import dask.dataframe as dd

        frame, told = firms(600), tmp_path / "told"
        told.mkdir()
        rows = dd.from_pandas(frame, npartitions=8)
        scores = ii.scale.apply(
            rows.map_partitions(Slow(told), meta=frame.iloc[:0]), ii.scale.fit(rows, FIRMS)
        )
        for left in told.iterdir():
            left.unlink()
        with ThreadPoolExecutor(1) as writer:
            job = writer.submit(ii.scale.write, scores, tmp_path / "scores.parquet")
            wait_for(lambda: len([*told.iterdir()]) > 2, 60)
            assert not (tmp_path / "scores.parquet").exists()
            kill(int(max(told.iterdir()).name.split()[1]))
            job.result(120)

        agrees(pd.read_parquet(tmp_path / "scores.parquet"), frame)

    @pytest.mark.skipif(not FULL, reason="workers are ended and started for a while: make engines")
    def test_a_job_that_is_given_up_leaves_nothing_and_a_rerun_succeeds(self, tmp_path):
        import dask
        import dask.dataframe as dd

        frame, told = firms(100), tmp_path / "told"
        told.mkdir()
        rows = dd.from_pandas(frame, npartitions=2)
        fitted = ii.scale.fit(rows, FIRMS)
        scores = ii.scale.apply(rows, fitted)
        deadly = scores.map_partitions(Deadly(told), meta=scores._meta)  # noqa: SLF001 - Dask's own way
        with (
            pytest.raises(ii.IIIndexError, match="E_SCALE_CLUSTER"),
            dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        ):
            ii.scale.write(deadly, tmp_path / "scores.parquet")
        assert [one.name for one in tmp_path.iterdir()] == ["told"]
        ii.scale.write(scores, tmp_path / "scores.parquet")

        agrees(pd.read_parquet(tmp_path / "scores.parquet"), frame)


SCRIPT = """
import sys, ii_index as ii
from pyspark.sql import SparkSession
from tests.scale.test_intervals import FIRMS, study
spark = SparkSession.builder.getOrCreate()
rows = spark.read.parquet(sys.argv[1]).repartition(int(sys.argv[3]))
scores = ii.scale.apply(rows, ii.scale.fit(rows, FIRMS))
ii.scale.write(scores, sys.argv[2])
if len(sys.argv) > 4:
    with ii.scale.SparkExecutor(spark) as executor:
        assert study(executor) == study()
print("done on", spark.sparkContext.master)
"""


@contextlib.contextmanager
def running(
    script: str, *arguments: object, environment: dict[str, str]
) -> "Iterator[subprocess.Popen[str]]":
    """Start a script, and end it however the test goes."""
    root = str(ii.__path__[0] + "/../..")
    paths = os.pathsep.join([root, os.environ.get("PYTHONPATH", "")])
    with subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)], env=environment | {"PYTHONPATH": paths}, cwd=root,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as job:  # fmt: skip
        try:
            yield job
        finally:
            job.kill()


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    with standalone(tmp_path_factory.mktemp("standalone")) as made:
        yield made


@HEAVY
class TestStandalone:
    """A master and two workers, each a process of its own."""

    def test_scores_and_draws_are_those_of_one_machine(self, spark, tmp_path):
        frame, out = written(tmp_path, 3000), tmp_path / "scores.parquet"
        with running(
            SCRIPT, tmp_path / "firms.parquet", out, 4, "draws", environment=spark.environment
        ) as job:
            wait_for(lambda: len(spark.executors()) == 2 or job.poll() is not None, 300)
            said, _ = job.communicate(timeout=600)

        assert job.returncode == 0, said
        assert spark.address in said
        agrees(pd.read_parquet(out), frame)

    def test_the_command_line_uses_the_cluster_that_spark_is_configured_for(self, spark, tmp_path):
        frame = written(tmp_path, 500)
        (tmp_path / "firms.json").write_text(FIRMS.model_dump_json(exclude_unset=True))
        command = [
            "ii-index",
            "rank",
            "firms.parquet",
            "--framework",
            "firms.json",
            "--engine",
            "spark",
            "-o",
            "scores.parquet",
        ]
        done = subprocess.run(
            command, cwd=tmp_path, env=spark.environment, capture_output=True, text=True, timeout=600, check=False
        )  # fmt: skip

        assert done.returncode == 0, done.stderr
        agrees(pd.read_parquet(tmp_path / "scores.parquet"), frame)

    def test_a_worker_killed_in_the_middle_leaves_the_scores_right(self, spark, tmp_path):
        frame, out = written(tmp_path, 10_000), tmp_path / "scores.parquet"
        with running(SCRIPT, tmp_path / "firms.parquet", out, 60, environment=spark.environment) as job:
            wait_for(lambda: len(spark.executors()) == 2, 300)
            time.sleep(4)
            assert job.poll() is None
            assert not out.exists()
            kill(spark.executors()[0])
            said, _ = job.communicate(timeout=600)

        assert job.returncode == 0, said
        agrees(pd.read_parquet(out), frame)

    def test_a_driver_killed_in_the_middle_leaves_nothing_and_a_rerun_succeeds(self, spark, tmp_path):
        frame, out = written(tmp_path, 10_000), tmp_path / "scores.parquet"
        with running(SCRIPT, tmp_path / "firms.parquet", out, 60, environment=spark.environment) as job:
            begun = lambda: any(one.name.startswith(".scores") for one in tmp_path.iterdir())  # noqa: E731 - one line, beside its use
            wait_for(lambda: begun() or job.poll() is not None, 600, 0.02)
            assert job.poll() is None
            kill(job.pid)
        assert not out.exists()
        with running(SCRIPT, tmp_path / "firms.parquet", out, 4, environment=spark.environment) as again:
            said, _ = again.communicate(timeout=600)

        assert again.returncode == 0, said
        agrees(pd.read_parquet(out), frame)


def written(folder: Path, units: int) -> pd.DataFrame:
    """Write a frame of firms as Parquet, and return it."""
    frame = firms(units)
    frame.to_parquet(folder / "firms.parquet")
    return frame
