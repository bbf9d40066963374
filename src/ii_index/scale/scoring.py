"""Fit and apply in one: the rows of a frame scored by what is fitted on that frame."""

from collections.abc import Sequence
from typing import Any

from ii_index.errors import warn_of
from ii_index.model.framework import Framework
from ii_index.model.recipe import Recipe
from ii_index.scale.applying import apply_opened
from ii_index.scale.fitting import fit_opened, opened_for
from ii_index.scale.frames import Opened


def score(  # noqa: PLR0913 - what may be said of the columns
    frame: object,
    framework: Framework,
    recipe: Recipe | None = None,
    *,
    nodes: Sequence[str] | None = None,
    keep: Sequence[str] = (),
    year: int | None = None,
    unit_column: str | None = None,
    year_column: str | None = None,
) -> Any:  # noqa: ANN401 - a frame of the kind that is given
    """Score the rows of a frame by what a recipe takes from that frame: :func:`fit`, then :func:`apply`.

    What the fit has seen of the cells need not be asked again of every row, so that this is faster than the two one
    after the other. The frame must not change before the scores are collected or written.

    Parameters
    ----------
    frame : duckdb relation, polars LazyFrame or DataFrame, Spark or Dask DataFrame, pyarrow Table or Dataset
        As for :func:`fit`.
    framework : Framework
    recipe : Recipe, optional
        By default the framework's own.
    nodes : sequence of str, optional
        As for :func:`apply`.
    keep : sequence of str
        Headings of columns to be kept.
    year : int, optional
        The year of a frame that has none.
    unit_column, year_column : str, optional
        As for :func:`fit`.

    Returns
    -------
    frame of the kind given
        As of :func:`apply`; ``refused`` is 0 in every row, since a cell that no score can be made of refuses the fit.

    Raises
    ------
    DataError
        What :func:`fit` and :func:`apply` refuse.
    """
    recipe = framework.recipe if recipe is None else recipe
    source = opened_for(frame, framework, recipe, unit_column=unit_column, year_column=year_column)
    warn_of(one for one in source.findings if one.column is None or one.found not in keep)
    return score_opened(source, recipe, nodes=nodes, keep=keep, year=year)


def score_opened(
    source: Opened,
    recipe: Recipe,
    *,
    nodes: Sequence[str] | None = None,
    keep: Sequence[str] = (),
    year: int | None = None,
) -> Any:  # noqa: ANN401 - a frame of the kind that is given
    """Score the rows of an opened frame by what is fitted on it; see :func:`score`."""
    fitted, seen = fit_opened(source, recipe, year)
    return apply_opened(source, fitted, nodes=nodes, keep=keep, year=year, seen=seen)
