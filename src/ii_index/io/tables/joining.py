"""Tables of one framework joined on unit and year: an indicator a file or sheet, or a year a file or sheet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from ii_index._typing import BoolArray, FloatArray
from ii_index.errors import Finding
from ii_index.messages.reading import NONE, unit_in_year
from ii_index.model.assembly import free_heading, missing_columns, order_units, unit_phrase
from ii_index.model.framework import Framework
from ii_index.model.identities import bare
from ii_index.model.panel import Panel

_NAMED = 20


class Part(NamedTuple):
    """One of several tables: what it holds, and the file or sheet it came from."""

    panel: Panel
    name: str


def join(
    parts: Sequence[Part], whole: Framework, source: str, year: int | None = None
) -> tuple[Panel | None, list[Finding]]:
    """Return one panel of all units and years that a table has, and what there is to say of it.

    A cell that no table has is missing. A cell that two tables have is refused unless they agree, and so is a
    ``year`` that none has.
    """
    parts, findings = _one_spelling(parts)
    findings += [*_lacking(parts, whole), *_conflicts(parts), *_absent(parts, year)]
    if any(finding.severity == "error" for finding in findings):
        return None, findings
    panel, more = _joined(parts, whole, source)
    return panel, [*findings, *more]


def _lacking(parts: Iterable[Part], whole: Framework) -> list[Finding]:
    found = {column for part in parts for column in part.panel.framework.readers}
    return [
        Finding("E_MISSING_COLUMN", column=column, details={"name": whole.heading_of(column), "unused": NONE})
        for column in missing_columns(whole, found)
        if column in whole.nodes or column in whole.readers
    ]


def _absent(parts: Iterable[Part], year: int | None) -> list[Finding]:
    years = sorted({one for part in parts for one in part.panel.years})
    if year is None or year in years:
        return []
    return [Finding("E_YEAR_ABSENT", found=str(year), details={"known": years})]


def _one_spelling(parts: Sequence[Part]) -> tuple[list[Part], list[Finding]]:
    """Give free units that tables spell differently the spelling of the first, and say so.

    Only where it is certain: a table that has a spelling has none of the others, and no two of its own that are alike.
    """
    if not parts or parts[0].panel.framework.units != "any":
        return [*parts], []
    known: dict[str, str] = {}
    found, findings = [parts[0]], list[Finding]()
    for part in parts[1:]:
        known.update({unit: bare(unit) for unit in found[-1].panel.units})
        renamed = _respelt(part.panel.units, known)
        if renamed:
            units = tuple(renamed.get(unit, unit) for unit in part.panel.units)
            part = part._replace(panel=replace(part.panel, units=units))  # noqa: PLW2901 - the same part
            pairs = [f"{one} = {other}" for one, other in [*renamed.items()][:_NAMED]]
            details = {"count": len(renamed), "pairs": pairs}
            findings.append(Finding("W_SPELLINGS_JOINED", file=part.name, details=details))
        found.append(part)
    return found, findings


def _respelt(units: Sequence[str], known: Mapping[str, str]) -> dict[str, str]:
    """Return the earlier spelling of each unit that has one and only one, and is alike to no other of its table."""
    earlier: dict[str, set[str]] = {}
    for unit, key in known.items():
        earlier.setdefault(key, set()).add(unit)
    keys = [bare(unit) for unit in units]
    return {
        unit: next(iter(earlier[key]))
        for unit, key in zip(units, keys, strict=True)
        if unit not in known and keys.count(key) == 1 and len(earlier.get(key, ())) == 1
    }


def _cells(panel: Panel) -> list[tuple[str, FloatArray]]:
    """Return each indicator and denominator of a panel with its values, shape (years, units)."""
    declared = [item.id for item in panel.framework.denominators][: panel.denominators.shape[-1]]
    return [
        *((name, panel.values[..., at]) for at, name in enumerate(panel.indicators)),
        *((name, panel.denominators[..., at]) for at, name in enumerate(declared)),
    ]


def _conflicts(parts: Sequence[Part]) -> list[Finding]:
    """Refuse what two tables say differently: one finding an indicator and pair of tables."""
    first: dict[tuple[str, str, int], tuple[float, str]] = {}
    findings: list[Finding] = []
    for part in parts:
        for column, values in _cells(part.panel):
            clashes: dict[str, list[tuple[str, int, float, float]]] = {}
            for row, at in np.argwhere(~np.isnan(values)).tolist():
                unit, year, value = part.panel.units[at], part.panel.years[row], float(values[row, at])
                earlier, where = first.setdefault((column, unit, year), (value, part.name))
                if earlier != value:
                    clashes.setdefault(where, []).append((unit, year, value, earlier))
            findings += [_clash(part, column, where, cells) for where, cells in clashes.items()]
    return findings


def _clash(part: Part, column: str, where: str, cells: Sequence[tuple[str, int, float, float]]) -> Finding:
    unit, year, value, earlier = cells[0]
    details = {
        "first": where,
        "count": len(cells),
        "which": unit_in_year(unit_phrase(unit), year),
        "name": part.panel.framework.heading_of(column),
    }
    return Finding(
        "E_TABLES_CONFLICT",
        file=part.name,
        column=column,
        unit=unit,
        year=year,
        found=f"{value:.12g}",
        expected=f"{earlier:.12g}",
        details=details,
    )


def _joined(parts: Sequence[Part], whole: Framework, source: str) -> tuple[Panel, list[Finding]]:
    years = tuple(sorted({year for part in parts for year in part.panel.years}))
    units = order_units((unit for part in parts for unit in part.panel.units), whole)
    columns = [leaf.id for leaf in whole.leaves]
    declared = [item.id for item in whole.denominators]
    cells = np.full((len(years), len(units), len(columns) + len(declared)), np.nan)
    at = {unit: place for place, unit in enumerate(units)}
    for part in parts:
        rows = [years.index(year) for year in part.panel.years]
        places = [at[unit] for unit in part.panel.units]
        for name, values in _cells(part.panel):
            box = np.ix_(rows, places, [[*columns, *declared].index(name)])
            cells[box] = np.where(np.isnan(values), cells[box][..., 0], values)[..., np.newaxis]
    divided = any(part.panel.denominators.shape[-1] for part in parts)
    findings = _unbalanced(parts, cells[..., : len(columns)])
    groups, varying = _groups(parts, units)
    panel = Panel(
        framework=whole,
        years=years,
        units=units,
        values=cells[..., : len(columns)],
        denominators=cells[..., len(columns) :] if divided else np.empty((0, 0, 0)),
        source=source,
        groups=groups,
    )
    return panel, [*findings, *varying]


def _unbalanced(parts: Sequence[Part], cells: FloatArray) -> list[Finding]:
    """Say how many units and years lack something that no table holds."""
    present = sum(part.panel.values.size for part in parts)
    held: BoolArray = np.asarray(np.isnan(cells).any(axis=2))
    if present >= cells.size or not held.any():
        return []
    return [Finding("W_UNBALANCED", details={"count": int(np.count_nonzero(held))})]


def _groups(parts: Sequence[Part], units: Sequence[str]) -> tuple[dict[str, tuple[str, ...]], list[Finding]]:
    """Return the groups of all tables; where two differ in a unit's group, the last one's, and say so."""
    told: dict[str, dict[str, str]] = {}
    varying: dict[str, list[Any]] = {}
    for part in parts:
        for heading, labels in part.panel.groups.items():
            column = told.setdefault(free_heading(heading, ()), {})
            for unit, label in zip(part.panel.units, labels, strict=True):
                if label and column.get(unit, label) != label:
                    varying.setdefault(heading, []).append(unit_phrase(unit))
                column[unit] = label or column.get(unit, "")
    findings = [
        Finding("W_GROUP_VARIES", column=heading, details={"names": names[:_NAMED], "count": len(names)})
        for heading, names in varying.items()
    ]
    return {
        heading: tuple(column.get(unit, "") for unit in units) for heading, column in told.items()
    }, findings
