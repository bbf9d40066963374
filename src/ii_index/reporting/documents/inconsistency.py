"""What experts should look at again: where they differ from the group, and where from themselves."""

from collections.abc import Sequence

from ii_index.construction.expert_weights.combination import EXPERT, NODE, ExpertWeights
from ii_index.construction.expert_weights.disagreement import Disagreement, disagreements
from ii_index.construction.expert_weights.repair import Proposal, changes
from ii_index.kernels.ranking import descending_order
from ii_index.model.names import Name
from ii_index.model.table import Cell, Column, Table
from ii_index.reporting.numbers import rounded

_PAIR = Column("pair", Name(zh="比较", en="Comparison"), "text")
_MOST_DISAGREEMENTS = 10
_MOST_INCONSISTENCIES = 3


def inconsistency_tables(weights: ExpertWeights, proposals: Sequence[Proposal]) -> tuple[Table, ...]:
    """Tabulate disagreements, judgements to revisit, and repairs proposed; any of them may be empty."""
    return _disagreements(weights), _inconsistencies(weights, proposals), _repairs(weights, proposals)


def _disagreements(weights: ExpertWeights) -> Table:
    found = [item for node in weights.nodes for item in disagreements(node) if item.factor > 1 + 1e-9]
    order: list[int] = descending_order([item.factor for item in found])[:_MOST_DISAGREEMENTS].tolist()
    furthest = [found[at] for at in order]
    rows = tuple(_disagreement(item, weights) for item in furthest)
    columns = (
        EXPERT,
        NODE,
        _PAIR,
        Column("judged", Name(zh="专家判断", en="Expert"), "text"),
        Column("group", Name(zh="群组判断", en="Group"), "text"),
        Column("factor", Name(zh="相差倍数", en="Factor apart"), "number", 2),
    )
    title = Name(
        zh=f"分歧最大的{len(rows)}项判断", en=f"The {len(rows)} judgements furthest from the group's"
    )
    return Table("disagreements", title, columns, rows)


def _disagreement(item: Disagreement, weights: ExpertWeights) -> tuple[Cell, ...]:
    pair = _pair(item.first, item.second, weights)
    node = weights.framework.name_of(item.node)
    return item.expert, node, pair, judgement(item.judged), judgement(item.group), item.factor


def _inconsistencies(weights: ExpertWeights, proposals: Sequence[Proposal]) -> Table:
    rows = tuple(
        (
            proposal.expert,
            weights.framework.name_of(proposal.node),
            _pair(proposal.children[one.row], proposal.children[one.column], weights),
            judgement(one.given),
            judgement(one.consistent),
            judgement(one.without),
            proposal.ratio,
            one.ratio_without,
        )
        for proposal in proposals
        for one in proposal.inconsistencies[:_MOST_INCONSISTENCIES]
    )
    columns = (
        EXPERT,
        NODE,
        _PAIR,
        Column("given", Name(zh="原判断", en="Judged"), "text"),
        Column("consistent", Name(zh="与权重一致的值", en="Implied by the priorities"), "text"),
        Column("without", Name(zh="由其余判断推出", en="Implied by the other judgements"), "text"),
        Column("ratio", Name(zh="CR", en="CR"), "number", 4),
        Column("ratio_without", Name(zh="改后 CR", en="CR after"), "number", 4),
    )
    title = Name(
        zh=f"需复核的判断（每位专家每个节点前{_MOST_INCONSISTENCIES}项）",
        en=f"Judgements to revisit (the first {_MOST_INCONSISTENCIES} of an expert at a node)",
    )
    note = Name(
        zh="“改后 CR”为把该项换成“由其余判断推出”的值之后的 CR（Harker 1987）。",
        en="“CR after” is with the judgement replaced by what the others imply (Harker 1987).",
    )
    return Table("inconsistencies", title, columns, rows, (note,))


def _repairs(weights: ExpertWeights, proposals: Sequence[Proposal]) -> Table:
    rows = tuple(
        (
            proposal.expert,
            weights.framework.name_of(proposal.node),
            _pair(proposal.children[change.row], proposal.children[change.column], weights),
            judgement(change.before),
            judgement(change.after),
            proposal.ratio,
            proposal.repair.ratios[-1],
        )
        for proposal, change in changes(tuple(proposals))
    )
    columns = (
        EXPERT,
        NODE,
        _PAIR,
        Column("before", Name(zh="原判断", en="Judged"), "text"),
        Column("after", Name(zh="建议", en="Proposed"), "text"),
        Column("ratio", Name(zh="CR", en="CR"), "number", 4),
        Column("ratio_after", Name(zh="改后 CR", en="CR after"), "number", 4),
    )
    note = Name(
        zh="Xu–Wei（1999）自动修正，仅为建议，须经专家确认；上面的权重未作任何修正。",
        en="Xu & Wei's (1999) automatic repair, for the experts to confirm; the weights above use none of it.",
    )
    return Table("repairs", Name(zh="修正建议", en="Proposed repair"), columns, rows, (note,))


def judgement(value: float) -> str:
    """Write a judgement as people do, to two decimals: 3, 1/3, 1/2.62.

    Examples
    --------
    >>> judgement(3), judgement(1 / 3), judgement(0.382)
    ('3', '1/3', '1/2.62')
    """
    printed = f"{rounded(max(value, 1 / value), 2).normalize():f}"
    return printed if value >= 1 or printed == "1" else f"1/{printed}"


def _pair(first: str, second: str, weights: ExpertWeights) -> Name:
    one, other = weights.framework.name_of(first), weights.framework.name_of(second)
    return Name(zh=f"{one.zh} : {other.zh}", en=f"{one.en} : {other.en}")
