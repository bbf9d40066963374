"""Samples of the assumptions: pseudo-random for uncertainty, quasi-random for sensitivity."""

from dataclasses import dataclass, replace

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import FloatArray, IntArray
from ii_index.analysis.robustness.design import Plan
from ii_index.kernels.robustness import sampling
from ii_index.model.assumptions import (
    DirichletWeights,
    FixedWeights,
    PerturbedWeights,
    RecomputedWeights,
    ResampledExperts,
)

STREAMS = (
    "weights",
    "imputation",
    "treatment",
    "normalisation",
    "leave_out_unit",
    "leave_out_indicator",
    "leave_out_dimension",
    "aggregation",
    "tiers",
    "noise",
)
"""Each assumption has a stream of its own: one more does not change the draws of the others."""


@dataclass(frozen=True, eq=False)
class Sample(Immutable):
    """Draws of every assumption.

    Attributes
    ----------
    local : FloatArray, shape (nodes, draws)
        Local weights.
    choices : dict of str to IntArray, each of shape (draws,)
        Option taken, for each choice that has several.
    noise : FloatArray or None, shape (draws, years, units, leaves)
        Standard normal numbers.
    """

    local: FloatArray
    choices: dict[str, IntArray]
    noise: FloatArray | None = None

    @property
    def size(self) -> int:
        """Number of draws."""
        return int(self.local.shape[1])

    def part(self, draws: IntArray) -> "Sample":
        """Select some draws."""
        return Sample(
            self.local[:, draws],
            {name: taken[draws] for name, taken in self.choices.items()},
            None if self.noise is None else self.noise[draws],
        )

    def with_factor(self, factor: str, other: "Sample") -> "Sample":
        """Take one assumption's draws from another sample."""
        if factor == "weights":
            return replace(self, local=other.local)
        if factor == "noise":
            return replace(self, noise=other.noise)
        return replace(self, choices={**self.choices, factor: other.choices[factor]})


def random_sample(plan: Plan, seed: int, chunk: int, size: int) -> Sample:
    """Draw a chunk of the assumptions, all but the noise.

    Parameters
    ----------
    plan : Plan
    seed : int
    chunk : int
        Number of the chunk: with the seed it fixes the draws.
    size : int
        Draws.
    """
    rng = stream(seed, chunk, "weights")
    choices = {
        name: stream(seed, chunk, name).integers(count, size=size)
        for name, count in plan.options.items()
        if count > 1
    }
    return Sample(_random_weights(plan, rng, size), choices)


def stream(seed: int, chunk: int, factor: str) -> np.random.Generator:
    """Return the stream of one assumption in one chunk."""
    return sampling.generator(seed, chunk, STREAMS.index(factor))


def columns(plan: Plan) -> dict[str, int]:
    """Return how many quasi-random numbers each assumption takes; noise takes none."""
    experts = 0 if plan.expert_weights is None else len(plan.expert_weights)
    weights = experts or len(plan.tree.nodes)
    return {factor: weights if factor == "weights" else 1 for factor in plan.factors if factor != "noise"}


def sample_at(plan: Plan, points: FloatArray) -> Sample:
    """Map points of the unit cube to a sample.

    Parameters
    ----------
    plan : Plan
    points : FloatArray, shape (draws, columns)
        The columns of each assumption side by side, as :func:`columns` counts them.
    """
    parts: dict[str, FloatArray] = {}
    start = 0
    for factor, width in columns(plan).items():
        parts[factor] = points[:, start : start + width].T
        start += width
    weights = parts.pop("weights", np.empty((0, len(points))))
    choices = {name: (column[0] * plan.options[name]).astype(np.intp) for name, column in parts.items()}
    return Sample(_weights_at(plan, weights), choices)


def _random_weights(plan: Plan, rng: np.random.Generator, size: int) -> FloatArray:
    tree, weights = plan.tree, plan.weights
    match weights:
        case FixedWeights() | RecomputedWeights():  # the latter: of the data, once they are drawn
            return _nominal(plan, size)
        case PerturbedWeights():
            uniforms = rng.random((len(tree.nodes), size))
            return sampling.perturbed(tree.local, tree.parents, weights.amount, uniforms)
        case DirichletWeights():
            return sampling.dirichlet(tree.local, tree.parents, weights.concentration, size, rng)
        case ResampledExperts():
            experts = len(weights.experts)
            return _resampled(plan, rng.integers(experts, size=(experts, size)))


def _weights_at(plan: Plan, points: FloatArray) -> FloatArray:
    tree, weights = plan.tree, plan.weights
    match weights:
        case FixedWeights() | RecomputedWeights():
            return _nominal(plan, points.shape[1])
        case PerturbedWeights():
            return sampling.perturbed(tree.local, tree.parents, weights.amount, points.copy())
        case DirichletWeights():
            return sampling.dirichlet_from_uniforms(tree.local, tree.parents, weights.concentration, points)
        case ResampledExperts():
            return _resampled(plan, (points * len(weights.experts)).astype(np.intp))


def _nominal(plan: Plan, size: int) -> FloatArray:
    return np.repeat(plan.tree.local[:, None], size, axis=1)


def _resampled(plan: Plan, chosen: IntArray) -> FloatArray:
    assert plan.expert_weights is not None  # noqa: S101 - made with the plan
    return sampling.resampled(plan.expert_weights, plan.tree.parents, chosen)
