"""Findings about cells of a panel, each with its year, unit and indicator."""

from collections.abc import Iterator, Sequence

import numpy as np

from ii_index._typing import BoolArray, FloatArray
from ii_index.errors import Finding
from ii_index.model.names import Name
from ii_index.model.node import Node
from ii_index.model.panel import Panel

_MANY = 5


def about_all_cells(panel: Panel, code: str, where: BoolArray, **details: object) -> list[Finding]:
    """Return the findings about marked cells, shape (years, units, indicators), indicator by indicator."""
    return [
        finding
        for position, leaf in enumerate(panel.framework.leaves)
        for finding in about_cells(
            panel, code, where[..., position], leaf, panel.values[..., position], **details
        )
    ]


def about_cells(
    panel: Panel, code: str, where: BoolArray, leaf: Node, values: FloatArray, **details: object
) -> Iterator[Finding]:
    """One finding a cell of an indicator, by year and unit; one a year where there are many."""
    cells: list[Sequence[int]] = []
    for year in np.flatnonzero(where.any(axis=1)).tolist():
        units = np.flatnonzero(where[year]).tolist()
        if len(units) <= _MANY:
            cells += [(year, unit) for unit in units]
            continue
        names = [panel.unit_name(panel.units[unit]) for unit in units[:_MANY]]
        zh = f"{'、'.join(name.zh for name in names)}等{len(units)}个单位"
        en = f"{', '.join(name.en for name in names)} and others ({len(units)} in all)"
        said = {"name": leaf.name, "unit_name": Name(zh=zh, en=en), "count": len(units), **details}
        first = values[year, units[0]]
        yield Finding(
            code,
            file=panel.source,
            column=leaf.id,
            year=panel.years[year],
            found=None if np.isnan(first) else f"{first:.12g}",
            details=said,
        )
    for year, unit in cells:
        value = values[year, unit]
        yield Finding(
            code,
            file=panel.source,
            column=leaf.id,
            unit=panel.units[unit],
            year=panel.years[year],
            found=None if np.isnan(value) else f"{value:.12g}",
            details={"name": leaf.name, "unit_name": panel.unit_name(panel.units[unit]), **details},
        )
