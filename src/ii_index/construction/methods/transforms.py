"""How an indicator's values are bent before they are normalised: one record a kind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ii_index._typing import FloatArray
from ii_index.kernels import portable
from ii_index.model.transforms import BoxCox, Transform

Bent = Callable[[FloatArray, Any, FloatArray, bool], FloatArray]


@dataclass(frozen=True, eq=False, slots=True)
class TransformMethod:
    """An increasing transform.

    Attributes
    ----------
    reference : str
        Where the formula stands.
    apply : callable
        ``(values, step, power, fast) -> values`` of the same shape; what it is not defined for is not finite.
    undo : callable
        ``(values, step, power) -> values`` before the transform.
    formula : callable
        ``(step, power) -> text`` of the workbook's formula, with ``{value}`` for a cell.
    fault : str
        Code of the finding for a value that it is not defined for.
    """

    reference: str
    apply: Bent
    undo: Callable[[FloatArray, Any, FloatArray], FloatArray]
    formula: Callable[[Any, float], str]
    fault: str = "E_TRANSFORM_DOMAIN"


def _log(values: FloatArray, step: Any, power: FloatArray, fast: bool) -> FloatArray:  # noqa: ANN401, FBT001 - as every record
    from ii_index.kernels import transforms

    del power
    return transforms.logarithm(values, offset=step.offset, base=step.base, fast=fast)


def _unlog(values: FloatArray, step: Any, power: FloatArray) -> FloatArray:  # noqa: ANN401 - as every record
    del power
    scale = 1.0 if step.base is None else float(portable.log(step.base))
    plain: FloatArray = portable.exp(values * scale) - step.offset
    return plain


def _log_formula(step: Any, power: float) -> str:  # noqa: ANN401 - as every record
    del power
    natural = f"LN({_shifted(step)})"
    return natural if step.base is None else f"{natural}/LN({step.base!r})"


def _reciprocal(values: FloatArray, step: Any, power: FloatArray, fast: bool) -> FloatArray:  # noqa: ANN401, FBT001 - as every record
    from ii_index.kernels import transforms

    del power, fast
    bent = transforms.reciprocal(values, offset=step.offset)
    return np.where(
        bent < 0, bent, np.where(np.isnan(values), values, np.inf)
    )  # rising for positive values alone


def _square_root(values: FloatArray, step: Any, power: FloatArray, fast: bool) -> FloatArray:  # noqa: ANN401, FBT001 - as every record
    from ii_index.kernels import transforms

    del power, fast
    return transforms.square_root(values, offset=step.offset)


def _box_cox(values: FloatArray, step: Any, power: FloatArray, fast: bool) -> FloatArray:  # noqa: ANN401, FBT001 - as every record
    from ii_index.kernels import transforms

    return transforms.box_cox(values, power, offset=step.offset, fast=fast)


def _unbox(values: FloatArray, step: Any, power: FloatArray) -> FloatArray:  # noqa: ANN401 - as every record
    safe = np.where(power == 0, 1.0, power)
    base = np.maximum(safe * values + 1.0, np.finfo(np.float64).tiny)
    logs = np.where(power == 0, values, portable.log(base) / safe)
    plain: FloatArray = portable.exp(logs) - step.offset
    return plain


def _box_cox_formula(step: Any, power: float) -> str:  # noqa: ANN401 - as every record
    return f"LN({_shifted(step)})" if power == 0 else f"(({_shifted(step)})^({power!r})-1)/({power!r})"


def _shifted(step: Any) -> str:  # noqa: ANN401 - as every record
    return "{value}" if step.offset == 0 else f"{{value}}+({step.offset!r})"


_HANDBOOK = "OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5"

TRANSFORMS: dict[str, TransformMethod] = {
    "log": TransformMethod(_HANDBOOK, _log, _unlog, _log_formula, "E_LOG_NOT_POSITIVE"),
    "reciprocal": TransformMethod(
        _HANDBOOK,
        _reciprocal,
        lambda values, step, power: -1.0 / values - step.offset,  # noqa: ARG005 - as every record is asked
        lambda step, power: f"-1/({_shifted(step)})",  # noqa: ARG005 - as every formula is asked
    ),
    "square_root": TransformMethod(
        _HANDBOOK,
        _square_root,
        lambda values, step, power: values**2 - step.offset,  # noqa: ARG005 - as every record is asked
        lambda step, power: f"({_shifted(step)})^0.5",  # noqa: ARG005 - as every formula is asked
    ),
    "box_cox": TransformMethod("Box & Cox (1964), JRSS B 26, 211-252", _box_cox, _unbox, _box_cox_formula),
}
"""By kind."""


def transform_of(step: Transform) -> TransformMethod:
    """Return the record of a step's kind."""
    return TRANSFORMS[step.kind]


def estimates_power(step: Transform) -> bool:
    """Whether the power of a transform is taken from the data."""
    return isinstance(step, BoxCox) and step.power is None


def power_of(step: Transform) -> float:
    """Return the power that a transform states; NaN where it states none."""
    stated: float | None = getattr(step, "power", None)
    return np.nan if stated is None else stated
