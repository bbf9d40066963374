"""What a fit asks of a frame: by year, how many values, the least and the largest, mean and squares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ii_index._typing import FloatArray, IntArray
from ii_index.errors import DataError, Finding
from ii_index.scale.by_year import YEAR, Stage, Step, staged
from ii_index.scale.expressions import UNIT
from ii_index.scale.frames import Opened
from ii_index.scale.installed import narwhals, required

Records = list[dict[str, Any]]


@dataclass(frozen=True, eq=False, slots=True)
class Statistics:
    """Numbers by year.

    Attributes
    ----------
    years : tuple of int
    rows : IntArray, shape (years,)
    count : IntArray, shape (years, columns)
        Values that are there.
    lower, upper, mean, squares : FloatArray, shape (years, columns)
        NaN where there is none; squares are sums of squared deviations from the year's mean.
    flags : Mapping of str to IntArray, each of shape (years,)
    sound : bool
        Whether the columns that were to be summed hold numbers only, where they hold anything.
    """

    years: tuple[int, ...]
    rows: IntArray
    count: IntArray
    lower: FloatArray
    upper: FloatArray
    mean: FloatArray
    squares: FloatArray
    flags: Mapping[str, IntArray]
    sound: bool

    def pooled(self, rows: Sequence[int]) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return count, mean and squares over some years (Chan, Golub and LeVeque 1979), shape (columns,)."""
        count = self.count[rows].astype(np.float64)
        n: FloatArray = count.sum(axis=0)
        mean = np.where(count > 0, self.mean[rows], 0.0)
        middle = (count * mean).sum(axis=0) / np.where(n > 0, n, np.nan)
        squares = np.where(count > 0, self.squares[rows], 0.0)
        return n, middle, (squares + count * (mean - middle) ** 2).sum(axis=0)


def statistics_of(  # noqa: PLR0913 - what is asked
    opened: Opened,
    stages: Sequence[Step],
    columns: Sequence[str],
    *,
    moments: bool = False,
    flags: Stage | None = None,
    cells: Sequence[str] = (),
) -> Statistics:
    """Ask a frame for numbers by year, in one pass.

    Parameters
    ----------
    opened : Opened
    stages : sequence of steps
        What makes the columns.
    columns : sequence of str
    moments : bool
        Whether mean and squares are wanted.
    flags : stage, optional
        Expressions of 1 and 0 that are counted.
    cells : sequence of str
        Columns of which is to be known whether all they hold are numbers: then their sum is one.

    Raises
    ------
    DataError
        Rows without a unit or a year.
    """
    parts = _parts(opened, stages, columns, moments=moments, flags=flags or {}, cells=cells)
    years = sorted({record[YEAR] for record in parts if record[YEAR] is not None})
    nobody = sum(record["__nobody"] for record in parts)
    undated = sum(record["__rows"] for record in parts if record[YEAR] is None)
    if nobody or undated:
        raise DataError(Finding("E_SCALE_ROWS", details={"units": int(nobody), "years": int(undated)}))
    if not years:
        raise DataError(Finding("E_SCALE_EMPTY"))
    return _merged(years, parts, columns, [*(flags or {})])


def _parts(  # noqa: PLR0913 - what is asked
    opened: Opened,
    stages: Sequence[Step],
    columns: Sequence[str],
    *,
    moments: bool,
    flags: Stage,
    cells: Sequence[str],
) -> Records:
    if opened.engine == "dask":
        dask = required("dask", "dask")
        asked = [
            dask.delayed(_records)(part, stages, columns, moments, flags, cells)
            for part in opened.frame.to_delayed()
        ]
        return [record for records in dask.compute(*asked) for record in records]
    return _records(opened.frame, stages, columns, moments, flags, cells)


def _records(  # noqa: PLR0913, PLR0917 - Dask passes by position
    frame: Any,  # noqa: ANN401 - a frame of any engine
    stages: Sequence[Step],
    columns: Sequence[str],
    moments: bool,  # noqa: FBT001 - Dask passes by position
    flags: Stage,
    cells: Sequence[str],
) -> Records:
    nw = narwhals()
    frame = staged(nw.from_native(frame), stages)
    nobody = nw.when(nw.col(UNIT).is_null()).then(nw.lit(1)).otherwise(nw.lit(0))
    frame = frame.with_columns(__nobody=nobody, **flags).with_columns(__rows=nw.lit(1))
    asked: list[Any] = [nw.col("__nobody").sum(), nw.col("__rows").sum()]
    asked += [nw.col(flag).sum() for flag in flags]
    asked += [nw.col(cell).sum().alias(f"{cell}s") for cell in cells]
    for column in columns:
        asked += [
            nw.col(column).count().alias(f"{column}n"),
            nw.col(column).min().alias(f"{column}l"),
            nw.col(column).max().alias(f"{column}u"),
        ]
        if moments:
            asked += [
                nw.col(column).mean().alias(f"{column}a"),
                nw.col(column).var(ddof=0).alias(f"{column}v"),
            ]
    grouped = frame.group_by(YEAR).agg(*asked)
    found = grouped.collect() if hasattr(grouped, "collect") else grouped
    return [
        {name: _plain(cell) for name, cell in row.items()}
        | {"__sound": all(np.isfinite(row[f"{cell}s"] or 0.0) for cell in cells)}
        for row in found.iter_rows(named=True)
    ]


def _plain(cell: Any) -> Any:  # noqa: ANN401 - a cell of any engine
    return None if cell is None or cell != cell else cell  # noqa: PLR0124 - NaN


def _merged(years: Sequence[int], parts: Records, columns: Sequence[str], flags: Sequence[str]) -> Statistics:
    def numbers(record: dict[str, Any], end: str) -> FloatArray:
        cells = [record.get(f"{column}{end}") for column in columns]
        return np.array([np.nan if cell is None else float(cell) for cell in cells])

    whole: list[tuple[FloatArray, ...]] = []
    for year in years:
        own = [record for record in parts if record[YEAR] == year]
        count = np.array([numbers(record, "n") for record in own])
        lower = np.fmin.reduce(np.array([numbers(record, "l") for record in own]), axis=0)
        upper = np.fmax.reduce(np.array([numbers(record, "u") for record in own]), axis=0)
        mean = np.array([numbers(record, "a") for record in own])
        squares = np.array([numbers(record, "v") for record in own]) * count
        n = count.sum(axis=0)
        known = np.where(count > 0, mean, 0.0)
        middle = (count * known).sum(axis=0) / np.where(n > 0, n, np.nan)
        spread = (np.where(count > 0, squares, 0.0) + count * (known - middle) ** 2).sum(axis=0)
        whole.append((n, lower, upper, middle, spread))
    count, lower, upper, mean, squares = (np.array(part) for part in zip(*whole, strict=True))
    summed = {
        name: np.array([sum(int(r[name]) for r in parts if r[YEAR] == year) for year in years])
        for name in ("__rows", *flags)
    }
    rows = summed.pop("__rows")
    sound = all(record["__sound"] for record in parts)
    return Statistics(
        tuple(map(int, years)), rows, count.astype(np.intp), lower, upper, mean, squares, summed, sound
    )


def sums_of(opened: Opened, stages: Sequence[Step], sums: Stage, years: Sequence[int]) -> dict[str, float]:
    """Sum expressions over the rows of some years; beside each, under its name with ``n``, of how many.

    Parameters
    ----------
    opened : Opened
    stages : sequence of steps
        What makes the columns that the expressions read.
    sums : stage
    years : sequence of int
    """
    if opened.engine == "dask":
        dask = required("dask", "dask")
        parts = dask.compute(
            *[dask.delayed(_sums)(part, stages, sums, tuple(years)) for part in opened.frame.to_delayed()]
        )
    else:
        parts = (_sums(opened.frame, stages, sums, tuple(years)),)
    return {name: float(sum(part[name] for part in parts)) for name in parts[0]}


def _sums(frame: Any, stages: Sequence[Step], sums: Stage, years: tuple[int, ...]) -> dict[str, float]:  # noqa: ANN401 - a frame of any engine
    nw = narwhals()
    frame = staged(nw.from_native(frame), stages)
    frame = frame.filter(nw.col(YEAR).is_in(list(years))).with_columns(**sums)
    asked = [nw.col(name).sum() for name in sums]
    asked += [nw.col(name).count().alias(f"{name}n") for name in sums]
    found = frame.select(*asked)
    table = found.collect() if hasattr(found, "collect") else found
    row = table.row(0)
    return {name: float(cell or 0.0) for name, cell in zip(table.columns, row, strict=True)}
