"""Series of links as levels, or as growth: 上年=100, 环比."""

import numpy as np

from ii_index._typing import FloatArray
from ii_index.construction.cells import about_cells
from ii_index.errors import DataError, Finding
from ii_index.kernels.chaining import chained
from ii_index.model.chains import Chain
from ii_index.model.node import Node
from ii_index.model.panel import Panel
from ii_index.model.periods import before, kind_of, within


def levels_of(panel: Panel, leaf: Node, values: FloatArray) -> FloatArray:
    """Return what an indicator's links amount to: an index that is 100 in the base, or growth in percent.

    Parameters
    ----------
    panel : Panel
    leaf : Node
        With links.
    values : FloatArray, shape (years, units)

    Raises
    ------
    DataError
        A link that is not positive; links on the year before whose base year lacks periods.
    """
    links = leaf.links
    if links is None:
        return values
    bad = values <= 0
    if bad.any():
        raise DataError(list(about_cells(panel, "E_LINK_NOT_POSITIVE", bad, leaf, values)))
    if links.form == "growth":
        return values - 100.0
    a_year = kind_of(panel.years[0])
    if links.kind == "previous_year" and a_year > 1:
        return _on_the_year_before(panel, leaf, values, a_year)
    return _chained(panel, values, _base(panel))


def _base(panel: Panel) -> int:
    """Return the position of the period that is 100: the first of the framework's base year, else the first of all."""
    base = panel.framework.base_year
    rows = within(panel.years, base) if base is not None else []
    return rows[0] if rows else 0


def _chained(panel: Panel, values: FloatArray, base: int, periods: int = 1) -> FloatArray:
    """Chain period by period; a period that is not in the panel is a missing link."""
    links = values.copy()
    for row in range(1, len(panel.years)):
        if panel.years[row - 1] != before(panel.years[row], periods):
            links[row] = np.nan
    return chained(links, base)


def _on_the_year_before(panel: Panel, leaf: Node, values: FloatArray, a_year: int) -> FloatArray:
    """Chain each month or quarter on the same one of the year before: those of the base year are 100."""
    first = getattr(panel.years[0], "year", 0)
    base = panel.framework.base_year or first
    base = getattr(base, "year", base)
    rows = within(panel.years, base)
    if len(rows) < a_year:
        details = {"name": leaf.name, "year": base, "count": len(rows), "needed": a_year}
        raise DataError(Finding("E_CHAIN_BASE", file=panel.source, column=leaf.id, details=details))
    levels = np.full(values.shape, np.nan)
    years = [getattr(year, "year", 0) for year in panel.years]
    numbers = [getattr(year, "number", 0) for year in panel.years]
    for number in range(1, a_year + 1):
        own = [row for row, which in enumerate(numbers) if which == number]
        links = values[own].copy()
        for at in range(1, len(own)):
            if years[own[at]] - years[own[at - 1]] != 1:
                links[at] = np.nan
        levels[own] = chained(links, [years[row] for row in own].index(base))
    return levels


def compares_units(chain: Chain | None) -> bool:
    """Whether an indicator's values compare across units: levels of chains, 100 in the base for all, do not."""
    return chain is None or chain.form == "growth"
