"""Parquet and Arrow files: their columns as a text of cells, which is then read like any other.

Numbers are written with all their digits, so that none changes; what is missing is an empty cell.
"""

from importlib import import_module
from typing import Any, Literal

from ii_index.errors import DataError, Finding
from ii_index.io.files.limits import LIMITS


def as_text(content: bytes, file: str, kind: Literal["PARQUET", "ARROW"]) -> bytes:
    """Return a columnar file as delimited text, headings first.

    Parameters
    ----------
    content : bytes
    file : str
        Its name, for findings.
    kind : {"PARQUET", "ARROW"}

    Raises
    ------
    DataError
        pyarrow is not installed, the file is damaged, has nested columns, or is beyond the limits.
    """
    try:
        pa: Any = import_module("pyarrow")
        modules: list[Any] = [*(import_module(f"pyarrow.{name}") for name in ("csv", "feather", "parquet"))]
        csv, feather, parquet = modules
    except ImportError as error:
        raise DataError(Finding("E_NO_ARROW", found=kind.title())) from error
    table: Any
    try:
        source: Any = pa.BufferReader(content)
        if kind == "PARQUET":
            opened: Any = parquet.ParquetFile(source)
            _within_limits(opened.metadata.num_rows * opened.metadata.num_columns, file)
            table = opened.read()
        else:
            table = feather.read_table(source)
            _within_limits(table.num_rows * table.num_columns, file)
        flat: Any = table.select(
            [name for name in table.column_names if not name.startswith("__index_level_")]
        )
        stream = pa.BufferOutputStream()
        csv.write_csv(_without_nan(flat, pa), stream)
        return bytes(stream.getvalue().to_pybytes())
    except (pa.ArrowException, ValueError) as error:
        problem = str(error).splitlines()[0]
        raise DataError(
            Finding("E_COLUMNAR_DAMAGED", file=file, details={"kind": kind.title(), "problem": problem})
        ) from None


def _without_nan(table: Any, pa: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return a table whose NaN are missing, as an empty cell is."""
    compute: Any = import_module("pyarrow.compute")
    columns: list[Any] = []
    for column in table.columns:
        if pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)  # noqa: PLW2901 - the same column
        if pa.types.is_floating(column.type):
            column = compute.if_else(compute.is_nan(column), None, column)  # noqa: PLW2901 - the same column
        columns.append(column)
    return pa.table(columns, names=table.column_names)


def _within_limits(cells: int, file: str) -> None:
    if cells > LIMITS.numbers:
        raise DataError(LIMITS.exceeded("numbers", file))
