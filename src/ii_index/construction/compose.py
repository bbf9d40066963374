"""The one engine: (denominate) → impute → transform → treat → normalise → weight → aggregate."""

from dataclasses import replace

import numpy as np

from ii_index._typing import BoolArray, FloatArray
from ii_index.construction.aggregating import climb, climb_by_rules, means_by_level
from ii_index.construction.earlier_fits import aligned, labelled
from ii_index.construction.equal_scores import full_mark, level_equals
from ii_index.construction.linking import late, linked_in, without
from ii_index.construction.methods.data_driven import Material
from ii_index.construction.methods.normalisation import Fitted
from ii_index.construction.methods.weighting import weights_of
from ii_index.construction.nodes import node_rules, rules_of_levels
from ii_index.construction.normalising import scores_of
from ii_index.construction.notes import notes_on
from ii_index.construction.own_notes import own_notes
from ii_index.construction.preparation import prepare
from ii_index.construction.results import CompositeIndex
from ii_index.construction.transforming import is_transformed, with_one_power
from ii_index.construction.weights import Weights, weightless
from ii_index.errors import DataError, Finding, warn_of
from ii_index.model.panel import Panel
from ii_index.model.recipe import Recipe


def compose(panel: Panel, recipe: Recipe | None = None, *, fitted: Fitted | None = None) -> CompositeIndex:
    """Make a composite index of a panel.

    Parameters
    ----------
    panel : Panel
        Years × units × indicators, with the framework they belong to.
    recipe : Recipe, optional
        Imputation, treatment, normalisation, weighting, aggregation; by default the framework's own.
    fitted : Fitted, optional
        ``index.fitted`` of an earlier index: its bounds (or moments) are used instead of this panel's, so that
        scores compare with the earlier ones. They may then leave 0–100. They are taken by indicator, and by year
        where each year has its own; what was fitted for another normalisation is refused.

    Returns
    -------
    CompositeIndex

    Raises
    ------
    DataError
        Missing cells (unless imputed or renormalised), constant indicators, values a formula cannot take or that
        are larger than 1e100: all of a step's faults at once. Arithmetic that leaves the range of numbers.
    WeightsError
        Weights that do not fit the framework.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, steps 3 to 6; CAICT (2024), section 2(3).

    Examples
    --------
    >>> import numpy as np
    >>> from ii_index.model.framework import Framework
    >>> leaves = [{"id": "a", "name": "A", "weight": 3}, {"id": "b", "name": "B", "weight": 1}]
    >>> two = Framework(id="two", name="Two indicators", reference="an example", children=leaves)
    >>> panel = Panel(two, (2023,), ("x", "y", "z"), np.array([[[1, 9], [2, 5], [3, 1]]]))
    >>> compose(panel).scores(2023)
    array([25., 50., 75.])
    """
    _require_panel(panel)
    _require_fitted(fitted)
    recipe = panel.framework.recipe if recipe is None else recipe
    try:
        with np.errstate(over="raise", divide="raise", invalid="raise"):
            index = _composed(panel, recipe, fitted)
    except FloatingPointError as error:
        raise DataError(Finding("E_ARITHMETIC", file=panel.source, found=str(error))) from error
    warn_of(index.notes)
    return index


def _composed(panel: Panel, recipe: Recipe, fitted: Fitted | None) -> CompositeIndex:
    panel, out = without_weightless(panel, recipe)
    means = means_by_level(recipe, panel.framework.tree)
    rules = node_rules(panel.framework, recipe, means, panel.years, len(panel.units))
    earlier = fitted and aligned(fitted, panel, recipe)
    prepared = prepare(panel, recipe, earlier)
    begun = late(panel, prepared.values, recipe)
    own, used = scores_of(panel, without(prepared.values, begun), recipe, earlier, prepared.found)

    def climbed(
        scores: FloatArray, weights: Weights
    ) -> tuple[tuple[FloatArray, ...], tuple[FloatArray, ...]]:
        if rules is None:
            return _climbed(panel, recipe, weights, scores, prepared.filled)
        return climb_by_rules(scores, rules, panel, recipe, weights, prepared.filled)

    leaves, some = panel.framework.leaves, "transform" in panel.framework.leaf_fields
    bent = [some and is_transformed(leaf, recipe) for leaf in leaves]
    values = with_one_power(panel, prepared.values, recipe, used.power) if some else prepared.values
    weights = weights_of(Material(panel, recipe, values, bent, lambda chosen: climbed(own, chosen)[0]))
    if begun is not None:
        own = linked_in(panel, prepared.values, own, begun, lambda scores: climbed(scores, weights)[0])
    levels, coverage = climbed(own, weights)
    tried = own_notes(panel, recipe, prepared.values, levels, rules, weights)
    return CompositeIndex(
        panel=panel,
        recipe=recipe,
        weights=weights,
        prepared=prepared,
        fitted=labelled(used, panel, recipe, dict(weights.local)),
        levels=level_equals(levels, full_mark(panel.framework, recipe, rules)),
        coverage=coverage,
        notes=(
            *out,
            *notes_on(panel, recipe, prepared, coverage[-1], pooled=fitted is None),
            *weights.findings,
            *tried,
        ),
        fitted_here=fitted is None,
    )


def _climbed(
    panel: Panel, recipe: Recipe, weights: Weights, normalised: FloatArray, filled: BoolArray | None
) -> tuple[tuple[FloatArray, ...], tuple[FloatArray, ...]]:
    """Climb level by level; where a mean is refused, node by node, to name what it refuses."""
    tree = panel.framework.tree
    means = means_by_level(recipe, tree)
    try:
        return climb(normalised, weights.columns, tree, means, recipe.imputation, filled)
    except DataError:
        rules = rules_of_levels(panel.framework, recipe, means, panel.years, len(panel.units))
        climb_by_rules(normalised, rules, panel, recipe, weights)
        raise


def without_weightless(panel: Panel, recipe: Recipe) -> tuple[Panel, tuple[Finding, ...]]:
    """Take the indicators of declared or given weight 0 out of a panel, and say which."""
    names = weightless(panel.framework, recipe)
    if not names:
        return panel, ()
    framework = panel.framework.without(names)
    out = [panel.framework.name_of(leaf) for leaf in sorted(names, key=panel.indicators.index)]
    kept = [place for place, leaf in enumerate(panel.indicators) if leaf not in names]
    smaller = replace(panel, framework=framework, values=panel.values[..., kept])
    return smaller, (Finding("N_WEIGHT_ZERO", file=panel.source, details={"count": len(out), "names": out}),)


def _require_fitted(given: object) -> None:
    if given is not None and not isinstance(given, Fitted):
        message = f"fitted is the .fitted of an earlier index, not {type(given).__name__}"
        raise TypeError(message)


def _require_panel(given: object) -> None:
    """Refuse what a type checker would: notebooks have none."""
    if not isinstance(given, Panel):
        message = f"compose takes a Panel, not {type(given).__name__}: see Panel.from_frame and read_panel"
        raise TypeError(message)
