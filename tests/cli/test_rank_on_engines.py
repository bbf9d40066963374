"""``rank --engine``, and Parquet for small tables, as a user types them."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pandas as pd
import pytest

pytest.importorskip("pyarrow", reason="pyarrow is not installed")

FRAMEWORK = """
id: firms
name: {zh: 企业, en: Firms}
reference: an example
recipe: {imputation: renormalise, normalisation: {kind: min_max, bounds: year}}
children:
  - {id: a, name: {zh: 甲, en: A}, weight: 2}
  - {id: b, name: {zh: 乙, en: B}, weight: 1, direction: negative}
"""


@pytest.fixture
def table(tmp_path):
    (tmp_path / "firms.yaml").write_text(FRAMEWORK, encoding="utf-8")
    frame = pd.DataFrame({"unit": [f"firm {i}" for i in range(60)], "year": 2023})
    frame["a"], frame["b"] = (
        [(i * 7) % 61 + 0.5 for i in range(60)],
        [(i * 11) % 59 + 0.25 for i in range(60)],
    )
    frame.to_parquet(tmp_path / "firms.parquet")
    frame.to_csv(tmp_path / "firms.csv", index=False)
    return tmp_path / "firms.parquet"


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
def test_an_engine_ranks_a_file_as_the_reader_in_memory_does(spoken, table, engine, suffix, tmp_path):
    pytest.importorskip(engine, reason=f"{engine} is not installed")
    framework = ["--framework", tmp_path / "firms.yaml", "--lang", "en", "--quiet"]
    code, out, err = spoken(
        "rank",
        table.with_suffix(suffix),
        *framework,
        "--engine",
        engine,
        "-o",
        tmp_path / f"s{suffix}",
        "--json",
    )
    assert code == 0, err
    whole = (
        pd.read_parquet(tmp_path / "s.parquet") if suffix == ".parquet" else pd.read_csv(tmp_path / "s.csv")
    )
    spoken("rank", table, *framework, "-o", tmp_path / "memory.parquet")
    wanted = pd.read_parquet(tmp_path / "memory.parquet").set_index("unit")

    shown = json.loads(out)["tables"]["ranking"]
    assert len(shown) == 10
    assert len(whole) == 60
    for unit, row in whole.set_index("unit").iterrows():
        assert row["rank"] == wanted.loc[unit, "rank"]
        assert row["score"] == pytest.approx(wanted.loc[unit, "score"], abs=1e-9)


def test_a_folder_and_a_table_of_a_duckdb_file_are_read_as_the_file_is(spoken, table, tmp_path):
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    folder = tmp_path / "parts"
    folder.mkdir()
    frame = pd.read_parquet(table)
    frame[:20].to_parquet(folder / "1.parquet")
    frame[20:].to_parquet(folder / "2.parquet")
    with duckdb.connect(tmp_path / "firms.duckdb") as connection:
        connection.execute("create table firms as select * from frame")
    common = ["--framework", tmp_path / "firms.yaml", "--engine", "duckdb", "--json"]

    one = json.loads(spoken("rank", table, *common)[1])
    parts = json.loads(spoken("rank", folder, *common, "--memory", "1GB")[1])
    base = json.loads(spoken("rank", tmp_path / "firms.duckdb", *common, "--table", "firms")[1])
    assert one["tables"] == parts["tables"] == base["tables"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--engine", "polars", "--memory", "1GB"], "E_SCALE_MEMORY"),
        (["--engine", "duckdb", "--memory", "much"], "E_SCALE_AMOUNT"),
        (["--engine", "duckdb", "--tiers", "3"], "E_SCALE_OPTION"),
        (["--engine", "duckdb", "--table", "firms"], "E_SCALE_TABLE"),
        (["--engine", "duckdb", "-o", "scores.xlsx"], "E_SCALE_OUTPUT"),
        (["--memory", "1GB"], "E_SCALE_ENGINE_OPTION"),
    ],
)
def test_an_option_without_effect_is_refused(spoken, table, tmp_path, options, code):
    pytest.importorskip("duckdb", reason="duckdb is not installed")
    exit_code, _, err = spoken("rank", table, "--framework", tmp_path / "firms.yaml", *options)

    assert exit_code == 1
    assert code in err


def test_an_output_that_stands_there_is_refused_and_stays(spoken, table, tmp_path):
    pytest.importorskip("duckdb", reason="duckdb is not installed")
    (tmp_path / "s.parquet").write_text("mine")
    common = ["--framework", tmp_path / "firms.yaml", "--engine", "duckdb", "-o", tmp_path / "s.parquet"]

    assert spoken("rank", table, *common)[0] == 1
    assert (tmp_path / "s.parquet").read_text() == "mine"
    assert spoken("rank", table, *common, "--force")[0] == 0
    assert len(pd.read_parquet(tmp_path / "s.parquet")) == 60


def test_a_table_beyond_the_limits_in_memory_is_answered_with_the_command(
    spoken, table, tmp_path, monkeypatch
):
    from ii_index.io.files import columnar

    monkeypatch.setattr(columnar, "LIMITS", columnar.LIMITS._replace(numbers=100))
    code, _, err = spoken("rank", table, "--framework", tmp_path / "firms.yaml", "--lang", "en")

    assert code == 1
    assert f"ii-index rank {table}" in err
    assert "--engine duckdb" in err


def test_parquet_and_arrow_are_read_as_csv_is(spoken, table, tmp_path):
    pd.read_parquet(table).to_feather(tmp_path / "firms.arrow")
    common = ["--framework", tmp_path / "firms.yaml", "--json", "--quiet"]
    ranked = [
        json.loads(spoken("rank", tmp_path / f"firms.{kind}", *common)[1])["tables"]["ranking"]
        for kind in ("csv", "parquet", "arrow")
    ]
    assert ranked[0] == ranked[1] == ranked[2]


def test_a_damaged_parquet_file_is_a_finding(spoken, table, tmp_path):
    (tmp_path / "half.parquet").write_bytes(table.read_bytes()[:300])
    code, _, err = spoken("rank", tmp_path / "half.parquet", "--framework", tmp_path / "firms.yaml")

    assert code == 1
    assert "E_COLUMNAR_DAMAGED" in err
    assert spoken("rank", table, "--framework", tmp_path / "firms.yaml")[0] == 0


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_what_an_engine_cannot_read_is_a_finding(spoken, table, tmp_path, engine):
    pytest.importorskip(engine, reason=f"{engine} is not installed")
    (tmp_path / "half.parquet").write_bytes(table.read_bytes()[:300])
    common = ["--framework", tmp_path / "firms.yaml", "--engine", engine]
    code, _, err = spoken("rank", tmp_path / "half.parquet", *common, "-o", tmp_path / "s.parquet")

    assert code == 1
    assert "E_SCALE_UNREADABLE" in err
    assert not [path for path in tmp_path.iterdir() if path.name.startswith((".", "s."))]


def test_memory_that_does_not_suffice_is_a_finding(spoken, table, tmp_path):
    pytest.importorskip("duckdb", reason="duckdb is not installed")
    common = ["--framework", tmp_path / "firms.yaml", "--engine", "duckdb", "--memory", "100KB"]
    code, _, err = spoken("rank", table, *common)

    assert code == 1
    assert "E_SCALE_FULL" in err


def quiet(duckdb):
    """Connect without the bar that duckdb draws on standard output."""
    connection = duckdb.connect()
    connection.execute("set enable_progress_bar = false")
    return connection


def test_a_killed_run_leaves_no_file_of_the_final_name_and_the_next_one_succeeds(table, tmp_path):
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")

    quiet(duckdb).sql(
        "select 'firm ' || i as unit, 2023 as year, i % 977 as a, i % 1009 as b from range(1000000) t(i)"
    ).write_parquet(str(tmp_path / "many.parquet"))
    del table
    target = tmp_path / "scores.parquet"
    command = [sys.executable, "-m", "ii_index.cli", "rank", tmp_path / "many.parquet", "--engine", "duckdb"]
    command += ["--framework", tmp_path / "firms.yaml", "-o", target, "--quiet"]
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    own = subprocess.Popen(command, **silent)
    while own.poll() is None and not [*tmp_path.glob(".scores.parquet.*/scores.parquet")]:
        time.sleep(0.005)
    own.kill()
    own.wait()

    assert own.returncode == -signal.SIGKILL, "it had finished before it was killed"
    assert not target.exists()
    subprocess.run(command, check=True, **silent)
    assert len(pd.read_parquet(target)) == 1_000_000


def test_on_a_terminal_what_is_being_done_is_shown_and_elsewhere_not(table, tmp_path, monkeypatch):
    pytest.importorskip("duckdb", reason="duckdb is not installed")
    command = [sys.executable, "-m", "ii_index.cli", "rank", table, "--engine", "duckdb", "--lang", "en"]
    command += ["--framework", tmp_path / "firms.yaml"]
    ours, theirs = os.openpty()
    with (tmp_path / "said").open("wb") as said:
        watched = subprocess.Popen([sys.executable, "-c", OFTEN, *command[3:]], stdout=said, stderr=theirs)
    os.close(theirs)
    shown = b""
    with suppress(OSError):  # the end of a terminal
        while more := os.read(ours, 4096):
            shown += more
    os.close(ours)
    assert watched.wait() == 0
    plain = subprocess.run(command, capture_output=True, check=True)

    assert b"fitting bounds and weights" in shown
    assert shown.endswith(b"\r\x1b[K")
    assert plain.stdout == (tmp_path / "said").read_bytes()
    assert plain.stderr == b""


OFTEN = """
import sys
from ii_index.cli import main, progress
progress._TICK = 0.001
main()
"""


def test_a_table_larger_than_the_memory_allowed_is_scored_all_the_same(table, tmp_path):
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    from ii_index import read_framework, scale

    del table
    (tmp_path / "spilt").mkdir()
    connection = quiet(duckdb)
    connection.execute("set threads = 1")
    connection.execute(f"set temp_directory = '{tmp_path / 'spilt'}'; set preserve_insertion_order = false")
    rows = "select 'a firm of a long name ' || i as unit, 2022 + i % 2 as year, hash(i) % 99991 as a, hash(i * 7) % 1009 as b"
    many = connection.sql(f"{rows} from range(600000) t(i)")
    framework = read_framework(tmp_path / "firms.yaml")
    scale.score(many, framework).write_parquet(str(tmp_path / "roomy.parquet"))
    connection.execute("set memory_limit = '40MB'")
    spilt = scale.score(many, framework)
    spilt.write_parquet(str(tmp_path / "tight.parquet"))
    roomy, tight = (
        pd.read_parquet(tmp_path / f"{name}.parquet").sort_values(["year", "unit"], ignore_index=True)
        for name in ("roomy", "tight")
    )

    pd.testing.assert_frame_equal(roomy, tight)
