"""Why units have no score though enough of their data is there: a node that takes a unit only with all its parts."""

from dataclasses import dataclass

import numpy as np

from ii_index._immutable import Immutable
from ii_index.construction.results import CompositeIndex
from ii_index.model.names import Name
from ii_index.model.node import ROOT


@dataclass(frozen=True, eq=False)
class Lacking(Immutable):
    """A unit without a score, and what it lacks.

    Attributes
    ----------
    unit : str
        Code.
    cells : tuple of str
        Indicators that it has no value of, where all are needed.
    kinds : tuple of Name
        The aggregations that need them all.
    """

    unit: str
    cells: tuple[str, ...]
    kinds: tuple[Name, ...]


def lacking_parts(index: CompositeIndex, year: int | None = None) -> tuple[Lacking, ...]:
    """Name the units that a node leaves without a score for want of some of its parts.

    Parameters
    ----------
    index : CompositeIndex
    year : int, optional
        By default the latest.

    Returns
    -------
    tuple of Lacking
        In the order of ``units``. Those below the threshold of available weight alone are not among them.

    Examples
    --------
    >>> from ii_index.construction.compose import compose
    >>> from ii_index.model.framework import Framework
    >>> from ii_index.model.panel import Panel
    >>> leaves = [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]
    >>> recipe = {"imputation": "renormalise", "aggregation": "benefit_of_the_doubt"}
    >>> two = Framework(id="two", name="Two", reference="an example", children=leaves, recipe=recipe)
    >>> panel = Panel(two, (2023,), ("x", "y", "z"), np.array([[[1, 9], [2, 5], [3, np.nan]]]))
    >>> [(one.unit, one.cells) for one in lacking_parts(compose(panel))]
    [('z', ('b',))]
    """
    if index.rules is None or not any(rule.method.needs_all for rule in index.rules):
        return ()
    row, found = index.row(year), list[Lacking]()
    for place in np.flatnonzero(np.isnan(index.scores(year))).tolist():
        cells: dict[str, None] = {}
        kinds: dict[Name, None] = {}
        _look_below(index, (row, place), ROOT, cells, kinds)
        if kinds:
            found.append(Lacking(index.units[place], tuple(cells), tuple(kinds)))
    return tuple(found)


def _look_below(
    index: CompositeIndex,
    place: tuple[int, int],
    node: str,
    cells: dict[str, None],
    kinds: dict[Name, None],
) -> None:
    """Gather what is missing below a node without a score."""
    assert index.rules is not None  # noqa: S101 - the caller's condition
    children = [child for child in index.framework.tree.children(node) if _is_missing(index, place, child)]
    rule = index.rules.of(node)
    if children and rule.method.needs_all:
        kinds[rule.step.title] = None
    for child in children:
        if index.framework.tree.children(child):
            _look_below(index, place, child, cells, kinds)
        else:
            cells[child] = None


def _is_missing(index: CompositeIndex, place: tuple[int, int], node: str) -> bool:
    level, position = index.locate(node)
    return bool(np.isnan(index.levels[level][(*place, position)]))
