"""Documents of an audit: how sure the ranking is, and whether the indicators belong together."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ii_index.analysis.robustness.sensitivity import FACTORS
from ii_index.analysis.tiers import tiers
from ii_index.construction.methods.tier_rules import tier_rule_of
from ii_index.errors import Finding
from ii_index.model.assumptions import (
    AggregationOption,
    Assumptions,
    BenefitOfTheDoubt,
    DirichletWeights,
    FixedWeights,
    PerturbedWeights,
    RecomputedWeights,
    ResampledExperts,
)
from ii_index.model.names import Name
from ii_index.model.table import Cell, Table
from ii_index.reporting.document import Card, Document, Fact
from ii_index.reporting.numbers import rounded
from ii_index.reporting.results import Results
from ii_index.reporting.sections.uncertainty import section
from ii_index.reporting.words import some_of, ties_of_draws

if TYPE_CHECKING:
    from ii_index.analysis.coherence import Coherence
    from ii_index.analysis.robustness.uncertainty import Uncertainty

_STEADY = 2
"""Ranks between the ends of an interval that still count as holding a place."""
BENEFIT = Name(zh="自选权重（BoD）", en="benefit of the doubt")


def robustness(
    uncertainty: "Uncertainty", further: Sequence[Table] = (), findings: Sequence[Finding] = ()
) -> Document:
    """Gather what draws say of ranks and tiers, and further tables about the same year.

    Parameters
    ----------
    uncertainty : Uncertainty
    further : sequence of Table
    findings : sequence of Finding
        Besides those of the index and of the draws.
    """
    index = uncertainty.index
    title = Name(
        zh=f"{index.framework.name.zh}：{uncertainty.year}年排名有多可靠",
        en=f"{index.framework.name.en}: how sure the ranking of {uncertainty.year} is",
    )
    ranks, ties = uncertainty.table("intervals"), ties_of_draws(index)
    ranks = ranks if ties is None else replace(ranks, notes=(*ranks.notes, ties))
    tables = [ranks, uncertainty.table("tiers"), *further]
    if uncertainty.failed:
        tables.append(uncertainty.table("failures"))
    return Document(
        title=title,
        cards=_answer(uncertainty),
        tables=tuple(tables),
        facts=(*_facts(uncertainty), *assumption_facts(uncertainty.assumptions)),
        findings=(*index.panel.findings, *index.notes, *uncertainty.notes, *_failed(uncertainty), *findings),
        sections=(section(uncertainty, tiers(index, uncertainty.year)),),
        results=Results(index=index, uncertainty=uncertainty),
    )


def _answer(uncertainty: "Uncertainty") -> tuple[Card, ...]:
    """How sure, before the tables: how many hold their place, which is the least sure, who is borderline."""
    low, high = uncertainty.quantiles((0.05, 0.95)).T.tolist()
    scored = [
        (int(top), int(last), place)
        for place, (top, last) in enumerate(zip(low, high, strict=True))
        if top > 0
    ]
    steady = sum(last - top <= _STEADY for top, last, _ in scored)
    top, last, place = max(scored, key=lambda one: (one[1] - one[0], -one[2]))
    name = uncertainty.index.panel.unit_name(uncertainty.units[place])
    edge = [uncertainty.index.panel.unit_name(unit) for unit in uncertainty.borderline]
    return (
        Card(
            "steady",
            Name(zh="名次稳定", en="Steady ranks"),
            Name(zh=f"{len(scored)}个地区中的{steady}个", en=f"{steady} of {len(scored)} units"),
            Name(zh=f"90%区间的两端相差不超过{_STEADY}名", en=f"90 % interval at most {_STEADY} ranks wide"),
        ),
        Card(
            "widest",
            Name(zh="最不确定", en="Least sure"),
            Name(zh=f"{name.zh}，第{top}至第{last}名", en=f"{name.en}, ranks {top} to {last}"),
        ),
        Card(
            "borderline",
            Name(zh="梯队临界", en="Borderline tiers"),
            some_of(edge) if edge else Name(zh="无", en="none"),
            Name(zh="任何梯队概率都不足80%", en="no tier has a probability of 80 %"),
        ),
    )


def coherence(audit: "Coherence") -> Document:
    """Gather the auditor's tables of one year."""
    index = audit.index
    title = Name(
        zh=f"{index.framework.name.zh}：{audit.year}年内部一致性审计",
        en=f"{index.framework.name.en}: coherence, {audit.year}",
    )
    facts = (
        Fact("framework", Name(zh="指标体系", en="Framework"), index.framework.id),
        Fact("source", Name(zh="数据", en="Data"), index.panel.source),
        Fact(
            "flags",
            Name(zh="提示标准", en="Flags"),
            Name(
                zh="相关系数：<0负相关，<0.3弱，>0.92重复；偏度绝对值>2且超额峰度>3.5为离群",
                en="correlation < 0 negative, < 0.3 weak, > 0.92 redundant; skewness beyond ± 2 with excess "
                "kurtosis > 3.5 outlying",
            ),
        ),
    )
    levels = range(1, index.framework.tree.depth + 1)
    tables = (
        audit.table("indicators"),
        audit.table("correlations"),
        audit.table("nodes"),
        *(audit.table("importance", level=level) for level in levels),
    )
    notes = (*index.panel.findings, *index.notes)
    return Document(title, tables, facts, notes, _flags(audit), results=Results(index=index))


def _flags(audit: "Coherence") -> tuple[Card, ...]:
    """Say what an auditor must look at, before the tables."""
    from ii_index.analysis.coherence import REDUNDANT, WEAK

    pairs = audit.table("flagged").rows
    outlying = [row[:2] for row in audit.table("indicators").rows if row[5]]
    named = [name for _, name in outlying if isinstance(name, Name)]
    return (
        Card(
            "flagged",
            Name(zh="相关有疑的同级指标", en="Pairs of siblings to look at"),
            Name(zh=f"{len(pairs)}对", en=str(len(pairs))),
            Name(
                zh=f"相关为负、低于{WEAK}或高于{REDUNDANT}", en=f"negative, below {WEAK} or above {REDUNDANT}"
            ),
        ),
        Card(
            "outlying",
            Name(zh="有离群值的指标", en="Indicators with outliers"),
            _joined(named) if named else Name(zh="无", en="none"),
        ),
    )


def assumption_facts(assumptions: Assumptions) -> tuple[Fact, ...]:
    """Say what was varied, one fact an assumption."""
    chosen = {
        "weights": _weights(assumptions),
        "normalisation": _any_of(step.title for step in assumptions.normalisation),
        "aggregation": _any_of(_aggregation(option) for option in assumptions.aggregation),
        "imputation": _any_of(step.title for step in assumptions.imputation),
        "treatment": _any_of(step.title for step in assumptions.treatment),
        "tiers": _any_of(tier_rule_of(rule.kind, rule.function).title for rule in assumptions.tiers),
        "noise": _noise(assumptions),
        "leave_out": _any_of(FACTORS[f"leave_out_{kind}"] for kind in assumptions.leave_out),
    }
    labels = {**FACTORS, "leave_out": Name(zh="逐一剔除", en="Left out")}
    data = assumptions.model_dump(mode="json")
    return tuple(
        Fact(
            f"assumed_{key}",
            Name(zh=f"假设·{labels[key].zh}", en=f"Varied: {labels[key].en}"),
            value,
            data[key],
        )
        for key, value in chosen.items()
        if value is not None
    )


def _facts(uncertainty: "Uncertainty") -> tuple[Fact, ...]:
    borderline = [uncertainty.index.panel.unit_name(unit) for unit in uncertainty.borderline]
    named: Cell = _joined(borderline) if borderline else Name(zh="无", en="none")
    return (
        Fact("framework", Name(zh="指标体系", en="Framework"), uncertainty.index.framework.id),
        Fact("source", Name(zh="数据", en="Data"), uncertainty.index.panel.source),
        Fact("draws", Name(zh="抽样次数", en="Draws"), uncertainty.draws),
        Fact("seed", Name(zh="随机种子", en="Seed"), uncertainty.seed),
        Fact(
            "rank_shift",
            Name(zh="平均名次变动", en="Mean absolute rank shift"),
            float(rounded(uncertainty.rank_shift(), 4)),
        ),
        Fact(
            "tier_agreement",
            Name(zh="梯队一致性（平均调整兰德指数）", en="Agreement of tiers (mean adjusted Rand index)"),
            float(rounded(uncertainty.tier_agreement(), 4)),
        ),
        Fact(
            "borderline",
            Name(zh="临界地区（任何梯队概率都不足80%）", en="Borderline (no tier has a probability of 80 %)"),
            named,
            [*uncertainty.borderline],
        ),
    )


def _failed(uncertainty: "Uncertainty") -> list[Finding]:
    if not uncertainty.failed:
        return []
    details = {"draws": uncertainty.draws, "failed": uncertainty.failed, "reasons": uncertainty.reasons()}
    return [Finding("W_DRAWS_FAILED", details=details)]


def _weights(assumptions: Assumptions) -> Name | None:
    match assumptions.weights:
        case FixedWeights():
            return None
        case PerturbedWeights(amount=amount):
            share = f"{100 * amount:g}"
            return Name(zh=f"各权重在自身±{share}%内变动", en=f"each within ± {share} % of itself")
        case DirichletWeights(concentration=concentration):
            return Name(
                zh=f"狄利克雷分布，集中度{concentration:g}", en=f"Dirichlet, concentration {concentration:g}"
            )
        case RecomputedWeights():
            return Name(zh="每次抽样按所抽数据重新赋权", en="taken anew from the data of each draw")
        case ResampledExperts(experts=experts):
            return Name(zh=f"{len(experts)}位专家有放回重抽", en=f"{len(experts)} experts resampled")


def _aggregation(option: AggregationOption) -> Name:
    if isinstance(option, BenefitOfTheDoubt):
        return BENEFIT
    names = [step.title for step in option]
    return Name(zh="→".join(name.zh for name in names), en=" → ".join(name.en for name in names))


def _noise(assumptions: Assumptions) -> Name | None:
    if assumptions.noise is None:
        return None
    error = assumptions.noise.sd
    if isinstance(error, dict):
        shares = ", ".join(f"{name} {100 * share:g}%" for name, share in error.items())
        return Name(zh=f"相对误差{shares}", en=f"relative error {shares}")
    return Name(zh=f"相对误差{100 * error:g}%", en=f"relative error {100 * error:g}%")


def _any_of(names: Iterable[Name]) -> Name | None:
    listed = list(names)
    return _joined(listed) if listed else None


def _joined(names: Sequence[Name]) -> Name:
    return Name(zh="、".join(name.zh for name in names), en=", ".join(name.en for name in names))
