"""Units and years of a frame: labels that name none are set aside and said, by the same rules as in memory."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from ii_index.errors import DataError, Finding
from ii_index.messages.reading import SKIPPED, unit_in_year
from ii_index.model import provinces
from ii_index.model.assembly import (
    Refused,
    Roster,
    absences,
    expected_units,
    missing_units,
    unit_phrase,
)
from ii_index.model.frame_columns import text_of
from ii_index.model.framework import Framework
from ii_index.model.headings import years_of
from ii_index.model.identities import Identity, reserved_beginning
from ii_index.scale.installed import narwhals

_MOST = 50_000


def set_aside(lazy: Any, unit: str, framework: Framework) -> tuple[list[Any], list[Finding]]:  # noqa: ANN401 - a frame of any engine
    """Return the labels of rows that are no units, and what is said of them.

    Of free labels only those are asked for that begin like words for totals: an engine holds millions.

    Raises
    ------
    DataError
        Labels that no province has, provinces that stand twice in a year or not at all.
    """
    nw = narwhals()
    label = nw.col(unit).cast(nw.String)
    if framework.units == "any":
        lazy = lazy.filter(label.str.contains(f"(?i)^{reserved_beginning()}"))
    counted = lazy.with_columns(__label=label).group_by("__label").agg(__rows=nw.len())
    records = _collected(counted.head(_MOST))
    counts = {record["__label"]: int(record["__rows"]) for record in records if record["__label"] is not None}
    roster = Roster.of(sorted({text_of(name) for name in counts}), framework)
    if roster.unknown:
        raise DataError(_unknown(label, roster, framework) for label in roster.unknown[:_NAMED])
    left = [name for name in counts if text_of(name) in roster.set_aside]
    return left, [_skipped(name, counts[name], roster.set_aside[text_of(name)]) for name in left]


_NAMED = 20


def _skipped(name: str, count: int, found: Identity) -> Finding:
    if found.status == "unit":
        return Finding("W_OUT_OF_SCOPE", unit=found.code, found=name)
    return Finding("W_SCALE_SKIPPED", found=name, details={"count": count, "why": SKIPPED[found.status]})


def _unknown(label: str, roster: Roster, framework: Framework) -> Finding:
    expected, details = roster.meant(label, framework)
    return Finding("E_UNKNOWN_REGION", found=label, expected=expected, details=details)


def require_provinces(lazy: Any, unit: str, year: Any, framework: Framework) -> None:  # noqa: ANN401 - of any engine
    """Refuse provinces that stand twice in a year, or are lacking; nothing of free units.

    Raises
    ------
    DataError
    """
    if framework.units != "provinces":
        return
    nw = narwhals()
    keyed = lazy.with_columns(__label=nw.col(unit).cast(nw.String), __year=year)
    records = _collected(keyed.group_by("__label", "__year").agg(__rows=nw.len()).head(_MOST))
    roster = Roster.of(sorted({text_of(record["__label"]) for record in records}), framework)
    rows: dict[tuple[str, int], int] = {}
    for record in records:
        code = roster.code_of(text_of(record["__label"]))
        if code is not None and record["__year"] is not None:
            key = code, int(record["__year"])
            rows[key] = rows.get(key, 0) + int(record["__rows"])
    findings = [
        Finding("E_DUPLICATE_KEY", unit=code, year=of, details={"which": unit_in_year(unit_phrase(code), of)})
        for (code, of), count in sorted(rows.items())
        if count > 1
    ]
    findings += [
        Finding(code, **values) for code, values in absences(_absent(rows, framework), allowed=False)
    ]
    if findings:
        raise DataError(findings[:_NAMED])


def _absent(rows: Mapping[tuple[str, int], int], framework: Framework) -> list[tuple[str, int | None]]:
    units, years = sorted({code for code, _ in rows}), sorted({year for _, year in rows})
    present = np.array([[(code, year) in rows for code in units] for year in years], dtype=np.bool_)
    if units in ([], [provinces.NATION]):
        return []
    return missing_units(present, units, years, expected_units(framework, None), Refused())


def years_by_label(lazy: Any, year: str) -> dict[str, int]:  # noqa: ANN401 - a frame of any engine
    """Return the year or period of each label of a column of texts or dates.

    Raises
    ------
    DataError
        Labels that are neither.
    """
    nw = narwhals()
    labelled = lazy.with_columns(__label=nw.col(year).cast(nw.String)).group_by("__label")
    counts = {
        record["__label"]: int(record["__rows"])
        for record in _collected(labelled.agg(__rows=nw.len()).head(_MOST))
        if record["__label"] is not None
    }
    found = dict(zip(counts, years_of([*map(text_of, counts)], [*counts.values()]), strict=True))
    bad = [label for label, of in found.items() if of is None]
    if bad:
        raise DataError(Finding("E_BAD_YEAR", column=year, found=label) for label in sorted(bad)[:_NAMED])
    return {label: of for label, of in found.items() if of is not None}


def _collected(lazy: Any) -> Iterable[dict[str, Any]]:  # noqa: ANN401 - a frame of any engine
    table = lazy.collect()
    return [*table.iter_rows(named=True)]
