"""Several tables of one framework joined on unit and year: an indicator a file, or a year a file."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ii_index.errors import DataError, Finding
from ii_index.io.frameworks import framework_and_notes
from ii_index.io.tables.header import HeaderReader
from ii_index.io.tables.matching import columns_of
from ii_index.io.tables.reader import check_table, grids_of, match_framework
from ii_index.messages.reading import NONE
from ii_index.model.assembly import missing_columns, order_units
from ii_index.model.framework import Framework
from ii_index.model.node import is_held
from ii_index.model.panel import Panel


def read_joined(
    paths: Sequence[str | Path],
    framework: Framework | str | Path | None = None,
    **options: Any,  # noqa: ANN401 - those of read_panel
) -> Panel:
    """Read several tables under one framework, each with what it has of it, as one panel.

    Parameters
    ----------
    paths : sequence of str or path
    framework : Framework, str or path, optional
        By default the built-in one that the first table fits.
    **options
        Of :func:`ii_index.read_panel`, for every table.

    Returns
    -------
    Panel
        Of all units and years that a table has; a cell that no table has is missing.

    Raises
    ------
    DataError
        Every fault of every table; an indicator that none has; a cell that two have.
    """
    if framework is None:
        framework = match_framework(paths[0], sheet=options.get("sheet"))
    whole, notes = (framework, ()) if isinstance(framework, Framework) else framework_and_notes(framework)
    panels: list[Panel] = []
    findings: list[Finding] = [*notes]
    for path in paths:
        reading = check_table(path, _part(path, whole, options), **options)
        findings += reading.findings
        if reading.panel is not None:
            panels.append(reading.panel)
    if len(panels) == len(paths):
        findings += _lacking(panels, whole)
        findings += _said_twice(panels)
    if any(finding.severity == "error" for finding in findings):
        raise DataError(sorted(findings, key=lambda one: one.severity != "error"))
    return _joined(panels, whole, findings)


def _part(path: str | Path, whole: Framework, options: dict[str, Any]) -> Framework:
    """Return the framework without the indicators that a table lacks; the whole where it has none."""
    reader = HeaderReader(whole)
    grids = grids_of(path, options.get("sheet"), [reader], options.get("encoding"))
    found = frozenset[str]().union(*(columns_of(grid, reader) for grid in grids))
    lacking = {leaf.id for leaf in whole.leaves if not is_held(leaf, found)}
    return whole.without(lacking) if found.intersection(whole.readers) else whole


def _lacking(panels: Iterable[Panel], whole: Framework) -> list[Finding]:
    found = {column for panel in panels for column in panel.framework.readers}
    return [
        Finding("E_MISSING_COLUMN", column=column, details={"name": whole.heading_of(column), "unused": NONE})
        for column in missing_columns(whole, found)
        if column in whole.nodes or column in whole.readers
    ]


def _said_twice(panels: Sequence[Panel]) -> list[Finding]:
    """Refuse an indicator of which two tables hold the same unit and year."""
    first: dict[tuple[str, str, int], str | None] = {}
    findings: list[Finding] = []
    for panel in panels:
        reported: set[str] = set()
        constants = {leaf.id for leaf in panel.framework.leaves if leaf.reads is None}
        for row, place, column in np.argwhere(~np.isnan(panel.values)).tolist():
            indicator = panel.indicators[column]
            if indicator in constants:
                continue
            key = (indicator, panel.units[place], panel.years[row])
            before = first.setdefault(key, panel.source)
            if before is not panel.source and indicator not in reported:
                reported.add(indicator)
                details = {"first": before}
                findings.append(
                    Finding(
                        "E_DUPLICATE_COLUMN",
                        file=panel.source,
                        column=indicator,
                        found=indicator,
                        details=details,
                    )
                )
    return findings


def _joined(panels: Sequence[Panel], whole: Framework, findings: Sequence[Finding]) -> Panel:
    years = tuple(sorted({year for panel in panels for year in panel.years}))
    units = order_units((unit for panel in panels for unit in panel.units), whole)
    columns = [leaf.id for leaf in whole.leaves]
    declared = [item.id for item in whole.denominators]
    values = np.full((len(years), len(units), len(columns)), np.nan)
    divisors = np.full((len(years), len(units), len(declared)), np.nan)
    for panel in panels:
        rows, places = (
            [years.index(year) for year in panel.years],
            [units.index(unit) for unit in panel.units],
        )
        _fill(values, rows, places, [columns.index(name) for name in panel.indicators], panel.values)
        if panel.denominators.shape[-1]:
            own = [declared.index(item.id) for item in panel.framework.denominators]
            _fill(divisors, rows, places, own, panel.denominators)
    present = sum(len(panel.years) * len(panel.units) * len(panel.indicators) for panel in panels)
    if present < values.size:
        held = np.isnan(values).any(axis=2)
        findings = [*findings, Finding("W_UNBALANCED", details={"count": int(np.count_nonzero(held))})]
    return Panel(
        framework=whole,
        years=years,
        units=units,
        values=values,
        denominators=divisors,
        findings=tuple(findings),
        source=" + ".join(str(panel.source) for panel in panels),
    )


def _fill(whole: Any, rows: list[int], places: list[int], columns: list[int], part: Any) -> None:  # noqa: ANN401 - arrays
    """Put the values of a part in their places, where it has any."""
    box = np.ix_(rows, places, columns)
    whole[box] = np.where(np.isnan(part), whole[box], part)
