"""How far each cell is to be trusted: a table laid out like the data, with a class in every cell."""

import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ii_index.errors import DataError, Finding
from ii_index.io.files.limits import LIMITS
from ii_index.io.files.sources import Readable, handed
from ii_index.io.records import Record, read_records
from ii_index.model.panel import Panel
from ii_index.model.spelling import fold

UNMARKED = "?"
"""Class of a cell that the table says nothing about."""

_UNIT_OF_MEASUREMENT = re.compile(r"[(（][^()（）]*[)）]\s*$")
_FOUR_DIGITS = re.compile(r"\d{4}", re.ASCII)
_YEAR = frozenset(fold(heading) for heading in ("年份", "年度", "year"))


def read_confidence(path: str | Path | Readable, panel: Panel) -> NDArray[np.str_]:
    """Read the class of confidence of every cell of a panel.

    Parameters
    ----------
    path : str, path or file object
        A row a unit and year, a column an indicator under its id or any of its names; rows and columns that
        the panel does not have are passed over.
    panel : Panel

    Returns
    -------
    array of str, shape (years, units, indicators)
        ``?`` where the table says nothing.

    Raises
    ------
    DataError
        No such file, no column of units or years, or no row of the panel's.
    """
    columns = _columns(panel)
    classes = np.full(panel.values.shape, UNMARKED, dtype="<U32")
    found = False
    with handed(path, LIMITS.file) as file:
        records = read_records(Path(file), ["entity"])
    for record in records:
        cell = _cell(record, panel)
        if cell is None:
            continue
        found = True
        for heading, label in record.others.items():
            indicator = columns.get(_named(heading), columns.get(fold(heading)))
            if indicator is not None and label:
                classes[(*cell, indicator)] = label
    if not found:
        raise DataError(Finding("E_CONFIDENCE_ROWS", file=str(file)))
    return classes


def _columns(panel: Panel) -> dict[str, int]:
    """Map every name of an indicator to its place."""
    return {
        fold(name): place
        for place, leaf in enumerate(panel.framework.leaves)
        for name in (leaf.id, leaf.name.zh, leaf.name.en, *leaf.aliases)
    }


def _named(heading: str) -> str:
    """Return what a heading names, without its unit of measurement."""
    return fold(_UNIT_OF_MEASUREMENT.sub("", heading))


def _cell(record: Record, panel: Panel) -> tuple[int, int] | None:
    """Find a record's year and unit in the panel."""
    year = next((text for heading, text in record.others.items() if fold(heading) in _YEAR), "")
    if not _FOUR_DIGITS.fullmatch(fold(year)) or int(fold(year)) not in panel.years:
        return None
    try:
        unit = panel.unit_index(record.known["entity"])
    except LookupError:
        return None
    return panel.years.index(int(fold(year))), unit
