"""How an indicator's values become scores: transforms and normalisations as expressions of its column."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ii_index._typing import FloatArray
from ii_index.construction.methods.normalisation import Fitted
from ii_index.model.node import Node
from ii_index.scale.by_year import ByYear, Expr
from ii_index.scale.installed import narwhals


@dataclass(frozen=True, eq=False, slots=True)
class Leaf:
    """One indicator, as a normalisation sees it.

    Attributes
    ----------
    node : Node
    place : int
        Its position among the indicators.
    step : object
        How it is normalised.
    fitted : Fitted
        Of all indicators.
    numbers : ByYear
        What differs from year to year.
    """

    node: Node
    place: int
    step: Any
    fitted: Fitted
    numbers: ByYear

    def of(self, numbers: FloatArray) -> Expr:
        """Return numbers of this indicator, shape (years or 1, 1, indicators), as an expression of the year."""
        return self.numbers.of(numbers[:, 0, self.place])

    def line(self, base: FloatArray, anchor: FloatArray, slope: FloatArray) -> Expr:
        """Return ``base + (x − anchor) slope``, each of shape (years or 1,)."""
        x = narwhals().col(f"__p{self.place}")
        stretched = (x - self.numbers.of(anchor)) * self.numbers.of(slope)
        return stretched if not base.any() else self.numbers.of(base) + stretched

    def rows(self, numbers: FloatArray) -> FloatArray:
        """Return numbers of this indicator, shape (years or 1,)."""
        own: FloatArray = numbers[:, 0, self.place]
        return own


def _min_max(leaf: Leaf) -> Expr:
    low, high = (float(end) for end in leaf.step.range)
    lower, upper = leaf.rows(leaf.fitted.lower), leaf.rows(leaf.fitted.upper)
    flat = upper - lower <= 1e-12 * np.maximum(np.abs(lower), np.abs(upper))
    width = np.where(flat, 1.0 if leaf.step.constant != "refuse" else np.nan, upper - lower)
    slope = np.where(flat & ~np.isnan(width), 0.0, leaf.node.sign * (high - low) / width)
    base: FloatArray = np.where(flat, np.array((low + high) / 2), np.array(low))
    return leaf.line(base, lower if leaf.node.sign > 0 else upper, slope)


def _z_score(leaf: Leaf) -> Expr:
    mean, sd = leaf.rows(leaf.fitted.mean), leaf.rows(leaf.fitted.sd)
    flat = sd <= 1e-12 * np.abs(mean)
    width = np.where(flat | (sd == 0), 1.0 if leaf.step.constant != "refuse" else np.nan, sd)
    slope = np.where(flat | (sd == 0), 0.0 * width, leaf.node.sign * leaf.step.sd / width)
    return leaf.line(np.full_like(mean, leaf.step.mean), mean, slope)


def _goalposts(leaf: Leaf) -> Expr:
    lower, upper = leaf.rows(leaf.fitted.lower), leaf.rows(leaf.fitted.upper)
    sign = leaf.node.sign
    share = leaf.line(np.zeros_like(lower), lower if sign > 0 else upper, sign * 100.0 / (upper - lower))
    return between(share, 0.0, 100.0) if leaf.step.clip else share


def between(x: Expr, low: float, high: float) -> Expr:
    """Return values cut to a lower and an upper end."""
    nw = narwhals()
    return nw.when(x < low).then(nw.lit(low)).otherwise(nw.when(x > high).then(nw.lit(high)).otherwise(x))


def _distance_to_target(leaf: Leaf) -> Expr:
    nw, sign = narwhals(), leaf.node.sign
    worst = leaf.rows(leaf.fitted.lower if sign > 0 else leaf.fitted.upper)
    way = float(leaf.node.target or 0.0) - worst
    slope = 100.0 / np.where(sign * way > 0, way, np.nan)
    share = leaf.line(np.zeros_like(worst), worst, slope)
    return nw.when(share > 100.0).then(nw.lit(100.0)).otherwise(share) if leaf.step.cap else share


def _fraction_of_max(leaf: Leaf) -> Expr:
    nw = narwhals()
    x = nw.col(f"__p{leaf.place}")
    if leaf.node.sign > 0:
        upper = leaf.rows(leaf.fitted.upper)
        zero = np.zeros_like(upper)
        return leaf.line(zero, zero, 100.0 / np.where(upper > 0, upper, np.nan))
    positive = nw.when(x > 0).then(x)
    return leaf.of(leaf.fitted.lower) * 100.0 / positive


def _base_year(leaf: Leaf) -> Expr:
    nw = narwhals()
    x, base = nw.col(f"__p{leaf.place}"), nw.col(f"__b{leaf.place}")
    over = nw.when(base > 0).then(base)
    return x * 100.0 / over if leaf.node.sign > 0 else over * 100.0 / nw.when(x > 0).then(x)


NORMALISED: Mapping[str, Callable[[Leaf], Expr]] = {
    "min_max": _min_max,
    "z_score": _z_score,
    "goalposts": _goalposts,
    "distance_to_target": _distance_to_target,
    "fraction_of_max": _fraction_of_max,
    "base_year": _base_year,
    "none": lambda leaf: narwhals().col(f"__p{leaf.place}"),
    "rank": lambda leaf: narwhals().col(f"__k{leaf.place}") * 1.0,
    "borda": lambda leaf: narwhals().col(f"__k{leaf.place}") - 1.0,
    "percentile_rank": lambda leaf: (
        (narwhals().col(f"__k{leaf.place}") - 1.0) * 100.0 / narwhals().col(f"__m{leaf.place}")
    ),
}
"""How each is said of ``__p``; ordinal ones of ``__k``, the rank from the worst, and ``__m``, how many others."""

LINEAR = frozenset({"min_max", "z_score", "goalposts", "distance_to_target", "none"})
"""What gives a score to every value, once its numbers are there."""


def _power(x: Expr, power: float) -> Expr:
    return (x.log() * power).exp()


def transformed(leaf: Node, x: Expr, power: float) -> Expr:
    """Return a transform, missing for what it is not defined for."""
    nw, step = narwhals(), leaf.transform
    shifted: Expr = x + float(step.offset) if step is not None and step.offset else x
    positive = nw.when(shifted > 0).then(shifted)
    match getattr(step, "kind", None):
        case "log":
            natural = positive.log()
            base = getattr(step, "base", None)
            return natural if base is None else natural / float(np.log(base))
        case "square_root":
            return nw.when(shifted >= 0).then(shifted).sqrt()
        case "reciprocal":
            return -1.0 / positive
        case "box_cox":
            return positive.log() if power == 0 else (_power(positive, power) - 1.0) / power
        case _:
            return x
