"""The scale of a node's scores: its full mark, and within what it is reflected."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from ii_index._typing import FloatArray
from ii_index.kernels.aggregation.operators import power_of_share
from ii_index.kernels.rounding import half_up
from ii_index.model.outputs import Output

_FULL = 100.0


@dataclass(frozen=True, slots=True)
class Marks:
    """What a node's scores are measured on.

    Attributes
    ----------
    full : float
        The full mark F.
    low : float
        The other end, where the scale has two.
    kind : {"range", "centred", "base", "values"}
        A range from ``low`` to ``full``; deviations from ``full``, the mean; base-year indices; values as they are.
    """

    full: float = _FULL
    low: float = 0.0
    kind: Literal["range", "centred", "base", "values"] = "range"

    def reflected(self, scores: FloatArray) -> FloatArray:
        """Turn scores round: a + b − x on a range, 2a − x about a mean a, F²/x for base-year indices."""
        match self.kind:
            case "base":
                with np.errstate(divide="ignore", invalid="ignore"):
                    return np.where(scores > 0, self.full**2 / scores, np.nan)
            case "centred":
                return 2 * self.low - scores
            case _:
                return self.low + self.full - scores

    def mapped(self, output: Output) -> "Marks":
        """Return the scale of scores after a map."""
        ends = np.array([self.low, self.full])
        low, full = map_of(output, self, ends, round_off=False).tolist()
        if self.kind == "centred":
            plain = output.power == 1 and not output.complement
            return Marks(full, low if plain else 0.0, "centred" if plain else "range")
        if self.kind == "base" and (output.power != 1 or output.complement or output.offset):
            return Marks(full)
        if output.complement:
            low, full = sorted((low, full))
        return replace(self, full=full, low=0.0 if np.isnan(low) else low)


def map_of(output: Output, marks: Marks, scores: FloatArray, *, round_off: bool = True) -> FloatArray:
    """Map scores: offset + scale · F · u^power, u = x/F or 1 − x/F; NaN where a share has no such power."""
    if output.power == 1:  # without a division where none is needed
        shares = marks.full - scores if output.complement else scores
        mapped = output.offset + output.scale * shares
    else:
        share = scores / marks.full
        powered = power_of_share(1 - share if output.complement else share, output.power)
        mapped = output.offset + output.scale * marks.full * powered
    if output.decimals is None or not round_off:
        return np.asarray(mapped)
    return half_up(mapped, output.decimals) / 10.0**output.decimals


def common(children: Sequence[Marks]) -> Marks | None:
    """Return the scale that all children share; None where they have several."""
    return children[0] if len(set(children)) == 1 else None
