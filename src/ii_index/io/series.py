"""Read a published series: a row a period, a column for the total and one for every component."""

import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import numpy as np

from ii_index._typing import FloatArray
from ii_index.analysis.identification.weights import complete_periods
from ii_index.errors import DataError, Finding
from ii_index.io.definitions import read_yaml, validated
from ii_index.io.files.grid import Cell, Grid, Rows, is_blank, text_of
from ii_index.io.files.open import read_bytes, read_grids
from ii_index.io.frameworks import read_framework
from ii_index.model import numbers
from ii_index.model.claims import Claims
from ii_index.model.framework import Framework
from ii_index.model.names import Name
from ii_index.model.series import PublishedSeries
from ii_index.model.spelling import fold

PERIODS = ("年份", "年度", "年", "时期", "月份", "月", "year", "period", "month", "date")
TOTALS = ("综合指数", "总指数", "综合", "总分", "total", "overall", "index", "general index")
_DEFAULT_FRAMEWORK = "caict-2024"


def read_series(
    path: Path | Sequence[Path],
    *,
    total: str | None = None,
    half_width: float | None = None,
    framework: Framework | None = None,
    sheet: str | None = None,
) -> PublishedSeries:
    """Read a published series from a table, or from several that are joined on their periods.

    Parameters
    ----------
    path : path, or sequence of path
        ``-`` is standard input. Of several tables each has some of the columns, or some of the periods, or both.
    total : str, optional
        Heading of the column of totals, where it is none of the usual ones.
    half_width : float, optional
        By default half of the last digit: of integers 0.5, of numbers with up to one decimal 0.05.
    framework : Framework, optional
        Whose nodes the components are; by default the built-in one, where all of them are among its nodes.
    sheet : str, optional

    Returns
    -------
    PublishedSeries

    Raises
    ------
    DataError
        Every fault of the table.
    """
    grids = [_grid(one, sheet) for one in ([path] if isinstance(path, str | Path) else path)]
    grid = grids[0] if len(grids) == 1 else _joined(grids, total)
    file, top = grid.file, _header(grid, total)
    heads = [text_of(cell) for cell in grid.row(top)]
    of_total = next(at for at, head in enumerate(heads) if _is(head, (total,) if total else TOTALS))
    of_period = [at for at, head in enumerate(heads) if _is(head, PERIODS)]
    parts = [at for at, head in enumerate(heads) if head and at not in {*of_period, of_total}]
    rows = [at for at in range(top + 1, len(grid)) if not all(map(is_blank, grid.row(at)))]
    if not parts or not rows:
        raise DataError(Finding("E_SERIES_EMPTY", file=file))
    values = _values(grid, rows, [of_total, *parts])
    labels, names = _named([heads[at] for at in parts], framework)
    return complete_periods(
        periods=_periods(grid, rows, of_period),
        labels=labels,
        names=names,
        totals=values[:, 0],
        components=values[:, 1:],
        half_width=_half_of_last_digit(grid, rows, [of_total, *parts]) if half_width is None else half_width,
        source=file,
    )


def read_claims_file(path: Path) -> Claims:
    """Read a YAML file of claims.

    Raises
    ------
    FrameworkError
        Every fault of the file.
    """
    return validated(read_yaml(path), Claims, str(path))


def _grid(path: Path, sheet: str | None) -> Grid:
    file, content = read_bytes(path)
    return read_grids(file, content, lambda row: sum(_is(text_of(cell), TOTALS) for cell in row), sheet)[0]


def _joined(grids: Sequence[Grid], total: str | None) -> Grid:
    """Return one table of several: a row for every period, in order, and a column for every heading.

    A cell that two tables have is refused unless they agree.
    """
    told: dict[str, dict[str, Cell]] = {}
    heads: dict[str, str] = {}
    first: dict[tuple[str, str], str] = {}
    faults: list[Finding] = []
    for grid in grids:
        top = _header_of_part(grid, total)
        titles = [text_of(cell) for cell in grid.row(top)]
        of_period = [at for at, title in enumerate(titles) if _is(title, PERIODS)]
        rows = [at for at in range(top + 1, len(grid)) if not all(map(is_blank, grid.row(at)))]
        columns = [at for at, title in enumerate(titles) if title and at not in of_period]
        _values(grid, rows, columns)
        for row, period in zip(rows, _periods(grid, rows, of_period), strict=True):
            for at in columns:
                cell, head = _cell(grid, row, at), heads.setdefault(fold(titles[at]), titles[at])
                earlier = told.setdefault(period, {}).setdefault(head, cell)
                where = first.setdefault((period, head), grid.file)
                if is_blank(earlier):
                    told[period][head] = cell
                elif not is_blank(cell) and text_of(cell) != text_of(earlier):
                    details = {"which": period, "name": head, "first": where, "count": 1}
                    found = {"found": text_of(cell), "expected": text_of(earlier)}
                    faults.append(grid.finding("E_TABLES_CONFLICT", row, at, **found, details=details))
    if faults:
        raise DataError(faults)
    body = [[period, *map(told[period].get, heads.values())] for period in sorted(told, key=_in_time)]
    file = " + ".join(grid.file for grid in grids)
    return Rows(
        file=file, lines=range(1, len(body) + 2), delimiter=",", rows=[["period", *heads.values()], *body]
    )


def _in_time(period: str) -> list[int]:
    return [*map(int, re.findall(r"\d+", period))]


def _header_of_part(grid: Grid, total: str | None) -> int:
    """Return the first row that heads a column of periods, by which the table is joined."""
    for at in range(len(grid)):
        if any(_is(text_of(cell), PERIODS) for cell in grid.row(at)):
            return at
    row = _header(grid, total)
    found = ", ".join(filter(None, map(text_of, grid.row(row))))
    raise DataError(grid.finding("E_SERIES_NO_PERIOD", row, found=found, details={"known": [*PERIODS]}))


def _header(grid: Grid, total: str | None) -> int:
    wanted = (total,) if total else TOTALS
    for at in range(len(grid)):
        if any(_is(text_of(cell), wanted) for cell in grid.row(at)):
            return at
    first = next((at for at in range(len(grid)) if not all(map(is_blank, grid.row(at)))), None)
    found = "" if first is None else ", ".join(filter(None, map(text_of, grid.row(first))))
    raise DataError(
        Finding("E_SERIES_NO_TOTAL", file=grid.file, found=found, details={"known": list(wanted)})
    )


def _values(grid: Grid, rows: Sequence[int], columns: Sequence[int]) -> FloatArray:
    values = np.full((len(rows), len(columns)), np.nan)
    faults: list[Finding] = []
    for place, row in enumerate(rows):
        for beside, at in enumerate(columns):
            cell = _cell(grid, row, at)
            number = numbers.read(cell, numbers.Measure())
            if (isinstance(number, numbers.Number) and number.bare) or (
                isinstance(number, numbers.Number) and number.missing
            ):
                values[place, beside] = number.value
            else:
                faults.append(grid.finding("E_SERIES_CELL", row, at, found=text_of(cell)))
    if faults:
        raise DataError(faults)
    return values


def _half_of_last_digit(grid: Grid, rows: Sequence[int], columns: Sequence[int]) -> float:
    """Half of the last digit of the number with the most decimals."""
    texts = (text_of(_cell(grid, row, at)) for row in rows for at in columns)
    decimals = max(len(text.partition(".")[2]) for text in texts)
    return float(Decimal(5).scaleb(-decimals - 1))


def _periods(grid: Grid, rows: Sequence[int], columns: Sequence[int]) -> tuple[str, ...]:
    if not columns:
        return tuple(str(grid.lines[row]) for row in rows)
    texts = ["-".join(text_of(_cell(grid, row, at)) for at in columns) for row in rows]
    names = tuple(text.removesuffix("年") for text in texts)
    twice = [
        grid.finding("E_DUPLICATE_PERIOD", row, found=name)
        for row, name in zip(rows, names, strict=True)
        if names.count(name) > 1
    ]
    if twice:
        raise DataError(twice)
    return names


def _named(heads: Sequence[str], framework: Framework | None) -> tuple[tuple[str, ...], tuple[Name, ...]]:
    """Ids and names of the components: those of a framework whose nodes they all are, else as they are headed."""
    definition = read_framework(_DEFAULT_FRAMEWORK) if framework is None else framework
    known = {fold(text): node for node in definition.walk() for text in (node.id, node.name.zh, node.name.en)}
    nodes = [known.get(fold(head)) for head in heads]
    found = [node for node in nodes if node is not None]
    if len(found) == len(heads):
        return tuple(node.id for node in found), tuple(node.name for node in found)
    return tuple(heads), tuple(Name(zh=head, en=head) for head in heads)


def _cell(grid: Grid, row: int, at: int) -> Cell:
    cells = grid.row(row)
    return cells[at] if at < len(cells) else None


def _is(text: str, known: Sequence[str]) -> bool:
    return fold(text) in {fold(name) for name in known}
