"""What becomes of missing cells: one record a kind."""

from collections.abc import Callable
from dataclasses import dataclass

from ii_index._typing import BoolArray, FloatArray
from ii_index.model import provinces
from ii_index.model.panel import Panel
from ii_index.model.recipe import Imputation

Fill = Callable[[Panel, FloatArray], tuple[FloatArray, BoolArray]]


@dataclass(frozen=True, eq=False, slots=True)
class ImputationMethod:
    """A way with missing cells: it fills them, keeps them, or refuses them.

    Attributes
    ----------
    reference : str
        Where the rule stands.
    fill : callable or None
        ``(panel, values) -> (values, marks)``; what stays NaN could not be filled.
    keeps_gaps : bool
        Whether gaps stay, and weights are renormalised over what is there; else what is not filled is refused.
    word : bool
        Whether the command line offers it.
    """

    reference: str
    fill: Fill | None = None
    keeps_gaps: bool = False
    word: bool = True


def _mean(panel: Panel, values: FloatArray) -> tuple[FloatArray, BoolArray]:
    from ii_index.kernels import imputation

    del panel
    return imputation.mean(values)


def _median(panel: Panel, values: FloatArray) -> tuple[FloatArray, BoolArray]:
    from ii_index.kernels import imputation

    del panel
    return imputation.median(values)


def _group_mean(panel: Panel, values: FloatArray) -> tuple[FloatArray, BoolArray]:
    from ii_index.kernels import imputation

    known = [provinces.PROVINCES.get(unit) for unit in panel.units]
    return imputation.group_mean(values, [one.region or "" if one else "" for one in known])


def _carry_forward(panel: Panel, values: FloatArray) -> tuple[FloatArray, BoolArray]:
    from ii_index.kernels import imputation

    del panel
    return imputation.carry_forward(values)


def _interpolate(panel: Panel, values: FloatArray) -> tuple[FloatArray, BoolArray]:
    from ii_index.kernels import imputation

    return imputation.interpolate(values, panel.years)


_HANDBOOK = "OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 3"

IMPUTATIONS: dict[str, ImputationMethod] = {
    "refuse": ImputationMethod("every missing cell is listed"),
    "renormalise": ImputationMethod("available-case mean", keeps_gaps=True),
    "mean": ImputationMethod(_HANDBOOK, _mean),
    "median": ImputationMethod(_HANDBOOK, _median),
    "group_mean": ImputationMethod(_HANDBOOK, _group_mean),
    "carry_forward": ImputationMethod("last observation carried forward", _carry_forward),
    "interpolate": ImputationMethod("linear between neighbouring years", _interpolate),
}
"""By kind, in the order in which the command line offers them."""


def imputation_of(step: Imputation) -> ImputationMethod:
    """Return the record of a step's kind."""
    return IMPUTATIONS[step.kind]
