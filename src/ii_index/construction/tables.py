"""Results as tables: select and label, never recompute."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from ii_index._typing import FloatArray
from ii_index.construction.scores import Scores
from ii_index.errors import Finding, UnknownLabelError
from ii_index.kernels import change
from ii_index.model.names import Name
from ii_index.model.node import ROOT
from ii_index.model.table import Cell, Column, Kind, Table

CODE = Column("code", Name(zh="代码", en="Code"), "text", shown=False)
UNIT = Column("unit", Name(zh="地区", en="Unit"), "text")
YEAR = Column("year", Name(zh="年份", en="Year"), "integer", 0)
RANK = Column("rank", Name(zh="排名", en="Rank"), "integer", 0)
SCORE = Column("score", Name(zh="综合得分", en="Score"))
COVERAGE = Column("coverage", Name(zh="数据覆盖", en="Coverage"), "percent", 0)


def ranking(index: Scores, year: int | None = None) -> Table:
    """Units by rank, with score, the dimensions' scores and coverage; units without a score come last."""
    row = index.row(year)
    ranks, totals = index.ranks(index.years[row]), index.levels[0][row, :, 0]
    order = np.lexsort((np.arange(len(ranks)), np.where(ranks == 0, len(ranks) + 1, ranks)))
    rows = tuple(
        (
            *_labels(index, unit),
            int(ranks[unit]) or None,
            _number(float(totals[unit])),
            *_numbers(index.levels[1][row, unit]),
            _number(float(index.coverage[0][row, unit, 0])),
        )
        for unit in order.tolist()
    )
    title = Name(
        zh=f"{index.framework.name.zh}，{index.years[row]}年",
        en=f"{index.framework.name.en}, {index.years[row]}",
    )
    return Table("ranking", title, (CODE, UNIT, RANK, SCORE, *node_columns(index, 1), COVERAGE), rows)


def scores(index: Scores, year: int | None, level: int) -> Table:
    """Scores of every node at a level of the tree, one row a unit, in the panel's order."""
    depth = index.framework.tree.depth
    if not 0 <= level <= depth:
        details = {"known": list(range(depth + 1))}
        raise UnknownLabelError(Finding("E_UNKNOWN_LEVEL", found=str(level), details=details))
    row = index.row(year)
    rows = tuple(
        (*_labels(index, unit), *_numbers(index.levels[level][row, unit])) for unit in range(len(index.units))
    )
    title = Name(zh=f"{index.years[row]}年第{level}级得分", en=f"Scores at level {level}, {index.years[row]}")
    return Table("scores", title, (CODE, UNIT, *node_columns(index, level)), rows)


def trend(index: Scores) -> Table:
    """Total and dimensions by unit and year."""
    rows = _by_unit_and_year(index, index.years, _total_and_dimensions(index))
    return Table(
        "trend", Name(zh="指数", en="Index"), (CODE, UNIT, YEAR, *_series_columns(index, "number", 2)), rows
    )


def growth(index: Scores) -> Table:
    """Growth of total and dimensions against the year before (fractions); none where that year is not there."""
    rates = change.growth(_total_and_dimensions(index))
    alone = [year for before, year in pairwise(index.years) if year - before != 1]
    rates[np.isin(index.years[1:], alone)] = np.nan
    rows = _by_unit_and_year(index, index.years[1:], rates)
    title = Name(zh="同比增长", en="Growth on the year before")
    notes = tuple(
        Name(
            zh=f"数据中没有{year - 1}年，{year}年的同比增长无从计算。",
            en=f"No growth for {year}: the data have no {year - 1}.",
        )
        for year in alone
    )
    return Table("growth", title, (CODE, UNIT, YEAR, *_series_columns(index, "percent", 1)), rows, notes)


def cagr(index: Scores) -> Table:
    """Compound annual growth of total and dimensions, first to last year (fractions)."""
    series = _total_and_dimensions(index)
    span = index.years[-1] - index.years[0]
    rates = change.compound_growth(series[0], series[-1], span) if span else np.full(series.shape[1:], np.nan)
    rows = tuple((*_labels(index, unit), *_numbers(rates[unit])) for unit in range(len(index.units)))
    first, last = index.years[0], index.years[-1]
    title = Name(zh=f"{first}—{last}年年均增长", en=f"Compound annual growth, {first}–{last}")
    return Table("cagr", title, (CODE, UNIT, *_series_columns(index, "percent", 2)), rows)


def node_columns(index: Scores, level: int, kind: Kind = "number", decimals: int = 2) -> tuple[Column, ...]:
    """One column a node of a level, titled with its name."""
    return tuple(
        Column(node, index.framework.name_of(node), kind, decimals)
        for node in index.framework.tree.levels[level]
    )


def _series_columns(index: Scores, kind: Kind, decimals: int) -> tuple[Column, ...]:
    total = Column("total", index.framework.name_of(ROOT), kind, decimals)
    return (total, *node_columns(index, 1, kind, decimals))


def _total_and_dimensions(index: Scores) -> FloatArray:
    return np.concatenate(index.levels[:2], axis=-1)


def _by_unit_and_year(
    index: Scores, years: Sequence[int], series: FloatArray
) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (*_labels(index, unit), year, *_numbers(series[row, unit]))
        for unit in range(len(index.units))
        for row, year in enumerate(years)
    )


def _labels(index: Scores, unit: int) -> tuple[Cell, Cell]:
    code = index.units[unit]
    return code, index.panel.unit_name(code)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _numbers(values: FloatArray) -> list[float | None]:
    return [_number(value) for value in values.tolist()]
