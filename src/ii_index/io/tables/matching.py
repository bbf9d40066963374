"""Which built-in framework a table's header fits, where none was named."""

from collections.abc import Iterable, Sequence

from ii_index.errors import DataError, Finding
from ii_index.io.tables.grid import Grid
from ii_index.io.tables.header import HeaderReader
from ii_index.io.tables.layout import lay_out
from ii_index.model.assembly import missing_columns
from ii_index.model.framework import Framework


def fitting(grids: Iterable[Grid], frameworks: Sequence[Framework]) -> Framework:
    """Return the framework whose columns the header has.

    One that lacks no column comes before one that does; then the one with most columns. Frameworks that fit through
    the same columns are the same tree there, and the first is taken.

    Raises
    ------
    DataError
        None fits, or several do through different columns.
    """
    grids = list(grids)
    found = {framework.id: _columns(grids, framework) for framework in frameworks}
    ranked = [(not missing_columns(item, found[item.id]), len(found[item.id]), item) for item in frameworks]
    best = max((whole, count) for whole, count, _ in ranked)
    fit = [item for whole, count, item in ranked if (whole, count) == best]
    if best[1] < 2 or len({found[item.id] for item in fit}) > 1:
        known = [item.id for _, _, item in sorted(ranked, key=lambda one: (not one[0], -one[1]))]
        raise DataError(
            Finding("E_FRAMEWORK_UNCLEAR", file=grids[0].file if grids else None, details={"known": known})
        )
    return fit[0]


def _columns(grids: Sequence[Grid], framework: Framework) -> frozenset[str]:
    """Return the columns of a framework that the best of the grids has."""
    return max((columns_of(grid, framework) for grid in grids), key=len, default=frozenset[str]())


def columns_of(grid: Grid, framework: Framework) -> frozenset[str]:
    """Return the indicators of a framework for which a grid has values, by id."""
    reader = HeaderReader(framework)
    header = reader.find(grid)
    if header is None:
        return frozenset()
    layout = lay_out(grid, header, reader)
    if not layout.values:
        return frozenset()
    found = {head.column for head in layout.values if head.column}
    found |= {named.column for text in layout.indicators if (named := reader.names.find(text))}
    declared = {item.id for item in framework.denominators}
    return frozenset(found - declared)
