"""What explain, compare, identify and attainment have to say."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ii_index.analysis.attainment import STATUSES, Attainment
from ii_index.analysis.comparison import Comparison
from ii_index.analysis.decomposition.decompose import Decomposition
from ii_index.analysis.decomposition.explanation import Explanation
from ii_index.analysis.identification.weights import NOT_THE_PUBLISHER_S, Identification
from ii_index.analysis.next_tier import NEEDED, NEEDED_ANEW, NextTier
from ii_index.analysis.unit_profile import unit_profile
from ii_index.errors import Finding
from ii_index.kernels.ranking import descending_order
from ii_index.model.names import Name
from ii_index.model.panel import Panel
from ii_index.model.series import PublishedSeries
from ii_index.model.table import Cell, Column, Table
from ii_index.reporting.briefs.content import cards_of, headline_of
from ii_index.reporting.document import Card, Document, Fact, Section
from ii_index.reporting.documents.ranking import index_findings, method_facts
from ii_index.reporting.numbers import rounded, signed
from ii_index.reporting.provenance import reference_of
from ii_index.reporting.results import Results
from ii_index.reporting.sections.full_report import profile_section

_ANSWER = Name(zh="强项、短板与升档路径", en="Strengths, gaps, the way up")
_MOST_SHOWN = 12
_MOVERS = 6
_NONE_ALONE = Name(
    zh="无（单靠任何一项，所需数值都超出当年最优值）",
    en="none (what is needed of any one alone lies beyond the best of the year)",
)


def explanation(found: Explanation, *further: Decomposition) -> Document:
    """One unit: standing, ladder, strengths and gaps, ways to the next tier; and what else was asked."""
    index = found.index
    profile = unit_profile(index, found.tiers, found.unit)
    feasible = profile.way()
    way = found.next_tier
    ways = () if feasible is None or way is None else (feasible.table(), *_possible(way))
    standing = found.table("standing")
    strengths, groups = found.table("strengths"), (standing,) if standing.rows else ()
    asked = tuple(part.table() for part in further)
    ladder = found.table("ladder")
    more = Section("explanation", _ANSWER, tables=(*asked, strengths, *ways, *groups, ladder))
    return Document(
        title=headline_of(profile),
        cards=cards_of(profile),
        tables=(ladder, strengths, *groups, *ways, *asked),
        sections=(profile_section(found.tiers, index.panel.unit_index(found.unit)), more),
        facts=(*_standing_facts(found), *method_facts(index, found.year)),
        findings=index_findings(index, found.tiers),
        results=Results(index=index),
        first=tuple(table.key for table in (*asked, strengths, *ways, *groups)),
    )


def comparison(found: Comparison) -> Document:
    """Two results: what moved groups, ranks and scores, and how well the rankings agree."""
    first, last = found.years
    when = (f"{first}—{last}", f"{first}–{last}") if first != last else (str(last), str(last))
    title = Name(zh=f"两次结果的比较（{when[0]}）", en=f"Two results compared ({when[1]})")
    return Document(
        title=title,
        cards=_moves(found),
        tables=(
            *((found.table("groups"),) if found.groups else ()),
            found.table("ranks"),
            found.table("scores"),
        ),
        facts=(
            *_framework_facts(found.panel),
            Fact("units", Name(zh="共同地区数", en="Units in common"), len(found.units)),
            Fact("spearman", Name(zh="斯皮尔曼秩相关", en="Spearman's correlation"), _number(found.spearman)),
            Fact("kendall", Name(zh="肯德尔秩相关（τ-b）", en="Kendall's tau-b"), _number(found.kendall)),
            Fact(
                "mean_absolute_shift",
                Name(zh="名次平均变动", en="Mean absolute shift of rank"),
                found.mean_absolute_shift,
            ),
        ),
        findings=found.findings,
    )


def _moves(found: Comparison) -> tuple[Card, ...]:
    """Say what moved, before the tables: who rose, who fell, and where the score moved most."""
    shift = found.ranks[1] - found.ranks[0]
    order: list[int] = np.lexsort((found.ranks[1], -np.abs(shift))).tolist()
    rose, fell = [i for i in order if shift[i] < 0], [i for i in order if shift[i] > 0]
    gain = found.scores[1] - found.scores[0]
    most = int(descending_order(np.abs(gain))[0])
    unit, by = found.panel.unit_name(found.units[most]), signed(float(gain[most]), 2)
    same = int((shift == 0).sum())
    return (
        Card("rose", Name(zh="名次上升", en="Rose"), _movers(found, rose)),
        Card("fell", Name(zh="名次下降", en="Fell"), _movers(found, fell)),
        Card(
            "same",
            Name(zh="名次不变", en="Same rank"),
            Name(zh=f"{same}个地区", en=f"{same} unit{'' if same == 1 else 's'}"),
        ),
        Card(
            "most",
            Name(zh="得分变动最大", en="Largest change of score"),
            Name(zh=f"{unit.zh} {by}", en=f"{unit.en} {by}"),
        ),
    )


def _framework_facts(panel: Panel) -> tuple[Fact, ...]:
    """Say whose indicators were compared, and what these are not."""
    named = Fact("reference", Name(zh="指标体系", en="Framework"), reference_of(panel.framework))
    return (named, Fact("source", Name(zh="数据", en="Data"), panel.source)) if panel.source else (named,)


def _movers(found: Comparison, places: Sequence[int]) -> Name:
    if not places:
        return Name(zh="无", en="none")
    said: list[Name] = []
    for place in places[:_MOVERS]:
        old, new = (int(rank) for rank in found.ranks[:, place])
        unit = found.panel.unit_name(found.units[place])
        by = f"{'↑' if new < old else '↓'}{abs(new - old)}"
        said.append(Name(zh=f"{unit.zh} {old}→{new}（{by}）", en=f"{unit.en} {old} → {new} ({by})"))
    more = len(places) - len(said)
    return Name(
        zh="、".join(name.zh for name in said) + (f" 等{len(places)}个" if more else ""),
        en=", ".join(name.en for name in said) + (f" and {more} more" if more else ""),
    )


def identification(found: Identification) -> Document:
    """Bounds of unpublished weights, or the proof that there are none."""
    title = Name(zh="未公布权重的取值范围", en="Bounds of unpublished weights")
    tables = [found.table()] if found.feasible else []
    if found.series is not None:
        tables.append(_fit_table(found, found.series))
        if found.feasible and len(found.series.periods) > 1:
            tables.append(_contribution_table(found, found.series))
    if found.proof:
        tables.append(_proof_table(found))
    findings = () if found.series is None else found.series.findings
    impossible = () if found.feasible else (_impossible(found),)
    return Document(title, tuple(tables), tuple(_identification_facts(found)), (*findings, *impossible))


def plan(found: Attainment) -> Document:
    """Plan against actual: every target, groups, and figures that do not add up."""
    counts = Counter(found.statuses.values())
    states = [Fact(status, name, str(counts[status])) for status, name in STATUSES.items() if counts[status]]
    overall = Name(zh="最上级各项完成率的加权平均", en="Weighted mean of the topmost rows")
    total = None if np.isnan(found.total) else f"{rounded(100 * found.total, 1)}%"
    return Document(
        title=Name(zh="计划完成情况", en="Plan against actual"),
        tables=(found.table(),),
        facts=(Fact("total", overall, total), *states),
        findings=found.findings,
    )


def _standing_facts(found: Explanation) -> tuple[Fact, ...]:
    own = found.tiers.name_of(found.tier)
    facts = [
        Fact("score", Name(zh="综合得分", en="Score"), found.score),
        Fact("rank", Name(zh="排名", en="Rank"), found.rank),
        Fact("tier", Name(zh="梯队", en="Tier"), own, int(found.tier)),
        Fact(
            "to_tier",
            Name(zh="与本梯队平均之差（分）", en="Points to the mean of its tier"),
            float(found.to_tier.total[0]),
        ),
        Fact(
            "to_all",
            Name(zh="与全体平均之差（分）", en="Points to the mean of all"),
            float(found.to_all.total[0]),
        ),
    ]
    return (*facts, *(() if found.next_tier is None else _distance_facts(found.next_tier, found.tier - 1)))


def _distance_facts(way: NextTier, above: int) -> tuple[Fact, ...]:
    index = way.index
    cheapest = None if way.cheapest is None else index.framework.name_of(way.cheapest)
    frozen, anew = (_number(effort) for effort in way.equal_effort.tolist())
    return (
        Fact("above", Name(zh="上一梯队", en="Tier above"), way.above, above),
        Fact(
            "distance", Name(zh="距上一梯队（分，分界不变）", en="Points to it, cuts as they are"), way.points
        ),
        Fact(
            "distance_recut",
            Name(zh="距上一梯队（分，重新划分）", en="Points to it, cut anew"),
            _number(way.points_recut),
        ),
        Fact(
            "cheapest",
            Name(zh="最省力的单项指标", en="Cheapest single indicator"),
            cheapest or _NONE_ALONE,
            way.cheapest,
        ),
        Fact(
            "equal_effort",
            Name(
                zh="各指标提高同样幅度（以标准差计，分界与上下限不变）",
                en="Equal effort in all (sd, cuts and bounds as they are)",
            ),
            frozen,
        ),
        Fact(
            "equal_effort_recomputed",
            Name(zh="各指标提高同样幅度（以标准差计，重新测算）", en="Equal effort in all (sd, recomputed)"),
            anew,
        ),
    )


def _possible(way: NextTier) -> tuple[Table, ...]:
    """Keep the indicators of which some unit has what is needed; the others are counted in a note."""
    table = way.table()
    needed = [at for at, column in enumerate(table.columns) if column in {NEEDED, NEEDED_ANEW}]
    rows = tuple(row for row in table.rows if any(row[at] is not None for at in needed))
    left = len(table.rows) - len(rows)
    note = Name(
        zh=f"其余{left}项指标单靠自身无法达到，或所需数值超出当年最优值。",
        en=f"{left} further indicator{' does' if left == 1 else 's do'} not suffice alone, "
        "or only beyond the best of the year.",
    )
    return (replace(table, rows=rows, notes=(*table.notes, note) if left else table.notes),) if rows else ()


def _identification_facts(found: Identification) -> list[Fact]:
    equal = found.equal_is_possible
    facts = [
        Fact("feasible", Name(zh="存在相容的权重", en="Weights that agree exist"), found.feasible),
        Fact("equal_is_possible", Name(zh="等权是否相容", en="Equal weights agree"), equal),
        Fact("claims", Name(zh="约束条件数", en="Claims"), len(found.claims)),
    ]
    if not found.feasible:
        label = Name(zh="至少需放宽", en="Smallest relaxation")
        amount = None if np.isinf(found.relaxation) else found.relaxation
        facts.append(Fact("relaxation", label, amount))
    return [*facts, Fact("caution", Name(zh="注意", en="Caution"), NOT_THE_PUBLISHER_S)]


def _impossible(found: Identification) -> Finding:
    if np.isinf(found.relaxation):
        return Finding("W_CLAIMS_CONTRADICT")
    return Finding("W_NO_WEIGHTS_AGREE", details={"amount": str(rounded(found.relaxation, 4))})


def _fit_table(found: Identification, series: PublishedSeries) -> Table:
    """Put printed totals beside what equal weights, and the member nearest to them, make of the components."""
    equal = series.components.mean(axis=1)
    columns = [
        Column("period", Name(zh="时期", en="Period"), "text"),
        Column("printed", Name(zh="公布值", en="Printed")),
        Column("equal", Name(zh="等权", en="Equal weights")),
    ]
    shown = [series.totals, equal]
    if found.nearest_to_equal is not None:
        columns.append(Column("nearest", Name(zh="最接近等权的一组", en="Nearest to equal")))
        shown.append(series.components @ found.nearest_to_equal)
    kept = _noteworthy(series, equal)
    rows: list[tuple[Cell, ...]] = [
        (series.periods[at], *(float(values[at]) for values in shown)) for at in kept
    ]
    some = Name(
        zh=f"只列等权相差最大的{len(kept)}期。", en=f"The {len(kept)} periods that equal weights miss most."
    )
    note = (some,) if len(kept) < len(series.periods) else ()
    title = Name(zh="综合指数：公布值与示例权重的结果", en="Totals: printed, and by illustrative weights")
    return Table("totals", title, tuple(columns), tuple(rows), note)


def _noteworthy(series: PublishedSeries, equal: np.ndarray) -> list[int]:
    """All periods of a short series; of a long one those that equal weights miss most, in order."""
    missed = descending_order(np.abs(equal - series.totals))[:_MOST_SHOWN]
    return sorted(missed.tolist()) if len(series.periods) > _MOST_SHOWN else list(range(len(series.periods)))


def _contribution_table(found: Identification, series: PublishedSeries) -> Table:
    start, end = series.periods[-2:]
    points, shares = found.contributions(start, end)
    rows: list[tuple[Cell, ...]] = [
        (label, name, *map(_number, points[at].tolist()), *map(_number, shares[at].tolist()))
        for at, (label, name) in enumerate(zip(found.labels, found.names, strict=True))
    ]
    columns = (
        Column("component", Name(zh="编号", en="Id"), "text", shown=False),
        Column("name", Name(zh="分项", en="Component"), "text"),
        Column("points_lower", Name(zh="点：下界", en="Points: lower")),
        Column("points_upper", Name(zh="点：上界", en="Points: upper")),
        Column("share_lower", Name(zh="贡献率：下界", en="Share: lower"), "percent", 2),
        Column("share_upper", Name(zh="贡献率：上界", en="Share: upper"), "percent", 2),
    )
    title = Name(
        zh=f"对{start}—{end}年变动的贡献的取值范围",
        en=f"Bounds of the contributions to the change, {start} to {end}",
    )
    return Table("contributions", title, columns, tuple(rows))


def _proof_table(found: Identification) -> Table:
    note = Name(
        zh="这些条件各乘以其乘数后相加，对任何权重都不成立（Farkas 引理）。",
        en="These conditions, each times its multiplier, add up to what no weights satisfy (Farkas' lemma).",
    )
    columns = (
        Column("condition", Name(zh="条件", en="Condition"), "text"),
        Column("multiplier", Name(zh="乘数", en="Multiplier"), decimals=4),
    )
    title = Name(zh="互相矛盾的条件", en="Conditions that contradict one another")
    rows: tuple[tuple[Cell, ...], ...] = tuple((label, multiplier) for label, multiplier in found.proof)
    return Table("proof", title, columns, rows, (note,))


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
