"""``inequality``, ``dynamics`` and ``space``: what is said of groups, moves and neighbours."""

import numpy as np

from ii_index.analysis.regional.dynamics import Dynamics
from ii_index.analysis.regional.inequality import Inequality
from ii_index.analysis.regional.space import LEVEL, Space
from ii_index.construction.results import CompositeIndex
from ii_index.errors import Finding
from ii_index.model.names import Name
from ii_index.model.node import ROOT
from ii_index.model.table import Table
from ii_index.reporting.document import Chart, Document, Section
from ii_index.reporting.documents.ranking import method_facts
from ii_index.reporting.results import Results


def inequality(found: Inequality, year: int | None = None) -> Document:
    """Gather inequality by year, its groups and pairs in one year, and convergence."""
    tables = [found.table("years"), found.table("groups", year), found.table("pairs", year)]
    if found.no_convergence() is None:
        tables.append(found.table("convergence"))
    name = found.of.name
    title = Name(zh=f"地区差异：{name.zh}", en=f"Regional inequality: {name.en}")
    lead = Name(
        zh="基尼系数 = 组内 + 组间净值 + 超变密度（Dagum 1997）；泰尔指数 = 组内 + 组间。"
        "每个地区计一次，不按人口加权。",
        en="Gini = within + between (net) + transvariation (Dagum 1997); Theil = within + between. "
        "Every unit counts once.",
    )
    return asked("inequality", title, lead, tuple(tables), found.index, (*_notes(found), *found.notes()))


def dynamics(found: Dynamics, node: str | None = None) -> Document:
    """Gather transitions between tiers, moves of rank, and densities by year."""
    from ii_index.reporting.charts.matrix import transition_map
    from ii_index.reporting.charts.ridges import ridges

    tables = [found.table("transitions"), found.table("mobility"), found.table("ranks")]
    if found.neighbours is not None:
        tables.insert(1, found.table("spatial"))
    first, last = found.index.years[0], found.index.years[-1]
    title = Name(zh=f"变动：{first}—{last}年", en=f"Dynamics, {first}–{last}")
    density = found.table("density", node)
    cells = [[None if np.isnan(one) else one for one in row] for row in found.probabilities().tolist()]
    charts = (
        transition_map(found.names, cells, tables[0]),
        ridges(
            found.index.years,
            found.density(node, _FINE),
            found.index.framework.name_of(node or ROOT),
            density,
        ),
    )
    notes = (*_notes(found), *found.notes())
    return asked("dynamics", title, None, (*tables, density), found.index, notes, charts)


def space(found: Space, year: int | None = None) -> Document:
    """Gather Moran's I and Geary's C by year, and the local statistics of one."""
    name = found.of.name
    title = Name(zh=f"空间相关：{name.zh}", en=f"Spatial association: {name.en}")
    tables = (found.table("global"), found.table("local", year))
    notes = (*_notes(found), *found.notes())
    return asked("space", title, None, tables, found.index, notes, (_moran_scatter(found, year, tables[1]),))


def _moran_scatter(found: Space, year: int | None, table: Table) -> Chart:
    from ii_index.reporting.charts.scatter import Points, scatter

    local, shown = found.local(year), found.index.years[found.index.row(year)]
    kept = found.known(year)
    marked = tuple(code for code, p in zip(kept, local.p_value.tolist(), strict=True) if p <= LEVEL)
    points = Points(tuple((code, found.index.panel.unit_name(code)) for code in kept), marked)
    title = Name(zh=f"莫兰散点图，{shown}年", en=f"Moran scatter, {shown}")
    axes = (
        Name(zh="标准化得分", en="Standardised score"),
        Name(zh="邻居的均值", en="Mean of the neighbours"),
    )
    slope = found.moran(year).statistic
    pair = (local.value, local.lag)
    return scatter("moran", title, points, pair, axes, table, slope=slope)


_FINE = 101  # points of a drawn density


def asked(  # noqa: PLR0913, PLR0917 - what a question is answered with
    key: str,
    title: Name,
    lead: Name | None,
    tables: tuple[Table, ...],
    index: CompositeIndex,
    findings: tuple[Finding, ...],
    charts: tuple[Chart, ...] = (),
) -> Document:
    """Make the document of one question: tables for the screen, and a section for a page."""
    said = findings_note(findings)
    shown = tuple(
        table for table in tables if not charts or table.key not in {chart.table.key for chart in charts}
    )
    section = Section(
        key, title, lead if said is None else said if lead is None else _both(lead, said), charts, shown
    )
    results = Results(index=index)
    return Document(title, tables, method_facts(index), findings, sections=(section,), results=results)


def findings_note(findings: tuple[Finding, ...]) -> Name | None:
    """Say in one paragraph what a question found beside its figures; a page shows it with them."""
    own = [finding for finding in findings if finding.code in _BESIDE]
    if not own:
        return None
    return Name(
        zh="".join(f"{finding.message('zh')}。" for finding in own),
        en=" ".join(f"{finding.message('en')[:1].upper()}{finding.message('en')[1:]}." for finding in own),
    )


_BESIDE = {"N_SCORES_NO_RATIO_SCALE", "W_NO_CONVERGENCE", "W_ISLANDS", "N_FEW_MOVES", "N_OUTSIDE_GROUPS"}


def _both(first: Name, second: Name) -> Name:
    return Name(zh=f"{first.zh}{second.zh}", en=f"{first.en} {second.en}")


def _notes(found: Inequality | Dynamics | Space) -> tuple[Finding, ...]:
    return (*found.index.panel.findings, *found.index.notes)
