"""Weights under which a table reproduces published tiers and lists: orderings of scores are linear in them."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise, product
from typing import Any

import numpy as np

from ii_index._typing import BoolArray
from ii_index.analysis.identification.conditions import Components, Conditions, about_weights
from ii_index.analysis.identification.weights import Identification, identified
from ii_index.construction.aggregating import means_by_level
from ii_index.construction.methods.aggregation import aggregation_of
from ii_index.construction.results import CompositeIndex
from ii_index.errors import DataError, Finding, IIIndexError, UnknownLabelError
from ii_index.kernels.robustness.linear_programs import simplex
from ii_index.model.claims import Claim, ContributionClaim, TierClaim, TopClaim, read_claims
from ii_index.model.names import Name
from ii_index.model.node import ROOT
from ii_index.model.steps.aggregation import AggregationStep

LEAST = 0.01
"""What a node weighs at least whose list is claimed: at weight 0 any list would do."""

# Conditions of such a list are divided by this weight, so that they are loosened by points of that node's score.


def identify_orderings(
    index: CompositeIndex,
    claims: Iterable[Claim | str | Mapping[str, Any]],
    year: int | None = None,
    *,
    level: int = 1,
) -> Identification:
    """Find the weights under which an index reproduces published tiers and lists, or prove that none do.

    The weights of the nodes at one level of the tree are free; what lies below them stays as it is composed.
    A unit in a higher tier scores no less than any of the tier below, a listed unit no less than any that is
    not listed: each pair is one linear condition on the weights. Where no weights satisfy all of them,
    ``relaxation`` is the smallest number of points (of the total; of a node whose list is claimed, at a weight
    of 1 %) by which every one must be loosened, and ``proof`` names pairs that contradict one another (Farkas).

    Parameters
    ----------
    index : CompositeIndex
    claims : iterable
        Tiers and lists, and also known weights, orderings and steps of the weights.
    year : int, optional
        By default the latest.
    level : int, default 1
        Level of the tree whose weights are free: 1 the dimensions; the deepest, all indicators.

    Returns
    -------
    Identification

    Raises
    ------
    UnknownLabelError
        A level, a unit or a node that does not exist.
    DataError
        Units without a score at that level.
    IIIndexError
        The index is no arithmetic mean of that level, or claims that need a series of totals.

    Examples
    --------
    Unit x leads in a, unit y in b; that x is on top asks for at least half of the weight on a.

    >>> from ii_index.construction.compose import compose
    >>> from ii_index.model.framework import Framework
    >>> from ii_index.model.panel import Panel
    >>> leaves = [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}]
    >>> two = Framework(id="two", name="Two", reference="an example", children=leaves)
    >>> index = compose(Panel(two, (2023,), ("x", "y"), np.array([[[2.0, 1.0], [1.0, 2.0]]])))
    >>> identify_orderings(index, [{"kind": "top", "units": ["x"]}]).bounds.tolist()
    [[0.5, 1.0], [0.0, 0.5]]
    """
    known = read_claims(claims)
    row = len(index.years) - 1 if year is None else index.panel.year_index(year)
    known = tuple(_by_id(claim, index) for claim in known)
    _check_level(index, level)
    nodes = index.framework.tree.levels[level]
    parts = Components(nodes, tuple(index.framework.name_of(node) for node in nodes))
    _check_claims(index, known, parts, level)
    _check_scores(index, known, row, level)
    free = Conditions(simplex(len(nodes)), len(nodes), (), np.zeros(0, dtype=np.bool_))
    conditions = free
    for claim in known:
        match claim:
            case TierClaim() | TopClaim():
                conditions = _ordered(conditions, index, row, level, claim)
            case _:
                conditions = about_weights(conditions, parts, claim)
    return identified(conditions, free, nodes, parts.names, known)


def _by_id(claim: Claim, index: CompositeIndex) -> Claim:
    """Name the node of a list by id, however the claim names it."""
    if not isinstance(claim, TopClaim):
        return claim
    return claim.model_copy(update={"node": index.framework.ids_of([claim.node])[0]})


def _ordered(
    conditions: Conditions, index: CompositeIndex, row: int, level: int, claim: TierClaim | TopClaim
) -> Conditions:
    """One condition a pair: sum(w · (score of the lower − score of the higher)) ≤ 0 over what the node is made of."""
    node = claim.node if isinstance(claim, TopClaim) else ROOT
    inside = _below(index, node, level)
    pairs = list(_pairs(index, claim))
    scores = index.levels[level][row]
    higher, lower = np.array(pairs, dtype=np.intp).T
    names = [index.panel.unit_name(unit) for unit in index.units]
    where = index.framework.name_of(node)
    labels = [
        Name(zh=f"{where.zh}：{names[a].zh} ≥ {names[b].zh}", en=f"{where.en}: {names[a].en} ≥ {names[b].en}")
        for a, b in pairs
    ]
    if node != ROOT:
        label = Name(zh=f"{where.zh}的权重", en=f"weight of {where.en}")
        conditions = conditions.between(inside.astype(np.float64), LEAST, 1.0, label)
    rows = np.where(inside, scores[lower] - scores[higher], 0.0) / (1.0 if node == ROOT else LEAST)
    return conditions.also(rows, np.zeros(len(rows)), labels, soft=True)


def _pairs(index: CompositeIndex, claim: TierClaim | TopClaim) -> Iterator[tuple[int, int]]:
    """Yield positions of units: one that scores no less, and one that scores no more."""
    position = index.panel.unit_index
    if isinstance(claim, TierClaim):
        for high, low in pairwise(claim.tiers):
            yield from product(map(position, high), [position(unit) for unit in low])
        return
    listed = [position(unit) for unit in claim.units]
    yield from product(listed, [unit for unit in range(len(index.units)) if unit not in listed])
    if claim.ordered:
        yield from pairwise(listed)


def _below(index: CompositeIndex, node: str, level: int) -> BoolArray:
    """Which nodes of a level a node is made of."""
    tree = index.framework.tree
    top, position = index.locate(node)
    inside: BoolArray = np.arange(len(tree.levels[top])) == position
    for parents in tree.parents[top:level]:
        inside = inside[parents]
    return inside


def _not_sums(index: CompositeIndex, level: int) -> list[AggregationStep]:
    """Return what makes the nodes above a level and is no weighted sum."""
    if index.rules is not None:
        above = [rule for rules in index.rules.levels[:level] for rule in rules]
        return [rule.step for rule in above if rule.is_mapped or not rule.method.is_linear]
    means = means_by_level(index.recipe, index.framework.tree)[:level]
    return [step for step in means if not aggregation_of(step).is_linear]


def _check_level(index: CompositeIndex, level: int) -> None:
    depth = index.framework.tree.depth
    if not 1 <= level <= depth:
        details = {"known": list(range(1, depth + 1))}
        raise UnknownLabelError(Finding("E_UNKNOWN_LEVEL", found=str(level), details=details))
    kinds = {str(step.spoken): step.spoken for step in _not_sums(index, level)}
    if kinds:
        named = {"kinds": [kinds[name] for name in sorted(kinds)]}
        raise IIIndexError(Finding("E_ORDER_NEEDS_ARITHMETIC", details=named))


def _check_claims(index: CompositeIndex, claims: Iterable[Claim], parts: Components, level: int) -> None:
    faults = parts.unknown(claims)
    for claim in claims:
        match claim:
            case TierClaim():
                faults += _unknown_units(index, [unit for tier in claim.tiers for unit in tier])
            case TopClaim():
                faults += _unknown_units(index, claim.units)
                if index.locate(claim.node)[0] >= level:
                    faults.append(Finding("E_ORDER_LEVEL", found=claim.node, details={"level": level}))
            case ContributionClaim():
                faults.append(Finding("E_CLAIM_NEEDS_SERIES", found=claim.of))
            case _:
                pass
    if faults:
        raise UnknownLabelError(faults)


def _unknown_units(index: CompositeIndex, units: Iterable[str]) -> list[Finding]:
    faults: list[Finding] = []
    for unit in units:
        try:
            index.panel.unit_index(unit)
        except UnknownLabelError as error:
            faults += error.findings
    return faults


def _check_scores(index: CompositeIndex, claims: Iterable[Claim], row: int, level: int) -> None:
    """Refuse units that lack a score at the level: their weights would be renormalised, which is not linear."""
    missing = np.isnan(index.levels[level][row])
    if any(isinstance(claim, TopClaim) for claim in claims):
        needed = list(range(len(index.units)))
    else:
        listed = (
            unit for claim in claims if isinstance(claim, TierClaim) for tier in claim.tiers for unit in tier
        )
        needed = sorted({index.panel.unit_index(unit) for unit in listed})
    faults = [
        Finding(
            "E_ORDER_NO_SCORE",
            unit=index.units[unit],
            column=node,
            details={
                "unit_name": index.panel.unit_name(index.units[unit]),
                "name": index.framework.name_of(node),
            },
        )
        for unit in needed
        for node, lacks in zip(index.framework.tree.levels[level], missing[unit].tolist(), strict=True)
        if lacks
    ]
    if faults:
        raise DataError(faults)
