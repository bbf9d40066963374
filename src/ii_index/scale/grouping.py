"""Sums, extremes and counts by group, asked of any engine in one pass; Dask's partitions are asked and added up."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from ii_index.scale.by_year import Step, staged
from ii_index.scale.installed import narwhals, required

if TYPE_CHECKING:
    import pandas as pd

How = Literal["sum", "min", "max"]


def grouped(
    frame: Any,  # noqa: ANN401 - a frame of any engine
    steps: Sequence[Step],
    by: Sequence[str],
    asked: Mapping[str, How],
) -> "pd.DataFrame":
    """Group rows and ask for a sum or an extreme of each column.

    Parameters
    ----------
    frame : LazyFrame or Dask's DataFrame
    steps : sequence of steps
        What makes the columns.
    by : sequence of str
    asked : mapping of str to {"sum", "min", "max"}
        By column.

    Returns
    -------
    DataFrame
        Sorted by group; rows without one are left out.
    """
    import pandas as pd

    if hasattr(frame, "to_delayed"):
        dask = required("dask", "dask")
        parts = [dask.delayed(_of)(part, steps, by, asked) for part in frame.to_delayed()]
        found: pd.DataFrame = pd.concat(list[pd.DataFrame](dask.compute(*parts)))
    else:
        found = _of(frame, steps, by, asked)
    together: Any = found.dropna(subset=[*by]).groupby([*by], sort=True)
    summed: pd.DataFrame = together.agg(dict(asked)).reset_index()
    return summed


def _of(frame: Any, steps: Sequence[Step], by: Sequence[str], asked: Mapping[str, How]) -> "pd.DataFrame":  # noqa: ANN401 - a frame of any engine
    nw = narwhals()
    made = staged(nw.from_native(frame), steps).group_by(*by)
    found = made.agg(*(getattr(nw.col(column), how)() for column, how in asked.items()))
    table: pd.DataFrame = (found.collect() if hasattr(found, "collect") else found).to_pandas()
    return table
