"""Benefit of the doubt on an index: every unit judged by the dimension weights that suit it best."""

import numpy as np

from ii_index._typing import FloatArray
from ii_index.analysis.robustness.variants import Variant
from ii_index.analysis.robustness.weight_tree import WeightTree
from ii_index.kernels.benefit_of_the_doubt import benefit_of_the_doubt
from ii_index.kernels.ratios import ratio
from ii_index.kernels.sampling import nested_weights, without
from ii_index.model.assumptions import BenefitOfTheDoubt

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
