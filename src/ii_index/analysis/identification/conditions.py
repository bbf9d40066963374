"""Named conditions on weights: what they leave possible, and which of them contradict one another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import ArrayLike, BoolArray, FloatArray
from ii_index.errors import Finding
from ii_index.kernels import identification as kernels
from ii_index.kernels.ranking import descending_order
from ii_index.kernels.robustness.linear_programs import InfeasibleError, Polytope, minimise
from ii_index.model.claims import Claim, ContributionClaim, OrderClaim, StepClaim, WeightClaim
from ii_index.model.names import Name
from ii_index.model.nearest import Labelled, nearest_or_first
from ii_index.model.spelling import compact

_NEGLIGIBLE = 1e-9


@dataclass(frozen=True, eq=False)
class Conditions(Immutable):
    """Linear conditions on weights, the first variables of a polytope.

    Attributes
    ----------
    polytope : Polytope
    weights : int
        How many variables are weights.
    labels : tuple of Name
        One an inequality.
    soft : BoolArray
        Inequalities that are loosened to measure how far from possible the whole is.
    whole : BoolArray or None
        Variables that are whole numbers.
    """

    polytope: Polytope
    weights: int
    labels: tuple[Name, ...]
    soft: BoolArray
    whole: BoolArray | None = None

    def also(
        self, rows: ArrayLike, limits: ArrayLike, labels: Sequence[Name], *, soft: bool = False
    ) -> "Conditions":
        """Return the conditions with ``rows @ x <= limits`` besides."""
        table = np.asarray(rows, dtype=np.float64)
        padded = np.pad(table, ((0, 0), (0, self.polytope.size - table.shape[1])))
        return replace(
            self,
            polytope=self.polytope.require(padded, limits),
            labels=(*self.labels, *labels),
            soft=np.append(self.soft, np.full(len(table), soft)),
        )

    def between(self, row: FloatArray, low: float, high: float, label: Name) -> "Conditions":
        """Return the conditions with ``low <= row @ x <= high`` besides."""
        return self.also([row, -row], [high, -low], (label, label))

    def in_steps(self, step: float) -> "Conditions":
        """Return the conditions with every weight a multiple of a step."""
        k, size = self.weights, self.polytope.size
        wider = self.polytope.extended(np.zeros(k), np.full(k, round(1 / step)))
        multiples = np.zeros((k, wider.size))
        multiples[:, :k], multiples[:, size:] = np.eye(k), -step * np.eye(k)
        whole = np.zeros(wider.size, dtype=np.bool_)
        whole[size:] = True
        polytope = replace(
            wider,
            equalities=np.concatenate([wider.equalities, multiples]),
            values=np.append(wider.values, np.zeros(k)),
        )
        return replace(self, polytope=polytope, whole=whole)

    def bounds(self) -> FloatArray:
        """Smallest and largest value of every weight, shape (k, 2); NaN where no weights are possible."""
        return self.extremes(np.eye(self.weights))

    def extremes(self, questions: ArrayLike) -> FloatArray:
        """Smallest and largest value of linear functions, shape (questions, 2); NaN where none is possible."""
        rows = np.asarray(questions, dtype=np.float64)
        padded = np.pad(rows, ((0, 0), (0, self.polytope.size - rows.shape[1])))
        try:
            return kernels.whole_extremes(padded, self.polytope, self.whole)
        except InfeasibleError:
            return np.full((len(rows), 2), np.nan)

    def share(self, numerator: FloatArray, denominator: FloatArray) -> FloatArray:
        """Smallest and largest ratio of two linear functions, shape (2,); NaN where none is possible."""
        beyond = self.polytope.size - len(numerator)
        pair = np.pad(numerator, (0, beyond)), np.pad(denominator, (0, beyond))
        try:
            return kernels.ratio_extremes(*pair, self.polytope, self.whole)
        except InfeasibleError:
            return np.full(2, np.nan)

    def nearest(self, target: FloatArray) -> FloatArray:
        """Return the possible weights nearest to others (with a step: by the sum of differences)."""
        if self.whole is None:
            return kernels.nearest(target, self.polytope)
        return kernels.nearest_by_sum(target, self.polytope, self.whole)

    def relaxation(self) -> tuple[float, tuple[tuple[Name, float], ...]]:
        """Return the smallest loosening under which weights are possible, and what proves that less will not do.

        The proof: conditions and positive multipliers (Farkas). Infinite where no loosening helps.
        """
        try:
            if self.whole is not None:
                return self._relaxation_in_steps(), ()
            amount, multipliers = kernels.conflict(self.polytope, self.soft)
        except InfeasibleError:
            return np.inf, ()
        if amount <= _NEGLIGIBLE:
            return 0.0, ()
        involved = [
            (label, y) for label, y in zip(self.labels, multipliers.tolist(), strict=True) if y > _NEGLIGIBLE
        ]
        order: list[int] = descending_order([y for _, y in involved]).tolist()
        return amount, tuple(involved[at] for at in order)

    def _relaxation_in_steps(self) -> float:
        wider = self.polytope.extended([0.0], [np.inf])
        rows = wider.inequalities.copy()
        rows[:, -1] = -self.soft.astype(np.float64)
        goal = np.append(np.zeros(self.polytope.size), 1.0)
        whole = None if self.whole is None else np.append(self.whole, False)
        amount = float(minimise(goal, replace(wider, inequalities=rows), whole)[-1])
        return amount if amount > _NEGLIGIBLE else 0.0


@dataclass(frozen=True)
class Components(Immutable):
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
        return self._places[compact(label)]

    def unknown(self, claims: Iterable[Claim]) -> list[Finding]:
        """Find the labels in claims that are no component."""
        return [
            self.stranger(label)
            for claim in claims
            for label in _named(claim)
            if compact(label) not in self._places
        ]

    def stranger(self, label: str) -> Finding:
        """Make the finding that a label names no component, with those that look like it."""
        known = [Labelled(key, name.zh, name.en) for key, name in zip(self.labels, self.names, strict=True)]
        return Finding("E_UNKNOWN_COMPONENT", found=label, details={"known": nearest_or_first(label, known)})

    @cached_property
    def _places(self) -> dict[str, int]:
        return {
            compact(text): place
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
