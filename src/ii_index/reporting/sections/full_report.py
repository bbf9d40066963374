"""From results to the sections of a full report: what each says, shows and tabulates."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from ii_index.analysis.tiers import TIER_NAME, Tiers
from ii_index.construction.results import (
    CODE,
    RANK,
    UNIT,
    cagr_table,
    growth_tables,
    node_columns,
    rank_column,
    score_column,
    scores_table,
    trend_table,
)
from ii_index.model.names import Name
from ii_index.model.provinces import PROVINCES
from ii_index.model.table import Cell, Column, Table
from ii_index.reporting.charts.contributions import contributions, points
from ii_index.reporting.charts.heat import heat, level_shown
from ii_index.reporting.charts.profile import SERIES, nodes, profile
from ii_index.reporting.charts.rank_history import rank_history
from ii_index.reporting.charts.ranking import ranking
from ii_index.reporting.charts.series import series
from ii_index.reporting.charts.tile_map import DISCLAIMER, NO_SCORE, OUT_OF_SCOPE, TILES, tile_map
from ii_index.reporting.document import Chart, Document, Section
from ii_index.reporting.results import Results, ranked_units
from ii_index.reporting.sections import rubric, uncertainty
from ii_index.reporting.sections.cards import cards
from ii_index.reporting.sections.method import method, method_of
from ii_index.reporting.words import parts_named

_BY_YEAR = Name(zh="历年名次", en="Rank by year")
ORDER_NOTE = Name(zh="同一梯队内的先后不构成排名结论，仅供参考。", en="Order inside a tier is not a ranking.")


def full(document: Document) -> Document:
    """Return the document with cards and every section its results give; unchanged where there are none.

    Every table of the document is in one of the sections: what no section shows has one of its own.
    """
    results = document.results or Results()
    parts = (*_regional(document, results), *_national(results), *_rubrics(results))
    if not parts:
        return _with_rest(document)
    parts = (*parts, *_further(document, parts), *document.sections)
    return replace(document, cards=cards(results), sections=(*parts, *method(document, results)))


def tabled(document: Document) -> Document:
    """Return the document with every table that a full report prints or draws, its own first."""
    tables = {table.key: table for table in document.tables}
    for section in full(document).sections:
        for table in (*(chart.table for chart in section.charts), *section.tables):
            tables.setdefault(table.key, table)
    return replace(document, tables=tuple(tables.values()))


def off_screen(section: Section) -> Section:
    """Name a section for paper and text, where nothing answers a click."""
    if section.key != "mine":
        return section
    mapped = any(chart.key == "map" for chart in section.charts)
    title = Name(zh="历年名次与分布", en="Ranks by year, and the map") if mapped else _BY_YEAR
    return section._replace(title=title)


def _with_rest(document: Document) -> Document:
    """Give a document that comes in sections one of its other tables and one of its facts: else both would be lost."""
    if not document.sections:
        return document
    facts = (method_of(document),) if document.facts else ()
    further = _further(document, document.sections)
    return replace(document, sections=(*document.sections, *further, *facts))


def _further(document: Document, parts: Iterable[Section]) -> Iterator[Section]:
    """Yield a section of the tables that the parts leave out, such as those of all nodes or of groups."""
    told = [table.key for part in parts for table in (*part.tables, *(chart.table for chart in part.charts))]
    left = tuple(table for table in document.tables if table.key not in told)
    if left:
        yield Section("further", Name(zh="其他表格", en="Further tables"), tables=left)


def _national(results: Results) -> Iterator[Section]:
    index = results.national
    if index is None:
        return
    trend = trend_table(index)
    more = (*growth_tables(index), cagr_table(index)) if len(index.years) > 1 else ()
    charts = (series(index, trend),) if len(index.years) > 1 else ()
    yield Section(
        "national", Name(zh="全国指数", en="The national index"), national_lead(results), charts, more
    )


def national_lead(results: Results) -> Name | None:
    """Return what the index series of a nation rests on: base, framework, data, weights."""
    index = results.national
    if index is None:
        return None
    base = getattr(index.recipe.normalisation, "year", None) or index.framework.base_year or index.years[0]
    note = index.weights.note
    source = index.panel.source
    origin_zh = f"指标体系：{index.framework.name.zh}；数据：{source}。" if source else ""
    origin_en = f"Framework: {index.framework.name.en}; data: {source}." if source else ""
    other = results.index is not None and results.index.framework.id != index.framework.id
    apart_zh = "它与地区指数的指标和数据不同，两者不可相互比较。" if other else ""
    apart_en = (
        "It is made of other indicators and data than the units' scores and does not compare with them."
        if other
        else ""
    )
    return Name(
        zh=f"以{base}年为100。{origin_zh}{apart_zh}{note.zh if note else ''}",
        en=" ".join(filter(None, (f"{base} = 100.", origin_en, apart_en, note.en if note else ""))),
    )


def _regional(document: Document, results: Results) -> Iterator[Section]:
    tiers = results.tiers
    if results.index is None or tiers is None:
        return
    yield _mine(tiers)
    first = next(unit for unit in ranked_units(tiers) if unit.code == results.first)
    yield profile_section(tiers, first.position)
    if results.uncertainty is not None:
        yield uncertainty.section(results.uncertainty, tiers)
    yield _ranking(tiers, results)
    if results.index.adds_up:
        yield _contributions(tiers)
    yield _heat(tiers)
    yield Section(
        "table",
        Name(zh="完整结果", en="Full results"),
        tables=(_results_table(document.tables[0], results),),
        hint=Name(
            zh="点列标题排序，点地区名称查看该地区。", en="Click a heading to sort, a unit to look at it."
        ),
    )


def _mine(tiers: Tiers) -> Section:
    """Show where one unit stands: its rank by year, and its place on the map."""
    charts: list[Chart] = []
    if len(tiers.index.years) > 1:
        charts.append(rank_history(tiers, _history_table(tiers)))
    if tiers.index.framework.units == "provinces" and not tiers.index.panel.is_national:
        charts.append(tile_map(tiers, _map_table(tiers)))
    mapped = any(one.key == "map" for one in charts)
    where_zh, where_en = ("地图、图表", "on the map, in a chart") if mapped else ("图表", "in a chart")
    hint = Name(
        zh=f"在{where_zh}或表中点一个地区，或在此选择；网址随之改变，可以直接转发。",
        en=f"Click a unit {where_en} or table, or choose here; the address follows and can be sent on.",
    )
    return Section("mine", Name(zh="我的地区", en="My region"), charts=tuple(charts), hint=hint)


def _history_table(tiers: Tiers) -> Table:
    index, column = tiers.index, rank_column(tiers.index)
    columns = [
        Column(f"y{year}", Name(zh=f"{year}年", en=str(year)), column.kind, column.decimals)
        for year in index.years
    ]
    ranks = np.array([index.ranks(year) for year in index.years])
    rows = tuple(
        (unit.code, unit.name, *(rank or None for rank in ranks[:, unit.position].tolist()))
        for unit in ranked_units(tiers)
    )
    return Table("rank_history", _BY_YEAR, (CODE, UNIT, *columns), rows, index=("code",))


def _results_table(table: Table, results: Results) -> Table:
    """Put beside each rank what became of it since the year before, and how sure it is."""
    place = [column.key for column in table.columns].index(RANK.key) + 1
    added = [*_change_columns(results), *_interval_columns(results)]
    columns = (*table.columns[:place], *(column for column, _ in added), *table.columns[place:])
    rows = [
        (*row[:place], *(cells.get(str(row[0])) for _, cells in added), *row[place:]) for row in table.rows
    ]
    named = [column.key for column in columns].index(UNIT.key)
    order = [named, *(at for at in range(len(columns)) if at != named)]  # the name first: it stays in view
    return replace(
        table,
        columns=tuple(columns[at] for at in order),
        rows=tuple(tuple(row[at] for at in order) for row in rows),
    )


def _change_columns(results: Results) -> Iterator[tuple[Column, dict[str, Cell]]]:
    index, tiers = results.index, results.tiers
    if index is None or tiers is None:
        return
    before = [year for year in index.years if year < tiers.year]
    if before:
        then, now = index.ranks(before[-1]), index.ranks(tiers.year)
        climbed = {
            unit: (old - new).item()
            for unit, old, new in zip(index.units, then, now, strict=True)
            if old and new
        }
        title = Name(zh=f"名次比{before[-1]}年", en=f"Rank since {before[-1]}")
        yield Column("rank_change", title, "rise", rank_column(index).decimals), dict(climbed)


def _interval_columns(results: Results) -> Iterator[tuple[Column, dict[str, Cell]]]:
    spans = uncertainty.rank_intervals(results)
    if spans:
        low = Name(zh="名次区间：最好", en="Rank interval: best")
        high = Name(zh="名次区间：最差", en="Rank interval: worst")
        yield Column("low", low, "integer", 0), {unit: span[0] for unit, span in spans.items()}
        yield Column("high", high, "integer", 0), {unit: span[1] for unit, span in spans.items()}


def _ranking(tiers: Tiers, results: Results) -> Section:
    intervals = uncertainty.rank_intervals(results)
    borderline = results.uncertainty.borderline if results.uncertainty is not None else ()
    bars = ranking(tiers, _ranking_table(tiers, intervals), intervals, borderline)
    return Section("ranking", Name(zh="得分与梯队", en="Scores and tiers"), ORDER_NOTE, (bars,))


def _ranking_table(tiers: Tiers, intervals: uncertainty.Intervals) -> Table:
    index = tiers.index
    columns = [CODE, TIER_NAME, UNIT, rank_column(index), score_column(index)]
    if intervals:
        columns += [
            Column("low", Name(zh="名次90%区间：最好", en="90 % interval: best"), "integer", 0),
            Column("high", Name(zh="名次90%区间：最差", en="90 % interval: worst"), "integer", 0),
        ]
    rows = tuple(
        (
            unit.code,
            tiers.name_of(unit.tier),
            unit.name,
            unit.rank or None,
            unit.score,
            *(intervals.get(unit.code, (None, None)) if intervals else ()),
        )
        for unit in ranked_units(tiers)
    )
    title = Name(zh=f"{tiers.year}年得分与梯队", en=f"Scores and tiers, {tiers.year}")
    return Table("ranking_chart", title, tuple(columns), rows, (ORDER_NOTE,), TIER_NAME.key)


def _map_table(tiers: Tiers) -> Table:
    standing = {unit.code: unit for unit in ranked_units(tiers)}
    panel = tiers.index.panel
    rows: list[tuple[Cell, ...]] = []
    for code in TILES:
        unit = standing.get(code)
        tier = tiers.name_of(unit.tier) if unit else None
        scope = NO_SCORE if PROVINCES[code].in_scope else OUT_OF_SCOPE
        rows.append((code, panel.unit_name(code), tier or scope, unit.score if unit else None))
    title = Name(zh=f"{tiers.year}年各省级行政区梯队", en=f"Tiers by province, {tiers.year}")
    return Table("map", title, (CODE, UNIT, TIER_NAME, score_column(tiers.index)), tuple(rows), (DISCLAIMER,))


def _contributions(tiers: Tiers) -> Section:
    index = tiers.index
    given = points(index, tiers.year)
    rows = tuple(
        (unit.code, unit.name, unit.score, *(_number(value) for value in given[unit.position].tolist()))
        for unit in ranked_units(tiers)
    )
    title = Name(zh=f"{tiers.year}年各维度贡献（分）", en=f"Points of the total by dimension, {tiers.year}")
    table = Table("contributions", title, (CODE, UNIT, score_column(index), *node_columns(index, 1)), rows)
    lead = Name(
        zh="综合得分是各维度得分的加权平均：每段为权重乘以该维度得分，合计即综合得分。",
        en="The total is a weighted mean: each piece is a weight times a dimension's score.",
    )
    return Section(
        "contributions",
        Name(zh="得分从哪里来", en="Where the points come from"),
        lead,
        (contributions(tiers, table),),
    )


def profile_section(tiers: Tiers, unit: int) -> Section:
    """Return the scores of a unit, by its place in the panel, beside the means of its tier and of all."""
    index = tiers.index
    row = index.panel.year_index(tiers.year)
    in_tier, scored = tiers.labels == tiers.labels[unit], tiers.labels > 0
    rows: list[tuple[Cell, ...]] = []
    for node, level, position in nodes(tiers):
        scores = index.levels[level][row, :, position]
        rows.append(
            (
                node,
                index.framework.name_of(node),
                _number(float(scores[unit])),
                _mean(scores[in_tier]),
                _mean(scores[scored]),
            )
        )
    parts = parts_named(index.framework.tree.depth)
    columns = (
        Column("node", Name(zh="编号", en="Id"), "text", shown=False),
        Column("name", Name(zh=parts.zh, en=parts.en.capitalize()), "text"),
        *(Column(key, name) for key, name in zip(("own", "tier", "all"), SERIES, strict=False)),
    )
    table = Table("profile", Name(zh="得分比较", en="Scores compared"), columns, tuple(rows))
    drawn = profile(tiers, index.units[unit], table)
    return Section(
        "profile",
        Name(zh="为什么：各维度、优势与短板", en="Why: dimensions, strengths, gaps"),
        charts=(drawn,),
    )


def _heat(tiers: Tiers) -> Section:
    table = scores_table(tiers.index, tiers.year, level_shown(tiers))
    return Section(
        "heat",
        Name(zh="分项得分", en="Scores in detail"),
        Name(zh="颜色越深得分越高，叉号表示没有数据。", en="The darker the higher; a cross means no data."),
        (heat(tiers, table),),
    )


def _rubrics(results: Results) -> Iterator[Section]:
    if results.rubrics:
        yield rubric.section(results.rubrics)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else value


def _mean(scores: np.ndarray) -> float | None:
    there = scores[~np.isnan(scores)]
    return float(there.mean()) if there.size else None
