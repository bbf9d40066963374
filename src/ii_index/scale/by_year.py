"""Numbers of each year, joined to the rows once.

A chain of conditions would compare the year of every row with every year, again for each number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from ii_index._typing import FloatArray
from ii_index.scale.installed import narwhals

Expr = Any  # narwhals has no types of its own for us
Stage: TypeAlias = dict[str, Expr]

YEAR = "__year"


@dataclass(eq=False, slots=True)
class ByYear:
    """Numbers that differ from year to year, a column each, gathered while expressions are made.

    Attributes
    ----------
    name : str
        What the names of its columns begin with.
    years : sequence of int
        The year of each number.
    columns : dict of str to FloatArray, each of shape (years,)
    every : bool
        Whether all rows are known to be of these years; else those of others have no numbers.
    whole : bool
        Whether every number that was asked for is there, in every year.
    """

    name: str
    years: Sequence[int] = ()
    every: bool = False
    columns: dict[str, FloatArray] = field(default_factory=dict[str, FloatArray])
    whole: bool = True

    def of(self, numbers: FloatArray) -> Expr:
        """Return a number for all rows, or one for each year; missing for a year that has none."""
        nw = narwhals()
        self.whole = self.whole and not bool(np.isnan(numbers).any())
        if len(numbers) == 1 or (numbers == numbers[0]).all():
            return nw.lit(None, dtype=nw.Float64) if np.isnan(numbers[0]) else nw.lit(float(numbers[0]))
        name = f"{self.name}{len(self.columns)}"
        self.columns[name] = numbers
        return nw.col(name)

    def joined(self, frame: Any) -> Any:  # noqa: ANN401 - a frame of any engine
        """Return a frame with the numbers of its rows' years."""
        if not self.columns:
            return frame
        return frame.join(self._table(frame), on=YEAR, how="inner" if self.every else "left")

    def _table(self, frame: Any) -> Any:  # noqa: ANN401 - a frame of any engine
        """Return the numbers as a frame of the same engine."""
        nw, engine, native = narwhals(), frame.implementation, frame.to_native()
        columns: dict[str, Any] = {YEAR: np.array(self.years, dtype=np.int64), **self.columns}
        if engine.is_polars():
            import polars as pl

            return nw.from_native(pl.LazyFrame(columns).fill_nan(None))
        if engine.is_pandas():
            import pandas as pd

            return nw.from_native(pd.DataFrame(columns))
        if engine.is_duckdb():
            return nw.from_native(native.query("__frame", self._sql())).lazy()
        return nw.from_native(native.sparkSession.sql(self._sql())).lazy()

    def _sql(self) -> str:
        """Return the numbers as a statement, every digit of them."""
        names = [YEAR, *self.columns]
        rows = zip(self.years, *(column.tolist() for column in self.columns.values()), strict=True)
        values = ", ".join(f"({int(year)}, {', '.join(map(_literal, numbers))})" for year, *numbers in rows)
        kinds = ["bigint", *["double"] * len(self.columns)]
        cast = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in zip(names, kinds, strict=True))
        return f"select {cast} from (values {values}) as t({', '.join(names)})"  # noqa: S608 - numbers and names of our own


def _literal(number: float) -> str:
    return "null" if np.isnan(number) else f"{number:.17e}"


Step: TypeAlias = Mapping[str, Expr] | ByYear
"""Columns that are made, or numbers of each year that are joined before."""


def staged(frame: Any, steps: Sequence[Step]) -> Any:  # noqa: ANN401 - a frame of any engine
    """Return a frame with the columns of all steps; what one makes, the next reads."""
    for step in steps:
        if isinstance(step, ByYear):
            frame = step.joined(frame)
        elif step:
            frame = frame.with_columns(**step)
    return frame
