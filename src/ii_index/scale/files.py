"""Files and databases that an engine reads by itself, and results written whole or not at all."""

import re
import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

from ii_index.errors import DataError, Finding, IIIndexError
from ii_index.io.files.atomic import written_by
from ii_index.scale.databases import Database, copy_table
from ii_index.scale.installed import required

Engine = Literal["duckdb", "polars", "dask", "spark"]
ENGINES: tuple[Engine, ...] = get_args(Engine)
DATABASES = (".duckdb", ".ddb", ".db")
_MODULES = {"duckdb": "duckdb", "polars": "polars", "dask": "dask.dataframe", "spark": "pyspark.sql"}
_MEMORY = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([KMGT]i?B)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be read, and by what.

    Attributes
    ----------
    path : Path
        A CSV or Parquet file, a folder of such files, or a file of duckdb or SQLite.
    engine : {"duckdb", "polars", "dask", "spark"}
    table : str or None
        Of a database.
    memory : str or None
        Most memory, such as ``2GB``, where the engine has a limit.
    database : Database or None
        Of SQLite or PostgreSQL, whose table is copied before it is read.
    scratch : Path or None
        A folder for what does not fit into memory, by default the engine's own choice.
    """

    path: Path
    engine: Engine
    table: str | None = None
    memory: str | None = None
    database: Database | None = None
    scratch: Path | None = None

    def fetched(self, scratch: Path) -> "Wanted":
        """Return what is to be read once a table of a database is copied into a folder, which may take more."""
        if self.database is None:
            return replace(self, scratch=scratch)
        _check_memory(self)
        path = scratch / "table.parquet"
        copy_table(self.database, self.table, path)
        return replace(self, path=path, table=None, database=None, scratch=scratch)


def read(wanted: Wanted) -> Any:  # noqa: ANN401 - a frame of any engine
    """Open files lazily with an engine.

    Raises
    ------
    DataError
        An engine that is not installed, a memory limit that it has not, a file that it does not read.
    """
    module = required(_MODULES[wanted.engine], wanted.engine)
    required("narwhals", wanted.engine)
    _check(wanted)
    kind = _kind_of(wanted)
    match wanted.engine:
        case "duckdb":
            return _duckdb(module, wanted, kind)
        case "polars":
            scan = module.scan_parquet if kind == "parquet" else module.scan_csv
            return scan(_pattern(wanted.path, kind))
        case "dask":
            folder = _pattern(wanted.path, kind)
            return module.read_parquet(folder) if kind == "parquet" else module.read_csv(folder)
        case "spark":
            return _spark(module, wanted, kind)


def _check(wanted: Wanted) -> None:
    if not wanted.path.exists():
        raise DataError(Finding("E_FILE_MISSING", file=str(wanted.path)))
    _check_memory(wanted)
    database = wanted.path.suffix.lower() in DATABASES
    if database != (wanted.table is not None) or (database and wanted.engine != "duckdb"):
        details = {"engine": wanted.engine, "known": ", ".join(DATABASES)}
        raise DataError(Finding("E_SCALE_TABLE", file=str(wanted.path), details=details))


def _check_memory(wanted: Wanted) -> None:
    if wanted.memory is not None and wanted.engine not in {"duckdb", "spark"}:
        raise DataError(Finding("E_SCALE_MEMORY", found=wanted.memory, details={"engine": wanted.engine}))
    if wanted.memory is not None and _MEMORY.fullmatch(wanted.memory) is None:
        raise DataError(Finding("E_SCALE_AMOUNT", found=wanted.memory))


def _kind_of(wanted: Wanted) -> str:
    """Return what a file, or the files of a folder, are: by their suffixes."""
    path = wanted.path
    if wanted.table is not None:
        return "database"
    names = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file())
    kinds = {_suffix(one) for one in names if not one.name.startswith((".", "_"))}
    if kinds == {".parquet"}:
        return "parquet"
    if kinds and kinds <= {".csv"}:
        return "csv"
    raise DataError(Finding("E_SCALE_FILES", file=str(path), details={"found": sorted(kinds) or ["–"]}))


def _suffix(path: Path) -> str:
    return ".parquet" if path.suffix.lower() in {".parquet", ".pq"} else path.suffix.lower()


def _pattern(path: Path, kind: str) -> str:
    return str(path) if path.is_file() else str(path / "**" / f"*.{kind}")


def _duckdb(module: Any, wanted: Wanted, kind: str) -> Any:  # noqa: ANN401 - as every engine
    connection = module.connect() if kind != "database" else module.connect(str(wanted.path), read_only=True)
    settings = {
        "autoinstall_known_extensions": "false",
        "preserve_insertion_order": "false",
        "enable_progress_bar": "false",  # it is drawn on standard output
    }
    if wanted.memory is not None:
        settings["memory_limit"] = f"'{wanted.memory.strip()}'"
    if wanted.scratch is not None:
        settings["temp_directory"] = "'" + str(wanted.scratch).replace("'", "''") + "'"
    for name, value in settings.items():
        connection.execute(f"SET {name} = {value}")
    if kind == "database":
        return connection.table(str(wanted.table))
    pattern = _pattern(wanted.path, kind)
    return connection.read_parquet(pattern) if kind == "parquet" else connection.read_csv(pattern)


def _spark(module: Any, wanted: Wanted, kind: str) -> Any:  # noqa: ANN401 - as every engine
    if shutil.which("java") is None:
        raise DataError(Finding("E_NO_JAVA"))
    builder = module.SparkSession.builder.config("spark.ui.enabled", "false")
    if wanted.memory is not None:
        amount, unit = _MEMORY.fullmatch(wanted.memory).groups()  # type: ignore[union-attr]
        builder = builder.config("spark.driver.memory", f"{float(amount):g}{unit[0].lower()}")
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    path = str(wanted.path)
    reader = session.read.option("recursiveFileLookup", "true")
    if kind == "parquet":
        return reader.parquet(path)
    return reader.option("header", "true").option("inferSchema", "true").csv(path)


def write(frame: Any, engine: Engine, path: Path, *, force: bool) -> None:  # noqa: ANN401 - a frame of any engine
    """Write scores as Parquet or CSV; the name stands for the whole or for nothing.

    duckdb and polars write a file, Dask and Spark a folder of files.

    Raises
    ------
    IIIndexError
        A file stands there, or the system refuses; a cluster gives the job up.
    """
    written_by(path, lambda temporary: _written(frame, engine, temporary, path.suffix.lower()), force=force)


def _written(frame: Any, engine: Engine, temporary: Path, suffix: str) -> None:  # noqa: ANN401 - as every engine
    name, parquet = str(temporary), suffix == ".parquet"
    writers: dict[str, Callable[[], Any]] = {
        "duckdb": lambda: frame.write_parquet(name) if parquet else frame.write_csv(name, header=True),
        "polars": lambda: frame.sink_parquet(name) if parquet else frame.sink_csv(name),
        "dask": lambda: frame.to_parquet(name) if parquet else frame.to_csv(name, index=False),
        "spark": lambda: frame.write.parquet(name) if parquet else frame.write.csv(name, header=True),
    }
    try:
        writers[engine]()
    except OSError:
        raise
    except Exception as error:
        if engine not in {"dask", "spark"}:
            raise
        raise IIIndexError(unfinished(engine, error)) from error


_FULL = frozenset({"OutOfMemoryException"})
_UNREADABLE = frozenset({
    "IOException", "ConversionException", "InvalidInputException", "SerializationException", "ComputeError",
})  # fmt: skip
"""What duckdb and polars raise of a file, by name: the modules need not be there."""


@contextmanager
def engine_faults(wanted: Wanted) -> Generator[None]:
    """Say as findings what an engine has against a file, or that its memory does not suffice.

    Raises
    ------
    DataError
    """
    try:
        yield
    except Exception as error:
        own = type(error).__module__.partition(".")[0] in {"duckdb", "_duckdb", "polars"}
        name, said = type(error).__name__, (str(error).splitlines() or [""])[0]
        if own and name in _FULL:
            details = {"memory": wanted.memory or "–", "problem": said}
            raise DataError(Finding("E_SCALE_FULL", details=details)) from None
        if own and name in _UNREADABLE:
            details = {"engine": wanted.engine, "problem": said}
            raise DataError(Finding("E_SCALE_UNREADABLE", file=str(wanted.path), details=details)) from None
        raise


def unfinished(engine: str, error: Exception) -> Finding:
    """Say that a cluster gave a job up."""
    said = [line.strip() for line in str(error).splitlines() if line.strip()]
    return Finding("E_SCALE_CLUSTER", found=(said or [type(error).__name__])[0], details={"engine": engine})
