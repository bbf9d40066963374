"""Fit on an engine: bounds, moments, limits and weights, by the same records as in memory."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ii_index._typing import FloatArray
from ii_index.construction.compose import without_weightless
from ii_index.construction.earlier_fits import labelled
from ii_index.construction.methods.data_driven import Material
from ii_index.construction.methods.normalisation import Fitted, normalisation_of, scope_of, step_of
from ii_index.construction.methods.transforms import power_of
from ii_index.construction.methods.treatment import treatment_for
from ii_index.construction.methods.weighting import weighting_of, weights_of
from ii_index.construction.normalising import normalise
from ii_index.construction.transforming import fit_goalposts, fitted_by, is_transformed
from ii_index.errors import DataError, Finding, warn_of
from ii_index.model.framework import Framework
from ii_index.model.names import Name
from ii_index.model.panel import Panel
from ii_index.model.periods import within
from ii_index.model.recipe import Recipe
from ii_index.scale.by_year import Stage, Step, staged
from ii_index.scale.coverage import require_covered
from ii_index.scale.expressions import Plan, Scoring, Seen
from ii_index.scale.frames import Opened, opened
from ii_index.scale.installed import narwhals
from ii_index.scale.refused import refuse_cells
from ii_index.scale.rows import Fills, refuse_rows
from ii_index.scale.statistics import Statistics, statistics_of
from ii_index.scale.weights import local_from_data


def fit(  # noqa: PLR0913 - what may be said of the columns
    frame: object,
    framework: Framework,
    recipe: Recipe | None = None,
    *,
    year: int | None = None,
    unit_column: str | None = None,
    year_column: str | None = None,
) -> Fitted:
    """Take from a frame of an engine what a recipe takes from the data.

    The engine counts and finds extremes, means and squares by year; what is made of them, and what is refused, is
    said by the same records as in memory. Rows never come to Python.

    Parameters
    ----------
    frame : duckdb relation, polars LazyFrame or DataFrame, Spark or Dask DataFrame, pyarrow Table or Dataset
        Wide: a row a unit and year, a column an indicator, by id, name or alias, in the framework's units of
        measurement.
    framework : Framework
    recipe : Recipe, optional
        By default the framework's own.
    year : int, optional
        The year of a frame that has none.
    unit_column, year_column : str, optional
        Headings of the columns of units and years; by default those whose words speak of them.

    Returns
    -------
    Fitted
        Also what ``compose(…, fitted=…)`` takes, and :func:`~ii_index.scale.save` writes.

    Raises
    ------
    DataError
        Steps that an engine is not told of, columns that are not there, cells and indicators that are refused.
    """
    recipe = framework.recipe if recipe is None else recipe
    source = opened_for(frame, framework, recipe, unit_column=unit_column, year_column=year_column)
    warn_of(source.findings)
    return fit_opened(source, recipe, year)[0]


def opened_for(
    frame: object,
    framework: Framework,
    recipe: Recipe,
    *,
    unit_column: str | None = None,
    year_column: str | None = None,
) -> Opened:
    """Open a frame for a recipe, once what the recipe asks for is known to be covered."""
    framework = _kept(framework, recipe)
    require_covered(framework, recipe, fitting=True)
    return opened(frame, framework, unit_column=unit_column, year_column=year_column)


def fit_opened(source: Opened, recipe: Recipe, year: int | None = None) -> tuple[Fitted, Seen]:
    """Take from an opened frame what a recipe takes from the data, see :func:`fit`, and say what was seen of it."""
    plan = plan_of(source, recipe, year)
    fitted, seen = _fitted(source, plan)
    scoring = Scoring(plan, fitted)
    if scoring.needs_row_check:
        refuse_rows(source, scoring, filled_by(source, plan))
    return fitted, seen


def plan_of(source: Opened, recipe: Recipe, year: int | None, seen: Seen | None = None) -> Plan:
    """Return what is to be made of a frame's columns."""
    read = source.read
    if read.year is None and year is None:
        year = read.framework.base_year or 1
    return Plan(recipe, read, source.years, year or 0, seen or Seen())


def _kept(framework: Framework, recipe: Recipe) -> Framework:
    """Return the framework without what weighs nothing, as ``compose`` has it."""
    blank = np.full((1, 1, len(framework.leaves)), np.nan)
    return without_weightless(Panel(framework, (1,), ("-",), blank), recipe)[0].framework


def filled_by(source: Opened, plan: Plan) -> Fills:
    """Return what the gaps of a frame are filled with: the mean of each year; a pass of its own where any are."""
    at = plan.fills()
    if not at:
        return {}
    found = statistics_of(
        source, [plan.cells(), plan.values()], [f"__r{place}" for place in at], moments=True
    )
    return {place: (found.years, found.mean[:, column]) for column, place in enumerate(at)}


def _fitted(source: Opened, plan: Plan) -> tuple[Fitted, Seen]:
    leaves, recipe = plan.leaves, plan.recipe
    stated = [leaf.transform and power_of(leaf.transform) for leaf in leaves]
    powers = np.array([np.nan if power is None else power for power in stated], dtype=np.float64)
    prepared = [f"__p{at}" for at in range(len(leaves))]
    steps = [step_of(leaf, recipe.normalisation) for leaf in leaves]
    moments = any(step.kind == "z_score" or getattr(step, "centre", None) is not None for step in steps)
    plan, stages, found = _looked_at(source, plan, powers, moments=moments)
    refuse_cells(source, plan, stages, found)
    panel, values = _ends(plan, found)
    blank = Fitted.nothing(1, 1, len(leaves))
    first = fitted_by(powers[np.newaxis, np.newaxis, :], fit_goalposts(panel, values, recipe, _row(powers)))
    if any(treatment_for(leaf, recipe).kind == "winsorise_percentiles" for leaf in leaves):
        first = _limits(source, plan, panel, stages, first)
        stages = [*stages, *plan.pulled(first, panel.years if len(first.floor) > 1 else ())]
        found = statistics_of(source, stages, prepared, moments=moments)
        panel, values = _ends(plan, found)
    earlier = _moments(panel, plan, found) if moments else None
    _, own = normalise(panel, values, recipe.normalisation, earlier, first)
    used = own._replace(floor=first.floor, ceiling=first.ceiling, power=first.power, log_from=blank.log_from)
    fitted = labelled(used, panel, recipe, {})
    if weighting_of(recipe.weighting).from_data:
        return fitted._replace(local=local_from_data(source, plan, stages, panel, values)), plan.seen
    made = weights_of(Material(panel, recipe, values, [False] * len(leaves), lambda _: ()))
    return fitted._replace(local=dict(made.local)), plan.seen


def _looked_at(
    source: Opened, plan: Plan, powers: FloatArray, *, moments: bool
) -> tuple[Plan, list[Step], Statistics]:
    """Return the numbers by year, the stages of what they are of, and the plan with what they tell of the cells.

    That all cells are numbers is first taken to be so. Only where it is not are they told apart one by one, in a
    second pass: an engine that need not ask of each cell is faster by a quarter.
    """
    prepared = [f"__p{at}" for at in range(len(plan.leaves))]
    fills = filled_by(source, plan)
    if source.engine != "dask" and not fills:  # in frames of pandas, Dask's, a missing cell is no number
        hopeful = replace(plan, seen=Seen(sound=True))
        stages: list[Step] = [hopeful.cells(), hopeful.values(), *hopeful.bent(fills, powers)]
        cells = [f"__c{at}" for at in range(len(plan.columns))]
        found = statistics_of(source, stages, prepared, moments=moments, flags=_flags(hopeful), cells=cells)
        if found.sound:
            full = np.flatnonzero(found.count.sum(axis=0) == found.rows.sum()).tolist()
            return replace(plan, seen=Seen(sound=True, full=frozenset(full), years=True)), stages, found
    stages = [plan.cells(), plan.values(), *plan.bent(fills, powers)]
    found = statistics_of(source, stages, prepared, moments=moments, flags=_flags(plan))
    return replace(plan, seen=Seen(years=True)), stages, found


def _row(powers: FloatArray) -> FloatArray:
    return powers[np.newaxis, np.newaxis, :]


def _ends(plan: Plan, found: Statistics) -> tuple[Panel, FloatArray]:
    """Return a panel of two units a year, one with the least of every indicator, one with the largest.

    What a record fits from bounds, and what it refuses of them, it fits and refuses of these two as of all.
    """
    values = np.stack([found.lower, found.upper], axis=1)
    return Panel(plan.framework, found.years, ("lowest", "highest"), values), values


def _flags(plan: Plan) -> Stage:
    nw, flags = narwhals(), Stage()
    for at, leaf in enumerate(plan.leaves):
        bad = plan.bad_divisor(leaf)
        if bad is not None:
            flags[f"__d{at}"] = nw.when(bad).then(nw.lit(1)).otherwise(nw.lit(0))
        if is_transformed(leaf, plan.recipe):
            lost = nw.col(f"__p{at}").is_null() & ~nw.col(f"__r{at}").is_null()
            flags[f"__x{at}"] = nw.when(lost).then(nw.lit(1)).otherwise(nw.lit(0))
    return flags


def _moments(panel: Panel, plan: Plan, found: Statistics) -> Fitted:
    """Return bounds and moments by the scope of each indicator's step, as the records would fit them."""
    leaves = plan.leaves
    steps = [step_of(leaf, plan.recipe.normalisation) for leaf in leaves]
    scopes = [scope_of(panel, step) for step in steps]
    rows = len(panel.years) if "year" in scopes else 1
    parts: dict[str, Any] = {
        name: np.full((rows, 1, len(leaves)), np.nan) for name in ("lower", "upper", "mean", "sd")
    }
    for at, (step, scope) in enumerate(zip(steps, scopes, strict=True)):
        if normalisation_of(step).fit is None:
            continue
        for row in range(rows):
            chosen = [row] if scope == "year" else _rows_of(panel, scope)
            own = _of_step(step, found, chosen, at, panel)
            for name, number in own.items():
                parts[name][row, 0, at] = number
    return Fitted.nothing(rows, 1, len(leaves))._replace(**parts)


def _rows_of(panel: Panel, scope: str | int) -> list[int]:
    if scope == "pooled":
        return list(range(len(panel.years)))
    return [*(within(panel.years, int(scope)) or [panel.year_index(int(scope))])]


def _of_step(step: Any, found: Statistics, rows: list[int], at: int, panel: Panel) -> dict[str, float]:  # noqa: ANN401 - its record knows the kind
    n, mean, squares = (part[at] for part in found.pooled(rows))
    lower, upper = float(np.fmin.reduce(found.lower[rows, at])), float(np.fmax.reduce(found.upper[rows, at]))
    if step.kind == "z_score":
        divisor = n - 1 if step.divisor == "n-1" else n
        return {"mean": mean, "sd": float(np.sqrt(squares / divisor)) if n > 1 else np.nan}
    centre = getattr(step, "centre", None)
    if centre is None:
        best = panel.framework.leaves[at].best
        return {"lower": 0.0 if best and normalisation_of(step).from_ideal else lower, "upper": upper}
    if centre != "mean":
        _, middle, _ = found.pooled([panel.year_index(centre)])
        mean = middle[at]
    half = (upper - lower) / 2
    return {"lower": mean - half, "upper": mean + half}


def _limits(source: Opened, plan: Plan, panel: Panel, stages: Sequence[Step], found: Fitted) -> Fitted:
    """Return the percentiles that outliers are pulled in to, by the scope of each indicator's step."""
    if source.engine not in {"duckdb", "polars"}:
        refused = Name(
            zh="按分位数缩尾（该引擎没有精确分位数）",
            en="winsorising at percentiles (no exact quantiles there)",
        )
        raise DataError(Finding("E_SCALE_STEP", details={"steps": refused}))
    nw, frame = narwhals(), staged(source.frame, stages)
    scopes = [scope_of(panel, step_of(leaf, plan.recipe.normalisation)) for leaf in plan.leaves]
    rows = len(panel.years) if "year" in scopes else 1
    floor, ceiling = (np.full((rows, 1, len(plan.leaves)), np.nan) for _ in range(2))
    for at, leaf in enumerate(plan.leaves):
        step: Any = treatment_for(leaf, plan.recipe)
        if step.kind != "winsorise_percentiles":
            continue
        for row in range(rows):
            years = [row] if scopes[at] == "year" else _rows_of(panel, scopes[at])
            own = frame.filter(nw.col("__year").is_in([panel.years[one] for one in years]))
            ends = own.select(
                low=nw.col(f"__p{at}").quantile(step.lower / 100, "linear"),
                high=nw.col(f"__p{at}").quantile(step.upper / 100, "linear"),
            ).collect()
            low, high = ends.row(0)
            floor[row, 0, at], ceiling[row, 0, at] = (np.nan if end is None else end for end in (low, high))
    return found._replace(floor=floor, ceiling=ceiling)
