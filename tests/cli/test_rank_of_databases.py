"""``rank --engine`` of tables of SQLite and PostgreSQL."""

import json
import os
import pwd
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from tests.cli.test_rank_on_engines import FRAMEWORK

pytest.importorskip("pyarrow", reason="pyarrow is not installed")
pytest.importorskip("duckdb", reason="duckdb is not installed")
ROWS = [
    (f"firm {i}", 2023, None if i % 9 == 4 else (i * 7) % 61 + 0.5, (i * 11) % 59 + 0.25) for i in range(60)
]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "firms.yaml").write_text(FRAMEWORK, encoding="utf-8")
    pd.DataFrame(ROWS, columns=["unit", "year", "a", "b"]).to_csv(tmp_path / "firms.csv", index=False)
    with sqlite3.connect(tmp_path / "firms.sqlite") as connection:
        connection.execute("create table firms (unit text, year integer, a real, b real)")
        connection.executemany("insert into firms values (?, ?, ?, ?)", ROWS)
    connection.close()
    return tmp_path


def ranked(spoken, folder, source, *options):
    code, out, err = spoken(
        "rank", source, "--framework", folder / "firms.yaml", "--json", "--quiet", "--lang", "en", *options
    )
    return code, json.loads(out)["tables"] if code == 0 else out + err


class TestSQLite:
    @pytest.fixture(autouse=True)
    def _driver(self):
        pytest.importorskip("adbc_driver_sqlite", reason="adbc-driver-sqlite is not installed")

    @pytest.mark.parametrize("engine", ["duckdb", "polars"])
    @pytest.mark.parametrize("address", ["{folder}/firms.sqlite", "sqlite:///{folder}/firms.sqlite"])
    def test_a_table_is_ranked_as_the_file_of_its_rows_is(self, spoken, folder, engine, address):
        pytest.importorskip(engine, reason=f"{engine} is not installed")
        source = address.format(folder=folder)
        own = ranked(spoken, folder, source, "--engine", engine, "--table", "firms")

        assert own == ranked(spoken, folder, folder / "firms.csv", "--engine", engine)

    @pytest.mark.parametrize(
        ("options", "code"),
        [
            (["--engine", "duckdb"], "E_DATABASE_TABLE"),
            (["--engine", "duckdb", "--table", 'no"such'], "E_DATABASE"),
            (["--engine", "polars", "--table", "firms", "--memory", "1GB"], "E_SCALE_MEMORY"),
            ([], "E_DATABASE_ENGINE"),
        ],
    )
    def test_what_cannot_be_read_is_a_finding(self, spoken, folder, options, code):
        exit_code, err = ranked(spoken, folder, folder / "firms.sqlite", *options)

        assert exit_code == 1
        assert code in err

    def test_the_database_is_not_changed_and_nothing_stays_behind(self, spoken, folder):
        before = (folder / "firms.sqlite").read_bytes()
        code, _ = ranked(
            spoken,
            folder,
            folder / "firms.sqlite",
            "--engine",
            "duckdb",
            "--table",
            "firms",
            "-o",
            folder / "s.parquet",
        )

        assert code == 0
        assert (folder / "firms.sqlite").read_bytes() == before
        names = sorted(path.name for path in folder.iterdir())
        assert names == ["firms.csv", "firms.sqlite", "firms.yaml", "s.parquet"]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Start a PostgreSQL server of our own, as it does not run as root, and give its address."""
    pytest.importorskip("adbc_driver_postgresql", reason="adbc-driver-postgresql is not installed")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin")) if Path("/usr/lib/postgresql").is_dir() else []
    path = os.pathsep.join([*map(str, reversed(found)), os.environ["PATH"]])
    programs = [shutil.which(name, path=path) for name in ("initdb", "postgres")]
    if None in programs:
        pytest.skip("initdb and postgres are not installed: apt-get install postgresql")
    as_another = {}
    if os.getuid() == 0:
        try:
            user = pwd.getpwnam("postgres")
        except KeyError:
            pytest.skip("PostgreSQL does not run as root, and there is no user postgres")
        as_another = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    with tempfile.TemporaryDirectory(prefix="ii-pg-", ignore_cleanup_errors=True) as folder:
        if as_another:
            os.chown(folder, as_another["user"], as_another["group"])
        data = f"{folder}/data"
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
        made = [programs[0], "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(made, check=True, **silent, **as_another)
        own = subprocess.Popen(
            [programs[1], "-D", data, "-k", folder, "-c", "listen_addresses=", "-F"], **silent, **as_another
        )
        try:
            wait_for(Path(folder, ".s.PGSQL.5432"))
            yield f"postgresql://tester@/postgres?host={folder}"
        finally:
            own.send_signal(signal.SIGINT)  # PostgreSQL's way to stop at once and in order
            own.wait(timeout=30)


def wait_for(path: Path) -> None:
    for _ in range(300):
        if path.exists():
            return
        time.sleep(0.1)
    pytest.fail(f"{path} did not appear")


class TestPostgreSQL:
    def test_a_table_is_ranked_as_the_file_of_its_rows_is(self, spoken, folder, server):
        import adbc_driver_postgresql.dbapi as driver

        for _ in range(100):
            try:
                connection = driver.connect(server, autocommit=True)
                break
            except driver.OperationalError:  # starting up
                time.sleep(0.1)
        with connection, connection.cursor() as cursor:
            cursor.execute("create schema own")
            cursor.execute("create table own.firms (unit text, year smallint, a numeric, b real)")
            for unit, year, a, b in ROWS:
                cursor.execute("insert into own.firms values ($1, $2::bigint, null, $3)", (unit, year, b))
                if a is not None:
                    cursor.execute("update own.firms set a = $1 where unit = $2", (a, unit))
        own = ranked(spoken, folder, server, "--engine", "duckdb", "--table", "own.firms")

        assert own == ranked(spoken, folder, folder / "firms.csv", "--engine", "duckdb")
        code, err = ranked(spoken, folder, server, "--engine", "duckdb", "--table", "nothing")
        assert code == 1
        assert "E_DATABASE" in err
        assert "nothing" in err

    def test_a_password_is_not_shown(self, spoken, folder):
        pytest.importorskip("adbc_driver_postgresql", reason="adbc-driver-postgresql is not installed")
        address = f"postgresql://me:secret@/firms?host={folder}/nowhere"
        code, err = ranked(spoken, folder, address, "--engine", "duckdb", "--table", "firms")

        assert code == 1
        assert "E_DATABASE" in err
        assert "secret" not in err
