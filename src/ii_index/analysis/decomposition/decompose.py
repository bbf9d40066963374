"""Where a level, a change or a gap comes from: points of every node of the tree, adding up exactly."""

from collections.abc import Sequence

import numpy as np

from ii_index._typing import FloatArray, IntArray
from ii_index.analysis.contributions import bounds_effect, contributions
from ii_index.analysis.decomposed import Decomposition
from ii_index.construction.results import CompositeIndex
from ii_index.errors import DataError, Finding, UnknownLabelError
from ii_index.kernels.ratios import ratio
from ii_index.model.names import Name
from ii_index.model.node import ROOT


def decompose(
    index: CompositeIndex, start_year: int, end_year: int, *, unit: str | None = None, node: str = ROOT
) -> Decomposition:
    """Split a node's change between two years over everything below it.

    Arithmetic mean: w · (end − start) points a child; where what is available differs, the midpoint of the
    weights, and what then remains is a coverage term (Bennet). Geometric mean: logarithmic-mean weights
    (LMDI); other means likewise. Where the bounds of the normalisation move from year to year, the part of
    each contribution that comes of them is told apart (two-player Shapley on each indicator).

    Parameters
    ----------
    index : CompositeIndex
    start_year, end_year : int
    unit : str, optional
        Code or any usual name; by default every unit that has a score in both years.
    node : str, default "root"

    Returns
    -------
    Decomposition

    Raises
    ------
    UnknownLabelError
        A year, unit or node that does not exist, or a node that has no parts.
    DataError
        The unit has no score in one of the years.

    References
    ----------
    Bennet (1920), Journal of the Royal Statistical Society 83, 455-462; Ang (2004), Energy Policy 32,
    1131-1139; Shapley (1953).

    Examples
    --------
    >>> import numpy as np
    >>> from ii_index.construction.compose import compose
    >>> from ii_index.model.framework import Framework
    >>> from ii_index.model.panel import Panel
    >>> from ii_index.model.recipe import Recipe
    >>> leaves = [{"id": "a", "name": "A", "weight": 3}, {"id": "b", "name": "B", "weight": 1}]
    >>> two = Framework(id="two", name="Two", reference="an example", children=leaves)
    >>> china = Panel(two, (2022, 2023), ("CN",), np.array([[[10.0, 4.0]], [[11.0, 6.0]]]))
    >>> change = decompose(compose(china, Recipe.national(2022)), 2022, 2023)
    >>> [float(change.points_of(part)[0].round(9)) for part in ("a", "b", "root")]
    [7.5, 12.5, 20.0]
    """
    rows = [index.panel.year_index(year) for year in (start_year, end_year)]
    start, end = (tuple(level[row] for level in index.levels) for row in rows)
    chosen = _scored(index, (start, end), (start_year, end_year), unit, node)
    start, end = _rows(start, chosen), _rows(end, chosen)
    effect = bounds_effect(index, *rows)
    return Decomposition(
        index=index,
        kind="change",
        node=node,
        units=_codes(index, chosen),
        start=start,
        end=end,
        parts=contributions(index, start, end, node, None if effect is None else effect[chosen]),
        labels=(_year(start_year), _year(end_year)),
    )


def decompose_level(
    index: CompositeIndex, year: int | None = None, *, unit: str | None = None, node: str = ROOT
) -> Decomposition:
    """Split a node's score over everything below it.

    Each node gets its score times the partial derivative of the total: w · score for arithmetic means. These
    add up for the other means as well, because they are homogeneous (Euler).

    Parameters
    ----------
    index : CompositeIndex
    year : int, optional
        By default the latest.
    unit : str, optional
        By default every unit that has a score.
    node : str, default "root"

    Returns
    -------
    Decomposition

    Raises
    ------
    UnknownLabelError, DataError
        As :func:`decompose`.
    """
    year = index.years[-1] if year is None else year
    row = index.panel.year_index(year)
    scores = tuple(level[row] for level in index.levels)
    chosen = _scored(index, (scores,), (year,), unit, node)
    scores = _rows(scores, chosen)
    return Decomposition(
        index=index,
        kind="level",
        node=node,
        units=_codes(index, chosen),
        start=scores,
        end=scores,
        parts=contributions(index, None, scores, node),
        labels=(_year(year), _year(year)),
    )


def decompose_gap(  # noqa: PLR0913 - whom, against whom, when, of what
    index: CompositeIndex,
    unit: str,
    others: str | Sequence[str],
    year: int | None = None,
    *,
    node: str = ROOT,
    label: Name | None = None,
) -> Decomposition:
    """Split the gap between a unit and another, or the mean of several, over everything below a node.

    Against several, each node's points are the average of its points against every one of them: they add up
    to the gap to the mean whatever the aggregation.

    Parameters
    ----------
    index : CompositeIndex
    unit : str
        Positive points speak for it.
    others : str or sequence of str
        Those without a score are left out.
    year : int, optional
        By default the latest.
    node : str, default "root"
    label : Name, optional
        What the others are called, such as their tier.

    Returns
    -------
    Decomposition

    Raises
    ------
    UnknownLabelError, DataError
        As :func:`decompose`.
    """
    year = index.years[-1] if year is None else year
    row = index.panel.year_index(year)
    scores = tuple(level[row] for level in index.levels)
    names = [others] if isinstance(others, str) else list(others)
    rivals = np.array([index.panel.unit_index(name) for name in names], dtype=np.intp)
    level, position = index.locate(node)
    if len(rivals) > 1:
        rivals = rivals[~np.isnan(scores[level][rivals, position])]
    chosen = _scored(index, (scores,), (year,), unit, node)
    for name in names if len(rivals) < 2 else ():
        _scored(index, (scores,), (year,), name, node)
    theirs, own = _rows(scores, rivals), _rows(scores, np.repeat(chosen, len(rivals)))
    code = index.units[int(chosen[0])]
    return Decomposition(
        index=index,
        kind="gap",
        node=node,
        units=(code,),
        start=tuple(_mean(part) for part in theirs),
        end=_rows(scores, chosen),
        parts=contributions(index, theirs, own, node).averaged(),
        labels=(label or _names(index, rivals), index.panel.unit_name(code)),
    )


def _scored(
    index: CompositeIndex,
    states: tuple[tuple[FloatArray, ...], ...],
    years: tuple[int, ...],
    unit: str | None,
    node: str,
) -> IntArray:
    """Positions of the units to split: the one asked for, which must have a score, or all that have."""
    level, position = index.locate(node)
    if not index.framework.tree.children(node):
        raise UnknownLabelError(Finding("E_NODE_HAS_NO_PARTS", found=node, details={"node": node}))
    known = ~np.isnan([state[level][:, position] for state in states])
    if unit is None:
        return np.flatnonzero(known.all(axis=0))
    row = index.panel.unit_index(unit)
    missing = [year for year, has in zip(years, known[:, row].tolist(), strict=True) if not has]
    if missing:
        name = index.panel.unit_name(index.units[row])
        details = {"unit_name": name, "years": missing, "name": index.framework.name_of(node)}
        raise DataError(Finding("E_UNIT_NOT_SCORED", unit=index.units[row], details=details))
    return np.array([row], dtype=np.intp)


def _rows(levels: tuple[FloatArray, ...], rows: IntArray) -> tuple[FloatArray, ...]:
    return tuple(level[rows] for level in levels)


def _mean(scores: FloatArray) -> FloatArray:
    """Mean over the first axis of what is there, kept as an axis of one."""
    known = ~np.isnan(scores)
    count = known.sum(axis=0, keepdims=True)
    total = np.where(known, scores, 0.0).sum(axis=0, keepdims=True)
    return ratio(total, count)


def _codes(index: CompositeIndex, rows: IntArray) -> tuple[str, ...]:
    return tuple(np.array(index.units)[rows].tolist())


def _year(year: int) -> Name:
    return Name(zh=f"{year}年", en=str(year))


def _names(index: CompositeIndex, rows: IntArray) -> Name:
    names = [index.panel.unit_name(code) for code in _codes(index, rows)]
    if len(names) == 1:
        return names[0]
    return Name(zh=f"{len(names)}个地区平均", en=f"mean of {len(names)} units")
