"""A frame of any engine: which of its columns is what, and how it goes back to its own kind."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ii_index.errors import DataError, Finding
from ii_index.model.framework import Framework
from ii_index.model.headings import role_of
from ii_index.model.node import Node


@dataclass(frozen=True, eq=False, slots=True)
class Opened:
    """A frame whose columns are known.

    Attributes
    ----------
    engine : str
        ``duckdb``, ``polars``, ``spark`` or ``dask``.
    frame : object
        A narwhals LazyFrame; for Dask its own DataFrame, whose partitions are taken one by one.
    unit : str
    year : str or None
        None where there is no such column.
    columns : Mapping of str to str
        Heading by what indicators and denominators read.
    home : callable
        From the frame to the kind that was given.
    """

    engine: str
    frame: Any
    unit: str
    year: str | None
    columns: Mapping[str, str]
    home: Callable[[Any], Any]


def opened(
    given: object, framework: Framework, *, unit_column: str | None = None, year_column: str | None = None
) -> Opened:
    """Open a frame of an engine.

    Parameters
    ----------
    given : duckdb relation, polars LazyFrame or DataFrame, Spark or Dask DataFrame, pyarrow Table or Dataset
        Wide: a row a unit and year, a column an indicator.
    framework : Framework
    unit_column, year_column : str, optional
        Headings; by default those that speak of units and years.

    Raises
    ------
    DataError
        Columns that are not there, or hold text; an engine that is not installed.
    TypeError
        What is given is no such frame.
    """
    engine, frame, home = _engine(given)
    schema = _schema(engine, frame)
    wanted = _wanted(framework)
    columns = {key: found for key in wanted if (found := _column(framework, key, tuple(schema)))}
    taken = {*columns.values()}
    unit = unit_column or _headed(schema, "unit", taken)
    year = year_column or _headed(schema, "year", taken)
    lacking = [name for name in (unit_column, year_column) if name is not None and name not in schema]
    lacking += [key for key in wanted if key not in columns]
    if unit is None:
        lacking.append("unit")
    if lacking:
        raise DataError(Finding("E_SCALE_COLUMNS", details={"names": lacking, "known": [*schema]}))
    texts = [found for found in columns.values() if not schema[found]]
    if texts:
        raise DataError(Finding("E_SCALE_TEXT", details={"names": texts}))
    return Opened(engine, frame, str(unit), year, columns, home)


def _wanted(framework: Framework) -> list[str]:
    divisors = {leaf.denominator for leaf in framework.leaves if leaf.denominator is not None}
    return [*framework.readers, *(item.id for item in framework.denominators if item.id in divisors)]


def _column(framework: Framework, key: str, headings: Sequence[str]) -> str | None:
    """Return the heading of a column: its id, else a name or alias of the node or denominator of that id."""
    if key in headings:
        return key
    declared: Mapping[str, Node | Any] = {
        **{item.id: item for item in framework.denominators},
        **framework.nodes,
    }
    item = declared.get(key)
    forms = () if item is None else (item.name.zh, item.name.en, *item.aliases)
    return next((heading for heading in headings if heading.strip() in forms), None)


def _headed(schema: Mapping[str, bool], role: str, taken: set[str]) -> str | None:
    return next((name for name in schema if name not in taken and role_of(name) == role), None)


def _engine(given: Any) -> tuple[str, Any, Callable[[Any], Any]]:  # noqa: ANN401 - a frame of any engine
    module = type(given).__module__.partition(".")[0]
    nw = narwhals()
    if module == "pyarrow":
        return _arrow(given)
    if module in {"dask", "dask_expr"}:
        return "dask", given, lambda frame: frame
    if module in {"duckdb", "_duckdb", "polars", "pyspark"}:
        engine = {"_duckdb": "duckdb", "pyspark": "spark"}.get(module, module)
        return engine, nw.from_native(given).lazy(), lambda frame: frame.to_native()
    message = (
        "scale takes a duckdb relation, a polars LazyFrame, a Spark or Dask DataFrame or pyarrow's Table or "
        f"Dataset, not {module}.{type(given).__name__}; for pandas there is Panel.from_frame"
    )
    raise TypeError(message)


def _arrow(given: Any) -> tuple[str, Any, Callable[[Any], Any]]:  # noqa: ANN401 - pyarrow has no types
    """Open Arrow's tables and datasets with duckdb, which reads them without a copy; they go back as they came."""
    duckdb = required("duckdb", "duckdb")
    relation = duckdb.from_arrow(given)
    whole = type(given).__name__ in {"Table", "RecordBatch"}
    return "duckdb", narwhals().from_native(relation).lazy(), _table if whole else _batches


def _table(frame: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    return frame.to_native().to_arrow_table()


def _batches(frame: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    return frame.to_native().to_arrow_reader()


def _schema(engine: str, frame: Any) -> dict[str, bool]:  # noqa: ANN401 - a frame of any engine
    """Return whether each column holds numbers."""
    if engine == "dask":
        from pandas.api.types import is_numeric_dtype

        return {str(name): bool(is_numeric_dtype(kind)) for name, kind in frame.dtypes.items()}
    return {name: bool(kind.is_numeric()) for name, kind in frame.collect_schema().items()}


def narwhals() -> Any:  # noqa: ANN401 - a module
    """Import narwhals, or say which extra brings it."""
    return required("narwhals", "scale")


def required(module: str, extra: str) -> Any:  # noqa: ANN401 - a module
    """Import a module of an extra.

    Raises
    ------
    DataError
        It is not installed; the finding has the line that installs it.
    """
    from importlib import import_module

    try:
        return import_module(module)
    except ImportError as error:
        raise DataError(Finding("E_NO_ENGINE", found=module, details={"extra": extra})) from error
