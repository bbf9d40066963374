"""A frame of any engine: which of its columns is what, and how it goes back to its own kind."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ii_index.errors import DataError, Finding
from ii_index.model.framework import Framework
from ii_index.model.roles import Chosen
from ii_index.scale.columns import SAMPLED, Headings, headings_of
from ii_index.scale.installed import narwhals, required
from ii_index.scale.keys import require_provinces, set_aside, years_by_label


@dataclass(frozen=True, eq=False, slots=True)
class Opened:
    """A frame whose columns are known.

    Attributes
    ----------
    engine : str
        ``duckdb``, ``polars``, ``spark`` or ``dask``.
    frame : object
        A narwhals LazyFrame; for Dask its own DataFrame, whose partitions are taken one by one. Without the rows
        of totals and others that are no units.
    read : Headings
        Which of its columns is what.
    years : Mapping of str to int or None
        Year or period by label, where years are texts or dates.
    findings : tuple of Finding
        Warnings and notices.
    home : callable
        From the frame to the kind that was given.
    """

    engine: str
    frame: Any
    read: Headings
    years: Mapping[str, int] | None
    findings: tuple[Finding, ...]
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
    engine, frame, home = engine_of(given)
    schema = numeric_columns(engine, frame)
    read = headings_of([*schema], _first_rows(engine, frame), framework, Chosen(unit_column, year_column))
    texts = [found for found in read.columns.values() if not schema[found]]
    if texts:
        raise DataError([*read.findings, Finding("E_SCALE_TEXT", details={"names": texts})])
    frame, years, findings = _checked(engine, frame, read, schema)
    return Opened(engine, frame, read, years, (*read.findings, *findings), home)


def _head(part: Any) -> Any:  # noqa: ANN401 - a pandas frame
    return part.head(SAMPLED)


def _first_rows(engine: str, frame: Any) -> Sequence[Sequence[object]]:  # noqa: ANN401 - a frame of any engine
    if engine == "dask":
        first = frame.partitions[0].map_partitions(_head).compute()
        rows: Sequence[Sequence[object]] = first.to_numpy(dtype=object).tolist()
        return rows
    return [*frame.head(SAMPLED).collect().rows()]


def _checked(
    engine: str,
    frame: Any,  # noqa: ANN401 - a frame of any engine
    read: Headings,
    schema: Mapping[str, bool],
) -> tuple[Any, Mapping[str, int] | None, Sequence[Finding]]:
    """Return the rows of units, the years of labels that are no numbers, and what is said of the rows left out."""
    nw = narwhals()
    lazy = lazily(frame) if engine == "dask" else frame
    left, findings = set_aside(lazy, read.unit, read.framework)
    if left:
        kept = nw.col(read.unit).is_null() | ~nw.col(read.unit).cast(nw.String).is_in(left)
        lazy = lazy.filter(kept)
        frame = lazy.to_native() if engine == "dask" else lazy
    years = None
    if read.year is not None and not schema[read.year]:
        years = years_by_label(lazy, read.year)
    require_provinces(lazy, read.unit, year_of_rows(read.year, years, 0), read.framework)
    return frame, years, findings


def lazily(frame: Any) -> Any:  # noqa: ANN401 - a frame of any engine
    """Return a frame as narwhals has it, lazily; of Dask without the notice that another package will do so."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        return narwhals().from_native(frame).lazy()


def year_of_rows(year: str | None, labels: Mapping[str, int] | None, alone: int) -> Any:  # noqa: ANN401 - an expression
    """Return the year or period of each row as a whole number; ``alone`` that of a frame that has none."""
    nw = narwhals()
    if year is None:
        return nw.lit(alone).cast(nw.Int64)
    if labels is None:
        return nw.col(year).cast(nw.Int64)
    label, chosen = nw.col(year).cast(nw.String), nw.lit(None, dtype=nw.Int64)
    for name, number in labels.items():
        chosen = nw.when(label == name).then(nw.lit(int(number))).otherwise(chosen)
    return chosen.cast(nw.Int64)


def engine_of(given: Any) -> tuple[str, Any, Callable[[Any], Any]]:  # noqa: ANN401 - a frame of any engine
    """Return the engine of a frame, the frame as it is read, and how it goes back to its own kind."""
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


def numeric_columns(engine: str, frame: Any) -> dict[str, bool]:  # noqa: ANN401 - a frame of any engine
    """Return whether each column holds numbers."""
    if engine == "dask":
        from pandas.api.types import is_numeric_dtype

        return {str(name): bool(is_numeric_dtype(kind)) for name, kind in frame.dtypes.items()}
    return {name: bool(kind.is_numeric()) for name, kind in frame.collect_schema().items()}


def kept_whole(frame: Any, made: Sequence[str]) -> Any:  # noqa: ANN401 - a frame of any engine
    """Return a frame whose later filters are not rewritten into what makes some of its columns.

    Spark moves a filter down through every step and writes the step's formula wherever the condition reads its column:
    a formula that reads its input k times becomes k ** d of them at depth d, until the planner has no memory. It moves
    none below what it takes out of an array, here of one structure a row; filters by other columns still go down.

    Parameters
    ----------
    frame : LazyFrame
    made : sequence of str
        Columns, by names of our own.
    """
    if not frame.implementation.is_spark_like():
        return frame
    native = frame.to_native()
    others = [f"`{name.replace('`', '``')}`" for name in native.columns if name not in made]
    kept = native.selectExpr(*others, f"inline(array(struct({', '.join(made)})))")
    return narwhals().from_native(kept).lazy()
