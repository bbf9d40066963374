"""From a sample of the assumptions to scores: one matrix product for each way of making them."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from ii_index._immutable import Immutable
from ii_index._once import once
from ii_index._typing import BoolArray, FloatArray, IntArray
from ii_index.analysis.robustness.design import Means, Plan
from ii_index.analysis.robustness.node_draws import drawn_scores, with_left_out
from ii_index.analysis.robustness.samples import Sample
from ii_index.analysis.robustness.variants import Pattern, Variant
from ii_index.construction.results import ranked_by
from ii_index.errors import DataError
from ii_index.kernels.robustness import sampling
from ii_index.kernels.robustness.means_of_draws import is_one_mean, nested_mean, tree_mean
from ii_index.model.assumptions import BenefitOfTheDoubt
from ii_index.model.framework import Framework

NO_FAILURE = -1
TOLERANCE = 1e-9  # of a coverage threshold


@dataclass(frozen=True, eq=False)
class Outcome(Immutable):
    """Scores of every draw.

    Attributes
    ----------
    scores : FloatArray, shape (units, draws)
        What the units are ranked by, higher the better; NaN for a unit that is left out or has too little data.
    failure : IntArray, shape (draws,)
        −1, or the combination (as :meth:`Plan.combination` counts) that could not be computed.
    """

    scores: FloatArray
    failure: IntArray


def evaluate(plan: Plan, sample: Sample) -> Outcome:
    """Score the units in every draw of a sample.

    Parameters
    ----------
    plan : Plan
    sample : Sample
    """
    scores = np.full((plan.units, sample.size), np.nan)
    failure = np.full(sample.size, NO_FAILURE, dtype=np.intp)
    for combination, draws in _combinations(plan, sample):
        part = sample if draws is None else sample.part(draws)
        made = _made(plan, combination, part)
        failed: BoolArray = np.ones(part.size, dtype=np.bool_)
        if made is not None:
            failed = np.asarray(np.isinf(made).any(axis=0))
            made[:, failed] = np.nan
            scores[:, slice(None) if draws is None else draws] = made
        failure[np.flatnonzero(failed) if draws is None else draws[failed]] = combination
    return Outcome(ranked_by(scores, plan.decimals, lower=plan.lower), failure)


def _combinations(plan: Plan, sample: Sample) -> Iterator[tuple[int, IntArray | None]]:
    """Yield each combination of variant and mean with the draws that take it; None for all draws."""
    if len(plan.variants) * len(plan.means) == 1:
        yield 0, None
        return
    combination = plan.combination(sample.choices, sample.size)
    for taken in np.unique(combination).tolist():
        yield taken, np.flatnonzero(combination == taken)


def _made(plan: Plan, combination: int, sample: Sample) -> FloatArray | None:
    """Return scores, infinite where a mean is not defined; None where nothing can be computed."""
    place, option = divmod(combination, len(plan.means))
    variant, means = plan.variants[place], plan.means[option]
    if isinstance(means, BenefitOfTheDoubt):
        fixed = plan.fixed.get(combination)
        return None if fixed is None else np.repeat(fixed[:, None], sample.size, axis=1)
    if variant.failure is not None:
        return None
    if variant.nodes:
        return _by_own_weights(plan, combination, means, sample)
    return _by_weights(plan, combination, means, sample)


def _by_own_weights(plan: Plan, combination: int, means: Means, sample: Sample) -> FloatArray:
    """Score under the weights that each draw's data give; draws that give none are infinite."""
    variant = plan.variants[combination // len(plan.means)]
    local = variant.weights(sample.size, _factors(plan, variant, sample))
    lost: BoolArray = np.asarray(np.isnan(local).any(axis=0))
    weighed = replace(sample, local=np.where(lost, sample.local, local))
    made = _by_weights(plan, combination, means, weighed)
    made[:, lost] = np.inf
    return made


def _by_weights(plan: Plan, combination: int, means: Means, sample: Sample) -> FloatArray:
    """Score under the weights that were drawn."""
    variant = plan.variants[combination // len(plan.means)]
    if combination in plan.rules:
        return _by_rules(plan, combination, sample)
    factors = _factors(plan, variant, sample)
    values = variant.scores if factors is None else _with_noise(variant, factors)
    scores = np.full((plan.units, sample.size), np.nan)
    for pattern in variant.patterns:
        scores[pattern.units] = _scores(plan, variant, means, pattern, values, sample)
    return scores


def _by_rules(plan: Plan, combination: int, sample: Sample) -> FloatArray:
    """Score by the rules of the nodes; draws whose noise no formula takes are infinite."""
    variant = plan.variants[combination // len(plan.means)]
    assert plan.nodes is not None  # noqa: S101 - a plan with rules has them
    nodes, local = plan.nodes, sample.local
    if len(plan.left_out) > 1:
        local = with_left_out(local.copy(), plan.tree.parents, plan.left_out[_left_out(plan, sample)].T)
    factors = _factors(plan, variant, sample)
    if factors is None:
        return drawn_scores(nodes, variant, plan.rules[combination], local, None)
    made = np.full((plan.units, sample.size), np.inf)
    for draw in range(sample.size):
        with suppress(DataError, ValueError):
            own = slice(draw, draw + 1)
            made[:, own] = drawn_scores(nodes, variant, plan.rules[combination], local[:, own], factors[own])
    return made


def _scores(  # noqa: PLR0913, PLR0917 - what scores are made of
    plan: Plan, variant: Variant, means: Means, pattern: Pattern, values: FloatArray, sample: Sample
) -> FloatArray:
    """Score the units of one pattern of missing cells."""
    tree = plan.tree
    own = values[..., pattern.units, :]
    local = _available(plan, pattern, sample)
    if not is_one_mean(means):
        scores = tree_mean(own, local, tree.parents, tree.leaves, means)
        nested = None
    else:
        nested = sampling.nested_weights(local, tree.parents, tree.leaves)
        scores = nested_mean(own, nested, means[0].exponent)
    scores[np.isnan(scores)] = np.inf
    if pattern.is_complete and pattern.kept.all():
        return scores
    nested = sampling.nested_weights(local, tree.parents, tree.leaves) if nested is None else nested
    scores[:, nested.sum(axis=0) < 0.5] = np.nan  # nothing is left to be scored by
    if not pattern.is_complete and variant.threshold > 0:
        scores[:, _coverage(plan, pattern, sample) < variant.threshold - TOLERANCE] = np.nan
    return scores


def _available(plan: Plan, pattern: Pattern, sample: Sample) -> FloatArray:
    """Return the local weights over what is there and not left out."""
    if pattern.kept.all():
        return sample.local
    kept = pattern.kept[_left_out(plan, sample)] if len(pattern.kept) > 1 else pattern.kept[[0]]
    return sampling.without(sample.local, plan.tree.parents, kept.T)


def _coverage(plan: Plan, pattern: Pattern, sample: Sample) -> FloatArray:
    """Return the share of the nested weight that is available, of what is not left out."""
    tree, local = plan.tree, sample.local
    if len(plan.left_out) > 1:
        local = sampling.without(local, tree.parents, plan.left_out[_left_out(plan, sample)].T)
    nested = sampling.nested_weights(local, tree.parents, tree.leaves)
    return np.asarray(nested[pattern.leaves].sum(axis=0))


def _left_out(plan: Plan, sample: Sample) -> IntArray:
    """Return which pair of indicator and dimension each draw leaves out."""
    nothing = np.zeros(sample.size, dtype=np.intp)
    indicator = sample.choices.get("leave_out_indicator", nothing)
    dimension = sample.choices.get("leave_out_dimension", nothing)
    return indicator * plan.options["leave_out_dimension"] + dimension


def _factors(plan: Plan, variant: Variant, sample: Sample) -> FloatArray | None:
    """Return what the data are multiplied by in each draw."""
    if sample.noise is None or plan.noise is None:
        return None
    factors = plan.noise * _of_columns(variant, sample.noise)
    return np.exp(factors, out=factors)


def _with_noise(variant: Variant, factors: FloatArray) -> FloatArray:
    """Normalise noisy data; where a formula fails for the lot, draw by draw, infinite where it fails."""
    try:
        return variant.with_noise(factors)
    except (DataError, ValueError):
        return np.concatenate([_one_with_noise(variant, factors[[draw]]) for draw in range(len(factors))])


def _of_columns(variant: Variant, noise: FloatArray) -> FloatArray:
    """Return noise that indicators share where they read one column, and that leaves constants alone."""
    first, shares = _read_first(variant.panel.framework)
    if first == [*range(len(first))] and shares.all():
        return noise
    shared: FloatArray = noise[..., first] * shares
    return shared


@once
def _read_first(framework: Framework) -> tuple[list[int], FloatArray]:
    """Return the first indicator that reads each indicator's column, and 0 for those that read none, else 1."""
    reads = [leaf.reads for leaf in framework.leaves]
    return [reads.index(column) for column in reads], np.array(
        [float(column is not None) for column in reads]
    )


def _one_with_noise(variant: Variant, factors: FloatArray) -> FloatArray:
    try:
        return variant.with_noise(factors)
    except (DataError, ValueError):
        return np.full((1, *variant.scores.shape), np.inf)
