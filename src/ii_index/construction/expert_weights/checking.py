"""What experts said, held against the framework: every fault at once, and what deserves a second look."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ii_index._immutable import Immutable
from ii_index.errors import Finding
from ii_index.kernels.ratios import check_choice
from ii_index.kernels.weighting.allocations import Average, Mix
from ii_index.kernels.weighting.judgement_scales import LARGEST, Scale
from ii_index.kernels.weighting.random_index import RandomIndexName
from ii_index.messages.reading import NONE
from ii_index.model.framework import Framework
from ii_index.model.judgements import Allocation, ExpertBestWorst, JudgementMatrix, Judgements
from ii_index.model.nearest import Labelled, suggest

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
    judgements = in_ids(judgements, framework)
    findings: list[Finding] = []
    if judgements.framework != framework.id and not judgements.framework.endswith(_FILES):
        findings.append(Finding("W_JUDGEMENTS_FRAMEWORK", found=judgements.framework, expected=framework.id))
    for matrix in judgements.matrices:
        findings += _check_matrix(matrix, judgements.expert_of(matrix), framework)
    for said in judgements.best_worst:
        findings += _check_best_worst(said, judgements.expert_of(said), framework)
    findings += _check_sameness(judgements, framework)
    for table in judgements.allocations:
        findings += _check_allocation(table, judgements.expert_of(table), framework)
    kinds = {table.node is None for table in judgements.allocations}
    if len(kinds) == 2:
        findings.append(Finding("E_ALLOCATIONS_MIXED"))
    return findings


def _check_items(entry: JudgementMatrix | ExpertBestWorst, framework: Framework) -> Iterator[Finding]:
    """Yield what is wrong with the parent that an expert names, or with its children."""
    children = framework.children_of(entry.node)
    if not children:
        yield _unknown_node(entry.node, framework)
        return
    declared = [child.id for child in children]
    kept = list(framework.tree.children(entry.node)) if entry.node not in framework.tree.pruned else []
    if sorted(entry.order) not in (sorted(declared), sorted(kept)):
        yield Finding(
            "E_JUDGEMENT_ORDER",
            column=entry.node,
            details={
                "node": entry.node,
                "found": list(entry.order),
                "known": _shown(kept or declared, framework),
            },
        )


def _check_best_worst(said: ExpertBestWorst, expert: str, framework: Framework) -> Iterator[Finding]:
    faults = list(_check_items(said, framework))
    yield from faults
    answers = (*said.best_to_others.values(), *said.others_to_worst.values())
    beyond = sorted({answer for answer in answers if not _on_scale(answer)})
    if beyond and not faults:
        details = {"expert": expert, "node": framework.name_of(said.node)}
        yield Finding("W_BEYOND_SCALE", column=said.node, found=_numbers(beyond), details=details)


def _check_matrix(matrix: JudgementMatrix, expert: str, framework: Framework) -> Iterator[Finding]:
    faults = list(_check_items(matrix, framework))
    if faults:
        yield from faults
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
    entries: tuple[JudgementMatrix | ExpertBestWorst, ...] = (*judgements.matrices, *judgements.best_worst)
    for node in dict.fromkeys(entry.node for entry in entries):
        orders = {frozenset(entry.order) for entry in entries if entry.node == node}
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
        details = {
            "expert": expert,
            "strangers": strangers or NONE,
            "lacking": _shown(lacking, framework) or NONE,
        }
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
    parents = [item for item in framework.labels if framework.nodes[item.id].children]
    details = {"node": node, "known": suggest(node, parents)}
    return Finding("E_UNKNOWN_NODE", column=node, details=details)


def _shown(nodes: Sequence[str], framework: Framework) -> list[Labelled]:
    """Return nodes as they are shown, by name and id."""
    known = {item.id: item for item in framework.labels}
    return [known[node] for node in nodes]


def in_ids(judgements: Judgements, framework: Framework) -> Judgements:
    """Return judgements whose nodes are named by id, however the experts' file names them."""

    def points(table: Allocation, field: str) -> dict[str, float] | None:
        given: dict[str, float] | None = getattr(table, field)
        if given is None:
            return None
        ids = framework.ids_of(given)
        return dict(zip(ids, given.values(), strict=True)) if len({*ids}) == len(ids) else given

    matrices = tuple(
        matrix.model_copy(
            update={
                "node": framework.ids_of([matrix.node])[0],
                "order": tuple(framework.ids_of(matrix.order)),
            }
        )
        for matrix in judgements.matrices
    )
    allocations = tuple(
        table.model_copy(
            update={
                "node": table.node and framework.ids_of([table.node])[0],
                **{field: points(table, field) for field in ("points", "leaves")},
            }
        )
        for table in judgements.allocations
    )
    best_worst = tuple(
        said.named(dict(zip(names, framework.ids_of(names), strict=True)))
        for said in judgements.best_worst
        for names in [(said.node, *said.order)]
    )
    return judgements.model_copy(
        update={"matrices": matrices, "allocations": allocations, "best_worst": best_worst}
    )


def _on_scale(answer: float) -> bool:
    return 1 / LARGEST - 1e-9 <= answer <= LARGEST + 1e-9


def _numbers(answers: list[float]) -> str:
    return ", ".join(f"{answer:g}" for answer in answers)


Method: TypeAlias = Literal["eigenvector", "geometric_mean"]
Group: TypeAlias = Literal["judgements", "priorities", "priorities_arithmetic"]

CONSISTENT = 0.10
STRICTER = {3: 0.05, 4: 0.08}  # Saaty (1994), Fundamentals of Decision Making


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightRules(Immutable):
    """The choices behind weights from experts.

    Attributes
    ----------
    method : {"eigenvector", "geometric_mean"}
        Of the priorities; with pairs left open, Harker's matrix and log least squares respectively.
    group : {"judgements", "priorities", "priorities_arithmetic"}
        AIJ, the geometric mean of the judgements, or AIP, that of the experts' priorities; or their arithmetic mean.
    random_index : str
        The table that consistency ratios are formed with.
    scale : str
        What number stands for a judgement of 1 to 9.
    exclude_from : float or None
        An expert whose CR at a node is this or more is left out of that node, and named.
    average : {"mean", "median", "trimmed_mean"}
        Of the experts' allocations.
    alpha : float
        Share of the allocations in the combined weights; the rest is the judgements'.
    mix : {"linear", "geometric"}
    """

    method: Method = "eigenvector"
    group: Group = "judgements"
    random_index: RandomIndexName = "saaty1980"
    scale: Scale = "linear"
    exclude_from: float | None = None
    average: Average = "mean"
    alpha: float = 0.5
    mix: Mix = "linear"

    def __post_init__(self) -> None:
        choices = {
            "method": Method,
            "group": Group,
            "random_index": RandomIndexName,
            "scale": Scale,
            "average": Average,
            "mix": Mix,
        }
        for name, choice in choices.items():
            check_choice(name, getattr(self, name), choice)
        if not 0 <= self.alpha <= 1:
            message = f"alpha is a share between 0 and 1; got {self.alpha}"
            raise ValueError(message)
