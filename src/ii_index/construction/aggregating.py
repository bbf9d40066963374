"""Climb the tree: from the indicators' scores to every node's, level by level."""

import numpy as np

from ii_index._typing import BoolArray, FloatArray
from ii_index.construction.methods.aggregation import aggregation_of
from ii_index.errors import DataError, Finding, FrameworkError
from ii_index.kernels import aggregation as kernels
from ii_index.model.recipe import AggregationStep, Imputation, Recipe
from ii_index.model.tree import Tree

TOLERANCE = 1e-9  # of a coverage threshold


def means_by_level(recipe: Recipe, tree: Tree) -> tuple[AggregationStep, ...]:
    """Return the mean that makes each level of the one below, from the root down.

    Raises
    ------
    FrameworkError
        A list of means that has neither one entry nor one a level.
    """
    chosen = recipe.aggregation
    if len(chosen) == 1:
        return chosen * tree.depth
    if len(chosen) == tree.depth:
        return chosen
    details = {"given": len(chosen), "depth": tree.depth}
    raise FrameworkError(Finding("E_AGGREGATION_LEVELS", details=details))


def climb(  # noqa: PLR0913, PLR0917 - what scores are made of
    scores: FloatArray,
    matrices: tuple[FloatArray, ...],
    tree: Tree,
    means: tuple[AggregationStep, ...],
    imputation: Imputation,
    filled: BoolArray | None = None,
) -> tuple[tuple[FloatArray, ...], tuple[FloatArray, ...]]:
    """Aggregate normalised scores up the tree.

    Weights of missing children go to the available ones, at every node. A unit's total is NaN where less of the
    nested weight than the threshold is available to it; with ``basis: count`` the threshold is on the share of
    children instead, and holds at every node.

    Parameters
    ----------
    scores : FloatArray, shape (..., indicators)
    matrices : tuple of FloatArray
        As :attr:`Weights.matrices`.
    tree : Tree
    means : tuple of AggregationStep
        As :func:`means_by_level` gives them.
    imputation : Imputation
        Its threshold counts where cells are missing.
    filled : BoolArray, shape of the scores, optional
        Cells that imputation filled: they have a score and count as missing for coverage and threshold.

    Returns
    -------
    levels : tuple of FloatArray
        ``levels[l]``, shape (..., nodes of level l); ``levels[0]`` is the total.
    coverage : tuple of FloatArray, same shapes
        Share of the nested weight below each node that is available.

    Raises
    ------
    DataError
        A geometric or harmonic mean of values that are not positive.
    """
    available = ~np.isnan(scores) if filled is None else ~(np.isnan(scores) | filled)
    complete = bool(available.all())
    levels, coverage = [scores], [available.astype(np.float64)]
    by_count = imputation.threshold_on("count")
    for level in range(tree.depth - 1, -1, -1):
        carried, matrix = tree.carried[level], matrices[level]
        above = _mean(levels[0], matrix, means[level], carried, tree.parents[level])
        if by_count:
            above[_share_of_children(levels[0], tree, level) < by_count - TOLERANCE] = np.nan
        levels.insert(0, above)
        covered = np.ones_like(above) if complete else kernels.arithmetic_mean(coverage[0], matrix)
        coverage.insert(0, covered)
    if by_weight := imputation.threshold_on("weight"):
        levels[0] = np.where(coverage[0] < by_weight - TOLERANCE, np.nan, levels[0])
    return tuple(levels), tuple(coverage)


def _mean(
    scores: FloatArray, matrix: FloatArray, step: AggregationStep, carried: BoolArray, parents: np.ndarray
) -> FloatArray:
    if aggregation_of(step).is_linear or not carried.any():
        return weighted_mean(scores, matrix, step)
    made = ~carried
    result = np.empty((*scores.shape[:-1], len(carried)))
    below_made = made[parents]
    result[..., made] = weighted_mean(scores[..., below_made], matrix[np.ix_(below_made, made)], step)
    result[..., carried] = scores[..., ~below_made]
    return result


def weighted_mean(scores: FloatArray, weights: FloatArray, step: AggregationStep) -> FloatArray:
    """Take the mean that a recipe names.

    Parameters
    ----------
    scores : FloatArray, shape (..., k)
        NaN is left out, and the weights of the others renormalised.
    weights : FloatArray, shape (k,) or (k, m)
    step : AggregationStep

    Raises
    ------
    DataError
        A mean of values that it cannot take.
    """
    method = aggregation_of(step)
    try:
        return method.apply(scores, weights, step)
    except ValueError:
        raise DataError(Finding(method.fault, details={"kind": step.kind})) from None


def _share_of_children(scores: FloatArray, tree: Tree, level: int) -> FloatArray:
    membership: FloatArray = np.eye(len(tree.levels[level]))[tree.parents[level]]
    return kernels.arithmetic_mean(~np.isnan(scores), membership)
