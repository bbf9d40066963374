"""What becomes of missing cells: one record a kind."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from ii_index._typing import BoolArray, FloatArray
from ii_index.construction.methods import own
from ii_index.errors import DataError, Finding, UnknownLabelError
from ii_index.model import provinces
from ii_index.model.node import Node
from ii_index.model.panel import Panel
from ii_index.model.periods import elapsed
from ii_index.model.recipe import Recipe
from ii_index.model.steps.imputation import Imputation, OwnImputation

Fill = Callable[[Panel, FloatArray, Imputation], tuple[FloatArray, BoolArray]]


@dataclass(frozen=True, eq=False, slots=True)
class ImputationMethod:
    """A way with missing cells: it fills them, keeps them, or refuses them.

    Attributes
    ----------
    reference : str
        Where the rule stands.
    fill : callable or None
        ``(panel, values, step) -> (values, marks)``; what stays NaN could not be filled.
    keeps_gaps : bool
        Whether gaps stay, and weights are renormalised over what is there; else what is not filled is refused.
    in_rows : bool
        Whether gaps are filled once indicators are normalised, from the unit's other scores.
    word : bool
        Whether the command line offers it.
    """

    reference: str
    fill: Fill | None = None
    keeps_gaps: bool = False
    in_rows: bool = False
    word: bool = True


def _mean(panel: Panel, values: FloatArray, step: Imputation) -> tuple[FloatArray, BoolArray]:
    from ii_index.kernels import imputation

    del panel, step
    return imputation.mean(values)


def _median(panel: Panel, values: FloatArray, step: Imputation) -> tuple[FloatArray, BoolArray]:
    from ii_index.kernels import imputation

    del panel, step
    return imputation.median(values)


def _group_median(panel: Panel, values: FloatArray, step: Imputation) -> tuple[FloatArray, BoolArray]:
    from ii_index.kernels import imputation

    return imputation.group_median(values, _apart(panel, step))


def _group_mean(panel: Panel, values: FloatArray, step: Imputation) -> tuple[FloatArray, BoolArray]:
    from ii_index.kernels import imputation

    return imputation.group_mean(values, _apart(panel, step))


def _apart(panel: Panel, step: Imputation) -> list[str]:
    """Return the group of each unit; who is in none shares none."""
    labels = groups_for(panel, getattr(step, "groups", None))
    return [label or f"\0{at}" for at, label in enumerate(labels)]


def groups_for(panel: Panel, heading: str | None = None) -> Sequence[str]:
    """Return the group of each unit, blank where it is in none.

    Parameters
    ----------
    panel : Panel
    heading : str, optional
        A column of groups of the panel. By default the regions of provinces, and of other units the only column.

    Raises
    ------
    DataError
        No such column; none, or several, where none is named.
    """
    known = [*panel.groups]
    if heading is not None:
        try:
            return panel.groups[panel.grouping(heading)]
        except UnknownLabelError as error:
            raise DataError(error.findings) from None
    if panel.framework.units == "provinces":
        units = [provinces.PROVINCES.get(unit) for unit in panel.units]
        return [unit.region or "" if unit else "" for unit in units]
    if len(known) != 1:
        code = "E_GROUPS_AMBIGUOUS" if known else "E_NO_GROUPS"
        raise DataError(Finding(code, file=panel.source, details={"known": known}))
    return panel.groups[known[0]]


def _carry_forward(panel: Panel, values: FloatArray, step: Imputation) -> tuple[FloatArray, BoolArray]:
    from ii_index.kernels import imputation

    del panel, step
    return imputation.carry_forward(values)


def _interpolate(panel: Panel, values: FloatArray, step: Imputation) -> tuple[FloatArray, BoolArray]:
    from ii_index.kernels import imputation

    del step
    return imputation.interpolate(values, elapsed(panel.years))


def _by_own_function(panel: Panel, values: FloatArray, step: Imputation) -> tuple[FloatArray, BoolArray]:
    del panel
    called = cast("OwnImputation", step)
    filled = own.imputed(called.function, values)
    return filled, np.isnan(values) & ~np.isnan(filled)


_HANDBOOK = "OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 3"

IMPUTATIONS: dict[str, ImputationMethod] = {
    "refuse": ImputationMethod("every missing cell is listed"),
    "renormalise": ImputationMethod("available-case mean", keeps_gaps=True),
    "mean": ImputationMethod(_HANDBOOK, _mean),
    "median": ImputationMethod(_HANDBOOK, _median),
    "group_mean": ImputationMethod(_HANDBOOK, _group_mean),
    "group_median": ImputationMethod(_HANDBOOK, _group_median),
    "row_mean": ImputationMethod("Becker and others (2022), COINr, Impute by rows", in_rows=True),
    "carry_forward": ImputationMethod("last observation carried forward", _carry_forward),
    "interpolate": ImputationMethod("linear between neighbouring years", _interpolate),
    "call": ImputationMethod(own.REFERENCE, _by_own_function, word=False),
}
"""By kind, in the order in which the command line offers them."""


def imputation_for(leaf: Node, recipe: Recipe) -> Imputation:
    """Return what becomes of an indicator's missing cells: as it says, else as the recipe does."""
    return leaf.imputation or recipe.imputation


def imputation_of(step: Imputation) -> ImputationMethod:
    """Return the record of a step's kind."""
    return IMPUTATIONS[step.kind]
