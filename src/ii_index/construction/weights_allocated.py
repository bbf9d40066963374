"""Experts' points out of 100, averaged: over the children of a parent, or over all indicators."""

from dataclasses import dataclass

import numpy as np

from ii_index._typing import FloatArray
from ii_index.construction.weights_checked import items_of
from ii_index.construction.weights_rules import WeightRules
from ii_index.errors import Finding, WeightsError
from ii_index.kernels import allocations, pairwise_groups
from ii_index.kernels.pairwise_groups import Concordance
from ii_index.model.framework import Framework
from ii_index.model.judgements import Judgements


@dataclass(frozen=True, eq=False, slots=True)
class Allocated:
    """The allocations over one set of items.

    Attributes
    ----------
    node : str or None
        The parent whose children were given points; None for all indicators at once.
    items : tuple of str
    experts : tuple of str
    shares : FloatArray, shape (experts, items)
        Each expert's points, rescaled to sum to 1.
    group : FloatArray, shape (items,)
    dispersion : FloatArray, shape (items,)
        Coefficient of variation of the experts' shares; NaN for a single expert.
    concordance : Concordance
        Kendall's W of the experts' rankings; NaN for a single expert.
    """

    node: str | None
    items: tuple[str, ...]
    experts: tuple[str, ...]
    shares: FloatArray
    group: FloatArray
    dispersion: FloatArray
    concordance: Concordance

    @property
    def weights(self) -> dict[str, float]:
        """The group's weights by item."""
        return dict(zip(self.items, self.group.tolist(), strict=True))


def allocate(judgements: Judgements, framework: Framework, rules: WeightRules) -> tuple[Allocated, ...]:
    """Average the experts' allocations, table by table."""
    targets = dict.fromkeys(table.node for table in judgements.allocations)
    return tuple(_allocated(judgements, target, framework, rules) for target in targets)


def _allocated(
    judgements: Judgements, target: str | None, framework: Framework, rules: WeightRules
) -> Allocated:
    tables = [table for table in judgements.allocations if table.node == target]
    items = items_of(tables[0], framework)
    experts = tuple(judgements.expert_of(table) for table in tables)
    say = {expert.id: expert.weight for expert in judgements.panel}
    shares = allocations.rescale([[table.shares[item] for item in items] for table in tables])
    weights = [say[expert] for expert in experts]
    alone = len(tables) == 1
    nan = np.full(len(items), np.nan)
    return Allocated(
        node=target,
        items=items,
        experts=experts,
        shares=shares,
        group=shares[0] if alone else _average(shares, weights, rules),
        dispersion=nan if alone else _variation(shares),
        concordance=Concordance(*[float("nan")] * 3) if alone else pairwise_groups.kendall_w(shares),
    )


def _average(shares: FloatArray, weights: list[float], rules: WeightRules) -> FloatArray:
    try:
        return allocations.average(shares, rules.average, weights if rules.average == "mean" else None)
    except ValueError:  # too few to trim, or a median of nothing but zeros
        details = {"count": len(shares), "average": rules.average}
        raise WeightsError(Finding("E_CANNOT_AVERAGE", details=details)) from None


def _variation(shares: FloatArray) -> FloatArray:
    """Coefficient of variation; 0 where everyone gave nothing."""
    given: FloatArray = shares.sum(axis=0)
    return np.where(given > 0, pairwise_groups.coefficient_of_variation(shares + (given == 0)), 0.0)
