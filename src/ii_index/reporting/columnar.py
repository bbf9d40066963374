"""A table of results as Parquet or Arrow, for the next program: columns by key, numbers unrounded."""

from importlib import import_module
from pathlib import Path
from typing import Any

from ii_index.errors import DataError, Finding
from ii_index.io.files.atomic import write_bytes
from ii_index.model.table import Table

SUFFIXES = (".parquet", ".arrow", ".feather")


def write_table(table: Table, path: Path, *, force: bool) -> None:
    """Write a table as Parquet, or by its suffix as Arrow, whole or not at all.

    Parameters
    ----------
    table : Table
    path : Path
        Ending in one of :data:`SUFFIXES`.
    force : bool
        Whether an existing file may be replaced.

    Raises
    ------
    DataError
        pyarrow is not installed.
    """
    try:
        pa: Any = import_module("pyarrow")
        parquet: Any = import_module("pyarrow.parquet")
        feather: Any = import_module("pyarrow.feather")
    except ImportError as error:
        raise DataError(Finding("E_NO_ENGINE", found="pyarrow", details={"extra": "duckdb"})) from error
    records = table.records()
    kinds: dict[str, Any] = {"text": pa.string(), "integer": pa.int64()}
    arrays = {
        column.key: pa.array(_cells(records, column.key, column.kind), kinds.get(column.kind, pa.float64()))
        for column in table.columns
    }
    stream = pa.BufferOutputStream()
    write = parquet.write_table if path.suffix.lower() == ".parquet" else feather.write_feather
    write(pa.table(arrays), stream)
    write_bytes(path, stream.getvalue().to_pybytes(), force=force)


def _cells(records: list[dict[str, Any]], key: str, kind: str) -> list[Any]:
    convert = {"text": str, "integer": int}.get(kind, float)
    return [None if record[key] is None else convert(record[key]) for record in records]
