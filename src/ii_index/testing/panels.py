"""Strategies for frameworks and panels."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from hypothesis import strategies as st

from ii_index.model.framework import Framework
from ii_index.model.panel import Panel
from ii_index.testing.tables import tables

DEEPEST = 3
WIDEST = 3
FIRST_YEAR = 2020


@st.composite
def frameworks(draw: st.DrawFn, *, weighted: bool = True) -> Framework:
    """Draw a framework: one to three levels, leaves at different depths, both directions.

    Parameters
    ----------
    draw : callable
        Given by Hypothesis.
    weighted : bool, default True
        Whether every node has a positive weight; else none has one.

    Returns
    -------
    strategy of Framework
    """
    numbers = count(1)
    children = [_node(draw, numbers, 1, weighted) for _ in range(draw(st.integers(1, WIDEST)))]
    fields = {"id": "drawn", "name": "Drawn", "reference": "drawn by Hypothesis", "children": children}
    return Framework.model_validate(fields)


@st.composite
def panels(  # noqa: PLR0913 - what a panel may hold
    draw: st.DrawFn,
    framework: Framework | None = None,
    *,
    years: int | None = None,
    units: int | None = None,
    missing: bool = False,
    constant: bool = False,
    negative: bool = False,
) -> Panel:
    """Draw a panel of a framework, with ties and with columns of very different scales.

    Parameters
    ----------
    draw : callable
        Given by Hypothesis.
    framework : Framework, optional
        By default one is drawn.
    years, units : int, optional
        How many; 1 to 3 and 3 to 7 by default.
    missing, constant, negative : bool, default False
        As for :func:`~ii_index.testing.tables`; a column varies over all years together.

    Returns
    -------
    strategy of Panel
    """
    definition = draw(frameworks()) if framework is None else framework
    years = draw(st.integers(1, 3)) if years is None else years
    units = draw(st.integers(3, 7)) if units is None else units
    leaves = len(definition.leaves)
    cells = draw(
        tables(units=years * units, indicators=leaves, missing=missing, constant=constant, negative=negative)
    )
    labels = tuple(f"unit {number + 1}" for number in range(units))
    covered = tuple(range(FIRST_YEAR, FIRST_YEAR + years))
    return Panel(definition, covered, labels, cells.reshape(years, units, leaves))


def _node(draw: st.DrawFn, numbers: Iterator[int], level: int, weighted: bool) -> dict[str, Any]:  # noqa: FBT001
    node: dict[str, Any] = {"id": f"x{next(numbers)}"}
    node["name"] = {"zh": f"指标{node['id']}", "en": f"Indicator {node['id']}"}
    if weighted:
        node["weight"] = draw(st.integers(1, 100))
    below = draw(st.integers(0, WIDEST)) if level < DEEPEST else 0
    if below:
        node["children"] = [_node(draw, numbers, level + 1, weighted) for _ in range(below)]
    else:
        node["direction"] = draw(st.sampled_from(["positive", "negative"]))
    return node
