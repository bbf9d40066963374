"""What each command has to say, gathered from results."""

from collections.abc import Sequence
from math import isnan

import numpy as np

from ii_index.analysis.groups import Groups
from ii_index.analysis.tiers import TIER, TIER_NAME, Tiers
from ii_index.analysis.unscored import Lacking, lacking_parts
from ii_index.construction.methods.normalisation import base_year_of
from ii_index.construction.methods.tier_rules import tier_rule_of
from ii_index.construction.results import (
    CODE,
    UNIT,
    CompositeIndex,
    cagr_table,
    growth_tables,
    ranking_table,
    shown_weights,
    trend_table,
)
from ii_index.errors import Finding
from ii_index.kernels.weighting.random_index import TABLES
from ii_index.model.names import Name
from ii_index.model.steps.aggregation import AggregatingStep
from ii_index.model.table import Column, Table
from ii_index.reporting.document import Data, Document, Fact
from ii_index.reporting.numbers import rounded, twelve_digits
from ii_index.reporting.provenance import own_functions
from ii_index.reporting.results import Results
from ii_index.reporting.words import list_of, lowest_coverage, with_scale


def ranking(
    index: CompositeIndex, tiers: Tiers, grouped: Groups | None = None, *, all_levels: bool = False
) -> Document:
    """Scores, ranks and tiers of one year; where groups are given, their means and the ranks inside them.

    With ``all_levels`` also the score and rank of every unit in every node.
    """
    title = Name(
        zh=f"{index.framework.name.zh}：{tiers.year}年得分、排名与梯队",
        en=f"{index.framework.name.en}: scores, ranks and tiers, {tiers.year}",
    )
    return Document(
        title=title,
        tables=(
            _ranking_table(index, tiers, title),
            *((grouped.table("means"), grouped.table("ranks")) if grouped else ()),
            *((_nodes_table(index, tiers.year),) if all_levels else ()),
        ),
        facts=(*method_facts(index, tiers.year), *_tier_facts(tiers)),
        figures=(
            Fact("year", Name(zh="年份", en="Year"), None, tiers.year),
            Fact("tier_breaks", Name(zh="梯队分界", en="Breaks"), None, [float(cut) for cut in tiers.breaks]),
        ),
        findings=index_findings(index, tiers),
        results=Results(index=index, tiers=tiers),
    )


def national(index: CompositeIndex) -> Document:
    """Gather the base-year series: levels, growth, compound growth, contributions to the latest change."""
    year = base_year_of(index.panel, index.recipe.normalisation)
    title = Name(
        zh=f"{index.framework.name.zh}：{year}年=100",
        en=f"{index.framework.name.en}: {year} = 100",
    )
    series = [trend_table(index)]
    if len(index.years) > 1:
        from ii_index.analysis.decomposition.decompose import decompose

        latest = decompose(index, index.years[-2], index.years[-1])
        series += [*growth_tables(index), cagr_table(index), latest.table("contributions")]
    return Document(
        title,
        tuple(series),
        method_facts(index),
        index_findings(index, None),
        results=Results(national=index),
    )


def _ranking_table(index: CompositeIndex, tiers: Tiers, title: Name) -> Table:
    table = ranking_table(index, tiers.year)
    tier_of = dict(zip(index.units, tiers.labels.tolist(), strict=True))
    hidden = Column(TIER.key, TIER.title, TIER.kind, TIER.decimals, shown=False)
    code, unit, rank, *scores = table.columns
    rows = tuple(
        (
            row[0],
            tier_of[str(row[0])] or None,
            tiers.name_of(tier_of[str(row[0])]),
            row[2],
            row[1],
            *row[3:],
        )
        for row in table.rows
    )
    note = Name(
        zh="同一梯队内的先后不构成排名结论，仅供参考。",
        en="Order inside a tier is not a ranking.",
    )
    return Table(
        "ranking", title, (code, hidden, TIER_NAME, rank, unit, *scores), rows, (note,), TIER_NAME.key
    )


def _nodes_table(index: CompositeIndex, year: int) -> Table:
    """One row a unit and node, from the total down; units by rank."""
    tree, framework = index.framework.tree, index.framework
    nodes = [(level, node) for level, ids in enumerate(tree.levels) for node in ids]
    scores = [index.scores(year, node).tolist() for _, node in nodes]
    ranks = [index.ranks(year, node).tolist() for _, node in nodes]
    places = sorted(range(len(index.units)), key=lambda unit: (ranks[0][unit] or len(index.units) + 1, unit))
    rows = tuple(
        (
            index.units[unit],
            index.panel.unit_name(index.units[unit]),
            node,
            framework.name_of(node),
            level,
            None if isnan(scores[at][unit]) else scores[at][unit],
            ranks[at][unit] or None,
        )
        for unit in places
        for at, (level, node) in enumerate(nodes)
    )
    columns = (
        CODE,
        UNIT,
        Column("node", Name(zh="编号", en="Id"), "text", shown=False),
        Column("name", Name(zh="节点", en="Node"), "text"),
        Column("level", Name(zh="级", en="Level"), "integer", 0),
        Column("score", Name(zh="得分", en="Score")),
        Column("rank", Name(zh="名次", en="Rank"), "integer", 0),
    )
    title = Name(zh=f"{year}年各级得分与名次", en=f"Scores and ranks at every level, {year}")
    return Table("levels", title, columns, rows, index=("code", "node"))


def method_facts(index: CompositeIndex, year: int | None = None) -> tuple[Fact, ...]:
    """Say how an index was made: framework, data, normalisation, means, weights, coverage; of a year, or of all."""
    framework, recipe = index.framework, index.recipe
    given = shown_weights(index, year)
    first: dict[str, Data] = {node: float(given[node][0] or 0) for node in framework.tree.levels[1]}
    facts = [
        Fact("framework", Name(zh="指标体系", en="Framework"), framework.id),
        Fact("source", Name(zh="数据", en="Data"), index.panel.source),
        Fact(
            "normalisation",
            Name(zh="标准化", en="Normalisation"),
            _normalisation(index),
            recipe.normalisation.kind,
        ),
        Fact(
            "aggregation",
            Name(zh="合成", en="Aggregation"),
            list_of([step.title for step in _aggregations(index)]),
            [step.spoken.en for step in _aggregations(index)],
        ),
        *_ranked(index),
        Fact(
            "weighting",
            Name(zh="权重", en="Weights"),
            index.recipe.weighting.title,
            index.recipe.weighting.kind,
        ),
        Fact(
            "weights",
            Name(zh="一级权重", en="First-level weights"),
            _first_level(index, year),
            first,
        ),
    ]
    if index.weights.note is not None:
        facts.append(Fact("weights_note", Name(zh="权重说明", en="About the weights"), index.weights.note))
    for node, consistency in index.weights.consistency.items():
        name = framework.name_of(node)
        ratio, table = rounded(consistency.ratio, 4), consistency.random_index
        data: dict[str, Data] = {"ratio": consistency.ratio, "random_index": table}
        if table is not None:
            printed = TABLES[table].name
            text = Name(zh=f"{ratio}（RI：{printed}）", en=f"{ratio} (RI: {printed})")
        else:
            limit = rounded(consistency.limit, 4)
            text = Name(zh=f"{ratio}（最优最劣法，上限{limit}）", en=f"{ratio} (best-worst, limit {limit})")
            data["limit"] = consistency.limit
        label = Name(zh=f"一致性比率 CR（{name.zh}）", en=f"Consistency ratio CR ({name.en})")
        facts.append(Fact(f"consistency_{node}", label, text, data))
    facts += own_functions(index)
    tree, of_all = framework.tree, index.coverage[0]
    lowest = float((of_all if year is None else of_all[index.row(year)]).min())
    covered: dict[str, Data] = {
        "indicators": len(tree.levels[-1]),
        "without_data": [str(node) for node in tree.pruned],
        "lowest": lowest,
    }
    facts.append(Fact("coverage", Name(zh="数据覆盖", en="Coverage"), _coverage(index, lowest), covered))
    return tuple(facts)


def _normalisation(index: CompositeIndex) -> Name:
    """Name the normalisation, with its scale where that is not the framework's own."""
    step = index.recipe.normalisation
    return step.title if step == index.framework.recipe.normalisation else with_scale(step)


def _aggregations(index: CompositeIndex) -> list[AggregatingStep]:
    """Return what makes the nodes: by level, or where some are made otherwise, each kind once from the total down."""
    if index.rules is None:
        return [*index.recipe.aggregation]
    return list({rule.step.spoken.en: rule.step for rule in index.rules}.values())


def _ranked(index: CompositeIndex) -> list[Fact]:
    """Say how the total is ranked where it is not simply the highest first."""
    framework, ranks = index.framework, index.framework.ranks
    said: list[Name] = []
    if framework.better == "lower":
        said.append(Name(zh="得分越低越好", en="the lowest score is the best"))
    if ranks.decimals is not None:
        said.append(
            Name(zh=f"按{ranks.decimals}位小数的得分排名", en=f"ranked from {ranks.decimals} decimals")
        )
    if ranks.ties != "min":
        shared = {
            "dense": Name(zh="同分之后名次连续", en="the next rank follows equal scores"),
            "mean": Name(zh="同分者取名次平均", en="equal scores share the mean of their places"),
        }
        said.append(shared[ranks.ties])
    return [Fact("ranked", Name(zh="排名规则", en="Ranking"), list_of(said))] if said else []


def _weight(weight: float, role: str) -> str:
    """Write a share out of 100 or a multiplier; nothing where weights play no part."""
    match role:
        case "multipliers":
            return f" ×{twelve_digits(weight):g}"
        case "nothing":
            return ""
        case _:
            return f" {rounded(100 * weight, 1)}"


def _first_level(index: CompositeIndex, year: int | None) -> Name:
    """Say the weights of a year; of all years, where they change, from which year each hold."""
    if year is not None:
        return _weights_of(index, year)
    said = {one: _weights_of(index, one) for one in index.years}
    began = [
        one for one, before in zip(index.years, (None, *said.values()), strict=False) if said[one] != before
    ]
    if len(began) == 1:
        return said[began[0]]
    linked_zh, linked_en = (
        ("，指数在权重变动处链接", ", linked where they change") if index.is_linked else ("", "")
    )
    return Name(
        zh="；".join(f"{one}年起：{said[one].zh}" for one in began) + linked_zh,
        en="; ".join(f"from {one}: {said[one].en}" for one in began) + linked_en,
    )


def _weights_of(index: CompositeIndex, year: int) -> Name:
    shown, role = shown_weights(index, year), index.total_step.weights_are
    parts = [
        (index.framework.name_of(node), _weight(shown[node][0] or 0.0, role))
        for node in index.framework.tree.levels[1]
    ]
    return Name(
        zh="，".join(f"{name.zh}{weight}" for name, weight in parts),
        en=", ".join(f"{name.en}{weight}" for name, weight in parts),
    )


def _coverage(index: CompositeIndex, available: float) -> Name:
    tree = index.framework.tree
    leaves, parents = len(tree.levels[-1]), len(tree.pruned)
    lowest = lowest_coverage(available)
    cut_zh = f"，{parents}项二级指标无数据" if parents else ""
    cut_en = f", {parents} sub-indicator{'s' if parents > 1 else ''} without data" if parents else ""
    return Name(
        zh=f"{leaves}项指标{cut_zh}；各地区{lowest.zh}",
        en=f"{leaves} indicator{'s' if leaves > 1 else ''}{cut_en}; {lowest.en} to every unit",
    )


def _tier_facts(tiers: Tiers) -> tuple[Fact, ...]:
    sizes = [int(size) for size in tiers.sizes()]
    word = tiers.method if isinstance(tiers.method, str) else tiers.method.word
    return (
        Fact(
            "tier_method",
            Name(zh="梯队划分", en="Tiers by"),
            tier_rule_of(tiers.method).title,
            word,
        ),
        Fact("tier_sizes", Name(zh="各梯队数量", en="Tier sizes"), "/".join(map(str, sizes)), sizes),
        Fact(
            "goodness_of_variance_fit",
            Name(zh="方差拟合优度", en="Goodness of variance fit"),
            tiers.goodness_of_variance_fit,
        ),
    )


def index_findings(index: CompositeIndex, tiers: Tiers | None) -> tuple[Finding, ...]:
    """Gather what a reader of an index, and of its tiers, must know."""
    findings = [*index.panel.findings, *index.notes]
    for node, consistency in index.weights.consistency.items():
        if not consistency.passes:
            details = {
                "node": index.framework.name_of(node),
                "ratio": str(rounded(consistency.ratio, 4)),
                "random_index": consistency.random_index,
                "limit": str(rounded(consistency.limit, 4)),
            }
            code = "W_INCONSISTENT" if consistency.random_index else "W_BEST_WORST"
            findings.append(Finding(code, column=node, details=details))
    if tiers is not None:
        findings += _unit_findings(index, tiers)
    return tuple(findings)


_NAMED = 5


def _lacking(index: CompositeIndex, lacking: Sequence[Lacking]) -> dict[str, object]:
    """Name units and the indicators that each lacks, five of each, and how many there are."""
    cells: list[Name] = []
    for one in lacking[:_NAMED]:
        unit, names = index.panel.unit_name(one.unit), [index.framework.name_of(cell) for cell in one.cells]
        more = len(names) - _NAMED
        cells.append(
            Name(
                zh=f"{unit.zh}缺{'、'.join(name.zh for name in names[:_NAMED])}"
                + (f"等{len(names)}项" if more > 0 else ""),
                en=f"{unit.en} lacks {', '.join(name.en for name in names[:_NAMED])}"
                + (f" and {more} more" if more > 0 else ""),
            )
        )
    more = len(lacking) - _NAMED
    kinds = list(dict.fromkeys(kind for one in lacking for kind in one.kinds))
    return {
        "units": [index.panel.unit_name(one.unit) for one in lacking],
        "kinds": Name(zh="、".join(kind.zh for kind in kinds), en=" or ".join(kind.en for kind in kinds)),
        "cells": Name(
            zh="，".join(cell.zh for cell in cells) + (f"等{len(lacking)}个地区" if more > 0 else ""),
            en="; ".join(cell.en for cell in cells) + (f"; and {more} more units" if more > 0 else ""),
        ),
    }


def _unit_findings(index: CompositeIndex, tiers: Tiers) -> list[Finding]:
    scored = ~np.isnan(index.scores(tiers.year))
    codes = np.array(index.units)
    unscored, untiered = codes[~scored].tolist(), codes[scored & (tiers.labels == 0)].tolist()
    lacking = lacking_parts(index, tiers.year)
    unscored = [unit for unit in unscored if unit not in {one.unit for one in lacking}]
    low = [unit for unit in index.low_coverage(tiers.year) if scored[index.units.index(unit)]]
    found: list[Finding] = []
    if len(index.units) == 1:
        found.append(Finding("W_ONE_UNIT", unit=index.units[0]))
    if lacking:
        found.append(Finding("W_PARTS_MISSING", year=tiers.year, details=_lacking(index, lacking)))
    for code, units in (("W_NOT_SCORED", unscored), ("W_NO_TIER", untiered), ("W_LOW_COVERAGE", low)):
        if units:
            found.append(
                Finding(
                    code,
                    year=tiers.year,
                    details={"units": [index.panel.unit_name(unit) for unit in units]},
                )
            )
    if len(tiers.names) < tiers.wanted:
        details = {"wanted": tiers.wanted}
        found.append(Finding("W_FEWER_TIERS", year=tiers.year, found=str(len(tiers.names)), details=details))
    count = int(scored.sum())
    if 1 < count < 3 * len(tiers.names) and len(tiers.names) > 1:
        few = str(len(tiers.names))
        found.append(Finding("N_MANY_TIERS", year=tiers.year, found=few, details={"units": count}))
    if not tiers.unique:
        found.append(Finding("W_NOT_UNIQUE", year=tiers.year))
    return found
