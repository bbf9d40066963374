"""How one node is made of its children, as expressions: operator, scale, map, threshold."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ii_index.construction.methods.aggregation import ZERO
from ii_index.construction.nodes import TOLERANCE, NodeRule
from ii_index.model.outputs import Output
from ii_index.scale.installed import narwhals

Expr = Any  # narwhals has no types of its own for us


@dataclass(frozen=True, eq=False, slots=True)
class NodeContext:
    """What one node is made of.

    Attributes
    ----------
    rule : NodeRule
    values : sequence of expressions
        Scores of the children.
    weights : sequence of float
        Shares or multipliers; 0 where a child takes no part.
    there : sequence of expressions
        1 where a child is observed, else 0.
    gaps : bool
        Whether a score may be missing.
    least : float
        Share of its children that a node without a threshold of its own must have.
    name : str
        Of the column of its score.
    """

    rule: NodeRule
    values: Sequence[Expr]
    weights: Sequence[float]
    there: Sequence[Expr]
    gaps: bool
    least: float
    name: str

    @property
    def parts(self) -> list[tuple[Expr, float, float]]:
        """Score, weight and full mark of each child that takes part."""
        fulls = [mark.full for mark in self.rule.marks]
        return [(x, w, full) for x, w, full in zip(self.values, self.weights, fulls, strict=True) if w > 0]


@dataclass(frozen=True, eq=False, slots=True)
class Made:
    """A node as expressions.

    Attributes
    ----------
    score : expression
    seen : expression
        1 where enough of it is observed, else 0.
    before : sequence of mappings of str to expression
        Columns that the score reads, and those that they read before them.
    refused : list of expressions
        1 where the operator or the map cannot take its children, else 0.
    """

    score: Expr
    seen: Expr
    before: Sequence[Mapping[str, Expr]] = ()
    refused: Sequence[Expr] = ()


def total(parts: Sequence[Expr]) -> Expr:
    """Add expressions."""
    whole = parts[0]
    for part in parts[1:]:
        whole += part
    return whole


def _flag(test: Expr) -> Expr:
    nw = narwhals()
    return nw.when(test).then(nw.lit(1)).otherwise(nw.lit(0))


def mean(
    parts: Sequence[tuple[Expr, float]], name: str, *, gaps: bool
) -> tuple[list[Mapping[str, Expr]], Expr]:
    """Return the weighted mean of what is there, after the columns that it reads, whose names end as said.

    What is divided has columns of its own: on Spark a quotient says its numerator four times and its divisor thrice.
    """
    nw = narwhals()
    whole = sum(w for _, w in parts)
    if not gaps:
        return [], total([x * (w / whole) for x, w in parts])
    number = total([(x * w).fill_null(0.0) for x, w in parts])
    share = total([nw.when(x.is_null()).then(nw.lit(0.0)).otherwise(nw.lit(w)) for x, w in parts])
    there = nw.col(f"__v{name}")
    quotient = nw.col(f"__u{name}") / nw.when(there > 0).then(there)
    return [{f"__u{name}": number, f"__v{name}": share}], quotient


Operator = Callable[[NodeContext], Made]


def _arithmetic(node: NodeContext) -> Made:
    before, score = mean([(x, w) for x, w, _ in node.parts], node.name, gaps=node.gaps)
    return _plain(score, before=before)


def _plain(score: Expr, *refused: Expr, before: Sequence[Mapping[str, Expr]] = ()) -> Made:
    return Made(score, None, before, refused)


def _powered(node: NodeContext, exponent: float) -> Made:
    if exponent == 1:
        return _arithmetic(node)
    if np.isinf(exponent):
        return _extreme(node, largest=exponent > 0)
    nw = narwhals()
    zeros = getattr(node.rule.step, "zeros", "refuse") == "zero" and exponent <= 0
    bad: list[Expr] = []
    zero: list[Expr] = []
    parts: list[tuple[Expr, float]] = []
    for x, w, full in node.parts:
        small = ZERO * full
        bad.append(_flag(x < -small if exponent > 0 or zeros else x <= small))
        zero.append(_flag((x <= small) & (x >= -small)))
        safe = nw.when(x > (small if exponent <= 0 else 0.0)).then(x)
        power = safe.log() if exponent == 0 else (safe.log() * exponent).exp()
        if exponent > 0:
            power = nw.when(x <= 0).then(nw.lit(0.0)).otherwise(power)
        elif zeros:
            power = nw.when((x <= small) & (x >= -small)).then(nw.lit(0.0)).otherwise(power)
        parts.append((power, w))
    name = f"__m{node.name}"
    middle = nw.col(name)
    if exponent == 0:
        score = middle.exp()
    elif exponent > 0:
        score = (
            nw.when(middle <= 0)
            .then(middle * 0.0)
            .otherwise((nw.when(middle > 0).then(middle).log() / exponent).exp())
        )
    else:
        score = (nw.when(middle > 0).then(middle).log() / exponent).exp()
    if zeros:
        score = nw.when(total(zero) > 0).then(nw.lit(0.0)).otherwise(score)
    before, inner = mean(parts, node.name, gaps=node.gaps)
    return _plain(score, *bad, before=[*before, {name: inner}])


def _extreme(node: NodeContext, *, largest: bool) -> Made:
    nw = narwhals()
    values = [x for x, _, _ in node.parts]
    if len(values) == 1:  # Spark compares no value with itself
        return _plain(values[0])
    return _plain(nw.max_horizontal(*values) if largest else nw.min_horizontal(*values))


def _sum(node: NodeContext) -> Made:
    return _plain(total([x * w for x, w, _ in node.parts]))


def _product(node: NodeContext) -> Made:
    product = narwhals().lit(float(node.rule.marks[0].full))
    for x, w, full in node.parts:
        product = product * (x * (w / full))
    return _plain(product)


def _ratio(node: NodeContext) -> Made:
    nw = narwhals()
    if len(node.parts) < len(node.values):
        return _plain(nw.lit(None, dtype=nw.Float64))
    (x, w, full), (y, v, other) = node.parts
    positive = nw.when(y > ZERO * other).then(y)
    scale = float(node.rule.marks[0].full) * (w / full) / (v / other)
    return _plain(x * scale / positive, _flag(y <= ZERO * other))


def _mazziotta_pareto(node: NodeContext) -> Made:
    nw = narwhals()
    name = f"__m{node.name}"
    middle = nw.col(name)
    penalty = float(node.rule.method.penalty_of(node.rule.step))
    parts = [(x, w) for x, w, _ in node.parts]
    before, inner = mean(parts, node.name, gaps=node.gaps)
    squares = [((x - middle) * (x - middle), w) for x, w in parts]
    between, variance = mean(squares, name, gaps=node.gaps)
    score = middle + variance * penalty / nw.when(middle > 0).then(middle)
    return _plain(score, _flag(middle <= 0), before=[*before, {name: inner}, *between])


OPERATORS: Mapping[str, Operator] = {
    "arithmetic": _arithmetic,
    "geometric": lambda node: _powered(node, 0.0),
    "harmonic": lambda node: _powered(node, -1.0),
    "power": lambda node: _powered(node, float(vars(node.rule.step)["exponent"])),
    "minimum": lambda node: _extreme(node, largest=False),
    "maximum": lambda node: _extreme(node, largest=True),
    "sum": _sum,
    "product": _product,
    "ratio": _ratio,
    "mazziotta_pareto": _mazziotta_pareto,
    "adjusted_mazziotta_pareto": _mazziotta_pareto,
}
"""How each operator is said."""


def made(node: NodeContext) -> Made:
    """Make a node: its operator, then its reflection and map, then its threshold."""
    nw = narwhals()
    own = OPERATORS[node.rule.step.kind](node)
    score, refused = own.score, list(own.refused)
    if node.rule.reflected:
        score = _reflected(node.rule, score)
    if node.rule.output is not None:
        mapped = _mapped(node.rule.output, float(node.rule.raw.full), score)
        if node.rule.output.power not in {1.0, 2.0}:
            refused.append(_flag(mapped.is_null() & ~score.is_null()))
        score = mapped
    share = _share(node)
    if share is None:
        return Made(score, _any(node), own.before, refused)
    rule, least = node.rule.threshold, node.least
    enough = (share > 0) & (share >= (least if rule is None else float(rule.share)) - TOLERANCE)
    kept = nw.when(enough).then(score)
    return Made(kept, nw.when(enough).then(nw.lit(1.0)).otherwise(nw.lit(0.0)), own.before, refused)


def _any(node: NodeContext) -> Expr:
    """Return whether anything of a node is observed."""
    nw = narwhals()
    there = [t for t, w in zip(node.there, node.weights, strict=True) if w > 0]
    return nw.when(total(there) > 0).then(nw.lit(1.0)).otherwise(nw.lit(0.0))


def _share(node: NodeContext) -> Expr | None:
    """Return the share of its children that a node's threshold looks at; None where it has none."""
    rule = node.rule.threshold
    if rule is None and not node.least:
        return None
    by_weight = rule is not None and rule.basis == "weight"
    pairs = [(t, w if by_weight else 1.0) for t, w in zip(node.there, node.weights, strict=True) if w > 0]
    whole = sum(w for _, w in pairs)
    return total([t * (w / whole) for t, w in pairs])


def _reflected(rule: NodeRule, x: Expr) -> Expr:
    nw, marks = narwhals(), rule.raw
    match marks.kind:
        case "base":
            return marks.full**2 / nw.when(x > 0).then(x)
        case "centred":
            return 2 * marks.low - x
        case _:
            return marks.low + marks.full - x


def _mapped(output: Output, full: float, x: Expr) -> Expr:
    nw = narwhals()
    if output.power == 1:
        shares = full - x if output.complement else x
        return shares * float(output.scale) + float(output.offset)
    share = x / full
    share = 1.0 - share if output.complement else share
    if output.power == 2:
        powered = share * share
    elif output.power == 0.5:
        powered = nw.when(share >= 0).then(share).sqrt()
    else:
        positive = (nw.when(share > 0).then(share).log() * float(output.power)).exp()
        powered = nw.when(share == 0).then(nw.lit(0.0)).otherwise(positive)
    return powered * (float(output.scale) * full) + float(output.offset)
