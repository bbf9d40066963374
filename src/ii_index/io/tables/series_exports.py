"""Exports of series, one a column below its name, frequency, unit and source: read as rows, as every long table is.

Wind, iFinD: 指标名称, 频率, 单位, 来源, 指标ID above the dates, names such as ``江苏:地区生产总值``.
CEIC: Region, Subnational, Frequency, Unit, Source, Series ID.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from ii_index.io.files.grid import Cell, Grid, is_blank, text_of
from ii_index.io.tables.header import HeaderReader
from ii_index.io.tables.moved import Moved, Place
from ii_index.model import units_of_measurement as units
from ii_index.model.headings import year_of
from ii_index.model.spelling import compact, fold

_HEADER_ROWS = 30
_WORDS = {
    "name": "指标名称 指标 名称 序列名称 数据名称 indicator_name indicator series_name series variable name",
    "frequency": "频率 频度 数据频率 frequency freq",
    "unit": "单位 计量单位 unit units unit_of_measure",
    "nation": "国家 国家/地区 国家和地区 region country",
    "place": "地区 省份 省市 城市 地域 subnational province city area geography",
    "aside": """
        来源 数据来源 指标id 指标代码 序列号 序列id 更新时间 最近更新时间 更新频率 时间区间 起始时间 结束时间
        截止时间 状态
        source series_id sr_code mnemonic status function_description function_information first_obs._date
        last_obs._date
        last_update_time last_updated start_date end_date no._of_obs trade_code key_series suggestions mean variance
        standard_deviation skewness kurtosis coefficient_variation min max median series_remarks remarks multiplier
    """,
}
_KINDS: Mapping[str, str] = MappingProxyType(
    {compact(word): kind for kind, words in _WORDS.items() for word in words.split()}
)
_FEWEST = 3
_ANNUAL = re.compile(r"^(?:年度?|每年|a$|y$|annual|yearly)")
_MONTHLY, _QUARTERLY = re.compile(r"^(?:月|每月|m$|monthly)"), re.compile(r"^(?:季|每季|q$|quarterly)")
_DAY = re.compile(
    r"^((?:19|20)\d{2})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?月?(?:[ t]00:00(?::00(?:\.0+)?)?)?$"
)
_MONTH_FIRST = re.compile(r"^(\d{1,2})/((?:19|20)\d{2})$")
_COLON = re.compile(r"\s*[:：]\s*")
_MONTHS_OF_A_QUARTER = 3


class _Export(NamedTuple):
    """The rows of an export: of names, units, frequencies, places and nations, and the first of the dates."""

    rows: Mapping[str, int]
    first: int


class _Series(NamedTuple):
    """One column: which indicator of which unit it is, in which unit of measurement, how often."""

    at: int
    label: str | None
    indicator: str
    frequency: str


def with_series(grid: Grid, readers: Sequence[HeaderReader]) -> Grid:
    """Return the grid of an export of series with a row for each number; any other grid as it is."""
    found = _found(grid)
    if found is None:
        return grid
    series = [*_series(grid, found, readers)]
    return _long(grid, found, series) if series else grid


def _found(grid: Grid) -> _Export | None:
    """Return where an export has its rows: frequencies with units or sources, or both of these and more."""
    head = grid.head(_HEADER_ROWS)
    firsts = [text_of(row[0]) if row else "" for row in head]
    kinds = [_KINDS.get(compact(text)) for text in firsts]
    dates = [at for at, text in enumerate(firsts) if _is_date(text)]
    first = dates[0] if dates else 0
    said = [kind for kind in kinds[:first] if kind and kind != "name"]
    enough = {"frequency", "unit"} <= {*said} or {"frequency", "aside"} <= {*said}
    if not enough and not ({"unit", "aside"} <= {*said} and len(said) >= _FEWEST):
        return None
    rows = {kind: at for at, kind in reversed([*enumerate(kinds[:first])]) if kind and kind != "aside"}
    top = next(at for at, kind in enumerate(kinds) if kind)
    if "name" not in rows and top and not firsts[top - 1] and any(map(text_of, head[top - 1])):
        rows["name"] = top - 1
    between = range(rows.get("name", first), first)
    plain = all(kinds[at] or not any(map(text_of, head[at])) or at == rows["name"] for at in between)
    return _Export(rows, first) if "name" in rows and plain else None


def _is_date(text: str) -> bool:
    return year_of(text) is not None or bool(_DAY.match(text)) or bool(_MONTH_FIRST.match(text))


def _series(grid: Grid, found: _Export, readers: Sequence[HeaderReader]) -> Iterator[_Series]:
    names = [*map(text_of, grid.row(found.rows["name"]))]
    ats = [at for at, name in enumerate(names) if at and name]
    said = {at: [part for part in _COLON.split(names[at]) if part] for at in ats}
    places = {at: _cell(grid, found, "place", at) or _cell(grid, found, "nation", at) for at in ats}
    headed = any(places.values())
    position = None if headed else _position([*said.values()], readers)
    for at in ats:
        parts = said[at]
        if headed:
            told = {fold(_cell(grid, found, kind, at)) for kind in ("place", "nation")}
            rest = [part for part in parts if fold(part) not in told and not _COUNTRY.match(part)] or parts
            label: str | None = places[at]
        elif position is not None and len(parts) > 1:
            label, rest = parts[position], parts[: len(parts) - 1] if position else parts[1:]
        else:
            label, rest = None if position is None else "", parts
        yield _Series(at, label, ":".join(rest), _cell(grid, found, "frequency", at))


_COUNTRY = re.compile(r"^[A-Z]{2}$")


def _cell(grid: Grid, found: _Export, kind: str, at: int) -> str:
    row = grid.row(found.rows[kind]) if kind in found.rows else ()
    return text_of(row[at]) if at < len(row) else ""


def _position(names: Sequence[Sequence[str]], readers: Sequence[HeaderReader]) -> int | None:
    """Return which part of the names is the unit, the first or the last: by provinces, indicators, else the first."""
    several = [parts for parts in names if len(parts) > 1]
    if not several:
        return None

    def places(at: int) -> int:
        return sum(any(reader.is_unit(parts[at]) for reader in readers) for parts in several)

    def known(at: int) -> int:
        rests = [":".join(parts[:-1] if at else parts[1:]) for parts in several]
        return sum(any(_names(reader, rest) for reader in readers) for rest in rests)

    return max((0, -1), key=lambda at: (places(at), known(at)))


def _names(reader: HeaderReader, text: str) -> bool:
    """Whether a text names an indicator, with nothing beside it but a unit of measurement."""
    named = reader.names.find(text)
    return named is not None and (named.beside is None or units.is_known(named.beside))


def _long(grid: Grid, found: _Export, series: Sequence[_Series]) -> Moved:
    """Return the export as rows of unit, date, indicator, unit of measurement and number."""
    named = any(one.label is not None for one in series)
    heads = ["地区"] * named + ["年份", "指标", "单位", "数值"]
    name, unit = found.rows["name"], found.rows.get("unit")
    rows: list[Sequence[Cell]] = [grid.row(at) for at in range(name)]
    stood: list[Sequence[Place | None]] = [
        [(at, place) for place in range(len(grid.row(at)))] for at in range(name)
    ]
    rows.append(heads)
    stood.append([(name, 0)] * len(heads))
    alike = len({one.frequency for one in series}) == 1
    for at in range(found.first, len(grid)):
        row = grid.row(at)
        if all(one.at >= len(row) or is_blank(row[one.at]) for one in series):
            rows.append(row)
            stood.append([(at, place) for place in range(len(row))])
            continue
        for one in series:
            value = row[one.at] if one.at < len(row) else None
            if is_blank(value) and not alike:
                continue
            date = _period(text_of(row[0]), one.frequency)
            rows.append(
                [*[one.label] * named, date, one.indicator, _cell(grid, found, "unit", one.at), value]
            )
            stood.append(
                [
                    *[(name, one.at)] * named,
                    (at, 0),
                    (name, one.at),
                    (name if unit is None else unit, one.at),
                    (at, one.at),
                ]
            )
    first = [next((place[0] for place in reversed(places) if place), 0) for places in stood]
    return Moved(
        file=grid.file,
        lines=[grid.lines[at] for at in first],
        sheet=grid.sheet,
        delimiter=grid.delimiter,
        hidden=grid.hidden,
        hidden_rows=tuple(at for at, place in enumerate(first) if place in grid.hidden_rows),
        odd=grid.odd,
        rows=rows,
        percents=frozenset(
            (at, len(heads) - 1)
            for at, places in enumerate(stood)
            if places[-1:] and places[-1] in grid.percents
        ),
        stood=stood,
        source=grid,
    )


def _period(text: str, frequency: str) -> str:
    """Return the year, quarter or month of a date, by how often there is one; anything else as it stands.

    Examples
    --------
    >>> [_period("2021-03-31", often) for often in ("年", "季", "月", "日")], _period("12/2021", "Annual")
    (['2021', '2021Q1', '2021-03', '2021-03-31'], '2021')
    """
    folded = fold(text)
    day, first = _DAY.match(folded), _MONTH_FIRST.match(folded)
    if not (day or first):
        return text
    year, month = (day[1], int(day[2])) if day else (first[2], int(first[1])) if first else ("", 0)
    often = fold(frequency)
    if _ANNUAL.match(often):
        return year
    if _QUARTERLY.match(often):
        return f"{year}Q{-(-month // _MONTHS_OF_A_QUARTER)}"
    return f"{year}-{month:02}" if _MONTHLY.match(often) else text
