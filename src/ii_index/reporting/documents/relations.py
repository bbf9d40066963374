"""``coupling``, ``obstacles``, ``fuzzy``, ``shares``, ``top``, ``methods``, ``statistics``: one answer each."""

from collections.abc import Sequence

from ii_index.analysis.concentration import Concentration
from ii_index.analysis.coupling import CouplingCoordination
from ii_index.analysis.fuzzy_evaluation import FuzzyEvaluation
from ii_index.analysis.groups import Groups, shares_of_scores, shares_of_values
from ii_index.analysis.many_methods import ManyMethods
from ii_index.analysis.obstacles import Obstacles
from ii_index.analysis.statistics import Method, Statistics
from ii_index.construction.results import CompositeIndex
from ii_index.errors import Finding
from ii_index.model.names import Name
from ii_index.model.table import Table
from ii_index.reporting.document import Chart, Document
from ii_index.reporting.documents.ranking import method_facts
from ii_index.reporting.documents.regions import asked


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


def methods(found: ManyMethods, charts: tuple[Chart, ...] = ()) -> Document:
    """Gather ranks side by side, how alike the rankings are, and their consensus."""
    tables = tuple(found.table(which) for which in ("ranks", "methods", "correlations", "consensus"))
    title = Name(zh="多种方法的名次", en="Ranks by many methods")
    dependent = [found.index.panel.unit_name(unit) for unit in found.dependent()]
    said = (
        [Finding("N_RANK_DEPENDS", details={"names": dependent, "count": len(dependent)})]
        if dependent
        else []
    )
    return _answer("methods", title, tables, found.index, (*found.failed, *said), charts)


def statistics(
    found: Statistics, first: str, second: str, method: Method, charts: tuple[Chart, ...] = ()
) -> Document:
    """Gather the statistics of the indicators, and correlations of two sets of columns."""
    tables = (
        found.table("indicators"),
        found.table("correlations", first=first, second=second, method=method),
        found.table("pairs", first=first, second=second, method=method),
    )
    return _answer(
        "statistics",
        Name(zh="指标统计与相关", en="Statistics and correlations"),
        tables,
        found.index,
        (),
        charts,
    )


def _answer(  # noqa: PLR0913, PLR0917 - what a question is answered with
    key: str,
    title: Name,
    tables: tuple[Table, ...],
    index: CompositeIndex,
    findings: tuple[Finding, ...] = (),
    charts: tuple[Chart, ...] = (),
) -> Document:
    beside = (*index.panel.findings, *index.notes, *findings)
    return asked(key, title, None, tables, method_facts(index), beside, charts)
