"""What experts said, held against the framework: every fault at once, and what deserves a second look."""

from collections.abc import Iterator

from ii_index.errors import Finding
from ii_index.kernels.judgement_scales import LARGEST
from ii_index.model.framework import Framework
from ii_index.model.judgements import Allocation, JudgementMatrix, Judgements
from ii_index.model.validation import closest

FULL = 100.0
_TOLERANCE = 1e-6
_FILES = (".yaml", ".yml")


def check(judgements: Judgements, framework: Framework) -> list[Finding]:
    """List what stands between a round of judgements and its use with a framework.

    Parameters
    ----------
    judgements : Judgements
    framework : Framework

    Returns
    -------
    list of Finding
        Errors, warnings and notices.
    """
    findings: list[Finding] = []
    if judgements.framework != framework.id and not judgements.framework.endswith(_FILES):
        findings.append(Finding("W_JUDGEMENTS_FRAMEWORK", found=judgements.framework, expected=framework.id))
    for matrix in judgements.matrices:
        findings += _check_matrix(matrix, judgements.expert_of(matrix), framework)
    findings += _check_sameness(judgements, framework)
    for table in judgements.allocations:
        findings += _check_allocation(table, judgements.expert_of(table), framework)
    kinds = {table.node is None for table in judgements.allocations}
    if len(kinds) == 2:
        findings.append(Finding("E_ALLOCATIONS_MIXED"))
    return findings


def _check_matrix(matrix: JudgementMatrix, expert: str, framework: Framework) -> Iterator[Finding]:
    children = framework.children_of(matrix.node)
    if not children:
        yield _unknown_node(matrix.node, framework)
        return
    declared = [child.id for child in children]
    kept = list(framework.tree.children(matrix.node)) if matrix.node not in framework.tree.pruned else []
    if sorted(matrix.order) not in (sorted(declared), sorted(kept)):
        yield Finding(
            "E_JUDGEMENT_ORDER",
            column=matrix.node,
            details={"node": matrix.node, "found": list(matrix.order), "known": kept or declared},
        )
        return
    details = {"expert": expert, "node": framework.name_of(matrix.node)}
    beyond = [answer for answer in matrix.answers if answer is not None and not _on_scale(answer)]
    if beyond:
        yield Finding("W_BEYOND_SCALE", column=matrix.node, found=_numbers(beyond), details=details)
    unanswered = matrix.answers.count(None)
    if unanswered:
        counts = {"count": unanswered, "all": len(matrix.answers)}
        yield Finding("N_UNANSWERED", column=matrix.node, details={**details, **counts})


def _check_sameness(judgements: Judgements, framework: Framework) -> Iterator[Finding]:
    """All experts compare the same children of a node."""
    for node in dict.fromkeys(matrix.node for matrix in judgements.matrices):
        orders = {frozenset(matrix.order) for matrix in judgements.matrices if matrix.node == node}
        if len(orders) > 1 and framework.children_of(node):
            everything = {item for order in orders for item in order}
            odd = sorted(item for item in everything if not all(item in order for order in orders))
            yield Finding("E_JUDGEMENTS_DIFFER", column=node, details={"node": node, "ids": odd})


def _check_allocation(table: Allocation, expert: str, framework: Framework) -> Iterator[Finding]:
    if table.node is not None and not framework.children_of(table.node):
        yield _unknown_node(table.node, framework)
        return
    expected = items_of(table, framework)
    place = table.node or "leaves"
    strangers = [item for item in table.shares if item not in expected]
    lacking = [item for item in expected if item not in table.shares]
    if strangers or lacking:
        details = {"expert": expert, "strangers": strangers, "lacking": lacking}
        yield Finding("E_ALLOCATION_ITEMS", column=place, details=details)
        return
    total = sum(table.shares.values())
    if not total > 0:
        yield Finding("E_ALLOCATION_ZERO", column=place, details={"expert": expert})
    elif abs(total - FULL) > _TOLERANCE * FULL:
        yield Finding("W_ALLOCATION_TOTAL", column=place, found=f"{total:g}", details={"expert": expert})


def items_of(table: Allocation, framework: Framework) -> tuple[str, ...]:
    """Return what an allocation must give points to: a parent's children, or all indicators."""
    return framework.tree.levels[-1] if table.node is None else framework.tree.children(table.node)


def _unknown_node(node: str, framework: Framework) -> Finding:
    known = closest(node, [name for name, item in framework.nodes.items() if item.children])
    return Finding("E_UNKNOWN_NODE", column=node, details={"node": node, "known": known})


def _on_scale(answer: float) -> bool:
    return 1 / LARGEST - 1e-9 <= answer <= LARGEST + 1e-9


def _numbers(answers: list[float]) -> str:
    return ", ".join(f"{answer:g}" for answer in answers)
