"""What a reader of an index must know beside its numbers."""

from collections.abc import Callable, Iterator

import numpy as np

from ii_index._typing import BoolArray, FloatArray
from ii_index.construction.aggregating import unused_means
from ii_index.construction.denominating import divided, divisor_of, undivided, within_limits
from ii_index.construction.methods.imputation import imputation_for
from ii_index.construction.methods.normalisation import normalisation_of, step_of
from ii_index.construction.methods.treatment import treatment_for
from ii_index.construction.normalising import leaves_bounds_open
from ii_index.construction.preparation import Prepared
from ii_index.construction.transforming import is_transformed
from ii_index.errors import Finding
from ii_index.model.names import Name
from ii_index.model.node import Node
from ii_index.model.panel import Panel
from ii_index.model.recipe import Recipe


def notes_on(
    panel: Panel, recipe: Recipe, prepared: Prepared, available: FloatArray, *, pooled: bool
) -> tuple[Finding, ...]:
    """Name what was pruned, pooled, not logged, filled, treated, weighted in vain, or does not fit its goalposts.

    Parameters
    ----------
    panel : Panel
    recipe : Recipe
    prepared : Prepared
    available : FloatArray, shape (years, units, indicators)
        1 where a cell has a score, 0 where it is missing.
    pooled : bool
        Whether the bounds are this panel's own.
    """
    return (
        *(_about_node(panel, "N_PRUNED", node) for node in panel.framework.tree.pruned),
        *_weights_below(panel, recipe),
        *_means_below(panel, recipe),
        *_bounds(panel, recipe, pooled=pooled),
        *_transforms(panel, recipe),
        *_as_they_are(panel, recipe),
        *_divided(panel),
        *_limited(panel),
        *_screened(panel, prepared.screened),
        *_changed(panel, "N_FILLED", prepared.filled, lambda leaf: imputation_for(leaf, recipe).spoken),
        *_changed(panel, "N_TREATED", prepared.treated, lambda leaf: treatment_for(leaf, recipe).spoken),
        *_without_data(panel, available),
        *_outside_goalposts(panel, recipe, prepared),
    )


def _weights_below(panel: Panel, recipe: Recipe) -> Iterator[Finding]:
    """Say which weights given are for nodes below the columns of the table."""
    unused = [node for node in recipe.weighting.named if panel.framework.is_cut_off(node)]
    if unused:
        yield Finding("N_WEIGHTS_UNUSED", details={"count": len(unused), "nodes": unused})


def _means_below(panel: Panel, recipe: Recipe) -> Iterator[Finding]:
    """Say which aggregations are of levels at which nothing stands any more."""
    unused = unused_means(recipe, panel.framework.tree)
    if unused:
        details = {"kinds": [step.spoken for step in unused], "depth": panel.framework.tree.depth}
        yield Finding("N_MEANS_UNUSED", details=details)


def _bounds(panel: Panel, recipe: Recipe, *, pooled: bool) -> Iterator[Finding]:
    if pooled and leaves_bounds_open(recipe.normalisation, len(panel.years)):
        yield Finding("N_BOUNDS_POOLED", details={"years": panel.years})


def _transforms(panel: Panel, recipe: Recipe) -> Iterator[Finding]:
    if "transform" not in panel.framework.leaf_fields:
        return
    plain = [
        leaf
        for leaf in panel.framework.leaves
        if leaf.transform is not None and not is_transformed(leaf, recipe)
    ]
    if plain:
        yield Finding("N_NOT_LOGGED", details={"count": len(plain)})


def _as_they_are(panel: Panel, recipe: Recipe) -> Iterator[Finding]:
    """Say where values that are not normalised do not belong on one scale."""
    if not normalisation_of(recipe.normalisation).keeps_values and _share_a_normalisation(panel):
        return
    plain = [
        leaf
        for leaf in panel.framework.leaves
        if leaf.constant is None and normalisation_of(step_of(leaf, recipe.normalisation)).keeps_values
    ]
    units = list(dict.fromkeys(leaf.unit for leaf in plain if leaf.unit))
    if len(units) > 1:
        yield Finding("W_UNITS_MIXED", details={"count": len(units), "units": units})
    turned = [leaf.name for leaf in plain if leaf.sign < 0]
    if turned:
        yield Finding("W_NOT_TURNED", details={"names": turned})


def _divided(panel: Panel) -> Iterator[Finding]:
    """Say what became of values without a denominator, and of those whose denominator is not positive."""
    if "denominator" not in panel.framework.leaf_fields:
        return
    for position, leaf in enumerate(panel.framework.leaves):
        if leaf.denominator is None:
            continue
        there = ~np.isnan(panel.values[..., position])
        blank = int(np.count_nonzero(undivided(panel, leaf, position)))
        if blank:
            yield _about_node(panel, "N_NO_DENOMINATOR", leaf.id, count=blank)
        zero = int(np.count_nonzero(there & (divisor_of(panel, leaf) <= 0)))
        if zero:
            yield _about_node(
                panel, "N_ZERO_DENOMINATOR", leaf.id, count=zero, rule=_RULES[leaf.zero_denominator]
            )


_RULES = {None: Name(zh="", en=""), "missing": Name(zh="缺失", en="missing"), "one": Name(zh="1", en="1")}


def _limited(panel: Panel) -> Iterator[Finding]:
    """Count the values that stood beyond an indicator's limits."""
    if "limits" not in panel.framework.leaf_fields:
        return
    values = divided(panel)
    beyond = values != within_limits(panel, values)
    for position, leaf in enumerate(panel.framework.leaves):
        count = int(np.count_nonzero(beyond[..., position] & ~np.isnan(values[..., position])))
        if count:
            yield _about_node(panel, "N_LIMITED", leaf.id, count=count, limits=leaf.limits)


def _screened(panel: Panel, out: BoolArray | None) -> Iterator[Finding]:
    """Name the units that were left out of a year for what they lack."""
    if out is None:
        return
    for row in np.flatnonzero(out.any(axis=1)).tolist():
        names = [panel.unit_name(panel.units[place]) for place in np.flatnonzero(out[row]).tolist()]
        yield Finding("W_SCREENED", file=panel.source, year=panel.years[row], details={"units": names})


def _changed(
    panel: Panel, code: str, cells: BoolArray | None, kind_of: Callable[[Node], Name]
) -> Iterator[Finding]:
    """One notice an indicator, with the number of its cells."""
    if cells is None:
        return
    for position in np.flatnonzero(cells.any(axis=(0, 1))).tolist():
        leaf = panel.framework.leaves[position]
        count = int(cells[..., position].sum())
        yield _about_node(panel, code, leaf.id, count=count, kind=kind_of(leaf))


def _without_data(panel: Panel, available: FloatArray) -> Iterator[Finding]:
    if available.all():
        return
    for position in np.flatnonzero(~available.any(axis=(0, 1))).tolist():
        yield _about_node(panel, "W_EMPTY_INDICATOR", panel.indicators[position])


def _outside_goalposts(panel: Panel, recipe: Recipe, prepared: Prepared) -> Iterator[Finding]:
    if "goalposts" not in panel.framework.leaf_fields:
        return
    for position, leaf in enumerate(panel.framework.leaves):
        method = normalisation_of(step_of(leaf, recipe.normalisation))
        if leaf.goalposts is None or method.limits != "goalposts":
            continue
        column = prepared.values[..., position]
        lower, upper = prepared.found.lower[..., position], prepared.found.upper[..., position]
        if not ((column >= lower) & (column <= upper)).any() and not np.isnan(column).all():
            yield _about_node(panel, "W_OUTSIDE_GOALPOSTS", leaf.id, goalposts=list(leaf.goalposts))


def _share_a_normalisation(panel: Panel) -> bool:
    return not panel.framework.leaf_fields & {"normalisation", "constant"}


def _about_node(panel: Panel, code: str, node: str, **details: object) -> Finding:
    return Finding(code, column=node, details={"name": panel.framework.name_of(node), **details})
