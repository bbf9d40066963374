"""``coupling``, ``obstacles``, ``fuzzy``, ``shares``, ``top``, ``methods``, ``statistics``: one answer each."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ii_index.analysis.concentration import Concentration
from ii_index.analysis.coupling import CouplingCoordination
from ii_index.analysis.fuzzy_evaluation import FuzzyEvaluation
from ii_index.analysis.groups import Groups, shares_of_scores, shares_of_values
from ii_index.analysis.many_methods import ManyMethods
from ii_index.analysis.obstacles import Obstacles
from ii_index.analysis.statistics import Method, Statistics
from ii_index.construction.results import CompositeIndex, scores_table
from ii_index.errors import Finding
from ii_index.model.names import Name
from ii_index.model.node import ROOT
from ii_index.model.table import Table
from ii_index.reporting.document import Chart, Document
from ii_index.reporting.documents.regions import asked

if TYPE_CHECKING:
    from ii_index.analysis.robustness.sensitivity import Sensitivity


def coupling(found: CouplingCoordination, year: int | None = None) -> Document:
    """Gather coupling coordination of one year, its levels, and D by year."""
    tables = [found.table("units", year), found.table("levels")]
    if len(found.index.years) > 1:
        tables.append(found.table("years"))
    return _answer("coupling", Name(zh="耦合协调", en="Coupling coordination"), tuple(tables), found.index)


def obstacles(found: Obstacles, count: int = 5) -> Document:
    """Gather the main obstacles of every unit, and sums by dimension and indicator."""
    tables = (found.table("main", count), found.table("dimensions"), found.table("indicators"))
    return _answer("obstacles", Name(zh="障碍度", en="Obstacle degrees"), tables, found.index)


def fuzzy(found: FuzzyEvaluation) -> Document:
    """Gather grades and memberships of every unit, and the nodes of the memberships."""
    tables = (found.table("units"), found.table("grades"))
    return _answer("fuzzy", Name(zh="模糊综合评价", en="Fuzzy comprehensive evaluation"), tables, found.index)


def shares(grouped: Groups, found: Concentration, indicators: Sequence[str] = (), level: int = 1) -> Document:
    """Gather what groups hold of every indicator and of the scores, how concentrated indicators are, and quotients."""
    tables = [shares_of_values(grouped), shares_of_scores(grouped, level), found.table("indicators")]
    if indicators:
        tables.append(found.table("quotients", indicators))
    return _answer(
        "shares", Name(zh="比重与集中度", en="Shares and concentration"), tuple(tables), found.index
    )


def top(index: CompositeIndex, table: Table) -> Document:
    """Show the best units of every dimension."""
    return _answer("top", table.title, (table,), index)


def methods(found: ManyMethods) -> Document:
    """Gather ranks side by side, how alike the rankings are, and their consensus."""
    from ii_index.reporting.charts.matrix import correlation_map

    ranks, shifts, correlations, agreed = (
        found.table(which) for which in ("ranks", "methods", "correlations", "consensus")
    )
    dependent = [found.index.panel.unit_name(unit) for unit in found.dependent()]
    said = (
        [Finding("N_RANK_DEPENDS", details={"names": dependent, "count": len(dependent)})]
        if dependent
        else []
    )
    cells: list[list[float | None]] = [[*row] for row in found.correlations().tolist()]
    drawn = correlation_map((found.names, found.names), cells, correlations)
    title = Name(zh="多种方法的名次", en="Ranks by many methods")
    tables = (ranks, shifts, correlations, agreed)
    return _answer("methods", title, tables, found.index, (*found.failed, *said), (drawn,))


def statistics(found: Statistics, first: str, second: str, method: Method) -> Document:
    """Gather the statistics of the indicators, and correlations of two sets of columns."""
    tables = (
        found.table("indicators"),
        found.table("correlations", first=first, second=second, method=method),
        found.table("pairs", first=first, second=second, method=method),
    )
    title = Name(zh="指标统计与相关", en="Statistics and correlations")
    return _answer("statistics", title, tables, found.index, (), tuple(_charts(found, first, second, method)))


def sensitivity(found: "Sensitivity") -> Document:
    """Show which assumption moves the ranks."""
    from ii_index.analysis.robustness.sensitivity import FACTORS
    from ii_index.reporting.charts.sensitivity import sensitivity_bars

    table = found.table()
    names = [FACTORS[factor] for factor in found.factors]
    drawn = sensitivity_bars(names, found.first_order[:, 0].tolist(), found.total[:, 0].tolist(), table)
    return _answer(
        "sensitivity", Name(zh="灵敏度", en="Sensitivity"), (table,), found.index, found.notes, (drawn,)
    )


def framework_weights(index: CompositeIndex) -> Document:
    """Show the framework with its weights."""
    from ii_index.reporting.charts.framework import framework_weights as draw

    drawn = draw(index)
    return _answer("framework", drawn.title, (drawn.table,), index, (), (drawn,))


def _charts(found: Statistics, first: str, second: str, method: Method) -> Iterator[Chart]:
    """Draw correlations, the spread of the indicators, the total as dots, and the strongest pair."""
    from ii_index.reporting.charts.matrix import correlation_map
    from ii_index.reporting.charts.scatter import Points, distributions, dots, scatter

    index, year = found.index, found.year
    heads = (found.columns(first)[1], found.columns(second)[1])
    strength = found.correlation(first, second, method)[0].tolist()
    cells = [[None if np.isnan(one) else one for one in row] for row in strength]
    yield correlation_map(
        heads, cells, found.table("correlations", first=first, second=second, method=method)
    )
    spread = Name(zh=f"{year}年各指标得分的分布", en=f"Spread of the indicators' scores, {year}")
    leaves = [leaf.name for leaf in index.framework.leaves]
    yield distributions(leaves, index.normalised[index.row(year)], spread, found.table("indicators"))
    best = tuple(
        code
        for code, rank in zip(index.units, index.ranks(year).tolist(), strict=True)
        if 0 < rank <= _MARKED
    )
    points = Points(tuple((code, index.panel.unit_name(code)) for code in index.units), best)
    yield dots(index.framework.name_of(ROOT), points, index.scores(year), scores_table(index, year, 0))
    pairs = found.table("pairs", first=first, second=second, method=method)
    if pairs.rows:
        one, other, *names = pairs.rows[0][:4]
        columns = [
            dict(zip(ids, values.T, strict=True)) for ids, _, values in map(found.columns, (first, second))
        ]
        axes = (_name(names[0]), _name(names[1]))
        title = Name(zh=f"{axes[0].zh}与{axes[1].zh}", en=f"{axes[0].en} and {axes[1].en}")
        yield scatter("scatter", title, points, (columns[0][str(one)], columns[1][str(other)]), axes, pairs)


def _name(cell: object) -> Name:
    return cell if isinstance(cell, Name) else Name(zh=str(cell), en=str(cell))


_MARKED = 3  # units that bear their names in a chart


def _answer(  # noqa: PLR0913, PLR0917 - what a question is answered with
    key: str,
    title: Name,
    tables: tuple[Table, ...],
    index: CompositeIndex,
    findings: tuple[Finding, ...] = (),
    charts: tuple[Chart, ...] = (),
) -> Document:
    beside = (*index.panel.findings, *index.notes, *findings)
    return asked(key, title, None, tables, index, beside, charts)
