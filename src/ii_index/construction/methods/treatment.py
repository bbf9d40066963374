"""What becomes of outliers: one record a kind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ii_index._typing import FloatArray
from ii_index.model.recipe import Treatment, Winsorise


@dataclass(frozen=True, eq=False, slots=True)
class TreatmentMethod:
    """A treatment.

    Attributes
    ----------
    reference : str
        Where the rule stands.
    treat : callable or None
        ``(values, step) -> values`` of the same shape, (..., years, units, indicators); None changes nothing.
    """

    reference: str
    treat: Callable[[FloatArray, Any], FloatArray] | None = None


def _winsorise(values: FloatArray, step: Winsorise) -> FloatArray:
    from ii_index.kernels import treatment

    return treatment.winsorise(
        values, max_points=step.max_points, skewness=step.skewness, kurtosis=step.kurtosis
    )


def _winsorise_then_log(values: FloatArray, step: Winsorise) -> FloatArray:
    from ii_index.kernels import treatment

    return treatment.winsorise_then_log(
        values, max_points=step.max_points, skewness=step.skewness, kurtosis=step.kurtosis
    )


_COIN = "JRC COIN Tool; Becker and others (2022), COINr, Journal of Open Source Software 7(78), 4567"

TREATMENTS: dict[str, TreatmentMethod] = {
    "none": TreatmentMethod("outliers stay as they are"),
    "winsorise": TreatmentMethod(_COIN, _winsorise),
    "winsorise_then_log": TreatmentMethod(_COIN, _winsorise_then_log),
}


def treatment_of(step: Treatment) -> TreatmentMethod:
    """Return the record of a step's kind."""
    return TREATMENTS[step.kind]
