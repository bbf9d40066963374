"""Climb the tree: from the indicators' scores to every node's, level by level."""

from collections.abc import Sequence

import numpy as np

from ii_index._typing import BoolArray, FloatArray
from ii_index.construction.methods.aggregation import aggregation_of
from ii_index.construction.nodes import (
    Climbed,
    NodeRule,
    NodeRules,
    climb_nodes,
    coverage_of,
    local_weights,
    multipliers_of,
    steps_of,
)
from ii_index.construction.weights import Weights
from ii_index.errors import DataError, Finding, FrameworkError
from ii_index.kernels import aggregation as kernels
from ii_index.model.names import Name
from ii_index.model.panel import Panel
from ii_index.model.printed_numbers import twelve_digits
from ii_index.model.recipe import Recipe
from ii_index.model.steps.aggregation import AggregationStep
from ii_index.model.steps.imputation import Imputation
from ii_index.model.tree import Tree

TOLERANCE = 1e-9  # of a coverage threshold


def means_by_level(recipe: Recipe, tree: Tree) -> tuple[AggregationStep, ...]:
    """Return the mean that makes each level of the one below, from the root down.

    Those of levels that were there before the framework was cut make nothing (:func:`unused_means`).

    Raises
    ------
    FrameworkError
        A list of means that has neither one entry nor one a level.
    """
    chosen = recipe.aggregation
    if len(chosen) == 1:
        return chosen * tree.depth
    if tree.depth <= len(chosen) <= tree.depth + tree.cut_off:
        return chosen[: tree.depth]
    details = {"given": len(chosen), "depth": tree.depth}
    raise FrameworkError(Finding("E_AGGREGATION_LEVELS", details=details))


def unused_means(recipe: Recipe, tree: Tree) -> tuple[AggregationStep, ...]:
    """Return the means of levels at which nothing stands any more."""
    return recipe.aggregation[tree.depth :] if len(recipe.aggregation) > 1 else ()


def climb(  # noqa: PLR0913, PLR0917 - what scores are made of
    scores: FloatArray,
    shares: tuple[kernels.Shares, ...],
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
    shares : tuple of Shares
        As :attr:`Weights.columns`.
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
    levels, coverage = [scores], [_all_of(scores) if complete else available.astype(np.float64)]
    by_count = imputation.threshold_on("count")
    for level in range(tree.depth - 1, -1, -1):
        above = _mean(levels[0], shares[level], means[level], tree.carried[level], tree.parents[level])
        if by_count:
            above[_share_of_children(levels[0], tree, level) < by_count - TOLERANCE] = np.nan
        levels.insert(0, above)
        covered = _all_of(above) if complete else kernels.arithmetic_mean(coverage[0], shares[level])
        coverage.insert(0, covered)
    if by_weight := imputation.threshold_on("weight"):
        levels[0] = np.where(coverage[0] < by_weight - TOLERANCE, np.nan, levels[0])
    return tuple(levels), tuple(coverage)


def _all_of(scores: FloatArray) -> FloatArray:
    """Return the coverage of scores from which nothing is missing: one number, seen in the shape of all."""
    return np.ndarray(scores.shape, np.float64, _ONE, strides=(0,) * scores.ndim)


_ONE = np.ones(1)
_ONE.setflags(write=False)


def climb_by_rules(  # noqa: PLR0913, PLR0917 - what scores are made of
    scores: FloatArray,
    rules: NodeRules,
    panel: Panel,
    recipe: Recipe,
    weights: Weights,
    filled: BoolArray | None = None,
) -> tuple[tuple[FloatArray, ...], tuple[FloatArray, ...]]:
    """Aggregate normalised scores up a tree whose nodes are made each its own way.

    Parameters
    ----------
    scores : FloatArray, shape (..., years, units, indicators)
    rules : NodeRules
    panel : Panel
        Names the years and units of what is refused.
    recipe : Recipe
    weights : Weights
    filled : BoolArray, shape (years, units, indicators), optional
        Cells that were missing: the threshold of a node counts them as absent.

    Returns
    -------
    levels, coverage : tuple of FloatArray
        As :func:`climb` gives them.

    Raises
    ------
    DataError
        Every score that the operator or the map of a node cannot take.
    """
    tree = panel.framework.tree
    shares = shares_by_level(weights, panel.years, tree)
    local = local_weights(rules, shares, multipliers(panel, recipe), tree.levels)
    there = ~np.isnan(scores) if filled is None else ~(np.isnan(scores) | filled)
    climbed = climb_nodes(
        scores,
        local,
        rules,
        tree.parents,
        observed=there,
        by_count=recipe.imputation.threshold_on("count"),
    )
    if climbed.refused:
        raise DataError(refusals(climbed, panel))
    levels = list(climbed.levels)
    coverage = coverage_of(there.astype(np.float64), shares, tree.parents)
    by_weight = recipe.imputation.threshold_on("weight")
    if by_weight and panel.framework.threshold is None:
        levels[0] = np.where(coverage[0] < by_weight - TOLERANCE, np.nan, levels[0])
    return tuple(levels), coverage


def multipliers(panel: Panel, recipe: Recipe) -> dict[str, float]:
    """Return what the children of sums, products and ratios are multiplied by."""
    steps = steps_of(panel.framework, means_by_level(recipe, panel.framework.tree))
    return multipliers_of(panel.framework, recipe, steps)


def shares_by_level(weights: Weights, years: Sequence[int], tree: Tree) -> list[FloatArray]:
    """Return local weights by level, of shape (nodes,); (years, 1, nodes) where they change."""
    if not weights.by_year:
        return [weights.shares(level) for level in range(tree.depth)]
    return [
        np.stack([weights.in_year(year).shares(level) for year in years])[:, np.newaxis]
        for level in range(tree.depth)
    ]


_NAMED = 5


def refusals(climbed: Climbed, panel: Panel) -> list[Finding]:
    """Name the scores that nodes could not take: five of each, and how many there are."""
    found: list[Finding] = []
    for rule, mask in climbed.refused:
        of_map = mask.ndim == climbed.levels[0].ndim - 1
        code = "E_NO_POWER" if of_map else rule.method.fault
        shown = mask[..., np.newaxis] if of_map else mask
        cells = [
            _cell(rule, panel, climbed, at, of_map=of_map) for at in np.argwhere(shown)[:_NAMED].tolist()
        ]
        more = int(shown.sum()) - len(cells)
        details = {
            "kind": rule.step.spoken,
            "node": panel.framework.name_of(rule.node),
            "cells": Name(
                zh="、".join(cell.zh for cell in cells) + (f"等{more + len(cells)}处" if more else ""),
                en=", ".join(cell.en for cell in cells) + (f" and {more} more" if more else ""),
            ),
        }
        found.append(Finding(code, file=panel.source, column=rule.node, details=details))
    return found


def _cell(rule: NodeRule, panel: Panel, climbed: Climbed, at: Sequence[int], *, of_map: bool) -> Name:
    """Name one score: unit, what it is a score of, year, value."""
    *_, year, unit, child = at
    tree = panel.framework.tree
    node = rule.node if of_map else tree.levels[rule.level + 1][rule.children[child]]
    name, label = panel.unit_name(panel.units[unit]), panel.framework.name_of(node)
    when = panel.years[year]
    if of_map:
        return Name(zh=f"{name.zh} {label.zh} {when}", en=f"{name.en} {label.en} {when}")
    value = float(climbed.levels[rule.level + 1][tuple(at[:-1])][rule.children[child]])
    return Name(
        zh=f"{name.zh} {label.zh} {when}（{twelve_digits(value):g}）",
        en=f"{name.en} {label.en} {when} ({twelve_digits(value):g})",
    )


def _mean(
    scores: FloatArray, shares: kernels.Shares, step: AggregationStep, carried: BoolArray, parents: np.ndarray
) -> FloatArray:
    if aggregation_of(step).is_linear or not carried.any():
        return weighted_mean(scores, shares, step)
    made = ~carried
    result = np.empty((*scores.shape[:-1], len(carried)))
    below_made = made[parents]
    result[..., made] = weighted_mean(scores[..., below_made], shares.weights[np.ix_(below_made, made)], step)
    result[..., carried] = scores[..., ~below_made]
    return result


def weighted_mean(
    scores: FloatArray, weights: FloatArray | kernels.Shares, step: AggregationStep
) -> FloatArray:
    """Take the mean that a recipe names.

    Parameters
    ----------
    scores : FloatArray, shape (..., k)
        NaN is left out, and the weights of the others renormalised.
    weights : FloatArray, shape (k,) or (k, m), or Shares
    step : AggregationStep

    Raises
    ------
    DataError
        A mean of values that it cannot take.
    """
    method = aggregation_of(step)
    if method.apply is None:
        raise DataError(Finding("E_NOT_A_MEAN", details={"kind": step.title}))
    try:
        return method.apply(scores, weights, step)
    except ValueError:
        raise DataError(Finding(method.fault, details={"kind": step.spoken})) from None


def _share_of_children(scores: FloatArray, tree: Tree, level: int) -> FloatArray:
    membership: FloatArray = np.eye(len(tree.levels[level]))[tree.parents[level]]
    return kernels.arithmetic_mean(~np.isnan(scores), membership)
