"""Cells and rows that a fit refuses: how many, of which indicators, and the first unit of each year for example."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from ii_index.construction.methods.normalisation import step_of
from ii_index.errors import DataError, Finding
from ii_index.model.names import Name
from ii_index.model.periods import Period
from ii_index.scale.by_year import YEAR, Expr, Step, staged
from ii_index.scale.expressions import BEYOND, UNIT, Plan
from ii_index.scale.frames import Opened, kept_whole
from ii_index.scale.installed import narwhals, required
from ii_index.scale.statistics import Statistics

_NAMED = 3
_WHY = {
    "missing": Name(zh="缺失", en="missing"),
    "divisor": Name(zh="分母为零或负", en="a denominator that is zero or negative"),
    "domain": Name(zh="变换无定义", en="a transform that is not defined for it"),
    "beyond": Name(zh="无穷或过大", en="infinite or beyond 1e100"),
}


Rows = list[tuple[int, str, int]]
"""By year: the year, the first of the units that are refused, how many cells are."""


def refuse_cells(source: Opened, plan: Plan, stages: Sequence[Step], found: Statistics) -> None:
    """Refuse the cells that are missing, have no value or one beyond all bounds; a pass a reason, where there are any.

    Parameters
    ----------
    source : Opened
    plan : Plan
    stages : sequence of steps
        What makes the prepared values.
    found : Statistics
        Of the prepared values, with the flags ``__d`` of bad denominators and ``__x`` of undefined transforms.

    Raises
    ------
    DataError
    """
    nw = narwhals()
    marks: dict[str, dict[int, Expr]] = {why: {} for why in _WHY}
    for at, leaf in enumerate(plan.leaves):
        value, prepared, bad = nw.col(f"__r{at}"), nw.col(f"__p{at}"), plan.bad_divisor(leaf)
        divisor, domain = (int(found.flags.get(f"__{flag}{at}", np.zeros(1)).sum()) for flag in "dx")
        gaps = int((found.rows - found.count[:, at]).sum()) - divisor - domain
        if divisor:
            marks["divisor"][at] = bad
        if domain:
            marks["domain"][at] = prepared.is_null() & ~value.is_null()
        if gaps and plan.refuses_gaps(leaf):
            gap = value.is_null()
            marks["missing"][at] = gap if bad is None else nw.when(bad).then(nw.lit(0) > 0).otherwise(gap)
        if np.nanmax(np.abs([found.lower[:, at], found.upper[:, at]]), initial=0) > BEYOND:
            marks["beyond"][at] = prepared.abs() > BEYOND
    faults = _single_values(plan, found)
    faults += [
        _finding(why, plan, [*own], marked_rows(source, partial(_with_marks, [*own.values()], stages)))
        for why, own in marks.items()
        if own
    ]
    if faults:
        raise DataError(faults)


def _single_values(plan: Plan, found: Statistics) -> list[Finding]:
    """Name the indicators that have one value in a year, which has no rank among others."""
    faults: list[Finding] = []
    for at, leaf in enumerate(plan.leaves):
        step = step_of(leaf, plan.recipe.normalisation)
        years = [
            year for year, count in zip(found.years, found.count[:, at].tolist(), strict=True) if count == 1
        ]
        if step.kind == "percentile_rank" and years:
            details = {"name": leaf.name, "years": years, "kind": step.spoken}
            faults.append(Finding("E_SINGLE_VALUE", column=leaf.id, details=details))
    return faults


def _with_marks(marks: Sequence[Expr], stages: Sequence[Step], frame: Any) -> Any:  # noqa: ANN401 - a frame of any engine
    """Return a frame with ``__marked``, how many of the marks each row has."""
    nw = narwhals()
    counted = [nw.when(mark).then(nw.lit(1)).otherwise(nw.lit(0)) for mark in marks]
    return staged(frame, [*stages, {"__marked": nw.sum_horizontal(*counted)}])


def _finding(why: str, plan: Plan, positions: Sequence[int], rows: Rows) -> Finding:
    names = [plan.leaves[at].name for at in positions[:_NAMED]]
    return Finding(
        "E_SCALE_CELLS",
        details={
            "why": _WHY[why],
            "count": sum(count for _, _, count in rows),
            "names": Name(zh="、".join(name.zh for name in names), en=", ".join(name.en for name in names)),
            "examples": examples(plan, rows),
        },
    )


def examples(plan: Plan, rows: Rows) -> Name:
    """Return units for example, the first of each year."""
    periods = {int(label): str(label) for label in (plan.labels or {}).values() if isinstance(label, Period)}
    chosen = [(unit, periods.get(year, str(year))) for year, unit, _ in rows[:_NAMED]]
    if plan.year is None:
        return Name(zh="、".join(unit for unit, _ in chosen), en=", ".join(unit for unit, _ in chosen))
    return Name(
        zh="、".join(f"{unit}（{year}）" for unit, year in chosen),
        en=", ".join(f"{unit} ({year})" for unit, year in chosen),
    )


def marked_rows(source: Opened, made: Callable[[Any], Any]) -> Rows:
    """Return the rows whose ``__marked`` is above 0.

    Parameters
    ----------
    source : Opened
    made : callable
        From its frame, or a part of it, to one with the columns ``__unit``, ``__year`` and ``__marked``.
    """
    if source.engine == "dask":
        dask = required("dask", "dask")
        asked = [dask.delayed(_first)(part, made) for part in source.frame.to_delayed()]
        rows: Rows = [row for part in dask.compute(*asked) for row in part]
    else:
        rows = _first(source.frame, made)
    return [
        (year, min(unit for one, unit, _ in rows if one == year), sum(n for one, _, n in rows if one == year))
        for year in sorted({year for year, _, _ in rows})
    ]


def _first(frame: Any, made: Callable[[Any], Any]) -> Rows:  # noqa: ANN401 - a frame of any engine
    nw = narwhals()
    marked = kept_whole(made(nw.from_native(frame)), ("__marked",)).filter(nw.col("__marked") > 0)
    named = marked.with_columns(__first=nw.col(UNIT).cast(nw.String)).group_by(YEAR)
    grouped = named.agg(nw.col("__first").min(), nw.col("__marked").sum())
    found = grouped.collect() if hasattr(grouped, "collect") else grouped
    rows = found.select(YEAR, "__first", "__marked").rows()
    return [(int(year), str(unit), int(count)) for year, unit, count in rows]
