"""The normalised scores that each combination of options gives: computed once, not once a draw."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from ii_index._immutable import Immutable
from ii_index._typing import BoolArray, FloatArray, IntArray
from ii_index.analysis.robustness.weight_tree import WeightTree
from ii_index.construction.compose import compose
from ii_index.construction.denominating import denominate, divided, within_limits
from ii_index.construction.earlier_fits import aligned
from ii_index.construction.methods.normalisation import Fitted
from ii_index.construction.normalising import scores_of
from ii_index.construction.preparation import prepare_values
from ii_index.errors import DataError, Finding, WeightsError
from ii_index.kernels.aggregation.benefit_of_the_doubt import benefit_of_the_doubt
from ii_index.kernels.ratios import ratio
from ii_index.kernels.robustness.sampling import nested_weights, without
from ii_index.model.assumptions import BenefitOfTheDoubt
from ii_index.model.panel import Panel
from ii_index.model.recipe import Recipe

STAND_IN = 1.0
"""Stands in a missing cell, whose weight is zero: any number at which every mean is defined."""


@dataclass(frozen=True, eq=False)
class Pattern(Immutable):
    """Units that lack the same cells, and so share their weights.

    Attributes
    ----------
    units : IntArray
        Positions among the units studied.
    leaves : BoolArray, shape (leaves,)
        Cells there are.
    kept : BoolArray, shape (options, nodes)
        Nodes that have something to be made of, for each option of what is left out.
    """

    units: IntArray
    leaves: BoolArray
    kept: BoolArray

    @property
    def is_complete(self) -> bool:
        """Whether no cell is missing."""
        return bool(self.leaves.all())


@dataclass(frozen=True, eq=False)
class Variant(Immutable):
    """One way to come from the panel to normalised scores.

    Attributes
    ----------
    panel : Panel
        Without the unit that is left out.
    recipe : Recipe
        Imputation, treatment and normalisation are the variant's own.
    year : int
        Row of the year.
    columns : IntArray
        Where the panel's units stand in the whole panel.
    rows : IntArray, shape (units studied,)
        Where the units studied stand in the panel; −1 for the one that is left out.
    scores : FloatArray, shape (units studied, leaves)
        With a stand-in where a cell is missing.
    whole : FloatArray, shape (years, units of the panel, leaves)
        The same of every year and unit, NaN where a cell is missing.
    observed : BoolArray, of the same shape
        Cells that are neither missing nor filled.
    patterns : tuple of Pattern
    failure : Finding or None
        Why there are no scores.
    nodes : tuple of str
        Where weights are taken from the data anew, the nodes they are of; else none.
    local : FloatArray or None, shape (nodes,)
        Local weights that the rule takes from the variant's own data.
    earlier : Fitted or None
        Bounds, moments and limits that stand for the data's own.
    """

    panel: Panel
    recipe: Recipe
    year: int
    columns: IntArray
    rows: IntArray
    scores: FloatArray
    whole: FloatArray
    observed: BoolArray
    patterns: tuple[Pattern, ...] = ()
    failure: Finding | None = None
    nodes: tuple[str, ...] = ()
    local: FloatArray | None = None
    earlier: Fitted | None = None

    @property
    def threshold(self) -> float:
        """Share of the nested weight that a unit needs."""
        return self.recipe.imputation.threshold_on("weight")

    @property
    def is_complete(self) -> bool:
        """Whether no unit is left out or lacks a cell."""
        return len(self.patterns) == 1 and self.patterns[0].is_complete and bool((self.rows >= 0).all())

    def weights(self, draws: int, factors: FloatArray | None) -> FloatArray:
        """Take local weights from the data of each draw, by the engine itself.

        Parameters
        ----------
        draws : int
        factors : FloatArray, shape (draws, years, units of the whole panel, leaves), or None
            What the data are multiplied by.

        Returns
        -------
        FloatArray, shape (nodes, draws)
            NaN in a draw whose data the rule refuses.
        """
        if factors is None:
            assert self.local is not None  # noqa: S101 - made with the variant
            return np.repeat(self.local[:, None], draws, axis=1)
        found = np.full((len(self.nodes), draws), np.nan)
        for draw, factor in enumerate(factors[:, :, self.columns]):
            with suppress(DataError, WeightsError):
                drawn = replace(self.panel, values=self.panel.values * factor)
                found[:, draw] = _local(
                    drawn, self.recipe, self.panel.years[self.year], self.nodes, self.earlier
                )
        return found

    def with_noise(self, factors: FloatArray) -> FloatArray:
        """Normalise the panel's values times factors.

        Parameters
        ----------
        factors : FloatArray, shape (draws, years, units of the whole panel, leaves)

        Returns
        -------
        FloatArray, shape (draws, units studied, leaves)

        Raises
        ------
        DataError or ValueError
            A formula that fails in one of the draws.
        """
        scores = self.noisy(factors)
        in_order = self.rows.tolist() == list(range(scores.shape[2]))
        chosen = scores[:, self.year] if in_order else scores[:, self.year, self.rows]
        return chosen if self.is_complete else _filled(chosen)

    def noisy(self, factors: FloatArray) -> FloatArray:
        """Normalise the panel's values times factors, all years and units: (draws, years, units, leaves)."""
        everyone = len(self.columns) == factors.shape[2]
        chosen = factors if everyone else factors[:, :, self.columns]
        if _links(self.panel):
            drawn = (replace(self.panel, values=self.panel.values * factor) for factor in chosen)
            return np.array([compose(panel, self.recipe, fitted=self.earlier).levels[-1] for panel in drawn])
        values = divided(self.panel) * chosen
        values = within_limits(self.panel, values)
        return _scores(self.panel, values, self.recipe, self.earlier)


def make_variant(  # noqa: PLR0913 - what makes a variant
    panel: Panel,
    recipe: Recipe,
    year: int,
    *,
    units: Sequence[str],
    without: str | None,
    tree: WeightTree,
    left_out: BoolArray,
    reweighs: bool = False,
    earlier: Fitted | None = None,
) -> Variant:
    """Normalise by one combination of options; a formula that fails is kept as the variant's failure.

    Parameters
    ----------
    panel : Panel
    recipe : Recipe
    year : int
    units : sequence of str
        Units studied.
    without : str or None
        A unit left out of the data altogether.
    tree : WeightTree
    left_out : BoolArray, shape (options, leaves)
        Leaves that stay, for each option of what is left out.
    reweighs : bool
        Whether weights are taken from the variant's own data.
    earlier : Fitted, optional
        Bounds, moments and limits that stand for the data's own.
    """
    kept = [unit for unit in panel.units if unit != without]
    used = panel if without is None else panel.select(units=kept)
    place = {unit: row for row, unit in enumerate(kept)}
    rows = np.array([place.get(unit, -1) for unit in units], dtype=np.intp)
    columns = np.array([row for row, unit in enumerate(panel.units) if unit != without], dtype=np.intp)
    blank = np.full((len(units), len(tree.leaves)), STAND_IN)
    there = ~np.isnan(used.values)
    made = Variant(
        used,
        recipe,
        used.year_index(year),
        columns,
        rows,
        blank,
        used.values,
        there,
        nodes=tree.nodes if reweighs else (),
        earlier=earlier,
    )
    try:
        normalised = _normalised(used, recipe, earlier)
        if reweighs:
            made = replace(made, local=_local(used, recipe, year, tree.nodes, earlier))
    except (DataError, WeightsError) as error:
        return replace(made, failure=error.findings[0])
    scores = np.where((rows >= 0)[:, None], normalised[made.year, rows], np.nan)
    patterns = _patterns(scores, tree, left_out, recipe.imputation.threshold_on("count"))
    return replace(made, scores=_filled(scores), patterns=patterns, whole=normalised)


def _normalised(panel: Panel, recipe: Recipe, earlier: Fitted | None) -> FloatArray:
    """Return the scores of the indicators; those that begin late are linked in under the recipe's weights."""
    if _links(panel):
        return compose(panel, recipe, fitted=earlier).levels[-1]
    return _scores(panel, denominate(panel), recipe, earlier)


def _scores(panel: Panel, values: FloatArray, recipe: Recipe, earlier: Fitted | None) -> FloatArray:
    """Prepare and normalise values, of one panel or of many drawn."""
    own = earlier and aligned(earlier, panel, recipe)
    prepared = prepare_values(panel, values, recipe, own)
    return scores_of(panel, prepared.values, recipe, own, prepared.found)[0]


def _local(
    panel: Panel, recipe: Recipe, year: int, nodes: Sequence[str], earlier: Fitted | None
) -> FloatArray:
    """Return the local weights that a recipe takes from a panel."""
    local = compose(panel, recipe, fitted=earlier).weights.in_year(year).local
    return np.array([local[node] for node in nodes])


def _links(panel: Panel) -> bool:
    return "start" in panel.framework.leaf_fields


def _patterns(
    scores: FloatArray, tree: WeightTree, left_out: BoolArray, least_share: float
) -> tuple[Pattern, ...]:
    available = ~np.isnan(scores)
    rows, which = np.unique(available, axis=0, return_inverse=True)
    return tuple(
        Pattern(np.flatnonzero(which == group), leaves, tree.kept(left_out & leaves, least_share))
        for group, leaves in enumerate(rows)
        if leaves.any()
    )


def _filled(scores: FloatArray) -> FloatArray:
    return np.where(np.isnan(scores), STAND_IN, scores)


FULL = 100.0


def benefit_scores(tree: WeightTree, variant: Variant, option: BenefitOfTheDoubt) -> FloatArray:
    """Score the units studied by the benefit of the doubt on their dimensions, 0 to 100.

    Inside a dimension the nominal weights hold; only those of the dimensions are free.

    Parameters
    ----------
    tree : WeightTree
    variant : Variant
    option : BenefitOfTheDoubt

    Returns
    -------
    FloatArray, shape (units,)
        NaN for a unit that is left out.

    Raises
    ------
    ValueError
        A dimension that a unit has nothing of, a negative score, or bounds on shares that no shares meet.
    """
    scores = np.full(len(variant.scores), np.nan)
    studied = np.concatenate([pattern.units for pattern in variant.patterns])
    dimensions = _dimension_scores(tree, variant)[studied]
    scores[studied] = FULL * benefit_of_the_doubt(
        dimensions, least_share=option.least_share, largest_share=option.largest_share
    )
    return scores


def _dimension_scores(tree: WeightTree, variant: Variant) -> FloatArray:
    scores = np.full((len(variant.scores), len(tree.dimensions)), np.nan)
    for pattern in variant.patterns:
        local = without(tree.local[:, None], tree.parents, pattern.kept[0])
        nested = nested_weights(local, tree.parents, tree.leaves)[:, 0]
        own = variant.scores[pattern.units]
        for place, row in enumerate(tree.dimensions.tolist()):
            part = nested * tree.below(row)
            scores[pattern.units, place] = ratio(own @ part, part.sum())
    return scores
