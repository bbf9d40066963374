"""Weights from experts as a document: the weights, every node, every expert, and what to revisit."""

from collections.abc import Iterator, Sequence
from math import isnan

from ii_index.construction.expert_weights.checking import check
from ii_index.construction.expert_weights.combination import ExpertWeights
from ii_index.construction.expert_weights.repair import Proposal
from ii_index.io.questionnaires import Round
from ii_index.kernels.weighting.pairwise import total_ranking_ratio
from ii_index.kernels.weighting.random_index import TABLES
from ii_index.model.names import Name
from ii_index.model.table import Column, Table
from ii_index.reporting.document import Document, Fact
from ii_index.reporting.documents.inconsistency import inconsistency_tables
from ii_index.reporting.numbers import rounded

METHODS = {
    "eigenvector": Name(
        zh="主特征向量（缺答用 Harker 法）", en="principal eigenvector (Harker where pairs are open)"
    ),
    "geometric_mean": Name(
        zh="行几何平均（缺答用对数最小二乘）",
        en="row geometric mean (log least squares where pairs are open)",
    ),
}
GROUPS = {
    "judgements": Name(zh="判断的加权几何平均（AIJ）", en="weighted geometric mean of judgements (AIJ)"),
    "priorities": Name(zh="个人权重的加权几何平均（AIP）", en="weighted geometric mean of priorities (AIP)"),
    "priorities_arithmetic": Name(
        zh="个人权重的加权算术平均（AIP）", en="weighted arithmetic mean of priorities (AIP)"
    ),
}
SCALES = {
    "linear": Name(zh="Saaty 1–9 标度", en="Saaty's 1 to 9"),
    "power": Name(zh="幂标度", en="power"),
    "root": Name(zh="根标度", en="root"),
    "geometric": Name(zh="几何标度", en="geometric"),
    "logarithmic": Name(zh="对数标度", en="logarithmic"),
    "inverse_linear": Name(zh="倒线性标度", en="inverse linear"),
    "balanced": Name(zh="平衡标度", en="balanced"),
    "generalised_balanced": Name(zh="广义平衡标度", en="generalised balanced"),
}
AVERAGES = {
    "mean": Name(zh="均值（按专家权重）", en="mean, experts weighted"),
    "median": Name(zh="中位数", en="median"),
    "trimmed_mean": Name(zh="去掉一个最高、一个最低后的均值", en="mean without the highest and the lowest"),
}
LINEAR = Name(zh="线性模型（Rezaei 2016）", en="linear model (Rezaei 2016)")
MIXES = {
    "linear": Name(zh="线性", en="linear"),
    "geometric": Name(zh="几何", en="geometric"),
}


def expert_weights(weights: ExpertWeights, proposals: Sequence[Proposal] = ()) -> Document:
    """Gather everything a round of experts has to say.

    Parameters
    ----------
    weights : ExpertWeights
    proposals : sequence of Proposal
        For the experts whose judgements contradict themselves.

    Returns
    -------
    Document
    """
    tables = [weights.table("weights")]
    if weights.nodes:
        tables += [weights.table("nodes"), weights.table("experts")]
    if weights.best_worst:
        tables.append(weights.table("best_worst"))
    allocated = weights.table("allocations")
    tables += [table for table in (allocated, *inconsistency_tables(weights, proposals)) if table.rows]
    title = Name(
        zh=f"专家权重：{weights.framework.name.zh}", en=f"Weights from experts: {weights.framework.name.en}"
    )
    return Document(title, tuple(tables), tuple(_facts(weights)), weights.findings)


def _facts(weights: ExpertWeights) -> Iterator[Fact]:
    rules = weights.rules
    yield Fact("framework", Name(zh="指标体系", en="Framework"), weights.framework.id)
    yield Fact("experts", Name(zh="专家数", en="Experts"), len(weights.judgements.panel))
    if weights.nodes:
        yield Fact("method", Name(zh="权重计算", en="Priorities"), METHODS[rules.method], rules.method)
        yield Fact("group", Name(zh="群组汇总", en="Group"), GROUPS[rules.group], rules.group)
        source = f"{rules.random_index}: {TABLES[rules.random_index].source}"
        yield Fact("random_index", Name(zh="RI 表", en="RI table"), source, rules.random_index)
        yield Fact("scale", Name(zh="标度", en="Scale"), SCALES[rules.scale], rules.scale)
        yield from _total_ratios(weights)
    if weights.best_worst:
        yield Fact("best_worst", Name(zh="最优最劣法", en="Best-worst"), LINEAR)
        yield Fact(
            "best_worst_group",
            Name(zh="最优最劣法的群组汇总", en="Group (best-worst)"),
            GROUPS[_group_of_extremes(weights)],
            _group_of_extremes(weights),
        )
    if weights.allocated:
        yield Fact("average", Name(zh="分值汇总", en="Allocations"), AVERAGES[rules.average], rules.average)
        yield Fact(
            "alpha",
            Name(zh="α（专家分值所占份额）", en="α (share of the allocations)"),
            f"{weights.alpha:g}",
            weights.alpha,
        )
    if weights.allocated and weights.is_judged:
        yield Fact("mix", Name(zh="混合", en="Mix"), MIXES[rules.mix], rules.mix)


def _total_ratios(weights: ExpertWeights) -> Iterator[Fact]:
    """Yield the customary ratio of each level below the first, beside those of the nodes."""
    by_node = {node.node: node for node in weights.nodes}
    for level, parents in enumerate(weights.framework.tree.levels[1:-1], start=1):
        judged = [by_node[node] for node in parents if node in by_node]
        if any(len(node.children) > 2 for node in judged):
            ratio = total_ranking_ratio(
                [weights.judged.nested[node.node] for node in judged],
                [node.group.index for node in judged],
                [len(node.children) for node in judged],
                weights.rules.random_index,
            )
            label = Name(
                zh=f"第{level + 1}级层次总排序 CR（不能代替各节点 CR）",
                en=f"Total-ranking CR of level {level + 1} (no substitute for the nodes')",
            )
            yield Fact(f"total_ranking_ratio_{level + 1}", label, _number(ratio))


def _group_of_extremes(weights: ExpertWeights) -> str:
    return "priorities" if weights.rules.group == "priorities" else "priorities_arithmetic"


def _number(value: float) -> float | None:
    return None if isnan(value) else value


def origin(weights: ExpertWeights) -> Name:
    """Say in one line where the weights come from; kept in the weights file.

    Examples
    --------
    >>> from ii_index.construction.expert_weights.combination import weigh
    >>> from ii_index.io.frameworks import read_framework
    >>> from ii_index.model.judgements import Judgements
    >>> table = {"node": "innovation", "order": ["rd_input", "innovation_output", "innovation_carriers"]}
    >>> said = Judgements(framework="caict-2024", matrices=[{**table, "upper": [[2, 4], [2]]}])
    >>> origin(weigh(said, read_framework("caict-2024"))).en
    'experts: 1; principal eigenvector (Harker where pairs are open), RI Saaty (1980); CR Innovation 0.0000'
    """
    rules, framework = weights.rules, weights.framework
    zh, en = [f"专家{len(weights.judgements.panel)}位"], [f"experts: {len(weights.judgements.panel)}"]
    if weights.nodes:
        ratios = [(framework.name_of(node.node), _four(node.group.ratio)) for node in weights.nodes]
        many = len(weights.judgements.panel) > 1
        group_zh, group_en = (
            (f"，{GROUPS[rules.group].zh}", f", {GROUPS[rules.group].en}") if many else ("", "")
        )
        zh.append(f"{METHODS[rules.method].zh}{group_zh}，RI {TABLES[rules.random_index].name}")
        en.append(f"{METHODS[rules.method].en}{group_en}, RI {TABLES[rules.random_index].name}")
        if rules.exclude_from is not None:
            zh.append(f"各节点剔除 CR ≥ {rules.exclude_from:g} 的专家")
            en.append(f"without experts whose CR at a node is {rules.exclude_from:g} or more")
        zh.append("CR " + "，".join(f"{name.zh} {ratio}" for name, ratio in ratios))
        en.append("CR " + ", ".join(f"{name.en} {ratio}" for name, ratio in ratios))
    if weights.best_worst:
        extremes = [(framework.name_of(node.node), node) for node in weights.best_worst]
        several = any(len(node.judged) > 1 for node in weights.best_worst)
        group = GROUPS[_group_of_extremes(weights)] if several else Name(zh="", en="")
        zh.append("，".join(filter(None, [f"最优最劣法{LINEAR.zh}", group.zh])))
        en.append(", ".join(filter(None, [f"best-worst, {LINEAR.en}", group.en])))
        zh.append(
            "CR "
            + "，".join(
                f"{name.zh} {_four(node.ratio)}（上限{_four(node.limit)}）" for name, node in extremes
            )
        )
        en.append(
            "CR "
            + ", ".join(
                f"{name.en} {_four(node.ratio)} (limit {_four(node.limit)})" for name, node in extremes
            )
        )
    if weights.allocated:
        zh.append(f"分值{AVERAGES[rules.average].zh}，{MIXES[rules.mix].zh}混合，α {weights.alpha:g}")
        en.append(
            f"allocations by {AVERAGES[rules.average].en}, {MIXES[rules.mix].en} mix, alpha {weights.alpha:g}"
        )
    return Name(zh="；".join(zh), en="; ".join(en))


def _four(ratio: float) -> str:
    return "—" if isnan(ratio) else str(rounded(ratio, 4))


def expert_round(found: Round) -> Document:
    """One row a questionnaire: who, how many comparisons answered, whether points were given."""
    columns = (
        Column("expert", Name(zh="专家", en="Expert"), "text"),
        Column("name", Name(zh="姓名", en="Name"), "text"),
        Column("answered", Name(zh="已答比较", en="Comparisons answered"), "integer", 0),
        Column("asked", Name(zh="共", en="Of"), "integer", 0),
        Column("allocations", Name(zh="分值表", en="Tables of points"), "integer", 0),
        Column("file", Name(zh="文件", en="File"), "text"),
    )
    rows = tuple(
        (item.expert, item.name, item.answered, item.asked, len(item.allocations), item.file)
        for item in found.answered
    )
    title = Name(zh=f"收回的问卷：{found.framework.name.zh}", en=f"Questionnaires: {found.framework.name.en}")
    facts = (
        Fact("framework", Name(zh="指标体系", en="Framework"), found.framework.id),
        Fact("experts", Name(zh="计入的专家", en="Experts counted"), len(found.judgements.experts)),
    )
    findings = (*found.findings, *check(found.judgements, found.framework))
    return Document(title, (Table("questionnaires", title, columns, rows),), facts, findings)
