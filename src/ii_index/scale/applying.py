"""Apply on an engine: what was fitted makes scores of rows, lazily, in the frame's own kind."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ii_index.construction.methods.normalisation import Fitted
from ii_index.errors import DataError, Finding, warn_of
from ii_index.model.framework import Framework
from ii_index.model.node import ROOT
from ii_index.model.recipe import Recipe
from ii_index.scale.coverage import require_covered
from ii_index.scale.expressions import Scoring, Seen
from ii_index.scale.fitting import filled_by, plan_of
from ii_index.scale.frames import Opened, opened
from ii_index.scale.rows import Rows


def apply(  # noqa: PLR0913 - what may be said of the columns
    frame: object,
    fitted: Fitted,
    *,
    nodes: Sequence[str] | None = None,
    keep: Sequence[str] = (),
    year: int | None = None,
    unit_column: str | None = None,
    year_column: str | None = None,
) -> Any:  # noqa: ANN401 - a frame of the kind that is given
    """Score the rows of a frame with what was fitted on it, on another one, or in memory.

    Nothing is computed until the frame is collected or written, except what fills gaps with means: that is a pass of
    its own, since the means are those of the frame that is scored.

    Parameters
    ----------
    frame : duckdb relation, polars LazyFrame or DataFrame, Spark or Dask DataFrame, pyarrow Table or Dataset
        As for :func:`fit`.
    fitted : Fitted
        Of :func:`fit`, of :func:`load`, or ``index.fitted`` of an index in memory.
    nodes : sequence of str, optional
        Ids or names of the nodes whose scores are wanted beside the total; by default those with children.
    keep : sequence of str
        Headings of columns to be kept.
    year : int, optional
        The year of a frame that has none.
    unit_column, year_column : str, optional
        As for :func:`fit`.

    Returns
    -------
    frame of the kind given
        Columns of unit and year as they were headed, those to be kept, ``score`` (missing where a row is refused, or
        where less is available than the recipe asks for), ``rank`` within the year, ``coverage``, ``refused`` (how
        many cells of the row no score can be made of), and a column a node.

    Raises
    ------
    DataError
        A fit that does not say of what it is, years that it has no bounds for, columns that are not there.
    """
    framework = framework_of(fitted)
    require_covered(framework, recipe_of(fitted), fitting=False)
    _require_limits(fitted)
    source = opened(frame, framework, unit_column=unit_column, year_column=year_column)
    warn_of(one for one in source.findings if one.column is None or one.found not in keep)
    return apply_opened(source, fitted, nodes=nodes, keep=keep, year=year)


def apply_opened(  # noqa: PLR0913 - as for apply
    source: Opened,
    fitted: Fitted,
    *,
    nodes: Sequence[str] | None = None,
    keep: Sequence[str] = (),
    year: int | None = None,
    seen: Seen | None = None,
) -> Any:  # noqa: ANN401 - a frame of the kind that is given
    """Score the rows of an opened frame, of which a fit may have seen the cells; see :func:`apply`."""
    framework = framework_of(fitted)
    plan = plan_of(source, recipe_of(fitted), year, seen)
    wanted = _wanted(framework, nodes)
    rows = Rows(Scoring(plan, fitted), source, wanted, tuple(keep), filled_by(source, plan))
    rows.require_columns()
    return rows.made()


def framework_of(fitted: object) -> Framework:
    """Return the framework of a fit that says of what it is."""
    if not isinstance(fitted, Fitted):
        message = f"fitted is what scale.fit, scale.load or an index has, not {type(fitted).__name__}"
        raise TypeError(message)
    if fitted.framework is None or fitted.recipe is None or fitted.local is None:
        raise DataError(Finding("E_FITTED_BARE"))
    return fitted.framework


def recipe_of(fitted: Fitted) -> Recipe:
    """Return the recipe of a fit that says of what it is."""
    if fitted.recipe is None:
        raise DataError(Finding("E_FITTED_BARE"))
    return fitted.recipe


def _require_limits(fitted: Fitted) -> None:
    """Refuse logarithms of treatment: they are a step of their own."""
    if not np.isnan(fitted.log_from).all():
        raise DataError(Finding("E_SCALE_STEP", details={"steps": "winsorise_then_log"}))


def _wanted(framework: Framework, nodes: Sequence[str] | None) -> tuple[str, ...]:
    if nodes is None:
        return tuple(node.id for node in framework.walk() if node.children)
    found = [framework.find(label) or label for label in nodes]
    unknown = [label for label in found if label not in framework.nodes and label != ROOT]
    if unknown:
        raise DataError(Finding("E_SCALE_COLUMNS", details={"names": unknown, "known": [*framework.nodes]}))
    return tuple(label for label in found if label != ROOT)
