"""Claims about the weights themselves, written as linear conditions: known weights, orderings, a step."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from ii_index.analysis.conditions import Conditions
from ii_index.errors import Finding
from ii_index.model.claims import Claim, ContributionClaim, OrderClaim, StepClaim, WeightClaim
from ii_index.model.names import Name
from ii_index.model.spelling import fold
from ii_index.model.validation import closest


@dataclass(frozen=True)
class Components:
    """What has a weight: ids and names.

    Examples
    --------
    >>> Components(("foundation",), (Name(zh="基础能力", en="Foundation"),)).position("基础能力")
    0
    """

    labels: tuple[str, ...]
    names: tuple[Name, ...]

    def position(self, label: str) -> int:
        """Return the position of a component, by id or name."""
        return self._places[fold(label)]

    def unknown(self, claims: Iterable[Claim]) -> list[Finding]:
        """Find the labels in claims that are no component."""
        return [
            Finding("E_UNKNOWN_COMPONENT", found=label, details={"known": closest(label, list(self.labels))})
            for claim in claims
            for label in _named(claim)
            if fold(label) not in self._places
        ]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {
            fold(text): place
            for place, (label, name) in enumerate(zip(self.labels, self.names, strict=True))
            for text in (label, name.zh, name.en)
        }


def about_weights(conditions: Conditions, components: Components, claim: Claim) -> Conditions:
    """Return the conditions with a claim about weights besides; other claims change nothing."""
    rows = np.eye(len(components.labels))
    match claim:
        case StepClaim():
            return conditions.in_steps(claim.step.value)
        case WeightClaim():
            label = Name(zh=f"权重：{claim.of}", en=f"weight of {claim.of}")
            own = rows[components.position(claim.of)]
            return conditions.between(own, claim.weight.low, claim.weight.high, label)
        case OrderClaim():
            pairs = list(pairwise(claim.descending))
            steps = [
                rows[components.position(light)] - rows[components.position(heavy)] for heavy, light in pairs
            ]
            labels = [Name(zh=f"{heavy} ≥ {light}", en=f"{heavy} ≥ {light}") for heavy, light in pairs]
            return conditions.also(steps, np.zeros(len(steps)), labels)
        case _:
            return conditions


def _named(claim: Claim) -> tuple[str, ...]:
    match claim:
        case ContributionClaim() | WeightClaim():
            return (claim.of,)
        case OrderClaim():
            return claim.descending
        case _:
            return ()
