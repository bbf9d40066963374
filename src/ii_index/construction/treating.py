"""Pull outliers in, each indicator as the recipe or itself says, over the years of its bounds."""

import numpy as np

from ii_index._typing import BoolArray, FloatArray
from ii_index.construction.methods.normalisation import Fitted, sample_of, step_of
from ii_index.construction.methods.treatment import treatment_for, treatment_of
from ii_index.kernels.treatment import logarithm_between
from ii_index.model.panel import Panel
from ii_index.model.recipe import Recipe


def fit_treatment(panel: Panel, values: FloatArray, recipe: Recipe, found: Fitted) -> Fitted:
    """Find what each indicator is pulled in to, over the years of its bounds.

    Parameters
    ----------
    panel : Panel
    values : FloatArray, shape (..., years, units, indicators)
        Transformed.
    recipe : Recipe
    found : Fitted
        What the preparation found so far.
    """
    steps = [
        (treatment_for(leaf, recipe), step_of(leaf, recipe.normalisation)) for leaf in panel.framework.leaves
    ]
    limits = [np.full((*values.shape[:-2], 1, values.shape[-1]), np.nan) for _ in range(4)]
    for pair in dict.fromkeys(steps):
        fit = treatment_of(pair[0]).fit
        if fit is None:
            continue
        chosen = [place for place, own in enumerate(steps) if own == pair]
        parts = fit(sample_of(panel, values[..., chosen], pair[1]), pair[0])
        for whole, part in zip(limits, parts, strict=True):
            whole[..., chosen] = part
    return found._replace(floor=limits[0], ceiling=limits[1], log_from=limits[2], log_to=limits[3])


def treat(values: FloatArray, fitted: Fitted) -> tuple[FloatArray, BoolArray]:
    """Pull values in to fitted limits; return them with the cells that changed.

    Parameters
    ----------
    values : FloatArray, shape (..., years, units, indicators)
    fitted : Fitted
    """
    treated = np.fmin(np.fmax(values, fitted.floor), fitted.ceiling)
    treated = np.where(np.isnan(values), np.nan, treated)
    logged = ~np.isnan(fitted.log_from)
    if logged.any():
        ahead = np.where(fitted.log_from <= fitted.log_to, 1.0, -1.0)
        within = ahead * np.fmax(
            ahead * values, ahead * fitted.log_from
        )  # other years may lie before the start
        treated = np.where(logged, logarithm_between(within, fitted.log_from, fitted.log_to), treated)
    return treated, ~((treated == values) | np.isnan(values))
