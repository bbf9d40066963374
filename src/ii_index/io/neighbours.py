"""Tables of neighbours: the project's own of the 31 provinces, and users' lists of pairs or square matrices."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from ii_index._typing import FloatArray
from ii_index.errors import DataError, Finding
from ii_index.io.files.open import handed_content, read_bytes, read_grids
from ii_index.io.files.sources import Readable
from ii_index.model.names import Name
from ii_index.model.neighbours import Neighbours
from ii_index.model.provinces import resolve

_OWN = Name(
    zh="省级行政区陆地接壤关系68对，另按惯例视海南与广东（隔琼州海峡）相邻，共69对；"
    "项目自行整理自标准地图，不含港澳台",
    en="68 pairs of provinces with a land border, and by convention Hainan with Guangdong across the strait: 69 pairs; "
    "compiled by the project from the standard map, without Hong Kong, Macao and Taiwan",
)


@cache
def province_neighbours() -> Neighbours:
    """Return the project's table of the 31 provinces: 68 land borders, and Hainan with Guangdong.

    Returns
    -------
    Neighbours
        Symmetric.
    """
    text = files("ii_index.io").joinpath("province_neighbours.csv").read_text(encoding="utf-8")
    rows = [line.split(",")[:2] for line in text.splitlines()[1:]]
    units = tuple(sorted({code for row in rows for code in row}))
    return Neighbours(units, _weights(units, [(first, second, 1.0) for first, second in rows]), _OWN)


def read_neighbours(path: str | Path | Readable, units: Sequence[str] = ()) -> Neighbours:
    """Read a table of neighbours of one's own.

    A list of pairs has two columns, or three with a weight, under a heading; each pair stands in both directions or is
    taken for both. A square matrix has the units in its first row and its first column.

    Parameters
    ----------
    path : str, path or file object
        Text or workbook, as for tables of values.
    units : sequence of str, optional
        Unit codes of the panel; provinces may be named in any usual form.

    Returns
    -------
    Neighbours

    Raises
    ------
    DataError
        Cells that are no weights, a unit that is its own neighbour, units that nobody knows.
    """
    file, content = read_bytes(path) if isinstance(path, (str, Path)) else handed_content(path)
    grid = read_grids(file, content, lambda cells: sum(bool(cell) for cell in cells))[0]
    rows = [["" if cell is None else str(cell).strip() for cell in grid.row(at)] for at in range(len(grid))]
    rows = [row for row in rows if any(row)]
    if len(rows) < 2 or min(map(len, rows)) < 2:
        raise DataError(Finding("E_NEIGHBOUR_TABLE", file=file))
    pairs = _matrix(rows, file) if len(rows[0]) > 3 and len(rows) == len(rows[0]) else _list(rows, file)
    known = set(units)
    coded = [(_code(first, known), _code(second, known), weight) for first, second, weight in pairs]
    faults = [
        Finding("E_NEIGHBOUR_UNIT", file=str(path), found=unit)
        for unit in dict.fromkeys(unit for first, second, _ in coded for unit in (first, second))
        if known and unit not in known and resolve(unit) is None
    ]
    faults += [
        Finding("E_NEIGHBOUR_SELF", file=str(path), found=first)
        for first, second, _ in coded
        if first == second
    ]
    if faults:
        raise DataError(faults)
    named = tuple(sorted({unit for first, second, _ in coded for unit in (first, second)}))
    source = Name(zh=f"自备邻接表 {file}", en=f"own table {file}")
    return Neighbours(named, _weights(named, coded), source)


def _list(rows: list[list[str]], file: str) -> list[tuple[str, str, float]]:
    """Read pairs; where no pair stands in both directions, each is meant in both."""
    pairs: list[tuple[str, str, float]] = []
    for place, row in enumerate(rows[1:], start=2):
        weight = row[2] if len(row) > 2 and row[2] else "1"
        pairs.append((row[0], row[1], _number(weight, file, place) if _is_number(weight) else 1.0))
    said = {(first, second) for first, second, _ in pairs}
    if not any((second, first) in said for first, second in said):
        pairs += [(second, first, weight) for first, second, weight in pairs]
    return pairs


def _matrix(rows: list[list[str]], file: str) -> list[tuple[str, str, float]]:
    heads = rows[0][1:]
    return [
        (row[0], head, weight)
        for place, row in enumerate(rows[1:], start=2)
        for head, cell in zip(heads, row[1:], strict=True)
        if (weight := _number(cell or "0", file, place)) != 0
    ]


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _number(text: str, file: str, row: int) -> float:
    if not _is_number(text) or not 0 <= float(text) < np.inf:
        raise DataError(Finding("E_NEIGHBOUR_WEIGHT", file=file, row=row, found=text))
    return float(text)


def _code(unit: str, known: set[str]) -> str:
    return unit if unit in known else resolve(unit) or unit


def _weights(units: Sequence[str], pairs: Sequence[tuple[str, str, float]]) -> FloatArray:
    place = {unit: at for at, unit in enumerate(units)}
    weights = np.zeros((len(units), len(units)))
    for first, second, weight in pairs:
        weights[place[first], place[second]] = weight
    return weights
